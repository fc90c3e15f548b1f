//! What the ledger knows: keys and values, in the order of their bytes.
//!
//! The state is derived: blocks are the source of truth and it can be rebuilt from them at any time.
//! Its root is the RFC 6962 root over its sorted pairs, so two validators that differ in one value
//! differ in the root.
use civil::{ActKind, ActNumber, CivilDate, OfficeCode, Serial};
use protocol::{
    Digest, EntryId, Handle, SignerKeyId, Tag,
    cbor::Writer,
    genesis::{Genesis, OfficeRecord},
    merkle,
    outcome::{write_act, write_date},
    signature::KeyRecord,
};
use std::collections::{BTreeMap, BTreeSet};

/// What can be asked of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An office: its kind and offset.
    Office(OfficeCode),
    /// A key that may sign.
    SignerKey(SignerKeyId),
    /// An act, by the entry that registered it.
    Act(EntryId),
    /// Which act has a number.
    ActNumber(ActNumber),
    /// The last serial of a series of acts.
    Series {
        /// The kind of act.
        kind: ActKind,
        /// The office.
        office: OfficeCode,
        /// The year of registration, four digits.
        year: i16,
    },
    /// The last serial of an office's certificates of a year.
    CertificateSeries {
        /// The office.
        office: OfficeCode,
        /// The year of issue, four digits.
        year: i16,
    },
    /// A medical notice that has served.
    Notice(Tag),
    /// A certificate, by its status handle.
    Handle(Handle),
    /// An entry that is final, until its validity has passed.
    Entry(EntryId),
}

impl Key {
    /// The key's bytes in the state: a number of the kind, then its parts at fixed width.
    pub fn to_bytes(&self) -> Vec<u8> {
        let year = |year: &i16| year.to_be_bytes();
        match self {
            Self::Office(code) => [&[1][..], &code.get().to_be_bytes()].concat(),
            Self::SignerKey(id) => [&[2][..], id.as_bytes()].concat(),
            Self::Act(id) => [&[3][..], id.as_bytes()].concat(),
            Self::ActNumber(number) => [&[4][..], number.to_string().as_bytes()].concat(),
            Self::Series { kind, office, year: y } => {
                [&[5, kind.digit()][..], &office.get().to_be_bytes(), &year(y)].concat()
            }
            Self::CertificateSeries { office, year: y } => {
                [&[6][..], &office.get().to_be_bytes(), &year(y)].concat()
            }
            Self::Notice(tag) => [&[7][..], tag.as_bytes()].concat(),
            Self::Handle(handle) => [&[8][..], handle.as_bytes()].concat(),
            Self::Entry(id) => [&[9][..], id.as_bytes()].concat(),
        }
    }
}

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Under [`Key::Office`].
    Office(OfficeRecord),
    /// Under [`Key::SignerKey`].
    SignerKey(KeyRecord),
    /// Under [`Key::Act`].
    Act(Act),
    /// Under [`Key::ActNumber`] and [`Key::Notice`]: the act.
    ActId(EntryId),
    /// Under [`Key::Series`] and [`Key::CertificateSeries`]: the last serial given.
    Serial(Serial),
    /// Under [`Key::Handle`]: the certificate is in force; its act.
    Certificate(EntryId),
    /// Under [`Key::Entry`]: until when its id is kept, in milliseconds since 1970.
    Until(u64),
}

/// An act as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub number: ActNumber,
    /// The day of registration.
    pub date: CivilDate,
    /// The commitment of the version in force.
    pub commitment: Digest,
    /// The version of the record's schema.
    pub schema: u8,
    /// The person whose act it is.
    pub person: Tag,
    /// From 1 January of this year the person is of age.
    pub adult_from: u16,
    /// How many certificates of it are in force.
    pub certificates: u8,
}

impl Value {
    /// The value's bytes in the state: canonical CBOR.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        match self {
            Self::Office(office) => {
                to.value(office);
            }
            Self::SignerKey(record) => {
                to.value(record);
            }
            Self::Act(act) => {
                to.array(7);
                write_act(&mut to, act.number);
                write_date(&mut to, act.date);
                to.value(&act.commitment).uint(act.schema).value(&act.person);
                to.uint(act.adult_from).uint(act.certificates);
            }
            Self::ActId(id) | Self::Certificate(id) => {
                to.value(id);
            }
            Self::Serial(serial) => {
                to.uint(serial.get());
            }
            Self::Until(time_ms) => {
                to.uint(*time_ms);
            }
        }
        to.into_bytes()
    }
}

/// What the rules may read.
pub trait View {
    /// The value under `key`, if there is one.
    fn value(&self, key: &Key) -> Option<Value>;
}

/// What an entry or a block changes: a value that is put, or `None` for one that goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<Key, Option<Value>>);

impl Changes {
    /// Puts `value` under `key`.
    pub(crate) fn put(&mut self, key: Key, value: Value) {
        self.0.insert(key, Some(value));
    }

    /// Adds later changes on top of these.
    pub(crate) fn extend(&mut self, later: &Self) {
        self.0.extend(later.0.iter().map(|(key, value)| (*key, value.clone())));
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The state of the ledger after a final block, in memory.
#[derive(Clone, Debug, Default)]
pub struct State {
    values: BTreeMap<Key, Value>,
    /// Entry ids by the time at which they may be forgotten.
    until: BTreeSet<(u64, EntryId)>,
}

impl State {
    /// The state that a network begins with: its offices and keys.
    pub fn genesis(genesis: &Genesis) -> Self {
        let mut changes = Changes::default();
        for office in &genesis.offices {
            changes.put(Key::Office(office.code), Value::Office(*office));
        }
        for record in &genesis.keys {
            changes.put(Key::SignerKey(record.id()), Value::SignerKey(record.clone()));
        }
        let mut state = Self::default();
        state.put_all(&changes);
        state
    }

    /// Takes the changes of a final block with entries, and forgets the ids whose validity passed
    /// before its time. It cannot refuse.
    pub fn apply(&mut self, time_ms: u64, changes: &Changes) {
        self.put_all(changes);
        self.forget_expired(time_ms);
    }

    fn put_all(&mut self, changes: &Changes) {
        for (key, value) in &changes.0 {
            match value {
                Some(value) => {
                    if let (Key::Entry(id), Value::Until(until)) = (key, value) {
                        self.until.insert((*until, *id));
                    }
                    self.values.insert(*key, value.clone());
                }
                None => {
                    self.values.remove(key);
                }
            }
        }
    }

    /// Forgets the ids of entries whose validity passed before `time_ms`: they can never enter a block
    /// again, as [`crate::decide`] refuses them for their validity.
    fn forget_expired(&mut self, time_ms: u64) {
        let kept = self.until.split_off(&(time_ms, EntryId::new([0; 32])));
        for (_, id) in core::mem::replace(&mut self.until, kept) {
            self.values.remove(&Key::Entry(id));
        }
    }

    /// The RFC 6962 root over the pairs in the order of their keys' bytes; a leaf is
    /// `u32 length of the key ‖ key ‖ value`.
    pub fn root(&self) -> Digest {
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> =
            self.values.iter().map(|(key, value)| (key.to_bytes(), value.to_bytes())).collect();
        pairs.sort_unstable();
        let mut tree = merkle::Frontier::default();
        for (key, value) in &pairs {
            let length = u32::try_from(key.len()).expect("a key has a few dozen bytes").to_be_bytes();
            tree.append(merkle::leaf(&[&length[..], key, value].concat()));
        }
        tree.root()
    }

    /// The number of keys.
    pub fn key_count(&self) -> usize {
        self.values.len()
    }
}

impl View for State {
    fn value(&self, key: &Key) -> Option<Value> {
        self.values.get(key).cloned()
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
    pub fn new(below: &'a V, above: Vec<&'a Changes>) -> Self {
        Self { below, above }
    }
}

impl<V: View> View for Overlay<'_, V> {
    fn value(&self, key: &Key) -> Option<Value> {
        let newest = self.above.iter().rev().find_map(|changes| changes.0.get(key));
        newest.map_or_else(|| self.below.value(key), Clone::clone)
    }
}
