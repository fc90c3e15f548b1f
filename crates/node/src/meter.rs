//! What a validator's time goes into, in CPU time by part of the work.
//!
//! Where one part's work does another's, as an answer that asks the rules, the time is the inner part's
//! alone, so that parts add up.
//!
//! The counters are for measurement alone: nothing that a validator does depends on them. They belong to
//! the process, so that in a simulation of several validators they count all of them.
use core::{
    cell::Cell,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll},
};
use rustix::time::{ClockId, clock_gettime};

/// A part of a validator's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Checking signatures.
    Signatures,
    /// Reading and writing the bytes of entries and blocks, with their hashes.
    Encoding,
    /// Deciding entries by the rules.
    Rules,
    /// Reading, changing and hashing the state.
    State,
    /// Telling the other validators of entries, and taking in theirs.
    Forwarding,
    /// Hearing clients and answering them, with receipts and proofs.
    Answers,
}

impl Part {
    /// All parts.
    pub const ALL: [Self; 6] =
        [Self::Signatures, Self::Encoding, Self::Rules, Self::State, Self::Forwarding, Self::Answers];

    /// The word of the part.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Signatures => "signatures",
            Self::Encoding => "encoding",
            Self::Rules => "rules",
            Self::State => "state",
            Self::Forwarding => "forwarding",
            Self::Answers => "answers",
        }
    }

    const fn counter(self) -> &'static AtomicU64 {
        static COUNTERS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];
        match self {
            Self::Signatures => &COUNTERS[0],
            Self::Encoding => &COUNTERS[1],
            Self::Rules => &COUNTERS[2],
            Self::State => &COUNTERS[3],
            Self::Forwarding => &COUNTERS[4],
            Self::Answers => &COUNTERS[5],
        }
    }

    /// The CPU time spent so far, in nanoseconds.
    pub fn spent_ns(self) -> u64 {
        self.counter().load(Ordering::Relaxed)
    }

    /// Counts the CPU time that `work` takes on this thread.
    pub fn count<T>(self, work: impl FnOnce() -> T) -> T {
        let outside = WITHIN.replace(0);
        let begun = thread_ns();
        let done = work();
        let spent = thread_ns().saturating_sub(begun);
        let own = spent.saturating_sub(WITHIN.get());
        WITHIN.set(outside.saturating_add(spent));
        self.counter().fetch_add(own, Ordering::Relaxed);
        done
    }

    /// Counts the CPU time that polling `work` takes, on whichever threads it runs.
    pub const fn counted<F>(self, work: F) -> Counted<F> {
        Counted { part: self, work }
    }
}

thread_local! {
    /// What was counted within the work that is being counted on this thread, in nanoseconds.
    static WITHIN: Cell<u64> = const { Cell::new(0) };
}

/// The CPU time of this thread so far, in nanoseconds.
pub fn thread_ns() -> u64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(u64::try_from(time.tv_nsec).unwrap_or(0))
}

/// A future whose CPU time is counted.
#[derive(Debug)]
pub struct Counted<F> {
    part: Part,
    work: F,
}

impl<F: Future + Unpin> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        let (part, work) = (this.part, &mut this.work);
        part.count(|| Pin::new(work).poll(context))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_counted_in_its_part_and_waiting_is_not() {
        let before = Part::Answers.spent_ns();
        Part::Answers.count(|| std::thread::sleep(std::time::Duration::from_millis(50)));
        let slept = Part::Answers.spent_ns() - before;
        assert!(slept < 40_000_000, "sleeping takes no CPU time, counted {slept} ns");
        let sum = Part::Answers.count(|| (0..3_000_000_u64).fold(0, |sum, n| sum ^ n.wrapping_mul(n)));
        assert_ne!(sum, 1);
        assert!(Part::Answers.spent_ns() > before + slept, "work takes CPU time");
    }

    #[test]
    fn what_is_counted_within_another_part_is_counted_once() {
        let work = || (0..3_000_000_u64).fold(0, |sum, n| sum ^ n.wrapping_mul(n));
        let before = [Part::Forwarding, Part::Signatures].map(Part::spent_ns);
        assert_ne!(Part::Forwarding.count(|| Part::Signatures.count(work)), 1);
        let after = [Part::Forwarding, Part::Signatures].map(Part::spent_ns);
        let (outer, inner) = (after[0] - before[0], after[1] - before[1]);
        assert!(outer < inner / 2, "{outer} ns of the outer part, {inner} ns of the inner");
    }
}
