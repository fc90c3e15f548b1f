//! What a put costs. Not a check: run it by name with `--run-ignored=only --success-output=final`.
use super::{batch, key};
use commonware_runtime::{
    BLOB_PAGE_SIZE, Runner as _, Supervisor as _,
    buffer::paged::{CacheRef, page_size},
    tokio,
};
use commonware_utils::NZUsize;
use node::store::{Settings, Store};
use std::time::{Duration, Instant};

#[test]
#[ignore = "measures"]
fn puts_at_small_and_large_batches() {
    let directory = std::env::temp_dir().join(format!("dalolat-state-cost-{}", std::process::id()));
    // 32 MiB of pages: what a node would give.
    let settings = Settings::new("state", CacheRef::new(page_size(BLOB_PAGE_SIZE), NZUsize!(8192)));
    let config = tokio::Config::new().with_worker_threads(1).with_storage_directory(&directory);
    tokio::Runner::new(config).start(|context| async move {
        let mut store = Store::open(context.child("state"), &settings).await.unwrap();
        let (mut height, mut next) = (0, 0);
        for (size, blocks) in [(5u64, 600u64), (1_000, 30), (5_000, 10), (5, 600)] {
            let batches: Vec<_> = (0..blocks)
                .map(|at| {
                    height += 1;
                    next += size;
                    // New keys, and a fifth as many that exist already.
                    let old = (0..size / 5).map(|n| (height * 7 + n) % (next - size).max(1));
                    batch(height, (next - size..next).chain(old), [at])
                })
                .collect();
            let puts = batches.iter().map(|batch| batch.facts.len() + batch.index.len()).sum::<usize>();
            let (puts, blocks) = (u32::try_from(puts).unwrap(), u32::try_from(blocks).unwrap());
            let (begun, cpu) = (Instant::now(), cpu_time());
            for batch in batches {
                store.apply(batch).await.unwrap();
            }
            let (wall, cpu) = (begun.elapsed(), cpu_time().saturating_sub(cpu));
            let synced = Instant::now();
            store.sync(&[]).await.unwrap();
            eprintln!(
                "{size} keys a block: a put {:?}, {:?} of CPU; a block {:?}; sync {:?}",
                wall / puts,
                cpu / puts,
                wall / blocks,
                synced.elapsed()
            );
        }
        let begun = Instant::now();
        for number in 0..1000 {
            store.prove(&key(number * 11)).await.unwrap();
        }
        eprintln!("{} keys; a proof: {:?}", next, begun.elapsed() / 1000);
        let proof = protocol::Canonical::to_bytes(&store.prove(&key(next - 3)).await.unwrap().unwrap());
        drop(store);
        let begun = Instant::now();
        let store = Store::open(context.child("state"), &settings).await.unwrap();
        eprintln!(
            "a proof has {} bytes; opening: {:?} at {:?}",
            proof.len(),
            begun.elapsed(),
            store.height()
        );
    });
    std::fs::remove_dir_all(directory).unwrap();
}

/// User and system time of this process, of which the kernel counts 100 ticks a second.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let ticks =
        |at| stat.rsplit(')').next().unwrap().split_whitespace().nth(at).unwrap().parse::<u64>().unwrap();
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
