//! One of the engine's databases, as our format fixes it.
//!
//! # Format
//!
//! The root follows from all of these; a change of any is a new version of the format:
//!
//! * the variant: `qmdb::current::unordered`, values of variable length ([`Qmdb`]);
//! * [`Family`]: a Merkle mountain range; the hash: SHA-256; chunks of [`CHUNK_BYTES`];
//! * [`FLOOR`]: how many operations a batch moves to the end of the log;
//! * [`metadata`]: what a batch says of itself;
//! * an empty database holds one operation, the engine's own commit without metadata;
//! * a batch is sorted by the hashed keys; removing a key that holds nothing is no operation.
use super::{Context, Database, Settings, StoreError, Writes, error::Theirs};
use commonware_codec::RangeCfg;
use commonware_cryptography::{Sha256, sha256};
use commonware_parallel::Sequential;
use commonware_storage::{
    journal::contiguous::variable,
    merkle::{Location, full},
    mmr,
    qmdb::{
        any::unordered::variable::Operation,
        current::{VariableConfig, unordered},
        floor::Proportional,
    },
    translator::EightCap,
};
use commonware_utils::{NZU64, NZUsize};
use core::num::{NonZeroU64, NonZeroUsize};
use protocol::{
    Digest,
    state::{VALUE_BYTES_MAX, state_key},
};

/// The kind of tree: each operation's node has a fixed place, and a complete chunk one node above it.
pub(super) type Family = mmr::Family;
/// The bytes of a chunk of activity bits, the fewest that the engine allows: 256 operations share one.
pub(super) const CHUNK_BYTES: usize = 32;
/// How many operations a batch moves: one for each that it makes inactive, and one more.
const FLOOR: Proportional = Proportional;
/// What the database keeps in memory of a key: eight bytes. Not part of the root.
type Short = EightCap;

/// A database.
pub(super) type Qmdb<E> =
    unordered::variable::Db<Family, E, sha256::Digest, Vec<u8>, Sha256, Short, CHUNK_BYTES, Sequential>;
/// The engine's proof.
pub(super) type Proof = unordered::proof::constant::KeyValueProof<Family, sha256::Digest, CHUNK_BYTES>;

type Values = (RangeCfg<usize>, ());
type Config = VariableConfig<Short, ((), Values), Sequential>;

// On disk only; the roots do not follow from them.
const BUFFER: NonZeroUsize = NZUsize!(1 << 20);
const KEYS_HELD_WHILE_OPENING: NonZeroUsize = NZUsize!(1 << 16);

pub(super) const fn theirs(digest: &Digest) -> sha256::Digest {
    sha256::Digest(*digest.as_bytes())
}

fn name(settings: &Settings, database: Database, part: &str) -> String {
    settings.partition(&format!("{}-{part}", database.name()))
}

fn config(settings: &Settings, database: Database) -> Config {
    let name = |part| name(settings, database, part);
    Config {
        merkle_config: full::Config {
            journal_partition: name("tree"),
            metadata_partition: name("tree-pins"),
            // A tree has two nodes to an operation.
            items_per_blob: settings.operations_per_file.saturating_mul(NZU64!(2)),
            write_buffer: BUFFER,
            replay_buffer: BUFFER,
            strategy: Sequential,
            page_cache: settings.page_cache.clone(),
        },
        journal_config: variable::Config {
            partition: name("log"),
            items_per_section: settings.operations_per_file,
            compression: None,
            codec_config: ((), ((0..=VALUE_BYTES_MAX).into(), ())),
            page_cache: settings.page_cache.clone(),
            write_buffer: BUFFER,
            replay_buffer: BUFFER,
        },
        grafted_metadata_partition: name("chunk-pins"),
        translator: EightCap,
        init_cache: Some(KEYS_HELD_WHILE_OPENING),
        init_buffer: BUFFER,
        init_concurrency: (),
    }
}

/// Opens a database at its last batch, or at the last batch within its first `most` operations.
pub(super) async fn open<E: Context>(
    context: &E,
    settings: &Settings,
    database: Database,
    most: Option<Location<Family>>,
) -> Result<Qmdb<E>, StoreError> {
    let context = context.child(database.name());
    Qmdb::init(context, config(settings, database), most).await.map_err(StoreError::unreadable)
}

/// What a batch says of itself: the height of its block, u64.
fn metadata(height: u64) -> Vec<u8> {
    height.to_be_bytes().to_vec()
}

fn height_of(metadata: Option<&Vec<u8>>) -> Result<Option<u64>, StoreError> {
    let Some(bytes) = metadata else { return Ok(None) };
    let Ok(height) = bytes.as_slice().try_into() else {
        return Err(StoreError::Damaged { what: "a batch of its log says no height" });
    };
    Ok(Some(u64::from_be_bytes(height)))
}

/// The height of the last batch; nothing where there is none.
pub(super) async fn height<E: Context>(db: &Qmdb<E>) -> Result<Option<u64>, StoreError> {
    height_of(db.get_metadata().await.map_err(StoreError::unreadable)?.as_ref())
}

/// Takes back what came after the block of `height`.
pub(super) async fn rewind<E: Context>(
    db: Qmdb<E>,
    height: Option<u64>,
    context: &E,
    settings: &Settings,
    database: Database,
) -> Result<Qmdb<E>, StoreError> {
    let size = size_at(&db, height).await?;
    drop(db); // a file is opened once at a time
    open(context, settings, database, Some(size)).await
}

/// How many operations the log had after the block of `height`, or after the last one before it.
async fn size_at<E: Context>(db: &Qmdb<E>, height: Option<u64>) -> Result<Location<Family>, StoreError> {
    const STEP: u64 = CHUNK_BYTES as u64 * 8;
    let bounds = db.bounds();
    let (first, mut end) = (bounds.start.as_u64(), bounds.end.as_u64());
    while let Some(last) = end.checked_sub(1).filter(|last| *last >= first) {
        // Chunk by chunk, as what is pruned ends with one.
        let start = (last - last % STEP).max(first);
        let count = NonZeroU64::new(end - start).expect("`start` is at most `last`");
        let (_, operations, _) =
            db.range_proof(Location::new(start), count).await.map_err(StoreError::unreadable)?;
        let mut size = end;
        for operation in operations.iter().rev() {
            if let Operation::<Family, sha256::Digest, Vec<u8>>::CommitFloor(metadata, _) = operation
                && height_of(metadata.as_ref())? <= height
            {
                return Ok(Location::new(size));
            }
            size -= 1;
        }
        end = start;
    }
    Err(StoreError::Damaged { what: "the databases have no block in common" })
}

/// Applies a batch of one block.
pub(super) async fn apply<E: Context>(
    db: Qmdb<E>,
    writes: Writes,
    height: u64,
) -> Result<Qmdb<E>, StoreError> {
    let failed = StoreError::failed("apply a block to the state");
    let batch = writes
        .into_iter()
        .fold(db.new_batch(), |batch, (key, value)| batch.write(theirs(&state_key(&key)), value));
    let batch = batch.merkleize(&db, Some(metadata(height)), &mut { FLOOR }).await.map_err(&failed)?;
    db.apply_batch(batch).await.map_err(failed)
}

/// A proof of a key's latest value; nothing where it has none.
pub(super) async fn prove<E: Context>(db: &Qmdb<E>, key: &Digest) -> Result<Option<Proof>, StoreError> {
    match db.key_value_proof(theirs(key)).await {
        Ok(proof) => Ok(Some(proof)),
        Err(Theirs::KeyNotFound) => Ok(None),
        Err(error) => Err(StoreError::unreadable(error)),
    }
}

/// Gives up operations that no key needs, where they fill a file. The root stays.
pub(super) async fn prune<E: Context>(
    db: Qmdb<E>,
    operations_per_file: NonZeroU64,
) -> Result<Qmdb<E>, StoreError> {
    let (needed, held) = (db.sync_boundary(), db.bounds().start);
    if needed.as_u64().saturating_sub(held.as_u64()) < operations_per_file.get() {
        return Ok(db);
    }
    db.prune(needed).await.map_err(StoreError::failed("prune the state"))
}

/// Removes every partition of the store.
pub(super) async fn erase<E: Context>(context: &E, settings: &Settings) -> Result<(), StoreError> {
    // The engine derives these names from those in `config`.
    const PARTS: [&str; 8] = [
        "log_data",
        "log_offsets-blobs",
        "log_offsets-metadata",
        "tree-blobs",
        "tree-metadata",
        "tree-pins",
        "chunk-pins",
        "log_offsets",
    ];
    let databases = [Database::Facts, Database::Index];
    let parts = databases.iter().flat_map(|database| PARTS.map(|part| name(settings, *database, part)));
    for partition in parts.chain([settings.partition("checkpoint")]) {
        match context.remove(&partition, None).await {
            Ok(()) | Err(commonware_runtime::Error::PartitionMissing(_)) => {}
            Err(error) => return Err(StoreError::failed("remove the state")(error.into())),
        }
    }
    Ok(())
}
