//! The whole line, with the real processes: what a person who follows the README would do and see.
//!
//! One demo is made and run once; what comes after looks at its papers, asks it things, kills its parts.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing")]

mod bad_input;
mod clerk;
mod crashes;
mod directory;
mod kills;
mod line;
mod network;
mod paper;
mod references;
mod staff;
mod stage;
mod status;
mod survive;
mod torn;
mod verify_page;
