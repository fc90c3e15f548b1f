//! What can be wrong with a block, by its data alone.
use crate::{block::Block, store::StoreError};
use protocol::block::{Header, STEP_MS_MAX};

/// A rule that a block breaks. The verdict is the same on every validator, now and on replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It does not stand one above the parent it names.
    #[error("the block does not stand on the parent it names")]
    Parent,
    /// Its time is not later than the parent's, or more than 24 hours later.
    #[error("the block's time is not within 24 hours after its parent's")]
    Time,
    /// It names a state older than its parent's, or its own.
    #[error("the block names a state older than its parent's, or one not before it")]
    StateHeight,
    /// The root it names is not that of the state.
    #[error("the block names another state root than the one computed")]
    StateRoot,
    /// It was decided by other rules.
    #[error("the block was decided by other rules than those in force")]
    RulesVersion,
    /// The rules refuse one of its entries.
    #[error(transparent)]
    Entry(ledger::InvalidBlock),
    /// A signature of the entry at this place is not good.
    #[error("a signature under entry {index} of the block is not good")]
    Signature {
        /// The place, from 0.
        index: usize,
    },
    /// An outcome is not what the rules give.
    #[error("an outcome in the block is not the one the rules give")]
    Outcomes,
    /// The log's size or root is not what the entries lead to.
    #[error("the block names another log than its entries lead to")]
    Log,
}

/// A fact that must not be: the node stops and an operator looks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A final block breaks a rule here: this machine, its software or the quorum is wrong.
    #[error(
        "the final block {height} breaks a rule on this machine: its state differs from what the quorum signed. Keep a copy of the storage, tell the other agencies, then make the state again from the blocks with `dalolat node rebuild`; if it stops here again, the software or the quorum is wrong"
    )]
    FinalBlock {
        /// The height.
        height: u64,
        /// The rule.
        #[source]
        flaw: Flaw,
    },
    /// Two different blocks are final at one height.
    #[error("two different blocks are final at height {height}")]
    Fork {
        /// The height.
        height: u64,
    },
    /// A final block came before the one below it.
    #[error("the final block {height} came before block {expected}")]
    Gap {
        /// The height that was due.
        expected: u64,
        /// The height that came.
        height: u64,
    },
    /// A block that was executed is missing from the storage.
    #[error("block {height} is missing from the storage of this validator")]
    Missing {
        /// The height.
        height: u64,
    },
    /// The rules in force are not known to this program.
    #[error(
        "rule set {version} is in force from block {height} on and this program does not know it: install the release that does"
    )]
    Rules {
        /// The version.
        version: u32,
        /// The height of the first block under it.
        height: u64,
    },
    /// The state on the disk failed.
    #[error("{0}")]
    Store(String),
    /// A receipt made here does not verify.
    #[error("the receipt of an entry in block {height} does not verify")]
    Receipt {
        /// The height of the entry's block.
        height: u64,
    },
}

impl Fault {
    /// The fault that a failure of the state on the disk is, with its causes.
    pub fn store(error: &StoreError) -> Self {
        use core::fmt::Write as _;
        let mut text = error.to_string();
        let mut source = core::error::Error::source(error);
        while let Some(cause) = source {
            write!(text, ": {cause}").expect("writing to a String does not fail");
            source = cause.source();
        }
        Self::Store(text)
    }
}

/// The rules that need no state: they are looked at before anything is waited for.
///
/// The caller has found the parent by the digest that the block names.
pub fn of_header(parent: &Header, block: &Block) -> Result<(), Flaw> {
    let header = block.header();
    if header.parent != parent.digest() || Some(header.height) != parent.height.checked_add(1) {
        return Err(Flaw::Parent);
    }
    let latest = parent.time_ms.saturating_add(STEP_MS_MAX);
    if header.time_ms <= parent.time_ms || header.time_ms > latest {
        return Err(Flaw::Time);
    }
    if header.state_height < parent.state_height || header.state_height >= header.height {
        return Err(Flaw::StateHeight);
    }
    Ok(())
}
