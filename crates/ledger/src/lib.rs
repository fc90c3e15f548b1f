//! The rules of the ledger: `decide` over a view, `apply` to a state.
//!
//! Three pure steps, the same on every machine: [`protocol::SignedEntry`] is *parsed* (stateless,
//! bounded); [`decide`] holds all rules and gives an outcome with its changes, or a refusal;
//! [`State::apply`] takes changes and cannot refuse. Nothing here waits, reads a clock or a file. A
//! block's time comes with the block.
//!
//! * [`state`]: what the ledger knows, key by key, and its root.
//! * [`rules`]: every rule, one function each.
//! * [`execute`](mod@execute): a whole block, for those who propose and those who verify.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

pub mod execute;
pub mod rules;
pub mod state;

pub use execute::{Executed, InvalidBlock, Selected, execute, select};
pub use rules::{decide, is_final_refusal, signers};
pub use state::{Changes, Key, Overlay, State, Value, View};
