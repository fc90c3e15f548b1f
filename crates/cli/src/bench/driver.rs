//! Runs of the load on a network: entries signed ahead, one level after another.
use super::{enough_files, ledger, load::Times, network::Network, progress, signers::Pool, too_few_files};
use crate::{failure::Failure, output::Output};
use std::{cell::RefCell, rc::Rc};

/// By how much more acts under way must raise the rate to be worth it.
const WORTH: f64 = 1.05;

/// Whoever puts load on a network.
pub(super) struct Driver<'a> {
    pub(super) network: &'a Network,
    pub(super) pool: Rc<RefCell<Pool>>,
    pub(super) output: Output,
}

/// The least load that the network takes at its greatest rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Saturation {
    /// So many entries under way.
    pub(super) in_flight: usize,
    pub(super) per_second: f64,
}

impl Driver<'_> {
    /// How many acts under way still raise the rate.
    pub(super) async fn saturation(&self, levels: &[usize], files: u64) -> Result<Saturation, Failure> {
        let mut best: Option<Saturation> = None;
        for in_flight in levels.iter().copied().filter(|count| enough_files(*count, files).is_ok()) {
            let what = format!("looking for saturation with {in_flight}");
            let per_second = self.run(&what, in_flight, Times::window(3)).await?.pace.per_second;
            match best {
                Some(before) if per_second < before.per_second * WORTH => break,
                Some(_) | None => best = Some(Saturation { in_flight, per_second }),
            }
        }
        best.ok_or_else(|| too_few_files(files))
    }

    /// One run with so many entries under way.
    pub(super) async fn run(
        &self,
        what: &str,
        in_flight: usize,
        times: Times,
    ) -> Result<ledger::Measured, Failure> {
        let ahead = entries_ahead(in_flight, times);
        self.sign_ahead(ahead).await?;
        let bar = progress(self.output, u64::try_from(times.all().as_millis()).unwrap_or(0), what);
        let measured = ledger::run(self.network, &self.pool, in_flight, times, &bar).await;
        bar.finish_and_clear();
        measured
    }

    /// Signs until so many entries are ready.
    pub(super) async fn sign_ahead(&self, ahead: usize) -> Result<(), Failure> {
        let bar = progress(self.output, ahead as u64, "signing ahead");
        // The lock is not held while others run.
        while self.pool.borrow().len() < ahead {
            for _ in 0..64 {
                self.pool.borrow_mut().sign_ahead()?;
            }
            bar.inc(64);
            tokio::task::yield_now().await;
        }
        bar.finish_and_clear();
        Ok(())
    }
}

/// How many entries a run may take; what it does not need serves the next one.
fn entries_ahead(in_flight: usize, times: Times) -> usize {
    const PER_SECOND_MAX: usize = 4000;
    let seconds = usize::try_from(times.all().as_secs()).unwrap_or(usize::MAX);
    // One under way is done in five milliseconds at best.
    let per_second = in_flight.saturating_mul(200).min(PER_SECOND_MAX);
    seconds.saturating_mul(per_second).saturating_add(in_flight).min(100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_signed_ahead_for_the_whole_run() {
        assert_eq!(entries_ahead(1, Times::window(10)), 12 * 200 + 1);
        assert_eq!(entries_ahead(1000, Times::window(10)), 12 * 4000 + 1000);
        assert_eq!(entries_ahead(4000, Times::window(600)), 100_000, "no more than fit into memory");
    }
}
