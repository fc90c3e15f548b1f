//! When to propose, what to accept, and what to do with final blocks.
//!
//! # Rules
//!
//! A verdict on a block rests on data alone and is the same on every validator, now and on replay. The
//! local clock and the state reached so far are reasons to wait, never to refuse: `verify` stays
//! pending until the clock is at most 500 ms behind the block's time, and until the state that the
//! block names is final here. A validator whose clock is wrong ([`crate::clocks`]) proposes nothing.
use crate::{
    admission::Admission,
    block::{Block, Context, Scheme},
    chain::{Chain, Fault, Position, Step, flaw},
    clocks::Wall,
    mempool::Mempool,
    neighbours::Neighbours,
    pace::Pace,
    planted::{self, Planted},
};
use commonware_actor::Feedback;
use commonware_consensus::{
    Application as Engine, Reporter,
    marshal::{Update, ancestry::Ancestry},
};
use commonware_cryptography::Digested;
use commonware_macros::select;
use commonware_runtime::{Clock, Metrics, Spawner};
use commonware_utils::{
    Acknowledgement as _,
    acknowledgement::Exact,
    channel::mpsc::{self, UnboundedReceiver, UnboundedSender},
};
use crash::Point;
use futures::StreamExt as _;
use protocol::block::ENTRIES_MAX;
use std::{ops::RangeInclusive, sync::Arc, time::Duration};

/// How far a block's time may be ahead of this validator's clock before it waits.
const AHEAD: Duration = Duration::from_millis(500);
/// How often a validator that waits for a block's time looks at its clock.
const LOOKED_AGAIN: Duration = Duration::from_secs(1);
/// How long a finalization that a block rests on is waited for before the peers are asked, each time.
const ASKED_AFTER: Duration = Duration::from_millis(300);
/// How many heights above it are asked for too.
const ASKED_MAX: u64 = 16;
/// After a block of at least this many entries the next leader waits a little, to fill its own.
const LARGE: u32 = 256;

/// A final block on its way to execution, with the engine's request to say when that is done.
pub type Delivery = (Digested<Block>, Exact);

/// Asks the peers for what makes the blocks final from one height to another.
pub type Ask = Arc<dyn Fn(RangeInclusive<u64>) + Send + Sync>;

/// The application that the engine drives.
#[derive(Clone)]
pub struct Application {
    chain: Arc<Chain>,
    pool: Arc<Mempool>,
    admission: Arc<Admission>,
    pace: Pace,
    deliveries: UnboundedSender<Delivery>,
    wall: Wall,
    neighbours: Option<Arc<Neighbours>>,
    ask: Option<Ask>,
}

/// What is known about a proposed block.
enum Verdict {
    Valid,
    Invalid,
    /// None is due: the block contradicts a final one.
    Never,
}

impl Application {
    /// The application, and the final blocks that go to [`execute_final`].
    pub fn new(
        chain: Arc<Chain>,
        pool: Arc<Mempool>,
        admission: Arc<Admission>,
        pace: Pace,
    ) -> (Self, UnboundedReceiver<Delivery>) {
        let (deliveries, receiver) = mpsc::unbounded_channel();
        let application = Self {
            chain,
            pool,
            admission,
            pace,
            deliveries,
            wall: Wall::default(),
            neighbours: None,
            ask: None,
        };
        (application, receiver)
    }

    /// The same with the machine's clock, and among neighbours who say when it is wrong.
    #[must_use]
    pub fn among(self, wall: Wall, neighbours: Arc<Neighbours>) -> Self {
        Self { wall, neighbours: Some(neighbours), ..self }
    }

    /// The same with a way to ask the peers for a finalization that did not arrive.
    #[must_use]
    pub fn asking(self, ask: Ask) -> Self {
        Self { ask: Some(ask), ..self }
    }

    /// The chain that it builds on.
    pub const fn chain(&self) -> &Arc<Chain> {
        &self.chain
    }

    /// Whether this validator proposes: it forfeits its turns where its clock is ahead.
    async fn may_propose(&self, clock: &impl Clock) -> bool {
        match &self.neighbours {
            Some(neighbours) => neighbours.may_propose(clock).await,
            None => true,
        }
    }

    /// Executes a block after those of its ancestors that are not executed yet; `path` begins with the
    /// block itself and goes down as far as its ancestors are at hand.
    async fn execute(
        &self,
        clock: &impl Clock,
        mut path: Vec<Digested<Block>>,
        ancestry: &mut impl Ancestry<Block>,
    ) -> Verdict {
        let newest = *path.first().expect("a path begins with the block itself").inner().header();
        // No ancestor names a later state than this one, or a rule is broken.
        self.reached(clock, newest.state_height, newest.height).await;
        loop {
            while path.last().is_some_and(|lowest| !self.chain.is_floor(lowest.inner())) {
                match ancestry.next().await {
                    Some(parent) => path.push(parent),
                    // The stream ends at block 0, which is always a floor; it ends early when the engine stops.
                    None => return Verdict::Never,
                }
            }
            match self.execute_path(&path).await {
                Step::Good => return Verdict::Valid,
                Step::Contradicts => return Verdict::Never,
                Step::ParentUnknown => {}
                Step::Bad(flaw) => {
                    tracing::warn!(block.height = newest.height, %flaw, "a proposed block breaks a rule");
                    return Verdict::Invalid;
                }
            }
        }
    }

    /// Waits until the state that a block at `height` names is final here.
    ///
    /// A finalization is sent once. Where it was lost on the way to all but its leader, and the quorum needs
    /// everybody who is left, nobody could vote for that leader's next block: so it is asked for. The block
    /// at that height may have become final through one above it, so that the heights up to the parent's
    /// are asked for too.
    async fn reached(&self, clock: &impl Clock, state_height: u64, height: u64) {
        let mut reached = Box::pin(self.chain.reached(state_height));
        loop {
            select! {
                () = &mut reached => return,
                () = clock.sleep(ASKED_AFTER) => {},
            }
            if let Some(ask) = &self.ask {
                let last = height.saturating_sub(1).min(state_height.saturating_add(ASKED_MAX));
                ask(state_height..=last);
            }
        }
    }

    /// Executes a path of blocks, given newest first.
    async fn execute_path(&self, path: &[Digested<Block>]) -> Step {
        for block in path.iter().rev().map(Digested::inner) {
            if !self.chain.is_floor(block) {
                match self.admission.first_forged(&block.header().parent, block.entries()).await {
                    None => return Step::ParentUnknown,
                    Some(Some(index)) => return Step::Bad(flaw::Flaw::Signature { index }),
                    Some(None) => {}
                }
            }
            match self.chain.execute(block).await {
                Step::Good => {}
                other @ (Step::Bad(_) | Step::ParentUnknown | Step::Contradicts) => return other,
            }
        }
        Step::Good
    }

    /// Builds on `parent` when an entry waits, or at the deadline without one.
    async fn build(&self, clock: &impl Clock, context: Context, parent: Position) -> Option<Digested<Block>> {
        let deadline = clock.current() + self.pace.heartbeat;
        if parent.header.entry_count >= LARGE && self.pool.len() < ENTRIES_MAX {
            clock.sleep(self.pace.filling).await;
        }
        let mut arrivals = self.pool.arrivals();
        loop {
            if !self.may_propose(clock).await {
                return None;
            }
            arrivals.mark_unchanged();
            let late = clock.current() >= deadline;
            let seen = self.chain.pending_entries(&parent.digest)?;
            let fresh = self.pool.oldest_but(|id| seen.iter().any(|entries| entries.contains(&id)));
            if late || !fresh.is_empty() {
                let now_ms = self.wall.now_ms(clock);
                let built =
                    self.chain.build(context.clone(), &parent.digest, now_ms, fresh, ENTRIES_MAX).await?;
                self.admission.reconsider(&built.refused, now_ms).await;
                if late || !built.block.entries().is_empty() {
                    crash::point(Point::NodeProposeBuilt);
                    return Some(built.block.seal());
                }
            }
            select! {
                // The mempool lives as long as this application, so that waiting does not fail.
                _ = arrivals.changed() => {},
                () = clock.sleep_until(deadline) => {},
            }
        }
    }
}

impl<E: Spawner + Metrics + Clock> Engine<E> for Application {
    type SigningScheme = Scheme;
    type Context = Context;
    type Block = Block;
    type Input = ();

    /// Runs in a task of its own, which is dropped when the view ends. Returning `None` forfeits the turn:
    /// without an entry it waits instead.
    async fn propose(
        &mut self,
        (clock, context): (E, Context),
        mut ancestry: impl Ancestry<Block>,
        (): (),
    ) -> Option<Digested<Block>> {
        let parent = ancestry.next().await?;
        match self.execute(&clock, vec![parent.clone()], &mut ancestry).await {
            Verdict::Valid => {}
            Verdict::Invalid | Verdict::Never => return None,
        }
        if planted::is(Planted::NotarizedIsFinal) && self.chain.finalize(parent.inner()).await.is_err() {
            return None;
        }
        if planted::is(Planted::PoolEmptied) {
            self.pool.remove(&self.pool.oldest(), self.wall.now_ms(&clock));
        }
        let position = self.chain.position(&parent.inner().id())?;
        self.build(&clock, context, position).await
    }

    /// Runs in a task of its own for each block, so that waiting here stops nothing else.
    async fn verify(&mut self, (clock, _): (E, Context), mut ancestry: impl Ancestry<Block>) -> bool {
        let (Some(block), Some(parent)) = (ancestry.next().await, ancestry.next().await) else {
            // The engine is stopping; that says nothing about the block.
            return futures::future::pending().await;
        };
        let header = *block.inner().header();
        if let Err(flaw) = flaw::of_header(parent.inner().header(), block.inner()) {
            tracing::warn!(block.height = header.height, %flaw, "a proposed block breaks a rule");
            return false;
        }
        match self.execute(&clock, vec![block, parent], &mut ancestry).await {
            Verdict::Valid => {}
            Verdict::Invalid => return false,
            Verdict::Never => return futures::future::pending().await,
        }
        // Looked at again: the clock may be set meanwhile.
        loop {
            let ready = self.wall.instant(header.time_ms) - AHEAD;
            let Ok(left) = ready.duration_since(clock.current()) else { break };
            if left.is_zero() {
                break;
            }
            if planted::is(Planted::PendingIsFalse) {
                return false;
            }
            clock.sleep(left.min(LOOKED_AGAIN)).await;
        }
        crash::point(Point::NodeVerifyGood);
        true
    }
}

/// Final blocks from the engine: durable, in order, without gaps, at least once.
impl Reporter for Application {
    type Activity = Update<Block>;

    fn report(&mut self, update: Update<Block>) -> Feedback {
        match update {
            // Where nobody receives any more the validator is stopping, and so does the engine.
            Update::Block(block, done) => drop(self.deliveries.send((block, done))),
            Update::Tip(..) => {}
        }
        Feedback::Ok
    }
}

/// Executes final blocks until the engine stops, or until one of them cannot be.
pub async fn execute_final(
    clock: impl Clock,
    chain: Arc<Chain>,
    admission: Arc<Admission>,
    wall: Wall,
    mut deliveries: UnboundedReceiver<Delivery>,
) -> Result<(), Fault> {
    while let Some((block, done)) = deliveries.recv().await {
        crash::point(Point::NodeFinalDelivered);
        let header = block.inner().header();
        if header.height > chain.height()
            && chain.position(&block.inner().id()).is_none()
            && let Some(Some(index)) = admission.first_forged(&header.parent, block.inner().entries()).await
        {
            return Err(Fault::FinalBlock { height: header.height, flaw: flaw::Flaw::Signature { index } });
        }
        admission.count_turn(block.inner()).await;
        if chain.finalize(block.inner()).await? && header.entry_count > 0 {
            tracing::info!(block.height = header.height, block.entries = header.entry_count, block.digest = %block.inner().id(), "executed a final block");
        }
        admission.settle(block.inner().entries(), wall.now_ms(&clock)).await;
        crash::point(Point::NodeFinalExecuted);
        done.acknowledge();
        crash::point(Point::NodeFinalAcknowledged);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
