//! `certificate.issue` and `certificate.revoke`: papers, and the end of a paper.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    commitment::GROUPS,
    hash::{Digest, tagged},
    id::{EntryId, Handle},
    outcome::{write_act, write_certificate, write_date},
};
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate};

/// The kind of `certificate.issue`.
pub(super) const CERTIFICATE_ISSUE: u8 = 2;

/// What kind of paper a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// "Tugʻilganlik haqida guvohnoma".
    BirthCertificate,
}

impl Document {
    /// The number of the kind in every format.
    pub const fn number(self) -> u8 {
        match self {
            Self::BirthCertificate => 1,
        }
    }

    /// The kind of a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::BirthCertificate),
            _ => None,
        }
    }

    /// The act it is a certificate of.
    pub const fn act_kind(self) -> ActKind {
        match self {
            Self::BirthCertificate => ActKind::Birth,
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
        self.disclosed
            .iter()
            .filter_map(|group| self.roots.get(usize::from(*group)).map(|root| (*group, *root)))
            .collect()
    }
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
        let fault = from.malformed("a kind of document: 1");
        let document = Document::from_number(from.uint("a kind of document: 1")?).ok_or(fault)?;
        let fault = from.malformed("the roots of six groups");
        let roots = from.list(GROUPS, "the roots of six groups")?;
        let roots: [Digest; GROUPS] = roots.try_into().or(Err(fault))?;
        let fault = from.malformed("the numbers of the groups shown, ascending, each below 6");
        let disclosed = from.bytes(GROUPS, "the numbers of at most six groups")?.to_vec();
        if !disclosed.is_sorted_by(|a, b| a < b)
            || disclosed.iter().any(|group| usize::from(*group) >= GROUPS)
        {
            return Err(fault);
        }
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

/// What a certificate's proof says openly; everything of it stands in the QR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCertificate {
    /// What kind of paper.
    pub document: Document,
    /// The number of the act.
    pub act: ActNumber,
    /// The day the act was registered.
    pub act_date: CivilDate,
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
        write_act(&mut to, self.act);
        write_date(&mut to, self.act_date);
        to.array(self.groups.len());
        for (group, root) in &self.groups {
            to.array(2).uint(*group).value(root);
        }
        write_certificate(&mut to, self.number);
        write_date(&mut to, self.date);
        to.value(&self.handle);
        tagged("dalolat/opened/1", &[&[CERTIFICATE_ISSUE], &to.into_bytes()])
    }
}
