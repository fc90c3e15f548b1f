//! Merkle trees as in RFC 6962 §2.1, proofs of inclusion as in RFC 9162 §2.1.3.
//!
//! One tree stands in each block over its entry digests; one grows over all entry digests of the
//! ledger (the log); small ones stand over the fields of a disclosure group.
use crate::hash::{Digest, sha256};

/// The root of the tree with no leaves: the hash of nothing.
pub fn empty_root() -> Digest {
    sha256(&[])
}

/// The hash of a leaf (RFC 6962 §2.1).
pub fn leaf(data: &[u8]) -> Digest {
    sha256(&[&[0], data])
}

/// The hash of an inner node.
pub fn node(left: &Digest, right: &Digest) -> Digest {
    sha256(&[&[1], left.as_ref(), right.as_ref()])
}

/// The root over `leaves`, each already hashed by [`leaf`].
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The siblings from the leaf at `index` up to the root; `None` where there is no such leaf.
pub fn path(leaves: &[Digest], index: usize) -> Option<Vec<Digest>> {
    match leaves {
        [] => None,
        [_] => (index == 0).then(Vec::new),
        more => {
            let at = split(more.len());
            let (left, right) = more.split_at(at);
            let (mut siblings, other) = match index.checked_sub(at) {
                None => (path(left, index)?, root(right)),
                Some(index) => (path(right, index)?, root(left)),
            };
            siblings.push(other);
            Some(siblings)
        }
    }
}

/// The root that `path` leads to from `leaf` at `index` of `count`; `None` where the path has not
/// the shape that such a leaf has (RFC 9162 §2.1.3.2).
pub fn root_from_path(leaf: Digest, index: u64, count: u64, path: &[Digest]) -> Option<Digest> {
    let mut last = count.checked_sub(1)?;
    let mut at = index;
    if at > last {
        return None;
    }
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// The largest power of two below `n`, for `n` of at least 2.
fn split(n: usize) -> usize {
    n.next_power_of_two() >> 1
}

/// A whole tree in memory, for whoever proves many of its leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The leaves, then the nodes above them; a last node without a neighbour stands in the next level too.
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    /// The tree over leaves already hashed by [`leaf`].
    pub fn new(leaves: Vec<Digest>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let pair = |pair: &[Digest]| match pair {
                [left, right] => node(left, right),
                [alone] => *alone,
                _ => Digest::ZERO,
            };
            let above = below.chunks(2).map(pair).collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// The root.
    pub fn root(&self) -> Digest {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or_else(empty_root)
    }

    /// The siblings from the leaf at `index` up to the root; `None` where there is no such leaf.
    pub fn path(&self, index: usize) -> Option<Vec<Digest>> {
        self.levels.first()?.get(index)?;
        let sibling = |(height, level): (usize, &Vec<Digest>)| {
            let place = index.checked_shr(u32::try_from(height).ok()?)?;
            level.get(place ^ 1).copied()
        };
        Some(self.levels.iter().enumerate().filter_map(sibling).collect())
    }
}

/// The right edge of a growing tree: enough to append and to know the root, 64 digests at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect trees that `size` in binary consists of, largest first.
    peaks: Vec<Digest>,
}

impl Frontier {
    /// The number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf, already hashed by [`leaf`].
    pub fn append(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("a peak stands for each one bit of the size");
            hash = node(&left, &hash);
        }
        self.peaks.push(hash);
        self.size = self.size.checked_add(1).expect("a ledger has fewer than 2^64 entries");
    }

    /// The roots of the perfect trees that the size in binary consists of, largest first.
    pub fn peaks(&self) -> &[Digest] {
        &self.peaks
    }

    /// The edge of a tree of `size` leaves with these peaks; `None` where their number is not that of
    /// the ones in `size`.
    pub fn from_peaks(size: u64, peaks: Vec<Digest>) -> Option<Self> {
        (peaks.len() as u64 == u64::from(size.count_ones())).then_some(Self { size, peaks })
    }

    /// The root over all leaves so far.
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => empty_root(),
            Some(last) => peaks.fold(*last, |right, left| node(left, &right)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Digest> {
        (0..count).map(|n| leaf(&n.to_be_bytes())).collect()
    }

    /// The test tree of the Certificate Transparency project, published with RFC 6962 implementations.
    #[test]
    fn the_roots_are_the_published_ones() {
        let data: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let leaves: Vec<Digest> = data.iter().map(|data| leaf(data)).collect();
        assert_eq!(
            empty_root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            root(&leaves[..1]).to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            root(&leaves).to_string(),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        );
    }

    #[test]
    fn every_leaf_of_every_small_tree_is_proved_and_no_other_place_is() {
        for count in 1..=17 {
            let leaves = leaves(count);
            let root = root(&leaves);
            for (index, leaf) in leaves.iter().enumerate() {
                let path = path(&leaves, index).unwrap();
                for claimed in 0..count + 2 {
                    let reached = root_from_path(*leaf, claimed as u64, count as u64, &path);
                    assert_eq!(reached == Some(root), claimed == index, "{claimed} for {index} of {count}");
                }
            }
            assert_eq!(path(&leaves, count), None);
        }
    }

    proptest! {
        #[test]
        fn a_tree_in_memory_gives_the_same_root_and_paths(count in 0usize..70) {
            let leaves = leaves(count);
            let tree = Tree::new(leaves.clone());
            prop_assert_eq!(tree.root(), root(&leaves));
            for index in 0..=count {
                prop_assert_eq!(tree.path(index), path(&leaves, index));
            }
        }

        #[test]
        fn a_growing_tree_has_the_root_of_the_whole(count in 0usize..200) {
            let leaves = leaves(count);
            let mut frontier = Frontier::default();
            for leaf in &leaves {
                frontier.append(*leaf);
            }
            prop_assert_eq!(frontier.root(), root(&leaves));
            prop_assert_eq!(frontier.size(), count as u64);
        }

        #[test]
        fn a_path_that_is_longer_or_shorter_leads_nowhere(count in 2usize..40, index in 0usize..40) {
            let leaves = leaves(count);
            let index = index % count;
            let mut path = path(&leaves, index).unwrap();
            path.push(Digest::ZERO);
            prop_assert_eq!(root_from_path(leaves[index], index as u64, count as u64, &path), None);
            path.truncate(path.len() - 2);
            prop_assert_eq!(root_from_path(leaves[index], index as u64, count as u64, &path), None);
        }
    }
}
