//! Marks: found by what they are of, written once, and a vault of the version before is brought on.
use crate::fixture::{Directory, NOW, birth, birth_entry, deed, new_case, receipt, register};
use civil::ActKind;
use protocol::{
    Body, EntryId, Outcome, Tag,
    entry::{
        ActDispute, ActDisputeEnd, ApplicationWithdraw, PersonJoin, PersonMove, PersonPart, RegionLoaded,
    },
};
use vault::{CaseKind, FilingState, Mark, MarkRole, NewCase, Subject, Vault, VaultError};

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
async fn a_vault_of_an_earlier_version_is_brought_on_and_keeps_what_it_holds() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let case = register(&vault, 1).await;
    vault.close().await;
    directory.tamper("DROP TABLE ticket_steps; DROP TABLE tickets; DROP TABLE passkeys").await;
    directory.tamper("PRAGMA user_version = 3").await;
    directory.open().await.close().await;
    directory.tamper("DROP TABLE ticket_steps; DROP TABLE tickets; DROP TABLE passkeys").await;
    directory.tamper("DROP TABLE marks; DROP TABLE joined").await;
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

const fn tag(n: u8) -> Tag {
    Tag::new([n; 32])
}

fn join(one: u8, other: u8) -> Body {
    Body::PersonJoin(PersonJoin { first: tag(one), second: tag(other), waivers: Vec::new() })
}

fn part(one: u8, other: u8) -> Body {
    Body::PersonPart(PersonPart { first: tag(one), second: tag(other), waivers: Vec::new() })
}

/// Files what belongs to no case and makes it final.
async fn recorded(vault: &Vault, body: Body, nonce: u8) {
    let signed = deed(body, nonce);
    vault.file(&signed, 7, NOW).await.unwrap();
    let proof = receipt(&signed, &Outcome::Recorded);
    let last = vault.settle_filing_final(signed.id(), &Outcome::Recorded, &proof).await.unwrap();
    assert!(matches!(last.state, FilingState::Final { .. }));
}

#[tokio::test]
async fn tags_are_one_from_the_final_join_to_the_final_parting_across_restarts() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let filed = deed(join(1, 2), 1);
    vault.file(&filed, 7, NOW).await.unwrap();
    let refused = deed(join(1, 4), 2);
    vault.file(&refused, 7, NOW).await.unwrap();
    vault.settle_filing_refused(refused.id(), "person.conflict").await.unwrap();
    assert_eq!(vault.joined(tag(1)).await.unwrap(), [], "what is not final joins nobody");
    let proof = receipt(&filed, &Outcome::Recorded);
    for _ in 0..2 {
        vault.settle_filing_final(filed.id(), &Outcome::Recorded, &proof).await.unwrap();
    }
    recorded(&vault, join(3, 1), 3).await;
    vault.close().await;

    let vault = directory.open().await;
    let joined = async |n| vault.joined(tag(n)).await.unwrap();
    assert_eq!(joined(1).await, [tag(2), tag(3)]);
    assert_eq!((joined(2).await, joined(3).await, joined(4).await), (vec![tag(1)], vec![tag(1)], vec![]));
    // In either order; and only that pair.
    recorded(&vault, part(2, 1), 4).await;
    assert_eq!((joined(1).await, joined(2).await), (vec![tag(3)], vec![]));
}

#[tokio::test]
async fn an_act_that_was_moved_is_found_under_the_right_person_alone() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let marks =
        |child| vec![mark(MarkRole::Child, child), mark(MarkRole::Mother, 2), mark(MarkRole::LooseName, 3)];
    let one = vault.begin(NewCase { marks: marks(1), ..birth(1) }).await.unwrap();
    let other = vault.begin(NewCase { marks: marks(1), ..birth(2) }).await.unwrap();
    let moved = |act, from, to| {
        Body::PersonMove(PersonMove { act, from: tag(from), to: tag(to), waivers: Vec::new() })
    };
    recorded(&vault, moved(one.entry_id, 1, 9), 1).await;
    // An act that the vault does not have: a row of a list, or another registry's.
    recorded(&vault, moved(EntryId::new([8; 32]), 1, 9), 2).await;
    vault.close().await;

    let vault = directory.open().await;
    assert_eq!(vault.marks_of(one.id).await.unwrap(), marks(9));
    assert_eq!(vault.marks_of(other.id).await.unwrap(), marks(1));
    assert_eq!(vault.marked(tag(1)).await.unwrap(), [(MarkRole::Child, other)]);
    assert_eq!(vault.marked(tag(9)).await.unwrap(), [(MarkRole::Child, one.clone())]);
    // Back again, as if it had never been moved.
    recorded(&vault, moved(one.entry_id, 9, 1), 3).await;
    assert_eq!(vault.marks_of(one.id).await.unwrap(), marks(1));
}

#[tokio::test]
async fn filings_are_found_by_what_they_are_about_in_the_order_in_which_they_came() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = EntryId::new([5; 32]);
    let application = EntryId::new([6; 32]);
    let bodies = [
        Body::ActDispute(ActDispute { act }),
        Body::ActDisputeEnd(ActDisputeEnd { act, waivers: Vec::new() }),
        Body::PersonMove(PersonMove { act, from: tag(1), to: tag(2), waivers: Vec::new() }),
        Body::ApplicationWithdraw(ApplicationWithdraw { application }),
        join(1, 2),
        part(1, 2),
        Body::RegionLoaded(RegionLoaded {
            region: civil::RegionCode::new(11).unwrap(),
            since: "1992-01-01".parse().unwrap(),
        }),
    ];
    for (nonce, body) in (1..).zip(&bodies) {
        recorded(&vault, body.clone(), nonce).await;
    }
    vault.close().await;
    let vault = directory.open().await;
    for (subject, of) in [
        (Subject::Act(act), &bodies[..3]),
        (Subject::Application(application), &bodies[3..4]),
        (Subject::Person(tag(1)), &bodies[4..6]),
        (Subject::Network, &bodies[6..]),
        (Subject::Act(application), &[]),
        (Subject::Person(tag(2)), &[]),
    ] {
        let found = vault.filings_about(subject).await.unwrap();
        let found: Vec<Body> = found.into_iter().map(|filing| filing.signed.entry().body.clone()).collect();
        assert_eq!(found, of, "{subject:?}");
    }
}

#[tokio::test]
async fn a_dispute_is_settled_with_nothing_but_that_it_is_recorded() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let signed = deed(Body::ActDispute(ActDispute { act: EntryId::new([5; 32]) }), 1);
    vault.file(&signed, 7, NOW).await.unwrap();
    let range = crate::fixture::range_outcome();
    let wrong = vault.settle_filing_final(signed.id(), &range, &receipt(&signed, &range)).await;
    assert!(matches!(wrong, Err(VaultError::Mismatch { .. })), "{wrong:?}");
    let kept = vault.filing(signed.id()).await.unwrap().unwrap();
    assert_eq!(kept.state, FilingState::Accepted);
    assert_eq!(vault.outbox(10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_marks_of_a_case_survive_every_step_and_a_restart() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let marks = vec![mark(MarkRole::Child, 1), mark(MarkRole::Father, 2), mark(MarkRole::Number, 3)];
    let new = NewCase { marks: marks.clone(), ..birth(1) };
    let signed = crate::fixture::sign(&new, 1);
    let case = vault.begin(new).await.unwrap();
    vault.close().await;
    let vault = directory.open().await;
    vault.accept(case.id, &signed, NOW).await.unwrap();
    let outcome = crate::fixture::act_outcome(1);
    vault.settle_final(case.id, &outcome, &receipt(&signed, &outcome), NOW).await.unwrap();
    vault.close().await;
    let vault = directory.open().await;
    assert_eq!(vault.marks_of(case.id).await.unwrap(), marks);
    let [(role, found)] = vault.marked(tag(2)).await.unwrap().try_into().unwrap();
    assert_eq!((role, found.id, found.state.word()), (MarkRole::Father, case.id, "final"));
}
