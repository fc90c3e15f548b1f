use super::*;
use crate::{
    block::PublicKey,
    mempool::{
        Limits,
        bound::{AWAY_S_MAX, weight},
    },
    sim::{
        Scene,
        scene::{START_MS, forged, sent},
    },
};
use commonware_runtime::{
    Runner as _, Spawner as _, Supervisor as _,
    deterministic::{Context, Runner},
};
use core::num::NonZeroU32;

struct Fixture {
    scene: Scene,
    context: Context,
    chain: Arc<Chain>,
    pool: Arc<Mempool>,
    admission: Arc<Admission>,
}

/// Runs `test` beside the verifier of a network that has block 0 only.
fn with<F: Future<Output = ()>>(limits: Limits, test: impl FnOnce(Fixture) -> F) {
    Runner::default().start(|context| async move {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let (chain, pool) = (Arc::new(scene.chain(&context, "state").await), Arc::new(Mempool::new(limits)));
        let admission = Arc::new(Admission::new(Arc::clone(&chain), Arc::clone(&pool)));
        let verifying = context.child("verifier").spawn({
            let admission = Arc::clone(&admission);
            move |context| async move { admission.verify_signatures(context).await }
        });
        test(Fixture { scene, context, chain, pool, admission }).await;
        verifying.abort();
    });
}

impl Fixture {
    async fn admit(&self, entry: &SignedEntry, now_ms: u64) -> Result<Admitted, NotAdmitted> {
        self.admission.admit(sent(entry), Source::Client, now_ms).await
    }

    fn peer(&self) -> PublicKey {
        self.scene.validators[1].0.member()
    }
}

#[test]
fn an_entry_is_let_in_once_and_only_with_a_good_signature() {
    with(Limits::default(), |f| async move {
        let birth = f.scene.birth(0, 1, START_MS);
        assert_eq!(f.admit(&birth, START_MS).await, Ok(Admitted::Held { new: true }));
        assert_eq!(f.admit(&birth, START_MS).await, Ok(Admitted::Held { new: false }));
        let forged = forged(&f.scene.birth(0, 2, START_MS));
        let refused = Ok(Admitted::Refused(Refusal::SignatureWrong));
        assert_eq!(f.admit(&forged, START_MS).await, refused);
        assert_eq!(f.pool.len(), 1);
    });
}

#[test]
fn an_entry_with_one_good_and_one_bad_signature_is_not_let_in() {
    with(Limits::default(), |f| async move {
        let birth = f.scene.birth(0, 1, START_MS);
        let mut signatures = birth.signatures().to_vec();
        let mut second = birth.signatures()[0].clone();
        second.key = f.scene.birth(1, 1, START_MS).signatures()[0].key;
        signatures.push(second);
        let both = SignedEntry::new(birth.entry().clone(), signatures).unwrap();
        assert_eq!(f.admit(&both, START_MS).await, Ok(Admitted::Refused(Refusal::SignatureWrong)));
        assert_eq!(f.pool.refusal(birth.id(), None), None, "nothing is held against the entry itself");
        assert_eq!(f.admit(&birth, START_MS).await, Ok(Admitted::Held { new: true }));
    });
}

#[test]
fn several_at_once_have_a_verdict_each() {
    with(Limits::default(), |f| async move {
        let entries = [
            f.scene.birth(0, 1, START_MS),
            forged(&f.scene.birth(1, 2, START_MS)),
            f.scene.birth(2, 3, START_MS),
        ];
        f.admit(&entries[2], START_MS).await.unwrap();
        let unknown = {
            let mut signatures = f.scene.birth(0, 4, START_MS).signatures().to_vec();
            signatures[0].key = protocol::SignerKeyId::new([9; 16]);
            SignedEntry::new(f.scene.birth(0, 4, START_MS).entry().clone(), signatures).unwrap()
        };
        let candidates =
            entries.iter().chain([&unknown]).map(|entry| Candidate::read(sent(entry)).unwrap()).collect();
        let verdicts = f.admission.admit_all(candidates, &Source::Peer(f.peer()), START_MS).await;
        let expected = [
            Ok(Admitted::Held { new: true }),
            Ok(Admitted::Refused(Refusal::SignatureWrong)),
            Ok(Admitted::Held { new: false }),
            Ok(Admitted::Refused(Refusal::UnknownSigner)),
        ];
        assert_eq!(verdicts, expected);
    });
}

#[test]
fn one_entry_from_all_sides_is_verified_once_and_held_once() {
    with(Limits::default(), |f| async move {
        let birth = f.scene.birth(0, 1, START_MS);
        let sources = [Source::Client, Source::Peer(f.peer()), Source::Client];
        let all = sources.map(|source| f.admission.admit(sent(&birth), source, START_MS));
        let answers = futures::future::join_all(all).await;
        let new = answers.iter().filter(|answer| **answer == Ok(Admitted::Held { new: true })).count();
        assert_eq!((new, f.pool.len()), (1, 1), "{answers:?}");
    });
}

#[test]
fn bytes_that_are_no_entry_are_malformed_and_say_where() {
    with(Limits::default(), |f| async move {
        let mut bytes = sent(&f.scene.birth(0, 1, START_MS)).to_vec();
        bytes.push(0);
        let result = f.admission.admit(bytes.into(), Source::Client, START_MS).await;
        assert!(matches!(result, Err(NotAdmitted::Malformed(_))), "{result:?}");
        assert!(f.pool.is_empty());
    });
}

#[test]
fn an_entry_signed_ahead_waits_up_to_a_minute_and_is_refused_beyond() {
    with(Limits::default(), |f| async move {
        let soon = f.scene.birth(0, 1, START_MS + 60_000);
        assert_eq!(f.admit(&soon, START_MS).await, Ok(Admitted::Held { new: true }));
        let late = f.scene.birth(0, 2, START_MS + 60_001);
        assert_eq!(f.admit(&late, START_MS).await, Ok(Admitted::Refused(Refusal::SignedInFuture)));
        assert_eq!(
            f.pool.refusal(late.id(), None),
            None,
            "a clock that was wrong is not held against the entry"
        );
    });
}

#[test]
fn only_block_time_ends_an_entrys_validity() {
    with(Limits::default(), |f| async move {
        let entry = f.scene.birth(0, 1, START_MS);
        let end = entry.entry().valid_until;
        // This clock says that the validity is over; the last block's time does not.
        assert_eq!(f.admit(&entry, end + 5_000).await, Ok(Admitted::Held { new: true }));
        let old = f.scene.birth(0, 2, START_MS - 2 * 60 * 60 * 1000);
        assert_eq!(f.admit(&old, START_MS).await, Ok(Admitted::Refused(Refusal::Expired)));
    });
}

#[test]
fn a_full_mempool_says_so_before_signatures_cost_anything() {
    let limits = Limits { total: 1, per_signer: 1, per_peer: 1, ..Limits::default() };
    with(limits, |f| async move {
        let first = f.scene.birth(0, 1, START_MS);
        assert_eq!(f.admit(&first, START_MS).await, Ok(Admitted::Held { new: true }));
        let second = f.scene.birth(1, 2, START_MS);
        let before = f.context.current();
        let no_room = NoRoom { full: Full::Total, after_s: AWAY_S_MAX };
        assert_eq!(f.admit(&second, START_MS).await, Err(NotAdmitted::NoRoom(no_room)));
        assert_eq!(f.context.current(), before, "nobody was asked");
    });
}

/// Limits under which so many entries may stand before a client's new one, where nothing drains and what
/// waits is taken for half.
fn queue_of(entries: u64) -> Limits {
    Limits { before: 2 * entries * weight(0), ..Limits::default() }
}

#[test]
fn a_new_entry_is_refused_where_too_much_waits_and_one_that_waits_already_is_not() {
    with(queue_of(3), |f| async move {
        let births: Vec<_> = (0..4).map(|number| f.scene.birth(0, number, START_MS)).collect();
        for birth in &births[..3] {
            assert_eq!(f.admit(birth, START_MS).await, Ok(Admitted::Held { new: true }));
        }
        let no_room = NoRoom { full: Full::Queue, after_s: AWAY_S_MAX };
        assert_eq!(f.admit(&births[3], START_MS).await, Err(NotAdmitted::NoRoom(no_room)));
        assert_eq!(f.admit(&births[0], START_MS).await, Ok(Admitted::Held { new: false }));
        // Another registrar's first comes before the many of this one, and a peer let its own in itself.
        let other = f.scene.birth(2, 10, START_MS);
        assert_eq!(f.admit(&other, START_MS).await, Ok(Admitted::Held { new: true }));
        let forwarded = f.admission.admit(sent(&births[3]), Source::Peer(f.peer()), START_MS);
        assert_eq!(forwarded.await, Ok(Admitted::Held { new: true }));
    });
}

#[test]
fn what_is_being_verified_counts_as_if_it_waited_and_what_was_forged_makes_room_again() {
    with(queue_of(3), |f| async move {
        let forged = (0..8).map(|number| forged(&f.scene.birth(0, number, START_MS)));
        let candidates: Vec<_> = forged.map(|entry| Candidate::read(sent(&entry)).unwrap()).collect();
        let answers = f.admission.admit_all(candidates, &Source::Client, START_MS).await;
        let wrong = Ok(Admitted::Refused(Refusal::SignatureWrong));
        assert!(answers[..6].iter().all(|answer| *answer == wrong), "{answers:?}");
        let full = |answer: &Answer| matches!(answer, Err(NoRoom { full: Full::Queue, .. }));
        assert!(answers[6..].iter().all(full), "{answers:?}");
        for number in 10..13 {
            let birth = f.scene.birth(0, number, START_MS);
            assert_eq!(f.admit(&birth, START_MS).await, Ok(Admitted::Held { new: true }));
        }
    });
}

#[test]
fn a_forged_signature_in_a_block_is_found_by_its_place() {
    with(Limits::default(), |f| async move {
        let parent = f.chain.genesis_block().id();
        let good = f.scene.birth(0, 1, START_MS);
        let honest = f.scene.birth(0, 2, START_MS);
        let forged = forged(&honest);
        assert_eq!(forged.id(), honest.id(), "an entry's id leaves the signatures out");
        let first_forged = async |entries: &[SignedEntry]| f.admission.first_forged(&parent, entries).await;
        assert_eq!(first_forged(&[good.clone(), honest.clone()]).await, Some(None));
        assert_eq!(first_forged(&[good.clone(), forged.clone(), forged.clone()]).await, Some(Some(1)));
        assert_eq!(first_forged(&[good, honest]).await, Some(None), "what is known is known still");
        let unknown = f.admission.first_forged(&Digest::ZERO, &[f.scene.birth(0, 3, START_MS)]).await;
        assert_eq!(unknown, None);
    });
}

#[test]
fn a_turn_counts_against_its_leader_only_where_the_rules_would_have_taken_what_it_left_out() {
    with(Limits::default(), |f| async move {
        const TIME_MS: u64 = START_MS + 10_000;
        let genesis = f.chain.genesis_block().clone();
        let context = f.scene.context(&genesis);
        let leader = f.scene.validators[0].0.public_key();
        let block = async |entries| {
            f.chain.build(context.clone(), &genesis.id(), TIME_MS, entries, 1024).await.unwrap().block
        };
        let counts = || f.admission.turns_of(&leader);
        f.admission.count_turn(&block(Vec::new()).await).await;
        assert_eq!(counts(), Count { blocks: 1, left_out: 0 }, "nothing waits");
        // An act that is not on the ledger waits, and no leader could take its certificate.
        let certificate = f.scene.certificate(0, 1, Digest::ZERO.into(), START_MS);
        assert_eq!(f.admit(&certificate, START_MS).await, Ok(Admitted::Held { new: true }));
        f.admission.count_turn(&block(Vec::new()).await).await;
        assert_eq!(counts(), Count { blocks: 2, left_out: 0 });
        let birth = f.scene.birth(0, 2, START_MS);
        assert_eq!(f.admit(&birth, START_MS).await, Ok(Admitted::Held { new: true }));
        f.admission.count_turn(&block(Vec::new()).await).await;
        assert_eq!(counts(), Count { blocks: 3, left_out: 1 });
        f.admission.count_turn(&block(vec![birth]).await).await;
        assert_eq!(counts(), Count { blocks: 4, left_out: 1 });
    });
}

#[test]
fn what_an_entry_rests_on_is_waited_for_once_and_not_anew_with_each_copy() {
    with(Limits::default(), |f| async move {
        let unknown = f.scene.birth(0, 1, START_MS).id();
        let certificate = f.scene.certificate(0, 1, unknown, START_MS);
        assert_eq!(f.admit(&certificate, START_MS).await, Ok(Admitted::Held { new: true }), "it may follow");
        f.admission.reconsider(std::slice::from_ref(&certificate), START_MS + BEHIND_MS_MAX - 1).await;
        assert!(f.pool.holds(certificate.id()));
        let late_ms = START_MS + BEHIND_MS_MAX;
        f.admission.reconsider(std::slice::from_ref(&certificate), late_ms).await;
        assert!(f.pool.is_empty());
        let refused = Ok(Admitted::Refused(Refusal::UnknownAct));
        let from_a_peer = f.admission.admit(sent(&certificate), Source::Peer(f.peer()), late_ms).await;
        assert_eq!((from_a_peer, f.pool.len()), (refused.clone(), 0));
        assert_eq!(f.admit(&certificate, late_ms).await, refused);
    });
}
