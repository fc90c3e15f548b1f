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
mod applications;
mod certificates;
mod deaths;
mod divorces;
mod governance;
mod legacy;
mod marriages;
mod numbers;
pub(crate) mod persons;
pub(crate) mod repairs;
pub mod signers;
mod staff;
mod waivers;

/// The last rule set that this program knows.
pub const RULES_VERSION: u32 = 2;

/// The rule sets that this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RuleSet {
    /// Births and their certificates; the kinds 1 to 16.
    First,
    /// All four acts, what they change for persons, and what was before the ledger; all kinds.
    Second,
}

impl RuleSet {
    /// The rule set in force. Nobody executes a block of a later one than [`RULES_VERSION`].
    pub(crate) fn at(view: &impl View, at: Moment) -> Self {
        match rules_at(view, at.time_ms) {
            0 | 1 => Self::First,
            2.. => Self::Second,
        }
    }
}

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
    of_a_kind_in_force(view, at, &it.body)?;
    within_its_validity(view, it, at)?;
    not_final_yet(view, entry)?;
    let office = it.office.map(|code| office(view, code)).transpose()?;
    let signed_by = signers::in_force(view, at, entry)?;
    signers::authorised(view, at, it, office.as_ref(), &signed_by)?;
    let mut changes = Changes::default();
    let outcome = match office {
        Some(office) => of_an_office(view, at, entry, &office, &mut changes)?,
        None => of_the_register(view, at, entry, &mut changes)?,
    };
    Ok((outcome, changes))
}

/// Decides what is done in the name of an office.
fn of_an_office(
    view: &impl View,
    at: Moment,
    entry: &SignedEntry,
    office: &OfficeState,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let (it, by, code) = (entry.entry(), at.mark(entry.id()), office.record.code);
    match &it.body {
        Body::ActRegister(act) => acts::register(view, at, entry, act, open(office, at)?, changes),
        Body::CertificateIssue(issue) => certificates::issue(view, at, by, issue, open(office, at)?, changes),
        Body::CertificateRevoke(revoke) => certificates::revoke(view, by, revoke, changes),
        Body::NumberReserve(reserve) => numbers::reserve(view, at, by, reserve, open(office, at)?, changes),
        Body::NumberRelease(release) => numbers::release(view, at, by, *release, code, changes),
        Body::CaseAnchor(anchor) => anchors::anchor(view, Key::CaseAnchor(code), by, anchor, changes),
        Body::ApplicationLodge(lodge) => {
            applications::lodge(at, entry.id(), lodge, open(office, at)?, changes)
        }
        Body::ApplicationWithdraw(withdraw) => applications::withdraw(view, by, *withdraw, changes),
        Body::ActDispute(dispute) => repairs::dispute(view, by, *dispute, changes),
        Body::ActDisputeEnd(end) => repairs::end_dispute(view, by, it, end, changes),
        Body::PersonJoin(join) => repairs::join(view, by, it, join, changes),
        Body::PersonPart(part) => repairs::part(view, by, it, part, changes),
        Body::PersonMove(moved) => repairs::move_act(view, by, it, moved, changes),
        Body::LegacyOpen(old) => legacy::open(view, at, entry.id(), it, old, open(office, at)?, changes),
        Body::ReferenceIssue(issue) => certificates::refer(view, at, by, issue, open(office, at)?, changes),
        Body::AccessAnchor(_)
        | Body::ArchiveBatch(_)
        | Body::StaffKey(_)
        | Body::StaffSuspend(_)
        | Body::StaffLift(_)
        | Body::StaffRevoke(_)
        | Body::StaffOffice(_)
        | Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::LegacyStatus(_)
        | Body::RegionLoaded(_) => Err(Refusal::SignerOfAnotherOffice),
    }
}

/// Decides what is done about the whole register.
fn of_the_register(
    view: &impl View,
    at: Moment,
    entry: &SignedEntry,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let by = at.mark(entry.id());
    match &entry.entry().body {
        Body::AccessAnchor(anchor) => anchors::anchor(view, Key::AccessAnchor, by, anchor, changes),
        Body::ArchiveBatch(batch) => anchors::batch(view, by, batch, changes),
        Body::StaffKey(key) => staff::enter_key(view, at, by, key, 0, changes),
        Body::StaffSuspend(change) => staff::suspend(view, at, by, *change, changes),
        Body::StaffLift(change) => staff::lift(view, at, by, *change, changes),
        Body::StaffRevoke(change) => staff::revoke(view, at, by, *change, changes),
        Body::StaffOffice(change) => staff::office(view, at, by, change, changes),
        Body::GovernanceKey(key) => {
            staff::enter_key(view, at, by, key, governance::in_force_from(at), changes)
        }
        Body::GovernanceParameter(change) => governance::parameter(view, at, by, *change, changes),
        Body::GovernanceRules(change) => governance::rules(view, at, by, *change, changes),
        Body::LegacyStatus(status) => legacy::status(view, by, status, changes),
        Body::RegionLoaded(loaded) => legacy::loaded(view, by, *loaded, changes),
        Body::ActRegister(_)
        | Body::CertificateIssue(_)
        | Body::CertificateRevoke(_)
        | Body::NumberReserve(_)
        | Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::ApplicationLodge(_)
        | Body::ApplicationWithdraw(_)
        | Body::ActDispute(_)
        | Body::ActDisputeEnd(_)
        | Body::PersonJoin(_)
        | Body::PersonPart(_)
        | Body::PersonMove(_)
        | Body::LegacyOpen(_)
        | Body::ReferenceIssue(_) => Err(Refusal::UnknownOffice),
    }
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

/// Rule set 1 has the kinds 1 to 16; rule set 2 all.
fn of_a_kind_in_force(view: &impl View, at: Moment, body: &Body) -> Result<(), Refusal> {
    let last = match RuleSet::at(view, at) {
        RuleSet::First => 16,
        RuleSet::Second => 28,
    };
    if body.kind() <= last { Ok(()) } else { Err(Refusal::KindNotInForce) }
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
        Value::Application(application) => {
            let lodged = Mark { entry: entry.id(), place: application.place };
            let own = matches!(entry.entry().body, Body::ApplicationLodge(_)).then_some(lodged);
            own.into_iter().chain(application.withdrawn).collect()
        }
        Value::Mark(mark) => vec![mark],
        Value::Loaded(loaded) => vec![loaded.by],
        Value::ActId(_)
        | Value::Series(_)
        | Value::ClosedSeries(_)
        | Value::Standing(_)
        | Value::Count(_)
        | Value::Keys(_)
        | Value::Person(_)
        | Value::Union(_)
        | Value::Dispute(_)
        | Value::Tag(_) => Vec::new(),
    })
}

/// The key under which an entry leaves its mark.
pub(crate) fn mark_key(entry: &SignedEntry) -> Option<Key> {
    let office = entry.entry().office;
    Some(match &entry.entry().body {
        Body::ActRegister(_) | Body::LegacyOpen(_) => Key::Act(entry.id()),
        Body::CertificateIssue(issue) => Key::Certificate(issue.handle),
        Body::ReferenceIssue(issue) => Key::Certificate(issue.handle),
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
        Body::ApplicationLodge(_) => Key::Application(entry.id()),
        Body::ApplicationWithdraw(withdraw) => Key::Application(withdraw.application),
        Body::ActDispute(_)
        | Body::ActDisputeEnd(_)
        | Body::PersonJoin(_)
        | Body::PersonPart(_)
        | Body::PersonMove(_) => Key::Repair(entry.id()),
        Body::LegacyStatus(_) => Key::LegacyStatus,
        Body::RegionLoaded(loaded) => Key::Loaded(loaded.region),
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
