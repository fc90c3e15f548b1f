//! The paper or message by which a health facility reports a birth or a death.
use crate::{CivilDate, redact::redacted, text::Text};

/// What a facility reports. One notice serves one act.
#[derive(Clone, PartialEq, Eq)]
pub struct MedicalNotice {
    /// The number of the notice.
    pub number: Text,
    /// The day of issue.
    pub issued: CivilDate,
    /// The facility that issued it.
    pub facility: Text,
    /// The doctor or midwife who signed it. Personal data.
    pub signed_by: Text,
}

redacted!(MedicalNotice);
