//! `testkit simulate`: whole networks through crashes, partitions and liars, seed by seed.
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
#[cfg(debug_assertions)]
use node::planted::{Planted, plant};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use testkit::simulate::{Plan, Report, carry_out, listening};

/// Development tools of Dalolat.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs whole networks on the deterministic runtime while things go wrong, and checks what must hold.
    ///
    /// Exit code 0: everything held; 1: something did not; 2: the record cannot be used.
    Simulate(Simulate),
}

#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command")]
struct Simulate {
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many validators each network has.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(4..=31))]
    validators: u64,
    /// The seeds that every change is tested by: 120 of 4 validators, 12 of 7, 4 of 10.
    #[arg(long, conflicts_with_all = ["seeds", "from", "validators"])]
    suite: bool,
    /// How many runs at once; each takes one core.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// A file that keeps what was run, one line each: seeds that stand there are not run again.
    #[arg(long)]
    record: Option<PathBuf>,
    /// Prints what happened in each run.
    #[arg(long)]
    log: bool,
    /// Plants a bug, to see that it is found (in a debug build alone).
    #[cfg(debug_assertions)]
    #[arg(long, value_parser = planted)]
    plant: Option<Planted>,
    /// Instead of the seed's own plan: a member that lies about others, and links that lose much.
    #[arg(long)]
    lossy: bool,
    /// With every step of consensus.
    #[arg(long, requires = "log")]
    engine: bool,
    /// One JSON object a line instead of text.
    #[arg(long)]
    json: bool,
}

#[cfg(debug_assertions)]
fn planted(text: &str) -> Result<Planted, String> {
    let all = Planted::ALL.map(|bug| format!("{bug:?}"));
    let bug = Planted::ALL.into_iter().find(|bug| format!("{bug:?}") == text);
    bug.ok_or_else(|| format!("one of: {}", all.join(", ")))
}

/// A seed and a number of validators.
type Wanted = (u64, usize);

fn main() -> ExitCode {
    let Command::Simulate(args) = Args::parse().command;
    let mut wanted: Vec<Wanted> = if args.suite {
        [(120, 4), (12, 7), (4, 10)]
            .into_iter()
            .flat_map(|(seeds, of)| (0..seeds).map(move |seed| (seed, of)))
            .collect()
    } else {
        let of = usize::try_from(args.validators).unwrap_or(4);
        (args.from..args.from.saturating_add(args.seeds)).map(|seed| (seed, of)).collect()
    };
    let mut kept = match args.record.as_deref().map(opened).transpose() {
        Ok(kept) => kept,
        Err(error) => {
            tell(&format!("the record cannot be used: {error}"));
            return ExitCode::from(2);
        }
    };
    if let Some((done, _)) = &kept {
        wanted.retain(|run| !done.contains(run));
    }
    // The long ones first, so that no core waits for one at the end.
    wanted.sort_by_key(|(seed, of)| (core::cmp::Reverse(*of), *seed));
    let reports = all(&wanted, &args, kept.as_mut().map(|(_, file)| file));
    summary(&reports, &args);
    if reports.iter().all(|report| report.wrong.is_empty()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a record has already, and its end.
fn opened(path: &Path) -> io::Result<(BTreeSet<Wanted>, File)> {
    let mut done = BTreeSet::new();
    if path.exists() {
        for line in BufReader::new(File::open(path)?).lines() {
            let line: serde_json::Value = serde_json::from_str(&line?)?;
            let number = |key: &str| line[key].as_u64();
            if let (Some(seed), Some(of)) = (number("seed"), number("validators")) {
                done.insert((seed, usize::try_from(of).unwrap_or(0)));
            }
        }
    }
    Ok((done, OpenOptions::new().create(true).append(true).open(path)?))
}

fn all(wanted: &[Wanted], args: &Simulate, file: Option<&mut File>) -> Vec<Report> {
    let bar = ProgressBar::new(wanted.len() as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {elapsed}, {eta} left  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::new());
    let file = Mutex::new(file);
    thread::scope(|scope| {
        for _ in 0..args.jobs.max(1) {
            scope.spawn(|| {
                while let Some((seed, of)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                    #[cfg(debug_assertions)]
                    plant(args.plant);
                    let plan = if args.lossy { Plan::lossy(*seed) } else { Plan::of(*seed, *of) };
                    let mut report = if args.log { listening(plan, args.engine) } else { carry_out(plan) };
                    told(&report, args, &bar);
                    // The sums need none of what is long, and runs are many.
                    report.forget_details();
                    if let Some(file) = file.lock().unwrap_or_else(PoisonError::into_inner).as_mut()
                        && let Err(error) = writeln!(file, "{}", object(&report))
                    {
                        bar.println(format!("the record cannot be written: {error}"));
                    }
                    reports.lock().unwrap_or_else(PoisonError::into_inner).push(report);
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    reports.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn told(report: &Report, args: &Simulate, bar: &ProgressBar) {
    if args.json {
        bar.suspend(|| tell(&object(report).to_string()));
    }
    if !report.wrong.is_empty() || args.log {
        let mut text = Plan::of(report.seed, report.validators).to_string();
        if args.log {
            text.push_str(&report.log.join("\n"));
            text.push('\n');
        }
        for wrong in &report.wrong {
            text.push_str("  WRONG: ");
            text.push_str(wrong);
            text.push('\n');
        }
        if !report.wrong.is_empty() && !args.log {
            let Report { seed, validators, .. } = report;
            let replay = format!("simulate --seeds 1 --from {seed} --validators {validators} --log");
            text.push_str("  replay: cargo run -p testkit --release -- ");
            text.push_str(&replay);
        }
        if !args.json {
            bar.suspend(|| tell(&text));
        }
    }
}

fn object(report: &Report) -> serde_json::Value {
    json!({
        "seed": report.seed,
        "validators": report.validators,
        "liars": report.liars,
        "faults": report.faults,
        "lies": report.lies,
        "blocks": report.blocks,
        "final": report.settled,
        "refused": report.refused,
        "back_ms": report.back_ms,
        "progress_ms": report.progress_ms,
        "took_ms": report.took_ms,
        "wrong": report.wrong,
    })
}

/// What all runs came to.
fn summary(reports: &[Report], args: &Simulate) {
    if args.json || reports.is_empty() {
        return;
    }
    let failed = reports.iter().filter(|report| !report.wrong.is_empty()).count();
    let sum = |of: fn(&Report) -> u64| reports.iter().map(of).sum::<u64>();
    let worst = |of: fn(&Report) -> u64| {
        let mut all: Vec<u64> = reports.iter().map(of).collect();
        all.sort_unstable();
        (all[all.len() / 2], all[all.len() - 1])
    };
    tell(&format!(
        "{} runs, {failed} with something wrong; {} blocks, {} entries final, {} refused or out of time; {} s of simulated time",
        reports.len(),
        sum(|report| report.blocks),
        sum(|report| report.settled as u64),
        sum(|report| report.refused as u64),
        sum(|report| report.took_ms) / 1000,
    ));
    let (back, back_most) = worst(|report| report.back_ms);
    let (progress, progress_most) = worst(|report| report.progress_ms);
    tell(&format!(
        "after healing all voted within {back} ms in the middle, {back_most} at most; a new entry was final everywhere within {progress} ms, {progress_most} at most"
    ));
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for report in reports {
        for (word, count) in &report.faults {
            *counts.entry(word).or_default() += count;
        }
        for word in &report.liars {
            *counts.entry(word).or_default() += 1;
        }
    }
    for (word, count) in counts {
        tell(&format!("  {count:>6}  {word}"));
    }
}

#[expect(clippy::print_stdout, reason = "this is the edge that speaks to a person")]
fn tell(text: &str) {
    println!("{}", text.trim_end());
}
