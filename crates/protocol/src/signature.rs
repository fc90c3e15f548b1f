//! An officer's signature over an entry.
//!
//! Scheme 1 is Ed25519 verified by the rules of ZIP-215, which every implementation of it shares, so
//! that all validators give the same verdict, alone or in a batch.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, tagged},
    id::{EntryId, SignerKeyId},
};
use civil::{OfficeCode, role::Role};
use core::fmt;

/// How a signature is made and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// Ed25519, ZIP-215.
    Ed25519,
}

impl Scheme {
    /// The number of the scheme in every format.
    pub const fn number(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        (number == Self::Ed25519.number()).then_some(Self::Ed25519)
    }
}

/// The 32 bytes that an officer signs: the entry, in a role.
pub fn message(entry: EntryId, role: Role) -> Digest {
    tagged("dalolat/sign/1", &[entry.as_bytes(), &[role.number()]])
}

/// A key that may sign entries: whose, in which role, for which office.
///
/// The person is a number of the staff list, never a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// How the key signs.
    pub scheme: Scheme,
    /// The public key, 32 bytes.
    pub public_key: [u8; 32],
    /// The officer's number in the staff list.
    pub officer: u32,
    /// In which role the key may sign.
    pub role: Role,
    /// For which office.
    pub office: OfficeCode,
}

impl KeyRecord {
    /// The name of the key in signatures.
    pub fn id(&self) -> SignerKeyId {
        SignerKeyId::of(tagged("dalolat/key/1", &[&self.to_bytes()]))
    }
}

impl Canonical for KeyRecord {
    const MAX_BYTES: usize = 64;

    fn write(&self, to: &mut Writer) {
        to.array(5).uint(self.scheme.number()).bytes(&self.public_key).uint(self.officer);
        to.uint(self.role.number()).uint(self.office.get());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a key record of five values")?;
        Ok(Self {
            scheme: read_scheme(from)?,
            public_key: from.fixed("a public key of 32 bytes")?,
            officer: from.uint("an officer's number")?,
            role: read_role(from)?,
            office: read_office(from)?,
        })
    }
}

/// One signature under an entry.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// In which role the signer acts.
    pub role: Role,
    /// Which key signed.
    pub key: SignerKeyId,
    /// How.
    pub scheme: Scheme,
    /// 64 bytes for Ed25519.
    pub bytes: [u8; 64],
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} by {}", self.role, self.key)
    }
}

impl Canonical for Signature {
    const MAX_BYTES: usize = 96;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.role.number()).value(&self.key).uint(self.scheme.number()).bytes(&self.bytes);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a signature of four values")?;
        Ok(Self {
            role: read_role(from)?,
            key: SignerKeyId::read(from)?,
            scheme: read_scheme(from)?,
            bytes: from.fixed("a signature of 64 bytes")?,
        })
    }
}

/// Whether `signature` is the key's, over the entry in the role it names. The verdict is that of
/// ZIP-215 and does not depend on who asks.
pub fn is_good(record: &KeyRecord, entry: EntryId, signature: &Signature) -> bool {
    if signature.key != record.id() || signature.scheme != record.scheme {
        return false;
    }
    match record.scheme {
        Scheme::Ed25519 => {
            verify_ed25519(&record.public_key, message(entry, signature.role).as_ref(), &signature.bytes)
        }
    }
}

/// Whether `signature` over `message` is good for the Ed25519 key, by ZIP-215.
pub fn verify_ed25519(public_key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = ed25519_zebra::Signature::from_bytes(signature);
    ed25519_zebra::VerificationKey::try_from(*public_key)
        .is_ok_and(|key| key.verify(&signature, message).is_ok())
}

pub(crate) fn read_office(from: &mut Reader<'_>) -> Result<OfficeCode, Malformed> {
    let expected = "an office code from 1 to 9999";
    let fault = from.malformed(expected);
    OfficeCode::new(from.uint(expected)?).or(Err(fault))
}

fn read_role(from: &mut Reader<'_>) -> Result<Role, Malformed> {
    let expected = "a role from 1 to 7";
    let fault = from.malformed(expected);
    Role::from_number(from.uint(expected)?).ok_or(fault)
}

fn read_scheme(from: &mut Reader<'_>) -> Result<Scheme, Malformed> {
    let expected = "signature scheme 1 (Ed25519)";
    let fault = from.malformed(expected);
    Scheme::from_number(from.uint(expected)?).ok_or(fault)
}
