use super::*;
use crate::sim::{
    Scene,
    scene::{START_MS, forged},
};
use commonware_runtime::{
    Runner as _, Spawner as _, Supervisor as _,
    deterministic::{Context, Runner},
};
use core::num::NonZeroU32;
use protocol::{Canonical as _, SignedEntry, hash::sha256, signature::message};
use std::sync::Arc;

fn job(scene: &Scene, entry: &SignedEntry) -> Job {
    let check = |signature: &protocol::signature::Signature| Check {
        class: entry.entry().network.class,
        record: scene.genesis.keys.iter().find(|record| record.id() == signature.key).unwrap().clone(),
        message: message(entry.id(), signature.role),
        signature: signature.clone(),
    };
    Job { fingerprint: sha256(&[&entry.to_bytes()]), checks: entry.signatures().iter().map(check).collect() }
}

struct Fixture {
    scene: Scene,
    context: Context,
    verifier: Arc<Verifier>,
}

/// Runs `test` beside a verifier. Verifying takes no time on the runtime's clock.
fn with<F: Future<Output = ()>>(test: impl FnOnce(Fixture) -> F) {
    Runner::default().start(|context| async move {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let verifier = Arc::new(Verifier::default());
        let running = context.child("verifier").spawn({
            let verifier = Arc::clone(&verifier);
            move |context| async move { verifier.run(context).await }
        });
        test(Fixture { scene, context, verifier }).await;
        running.abort();
    });
}

impl Fixture {
    fn birth(&self, number: u32) -> Job {
        job(&self.scene, &self.scene.birth(0, number, START_MS))
    }

    /// The verdicts, and after how many milliseconds they came.
    async fn timed(&self, jobs: Vec<Job>, urgency: Urgency) -> (Vec<bool>, u128) {
        let start = self.context.current();
        let verdicts = self.verifier.verify(jobs, urgency).await;
        (verdicts, self.context.current().duration_since(start).unwrap().as_millis())
    }
}

/// The simulated clock goes on by a millisecond with each step of a task.
const STEPS_MS: u128 = 3;

#[test]
fn one_alone_waits_for_nothing_and_those_after_it_for_five_milliseconds() {
    with(|f| async move {
        let (verdicts, alone) = f.timed(vec![f.birth(1)], Urgency::InBatches).await;
        assert!(verdicts == [true] && alone <= STEPS_MS, "{alone}");
        let early = f.timed(vec![f.birth(2)], Urgency::InBatches);
        let late = async {
            f.context.sleep(Duration::from_millis(2)).await;
            f.timed(vec![f.birth(3)], Urgency::InBatches).await
        };
        let ((_, early), (_, late)) = futures::join!(early, late);
        assert!((4..=5 + STEPS_MS).contains(&early), "{early}");
        assert!(late < early, "{late} < {early}: it went with the one before");
        f.context.sleep(PACE).await;
        let (_, alone) = f.timed(vec![f.birth(4)], Urgency::InBatches).await;
        assert!(alone <= STEPS_MS, "{alone}");
    });
}

#[test]
fn a_full_batch_and_a_block_wait_for_nothing() {
    with(|f| async move {
        f.timed(vec![f.birth(0)], Urgency::InBatches).await;
        let full = (1..=256).map(|number| f.birth(number)).collect();
        let (verdicts, full) = f.timed(full, Urgency::InBatches).await;
        assert!(verdicts == [true; 256] && full <= STEPS_MS, "{full}");
        let waiting = f.timed(vec![f.birth(300)], Urgency::InBatches);
        let block = f.timed((301..900).map(|number| f.birth(number)).collect(), Urgency::AtOnce);
        let ((_, waiting), (verdicts, block)) = futures::join!(waiting, block);
        assert!(waiting <= STEPS_MS, "it goes with the block: {waiting}");
        assert!(verdicts == [true; 599] && block <= STEPS_MS, "{block}");
    });
}

#[test]
fn what_was_good_is_known_and_what_was_bad_is_asked_again() {
    with(|f| async move {
        let good = f.scene.birth(0, 1, START_MS);
        let bad = job(&f.scene, &forged(&good));
        let good = job(&f.scene, &good);
        assert_ne!(good.fingerprint, bad.fingerprint, "signatures are part of it");
        let both = vec![bad.clone(), good.clone()];
        assert_eq!(f.timed(both, Urgency::InBatches).await.0, [false, true]);
        assert!(f.verifier.knows(&good.fingerprint) && !f.verifier.knows(&bad.fingerprint));
        assert_eq!(f.timed(vec![good], Urgency::InBatches).await, (vec![true], 0), "nobody is asked");
        assert_eq!(f.timed(vec![bad], Urgency::InBatches).await.0, [false]);
        let nobodys = Job { fingerprint: Digest::ZERO, checks: Vec::new() };
        assert_eq!(f.timed(vec![nobodys], Urgency::AtOnce).await.0, [false]);
    });
}

#[test]
fn the_same_entry_is_verified_once_for_all_who_ask() {
    let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let verifier = Verifier::default();
    let birth = job(&scene, &scene.birth(0, 1, START_MS));
    let ask = || verifier.ask(vec![birth.clone()], Urgency::InBatches).pop().unwrap();
    let (Answer::Later(mut first), Answer::Later(mut second)) = (ask(), ask()) else {
        panic!("not known yet")
    };
    let jobs = verifier.lock().take(true);
    assert_eq!(jobs.len(), 1);
    // Asked while it is being verified, it is not verified again either.
    let Answer::Later(mut third) = ask() else { panic!("not known yet") };
    assert!(verifier.lock().take(true).is_empty());
    verifier.tell(&jobs, &[true]);
    for answer in [&mut first, &mut second, &mut third] {
        assert_eq!(answer.try_recv(), Ok(true));
    }
    assert!(matches!(ask(), Answer::Known));
}

#[test]
fn batches_are_full_and_no_more() {
    let mut inner = Inner::default();
    let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let check = job(&scene, &scene.birth(0, 1, START_MS)).checks.remove(0);
    let mut receivers = Vec::new();
    for number in 0..60u8 {
        let fingerprint = sha256(&[&[number]]);
        receivers.push(inner.ask(Job { fingerprint, checks: vec![check.clone(); 5] }));
    }
    assert_eq!(inner.take(false).len(), 51, "255 signatures; with the next there would be 260");
    assert!(inner.take(false).is_empty());
    assert_eq!(inner.take(true).len(), 9);
    assert_eq!(inner.queued, 0);
}

#[test]
fn the_oldest_of_very_many_are_forgotten() {
    let mut inner = Inner::default();
    let fingerprint = |number: usize| sha256(&[&number.to_be_bytes()]);
    for number in 0..=REMEMBERED_MAX {
        inner.remember(fingerprint(number));
        inner.remember(fingerprint(number));
    }
    assert!(!inner.good.contains(&fingerprint(0)));
    assert!(inner.good.contains(&fingerprint(1)));
    assert_eq!((inner.good.len(), inner.good_order.len()), (REMEMBERED_MAX, REMEMBERED_MAX));
}
