//! How a command ends: its exit code, and for a person what is wrong, where, and what to do.
use crate::tongue::say;
use civil::words::Saying;
use std::{error::Error, fmt, io, path::Path, process::ExitCode};

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done, or valid.
    Done,
    /// 1: refused, or not valid.
    Refused,
    /// 2: wrong usage or input.
    Usage,
    /// 3: cannot tell, or not final yet.
    CannotTell,
    /// 4: the machine failed.
    Machine,
}

impl Exit {
    /// The exit code of a number that the verifier gave.
    pub(crate) fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Done,
            1 => Self::Refused,
            2 => Self::Usage,
            3 => Self::CannotTell,
            _ => Self::Machine,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
            Exit::CannotTell => 3,
            Exit::Machine => 4,
        })
    }
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the exit code says.
    pub(crate) exit: Exit,
    /// A stable code, for machines.
    pub(crate) code: String,
    /// What is wrong and where.
    pub(crate) what: String,
    /// What to do.
    pub(crate) hint: String,
}

impl Failure {
    pub(crate) fn new(
        exit: Exit,
        code: impl Into<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { exit, code: code.into(), what: what.into(), hint: hint.into() }
    }

    /// One that the tables of words tell: what is wrong, whose code it has, and what to do.
    pub(crate) fn told(exit: Exit, what: impl Into<Saying>, hint: impl Into<Saying>) -> Self {
        let what = what.into();
        Self::new(exit, what.code(), say(what), say(hint))
    }

    /// A file or directory that cannot be used.
    pub(crate) fn file(doing: &str, path: &Path, source: &io::Error) -> Self {
        let writes = !matches!(doing, "read" | "open" | "lock" | "name");
        let (name, hint) = match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ("disk.full", "disk.full/do"),
            io::ErrorKind::NotFound => ("file.missing", "file.missing/do"),
            io::ErrorKind::PermissionDenied if writes => ("file.denied/write", "file.denied/do"),
            io::ErrorKind::PermissionDenied => ("file.denied/read", "file.denied/do"),
            io::ErrorKind::AlreadyExists => ("file.exists", "file.exists/do"),
            _ if writes => ("file.unusable/write", "file.unusable/do"),
            _ => ("file.unusable/read", "file.unusable/do"),
        };
        let exit = match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists => Exit::Usage,
            _ => Exit::Machine,
        };
        Self::told(exit, Saying::new(name).with("path", path.display()).with("source", source), hint)
    }

    /// An error of a part, with all its sources.
    pub(crate) fn machine(code: &str, error: &dyn Error, hint: &str) -> Self {
        Self::new(Exit::Machine, code, with_sources(error), hint)
    }

    /// The same for what the person gave.
    pub(crate) fn usage(code: &str, error: &dyn Error, hint: &str) -> Self {
        Self::new(Exit::Usage, code, with_sources(error), hint)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  {}\n  ({})", self.what, self.hint, self.code)
    }
}

/// The message of an error and of everything it came from.
pub(crate) fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let next = error.to_string();
        // Some wrappers say what their source says; once is enough.
        if !text.ends_with(&next) {
            text = format!("{text}: {next}");
        }
        source = error.source();
    }
    text
}
