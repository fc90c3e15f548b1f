//! `dalolat bench`: what the ledger reaches on this machine, beside what the machine can do at all.
//!
//! Four validators (or more) run as processes of their own on this machine, with fsync, each checking
//! every signature. The load comes from this process: it waits for each entry's receipt and verifies
//! it. CPU time is that of the validators alone; the load's own is told beside it, and takes its share
//! of the machine, so that acts a second are a lower bound and CPU per act is the figure to compare.
//!
//! # Limits
//!
//! All validators share one machine and its disk, and no network lies between them. A run says nothing
//! of a store with millions of acts.
use crate::{
    args::{BenchEtcd, BenchLedger, BenchOverload, Scheme},
    demo::Stop,
    failure::{Exit, Failure},
    output::Output,
    supervise::{Process, stop_all},
};
use driver::Driver;
use indicatif::{ProgressBar, ProgressStyle};
use load::{Times, median_by};
use network::{FIRST_OFFICE, Network, REGISTRARS, Site};
use report::{Idle, Level as Reported};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use signers::{Pool, Signer};
use std::{cell::RefCell, path::Path, rc::Rc, time::Duration};
use tokio::{runtime::Runtime, select};
use usage::Growth;

mod driver;
mod etcd;
mod http;
mod ledger;
mod limits;
mod load;
mod network;
mod open;
mod overload;
mod report;
mod signers;
pub(crate) mod survive;
mod usage;

/// Where to look when a measurement does not work.
const LOGS: &str = "Look at the logs of what was measured.";
/// How many acts are under way when saturation is looked for, the least first.
const SATURATING: [usize; 3] = [1000, 2000, 4000];
/// Connections and files that are open beside those of the load.
const FILES_BESIDE: u64 = 256;

/// One level of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// So many entries are under way at any time.
    InFlight(usize),
    /// As many as still raise the rate.
    Saturation,
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InFlight(count) => write!(f, "{count}"),
            Self::Saturation => f.write_str("saturation"),
        }
    }
}

impl std::str::FromStr for Level {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "saturation" {
            return Ok(Self::Saturation);
        }
        match text.parse() {
            Ok(count @ 1..=4000) => Ok(Self::InFlight(count)),
            Ok(_) | Err(_) => Err("a level is a number from 1 to 4000, or `saturation`"),
        }
    }
}

/// `dalolat bench ledger`.
pub(crate) fn ledger(args: &BenchLedger, output: Output) -> Result<Exit, Failure> {
    on_site(args.dir.as_deref(), output, async |site, processes| {
        measure(args, site, processes, output).await.map(|()| Exit::Done)
    })
}

/// `dalolat bench overload`.
pub(crate) fn overload(args: &BenchOverload, output: Output) -> Result<Exit, Failure> {
    on_site(args.dir.as_deref(), output, async |site, processes| {
        overload::measure(args, site, processes, output).await
    })
}

/// Measures validators of a site of their own, and removes what they leave.
fn on_site(
    within: Option<&Path>,
    output: Output,
    work: impl AsyncFnOnce(&Site, &mut Vec<Process>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let site = Site::make(within)?;
    let mut processes = Vec::new();
    let ended =
        runtime().and_then(|runtime| runtime.block_on(unless_stopped(work(&site, &mut processes), output)));
    let logs = !processes.is_empty();
    let ended = ended.map_err(|failure| {
        site.remove_storages(&processes);
        let hint = format!("{} The validators' are in {}.", failure.hint, site.directory.display());
        if logs { Failure { hint, ..failure } } else { failure }
    });
    stop_all(processes);
    if ended.is_ok() || !logs {
        site.remove();
    }
    ended
}

/// `dalolat bench etcd`.
pub(crate) fn etcd(args: &BenchEtcd, output: Output) -> Result<Exit, Failure> {
    let work = async { etcd::measure(args, output).await.map(|()| Exit::Done) };
    runtime()?.block_on(unless_stopped(work, output))
}

/// `dalolat bench survive`.
pub(crate) fn survive(args: &survive::Args, output: Output) -> Result<Exit, Failure> {
    survive::survive(args, output)
}

/// One thread: it is lighter than two, and the load must be light.
fn runtime() -> Result<Runtime, Failure> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| failed("bench.runtime", &error))
}

async fn unless_stopped(
    work: impl Future<Output = Result<Exit, Failure>>,
    output: Output,
) -> Result<Exit, Failure> {
    let mut stop = Stop::new()?;
    select! {
        done = work => done,
        () = stop.wait() => {
            output.line("\nStopping, as you asked. What was not finished is not told.");
            Ok(Exit::CannotTell)
        }
    }
}

async fn measure(
    args: &BenchLedger,
    site: &Site,
    processes: &mut Vec<Process>,
    output: Output,
) -> Result<(), Failure> {
    let files = raise_files()?;
    for level in &args.in_flight {
        if let Level::InFlight(count) = level {
            enough_files(*count, files)?;
        }
    }
    let limits = limits::measure(&site.directory)?;
    report::limits(&limits, output);
    let signers = signers(args.signer)?;
    let network = Network::start(args.agencies, site, &signers, processes).await?;
    report::network(args.signer, &network, output);
    report::idle(&idle(&network, Duration::from_secs(args.idle), output).await?, output);
    output.heading("Load");
    let pool = Rc::new(RefCell::new(Pool::new(network.genesis.network, signers)));
    let bench = Bench { args, driver: Driver { network: &network, pool, output } };
    let mut levels = Vec::new();
    for level in &args.in_flight {
        levels.push(bench.level(*level, files, &limits).await?);
    }
    network.agree().await?;
    report::levels(&levels, &limits, args, output);
    Ok(())
}

/// What all levels of a measurement share.
struct Bench<'a> {
    args: &'a BenchLedger,
    driver: Driver<'a>,
}

impl Bench<'_> {
    async fn level(&self, level: Level, files: u64, limits: &limits::Limits) -> Result<Reported, Failure> {
        let driver = &self.driver;
        let in_flight = match level {
            Level::InFlight(count) => count,
            Level::Saturation => driver.saturation(&SATURATING, files).await?.in_flight,
        };
        driver.network.settle().await?;
        let before = driver.network.disk();
        let mut runs = Vec::new();
        for run in 1..=self.args.runs {
            let what = format!("{level}, run {run} of {}", self.args.runs);
            let measured = driver.run(&what, in_flight, Times::window(self.args.seconds)).await?;
            report::run(level, in_flight, run, &measured, driver.output);
            runs.push(measured);
        }
        driver.network.settle().await?;
        let acts = runs.iter().map(|run| run.all_acts).sum();
        let growth = Growth::between(&before, &driver.network.disk(), acts, driver.network.len());
        let per_second = |run: &ledger::Measured| run.pace.per_second;
        let median = median_by(&runs, per_second).expect("a level has one run at least").clone();
        let rates = runs.iter().map(per_second);
        let spread = (rates.clone().fold(f64::INFINITY, f64::min), rates.fold(0.0, f64::max));
        let reported = Reported { load: level, in_flight, median, spread, growth };
        report::level(&reported, limits, self.args, driver.output);
        Ok(reported)
    }
}

/// As many registrars as the country has offices.
fn signers(scheme: Scheme) -> Result<Vec<Signer>, Failure> {
    (FIRST_OFFICE..FIRST_OFFICE + REGISTRARS).map(|office| Signer::new(scheme, office)).collect()
}

fn progress(output: Output, length: u64, what: &str) -> ProgressBar {
    if !output.draws() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("  {prefix:32} {bar:24} {msg}").expect("the template is a fixed text");
    ProgressBar::new(length).with_style(style).with_prefix(what.to_owned())
}

/// Watches the network while nobody wants anything.
#[expect(clippy::cast_precision_loss, reason = "figures for people need no more than 52 bits")]
async fn idle(network: &Network, time: Duration, output: Output) -> Result<Idle, Failure> {
    let sample = || Ok::<_, Failure>((usage::cpu(&network.pids)?, network.written()?, network.disk().all()));
    let bar = progress(output, time.as_secs(), "watching it idle");
    let before = sample()?;
    for _ in 0..time.as_secs() {
        tokio::time::sleep(Duration::from_secs(1)).await;
        bar.inc(1);
    }
    let after = sample()?;
    bar.finish_and_clear();
    let shares = time.as_secs_f64() * network.len() as f64;
    let a_day = |from: u64, to: u64| (to as f64 - from as f64) / shares * 86_400.0;
    Ok(Idle {
        seconds: time.as_secs(),
        cpu_percent: after.0.saturating_sub(before.0).as_secs_f64() / shares * 100.0,
        written_a_day: a_day(before.1, after.1),
        growth_a_day: a_day(before.2, after.2),
        memory: usage::memory(&network.pids)? / network.len() as u64,
    })
}

/// Lets this process and its children open as many files as the system allows, and says how many.
fn raise_files() -> Result<u64, Failure> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    setrlimit(Resource::Nofile, raised)
        .map_err(|error| failed("bench.files", &std::io::Error::from_raw_os_error(error.raw_os_error())))?;
    Ok(limit.maximum.unwrap_or(u64::MAX))
}

fn enough_files(in_flight: usize, files: u64) -> Result<(), Failure> {
    let enough = (in_flight as u64).saturating_add(FILES_BESIDE) <= files;
    enough.then_some(()).ok_or_else(|| too_few_files(files))
}

fn too_few_files(files: u64) -> Failure {
    let what = format!("this user may open {files} files, too few for the connections of that load");
    Failure::new(
        Exit::Usage,
        "bench.files",
        what,
        "Raise the hard limit (`ulimit -Hn`), or ask for fewer in flight.",
    )
}

/// A step of the measurement that did not work.
fn failed(code: &str, error: &dyn std::error::Error) -> Failure {
    Failure::machine(code, error, LOGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_reads_as_it_is_written() {
        for level in [Level::InFlight(1), Level::InFlight(4000), Level::Saturation] {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
        for wrong in ["0", "4001", "-1", "many", ""] {
            assert!(wrong.parse::<Level>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_load_that_needs_more_files_than_there_may_be_is_refused() {
        assert!(enough_files(1000, 1256).is_ok());
        assert!(enough_files(1000, 1255).is_err());
    }
}
