//! Every rule of the ledger, one function each; [`decide`] is their order.
//!
//! Signatures were checked against the keys of [`signers`](signers::signers) before: here they count as
//! good. What a rule reads of the state is declared in [`reads`](mod@crate::reads).
use crate::{
    key::Key,
    state::{Changes, View},
    value::{Mark, OfficeState, Place, Value},
};
use civil::{CivilDate, refusal::Refusal};
use protocol::{
    Body, EntryId, NetworkId, NumberRequest, Outcome, SignedEntry,
    block::SIGNED_AHEAD_MS_MAX,
    entry::{Entry, OfficeStanding, Parameter},
    genesis::OfficeRecord,
};

mod acts;
mod anchors;
mod certificates;
mod governance;
mod numbers;
pub mod signers;
mod staff;
mod waivers;

/// The rule set that this program knows.
pub const RULES_VERSION: u32 = 1;

/// Where and when an entry is decided: nothing of it is a validator's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The network.
    pub network: NetworkId,
    /// The height of the block.
    pub height: u64,
    /// The block's time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The entry's place in the block, from 0.
    pub index: u32,
}

impl Moment {
    /// The mark of an entry decided here.
    pub(crate) const fn mark(&self, entry: EntryId) -> Mark {
        Mark { entry, place: Place { height: self.height, index: self.index } }
    }
}

/// Applies every rule to `entry`: what the ledger gives it and what it changes, or why it is refused.
pub fn decide(view: &impl View, at: Moment, entry: &SignedEntry) -> Result<(Outcome, Changes), Refusal> {
    let it = entry.entry();
    of_this_network(it, at)?;
    within_its_validity(view, it, at)?;
    not_final_yet(view, entry)?;
    let office = it.office.map(|code| office(view, code)).transpose()?;
    let signed_by = signers::in_force(view, at, entry)?;
    signers::authorised(view, at, it, office.as_ref(), &signed_by)?;
    let mut changes = Changes::default();
    let by = at.mark(entry.id());
    let outcome = match (&it.body, office) {
        (Body::ActRegister(act), Some(office)) => {
            acts::register(view, at, entry, act, open(&office, at)?, &mut changes)?
        }
        (Body::CertificateIssue(issue), Some(office)) => {
            certificates::issue(view, at, by, issue, open(&office, at)?, &mut changes)?
        }
        (Body::CertificateRevoke(revoke), Some(_)) => certificates::revoke(view, by, revoke, &mut changes)?,
        (Body::NumberReserve(reserve), Some(office)) => {
            numbers::reserve(view, at, by, reserve, open(&office, at)?, &mut changes)?
        }
        (Body::NumberRelease(release), Some(office)) => {
            numbers::release(view, at, by, *release, office.record.code, &mut changes)?
        }
        (Body::CaseAnchor(anchor), Some(office)) => {
            anchors::anchor(view, Key::CaseAnchor(office.record.code), by, anchor, &mut changes)?
        }
        (Body::AccessAnchor(anchor), None) => {
            anchors::anchor(view, Key::AccessAnchor, by, anchor, &mut changes)?
        }
        (Body::ArchiveBatch(batch), None) => anchors::batch(view, by, batch, &mut changes)?,
        (Body::StaffKey(key), None) => staff::enter_key(view, at, by, key, 0, &mut changes)?,
        (Body::StaffSuspend(change), None) => staff::suspend(view, at, by, *change, &mut changes)?,
        (Body::StaffLift(change), None) => staff::lift(view, at, by, *change, &mut changes)?,
        (Body::StaffRevoke(change), None) => staff::revoke(view, at, by, *change, &mut changes)?,
        (Body::StaffOffice(change), None) => staff::office(view, at, by, change, &mut changes)?,
        (Body::GovernanceKey(key), None) => {
            let from_height = governance::in_force_from(at);
            staff::enter_key(view, at, by, key, from_height, &mut changes)?
        }
        (Body::GovernanceParameter(change), None) => {
            governance::parameter(view, at, by, *change, &mut changes)?
        }
        (Body::GovernanceRules(change), None) => governance::rules(view, at, by, *change, &mut changes)?,
        (
            Body::ActRegister(_)
            | Body::CertificateIssue(_)
            | Body::CertificateRevoke(_)
            | Body::NumberReserve(_)
            | Body::NumberRelease(_)
            | Body::CaseAnchor(_),
            None,
        ) => return Err(Refusal::UnknownOffice),
        (
            Body::AccessAnchor(_)
            | Body::ArchiveBatch(_)
            | Body::StaffKey(_)
            | Body::StaffSuspend(_)
            | Body::StaffLift(_)
            | Body::StaffRevoke(_)
            | Body::StaffOffice(_)
            | Body::GovernanceKey(_)
            | Body::GovernanceParameter(_)
            | Body::GovernanceRules(_),
            Some(_),
        ) => return Err(Refusal::SignerOfAnotherOffice),
    };
    Ok((outcome, changes))
}

/// Whether a refusal on a final state is answered at once. The others pass by themselves with time: the
/// entry is kept and tried again. Whether the same entry may still be let in after the answer is
/// another question: [`Refusal::stands`].
pub fn is_final_refusal(refusal: &Refusal) -> bool {
    *refusal != Refusal::SignedInFuture
}

/// The rule set in force at a block time.
pub fn rules_at(view: &impl View, time_ms: u64) -> u32 {
    match view.value(&Key::Rules) {
        Some(Value::Rules(rules)) => rules.at(time_ms),
        _ => RULES_VERSION,
    }
}

/// The value of a parameter at a height.
pub(crate) fn parameter(view: &impl View, parameter: Parameter, height: u64) -> u64 {
    match view.value(&Key::Parameter(parameter)) {
        Some(Value::Parameter(state)) => state.at(height),
        _ => parameter.initial(),
    }
}

/// An entry counts on the network it was signed for, and on no other.
fn of_this_network(entry: &Entry, at: Moment) -> Result<(), Refusal> {
    if entry.network == at.network { Ok(()) } else { Err(Refusal::WrongNetwork) }
}

/// An entry enters a block between its signature and its end of validity: at most 24 hours apart, 14
/// days on a reserved number, unless the members have set other limits.
fn within_its_validity(view: &impl View, entry: &Entry, at: Moment) -> Result<(), Refusal> {
    let longest = match entry.number {
        NumberRequest::Next => Parameter::ValidityMsMax,
        NumberRequest::Reserved { .. } => Parameter::ReservedValidityMsMax,
    };
    match entry.valid_until.checked_sub(entry.signed_at) {
        Some(validity) if validity <= parameter(view, longest, at.height) => {}
        Some(_) | None => return Err(Refusal::ValidityTooLong),
    }
    if at.time_ms > entry.valid_until {
        Err(Refusal::Expired)
    } else if entry.signed_at > at.time_ms.saturating_add(SIGNED_AHEAD_MS_MAX) {
        Err(Refusal::SignedInFuture)
    } else {
        Ok(())
    }
}

/// The same entry is final at most once: every kind leaves a mark of its own, which names the entry.
fn not_final_yet(view: &impl View, entry: &SignedEntry) -> Result<(), Refusal> {
    if place(view, entry).is_none() { Ok(()) } else { Err(Refusal::SameEntry) }
}

/// Where an entry stands, by the mark that its kind leaves; `None` where it is not final, or where a
/// later entry has replaced the mark.
pub fn place(view: &impl View, entry: &SignedEntry) -> Option<Place> {
    let id = entry.id();
    marks(view, entry)?.into_iter().find(|mark| mark.entry == id).map(|mark| mark.place)
}

/// The marks under the key that an entry of this kind marks.
fn marks(view: &impl View, entry: &SignedEntry) -> Option<Vec<Mark>> {
    let key = mark_key(entry)?;
    Some(match view.value(&key)? {
        Value::Act(act) => vec![Mark { entry: entry.id(), place: act.place }],
        Value::Certificate(certificate) => {
            core::iter::once(certificate.issued).chain(certificate.ended).collect()
        }
        Value::Range(range) => core::iter::once(range.by).chain(range.released_by).collect(),
        Value::Anchor(anchor) => vec![anchor.by],
        Value::SignerKey(key) => key.by.into_iter().collect(),
        Value::Office(office) => office.by.into_iter().collect(),
        Value::Parameter(parameter) => parameter.by.into_iter().collect(),
        Value::Rules(rules) => rules.by.into_iter().collect(),
        Value::ActId(_)
        | Value::Series(_)
        | Value::ClosedSeries(_)
        | Value::Standing(_)
        | Value::Count(_)
        | Value::Keys(_) => Vec::new(),
    })
}

/// The key under which an entry leaves its mark.
pub(crate) fn mark_key(entry: &SignedEntry) -> Option<Key> {
    let office = entry.entry().office;
    Some(match &entry.entry().body {
        Body::ActRegister(_) => Key::Act(entry.id()),
        Body::CertificateIssue(issue) => Key::Certificate(issue.handle),
        Body::CertificateRevoke(revoke) => Key::Certificate(revoke.handle),
        Body::NumberReserve(reserve) => Key::Range { office: office?, ordinal: reserve.range },
        Body::NumberRelease(release) => Key::Range { office: office?, ordinal: release.range },
        Body::CaseAnchor(_) => Key::CaseAnchor(office?),
        Body::AccessAnchor(_) => Key::AccessAnchor,
        Body::ArchiveBatch(_) => Key::ArchiveBatch,
        Body::StaffKey(key) | Body::GovernanceKey(key) => Key::SignerKey(key.record.id()),
        Body::StaffSuspend(change) | Body::StaffLift(change) | Body::StaffRevoke(change) => {
            Key::SignerKey(change.key)
        }
        Body::StaffOffice(change) => Key::Office(change.record.code),
        Body::GovernanceParameter(change) => Key::Parameter(change.parameter),
        Body::GovernanceRules(_) => Key::Rules,
    })
}

/// The office in whose name an entry is made exists.
fn office(view: &impl View, code: civil::OfficeCode) -> Result<OfficeState, Refusal> {
    match view.value(&Key::Office(code)) {
        Some(Value::Office(office)) => Ok(office),
        _ => Err(Refusal::UnknownOffice),
    }
}

/// A closed office registers, certifies and reserves nothing any more.
fn open(office: &OfficeState, at: Moment) -> Result<OfficeRecord, Refusal> {
    match office.at(at.time_ms) {
        (record, OfficeStanding::Open) => Ok(record),
        (_, OfficeStanding::Closed) => Err(Refusal::OfficeClosed),
    }
}

/// The day of an entry: that of its block, at the office's offset from UTC.
fn day(office: OfficeRecord, at: Moment) -> CivilDate {
    CivilDate::at(at.time_ms, office.offset.minutes())
        .expect("block time begins within the register's years and follows the validators' clocks")
}
