//! What the clients were told, compared with the ledger of every validator.
//!
//! # Rules
//!
//! What was acknowledged is final once, at one place and with one outcome, at every validator, each with a
//! receipt that verifies against the network's key. What was refused is nowhere. Every series runs from
//! 1 without a gap. All validators have the same blocks, log and state, and nothing else is on the ledger.
use super::{
    book::{End, Told},
    load::Load,
};
use crate::{
    bench::{ledger::verify, network::Network, report::number_of},
    failure::Failure,
    output::Output,
};
use indicatif::ProgressBar;
use protocol::{
    EntryId, Outcome,
    service::{BlockLine, BlockLines, Standing, Status},
};
use serde_json::json;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// How many entries are asked for at a time, at each validator.
const AT_ONCE: usize = 4;
/// How many broken promises are told in words; all are counted.
const TOLD_MAX: usize = 20;

/// What came of the comparison.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) finals: usize,
    pub(crate) refused: usize,
    pub(crate) height: u64,
    pub(crate) series: usize,
    /// Questions whose answer was *not yet*, and those without an answer.
    pub(crate) not_yet: u64,
    pub(crate) silent: u64,
    pub(crate) receipts: usize,
    pub(crate) broken: Vec<String>,
}

/// Reads the clients' logs and the ledger of every validator, and says what does not fit.
pub(crate) async fn compare(load: &Load, bar: &ProgressBar) -> Result<Compared, Failure> {
    let told = Told::read(&load.logs)?;
    let network = load.network();
    network.agree().await?;
    let mut broken = load.broken();
    broken.extend(told.contradictions.iter().cloned());
    broken.extend(unsettled(&told));
    broken.extend(serials(&told));
    let statuses = network.statuses().await?;
    let height = statuses.iter().map(|status| status.height).min().unwrap_or(0);
    let counts = same_blocks(network, &statuses, height, &mut broken).await?;
    broken.extend(places(&told, &counts));
    bar.set_length(told.ended.len() as u64 * network.len() as u64);
    let walk = Walk { load, told: &told, bar, receipts: RefCell::new(0), broken: RefCell::new(broken) };
    futures::future::try_join_all((0..network.len()).map(|n| walk.validator(n))).await?;
    let refused = told.ended.values().filter(|end| matches!(end, End::Refused { .. })).count();
    let finals = told.ended.len() - refused;
    if finals == 0 {
        // A comparison of nothing would hold whatever happened.
        walk.broken.borrow_mut().push("no entry became final at all".to_owned());
    }
    Ok(Compared {
        finals,
        refused,
        height,
        series: series(&told).len(),
        not_yet: told.not_yet,
        silent: told.silent,
        receipts: walk.receipts.into_inner(),
        broken: walk.broken.into_inner(),
    })
}

fn unsettled(told: &Told) -> Vec<String> {
    let open = told.sent.keys().filter(|id| !told.ended.contains_key(*id));
    open.map(|id| format!("entry {id} was sent and never settled")).collect()
}

/// The serials of each series, by the first seven digits of its numbers: kind, office, year.
fn series(told: &Told) -> BTreeMap<String, Vec<u32>> {
    let mut series: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for end in told.ended.values() {
        if let End::Final { outcome: Outcome::Act { number, .. }, .. } = end {
            let digits = number.to_string();
            let (of, serial) = digits.split_at(digits.len().min(7));
            series.entry(of.to_owned()).or_default().push(serial.parse().unwrap_or(0));
        }
    }
    series
}

fn serials(told: &Told) -> Vec<String> {
    let mut broken = Vec::new();
    for (of, mut serials) in series(told) {
        serials.sort_unstable();
        if let Some((serial, wanted)) = serials.iter().zip(1..).find(|(serial, wanted)| *serial != wanted) {
            broken.push(format!("series {of}: {serial} stands where {wanted} is due"));
        }
    }
    broken
}

/// Compares the blocks of all validators up to a height; the numbers of entries of those that have any.
async fn same_blocks(
    network: &Network,
    statuses: &[Status],
    height: u64,
    broken: &mut Vec<String>,
) -> Result<BTreeMap<u64, u32>, Failure> {
    let mut first: Option<Vec<BlockLine>> = None;
    for (n, (service, status)) in network.services.iter().zip(statuses).enumerate() {
        let mut lines: Vec<BlockLine> = Vec::new();
        while lines.last().map_or(0, |line| line.height) < height {
            let from = lines.last().map_or(1, |line| line.height + 1);
            let BlockLines(more) = network.get(service, &format!("/v1/blocks?from={from}")).await?;
            if more.first().is_none_or(|line| line.height != from) {
                broken.push(format!("validator {n} has no block {from} of {height}"));
                break;
            }
            lines.extend(more);
        }
        lines.retain(|line| line.height <= height);
        let entries: u64 = lines.iter().map(|line| u64::from(line.entry_count)).sum();
        if entries != status.log_size {
            let size = status.log_size;
            broken.push(format!("validator {n} has {entries} entries in its blocks and {size} in its log"));
        }
        match &first {
            None => first = Some(lines),
            Some(first) if *first == lines => {}
            Some(first) => {
                let at = first.iter().zip(&lines).find(|(one, other)| one != other);
                let at = at.map_or(height, |(one, _)| one.height);
                broken.push(format!("validator {n} has another block {at} than validator 0"));
            }
        }
    }
    let lines = first.unwrap_or_default().into_iter().filter(|line| line.entry_count > 0);
    Ok(lines.map(|line| (line.height, line.entry_count)).collect())
}

/// Every place of every block is that of one entry which a client was told is final.
fn places(told: &Told, counts: &BTreeMap<u64, u32>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut taken: BTreeSet<(u64, u32)> = BTreeSet::new();
    for (id, end) in &told.ended {
        if let End::Final { height, index, .. } = end
            && !taken.insert((*height, *index))
        {
            broken.push(format!("entry {id} has the place {index} of block {height}, as another one has"));
        }
    }
    let all = counts.iter().flat_map(|(height, count)| (0..*count).map(|index| (*height, index)));
    let there: BTreeSet<(u64, u32)> = all.collect();
    for (height, index) in there.symmetric_difference(&taken) {
        let which = if taken.contains(&(*height, *index)) { "a receipt" } else { "the ledger" };
        broken.push(format!("only {which} knows the place {index} of block {height}"));
    }
    broken
}

/// Asks every validator for every entry.
struct Walk<'a> {
    load: &'a Load,
    told: &'a Told,
    bar: &'a ProgressBar,
    receipts: RefCell<usize>,
    broken: RefCell<Vec<String>>,
}

impl Walk<'_> {
    async fn validator(&self, n: usize) -> Result<(), Failure> {
        let left = RefCell::new(self.told.ended.iter());
        let worker = async || {
            loop {
                let next = left.borrow_mut().next();
                let Some((id, end)) = next else { return Ok::<_, Failure>(()) };
                self.one(n, *id, end).await?;
                self.bar.inc(1);
            }
        };
        futures::future::try_join_all((0..AT_ONCE).map(|_| worker())).await?;
        Ok(())
    }

    async fn one(&self, n: usize, id: EntryId, end: &End) -> Result<(), Failure> {
        let network = self.load.network();
        let service = network.services.get(n).expect("the walk goes over the network's services");
        let standing: Standing = network.get(service, &format!("/v1/entries/{id}")).await?;
        let broken = match (end, standing) {
            (End::Final { height, index, outcome }, Standing::Final { outcome: found, receipt }) => {
                let place = (receipt.inclusion.height, receipt.inclusion.index);
                let proof = self.told.sent.get(&id).map(|entry| {
                    verify(&network.genesis, &self.load.shared.certified, (entry, &found, &receipt))
                });
                *self.receipts.borrow_mut() += 1;
                match proof {
                    Some(Ok(())) if (*height, *index, *outcome) == (place.0, place.1, found) => None,
                    Some(Ok(())) => Some(format!(
                        "was {outcome:?} at {height}/{index} and is {found:?} at {}/{}",
                        place.0, place.1
                    )),
                    Some(Err(error)) => Some(format!("has a receipt that does not hold: {error}")),
                    None => Some("was never sent by the clients".to_owned()),
                }
            }
            (End::Final { .. }, other) => Some(format!("was acknowledged as final and is {other:?}")),
            (End::Refused { code }, Standing::Final { .. } | Standing::NotYet) => {
                Some(format!("was refused ({code}) and is held or final"))
            }
            (End::Refused { .. }, Standing::Refused { .. } | Standing::Unknown) => None,
        };
        if let Some(broken) = broken {
            self.broken.borrow_mut().push(format!("entry {id} at validator {n}: {broken}"));
        }
        Ok(())
    }
}

impl Compared {
    /// Tells what was compared, and every promise that is broken.
    pub(crate) fn tell(&self, part: &str, output: Output) {
        output.fact(
            "compared",
            format_args!(
                "{} final, {} refused, {} series without a gap, {} receipts verified, height {}",
                number_of(self.finals),
                number_of(self.refused),
                self.series,
                number_of(self.receipts),
                self.height,
            ),
        );
        output.fact(
            "on the way",
            format_args!("{} times not yet, {} times no answer", self.not_yet, self.silent),
        );
        for broken in self.broken.iter().take(TOLD_MAX) {
            output.fact("BROKEN", broken);
        }
        if self.broken.is_empty() {
            output.fact("promises", "all held");
        } else {
            output.fact("promises", format_args!("{} BROKEN", self.broken.len()));
        }
        output.object(&json!({
            "event": "compared", "part": part, "final": self.finals, "refused": self.refused,
            "series": self.series, "receipts": self.receipts, "height": self.height,
            "not_yet": self.not_yet, "silent": self.silent,
            "broken": self.broken.len(), "broken_told": self.broken.iter().take(TOLD_MAX).collect::<Vec<_>>(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Digest;

    fn act(serial: u32, height: u64, index: u32) -> (EntryId, End) {
        let digits = format!("1100126{serial:05}");
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&serial.to_be_bytes());
        let id: EntryId = Digest::new(seed).to_string().parse().unwrap();
        let outcome = Outcome::Act { number: digits.parse().unwrap(), date: "2026-11-23".parse().unwrap() };
        (id, End::Final { height, index, outcome })
    }

    #[test]
    fn a_gap_in_a_series_and_a_number_given_twice_are_seen() {
        let told = |serials: &[u32]| {
            let ended = serials.iter().enumerate().map(|(n, serial)| {
                let (_, end) = act(*serial, 1, 0);
                (act(u32::try_from(n).unwrap() + 100, 1, 0).0, end)
            });
            Told { ended: ended.collect(), ..Told::default() }
        };
        assert!(serials(&told(&[3, 1, 2])).is_empty());
        assert_eq!(serials(&told(&[1, 3])).len(), 1);
        assert_eq!(serials(&told(&[1, 2, 2])).len(), 1);
    }

    #[test]
    fn what_only_one_side_knows_is_seen() {
        let told = Told { ended: [act(1, 5, 0), act(2, 5, 1), act(3, 6, 0)].into(), ..Told::default() };
        assert!(places(&told, &[(5, 2), (6, 1)].into()).is_empty());
        assert_eq!(places(&told, &[(5, 2), (6, 2)].into()).len(), 1, "an entry that nobody sent");
        assert_eq!(places(&told, &[(5, 1), (6, 1)].into()).len(), 1, "an entry that was lost");
        let twice = Told { ended: [act(1, 5, 0), act(2, 5, 0)].into(), ..Told::default() };
        assert_eq!(places(&twice, &[(5, 1)].into()).len(), 1, "two entries at one place");
    }
}
