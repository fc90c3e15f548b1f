//! Names as they stand in a person's papers: with their script, normalised, never rewritten.
//!
//! # Rules
//!
//! A name is stored as written, in one script; transliteration only proposes and lives elsewhere.
//! In Uzbek Latin every form of apostrophe becomes U+02BB after `o` or `g` (the letters oʻ and gʻ)
//! and U+02BC elsewhere (the tutuq belgisi); in the other scripts it becomes U+02BC.
use core::{fmt, str::FromStr};

use crate::{
    redact::redacted,
    text::{invisible, one_line},
};

/// The most characters that one part of a name holds.
pub const NAME_PART_CHARS_MAX: usize = 100;

/// The turned comma of the letters oʻ and gʻ.
pub const TURNED_COMMA: char = '\u{2bb}';
/// The tutuq belgisi, and the apostrophe of every other language.
pub const APOSTROPHE: char = '\u{2bc}';

/// The language and script in which a name is written. The tag is BCP 47.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Uzbek in the Latin alphabet of 1995.
    UzLatn,
    /// Uzbek in Cyrillic.
    UzCyrl,
    /// Russian.
    Ru,
    /// Karakalpak in the Latin alphabet of 2016.
    KaaLatn,
    /// Karakalpak in Cyrillic.
    KaaCyrl,
    /// A name from foreign papers, in Latin or in Cyrillic letters.
    Foreign,
}

impl Script {
    /// All scripts, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::UzLatn, Self::UzCyrl, Self::Ru, Self::KaaLatn, Self::KaaCyrl, Self::Foreign];

    /// The BCP 47 tag: `uz-Latn`, `uz-Cyrl`, `ru`, `kaa-Latn`, `kaa-Cyrl`, `und`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::UzLatn => "uz-Latn",
            Self::UzCyrl => "uz-Cyrl",
            Self::Ru => "ru",
            Self::KaaLatn => "kaa-Latn",
            Self::KaaCyrl => "kaa-Cyrl",
            Self::Foreign => "und",
        }
    }

    /// Whether a letter of `alphabet` may stand in a name of this script.
    const fn holds(self, alphabet: Alphabet) -> bool {
        match self {
            Self::UzLatn | Self::KaaLatn => matches!(alphabet, Alphabet::Latin),
            Self::UzCyrl | Self::Ru | Self::KaaCyrl => matches!(alphabet, Alphabet::Cyrillic),
            Self::Foreign => true,
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A tag that names none of the scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a script of names; use one of uz-Latn, uz-Cyrl, ru, kaa-Latn, kaa-Cyrl, und")]
pub struct UnknownScript;

impl FromStr for Script {
    type Err = UnknownScript;

    fn from_str(tag: &str) -> Result<Self, UnknownScript> {
        Self::ALL.into_iter().find(|script| script.tag().eq_ignore_ascii_case(tag)).ok_or(UnknownScript)
    }
}

/// The two alphabets that papers and certificates of the register are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Latin letters, with or without marks.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
}

impl Alphabet {
    const fn of(c: char) -> Option<Self> {
        match c {
            // The multiplication and division signs, and the thousands sign with its marks.
            '\u{d7}' | '\u{f7}' | '\u{482}'..='\u{489}' => None,
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Cyrillic => "Cyrillic",
        }
    }
}

/// Why a text is no part of a name. `at` counts characters of the normalised text from 1; the text
/// itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotANamePart {
    /// Nothing but white space.
    #[error("it is empty; leave the field out or write at least one letter")]
    Empty,
    /// Longer than [`NAME_PART_CHARS_MAX`].
    #[error("it has more than 100 characters; a part of a name has 1 to 100")]
    TooLong,
    /// No letter at all.
    #[error("it has no letter; a part of a name has at least one")]
    NoLetter,
    /// A digit.
    #[error("character {at} is a digit; write the name in letters")]
    Digit {
        /// Which character, from 1.
        at: usize,
    },
    /// A control character, or one that cannot be seen.
    #[error("character {at} is a control character or an invisible one; remove it")]
    Invisible {
        /// Which character, from 1.
        at: usize,
    },
    /// Neither letter, mark, apostrophe, hyphen, space nor full stop.
    #[error(
        "character {at} is a symbol; a name has letters, apostrophes, hyphens, spaces and full stops only"
    )]
    Symbol {
        /// Which character, from 1.
        at: usize,
    },
    /// A letter of an alphabet that the script does not use.
    #[error("character {at} is a {} letter, and the script of the name is {script}; \
             write it in one script or choose another", alphabet.word())]
    WrongAlphabet {
        /// Which character, from 1.
        at: usize,
        /// The alphabet of that letter.
        alphabet: Alphabet,
        /// The script that the name was declared in.
        script: Script,
    },
    /// Latin and Cyrillic letters in one part.
    #[error("character {at} is a {} letter among letters of the other alphabet; \
             look-alike letters must be typed again", alphabet.word())]
    Mixed {
        /// The first character of the second alphabet, from 1.
        at: usize,
        /// The alphabet of that letter.
        alphabet: Alphabet,
    },
}

/// A surname, a given name or a patronymic: 1 to 100 characters, normalised, of one alphabet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamePart(String);

impl NamePart {
    /// Reads one part of a name that is written in `script`.
    pub fn new(script: Script, text: &str) -> Result<Self, NotANamePart> {
        let clean = normalised(script, text);
        if clean.is_empty() {
            return Err(NotANamePart::Empty);
        }
        let mut first: Option<Alphabet> = None;
        let mut after_letter = false;
        for (at, c) in (1usize..).zip(clean.chars()) {
            if let Some(alphabet) = Alphabet::of(c) {
                // Look-alikes come first: the message about them says what really happened.
                if first.is_some_and(|first| first != alphabet) {
                    return Err(NotANamePart::Mixed { at, alphabet });
                }
                if !script.holds(alphabet) {
                    return Err(NotANamePart::WrongAlphabet { at, alphabet, script });
                }
                first = Some(alphabet);
                after_letter = true;
            } else if ('\u{300}'..='\u{36f}').contains(&c) && after_letter {
                // A mark that form C could not join with its letter.
            } else if matches!(c, APOSTROPHE | TURNED_COMMA | '-' | ' ' | '.') {
                after_letter = false;
            } else if c.is_numeric() {
                return Err(NotANamePart::Digit { at });
            } else if invisible(c) {
                return Err(NotANamePart::Invisible { at });
            } else {
                return Err(NotANamePart::Symbol { at });
            }
        }
        if first.is_none() {
            return Err(NotANamePart::NoLetter);
        }
        if clean.chars().count() > NAME_PART_CHARS_MAX { Err(NotANamePart::TooLong) } else { Ok(Self(clean)) }
    }

    /// The part as it is stored and printed. Personal data.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Form C, single spaces, one form of hyphen, apostrophes by position.
fn normalised(script: Script, text: &str) -> String {
    let mut out = String::new();
    for c in one_line(text).chars() {
        let next = match c {
            '\''
            | '`'
            | '\u{b4}'
            | '\u{2b9}'..='\u{2bf}'
            | '\u{2c8}'
            | '\u{2018}'..='\u{201b}'
            | '\u{2032}'
            | '\u{2035}'
            | '\u{ff07}' => match (script, out.chars().next_back()) {
                (Script::UzLatn, Some('o' | 'O' | 'g' | 'G')) => TURNED_COMMA,
                _ => APOSTROPHE,
            },
            '\u{2010}'..='\u{2013}' => '-',
            other => other,
        };
        out.push(next);
    }
    out
}

/// Which part of a name is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The surname.
    Surname,
    /// The given name.
    Given,
    /// The patronymic.
    Patronymic,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Surname => "surname",
            Self::Given => "given name",
            Self::Patronymic => "patronymic",
        })
    }
}

/// Why a person's name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAName {
    /// Not one part was given.
    #[error("a name has at least one part; write the surname, the given name or both")]
    NoPart,
    /// One part cannot stand.
    #[error("the {part} cannot stand: {fault}")]
    Part {
        /// Which part.
        part: Part,
        /// What is wrong with it.
        fault: NotANamePart,
    },
}

/// A person's name in one script, as their papers have it. At least one part is there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName {
    script: Script,
    surname: Option<NamePart>,
    given: Option<NamePart>,
    patronymic: Option<NamePart>,
}

impl PersonName {
    /// Reads a name written in `script`; a part that the person does not have is `None`.
    pub fn new(
        script: Script,
        surname: Option<&str>,
        given: Option<&str>,
        patronymic: Option<&str>,
    ) -> Result<Self, NotAName> {
        let read = |part: Part, text: Option<&str>| {
            text.map(|text| NamePart::new(script, text))
                .transpose()
                .map_err(|fault| NotAName::Part { part, fault })
        };
        let name = Self {
            script,
            surname: read(Part::Surname, surname)?,
            given: read(Part::Given, given)?,
            patronymic: read(Part::Patronymic, patronymic)?,
        };
        if name.parts().next().is_none() { Err(NotAName::NoPart) } else { Ok(name) }
    }

    /// The script that all parts are written in.
    pub fn script(&self) -> Script {
        self.script
    }

    /// The surname, where the person has one.
    pub fn surname(&self) -> Option<&NamePart> {
        self.surname.as_ref()
    }

    /// The given name, where the person has one.
    pub fn given(&self) -> Option<&NamePart> {
        self.given.as_ref()
    }

    /// The patronymic, where the person has one.
    pub fn patronymic(&self) -> Option<&NamePart> {
        self.patronymic.as_ref()
    }

    /// Surname, given name and patronymic with a space between. Personal data.
    pub fn full(&self) -> String {
        joined(self.parts())
    }

    /// Given name and patronymic with a space between, as a certificate prints them; `None` where
    /// the person has neither. Personal data.
    pub fn given_and_patronymic(&self) -> Option<String> {
        let text = joined([&self.given, &self.patronymic].into_iter().flatten());
        if text.is_empty() { None } else { Some(text) }
    }

    fn parts(&self) -> impl Iterator<Item = &NamePart> {
        [&self.surname, &self.given, &self.patronymic].into_iter().flatten()
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a NamePart>) -> String {
    parts.map(NamePart::as_str).collect::<Vec<_>>().join(" ")
}

redacted!(NamePart, PersonName);

#[cfg(test)]
mod tests;
