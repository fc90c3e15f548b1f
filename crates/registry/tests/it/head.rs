//! The head of an office does what a registrar does, with the head's own key and role.
use crate::world::{World, act_number, birth, example, outcome, signature_by, signer};
use civil::{Lang, refusal::Refusal, role::Role};
use document::Ink;
use protocol::Outcome;
use registry::{
    request::declaration_key,
    service::{Certificate, SignError},
};
use std::time::Duration;
use vault::IdempotencyKey;

#[tokio::test]
async fn the_head_registers_and_certifies() {
    let world = World::new();
    let running = world.open().await.work();
    let head = running.officer("1101-head");
    let json = example("01-uzbek-latin-girl.json");
    let key = declaration_key(head.key_id, &json);
    let declared = running.registry.declare(&head, key, &json).await.unwrap();
    let (entry, _) = declared.to_sign.unwrap();

    // In the name of the head a registrar's signature counts nothing.
    let registrars = signature_by(&signer("1101-1"), entry.id());
    let refused = running.registry.sign(&head, declared.view.case.id, registrars).await;
    assert!(matches!(refused, Err(SignError::Refused(Refusal::SignatureWrong))));
    let signature = signature_by(&signer("1101-head"), entry.id());
    running.registry.sign(&head, declared.view.case.id, signature).await.unwrap();
    let wait = Duration::from_secs(20);
    let last = running.registry.standing(&head, declared.view.case.id, wait).await.unwrap();
    let number = act_number(&last);
    let (signed, ..) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
    assert_eq!(signed.signatures()[0].role, Role::Head);

    let certificate = Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour);
    let issued =
        running.registry.issue(&head, number, certificate, IdempotencyKey::new([1; 32])).await.unwrap();
    let (entry, _) = issued.to_sign.unwrap();
    let signature = signature_by(&signer("1101-head"), entry.id());
    running.registry.sign(&head, issued.view.case.id, signature).await.unwrap();
    let last = running.registry.standing(&head, issued.view.case.id, wait).await.unwrap();
    assert!(matches!(outcome(&last), Outcome::Certificate { .. }));
    assert!(running.registry.pdf(&head, last.case.id).await.unwrap().starts_with(b"%PDF-"));

    // A second officer and an administrator register nothing.
    for id in ["1101-second", "11-admin-1"] {
        let who = running.officer(id);
        let json = birth(2);
        let refused = running.registry.declare(&who, declaration_key(who.key_id, &json), &json).await;
        assert!(refused.is_err(), "{id}");
    }
    running.end().await;
}
