//! Whether this validator's clock agrees with the others'.
//!
//! # Rules
//!
//! Every validator tells the others its clock every [`EVERY`], and whoever asks. The error of this one's clock
//! is its distance from the median of all clocks heard within [`FRESH_MS`] of its own time, its own among them;
//! with fewer than f + 1 other clocks nothing is said. Beyond [`BOUND_MS`] the validator raises the alarm. It
//! proposes only where it knows that it is not ahead: a clock that jumps by more than [`FRESH_MS`] has made
//! stale whatever was heard, so that nothing is proposed before the others' clocks are heard again. No rule
//! about blocks reads any of this.
//!
//! # Limits
//!
//! The time of the way counts as error of the clock: some tens of milliseconds. f members that lie
//! cannot move the median beyond the clocks of honest ones while 2f honest peers are heard.
use commonware_runtime::Clock;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How often a validator tells its clock.
pub const EVERY: Duration = Duration::from_secs(5);
/// How far from the median a clock may be, in milliseconds.
pub const BOUND_MS: u64 = 1_000;
/// For how long by this validator's clock, back or ahead, a clock counts that was heard, in milliseconds.
pub const FRESH_MS: u64 = 15_000;
/// After how many turns the alarm is repeated: a minute.
const REPEATED_TURNS: u64 = 12;

/// The clock of the machine: the runtime's, which a simulation may set wrong.
#[derive(Clone, Debug, Default)]
pub struct Wall(Arc<AtomicI64>);

impl Wall {
    /// Sets the clock wrong, for simulations: so many milliseconds ahead, or behind where negative.
    pub fn set_ahead(&self, ms: i64) {
        self.0.store(ms, Ordering::Relaxed);
    }

    /// What it shows, in milliseconds since 1970.
    pub fn now_ms(&self, clock: &impl Clock) -> u64 {
        let since = clock.current().duration_since(UNIX_EPOCH).unwrap_or_default();
        let right = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        right.saturating_add_signed(self.0.load(Ordering::Relaxed))
    }

    /// The instant of the runtime's clock at which this one will show `time_ms`.
    pub fn instant(&self, time_ms: u64) -> SystemTime {
        let ms = time_ms.saturating_add_signed(self.0.load(Ordering::Relaxed).saturating_neg());
        UNIX_EPOCH.checked_add(Duration::from_millis(ms)).unwrap_or(UNIX_EPOCH)
    }
}

/// What to say about this validator's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is wrong by so many milliseconds, ahead or, where negative, behind.
    Wrong(i64),
    /// It is right again.
    Right,
}

/// The others' clocks, as heard.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// How many others are needed to say anything.
    enough: usize,
    turn: u64,
    /// Of each other member, by its place: how far its clock is ahead of ours, and what ours showed then.
    heard: BTreeMap<usize, (i64, u64)>,
    /// The turn in which the alarm was last raised, while the clock is wrong.
    said: Option<u64>,
}

impl Clocks {
    /// None heard yet; `enough` other clocks are needed to say anything.
    pub const fn new(enough: usize) -> Self {
        Self { enough, turn: 0, heard: BTreeMap::new(), said: None }
    }

    /// A turn of telling passed.
    pub fn turn(&mut self) {
        self.turn = self.turn.saturating_add(1);
    }

    /// The member at `place` told its clock.
    pub fn hear(&mut self, place: usize, theirs_ms: u64, ours_ms: u64) {
        let ahead = i128::from(theirs_ms).saturating_sub(i128::from(ours_ms));
        let ahead = i64::try_from(ahead).unwrap_or(if ahead < 0 { i64::MIN } else { i64::MAX });
        self.heard.insert(place, (ahead, ours_ms));
    }

    /// By how much this validator's clock is ahead of the median of all, negative where it is behind.
    pub fn offset_ms(&self, ours_ms: u64) -> Option<i64> {
        let fresh = self.heard.values().filter(|(_, at_ms)| at_ms.abs_diff(ours_ms) <= FRESH_MS);
        let mut ahead: Vec<i64> = fresh.map(|(ahead, _)| *ahead).collect();
        if ahead.len() < self.enough {
            return None;
        }
        ahead.push(0);
        ahead.sort_unstable();
        let upper = ahead.get(ahead.len() / 2)?;
        let lower = ahead.get(ahead.len().saturating_sub(1) / 2)?;
        // Not i64::MIN, which has no opposite.
        Some(i64::midpoint(*lower, *upper).saturating_neg().max(-i64::MAX))
    }

    /// What is to be said now: the alarm at once and every minute, and that it is over.
    pub fn word(&mut self, ours_ms: u64) -> Option<Word> {
        let offset = self.offset_ms(ours_ms)?;
        if offset.unsigned_abs() <= BOUND_MS {
            return self.said.take().map(|_| Word::Right);
        }
        if self.said.is_some_and(|said| self.turn.saturating_sub(said) < REPEATED_TURNS) {
            return None;
        }
        self.said = Some(self.turn);
        Some(Word::Wrong(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(enough: usize, theirs: &[u64]) -> Clocks {
        let mut clocks = Clocks::new(enough);
        for (place, theirs) in theirs.iter().enumerate() {
            clocks.hear(place, *theirs, 10_000_000);
        }
        clocks
    }

    #[test]
    fn a_clock_is_wrong_against_the_median_of_all() {
        let offset = |theirs: &[u64]| heard(2, theirs).offset_ms(10_000_000);
        assert_eq!(offset(&[6_400_000, 6_400_010, 6_400_020]), Some(3_599_985));
        assert_eq!(offset(&[13_600_000; 3]), Some(-3_600_000));
        assert_eq!(offset(&[9_999_000, 10_000_000]), Some(0));
        assert_eq!(
            offset(&[u64::MAX, 0]),
            Some(0),
            "between two that contradict each other stands one's own"
        );
    }

    #[test]
    fn one_of_four_that_lies_moves_nobody_s_clock() {
        for lie in [0, 1, u64::MAX] {
            let offset = heard(2, &[lie, 10_000_020, 10_000_030]).offset_ms(10_000_000).unwrap();
            assert!(offset.unsigned_abs() <= 30, "{offset}");
        }
    }

    #[test]
    fn with_too_few_clocks_nothing_is_said() {
        assert_eq!(heard(2, &[6_400_000]).offset_ms(10_000_000), None);
        assert_eq!(heard(2, &[6_400_000]).word(10_000_000), None);
        assert_eq!(heard(1, &[]).offset_ms(10_000_000), None);
        assert_eq!(heard(0, &[]).offset_ms(10_000_000), Some(0), "alone");
    }

    #[test]
    fn a_clock_that_jumps_knows_nothing_of_the_others_until_they_are_heard_again() {
        let mut clocks = heard(2, &[10_000_000; 3]);
        assert_eq!(clocks.offset_ms(10_000_000 + FRESH_MS), Some(0));
        assert_eq!(clocks.offset_ms(10_000_001 + FRESH_MS), None, "ahead, or nobody was heard for so long");
        assert_eq!(clocks.offset_ms(9_999_999 - FRESH_MS), None);
        clocks.hear(0, 10_000_100, 10_300_100);
        assert_eq!(clocks.offset_ms(10_300_100), None, "one of four may lie");
        clocks.hear(1, 10_000_200, 10_300_200);
        assert_eq!(clocks.offset_ms(10_300_200), Some(300_000));
    }

    #[test]
    fn the_alarm_is_raised_at_once_every_minute_and_taken_back() {
        let mut clocks = Clocks::new(2);
        let mut said = Vec::new();
        for turn in 0..40 {
            let theirs = if turn < 30 { 6_400_000 } else { 10_000_500 };
            (0..3).for_each(|place| clocks.hear(place, theirs, 10_000_000));
            said.extend(clocks.word(10_000_000).map(|word| (turn, word)));
            clocks.turn();
        }
        let wrong = Word::Wrong(3_600_000);
        assert_eq!(said, [(0, wrong), (12, wrong), (24, wrong), (30, Word::Right)]);
    }
}
