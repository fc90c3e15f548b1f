//! `legacy.open`, `legacy.status` and `governance.loaded`: what was before the ledger.
use crate::{
    key::{Key, SeriesOf},
    person::{Born, Death, Loaded, Source, Union, UnionEnd},
    rules::{
        Moment, RuleSet,
        acts::{enter_act, may_be_registered_here, says_when_of_age},
        day, deaths,
        divorces::{self, Parting},
        marriages::{spouses_are_free, spouses_are_two, spouses_live},
        numbers,
        persons::{self, Ends, new_conflicts},
        waivers::Waivers,
    },
    state::{Changes, View},
    value::{Act, AnchorState, Mark, Place, Value},
};
use civil::{ActNumber, CivilDate, refusal::Refusal};
use protocol::{
    EntryId, Outcome, Tag,
    entry::{Entry, LegacyEffects, LegacyOpen, LegacyRow, LegacyStatus, RegionLoaded},
    genesis::OfficeRecord,
};

/// Opens an act made before the ledger. It is numbered with the acts of this year: the number as it was
/// written stands in the record.
pub(super) fn open(
    view: &impl View,
    at: Moment,
    id: EntryId,
    entry: &Entry,
    open: &LegacyOpen,
    office: OfficeRecord,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let date = day(office, at);
    may_be_registered_here(RuleSet::Second, open.kind, office)?;
    let mut waivers = Waivers::of(entry, &open.waivers)?;
    waivers.pass(is_opened_once(view, open.legacy))?;
    waivers.pass(is_older_than_the_ledger(view, open, office, date))?;
    take_effects(view, id, open, &mut waivers, changes)?;
    waivers.count(view, changes)?;
    let of = SeriesOf::Acts(open.kind);
    let (year, serial) = numbers::next(view, of, office.code, date.year(), changes)?;
    let number = ActNumber::new(open.kind, office.code, year, serial);
    if view.value(&Key::Legacy(open.legacy)).is_none() {
        changes.put(Key::Legacy(open.legacy), Value::ActId(id));
    }
    let act = Act {
        number,
        date,
        commitment: open.commitment,
        schema: open.schema,
        person: open.person,
        adult_from: open.adult_from,
        certificates: 0,
        place: Place { height: at.height, index: at.index },
    };
    Ok(enter_act(id, act, changes))
}

/// An old act is opened once, by its office, book and number as they are written.
fn is_opened_once(view: &impl View, legacy: Tag) -> Result<(), Refusal> {
    if view.value(&Key::Legacy(legacy)).is_none() { Ok(()) } else { Err(Refusal::LegacyAlreadyOpened) }
}

/// An old act is not later than the year in which the office began on the ledger, nor than today.
fn is_older_than_the_ledger(
    view: &impl View,
    open: &LegacyOpen,
    office: OfficeRecord,
    date: CivilDate,
) -> Result<(), Refusal> {
    let since = match view.value(&Key::Series { of: SeriesOf::Acts(open.kind), office: office.code }) {
        Some(Value::Series(series)) => series.since,
        _ => date.year(),
    };
    let is_older = match open.effects {
        LegacyEffects::Birth => i32::from(open.adult_from) <= i32::from(since).saturating_add(18),
        LegacyEffects::Death { day } | LegacyEffects::Divorce { day, .. } => {
            day.year() <= since && day <= date
        }
        LegacyEffects::Marriage { day, ended, .. } => day.year() <= since && ended.unwrap_or(day) <= date,
    };
    if is_older { Ok(()) } else { Err(Refusal::LegacyAfterLedger) }
}

/// Enters what the old act says of its persons. Ages and waits of then are not asked again; that nobody is in
/// two marriages or dead twice is.
fn take_effects(
    view: &impl View,
    id: EntryId,
    open: &LegacyOpen,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    match open.effects {
        LegacyEffects::Birth => {
            says_when_of_age(open.adult_from)?;
            let born = Born { adult_from: open.adult_from, act: id, disputed: false };
            persons::enter_birth(view, changes, open.person, born)
        }
        LegacyEffects::Death { day } => {
            let death = Death { act: id, day, source: Source::Opened, disputed: false };
            deaths::enter(view, open.person, open.adult_from, death, waivers, changes)
        }
        LegacyEffects::Marriage { wife, wife_adult_from: _, day, ended } => {
            let husband = open.person;
            spouses_are_two(view, husband, wife)?;
            let ends = ended.map(|day| UnionEnd { day, act: id, disputed: false }).into_iter().collect();
            let union =
                Union { husband, wife, from: Some(day), source: Source::Opened, disputed: false, ends };
            persons::enter_union(view, changes, id, union)?;
            let conflicts = new_conflicts(view, changes, &[husband, wife], Ends::Undisputed);
            waivers.pass(spouses_are_free(&conflicts))?;
            waivers.pass(spouses_live(&conflicts))
        }
        LegacyEffects::Divorce { of, wife, day } => {
            spouses_are_two(view, open.person, wife)?;
            let parting = Parting { husband: open.person, wife, of: of.unwrap_or(id) };
            if of.is_none() {
                return divorces::end_unknown(view, id, &parting, day, Source::Opened, changes);
            }
            let known = divorces::known_marriage(view, parting.of);
            waivers.pass(known.as_ref().map(drop).map_err(|refusal| *refusal))?;
            let Ok(union) = known else {
                return divorces::end_unknown(view, id, &parting, day, Source::Opened, changes);
            };
            divorces::is_not_disputed(&union)?;
            divorces::are_the_spouses(view, &parting, &union)?;
            waivers.pass(had_not_ended(&union, parting.of, day))?;
            divorces::end(view, id, parting.of, day, changes)
        }
    }
}

/// An old divorce ends a marriage that no other divorce has ended, on a day of it. A note in the record of the
/// marriage is no other divorce: it tells of this one.
fn had_not_ended(union: &Union, of: EntryId, day: CivilDate) -> Result<(), Refusal> {
    let by_another = union.ends.iter().any(|end| !end.disputed && end.act != of);
    let begun = union.from.is_some_and(|from| from <= day);
    if begun && !by_another { Ok(()) } else { Err(Refusal::DivorceMarriageEnded) }
}

/// Takes a list of those married or dead before the ledger, the next one. A row about what an opened act tells
/// of changes nothing; one that contradicts what is known is left out of the list and looked at.
pub(super) fn status(
    view: &impl View,
    by: Mark,
    status: &LegacyStatus,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let (ordinal, first) = match view.value(&Key::LegacyStatus) {
        Some(Value::Anchor(last)) => (last.ordinal.saturating_add(1), last.next),
        _ => (1, 0),
    };
    if status.ordinal != ordinal {
        return Err(Refusal::AnchorOutOfSequence);
    }
    let mut concerned = Vec::new();
    for (place, row) in (0u32..).zip(&status.rows) {
        let id = LegacyStatus::row_id(by.entry, place);
        match *row {
            LegacyRow::Married { husband, wife, day } => {
                spouses_are_two(view, husband, wife)?;
                let source = Source::Listed;
                let union =
                    Union { husband, wife, from: Some(day), source, disputed: false, ends: Vec::new() };
                persons::enter_union(view, changes, id, union)?;
                concerned.extend([husband, wife]);
            }
            LegacyRow::Dead { person, day } => {
                let death = Death { act: id, day, source: Source::Listed, disputed: false };
                persons::enter_death(view, changes, person, death)?;
                changes.put(Key::ListedDeath(id), Value::Tag(person));
                concerned.push(person);
            }
        }
    }
    contradicts_nothing(view, changes, &concerned)?;
    let next = first.saturating_add(status.rows.len() as u64);
    changes.put(Key::LegacyStatus, Value::Anchor(AnchorState { ordinal, next, by }));
    Ok(Outcome::Recorded)
}

/// A list puts nobody into two marriages, and lets nobody marry after death.
fn contradicts_nothing(view: &impl View, changes: &Changes, tags: &[Tag]) -> Result<(), Refusal> {
    if new_conflicts(view, changes, tags, Ends::Undisputed).is_empty() {
        Ok(())
    } else {
        Err(Refusal::PersonConflict)
    }
}

/// Notes from which day on the old acts of a region are on the ledger.
pub(super) fn loaded(
    view: &impl View,
    by: Mark,
    loaded: RegionLoaded,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let key = Key::Loaded(loaded.region);
    reaches_further_back(view, &key, loaded.since)?;
    changes.put(key, Value::Loaded(Loaded { since: loaded.since, by }));
    Ok(Outcome::Recorded)
}

/// Of a region only more becomes known: what is said to be on the ledger is not unsaid.
fn reaches_further_back(view: &impl View, key: &Key, since: CivilDate) -> Result<(), Refusal> {
    match view.value(key) {
        Some(Value::Loaded(known)) if known.since <= since => Err(Refusal::LegacyLoadedAlready),
        _ => Ok(()),
    }
}
