//! What the validators use: CPU time, disk, bytes written; by process and by part of the storage.
use super::network::Network;
use crate::failure::Failure;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    time::Duration,
};

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file("read", Path::new(path), &error))
}

/// The load average of the last minute.
pub(crate) fn load_average() -> Result<f64, Failure> {
    Ok(read("/proc/loadavg")?.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0))
}

/// The CPU time of all validators so far, user's and system's.
pub(crate) fn cpu(network: &Network) -> Result<Duration, Failure> {
    let mut all = Duration::ZERO;
    for pid in network.pids() {
        let stat = read(&format!("/proc/{pid}/stat"))?;
        // The second field is a name in brackets, which may hold spaces.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        all += Duration::from_millis((ticks(11) + ticks(12)) * 10);
    }
    Ok(all)
}

fn written(network: &Network) -> Result<u64, Failure> {
    let mut all = 0;
    for pid in network.pids() {
        let io = read(&format!("/proc/{pid}/io"))?;
        let line = io.lines().find_map(|line| line.strip_prefix("write_bytes: "));
        all += line.and_then(|bytes| bytes.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(all)
}

fn memory(network: &Network) -> Result<u64, Failure> {
    let mut all = 0;
    for pid in network.pids() {
        let status = read(&format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<u64>().ok());
        all += kib.unwrap_or(0) * 1024;
    }
    Ok(all)
}

/// What a validator does when nobody wants anything.
#[derive(Clone, Debug)]
pub(crate) struct Idle {
    pub(crate) seconds: f64,
    /// Of one core, per validator, in percent.
    pub(crate) cpu_percent: f64,
    /// Growth of the storage per validator and day, in bytes, if it went on so.
    pub(crate) growth_a_day: f64,
    /// Bytes written per validator and day.
    pub(crate) written_a_day: f64,
    /// Memory of one validator, in bytes.
    pub(crate) memory: u64,
}

/// Watches the idle network for a while.
pub(crate) async fn idle(network: &Network, time: Duration) -> Result<Idle, Failure> {
    let before = (cpu(network)?, written(network)?, total(&disk(network)?));
    tokio::time::sleep(time).await;
    let after = (cpu(network)?, written(network)?, total(&disk(network)?));
    let seconds = time.as_secs_f64().max(1.0);
    let validators = network.len() as f64;
    let a_day = |bytes: u64| bytes as f64 / validators / seconds * 86_400.0;
    Ok(Idle {
        seconds,
        cpu_percent: (after.0 - before.0).as_secs_f64() / validators / seconds * 100.0,
        growth_a_day: a_day(after.2.saturating_sub(before.2)),
        written_a_day: a_day(after.1.saturating_sub(before.1)),
        memory: memory(network)? / network.len() as u64,
    })
}

/// Bytes on the disk by part of the storage, over all validators.
pub(crate) type Disk = BTreeMap<&'static str, u64>;

/// The part that a partition of the engine's storage belongs to.
fn part(name: &str) -> &'static str {
    let parts = [
        ("-state-", "state"),
        ("-finalization-", "archive"),
        ("-block-", "archive"),
        ("-marshal", "cache"),
        ("-simplex", "journals"),
    ];
    parts.into_iter().find_map(|(part, word)| name.contains(part).then_some(word)).unwrap_or("other")
}

/// What the validators' storages take on the disk: allocated blocks, not apparent sizes.
pub(crate) fn disk(network: &Network) -> Result<Disk, Failure> {
    let mut disk = Disk::new();
    for storage in network.storages() {
        let engine = storage.join("engine");
        let Ok(partitions) = fs::read_dir(&engine) else { continue };
        for partition in partitions.flatten() {
            let name = partition.file_name().to_string_lossy().into_owned();
            *disk.entry(part(&name)).or_default() += allocated(&partition.path());
        }
    }
    Ok(disk)
}

fn allocated(path: &Path) -> u64 {
    let Ok(metadata) = fs::metadata(path) else { return 0 };
    if metadata.is_file() {
        return metadata.blocks() * 512;
    }
    let Ok(files) = fs::read_dir(path) else { return 0 };
    files.flatten().map(|file| allocated(&file.path())).sum()
}

fn total(disk: &Disk) -> u64 {
    disk.values().sum()
}

/// Bytes per act and validator, by part and in all.
#[derive(Clone, Debug)]
pub(crate) struct Growth {
    pub(crate) acts: u64,
    pub(crate) parts: BTreeMap<&'static str, f64>,
    pub(crate) all: f64,
}

pub(crate) fn growth(before: &Disk, after: &Disk, acts: u64, validators: usize) -> Growth {
    let validators = validators.max(1) as f64;
    let mut parts = BTreeMap::new();
    for (part, bytes) in after {
        let grown = bytes.saturating_sub(before.get(part).copied().unwrap_or(0));
        parts.insert(*part, grown as f64 / acts.max(1) as f64 / validators);
    }
    Growth { acts, all: parts.values().sum(), parts }
}
