//! A process that dies at any point of the vault leaves each step whole or not begun, and the next
//! process goes on.
use crate::fixture::*;
use civil::ActKind;
use crash::{Point, VARIABLE, last_words};
use protocol::{Canonical as _, EntryId};
use std::{
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::Command,
};
use vault::{Case, CaseKind, CaseState, Filing, IdempotencyKey, NewCase, Subject, Vault};

/// Where the child of these tests finds its vault.
const DIRECTORY: &str = "VAULT_TEST_DIRECTORY";
const ABORTED: i32 = 6;

/// What a vault is taken through, in this order.
const STEPS: [&str; 13] = [
    "begin",
    "renew",
    "record",
    "access",
    "accept",
    "final",
    "begin 2",
    "accept 2",
    "refused",
    "file",
    "filed-final",
    "file 2",
    "filed-refused",
];

async fn open(directory: &Path) -> Vault {
    Vault::open(&directory.join("data").join("vault.db"), &directory.join("secrets")).await.unwrap()
}

/// The birth 1 with the entry that was put in the place of its first one.
fn renewed() -> NewCase {
    NewCase {
        key: IdempotencyKey::new([1; 32]),
        ..new_case(CaseKind::Act(ActKind::Birth), 1, &birth_entry(1, 9, UNTIL + 5))
    }
}

async fn case(vault: &Vault, n: u8) -> Option<Case> {
    vault.case_by_key(IdempotencyKey::new([n; 32])).await.unwrap()
}

async fn take(vault: &Vault, step: &str) {
    let one = case(vault, 1).await.map(|case| case.id);
    let two = case(vault, 2).await.map(|case| case.id);
    match step {
        "begin" => drop(vault.begin(birth(1)).await.unwrap()),
        "renew" => {
            let NewCase { entry, entry_id, valid_until, .. } = renewed();
            drop(vault.renew(one.unwrap(), entry, entry_id, valid_until).await.unwrap());
        }
        "record" => drop(vault.open_record(one.unwrap(), &access("show")).await.unwrap()),
        "access" => vault.log_access(&access("list")).await.unwrap(),
        "accept" => drop(vault.accept(one.unwrap(), &sign(&renewed(), 1), NOW + 1).await.unwrap()),
        "final" => {
            let (signed, outcome) = (sign(&renewed(), 1), act_outcome(1));
            let receipt = receipt(&signed, &outcome);
            drop(vault.settle_final(one.unwrap(), &outcome, &receipt, NOW + 2).await.unwrap());
        }
        "begin 2" => drop(vault.begin(birth(2)).await.unwrap()),
        "accept 2" => drop(vault.accept(two.unwrap(), &sign(&birth(2), 1), NOW + 3).await.unwrap()),
        "refused" => drop(vault.settle_refused(two.unwrap(), "notice.already-used", NOW + 4).await.unwrap()),
        "file" => drop(vault.file(&reservation(1), 7, NOW + 5).await.unwrap()),
        "filed-final" => {
            let (signed, outcome) = (reservation(1), range_outcome());
            let receipt = receipt(&signed, &outcome);
            drop(vault.settle_filing_final(signed.id(), &outcome, &receipt).await.unwrap());
        }
        "file 2" => drop(vault.file(&reservation(2), 7, NOW + 6).await.unwrap()),
        "filed-refused" => {
            let id = reservation(2).id();
            drop(vault.settle_filing_refused(id, "number.range-over").await.unwrap());
        }
        other => panic!("no step {other}"),
    }
}

/// All that can be seen of a vault from outside, without changing it.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    cases: Vec<Option<(CaseState, EntryId, Vec<u8>)>>,
    outbox: Vec<(EntryId, Vec<u8>)>,
    receipts: Vec<Option<Vec<u8>>>,
    filings: Vec<Filing>,
    accesses: u64,
}

async fn look(vault: &Vault) -> Seen {
    let (mut cases, mut receipts) = (Vec::new(), Vec::new());
    for n in [1, 2] {
        let Some(case) = case(vault, n).await else {
            cases.push(None);
            continue;
        };
        assert_eq!(vault.details(case.id).await.unwrap(), b"uz-Latn,ru", "what was sealed opens");
        let receipt = vault.signed_and_receipt(case.id).await.unwrap();
        receipts.push(receipt.map(|(_, _, receipt)| receipt.to_bytes()));
        cases.push(Some((case.state, case.entry_id, vault.entry(case.id).await.unwrap())));
    }
    let outbox =
        vault.outbox(10).await.unwrap().into_iter().map(|item| (item.entry_id, item.signed)).collect();
    let filings = vault.filings_about(Subject::Ranges(office())).await.unwrap();
    Seen { cases, outbox, receipts, filings, accesses: vault.verify_access_log().await.unwrap() }
}

/// After how many steps the vault stands as it must when a process died at the point.
fn steps_done(point: Point) -> usize {
    let (_, rest) = point.name().split_once('.').unwrap();
    let (step, moment) = rest.split_once('.').unwrap();
    match (step, moment) {
        ("create", _) => 0,
        (step, "written") => STEPS.iter().position(|other| *other == step).unwrap(),
        (step, "committed") => STEPS.iter().position(|other| *other == step).unwrap() + 1,
        (_, other) => panic!("no moment {other}"),
    }
}

/// Not a test of its own: what the children of the next one do.
#[tokio::test]
async fn through_all_steps() {
    #[expect(clippy::disallowed_methods, reason = "a child of a test is told its directory")]
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let vault = open(&PathBuf::from(directory)).await;
    for step in STEPS {
        take(&vault, step).await;
    }
}

#[tokio::test]
async fn a_process_that_dies_at_any_point_leaves_each_step_whole_or_not_begun() {
    let unharmed = Directory::new();
    let vault = open(unharmed.path()).await;
    let mut expected = vec![look(&vault).await];
    for step in STEPS {
        take(&vault, step).await;
        expected.push(look(&vault).await);
    }
    vault.close().await;

    let points: Vec<Point> = Point::ALL.iter().copied().filter(|point| point.area() == "vault").collect();
    assert!(points.len() >= 24);
    for point in points {
        let name = point.name();
        let directory = Directory::new();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crashes::through_all_steps", "--nocapture"])
            .env(VARIABLE, name)
            .env(DIRECTORY, directory.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.signal(), Some(ABORTED), "{name} is not reached: {said}");
        assert!(said.contains(&last_words(point)), "{name}: {said}");

        let vault = open(directory.path()).await;
        let done = steps_done(point);
        assert_eq!(look(&vault).await, expected[done], "after {name}");
        for step in &STEPS[done..] {
            take(&vault, step).await;
        }
        assert_eq!(look(&vault).await, expected[STEPS.len()], "{name}, gone on");
        vault.close().await;
    }
}
