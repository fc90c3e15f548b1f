//! `certificate.issue` and `certificate.revoke`: papers, and the end of a paper.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    commitment::GROUPS,
    hash::{Digest, tagged},
    id::{EntryId, Handle},
    outcome::{write_act, write_certificate, write_date},
};
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, RecordKind};

/// The kind of `certificate.issue`.
pub(super) const CERTIFICATE_ISSUE: u8 = 2;
/// The kind of `reference.issue`.
pub(super) const REFERENCE_ISSUE: u8 = 28;

/// What kind of paper a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The certificate of an act: "Tugʻilganlik haqida guvohnoma" and its sisters.
    Certificate(ActKind),
    /// The reference on an act, without the emblem and of the same force: what a notified birth is answered
    /// with, and the only paper on a stillbirth.
    Reference(ActKind),
    /// That a search found no record.
    NoRecord,
    /// That a search found no marriage in force.
    NotMarried,
}

impl Document {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Certificate(ActKind::Birth),
        Self::Certificate(ActKind::Death),
        Self::Certificate(ActKind::Marriage),
        Self::Certificate(ActKind::Divorce),
        Self::Reference(ActKind::Birth),
        Self::Reference(ActKind::Death),
        Self::Reference(ActKind::Marriage),
        Self::Reference(ActKind::Divorce),
        Self::NoRecord,
        Self::NotMarried,
    ];

    /// The number of the kind in every format: 1, and 12 to 20. Those from 2 to 11 stay without a meaning:
    /// published vectors name 2 as a kind that no reader knows.
    pub const fn number(self) -> u8 {
        match self {
            Self::Certificate(ActKind::Birth) => 1,
            Self::Certificate(ActKind::Death) => 12,
            Self::Certificate(ActKind::Marriage) => 13,
            Self::Certificate(ActKind::Divorce) => 14,
            Self::Reference(ActKind::Birth) => 15,
            Self::Reference(ActKind::Death) => 16,
            Self::Reference(ActKind::Marriage) => 17,
            Self::Reference(ActKind::Divorce) => 18,
            Self::NoRecord => 19,
            Self::NotMarried => 20,
        }
    }

    /// The kind of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|document| document.number() == number)
    }

    /// The record that it shows.
    pub const fn record_kind(self) -> RecordKind {
        match self {
            Self::Certificate(kind) | Self::Reference(kind) => RecordKind::Act(kind),
            Self::NoRecord => RecordKind::NoRecord,
            Self::NotMarried => RecordKind::NotMarried,
        }
    }

    /// The word of the kind in files: `birth-certificate`, `death-reference`, `no-record`, `not-married` …
    pub const fn word(self) -> &'static str {
        match self {
            Self::Certificate(ActKind::Birth) => "birth-certificate",
            Self::Certificate(ActKind::Death) => "death-certificate",
            Self::Certificate(ActKind::Marriage) => "marriage-certificate",
            Self::Certificate(ActKind::Divorce) => "divorce-certificate",
            Self::Reference(ActKind::Birth) => "birth-reference",
            Self::Reference(ActKind::Death) => "death-reference",
            Self::Reference(ActKind::Marriage) => "marriage-reference",
            Self::Reference(ActKind::Divorce) => "divorce-reference",
            Self::NoRecord => "no-record",
            Self::NotMarried => "not-married",
        }
    }
}

/// `certificate.issue`: a certificate of an act. It proves itself, never the act's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateIssue {
    /// The act, by the entry that registered it.
    pub act: EntryId,
    /// What kind of paper.
    pub document: Document,
    /// The roots of all disclosure groups of the act, in order.
    pub roots: [Digest; GROUPS],
    /// Which groups the paper shows, ascending.
    pub disclosed: Vec<u8>,
    /// The status handle, random, found only on the paper.
    pub handle: Handle,
}

impl CertificateIssue {
    /// The groups that the paper shows, with their roots.
    pub fn shown(&self) -> Vec<(u8, Digest)> {
        shown(&self.roots, &self.disclosed)
    }
}

/// The groups of `disclosed` with their roots.
pub(super) fn shown(roots: &[Digest; GROUPS], disclosed: &[u8]) -> Vec<(u8, Digest)> {
    disclosed.iter().filter_map(|group| roots.get(usize::from(*group)).map(|root| (*group, *root))).collect()
}

/// Reads the roots of all groups, and which of them a paper shows.
pub(super) fn read_groups(from: &mut Reader<'_>) -> Result<([Digest; GROUPS], Vec<u8>), Malformed> {
    let fault = from.malformed("the roots of six groups");
    let roots = from.list(GROUPS, "the roots of six groups")?;
    let roots: [Digest; GROUPS] = roots.try_into().or(Err(fault))?;
    let fault = from.malformed("the numbers of the groups shown, ascending, each below 6");
    let disclosed = from.bytes(GROUPS, "the numbers of at most six groups")?.to_vec();
    if !disclosed.is_sorted_by(|a, b| a < b) || disclosed.iter().any(|group| usize::from(*group) >= GROUPS) {
        return Err(fault);
    }
    Ok((roots, disclosed))
}

impl Canonical for CertificateIssue {
    const MAX_BYTES: usize = 320;

    fn write(&self, to: &mut Writer) {
        to.array(5).value(&self.act).uint(self.document.number()).list(&self.roots);
        to.bytes(&self.disclosed).value(&self.handle);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a certificate of five values")?;
        let act = EntryId::read(from)?;
        let fault = from.malformed("a kind of document: 1, or 12 to 18, of an act");
        let document = Document::from_number(from.uint("a kind of document: 1, or 12 to 18, of an act")?);
        let document = document.filter(|document| document.record_kind().act().is_some()).ok_or(fault)?;
        let (roots, disclosed) = read_groups(from)?;
        Ok(Self { act, document, roots, disclosed, handle: Handle::read(from)? })
    }
}

/// `certificate.revoke`: a paper that is no longer in force. The act is untouched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateRevoke {
    /// The paper, by its status handle.
    pub handle: Handle,
    /// Why.
    pub reason: RevocationReason,
}

/// Why a paper is no longer in force. Whoever asks for the status learns of theft alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RevocationReason {
    /// The blank was spoiled.
    Spoiled,
    /// The holder lost it.
    Lost,
    /// It was stolen.
    Stolen,
    /// It was issued in error.
    IssuedInError,
}

impl RevocationReason {
    /// All reasons, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Spoiled, Self::Lost, Self::Stolen, Self::IssuedInError];

    /// The number of the reason in every format, 1 to 4.
    pub const fn number(self) -> u8 {
        match self {
            Self::Spoiled => 1,
            Self::Lost => 2,
            Self::Stolen => 3,
            Self::IssuedInError => 4,
        }
    }

    /// The word of the reason: `spoiled`, `lost`, `stolen`, `error`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Spoiled => "spoiled",
            Self::Lost => "lost",
            Self::Stolen => "stolen",
            Self::IssuedInError => "error",
        }
    }
}

impl Canonical for CertificateRevoke {
    const MAX_BYTES: usize = 24;

    fn write(&self, to: &mut Writer) {
        to.array(2).value(&self.handle).uint(self.reason.number());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a revocation of two values")?;
        let handle = Handle::read(from)?;
        let fault = from.malformed("the reason of a revocation, 1 to 4");
        let number: u8 = from.uint("the reason of a revocation, 1 to 4")?;
        let reason = RevocationReason::ALL.into_iter().find(|reason| reason.number() == number);
        Ok(Self { handle, reason: reason.ok_or(fault)? })
    }
}

/// What the proof of a certificate or a reference says openly; everything of it stands in the QR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCertificate {
    /// What kind of paper.
    pub document: Document,
    /// The number of the act and the day it was registered; `None` where the paper is of a search.
    pub act: Option<(ActNumber, CivilDate)>,
    /// The groups shown and their roots.
    pub groups: Vec<(u8, Digest)>,
    /// The number of the certificate.
    pub number: CertificateNumber,
    /// The day of issue.
    pub date: CivilDate,
    /// The status handle.
    pub handle: Handle,
}

impl OpenedCertificate {
    /// The half of the entry digest that a verifier recomputes from the paper.
    pub fn digest(&self) -> Digest {
        let mut to = Writer::default();
        to.array(7).uint(self.document.number());
        match self.act {
            Some((number, date)) => {
                write_act(&mut to, number);
                write_date(&mut to, date);
            }
            None => {
                to.null().null();
            }
        }
        to.array(self.groups.len());
        for (group, root) in &self.groups {
            to.array(2).uint(*group).value(root);
        }
        write_certificate(&mut to, self.number);
        write_date(&mut to, self.date);
        to.value(&self.handle);
        let kind = match self.document {
            Document::Certificate(_) | Document::Reference(_) => CERTIFICATE_ISSUE,
            Document::NoRecord | Document::NotMarried => REFERENCE_ISSUE,
        };
        tagged("dalolat/opened/1", &[&[kind], &to.into_bytes()])
    }
}
