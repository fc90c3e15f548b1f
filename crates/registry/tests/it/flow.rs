//! From a declaration to the paper, through restarts, expiry, wrong hands and used notices.
use crate::world::{World, act_number, birth, entry_signature, example, outcome};
use civil::ActKind;
use civil::{ActNumber, Lang, refusal::Refusal};
use credential::{Prefix, Proof, check_text};
use document::Ink;
use fixtures::paper::{CHILONZOR, RURAL};
use protocol::{Body, Outcome};
use registry::service::{Certificate, DeclareError, Form, IssueError, PdfError, ReadError, SignError};
use std::{sync::atomic::Ordering, time::Duration};
use vault::{CaseId, CaseState, IdempotencyKey};

const DAY: Duration = Duration::from_hours(24);

fn certificate() -> Certificate {
    Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour)
}

fn key(n: u8) -> IdempotencyKey {
    IdempotencyKey::new([n; 32])
}

#[tokio::test]
async fn a_birth_is_declared_signed_final_and_its_certificate_verifies() {
    let world = World::new();
    let running = world.open().await.work();
    let accepted = running.accepted(&example("01-uzbek-latin-girl.json")).await;
    let last = running.settled(&accepted).await;
    let number = act_number(&last);
    assert_eq!(number.to_string(), "111012600001");
    assert!(last.inclusion.is_some_and(|at| at.height > 0));

    let who = running.registrar(CHILONZOR);
    let issued = running.registry.issue(&who, number, certificate(), key(1)).await.unwrap();
    let (entry, shown) = issued.to_sign.unwrap();
    let Body::CertificateIssue(issue) = &entry.body else { panic!("a certificate") };
    assert_eq!((issue.disclosed.as_slice(), shown.len()), ([0u8, 1].as_slice(), 2));
    let early = running.registry.pdf(&who, issued.view.case.id).await;
    assert!(matches!(early, Err(PdfError::NotFinal { state: "to sign" })));
    running.sign(&issued.view, &entry).await;
    let last = running.settled(&issued.view).await;
    assert!(matches!(outcome(&last), Outcome::Certificate { act, .. } if act == number));

    let pdf = running.registry.pdf(&who, last.case.id).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let again = running.registry.pdf(&who, last.case.id).await.unwrap();
    assert!(pdf == again, "the same case gives the same bytes");
    // Every reading stands in the log: for the issue, and one for each print.
    assert_eq!(running.vault.verify_access_log().await.unwrap(), 3);

    let (signed, outcome, receipt) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
    receipt.verify_for(&signed, &outcome, world.genesis.network, &world.genesis.key).unwrap();
    running.end().await;
}

#[tokio::test]
async fn the_proof_on_the_paper_checks_against_the_networks_key() {
    let world = World::new();
    let running = world.open().await.work();
    let accepted = running.accepted(&example("12-foreign-father.json")).await;
    let number = act_number(&running.settled(&accepted).await);
    let who = running.registrar(CHILONZOR);
    let issued = running.registry.issue(&who, number, certificate(), key(1)).await.unwrap();
    let (entry, _) = issued.to_sign.unwrap();
    running.sign(&issued.view, &entry).await;
    let id = running.settled(&issued.view).await.case.id;
    let pdf = running.registry.pdf(&who, id).await.unwrap();
    let text = String::from_utf8_lossy(&pdf);
    let proof = text.find("DALX:").map(|at| &text[at..]).and_then(|rest| rest.split([')', '<']).next());
    let known = fixtures::paper::PaperNetwork::new(protocol::NetworkClass::Demo, 1).known_key();
    let (prefix, _) = Proof::from_text(proof.unwrap()).unwrap();
    assert_eq!(prefix, Prefix::Sample);
    let verdict = format!("{:?}", check_text(proof.unwrap(), &[known]));
    assert!(verdict.starts_with("Valid"), "{verdict}");
    running.end().await;
}

/// What is refused, and what is issued beside it.
#[track_caller]
fn beside(refusal: Refusal, refused: &Result<(), IssueError>, issued: &Result<(), IssueError>) {
    assert!(matches!(refused, Err(IssueError::Refused(found)) if *found == refusal));
    assert!(issued.is_ok());
}

#[test]
fn a_stillbirth_has_a_reference_and_no_certificate() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (refused, issued) = runtime.block_on(async {
        let world = World::new();
        let running = world.open().await.work();
        let accepted = running.accepted(&example("19-stillbirth.json")).await;
        let number = act_number(&running.settled(&accepted).await);
        let who = running.registrar(CHILONZOR);
        let refused = running.registry.issue(&who, number, certificate(), key(1)).await;
        let reference = Certificate { form: Form::Reference, ..certificate() };
        let issued = running.registry.issue(&who, number, reference, key(2)).await;
        running.end().await;
        (refused.map(|_| ()), issued.map(|_| ()))
    });
    beside(Refusal::StillbirthWithoutCertificate, &refused, &issued);
}

#[tokio::test]
async fn every_example_of_the_office_becomes_final_with_a_paper() {
    let world = World::new();
    let running = world.open().await.work();
    let names = ["11-foundling-parents-instructed.json", "13-one-name-parent.json", "06-twin-first.json"];
    for (n, name) in (1..).zip(names) {
        let accepted = running.accepted(&example(name)).await;
        let last = running.settled(&accepted).await;
        let who = running.registrar(last.case.office.get());
        let langs = (Lang::Ru, Lang::En);
        let certificate = Certificate::plain(langs, Ink::Mono);
        let issued = running.registry.issue(&who, act_number(&last), certificate, key(n)).await.unwrap();
        let (entry, _) = issued.to_sign.unwrap();
        running.sign(&issued.view, &entry).await;
        running.settled(&issued.view).await;
        assert!(running.registry.pdf(&who, issued.view.case.id).await.is_ok(), "{name}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_process_that_ends_at_any_step_loses_nothing_and_doubles_nothing() {
    let world = World::new();
    let file = birth(1);

    // Declared, and the process ends: the same file finds the same case and the same entry.
    let running = world.open().await;
    let declared = running.declare(&file).await;
    running.end().await;
    let running = world.open().await;
    let again = running.declare(&file).await;
    assert_eq!(again.view.case.id, declared.view.case.id);
    assert_eq!(again.to_sign.as_ref().unwrap().0, declared.to_sign.as_ref().unwrap().0);

    // Signed while no block is made, and the process ends with the entry in the outbox.
    world.ledger.stop(true);
    let running = running.work();
    let (entry, _) = again.to_sign.unwrap();
    running.sign(&again.view, &entry).await;
    while world.ledger.submissions.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running.end().await;
    world.ledger.forget_waiting();
    assert_eq!(world.ledger.entries(), 0);

    // The next process sends the same bytes by itself.
    world.ledger.stop(false);
    let running = world.open().await.work();
    let last = running.settled(&again.view).await;
    assert_eq!(act_number(&last).to_string(), "111012600001");
    assert_eq!(last.case.entry_id, entry.id());
    assert_eq!(world.ledger.entries(), 1);

    // And the file, sent once more, tells what became of it.
    let told = running.declare(&file).await;
    assert_eq!((told.view.case.state.clone(), told.to_sign.is_none()), (last.case.state.clone(), true));
    assert!(running.vault.outbox(10).await.unwrap().is_empty());
    running.end().await;
}

#[tokio::test]
async fn two_requests_of_one_file_at_once_begin_one_case() {
    let world = World::new();
    let running = world.open().await;
    let file = birth(1);
    let (one, two) = tokio::join!(running.declare(&file), running.declare(&file));
    assert_eq!(one.view.case.id, two.view.case.id);
    let entries = [one, two].map(|declared| declared.to_sign.unwrap().0);
    assert_eq!(entries[0], entries[1]);
    running.end().await;
}

#[tokio::test]
async fn the_key_of_a_declaration_is_the_hash_of_registrar_and_file() {
    let world = World::new();
    let running = world.open().await;
    let who = running.registrar(CHILONZOR);
    let other = running.key_of(CHILONZOR, &birth(2));
    let refused = running.registry.declare(&who, other, &birth(1)).await;
    assert!(matches!(refused, Err(DeclareError::Key)));
    running.end().await;
}

#[tokio::test]
async fn a_registrar_of_another_office_neither_declares_nor_signs_nor_asks() {
    let world = World::new();
    let running = world.open().await;
    let file = birth(1);
    let stranger = running.registrar(RURAL);
    let key = running.key_of(RURAL, &file);
    let refused = running.registry.declare(&stranger, key, &file).await;
    assert!(matches!(refused, Err(DeclareError::NotPermitted(Refusal::SignerOfAnotherOffice))));

    let declared = running.declare(&file).await;
    let (id, entry) = (declared.view.case.id, declared.to_sign.unwrap().0);
    let refused = running.registry.sign(&stranger, id, entry_signature(RURAL, entry.id())).await;
    assert!(matches!(refused, Err(SignError::NotPermitted(Refusal::SignerOfAnotherOffice))));
    let refused = running.registry.standing(&stranger, id, Duration::ZERO).await;
    assert!(matches!(refused, Err(ReadError::NotPermitted(Refusal::SignerOfAnotherOffice))));
    let nobody = running.registry.standing(&stranger, CaseId::new([0; 16]), Duration::ZERO).await;
    assert!(matches!(nobody, Err(ReadError::None)));
    running.end().await;
}

#[tokio::test]
async fn a_signature_of_another_key_or_over_another_entry_is_refused_and_the_case_stays() {
    let world = World::new();
    let running = world.open().await;
    let declared = running.declare(&birth(1)).await;
    let (id, entry) = (declared.view.case.id, declared.to_sign.unwrap().0);
    let who = running.registrar(CHILONZOR);
    let other = running.declare(&birth(2)).await.to_sign.unwrap().0;
    let mut broken = entry_signature(CHILONZOR, entry.id());
    broken[10] ^= 1;
    for bytes in [entry_signature(RURAL, entry.id()), entry_signature(CHILONZOR, other.id()), broken] {
        let refused = running.registry.sign(&who, id, bytes).await;
        assert!(matches!(refused, Err(SignError::Refused(Refusal::SignatureWrong))));
    }
    let good = entry_signature(CHILONZOR, entry.id());
    for _ in 0..2 {
        let view = running.registry.sign(&who, id, good).await.unwrap();
        assert_eq!(view.case.state, CaseState::Accepted);
    }
    assert_eq!(running.vault.outbox(10).await.unwrap().len(), 1);
    running.end().await;
}

#[tokio::test]
async fn a_used_notice_is_told_before_the_signature() {
    let world = World::new();
    let running = world.open().await;
    let first = birth(1);
    // The same notice in another file: a slip that is corrected before anything was signed is well.
    let corrected = String::from_utf8(first.clone()).unwrap().replace("3200", "3250").into_bytes();
    let (one, two) = (running.declare(&first).await, running.declare(&corrected).await);
    assert_ne!(one.view.case.id, two.view.case.id);
    running.sign(&two.view, &two.to_sign.unwrap().0).await;

    let who = running.registrar(CHILONZOR);
    let entry = one.to_sign.unwrap().0;
    let late = running.registry.sign(&who, one.view.case.id, entry_signature(CHILONZOR, entry.id())).await;
    assert!(matches!(late, Err(SignError::Refused(Refusal::NoticeAlreadyUsed))));
    let third = String::from_utf8(first.clone()).unwrap().replace("3200", "3300").into_bytes();
    for file in [&first, &third] {
        let refused = running.registry.declare(&who, running.key_of(CHILONZOR, file), file).await;
        let Err(DeclareError::Refused(reasons)) = refused else { panic!("refused") };
        assert_eq!(reasons, [Refusal::NoticeAlreadyUsed]);
    }
    running.end().await;
}

#[tokio::test]
async fn a_notice_that_served_through_another_registry_is_refused_for_good_by_the_ledger() {
    let world = World::new();
    let running = world.open().await.work();
    running.settled(&running.accepted(&birth(1)).await).await;
    running.end().await;

    let elsewhere = World::new();
    let other = World {
        ledger: std::sync::Arc::clone(&world.ledger),
        clock: std::sync::Arc::clone(&world.clock),
        directory: elsewhere.directory.clone(),
        genesis: world.genesis.clone(),
    };
    let running = other.open().await.work();
    let refused = running.settled(&running.accepted(&birth(1)).await).await;
    assert_eq!(refused.case.state, CaseState::Refused { code: "notice.already-used".to_owned() });
    // The same file answers its refusal again, and nothing is left to be sent.
    let told = running.declare(&birth(1)).await;
    assert_eq!(told.view.case, refused.case);
    assert!(told.to_sign.is_none() && running.vault.outbox(10).await.unwrap().is_empty());
    running.end().await;
}

#[tokio::test]
async fn an_entry_that_nobody_signed_in_time_is_made_again_under_the_same_case() {
    let world = World::new();
    let running = world.open().await.work();
    let file = birth(1);
    let declared = running.declare(&file).await;
    let (old, record) = declared.to_sign.unwrap();
    world.clock.advance(DAY);
    let who = running.registrar(CHILONZOR);
    let late = running.registry.sign(&who, declared.view.case.id, entry_signature(CHILONZOR, old.id())).await;
    assert!(matches!(late, Err(SignError::Refused(Refusal::Expired))));
    let again = running.declare(&file).await;
    let (new, same) = again.to_sign.unwrap();
    assert_eq!(again.view.case.id, declared.view.case.id);
    assert!(new.id() != old.id() && same == record && new.valid_until > old.valid_until);
    running.sign(&again.view, &new).await;
    assert!(matches!(outcome(&running.settled(&again.view).await), Outcome::Act { .. }));
    running.end().await;
}

#[tokio::test]
async fn an_accepted_entry_that_missed_its_time_is_told_and_the_file_may_be_signed_anew() {
    let world = World::new();
    let running = world.open().await.work();
    world.ledger.stop(true);
    let file = birth(1);
    let accepted = running.accepted(&file).await;
    while world.ledger.submissions.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.ledger.forget_waiting();
    world.clock.advance(DAY + Duration::from_secs(1));
    // While the validators' ledger stands before the end of the validity nothing is certain.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let who = running.registrar(CHILONZOR);
    let view = running.registry.standing(&who, accepted.case.id, Duration::ZERO).await.unwrap();
    assert_eq!(view.case.state, CaseState::Accepted);

    world.ledger.stop(false);
    let refused = running.settled(&accepted).await;
    assert_eq!(refused.case.state, CaseState::Refused { code: "entry.expired".to_owned() });
    let last = running.settled(&running.accepted(&file).await).await;
    assert_ne!(last.case.id, accepted.case.id);
    assert!(matches!(outcome(&last), Outcome::Act { .. }));
    assert_eq!(world.ledger.entries(), 1);
    running.end().await;
}

#[tokio::test]
async fn every_reason_of_the_law_is_told_at_once_and_nothing_is_stored() {
    let world = World::new();
    let running = world.open().await;
    let mut document: serde_json::Value = serde_json::from_slice(&birth(1)).unwrap();
    document["child"]["born"] = "2026-12-24".into();
    document["child"]["name"].as_object_mut().unwrap().remove("given");
    document["father"].as_object_mut().unwrap().remove("basis");
    let file = serde_json::to_vec(&document).unwrap();
    let who = running.registrar(CHILONZOR);
    let refused = running.registry.declare(&who, running.key_of(CHILONZOR, &file), &file).await;
    let Err(DeclareError::Refused(reasons)) = refused else { panic!("refused") };
    for reason in
        [Refusal::BirthAfterRegistration, Refusal::ChildWithoutGivenName, Refusal::FatherWithoutBasis]
    {
        assert!(reasons.contains(&reason), "{}", reason.code());
    }
    assert!(!running.has_begun(who.key_id, &file).await);
    running.end().await;
}

#[tokio::test]
async fn a_late_birth_is_taken_with_a_warning() {
    let world = World::new();
    let running = world.open().await;
    let declared = running.declare(&example("16-late-registration.json")).await;
    let codes: Vec<&str> = declared.warnings.iter().map(|caution| caution.code()).collect();
    assert!(codes.contains(&"birth.caution.late"), "{codes:?}");
    running.end().await;
}

#[tokio::test]
async fn acts_are_shown_and_listed_with_each_reading_in_the_log() {
    let world = World::new();
    let running = world.open().await.work();
    for n in 1..=3 {
        running.settled(&running.accepted(&birth(n)).await).await;
    }
    let who = running.registrar(CHILONZOR);
    let page = running.registry.list(&who, ActKind::Birth, None, 2).await.unwrap();
    assert_eq!(page.acts.len(), 2);
    let rest = running.registry.list(&who, ActKind::Birth, page.next, 2).await.unwrap();
    assert_eq!((rest.acts.len(), rest.next), (1, None));
    let number: ActNumber = "111012600001".parse().unwrap();
    let act = running.registry.show(&who, number).await.unwrap();
    assert!(act.certificates.is_empty());
    // Another office reads the act too, and lists only its own.
    let other = running.registrar(RURAL);
    assert!(running.registry.show(&other, number).await.is_ok());
    assert!(running.registry.list(&other, ActKind::Birth, None, 10).await.unwrap().acts.is_empty());
    let unknown = running.registry.show(&who, "111012600009".parse().unwrap()).await;
    assert!(matches!(unknown, Err(ReadError::None)));
    // Two lists and a page, two readings; and the births of one mother, each compared with those before it.
    assert_eq!(running.vault.verify_access_log().await.unwrap(), 5 + 3);
    running.end().await;
}

#[tokio::test]
async fn a_key_names_one_certificate_and_another_key_another() {
    let world = World::new();
    let running = world.open().await.work();
    let number = act_number(&running.settled(&running.accepted(&birth(1)).await).await);
    let who = running.registrar(CHILONZOR);
    let one = running.registry.issue(&who, number, certificate(), key(1)).await.unwrap();
    let same = running.registry.issue(&who, number, certificate(), key(1)).await.unwrap();
    assert_eq!(one.view.case.id, same.view.case.id);
    let two = running.registry.issue(&who, number, certificate(), key(2)).await.unwrap();
    assert_ne!(one.view.case.id, two.view.case.id);
    let mono = Certificate { ink: Ink::Mono, ..certificate() };
    let conflict = running.registry.issue(&who, number, mono, key(1)).await;
    assert!(matches!(conflict, Err(IssueError::Key)));
    // A registrar of another office issues in the name of that office: services know no borders.
    let other = running.registrar(RURAL);
    let there = running.registry.issue(&other, number, certificate(), key(1)).await.unwrap();
    assert_eq!(there.view.case.office.get(), RURAL);
    let unknown = running.registry.issue(&who, "111012600009".parse().unwrap(), certificate(), key(3)).await;
    assert!(matches!(unknown, Err(IssueError::NoAct)));
    running.end().await;
}
