//! The vectors of `testdata/` are what their generator gives, and our readers say what they say.

#[path = "../../examples/vectors/files/mod.rs"]
mod files;

use files::{
    mutations::{
        changes, head,
        suite::{Change, Suite, Target},
    },
    status::judge::{judge, word},
};
use protocol::{Handle, hash::from_hex, status::Query};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path, thread};
use verifier::KeyFile;

fn committed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(name);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

#[test]
fn the_committed_vectors_are_what_the_generator_gives() {
    for (name, make) in files::ALL.into_iter().filter(|(name, _)| *name != "mutations-1.txt") {
        assert!(committed(name) == make(), "{name} differs: a published vector never changes");
    }
}

#[test]
fn every_changed_input_comes_to_its_code_and_none_is_good() {
    let suite = Suite::read(&committed("mutations-1.txt"));
    let half = suite.changes.len() / 2;
    thread::scope(|scope| {
        for changes in [&suite.changes[..half], &suite.changes[half..]] {
            scope.spawn(|| changes.iter().for_each(|(change, code)| holds(&suite, change, code)));
        }
    });
}

fn holds(suite: &Suite, change: &Change, code: &str) {
    let found = suite.judge(change);
    assert_eq!(found, code, "{change}");
    let target = suite.base(&change.base).target;
    if change.kind != "same" && target != Target::Keys {
        assert!(found != "valid" && found != "good", "{change} makes no difference");
    }
}

#[test]
fn the_changed_inputs_are_ten_thousand_and_those_of_the_generator() {
    let text = committed("mutations-1.txt");
    let suite = Suite::read(&text);
    let (head, rest) = text.split_at(head().len());
    assert!(head == files::mutations::head(), "the bases differ");
    let lines: Vec<&str> = rest.lines().map(|line| line.rsplit_once(' ').unwrap().0).collect();
    let made: Vec<String> = changes(&suite).iter().map(ToString::to_string).collect();
    assert!(lines == made, "the changes differ");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (change, _) in &suite.changes {
        *kinds.entry(change.kind.as_str()).or_default() += 1;
    }
    let unchanged = kinds.remove("same").unwrap();
    assert_eq!(kinds.values().sum::<usize>(), 10_000);
    assert_eq!(unchanged, suite.bases().count(), "each base is judged as it is, too");
    assert!(kinds.values().all(|count| *count >= 10), "some kind of change is rare: {kinds:?}");
}

/// The cases of a section, or none where the file has no such one.
fn section<'a>(file: &'a Value, name: &str) -> &'a [Value] {
    file[name].as_array().unwrap()
}

/// The text that a case gives as it is, or in pieces of which each stands so many times.
fn whole(case: &Value, as_it_is: &str, of_piece: &str) -> String {
    if let Some(text) = case[as_it_is].as_str() {
        return text.to_owned();
    }
    let pieces = section(case, "pieces").iter();
    let times = |piece: &Value| usize::try_from(piece["times"].as_u64().unwrap()).unwrap();
    pieces.map(|piece| piece[of_piece].as_str().unwrap().repeat(times(piece))).collect()
}

/// The keys of a case, where it has none of its own those of the file.
fn keys(file: &Value, case: &Value) -> KeyFile {
    let text = case["keys"].as_str().or(file["keys"].as_str()).unwrap();
    KeyFile::from_json(text.as_bytes()).unwrap()
}

#[test]
fn the_edges_of_proofs_come_to_their_verdicts() {
    let file: Value = serde_json::from_str(&committed("proofs-2.json")).unwrap();
    for (name, count) in [("signatures", 20), ("network_keys", 21), ("sizes", 26), ("numbers", 23)] {
        assert_eq!(section(&file, name).len(), count, "{name}");
        for case in section(&file, name) {
            let text = whole(case, "text", "text");
            assert_eq!(
                credential::check_text(&text, keys(&file, case).keys()).code(),
                case["verdict"],
                "{case}"
            );
        }
    }
}

#[test]
fn the_proofs_of_every_document_come_to_their_verdicts() {
    let file: Value = serde_json::from_str(&committed("proofs-3.json")).unwrap();
    for (name, count) in [("proofs", 58), ("wrong", 33)] {
        assert_eq!(section(&file, name).len(), count, "{name}");
        for case in section(&file, name) {
            let verdict = credential::check_text(case["text"].as_str().unwrap(), keys(&file, case).keys());
            assert_eq!(verdict.code(), case["verdict"], "{case}");
            if let credential::Verdict::Valid { proof, key: _ } = verdict {
                assert_eq!(u64::from(proof.document.number()), case["document"].as_u64().unwrap(), "{case}");
            }
        }
    }
}

#[test]
fn answers_about_certificates_and_numbers_come_to_their_words_and_codes() {
    let file: Value = serde_json::from_str(&committed("status-1.json")).unwrap();
    for (name, count) in [("good", 42), ("broken", 95), ("malformed", 84), ("acts", 34)] {
        assert_eq!(section(&file, name).len(), count, "{name}");
        for case in section(&file, name) {
            let query = case["handle"].as_str().map_or_else(
                || Query::Act(case["number"].as_str().unwrap().parse().unwrap()),
                |handle| Query::Certificate(Handle::new(from_hex(handle).unwrap())),
            );
            let hexadecimal = whole(case, "answer", "bytes");
            let bytes = hexadecimal.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
            let answer: Vec<u8> = bytes.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
            match judge(&answer, query, &keys(&file, case)) {
                Ok(proved) => {
                    assert_eq!(case["says"], word(proved.status), "{case}");
                    assert_eq!(
                        (&case["height"], &case["time_ms"]),
                        (&proved.height.into(), &proved.time_ms.into())
                    );
                    assert!(name != "broken" && name != "malformed", "{case}");
                }
                Err(code) => assert_eq!(case["code"], code, "{case}"),
            }
        }
    }
}
