//! Who waits for an entry to become final.
//!
//! # Limits
//!
//! Whoever waits is remembered for as long as it waits, so that there are as many as the client service
//! answers at once.
use super::{Chain, Place};
use crate::block::Block;
use commonware_utils::channel::oneshot::{self, error::RecvError};
use protocol::EntryId;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

type Waiting = BTreeMap<EntryId, Vec<oneshot::Sender<Place>>>;

#[derive(Default)]
pub(super) struct Told(Mutex<Waiting>);

impl Told {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells those who wait for an entry of a block that became final.
    pub(super) fn tell(&self, block: &Block) {
        let mut waiting = self.lock();
        if waiting.is_empty() {
            return;
        }
        for (index, entry) in (0u32..).zip(block.entries()) {
            for sender in waiting.remove(&entry.id()).unwrap_or_default() {
                // Who has gone away asks no more.
                let _told: Result<(), Place> = sender.send(Place { height: block.header().height, index });
            }
        }
    }
}

/// One who waits for an entry; forgotten when dropped.
pub struct WhenFinal<'a> {
    chain: &'a Chain,
    id: EntryId,
    told: oneshot::Receiver<Place>,
}

impl WhenFinal<'_> {
    /// The place of the entry once it is final.
    pub async fn told(&mut self) -> Result<Place, RecvError> {
        (&mut self.told).await
    }
}

impl Drop for WhenFinal<'_> {
    fn drop(&mut self) {
        self.told.close();
        let mut waiting = self.chain.told.lock();
        if let Some(others) = waiting.get_mut(&self.id) {
            others.retain(|other| !other.is_closed());
            if others.is_empty() {
                waiting.remove(&self.id);
            }
        }
    }
}

impl Chain {
    /// Tells the place of an entry once it becomes final; at once where it is one of the latest.
    pub fn when_final(&self, id: EntryId) -> WhenFinal<'_> {
        let (sender, told) = oneshot::channel();
        let mut waiting = self.told.lock();
        // Looked at while nobody can be told: what becomes final after this finds the waiting.
        if let Some(place) = self.lock().places.get(&id) {
            // Who asks is here.
            let _told: Result<(), Place> = sender.send(*place);
        } else {
            waiting.entry(id).or_default().push(sender);
        }
        WhenFinal { chain: self, id, told }
    }

    /// How many wait for an entry to become final.
    pub fn waiting_for_final(&self) -> usize {
        self.told.lock().values().map(Vec::len).sum()
    }
}
