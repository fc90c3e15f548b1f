//! The act of a death: what a record holds.
//!
//! Every part is a parsed value, so a record can be incomplete or unlawful but never malformed; [`check`]
//! names all that the law refuses and [`cautions`] all that is unusual. [`groups`] lays the record out in
//! the fixed places that commitments and certificates rest on.
//!
//! # Rules
//!
//! A death is declared at most three days after its paper was issued, at the residence of the deceased, at
//! the place of death or, on a court decision, at that of the court; no rule ties the act to one of them
//! (Cabinet of Ministers, resolution 550 of 20 October 2023). Registration ends the marriage and every
//! right on the last day on which the death can have happened: [`effect_day`]. The cause of a death stands
//! in the medical group, which no paper shows.
//!
//! [`groups`]: DeathRecord::groups
//! [`effect_day`]: DeathRecord::effect_day
use crate::{
    CivilDate, PartialDate,
    declarant::{self, Confirmation},
    delay::DelayClass,
    name::PersonName,
    person::{MaritalStatus, Person, Sex, TimeOfDay, adult_from, words},
    pinfl::Pinfl,
    place::Place,
    redact::redacted,
    text::Text,
};

mod cause;
mod cautions;
mod evidence;
mod groups;
mod rules;

pub use cause::{Cause, Icd10, Manner, NotAnIcdCode};
pub use cautions::cautions;
pub use evidence::{CertificateKind, CourtFinding, DeathEvidence, MedicalCertificate};
pub use rules::check;

/// A death as it is declared and registered.
#[derive(Clone, PartialEq, Eq)]
pub struct DeathRecord {
    /// Who died.
    pub deceased: Deceased,
    /// When, where and of what.
    pub death: Death,
    /// The husband or wife, where the deceased was married.
    pub spouse: Option<Spouse>,
    /// Who declares the death.
    pub declarant: Declarant,
    /// How the declarant confirmed the act.
    pub confirmation: Option<Confirmation>,
    /// What proves the death. A record without it can be held as a draft and is refused by [`check`].
    pub evidence: Option<DeathEvidence>,
    /// Why the death is registered late, where it is.
    pub late_reason: Option<Text>,
}

/// Who died.
#[derive(Clone, PartialEq, Eq)]
pub struct Deceased {
    /// A known person, or a description.
    pub identity: Identity,
    /// The sex.
    pub sex: Sex,
    /// The age as the paper has it, where it states one: `94`, `about 40`, `3 days`. Kept beside the
    /// computed one and never corrected by it.
    pub age_written: Option<Text>,
    /// The marital status at death.
    pub marital: Option<MaritalStatus>,
}

/// Whether it is known who died (rule D5).
#[derive(Clone, PartialEq, Eq)]
pub enum Identity {
    /// A person with a name, be it a part of one. The document is the one that was handed in.
    Known(Box<Person>),
    /// Nobody knows who: what the body and its things look like. The name comes later, as an amendment.
    Unknown {
        /// The description.
        description: Text,
    },
}

impl Identity {
    /// The person, where it is known who died.
    pub const fn known(&self) -> Option<&Person> {
        match self {
            Self::Known(person) => Some(person),
            Self::Unknown { .. } => None,
        }
    }
}

/// When, where and of what somebody died.
#[derive(Clone, PartialEq, Eq)]
pub struct Death {
    /// The day, as far as it is known.
    pub died: PartialDate,
    /// The time, at the place of death.
    pub time: Option<TimeOfDay>,
    /// Where; of a body, where it was found.
    pub place: Place,
    /// At home, in a hospital, on the way.
    pub died_at: DiedAt,
    /// Of what.
    pub cause: Option<Cause>,
}

/// Where a death occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiedAt {
    /// At home.
    Home,
    /// In a hospital or another health facility.
    Hospital,
    /// On the way to one.
    OnTheWay,
    /// In a public place.
    PublicPlace,
    /// Elsewhere, or not known.
    Other,
}

words!(DiedAt, "place where a death occurred", 5, {
    Home => "home", Hospital => "hospital", OnTheWay => "on-the-way", PublicPlace => "public-place",
    Other => "other",
});

/// The husband or wife of the deceased.
#[derive(Clone, PartialEq, Eq)]
pub struct Spouse {
    /// The name.
    pub name: PersonName,
    /// The personal number, where it is known: it ends the marriage without a search.
    pub pinfl: Option<Pinfl>,
}

/// Who declares a death.
pub type Declarant = declarant::Declarant<DeclarantCapacity>;

/// In which capacity somebody declares a death. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarantCapacity {
    /// A relative, the spouse too.
    Relative,
    /// Somebody close, an acquaintance, a neighbour.
    ClosePerson,
    /// A health facility, through an officer of it.
    HealthFacility,
    /// A body of the interior, through an officer of it.
    InteriorBody,
    /// Another body in whose care or keeping the person was: a home, a military unit, a prison.
    Institution,
    /// An undertaker.
    Undertaker,
}

words!(DeclarantCapacity, "capacity of a declarant", 6, {
    Relative => "relative", ClosePerson => "close-person", HealthFacility => "health-facility",
    InteriorBody => "interior-body", Institution => "institution", Undertaker => "undertaker",
});

impl DeathRecord {
    /// The last day on which the death can have happened, and not after the day of registration: every
    /// right and the marriage end with it, so that nothing lawful is undone by what nobody knows.
    pub fn effect_day(&self, registered_on: CivilDate) -> CivilDate {
        self.death.died.latest().min(registered_on)
    }

    /// The age in completed years; `None` where the dates leave more than one, or none.
    pub fn age(&self) -> Option<u16> {
        let born = self.deceased.identity.known()?.born?;
        let (least, most) = born.years_until(self.death.died);
        if least == most { u16::try_from(least).ok() } else { None }
    }

    /// The year in which the deceased came of age; `None` where the year of birth is not known.
    pub fn adult_from(&self) -> Option<u16> {
        self.deceased.identity.known()?.born.map(adult_from)
    }

    /// How late the death is registered on `today`, the day at the office.
    ///
    /// A death is declared at most three days after the issue of the medical certificate. From a court
    /// decision the days run since it is in force, from a foreign certificate since its issue. Days off
    /// are not counted out. Without any paper the death counts from its last possible day.
    pub fn delay(&self, today: CivilDate) -> DelayClass {
        let from = self.evidence.as_ref().map_or_else(|| self.effect_day(today), DeathEvidence::term_begins);
        DelayClass::of(from, from.plus_days(DAYS_TO_DECLARE), today)
    }
}

/// The days in which a death is declared (Ministry of Justice on the rules of resolution 550).
pub const DAYS_TO_DECLARE: i32 = 3;

redacted!(DeathRecord, Deceased, Identity, Death, Spouse);

#[cfg(test)]
mod tests;
