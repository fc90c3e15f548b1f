//! Entries that wait for a block: in memory, bounded, oldest first.
//!
//! Only what was admitted ([`crate::admission`]) gets here. Nothing is lost with it: whoever submitted
//! an entry keeps it until it is final.
//!
//! # Limits
//!
//! [`Limits`]: in all, for each signing key, and for each peer that forwarded. No collection here is
//! hashed, so that a simulated run is the same twice.
use crate::block::{BODY_BYTES_MAX, ENTRY_FRAME_BYTES_MAX, PublicKey};
use bytes::Bytes;
use commonware_utils::channel::watch;
use protocol::{EntryId, SignedEntry, SignerKeyId};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard},
};

/// How many entries may wait.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In all.
    pub total: usize,
    /// Signed by one key.
    pub per_signer: usize,
    /// Forwarded by one peer.
    pub per_peer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: 10_000, per_signer: 500, per_peer: 2_500 }
    }
}

/// How many refusals are remembered, so that whoever asks learns the code.
const REFUSED_MAX: usize = 65_536;

/// Who brought an entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A client of this validator: it is forwarded until it is final.
    Client,
    /// Another validator.
    Peer(PublicKey),
}

/// Why an entry is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// No room at all.
    #[error("no room for another entry")]
    Total,
    /// Too many of one signing key wait.
    #[error("too many entries of one signing key wait already")]
    Signer,
    /// Too many of one peer wait.
    #[error("too many entries of one validator wait already")]
    Peer,
}

/// An entry that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The entry.
    pub entry: SignedEntry,
    /// Its canonical bytes, as they are forwarded.
    pub bytes: Bytes,
    /// When it came, in milliseconds since 1970 by this validator's clock.
    pub since_ms: u64,
    source: Source,
}

#[derive(Default)]
struct Inner {
    /// Oldest first; what the rules refused for the time being goes to the end.
    queue: BTreeMap<u64, Waiting>,
    by_id: BTreeMap<EntryId, u64>,
    per_signer: BTreeMap<SignerKeyId, usize>,
    per_peer: BTreeMap<PublicKey, usize>,
    next: u64,
    refused: BTreeMap<EntryId, &'static str>,
    refused_order: VecDeque<EntryId>,
    /// The last entry of the queue that was looked at again after a final block.
    reviewed: u64,
}

/// The entries that wait. Shared by all parts of a validator.
pub struct Mempool {
    limits: Limits,
    inner: Mutex<Inner>,
    /// How many entries ever came; wakes the proposer.
    arrivals: watch::Sender<u64>,
}

impl Mempool {
    /// An empty one.
    pub fn new(limits: Limits) -> Self {
        Self { limits, inner: Mutex::default(), arrivals: watch::Sender::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("whoever holds the mempool does not panic")
    }

    /// Wakes with each entry that comes.
    pub fn arrivals(&self) -> watch::Receiver<u64> {
        self.arrivals.subscribe()
    }

    /// The number of entries that wait.
    pub fn len(&self) -> usize {
        self.lock().queue.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry, if it waits.
    pub fn waiting(&self, id: EntryId) -> Option<Waiting> {
        let inner = self.lock();
        inner.by_id.get(&id).and_then(|place| inner.queue.get(place)).cloned()
    }

    /// The code of the refusal of an entry, as long as it is remembered.
    pub fn refusal(&self, id: EntryId) -> Option<&'static str> {
        self.lock().refused.get(&id).copied()
    }

    /// Whether there would be room for an entry; cheap, so that it is asked before signatures are checked.
    pub fn room_for(&self, entry: &SignedEntry, source: &Source) -> Result<(), Full> {
        self.lock().room_for(self.limits, entry, source)
    }

    /// Holds an admitted entry. Holding it again changes nothing.
    pub fn hold(&self, entry: SignedEntry, bytes: Bytes, source: Source, now_ms: u64) -> Result<(), Full> {
        let mut inner = self.lock();
        if inner.by_id.contains_key(&entry.id()) {
            return Ok(());
        }
        inner.room_for(self.limits, &entry, &source)?;
        let place = inner.next;
        inner.next += 1;
        inner.by_id.insert(entry.id(), place);
        for signature in entry.signatures() {
            *inner.per_signer.entry(signature.key).or_default() += 1;
        }
        if let Source::Peer(peer) = &source {
            *inner.per_peer.entry(peer.clone()).or_default() += 1;
        }
        inner.queue.insert(place, Waiting { entry, bytes, since_ms: now_ms, source });
        let arrivals = inner.next;
        drop(inner);
        self.arrivals.send_replace(arrivals);
        Ok(())
    }

    /// The oldest entries that fit into one block.
    pub fn oldest(&self) -> Vec<SignedEntry> {
        let inner = self.lock();
        let mut left = BODY_BYTES_MAX;
        let fits = |waiting: &&Waiting| {
            let size = waiting.bytes.len() + ENTRY_FRAME_BYTES_MAX;
            left.checked_sub(size).map(|rest| left = rest).is_some()
        };
        inner.queue.values().take_while(fits).map(|waiting| waiting.entry.clone()).collect()
    }

    /// The oldest entries that clients brought here, to be sent to the others again.
    pub fn own(&self, most: usize) -> Vec<Bytes> {
        let inner = self.lock();
        let own = inner.queue.values().filter(|waiting| waiting.source == Source::Client);
        own.take(most).map(|waiting| waiting.bytes.clone()).collect()
    }

    /// Moves entries to the end: the rules refused them, but not for good.
    pub fn postpone<'a>(&self, entries: impl IntoIterator<Item = &'a SignedEntry>) {
        let mut inner = self.lock();
        for entry in entries {
            let Some(place) = inner.by_id.get(&entry.id()).copied() else { continue };
            if let Some(waiting) = inner.queue.remove(&place) {
                let place = inner.next;
                inner.next += 1;
                inner.queue.insert(place, waiting);
                inner.by_id.insert(entry.id(), place);
            }
        }
    }

    /// Drops an entry that can never be final and remembers why.
    pub fn refuse(&self, id: EntryId, code: &'static str) {
        let mut inner = self.lock();
        inner.remove(id);
        if inner.refused.insert(id, code).is_none() {
            inner.refused_order.push_back(id);
        }
        while inner.refused_order.len() > REFUSED_MAX {
            let oldest = inner.refused_order.pop_front();
            oldest.and_then(|oldest| inner.refused.remove(&oldest));
        }
    }

    /// Drops what became final.
    pub fn remove<'a>(&self, entries: impl IntoIterator<Item = &'a SignedEntry>) {
        let mut inner = self.lock();
        entries.into_iter().for_each(|entry| inner.remove(entry.id()));
    }

    /// The next entries to be looked at again, in turn, so that all have their turn.
    pub fn review(&self, most: usize) -> Vec<Waiting> {
        let mut inner = self.lock();
        let mut places: Vec<u64> =
            inner.queue.range(inner.reviewed..).map(|(place, _)| *place).take(most).collect();
        if places.len() < most {
            let rest = most - places.len();
            places.extend(inner.queue.range(..inner.reviewed).map(|(place, _)| *place).take(rest));
        }
        inner.reviewed = places.last().map_or(0, |last| last + 1);
        places.iter().filter_map(|place| inner.queue.get(place)).cloned().collect()
    }
}

impl Inner {
    fn room_for(&self, limits: Limits, entry: &SignedEntry, source: &Source) -> Result<(), Full> {
        if self.queue.len() >= limits.total {
            return Err(Full::Total);
        }
        let of_signer = |key| self.per_signer.get(key).copied().unwrap_or(0);
        if entry.signatures().iter().any(|signature| of_signer(&signature.key) >= limits.per_signer) {
            return Err(Full::Signer);
        }
        match source {
            Source::Peer(peer) if self.per_peer.get(peer).copied().unwrap_or(0) >= limits.per_peer => {
                Err(Full::Peer)
            }
            Source::Peer(_) | Source::Client => Ok(()),
        }
    }

    fn remove(&mut self, id: EntryId) {
        let Some(waiting) = self.by_id.remove(&id).and_then(|place| self.queue.remove(&place)) else {
            return;
        };
        for signature in waiting.entry.signatures() {
            release(&mut self.per_signer, &signature.key);
        }
        if let Source::Peer(peer) = &waiting.source {
            release(&mut self.per_peer, peer);
        }
    }
}

fn release<K: Ord + Clone>(counts: &mut BTreeMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests;
