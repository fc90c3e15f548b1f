//! Faults: what went wrong, where, and what the operator does about it. No personal data.
use crate::{case::CaseId, secrets::SecretError};
use protocol::EntryId;
use std::{io, path::PathBuf};

/// Why a vault could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory or the file could not be made or read.
    #[error("cannot use {}: check that the path is right and that this user may read and write there", path.display())]
    Path {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file was written by another version of this program.
    #[error(
        "the vault {} has format {found}, this program reads format {wanted}: start the version that wrote \
         it, or restore a backup of format {wanted}; the file was not changed", path.display()
    )]
    Version {
        /// Which file.
        path: PathBuf,
        /// The format of the file.
        found: i64,
        /// The format that this program reads and writes.
        wanted: i64,
    },
    /// The file is a database of something else.
    #[error(
        "{} is a database, but no vault: choose another path; the file was not changed", path.display()
    )]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// The key is there and its database is not.
    #[error(
        "the vault {} is missing and its key {} is there: restore the database from its backup; to begin an \
         empty register instead, move the key away", path.display(), key.display()
    )]
    Missing {
        /// Which database.
        path: PathBuf,
        /// The key that is there.
        key: PathBuf,
    },
    /// The database is there and its key is not.
    #[error(
        "the vault {} needs its key {}, which is missing: restore that file from its backup; without it no \
         record can be read", path.display(), key.display()
    )]
    KeyMissing {
        /// Which database.
        path: PathBuf,
        /// The file that is missing.
        key: PathBuf,
    },
    /// The key is not the one of this database.
    #[error(
        "the key {} does not open the vault {}: put the key and the database of the same backup together", key.display(), path.display()
    )]
    WrongKey {
        /// Which database.
        path: PathBuf,
        /// The key file.
        key: PathBuf,
    },
    /// The key file is not usable.
    #[error("the key of the vault cannot be used")]
    Secret(#[from] SecretError),
    /// No random numbers.
    #[error("the system gives no random numbers, which new keys need")]
    Random(#[source] getrandom::Error),
    /// No space left.
    #[error("the disk that holds {} is full: make room and start again; nothing accepted is lost", path.display())]
    Full {
        /// Which database.
        path: PathBuf,
    },
    /// Another process holds the database.
    #[error("the vault {} is locked by another process: end that process and start again", path.display())]
    Locked {
        /// Which database.
        path: PathBuf,
    },
    /// The file is damaged, or no database at all.
    #[error("the vault {} is damaged or no database: keep the file as it is and restore a backup", path.display())]
    Corrupt {
        /// Which database.
        path: PathBuf,
    },
    /// The write-ahead log is damaged before its end.
    #[error(
        "the write-ahead log {} of the vault is damaged at frame {frame}, and what was accepted later stands \
         behind it: keep it and the database as they are and restore a backup", path.display()
    )]
    Log {
        /// Which file.
        path: PathBuf,
        /// The first part that cannot be read: 0 is its head, then come the frames, a page each.
        frame: u64,
    },
    /// The database failed otherwise.
    #[error("the database {} cannot be opened", path.display())]
    Database {
        /// Which database.
        path: PathBuf,
        /// What it said.
        #[source]
        source: sqlx::Error,
    },
}

/// Why a vault could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no such case.
    #[error("there is no case {case}")]
    NoCase {
        /// Which was asked for.
        case: CaseId,
    },
    /// The case is in a state that does not allow the step.
    #[error("case {case} is {state}, so it cannot be {step}")]
    State {
        /// Which case.
        case: CaseId,
        /// The word of its state.
        state: &'static str,
        /// What was asked for.
        step: &'static str,
    },
    /// No such entry was filed.
    #[error("no entry {entry} was filed")]
    NoFiling {
        /// Which was asked for.
        entry: EntryId,
    },
    /// The filing is in a state that does not allow the step.
    #[error("the filed entry {entry} is {state}, so it cannot be {step}")]
    FilingState {
        /// Which entry.
        entry: EntryId,
        /// The word of its state.
        state: &'static str,
        /// What was asked for.
        step: &'static str,
    },
    /// A filing is not what was stored.
    #[error(
        "the filed entry {entry} in {} is not what was stored: the database was damaged or changed by hand; keep \
         it, and restore a backup beside it", path.display()
    )]
    DamagedFiling {
        /// Which database.
        path: PathBuf,
        /// Which entry.
        entry: EntryId,
    },
    /// What was given does not belong together; nothing was stored.
    #[error("the vault was given what does not belong together: {what}; nothing was stored")]
    Mismatch {
        /// What does not fit what.
        what: &'static str,
    },
    /// The purpose of an access is empty, too long or not one line.
    #[error("the purpose of an access is one line of 1 to 200 bytes")]
    Purpose,
    /// Stored bytes are not what was stored.
    #[error(
        "{what} of case {case} in {} is not what was stored: the database was damaged or changed by hand; keep \
         it, and restore a backup beside it", path.display()
    )]
    Damaged {
        /// Which database.
        path: PathBuf,
        /// Which case.
        case: CaseId,
        /// Which part.
        what: &'static str,
    },
    /// The case's own key is not there, so its record cannot be opened by anybody.
    #[error("the key of case {case} is gone, so its record can no longer be opened")]
    KeyGone {
        /// Which case.
        case: CaseId,
    },
    /// The access log is not the one that was written.
    #[error(
        "row {row} of the access log in {} {what}: the log was changed by hand or is damaged; keep the file as \
         evidence, and restore a backup beside it", path.display()
    )]
    AccessLog {
        /// Which database.
        path: PathBuf,
        /// The sequence number of the first row that is wrong.
        row: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// No random numbers.
    #[error("the system gives no random numbers, which new keys need")]
    Random(#[source] getrandom::Error),
    /// No space left; nothing of the step was stored.
    #[error("the disk that holds {} is full: make room and try again; nothing accepted is lost", path.display())]
    Full {
        /// Which database.
        path: PathBuf,
    },
    /// Another process holds the database; nothing of the step was stored.
    #[error("the vault {} is locked by another process: end that process and try again", path.display())]
    Locked {
        /// Which database.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("the vault {} is damaged: stop, keep the file as it is and restore a backup", path.display())]
    Corrupt {
        /// Which database.
        path: PathBuf,
    },
    /// The database failed otherwise; nothing of the step was stored.
    #[error("the database {} failed", path.display())]
    Database {
        /// Which database.
        path: PathBuf,
        /// What it said.
        #[source]
        source: sqlx::Error,
    },
}

/// What the database said, sorted by what the operator does about it.
pub(crate) enum Trouble {
    /// `SQLITE_FULL`.
    Full,
    /// `SQLITE_BUSY`, `SQLITE_LOCKED`.
    Locked,
    /// `SQLITE_CORRUPT`, `SQLITE_NOTADB`.
    Corrupt,
    /// Anything else.
    Other(sqlx::Error),
}

/// SQLite's primary result code.
fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    code.map(|code| code & 0xff)
}

impl From<sqlx::Error> for Trouble {
    /// Sorts by the primary result code, the low byte of the extended one
    /// (<https://www.sqlite.org/rescode.html>).
    fn from(error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(5 | 6) => Self::Locked,
            Some(11 | 26) => Self::Corrupt,
            Some(13) => Self::Full,
            Some(_) | None => Self::Other(error),
        }
    }
}

impl OpenError {
    pub(crate) fn of(path: PathBuf, error: sqlx::Error) -> Self {
        match Trouble::from(error) {
            Trouble::Full => Self::Full { path },
            Trouble::Locked => Self::Locked { path },
            Trouble::Corrupt => Self::Corrupt { path },
            Trouble::Other(source) => Self::Database { path, source },
        }
    }

    /// The same for a question that is right for every vault: where SQLite does not understand it
    /// (`SQLITE_ERROR`), it is the file that is wrong.
    pub(crate) fn of_question(path: PathBuf, error: sqlx::Error) -> Self {
        const SQLITE_ERROR: u32 = 1;
        if primary_code(&error) == Some(SQLITE_ERROR) {
            Self::Corrupt { path }
        } else {
            Self::of(path, error)
        }
    }
}

/// A fault inside the crate, which does not know yet in which file it happened.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The database's.
    Sql(sqlx::Error),
    /// Complete as it is.
    Said(VaultError),
    /// Stored bytes are not what was stored.
    Damaged(CaseId, &'static str),
    /// A row of the access log is wrong.
    AccessLog(u64, &'static str),
    /// A filing is not what was stored.
    DamagedFiling(EntryId),
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Said(error)
    }
}

impl Fault {
    /// The fault as the caller hears it, with the file in which it happened.
    pub(crate) fn at(self, path: PathBuf) -> VaultError {
        match self {
            Self::Said(error) => error,
            Self::Damaged(case, what) => VaultError::Damaged { path, case, what },
            Self::AccessLog(row, what) => VaultError::AccessLog { path, row, what },
            Self::DamagedFiling(entry) => VaultError::DamagedFiling { path, entry },
            Self::Sql(error) => match Trouble::from(error) {
                Trouble::Full => VaultError::Full { path },
                Trouble::Locked => VaultError::Locked { path },
                Trouble::Corrupt => VaultError::Corrupt { path },
                Trouble::Other(source) => VaultError::Database { path, source },
            },
        }
    }
}
