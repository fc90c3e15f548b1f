//! Marks: found by what they are of, written once, and a vault of the version before is brought on.
use crate::fixture::{Directory, birth, birth_entry, new_case, register};
use civil::ActKind;
use protocol::Tag;
use vault::{CaseKind, Mark, MarkRole, NewCase};

const fn mark(role: MarkRole, n: u8) -> Mark {
    Mark { role, tag: Tag::new([n; 32]) }
}

#[tokio::test]
async fn a_case_is_found_by_each_of_its_marks_and_by_no_other() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let marks = vec![mark(MarkRole::Child, 1), mark(MarkRole::Mother, 2), mark(MarkRole::LooseName, 3)];
    let first = vault.begin(NewCase { marks: marks.clone(), ..birth(1) }).await.unwrap();
    let second = vault.begin(NewCase { marks: vec![mark(MarkRole::Mother, 2)], ..birth(2) }).await.unwrap();
    let found = |n: u8| {
        let vault = vault.clone();
        async move { vault.marked(Tag::new([n; 32])).await.unwrap() }
    };
    assert_eq!(found(1).await, [(MarkRole::Child, first.clone())]);
    let mut mothers = found(2).await;
    mothers.sort_by_key(|(_, case)| case.created_ms);
    assert_eq!(mothers.len(), 2);
    assert!(mothers.iter().all(|(role, _)| *role == MarkRole::Mother));
    assert_eq!(found(4).await, []);
    assert_eq!(vault.marks_of(first.id).await.unwrap(), marks);
    assert_eq!(vault.marks_of(second.id).await.unwrap(), [mark(MarkRole::Mother, 2)]);
}

#[tokio::test]
async fn the_same_request_again_leaves_the_marks_as_they_were() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let marks = vec![mark(MarkRole::Child, 1)];
    let case = vault.begin(NewCase { marks: marks.clone(), ..birth(1) }).await.unwrap();
    vault.begin(NewCase { marks: vec![mark(MarkRole::Child, 9)], ..birth(1) }).await.unwrap();
    assert_eq!(vault.marks_of(case.id).await.unwrap(), marks);
}

#[test]
fn every_kind_of_case_says_whether_it_has_a_record() {
    let of_acts = ActKind::ALL.into_iter().flat_map(|kind| [CaseKind::Act(kind), CaseKind::Legacy(kind)]);
    assert!(of_acts.chain([CaseKind::Reference]).all(CaseKind::has_record));
    let others = [CaseKind::Certificate, CaseKind::Revocation, CaseKind::Application];
    assert!(!others.into_iter().any(CaseKind::has_record));
    assert_eq!(new_case(CaseKind::Application, 1, &birth_entry(1, 1, 1)).kind.word(), "application");
}

#[tokio::test]
async fn a_vault_of_the_version_before_is_brought_on_and_keeps_what_it_holds() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let case = register(&vault, 1).await;
    vault.close().await;
    directory.tamper("DROP TABLE marks").await;
    directory.tamper("DROP TABLE joined").await;
    directory.tamper("PRAGMA user_version = 2").await;
    for _ in 0..2 {
        let vault = directory.open().await;
        assert_eq!(vault.case(case.id).await.unwrap(), Some(case.clone()));
        assert_eq!(vault.marks_of(case.id).await.unwrap(), []);
        vault.close().await;
    }
    let vault = directory.open().await;
    let marks = vec![mark(MarkRole::Child, 7)];
    let new = vault.begin(NewCase { marks: marks.clone(), ..birth(2) }).await.unwrap();
    assert_eq!(vault.marks_of(new.id).await.unwrap(), marks);
}
