//! A whole block at once: for the leader who picks entries, and for those who verify.
use crate::{
    rules::{Moment, decide},
    state::{Changes, Overlay, View},
};
use civil::refusal::Refusal;
use protocol::{EntryId, NetworkId, Outcome, SignedEntry};

/// The block that entries are executed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockMoment {
    /// The network.
    pub network: NetworkId,
    /// The height of the block.
    pub height: u64,
    /// Its time, in milliseconds since 1970.
    pub time_ms: u64,
}

impl BlockMoment {
    /// The moment of the entry at a place in the block.
    pub const fn entry(self, index: u32) -> Moment {
        Moment { network: self.network, height: self.height, time_ms: self.time_ms, index }
    }
}

/// What the entries of a block come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Executed {
    /// The outcome of each entry, in order.
    pub outcomes: Vec<Outcome>,
    /// What they change together.
    pub changes: Changes,
}

/// A block that holds an entry which the rules refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {index} of the block is refused: {}", .refusal.code())]
pub struct InvalidBlock {
    /// The place of the entry, from 0.
    pub index: usize,
    /// Why it is refused.
    pub refusal: Refusal,
}

/// Executes `entries` in order on `view`; the first refusal ends it.
pub fn execute(view: &impl View, at: BlockMoment, entries: &[SignedEntry]) -> Result<Executed, InvalidBlock> {
    let mut executed = Executed::default();
    for (index, entry) in entries.iter().enumerate() {
        executed.add(view, at, entry).map_err(|refusal| InvalidBlock { index, refusal })?;
    }
    Ok(executed)
}

/// What a leader puts into its block.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    /// The entries that the rules accept, in the order given.
    pub entries: Vec<SignedEntry>,
    /// What they come to.
    pub executed: Executed,
    /// Those that the rules refuse, and why.
    pub refused: Vec<(EntryId, Refusal)>,
}

/// Takes at most `most` entries of `candidates` that the rules accept one after another.
pub fn select(
    view: &impl View,
    at: BlockMoment,
    candidates: impl IntoIterator<Item = SignedEntry>,
    most: usize,
) -> Selected {
    let mut selected = Selected::default();
    for entry in candidates {
        if selected.entries.len() >= most {
            break;
        }
        match selected.executed.add(view, at, &entry) {
            Ok(()) => selected.entries.push(entry),
            Err(refusal) => selected.refused.push((entry.id(), refusal)),
        }
    }
    selected
}

impl Executed {
    fn add(&mut self, view: &impl View, at: BlockMoment, entry: &SignedEntry) -> Result<(), Refusal> {
        let index = u32::try_from(self.outcomes.len()).expect("a block has at most 1,024 entries");
        let overlay = Overlay::new(view, vec![&self.changes]);
        let (outcome, changes) = decide(&overlay, at.entry(index), entry)?;
        self.outcomes.push(outcome);
        self.changes.extend(changes);
        Ok(())
    }
}
