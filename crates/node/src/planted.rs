//! Bugs that a test plants, to show that the simulation finds them.
//!
//! # Rules
//!
//! As with crash points: in a debug build a test plants one bug on its own thread, which the simulated
//! runtime never leaves; in a release build [`is`] is false and nothing of this is there.

/// A bug that would cost a state its register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Planted {
    /// The checkpoint says that a state is on the disk before it is.
    AcknowledgedBeforeSync,
    /// The parent that a leader is given, which is notarized, is taken for final.
    NotarizedIsFinal,
    /// Blocks of an abandoned fork go on counting.
    ForkKept,
    /// A block that is delivered again after a restart is applied again.
    AppliedTwice,
    /// A client's signature is not checked where the entry is proposed.
    OwnProposalUnchecked,
    /// A finalization that a peer sent is believed.
    CatchUpUnverified,
    /// What waits is forgotten with each new leader.
    PoolEmptied,
    /// The series begin anew after a restart.
    SeriesLost,
    /// A block whose time has not come is found invalid.
    PendingIsFalse,
    /// Entries are decided in the order of a hash map.
    HashOrder,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AcknowledgedBeforeSync,
        Self::NotarizedIsFinal,
        Self::ForkKept,
        Self::AppliedTwice,
        Self::OwnProposalUnchecked,
        Self::CatchUpUnverified,
        Self::PoolEmptied,
        Self::SeriesLost,
        Self::PendingIsFalse,
        Self::HashOrder,
    ];
}

#[cfg(debug_assertions)]
mod soil {
    use super::Planted;
    use core::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Planted>> = const { Cell::new(None) };
        static SALT: Cell<u64> = const { Cell::new(0) };
    }

    /// Plants a bug on this thread, or none.
    pub fn plant(bug: Option<Planted>) {
        PLANTED.set(bug);
        SALT.set(0);
    }

    pub(crate) fn is(bug: Planted) -> bool {
        PLANTED.get() == Some(bug)
    }

    /// Another number each time, as the keys of a hash map are.
    pub(crate) fn salt() -> u64 {
        SALT.set(SALT.get().wrapping_add(1));
        SALT.get()
    }
}

#[cfg(debug_assertions)]
pub use soil::plant;
#[cfg(debug_assertions)]
pub(crate) use soil::{is, salt};

#[cfg(not(debug_assertions))]
pub(crate) const fn is(_: Planted) -> bool {
    false
}

#[cfg(not(debug_assertions))]
pub(crate) const fn salt() -> u64 {
    0
}
