//! `act.register`: what must hold for a new act.
use crate::{
    key::{Key, SeriesOf},
    person::Born,
    rules::{
        Moment, RuleSet, day, deaths,
        divorces::{self, Parting},
        marriages::{self, Spouses},
        numbers, persons,
        waivers::Waivers,
    },
    state::{Changes, View},
    value::{Act, Place, Value},
};
use civil::{ActKind, ActNumber, CivilDate, birth::DelayClass, refusal::Refusal};
use protocol::{
    EntryId, NumberRequest, Outcome, SignedEntry,
    entry::{ActRegister, Effects, Entry, Origin},
    genesis::OfficeRecord,
};

/// An act that is about to be registered.
pub(super) struct Registration<'a> {
    /// The id of its entry, which is the act's for ever.
    pub(super) id: EntryId,
    /// The entry.
    pub(super) entry: &'a Entry,
    /// The act.
    pub(super) act: &'a ActRegister,
    /// The office that registers.
    pub(super) office: OfficeRecord,
    /// The day of registration.
    pub(super) date: CivilDate,
}

/// Registers an act: numbered by the ledger, on one medical notice at most once.
pub(super) fn register(
    view: &impl View,
    at: Moment,
    signed: &SignedEntry,
    act: &ActRegister,
    office: OfficeRecord,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let entry = signed.entry();
    let of = Registration { id: signed.id(), entry, act, office, date: day(office, at) };
    let rules = RuleSet::at(view, at);
    may_be_registered_here(rules, act.kind, office)?;
    comes_with_what_its_origin_needs(entry)?;
    let mut waivers = Waivers::of(entry, &act.waivers)?;
    take_effects(view, rules, &of, &mut waivers, changes)?;
    waivers.count(view, changes)?;
    let (year, serial) = match entry.number {
        NumberRequest::Next => {
            numbers::next(view, SeriesOf::Acts(act.kind), office.code, of.date.year(), changes)?
        }
        NumberRequest::Reserved { range, serial } => {
            numbers::reserved(view, at, office.code, act.kind, range, serial, changes)?
        }
    };
    if let Some(notice) = act.notice
        && view.value(&Key::Notice(notice)).is_none()
    {
        changes.put(Key::Notice(notice), Value::ActId(of.id));
    }
    let registered = Act {
        number: ActNumber::new(act.kind, office.code, year, serial),
        date: of.date,
        commitment: act.commitment,
        schema: act.schema,
        person: act.person,
        adult_from: act.adult_from,
        certificates: 0,
        place: Place { height: at.height, index: at.index },
    };
    Ok(enter_act(of.id, registered, changes))
}

/// Puts an act on the ledger, under its id and under its number.
pub(super) fn enter_act(id: EntryId, act: Act, changes: &mut Changes) -> Outcome {
    let Act { number, date, .. } = act;
    changes.put(Key::ActNumber(number), Value::ActId(id));
    changes.put(Key::Act(id), Value::Act(act));
    Outcome::Act { number, date }
}

/// Asks the rules of the act's kind, and enters what it changes for the persons in it.
fn take_effects(
    view: &impl View,
    rules: RuleSet,
    of: &Registration<'_>,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let act = of.act;
    match (act.effects, act.kind) {
        (None, ActKind::Birth) => return register_birth(view, rules, of, waivers, changes),
        (None, ActKind::Death | ActKind::Marriage | ActKind::Divorce) => {
            return Err(Refusal::ActWithoutEffects);
        }
        (Some(Effects::Death { day }), _) => deaths::register(view, of, day, waivers, changes)?,
        (Some(Effects::Marriage { wife, wife_adult_from, application, day }), _) => {
            let adult_from = [act.adult_from, wife_adult_from];
            let spouses = Spouses { husband: act.person, wife, adult_from };
            marriages::register(view, of, &spouses, application, day, waivers, changes)?;
        }
        (Some(Effects::Divorce { of: marriage, wife, route, day }), _) => {
            let parting = Parting { husband: act.person, wife, of: marriage };
            divorces::register(view, of, &parting, route, day, waivers, changes)?;
        }
    }
    waivers.pass(notice_serves_once(view, act))
}

fn register_birth(
    view: &impl View,
    rules: RuleSet,
    of: &Registration<'_>,
    waivers: &mut Waivers<'_>,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let act = of.act;
    waivers.pass(born_by_the_day_of_registration(act, of.date))?;
    waivers.pass(rests_on_evidence(of.entry, act, Refusal::BirthWithoutEvidence))?;
    waivers.pass(notice_serves_once(view, act))?;
    waivers.pass(not_very_late(act))?;
    match rules {
        RuleSet::First => Ok(()),
        RuleSet::Second => {
            says_when_of_age(act.adult_from)?;
            let born = Born { adult_from: act.adult_from, act: of.id, disputed: false };
            persons::enter_birth(view, changes, act.person, born)
        }
    }
}

/// A birth and a marriage say from which year on somebody is of age.
pub(super) const fn says_when_of_age(adult_from: u16) -> Result<(), Refusal> {
    if adult_from > 0 { Ok(()) } else { Err(Refusal::AdultFromUnknown) }
}

/// The day from which an act counts: that of its registration, where it is registered in this system; made
/// without a line, on a sheet or in another register it may name another.
pub(super) fn effect_day(of: &Registration<'_>, day: Option<CivilDate>) -> Result<CivilDate, Refusal> {
    match (of.entry.origin, day) {
        (Origin::Native, Some(_)) => Err(Refusal::EffectDay),
        (_, day) => Ok(day.unwrap_or(of.date)),
    }
}

/// No act counts from a day that has not come.
pub(super) fn not_after_registration(day: CivilDate, date: CivilDate) -> Result<(), Refusal> {
    if day <= date { Ok(()) } else { Err(Refusal::EffectAfterRegistration) }
}

/// An office registers the acts of its kind of office; the rules of births were the first in force.
pub(super) fn may_be_registered_here(
    rules: RuleSet,
    kind: ActKind,
    office: OfficeRecord,
) -> Result<(), Refusal> {
    let has_rules = match (rules, kind) {
        (RuleSet::First, ActKind::Birth)
        | (RuleSet::Second, ActKind::Birth | ActKind::Death | ActKind::Marriage | ActKind::Divorce) => true,
        (RuleSet::First, ActKind::Death | ActKind::Marriage | ActKind::Divorce) => false,
    };
    if has_rules && office.kind.may_register(kind) {
        Ok(())
    } else {
        Err(Refusal::OfficeMayNotRegister(kind))
    }
}

/// An act made without a line has a reserved number; one keyed in from a sheet has the scan of it; and a
/// reserved number is for these two alone.
fn comes_with_what_its_origin_needs(entry: &Entry) -> Result<(), Refusal> {
    let reserved = matches!(entry.number, NumberRequest::Reserved { .. });
    match entry.origin {
        Origin::Native | Origin::Attached | Origin::Legacy if reserved => Err(Refusal::WrongOrigin),
        Origin::Offline if !reserved => Err(Refusal::NumberNotReserved),
        Origin::EmergencySheet if entry.evidence.is_empty() => Err(Refusal::EntryWithoutEvidence),
        Origin::Native | Origin::Attached | Origin::Legacy | Origin::Offline | Origin::EmergencySheet => {
            Ok(())
        }
    }
}

/// Nobody is registered before they are born; validators know the year only (B6).
fn born_by_the_day_of_registration(act: &ActRegister, date: CivilDate) -> Result<(), Refusal> {
    let latest = date.year().saturating_add(18);
    if i16::try_from(act.adult_from).is_ok_and(|year| year <= latest) {
        Ok(())
    } else {
        Err(Refusal::BirthAfterRegistration)
    }
}

/// An act rests on a medical notice or on other papers, whose commitments stand in the entry.
pub(super) fn rests_on_evidence(entry: &Entry, act: &ActRegister, otherwise: Refusal) -> Result<(), Refusal> {
    if act.notice.is_some() || !entry.evidence.is_empty() { Ok(()) } else { Err(otherwise) }
}

/// A medical notice serves for one act, for ever.
fn notice_serves_once(view: &impl View, act: &ActRegister) -> Result<(), Refusal> {
    match act.notice {
        Some(notice) if view.value(&Key::Notice(notice)).is_some() => Err(Refusal::NoticeAlreadyUsed),
        Some(_) | None => Ok(()),
    }
}

/// A birth that is registered more than a year late has a reason.
fn not_very_late(act: &ActRegister) -> Result<(), Refusal> {
    match act.delay {
        DelayClass::InTime | DelayClass::Late => Ok(()),
        DelayClass::VeryLate => Err(Refusal::LateWithoutReason),
    }
}
