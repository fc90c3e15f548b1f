//! The rules of a death, one function each.
//!
//! That nobody dies twice (rule D1), and that a marriage ends (rule D3), is decided by the ledger, which
//! knows what other offices registered.
use super::{CourtFinding, DeathEvidence, DeathRecord, DeclarantCapacity};
use crate::{CivilDate, refusal::Refusal};

/// Every reason to refuse the act of `record` on the day `today`; empty where the law lets it pass.
///
/// All rules are asked, so that a declarant is sent home once. `today` is the day at the office.
pub fn check(record: &DeathRecord, today: CivilDate) -> Vec<Refusal> {
    [
        not_after_registration(record, today),
        proved(record),
        not_before_birth(record),
        evidence_after_death(record),
        papers_not_after_registration(record, today),
        decision_in_force(record, today),
        decision_before_its_force(record),
        declarant_named(record),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn refuse_if(broken: bool, refusal: Refusal) -> Option<Refusal> {
    broken.then_some(refusal)
}

/// A death is registered when it has happened. Of a partial date, its first day counts.
fn not_after_registration(record: &DeathRecord, today: CivilDate) -> Option<Refusal> {
    refuse_if(record.death.died.earliest() > today, Refusal::DeathAfterRegistration)
}

/// Resolution 550: a death is registered on a medical certificate or a paper that stands in for it.
fn proved(record: &DeathRecord) -> Option<Refusal> {
    refuse_if(record.evidence.is_none(), Refusal::DeathWithoutEvidence)
}

/// Rule D2: nobody dies before being born, as far as both dates are known.
fn not_before_birth(record: &DeathRecord) -> Option<Refusal> {
    let born = record.deceased.identity.known().and_then(|person| person.born);
    let before = born.is_some_and(|born| record.death.died.latest() < born.earliest());
    refuse_if(before, Refusal::DeathBeforeBirth)
}

/// A paper that certifies a death cannot be older than the death. A court that declares somebody dead may
/// set the day on which its decision comes into force.
fn evidence_after_death(record: &DeathRecord) -> Option<Refusal> {
    let last = record.evidence.as_ref().map(|evidence| match evidence {
        DeathEvidence::Court { finding: CourtFinding::DeclaredDead, in_force, .. } => *in_force,
        DeathEvidence::Medical(_)
        | DeathEvidence::Court { finding: CourtFinding::FactOfDeath, .. }
        | DeathEvidence::ForeignCertificate { .. } => {
            let (_, date, _) = evidence.reference();
            date
        }
    });
    let before = last.is_some_and(|last| last < record.death.died.earliest());
    refuse_if(before, Refusal::EvidenceBeforeDeath)
}

/// A paper that is shown at the counter was made by that day.
fn papers_not_after_registration(record: &DeathRecord, today: CivilDate) -> Option<Refusal> {
    let late = record.evidence.as_ref().is_some_and(|evidence| {
        let (_, date, _) = evidence.reference();
        date > today
    });
    refuse_if(late, Refusal::DeathPaperAfterRegistration)
}

/// A court decision has effect when it is in force.
fn decision_in_force(record: &DeathRecord, today: CivilDate) -> Option<Refusal> {
    let in_force = record.evidence.as_ref().and_then(DeathEvidence::in_force);
    refuse_if(in_force.is_some_and(|day| day > today), Refusal::DecisionNotInForce)
}

/// A court decision is in force on its day or later.
fn decision_before_its_force(record: &DeathRecord) -> Option<Refusal> {
    let reversed = record.evidence.as_ref().is_some_and(|evidence| {
        let (_, date, _) = evidence.reference();
        evidence.in_force().is_some_and(|in_force| in_force < date)
    });
    refuse_if(reversed, Refusal::DecisionInForceFirst)
}

/// Everybody who declares a death is named, and so is the body that somebody speaks for.
fn declarant_named(record: &DeathRecord) -> Option<Refusal> {
    let declarant = &record.declarant;
    let of_a_body = match declarant.capacity {
        DeclarantCapacity::Relative | DeclarantCapacity::ClosePerson => false,
        DeclarantCapacity::HealthFacility
        | DeclarantCapacity::InteriorBody
        | DeclarantCapacity::Institution
        | DeclarantCapacity::Undertaker => true,
    };
    let unnamed = declarant.name.is_none() || (of_a_body && declarant.body.is_none());
    refuse_if(unnamed, Refusal::DeathDeclarantUnnamed)
}
