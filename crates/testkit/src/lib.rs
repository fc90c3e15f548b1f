//! Development only: whole networks in simulation, the check on the crate picture, generated pages.
//!
//! * [`simulate`]: validators on machines that fail, links that lose, members that lie, and what must hold after it.
//! * [`fields`]: the page of the fields of every record.
//! * [`rules`]: the rule book, and which tests tell a rule.

pub mod fields;
pub mod rules;
pub mod simulate;
