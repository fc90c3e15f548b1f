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
    store::{Backing, StoreError},
};
use civil::refusal::Refusal;
use commonware_utils::channel::{oneshot, watch};
use known::{Declared, Disk};
use ledger::{BlockMoment, Changes, Key, Overlay, Value, View};
use note::Note;
use protocol::{
    Canonical as _, Digest, EntryId, NetworkId, SignedEntry,
    block::{Header, STEP_MS_MAX},
    genesis::Genesis,
    merkle::Frontier,
    service::BlockLine,
    signature::{KeyRecord, Signature},
    status::Fact,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, OnceLock},
};
use tokio::sync::{Notify, RwLock};

pub mod flaw;
mod known;
mod note;

pub use flaw::{Fault, Flaw};
pub use ledger::Place;

/// How many block lines are kept in memory for those who follow the chain.
const LINES_MAX: usize = 4096;
/// How many blocks that are not final are kept; one that is needed again is executed again.
const PENDING_MAX: usize = 128;
/// How many of the latest blocks are searched for the root of a state.
const NAMED_MAX: usize = 64;
/// How many places of final entries are kept in memory.
const PLACES_MAX: usize = 65_536;
/// After how much block time the state is brought to the disk, where it changed.
const SYNC_MS: u64 = 4_000;
/// After how many blocks at the latest.
const SYNC_BLOCKS: u64 = 512;

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

struct Pending {
    parent: Digest,
    position: Position,
    changes: Arc<Changes>,
    entries: Arc<BTreeSet<EntryId>>,
}

struct Inner {
    tip: Position,
    /// Height of each final block that changed the state, and the root after it.
    roots: BTreeMap<u64, Digest>,
    lines: BTreeMap<u64, BlockLine>,
    places: BTreeMap<EntryId, Place>,
    /// The entries whose places are kept, oldest first.
    placed: VecDeque<EntryId>,
    pending: BTreeMap<Digest, Pending>,
    /// The pending digests, oldest first.
    order: VecDeque<Digest>,
    /// The latest final blocks and the state's root that each names.
    named: VecDeque<(u64, Digest)>,
    /// Height and time of the last block whose state was brought to the disk.
    synced: (u64, u64),
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
    /// Who waits for an entry to become final.
    waiting: Mutex<BTreeMap<EntryId, Vec<oneshot::Sender<Place>>>>,
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
            waiting: Mutex::default(),
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

    /// Tells the place of an entry once it becomes final; at once where it is one of the latest.
    pub fn when_final(&self, id: EntryId) -> oneshot::Receiver<Place> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.waiting.lock().expect("whoever holds the waiting does not panic");
        // Looked at while nobody can be told: what becomes final after this finds the waiting.
        if let Some(place) = self.lock().places.get(&id) {
            // Who asks is here.
            let _told: Result<(), Place> = sender.send(*place);
        } else {
            let others = waiting.entry(id).or_default();
            others.retain(|other| !other.is_closed());
            others.push(sender);
        }
        receiver
    }

    /// Forgets those who wait no longer.
    pub fn forget_waiting(&self, id: EntryId) {
        let mut waiting = self.waiting.lock().expect("whoever holds the waiting does not panic");
        if let Some(others) = waiting.get_mut(&id) {
            others.retain(|other| !other.is_closed());
            if others.is_empty() {
                waiting.remove(&id);
            }
        }
    }

    fn tell(&self, block: &Block) {
        let mut waiting = self.waiting.lock().expect("whoever holds the waiting does not panic");
        if waiting.is_empty() {
            return;
        }
        for (index, entry) in (0u32..).zip(block.entries()) {
            for sender in waiting.remove(&entry.id()).unwrap_or_default() {
                // Who has gone away asks no more.
                let _told: Result<(), Place> = sender.send(Place { height: block.header().height, index });
            }
        }
    }

    /// Where a final entry stands, if it is one of the latest.
    pub fn recent_place(&self, id: EntryId) -> Option<Place> {
        self.lock().places.get(&id).copied()
    }

    /// Where a final entry stands, by its id: one of the latest, or an act.
    pub async fn place(&self, id: EntryId) -> Option<Place> {
        if let Some(place) = self.recent_place(id) {
            return Some(place);
        }
        let known = self.disk.read().await.known(&[], &[], [Key::Act(id)]).await;
        match self.or_stop(known).await.value(&Key::Act(id)) {
            Some(Value::Act(act)) => Some(act.place),
            _ => None,
        }
    }

    /// Where a final entry stands, by the mark that its kind leaves.
    pub async fn place_of(&self, entry: &SignedEntry) -> Option<Place> {
        if let Some(place) = self.recent_place(entry.id()) {
            return Some(place);
        }
        let known = self.disk.read().await.known(&[], core::slice::from_ref(entry), []).await;
        ledger::place(&self.or_stop(known).await, entry)
    }

    /// What the final state says of each of several entries, read together.
    pub async fn look(&self, entries: &[SignedEntry]) -> Vec<Looked> {
        let keys: Vec<Key> = entries.iter().flat_map(signer_keys).collect();
        let reading = async { self.disk.read().await.known(&[], entries, keys).await };
        let known = self.or_stop(Part::State.counted(Box::pin(reading)).await).await;
        let looked = |entry| match ledger::place(&known, entry) {
            Some(place) => Looked::Final(place),
            None => ledger::signers(&known, entry).map_or_else(Looked::Refused, Looked::Signed),
        };
        entries.iter().map(looked).collect()
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
    pub async fn decide(&self, time_ms: u64, entry: &SignedEntry) -> Result<(), Refusal> {
        let disk = self.disk.read().await;
        let known = self.or_stop(disk.known(&[], core::slice::from_ref(entry), []).await).await;
        let height = self.height().saturating_add(1);
        let at = BlockMoment { network: self.network(), height, time_ms };
        Part::Rules.count(|| ledger::decide(&Declared(&known), at.entry(0), entry).map(|_| ()))
    }

    /// The height of the last final block.
    pub fn height(&self) -> u64 {
        self.lock().tip.header.height
    }

    /// The time of the last final block, in milliseconds since 1970.
    pub fn time_ms(&self) -> u64 {
        self.lock().tip.header.time_ms
    }

    /// The keys and signatures to be checked under an entry, by the state that a block leaves; `None` where that block is not known here.
    pub async fn signers_on(
        &self,
        parent: &Digest,
        entry: &SignedEntry,
    ) -> Option<Result<Vec<(KeyRecord, Signature)>, Refusal>> {
        let disk = self.disk.read().await;
        let above = self.lock().above(parent)?;
        let known = self.or_stop(disk.known(&above, &[], signer_keys(entry)).await).await;
        Some(ledger::signers(&over(&known, &above), entry))
    }

    /// The entries of the blocks above the last final one, up to `parent`: they are in no other block.
    /// `None` where the parent is not known here.
    pub fn pending_entries(&self, parent: &Digest) -> Option<Vec<Arc<BTreeSet<EntryId>>>> {
        let inner = self.lock();
        Some(inner.chain_to(parent)?.into_iter().map(|pending| Arc::clone(&pending.entries)).collect())
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
        self.tell(block);
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
        if executed.outcomes != block.outcomes() {
            return Err(Flaw::Outcomes);
        }
        let log = Part::Encoding.count(|| block.log_after(&parent.log));
        if (log.size(), log.root()) != (header.log_size, header.log_root) {
            return Err(Flaw::Log);
        }
        Ok((Position::after(block, log), executed.changes))
    }

    /// The heights of the latest final blocks whose headers name the root of a state, newest first.
    pub fn heights_naming(&self, root: &Digest) -> Vec<u64> {
        let inner = self.lock();
        inner
            .named
            .iter()
            .rev()
            .filter(|(_, named)| named == root)
            .map(|(height, _)| *height)
            .take(4)
            .collect()
    }

    /// Whether a later state than that of `root` is named already.
    pub fn is_overtaken(&self, root: &Digest) -> bool {
        let inner = self.lock();
        let of = inner.roots.iter().find(|(_, known)| *known == root).map(|(height, _)| *height);
        of.is_none_or(|of| {
            inner.tip.header.state_height > of && inner.root_at(inner.tip.header.state_height) != Some(*root)
        })
    }

    /// What stands under `keys` in the final state, each with its proof where there is something, and the
    /// root of that state.
    pub async fn prove(&self, keys: &[Key]) -> (Digest, Vec<Option<Fact>>) {
        let disk = self.disk.read().await;
        let known = self.or_stop(disk.known(&[], &[], keys.iter().cloned()).await).await;
        let mut facts = Vec::new();
        for key in keys {
            let Some(value) = known.value(key) else {
                facts.push(None);
                continue;
            };
            let proof = self.or_stop(disk.store.prove(key.to_bytes()).await).await;
            facts.push(proof.map(|proof| Fact { key: key.to_bytes(), value: value.to_bytes(), proof }));
        }
        (disk.store.roots().state_root(), facts)
    }
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

/// What the final state says of an entry before its signatures are checked.
#[derive(Debug)]
pub enum Looked {
    /// It is final.
    Final(Place),
    /// The keys and signatures to be checked.
    Signed(Vec<(KeyRecord, Signature)>),
    /// The keys are not there, or not in force.
    Refused(Refusal),
}

fn signer_keys(entry: &SignedEntry) -> Vec<Key> {
    entry.signatures().iter().map(|signature| Key::SignerKey(signature.key)).collect()
}

fn over<'a, V: View>(below: &'a V, above: &'a [Arc<Changes>]) -> Overlay<'a, V> {
    Overlay::new(below, above.iter().map(|changes| &**changes).collect())
}

impl Pending {
    fn new(parent: Digest, position: Position, changes: Changes, block: &Block) -> Self {
        let entries = Arc::new(block.entries().iter().map(SignedEntry::id).collect());
        Self { parent, position, changes: Arc::new(changes), entries }
    }
}

impl Inner {
    /// The position of a block that leads down to the last final one without a gap.
    fn position(&self, digest: &Digest) -> Option<&Position> {
        let above = self.chain_to(digest)?;
        Some(above.last().map_or(&self.tip, |pending| &pending.position))
    }

    /// The blocks from the last final one up to `digest`, oldest first.
    fn chain_to(&self, digest: &Digest) -> Option<Vec<&Pending>> {
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

    /// What they change.
    fn above(&self, digest: &Digest) -> Option<Vec<Arc<Changes>>> {
        Some(self.chain_to(digest)?.into_iter().map(|pending| Arc::clone(&pending.changes)).collect())
    }

    fn keep(&mut self, digest: Digest, pending: Pending) {
        if self.pending.insert(digest, pending).is_none() {
            self.order.push_back(digest);
        }
        while self.order.len() > PENDING_MAX {
            self.order.pop_front().and_then(|oldest| self.pending.remove(&oldest));
        }
    }

    /// The state's root after the final block at `height`, or that of the latest one before; `None` where
    /// it is too old to be kept.
    fn root_at(&self, height: u64) -> Option<Digest> {
        self.roots.range(..=height).next_back().map(|(_, root)| *root)
    }

    /// Makes a block the last final one; whether the state is due to be brought to the disk.
    fn advance(&mut self, block: &Block, position: Position, root: Option<Digest>) -> bool {
        let height = position.header.height;
        if let Some(root) = root {
            self.roots.insert(height, root);
        }
        for (index, entry) in (0u32..).zip(block.entries()) {
            self.places.insert(entry.id(), Place { height, index });
            self.placed.push_back(entry.id());
        }
        while self.placed.len() > PLACES_MAX {
            self.placed.pop_front().and_then(|oldest| self.places.remove(&oldest));
        }
        // No later block names an earlier state than this one does.
        let oldest = self.roots.range(..=position.header.state_height).next_back().map(|(height, _)| *height);
        if let Some(oldest) = oldest {
            self.roots = self.roots.split_off(&oldest);
        }
        self.named.push_back((height, block.header().state_root));
        if self.named.len() > NAMED_MAX {
            self.named.pop_front();
        }
        self.lines.insert(height, line(block));
        if self.lines.len() > LINES_MAX {
            self.lines.pop_first();
        }
        self.pending.retain(|_, pending| pending.position.header.height > height);
        self.order.retain(|digest| self.pending.contains_key(digest));
        self.tip = position;
        let (synced_height, synced_ms) = self.synced;
        let changed = self.roots.last_key_value().is_some_and(|(last, _)| *last > synced_height);
        let late = self.tip.header.time_ms.saturating_sub(synced_ms) >= SYNC_MS;
        let due = (changed && late) || height.saturating_sub(synced_height) >= SYNC_BLOCKS;
        if due {
            self.synced = (height, self.tip.header.time_ms);
        }
        due
    }
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
