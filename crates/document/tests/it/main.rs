//! The printed document, read back as a stranger would read it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops where it stands")]

mod blanks;
mod codes;
mod extremes;
mod inspection;
mod pages;
mod printing;
mod reading;
mod sheets;
mod words;

use std::sync::LazyLock;

/// One press for all tests, as in a service.
static PRESS: LazyLock<document::Press> = LazyLock::new(document::Press::new);
