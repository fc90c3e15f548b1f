use super::*;
use crate::sim::{
    Scene,
    scene::{START_MS, sent},
};
use core::num::NonZeroU32;

fn scene() -> Scene {
    Scene::new(NonZeroU32::new(4).unwrap(), 1)
}

fn peer(scene: &Scene, validator: usize) -> PublicKey {
    scene.validators[validator].0.member()
}

fn hold(pool: &Mempool, entry: SignedEntry, source: Source) -> Result<bool, Full> {
    let bytes = sent(&entry);
    pool.hold(entry, bytes, source, START_MS).map_err(|no_room| no_room.full)
}

#[test]
fn of_one_signer_the_oldest_come_first_and_what_is_postponed_comes_last() {
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    let entries: Vec<_> = (0..4).map(|number| scene.birth(0, number, START_MS)).collect();
    for entry in &entries {
        hold(&pool, entry.clone(), Source::Client).unwrap();
    }
    assert_eq!(pool.oldest(), entries);
    pool.postpone(&entries[..2]);
    assert_eq!(pool.oldest(), [&entries[2..], &entries[..2]].concat());
    pool.remove(&entries[2..3], START_MS);
    assert_eq!(pool.len(), 3);
}

#[test]
fn one_signing_key_and_one_peer_have_room_of_their_own_and_no_more() {
    let scene = scene();
    let pool = Mempool::new(Limits { total: 6, per_signer: 3, per_peer: 2, ..Limits::default() });
    let from = |validator| Source::Peer(peer(&scene, validator));
    let birth = |registrar, number| scene.birth(registrar, number, START_MS);
    assert_eq!(hold(&pool, birth(0, 0), from(0)), Ok(true));
    assert_eq!(hold(&pool, birth(0, 1), from(0)), Ok(true));
    assert_eq!(hold(&pool, birth(1, 2), from(0)), Err(Full::Peer));
    assert_eq!(hold(&pool, birth(0, 3), from(1)), Ok(true));
    assert_eq!(hold(&pool, birth(0, 4), from(1)), Err(Full::Signer));
    for number in 5..8 {
        assert_eq!(hold(&pool, birth(1, number), Source::Client), Ok(true));
    }
    assert_eq!(hold(&pool, birth(2, 8), Source::Client), Err(Full::Total));
    // What leaves makes room for its signer and its peer again.
    pool.remove(&[birth(0, 0)], START_MS);
    assert_eq!(hold(&pool, birth(0, 9), from(0)), Ok(true));
    // Holding the same again takes no room.
    assert_eq!(hold(&pool, birth(0, 9), from(0)), Ok(false));
    assert_eq!(pool.len(), 6);
}

#[test]
fn whoever_floods_fills_their_own_share_and_others_are_let_in() {
    const MS: u64 = 100;
    let scene = scene();
    // Nobody knows what the others let in: what waits here is taken for half.
    let before = 2 * 40 * weight(0);
    let pool = Mempool::new(Limits { before, ..Limits::default() });
    let mut number = 0;
    let mut flood = |registrar: usize| {
        number += 1;
        let entry = scene.birth(registrar, number, START_MS);
        let entered = pool.enter(&entry, &Source::Client, START_MS).map(drop).map_err(|no_room| no_room.full);
        entered.and_then(|()| hold(&pool, entry, Source::Client))
    };
    let mut let_in = |registrar| (0..100).filter(|_| flood(registrar).is_ok()).count();
    assert_eq!(let_in(0), 40);
    assert_eq!(let_in(1), 20, "in the turns of the second stands one of each");
    assert_eq!(let_in(2), 13, "and in those of the third one of each of two");
    assert_eq!((let_in(0), let_in(1), let_in(2)), (0, 0, 0));
    // Two blocks of 20: what stands before a new entry is gone at 10 a second, so the bound is as before.
    for block in 0..2 {
        let taken: Vec<SignedEntry> = pool.oldest().into_iter().take(20).collect();
        pool.remove(&taken, START_MS + block * MS);
    }
    assert_eq!(pool.len(), 33);
    let entry = scene.birth(2, 1_000, START_MS);
    assert!(pool.enter(&entry, &Source::Client, START_MS + MS).is_ok());
}

#[test]
fn a_queue_that_drains_fast_may_be_longer_and_whoever_is_refused_hears_when_it_will_be_gone() {
    let scene = scene();
    let pool = Mempool::new(Limits { before: 4 * weight(0), per_signer: 1_000, ..Limits::default() });
    let births: Vec<_> = (0..300).map(|number| scene.birth(0, number, START_MS)).collect();
    for entry in &births {
        hold(&pool, entry.clone(), Source::Client).unwrap();
    }
    let refused = |now_ms| pool.enter(&scene.birth(0, 999, START_MS), &Source::Client, now_ms).err();
    let queue = |after_s| Some(NoRoom { full: Full::Queue, after_s });
    assert_eq!(refused(START_MS), queue(5), "nothing became final yet: nobody knows");
    // 200 within the two seconds that count are 100 a second, at once: 10 may wait.
    pool.remove(&births[..200], START_MS);
    assert_eq!(refused(START_MS), queue(1), "100 stand before it");
    pool.remove(&births[200..290], START_MS);
    assert_eq!(refused(START_MS), None, "10 stand before it, and 14 may");
    assert_eq!(refused(START_MS + 1_000), None);
    assert_eq!(refused(START_MS + 2_000), queue(5), "and nothing became final lately");
}

#[test]
fn what_a_peer_has_waiting_is_bounded_by_weight_too() {
    let scene = scene();
    let pool = Mempool::new(Limits { weight: 8 * weight(0), ..Limits::default() });
    let from = |validator| Source::Peer(peer(&scene, validator));
    let birth = |number| scene.birth(0, number, START_MS);
    assert_eq!(hold(&pool, birth(0), from(0)), Ok(true));
    assert_eq!(hold(&pool, birth(1), from(0)), Ok(true));
    assert_eq!(hold(&pool, birth(2), from(0)), Err(Full::Peer));
    pool.remove(&[birth(0)], START_MS);
    assert_eq!(hold(&pool, birth(2), from(0)), Ok(true));
    for number in 3..9 {
        assert_eq!(hold(&pool, birth(number), Source::Client), Ok(true));
    }
    assert_eq!(hold(&pool, birth(9), from(1)), Err(Full::Total));
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
fn a_signer_with_many_leaves_room_for_a_signer_with_one() {
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    let many: Vec<_> = (0..400).map(|number| scene.birth(0, number, START_MS)).collect();
    for entry in &many {
        hold(&pool, entry.clone(), Source::Client).unwrap();
    }
    let one = scene.birth(2, 1000, START_MS);
    hold(&pool, one.clone(), Source::Client).unwrap();
    assert_eq!(pool.oldest()[..3], [many[0].clone(), one.clone(), many[1].clone()]);
    // A block under way holds the first ones; the next one takes those after them.
    let first: Vec<EntryId> = pool.oldest()[..100].iter().map(SignedEntry::id).collect();
    let next = pool.oldest_but(|id| first.contains(&id));
    assert_eq!((next.len(), next[0].id()), (301, many[99].id()));
}

#[test]
fn no_more_is_offered_than_a_block_may_hold_and_some_in_reserve() {
    let scene = scene();
    let pool = Mempool::new(Limits { per_signer: 5_000, ..Limits::default() });
    let entry = scene.birth(0, 0, START_MS);
    let size = sent(&entry).len() + ENTRY_FRAME_BYTES_MAX;
    for number in 0..4_000 {
        let padded = scene.birth(0, number, START_MS);
        hold(&pool, padded, Source::Client).unwrap();
    }
    assert!(BODY_BYTES_MAX / size > OFFERED_MAX, "here the number of entries is the bound");
    assert_eq!(pool.oldest().len(), OFFERED_MAX);
}

#[test]
fn what_clients_brought_is_sent_again_in_the_order_in_which_it_came() {
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    let entries: Vec<_> = (0..6).map(|number| scene.birth(0, number, START_MS)).collect();
    for (entry, since_ms) in entries.iter().zip(0..) {
        let source = if since_ms == 1 { Source::Peer(peer(&scene, 1)) } else { Source::Client };
        pool.hold(entry.clone(), sent(entry), source, since_ms).unwrap();
    }
    pool.postpone(&entries[..1]);
    let own = |until_ms, most| pool.own(until_ms, most);
    assert_eq!(own(10, 3), [sent(&entries[0]), sent(&entries[2]), sent(&entries[3])]);
    assert_eq!(own(2, 10), [sent(&entries[0]), sent(&entries[2])], "what came later has just been sent");
    pool.remove(&entries[..3], START_MS);
    assert_eq!(own(10, 10).len(), 3);
}

#[test]
fn an_entry_refused_under_other_signatures_is_not_refused_once_it_waits() {
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    let entry = scene.birth(0, 1, START_MS);
    let [good, stripped] = [1, 2].map(|seed| Digest::new([seed; 32]));
    let refusal = |of| pool.refusal(entry.id(), of);
    pool.refuse(entry.id(), stripped, "signer.unknown");
    assert_eq!((refusal(None), refusal(Some(&good))), (None, None), "the id says nothing of the signatures");
    assert_eq!(refusal(Some(&stripped)), Some("signer.unknown"));
    pool.refuse(entry.id(), stripped, "notice.already-used");
    assert_eq!(
        (refusal(None), refusal(Some(&good))),
        (Some("notice.already-used"), Some("notice.already-used"))
    );
    hold(&pool, entry.clone(), Source::Client).unwrap();
    assert_eq!(refusal(Some(&stripped)), None);
}

#[test]
fn left_out_is_what_had_waited_and_would_have_fitted() {
    const TIME_MS: u64 = START_MS + 10_000;
    let scene = scene();
    let pool = Mempool::new(Limits::default());
    let at = |number, signed_at, since_ms| {
        let entry = scene.birth(0, number, signed_at);
        pool.hold(entry.clone(), sent(&entry), Source::Client, since_ms).unwrap();
        entry
    };
    let old = at(0, START_MS, TIME_MS - 5_000);
    let held = at(1, START_MS, TIME_MS - 6_000);
    at(2, START_MS, TIME_MS - 4_999);
    at(3, TIME_MS + 2_001, TIME_MS - 6_000);
    at(4, TIME_MS - 60 * 60 * 1000 - 1, TIME_MS - 6_000);
    let left_out = |entries: &[SignedEntry]| {
        pool.left_out(&Room::beside(TIME_MS, entries), 5_000, 16)
            .iter()
            .map(SignedEntry::id)
            .collect::<Vec<_>>()
    };
    assert_eq!(left_out(std::slice::from_ref(&held)), [old.id()]);
    assert_eq!(left_out(&[held.clone(), old.clone()]), []);
    // A full block has room for nothing.
    assert_eq!(left_out(&vec![held; ENTRIES_MAX]), []);
}
