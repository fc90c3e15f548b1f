//! The languages and scripts that a name is written in, and since when.
use core::{fmt, str::FromStr};

use crate::CivilDate;

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
    /// Uzbek in the Latin alphabet of the reform of 2026, with ö ğ ş ç; see [`alphabet2026`].
    UzLatn2026,
}

impl Script {
    /// All scripts, also those in which no name is taken yet: see [`Script::offered`].
    pub const ALL: [Self; 7] =
        [Self::UzLatn, Self::UzCyrl, Self::Ru, Self::KaaLatn, Self::KaaCyrl, Self::Foreign, Self::UzLatn2026];

    /// The BCP 47 tag: `uz-Latn`, `uz-Cyrl`, `ru`, `kaa-Latn`, `kaa-Cyrl`, `und`, `uz-Latn-x-2026`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::UzLatn => "uz-Latn",
            Self::UzCyrl => "uz-Cyrl",
            Self::Ru => "ru",
            Self::KaaLatn => "kaa-Latn",
            Self::KaaCyrl => "kaa-Cyrl",
            Self::Foreign => "und",
            Self::UzLatn2026 => "uz-Latn-x-2026",
        }
    }

    /// The scripts in which a name can be written on `day`, in the order in which they are offered.
    pub fn offered(day: CivilDate) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |script| script.in_force(day))
    }

    /// Whether names are written in this script on `day`.
    pub fn in_force(self, day: CivilDate) -> bool {
        match self {
            Self::UzLatn | Self::UzCyrl | Self::Ru | Self::KaaLatn | Self::KaaCyrl | Self::Foreign => true,
            Self::UzLatn2026 => alphabet2026(day),
        }
    }

    /// Whether a letter of `alphabet` may stand in a name of this script.
    pub(super) const fn holds(self, alphabet: Alphabet) -> bool {
        match self {
            Self::UzLatn | Self::KaaLatn | Self::UzLatn2026 => matches!(alphabet, Alphabet::Latin),
            Self::UzCyrl | Self::Ru | Self::KaaCyrl => matches!(alphabet, Alphabet::Cyrillic),
            Self::Foreign => true,
        }
    }

    /// Whether the script writes the letters oʻ and gʻ, and so tells the turned comma from the apostrophe.
    pub(super) const fn has_turned_comma(self) -> bool {
        match self {
            Self::UzLatn => true,
            Self::UzLatn2026 | Self::UzCyrl | Self::Ru | Self::KaaLatn | Self::KaaCyrl | Self::Foreign => {
                false
            }
        }
    }

    /// The small form of `c`. In the Karakalpak alphabet of 2016 the capital of ı is Í, that of i is I.
    pub(super) fn lower(self, c: char) -> char {
        match (self, c) {
            (Self::KaaLatn, 'Í' | 'í') => 'ı',
            (_, 'İ') => 'i',
            (_, c) => c.to_lowercase().next().unwrap_or(c),
        }
    }

    /// The capital form of `c`, the other side of [`Script::lower`].
    pub(super) fn upper(self, c: char) -> char {
        match (self, c) {
            (Self::KaaLatn, 'ı') => 'Í',
            (_, c) => c.to_uppercase().next().unwrap_or(c),
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

/// Year, month and day on which the alphabet of 2026 comes into force. `None`: the law was announced in
/// September 2026 and no day of entry into force is known. The day is entered here when it is published.
pub(super) const ALPHABET_2026: Option<(i16, i8, i8)> = None;

/// Whether Uzbek names are written in the alphabet of 2026 (ö ğ ş ç for oʻ gʻ sh ch) on `day`.
///
/// Names stored before keep their spelling for ever; papers in the old spelling stay valid.
pub fn alphabet2026(day: CivilDate) -> bool {
    since(ALPHABET_2026, day)
}

/// Whether `day` is not before the day of the table; never where the table has none.
pub(super) fn since(table: Option<(i16, i8, i8)>, day: CivilDate) -> bool {
    table.is_some_and(|(year, month, of_month)| {
        CivilDate::new(year, month, of_month).is_ok_and(|first| first <= day)
    })
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
    pub(super) const fn of(c: char) -> Option<Self> {
        match c {
            // The multiplication and division signs, and the thousands sign with its marks.
            '\u{d7}' | '\u{f7}' | '\u{482}'..='\u{489}' => None,
            'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Cyrillic => "Cyrillic",
        }
    }
}
