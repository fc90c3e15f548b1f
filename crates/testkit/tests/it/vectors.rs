//! The vectors of `testdata/` are what their generator gives, and our readers say what they say.

#[path = "../../examples/vectors/files/mod.rs"]
mod files;

use files::mutations::{
    changes, head,
    suite::{Change, Suite, Target},
};
use std::{collections::BTreeMap, fs, path::Path, thread};

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
