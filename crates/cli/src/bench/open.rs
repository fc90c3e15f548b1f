//! An open loop: acts are sent at a rate, whether those before them are done or not.
//!
//! # Rules
//!
//! What is sent within the window counts, whenever it is done. Whoever sends may fall behind where the machine
//! is busy, and then sends what is due at once. So many are under way at most; what was due beyond that
//! is counted as not sent.
use crate::failure::Failure;
use futures::stream::{FuturesUnordered, StreamExt as _};
use indicatif::ProgressBar;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use tokio::{
    select,
    time::{MissedTickBehavior, interval},
};

/// How often what is due is sent.
const TICK: Duration = Duration::from_millis(2);
/// How many acts are under way at most.
pub(crate) const UNDER_WAY_MAX: usize = 12_000;
/// How long answers are waited for after the window.
const PATIENCE: Duration = Duration::from_mins(2);

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It is final, and its receipt verified.
    Final {
        /// Since it was sent.
        took: Duration,
    },
    /// It was turned away, and told when to come again where `after_s` is there.
    Refused {
        /// In so many seconds.
        after_s: Option<u64>,
    },
    /// Something that must not come.
    Other {
        /// What.
        what: String,
    },
}

/// What came of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) sent: u64,
    /// Due, but too many were under way.
    pub(crate) unsent: u64,
    /// Of what became final, the shortest first.
    pub(crate) latencies: Vec<Duration>,
    /// How many were told to come again after how many seconds.
    pub(crate) refused: BTreeMap<u64, u64>,
    /// How many were turned away without a time.
    pub(crate) refused_for_ever: u64,
    /// What else came, and how often.
    pub(crate) others: BTreeMap<String, u64>,
    /// No answer came.
    pub(crate) unanswered: u64,
}

impl Tally {
    pub(crate) fn refusals(&self) -> u64 {
        self.refused.values().sum::<u64>() + self.refused_for_ever
    }

    fn count(&mut self, came: Came) {
        match came {
            Came::Final { took } => self.latencies.push(took),
            Came::Refused { after_s: Some(after_s) } => *self.refused.entry(after_s).or_default() += 1,
            Came::Refused { after_s: None } => self.refused_for_ever += 1,
            Came::Other { what } => *self.others.entry(what).or_default() += 1,
        }
    }
}

/// Sends at a rate for the time of the window, and waits for all answers.
pub(crate) async fn open_loop<F: Future<Output = Came>>(
    per_second: f64,
    window: Duration,
    mut send: impl FnMut() -> Result<F, Failure>,
    bar: &ProgressBar,
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut under_way = FuturesUnordered::new();
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let begun = Instant::now();
    loop {
        let elapsed = begun.elapsed();
        let due = due(per_second, elapsed.min(window));
        while tally.sent + tally.unsent < due {
            if under_way.len() < UNDER_WAY_MAX {
                under_way.push(send()?);
                tally.sent += 1;
            } else {
                tally.unsent += 1;
            }
        }
        if elapsed >= window && (under_way.is_empty() || elapsed >= window + PATIENCE) {
            break;
        }
        select! {
            _ = tick.tick() => {
                bar.set_position(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
                bar.set_message(format!("{} final, {} refused", tally.latencies.len(), tally.refusals()));
            },
            Some(came) = under_way.next(), if !under_way.is_empty() => tally.count(came),
        }
    }
    tally.unanswered = under_way.len() as u64;
    tally.latencies.sort_unstable();
    Ok(tally)
}

/// How many acts are due after a time.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of acts is positive and needs no more than 52 bits"
)]
fn due(per_second: f64, elapsed: Duration) -> u64 {
    (per_second * elapsed.as_secs_f64()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn acts_are_sent_at_their_rate_though_none_is_done() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let next = Cell::new(0u64);
        let send = || {
            let n = next.get();
            next.set(n + 1);
            Ok(async move {
                // Longer than the window: a closed loop would have sent one.
                tokio::time::sleep(Duration::from_millis(150)).await;
                match n % 4 {
                    0 => Came::Final { took: Duration::from_millis(1000 - n) },
                    1 => Came::Refused { after_s: Some(2) },
                    2 => Came::Refused { after_s: None },
                    _ => Came::Other { what: "500".to_owned() },
                }
            })
        };
        let bar = ProgressBar::hidden();
        let run = open_loop(4_000.0, Duration::from_millis(100), send, &bar);
        let tally = runtime.block_on(run).unwrap();
        assert_eq!((tally.sent, tally.unsent, tally.unanswered), (400, 0, 0));
        assert_eq!((tally.latencies.len(), tally.refusals()), (100, 200));
        assert!(tally.latencies.is_sorted());
        assert_eq!((tally.refused[&2], tally.refused_for_ever, tally.others["500"]), (100, 100, 100));
    }

    #[test]
    fn what_is_due_follows_the_time_that_passed() {
        assert_eq!(due(1_000.0, Duration::ZERO), 0);
        assert_eq!(due(1_000.0, Duration::from_millis(1_500)), 1_500);
        assert_eq!(due(0.4, Duration::from_secs(5)), 2);
    }
}
