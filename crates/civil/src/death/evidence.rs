//! What proves a death.
use crate::{CivilDate, code::Country, notice::MedicalNotice, person::words, redact::redacted, text::Text};

/// What proves a death.
#[derive(Clone, PartialEq, Eq)]
pub enum DeathEvidence {
    /// The medical certificate: the usual case.
    Medical(MedicalCertificate),
    /// A court decision.
    Court {
        /// What the court found.
        finding: CourtFinding,
        /// The number of the decision.
        number: Text,
        /// The day of the decision.
        date: CivilDate,
        /// The day since which it is in force.
        in_force: CivilDate,
        /// Which court.
        issuer: Text,
    },
    /// A certificate of another state on a death there.
    ForeignCertificate {
        /// The number of the certificate.
        number: Text,
        /// The day of issue.
        issued: CivilDate,
        /// Who issued it.
        issuer: Text,
        /// The state.
        country: Country,
    },
}

/// The medical certificate of a death.
#[derive(Clone, PartialEq, Eq)]
pub struct MedicalCertificate {
    /// Number, day, facility and signer.
    pub notice: MedicalNotice,
    /// How final it is.
    pub kind: CertificateKind,
}

/// How final a medical certificate of a death is.
#[derive(Clone, PartialEq, Eq)]
pub enum CertificateKind {
    /// Final.
    Final,
    /// Preliminary: the cause is still examined.
    Preliminary,
    /// In the place of another.
    Replacing {
        /// The number of the certificate that is replaced.
        number: Text,
    },
}

impl CertificateKind {
    /// The word used in files: `final`, `preliminary`, `replacing`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Preliminary => "preliminary",
            Self::Replacing { .. } => "replacing",
        }
    }

    /// The number of the certificate that is replaced.
    pub const fn replaces(&self) -> Option<&Text> {
        match self {
            Self::Final | Self::Preliminary => None,
            Self::Replacing { number } => Some(number),
        }
    }
}

/// What a court found about a death.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CourtFinding {
    /// It declared a missing person dead. Should the person appear, a court sets it aside (rule D4).
    DeclaredDead,
    /// It found that a death happened.
    FactOfDeath,
}

words!(CourtFinding, "finding of a court", 2, {
    DeclaredDead => "declared-dead", FactOfDeath => "fact-of-death",
});

impl DeathEvidence {
    /// The word used in files: `medical-certificate`, `declared-dead`, `fact-of-death`,
    /// `foreign-certificate`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Medical(_) => "medical-certificate",
            Self::Court { finding, .. } => finding.word(),
            Self::ForeignCertificate { .. } => "foreign-certificate",
        }
    }

    /// The number, the day and the issuer of the paper.
    pub const fn reference(&self) -> (&Text, CivilDate, &Text) {
        match self {
            Self::Medical(MedicalCertificate { notice, .. }) => {
                (&notice.number, notice.issued, &notice.facility)
            }
            Self::Court { number, date, issuer, .. } => (number, *date, issuer),
            Self::ForeignCertificate { number, issued, issuer, .. } => (number, *issued, issuer),
        }
    }

    /// The day from which the term to declare runs: of issue, of a decision that of its force.
    pub const fn term_begins(&self) -> CivilDate {
        match self {
            Self::Medical(certificate) => certificate.notice.issued,
            Self::Court { in_force, .. } => *in_force,
            Self::ForeignCertificate { issued, .. } => *issued,
        }
    }

    /// The medical certificate, where it is one.
    pub const fn medical(&self) -> Option<&MedicalCertificate> {
        match self {
            Self::Medical(certificate) => Some(certificate),
            Self::Court { .. } | Self::ForeignCertificate { .. } => None,
        }
    }

    /// The day since which a court decision is in force.
    pub const fn in_force(&self) -> Option<CivilDate> {
        match self {
            Self::Court { in_force, .. } => Some(*in_force),
            Self::Medical(_) | Self::ForeignCertificate { .. } => None,
        }
    }

    /// The state of a foreign certificate.
    pub const fn country(&self) -> Option<Country> {
        match self {
            Self::ForeignCertificate { country, .. } => Some(*country),
            Self::Medical(_) | Self::Court { .. } => None,
        }
    }
}

redacted!(DeathEvidence, MedicalCertificate, CertificateKind);
