//! The rules of the ledger, a sentence each, on a network on paper; then the laws that hold whatever comes.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing")]

mod acts;
mod anchors;
mod certificates;
mod entries;
mod governance;
mod laws;
mod mixture;
mod numbers;
mod offices;
mod signers;
mod staff;
mod support;
mod waivers;
mod years;
