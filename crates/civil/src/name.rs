//! Names as they stand in a person's papers: with their script, normalised, never rewritten.
//!
//! # Rules
//!
//! A name is stored as written, in one script; transliteration only proposes and lives elsewhere.
//! In Uzbek Latin every form of apostrophe becomes U+02BB after `o` or `g` (the letters oʻ and gʻ)
//! and U+02BC elsewhere (the tutuq belgisi); in the other scripts it becomes U+02BC.
//!
//! [`translit`] and [`patronymic`] propose spellings, [`key`] finds names and [`compare`] says why two
//! of them match. None of them changes what is stored.
use core::fmt;

use crate::{redact::redacted, text::invisible};

pub mod compare;
pub mod key;
mod normal;
pub mod patronymic;
mod script;
pub mod translit;

use normal::normalised;
pub use normal::{APOSTROPHE, TURNED_COMMA};
pub use script::{Alphabet, Script, UnknownScript, alphabet2026};

/// The most characters that one part of a name holds.
pub const NAME_PART_CHARS_MAX: usize = 100;

/// The most marks that stand on one letter beside those that are part of it (Vietnamese has two, all of
/// them composed).
pub const MARKS_MAX: u8 = 2;

/// The letters that the reform of 2026 brings, and that no Uzbek name of the alphabet of 1995 has.
const NEW_LETTERS: [char; 8] = ['ö', 'Ö', 'ğ', 'Ğ', 'ş', 'Ş', 'ç', 'Ç'];

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
    /// A letter that is neither Latin nor Cyrillic: Greek, Arabic, full-width …
    #[error(
        "character {at} is a letter of an alphabet that is not read here, however alike it looks; \
         type it as a Latin or Cyrillic letter"
    )]
    OtherLetter {
        /// Which character, from 1.
        at: usize,
    },
    /// More than [`MARKS_MAX`] marks on one letter.
    #[error("character {at} is one mark too many on its letter; a letter has at most 2")]
    Marks {
        /// Which character, from 1.
        at: usize,
    },
    /// The script is known and not in force.
    #[error(
        "the alphabet of 2026 is not in force yet; write the name in the alphabet of 1995 \
         (oʻ, gʻ, sh, ch) and choose uz-Latn"
    )]
    NotInForce,
    /// A letter of the alphabet of 2026 in a name declared in that of 1995.
    #[error(
        "character {at} is a letter of the Uzbek alphabet of 2026, which is not that of uz-Latn; \
         write oʻ, gʻ, sh or ch, or choose und for a name from foreign papers"
    )]
    NewLetter {
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
    /// Reads one part of a name that is written in `script`. A script that is not in force on any day
    /// is refused; whether it was in force on the day of an act is for [`Script::in_force`].
    pub fn new(script: Script, text: &str) -> Result<Self, NotANamePart> {
        if script == Script::UzLatn2026 && script::ALPHABET_2026.is_none() {
            return Err(NotANamePart::NotInForce);
        }
        Self::read(script, text)
    }

    /// Reads a part in any script, in force or not.
    fn read(script: Script, text: &str) -> Result<Self, NotANamePart> {
        let clean = normalised(script, text);
        if clean.is_empty() {
            return Err(NotANamePart::Empty);
        }
        let mut first: Option<Alphabet> = None;
        // How many marks the letter before can still take; none where no letter stands before.
        let mut marks: Option<u8> = None;
        for (at, c) in (1usize..).zip(clean.chars()) {
            if let Some(alphabet) = Alphabet::of(c) {
                // Look-alikes come first: the message about them says what really happened.
                if first.is_some_and(|first| first != alphabet) {
                    return Err(NotANamePart::Mixed { at, alphabet });
                }
                if !script.holds(alphabet) {
                    return Err(NotANamePart::WrongAlphabet { at, alphabet, script });
                }
                if script == Script::UzLatn && NEW_LETTERS.contains(&c) {
                    return Err(NotANamePart::NewLetter { at });
                }
                first = Some(alphabet);
                marks = Some(MARKS_MAX);
            } else if let Some(left) = marks.filter(|_| ('\u{300}'..='\u{36f}').contains(&c)) {
                // A mark that form C could not join with its letter.
                marks = Some(left.checked_sub(1).ok_or(NotANamePart::Marks { at })?);
            } else if matches!(c, APOSTROPHE | TURNED_COMMA | '-' | ' ' | '.') {
                marks = None;
            } else {
                return Err(foreign_to_names(c, at));
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

/// What is wrong with a character that is no letter of ours, no mark and no separator.
fn foreign_to_names(c: char, at: usize) -> NotANamePart {
    if c.is_numeric() {
        NotANamePart::Digit { at }
    } else if invisible(c) {
        NotANamePart::Invisible { at }
    } else if c.is_alphabetic() {
        NotANamePart::OtherLetter { at }
    } else {
        NotANamePart::Symbol { at }
    }
}

/// A part of a name together with what was typed, where the difference matters: a paper of another
/// state, an old book.
#[derive(Clone, PartialEq, Eq)]
pub struct AsWritten {
    raw: String,
    part: NamePart,
}

impl AsWritten {
    /// Reads `raw` as [`NamePart::new`] does and keeps it.
    pub fn new(script: Script, raw: &str) -> Result<Self, NotANamePart> {
        Ok(Self { part: NamePart::new(script, raw)?, raw: raw.to_owned() })
    }

    /// What was typed, character for character. Personal data.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// What is stored and printed.
    pub fn part(&self) -> &NamePart {
        &self.part
    }

    /// Whether what is stored differs from what was typed: the counter shows both then.
    pub fn rewritten(&self) -> bool {
        self.raw != self.part.0
    }
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

redacted!(NamePart, AsWritten, PersonName);

#[cfg(test)]
mod tests;
