//! The act of a divorce: what a record holds.
//!
//! There are three ways (Family Code, arts 37 to 43). A *court* decides, and the record follows the
//! decision, since 1 December 2025 by exchange. *Both* agree, have no common children under 18 and nothing
//! in dispute: three months after their application. *One* applies alone, whatever the children, where the
//! other is missing, incapacitated or sentenced to three years or more: a month after the application.
//!
//! A record may be complete for one party only: the other comes later, chooses the surname and gets a
//! certificate then.
use crate::{
    CivilDate,
    application::{ApplicationReference, Purpose},
    caution::Caution,
    declarant::Confirmation,
    name::NamePart,
    paper::{ActReference, Paper, Received},
    person::{Person, words},
    redact::redacted,
    refusal::Refusal,
    text::Text,
};

mod groups;
mod rules;

pub use rules::{cautions, check};

/// A divorce as it is registered.
#[derive(Clone, PartialEq, Eq)]
pub struct DivorceRecord {
    /// The husband.
    pub husband: Party,
    /// The wife.
    pub wife: Party,
    /// The marriage that ended. A record without it is refused by [`check`].
    pub marriage: Option<ActReference>,
    /// On what the divorce rests.
    pub ground: Ground,
    /// How many children under 18 they have in common, adopted ones too.
    pub children: u8,
    /// The application, for the two ways that begin with one.
    pub application: Option<ApplicationReference>,
    /// The day on which the marriage ended, where it is neither that of the act nor that on which a court's
    /// decision came into force: made without a line, made elsewhere.
    pub date: Option<CivilDate>,
    /// How those who declared confirmed what the act says.
    pub confirmation: Option<Confirmation>,
}

/// One of the two.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    /// The person, with the name borne in the marriage.
    pub person: Person,
    /// The surname from the divorce on; `None` until this party has declared.
    pub surname_after: Option<SurnameAfter>,
    /// Which divorce it is for this party, from 1.
    pub rank: Option<u8>,
    /// The day on which this party declared at the office.
    pub declared: Option<CivilDate>,
}

/// The surname that a party bears after the divorce.
#[derive(Clone, PartialEq, Eq)]
pub enum SurnameAfter {
    /// The one borne in the marriage.
    Kept,
    /// The one borne before the marriage, taken up again.
    Resumed(NamePart),
}

/// On what a divorce rests.
#[derive(Clone, PartialEq, Eq)]
pub enum Ground {
    /// The decision of a court.
    Court(CourtDecision),
    /// Both agree (Family Code, art. 42).
    Mutual {
        /// Whether property or support is in dispute.
        dispute: bool,
        /// The certified statement of a spouse who is absent.
        absent: Option<AbsentStatement>,
    },
    /// One applies alone (Family Code, art. 43).
    OneSpouse {
        /// Who applied.
        applicant: Side,
        /// Why one alone may.
        cause: Cause,
        /// The court's decision, or the extract of the sentence.
        paper: CourtDecision,
    },
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The husband.
    Husband,
    /// The wife.
    Wife,
}

words!(Side, "spouse", 2, { Husband => "husband", Wife => "wife" });

/// Why one spouse alone may apply.
#[derive(Clone, PartialEq, Eq)]
pub enum Cause {
    /// A court declared the other missing.
    Missing,
    /// A court declared the other incapable. Limited capacity is not enough.
    Incapacitated,
    /// The other was sentenced to imprisonment.
    Sentenced {
        /// For how many whole years.
        years: u8,
        /// The convict's statement that neither children nor property are in dispute.
        no_dispute: Option<Statement>,
    },
}

impl Cause {
    /// The word used in files: `missing`, `incapacitated`, `sentenced`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Incapacitated => "incapacitated",
            Self::Sentenced { .. } => "sentenced",
        }
    }
}

/// A statement by its number and day.
#[derive(Clone, PartialEq, Eq)]
pub struct Statement {
    /// The number.
    pub number: Text,
    /// The day.
    pub date: CivilDate,
}

/// A court's decision.
#[derive(Clone, PartialEq, Eq)]
pub struct CourtDecision {
    /// Number, day and court.
    pub paper: Paper,
    /// The day on which it came into force.
    pub in_force: CivilDate,
    /// How it came to the office.
    pub received: Received,
}

/// The statement of a spouse who agrees and does not appear.
#[derive(Clone, PartialEq, Eq)]
pub struct AbsentStatement {
    /// The number.
    pub number: Text,
    /// The day.
    pub date: CivilDate,
    /// What kind of officer certified the signature.
    pub certifier: Certifier,
    /// Who that was.
    pub certified_by: Text,
}

/// Who may certify the signature of an absent spouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certifier {
    /// A notary.
    Notary,
    /// The head of the registry office where that spouse lives.
    OfficeHead,
}

words!(Certifier, "officer who certifies a statement", 2, { Notary => "notary", OfficeHead => "office-head" });

impl Ground {
    /// The word used in files and on papers: `court`, `mutual`, `one-spouse`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Court(_) => "court",
            Self::Mutual { .. } => "mutual",
            Self::OneSpouse { .. } => "one-spouse",
        }
    }

    /// The purpose of the application that this way begins with; none for a court.
    pub const fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::Court(_) => None,
            Self::Mutual { .. } => Some(Purpose::DivorceMutual),
            Self::OneSpouse { .. } => Some(Purpose::DivorceOneSpouse),
        }
    }

    /// The court's paper that it rests on, where it rests on one.
    pub const fn decision(&self) -> Option<&CourtDecision> {
        match self {
            Self::Court(decision) | Self::OneSpouse { paper: decision, .. } => Some(decision),
            Self::Mutual { .. } => None,
        }
    }
}

impl DivorceRecord {
    /// The day on which the marriage ended, where it is not that of the act: of a court's decision the day on
    /// which it came into force (inferred), else the day stated.
    pub const fn ended(&self) -> Option<CivilDate> {
        match &self.ground {
            Ground::Court(decision) => Some(decision.in_force),
            Ground::Mutual { .. } | Ground::OneSpouse { .. } => self.date,
        }
    }

    /// Both, the husband first.
    pub const fn parties(&self) -> [&Party; 2] {
        [&self.husband, &self.wife]
    }

    /// Every reason to refuse the act on the day `today`: see [`check`].
    pub fn check(&self, today: CivilDate) -> Vec<Refusal> {
        check(self, today)
    }

    /// Everything unusual about it: see [`cautions`].
    pub fn cautions(&self, today: CivilDate) -> Vec<Caution> {
        cautions(self, today)
    }
}

impl Party {
    /// The surname after the divorce, as it is printed; none until the party has chosen, and for a person
    /// who has none.
    pub fn surname(&self) -> Option<&NamePart> {
        match self.surname_after.as_ref()? {
            SurnameAfter::Kept => self.person.name.surname(),
            SurnameAfter::Resumed(surname) => Some(surname),
        }
    }
}

redacted!(DivorceRecord, Party, SurnameAfter, Ground, Cause, Statement, CourtDecision, AbsentStatement,);

#[cfg(test)]
mod tests;
