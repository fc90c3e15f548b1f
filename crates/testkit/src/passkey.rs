//! An authenticator in memory, with the browser around it: what a registrar's passkey answers.
use p256::{
    AffinePoint, FieldBytes, ProjectivePoint, Scalar,
    ecdsa::{Signature, SigningKey, VerifyingKey, signature::Signer as _},
    elliptic_curve::{PrimeField as _, ops::Reduce as _},
};
use protocol::{
    Digest,
    hash::sha256,
    signature::{Assertion, Passkey},
};

/// The flags of an assertion with the person present and verified, by a key of one device.
pub const PRESENT_AND_VERIFIED: u8 = 0b0000_0101;

/// A passkey with its secret. Its nonces are those of RFC 6979, so that an answer follows from the question.
pub struct Authenticator {
    key: SigningKey,
    passkey: Passkey,
}

impl Authenticator {
    /// The passkey whose secret is the number `seed`, big-endian, for the relying party at `origin`.
    pub fn new(seed: [u8; 32], rp_id: &str, origin: &str) -> Self {
        let key = SigningKey::from_slice(&seed).expect("a seed is a number from 1 to n - 1");
        let passkey = Passkey {
            point: compressed(key.verifying_key()),
            rp_id: rp_id.to_owned(),
            origin: origin.to_owned(),
        };
        Self { key, passkey }
    }

    /// The public half.
    pub const fn passkey(&self) -> &Passkey {
        &self.passkey
    }

    /// What the browser hands over for a message, under these flags and this sign counter.
    pub fn answer(&self, message: &Digest, flags: u8, counter: u32) -> Assertion {
        let mut authenticator_data = [0; 37];
        authenticator_data[..32].copy_from_slice(sha256(&[self.passkey.rp_id.as_bytes()]).as_ref());
        authenticator_data[32] = flags;
        authenticator_data[33..].copy_from_slice(&counter.to_be_bytes());
        let client_data = format!(
            r#"{{"type":"webauthn.get","challenge":"{}","origin":"{}","crossOrigin":false}}"#,
            base64url(message.as_ref()),
            self.passkey.origin
        );
        let signed = [&authenticator_data[..], sha256(&[client_data.as_bytes()]).as_ref()].concat();
        let signature = signature(&self.key, &signed);
        Assertion { authenticator_data, client_data: client_data.into_bytes(), signature }
    }
}

/// r ‖ s over any bytes by the key whose secret is the number `seed`, its nonce that of RFC 6979.
pub fn sign(seed: [u8; 32], bytes: &[u8]) -> [u8; 64] {
    signature(&SigningKey::from_slice(&seed).expect("a seed is a number from 1 to n - 1"), bytes)
}

fn signature(key: &SigningKey, bytes: &[u8]) -> [u8; 64] {
    let signature: Signature = key.sign(bytes);
    signature.normalize_s().to_bytes().into()
}

/// The same signature with its other s. One of the two is in the upper half.
pub fn other_s(signature: &[u8; 64]) -> [u8; 64] {
    let s = FieldBytes::try_from(&signature[32..]).expect("s has 32 bytes");
    let mut other = *signature;
    other[32..].copy_from_slice(&(-Scalar::reduce(&s)).to_repr());
    other
}

/// A key and r ‖ s that are good for `signed` although the x of the nonce is n or more, so that r is
/// what is left of it. By chance this never happens.
pub fn wrapped_r(signed: &[u8]) -> ([u8; 33], [u8; 64]) {
    let (r, nonce) = (1u64..)
        .find_map(|k| {
            // n + k is the x of a point for about every second k.
            let mut point = [2; 33];
            point[1..].copy_from_slice(&ORDER);
            point[32] = point[32].checked_add(u8::try_from(k).ok()?)?;
            let nonce = VerifyingKey::from_sec1_bytes(&point).ok()?;
            Some((Scalar::from(k), ProjectivePoint::from(*nonce.as_affine())))
        })
        .expect("one of the first dozen is a point");
    let s = Scalar::from(2u64);
    let key = (nonce * s - ProjectivePoint::GENERATOR * number(signed)) * inverse(&r);
    (point(key.to_affine()), concat(&r, &s))
}

/// A key and r ‖ s with which the equation comes to the point at infinity, which has no x: never good.
pub fn infinity(signed: &[u8]) -> ([u8; 33], [u8; 64]) {
    let (r, s) = (Scalar::from(3u64), Scalar::from(2u64));
    let key = ProjectivePoint::GENERATOR * (-number(signed) * inverse(&r));
    (point(key.to_affine()), concat(&r, &s))
}

/// The order of the group, n.
pub const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

fn number(signed: &[u8]) -> Scalar {
    Scalar::reduce(&FieldBytes::from(*sha256(&[signed]).as_bytes()))
}

fn inverse(scalar: &Scalar) -> Scalar {
    scalar.invert().into_option().expect("small numbers are not zero")
}

fn point(point: AffinePoint) -> [u8; 33] {
    compressed(&VerifyingKey::from_affine(point).expect("not the point at infinity"))
}

fn compressed(key: &VerifyingKey) -> [u8; 33] {
    key.to_sec1_point(true).as_bytes().try_into().expect("a compressed point has 33 bytes")
}

fn concat(r: &Scalar, s: &Scalar) -> [u8; 64] {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&r.to_repr());
    signature[32..].copy_from_slice(&s.to_repr());
    signature
}

fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let sextet = |at: usize| (0..6).fold(0, |value, next| value << 1 | bit(at * 6 + next));
    (0..(bytes.len() * 8).div_ceil(6)).map(|at| char::from(ALPHABET[usize::from(sextet(at))])).collect()
}
