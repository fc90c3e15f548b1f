use crate::fixture::*;
use civil::ActKind;
use protocol::Canonical as _;
use vault::{CaseId, CaseKind, CaseState, IdempotencyKey, NewCase, VaultError};

#[tokio::test]
async fn reopening_keeps_everything() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    let waiting = birth(2);
    let accepted = vault.begin(waiting.clone()).await.unwrap();
    let accepted = vault.accept(accepted.id, &sign(&waiting, 1), NOW).await.unwrap();
    let paper = vault.begin(certificate(3, &act)).await.unwrap();
    vault.log_access(&access("queue of the day")).await.unwrap();
    let outbox = vault.outbox(10).await.unwrap();
    vault.close().await;

    let vault = directory.open().await;
    for case in [&act, &accepted, &paper] {
        assert_eq!(vault.case(case.id).await.unwrap().as_ref(), Some(case));
        assert_eq!(vault.case_by_key(case.key).await.unwrap().as_ref(), Some(case));
        assert_eq!(vault.details(case.id).await.unwrap(), b"uz-Latn,ru");
    }
    assert_eq!(vault.outbox(10).await.unwrap(), outbox);
    assert_eq!(vault.entry(paper.id).await.unwrap(), certificate(3, &act).entry);
    assert_eq!(vault.open_record(act.id, &access("certificate")).await.unwrap(), record(1));
    let (signed, outcome, paper) = vault.signed_and_receipt(act.id).await.unwrap().unwrap();
    assert_eq!((signed.to_bytes(), outcome), (sign(&birth(1), 1).to_bytes(), act_outcome(1)));
    assert_eq!(paper, receipt(&signed, &outcome));
    assert_eq!(vault.verify_access_log().await.unwrap(), 2);
}

#[tokio::test]
async fn the_same_key_gives_the_same_case_as_it_stands() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let first = vault.begin(birth(1)).await.unwrap();
    assert_eq!(first.state, CaseState::ToSign);
    let other = NewCase { key: first.key, ..birth(2) };
    assert_eq!(vault.begin(other).await.unwrap(), first);
    let accepted = vault.accept(first.id, &sign(&birth(1), 1), NOW).await.unwrap();
    assert_eq!(vault.begin(birth(1)).await.unwrap(), accepted);
    assert_eq!(vault.case_by_key(IdempotencyKey::new([9; 32])).await.unwrap(), None);
}

#[tokio::test]
async fn many_at_once_with_one_key_begin_one_case() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.begin(birth(1)).await.unwrap().id })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for task in tasks {
        ids.insert(task.await.unwrap());
    }
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn an_entry_that_expired_unsigned_is_renewed_and_a_signed_one_never() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let case = vault.begin(birth(1)).await.unwrap();
    let fresh = birth_entry(1, 99, UNTIL + 1);
    let renewed = vault.renew(case.id, fresh.to_bytes(), fresh.id(), UNTIL + 1).await.unwrap();
    assert_eq!((renewed.entry_id, renewed.valid_until), (fresh.id(), UNTIL + 1));
    assert_eq!(vault.entry(case.id).await.unwrap(), fresh.to_bytes());
    assert_eq!(vault.open_record(case.id, &access("check")).await.unwrap(), record(1));

    let of_another = birth_entry(2, 98, UNTIL);
    let refused = vault.renew(case.id, of_another.to_bytes(), of_another.id(), UNTIL).await;
    assert!(matches!(refused, Err(VaultError::Mismatch { .. })));
    let old = vault.accept(case.id, &sign(&birth(1), 1), NOW).await;
    assert!(matches!(old, Err(VaultError::Mismatch { .. })));

    let new = NewCase { entry: fresh.to_bytes(), entry_id: fresh.id(), ..birth(1) };
    vault.accept(case.id, &sign(&new, 1), NOW).await.unwrap();
    let late = vault.renew(case.id, fresh.to_bytes(), fresh.id(), UNTIL + 1).await;
    assert!(matches!(late, Err(VaultError::State { state: "accepted", .. })));
}

#[tokio::test]
async fn what_does_not_belong_together_is_refused_and_not_stored() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 9).await;
    let wrong = [
        NewCase { record: Some(record(2)), ..birth(1) },
        NewCase { record: None, ..birth(1) },
        NewCase { entry_id: birth(2).entry_id, ..birth(1) },
        NewCase { valid_until: UNTIL + 1, ..birth(1) },
        NewCase { office: civil::OfficeCode::new(1).unwrap(), ..birth(1) },
        NewCase { kind: CaseKind::Certificate, ..birth(1) },
        NewCase { entry: vec![0x80], ..birth(1) },
        NewCase { of: Some(act.id), ..birth(1) },
        NewCase { details: vec![0; 16 * 1024 + 1], ..birth(1) },
        NewCase { record: Some(record(1)), ..certificate(1, &act) },
        NewCase { of: None, ..certificate(1, &act) },
    ];
    for new in wrong {
        let key = new.key;
        assert!(matches!(vault.begin(new).await, Err(VaultError::Mismatch { .. })));
        assert_eq!(vault.case_by_key(key).await.unwrap(), None);
    }
    let other = vault.begin(birth(3)).await.unwrap();
    let of_another = NewCase { of: Some(other.id), ..certificate(1, &act) };
    assert!(matches!(vault.begin(of_another).await, Err(VaultError::Mismatch { .. })));
    let of_none = NewCase { of: Some(CaseId::new([5; 16])), ..certificate(1, &act) };
    assert!(matches!(vault.begin(of_none).await, Err(VaultError::NoCase { .. })));
}

#[tokio::test]
async fn acts_are_found_by_number_and_listed_newest_first_in_pages() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let mut cases = Vec::new();
    for n in 1..=5 {
        cases.push(register(&vault, n).await);
    }
    vault.begin(birth(6)).await.unwrap();
    cases.reverse();
    assert_eq!(vault.acts(ActKind::Birth, office(), None, 10).await.unwrap(), cases);
    assert_eq!(vault.acts(ActKind::Birth, office(), Some(number(5)), 2).await.unwrap(), cases[1..3]);
    assert_eq!(vault.acts(ActKind::Birth, office(), Some(number(1)), 2).await.unwrap(), []);
    let elsewhere = civil::OfficeCode::new(1100).unwrap();
    assert_eq!(
        vault.acts(ActKind::Birth, elsewhere, Some(number(5)), 10).await.unwrap(),
        [],
        "a page of another office"
    );
    assert_eq!(
        vault.acts(ActKind::Birth, civil::OfficeCode::new(1102).unwrap(), None, 10).await.unwrap(),
        []
    );
    assert_eq!(vault.act_case(number(2)).await.unwrap().as_ref(), Some(&cases[3]));
    assert_eq!(vault.act_case(number(6)).await.unwrap(), None);
}

#[tokio::test]
async fn certificates_are_listed_by_act_and_cases_by_notice() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    let new = certificate(2, &act);
    let signed = sign(&new, 1);
    let paper = vault.begin(new).await.unwrap();
    assert_eq!(vault.certificates_of(act.id).await.unwrap(), std::slice::from_ref(&paper));
    vault.accept(paper.id, &signed, NOW).await.unwrap();
    let outcome = certificate_outcome(1, number(1));
    let paper = vault.settle_final(paper.id, &outcome, &receipt(&signed, &outcome), NOW).await.unwrap();
    assert_eq!(paper.state, CaseState::Final { outcome });
    assert_eq!(vault.certificates_of(act.id).await.unwrap(), std::slice::from_ref(&paper));
    assert_eq!(vault.certificates_of(paper.id).await.unwrap(), []);
    assert_eq!(vault.acts(ActKind::Birth, office(), None, 10).await.unwrap(), std::slice::from_ref(&act));
    assert_eq!(vault.notice_cases(notice(1)).await.unwrap(), [act]);
    let record = vault.open_record(paper.id, &access("check")).await;
    assert!(matches!(record, Err(VaultError::Mismatch { .. })));
}
