//! The offline check, from the network that signs to the exit code.
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod command;
mod documents;
mod hostile;
mod judging;
mod keys;
mod paper;
mod reading;
