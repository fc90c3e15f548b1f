//! What the tests share: a network on paper, and the verdict of the rules, with what must hold for each.
use civil::refusal::{Refusal, RuleClass};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork},
};
use ledger::{BlockMoment, Changes, Key, Moment, State, Value, View, decide, reads, signers};
use protocol::{
    Body, Canonical as _, Digest, Entry, NetworkClass, Outcome, SignedEntry,
    entry::{ActRegister, KeyChange, KeyEntry},
    signature,
};
use std::collections::BTreeSet;

/// A day, in milliseconds.
pub(crate) const DAY_MS: u64 = 24 * 60 * 60 * 1000;

pub(crate) fn network() -> PaperNetwork {
    PaperNetwork::new(NetworkClass::Demo, 1)
}

/// The refusal, and beside it what is accepted: every refusal of the ledger is told by one of these.
#[track_caller]
pub(crate) fn beside(
    refusal: Refusal,
    refused: Result<Outcome, Refusal>,
    accepted: Result<Outcome, Refusal>,
) {
    assert_eq!(refused, Err(refusal));
    assert!(accepted.is_ok(), "what stands beside is refused too: {accepted:?}");
}

/// The refusal, and what the rules say of the same entry once it waives that rule rightly: on a ground, by an override,
/// or, of a caution, with a reason.
#[track_caller]
pub(crate) fn passes(refusal: Refusal, refused: Result<Outcome, Refusal>, waived: Result<Outcome, Refusal>) {
    assert!(refusal.class() != RuleClass::Structure, "a rule of structure never gives way");
    beside(refusal, refused, waived);
}

/// What the rules say of an entry that comes next.
pub(crate) fn verdict(network: &PaperNetwork, entry: &SignedEntry) -> Result<Outcome, Refusal> {
    judge(&network.state, network.next_block(), entry).map(|(outcome, _)| outcome)
}

/// What the rules say of an entry, its signatures included. It is the same for an entry read back from its
/// bytes, and where only what it declares is known; what it changes reads back; and an entry that is
/// accepted is not accepted again.
pub(crate) fn judge(
    state: &State,
    block: BlockMoment,
    entry: &SignedEntry,
) -> Result<(Outcome, Changes), Refusal> {
    assert_eq!(SignedEntry::from_bytes(&entry.to_bytes()).as_ref(), Ok(entry));
    let verdict = with_signatures(state, block.entry(0), entry);
    assert_eq!(with_signatures(&Declared::of(state, entry), block.entry(0), entry), verdict);
    if let Ok((_, changes)) = &verdict {
        for (key, value) in changes.iter() {
            assert_eq!(Value::from_bytes(key, &value.to_bytes()).as_ref(), Ok(value), "{key:?}");
        }
        let mut after = state.clone();
        after.apply(changes);
        let next = BlockMoment { height: block.height + 1, time_ms: block.time_ms + 1, ..block };
        for at in [block.entry(1), next.entry(0)] {
            assert!(decide(&after, at, entry).is_err(), "the same entry would be final twice");
        }
    }
    verdict
}

fn with_signatures(view: &impl View, at: Moment, entry: &SignedEntry) -> Result<(Outcome, Changes), Refusal> {
    let class = entry.entry().network.class;
    for (record, by) in signers(view, entry)? {
        if !signature::is_good(class, &record, entry.id(), &by) {
            return Err(Refusal::SignatureWrong);
        }
    }
    decide(view, at, entry)
}

/// A state of which only the keys are known that an entry declares.
pub(crate) struct Declared<'a> {
    state: &'a State,
    keys: BTreeSet<Key>,
}

/// The same while it is asked what to read: nothing is known of the others.
struct Fetched<'a>(&'a Declared<'a>);

impl<'a> Declared<'a> {
    /// Asks what the entry reads until nothing new comes: twice for most, more often where persons are reached
    /// over marriages and joins.
    pub(crate) fn of(state: &'a State, entry: &SignedEntry) -> Self {
        let mut declared = Self { state, keys: BTreeSet::new() };
        for _ in 0..16 {
            let known = declared.keys.len();
            let more = reads(&Fetched(&declared), entry);
            declared.keys.extend(more);
            if declared.keys.len() == known {
                return declared;
            }
        }
        panic!("sixteen rounds are enough");
    }
}

impl View for Fetched<'_> {
    fn value(&self, key: &Key) -> Option<Value> {
        if self.0.keys.contains(key) { self.0.state.value(key) } else { None }
    }
}

impl View for Declared<'_> {
    fn value(&self, key: &Key) -> Option<Value> {
        assert!(self.keys.contains(key), "{key:?} is read and not declared");
        self.state.value(key)
    }
}

/// What the rules say of a birth that `change` was done to before `officers` signed it.
pub(crate) fn birth_by(officers: &[Officer], change: impl FnOnce(&mut Entry)) -> Result<Outcome, Refusal> {
    let mut network = network();
    let entry = changed_birth(&mut network, change);
    verdict(&network, &PaperNetwork::sign_by(entry, officers))
}

/// The same, where the registrar of the office signs.
pub(crate) fn birth(change: impl FnOnce(&mut Entry)) -> Result<Outcome, Refusal> {
    birth_by(&[Officer::registrar(CHILONZOR)], change)
}

/// A birth, and what `change` does to it.
pub(crate) fn changed_birth(network: &mut PaperNetwork, change: impl FnOnce(&mut Entry)) -> Entry {
    let mut entry = network.birth(CHILONZOR, &record("Nur", 1), 1);
    change(&mut entry);
    entry
}

pub(crate) fn act_of(entry: &mut Entry) -> &mut ActRegister {
    match &mut entry.body {
        Body::ActRegister(act) => act,
        other => panic!("{} is no act", other.word()),
    }
}

/// A commitment of some paper.
pub(crate) const fn paper(n: u8) -> Digest {
    Digest::new([n; 32])
}

/// The number and the day of an act, as they are written.
#[track_caller]
pub(crate) fn number_and_day(outcome: Result<Outcome, Refusal>) -> (String, String) {
    match outcome {
        Ok(Outcome::Act { number, date }) => (number.to_string(), date.to_string()),
        other => panic!("no act: {other:?}"),
    }
}

/// What the rules say of a body about the whole register that `officers` sign.
pub(crate) fn of_all(
    network: &mut PaperNetwork,
    body: Body,
    officers: &[Officer],
) -> Result<Outcome, Refusal> {
    let entry = network.entry_of_all(body);
    verdict(network, &PaperNetwork::sign_by(entry, officers))
}

/// Makes a body about the whole register final.
#[track_caller]
pub(crate) fn finalize_of_all(network: &mut PaperNetwork, body: Body, officers: &[Officer]) -> SignedEntry {
    let entry = PaperNetwork::sign_by(network.entry_of_all(body), officers);
    finalize(network, entry)
}

/// Makes an entry final that has every right to be.
#[track_caller]
pub(crate) fn finalize(network: &mut PaperNetwork, entry: SignedEntry) -> SignedEntry {
    let expected = verdict(network, &entry);
    assert!(expected.is_ok(), "{expected:?}");
    network.finalize(std::slice::from_ref(&entry));
    entry
}

/// The two administrators of the region of an office.
pub(crate) fn administrators(office: u16) -> [Officer; 2] {
    [0, 1].map(|n| Officer::administrator(office, n))
}

/// The governors of the members 0, 1 and 2: a quorum of four.
pub(crate) fn governors() -> [Officer; 3] {
    [0, 1, 2].map(Officer::governor)
}

/// A key of an officer that counts from now on, without an end.
pub(crate) fn key_of(network: &PaperNetwork, officer: &Officer) -> KeyEntry {
    KeyEntry { record: officer.record(), from_ms: network.time_ms, until_ms: None }
}

/// A change of the key of an officer at a version.
pub(crate) fn change(officer: &Officer, version: u32) -> KeyChange {
    KeyChange { key: officer.record().id(), version }
}

/// Enters a key of an officer, by those who enter keys of that role.
#[track_caller]
pub(crate) fn enter(network: &mut PaperNetwork, officer: &Officer) {
    let key = key_of(network, officer);
    if let Some(office) = officer.record().office() {
        finalize_of_all(network, Body::StaffKey(key), &administrators(office.get()));
    } else {
        finalize_of_all(network, Body::GovernanceKey(key), &governors());
        network.pass(10);
    }
}
