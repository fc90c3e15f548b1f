//! The rules of a birth, one function each.
use super::{BirthEvidence, BirthRecord, DeclarantCapacity, FatherBasis, SurnameChoice, Vital};
use crate::{CivilDate, person::Person, refusal::Refusal};

/// How long after the end of a marriage a child is still the husband's: days (Family Code, arts 60 to 62).
const DAYS_AFTER_MARRIAGE: i32 = 300;

/// Since when a child may bear a surname made from the father's given name. The bill that allows it passed
/// its first reading on 13 January 2026 and is no law: nobody knows the day yet.
const FATHERS_GIVEN_NAME_SINCE: Option<CivilDate> = None;

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
        father_within_300_days(record),
        born_in_marriage(record),
        marriage_ends_after_it_begins(record),
        surname_choice_in_force(record, today, FATHERS_GIVEN_NAME_SINCE),
        surname_of_a_parent_in_record(record),
        stillborn_is_no_person(record),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn basis(record: &BirthRecord) -> Option<&FatherBasis> {
    record.father.as_ref().and_then(|father| father.basis.as_ref())
}

/// The day of the marriage that the father's entry rests on, and the day on which it ended.
fn marriage(record: &BirthRecord) -> Option<(CivilDate, Option<CivilDate>)> {
    match basis(record)? {
        FatherBasis::Marriage { act: _, date, ended } => Some((*date, *ended)),
        FatherBasis::PaternityApplication { .. }
        | FatherBasis::Court { .. }
        | FatherBasis::MothersStatement { .. }
        | FatherBasis::Instruction => None,
    }
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
    let instruction = record.evidence.as_ref().and_then(BirthEvidence::instruction);
    let instruction = instruction.map(|instruction| instruction.date);
    let basis = basis(record).and_then(FatherBasis::date);
    let ended = marriage(record).and_then(|(_, ended)| ended);
    let late = [evidence, instruction, basis, ended].into_iter().flatten().any(|date| date > today);
    refuse_if(late, Refusal::PaperAfterRegistration)
}

/// Family Code, art. 69: a child has the right to a name. A stillborn child may be left without.
fn given_name(record: &BirthRecord) -> Option<Refusal> {
    let nameless = record.child.vital == Vital::Live && record.child.name.given().is_none();
    refuse_if(nameless, Refusal::ChildWithoutGivenName)
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
            father.parent != Person::named(father.parent.name.clone())
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
    let on_other_basis = basis(record).is_some_and(|basis| *basis != FatherBasis::Instruction);
    refuse_if((named && instruction.is_none()) || on_other_basis, Refusal::FoundlingParents)
}

/// The other side of rule B5: an instruction names parents of a foundling and of nobody else.
fn instruction_for_foundlings_only(record: &BirthRecord) -> Option<Refusal> {
    let instructed = basis(record) == Some(&FatherBasis::Instruction);
    let foundling = record.evidence.as_ref().is_some_and(BirthEvidence::is_foundling);
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

/// Rule B4, Family Code arts 60 to 62: a child born at most 300 days after the end of a marriage, by death
/// too, is the husband's; one born later needs another basis.
fn father_within_300_days(record: &BirthRecord) -> Option<Refusal> {
    let ended = marriage(record).and_then(|(_, ended)| ended);
    let later = ended.is_some_and(|ended| record.child.born.days_since(ended) > DAYS_AFTER_MARRIAGE);
    refuse_if(later, Refusal::FatherLongAfterMarriage)
}

/// Rule B4, the other side: a marriage makes its husband the father of children born in it, not before it.
fn born_in_marriage(record: &BirthRecord) -> Option<Refusal> {
    let before = marriage(record).is_some_and(|(married, _)| record.child.born < married);
    refuse_if(before, Refusal::BornBeforeMarriage)
}

/// A marriage does not end before it begins.
fn marriage_ends_after_it_begins(record: &BirthRecord) -> Option<Refusal> {
    let reversed = marriage(record).is_some_and(|(married, ended)| ended.is_some_and(|day| day < married));
    refuse_if(reversed, Refusal::MarriageEndsFirst)
}

/// Family Code, art. 69: the surname is a parent's, or made from a grandfather's given name. That it may be
/// made from the father's given name is a bill, lawful `since` the day it names and until then refused.
pub(super) fn surname_choice_in_force(
    record: &BirthRecord,
    today: CivilDate,
    since: Option<CivilDate>,
) -> Option<Refusal> {
    let chosen = record.child.surname_of == Some(SurnameChoice::FatherGiven);
    let in_force = since.is_some_and(|since| since <= today);
    refuse_if(chosen && !in_force, Refusal::SurnameChoiceNotInForce)
}

/// Family Code, art. 69: whose surname the child bears is a parent of the record.
fn surname_of_a_parent_in_record(record: &BirthRecord) -> Option<Refusal> {
    let missing = match record.child.surname_of {
        Some(SurnameChoice::Father | SurnameChoice::FatherGiven) => record.father.is_none(),
        Some(SurnameChoice::Mother) => record.mother.is_none(),
        Some(SurnameChoice::GrandfatherGiven) | None => false,
    };
    refuse_if(missing, Refusal::SurnameOfAbsentParent)
}

/// Rule B7: a stillborn child has no personal number, no citizenship, and no place among the live births.
fn stillborn_is_no_person(record: &BirthRecord) -> Option<Refusal> {
    let child = &record.child;
    let as_person = child.citizenship.is_some() || child.rank.is_some();
    refuse_if(child.vital == Vital::Stillborn && as_person, Refusal::StillbornAsPerson)
}
