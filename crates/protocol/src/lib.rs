//! What is signed, hashed and sent: entries, blocks, receipts; their bytes and their verification.
//!
//! Everything here is pure. The bytes are specified in `docs/formats/`; a format changes only by a
//! new version.
//!
//! * [`hash`], [`merkle`], [`cbor`]: SHA-256 with a tag per use, RFC 6962 trees, canonical CBOR.
//! * [`id`], [`network`], [`genesis`]: who is who, and on which network.
//! * [`entry`], [`outcome`]: what an officer signs, and what the ledger adds to it.
//! * [`commitment`]: how a record is hidden and shown by disclosure groups.
//! * [`block`], [`finalization`], [`receipt`]: how an entry is proved against one key of 96 bytes.
//! * [`state`]: the root of the state, and proofs that a key holds a value in it.
//! * [`fact`], [`state`], [`status`]: what the ledger knows, and how it is proved to anybody.
//! * [`signature`]: an officer's signature.
//! * [`parcel`]: entries between validators; [`peer`]: what they tell each other about each other.
//! * [`service`]: what a validator and its clients say to each other; [`tally`]: what answers come to.
#![warn(clippy::wildcard_enum_match_arm)]
#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

pub mod block;
pub mod cbor;
pub mod commitment;
pub mod entry;
pub mod fact;
pub mod finalization;
pub mod genesis;
pub mod hash;
pub mod id;
pub mod merkle;
pub mod network;
pub mod outcome;
pub mod parcel;
pub mod peer;
pub mod receipt;
pub mod service;
pub mod signature;
pub mod state;
pub mod status;
pub mod tally;

pub use cbor::{Canonical, Malformed};
pub use entry::{Body, Entry, NumberRequest, SignedEntry};
pub use hash::Digest;
pub use id::{EntryId, Handle, SignerKeyId, Tag};
pub use network::{NetworkClass, NetworkId, NetworkKey};
pub use outcome::Outcome;
pub use receipt::Receipt;
pub use state::{StateProof, StateRoots};
