//! What validators' answers about an entry come to: no answer is believed alone.
//!
//! * *final*: with a receipt that [`Tally`] verified itself against the network's key;
//! * *refused for good*: f + 1 validators, so that one of them is honest, give the same code of a refusal
//!   that nothing can lift ([`Refusal::is_for_good`]), or say, with their ledger past the entry's
//!   validity, that it is not there;
//! * *not yet*: everything else. A refusal that a later entry can lift is one reason for it.
use crate::{NetworkId, NetworkKey, Outcome, Receipt, SignedEntry, genesis::Genesis, service::Standing};
use civil::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// What one validator says.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    /// Which one, by its place in the list of validators.
    pub validator: usize,
    /// What it says.
    pub says: T,
}

/// Against what answers are judged.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// The network.
    pub network: NetworkId,
    /// Its key.
    pub key: NetworkKey,
    /// How many validators may fail or lie.
    pub faults: usize,
}

impl Measure {
    /// The measure of a network.
    pub fn of(genesis: &Genesis) -> Self {
        Self { network: genesis.network, key: genesis.key, faults: genesis.faults() }
    }

    /// How many that agree cannot all be wrong: f + 1.
    pub const fn enough(self) -> usize {
        self.faults.saturating_add(1)
    }
}

/// What the answers come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Final, with the receipt that was verified.
    Final {
        /// Number and date.
        outcome: Outcome,
        /// The proof.
        receipt: Box<Receipt>,
    },
    /// f + 1 validators refuse it for good with this code.
    Refused {
        /// The stable code.
        code: String,
    },
    /// f + 1 validators neither hold it nor have it final.
    Absent,
    /// Nothing certain yet.
    NotYet {
        /// Whether at least one validator holds the entry.
        held: bool,
        /// The code with which f + 1 validators refuse it as things stand, where that can be lifted.
        because: Option<String>,
    },
}

/// Counts the answers about one entry.
#[derive(Debug)]
pub struct Tally<'a> {
    measure: Measure,
    signed: &'a SignedEntry,
    refusals: BTreeMap<String, BTreeSet<usize>>,
    /// Those who say that they neither hold it nor have it final.
    without: BTreeSet<usize>,
    held: bool,
}

impl<'a> Tally<'a> {
    /// Begins to count.
    pub fn new(measure: Measure, signed: &'a SignedEntry) -> Self {
        Self { measure, signed, refusals: BTreeMap::new(), without: BTreeSet::new(), held: false }
    }

    /// Takes one answer. Something is returned as soon as nothing can change it: *final* or *refused*.
    pub fn add(&mut self, answer: Answer<Standing>) -> Option<Verdict> {
        match answer.says {
            Standing::Final { outcome, receipt } => {
                let Measure { network, key, .. } = self.measure;
                if receipt.verify_for(self.signed, &outcome, network, &key).is_ok() {
                    return Some(Verdict::Final { outcome, receipt });
                }
                None
            }
            Standing::Refused { code } if code == Refusal::SameEntry.code() => {
                self.held = true;
                None
            }
            Standing::Refused { code } => {
                self.without.insert(answer.validator);
                // By its clock it is late; whether it is there all the same is a question of time.
                if code == Refusal::Expired.code() {
                    return None;
                }
                let by = self.refusals.entry(code.clone()).or_default();
                by.insert(answer.validator);
                let enough = by.len() >= self.measure.enough();
                // A code of a later version says nothing of whether it can be lifted.
                let for_good = Refusal::from_code(&code).is_some_and(Refusal::is_for_good);
                (enough && for_good).then_some(Verdict::Refused { code })
            }
            Standing::NotYet => {
                self.held = true;
                None
            }
            Standing::Unknown => {
                self.without.insert(answer.validator);
                None
            }
        }
    }

    /// What it comes to when no more answers arrive. *Absent* counts only validators in `past`: those
    /// whose last final block is later than the entry's validity, so that the entry cannot enter a
    /// block that they have not seen.
    pub fn end(self, past: &BTreeSet<usize>) -> Verdict {
        let enough = self.measure.enough();
        if self.without.intersection(past).count() >= enough {
            return Verdict::Absent;
        }
        let because = self.refusals.into_iter().find(|(_, by)| by.len() >= enough).map(|(code, _)| code);
        Verdict::NotYet { held: self.held, because }
    }
}
