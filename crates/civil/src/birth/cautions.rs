//! What is unusual about a birth.
use super::{BirthEvidence, BirthRecord, DeclarantCapacity, DelayClass, FatherBasis};
use crate::{
    CivilDate, PartialDate,
    caution::Caution,
    person::{Person, Sex},
};

/// Everything unusual about `record`, were it registered on the day `today`.
pub fn cautions(record: &BirthRecord, today: CivilDate) -> Vec<Caution> {
    let child = &record.child;
    let mother = record.mother.as_ref().map(|mother| &mother.parent);
    let father = record.father.as_ref().map(|father| &father.parent);
    let foundling = record.evidence.as_ref().is_some_and(BirthEvidence::is_foundling);
    let pinfl_sex = |parent: Option<&Person>, sex: Sex| {
        parent.and_then(|parent| parent.pinfl).is_some_and(|pinfl| pinfl.sex() != sex)
    };
    let outside = |value: Option<u16>, least, most| value.is_some_and(|n| n < least || n > most);
    let years = PartialDate::Day(child.born).years_until(PartialDate::Day(today)).0;
    let oneself = record.declarant.capacity == DeclarantCapacity::Oneself;
    [
        (age_outside(mother, child.born, 12, 55), Caution::MotherAge),
        (age_outside(father, child.born, 14, i16::MAX), Caution::FatherAge),
        (outside(child.weight_g, 300, 7000), Caution::Weight),
        (outside(child.length_cm.map(u16::from), 20, 65), Caution::Length),
        (mother.is_some_and(pinfl_date_differs), Caution::MotherPinflDate),
        (father.is_some_and(pinfl_date_differs), Caution::FatherPinflDate),
        (pinfl_sex(mother, Sex::Female), Caution::MotherPinflSex),
        (pinfl_sex(father, Sex::Male), Caution::FatherPinflSex),
        (mother.is_none() && !foundling, Caution::NoMother),
        (record.delay(today) != DelayClass::InTime, Caution::LateBirth),
        (years >= 100, Caution::BornCenturyAgo),
        (outside(child.gestation_weeks.map(u16::from), 22, 45), Caution::Gestation),
        (after_marriage(record), Caution::BornAfterMarriageEnd),
        (oneself && years < 18, Caution::OneselfUnderAge),
    ]
    .into_iter()
    .filter_map(|(unusual, caution)| unusual.then_some(caution))
    .collect()
}

/// Whether the parent's age at the birth was surely less than `youngest` or more than `oldest` years.
fn age_outside(parent: Option<&Person>, born: CivilDate, youngest: i16, oldest: i16) -> bool {
    let Some(date) = parent.and_then(|parent| parent.born) else { return false };
    // Of a partial date the age is one of two; only what holds for both is unusual.
    let (least, most) = date.years_until(PartialDate::Day(born));
    most < youngest || least > oldest
}

/// Whether the personal number tells another birth date than the record, as far as that is known.
pub(crate) fn pinfl_date_differs(person: &Person) -> bool {
    let Some((pinfl, born)) = person.pinfl.zip(person.born) else { return false };
    let told = pinfl.birth_date();
    told < born.earliest() || told > born.latest()
}

fn after_marriage(record: &BirthRecord) -> bool {
    let basis = record.father.as_ref().and_then(|father| father.basis.as_ref());
    basis.and_then(FatherBasis::marriage_ended).is_some_and(|ended| record.child.born > ended)
}
