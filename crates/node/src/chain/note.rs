//! What is noted beside the state on the disk: how far the chain was executed, and the log there.
//!
//! # Format
//!
//! Canonical CBOR: `[genesis root, height, log size, [peak, …], [[height, root], …]]`.
use protocol::{
    Canonical, Digest, Malformed,
    cbor::{Reader, Writer},
    merkle::Frontier,
};
use std::collections::BTreeMap;

/// The most roots of states that a note holds; a chain keeps far fewer.
const ROOTS_MAX: usize = 1024;

/// How far the chain was executed when its state was brought to the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// The root of the state that the genesis describes, which block 0 names.
    pub(super) genesis_root: Digest,
    /// The height of the last executed block.
    pub(super) height: u64,
    /// The log after it.
    pub(super) log: Frontier,
    /// The roots of the states that later blocks may name, by height.
    pub(super) roots: BTreeMap<u64, Digest>,
}

impl Canonical for Note {
    const MAX_BYTES: usize = crate::store::NOTE_BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(5)
            .value(&self.genesis_root)
            .uint(self.height)
            .uint(self.log.size())
            .list(self.log.peaks())
            .array(self.roots.len());
        for (height, root) in &self.roots {
            to.array(2).uint(*height).value(root);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a note of five values")?;
        let genesis_root = Digest::read(from)?;
        let height = from.uint("a height")?;
        let size = from.uint("a number of entries")?;
        let fault = from.malformed("as many peaks as ones in the size");
        let log = Frontier::from_peaks(size, from.list(64, "at most 64 peaks")?).ok_or(fault)?;
        let count = from.array_up_to(ROOTS_MAX, "at most 1,024 roots")?;
        let mut roots = BTreeMap::new();
        for _ in 0..count {
            from.array(2, "a root of two values")?;
            roots.insert(from.uint("a height")?, Digest::read(from)?);
        }
        Ok(Self { genesis_root, height, log, roots })
    }
}
