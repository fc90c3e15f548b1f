//! The vault as the service sees it. Each method that changes something is one durable transaction.
use crate::{
    access::{self, Access},
    anchors::{self, Anchoring},
    case::{Case, CaseId, IdempotencyKey, NewCase, OutboxItem},
    error::{Fault, OpenError, VaultError},
    filing::{self, Filing, Subject},
    marks::{self, Mark, MarkRole},
    papers,
    passkeys::{self, StoredPasskey},
    rows, schema,
    seal::Keys,
    steps,
    ticket::{self, NewTicket, Ticket, TicketChange, TicketId, TicketStep},
};
use civil::{ActKind, ActNumber, CertificateNumber, OfficeCode};
use core::fmt;
use protocol::{EntryId, Handle, Outcome, Receipt, SignedEntry, Tag, commitment::Record, entry::Anchor};
use sqlx::SqlitePool;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The connections and the keys: one writer, a few readers.
pub(crate) struct Store {
    pub(crate) path: PathBuf,
    pub(crate) keys: Keys,
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
}

/// An open vault. Clones share the connections.
#[derive(Clone)]
pub struct Vault(Arc<Store>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.0.path.display())
    }
}

impl Vault {
    /// Opens the vault in the file `db`, whose key is the file `kek.key` in the directory `secrets`.
    ///
    /// What is absent is made: the directories with mode 0700, the files with 0600. Key and database are
    /// made together only, so that where one of them is lost that is an error, and never a second key nor
    /// an empty register. A file of another version, or one that is damaged, is refused and left as it is.
    pub async fn open(db: &Path, secrets: &Path) -> Result<Self, OpenError> {
        schema::open(db, secrets).await.map(|store| Self(Arc::new(store)))
    }

    /// Whether anything of a vault is there: its database, finished or not, or its key.
    pub fn is_begun(db: &Path, secrets: &Path) -> bool {
        schema::is_begun(db, secrets)
    }

    /// Closes the connections; what stands in the write-ahead log moves into the database file.
    pub async fn close(self) {
        self.0.readers.close().await;
        self.0.writer.close().await;
    }

    fn said<T>(&self, result: Result<T, Fault>) -> Result<T, VaultError> {
        result.map_err(|fault| fault.at(self.0.path.clone()))
    }

    /// Begins a case: seals the record and the details, and keeps the entry that is to be signed.
    ///
    /// The same key gives the case that it began, as it stands now, and stores nothing: who asks
    /// compares office and officer. Refused as [`VaultError::Mismatch`] unless entry, id, office,
    /// validity, kind, record and commitment belong together.
    pub async fn begin(&self, new: NewCase) -> Result<Case, VaultError> {
        self.said(steps::begin(&self.0, new).await)
    }

    /// Puts a fresh entry in the place of one that expired unsigned; only while the case is to sign.
    /// The entry must be of the same kind, office and commitment.
    pub async fn renew(
        &self,
        id: CaseId,
        entry: Vec<u8>,
        entry_id: EntryId,
        valid_until: u64,
    ) -> Result<Case, VaultError> {
        self.said(steps::renew(&self.0, id, &entry, entry_id, valid_until).await)
    }

    /// The case of that id.
    pub async fn case(&self, id: CaseId) -> Result<Option<Case>, VaultError> {
        self.said(rows::one(&self.0, rows::By::Id(id)).await)
    }

    /// The case that the request of that key began.
    pub async fn case_by_key(&self, key: IdempotencyKey) -> Result<Option<Case>, VaultError> {
        self.said(rows::one(&self.0, rows::By::Key(key)).await)
    }

    /// The canonical bytes of the case's unsigned entry.
    pub async fn entry(&self, id: CaseId) -> Result<Vec<u8>, VaultError> {
        self.said(papers::entry(&self.0, id).await)
    }

    /// Accepts the signed entry: when this returns, its bytes are durable in the outbox.
    ///
    /// The first bytes stay. Called again for the same entry, even with another signature under it,
    /// this changes nothing and returns the case as it stands. The signatures themselves are checked by
    /// the caller, before.
    pub async fn accept(&self, id: CaseId, signed: &SignedEntry, now_ms: u64) -> Result<Case, VaultError> {
        self.said(steps::accept(&self.0, id, signed, now_ms).await)
    }

    /// The accepted entries that have no outcome yet: at most `most` of cases and as many filings, each
    /// oldest first.
    pub async fn outbox(&self, most: u32) -> Result<Vec<OutboxItem>, VaultError> {
        let mut items = self.said(papers::outbox(&self.0, most).await)?;
        let filings = self.said(filing::accepted(&self.0, most).await)?;
        items.extend(filings.into_iter().map(|filing| OutboxItem {
            case: None,
            entry_id: filing.id(),
            valid_until: filing.valid_until(),
            signed: filing.signed.bytes().to_vec(),
        }));
        Ok(items)
    }

    /// Keeps a signed entry that belongs to no case: when this returns, its bytes are durable in the outbox.
    ///
    /// The first bytes of an entry stay, and the same entry again gives the filing as it stands. Refused as
    /// [`VaultError::Mismatch`] where entries of its kind belong to a case. The signatures are checked by
    /// the caller, before.
    pub async fn file(&self, signed: &SignedEntry, officer: u32, now_ms: u64) -> Result<Filing, VaultError> {
        self.said(filing::file(&self.0, signed, officer, now_ms).await)
    }

    /// The filing of that entry.
    pub async fn filing(&self, entry: EntryId) -> Result<Option<Filing>, VaultError> {
        self.said(filing::one(&self.0, entry).await)
    }

    /// The filings about a subject, in any state, oldest first, at most 10,000.
    pub async fn filings_about(&self, subject: Subject) -> Result<Vec<Filing>, VaultError> {
        self.said(filing::about(&self.0, subject).await)
    }

    /// Ends a filing as final. The receipt must be of this very entry and outcome; that it holds for the
    /// network is checked by the caller. Called again with the same outcome, it changes nothing.
    pub async fn settle_filing_final(
        &self,
        entry: EntryId,
        outcome: &Outcome,
        receipt: &Receipt,
    ) -> Result<Filing, VaultError> {
        self.said(filing::settle_final(&self.0, entry, outcome, receipt).await)
    }

    /// Ends a filing as refused. `code` is the refusal's stable code, 1 to 100 bytes. Called again with the
    /// same code, it changes nothing.
    pub async fn settle_filing_refused(&self, entry: EntryId, code: &str) -> Result<Filing, VaultError> {
        self.said(filing::settle_refused(&self.0, entry, code).await)
    }

    /// Where the anchoring of the access log stands. The first time this is asked for, `now_ms` is kept as
    /// its beginning.
    pub async fn anchoring(&self, now_ms: u64) -> Result<Anchoring, VaultError> {
        self.said(anchors::standing(&self.0, now_ms).await)
    }

    /// The anchor `ordinal` over all rows of the access log from the record `first` on, and none where there
    /// are none; about a million at most. Rows that do not follow their chain are an error.
    pub async fn anchor(&self, ordinal: u64, first: u64) -> Result<Anchor, VaultError> {
        self.said(anchors::next(&self.0, ordinal, first).await)
    }

    /// Ends an accepted case as final, and takes it from the outbox.
    ///
    /// The receipt must be of this very entry and outcome ([`VaultError::Mismatch`] otherwise); that it
    /// holds for the network is checked by the caller, who knows the network's key. Called again with
    /// the same outcome, it changes nothing.
    pub async fn settle_final(
        &self,
        id: CaseId,
        outcome: &Outcome,
        receipt: &Receipt,
        now_ms: u64,
    ) -> Result<Case, VaultError> {
        self.said(steps::settle_final(&self.0, id, outcome, receipt, now_ms).await)
    }

    /// Ends an accepted case as refused, and takes it from the outbox. `code` is the refusal's stable
    /// code, 1 to 100 bytes. Called again with the same code, it changes nothing.
    pub async fn settle_refused(&self, id: CaseId, code: &str, now_ms: u64) -> Result<Case, VaultError> {
        self.said(steps::settle_refused(&self.0, id, code, now_ms).await)
    }

    /// The signed entry, its outcome and its receipt; `None` unless the case is final.
    pub async fn signed_and_receipt(
        &self,
        id: CaseId,
    ) -> Result<Option<(SignedEntry, Outcome, Receipt)>, VaultError> {
        self.said(papers::signed_and_receipt(&self.0, id).await)
    }

    /// The case that registered the act of that number.
    pub async fn act_case(&self, number: ActNumber) -> Result<Option<Case>, VaultError> {
        self.said(rows::one(&self.0, rows::By::Act(number)).await)
    }

    /// The acts of a kind that the office registered, newest first, at most `most`; those below `before`, where
    /// given, which is the last number of the page before. Who shows the list calls
    /// [`log_access`](Self::log_access) first.
    pub async fn acts(
        &self,
        kind: ActKind,
        office: OfficeCode,
        before: Option<ActNumber>,
        most: u32,
    ) -> Result<Vec<Case>, VaultError> {
        self.said(rows::acts(&self.0, (kind, office), before, most).await)
    }

    /// The cases that bear a mark, in any state, newest first, at most [`crate::MARKED_MAX`], each with what the
    /// mark is of in it. Who shows them calls [`log_access`](Self::log_access) first.
    pub async fn marked(&self, tag: Tag) -> Result<Vec<(MarkRole, Case)>, VaultError> {
        self.said(marks::cases(&self.0, tag).await)
    }

    /// The marks of a case.
    pub async fn marks_of(&self, id: CaseId) -> Result<Vec<Mark>, VaultError> {
        self.said(marks::of_case(&self.0, id).await)
    }

    /// The tags that final entries say are the same person as this one.
    pub async fn joined(&self, tag: Tag) -> Result<Vec<Tag>, VaultError> {
        self.said(marks::joined(&self.0, tag).await)
    }

    /// The certificates of an act, in any state, oldest first, at most 1,000.
    pub async fn certificates_of(&self, act: CaseId) -> Result<Vec<Case>, VaultError> {
        self.said(rows::cases_of(&self.0, act).await)
    }

    /// The case that issued the certificate of that number.
    pub async fn certificate_case(&self, number: CertificateNumber) -> Result<Option<Case>, VaultError> {
        self.said(rows::one(&self.0, rows::By::Certificate(number)).await)
    }

    /// The case of the certificate of that status handle, in any state.
    pub async fn certificate_by_handle(&self, handle: Handle) -> Result<Option<Case>, VaultError> {
        self.said(rows::one(&self.0, rows::By::Handle(handle)).await)
    }

    /// The cases that end a certificate, in any state, oldest first, at most 1,000.
    pub async fn revocations_of(&self, certificate: CaseId) -> Result<Vec<Case>, VaultError> {
        self.said(rows::cases_of(&self.0, certificate).await)
    }

    /// The cases that use the medical notice of that tag, in any state, oldest first, at most 1,000.
    pub async fn notice_cases(&self, notice: Tag) -> Result<Vec<Case>, VaultError> {
        self.said(rows::notice_cases(&self.0, notice).await)
    }

    /// Opens the record of an act, after the access was written to the log durably.
    ///
    /// The log's row names this case, whatever `access.case` says. An access whose record then cannot
    /// be opened stays in the log: it was asked for.
    pub async fn open_record(&self, id: CaseId, access: &Access) -> Result<Record, VaultError> {
        self.said(papers::open_record(&self.0, id, access).await)
    }

    /// The details that the case began with. They are not about persons, so reading them is not logged.
    pub async fn details(&self, id: CaseId) -> Result<Vec<u8>, VaultError> {
        self.said(papers::details(&self.0, id).await)
    }

    /// Opens a ticket with the next number of its office.
    pub async fn open_ticket(&self, new: NewTicket) -> Result<Ticket, VaultError> {
        self.said(ticket::open(&self.0, new).await)
    }

    /// The ticket and its draft. Who shows the draft calls [`log_access`](Self::log_access) first.
    pub async fn ticket(&self, id: TicketId) -> Result<Option<(Ticket, Vec<u8>)>, VaultError> {
        self.said(ticket::one(&self.0, id).await)
    }

    /// The tickets of an office that are open, or were changed since `since_ms`, oldest first, with their drafts, at
    /// most [`crate::TICKETS_MAX`]. Who shows them calls [`log_access`](Self::log_access) first.
    pub async fn tickets(
        &self,
        office: OfficeCode,
        since_ms: u64,
    ) -> Result<Vec<(Ticket, Vec<u8>)>, VaultError> {
        self.said(ticket::of_office(&self.0, office, since_ms).await)
    }

    /// Changes a ticket as the change says; `None`, and nothing changed, where its version is another by now.
    pub async fn change_ticket(&self, change: TicketChange) -> Result<Option<Ticket>, VaultError> {
        self.said(ticket::change(&self.0, change).await)
    }

    /// What happened to a ticket, in order, at most 1,000 steps.
    pub async fn ticket_steps(&self, id: TicketId) -> Result<Vec<TicketStep>, VaultError> {
        self.said(ticket::steps(&self.0, id).await)
    }

    /// Keeps an officer's passkey; the same again changes nothing.
    pub async fn add_passkey(&self, passkey: &StoredPasskey) -> Result<(), VaultError> {
        self.said(passkeys::add(&self.0, passkey).await)
    }

    /// The passkeys of all officers, oldest first.
    pub async fn passkeys(&self) -> Result<Vec<StoredPasskey>, VaultError> {
        self.said(passkeys::all(&self.0).await)
    }

    /// Writes an access to the log durably: for lists, and whatever else opens no single record.
    pub async fn log_access(&self, access: &Access) -> Result<(), VaultError> {
        self.said(access::log(&self.0, access).await)
    }

    /// Recomputes the chain of the access log, and returns its number of rows. The first row that was
    /// removed, changed or inserted is named in [`VaultError::AccessLog`].
    pub async fn verify_access_log(&self) -> Result<u64, VaultError> {
        self.said(access::verify(&self.0).await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_said_and_loses_nothing_and_writing_goes_on_when_there_is_room() {
        let access = Access {
            officer: 1,
            office: OfficeCode::new(1).unwrap(),
            deed: "act.list",
            rule: "own-office",
            purpose: "x".repeat(200),
            case: Some(CaseId::new([1; 16])),
            now_ms: 1,
        };
        let name = protocol::hash::hex(&crate::seal::random::<8>().unwrap());
        let directory = std::env::temp_dir().join(format!("vault-full-{name}"));
        let vault = Vault::open(&directory.join("vault.db"), &directory.join("secrets")).await.unwrap();
        // SQLite answers a file that may not grow as it answers a disk that is full. The limit ends with
        // the connection that it was set on.
        sqlx::query("PRAGMA max_page_count = 40").execute(&vault.0.writer).await.unwrap();
        let mut written = 0;
        let error = loop {
            match vault.log_access(&access).await {
                Ok(()) => written += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, VaultError::Full { .. }), "{error:?}");
        assert!(error.to_string().contains("vault.db"));
        assert!(written > 0);
        assert_eq!(vault.verify_access_log().await.unwrap(), written);
        for _ in 0..3 {
            vault.log_access(&access).await.unwrap();
        }
        assert_eq!(vault.verify_access_log().await.unwrap(), written + 3);
        vault.close().await;
        std::fs::remove_dir_all(directory).unwrap();
    }
}
