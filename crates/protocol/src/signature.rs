//! An officer's signature over an entry, by one of two schemes.
//!
//! Scheme 1 is Ed25519 verified by the rules of ZIP-215, which every implementation of it shares, so
//! that all validators give the same verdict, alone or in a batch. Scheme 2 is the assertion of a
//! passkey ([`webauthn`]), whose challenge is what scheme 1 signs. Both sign [`message`].
//!
//! # Format
//!
//! A signature is `[role, key, scheme, proof]`; the proof is a byte string of 64 for scheme 1 and
//! `[authenticator data, client data, signature]` for scheme 2. Key records are in [`KeyRecord`].
mod key;
pub mod webauthn;

pub use key::{Jurisdiction, KeyRecord, Passkey, PublicKey};
pub use webauthn::Assertion;

use crate::{
    NetworkClass,
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
    /// A WebAuthn assertion, ES256.
    WebAuthn,
}

impl Scheme {
    const ALL: [Self; 2] = [Self::Ed25519, Self::WebAuthn];

    /// The number of the scheme in every format.
    pub const fn number(self) -> u8 {
        match self {
            Self::Ed25519 => 1,
            Self::WebAuthn => 2,
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "signature scheme 1 (Ed25519) or 2 (WebAuthn)";
        let fault = from.malformed(expected);
        let number: u8 = from.uint(expected)?;
        Self::ALL.into_iter().find(|scheme| scheme.number() == number).ok_or(fault)
    }
}

/// The 32 bytes that an officer signs: the entry, in a role.
pub fn message(entry: EntryId, role: Role) -> Digest {
    tagged("dalolat/sign/1", &[entry.as_bytes(), &[role.number()]])
}

/// What a key made of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// R ‖ s.
    Ed25519([u8; 64]),
    /// What a passkey answered.
    WebAuthn(Box<Assertion>),
}

impl Proof {
    /// The scheme that it is of.
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Ed25519(_) => Scheme::Ed25519,
            Self::WebAuthn(_) => Scheme::WebAuthn,
        }
    }
}

/// One signature under an entry.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// In which role the signer acts.
    pub role: Role,
    /// Which key signed.
    pub key: SignerKeyId,
    /// What the key made.
    pub proof: Proof,
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} by {}", self.role, self.key)
    }
}

impl Canonical for Signature {
    const MAX_BYTES: usize = 20 + Assertion::MAX_BYTES;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.role.number()).value(&self.key).uint(self.proof.scheme().number());
        match &self.proof {
            Proof::Ed25519(bytes) => to.bytes(bytes),
            Proof::WebAuthn(assertion) => to.value(&**assertion),
        };
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a signature of four values")?;
        let role = read_role(from)?;
        let key = SignerKeyId::read(from)?;
        let proof = match Scheme::read(from)? {
            Scheme::Ed25519 => Proof::Ed25519(from.fixed("a signature of 64 bytes")?),
            Scheme::WebAuthn => Proof::WebAuthn(Box::new(Assertion::read(from)?)),
        };
        Ok(Self { role, key, proof })
    }
}

/// Whether `signature` is the key's, over the entry in the role it names, on a network of that class.
/// The verdict does not depend on who asks.
pub fn is_good(class: NetworkClass, record: &KeyRecord, entry: EntryId, signature: &Signature) -> bool {
    if signature.key != record.id() {
        return false;
    }
    let message = message(entry, signature.role);
    match (&record.public_key, &signature.proof) {
        (PublicKey::Ed25519(key), Proof::Ed25519(bytes)) => verify_ed25519(key, message.as_ref(), bytes),
        (PublicKey::Passkey(key), Proof::WebAuthn(assertion)) => {
            webauthn::verify(class, key, &message, assertion).is_ok()
        }
        (PublicKey::Ed25519(_), Proof::WebAuthn(_)) | (PublicKey::Passkey(_), Proof::Ed25519(_)) => false,
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

pub(crate) fn read_role(from: &mut Reader<'_>) -> Result<Role, Malformed> {
    let expected = "a role from 1 to 8";
    let fault = from.malformed(expected);
    Role::from_number(from.uint(expected)?).ok_or(fault)
}
