//! The assertion of a passkey: scheme 2, WebAuthn with ES256.
//!
//! # Format
//!
//! An assertion is `[authenticator data, client data, signature]`. The authenticator data are
//! `SHA-256(rp id) ‖ flags ‖ sign counter u32`, 37 bytes and nothing after them. The signature is
//! ECDSA over P-256 with SHA-256, of authenticator data ‖ SHA-256(client data), as r ‖ s.
//!
//! # Rules
//!
//! Web Authentication Level 3, §7.2 as far as a verifier needs it, and §5.8.1.2: the client data are
//! compared with what the browser must have written, without a JSON parser. Each rule is a variant of
//! [`Unfit`]. The sign counter is not a rule: validators would have to agree on the last one.
//!
//! # Invariants
//!
//! The verdict depends on nothing but the arguments. [`signed`] holds every rule but the equation, so
//! that another implementation of ECDSA over the same bytes gives the same verdict.
use super::Passkey;
use crate::{
    Digest, NetworkClass,
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::sha256,
};
use p256::ecdsa::{VerifyingKey, signature::Verifier as _};

/// The longest client data, in bytes.
pub const CLIENT_DATA_BYTES_MAX: usize = 512;
/// The length of what is signed: authenticator data and the hash of the client data.
pub const SIGNED_BYTES: usize = 37 + 32;

/// The bits of the flags (§6.1).
mod flag {
    /// UP: somebody touched the authenticator.
    pub(super) const PRESENT: u8 = 1;
    /// UV: the authenticator knew the person, by PIN, finger or face.
    pub(super) const VERIFIED: u8 = 1 << 2;
    /// BE: the key may be copied to other devices.
    pub(super) const MAY_BE_COPIED: u8 = 1 << 3;
    /// BS: the key was copied.
    pub(super) const COPIED: u8 = 1 << 4;
    /// AT: the data of a new key follow.
    pub(super) const NEW_KEY: u8 = 1 << 6;
    /// ED: extensions follow.
    pub(super) const EXTENSIONS: u8 = 1 << 7;
}

/// The order of the group, n (SEC 2, §2.4.2).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
/// (n − 1) / 2, the greatest s of two that would both do.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xde,
    0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
];

/// What a passkey answers to a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Hash of the relying party, flags, sign counter.
    pub authenticator_data: [u8; 37],
    /// The client data: JSON as the browser wrote it, at most 512 bytes.
    pub client_data: Vec<u8>,
    /// r ‖ s with s in the lower half.
    pub signature: [u8; 64],
}

impl Canonical for Assertion {
    const MAX_BYTES: usize = 1 + 39 + 3 + CLIENT_DATA_BYTES_MAX + 66;

    fn write(&self, to: &mut Writer) {
        to.array(3).bytes(&self.authenticator_data).bytes(&self.client_data).bytes(&self.signature);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "an assertion of three values")?;
        Ok(Self {
            authenticator_data: from.fixed("authenticator data of 37 bytes")?,
            client_data: from.bytes(CLIENT_DATA_BYTES_MAX, "client data of at most 512 bytes")?.to_vec(),
            signature: from.fixed("a signature of 64 bytes")?,
        })
    }
}

/// Why an assertion is not good. The person hears `signer.signature-wrong` in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Made for another relying party.
    #[error("the authenticator data name another relying party")]
    RelyingParty,
    /// UP is not set.
    #[error("nobody touched the authenticator")]
    NotPresent,
    /// UV is not set.
    #[error("the authenticator did not verify the person")]
    NotVerified,
    /// AT or ED is set, and what they announce does not fit 37 bytes.
    #[error("the flags announce data of a new key or extensions")]
    MoreData,
    /// BS without BE.
    #[error("the flags say that a key was copied that may not be")]
    CopiedButMayNot,
    /// BE on a live network.
    #[error("the key may be copied to other devices, and the network is live")]
    MayBeCopied,
    /// The client data do not begin with the type of an assertion.
    #[error("the client data do not begin with the type webauthn.get and a challenge")]
    Type,
    /// The challenge is another.
    #[error("the challenge in the client data is not the message")]
    Challenge,
    /// The origin is another.
    #[error("the origin in the client data is not that of the key")]
    Origin,
    /// The key signs at `http://localhost`, and the network is live.
    #[error("the key signs at this machine without encryption, and the network is live")]
    Unencrypted,
    /// Not `"crossOrigin":false`.
    #[error("the client data do not say that the page itself asked")]
    CrossOrigin,
    /// Neither the end nor a comma follows.
    #[error("the client data do not end or go on after crossOrigin")]
    End,
    /// Longer than 512 bytes.
    #[error("the client data are longer than 512 bytes")]
    TooLong,
    /// r or s is 0, or n or more.
    #[error("r or s is not within 1 to n - 1")]
    OutOfRange,
    /// s is in the upper half.
    #[error("s is in the upper half of the group order")]
    HighS,
    /// The key's 33 bytes are no point.
    #[error("the key is no compressed point of P-256")]
    Key,
    /// The equation does not hold.
    #[error("the signature is not the key's over this assertion")]
    Signature,
}

impl Unfit {
    /// The code of the fault, which never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::RelyingParty => "relying-party",
            Self::NotPresent => "not-present",
            Self::NotVerified => "not-verified",
            Self::MoreData => "more-data",
            Self::CopiedButMayNot => "copied-but-may-not",
            Self::MayBeCopied => "may-be-copied",
            Self::Type => "type",
            Self::Challenge => "challenge",
            Self::Origin => "origin",
            Self::Unencrypted => "unencrypted",
            Self::CrossOrigin => "cross-origin",
            Self::End => "end",
            Self::TooLong => "too-long",
            Self::OutOfRange => "out-of-range",
            Self::HighS => "high-s",
            Self::Key => "key",
            Self::Signature => "signature",
        }
    }
}

/// Whether the assertion is the passkey's, over the message, on a network of that class.
pub fn verify(
    class: NetworkClass,
    key: &Passkey,
    message: &Digest,
    assertion: &Assertion,
) -> Result<(), Unfit> {
    let signed = signed(class, key, message, assertion)?;
    let key = point(key).ok_or(Unfit::Key)?;
    // `signed` found r and s in range.
    let signature = p256::ecdsa::Signature::from_slice(&assertion.signature).or(Err(Unfit::OutOfRange))?;
    key.verify(&signed, &signature).or(Err(Unfit::Signature))
}

/// Applies every rule but the equation, and gives the bytes for which `r ‖ s` must be the signature.
pub fn signed(
    class: NetworkClass,
    key: &Passkey,
    message: &Digest,
    assertion: &Assertion,
) -> Result<[u8; SIGNED_BYTES], Unfit> {
    if class == NetworkClass::Live && key.is_of_this_machine() {
        return Err(Unfit::Unencrypted);
    }
    authenticator_data_fit(class, key, &assertion.authenticator_data)?;
    client_data_fit(key, message, &assertion.client_data)?;
    scalars_fit(&assertion.signature)?;
    if !has_form_of_point(key) {
        return Err(Unfit::Key);
    }
    let mut signed = [0; SIGNED_BYTES];
    let (first, second) = signed.split_at_mut(37);
    first.copy_from_slice(&assertion.authenticator_data);
    second.copy_from_slice(sha256(&[&assertion.client_data]).as_ref());
    Ok(signed)
}

fn authenticator_data_fit(class: NetworkClass, key: &Passkey, data: &[u8; 37]) -> Result<(), Unfit> {
    let [relying_party @ .., flags, _, _, _, _] = data;
    if relying_party != sha256(&[key.rp_id.as_bytes()]).as_bytes() {
        return Err(Unfit::RelyingParty);
    }
    let has = |flag| flags & flag != 0;
    if !has(flag::PRESENT) {
        Err(Unfit::NotPresent)
    } else if !has(flag::VERIFIED) {
        Err(Unfit::NotVerified)
    } else if has(flag::NEW_KEY) || has(flag::EXTENSIONS) {
        Err(Unfit::MoreData)
    } else if has(flag::COPIED) && !has(flag::MAY_BE_COPIED) {
        Err(Unfit::CopiedButMayNot)
    } else if has(flag::MAY_BE_COPIED) && class == NetworkClass::Live {
        Err(Unfit::MayBeCopied)
    } else {
        Ok(())
    }
}

/// What the algorithm of §5.8.1.2 compares: browsers write these four members first, in this order and
/// without spaces. Whatever they may add later comes after a comma and is not looked at.
fn client_data_fit(key: &Passkey, message: &Digest, data: &[u8]) -> Result<(), Unfit> {
    if data.len() > CLIENT_DATA_BYTES_MAX {
        return Err(Unfit::TooLong);
    }
    let rest = data.strip_prefix(br#"{"type":"webauthn.get","challenge":""#).ok_or(Unfit::Type)?;
    let rest = rest.strip_prefix(&base64url(message)).ok_or(Unfit::Challenge)?;
    let rest = rest.strip_prefix(br#"","origin":""#).ok_or(Unfit::Challenge)?;
    let rest = rest.strip_prefix(key.origin.as_bytes()).ok_or(Unfit::Origin)?;
    let rest = rest.strip_prefix(br#"","#).ok_or(Unfit::Origin)?;
    let rest = rest.strip_prefix(br#""crossOrigin":false"#).ok_or(Unfit::CrossOrigin)?;
    match rest {
        [b'}'] | [b',', ..] => Ok(()),
        _ => Err(Unfit::End),
    }
}

/// The challenge that a passkey has to answer: the message as a browser writes it into the client data,
/// 43 characters without padding (RFC 4648, §5).
pub fn challenge(message: &Digest) -> String {
    base64url(message).into_iter().map(char::from).collect()
}

/// 32 bytes as 43 characters, without padding (RFC 4648, §5).
fn base64url(digest: &Digest) -> [u8; 43] {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = [0; 43];
    for (three, four) in digest.as_bytes().chunks(3).zip(out.chunks_mut(4)) {
        let bits =
            (0..3).fold(0u32, |bits, at| (bits << 8) | three.get(at).map_or(0, |byte| u32::from(*byte)));
        for (to, shift) in four.iter_mut().zip([18, 12, 6, 0]) {
            let at = usize::try_from((bits >> shift) & 63).unwrap_or(0);
            *to = ALPHABET.get(at).copied().unwrap_or(0);
        }
    }
    out
}

/// r and s from 1 to n − 1, and s not more than its negative: so there is one form of a signature.
fn scalars_fit(signature: &[u8; 64]) -> Result<(), Unfit> {
    let (r, s) = signature.split_at(32);
    let in_range = |scalar: &[u8]| scalar.iter().any(|byte| *byte != 0) && scalar < ORDER.as_slice();
    if !in_range(r) || !in_range(s) {
        Err(Unfit::OutOfRange)
    } else if s > HALF_ORDER.as_slice() {
        Err(Unfit::HighS)
    } else {
        Ok(())
    }
}

/// SEC 1 knows other forms of 33 bytes, which not every library refuses.
const fn has_form_of_point(key: &Passkey) -> bool {
    matches!(key.point, [2 | 3, ..])
}

/// The point of a key, if it is one.
pub(super) fn point(key: &Passkey) -> Option<VerifyingKey> {
    if has_form_of_point(key) { VerifyingKey::from_sec1_bytes(&key.point).ok() } else { None }
}

#[cfg(test)]
mod tests;
