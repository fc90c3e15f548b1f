//! The portal process: the registry over HTTP on this machine.
//!
//! ```text
//! request ─▶ limits ─▶ signature of the officer's key ─▶ registry ─▶ JSON, or a problem document
//! ```
//! The service is thin: it reads, asks [`registry::Registry`] and writes. It holds no rule of the
//! register and no data of its own.
//!
//! * [`config`]: what the process is told when it starts.
//! * [`api`]: the JSON that goes in and out; commands read it with the same types.
//! * [`verify`]: the page that checks certificates in the browser.
//! * `desk`: the counter, where a registrar works.
//! * [`routes`]: every address that is answered, described in `openapi.json`.
//!
//! # Limits
//!
//! Loopback addresses only, bodies of at most 64 KiB within ten seconds, an answer within a minute, 256
//! requests at once. No personal data goes into a log line or an address.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing)]

pub mod api;
pub mod config;
mod desk;
mod guard;
mod page;
mod problem;
pub mod routes;
mod serve;
mod tongue;
pub mod verify;

pub use config::{Config, ConfigError};
pub use problem::{Problem, ProblemItem};
pub use serve::{Portal, RunError, run};
