//! The registry as its callers see it: declarations, whole flows, restarts, hostile validators, clients that go away.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing, in its helpers too")]

mod anchor;
mod answers;
mod applications;
mod births;
mod cancelled;
mod deaths;
mod declaration;
mod divorces;
mod examples;
mod file;
mod flow;
mod head;
mod http_ledger;
mod kin;
mod legacy;
mod marks;
mod marriages;
mod people;
mod persons;
mod refer;
mod repairs;
mod revoke;
mod schemas;
mod staff;
mod status;
mod unions;
mod world;
