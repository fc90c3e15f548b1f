//! A node as a process: settings and secrets checked, storage claimed, everything started and stopped.
use crate::{
    block::PublicKey,
    breakage,
    chain::Fault,
    clocks::Wall,
    committee::{Committee, NotACommittee, member_key},
    config::{ConfigError, NodeConfig, Secrets},
    engine::{Settings, StartError, Stopped, start},
    mempool::Limits,
    pace::Pace,
    room,
    service::router,
    tcp::{self, Tcp},
    upkeep::signing_journal,
};
use commonware_macros::select;
use commonware_p2p::Address;
use commonware_runtime::{Runner as _, Spawner as _, Supervisor as _, tokio};
use commonware_utils::{channel::oneshot, ordered::Map};
use crash::Point;
use protocol::{
    genesis::Genesis,
    hash::{from_hex, hex},
    network::KeyOrigin,
};
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    net::{SocketAddr, TcpListener},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// First buckets of the two archives: part of the format on disk.
const TABLE_SIZE: u32 = 65_536;
/// How long the parts of a stopping node may take to finish what they are at.
const STOP_MAX: Duration = Duration::from_secs(5);
/// How long clients that wait for an answer may hold up the stop.
const CLIENTS_STOP_MAX: Duration = Duration::from_millis(500);

/// Why a node does not run, or does not any more.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Settings, genesis or secrets cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// They do not belong together.
    #[error(transparent)]
    Committee(#[from] NotACommittee),
    /// The settings name another agency than the identity belongs to.
    #[error("the settings are for \"{configured}\", but identity.key belongs to \"{member}\"")]
    Agency {
        /// The agency in the settings.
        configured: String,
        /// The agency of the key.
        member: String,
    },
    /// A peer's key is none.
    #[error("peers: expected a public key of 64 hexadecimal digits, found \"{0}\"")]
    PeerKey(String),
    /// A peer is no member, or stands there twice.
    #[error("peers: {0} is no member of this network, or stands there twice")]
    PeerUnknown(String),
    /// A member is missing.
    #[error("peers: the address of \"{0}\" is missing")]
    PeerMissing(String),
    /// A dealt key would leave the machine.
    #[error(
        "this network's key was dealt by one hand, so it may run on one machine only: {0} is not a loopback address"
    )]
    DealerKey(SocketAddr),
    /// The service would be open to other machines.
    #[error("the client service may listen on this machine only: {0} is not a loopback address")]
    ServiceExposed(SocketAddr),
    /// The address is in use.
    #[error("cannot listen at {address}: another program uses it; stop that program or choose another port")]
    PortTaken {
        /// The address.
        address: SocketAddr,
    },
    /// The address cannot be listened at.
    #[error("cannot listen at {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The storage cannot be used.
    #[error("cannot use the storage {}", path.display())]
    Storage {
        /// The directory or file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// Another process uses the storage.
    #[error("another process uses the storage {}: two validators with one key would contradict themselves", .0.display())]
    StorageInUse(PathBuf),
    /// The storage is of another network.
    #[error("the storage {} belongs to another network (genesis {found}, here {expected}): choose another directory", path.display())]
    OtherGenesis {
        /// The directory.
        path: PathBuf,
        /// The genesis digest written there.
        found: String,
        /// The genesis digest of the settings.
        expected: String,
    },
    /// The mark of the network is not one.
    #[error("the mark of the network in {} is damaged: expected 64 hexadecimal digits", .0.display())]
    Mark(PathBuf),
    /// The storage is not what was written there.
    #[error("the storage {} is damaged: {what}", path.display())]
    Damaged {
        /// The directory.
        path: PathBuf,
        /// What the engine found, in its words.
        what: String,
    },
    /// The state is not what was written there; the blocks may be.
    #[error("the state in the storage {} is damaged: {what}", path.display())]
    StateDamaged {
        /// The directory.
        path: PathBuf,
        /// What the store found, in its words.
        what: String,
    },
    /// The engine ended where it must not: most often its storage is damaged, or the disk failed.
    #[error("the engine broke off over the storage {}: {what}", path.display())]
    BrokeOff {
        /// The directory.
        path: PathBuf,
        /// What the engine said, in its words.
        what: String,
    },
    /// The disk under the storage is full.
    #[error("the disk under the storage {} is full: {what}", path.display())]
    Full {
        /// The directory.
        path: PathBuf,
        /// What the engine could not do, in its words.
        what: String,
    },
    /// No node ran with this storage.
    #[error("nothing is stored in {}: no validator ran with it", .0.display())]
    NothingStored(PathBuf),
    /// The file that names the journal is not as it was written.
    #[error("{}: expected the number of a journal", .0.display())]
    SigningJournal(PathBuf),
    /// The validator never followed without a vote.
    #[error("this validator did not follow without a vote since it last could: there is nothing to rejoin")]
    NothingToRejoin,
    /// The state cannot be removed.
    #[error("the state cannot be removed: {0}")]
    Forget(String),
    /// The validator does not start.
    #[error(transparent)]
    Start(StartError),
    /// The validator stopped by itself.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The client service ended.
    #[error("the client service ended by itself")]
    Service,
}

impl RunError {
    /// What an operator does about it.
    pub fn advice(&self) -> String {
        match self {
            Self::Damaged { path, .. } | Self::BrokeOff { path, .. } => format!(
                "See that the disk has room and is sound, and start it again. Where it stops with the same words, \
                 keep {0} as it is under another name, wait until the other agencies have made a block, and start \
                 with an empty {0}: everything in it comes from them again. Never two validators at a time, and \
                 never with an older copy of it.",
                path.display()
            ),
            Self::Full { path, .. } => format!(
                "Make room on that disk and start it again: it goes on with what is in {}. Remove nothing of that.",
                path.display()
            ),
            Self::StateDamaged { .. } => {
                "See that the disk has room and is sound, run `dalolat node rebuild` with the \
                 same settings, and start it again: the state is made again from the blocks."
                    .to_owned()
            }
            Self::Mark(path) => format!(
                "Where the genesis of the settings is the right one, remove {}: it is written again.",
                path.display()
            ),
            Self::Config(_)
            | Self::Committee(_)
            | Self::Agency { .. }
            | Self::PeerKey(_)
            | Self::PeerUnknown(_)
            | Self::PeerMissing(_)
            | Self::DealerKey(_)
            | Self::ServiceExposed(_)
            | Self::PortTaken { .. }
            | Self::Listen { .. }
            | Self::Storage { .. }
            | Self::StorageInUse(_)
            | Self::OtherGenesis { .. }
            | Self::NothingStored(_)
            | Self::SigningJournal(_)
            | Self::NothingToRejoin
            | Self::Forget(_)
            | Self::Start(_)
            | Self::Stopped(_)
            | Self::Service => "Nothing final was lost: start it again once that is mended.".to_owned(),
        }
    }

    /// The same with what the engine says of its storage, where that is why the node does not run.
    fn of_storage(self, storage: &Path) -> Self {
        let path = storage.to_owned();
        let error = match (self, breakage::first()) {
            (Self::Start(_) | Self::Stopped(Stopped::Engine), Some(what)) => Self::BrokeOff { path, what },
            (Self::Start(StartError::Storage(what)), None) => Self::Damaged { path, what },
            (Self::Start(StartError::Replay(fault @ Fault::Missing { .. })), None) => {
                Self::Damaged { path, what: fault.to_string() }
            }
            (
                Self::Start(StartError::Replay(Fault::Store(what)))
                | Self::Stopped(Stopped::Fault(Fault::Store(what))),
                None,
            ) => Self::StateDamaged { path, what },
            (other, _) => other,
        };
        error.unless_full()
    }

    /// The same, or that the disk is full where that is why.
    fn unless_full(self) -> Self {
        match self {
            Self::BrokeOff { path, what }
            | Self::Damaged { path, what }
            | Self::StateDamaged { path, what }
                if room::is_full(&path) =>
            {
                Self::Full { path, what }
            }
            other => other,
        }
    }
}

/// Runs a node until `shutdown` is done or something is wrong. It takes the calling thread.
pub fn run(config: &NodeConfig, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), RunError> {
    let genesis = Arc::new(config.load_genesis()?);
    let secrets = Secrets::load(&config.secrets)?;
    let scheme = Committee::of(&genesis)?.signer(&secrets.identity, &secrets.share)?;
    agency_fits(config, &genesis, &secrets)?;
    let peers = peers(config, &genesis, &secrets)?;
    loopback_where_due(config, &genesis)?;
    let _claim = claim(&config.storage, &genesis)?;
    crash::point(Point::NodeStartClaimed);
    // The engine ends the process where it cannot listen, so that this is tried before.
    drop(listen(config.listen)?);
    let clients = listen(config.service)?;

    let runtime = tokio::Config::new()
        .with_worker_threads(2)
        .with_tcp_nodelay(Some(true))
        .with_storage_directory(engine_directory(&config.storage));
    let listen = config.listen;
    let settings = Settings {
        me: secrets.identity.member(),
        scheme,
        table_size: TABLE_SIZE,
        limits: Limits::default(),
        pace: Pace::default(),
        journal: signing_journal(&config.storage)?,
        wall: Wall::default(),
        genesis,
    };
    let running = async move |context: tokio::Context| {
        let namespace = settings.genesis.network.namespace();
        let (links, network) =
            tcp::connect(&context.child("tcp"), &secrets.identity, &namespace, listen, peers);
        let started = start::<_, Tcp>(context.child("validator"), settings, links).await;
        let (validator, running) = started.map_err(RunError::Start)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let routes = router(validator, secrets.tokens);
        let service = context.child("service").spawn(async move |_| {
            let clients = ::tokio::net::TcpListener::from_std(clients)?;
            let serving = axum::serve(clients, routes);
            // The sender is dropped or used when the node stops: either way it is time.
            serving.with_graceful_shutdown(async move { drop(stopped.await) }).await
        });
        tracing::info!(node.listen = %listen, "ready");
        let mut service = service;
        let result = select! {
            () = shutdown => Ok(()),
            stopped = running => Err(RunError::Stopped(stopped.unwrap_or(Stopped::Engine))),
            _ = network => Err(RunError::Stopped(Stopped::Engine)),
            _ = &mut service => Err(RunError::Service),
        };
        if result.is_ok() {
            tracing::info!("stopping");
            drop(stop);
            drop(::tokio::time::timeout(CLIENTS_STOP_MAX, service).await);
            drop(context.stop(0, Some(STOP_MAX)).await);
        }
        result
    };
    let storage = &config.storage;
    match breakage::heard(|| tokio::Runner::new(runtime).start(running)) {
        Ok(result) => result.map_err(|error| error.of_storage(storage)),
        Err(what) => Err(RunError::BrokeOff { path: storage.clone(), what }.unless_full()),
    }
}

/// Where the engine keeps its files.
pub(crate) fn engine_directory(storage: &Path) -> PathBuf {
    storage.join("engine")
}

pub(crate) fn agency_fits(config: &NodeConfig, genesis: &Genesis, secrets: &Secrets) -> Result<(), RunError> {
    let me = secrets.identity.public_key();
    let member = genesis.members.iter().find(|member| member.public_key == me);
    let member = member.ok_or(NotACommittee::NotAMember)?;
    if member.agency == config.agency {
        return Ok(());
    }
    Err(RunError::Agency { configured: config.agency.clone(), member: member.agency.clone() })
}

/// The addresses of all members, this one included.
fn peers(
    config: &NodeConfig,
    genesis: &Genesis,
    secrets: &Secrets,
) -> Result<Map<PublicKey, Address>, RunError> {
    let mut addresses = BTreeMap::from([(secrets.identity.public_key(), config.listen)]);
    for peer in &config.peers {
        let key: [u8; 32] =
            from_hex(&peer.public_key).ok_or_else(|| RunError::PeerKey(peer.public_key.clone()))?;
        let member = genesis.members.iter().any(|member| member.public_key == key);
        if !member || addresses.insert(key, peer.address).is_some() {
            return Err(RunError::PeerUnknown(peer.public_key.clone()));
        }
    }
    let mut peers = Vec::new();
    for member in &genesis.members {
        let address =
            addresses.get(&member.public_key).ok_or_else(|| RunError::PeerMissing(member.agency.clone()))?;
        let key = member_key(&member.public_key).ok_or(NotACommittee::MemberKey)?;
        peers.push((key, Address::from(*address)));
    }
    Ok(peers.try_into().or(Err(NotACommittee::MemberKey))?)
}

fn loopback_where_due(config: &NodeConfig, genesis: &Genesis) -> Result<(), RunError> {
    if !config.service.ip().is_loopback() {
        return Err(RunError::ServiceExposed(config.service));
    }
    match genesis.key_origin {
        KeyOrigin::Dealer => {
            let mut all = config.peers.iter().map(|peer| peer.address).chain([config.listen]);
            all.find(|address| !address.ip().is_loopback())
                .map_or(Ok(()), |address| Err(RunError::DealerKey(address)))
        }
        KeyOrigin::Dkg => Ok(()),
    }
}

/// Makes the storage's directory, locks it for as long as the returned file lives, and writes or
/// compares the mark of its network.
pub(crate) fn claim(storage: &Path, genesis: &Genesis) -> Result<File, RunError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| RunError::Storage { path, source }
    };
    fs::DirBuilder::new().recursive(true).mode(0o700).create(storage).map_err(failed(storage))?;
    let path = storage.join("lock");
    let lock = OpenOptions::new().create(true).append(true).open(&path).map_err(failed(&path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(RunError::StorageInUse(storage.to_owned())),
        Err(TryLockError::Error(source)) => return Err(RunError::Storage { path, source }),
    }
    let expected = hex(genesis.parent().as_bytes());
    let mark = storage.join("genesis");
    match fs::read_to_string(&mark) {
        Ok(found) if found.trim_end() == expected => Ok(lock),
        Ok(found) if from_hex::<32>(found.trim_end()).is_none() => Err(RunError::Mark(mark)),
        Ok(found) => {
            let found = found.trim_end().chars().take(64).collect();
            Err(RunError::OtherGenesis { path: storage.to_owned(), found, expected })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let written = || {
                crash::point(Point::NodeStartMark);
            };
            write_durably(storage, &mark, &expected, written).map_err(failed(&mark))?;
            Ok(lock)
        }
        Err(source) => Err(RunError::Storage { path: mark, source }),
    }
}

/// Writes a file of the storage so that after a crash it is there whole, or as it was; `written` runs
/// before it takes its place.
pub(crate) fn write_durably(
    storage: &Path,
    path: &Path,
    text: &str,
    written: impl FnOnce(),
) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    written();
    fs::rename(&part, path)?;
    File::open(storage)?.sync_all()
}

/// Listens at an address, for the runtime to take over.
fn listen(address: SocketAddr) -> Result<TcpListener, RunError> {
    let listener = TcpListener::bind(address).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => RunError::PortTaken { address },
        _ => RunError::Listen { address, source },
    })?;
    listener.set_nonblocking(true).map_err(|source| RunError::Listen { address, source })?;
    Ok(listener)
}
