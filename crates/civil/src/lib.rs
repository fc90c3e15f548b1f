//! The law of the civil register as values and pure functions.
//!
//! Nothing here reads a clock, a file, a socket or a random source. What a registrar may do, what a
//! record holds and why a declaration is refused can be read in this crate alone.
//!
//! * [`lang`], [`date`], [`number`], [`text`]: the words every other module is written in.
//! * [`code`], [`place`]: the published lists of places, countries and ethnicities, compiled in, and
//!   a place by its code and as written.
//! * [`name`], [`pinfl`], [`person`]: a name in its script, the personal number, sex, identity
//!   documents, parents.
//! * [`birth`]: the act of a birth, its rules and cautions, and its fields in disclosure groups.
//! * [`office`], [`role`]: which office registers what, and the table of who may do what.
//! * [`refusal`]: every reason to say no, with code, class, source and words.
//!
//! Types that hold personal data have no `Display` and a `Debug` that prints their name alone; what
//! they hold is read by methods that say so.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![cfg_attr(
    test,
    expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")
)]

pub mod birth;
pub mod code;
pub mod date;
pub mod lang;
pub mod name;
pub mod number;
pub mod office;
pub mod person;
pub mod pinfl;
pub mod place;
mod redact;
pub mod refusal;
pub mod role;
pub mod text;

pub use birth::{BirthRecord, Group, Value};
pub use code::{Citizenship, Country, Ethnicity, Soato};
pub use date::{CivilDate, PartialDate};
pub use lang::Lang;
pub use name::{PersonName, Script};
pub use number::{ActKind, ActNumber, CertificateNumber, OfficeCode, RegionCode, Serial};
pub use office::{OfficeKind, UtcOffset};
pub use person::{Parent, Sex};
pub use pinfl::Pinfl;
pub use place::Place;
pub use refusal::{Refusal, RuleClass};
pub use role::Role;
pub use text::Text;
