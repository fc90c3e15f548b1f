//! `reference.issue`: papers on a search, which are of no act.
use super::{Document, certificates::read_groups};
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    commitment::GROUPS,
    hash::Digest,
    id::Handle,
};

/// `reference.issue`: that a search found no record, or no marriage in force. It is numbered with the
/// certificates of its office and has a status like them; no act stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceIssue {
    /// What kind of paper: of a search, never of an act.
    pub document: Document,
    /// The version of the record's schema.
    pub schema: u8,
    /// The roots of all disclosure groups of what was searched and found, in order.
    pub roots: [Digest; GROUPS],
    /// Which groups the paper shows, ascending.
    pub disclosed: Vec<u8>,
    /// The status handle, random, found only on the paper.
    pub handle: Handle,
}

impl ReferenceIssue {
    /// The groups that the paper shows, with their roots.
    pub fn shown(&self) -> Vec<(u8, Digest)> {
        super::certificates::shown(&self.roots, &self.disclosed)
    }

    /// Whether the paper is one of a search.
    pub(super) const fn fits(&self) -> bool {
        self.document.record_kind().act().is_none()
    }
}

impl Canonical for ReferenceIssue {
    const MAX_BYTES: usize = 288;

    fn write(&self, to: &mut Writer) {
        to.array(5).uint(self.document.number()).uint(self.schema).list(&self.roots);
        to.bytes(&self.disclosed).value(&self.handle);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a reference of five values")?;
        let expected = "a kind of document: 19 or 20, of a search";
        let fault = from.malformed(expected);
        let document = Document::from_number(from.uint(expected)?).ok_or_else(|| fault.clone())?;
        let schema = from.uint("a schema version")?;
        let (roots, disclosed) = read_groups(from)?;
        let reference = Self { document, schema, roots, disclosed, handle: Handle::read(from)? };
        if reference.fits() { Ok(reference) } else { Err(fault) }
    }
}
