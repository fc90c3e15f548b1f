//! The passkeys of officers: by which credential a browser asks for them, and whose they are.
//!
//! Public keys alone. Whether a key may sign stands on the ledger; what stands here opens a desk, no more.
use crate::{
    error::Fault,
    steps::{mismatch, writing},
    vault::Store,
};
use protocol::{Canonical as _, cbor::Writer, signature::KeyRecord};
use sqlx::{Row as _, sqlite::SqliteRow};

/// The most bytes of the name that an authenticator gives a key.
pub const CREDENTIAL_BYTES_MAX: usize = 256;
/// The most passkeys that are kept.
const PASSKEYS_MAX: i64 = 20_000;

/// A passkey of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPasskey {
    /// The name that the authenticator gave the key.
    pub credential: Vec<u8>,
    /// The key as the ledger knows it.
    pub record: KeyRecord,
    /// When it was enrolled, in milliseconds since 1970.
    pub created_ms: u64,
}

const MAC: &str = "dalolat/passkey/1";

fn bytes_of(passkey: &StoredPasskey) -> Vec<u8> {
    let mut to = Writer::default();
    to.array(3).bytes(&passkey.credential).value(&passkey.record).uint(passkey.created_ms);
    to.into_bytes()
}

/// Keeps a passkey; the same again changes nothing.
pub(crate) async fn add(store: &Store, passkey: &StoredPasskey) -> Result<(), Fault> {
    if !(1..=CREDENTIAL_BYTES_MAX).contains(&passkey.credential.len()) {
        return mismatch("the name of a passkey has 1 to 256 bytes");
    }
    let mut transaction = writing(store).await?;
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM passkeys").fetch_one(&mut *transaction).await?;
    if count >= PASSKEYS_MAX {
        return mismatch("there is no room for another passkey");
    }
    sqlx::query("INSERT OR IGNORE INTO passkeys (credential, record, created_ms, mac) VALUES (?, ?, ?, ?)")
        .bind(passkey.credential.clone())
        .bind(passkey.record.to_bytes())
        .bind(passkey.created_ms.cast_signed())
        .bind(store.keys.mac(MAC, &bytes_of(passkey)).to_vec())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// All passkeys, oldest first.
pub(crate) async fn all(store: &Store) -> Result<Vec<StoredPasskey>, Fault> {
    let query = "SELECT credential, record, created_ms, mac FROM passkeys ORDER BY created_ms, credential";
    let rows = sqlx::query(query).fetch_all(&store.readers).await?;
    rows.iter().map(|row| read(store, row)).collect()
}

fn read(store: &Store, row: &SqliteRow) -> Result<StoredPasskey, Fault> {
    let (record, mac): (Vec<u8>, Vec<u8>) = (row.try_get(1)?, row.try_get(3)?);
    let Ok(record) = KeyRecord::from_bytes(&record) else {
        return mismatch("a stored passkey is no key record");
    };
    let created_ms = row.try_get::<i64, _>(2)?.cast_unsigned();
    let passkey = StoredPasskey { credential: row.try_get(0)?, record, created_ms };
    if store.keys.is_mac(MAC, &bytes_of(&passkey), &mac) {
        Ok(passkey)
    } else {
        mismatch("a stored passkey was changed by hand: restore a backup")
    }
}
