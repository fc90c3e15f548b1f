//! The engine's proof in our own parts.
use super::database::Proof;
use commonware_cryptography::sha256;
use protocol::{Digest, StateProof};

fn digest(theirs: &sha256::Digest) -> Digest {
    Digest::new(theirs.0)
}

/// Names the digests of the engine's proof, which stand in one list: the inactive peaks joined, where
/// there are any; the other peaks before the operation's; the peaks after it joined, where there are
/// any; the siblings in the order of a walk from the left.
pub(super) fn ours(proof: Proof, index_root: Digest) -> StateProof {
    let place = proof.loc.as_u64();
    let range = proof.range_proof;
    let tree = range.proof;
    let operations = tree.leaves.as_u64();
    let height = (operations ^ place).ilog2();
    let before = (operations >> height >> 1).count_ones() as usize;
    let lefts = before - tree.inactive_peaks + tree.inactive_peaks.min(1);
    let is_followed = operations.trailing_zeros() < height;
    let is_in_tail = place / 256 == operations / 256;

    let mut digests = tree.digests.iter().map(digest);
    let left = digests.by_ref().take(lefts).collect();
    let right = if is_followed { digests.next() } else { None };
    StateProof {
        operations,
        place,
        inactive_peaks: u8::try_from(tree.inactive_peaks).expect("a tree has at most 64 peaks"),
        activity: proof.chunk,
        siblings: upwards(place, height, digests.collect()),
        right,
        left,
        tail: range.partial_chunk_digest.as_ref().map(digest).filter(|_| !is_in_tail),
        operations_root: digest(&range.ops_root),
        index_root,
    }
}

/// The siblings from the leaf up. A walk from the left meets a sibling on the left before what is
/// below, one on the right after it: going down from the peak takes them from both ends.
fn upwards(place: u64, height: u32, walked: Vec<Digest>) -> Vec<Digest> {
    let mut walked = std::collections::VecDeque::from(walked);
    let mut downwards: Vec<Digest> = (0..height)
        .rev()
        .filter_map(|level| if place >> level & 1 == 1 { walked.pop_front() } else { walked.pop_back() })
        .collect();
    downwards.reverse();
    downwards
}
