//! The certificate's proof: everything of it fits into one QR code on the paper.
//!
//! Pure: bytes in, verdict out. The format is specified in `docs/formats/certificate-proof.md`.
//!
//! * [`proof`]: the proof, its bytes and its text.
//! * [`verdict`]: judging a proof against the keys one trusts.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

pub mod proof;
pub mod verdict;

pub use proof::{
    BYTES_MAX, LESS_CORRECTED_BYTES_MAX, NotAProof, Opening, PRINTED_BYTES_MAX, Prefix, Profile, Proof, Shown,
};
pub use verdict::{KnownKey, Verdict, WhyCannotTell, WhyNotValid, check, check_text};
