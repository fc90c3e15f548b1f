//! How long a new entry would wait, and when that is too long.
//!
//! # Rules
//!
//! What waits is told as *weight*: the bytes that it takes of a block, and at least a 1,024th of one, as a
//! block is full by either measure. The [`Drain`] is the weight that became final in the last two
//! seconds. A client's new entry is held if what stands before it in the order of turns
//! ([`super::queue`]) is lighter than [`most_before`]: a quarter of a block, or what the drain takes away in
//! the time that the quickest entry lately took to become final and [`WAIT_MS`], whichever is more. The
//! quickest hardly waited: its time is that of consensus, which is long where agencies are far apart, and what
//! is on its way to be final meanwhile is no queue.
//!
//! So the queue of a fast network is as long in time as that of a slower one, and on a slow one what is taken
//! is in the next block or the one after. Where nothing became final lately, because nothing came or
//! because no quorum is there, a quarter of a block is taken and no more: it is final with the first block
//! that is.
//!
//! Under load what the others let in comes here late, while each goes on letting in. So what is not heard of
//! yet is estimated: if a third of what drains came from clients of this validator, what of theirs waits is
//! taken for a third of all that waits somewhere. At least a quarter is assumed, so that a validator
//! whose clients come late gets its part, and half where nothing drained lately.
//!
//! # Invariants
//!
//! Time is given, never read. A clock that goes back makes the drain forget and nothing else.
use crate::block::BODY_BYTES_MAX;
use protocol::block::ENTRIES_MAX;
use std::collections::VecDeque;

/// How long what is taken may wait in a queue that drains, in milliseconds.
pub const WAIT_MS: u64 = 100;
/// No time of the quickest counts for more, in milliseconds: longer than this takes only what had to wait.
const QUICKEST_MS_MAX: u64 = 2_000;
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
const SLOTS: u64 = 8;
/// A validator's own part is taken for one in so many at least.
const OWN_LEAST: u64 = 4;

/// The weight of what takes so many bytes of a block.
pub fn weight(bytes: usize) -> u64 {
    bytes.max(LEAST) as u64
}

/// What may stand before a new entry, by what the drain takes away in a second and the milliseconds of the
/// quickest.
pub fn most_before(least: u64, per_second: u64, quickest_ms: u64) -> u64 {
    let within_ms = quickest_ms.min(QUICKEST_MS_MAX) + WAIT_MS;
    least.max(per_second.saturating_mul(within_ms) / 1000)
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

/// What waits, as this validator knows it.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The weight of all.
    pub all: u64,
    /// Of it, what clients of this validator brought.
    pub own: u64,
}

/// What became final of what waited here, in the last two seconds.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    /// Oldest first, no number twice.
    slots: VecDeque<Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Since 1970.
    number: u64,
    weight: u64,
    /// Of it, what clients of this validator brought.
    own: u64,
    /// How long the quickest of those took, in milliseconds.
    quickest_ms: Option<u64>,
}

impl Drain {
    /// So much became final at `now_ms`, and `own` of it had been brought by clients of this validator, the last
    /// of it `quickest_ms` before.
    pub fn note(&mut self, weight: u64, own: u64, quickest_ms: Option<u64>, now_ms: u64) {
        let number = now_ms / SLOT_MS;
        if self.slots.back().is_some_and(|last| last.number > number) {
            self.slots.clear();
        }
        match self.slots.back_mut() {
            Some(last) if last.number == number => {
                last.weight = last.weight.saturating_add(weight);
                last.own = last.own.saturating_add(own);
                last.quickest_ms = last.quickest_ms.into_iter().chain(quickest_ms).min();
            }
            Some(_) | None => self.slots.push_back(Slot { number, weight, own, quickest_ms }),
        }
        while self.slots.front().is_some_and(|first| first.number.saturating_add(SLOTS) <= number) {
            self.slots.pop_front();
        }
    }

    /// The weight that becomes final in a second, as of `now_ms`.
    pub fn per_second(&self, now_ms: u64) -> u64 {
        self.lately(now_ms).0.saturating_mul(1000) / (SLOTS * SLOT_MS)
    }

    /// In how many milliseconds the quickest entry of a client lately became final, 0 where none did.
    pub fn quickest_ms(&self, now_ms: u64) -> u64 {
        self.recent(now_ms).filter_map(|slot| slot.quickest_ms).min().unwrap_or(0)
    }

    /// What stands before an entry, by what this validator knows to stand there and to wait in all, and with
    /// what it has not heard of yet.
    pub fn with_unheard(&self, before: u64, known: Known, now_ms: u64) -> u64 {
        let (of, own) = match self.lately(now_ms) {
            (0, _) => (2, 1),
            (all, own) => (all, own.max(all.div_ceil(OWN_LEAST))),
        };
        // What the own part makes of all that waits; what is heard of is there in any case.
        let estimated = u128::from(known.own) * u128::from(of) / u128::from(own);
        match u128::from(known.all) {
            0 => before,
            all if estimated <= all => before,
            all => u64::try_from(u128::from(before) * estimated / all).unwrap_or(u64::MAX),
        }
    }

    /// The weight of all that became final lately, and of what of it clients brought here.
    fn lately(&self, now_ms: u64) -> (u64, u64) {
        self.recent(now_ms).fold((0, 0), |(weight, own), slot| {
            (slot.weight.saturating_add(weight), slot.own.saturating_add(own))
        })
    }

    fn recent(&self, now_ms: u64) -> impl Iterator<Item = &Slot> {
        let now = now_ms / SLOT_MS;
        self.slots.iter().filter(move |slot| slot.number <= now && slot.number.saturating_add(SLOTS) > now)
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
    fn the_drain_is_that_of_the_last_two_seconds() {
        let mut drain = Drain::default();
        assert_eq!(drain.per_second(10_000), 0, "nothing became final yet");
        for block in 0..80 {
            drain.note(1000, 0, None, 10_000 + block * 100);
        }
        assert_eq!(drain.per_second(17_999), 10_000);
        assert_eq!(drain.per_second(18_999), 5_000, "a second without a block");
        assert_eq!(drain.per_second(20_000), 0);
        assert!(drain.slots.len() <= 8, "and no more is remembered");
    }

    #[test]
    fn a_clock_that_goes_back_makes_the_drain_forget() {
        let mut drain = Drain::default();
        drain.note(8_000, 0, None, 100_000);
        assert_eq!(drain.per_second(100_000), 4_000);
        assert_eq!(drain.per_second(50_000), 0, "what is to come says nothing of now");
        drain.note(4_000, 0, None, 50_000);
        assert_eq!((drain.per_second(50_000), drain.per_second(100_000)), (2_000, 0));
    }

    #[test]
    fn what_the_others_let_in_unheard_is_estimated_from_the_own_part() {
        let with = |drain: &Drain, before, all, own| drain.with_unheard(before, Known { all, own }, 10_000);
        let mut drain = Drain::default();
        assert_eq!(with(&drain, 100, 100, 100), 200, "nobody knows: half of all may be its own");
        assert_eq!(with(&drain, 100, 300, 100), 100, "it has heard of more than that");
        drain.note(900, 300, Some(90), 10_000);
        assert_eq!(with(&drain, 100, 100, 100), 300, "a third of what drains is its own");
        assert_eq!(with(&drain, 90, 200, 100), 135);
        assert_eq!(with(&drain, 0, 0, 0), 0);
        drain.note(99_100, 0, None, 10_000);
        assert_eq!(with(&drain, 100, 100, 100), 400, "but a quarter in any case");
        let mut alone = Drain::default();
        alone.note(900, 900, Some(90), 10_000);
        assert_eq!(with(&alone, 100, 100, 100), 100, "clients of the others bring nothing");
    }

    #[test]
    fn a_queue_is_as_long_as_it_drains_in_its_time_and_something_is_always_taken() {
        assert_eq!(most_before(BLOCK, 0, 0), BLOCK, "after an outage, or after a quiet night");
        assert_eq!(most_before(BLOCK, 2 * BLOCK, 60), BLOCK);
        assert_eq!(most_before(BLOCK, 20 * BLOCK, 150), 5 * BLOCK);
        assert_eq!(most_before(BLOCK, 20 * BLOCK, 1_100), 24 * BLOCK, "far apart, more is on its way");
        assert_eq!(most_before(BLOCK, BLOCK, 60_000), 2 * BLOCK + BLOCK / 10, "a stall is no measure");
    }

    #[test]
    fn the_quickest_is_that_of_the_last_two_seconds_too() {
        let mut drain = Drain::default();
        assert_eq!(drain.quickest_ms(10_000), 0, "nobody knows");
        drain.note(1, 1, Some(300), 10_000);
        drain.note(1, 1, Some(80), 10_100);
        drain.note(1, 0, None, 10_400);
        drain.note(1, 1, Some(200), 10_900);
        assert_eq!(drain.quickest_ms(10_900), 80);
        assert_eq!(drain.quickest_ms(12_200), 200);
        assert_eq!(drain.quickest_ms(20_000), 0);
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
