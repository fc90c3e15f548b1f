//! Entries that belong to no case: handed in, durable, settled by the same worker.
use crate::world::{World, birth, signature_by, signer};
use civil::{ActKind, refusal::Refusal};
use fixtures::{
    officer::Officer as Signer,
    paper::{CHILONZOR, PaperNetwork},
};
use protocol::{
    Body, Canonical as _, Entry, Outcome, SignedEntry,
    entry::{KeyChange, KeyEntry, NumberRelease, NumberReserve, Origin},
};
use registry::{
    edge::Clock as _,
    service::{FileError, FilingView, KeyDeed, ReadError},
};
use std::time::Duration;
use vault::{CaseState, FilingState};

use crate::world::Running;

const WAIT: Duration = Duration::from_secs(20);
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// An entry as the command makes it.
pub(crate) fn entry(world: &World, nonce: u8, office: Option<u16>, body: Body) -> Entry {
    let now_ms = world.clock.now_ms();
    Entry {
        network: world.genesis.network,
        nonce: [nonce; 16],
        number: protocol::NumberRequest::Next,
        signed_at: now_ms,
        valid_until: now_ms + 60 * 60 * 1000,
        office: office.map(|office| civil::OfficeCode::new(office).unwrap()),
        origin: Origin::Native,
        body,
        evidence: Vec::new(),
    }
}

fn reservation(world: &World, range: u32) -> Entry {
    let until_ms = world.clock.now_ms() + 30 * DAY_MS;
    let reserve = NumberReserve { range, kind: ActKind::Birth, count: 50, until_ms };
    let nonce = u8::try_from(range).unwrap();
    entry(world, nonce, Some(CHILONZOR), Body::NumberReserve(reserve))
}

pub(crate) fn by(entry: Entry, ids: &[&str]) -> SignedEntry {
    let signers: Vec<Signer> = ids.iter().map(|id| signer(id)).collect();
    PaperNetwork::sign_by(entry, &signers)
}

async fn file(running: &Running, id: &str, signed: &SignedEntry) -> Result<FilingView, FileError> {
    running.registry.file(&running.officer(id), &signed.to_bytes()).await
}

/// Files and waits for the end.
async fn filed(running: &Running, id: &str, signed: &SignedEntry) -> FilingView {
    file(running, id, signed).await.unwrap();
    running.registry.filing(signed.id(), WAIT).await.unwrap()
}

#[tokio::test]
async fn numbers_are_reserved_and_released_and_listed() {
    let world = World::new();
    let running = world.open().await.work();
    let signed = by(reservation(&world, 1), &["1101-head"]);
    let last = filed(&running, "1101-head", &signed).await;
    let FilingState::Final { outcome: Outcome::Range { first, last, .. }, receipt } = last.filing.state
    else {
        panic!("a range")
    };
    assert_eq!((first.get(), last.get()), (1, 50));
    let outcome = running.vault.filing(signed.id()).await.unwrap().unwrap().state;
    let FilingState::Final { outcome, .. } = outcome else { panic!("final") };
    receipt.verify_for(&signed, &outcome, world.genesis.network, &world.genesis.key).unwrap();

    let head = running.officer("1101-head");
    let (ranges, waiting) = running.registry.ranges(&head).await.unwrap();
    assert_eq!((ranges.len(), waiting, ranges[0].ordinal, ranges[0].released), (1, 0, 1, false));
    let release = entry(&world, 9, Some(CHILONZOR), Body::NumberRelease(NumberRelease { range: 1 }));
    filed(&running, "1101-head", &by(release, &["1101-head"])).await;
    let (ranges, _) = running.registry.ranges(&head).await.unwrap();
    assert!(ranges[0].released);
    let (elsewhere, _) = running.registry.ranges(&running.officer("2207-head")).await.unwrap();
    assert!(elsewhere.is_empty());
    let nowhere = running.registry.ranges(&running.officer("11-admin-1")).await;
    assert!(matches!(nowhere, Err(ReadError::NotPermitted(Refusal::WrongRole))));
    running.end().await;
}

#[tokio::test]
async fn a_filed_entry_outlives_the_process_and_is_sent_once() {
    let world = World::new();
    let signed = by(reservation(&world, 1), &["1101-head"]);
    world.ledger.stop(true);
    let running = world.open().await;
    let accepted = file(&running, "1101-head", &signed).await.unwrap();
    assert_eq!(accepted.filing.state, FilingState::Accepted);
    let (_, waiting) = running.registry.ranges(&running.officer("1101-head")).await.unwrap();
    assert_eq!(waiting, 1);
    running.end().await;

    world.ledger.stop(false);
    let running = world.open().await.work();
    let last = running.registry.filing(signed.id(), WAIT).await.unwrap();
    assert!(matches!(last.filing.state, FilingState::Final { .. }));
    assert!(last.inclusion().is_some_and(|at| at.height > 0));
    // The same bytes again tell how it stands.
    let again = file(&running, "1101-head", &signed).await.unwrap();
    assert_eq!(again, last);
    assert_eq!(world.ledger.entries(), 1);
    running.end().await;
}

#[tokio::test]
async fn a_suspended_registrar_waits_until_two_lift_it() {
    let world = World::new();
    let running = world.open().await.work();
    let key = running.registrar(CHILONZOR).key_id;
    assert_eq!(running.registry.key_standing(key).await.unwrap().version, 0);
    let change = |version| KeyChange { key, version };
    let suspend = by(entry(&world, 1, None, Body::StaffSuspend(change(0))), &["1101-head"]);
    assert!(matches!(filed(&running, "1101-head", &suspend).await.filing.state, FilingState::Final { .. }));
    let standing = running.registry.key_standing(key).await.unwrap();
    assert_eq!((standing.version, standing.last), (1, Some(KeyDeed::Suspended)));

    let accepted = running.accepted(&birth(1)).await;
    let view = running.settled(&accepted).await;
    assert_eq!((view.case.state, view.held_up.as_deref()), (CaseState::Accepted, Some("signer.suspended")));

    // One alone cannot lift it, and that can never change.
    let alone = by(entry(&world, 2, None, Body::StaffLift(change(1))), &["11-admin-1"]);
    let refused = filed(&running, "11-admin-1", &alone).await.filing.state;
    assert_eq!(refused, FilingState::Refused { code: "signer.second-officer-missing".to_owned() });
    let both = by(entry(&world, 3, None, Body::StaffLift(change(1))), &["11-admin-1", "11-admin-2"]);
    assert!(matches!(filed(&running, "11-admin-1", &both).await.filing.state, FilingState::Final { .. }));
    let begun = std::time::Instant::now();
    let who = running.registrar(CHILONZOR);
    loop {
        let view = running.registry.standing(&who, accepted.case.id, Duration::from_secs(1)).await.unwrap();
        if matches!(view.case.state, CaseState::Final { .. }) {
            break;
        }
        assert!(begun.elapsed() < WAIT, "the act becomes final by itself");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    running.end().await;
}

#[tokio::test]
async fn a_key_is_entered_by_two_administrators() {
    let world = World::new();
    let running = world.open().await.work();
    let record = Signer::registrar(CHILONZOR).with_key(1).record();
    let body = KeyEntry { record: record.clone(), from_ms: world.clock.now_ms(), until_ms: None };
    let enter = by(entry(&world, 1, None, Body::StaffKey(body)), &["11-admin-1", "11-admin-2"]);
    let last = filed(&running, "11-admin-2", &enter).await;
    assert!(matches!(last.filing.state, FilingState::Final { outcome: Outcome::Recorded, .. }));
    assert_eq!(running.registry.key_standing(record.id()).await.unwrap().version, 0);
    running.end().await;
}

#[tokio::test]
async fn the_key_of_an_administrator_is_restored_by_a_quorum_of_governors() {
    let world = World::new();
    let running = world.open().await.work();
    let key = running.officer("11-admin-1").key_id;
    let change = |version| KeyChange { key, version };
    let suspend = by(entry(&world, 1, None, Body::StaffSuspend(change(0))), &["11-admin-2"]);
    assert!(matches!(filed(&running, "11-admin-2", &suspend).await.filing.state, FilingState::Final { .. }));
    let governors = ["governor-1", "governor-2", "governor-3"];
    let lift = by(entry(&world, 2, None, Body::StaffLift(change(1))), &governors);
    assert!(matches!(filed(&running, "governor-2", &lift).await.filing.state, FilingState::Final { .. }));
    running.end().await;
}

#[tokio::test]
async fn what_is_not_handed_in_so_is_refused_before_anything_is_stored() {
    let world = World::new();
    let running = world.open().await;
    let good = by(reservation(&world, 1), &["1101-head"]);
    let refused = async |id: &str, signed: &SignedEntry| match file(&running, id, signed).await {
        Err(error) => error,
        Ok(view) => panic!("{view:?}"),
    };
    let other = by(
        Entry {
            network: PaperNetwork::new(protocol::NetworkClass::Demo, 2).genesis.network,
            ..reservation(&world, 1)
        },
        &["1101-head"],
    );
    assert!(matches!(refused("1101-head", &other).await, FileError::Refused(Refusal::WrongNetwork)));
    let late = by(Entry { valid_until: world.clock.now_ms(), ..reservation(&world, 1) }, &["1101-head"]);
    assert!(matches!(refused("1101-head", &late).await, FileError::Refused(Refusal::Expired)));
    assert!(matches!(refused("2207-head", &good).await, FileError::NotTheSender));
    let registrar = by(reservation(&world, 1), &["1101-1"]);
    assert!(matches!(refused("1101-1", &registrar).await, FileError::NotPermitted(Refusal::WrongRole)));
    let elsewhere = by(reservation(&world, 1), &["2207-head"]);
    let of_another = refused("2207-head", &elsewhere).await;
    assert!(matches!(of_another, FileError::NotPermitted(Refusal::SignerOfAnotherOffice)));
    let stranger = PaperNetwork::sign_by(
        reservation(&world, 1),
        &[signer("1101-head"), Signer::head(CHILONZOR).with_key(9)],
    );
    assert!(matches!(refused("1101-head", &stranger).await, FileError::Refused(Refusal::UnknownSigner)));

    // A signature over another entry.
    let mut signatures = good.signatures().to_vec();
    signatures[0].proof =
        protocol::signature::Proof::Ed25519(signature_by(&signer("1101-head"), stranger.id()));
    let forged = SignedEntry::new(Entry { nonce: [77; 16], ..reservation(&world, 1) }, signatures).unwrap();
    assert!(matches!(refused("1101-head", &forged).await, FileError::Refused(Refusal::SignatureWrong)));

    // Acts and certificates have cases, anchors are the service's own.
    let anchor = protocol::entry::Anchor { ordinal: 1, first: 0, count: 0, root: protocol::Digest::ZERO };
    let anchor = by(entry(&world, 5, None, Body::AccessAnchor(anchor)), &["1101-head"]);
    assert!(matches!(refused("1101-head", &anchor).await, FileError::Kind));
    let act = running.declare(&birth(1)).await.to_sign.unwrap().0;
    assert!(matches!(refused("1101-1", &by(act, &["1101-1"])).await, FileError::Kind));
    let head = running.officer("1101-head");
    assert!(matches!(running.registry.file(&head, b"nonsense").await, Err(FileError::Malformed(_))));
    assert!(running.vault.outbox(10).await.unwrap().is_empty());
    let nothing = running.registry.filing(good.id(), Duration::ZERO).await;
    assert!(matches!(nothing, Err(ReadError::None)));
    running.end().await;
}
