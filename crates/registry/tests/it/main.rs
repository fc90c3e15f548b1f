//! The registry as its callers see it: declarations, whole flows, restarts, hostile validators, clients that go away.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing, in its helpers too")]

mod answers;
mod cancelled;
mod declaration;
mod flow;
mod http_ledger;
mod staff;
mod status;
mod world;
