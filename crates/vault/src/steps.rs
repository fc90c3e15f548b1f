//! The steps of a case, each one transaction.
use crate::{
    case::{Case, CaseId, CaseKind, CaseState, NewCase},
    error::{Fault, VaultError},
    marks, papers,
    rows::{self, By, Row},
    seal::{CaseKey, What, random},
    vault::Store,
};
use crash::Point;
use protocol::{
    Body, Canonical as _, Entry, EntryId, Handle, Outcome, Receipt, SignedEntry, Tag,
    commitment::{Record, RecordType, commitment},
    hash::{Digest, sha256},
};
use sqlx::{Sqlite, SqliteConnection, Transaction};

/// The most bytes of details.
const DETAILS_BYTES_MAX: usize = 16 * 1024;
/// The most bytes of a refusal's code.
const CODE_BYTES_MAX: usize = 100;

pub(crate) fn mismatch<T>(what: &'static str) -> Result<T, Fault> {
    Err(Fault::Said(VaultError::Mismatch { what }))
}

fn wrong_state(case: &Case, step: &'static str) -> Fault {
    Fault::Said(VaultError::State { case: case.id, state: case.state.word(), step })
}

/// Begins to write. The lock is taken at once: two that read first and then both want to write would
/// have to be refused.
pub(crate) async fn writing(store: &Store) -> Result<Transaction<'static, Sqlite>, Fault> {
    Ok(store.writer.begin_with("BEGIN IMMEDIATE").await?)
}

/// The entry, whose bytes must be of that id, for `case`'s kind, office and validity.
fn parse_entry(
    bytes: &[u8],
    id: EntryId,
    kind: CaseKind,
    office: civil::OfficeCode,
    valid_until: u64,
) -> Result<Entry, Fault> {
    let Ok(entry) = Entry::from_bytes(bytes) else { return mismatch("the entry is not canonical") };
    if entry.id() != id {
        return mismatch("the entry has another id");
    }
    if entry.office != Some(office) {
        return mismatch("the entry is of another office");
    }
    if entry.valid_until != valid_until {
        return mismatch("the entry is valid until another time");
    }
    if kind_of(&entry.body) == Some(kind) {
        Ok(entry)
    } else {
        mismatch("the entry is of another kind than the case")
    }
}

/// The kind of case that asks the ledger for an entry; `None` for those that no case asks for.
pub(crate) fn kind_of(body: &Body) -> Option<CaseKind> {
    match body {
        Body::ActRegister(act) => Some(CaseKind::Act(act.kind)),
        Body::CertificateIssue(_) => Some(CaseKind::Certificate),
        Body::CertificateRevoke(_) => Some(CaseKind::Revocation),
        Body::ApplicationLodge(_) => Some(CaseKind::Application),
        Body::LegacyOpen(open) => Some(CaseKind::Legacy(open.kind)),
        Body::ReferenceIssue(_) => Some(CaseKind::Reference),
        Body::NumberReserve(_)
        | Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::ArchiveBatch(_)
        | Body::StaffKey(_)
        | Body::StaffSuspend(_)
        | Body::StaffLift(_)
        | Body::StaffRevoke(_)
        | Body::StaffOffice(_)
        | Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::ApplicationWithdraw(_)
        | Body::ActDispute(_)
        | Body::ActDisputeEnd(_)
        | Body::PersonJoin(_)
        | Body::PersonPart(_)
        | Body::PersonMove(_)
        | Body::LegacyStatus(_)
        | Body::RegionLoaded(_) => None,
    }
}

/// The record that an entry commits to.
pub(crate) fn committed(body: &Body) -> Option<(RecordType, Digest)> {
    match body {
        Body::ActRegister(act) => {
            Some((RecordType { kind: act.kind.into(), schema: act.schema }, act.commitment))
        }
        Body::LegacyOpen(open) => {
            Some((RecordType { kind: open.kind.into(), schema: open.schema }, open.commitment))
        }
        Body::ReferenceIssue(issue) => {
            let of = RecordType { kind: issue.document.record_kind(), schema: issue.schema };
            Some((of, commitment(of, &issue.roots)))
        }
        Body::CertificateIssue(_)
        | Body::CertificateRevoke(_)
        | Body::NumberReserve(_)
        | Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::ArchiveBatch(_)
        | Body::StaffKey(_)
        | Body::StaffSuspend(_)
        | Body::StaffLift(_)
        | Body::StaffRevoke(_)
        | Body::StaffOffice(_)
        | Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::ApplicationLodge(_)
        | Body::ApplicationWithdraw(_)
        | Body::ActDispute(_)
        | Body::ActDisputeEnd(_)
        | Body::PersonJoin(_)
        | Body::PersonPart(_)
        | Body::PersonMove(_)
        | Body::LegacyStatus(_)
        | Body::RegionLoaded(_) => None,
    }
}

/// The bytes of the record, which must be the one that the entry commits to, and must read back.
fn check_record(entry: &Entry, record: Option<&Record>) -> Result<Option<Vec<u8>>, Fault> {
    match (committed(&entry.body), record) {
        (Some((of, commitment)), Some(record)) => {
            if record.commitment() != commitment || record.of != of {
                return mismatch("the entry commits to another record");
            }
            let bytes = record.to_bytes();
            if Record::from_bytes(&bytes).is_err() {
                return mismatch("the record is larger than a record may be");
            }
            Ok(Some(bytes))
        }
        (None, None) => Ok(None),
        (Some(_), None) => mismatch("an act or a reference needs its record"),
        (None, Some(_)) => mismatch("only an act or a reference has a record of its own"),
    }
}

/// The status handle of the certificate that the entry issues.
fn handle(entry: &Entry) -> Option<Handle> {
    entry.body.issued_handle()
}

/// The tag of the medical notice that the entry uses.
fn notice(entry: &Entry) -> Option<Tag> {
    entry.body.act().and_then(|act| act.notice)
}

/// A certificate names the act of the case that it is of, and its end names the certificate.
async fn check_of(
    store: &Store,
    kind: CaseKind,
    entry: &Entry,
    of: Option<CaseId>,
    connection: &mut SqliteConnection,
) -> Result<(), Fault> {
    let of = match of {
        Some(of) => Some(rows::get(&store.keys, of, &mut *connection).await?),
        None => None,
    };
    match (kind, of) {
        (CaseKind::Act(_) | CaseKind::Legacy(_) | CaseKind::Application | CaseKind::Reference, None) => {
            Ok(())
        }
        (CaseKind::Act(_) | CaseKind::Legacy(_) | CaseKind::Application | CaseKind::Reference, Some(_)) => {
            mismatch("only a certificate and its end are of another case")
        }
        (CaseKind::Certificate, Some(act)) => {
            let named = entry.body.issue().map(|issue| issue.act);
            if matches!(act.case.kind, CaseKind::Act(_)) && named == Some(act.case.entry_id) {
                Ok(())
            } else {
                mismatch("the certificate is of another act")
            }
        }
        (CaseKind::Certificate, None) => mismatch("a certificate needs the case of its act"),
        (CaseKind::Revocation, Some(certificate)) => {
            if !matches!(certificate.case.kind, CaseKind::Certificate | CaseKind::Reference) {
                return mismatch("what ends is no certificate");
            }
            let issued = papers::entry_of(&certificate, connection).await?;
            match (handle(&issued), entry.body.revocation()) {
                (Some(issued), Some(revoke)) if issued == revoke.handle => Ok(()),
                (Some(_) | None, Some(_) | None) => mismatch("another certificate would end"),
            }
        }
        (CaseKind::Revocation, None) => mismatch("an end needs the case of its certificate"),
    }
}

pub(crate) async fn begin(store: &Store, new: NewCase) -> Result<Case, Fault> {
    let keys = &store.keys;
    let mut transaction = writing(store).await?;
    if let Some(row) = rows::find(keys, By::Key(new.key), &mut *transaction).await? {
        return Ok(row.case);
    }
    let entry = parse_entry(&new.entry, new.entry_id, new.kind, new.office, new.valid_until)?;
    let record = check_record(&entry, new.record.as_ref())?;
    if new.details.len() > DETAILS_BYTES_MAX {
        return mismatch("the details are larger than 16 KiB");
    }
    check_of(store, new.kind, &entry, new.of, &mut transaction).await?;
    let id = CaseId::new(random().map_err(VaultError::Random)?);
    let case = Case {
        id,
        key: new.key,
        kind: new.kind,
        office: new.office,
        officer: new.officer,
        entry_id: new.entry_id,
        state: CaseState::ToSign,
        of: new.of,
        valid_until: new.valid_until,
        created_ms: new.now_ms,
    };
    let row = Row {
        case,
        notice: notice(&entry),
        handle: handle(&entry),
        changed_ms: new.now_ms,
        signed: None,
        receipt: None,
    };
    rows::write(keys, &row, &mut *transaction).await?;
    papers::insert_entry(id, new.entry, &mut transaction).await?;
    marks::insert(id, &new.marks, &mut transaction).await?;
    let key = CaseKey::random()?;
    papers::insert_key(id, keys.wrap(id, &key)?, &mut transaction).await?;
    if let Some(record) = record {
        papers::insert_sealed(id, What::Record, key.seal(id, What::Record, &record)?, &mut transaction)
            .await?;
    }
    let details = key.seal(id, What::Details, &new.details)?;
    papers::insert_sealed(id, What::Details, details, &mut transaction).await?;
    crash::point(Point::VaultBeginWritten);
    transaction.commit().await?;
    crash::point(Point::VaultBeginCommitted);
    Ok(row.case)
}

pub(crate) async fn renew(
    store: &Store,
    id: CaseId,
    entry: &[u8],
    entry_id: EntryId,
    valid_until: u64,
) -> Result<Case, Fault> {
    let mut transaction = writing(store).await?;
    let mut row = rows::get(&store.keys, id, &mut *transaction).await?;
    match row.case.state {
        CaseState::ToSign => {}
        CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => {
            return Err(wrong_state(&row.case, "given another entry"));
        }
    }
    let fresh = parse_entry(entry, entry_id, row.case.kind, row.case.office, valid_until)?;
    let old = papers::entry_of(&row, &mut transaction).await?;
    let same = match (&old.body, &fresh.body) {
        (Body::ActRegister(old), Body::ActRegister(fresh)) => old.commitment == fresh.commitment,
        (Body::CertificateIssue(old), Body::CertificateIssue(fresh)) => old.act == fresh.act,
        (Body::ApplicationLodge(old), Body::ApplicationLodge(fresh)) => old.commitment == fresh.commitment,
        (Body::LegacyOpen(old), Body::LegacyOpen(fresh)) => old.commitment == fresh.commitment,
        (Body::ReferenceIssue(old), Body::ReferenceIssue(fresh)) => old.roots == fresh.roots,
        (old, fresh) => old == fresh,
    };
    if !same {
        return mismatch("the fresh entry is of another record or act than the old one");
    }
    row.case.entry_id = entry_id;
    row.case.valid_until = valid_until;
    row.notice = notice(&fresh);
    row.handle = handle(&fresh);
    rows::write(&store.keys, &row, &mut *transaction).await?;
    papers::replace_entry(id, entry, &mut transaction).await?;
    crash::point(Point::VaultRenewWritten);
    transaction.commit().await?;
    crash::point(Point::VaultRenewCommitted);
    Ok(row.case)
}

pub(crate) async fn accept(
    store: &Store,
    id: CaseId,
    signed: &SignedEntry,
    now_ms: u64,
) -> Result<Case, Fault> {
    let mut transaction = writing(store).await?;
    let mut row = rows::get(&store.keys, id, &mut *transaction).await?;
    if signed.id() != row.case.entry_id {
        return mismatch("the signed entry is another than the one to be signed");
    }
    match row.case.state {
        CaseState::ToSign => {}
        CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => return Ok(row.case),
    }
    let bytes = signed.to_bytes();
    if bytes.len() > SignedEntry::MAX_BYTES {
        return mismatch("the signed entry is larger than an entry may be");
    }
    row.signed = Some(sha256(&[&bytes]));
    row.case.state = CaseState::Accepted;
    row.changed_ms = now_ms;
    rows::write(&store.keys, &row, &mut *transaction).await?;
    papers::put_signed(id, bytes, &mut transaction).await?;
    papers::into_outbox(id, &mut transaction).await?;
    crash::point(Point::VaultAcceptWritten);
    transaction.commit().await?;
    crash::point(Point::VaultAcceptCommitted);
    Ok(row.case)
}

pub(crate) async fn settle_final(
    store: &Store,
    id: CaseId,
    outcome: &Outcome,
    receipt: &Receipt,
    now_ms: u64,
) -> Result<Case, Fault> {
    let mut transaction = writing(store).await?;
    let mut row = rows::get(&store.keys, id, &mut *transaction).await?;
    match &row.case.state {
        CaseState::Accepted => {}
        CaseState::Final { outcome: stored } if stored == outcome => return Ok(row.case),
        CaseState::Final { .. } => return mismatch("the case is final with another outcome"),
        CaseState::ToSign | CaseState::Refused { .. } => return Err(wrong_state(&row.case, "made final")),
    }
    let fits = match outcome {
        Outcome::Act { number, .. } => {
            // An act of before the ledger gets a number of its own.
            let kinds = [CaseKind::Act(number.kind), CaseKind::Legacy(number.kind)];
            kinds.contains(&row.case.kind) && number.office == row.case.office
        }
        Outcome::Certificate { number, .. } => {
            row.case.kind == CaseKind::Certificate && number.office == row.case.office
        }
        Outcome::Reference { number, .. } => {
            row.case.kind == CaseKind::Reference && number.office == row.case.office
        }
        Outcome::Recorded => match row.case.kind {
            CaseKind::Revocation | CaseKind::Application => true,
            CaseKind::Act(_) | CaseKind::Legacy(_) | CaseKind::Certificate | CaseKind::Reference => false,
        },
        Outcome::Range { .. } => false,
    };
    if !fits {
        return mismatch("the outcome is of another kind or office than the case");
    }
    let signed = papers::signed_of(&row, &mut transaction).await?;
    if receipt.opened != signed.opened(outcome) || receipt.closed != signed.closed(outcome) {
        return mismatch("the receipt is of another entry or outcome");
    }
    let bytes = receipt.to_bytes();
    row.receipt = Some(sha256(&[&bytes]));
    row.case.state = CaseState::Final { outcome: *outcome };
    row.changed_ms = now_ms;
    rows::write(&store.keys, &row, &mut *transaction).await?;
    papers::put_receipt(id, bytes, &mut transaction).await?;
    papers::out_of_outbox(id, &mut transaction).await?;
    crash::point(Point::VaultFinalWritten);
    transaction.commit().await?;
    crash::point(Point::VaultFinalCommitted);
    Ok(row.case)
}

pub(crate) async fn settle_refused(
    store: &Store,
    id: CaseId,
    code: &str,
    now_ms: u64,
) -> Result<Case, Fault> {
    if code.is_empty() || code.len() > CODE_BYTES_MAX {
        return mismatch("the code of a refusal has 1 to 100 bytes");
    }
    let mut transaction = writing(store).await?;
    let mut row = rows::get(&store.keys, id, &mut *transaction).await?;
    match &row.case.state {
        CaseState::Accepted => {}
        CaseState::Refused { code: stored } if stored == code => return Ok(row.case),
        CaseState::Refused { .. } => return mismatch("the case is refused with another code"),
        CaseState::ToSign | CaseState::Final { .. } => return Err(wrong_state(&row.case, "refused")),
    }
    row.case.state = CaseState::Refused { code: code.to_owned() };
    row.changed_ms = now_ms;
    rows::write(&store.keys, &row, &mut *transaction).await?;
    papers::out_of_outbox(id, &mut transaction).await?;
    crash::point(Point::VaultRefusedWritten);
    transaction.commit().await?;
    crash::point(Point::VaultRefusedCommitted);
    Ok(row.case)
}
