//! The registry as its callers see it: declarations, whole flows, restarts, hostile validators.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing, in its helpers too")]

mod answers;
mod declaration;
mod flow;
mod http_ledger;
mod staff;
mod world;
