//! `certificate.issue`, `reference.issue` and `certificate.revoke`.
use crate::{
    key::{Key, SeriesOf},
    rules::{Moment, day, numbers, repairs},
    state::{Changes, View},
    value::{Act, Certificate, CertificateStanding, Mark, Value},
};
use civil::{CertificateNumber, refusal::Refusal};
use protocol::{
    EntryId, Handle, Outcome,
    commitment::{RecordType, commitment},
    entry::{CertificateIssue, CertificateRevoke, ReferenceIssue, RevocationReason},
    genesis::OfficeRecord,
};

/// An act on the ledger.
fn act(view: &impl View, id: EntryId) -> Option<Act> {
    match view.value(&Key::Act(id)) {
        Some(Value::Act(act)) => Some(act),
        _ => None,
    }
}

/// Issues a certificate: of an act on the ledger, showing groups that belong to its commitment.
pub(super) fn issue(
    view: &impl View,
    at: Moment,
    by: Mark,
    issue: &CertificateIssue,
    office: OfficeRecord,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let act = act(view, issue.act).ok_or(Refusal::UnknownAct)?;
    is_not_disputed(view, issue.act)?;
    groups_are_the_acts(issue, &act)?;
    handle_is_new(view, issue.handle)?;
    // A change of the act rewrites the status of each, so that an act has 255 of them at most.
    let certificates = act.certificates.checked_add(1).ok_or(Refusal::TooManyHandles)?;
    let date = day(office, at);
    let (year, serial) = numbers::next(view, SeriesOf::Certificates, office.code, date.year(), changes)?;
    changes.put(Key::Handle(issue.handle), Value::Standing(CertificateStanding::InForce));
    let certificate = Certificate { act: Some(issue.act), issued: by, ended: None };
    changes.put(Key::Certificate(issue.handle), Value::Certificate(certificate));
    let number = CertificateNumber::new(office.code, year, serial);
    let outcome = Outcome::Certificate { number, date, act: act.number, act_date: act.date };
    changes.put(Key::Act(issue.act), Value::Act(Act { certificates, ..act }));
    Ok(outcome)
}

/// Issues a reference on a search: numbered with the certificates, of no act.
pub(super) fn refer(
    view: &impl View,
    at: Moment,
    by: Mark,
    issue: &ReferenceIssue,
    office: OfficeRecord,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    if issue.disclosed.is_empty() {
        return Err(Refusal::NothingDisclosed);
    }
    handle_is_new(view, issue.handle)?;
    let date = day(office, at);
    let (year, serial) = numbers::next(view, SeriesOf::Certificates, office.code, date.year(), changes)?;
    changes.put(Key::Handle(issue.handle), Value::Standing(CertificateStanding::InForce));
    let certificate = Certificate { act: None, issued: by, ended: None };
    changes.put(Key::Certificate(issue.handle), Value::Certificate(certificate));
    Ok(Outcome::Reference { number: CertificateNumber::new(office.code, year, serial), date })
}

/// No paper is issued of an act while it is disputed.
fn is_not_disputed(view: &impl View, act: EntryId) -> Result<(), Refusal> {
    if repairs::is_disputed(view, act) { Err(Refusal::ActDisputed) } else { Ok(()) }
}

/// A paper shows something, and only what the act's commitment holds.
fn groups_are_the_acts(issue: &CertificateIssue, act: &Act) -> Result<(), Refusal> {
    if issue.disclosed.is_empty() {
        return Err(Refusal::NothingDisclosed);
    }
    let of = RecordType { kind: act.number.kind.into(), schema: act.schema };
    let fits = issue.document.record_kind() == of.kind && commitment(of, &issue.roots) == act.commitment;
    if fits { Ok(()) } else { Err(Refusal::GroupsNotOfTheAct) }
}

/// A status handle names one certificate.
fn handle_is_new(view: &impl View, handle: Handle) -> Result<(), Refusal> {
    if view.value(&Key::Certificate(handle)).is_none() { Ok(()) } else { Err(Refusal::HandleAlreadyUsed) }
}

/// Ends a certificate or a reference that is in force; its act, where it has one, has one fewer.
pub(super) fn revoke(
    view: &impl View,
    by: Mark,
    revoke: &CertificateRevoke,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let Some(Value::Certificate(certificate)) = view.value(&Key::Certificate(revoke.handle)) else {
        return Err(Refusal::UnknownHandle);
    };
    if certificate.ended.is_some() {
        return Err(Refusal::CertificateEnded);
    }
    let standing = match revoke.reason {
        RevocationReason::Stolen => CertificateStanding::Stolen,
        RevocationReason::Spoiled | RevocationReason::Lost | RevocationReason::IssuedInError => {
            CertificateStanding::Ended
        }
    };
    changes.put(Key::Handle(revoke.handle), Value::Standing(standing));
    let ended = Certificate { ended: Some(by), ..certificate };
    changes.put(Key::Certificate(revoke.handle), Value::Certificate(ended));
    if let Some((id, act)) = certificate.act.and_then(|id| Some((id, act(view, id)?))) {
        let certificates = act.certificates.saturating_sub(1);
        changes.put(Key::Act(id), Value::Act(Act { certificates, ..act }));
    }
    Ok(Outcome::Recorded)
}
