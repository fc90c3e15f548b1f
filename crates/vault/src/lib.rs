//! Sealed records, their keys, the outbox and the access log, in SQLite.
//!
//! # What stands where
//!
//! | table | holds | form |
//! | --- | --- | --- |
//! | `cases` | what the service does for a declaration, step by step | plain, each row under a MAC |
//! | `papers` | the entry, unsigned and signed, and its receipt | plain: the ledger has them too |
//! | `sealed` | records with their seeds, details | AES-256-GCM-SIV under the case's own key |
//! | `keys` | the case's own key | wrapped under the key-encryption key |
//! | `outbox` | the order in which the cases that await an outcome were accepted | plain |
//! | `marks` | keyed hashes of persons, spellings and paper numbers, by which cases are found | plain: derived |
//! | `joined` | which tags are one person | plain: the ledger has it too |
//! | `filings` | signed entries that belong to no case, with outcome and receipt | plain, each under a MAC |
//! | `accesses` | who read what, why, by which rule | a hash chain without gaps |
//!
//! The key-encryption key is the file `kek.key` in the secrets directory, never in the database. Who
//! has the database alone can read no value of a record. Who removes a row of `keys` makes the record
//! and its commitment unopenable, for good.
//!
//! # Durability invariant
//!
//! Each method that changes something is one SQL transaction with `synchronous=FULL`: when it
//! returns `Ok`, what it says is on the disk; when the process dies before, nothing of it is. A signed
//! entry stands in the outbox from [`Vault::accept`] until [`Vault::settle_final`] or
//! [`Vault::settle_refused`], a filed one from [`Vault::file`] until [`Vault::settle_filing_final`] or
//! [`Vault::settle_filing_refused`], across any number of restarts.
//!
//! # What is noticed
//!
//! A changed row of `cases` or `filings`, a changed paper, a sealed text that was changed or moved to another case,
//! and a removed, changed or inserted row of the access log are errors that name the row. What is not
//! noticed here is the return of the whole file to an older state, and the removal of a whole case; the
//! ledger's numbers, which have no gaps, and its anchors show those. Damage to the files is looked for when
//! they are opened, and stops the opening.
#![warn(clippy::wildcard_enum_match_arm, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod access;
mod anchors;
mod case;
mod error;
mod filing;
mod marks;
mod papers;
mod passkeys;
mod rows;
mod schema;
mod seal;
pub mod secrets;
mod steps;
mod ticket;
mod vault;
mod wal;

pub use access::{Access, PURPOSE_BYTES_MAX};
pub use anchors::Anchoring;
pub use case::{Case, CaseId, CaseKind, CaseState, IdempotencyKey, NewCase, NotHex, OutboxItem};
pub use error::{OpenError, VaultError};
pub use filing::{Filing, FilingState, Subject};
pub use marks::{MARKED_MAX, Mark, MarkRole};
pub use passkeys::{CREDENTIAL_BYTES_MAX, StoredPasskey};
pub use ticket::{
    DRAFT_BYTES_MAX, NewTicket, TICKETS_MAX, Ticket, TicketChange, TicketId, TicketState, TicketStep,
};
pub use vault::Vault;
