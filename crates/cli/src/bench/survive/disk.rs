//! A full disk: one validator's storage is a small file system in memory, which is made smaller still.
use super::{
    Part, Scene,
    crew::{Crew, stuck},
    load::{Felt, Load},
    pass,
};
use crate::{
    bench::{
        network::{Network, Site},
        report::{millis, ms},
        usage::Disk,
    },
    failure::Failure,
};
use rand::RngExt as _;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
    time::{Duration, Instant},
};

/// Whose disk is full.
const FULL: usize = 2;
/// The room at first and at the end, in bytes.
const WIDE: u64 = 512 << 20;
/// What is left when the room is made small, in bytes; by chance, so that another write finds the end of it.
const LEFT: std::ops::Range<u64> = 128 << 10..1 << 20;
/// How long the load is watched before, and while the validator is gone.
const AROUND: Duration = Duration::from_secs(15);
/// How long a validator may go on with a full disk.
const STOPS_MAX: Duration = Duration::from_mins(3);
/// What the last words have to say: what is wrong, and what to do.
const WORDS: [&str; 3] = ["storage", "is full", "Make room"];

/// A file system in memory. Dropped, it is gone.
struct Memory(PathBuf);

impl Memory {
    /// Mounts one; none where this machine does not allow it.
    fn mount(at: PathBuf) -> Result<Option<Self>, Failure> {
        std::fs::create_dir_all(&at).map_err(|error| Failure::file("make", &at, &error))?;
        let size = format!("size={WIDE},mode=0700");
        Ok(mount(&["-t", "tmpfs", "-o", &size, "tmpfs"], &at).then_some(Self(at)))
    }

    fn resize(&self, bytes: u64) -> Result<(), Failure> {
        let done = mount(&["-o", &format!("remount,size={bytes}")], &self.0);
        done.then_some(()).ok_or_else(|| stuck("the small file system cannot be resized"))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // Processes that still have files there are children of this one and on their way out.
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

fn mount(words: &[&str], at: &Path) -> bool {
    Command::new("mount").args(words).arg(at).status().is_ok_and(|status| status.success())
}

/// What is told of one that was started without room and did not end while it was watched.
const STILL_RUNS: &str = "it runs until the next write that does not fit";

struct Filled {
    before: Felt,
    without: Felt,
    stopped: Duration,
    status: String,
    last_words: String,
    /// What came of a start while the disk was still full.
    again: String,
    caught_up: Duration,
}

pub(super) async fn run(scene: &Scene<'_>, site: &Site, crew: &mut Crew) -> Result<usize, Failure> {
    let output = scene.output;
    output.heading("A full disk under one validator");
    let signers = Scene::signers()?;
    let network: Network = crew.lay_four(site, &signers)?;
    let Some(memory) = Memory::mount(crew.storage(FULL))? else {
        output.line("  Skipped: this user may not mount a file system (root may).");
        output.object(&json!({ "event": "skipped", "part": "disk", "why": "mount is forbidden" }));
        return Ok(0);
    };
    crew.start_all(&network).await?;
    let load = scene.load(site, Rc::new(network), signers)?;
    let filled = load.during(fill(scene, crew, &load, &memory)).await?;
    output.fact("before", filled.before);
    output
        .fact("stopped", format_args!("{} ms after the room was cut: {}", ms(filled.stopped), filled.status));
    output.fact("its last words", &filled.last_words);
    output.fact("started full", &filled.again);
    output.fact("without it", filled.without);
    output.fact("caught up", format_args!("{} ms after its restart with room", ms(filled.caught_up)));
    output.object(&json!({
        "event": "disk", "before": filled.before.json(), "without": filled.without.json(),
        "stopped_ms": millis(filled.stopped), "status": filled.status, "last_words": filled.last_words, "started_full": filled.again,
        "caught_up_ms": millis(filled.caught_up),
    }));
    let mut broken = scene.conclude(Part::Disk, &load).await?;
    // What is said at the end names the storage and what to do about it; also by one that was started in vain.
    let silent = |said: &String| !WORDS.iter().all(|word| said.contains(word));
    let runs = filled.again == STILL_RUNS;
    if silent(&filled.last_words) || !runs && silent(&filled.again) {
        output.fact("BROKEN", "the last words of the validator do not say what is full and what to do");
        broken += 1;
    }
    if filled.without.pace.is_none() {
        output.fact("BROKEN", "nothing became final while one of four had stopped");
        broken += 1;
    }
    Ok(broken)
}

async fn fill(scene: &Scene<'_>, crew: &mut Crew, load: &Load, memory: &Memory) -> Result<Filled, Failure> {
    let watch = async |what: &str, time| {
        let from = Instant::now();
        pass(scene.output, what, time, load).await;
        load.felt(from, Instant::now())
    };
    let before = watch("before", AROUND).await;
    let taken = Disk::of(std::slice::from_ref(&memory.0)).all();
    let left = scene.chance.borrow_mut().random_range(LEFT);
    memory.resize(taken + left)?;
    let cut = Instant::now();
    let status = loop {
        if let Some(status) = crew.ended(FULL) {
            break status.to_string();
        }
        if cut.elapsed() > STOPS_MAX {
            return Err(stuck("a validator went on for minutes with a full disk"));
        }
        pass(scene.output, "the disk fills", Duration::from_millis(100), load).await;
    };
    let stopped = cut.elapsed();
    let last_words = crew.parting(FULL);
    // Whoever starts it again without making room must not make things worse.
    crew.start(FULL)?;
    let without = watch("without it", AROUND).await;
    let again = match crew.ended(FULL) {
        Some(status) => format!("{status}: {}", crew.parting(FULL)),
        None => STILL_RUNS.to_owned(),
    };
    crew.kill(FULL);
    memory.resize(WIDE)?;
    crew.start(FULL)?;
    let (_, caught_up) = crew.caught_up(load.network(), FULL, Instant::now()).await?;
    watch("after", AROUND).await;
    Ok(Filled { before, without, stopped, status, last_words, again, caught_up })
}
