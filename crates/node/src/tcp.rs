//! The real network: authenticated, encrypted connections over TCP to peers at known addresses.
use crate::{
    block::PublicKey,
    committee::Identity,
    engine::{CHANNELS, Links, Net, message_bytes_max, quota},
};
use commonware_cryptography::{ChaCha20Poly1305, ed25519::PrivateKey};
use commonware_p2p::{Address, AddressableManager as _, authenticated::lookup};
use commonware_runtime::{Handle, Quota, Supervisor as _, tokio::Context};
use commonware_stream::{
    cups::{self, Cups},
    sake::{self, Sake},
};
use commonware_utils::{NZU32, NZUsize, ordered::Map};
use core::num::NonZeroUsize;
use std::{net::SocketAddr, time::Duration};

/// More than any clock is wrong by.
const ANY_CLOCK: Duration = Duration::from_hours(24 * 365 * 100);

/// The TCP network's types.
pub enum Tcp {}

impl Net for Tcp {
    type Sender = lookup::Sender<PublicKey, Context>;
    type Receiver = lookup::Receiver<PublicKey>;
    type Blocker = lookup::Oracle<PublicKey>;
    type Peers = lookup::Oracle<PublicKey>;
}

/// Starts the network of one validator that listens at `listen` among `peers`, itself included.
///
/// `namespace` keeps the connections of different networks apart.
pub fn connect(
    context: &Context,
    identity: &Identity,
    namespace: &[u8],
    listen: SocketAddr,
    peers: Map<PublicKey, Address>,
) -> (Links<Tcp>, Handle<()>) {
    let sake = Sake {
        signer: identity.signer().clone(),
        // A validator whose clock is wrong by any measure is let in, or it could not learn that it is. The
        // bounds would only make a recorded greeting cheaper to refuse: nobody can go on from one.
        synchrony_bound: ANY_CLOCK,
        max_handshake_age: ANY_CLOCK,
        version: sake::Version::V1,
    };
    let validators = u32::try_from(peers.len()).expect("a network has at most 100 members");
    let members = NonZeroUsize::new(peers.len()).expect("a network has at least one member");
    let mut config = lookup::Config::<Cups<Sake<PrivateKey>, ChaCha20Poly1305>>::local(
        Cups::new(sake, cups::Version::V1),
        &[namespace, b"_P2P"].concat(),
        listen,
        members,
        message_bytes_max(validators),
        NZUsize!(1024),
    );
    // Buffers are sized by quota, peers and peer sets, and the members do not change: no more than one.
    config.tracked_peer_sets = NZUsize!(1);
    // All agencies of a demonstration share one address.
    config.allowed_handshake_rate_per_ip = Quota::per_second(NZU32!(128));
    config.allowed_handshake_rate_per_subnet = Quota::per_second(NZU32!(128));
    let (mut network, mut oracle) = lookup::Network::new(context.child("network"), config);
    oracle.track(0, peers);
    let channels: Vec<_> = (0..CHANNELS).map(|channel| network.register(channel, quota(channel))).collect();
    let links = Links::new(channels.into_iter(), oracle.clone(), oracle);
    (links, network.start())
}
