//! `testdata/state-proofs-1.json`: proofs that anybody can check without our code.
//!
//! The databases and what is proved of them are in [`cases`]. To write the file again:
//! `cargo nextest run --workspace --run-ignored=only -E 'test(the_vectors_are_written)'`.
use super::{opened, value};
use commonware_runtime::{Runner as _, deterministic::Runner};
use core::ops::Range;
use node::store::{Batch, Database};
use protocol::{Canonical as _, hash::hex, state::VALUE_BYTES_MAX};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// A database, and the keys that are proved of it.
struct Case {
    what: &'static str,
    batches: Vec<Batch>,
    proved: Vec<Vec<u8>>,
}

fn key(number: u64) -> Vec<u8> {
    format!("key {number}").into_bytes()
}

/// A batch that writes the keys of `put` and removes those of `removed`. The index says which block did.
fn block(height: u64, put: impl IntoIterator<Item = u64>, removed: Range<u64>) -> Batch {
    let mut facts: BTreeMap<_, _> =
        put.into_iter().map(|number| (key(number), Some(value(number, height)))).collect();
    facts.extend(removed.map(|number| (key(number), None)));
    Batch { height, facts, index: BTreeMap::from([(b"block".to_vec(), Some(height.to_be_bytes().to_vec()))]) }
}

fn case<const N: usize>(what: &'static str, batches: Vec<Batch>, proved: [u64; N]) -> Case {
    Case { what, batches, proved: proved.map(key).to_vec() }
}

fn cases() -> Vec<Case> {
    // The first block of n keys makes a log of n + 3 operations: the engine's first commit, the keys, one
    // of them moved to the end, the commit of the block.
    let mut cases = vec![
        case("one key", vec![block(0, [1], 0..0)], [1]),
        case("two keys", vec![block(0, 1..3, 0..0)], [1, 2]),
        case("a log of 255 operations", vec![block(0, 0..252, 0..0)], [0, 251]),
        case("a log of 256 operations: one chunk, complete", vec![block(0, 0..253, 0..0)], [0, 100, 252]),
        case("a log of 257 operations", vec![block(0, 0..254, 0..0)], [0, 100, 252, 253]),
        case("a log of 511 operations", vec![block(0, 0..508, 0..0)], [0, 507]),
        case("a log of 512 operations: one peak", vec![block(0, 0..509, 0..0)], [0, 300, 508]),
        case("a log of 513 operations", vec![block(0, 0..510, 0..0)], [0, 300, 509]),
        case(
            "updates and removals in one chunk",
            vec![block(0, 0..60, 0..0), block(3, 10..20, 20..25), block(4, [15, 61], 0..3)],
            [10, 15, 30, 61],
        ),
        case(
            "updates and removals over chunks",
            (0..30).map(|n| block(n, n * 40..n * 40 + 90, n * 15..n * 15 + 9)).collect(),
            [310, 600, 1000, 1200, 1249],
        ),
        case(
            "thousands of keys",
            vec![block(0, 0..3000, 0..0), block(1, 0..1500, 1500..1700), block(2, 2990..3100, 0..0)],
            [0, 1499, 1800, 2995, 3099],
        ),
        case(
            "few keys, changed often: peaks that are wholly inactive",
            (0..600).map(|n| block(n, [n % 5, 7], 0..0)).collect(),
            [0, 3, 7],
        ),
    ];
    let lengths = [("an empty value", 0), ("127 bytes", 127), ("128 bytes", 128), ("16,384 bytes", 16_384)];
    let long = lengths.map(|(name, length)| (name.as_bytes().to_vec(), Some(vec![0xa5; length])));
    let empty_key = (Vec::new(), Some(b"the value of the empty key".to_vec()));
    let facts: BTreeMap<_, _> = long.into_iter().chain([empty_key]).collect();
    let proved = facts.keys().cloned().collect();
    let batches = vec![Batch { height: 0, facts, index: BTreeMap::new() }];
    cases.push(Case { what: "lengths of values, and the empty key", batches, proved });
    cases
}

/// The vectors of one case.
fn vectors_of(case: Case) -> Vec<Value> {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        for batch in case.batches {
            store.apply(batch).await.unwrap();
        }
        let roots = store.roots();
        let mut vectors = Vec::new();
        for key in case.proved {
            let value = store.get(Database::Facts, &key).await.unwrap().unwrap();
            let proof = store.prove(&key).await.unwrap().unwrap();
            assert!(value.len() <= VALUE_BYTES_MAX && proof.roots(&key, &value) == Ok(roots));
            vectors.push(json!({
                "what": case.what,
                "key": hex(&key),
                "value": hex(&value),
                "proof": hex(&proof.to_bytes()),
                "facts_root": roots.facts.to_string(),
                "index_root": roots.index.to_string(),
                "state_root": roots.state_root().to_string(),
            }));
        }
        vectors
    })
}

fn made() -> String {
    let presence: Vec<_> = cases().into_iter().flat_map(vectors_of).collect();
    let file = json!({
        "about": "Proofs that a key holds a value in the state, version 1. Seed 1.",
        "presence": presence,
    });
    serde_json::to_string_pretty(&file).unwrap() + "\n"
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/state-proofs-1.json")
}

#[test]
fn the_committed_vectors_are_what_the_store_gives() {
    let committed = fs::read_to_string(path()).unwrap();
    assert!(committed == made(), "the vectors differ; if that is meant, write them again and say why");
    let file: Value = serde_json::from_str(&committed).unwrap();
    assert!(file["presence"].as_array().unwrap().len() >= 40);
}

#[test]
#[ignore = "writes testdata/state-proofs-1.json"]
fn the_vectors_are_written() {
    fs::write(path(), made()).unwrap();
}
