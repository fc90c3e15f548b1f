//! The data directory: what stands where, its version, its lock, its ports.
//!
//! ```text
//! VERSION               the layout of this directory
//! lock                  held by the demo that runs here
//! genesis.cbor          what the network begins with
//! network-key.json      the key that everything is checked against; may be given to anybody
//! staff.json            offices and officers with their names
//! ports.json            chosen once and kept
//! agencies/1-…/         a validator: node.json, secrets/, storage/, log.txt
//! portal/               portal.json, vault.db, secrets/, log.txt
//! officers/1101-1/      secrets/signing.key
//! certificates/         PDFs
//! ```
use crate::failure::{Exit, Failure};
use civil::words::Saying;
use protocol::{Canonical as _, genesis::Genesis};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

/// The layout of the data directory that this program makes and reads.
const LAYOUT: &str = "dalolat-data/2";

/// Everything that this program puts into a data directory, and nothing else; `registrars` stood in
/// directories of layout 1.
const OURS: [&str; 11] = [
    "VERSION",
    "lock",
    "genesis.cbor",
    "network-key.json",
    "staff.json",
    "ports.json",
    "agencies",
    "portal",
    "officers",
    "registrars",
    "certificates",
];

/// A data directory.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    root: PathBuf,
}

/// The ports of a data directory, all on this machine alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ports {
    /// Of the portal.
    pub(crate) portal: u16,
    /// Of each validator, for the others.
    pub(crate) peers: Vec<u16>,
    /// Of each validator, for its clients.
    pub(crate) services: Vec<u16>,
}

/// An address on this machine.
pub(crate) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

impl Home {
    /// The directory at `root`; nothing is read yet.
    pub(crate) fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// A directory that holds a network of this layout.
    pub(crate) fn open(root: &Path) -> Result<Self, Failure> {
        let home = Self::at(root);
        if home.is_made()? {
            return Ok(home);
        }
        let what = Saying::new("data.missing").with("path", root.display());
        Err(Failure::told(Exit::Usage, what, "data.missing/do"))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    pub(crate) fn genesis_path(&self) -> PathBuf {
        self.path("genesis.cbor")
    }

    pub(crate) fn network_key_path(&self) -> PathBuf {
        self.path("network-key.json")
    }

    pub(crate) fn staff_path(&self) -> PathBuf {
        self.path("staff.json")
    }

    /// The key of an officer.
    pub(crate) fn signing_key_path(&self, officer: &str) -> PathBuf {
        self.path("officers").join(officer).join("secrets").join("signing.key")
    }

    /// The directory of the validator `n`, from 1.
    pub(crate) fn agency(&self, n: usize, name: &str) -> PathBuf {
        let name = name.to_lowercase().replace(' ', "-");
        self.path("agencies").join(format!("{n}-{name}"))
    }

    /// Whether a network of this layout stands here; another layout is an error.
    pub(crate) fn is_made(&self) -> Result<bool, Failure> {
        let path = self.path("VERSION");
        let mut text = String::new();
        match File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(Failure::file("read", &path, &error)),
            Ok(file) => {
                let read = file.take(100).read_to_string(&mut text);
                read.map_err(|error| Failure::file("read", &path, &error))?;
            }
        }
        if text.trim_end() == LAYOUT {
            return Ok(true);
        }
        let found: String = text.chars().filter(char::is_ascii_graphic).take(40).collect();
        let what = Saying::new("data.version").with("path", self.root.display());
        let what = what.with("found", found).with("known", LAYOUT);
        Err(Failure::told(Exit::Usage, what, "data.version/do"))
    }

    /// Says that everything is in its place. Written last, so that a directory half made is made anew.
    pub(crate) fn mark_made(&self) -> Result<(), Failure> {
        write_durably(&self.path("VERSION"), format!("{LAYOUT}\n").as_bytes())
    }

    /// Removes what this program made. Whoever calls this holds the lock, which stays until they let go.
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        for name in OURS.into_iter().filter(|name| *name != "lock") {
            let path = self.path(name);
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            match removed {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(Failure::file("remove", &path, &error)),
            }
        }
        Ok(())
    }

    /// Refuses a directory that holds anything which this program did not put there.
    fn refuse_what_is_not_ours(&self) -> Result<(), Failure> {
        let io = |error: std::io::Error| Failure::file("read", &self.root, &error);
        for entry in fs::read_dir(&self.root).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            // A file that a crash left half written has the name of one of ours and ".part".
            let whole = name.to_string_lossy();
            if !OURS.contains(&whole.trim_end_matches(".part")) {
                return Err(Failure::new(
                    Exit::Usage,
                    "data.not-ours",
                    format!(
                        "{} holds \"{whole}\", which this program did not put there",
                        self.root.display()
                    ),
                    "Name another directory with --data DIR, or remove it yourself. Nothing was changed.",
                ));
            }
        }
        Ok(())
    }

    /// Makes the directory where it is missing and holds it for this process alone. A directory that holds
    /// anything else is refused untouched.
    pub(crate) fn lock(&self) -> Result<File, Failure> {
        fs::create_dir_all(&self.root).map_err(|error| Failure::file("make", &self.root, &error))?;
        self.refuse_what_is_not_ours()?;
        let path = self.path("lock");
        let mut lock = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| Failure::file("open", &path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                drop(lock.take(20).read_to_string(&mut holder));
                let what = Saying::new("data.locked").with("path", self.root.display());
                let what = what.with("process", holder.trim());
                return Err(Failure::told(Exit::Usage, what, "data.locked/do"));
            }
            Err(TryLockError::Error(error)) => return Err(Failure::file("lock", &path, &error)),
        }
        let mine = lock.set_len(0).and_then(|()| write!(lock, "{}", std::process::id()));
        mine.map_err(|error| Failure::file("write", &path, &error))?;
        Ok(lock)
    }

    pub(crate) fn genesis(&self) -> Result<Genesis, Failure> {
        let path = self.genesis_path();
        let bytes = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        Genesis::from_bytes(&bytes).map_err(|fault| {
            Failure::new(
                Exit::Machine,
                "genesis.malformed",
                format!("{} is no genesis: {fault}", path.display()),
                "Restore the file from another agency; it is the same for all.",
            )
        })
    }

    pub(crate) fn ports(&self) -> Result<Ports, Failure> {
        let path = self.path("ports.json");
        let text = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        serde_json::from_slice(&text).map_err(|error| {
            let hint = "Restore it, or make the data directory anew with --reset.";
            Failure::new(Exit::Usage, "ports.malformed", format!("{}: {error}", path.display()), hint)
        })
    }

    /// Chooses ports that nobody uses and keeps them for this directory.
    pub(crate) fn choose_ports(&self, agencies: usize) -> Result<Ports, Failure> {
        let no_port = |error: std::io::Error| {
            Failure::new(
                Exit::Machine,
                "ports.none",
                format!("no free port on this machine: {error}"),
                "Stop some program that listens, and run the command again.",
            )
        };
        // All are held until all are chosen, so that none is chosen twice.
        let count = agencies.saturating_mul(2).saturating_add(1);
        let held: Vec<TcpListener> =
            (0..count).map(|_| TcpListener::bind(loopback(0))).collect::<Result<_, _>>().map_err(no_port)?;
        let ports = held
            .iter()
            .map(|listener| listener.local_addr().map(|address| address.port()))
            .collect::<Result<Vec<u16>, _>>()
            .map_err(no_port)?;
        let (portal, rest) = ports.split_first().expect("there is one port at least");
        let (peers, services) = rest.split_at(agencies);
        let ports = Ports { portal: *portal, peers: peers.to_vec(), services: services.to_vec() };
        write_json(&self.path("ports.json"), &ports)?;
        Ok(ports)
    }
}

/// Writes a file so that after a crash it is there whole or not at all.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let io = |error: std::io::Error| Failure::file("write", path, &error);
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(io)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&part, path)).map_err(io)?;
    File::open(parent).and_then(|directory| directory.sync_all()).map_err(io)
}

/// Writes a value as JSON that people can read.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_vec_pretty(value).expect("our settings have string keys");
    text.push(b'\n');
    write_durably(path, &text)
}
