//! Four whole nodes on the deterministic runtime: loss, a crash and a restart, the same run twice.
use commonware_p2p::simulated::Link;
use commonware_runtime::{
    Clock as _, Handle, Runner as _, Spawner as _, Supervisor as _,
    deterministic::{self, Context, Runner},
};
use commonware_utils::{channel::oneshot, probability};
use node::{
    clocks::Wall,
    committee::Committee,
    engine::{Settings, Stopped, start},
    mempool::Limits,
    pace::Pace,
    sim::{
        Scene, Sim, Simulation,
        scene::{START_MS, sent},
    },
    validator::Validator,
};
use protocol::{Digest, EntryId, SignedEntry, service::Standing};
use rand::RngExt as _;
use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

pub(crate) const N: usize = 4;

pub(crate) fn link() -> Link {
    Link {
        latency: Duration::from_millis(20),
        jitter: Duration::from_millis(10),
        success_rate: probability!(0.99),
    }
}

pub(crate) fn runner(seed: u64) -> Runner {
    // The timeout is virtual time: it ends a run that makes no progress.
    let config = deterministic::Config::default()
        .with_seed(seed)
        .with_start_time(UNIX_EPOCH + Duration::from_millis(START_MS))
        .with_timeout(Some(Duration::from_mins(10)));
    Runner::new(config)
}

struct Node {
    validator: Validator,
    /// Aborting it aborts everything below: a crash. What the validator had written stays.
    task: Handle<Option<Stopped>>,
}

pub(crate) struct Network {
    pub(crate) context: Context,
    pub(crate) scene: Scene,
    pub(crate) simulation: Simulation,
    nodes: Vec<Option<Node>>,
    pace: Pace,
    limits: Limits,
    /// The clock of each machine.
    pub(crate) walls: [Wall; N],
    /// The journal that each votes by.
    pub(crate) journals: [u32; N],
}

impl Network {
    pub(crate) async fn new(context: Context) -> Self {
        Self::made(context, Pace::default(), Limits::default(), [0; N]).await
    }

    async fn with_pace(context: Context, pace: Pace) -> Self {
        Self::made(context, pace, Limits::default(), [0; N]).await
    }

    /// With room for so many entries.
    pub(crate) async fn with_limits(context: Context, limits: Limits) -> Self {
        Self::made(context, Pace::default(), limits, [0; N]).await
    }

    /// On machines whose clocks are so many milliseconds ahead, or behind where negative.
    pub(crate) async fn with_clocks(context: Context, ahead_ms: [i64; N]) -> Self {
        Self::made(context, Pace::default(), Limits::default(), ahead_ms).await
    }

    async fn made(context: Context, pace: Pace, limits: Limits, ahead_ms: [i64; N]) -> Self {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let keys = scene.validators.iter().map(|(identity, _)| identity.member()).collect();
        let simulation = Simulation::new(&context, keys);
        simulation.connect(&link()).await;
        let walls: [Wall; N] = std::array::from_fn(|_| Wall::default());
        walls.iter().zip(ahead_ms).for_each(|(wall, ms)| wall.set_ahead(ms));
        let nodes = (0..N).map(|_| None).collect();
        let mut network = Self { context, scene, simulation, nodes, pace, limits, walls, journals: [0; N] };
        for validator in 0..N {
            network.start(validator).await;
        }
        network
    }

    pub(crate) async fn start(&mut self, validator: usize) {
        let links = self.simulation.links(validator).await;
        let (identity, share) = &self.scene.validators[validator];
        let settings = Settings {
            genesis: Arc::clone(&self.scene.genesis),
            me: identity.member(),
            scheme: Committee::of(&self.scene.genesis).unwrap().signer(identity, share).unwrap(),
            table_size: 1024,
            limits: self.limits,
            pace: self.pace,
            journal: self.journals[validator],
            wall: self.walls[validator].clone(),
        };
        let (ready, started) = oneshot::channel();
        let context = self.context.child("validator").with_attribute("id", validator);
        let task = context.spawn(move |context| async move {
            let (validator, running) =
                Box::pin(start::<_, Sim>(context, settings, links)).await.expect("it starts");
            drop(ready.send(validator));
            running.await.ok()
        });
        self.nodes[validator] = Some(Node { validator: started.await.expect("it starts"), task });
    }

    pub(crate) async fn crash(&mut self, validator: usize) {
        let node = self.nodes[validator].take().expect("it runs");
        node.task.abort();
        drop(node.task.await);
    }

    pub(crate) fn running(&self) -> impl Iterator<Item = &Validator> {
        self.nodes.iter().flatten().map(|node| &node.validator)
    }

    pub(crate) fn node(&self, validator: usize) -> &Validator {
        &self.nodes[validator].as_ref().expect("it runs").validator
    }

    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.context.current().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
    }

    pub(crate) async fn sleep(&self, ms: u64) {
        self.context.sleep(Duration::from_millis(ms)).await;
    }

    /// A validator that runs, by chance.
    pub(crate) fn any(&mut self) -> usize {
        loop {
            let validator = self.context.random_range(0..N);
            if self.nodes[validator].is_some() {
                return validator;
            }
        }
    }

    /// What a careful client does: it sends the same bytes again, to anyone, until the entry is final.
    pub(crate) async fn submit_until_final(&mut self, entries: &[SignedEntry]) {
        let mut waiting: Vec<&SignedEntry> = entries.iter().collect();
        while !waiting.is_empty() {
            let mut still = Vec::new();
            for entry in waiting {
                let validator = self.any();
                match self.node(validator).submit(sent(entry)).await.unwrap() {
                    Standing::Final { .. } => {}
                    Standing::NotYet => still.push(entry),
                    other @ (Standing::Refused { .. } | Standing::Unknown) => panic!("{other:?}"),
                }
                let pause = self.context.random_range(20..200);
                self.sleep(pause).await;
            }
            waiting = still;
        }
    }

    /// Waits until every validator has every entry final.
    pub(crate) async fn all_final(&self, ids: &[EntryId]) {
        for validator in self.running() {
            for id in ids {
                while !matches!(validator.standing(*id).await.unwrap(), Standing::Final { .. }) {
                    self.sleep(100).await;
                }
            }
        }
    }

    pub(crate) async fn until_height(&self, height: u64) {
        for validator in self.running() {
            while validator.status().height < height {
                self.sleep(100).await;
            }
        }
    }

    /// Every entry of the chain as a validator stores it, and what replaying it comes to.
    async fn replayed(
        &self,
        validator: usize,
        name: &'static str,
    ) -> (BTreeMap<EntryId, usize>, Digest, Digest) {
        let validator = self.node(validator);
        let chain = self.scene.chain(&self.context, name).await;
        let mut times = BTreeMap::new();
        for height in 1..=validator.status().height {
            let block = validator.block(height).await.expect("no height is missing");
            for entry in block.inner().entries() {
                *times.entry(entry.id()).or_default() += 1;
            }
            assert_eq!(chain.finalize(block.inner()).await, Ok(true));
        }
        let summary = chain.summary();
        (times, summary.log_root, summary.state_root)
    }

    /// Every receipt that a validator gives proves its very entry.
    async fn receipts_hold(&self, validator: usize, entries: &[SignedEntry]) -> usize {
        let genesis = &self.scene.genesis;
        let mut hops = 0;
        for entry in entries {
            let standing = self.node(validator).standing(entry.id()).await.unwrap();
            let Standing::Final { outcome, receipt } = standing else { panic!("{standing:?}") };
            assert_eq!(receipt.verify_for(entry, &outcome, genesis.network, &genesis.key), Ok(()));
            hops += receipt.inclusion.hops.len();
        }
        hops
    }
}

/// What a run comes to.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    auditor: String,
    log_root: Digest,
    state_root: Digest,
    height: u64,
}

/// 20 births while one validator dies and comes back.
fn twenty_births(seed: u64) -> Outcome {
    runner(seed).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        let births: Vec<SignedEntry> = (0..20)
            .map(|number| network.scene.birth(usize::try_from(number % 3).unwrap(), number, START_MS))
            .collect();
        network.submit_until_final(&births[..8]).await;

        let victim = network.any();
        network.crash(victim).await;
        network.submit_until_final(&births[8..16]).await;
        network.start(victim).await;
        network.submit_until_final(&births[16..]).await;

        let ids: Vec<EntryId> = births.iter().map(SignedEntry::id).collect();
        network.all_final(&ids).await;
        assert!(!network.simulation.anybody_blocked().await, "an honest validator was cut off");

        let roots: BTreeSet<_> = network
            .running()
            .map(Validator::status)
            .map(|status| (status.log_size, status.log_root, status.state_root))
            .collect();
        assert_eq!(roots.len(), 1, "all validators have the same ledger");
        let (log_size, log_root, state_root) = *roots.first().unwrap();
        assert_eq!(log_size, 20);
        for validator in 0..N {
            let (times, replayed_log, replayed_state) =
                network.replayed(validator, ["a", "b", "c", "d"][validator]).await;
            assert_eq!(times, ids.iter().map(|id| (*id, 1)).collect(), "each entry once, and nothing else");
            assert_eq!((replayed_log, replayed_state), (log_root, state_root));
            network.receipts_hold(validator, &births).await;
        }
        let height = network.node(0).status().height;
        Outcome { auditor: context.auditor().state(), log_root, state_root, height }
    })
}

#[test]
fn twenty_births_are_final_once_on_all_nodes_through_loss_a_crash_and_a_restart() {
    let first = twenty_births(7);
    assert_eq!(first, twenty_births(7), "the same seed gives the same run");
    let other = twenty_births(8);
    assert_ne!(first.auditor, other.auditor);
}

#[test]
fn one_notice_never_registers_two_births_whoever_is_asked() {
    runner(3).start(|context| async move {
        let network = Network::new(context.child("network")).await;
        let first = network.scene.birth(0, 1, START_MS);
        let second = network.scene.birth_on_notice(1, 2, 1, START_MS);
        // At the same moment, at two validators.
        network.node(0).submit(sent(&first)).await.unwrap();
        network.node(1).submit(sent(&second)).await.unwrap();
        network.until_height(4).await;
        let mut standings = Vec::new();
        for entry in [&first, &second] {
            let mut seen = Vec::new();
            for validator in network.running() {
                seen.push(validator.submit(sent(entry)).await.unwrap());
            }
            standings.push(seen);
        }
        let is_final = |standing: &Standing| matches!(standing, Standing::Final { .. });
        standings.sort_by_key(|seen| seen.iter().all(is_final));
        let refused = Standing::Refused { code: "notice.already-used".to_owned() };
        assert!(standings[0].iter().all(|standing| *standing == refused), "{:?}", standings[0]);
        assert!(standings[1].iter().all(is_final), "{:?}", standings[1]);
        let (times, ..) = network.replayed(2, "again").await;
        assert_eq!(times.values().sum::<usize>(), 1);
    });
}

#[test]
fn a_certificate_follows_its_act_and_the_same_entry_twice_has_the_same_receipt() {
    runner(5).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        let birth = network.scene.birth(0, 1, START_MS);
        network.submit_until_final(std::slice::from_ref(&birth)).await;
        let certificate = network.scene.certificate(2, 1, birth.id(), network.now_ms());
        network.submit_until_final(std::slice::from_ref(&certificate)).await;
        network.all_final(&[birth.id(), certificate.id()]).await;
        for validator in network.running() {
            let again = validator.submit(sent(&certificate)).await.unwrap();
            assert_eq!(again, validator.standing(certificate.id()).await.unwrap());
            let Standing::Final { outcome: protocol::Outcome::Certificate { number, act, .. }, .. } = again
            else {
                panic!("{again:?}")
            };
            assert_eq!(
                (number.to_string(), act.to_string()),
                ("1002-26-00001".into(), "110012600001".into())
            );
        }
    });
}

#[test]
fn without_a_quorum_nothing_is_final_and_with_it_again_everything_is() {
    runner(11).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        network.until_height(2).await;
        network.simulation.cut(&[0, 1]).await;
        network.sleep(2_000).await;
        let before: Vec<u64> = network.running().map(|validator| validator.status().height).collect();
        let birth = network.scene.birth(0, 1, network.now_ms());
        assert_eq!(network.node(0).submit(sent(&birth)).await.unwrap(), Standing::NotYet);
        network.sleep(20_000).await;
        let after: Vec<u64> = network.running().map(|validator| validator.status().height).collect();
        assert_eq!(before, after, "two of four are no quorum");
        assert_eq!(network.node(0).standing(birth.id()).await.unwrap(), Standing::NotYet);
        assert_eq!(network.node(3).standing(birth.id()).await.unwrap(), Standing::Unknown);
        network.simulation.heal(&[0, 1], &link()).await;
        network.submit_until_final(std::slice::from_ref(&birth)).await;
        network.all_final(&[birth.id()]).await;
    });
}

/// A table of tried values for `docs/decisions/0020-pace.md`: `cargo nextest run --run-ignored only -E 'test(pace)' --no-capture`.
#[test]
#[ignore = "prints a table; nothing is asserted but that everything becomes final"]
fn the_table_of_tried_paces() {
    const ENTRIES: u32 = 12;
    println!(
        "| heartbeat | leader | certification | retry | skip | idle blocks/min | final, all alive: median | one dead: median | one dead: worst |"
    );
    for (heartbeat, leader, certification, retry, skip) in [
        (500, 1_000, 1_200, 2_000, 3_000),
        (1_000, 1_500, 2_000, 3_000, 4_000),
        (2_000, 2_500, 3_000, 4_000, 5_000),
        (2_000, 2_200, 2_500, 3_000, 4_000),
        (2_000, 4_000, 5_000, 6_000, 8_000),
        (4_000, 4_500, 5_000, 6_000, 7_000),
    ] {
        let ms = Duration::from_millis;
        let pace = Pace {
            heartbeat: ms(heartbeat),
            leader_timeout: ms(leader),
            certification_timeout: ms(certification),
            timeout_retry: ms(retry),
            skip_timeout: ms(skip),
            ..Pace::default()
        };
        let row = runner(21).start(|context| async move {
            let mut network = Network::with_pace(context.child("network"), pace).await;
            network.until_height(3).await;
            let before = network.node(0).status().height;
            network.sleep(60_000).await;
            let idle = network.node(0).status().height - before;
            let mut times = [Vec::new(), Vec::new()];
            for (round, times) in times.iter_mut().enumerate() {
                if round == 1 {
                    network.crash(3).await;
                }
                for number in 0..ENTRIES {
                    let n = u32::try_from(round).unwrap() * ENTRIES + number;
                    let birth = network.scene.birth(0, n, network.now_ms());
                    let begun = network.now_ms();
                    let id = birth.id();
                    network.node(0).submit(sent(&birth)).await.unwrap();
                    while !matches!(network.node(0).standing(id).await.unwrap(), Standing::Final { .. }) {
                        network.sleep(5).await;
                    }
                    times.push(network.now_ms() - begun);
                    let pause = network.context.random_range(50..900);
                    network.sleep(pause).await;
                }
                times.sort_unstable();
            }
            let median = |times: &[u64]| times[times.len() / 2];
            (idle, median(&times[0]), median(&times[1]), *times[1].last().unwrap())
        });
        let (idle, alive, dead, worst) = row;
        println!(
            "| {heartbeat} | {leader} | {certification} | {retry} | {skip} | {idle} | {alive} ms | {dead} ms | {worst} ms |"
        );
    }
}
