use super::*;
use crate::{
    block::Draft,
    mempool::{Limits, Source},
    sim::{
        Scene,
        scene::{START_MS, sent},
    },
};
use commonware_consensus::marshal::ancestry::from_iter;
use commonware_runtime::{Runner as _, Supervisor as _, deterministic};
use core::num::NonZeroU32;
use protocol::merkle::Frontier;

struct Fixture {
    scene: Scene,
    chain: Arc<Chain>,
    application: Application,
    context: deterministic::Context,
    start: std::time::SystemTime,
}

/// Runs `test` on a validator that has block 0 only, at the time of block 0.
fn with<F: Future<Output = ()>>(test: impl FnOnce(Fixture) -> F) {
    let config = deterministic::Config::default()
        .with_start_time(Wall::default().instant(START_MS))
        .with_timeout(Some(Duration::from_mins(5)));
    deterministic::Runner::new(config).start(|context| async move {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let chain = Arc::new(scene.chain(&context, "state").await);
        let pool = Arc::new(Mempool::new(Limits::default()));
        let admission = Arc::new(Admission::new(Arc::clone(&chain), Arc::clone(&pool)));
        let verifying = context.child("verifier").spawn({
            let admission = Arc::clone(&admission);
            move |context| async move { admission.verify_signatures(context).await }
        });
        let (application, deliveries) =
            Application::new(Arc::clone(&chain), pool, admission, Pace::default());
        let start = context.current();
        test(Fixture { scene, chain, application, context, start }).await;
        drop(deliveries);
        verifying.abort();
    });
}

impl Fixture {
    /// An empty block on `parent`, `ms` after it, with something changed.
    fn block(&self, parent: &Block, ms: u64, change: impl FnOnce(&mut Draft)) -> Block {
        let header = parent.header();
        let mut draft = Draft {
            context: self.scene.context(parent),
            parent: parent.id(),
            height: header.height + 1,
            time_ms: header.time_ms + ms,
            state_height: 0,
            state_root: self.chain.genesis_block().header().state_root,
            rules_version: 1,
        };
        change(&mut draft);
        Block::propose(draft, &Frontier::default(), Vec::new())
    }

    /// The verdict on the first of a path of blocks, newest first, if there is one within `ms`.
    async fn verdict(&self, path: &[&Block], ms: u64) -> Option<bool> {
        let ancestry = from_iter(path.iter().map(|block| (*block).clone().seal()));
        let context = (self.context.child("verify"), self.scene.context(path[1]));
        let mut application = self.application.clone();
        select! {
            verdict = Engine::verify(&mut application, context, ancestry) => Some(verdict),
            () = self.context.sleep(Duration::from_millis(ms)) => None,
        }
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.context.current().duration_since(self.start).unwrap().as_millis()).unwrap()
    }

    async fn propose(&self, parent: &Block) -> Block {
        let ancestry = from_iter([parent.clone().seal()]);
        let context = (self.context.child("propose"), self.scene.context(parent));
        let mut application = self.application.clone();
        let block = Engine::propose(&mut application, context, ancestry, ()).await;
        block.expect("a turn is never given away").inner().clone()
    }
}

#[test]
fn a_block_from_the_future_is_waited_for_and_never_refused() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let soon = f.block(&genesis, 500, |_| {});
        assert_eq!(f.verdict(&[&soon, &genesis], 1).await, Some(true));
        let far = f.block(&genesis, 60_000, |_| {});
        assert_eq!(f.verdict(&[&far, &genesis], 59_000).await, None);
        assert_eq!(f.verdict(&[&far, &genesis], 1_000).await, Some(true));
        assert!((59_500..59_600).contains(&f.elapsed()), "{}", f.elapsed());
    });
}

#[test]
fn a_block_that_names_a_state_not_reached_here_is_waited_for() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let one = f.block(&genesis, 10, |_| {});
        let two = f.block(&one, 10, |draft| draft.state_height = 1);
        assert_eq!(f.verdict(&[&two, &one, &genesis], 5_000).await, None);
        f.chain.finalize(&one).await.unwrap();
        assert_eq!(f.verdict(&[&two, &one, &genesis], 1).await, Some(true));
    });
}

#[test]
fn a_block_that_breaks_a_rule_is_refused_at_once() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let one = f.block(&genesis, 10, |_| {});
        // Neither the clock nor a state is waited for where no wait could make it good.
        let late = f.block(&one, 24 * 60 * 60 * 1000 + 1, |_| {});
        assert_eq!(f.verdict(&[&late, &one, &genesis], 1).await, Some(false));
        let ahead = f.block(&one, 10, |draft| draft.state_height = u64::MAX);
        assert_eq!(f.verdict(&[&ahead, &one, &genesis], 1).await, Some(false));
        let diverged = f.block(&one, 10, |draft| draft.state_root = protocol::Digest::ZERO);
        assert_eq!(f.verdict(&[&diverged, &one, &genesis], 1).await, Some(false));
    });
}

#[test]
fn a_block_against_what_is_final_gets_no_verdict() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let final_one = f.block(&genesis, 10, |_| {});
        let other = f.block(&genesis, 11, |_| {});
        let child = f.block(&other, 10, |_| {});
        f.chain.finalize(&final_one).await.unwrap();
        assert_eq!(f.verdict(&[&other, &genesis], 10_000).await, None);
        assert_eq!(f.verdict(&[&child, &other, &genesis], 10_000).await, None);
        assert_eq!(f.verdict(&[&final_one, &genesis], 1).await, Some(true));
    });
}

#[test]
fn an_idle_leader_proposes_after_two_seconds_and_one_with_an_entry_at_once() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let empty = f.propose(&genesis).await;
        assert_eq!((empty.entries().len(), f.elapsed()), (0, 2_000));
        assert_eq!(empty.header().time_ms, START_MS + 2_000);
        let birth = f.scene.birth(0, 1, START_MS);
        f.application.admission.admit(sent(&birth), Source::Client, START_MS).await.unwrap();
        let before = f.elapsed();
        let block = f.propose(&genesis).await;
        assert_eq!((block.entries(), f.elapsed()), (&[birth][..], before));
        // On a block that holds the entry already, it does not come again.
        let next = f.propose(&block).await;
        assert_eq!((next.entries().len(), f.elapsed()), (0, before + 2_000));
    });
}

#[test]
fn a_leader_whose_clock_is_behind_proposes_the_next_millisecond() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let ahead = f.block(&genesis, 100_000, |_| {});
        assert_eq!(f.chain.execute(&ahead).await, Step::Good);
        let block = f.propose(&ahead).await;
        assert_eq!(block.header().time_ms, START_MS + 100_001);
    });
}
