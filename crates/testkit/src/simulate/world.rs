//! A network of whole validators on machines that fail, and the hand that starts and stops them.
use super::{
    disk::{Disk, Unsynced, lock},
    log::Log,
    machine::{Machine, Moment, Power},
    mischief::{Mischief, OneSided, Watch, Watched},
    plan::Plan,
    wire::{Noise, Sender, Tap, Wire, Wires},
};
use commonware_p2p::{
    Manager as _,
    simulated::{self, Link, Network, Oracle, SplitTarget},
};
use commonware_runtime::{Clock as _, Handle, Spawner as _, Supervisor as _, deterministic::Context};
use commonware_utils::{NZUsize, Probability, channel::oneshot, ordered::Set};
use node::{
    block::PublicKey,
    clocks::Wall,
    committee::Committee,
    engine::{CHANNELS, Links, Settings, StartError, Stopped, message_bytes_max, quota, start_with},
    mempool::Limits,
    pace::Pace,
    sim::{Scene, scene::START_MS},
    validator::Validator,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, atomic::Ordering},
    time::{Duration, UNIX_EPOCH},
};

/// Both ends of a channel of the simulated network.
pub type Ends = (simulated::Sender<PublicKey, Context>, simulated::Receiver<PublicKey>);

/// A validator as it runs, for those who speak to it.
#[derive(Clone)]
pub struct Running {
    /// The validator.
    pub validator: Validator,
    /// The power of its machine.
    pub power: Arc<Power>,
}

/// A machine with its validator, from a start to the next stop.
pub(super) struct Boot {
    pub(super) power: Arc<Power>,
    pub(super) task: Handle<()>,
    pub(super) started: Option<oneshot::Receiver<Result<Validator, StartError>>>,
    pub(super) stopped: Arc<Mutex<Option<Stopped>>>,
}

/// A place for a machine.
#[derive(Default)]
pub(super) struct Slot {
    pub(super) boot: Option<Boot>,
    /// The disk while the machine is off.
    pub(super) disk: Disk,
    /// What happens when it stops next.
    pub(super) next: Next,
    /// While it is off: when it starts again, in milliseconds of the run.
    pub(super) back: Option<u64>,
    pub(super) ahead_ms: i64,
    pub(super) sync_ms: u64,
    pub(super) room: u64,
    pub(super) journal: u32,
}

/// What happens when a machine stops.
#[derive(Default)]
pub(super) struct Next {
    /// What becomes of what was not synced.
    pub(super) unsynced: Option<Unsynced>,
    /// After how long it starts again.
    pub(super) back_ms: u64,
    /// When it stops once more after that.
    pub(super) again: Option<Moment>,
    /// The disk that it goes on with in place of its own.
    pub(super) disk: Option<Disk>,
}

/// Validators by place; the twins of those who equivocate come after them.
pub struct World {
    /// The runtime of the network.
    pub context: Context,
    /// Keys and genesis.
    pub scene: Scene,
    /// What goes wrong.
    pub plan: Plan,
    /// What the applications did.
    pub watch: Arc<Watch>,
    /// What happened.
    pub log: Log,
    oracle: Oracle<PublicKey, Context>,
    keys: Vec<PublicKey>,
    noise: Arc<Noise>,
    pub(super) slots: Vec<Slot>,
    pub(super) running: Arc<Mutex<Vec<Option<Running>>>>,
    boots: u64,
    links: BTreeMap<(usize, usize), Link>,
    /// The twins: the place of the second half, and the side that each half speaks to.
    twins: BTreeMap<usize, [Vec<PublicKey>; 2]>,
    /// What must not be, as it was seen.
    pub wrong: Vec<String>,
}

/// A link in good weather.
pub fn fair() -> Link {
    Link {
        latency: Duration::from_millis(20),
        jitter: Duration::from_millis(10),
        success_rate: Probability::new(995, 1000).expect("a probability"),
    }
}

impl World {
    /// The network of a plan; nothing runs yet.
    pub async fn new(context: Context, plan: Plan, log: Log) -> Self {
        let validators = u32::try_from(plan.validators).expect("a simulation has a handful of validators");
        let scene = Scene::new(NonZeroU32::new(validators).expect("at least one validator"), plan.seed);
        let keys: Vec<PublicKey> = scene.validators.iter().map(|(identity, _)| identity.member()).collect();
        let config = simulated::Config {
            max_size: message_bytes_max(validators),
            max_peers_per_set: NZUsize!(32),
            disconnect_on_block: true,
            tracked_peer_sets: NZUsize!(1),
        };
        let (network, oracle) = Network::new(context.child("network"), config);
        network.start();
        oracle.manager().track(0, Set::from_iter_dedup(keys.iter().cloned()));
        let mut rng = StdRng::seed_from_u64(plan.seed ^ 0x0074_7769_6e73);
        let mut twins = BTreeMap::new();
        for (who, mischief) in &plan.liars {
            if *mischief == Mischief::Equivocates {
                let mut sides = [Vec::new(), Vec::new()];
                for (other, key) in keys.iter().enumerate().filter(|(other, _)| other != who) {
                    // Other liars hear both.
                    let both = !plan.is_honest(other);
                    let side = rng.random_range(0..2);
                    sides[side].push(key.clone());
                    if both {
                        sides[1 - side].push(key.clone());
                    }
                }
                twins.insert(*who, sides);
            }
        }
        let slots = (0..plan.validators + twins.len()).map(|_| Slot::default()).collect::<Vec<_>>();
        let running = Arc::new(Mutex::new(vec![None; plan.validators]));
        let mut world = Self {
            context,
            scene,
            plan,
            watch: Arc::default(),
            log,
            oracle,
            keys,
            noise: Arc::default(),
            slots,
            running,
            boots: 0,
            links: BTreeMap::new(),
            twins,
            wrong: Vec::new(),
        };
        world.weather(&fair(), 0, 0, &[]).await;
        for who in 0..world.plan.validators {
            let ends = world.ends(who).await;
            world.start(who, None, ends);
        }
        world
    }

    /// Milliseconds since the run began.
    pub fn now(&self) -> u64 {
        now(&self.context)
    }

    /// The validators that run now, for clients.
    pub fn running(&self) -> Arc<Mutex<Vec<Option<Running>>>> {
        Arc::clone(&self.running)
    }

    /// A validator that runs now.
    pub fn node(&self, who: usize) -> Option<Running> {
        lock(&self.running)[who].clone().filter(|running| running.power.is_on())
    }

    /// Those who keep to the rules.
    pub fn honest(&self) -> Vec<usize> {
        (0..self.plan.validators).filter(|who| self.plan.is_honest(*who)).collect()
    }

    /// The place of a member by its key.
    pub fn place(&self, key: &[u8; 32]) -> Option<usize> {
        self.scene.validators.iter().position(|(identity, _)| identity.public_key() == *key)
    }

    /// Who cut off whom for breaking the protocol.
    pub async fn blocked(&self) -> Vec<(usize, usize)> {
        let pairs = self.oracle.blocked().await.expect("the simulated network runs");
        let place = |key: &PublicKey| self.keys.iter().position(|other| other == key);
        pairs.iter().filter_map(|(by, whom)| Some((place(by)?, place(whom)?))).collect()
    }

    /// Makes all links such, and cuts those between `side` and the others.
    pub async fn weather(&mut self, link: &Link, doubled: u32, late: u32, side: &[usize]) {
        self.noise.doubled.store(doubled, Ordering::Relaxed);
        self.noise.late.store(late, Ordering::Relaxed);
        for from in 0..self.keys.len() {
            for to in (0..self.keys.len()).filter(|to| *to != from) {
                let cut = side.contains(&from) != side.contains(&to);
                let (sender, receiver) = (self.keys[from].clone(), self.keys[to].clone());
                if self.links.remove(&(from, to)).is_some() {
                    // Cutting somebody off takes the link away.
                    drop(self.oracle.remove_link(sender.clone(), receiver.clone()).await);
                }
                if !cut {
                    drop(self.oracle.add_link(sender, receiver, link.clone()).await);
                    self.links.insert((from, to), link.clone());
                }
            }
        }
    }

    /// Starts the machine at a place, on the disk that is there; it stops again at `stops`.
    pub fn start(&mut self, who: usize, stops: Option<Moment>, ends: Vec<Ends>) {
        let Some(sides) = self.twins.get(&who).cloned() else {
            let tap = self.plan.mischief(who).and_then(Mischief::tap);
            return self.boot(who, who, tap, ends, stops);
        };
        let mut halves = [Vec::new(), Vec::new()];
        for (channel, (sender, receiver)) in ends.into_iter().enumerate() {
            let first = sides[0].clone();
            let context = self.context.child("split").with_attribute("channel", channel);
            let (one, two) = receiver.split_with(context, move |(from, _): &(PublicKey, _)| {
                if first.contains(from) { SplitTarget::Primary } else { SplitTarget::Secondary }
            });
            halves[0].push((sender.clone(), one));
            halves[1].push((sender, two));
        }
        let second = self.plan.validators + self.twins.keys().position(|twin| *twin == who).unwrap_or(0);
        let places = [who, second];
        for ((place, ends), side) in places.into_iter().zip(halves).zip(sides) {
            self.boot(place, who, Some(Arc::new(OneSided(side))), ends, None);
        }
    }

    /// Registers the channels of a validator anew, which replaces the old ends.
    pub async fn ends(&self, who: usize) -> Vec<Ends> {
        let control = self.oracle.control(self.keys[who].clone());
        let mut ends = Vec::new();
        for channel in 0..CHANNELS {
            ends.push(control.register(channel, quota(channel)).await.expect("the simulated network runs"));
        }
        ends
    }

    fn boot(
        &mut self,
        place: usize,
        who: usize,
        tap: Option<Arc<dyn Tap>>,
        ends: Vec<Ends>,
        stops: Option<Moment>,
    ) {
        self.boots += 1;
        let number = self.boots;
        let seed = self.plan.seed ^ (number << 40) ^ 0x626f_6f74;
        let wire = Wire::new(self.context.child("wire"), Arc::clone(&self.noise), tap, seed);
        let channels = (0..).zip(ends);
        let channels = channels
            .map(|(channel, (plain, receiver))| (Sender::new(channel, plain, Arc::clone(&wire)), receiver));
        let control = self.oracle.control(self.keys[who].clone());
        let links: Links<Wires> = Links::new(channels, control, self.oracle.manager());
        let slot = &mut self.slots[place];
        let power = Arc::new(Power::new(place, core::mem::take(&mut slot.disk)));
        power.ahead_ms.store(slot.ahead_ms, Ordering::Relaxed);
        power.sync_ms.store(slot.sync_ms, Ordering::Relaxed);
        power.room.store(slot.room, Ordering::Relaxed);
        if let Some(stops) = stops {
            power.stop_at(stops);
        }
        let (identity, share) = &self.scene.validators[who];
        let committee =
            Committee::of(&self.scene.genesis).expect("the scene's genesis describes a committee");
        let settings = Settings {
            genesis: Arc::clone(&self.scene.genesis),
            me: identity.member(),
            scheme: committee.signer(identity, share).expect("the scene's shares fit"),
            table_size: 256,
            limits: Limits::default(),
            pace: Pace::default(),
            journal: slot.journal,
            wall: Wall::default(),
        };
        let (tell, started) = oneshot::channel();
        let stopped = Arc::new(Mutex::new(None));
        let ended = Arc::clone(&stopped);
        let (mischief, watch) = (self.plan.mischief(who), Arc::clone(&self.watch));
        let machine = self.context.child("validator").with_attribute("id", place);
        let machine = Machine::new(machine.with_attribute("boot", number), Arc::clone(&power));
        let task = machine.spawn(move |machine| async move {
            let around = move |application| Watched::new(application, who, mischief, watch, seed);
            match Box::pin(start_with::<_, Wires, _>(machine, settings, links, around)).await {
                Ok((validator, running)) => {
                    drop(tell.send(Ok(validator)));
                    if let Ok(why) = running.await {
                        *lock(&ended) = Some(why);
                    }
                }
                Err(error) => drop(tell.send(Err(error))),
            }
        });
        self.log.line(now(&self.context), || format!("validator {place} starts"));
        self.slots[place].boot = Some(Boot { power, task, started: Some(started), stopped });
    }

    /// The power of a machine, where it has any.
    pub fn power(&self, who: usize) -> Option<Arc<Power>> {
        let boot = self.slots[who].boot.as_ref()?;
        boot.power.is_on().then(|| Arc::clone(&boot.power))
    }
}

/// Milliseconds since a run began.
pub fn now(context: &Context) -> u64 {
    let since = context.current().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX).saturating_sub(START_MS)
}
