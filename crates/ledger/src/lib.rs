//! The rules of the ledger: `decide` over a view, `apply` to a state.
//!
//! Three pure steps, the same on every machine: [`protocol::SignedEntry`] is *parsed* (stateless,
//! bounded); [`decide`] holds all rules and gives an outcome with its changes, or a refusal;
//! [`State::apply`] takes changes and cannot refuse. Nothing here waits, reads a clock or a file. A
//! block's time comes with the block.
//!
//! * [`key`], [`value`], [`standing`], [`person`]: what the ledger knows, key by key.
//! * [`state`]: what the rules read and change; what a network begins with.
//! * [`rules`]: every rule, one function each; [`reads`](mod@reads): what each kind reads.
//! * [`execute`](mod@execute): a whole block, for those who propose and those who verify.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

pub mod execute;
pub mod key;
pub mod person;
pub mod reads;
pub mod rules;
pub mod standing;
pub mod state;
pub mod value;

pub use execute::{BlockMoment, Executed, InvalidBlock, Selected, execute, select};
pub use key::{Database, Key, SeriesOf};
pub use reads::reads;
pub use rules::{Moment, RULES_VERSION, decide, is_final_refusal, place, rules_at, signers::signers};
pub use state::{Changes, Overlay, State, View, genesis};
pub use value::{Mark, Place, Value};
