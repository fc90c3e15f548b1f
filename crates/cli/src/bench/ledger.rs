//! The load on a ledger: each entry submitted, waited for, and its receipt verified.
use super::{
    LOGS, failed,
    http::{Connection, path},
    load::{Client, Done, Pace, Times, Window, closed_loop},
    network::Network,
    signers::Pool,
    usage,
};
use crate::failure::{Exit, Failure};
use hyper::{Method, StatusCode, Uri, body::Bytes};
use indicatif::ProgressBar;
use protocol::{
    Canonical as _, Digest, Outcome, Receipt, SignedEntry,
    genesis::Genesis,
    receipt::Broken,
    service::{Costs, Standing},
};
use std::{cell::RefCell, collections::BTreeMap, collections::BTreeSet, rc::Rc, time::Duration};

/// How long an entry is waited for in one request, in milliseconds.
const WAIT_MS: u32 = 25_000;
/// How long an entry waits that was pushed back.
const PATIENCE: Duration = Duration::from_millis(100);

/// What one run came to.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) pace: Pace,
    /// Warm-up included.
    pub(crate) all_acts: u64,
    /// CPU time per act over all validators, in microseconds.
    pub(crate) cpu_us: f64,
    /// The same by part; what no part counts is the engine's.
    pub(crate) parts_us: BTreeMap<String, f64>,
    /// CPU time per act of the load itself, in microseconds.
    pub(crate) load_us: f64,
    /// Bytes written to storage per act and validator.
    pub(crate) written: f64,
    pub(crate) entries_per_block: f64,
    /// The size of an entry with its signature.
    pub(crate) entry_bytes: usize,
    /// How often a validator said that it has too much to do.
    pub(crate) pushed_back: u64,
    pub(crate) load_before: f64,
    pub(crate) load_after: f64,
}

/// What is read at both ends of a window.
#[derive(Clone, Debug)]
struct Sample {
    cpu: Duration,
    own: Duration,
    written: u64,
    costs: Costs,
}

/// Keeps so many entries under way.
pub(crate) async fn run(
    network: &Network,
    pool: &Rc<RefCell<Pool>>,
    in_flight: usize,
    times: Times,
    bar: &ProgressBar,
) -> Result<Measured, Failure> {
    let load_before = usage::load_average()?;
    let entry_bytes = pool.borrow_mut().next()?.bytes().len();
    let shared = Rc::new(Shared { submit: submit_path()?, receipts: Receipts::of(&network.genesis) });
    let submitters = network.services.iter().cycle().take(in_flight).map(|service| Submitter {
        connection: Connection::new(service.clone()),
        pool: Rc::clone(pool),
        shared: Rc::clone(&shared),
    });
    let sample = async || {
        Ok(Sample {
            cpu: usage::cpu(&network.pids)?,
            own: usage::own_cpu()?,
            written: network.written()?,
            costs: network.costs().await?,
        })
    };
    let window = closed_loop(submitters.collect(), times, sample, bar).await?;
    measured(&window, network.len(), entry_bytes, load_before)
}

#[expect(clippy::cast_precision_loss, reason = "figures for people need no more than 52 bits")]
fn measured(
    window: &Window<Sample>,
    validators: usize,
    entry_bytes: usize,
    load_before: f64,
) -> Result<Measured, Failure> {
    let pace = Pace::of(&window.latencies, window.elapsed)
        .ok_or_else(|| Failure::new(Exit::Machine, "bench.nothing", "no entry became final", LOGS))?;
    let (before, after) = (&window.before, &window.after);
    let acts = pace.acts as f64;
    let us = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64() * 1e6 / acts;
    let cpu_us = us(before.cpu, after.cpu);
    let entries: f64 = window.blocks.values().copied().map(f64::from).sum();
    Ok(Measured {
        pace,
        all_acts: window.all,
        cpu_us,
        parts_us: parts(&after.costs.since(&before.costs), cpu_us, pace.acts),
        load_us: us(before.own, after.own),
        written: after.written.saturating_sub(before.written) as f64 / acts / validators as f64,
        entries_per_block: entries / window.blocks.len().max(1) as f64,
        entry_bytes,
        pushed_back: window.pushed_back,
        load_before,
        load_after: usage::load_average()?,
    })
}

/// What is left of the CPU time when everything that is counted is taken away.
pub(crate) const REST: &str = "engine";

/// CPU time per act by part, in microseconds.
#[expect(clippy::cast_precision_loss, reason = "figures for people need no more than 52 bits")]
fn parts(costs: &Costs, cpu_us: f64, acts: u64) -> BTreeMap<String, f64> {
    let per_act = |ns: u64| ns as f64 / 1000.0 / acts.max(1) as f64;
    let mut parts: BTreeMap<String, f64> =
        costs.parts.iter().map(|(part, ns)| (part.clone(), per_act(*ns))).collect();
    let counted: f64 = parts.values().sum();
    parts.insert(REST.to_owned(), (cpu_us - counted).max(0.0));
    parts
}

/// What the submitters of a run share.
struct Shared<'a> {
    submit: Uri,
    receipts: Receipts<'a>,
}

/// Where an entry is handed in by one who waits for it.
pub(super) fn submit_path() -> Result<Uri, Failure> {
    path(&format!("/v1/entries?wait_ms={WAIT_MS}"))
}

/// Where an entry that was handed in is waited for.
pub(super) fn standing_path(entry: &SignedEntry) -> Result<Uri, Failure> {
    path(&format!("/v1/entries/{}?wait_ms={WAIT_MS}", entry.id()))
}

/// One who submits entries, one at a time, to one validator.
struct Submitter<'a> {
    connection: Connection,
    pool: Rc<RefCell<Pool>>,
    shared: Rc<Shared<'a>>,
}

impl Client for Submitter<'_> {
    type Act = SignedEntry;

    fn next(&mut self) -> Result<SignedEntry, Failure> {
        self.pool.borrow_mut().next()
    }

    async fn send(&mut self, entry: SignedEntry) -> Result<Done, Failure> {
        let body = Bytes::from_owner(std::sync::Arc::clone(entry.bytes()));
        let mut pushed_back = 0;
        let mut held = false;
        loop {
            let (status, answer) = if held {
                // It waits there, and is not final yet.
                let at = standing_path(&entry)?;
                self.connection.ask(Method::GET, &at, Bytes::new()).await?
            } else {
                self.connection.ask(Method::POST, &self.shared.submit, body.clone()).await?
            };
            match status {
                StatusCode::OK => {}
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    pushed_back += 1;
                    tokio::time::sleep(PATIENCE).await;
                    continue;
                }
                other => {
                    let what = format!("a validator answers {other}: {}", String::from_utf8_lossy(&answer));
                    return Err(Failure::new(Exit::Machine, "bench.answer", what, LOGS));
                }
            }
            match Standing::from_bytes(&answer).map_err(|error| failed("bench.answer", &error))? {
                Standing::Final { outcome, receipt } => {
                    self.shared.receipts.verify(&entry, &outcome, &receipt)?;
                    let block = (receipt.inclusion.height, receipt.inclusion.entry_count);
                    return Ok(Done { block: Some(block), pushed_back });
                }
                Standing::NotYet => held = true,
                // It was lost with a process that held it.
                Standing::Unknown if held => held = false,
                refused @ (Standing::Refused { .. } | Standing::Unknown) => {
                    let what = format!("an entry of the load is not taken: {refused:?}");
                    return Err(Failure::new(Exit::Machine, "bench.refused", what, LOGS));
                }
            }
        }
    }
}

/// Verifies receipts against the network's key.
pub(super) struct Receipts<'a> {
    genesis: &'a Genesis,
    /// The blocks whose quorum's signature was verified.
    certified: RefCell<BTreeSet<Digest>>,
}

impl<'a> Receipts<'a> {
    pub(super) fn of(genesis: &'a Genesis) -> Self {
        Self { genesis, certified: RefCell::default() }
    }

    /// Checks a receipt whole; the quorum's signature under a block once, however many entries it holds.
    pub(super) fn verify(
        &self,
        entry: &SignedEntry,
        outcome: &Outcome,
        receipt: &Receipt,
    ) -> Result<(), Failure> {
        let proof = (entry, outcome, receipt);
        verify(self.genesis, &self.certified, proof).map_err(|error| failed("bench.receipt", &error))
    }
}

/// Checks a receipt whole; the quorum's signature under a block once, however many entries it holds.
pub(crate) fn verify(
    genesis: &Genesis,
    certified: &RefCell<BTreeSet<Digest>>,
    (entry, outcome, receipt): (&SignedEntry, &Outcome, &Receipt),
) -> Result<(), Broken> {
    let (opened, closed) = (entry.opened(outcome), entry.closed(outcome));
    if (opened, closed) != (receipt.opened, receipt.closed) {
        return Err(Broken::OtherEntry);
    }
    let digest = protocol::entry::entry_digest(&opened, &closed);
    let under = receipt.inclusion.certified_digest(&digest).ok_or(Broken::Path)?;
    if !certified.borrow().contains(&under) {
        receipt.verify(genesis.network, &genesis.key)?;
        certified.borrow_mut().insert(under);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(parts: &[(&str, u64)]) -> Costs {
        Costs { parts: parts.iter().map(|(part, ns)| ((*part).to_owned(), *ns)).collect() }
    }

    #[test]
    fn what_no_part_counts_is_the_engines() {
        let parts = parts(&costs(&[("signatures", 800_000), ("state", 200_000)]), 250.0, 10);
        let expected = [("engine", 150.0), ("signatures", 80.0), ("state", 20.0)];
        assert_eq!(parts, expected.into_iter().map(|(part, us)| (part.to_owned(), us)).collect());
    }

    #[test]
    fn parts_that_count_more_than_there_was_leave_nothing_to_the_engine() {
        // CPU time comes in steps of 10 ms, the parts in nanoseconds.
        let parts = parts(&costs(&[("signatures", 1_000_000)]), 90.0, 10);
        assert_eq!(parts.get(REST), Some(&0.0));
    }

    #[test]
    fn figures_are_those_of_the_window_per_act() {
        let sample = |cpu, own, written, ns| Sample {
            cpu: Duration::from_millis(cpu),
            own: Duration::from_millis(own),
            written,
            costs: costs(&[("state", ns)]),
        };
        let window = Window {
            elapsed: Duration::from_secs(2),
            latencies: vec![Duration::from_millis(5); 100],
            all: 150,
            blocks: [(7, 60), (8, 60)].into(),
            pushed_back: 3,
            before: sample(1000, 500, 8_000, 0),
            after: sample(1100, 510, 48_000, 20_000_000),
        };
        let measured = measured(&window, 4, 350, 0.5).unwrap();
        assert!((measured.pace.per_second - 50.0).abs() < 1e-9);
        assert!((measured.cpu_us - 1000.0).abs() < 1e-9);
        assert!((measured.load_us - 100.0).abs() < 1e-9);
        assert!((measured.written - 100.0).abs() < 1e-9);
        assert!((measured.entries_per_block - 60.0).abs() < 1e-9);
        assert_eq!(measured.parts_us.get("state"), Some(&200.0));
        assert_eq!(measured.parts_us.get(REST), Some(&800.0));
        assert_eq!((measured.all_acts, measured.pushed_back), (150, 3));
    }
}
