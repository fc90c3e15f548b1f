//! Faults as they come and go: machines stop and start, links are cut, clocks jump, disks fill.
use super::{
    disk::{Disk, Unsynced, lock},
    machine::{Death, Moment},
    oracle,
    plan::Fault,
    world::{Running, World, fair},
};
use commonware_p2p::simulated::Link;
use commonware_runtime::Clock as _;
use commonware_utils::{Probability, channel::oneshot::error::TryRecvError};
use node::neighbours::Voting;
use rand::{SeedableRng as _, rngs::StdRng};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// How often the machines are looked at.
const TICK: Duration = Duration::from_millis(50);

/// What ends, or goes on, at its time.
#[derive(Clone, Debug)]
enum Later {
    Begin(Fault),
    FairWeather,
    RightClock(usize),
    FastDisk(usize),
    Room(usize),
    /// The machine goes on from the copy of its disk.
    OldDisk(usize),
}

/// The faults of a run, and where they stand.
pub struct Chaos {
    later: BTreeMap<u64, Vec<Later>>,
    copies: BTreeMap<usize, Disk>,
    /// Whose disk was lost: it is let rejoin once it has caught up.
    lost: Option<usize>,
    rng: StdRng,
    /// How many weathers and partitions are on.
    storms: u32,
    /// How often each fault happened.
    pub happened: BTreeMap<&'static str, u32>,
}

impl Chaos {
    /// The faults of the plan of a world.
    pub fn new(world: &World) -> Self {
        let mut later: BTreeMap<u64, Vec<Later>> = BTreeMap::new();
        for (at, fault) in &world.plan.faults {
            later.entry(*at).or_default().push(Later::Begin(fault.clone()));
        }
        let rng = StdRng::seed_from_u64(world.plan.seed ^ 0x0063_6861_6f73);
        Self { later, copies: BTreeMap::new(), lost: None, rng, storms: 0, happened: BTreeMap::new() }
    }

    /// Whether everything happened that was to.
    pub fn is_over(&self) -> bool {
        self.later.is_empty() && self.lost.is_none()
    }

    /// Waits for a tick, and does what is due.
    pub async fn tick(&mut self, world: &mut World) {
        world.context.sleep(TICK).await;
        let now = world.now();
        world.log.at(now);
        while let Some(at) = self.later.keys().next().copied().filter(|at| *at <= now) {
            for what in self.later.remove(&at).unwrap_or_default() {
                self.happens(world, what).await;
            }
        }
        self.look_at_machines(world).await;
        self.let_rejoin(world);
        oracle::within_bounds(world);
    }

    fn at(&mut self, world: &World, after_ms: u64, what: Later) {
        self.later.entry(world.now() + after_ms).or_default().push(what);
    }

    fn count(&mut self, word: &'static str) {
        *self.happened.entry(word).or_default() += 1;
    }

    async fn happens(&mut self, world: &mut World, what: Later) {
        let now = world.now();
        match what {
            Later::Begin(fault) => {
                world.log.line(now, || format!("{}: {fault:?}", fault.word()));
                self.begin(world, fault).await;
            }
            Later::FairWeather => {
                self.storms -= 1;
                if self.storms == 0 {
                    world.log.line(now, || "fair weather".to_owned());
                    world.weather(&fair(), 0, 0, &[]).await;
                }
            }
            Later::RightClock(who) => set_clock(world, who, 0),
            Later::FastDisk(who) => set_sync(world, who, 0),
            Later::Room(who) => set_room(world, who, None),
            Later::OldDisk(who) => {
                world.slots[who].next.disk = self.copies.remove(&who);
                stop(world, who, None, Unsynced::Kept, None, 1_000);
                self.lost = Some(who);
            }
        }
    }

    async fn begin(&mut self, world: &mut World, fault: Fault) {
        let said = fault.word();
        match fault {
            Fault::Stop { who, at, unsynced, again, back_ms } => {
                // One that is off stops no second time.
                if world.power(who).is_none() {
                    return;
                }
                stop(world, who, at, unsynced, again, back_ms);
            }
            Fault::Blackout { unsynced, back_ms } => {
                for who in world.honest() {
                    stop(world, who, None, unsynced, None, back_ms);
                }
            }
            Fault::Partition { side, for_ms } => {
                self.storms += 1;
                world.weather(&fair(), 0, 0, &side).await;
                self.at(world, for_ms, Later::FairWeather);
            }
            Fault::Weather { lost, latency_ms, jitter_ms, doubled, late, for_ms } => {
                self.storms += 1;
                let link = Link {
                    latency: Duration::from_millis(latency_ms),
                    jitter: Duration::from_millis(jitter_ms),
                    success_rate: Probability::new(u64::from(1000 - lost), 1000).expect("at most one"),
                };
                world.weather(&link, doubled, late, &[]).await;
                self.at(world, for_ms, Later::FairWeather);
            }
            Fault::Clock { who, ahead_ms, for_ms } => {
                set_clock(world, who, ahead_ms);
                self.at(world, for_ms, Later::RightClock(who));
            }
            Fault::SlowDisk { who, sync_ms, for_ms } => {
                set_sync(world, who, sync_ms);
                self.at(world, for_ms, Later::FastDisk(who));
            }
            Fault::FullDisk { who, left, for_ms } => {
                set_room(world, who, Some(left));
                self.at(world, for_ms, Later::Room(who));
            }
            Fault::OldDisk { who, age_ms } => {
                let Some(power) = world.power(who) else { return };
                let copy = lock(&power.disk).after(Unsynced::Kept, &mut self.rng);
                self.copies.insert(who, copy);
                self.at(world, age_ms, Later::OldDisk(who));
            }
            Fault::EmptyDisk { who } => {
                world.slots[who].next.disk = Some(Disk::default());
                stop(world, who, None, Unsynced::Kept, None, 1_000);
                self.lost = Some(who);
            }
        }
        self.count(said);
    }

    /// Clears away machines that stopped, starts those whose time has come, and lets clients know.
    async fn look_at_machines(&mut self, world: &mut World) {
        for place in 0..world.slots.len() {
            self.look_at(world, place).await;
        }
        for who in 0..world.plan.validators {
            let due = world.slots[who].back.is_some_and(|back| back <= world.now());
            if due && world.slots[who].boot.is_none() {
                world.slots[who].back = None;
                let again = world.slots[who].next.again.take();
                let ends = world.ends(who).await;
                world.start(who, again, ends);
            }
        }
    }

    async fn look_at(&mut self, world: &mut World, place: usize) {
        let honest = place < world.plan.validators && world.plan.is_honest(place);
        let now = world.now();
        let Some(boot) = &mut world.slots[place].boot else { return };
        let was_full = boot.power.was_full.load(Ordering::Relaxed);
        if boot.power.is_on() {
            if let Some(started) = &mut boot.started {
                match started.try_recv() {
                    Ok(Ok(validator)) => {
                        boot.started = None;
                        if place < world.plan.validators {
                            let power = Arc::clone(&boot.power);
                            lock(&world.running)[place] = Some(Running { validator, power });
                        }
                        world.log.line(now, || format!("validator {place} runs"));
                    }
                    Ok(Err(error)) => {
                        boot.power.cut(Death::Planned);
                        let text = format!("validator {place} does not start: {}", with_causes(&error));
                        world.log.line(now, || text.clone());
                        if honest && !was_full {
                            world.wrong.push(text);
                        }
                    }
                    Err(TryRecvError::Empty) => {}
                    Err(TryRecvError::Closed) => boot.started = None,
                }
            }
            let why = lock(&boot.stopped).take();
            if let Some(why) = why {
                boot.power.cut(Death::Planned);
                let text = format!("validator {place} stopped itself: {}", with_causes(&why));
                world.log.line(now, || text.clone());
                if honest && !was_full {
                    world.wrong.push(text);
                }
            }
        }
        if boot.power.is_on() {
            return;
        }
        if let Some(Death::Panicked(said)) = boot.power.death() {
            let text = format!("validator {place} panicked: {said}");
            world.log.line(now, || text.clone());
            if honest && !was_full {
                world.wrong.push(text);
            }
        }
        let Some(boot) = world.slots[place].boot.take() else { return };
        if place < world.plan.validators {
            lock(&world.running)[place] = None;
        }
        boot.task.abort();
        drop(boot.task.await);
        let next = core::mem::take(&mut world.slots[place].next);
        let unsynced = next.unsynced.unwrap_or(Unsynced::Kept);
        world.log.line(now, || format!("validator {place} is off; what was not synced: {unsynced:?}"));
        let disk = match next.disk {
            Some(disk) => disk,
            None => lock(&boot.power.disk).after(unsynced, &mut self.rng),
        };
        let slot = &mut world.slots[place];
        slot.disk = disk;
        slot.next.again = next.again;
        // One that stopped by itself is started again by its operator.
        slot.back = Some(now + next.back_ms.max(500));
    }

    /// Lets one vote again whose disk was lost, once it has caught up.
    fn let_rejoin(&mut self, world: &mut World) {
        let Some(who) = self.lost else { return };
        let Some(running) = world.node(who) else { return };
        match running.validator.voting() {
            Voting::Asking => {}
            Voting::Votes => self.lost = None,
            Voting::Follows => {
                let others = (0..world.plan.validators).filter(|other| *other != who);
                let highest = others
                    .filter_map(|other| world.node(other))
                    .map(|other| other.validator.status().height)
                    .max();
                let height = running.validator.status().height;
                if highest.is_some_and(|highest| highest > 0 && height >= highest)
                    && world.slots[who].next.unsynced.is_none()
                {
                    world.log.line(world.now(), || format!("validator {who} rejoins at height {height}"));
                    world.slots[who].journal += 1;
                    stop(world, who, None, Unsynced::Kept, None, 500);
                }
            }
        }
    }

    /// Ends every fault, and starts what is off.
    pub async fn heal(&mut self, world: &mut World) {
        world.log.line(world.now(), || "everything heals".to_owned());
        self.storms = 0;
        world.weather(&fair(), 0, 0, &[]).await;
        for who in 0..world.plan.validators {
            set_clock(world, who, 0);
            set_sync(world, who, 0);
            set_room(world, who, None);
            world.slots[who].next.again = None;
            if let Some(power) = world.power(who) {
                power.never_mind();
            }
            if let Some(back) = &mut world.slots[who].back {
                *back = 0;
            }
        }
    }
}

fn with_causes(error: &dyn core::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

fn stop(
    world: &mut World,
    who: usize,
    at: Option<Moment>,
    unsynced: Unsynced,
    again: Option<Moment>,
    back_ms: u64,
) {
    let power = world.power(who);
    let next = &mut world.slots[who].next;
    next.unsynced = Some(unsynced);
    next.back_ms = back_ms;
    next.again = again;
    let Some(power) = power else { return };
    match at {
        None => power.cut(Death::Planned),
        Some(moment) => power.stop_at(moment),
    }
}

fn set_clock(world: &mut World, who: usize, ahead_ms: i64) {
    world.slots[who].ahead_ms = ahead_ms;
    if let Some(power) = world.power(who) {
        power.ahead_ms.store(ahead_ms, Ordering::Relaxed);
    }
}

fn set_sync(world: &mut World, who: usize, sync_ms: u64) {
    world.slots[who].sync_ms = sync_ms;
    if let Some(power) = world.power(who) {
        power.sync_ms.store(sync_ms, Ordering::Relaxed);
    }
}

/// The room of a disk: so many bytes beyond what is on it, or as much as there is need of.
fn set_room(world: &mut World, who: usize, left: Option<u64>) {
    let power = world.power(who);
    let used = match &power {
        Some(power) => lock(&power.disk).used(),
        None => world.slots[who].disk.used(),
    };
    let room = left.map_or(0, |left| used + left + 1);
    world.slots[who].room = room;
    if let Some(power) = power {
        power.room.store(room, Ordering::Relaxed);
    }
}
