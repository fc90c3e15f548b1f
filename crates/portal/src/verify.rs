//! The page that checks a certificate in the browser of whoever holds it: its files, as they are built from
//! `verify-web` and embedded here.
//!
//! The page judges by itself, with the network key it is given. This crate serves the files as they are, and
//! fills three slots of the file that is handed out as a whole ([`Single`]): the network key, the decoder
//! for the camera, the portal that it may ask for the status.
//!
//! Where a browser runs no script, the page has a form, and the server judges in its place with the crates of this
//! workspace (`POST /verify`). It says so.
//!
//! # Limits
//!
//! Whoever serves a page decides what it says. So the SHA-256 of every file can be told apart from the portal
//! (`dalolat verify-page --digest`), and the single file is one that anybody can keep and compare.
mod answers;
mod asked;
mod files;
mod form;
mod origin;
mod rows;
mod shapes;
mod sheet;
mod single;
mod words;

pub use answers::{Pages, Ready};
pub(crate) use answers::{file, page, with_slash};
pub use files::{Media, SINGLE};
pub(crate) use form::form;
pub use origin::{NotAnOrigin, Origin};
pub use single::{Camera, Single};
