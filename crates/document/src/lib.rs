//! Every paper of the registry: one Typst sheet, PDF/A-3a and PDF/UA-1 together.
//!
//! A [`Sheet`] says what stands on the paper, a [`Press`] prints it: certificates of the four acts, reference
//! documents on them, and references of searches. A paper carries its proof twice, as a QR image that reads without a
//! renderer and as the only keyword of the document, and an ornament drawn from its own mark.
//!
//! A certificate goes on plain paper or on a pre-numbered [`Medium::Blank`], shifted by an [`Offset`] that the sheet of
//! [`Press::calibration`] measures.
//!
//! # Invariants
//!
//! * Printing is a function: the same sheet gives the same bytes. Nothing here reads a clock, a disk, a network
//!   or the fonts of the machine; template, words and five fonts are compiled in.
//! * Names are printed once, as written. A sign that the fonts lack is a [`PrintFault`], never an empty box.
//! * A sheet is one page, or it is not printed.
//! * A cause of death has no field here: no paper can print it.
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
mod rows;
mod sheet;
mod world;

pub use press::{Press, PrintFault, mark_svg};
pub use sheet::{
    Act, Attachment, Bilingual, Birth, BlankNumber, Body, Death, Deceased, Divorce, Facts, Ground, Ink,
    IssuedTo, Marriage, MarriageAct, Medium, NoRecord, NotABlank, NotMarried, Offset, PaperClass, Profile,
    Search, Sheet, Sought, Spouse,
};
