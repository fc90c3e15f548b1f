//! `dalolat bench overload`: what the ledger does when it is offered more than it can take.
//!
//! # Rules
//!
//! First the load that it can take, in a closed loop with the least entries under way that reach its rate,
//! and the latency at that. Then several times that rate in an open loop: nobody waits for the answer to one
//! entry before the next is sent, and what is refused is not sent again. The promise:
//!
//! * the median latency of what was taken is at most twice the normal one;
//! * what was taken is final, with a receipt that was verified here, and nothing else is;
//! * what was not taken was refused with 429 and a time to come again, and no other answer came;
//! * no validator's memory came over [`MEMORY_MAX`];
//! * afterwards the ledger is as quick as before, by the same measure.
mod report;

use super::{
    Level,
    driver::Driver,
    enough_files,
    http::Connection,
    ledger::{Receipts, standing_path, submit_path},
    limits,
    load::{Pace, Times, percentile},
    network::Network,
    open::{Came, Tally, UNDER_WAY_MAX, open_loop},
    progress, raise_files, signers, usage,
};
use crate::{
    args::BenchOverload,
    bench::{network::Site, signers::Pool},
    failure::{Exit, Failure},
    output::Output,
    supervise::Process,
};
use hyper::{Method, StatusCode, Uri, body::Bytes};
use protocol::{Canonical as _, SignedEntry, service::Standing};
use std::{
    cell::{Cell, RefCell},
    pin::pin,
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::select;

/// How many entries are under way when the load is looked for that the ledger can take, the least first.
const SUSTAINED: [usize; 3] = [250, 500, 1000];
/// How much memory a validator may take, in bytes: docs/performance.md says what of.
pub(super) const MEMORY_MAX: u64 = 512 * 1024 * 1024;
/// How many times the normal latency what was taken may need.
pub(super) const TIMES_MAX: f64 = 2.0;
/// How long the ledger is watched afterwards, in seconds.
const AFTER_S: u64 = 5;
/// How often it is looked how many entries wait.
const LOOK: Duration = Duration::from_millis(500);
/// How many entries are signed ahead at most; what is missing is signed on the way.
const AHEAD_MAX: usize = 200_000;

/// What was measured.
pub(super) struct Measured {
    pub(super) in_flight: usize,
    /// In a closed loop, before and after.
    pub(super) normal: Pace,
    pub(super) after: Pace,
    /// What was offered, in acts a second.
    pub(super) rate: f64,
    pub(super) window: Duration,
    pub(super) tally: Tally,
    /// Of what was taken.
    pub(super) taken: Option<Pace>,
    /// How many entries waited at the validator where most did, every half second.
    pub(super) queues: Vec<u64>,
    /// By how much the ledger grew meanwhile.
    pub(super) grew: u64,
    /// CPU time per second that all validators took, and that the load took, in cores.
    pub(super) cores: f64,
    pub(super) own_cores: f64,
    /// The most memory of each validator.
    pub(super) peaks: Vec<u64>,
}

impl Measured {
    /// The median of what was taken beside the normal one.
    pub(super) fn times(&self) -> Option<f64> {
        self.taken.map(|taken| taken.p50.as_secs_f64() / self.normal.p50.as_secs_f64())
    }

    /// The median of the entries that waited.
    pub(super) fn middle_queue(&self) -> Option<u64> {
        let mut queues = self.queues.clone();
        queues.sort_unstable();
        percentile(&queues, 50)
    }

    /// What of the promise was not kept.
    pub(super) fn broken(&self) -> Vec<String> {
        let mut broken = Vec::new();
        match self.times() {
            None => broken.push("nothing was taken".to_owned()),
            Some(times) if times > TIMES_MAX => {
                broken.push(format!("what was taken needed {times:.2} times the normal latency"));
            }
            Some(_) => {}
        }
        let taken = self.tally.latencies.len() as u64;
        if self.grew != taken {
            broken.push(format!("{taken} entries were told to be final, the ledger grew by {}", self.grew));
        }
        broken.extend(self.tally.others.iter().map(|(what, times)| format!("{times} x {what}")));
        if self.tally.refused_for_ever > 0 {
            broken.push(format!("{} refusals without a time to come again", self.tally.refused_for_ever));
        }
        if self.tally.unanswered > 0 {
            broken.push(format!("{} entries without an answer", self.tally.unanswered));
        }
        for (n, peak) in self.peaks.iter().enumerate().filter(|(_, peak)| **peak > MEMORY_MAX) {
            broken.push(format!("validator {} took {} MB of memory", n + 1, peak / 1_000_000));
        }
        let after = self.after.p50.as_secs_f64() / self.normal.p50.as_secs_f64();
        if after > TIMES_MAX {
            broken.push(format!("afterwards an act needed {after:.2} times the normal latency"));
        }
        broken
    }
}

/// Measures, and tells whether the promise was kept.
pub(super) async fn measure(
    args: &BenchOverload,
    site: &Site,
    processes: &mut Vec<Process>,
    output: Output,
) -> Result<Exit, Failure> {
    let files = raise_files()?;
    enough_files(UNDER_WAY_MAX, files)?;
    super::report::limits(&limits::measure(&site.directory)?, output);
    let signers = signers(args.signer)?;
    let network = Network::start(args.agencies, site, &signers, processes).await?;
    super::report::network(args.signer, &network, output);
    let pool = Rc::new(RefCell::new(Pool::new(network.genesis.network, signers)));
    let driver = Driver { network: &network, pool, output };
    let measured = overload(args, &driver, files).await?;
    report::print(args, &measured, output);
    Ok(if measured.broken().is_empty() { Exit::Done } else { Exit::Refused })
}

async fn overload(args: &BenchOverload, driver: &Driver<'_>, files: u64) -> Result<Measured, Failure> {
    let network = driver.network;
    let in_flight = match args.in_flight {
        Level::InFlight(count) => count,
        Level::Saturation => driver.saturation(&SUSTAINED, files).await?.in_flight,
    };
    let window = Duration::from_secs(args.seconds);
    let normal = driver.run("the normal load", in_flight, Times::window(args.seconds)).await?.pace;
    let sustained = args.rate.map_or(normal.per_second, f64::from);
    let rate = sustained * f64::from(args.times);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of acts is positive and small"
    )]
    let ahead = (rate * window.as_secs_f64()) as usize;
    driver.sign_ahead(ahead.min(AHEAD_MAX)).await?;

    let before = network.log_size().await?;
    let sample = || Ok::<_, Failure>((usage::cpu(&network.pids)?, usage::own_cpu()?));
    let (cpu, own) = sample()?;
    let begun = Instant::now();
    let (tally, queues) = watched(network, offer(driver, rate, window)).await?;
    let elapsed = begun.elapsed();
    let (cpu_after, own_after) = sample()?;
    let grew = network.log_size().await?.saturating_sub(before);
    network.agree().await?;
    let peaks = usage::memory_peaks(&network.pids)?;
    let after = driver.run("afterwards", in_flight, Times::window(AFTER_S)).await?.pace;
    let cores = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64() / elapsed.as_secs_f64();
    Ok(Measured {
        in_flight,
        normal,
        after,
        rate,
        window,
        taken: Pace::of(&tally.latencies, window),
        tally,
        queues,
        grew,
        cores: cores(cpu, cpu_after),
        own_cores: cores(own, own_after),
        peaks,
    })
}

/// What came of some work, and meanwhile every half second how many entries waited.
async fn watched<T>(
    network: &Network,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<(T, Vec<u64>), Failure> {
    let mut work = pin!(work);
    let mut queues = Vec::new();
    loop {
        let look = async {
            tokio::time::sleep(LOOK).await;
            network.most_waiting().await
        };
        let mut look = pin!(look);
        select! {
            done = &mut work => return done.map(|done| (done, queues)),
            waiting = &mut look => queues.push(waiting?),
        }
    }
}

/// Offers entries at a rate to all validators in turn.
async fn offer(driver: &Driver<'_>, rate: f64, window: Duration) -> Result<Tally, Failure> {
    let network = driver.network;
    let clients = Clients {
        network,
        receipts: Receipts::of(&network.genesis),
        submit: submit_path()?,
        free: network.services.iter().map(|_| RefCell::default()).collect(),
    };
    let next = Cell::new(0usize);
    let send = || {
        let validator = next.get() % network.len();
        next.set(next.get().wrapping_add(1));
        Ok(clients.send(validator, driver.pool.borrow_mut().next()?))
    };
    let length = u64::try_from(window.as_millis()).unwrap_or(0);
    let bar = progress(driver.output, length, "more than it can take");
    let tally = open_loop(rate, window, send, &bar).await;
    bar.finish_and_clear();
    tally
}

/// Those who send: each on a connection of its own while it waits.
struct Clients<'a> {
    network: &'a Network,
    receipts: Receipts<'a>,
    submit: Uri,
    /// Connections to each validator that nobody uses.
    free: Vec<RefCell<Vec<Connection>>>,
}

impl Clients<'_> {
    async fn send(&self, validator: usize, entry: SignedEntry) -> Came {
        let begun = Instant::now();
        let free = self.free.get(validator).expect("each validator has its connections");
        let service = self.network.services.get(validator).expect("there is such a validator");
        let known = free.borrow_mut().pop();
        let mut connection = known.unwrap_or_else(|| Connection::new(service.clone()));
        let came = self.hand_in(&mut connection, &entry, begun).await;
        free.borrow_mut().push(connection);
        came.unwrap_or_else(|failure| Came::Other { what: failure.what })
    }

    async fn hand_in(
        &self,
        connection: &mut Connection,
        entry: &SignedEntry,
        begun: Instant,
    ) -> Result<Came, Failure> {
        let body = Bytes::from_owner(Arc::clone(entry.bytes()));
        let mut answer = connection.answer(Method::POST, &self.submit, body).await?;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            return Ok(Came::Refused { after_s: answer.retry_after_s });
        }
        loop {
            if answer.status != StatusCode::OK {
                let said = String::from_utf8_lossy(&answer.body);
                return Ok(Came::Other { what: format!("HTTP {}: {}", answer.status, said.trim()) });
            }
            let standing =
                Standing::from_bytes(&answer.body).map_err(|error| super::failed("bench.answer", &error))?;
            match standing {
                Standing::Final { outcome, receipt } => {
                    let took = begun.elapsed();
                    self.receipts.verify(entry, &outcome, &receipt)?;
                    return Ok(Came::Final { took });
                }
                Standing::NotYet => {}
                Standing::Refused { code } => return Ok(Came::Other { what: format!("refused: {code}") }),
                Standing::Unknown => return Ok(Came::Other { what: "lost after it was taken".to_owned() }),
            }
            answer = connection.answer(Method::GET, &standing_path(entry)?, Bytes::new()).await?;
        }
    }
}

#[cfg(test)]
mod tests;
