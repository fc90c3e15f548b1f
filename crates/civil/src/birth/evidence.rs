//! What proves a birth.
use crate::{CivilDate, code::Country, notice::MedicalNotice, redact::redacted, text::Text};

/// What proves a birth.
#[derive(Clone, PartialEq, Eq)]
pub enum BirthEvidence {
    /// The medical notice: the usual case.
    MedicalNotice(MedicalNotice),
    /// A court decision on the fact of the birth.
    CourtDecision {
        /// The number of the decision.
        number: Text,
        /// The day of the decision.
        date: CivilDate,
        /// Which court.
        issuer: Text,
    },
    /// The report on a foundling.
    FoundlingReport {
        /// The number of the report.
        number: Text,
        /// The day of the report.
        issued: CivilDate,
        /// The body that reports: interior, guardianship or health.
        body: Text,
        /// Its instruction which parents to enter, where it gave one (rule B5).
        instruction: Option<Instruction>,
    },
    /// A certificate of another state on a birth there.
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
    /// An extract from a hospital's archive, for a birth registered late.
    HospitalExtract {
        /// The number of the extract.
        number: Text,
        /// The day of issue.
        issued: CivilDate,
        /// The facility whose archive it is from.
        facility: Text,
    },
}

/// The instruction of the body that reports a foundling, which parents' names to enter.
#[derive(Clone, PartialEq, Eq)]
pub struct Instruction {
    /// The number of the letter.
    pub number: Text,
    /// Its day.
    pub date: CivilDate,
}

impl BirthEvidence {
    /// The word used in files: `medical-notice`, `court-decision`, `foundling-report`,
    /// `foreign-certificate`, `hospital-extract`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::MedicalNotice(_) => "medical-notice",
            Self::CourtDecision { .. } => "court-decision",
            Self::FoundlingReport { .. } => "foundling-report",
            Self::ForeignCertificate { .. } => "foreign-certificate",
            Self::HospitalExtract { .. } => "hospital-extract",
        }
    }

    /// The medical notice, where it is one.
    pub const fn notice(&self) -> Option<&MedicalNotice> {
        match self {
            Self::MedicalNotice(notice) => Some(notice),
            Self::CourtDecision { .. }
            | Self::FoundlingReport { .. }
            | Self::ForeignCertificate { .. }
            | Self::HospitalExtract { .. } => None,
        }
    }

    /// The instruction on a foundling's parents, where there is one.
    pub const fn instruction(&self) -> Option<&Instruction> {
        match self {
            Self::FoundlingReport { instruction, .. } => instruction.as_ref(),
            Self::MedicalNotice(_)
            | Self::CourtDecision { .. }
            | Self::ForeignCertificate { .. }
            | Self::HospitalExtract { .. } => None,
        }
    }

    /// The state of a foreign certificate.
    pub const fn country(&self) -> Option<Country> {
        match self {
            Self::ForeignCertificate { country, .. } => Some(*country),
            Self::MedicalNotice(_)
            | Self::CourtDecision { .. }
            | Self::FoundlingReport { .. }
            | Self::HospitalExtract { .. } => None,
        }
    }

    /// Whether the child was found and its parents are not known.
    pub const fn is_foundling(&self) -> bool {
        matches!(self, Self::FoundlingReport { .. })
    }

    /// The number, the day and the issuer of the paper.
    pub const fn reference(&self) -> (&Text, CivilDate, &Text) {
        match self {
            Self::MedicalNotice(notice) => (&notice.number, notice.issued, &notice.facility),
            Self::CourtDecision { number, date, issuer } => (number, *date, issuer),
            Self::FoundlingReport { number, issued, body, .. } => (number, *issued, body),
            Self::ForeignCertificate { number, issued, issuer, .. } => (number, *issued, issuer),
            Self::HospitalExtract { number, issued, facility } => (number, *issued, facility),
        }
    }
}

redacted!(BirthEvidence, Instruction);
