//! `demo --once`: every declaration registered, every certificate valid, and the same again next time.
use crate::stage::{expect_code, finished, objects, root, run, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn events<'e>(events: &'e [Value], name: &str) -> Vec<&'e Value> {
    events.iter().filter(|event| event["event"] == name).collect()
}

/// The example declarations, in their folders; those that are to be refused stand apart.
fn examples() -> usize {
    let folders = ["legacy", "applications", "births", "deaths", "divorces", "marriages"];
    let count = |folder: &str| std::fs::read_dir(root().join("examples/acts").join(folder)).unwrap().count();
    folders.into_iter().map(count).sum()
}

#[test]
fn every_declaration_is_registered_and_every_paper_checks_from_its_pdf_alone() {
    let demo = finished();
    assert!(examples() >= 60);
    let done = events(&demo.events, "done")[0];
    assert_eq!(done["registered"], examples());
    assert!(done["valid"].as_u64() >= Some(60), "{done}");
    for nothing in ["refused", "not_valid", "unprinted"] {
        assert_eq!(done[nothing], 0, "{nothing}");
    }
    assert_eq!(events(&demo.events, "agency").len(), 4);
}

#[test]
fn the_numbers_that_the_ledger_gives_have_no_gap_in_any_series() {
    let registered = events(&finished().events, "registered");
    let numbers: Vec<&str> = registered.iter().filter_map(|event| event["number"].as_str()).collect();
    let mut series: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for number in &numbers {
        let is_new = series.entry(&number[..7]).or_default().insert(number[7..].parse().unwrap());
        assert!(is_new, "{number} was given twice");
    }
    for (of, serials) in &series {
        let expected: BTreeSet<u32> = (1..=u32::try_from(serials.len()).unwrap()).collect();
        assert_eq!(*serials, expected, "kind, office and year {of}");
    }
    let kinds: BTreeSet<&str> = series.keys().map(|of| &of[..1]).collect();
    assert_eq!(kinds.len(), 4, "acts of every kind");
}

#[test]
fn the_next_demo_in_the_same_directory_goes_on_and_registers_nothing_twice() {
    let demo = finished();
    let again = run(&["demo", "--once", "--json", "--data", text(&demo.folder)]);
    expect_code(&again, 0);
    let again = objects(&again);
    let numbers = |of: &[Value]| -> Vec<String> {
        events(of, "registered").iter().map(|event| event["number"].to_string()).collect()
    };
    assert_eq!(numbers(&again), numbers(&demo.events));
    let port = |of: &[Value]| events(of, "ready")[0]["portal"].to_string();
    assert_eq!(port(&again), port(&demo.events), "the portal's port is kept");
    assert!(port(&again).contains("http://localhost:"));
}

#[test]
fn secrets_are_for_their_owner_alone_and_no_name_is_in_any_log() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut open = vec![finished().folder.clone()];
    let (mut secrets, mut logs) = (0, 0);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            if path.is_dir() {
                if path.ends_with("secrets") {
                    assert_eq!(mode, 0o700, "{}", path.display());
                }
                open.push(path);
            } else if path.parent().unwrap().ends_with("secrets") {
                assert_eq!(mode, 0o600, "{}", path.display());
                secrets += 1;
            } else if path.ends_with("log.txt") {
                let log = std::fs::read_to_string(&path).unwrap();
                for name in ["Qosimova", "Yoʻldosheva", "Karimov", "Joʻra", "Абдул", "oʻgʻli", "qizi"]
                {
                    assert!(!log.contains(name), "{} holds a name", path.display());
                }
                logs += 1;
            }
        }
    }
    // Three for each validator, three for the portal at least, one for each officer; five logs.
    assert!(secrets >= 4 * 3 + 3 + 3 * 6 + 4 * 2, "{secrets} secrets");
    assert_eq!(logs, 5);
}
