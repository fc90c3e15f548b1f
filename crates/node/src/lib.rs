//! One agency's validator: engine, mempool, execution, client service.
//!
//! Consensus, networking and storage are the engine's (the `commonware` crates, one pinned release).
//! This crate gives it a block, rules by which a block is good, and entries to propose; and it answers
//! clients. Everything but the outer skin is generic over the engine's runtime, so that whole networks
//! run in a simulation where the same seed gives the same run.
//!
//! * [`block`], [`committee`]: the engine's traits over the protocol's types.
//! * [`chain`]: the final state, and what is not final yet.
//! * [`admission`], [`mempool`], [`forward`], [`peers`]: entries before they are in a block.
//! * [`verifier`], [`signatures`]: every signature once, many at once.
//! * [`application`], [`engine`]: when to propose, what to accept; everything wired together.
//! * [`neighbours`], [`clocks`], `voter`: what the validators tell each other, and whether this one votes.
//! * [`store`]: the state on disk, with its root and its proofs.
//! * [`receipts`], [`validator`], [`turns`]: what a running validator answers.
//! * [`sim`]: the network of a simulation; [`planted`]: bugs that it must find.
//! * [`tcp`], [`service`], [`config`], [`run`](mod@run), [`upkeep`]: the outer skin, the only part that
//!   knows tokio and axum.
pub mod admission;
pub mod application;
pub mod block;
mod breakage;
pub mod chain;
pub mod clocks;
pub mod committee;
pub mod config;
pub mod engine;
pub mod forward;
pub mod mempool;
pub mod meter;
pub mod neighbours;
pub mod pace;
pub mod peers;
pub mod planted;
pub mod receipts;
mod room;
pub mod run;
pub mod service;
pub mod signatures;
pub mod sim;
pub mod store;
pub mod tcp;
pub mod turns;
pub mod upkeep;
pub mod validator;
pub mod verifier;
mod voter;
pub mod wanted;

pub use committee::{Dealt, Identity, ShareKey, deal};
pub use config::NodeConfig;
/// The newest set of rules that a validator of this build decides by; new networks begin with it.
pub use ledger::RULES_VERSION;
pub use run::{RunError, run};
pub use upkeep::{rebuild, rejoin};
