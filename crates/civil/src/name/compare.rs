//! Why two names match, in words for the counter.
//!
//! A match is a reason to look at two papers, never a proof that two people are one. No match is no
//! proof of the opposite either: people change their names.
use super::{
    NamePart, PersonName, Script,
    key::{Sound, small, sounds},
    translit,
};
use core::fmt;

/// Why two parts of names match. The greater, the weaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// The same letters in the same script, whatever the case.
    SameSpelling,
    /// The one is a proposed transliteration of the other.
    SameInAnotherScript,
    /// Spelled differently, and every difference is one that papers make: x and h, oʻ and u, q and k,
    /// е and ye, an apostrophe left out …
    Similar,
}

impl Match {
    /// All of them, the strongest first.
    pub const ALL: [Self; 3] = [Self::SameSpelling, Self::SameInAnotherScript, Self::Similar];

    /// A stable word, from which a page takes its sentence.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SameSpelling => "same-spelling",
            Self::SameInAnotherScript => "same-in-another-script",
            Self::Similar => "similar",
        }
    }
}

impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameSpelling => "same spelling",
            Self::SameInAnotherScript => "same in another script",
            Self::Similar => "similar",
        })
    }
}

/// Why two parts match; `None` where they do not.
pub fn parts(one: (Script, &NamePart), other: (Script, &NamePart)) -> Option<Match> {
    let (left, right) = (small(one.0, one.1), small(other.0, other.1));
    if one.0 == other.0 && left == right {
        Some(Match::SameSpelling)
    } else if one.0 != other.0 && (left == right || proposed(one, other) || proposed(other, one)) {
        Some(Match::SameInAnotherScript)
    } else if sound_alike(&sounds(one.0, one.1.as_str()), &sounds(other.0, other.1.as_str())) {
        Some(Match::Similar)
    } else {
        None
    }
}

/// Whether `to` is one of the proposed spellings of `from`.
fn proposed(from: (Script, &NamePart), to: (Script, &NamePart)) -> bool {
    let wanted = small(to.0, to.1);
    translit::propose(from.0, to.0, from.1).iter().any(|proposal| {
        let letters: String = proposal.text.chars().map(|c| to.0.lower(c)).collect();
        letters == wanted
    })
}

/// Whether every sound of the one can be the sound of the other in its place. Unlike the loose key this
/// tells a from u, so that Hasan is not Husan.
fn sound_alike(one: &[Sound], other: &[Sound]) -> bool {
    !one.is_empty()
        && one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.class == other.class && (one.letter == other.letter || exchanged(one.letter, other.letter))
        })
}

/// Vowels that papers write for one another: o and a (Qodir, Kadir), oʻ and o or u (Joʻra, Jora, Jura),
/// o and u (Omid, Umid), e and i (Temur, Timur), ё and е (Fyodor, Fedor).
fn exchanged(one: char, other: char) -> bool {
    matches!((one.min(other), one.max(other)), ('a', 'o') | ('o', 'u' | 'ö') | ('u', 'ö') | ('e', 'i' | 'o'))
}

/// How the parts of two names compare. A part that one of them lacks is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// The surnames.
    pub surname: Compared,
    /// The given names.
    pub given: Compared,
    /// The patronymics.
    pub patronymic: Compared,
}

/// How one part compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Both have it and they match.
    Matches(Match),
    /// Both have it and they do not match.
    Differs,
    /// One of the two has none, or neither.
    NotCompared,
}

impl NameMatch {
    /// Why the names as wholes match: the weakest match of all parts that both have. `None` where a part
    /// differs or no part can be compared.
    pub fn whole(self) -> Option<Match> {
        let mut weakest = None;
        for part in [self.surname, self.given, self.patronymic] {
            match part {
                Compared::Matches(found) => weakest = weakest.max(Some(found)),
                Compared::Differs => return None,
                Compared::NotCompared => {}
            }
        }
        weakest
    }
}

/// How two names compare, part by part.
pub fn names(one: &PersonName, other: &PersonName) -> NameMatch {
    let part = |of: fn(&PersonName) -> Option<&NamePart>| match of(one).zip(of(other)) {
        Some((left, right)) => match parts((one.script(), left), (other.script(), right)) {
            Some(found) => Compared::Matches(found),
            None => Compared::Differs,
        },
        None => Compared::NotCompared,
    };
    NameMatch {
        surname: part(PersonName::surname),
        given: part(PersonName::given),
        patronymic: part(PersonName::patronymic),
    }
}

#[cfg(test)]
mod tests;
