//! Files that were cut off or changed: an error that names the file and the way out, or everything is
//! there. Nothing between.
use crate::fixture::*;
use civil::ActKind;
use sqlx::Connection as _;
use std::{
    fs,
    path::{Path, PathBuf},
};
use vault::{Case, Vault, VaultError};

/// The births that stand in the database file, and those that stand in its write-ahead log alone.
const KEPT: [u8; 3] = [1, 2, 3];
const LOGGED: [u8; 4] = [4, 5, 6, 7];

/// A vault as a kill leaves it: some of it in the file, some in the log.
struct Left {
    directory: Directory,
    db: Vec<u8>,
    log: Vec<u8>,
    cases: Vec<Case>,
}

fn log_of(directory: &Directory) -> PathBuf {
    directory.db().with_file_name("vault.db-wal")
}

impl Left {
    async fn new() -> Self {
        let (running, directory) = (Directory::new(), Directory::new());
        let vault = running.open().await;
        let mut cases = Vec::new();
        for n in KEPT {
            cases.push(register(&vault, n).await);
        }
        let mut other = running.by_hand().await;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut other).await.unwrap();
        for n in LOGGED {
            cases.push(register(&vault, n).await);
        }
        let (db, log) = (fs::read(running.db()).unwrap(), fs::read(log_of(&running)).unwrap());
        other.close().await.unwrap();
        assert!(!log.is_empty());
        fs::create_dir_all(directory.path().join("data")).unwrap();
        fs::create_dir_all(directory.secrets()).unwrap();
        let key = "kek.key";
        fs::copy(running.secrets().join(key), directory.secrets().join(key)).unwrap();
        vault.close().await;
        Self { directory, db, log, cases }
    }

    /// Puts the two files there, and takes away what SQLite made of them the last time.
    fn put(&self, db: &[u8], log: &[u8]) {
        drop(fs::remove_file(self.directory.db().with_file_name("vault.db-shm")));
        fs::write(self.directory.db(), db).unwrap();
        fs::write(log_of(&self.directory), log).unwrap();
    }

    /// Opens the vault and reads all of it; returns how many of its cases are there, oldest first.
    async fn read(&self) -> Result<usize, String> {
        let opened = Vault::open(&self.directory.db(), &self.directory.secrets()).await;
        let vault = opened.map_err(|error| error.to_string())?;
        let found = self.look(&vault).await.map_err(|error| error.to_string());
        vault.close().await;
        found
    }

    async fn look(&self, vault: &Vault) -> Result<usize, VaultError> {
        let mut found = 0;
        for (n, case) in (1u8..).zip(&self.cases) {
            let Some(there) = vault.case_by_key(case.key).await? else { continue };
            // One that was begun and not ended is of an earlier time.
            if there == *case {
                assert_eq!(usize::from(n), found + 1, "a case is missing before one that is there");
                assert_eq!(vault.open_record(case.id, &access("show")).await?, record(n));
                let (signed, outcome, paper) = vault.signed_and_receipt(case.id).await?.unwrap();
                assert_eq!(outcome, act_outcome(n.into()));
                assert_eq!(paper, receipt(&signed, &outcome));
                vault.entry(case.id).await?;
                vault.details(case.id).await?;
                vault.notice_cases(notice(n)).await?;
                found += 1;
            }
        }
        let listed = vault.acts(ActKind::Birth, office(), None, 100).await?.len();
        assert_eq!(listed, found, "what is listed is what is there");
        vault.outbox(100).await?;
        vault.verify_access_log().await?;
        Ok(found)
    }
}

/// The file that an error names, and the way out of it.
fn says_what_to_do(said: &str, file: &Path) -> bool {
    said.contains(file.to_str().unwrap()) && said.contains("backup")
}

fn all() -> usize {
    KEPT.len() + LOGGED.len()
}

#[tokio::test]
async fn a_database_cut_off_anywhere_is_said_and_never_read_in_part() {
    let left = Left::new().await;
    left.put(&left.db, &left.log);
    assert_eq!(left.read().await, Ok(all()));
    for len in (0..left.db.len()).step_by(2048).chain([1, 99, left.db.len() - 1]) {
        left.put(&left.db[..len], &[]);
        let said = left.read().await.expect_err("a part of a database is no database");
        assert!(says_what_to_do(&said, &left.directory.db()), "{len} bytes: {said}");
    }
}

#[tokio::test]
async fn a_changed_byte_of_the_database_is_said_or_touches_nothing() {
    let left = Left::new().await;
    let (mut said_so, mut whole) = (0, 0);
    for place in (0..left.db.len()).step_by(1021).chain(0..100) {
        let mut db = left.db.clone();
        db[place] ^= 0x10;
        left.put(&db, &[]);
        match left.read().await {
            Ok(found) => {
                assert_eq!(found, KEPT.len(), "byte {place}");
                whole += 1;
            }
            Err(said) => {
                let version = said.contains("format") || said.contains("no vault");
                assert!(version || says_what_to_do(&said, &left.directory.db()), "byte {place}: {said}");
                said_so += 1;
            }
        }
    }
    assert!(said_so > 50 && whole > 20, "{said_so} said, {whole} in places that hold nothing");
}

#[tokio::test]
async fn a_changed_byte_of_the_log_is_said_where_more_was_accepted_after_it() {
    let left = Left::new().await;
    let page = 4096 + 24;
    let frames = (left.log.len() - 32) / page;
    let commits: Vec<usize> =
        (0..frames).filter(|frame| left.log[32 + frame * page + 4..][..4] != [0; 4]).collect();
    let last = commits[commits.len() - 2]; // what stands behind it is the last transaction
    let (mut said_so, mut dropped) = (0, 0);
    for frame in 0..frames {
        for place in [5, 9, 17, 24 + frame % 4096] {
            let mut log = left.log.clone();
            log[32 + frame * page + place] ^= 0x10;
            left.put(&left.db, &log);
            match left.read().await {
                Err(said) => {
                    assert!(says_what_to_do(&said, &log_of(&left.directory)), "frame {frame}: {said}");
                    said_so += 1;
                }
                Ok(found) => {
                    assert!(frame > last, "frame {frame}, byte {place}: {found} cases");
                    assert!(found >= all() - 1, "only the last transaction is dropped");
                    dropped += 1;
                }
            }
        }
    }
    assert!(said_so > 0 && dropped > 0);
    for place in 0..32 {
        let mut log = left.log.clone();
        log[place] ^= 0x10;
        left.put(&left.db, &log);
        let said = left.read().await.expect_err("without its head a log is nothing to SQLite");
        assert!(says_what_to_do(&said, &log_of(&left.directory)), "byte {place}: {said}");
    }
}

#[tokio::test]
async fn a_log_that_ends_early_gives_the_transactions_before_its_end_whole() {
    let left = Left::new().await;
    let mut before = KEPT.len();
    for len in (0..=left.log.len()).step_by(5003) {
        left.put(&left.db, &left.log[..len]);
        let found = left.read().await.unwrap();
        assert!(found >= before && found <= all(), "{len} bytes: {found} cases");
        before = found;
    }
}

#[tokio::test]
async fn a_log_that_began_anew_over_an_older_one_is_whole_and_its_damage_is_said() {
    let (running, copy) = (Directory::new(), Directory::new());
    let vault = running.open().await;
    register(&vault, 1).await;
    let salt = |log: &[u8]| log[16..24].to_vec();
    let first = salt(&fs::read(log_of(&running)).unwrap());
    let mut rows = 0;
    // SQLite begins anew once there are a thousand frames; a few transactions more stand in the new log.
    let mut more = 0;
    while more < 5 {
        vault.log_access(&access("list")).await.unwrap();
        rows += 1;
        more += usize::from(salt(&fs::read(log_of(&running)).unwrap()) != first);
        assert!(rows < 2000, "the log never begins anew");
    }
    fs::create_dir_all(copy.path().join("data")).unwrap();
    fs::create_dir_all(copy.secrets()).unwrap();
    fs::copy(running.secrets().join("kek.key"), copy.secrets().join("kek.key")).unwrap();
    fs::copy(running.db(), copy.db()).unwrap();
    let mut log = fs::read(log_of(&running)).unwrap();
    fs::write(log_of(&copy), &log).unwrap();
    vault.close().await;
    let opened = copy.open().await;
    assert_eq!(opened.verify_access_log().await.unwrap(), rows);
    opened.close().await;
    log[32 + 24 + 100] ^= 1;
    fs::write(log_of(&copy), &log).unwrap();
    let said = Vault::open(&copy.db(), &copy.secrets()).await.unwrap_err().to_string();
    assert!(says_what_to_do(&said, &log_of(&copy)), "{said}");
}

#[tokio::test]
async fn the_index_of_the_log_may_be_lost_or_rubbish_and_a_lost_log_gives_what_the_file_holds() {
    let left = Left::new().await;
    left.put(&left.db, &left.log);
    assert_eq!(left.read().await, Ok(all()), "without an index");
    left.put(&left.db, &left.log);
    fs::write(left.directory.db().with_file_name("vault.db-shm"), b"rubbish".repeat(5000)).unwrap();
    assert_eq!(left.read().await, Ok(all()), "with one that is rubbish");
    left.put(&left.db, &left.log);
    fs::remove_file(log_of(&left.directory)).unwrap();
    assert_eq!(left.read().await, Ok(KEPT.len()), "without a log");
}
