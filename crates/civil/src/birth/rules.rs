//! The rules of a birth, one function each, and what is unusual about one.
use super::{BirthEvidence, BirthRecord, DeclarantCapacity, FatherBasis};
use crate::{
    CivilDate, PartialDate,
    person::{Parent, Sex},
    refusal::{Refusal, RuleClass},
};

/// Every reason to refuse the act of `record` on the day `today`; empty where the law lets it pass.
///
/// All rules are asked, so that a declarant is sent home once. `today` is the day at the office.
pub fn check(record: &BirthRecord, today: CivilDate) -> Vec<Refusal> {
    [
        not_after_registration(record, today),
        proved(record),
        evidence_after_birth(record),
        papers_not_after_registration(record, today),
        given_name(record),
        father_on_a_basis(record),
        statement_names_only(record),
        foundlings_parents_on_instruction(record),
        instruction_for_foundlings_only(record),
        declarant_in_record(record),
        declarant_named(record),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn refuse_if(broken: bool, refusal: Refusal) -> Option<Refusal> {
    broken.then_some(refusal)
}

/// Rule B6: nobody is registered before birth.
fn not_after_registration(record: &BirthRecord, today: CivilDate) -> Option<Refusal> {
    refuse_if(record.child.born > today, Refusal::BirthAfterRegistration)
}

/// Resolution 550: a birth needs a medical notice or one of the papers that stand in for it.
fn proved(record: &BirthRecord) -> Option<Refusal> {
    refuse_if(record.evidence.is_none(), Refusal::BirthWithoutEvidence)
}

/// A paper that certifies a birth cannot be older than the birth.
fn evidence_after_birth(record: &BirthRecord) -> Option<Refusal> {
    let before = record.evidence.as_ref().is_some_and(|evidence| {
        let (_, date, _) = evidence.reference();
        date < record.child.born
    });
    refuse_if(before, Refusal::EvidenceBeforeBirth)
}

/// A paper that is shown at the counter was made by that day.
fn papers_not_after_registration(record: &BirthRecord, today: CivilDate) -> Option<Refusal> {
    let evidence = record.evidence.as_ref().map(|evidence| {
        let (_, date, _) = evidence.reference();
        date
    });
    let instruction = match &record.evidence {
        Some(BirthEvidence::FoundlingReport { instruction, .. }) => {
            instruction.as_ref().map(|instruction| instruction.date)
        }
        Some(
            BirthEvidence::MedicalNotice(_)
            | BirthEvidence::CourtDecision { .. }
            | BirthEvidence::ForeignCertificate { .. }
            | BirthEvidence::HospitalExtract { .. },
        )
        | None => None,
    };
    let basis = record.father.as_ref().and_then(|father| father.basis.as_ref()).and_then(FatherBasis::date);
    let late = [evidence, instruction, basis].into_iter().flatten().any(|date| date > today);
    refuse_if(late, Refusal::PaperAfterRegistration)
}

/// Family Code, art. 69: a child has the right to a name.
fn given_name(record: &BirthRecord) -> Option<Refusal> {
    refuse_if(record.child.name.given().is_none(), Refusal::ChildWithoutGivenName)
}

/// Rule B4, Family Code arts 60 to 62: a father is entered on a basis. That it is one basis and not
/// two is held by the type.
fn father_on_a_basis(record: &BirthRecord) -> Option<Refusal> {
    let without = record.father.as_ref().is_some_and(|father| father.basis.is_none());
    refuse_if(without, Refusal::FatherWithoutBasis)
}

/// Family Code arts 60 to 62: a mother's word enters a name and attributes paternity to nobody.
fn statement_names_only(record: &BirthRecord) -> Option<Refusal> {
    let identifies = record.father.as_ref().is_some_and(|father| match &father.basis {
        Some(FatherBasis::MothersStatement { .. }) => {
            father.parent != Parent::named(father.parent.name.clone())
        }
        Some(
            FatherBasis::Marriage { .. }
            | FatherBasis::PaternityApplication { .. }
            | FatherBasis::Court { .. }
            | FatherBasis::Instruction,
        )
        | None => false,
    });
    refuse_if(identifies, Refusal::StatementIdentifiesFather)
}

/// Rule B5 (rules of 2016, cl. 28 and 30): a foundling's parents are named only on instruction.
fn foundlings_parents_on_instruction(record: &BirthRecord) -> Option<Refusal> {
    let Some(BirthEvidence::FoundlingReport { instruction, .. }) = &record.evidence else { return None };
    let named = record.mother.is_some() || record.father.is_some();
    let on_other_basis = record
        .father
        .as_ref()
        .and_then(|father| father.basis.as_ref())
        .is_some_and(|basis| *basis != FatherBasis::Instruction);
    refuse_if((named && instruction.is_none()) || on_other_basis, Refusal::FoundlingParents)
}

/// The other side of rule B5: an instruction names parents of a foundling and of nobody else.
fn instruction_for_foundlings_only(record: &BirthRecord) -> Option<Refusal> {
    let instructed =
        record.father.as_ref().is_some_and(|father| father.basis == Some(FatherBasis::Instruction));
    let foundling = matches!(record.evidence, Some(BirthEvidence::FoundlingReport { .. }));
    refuse_if(instructed && !foundling, Refusal::InstructionWithoutFoundling)
}

/// A parent who declares is a parent of the record.
fn declarant_in_record(record: &BirthRecord) -> Option<Refusal> {
    let missing = match record.declarant.capacity {
        DeclarantCapacity::Mother => record.mother.is_none(),
        DeclarantCapacity::Father => record.father.is_none(),
        DeclarantCapacity::BothParents => record.mother.is_none() || record.father.is_none(),
        DeclarantCapacity::Relative
        | DeclarantCapacity::Neighbour
        | DeclarantCapacity::Representative
        | DeclarantCapacity::Oneself
        | DeclarantCapacity::HealthFacility
        | DeclarantCapacity::InteriorBody
        | DeclarantCapacity::GuardianshipBody => false,
    };
    refuse_if(missing, Refusal::DeclarantNotInRecord)
}

/// Everybody who declares is named: parents and the person registered by the record, all others here.
fn declarant_named(record: &BirthRecord) -> Option<Refusal> {
    let declarant = &record.declarant;
    let unnamed = match declarant.capacity {
        DeclarantCapacity::Mother
        | DeclarantCapacity::Father
        | DeclarantCapacity::BothParents
        | DeclarantCapacity::Oneself => false,
        DeclarantCapacity::Relative | DeclarantCapacity::Neighbour | DeclarantCapacity::Representative => {
            declarant.name.is_none()
        }
        DeclarantCapacity::HealthFacility
        | DeclarantCapacity::InteriorBody
        | DeclarantCapacity::GuardianshipBody => declarant.name.is_none() || declarant.body.is_none(),
    };
    refuse_if(unnamed, Refusal::DeclarantUnnamed)
}

/// How late a birth is registered. Late is never a ground to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DelayClass {
    /// Within one month of the birth.
    InTime,
    /// Within one year.
    Late,
    /// Later than that.
    VeryLate,
}

impl DelayClass {
    /// All classes, the shortest delay first.
    pub const ALL: [Self; 3] = [Self::InTime, Self::Late, Self::VeryLate];

    /// The number that stands for the class in encodings, 0 to 2.
    pub const fn number(self) -> u8 {
        match self {
            Self::InTime => 0,
            Self::Late => 1,
            Self::VeryLate => 2,
        }
    }

    /// The class that a number stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.number() == number)
    }

    /// The word used in files and messages: `in-time`, `late`, `very-late`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InTime => "in-time",
            Self::Late => "late",
            Self::VeryLate => "very-late",
        }
    }
}

/// How late a birth of the day `born` is registered on `registered_on`.
///
/// A birth is declared within one month: until the same day of the next month, or that month's last
/// day. Days off are not counted out: the calendar of holidays is no part of this crate.
pub fn delay_class(born: CivilDate, registered_on: CivilDate) -> DelayClass {
    let within = |months: i32| born.plus_months(months).is_none_or(|last| registered_on <= last);
    if within(1) {
        DelayClass::InTime
    } else if within(12) {
        DelayClass::Late
    } else {
        DelayClass::VeryLate
    }
}

/// Which parent a caution is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The mother.
    Mother,
    /// The father.
    Father,
}

/// What is unusual about a birth: the registrar looks again and may go on, with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caution {
    /// The mother was younger than 12 or older than 55.
    MotherAge,
    /// The father was younger than 14.
    FatherAge,
    /// The weight is outside 300 to 7000 grams.
    Weight,
    /// The length is outside 20 to 65 centimetres.
    Length,
    /// The birth date in a parent's personal number is not that of the record.
    PinflDate(Who),
    /// The sex in a parent's personal number is not that of a mother or a father.
    PinflSex(Who),
    /// No mother is named, and the child is no foundling.
    NoMother,
    /// The birth is registered after its term: search for a double record.
    Late,
}

impl Caution {
    /// Every caution.
    pub const ALL: [Self; 10] = [
        Self::MotherAge,
        Self::FatherAge,
        Self::Weight,
        Self::Length,
        Self::PinflDate(Who::Mother),
        Self::PinflDate(Who::Father),
        Self::PinflSex(Who::Mother),
        Self::PinflSex(Who::Father),
        Self::NoMother,
        Self::Late,
    ];

    /// The stable code, for machines: `birth.caution.mother-age`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MotherAge => "birth.caution.mother-age",
            Self::FatherAge => "birth.caution.father-age",
            Self::Weight => "birth.caution.weight",
            Self::Length => "birth.caution.length",
            Self::PinflDate(Who::Mother) => "birth.caution.mother-pinfl-date",
            Self::PinflDate(Who::Father) => "birth.caution.father-pinfl-date",
            Self::PinflSex(Who::Mother) => "birth.caution.mother-pinfl-sex",
            Self::PinflSex(Who::Father) => "birth.caution.father-pinfl-sex",
            Self::NoMother => "birth.caution.no-mother",
            Self::Late => "birth.caution.late",
        }
    }

    /// What to look at, in English and without anything of a person.
    pub const fn message(self) -> &'static str {
        match self {
            Self::MotherAge => "The mother was younger than 12 or older than 55. Compare her date of birth.",
            Self::FatherAge => "The father was younger than 14. Compare his date of birth.",
            Self::Weight => "The weight is outside 300 to 7000 grams. Compare it with the notice.",
            Self::Length => "The length is outside 20 to 65 centimetres. Compare it with the notice.",
            Self::PinflDate(Who::Mother) => {
                "The mother's personal number tells another date of birth. Compare it with her document."
            }
            Self::PinflDate(Who::Father) => {
                "The father's personal number tells another date of birth. Compare it with his document."
            }
            Self::PinflSex(Who::Mother) => {
                "The mother's personal number is that of a man. Compare it with her document."
            }
            Self::PinflSex(Who::Father) => {
                "The father's personal number is that of a woman. Compare it with his document."
            }
            Self::NoMother => "No mother is named. This is usual for foundlings alone.",
            Self::Late => {
                "The birth is registered after its term of one month. Search the offices of birth and residence for \
                 an earlier record."
            }
        }
    }

    /// Always [`RuleClass::Caution`].
    pub const fn class(self) -> RuleClass {
        RuleClass::Caution
    }
}

/// Everything unusual about `record`, were it registered on the day `today`.
pub fn cautions(record: &BirthRecord, today: CivilDate) -> Vec<Caution> {
    let child = &record.child;
    let mother = record.mother.as_ref();
    let father = record.father.as_ref().map(|father| &father.parent);
    let foundling = matches!(record.evidence, Some(BirthEvidence::FoundlingReport { .. }));
    let pinfl_sex = |parent: Option<&Parent>, sex: Sex| {
        parent.and_then(|parent| parent.pinfl).is_some_and(|pinfl| pinfl.sex() != sex)
    };
    [
        (age_outside(mother, child.born, 12, 55), Caution::MotherAge),
        (age_outside(father, child.born, 14, i16::MAX), Caution::FatherAge),
        (child.weight_g.is_some_and(|grams| !(300..=7000).contains(&grams)), Caution::Weight),
        (child.length_cm.is_some_and(|centimetres| !(20..=65).contains(&centimetres)), Caution::Length),
        (pinfl_date_differs(mother), Caution::PinflDate(Who::Mother)),
        (pinfl_date_differs(father), Caution::PinflDate(Who::Father)),
        (pinfl_sex(mother, Sex::Female), Caution::PinflSex(Who::Mother)),
        (pinfl_sex(father, Sex::Male), Caution::PinflSex(Who::Father)),
        (mother.is_none() && !foundling, Caution::NoMother),
        (delay_class(child.born, today) != DelayClass::InTime, Caution::Late),
    ]
    .into_iter()
    .filter_map(|(unusual, caution)| unusual.then_some(caution))
    .collect()
}

/// Whether the parent's age at the birth was surely less than `youngest` or more than `oldest` years.
fn age_outside(parent: Option<&Parent>, born: CivilDate, youngest: i16, oldest: i16) -> bool {
    let Some(date) = parent.and_then(|parent| parent.born) else { return false };
    let years = born.year().saturating_sub(date.year());
    let birthday_to_come = |month: i8, day: i8| (born.month(), born.day()) < (month, day);
    // Of a partial date the age is one of two; only what holds for both is unusual.
    let (least, most) = match date {
        PartialDate::Day(date) => {
            let age = years.saturating_sub(i16::from(birthday_to_come(date.month(), date.day())));
            (age, age)
        }
        PartialDate::Month { .. } | PartialDate::Year(_) => (years.saturating_sub(1), years),
    };
    most < youngest || least > oldest
}

/// Whether the personal number tells another birth date than the record, as far as that is known.
fn pinfl_date_differs(parent: Option<&Parent>) -> bool {
    let Some((pinfl, born)) = parent.and_then(|parent| parent.pinfl.zip(parent.born)) else { return false };
    let told = pinfl.birth_date();
    match born {
        PartialDate::Day(date) => date != told,
        PartialDate::Month { year, month } => (year, month) != (told.year(), told.month()),
        PartialDate::Year(year) => year != told.year(),
    }
}
