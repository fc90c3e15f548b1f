//! A receipt: that an entry, with its outcome, is final. It is checked against one key of 96 bytes.
//!
//! A block whose own finalization is not at hand is proved through its child: each [`Hop`] opens the
//! child's digest down to its parent's.
use crate::{
    block::{ENTRIES_MAX, header_digest, rest},
    cbor::{Canonical, Malformed, Reader, Writer},
    entry::{SignedEntry, entry_digest},
    finalization::Finalization,
    hash::Digest,
    merkle,
    network::{NetworkId, NetworkKey},
    outcome::Outcome,
};

/// The longest path in a tree of at most 1,024 entries.
pub const PATH_MAX: usize = 10;
/// The most hops in a receipt kept in a file.
pub const HOPS_MAX: usize = 64;

/// One step from a block to its child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The child's time.
    pub time_ms: u64,
    /// The child's number of entries.
    pub entry_count: u32,
    /// The root over the child's entries.
    pub entries_root: Digest,
    /// The inner level of the child's header.
    pub rest2: Digest,
}

impl Canonical for Hop {
    const MAX_BYTES: usize = 96;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.time_ms).uint(self.entry_count).value(&self.entries_root).value(&self.rest2);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a hop of four values")?;
        Ok(Self {
            time_ms: from.uint("a time in milliseconds")?,
            entry_count: read_count(from)?,
            entries_root: Digest::read(from)?,
            rest2: Digest::read(from)?,
        })
    }
}

/// Where in a final block an entry stands: everything of a receipt but the entry's own halves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The place of the entry in its block, from 0.
    pub index: u32,
    /// The number of entries in the block.
    pub entry_count: u32,
    /// The siblings up to the root over the block's entries.
    pub path: Vec<Digest>,
    /// The height of the block.
    pub height: u64,
    /// The time of the block, in milliseconds since 1970.
    pub time_ms: u64,
    /// The rest of the block's header.
    pub rest: Digest,
    /// The way to a block that is certified, where this one is not.
    pub hops: Vec<Hop>,
    /// The quorum's signature under the last block of the way.
    pub finalization: Finalization,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The halves of the entry digest are not those of the entry and outcome at hand.
    #[error("the receipt is of another entry or of another outcome")]
    OtherEntry,
    /// The path does not belong to a tree of that size.
    #[error("the path through the block's tree has not the shape of its place")]
    Path,
    /// The signature is not the quorum's over what the values lead to.
    #[error("the quorum's signature does not fit these values")]
    Quorum,
}

impl Broken {
    /// The code of the fault, which never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherEntry => "other-entry",
            Self::Path => "path",
            Self::Quorum => "signature",
        }
    }
}

impl Inclusion {
    /// The digest of the block that the entry of `digest` stands in.
    fn block_digest(&self, digest: &Digest) -> Option<Digest> {
        let (index, count) = (u64::from(self.index), u64::from(self.entry_count));
        let root = merkle::root_from_path(merkle::leaf(digest.as_ref()), index, count, &self.path)?;
        Some(header_digest(self.height, self.time_ms, self.entry_count, &root, &self.rest))
    }

    /// The digest of the block that the finalization is of.
    pub fn certified_digest(&self, entry: &Digest) -> Option<Digest> {
        let own = self.block_digest(entry)?;
        let mut height = self.height;
        self.hops.iter().try_fold(own, |parent, hop| {
            height = height.checked_add(1)?;
            let rest = rest(&parent, &hop.rest2);
            Some(header_digest(height, hop.time_ms, hop.entry_count, &hop.entries_root, &rest))
        })
    }

    /// Checks that the entry of digest `entry` is final on that network.
    pub fn verify(&self, entry: &Digest, network: NetworkId, key: &NetworkKey) -> Result<(), Broken> {
        let certified = self.certified_digest(entry).ok_or(Broken::Path)?;
        if self.finalization.verify(network, key, &certified) { Ok(()) } else { Err(Broken::Quorum) }
    }
}

impl Canonical for Inclusion {
    const MAX_BYTES: usize = 8 * 1024;

    fn write(&self, to: &mut Writer) {
        to.array(8).uint(self.index).uint(self.entry_count).list(&self.path).uint(self.height);
        to.uint(self.time_ms).value(&self.rest).list(&self.hops).value(&self.finalization);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(8, "an inclusion of eight values")?;
        Ok(Self {
            index: from.uint("a place in the block")?,
            entry_count: read_count(from)?,
            path: from.list(PATH_MAX, "a path of at most ten digests")?,
            height: from.uint("a height")?,
            time_ms: from.uint("a time in milliseconds")?,
            rest: Digest::read(from)?,
            hops: from.list(HOPS_MAX, "at most 64 hops")?,
            finalization: Finalization::read(from)?,
        })
    }
}

/// A receipt: the two halves of the entry digest, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The half that says something openly.
    pub opened: Digest,
    /// The half that hides the signed entry.
    pub closed: Digest,
    /// Where the entry stands.
    pub inclusion: Inclusion,
}

impl Receipt {
    /// Checks that something with these halves is final.
    pub fn verify(&self, network: NetworkId, key: &NetworkKey) -> Result<(), Broken> {
        self.inclusion.verify(&entry_digest(&self.opened, &self.closed), network, key)
    }

    /// Checks that this very entry became final with this very outcome.
    pub fn verify_for(
        &self,
        entry: &SignedEntry,
        outcome: &Outcome,
        network: NetworkId,
        key: &NetworkKey,
    ) -> Result<(), Broken> {
        if self.opened != entry.opened(outcome) || self.closed != entry.closed(outcome) {
            return Err(Broken::OtherEntry);
        }
        self.verify(network, key)
    }
}

impl Canonical for Receipt {
    const MAX_BYTES: usize = 8 * 1024 + 96;

    fn write(&self, to: &mut Writer) {
        to.array(3).value(&self.opened).value(&self.closed).value(&self.inclusion);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a receipt of three values")?;
        Ok(Self {
            opened: Digest::read(from)?,
            closed: Digest::read(from)?,
            inclusion: Inclusion::read(from)?,
        })
    }
}

fn read_count(from: &mut Reader<'_>) -> Result<u32, Malformed> {
    let expected = "a number of entries, at most 1,024";
    let fault = from.malformed(expected);
    let count: u32 = from.uint(expected)?;
    if count as usize <= ENTRIES_MAX { Ok(count) } else { Err(fault) }
}
