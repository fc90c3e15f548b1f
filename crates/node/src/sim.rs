//! The network of a simulation: virtual time, storage in memory, links that lose messages or are cut.
pub mod scene;

pub use scene::Scene;

use crate::{
    block::PublicKey,
    engine::{CHANNELS, Links, Net, message_bytes_max, quota},
};
use commonware_p2p::{
    Manager as _,
    simulated::{self, Control, Link, Manager, Network, Oracle},
};
use commonware_runtime::{Supervisor as _, deterministic::Context};
use commonware_utils::{NZUsize, ordered::Set};

/// The simulated network's types.
pub enum Sim {}

impl Net for Sim {
    type Sender = simulated::Sender<PublicKey, Context>;
    type Receiver = simulated::Receiver<PublicKey>;
    type Blocker = Control<PublicKey, Context>;
    type Peers = Manager<PublicKey, Context>;
}

/// A simulated network of validators.
#[derive(Clone)]
pub struct Simulation {
    oracle: Oracle<PublicKey, Context>,
    keys: Vec<PublicKey>,
}

impl Simulation {
    /// A network of the validators with these keys, without links.
    pub fn new(context: &Context, keys: Vec<PublicKey>) -> Self {
        let validators = u32::try_from(keys.len()).expect("a simulation has a handful of validators");
        let config = simulated::Config {
            max_size: message_bytes_max(validators),
            max_peers_per_set: NZUsize!(32),
            disconnect_on_block: true,
            tracked_peer_sets: NZUsize!(1),
        };
        let (network, oracle) = Network::new(context.child("network"), config);
        network.start();
        oracle.manager().track(0, Set::from_iter_dedup(keys.iter().cloned()));
        Self { oracle, keys }
    }

    /// Registers all channels of a validator, by its place in the order of keys. After a crash it
    /// registers again, which replaces the old ends.
    pub async fn links(&self, validator: usize) -> Links<Sim> {
        let control = self.oracle.control(self.keys[validator].clone());
        let mut channels = Vec::new();
        for channel in 0..CHANNELS {
            channels
                .push(control.register(channel, quota(channel)).await.expect("the simulated network runs"));
        }
        Links::new(channels.into_iter(), control.clone(), self.oracle.manager())
    }

    /// Links every two validators.
    pub async fn connect(&self, link: &Link) {
        for from in &self.keys {
            for to in self.keys.iter().filter(|to| *to != from) {
                let linked = self.oracle.add_link(from.clone(), to.clone(), link.clone()).await;
                linked.expect("the simulated network runs and the link is new");
            }
        }
    }

    /// Gives every link other properties; none may be cut.
    pub async fn relink(&self, link: &Link) {
        for from in &self.keys {
            for to in self.keys.iter().filter(|to| *to != from) {
                let cut = self.oracle.remove_link(from.clone(), to.clone()).await;
                cut.expect("the simulated network runs and the link exists");
            }
        }
        self.connect(link).await;
    }

    /// Cuts the links between `side` and the others; [`connect`](Self::connect) is not called again, so
    /// [`heal`](Self::heal) restores them.
    pub async fn cut(&self, side: &[usize]) {
        for (from, to) in self.across(side) {
            let cut = self.oracle.remove_link(from, to).await;
            cut.expect("the simulated network runs and the link exists");
        }
    }

    /// Restores the links that [`cut`](Self::cut) took away.
    pub async fn heal(&self, side: &[usize], link: &Link) {
        for (from, to) in self.across(side) {
            let linked = self.oracle.add_link(from, to, link.clone()).await;
            linked.expect("the simulated network runs and the link was cut");
        }
    }

    /// Whether any validator cut off another for breaking the protocol.
    pub async fn anybody_blocked(&self) -> bool {
        !self.oracle.blocked().await.expect("the simulated network runs").is_empty()
    }

    fn across(&self, side: &[usize]) -> Vec<(PublicKey, PublicKey)> {
        let inside = |key: &PublicKey| side.iter().any(|validator| self.keys[*validator] == *key);
        let pairs = self.keys.iter().flat_map(|from| self.keys.iter().map(move |to| (from, to)));
        let across = pairs.filter(|(from, to)| inside(from) != inside(to));
        across.map(|(from, to)| (from.clone(), to.clone())).collect()
    }
}
