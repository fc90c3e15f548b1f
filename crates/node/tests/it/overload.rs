//! More than a network can take: it refuses politely, remembers little, and keeps what it took.
use crate::simulation::{N, Network, link, runner};
use commonware_runtime::{Runner as _, Supervisor as _};
use futures::future::join_all;
use node::{
    admission::NotAdmitted,
    mempool::{
        Full, Limits, NoRoom,
        bound::{AWAY_S_MAX, weight},
    },
    sim::scene::sent,
    validator::SubmitError,
};
use protocol::{EntryId, SignedEntry, service::Standing};

/// How many entries may stand before a new one: less than a block, so that a simulation overloads it soon.
const BEFORE: usize = 24;

fn limits() -> Limits {
    Limits { before: BEFORE as u64 * weight(0), ..Limits::default() }
}

/// Hands an entry to a validator: whether it was let in, or when it may come again.
async fn offer(network: &Network, validator: usize, entry: &SignedEntry) -> Result<(), u32> {
    match network.node(validator).submit(sent(entry)).await {
        Ok(Standing::NotYet | Standing::Final { .. }) => Ok(()),
        Err(SubmitError::NotAdmitted(NotAdmitted::NoRoom(NoRoom { full: Full::Queue, after_s }))) => {
            Err(after_s)
        }
        other => panic!("neither taken nor told to come again: {other:?}"),
    }
}

/// Offers entries to all validators in turn, so many at once, and tells which were let in and which not.
async fn flood<'a>(
    network: &Network,
    entries: &'a [SignedEntry],
    at_once: usize,
) -> (Vec<&'a SignedEntry>, Vec<(&'a SignedEntry, u32)>) {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for wave in entries.chunks(at_once) {
        let offers = wave.iter().enumerate().map(|(at, entry)| offer(network, at % N, entry));
        for (entry, answer) in wave.iter().zip(join_all(offers).await) {
            match answer {
                Ok(()) => taken.push(entry),
                Err(after_s) => refused.push((entry, after_s)),
            }
        }
        // Each validator may take as many before it hears of what the others took.
        let waiting = network.running().map(|validator| validator.status().waiting);
        assert!(waiting.max() <= Some((N * (BEFORE + 1)) as u64), "a queue grows over its bound");
        network.sleep(10).await;
    }
    (taken, refused)
}

#[test]
fn a_flood_is_refused_with_a_time_and_what_was_taken_becomes_final() {
    runner(17).start(|context| async move {
        let network = Network::with_limits(context.child("network"), limits()).await;
        network.until_height(2).await;
        let births: Vec<SignedEntry> = (0..600u32)
            .map(|number| network.scene.birth(usize::try_from(number % 2).unwrap(), number, network.now_ms()))
            .collect();
        let (taken, refused) = flood(&network, &births, 40).await;
        assert!(taken.len() > 2 * BEFORE && refused.len() > taken.len(), "{} were taken", taken.len());
        assert!(refused.iter().all(|(_, after_s)| (1..=AWAY_S_MAX).contains(after_s)));
        // One who did not flood is let in at once, and what waits already is not refused.
        let other = network.scene.birth(2, 1_000, network.now_ms());
        assert_eq!(offer(&network, 0, &other).await, Ok(()));
        assert_eq!(offer(&network, 0, &other).await, Ok(()));

        let ids: Vec<EntryId> = taken.iter().copied().chain([&other]).map(SignedEntry::id).collect();
        network.all_final(&ids).await;
        // After the time that it was told, a refused one finds room.
        let (again, after_s) = refused.last().copied().unwrap();
        network.sleep(u64::from(after_s) * 1000).await;
        assert_eq!(offer(&network, 0, again).await, Ok(()));
        network.all_final(&[again.id()]).await;
        for validator in network.running() {
            assert_eq!(validator.status().log_size, ids.len() as u64 + 1, "and nothing that was refused");
            assert_eq!(validator.status().waiting, 0);
        }
    });
}

#[test]
fn without_a_quorum_some_are_taken_and_become_final_when_there_is_one() {
    runner(19).start(|context| async move {
        let network = Network::with_limits(context.child("network"), limits()).await;
        network.until_height(2).await;
        network.simulation.cut(&[0, 1]).await;
        network.sleep(6_000).await;
        let births: Vec<SignedEntry> =
            (0..200).map(|number| network.scene.birth(0, number, network.now_ms())).collect();
        let (taken, refused) = flood(&network, &births, 40).await;
        assert!((BEFORE..=N * (BEFORE + 1)).contains(&taken.len()), "{} were taken", taken.len());
        assert!(refused.iter().all(|(_, after_s)| *after_s == AWAY_S_MAX), "nobody knows when");
        network.sleep(20_000).await;
        assert!(network.running().all(|validator| validator.status().log_size == 0));
        network.simulation.heal(&[0, 1], &link()).await;
        network.all_final(&taken.iter().map(|entry| entry.id()).collect::<Vec<_>>()).await;
        assert!(network.running().all(|validator| validator.status().waiting == 0));
    });
}
