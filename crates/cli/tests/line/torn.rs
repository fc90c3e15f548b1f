//! Storage that was cut off, changed or lost: a validator has the whole ledger, or it stops and says what
//! is broken and what to do. It never runs with another state.
use crate::{
    network::{Network, copy, files, flip, truncate},
    stage::{eventually, expect_code, run},
};
use protocol::service::Status;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How long a validator that answers is watched before it counts as running.
const WATCHED: Duration = Duration::from_millis(250);
/// The validators whose storages are damaged. Two alone make no block, so that nothing changes meanwhile.
const VICTIMS: [usize; 2] = [0, 1];

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Lost,
    Empty,
    Halved,
    /// Shorter by its last byte.
    Short,
    /// A bit of its first byte is another.
    First,
    Middle,
    Last,
}

impl Fault {
    const ALL: [Self; 7] =
        [Self::Lost, Self::Empty, Self::Halved, Self::Short, Self::First, Self::Middle, Self::Last];

    fn happens_to(self, file: &Path) {
        let len = fs::metadata(file).unwrap().len();
        let last = usize::try_from(len - 1).unwrap();
        match self {
            Self::Lost => fs::remove_file(file).unwrap(),
            Self::Empty => truncate(file, 0),
            Self::Halved => truncate(file, len / 2),
            Self::Short => truncate(file, len - 1),
            Self::First => flip(file, 0),
            // Behind the head of 4,096 bytes that most files have.
            Self::Middle => flip(file, if last > 4_200 { 4_150 } else { last / 2 }),
            Self::Last => flip(file, last),
        }
    }
}

/// What happens to a storage.
type Loss<'a> = Box<dyn Fn(&Path) + 'a>;

/// What came of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// The whole ledger.
    Whole,
    /// A stop with words.
    Stopped,
}

/// The files of a storage, named without the key of the validator; of the journal of votes the first and
/// the last.
fn parts(storage: &Path) -> Vec<PathBuf> {
    let all = files(storage);
    let votes: Vec<&PathBuf> = all.iter().filter(|file| text(file).contains("-simplex/")).collect();
    let middle: BTreeSet<&PathBuf> = votes.iter().skip(1).rev().skip(1).copied().collect();
    let kept = all.iter().filter(|file| !middle.contains(file) && fs::metadata(file).unwrap().len() > 0);
    kept.map(|file| file.strip_prefix(storage).unwrap().to_owned()).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Starts a validator over its storage and sees what comes of it.
fn start_over(network: &Network, n: usize, ledger: &Status, what: &str) -> Came {
    let storage = network.storage(n);
    let mut process = network.node(n, None);
    let begun = Instant::now();
    let mut answered = None;
    let status = loop {
        if let Some(status) = process.ended() {
            break status;
        }
        if network.status(n).is_some_and(|status| same(&status, ledger)) {
            let since = *answered.get_or_insert_with(Instant::now);
            if since.elapsed() > WATCHED {
                process.kill();
                return Came::Whole;
            }
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{what}: {:?}: {}",
            network.status(n),
            process.said()
        );
        std::thread::sleep(Duration::from_millis(20));
    };
    let said = process.said();
    assert_eq!(status.code(), Some(4), "{what}: {said}");
    let last = said.rsplit("dalolat: ").next().unwrap();
    let names_it = last.contains(text(&storage));
    let advises = ["start with an empty", "remove", "choose another", "node rebuild"]
        .map(|advice| last.contains(advice));
    assert!(names_it && advises.contains(&true), "{what}: {last}");
    if advises[3] {
        // What the words say is done, and helps.
        expect_code(&run(&["node", "rebuild", "--config", text(&storage.with_file_name("node.json"))]), 0);
        assert_eq!(start_over(network, n, ledger, &format!("{what}, rebuilt")), Came::Whole);
    }
    Came::Stopped
}

fn same(one: &Status, other: &Status) -> bool {
    (one.height, one.log_size, one.log_root, one.state_root)
        == (other.height, other.log_size, other.log_root, other.state_root)
}

#[test]
fn a_validator_over_a_damaged_storage_has_the_whole_ledger_or_stops_and_says_what_to_do() {
    let mut network = Network::start("torn");
    let acts: Vec<String> = (0..4).map(|_| network.clerk.register(&network.clerk.declaration())).collect();
    network.clerk.issue(&acts[0], "torn");
    // Validators that stop one by one may end at heights that differ: what counts is one's own.
    network.portal.take().unwrap().stop();
    for node in &mut network.nodes {
        node.take().unwrap().stop();
    }
    let network = &network;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            VICTIMS.into_iter().map(|n| scope.spawn(move || damage_all(network, n))).collect();
        let came: BTreeSet<Came> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(came.len(), 2, "some faults are harmless and some stop a validator");
    });
}

/// Damages every second file of the storage of the validator `n`, one after the other.
fn damage_all(network: &Network, n: usize) -> Vec<Came> {
    let storage = network.storage(n);
    let whole = storage.with_file_name("whole");
    copy(&storage, &whole);
    let ledger = {
        let process = network.node(n, None);
        eventually("a validator answers", || network.status(n).is_some());
        let ledger = network.status(n).unwrap();
        process.kill();
        ledger
    };
    assert_eq!(ledger.log_size, 5);
    let mine = parts(&whole).into_iter().enumerate().filter(|(place, _)| place % VICTIMS.len() == n);
    // Three faults of seven for each file, others for the next one: all of them take minutes.
    let faults = mine.flat_map(|(place, part)| {
        [0, 2, 5].map(|n| (part.clone(), Fault::ALL[(place + n) % Fault::ALL.len()]))
    });
    faults
        .map(|(part, fault)| {
            fs::remove_dir_all(&storage).unwrap();
            copy(&whole, &storage);
            fault.happens_to(&storage.join(&part));
            let what = format!("{}: {fault:?}", part.display());
            start_over(network, n, &ledger, &what)
        })
        .collect()
}

#[test]
fn a_validator_whose_storage_is_lost_old_or_in_parts_fetches_the_rest_from_the_others() {
    let mut network = Network::start("fetching");
    let file = network.clerk.declaration();
    let first = network.clerk.register(&file);
    let paper = network.clerk.issue(&first, "before");
    network.nodes[0].take().unwrap().stop();
    let storage = network.storage(0);
    let old = storage.with_file_name("old");
    copy(&storage, &old);
    network.bring_back(0);
    let clerk = network.clerk.at_work();
    let part = |name: &'static str| {
        move |storage: &Path| {
            let of = |file: &PathBuf| text(file).contains(name);
            files(storage).iter().filter(|file| of(file)).for_each(|file| fs::remove_file(file).unwrap());
        }
    };
    // All of it; an older copy; its own votes; what is not final yet; how far it was.
    let losses: [Loss<'_>; 5] = [
        Box::new(|storage| fs::remove_dir_all(storage).unwrap()),
        Box::new(|storage| {
            fs::remove_dir_all(storage).unwrap();
            copy(&old, storage);
        }),
        Box::new(part("-simplex/")),
        Box::new(part("-marshal-cache-")),
        Box::new(part("-marshal-application-metadata/")),
    ];
    for happens_to in losses {
        network.nodes[0].take().unwrap().stop();
        happens_to(&storage);
        // What it voted for last is decided when the others are further.
        let before = network.status(1).unwrap().height;
        eventually("the others go on", || network.status(1).unwrap().height > before + 1);
        network.bring_back(0);
        network.agrees();
    }
    let (mut told, mut issued) = clerk.stop();
    told.insert(file, first);
    issued.insert(paper);
    network.all_is_well(&told, &issued);
}

#[test]
fn a_portal_over_a_damaged_or_lost_vault_stops_and_says_to_restore_a_backup() {
    let mut network = Network::new("torn-vault");
    network.start_portal();
    network.portal.take().unwrap().stop();
    let (vault, whole) = (network.vault(), fs::read(network.vault()).unwrap());
    let faults: [&dyn Fn(); 5] = [
        &|| fs::remove_file(&vault).unwrap(),
        &|| truncate(&vault, 0),
        &|| truncate(&vault, whole.len() as u64 / 2),
        &|| truncate(&vault, whole.len() as u64 - 1),
        &|| flip(&vault, 0),
    ];
    for (n, happens) in faults.into_iter().enumerate() {
        fs::write(&vault, &whole).unwrap();
        happens();
        let mut portal = network.portal_at(None);
        portal.answers_or_dies();
        let status = portal.ended();
        let said = portal.said();
        assert_eq!(status.and_then(|status| status.code()), Some(4), "fault {n}: {said}");
        let last = said.rsplit("dalolat: ").next().unwrap();
        assert!(last.contains(text(&vault)) && last.contains("backup"), "fault {n}: {last}");
        assert!(!last.contains("Nothing accepted was lost"), "fault {n}: {last}");
    }
    fs::write(&vault, &whole).unwrap();
    network.start_portal();
}
