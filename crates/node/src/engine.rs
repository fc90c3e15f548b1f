//! One validator put together, generic over the runtime `E` and the network `N`.
//!
//! Storage is the engine's: archives of blocks and finalizations, the journal of own votes. Sizes and
//! names of partitions here are part of the format on disk.
//!
//! # Recovery
//!
//! After a stop at any moment: the journal keeps the validator from voting twice, the archives hold
//! every final block, and the state goes on from what was brought to the disk before consensus asks
//! anything. The whole state can be made again from the blocks: [`forget_state`].
use crate::{
    admission::Admission,
    application::{Application, execute_final},
    block::{Block, Context, PublicKey, Scheme},
    chain::{Chain, Fault, OpenError},
    clocks::Wall,
    committee::{Committee, NotACommittee},
    forward::forward,
    mempool::{Limits, Mempool},
    meter::Part,
    neighbours::Neighbours,
    pace::Pace,
    planted::{self, Planted},
    receipts::Receipts,
    store::{self, Store, StoreError},
    validator::{Pause, Validator},
    voter::Voter,
};
use commonware_broadcast::buffered;
use commonware_consensus::{
    Application as Engine,
    marshal::{
        self,
        core::Actor as Marshal,
        resolver::p2p as backfill,
        standard::{Deferred, Standard},
    },
    simplex,
    types::{FixedEpocher, Height, ViewDelta},
};
use commonware_cryptography::{Digestible as _, certificate::ConstantProvider, sha256::Digest};
use commonware_macros::select;
use commonware_p2p::{Blocker, Provider, Receiver, Sender};
use commonware_parallel::Sequential;
use commonware_runtime::{
    Clock, Handle, Metrics, Quota, Spawner, Storage,
    buffer::paged::{CacheRef, page_size},
};
use commonware_storage::archive::immutable;
use commonware_utils::{NZDuration, NZU32, NZU64, NZUsize, channel::mpsc, vec::NonEmptyVec};
use core::num::{NonZeroU64, NonZeroUsize};
use crash::Point;
use futures::future::BoxFuture;
use protocol::genesis::Genesis;
use rand_core::CryptoRng;
use std::{sync::Arc, time::Duration};

/// The network's types, as one parameter.
pub trait Net: 'static {
    /// Sends on one channel.
    type Sender: Sender<PublicKey = PublicKey>;
    /// Receives on one channel.
    type Receiver: Receiver<PublicKey = PublicKey>;
    /// Cuts off a peer that breaks the protocol.
    type Blocker: Blocker<PublicKey = PublicKey>;
    /// Says who the peers are.
    type Peers: Provider<PublicKey = PublicKey>;
}

/// Both ends of one channel.
pub type Channel<N> = (<N as Net>::Sender, <N as Net>::Receiver);

/// A validator's end of the network: a channel for each protocol, and the network's two controls.
pub struct Links<N: Net> {
    /// Votes.
    pub votes: Channel<N>,
    /// Notarizations, nullifications and finalizations.
    pub certificates: Channel<N>,
    /// Missing ones of them.
    pub resolver: Channel<N>,
    /// Proposed blocks.
    pub blocks: Channel<N>,
    /// Missing blocks.
    pub backfill: Channel<N>,
    /// Entries that wait.
    pub entries: Channel<N>,
    /// What the validators tell each other about each other.
    pub neighbours: Channel<N>,
    /// Cuts off a peer.
    pub blocker: N::Blocker,
    /// Says who the peers are.
    pub peers: N::Peers,
}

impl<N: Net> Links<N> {
    /// Takes the channels in the order of their numbers.
    pub fn new(mut channels: impl Iterator<Item = Channel<N>>, blocker: N::Blocker, peers: N::Peers) -> Self {
        let mut next = || channels.next().expect("there are as many channels as CHANNELS says");
        Self {
            votes: next(),
            certificates: next(),
            resolver: next(),
            blocks: next(),
            backfill: next(),
            entries: next(),
            neighbours: next(),
            blocker,
            peers,
        }
    }
}

/// The number of channels.
pub const CHANNELS: u64 = 7;
/// The channel of proposed blocks.
const BLOCKS: u64 = 3;
/// The channel of missing blocks.
const BACKFILL: u64 = 4;
/// The channel of [`crate::neighbours`].
const NEIGHBOURS: u64 = CHANNELS - 1;
/// Messages per second, for each channel and peer. More costs memory: buffers are sized by it.
const QUOTA: Quota = Quota::per_second(NZU32!(4096));
/// The same for proposed blocks, each of up to 1 MiB: an honest leader sends some in a second.
const QUOTA_BLOCKS: Quota = Quota::per_second(NZU32!(128));
/// The same for missing blocks and the questions for them: a validator that catches up asks for twenty at once.
const QUOTA_BACKFILL: Quota = Quota::per_second(NZU32!(512));
/// The same where a few small messages are all there is.
const QUOTA_FEW: Quota = Quota::per_second(NZU32!(32));

/// How many messages per second a channel takes from each peer.
pub const fn quota(channel: u64) -> Quota {
    match channel {
        BLOCKS => QUOTA_BLOCKS,
        BACKFILL => QUOTA_BACKFILL,
        NEIGHBOURS => QUOTA_FEW,
        _ => QUOTA,
    }
}

/// Who a validator is and how it keeps its things.
#[derive(Clone)]
pub struct Settings {
    /// The genesis of the network.
    pub genesis: Arc<Genesis>,
    /// The validator's key on the network.
    pub me: PublicKey,
    /// The validator's scheme: [`crate::committee::Committee::signer`].
    pub scheme: Scheme,
    /// First buckets of the two archives; part of the format on disk. Small where storage is memory.
    pub table_size: u32,
    /// How many entries may wait.
    pub limits: Limits,
    /// How long it waits for what.
    pub pace: Pace,
    /// Which of the validator's journals it votes by: 0, and one more after each `dalolat node rejoin`.
    pub journal: u32,
    /// The machine's clock.
    pub wall: Wall,
}

/// The engine's store of blocks, as it is asked.
pub type Mailbox = marshal::core::Mailbox<Scheme, Standard<Block>>;

/// Why a validator does not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The genesis describes no committee.
    #[error(transparent)]
    Committee(#[from] NotACommittee),
    /// The storage cannot be opened; the message is the engine's.
    #[error("the validator's storage cannot be opened: {0}")]
    Storage(String),
    /// The stored blocks do not lead to a state.
    #[error("the validator cannot go on from what is stored")]
    Replay(#[source] Fault),
}

impl StartError {
    fn state(error: &StoreError) -> Self {
        Self::Replay(Fault::store(error))
    }
}

/// What the names of the state's partitions begin with.
fn state_prefix(me: &PublicKey) -> String {
    format!("v{}-state", &me.to_string()[..16])
}

/// Removes the state of a validator from the disk, whatever its condition: the next start makes it again
/// from the blocks.
pub async fn forget_state<E: store::Context>(context: &E, me: &PublicKey) -> Result<(), StoreError> {
    let cache = CacheRef::new(page_size(4096), NZUsize!(64));
    Store::erase(context, &store::Settings::new(&state_prefix(me), cache)).await
}

/// Why a validator that ran does not run any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// A fact that must not be.
    #[error("the node stopped itself, because a wrong register is worse than a stopped one")]
    Fault(#[source] Fault),
    /// A part of the engine ended: the network is gone or the storage failed.
    #[error("a part of the engine ended; the lines logged before say which")]
    Engine,
}

pub(crate) const MAILBOX: NonZeroUsize = NZUsize!(1024);
pub(crate) const BUFFER: NonZeroUsize = NZUsize!(256 * 1024);
/// Each archive writes a bitmap of this many bits with every block.
const ITEMS_PER_SECTION: NonZeroU64 = NZU64!(8_192);

/// What the engine drives: the [`Application`], or what a simulation puts around it.
pub trait Driven<E: Spawner + Metrics + Clock>:
    Engine<E, SigningScheme = Scheme, Context = Context, Block = Block, Input = ()>
{
}

impl<E, A> Driven<E> for A
where
    E: Spawner + Metrics + Clock,
    A: Engine<E, SigningScheme = Scheme, Context = Context, Block = Block, Input = ()>,
{
}

/// Starts a validator and returns once it runs. The handle ends when any of its parts does, and
/// everything below `context` ends with the task that owns it.
pub async fn start<E, N>(
    context: E,
    settings: Settings,
    links: Links<N>,
) -> Result<(Validator, Handle<Stopped>), StartError>
where
    E: Clock + Spawner + Storage + Metrics + CryptoRng,
    N: Net,
{
    start_with(context, settings, links, |application| application).await
}

/// The same with something around the application that proposes and judges blocks.
pub async fn start_with<E, N, A>(
    context: E,
    settings: Settings,
    links: Links<N>,
    around: impl FnOnce(Application) -> A,
) -> Result<(Validator, Handle<Stopped>), StartError>
where
    E: Clock + Spawner + Storage + Metrics + CryptoRng,
    N: Net,
    A: Driven<E>,
{
    let pool = Arc::new(Mempool::new(settings.limits));

    // Partition names are for each validator, because simulated ones share one storage.
    let prefix = format!("v{}", &settings.me.to_string()[..16]);
    let cache = CacheRef::new(page_size(4096), NZUsize!(2048));
    let broken = |error: &dyn core::fmt::Display| StartError::Storage(error.to_string());
    let state = store::Settings::new(&state_prefix(&settings.me), cache.clone());
    let state =
        Store::open(context.child("state"), &state).await.map_err(|error| StartError::state(&error))?;
    let chain = Chain::open(Arc::clone(&settings.genesis), Box::new(state)).await;
    let chain = Arc::new(chain.map_err(|error| match error {
        OpenError::Committee(error) => StartError::Committee(error),
        OpenError::Store(error) => StartError::state(&error),
    })?);
    let admission = Arc::new(Admission::new(Arc::clone(&chain), Arc::clone(&pool)));
    let genesis = chain.genesis_block().clone().seal();
    let genesis_digest = genesis.digest();
    let table = settings.table_size;
    let finalizations = immutable::Archive::init(
        context.child("finalizations"),
        archive(&prefix, "finalization", table, &cache, ()),
    );
    let finalizations = finalizations.await.map_err(|error| broken(&error))?;
    let blocks =
        immutable::Archive::init(context.child("blocks"), archive(&prefix, "block", table, &cache, ()));
    let blocks = blocks.await.map_err(|error| broken(&error))?;
    crash::point(Point::NodeStartOpened);

    let (buffer, buffer_mailbox) = buffered::Engine::new(
        context.child("buffer"),
        buffered::Config {
            public_key: settings.me.clone(),
            mailbox_size: MAILBOX,
            deque_size: 10,
            priority: true,
            codec_config: (),
            peer_provider: links.peers.clone(),
            strategy: Sequential,
        },
    );
    let backfill = backfill::init(
        context.child("backfill"),
        backfill::Config {
            public_key: settings.me.clone(),
            peer_provider: links.peers.clone(),
            blocker: links.blocker.clone(),
            mailbox_size: MAILBOX,
            fetch_timeout: NZDuration!(Duration::from_secs(2)),
            fetch_retry_delay: Duration::from_millis(100),
            priority_requests: false,
            priority_responses: false,
        },
        links.backfill,
    );
    // One epoch without end, while the members do not change.
    let epocher = FixedEpocher::new(NZU64!(u64::MAX));
    let (marshal, mailbox, _) = Marshal::init(
        context.child("marshal"),
        finalizations,
        blocks,
        marshal::Config {
            provider: ConstantProvider::new(settings.scheme.clone()),
            epocher: epocher.clone(),
            start: marshal::Start::Genesis(genesis),
            partition_prefix: format!("{prefix}-marshal"),
            mailbox_size: MAILBOX,
            view_retention: ViewDelta::new(2560),
            prunable_items_per_section: NZU64!(4096),
            page_cache: cache.clone(),
            replay_buffer: BUFFER,
            key_write_buffer: BUFFER,
            value_write_buffer: BUFFER,
            block_codec_config: (),
            max_repair: NZUsize!(20),
            max_pending_acks: NZUsize!(16),
            strategy: Sequential,
        },
    )
    .await;

    let committee = Committee::of(&settings.genesis).map_err(StartError::Committee)?;
    let members = committee.members().iter().cloned().collect();
    let neighbours = Neighbours::new(&settings.genesis, members, settings.me.clone(), settings.wall.clone());
    let neighbours = Arc::new(neighbours);
    let pace = settings.pace;
    let (application, deliveries) =
        Application::new(Arc::clone(&chain), Arc::clone(&pool), Arc::clone(&admission), pace);
    let application = application.among(settings.wall.clone(), Arc::clone(&neighbours));
    let application = match NonEmptyVec::try_from(neighbours.others().cloned().collect::<Vec<_>>()) {
        Ok(others) => {
            let marshal = mailbox.clone();
            application.asking(Arc::new(move |heights| {
                for height in heights {
                    marshal.hint_finalized(Height::new(height), others.clone());
                }
            }))
        }
        // A network of one has nobody to ask.
        Err(_) => application,
    };
    let driven = around(application.clone());
    let deferred = Deferred::new(context.child("deferred"), driven, mailbox.clone(), epocher);

    // Whoever is called runs before the caller does.
    let buffer = buffer.start(links.blocks);
    let marshal = marshal.start(application, buffer_mailbox, backfill);
    replay(&mailbox, &chain).await.map_err(StartError::Replay)?;
    crash::point(Point::NodeStartReplayed);
    let verifying = context.child("verifier").dedicated().spawn({
        let admission = Arc::clone(&admission);
        move |context| async move { admission.verify_signatures(context).await }
    });
    let (outbound, outbound_receiver) = mpsc::unbounded_channel();
    let forwarding = context.child("forward").spawn({
        let (admission, pool) = (Arc::clone(&admission), Arc::clone(&pool));
        let wall = settings.wall.clone();
        move |context| {
            let forwarding = forward(context, wall, admission, pool, outbound_receiver, links.entries);
            Part::Forwarding.counted(Box::pin(forwarding))
        }
    });
    let executor = context.child("executor").spawn({
        let (chain, admission) = (Arc::clone(&chain), Arc::clone(&admission));
        let wall = settings.wall.clone();
        move |context| async move {
            if let Err(found) = execute_final(context, Arc::clone(&chain), admission, wall, deliveries).await
            {
                chain.fail(found);
            }
        }
    });
    let asks = links.neighbours.0.clone();
    let talking = context.child("neighbours").spawn({
        let (neighbours, marshal) = (Arc::clone(&neighbours), mailbox.clone());
        move |context| neighbours.talk(context, marshal, links.neighbours)
    });
    let consensus = context.child("consensus").spawn({
        let voter = Voter {
            me: settings.me,
            prefix,
            cache,
            verifier: committee.verifier(),
            scheme: settings.scheme,
            journal: settings.journal,
            genesis: genesis_digest,
            marshal: mailbox.clone(),
            neighbours: Arc::clone(&neighbours),
            pace,
        };
        let channels = [links.votes, links.certificates, links.resolver];
        move |context| voter.run::<E, N, A>(context, deferred, links.blocker, asks, channels)
    });

    let clock = context.child("clock");
    let watched = Arc::clone(&chain);
    let running = context.child("running").spawn(move |_| async move {
        // Which part ended does not matter: none of them ends while the validator is well.
        let ended = Handle::select([executor, buffer, marshal, verifying, forwarding, talking, consensus]);
        select! {
            fault = watched.failed() => {
                tracing::error!(%fault, "stopping: the register on this machine may be wrong");
                Stopped::Fault(fault)
            },
            _ = ended => watched.fault().map_or(Stopped::Engine, Stopped::Fault),
        }
    });
    let wall = settings.wall;
    let now = Arc::new(move || wall.now_ms(&clock));
    let pause = context.child("pause");
    let pause: Pause = Arc::new(move |time| -> BoxFuture<'static, ()> { Box::pin(pause.sleep(time)) });
    let receipts = Receipts::new(
        mailbox.clone(),
        Arc::clone(&settings.genesis),
        Arc::clone(&neighbours),
        Arc::clone(&pause),
    );
    let receipts = Arc::new(receipts);
    Ok((
        Validator { chain, pool, admission, marshal: mailbox, receipts, outbound, now, pause, neighbours },
        running,
    ))
}

/// Goes on from the state on the disk, and executes the stored blocks above it again, up to the last one
/// that was executed before the stop.
///
/// Their signatures were checked when they came; what the engine delivers after this is checked whole.
async fn replay(marshal: &Mailbox, chain: &Chain) -> Result<(), Fault> {
    if let Some(height) = chain.resumes_at() {
        let block = marshal.get_block(Height::new(height)).await.ok_or(Fault::Missing { height })?;
        chain.resume(block.inner())?;
    }
    let Some(processed) = marshal.get_processed().await else { return Ok(()) };
    let again = chain.height() > 0 && planted::is(Planted::AppliedTwice);
    let first = chain.height().saturating_add(u64::from(!again));
    for height in first..=processed.height().get() {
        let block = marshal.get_block(Height::new(height)).await.ok_or(Fault::Missing { height })?;
        chain.finalize(block.inner()).await?;
    }
    Ok(())
}

fn archive<C>(
    prefix: &str,
    name: &str,
    table_size: u32,
    cache: &CacheRef,
    codec_config: C,
) -> immutable::Config<C> {
    let part = |suffix: &str| format!("{prefix}-{name}-{suffix}");
    immutable::Config {
        metadata_partition: part("meta"),
        freezer_table_partition: part("table"),
        freezer_table_initial_size: table_size,
        freezer_table_resize_frequency: 4,
        freezer_table_resize_chunk_size: table_size,
        freezer_key_partition: part("key"),
        freezer_key_page_cache: cache.clone(),
        freezer_value_partition: part("value"),
        freezer_value_target_size: 1 << 30,
        freezer_value_compression: None,
        ordinal_partition: part("ordinal"),
        items_per_section: ITEMS_PER_SECTION,
        freezer_key_write_buffer: BUFFER,
        freezer_value_write_buffer: BUFFER,
        ordinal_write_buffer: BUFFER,
        replay_buffer: BUFFER,
        codec_config,
    }
}

/// The largest message that the network must carry, in bytes.
pub fn message_bytes_max(validators: u32) -> u32 {
    commonware_p2p::max_message_size(&[
        simplex::max_payload_size::<Scheme, Digest>(validators),
        marshal::max_payload_size::<Standard<Block>, Scheme>(validators, &()),
    ])
}
