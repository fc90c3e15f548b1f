//! How a validator takes part in consensus: with its vote, or following without one.
//!
//! # Recovery
//!
//! The engine keeps the validator from voting twice by the journal of its votes. Where that journal is an
//! old copy it must not be voted by: [`Neighbours::ask`] tells, and then the validator follows by a
//! journal of its own, with a scheme that casts no vote. After `dalolat node rejoin` it votes by a new
//! journal, from the latest finalization stored here: the engine votes in no view at or below it.
use crate::{
    block::{Block, EPOCH, Finalization, PublicKey, Scheme},
    engine::{BUFFER, Channel, Driven, MAILBOX, Mailbox, Net},
    neighbours::{Neighbours, Seen, Verdict, Voting, journal_end},
    pace::Pace,
};
use commonware_consensus::{
    Reporters, Viewable as _,
    marshal::{Identifier, standard::Deferred},
    simplex::{self, ForwardPolicy, SkipPolicy, elector::RoundRobin},
    types::{FixedEpocher, Height, ViewDelta},
};
use commonware_cryptography::{Sha256, sha256::Digest};
use commonware_parallel::Sequential;
use commonware_runtime::{Clock, Metrics, Spawner, Storage, buffer::paged::CacheRef};
use commonware_utils::NZDuration;
use rand_core::CryptoRng;
use std::{sync::Arc, time::Duration};

/// The engine's driver of the application.
type Deferring<E, A> = Deferred<E, Scheme, A, Block, FixedEpocher>;

/// The journal of a validator that follows without a vote.
pub(crate) fn follow_partition(me: &PublicKey) -> String {
    format!("v{}-follow", &me.to_string()[..16])
}

/// What takes part in consensus once the peers have said whether this validator may vote.
pub(crate) struct Voter {
    pub(crate) me: PublicKey,
    pub(crate) prefix: String,
    pub(crate) cache: CacheRef,
    pub(crate) scheme: Scheme,
    pub(crate) verifier: Scheme,
    pub(crate) journal: u32,
    pub(crate) genesis: Digest,
    pub(crate) marshal: Mailbox,
    pub(crate) neighbours: Arc<Neighbours>,
    pub(crate) pace: Pace,
}

impl Voter {
    /// Asks the peers, then votes or follows until the validator ends.
    pub(crate) async fn run<E, N, A>(
        self,
        context: E,
        deferred: Deferring<E, A>,
        blocker: N::Blocker,
        asks: N::Sender,
        [votes, certificates, resolver]: [Channel<N>; 3],
    ) where
        E: Clock + Spawner + Storage + Metrics + CryptoRng,
        N: Net,
        A: Driven<E>,
    {
        let partition = match self.journal {
            0 => format!("{}-simplex", self.prefix),
            number => format!("{}-simplex-{number}", self.prefix),
        };
        let end = match journal_end(&context, &partition).await {
            Ok(end) => end,
            Err(error) => {
                tracing::error!(%error, "the journal of this validator's votes cannot be read");
                return;
            }
        };
        // A journal that was begun to rejoin starts above everything that is final here.
        let floor = if self.journal > 0 { latest_finalization(&self.marshal).await } else { None };
        let own = floor.as_ref().map_or(0, |floor| floor.view().get()).max(end);
        let verdict = self.neighbours.ask(&context, asks, own).await;
        let (scheme, partition, voting) = match verdict {
            Verdict::Complete => (self.scheme, partition, Voting::Votes),
            Verdict::Old { seen } => {
                let why = "the other validators saw votes of this one of which its storage knows nothing, so the storage is an old copy. To vote again could contradict those votes: this validator follows and does not vote";
                if self.journal > 0 && end == 0 {
                    tracing::error!(
                        views.stored = own,
                        views.seen = seen,
                        "{why}. It has not caught up since `dalolat node rejoin`: once its height is that of the others, start it again"
                    );
                } else {
                    tracing::error!(
                        views.stored = own,
                        views.seen = seen,
                        "{why}. Once its height is that of the others, stop it, run `dalolat node rejoin` and start it again"
                    );
                }
                (self.verifier, follow_partition(&self.me), Voting::Follows)
            }
        };
        self.neighbours.set_voting(voting);
        let floor = match (voting, floor) {
            (Voting::Votes, Some(finalization)) => simplex::Floor::Finalized(finalization),
            (Voting::Votes | Voting::Follows | Voting::Asking, _) => simplex::Floor::Genesis(self.genesis),
        };
        let consensus = simplex::Engine::new(
            context.child("simplex"),
            simplex::Config {
                scheme,
                elector: RoundRobin::<Sha256>::default(),
                blocker,
                automaton: deferred.clone(),
                relay: deferred.clone(),
                reporter: Reporters::from((deferred, Seen(self.neighbours))),
                partition,
                mailbox_size: MAILBOX,
                epoch: EPOCH,
                floor,
                replay_buffer: BUFFER,
                write_buffer: BUFFER,
                page_cache: self.cache,
                leader_timeout: self.pace.leader_timeout,
                certification_timeout: self.pace.certification_timeout,
                timeout_retry: self.pace.timeout_retry,
                skip: SkipPolicy::Enabled {
                    timeout: self.pace.skip_timeout,
                    budget: simplex::SkipBudget::Participants,
                },
                fetch_timeout: NZDuration!(Duration::from_secs(2)),
                fetch_retry_delay: Duration::from_millis(100),
                view_retention: ViewDelta::new(256),
                strategy: Sequential,
                forward: ForwardPolicy::Disabled,
                track_historical_votes: false,
            },
        );
        // It ends only where the validator does.
        drop(consensus.start(votes, certificates, resolver).await);
    }
}

/// The latest finalization that is stored here.
async fn latest_finalization(marshal: &Mailbox) -> Option<Finalization> {
    let (latest, _) = marshal.get_info(Identifier::Latest).await?;
    let mut height = latest.get();
    while height > 0 {
        if let Some(finalization) = marshal.get_finalization(Height::new(height)).await {
            return Some(finalization);
        }
        height = height.saturating_sub(1);
    }
    None
}
