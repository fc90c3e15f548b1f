//! A process dies at a point between two steps, for every point there is: nothing lost, nothing doubled.
//!
//! The vault's own test takes its points one by one without a network; those that the commands of a
//! clerk reach are taken here too, with everything around them.
use crate::{clerk::Clerk, network::Network};
use crash::{Point, Wanted};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    process::Output,
    time::{Duration, Instant},
};

/// How long processes are killed again and again.
const KILLING: Duration = Duration::from_secs(40);

/// Reached when a new portal starts for the first time, in this order.
const PORTAL_FIRST: [Point; 5] = [
    Point::PortalStartTagKey,
    Point::VaultCreateFile,
    Point::VaultCreateKey,
    Point::VaultCreateWritten,
    Point::VaultCreateCommitted,
];
/// Reached while a declaration is registered.
const DECLARING: [Point; 19] = [
    Point::PortalRequestRead,
    Point::RegistryDeclareRead,
    Point::RegistryDeclareMade,
    Point::VaultBeginWritten,
    Point::VaultBeginCommitted,
    Point::RegistryDeclareBegun,
    Point::PortalAnswerReady,
    Point::RegistrySignRead,
    Point::RegistrySignGood,
    Point::VaultAcceptWritten,
    Point::VaultAcceptCommitted,
    Point::RegistrySignAccepted,
    Point::RegistryWorkerRead,
    Point::RegistryWorkerSend,
    Point::RegistryWorkerAnswered,
    Point::RegistryWorkerProved,
    Point::VaultFinalWritten,
    Point::VaultFinalCommitted,
    Point::RegistryWorkerSettled,
];
/// Reached while a certificate is issued; from the signature on its way is that of a declaration.
const ISSUING: [Point; 13] = [
    Point::RegistryIssueRead,
    Point::VaultRecordWritten,
    Point::VaultRecordCommitted,
    Point::RegistryIssueOpened,
    Point::VaultBeginCommitted,
    Point::RegistryIssueBegun,
    Point::VaultAcceptWritten,
    Point::RegistrySignAccepted,
    Point::RegistryWorkerProved,
    Point::VaultFinalCommitted,
    Point::RegistryStandingEnded,
    Point::RegistryPrintOpened,
    Point::RegistryPrintDone,
];
/// Reached while a certificate is revoked; from the signature on its way is that of a declaration.
const REVOKING: [Point; 4] = [
    Point::RegistryRevokeRead,
    Point::VaultBeginCommitted,
    Point::RegistryRevokeBegun,
    Point::VaultFinalCommitted,
];
/// Reached while an entry that belongs to no case is handed in and settled.
const FILING: [Point; 5] = [
    Point::VaultFileWritten,
    Point::VaultFileCommitted,
    Point::RegistryFileAccepted,
    Point::VaultFiledFinalWritten,
    Point::VaultFiledFinalCommitted,
];
/// Reached when the acts of an office are listed.
const LISTING: [Point; 2] = [Point::VaultAccessWritten, Point::VaultAccessCommitted];
/// Reached when a validator starts in an empty storage, in this order.
const NODE_FIRST: [Point; 4] =
    [Point::NodeStartMark, Point::NodeStartClaimed, Point::NodeStartOpened, Point::NodeStartReplayed];
/// Reached by a validator while declarations are registered, and the how many-th time it dies there.
const VALIDATING: [(Point, u32); 16] = [
    (Point::NodeStartOpened, 1),
    (Point::NodeStartReplayed, 1),
    (Point::NodeSubmitRead, 1),
    (Point::NodeAdmitGood, 1),
    (Point::NodeSubmitHeld, 1),
    (Point::NodeSubmitForwarded, 1),
    (Point::NodeForwardSent, 1),
    (Point::NodeForwardTaken, 1),
    (Point::NodeProposeBuilt, 1),
    (Point::NodeVerifyGood, 1),
    (Point::NodeVerifyGood, 3),
    (Point::NodeFinalDelivered, 1),
    (Point::NodeFinalExecuted, 1),
    (Point::NodeFinalExecuted, 3),
    (Point::NodeFinalAcknowledged, 2),
    (Point::NodeAnswerProved, 1),
];
/// Reached by the vault's own test alone: a clerk's case comes there after a day, or never.
const VAULT_ALONE: [Point; 6] = [
    Point::VaultRenewWritten,
    Point::VaultRenewCommitted,
    Point::VaultRefusedWritten,
    Point::VaultRefusedCommitted,
    Point::VaultFiledRefusedWritten,
    Point::VaultFiledRefusedCommitted,
];

#[test]
fn every_point_has_its_scenario() {
    let again = [Point::PortalStartOpened, Point::RegistryDeclareAgain];
    let validating = VALIDATING.map(|(point, _)| point);
    let lists: [&[Point]; 10] = [
        &PORTAL_FIRST,
        &DECLARING,
        &ISSUING,
        &REVOKING,
        &FILING,
        &LISTING,
        &NODE_FIRST,
        &validating,
        &VAULT_ALONE,
        &again,
    ];
    let tested: BTreeSet<Point> = lists.into_iter().flatten().copied().collect();
    let forgotten: Vec<&str> =
        Point::ALL.iter().filter(|point| !tested.contains(point)).map(|point| point.name()).collect();
    assert!(forgotten.is_empty(), "no test makes a process die at {forgotten:?}");
}

const fn once(point: Point) -> Wanted {
    Wanted { point, time: 1 }
}

/// Starts the portal to die at the point, lets a command run into it, and starts the portal again.
fn portal_dies(network: &mut Network, point: Point, command: impl FnOnce(&Clerk) -> Output) {
    if let Some(portal) = network.portal.take() {
        portal.kill();
    }
    let mut portal = network.portal_at(Some(once(point)));
    portal.answers_or_dies();
    // The command may have been answered before the portal died, or learn that it has.
    let output = command(&network.clerk);
    assert!(matches!(output.status.code(), Some(0 | 3 | 4)), "{}: {output:?}", point.name());
    portal.dies_at(point);
    network.start_portal();
}

#[test]
fn a_portal_that_dies_at_any_point_of_the_way_loses_nothing_and_doubles_nothing() {
    let mut network = Network::new("portal-points");
    network.start_nodes();
    for point in PORTAL_FIRST {
        network.portal_at(Some(once(point))).dies_at(point);
    }
    network.portal_at(Some(once(Point::PortalStartOpened))).dies_at(Point::PortalStartOpened);

    let mut told: BTreeMap<PathBuf, String> = BTreeMap::new();
    for point in DECLARING {
        let file = network.clerk.declaration();
        portal_dies(&mut network, point, |clerk| clerk.try_register(&file));
        let number = network.clerk.register(&file);
        told.insert(file, number);
        assert_eq!(network.clerk.acts().len(), told.len(), "after {}", point.name());
    }
    let file = network.clerk.declaration();
    portal_dies(&mut network, Point::RegistryDeclareBegun, |clerk| clerk.try_register(&file));
    portal_dies(&mut network, Point::RegistryDeclareAgain, |clerk| clerk.try_register(&file));
    let number = network.clerk.register(&file);
    let act = number.clone();
    told.insert(file, number);

    let mut issued = BTreeSet::new();
    for point in ISSUING {
        portal_dies(&mut network, point, |clerk| clerk.try_issue(&act, point.name()));
        assert!(issued.insert(network.clerk.issue(&act, point.name())), "after {}", point.name());
    }
    for point in LISTING {
        portal_dies(&mut network, point, Clerk::try_list);
    }
    network.all_is_well(&told, &issued);
}

#[test]
fn a_portal_that_dies_while_a_paper_ends_or_an_entry_is_handed_in_does_it_once() {
    let mut network = Network::start("filing-points");
    let file = network.clerk.declaration();
    let act = network.clerk.register(&file);
    let told = BTreeMap::from([(file, act.clone())]);
    let mut issued = BTreeSet::new();
    for point in REVOKING {
        let certificate = network.clerk.issue(&act, point.name());
        portal_dies(&mut network, point, |clerk| clerk.try_revoke(&certificate));
        network.clerk.revoke(&certificate);
        network.besides += 1;
        issued.insert(certificate);
    }
    for (n, point) in (0..).zip(FILING) {
        portal_dies(&mut network, point, Clerk::try_reserve);
        // The first died before anything was stored; the others were sent by the next process.
        assert_eq!(network.clerk.ranges(), n, "after {}", point.name());
    }
    network.besides += network.clerk.ranges();
    network.all_is_well(&told, &issued);
}

#[test]
fn a_validator_that_dies_at_any_point_of_the_way_comes_back_to_the_same_ledger() {
    let mut network = Network::new("node-points");
    for point in NODE_FIRST {
        network.node(0, Some(once(point))).dies_at(point);
    }
    network.start_nodes();
    network.start_portal();
    let clerk = network.clerk.at_work();
    for (n, (point, time)) in (0..4).cycle().zip(VALIDATING) {
        network.nodes[n].take().unwrap().kill();
        network.node(n, Some(Wanted { point, time })).dies_at(point);
        network.bring_back(n);
        network.agrees();
    }
    let (told, issued) = clerk.stop();
    network.all_is_well(&told, &issued);
}

#[test]
fn portal_and_validators_killed_again_and_again_lose_nothing_and_double_nothing() {
    const SEED: u64 = 20_261_123;
    let mut random = StdRng::seed_from_u64(SEED);
    let mut network = Network::start("kill-loop");
    let clerk = network.clerk.at_work();
    let begun = Instant::now();
    while begun.elapsed() < KILLING {
        std::thread::sleep(Duration::from_millis(random.random_range(2_000..5_000)));
        let n = random.random_range(0..network.nodes.len());
        network.portal.take().unwrap().kill();
        network.nodes[n].take().unwrap().kill();
        std::thread::sleep(Duration::from_millis(random.random_range(0..1_000)));
        network.nodes[n] = Some(network.node(n, None));
        network.start_portal();
    }
    let (told, issued) = clerk.stop();
    assert!(told.len() >= 10 && !issued.is_empty(), "{} acts, {} certificates", told.len(), issued.len());
    network.all_is_well(&told, &issued);
}
