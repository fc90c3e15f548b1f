//! Papers that acts rest on: a decision, a certificate, a statement, another act.
use crate::{CivilDate, person::words, redact::redacted, text::Text};

/// A paper by its number, its day and who issued it.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// The number, as the paper has it.
    pub number: Text,
    /// The day of the paper.
    pub date: CivilDate,
    /// Who issued it.
    pub issuer: Text,
}

/// Another act, as a record names it.
#[derive(Clone, PartialEq, Eq)]
pub struct ActReference {
    /// The number: twelve digits, or as an old record has it.
    pub act: Text,
    /// The day from which its facts hold: of a marriage the day it was made, of a divorce the day it ended.
    pub date: CivilDate,
    /// The office that made the record, where it is known.
    pub office: Option<Text>,
}

/// How something came to the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Received {
    /// From the body that made it, by exchange between agencies.
    Exchange,
    /// On paper, brought by somebody.
    Paper,
}

words!(Received, "way in which a paper came", 2, { Exchange => "exchange", Paper => "paper" });

redacted!(Paper, ActReference);
