//! What was read of the state before the rules run: they ask of nothing else.
//!
//! Rules are pure and run without waiting, so everything that they may ask is read first, as each kind
//! of entry declares it ([`ledger::reads`]).
use crate::{
    planted::{self, Planted},
    store::{Backing, Batch, Database, StoreError},
};
use ledger::{Changes, Key, Overlay, Value, View, reads};
use protocol::SignedEntry;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// How many values that are asked again and again are kept in memory.
const KEPT_MAX: usize = 65_536;

/// Values that were read.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<Key, Option<Value>>);

impl View for Known {
    fn value(&self, key: &Key) -> Option<Value> {
        self.0.get(key).cloned().flatten()
    }
}

/// The same for the rules: what was not read was not declared.
#[derive(Debug)]
pub(super) struct Declared<'a>(pub(super) &'a Known);

impl View for Declared<'_> {
    fn value(&self, key: &Key) -> Option<Value> {
        self.0.0.get(key).expect("every kind of entry declares what its rules read").clone()
    }
}

/// The state on the disk, with the values that are asked again and again in memory.
pub(super) struct Disk {
    pub(super) store: Box<dyn Backing>,
    kept: Mutex<BTreeMap<Key, Option<Value>>>,
}

/// Whether a key is asked again and again: offices, keys, series, parameters.
const fn is_kept(key: &Key) -> bool {
    match key {
        Key::Office(_)
        | Key::SignerKey(_)
        | Key::Series { .. }
        | Key::Parameter(_)
        | Key::Rules
        | Key::Members
        | Key::Governors => true,
        Key::Act(_)
        | Key::ActNumber(_)
        | Key::ClosedSeries { .. }
        | Key::Range { .. }
        | Key::Handle(_)
        | Key::Waived(_)
        | Key::Notice(_)
        | Key::Certificate(_)
        | Key::CaseAnchor(_)
        | Key::AccessAnchor
        | Key::ArchiveBatch
        | Key::Officer(_)
        | Key::Person(_)
        | Key::Union(_)
        | Key::Divorce(_)
        | Key::Application(_)
        | Key::Dispute(_)
        | Key::Legacy(_)
        | Key::ListedDeath(_)
        | Key::LegacyStatus
        | Key::Repair(_)
        | Key::Loaded(_) => false,
    }
}

const fn database(key: &Key) -> Database {
    match key.database() {
        ledger::Database::Facts => Database::Facts,
        ledger::Database::Index => Database::Index,
    }
}

impl Disk {
    pub(super) fn new(store: Box<dyn Backing>) -> Self {
        Self { store, kept: Mutex::default() }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<Key, Option<Value>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that deciding `entries` on the state with `above` on top may ask, and `also`.
    pub(super) async fn known(
        &self,
        above: &[Arc<Changes>],
        entries: &[SignedEntry],
        also: impl IntoIterator<Item = Key>,
    ) -> Result<Known, StoreError> {
        let mut known = Known::default();
        let mut wanted: BTreeSet<Key> = also.into_iter().chain([Key::Rules]).collect();
        loop {
            let view = Overlay::new(&known, above.iter().map(|changes| &**changes).collect());
            wanted.extend(entries.iter().flat_map(|entry| reads(&view, entry)));
            wanted.retain(|key| !known.0.contains_key(key));
            if wanted.is_empty() {
                return Ok(known);
            }
            self.read(core::mem::take(&mut wanted), &mut known).await?;
        }
    }

    async fn read(&self, keys: BTreeSet<Key>, known: &mut Known) -> Result<(), StoreError> {
        let mut missing: [Vec<Key>; 2] = Default::default();
        {
            let kept = self.kept();
            let [facts, index] = &mut missing;
            for key in keys {
                if let Some(value) = kept.get(&key) {
                    known.0.insert(key, value.clone());
                } else {
                    match database(&key) {
                        Database::Facts => facts.push(key),
                        Database::Index => index.push(key),
                    }
                }
            }
        }
        let old = planted::is(Planted::SeriesLost) && self.store.note().is_some();
        for (of, keys) in [Database::Facts, Database::Index].into_iter().zip(missing) {
            if keys.is_empty() {
                continue;
            }
            let values = self.store.read(of, keys.iter().map(Key::to_bytes).collect()).await?;
            for (key, bytes) in keys.into_iter().zip(values) {
                let lost = old && matches!(key, Key::Series { .. });
                let bytes = bytes.filter(|_| !lost);
                let value = bytes.map(|bytes| Value::from_bytes(&key, &bytes)).transpose();
                let value =
                    value.or(Err(StoreError::Damaged { what: "a value is not of the kind of its key" }))?;
                if is_kept(&key) {
                    self.keep(key.clone(), value.clone());
                }
                known.0.insert(key, value);
            }
        }
        Ok(())
    }

    fn keep(&self, key: Key, value: Option<Value>) {
        let mut kept = self.kept();
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, value);
    }

    /// Applies what a block changes.
    pub(super) async fn apply(
        &mut self,
        height: u64,
        changes: &Changes,
    ) -> Result<protocol::StateRoots, StoreError> {
        let mut batch = Batch { height, ..Batch::default() };
        for (key, value) in changes.iter() {
            let writes = match database(key) {
                Database::Facts => &mut batch.facts,
                Database::Index => &mut batch.index,
            };
            writes.insert(key.to_bytes(), Some(value.to_bytes()));
            if is_kept(key) {
                self.keep(key.clone(), Some(value.clone()));
            }
        }
        self.store.apply(batch).await
    }
}
