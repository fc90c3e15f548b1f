//! Clients as a registry is one: each case is signed once, its bytes are sent again until it is settled.
use super::{
    disk::lock,
    log::Log,
    machine::Power,
    plan::Plan,
    world::{Running, now},
};
use commonware_runtime::{Clock as _, Spawner as _, Supervisor as _, deterministic::Context};
use futures::future::{Either, select};
use node::sim::{
    Scene,
    scene::{START_MS, forged, sent},
};
use protocol::{
    EntryId, Outcome, SignedEntry,
    service::Standing,
    tally::{Answer, Measure, Tally, Verdict},
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

/// What a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A birth.
    Birth,
    /// A birth that is sent once, to one validator, and then only asked about.
    Once,
    /// Another birth on the notice of one that may be under way.
    SameNotice,
    /// A certificate of a birth that is final.
    Certificate,
    /// A birth that must be in a block within seconds.
    Brief,
    /// A birth under a signature that is not good.
    Forged,
    /// A birth signed by a clock that is ahead.
    Early,
}

/// What its client was told at last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing certain; with the code that refuses it as things stand, where there is one.
    NotYet(Option<String>),
    /// It is final: what the ledger gave it, and where.
    Final {
        /// Number and date.
        outcome: Outcome,
        /// The height of its block.
        height: u64,
    },
    /// It is refused for good.
    Refused(String),
    /// Its time is over and it is not there.
    Absent,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is.
    pub kind: Kind,
    /// The signed entry, the only one that is ever sent for it.
    pub entry: SignedEntry,
    /// The number of its notice, or of the birth that a certificate is of.
    pub notice: Option<u32>,
    /// What its client was told at last.
    pub told: Told,
    /// Whether the one validator that it was sent to holds it.
    pub held: bool,
    /// When it was made, in milliseconds of the run.
    pub since_ms: u64,
    /// When its client was told something certain.
    pub settled_ms: Option<u64>,
    /// The validator that it was sent to once, and its power then.
    pub only: Option<(usize, Arc<Power>)>,
}

impl Case {
    /// Whether its client may close the file.
    pub const fn is_settled(&self) -> bool {
        !matches!(self.told, Told::NotYet(_))
    }
}

/// All cases of a run, the clients that make them, and what they saw that must not be.
#[derive(Clone)]
pub struct Clients {
    context: Arc<Context>,
    scene: Arc<Scene>,
    plan: Arc<Plan>,
    running: Arc<Mutex<Vec<Option<Running>>>>,
    /// Every case that was ever sent.
    pub cases: Arc<Mutex<Vec<Case>>>,
    numbers: Arc<AtomicU32>,
    closing: Arc<AtomicBool>,
    /// What was seen that must not be.
    pub wrong: Arc<Mutex<Vec<String>>>,
    log: Log,
}

impl Clients {
    /// Clients of the validators in `running`, none at work.
    pub fn new(
        context: &Context,
        scene: &Scene,
        plan: &Plan,
        running: Arc<Mutex<Vec<Option<Running>>>>,
        log: Log,
    ) -> Self {
        Self {
            context: Arc::new(context.child("clients")),
            scene: Arc::new(scene.clone()),
            plan: Arc::new(plan.clone()),
            running,
            cases: Arc::default(),
            numbers: Arc::default(),
            closing: Arc::default(),
            wrong: Arc::default(),
            log,
        }
    }

    /// Lets a client for each registrar make cases until [`Self::close`].
    pub fn work(&self) {
        for registrar in 0..self.scene.registrars.len() {
            let clients = self.clone();
            let seed = self.plan.seed ^ ((registrar as u64) << 50) ^ 0x0063_6c6b;
            self.context.child("client").with_attribute("registrar", registrar).spawn(
                move |context| async move {
                    let mut rng = StdRng::seed_from_u64(seed);
                    while !clients.closing.load(Ordering::Relaxed) {
                        let (kind, entry, notice) = clients.make(registrar, &mut rng);
                        clients.open(kind, entry, notice, rng.random());
                        context.sleep(Duration::from_millis(rng.random_range(200..3_200))).await;
                    }
                },
            );
        }
    }

    /// No new cases.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// A birth by a registrar on a notice that no other case uses; its place among the cases.
    pub fn birth(&self, registrar: usize, seed: u64) -> usize {
        const OWN: u32 = 1_000_000;
        let number = OWN + self.number();
        let entry = self.scene.birth(registrar, number, START_MS + now(&self.context));
        self.open(Kind::Birth, entry, Some(number), seed)
    }

    fn number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// A case as chance has it.
    fn make(&self, registrar: usize, rng: &mut StdRng) -> (Kind, SignedEntry, Option<u32>) {
        const BRIEF_MS: u64 = 3_000;
        let number = self.number();
        let at = START_MS + now(&self.context);
        let scene = &self.scene;
        match rng.random_range(0..20) {
            0..3 if number > 0 => {
                let notice = rng.random_range(number.saturating_sub(4)..number);
                (Kind::SameNotice, scene.birth_on_notice(registrar, number, notice, at), Some(notice))
            }
            3..6 => match self.a_final_birth(rng) {
                Some(act) => (Kind::Certificate, scene.certificate(registrar, act.1, act.0, at), Some(act.1)),
                None => (Kind::Birth, scene.birth(registrar, number, at), Some(number)),
            },
            6 | 7 => {
                let entry = scene.birth_valid_for(registrar, number, number, at, BRIEF_MS);
                (Kind::Brief, entry, Some(number))
            }
            8 => (Kind::Forged, forged(&scene.birth(registrar, number, at)), Some(number)),
            9 | 10 => (Kind::Early, scene.birth(registrar, number, at + 5_000), Some(number)),
            11..14 => (Kind::Once, scene.birth(registrar, number, at), Some(number)),
            _ => (Kind::Birth, scene.birth(registrar, number, at), Some(number)),
        }
    }

    /// The entry and the number of a birth that is final and has no certificate yet.
    fn a_final_birth(&self, rng: &mut StdRng) -> Option<(EntryId, u32)> {
        let cases = lock(&self.cases);
        let certified: BTreeSet<u32> = cases
            .iter()
            .filter(|case| case.kind == Kind::Certificate)
            .filter_map(|case| case.notice)
            .collect();
        let acts: Vec<(EntryId, u32)> = cases
            .iter()
            .filter(|case| case.kind == Kind::Birth && matches!(case.told, Told::Final { .. }))
            .filter_map(|case| Some((case.entry.id(), case.notice?)))
            .filter(|(_, number)| !certified.contains(number))
            .collect();
        (!acts.is_empty()).then(|| acts[rng.random_range(0..acts.len())])
    }

    fn open(&self, kind: Kind, entry: SignedEntry, notice: Option<u32>, seed: u64) -> usize {
        let since_ms = now(&self.context);
        let told = Told::NotYet(None);
        let case = Case { kind, entry, notice, told, held: false, since_ms, settled_ms: None, only: None };
        let place = {
            let mut cases = lock(&self.cases);
            cases.push(case);
            cases.len() - 1
        };
        let clients = self.clone();
        self.context.child("case").spawn(move |_| async move { clients.pursue(place, seed).await });
        place
    }

    /// Sends a case until it is settled.
    async fn pursue(&self, place: usize, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        let (kind, entry) = {
            let cases = lock(&self.cases);
            (cases[place].kind, cases[place].entry.clone())
        };
        let measure = Measure::of(&self.scene.genesis);
        loop {
            let late = START_MS + now(&self.context) > entry.entry().valid_until;
            let asked = self.whom(kind, place, late, measure, &mut rng);
            let mut tally = Tally::new(measure, &entry);
            let mut settled = None;
            let mut past = BTreeSet::new();
            for (who, running, sends) in asked {
                let Some(says) = self.ask(&running, &entry, sends).await else { continue };
                if running.validator.status().time_ms > entry.entry().valid_until {
                    past.insert(who);
                }
                self.heard(place, who, &running, &says);
                let proves = matches!(says, Standing::Final { .. });
                settled = tally.add(Answer { validator: who, says });
                if proves && settled.is_none() {
                    lock(&self.wrong).push(format!("validator {who} gave a receipt that does not verify"));
                }
                if settled.is_some() {
                    break;
                }
            }
            match settled.unwrap_or_else(|| tally.end(&past)) {
                Verdict::Final { outcome, receipt } => {
                    return self.settle(place, Told::Final { outcome, height: receipt.inclusion.height });
                }
                Verdict::Refused { code } => return self.settle(place, Told::Refused(code)),
                Verdict::Absent => return self.settle(place, Told::Absent),
                Verdict::NotYet { because, .. } => lock(&self.cases)[place].told = Told::NotYet(because),
            }
            self.context.sleep(Duration::from_millis(rng.random_range(200..1_500))).await;
        }
    }

    /// Notes what a validator says. One that took an entry and runs on does not forget it.
    fn heard(&self, place: usize, who: usize, running: &Running, says: &Standing) {
        let case = &mut lock(&self.cases)[place];
        let only = |(one, power): &(usize, Arc<Power>)| *one == who && Arc::ptr_eq(power, &running.power);
        let by_the_only = case.only.as_ref().is_some_and(only);
        if by_the_only && case.held && *says == Standing::Unknown && running.power.is_on() {
            lock(&self.wrong).push(format!("validator {who} forgot case {place}, which it had taken"));
        }
        let word = match says {
            Standing::Final { .. } => "final".to_owned(),
            Standing::NotYet => "not yet".to_owned(),
            Standing::Refused { code } => format!("refused: {code}"),
            Standing::Unknown => "unknown".to_owned(),
        };
        self.log
            .line(now(&self.context), || format!("case {place} ({:?}), validator {who}: {word}", case.kind));
        if by_the_only {
            case.held = *says == Standing::NotYet;
        }
    }

    fn settle(&self, place: usize, told: Told) {
        let case = &mut lock(&self.cases)[place];
        self.log.line(now(&self.context), || {
            format!("case {place} ({:?}, {}): {told:?}", case.kind, case.entry.id())
        });
        case.told = told;
        case.settled_ms = Some(now(&self.context));
    }

    /// Whom to ask now, and whether the entry is sent along: f + 1 of those who run, all of them where the
    /// time of the entry is over, and one alone of whom it was sent once.
    fn whom(
        &self,
        kind: Kind,
        place: usize,
        late: bool,
        measure: Measure,
        rng: &mut StdRng,
    ) -> Vec<(usize, Running, bool)> {
        let all: Vec<(usize, Running)> = {
            let running = lock(&self.running);
            let on = |running: &Option<Running>| running.clone().filter(|running| running.power.is_on());
            (0..).zip(running.iter()).filter_map(|(who, running)| Some((who, on(running)?))).collect()
        };
        let only = lock(&self.cases)[place].only.clone();
        if kind == Kind::Once && !late {
            match only {
                None => {
                    let honest: Vec<_> = all.iter().filter(|(who, _)| self.plan.is_honest(*who)).collect();
                    let Some((who, running)) =
                        (!honest.is_empty()).then(|| honest[rng.random_range(0..honest.len())])
                    else {
                        return Vec::new();
                    };
                    lock(&self.cases)[place].only = Some((*who, Arc::clone(&running.power)));
                    return vec![(*who, running.clone(), true)];
                }
                // As long as that one runs, it is for it to bring the entry into a block.
                Some((who, power)) if power.is_on() && lock(&self.cases)[place].held => {
                    return all
                        .into_iter()
                        .filter(|(other, _)| *other == who)
                        .map(|(who, running)| (who, running, false))
                        .collect();
                }
                Some(_) => {}
            }
        }
        let mut all = all;
        all.shuffle(rng);
        if !late {
            all.truncate(measure.enough());
        }
        all.into_iter().map(|(who, running)| (who, running, true)).collect()
    }

    /// What a validator says of an entry, if it answers in time.
    async fn ask(&self, running: &Running, entry: &SignedEntry, sends: bool) -> Option<Standing> {
        const PATIENCE: Duration = Duration::from_secs(5);
        let Running { validator, power } = running;
        let work = async {
            if sends {
                validator.submit(sent(entry)).await.ok()
            } else {
                validator.standing(entry.id()).await.ok()
            }
        };
        match select(power.run(work), Box::pin(self.context.sleep(PATIENCE))).await {
            Either::Left((standing, _)) => standing,
            Either::Right(_) => None,
        }
    }
}
