//! A client that goes away drops the future of its request, at any await: nothing accepted is lost,
//! nothing is done twice, and the next request finds the registry whole.
use crate::{
    people::put,
    world::{self, Running, World, act_number, entry_signature, outcome},
};
use civil::ActKind;
use civil::{ActNumber, Lang};
use core::{
    future::poll_fn,
    task::Poll::{Pending, Ready},
};
use document::Ink;
use fixtures::paper::CHILONZOR;
use proptest::{collection::vec, prelude::*};
use protocol::Outcome;
use registry::service::{CaseView, Certificate};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use vault::{Access, CaseState, IdempotencyKey};

/// When a future is dropped that did not end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cancel {
    /// After so many polls.
    polls: usize,
    /// Once what it waits for has happened, and not while that is on its way.
    woken: bool,
}

impl Cancel {
    const NEVER: Self = Self { polls: usize::MAX, woken: true };

    /// Polls a future until it ends or is to be dropped.
    async fn run<T>(self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = Box::pin(future);
        let mut polls = 0;
        poll_fn(|context| {
            if polls == self.polls {
                return Ready(None);
            }
            polls += 1;
            match future.as_mut().poll(context) {
                Ready(value) => Ready(Some(value)),
                Pending if polls == self.polls && !self.woken => Ready(None),
                Pending => Pending,
            }
        })
        .await
    }
}

/// A birth of a mother of its own: nobody has hundreds of children.
fn birth(n: u32) -> Vec<u8> {
    let birth =
        put(&serde_json::from_slice(&world::birth(n)).unwrap(), "/mother/pinfl", serde_json::Value::Null);
    let birth = put(&birth, "/mother/document/number", format!("XX{n:07}").into());
    serde_json::to_vec(&birth).unwrap()
}

fn certificate() -> Certificate {
    Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour)
}

fn key(n: u32) -> IdempotencyKey {
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    IdempotencyKey::new(bytes)
}

/// The requests of a registrar, each dropped where `cancel` says; nothing is done with what they answer
/// but what a client would do.
async fn declare(running: &Running, n: u32, cancel: Cancel) -> Option<CaseView> {
    cancel.run(running.declare(&birth(n))).await.map(|declared| declared.view)
}

async fn sign(running: &Running, n: u32, cancel: Cancel) -> Option<CaseView> {
    let declared = running.declare(&birth(n)).await;
    let Some((entry, _)) = declared.to_sign else { return Some(declared.view) };
    cancel.run(running.sign(&declared.view, &entry)).await
}

async fn issue(running: &Running, n: u32, act: ActNumber, cancel: Cancel) -> Option<CaseView> {
    let who = running.registrar(CHILONZOR);
    let issued = cancel.run(running.registry.issue(&who, act, certificate(), key(n))).await?.unwrap();
    Some(issued.view)
}

async fn sign_certificate(running: &Running, n: u32, act: ActNumber, cancel: Cancel) -> Option<CaseView> {
    let who = running.registrar(CHILONZOR);
    let issued = running.registry.issue(&who, act, certificate(), key(n)).await.unwrap();
    let Some((entry, _)) = issued.to_sign else { return Some(issued.view) };
    let signature = entry_signature(CHILONZOR, entry.id());
    Some(cancel.run(running.registry.sign(&who, issued.view.case.id, signature)).await?.unwrap())
}

async fn print(running: &Running, view: &CaseView, cancel: Cancel) -> Option<Vec<u8>> {
    let who = running.registrar(CHILONZOR);
    Some(cancel.run(running.registry.pdf(&who, view.case.id)).await?.unwrap())
}

async fn ask(running: &Running, view: &CaseView, cancel: Cancel) -> Option<CaseView> {
    let who = running.registrar(CHILONZOR);
    let standing = running.registry.standing(&who, view.case.id, Duration::from_secs(20));
    Some(cancel.run(standing).await?.unwrap())
}

/// The act of the birth `n`, registered without any cancelling from where it stands.
async fn registered(running: &Running, n: u32) -> CaseView {
    let view = sign(running, n, Cancel::NEVER).await.unwrap();
    running.settled(&view).await
}

async fn certified(running: &Running, n: u32, act: ActNumber) -> CaseView {
    let view = sign_certificate(running, n, act, Cancel::NEVER).await.unwrap();
    running.settled(&view).await
}

/// What must hold when everything that was begun has come to its end.
async fn all_is_well(world: &World, running: &Running, acts: &[CaseView], papers: &[CaseView]) {
    let numbers: BTreeSet<ActNumber> = acts.iter().map(act_number).collect();
    let who = running.registrar(CHILONZOR);
    let listed = running.registry.list(&who, ActKind::Birth, None, 200).await.unwrap().acts;
    assert_eq!(listed.len(), numbers.len(), "every act was registered once and none besides");
    let serials: Vec<u32> = numbers.iter().map(|number| number.serial.get()).collect();
    assert_eq!(serials, (1..=u32::try_from(numbers.len()).unwrap()).collect::<Vec<u32>>(), "no gap");
    let certificates: BTreeSet<String> = papers
        .iter()
        .map(|view| match outcome(view) {
            Outcome::Certificate { number, .. } => number.to_string(),
            Outcome::Act { .. } | Outcome::Reference { .. } | Outcome::Range { .. } | Outcome::Recorded => {
                panic!("a certificate")
            }
        })
        .collect();
    assert_eq!(certificates.len(), papers.len(), "no certificate twice");
    assert_eq!(world.ledger.entries(), numbers.len() + certificates.len(), "nothing is on the ledger twice");
    assert!(running.vault.outbox(1000).await.unwrap().is_empty(), "the outbox drains");
    running.vault.verify_access_log().await.unwrap();
}

fn any_access() -> Access {
    Access {
        officer: 1,
        office: civil::OfficeCode::new(CHILONZOR).unwrap(),
        deed: "act.list",
        rule: "own-office",
        purpose: "a test".to_owned(),
        case: None,
        now_ms: 1,
    }
}

/// Calls `attempt` with every number of polls, in both ways of dropping, until it ends by itself.
///
/// The database answers from a thread of its own, so that a short wait is one poll more or less from time
/// to time; those for the disk, which are the commits, are always there. So each sweep goes on until it
/// has ended several times in a row, and there are two of them.
async fn at_every_await(mut attempt: impl AsyncFnMut(u32, Cancel) -> bool) {
    const ENDS: usize = 4;
    let (mut n, mut dropped) = (0, 0);
    for woken in [false, true, false, true] {
        let (mut polls, mut ends) = (0, 0);
        while ends < ENDS {
            n += 1;
            if attempt(n, Cancel { polls, woken }).await {
                ends += 1;
            } else {
                (ends, dropped) = (0, dropped + 1);
            }
            polls += 1;
            assert!(polls < 500, "it never ends");
        }
    }
    assert!(dropped > 4, "it was dropped at its awaits and not only before its first poll");
}

#[tokio::test]
async fn a_declaration_cancelled_at_any_await_is_stored_whole_or_not_at_all() {
    let world = World::new();
    let running = world.open().await.work();
    let mut acts = Vec::new();
    at_every_await(async |n, cancel| {
        let ended = declare(&running, n, cancel).await;
        let stored = running.declare(&birth(n)).await;
        if let Some(view) = &ended {
            assert_eq!(view.case.id, stored.view.case.id, "the same key is the same case");
        }
        acts.push(registered(&running, n).await);
        assert_eq!(acts.last().unwrap().case.id, stored.view.case.id);
        ended.is_some()
    })
    .await;
    all_is_well(&world, &running, &acts, &[]).await;
    running.end().await;
}

#[tokio::test]
async fn a_signature_cancelled_at_any_await_is_accepted_whole_or_not_at_all() {
    let world = World::new();
    let running = world.open().await.work();
    let mut acts = Vec::new();
    at_every_await(async |n, cancel| {
        let ended = sign(&running, n, cancel).await;
        acts.push(registered(&running, n).await);
        ended.is_some()
    })
    .await;
    all_is_well(&world, &running, &acts, &[]).await;
    running.end().await;
}

#[tokio::test]
async fn an_accepted_entry_goes_on_though_its_request_was_cancelled_and_nobody_asks_again() {
    let world = World::new();
    let running = world.open().await.work();
    let mut accepted = 0;
    at_every_await(async |n, cancel| {
        let declared = running.declare(&birth(n)).await;
        let (entry, _) = declared.to_sign.unwrap();
        let ended = cancel.run(running.sign(&declared.view, &entry)).await;
        // What was on its way when the request was dropped has come to its end.
        running.vault.log_access(&any_access()).await.unwrap();
        let case = running.vault.case(declared.view.case.id).await.unwrap().unwrap();
        if case.state == CaseState::ToSign {
            assert!(ended.is_none(), "what was answered as accepted is");
        } else {
            let last = running.settled(&declared.view).await;
            assert!(matches!(outcome(&last), Outcome::Act { .. }));
            accepted += 1;
        }
        ended.is_some()
    })
    .await;
    assert!(accepted >= 2, "some were dropped after they were accepted");
    assert_eq!(world.ledger.entries(), accepted);
    assert!(running.vault.outbox(1000).await.unwrap().is_empty());
    running.end().await;
}

#[tokio::test]
async fn a_certificate_cancelled_at_any_await_is_issued_once() {
    let world = World::new();
    let running = world.open().await.work();
    let act = registered(&running, 1).await;
    let number = act_number(&act);
    let mut papers = Vec::new();
    at_every_await(async |n, cancel| {
        let ended = issue(&running, n, number, cancel).await;
        let paper = certified(&running, n, number).await;
        if let Some(view) = &ended {
            assert_eq!(view.case.id, paper.case.id);
        }
        papers.push(paper);
        ended.is_some()
    })
    .await;
    at_every_await(async |n, cancel| {
        let ended = sign_certificate(&running, 1000 + n, number, cancel).await;
        papers.push(certified(&running, 1000 + n, number).await);
        ended.is_some()
    })
    .await;
    all_is_well(&world, &running, &[act], &papers).await;
    running.end().await;
}

#[tokio::test]
async fn questions_and_prints_cancelled_at_any_await_leave_no_trace_but_in_the_access_log() {
    let world = World::new();
    let running = world.open().await.work();
    let act = registered(&running, 1).await;
    let paper = certified(&running, 1, act_number(&act)).await;
    let whole = print(&running, &paper, Cancel::NEVER).await.unwrap();
    at_every_await(async |_, cancel| match print(&running, &paper, cancel).await {
        Some(pdf) => {
            assert_eq!(pdf, whole);
            true
        }
        None => false,
    })
    .await;
    at_every_await(async |_, cancel| ask(&running, &paper, cancel).await.is_some()).await;
    assert_eq!(print(&running, &paper, Cancel::NEVER).await.unwrap(), whole, "no turn of the press was lost");
    all_is_well(&world, &running, &[act], &[paper]).await;
    running.end().await;
}

/// What happens to a registry.
#[derive(Clone, Copy, Debug)]
enum Step {
    Declare(u32, Cancel),
    Sign(u32, Cancel),
    Issue(u32, Cancel),
    SignCertificate(u32, Cancel),
    /// The worker has some time.
    Pass(Duration),
    /// The process is gone, wherever its tasks are; the next one begins.
    Die,
    /// The validators make no blocks, or make them again.
    Stop(bool),
    /// Their mempools forget.
    Forget,
}

fn cancel() -> impl Strategy<Value = Cancel> {
    (0usize..40, any::<bool>()).prop_map(|(polls, woken)| Cancel { polls, woken })
}

fn step() -> impl Strategy<Value = Step> {
    let births = 1u32..5;
    prop_oneof![
        3 => (births.clone(), cancel()).prop_map(|(n, cancel)| Step::Declare(n, cancel)),
        5 => (births.clone(), cancel()).prop_map(|(n, cancel)| Step::Sign(n, cancel)),
        3 => (births.clone(), cancel()).prop_map(|(n, cancel)| Step::Issue(n, cancel)),
        3 => (births, cancel()).prop_map(|(n, cancel)| Step::SignCertificate(n, cancel)),
        3 => (0u64..30).prop_map(|ms| Step::Pass(Duration::from_millis(ms))),
        3 => Just(Step::Die),
        1 => any::<bool>().prop_map(Step::Stop),
        1 => Just(Step::Forget),
    ]
}

/// A process with everything that runs in it: dropping the runtime drops each task at its await.
struct Process {
    runtime: tokio::runtime::Runtime,
    running: Running,
}

impl Process {
    fn start(world: &World) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let running = runtime.block_on(async { world.open().await.work() });
        Self { runtime, running }
    }

    fn run<T>(&self, work: impl AsyncFnOnce(&Running) -> T) -> T {
        self.runtime.block_on(work(&self.running))
    }
}

/// The act of the birth `n`, where it is final by now.
async fn act_of(running: &Running, n: u32) -> Option<ActNumber> {
    let name = running.key_of(CHILONZOR, &birth(n));
    let key = protocol::hash::tagged("dalolat/case-key/1", &[&[0], name.as_bytes()]);
    let case = running.vault.case_by_key(IdempotencyKey::new(*key.as_bytes())).await.unwrap()?;
    match case.state {
        CaseState::Final { outcome: Outcome::Act { number, .. } } => Some(number),
        CaseState::Final {
            outcome:
                Outcome::Certificate { .. }
                | Outcome::Reference { .. }
                | Outcome::Range { .. }
                | Outcome::Recorded,
        }
        | CaseState::ToSign
        | CaseState::Accepted
        | CaseState::Refused { .. } => None,
    }
}

/// Takes one step; returns what was answered to the registrar, and whether it is of a certificate.
async fn take(running: &Running, step: Step) -> Option<((bool, u32), CaseView)> {
    let (paper, n, view) = match step {
        Step::Declare(n, cancel) => (false, n, declare(running, n, cancel).await),
        Step::Sign(n, cancel) => (false, n, sign(running, n, cancel).await),
        Step::Issue(n, cancel) => (true, n, issue(running, n, act_of(running, n).await?, cancel).await),
        Step::SignCertificate(n, cancel) => {
            (true, n, sign_certificate(running, n, act_of(running, n).await?, cancel).await)
        }
        Step::Pass(time) => {
            tokio::time::sleep(time).await;
            return None;
        }
        Step::Die | Step::Stop(_) | Step::Forget => return None,
    };
    view.map(|view| ((paper, n), view))
}

fn nothing_accepted_is_lost(steps: Vec<Step>) {
    let world = World::new();
    let mut process = Process::start(&world);
    // What was answered as accepted, by birth and by certificate.
    let mut promised: BTreeMap<(bool, u32), CaseView> = BTreeMap::new();
    for step in steps {
        match step {
            Step::Die => {
                drop(process);
                process = Process::start(&world);
            }
            Step::Stop(stopped) => world.ledger.stop(stopped),
            Step::Forget => world.ledger.forget_waiting(),
            Step::Declare(..)
            | Step::Sign(..)
            | Step::Issue(..)
            | Step::SignCertificate(..)
            | Step::Pass(_) => {
                let told = process.run(async |running| take(running, step).await);
                if let Some((name, view)) = told.filter(|(_, view)| view.case.state != CaseState::ToSign) {
                    promised.entry(name).or_insert(view);
                }
            }
        }
    }
    drop(process);
    world.ledger.stop(false);
    Process::start(&world).run(async |running| {
        for view in promised.values() {
            let last = running.settled(view).await;
            assert!(matches!(last.case.state, CaseState::Final { .. }), "{}", last.case.state.word());
            assert_eq!((last.case.id, last.case.entry_id), (view.case.id, view.case.entry_id));
        }
        let (mut acts, mut papers) = (Vec::new(), Vec::new());
        for n in 1..5 {
            let act = registered(running, n).await;
            papers.push(certified(running, n, act_number(&act)).await);
            acts.push(act);
        }
        all_is_well(&world, running, &acts, &papers).await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })] // each on real files

    #[test]
    fn nothing_accepted_is_lost_whatever_is_cancelled_and_whoever_dies(steps in vec(step(), 1..24)) {
        nothing_accepted_is_lost(steps);
    }
}
