//! Secret files: hexadecimal in a file of mode 0600 in a directory of mode 0700.
//!
//! A secret that others can read is refused and not repaired, because it may have been read already.
use core::fmt;
use protocol::hash::{from_hex, hex};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// Why a secret file could not be read or made. The messages hold no part of a secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no such file.
    #[error("the secret {} is missing: restore it from its backup", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
    },
    /// Others than its owner may read or write the file.
    #[error(
        "the secret {0} has mode {mode:04o}, so others can read it: run `chmod 0600 {0}`, and replace the secret if \
         others had access", path.display()
    )]
    Exposed {
        /// Which file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file does not hold what it should.
    #[error(
        "the secret {} is not {digits} hexadecimal digits and an end of line: restore it from its backup",
        path.display()
    )]
    Form {
        /// Which file.
        path: PathBuf,
        /// How many digits there should be.
        digits: usize,
    },
    /// The file exists; a secret is never overwritten.
    #[error("the secret {} exists and is not overwritten: move it away first if a new one is wanted", path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// No random numbers.
    #[error("the system gives no random numbers, which a new secret needs")]
    Random(#[source] getrandom::Error),
    /// The system failed.
    #[error("cannot use the secret {}: check the directory, its owner and the space left", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Reads the secret of `N` bytes in the file `path`: `2 × N` hexadecimal digits and an end of line.
pub fn read_secret<const N: usize>(path: &Path) -> Result<[u8; N], SecretError> {
    let failed = |source: io::Error| {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::NotFound {
            SecretError::Missing { path }
        } else {
            SecretError::Io { path, source }
        }
    };
    let file = File::open(path).map_err(failed)?;
    // The mode of the opened file, not of the path, which may be another file a moment later.
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(SecretError::Exposed { path: path.to_owned(), mode });
    }
    let digits = N.saturating_mul(2);
    let mut bytes = Vec::new();
    file.take(u64::try_from(digits.saturating_add(3)).unwrap_or(u64::MAX))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    core::str::from_utf8(text)
        .ok()
        .and_then(from_hex)
        .ok_or_else(|| SecretError::Form { path: path.to_owned(), digits })
}

/// Makes a secret of `N` random bytes in the file `path`, durably, and returns it.
///
/// The directory is made with mode 0700 where it is absent. An existing file is never overwritten, and a
/// crash leaves either no file of that name or the whole secret.
pub fn create_secret<const N: usize>(path: &Path) -> Result<[u8; N], SecretError> {
    let mut secret = [0; N];
    getrandom::fill(&mut secret).map_err(SecretError::Random)?;
    let mut suffix = [0; 8];
    getrandom::fill(&mut suffix).map_err(SecretError::Random)?;
    let failed = |source: io::Error| {
        let path = path.to_owned();
        if source.kind() == io::ErrorKind::AlreadyExists {
            SecretError::Exists { path }
        } else {
            SecretError::Io { path, source }
        }
    };
    let directory = create_directory_of(path).map_err(failed)?;
    let unfinished = directory.join(format!(".secret-{}", hex(&suffix)));
    let outcome = write_durably(&unfinished, &Line(&secret))
        // A link, because unlike a rename it fails where the name is taken.
        .and_then(|()| fs::hard_link(&unfinished, path));
    let removed = fs::remove_file(&unfinished);
    outcome.and(removed).and_then(|()| sync_directory(&directory)).map_err(failed)?;
    Ok(secret)
}

/// A secret as it stands in its file.
struct Line<'a>(&'a [u8]);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", hex(self.0))
    }
}

fn write_durably(path: &Path, line: &Line<'_>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(line.to_string().as_bytes())?;
    file.sync_all()
}

/// Makes the directory in which `path` stands, with mode 0700, where it is absent; returns it.
pub(crate) fn create_directory_of(path: &Path) -> io::Result<PathBuf> {
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    };
    if !directory.is_dir() {
        DirBuilder::new().recursive(true).mode(0o700).create(&directory)?;
        if let Some(above) = directory.parent().filter(|above| *above != Path::new("")) {
            sync_directory(above)?;
        }
    }
    Ok(directory)
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
