//! Whole networks on the deterministic runtime: machines that fail, links that lose, members that lie.
//!
//! A run follows from its seed: same seed, same trace. [`plan`] says what goes wrong, [`world`] runs whole
//! validators (execution, store, mempool, forwarding, catch-up, consensus) each on a [`machine`] with a
//! [`disk`] of its own, [`clients`] send and ask as a registry does, [`chaos`] carries the plan out, and
//! [`oracle`] says what does not hold when all is healed.

pub mod chaos;
pub mod clients;
pub mod disk;
pub mod log;
pub mod machine;
pub mod mischief;
pub mod oracle;
pub mod plan;
pub mod quiet;
pub mod run;
pub mod wire;
pub mod world;

pub use plan::Plan;
pub use run::{Report, carry_out, listening, run};
