//! What an act says about a person: sex, identity document, parents.
use core::str::FromStr;

use crate::{
    CivilDate, PartialDate,
    code::{Citizenship, Ethnicity},
    name::PersonName,
    pinfl::Pinfl,
    place::Place,
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

/// A person as an act describes them: a parent, a spouse, somebody who died.
///
/// Only the name is always there: a person may have no number, no document at hand, a birth date
/// of which only the year is known, and need not state an ethnicity.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The name, as the person's own papers have it.
    pub name: PersonName,
    /// The day of birth, as far as it is known.
    pub born: Option<PartialDate>,
    /// The place of birth.
    pub birthplace: Option<Place>,
    /// The personal number, where there is one.
    pub pinfl: Option<Pinfl>,
    /// The citizenship, or that there is none.
    pub citizenship: Option<Citizenship>,
    /// The ethnicity, where the person wished it to be stated.
    pub ethnicity: Option<Ethnicity>,
    /// The document that was shown.
    pub document: Option<IdentityDocument>,
    /// Where the person lives, or lived last.
    pub residence: Option<Place>,
    /// The highest education.
    pub education: Option<Education>,
    /// The occupation or place of work.
    pub occupation: Option<Text>,
}

impl Person {
    /// A person of whom the name alone is known.
    pub fn named(name: PersonName) -> Self {
        Self {
            name,
            born: None,
            birthplace: None,
            pinfl: None,
            citizenship: None,
            ethnicity: None,
            document: None,
            residence: None,
            education: None,
            occupation: None,
        }
    }

    /// Whether the personal number tells another sex than `sex`.
    pub fn pinfl_sex_differs(&self, sex: Sex) -> bool {
        self.pinfl.is_some_and(|pinfl| pinfl.sex() != sex)
    }
}

/// The year in which a person comes of age: eighteen years after that of birth (Family Code, art. 15).
///
/// Validators compare years, since they know no day of birth; the day is compared by the registry.
pub fn adult_from(born: PartialDate) -> u16 {
    u16::try_from(born.year()).unwrap_or_default().saturating_add(18)
}

/// The highest education of a person (DHP code list on education; ISCED 2011 in brackets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Education {
    /// None (0).
    None,
    /// Primary (1).
    Primary,
    /// General secondary (2 and 3).
    Secondary,
    /// Vocational (3 and 4).
    Vocational,
    /// Higher (6 and 7).
    Higher,
    /// A scientific degree (8).
    Postgraduate,
}

words!(Education, "education", 6, {
    None => "none", Primary => "primary", Secondary => "secondary", Vocational => "vocational",
    Higher => "higher", Postgraduate => "postgraduate",
});

/// The marital status of a person (HL7 v3 codes D, M, S and W).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MaritalStatus {
    /// Never married.
    Single,
    /// Married.
    Married,
    /// Divorced.
    Divorced,
    /// Widowed.
    Widowed,
}

words!(MaritalStatus, "marital status", 4, {
    Single => "single", Married => "married", Divorced => "divorced", Widowed => "widowed",
});

redacted!(IdentityDocument, Person);

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
