//! One run: a plan is carried out while clients work, everything heals, and what must hold is looked at.
use super::{
    chaos::Chaos,
    clients::{Case, Clients, Told},
    disk::lock,
    log::Log,
    oracle,
    plan::Plan,
    quiet,
    world::World,
};
use commonware_runtime::{Runner as _, Supervisor as _, deterministic};
use node::{neighbours::Voting, sim::scene::START_MS};
use protocol::{EntryId, SignedEntry};
use std::{
    collections::BTreeMap,
    panic::AssertUnwindSafe,
    time::{Duration, UNIX_EPOCH},
};

/// How many blocks a run has at least.
pub const BLOCKS_MIN: u64 = 40;
/// After everything healed, a new entry is final within this on every honest validator; where a member lies and
/// a clock was set back, after the engine's timers of before ([`Plan::timers_ms`]).
pub const PROGRESS_MS: u64 = 30_000;
/// Until then every validator has to run and vote: one that lost its disk catches up and rejoins.
const BACK_MS: u64 = 60_000;
/// How long clients may take to settle the rest after that.
const SETTLE_MS: u64 = 60_000;

/// A final block as it was found after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockSeen {
    /// Its height.
    pub height: u64,
    /// The place of its leader.
    pub leader: usize,
    /// Its time, in milliseconds of the run; blocks of a wrong clock may be before its begin.
    pub at_ms: u64,
    /// Its entries.
    pub entries: Vec<EntryId>,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// How many validators.
    pub validators: usize,
    /// How the liars lied.
    pub liars: Vec<&'static str>,
    /// How often each fault happened.
    pub faults: BTreeMap<&'static str, u32>,
    /// How many proposals lied, by what was wrong.
    pub lies: BTreeMap<&'static str, u32>,
    /// Final blocks.
    pub blocks: u64,
    /// Cases that are final.
    pub settled: usize,
    /// Cases that were refused or ran out of time.
    pub refused: usize,
    /// From the moment everything healed until all honest validators ran and voted, in milliseconds.
    pub back_ms: u64,
    /// From then until a new entry was final on all of them.
    pub progress_ms: u64,
    /// How long the run took, in milliseconds of its own time.
    pub took_ms: u64,
    /// What the runtime went through, as a number.
    pub trace: String,
    /// The final blocks in order.
    pub chain: Vec<BlockSeen>,
    /// The cases: what, when they were begun in milliseconds of the run, and what their clients were told.
    pub cases: Vec<Case>,
    /// How many turns of each liar honest validators counted as leaving something out, the most that one counted.
    pub left_out: BTreeMap<usize, u64>,
    /// What does not hold.
    pub wrong: Vec<String>,
    /// What happened.
    pub log: Vec<String>,
}

impl Report {
    /// Drops the chain, the cases and the log, and keeps what sums are made of.
    pub fn forget_details(&mut self) {
        (self.chain, self.cases, self.log) = (Vec::new(), Vec::new(), Vec::new());
    }
}

/// Runs the plan of a seed.
pub fn run(seed: u64, validators: usize) -> Report {
    carry_out(Plan::of(seed, validators))
}

/// Runs a plan.
pub fn carry_out(plan: Plan) -> Report {
    logged(plan, Log::default())
}

/// Runs a plan; its log has what the validators say too, with `engine` every step of consensus.
pub fn listening(plan: Plan, engine: bool) -> Report {
    let log = Log::default();
    log.clone().listening(engine, || logged(plan, log))
}

fn logged(plan: Plan, log: Log) -> Report {
    let (seed, validators) = (plan.seed, plan.validators);
    let liars = plan.liars.iter().map(|(_, mischief)| mischief.word()).collect();
    let empty = Report {
        seed,
        validators,
        liars,
        faults: BTreeMap::new(),
        lies: BTreeMap::new(),
        blocks: 0,
        settled: 0,
        refused: 0,
        back_ms: 0,
        progress_ms: 0,
        took_ms: 0,
        trace: String::new(),
        chain: Vec::new(),
        cases: Vec::new(),
        left_out: BTreeMap::new(),
        wrong: Vec::new(),
        log: Vec::new(),
    };
    let told = log.clone();
    let config = deterministic::Config::default()
        .with_seed(seed)
        .with_start_time(UNIX_EPOCH + Duration::from_millis(START_MS))
        .with_timeout(Some(Duration::from_mins(20)));
    let began = empty.clone();
    let ended = quiet::caught(AssertUnwindSafe(|| {
        deterministic::Runner::new(config).start(|context| async move {
            let mut report = through(context.child("run"), plan, log, began).await;
            report.trace = context.auditor().state();
            report
        })
    }));
    let mut report = match ended {
        Ok(report) => report,
        Err(said) => Report { wrong: vec![format!("the run broke off: {said}")], ..empty },
    };
    report.log = told.lines();
    report
}

async fn through(context: deterministic::Context, plan: Plan, log: Log, mut report: Report) -> Report {
    let mut world = World::new(context, plan, log.clone()).await;
    let clients = Clients::new(&world.context, &world.scene, &world.plan, world.running(), log.clone());
    let mut chaos = Chaos::new(&world);
    clients.work();
    while !chaos.is_over() && world.now() < 240_000 && !is_lost(&world) {
        chaos.tick(&mut world).await;
    }
    chaos.heal(&mut world).await;

    let healed = world.now();
    while !all_vote(&world) && world.now() < healed + BACK_MS && !is_lost(&world) {
        chaos.tick(&mut world).await;
    }
    report.back_ms = world.now() - healed;
    if !all_vote(&world) {
        world.wrong.push(format!("not all validators vote {BACK_MS} ms after everything healed"));
    }
    // Of four of whom one lies the quorum needs every other, the one whose timers are late too.
    let late =
        if world.plan.liars.is_empty() { 0 } else { world.plan.timers_ms().saturating_sub(world.now()) };
    let asked = world.now();
    let probe = clients.birth(0, 0x0070_726f_6265);
    let id = lock(&clients.cases)[probe].entry.id();
    while !everywhere(&world, id).await && world.now() < asked + late + PROGRESS_MS && !is_lost(&world) {
        chaos.tick(&mut world).await;
    }
    report.progress_ms = world.now() - asked;
    if !everywhere(&world, id).await {
        let told = lock(&clients.cases)[probe].told.clone();
        world.wrong.push(format!("a new entry is not final everywhere {PROGRESS_MS} ms after everything healed (case {probe}: {told:?})"));
    }
    while height(&world) < BLOCKS_MIN && world.now() < asked + late + 240_000 && !is_lost(&world) {
        chaos.tick(&mut world).await;
    }
    clients.close();
    let closed = world.now();
    let open = || lock(&clients.cases).iter().filter(|case| matches!(case.told, Told::NotYet(None))).count();
    while open() > 0 && world.now() < closed + SETTLE_MS && !is_lost(&world) {
        chaos.tick(&mut world).await;
    }

    report.blocks = height(&world);
    if report.blocks < BLOCKS_MIN {
        world.wrong.push(format!("{} blocks, of at least {BLOCKS_MIN}", report.blocks));
    }
    if chaos.happened.is_empty() && world.plan.liars.is_empty() {
        world.wrong.push("nothing went wrong in this run".to_owned());
    }
    let cases = lock(&clients.cases).clone();
    report.settled = cases.iter().filter(|case| matches!(case.told, Told::Final { .. })).count();
    report.refused = cases.len() - report.settled;
    report.faults = chaos.happened;
    for lie in lock(&world.watch.lies).iter() {
        *report.lies.entry(lie).or_default() += 1;
    }
    report.wrong = core::mem::take(&mut world.wrong);
    report.wrong.extend(lock(&clients.wrong).iter().cloned());
    report.wrong.extend(oracle::check(&world, &cases).await);
    report.chain = seen(&world).await;
    report.left_out = left_out(&world);
    report.cases = cases;
    report.took_ms = world.now();
    for what in &report.wrong {
        log.line(world.now(), || format!("WRONG: {what}"));
    }
    report
}

/// Whether something is wrong already: what comes after it tells nothing more.
fn is_lost(world: &World) -> bool {
    !world.wrong.is_empty() || oracle::an_innocent_is_rejected(world).is_some()
}

async fn seen(world: &World) -> Vec<BlockSeen> {
    let mut seen = Vec::new();
    let Some(running) = world.honest().into_iter().find_map(|who| world.node(who)) else { return seen };
    for height in 1..=running.validator.status().height {
        let Some(block) = running.validator.block(height).await else { break };
        let block = block.inner();
        let header = block.header();
        seen.push(BlockSeen {
            height,
            leader: world.place(&header.context.leader).unwrap_or(usize::MAX),
            at_ms: header.time_ms.saturating_sub(START_MS),
            entries: block.entries().iter().map(SignedEntry::id).collect(),
        });
    }
    seen
}

fn left_out(world: &World) -> BTreeMap<usize, u64> {
    let mut counts = BTreeMap::new();
    for (liar, _) in &world.plan.liars {
        let key = world.scene.validators[*liar].0.public_key();
        let counted = world.honest().into_iter().filter_map(|who| world.node(who));
        let most = counted.map(|running| running.validator.turns_of(&key).left_out).max();
        counts.insert(*liar, most.unwrap_or(0));
    }
    counts
}

fn all_vote(world: &World) -> bool {
    let votes =
        |who: &usize| world.node(*who).is_some_and(|running| running.validator.voting() == Voting::Votes);
    world.honest().iter().all(votes)
}

fn height(world: &World) -> u64 {
    let heights = world.honest().into_iter().filter_map(|who| world.node(who));
    heights.map(|running| running.validator.status().height).max().unwrap_or(0)
}

async fn everywhere(world: &World, id: EntryId) -> bool {
    for who in world.honest() {
        let Some(running) = world.node(who) else { return false };
        if !running.validator.has_final(id).await {
            return false;
        }
    }
    true
}
