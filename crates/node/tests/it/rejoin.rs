//! A validator whose clock is wrong, and one that goes on from an old copy of its disk: neither stops the
//! others, and both say why they are alone.
use crate::simulation::{N, Network, runner};
use commonware_runtime::{
    Blob as _, Clock as _, ReadOptions, Runner as _, Storage as _, Supervisor as _, WriteOptions,
    deterministic::Context,
};
use node::{block::PublicKey, neighbours::Voting, sim::scene::START_MS};
use protocol::SignedEntry;
use std::{collections::BTreeSet, time::Duration};

const HOUR_MS: i64 = 3_600_000;

/// Which validators made the final blocks above `from`, up to `to`.
async fn leaders(network: &Network, from: u64, to: u64) -> Vec<usize> {
    let mut leaders = Vec::new();
    for height in from + 1..=to {
        let block = network.node(0).block(height).await.expect("no height is missing");
        let leader = &block.inner().header().context.leader;
        let place =
            network.scene.validators.iter().position(|(identity, _)| identity.public_key() == *leader);
        leaders.push(place.expect("a leader is a member"));
    }
    leaders
}

async fn same_state(network: &Network, validators: &[usize]) {
    let height = validators.iter().map(|validator| network.node(*validator).status().height).max().unwrap();
    network.until_height(height).await;
    // All at one height: blocks are seconds apart.
    loop {
        let all: BTreeSet<_> = validators
            .iter()
            .map(|validator| network.node(*validator).status())
            .map(|status| (status.height, status.log_root, status.state_root))
            .collect();
        let heights: BTreeSet<u64> = all.iter().map(|(height, ..)| *height).collect();
        if heights.len() == 1 {
            assert_eq!(all.len(), 1, "one height, one state");
            return;
        }
        network.sleep(50).await;
    }
}

#[test]
fn a_validator_an_hour_ahead_or_behind_stops_nobody_and_says_why_it_is_alone_within_ten_seconds() {
    for (seed, ahead) in [(21, HOUR_MS), (22, -HOUR_MS)] {
        runner(seed).start(|context| async move {
            let network = Network::with_clocks(context.child("network"), [0, 0, ahead, 0]).await;
            network.sleep(10_000).await;
            let offset = network.node(2).clock_offset_ms().expect("it knows the others' clocks");
            assert!((offset - ahead).abs() < 100, "{offset}");
            assert_eq!(network.node(2).status().clock_offset_ms, Some(offset));
            for right in [0, 1, 3] {
                let offset = network.node(right).clock_offset_ms().expect("they know each other's clocks");
                assert!(offset.abs() < 100, "{offset}");
            }

            let from = network.node(0).status().height;
            let births: Vec<SignedEntry> =
                (0..3).map(|number| network.scene.birth(0, number, START_MS + 9_000)).collect();
            for birth in &births {
                let begun = network.context.current();
                network.node(0).submit(node::sim::scene::sent(birth)).await.unwrap();
                for validator in [0, 1, 3] {
                    let standing =
                        network.node(validator).standing_within(birth.id(), Duration::from_secs(20));
                    let standing = standing.await.unwrap();
                    assert!(matches!(standing, protocol::service::Standing::Final { .. }), "{standing:?}");
                }
                let took = network.context.current().duration_since(begun).unwrap();
                assert!(took < Duration::from_secs(4), "{took:?}");
            }
            network.sleep(30_000).await;
            let to = network.node(0).status().height;
            println!("{ahead} ms ahead: {} blocks in 30 s and more", to - from);
            assert!(to - from >= 10, "the others go on: {}", to - from);
            // One that is ahead forfeits its turns; the blocks of one that is behind everybody can vote for.
            assert_eq!(leaders(&network, from, to).await.contains(&2), ahead < 0);

            // Its clock is set.
            network.walls[2].set_ahead(0);
            network.sleep(11_000).await;
            assert!(network.node(2).clock_offset_ms().unwrap().abs() < 100);
            let from = network.node(0).status().height;
            network.until_height(from + 12).await;
            assert!(leaders(&network, from, from + 12).await.contains(&2), "it proposes again");
            same_state(&network, &[0, 1, 2, 3]).await;
            assert!(!network.simulation.anybody_blocked().await);
        });
    }
}

/// A file by name and content.
type File = (Vec<u8>, Vec<u8>);

/// A copy of what a validator has on its disk: the files of each partition.
struct Image(Vec<(String, Vec<File>)>);

fn partitions(me: &PublicKey) -> Vec<String> {
    let prefix = format!("v{}", &me.to_string()[..16]);
    let mut names = vec!["simplex".to_owned(), "simplex-1".to_owned(), "follow".to_owned()];
    for archive in ["finalization", "block"] {
        names.extend(["meta", "table", "key", "value", "ordinal"].map(|part| format!("{archive}-{part}")));
    }
    names.extend(["marshal-application-metadata", "marshal-cache-metadata"].map(str::to_owned));
    for archive in ["verified", "notarized", "certified", "notarizations", "finalizations"] {
        names.extend(
            ["metadata", "key", "value"].map(|part| format!("marshal-cache-cache-0-{archive}-{part}")),
        );
    }
    names.push("state-checkpoint".to_owned());
    for database in ["facts", "index"] {
        let parts = [
            "log_data",
            "log_offsets-blobs",
            "log_offsets-metadata",
            "tree-blobs",
            "tree-metadata",
            "tree-pins",
            "chunk-pins",
        ];
        names.extend(parts.map(|part| format!("state-{database}-{part}")));
    }
    names.into_iter().map(|name| format!("{prefix}-{name}")).collect()
}

impl Image {
    async fn of(context: &Context, me: &PublicKey) -> Self {
        let mut image = Vec::new();
        for partition in partitions(me) {
            let Ok(names) = context.scan(&partition).await else { continue };
            let mut blobs = Vec::new();
            for name in names {
                let (blob, size) = context.open(&partition, &name).await.unwrap();
                let size = usize::try_from(size).unwrap();
                let bytes = blob.read_at(0, size, ReadOptions::default()).await.unwrap();
                blobs.push((name, bytes.coalesce().as_ref().to_vec()));
            }
            image.push((partition, blobs));
        }
        Self(image)
    }

    async fn restore(&self, context: &Context, me: &PublicKey) {
        for partition in partitions(me) {
            drop(context.remove(&partition, None).await);
        }
        for (partition, blobs) in &self.0 {
            for (name, bytes) in blobs {
                let (blob, _) = context.open(partition, name).await.unwrap();
                blob.write_at(0, bytes.clone(), WriteOptions::default()).await.unwrap();
                blob.sync().await.unwrap();
            }
        }
    }
}

async fn until_voting(network: &Network, validator: usize, voting: Voting) {
    for _ in 0..200 {
        if network.node(validator).voting() == voting {
            return;
        }
        network.sleep(100).await;
    }
    panic!("{:?}", network.node(validator).voting());
}

fn seen(network: &Network, me: &PublicKey) -> Vec<u64> {
    let others = (0..N).filter(|other| network.scene.validators[*other].0.member() != *me);
    others.map(|other| network.node(other).seen(me)).collect()
}

#[test]
fn a_validator_restored_from_an_old_copy_follows_without_a_vote_until_it_rejoins() {
    for seed in [31, 32, 33] {
        runner(seed).start(|context| async move {
            let mut network = Network::new(context.child("network")).await;
            let births: Vec<SignedEntry> =
                (0..12).map(|number| network.scene.birth(0, number, START_MS)).collect();
            network.submit_until_final(&births[..4]).await;
            until_voting(&network, 3, Voting::Votes).await;
            network.crash(3).await;
            // Until its tasks are gone and have closed their files.
            network.sleep(1_000).await;
            let me = network.scene.validators[3].0.member();
            let image = Image::of(&context, &me).await;
            assert!(image.0.iter().any(|(partition, _)| partition.ends_with("-simplex")));
            network.start(3).await;

            // An ordinary crash and restart: it votes on.
            until_voting(&network, 3, Voting::Votes).await;
            network.submit_until_final(&births[4..8]).await;
            network.sleep(10_000).await;
            let before = seen(&network, &me);
            network.crash(3).await;
            network.sleep(1_000).await;

            image.restore(&context, &me).await;
            network.start(3).await;
            until_voting(&network, 3, Voting::Follows).await;
            assert!(!network.node(3).status().signs);
            network.submit_until_final(&births[8..]).await;
            network.sleep(20_000).await;
            same_state(&network, &[0, 1, 2, 3]).await;
            assert_eq!(seen(&network, &me), before, "nobody saw a vote of it");

            // A restart changes nothing.
            network.crash(3).await;
            network.start(3).await;
            until_voting(&network, 3, Voting::Follows).await;
            network.sleep(5_000).await;
            assert_eq!(seen(&network, &me), before);

            network.crash(3).await;
            network.journals[3] = 1;
            network.start(3).await;
            until_voting(&network, 3, Voting::Votes).await;
            network.sleep(20_000).await;
            let after = seen(&network, &me);
            assert!(after.iter().zip(&before).all(|(after, before)| after > before), "{after:?} {before:?}");

            // The new journal is as good as the first: a crash, and it votes on.
            network.crash(3).await;
            network.start(3).await;
            until_voting(&network, 3, Voting::Votes).await;
            let from = network.node(0).status().height;
            network.until_height(from + 8).await;
            assert!(leaders(&network, from, from + 8).await.contains(&3), "it leads again");
            same_state(&network, &[0, 1, 2, 3]).await;
            assert!(!network.simulation.anybody_blocked().await, "no vote contradicted another");
        });
    }
}

#[test]
fn a_validator_that_rejoins_before_it_caught_up_goes_on_following() {
    runner(34).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        until_voting(&network, 3, Voting::Votes).await;
        network.sleep(20_000).await;
        network.crash(3).await;
        network.sleep(1_000).await;
        let me = network.scene.validators[3].0.member();
        // An empty disk is the oldest copy.
        Image(Vec::new()).restore(&context, &me).await;
        network.journals[3] = 1;
        network.start(3).await;
        until_voting(&network, 3, Voting::Follows).await;
        network.sleep(10_000).await;
        same_state(&network, &[0, 1, 2, 3]).await;
        network.crash(3).await;
        network.start(3).await;
        until_voting(&network, 3, Voting::Votes).await;
        let from = network.node(0).status().height;
        network.until_height(from + 8).await;
        assert!(leaders(&network, from, from + 8).await.contains(&3));
        assert!(!network.simulation.anybody_blocked().await);
    });
}

#[test]
fn four_that_stop_at_once_vote_again_at_once() {
    runner(35).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        network.until_height(3).await;
        for _ in 0..2 {
            for validator in 0..N {
                network.crash(validator).await;
            }
            for validator in 0..N {
                network.start(validator).await;
            }
            for validator in 0..N {
                until_voting(&network, validator, Voting::Votes).await;
            }
            let height = network.node(0).status().height;
            network.until_height(height + 3).await;
        }
        assert!(!network.simulation.anybody_blocked().await);
    });
}

#[test]
fn a_validator_waits_with_its_vote_while_too_few_answer() {
    runner(36).start(|context| async move {
        let mut network = Network::new(context.child("network")).await;
        network.until_height(2).await;
        network.crash(3).await;
        network.crash(2).await;
        network.simulation.cut(&[1]).await;
        network.start(3).await;
        network.sleep(30_000).await;
        assert_eq!(network.node(3).voting(), Voting::Asking);
        assert!(!network.node(3).status().signs);
        network.simulation.heal(&[1], &crate::simulation::link()).await;
        until_voting(&network, 3, Voting::Votes).await;
        let height = network.node(3).status().height;
        network.until_height(height + 3).await;
    });
}
