//! What is let into the mempool, and which signatures are known to be good.
//!
//! An entry is parsed, looked up, measured against the bounds, its signatures are verified
//! ([`crate::verifier`]), and the rules are asked on the final state. A refusal that rests on final facts
//! is answered at once.
use crate::{
    block::Block,
    chain::{Chain, Looked, Place},
    mempool::{Entering, Full, Mempool, NoRoom, Room, Source, Waiting},
    planted::{self, Planted},
    signatures::Check,
    turns::{Count, LEFT_OUT_MS, Turns},
    verifier::{Job, Urgency, Verifier},
};
use bytes::Bytes;
use civil::refusal::{Refusal, Stands};
use commonware_runtime::Clock;
use crash::Point;
use protocol::{
    Canonical as _, Digest, EntryId, Malformed, SignedEntry,
    hash::sha256,
    signature::{KeyRecord, Signature, message},
};
use rand_core::CryptoRng;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// How far ahead of this validator's clock an entry may be signed and still wait, in milliseconds.
const HELD_AHEAD_MS_MAX: u64 = 60_000;
/// How long an entry waits for what it rests on, in milliseconds: this validator may be behind. Less than a
/// registry's validators hold their answers back, so that a clerk is told within one asking.
const BEHIND_MS_MAX: u64 = 1_500;
/// How many entries that a turn left out are held against the rules: one is enough.
const LEFT_OUT_ASKED: usize = 16;

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
    NoRoom(#[from] NoRoom),
}

/// An entry on its way into the mempool, with the bytes that it was read from.
#[derive(Clone, Debug)]
pub struct Candidate {
    entry: SignedEntry,
    bytes: Bytes,
    fingerprint: Digest,
}

impl Candidate {
    /// Reads a signed entry.
    pub fn read(bytes: Bytes) -> Result<Self, Malformed> {
        Ok(Self { entry: SignedEntry::from_bytes(&bytes)?, fingerprint: sha256(&[&bytes]), bytes })
    }

    /// The hash of its bytes, signatures included.
    pub const fn fingerprint(&self) -> Digest {
        self.fingerprint
    }

    /// The id of the entry.
    pub fn id(&self) -> EntryId {
        self.entry.id()
    }

    /// The number of its signatures.
    pub fn signatures(&self) -> usize {
        self.entry.signatures().len()
    }
}

/// Lets entries in. Shared by all parts of a validator.
pub struct Admission {
    chain: Arc<Chain>,
    pool: Arc<Mempool>,
    verifier: Verifier,
    turns: Mutex<Turns>,
    /// When entries that wait were looked at again, in milliseconds since 1970.
    reviewed: AtomicU64,
}

impl Admission {
    /// Lets entries into `pool` by the rules on `chain`. Nothing is let in unless
    /// [`Self::verify_signatures`] runs.
    pub fn new(chain: Arc<Chain>, pool: Arc<Mempool>) -> Self {
        Self {
            chain,
            pool,
            verifier: Verifier::default(),
            turns: Mutex::default(),
            reviewed: AtomicU64::new(0),
        }
    }

    /// Verifies the signatures that all others wait for, until the task is aborted. Holds its thread
    /// while it verifies.
    pub async fn verify_signatures(&self, context: impl Clock + CryptoRng) {
        self.verifier.run(context).await;
    }

    /// Takes the bytes of a signed entry from `source` at `now_ms`.
    pub async fn admit(&self, bytes: Bytes, source: Source, now_ms: u64) -> Result<Admitted, NotAdmitted> {
        Ok(self.admit_one(Candidate::read(bytes)?, source, now_ms).await?)
    }

    /// Takes one entry from `source` at `now_ms`.
    pub async fn admit_one(
        &self,
        candidate: Candidate,
        source: Source,
        now_ms: u64,
    ) -> Result<Admitted, NoRoom> {
        let mut verdicts = self.admit_all(vec![candidate], &source, now_ms).await;
        verdicts.pop().expect("one candidate has one verdict")
    }

    /// Takes several entries from `source` at `now_ms`, and tells what came of each, in order. Their
    /// signatures are verified together.
    pub async fn admit_all(&self, candidates: Vec<Candidate>, source: &Source, now_ms: u64) -> Vec<Answer> {
        let looked = self.look(candidates, source, now_ms).await;
        let mut jobs = Vec::new();
        let mut waits = Vec::new();
        for (candidate, looked) in looked {
            waits.push(looked.map(|(job, entering)| {
                jobs.push(job);
                (candidate, entering)
            }));
        }
        let unchecked = planted::is(Planted::OwnProposalUnchecked) && *source == Source::Client;
        let all = jobs.len();
        let good = self.verifier.verify(jobs, Urgency::InBatches).await;
        let mut good = if unchecked { vec![true; all] } else { good }.into_iter();
        let mut answers = Vec::new();
        for waits in waits {
            answers.push(match waits {
                Err(answer) => answer,
                // It is on its way in until it is held or refused.
                Ok((candidate, _entering)) => match good.next() {
                    Some(true) => self.let_in(candidate, source, now_ms).await,
                    Some(false) | None => Ok(Admitted::Refused(Refusal::SignatureWrong)),
                },
            });
        }
        answers
    }

    /// What is to be verified of each, or everything that can be said of it without.
    async fn look(
        &self,
        candidates: Vec<Candidate>,
        source: &Source,
        now_ms: u64,
    ) -> Vec<(Candidate, Result<(Job, Entering<'_>), Answer>)> {
        let known: Vec<_> =
            candidates.iter().map(|candidate| self.known(candidate, source, now_ms)).collect();
        let unknown = candidates.iter().zip(&known).filter(|(_, known)| known.is_ok());
        let unknown: Vec<SignedEntry> = unknown.map(|(candidate, _)| candidate.entry.clone()).collect();
        let mut looked = self.chain.look(&unknown).await.into_iter();
        let mut all = Vec::new();
        for (candidate, known) in candidates.into_iter().zip(known) {
            let of = match known {
                Err(answer) => Err(answer),
                Ok(entering) => match looked.next().expect("each that is unknown was looked at") {
                    Looked::Signed(signers) => {
                        Ok((job(candidate.fingerprint, &candidate.entry, signers), entering))
                    }
                    Looked::Final(place) => Err(Ok(Admitted::Final(place))),
                    Looked::Refused(refusal) => Err(Ok(Admitted::Refused(refusal))),
                },
            };
            all.push((candidate, of));
        }
        all
    }

    /// What can be said of an entry without the state, or that it is on its way in.
    fn known(&self, candidate: &Candidate, source: &Source, now_ms: u64) -> Result<Entering<'_>, Answer> {
        let id = candidate.entry.id();
        // A final entry leaves the mempool a moment after whoever waits for it is told.
        if let Some(place) = self.chain.recent_place(id) {
            return Err(Ok(Admitted::Final(place)));
        }
        if self.pool.holds(id) {
            return Err(Ok(Admitted::Held { new: false }));
        }
        // Whoever goes away leaves its signatures to be verified.
        if *source == Source::Client && self.verifier.is_behind() {
            return Err(Err(NoRoom { full: Full::Queue, after_s: 1 }));
        }
        self.pool.enter(&candidate.entry, source, now_ms).map_err(Err)
    }

    /// Lets an entry in whose signatures are good, if the rules do.
    async fn let_in(&self, candidate: Candidate, source: &Source, now_ms: u64) -> Answer {
        let Candidate { entry, bytes, fingerprint } = candidate;
        let id = entry.id();
        if entry.entry().signed_at > now_ms.saturating_add(HELD_AHEAD_MS_MAX) {
            return Ok(Admitted::Refused(Refusal::SignedInFuture));
        }
        // What was refused here has waited before: the wait does not begin anew with each copy.
        let waited = self.pool.refusal(id, Some(&fingerprint)).is_some();
        let since_ms = if waited { 0 } else { now_ms };
        // What a peer forwards the rules let in there a moment ago. They judge it again before it gets into
        // a block; only a client is told before.
        let asks = waited || *source == Source::Client;
        if asks && let Some(refusal) = self.refusal_for_good(&entry, since_ms, now_ms).await {
            // Final between the first look and now.
            if let Some(place) = self.chain.place_of(&entry).await {
                return Ok(Admitted::Final(place));
            }
            self.pool.refuse(id, fingerprint, refusal.code());
            return Ok(Admitted::Refused(refusal));
        }
        crash::point(Point::NodeAdmitGood);
        let new = self.pool.hold(entry, bytes, source.clone(), now_ms)?;
        Ok(Admitted::Held { new })
    }

    /// Why the final state refuses an entry for good, if it does; asked at `now_ms` of an entry that
    /// came at `since_ms`.
    ///
    /// Only block time ends an entry's validity, never this validator's clock. What an entry rests on
    /// may be final elsewhere already: for a while that it is missing here does not count.
    pub async fn refusal_for_good(&self, entry: &SignedEntry, since_ms: u64, now_ms: u64) -> Option<Refusal> {
        let earliest = self.chain.time_ms().saturating_add(1);
        let latest = entry.entry().valid_until.max(earliest);
        let time_ms = now_ms.max(earliest).min(latest);
        let refusal = self.chain.decide(time_ms, entry).await.err()?;
        let may_be_behind = now_ms.saturating_sub(since_ms) < BEHIND_MS_MAX;
        let for_good = match refusal.stands() {
            Stands::ForGood => true,
            Stands::MayPass => refusal != Refusal::SignedInFuture && !may_be_behind,
        };
        for_good.then_some(refusal)
    }

    /// The place of the first entry of a block on `parent` whose signatures are not good, if there is
    /// one. `None` outside where the parent is not known here.
    pub async fn first_forged(&self, parent: &Digest, entries: &[SignedEntry]) -> Option<Option<usize>> {
        let (mut places, mut jobs) = (Vec::new(), Vec::new());
        let mut unsigned = None;
        for (index, entry) in entries.iter().enumerate() {
            let fingerprint = sha256(&[entry.bytes()]);
            if self.verifier.knows(&fingerprint) {
                continue;
            }
            let Ok(signers) = self.chain.signers_on(parent, entry).await? else {
                unsigned = Some(index);
                break;
            };
            places.push(index);
            jobs.push(job(fingerprint, entry, signers));
        }
        let verdicts = self.verifier.verify(jobs, Urgency::AtOnce).await;
        let forged = places.iter().zip(verdicts).find(|(_, good)| !good).map(|(place, _)| *place);
        Some(forged.or(unsigned))
    }

    /// After a final block: drops what became final, and looks at some of the others again.
    pub async fn settle(&self, entries: &[SignedEntry], now_ms: u64) {
        const REVIEWED_AT_ONCE: usize = 256;
        const REVIEW_MS: u64 = 1000;
        self.pool.remove(entries, now_ms);
        // Looking again costs as much as letting in: once a second is enough.
        if now_ms.abs_diff(self.reviewed.load(Ordering::Relaxed)) < REVIEW_MS {
            return;
        }
        self.reviewed.store(now_ms, Ordering::Relaxed);
        for waiting in self.pool.review(REVIEWED_AT_ONCE) {
            if let Some(refusal) = self.refusal_for_good(&waiting.entry, waiting.since_ms, now_ms).await {
                self.drop_refused(&waiting, refusal);
            }
        }
    }

    /// After a proposal: drops those that the final state refuses for good, the rest waits behind the others.
    pub async fn reconsider(&self, refused: &[SignedEntry], now_ms: u64) {
        self.pool.postpone(refused);
        for waiting in refused.iter().filter_map(|entry| self.pool.waiting(entry.id())) {
            if let Some(refusal) = self.refusal_for_good(&waiting.entry, waiting.since_ms, now_ms).await {
                self.drop_refused(&waiting, refusal);
            }
        }
    }

    /// Counts the turn of a block's leader: whether it left out what had waited here for five seconds,
    /// would have fitted, and what the rules would have accepted.
    ///
    /// To be called with a final block before the chain takes it: then the final state is the one on
    /// which its leader built.
    pub async fn count_turn(&self, block: &Block) {
        let header = block.header();
        let room = Room::beside(header.time_ms, block.entries());
        let left_out = self.pool.left_out(&room, LEFT_OUT_MS, LEFT_OUT_ASKED);
        let mut accepted = false;
        for entry in &left_out {
            accepted |= self.chain.decide(header.time_ms, entry).await.is_ok();
        }
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.count(header.context.leader, accepted);
    }

    /// The turns of the member with this key, since this validator started.
    pub fn turns_of(&self, member: &[u8; 32]) -> Count {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).of(member)
    }

    fn drop_refused(&self, waiting: &Waiting, refusal: Refusal) {
        let id = waiting.entry.id();
        tracing::info!(entry.id = %id, refusal.code = refusal.code(), "dropped an entry that the rules refuse");
        self.pool.refuse(id, waiting.fingerprint(), refusal.code());
    }
}

/// What came of an entry, or that there is no room for it.
pub type Answer = Result<Admitted, NoRoom>;

fn job(fingerprint: Digest, entry: &SignedEntry, signers: Vec<(KeyRecord, Signature)>) -> Job {
    let class = entry.entry().network.class;
    let check = |(record, signature): (KeyRecord, Signature)| {
        let message = message(entry.id(), signature.role);
        Check { class, record, message, signature }
    };
    Job { fingerprint, checks: signers.into_iter().map(check).collect() }
}

#[cfg(test)]
mod tests;
