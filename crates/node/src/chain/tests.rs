use super::*;
use crate::sim::{Scene, scene::START_MS};
use civil::refusal::Refusal;
use commonware_runtime::{Runner as _, deterministic};
use core::{
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};
use protocol::Outcome;

struct Fixture {
    scene: Scene,
    chain: Chain,
    context: deterministic::Context,
    /// How many other chains were made.
    fresh: AtomicU32,
}

/// Runs `test` with a chain that has block 0 only.
fn with<F: Future<Output = ()>>(test: impl FnOnce(Fixture) -> F) {
    deterministic::Runner::default().start(|context| async move {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let chain = scene.chain(&context, "state").await;
        test(Fixture { scene, chain, context, fresh: AtomicU32::new(0) }).await;
    });
}

impl Fixture {
    /// A good block on `parent`, as another validator would propose it.
    async fn block(&self, parent: &Block, entries: Vec<SignedEntry>) -> Block {
        let time_ms = parent.header().time_ms + 1000;
        self.chain
            .build(self.scene.context(parent), &parent.id(), time_ms, entries, 1024)
            .await
            .unwrap()
            .block
    }

    /// The same block with something changed.
    fn forged(
        &self,
        block: &Block,
        parent: &Block,
        change: impl FnOnce(&mut Draft, &mut Vec<(SignedEntry, Outcome)>),
    ) -> Block {
        let header = block.header();
        let mut draft = Draft {
            context: self.scene.context(parent),
            parent: header.parent,
            height: header.height,
            time_ms: header.time_ms,
            state_height: header.state_height,
            state_root: header.state_root,
            rules_version: header.rules_version,
        };
        let mut entries = block.entries().iter().cloned().zip(block.outcomes().iter().copied()).collect();
        change(&mut draft, &mut entries);
        Block::propose(draft, &Frontier::default(), entries)
    }
}

/// What a forger changes.
type Change<'a> = dyn Fn(&mut Draft, &mut Vec<(SignedEntry, Outcome)>) + 'a;

/// A chain that has seen nothing of what the fixture built.
async fn fresh(fixture: &Fixture) -> Chain {
    const NAMES: [&str; 16] =
        ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"];
    let n = fixture.fresh.fetch_add(1, Ordering::Relaxed);
    let name = NAMES[usize::try_from(n).unwrap() % NAMES.len()];
    fixture.scene.chain(&fixture.context, name).await
}

#[test]
fn whoever_waits_no_longer_for_an_entry_is_forgotten() {
    with(|f| async move {
        let id = f.scene.birth(0, 1, START_MS).id();
        let (first, second) = (f.chain.when_final(id), f.chain.when_final(id));
        assert_eq!(f.chain.waiting_for_final(), 2);
        drop(first);
        assert_eq!(f.chain.waiting_for_final(), 1);
        drop(second);
        assert_eq!(f.chain.waiting_for_final(), 0);
    });
}

#[test]
fn a_chain_that_only_follows_ends_where_the_proposer_does() {
    with(|f| async move {
        let births = |range: core::ops::Range<u32>| range.map(|n| f.scene.birth(0, n, START_MS)).collect();
        let one = f.block(f.chain.genesis_block(), births(0..3)).await;
        let two = f.block(&one, births(3..5)).await;
        let three = f.block(&two, Vec::new()).await;
        let follower = fresh(&f).await;
        for block in [&one, &two, &three] {
            assert_eq!(follower.execute(block).await, Step::Good);
        }
        for block in [&one, &two, &three] {
            assert_eq!(follower.finalize(block).await, Ok(true));
            assert_eq!(f.chain.finalize(block).await, Ok(true));
            assert_eq!(follower.finalize(block).await, Ok(false), "a block that comes twice changes nothing");
        }
        assert_eq!(follower.summary(), f.chain.summary());
        assert_eq!(follower.summary().log_size, 5);
        assert_ne!(follower.summary().state_root, fresh(&f).await.summary().state_root);
        let place = follower.place(f.scene.birth(0, 4, START_MS).id()).await;
        assert_eq!(place, Some(Place { height: 2, index: 1 }));
    });
}

#[test]
fn every_rule_over_a_blocks_data_is_kept() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let good =
            f.block(&genesis, vec![f.scene.birth(0, 1, START_MS), f.scene.birth(0, 2, START_MS)]).await;
        let check = async |flaw: Flaw, change: &Change<'_>| {
            let block = f.forged(&good, &genesis, change);
            assert_eq!(fresh(&f).await.execute(&block).await, Step::Bad(flaw), "while it is proposed");
            assert_eq!(
                fresh(&f).await.finalize(&block).await,
                Err(Fault::FinalBlock { height: 1, flaw }),
                "once it is final"
            );
        };
        assert_eq!(fresh(&f).await.execute(&f.forged(&good, &genesis, |_, _| {})).await, Step::Good);
        check(Flaw::Time, &|draft, _| draft.time_ms = START_MS).await;
        check(Flaw::Time, &|draft, _| draft.time_ms = START_MS + STEP_MS_MAX + 1).await;
        check(Flaw::StateHeight, &|draft, _| draft.state_height = 1).await;
        check(Flaw::StateRoot, &|draft, _| draft.state_root = Digest::ZERO).await;
        check(Flaw::RulesVersion, &|draft, _| draft.rules_version = 2).await;
        check(Flaw::Outcomes, &|_, entries| entries[0].1 = entries[1].1).await;
        let twice = ledger::InvalidBlock { index: 2, refusal: Refusal::SameEntry };
        check(Flaw::Entry(twice), &|_, entries| entries.push(entries[0].clone())).await;
        let used = f.scene.birth_on_notice(0, 3, 1, START_MS);
        let used_twice = ledger::InvalidBlock { index: 1, refusal: Refusal::NoticeAlreadyUsed };
        check(Flaw::Entry(used_twice), &|_, entries| entries[1].0 = used.clone()).await;
    });
}

#[test]
fn a_block_that_names_another_log_is_bad() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let one = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS)]).await;
        let two = f.block(&one, vec![f.scene.birth(0, 2, START_MS)]).await;
        // `forged` begins the log anew, as if the first block had no entry.
        let forged = f.forged(&two, &one, |_, _| {});
        let follower = fresh(&f).await;
        assert_eq!(follower.execute(&one).await, Step::Good);
        assert_eq!(follower.execute(&forged).await, Step::Bad(Flaw::Log));
        assert_eq!(follower.execute(&two).await, Step::Good);
    });
}

#[test]
fn a_notice_in_a_pending_ancestor_serves_no_second_time() {
    with(|f| async move {
        let one = f.block(f.chain.genesis_block(), vec![f.scene.birth(0, 1, START_MS)]).await;
        let again = f.scene.birth_on_notice(0, 2, 1, START_MS);
        let built = f
            .chain
            .build(f.scene.context(&one), &one.id(), START_MS + 2000, vec![again.clone()], 1024)
            .await
            .unwrap();
        assert!(built.block.entries().is_empty());
        assert_eq!(built.refused, [again]);
    });
}

#[test]
fn a_block_on_what_is_not_known_waits_and_one_against_what_is_final_has_no_verdict() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let one = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS)]).await;
        let two = f.block(&one, Vec::new()).await;
        let three = f.block(&two, Vec::new()).await;
        let other = f.block(&genesis, vec![f.scene.birth(0, 2, START_MS)]).await;
        let on_other = f.block(&other, Vec::new()).await;
        let follower = fresh(&f).await;
        assert_eq!(follower.execute(&three).await, Step::ParentUnknown);
        follower.finalize(&one).await.unwrap();
        assert_eq!(follower.execute(&one).await, Step::Good);
        assert_eq!(follower.execute(&other).await, Step::Contradicts);
        assert_eq!(follower.execute(&on_other).await, Step::Contradicts);
        assert_eq!(follower.finalize(&other).await, Err(Fault::Fork { height: 1 }));
        assert_eq!(follower.finalize(&on_other).await, Err(Fault::Fork { height: 2 }));
        assert_eq!(follower.finalize(&three).await, Err(Fault::Gap { expected: 2, height: 3 }));
    });
}

#[test]
fn what_is_not_final_is_bounded_and_can_be_executed_again() {
    with(|f| async move {
        let genesis = f.chain.genesis_block().clone();
        let block = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS)]).await;
        let follower = fresh(&f).await;
        for number in 0..u64::try_from(PENDING_MAX).unwrap() + 5 {
            let sibling = f.forged(&block, &genesis, |draft, _| draft.time_ms += number + 1);
            assert_eq!(follower.execute(&sibling).await, Step::Good);
        }
        assert_eq!(follower.lock().pending.len(), PENDING_MAX);
        assert_eq!(follower.execute(&block).await, Step::Good);
        assert_eq!(follower.finalize(&block).await, Ok(true));
        assert_eq!(follower.lock().tip.digest, block.id());
        assert!(follower.lock().pending.is_empty(), "siblings of a final block leave");
    });
}
