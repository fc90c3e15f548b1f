//! Entries that wait for a block: in memory, bounded, oldest first with a fair share for each signer.
//!
//! Only what was admitted ([`crate::admission`]) gets here. Nothing is lost with it: whoever submitted
//! an entry keeps it until it is final.
//!
//! # Rules
//!
//! The order of turns is that of [`queue`]. An entry that the rules refuse for the time being has a
//! new turn, as if it came now. What clients brought here is sent to the others again in the order in
//! which it came.
//!
//! A client's new entry is let in only if it would not wait too long ([`bound`]): those count that would
//! stand before it, and those on their way in whose signatures are being verified. So whoever floods stands
//! in the way of those alone who wait as long. What a peer forwards was let in there by the same rule, and
//! is taken within the peer's measure; what is held already is never refused.
//!
//! # Limits
//!
//! [`Limits`]: in all by number and by weight, for each signing key, and for each peer that forwarded. No
//! collection here is hashed, so that a simulated run is the same twice.
pub mod bound;
mod queue;

use crate::block::{BODY_BYTES_MAX, ENTRY_FRAME_BYTES_MAX, PublicKey};
use bound::{BLOCK, Drain, Known, away_s, most_before, weight};
use bytes::Bytes;
use commonware_utils::channel::watch;
use protocol::{
    Canonical as _, Digest, EntryId, SignedEntry, SignerKeyId,
    block::{ENTRIES_MAX, SIGNED_AHEAD_MS_MAX},
    hash::sha256,
};
use queue::{Place, Queue};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
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
    /// In all by weight ([`bound`]); a quarter of it for each peer.
    pub weight: u64,
    /// The weight that may always stand before a client's new entry.
    pub before: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: 10_000, per_signer: 500, per_peer: 2_500, weight: 32 * BLOCK, before: BLOCK / 4 }
    }
}

/// How many entries are offered to a block at most: those it can hold, and some in reserve for those that
/// the rules refuse on its parent.
const OFFERED_MAX: usize = ENTRIES_MAX + 64;
/// How many refusals are remembered, so that whoever asks learns the code.
pub const REFUSED_MAX: usize = 65_536;

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
    /// It would wait too long.
    #[error("too much waits already")]
    Queue,
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

/// That an entry is not held, and for how long its sender stays away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{full}; send it again in {after_s} s")]
pub struct NoRoom {
    /// Why.
    pub full: Full,
    /// In how many seconds what stands in its way will be gone.
    pub after_s: u32,
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
    /// Which of all that ever came.
    number: u64,
}

/// Why an entry was dropped.
struct Refused {
    code: &'static str,
    /// The hash of the bytes it came with, signatures included.
    fingerprint: Digest,
}

impl Waiting {
    /// The hash of its bytes, signatures included.
    pub fn fingerprint(&self) -> Digest {
        sha256(&[&self.bytes])
    }

    /// What it takes of a block.
    fn size(&self) -> usize {
        self.bytes.len() + ENTRY_FRAME_BYTES_MAX
    }
}

fn weight_of(entry: &SignedEntry) -> u64 {
    weight(entry.bytes().len() + ENTRY_FRAME_BYTES_MAX)
}

/// What a block holds, what room it leaves, and when it was made.
#[derive(Clone, Debug)]
pub struct Room {
    time_ms: u64,
    holds: BTreeSet<EntryId>,
    bytes: usize,
}

impl Room {
    /// The room that `entries` leave in a block of that time, in milliseconds since 1970.
    pub fn beside(time_ms: u64, entries: &[SignedEntry]) -> Self {
        let taken: usize = entries.iter().map(|entry| entry.to_bytes().len() + ENTRY_FRAME_BYTES_MAX).sum();
        let bytes = if entries.len() < ENTRIES_MAX { BODY_BYTES_MAX.saturating_sub(taken) } else { 0 };
        Self { time_ms, holds: entries.iter().map(SignedEntry::id).collect(), bytes }
    }
}

/// What a peer has waiting.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    entries: usize,
    weight: u64,
}

#[derive(Default)]
struct Inner {
    queue: Queue<SignerKeyId, Waiting>,
    by_id: BTreeMap<EntryId, Place>,
    /// What clients brought here, in the order in which it came.
    own: BTreeMap<u64, EntryId>,
    own_weight: u64,
    per_peer: BTreeMap<PublicKey, Share>,
    /// The weight of entries that are on their way in.
    entering: u64,
    drain: Drain,
    came: u64,
    refused: BTreeMap<EntryId, Refused>,
    refused_order: VecDeque<EntryId>,
    /// Where the next look at waiting entries after a final block begins.
    review: Place,
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
        inner.by_id.get(&id).and_then(|place| inner.queue.get(*place)).cloned()
    }

    /// Whether the entry waits.
    pub fn holds(&self, id: EntryId) -> bool {
        self.lock().by_id.contains_key(&id)
    }

    /// The code of the refusal of an entry, as long as it is remembered.
    ///
    /// A refusal for its signatures is told only with the fingerprint of the very bytes that were refused:
    /// the id leaves signatures out, and whoever strips one from a good entry must not have the good one
    /// refused.
    pub fn refusal(&self, id: EntryId, of: Option<&Digest>) -> Option<&'static str> {
        let inner = self.lock();
        let refused = inner.refused.get(&id)?;
        (!refused.code.starts_with("signer.") || of == Some(&refused.fingerprint)).then_some(refused.code)
    }

    /// How many refusals are remembered.
    pub fn refusals(&self) -> usize {
        self.lock().refused.len()
    }

    /// Lets an entry begin its way in, if there is room and it would not wait too long; cheap, so that it is
    /// asked before signatures are checked.
    pub fn enter(&self, entry: &SignedEntry, source: &Source, now_ms: u64) -> Result<Entering<'_>, NoRoom> {
        let mut inner = self.lock();
        inner.room_for(self.limits, entry, source, now_ms)?;
        match source {
            Source::Client => inner.queue_for(self.limits, entry, now_ms)?,
            // What a peer has on its way is bounded by its measure.
            Source::Peer(_) => {}
        }
        let weight = weight_of(entry);
        inner.entering += weight;
        Ok(Entering { pool: self, weight })
    }

    /// Holds an admitted entry, and tells whether it came just now. Holding it again changes nothing.
    pub fn hold(
        &self,
        entry: SignedEntry,
        bytes: Bytes,
        source: Source,
        now_ms: u64,
    ) -> Result<bool, NoRoom> {
        let mut inner = self.lock();
        let id = entry.id();
        if inner.by_id.contains_key(&id) {
            return Ok(false);
        }
        inner.room_for(self.limits, &entry, &source, now_ms)?;
        let number = inner.came;
        inner.came += 1;
        let weight = weight_of(&entry);
        match &source {
            Source::Client => {
                inner.own.insert(number, id);
                inner.own_weight += weight;
            }
            Source::Peer(peer) => {
                let share = inner.per_peer.entry(peer.clone()).or_default();
                share.entries += 1;
                share.weight += weight;
            }
        }
        let signers = entry.signatures().iter().map(|signature| signature.key).collect();
        let waiting = Waiting { entry, bytes, since_ms: now_ms, source, number };
        let place = inner.queue.push(weight, signers, waiting);
        inner.by_id.insert(id, place);
        // What was refused was this entry under other signatures.
        inner.refused.remove(&id);
        drop(inner);
        self.arrivals.send_replace(number + 1);
        Ok(true)
    }

    /// The first entries in the order of turns, as many as fit into one block.
    pub fn oldest(&self) -> Vec<SignedEntry> {
        self.oldest_but(|_| false)
    }

    /// The same without those that a block under way holds: they take no room of the next one.
    pub fn oldest_but(&self, under_way: impl Fn(EntryId) -> bool) -> Vec<SignedEntry> {
        let inner = self.lock();
        let mut left = BODY_BYTES_MAX;
        let fits = |waiting: &&Waiting| left.checked_sub(waiting.size()).map(|rest| left = rest).is_some();
        let others = inner.queue.iter().filter(|waiting| !under_way(waiting.entry.id()));
        others.take_while(fits).take(OFFERED_MAX).map(|waiting| waiting.entry.clone()).collect()
    }

    /// The first entries that clients brought here by `until_ms` and that still wait, to be sent to the
    /// others again.
    pub fn own(&self, until_ms: u64, most: usize) -> Vec<Bytes> {
        let inner = self.lock();
        let waiting = |id| inner.by_id.get(id).and_then(|place| inner.queue.get(*place));
        let own = inner.own.values().filter_map(waiting).take_while(|waiting| waiting.since_ms <= until_ms);
        own.take(most).map(|waiting| waiting.bytes.clone()).collect()
    }

    /// Those that had waited here for `age_ms` when a block was made, are not in it and would have fitted
    /// beside what is; at most `most` of them.
    pub fn left_out(&self, room: &Room, age_ms: u64, most: usize) -> Vec<SignedEntry> {
        let inner = self.lock();
        let left_out = |waiting: &&Waiting| {
            let entry = waiting.entry.entry();
            waiting.since_ms.saturating_add(age_ms) <= room.time_ms
                && waiting.size() <= room.bytes
                && entry.signed_at <= room.time_ms.saturating_add(SIGNED_AHEAD_MS_MAX)
                && entry.valid_until >= room.time_ms
                && !room.holds.contains(&waiting.entry.id())
        };
        inner.queue.iter().filter(left_out).take(most).map(|waiting| waiting.entry.clone()).collect()
    }

    /// Gives entries another turn: the rules refused them, but not for good.
    pub fn postpone<'a>(&self, entries: impl IntoIterator<Item = &'a SignedEntry>) {
        let mut inner = self.lock();
        for entry in entries {
            let Some(place) = inner.by_id.get(&entry.id()).copied() else { continue };
            if let Some(place) = inner.queue.postpone(place) {
                inner.by_id.insert(entry.id(), place);
            }
        }
    }

    /// Drops an entry that the rules refuse, and remembers why and with which bytes it came.
    pub fn refuse(&self, id: EntryId, fingerprint: Digest, code: &'static str) {
        let mut inner = self.lock();
        inner.remove([id]);
        if inner.refused.insert(id, Refused { code, fingerprint }).is_none() {
            inner.refused_order.push_back(id);
        }
        while inner.refused_order.len() > REFUSED_MAX {
            let oldest = inner.refused_order.pop_front();
            oldest.and_then(|oldest| inner.refused.remove(&oldest));
        }
    }

    /// Drops what became final by `now_ms`. What of it waited here is the drain: a validator that catches up
    /// with old blocks learns nothing from them.
    pub fn remove<'a>(&self, entries: impl IntoIterator<Item = &'a SignedEntry>, now_ms: u64) {
        let mut inner = self.lock();
        let (all, own) = (inner.queue.weight(), inner.own_weight);
        let last_own_ms = inner.remove(entries.into_iter().map(SignedEntry::id));
        let (all, own) = (all - inner.queue.weight(), own - inner.own_weight);
        if all > 0 {
            let quickest_ms = last_own_ms.map(|came_ms| now_ms.saturating_sub(came_ms));
            inner.drain.note(all, own, quickest_ms, now_ms);
        }
    }

    /// The next entries to be looked at again, in turn, so that all have their turn.
    pub fn review(&self, most: usize) -> Vec<Waiting> {
        let mut inner = self.lock();
        let next: Vec<(Place, Waiting)> =
            inner.queue.around(inner.review, most).map(|(place, waiting)| (place, waiting.clone())).collect();
        inner.review = next.last().map_or_else(Place::default, |(last, _)| last.next());
        next.into_iter().map(|(_, waiting)| waiting).collect()
    }
}

/// An entry on its way in. It takes room of the queue until it is dropped, so that what is being verified
/// is bounded too.
pub struct Entering<'a> {
    pool: &'a Mempool,
    weight: u64,
}

impl Drop for Entering<'_> {
    fn drop(&mut self) {
        self.pool.lock().entering -= self.weight;
    }
}

impl Inner {
    /// Whether the limits have room for an entry.
    fn room_for(
        &self,
        limits: Limits,
        entry: &SignedEntry,
        source: &Source,
        now_ms: u64,
    ) -> Result<(), NoRoom> {
        let full = if self.queue.len() >= limits.total || self.queue.weight() >= limits.weight {
            Some(Full::Total)
        } else if signers(entry).any(|signer| self.queue.waiting_of(signer) >= limits.per_signer) {
            Some(Full::Signer)
        } else {
            match source {
                Source::Peer(peer) => self.per_peer.get(peer).and_then(|share| {
                    let full = share.entries >= limits.per_peer || share.weight >= limits.weight / 4;
                    full.then_some(Full::Peer)
                }),
                Source::Client => None,
            }
        };
        full.map_or(Ok(()), |full| Err(self.no_room(full, entry, now_ms)))
    }

    /// Whether a client's new entry would not wait too long.
    fn queue_for(&self, limits: Limits, entry: &SignedEntry, now_ms: u64) -> Result<(), NoRoom> {
        let (drains, quickest_ms) = (self.drain.per_second(now_ms), self.drain.quickest_ms(now_ms));
        let most = most_before(limits.before, drains, quickest_ms);
        if self.before(entry, now_ms) < most { Ok(()) } else { Err(self.no_room(Full::Queue, entry, now_ms)) }
    }

    /// What stands before a new entry, or is on its way to stand there.
    fn before(&self, entry: &SignedEntry, now_ms: u64) -> u64 {
        let known = Known { all: self.queue.weight(), own: self.own_weight };
        let before = self.queue.before(signers(entry));
        self.drain.with_unheard(before, known, now_ms).saturating_add(self.entering)
    }

    fn no_room(&self, full: Full, entry: &SignedEntry, now_ms: u64) -> NoRoom {
        let before = match full {
            Full::Queue | Full::Signer => self.before(entry, now_ms),
            Full::Total | Full::Peer => self.queue.weight(),
        };
        NoRoom { full, after_s: away_s(before, self.drain.per_second(now_ms)) }
    }

    /// Drops entries; when the last of them came that a client brought.
    fn remove(&mut self, ids: impl IntoIterator<Item = EntryId>) -> Option<u64> {
        let places: Vec<Place> = ids.into_iter().filter_map(|id| self.by_id.remove(&id)).collect();
        let mut last_own_ms = None;
        for waiting in self.queue.remove(places) {
            match &waiting.source {
                Source::Client => {
                    self.own.remove(&waiting.number);
                    self.own_weight -= weight_of(&waiting.entry);
                    last_own_ms = last_own_ms.max(Some(waiting.since_ms));
                }
                Source::Peer(peer) => self.release(peer, weight_of(&waiting.entry)),
            }
        }
        last_own_ms
    }

    fn release(&mut self, peer: &PublicKey, weight: u64) {
        if let Some(share) = self.per_peer.get_mut(peer) {
            share.entries -= 1;
            share.weight -= weight;
            if share.entries == 0 {
                self.per_peer.remove(peer);
            }
        }
    }
}

fn signers(entry: &SignedEntry) -> impl Iterator<Item = &SignerKeyId> {
    entry.signatures().iter().map(|signature| &signature.key)
}

#[cfg(test)]
mod tests;
