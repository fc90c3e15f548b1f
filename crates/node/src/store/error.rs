//! What can go wrong with the state on disk.
use super::VALUE_BYTES_MAX;
use commonware_storage::{mmr, qmdb};

/// The engine's error.
pub(super) type Theirs = qmdb::Error<mmr::Family>;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The files do not read as a store.
    #[error(
        "the state on disk cannot be read; if the disk is well, `dalolat node rebuild` makes the state again from the blocks"
    )]
    Unreadable(#[source] Box<Theirs>),
    /// The files read, but do not fit together.
    #[error("the state on disk is damaged ({what}); `dalolat node rebuild` makes it again from the blocks")]
    Damaged {
        /// What does not fit.
        what: &'static str,
    },
    /// A change did not succeed. The store has stopped.
    #[error(
        "could not {doing}; the state stops here and continues from its last whole block when the node starts again"
    )]
    Failed {
        /// What was attempted.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: Box<Theirs>,
    },
    /// An earlier change failed.
    #[error("the state stopped at an earlier failure")]
    Stopped,
    /// A block that is not after the last one.
    #[error("block {height} cannot change the state, which is at block {last}")]
    Order {
        /// The height of the block.
        height: u64,
        /// The height of the state.
        last: u64,
    },
    /// A value above the bound.
    #[error("a value of {bytes} bytes is longer than the {VALUE_BYTES_MAX} that the state allows")]
    Value {
        /// Its length.
        bytes: usize,
    },
}

impl StoreError {
    pub(super) fn unreadable(source: impl Into<Theirs>) -> Self {
        Self::Unreadable(Box::new(source.into()))
    }

    pub(super) fn failed(doing: &'static str) -> impl Fn(Theirs) -> Self {
        move |source| Self::Failed { doing, source: Box::new(source) }
    }
}
