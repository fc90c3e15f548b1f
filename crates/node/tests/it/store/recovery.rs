//! A stop at any moment: both databases come back at one height, with the roots of that height.
use super::{drawn, drawn_batch, opened, settings};
use commonware_runtime::{
    Runner as _,
    deterministic::{Config, FaultConfig, PartialWriteMode, ResizeConfig, Runner, WriteConfig},
};
use commonware_utils::{Probability, probability};
use node::store::{Store, StoreError};
use protocol::{Digest, StateRoots};

const KEYS: u64 = 300;
const BLOCKS: u64 = 60;

/// The roots after each block.
fn expected() -> Vec<StateRoots> {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let mut roots = Vec::new();
        for height in 0..BLOCKS {
            roots.push(store.apply(drawn_batch(9, height, KEYS)).await.unwrap());
        }
        roots
    })
}

/// What is written but not synced is lost, or kept in part.
fn losing(mode: PartialWriteMode, retention_rate: Probability) -> FaultConfig {
    let failure_rate = probability!(0.0);
    FaultConfig::default()
        .write(WriteConfig { failure_rate, retention_rate, mode })
        .resize(ResizeConfig { failure_rate, partial_rate: probability!(0.5) })
}

#[test]
fn a_crash_at_any_block_leaves_both_databases_at_one_height() {
    let expected = expected();
    let faults = [
        losing(PartialWriteMode::Prefix, probability!(0.0)),
        losing(PartialWriteMode::Prefix, probability!(0.5)),
        losing(PartialWriteMode::Prefix, probability!(1.0)),
        losing(PartialWriteMode::Subset, probability!(0.5)),
    ];
    let mut went_back = 0;
    for seed in 0..12 {
        let fault = faults[usize::try_from(seed % 4).unwrap()].clone();
        let config = Config::default().with_seed(seed).with_storage_fault_config(fault);
        let mut runner = Runner::new(config);
        let (mut synced, mut applied, mut run) = (None, None, 0);
        while applied != Some(BLOCKS - 1) {
            let expected = expected.clone();
            let (outcome, checkpoint) = runner.start_and_recover(move |context| async move {
                context.storage_fault_config().write().sync_rate = None;
                let mut store = opened(&context).await;
                let height = store.height();
                assert!(height >= synced, "seed {seed}: {synced:?} was on disk, {height:?} came back");
                assert!(height <= applied);
                if let Some(height) = height {
                    assert_eq!(store.roots(), expected[usize::try_from(height).unwrap()], "seed {seed}");
                }
                let (first, mut synced) = (height.map_or(0, |height| height + 1), height);
                let stop = (first + drawn(seed, 20, run) % 20).min(BLOCKS - 1);
                for height in first..=stop {
                    let roots = store.apply(drawn_batch(9, height, KEYS)).await.unwrap();
                    assert_eq!(roots, expected[usize::try_from(height).unwrap()], "seed {seed}");
                    if drawn(seed, 21, height).is_multiple_of(6) {
                        store.sync(&[]).await.unwrap();
                        synced = Some(height);
                    }
                }
                // The end comes in the midst of a sync, which may have reached one database or both.
                context.storage_fault_config().write().sync_rate = Some(probability!(0.0625));
                if store.sync(&[]).await.is_ok() {
                    synced = Some(stop);
                }
                (height, synced, stop)
            });
            went_back += u32::from(outcome.0 < applied);
            (synced, applied) = (outcome.1, Some(outcome.2));
            run += 1;
            runner = Runner::from(checkpoint);
        }
    }
    assert!(went_back > 10, "a crash took nothing back: the test does not test");
}

#[test]
fn an_erased_store_begins_again_from_nothing() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let empty = store.roots();
        let first = store.apply(drawn_batch(9, 0, KEYS)).await.unwrap();
        for height in 1..30 {
            store.apply(drawn_batch(9, height, KEYS)).await.unwrap();
        }
        store.sync(&[]).await.unwrap();
        drop(store);
        Store::erase(&context, &settings()).await.unwrap();
        let mut store = opened(&context).await;
        assert_eq!((store.height(), store.roots()), (None, empty));
        assert_eq!(store.apply(drawn_batch(9, 0, KEYS)).await.unwrap(), first);
        assert_ne!(empty.facts, Digest::ZERO);
    });
}

#[test]
fn a_failed_write_stops_the_store() {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        store.apply(drawn_batch(9, 0, KEYS)).await.unwrap();
        context.storage_fault_config().write().sync_rate = Some(probability!(1.0));
        assert!(matches!(store.sync(&[]).await, Err(StoreError::Failed { .. })));
        assert!(matches!(store.apply(drawn_batch(9, 1, KEYS)).await, Err(StoreError::Stopped)));
        assert!(matches!(store.prove(b"key 1").await, Err(StoreError::Stopped)));
        context.storage_fault_config().write().sync_rate = None;
    });
}
