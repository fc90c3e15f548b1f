//! The rules of the ledger, a sentence each, on a network on paper; then the laws that hold whatever comes.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing")]

mod acts;
mod anchors;
mod certificates;
mod deaths;
mod divorces;
mod entries;
mod governance;
mod laws;
mod legacy;
mod marriages;
mod mixture;
mod numbers;
mod offices;
mod persons;
mod rule_sets;
mod signers;
mod society;
mod staff;
mod support;
mod waivers;
mod world;
mod years;
