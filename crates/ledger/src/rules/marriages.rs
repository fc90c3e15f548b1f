//! Marriages: age, impediments, applications and what the archive says.
use crate::{
    key::Key,
    person::{Application, Source, Union},
    rules::{
        acts::{Registration, effect_day, not_after_registration, says_when_of_age},
        persons::{self, Conflict, Ends, Facts, new_conflicts},
        waivers::Waivers,
    },
    state::{Changes, View},
    value::Value,
};
use civil::{CivilDate, RegionCode, refusal::Refusal, term::Term};
use protocol::{
    EntryId, Tag,
    entry::{Origin, Purpose},
};
use std::collections::BTreeSet;

/// The two of a marriage, and from which year on each is of age.
pub(super) struct Spouses {
    pub(super) husband: Tag,
    pub(super) wife: Tag,
    pub(super) adult_from: [u16; 2],
}

/// Registers a marriage.
pub(super) fn register(
    view: &impl View,
    of: &Registration<'_>,
    spouses: &Spouses,
    application: Option<EntryId>,
    day: Option<CivilDate>,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let Spouses { husband, wife, adult_from } = *spouses;
    spouses_are_two(view, husband, wife)?;
    adult_from.into_iter().try_for_each(says_when_of_age)?;
    let day = effect_day(of, day)?;
    waivers.pass(not_after_registration(day, of.date))?;
    waivers.pass(spouses_are_of_age(view, spouses, day))?;
    let union = Union {
        husband,
        wife,
        from: Some(day),
        source: Source::Registered,
        disputed: false,
        ends: Vec::new(),
    };
    persons::enter_union(view, changes, of.id, union)?;
    let conflicts = new_conflicts(view, changes, &[husband, wife], Ends::Undisputed);
    waivers.pass(spouses_are_free(&conflicts))?;
    waivers.pass(spouses_live(&conflicts))?;
    // What an existing register asked before it registered, it does not tell the ledger.
    if of.entry.origin == Origin::Attached {
        return Ok(());
    }
    waivers.pass(follows_an_application(application))?;
    if let Some(application) = application {
        let application = lodged(view, application)?;
        waivers.pass(is_of_these_two(view, &application, husband, wife))?;
        waivers.pass(is_not_withdrawn(&application))?;
        waivers.pass(wait_is_over(&application, day))?;
        waivers.pass(has_not_lapsed(&application, day))?;
    }
    waivers.pass(past_is_loaded(view, of.office.code.region(), adult_from))
}

/// Nobody marries themselves, under whatever tag.
pub(super) fn spouses_are_two(view: &impl View, husband: Tag, wife: Tag) -> Result<(), Refusal> {
    if persons::is_same(view, husband, wife) { Err(Refusal::MarriageSamePerson) } else { Ok(()) }
}

/// Both are of age in the year of the marriage (Family Code, art. 15); the year that a registered birth says
/// counts too, where it is later. A governor lowers the age by one year at most.
fn spouses_are_of_age(view: &impl View, spouses: &Spouses, day: CivilDate) -> Result<(), Refusal> {
    let known = [spouses.husband, spouses.wife].map(|tag| Facts::of(view, tag).adult_from);
    let adult_from = known.into_iter().flatten().chain(spouses.adult_from).max().unwrap_or(0);
    let missing = i32::from(adult_from).saturating_sub(i32::from(day.year()));
    match missing {
        ..=0 => Ok(()),
        1 => Err(Refusal::MarriageUnderAge),
        2.. => Err(Refusal::MarriageFarUnderAge),
    }
}

/// Neither is in another marriage on any day of this one (Family Code, art. 16). A marriage lasts to the end of
/// the day of the divorce or death.
pub(super) fn spouses_are_free(conflicts: &BTreeSet<Conflict>) -> Result<(), Refusal> {
    let taken = |conflict: &Conflict| matches!(conflict, Conflict::TwoUnions(..));
    if conflicts.iter().any(taken) { Err(Refusal::MarriageSpouseMarried) } else { Ok(()) }
}

/// Both live on the day of the marriage (Family Code, art. 13: both are present).
pub(super) fn spouses_live(conflicts: &BTreeSet<Conflict>) -> Result<(), Refusal> {
    let dead = |conflict: &Conflict| matches!(conflict, Conflict::UnionAfterDeath(..));
    if conflicts.iter().any(dead) { Err(Refusal::MarriageSpouseDead) } else { Ok(()) }
}

/// A marriage follows an application (Family Code, art. 13).
const fn follows_an_application(application: Option<EntryId>) -> Result<(), Refusal> {
    if application.is_some() { Ok(()) } else { Err(Refusal::MarriageWithoutApplication) }
}

/// An application that the ledger knows.
pub(super) fn lodged(view: &impl View, id: EntryId) -> Result<Application, Refusal> {
    match view.value(&Key::Application(id)) {
        Some(Value::Application(application)) => Ok(*application),
        _ => Err(Refusal::ApplicationUnknown),
    }
}

/// The application is of these two, for a marriage.
fn is_of_these_two(
    view: &impl View,
    application: &Application,
    husband: Tag,
    wife: Tag,
) -> Result<(), Refusal> {
    let theirs = application.purpose == Purpose::Marriage
        && persons::is_same(view, husband, application.husband)
        && persons::is_same(view, wife, application.wife);
    if theirs { Ok(()) } else { Err(Refusal::MarriageApplicationOfOthers) }
}

/// Neither took the application back.
const fn is_not_withdrawn(application: &Application) -> Result<(), Refusal> {
    if application.withdrawn.is_none() { Ok(()) } else { Err(Refusal::MarriageApplicationWithdrawn) }
}

/// A month has passed since the application (Family Code, arts 13 and 212), by the law of the day it was
/// lodged: the same day of the next month, or that month's last day.
fn wait_is_over(application: &Application, day: CivilDate) -> Result<(), Refusal> {
    let over = Term::MarriageWait.end(application.lodged).is_some_and(|over| over <= day);
    if over { Ok(()) } else { Err(Refusal::MarriageWaitNotOver) }
}

/// An application is followed within three months after its wait (inferred from Family Code, art. 13).
fn has_not_lapsed(application: &Application, day: CivilDate) -> Result<(), Refusal> {
    let over = Term::MarriageWait.end(application.lodged);
    let lapsed = over.and_then(|over| Term::MarriageLapse.end(over)).is_some_and(|last| last < day);
    if lapsed { Err(Refusal::MarriageApplicationLapsed) } else { Ok(()) }
}

/// The ledger knows the old marriages of the region, from the first year on in which either could have married;
/// else the archive is searched. An office abroad has no region, and searches always.
fn past_is_loaded(view: &impl View, region: Option<RegionCode>, adult_from: [u16; 2]) -> Result<(), Refusal> {
    let since = match region.and_then(|region| view.value(&Key::Loaded(region))) {
        Some(Value::Loaded(loaded)) => loaded.since,
        _ => return Err(Refusal::MarriagePastNotLoaded),
    };
    // The governor may lower the age by a year.
    let first = adult_from.into_iter().min().map_or(0, |year| year.saturating_sub(1));
    let loaded =
        i16::try_from(first).is_ok_and(|year| (since.year(), since.month(), since.day()) <= (year, 1, 1));
    if loaded { Ok(()) } else { Err(Refusal::MarriagePastNotLoaded) }
}
