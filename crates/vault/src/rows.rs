//! The rows of `cases`: how a case stands in the database, each row under a MAC.
use crate::{
    case::{Case, CaseId, CaseKind, CaseState, IdempotencyKey},
    error::{Fault, VaultError},
    seal::Keys,
    vault::Store,
};
use civil::{ActKind, ActNumber, CertificateNumber, OfficeCode, Serial};
use protocol::{Canonical as _, Digest, EntryId, Handle, Outcome, Tag, cbor::Writer};
use sqlx::{Row as _, SqliteExecutor, sqlite::SqliteRow};

/// Lists that no page shows in parts end here.
const LIST_MAX: i64 = 1000;
const MAC_TAG: &str = "dalolat/case-row/1";

/// A `SELECT` of everything of a case, and of `$more`.
macro_rules! select {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT id, request, kind, office, officer, of_case, entry_id, notice, handle, valid_until, created_ms, ",
            "changed_ms, state, signed_digest, receipt_digest, outcome, act_number, certificate_number, refusal, mac",
            $more,
            " FROM cases ",
            $rest
        )
    };
}
pub(crate) use select;

/// A case with what only the vault needs to know of it.
pub(crate) struct Row {
    pub(crate) case: Case,
    /// The tag of the medical notice.
    pub(crate) notice: Option<Tag>,
    /// The status handle of a certificate.
    pub(crate) handle: Option<Handle>,
    /// When the state changed last, in milliseconds since 1970.
    pub(crate) changed_ms: u64,
    /// SHA-256 over the signed bytes.
    pub(crate) signed: Option<Digest>,
    /// SHA-256 over the receipt's bytes.
    pub(crate) receipt: Option<Digest>,
}

/// The columns as they stand in the database; the MAC is over these.
struct Columns {
    id: Vec<u8>,
    request: Vec<u8>,
    kind: i64,
    office: i64,
    officer: i64,
    of_case: Option<Vec<u8>>,
    entry_id: Vec<u8>,
    notice: Option<Vec<u8>>,
    handle: Option<Vec<u8>>,
    valid_until: i64,
    created_ms: i64,
    changed_ms: i64,
    state: i64,
    signed_digest: Option<Vec<u8>>,
    receipt_digest: Option<Vec<u8>>,
    outcome: Option<Vec<u8>>,
    act_number: Option<i64>,
    certificate_number: Option<i64>,
    refusal: Option<String>,
}

impl Columns {
    fn of(row: &Row, keys: &Keys) -> Self {
        let Row { case, notice, handle, changed_ms, signed, receipt } = row;
        let bytes = |digest: &Digest| digest.as_bytes().to_vec();
        let (mut act_number, mut certificate_number) = (None, None);
        let (outcome, refusal) = match &case.state {
            CaseState::ToSign | CaseState::Accepted => (None, None),
            CaseState::Final { outcome } => {
                match outcome {
                    Outcome::Act { number, .. } => act_number = Some(act_column(*number)),
                    Outcome::Certificate { number, .. } | Outcome::Reference { number, .. } => {
                        certificate_number = Some(certificate_column(*number));
                    }
                    Outcome::Range { .. } | Outcome::Recorded => {}
                }
                (Some(outcome.to_bytes()), None)
            }
            CaseState::Refused { code } => (None, Some(code.clone())),
        };
        Self {
            id: case.id.as_bytes().to_vec(),
            request: keys.hide(case.key),
            kind: case.kind.number().into(),
            office: case.office.get().into(),
            officer: case.officer.into(),
            of_case: case.of.map(|of| of.as_bytes().to_vec()),
            entry_id: case.entry_id.as_bytes().to_vec(),
            notice: notice.map(|tag| tag.as_bytes().to_vec()),
            handle: handle.map(|handle| handle.as_bytes().to_vec()),
            valid_until: case.valid_until.cast_signed(),
            created_ms: case.created_ms.cast_signed(),
            changed_ms: changed_ms.cast_signed(),
            state: case.state.number().into(),
            signed_digest: signed.as_ref().map(bytes),
            receipt_digest: receipt.as_ref().map(bytes),
            outcome,
            act_number,
            certificate_number,
            refusal,
        }
    }

    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            request: row.try_get("request")?,
            kind: row.try_get("kind")?,
            office: row.try_get("office")?,
            officer: row.try_get("officer")?,
            of_case: row.try_get("of_case")?,
            entry_id: row.try_get("entry_id")?,
            notice: row.try_get("notice")?,
            handle: row.try_get("handle")?,
            valid_until: row.try_get("valid_until")?,
            created_ms: row.try_get("created_ms")?,
            changed_ms: row.try_get("changed_ms")?,
            state: row.try_get("state")?,
            signed_digest: row.try_get("signed_digest")?,
            receipt_digest: row.try_get("receipt_digest")?,
            outcome: row.try_get("outcome")?,
            act_number: row.try_get("act_number")?,
            certificate_number: row.try_get("certificate_number")?,
            refusal: row.try_get("refusal")?,
        })
    }

    /// What the MAC is over: every column, in order.
    fn bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        to.array(19).bytes(&self.id).bytes(&self.request);
        for number in [self.kind, self.office, self.officer] {
            to.uint(number.cast_unsigned());
        }
        option(&mut to, self.of_case.as_deref());
        to.bytes(&self.entry_id);
        option(&mut to, self.notice.as_deref());
        option(&mut to, self.handle.as_deref());
        for number in [self.valid_until, self.created_ms, self.changed_ms, self.state] {
            to.uint(number.cast_unsigned());
        }
        for bytes in [&self.signed_digest, &self.receipt_digest, &self.outcome] {
            option(&mut to, bytes.as_deref());
        }
        for number in [self.act_number, self.certificate_number] {
            to.optional_uint(number.map(i64::cast_unsigned));
        }
        match &self.refusal {
            Some(code) => to.text(code),
            None => to.null(),
        };
        to.into_bytes()
    }

    /// The row of these columns; `None` where a column holds what was never written.
    fn parse(self, keys: &Keys) -> Option<Row> {
        let state = match self.state {
            1 => CaseState::ToSign,
            2 => CaseState::Accepted,
            3 => CaseState::Final { outcome: Outcome::from_bytes(&self.outcome?).ok()? },
            4 => CaseState::Refused { code: self.refusal? },
            _ => return None,
        };
        let digest = |bytes: Option<Vec<u8>>| bytes.map(|bytes| bytes.try_into().ok().map(Digest::new));
        let case = Case {
            id: CaseId::new(self.id.try_into().ok()?),
            key: keys.show(&self.request)?,
            kind: CaseKind::ALL.into_iter().find(|kind| i64::from(kind.number()) == self.kind)?,
            office: OfficeCode::new(self.office.try_into().ok()?).ok()?,
            officer: self.officer.try_into().ok()?,
            entry_id: EntryId::new(self.entry_id.try_into().ok()?),
            state,
            of: match self.of_case {
                Some(of) => Some(CaseId::new(of.try_into().ok()?)),
                None => None,
            },
            valid_until: self.valid_until.cast_unsigned(),
            created_ms: self.created_ms.cast_unsigned(),
        };
        let notice = match self.notice {
            Some(tag) => Some(Tag::new(tag.try_into().ok()?)),
            None => None,
        };
        let handle = match self.handle {
            Some(handle) => Some(Handle::new(handle.try_into().ok()?)),
            None => None,
        };
        Some(Row {
            case,
            notice,
            handle,
            changed_ms: self.changed_ms.cast_unsigned(),
            signed: match digest(self.signed_digest) {
                Some(digest) => Some(digest?),
                None => None,
            },
            receipt: match digest(self.receipt_digest) {
                Some(digest) => Some(digest?),
                None => None,
            },
        })
    }
}

fn option(to: &mut Writer, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => to.bytes(bytes),
        None => to.null(),
    };
}

/// An act number as a column, ordered within an office as the numbers are.
fn act_column(number: ActNumber) -> i64 {
    number.to_string().parse().expect("an act number has twelve digits")
}

/// A certificate number as a column.
fn certificate_column(number: CertificateNumber) -> i64 {
    number.to_string().replace('-', "").parse().expect("a certificate number has eleven digits")
}

/// Reads a row of a `select!`, and checks its MAC.
pub(crate) fn read(keys: &Keys, row: &SqliteRow) -> Result<Row, Fault> {
    let id: Vec<u8> = row.try_get("id")?;
    let damaged = || {
        // The length of ids is checked by the database; an id that has another was put there by hand.
        let id = id.as_slice().try_into().unwrap_or_default();
        Fault::Damaged(CaseId::new(id), "the row")
    };
    let columns = Columns::from_row(row).map_err(|_decoding| damaged())?;
    let mac: Vec<u8> = row.try_get("mac").map_err(|_decoding| damaged())?;
    if !keys.is_mac(MAC_TAG, &columns.bytes(), &mac) {
        return Err(damaged());
    }
    columns.parse(keys).ok_or_else(damaged)
}

/// Writes the row, whether it is new or not.
pub(crate) async fn write(keys: &Keys, row: &Row, executor: impl SqliteExecutor<'_>) -> Result<(), Fault> {
    let columns = Columns::of(row, keys);
    let mac = keys.mac(MAC_TAG, &columns.bytes());
    sqlx::query(
        "INSERT INTO cases (id, request, kind, office, officer, of_case, entry_id, notice, handle, valid_until,
             created_ms, changed_ms, state, signed_digest, receipt_digest, outcome, act_number, certificate_number,
             refusal, mac)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
             entry_id = excluded.entry_id, notice = excluded.notice, handle = excluded.handle,
             valid_until = excluded.valid_until, changed_ms = excluded.changed_ms,
             state = excluded.state, signed_digest = excluded.signed_digest,
             receipt_digest = excluded.receipt_digest, outcome = excluded.outcome,
             act_number = excluded.act_number, certificate_number = excluded.certificate_number,
             refusal = excluded.refusal, mac = excluded.mac",
    )
    .bind(columns.id)
    .bind(columns.request)
    .bind(columns.kind)
    .bind(columns.office)
    .bind(columns.officer)
    .bind(columns.of_case)
    .bind(columns.entry_id)
    .bind(columns.notice)
    .bind(columns.handle)
    .bind(columns.valid_until)
    .bind(columns.created_ms)
    .bind(columns.changed_ms)
    .bind(columns.state)
    .bind(columns.signed_digest)
    .bind(columns.receipt_digest)
    .bind(columns.outcome)
    .bind(columns.act_number)
    .bind(columns.certificate_number)
    .bind(columns.refusal)
    .bind(mac.to_vec())
    .execute(executor)
    .await?;
    Ok(())
}

/// By what a case is looked up.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Id(CaseId),
    Key(IdempotencyKey),
    Act(ActNumber),
    Certificate(CertificateNumber),
    Handle(Handle),
}

/// The row that is looked up.
pub(crate) async fn find(
    keys: &Keys,
    by: By,
    executor: impl SqliteExecutor<'_>,
) -> Result<Option<Row>, Fault> {
    let query = match by {
        By::Id(id) => sqlx::query(select!("", "WHERE id = ?")).bind(id.as_bytes().to_vec()),
        By::Key(key) => sqlx::query(select!("", "WHERE request = ?")).bind(keys.hide(key)),
        By::Act(number) => sqlx::query(select!("", "WHERE act_number = ?")).bind(act_column(number)),
        By::Certificate(number) => {
            sqlx::query(select!("", "WHERE certificate_number = ?")).bind(certificate_column(number))
        }
        By::Handle(handle) => sqlx::query(select!("", "WHERE handle = ?")).bind(handle.as_bytes().to_vec()),
    };
    query.fetch_optional(executor).await?.map(|row| read(keys, &row)).transpose()
}

/// The row of that id, which must be there.
pub(crate) async fn get(keys: &Keys, id: CaseId, executor: impl SqliteExecutor<'_>) -> Result<Row, Fault> {
    find(keys, By::Id(id), executor).await?.ok_or(Fault::Said(VaultError::NoCase { case: id }))
}

/// The case that is looked up.
pub(crate) async fn one(store: &Store, by: By) -> Result<Option<Case>, Fault> {
    find(&store.keys, by, &store.readers).await.map(|row| row.map(|row| row.case))
}

/// The acts of a kind that the office registered below `before`, newest first.
pub(crate) async fn acts(
    store: &Store,
    (kind, office): (ActKind, OfficeCode),
    before: Option<ActNumber>,
    most: u32,
) -> Result<Vec<Case>, Fault> {
    // The numbers of one kind and office stand side by side, year and serial behind them.
    let first = act_column(ActNumber::new(kind, office, 0, Serial::FIRST));
    let first = first.saturating_sub(1);
    let end = first.saturating_add(10_000_000);
    let end = before.map_or(end, |before| act_column(before).min(end));
    let query = select!("", "WHERE act_number >= ? AND act_number < ? ORDER BY act_number DESC LIMIT ?");
    let rows = sqlx::query(query).bind(first).bind(end).bind(most).fetch_all(&store.readers).await?;
    cases(store, &rows)
}

/// The cases that are of another: certificates of an act, ends of a certificate.
pub(crate) async fn cases_of(store: &Store, of: CaseId) -> Result<Vec<Case>, Fault> {
    let query = select!("", "WHERE of_case = ? ORDER BY created_ms, id LIMIT ?");
    let bytes = of.as_bytes().to_vec();
    let rows = sqlx::query(query).bind(bytes).bind(LIST_MAX).fetch_all(&store.readers).await?;
    cases(store, &rows)
}

/// The cases that use a medical notice.
pub(crate) async fn notice_cases(store: &Store, notice: Tag) -> Result<Vec<Case>, Fault> {
    let query = select!("", "WHERE notice = ? ORDER BY created_ms, id LIMIT ?");
    let bytes = notice.as_bytes().to_vec();
    let rows = sqlx::query(query).bind(bytes).bind(LIST_MAX).fetch_all(&store.readers).await?;
    cases(store, &rows)
}

fn cases(store: &Store, rows: &[SqliteRow]) -> Result<Vec<Case>, Fault> {
    rows.iter().map(|row| read(&store.keys, row).map(|row| row.case)).collect()
}
