use super::*;
use crate::sim::{Scene, scene::START_MS};
use core::num::NonZeroU32;
use protocol::Outcome;

struct Fixture {
    scene: Scene,
    chain: Chain,
}

fn fixture() -> Fixture {
    let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let chain = scene.chain();
    Fixture { scene, chain }
}

impl Fixture {
    /// A good block on `parent`, as another validator would propose it.
    fn block(&self, parent: &Block, entries: Vec<SignedEntry>) -> Block {
        let time_ms = parent.header().time_ms + 1000;
        self.chain.build(self.scene.context(parent), &parent.id(), time_ms, entries, 1024).unwrap().block
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
fn fresh(fixture: &Fixture) -> Chain {
    fixture.scene.chain()
}

#[test]
fn a_chain_that_only_follows_ends_where_the_proposer_does() {
    let f = fixture();
    let births = |range: core::ops::Range<u32>| range.map(|n| f.scene.birth(0, n, START_MS)).collect();
    let one = f.block(f.chain.genesis_block(), births(0..3));
    let two = f.block(&one, births(3..5));
    let three = f.block(&two, Vec::new());
    let follower = fresh(&f);
    for block in [&one, &two, &three] {
        assert_eq!(follower.execute(block), Step::Good);
    }
    for block in [&one, &two, &three] {
        assert_eq!(follower.finalize(block), Ok(true));
        assert_eq!(f.chain.finalize(block), Ok(true));
        assert_eq!(follower.finalize(block), Ok(false), "a block that comes twice changes nothing");
    }
    assert_eq!(follower.summary(), f.chain.summary());
    assert_eq!(follower.summary().log_size, 5);
    assert_ne!(follower.summary().state_root, fresh(&f).summary().state_root);
    let place = follower.place(f.scene.birth(0, 4, START_MS).id());
    assert_eq!(place, Some(Place { height: 2, index: 1 }));
}

#[test]
fn every_rule_over_a_blocks_data_is_kept() {
    let f = fixture();
    let genesis = f.chain.genesis_block().clone();
    let good = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS), f.scene.birth(0, 2, START_MS)]);
    let check = |flaw: Flaw, change: &Change<'_>| {
        let block = f.forged(&good, &genesis, change);
        assert_eq!(fresh(&f).execute(&block), Step::Bad(flaw), "while it is proposed");
        assert_eq!(
            fresh(&f).finalize(&block),
            Err(Fault::FinalBlock { height: 1, flaw }),
            "once it is final"
        );
    };
    assert_eq!(fresh(&f).execute(&f.forged(&good, &genesis, |_, _| {})), Step::Good);
    check(Flaw::Time, &|draft, _| draft.time_ms = START_MS);
    check(Flaw::Time, &|draft, _| draft.time_ms = START_MS + STEP_MS_MAX + 1);
    check(Flaw::StateHeight, &|draft, _| draft.state_height = 1);
    check(Flaw::StateRoot, &|draft, _| draft.state_root = Digest::ZERO);
    check(Flaw::RulesVersion, &|draft, _| draft.rules_version = 2);
    check(Flaw::Outcomes, &|_, entries| entries[0].1 = entries[1].1);
    let twice = ledger::InvalidBlock { index: 2, refusal: Refusal::SameEntry };
    check(Flaw::Entry(twice), &|_, entries| entries.push(entries[0].clone()));
    let used = f.scene.birth_on_notice(0, 3, 1, START_MS);
    let used_twice = ledger::InvalidBlock { index: 1, refusal: Refusal::NoticeAlreadyUsed };
    check(Flaw::Entry(used_twice), &|_, entries| entries[1].0 = used.clone());
}

#[test]
fn a_block_that_names_another_log_is_bad() {
    let f = fixture();
    let genesis = f.chain.genesis_block().clone();
    let one = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS)]);
    let two = f.block(&one, vec![f.scene.birth(0, 2, START_MS)]);
    // `forged` begins the log anew, as if the first block had no entry.
    let forged = f.forged(&two, &one, |_, _| {});
    let follower = fresh(&f);
    assert_eq!(follower.execute(&one), Step::Good);
    assert_eq!(follower.execute(&forged), Step::Bad(Flaw::Log));
    assert_eq!(follower.execute(&two), Step::Good);
}

#[test]
fn a_notice_in_a_pending_ancestor_serves_no_second_time() {
    let f = fixture();
    let one = f.block(f.chain.genesis_block(), vec![f.scene.birth(0, 1, START_MS)]);
    let again = f.scene.birth_on_notice(0, 2, 1, START_MS);
    let built =
        f.chain.build(f.scene.context(&one), &one.id(), START_MS + 2000, vec![again.clone()], 1024).unwrap();
    assert!(built.block.entries().is_empty());
    assert_eq!(built.refused, [again]);
}

#[test]
fn a_block_on_what_is_not_known_waits_and_one_against_what_is_final_has_no_verdict() {
    let f = fixture();
    let genesis = f.chain.genesis_block().clone();
    let one = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS)]);
    let two = f.block(&one, Vec::new());
    let three = f.block(&two, Vec::new());
    let other = f.block(&genesis, vec![f.scene.birth(0, 2, START_MS)]);
    let on_other = f.block(&other, Vec::new());
    let follower = fresh(&f);
    assert_eq!(follower.execute(&three), Step::ParentUnknown);
    follower.finalize(&one).unwrap();
    assert_eq!(follower.execute(&one), Step::Good);
    assert_eq!(follower.execute(&other), Step::Contradicts);
    assert_eq!(follower.execute(&on_other), Step::Contradicts);
    assert_eq!(follower.finalize(&other), Err(Fault::Fork { height: 1 }));
    assert_eq!(follower.finalize(&on_other), Err(Fault::Fork { height: 2 }));
    assert_eq!(follower.finalize(&three), Err(Fault::Gap { expected: 2, height: 3 }));
}

#[test]
fn what_is_not_final_is_bounded_and_can_be_executed_again() {
    let f = fixture();
    let genesis = f.chain.genesis_block().clone();
    let block = f.block(&genesis, vec![f.scene.birth(0, 1, START_MS)]);
    let follower = fresh(&f);
    for number in 0..u64::try_from(PENDING_MAX).unwrap() + 5 {
        let sibling = f.forged(&block, &genesis, |draft, _| draft.time_ms += number + 1);
        assert_eq!(follower.execute(&sibling), Step::Good);
    }
    assert_eq!(follower.lock().pending.len(), PENDING_MAX);
    assert_eq!(follower.execute(&block), Step::Good);
    assert_eq!(follower.finalize(&block), Ok(true));
    assert_eq!(follower.lock().tip.digest, block.id());
    assert!(follower.lock().pending.is_empty(), "siblings of a final block leave");
}
