//! Offline check of a certificate: read the proof from paper or file, then judge it.
//!
//! * [`keys`]: the network-key file, which says whom the check trusts.
//! * [`check`]: the text of a proof and the keys in, a [`Report`] out; pure.
//! * [`read`]: finds the proof in a PDF, a picture or a text; every size is bounded; pure.
//! * [`messages`]: every sentence of a report by its key, so that other languages can follow.
//! * [`render`]: a report for people and for programs.
//! * [`mod@run`]: the command itself, shared by `dalolat verify` and `dalolat-verify`.
//!
//! # Invariants
//!
//! * Nothing here opens a socket, reads a clock or asks anybody. Files are opened in [`mod@run`] alone.
//! * A value is shown only where the quorum's signature proves it.

pub mod check;
pub mod keys;
pub mod messages;
pub mod read;
pub mod render;
pub mod run;

pub use check::{Conclusion, Line, Report, State, Step, check_file, check_text};
pub use keys::{KeyFile, NotAKeyFile};
pub use run::{Exit, Input, Request, Streams, run, verify};
