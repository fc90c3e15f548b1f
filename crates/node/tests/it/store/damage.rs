//! Real files, as a disk or a copy may leave them.
use super::{drawn, drawn_batch, everyday_settings, settings};
use commonware_runtime::{Runner as _, Supervisor as _, tokio};
use node::store::{Settings, Store, StoreError};
use protocol::StateRoots;
use std::{
    fs,
    path::{Path, PathBuf},
};

const KEYS: u64 = 120;
const SEED: u64 = 11;

/// A directory that goes when the test ends.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dalolat-state-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A copy of this one.
    fn copy(&self, name: &str) -> Self {
        let copy = Self::new(name);
        for file in self.files() {
            let to = copy.0.join(&file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(self.0.join(&file), to).unwrap();
        }
        copy
    }

    /// The partitions; a file that locks the directory stands beside them.
    fn partitions(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap().map(Result::unwrap);
        let partitions = entries.filter(|entry| entry.file_type().unwrap().is_dir());
        partitions.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for partition in self.partitions() {
            for file in fs::read_dir(self.0.join(&partition)).unwrap().map(Result::unwrap) {
                files.push(Path::new(&partition).join(file.file_name()));
            }
        }
        files.sort();
        files
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn run<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    directory: &Directory,
    task: impl FnOnce(tokio::Context) -> F,
) -> T {
    let config = tokio::Config::new().with_worker_threads(1).with_storage_directory(&directory.0);
    tokio::Runner::new(config).start(task)
}

/// Applies the blocks up to `height`, which then is on disk; returns the roots after each.
fn grow(directory: &Directory, settings: Settings, height: u64) -> Vec<StateRoots> {
    run(directory, move |context| async move {
        let mut store = Store::open(context.child("state"), &settings).await.unwrap();
        let mut roots = Vec::new();
        for block in store.height().map_or(0, |height| height + 1)..=height {
            roots.push(store.apply(drawn_batch(SEED, block, KEYS)).await.unwrap());
            if block % 10 == 9 {
                store.sync(&[]).await.unwrap();
            }
        }
        store.sync(&[]).await.unwrap();
        roots
    })
}

/// Opens what is there, and applies the next blocks.
fn reopened(
    directory: &Directory,
    settings: Settings,
    to: u64,
) -> Result<(Option<u64>, StateRoots, StateRoots), StoreError> {
    run(directory, move |context| async move {
        let mut store = Store::open(context.child("state"), &settings).await?;
        let (height, roots) = (store.height(), store.roots());
        for block in height.map_or(0, |height| height + 1)..=to {
            store.apply(drawn_batch(SEED, block, KEYS)).await?;
        }
        Ok((height, roots, store.roots()))
    })
}

#[test]
fn a_database_that_is_ahead_is_brought_back() {
    // In files so large that nothing is pruned: the store prunes only what both databases have synced,
    // which one copied from another time has not.
    let older = Directory::new("older");
    let mut roots = grow(&older, everyday_settings(), 40);
    let newer = older.copy("newer");
    roots.extend(grow(&newer, everyday_settings(), 60));
    for behind in ["state-facts", "state-index"] {
        let mixed = newer.copy("mixed");
        // The database that stayed behind, and the checkpoint of that time.
        let is_older = |name: &str| name.starts_with(behind) || name == "state-checkpoint";
        for partition in newer.partitions().iter().filter(|name| is_older(name)) {
            fs::remove_dir_all(mixed.0.join(partition)).unwrap();
        }
        for file in
            older.files().iter().filter(|file| is_older(file.iter().next().unwrap().to_str().unwrap()))
        {
            let to = mixed.0.join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(older.0.join(file), to).unwrap();
        }
        let (height, at, after) = reopened(&mixed, everyday_settings(), 60).unwrap();
        assert_eq!((height, at, after), (Some(40), roots[40], roots[60]), "{behind}");
    }
}

#[test]
fn a_damaged_store_is_refused_or_repaired_and_never_gives_a_wrong_root() {
    let whole = Directory::new("whole");
    let roots = grow(&whole, settings(), 40);
    let (mut refused, mut opened) = (0, 0);
    let mut check = |what: &str, broken: &Directory| match reopened(broken, settings(), 42) {
        Err(error) => {
            assert!(error.to_string().contains("dalolat node rebuild"), "{what}: {error}");
            refused += 1;
        }
        Ok((height, at, _)) => {
            if let Some(height) = height {
                assert_eq!(at, roots[usize::try_from(height).unwrap()], "{what}, at {height}");
            }
            opened += 1;
        }
    };
    for (number, file) in whole.files().iter().enumerate() {
        let length = fs::metadata(whole.0.join(file)).unwrap().len();
        for kind in 0..3 {
            let broken = whole.copy("broken");
            let path = broken.0.join(file);
            let mut bytes = fs::read(&path).unwrap();
            let at = drawn(kind, 30, number as u64) % length.max(1);
            match kind {
                0 if length > 0 => bytes[usize::try_from(at).unwrap()] ^= 1 << (at % 8),
                1 => bytes.truncate(usize::try_from(at).unwrap()),
                2 => bytes.clear(),
                _ => continue,
            }
            fs::write(&path, bytes).unwrap();
            check(&format!("{} of {length} bytes, kind {kind} at {at}", file.display()), &broken);
        }
    }
    for partition in whole.partitions() {
        let broken = whole.copy("broken");
        fs::remove_dir_all(broken.0.join(&partition)).unwrap();
        check(&format!("without {partition}"), &broken);
    }
    assert!(refused > 30 && opened > 10, "{refused} refused, {opened} opened");
}

#[test]
fn an_erased_store_leaves_no_file() {
    let directory = Directory::new("erased");
    grow(&directory, settings(), 30);
    run(&directory, |context| async move { Store::erase(&context, &settings()).await.unwrap() });
    assert_eq!(directory.files(), Vec::<PathBuf>::new());
}

#[test]
fn a_store_is_shared_by_tasks() {
    fn assert<T: Send + Sync>() {}
    assert::<Store<tokio::Context>>();
}
