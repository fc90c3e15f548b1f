//! Execution: the final state, and what blocks that are not final yet would add to it.
//!
//! # Invariants
//!
//! * The final state is that of the genesis and of every final block in order, each checked whole:
//!   entries, outcomes, log and state root. A final block that fails a check is a [`Fault`], which
//!   stops the node: a wrong register is worse than a stopped one.
//! * Blocks that are not final are kept as changes over the final state, by digest, and leave when
//!   their height is final.
//! * Nothing here reads a clock.
//!
//! # Limits
//!
//! State and places of entries are in memory and rebuilt from the blocks when a validator starts.
use crate::{
    block::{Block, Context, Draft},
    committee::{Committee, NotACommittee},
};
use civil::refusal::Refusal;
use commonware_utils::channel::watch;
use ledger::{BlockMoment, Changes, Overlay, State};
use protocol::{
    Digest, EntryId, NetworkId, SignedEntry,
    block::{Header, STEP_MS_MAX},
    genesis::Genesis,
    merkle::{self, Frontier},
    service::BlockLine,
    signature::{KeyRecord, Signature},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

pub mod flaw;

pub use flaw::{Fault, Flaw};

/// How many block lines are kept in memory for those who follow the chain.
const LINES_MAX: usize = 4096;
/// How many blocks that are not final are kept; one that is needed again is executed again.
const PENDING_MAX: usize = 128;

/// Where a block stands that a child can be built on.
#[derive(Clone, Debug)]
pub struct Position {
    /// The digest of the block.
    pub digest: Digest,
    /// Its header.
    pub header: Header,
    /// The log after it.
    pub log: Frontier,
}

impl Position {
    fn after(block: &Block, log: Frontier) -> Self {
        Self { digest: block.id(), header: *block.header(), log }
    }
}

/// Where a final entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The height of its block.
    pub height: u64,
    /// Its place in the block, from 0.
    pub index: u32,
}

/// What came of looking at a block that is not final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is good, and its changes are kept.
    Good,
    /// It breaks a rule, for every validator and for ever.
    Bad(Flaw),
    /// Its parent is not known here: begin again further down.
    ParentUnknown,
    /// It contradicts a block that is final; no verdict is due, it can never become final.
    Contradicts,
}

/// What a leader made.
#[derive(Debug)]
pub struct Built {
    /// The block.
    pub block: Block,
    /// The entries that the rules refused on the parent.
    pub refused: Vec<SignedEntry>,
}

/// What is known of the ledger at the last final block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The height.
    pub height: u64,
    /// The time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The number of entries on the ledger.
    pub log_size: u64,
    /// The root of the log.
    pub log_root: Digest,
    /// The root of the state.
    pub state_root: Digest,
}

struct Pending {
    parent: Digest,
    position: Position,
    changes: Changes,
}

struct Inner {
    state: State,
    tip: Position,
    /// Height of each final block that changed the state, and the root after it.
    roots: BTreeMap<u64, Digest>,
    lines: BTreeMap<u64, BlockLine>,
    places: BTreeMap<EntryId, Place>,
    pending: BTreeMap<Digest, Pending>,
    /// The pending digests, oldest first.
    order: VecDeque<Digest>,
}

/// The chain of a network as one validator has executed it. Shared by all its parts.
pub struct Chain {
    genesis: Arc<Genesis>,
    block: Block,
    inner: Mutex<Inner>,
    /// The last final height; wakes whoever waits for one.
    height: watch::Sender<u64>,
}

impl Chain {
    /// The chain of a network that has only block 0.
    pub fn new(genesis: Arc<Genesis>) -> Result<Self, NotACommittee> {
        let committee = Committee::of(&genesis)?;
        let state = State::genesis(&genesis);
        let root = root_of(&state);
        let block = Block::genesis(&genesis, committee.first(), root);
        let tip = Position::after(&block, Frontier::default());
        let inner = Inner {
            state,
            lines: BTreeMap::from([(0, line(&block))]),
            tip,
            roots: BTreeMap::from([(0, root)]),
            places: BTreeMap::new(),
            pending: BTreeMap::new(),
            order: VecDeque::new(),
        };
        Ok(Self { genesis, block, inner: Mutex::new(inner), height: watch::Sender::new(0) })
    }

    /// The genesis.
    pub const fn genesis(&self) -> &Arc<Genesis> {
        &self.genesis
    }

    /// Block 0.
    pub const fn genesis_block(&self) -> &Block {
        &self.block
    }

    fn network(&self) -> NetworkId {
        self.genesis.network
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("whoever holds the chain does not panic")
    }

    /// The last final height, to wait for a later one.
    pub fn heights(&self) -> watch::Receiver<u64> {
        self.height.subscribe()
    }

    /// Waits until the block at `height` is final here.
    pub async fn reached(&self, height: u64) {
        let mut heights = self.heights();
        // The sender lives as long as `self`, so that waiting does not fail.
        let _final_height = heights.wait_for(|final_height| *final_height >= height).await;
    }

    /// What is known at the last final block.
    pub fn summary(&self) -> Summary {
        let inner = self.lock();
        Summary {
            height: inner.tip.header.height,
            time_ms: inner.tip.header.time_ms,
            log_size: inner.tip.log.size(),
            log_root: inner.tip.log.root(),
            state_root: inner.root_at(inner.tip.header.height),
        }
    }

    /// Where a final entry stands; `None` where it is not final here.
    pub fn place(&self, id: EntryId) -> Option<Place> {
        self.lock().places.get(&id).copied()
    }

    /// The lines of final blocks from the height `from`, at most `most`; `None` where the first of them
    /// is too old to be kept in memory.
    pub fn lines(&self, from: u64, most: usize) -> Option<Vec<BlockLine>> {
        let inner = self.lock();
        if inner.lines.first_key_value().is_some_and(|(oldest, _)| from < *oldest) {
            return None;
        }
        Some(inner.lines.range(from..).take(most).map(|(_, line)| *line).collect())
    }

    /// Where a block stands, if it is the last final one or waits to become final.
    pub fn position(&self, digest: &Digest) -> Option<Position> {
        self.lock().position(digest).cloned()
    }

    /// Whether looking further down than this block is needless: it is executed, or so low that only
    /// final blocks stand there.
    pub fn is_floor(&self, block: &Block) -> bool {
        let inner = self.lock();
        block.header().height <= inner.tip.header.height || inner.position(&block.id()).is_some()
    }

    /// Whether the rules accept an entry on the final state at `time_ms`.
    pub fn decide(&self, time_ms: u64, entry: &SignedEntry) -> Result<(), Refusal> {
        let inner = self.lock();
        let height = inner.tip.header.height.saturating_add(1);
        let at = BlockMoment { network: self.network(), height, time_ms };
        ledger::decide(&inner.state, at.entry(0), entry).map(|_| ())
    }

    /// The height of the last final block.
    pub fn height(&self) -> u64 {
        self.lock().tip.header.height
    }

    /// The time of the last final block, in milliseconds since 1970.
    pub fn time_ms(&self) -> u64 {
        self.lock().tip.header.time_ms
    }

    /// The keys and signatures to be checked under an entry, by the final state.
    pub fn signers(&self, entry: &SignedEntry) -> Result<Vec<(KeyRecord, Signature)>, Refusal> {
        ledger::signers(&self.lock().state, entry)
    }

    /// The same by the state that a block leaves; `None` where that block is not known here.
    pub fn signers_on(
        &self,
        parent: &Digest,
        entry: &SignedEntry,
    ) -> Option<Result<Vec<(KeyRecord, Signature)>, Refusal>> {
        self.lock().on(parent, |view| ledger::signers(view, entry))
    }

    /// Makes a block on `parent` of what the rules accept of `candidates`, in order. `None` where the
    /// parent is not known here.
    pub fn build(
        &self,
        context: Context,
        parent: &Digest,
        now_ms: u64,
        candidates: Vec<SignedEntry>,
        most: usize,
    ) -> Option<Built> {
        let mut inner = self.lock();
        let position = inner.position(parent)?.clone();
        let earliest = position.header.time_ms.saturating_add(1);
        let time_ms = now_ms.clamp(earliest, position.header.time_ms.saturating_add(STEP_MS_MAX));
        let offered = candidates.clone();
        let height = position.header.height.saturating_add(1);
        let at = BlockMoment { network: self.network(), height, time_ms };
        let selected = inner.on(parent, |view| ledger::select(view, at, offered, most))?;
        let draft = Draft {
            context,
            parent: *parent,
            height,
            time_ms,
            state_height: inner.tip.header.height,
            state_root: inner.root_at(inner.tip.header.height),
            rules_version: self.genesis.rules_version,
        };
        let entries = selected.entries.into_iter().zip(selected.executed.outcomes).collect();
        let block = Block::propose(draft, &position.log, entries);
        let position = Position::after(&block, block.log_after(&position.log));
        let changes = selected.executed.changes;
        inner.keep(block.id(), Pending { parent: *parent, position, changes });
        let refused = |entry: &SignedEntry| selected.refused.iter().any(|(id, _)| *id == entry.id());
        let refused = candidates.into_iter().filter(refused).collect();
        Some(Built { block, refused })
    }

    /// Which of `candidates` no ancestor of a child of `parent` holds.
    pub fn unseen(&self, parent: &Digest, candidates: Vec<SignedEntry>) -> Option<Vec<SignedEntry>> {
        self.lock().on(parent, |view| {
            let fresh = |entry: &SignedEntry| ledger::place(view, entry).is_none();
            candidates.into_iter().filter(fresh).collect()
        })
    }

    /// Checks and executes a block that is not final, on its parent.
    ///
    /// The signatures of its entries were checked before, and the state it names was waited for.
    pub fn execute(&self, block: &Block) -> Step {
        let mut inner = self.lock();
        if block.header().height <= inner.tip.header.height {
            let same = inner.lines.get(&block.header().height).is_some_and(|line| line.digest == block.id());
            return if same { Step::Good } else { Step::Contradicts };
        }
        if inner.position(&block.id()).is_some() {
            return Step::Good;
        }
        let parent = block.header().parent;
        let Some(position) = inner.position(&parent).cloned() else {
            let contradicts = block.header().height == inner.tip.header.height.saturating_add(1);
            return if contradicts { Step::Contradicts } else { Step::ParentUnknown };
        };
        match inner.examine(&self.genesis, &position, block) {
            Err(flaw) => Step::Bad(flaw),
            Ok((position, changes)) => {
                inner.keep(block.id(), Pending { parent, position, changes });
                Step::Good
            }
        }
    }

    /// Takes a final block. Blocks come in order, perhaps twice; returns whether it was new.
    pub fn finalize(&self, block: &Block) -> Result<bool, Fault> {
        let mut inner = self.lock();
        let height = block.header().height;
        if height <= inner.tip.header.height {
            return match inner.lines.get(&height) {
                Some(line) if line.digest != block.id() => Err(Fault::Fork { height }),
                Some(_) | None => Ok(false),
            };
        }
        if height != inner.tip.header.height.saturating_add(1) {
            return Err(Fault::Gap { expected: inner.tip.header.height.saturating_add(1), height });
        }
        if block.header().parent != inner.tip.digest {
            return Err(Fault::Fork { height });
        }
        let (position, changes) = if let Some(pending) = inner.pending.remove(&block.id()) {
            (pending.position, pending.changes)
        } else {
            let tip = inner.tip.clone();
            let examined = inner.examine(&self.genesis, &tip, block);
            examined.map_err(|flaw| Fault::FinalBlock { height, flaw })?
        };
        inner.advance(block, position, &changes);
        drop(inner);
        self.height.send_replace(height);
        Ok(true)
    }
}

impl Inner {
    /// The position of a block that leads down to the last final one without a gap.
    fn position(&self, digest: &Digest) -> Option<&Position> {
        let above = self.above(digest)?;
        Some(above.last().map_or(&self.tip, |pending| &pending.position))
    }

    /// The blocks from the last final one up to `digest`, oldest first.
    fn above(&self, digest: &Digest) -> Option<Vec<&Pending>> {
        let mut above = Vec::new();
        let mut at = *digest;
        while at != self.tip.digest {
            let pending = self.pending.get(&at)?;
            above.push(pending);
            at = pending.parent;
        }
        above.reverse();
        Some(above)
    }

    /// Calls `read` with the view that a child of `parent` has.
    fn on<T>(&self, parent: &Digest, read: impl FnOnce(&Overlay<'_, State>) -> T) -> Option<T> {
        let above = self.above(parent)?.into_iter().map(|pending| &pending.changes).collect();
        Some(read(&Overlay::new(&self.state, above)))
    }

    fn keep(&mut self, digest: Digest, pending: Pending) {
        if self.pending.insert(digest, pending).is_none() {
            self.order.push_back(digest);
        }
        while self.order.len() > PENDING_MAX {
            self.order.pop_front().and_then(|oldest| self.pending.remove(&oldest));
        }
    }

    /// The state's root after the final block at `height`, or that of the latest one before.
    fn root_at(&self, height: u64) -> Digest {
        let root = self.roots.range(..=height).next_back();
        *root.expect("the root that the last final block names is kept").1
    }

    /// Every rule of a block on its parent; no rule reads a clock.
    fn examine(
        &self,
        genesis: &Genesis,
        parent: &Position,
        block: &Block,
    ) -> Result<(Position, Changes), Flaw> {
        flaw::of_header(genesis, &parent.header, block)?;
        let header = block.header();
        if header.state_height > self.tip.header.height
            || header.state_root != self.root_at(header.state_height)
        {
            return Err(Flaw::StateRoot);
        }
        let executed = self
            .on(&parent.digest, |view| {
                let at =
                    BlockMoment { network: genesis.network, height: header.height, time_ms: header.time_ms };
                ledger::execute(view, at, block.entries())
            })
            .ok_or(Flaw::Parent)?
            .map_err(Flaw::Entry)?;
        if executed.outcomes != block.outcomes() {
            return Err(Flaw::Outcomes);
        }
        let log = block.log_after(&parent.log);
        if (log.size(), log.root()) != (header.log_size, header.log_root) {
            return Err(Flaw::Log);
        }
        Ok((Position::after(block, log), executed.changes))
    }

    fn advance(&mut self, block: &Block, position: Position, changes: &Changes) {
        let height = position.header.height;
        if !block.entries().is_empty() {
            self.state.apply(changes);
            self.roots.insert(height, root_of(&self.state));
            for (index, entry) in (0u32..).zip(block.entries()) {
                self.places.insert(entry.id(), Place { height, index });
            }
        }
        // No later block names an earlier state than this one does.
        let oldest = self.roots.range(..=position.header.state_height).next_back().map(|(height, _)| *height);
        if let Some(oldest) = oldest {
            self.roots = self.roots.split_off(&oldest);
        }
        self.lines.insert(height, line(block));
        if self.lines.len() > LINES_MAX {
            self.lines.pop_first();
        }
        self.pending.retain(|_, pending| pending.position.header.height > height);
        self.order.retain(|digest| self.pending.contains_key(digest));
        self.tip = position;
    }
}

/// The RFC 6962 root over the pairs of a state.
fn root_of(state: &State) -> Digest {
    let leaf = |(key, value): (&ledger::Key, &ledger::Value)| {
        merkle::leaf(&[key.to_bytes(), value.to_bytes()].concat())
    };
    merkle::root(&state.iter().map(leaf).collect::<Vec<_>>())
}

/// A block in one line.
pub fn line(block: &Block) -> BlockLine {
    let header = block.header();
    BlockLine {
        height: header.height,
        time_ms: header.time_ms,
        entry_count: header.entry_count,
        digest: block.id(),
    }
}

#[cfg(test)]
mod tests;
