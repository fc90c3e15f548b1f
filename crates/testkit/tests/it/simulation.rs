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
        // Every birth that was begun while the clock was wrong was settled within the bound.
        let births = report
            .cases
            .iter()
            .filter(|case| case.kind == Kind::Birth && (6_000..90_000).contains(&case.since_ms));
        let mut settled = 0;
        for case in births {
            // Final, or refused because another that was sent on its notice was final first.
            let Some(settled_ms) = case.settled_ms else {
                panic!(
                    "seed {seed}, {ahead_ms} ms ahead: a birth begun at {} ms: {:?}",
                    case.since_ms, case.told
                )
            };
            let took = settled_ms - case.since_ms;
            assert!(took <= SKEW_MS + 30_000, "seed {seed}, {ahead_ms} ms ahead: settled after {took} ms");
            settled += usize::from(matches!(case.told, Told::Final { .. }));
        }
        assert!(
            settled >= 10,
            "seed {seed}, {ahead_ms} ms ahead: {settled} births final while the clock was wrong"
        );
    }
}

/// A day: a block of that time would stand for as long.
const DAY_MS: i64 = 86_400_000;

#[test]
fn a_clock_that_jumps_a_day_ahead_while_one_is_silent_holds_nobody_up() {
    let silent = vec![(3, Mischief::Silent)];
    let jump = |who| Fault::Clock { who, ahead_ms: DAY_MS, for_ms: 60_000 };
    // The first is the plan by which it was found, with a day for its five minutes.
    let mut plans = vec![Plan::of(435, 4)];
    for (_, fault) in &mut plans[0].faults {
        if let Fault::Clock { ahead_ms, .. } = fault {
            *ahead_ms = DAY_MS;
        }
    }
    plans.extend(
        (0..3).map(|who| plan(who as u64, silent.clone(), vec![(5_000 + who as u64 * 700, jump(who))])),
    );
    for plan in plans {
        let report = carry_out(plan);
        holds(&report);
        for case in report.cases.iter().filter(|case| case.kind == Kind::Birth) {
            let Some(settled_ms) = case.settled_ms else {
                panic!("seed {}: a birth begun at {} ms: {:?}", report.seed, case.since_ms, case.told)
            };
            let took = settled_ms - case.since_ms;
            assert!(took <= 30_000, "seed {}: settled after {took} ms", report.seed);
        }
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
        (Planted::NotarizedIsFinal, of(7)),
        (Planted::ForkKept, of(7)),
        (Planted::AppliedTwice, of(0)),
        (Planted::OwnProposalUnchecked, of(0)),
        (Planted::CatchUpUnverified, Plan::lossy(0)),
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
