//! Tickets: what is done at a counter for one visitor, from the first word to the paper in the hand.
//!
//! A ticket belongs to an office. Its draft is sealed under a key of its own, so that a colleague can go on with
//! it and whoever has the file alone reads nothing. What has happened stands in steps, which are only added.
//!
//! # Concurrency
//!
//! Each change names the version that it read. A change of an older version changes nothing and is told so: two
//! pages, or two colleagues, never write over each other.
use crate::{
    case::{CaseId, NotHex},
    error::{Fault, VaultError},
    seal::{CaseKey, Keys, What, random},
    steps::{mismatch, writing},
    vault::Store,
};
use civil::OfficeCode;
use core::{fmt, str::FromStr};
use protocol::cbor::Writer;
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

/// The most bytes of a draft.
pub const DRAFT_BYTES_MAX: usize = 32 * 1024;
/// The most tickets of one list.
pub const TICKETS_MAX: u32 = 200;

/// Names a ticket: 16 random bytes, written as 32 hexadecimal digits. Says nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId(CaseId);

impl TicketId {
    /// Takes the bytes as they are.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(CaseId::new(bytes))
    }

    /// The name under which the access log knows the ticket.
    pub const fn as_case(self) -> CaseId {
        self.0
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for TicketId {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        text.parse().map(Self)
    }
}

/// How far a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TicketState {
    /// A notice came, and nobody has declared the event yet.
    Notified,
    /// The declaration is being written.
    Draft,
    /// Something looks like an act that is there already: a person decides.
    Review,
    /// Everything was checked; the registrar's signature is awaited.
    ToSign,
    /// The act is on the ledger or on its way; its paper is to be made.
    ToPrint,
    /// The paper was printed, and its code was not read off it yet.
    Printed,
    /// The code was read off the paper.
    ReadBack,
    /// The paper is in the holder's hand.
    HandedOver,
    /// Given up before anything was signed.
    Withdrawn,
}

impl TicketState {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Notified,
        Self::Draft,
        Self::Review,
        Self::ToSign,
        Self::ToPrint,
        Self::Printed,
        Self::ReadBack,
        Self::HandedOver,
        Self::Withdrawn,
    ];

    const fn number(self) -> u8 {
        match self {
            Self::Notified => 1,
            Self::Draft => 2,
            Self::Review => 3,
            Self::ToSign => 4,
            Self::ToPrint => 5,
            Self::Printed => 6,
            Self::ReadBack => 7,
            Self::HandedOver => 8,
            Self::Withdrawn => 9,
        }
    }

    /// The word of the state.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Notified => "notified",
            Self::Draft => "draft",
            Self::Review => "review",
            Self::ToSign => "to-sign",
            Self::ToPrint => "to-print",
            Self::Printed => "printed",
            Self::ReadBack => "read-back",
            Self::HandedOver => "handed-over",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Notified
            | Self::Draft
            | Self::Review
            | Self::ToSign
            | Self::ToPrint
            | Self::Printed
            | Self::ReadBack => true,
            Self::HandedOver | Self::Withdrawn => false,
        }
    }

    /// Whether the declaration may still be changed: nothing was signed.
    pub const fn is_before_signature(self) -> bool {
        match self {
            Self::Notified | Self::Draft | Self::Review | Self::ToSign => true,
            Self::ToPrint | Self::Printed | Self::ReadBack | Self::HandedOver | Self::Withdrawn => false,
        }
    }
}

/// A ticket as it stands. Nothing in it is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its name.
    pub id: TicketId,
    /// The office whose counter it is.
    pub office: OfficeCode,
    /// Its number at the office, from 1.
    pub number: u32,
    /// How far it is.
    pub state: TicketState,
    /// Who has taken it: the officer's number in the staff list.
    pub holder: Option<u32>,
    /// How often it was changed.
    pub version: u32,
    /// When it was opened, in milliseconds since 1970.
    pub created_ms: u64,
    /// When it was changed last.
    pub changed_ms: u64,
    /// By when the law wants it done.
    pub due_ms: Option<u64>,
    /// The case of its act.
    pub act: Option<CaseId>,
    /// The case of its paper.
    pub paper: Option<CaseId>,
}

/// A new ticket.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// The office whose counter it is.
    pub office: OfficeCode,
    /// [`TicketState::Notified`] or [`TicketState::Draft`].
    pub state: TicketState,
    /// Who opened it: they have taken it. None where a notice opened it.
    pub officer: Option<u32>,
    /// By when the law wants it done.
    pub due_ms: Option<u64>,
    /// The draft, at most [`DRAFT_BYTES_MAX`] bytes.
    pub draft: Vec<u8>,
    /// Now, in milliseconds since 1970.
    pub now_ms: u64,
}

/// What becomes of a ticket: what stands here is how it will be.
#[derive(Clone, Debug)]
pub struct TicketChange {
    /// The ticket as it was read: its version is the one that is changed.
    pub ticket: Ticket,
    /// The new draft, where it changes.
    pub draft: Option<Vec<u8>>,
    /// What is done, a code of at most 40 bytes such as `handed-over`; none where only the draft was kept.
    pub step: Option<&'static str>,
    /// Who does it.
    pub officer: u32,
    /// Now, in milliseconds since 1970.
    pub now_ms: u64,
}

/// Something that happened to a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketStep {
    /// When, in milliseconds since 1970.
    pub now_ms: u64,
    /// Who did it; 0 is the service itself.
    pub officer: u32,
    /// What: the code of [`TicketChange::step`], or `opened`.
    pub what: String,
}

const COLUMNS: &str = "id, office, number, state, holder, version, created_ms, changed_ms, due_ms, act, paper, \
                       wrapped, sealed, mac";

/// What the MAC of a row is over.
fn bytes_of(ticket: &Ticket, wrapped: &[u8], sealed: &[u8]) -> Vec<u8> {
    let case = |case: Option<CaseId>| case.map_or_else(Vec::new, |case| case.as_bytes().to_vec());
    let mut to = Writer::default();
    to.array(13).bytes(ticket.id.0.as_bytes()).uint(ticket.office.get()).uint(ticket.number);
    to.uint(ticket.state.number()).uint(ticket.holder.unwrap_or(0)).uint(ticket.version);
    to.uint(ticket.created_ms).uint(ticket.changed_ms).uint(ticket.due_ms.unwrap_or(0));
    to.bytes(&case(ticket.act)).bytes(&case(ticket.paper)).bytes(wrapped).bytes(sealed);
    to.into_bytes()
}

const MAC: &str = "dalolat/ticket/1";

/// A row: the ticket, its wrapped key, its sealed draft.
fn read(keys: &Keys, row: &SqliteRow) -> Result<(Ticket, CaseKey, Vec<u8>), Fault> {
    let id: Vec<u8> = row.try_get(0)?;
    let Ok(id) = <[u8; 16]>::try_from(id) else { return mismatch("a ticket has an id of 16 bytes") };
    let id = TicketId::new(id);
    let damaged = || Fault::Damaged(id.0, "the ticket");
    let case = |at: usize| -> Result<Option<CaseId>, Fault> {
        let bytes: Option<Vec<u8>> = row.try_get(at)?;
        bytes.map(|bytes| <[u8; 16]>::try_from(bytes).map(CaseId::new).or(Err(damaged()))).transpose()
    };
    let state: u8 = row.try_get(3)?;
    let ms = |at: usize| -> Result<u64, Fault> { Ok(row.try_get::<i64, _>(at)?.cast_unsigned()) };
    let ticket = Ticket {
        id,
        office: OfficeCode::new(row.try_get(1)?).or(Err(damaged()))?,
        number: row.try_get(2)?,
        state: TicketState::ALL.into_iter().find(|known| known.number() == state).ok_or_else(damaged)?,
        holder: row.try_get(4)?,
        version: row.try_get(5)?,
        created_ms: ms(6)?,
        changed_ms: ms(7)?,
        due_ms: row.try_get::<Option<i64>, _>(8)?.map(i64::cast_unsigned),
        act: case(9)?,
        paper: case(10)?,
    };
    let (wrapped, sealed, mac): (Vec<u8>, Vec<u8>, Vec<u8>) =
        (row.try_get(11)?, row.try_get(12)?, row.try_get(13)?);
    if !keys.is_mac(MAC, &bytes_of(&ticket, &wrapped, &sealed), &mac) {
        return Err(damaged());
    }
    let key = keys.unwrap_case(id.0, &wrapped)?;
    Ok((ticket, key, sealed))
}

pub(crate) async fn open(store: &Store, new: NewTicket) -> Result<Ticket, Fault> {
    if new.draft.len() > DRAFT_BYTES_MAX {
        return mismatch("a draft is longer than 32 KiB");
    }
    let id = TicketId::new(random().map_err(VaultError::Random)?);
    let key = CaseKey::random()?;
    let wrapped = store.keys.wrap(id.0, &key)?;
    let sealed = key.seal(id.0, What::Draft, &new.draft)?;
    let mut transaction = writing(store).await?;
    let last: Option<u32> = sqlx::query_scalar("SELECT MAX(number) FROM tickets WHERE office = ?")
        .bind(new.office.get())
        .fetch_one(&mut *transaction)
        .await?;
    let ticket = Ticket {
        id,
        office: new.office,
        number: last.unwrap_or(0).saturating_add(1),
        state: new.state,
        holder: new.officer,
        version: 0,
        created_ms: new.now_ms,
        changed_ms: new.now_ms,
        due_ms: new.due_ms,
        act: None,
        paper: None,
    };
    let query = "INSERT INTO tickets (state, holder, version, changed_ms, due_ms, act, paper, sealed, mac, wrapped, \
                 id, office, number, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let mac = store.keys.mac(MAC, &bytes_of(&ticket, &wrapped, &sealed));
    bind(sqlx::query(query), &ticket, sealed, mac)
        .bind(wrapped)
        .bind(id.0.as_bytes().to_vec())
        .bind(ticket.office.get())
        .bind(ticket.number)
        .bind(ticket.created_ms.cast_signed())
        .execute(&mut *transaction)
        .await?;
    add_step(&mut transaction, id, new.now_ms, new.officer.unwrap_or(0), "opened").await?;
    transaction.commit().await?;
    Ok(ticket)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds what may change of a ticket, in the order of the statements above and below.
fn bind<'q>(query: Query<'q>, ticket: &Ticket, sealed: Vec<u8>, mac: [u8; 32]) -> Query<'q> {
    let case = |case: Option<CaseId>| case.map(|case| case.as_bytes().to_vec());
    query
        .bind(ticket.state.number())
        .bind(ticket.holder)
        .bind(ticket.version)
        .bind(ticket.changed_ms.cast_signed())
        .bind(ticket.due_ms.map(u64::cast_signed))
        .bind(case(ticket.act))
        .bind(case(ticket.paper))
        .bind(sealed)
        .bind(mac.to_vec())
}

async fn add_step(
    to: &mut SqliteConnection,
    id: TicketId,
    now_ms: u64,
    officer: u32,
    what: &str,
) -> Result<(), Fault> {
    sqlx::query("INSERT INTO ticket_steps (ticket, now_ms, officer, what) VALUES (?, ?, ?, ?)")
        .bind(id.0.as_bytes().to_vec())
        .bind(now_ms.cast_signed())
        .bind(officer)
        .bind(what.to_owned())
        .execute(to)
        .await?;
    Ok(())
}

async fn row(from: &mut SqliteConnection, id: TicketId) -> Result<Option<SqliteRow>, Fault> {
    let query = format!("SELECT {COLUMNS} FROM tickets WHERE id = ?");
    let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(id.0.as_bytes().to_vec());
    Ok(query.fetch_optional(from).await?)
}

/// The ticket and its draft.
pub(crate) async fn one(store: &Store, id: TicketId) -> Result<Option<(Ticket, Vec<u8>)>, Fault> {
    let mut reader = store.readers.acquire().await?;
    let Some(row) = row(&mut reader, id).await? else { return Ok(None) };
    let (ticket, key, sealed) = read(&store.keys, &row)?;
    Ok(Some((ticket, key.open(id.0, What::Draft, &sealed)?)))
}

/// The tickets of an office that were changed since `since_ms` or are open, oldest first, with their drafts.
pub(crate) async fn of_office(
    store: &Store,
    office: OfficeCode,
    since_ms: u64,
) -> Result<Vec<(Ticket, Vec<u8>)>, Fault> {
    let (handed, withdrawn) = (TicketState::HandedOver.number(), TicketState::Withdrawn.number());
    let query = format!(
        "SELECT {COLUMNS} FROM tickets WHERE office = ? AND (state NOT IN ({handed}, {withdrawn}) OR changed_ms >= ?) \
         ORDER BY number LIMIT {TICKETS_MAX}"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(query))
        .bind(office.get())
        .bind(since_ms.cast_signed())
        .fetch_all(&store.readers)
        .await?;
    rows.iter()
        .map(|row| {
            let (ticket, key, sealed) = read(&store.keys, row)?;
            let draft = key.open(ticket.id.0, What::Draft, &sealed)?;
            Ok((ticket, draft))
        })
        .collect()
}

/// Changes a ticket; `None` where somebody was faster.
pub(crate) async fn change(store: &Store, change: TicketChange) -> Result<Option<Ticket>, Fault> {
    let TicketChange { ticket: mut wanted, draft, step, officer, now_ms } = change;
    if draft.as_ref().is_some_and(|draft| draft.len() > DRAFT_BYTES_MAX) {
        return mismatch("a draft is longer than 32 KiB");
    }
    let mut transaction = writing(store).await?;
    let Some(row) = row(&mut transaction, wanted.id).await? else {
        return mismatch("there is no such ticket");
    };
    let (known, key, mut sealed) = read(&store.keys, &row)?;
    if known.version != wanted.version {
        return Ok(None);
    }
    wanted.version = known.version.saturating_add(1);
    wanted.changed_ms = now_ms;
    // What a ticket is never changes.
    (wanted.office, wanted.number, wanted.created_ms) = (known.office, known.number, known.created_ms);
    if let Some(draft) = draft {
        sealed = key.seal(wanted.id.0, What::Draft, &draft)?;
    }
    let wrapped: Vec<u8> = row.try_get(11)?;
    let mac = store.keys.mac(MAC, &bytes_of(&wanted, &wrapped, &sealed));
    let query = "UPDATE tickets SET state = ?, holder = ?, version = ?, changed_ms = ?, due_ms = ?, act = ?, \
                 paper = ?, sealed = ?, mac = ? WHERE id = ?";
    bind(sqlx::query(query), &wanted, sealed, mac)
        .bind(wanted.id.0.as_bytes().to_vec())
        .execute(&mut *transaction)
        .await?;
    if let Some(step) = step {
        add_step(&mut transaction, wanted.id, now_ms, officer, step).await?;
    }
    transaction.commit().await?;
    Ok(Some(wanted))
}

/// What happened to a ticket, in order, at most 1,000 steps.
pub(crate) async fn steps(store: &Store, id: TicketId) -> Result<Vec<TicketStep>, Fault> {
    let query = "SELECT now_ms, officer, what FROM ticket_steps WHERE ticket = ? ORDER BY place LIMIT 1000";
    let rows = sqlx::query(query).bind(id.0.as_bytes().to_vec()).fetch_all(&store.readers).await?;
    rows.iter()
        .map(|row| {
            let now_ms = row.try_get::<i64, _>(0)?.cast_unsigned();
            Ok(TicketStep { now_ms, officer: row.try_get(1)?, what: row.try_get(2)? })
        })
        .collect()
}
