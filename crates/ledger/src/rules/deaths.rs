//! Deaths: once, not before birth, not before a marriage, not in the future.
use crate::{
    person::{Death, Source},
    rules::{
        acts::{Registration, rests_on_evidence},
        persons::{self, Conflict, Ends, Facts, new_conflicts},
        waivers::Waivers,
    },
    state::{Changes, View},
};
use civil::{CivilDate, refusal::Refusal};
use protocol::Tag;
use std::collections::BTreeSet;

/// Registers a death.
pub(super) fn register(
    view: &impl View,
    of: &Registration<'_>,
    day: CivilDate,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    waivers.pass(happened_by_the_day_of_registration(day, of.date))?;
    waivers.pass(rests_on_evidence(of.entry, of.act, Refusal::DeathWithoutEvidence))?;
    let death = Death { act: of.id, day, source: Source::Registered, disputed: false };
    enter(view, of.act.person, of.act.adult_from, death, waivers, changes)
}

/// Enters a death, registered or opened, if the person can have died then.
pub(super) fn enter(
    view: &impl View,
    person: Tag,
    adult_from: u16,
    death: Death,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    waivers.pass(not_before_birth(view, person, adult_from, death.day))?;
    persons::enter_death(view, changes, person, death)?;
    let conflicts = new_conflicts(view, changes, &[person], Ends::Undisputed);
    waivers.pass(dies_once(&conflicts))?;
    waivers.pass(not_before_a_marriage(&conflicts))
}

/// Nobody is registered dead before they died: the last day on which the death can have happened has come.
fn happened_by_the_day_of_registration(day: CivilDate, date: CivilDate) -> Result<(), Refusal> {
    if day <= date { Ok(()) } else { Err(Refusal::DeathAfterRegistration) }
}

/// Nobody dies before the year of their birth, by this act or by that of the birth.
fn not_before_birth(view: &impl View, person: Tag, adult_from: u16, day: CivilDate) -> Result<(), Refusal> {
    let said = (adult_from > 0).then_some(adult_from);
    let born = said.max(Facts::of(view, person).adult_from).map(|year| i32::from(year).saturating_sub(18));
    if born.is_some_and(|born| i32::from(day.year()) < born) {
        Err(Refusal::DeathBeforeBirth)
    } else {
        Ok(())
    }
}

/// A person dies once.
fn dies_once(conflicts: &BTreeSet<Conflict>) -> Result<(), Refusal> {
    let twice = |conflict: &Conflict| matches!(conflict, Conflict::TwoDeaths(..));
    if conflicts.iter().any(twice) { Err(Refusal::DeathAlreadyDead) } else { Ok(()) }
}

/// Nobody married after their death.
fn not_before_a_marriage(conflicts: &BTreeSet<Conflict>) -> Result<(), Refusal> {
    let married = |conflict: &Conflict| matches!(conflict, Conflict::UnionAfterDeath(..));
    if conflicts.iter().any(married) { Err(Refusal::DeathBeforeMarriage) } else { Ok(()) }
}
