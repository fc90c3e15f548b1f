//! The command: `dalolat-verify [--json] [--network-key FILE] INPUT`.
//!
//! `dalolat verify` calls [`verify`] with the key file of its data directory. This module alone opens
//! files.
use crate::{
    check::{Conclusion, Report, check_file, check_text},
    keys::{self, KeyFile, NotAKeyFile},
    read::{self, is_proof_text},
    render::{self, Ink},
};
use core::fmt;
use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Where the key file is looked for where none is named: where `dalolat demo` puts it.
pub const DEFAULT_KEY_FILE: &str = "demo-data/network-key.json";

const HELP: &str = "\
Checks a certificate offline: were exactly these values signed by the quorum of the register?

Usage: dalolat-verify [--json] [--network-key FILE] INPUT

INPUT is one of
  FILE.pdf    the certificate as it was issued
  FILE.png    a picture of its page; JPEG too
  'DAL1:…'    the text of its code, in quotes: it may hold spaces
  -           any of these from standard input

Options
  --network-key FILE  the keys to trust [default: ./demo-data/network-key.json]
  --json              the report as JSON
  --help              this text
  --version           the version

Exit codes: 0 valid, 1 not valid, 2 wrong usage or unreadable files, 3 cannot tell
";

/// What a check ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The proof holds: 0.
    Valid,
    /// It does not hold: 1.
    NotValid,
    /// Wrong usage, or a file that cannot be opened: 2.
    Usage,
    /// Nothing can be said: 3.
    CannotTell,
}

impl Exit {
    /// The exit code of the process, 0 to 3.
    pub const fn code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::NotValid => 1,
            Self::Usage => 2,
            Self::CannotTell => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl From<Conclusion> for Exit {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Valid => Self::Valid,
            Conclusion::NotValid => Self::NotValid,
            Conclusion::CannotTell => Self::CannotTell,
        }
    }
}

/// What is to be checked.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// The text of a proof.
    Proof(String),
    /// Whatever standard input holds.
    StandardInput,
    /// A file.
    File(PathBuf),
}

impl fmt::Debug for Input {
    /// Prints no proof: it holds personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proof(_) => f.write_str("Proof(…)"),
            Self::StandardInput => f.write_str("StandardInput"),
            Self::File(path) => write!(f, "File({})", path.display()),
        }
    }
}

impl From<OsString> for Input {
    /// Reads a command's argument: `-`, a text that begins like `DAL1:`, or a path.
    fn from(argument: OsString) -> Self {
        if argument == "-" {
            return Self::StandardInput;
        }
        match argument.into_string() {
            Ok(text) if is_proof_text(&text) => Self::Proof(text),
            Ok(text) => Self::File(text.into()),
            Err(argument) => Self::File(argument.into()),
        }
    }
}

/// A check to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What to check.
    pub input: Input,
    /// The file of the keys to trust.
    pub key_file: PathBuf,
    /// Whether the report is written as JSON.
    pub json: bool,
}

/// Where the command reads and writes.
pub struct Streams<'a> {
    /// Read for the input `-` alone.
    pub stdin: &'a mut dyn Read,
    /// Takes the report.
    pub stdout: &'a mut dyn Write,
    /// Takes what went wrong with the usage or the files.
    pub stderr: &'a mut dyn Write,
    /// Whether the report may be coloured: its reader is a terminal.
    pub colour: bool,
}

/// Why no check was made.
#[derive(Debug, thiserror::Error)]
pub enum NotChecked {
    /// The key file cannot be read.
    #[error("cannot read the network-key file {}: {source}\nName the file with --network-key FILE; whoever runs the register publishes it.", path.display())]
    KeyFile {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The key file is not one.
    #[error("{}: {source}\nFetch the file again from whoever runs the register.", path.display())]
    NotAKeyFile {
        /// Which file.
        path: PathBuf,
        /// What is wrong and where.
        source: NotAKeyFile,
    },
    /// The input cannot be read.
    #[error(
        "cannot read {what}: {source}\nThe text of a code begins with DAL1:, DALX: or DALP:; put it in quotes."
    )]
    Input {
        /// The file, or standard input.
        what: String,
        /// What the system says.
        source: io::Error,
    },
}

/// A command line that is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongUsage {
    /// No input.
    #[error("nothing to check")]
    NoInput,
    /// More than one.
    #[error("more than one thing to check; put the text of a code in quotes, it may hold spaces")]
    TwoInputs,
    /// An option without its value.
    #[error("--network-key needs a file")]
    NoKeyFile,
    /// An option that does not exist.
    #[error("unknown option {0}")]
    UnknownOption(String),
}

enum Order {
    Check(Request),
    Help,
    Version,
}

/// Runs the command with its arguments, the name of the program left out. Fails only where the streams do.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match parse(arguments) {
        Ok(Order::Check(request)) => verify(&request, streams),
        Ok(Order::Help) => streams.stdout.write_all(HELP.as_bytes()).map(|()| Exit::Valid),
        Ok(Order::Version) => {
            writeln!(streams.stdout, "dalolat-verify {}", env!("CARGO_PKG_VERSION")).map(|()| Exit::Valid)
        }
        Err(fault) => {
            writeln!(streams.stderr, "dalolat-verify: {fault}\nTry dalolat-verify --help.")?;
            Ok(Exit::Usage)
        }
    }
}

/// Makes a check and writes its report. Fails only where the streams do.
pub fn verify(request: &Request, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match check(request, streams.stdin) {
        Ok(report) => {
            if request.json {
                streams.stdout.write_all(render::json(&report).as_bytes())?;
            } else {
                let ink = if streams.colour { Ink::Colour } else { Ink::Plain };
                streams.stdout.write_all(render::text(&report, ink).as_bytes())?;
            }
            streams.stdout.flush()?;
            Ok(report.verdict.into())
        }
        Err(fault) => {
            writeln!(streams.stderr, "{fault}")?;
            Ok(Exit::Usage)
        }
    }
}

/// Makes a check.
pub fn check(request: &Request, stdin: &mut dyn Read) -> Result<Report, NotChecked> {
    let keys = key_file(&request.key_file)?;
    let bytes =
        match &request.input {
            Input::Proof(text) => return Ok(check_text(text, &keys)),
            Input::StandardInput => bounded(stdin, read::FILE_BYTES_MAX)
                .map_err(|source| NotChecked::Input { what: "standard input".to_owned(), source })?,
            Input::File(path) => File::open(path)
                .and_then(|mut file| bounded(&mut file, read::FILE_BYTES_MAX))
                .map_err(|source| NotChecked::Input { what: path.display().to_string(), source })?,
        };
    Ok(check_file(&bytes, &keys))
}

fn key_file(path: &Path) -> Result<KeyFile, NotChecked> {
    let bytes = File::open(path)
        .and_then(|mut file| bounded(&mut file, keys::FILE_BYTES_MAX))
        .map_err(|source| NotChecked::KeyFile { path: path.to_owned(), source })?;
    KeyFile::from_json(&bytes).map_err(|source| NotChecked::NotAKeyFile { path: path.to_owned(), source })
}

/// Reads at most one byte more than `most`, which is enough to see that there is too much.
fn bounded(from: &mut dyn Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Order, WrongUsage> {
    let (mut input, mut key_file, mut json) = (None, None, false);
    let mut arguments = arguments.into_iter();
    let mut options = true;
    while let Some(argument) = arguments.next() {
        match argument.to_str().filter(|_| options) {
            Some("--help" | "-h") => return Ok(Order::Help),
            Some("--version" | "-V") => return Ok(Order::Version),
            Some("--json") => json = true,
            Some("--network-key") => key_file = Some(arguments.next().ok_or(WrongUsage::NoKeyFile)?),
            Some("--") => options = false,
            Some(option) if option.starts_with("--network-key=") => {
                key_file = option.strip_prefix("--network-key=").map(OsString::from);
            }
            Some(option) if option.starts_with('-') && option != "-" => {
                return Err(WrongUsage::UnknownOption(option.to_owned()));
            }
            Some(_) | None => {
                if input.replace(Input::from(argument)).is_some() {
                    return Err(WrongUsage::TwoInputs);
                }
            }
        }
    }
    let key_file = key_file.as_deref().unwrap_or(OsStr::new(DEFAULT_KEY_FILE)).into();
    Ok(Order::Check(Request { input: input.ok_or(WrongUsage::NoInput)?, key_file, json }))
}
