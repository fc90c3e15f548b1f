//! The store as the chain sees it: a trait of ours, so that another store can stand in its place.
use super::{Batch, Context, Database, Store, StoreError};
use futures::future::BoxFuture;
use protocol::{StateProof, StateRoots};

/// What a chain asks of a store.
pub trait Backing: Send + Sync {
    /// The height of the last block that was applied; nothing where none was.
    fn height(&self) -> Option<u64>;

    /// The roots after that block.
    fn roots(&self) -> StateRoots;

    /// What was noted at the last sync before the store was opened.
    fn note(&self) -> Option<Vec<u8>>;

    /// The values of keys, in the order of `keys`.
    fn read(
        &self,
        database: Database,
        keys: Vec<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Vec<Option<Vec<u8>>>, StoreError>>;

    /// A proof that a key of the facts holds its value; nothing where it holds none.
    fn prove(&self, key: Vec<u8>) -> BoxFuture<'_, Result<Option<StateProof>, StoreError>>;

    /// Applies what one block changes.
    fn apply(&mut self, batch: Batch) -> BoxFuture<'_, Result<StateRoots, StoreError>>;

    /// Waits until everything applied is on the disk, with a note beside it.
    fn sync(&mut self, note: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>>;
}

impl<E: Context> Backing for Store<E> {
    fn height(&self) -> Option<u64> {
        Self::height(self)
    }

    fn roots(&self) -> StateRoots {
        Self::roots(self)
    }

    fn note(&self) -> Option<Vec<u8>> {
        Self::note(self).map(<[u8]>::to_vec)
    }

    fn read(
        &self,
        database: Database,
        keys: Vec<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Vec<Option<Vec<u8>>>, StoreError>> {
        Box::pin(async move { self.get_many(database, &keys).await })
    }

    fn prove(&self, key: Vec<u8>) -> BoxFuture<'_, Result<Option<StateProof>, StoreError>> {
        Box::pin(async move { Self::prove(self, &key).await })
    }

    fn apply(&mut self, batch: Batch) -> BoxFuture<'_, Result<StateRoots, StoreError>> {
        Box::pin(Self::apply(self, batch))
    }

    fn sync(&mut self, note: Vec<u8>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { Self::sync(self, &note).await })
    }
}
