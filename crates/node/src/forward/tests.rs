use super::*;
use crate::{
    engine::Channel,
    mempool::Limits,
    peers::{IGNORED_MS, MARKS_MAX},
    sim::{
        Scene, Sim, Simulation,
        scene::{START_MS, forged, sent},
    },
};
use commonware_p2p::simulated::Link;
use commonware_runtime::{
    Handle, Runner as _, Spawner as _, Supervisor as _,
    deterministic::{self, Context},
};
use commonware_utils::{
    channel::mpsc::{self, UnboundedSender},
    probability,
};
use core::num::NonZeroU32;
use protocol::SignedEntry;
use std::time::UNIX_EPOCH;

/// One validator that forwards, and the channels of the others.
struct Fixture {
    context: Context,
    scene: Scene,
    pool: Arc<Mempool>,
    outbound: UnboundedSender<Bytes>,
    others: Vec<Channel<Sim>>,
    tasks: Vec<Handle<()>>,
}

fn with<F: Future<Output = Fixture>>(test: impl FnOnce(Fixture) -> F) {
    let config = deterministic::Config::default()
        .with_start_time(UNIX_EPOCH + Duration::from_millis(START_MS))
        .with_timeout(Some(Duration::from_mins(10)));
    deterministic::Runner::new(config).start(|context| async move {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let keys = scene.validators.iter().map(|(identity, _)| identity.member()).collect();
        let simulation = Simulation::new(&context, keys);
        let link = Link {
            latency: Duration::from_millis(20),
            jitter: Duration::ZERO,
            success_rate: probability!(1.0),
        };
        simulation.connect(&link).await;
        let mut channels = Vec::new();
        for validator in 0..4 {
            channels.push(simulation.links(validator).await.entries);
        }
        let others = channels.split_off(1);
        let pool = Arc::new(Mempool::new(Limits::default()));
        let admission =
            Arc::new(Admission::new(Arc::new(scene.chain(&context, "state").await), Arc::clone(&pool)));
        let (outbound, receiver) = mpsc::unbounded_channel();
        let mine = channels.remove(0);
        let verifying = context.child("verifier").spawn({
            let admission = Arc::clone(&admission);
            move |context| async move { admission.verify_signatures(context).await }
        });
        let forwarding = context.child("forward").spawn({
            let pool = Arc::clone(&pool);
            move |context| forward(context, Wall::default(), admission, pool, receiver, mine)
        });
        let tasks = vec![verifying, forwarding];
        let f = test(Fixture { context, scene, pool, outbound, others, tasks }).await;
        f.tasks.iter().for_each(Handle::abort);
    });
}

impl Fixture {
    async fn sleep(&self, ms: u64) {
        self.context.sleep(Duration::from_millis(ms)).await;
    }

    fn birth(&self, number: u32) -> SignedEntry {
        self.scene.birth(0, number, START_MS)
    }

    /// The numbers of the births in the next message that another validator receives.
    async fn received(&mut self, other: usize) -> Vec<u32> {
        let (_, mut payload) = self.others[other].1.recv().await.expect("the network runs");
        let bytes = payload.copy_to_bytes(payload.remaining());
        let entries = Parcel::from_bytes(&bytes).unwrap().into_entries();
        let number = |entry| (0..1_000).find(|number| sent(&self.birth(*number)) == entry).unwrap();
        entries.into_iter().map(number).collect()
    }

    fn now_ms(&self) -> u64 {
        Wall::default().now_ms(&self.context)
    }

    /// Sends from another validator.
    fn send(&mut self, other: usize, bytes: Vec<u8>) {
        assert!(!self.others[other].0.send(Recipients::All, Bytes::from(bytes), false).is_empty());
    }
}

#[test]
fn one_entry_goes_at_once_and_those_after_it_together() {
    with(|mut f| async move {
        f.outbound.send(sent(&f.birth(0))).unwrap();
        f.sleep(3).await;
        for number in 1..4 {
            f.outbound.send(sent(&f.birth(number))).unwrap();
        }
        for other in 0..3 {
            assert_eq!(f.received(other).await, [0]);
            assert_eq!(f.received(other).await, [1, 2, 3]);
        }
        f
    });
}

#[test]
fn many_at_once_go_in_full_parcels() {
    with(|mut f| async move {
        let entry = sent(&f.birth(0));
        f.outbound.send(entry.clone()).unwrap();
        assert_eq!(f.received(0).await.len(), 1);
        for _ in 0..600 {
            f.outbound.send(entry.clone()).unwrap();
        }
        let mut lengths = Vec::new();
        while lengths.iter().sum::<usize>() < 600 {
            lengths.push(f.received(0).await.len());
        }
        assert_eq!(lengths, [256, 256, 88]);
        f
    });
}

#[test]
fn what_is_not_final_is_sent_again_each_second_oldest_first() {
    with(|mut f| async move {
        for number in 0..3 {
            let entry = f.birth(number);
            f.pool.hold(entry.clone(), sent(&entry), Source::Client, f.now_ms()).unwrap();
            f.sleep(400).await;
        }
        // What came less than a second ago was sent when it came.
        assert_eq!(f.received(0).await, [0]);
        assert_eq!(f.received(0).await, [0, 1, 2]);
        let before = f.now_ms();
        f.pool.remove(&[f.birth(0)], f.now_ms());
        assert_eq!(f.received(0).await, [1, 2]);
        let passed = f.now_ms() - before;
        assert!((990..=1_010).contains(&passed), "{passed}");
        f
    });
}

#[test]
fn what_a_peer_forwards_is_let_in_and_not_forwarded_further() {
    with(|mut f| async move {
        let entries: Vec<SignedEntry> = (0..3).map(|number| f.birth(number)).collect();
        f.send(0, pack(entries.iter().map(sent)).remove(0));
        f.sleep(50).await;
        assert_eq!(f.pool.len(), 3);
        assert!(f.pool.own(u64::MAX, 10).is_empty());
        f
    });
}

#[test]
fn a_bad_entry_in_a_parcel_spoils_no_other() {
    with(|mut f| async move {
        let parcel = pack([
            sent(&f.birth(1)),
            sent(&forged(&f.birth(2))),
            Bytes::from_static(b"no entry"),
            sent(&f.birth(3)),
        ]);
        f.send(0, parcel.into_iter().next().unwrap());
        f.sleep(50).await;
        assert_eq!(f.pool.len(), 2);
        f
    });
}

#[test]
fn a_peer_that_forges_or_sends_nonsense_is_ignored_for_a_minute_and_others_are_not() {
    with(|mut f| async move {
        // Malformed messages, malformed entries and forged ones all count.
        for number in 0..MARKS_MAX {
            let bad = match number % 3 {
                0 => vec![0xff; 10],
                1 => pack([b"no entry"]).remove(0),
                _ => pack([sent(&forged(&f.birth(number)))]).remove(0),
            };
            f.send(0, bad);
        }
        f.sleep(100).await;
        f.send(0, pack([sent(&f.birth(100))]).remove(0));
        f.send(1, pack([sent(&f.birth(101))]).remove(0));
        f.sleep(50).await;
        assert!(f.pool.holds(f.birth(101).id()) && !f.pool.holds(f.birth(100).id()));
        f.sleep(IGNORED_MS).await;
        f.send(0, pack([sent(&f.birth(100))]).remove(0));
        f.sleep(50).await;
        assert!(f.pool.holds(f.birth(100).id()), "it is heard again");
        f
    });
}

#[test]
fn a_message_longer_than_a_parcel_is_malformed_and_ends_nothing() {
    with(|mut f| async move {
        f.send(0, vec![0x81; Parcel::MAX_BYTES + 1]);
        f.send(0, pack([sent(&f.birth(1))]).remove(0));
        f.sleep(50).await;
        assert_eq!(f.pool.len(), 1);
        f
    });
}
