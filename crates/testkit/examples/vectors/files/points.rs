//! Points of BLS12-381 that no verifier may take, and right ones written as they may not be.
//!
//! The point of order 11 is that of y² = x³ + 4 whose x is 4 and whose y is the lesser, times the number of points
//! of that curve divided by 121. That of order 13 is the point of y² = x³ + 4(1 + u) whose x is 2 and whose y is the
//! lesser, times the number of points of that curve divided by 169. The point of order 3 is (0, 2), whose tangent
//! meets the curve nowhere else. 3, 11 and 13 do not divide the order of the subgroups.
use blst::min_sig::{AggregatePublicKey, AggregateSignature, PublicKey, Signature};
use protocol::hash::from_hex;

/// The prime that coordinates are below (RFC 9380 section 8.8.1: p).
const MODULUS: &str =
    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
const ORDER_11: &str =
    "b9b3e2c8c6bbf59d3c326b531fc1e639d29200c28624ac604f251a12908c9b7f735318617f625954cc71cdf03229b1ef";
const ORDER_13: &str = concat!(
    "8e074268358ced055a27ab8de3bbdeb6d0c2949685103095e491dc537fc8ee474a73ce0b2826fae8eabfb3078a910b64",
    "157573f4c77585787c2c988585c1f6afe39f5b91aacb37509b42ec71fceb51a1576fda15dac1031f8d26785d6b139784",
);

/// The bits that say how a point is written.
pub(crate) const FLAGS: u8 = 0xe0;
/// Compressed.
const COMPRESSED: u8 = 0x80;
/// Compressed, and infinity.
const INFINITY: u8 = 0xc0;

const RIGHT: &str = "a constant or a right point";

/// A point of order 3 on the curve of signatures.
pub(crate) fn order_3() -> [u8; 48] {
    with_flags([0; 48], COMPRESSED)
}

/// A point of order 11 on the curve of signatures.
pub(crate) fn order_11() -> [u8; 48] {
    from_hex(ORDER_11).expect(RIGHT)
}

/// A point of order 13 on the curve of keys.
pub(crate) fn order_13() -> [u8; 96] {
    from_hex(ORDER_13).expect(RIGHT)
}

/// Infinity as a signature or as a key.
pub(crate) const fn infinity<const N: usize>() -> [u8; N] {
    with_flags([0; N], INFINITY)
}

/// The modulus in the place of an x, compressed.
pub(crate) fn modulus() -> [u8; 48] {
    let modulus: [u8; 48] = from_hex(MODULUS).expect(RIGHT);
    with_flags(modulus, modulus[0] | COMPRESSED)
}

/// The same bytes with another first one.
pub(crate) const fn with_flags<const N: usize>(mut point: [u8; N], first: u8) -> [u8; N] {
    point[0] = first;
    point
}

/// The sum of a signature and the point of order 11: where a key fits the one by a pairing, it fits the other.
pub(crate) fn beside_signature(signature: &[u8; 48]) -> [u8; 48] {
    let [right, small] = [signature, &order_11()].map(|bytes| Signature::uncompress(bytes).expect(RIGHT));
    assert!(small.validate(true).is_err(), "the point is outside the subgroup");
    let mut sum = AggregateSignature::from_signature(&right);
    sum.add_signature(&small, false).expect("the subgroup is not checked");
    sum.to_signature().compress()
}

/// The sum of a key and the point of order 13.
pub(crate) fn beside_key(key: &[u8; 96]) -> [u8; 96] {
    let [right, small] = [key, &order_13()].map(|bytes| PublicKey::uncompress(bytes).expect(RIGHT));
    assert!(small.validate().is_err(), "the point is outside the subgroup");
    let mut sum = AggregatePublicKey::from_public_key(&right);
    sum.add_public_key(&small, false).expect("the subgroup is not checked");
    sum.to_public_key().compress()
}

/// The same point with the modulus added to the coordinate that begins at `from`; `None` where it has no room.
/// The first coordinate lends three of its bits to the flags, a second one has them all.
pub(crate) fn plus_modulus<const N: usize>(mut point: [u8; N], from: usize) -> Option<[u8; N]> {
    let modulus: [u8; 48] = from_hex(MODULUS).expect(RIGHT);
    let flags = if from == 0 { point[0] & FLAGS } else { 0 };
    point[from] ^= flags;
    let mut carry = 0;
    for (byte, added) in point[from..from + 48].iter_mut().zip(modulus).rev() {
        let sum = u16::from(*byte) + u16::from(added) + carry;
        [_, *byte] = sum.to_be_bytes();
        carry = sum >> 8;
    }
    let has_room = carry == 0 && (from != 0 || point[0] & FLAGS == 0);
    point[from] |= flags;
    has_room.then_some(point)
}
