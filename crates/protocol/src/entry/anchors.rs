//! `case.anchor`, `access.anchor`, `archive.batch`: roots of what is kept beside the ledger.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::Digest,
};

/// A root over the next records of a sequence: steps of an office's cases, or reads of the vault.
///
/// The records of all anchors of one sequence follow each other without a gap or an overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The anchor's ordinal in its sequence: 1, 2, 3 without a gap.
    pub ordinal: u64,
    /// The number of its first record; records are numbered from 0.
    pub first: u64,
    /// How many records it covers; none, where it says that nothing happened.
    pub count: u32,
    /// The RFC 6962 root over them.
    pub root: Digest,
}

impl Canonical for Anchor {
    const MAX_BYTES: usize = 64;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.ordinal).uint(self.first).uint(self.count).value(&self.root);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "an anchor of four values")?;
        let fault = from.malformed("the ordinal of an anchor, from 1");
        let ordinal = from.uint("the ordinal of an anchor, from 1")?;
        if ordinal == 0 {
            return Err(fault);
        }
        Ok(Self {
            ordinal,
            first: from.uint("the number of the first record")?,
            count: from.uint("a number of records")?,
            root: Digest::read(from)?,
        })
    }
}

/// `archive.batch`: old records brought in together, vouched for by custodians that hold the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveBatch {
    /// The batch's ordinal: 1, 2, 3 without a gap.
    pub ordinal: u64,
    /// How many records.
    pub count: u64,
    /// The RFC 6962 root over the leaves, sorted by legacy key.
    pub root: Digest,
    /// SHA-256 of the file of leaves, which every signing custodian holds.
    pub file: Digest,
    /// The size of that file, in bytes.
    pub file_bytes: u64,
}

impl Canonical for ArchiveBatch {
    const MAX_BYTES: usize = 104;

    fn write(&self, to: &mut Writer) {
        to.array(5).uint(self.ordinal).uint(self.count).value(&self.root);
        to.value(&self.file).uint(self.file_bytes);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a batch of five values")?;
        let fault = from.malformed("the ordinal of a batch and its number of records, both from 1");
        let ordinal = from.uint("the ordinal of a batch")?;
        let count = from.uint("a number of records")?;
        if ordinal == 0 || count == 0 {
            return Err(fault);
        }
        Ok(Self {
            ordinal,
            count,
            root: Digest::read(from)?,
            file: Digest::read(from)?,
            file_bytes: from.uint("a size in bytes")?,
        })
    }
}
