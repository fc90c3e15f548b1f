//! The printed document, read back as a stranger would read it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it stands")]

mod people;
mod printing;
mod reading;
mod words;
