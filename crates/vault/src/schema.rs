//! The file: its format, how it is made and how it is opened.
use crate::{
    access,
    error::OpenError,
    seal::{Key, Keys},
    secrets::{create_directory_of, create_secret, read_secret, sync_directory},
    vault::Store,
};
use crash::Point;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs::OpenOptions, io, os::unix::fs::OpenOptionsExt as _, path::Path, time::Duration};

/// The format of the file, in `PRAGMA user_version`.
const VERSION: i64 = 2;
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

/// What stands in the file before it is opened for writing.
enum Found {
    /// Nothing yet, or what a crash left of making it.
    Nothing,
    /// A vault of this version.
    Vault,
}

/// Opens the vault `db`, or makes it, with the key in `secrets`.
///
/// The few small files are read on the caller's thread: this happens once, before anything is served.
pub(crate) async fn open(db: &Path, secrets: &Path) -> Result<Store, OpenError> {
    let key_path = secrets.join("kek.key");
    prepare(db).map_err(|source| {
        let path = db.to_owned();
        if source.kind() == io::ErrorKind::StorageFull {
            OpenError::Full { path }
        } else {
            OpenError::Path { path, source }
        }
    })?;
    let found = look(db).await?;
    let kek = match found {
        Found::Vault if !key_path.exists() => {
            return Err(OpenError::KeyMissing { path: db.to_owned(), key: key_path });
        }
        Found::Nothing if !key_path.exists() => {
            let kek = create_secret(&key_path)?;
            crash::point(Point::VaultCreateKey);
            kek
        }
        Found::Nothing | Found::Vault => read_secret(&key_path)?,
    };
    let wrong_key = || OpenError::WrongKey { path: db.to_owned(), key: key_path.clone() };
    connect(db, Key::new(kek), found, &wrong_key).await
}

async fn connect(
    db: &Path,
    kek: Key,
    found: Found,
    wrong_key: &impl Fn() -> OpenError,
) -> Result<Store, OpenError> {
    let failed = |error| OpenError::of(db.to_owned(), error);
    let options = options(db);
    let writer = pool(1).connect_with(options.clone()).await.map_err(failed)?;
    let keys = match found {
        Found::Nothing => {
            let (keys, wrapped) = Keys::create(kek).map_err(OpenError::Random)?;
            create(&writer, &keys, wrapped).await.map_err(failed)?;
            keys
        }
        Found::Vault => {
            let row =
                sqlx::query("SELECT rows_key FROM vault").fetch_optional(&writer).await.map_err(failed)?;
            let wrapped: Vec<u8> = row.ok_or_else(wrong_key)?.try_get(0).map_err(failed)?;
            Keys::unwrap(kek, &wrapped).ok_or_else(wrong_key)?
        }
    };
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
/// the files that it puts beside it.
fn prepare(db: &Path) -> io::Result<()> {
    let directory = create_directory_of(db)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(db) {
        Ok(file) => {
            file.sync_all().and_then(|()| sync_directory(&directory))?;
            crash::point(Point::VaultCreateFile);
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Looks into the file without being able to change it.
async fn look(db: &Path) -> Result<Found, OpenError> {
    let path = || db.to_owned();
    let io = |source| OpenError::Path { path: path(), source };
    if std::fs::metadata(db).map_err(io)?.len() == 0 {
        return Ok(Found::Nothing);
    }
    let failed = |error| OpenError::of(path(), error);
    let reading = SqliteConnectOptions::new()
        .filename(db)
        .read_only(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&reading).await.map_err(failed)?;
    let mut numbers = [0; 3];
    let queries = ["PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema"];
    for (number, query) in numbers.iter_mut().zip(queries) {
        *number = sqlx::query_scalar::<_, i64>(query).fetch_one(&mut connection).await.map_err(failed)?;
    }
    connection.close().await.map_err(failed)?;
    match numbers {
        // A crash between the making of the file and the transaction that makes the tables.
        [0, 0, 0] => Ok(Found::Nothing),
        [APPLICATION, VERSION, _] => Ok(Found::Vault),
        [APPLICATION, found, _] => Err(OpenError::Version { path: path(), found, wanted: VERSION }),
        [_, _, _] => Err(OpenError::Foreign { path: path() }),
    }
}

/// Makes the tables, the key of the rows and the empty log, all in one transaction.
async fn create(writer: &SqlitePool, keys: &Keys, rows_key: Vec<u8>) -> sqlx::Result<()> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
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
