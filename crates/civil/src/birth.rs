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
//! A stillbirth is declared by the next day, needs no given name, and is no person: it has no number, no
//! citizenship and no certificate, but a reference (rule B7).
//!
//! [`groups`]: BirthRecord::groups
use crate::{
    CivilDate, PartialDate,
    declarant::{self, Confirmation},
    person::{adult_from, words},
    redact::redacted,
    text::Text,
};

mod cautions;
mod child;
mod evidence;
mod father;
mod groups;
mod rules;
mod siblings;

pub use crate::{delay::DelayClass, notice::MedicalNotice};
pub use cautions::cautions;
pub(crate) use cautions::pinfl_date_differs;
pub use child::{Attendant, BornAt, Child, Multiple, Plurality, SurnameChoice, Vital};
pub use evidence::{BirthEvidence, Instruction};
pub use father::{Father, FatherBasis, Mother};
pub use rules::check;
pub use siblings::{Delivered, cautions_beside};

/// A birth as it is declared and registered.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthRecord {
    /// The child.
    pub child: Child,
    /// The mother; `None` for a foundling.
    pub mother: Option<Mother>,
    /// The father, with what his entry rests on.
    pub father: Option<Father>,
    /// Who declares the birth.
    pub declarant: Declarant,
    /// How the declarant confirmed the act; absent only from declarations of the first format.
    pub confirmation: Option<Confirmation>,
    /// What proves the birth. A record without it can be held as a draft and is refused by [`check`].
    pub evidence: Option<BirthEvidence>,
    /// Why the birth is registered late, where it is.
    pub late_reason: Option<Text>,
    /// What joins the children of one delivery: the facility's number of it.
    pub delivery: Option<Text>,
}

impl BirthRecord {
    /// How late the birth is registered on `today`, the day at the office.
    pub fn delay(&self, today: CivilDate) -> DelayClass {
        delay_class(self.child.vital, self.child.born, today)
    }

    /// The year in which the child comes of age, or would: the ledger does not tell a stillbirth apart.
    pub fn adult_from(&self) -> u16 {
        adult_from(PartialDate::Day(self.child.born))
    }

    /// Whether a certificate may be issued; of a stillbirth there is a reference alone (rule B7).
    pub const fn is_certified(&self) -> bool {
        matches!(self.child.vital, Vital::Live)
    }
}

/// How late a birth of the day `born` is registered on `registered_on`.
///
/// A birth is declared within one month: until the same day of the next month, or that month's last
/// day. A stillbirth is declared within 24 hours: until the next day, since acts know days alone. Days
/// off are not counted out: the calendar of holidays is no part of this crate.
pub fn delay_class(vital: Vital, born: CivilDate, registered_on: CivilDate) -> DelayClass {
    let last = match vital {
        Vital::Live => born.plus_months(1),
        Vital::Stillborn => born.plus_days(1),
    };
    DelayClass::of(born, last, registered_on)
}

/// Who declares a birth.
pub type Declarant = declarant::Declarant<DeclarantCapacity>;

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

redacted!(BirthRecord);

#[cfg(test)]
mod tests;
