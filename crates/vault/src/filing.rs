//! Filings: signed entries that belong to no case, kept until they are final or refused, and for good.
//!
//! An officer hands such an entry in complete: a reservation of numbers, a change of the staff. The
//! service makes one itself for each anchor of the access log. Row and bytes stand under one MAC.
use crate::{
    error::{Fault, VaultError},
    marks,
    seal::Keys,
    steps::{kind_of, mismatch, writing},
    vault::Store,
};
use civil::OfficeCode;
use crash::Point;
use protocol::{
    Body, Canonical as _, EntryId, Outcome, Receipt, SignedEntry, SignerKeyId, Tag, cbor::Writer,
    hash::sha256,
};
use sqlx::{Row as _, SqliteConnection, SqliteExecutor, sqlite::SqliteRow};

const MAC_TAG: &str = "dalolat/filing/1";
/// The most filings about one subject that are read together.
const LIST_MAX: i64 = 10_000;
const CODE_BYTES_MAX: usize = 100;

/// How far a filing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilingState {
    /// Durable, and sent until there is an outcome.
    Accepted,
    /// On the ledger, for good.
    Final {
        /// What the ledger gave it.
        outcome: Outcome,
        /// The proof.
        receipt: Box<Receipt>,
    },
    /// Refused by the ledger, for good.
    Refused {
        /// The stable code of the refusal.
        code: String,
    },
}

impl FilingState {
    /// The word of the state: `accepted`, `final`, `refused`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Final { .. } => "final",
            Self::Refused { .. } => "refused",
        }
    }

    const fn number(&self) -> u8 {
        match self {
            Self::Accepted => 2,
            Self::Final { .. } => 3,
            Self::Refused { .. } => 4,
        }
    }
}

/// A filing as it stands. Nothing in it is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The signed entry.
    pub signed: SignedEntry,
    /// Who handed it in: the officer's number in the staff list.
    pub officer: u32,
    /// How far it is.
    pub state: FilingState,
    /// When it was handed in, in milliseconds since 1970.
    pub created_ms: u64,
}

impl Filing {
    /// The id of the entry.
    pub fn id(&self) -> EntryId {
        self.signed.id()
    }

    /// Until when the entry may enter a block, in milliseconds since 1970.
    pub fn valid_until(&self) -> u64 {
        self.signed.entry().valid_until
    }
}

/// What filings are about, so that those about one thing are found together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The ranges of reserved numbers of an office.
    Ranges(OfficeCode),
    /// A key of an officer.
    Key(SignerKeyId),
    /// An office.
    Office(OfficeCode),
    /// An application that is withdrawn.
    Application(EntryId),
    /// An act that is disputed, or of which a person is moved.
    Act(EntryId),
    /// The tags of one person that are joined or parted: the first of them.
    Person(Tag),
    /// The access log.
    AccessLog,
    /// The network as a whole.
    Network,
}

impl Subject {
    /// What an entry is about; `None` where entries of its kind belong to a case.
    pub fn of(signed: &SignedEntry) -> Option<Self> {
        if kind_of(&signed.entry().body).is_some() {
            return None;
        }
        Some(match &signed.entry().body {
            Body::NumberReserve(_) | Body::NumberRelease(_) => Self::Ranges(signed.entry().office?),
            Body::StaffSuspend(change) | Body::StaffLift(change) | Body::StaffRevoke(change) => {
                Self::Key(change.key)
            }
            Body::StaffKey(key) | Body::GovernanceKey(key) => Self::Key(key.record.id()),
            Body::StaffOffice(change) => Self::Office(change.record.code),
            Body::ApplicationWithdraw(withdraw) => Self::Application(withdraw.application),
            Body::ActDispute(dispute) => Self::Act(dispute.act),
            Body::ActDisputeEnd(end) => Self::Act(end.act),
            Body::PersonMove(change) => Self::Act(change.act),
            Body::PersonJoin(join) => Self::Person(join.first),
            Body::PersonPart(part) => Self::Person(part.first),
            Body::AccessAnchor(_) => Self::AccessLog,
            Body::ArchiveBatch(_)
            | Body::LegacyStatus(_)
            | Body::GovernanceParameter(_)
            | Body::GovernanceRules(_)
            | Body::RegionLoaded(_) => Self::Network,
            Body::ActRegister(_)
            | Body::CertificateIssue(_)
            | Body::CertificateRevoke(_)
            | Body::CaseAnchor(_)
            | Body::ApplicationLodge(_)
            | Body::LegacyOpen(_)
            | Body::ReferenceIssue(_) => return None,
        })
    }

    fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Ranges(office) => [&[1][..], &office.get().to_be_bytes()].concat(),
            Self::Key(key) => [&[2][..], key.as_bytes()].concat(),
            Self::Office(office) => [&[3][..], &office.get().to_be_bytes()].concat(),
            Self::AccessLog => vec![4],
            Self::Network => vec![5],
            Self::Application(entry) => [&[6][..], entry.as_bytes()].concat(),
            Self::Act(entry) => [&[7][..], entry.as_bytes()].concat(),
            Self::Person(tag) => [&[8][..], tag.as_bytes()].concat(),
        }
    }
}

/// The bytes that a row keeps; the MAC is over their digests.
struct Kept {
    signed: Vec<u8>,
    outcome: Option<Vec<u8>>,
    receipt: Option<Vec<u8>>,
    refusal: Option<String>,
}

impl Kept {
    fn of(filing: &Filing) -> Self {
        let (outcome, receipt, refusal) = match &filing.state {
            FilingState::Accepted => (None, None, None),
            FilingState::Final { outcome, receipt } => {
                (Some(outcome.to_bytes()), Some(receipt.to_bytes()), None)
            }
            FilingState::Refused { code } => (None, None, Some(code.clone())),
        };
        Self { signed: filing.signed.to_bytes(), outcome, receipt, refusal }
    }

    /// What the MAC is over.
    fn mac_bytes(&self, officer: u32, state: u8, created_ms: u64) -> Vec<u8> {
        let mut to = Writer::default();
        to.array(7).uint(officer).uint(state).uint(created_ms).value(&sha256(&[&self.signed]));
        to.option(self.outcome.as_deref().map(|bytes| sha256(&[bytes])).as_ref());
        to.option(self.receipt.as_deref().map(|bytes| sha256(&[bytes])).as_ref());
        match &self.refusal {
            Some(code) => to.text(code),
            None => to.null(),
        };
        to.into_bytes()
    }
}

/// A `SELECT` of filings.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT entry_id, officer, state, created_ms, signed, outcome, receipt, refusal, mac FROM filings ",
            $rest
        )
    };
}

/// Reads a row of a `select!`, and checks its MAC.
fn read(keys: &Keys, row: &SqliteRow) -> Result<Filing, Fault> {
    let id: Vec<u8> = row.try_get(0)?;
    let id = EntryId::new(id.as_slice().try_into().unwrap_or_default());
    let damaged = || Fault::DamagedFiling(id);
    let kept = Kept {
        signed: row.try_get(4).map_err(|_decoding| damaged())?,
        outcome: row.try_get(5).map_err(|_decoding| damaged())?,
        receipt: row.try_get(6).map_err(|_decoding| damaged())?,
        refusal: row.try_get(7).map_err(|_decoding| damaged())?,
    };
    let (officer, state): (u32, u8) =
        (row.try_get(1).map_err(|_decoding| damaged())?, row.try_get(2).map_err(|_decoding| damaged())?);
    let created_ms = row.try_get::<i64, _>(3).map_err(|_decoding| damaged())?.cast_unsigned();
    let mac: Vec<u8> = row.try_get(8).map_err(|_decoding| damaged())?;
    if !keys.is_mac(MAC_TAG, &kept.mac_bytes(officer, state, created_ms), &mac) {
        return Err(damaged());
    }
    let signed = SignedEntry::from_bytes(&kept.signed).map_err(|_malformed| damaged())?;
    let state = match (state, kept.outcome, kept.receipt, kept.refusal) {
        (2, None, None, None) => FilingState::Accepted,
        (3, Some(outcome), Some(receipt), None) => FilingState::Final {
            outcome: Outcome::from_bytes(&outcome).map_err(|_malformed| damaged())?,
            receipt: Box::new(Receipt::from_bytes(&receipt).map_err(|_malformed| damaged())?),
        },
        (4, None, None, Some(code)) => FilingState::Refused { code },
        _ => return Err(damaged()),
    };
    if signed.id() == id { Ok(Filing { signed, officer, state, created_ms }) } else { Err(damaged()) }
}

async fn find(keys: &Keys, id: EntryId, from: impl SqliteExecutor<'_>) -> Result<Option<Filing>, Fault> {
    let query = sqlx::query(select!("WHERE entry_id = ?"));
    let row = query.bind(id.as_bytes().to_vec()).fetch_optional(from).await?;
    row.map(|row| read(keys, &row)).transpose()
}

async fn get(keys: &Keys, id: EntryId, from: &mut SqliteConnection) -> Result<Filing, Fault> {
    find(keys, id, from).await?.ok_or(Fault::Said(VaultError::NoFiling { entry: id }))
}

/// Keeps an entry. The first bytes of an id stay.
pub(crate) async fn file(
    store: &Store,
    signed: &SignedEntry,
    officer: u32,
    now_ms: u64,
) -> Result<Filing, Fault> {
    let Some(subject) = Subject::of(signed) else {
        return mismatch("an entry of this kind belongs to a case");
    };
    let mut transaction = writing(store).await?;
    if let Some(filing) = find(&store.keys, signed.id(), &mut *transaction).await? {
        return Ok(filing);
    }
    let filing = Filing { signed: signed.clone(), officer, state: FilingState::Accepted, created_ms: now_ms };
    let kept = Kept::of(&filing);
    let mac = store.keys.mac(MAC_TAG, &kept.mac_bytes(officer, filing.state.number(), now_ms));
    sqlx::query(
        "INSERT INTO filings (entry_id, subject, officer, state, created_ms, signed, mac)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(signed.id().as_bytes().to_vec())
    .bind(subject.to_bytes())
    .bind(officer)
    .bind(filing.state.number())
    .bind(now_ms.cast_signed())
    .bind(kept.signed)
    .bind(mac.to_vec())
    .execute(&mut *transaction)
    .await?;
    crash::point(Point::VaultFileWritten);
    transaction.commit().await?;
    crash::point(Point::VaultFileCommitted);
    Ok(filing)
}

/// Writes the end of a filing.
async fn end(store: &Store, filing: &Filing, to: &mut SqliteConnection) -> Result<(), Fault> {
    let kept = Kept::of(filing);
    let state = filing.state.number();
    let mac = store.keys.mac(MAC_TAG, &kept.mac_bytes(filing.officer, state, filing.created_ms));
    sqlx::query(
        "UPDATE filings SET state = ?, outcome = ?, receipt = ?, refusal = ?, mac = ? WHERE entry_id = ?",
    )
    .bind(state)
    .bind(kept.outcome)
    .bind(kept.receipt)
    .bind(kept.refusal)
    .bind(mac.to_vec())
    .bind(filing.id().as_bytes().to_vec())
    .execute(to)
    .await?;
    Ok(())
}

fn wrong_state(filing: &Filing, step: &'static str) -> Fault {
    let (entry, state) = (filing.id(), filing.state.word());
    Fault::Said(VaultError::FilingState { entry, state, step })
}

pub(crate) async fn settle_final(
    store: &Store,
    id: EntryId,
    outcome: &Outcome,
    receipt: &Receipt,
) -> Result<Filing, Fault> {
    let mut transaction = writing(store).await?;
    let mut filing = get(&store.keys, id, &mut transaction).await?;
    match &filing.state {
        FilingState::Accepted => {}
        FilingState::Final { outcome: stored, .. } if stored == outcome => return Ok(filing),
        FilingState::Final { .. } => return mismatch("the filing is final with another outcome"),
        FilingState::Refused { .. } => return Err(wrong_state(&filing, "made final")),
    }
    let fits = match (&filing.signed.entry().body, outcome) {
        (Body::NumberReserve(reserve), Outcome::Range { kind, office, .. }) => {
            reserve.kind == *kind && filing.signed.entry().office == Some(*office)
        }
        (Body::NumberReserve(_), _) => false,
        (_, outcome) => *outcome == Outcome::Recorded,
    };
    if !fits {
        return mismatch("the outcome is of another kind or office than the filing");
    }
    if receipt.opened != filing.signed.opened(outcome) || receipt.closed != filing.signed.closed(outcome) {
        return mismatch("the receipt is of another entry or outcome");
    }
    filing.state = FilingState::Final { outcome: *outcome, receipt: Box::new(receipt.clone()) };
    end(store, &filing, &mut transaction).await?;
    marks::follow(&filing.signed.entry().body, &mut transaction).await?;
    crash::point(Point::VaultFiledFinalWritten);
    transaction.commit().await?;
    crash::point(Point::VaultFiledFinalCommitted);
    Ok(filing)
}

pub(crate) async fn settle_refused(store: &Store, id: EntryId, code: &str) -> Result<Filing, Fault> {
    if code.is_empty() || code.len() > CODE_BYTES_MAX {
        return mismatch("the code of a refusal has 1 to 100 bytes");
    }
    let mut transaction = writing(store).await?;
    let mut filing = get(&store.keys, id, &mut transaction).await?;
    match &filing.state {
        FilingState::Accepted => {}
        FilingState::Refused { code: stored } if stored == code => return Ok(filing),
        FilingState::Refused { .. } => return mismatch("the filing is refused with another code"),
        FilingState::Final { .. } => return Err(wrong_state(&filing, "refused")),
    }
    filing.state = FilingState::Refused { code: code.to_owned() };
    end(store, &filing, &mut transaction).await?;
    crash::point(Point::VaultFiledRefusedWritten);
    transaction.commit().await?;
    crash::point(Point::VaultFiledRefusedCommitted);
    Ok(filing)
}

/// The filing of that entry.
pub(crate) async fn one(store: &Store, id: EntryId) -> Result<Option<Filing>, Fault> {
    find(&store.keys, id, &store.readers).await
}

/// The filings that have no outcome yet, oldest first.
pub(crate) async fn accepted(store: &Store, most: u32) -> Result<Vec<Filing>, Fault> {
    let query = sqlx::query(select!("WHERE state = 2 ORDER BY place LIMIT ?")).bind(most);
    let rows = query.fetch_all(&store.readers).await?;
    rows.iter().map(|row| read(&store.keys, row)).collect()
}

/// All filings about a subject, in any state, oldest first.
pub(crate) async fn about(store: &Store, subject: Subject) -> Result<Vec<Filing>, Fault> {
    let query = sqlx::query(select!("WHERE subject = ? ORDER BY place LIMIT ?"));
    let rows = query.bind(subject.to_bytes()).bind(LIST_MAX).fetch_all(&store.readers).await?;
    rows.iter().map(|row| read(&store.keys, row)).collect()
}

/// The newest filing about a subject, of those that count.
pub(crate) async fn newest(store: &Store, subject: Subject, of: NewestOf) -> Result<Option<Filing>, Fault> {
    let query = match of {
        NewestOf::Any => select!("WHERE subject = ? ORDER BY place DESC LIMIT 1"),
        NewestOf::Accepted => select!("WHERE subject = ? AND state = 2 ORDER BY place DESC LIMIT 1"),
        NewestOf::Final => select!("WHERE subject = ? AND state = 3 ORDER BY place DESC LIMIT 1"),
    };
    let row = sqlx::query(query).bind(subject.to_bytes()).fetch_optional(&store.readers).await?;
    row.map(|row| read(&store.keys, &row)).transpose()
}

/// Which filings count.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NewestOf {
    /// All.
    Any,
    /// Those that have no outcome yet.
    Accepted,
    /// Those that are final.
    Final,
}
