//! Development only: networks on paper, invented people, the check on the crate picture.
//!
//! * [`paper`]: a network in memory whose one key signs for the quorum.
//! * [`birth`]: records of invented births.
//! * [`acts`]: records of all other kinds, and the proofs of their papers.
//! * [`fields`]: the page of the fields of every record.
//! * [`officer`]: those who sign there.
//! * [`passkey`]: an authenticator in memory.
//! * [`rules`]: the rule book, and which tests tell a rule.
//! * [`state`]: the root of a state on paper, and proofs of its facts.

pub mod acts;
pub mod birth;
pub mod fields;
pub mod officer;
pub mod paper;
pub mod passkey;
pub mod rules;
pub mod state;
