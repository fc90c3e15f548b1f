//! The state on disk: two authenticated databases that change together, block by block.
//!
//! *Facts* are what the ledger proves to others; the *index* is what only validators read. Each is a
//! `qmdb` of the engine: a log of operations, a Merkle mountain range over it, and beside each
//! operation whether it is the latest about its key. The databases' roots make the root of the state
//! ([`StateRoots::state_root`]), which stands in block headers.
//!
//! # Format
//!
//! `docs/formats/state.md`, with vectors in `testdata/state-proofs-1.json`. What determines a root is
//! named in the submodule `database`. It also depends on the history: the same batches in the same
//! order give the same roots, other batches with the same result do not.
//!
//! # Invariants
//!
//! A batch is of one block and goes into both databases, or into none; blocks come in order. A failure
//! in the midst of a change stops the store: every later call is refused, and opening it again gives
//! the last whole block.
//!
//! # Recovery
//!
//! [`Store::apply`] writes without waiting for the disk, [`Store::sync`] waits, and keeps a note of the
//! caller's beside. After a stop at any moment, opening brings both databases back to the last `sync`;
//! [`Store::note`] says what the caller noted then, and blocks after it must be applied again. Pruning
//! keeps what this needs. A store that cannot be read is made again from the blocks ([`Store::erase`]).
//!
//! # Limits
//!
//! A value has at most [`VALUE_BYTES_MAX`] bytes. The keys' places are held in memory: about 50 bytes a
//! key.
mod backing;
mod database;
mod error;
mod proof;

pub use backing::Backing;
pub use error::StoreError;

use crate::planted::{self, Planted};

use commonware_runtime::{Clock, Metrics, Spawner, Storage, buffer::paged::CacheRef};
use commonware_storage::metadata::{self, Metadata};
use commonware_utils::{NZU64, sequence::U64};
use core::{num::NonZeroU64, panic::AssertUnwindSafe};
use database::{Qmdb, theirs};
use futures::FutureExt as _;
use protocol::{
    Digest, StateProof, StateRoots,
    state::{VALUE_BYTES_MAX, state_key},
};
use std::collections::BTreeMap;

/// What the store asks of the engine's runtime.
pub trait Context: Storage + Clock + Metrics + Spawner {}
impl<E: Storage + Clock + Metrics + Spawner> Context for E {}

/// One of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Database {
    /// What is proved to others.
    Facts,
    /// What only validators read.
    Index,
}

impl Database {
    const fn name(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::Index => "index",
        }
    }
}

/// What becomes of each key: a new value, or nothing.
pub type Writes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// What one block changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The height of the block.
    pub height: u64,
    /// The changes of facts.
    pub facts: Writes,
    /// The changes of the index.
    pub index: Writes,
}

/// Where the store stands on disk.
#[derive(Clone)]
pub struct Settings {
    /// What the names of all partitions begin with.
    pub prefix: String,
    /// The pages held in memory, which both databases share.
    pub page_cache: CacheRef,
    /// How many operations one file of a log holds: what is pruned at once. Fixed for a store's life;
    /// it does not change the roots.
    pub operations_per_file: NonZeroU64,
}

impl Settings {
    /// Settings for everyday use.
    pub fn new(prefix: &str, page_cache: CacheRef) -> Self {
        Self { prefix: prefix.to_owned(), page_cache, operations_per_file: NZU64!(65_536) }
    }

    fn partition(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }
}

/// The state on disk.
pub struct Store<E: Context> {
    /// Nothing after a failure in the midst of a change.
    open: Option<Open<E>>,
    height: Option<u64>,
    roots: StateRoots,
    note: Option<Vec<u8>>,
    operations_per_file: NonZeroU64,
}

struct Open<E: Context> {
    facts: Qmdb<E>,
    index: Qmdb<E>,
    /// Height, roots and note at the last [`Store::sync`]: what a damaged file would otherwise change
    /// unseen.
    checkpoint: Checkpoint<E>,
}

type Checkpoint<E> = Metadata<E, U64, Vec<u8>>;
/// The only key of the checkpoint.
const CHECKPOINT: U64 = U64::new(1);

impl<E: Context> Store<E> {
    /// Opens the store as the last [`Store::sync`] left it, or makes an empty one where there is none.
    pub async fn open(context: E, settings: &Settings) -> Result<Self, StoreError> {
        // The engine asserts what it believes of its own files; on damaged ones that is no reason to
        // end the process without a word.
        AssertUnwindSafe(Self::open_unguarded(context, settings))
            .catch_unwind()
            .await
            .unwrap_or(Err(StoreError::Damaged { what: "the engine gave up reading its files" }))
    }

    async fn open_unguarded(context: E, settings: &Settings) -> Result<Self, StoreError> {
        let config = metadata::Config {
            partition: settings.partition("checkpoint"),
            codec_config: ((0..=RECORD_BYTES_MAX).into(), ()),
        };
        let checkpoint =
            Checkpoint::init(context.child("checkpoint"), config).await.map_err(StoreError::unreadable)?;
        let mut facts = database::open(&context, settings, Database::Facts, None).await?;
        let mut index = database::open(&context, settings, Database::Index, None).await?;
        let record = checkpoint.get(&CHECKPOINT).map(|bytes| Record::read(bytes)).transpose()?;
        let last = record.as_ref().map(|record| record.height);
        for database in [Database::Facts, Database::Index] {
            let db = match database {
                Database::Facts => &facts,
                Database::Index => &index,
            };
            let height = database::height(db).await?;
            if height < last {
                return Err(StoreError::Damaged {
                    what: "it ends before the last block that was brought to the disk",
                });
            }
            if height == last {
                continue;
            }
            tracing::info!(
                database = database.name(),
                height,
                to = last,
                "taking back what was not brought to the disk"
            );
            match database {
                Database::Facts => {
                    facts = database::rewind(facts, last, &context, settings, database).await?;
                }
                Database::Index => {
                    index = database::rewind(index, last, &context, settings, database).await?;
                }
            }
        }
        let roots = roots(&facts, &index);
        if record.as_ref().is_some_and(|record| record.roots != roots) {
            return Err(StoreError::Damaged { what: "its roots are not those of its height" });
        }
        let note = record.map(|record| record.note);
        let open = Some(Open { facts, index, checkpoint });
        Ok(Self { open, height: last, roots, note, operations_per_file: settings.operations_per_file })
    }

    /// What the caller noted at the last [`Store::sync`] before the store was opened.
    pub fn note(&self) -> Option<&[u8]> {
        self.note.as_deref()
    }

    /// The height of the last block that both databases hold; nothing where no batch was applied.
    pub const fn height(&self) -> Option<u64> {
        self.height
    }

    /// The roots after the last block.
    pub const fn roots(&self) -> StateRoots {
        self.roots
    }

    fn opened(&self) -> Result<&Open<E>, StoreError> {
        self.open.as_ref().ok_or(StoreError::Stopped)
    }

    fn database(&self, database: Database) -> Result<&Qmdb<E>, StoreError> {
        let open = self.opened()?;
        Ok(match database {
            Database::Facts => &open.facts,
            Database::Index => &open.index,
        })
    }

    /// The value of a key.
    pub async fn get(&self, database: Database, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.database(database)?.get(&theirs(&state_key(key))).await.map_err(StoreError::unreadable)
    }

    /// The values of keys, in the order of `keys`.
    pub async fn get_many<K: AsRef<[u8]> + Sync>(
        &self,
        database: Database,
        keys: &[K],
    ) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let hashed: Vec<_> = keys.iter().map(|key| theirs(&state_key(key.as_ref()))).collect();
        let keys: Vec<_> = hashed.iter().collect();
        self.database(database)?.get_many(&keys).await.map_err(StoreError::unreadable)
    }

    /// A proof that a key of the facts holds its value, under the latest [`Store::roots`]; nothing
    /// where the key holds none.
    pub async fn prove(&self, key: &[u8]) -> Result<Option<StateProof>, StoreError> {
        let facts = &self.opened()?.facts;
        let proof = database::prove(facts, &state_key(key)).await?;
        Ok(proof.map(|proof| proof::ours(proof, self.roots.index)))
    }

    /// Applies what one block changes to both databases, in memory and towards the disk.
    ///
    /// A batch that is refused here ([`StoreError::Order`], [`StoreError::Value`]) changes nothing.
    pub async fn apply(&mut self, batch: Batch) -> Result<StateRoots, StoreError> {
        let Batch { height, facts: of_facts, index: of_index } = batch;
        if let Some(last) = self.height.filter(|last| *last >= height) {
            return Err(StoreError::Order { height, last });
        }
        let longest = of_facts.values().chain(of_index.values()).flatten().map(Vec::len).max();
        if let Some(bytes) = longest.filter(|bytes| *bytes > VALUE_BYTES_MAX) {
            return Err(StoreError::Value { bytes });
        }
        let Open { facts, index, checkpoint } = self.open.take().ok_or(StoreError::Stopped)?;
        let facts = database::apply(facts, of_facts, height).await?;
        let index = database::apply(index, of_index, height).await?;
        self.roots = roots(&facts, &index);
        self.height = Some(height);
        self.open = Some(Open { facts, index, checkpoint });
        Ok(self.roots)
    }

    /// Waits until everything that was applied is on disk, with a note of at most [`NOTE_BYTES_MAX`]
    /// bytes beside it, and gives up what is no longer needed.
    pub async fn sync(&mut self, note: &[u8]) -> Result<(), StoreError> {
        debug_assert!(note.len() <= NOTE_BYTES_MAX, "the caller bounds its note");
        let Open { mut facts, mut index, mut checkpoint } = self.open.take().ok_or(StoreError::Stopped)?;
        if !planted::is(Planted::AcknowledgedBeforeSync) {
            facts = facts.sync().await.map_err(StoreError::failed("bring the facts to the disk"))?;
            index = index.sync().await.map_err(StoreError::failed("bring the index to the disk"))?;
        }
        if let Some(height) = self.height {
            checkpoint.put(CHECKPOINT, Record { height, roots: self.roots, note: note.to_vec() }.to_bytes());
            let failed = StoreError::failed("bring the checkpoint to the disk");
            checkpoint = checkpoint.sync().await.map_err(|error| failed(error.into()))?;
        }
        // Only now: opening goes back at most to this block, which both databases hold for good.
        let facts = database::prune(facts, self.operations_per_file).await?;
        let index = database::prune(index, self.operations_per_file).await?;
        self.open = Some(Open { facts, index, checkpoint });
        Ok(())
    }

    /// Removes a store from the disk, whatever its state, so that it can be made again from the blocks.
    /// It must not be open.
    pub async fn erase(context: &E, settings: &Settings) -> Result<(), StoreError> {
        database::erase(context, settings).await
    }
}

fn roots<E: Context>(facts: &Qmdb<E>, index: &Qmdb<E>) -> StateRoots {
    StateRoots { facts: Digest::new(facts.root().0), index: Digest::new(index.root().0) }
}

/// The most bytes of a note.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;
const RECORD_BYTES_MAX: usize = NOTE_BYTES_MAX + 72;

/// What the checkpoint keeps: height u64 ‖ facts root ‖ index root ‖ note.
struct Record {
    height: u64,
    roots: StateRoots,
    note: Vec<u8>,
}

impl Record {
    fn to_bytes(&self) -> Vec<u8> {
        let Self { height, roots, note } = self;
        [&height.to_be_bytes()[..], roots.facts.as_ref(), roots.index.as_ref(), note].concat()
    }

    fn read(bytes: &[u8]) -> Result<Self, StoreError> {
        let damaged = StoreError::Damaged { what: "its checkpoint is cut short" };
        let parts = || {
            let (height, rest) = bytes.split_first_chunk::<8>()?;
            let (facts, rest) = rest.split_first_chunk::<32>()?;
            let (index, note) = rest.split_first_chunk::<32>()?;
            Some((*height, *facts, *index, note))
        };
        let (height, facts, index, note) = parts().ok_or(damaged)?;
        let roots = StateRoots { facts: Digest::new(facts), index: Digest::new(index) };
        Ok(Self { height: u64::from_be_bytes(height), roots, note: note.to_vec() })
    }
}
