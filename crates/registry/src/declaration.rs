//! The declaration of a birth as a JSON document, read into a record.
//!
//! # Format
//!
//! `dalolat/birth/1`: an object of `format`, `office`, `child`, `mother`, `father`, `declarant` and
//! `evidence`, at most 64 KiB. A field that does not apply is left out or `null`; no other field may
//! stand there, and none twice. `examples/acts/births/` holds one document for each usual case.
//!
//! # Faults
//!
//! All faults are named at once, each with a JSON pointer (RFC 6901), a stable code and what to do. No
//! message repeats a value: it may be somebody's name.
mod birth;
mod form;
mod json;

use civil::{OfficeCode, birth::BirthRecord};
use core::fmt;

/// The greatest size of a declaration, in bytes.
pub const DECLARATION_BYTES_MAX: usize = 64 * 1024;
/// The name of the format.
pub const FORMAT: &str = "dalolat/birth/1";
/// The most faults that one answer names.
pub const FAULTS_MAX: usize = 100;

/// A declaration that could be read. Whether the law lets it pass is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The office in whose name the act is to be registered.
    pub office: OfficeCode,
    /// What is declared.
    pub record: BirthRecord,
}

/// One fault of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer, empty for the whole document.
    pub pointer: String,
    /// The stable code, for machines: `pinfl.check-digit`.
    pub code: &'static str,
    /// What is wrong and what to do; nothing of a person.
    pub message: String,
    /// Line and column from 1, where the document is no JSON.
    pub position: Option<(usize, usize)>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => write!(f, "line {line}, column {column}: {}", self.message),
            None if self.pointer.is_empty() => f.write_str(&self.message),
            None => write!(f, "{}: {}", self.pointer, self.message),
        }
    }
}

/// A document that is no declaration: everything that was found wrong, in the order of the document's
/// description.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the declaration has {} fault(s)", .0.len())]
pub struct Faults(pub Vec<Fault>);

impl Declaration {
    /// Reads a declaration. `office_exists` says whether the registry has an office of that code.
    pub fn from_json(bytes: &[u8], office_exists: impl Fn(OfficeCode) -> bool) -> Result<Self, Faults> {
        if bytes.len() > DECLARATION_BYTES_MAX {
            let message =
                format!("the document has more than {DECLARATION_BYTES_MAX} bytes, which is the limit");
            return Err(Faults(vec![form::whole("json.too-large", message)]));
        }
        let document = json::read(bytes).map_err(|fault| Faults(vec![fault]))?;
        let mut faults = form::Found::default();
        let read = birth::declaration(&document, &office_exists, &mut faults);
        match (read, faults.into_list()) {
            (Some(declaration), list) if list.is_empty() => Ok(declaration),
            (_, list) => Err(Faults(list)),
        }
    }
}
