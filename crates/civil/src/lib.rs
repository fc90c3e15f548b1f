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
//! * [`declarant`]: who declares an act, and how they confirm it.
//! * [`birth`], [`death`]: the acts, their rules and what is unusual about them.
//! * [`notice`], [`delay`], [`caution`]: the paper of a health facility, how late an act is, and every
//!   reason to look again.
//! * [`marriage`], [`divorce`], [`application`], [`legacy`]: the acts of marriages and divorces, the
//!   applications that start their waits, acts older than the ledger.
//! * [`kinship`]: who is related to whom, and who may not marry whom.
//! * [`term`], [`fee`]: what the law changes: ages, waits, fees, by date.
//! * [`layout`]: the fields of every record in their places, in disclosure groups.
//! * [`office`], [`role`]: which office registers what, and the table of who may do what.
//! * [`refusal`], [`ground`], [`waiver`]: every reason to say no, with code, class, source and words; what a
//!   rule of law accepts; what a declaration may pass all the same.
//! * [`mandate`]: who may declare and who may ask for what, decided and cited.
//! * [`search`]: a search of the register, and when a reference may say that nothing was found.
//! * [`words`]: what every code says in the languages of the register.
//!
//! Types that hold personal data have no `Display` and a `Debug` that prints their name alone; what
//! they hold is read by methods that say so.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![cfg_attr(
    test,
    expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may panic")
)]

pub mod age;
pub mod application;
pub mod birth;
pub mod caution;
pub mod code;
pub mod date;
pub mod death;
pub mod declarant;
pub mod delay;
pub mod divorce;
pub mod fee;
pub mod ground;
pub mod kinship;
pub mod lang;
pub mod layout;
pub mod legacy;
pub mod mandate;
pub mod marriage;
pub mod name;
pub mod notice;
pub mod number;
pub mod office;
pub mod paper;
pub mod person;
pub mod pinfl;
pub mod place;
mod redact;
pub mod refusal;
pub mod role;
pub mod search;
pub mod term;
pub mod text;
pub mod waiver;
pub mod words;

pub use birth::BirthRecord;
pub use caution::Caution;
pub use code::{Citizenship, Country, Ethnicity, Soato};
pub use date::{CivilDate, PartialDate};
pub use death::DeathRecord;
pub use divorce::DivorceRecord;
pub use lang::Lang;
pub use layout::{Group, RecordKind, Value};
pub use marriage::MarriageRecord;
pub use name::{PersonName, Script};
pub use number::{ActKind, ActNumber, CertificateNumber, OfficeCode, RegionCode, Serial};
pub use office::{OfficeKind, UtcOffset};
pub use person::{Person, Sex};
pub use pinfl::Pinfl;
pub use place::Place;
pub use refusal::{Refusal, RuleClass};
pub use role::Role;
pub use text::Text;
