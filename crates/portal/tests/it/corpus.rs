//! What every reader of foreign bytes must hold, over the seeds and finds of the fuzzers in `fuzz/corpus` and
//! over every vector in `testdata`. The targets are the fuzzers' own.

#[path = "../../../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzzers' crate is a library")]
mod targets;

use proptest::{prelude::*, sample::Index};
use protocol::{
    Canonical as _, Receipt, SignedEntry,
    hash::{from_hex, hex},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use targets::ALL;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a target by their names.
fn corpus(target: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = root().join("fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let file = |file: fs::DirEntry| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap());
    files.map(|entry| file(entry.unwrap())).collect()
}

/// Every text of the JSON files in `testdata`, and what it is in hexadecimal.
fn vectors() -> BTreeSet<Vec<u8>> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(root().join("testdata")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            collect(&serde_json::from_slice(&fs::read(path).unwrap()).unwrap(), &mut found);
        }
    }
    found
}

fn collect(value: &Value, found: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::String(text) => {
            let byte = |pair: &[u8]| from_hex::<1>(std::str::from_utf8(pair).ok()?).map(|[byte]| byte);
            let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(byte).collect();
            found.extend(bytes);
            found.insert(text.clone().into_bytes());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => members.values().for_each(|item| collect(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn every_target_holds_over_its_corpus() {
    for (name, target) in ALL {
        let files = corpus(name);
        assert!(!files.is_empty(), "{name} has no seeds");
        for (file, bytes) in files {
            println!("{name}/{file}");
            target(&bytes);
        }
    }
}

#[test]
fn every_target_holds_over_every_vector() {
    let vectors = vectors();
    assert!(vectors.len() > 3000, "{} vectors", vectors.len());
    for bytes in &vectors {
        for (name, target) in ALL {
            println!("{name} {}", hex(bytes));
            target(bytes);
        }
    }
}

#[test]
fn every_target_is_a_program_of_the_fuzzer_and_has_a_corpus_of_its_own() {
    let names: Vec<String> = ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    let listed = |folder: &str| -> Vec<String> {
        let files = fs::read_dir(root().join("fuzz").join(folder)).unwrap();
        let name = |file: fs::DirEntry| file.path().file_stem().unwrap().to_str().unwrap().to_owned();
        files.map(|file| name(file.unwrap())).collect::<BTreeSet<_>>().into_iter().collect()
    };
    assert_eq!(listed("fuzz_targets"), names);
    assert_eq!(listed("corpus"), names);
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let readme = fs::read_to_string(root().join("fuzz/README.md")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not built");
        assert!(readme.contains(&format!("| `{name}` |")), "{name} is not in the table");
    }
}

/// Seeds that are not read any more would leave the fuzzer at the first byte.
#[test]
fn the_seeds_of_entries_and_receipts_are_read() {
    for (name, bytes) in corpus("protocol_signed_entry") {
        assert!(SignedEntry::from_bytes(&bytes).is_ok(), "{name}");
    }
    for (name, bytes) in corpus("protocol_receipt") {
        assert!(Receipt::from_bytes(&bytes).is_ok(), "{name}");
    }
}

/// All seeds with the place of their target.
static SEEDS: LazyLock<Vec<(usize, Vec<u8>)>> = LazyLock::new(|| {
    let of = |(place, (name, _)): (usize, &(&str, _))| {
        corpus(name).into_values().map(move |bytes| (place, bytes)).collect::<Vec<_>>()
    };
    ALL.iter().enumerate().flat_map(of).collect()
});

/// One change: a bit, a byte, a piece removed, doubled, or put in from another seed.
fn change(bytes: &mut Vec<u8>, other: &[u8], (kind, at, to, with): (u8, Index, Index, u8)) {
    if bytes.is_empty() {
        return;
    }
    let at = at.index(bytes.len());
    let end = at + to.index((bytes.len() - at).min(40)) + 1;
    match kind {
        0 => bytes[at] ^= 1 << (with % 8),
        1 => bytes[at] = with,
        2 => drop(bytes.drain(at..end)),
        3 => bytes.insert(at, with),
        4 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
        _ => {
            let from = to.index(other.len().max(1));
            let part = &other[from.min(other.len())..other.len().min(from + usize::from(with))];
            drop(bytes.splice(at..end, part.iter().copied()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    #[ignore = "a hundred thousand changed seeds: minutes, without a fuzzer"]
    fn every_target_holds_over_changed_seeds(
        seed: Index,
        other: Index,
        changes in prop::collection::vec((0u8..6, any::<Index>(), any::<Index>(), any::<u8>()), 1..5),
    ) {
        let (place, bytes) = seed.get(&SEEDS);
        let mut bytes = bytes.clone();
        for one in changes {
            change(&mut bytes, &other.get(&SEEDS).1, one);
        }
        ALL[*place].1(&bytes);
    }
}
