//! Every signature is verified once on this validator, in batches, and remembered.
//!
//! # Rules
//!
//! What is to be verified, for whoever waits, is gathered until 256 signatures wait or until 5 ms have
//! passed since the last batch was taken; so one alone waits for nothing and many wait for 5 ms at
//! most. A block's entries do not wait: with them goes everything that waits.
//!
//! Good entries are remembered by the hash of their bytes *with* their signatures. A signature names its
//! key by the hash of the key's record, so what was good once under that hash is good for ever; whether
//! the key is in force is for the rules. Bad ones are not remembered.
//!
//! # Limits
//!
//! 65,536 entries are remembered, the oldest are forgotten first. What waits is bounded by those who
//! ask: clients by the mempool's queue ([`crate::mempool::bound`]), and where they go away before the answer
//! by [`BEHIND`]; peers by [`crate::peers`], blocks by their size.
use crate::{
    meter::Part,
    signatures::{Check, Signatures},
};
use commonware_macros::select;
use commonware_runtime::Clock;
use commonware_utils::channel::{oneshot, watch};
use protocol::Digest;
use rand_core::CryptoRng;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard},
    time::Duration,
};

/// How many signatures are verified at once.
pub const BATCH: usize = 256;
/// The shortest time between two batches that are not full.
pub const PACE: Duration = Duration::from_millis(5);
/// With so many signatures in the queue nothing new of a client's is asked: about half a second's work.
pub const BEHIND: usize = 8_192;
/// How many entries are remembered as good.
const REMEMBERED_MAX: usize = 65_536;

/// The signatures of one entry.
#[derive(Clone, Debug)]
pub struct Job {
    /// Names the entry together with its signatures: the hash of its bytes.
    pub fingerprint: Digest,
    /// All of its signatures.
    pub checks: Vec<Check>,
}

/// Whether something waits for a batch to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// It does.
    InBatches,
    /// It does not, and takes what waits with it.
    AtOnce,
}

#[derive(Default)]
struct Inner {
    good: BTreeSet<Digest>,
    good_order: VecDeque<Digest>,
    queue: VecDeque<Job>,
    /// The number of signatures in the queue.
    queued: usize,
    at_once: bool,
    /// Who waits for a verdict, by the entry's fingerprint.
    told: BTreeMap<Digest, Vec<oneshot::Sender<bool>>>,
}

/// Verifies for everybody on this validator. Shared by all its parts.
pub struct Verifier {
    inner: Mutex<Inner>,
    /// How often something was asked; wakes [`Self::run`].
    asked: watch::Sender<u64>,
}

impl Default for Verifier {
    fn default() -> Self {
        Self { inner: Mutex::default(), asked: watch::Sender::new(0) }
    }
}

impl Verifier {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("whoever holds the verifier's queue does not panic")
    }

    /// Whether the entry of this fingerprint was found good.
    pub fn knows(&self, fingerprint: &Digest) -> bool {
        self.lock().good.contains(fingerprint)
    }

    /// Whether so much is to be verified that clients have to wait.
    pub fn is_behind(&self) -> bool {
        self.lock().queued >= BEHIND
    }

    /// Whether all signatures of each job are good, in order. Waits for [`Self::run`].
    ///
    /// A caller that goes away before the answer loses nothing: the answer is remembered.
    pub async fn verify(&self, jobs: Vec<Job>, urgency: Urgency) -> Vec<bool> {
        let answers = self.ask(jobs, urgency);
        let mut verdicts = Vec::with_capacity(answers.len());
        for answer in answers {
            verdicts.push(match answer {
                Answer::Known => true,
                // Whoever runs the batches ends with the validator, and so does whoever asks.
                Answer::Later(verdict) => match verdict.await {
                    Ok(verdict) => verdict,
                    Err(_) => futures::future::pending().await,
                },
            });
        }
        verdicts
    }

    fn ask(&self, jobs: Vec<Job>, urgency: Urgency) -> Vec<Answer> {
        let mut inner = self.lock();
        let answers: Vec<Answer> = jobs.into_iter().map(|job| inner.ask(job)).collect();
        inner.at_once |= urgency == Urgency::AtOnce && !inner.queue.is_empty();
        drop(inner);
        if answers.iter().any(|answer| matches!(answer, Answer::Later(_))) {
            self.asked.send_modify(|times| *times = times.wrapping_add(1));
        }
        answers
    }

    /// Verifies whatever is asked, until the task is aborted. Holds its thread while it verifies.
    pub async fn run<E: Clock + CryptoRng>(&self, mut context: E) {
        let mut signatures = Signatures::default();
        let mut asked = self.asked.subscribe();
        let mut taken = context.current() - PACE;
        loop {
            asked.mark_unchanged();
            let now = context.current();
            // A clock that was put back does not make anybody wait longer.
            let due = (taken + PACE).min(now + PACE);
            let jobs = self.lock().take(now >= due);
            if !jobs.is_empty() {
                taken = now;
                let checks: Vec<Check> = jobs.iter().flat_map(|job| &job.checks).cloned().collect();
                let verdicts = Part::Signatures.count(|| signatures.verify(&checks, &mut context));
                self.tell(&jobs, &verdicts);
                continue;
            }
            let waits = !self.lock().queue.is_empty();
            select! {
                // The sender lives as long as `self`, so that waiting does not fail.
                _ = asked.changed() => {},
                () = async { if waits { context.sleep_until(due).await } else { futures::future::pending().await } } => {},
            }
        }
    }

    fn tell(&self, jobs: &[Job], verdicts: &[bool]) {
        let mut inner = self.lock();
        let mut verdicts = verdicts.iter();
        for job in jobs {
            // An entry without signatures would be nobody's.
            let some = !job.checks.is_empty();
            let good = verdicts.by_ref().take(job.checks.len()).fold(some, |good, verdict| good && *verdict);
            if good {
                inner.remember(job.fingerprint);
            }
            for waiting in inner.told.remove(&job.fingerprint).unwrap_or_default() {
                if waiting.send(good).is_err() {
                    tracing::trace!("whoever asked about an entry went away");
                }
            }
        }
    }
}

enum Answer {
    Known,
    Later(oneshot::Receiver<bool>),
}

impl Inner {
    fn ask(&mut self, job: Job) -> Answer {
        if self.good.contains(&job.fingerprint) {
            return Answer::Known;
        }
        let (tell, verdict) = oneshot::channel();
        let waiting = self.told.entry(job.fingerprint).or_default();
        waiting.push(tell);
        if waiting.len() == 1 {
            self.queued += job.checks.len();
            self.queue.push_back(job);
        }
        Answer::Later(verdict)
    }

    /// What is verified next: a full batch, or everything up to one if its time has come.
    fn take(&mut self, due: bool) -> Vec<Job> {
        if self.queued < BATCH && !self.at_once && !due {
            return Vec::new();
        }
        let mut jobs = Vec::new();
        let mut count = 0;
        while let Some(job) = self.queue.front() {
            if !jobs.is_empty() && count + job.checks.len() > BATCH {
                break;
            }
            count += job.checks.len();
            jobs.extend(self.queue.pop_front());
        }
        self.queued -= count;
        self.at_once &= !self.queue.is_empty();
        jobs
    }

    fn remember(&mut self, fingerprint: Digest) {
        if self.good.insert(fingerprint) {
            self.good_order.push_back(fingerprint);
        }
        while self.good_order.len() > REMEMBERED_MAX {
            let oldest = self.good_order.pop_front();
            oldest.map(|oldest| self.good.remove(&oldest));
        }
    }
}

#[cfg(test)]
mod tests;
