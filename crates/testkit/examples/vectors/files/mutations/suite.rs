//! Reads the file of changed inputs, changes and judges.
use super::super::{network_keys, proofs};
use core::fmt;
use credential::Prefix;
use protocol::{
    Canonical as _, Digest, NetworkId, NetworkKey, Outcome, Receipt, SignedEntry, StateProof,
    hash::{from_hex, hex},
    signature::{self, KeyRecord},
};
use std::collections::BTreeMap;
use verifier::KeyFile;

/// Which reader bytes are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Proof,
    Text,
    Receipt,
    Entry,
    State,
    Keys,
}

impl Target {
    const ALL: [(&'static str, Self); 6] = [
        ("proof", Self::Proof),
        ("text", Self::Text),
        ("receipt", Self::Receipt),
        ("entry", Self::Entry),
        ("state", Self::State),
        ("keys", Self::Keys),
    ];
}

/// Right bytes and what their reader is given beside them.
pub(crate) struct Base {
    pub(crate) target: Target,
    pub(crate) bytes: Vec<u8>,
    with: BTreeMap<String, Vec<u8>>,
}

/// What stands in the place of what is removed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Inserted {
    Bytes(Vec<u8>),
    Part { base: String, at: usize, length: usize },
}

/// A change of a base.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) base: String,
    pub(crate) kind: String,
    pub(crate) at: usize,
    pub(crate) removed: usize,
    pub(crate) inserted: Inserted,
}

impl Change {
    /// The change that changes nothing.
    pub(crate) fn none(base: &str) -> Self {
        let (base, kind) = (base.to_owned(), "same".to_owned());
        Self { base, kind, at: 0, removed: 0, inserted: Inserted::Bytes(Vec::new()) }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base, kind, at, removed, inserted } = self;
        write!(f, "{base} {kind} {at} {removed} ")?;
        match inserted {
            Inserted::Bytes(bytes) if bytes.is_empty() => f.write_str("-"),
            Inserted::Bytes(bytes) => f.write_str(&hex(bytes)),
            Inserted::Part { base, at, length } => write!(f, "@{base}:{at}:{length}"),
        }
    }
}

/// The file.
pub(crate) struct Suite {
    network: NetworkId,
    key: NetworkKey,
    signers: Vec<KeyRecord>,
    trusted: KeyFile,
    names: Vec<String>,
    bases: BTreeMap<String, Base>,
    /// The changes with the code that each must come to.
    pub(crate) changes: Vec<(Change, String)>,
}

const RIGHT: &str = "the file has the form that it describes";

fn unhex(text: &str) -> Vec<u8> {
    let byte = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).expect(RIGHT), 16).expect(RIGHT);
    text.as_bytes().chunks(2).map(byte).collect()
}

fn number(text: &str) -> usize {
    text.parse().expect(RIGHT)
}

impl Suite {
    /// Reads the file, or its head.
    pub(crate) fn read(text: &str) -> Self {
        let (mut network, mut key, mut trusted) = (None, None, None);
        let (mut signers, mut names, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        let mut bases: BTreeMap<String, Base> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["network", bytes] => network = from_hex(bytes).and_then(NetworkId::from_array),
                ["key", bytes] => key = from_hex(bytes).map(NetworkKey::new),
                ["signer", bytes] => signers.push(KeyRecord::from_bytes(&unhex(bytes)).expect(RIGHT)),
                ["base", name, target, bytes] => {
                    let target = Target::ALL.iter().find(|(word, _)| *word == target).expect(RIGHT).1;
                    names.push(name.to_owned());
                    bases
                        .insert(name.to_owned(), Base { target, bytes: unhex(bytes), with: BTreeMap::new() });
                }
                ["with", name, what, bytes] => {
                    bases.get_mut(name).expect(RIGHT).with.insert(what.to_owned(), unhex(bytes));
                }
                ["trust", name] => trusted = KeyFile::from_json(&bases[name].bytes).ok(),
                [base, kind, at, removed, inserted, code] => {
                    let inserted = read_inserted(inserted);
                    let (base, kind) = (base.to_owned(), kind.to_owned());
                    let change = Change { base, kind, at: number(at), removed: number(removed), inserted };
                    changes.push((change, code.to_owned()));
                }
                _ => panic!("{RIGHT}: {line}"),
            }
        }
        Self {
            network: network.expect(RIGHT),
            key: key.expect(RIGHT),
            signers,
            trusted: trusted.expect(RIGHT),
            names,
            bases,
            changes,
        }
    }

    /// The bases in the order of the file.
    pub(crate) fn bases(&self) -> impl Iterator<Item = (&str, &Base)> {
        self.names.iter().map(|name| (name.as_str(), &self.bases[name]))
    }

    pub(crate) fn base(&self, name: &str) -> &Base {
        &self.bases[name]
    }

    /// The bytes after a change.
    pub(crate) fn changed(&self, change: &Change) -> Vec<u8> {
        let base = &self.bases[&change.base].bytes;
        let inserted = match &change.inserted {
            Inserted::Bytes(bytes) => bytes.as_slice(),
            Inserted::Part { base, at, length } => &self.bases[base].bytes[*at..*at + *length],
        };
        [&base[..change.at], inserted, &base[change.at + change.removed..]].concat()
    }

    /// What our reader makes of the bytes after a change.
    pub(crate) fn judge(&self, change: &Change) -> String {
        let (base, bytes) = (&self.bases[&change.base], self.changed(change));
        match base.target {
            Target::Proof => {
                let is_of = |prefix: &Prefix| prefix.text().as_bytes() == base.with["prefix"];
                let prefix = Prefix::ALL.into_iter().find(is_of).expect(RIGHT);
                proofs::verdict(&proofs::text(prefix, &bytes), &self.trusted).to_owned()
            }
            Target::Text => {
                let text = String::from_utf8(bytes).expect("changed texts are texts");
                proofs::verdict(&text, &self.trusted).to_owned()
            }
            Target::Receipt => self.receipt(base, &bytes).to_owned(),
            Target::Entry => self.entry(&bytes).to_owned(),
            Target::State => state(base, &bytes).to_owned(),
            Target::Keys => network_keys::code(&bytes),
        }
    }

    fn receipt(&self, base: &Base, bytes: &[u8]) -> &'static str {
        let Ok(receipt) = Receipt::from_bytes(bytes) else { return "malformed" };
        let entry = SignedEntry::from_bytes(&base.with["entry"]).expect(RIGHT);
        let outcome = Outcome::from_bytes(&base.with["outcome"]).expect(RIGHT);
        let verdict = receipt.verify_for(&entry, &outcome, self.network, &self.key);
        verdict.err().map_or("good", protocol::receipt::Broken::code)
    }

    fn entry(&self, bytes: &[u8]) -> &'static str {
        let Ok(entry) = SignedEntry::from_bytes(bytes) else { return "malformed" };
        let record = |key| self.signers.iter().find(|record| record.id() == key);
        let records: Option<Vec<&KeyRecord>> =
            entry.signatures().iter().map(|signature| record(signature.key)).collect();
        let Some(records) = records else { return "unknown-key" };
        let class = self.network.class;
        let good = entry
            .signatures()
            .iter()
            .zip(records)
            .all(|(signature, record)| signature::is_good(class, record, entry.id(), signature));
        if good { "good" } else { "signature" }
    }
}

fn state(base: &Base, bytes: &[u8]) -> &'static str {
    let Ok(proof) = StateProof::from_bytes(bytes) else { return "malformed" };
    let root: [u8; 32] = base.with["root"].as_slice().try_into().expect(RIGHT);
    let verdict = proof.verify(&base.with["key"], &base.with["value"], &Digest::new(root));
    verdict.err().map_or("good", protocol::state::Unproved::code)
}

fn read_inserted(text: &str) -> Inserted {
    match text.strip_prefix('@').map(|part| part.split(':').collect::<Vec<_>>()).as_deref() {
        Some([base, at, length]) => {
            Inserted::Part { base: (*base).to_owned(), at: number(at), length: number(length) }
        }
        Some(_) => panic!("{RIGHT}: {text}"),
        None if text == "-" => Inserted::Bytes(Vec::new()),
        None => Inserted::Bytes(unhex(text)),
    }
}
