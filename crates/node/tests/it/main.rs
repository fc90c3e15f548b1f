//! The state on disk; whole nodes on the simulated network with virtual time, and as processes would run them.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing, in its helpers too")]

mod hops;
mod overload;
mod process;
mod rejoin;
mod simulation;
mod store;
