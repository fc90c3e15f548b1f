//! Entries: what officers sign, and what the ledger keeps of it.
//!
//! An entry says everything except its number and date: those are the ledger's [`Outcome`]. Its id is
//! SHA-256 over its bytes; signatures stand beside it and do not change the id.
//!
//! # Format
//!
//! A canonical CBOR array of twelve values; the body depends on the kind (`docs/formats/entry.md`).
//! A signed entry has at most 4 KiB, of a bulk kind 64 KiB; everything else is refused unread.
//!
//! # Invariants
//!
//! No name, date of birth, place or personal number stands here: commitments, tags, numbers, times and
//! signatures alone. Evidence is salted commitments of scans and papers, never a bare hash.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, sha256, tagged},
    id::EntryId,
    network::NetworkId,
    outcome::Outcome,
    signature::{Signature, read_office},
};
use civil::{OfficeCode, Serial};
use std::sync::Arc;

mod acts;
mod anchors;
mod applications;
mod body;
mod certificates;
mod effects;
mod legacy;
mod numbers;
mod references;
mod repairs;
mod staff;
#[cfg(test)]
mod tests;

pub use acts::{ActRegister, RuleCode, Waiver, WaiverBasis};
pub use anchors::{Anchor, ArchiveBatch};
pub use applications::{ApplicationLodge, ApplicationWithdraw, Purpose};
pub use body::Body;
pub use certificates::{CertificateIssue, CertificateRevoke, Document, OpenedCertificate, RevocationReason};
pub use effects::{DivorceRoute, Effects};
pub use legacy::{LEGACY_ROWS_MAX, LegacyEffects, LegacyOpen, LegacyRow, LegacyStatus, RegionLoaded};
pub use numbers::{NumberRelease, NumberReserve};
pub use references::ReferenceIssue;
pub use repairs::{ActDispute, ActDisputeEnd, PersonJoin, PersonMove, PersonPart};
pub use staff::{KeyChange, KeyEntry, OfficeEntry, OfficeStanding, Parameter, ParameterChange, RulesChange};

pub(crate) use acts::read_act_kind;

/// The greatest size of a signed entry, in bytes.
pub const ENTRY_BYTES_MAX: usize = 4096;
/// The greatest size of a signed entry of a bulk kind ([`Body::is_bulk`]), in bytes.
pub const BULK_ENTRY_BYTES_MAX: usize = 64 * 1024;
/// The register that an entry is of: other registers will have other numbers.
const CIVIL_REGISTER: u16 = 0;
const SIGNATURES_MAX: usize = 16;
const EVIDENCE_MAX: usize = 16;

/// Which number an act asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRequest {
    /// The next of its series.
    Next,
    /// One of a range that the office had reserved for work without a line.
    Reserved {
        /// The ordinal of the range among those of the office.
        range: u32,
        /// The number.
        serial: Serial,
    },
}

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Signed by a registrar in this system.
    Native,
    /// Sealed from an existing register by its connector; weaker, and shown so.
    Attached,
    /// Made before the ledger.
    Legacy,
    /// Made without a line on reserved numbers.
    Offline,
    /// Written in the emergency book first.
    EmergencySheet,
}

impl Origin {
    /// All origins, in the order of their numbers.
    pub const ALL: [Self; 5] =
        [Self::Native, Self::Attached, Self::Legacy, Self::Offline, Self::EmergencySheet];

    /// The number of the origin in every format, 1 to 5.
    pub const fn number(self) -> u8 {
        match self {
            Self::Native => 1,
            Self::Attached => 2,
            Self::Legacy => 3,
            Self::Offline => 4,
            Self::EmergencySheet => 5,
        }
    }
}

/// An entry without its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// For which network it is signed.
    pub network: NetworkId,
    /// 16 random bytes, so that no two entries are the same.
    pub nonce: [u8; 16],
    /// The number asked for; only `act.register` may ask for a reserved one.
    pub number: NumberRequest,
    /// When the officer signed, in milliseconds since 1970, by the officer's machine.
    pub signed_at: u64,
    /// Until when it may enter a block.
    pub valid_until: u64,
    /// The office in whose name it is made; none for entries about the whole register.
    pub office: Option<OfficeCode>,
    /// Where it comes from.
    pub origin: Origin,
    /// What it does.
    pub body: Body,
    /// Salted commitments of the papers it rests on.
    pub evidence: Vec<Digest>,
}

impl Entry {
    /// The entry's id: SHA-256 over its bytes.
    pub fn id(&self) -> EntryId {
        sha256(&[&self.to_bytes()]).into()
    }
}

impl Canonical for Entry {
    const MAX_BYTES: usize = BULK_ENTRY_BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(12).uint(1u8).value(&self.network).uint(CIVIL_REGISTER).uint(self.body.kind());
        to.bytes(&self.nonce);
        match self.number {
            NumberRequest::Next => to.null(),
            NumberRequest::Reserved { range, serial } => to.array(2).uint(range).uint(serial.get()),
        };
        to.uint(self.signed_at).uint(self.valid_until);
        match self.office {
            Some(office) => to.uint(office.get()),
            None => to.null(),
        };
        to.uint(self.origin.number());
        self.body.write(to);
        to.list(&self.evidence);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(12, "an entry of twelve values")?;
        let fault = from.malformed("entry format 1");
        if from.uint::<u8>("entry format 1")? != 1 {
            return Err(fault);
        }
        let network = NetworkId::read(from)?;
        let fault = from.malformed("register 0, the civil one");
        if from.uint::<u16>("register 0, the civil one")? != CIVIL_REGISTER {
            return Err(fault);
        }
        let kind = from.uint("an entry kind")?;
        let nonce = from.fixed("a nonce of 16 bytes")?;
        let number = read_number(from, kind)?;
        let signed_at = from.uint("a time in milliseconds")?;
        let valid_until = from.uint("a time in milliseconds")?;
        let fault = from.malformed("an office where the kind is of an office, else null");
        let office = if from.null() { None } else { Some(read_office(from)?) };
        let origin = read_origin(from)?;
        let body = Body::read(kind, from)?;
        if office.is_some() != body.is_of_an_office() {
            return Err(fault);
        }
        let evidence = from.list(EVIDENCE_MAX, "at most 16 pieces of evidence")?;
        Ok(Self { network, nonce, number, signed_at, valid_until, office, origin, body, evidence })
    }
}

fn read_number(from: &mut Reader<'_>, kind: u8) -> Result<NumberRequest, Malformed> {
    let expected = "null, or [range, serial from 1 to 99999] where an act is registered";
    let fault = from.malformed(expected);
    if from.null() {
        return Ok(NumberRequest::Next);
    }
    if kind != acts::ACT_REGISTER && kind != acts::ACT_REGISTER_WITH_EFFECTS {
        return Err(fault);
    }
    from.array(2, expected)?;
    let range = numbers::read_range(from)?;
    let serial = Serial::new(from.uint(expected)?).or(Err(fault))?;
    Ok(NumberRequest::Reserved { range, serial })
}

fn read_origin(from: &mut Reader<'_>) -> Result<Origin, Malformed> {
    let expected = "an origin from 1 to 5";
    let fault = from.malformed(expected);
    let number: u8 = from.uint(expected)?;
    Origin::ALL.into_iter().find(|origin| origin.number() == number).ok_or(fault)
}

/// An entry with the signatures of its officers, complete as the ledger sees it.
///
/// Cloning shares it: on its way through a validator an entry is in several places at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedEntry(Arc<Signed>);

#[derive(Debug, PartialEq, Eq)]
struct Signed {
    entry: Entry,
    signatures: Vec<Signature>,
    id: EntryId,
    /// The canonical bytes of all of it: they are hashed, sent and stored many times.
    bytes: Arc<[u8]>,
}

impl SignedEntry {
    /// The entry with its signatures, which are put in order. `None` for no signature, more than 16,
    /// a key that signs twice, more bytes than an entry of its kind may have, or a body whose parts do not
    /// fit together.
    pub fn new(entry: Entry, mut signatures: Vec<Signature>) -> Option<Self> {
        signatures.sort_by_key(|signature| signature.key);
        let signed = Self::assemble(entry, signatures);
        let fits = signed.entry().body.fits() && signed.bytes().len() <= signed.bytes_max();
        (signed.is_in_order() && fits).then_some(signed)
    }

    fn assemble(entry: Entry, signatures: Vec<Signature>) -> Self {
        let mut to = Writer::default();
        to.array(2).value(&entry);
        let id = sha256(&[to.written().get(1..).unwrap_or_default()]).into();
        to.list(&signatures);
        Self(Arc::new(Signed { entry, signatures, id, bytes: to.into_bytes().into() }))
    }

    /// The canonical bytes, shared.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.0.bytes
    }

    /// The entry.
    pub fn entry(&self) -> &Entry {
        &self.0.entry
    }

    /// The signatures, by key.
    pub fn signatures(&self) -> &[Signature] {
        &self.0.signatures
    }

    /// The id of the entry.
    pub fn id(&self) -> EntryId {
        self.0.id
    }

    fn is_in_order(&self) -> bool {
        let count = self.0.signatures.len();
        (1..=SIGNATURES_MAX).contains(&count) && self.0.signatures.is_sorted_by(|a, b| a.key < b.key)
    }

    fn bytes_max(&self) -> usize {
        if self.0.entry.body.is_bulk() { BULK_ENTRY_BYTES_MAX } else { ENTRY_BYTES_MAX }
    }

    /// The half of the entry digest that a proof shows: what it says without saying what is hidden.
    pub fn opened(&self, outcome: &Outcome) -> Digest {
        if let (Body::CertificateIssue(issue), Outcome::Certificate { number, date, act, act_date }) =
            (&self.0.entry.body, outcome)
        {
            let opened = OpenedCertificate {
                document: issue.document,
                act: Some((*act, *act_date)),
                groups: issue.shown(),
                number: *number,
                date: *date,
                handle: issue.handle,
            };
            return opened.digest();
        }
        if let (Body::ReferenceIssue(issue), Outcome::Reference { number, date }) =
            (&self.0.entry.body, outcome)
        {
            let opened = OpenedCertificate {
                document: issue.document,
                act: None,
                groups: issue.shown(),
                number: *number,
                date: *date,
                handle: issue.handle,
            };
            return opened.digest();
        }
        tagged("dalolat/opened/1", &[&[self.0.entry.body.kind()], &outcome.to_bytes()])
    }

    /// The half of the entry digest that a proof hides: the signed entry and its outcome.
    pub fn closed(&self, outcome: &Outcome) -> Digest {
        tagged("dalolat/closed/1", &[&self.0.bytes, &outcome.to_bytes()])
    }

    /// The entry digest, the leaf of the block's tree and of the log.
    pub fn digest(&self, outcome: &Outcome) -> Digest {
        entry_digest(&self.opened(outcome), &self.closed(outcome))
    }
}

impl Canonical for SignedEntry {
    const MAX_BYTES: usize = BULK_ENTRY_BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(2).value(&self.0.entry).list(&self.0.signatures);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let begun = from.position();
        from.array(2, "a signed entry of two values")?;
        let entry = Entry::read(from)?;
        let fault = from.malformed("1 to 16 signatures, ordered by key, each key once");
        let signatures = from.list(SIGNATURES_MAX, "at most 16 signatures")?;
        let signed = Self::assemble(entry, signatures);
        if !signed.is_in_order() {
            return Err(fault);
        }
        if signed.bytes().len() > signed.bytes_max() {
            return Err(from.malformed("the end: an entry of this kind has at most 4,096 bytes"));
        }
        from.same_since(begun, signed.bytes())?;
        Ok(signed)
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0.bytes.to_vec()
    }
}

/// The digest of an entry from its two halves.
pub fn entry_digest(opened: &Digest, closed: &Digest) -> Digest {
    tagged("dalolat/entry/1", &[opened.as_ref(), closed.as_ref()])
}
