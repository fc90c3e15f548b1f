//! What an operator gives a node: one file of settings, and secrets in a directory of their own.
//!
//! # Format
//!
//! The settings are a JSON object; paths in it are taken from the directory of the file. Secrets are
//! three text files of mode 0600 in a directory of mode 0700: `identity.key` (64 hexadecimal digits),
//! `share.key` (the engine's share in hexadecimal) and `client.token` (one token a line, one for each
//! client, 32 to 128 visible characters). A file that others can read is refused.
use crate::committee::{Identity, ShareKey};
use protocol::{
    Canonical as _, Malformed,
    genesis::Genesis,
    hash::{Digest, from_hex, hex, sha256},
};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    net::SocketAddr,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

const SETTINGS_BYTES_MAX: u64 = 64 * 1024;
const SECRET_BYTES_MAX: u64 = 16 * 1024;
/// What group and others may do, in a file's mode.
const OTHERS: u32 = 0o077;
const IDENTITY_FILE: &str = "identity.key";
const SHARE_FILE: &str = "share.key";
const TOKEN_FILE: &str = "client.token";

/// Where another member's validator is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeerAddress {
    /// The member's key on the network: 64 hexadecimal digits.
    pub public_key: String,
    /// The address it listens at.
    pub address: SocketAddr,
}

/// The settings of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeConfig {
    /// The agency that runs it, as the genesis names it.
    pub agency: String,
    /// The genesis file.
    pub genesis: PathBuf,
    /// The address at which it listens to the other validators.
    pub listen: SocketAddr,
    /// The other validators.
    pub peers: Vec<PeerAddress>,
    /// The address of its client service, on this machine.
    pub service: SocketAddr,
    /// The directory of its storage, which is its alone.
    pub storage: PathBuf,
    /// The directory of its secrets.
    pub secrets: PathBuf,
}

/// Why settings, genesis or secrets cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// A file or directory cannot be written.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// A file is larger than it may be.
    #[error("{} is larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The greatest size, in bytes.
        limit: u64,
    },
    /// The settings are not as expected.
    #[error("{}: {source}", path.display())]
    Settings {
        /// The file.
        path: PathBuf,
        /// Where and what.
        #[source]
        source: serde_json::Error,
    },
    /// The genesis is not one.
    #[error("{} is no genesis: {source}", path.display())]
    Genesis {
        /// The file.
        path: PathBuf,
        /// Where and what.
        #[source]
        source: Malformed,
    },
    /// A secret can be read by others.
    #[error("{} can be read by others than its owner: run `chmod {wanted} {}` and, where others use this machine, make a new secret", path.display(), path.display())]
    Exposed {
        /// The file or directory.
        path: PathBuf,
        /// The mode it should have.
        wanted: &'static str,
    },
    /// A secret is not in its form.
    #[error("{}: expected {expected}", path.display())]
    Secret {
        /// The file.
        path: PathBuf,
        /// What should stand there.
        expected: &'static str,
    },
}

impl NodeConfig {
    /// Reads the settings at `path` and takes the paths in them from its directory.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = read_bounded(path, SETTINGS_BYTES_MAX)?;
        let mut config: Self = serde_json::from_slice(&text)
            .map_err(|source| ConfigError::Settings { path: path.to_owned(), source })?;
        let base = path.parent().unwrap_or(Path::new(""));
        for path in [&mut config.genesis, &mut config.storage, &mut config.secrets] {
            *path = base.join(&*path);
        }
        Ok(config)
    }

    /// Writes the settings to `path`.
    pub fn save(&self, path: &Path) -> Result<(), ConfigError> {
        let text = serde_json::to_vec_pretty(self)
            .map_err(|source| ConfigError::Settings { path: path.to_owned(), source })?;
        fs::write(path, text).map_err(|source| ConfigError::Unwritable { path: path.to_owned(), source })
    }

    /// Reads the genesis that the settings name.
    pub fn load_genesis(&self) -> Result<Genesis, ConfigError> {
        let bytes = read_bounded(&self.genesis, Genesis::MAX_BYTES as u64)?;
        Genesis::from_bytes(&bytes)
            .map_err(|source| ConfigError::Genesis { path: self.genesis.clone(), source })
    }
}

/// A client's token, kept as its hash so that comparing takes the same time for any text.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientToken(Digest);

impl ClientToken {
    /// The token of a text of 32 to 128 visible ASCII characters.
    pub fn new(text: &str) -> Option<Self> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        ((32..=128).contains(&text.len()) && visible).then(|| Self(sha256(&[text.as_bytes()])))
    }

    /// Whether `text` is this token.
    pub fn is(&self, text: &str) -> bool {
        let other = sha256(&[text.as_bytes()]);
        let pairs = self.0.as_bytes().iter().zip(other.as_bytes());
        pairs.fold(0, |different, (a, b)| different | (a ^ b)) == 0
    }
}

impl fmt::Debug for ClientToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientToken(hidden)")
    }
}

/// The secrets of a node.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Its key on the network.
    pub identity: Identity,
    /// Its share of the network's signing key.
    pub share: ShareKey,
    /// The tokens of its clients.
    pub tokens: Vec<ClientToken>,
}

impl Secrets {
    /// Reads the secrets in `directory`, refusing what others than the owner can read.
    pub fn load(directory: &Path) -> Result<Self, ConfigError> {
        refuse_exposed(directory, "700")?;
        let identity = directory.join(IDENTITY_FILE);
        let seed = from_hex(&read_secret(&identity)?).ok_or_else(|| ConfigError::Secret {
            path: identity.clone(),
            expected: "a seed of 64 hexadecimal digits",
        })?;
        let share = directory.join(SHARE_FILE);
        let share = ShareKey::from_hex(&read_secret(&share)?)
            .ok_or(ConfigError::Secret { path: share, expected: "a share of 66 hexadecimal digits" })?;
        let tokens = directory.join(TOKEN_FILE);
        let parsed: Option<Vec<_>> = read_secret(&tokens)?.lines().map(ClientToken::new).collect();
        let tokens = parsed.filter(|parsed| !parsed.is_empty()).ok_or(ConfigError::Secret {
            path: tokens,
            expected: "tokens, one a line, each of 32 to 128 visible characters",
        })?;
        Ok(Self { identity: Identity::from_seed(seed), share, tokens })
    }
}

/// Writes the secrets of a node into `directory`, which is made for them; existing ones are kept and
/// are an error.
pub fn write_secrets(
    directory: &Path,
    identity_seed: &[u8; 32],
    share: &ShareKey,
    tokens: &[&str],
) -> Result<(), ConfigError> {
    let unwritable = |source| ConfigError::Unwritable { path: directory.to_owned(), source };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(unwritable)?;
    write_secret(&directory.join(IDENTITY_FILE), &hex(identity_seed))?;
    write_secret(&directory.join(SHARE_FILE), &share.to_hex())?;
    write_secret(&directory.join(TOKEN_FILE), &tokens.join("\n"))
}

/// Writes a secret into a new file of mode 0600.
pub fn write_secret(path: &Path, text: &str) -> Result<(), ConfigError> {
    let unwritable = |source| ConfigError::Unwritable { path: path.to_owned(), source };
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(unwritable)?;
    file.write_all(text.as_bytes()).and_then(|()| file.write_all(b"\n")).map_err(unwritable)?;
    file.sync_all().map_err(unwritable)
}

/// Reads a secret of one file, without the end of its last line; refuses it where group or others can
/// read, write or run it.
pub fn read_secret(path: &Path) -> Result<String, ConfigError> {
    refuse_exposed(path, "600")?;
    let bytes = read_bounded(path, SECRET_BYTES_MAX)?;
    let text = std::str::from_utf8(&bytes).map(|text| text.trim_end().to_owned());
    text.or(Err(ConfigError::Secret { path: path.to_owned(), expected: "text" }))
}

fn refuse_exposed(path: &Path, wanted: &'static str) -> Result<(), ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & OTHERS == 0 { Ok(()) } else { Err(ConfigError::Exposed { path: path.to_owned(), wanted }) }
}

fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(ConfigError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}
