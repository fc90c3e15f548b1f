//! Entries that belong to no case, anchors of the access log among them; certificates by number and handle.
use crate::fixture::*;
use civil::{CertificateNumber, Serial};
use protocol::{Canonical as _, Digest, Handle, Outcome, entry::Anchor, merkle};
use sqlx::{Connection as _, Row as _};
use vault::{Anchoring, CaseKind, CaseState, FilingState, Subject, Vault, VaultError};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_filed_entry_is_in_the_outbox_until_it_is_final_and_kept_with_its_receipt() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let signed = reservation(1);
    let filed = vault.file(&signed, 7, NOW).await.unwrap();
    assert_eq!((filed.state.clone(), filed.officer, filed.created_ms), (FilingState::Accepted, 7, NOW));
    // The same entry again, by whomever, is the same filing.
    assert_eq!(vault.file(&signed, 8, NOW + 5).await.unwrap(), filed);
    let case = vault.begin(birth(1)).await.unwrap();
    vault.accept(case.id, &sign(&birth(1), 1), NOW).await.unwrap();
    let outbox = vault.outbox(10).await.unwrap();
    let whose: Vec<_> = outbox.iter().map(|item| (item.case, item.entry_id)).collect();
    assert_eq!(whose, [(Some(case.id), case.entry_id), (None, signed.id())]);
    assert_eq!((&outbox[1].signed, outbox[1].valid_until), (&signed.to_bytes(), UNTIL));

    let (outcome, proof) = (range_outcome(), receipt(&signed, &range_outcome()));
    let last = vault.settle_filing_final(signed.id(), &outcome, &proof).await.unwrap();
    assert_eq!(last.state, FilingState::Final { outcome, receipt: Box::new(proof.clone()) });
    assert_eq!(vault.settle_filing_final(signed.id(), &outcome, &proof).await.unwrap(), last);
    let refused = vault.settle_filing_refused(signed.id(), "number.range-over").await;
    assert!(matches!(refused, Err(VaultError::FilingState { state: "final", .. })));
    assert_eq!(vault.outbox(10).await.unwrap().len(), 1);
    vault.close().await;

    let vault = directory.open().await;
    assert_eq!(vault.filing(signed.id()).await.unwrap(), Some(last.clone()));
    assert_eq!(vault.filings_about(Subject::Ranges(office())).await.unwrap(), [last]);
    assert_eq!(vault.filings_about(Subject::AccessLog).await.unwrap(), []);
    assert_eq!(vault.filing(reservation(2).id()).await.unwrap(), None);
}

#[tokio::test]
async fn a_refused_filing_stays_with_its_code() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let id = vault.file(&reservation(1), 7, NOW).await.unwrap().id();
    for code in ["", &"x".repeat(101)] {
        let refused = vault.settle_filing_refused(id, code).await;
        assert!(matches!(refused, Err(VaultError::Mismatch { .. })));
    }
    let refused = vault.settle_filing_refused(id, "number.range-over").await.unwrap();
    assert_eq!(refused.state, FilingState::Refused { code: "number.range-over".to_owned() });
    assert_eq!(vault.settle_filing_refused(id, "number.range-over").await.unwrap(), refused);
    let other = vault.settle_filing_refused(id, "number.range-unknown").await;
    assert!(matches!(other, Err(VaultError::Mismatch { .. })));
    assert_eq!(vault.outbox(10).await.unwrap(), []);
    let nobody = vault.settle_filing_refused(reservation(2).id(), "number.range-over").await;
    assert!(matches!(nobody, Err(VaultError::NoFiling { .. })));
}

#[tokio::test]
async fn what_does_not_belong_together_is_neither_filed_nor_settled() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = vault.file(&sign(&birth(1), 1), 7, NOW).await;
    assert!(matches!(act, Err(VaultError::Mismatch { .. })), "acts have a case");
    let signed = reservation(1);
    vault.file(&signed, 7, NOW).await.unwrap();
    let good = receipt(&signed, &range_outcome());
    let Outcome::Range { kind, office, year, first, .. } = range_outcome() else { panic!("a range") };
    let longer = Outcome::Range { kind, office, year, first, last: Serial::new(12).unwrap() };
    for (outcome, proof) in [
        (Outcome::Recorded, receipt(&signed, &Outcome::Recorded)),
        (act_outcome(1), receipt(&signed, &act_outcome(1))),
        (longer, good.clone()),
        (range_outcome(), receipt(&reservation(2), &range_outcome())),
    ] {
        let settled = vault.settle_filing_final(signed.id(), &outcome, &proof).await;
        assert!(matches!(settled, Err(VaultError::Mismatch { .. })), "{outcome:?}");
    }
    vault.settle_filing_final(signed.id(), &range_outcome(), &good).await.unwrap();
}

#[tokio::test]
async fn a_filing_that_was_changed_by_hand_is_noticed() {
    for sql in [
        "UPDATE filings SET officer = 8",
        "UPDATE filings SET state = 4, refusal = 'number.range-over'",
        "UPDATE filings SET created_ms = created_ms + 1",
        "UPDATE filings SET signed = zeroblob(100)",
        "UPDATE filings SET entry_id = zeroblob(32)",
        "UPDATE filings SET refusal = 'x'",
        "UPDATE filings SET mac = zeroblob(32)",
    ] {
        let directory = Directory::new();
        let vault = directory.open().await;
        vault.file(&reservation(1), 7, NOW).await.unwrap();
        assert_eq!(directory.tamper(sql).await, 1, "{sql}");
        let found = vault.filings_about(Subject::Ranges(office())).await;
        assert!(matches!(found, Err(VaultError::DamagedFiling { .. })), "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn a_certificate_is_found_by_its_number_and_by_its_handle_and_its_end_by_it() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let act = register(&vault, 1).await;
    let paper = vault.begin(certificate(3, &act)).await.unwrap();
    let handle = Handle::new([3; 16]);
    assert_eq!(vault.certificate_by_handle(handle).await.unwrap(), Some(paper.clone()));
    let number = CertificateNumber::new(office(), 2026, Serial::new(9).unwrap());
    assert_eq!(vault.certificate_case(number).await.unwrap(), None, "it is not final");
    let signed = sign(&certificate(3, &act), 1);
    vault.accept(paper.id, &signed, NOW).await.unwrap();
    let outcome = certificate_outcome(9, self::number(1));
    let paper = vault.settle_final(paper.id, &outcome, &receipt(&signed, &outcome), NOW).await.unwrap();
    assert_eq!(vault.certificate_case(number).await.unwrap(), Some(paper.clone()));
    assert_eq!(vault.certificate_by_handle(handle).await.unwrap(), Some(paper.clone()));
    assert_eq!(vault.certificate_by_handle(Handle::new([4; 16])).await.unwrap(), None);
    assert_eq!(vault.revocations_of(paper.id).await.unwrap(), []);

    let another = vault.begin(revocation(5, &paper, 4)).await;
    assert!(matches!(another, Err(VaultError::Mismatch { .. })), "another certificate would end");
    let end = vault.begin(revocation(5, &paper, 3)).await.unwrap();
    assert_eq!((end.kind, end.state.clone()), (CaseKind::Revocation, CaseState::ToSign));
    assert_eq!(vault.revocations_of(paper.id).await.unwrap(), [end]);
    assert_eq!(vault.certificate_by_handle(handle).await.unwrap(), Some(paper), "the end has no handle");

    // Handle and number stand under the MAC of the row.
    for sql in [
        "UPDATE cases SET handle = zeroblob(16) WHERE handle IS NOT NULL",
        "UPDATE cases SET certificate_number = 1 WHERE certificate_number IS NOT NULL",
    ] {
        assert_eq!(directory.tamper(sql).await, 1);
        let found = vault.certificates_of(act.id).await;
        assert!(matches!(found, Err(VaultError::Damaged { .. })), "{found:?}");
    }
}

/// The digests of the access log's rows, as anybody with the database reads them.
async fn digests(directory: &Directory) -> Vec<Digest> {
    let mut by_hand = directory.by_hand().await;
    let rows =
        sqlx::query("SELECT digest FROM accesses ORDER BY sequence").fetch_all(&mut by_hand).await.unwrap();
    by_hand.close().await.unwrap();
    rows.iter().map(|row| Digest::new(row.get::<Vec<u8>, _>(0).try_into().unwrap())).collect()
}

fn root(digests: &[Digest]) -> Digest {
    let leaves: Vec<Digest> = digests.iter().map(|digest| merkle::leaf(digest.as_ref())).collect();
    merkle::root(&leaves)
}

async fn read(vault: &Vault, times: usize) {
    for _ in 0..times {
        vault.log_access(&access("queue of the day")).await.unwrap();
    }
}

#[tokio::test]
async fn anchors_follow_one_another_without_gap_also_after_a_restart() {
    let directory = Directory::new();
    let vault = directory.open().await;
    let standing = vault.anchoring(NOW).await.unwrap();
    let nothing =
        Anchoring { ordinal: 1, first: 0, under_way: false, since_ms: NOW, tried_ms: None, oldest_ms: None };
    assert_eq!(standing, nothing);
    assert_eq!(vault.anchoring(NOW + 9).await.unwrap().since_ms, NOW, "the beginning is kept");
    let empty = vault.anchor(1, 0).await.unwrap();
    assert_eq!(empty, Anchor { ordinal: 1, first: 0, count: 0, root: merkle::empty_root() });

    read(&vault, 5).await;
    assert_eq!(vault.anchoring(NOW + DAY_MS).await.unwrap(), Anchoring { oldest_ms: Some(NOW), ..nothing });
    let one = vault.anchor(1, 0).await.unwrap();
    let all = digests(&directory).await;
    assert_eq!(one, Anchor { ordinal: 1, first: 0, count: 5, root: root(&all) });

    // Filed, it is under way; refused, the same ordinal comes again and covers what came meanwhile too.
    let filed = vault.file(&anchor(one, NOW + 1), 0, NOW + 1).await.unwrap();
    let under_way = vault.anchoring(NOW).await.unwrap();
    assert_eq!((under_way.ordinal, under_way.under_way, under_way.tried_ms), (1, true, Some(NOW + 1)));
    vault.settle_filing_refused(filed.id(), "entry.expired").await.unwrap();
    read(&vault, 2).await;
    let again = vault.anchoring(NOW).await.unwrap();
    assert_eq!((again.ordinal, again.first, again.under_way), (1, 0, false));
    let one = vault.anchor(again.ordinal, again.first).await.unwrap();
    assert_eq!(one.count, 7);
    let signed = anchor(one, NOW + 2);
    vault.file(&signed, 0, NOW + 2).await.unwrap();
    let proof = receipt(&signed, &Outcome::Recorded);
    vault.settle_filing_final(signed.id(), &Outcome::Recorded, &proof).await.unwrap();
    vault.close().await;

    let vault = directory.open().await;
    let next = vault.anchoring(NOW).await.unwrap();
    assert_eq!((next.ordinal, next.first, next.since_ms, next.oldest_ms), (2, 7, NOW + 2, None));
    assert_eq!(vault.anchor(2, 7).await.unwrap().root, merkle::empty_root());
    read(&vault, 3).await;
    let two = vault.anchor(2, 7).await.unwrap();
    let all = digests(&directory).await;
    assert_eq!(two, Anchor { ordinal: 2, first: 7, count: 3, root: root(&all[7..]) });
}

#[tokio::test]
async fn rows_that_were_changed_by_hand_are_never_anchored() {
    for sql in [
        "UPDATE accesses SET officer = 8 WHERE sequence = 5",
        "DELETE FROM accesses WHERE sequence = 4",
        "DELETE FROM accesses WHERE sequence = 5",
        "DELETE FROM accesses WHERE sequence = 3",
        "UPDATE accesses SET digest = zeroblob(32) WHERE sequence = 3",
    ] {
        let directory = Directory::new();
        let vault = directory.open().await;
        read(&vault, 5).await;
        assert_eq!(vault.anchor(2, 3).await.unwrap().count, 2);
        assert_eq!(directory.tamper(sql).await, 1);
        let anchored = vault.anchor(2, 3).await;
        assert!(matches!(anchored, Err(VaultError::AccessLog { .. })), "{sql}: {anchored:?}");
    }
    let directory = Directory::new();
    let vault = directory.open().await;
    read(&vault, 2).await;
    assert!(matches!(vault.anchor(2, 5).await, Err(VaultError::AccessLog { .. })), "a log that was set back");
}
