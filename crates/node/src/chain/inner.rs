//! What a chain keeps in memory: the last final block, blocks that are not final, and what is often asked.
use super::{Place, Position, line};
use crate::{
    block::Block,
    planted::{self, Planted},
};
use ledger::Changes;
use protocol::{Digest, EntryId, SignedEntry, service::BlockLine};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

/// How many block lines are kept in memory for those who follow the chain.
const LINES_MAX: usize = 4096;
/// How many blocks that are not final are kept; one that is needed again is executed again.
pub const PENDING_MAX: usize = 128;
/// How many of the latest blocks are searched for the root of a state.
const NAMED_MAX: usize = 64;
/// How many places of final entries are kept in memory.
const PLACES_MAX: usize = 65_536;
/// After how much block time the state is brought to the disk, where it changed.
const SYNC_MS: u64 = 4_000;
/// After how many blocks at the latest.
const SYNC_BLOCKS: u64 = 512;

pub(super) struct Pending {
    pub(super) parent: Digest,
    pub(super) position: Position,
    pub(super) changes: Arc<Changes>,
    pub(super) entries: Arc<BTreeSet<EntryId>>,
}

pub(super) struct Inner {
    pub(super) tip: Position,
    /// Height of each final block that changed the state, and the root after it.
    pub(super) roots: BTreeMap<u64, Digest>,
    pub(super) lines: BTreeMap<u64, BlockLine>,
    pub(super) places: BTreeMap<EntryId, Place>,
    /// The entries whose places are kept, oldest first.
    pub(super) placed: VecDeque<EntryId>,
    pub(super) pending: BTreeMap<Digest, Pending>,
    /// The pending digests, oldest first.
    pub(super) order: VecDeque<Digest>,
    /// The latest final blocks and the state's root that each names.
    pub(super) named: VecDeque<(u64, Digest)>,
    /// Height and time of the last block whose state was brought to the disk.
    pub(super) synced: (u64, u64),
}

impl Pending {
    pub(super) fn new(parent: Digest, position: Position, changes: Changes, block: &Block) -> Self {
        let entries = Arc::new(block.entries().iter().map(SignedEntry::id).collect());
        Self { parent, position, changes: Arc::new(changes), entries }
    }
}

impl Inner {
    /// The position of a block that leads down to the last final one without a gap.
    pub(super) fn position(&self, digest: &Digest) -> Option<&Position> {
        let above = self.chain_to(digest)?;
        Some(above.last().map_or(&self.tip, |pending| &pending.position))
    }

    /// The blocks from the last final one up to `digest`, oldest first.
    pub(super) fn chain_to(&self, digest: &Digest) -> Option<Vec<&Pending>> {
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
    pub(super) fn above(&self, digest: &Digest) -> Option<Vec<Arc<Changes>>> {
        let fork = |pending: &&Pending| pending.position.header.height <= self.tip.header.height;
        let kept: Vec<&Pending> = if planted::is(Planted::ForkKept) {
            self.order.iter().filter_map(|digest| self.pending.get(digest)).filter(fork).collect()
        } else {
            Vec::new()
        };
        let above = kept.into_iter().chain(self.chain_to(digest)?);
        Some(above.map(|pending| Arc::clone(&pending.changes)).collect())
    }

    pub(super) fn keep(&mut self, digest: Digest, pending: Pending) {
        if self.pending.insert(digest, pending).is_none() {
            self.order.push_back(digest);
        }
        while self.order.len() > PENDING_MAX {
            self.order.pop_front().and_then(|oldest| self.pending.remove(&oldest));
        }
    }

    /// The state's root after the final block at `height`, or that of the latest one before; `None` where
    /// it is too old to be kept.
    pub(super) fn root_at(&self, height: u64) -> Option<Digest> {
        self.roots.range(..=height).next_back().map(|(_, root)| *root)
    }

    /// Makes a block the last final one; whether the state is due to be brought to the disk.
    pub(super) fn advance(&mut self, block: &Block, position: Position, root: Option<Digest>) -> bool {
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
        let kept = planted::is(Planted::ForkKept);
        self.pending.retain(|_, pending| kept || pending.position.header.height > height);
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
