//! The act of a birth: what a record holds.
//!
//! Every part is a parsed value, so a record can be incomplete or unlawful but never malformed;
//! [`check`] names all that the law refuses and [`cautions`] all that is unusual. [`groups`] lays the
//! record out in the fixed places that commitments and certificates rest on.
//!
//! # Rules
//!
//! Who may declare, on what papers, and what the record holds follow Family Code arts 60 to 69 and the
//! rules on civil status acts (Cabinet of Ministers, resolution 550 of 20 October 2023). The office
//! may be that of the birth or of a parent's residence: no rule ties the act to a place.
//!
//! # Limits
//!
//! A stillbirth is another record and is not held here.
//!
//! [`groups`]: BirthRecord::groups
use crate::{
    CivilDate,
    code::Country,
    name::PersonName,
    person::{IdentityDocument, Parent, Sex, TimeOfDay, words},
    place::Place,
    redact::redacted,
    refusal::Refusal,
    text::Text,
};

mod groups;
mod rules;

pub use groups::{BIRTH_V1, Field, Group, Value};
pub use rules::{Caution, DelayClass, Who, cautions, check, delay_class};

/// A birth as it is declared and registered.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthRecord {
    /// The child.
    pub child: Child,
    /// The mother; `None` for a foundling.
    pub mother: Option<Parent>,
    /// The father, with what his entry rests on.
    pub father: Option<Father>,
    /// Who declares the birth.
    pub declarant: Declarant,
    /// What proves the birth. A record without it can be held as a draft and is refused by [`check`].
    pub evidence: Option<BirthEvidence>,
}

/// The child as the record has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Child {
    /// The name that the child is given.
    pub name: PersonName,
    /// The sex.
    pub sex: Sex,
    /// The day of birth, at the place of birth.
    pub born: CivilDate,
    /// The time of birth, at the place of birth.
    pub time: Option<TimeOfDay>,
    /// Where the child was born; of a foundling, where it was found.
    pub place: Place,
    /// At home, on the way, in a hospital.
    pub born_at: BornAt,
    /// Alone or as one of several.
    pub plurality: Plurality,
    /// The weight at birth in grams.
    pub weight_g: Option<u16>,
    /// The length at birth in centimetres.
    pub length_cm: Option<u8>,
}

/// Where the delivery took place (DHP code list birth0004).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BornAt {
    /// At home.
    Home,
    /// On the way to a hospital.
    OnTheWay,
    /// In a hospital or another health facility.
    Hospital,
    /// Elsewhere, or not known.
    Other,
}

words!(BornAt, "place of delivery", 4, {
    Home => "home", OnTheWay => "on-the-way", Hospital => "hospital", Other => "other",
});

/// How many children were born.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Plurality {
    /// One.
    Single,
    /// Two or more; this child is one of them.
    Multiple(Multiple),
}

/// One of several children of one birth: 1 ≤ order ≤ of, and of is 2 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiple {
    of: u8,
    order: u8,
}

impl Plurality {
    /// The child `order` of `of` children. Refused with [`Refusal::TwinOrder`] where the order is not
    /// 1 to `of`, or `of` not 2 to 10 (rule B2).
    pub const fn multiple(of: u8, order: u8) -> Result<Self, Refusal> {
        if of < 2 || of > 10 || order < 1 || order > of {
            return Err(Refusal::TwinOrder);
        }
        Ok(Self::Multiple(Multiple { of, order }))
    }

    /// How many children were born, 1 to 10.
    pub const fn of(self) -> u8 {
        match self {
            Self::Single => 1,
            Self::Multiple(multiple) => multiple.of,
        }
    }

    /// The how-manieth this child is, 1 to [`Self::of`].
    pub const fn order(self) -> u8 {
        match self {
            Self::Single => 1,
            Self::Multiple(multiple) => multiple.order,
        }
    }
}

/// A father and what his entry rests on.
#[derive(Clone, PartialEq, Eq)]
pub struct Father {
    /// The man, or on the mother's statement the name alone.
    pub parent: Parent,
    /// What the entry rests on. A record without it is refused by [`check`].
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
    /// The body that reported a foundling instructed it; see [`BirthEvidence::FoundlingReport`].
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

/// Who declares a birth.
#[derive(Clone, PartialEq, Eq)]
pub struct Declarant {
    /// In which capacity.
    pub capacity: DeclarantCapacity,
    /// The name; needed unless the declarant is a parent, whom the record names.
    pub name: Option<PersonName>,
    /// The body that the declarant speaks for; needed where the capacity is that of a body.
    pub body: Option<Text>,
    /// The document that was shown.
    pub document: Option<IdentityDocument>,
}

/// In which capacity somebody declares a birth. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarantCapacity {
    /// The mother.
    Mother,
    /// The father.
    Father,
    /// Both parents together.
    BothParents,
    /// Another relative.
    Relative,
    /// A neighbour.
    Neighbour,
    /// Somebody whom a parent empowered.
    Representative,
    /// The person registered, of age by now.
    Oneself,
    /// A health facility, through an officer of it.
    HealthFacility,
    /// A body of the interior, through an officer of it.
    InteriorBody,
    /// A guardianship body, through an officer of it.
    GuardianshipBody,
}

words!(DeclarantCapacity, "capacity of a declarant", 10, {
    Mother => "mother", Father => "father", BothParents => "both-parents", Relative => "relative",
    Neighbour => "neighbour", Representative => "representative", Oneself => "oneself",
    HealthFacility => "health-facility", InteriorBody => "interior-body",
    GuardianshipBody => "guardianship-body",
});

/// The medical notice of a birth: the paper or message by which a facility reports it.
#[derive(Clone, PartialEq, Eq)]
pub struct MedicalNotice {
    /// The number of the notice. One notice serves one act.
    pub number: Text,
    /// The day of issue.
    pub issued: CivilDate,
    /// The facility that issued it.
    pub facility: Text,
    /// The doctor or midwife who signed it. Personal data.
    pub signed_by: Text,
}

/// What proves a birth.
#[derive(Clone, PartialEq, Eq)]
pub enum BirthEvidence {
    /// The medical notice: the usual case.
    MedicalNotice(MedicalNotice),
    /// A court decision on the fact of the birth.
    CourtDecision {
        /// The number of the decision.
        number: Text,
        /// The day of the decision.
        date: CivilDate,
        /// Which court.
        issuer: Text,
    },
    /// The report on a foundling.
    FoundlingReport {
        /// The number of the report.
        number: Text,
        /// The day of the report.
        issued: CivilDate,
        /// The body that reports: interior, guardianship or health.
        body: Text,
        /// Its instruction which parents to enter, where it gave one (rule B5).
        instruction: Option<Instruction>,
    },
    /// A certificate of another state on a birth there.
    ForeignCertificate {
        /// The number of the certificate.
        number: Text,
        /// The day of issue.
        issued: CivilDate,
        /// Who issued it.
        issuer: Text,
        /// The state.
        country: Country,
    },
    /// An extract from a hospital's archive, for a birth registered late.
    HospitalExtract {
        /// The number of the extract.
        number: Text,
        /// The day of issue.
        issued: CivilDate,
        /// The facility whose archive it is from.
        facility: Text,
    },
}

/// The instruction of the body that reports a foundling, which parents' names to enter.
#[derive(Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The number of the letter.
    pub number: Text,
    /// Its day.
    pub date: CivilDate,
}

impl BirthEvidence {
    /// The word used in files: `medical-notice`, `court-decision`, `foundling-report`,
    /// `foreign-certificate`, `hospital-extract`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::MedicalNotice(_) => "medical-notice",
            Self::CourtDecision { .. } => "court-decision",
            Self::FoundlingReport { .. } => "foundling-report",
            Self::ForeignCertificate { .. } => "foreign-certificate",
            Self::HospitalExtract { .. } => "hospital-extract",
        }
    }

    /// The number, the day and the issuer of the paper.
    pub const fn reference(&self) -> (&Text, CivilDate, &Text) {
        match self {
            Self::MedicalNotice(notice) => (&notice.number, notice.issued, &notice.facility),
            Self::CourtDecision { number, date, issuer } => (number, *date, issuer),
            Self::FoundlingReport { number, issued, body, .. } => (number, *issued, body),
            Self::ForeignCertificate { number, issued, issuer, .. } => (number, *issued, issuer),
            Self::HospitalExtract { number, issued, facility } => (number, *issued, facility),
        }
    }
}

redacted!(BirthRecord, Child, Father, FatherBasis, Declarant, MedicalNotice, BirthEvidence, Instruction,);

#[cfg(test)]
mod tests;
