//! Who signs what: keys in force, roles, offices, regions and members.
use crate::{
    key::Key,
    rules::Moment,
    standing::{KeyStanding, KeyState, OfficeState},
    state::View,
    value::Value,
};
use civil::{
    OfficeCode, OfficeKind, RegionCode,
    refusal::Refusal,
    role::{Deed, Relation, Role, Situation, Verdict, permits},
};
use protocol::{
    Body, SignedEntry, SignerKeyId,
    entry::{Entry, KeyChange, KeyEntry, Origin, Waiver, WaiverBasis},
    signature::{Jurisdiction, KeyRecord, Signature},
};
use std::collections::BTreeSet;

/// The keys that the entry's signatures must be checked against, each with its signature.
pub fn signers(view: &impl View, entry: &SignedEntry) -> Result<Vec<(KeyRecord, Signature)>, Refusal> {
    let states = states(view, entry)?;
    Ok(states.into_iter().map(|state| state.record).zip(entry.signatures().iter().cloned()).collect())
}

fn states(view: &impl View, entry: &SignedEntry) -> Result<Vec<KeyState>, Refusal> {
    entry
        .signatures()
        .iter()
        .map(|signature| key(view, signature.key).ok_or(Refusal::UnknownSigner))
        .collect()
}

/// A key on the ledger.
pub(super) fn key(view: &impl View, id: SignerKeyId) -> Option<KeyState> {
    match view.value(&Key::SignerKey(id)) {
        Some(Value::SignerKey(state)) => Some(*state),
        _ => None,
    }
}

/// Every signer's key is in force and signs in its own role, and every signer is another person.
pub(super) fn in_force(view: &impl View, at: Moment, entry: &SignedEntry) -> Result<Vec<KeyRecord>, Refusal> {
    let mut persons = Vec::new();
    let mut records = Vec::new();
    for (state, signature) in states(view, entry)?.into_iter().zip(entry.signatures()) {
        match state.standing {
            KeyStanding::InForce if state.is_in_its_time(at.time_ms, at.height) => {}
            KeyStanding::Suspended => return Err(Refusal::SignerSuspended),
            KeyStanding::InForce | KeyStanding::Revoked => return Err(Refusal::SignerNotInForce),
        }
        if state.record.role != signature.role {
            return Err(Refusal::WrongRole);
        }
        // Two signers differ in person, not only in key.
        if persons.contains(&state.record.officer) {
            return Err(Refusal::DuplicateSigner);
        }
        persons.push(state.record.officer);
        records.push(state.record);
    }
    Ok(records)
}

/// Those who signed are those whom an entry of this kind needs.
pub(super) fn authorised(
    view: &impl View,
    at: Moment,
    entry: &Entry,
    office: Option<&OfficeState>,
    signers: &[KeyRecord],
) -> Result<(), Refusal> {
    let of_office = |deed| match office {
        Some(office) => one(signers, deed, of(office, at)),
        None => Err(Refusal::UnknownOffice),
    };
    comes_from_where_its_kind_may(entry)?;
    match &entry.body {
        Body::ActRegister(act) => match office {
            Some(office) => {
                let (deed, by_machine) = (Deed::RegisterAct(act.kind), entry.origin == Origin::Attached);
                of_a_registration(deed, by_machine, &act.waivers, of(office, at), signers)
            }
            None => Err(Refusal::UnknownOffice),
        },
        Body::CertificateIssue(_) | Body::ReferenceIssue(_) => of_office(Deed::IssueCertificate),
        Body::CertificateRevoke(_) => of_office(Deed::RevokeCertificate),
        Body::NumberReserve(_) | Body::NumberRelease(_) => of_office(Deed::ReserveNumbers),
        Body::CaseAnchor(_) => of_office(Deed::Anchor),
        Body::AccessAnchor(_) => one(signers, Deed::Anchor, Where::Anywhere),
        Body::ArchiveBatch(_) | Body::LegacyStatus(_) => {
            members(view, signers, Role::Custodian, Quorum::OneHonest)
        }
        Body::StaffKey(key) => of_staff(key, signers),
        Body::StaffOffice(change) => {
            two(signers, Deed::EnterStaff, Where::Region(change.record.code.region()))
        }
        Body::StaffSuspend(change) => may_suspend(view, &changed(view, *change)?, signers),
        Body::StaffLift(change) | Body::StaffRevoke(change) => {
            let record = changed(view, *change)?;
            if is_governed_role(record.role) {
                members(view, signers, Role::Governor, Quorum::Decides)
            } else {
                two(signers, Deed::EnterStaff, place_of(&record))
            }
        }
        Body::GovernanceKey(key) => {
            fits_its_role(&key.record)?;
            if is_governed_role(key.record.role) {
                members(view, signers, Role::Governor, Quorum::Decides)
            } else {
                Err(Refusal::RoleOutsideJurisdiction)
            }
        }
        Body::ApplicationLodge(_) | Body::ApplicationWithdraw(_) => of_office(Deed::LodgeApplication),
        Body::ActDispute(_) => of_office(Deed::DisputeAct),
        Body::ActDisputeEnd(_) | Body::PersonJoin(_) | Body::PersonPart(_) | Body::PersonMove(_) => {
            match office {
                Some(office) => of_a_repair(entry.body.waivers(), of(office, at), signers),
                None => Err(Refusal::UnknownOffice),
            }
        }
        Body::LegacyOpen(open) => match office {
            Some(office) => {
                let deed = Deed::RegisterAct(open.kind);
                of_a_registration(deed, false, &open.waivers, of(office, at), signers)
            }
            None => Err(Refusal::UnknownOffice),
        },
        Body::GovernanceParameter(_) | Body::GovernanceRules(_) | Body::RegionLoaded(_) => {
            members(view, signers, Role::Governor, Quorum::Decides)
        }
    }
}

/// The place that a deed is done for.
#[derive(Clone, Copy)]
enum Where {
    Office(OfficeCode, OfficeKind),
    /// A region; none where the code of an office names none.
    Region(Option<RegionCode>),
    Anywhere,
}

const fn of(office: &OfficeState, at: Moment) -> Where {
    let (record, _) = office.at(at.time_ms);
    Where::Office(record.code, record.kind)
}

impl Where {
    /// How a signer stands to the place.
    fn relation(self, jurisdiction: Jurisdiction) -> Relation {
        let own = match (jurisdiction, self) {
            (Jurisdiction::Office(own), Self::Office(office, _)) => own == office,
            (Jurisdiction::Region(own), Self::Office(office, _)) => Some(own) == office.region(),
            (Jurisdiction::Region(own), Self::Region(region)) => Some(own) == region,
            (Jurisdiction::Network | Jurisdiction::Member(_), Self::Anywhere) => true,
            (
                Jurisdiction::Office(_)
                | Jurisdiction::Region(_)
                | Jurisdiction::Network
                | Jurisdiction::Member(_),
                Self::Office(..) | Self::Region(_) | Self::Anywhere,
            ) => false,
        };
        if own { Relation::OwnOffice } else { Relation::OtherOffice }
    }

    fn permits(self, signer: &KeyRecord, deed: Deed) -> Result<(), Refusal> {
        let office = match self {
            Self::Office(_, kind) => kind,
            Self::Region(_) | Self::Anywhere => OfficeKind::District,
        };
        match permits(signer.role, deed, Situation { relation: self.relation(signer.jurisdiction), office }) {
            Verdict::Yes { .. } => Ok(()),
            Verdict::No(refusal) => Err(refusal),
        }
    }
}

/// Exactly one signs, and may.
fn one(signers: &[KeyRecord], deed: Deed, place: Where) -> Result<(), Refusal> {
    match signers {
        [only] => place.permits(only, deed),
        _ => Err(Refusal::TooManySigners),
    }
}

/// Exactly two sign, and both may.
fn two(signers: &[KeyRecord], deed: Deed, place: Where) -> Result<(), Refusal> {
    signers.iter().try_for_each(|signer| place.permits(signer, deed))?;
    match signers.len() {
        0 | 1 => Err(Refusal::SecondOfficerMissing),
        2 => Ok(()),
        _ => Err(Refusal::TooManySigners),
    }
}

/// Acts have origins of all kinds but one, which is that of the acts made before the ledger; everything else
/// is made here.
fn comes_from_where_its_kind_may(entry: &Entry) -> Result<(), Refusal> {
    let fits = match (&entry.body, entry.origin) {
        (Body::ActRegister(_), origin) => origin != Origin::Legacy,
        (Body::LegacyOpen(_), origin) => origin == Origin::Legacy,
        (_, origin) => origin == Origin::Native,
    };
    if fits { Ok(()) } else { Err(Refusal::WrongOrigin) }
}

/// An act is signed by a registrar or a head of its office, or sealed by the office's connector; a
/// second officer may sign beside the registrar, and must where the entry overrides a rule. Of the two
/// who override, one belongs to another office.
fn of_a_registration(
    deed: Deed,
    by_machine: bool,
    waivers: &[Waiver],
    place: Where,
    signers: &[KeyRecord],
) -> Result<(), Refusal> {
    let registers = |signer: &KeyRecord| {
        place.permits(signer, deed)?;
        if (signer.role == Role::Connector) == by_machine { Ok(()) } else { Err(Refusal::WrongRole) }
    };
    let overrides = waivers.iter().any(|waiver| is_override(waiver.basis));
    match signers {
        [only] => registers(only).and(if overrides { Err(Refusal::SecondOfficerMissing) } else { Ok(()) }),
        [one, other] if !by_machine => pair(one, other, registers, overrides, place),
        _ => Err(Refusal::TooManySigners),
    }
}

/// The end of a dispute and the repair of a person are signed by a registrar or a head of the office in whose
/// name they are done, and by a second officer; of the two who override a rule, one belongs to another office.
fn of_a_repair(waivers: &[Waiver], place: Where, signers: &[KeyRecord]) -> Result<(), Refusal> {
    let repairs = |signer: &KeyRecord| place.permits(signer, Deed::RepairPerson);
    let overrides = waivers.iter().any(|waiver| is_override(waiver.basis));
    match signers {
        [only] => repairs(only).and(Err(Refusal::SecondOfficerMissing)),
        [one, other] => pair(one, other, repairs, overrides, place),
        _ => Err(Refusal::TooManySigners),
    }
}

/// One of two does the deed, the other countersigns. Signatures stand in the order of the keys: who is which,
/// the roles say.
fn pair(
    one: &KeyRecord,
    other: &KeyRecord,
    may: impl Fn(&KeyRecord) -> Result<(), Refusal>,
    overrides: bool,
    place: Where,
) -> Result<(), Refusal> {
    let with = |first: &KeyRecord, second: &KeyRecord| {
        may(first)?;
        place.permits(second, Deed::Countersign)?;
        match place.relation(second.jurisdiction) {
            Relation::OwnOffice if overrides => Err(Refusal::OverrideWithinOffice),
            Relation::OwnOffice | Relation::OtherOffice => Ok(()),
        }
    };
    with(one, other).or_else(|first| with(other, one).map_err(|second| telling(first, second)))
}

/// Of two reasons why a pair may not sign, the one that says more than that a role does not fit.
fn telling(first: Refusal, second: Refusal) -> Refusal {
    if first == Refusal::WrongRole { second } else { first }
}

/// Whether a waiver sets a rule of law aside, as a court or a written order does.
pub(super) const fn is_override(basis: WaiverBasis) -> bool {
    match basis {
        WaiverBasis::CourtDecision | WaiverBasis::WrittenOrder => true,
        WaiverBasis::Reason | WaiverBasis::Ground => false,
    }
}

/// A key of an officer is entered by two administrators of the region.
fn of_staff(key: &KeyEntry, signers: &[KeyRecord]) -> Result<(), Refusal> {
    fits_its_role(&key.record)?;
    match key.record.jurisdiction {
        Jurisdiction::Office(office) => two(signers, Deed::EnterStaff, Where::Region(office.region())),
        Jurisdiction::Region(_) | Jurisdiction::Member(_) | Jurisdiction::Network => {
            Err(Refusal::RoleOutsideJurisdiction)
        }
    }
}

/// Officers sign for an office, administrators for a region, governors and custodians for a member,
/// the registry service for the network.
fn fits_its_role(record: &KeyRecord) -> Result<(), Refusal> {
    let fits = match record.role {
        Role::Registrar | Role::SecondOfficer | Role::Head | Role::Connector => {
            matches!(record.jurisdiction, Jurisdiction::Office(_))
        }
        Role::Administrator => matches!(record.jurisdiction, Jurisdiction::Region(_)),
        Role::Governor | Role::Custodian => matches!(record.jurisdiction, Jurisdiction::Member(_)),
        Role::Registry => matches!(record.jurisdiction, Jurisdiction::Network),
    };
    if fits { Ok(()) } else { Err(Refusal::RoleOutsideJurisdiction) }
}

/// Whether keys of the role are entered by the members together.
const fn is_governed_role(role: Role) -> bool {
    match role {
        Role::Administrator | Role::Governor | Role::Custodian | Role::Registry => true,
        Role::Registrar | Role::SecondOfficer | Role::Head | Role::Connector => false,
    }
}

/// A key is suspended by one who may. A governor's or custodian's is suspended by a governor of the same
/// member, or by the members together: if one governor could suspend those of all others, nobody would be
/// left to restore them.
fn may_suspend(view: &impl View, record: &KeyRecord, signers: &[KeyRecord]) -> Result<(), Refusal> {
    match (record.jurisdiction, signers) {
        (Jurisdiction::Member(_), [only])
            if only.role == Role::Governor && only.jurisdiction == record.jurisdiction =>
        {
            Ok(())
        }
        (Jurisdiction::Member(_), _) => members(view, signers, Role::Governor, Quorum::Decides),
        (Jurisdiction::Office(_) | Jurisdiction::Region(_) | Jurisdiction::Network, _) => {
            one(signers, Deed::SuspendKey, place_of(record))
        }
    }
}

/// The key that is changed.
fn changed(view: &impl View, change: KeyChange) -> Result<KeyRecord, Refusal> {
    key(view, change.key).map(|state| state.record).ok_or(Refusal::KeyUnknown)
}

/// The place of a key.
const fn place_of(record: &KeyRecord) -> Where {
    match record.jurisdiction {
        // The kind of the office plays no part in who may change its keys.
        Jurisdiction::Office(office) => Where::Office(office, OfficeKind::District),
        Jurisdiction::Region(region) => Where::Region(Some(region)),
        Jurisdiction::Member(_) | Jurisdiction::Network => Where::Anywhere,
    }
}

/// How many members must sign.
#[derive(Clone, Copy)]
pub(super) enum Quorum {
    /// f + 1: at least one of them is honest.
    OneHonest,
    /// n − f, the quorum of consensus.
    Decides,
}

impl Quorum {
    /// How many of `count` members that is.
    pub(super) fn of(self, count: u64) -> u64 {
        let faults = count.saturating_sub(1).checked_div(3).unwrap_or(0);
        match self {
            Self::OneHonest => faults.saturating_add(1),
            Self::Decides => count.saturating_sub(faults),
        }
    }
}

/// How many members the network has.
pub(super) fn member_count(view: &impl View) -> u64 {
    match view.value(&Key::Members) {
        Some(Value::Count(count)) => count,
        _ => 0,
    }
}

/// Different members sign, as many as it takes, all in one role.
fn members(view: &impl View, signers: &[KeyRecord], role: Role, quorum: Quorum) -> Result<(), Refusal> {
    let count = member_count(view);
    let mut signed: BTreeSet<u8> = BTreeSet::new();
    for signer in signers {
        match (signer.role == role, signer.jurisdiction) {
            (true, Jurisdiction::Member(member)) if u64::from(member) < count => signed.insert(member),
            (true | false, _) => return Err(Refusal::WrongRole),
        };
    }
    if signed.len() as u64 >= quorum.of(count) { Ok(()) } else { Err(Refusal::TooFewMembers) }
}
