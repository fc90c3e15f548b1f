//! The process: opens everything, listens, and ends in order.
use crate::{
    config::{Config, ConfigError},
    routes,
};
use crash::Point;
use protocol::{Canonical as _, Malformed, genesis::Genesis, hash::hex};
use registry::{
    Registry,
    edge::{SystemClock, SystemRandom},
    key::{SERVICE_OFFICER, ServiceKey},
    ledger::{HttpLedger, NoClient, ValidatorAddress},
    service::Parts,
    soft::{NotADemo, SoftKeys},
    staff::{Staff, StaffError},
    tagger::HmacTagger,
};
use std::{fs, io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, time::timeout};
use vault::{
    OpenError, Vault,
    secrets::{SecretError, create_secret, read_secret},
};
use verifier::keys::{KeyFile, NotAKeyFile};

/// How long requests may take to end when the process does.
const FAREWELL: Duration = Duration::from_secs(10);

/// Why the portal does not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration cannot stand.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file cannot be read.
    #[error("cannot read {what} {}", path.display())]
    File {
        /// What the file is.
        what: &'static str,
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The genesis is not one.
    #[error("{} is no genesis of a network", path.display())]
    Genesis {
        /// Which file.
        path: PathBuf,
        /// Where it fails.
        #[source]
        source: Malformed,
    },
    /// The genesis holds a key that no network-key file can.
    #[error("{} has a key that cannot be given to those who check", path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: NotAKeyFile,
    },
    /// The staff list cannot stand.
    #[error("the staff list {} cannot be used", path.display())]
    Staff {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: StaffError,
    },
    /// A secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The vault cannot be opened.
    #[error(transparent)]
    Vault(#[from] OpenError),
    /// The validators cannot be asked.
    #[error(transparent)]
    Validators(#[from] NoClient),
    /// Somebody else listens there.
    #[error(
        "another process listens at {address}: end that process, or choose another port in the configuration"
    )]
    PortTaken {
        /// Where.
        address: SocketAddr,
    },
    /// Ready desks where none may be.
    #[error(transparent)]
    Desks(#[from] NotADemo),
    /// Listening failed otherwise.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl RunError {
    /// What an operator does about it.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Vault(
                OpenError::Corrupt { .. }
                | OpenError::Log { .. }
                | OpenError::Missing { .. }
                | OpenError::KeyMissing { .. }
                | OpenError::WrongKey { .. },
            ) => {
                "Keep what is there under another name, and put database and keys of the newest backup in its place. \
                 Acts that were accepted after that backup stand on the ledger, and their records nowhere: tell \
                 whoever answers for the register before the portal starts again."
            }
            Self::Vault(
                OpenError::Path { .. }
                | OpenError::Version { .. }
                | OpenError::Foreign { .. }
                | OpenError::Secret(_)
                | OpenError::Random(_)
                | OpenError::Full { .. }
                | OpenError::Locked { .. }
                | OpenError::Database { .. },
            )
            | Self::Config(_)
            | Self::File { .. }
            | Self::Genesis { .. }
            | Self::Key { .. }
            | Self::Staff { .. }
            | Self::Secret(_)
            | Self::Validators(_)
            | Self::Desks(_)
            | Self::PortTaken { .. }
            | Self::Listen { .. } => "Nothing accepted was lost: start it again once that is mended.",
        }
    }
}

/// A portal that is open and listens, and does not answer yet.
pub struct Portal {
    registry: Registry,
    keys: KeyFile,
    desks: Option<SoftKeys>,
    vault: Vault,
    listener: TcpListener,
    address: SocketAddr,
}

impl core::fmt::Debug for Portal {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Portal({})", self.address)
    }
}

/// Runs the portal until `shutdown` is done.
pub async fn run(
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    Portal::open(config).await?.serve(shutdown).await
}

impl Portal {
    /// Opens everything that the configuration names, and takes the port first, so that a second
    /// process of the same configuration touches nothing.
    pub async fn open(config: Config) -> Result<Self, RunError> {
        config.check()?;
        let (listener, address) = listen(config.bind).await?;
        let read = |what, path: &PathBuf| {
            fs::read(path).map_err(|source| RunError::File { what, path: path.clone(), source })
        };
        let genesis = Genesis::from_bytes(&read("the genesis", &config.genesis)?)
            .map_err(|source| RunError::Genesis { path: config.genesis.clone(), source })?;
        let keys = KeyFile::of_genesis(&genesis)
            .map_err(|source| RunError::Key { path: config.genesis.clone(), source })?;
        let staff = Staff::from_json(&read("the staff list", &config.staff)?)
            .map_err(|source| RunError::Staff { path: config.staff.clone(), source })?;
        let desks =
            config.desks.as_ref().map(|path| SoftKeys::open(path, genesis.network.class)).transpose()?;
        let ledger = HttpLedger::new(&validators(&config)?, genesis.faults())?;
        let service = ServiceKey::new(read_secret(&config.secrets.join("service.key"))?, SERVICE_OFFICER);
        let tagger = tagger(&config)?;
        let vault = Vault::open(&config.vault, &config.secrets).await?;
        let registry = Registry::new(Parts {
            vault: vault.clone(),
            ledger: Arc::new(ledger),
            staff,
            tagger: Arc::new(tagger),
            genesis,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            check_address: config.check_address,
            service,
        });
        crash::point(Point::PortalStartOpened);
        Ok(Self { registry, keys, desks, vault, listener, address })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` is done; then ends the requests that run, the worker and the vault.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), RunError> {
        let Self { registry, keys, desks, vault, listener, address } = self;
        let (end, ended) = watch::channel(false);
        let worker = tokio::spawn(registry.clone().work(ended.clone()));
        let mut requests_end = ended;
        let server = axum::serve(listener, routes::router(registry, &keys, desks));
        let server = server.with_graceful_shutdown(async move {
            // An error says that the sender is gone, which is an end too.
            drop(requests_end.wait_for(|end| *end).await);
        });
        let mut server = tokio::spawn(server.into_future());
        tracing::info!(%address, "the portal answers");
        let result = tokio::select! {
            () = shutdown => None,
            over = &mut server => Some(over),
        };
        end.send_replace(true);
        let result = match result {
            Some(over) => Some(over),
            None => timeout(FAREWELL, &mut server).await.ok(),
        };
        if let Err(fault) = worker.await {
            tracing::error!(error = &fault as &dyn core::error::Error, "the worker broke off");
        }
        vault.close().await;
        match result {
            Some(Ok(Err(source))) => Err(RunError::Listen { address, source }),
            Some(Err(fault)) => Err(RunError::Listen { address, source: io::Error::other(fault) }),
            Some(Ok(Ok(()))) | None => Ok(()),
        }
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), RunError> {
    let failed = |source: io::Error| {
        if source.kind() == io::ErrorKind::AddrInUse {
            RunError::PortTaken { address }
        } else {
            RunError::Listen { address, source }
        }
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

fn validators(config: &Config) -> Result<Vec<ValidatorAddress>, SecretError> {
    let address = |validator: &crate::config::ValidatorConfig| {
        let token: [u8; 32] = read_secret(&validator.token_file)?;
        Ok(ValidatorAddress { url: validator.url.clone(), token: hex(&token) })
    };
    config.validators.iter().map(address).collect()
}

/// The key of the tags, made together with a new vault and never again: another key would not know
/// again what has served.
fn tagger(config: &Config) -> Result<HmacTagger, SecretError> {
    let path = config.secrets.join("tag.key");
    let fresh = !Vault::is_begun(&config.vault, &config.secrets) && !path.exists();
    let key = if fresh { create_secret(&path)? } else { read_secret(&path)? };
    if fresh {
        crash::point(Point::PortalStartTagKey);
    }
    Ok(HmacTagger::new(key))
}
