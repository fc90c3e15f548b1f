//! Development only: networks on paper, invented people, the check on the crate picture.
//!
//! * [`paper`]: a network in memory whose one key signs for the quorum.
//! * [`birth`]: records of invented births.
//! * [`officer`]: those who sign there.
//! * [`passkey`]: an authenticator in memory.
//! * [`refusals`]: the page of all refusals.
//! * [`state`]: the root of a state on paper, and proofs of its facts.

pub mod birth;
pub mod officer;
pub mod paper;
pub mod passkey;
pub mod refusals;
pub mod state;
