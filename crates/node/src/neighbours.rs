//! What the validators tell each other about each other, on a channel of its own: their clocks, and the
//! highest view in which one's vote was seen.
//!
//! # Format
//!
//! A message is a [`protocol::peer::PeerMessage`].
//!
//! # Rules
//!
//! * Every [`EVERY`] a validator tells all others its clock, and with each answer about votes;
//!   [`crate::clocks`] says what comes of it. Whose turn it is asks where it has not heard enough of them.
//! * Before a validator votes it asks all others for the highest view in which they saw its vote. A view
//!   above all that its own journal knows, named by f + 1 of them, so by an honest one, means that votes
//!   are missing from the journal: the storage is an old copy, and the validator must not vote. It waits
//!   for all answers, or for 2f of them and two seconds more; with fewer there is no quorum anyway.
//! * A finalization that is asked for is told where it is stored here; [`crate::wanted`] says who asks.
//! * A peer is answered [`ANSWERS_MAX`] times between two turns of telling the clock.
//!
//! # Limits
//!
//! Votes seen are kept in memory: a network of which all validators but the restored one began anew
//! knows of none. A copy made within the last view in which the validator voted is not told from the
//! original.
use crate::{
    block::{PublicKey, Scheme, portable},
    clocks::{BOUND_MS, Clocks, EVERY, Wall, Word},
    engine::Mailbox,
    wanted::Wanted,
};
use bytes::Bytes;
use commonware_actor::Feedback;
use commonware_consensus::{
    Reporter, Viewable as _,
    simplex::types::{Activity, Attributable as _},
    types::Height,
};
use commonware_cryptography::sha256::Digest as EngineDigest;
use commonware_macros::select;
use commonware_p2p::{Receiver, Recipients, Sender};
use commonware_runtime::{Buf, Clock, Storage};
use commonware_utils::Participant;
use protocol::{Canonical as _, genesis::Genesis, peer::PeerMessage};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// How often a peer is answered between two turns.
const ANSWERS_MAX: u32 = 64;
/// How often the peers are asked.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How many times they are asked after 2f have answered, for the others to answer too.
const PATIENCE: u32 = 4;
/// After how many times it is said that too few answer: 10 s.
const SAID_EVERY: u32 = 20;

/// Whether a validator votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voting {
    /// Not yet: it waits for its peers' answers.
    Asking,
    /// It votes.
    Votes,
    /// It follows without a vote: its storage is an old copy.
    Follows,
}

/// What the peers' answers mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The own journal knows every vote that f + 1 peers saw.
    Complete,
    /// So many peers saw votes up to this view, of which the own journal knows nothing.
    Old {
        /// The highest view that f + 1 peers reach.
        seen: u64,
    },
}

/// What f + 1 of the named views say about a journal that ends with the view `own`.
pub fn judge(own: u64, named: impl IntoIterator<Item = u64>, faults: usize) -> Verdict {
    let mut named: Vec<u64> = named.into_iter().collect();
    named.sort_unstable_by_key(|view| core::cmp::Reverse(*view));
    match named.get(faults) {
        Some(seen) if *seen > own => Verdict::Old { seen: *seen },
        Some(_) | None => Verdict::Complete,
    }
}

/// What a peer asks of this validator.
#[derive(Clone, Copy)]
enum Asks {
    /// The highest view in which its vote was seen.
    Seen,
    /// The finalization of the block at a height.
    Finalization { height: u64 },
}

/// What is known of the other validators.
pub struct Neighbours {
    members: Vec<PublicKey>,
    me: PublicKey,
    faults: usize,
    wall: Wall,
    /// The highest view in which each member's vote was seen.
    votes: Mutex<Vec<u64>>,
    clocks: Mutex<Clocks>,
    answers: Mutex<BTreeMap<usize, u64>>,
    answered: Notify,
    /// That somebody's clock was heard.
    clock_heard: Notify,
    /// That the others' clocks are needed.
    clocks_wanted: Notify,
    voting: AtomicU8,
    wanted: Wanted,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Neighbours {
    /// Of the validator `me` among `members`, in the order of their keys.
    pub fn new(genesis: &Genesis, members: Vec<PublicKey>, me: PublicKey, wall: Wall) -> Self {
        let faults = genesis.faults();
        let others = members.len().saturating_sub(1);
        Self {
            votes: Mutex::new(vec![0; members.len()]),
            clocks: Mutex::new(Clocks::new(faults.saturating_add(1).min(others))),
            answers: Mutex::default(),
            answered: Notify::new(),
            clock_heard: Notify::new(),
            clocks_wanted: Notify::new(),
            voting: AtomicU8::new(0),
            wanted: Wanted::new(others),
            members,
            me,
            faults,
            wall,
        }
    }

    fn place(&self, member: &PublicKey) -> Option<usize> {
        self.members.iter().position(|other| other == member)
    }

    /// The other members.
    pub fn others(&self) -> impl Iterator<Item = &PublicKey> {
        self.members.iter().filter(|member| **member != self.me)
    }

    /// The highest view in which a vote of the member was seen since this validator started, 0 for none.
    pub fn seen(&self, member: &PublicKey) -> u64 {
        let place = self.place(member);
        place.and_then(|place| lock(&self.votes).get(place).copied()).unwrap_or(0)
    }

    fn saw(&self, signer: Participant, view: u64) {
        if let Some(seen) = lock(&self.votes).get_mut(usize::from(signer)) {
            *seen = view.max(*seen);
        }
    }

    /// By how much this validator's clock is ahead of the median of all, in milliseconds, negative where
    /// it is behind; `None` where fewer than f + 1 others' clocks were heard of late. `now_ms` is what it shows.
    pub fn clock_offset_ms(&self, now_ms: u64) -> Option<i64> {
        lock(&self.clocks).offset_ms(now_ms)
    }

    /// Whether a block of this clock's time can be voted for: it is not ahead. Where it is behind, a block
    /// follows its parent by a millisecond, and everybody can. Waits, and asks the others, while too few of
    /// their clocks were heard: without them there is no quorum anyway.
    pub async fn may_propose(&self, clock: &impl Clock) -> bool {
        loop {
            if let Some(offset) = self.clock_offset_ms(self.wall.now_ms(clock)) {
                return offset <= BOUND_MS.cast_signed();
            }
            self.clocks_wanted.notify_one();
            select! {
                () = self.clock_heard.notified() => {},
                () = clock.sleep(ASK_EVERY) => {},
            }
        }
    }

    /// Whether this validator votes.
    pub fn voting(&self) -> Voting {
        match self.voting.load(Ordering::Relaxed) {
            0 => Voting::Asking,
            1 => Voting::Votes,
            _ => Voting::Follows,
        }
    }

    pub(crate) fn set_voting(&self, voting: Voting) {
        let number = match voting {
            Voting::Asking => 0,
            Voting::Votes => 1,
            Voting::Follows => 2,
        };
        self.voting.store(number, Ordering::Relaxed);
    }

    /// What is asked of the peers.
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Tells, hears and answers until the network or the validator ends.
    pub(crate) async fn talk<E: Clock>(
        self: Arc<Self>,
        clock: E,
        marshal: Mailbox,
        (mut sender, mut receiver): (
            impl Sender<PublicKey = PublicKey>,
            impl Receiver<PublicKey = PublicKey>,
        ),
    ) {
        let mut answers = vec![0u32; self.members.len()];
        let mut pause = Box::pin(clock.sleep(Duration::ZERO));
        loop {
            select! {
                message = receiver.recv() => match message {
                    Ok((peer, payload)) => {
                        let Some(place) = self.place(&peer) else { continue };
                        let Some(asks) = self.heard(&clock, &peer, place, payload) else { continue };
                        let Some(given) = answers.get_mut(place).filter(|given| **given < ANSWERS_MAX) else {
                            continue;
                        };
                        *given = given.saturating_add(1);
                        if matches!(asks, Asks::Seen) {
                            let now_ms = self.wall.now_ms(&clock);
                            tell(&mut sender, Recipients::One(peer.clone()), &PeerMessage::Clock { now_ms });
                        }
                        let answer = self.answer(asks, &peer, &marshal).await;
                        tell(&mut sender, Recipients::One(peer), &answer);
                    },
                    Err(_) => return,
                },
                heights = self.wanted.untold() => {
                    for height in heights {
                        tell(&mut sender, Recipients::All, &PeerMessage::Want { height });
                    }
                },
                () = self.clocks_wanted.notified() => {
                    tell(&mut sender, Recipients::All, &PeerMessage::Ask);
                },
                () = &mut pause => {
                    lock(&self.clocks).turn();
                    answers.fill(0);
                    let now_ms = self.wall.now_ms(&clock);
                    tell(&mut sender, Recipients::All, &PeerMessage::Clock { now_ms });
                    pause = Box::pin(clock.sleep(EVERY));
                },
            }
        }
    }

    /// Takes what a peer says; what it asks is returned.
    fn heard(
        &self,
        clock: &impl Clock,
        peer: &PublicKey,
        place: usize,
        mut payload: impl Buf,
    ) -> Option<Asks> {
        let length = payload.remaining().min(PeerMessage::MAX_BYTES + 1);
        match PeerMessage::from_bytes(&payload.copy_to_bytes(length)) {
            Ok(PeerMessage::Clock { now_ms }) => self.hear(clock, place, now_ms),
            Ok(PeerMessage::Seen { view }) => {
                lock(&self.answers).insert(place, view);
                self.answered.notify_one();
            }
            Ok(PeerMessage::Have { height, finalization }) => {
                self.wanted.answered(place, height, finalization.as_ref());
            }
            Ok(PeerMessage::Ask) => return Some(Asks::Seen),
            Ok(PeerMessage::Want { height }) => return Some(Asks::Finalization { height }),
            Err(malformed) => {
                tracing::debug!(%peer, %malformed, "a peer said what is no message");
            }
        }
        None
    }

    async fn answer(&self, asks: Asks, peer: &PublicKey, marshal: &Mailbox) -> PeerMessage {
        match asks {
            Asks::Seen => PeerMessage::Seen { view: self.seen(peer) },
            Asks::Finalization { height } => {
                let finalization = marshal.get_finalization(Height::new(height)).await;
                PeerMessage::Have { height, finalization: finalization.as_ref().map(portable) }
            }
        }
    }

    fn hear(&self, clock: &impl Clock, place: usize, theirs_ms: u64) {
        let ours_ms = self.wall.now_ms(clock);
        let mut clocks = lock(&self.clocks);
        clocks.hear(place, theirs_ms, ours_ms);
        let word = clocks.word(ours_ms);
        drop(clocks);
        self.clock_heard.notify_one();
        match word {
            Some(Word::Wrong(offset)) => {
                let by = offset.unsigned_abs();
                let (seconds, tenths) = (by / 1000, by % 1000 / 100);
                if offset > 0 {
                    tracing::error!(
                        clock.offset_ms = offset,
                        "this validator's clock is {seconds}.{tenths} s ahead of the agencies' median: set it. Until then this validator proposes nothing; it votes for the others' blocks"
                    );
                } else {
                    tracing::error!(
                        clock.offset_ms = offset,
                        "this validator's clock is {seconds}.{tenths} s behind the agencies' median: set it. Until then this validator cannot vote for the others' blocks, because their time has not come here; it follows what they make final, and proposes"
                    );
                }
            }
            Some(Word::Right) => tracing::info!("this validator's clock is right again: it proposes"),
            None => {}
        }
    }

    /// Asks all others for the highest view in which they saw this validator's vote, until enough of them
    /// have answered, and judges whether a journal that ends with the view `own` holds all of its votes.
    pub async fn ask(
        &self,
        clock: &impl Clock,
        mut sender: impl Sender<PublicKey = PublicKey>,
        own: u64,
    ) -> Verdict {
        let others = self.members.len().saturating_sub(1);
        let enough = self.faults.saturating_mul(2);
        let (mut patience, mut asked) = (0, 0u32);
        loop {
            let answered = lock(&self.answers).len();
            if answered >= others || patience > PATIENCE {
                break;
            }
            tell(&mut sender, Recipients::All, &PeerMessage::Ask);
            asked = asked.saturating_add(1);
            patience = if answered >= enough { patience.saturating_add(1) } else { 0 };
            if patience == 0 && asked.is_multiple_of(SAID_EVERY) {
                tracing::warn!(
                    peers.answered = answered,
                    peers.needed = enough,
                    "waiting for other validators: before this one votes, enough of them must say which of its votes they saw"
                );
            }
            let mut pause = Box::pin(clock.sleep(ASK_EVERY));
            loop {
                select! {
                    () = &mut pause => break,
                    () = self.answered.notified() => {
                        if lock(&self.answers).len() >= others {
                            break;
                        }
                    },
                }
            }
        }
        judge(own, lock(&self.answers).values().copied(), self.faults)
    }
}

fn tell(sender: &mut impl Sender<PublicKey = PublicKey>, to: Recipients<PublicKey>, message: &PeerMessage) {
    // Whoever is away hears the next one.
    drop(sender.send(to, Bytes::from(message.to_bytes()), false));
}

/// Notes the votes that the engine sees.
#[derive(Clone)]
pub struct Seen(pub Arc<Neighbours>);

impl Reporter for Seen {
    type Activity = Activity<Scheme, EngineDigest>;

    fn report(&mut self, activity: Self::Activity) -> Feedback {
        let view = activity.view().get();
        match activity {
            Activity::Notarize(vote) => self.0.saw(vote.signer(), view),
            Activity::Nullify(vote) => self.0.saw(vote.signer(), view),
            Activity::Finalize(vote) => self.0.saw(vote.signer(), view),
            Activity::ConflictingNotarize(votes) => self.0.saw(votes.signer(), view),
            Activity::ConflictingFinalize(votes) => self.0.saw(votes.signer(), view),
            Activity::NullifyFinalize(votes) => self.0.saw(votes.signer(), view),
            Activity::Notarization(_)
            | Activity::Certification(_)
            | Activity::Nullification(_)
            | Activity::Finalization(_) => {}
        }
        Feedback::Ok
    }
}

/// The highest view of which the journal in a partition knows, 0 where it is empty.
///
/// The engine writes what concerns a view into a section of its own, named by the view in eight bytes,
/// and makes a vote durable there before it sends it.
pub async fn journal_end(context: &impl Storage, partition: &str) -> Result<u64, commonware_runtime::Error> {
    let names = match context.scan(partition).await {
        Ok(names) => names,
        Err(commonware_runtime::Error::PartitionMissing(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    let views = names.iter().filter_map(|name| Some(u64::from_be_bytes(name.as_slice().try_into().ok()?)));
    Ok(views.max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_f_and_one_name_counts() {
        assert_eq!(judge(7, [], 1), Verdict::Complete);
        assert_eq!(judge(7, [900, 7, 0], 1), Verdict::Complete, "one of four may lie");
        assert_eq!(judge(7, [900, 8, 0], 1), Verdict::Old { seen: 8 });
        assert_eq!(judge(7, [7, 7, 7], 1), Verdict::Complete);
        assert_eq!(judge(0, [1, 1], 1), Verdict::Old { seen: 1 });
        assert_eq!(judge(7, [900, 900, 7, 7, 7, 7], 2), Verdict::Complete);
        assert_eq!(judge(7, [900, 900, 9, 7, 7, 7], 2), Verdict::Old { seen: 9 });
        assert_eq!(judge(0, [], 0), Verdict::Complete, "alone");
    }
}
