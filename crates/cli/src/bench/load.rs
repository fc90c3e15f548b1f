//! The load: so many acts under way at any time, each sent as soon as the one before it is done.
//!
//! # Rules
//!
//! A run has a warm-up, which is not counted, and a window. An act counts if it is done within the
//! window; CPU time is that of the window. In a closed loop what was begun before the window and what
//! ends after it balance.
use crate::failure::Failure;
use indicatif::ProgressBar;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// How long a run takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    /// Not counted: connections open, caches fill.
    pub(crate) warm_up: Duration,
    pub(crate) window: Duration,
}

impl Times {
    /// A window of so many seconds, after two of warm-up.
    pub(crate) const fn window(seconds: u64) -> Self {
        Self { warm_up: Duration::from_secs(2), window: Duration::from_secs(seconds) }
    }

    pub(crate) const fn all(self) -> Duration {
        self.warm_up.saturating_add(self.window)
    }
}

/// How often the progress is shown.
const STEP: Duration = Duration::from_millis(500);

/// One who sends acts, one at a time.
pub(crate) trait Client {
    /// What is sent.
    type Act;

    /// The next act, made ready; the time this takes is not the server's.
    fn next(&mut self) -> Result<Self::Act, Failure>;

    /// Sends an act and waits until it is done.
    async fn send(&mut self, act: Self::Act) -> Result<Done, Failure>;
}

/// What is known of an act that is done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Done {
    /// The height of its block and the number of entries there.
    pub(crate) block: Option<(u64, u32)>,
    /// How often it was asked to come later.
    pub(crate) pushed_back: u64,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub(crate) struct Window<S> {
    pub(crate) elapsed: Duration,
    /// Of the acts of the window, the shortest first.
    pub(crate) latencies: Vec<Duration>,
    /// Acts done in the warm-up, the window and after it.
    pub(crate) all: u64,
    /// The blocks of the acts of the window, and their numbers of entries.
    pub(crate) blocks: BTreeMap<u64, u32>,
    pub(crate) pushed_back: u64,
    /// What was sampled at the beginning and the end of the window.
    pub(crate) before: S,
    pub(crate) after: S,
}

#[derive(Debug, Default)]
struct Tally {
    counting: Cell<bool>,
    stop: Cell<bool>,
    all: Cell<u64>,
    pushed_back: Cell<u64>,
    latencies: RefCell<Vec<Duration>>,
    blocks: RefCell<BTreeMap<u64, u32>>,
}

/// Lets every client send without a pause, and samples at both ends of the window.
pub(crate) async fn closed_loop<C: Client, S>(
    clients: Vec<C>,
    times: Times,
    mut sample: impl AsyncFnMut() -> Result<S, Failure>,
    bar: &ProgressBar,
) -> Result<Window<S>, Failure> {
    let tally = Tally::default();
    let all = futures::future::try_join_all(clients.into_iter().map(|client| one_by_one(client, &tally)));
    let clock = async {
        wait(times.warm_up, &tally, bar).await;
        let before = sample().await?;
        let begun = Instant::now();
        tally.counting.set(true);
        wait(times.window, &tally, bar).await;
        tally.counting.set(false);
        let elapsed = begun.elapsed();
        let after = sample().await?;
        tally.stop.set(true);
        Ok((elapsed, before, after))
    };
    let (_, (elapsed, before, after)) = futures::future::try_join(all, clock).await?;
    let mut latencies = tally.latencies.into_inner();
    latencies.sort_unstable();
    Ok(Window {
        elapsed,
        latencies,
        all: tally.all.get(),
        blocks: tally.blocks.into_inner(),
        pushed_back: tally.pushed_back.get(),
        before,
        after,
    })
}

/// One of the clients: an act is sent as soon as the one before it is done.
async fn one_by_one<C: Client>(mut client: C, tally: &Tally) -> Result<(), Failure> {
    while !tally.stop.get() {
        let act = client.next()?;
        let begun = Instant::now();
        let done = client.send(act).await?;
        let took = begun.elapsed();
        tally.all.set(tally.all.get() + 1);
        if tally.counting.get() {
            tally.pushed_back.set(tally.pushed_back.get() + done.pushed_back);
            tally.latencies.borrow_mut().push(took);
            if let Some((height, entries)) = done.block {
                tally.blocks.borrow_mut().insert(height, entries);
            }
        }
    }
    Ok(())
}

async fn wait(time: Duration, tally: &Tally, bar: &ProgressBar) {
    let begun = Instant::now();
    while let Some(left) = time.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        tokio::time::sleep(left.min(STEP)).await;
        bar.set_position(bar.position() + u64::try_from(left.min(STEP).as_millis()).unwrap_or(0));
        bar.set_message(format!("{} acts done", tally.all.get()));
    }
}

/// How fast acts were done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace {
    pub(crate) acts: u64,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) worst: Duration,
}

impl Pace {
    /// The pace of these latencies, the shortest first; `None` where nothing was done.
    #[expect(clippy::cast_precision_loss, reason = "a rate for people needs no more than 52 bits")]
    pub(crate) fn of(latencies: &[Duration], elapsed: Duration) -> Option<Self> {
        let worst = *latencies.last()?;
        Some(Self {
            acts: latencies.len() as u64,
            per_second: latencies.len() as f64 / elapsed.as_secs_f64(),
            p50: percentile(latencies, 50)?,
            p99: percentile(latencies, 99)?,
            worst,
        })
    }
}

/// The least of `sorted` that so many in a hundred do not exceed.
pub(crate) fn percentile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let place = sorted.len().saturating_mul(percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied()
}

/// The middle one in the order of `key`; of an even number the lower of the two in the middle.
pub(crate) fn median_by<T>(of: &[T], key: impl Fn(&T) -> f64) -> Option<&T> {
    let mut order: Vec<&T> = of.iter().collect();
    order.sort_by(|a, b| key(a).total_cmp(&key(b)));
    order.get(order.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(of: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        of.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let hundred = ms(1..=100);
        assert_eq!(percentile(&hundred, 50), Some(Duration::from_millis(50)));
        assert_eq!(percentile(&hundred, 99), Some(Duration::from_millis(99)));
        assert_eq!(percentile(&hundred, 100), Some(Duration::from_millis(100)));
        assert_eq!(percentile(&ms([7]), 50), Some(Duration::from_millis(7)));
        assert_eq!(percentile(&ms([7, 9]), 50), Some(Duration::from_millis(7)));
        assert_eq!(percentile(&ms([7, 9, 11]), 99), Some(Duration::from_millis(11)));
        assert_eq!(percentile(&ms([]), 50), None);
    }

    #[test]
    fn the_median_is_the_middle_one_whatever_the_order() {
        assert_eq!(median_by(&[3.0, 1.0, 2.0], |value| *value), Some(&2.0));
        assert_eq!(median_by(&[4.0, 1.0, 3.0, 2.0], |value| *value), Some(&2.0), "the lower of two");
        assert_eq!(median_by(&[5.0], |value| *value), Some(&5.0));
        assert_eq!(median_by(&[], |value: &f64| *value), None);
    }

    #[test]
    fn a_pace_counts_what_was_done_in_its_time() {
        let pace = Pace::of(&ms([10, 20, 30, 40]), Duration::from_secs(2)).unwrap();
        assert_eq!((pace.acts, pace.per_second), (4, 2.0));
        assert_eq!((pace.p50, pace.worst), (Duration::from_millis(20), Duration::from_millis(40)));
        assert_eq!(Pace::of(&[], Duration::from_secs(2)), None);
    }

    /// Does an act in two milliseconds, in a block of its own.
    struct Steady(u64);

    impl Client for Steady {
        type Act = u64;

        fn next(&mut self) -> Result<u64, Failure> {
            self.0 += 1;
            Ok(self.0)
        }

        async fn send(&mut self, act: u64) -> Result<Done, Failure> {
            tokio::time::sleep(Duration::from_millis(2)).await;
            Ok(Done { block: Some((act, 1)), pushed_back: 1 })
        }
    }

    #[test]
    fn the_warm_up_is_not_counted() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut samples = 0;
        let sample = async || {
            samples += 1;
            Ok(samples)
        };
        let bar = ProgressBar::hidden();
        let times = Times { warm_up: Duration::from_millis(20), window: Duration::from_millis(200) };
        let run = closed_loop(vec![Steady(0)], times, sample, &bar);
        let window = runtime.block_on(run).unwrap();
        let counted = window.latencies.len() as u64;
        assert!(counted > 0 && counted < window.all, "{counted} of {}", window.all);
        assert_eq!((window.before, window.after), (1, 2));
        assert_eq!((window.blocks.len() as u64, window.pushed_back), (counted, counted));
    }
}
