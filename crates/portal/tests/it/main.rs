//! The portal over HTTP, on a registry whose network is on paper.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing, in its helpers too")]

mod client;
mod config;
mod corpus;
mod http;
mod ledger;
mod openapi;
mod references;
mod tongues;
mod verify;
mod verify_form;
#[path = "../../../registry/tests/it/world.rs"]
#[expect(dead_code, reason = "the tests of the registry use all of it")]
mod world;
