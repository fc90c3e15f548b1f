//! The 196 edge cases published with ZIP-215, and their like: every way of verifying gives one verdict.
//!
//! They are made as the tests of ed25519-zebra make them (`tests/small_order.rs`): each of the 14
//! encodings of a point of small order as the key, each as R, and s = 0.
use super::*;
use bytes::Bytes;
use civil::{OfficeCode, role::Role};
use commonware_codec::DecodeExt as _;
use commonware_cryptography::{Verifier as _, ed25519};
use curve25519_dalek::{
    Scalar,
    constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION},
    edwards::CompressedEdwardsY,
};
use protocol::{
    hash::sha256,
    signature::{Jurisdiction, verify_ed25519},
};
use sha2::{Digest as _, Sha512};
use std::collections::BTreeSet;

/// The order of the group of the base point, little-endian, which is no s.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The 14 encodings of points of small order: eight canonical ones and six others.
fn small_order() -> Vec<[u8; 32]> {
    let canonical = EIGHT_TORSION.iter().map(|point| point.compress().to_bytes());
    let p_and_more = (0..19u8).map(|more| {
        let mut y = [0xff; 32];
        (y[0], y[31]) = (0xed + more, 0x7f);
        y
    });
    let mut one = [0; 32];
    one[0] = 1;
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let ys = p_and_more.chain([one, minus_one]);
    let signed = ys.flat_map(|y| {
        let mut negative = y;
        negative[31] |= 0x80;
        [y, negative]
    });
    let is_small = |bytes: &[u8; 32]| {
        CompressedEdwardsY(*bytes).decompress().is_some_and(|point| point.is_small_order())
    };
    canonical.chain(signed.filter(is_small)).collect::<BTreeSet<_>>().into_iter().collect()
}

fn signature(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    [&r[..], s].concat().try_into().unwrap()
}

/// The verdict of the engine, which signs under a namespace of its own.
fn engine(key: &[u8; 32], namespace: &[u8], message: &[u8], signature: &[u8; 64]) -> bool {
    let Ok(key) = ed25519::PublicKey::decode(Bytes::copy_from_slice(key)) else { return false };
    let Ok(signature) = ed25519::Signature::decode(Bytes::copy_from_slice(signature)) else { return false };
    key.verify(namespace, message, &signature)
}

/// A check of a signature over the message, by a key that somebody registered.
fn check(key: &[u8; 32], message: Digest, signature: &[u8; 64]) -> Check {
    let record = KeyRecord {
        public_key: PublicKey::Ed25519(*key),
        officer: 1,
        role: Role::Registrar,
        jurisdiction: Jurisdiction::Office(OfficeCode::new(1101).unwrap()),
    };
    let signature = Signature { role: Role::Registrar, key: record.id(), proof: Proof::Ed25519(*signature) };
    Check { class: NetworkClass::Live, record, message, signature }
}

fn many(checks: &[Check]) -> Vec<bool> {
    Signatures::default().verify(checks, &mut StdRng::seed_from_u64(5))
}

/// The verdict alone, which must be that of a batch of one and of a batch of many.
fn verdict(key: &[u8; 32], message: Digest, signature: &[u8; 64]) -> bool {
    let alone = verify_ed25519(key, message.as_ref(), signature);
    let one = check(key, message, signature);
    assert_eq!(many(std::slice::from_ref(&one)), [alone]);
    assert_eq!(many(&vec![one.clone(); BATCH_MIN + 1]), [alone; BATCH_MIN + 1]);
    let mut batch = batch::Verifier::new();
    batch.queue((
        VerificationKeyBytes::from(*key),
        ed25519_zebra::Signature::from_bytes(signature),
        &message,
    ));
    assert_eq!(batch.verify(StdRng::seed_from_u64(6)).is_ok(), alone);
    alone
}

#[test]
fn the_196_cases_are_good_for_everybody_alone_and_in_a_batch() {
    let encodings = small_order();
    assert_eq!(encodings.len(), 14);
    let message = sha256(&[b"Zcash"]);
    let mut checks = Vec::new();
    for key in &encodings {
        for r in &encodings {
            let signature = signature(r, &[0; 32]);
            assert!(verdict(key, message, &signature));
            assert!(verify_ed25519(key, b"Zcash", &signature), "the message does not matter");
            assert!(engine(key, b"dalolat", b"Zcash", &signature));
            checks.push(check(key, message, &signature));
        }
    }
    assert_eq!(many(&checks), [true; 196]);
    // One bad one among them takes nothing from the others.
    let good = checks.clone();
    let Proof::Ed25519(bytes) = &mut checks[100].signature.proof else { panic!("scheme 1") };
    bytes[32] = 1;
    let verdicts = many(&checks);
    assert_eq!(verdicts.iter().filter(|good| !**good).count(), 1);
    assert!(!verdicts[100]);
    assert_eq!(many(&good), [true; 196]);
}

#[test]
fn an_s_that_is_not_below_the_order_is_bad_for_everybody() {
    let message = sha256(&[b"Zcash"]);
    for key in small_order() {
        for s in [ORDER, [0xff; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            let signature = signature(&key, &s);
            assert!(!verdict(&key, message, &signature));
            assert!(!engine(&key, b"dalolat", b"Zcash", &signature));
        }
    }
}

#[test]
fn bytes_that_are_no_point_are_no_key_and_no_r() {
    let message = sha256(&[b"Zcash"]);
    let not_a_point = (0..=u8::MAX)
        .map(|first| {
            let mut y = [0; 32];
            y[0] = first;
            y
        })
        .find(|y| CompressedEdwardsY(*y).decompress().is_none())
        .unwrap();
    let neutral = small_order()[0];
    for (key, r) in [(not_a_point, neutral), (neutral, not_a_point)] {
        let signature = signature(&r, &[0; 32]);
        assert!(!verdict(&key, message, &signature));
        assert!(!engine(&key, b"dalolat", b"Zcash", &signature));
    }
}

/// A key and an R that have a part of small order beside an honest one: only the equation with the
/// cofactor takes them, whatever the part is.
#[test]
fn keys_and_nonces_with_a_small_part_are_good_for_everybody() {
    let (secret, nonce) = (Scalar::from(7u64), Scalar::from(11u64));
    let message = sha256(&[b"an entry"]);
    // What the engine hashes: its namespace with a length before it, then the message.
    let engines = [&[7][..], b"dalolat", message.as_ref()].concat();
    for of_key in EIGHT_TORSION {
        for of_r in EIGHT_TORSION {
            let key = (BASE * secret + of_key).compress().to_bytes();
            let r = (BASE * nonce + of_r).compress().to_bytes();
            let sign = |message: &[u8]| {
                let k: [u8; 64] =
                    Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize().into();
                signature(&r, &(nonce + Scalar::from_bytes_mod_order_wide(&k) * secret).to_bytes())
            };
            assert!(verdict(&key, message, &sign(message.as_ref())));
            assert!(engine(&key, b"dalolat", message.as_ref(), &sign(&engines)));
            let mut bad = sign(message.as_ref());
            bad[32] ^= 1;
            assert!(!verdict(&key, message, &bad));
        }
    }
}
