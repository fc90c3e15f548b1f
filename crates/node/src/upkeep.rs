//! What an operator does to the storage of a stopped node: have the state made again.
//!
//! # Invariants
//!
//! The storage's lock is held, so that no node runs meanwhile. The journal of the validator's votes is
//! never touched.
use crate::{
    NodeConfig,
    block::PublicKey,
    config::Secrets,
    engine::forget_state,
    run::{RunError, agency_fits, claim},
};
use commonware_runtime::{Runner as _, tokio};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

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
    let engine = stopped.storage.join("engine");
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
