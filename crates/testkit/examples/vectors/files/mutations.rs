//! `mutations-1.txt`: ten thousand changed inputs, and the code that each must come to.
//!
//! The file says what it holds; [`suite`] reads it and judges, [`making`] changes. A new parser is a new
//! [`suite::Target`], with bases here and its way to a code there.
mod making;
pub(crate) mod suite;

use super::{
    entries, network_keys, proofs, receipts,
    world::{By, Signer, World},
};
use credential::Prefix;
use making::Maker;
use protocol::{Canonical, hash::hex};
use std::{collections::BTreeSet, fmt::Write as _, thread};
use suite::{Change, Suite, Target};

/// What the generator's numbers begin with.
const SEED: u64 = 7;
/// How many changed inputs each parser gets: ten thousand together.
const COUNTS: [(Target, usize); 6] = [
    (Target::Proof, 3600),
    (Target::Text, 1200),
    (Target::Receipt, 1800),
    (Target::Entry, 2000),
    (Target::State, 800),
    (Target::Keys, 600),
];

const ABOUT: &str = "\
# Dalolat: changed inputs and what a reader must make of them. Invented people.
# Generator: cargo run -p testkit --example vectors -- mutations-1.txt
#
# Words are separated by one space; values are hexadecimal; lines that begin with # say nothing.
#
#   network N            the network of receipts and entries, and
#   key K                its key
#   signer R             a key record that entries may be signed by
#   base NAME TARGET B   right bytes for the reader of TARGET
#   with NAME WHAT B     what else the reader of that base is given
#   trust NAME           the base whose bytes are the key file that proofs are judged with
#
# All other lines are
#
#   NAME KIND AT REMOVED INSERTED CODE
#
# Take the bytes of the base NAME; from offset AT remove REMOVED bytes and put INSERTED in their place:
# hexadecimal digits, - for nothing, or @NAME:AT:LENGTH for that part of another base. The reader must
# come to CODE. KIND says to people what is done and nothing to programs; `same` changes nothing.
# A reader of a later time that knows more kinds and numbers may come further in a few lines, and is never
# to come to valid or good where it does not here.
#
#   proof    bytes of a certificate's proof, judged as the text of `prefix` and their base45
#   text     the text of a proof; both: the codes of docs/formats/certificate-proof.md
#   receipt  a receipt, given `entry` and `outcome`: the codes of docs/formats/receipt.md, or good
#   entry    a signed entry: malformed; unknown-key where any of its keys is no signer; signature where
#            any of its signatures is not good; or good
#   state    a proof of the state, given `key`, `value` and `root`: the codes of docs/formats/state.md, or good
#   keys     a network-key file: the codes of docs/formats/network-key.md, or good
";

/// The whole file.
pub(crate) fn file() -> String {
    let head = head();
    let suite = Suite::read(&head);
    let changes = changes(&suite);
    let half = changes.len() / 2;
    let judge = |changes: &[Change]| changes.iter().map(|change| suite.judge(change)).collect::<Vec<_>>();
    let codes = thread::scope(|scope| {
        let second = scope.spawn(|| judge(&changes[half..]));
        [judge(&changes[..half]), second.join().expect("judging does not panic")].concat()
    });
    let mut text = head;
    for (change, code) in changes.iter().zip(codes) {
        writeln!(text, "{change} {code}").expect(TO_MEMORY);
    }
    let again = Suite::read(&text).changes;
    assert!(again.iter().map(|(change, _)| change).eq(&changes), "the file reads back");
    text
}

const TO_MEMORY: &str = "writing to a String does not fail";

/// The changes without their codes, in the order of the file.
pub(crate) fn changes(suite: &Suite) -> Vec<Change> {
    let mut maker = Maker::new(SEED);
    let mut changes: Vec<Change> = suite.bases().map(|(name, _)| Change::none(name)).collect();
    for (target, count) in COUNTS {
        let mut seen = BTreeSet::new();
        while seen.len() < count {
            let change = maker.change(suite, target);
            let is_another = suite.bases().all(|(_, base)| *base.bytes != suite.changed(&change));
            if is_another && seen.insert(suite.changed(&change)) {
                changes.push(change);
            }
        }
    }
    changes
}

/// Everything before the changes.
pub(crate) fn head() -> String {
    let world = World::demo();
    let mut text = ABOUT.to_owned();
    let mut line = |words: &[&str]| writeln!(text, "{}", words.join(" ")).expect(TO_MEMORY);
    line(&["network", &world.network.to_string()]);
    line(&["key", &hex(world.key().as_bytes())]);
    let entries = entries::cases(&world);
    let mut signers: Vec<Signer> = Vec::new();
    for signer in entries.iter().flat_map(|case| [By::Ed25519, By::Passkey].map(case.signers)).flatten() {
        if signers.iter().all(|known| known.name != signer.name) {
            line(&["signer", &bytes(&signer.record)]);
            signers.push(signer);
        }
    }
    let known = network_keys::known();
    for (name, keys) in [("keys.one", &known[1..2]), ("keys.three", &known[..])] {
        line(&["base", name, "keys", &hex(network_keys::file_of(keys).as_bytes())]);
    }
    line(&["trust", "keys.three"]);
    for (name, case) in PROOFS.iter().zip(proofs::made()) {
        if case.prefix != Prefix::Provisional {
            let name = format!("proof.{name}");
            line(&["base", &name, "proof", &bytes(&case.proof)]);
            line(&["with", &name, "prefix", &hex(case.prefix.text().as_bytes())]);
        }
        if ["live", "demo", "hop2", "provisional"].contains(name) {
            line(&["base", &format!("text.{name}"), "text", &hex(case.text().as_bytes())]);
        }
    }
    for (name, case) in ["alone", "third", "hop1", "hop2"].iter().zip(receipts::made(&world)) {
        let name = format!("receipt.{name}");
        line(&["base", &name, "receipt", &bytes(&case.receipt)]);
        line(&["with", &name, "entry", &bytes(&case.entry)]);
        line(&["with", &name, "outcome", &bytes(&case.outcome)]);
    }
    for (place, case) in entries.iter().enumerate() {
        let by = if place % 2 == 0 { By::Ed25519 } else { By::Passkey };
        let kind = case.entry.body.kind();
        let name =
            ["a", "b", "c"][entries[..place].iter().filter(|one| one.entry.body.kind() == kind).count()];
        line(&["base", &format!("entry.{kind}{name}"), "entry", &hex(case.signed(by).bytes())]);
    }
    state_proofs(&mut line);
    text
}

/// The names of the proofs, in their order.
const PROOFS: [&str; 9] = ["live", "demo", "practice", "hop1", "hop2", "full", "root", "all", "provisional"];

fn bytes(value: &impl Canonical) -> String {
    hex(&value.to_bytes())
}

/// A few of the proofs of `state-proofs-1.json`, which the store makes.
fn state_proofs(line: &mut impl FnMut(&[&str])) {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../../../testdata/state-proofs-1.json")).expect("JSON");
    let vectors = file["presence"].as_array().expect("a list");
    let chosen = [
        ("one", "one key", 0),
        ("two", "two keys", 0),
        ("chunk", "a log of 256 operations: one chunk, complete", 1),
        ("chunks", "updates and removals over chunks", 2),
        ("thousands", "thousands of keys", 3),
        ("inactive", "few keys, changed often: peaks that are wholly inactive", 1),
    ];
    for (name, what, place) in chosen {
        let vectors: Vec<_> = vectors.iter().filter(|vector| vector["what"] == what).collect();
        let name = format!("state.{name}");
        let of = |what: &str| vectors[place][what].as_str().expect("hexadecimal").to_owned();
        line(&["base", &name, "state", &of("proof")]);
        line(&["with", &name, "key", &of("key")]);
        line(&["with", &name, "value", &of("value")]);
        line(&["with", &name, "root", &of("state_root")]);
    }
}
