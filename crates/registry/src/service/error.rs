//! Why the registry does not do what it was asked for.
//!
//! Three kinds that never mix: what the law refuses is a [`Refusal`], what the sender got wrong has a
//! variant of its own, what went wrong in the machine is a [`Fault`].
use crate::{declaration::Faults, edge::NoRandom};
use civil::{ActNumber, refusal::Refusal};
use document::PrintFault;
use protocol::Malformed;
use vault::VaultError;

/// The machine failed; for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The vault failed.
    #[error("the vault failed")]
    Vault(#[from] VaultError),
    /// No random bytes.
    #[error("no random bytes")]
    Random(#[from] NoRandom),
    /// What the vault kept is not of our format.
    #[error("{what} in the vault is not of the format that was stored")]
    Stored {
        /// Which bytes.
        what: &'static str,
        /// Where they fail.
        #[source]
        source: Malformed,
    },
    /// What was stored does not belong together.
    #[error("what was stored does not belong together: {0}")]
    Inconsistent(&'static str),
    /// The certificate cannot be set.
    #[error("the certificate cannot be set")]
    Print(#[from] PrintFault),
    /// A thread of the service broke off.
    #[error("a thread of the service broke off")]
    Thread(#[from] tokio::task::JoinError),
}

impl Fault {
    /// Whether the same request can succeed later without anybody repairing a program: the disk is
    /// full, or another process holds the database.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Vault(VaultError::Full { .. } | VaultError::Locked { .. }))
    }
}

/// Why a declaration is not taken.
#[derive(Debug, thiserror::Error)]
pub enum DeclareError {
    /// It cannot be read.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The key is not that of this registrar and these bytes.
    #[error("the Idempotency-Key is not the hash of the registrar's key and the declaration")]
    Key,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// The law refuses it: every reason.
    #[error("the law refuses the declaration for {} reason(s)", .0.len())]
    Refused(Vec<Refusal>),
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a signature is not taken.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// No such case.
    #[error("there is no such case")]
    NoCase,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// The signature is not the officer's over this entry, or the entry is too old, or what it rests on
    /// has served meanwhile.
    #[error(transparent)]
    Refused(Refusal),
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why something is not shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is none.
    #[error("there is no such case or act")]
    None,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a certificate is not begun.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// No such act in this registry.
    #[error("there is no such act")]
    NoAct,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// No such paper is issued of this act.
    #[error(transparent)]
    Refused(Refusal),
    /// The key began another certificate.
    #[error("the Idempotency-Key was used for another certificate")]
    Key,
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a reference of a search is not begun.
#[derive(Debug, thiserror::Error)]
pub enum ReferError {
    /// The request cannot be read.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// The law or what the search came to refuses it: every reason, and the acts that bear the name and of which
    /// the officer has stated nothing.
    #[error("the reference is refused for {} reason(s)", .refusals.len())]
    Refused {
        /// The reasons.
        refusals: Vec<Refusal>,
        /// The acts that bear the name.
        candidates: Vec<ActNumber>,
    },
    /// The key began another reference.
    #[error("the Idempotency-Key was used for another reference")]
    Key,
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why the end of a certificate is not begun.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// No such certificate in this registry, or it is not final.
    #[error("there is no such certificate")]
    NoCertificate,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// It was ended before, or is about to be.
    #[error(transparent)]
    Refused(Refusal),
    /// The key began the end of another certificate, or for another reason.
    #[error("the Idempotency-Key was used for the end of another certificate, or for another reason")]
    Key,
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a signed entry is not filed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("the bytes are no signed entry")]
    Malformed(#[from] Malformed),
    /// Entries of its kind are not handed in.
    #[error(
        "entries of this kind are not handed in: acts and certificates are begun as cases, anchors are the service's own"
    )]
    Kind,
    /// Who sends it did not sign it.
    #[error("the officer who sends the entry is none of those who signed it")]
    NotTheSender,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// What can be seen without the ledger refuses it.
    #[error(transparent)]
    Refused(Refusal),
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a certificate is not printed.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No such case, or it is not of a certificate.
    #[error("there is no such certificate")]
    None,
    /// The officer may not.
    #[error(transparent)]
    NotPermitted(Refusal),
    /// It is not final.
    #[error("the certificate is {state}, not final")]
    NotFinal {
        /// The word of its state.
        state: &'static str,
    },
    /// The record cannot be set on a page of this kind.
    #[error("the record cannot be printed on a certificate: {0}")]
    Unprintable(PrintFault),
    /// The proof is too long for a paper, so the certificate has to be issued again.
    #[error("the proof of this certificate is too long for a paper")]
    ProofTooLong,
    /// The machine failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

macro_rules! faults {
    ($($error:ident),+) => {$(
        impl From<VaultError> for $error {
            fn from(error: VaultError) -> Self {
                Self::Fault(error.into())
            }
        }
    )+};
}

faults!(DeclareError, SignError, ReadError, IssueError, ReferError, RevokeError, FileError, PdfError);
