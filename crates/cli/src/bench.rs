//! `dalolat bench`: what the ledger reaches on this machine, beside what the machine can do at all.
//!
//! Four validators (or more) run as processes of their own on this machine, with fsync, each checking
//! every signature. The load comes from this process: it waits for each entry's receipt and verifies
//! it. CPU time is that of the validators alone; the load's own is not counted, but it takes its share
//! of the machine, so that acts a second are a lower bound and CPU per act is the figure to compare.
use crate::{
    args::BenchLedger as Args,
    failure::{Exit, Failure},
    output::Output,
};
use std::time::Duration;

mod etcd;
mod limits;
mod load;
mod network;
mod report;
mod signers;
mod usage;

pub(crate) use etcd::etcd;

/// The fewest registrars that sign, as many as a country has offices.
pub(crate) const REGISTRARS: u16 = 250;

/// One level of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// So many entries are under way at any time.
    InFlight(usize),
    /// As many as still raise the rate.
    Saturation,
}

impl Level {
    /// How many entries are under way at saturation: blocks of 1,024 are full and the next ones wait.
    const SATURATING: usize = 4096;

    const fn in_flight(self) -> usize {
        match self {
            Self::InFlight(count) => count,
            Self::Saturation => Self::SATURATING,
        }
    }

    fn word(self) -> String {
        match self {
            Self::InFlight(count) => count.to_string(),
            Self::Saturation => "saturation".to_owned(),
        }
    }
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "saturation" {
            return Ok(Self::Saturation);
        }
        match text.parse() {
            Ok(count @ 1..=4096) => Ok(Self::InFlight(count)),
            Ok(_) | Err(_) => Err("a level is a number from 1 to 4096, or `saturation`".to_owned()),
        }
    }
}

/// Runs every level on one network, and prints what was measured.
pub(crate) fn ledger(args: &Args, output: Output) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| failed("bench.runtime", &error))?;
    runtime.block_on(measure(args, output))?;
    Ok(Exit::Done)
}

async fn measure(args: &Args, output: Output) -> Result<(), Failure> {
    output.heading("What this machine can do");
    let limits = limits::measure(args.dir.as_deref())?;
    report::limits(&limits, output);
    output.heading("The network");
    let network = network::Network::start(args).await?;
    report::network(args, &network, output);
    let idle = usage::idle(&network, Duration::from_secs(args.idle)).await?;
    report::idle(&idle, output);
    output.heading("Load");
    let mut acts = 0;
    let before = usage::disk(&network)?;
    let mut levels = Vec::new();
    let mut pool = signers::Pool::new(&network, args.signer);
    for level in &args.in_flight {
        let mut runs = Vec::new();
        for run in 1..=args.runs {
            let measured = load::run(&network, &mut pool, *level, Duration::from_secs(args.seconds), output).await?;
            acts += measured.all_acts;
            report::run(*level, run, &measured, output);
            runs.push(measured);
        }
        levels.push((*level, load::median(runs)));
    }
    network.settle().await?;
    let disk = usage::growth(&before, &usage::disk(&network)?, acts, network.len());
    network.equal_roots().await?;
    report::levels(&levels, &limits, args, output);
    report::disk(&disk, output);
    report::object(args, &limits, &idle, &levels, &disk, output);
    network.stop();
    Ok(())
}

/// A step of the measurement that did not work.
fn failed(code: &'static str, error: &dyn std::error::Error) -> Failure {
    Failure::machine(code, error, "Look at the validators' logs in the directory that was named, then run it again.")
}
