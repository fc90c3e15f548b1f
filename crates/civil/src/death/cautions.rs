//! What is unusual about a death.
use super::{CertificateKind, CourtFinding, DeathEvidence, DeathRecord};
use crate::{
    CivilDate, PartialDate,
    birth::pinfl_date_differs,
    caution::Caution,
    delay::DelayClass,
    person::{MaritalStatus, Sex},
    pinfl::Pinfl,
};

/// Everything unusual about `record`, were it registered on the day `today`.
pub fn cautions(record: &DeathRecord, today: CivilDate) -> Vec<Caution> {
    let person = record.deceased.identity.known();
    let sex = record.deceased.sex;
    let born = person.and_then(|person| person.born);
    let age = born.map(|born| born.years_until(record.death.died));
    let pinfl = person.and_then(|person| person.pinfl);
    let spouse = record.spouse.as_ref();
    let certificate = record.evidence.as_ref().and_then(DeathEvidence::medical).map(|paper| &paper.kind);
    let replacing = certificate.and_then(CertificateKind::replaces).is_some();
    let married = record.deceased.marital == Some(MaritalStatus::Married);
    [
        (person.is_none(), Caution::UnknownDeceased),
        (is_partial(record.death.died), Caution::DeathDatePartial),
        (person.is_some() && born.is_none_or(is_partial), Caution::DeceasedBirthPartial),
        (age.is_some_and(|(least, _)| least >= 100), Caution::CenturyOld),
        (age.is_some_and(|(_, most)| most < 1), Caution::Infant),
        (person.is_some_and(pinfl_date_differs), Caution::DeceasedPinflDate),
        (pinfl.is_some_and(|pinfl| other_sex(pinfl.sex(), sex)), Caution::DeceasedPinflSex),
        (person.is_some() && pinfl.is_none(), Caution::NoPinfl),
        (
            spouse.and_then(|spouse| spouse.pinfl).map(Pinfl::sex).is_some_and(|its| its == sex),
            Caution::SpousePinflSex,
        ),
        (married && spouse.is_none(), Caution::MarriedWithoutSpouse),
        (certificate == Some(&CertificateKind::Preliminary), Caution::PreliminaryCertificate),
        (replacing, Caution::ReplacingCertificate),
        (declared_dead(record), Caution::DeclaredDead),
        (has_a_gap(record), Caution::CauseGap),
        (record.delay(today) != DelayClass::InTime, Caution::LateDeath),
    ]
    .into_iter()
    .filter_map(|(unusual, caution)| unusual.then_some(caution))
    .collect()
}

const fn is_partial(date: PartialDate) -> bool {
    match date {
        PartialDate::Year(_) | PartialDate::Month { .. } => true,
        PartialDate::Day(_) => false,
    }
}

/// Whether the number tells another sex; one that was not determined contradicts nothing.
fn other_sex(told: Sex, sex: Sex) -> bool {
    sex != Sex::Undetermined && told != sex
}

fn declared_dead(record: &DeathRecord) -> bool {
    match &record.evidence {
        Some(DeathEvidence::Court { finding: CourtFinding::DeclaredDead, .. }) => true,
        Some(
            DeathEvidence::Court { finding: CourtFinding::FactOfDeath, .. }
            | DeathEvidence::Medical(_)
            | DeathEvidence::ForeignCertificate { .. },
        )
        | None => false,
    }
}

/// Whether a line of the cause is empty above one that is not.
fn has_a_gap(record: &DeathRecord) -> bool {
    let Some(cause) = &record.death.cause else { return false };
    let filled = cause.lines.iter().take_while(|line| line.is_some()).count();
    cause.lines.iter().skip(filled).any(Option::is_some)
}
