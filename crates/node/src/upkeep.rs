//! What an operator does to the storage of a stopped node: have the state made again, let it vote again.
//!
//! # Format
//!
//! `signing-journal` in the storage holds the number of the journal that the validator votes by, in
//! decimal; 0 where there is no such file.
//!
//! # Invariants
//!
//! Both hold the storage's lock, so that no node runs meanwhile. A journal that was voted by is never
//! removed, and the number only grows.
use crate::{
    NodeConfig,
    block::PublicKey,
    config::Secrets,
    engine::forget_state,
    run::{RunError, agency_fits, claim, engine_directory, write_durably},
    voter::follow_partition,
};
use commonware_runtime::{Runner as _, tokio};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

const SIGNING_JOURNAL: &str = "signing-journal";

/// The storage of a stopped node, held until this is dropped.
struct Stopped {
    _claim: File,
    storage: PathBuf,
    me: PublicKey,
}

impl Stopped {
    fn of(config: &NodeConfig) -> Result<Self, RunError> {
        let genesis = config.load_genesis()?;
        let secrets = Secrets::load(&config.secrets)?;
        agency_fits(config, &genesis, &secrets)?;
        if !config.storage.join("genesis").exists() {
            return Err(RunError::NothingStored(config.storage.clone()));
        }
        let claim = claim(&config.storage, &genesis)?;
        Ok(Self { _claim: claim, storage: config.storage.clone(), me: secrets.identity.member() })
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> RunError + use<> {
    let path = path.to_owned();
    move |source| RunError::Storage { path, source }
}

/// Removes the state of a stopped node; its next start makes it again from the blocks. Returns how many
/// bytes of blocks there are to execute.
pub fn rebuild(config: &NodeConfig) -> Result<u64, RunError> {
    let stopped = Stopped::of(config)?;
    let engine = engine_directory(&stopped.storage);
    let runtime = tokio::Config::new().with_storage_directory(engine.clone());
    let me = stopped.me.clone();
    tokio::Runner::new(runtime)
        .start(async move |context| forget_state(&context, &me).await)
        .map_err(|error| RunError::Forget(error.to_string()))?;
    let blocks = engine.join(format!("v{}-block-value", &stopped.me.to_string()[..16]));
    let sizes = |directory: fs::ReadDir| {
        let length = |entry: io::Result<fs::DirEntry>| Ok::<_, io::Error>(entry?.metadata()?.len());
        directory.map(length).try_fold(0u64, |sum, length| Ok(sum.saturating_add(length?)))
    };
    match fs::read_dir(&blocks).and_then(sizes) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(failed(&blocks)(error)),
    }
}

/// Lets a stopped node vote again that followed without a vote: by a new journal, whose number is
/// returned.
pub fn rejoin(config: &NodeConfig) -> Result<u32, RunError> {
    let stopped = Stopped::of(config)?;
    let followed = engine_directory(&stopped.storage).join(follow_partition(&stopped.me));
    if !followed.exists() {
        return Err(RunError::NothingToRejoin);
    }
    let next = signing_journal(&stopped.storage)?.saturating_add(1);
    let path = stopped.storage.join(SIGNING_JOURNAL);
    write_durably(&stopped.storage, &path, &next.to_string(), || {}).map_err(failed(&path))?;
    // What it followed by is of no use any more; where it is old again it follows anew.
    fs::remove_dir_all(&followed).map_err(failed(&followed))?;
    Ok(next)
}

/// The journal that the validator with this storage votes by.
pub(crate) fn signing_journal(storage: &Path) -> Result<u32, RunError> {
    let path = storage.join(SIGNING_JOURNAL);
    match fs::read_to_string(&path) {
        Ok(text) => text.trim_end().parse().or(Err(RunError::SigningJournal(path))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(RunError::Storage { path, source }),
    }
}
