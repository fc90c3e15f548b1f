//! The access log is anchored by the service's own key, on the real rules of the ledger.
use crate::world::{Mood, World, birth};
use civil::ActKind;
use fixtures::paper::CHILONZOR;
use protocol::{Body, Outcome, entry::Anchor, merkle, service::Standing};
use std::time::Duration;
use vault::{FilingState, Subject};

use crate::world::Running;

const TEN_MINUTES: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);

/// The final anchors, in their order.
async fn anchors(running: &Running) -> Vec<Anchor> {
    let filings = running.vault.filings_about(Subject::AccessLog).await.unwrap();
    filings
        .iter()
        .filter_map(|filing| match (&filing.signed.entry().body, &filing.state) {
            (Body::AccessAnchor(anchor), FilingState::Final { outcome: Outcome::Recorded, .. }) => {
                Some(*anchor)
            }
            _ => None,
        })
        .collect()
}

/// Waits until so many anchors are final.
async fn reaches(running: &Running, count: usize) -> Vec<Anchor> {
    let begun = std::time::Instant::now();
    loop {
        let anchors = anchors(running).await;
        if anchors.len() >= count {
            return anchors;
        }
        assert!(begun.elapsed().as_secs() < 20, "{count} anchors: {anchors:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Long enough for the worker to have looked twice.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(2300)).await;
}

async fn list(running: &Running, times: u64) {
    for _ in 0..times {
        running.registry.list(&running.registrar(CHILONZOR), ActKind::Birth, None, 10).await.unwrap();
    }
}

#[tokio::test]
async fn reads_are_anchored_before_they_are_ten_minutes_old_and_not_one_by_one() {
    let world = World::new();
    let running = world.open().await.work();
    list(&running, 3).await;
    a_while().await;
    assert_eq!(anchors(&running).await, [], "a fresh row waits for others");
    world.clock.advance(TEN_MINUTES);
    let one = reaches(&running, 1).await;
    assert_eq!((one[0].ordinal, one[0].first, one[0].count), (1, 0, 3));
    list(&running, 2).await;
    world.clock.advance(TEN_MINUTES);
    let two = reaches(&running, 2).await;
    assert_eq!((two[1].ordinal, two[1].first, two[1].count), (2, 3, 2));
    assert_ne!(two[0].root, two[1].root);
    world.clock.advance(TEN_MINUTES);
    a_while().await;
    assert_eq!(anchors(&running).await.len(), 2, "nothing was read");
    assert_eq!(running.vault.verify_access_log().await.unwrap(), 5);
    running.end().await;
}

#[tokio::test]
async fn a_day_without_reads_has_an_empty_anchor() {
    let world = World::new();
    let running = world.open().await.work();
    a_while().await;
    assert_eq!(anchors(&running).await, []);
    for n in 1..=2 {
        world.clock.advance(DAY);
        let anchors = reaches(&running, n).await;
        let expected = Anchor { ordinal: n as u64, first: 0, count: 0, root: merkle::empty_root() };
        assert_eq!(anchors[n - 1], expected);
    }
    running.end().await;
}

#[tokio::test]
async fn after_a_restart_or_an_expired_anchor_the_sequence_goes_on_without_gap() {
    let world = World::new();
    let running = world.open().await.work();
    list(&running, 2).await;
    world.clock.advance(TEN_MINUTES);
    reaches(&running, 1).await;

    // The next one is filed while no block is made; the process ends; its time runs out.
    world.ledger.stop(true);
    list(&running, 1).await;
    world.clock.advance(TEN_MINUTES);
    let begun = std::time::Instant::now();
    while running.vault.outbox(10).await.unwrap().is_empty() {
        assert!(begun.elapsed().as_secs() < 20, "it is filed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.end().await;
    world.ledger.forget_waiting();
    world.clock.advance(DAY + TEN_MINUTES);
    world.ledger.stop(false);

    let running = world.open().await.work();
    running.settled(&running.accepted(&birth(1)).await).await; // brings the ledger's time on
    list(&running, 1).await;
    let anchors = reaches(&running, 2).await;
    assert_eq!((anchors[1].ordinal, anchors[1].first), (2, 2), "the ordinal of the one that expired");
    world.clock.advance(TEN_MINUTES);
    let begun = std::time::Instant::now();
    loop {
        let anchors = self::anchors(&running).await;
        let covered: u64 = anchors.iter().map(|anchor| u64::from(anchor.count)).sum();
        for (n, pair) in (1u64..).zip(anchors.windows(2)) {
            assert_eq!((pair[0].ordinal, pair[1].first), (n, pair[0].first + u64::from(pair[0].count)));
        }
        if covered == running.vault.verify_access_log().await.unwrap() {
            break;
        }
        assert!(begun.elapsed().as_secs() < 20, "all rows are covered: {anchors:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.end().await;
}

#[tokio::test]
async fn a_refused_anchor_is_not_made_again_every_second() {
    let world = World::new();
    let running = world.open().await.work();
    let wrong = || Mood::Says(Standing::Refused { code: "signer.signature-wrong".to_owned() });
    world.ledger.moods(&[wrong(), wrong(), wrong(), wrong()]);
    list(&running, 1).await;
    world.clock.advance(TEN_MINUTES);
    a_while().await;
    a_while().await;
    let filings = running.vault.filings_about(Subject::AccessLog).await.unwrap();
    assert_eq!(filings.len(), 1, "{filings:?}");
    assert!(matches!(filings[0].state, FilingState::Refused { .. }));
    world.ledger.moods(&[Mood::Honest, Mood::Honest, Mood::Honest, Mood::Honest]);
    world.clock.advance(Duration::from_mins(1));
    assert_eq!(reaches(&running, 1).await[0].ordinal, 1);
    running.end().await;
}
