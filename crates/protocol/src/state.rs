//! The state's root, and proofs that a key holds a value in the latest state.
//!
//! The state stands in two databases: facts, of which proofs are made, and an index that is proved to
//! nobody. Both keep a log of operations under a tree; the tree also carries, for each operation,
//! whether it is *active*: the latest about its key. What the engine's database calls a proof is taken
//! apart here into named parts and verified from its definition, without the engine.
//!
//! # Format
//!
//! `docs/formats/state.md`. The state's root is SHA-256("dalolat/state/1" ‖ facts root ‖ index root).
//!
//! # Invariants
//!
//! A proof holds under one pair of roots: each of its bits changes them or is refused, and a value
//! that was replaced or removed has no proof under the root of the later state.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, sha256, tagged},
};

/// The most bytes that a value of the state has.
pub const VALUE_BYTES_MAX: usize = 64 * 1024;
/// How many operations one chunk of the activity bits covers; the chunk itself has 32 bytes.
const CHUNK_BITS: u64 = 256;
/// The height in the tree at which a chunk is hashed in: a tree of 2^8 leaves.
const CHUNK_HEIGHT: u32 = 8;
/// The most operations that a log may have for a proof to be read.
const OPERATIONS_MAX: u64 = 1 << DEPTH_MAX;
/// The most digests in each list of a proof.
const DEPTH_MAX: usize = 48;
/// What begins the operation that gives a key a value.
const UPDATE: u8 = 0xd2;
/// What begins the hash of a tree's root: the kind of tree (Merkle mountain range) and the order in
/// which its peaks are joined (from the last to the first).
const ROOT_DOMAIN: [u8; 2] = [0, 1];

/// The key under which the databases keep what the state calls `key`.
pub fn state_key(key: &[u8]) -> Digest {
    tagged("dalolat/state-key/1", &[key])
}

/// The roots of the state's two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateRoots {
    /// The root of what is proved to others.
    pub facts: Digest,
    /// The root of what only validators read.
    pub index: Digest,
}

impl StateRoots {
    /// The root that stands in block headers.
    pub fn state_root(&self) -> Digest {
        tagged("dalolat/state/1", &[self.facts.as_ref(), self.index.as_ref()])
    }
}

/// A proof that a key holds a value in the state of one root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateProof {
    /// How many operations the log of facts holds.
    pub operations: u64,
    /// The place in the log of the operation that gave the key its value, from 0.
    pub place: u64,
    /// How many of the first peaks the database has folded as wholly inactive.
    pub inactive_peaks: u8,
    /// Which of the 256 operations around `place` are active.
    pub activity: [u8; 32],
    /// The siblings from the operation up to its peak.
    pub siblings: Vec<Digest>,
    /// The peaks after it, joined.
    pub right: Option<Digest>,
    /// The peaks before it: first the inactive ones, joined, then the others one by one.
    pub left: Vec<Digest>,
    /// The hash of the activity of the last, incomplete chunk, where `place` is not in it.
    pub tail: Option<Digest>,
    /// The root over the operations alone, without their activity.
    pub operations_root: Digest,
    /// The root of the index.
    pub index_root: Digest,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// The operation is not in a log of that length.
    #[error("the proof is of an operation outside the log")]
    Place,
    /// The operation is there, but a later one replaced or removed its value.
    #[error("the value was current once, but is no longer")]
    Replaced,
    /// A list of the proof has not the length that its place asks for.
    #[error("the proof has not the shape of its place")]
    Shape,
    /// The value is longer than any value of the state.
    #[error("the value is longer than {VALUE_BYTES_MAX} bytes")]
    Value,
    /// Key, value and proof lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

impl Unproved {
    /// The code of the fault, which never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Replaced => "replaced",
            Self::Shape => "shape",
            Self::Value => "value",
            Self::Root => "root",
        }
    }
}

impl StateProof {
    /// Checks that `key` holds `value` in the state of root `state_root`.
    pub fn verify(&self, key: &[u8], value: &[u8], state_root: &Digest) -> Result<(), Unproved> {
        if self.roots(key, value)?.state_root() == *state_root { Ok(()) } else { Err(Unproved::Root) }
    }

    /// The roots that the proof leads to for `key` and `value`. They prove nothing until they are
    /// compared with those of a final block.
    pub fn roots(&self, key: &[u8], value: &[u8]) -> Result<StateRoots, Unproved> {
        let shape = Shape::of(self)?;
        if value.len() > VALUE_BYTES_MAX {
            return Err(Unproved::Value);
        }
        let leaf = sha256(&[&position(self.place, 0).to_be_bytes(), &update(key, value)]);
        let peak = self.climb(leaf);
        let joined = self.right.iter().fold(peak, |hash, right| sha256(&[hash.as_ref(), right.as_ref()]));
        let joined =
            self.left.iter().rev().fold(joined, |hash, left| sha256(&[left.as_ref(), hash.as_ref()]));
        let inactive = u64::from(self.inactive_peaks).to_be_bytes();
        let tree = sha256(&[
            &ROOT_DOMAIN,
            &self.operations.to_be_bytes(),
            if self.inactive_peaks == 0 { &[] } else { &inactive },
            joined.as_ref(),
        ]);
        let (operations_root, tree) = (self.operations_root.as_ref(), tree.as_ref());
        let own = sha256(&[&self.activity]);
        let tail = if shape.in_tail { Some(&own) } else { self.tail.as_ref() };
        let facts = tail.map_or_else(
            || sha256(&[operations_root, tree]),
            |tail| sha256(&[operations_root, tree, &shape.tail_bits.to_be_bytes(), tail.as_ref()]),
        );
        Ok(StateRoots { facts, index: self.index_root })
    }

    /// The peak above `leaf`.
    fn climb(&self, leaf: Digest) -> Digest {
        (1u32..).zip(&self.siblings).fold(leaf, |hash, (height, sibling)| {
            let is_right = (self.place >> height.saturating_sub(1)) & 1 == 1;
            let (left, right) = if is_right { (sibling, &hash) } else { (&hash, sibling) };
            let node = sha256(&[&position(self.place, height).to_be_bytes(), left.as_ref(), right.as_ref()]);
            if height == CHUNK_HEIGHT { sha256(&[&self.activity, node.as_ref()]) } else { node }
        })
    }
}

/// What the place of an operation says about the proof of it.
struct Shape {
    /// The operation is in the last, incomplete chunk, so that `activity` is that chunk's.
    in_tail: bool,
    /// How many operations the last, incomplete chunk covers; 0 where all are complete.
    tail_bits: u64,
}

impl Shape {
    /// Checks that the proof has the shape of its place, and that its operation is active.
    fn of(proof: &StateProof) -> Result<Self, Unproved> {
        let (operations, place) = (proof.operations, proof.place);
        if place >= operations || operations > OPERATIONS_MAX {
            return Err(Unproved::Place);
        }
        if !proof.is_active() {
            return Err(Unproved::Replaced);
        }
        // The peaks are the ones of `operations` in binary. The peak over `place` is the highest bit in
        // which the two differ.
        let height = (operations ^ place).ilog2();
        let before = (operations >> height >> 1).count_ones();
        let is_followed = operations.trailing_zeros() < height;
        let inactive = u32::from(proof.inactive_peaks);
        let others = before.checked_sub(inactive).ok_or(Unproved::Shape)?;
        let lefts = others.saturating_add(inactive.min(1));
        let tail_bits = operations % CHUNK_BITS;
        let in_tail = place / CHUNK_BITS == operations / CHUNK_BITS;
        let fits = is(proof.siblings.len(), height)
            && is(proof.left.len(), lefts)
            && proof.right.is_some() == is_followed
            && proof.tail.is_some() == (!in_tail && tail_bits != 0);
        if fits { Ok(Self { in_tail, tail_bits }) } else { Err(Unproved::Shape) }
    }
}

fn is(length: usize, wanted: u32) -> bool {
    u32::try_from(length) == Ok(wanted)
}

impl StateProof {
    /// Whether the bit of `place` is set: bytes from the first, bits of a byte from the lowest.
    fn is_active(&self) -> bool {
        let bit = self.place % CHUNK_BITS;
        usize::try_from(bit / 8)
            .ok()
            .and_then(|at| self.activity.get(at))
            .is_some_and(|byte| (byte >> (bit % 8)) & 1 == 1)
    }
}

/// The operation that gives `key` its value, as the log has it: the length of the value stands in
/// groups of seven bits, the lowest first, all but the last with the highest bit set (LEB128).
fn update(key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![UPDATE];
    bytes.extend_from_slice(state_key(key).as_ref());
    let mut length = value.len();
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7f).expect("seven bits fit") | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).expect("what is left is below 128"));
    bytes.extend_from_slice(value);
    bytes
}

/// The number, in the order in which the nodes of the range are made, of the node at `height` above
/// the leaf at `place`: for its first leaf `s`, 2·s − (ones in s) + 2^(height + 1) − 2.
const fn position(place: u64, height: u32) -> u64 {
    let first = (place >> height) << height;
    // Below 2^50, as `place` is below 2^48; two fit into 2^(height + 1), and ones of s into s.
    let before = first.wrapping_mul(2).wrapping_sub(first.count_ones() as u64);
    before.wrapping_add(2 << height).wrapping_sub(2)
}

impl Canonical for StateProof {
    const MAX_BYTES: usize = 4 * 1024;

    fn write(&self, to: &mut Writer) {
        to.array(10).uint(self.operations).uint(self.place).uint(self.inactive_peaks).bytes(&self.activity);
        to.list(&self.siblings).option(self.right.as_ref()).list(&self.left).option(self.tail.as_ref());
        to.value(&self.operations_root).value(&self.index_root);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(10, "a proof of ten values")?;
        Ok(Self {
            operations: from.uint("a number of operations")?,
            place: from.uint("a place in the log")?,
            inactive_peaks: from.uint("a number of peaks")?,
            activity: from.fixed("the activity of 256 operations, 32 bytes")?,
            siblings: from.list(DEPTH_MAX, "at most 48 siblings")?,
            right: from.option()?,
            left: from.list(DEPTH_MAX, "at most 48 peaks")?,
            tail: from.option()?,
            operations_root: Digest::read(from)?,
            index_root: Digest::read(from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log of one removed value and one present: the smallest that a proof can be of, by hand.
    fn small() -> (StateProof, Digest) {
        let (first, last) = (Digest::new([1; 32]), Digest::new([3; 32]));
        // Place 1 of 3: peaks of two operations and of one.
        let mut activity = [0; 32];
        activity[0] = 0b110;
        let leaf = sha256(&[&1u64.to_be_bytes(), &[0xd2], state_key(b"key").as_ref(), &[5], b"value"]);
        let peak = sha256(&[&2u64.to_be_bytes(), first.as_ref(), leaf.as_ref()]);
        let joined = sha256(&[peak.as_ref(), last.as_ref()]);
        let tree = sha256(&[&[0, 1], &3u64.to_be_bytes(), joined.as_ref()]);
        let log = Digest::new([9; 32]);
        let tail = sha256(&[&activity]);
        let facts = sha256(&[log.as_ref(), tree.as_ref(), &3u64.to_be_bytes(), tail.as_ref()]);
        let proof = StateProof {
            operations: 3,
            place: 1,
            inactive_peaks: 0,
            activity,
            siblings: vec![first],
            right: Some(last),
            left: vec![],
            tail: None,
            operations_root: log,
            index_root: Digest::new([4; 32]),
        };
        (proof, facts)
    }

    #[test]
    fn a_proof_leads_to_the_root_of_its_definition() {
        let (proof, facts) = small();
        let roots = proof.roots(b"key", b"value").unwrap();
        assert_eq!(roots, StateRoots { facts, index: Digest::new([4; 32]) });
        assert_eq!(proof.verify(b"key", b"value", &roots.state_root()), Ok(()));
        assert_eq!(proof.verify(b"key", b"valuE", &roots.state_root()), Err(Unproved::Root));
        assert_eq!(proof.verify(b"kez", b"value", &roots.state_root()), Err(Unproved::Root));
        assert_eq!(StateProof::from_bytes(&proof.to_bytes()), Ok(proof));
    }

    #[test]
    fn a_proof_that_has_not_the_shape_of_its_place_is_refused() {
        let proof = small().0;
        let refusal = |change: fn(&mut StateProof)| {
            let mut proof = proof.clone();
            change(&mut proof);
            proof.roots(b"key", b"value").unwrap_err()
        };
        assert_eq!(refusal(|p| p.place = 3), Unproved::Place);
        assert_eq!(refusal(|p| p.operations = u64::MAX), Unproved::Place);
        assert_eq!(refusal(|p| p.activity = [0xfd; 32]), Unproved::Replaced);
        assert_eq!(refusal(|p| p.siblings.clear()), Unproved::Shape);
        assert_eq!(refusal(|p| p.siblings.push(Digest::ZERO)), Unproved::Shape);
        assert_eq!(refusal(|p| p.right = None), Unproved::Shape);
        assert_eq!(refusal(|p| p.left.push(Digest::ZERO)), Unproved::Shape);
        assert_eq!(refusal(|p| p.tail = Some(Digest::ZERO)), Unproved::Shape);
        assert_eq!(refusal(|p| p.inactive_peaks = 1), Unproved::Shape);
    }

    #[test]
    fn positions_are_those_of_a_mountain_range() {
        // The picture in the engine's documentation: eleven leaves, three peaks.
        let leaves: Vec<u64> = (0..11).map(|place| position(place, 0)).collect();
        assert_eq!(leaves, [0, 1, 3, 4, 7, 8, 10, 11, 15, 16, 18]);
        assert_eq!([position(1, 1), position(5, 1), position(9, 1)], [2, 9, 17]);
        assert_eq!([position(3, 2), position(7, 2), position(6, 3)], [6, 13, 14]);
    }

    #[test]
    fn the_longest_value_fits_and_a_longer_one_is_refused() {
        let proof = small().0;
        assert!(proof.roots(b"key", &vec![0; VALUE_BYTES_MAX]).is_ok());
        assert_eq!(proof.roots(b"key", &vec![0; VALUE_BYTES_MAX + 1]), Err(Unproved::Value));
        let long = update(b"key", &vec![7; VALUE_BYTES_MAX]);
        assert_eq!(long[33..36], [0x80, 0x80, 0x04]);
    }
}
