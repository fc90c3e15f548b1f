//! Of what somebody died, as the medical certificate has it.
use crate::{person::words, redact::redacted, text::Text};
use core::{fmt, str::FromStr};

/// The cause of a death: in words, in the lines of the international form, by code.
#[derive(Clone, PartialEq, Eq)]
pub struct Cause {
    /// The cause in words.
    pub text: Text,
    /// Lines a to d: what led directly to death, and below each what it was due to.
    pub lines: [Option<Text>; 4],
    /// Other conditions that contributed.
    pub other: Option<Text>,
    /// The underlying cause by code.
    pub icd: Option<Icd10>,
    /// The manner of death.
    pub manner: Option<Manner>,
}

impl Cause {
    /// A cause in words alone.
    pub const fn told(text: Text) -> Self {
        Self { text, lines: [None, None, None, None], other: None, icd: None, manner: None }
    }
}

/// A code of the International Classification of Diseases, tenth revision: `I21` or `I21.9`.
///
/// The form is checked and not the list, which changes every year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Icd10 {
    chapter: char,
    category: u8,
    sub: Option<u8>,
}

/// A text that is no code of that form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an ICD-10 code is a letter and two digits, where needed a full stop and one digit more: I21 or I21.9"
)]
pub struct NotAnIcdCode;

impl FromStr for Icd10 {
    type Err = NotAnIcdCode;

    fn from_str(text: &str) -> Result<Self, NotAnIcdCode> {
        let digit = |byte: u8| byte.checked_sub(b'0').filter(|digit| *digit <= 9).ok_or(NotAnIcdCode);
        let (chapter, tens, units, sub) = match *text.as_bytes() {
            [chapter, tens, units] => (chapter, tens, units, None),
            [chapter, tens, units, b'.', sub] => (chapter, tens, units, Some(sub)),
            _ => return Err(NotAnIcdCode),
        };
        if !chapter.is_ascii_uppercase() {
            return Err(NotAnIcdCode);
        }
        let category = digit(tens)?.saturating_mul(10).saturating_add(digit(units)?);
        Ok(Self { chapter: char::from(chapter), category, sub: sub.map(digit).transpose()? })
    }
}

impl fmt::Display for Icd10 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}", self.chapter, self.category)?;
        self.sub.map_or(Ok(()), |sub| write!(f, ".{sub}"))
    }
}

/// The manner of death (World Health Organization, international form of the medical certificate).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manner {
    /// Disease.
    Disease,
    /// Accident.
    Accident,
    /// Intentional self-harm.
    SelfHarm,
    /// Assault.
    Assault,
    /// Legal intervention.
    LegalIntervention,
    /// War.
    War,
    /// Could not be determined.
    Undetermined,
    /// Pending investigation.
    Pending,
    /// Unknown.
    Unknown,
}

words!(Manner, "manner of death", 9, {
    Disease => "disease", Accident => "accident", SelfHarm => "self-harm", Assault => "assault",
    LegalIntervention => "legal-intervention", War => "war", Undetermined => "undetermined",
    Pending => "pending", Unknown => "unknown",
});

redacted!(Cause, Icd10);
