//! What processes use: CPU time, memory, bytes written, and the space of a storage by part.
//!
//! # Limits
//!
//! CPU time is read from `/proc/PID/stat`, in steps of 10 ms for each process. The finer
//! `/proc/PID/task/*/schedstat` knows nothing of threads that have ended, and a pool's threads end.
use crate::failure::{Exit, Failure};
use std::{collections::BTreeMap, fs, os::unix::fs::MetadataExt as _, path::Path, time::Duration};

/// A tick of the times in `/proc/PID/stat`: `USER_HZ` is 100 on every architecture we run on.
const TICK: Duration = Duration::from_millis(10);
/// What `stat` counts file blocks in, whatever the file system's are.
const BLOCK_BYTES: u64 = 512;

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let what = format!("cannot read {path}: {error}");
        Failure::new(Exit::Machine, "bench.proc", what, "A process that was measured may have ended.")
    })
}

/// The first number of a file of the kernel's, and where it is missing the file's fault.
fn figure<T>(path: &str, find: impl FnOnce(&str) -> Option<T>) -> Result<T, Failure> {
    find(&read(path)?).ok_or_else(|| {
        let what = format!("{path} is not of the form that Linux documents");
        Failure::new(Exit::Machine, "bench.proc", what, "Tell us which kernel this is.")
    })
}

/// The load average of the last minute.
pub(crate) fn load_average() -> Result<f64, Failure> {
    figure("/proc/loadavg", |text| text.split_whitespace().next()?.parse().ok())
}

/// The CPU time of processes so far, the user's and the system's, with that of children they waited for.
pub(crate) fn cpu(pids: &[u32]) -> Result<Duration, Failure> {
    pids.iter().map(|pid| figure(&format!("/proc/{pid}/stat"), cpu_of_stat)).sum()
}

/// The CPU time of this process so far.
pub(crate) fn own_cpu() -> Result<Duration, Failure> {
    figure("/proc/self/stat", cpu_of_stat)
}

/// proc(5): fields 14 to 17 are `utime`, `stime`, `cutime` and `cstime`. The second is a name in brackets,
/// which may hold spaces and brackets.
fn cpu_of_stat(line: &str) -> Option<Duration> {
    let (_, after_name) = line.rsplit_once(')')?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    // The first field after the name is the third.
    let ticks = fields.get(14 - 3..=17 - 3)?.iter().map(|field| field.parse::<u32>().ok());
    ticks.sum::<Option<u32>>().map(|ticks| TICK * ticks)
}

/// The bytes that processes had written to storage so far.
pub(crate) fn written(pids: &[u32]) -> Result<u64, Failure> {
    pids.iter().map(|pid| figure(&format!("/proc/{pid}/io"), written_of_io)).sum()
}

fn written_of_io(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("write_bytes: "))?.parse().ok()
}

/// The memory of processes, in bytes.
pub(crate) fn memory(pids: &[u32]) -> Result<u64, Failure> {
    pids.iter().map(|pid| figure(&format!("/proc/{pid}/status"), memory_of_status)).sum()
}

/// The most memory that each process had so far, in bytes.
pub(crate) fn memory_peaks(pids: &[u32]) -> Result<Vec<u64>, Failure> {
    let peak = |text: &str| memory_line(text, "VmHWM:");
    pids.iter().map(|pid| figure(&format!("/proc/{pid}/status"), peak)).collect()
}

fn memory_of_status(text: &str) -> Option<u64> {
    memory_line(text, "VmRSS:")
}

fn memory_line(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    kib.checked_mul(1024)
}

/// Bytes of storage by part, over all validators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Disk(pub(crate) BTreeMap<&'static str, u64>);

/// The parts of a validator's storage, and what the names of their partitions hold. The first that fits
/// counts.
const PARTS: [(&str, &str); 5] = [
    ("-state-", "state"),
    ("-finalization-", "archive"),
    ("-block-", "archive"),
    ("-marshal", "cache"),
    ("-simplex", "journals"),
];

fn part(partition: &str) -> &'static str {
    PARTS.into_iter().find_map(|(word, part)| partition.contains(word).then_some(part)).unwrap_or("other")
}

impl Disk {
    /// What these storages take: allocated blocks, not the lengths of files.
    pub(crate) fn of(storages: &[std::path::PathBuf]) -> Self {
        let mut parts = BTreeMap::new();
        for storage in storages {
            // What is pruned meanwhile is gone and takes nothing.
            for partition in fs::read_dir(storage.join("engine")).into_iter().flatten().flatten() {
                let part = part(&partition.file_name().to_string_lossy());
                *parts.entry(part).or_default() += allocated(&partition.path());
            }
        }
        Self(parts)
    }

    pub(crate) fn all(&self) -> u64 {
        self.0.values().sum()
    }
}

fn allocated(path: &Path) -> u64 {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            let inside = fs::read_dir(path).into_iter().flatten().flatten();
            inside.map(|file| allocated(&file.path())).sum()
        }
        Ok(metadata) => metadata.blocks() * BLOCK_BYTES,
        Err(_) => 0,
    }
}

/// How storages grew, in bytes per act and validator.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Growth {
    pub(crate) parts: BTreeMap<&'static str, f64>,
    pub(crate) all: f64,
}

impl Growth {
    /// From `before` to `after`, over that many acts on that many validators. A part that was pruned
    /// counts as what it is less.
    #[expect(clippy::cast_precision_loss, reason = "bytes per act for people need no more than 52 bits")]
    pub(crate) fn between(before: &Disk, after: &Disk, acts: u64, validators: usize) -> Self {
        let shares = acts.max(1) as f64 * validators.max(1) as f64;
        let size = |disk: &Disk, part: &str| disk.0.get(part).copied().unwrap_or(0) as f64;
        let parts: BTreeMap<&'static str, f64> = before
            .0
            .keys()
            .chain(after.0.keys())
            .map(|part| (*part, (size(after, part) - size(before, part)) / shares))
            .collect();
        Self { all: parts.values().sum(), parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_that_of_both_modes_and_of_children() {
        let line = "812 (a (b) c) S 1 812 812 0 -1 4194560 9 0 0 0 100 20 3 4 20 0 8 0 55 1 2";
        assert_eq!(cpu_of_stat(line), Some(Duration::from_millis(1270)));
        assert_eq!(cpu_of_stat("812 (node) S 1 812 812 0 -1 4194560 9 0 0 0 100"), None, "cut off");
        assert_eq!(cpu_of_stat("812 node S 1"), None, "no name in brackets");
        assert!(own_cpu().is_ok() && cpu(&[std::process::id()]).is_ok());
    }

    #[test]
    fn bytes_written_are_those_that_reach_storage() {
        let text = "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\ncancelled_write_bytes: 7\n";
        assert_eq!(written_of_io(text), Some(6));
        assert_eq!(written_of_io("wchar: 2\n"), None);
    }

    #[test]
    fn memory_is_what_is_resident() {
        assert_eq!(memory_of_status("Name:\tnode\nVmRSS:\t   20480 kB\nRssAnon:\t 1 kB\n"), Some(20_971_520));
        assert_eq!(memory_of_status("Name:\tkthread\n"), None);
        assert_eq!(memory_line("VmHWM:\t   30720 kB\nVmRSS:\t   20480 kB\n", "VmHWM:"), Some(31_457_280));
        assert!(memory_peaks(&[std::process::id()]).unwrap()[0] > 0);
    }

    #[test]
    fn a_partition_belongs_to_one_part() {
        assert_eq!(part("validator-state-facts-log"), "state");
        assert_eq!(part("validator-finalization-ordinal"), "archive");
        assert_eq!(part("validator-block-value"), "archive");
        assert_eq!(part("validator-marshal-cache-0"), "cache");
        assert_eq!(part("validator-simplex"), "journals");
        assert_eq!(part("something"), "other");
    }

    #[test]
    fn growth_is_shared_by_acts_and_validators() {
        let before = Disk([("archive", 1000), ("cache", 900)].into());
        let after = Disk([("archive", 9000), ("cache", 100), ("state", 4000)].into());
        let growth = Growth::between(&before, &after, 10, 4);
        assert_eq!(growth.parts, [("archive", 200.0), ("cache", -20.0), ("state", 100.0)].into());
        assert!((growth.all - 280.0).abs() < 1e-9);
        assert!(Growth::between(&before, &before, 0, 0).all.abs() < 1e-9, "no act divides nothing");
    }
}
