use super::*;
use crate::{
    admission::{Admission, Admitted, NotAdmitted},
    sim::{
        Scene,
        scene::{START_MS, forged, sent},
    },
};
use civil::refusal::Refusal;
use core::num::NonZeroU32;
use std::sync::Arc;

fn scene() -> Scene {
    Scene::new(NonZeroU32::new(4).unwrap(), 1)
}

fn peer(scene: &Scene, validator: usize) -> PublicKey {
    scene.validators[validator].0.member()
}

fn hold(pool: &Mempool, entry: SignedEntry, source: Source) -> Result<(), Full> {
    let bytes = sent(&entry);
    pool.hold(entry, bytes, source, START_MS)
}

fn admission(scene: &Scene, limits: Limits) -> (Arc<Mempool>, Admission) {
    let pool = Arc::new(Mempool::new(limits));
    let chain = Arc::new(scene.chain());
    (Arc::clone(&pool), Admission::new(chain, pool))
}

#[test]
fn the_oldest_come_first_and_what_is_postponed_comes_last() {
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    let entries: Vec<_> = (0..4).map(|number| scene.birth(0, number, START_MS)).collect();
    for entry in &entries {
        hold(&pool, entry.clone(), Source::Client).unwrap();
    }
    assert_eq!(pool.oldest(), entries);
    pool.postpone(&entries[..2]);
    assert_eq!(pool.oldest(), [&entries[2..], &entries[..2]].concat());
    pool.remove(&entries[2..3]);
    assert_eq!(pool.len(), 3);
}

#[test]
fn one_signing_key_and_one_peer_have_room_of_their_own_and_no_more() {
    let scene = scene();
    let pool = Mempool::new(Limits { total: 6, per_signer: 3, per_peer: 2 });
    let from = |validator| Source::Peer(peer(&scene, validator));
    let birth = |registrar, number| scene.birth(registrar, number, START_MS);
    assert_eq!(hold(&pool, birth(0, 0), from(0)), Ok(()));
    assert_eq!(hold(&pool, birth(0, 1), from(0)), Ok(()));
    assert_eq!(hold(&pool, birth(1, 2), from(0)), Err(Full::Peer));
    assert_eq!(hold(&pool, birth(0, 3), from(1)), Ok(()));
    assert_eq!(hold(&pool, birth(0, 4), from(1)), Err(Full::Signer));
    for number in 5..8 {
        assert_eq!(hold(&pool, birth(1, number), Source::Client), Ok(()));
    }
    assert_eq!(hold(&pool, birth(2, 8), Source::Client), Err(Full::Total));
    // What leaves makes room for its signer and its peer again.
    pool.remove(&[birth(0, 0)]);
    assert_eq!(hold(&pool, birth(0, 9), from(0)), Ok(()));
    // Holding the same again takes no room.
    assert_eq!(hold(&pool, birth(0, 9), from(0)), Ok(()));
    assert_eq!(pool.len(), 6);
}

#[test]
fn every_entry_is_reviewed_in_turn() {
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    for number in 0..5 {
        hold(&pool, scene.birth(0, number, START_MS), Source::Client).unwrap();
    }
    let mut seen = BTreeMap::<EntryId, usize>::new();
    for _ in 0..5 {
        for waiting in pool.review(2) {
            *seen.entry(waiting.entry.id()).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.values().all(|times| *times == 2), "{seen:?}");
}

#[test]
fn an_entry_is_let_in_once_and_only_with_a_good_signature() {
    let scene = scene();
    let (pool, admission) = admission(&scene, Limits::default());
    let birth = scene.birth(0, 1, START_MS);
    assert_eq!(admission.admit(sent(&birth), Source::Client, START_MS), Ok(Admitted::Held { new: true }));
    assert_eq!(admission.admit(sent(&birth), Source::Client, START_MS), Ok(Admitted::Held { new: false }));
    let forged = forged(&scene.birth(0, 2, START_MS));
    let refused = Ok(Admitted::Refused(Refusal::SignatureWrong));
    assert_eq!(admission.admit(sent(&forged), Source::Client, START_MS), refused);
    assert_eq!(pool.len(), 1);
}

#[test]
fn bytes_that_are_no_entry_are_malformed_and_say_where() {
    let scene = scene();
    let (pool, admission) = admission(&scene, Limits::default());
    let mut bytes = sent(&scene.birth(0, 1, START_MS)).to_vec();
    bytes.push(0);
    let result = admission.admit(bytes.into(), Source::Client, START_MS);
    assert!(matches!(result, Err(NotAdmitted::Malformed(_))), "{result:?}");
    assert!(pool.is_empty());
}

#[test]
fn an_entry_signed_ahead_waits_up_to_a_minute_and_is_refused_beyond() {
    let scene = scene();
    let (pool, admission) = admission(&scene, Limits::default());
    let soon = scene.birth(0, 1, START_MS + 60_000);
    assert_eq!(admission.admit(sent(&soon), Source::Client, START_MS), Ok(Admitted::Held { new: true }));
    let late = scene.birth(0, 2, START_MS + 60_001);
    let refused = Ok(Admitted::Refused(Refusal::SignedInFuture));
    assert_eq!(admission.admit(sent(&late), Source::Client, START_MS), refused);
    assert_eq!(pool.refusal(late.id()), None, "a clock that was wrong is not held against the entry");
}

#[test]
fn only_block_time_ends_an_entrys_validity() {
    let scene = scene();
    let (_, admission) = admission(&scene, Limits::default());
    let entry = scene.birth(0, 1, START_MS);
    let end = entry.entry().valid_until;
    // This clock says that the validity is over; the last block's time does not.
    assert_eq!(admission.admit(sent(&entry), Source::Client, end + 5_000), Ok(Admitted::Held { new: true }));
    let old = scene.birth(0, 2, START_MS - 2 * 60 * 60 * 1000);
    let refused = Ok(Admitted::Refused(Refusal::Expired));
    assert_eq!(admission.admit(sent(&old), Source::Client, START_MS), refused);
}

#[test]
fn a_full_mempool_says_so_before_signatures_cost_anything() {
    let scene = scene();
    let (_, admission) = admission(&scene, Limits { total: 1, per_signer: 1, per_peer: 1 });
    let first = scene.birth(0, 1, START_MS);
    assert_eq!(admission.admit(sent(&first), Source::Client, START_MS), Ok(Admitted::Held { new: true }));
    let second = scene.birth(1, 2, START_MS);
    let full = Err(NotAdmitted::Full(Full::Total));
    assert_eq!(admission.admit(sent(&second), Source::Client, START_MS), full);
}
