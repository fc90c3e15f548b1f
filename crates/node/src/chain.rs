//! Execution: the final state, and what blocks that are not final yet would add to it.
//!
//! # Invariants
//!
//! * The final state is that of the genesis and of every final block in order, each checked whole:
//!   entries, outcomes, log and state root. A final block that fails a check is a [`Fault`], which
//!   stops the node: a wrong register is worse than a stopped one.
//! * Blocks that are not final are kept as changes over the final state, by digest, and leave when
//!   their height is final. No root is computed for them.
//! * The last final block changes only while the state on the disk is held for writing.
//! * Nothing here reads a clock.
//!
//! # Recovery
//!
//! Every few seconds of block time the state is brought to the disk, with a [`Note`] of how far the chain
//! was executed. A start goes on from there: [`Chain::resume`], then the blocks after it.
use crate::{
    block::{Block, Context, Draft},
    committee::{Committee, NotACommittee},
    meter::Part,
    planted::{self, Planted},
    store::{Backing, StoreError},
};
use commonware_utils::channel::watch;
use inner::{Inner, Pending};
use known::{Declared, Disk};
use ledger::{BlockMoment, Changes, Overlay, View};
use note::Note;
use protocol::{
    Canonical as _, Digest, NetworkId, SignedEntry,
    block::{Header, STEP_MS_MAX},
    genesis::Genesis,
    merkle::Frontier,
    service::BlockLine,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, OnceLock},
};
use tokio::sync::{Notify, RwLock};

mod asked;
pub mod flaw;
mod inner;
mod known;
mod note;
mod told;

pub use asked::Looked;
pub use flaw::{Fault, Flaw};
pub use inner::PENDING_MAX;
pub use ledger::Place;
pub use told::WhenFinal;

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

/// The chain of a network as one validator has executed it. Shared by all its parts.
pub struct Chain {
    genesis: Arc<Genesis>,
    block: Block,
    disk: RwLock<Disk>,
    inner: Mutex<Inner>,
    /// What the state on the disk was noted to be of when it was opened.
    noted: Option<Note>,
    /// The last final height; wakes whoever waits for one.
    height: watch::Sender<u64>,
    fault: OnceLock<Fault>,
    failed: Notify,
    told: told::Told,
}

impl Chain {
    /// The chain of a network on a state on the disk; a new state begins with the genesis.
    ///
    /// Where the state is an old one, [`resume`](Self::resume) comes next.
    pub async fn open(genesis: Arc<Genesis>, store: Box<dyn Backing>) -> Result<Self, OpenError> {
        let committee = Committee::of(&genesis)?;
        let noted = match store.note() {
            Some(note) => {
                let note = Note::from_bytes(&note);
                Some(note.or(Err(StoreError::Damaged { what: "its note cannot be read" }))?)
            }
            None => None,
        };
        let mut disk = Disk::new(store);
        // Block 0 names the root of the genesis' state; an old store has gone on from there.
        let root = match &noted {
            Some(note) => note.genesis_root,
            None => disk.apply(0, &ledger::genesis(&genesis)).await?.state_root(),
        };
        let block = Block::genesis(&genesis, committee.first(), root);
        let tip = Position::after(&block, Frontier::default());
        let inner = Inner {
            lines: BTreeMap::from([(0, line(&block))]),
            tip,
            roots: BTreeMap::from([(0, root)]),
            places: BTreeMap::new(),
            placed: VecDeque::new(),
            pending: BTreeMap::new(),
            order: VecDeque::new(),
            named: VecDeque::from([(0, root)]),
            synced: (0, genesis.time_ms),
        };
        let chain = Self {
            genesis,
            block,
            disk: RwLock::new(disk),
            inner: Mutex::new(inner),
            noted,
            height: watch::Sender::new(0),
            fault: OnceLock::new(),
            failed: Notify::new(),
            told: told::Told::default(),
        };
        if chain.noted.is_none() {
            let note = chain.note();
            chain.disk.write().await.store.sync(note).await?;
        }
        Ok(chain)
    }

    /// The height that the state on the disk was noted to be of, where that is above block 0: its block is
    /// needed to [`resume`](Self::resume).
    pub fn resumes_at(&self) -> Option<u64> {
        self.noted.as_ref().map(|note| note.height).filter(|height| *height > 0)
    }

    /// Goes on from the block that the state on the disk is of.
    pub fn resume(&self, block: &Block) -> Result<(), Fault> {
        let Some(note) = self.noted.as_ref().filter(|note| note.height == block.header().height) else {
            return Ok(());
        };
        let header = block.header();
        if (note.log.size(), note.log.root()) != (header.log_size, header.log_root) {
            return Err(Fault::FinalBlock { height: header.height, flaw: Flaw::Log });
        }
        let mut inner = self.lock();
        inner.tip = Position::after(block, note.log.clone());
        inner.roots.clone_from(&note.roots);
        inner.named = VecDeque::from([(header.height, header.state_root)]);
        inner.lines = BTreeMap::from([(header.height, line(block))]);
        inner.synced = (header.height, header.time_ms);
        drop(inner);
        self.height.send_replace(header.height);
        Ok(())
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

    /// Stops the validator for a fact that must not be.
    pub fn fail(&self, fault: Fault) {
        self.fault.get_or_init(|| fault);
        self.failed.notify_waiters();
        self.failed.notify_one();
    }

    /// The fact that must not be, where there is one.
    pub fn fault(&self) -> Option<Fault> {
        self.fault.get().cloned()
    }

    /// Waits for a fact that must not be.
    pub async fn failed(&self) -> Fault {
        loop {
            let failed = self.failed.notified();
            if let Some(fault) = self.fault.get() {
                return fault.clone();
            }
            failed.await;
        }
    }

    /// What was read, or never: where the disk fails the validator is stopping.
    async fn or_stop<T>(&self, read: Result<T, StoreError>) -> T {
        match read {
            Ok(value) => value,
            Err(error) => {
                self.fail(Fault::store(&error));
                futures::future::pending().await
            }
        }
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
            state_root: inner.root_at(inner.tip.header.height).unwrap_or(Digest::ZERO),
        }
    }

    /// How many blocks are executed and not final.
    pub fn pending_count(&self) -> usize {
        self.lock().pending.len()
    }

    /// Makes a block on `parent` of what the rules accept of `candidates`, in order. `None` where the
    /// parent is not known here.
    pub async fn build(
        &self,
        context: Context,
        parent: &Digest,
        now_ms: u64,
        candidates: Vec<SignedEntry>,
        most: usize,
    ) -> Option<Built> {
        let disk = self.disk.read().await;
        let (position, above, state_height, state_root) = {
            let inner = self.lock();
            let state_height = inner.tip.header.height;
            (
                inner.position(parent)?.clone(),
                inner.above(parent)?,
                state_height,
                inner.root_at(state_height)?,
            )
        };
        let known = self.or_stop(disk.known(&above, &candidates, []).await).await;
        let earliest = position.header.time_ms.saturating_add(1);
        let time_ms = now_ms.clamp(earliest, position.header.time_ms.saturating_add(STEP_MS_MAX));
        let height = position.header.height.saturating_add(1);
        let at = BlockMoment { network: self.network(), height, time_ms };
        let offered = candidates.clone();
        let declared = Declared(&known);
        let view = over(&declared, &above);
        let rules_version = self.known_rules(&view, time_ms, height).await;
        let selected = Part::Rules.count(|| ledger::select(&view, at, offered, most));
        let draft =
            Draft { context, parent: *parent, height, time_ms, state_height, state_root, rules_version };
        let entries = selected.entries.into_iter().zip(selected.executed.outcomes).collect();
        let block = Part::Encoding.count(|| Block::propose(draft, &position.log, entries));
        let position = Position::after(&block, block.log_after(&position.log));
        self.lock().keep(block.id(), Pending::new(*parent, position, selected.executed.changes, &block));
        let refused = |entry: &SignedEntry| selected.refused.iter().any(|(id, _)| *id == entry.id());
        let refused = candidates.into_iter().filter(refused).collect();
        Some(Built { block, refused })
    }

    /// The rule set in force at a block time, which this program must know.
    async fn known_rules(&self, view: &impl View, time_ms: u64, height: u64) -> u32 {
        let version = ledger::rules_at(view, time_ms);
        if version > ledger::RULES_VERSION {
            self.fail(Fault::Rules { version, height });
            return futures::future::pending().await;
        }
        version
    }

    /// Checks and executes a block that is not final, on its parent.
    ///
    /// The signatures of its entries were checked before, and the state it names was waited for.
    pub async fn execute(&self, block: &Block) -> Step {
        let disk = self.disk.read().await;
        let parent = block.header().parent;
        let (position, above) = {
            let inner = self.lock();
            if block.header().height <= inner.tip.header.height {
                let line = inner.lines.get(&block.header().height);
                let same = line.is_some_and(|line| line.digest == block.id());
                return if same { Step::Good } else { Step::Contradicts };
            }
            if inner.position(&block.id()).is_some() {
                return Step::Good;
            }
            let (Some(position), Some(above)) = (inner.position(&parent).cloned(), inner.above(&parent))
            else {
                let contradicts = block.header().height == inner.tip.header.height.saturating_add(1);
                return if contradicts { Step::Contradicts } else { Step::ParentUnknown };
            };
            (position, above)
        };
        match self.examine(&disk, &position, &above, block).await {
            Err(flaw) => Step::Bad(flaw),
            Ok((position, changes)) => {
                self.lock().keep(block.id(), Pending::new(parent, position, changes, block));
                Step::Good
            }
        }
    }

    /// Takes a final block. Blocks come in order, perhaps twice; returns whether it was new.
    pub async fn finalize(&self, block: &Block) -> Result<bool, Fault> {
        let mut disk = self.disk.write().await;
        let height = block.header().height;
        let (tip, pending) = {
            let mut inner = self.lock();
            if height <= inner.tip.header.height {
                let same = match inner.lines.get(&height) {
                    Some(line) if line.digest != block.id() => Err(Fault::Fork { height }),
                    Some(_) | None => Ok(false),
                };
                let again =
                    planted::is(Planted::AppliedTwice) && height > 0 && height == inner.tip.header.height;
                if same.is_err() || !again {
                    return same;
                }
                inner.tip.header.height = height.saturating_sub(1);
                inner.tip.digest = block.header().parent;
            }
            if height != inner.tip.header.height.saturating_add(1) {
                return Err(Fault::Gap { expected: inner.tip.header.height.saturating_add(1), height });
            }
            if block.header().parent != inner.tip.digest {
                return Err(Fault::Fork { height });
            }
            (inner.tip.clone(), inner.pending.remove(&block.id()))
        };
        let (position, changes) = if let Some(pending) = pending {
            (pending.position, pending.changes)
        } else {
            let examined = self.examine(&disk, &tip, &[], block).await;
            let (position, changes) = examined.map_err(|flaw| Fault::FinalBlock { height, flaw })?;
            (position, Arc::new(changes))
        };
        let root = if block.entries().is_empty() {
            None
        } else {
            let applied = Part::State.counted(Box::pin(disk.apply(height, &changes))).await;
            Some(applied.map_err(|error| Fault::store(&error))?.state_root())
        };
        let due = self.lock().advance(block, position, root);
        self.told.tell(block);
        if due {
            let note = self.note();
            let synced = Part::State.counted(disk.store.sync(note)).await;
            synced.map_err(|error| Fault::store(&error))?;
        }
        drop(disk);
        self.height.send_replace(height);
        Ok(true)
    }

    fn note(&self) -> Vec<u8> {
        let inner = self.lock();
        let note = Note {
            genesis_root: self.block.header().state_root,
            height: inner.tip.header.height,
            log: inner.tip.log.clone(),
            roots: inner.roots.clone(),
        };
        note.to_bytes()
    }

    /// Every rule of a block on its parent; no rule reads a clock.
    async fn examine(
        &self,
        disk: &Disk,
        parent: &Position,
        above: &[Arc<Changes>],
        block: &Block,
    ) -> Result<(Position, Changes), Flaw> {
        flaw::of_header(&parent.header, block)?;
        let header = block.header();
        if header.state_height > self.height()
            || self.lock().root_at(header.state_height) != Some(header.state_root)
        {
            return Err(Flaw::StateRoot);
        }
        let reading = Part::State.counted(Box::pin(disk.known(above, block.entries(), [])));
        let known = self.or_stop(reading.await).await;
        let declared = Declared(&known);
        let view = over(&declared, above);
        if header.rules_version != self.known_rules(&view, header.time_ms, header.height).await {
            return Err(Flaw::RulesVersion);
        }
        let at = BlockMoment { network: self.network(), height: header.height, time_ms: header.time_ms };
        let executed =
            Part::Rules.count(|| ledger::execute(&view, at, block.entries())).map_err(Flaw::Entry)?;
        if planted::is(Planted::HashOrder) && !outcomes_in_hash_order(&view, at, block) {
            return Err(Flaw::Outcomes);
        }
        if executed.outcomes != block.outcomes() {
            return Err(Flaw::Outcomes);
        }
        let log = Part::Encoding.count(|| block.log_after(&parent.log));
        if (log.size(), log.root()) != (header.log_size, header.log_root) {
            return Err(Flaw::Log);
        }
        Ok((Position::after(block, log), executed.changes))
    }
}

/// Whether a planted bug gives the same outcomes: it decides in an order that differs between machines.
fn outcomes_in_hash_order(view: &impl View, at: BlockMoment, block: &Block) -> bool {
    let salt = planted::salt().to_be_bytes();
    let mut order: Vec<usize> = (0..block.entries().len()).collect();
    order.sort_by_key(|at| {
        block.entries().get(*at).map(|entry| protocol::hash::sha256(&[&salt, entry.id().as_bytes()]))
    });
    let entries: Vec<_> = order.iter().filter_map(|at| block.entries().get(*at).cloned()).collect();
    let Ok(executed) = ledger::execute(view, at, &entries) else { return false };
    let mut decided = order.iter().zip(&executed.outcomes);
    decided.all(|(at, outcome)| block.outcomes().get(*at) == Some(outcome))
}

/// Why a chain cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The genesis describes no committee.
    #[error(transparent)]
    Committee(#[from] NotACommittee),
    /// The state on the disk cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn over<'a, V: View>(below: &'a V, above: &'a [Arc<Changes>]) -> Overlay<'a, V> {
    Overlay::new(below, above.iter().map(|changes| &**changes).collect())
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
