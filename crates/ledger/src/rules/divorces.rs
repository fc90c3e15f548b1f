//! Divorces: of which marriage, by which way, from which day on.
use crate::{
    key::Key,
    person::{Application, Source, Union, UnionEnd},
    rules::{
        acts::{Registration, effect_day, not_after_registration},
        marriages::lodged,
        persons::{self, Facts},
        waivers::Waivers,
    },
    state::{Changes, View},
    value::Value,
};
use civil::{CivilDate, refusal::Refusal, term::Term};
use protocol::{
    EntryId, Tag,
    entry::{DivorceRoute, Purpose},
};

/// The two who are divorced, and of which marriage.
pub(super) struct Parting {
    pub(super) husband: Tag,
    pub(super) wife: Tag,
    /// The entry of the marriage.
    pub(super) of: EntryId,
}

/// Registers a divorce.
pub(super) fn register(
    view: &impl View,
    of: &Registration<'_>,
    parting: &Parting,
    route: DivorceRoute,
    day: Option<CivilDate>,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let day = match route {
        DivorceRoute::Court => day.ok_or(Refusal::DivorceCourtWithoutDay)?,
        DivorceRoute::Mutual { .. } | DivorceRoute::OneSpouse { .. } => effect_day(of, day)?,
    };
    waivers.pass(not_after_registration(day, of.date))?;
    match route {
        DivorceRoute::Court => {}
        DivorceRoute::Mutual { application } => {
            let application = lodged(view, application)?;
            on_application(view, parting, &application, Purpose::DivorceMutual, day, waivers)?;
        }
        DivorceRoute::OneSpouse { application } => {
            let application = lodged(view, application)?;
            on_application(view, parting, &application, Purpose::DivorceOneSpouse, day, waivers)?;
        }
    }
    let known = known_marriage(view, parting.of);
    waivers.pass(known.as_ref().map(drop).map_err(|refusal| *refusal))?;
    let Ok(union) = known else {
        // A court has divorced a marriage that was never registered here.
        return end_unknown(view, of.id, parting, day, Source::Registered, changes);
    };
    is_not_disputed(&union)?;
    are_the_spouses(view, parting, &union)?;
    waivers.pass(marriage_lasts(view, parting, &union, day))?;
    end(view, of.id, parting.of, day, changes)
}

/// What an application must be for a divorce to rest on it.
fn on_application(
    view: &impl View,
    parting: &Parting,
    application: &Application,
    purpose: Purpose,
    day: CivilDate,
    waivers: &mut Waivers<'_>,
) -> Result<(), Refusal> {
    waivers.pass(is_for_this_divorce(view, parting, application, purpose))?;
    waivers.pass(is_not_withdrawn(application))?;
    waivers.pass(wait_is_over(application, purpose, day))
}

/// The application is of these spouses, for a divorce of this marriage by this way.
fn is_for_this_divorce(
    view: &impl View,
    parting: &Parting,
    application: &Application,
    purpose: Purpose,
) -> Result<(), Refusal> {
    let theirs = application.purpose == purpose
        && application.of == Some(parting.of)
        && persons::is_same(view, parting.husband, application.husband)
        && persons::is_same(view, parting.wife, application.wife);
    if theirs { Ok(()) } else { Err(Refusal::DivorceApplicationOfOthers) }
}

/// The application was not taken back.
const fn is_not_withdrawn(application: &Application) -> Result<(), Refusal> {
    if application.withdrawn.is_none() { Ok(()) } else { Err(Refusal::DivorceApplicationWithdrawn) }
}

/// Three months have passed since an application of both, one month since one spouse's, by the law of the day
/// it was lodged (rules on civil status acts, resolution 387 of 2016).
fn wait_is_over(application: &Application, purpose: Purpose, day: CivilDate) -> Result<(), Refusal> {
    let term = match purpose {
        Purpose::Marriage => Term::MarriageWait,
        Purpose::DivorceMutual => Term::DivorceMutualWait,
        Purpose::DivorceOneSpouse => Term::DivorceOneSpouseWait,
    };
    let over = term.end(application.lodged).is_some_and(|over| over <= day);
    if over { Ok(()) } else { Err(Refusal::DivorceWaitNotOver) }
}

/// The marriage was registered here, or opened: a row of a list is opened first, and a divorce is no
/// marriage.
pub(super) fn known_marriage(view: &impl View, of: EntryId) -> Result<Union, Refusal> {
    let known =
        persons::union(view, of).filter(|union| union.from.is_some() && union.source != Source::Listed);
    known.ok_or(Refusal::DivorceMarriageUnknown)
}

/// Nothing rests on a disputed act.
pub(super) const fn is_not_disputed(union: &Union) -> Result<(), Refusal> {
    if union.disputed { Err(Refusal::ActDisputed) } else { Ok(()) }
}

/// Those who are divorced are those who married.
pub(super) fn are_the_spouses(view: &impl View, parting: &Parting, union: &Union) -> Result<(), Refusal> {
    let same = persons::is_same(view, parting.husband, union.husband)
        && persons::is_same(view, parting.wife, union.wife);
    if same { Ok(()) } else { Err(Refusal::DivorceNotTheSpouses) }
}

/// The marriage is in force on the day from which the divorce counts (Family Code, art. 37). A divorce in force
/// before a death may be entered after it; and what ended the marriage is then the divorce.
fn marriage_lasts(view: &impl View, parting: &Parting, union: &Union, day: CivilDate) -> Result<(), Refusal> {
    let divorced = union.ends.iter().any(|end| !end.disputed);
    let lasts = Facts::of(view, parting.husband).is_in_force(view, union, day);
    if lasts && !divorced { Ok(()) } else { Err(Refusal::DivorceMarriageEnded) }
}

/// Ends a marriage by the divorce `id`.
pub(super) fn end(
    view: &impl View,
    id: EntryId,
    of: EntryId,
    day: CivilDate,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let end = UnionEnd { day, act: id, disputed: false };
    persons::edit_union(view, changes, of, |union| union.ends.push(end))?;
    changes.put(Key::Divorce(id), Value::ActId(of));
    Ok(())
}

/// Keeps a divorce of a marriage that the ledger does not know: should the marriage be opened later, it has
/// ended by then.
pub(super) fn end_unknown(
    view: &impl View,
    id: EntryId,
    parting: &Parting,
    day: CivilDate,
    source: Source,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let ends = vec![UnionEnd { day, act: id, disputed: false }];
    let Parting { husband, wife, .. } = *parting;
    persons::enter_union(
        view,
        changes,
        id,
        Union { husband, wife, from: None, source, disputed: false, ends },
    )?;
    changes.put(Key::Divorce(id), Value::ActId(id));
    Ok(())
}
