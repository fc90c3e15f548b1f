//! `dalolat bench survive`: what the ledger keeps of its word while its processes, disks and network fail.
//!
//! Validators run as real processes under the load of clients that sign, send, and send the same bytes
//! again until each entry is final or refused for good. Each client writes down every answer it gets.
//! After the faults these logs are read back and compared with the ledger of every validator.
//!
//! # Invariants
//!
//! A promise that does not hold ends the command with exit code 1, and its words name the entry, validator or
//! series. What this machine does not allow is skipped with a message, and is no broken promise.
//!
//! # Limits
//!
//! All processes share one machine. A process that is killed loses what was in its memory, not what the
//! kernel had not yet brought to the disk: that is what `docs/operations/crashes.md` is about.
use super::{FIRST_OFFICE, Network, Pool, Signer, Site, progress, raise_files, runtime};
use crate::{
    args::Scheme,
    demo::Stop,
    failure::{Exit, Failure},
    output::Output,
};
use crew::Crew;
use load::Load;
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::json;
use std::{cell::RefCell, path::PathBuf, rc::Rc, time::Duration};
use tokio::select;

mod book;
mod client;
mod compare;
mod crew;
mod disk;
mod kills;
mod load;
mod pause;
mod wide;

/// At how many offices the load is registered: few, so that their series grow long.
const OFFICES: u16 = 10;

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// Each process in turn is killed and started again.
    Kills,
    /// One validator is stopped for a minute and goes on.
    Pause,
    /// One validator's disk is full.
    Disk,
    /// Seven agencies on lines that are slow, lossy, narrow or cut.
    Wide,
}

/// The words of `dalolat bench survive`.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// What fails.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "kills,pause,disk,wide")]
    pub(crate) part: Vec<Part>,
    /// How long processes are killed, in minutes.
    #[arg(long, value_name = "N", default_value = "10", value_parser = minutes)]
    pub(crate) minutes: Duration,
    /// How long a validator is paused, in seconds.
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(5..=600))]
    pub(crate) pause: u64,
    /// How many clients send entries, one at a time each.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) clients: u16,
    /// Where chance begins: the same number, the same victims after the same times.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// In the part *wide*: the longest that the agencies' kernels wait before they send a lost packet again, in
    /// milliseconds (`net.ipv4.tcp_rto_max_ms`, Linux 6.15); as the kernel has it where it is not given.
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(1_000..=120_000))]
    pub(crate) rto_max: Option<u32>,
    /// Which namespaces this command was started in by itself.
    #[arg(long, hide = true)]
    pub(crate) hub: Option<String>,
    /// Where validators and clients keep their files, which then stay; a temporary directory otherwise.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

/// Minutes, whole or not.
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.1..=600.0).contains(&minutes) {
        Ok(Duration::from_secs_f64(minutes * 60.0))
    } else {
        Err("expected 0.1 to 600 minutes".to_owned())
    }
}

/// What all parts share.
pub(crate) struct Scene<'a> {
    pub(crate) args: &'a Args,
    pub(crate) output: Output,
    pub(crate) chance: RefCell<StdRng>,
}

/// Runs the parts, one after the other, each with a network of its own.
pub(crate) fn survive(args: &Args, output: Output) -> Result<Exit, Failure> {
    raise_files()?;
    let runtime = runtime()?;
    let scene = Scene { args, output, chance: RefCell::new(StdRng::seed_from_u64(args.seed)) };
    output.heading("What the ledger survives");
    output.fact("build", if cfg!(debug_assertions) { "unoptimised" } else { "release" });
    let mut broken = 0;
    for part in &args.part {
        if *part == Part::Wide && args.hub.is_none() {
            match runtime.block_on(wide::within_namespaces(args, output))? {
                Exit::Done => {}
                Exit::Refused => broken += 1,
                other @ (Exit::Usage | Exit::CannotTell | Exit::Machine) => return Ok(other),
            }
            continue;
        }
        let site = Site::named(args.dir.as_deref(), part_word(*part))?;
        let mut crew = Crew::default();
        let ended = runtime.block_on(async {
            let mut stop = Stop::new()?;
            select! {
                ended = run(*part, &scene, &site, &mut crew) => ended.map(Some),
                () = stop.wait() => Ok(None),
            }
        });
        crew.stop();
        match ended {
            Ok(Some(0)) => site.remove(),
            Ok(Some(promises)) => {
                output.line(format_args!("  Everything stays in {}.", site.directory.display()));
                broken += promises;
            }
            Ok(None) => {
                output.line("\nStopping, as you asked. What was not finished is not told.");
                site.remove();
                return Ok(Exit::CannotTell);
            }
            Err(failure) => {
                let hint = format!("{} Everything stays in {}.", failure.hint, site.directory.display());
                return Err(Failure { hint, ..failure });
            }
        }
    }
    output.object(&json!({ "event": "survived", "broken_promises": broken }));
    if broken == 0 {
        output.line("\nEvery promise held.");
        return Ok(Exit::Done);
    }
    output.line(format_args!("\n{broken} promises were broken."));
    Ok(Exit::Refused)
}

const fn part_word(part: Part) -> &'static str {
    match part {
        Part::Kills => "kills",
        Part::Pause => "pause",
        Part::Disk => "disk",
        Part::Wide => "wide",
    }
}

/// Runs one part to its end, and says how many promises it saw broken.
async fn run(part: Part, scene: &Scene<'_>, site: &Site, crew: &mut Crew) -> Result<usize, Failure> {
    match part {
        Part::Kills => kills::run(scene, site, crew).await,
        Part::Pause => pause::run(scene, site, crew).await,
        Part::Disk => disk::run(scene, site, crew).await,
        Part::Wide => wide::run(scene, site, crew, scene.args.hub.as_deref().unwrap_or_default()).await,
    }
}

impl Scene<'_> {
    /// The registrars of a network, each at an office of their own.
    fn signers() -> Result<Vec<Signer>, Failure> {
        (FIRST_OFFICE..FIRST_OFFICE + OFFICES).map(|office| Signer::new(Scheme::Ed25519, office)).collect()
    }

    /// Starts four validators at `site`, and makes the load on them, which does not run yet.
    async fn four(&self, site: &Site, crew: &mut Crew) -> Result<Load, Failure> {
        let signers = Self::signers()?;
        let network = crew.lay_four(site, &signers)?;
        crew.start_all(&network).await?;
        self.load(site, Rc::new(network), signers)
    }

    /// The load on a network that runs.
    fn load(&self, site: &Site, network: Rc<Network>, signers: Vec<Signer>) -> Result<Load, Failure> {
        let pool = Pool::new(network.genesis.network, signers);
        Load::new(network, pool, &site.directory.join("clients"), usize::from(self.args.clients))
    }

    /// Compares what the clients were told with the ledger, and tells what came of it.
    async fn conclude(&self, part: Part, load: &Load) -> Result<usize, Failure> {
        let bar = progress(self.output, 0, "comparing with the ledger");
        let compared = compare::compare(load, &bar).await?;
        bar.finish_and_clear();
        compared.tell(part_word(part), self.output);
        Ok(compared.broken.len())
    }
}

/// A bar that shows how long a step goes on.
pub(crate) async fn pass(output: Output, what: &str, time: Duration, load: &Load) {
    const STEP: Duration = Duration::from_millis(250);
    let bar = progress(output, u64::try_from(time.as_millis()).unwrap_or(0), what);
    let begun = std::time::Instant::now();
    while begun.elapsed() < time {
        tokio::time::sleep(STEP.min(time.saturating_sub(begun.elapsed()))).await;
        bar.set_position(u64::try_from(begun.elapsed().as_millis()).unwrap_or(0));
        bar.set_message(format!("{} final", load.acks().len()));
    }
    bar.finish_and_clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_need_not_be_whole() {
        assert_eq!(minutes("10"), Ok(Duration::from_mins(10)));
        assert_eq!(minutes("0.5"), Ok(Duration::from_secs(30)));
        for wrong in ["0", "-1", "NaN", "601", "ten", ""] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
    }
}
