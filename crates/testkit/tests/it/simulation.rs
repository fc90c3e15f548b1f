//! Whole networks in simulation: same seed, same run; what single faults come to; bugs that are planted are found.
use node::planted::{Planted, plant};
use testkit::simulate::{
    Plan, Report, carry_out,
    clients::{Kind, Told},
    mischief::Mischief,
    plan::Fault,
    run,
};

fn plan(seed: u64, liars: Vec<(usize, Mischief)>, faults: Vec<(u64, Fault)>) -> Plan {
    Plan { seed, validators: 4, liars, faults }
}

fn holds(report: &Report) {
    assert!(report.wrong.is_empty(), "seed {}: {:#?}", report.seed, report.wrong);
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let (first, again, other) = (run(3, 4), run(3, 4), run(4, 4));
    assert_eq!(first.log, again.log);
    assert_eq!(first.trace, again.trace);
    assert_ne!(first.trace, other.trace);
}

#[test]
fn two_that_accept_one_whose_clock_is_20_s_off_and_one_that_is_silent_make_progress_within_the_skew_and_30_s()
{
    const SKEW_MS: u64 = 20_000;
    for (seed, ahead_ms) in [(1, 20_000), (2, -20_000), (3, 20_000), (4, -20_000)] {
        let clock = Fault::Clock { who: 2, ahead_ms, for_ms: 120_000 };
        let report = carry_out(plan(seed, vec![(3, Mischief::Silent)], vec![(5_000, clock)]));
        holds(&report);
        // Every birth that was begun while the clock was wrong was known to be final within the bound.
        let births = report
            .cases
            .iter()
            .filter(|case| case.kind == Kind::Birth && (6_000..90_000).contains(&case.since_ms));
        let mut settled = 0;
        for case in births {
            let Told::Final { .. } = case.told else {
                panic!(
                    "seed {seed}, {ahead_ms} ms ahead: a birth begun at {} ms: {:?}",
                    case.since_ms, case.told
                )
            };
            let took = case.settled_ms.expect("what is told has its time") - case.since_ms;
            assert!(took <= SKEW_MS + 30_000, "seed {seed}, {ahead_ms} ms ahead: final after {took} ms");
            settled += 1;
        }
        assert!(
            settled >= 10,
            "seed {seed}, {ahead_ms} ms ahead: {settled} births final while the clock was wrong"
        );
    }
}

#[test]
fn what_a_proposer_leaves_out_is_in_the_next_leaders_block_and_the_leader_is_counted() {
    let liar = 1;
    let leaves_out = Mischief::all().into_iter().find(|way| matches!(way, Mischief::LeavesOut(_))).unwrap();
    let mut counted = 0;
    for seed in 0..12 {
        // For a while nothing is final, so that entries wait more than five seconds when a turn comes.
        let cut = Fault::Partition { side: vec![0, liar], for_ms: 9_000 };
        let report = carry_out(plan(seed, vec![(liar, leaves_out)], vec![(6_000, cut)]));
        holds(&report);
        counted += report.left_out[&liar];
        // In fair weather an entry waits for the first honest leader and no longer.
        let fair = report
            .cases
            .iter()
            .filter(|case| matches!(case.kind, Kind::Birth | Kind::Certificate) && case.since_ms > 25_000);
        for case in fair {
            let Told::Final { height, .. } = case.told else { continue };
            let due = report.chain.iter().find(|block| {
                block.leader != liar && block.at_ms > case.since_ms + 1_000 && block.height >= 1
            });
            let due = due.map_or(u64::MAX, |block| block.height);
            assert!(height <= due, "seed {seed}: in block {height}, and an honest leader had block {due}");
        }
    }
    assert!(counted > 0, "no turn of the liar was counted in twelve runs");
}

/// The bugs, and a plan by which each is caught: `docs/testing.md` lists them.
fn planted() -> [(Planted, Plan); 10] {
    let of = |seed| Plan::of(seed, 4);
    [
        (Planted::AcknowledgedBeforeSync, of(0)),
        (Planted::NotarizedIsFinal, of(24)),
        (Planted::ForkKept, of(7)),
        (Planted::AppliedTwice, of(0)),
        (Planted::OwnProposalUnchecked, of(0)),
        (Planted::CatchUpUnverified, Plan::lossy(8)),
        (Planted::PoolEmptied, of(0)),
        (Planted::SeriesLost, of(0)),
        (Planted::PendingIsFalse, of(4)),
        (Planted::HashOrder, of(1)),
    ]
}

#[test]
fn every_planted_bug_is_caught_by_its_seed_and_the_seed_is_clean_without_it() {
    let mut missed = Vec::new();
    for (bug, plan) in planted() {
        plant(None);
        holds(&carry_out(plan.clone()));
        plant(Some(bug));
        let report = carry_out(plan);
        plant(None);
        match report.wrong.first() {
            Some(wrong) => println!("{bug:?}, seed {}: {wrong}", report.seed),
            None => missed.push((bug, report.seed)),
        }
    }
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
