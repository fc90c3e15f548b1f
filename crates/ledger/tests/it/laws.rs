//! What holds whatever mixture of entries comes in whatever blocks.
use crate::{
    mixture::{self, Choice, choice, gap},
    support::judge,
};
use civil::{
    ActNumber, Serial,
    refusal::{Refusal, Stands},
    role::Role,
};
use fixtures::paper::PaperNetwork;
use ledger::{BlockMoment, Database, Key, SeriesOf, State, Value, View as _, decide, execute, select};
use proptest::prelude::*;
use protocol::{EntryId, NetworkClass, Outcome, SignedEntry, signature::Jurisdiction};
use std::collections::{BTreeMap, BTreeSet};

/// The rule set that a network begins with, and its blocks to come: how much later each is, and what is brought
/// for it.
type Plan = (u32, Vec<(u64, Vec<Choice>)>);

fn plan() -> impl Strategy<Value = Plan> {
    (1u32..=2, prop::collection::vec((gap(), prop::collection::vec(choice(), 0..8)), 1..10))
}

/// A chain as it grows, with everything that was ever brought.
struct Chain {
    network: PaperNetwork,
    height: u64,
    blocks: Vec<(BlockMoment, Vec<SignedEntry>)>,
    outcomes: Vec<(SignedEntry, Outcome)>,
    /// The codes of all refusals.
    refused: BTreeSet<&'static str>,
    /// The entries that were ever refused for good.
    refused_for_good: Vec<(SignedEntry, Refusal)>,
    brought: Vec<SignedEntry>,
}

impl Chain {
    /// Makes a block of what a plan says and of some that were brought before.
    fn of(plan: &Plan) -> Self {
        let mut chain = Self {
            network: PaperNetwork::with_rules(NetworkClass::Demo, 1, plan.0),
            height: 0,
            blocks: Vec::new(),
            outcomes: Vec::new(),
            refused: BTreeSet::new(),
            refused_for_good: Vec::new(),
            brought: Vec::new(),
        };
        for (gap_ms, choices) in &plan.1 {
            chain.grow(*gap_ms, choices);
        }
        chain
    }

    fn at(&self) -> BlockMoment {
        let network = self.network.genesis.network;
        BlockMoment { network, height: self.height, time_ms: self.network.time_ms }
    }

    fn grow(&mut self, gap_ms: u64, choices: &[Choice]) {
        self.height += 1;
        self.network.wait(gap_ms);
        let acts: Vec<EntryId> = self
            .outcomes
            .iter()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Act { .. }))
            .map(|(entry, _)| entry.id())
            .collect();
        let fresh = choices.iter().map(|choice| mixture::entry(&mut self.network, &acts, choice));
        let fresh: Vec<SignedEntry> = fresh.collect();
        let again = self.brought.iter().rev().step_by(3).take(6).cloned();
        let candidates: Vec<SignedEntry> = again.chain(fresh.iter().cloned()).collect();
        self.brought.extend(fresh);

        let (state, at) = (&self.network.state, self.at());
        for entry in &candidates {
            let Err(refusal) = judge(state, at, entry) else { continue };
            self.refused.insert(refusal.code());
            if refusal.stands() == Stands::ForGood {
                self.refused_for_good.push((entry.clone(), refusal));
            }
        }
        let selected = select(state, at, candidates, 1024);
        let executed = execute(state, at, &selected.entries);
        assert_eq!(executed.as_ref(), Ok(&selected.executed), "what is picked is what is executed");
        // One after another comes to the same.
        let mut one_by_one = state.clone();
        for (index, entry) in (0..).zip(&selected.entries) {
            let (outcome, changes) = decide(&one_by_one, at.entry(index), entry).unwrap();
            one_by_one.apply(&changes);
            self.outcomes.push((entry.clone(), outcome));
        }
        self.network.state.apply(&selected.executed.changes);
        assert_eq!(one_by_one, self.network.state);
        self.blocks.push((at, selected.entries));

        self.what_is_final_or_refused_for_good_stays_so();
    }

    fn what_is_final_or_refused_for_good_stays_so(&self) {
        let next = BlockMoment { height: self.height + 1, time_ms: self.network.time_ms + 1, ..self.at() };
        for (entry, _) in &self.outcomes {
            for time_ms in [next.time_ms, entry.entry().valid_until, entry.entry().signed_at] {
                let at = BlockMoment { time_ms, ..next };
                let again = decide(&self.network.state, at.entry(0), entry);
                assert!(again.is_err(), "{} is final twice", entry.entry().body.word());
            }
        }
        for (entry, refusal) in &self.refused_for_good {
            let later = decide(&self.network.state, next.entry(0), entry);
            assert!(later.is_err(), "{} passed after all: {entry:?}", refusal.code());
        }
    }
}

/// Every serial of every series of acts is an act's or in one range; and no act has another number.
fn numbers_have_no_gap(chain: &Chain) {
    let state = &chain.network.state;
    let mut last: BTreeMap<(SeriesOf, u16, i16), u32> = BTreeMap::new();
    let mut expected: BTreeSet<ActNumber> = BTreeSet::new();
    for (key, value) in state.iter() {
        match (key, value) {
            (Key::Series { of, office }, Value::Series(series)) => {
                last.insert((*of, office.get(), series.year), series.last);
            }
            (Key::ClosedSeries { of, office, year }, Value::ClosedSeries(closed)) => {
                assert!(closed.next_year > *year);
                last.insert((*of, office.get(), *year), closed.last);
            }
            _ => {}
        }
    }
    let mut reserved: BTreeMap<ActNumber, bool> = BTreeMap::new();
    for (key, value) in state.iter() {
        if let (Key::Range { office, .. }, Value::Range(range)) = (key, value) {
            for serial in (range.first.get()..=range.last.get()).map(|n| Serial::new(n).unwrap()) {
                let number = ActNumber::new(range.kind, *office, range.year, serial);
                let used = range.is_used(serial).unwrap();
                assert_eq!(reserved.insert(number, used), None, "{number} is in two ranges");
            }
        }
    }
    for ((of, office, year), last) in &last {
        let SeriesOf::Acts(kind) = of else { continue };
        let office = civil::OfficeCode::new(*office).unwrap();
        for serial in (1..=*last).map(|n| Serial::new(n).unwrap()) {
            let number = ActNumber::new(*kind, office, *year, serial);
            let has_act = state.value(&Key::ActNumber(number)).is_some();
            assert_eq!(has_act, reserved.get(&number).copied().unwrap_or(true), "{number}");
            expected.insert(number);
        }
    }
    let mut given = BTreeSet::new();
    let mut certificates: BTreeMap<(u16, u8), BTreeSet<u32>> = BTreeMap::new();
    for (entry, outcome) in &chain.outcomes {
        match outcome {
            Outcome::Act { number, .. } => {
                assert!(given.insert(*number), "{number} is given twice");
                assert!(expected.contains(number), "{number} is of no series");
                assert_eq!(state.value(&Key::ActNumber(*number)), Some(Value::ActId(entry.id())));
            }
            Outcome::Certificate { number, .. } | Outcome::Reference { number, .. } => {
                let serials = certificates.entry((number.office.get(), number.year())).or_default();
                assert!(serials.insert(number.serial.get()), "{number} is given twice");
            }
            Outcome::Range { .. } | Outcome::Recorded => {}
        }
    }
    for ((of, office, year), last) in last {
        if of == SeriesOf::Certificates {
            let year = u8::try_from(year % 100).unwrap();
            let serials = certificates.remove(&(office, year)).unwrap_or_default();
            assert_eq!(serials, (1..=last).collect(), "certificates of {office} in {year}");
        }
    }
    assert!(certificates.is_empty());
}

/// What stands under several keys agrees.
fn lists_and_counts_agree(state: &State) {
    let mut keys_of: BTreeMap<Key, BTreeSet<_>> = BTreeMap::new();
    let mut live: BTreeMap<EntryId, u8> = BTreeMap::new();
    for (key, value) in state.iter() {
        match (key, value) {
            (Key::SignerKey(id), Value::SignerKey(key)) => {
                assert_eq!(*id, key.record.id());
                if key.standing != ledger::value::KeyStanding::Revoked {
                    keys_of.entry(Key::Officer(key.record.officer)).or_default().insert(*id);
                    if key.record.role == Role::Governor {
                        keys_of.entry(Key::Governors).or_default().insert(*id);
                    }
                }
            }
            (Key::Certificate(handle), Value::Certificate(certificate)) => {
                let standing = state.value(&Key::Handle(*handle));
                let in_force = Some(Value::Standing(ledger::value::CertificateStanding::InForce));
                assert_eq!(certificate.ended.is_none(), standing == in_force);
                if let Some(act) = certificate.act {
                    *live.entry(act).or_default() += u8::from(certificate.ended.is_none());
                }
            }
            _ => {}
        }
    }
    for (key, value) in state.iter() {
        match (key, value) {
            (Key::Act(id), Value::Act(act)) => {
                assert_eq!(act.certificates, live.get(id).copied().unwrap_or(0));
                assert_eq!(state.value(&Key::ActNumber(act.number)), Some(Value::ActId(*id)));
            }
            (Key::Officer(_) | Key::Governors, Value::Keys(list)) => {
                assert!(list.is_sorted_by(|a, b| a < b));
                // A key that is over may stand in the list or not; one that is neither over nor revoked does.
                for id in keys_of.remove(key).unwrap_or_default() {
                    let Some(Value::SignerKey(key)) = state.value(&Key::SignerKey(id)) else {
                        panic!("a key")
                    };
                    assert!(list.contains(&id) || key.until_ms.is_some());
                }
            }
            _ => {}
        }
    }
    assert!(keys_of.is_empty());
}

/// A quorum of members can always decide: nothing that came has locked them out.
fn the_members_can_decide(chain: &Chain) {
    // Ten blocks later every key that was entered counts.
    let (time_ms, height) = (chain.network.time_ms + 1, chain.height + 1);
    let members: BTreeSet<u8> = chain
        .network
        .state
        .iter()
        .filter_map(|(_, value)| match value {
            Value::SignerKey(key) if key.may_sign(time_ms, height) => Some(&key.record),
            _ => None,
        })
        .filter_map(|record| match (record.role, record.jurisdiction) {
            (Role::Governor, Jurisdiction::Member(member)) => Some(member),
            _ => None,
        })
        .collect();
    assert!(members.len() >= chain.network.genesis.quorum(), "{members:?}");
}

/// Who executes the blocks again comes to the same outcomes and the same state.
fn a_replay_from_the_genesis_comes_to_the_same_state(chain: &Chain) {
    let mut again = State::genesis(&chain.network.genesis);
    let mut outcomes = Vec::new();
    for (at, entries) in &chain.blocks {
        let executed = execute(&again, *at, entries).unwrap();
        again.apply(&executed.changes);
        outcomes.extend(executed.outcomes);
    }
    assert_eq!(again, chain.network.state);
    assert!(outcomes.iter().eq(chain.outcomes.iter().map(|(_, outcome)| outcome)));
}

fn keys_have_bytes_of_their_own_and_values_read_back(state: &State) {
    let mut seen = BTreeSet::new();
    for (key, value) in state.iter() {
        let bytes = key.to_bytes();
        let database = if bytes[0] < 0x40 { Database::Facts } else { Database::Index };
        assert_eq!(key.database(), database);
        assert!(seen.insert(bytes), "the bytes of {key:?} are those of another key");
        let bytes = value.to_bytes();
        assert_eq!(Value::from_bytes(key, &bytes).as_ref(), Ok(value));
        for broken in [&bytes[..bytes.len() - 1], &[&bytes[..], &[0]].concat()] {
            assert!(Value::from_bytes(key, broken).is_err());
        }
    }
}

proptest! {
    /// Along the way: what is picked is what is executed; deciding needs only the keys that are declared;
    /// what is final or refused for good stays so, however often it is brought again.
    #[test]
    fn every_mixture_of_entries_keeps_the_laws(plan in plan()) {
        let chain = Chain::of(&plan);
        numbers_have_no_gap(&chain);
        lists_and_counts_agree(&chain.network.state);
        the_members_can_decide(&chain);
        a_replay_from_the_genesis_comes_to_the_same_state(&chain);
        keys_have_bytes_of_their_own_and_values_read_back(&chain.network.state);
    }
}

/// The mixture is worth something: every kind of entry is accepted in it, and most refusals come up.
#[test]
fn the_mixture_holds_every_kind_of_entry_and_most_refusals() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let (mut accepted, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..200 {
        let plan = plan().new_tree(&mut runner).unwrap().current();
        let chain = Chain::of(&plan);
        accepted.extend(chain.outcomes.iter().map(|(entry, _)| entry.entry().body.word()));
        refused.extend(chain.refused);
    }
    assert_eq!(accepted.len(), 27, "{accepted:?}");
    assert!(refused.len() >= 30, "{} {refused:?}", refused.len());
}
