//! What a put costs. Not a check: run it by name with `--run-ignored=only --success-output=final`.
use super::{batch, everyday_settings, key};
use commonware_runtime::{Runner as _, Supervisor as _, tokio};
use node::store::Store;
use std::time::Instant;

#[test]
#[ignore = "measures"]
fn puts_at_small_and_large_batches() {
    let directory = std::env::temp_dir().join(format!("dalolat-state-cost-{}", std::process::id()));
    let config = tokio::Config::new().with_worker_threads(1).with_storage_directory(&directory);
    tokio::Runner::new(config).start(|context| async move {
        let mut store = Store::open(context.child("state"), &everyday_settings()).await.unwrap();
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
            let puts: usize = batches.iter().map(|batch| batch.facts.len() + batch.index.len()).sum();
            let (begun, cpu) = (Instant::now(), cpu_seconds());
            for batch in batches {
                store.apply(batch).await.unwrap();
            }
            let (wall, cpu) = (begun.elapsed(), cpu_seconds() - cpu);
            let synced = Instant::now();
            store.sync().await.unwrap();
            eprintln!(
                "{size} keys a block: {:.1} µs a put, {:.0} µs a block ({:.1} µs of CPU a put); sync {:?}",
                wall.as_secs_f64() * 1e6 / puts as f64,
                wall.as_secs_f64() * 1e6 / blocks as f64,
                cpu * 1e6 / puts as f64,
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
        let store = Store::open(context.child("state"), &everyday_settings()).await.unwrap();
        eprintln!("a proof has {} bytes; opening: {:?} at {:?}", proof.len(), begun.elapsed(), store.height());
    });
    std::fs::remove_dir_all(directory).unwrap();
}

/// User and system time of this process, of which the kernel counts 100 ticks a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let ticks = |at| stat.rsplit(')').next().unwrap().split_whitespace().nth(at).unwrap().parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}
