//! The child of a birth, and how it was born.
use crate::{
    CivilDate,
    code::Citizenship,
    name::PersonName,
    person::{Sex, TimeOfDay, words},
    place::Place,
    redact::redacted,
    refusal::Refusal,
};

/// The child as the record has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Child {
    /// The name that the child is given. A stillborn child may have no given name.
    pub name: PersonName,
    /// Whose surname the child bears, where it was asked.
    pub surname_of: Option<SurnameChoice>,
    /// The sex.
    pub sex: Sex,
    /// Born alive or dead.
    pub vital: Vital,
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
    /// The how-manieth live birth of the mother this is, from 1.
    pub rank: Option<u8>,
    /// The completed weeks of gestation.
    pub gestation_weeks: Option<u8>,
    /// Who attended the delivery.
    pub attendant: Option<Attendant>,
    /// The citizenship, or that there is none.
    pub citizenship: Option<Citizenship>,
}

impl Child {
    /// A child born alive and alone, of whom the least is known that an act needs.
    pub fn new(name: PersonName, sex: Sex, born: CivilDate, place: Place, born_at: BornAt) -> Self {
        Self {
            name,
            surname_of: None,
            sex,
            vital: Vital::Live,
            born,
            time: None,
            place,
            born_at,
            plurality: Plurality::Single,
            weight_g: None,
            length_cm: None,
            rank: None,
            gestation_weeks: None,
            attendant: None,
            citizenship: None,
        }
    }
}

/// Whether a child was born alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vital {
    /// Alive, however short it lived: a death then has an act of its own.
    Live,
    /// Dead.
    Stillborn,
}

words!(Vital, "word for born alive or dead", 2, { Live => "live", Stillborn => "stillborn" });

/// Whose surname a child bears (Family Code, art. 69).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SurnameChoice {
    /// The father's.
    Father,
    /// The mother's.
    Mother,
    /// Made from a grandfather's given name, by national tradition.
    GrandfatherGiven,
    /// Made from the father's given name: a bill of 2026, not in force.
    FatherGiven,
}

words!(SurnameChoice, "choice of a surname", 4, {
    Father => "father", Mother => "mother", GrandfatherGiven => "grandfather-given-name",
    FatherGiven => "father-given-name",
});

/// Who attended a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attendant {
    /// A doctor.
    Doctor,
    /// A midwife.
    Midwife,
    /// A nurse.
    Nurse,
    /// Somebody else.
    Other,
    /// Nobody.
    Nobody,
}

words!(Attendant, "attendant of a delivery", 5, {
    Doctor => "doctor", Midwife => "midwife", Nurse => "nurse", Other => "other", Nobody => "nobody",
});

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

redacted!(Child);
