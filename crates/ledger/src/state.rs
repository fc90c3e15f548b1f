//! What the rules read, and what they change.
//!
//! The state is derived: blocks are the source of truth and it can be rebuilt from them at any time.
//! Where it is stored is not this crate's matter: a validator keeps it in an authenticated store, a
//! test in [`State`].
use crate::{
    key::{Key, SeriesOf},
    standing::{KeyStanding, KeyState, OfficeState, ParameterState, RulesState},
    value::{Series, Value},
};
use civil::{CivilDate, role::Role};
use protocol::{
    SignerKeyId,
    entry::{OfficeStanding, Parameter},
    genesis::{Genesis, OfficeRecord},
};
use std::collections::{BTreeMap, BTreeSet};

/// What the rules may read.
pub trait View {
    /// The value under `key`, if there is one.
    fn value(&self, key: &Key) -> Option<Value>;
}

/// What an entry or a block changes: the value that stands under each key from now on. Nothing is ever
/// removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<Key, Value>);

impl Changes {
    /// Puts `value` under `key`.
    pub(crate) fn put(&mut self, key: Key, value: Value) {
        self.0.insert(key, value);
    }

    /// Adds later changes on top of these.
    pub(crate) fn extend(&mut self, later: Self) {
        self.0.extend(later.0);
    }

    /// The value that is put under a key.
    pub fn value(&self, key: &Key) -> Option<&Value> {
        self.0.get(key)
    }

    /// What is put, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.0.iter()
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a network begins with: its offices with their series, its keys, parameters and rules.
pub fn genesis(genesis: &Genesis) -> Changes {
    let mut changes = Changes::default();
    for office in &genesis.offices {
        open_office(&mut changes, *office, genesis.time_ms);
    }
    let mut lists: BTreeMap<Key, BTreeSet<SignerKeyId>> = BTreeMap::from([(Key::Governors, BTreeSet::new())]);
    for record in &genesis.keys {
        lists.entry(Key::Officer(record.officer)).or_default().insert(record.id());
        if record.role == Role::Governor {
            lists.entry(Key::Governors).or_default().insert(record.id());
        }
        let state = KeyState {
            record: record.clone(),
            from_ms: 0,
            until_ms: None,
            from_height: 0,
            standing: KeyStanding::InForce,
            version: 0,
            by: None,
        };
        changes.put(Key::SignerKey(record.id()), state.into());
    }
    for (list, keys) in lists {
        changes.put(list, Value::Keys(keys.into_iter().collect()));
    }
    for parameter in Parameter::ALL {
        let state = ParameterState { value: parameter.initial(), version: 0, next: None, by: None };
        changes.put(Key::Parameter(parameter), Value::Parameter(state));
    }
    let rules = RulesState { version: genesis.rules_version, next: None, by: None };
    changes.put(Key::Rules, Value::Rules(rules));
    changes.put(Key::Members, Value::Count(genesis.member_count() as u64));
    changes
}

fn open_office(changes: &mut Changes, record: OfficeRecord, time_ms: u64) {
    let state = OfficeState { record, standing: OfficeStanding::Open, version: 0, next: None, by: None };
    changes.put(Key::Office(record.code), Value::Office(state));
    begin_series(changes, record, time_ms);
}

/// The series of a new office, all of them without a number yet, so that every number that was never
/// given can be shown not to be.
pub(crate) fn begin_series(changes: &mut Changes, office: OfficeRecord, time_ms: u64) {
    let year = CivilDate::at(time_ms, office.offset.minutes())
        .expect("block time is within the register's years")
        .year();
    for of in SeriesOf::ALL {
        let series = Series { since: year, year, last: 0 };
        changes.put(Key::Series { of, office: office.code }, Value::Series(series));
    }
}

/// A state in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State(BTreeMap<Key, Value>);

impl State {
    /// The state that a network begins with.
    pub fn genesis(of: &Genesis) -> Self {
        let mut state = Self::default();
        state.apply(&genesis(of));
        state
    }

    /// Takes the changes of a final block. It cannot refuse.
    pub fn apply(&mut self, changes: &Changes) {
        self.0.extend(changes.iter().map(|(key, value)| (key.clone(), value.clone())));
    }

    /// Every pair, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.0.iter()
    }
}

impl FromIterator<(Key, Value)> for State {
    /// The state in which these pairs stand; the last of several under one key.
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl View for State {
    fn value(&self, key: &Key) -> Option<Value> {
        self.0.get(key).cloned()
    }
}

/// A state with the changes of blocks on top that are not final yet.
#[derive(Debug)]
pub struct Overlay<'a, V> {
    below: &'a V,
    /// Oldest first.
    above: Vec<&'a Changes>,
}

impl<'a, V: View> Overlay<'a, V> {
    /// Lays `above`, oldest first, over `below`.
    pub const fn new(below: &'a V, above: Vec<&'a Changes>) -> Self {
        Self { below, above }
    }
}

impl<V: View> View for Overlay<'_, V> {
    fn value(&self, key: &Key) -> Option<Value> {
        let newest = self.above.iter().rev().find_map(|changes| changes.value(key));
        newest.map_or_else(|| self.below.value(key), |value| Some(value.clone()))
    }
}
