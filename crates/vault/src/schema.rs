//! The file: its format, how it is made and how it is opened.
use crate::{
    access,
    error::OpenError,
    seal::{Key, Keys},
    secrets::{create_directory_of, create_secret, read_secret, sync_directory},
    vault::Store,
    wal,
};
use crash::Point;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

/// The format of the file, in `PRAGMA user_version`.
const VERSION: i64 = 4;
/// Says that the file is a vault, in `PRAGMA application_id`: the letters `DLLT`.
const APPLICATION: i64 = 0x444c_4c54;
const READERS: u32 = 3;
/// How long a step waits for another process that writes.
const BUSY: Duration = Duration::from_secs(3);

const SCHEMA: &str = "
CREATE TABLE vault (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    rows_key BLOB NOT NULL,
    anchors_since_ms INTEGER
) STRICT;
CREATE TABLE cases (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    request BLOB NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    office INTEGER NOT NULL,
    officer INTEGER NOT NULL,
    of_case BLOB REFERENCES cases (id),
    entry_id BLOB NOT NULL UNIQUE CHECK (length(entry_id) = 32),
    notice BLOB,
    handle BLOB UNIQUE,
    valid_until INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    signed_digest BLOB,
    receipt_digest BLOB,
    outcome BLOB,
    act_number INTEGER UNIQUE,
    certificate_number INTEGER UNIQUE,
    refusal TEXT,
    mac BLOB NOT NULL
) STRICT;
CREATE INDEX cases_by_act ON cases (of_case) WHERE of_case IS NOT NULL;
CREATE INDEX cases_by_notice ON cases (notice) WHERE notice IS NOT NULL;
CREATE INDEX cases_accepted ON cases (state) WHERE state = 2;
CREATE TABLE papers (
    case_id BLOB PRIMARY KEY REFERENCES cases (id),
    entry BLOB NOT NULL,
    signed BLOB,
    receipt BLOB
) STRICT;
CREATE TABLE sealed (
    case_id BLOB NOT NULL REFERENCES cases (id),
    what INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (case_id, what)
) STRICT;
CREATE TABLE keys (
    case_id BLOB PRIMARY KEY REFERENCES cases (id),
    wrapped BLOB NOT NULL
) STRICT;
CREATE TABLE outbox (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id BLOB NOT NULL UNIQUE REFERENCES cases (id)
) STRICT;
CREATE TABLE filings (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id BLOB NOT NULL UNIQUE CHECK (length(entry_id) = 32),
    subject BLOB NOT NULL,
    officer INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    signed BLOB NOT NULL,
    outcome BLOB,
    receipt BLOB,
    refusal TEXT,
    mac BLOB NOT NULL
) STRICT;
CREATE INDEX filings_by_subject ON filings (subject, state);
CREATE INDEX filings_accepted ON filings (state) WHERE state = 2;
CREATE TABLE accesses (
    sequence INTEGER PRIMARY KEY,
    now_ms INTEGER NOT NULL,
    officer INTEGER NOT NULL,
    office INTEGER NOT NULL,
    deed TEXT NOT NULL,
    rule TEXT NOT NULL,
    purpose TEXT NOT NULL,
    case_id BLOB,
    digest BLOB NOT NULL
) STRICT;
CREATE TABLE accesses_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,
    digest BLOB NOT NULL,
    mac BLOB NOT NULL
) STRICT;
";

/// What version 3 adds to version 2.
const ADDED: &str = "
CREATE TABLE marks (
    tag BLOB NOT NULL CHECK (length(tag) = 32),
    role INTEGER NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases (id),
    PRIMARY KEY (tag, role, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX marks_of_case ON marks (case_id);
CREATE TABLE joined (
    tag BLOB NOT NULL CHECK (length(tag) = 32),
    other BLOB NOT NULL CHECK (length(other) = 32),
    PRIMARY KEY (tag, other)
) STRICT, WITHOUT ROWID;
";

/// What version 4 adds to version 3.
const COUNTER: &str = "
CREATE TABLE tickets (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    office INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state INTEGER NOT NULL,
    holder INTEGER,
    version INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL,
    due_ms INTEGER,
    act BLOB REFERENCES cases (id),
    paper BLOB REFERENCES cases (id),
    wrapped BLOB NOT NULL,
    sealed BLOB NOT NULL,
    mac BLOB NOT NULL,
    UNIQUE (office, number)
) STRICT;
CREATE TABLE ticket_steps (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket BLOB NOT NULL REFERENCES tickets (id),
    now_ms INTEGER NOT NULL,
    officer INTEGER NOT NULL,
    what TEXT NOT NULL
) STRICT;
CREATE INDEX steps_of_ticket ON ticket_steps (ticket);
CREATE TABLE passkeys (
    credential BLOB PRIMARY KEY,
    record BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The versions that are opened, each with what it adds to the one before. All but the last are brought on.
const VERSIONS: [(i64, &str); 3] = [(2, SCHEMA), (3, ADDED), (VERSION, COUNTER)];

/// Up to this size the file is checked whole when it is opened, indexes against tables; a larger one is
/// checked page by page. Both take a few seconds at most for a gigabyte on a disk of today.
const CHECKED_WHOLE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The file of the key-encryption key in the directory of secrets.
fn key_path(secrets: &Path) -> PathBuf {
    secrets.join("kek.key")
}

/// The name of a database that is not finished.
fn part_path(db: &Path) -> PathBuf {
    let mut name = db.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    db.with_file_name(name)
}

/// Whether anything of a vault is there: its database, finished or not, or its key.
pub(crate) fn is_begun(db: &Path, secrets: &Path) -> bool {
    db.exists() || part_path(db).exists() || key_path(secrets).exists()
}

/// Opens the vault `db`, or makes it, with the key in `secrets`.
///
/// The few small files are read on the caller's thread: this happens once, before anything is served.
///
/// # Recovery
///
/// A new database is made under another name and gets its own once its tables are committed. So an
/// empty file, or none beside a key, is a loss and never a beginning.
pub(crate) async fn open(db: &Path, secrets: &Path) -> Result<Store, OpenError> {
    let (key, part) = (key_path(secrets), part_path(db));
    let failed = |source: io::Error| {
        let path = db.to_owned();
        if source.kind() == io::ErrorKind::StorageFull {
            OpenError::Full { path }
        } else {
            OpenError::Path { path, source }
        }
    };
    if !db.try_exists().map_err(failed)? {
        if key.exists() && !part.exists() {
            return Err(OpenError::Missing { path: db.to_owned(), key });
        }
        prepare(&part).map_err(failed)?;
        let kek = if key.exists() { read_secret(&key)? } else { create_secret(&key)? };
        crash::point(Point::VaultCreateKey);
        create(db, &part, Key::new(kek)).await?;
        give_name(&part, db).map_err(failed)?;
    }
    // A second name of the finished file, which a crash has left.
    remove(&part).map_err(failed)?;
    let found = look(db).await?;
    if !key.exists() {
        return Err(OpenError::KeyMissing { path: db.to_owned(), key });
    }
    let store = connect(db, &key).await?;
    if found < VERSION {
        bring_on(&store.writer, found).await.map_err(|error| OpenError::of(db.to_owned(), error))?;
    }
    Ok(store)
}

/// Brings a vault of an earlier version to this one, in one transaction. Cases of version 2 keep no marks: they are
/// found by their numbers, as they were.
async fn bring_on(writer: &SqlitePool, from: i64) -> sqlx::Result<()> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    for (_, added) in VERSIONS.into_iter().filter(|(version, _)| *version > from) {
        sqlx::raw_sql(added).execute(&mut *transaction).await?;
    }
    let pragma = format!("PRAGMA user_version = {VERSION}");
    sqlx::raw_sql(AssertSqlSafe(pragma)).execute(&mut *transaction).await?;
    transaction.commit().await
}

async fn connect(db: &Path, key: &Path) -> Result<Store, OpenError> {
    let failed = |error| OpenError::of(db.to_owned(), error);
    let wrong_key = || OpenError::WrongKey { path: db.to_owned(), key: key.to_owned() };
    let kek = Key::new(read_secret(key)?);
    let options = options(db);
    let writer = pool(1).connect_with(options.clone()).await.map_err(failed)?;
    let row = sqlx::query("SELECT rows_key FROM vault").fetch_optional(&writer).await.map_err(failed)?;
    let wrapped: Vec<u8> = row.ok_or_else(wrong_key)?.try_get(0).map_err(failed)?;
    let keys = Keys::unwrap(kek, &wrapped).ok_or_else(wrong_key)?;
    let reading = options.pragma("query_only", "ON");
    let readers = pool(READERS).connect_with(reading).await.map_err(failed)?;
    Ok(Store { path: db.to_owned(), keys, writer, readers })
}

fn options(db: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(db)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // What is deleted, above all keys, is overwritten with zeros.
        .pragma("secure_delete", "ON")
        .disable_statement_logging()
}

fn pool(most: u32) -> SqlitePoolOptions {
    // Connections to a file do not go stale.
    SqlitePoolOptions::new()
        .max_connections(most)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        // On a full disk SQLite ends the transaction by itself; the driver still counts it, and would
        // refuse to begin another on that connection for ever. The ping waits for the driver's own
        // rollback; a connection that is still said to be in a transaction after it is replaced.
        .after_release(|connection, _age| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

/// Makes the directory and an empty file that its owner alone can read; SQLite gives the same mode to
/// the files that it puts beside it. What a crash has left of making it goes away.
fn prepare(part: &Path) -> io::Result<()> {
    let directory = create_directory_of(part)?;
    remove(part)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part)?;
    file.sync_all().and_then(|()| sync_directory(&directory))?;
    crash::point(Point::VaultCreateFile);
    Ok(())
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Gives the finished file its name, durably; by a link, which unlike a rename fails where it is taken.
fn give_name(part: &Path, db: &Path) -> io::Result<()> {
    fs::hard_link(part, db)?;
    remove(part)?;
    sync_directory(&create_directory_of(db)?)
}

/// Makes the tables, the key of the rows and the empty log, all in one transaction. There is no journal:
/// a file that is not finished is made anew.
async fn create(db: &Path, part: &Path, kek: Key) -> Result<(), OpenError> {
    let failed = |error| OpenError::of(db.to_owned(), error);
    let (keys, rows_key) = Keys::create(kek).map_err(OpenError::Random)?;
    let options = SqliteConnectOptions::new()
        .filename(part)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    write_tables(&mut connection, &keys, rows_key).await.map_err(failed)?;
    connection.close().await.map_err(failed)
}

async fn write_tables(to: &mut SqliteConnection, keys: &Keys, rows_key: Vec<u8>) -> sqlx::Result<()> {
    let mut transaction = to.begin_with("BEGIN IMMEDIATE").await?;
    for (_, added) in VERSIONS {
        sqlx::raw_sql(added).execute(&mut *transaction).await?;
    }
    sqlx::query("INSERT INTO vault (one, rows_key) VALUES (1, ?)")
        .bind(rows_key)
        .execute(&mut *transaction)
        .await?;
    access::create(&mut transaction, keys).await?;
    // A pragma takes no parameters; these are our own constants.
    let pragmas = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}");
    sqlx::raw_sql(AssertSqlSafe(pragmas)).execute(&mut *transaction).await?;
    crash::point(Point::VaultCreateWritten);
    transaction.commit().await?;
    crash::point(Point::VaultCreateCommitted);
    Ok(())
}

/// The size of the database's pages, by its head (<https://www.sqlite.org/fileformat2.html>); `None`
/// where that is the head of no database which SQLite reads and writes.
fn page_bytes(db: &Path) -> io::Result<Option<u64>> {
    let mut head = [0; 20];
    match File::open(db)?.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let [magic @ .., high, low, write, read] = head;
    let page = match u16::from_be_bytes([high, low]) {
        1 => 65_536,
        page => u64::from(page),
    };
    let ours = magic == *b"SQLite format 3\0" && page.is_power_of_two() && page >= 512;
    Ok((ours && matches!((write, read), (1 | 2, 1 | 2))).then_some(page))
}

/// Looks into the file without being able to change it: of which of our versions it is, and whether it and its
/// write-ahead log are whole.
async fn look(db: &Path) -> Result<i64, OpenError> {
    let path = || db.to_owned();
    let io = |source| OpenError::Path { path: path(), source };
    let corrupt = || OpenError::Corrupt { path: path() };
    let log = wal::path_of(db);
    if let Some(frame) = wal::damage(&log).map_err(io)? {
        return Err(OpenError::Log { path: log, frame });
    }
    let size = fs::metadata(db).map_err(io)?.len();
    // While there is a log the last page may be half written: it stands in the log whole.
    let logged = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    let whole = page_bytes(db).map_err(io)?.is_some_and(|page| logged || size.checked_rem(page) == Some(0));
    if !whole {
        return Err(corrupt());
    }
    let failed = |error| OpenError::of_question(path(), error);
    let reading = SqliteConnectOptions::new()
        .filename(db)
        .read_only(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&reading).await.map_err(failed)?;
    let mut numbers = [0; 2];
    let queries = ["PRAGMA application_id", "PRAGMA user_version"];
    for (number, query) in numbers.iter_mut().zip(queries) {
        *number = sqlx::query_scalar::<_, i64>(query).fetch_one(&mut connection).await.map_err(failed)?;
    }
    let version = match numbers {
        [APPLICATION, version] if VERSIONS.iter().any(|(known, _)| *known == version) => version,
        [APPLICATION, found] => return Err(OpenError::Version { path: path(), found, wanted: VERSION }),
        [_, _] => return Err(OpenError::Foreign { path: path() }),
    };
    let check =
        if size <= CHECKED_WHOLE_BYTES_MAX { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
    let said = sqlx::query_scalar::<_, String>(check).fetch_one(&mut connection).await.map_err(failed)?;
    let tables = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
    let tables = sqlx::query_scalar::<_, String>(tables).fetch_all(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    let found: BTreeSet<&str> = tables.iter().map(String::as_str).collect();
    let wanted = VERSIONS
        .into_iter()
        .filter(|(known, _)| *known <= version)
        .flat_map(|(_, added)| added.split(';'))
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
        .collect();
    if said == "ok" && found == wanted { Ok(version) } else { Err(corrupt()) }
}
