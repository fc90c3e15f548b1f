//! Checks on the workspace itself.

mod tidy;
