//! Checks on the workspace itself.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing")]

mod rules;
mod simulation;
mod status;
mod surfaces;
mod tidy;
mod vectors;
