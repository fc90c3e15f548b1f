//! The parents of a birth, and what a father's entry rests on.
use crate::{
    CivilDate,
    person::{MaritalStatus, Person},
    redact::redacted,
    text::Text,
};

/// A mother, and whether she was married.
#[derive(Clone, PartialEq, Eq)]
pub struct Mother {
    /// The woman.
    pub parent: Person,
    /// Her marital status at the birth.
    pub marital: Option<MaritalStatus>,
}

/// A father and what his entry rests on.
#[derive(Clone, PartialEq, Eq)]
pub struct Father {
    /// The man, or on the mother's statement the name alone.
    pub parent: Person,
    /// What the entry rests on. A record without it is refused by [`check`](super::check).
    pub basis: Option<FatherBasis>,
}

/// What the entry of a father rests on (Family Code, arts 60 to 62; rule B4). Exactly one.
#[derive(Clone, PartialEq, Eq)]
pub enum FatherBasis {
    /// He was married to the mother, or the marriage ended at most 300 days before the birth.
    Marriage {
        /// The number of the marriage act, twelve digits or as an old record has it.
        act: Text,
        /// The day of that act.
        date: CivilDate,
        /// The day on which the marriage ended, where it ended: by death, divorce or a court.
        ended: Option<CivilDate>,
    },
    /// Both parents applied for paternity to be entered.
    PaternityApplication {
        /// The number of the application.
        number: Text,
        /// The day of the application.
        date: CivilDate,
    },
    /// A court established paternity.
    Court {
        /// The number of the decision.
        number: Text,
        /// The day of the decision.
        date: CivilDate,
        /// Which court.
        issuer: Text,
    },
    /// A single mother stated a name. No man is identified by it.
    MothersStatement {
        /// The day of the statement.
        date: CivilDate,
    },
    /// The body that reported a foundling instructed it; see [`super::BirthEvidence::FoundlingReport`].
    Instruction,
}

impl FatherBasis {
    /// The word used in files: `marriage`, `paternity-application`, `court`, `mothers-statement`,
    /// `instruction`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Marriage { .. } => "marriage",
            Self::PaternityApplication { .. } => "paternity-application",
            Self::Court { .. } => "court",
            Self::MothersStatement { .. } => "mothers-statement",
            Self::Instruction => "instruction",
        }
    }

    /// The day on which the marriage ended, where the basis is a marriage that did.
    pub const fn marriage_ended(&self) -> Option<CivilDate> {
        match self {
            Self::Marriage { ended, .. } => *ended,
            Self::PaternityApplication { .. }
            | Self::Court { .. }
            | Self::MothersStatement { .. }
            | Self::Instruction => None,
        }
    }

    /// The day of the paper that the basis rests on.
    pub const fn date(&self) -> Option<CivilDate> {
        match self {
            Self::Marriage { date, .. }
            | Self::PaternityApplication { date, .. }
            | Self::Court { date, .. }
            | Self::MothersStatement { date } => Some(*date),
            Self::Instruction => None,
        }
    }
}

redacted!(Mother, Father, FatherBasis);
