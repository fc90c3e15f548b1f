//! The declaration of an act as a JSON document, read into a record.
//!
//! # Format
//!
//! An object of `format`, `office` and what the format says, at most 64 KiB. A field that does not apply
//! is left out or `null`; no other field may stand there, and none twice. `examples/acts/` holds one
//! document for each usual case and describes the formats.
//!
//! # Faults
//!
//! All faults are named at once, each with a JSON pointer (RFC 6901), a stable code and what to do. No
//! message repeats a value: it may be somebody's name.
mod application;
mod birth;
mod common;
mod death;
mod divorce;
mod form;
mod json;
mod legacy;
mod marriage;
pub mod person;
pub mod reference;
pub mod search;

use civil::{
    BirthRecord, DeathRecord, DivorceRecord, MarriageRecord, OfficeCode, application::Application,
    legacy::LegacyAct, waiver::Waiver, words::Saying,
};
use core::fmt;
use form::{Form, Found, Node};

/// The greatest size of a declaration, in bytes.
pub const DECLARATION_BYTES_MAX: usize = 64 * 1024;
/// The most faults that one answer names.
pub const FAULTS_MAX: usize = 100;

/// A declaration that could be read. Whether the law lets it pass is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The office in whose name the act is to be registered.
    pub office: OfficeCode,
    /// What is declared.
    pub record: Declared,
    /// What the act passes although a rule refuses it, each on a paper.
    pub waivers: Vec<Waiver>,
}

/// The record that a declaration asks to be registered.
#[expect(clippy::large_enum_variant, reason = "one declaration is read at a time")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declared {
    /// A birth.
    Birth(BirthRecord),
    /// A death.
    Death(DeathRecord),
    /// A marriage.
    Marriage(MarriageRecord),
    /// A divorce.
    Divorce(DivorceRecord),
    /// An application that begins a wait: no act.
    Application(Application),
    /// An act made before the ledger.
    Legacy(LegacyAct),
}

/// Reads what a format has besides `format` and `office`, and notes every other field.
type Reader = fn(&Form<'_>, &mut Found) -> Option<Declared>;

/// Every format that is read.
const FORMATS: [(&str, Reader); 7] = [
    ("dalolat/birth/1", birth::version_1),
    ("dalolat/birth/2", birth::version_2),
    ("dalolat/death/1", death::version_1),
    ("dalolat/marriage/1", marriage::version_1),
    ("dalolat/divorce/1", divorce::version_1),
    ("dalolat/application/1", application::version_1),
    ("dalolat/legacy/1", legacy::version_1),
];

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
    /// The same in the tables of words, to be told in any language.
    pub saying: Saying,
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
        document(bytes, |form, found| declaration(form, &office_exists, found))
    }
}

/// A whole document: its size, its JSON, and what `read` makes of the object.
fn document<T>(bytes: &[u8], read: impl FnOnce(&Form<'_>, &mut Found) -> Option<T>) -> Result<T, Faults> {
    if bytes.len() > DECLARATION_BYTES_MAX {
        let message = format!("the document has more than {DECLARATION_BYTES_MAX} bytes, which is the limit");
        let saying = Saying::new("json.too-large").with("most", DECLARATION_BYTES_MAX);
        return Err(Faults(vec![form::fault(String::new(), saying, message)]));
    }
    let document = json::read(bytes)?;
    let mut faults = Found::default();
    let read = Node::root(&document).object(&mut faults).and_then(|form| read(&form, &mut faults));
    match (read, faults.into_list()) {
        (Some(read), list) if list.is_empty() => Ok(read),
        (_, list) => Err(Faults(list)),
    }
}

fn declaration(
    form: &Form<'_>,
    office_exists: &dyn Fn(OfficeCode) -> bool,
    found: &mut Found,
) -> Option<Declaration> {
    let reader = reader(form, found);
    let office = common::office(form, office_exists, found);
    let record = reader.and_then(|read| read(form, found));
    let waivers = common::waivers(form, found);
    Some(Declaration { office: office?, record: record?, waivers })
}

/// The reader of the format that the document names. What else stands in a document of no known format
/// is not looked at.
fn reader(form: &Form<'_>, found: &mut Found) -> Option<Reader> {
    let node = form.need("format", found)?;
    let format = node.text(found)?;
    let known = FORMATS.iter().find(|(name, _)| *name == format);
    if known.is_none() {
        let names = FORMATS.map(|(name, _)| name).join(", ");
        let message = format!("there is no such format; the formats are {names}");
        found.note(node.pointer, "declaration.format", message);
    }
    known.map(|(_, reader)| *reader)
}
