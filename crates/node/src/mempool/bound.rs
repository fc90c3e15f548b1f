//! How long a new entry would wait, and when that is too long.
//!
//! # Rules
//!
//! What waits is told as *weight*: the bytes that it takes of a block, and at least a 1,024th of one, as a
//! block is full by either measure. The [`Drain`] is the weight that became final in the last four
//! seconds. A client's new entry is held if what stands before it in the order of turns
//! ([`super::queue`]) is lighter than [`most_before`]: one block, or what the drain takes away in half a
//! second, whichever is more.
//!
//! So a queue that drains is about half a second long, whatever the machine. Where nothing became final
//! lately, because nothing came or because no quorum is there, one block's worth is taken and no more: it
//! is final with the first block that is.
//!
//! # Invariants
//!
//! Time is given, never read. A clock that goes back makes the drain forget and nothing else.
use crate::block::BODY_BYTES_MAX;
use protocol::block::ENTRIES_MAX;
use std::collections::VecDeque;

/// How long what is taken may wait in a queue that drains, in milliseconds.
pub const WAIT_MS: u64 = 500;
/// The longest that anybody is asked to stay away, in seconds: where nothing becomes final nobody knows
/// better.
pub const AWAY_S_MAX: u32 = 5;
/// The weight of a full block.
pub const BLOCK: u64 = BODY_BYTES_MAX as u64;
/// What the smallest entry weighs.
const LEAST: usize = BODY_BYTES_MAX / ENTRIES_MAX;
/// The drain is counted in slots of so many milliseconds.
const SLOT_MS: u64 = 250;
/// How many slots count.
const SLOTS: u64 = 16;

/// The weight of what takes so many bytes of a block.
pub fn weight(bytes: usize) -> u64 {
    bytes.max(LEAST) as u64
}

/// What may stand before a new entry, by what the drain takes away in a second.
pub fn most_before(least: u64, per_second: u64) -> u64 {
    least.max(per_second.saturating_mul(WAIT_MS) / 1000)
}

/// In how many seconds what stands before an entry will be gone, by the drain: at least one, and
/// [`AWAY_S_MAX`] at most.
pub fn away_s(before: u64, per_second: u64) -> u32 {
    let seconds = match per_second {
        0 => AWAY_S_MAX,
        per_second => u32::try_from(before.div_ceil(per_second)).unwrap_or(AWAY_S_MAX),
    };
    seconds.clamp(1, AWAY_S_MAX)
}

/// What became final of what waited here, in the last four seconds.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    /// The number of a slot since 1970, and the weight of it; oldest first, no number twice.
    slots: VecDeque<(u64, u64)>,
}

impl Drain {
    /// So much became final at `now_ms`.
    pub fn note(&mut self, weight: u64, now_ms: u64) {
        let slot = now_ms / SLOT_MS;
        if self.slots.back().is_some_and(|(last, _)| *last > slot) {
            self.slots.clear();
        }
        match self.slots.back_mut() {
            Some((last, sum)) if *last == slot => *sum = sum.saturating_add(weight),
            Some(_) | None => self.slots.push_back((slot, weight)),
        }
        while self.slots.front().is_some_and(|(first, _)| first.saturating_add(SLOTS) <= slot) {
            self.slots.pop_front();
        }
    }

    /// The weight that becomes final in a second, as of `now_ms`.
    pub fn per_second(&self, now_ms: u64) -> u64 {
        let now = now_ms / SLOT_MS;
        let counts =
            |slot: &u64| (slot.saturating_add(1)..slot.saturating_add(SLOTS + 1)).contains(&(now + 1));
        let sum = self.slots.iter().filter(|(slot, _)| counts(slot)).map(|(_, weight)| weight);
        sum.fold(0, |sum: u64, weight| sum.saturating_add(*weight)).saturating_mul(1000) / (SLOTS * SLOT_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_full_of_small_entries_weighs_no_more_than_one_full_of_bytes() {
        assert_eq!(weight(0), weight(400));
        assert!(weight(400) * ENTRIES_MAX as u64 <= BLOCK);
        assert!(weight(400) * (ENTRIES_MAX as u64 + 2) > BLOCK);
        assert_eq!(weight(60_000), 60_000, "a large one counts by its bytes");
    }

    #[test]
    fn the_drain_is_that_of_the_last_four_seconds() {
        let mut drain = Drain::default();
        assert_eq!(drain.per_second(10_000), 0, "nothing became final yet");
        for block in 0..80 {
            drain.note(1000, 10_000 + block * 100);
        }
        assert_eq!(drain.per_second(17_999), 10_000);
        assert_eq!(drain.per_second(19_999), 5_000, "two seconds without a block");
        assert_eq!(drain.per_second(22_000), 0);
        assert!(drain.slots.len() <= 16, "and no more is remembered");
    }

    #[test]
    fn a_clock_that_goes_back_makes_the_drain_forget() {
        let mut drain = Drain::default();
        drain.note(8_000, 100_000);
        assert_eq!(drain.per_second(100_000), 2_000);
        assert_eq!(drain.per_second(50_000), 0, "what is to come says nothing of now");
        drain.note(4_000, 50_000);
        assert_eq!((drain.per_second(50_000), drain.per_second(100_000)), (1_000, 0));
    }

    #[test]
    fn a_queue_that_drains_is_half_a_second_long_and_one_block_is_always_taken() {
        assert_eq!(most_before(BLOCK, 0), BLOCK, "after an outage, or after a quiet night");
        assert_eq!(most_before(BLOCK, BLOCK), BLOCK);
        assert_eq!(most_before(BLOCK, 10 * BLOCK), 5 * BLOCK);
    }

    #[test]
    fn who_is_refused_stays_away_until_what_stands_before_is_gone() {
        assert_eq!(away_s(BLOCK, 4 * BLOCK), 1, "never at once");
        assert_eq!(away_s(3 * BLOCK, BLOCK), 3);
        assert_eq!(away_s(3 * BLOCK + 1, BLOCK), 4);
        assert_eq!(away_s(900 * BLOCK, BLOCK), AWAY_S_MAX);
        assert_eq!(away_s(1, 0), AWAY_S_MAX, "nothing becomes final");
    }
}
