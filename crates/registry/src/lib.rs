//! The registry service: from a declaration to a final act and its certificate.
//!
//! ```text
//! declare ─▶ to sign ─▶ sign ─▶ accepted ─▶ worker ─▶ final, or refused with a code
//! ```
//! *Accepted* means that the sealed record, its seeds and the signed entry are on the disk. From then
//! on the worker hands the same bytes to validators until it holds a receipt that it verified itself,
//! or f + 1 validators agree that the entry can never be final. A restart goes on where it stopped.
//!
//! * [`declaration`]: the JSON of a declaration into a record, all faults at once.
//! * [`staff`]: offices, officers, and their names.
//! * [`request`]: how an officer's key signs a request; shared with the command.
//! * [`soft`]: keys of officers in files, for a demo.
//! * [`tagger`]: tags of notices and persons.
//! * [`ledger`]: validators, and what their answers come to.
//! * [`key`]: the service's own key.
//! * [`service`]: the [`Registry`] itself, and its worker.
//! * [`edge`]: clock and random bytes.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing)]

pub mod declaration;
pub mod edge;
pub mod key;
pub mod ledger;
pub mod request;
mod search;
pub mod service;
pub mod soft;
pub mod staff;
pub mod tagger;

pub use service::Registry;
