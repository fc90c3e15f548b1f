//! The certificate on paper: one Typst sheet, PDF/A-3a and PDF/UA-1 together.
//!
//! A [`BirthSheet`] says what stands on the paper; a [`Press`] prints it. The sheet carries the proof twice, as a
//! QR image that reads without a renderer and as the only keyword of the document, and an ornament drawn from
//! the certificate's own mark.
//!
//! # Invariants
//!
//! * Printing is a function: the same sheet gives the same bytes. Nothing here reads a clock, a disk, a network
//!   or the fonts of the machine; template, words and five fonts are compiled in.
//! * Names are printed once, as written. A sign that the fonts lack is a [`PrintFault`], never an empty box.
//! * A sheet is one page, or it is not printed.
//! * Attachments are the caller's; they must hold nothing that the page does not print.
//!
//! # Limits
//!
//! Conformance to PDF/A-3a and PDF/UA-1 is what Typst enforces while it writes the file; no outside validator
//! runs here.

mod code;
pub mod dates;
mod guilloche;
mod press;
mod sheet;
mod world;

pub use press::{Press, PrintFault, mark_svg};
pub use sheet::{Attachment, Bilingual, BirthSheet, Ink, PaperClass, Profile};
