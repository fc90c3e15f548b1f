//! What a running validator offers to those around it: submit, ask, follow.
use crate::{
    admission::{Admission, Admitted, Candidate, NotAdmitted},
    block::{Block, PublicKey},
    chain::{self, Chain, Fault, Place, Summary},
    engine::Mailbox,
    mempool::{Mempool, Source},
    neighbours::{Neighbours, Voting},
    receipts::{Proved, Receipts},
    turns::Count,
};
use bytes::Bytes;
use civil::ActNumber;
use commonware_consensus::types::Height;
use commonware_cryptography::Digested;
use commonware_macros::select;
use commonware_utils::channel::{mpsc::UnboundedSender, watch};
use crash::Point;
use futures::future::BoxFuture;
use ledger::{Key, SeriesOf};
use protocol::{
    Canonical as _, Digest, EntryId,
    fact::{ClosedSeries, Range, Series},
    genesis::Genesis,
    service::{BlockLine, BlockLines, Standing, Status},
    status::{Answer, Fact, Query, StateAt},
};
use std::{sync::Arc, time::Duration};

/// Reads the runtime's clock: milliseconds since 1970.
pub type Now = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Waits on the runtime's clock.
pub type Pause = Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>;

/// How often a status is tried to be proved before the asker is told to come again: under load the state
/// changes while its root is on the way into a header.
const PROOFS_TRIED: usize = 5;
/// How long a header is waited for that names the root of a state.
const NAMED_WITHIN: Duration = Duration::from_secs(3);
/// How often one who waits for an entry hears of a refusal.
const REFUSAL_LOOKED_FOR: Duration = Duration::from_secs(1);

/// Why a submitted entry has no standing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// It is not let in.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// The validator is at fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// An entry that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    id: EntryId,
    /// The hash of the very bytes that were sent, by which a refusal for their signatures is told.
    sent: Option<Digest>,
}

impl From<EntryId> for Named {
    fn from(id: EntryId) -> Self {
        Self { id, sent: None }
    }
}

/// How much a validator keeps in memory of what others sent; each is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Entries that wait: at most [`crate::mempool::Limits::total`].
    pub waiting: usize,
    /// Refusals that are remembered: at most [`crate::mempool::REFUSED_MAX`].
    pub refusals: usize,
    /// Blocks that are executed and not final: at most [`crate::chain::PENDING_MAX`].
    pub pending: usize,
    /// Entries that somebody waits for: no more than there are requests.
    pub asked_for: usize,
}

/// A handle on a running validator. Cloning shares it.
#[derive(Clone)]
pub struct Validator {
    pub(crate) chain: Arc<Chain>,
    pub(crate) pool: Arc<Mempool>,
    pub(crate) admission: Arc<Admission>,
    pub(crate) marshal: Mailbox,
    pub(crate) receipts: Arc<Receipts>,
    pub(crate) outbound: UnboundedSender<Bytes>,
    pub(crate) now: Now,
    pub(crate) pause: Pause,
    pub(crate) neighbours: Arc<Neighbours>,
}

impl Validator {
    /// The genesis of its network.
    pub fn genesis(&self) -> &Genesis {
        self.chain.genesis()
    }

    /// The last final height, to wait for a later one.
    pub fn heights(&self) -> watch::Receiver<u64> {
        self.chain.heights()
    }

    /// Takes a signed entry from a client: holds and forwards it, or says why not.
    ///
    /// The same entry twice has the same standing, and the same receipt once it is final.
    pub async fn submit(&self, bytes: Bytes) -> Result<Standing, SubmitError> {
        Ok(self.submit_named(bytes).await?.1)
    }

    /// The same with what was sent, for whoever waits for it.
    pub async fn submit_named(&self, bytes: Bytes) -> Result<(Named, Standing), SubmitError> {
        crash::point(Point::NodeSubmitRead);
        let candidate = Candidate::read(bytes.clone()).map_err(NotAdmitted::Malformed)?;
        let named = Named { id: candidate.id(), sent: Some(candidate.fingerprint()) };
        let standing = match self
            .admission
            .admit_one(candidate, Source::Client, (self.now)())
            .await
            .map_err(NotAdmitted::NoRoom)?
        {
            Admitted::Held { new } => {
                crash::point(Point::NodeSubmitHeld);
                // Where nobody forwards any more the validator is stopping.
                if new && self.outbound.send(bytes).is_err() {
                    tracing::debug!("an entry came while the validator stops");
                }
                crash::point(Point::NodeSubmitForwarded);
                Standing::NotYet
            }
            Admitted::Final(place) => self.proved(place).await?,
            Admitted::Refused(refusal) => Standing::Refused { code: refusal.code().to_owned() },
        };
        Ok((named, standing))
    }

    /// Whether an entry is final here, with or without what proves it.
    pub async fn has_final(&self, id: EntryId) -> bool {
        self.chain.place(id).await.is_some()
    }

    /// Where an entry stands.
    pub async fn standing(&self, named: impl Into<Named>) -> Result<Standing, Fault> {
        let Named { id, sent } = named.into();
        if let Some(place) = self.chain.place(id).await {
            return self.proved(place).await;
        }
        if let Some(waiting) = self.pool.waiting(id) {
            let refusal =
                self.admission.refusal_for_good(&waiting.entry, waiting.since_ms, (self.now)()).await;
            match (refusal, self.chain.place(id).await) {
                (None, None) => return Ok(Standing::NotYet),
                // It became final between the two looks.
                (_, Some(place)) => return self.proved(place).await,
                (Some(refusal), None) => self.pool.refuse(id, waiting.fingerprint(), refusal.code()),
            }
        }
        Ok(match self.pool.refusal(id, sent.as_ref()) {
            Some(code) => Standing::Refused { code: code.to_owned() },
            None => Standing::Unknown,
        })
    }

    async fn proved(&self, place: Place) -> Result<Standing, Fault> {
        Ok(match self.receipts.prove(place).await? {
            Some(Proved { outcome, receipt }) => {
                crash::point(Point::NodeAnswerProved);
                Standing::Final { outcome, receipt: Box::new(receipt) }
            }
            None => Standing::NotYet,
        })
    }

    /// Where an entry stands; waits for up to `time` for it to become final or refused.
    pub async fn standing_within(&self, named: impl Into<Named>, time: Duration) -> Result<Standing, Fault> {
        let named = named.into();
        let Named { id, sent } = named;
        let deadline = (self.now)().saturating_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        let mut when_final = self.chain.when_final(id);
        loop {
            let left = deadline.saturating_sub((self.now)());
            if left == 0 || self.pool.refusal(id, sent.as_ref()).is_some() {
                break;
            }
            let pause = (self.pause)(REFUSAL_LOOKED_FOR.min(Duration::from_millis(left)));
            select! {
                place = when_final.told() => match place {
                    Ok(place) => {
                        if let standing @ Standing::Final { .. } = self.proved(place).await? {
                            return Ok(standing);
                        }
                        // The finalization follows the block within a view.
                        (self.pause)(Duration::from_millis(5)).await;
                        when_final = self.chain.when_final(id);
                    },
                    Err(_) => break,
                },
                () = pause => {},
            }
        }
        drop(when_final);
        self.standing(named).await
    }

    /// Answers whether a certificate is in force or an act stands under a number, with proof.
    pub async fn answer(&self, query: Query) -> Result<Answer, Fault> {
        for _ in 0..PROOFS_TRIED {
            let (root, facts) = match query {
                Query::Certificate(handle) => {
                    let (root, facts) = self.chain.prove(&[Key::Handle(handle)]).await;
                    (root, facts.into_iter().flatten().collect::<Vec<_>>())
                }
                Query::Act(number) => self.act(number).await,
            };
            if facts.is_empty() {
                let Summary { height, time_ms, .. } = self.chain.summary();
                return Ok(Answer::Unknown { height, time_ms });
            }
            if let Some(at) = self.named(root).await? {
                return Ok(Answer::Proved { at: Box::new(at), facts });
            }
        }
        Ok(Answer::NotNow)
    }

    /// The facts about an act number: the act, or what shows that there is none.
    async fn act(&self, number: ActNumber) -> (Digest, Vec<Fact>) {
        let of = SeriesOf::Acts(number.kind);
        let series = Key::Series { of, office: number.office };
        let (root, facts) = self.chain.prove(&[Key::ActNumber(number), series.clone()]).await;
        let [act, series] = <[Option<Fact>; 2]>::try_from(facts).unwrap_or_default();
        if let Some(fact) = act {
            let Ok(id) = EntryId::from_bytes(&fact.value) else { return (root, Vec::new()) };
            let (root, facts) = self.chain.prove(&[Key::ActNumber(number), Key::Act(id)]).await;
            return (root, facts.into_iter().flatten().collect());
        }
        let Some(now) = series.and_then(|series| Series::from_bytes(&series.value).ok()) else {
            return (root, Vec::new());
        };
        let keys = self.absence(number, &now).await;
        let (root, facts) = self.chain.prove(&keys).await;
        (root, facts.into_iter().flatten().collect())
    }

    /// What shows that a number has no act: its series, a closed series, or the range that holds it.
    async fn absence(&self, number: ActNumber, now: &Series) -> Vec<Key> {
        let (of, office) = (SeriesOf::Acts(number.kind), number.office);
        let series = Key::Series { of, office };
        let year = (now.since..=now.year).find(|year| year.rem_euclid(100) == i16::from(number.year()));
        let Some(year) = year else { return vec![series] };
        let mut last = now.last;
        let mut keys = vec![series];
        if year < now.year {
            // The closed series of that year, or of the last year before it that has numbers.
            for year in (now.since..=year).rev() {
                let key = Key::ClosedSeries { of, office, year };
                let (_, facts) = self.chain.prove(core::slice::from_ref(&key)).await;
                let Some(fact) = facts.into_iter().flatten().next() else { continue };
                last = ClosedSeries::from_bytes(&fact.value).map_or(0, |closed| closed.last);
                keys.push(key);
                if year.rem_euclid(100) != i16::from(number.year()) {
                    return keys;
                }
                break;
            }
        }
        if number.serial.get() > last {
            return keys;
        }
        // It was given, so to a range.
        for ordinal in 1.. {
            let key = Key::Range { office, ordinal };
            let (_, facts) = self.chain.prove(core::slice::from_ref(&key)).await;
            let Some(fact) = facts.into_iter().flatten().next() else { break };
            let Ok(range) = Range::from_bytes(&fact.value) else { break };
            let holds = range.kind == number.kind && range.year.rem_euclid(100) == i16::from(number.year());
            if holds && range.is_used(number.serial) == Some(false) {
                return vec![key];
            }
        }
        keys
    }

    /// A certified block whose header names the root of a state, once there is one.
    async fn named(&self, root: Digest) -> Result<Option<StateAt>, Fault> {
        let deadline = (self.now)().saturating_add(u64::try_from(NAMED_WITHIN.as_millis()).unwrap_or(0));
        let mut heights = self.chain.heights();
        loop {
            heights.mark_unchanged();
            for height in self.chain.heights_naming(&root) {
                if let Some(at) = self.receipts.state_at(height).await? {
                    return Ok(Some(at));
                }
            }
            // Another state is the latest by now, and no later block names this one.
            if self.chain.is_overtaken(&root) || (self.now)() >= deadline {
                return Ok(None);
            }
            select! {
                _ = heights.changed() => {},
                () = (self.pause)(Duration::from_millis(200)) => {},
            }
        }
    }

    /// How the validator is.
    pub fn status(&self) -> Status {
        let summary = self.chain.summary();
        Status {
            height: summary.height,
            time_ms: summary.time_ms,
            log_size: summary.log_size,
            log_root: summary.log_root,
            state_root: summary.state_root,
            waiting: self.pool.len() as u64,
            signs: self.voting() == Voting::Votes,
            clock_offset_ms: self.clock_offset_ms(),
        }
    }

    /// How much it keeps in memory of what others sent.
    pub fn held(&self) -> Held {
        Held {
            waiting: self.pool.len(),
            refusals: self.pool.refusals(),
            pending: self.chain.pending_count(),
            asked_for: self.chain.waiting_for_final(),
        }
    }

    /// Whether it votes.
    pub fn voting(&self) -> Voting {
        self.neighbours.voting()
    }

    /// By how much its clock is ahead of the median of all, in milliseconds, negative where it is behind;
    /// `None` where it knows too few clocks.
    pub fn clock_offset_ms(&self) -> Option<i64> {
        self.neighbours.clock_offset_ms((self.now)())
    }

    /// The highest view in which it saw a vote of another member since it started, 0 for none.
    pub fn seen(&self, member: &PublicKey) -> u64 {
        self.neighbours.seen(member)
    }

    /// The turns of a member as this validator counted them since it started.
    pub fn turns_of(&self, member: &[u8; 32]) -> Count {
        self.admission.turns_of(member)
    }

    /// The final block at a height, from the storage.
    pub async fn block(&self, height: u64) -> Option<Digested<Block>> {
        if height == 0 {
            return Some(self.chain.genesis_block().clone().seal());
        }
        self.marshal.get_block(Height::new(height)).await
    }

    /// Whether the block at a height is stored here with a finalization of its own, not through a child.
    pub async fn is_certified(&self, height: u64) -> bool {
        self.marshal.get_finalization(Height::new(height)).await.is_some()
    }

    /// The final blocks from the height `from`, at most 256; fewer at the end of the chain.
    pub async fn blocks(&self, from: u64) -> Result<BlockLines, Fault> {
        if let Some(lines) = self.chain.lines(from, BlockLines::MAX) {
            return Ok(BlockLines(lines));
        }
        let mut lines: Vec<BlockLine> = Vec::new();
        for height in (from..=self.chain.height()).take(BlockLines::MAX) {
            let block = self.block(height).await;
            lines.push(chain::line(block.ok_or(Fault::Missing { height })?.inner()));
        }
        Ok(BlockLines(lines))
    }
}
