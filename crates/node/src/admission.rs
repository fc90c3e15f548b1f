//! What is let into the mempool, and which signatures are known to be good.
//!
//! An entry is parsed, looked up, measured against the bounds, its signatures are checked, and the
//! rules are asked on the final state. A refusal that rests on final facts is answered at once.
use crate::{
    chain::{Chain, Place},
    mempool::{Full, Mempool, Source},
};
use bytes::Bytes;
use civil::refusal::Refusal;
use crash::Point;
use protocol::{
    Canonical as _, Digest, EntryId, Malformed, NetworkClass, SignedEntry,
    hash::sha256,
    signature::{self, KeyRecord, Signature},
};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// How far ahead of this validator's clock an entry may be signed and still wait, in milliseconds.
const HELD_AHEAD_MS_MAX: u64 = 60_000;
/// How long an entry waits for what it rests on, in milliseconds: this validator may be behind.
const BEHIND_MS_MAX: u64 = 30_000;
/// How many entries' signatures are remembered as good.
const CHECKED_MAX: usize = 65_536;

/// What came of a submitted entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// It waits for a block; `new` where it did not before.
    Held {
        /// Whether it came just now.
        new: bool,
    },
    /// It is final.
    Final(Place),
    /// The rules refuse it on a final state.
    Refused(Refusal),
}

/// Why no answer about an entry can be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// It is no signed entry.
    #[error("this is no signed entry: {0}")]
    Malformed(#[from] Malformed),
    /// There is no room for it now.
    #[error(transparent)]
    Full(#[from] Full),
}

/// Entries whose signatures were found good, bounded; oldest go first.
#[derive(Default)]
struct Checked {
    known: BTreeSet<Digest>,
    order: VecDeque<Digest>,
}

/// Lets entries in. Shared by all parts of a validator.
pub struct Admission {
    chain: Arc<Chain>,
    pool: Arc<Mempool>,
    checked: Mutex<Checked>,
}

impl Admission {
    /// Lets entries into `pool` by the rules on `chain`.
    pub fn new(chain: Arc<Chain>, pool: Arc<Mempool>) -> Self {
        Self { chain, pool, checked: Mutex::default() }
    }

    /// Takes the bytes of a signed entry from `source` at `now_ms`.
    pub fn admit(&self, bytes: Bytes, source: Source, now_ms: u64) -> Result<Admitted, NotAdmitted> {
        let entry = SignedEntry::from_bytes(&bytes)?;
        if let Some(place) = self.chain.place(entry.id()) {
            return Ok(Admitted::Final(place));
        }
        if self.pool.waiting(entry.id()).is_some() {
            return Ok(Admitted::Held { new: false });
        }
        self.pool.room_for(&entry, &source)?;
        if let Err(refusal) = self.check(&entry) {
            return Ok(Admitted::Refused(refusal));
        }
        if entry.entry().signed_at > now_ms.saturating_add(HELD_AHEAD_MS_MAX) {
            return Ok(Admitted::Refused(Refusal::SignedInFuture));
        }
        if let Some(refusal) = self.refusal_for_good(&entry, now_ms, now_ms) {
            // Final between the first look and now.
            if let Some(place) = self.chain.place(entry.id()) {
                return Ok(Admitted::Final(place));
            }
            self.pool.refuse(entry.id(), refusal.code());
            return Ok(Admitted::Refused(refusal));
        }
        crash::point(Point::NodeAdmitGood);
        self.pool.hold(entry, bytes, source, now_ms)?;
        Ok(Admitted::Held { new: true })
    }

    /// Why the final state refuses an entry for good, if it does; asked at `now_ms` of an entry that
    /// came at `since_ms`.
    ///
    /// Only block time ends an entry's validity, never this validator's clock. What an entry rests on
    /// may be final elsewhere already: for a while that it is missing here does not count.
    pub fn refusal_for_good(&self, entry: &SignedEntry, since_ms: u64, now_ms: u64) -> Option<Refusal> {
        let earliest = self.chain.time_ms().saturating_add(1);
        let latest = entry.entry().valid_until.max(earliest);
        let time_ms = now_ms.max(earliest).min(latest);
        let refusal = self.chain.decide(time_ms, entry).err()?;
        let may_be_behind = now_ms.saturating_sub(since_ms) < BEHIND_MS_MAX;
        let for_good = match refusal {
            Refusal::UnknownAct | Refusal::UnknownSigner | Refusal::UnknownOffice => !may_be_behind,
            other => ledger::is_final_refusal(&other),
        };
        for_good.then_some(refusal)
    }

    /// Checks the signatures of an entry by the keys of the final state.
    fn check(&self, entry: &SignedEntry) -> Result<(), Refusal> {
        let fingerprint = fingerprint(entry);
        if self.is_known(&fingerprint) {
            return Ok(());
        }
        let signers = self.chain.signers(entry)?;
        if !all_good(entry.entry().network.class, entry.id(), &signers) {
            return Err(Refusal::SignatureWrong);
        }
        self.remember(fingerprint);
        Ok(())
    }

    /// The place of the first entry of a block on `parent` whose signatures are not good, if there is
    /// one. `None` outside where the parent is not known here.
    pub fn first_forged(&self, parent: &Digest, entries: &[SignedEntry]) -> Option<Option<usize>> {
        for (index, entry) in entries.iter().enumerate() {
            let fingerprint = fingerprint(entry);
            if self.is_known(&fingerprint) {
                continue;
            }
            match self.chain.signers_on(parent, entry)? {
                Ok(signers) if all_good(entry.entry().network.class, entry.id(), &signers) => {
                    self.remember(fingerprint)
                }
                Ok(_) | Err(_) => return Some(Some(index)),
            }
        }
        Some(None)
    }

    /// After a final block: drops what became final, and looks at some of the others again.
    pub fn settle(&self, entries: &[SignedEntry], now_ms: u64) {
        const REVIEWED_PER_BLOCK: usize = 256;
        self.pool.remove(entries);
        for waiting in self.pool.review(REVIEWED_PER_BLOCK) {
            if let Some(refusal) = self.refusal_for_good(&waiting.entry, waiting.since_ms, now_ms) {
                self.drop_refused(waiting.entry.id(), refusal);
            }
        }
    }

    /// After a proposal: drops those that the final state refuses for good, the rest waits behind the others.
    pub fn reconsider(&self, refused: &[SignedEntry], now_ms: u64) {
        self.pool.postpone(refused);
        for waiting in refused.iter().filter_map(|entry| self.pool.waiting(entry.id())) {
            if let Some(refusal) = self.refusal_for_good(&waiting.entry, waiting.since_ms, now_ms) {
                self.drop_refused(waiting.entry.id(), refusal);
            }
        }
    }

    fn drop_refused(&self, id: EntryId, refusal: Refusal) {
        tracing::info!(entry.id = %id, refusal.code = refusal.code(), "dropped an entry that the rules refuse");
        self.pool.refuse(id, refusal.code());
    }

    fn is_known(&self, fingerprint: &Digest) -> bool {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner).known.contains(fingerprint)
    }

    fn remember(&self, fingerprint: Digest) {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if checked.known.insert(fingerprint) {
            checked.order.push_back(fingerprint);
        }
        while checked.order.len() > CHECKED_MAX {
            let oldest = checked.order.pop_front();
            oldest.map(|oldest| checked.known.remove(&oldest));
        }
    }
}

/// Names an entry together with its signatures; the entry id leaves them out. A key id is a hash of the
/// key itself, so that what was good once under this name is good for ever.
fn fingerprint(entry: &SignedEntry) -> Digest {
    sha256(&[&entry.to_bytes()])
}

fn all_good(class: NetworkClass, id: EntryId, signers: &[(KeyRecord, Signature)]) -> bool {
    signers.iter().all(|(record, signature)| signature::is_good(class, record, id, signature))
}
