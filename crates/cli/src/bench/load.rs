//! The load: so many entries under way at any time, each submitted, waited for and its receipt verified.
use super::{Level, failed, network::{Answered, Network}, signers::Pool, usage};
use crate::{failure::{Exit, Failure}, output::Output};
use protocol::{
    Digest, Receipt, SignedEntry,
    genesis::Genesis,
    service::{Costs, Standing},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError, atomic::{AtomicBool, AtomicU64, Ordering}},
    time::{Duration, Instant},
};

/// What is not measured at the beginning of a run: connections open, caches fill.
const WARM_UP: Duration = Duration::from_secs(2);
/// How long a pushed-back entry waits.
const PATIENCE: Duration = Duration::from_millis(100);

/// What one run came to.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) acts: u64,
    /// Warm-up included.
    pub(crate) all_acts: u64,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) worst: Duration,
    /// CPU time per act over all validators, in microseconds.
    pub(crate) cpu_us: f64,
    /// The same by part; what no part counts is the engine's.
    pub(crate) parts_us: BTreeMap<String, f64>,
    pub(crate) entries_per_block: f64,
    pub(crate) entry_bytes: usize,
    pub(crate) pushed_back: u64,
    pub(crate) load_before: f64,
    pub(crate) load_after: f64,
}

/// What all tasks of a run share.
struct Shared {
    measuring: AtomicBool,
    stop: AtomicBool,
    pushed_back: AtomicU64,
    all: AtomicU64,
    latencies: Mutex<Vec<Duration>>,
    blocks: Mutex<BTreeMap<u64, u32>>,
    certified: Mutex<BTreeSet<Digest>>,
}

/// Keeps `level` entries under way for `time` after the warm-up.
pub(crate) async fn run(
    network: &Network,
    pool: &mut Pool,
    level: Level,
    time: Duration,
    output: Output,
) -> Result<Measured, Failure> {
    let in_flight = level.in_flight();
    let rate = if in_flight == 1 { 200 } else { 6000 };
    let ahead = rate * usize::try_from((time + WARM_UP).as_secs()).unwrap_or(0) + in_flight;
    progress(output, "signing the load ahead");
    pool.fill(network, ahead.min(100_000))?;
    let shared = Arc::new(Shared {
        measuring: AtomicBool::new(false),
        stop: AtomicBool::new(false),
        pushed_back: AtomicU64::new(0),
        all: AtomicU64::new(0),
        latencies: Mutex::default(),
        blocks: Mutex::default(),
        certified: Mutex::default(),
    });
    let load_before = usage::load_average()?;
    let pool = Mutex::new(pool);
    let tasks = (0..in_flight).map(|n| one_after_another(network, &pool, &shared, n % network.len()));
    let all = futures::future::try_join_all(tasks);
    let clock = async {
        tokio::time::sleep(WARM_UP).await;
        let (cpu, costs, begun) = (usage::cpu(network)?, network.costs().await?, Instant::now());
        shared.measuring.store(true, Ordering::SeqCst);
        tokio::time::sleep(time).await;
        shared.measuring.store(false, Ordering::SeqCst);
        let elapsed = begun.elapsed();
        let (cpu, costs) = (usage::cpu(network)? - cpu, network.costs().await?.since(&costs));
        shared.stop.store(true, Ordering::SeqCst);
        Ok::<_, Failure>((elapsed, cpu, costs))
    };
    let (_, (elapsed, cpu, costs)) = futures::future::try_join(all, clock).await?;
    let mut latencies = std::mem::take(&mut *shared.latencies.lock().unwrap_or_else(PoisonError::into_inner));
    latencies.sort_unstable();
    let acts = latencies.len() as u64;
    if acts == 0 {
        let hint = "Look at the validators' logs (--dir keeps them).";
        return Err(Failure::new(Exit::Machine, "bench.nothing", "no entry became final".to_owned(), hint));
    }
    let blocks = shared.blocks.lock().unwrap_or_else(PoisonError::into_inner);
    let entry_bytes = pool.into_inner().unwrap_or_else(PoisonError::into_inner).next(network)?.bytes().len();
    Ok(Measured {
        acts,
        all_acts: shared.all.load(Ordering::SeqCst),
        per_second: acts as f64 / elapsed.as_secs_f64(),
        p50: at(&latencies, 50),
        p99: at(&latencies, 99),
        worst: at(&latencies, 100),
        cpu_us: cpu.as_secs_f64() * 1e6 / acts as f64,
        parts_us: parts(&costs, cpu, acts),
        entries_per_block: blocks.values().map(|count| f64::from(*count)).sum::<f64>() / blocks.len().max(1) as f64,
        entry_bytes,
        pushed_back: shared.pushed_back.load(Ordering::SeqCst),
        load_before,
        load_after: usage::load_average()?,
    })
}

fn progress(output: Output, what: &str) {
    if output.draws() {
        eprint!("\r  {what} …          \r");
    }
}

/// The latency that so many of a hundred do not exceed.
fn at(sorted: &[Duration], percent: usize) -> Duration {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn parts(costs: &Costs, cpu: Duration, acts: u64) -> BTreeMap<String, f64> {
    let per_act = |ns: u64| ns as f64 / 1000.0 / acts as f64;
    let mut parts: BTreeMap<String, f64> =
        costs.parts.iter().map(|(part, ns)| (part.clone(), per_act(*ns))).collect();
    let counted: f64 = parts.values().sum();
    parts.insert("engine".to_owned(), (cpu.as_secs_f64() * 1e6 / acts as f64 - counted).max(0.0));
    parts
}

/// One of the tasks: an entry is submitted as soon as the one before it is final.
async fn one_after_another(
    network: &Network,
    pool: &Mutex<&mut Pool>,
    shared: &Shared,
    validator: usize,
) -> Result<(), Failure> {
    while !shared.stop.load(Ordering::SeqCst) {
        let entry = pool.lock().unwrap_or_else(PoisonError::into_inner).next(network)?;
        let measured = shared.measuring.load(Ordering::SeqCst);
        let begun = Instant::now();
        let receipt = loop {
            match network.submit(validator, entry.bytes().to_vec()).await? {
                Answered::Later => {
                    shared.pushed_back.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(PATIENCE).await;
                }
                Answered::Standing(standing) => match *standing {
                    Standing::Final { outcome, receipt } => {
                        verify(shared, &network.genesis, &entry, &outcome, &receipt)?;
                        break receipt;
                    }
                    Standing::NotYet => {}
                    other @ (Standing::Refused { .. } | Standing::Unknown) => {
                        let what = format!("an entry of the load is not taken: {other:?}");
                        return Err(Failure::new(Exit::Machine, "bench.refused", what, "This is a defect."));
                    }
                },
            }
        };
        let took = begun.elapsed();
        shared.all.fetch_add(1, Ordering::SeqCst);
        // What was begun before the window or ends after it belongs to neither side of a rate.
        if measured && shared.measuring.load(Ordering::SeqCst) {
            shared.latencies.lock().unwrap_or_else(PoisonError::into_inner).push(took);
            let mut blocks = shared.blocks.lock().unwrap_or_else(PoisonError::into_inner);
            blocks.insert(receipt.inclusion.height, receipt.inclusion.entry_count);
        }
    }
    Ok(())
}

/// Checks a receipt whole; the quorum's signature over a block once, however many entries it holds.
fn verify(
    shared: &Shared,
    genesis: &Genesis,
    entry: &SignedEntry,
    outcome: &protocol::Outcome,
    receipt: &Receipt,
) -> Result<(), Failure> {
    let broken = |error: protocol::receipt::Broken| failed("bench.receipt", &error);
    if receipt.opened != entry.opened(outcome) || receipt.closed != entry.closed(outcome) {
        return Err(broken(protocol::receipt::Broken::Quorum));
    }
    let digest = receipt.inclusion.certified_digest(&entry.digest(outcome));
    let digest = digest.ok_or_else(|| broken(protocol::receipt::Broken::Path))?;
    let known = || shared.certified.lock().unwrap_or_else(PoisonError::into_inner);
    if known().contains(&digest) {
        return Ok(());
    }
    receipt.verify(genesis.network, &genesis.key).map_err(broken)?;
    known().insert(digest);
    Ok(())
}

/// The run whose rate is the middle one.
pub(crate) fn median(mut runs: Vec<Measured>) -> Measured {
    runs.sort_by(|a, b| a.per_second.total_cmp(&b.per_second));
    let middle = runs.len() / 2;
    runs.swap_remove(middle)
}
