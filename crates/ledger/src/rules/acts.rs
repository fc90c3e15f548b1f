//! `act.register`: what must hold for a new act.
use crate::{
    key::{Key, SeriesOf},
    rules::{Moment, day, numbers, waivers::Waivers},
    state::{Changes, View},
    value::{Act, Place, Value},
};
use civil::{ActKind, ActNumber, CivilDate, birth::DelayClass, refusal::Refusal};
use protocol::{
    NumberRequest, Outcome, SignedEntry,
    entry::{ActRegister, Entry, Origin},
    genesis::OfficeRecord,
};

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
    let date = day(office, at);
    may_be_registered_here(act.kind, office)?;
    comes_with_what_its_origin_needs(entry)?;
    let mut waivers = Waivers::of(entry, act)?;
    waivers.pass(born_by_the_day_of_registration(act, date))?;
    waivers.pass(rests_on_evidence(entry, act))?;
    waivers.pass(notice_serves_once(view, act))?;
    waivers.pass(not_very_late(act))?;
    waivers.count(view, changes)?;
    let (year, serial) = match entry.number {
        NumberRequest::Next => {
            numbers::next(view, SeriesOf::Acts(act.kind), office.code, date.year(), changes)?
        }
        NumberRequest::Reserved { range, serial } => {
            numbers::reserved(view, at, office.code, act.kind, range, serial, changes)?
        }
    };
    let number = ActNumber::new(act.kind, office.code, year, serial);
    let id = signed.id();
    changes.put(Key::ActNumber(number), Value::ActId(id));
    if let Some(notice) = act.notice
        && view.value(&Key::Notice(notice)).is_none()
    {
        changes.put(Key::Notice(notice), Value::ActId(id));
    }
    let registered = Act {
        number,
        date,
        commitment: act.commitment,
        schema: act.schema,
        person: act.person,
        adult_from: act.adult_from,
        certificates: 0,
        place: Place { height: at.height, index: at.index },
    };
    changes.put(Key::Act(id), Value::Act(registered));
    Ok(Outcome::Act { number, date })
}

/// An office registers the acts of its kind of office; the rules of births are the first in force.
pub(super) fn may_be_registered_here(kind: ActKind, office: OfficeRecord) -> Result<(), Refusal> {
    match kind {
        ActKind::Birth if office.kind.may_register(kind) => Ok(()),
        ActKind::Birth | ActKind::Death | ActKind::Marriage | ActKind::Divorce => {
            Err(Refusal::OfficeMayNotRegister(kind))
        }
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

/// A birth rests on a medical notice or on other papers, whose commitments stand in the entry.
fn rests_on_evidence(entry: &Entry, act: &ActRegister) -> Result<(), Refusal> {
    if act.notice.is_some() || !entry.evidence.is_empty() {
        Ok(())
    } else {
        Err(Refusal::BirthWithoutEvidence)
    }
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
