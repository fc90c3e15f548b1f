//! The access log: who read what, why and by which rule, as a hash chain without gaps.
//!
//! ```text
//! digest = SHA-256("dalolat/access/1" ‖ previous digest ‖ row), the first after 32 zero bytes
//! row    = [sequence, now_ms, officer, office, deed, rule, purpose, case | null], canonical CBOR
//! ```
//! The sequence begins at 1. The number and the digest of the last row stand apart under a MAC, so that
//! rows cannot be cut from the end, nor the chain be computed anew, by who has the database alone.
use crate::{
    case::CaseId,
    error::{Fault, VaultError},
    seal::Keys,
    steps::writing,
    vault::Store,
};
use civil::OfficeCode;
use core::fmt;
use crash::Point;
use protocol::{
    Digest,
    cbor::Writer,
    hash::tagged,
    merkle::{Frontier, leaf},
};
use sqlx::{Row as _, SqliteConnection, error::DatabaseError, sqlite::SqliteRow};

/// The most bytes of a purpose.
pub const PURPOSE_BYTES_MAX: usize = 200;
/// How many rows are checked at a time.
const CHUNK: i64 = 1000;
/// The most rows that one anchor covers.
const ANCHOR_ROWS_MAX: u64 = 1_000_000;
const HEAD_TAG: &str = "dalolat/access-head/1";

/// One access: who, in whose name, what, by which rule, why.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// The officer's number in the staff list.
    pub officer: u32,
    /// The office in whose name.
    pub office: OfficeCode,
    /// What is done: a stable word such as `act.show`.
    pub deed: &'static str,
    /// The code of the rule that permits it.
    pub rule: &'static str,
    /// Why, in the officer's words: one line of 1 to 200 bytes, without personal data.
    pub purpose: String,
    /// Which case, where it is one.
    pub case: Option<CaseId>,
    /// Now, in milliseconds since 1970.
    pub now_ms: u64,
}

impl fmt::Debug for Access {
    /// Without the purpose, in which people write what they should not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { officer, office, deed, rule, purpose: _, case, now_ms } = self;
        write!(f, "Access({deed} by {officer} of {office}, rule {rule}, case {case:?}, at {now_ms})")
    }
}

/// A row as it is hashed.
struct Row<'a> {
    sequence: u64,
    now_ms: u64,
    officer: u32,
    office: u16,
    deed: &'a str,
    rule: &'a str,
    purpose: &'a str,
    case: Option<&'a [u8]>,
}

impl Row<'_> {
    fn digest(&self, previous: &Digest) -> Digest {
        let mut to = Writer::default();
        to.array(8).uint(self.sequence).uint(self.now_ms).uint(self.officer).uint(self.office);
        to.text(self.deed).text(self.rule).text(self.purpose);
        match self.case {
            Some(case) => to.bytes(case),
            None => to.null(),
        };
        tagged("dalolat/access/1", &[previous.as_ref(), &to.into_bytes()])
    }
}

/// The last row: its number, 0 for an empty log, and its digest.
struct Head {
    sequence: u64,
    digest: Digest,
}

impl Head {
    fn mac_bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        to.array(2).uint(self.sequence).value(&self.digest);
        to.into_bytes()
    }

    async fn write(&self, keys: &Keys, to: &mut SqliteConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO accesses_head (one, sequence, digest, mac) VALUES (1, ?, ?, ?)
             ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, digest = excluded.digest, mac = excluded.mac",
        )
        .bind(self.sequence.cast_signed())
        .bind(self.digest.as_bytes().to_vec())
        .bind(keys.mac(HEAD_TAG, &self.mac_bytes()).to_vec())
        .execute(to)
        .await
        .map(|_done| ())
    }

    async fn read(keys: &Keys, from: &mut SqliteConnection) -> Result<Self, Fault> {
        let row = sqlx::query("SELECT sequence, digest, mac FROM accesses_head").fetch_optional(from).await?;
        let row = row.ok_or(Fault::AccessLog(0, "(the end of the log) is missing"))?;
        let sequence = row.try_get::<i64, _>(0)?.cast_unsigned();
        let wrong = Fault::AccessLog(sequence, "is said to be the last one, and is not");
        let Ok(digest) = row.try_get::<Vec<u8>, _>(1)?.try_into() else { return Err(wrong) };
        let head = Self { sequence, digest: Digest::new(digest) };
        let mac: Vec<u8> = row.try_get(2)?;
        if keys.is_mac(HEAD_TAG, &head.mac_bytes(), &mac) { Ok(head) } else { Err(wrong) }
    }
}

/// Begins an empty log.
pub(crate) async fn create(to: &mut SqliteConnection, keys: &Keys) -> sqlx::Result<()> {
    Head { sequence: 0, digest: Digest::ZERO }.write(keys, to).await
}

/// Adds a row to the chain, within a transaction.
pub(crate) async fn append(
    keys: &Keys,
    access: &Access,
    case: Option<CaseId>,
    to: &mut SqliteConnection,
) -> Result<(), Fault> {
    let purpose = access.purpose.as_str();
    if purpose.trim().is_empty() || purpose.len() > PURPOSE_BYTES_MAX || purpose.chars().any(char::is_control)
    {
        return Err(VaultError::Purpose.into());
    }
    let head = Head::read(keys, to).await?;
    let sequence = head.sequence.saturating_add(1);
    let Access { officer, office, deed, rule, now_ms, .. } = *access;
    let case = case.map(|case| case.as_bytes().to_vec());
    let row =
        Row { sequence, now_ms, officer, office: office.get(), deed, rule, purpose, case: case.as_deref() };
    let digest = row.digest(&head.digest);
    let inserted = sqlx::query(
        "INSERT INTO accesses (sequence, now_ms, officer, office, deed, rule, purpose, case_id, digest)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(sequence.cast_signed())
    .bind(now_ms.cast_signed())
    .bind(officer)
    .bind(office.get())
    .bind(deed)
    .bind(rule)
    .bind(purpose)
    .bind(case.clone())
    .bind(digest.as_bytes().to_vec())
    .execute(&mut *to)
    .await;
    match inserted {
        Ok(_done) => {}
        Err(error) if error.as_database_error().is_some_and(DatabaseError::is_unique_violation) => {
            return Err(Fault::AccessLog(sequence, NOT_OURS));
        }
        Err(error) => return Err(error.into()),
    }
    Head { sequence, digest }.write(keys, to).await?;
    Ok(())
}

const NOT_OURS: &str = "was not written by this vault";

pub(crate) async fn log(store: &Store, access: &Access) -> Result<(), Fault> {
    let mut transaction = writing(store).await?;
    append(&store.keys, access, access.case, &mut transaction).await?;
    crash::point(Point::VaultAccessWritten);
    transaction.commit().await?;
    crash::point(Point::VaultAccessCommitted);
    Ok(())
}

pub(crate) async fn verify(store: &Store) -> Result<u64, Fault> {
    let mut transaction = store.readers.begin().await?;
    let head = Head::read(&store.keys, &mut transaction).await?;
    let mut last = Head { sequence: 0, digest: Digest::ZERO };
    // From the very first, because a row below 1 was inserted by hand.
    let mut after = i64::MIN;
    loop {
        let rows = rows_after(after, &mut transaction).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            last = follow(&last, &head, row)?;
        }
        after = last.sequence.cast_signed();
    }
    ends_there(&last, &head)?;
    Ok(last.sequence)
}

async fn rows_after(after: i64, from: &mut SqliteConnection) -> sqlx::Result<Vec<SqliteRow>> {
    sqlx::query(
        "SELECT sequence, now_ms, officer, office, deed, rule, purpose, case_id, digest FROM accesses
         WHERE sequence > ? ORDER BY sequence LIMIT ?",
    )
    .bind(after)
    .bind(CHUNK)
    .fetch_all(from)
    .await
}

/// The last row that was found is the last one that was written.
fn ends_there(last: &Head, head: &Head) -> Result<(), Fault> {
    if last.sequence != head.sequence {
        return Err(Fault::AccessLog(last.sequence.saturating_add(1), "is missing"));
    }
    if last.digest != head.digest {
        return Err(Fault::AccessLog(last.sequence, "is not the last one that was written"));
    }
    Ok(())
}

/// When the row of a sequence number was written, where there is one.
pub(crate) async fn written_ms(store: &Store, sequence: u64) -> Result<Option<u64>, Fault> {
    let query = sqlx::query_scalar::<_, i64>("SELECT now_ms FROM accesses WHERE sequence = ?");
    let found = query.bind(sequence.cast_signed()).fetch_optional(&store.readers).await?;
    Ok(found.map(i64::cast_unsigned))
}

/// The number of rows after `before`, and the root over their digests. They must follow the chain, so that
/// no row that was changed by hand is ever anchored.
pub(crate) async fn root_from(store: &Store, before: u64) -> Result<(u32, Digest), Fault> {
    let mut transaction = store.readers.begin().await?;
    let head = Head::read(&store.keys, &mut transaction).await?;
    let mut last = Head { sequence: before, digest: digest_of(before, &mut transaction).await? };
    let mut tree = Frontier::default();
    while tree.size() < ANCHOR_ROWS_MAX {
        let rows = rows_after(last.sequence.cast_signed(), &mut transaction).await?;
        if rows.is_empty() {
            ends_there(&last, &head)?;
            break;
        }
        for row in &rows {
            last = follow(&last, &head, row)?;
            tree.append(leaf(last.digest.as_ref()));
        }
    }
    let count = u32::try_from(tree.size()).expect("an anchor covers about a million rows at most");
    Ok((count, tree.root()))
}

/// The digest of a row; before the first stand zeros.
async fn digest_of(sequence: u64, from: &mut SqliteConnection) -> Result<Digest, Fault> {
    if sequence == 0 {
        return Ok(Digest::ZERO);
    }
    let query = sqlx::query_scalar::<_, Vec<u8>>("SELECT digest FROM accesses WHERE sequence = ?");
    let found = query.bind(sequence.cast_signed()).fetch_optional(from).await?;
    let found = found.ok_or(Fault::AccessLog(sequence, "is missing"))?;
    let digest = found.try_into().map_err(|_length| Fault::AccessLog(sequence, "was changed"))?;
    Ok(Digest::new(digest))
}

/// Checks the row that follows `last`.
fn follow(last: &Head, head: &Head, row: &SqliteRow) -> Result<Head, Fault> {
    let wanted = last.sequence.saturating_add(1);
    let Ok(sequence) = u64::try_from(row.try_get::<i64, _>(0)?) else {
        return Err(Fault::AccessLog(0, NOT_OURS));
    };
    if sequence == 0 || sequence > head.sequence {
        return Err(Fault::AccessLog(sequence, NOT_OURS));
    }
    if sequence != wanted {
        return Err(Fault::AccessLog(wanted, "is missing"));
    }
    let changed = |_decoding| Fault::AccessLog(sequence, "was changed");
    let case: Option<Vec<u8>> = row.try_get(7).map_err(changed)?;
    let read = Row {
        sequence,
        now_ms: row.try_get::<i64, _>(1).map_err(changed)?.cast_unsigned(),
        officer: row.try_get(2).map_err(changed)?,
        office: row.try_get(3).map_err(changed)?,
        deed: row.try_get(4).map_err(changed)?,
        rule: row.try_get(5).map_err(changed)?,
        purpose: row.try_get(6).map_err(changed)?,
        case: case.as_deref(),
    };
    let digest = read.digest(&last.digest);
    let stored: Vec<u8> = row.try_get(8).map_err(changed)?;
    if stored != digest.as_bytes() {
        return Err(Fault::AccessLog(sequence, "was changed"));
    }
    Ok(Head { sequence, digest })
}
