//! What the process is told when it starts.
//!
//! # Format
//!
//! `dalolat/portal/1`, a JSON file. Paths are those of this machine or relative to the file's directory.
//! Secrets are never in it, only the paths of their files.
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// The name of the format.
pub const FORMAT: &str = "dalolat/portal/1";
const BYTES_MAX: u64 = 1024 * 1024;

/// The configuration of a portal process.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// [`FORMAT`].
    pub format: String,
    /// Where to listen: an address of this machine only, such as `127.0.0.1:8080`.
    pub bind: SocketAddr,
    /// The vault's database file; made where absent.
    pub vault: PathBuf,
    /// The directory of the keys: `kek.key` of the vault and `tag.key`, which are made together with a new
    /// vault, and `service.key`, by which the ledger knows the service.
    pub secrets: PathBuf,
    /// The genesis of the network, canonical CBOR.
    pub genesis: PathBuf,
    /// The staff list.
    pub staff: PathBuf,
    /// All validators of the network.
    pub validators: Vec<ValidatorConfig>,
    /// Where a certificate is checked on the network, as people type it; printed on papers.
    pub check_address: String,
    /// The directory with the keys of ready desks, `<officer>/secrets/signing.key`; with it the portal has a counter. On
    /// a network of class *demo* alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desks: Option<PathBuf>,
}

/// A validator and where the token for it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidatorConfig {
    /// Such as `http://127.0.0.1:7101`.
    pub url: String,
    /// A secret file of 32 bytes: 64 hexadecimal digits, mode 0600. The digits are the bearer token.
    pub token_file: PathBuf,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Not of the format.
    #[error("{} is no configuration of the portal", path.display())]
    Json {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// Another format.
    #[error("{} is not of the format {FORMAT}", path.display())]
    Format {
        /// Which file.
        path: PathBuf,
    },
    /// An address that others can reach.
    #[error(
        "{bind} is not an address of this machine alone: the portal speaks without encryption, so use 127.0.0.1:PORT"
    )]
    NotLoopback {
        /// The address asked for.
        bind: SocketAddr,
    },
}

impl Config {
    /// Reads a configuration file and resolves its paths.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let failed = |source| ConfigError::File { path: path.to_owned(), source };
        if fs::metadata(path).map_err(failed)?.len() > BYTES_MAX {
            return Err(failed(io::Error::other("it has more than one mebibyte")));
        }
        let bytes = fs::read(path).map_err(failed)?;
        let config: Self = serde_json::from_slice(&bytes)
            .map_err(|source| ConfigError::Json { path: path.to_owned(), source })?;
        if config.format != FORMAT {
            return Err(ConfigError::Format { path: path.to_owned() });
        }
        config.check()?;
        Ok(config.resolved(path.parent().unwrap_or(Path::new("."))))
    }

    /// Refuses an address that others can reach.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.bind.ip().is_loopback() { Ok(()) } else { Err(ConfigError::NotLoopback { bind: self.bind }) }
    }

    /// The same configuration with every relative path taken from `directory`.
    #[must_use]
    pub fn resolved(mut self, directory: &Path) -> Self {
        let own = [&mut self.vault, &mut self.secrets, &mut self.genesis, &mut self.staff];
        let tokens = self.validators.iter_mut().map(|validator| &mut validator.token_file);
        for path in own.into_iter().chain(tokens).chain(&mut self.desks) {
            *path = directory.join(&*path);
        }
        self
    }
}
