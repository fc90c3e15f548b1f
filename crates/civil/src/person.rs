//! What an act says about a person: sex, identity document, parents.
use core::str::FromStr;

use crate::{
    CivilDate, PartialDate,
    code::{Citizenship, Ethnicity},
    name::PersonName,
    pinfl::Pinfl,
    redact::redacted,
    text::Text,
};

/// A word of a declaration that is not in its closed list. The word itself is not repeated: it may be
/// a person's name in the wrong field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a {what}; use one of {expected}")]
pub struct UnknownWord {
    /// What was expected, for people: `sex`, `kind of document` …
    pub what: &'static str,
    /// The words that can stand there.
    pub expected: String,
}

/// Gives a closed enum its words: `ALL`, `word()`, `Display` and `FromStr`.
macro_rules! words {
    ($name:ident, $what:literal, $count:literal, { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// The word that files and messages use.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl core::str::FromStr for $name {
            type Err = $crate::person::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::person::UnknownWord> {
                Self::ALL.into_iter().find(|one| one.word() == word).ok_or_else(|| $crate::person::UnknownWord {
                    what: $what,
                    expected: Self::ALL.map(Self::word).join(", "),
                })
            }
        }
    };
}
pub(crate) use words;

/// The sex of a person as the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Not determined at birth; corrected later on a medical conclusion (Family Code, art. 229).
    Undetermined,
}

words!(Sex, "sex", 3, { Male => "male", Female => "female", Undetermined => "undetermined" });

/// The kind of an identity document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// The ID card of Uzbekistan.
    IdCard,
    /// The biometric passport of Uzbekistan.
    Passport,
    /// A passport of another state.
    ForeignPassport,
    /// A residence permit, or the document of a stateless person.
    ResidencePermit,
    /// A birth certificate: for a parent who has no passport yet.
    BirthCertificate,
    /// A service card that proves who speaks for a body.
    ServiceCard,
    /// Any other paper that the registrar accepted.
    Other,
}

words!(DocumentKind, "kind of document", 7, {
    IdCard => "id-card", Passport => "passport", ForeignPassport => "foreign-passport",
    ResidencePermit => "residence-permit", BirthCertificate => "birth-certificate",
    ServiceCard => "service-card", Other => "other",
});

/// An identity document as it was shown.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityDocument {
    /// Which kind of paper.
    pub kind: DocumentKind,
    /// Series and number as printed, for example `AB1234567`.
    pub number: Text,
    /// The day of issue, where it was noted.
    pub issued: Option<CivilDate>,
    /// Who issued it, where it was noted.
    pub issuer: Option<Text>,
}

/// A parent as the act of a birth names them.
///
/// Only the name is always there: a parent may have no number, no document at hand, a birth date
/// of which only the year is known, and need not state an ethnicity.
#[derive(Clone, PartialEq, Eq)]
pub struct Parent {
    /// The name, as the parent's own papers have it.
    pub name: PersonName,
    /// The day of birth, as far as it is known.
    pub born: Option<PartialDate>,
    /// The personal number, where there is one.
    pub pinfl: Option<Pinfl>,
    /// The citizenship, or that there is none.
    pub citizenship: Option<Citizenship>,
    /// The ethnicity, where the parent wished it to be stated.
    pub ethnicity: Option<Ethnicity>,
    /// The document that was shown.
    pub document: Option<IdentityDocument>,
}

impl Parent {
    /// A parent of whom the name alone is known.
    pub fn named(name: PersonName) -> Self {
        Self { name, born: None, pinfl: None, citizenship: None, ethnicity: None, document: None }
    }
}

redacted!(IdentityDocument, Parent);

/// A time of day to the minute, at the place of birth. Written `05:40`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

/// A text that is no time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a time as hours and minutes from 00:00 to 23:59, for example 05:40")]
pub struct NotATime;

impl TimeOfDay {
    /// The time `hour` (0 to 23) : `minute` (0 to 59).
    pub const fn new(hour: u8, minute: u8) -> Result<Self, NotATime> {
        if hour < 24 && minute < 60 { Ok(Self { hour, minute }) } else { Err(NotATime) }
    }

    /// The time as it is written, `05:40`.
    pub fn text(self) -> String {
        format!("{:02}:{:02}", self.hour, self.minute)
    }
}

redacted!(TimeOfDay);

impl FromStr for TimeOfDay {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let (hour, minute) = text.split_once(':').ok_or(NotATime)?;
        let two = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            if plain { part.parse().ok() } else { None }
        };
        two(hour).zip(two(minute)).map_or(Err(NotATime), |(hour, minute)| Self::new(hour, minute))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_time_that_is_written_reads_back(hour in 0u8..24, minute in 0u8..60) {
            let time = TimeOfDay::new(hour, minute).unwrap();
            prop_assert_eq!(time.text().parse(), Ok(time));
        }
    }

    #[test]
    fn a_time_that_is_on_no_clock_is_refused() {
        for text in ["24:00", "12:60", "5:40", "0540", "05:40:00", "", "+5:40"] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn every_word_reads_back_and_a_strange_one_is_answered_with_the_list() {
        for sex in Sex::ALL {
            assert_eq!(sex.word().parse(), Ok(sex));
        }
        for kind in DocumentKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        let refused = "Male".parse::<Sex>().unwrap_err().to_string();
        assert_eq!(refused, "this is not a sex; use one of male, female, undetermined");
    }
}
