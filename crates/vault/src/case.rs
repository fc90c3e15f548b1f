//! A case: what the service does for one declaration or one certificate, and how far it is.
use crate::marks::Mark;
use civil::{ActKind, OfficeCode};
use core::{fmt, str::FromStr};
use protocol::{
    EntryId, Outcome,
    commitment::Record,
    hash::{from_hex, hex},
};

/// A text that is not the hexadecimal form of what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct NotHex {
    expected: &'static str,
}

/// Names a case: 16 random bytes, written as 32 hexadecimal digits. Says nothing of the case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId([u8; 16]);

impl CaseId {
    /// Takes the bytes as they are.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CaseId {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        from_hex(text).map(Self).ok_or(NotHex { expected: "a case id of 16 bytes (32 hexadecimal digits)" })
    }
}

/// What makes a request the same request when it is sent again: 32 bytes, written as 64 hexadecimal
/// digits. It may be a hash over a declaration, so it is kept encrypted and `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey([u8; 32]);

impl IdempotencyKey {
    /// Takes the bytes as they are.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdempotencyKey(redacted)")
    }
}

impl FromStr for IdempotencyKey {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let expected = "an idempotency key of 32 bytes (64 hexadecimal digits)";
        from_hex(text).map(Self).ok_or(NotHex { expected })
    }
}

/// What a case asks the ledger for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKind {
    /// The registration of an act.
    Act(ActKind),
    /// The issue of a certificate of an act.
    Certificate,
    /// The end of a certificate.
    Revocation,
    /// The application of a couple, which begins a term.
    Application,
    /// An act made before the ledger, brought in as it stands in the old book.
    Legacy(ActKind),
    /// A reference on a search.
    Reference,
}

impl CaseKind {
    pub(crate) const ALL: [Self; 12] = [
        Self::Act(ActKind::Birth),
        Self::Certificate,
        Self::Revocation,
        Self::Act(ActKind::Death),
        Self::Act(ActKind::Marriage),
        Self::Act(ActKind::Divorce),
        Self::Application,
        Self::Legacy(ActKind::Birth),
        Self::Legacy(ActKind::Death),
        Self::Legacy(ActKind::Marriage),
        Self::Legacy(ActKind::Divorce),
        Self::Reference,
    ];

    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Act(ActKind::Birth) => 1,
            Self::Certificate => 2,
            Self::Revocation => 3,
            Self::Act(ActKind::Death) => 4,
            Self::Act(ActKind::Marriage) => 5,
            Self::Act(ActKind::Divorce) => 6,
            Self::Application => 7,
            Self::Legacy(ActKind::Birth) => 8,
            Self::Legacy(ActKind::Death) => 9,
            Self::Legacy(ActKind::Marriage) => 10,
            Self::Legacy(ActKind::Divorce) => 11,
            Self::Reference => 12,
        }
    }

    /// The word of the kind: that of the act, `certificate`, `revocation`, `application`, `legacy`, `reference`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Act(kind) => kind.word(),
            Self::Certificate => "certificate",
            Self::Revocation => "revocation",
            Self::Application => "application",
            Self::Legacy(_) => "legacy",
            Self::Reference => "reference",
        }
    }

    /// Whether a case of this kind has a record of its own.
    pub const fn has_record(self) -> bool {
        match self {
            Self::Act(_) | Self::Legacy(_) | Self::Reference => true,
            Self::Certificate | Self::Revocation | Self::Application => false,
        }
    }
}

/// How far a case is. It moves forward only: to sign, accepted, then final or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// Sealed; the officer's signature is awaited.
    ToSign,
    /// The signed bytes are durable in the outbox, and are sent until there is an outcome.
    Accepted,
    /// On the ledger, for good.
    Final {
        /// The number and the date that the ledger gave.
        outcome: Outcome,
    },
    /// Refused by the ledger, for good.
    Refused {
        /// The stable code of the refusal.
        code: String,
    },
}

impl CaseState {
    /// The word of the state: `to sign`, `accepted`, `final`, `refused`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::ToSign => "to sign",
            Self::Accepted => "accepted",
            Self::Final { .. } => "final",
            Self::Refused { .. } => "refused",
        }
    }

    pub(crate) const fn number(&self) -> u8 {
        match self {
            Self::ToSign => 1,
            Self::Accepted => 2,
            Self::Final { .. } => 3,
            Self::Refused { .. } => 4,
        }
    }
}

/// A case as it stands. Nothing in it is personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The case's name.
    pub id: CaseId,
    /// Which request began it.
    pub key: IdempotencyKey,
    /// What it asks for.
    pub kind: CaseKind,
    /// The office in whose name it is made.
    pub office: OfficeCode,
    /// The officer's number in the staff list.
    pub officer: u32,
    /// The entry that is to be signed, or was.
    pub entry_id: EntryId,
    /// How far it is.
    pub state: CaseState,
    /// The case of the act, where this is a certificate; of the certificate, where this is its end.
    pub of: Option<CaseId>,
    /// Until when the entry may enter a block, in milliseconds since 1970.
    pub valid_until: u64,
    /// When it began, in milliseconds since 1970.
    pub created_ms: u64,
}

/// What a case begins with.
#[derive(Clone)]
pub struct NewCase {
    /// Which request begins it; the same key gives the same case.
    pub key: IdempotencyKey,
    /// What it asks for.
    pub kind: CaseKind,
    /// The office in whose name it is made.
    pub office: OfficeCode,
    /// The officer's number in the staff list.
    pub officer: u32,
    /// The case of the act, for a certificate; of the certificate, for its end; none for an act.
    pub of: Option<CaseId>,
    /// The canonical bytes of the unsigned entry.
    pub entry: Vec<u8>,
    /// The id of that entry.
    pub entry_id: EntryId,
    /// Until when the entry may enter a block, in milliseconds since 1970; the entry says the same.
    pub valid_until: u64,
    /// The record whose commitment the entry has: for an act, and for nothing else.
    pub record: Option<Record>,
    /// More to be sealed, such as the languages of a certificate; may be empty.
    pub details: Vec<u8>,
    /// By what the case is found; empty for certificates and their ends.
    pub marks: Vec<Mark>,
    /// Now, in milliseconds since 1970.
    pub now_ms: u64,
}

impl fmt::Debug for NewCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewCase({:?}, office {}, entry {}, …)", self.kind, self.office, self.entry_id)
    }
}

/// A signed entry that has no outcome yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// Whose entry it is; none for a filing.
    pub case: Option<CaseId>,
    /// The id of the entry.
    pub entry_id: EntryId,
    /// The canonical bytes of the signed entry, the same at each sending.
    pub signed: Vec<u8>,
    /// Until when the entry may enter a block, in milliseconds since 1970.
    pub valid_until: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_id_and_a_key_read_back_from_their_text(id: [u8; 16], key: [u8; 32]) {
            let (id, key) = (CaseId::new(id), IdempotencyKey::new(key));
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }
    }

    #[test]
    fn a_text_of_another_length_is_no_id() {
        assert!("00".parse::<CaseId>().is_err());
        assert!("00".repeat(16).parse::<IdempotencyKey>().is_err());
    }

    #[test]
    fn what_may_come_from_a_declaration_is_not_in_debug_output() {
        let key = IdempotencyKey::new([0xab; 32]);
        assert!(!format!("{key:?}").contains("abab"));
    }
}
