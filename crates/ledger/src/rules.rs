//! Every rule of the ledger, one function each; [`decide`] is their order.
//!
//! Signatures were checked against the keys of [`signers`] before: here they count as good.
use crate::state::{Act, Changes, Key, Value, View};
use civil::{
    ActKind, ActNumber, CertificateNumber, CivilDate, OfficeCode, Serial, refusal::Refusal, role::Role,
};
use protocol::{
    Body, EntryId, NetworkId, NumberRequest, Outcome, SignedEntry,
    block::SIGNED_AHEAD_MS_MAX,
    commitment::{RecordType, commitment},
    entry::{ActRegister, CertificateIssue, Entry, Origin, VALIDITY_MS_MAX},
    genesis::OfficeRecord,
    signature::{KeyRecord, Signature},
};

/// Applies every rule to `entry` at the block time `time_ms`: what the ledger gives it and what it
/// changes, or why it is refused.
pub fn decide(
    view: &impl View,
    network: NetworkId,
    time_ms: u64,
    entry: &SignedEntry,
) -> Result<(Outcome, Changes), Refusal> {
    let it = entry.entry();
    of_this_network(it, network)?;
    within_its_validity(it, time_ms)?;
    not_final_yet(view, entry.id())?;
    signed_by_the_office(view, entry)?;
    let office = office(view, it.office)?;
    let date = day(office, time_ms);
    let mut changes = Changes::default();
    let outcome = match &it.body {
        Body::ActRegister(act) => register(view, it, entry.id(), act, office, date, &mut changes)?,
        Body::CertificateIssue(issue) => issue_certificate(view, it, issue, date, &mut changes)?,
    };
    changes.put(Key::Entry(entry.id()), Value::Until(it.valid_until));
    Ok((outcome, changes))
}

/// Whether a refusal stands for good once the state it rests on is final. The others can pass with
/// time: the entry is kept and tried again.
pub fn is_final_refusal(refusal: &Refusal) -> bool {
    *refusal != Refusal::SignedInFuture
}

/// The keys that the entry's signatures must be checked against, each with its signature.
pub fn signers(view: &impl View, entry: &SignedEntry) -> Result<Vec<(KeyRecord, Signature)>, Refusal> {
    entry
        .signatures()
        .iter()
        .map(|signature| match view.value(&Key::SignerKey(signature.key)) {
            Some(Value::SignerKey(record)) => Ok((record, signature.clone())),
            _ => Err(Refusal::UnknownSigner),
        })
        .collect()
}

/// An entry counts on the network it was signed for, and on no other.
fn of_this_network(entry: &Entry, network: NetworkId) -> Result<(), Refusal> {
    if entry.network == network { Ok(()) } else { Err(Refusal::WrongNetwork) }
}

/// An entry enters a block between its signature and its end of validity, at most 24 hours apart.
fn within_its_validity(entry: &Entry, time_ms: u64) -> Result<(), Refusal> {
    match entry.valid_until.checked_sub(entry.signed_at) {
        Some(validity) if validity <= VALIDITY_MS_MAX => {}
        Some(_) | None => return Err(Refusal::ValidityTooLong),
    }
    if time_ms > entry.valid_until {
        Err(Refusal::Expired)
    } else if entry.signed_at > time_ms.saturating_add(SIGNED_AHEAD_MS_MAX) {
        Err(Refusal::SignedInFuture)
    } else {
        Ok(())
    }
}

/// The same entry is final at most once.
fn not_final_yet(view: &impl View, id: EntryId) -> Result<(), Refusal> {
    if view.value(&Key::Entry(id)).is_none() { Ok(()) } else { Err(Refusal::SameEntry) }
}

/// Every signer acts in the role of the key, for the key's office, and no officer signs twice; a
/// registrar or a head is among them.
fn signed_by_the_office(view: &impl View, entry: &SignedEntry) -> Result<(), Refusal> {
    let signers = signers(view, entry)?;
    let mut officers = Vec::new();
    for (record, signature) in &signers {
        if record.role != signature.role {
            return Err(Refusal::WrongRole);
        }
        if record.office() != Some(entry.entry().office) {
            return Err(Refusal::SignerOfAnotherOffice);
        }
        if officers.contains(&record.officer) {
            return Err(Refusal::DuplicateSigner);
        }
        officers.push(record.officer);
    }
    // A head does what a registrar does (`civil::role::permits`).
    let registers = |role: Role| matches!(role, Role::Registrar | Role::Head);
    let by_a_registrar = signers.iter().any(|(record, _)| registers(record.role));
    // Other origins come with other roles; until their rules are in force, only a registrar's own.
    if by_a_registrar && entry.entry().origin == Origin::Native { Ok(()) } else { Err(Refusal::WrongRole) }
}

/// The office in whose name an entry is made exists.
fn office(view: &impl View, code: OfficeCode) -> Result<OfficeRecord, Refusal> {
    match view.value(&Key::Office(code)) {
        Some(Value::Office(office)) => Ok(office),
        _ => Err(Refusal::UnknownOffice),
    }
}

/// The day of an entry: that of its block, at the office's offset from UTC.
fn day(office: OfficeRecord, time_ms: u64) -> CivilDate {
    CivilDate::at(time_ms, office.offset.minutes())
        .expect("block time begins within the register's years and follows the validators' clocks")
}

/// Registers an act: numbered by the ledger, on one medical notice at most once.
fn register(
    view: &impl View,
    entry: &Entry,
    id: EntryId,
    act: &ActRegister,
    office: OfficeRecord,
    date: CivilDate,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    may_be_registered_here(act.kind, office)?;
    born_by_the_day_of_registration(act, date)?;
    rests_on_evidence(entry, act)?;
    notice_serves_once(view, act)?;
    let serial = number(view, entry, act.kind, date)?;
    let number = ActNumber::new(act.kind, entry.office, date.year(), serial);
    changes
        .put(Key::Series { kind: act.kind, office: entry.office, year: date.year() }, Value::Serial(serial));
    changes.put(Key::ActNumber(number), Value::ActId(id));
    if let Some(notice) = act.notice {
        changes.put(Key::Notice(notice), Value::ActId(id));
    }
    let act = Act {
        number,
        date,
        commitment: act.commitment,
        schema: act.schema,
        person: act.person,
        adult_from: act.adult_from,
        certificates: 0,
    };
    changes.put(Key::Act(id), Value::Act(act));
    Ok(Outcome::Act { number, date })
}

/// An office registers the acts of its kind of office; the rules of births are the first in force.
fn may_be_registered_here(kind: ActKind, office: OfficeRecord) -> Result<(), Refusal> {
    match kind {
        ActKind::Birth if office.kind.may_register(kind) => Ok(()),
        ActKind::Birth | ActKind::Death | ActKind::Marriage | ActKind::Divorce => {
            Err(Refusal::OfficeMayNotRegister(kind))
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

/// The next serial of the act's series; a reserved one only from the office's own range.
fn number(view: &impl View, entry: &Entry, kind: ActKind, date: CivilDate) -> Result<Serial, Refusal> {
    match entry.number {
        NumberRequest::Next => {
            next_serial(view, Key::Series { kind, office: entry.office, year: date.year() })
        }
        // No rule in force gives ranges yet, so no number is a reserved one.
        NumberRequest::Reserved(_) => Err(Refusal::NumberNotReserved),
    }
}

/// One more than the last serial of a series; a series ends at 99,999.
fn next_serial(view: &impl View, series: Key) -> Result<Serial, Refusal> {
    match view.value(&series) {
        Some(Value::Serial(last)) => last.next().ok_or(Refusal::SeriesFull),
        _ => Ok(Serial::FIRST),
    }
}

/// Issues a certificate: of an act on the ledger, showing groups that belong to its commitment.
fn issue_certificate(
    view: &impl View,
    entry: &Entry,
    issue: &CertificateIssue,
    date: CivilDate,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let Some(Value::Act(act)) = view.value(&Key::Act(issue.act)) else { return Err(Refusal::UnknownAct) };
    groups_are_the_acts(issue, &act)?;
    handle_is_new(view, issue)?;
    // A change of the act rewrites the status of each, so that an act has 255 of them at most.
    let certificates = act.certificates.checked_add(1).ok_or(Refusal::TooManyHandles)?;
    let series = Key::CertificateSeries { office: entry.office, year: date.year() };
    let serial = next_serial(view, series)?;
    changes.put(series, Value::Serial(serial));
    changes.put(Key::Handle(issue.handle), Value::Certificate(issue.act));
    let outcome = Outcome::Certificate {
        number: CertificateNumber::new(entry.office, date.year(), serial),
        date,
        act: act.number,
        act_date: act.date,
    };
    changes.put(Key::Act(issue.act), Value::Act(Act { certificates, ..act }));
    Ok(outcome)
}

/// A paper shows something, and only what the act's commitment holds.
fn groups_are_the_acts(issue: &CertificateIssue, act: &Act) -> Result<(), Refusal> {
    if issue.disclosed.is_empty() {
        return Err(Refusal::NothingDisclosed);
    }
    let of = RecordType { kind: act.number.kind, schema: act.schema };
    let fits = issue.document.act_kind() == of.kind && commitment(of, &issue.roots) == act.commitment;
    if fits { Ok(()) } else { Err(Refusal::GroupsNotOfTheAct) }
}

/// A status handle names one certificate.
fn handle_is_new(view: &impl View, issue: &CertificateIssue) -> Result<(), Refusal> {
    if view.value(&Key::Handle(issue.handle)).is_none() { Ok(()) } else { Err(Refusal::HandleAlreadyUsed) }
}
