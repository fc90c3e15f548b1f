//! What belongs to a case besides its row: the entry, its signed form, its receipt, what is sealed.
use crate::{
    access::{self, Access},
    case::{Case, CaseId, CaseState, OutboxItem},
    error::{Fault, VaultError},
    rows::{self, Row, select},
    seal::What,
    steps::{committed, writing},
    vault::Store,
};
use crash::Point;
use protocol::{Canonical, Entry, Outcome, Receipt, SignedEntry, commitment::Record, hash::sha256};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

const ENTRY: &str = "the entry";
const SIGNED: &str = "the signed entry";
const RECEIPT: &str = "the receipt";

/// Runs a statement on one row, the one of the case.
async fn run(
    connection: &mut SqliteConnection,
    sql: &'static str,
    id: CaseId,
    bytes: &[u8],
) -> Result<(), Fault> {
    let done = sqlx::query(sql).bind(bytes.to_vec()).bind(id.as_bytes().to_vec()).execute(connection).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(Fault::Damaged(id, ENTRY)) }
}

pub(crate) async fn insert_entry(id: CaseId, entry: Vec<u8>, to: &mut SqliteConnection) -> Result<(), Fault> {
    run(to, "INSERT INTO papers (entry, case_id) VALUES (?, ?)", id, &entry).await
}

pub(crate) async fn replace_entry(id: CaseId, entry: &[u8], to: &mut SqliteConnection) -> Result<(), Fault> {
    run(to, "UPDATE papers SET entry = ? WHERE case_id = ?", id, entry).await
}

pub(crate) async fn put_signed(id: CaseId, signed: Vec<u8>, to: &mut SqliteConnection) -> Result<(), Fault> {
    run(to, "UPDATE papers SET signed = ? WHERE case_id = ?", id, &signed).await
}

pub(crate) async fn put_receipt(
    id: CaseId,
    receipt: Vec<u8>,
    to: &mut SqliteConnection,
) -> Result<(), Fault> {
    run(to, "UPDATE papers SET receipt = ? WHERE case_id = ?", id, &receipt).await
}

pub(crate) async fn insert_key(id: CaseId, wrapped: Vec<u8>, to: &mut SqliteConnection) -> Result<(), Fault> {
    run(to, "INSERT INTO keys (wrapped, case_id) VALUES (?, ?)", id, &wrapped).await
}

pub(crate) async fn insert_sealed(
    id: CaseId,
    what: What,
    bytes: Vec<u8>,
    to: &mut SqliteConnection,
) -> Result<(), Fault> {
    sqlx::query("INSERT INTO sealed (case_id, what, bytes) VALUES (?, ?, ?)")
        .bind(id.as_bytes().to_vec())
        .bind(what.number())
        .bind(bytes)
        .execute(to)
        .await?;
    Ok(())
}

pub(crate) async fn into_outbox(id: CaseId, to: &mut SqliteConnection) -> Result<(), Fault> {
    sqlx::query("INSERT INTO outbox (case_id) VALUES (?)").bind(id.as_bytes().to_vec()).execute(to).await?;
    Ok(())
}

pub(crate) async fn out_of_outbox(id: CaseId, from: &mut SqliteConnection) -> Result<(), Fault> {
    sqlx::query("DELETE FROM outbox WHERE case_id = ?").bind(id.as_bytes().to_vec()).execute(from).await?;
    Ok(())
}

/// A column of bytes that may be absent.
fn bytes(row: &SqliteRow, column: &str) -> Result<Option<Vec<u8>>, Fault> {
    Ok(row.try_get(column)?)
}

/// The entry of the bytes, which must be those that the row names.
fn entry_in(row: &Row, bytes: &[u8]) -> Result<Entry, Fault> {
    let id = row.case.id;
    let entry = Entry::from_bytes(bytes).map_err(|_malformed| Fault::Damaged(id, ENTRY))?;
    if entry.id() == row.case.entry_id { Ok(entry) } else { Err(Fault::Damaged(id, ENTRY)) }
}

/// The value of a paper, whose bytes must be those whose digest the row has.
fn paper_in<T: Canonical>(
    case: CaseId,
    digest: Option<protocol::Digest>,
    bytes: Option<&[u8]>,
    what: &'static str,
) -> Result<T, Fault> {
    bytes
        .filter(|bytes| digest == Some(sha256(&[bytes])))
        .and_then(|bytes| T::from_bytes(bytes).ok())
        .ok_or(Fault::Damaged(case, what))
}

/// The entry of a row, within a transaction.
pub(crate) async fn entry_of(row: &Row, from: &mut SqliteConnection) -> Result<Entry, Fault> {
    let query = sqlx::query_scalar::<_, Vec<u8>>("SELECT entry FROM papers WHERE case_id = ?");
    let bytes = query.bind(row.case.id.as_bytes().to_vec()).fetch_optional(from).await?;
    entry_in(row, &bytes.unwrap_or_default())
}

/// The signed entry of a row, within a transaction.
pub(crate) async fn signed_of(row: &Row, from: &mut SqliteConnection) -> Result<SignedEntry, Fault> {
    let query = sqlx::query_scalar::<_, Option<Vec<u8>>>("SELECT signed FROM papers WHERE case_id = ?");
    let bytes = query.bind(row.case.id.as_bytes().to_vec()).fetch_optional(from).await?.flatten();
    paper_in(row.case.id, row.signed, bytes.as_deref(), SIGNED)
}

pub(crate) async fn entry(store: &Store, id: CaseId) -> Result<Vec<u8>, Fault> {
    let query = select!(", entry", "LEFT JOIN papers ON papers.case_id = id WHERE id = ?");
    let found = sqlx::query(query).bind(id.as_bytes().to_vec()).fetch_optional(&store.readers).await?;
    let found = found.ok_or(VaultError::NoCase { case: id })?;
    let row = rows::read(&store.keys, &found)?;
    let bytes = bytes(&found, "entry")?.unwrap_or_default();
    entry_in(&row, &bytes).map(|_entry| bytes)
}

pub(crate) async fn outbox(store: &Store, most: u32) -> Result<Vec<OutboxItem>, Fault> {
    // What counts is the state, which is under the row's MAC; the table `outbox` gives the order alone,
    // so that a row that is missing there holds up nothing that was accepted.
    let query = select!(
        ", signed",
        "LEFT JOIN outbox ON outbox.case_id = id LEFT JOIN papers ON papers.case_id = id
         WHERE state = 2 ORDER BY place LIMIT ?"
    );
    let found = sqlx::query(query).bind(most).fetch_all(&store.readers).await?;
    found
        .iter()
        .map(|found| {
            let row = rows::read(&store.keys, found)?;
            let Case { id: case, entry_id, valid_until, .. } = row.case;
            let signed = bytes(found, "signed")?;
            let entry: SignedEntry = paper_in(case, row.signed, signed.as_deref(), SIGNED)?;
            if entry.id() != entry_id {
                return Err(Fault::Damaged(case, SIGNED));
            }
            Ok(OutboxItem { case: Some(case), entry_id, signed: entry.to_bytes(), valid_until })
        })
        .collect()
}

pub(crate) async fn signed_and_receipt(
    store: &Store,
    id: CaseId,
) -> Result<Option<(SignedEntry, Outcome, Receipt)>, Fault> {
    let query = select!(", signed, receipt", "LEFT JOIN papers ON papers.case_id = id WHERE id = ?");
    let found = sqlx::query(query).bind(id.as_bytes().to_vec()).fetch_optional(&store.readers).await?;
    let found = found.ok_or(VaultError::NoCase { case: id })?;
    let row = rows::read(&store.keys, &found)?;
    let outcome = match row.case.state {
        CaseState::Final { outcome } => outcome,
        CaseState::ToSign | CaseState::Accepted | CaseState::Refused { .. } => return Ok(None),
    };
    let signed: SignedEntry = paper_in(id, row.signed, bytes(&found, "signed")?.as_deref(), SIGNED)?;
    let receipt: Receipt = paper_in(id, row.receipt, bytes(&found, "receipt")?.as_deref(), RECEIPT)?;
    Ok(Some((signed, outcome, receipt)))
}

/// Opens what is sealed, from a row with the columns `wrapped` and `bytes`.
fn unseal(store: &Store, id: CaseId, what: What, found: &SqliteRow) -> Result<Vec<u8>, Fault> {
    let wrapped = bytes(found, "wrapped")?.ok_or(VaultError::KeyGone { case: id })?;
    let sealed = bytes(found, "bytes")?.ok_or(Fault::Damaged(id, what.word()))?;
    store.keys.unwrap_case(id, &wrapped)?.open(id, what, &sealed)
}

pub(crate) async fn open_record(store: &Store, id: CaseId, access: &Access) -> Result<Record, Fault> {
    let query = select!(
        ", entry, wrapped, bytes",
        "LEFT JOIN papers ON papers.case_id = id LEFT JOIN keys ON keys.case_id = id
         LEFT JOIN sealed ON sealed.case_id = id AND what = ? WHERE id = ?"
    );
    let mut transaction = writing(store).await?;
    let query = sqlx::query(query).bind(What::Record.number()).bind(id.as_bytes().to_vec());
    let found = query.fetch_optional(&mut *transaction).await?.ok_or(VaultError::NoCase { case: id })?;
    let row = rows::read(&store.keys, &found)?;
    if !row.case.kind.has_record() {
        return Err(VaultError::Mismatch { what: "a case of this kind has no record of its own" }.into());
    }
    access::append(&store.keys, access, Some(id), &mut transaction).await?;
    crash::point(Point::VaultRecordWritten);
    transaction.commit().await?;
    crash::point(Point::VaultRecordCommitted);
    let plain = unseal(store, id, What::Record, &found)?;
    let damaged = || Fault::Damaged(id, What::Record.word());
    let record = Record::from_bytes(&plain).map_err(|_malformed| damaged())?;
    let entry = entry_in(&row, &bytes(&found, "entry")?.unwrap_or_default())?;
    let (_, commitment) = committed(&entry.body).ok_or(Fault::Damaged(id, ENTRY))?;
    if record.commitment() == commitment { Ok(record) } else { Err(damaged()) }
}

pub(crate) async fn details(store: &Store, id: CaseId) -> Result<Vec<u8>, Fault> {
    let query = select!(
        ", wrapped, bytes",
        "LEFT JOIN keys ON keys.case_id = id LEFT JOIN sealed ON sealed.case_id = id AND what = ? WHERE id = ?"
    );
    let query = sqlx::query(query).bind(What::Details.number()).bind(id.as_bytes().to_vec());
    let found = query.fetch_optional(&store.readers).await?.ok_or(VaultError::NoCase { case: id })?;
    rows::read(&store.keys, &found)?;
    unseal(store, id, What::Details, &found)
}
