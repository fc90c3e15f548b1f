//! Receipts of blocks that were made final through a child: the peers are asked before the receipt hops.
use crate::simulation::{Network, link, runner};
use commonware_p2p::simulated::Link;
use commonware_runtime::{Runner as _, Supervisor as _};
use commonware_utils::probability;
use node::sim::scene::{START_MS, sent};
use protocol::{SignedEntry, service::Standing};
use std::time::Duration;

/// What the receipts of a run on a network that loses much come to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Receipts {
    /// By a finalization that the validator had.
    own: usize,
    /// By one that a peer had.
    of_a_peer: usize,
    /// Through children, as no validator had one.
    through_children: usize,
}

/// Births one after the other where every third message is lost, then, on a network that is whole again,
/// the receipts of each by each validator.
fn receipts(seed: u64) -> Receipts {
    runner(seed).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        let lossy = Link { success_rate: probability!(0.6), latency: Duration::from_millis(60), ..link() };
        network.simulation.relink(&lossy).await;
        let births: Vec<SignedEntry> =
            (0..12).map(|number| network.scene.birth(0, number, START_MS)).collect();
        for birth in &births {
            // Nobody is asked for a receipt yet: a peer's answer might be lost, and the receipt is kept.
            loop {
                let validator = network.any();
                if network.node(validator).has_final(birth.id()).await {
                    break;
                }
                network.node(validator).submit(sent(birth)).await.unwrap();
                network.sleep(150).await;
            }
        }
        network.simulation.relink(&link()).await;
        let ids: Vec<_> = births.iter().map(SignedEntry::id).collect();
        network.all_final(&ids).await;
        let mut receipts = Receipts::default();
        let genesis = &network.scene.genesis;
        for validator in network.running() {
            for birth in &births {
                let Standing::Final { outcome, receipt } = validator.standing(birth.id()).await.unwrap()
                else {
                    panic!("it is final")
                };
                assert_eq!(receipt.verify_for(birth, &outcome, genesis.network, &genesis.key), Ok(()));
                let (height, hops) = (receipt.inclusion.height, receipt.inclusion.hops.len());
                let mut anywhere = false;
                for other in network.running() {
                    anywhere |= other.is_certified(height).await;
                }
                let of = match (validator.is_certified(height).await, anywhere) {
                    (true, _) => &mut receipts.own,
                    (false, true) => &mut receipts.of_a_peer,
                    (false, false) => &mut receipts.through_children,
                };
                *of += 1;
                assert_eq!(hops == 0, anywhere, "seed {seed}, block {height}: {hops} hops");
            }
        }
        receipts
    })
}

#[test]
fn a_receipt_hops_through_children_only_where_no_validator_has_the_finalization_of_the_block() {
    let all: Vec<Receipts> = (44..56).map(receipts).collect();
    let sum = |of: fn(&Receipts) -> usize| all.iter().map(of).sum::<usize>();
    assert!(sum(|one| one.own) > 0 && sum(|one| one.through_children) > 0, "{all:?}");
    assert!(sum(|one| one.of_a_peer) > 0, "{all:?}");
}
