//! The end of a certificate: by number or by handle, once, and seen in its status.
use crate::world::{World, act_number, birth, outcome, signature_by, signer};
use civil::{CertificateNumber, Lang, refusal::Refusal};
use document::Ink;
use fixtures::paper::{CHILONZOR, RURAL};
use protocol::{
    Body, Entry, Handle, Outcome, entry::RevocationReason, fact::CertificateStanding, status::Status,
};
use registry::{
    ledger::status::Found,
    service::{Certificate, Revocation, RevokeError, SignError, Which},
    staff::Officer,
};
use vault::{CaseKind, CaseState, IdempotencyKey};

use crate::world::Running;

fn key(n: u8) -> IdempotencyKey {
    IdempotencyKey::new([n; 32])
}

/// One act and one certificate of it.
async fn certified(running: &Running) -> (CertificateNumber, Handle) {
    let act = act_number(&running.settled(&running.accepted(&birth(1)).await).await);
    let who = running.registrar(CHILONZOR);
    let certificate = Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour);
    let issued = running.registry.issue(&who, act, certificate, key(1)).await.unwrap();
    let (entry, _) = issued.to_sign.unwrap();
    running.sign(&issued.view, &entry).await;
    let Outcome::Certificate { number, .. } = outcome(&running.settled(&issued.view).await) else {
        panic!("a certificate")
    };
    (number, entry.body.issue().unwrap().handle)
}

async fn revoke(running: &Running, who: &Officer, which: Which, n: u8) -> Result<Revocation, RevokeError> {
    running.registry.revoke(who, which, RevocationReason::Lost, key(n)).await
}

async fn signed(running: &Running, who: &Officer, begun: &Revocation, entry: &Entry) {
    let signature = signature_by(&signer(&who.id), entry.id());
    running.registry.sign(who, begun.view.case.id, signature).await.unwrap();
}

async fn standing(running: &Running, handle: Handle) -> CertificateStanding {
    match running.registry.certificate_status(handle).await.found {
        Found::Proved { verified, .. } => match verified.status {
            Status::Certificate(standing) => standing,
            Status::Registered { .. } | Status::NoSuchAct(_) => panic!("a certificate"),
        },
        Found::Unknown { .. } | Found::CannotTell => panic!("a proof"),
    }
}

#[tokio::test]
async fn a_revoked_certificate_is_no_longer_in_force_and_its_act_is_untouched() {
    let world = World::new();
    let running = world.open().await.work();
    let (number, handle) = certified(&running).await;
    assert_eq!(standing(&running, handle).await, CertificateStanding::InForce);
    let who = running.registrar(CHILONZOR);
    let begun = revoke(&running, &who, Which::Number(number), 2).await.unwrap();
    let entry = begun.to_sign.clone().unwrap();
    let Body::CertificateRevoke(body) = &entry.body else { panic!("a revocation") };
    assert_eq!((body.handle, body.reason), (handle, RevocationReason::Lost));
    let (issue, of, receipt) = &*begun.issued;
    assert_eq!(issue.entry().body.issue().unwrap().handle, handle);
    assert!(matches!(of, Outcome::Certificate { number: shown, .. } if *shown == number));
    receipt.verify_for(issue, of, world.genesis.network, &world.genesis.key).unwrap();
    assert_eq!(standing(&running, handle).await, CertificateStanding::InForce, "nobody signed it yet");

    signed(&running, &who, &begun, &entry).await;
    let last = running.settled(&begun.view).await;
    assert_eq!((last.case.kind, outcome(&last)), (CaseKind::Revocation, Outcome::Recorded));
    assert_eq!(standing(&running, handle).await, CertificateStanding::Ended);
    let act = running.registry.show(&who, "111012600001".parse().unwrap()).await.unwrap();
    assert_eq!(act.certificates.len(), 1);
    assert!(act.revoked.contains(&act.certificates[0].id));
    running.end().await;
}

#[tokio::test]
async fn any_office_revokes_by_the_handle_of_the_paper_and_theft_is_said() {
    let world = World::new();
    let running = world.open().await.work();
    let (_, handle) = certified(&running).await;
    let who = running.officer("2207-head");
    let begun = running.registry.revoke(&who, Which::Handle(handle), RevocationReason::Stolen, key(2)).await;
    let begun = begun.unwrap();
    assert_eq!(begun.view.case.office.get(), RURAL);
    signed(&running, &who, &begun, begun.to_sign.as_ref().unwrap()).await;
    let last = running.registry.standing(&who, begun.view.case.id, std::time::Duration::from_secs(20)).await;
    assert!(matches!(last.unwrap().case.state, CaseState::Final { .. }));
    assert_eq!(standing(&running, handle).await, CertificateStanding::Stolen);
    running.end().await;
}

#[tokio::test]
async fn the_same_key_goes_on_and_a_certificate_ends_once() {
    let world = World::new();
    let running = world.open().await.work();
    let (number, _) = certified(&running).await;
    let who = running.registrar(CHILONZOR);
    let (one, other) = (
        revoke(&running, &who, Which::Number(number), 2).await.unwrap(),
        revoke(&running, &who, Which::Number(number), 3).await.unwrap(),
    );
    let same = revoke(&running, &who, Which::Number(number), 2).await.unwrap();
    assert_eq!(same.view.case.id, one.view.case.id);
    assert_ne!(other.view.case.id, one.view.case.id);
    let conflict =
        running.registry.revoke(&who, Which::Number(number), RevocationReason::Stolen, key(2)).await;
    assert!(matches!(conflict, Err(RevokeError::Key)));

    signed(&running, &who, &one, one.to_sign.as_ref().unwrap()).await;
    // The second is told before its signature, at the signature, and when it is asked for anew.
    let entry = other.to_sign.unwrap();
    let late = signature_by(&signer(&who.id), entry.id());
    let late = running.registry.sign(&who, other.view.case.id, late).await;
    assert!(matches!(late, Err(SignError::Refused(Refusal::CertificateEnded))));
    for n in [3, 4] {
        let refused = revoke(&running, &who, Which::Number(number), n).await;
        assert!(matches!(refused, Err(RevokeError::Refused(Refusal::CertificateEnded))), "{n}");
    }
    running.settled(&one.view).await;
    let told = revoke(&running, &who, Which::Number(number), 2).await.unwrap();
    assert!(told.to_sign.is_none() && matches!(told.view.case.state, CaseState::Final { .. }));
    running.end().await;
}

#[tokio::test]
async fn those_who_may_not_and_papers_that_are_not_there_are_refused() {
    let world = World::new();
    let running = world.open().await.work();
    let (number, handle) = certified(&running).await;
    for id in ["1101-second", "11-admin-1", "governor-1"] {
        let refused = revoke(&running, &running.officer(id), Which::Number(number), 2).await;
        assert!(matches!(refused, Err(RevokeError::NotPermitted(Refusal::WrongRole))), "{id}");
    }
    let who = running.registrar(CHILONZOR);
    let next = CertificateNumber::new(number.office, 2026, number.serial.next().unwrap());
    for which in [Which::Number(next), Which::Handle(Handle::new([9; 16]))] {
        let nothing = revoke(&running, &who, which, 2).await;
        assert!(matches!(nothing, Err(RevokeError::NoCertificate)));
    }
    // A certificate that is not final has no paper.
    let act = "111012600001".parse().unwrap();
    let certificate = Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour);
    let issued = running.registry.issue(&who, act, certificate, key(7)).await.unwrap();
    let unsigned = issued.to_sign.unwrap().0.body.issue().unwrap().handle;
    assert_ne!(unsigned, handle);
    let nothing = revoke(&running, &who, Which::Handle(unsigned), 2).await;
    assert!(matches!(nothing, Err(RevokeError::NoCertificate)));
    running.end().await;
}
