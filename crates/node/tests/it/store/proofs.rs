//! What the store proves, the protocol's verifier accepts; and nothing else.
use super::{batch, drawn, drawn_batch, key, opened, value};
use commonware_runtime::{Runner as _, deterministic::Runner};
use node::store::{Batch, Database, StoreError};
use proptest::prelude::*;
use protocol::{
    Canonical as _, Digest, StateProof, StateRoots,
    state::{Unproved, VALUE_BYTES_MAX},
};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn every_value_of_a_growing_state_is_proved() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let mut held = BTreeMap::new();
        for height in 0..120 {
            let (from, to) = (height * 7 % 500, height * 7 % 500 + height % 13);
            let batch = batch(height, from..to, [height * 3 % 500]);
            for (key, value) in &batch.facts {
                match value {
                    Some(value) => held.insert(key.clone(), value.clone()),
                    None => held.remove(key),
                };
            }
            let roots = store.apply(batch).await.unwrap();
            assert_eq!((roots, Some(height)), (store.roots(), store.height()));
            for (key, value) in held.iter().skip(usize::try_from(height % 5).unwrap()).step_by(5) {
                let proof = store.prove(key).await.unwrap().unwrap();
                assert_eq!(
                    proof.roots(key, value),
                    Ok(roots),
                    "at {height}, {} operations",
                    proof.operations
                );
                assert_eq!(StateProof::from_bytes(&proof.to_bytes()), Ok(proof));
            }
            if height % 40 == 39 {
                store.sync(&[]).await.unwrap();
            }
        }
    });
}

#[test]
fn a_proof_holds_at_every_length_of_the_log() {
    // Two or three operations a block: every place in a chunk, and its edges.
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let mut puts = vec![0];
        let mut ends = BTreeSet::new();
        store.apply(batch(0, [0], [])).await.unwrap();
        for height in 1..1200 {
            let put = drawn(3, 0, height).is_multiple_of(2).then_some(height);
            let roots = store.apply(batch(height, put, [])).await.unwrap();
            puts.extend(put);
            for number in [0, puts[puts.len() / 2], puts[puts.len() - 1]] {
                let proof = store.prove(&key(number)).await.unwrap().unwrap();
                let value = value(number, number);
                assert_eq!(proof.roots(&key(number), &value), Ok(roots), "{} operations", proof.operations);
                ends.insert(proof.operations % 256);
            }
        }
        assert!([255, 0, 1].iter().all(|end| ends.contains(end)));
    });
}

/// Proofs of different shapes, with what they prove.
async fn samples<E: node::store::Context>(
    store: &mut node::store::Store<E>,
) -> Vec<(Vec<u8>, Vec<u8>, StateProof)> {
    store.apply(batch(0, 0..300, [])).await.unwrap();
    store.apply(batch(1, 5..90, 200..210)).await.unwrap();
    let mut samples = Vec::new();
    for number in [0, 7, 150, 299] {
        let value = store.get(Database::Facts, &key(number)).await.unwrap().unwrap();
        samples.push((key(number), value, store.prove(&key(number)).await.unwrap().unwrap()));
    }
    samples
}

#[test]
fn every_flipped_bit_of_proof_key_value_or_root_is_found() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let samples = samples(&mut store).await;
        let root = store.roots().state_root();
        for (key, value, proof) in samples {
            assert_eq!(proof.verify(&key, &value, &root), Ok(()));
            let holds = |proof: &[u8], key: &[u8], value: &[u8], root: &[u8]| {
                let root = Digest::new(root.try_into().unwrap());
                StateProof::from_bytes(proof).is_ok_and(|proof| proof.verify(key, value, &root).is_ok())
            };
            let parts = [proof.to_bytes(), key, value, root.as_bytes().to_vec()];
            for part in 0..4 {
                for bit in 0..parts[part].len() * 8 {
                    let mut flipped = parts.clone();
                    flipped[part][bit / 8] ^= 1 << (bit % 8);
                    let [proof, key, value, root] = &flipped;
                    assert!(!holds(proof, key, value, root), "bit {bit} of part {part}");
                }
            }
        }
    });
}

#[test]
fn a_proof_from_before_a_change_fails_under_the_new_root() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let samples = samples(&mut store).await;
        // A change of another key is enough: proofs are of the latest state.
        let changed = store.apply(batch(2, [400], [0])).await.unwrap().state_root();
        for (key, value, proof) in samples {
            assert_eq!(proof.verify(&key, &value, &changed), Err(Unproved::Root));
        }
        assert_eq!(store.prove(&key(0)).await.unwrap(), None);
        assert_eq!(store.prove(&key(999)).await.unwrap(), None);
        assert_eq!(store.get(Database::Facts, &key(0)).await.unwrap(), None);
    });
}

#[test]
fn a_replaced_value_cannot_be_proved_with_the_later_activity() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        store.apply(batch(0, 0..10, [])).await.unwrap();
        let old = store.prove(&key(3)).await.unwrap().unwrap();
        store.apply(batch(1, [3], [])).await.unwrap();
        // All else of the later state, taken from a proof of a neighbour.
        let later = store.prove(&key(4)).await.unwrap().unwrap();
        let forged = StateProof { place: old.place, siblings: old.siblings, ..later };
        assert_eq!(forged.roots(&key(3), &value(3, 0)), Err(Unproved::Replaced));
    });
}

#[test]
fn a_batch_out_of_order_or_too_large_changes_nothing() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        assert_eq!(store.height(), None);
        let roots = store.apply(batch(4, 0..3, [])).await.unwrap();
        for height in [0, 4] {
            let refused = store.apply(batch(height, [1], [])).await.unwrap_err();
            assert!(matches!(refused, StoreError::Order { last: 4, .. }));
        }
        let mut large = Batch { height: 5, ..Batch::default() };
        large.facts.insert(key(1), Some(vec![0; VALUE_BYTES_MAX + 1]));
        assert!(matches!(store.apply(large.clone()).await, Err(StoreError::Value { .. })));
        assert_eq!((store.roots(), store.height()), (roots, Some(4)));
        large.facts.insert(key(1), Some(vec![0; VALUE_BYTES_MAX]));
        let roots = store.apply(large).await.unwrap();
        let proof = store.prove(&key(1)).await.unwrap().unwrap();
        assert_eq!(proof.roots(&key(1), &vec![0; VALUE_BYTES_MAX]), Ok(roots));
    });
}

#[test]
fn the_roots_follow_from_the_batches_alone() {
    let run = |seed: u64, sync_every: u64, reopen_at: u64| {
        let runner = Runner::seeded(seed);
        runner.start(move |context| async move {
            let mut store = opened(&context).await;
            let mut roots: Vec<StateRoots> = Vec::new();
            for height in 0..90 {
                roots.push(store.apply(drawn_batch(5, height, 400)).await.unwrap());
                if height % sync_every == 0 {
                    store.sync(&[]).await.unwrap();
                }
                if height == reopen_at {
                    store.sync(&[]).await.unwrap();
                    drop(store);
                    store = opened(&context).await;
                    assert_eq!((store.height(), store.roots()), (Some(height), roots[roots.len() - 1]));
                }
            }
            roots
        })
    };
    let roots = run(1, 1, 17);
    assert_eq!(roots, run(2, 7, 60));
    assert_eq!(roots, run(3, 1000, 1000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_the_store_holds_it_proves_and_nothing_else(seed: u64, blocks in 1u64..25, keys in 1u64..700) {
        Runner::seeded(seed).start(|context| async move {
            let mut store = opened(&context).await;
            let mut held: BTreeMap<Database, BTreeMap<Vec<u8>, Vec<u8>>> = BTreeMap::new();
            let mut last: Option<(Vec<u8>, Vec<u8>, StateProof)> = None;
            for height in 0..blocks {
                let batch = drawn_batch(seed, height, keys);
                for (database, writes) in [(Database::Facts, &batch.facts), (Database::Index, &batch.index)] {
                    let held = held.entry(database).or_default();
                    for (key, value) in writes {
                        match value {
                            Some(value) => held.insert(key.clone(), value.clone()),
                            None => held.remove(key),
                        };
                    }
                }
                let roots = store.apply(batch).await.unwrap();
                if let Some((key, value, proof)) = &last {
                    assert_eq!(proof.verify(key, value, &roots.state_root()), Err(Unproved::Root));
                }
                for (database, held) in &held {
                    let keys: Vec<_> = (0..keys).map(key).collect();
                    let values = store.get_many(*database, &keys).await.unwrap();
                    for (key, value) in keys.iter().zip(values) {
                        assert_eq!(held.get(key), value.as_ref());
                    }
                }
                last = None;
                for number in (height % 11..keys).step_by(11) {
                    let (key, proof) = (key(number), store.prove(&key(number)).await.unwrap());
                    let value = held[&Database::Facts].get(&key);
                    assert_eq!(proof.is_some(), value.is_some());
                    if let (Some(value), Some(proof)) = (value, proof) {
                        assert_eq!(proof.roots(&key, value), Ok(roots));
                        last = Some((key, value.clone(), proof));
                    }
                }
            }
        });
    }
}
