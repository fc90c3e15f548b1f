use crate::fixture::*;
use proptest::{collection::vec, prelude::*};
use protocol::Canonical as _;
use std::collections::BTreeMap;
use vault::{Case, CaseState, VaultError};

#[tokio::test]
async fn accept_is_idempotent_and_keeps_the_first_bytes() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let case = vault.begin(birth(1)).await.unwrap();
    let (first, second) = (sign(&birth(1), 1), sign(&birth(1), 2));
    let accepted = vault.accept(case.id, &first, NOW).await.unwrap();
    assert_eq!(accepted.state, CaseState::Accepted);
    assert_eq!(vault.accept(case.id, &first, NOW + 5).await.unwrap(), accepted);
    assert_eq!(vault.accept(case.id, &second, NOW + 5).await.unwrap(), accepted);
    let outbox = vault.outbox(10).await.unwrap();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].signed, first.to_bytes());
    assert_eq!(
        (outbox[0].case, outbox[0].entry_id, outbox[0].valid_until),
        (Some(case.id), case.entry_id, UNTIL)
    );
    let another = vault.accept(case.id, &sign(&birth(2), 1), NOW).await;
    assert!(matches!(another, Err(VaultError::Mismatch { .. })));
}

#[tokio::test]
async fn what_is_settled_leaves_the_outbox_and_stays_settled() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    assert_eq!(vault.outbox(10).await.unwrap(), []);
    let signed = sign(&birth(1), 1);
    let again = vault.settle_final(act.id, &act_outcome(1), &receipt(&signed, &act_outcome(1)), NOW).await;
    assert_eq!(again.unwrap(), act);
    let other = vault.settle_final(act.id, &act_outcome(2), &receipt(&signed, &act_outcome(2)), NOW).await;
    assert!(matches!(other, Err(VaultError::Mismatch { .. })));
    let refused = vault.settle_refused(act.id, "notice-used", NOW).await;
    assert!(matches!(refused, Err(VaultError::State { state: "final", .. })));

    let case = vault.begin(birth(2)).await.unwrap();
    let early = vault.settle_refused(case.id, "notice-used", NOW).await;
    assert!(matches!(early, Err(VaultError::State { state: "to sign", .. })));
    vault.accept(case.id, &sign(&birth(2), 1), NOW).await.unwrap();
    let refused = vault.settle_refused(case.id, "notice-used", NOW).await.unwrap();
    assert_eq!(refused.state, CaseState::Refused { code: "notice-used".to_owned() });
    assert_eq!(vault.settle_refused(case.id, "notice-used", NOW).await.unwrap(), refused);
    assert_eq!(vault.accept(case.id, &sign(&birth(2), 1), NOW).await.unwrap(), refused);
    assert_eq!(vault.outbox(10).await.unwrap(), []);
    assert_eq!(vault.signed_and_receipt(case.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_receipt_of_another_entry_or_outcome_settles_nothing() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let case = vault.begin(birth(1)).await.unwrap();
    let (signed, outcome) = (sign(&birth(1), 1), act_outcome(1));
    vault.accept(case.id, &signed, NOW).await.unwrap();
    let certificate = certificate_outcome(1, number(1));
    let wrong = [
        (outcome, receipt(&sign(&birth(1), 2), &outcome)),
        (outcome, receipt(&signed, &act_outcome(2))),
        (certificate, receipt(&signed, &certificate)),
    ];
    for (outcome, receipt) in wrong {
        let settled = vault.settle_final(case.id, &outcome, &receipt, NOW).await;
        assert!(matches!(settled, Err(VaultError::Mismatch { .. })));
    }
    assert_eq!(vault.outbox(10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_accepted_entry_is_sent_even_if_its_place_in_the_order_is_lost() {
    let directory = Directory::new();
    let vault = directory.open().await;
    register(&vault, 1).await;
    let case = vault.begin(birth(2)).await.unwrap();
    vault.accept(case.id, &sign(&birth(2), 1), NOW).await.unwrap();
    assert_eq!(directory.tamper("DELETE FROM outbox").await, 1);
    let outbox = vault.outbox(10).await.unwrap();
    assert_eq!(outbox.iter().map(|item| item.case).collect::<Vec<_>>(), [Some(case.id)]);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin(u8),
    Accept(u8),
    Final(u8),
    Refused(u8),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1u8..6).prop_map(Step::Begin),
        4 => (1u8..6).prop_map(Step::Accept),
        2 => (1u8..6).prop_map(Step::Final),
        1 => (1u8..6).prop_map(Step::Refused),
        1 => Just(Step::Reopen),
    ]
}

/// Runs the steps beside a model: the births accepted and not settled, in the order of acceptance.
async fn outbox_is_accepted_minus_settled(steps: Vec<Step>) {
    let directory = Directory::new();
    let mut vault = directory.open().await;
    let mut cases: BTreeMap<u8, Case> = BTreeMap::new();
    let mut open: Vec<u8> = Vec::new();
    let mut accepted: Vec<u8> = Vec::new();
    for step in steps {
        match step {
            Step::Begin(n) => {
                let case = vault.begin(birth(n)).await.unwrap();
                assert_eq!(case.id, cases.entry(n).or_insert(case.clone()).id);
            }
            Step::Accept(n) => {
                let Some(case) = cases.get(&n) else { continue };
                vault.accept(case.id, &sign(&birth(n), 1), NOW).await.unwrap();
                if !accepted.contains(&n) {
                    accepted.push(n);
                    open.push(n);
                }
            }
            Step::Final(n) => {
                let Some(case) = cases.get(&n) else { continue };
                let (signed, outcome) = (sign(&birth(n), 1), act_outcome(n.into()));
                let settled = vault.settle_final(case.id, &outcome, &receipt(&signed, &outcome), NOW).await;
                assert!(settled.is_ok() || !open.contains(&n));
                open.retain(|other| *other != n);
            }
            Step::Refused(n) => {
                let Some(case) = cases.get(&n) else { continue };
                let settled = vault.settle_refused(case.id, "expired", NOW).await;
                assert!(settled.is_ok() || !open.contains(&n));
                open.retain(|other| *other != n);
            }
            Step::Reopen => {
                vault.close().await;
                vault = directory.open().await;
            }
        }
        let found: Vec<_> = vault.outbox(10).await.unwrap().into_iter().map(|item| item.case).collect();
        let wanted: Vec<_> = open.iter().map(|n| Some(cases[n].id)).collect();
        assert_eq!(found, wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })] // each on real files

    #[test]
    fn the_outbox_is_what_was_accepted_and_not_settled(steps in vec(step(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(outbox_is_accepted_minus_settled(steps));
    }
}
