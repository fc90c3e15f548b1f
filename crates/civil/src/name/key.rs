//! Search keys: one that tells every spelling apart, and one that all spellings of a name share.
//!
//! # Rules
//!
//! The exact key is the normalised name in small letters with its script: the same name written in
//! another script has another one. The loose key is a skeleton of sounds, the same for both scripts,
//! for Russian papers and for foreign transcriptions: it finds candidates and proves nothing. Whether
//! two names that share it are one name is for [`super::compare`]: Hasan and Husan share a loose key.
//!
//! Both are personal data and are compared only inside an office's own store.
use super::{NamePart, PersonName, Script};
use crate::redact::redacted;
use core::fmt::Write as _;

mod fold;
mod letters;
pub(super) use fold::{Sound, sounds};

/// The normalised name in small letters, with its script.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExactKey(String);

/// The skeleton of sounds that all spellings of one part share.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LooseKey(String);

redacted!(ExactKey, LooseKey, NameKeys);

impl ExactKey {
    /// The key of one part.
    pub fn of(script: Script, part: &NamePart) -> Self {
        Self(format!("{script}:{}", small(script, part)))
    }

    /// The key of a whole name; a part that is missing is not a part that is empty.
    pub fn of_name(name: &PersonName) -> Self {
        let mut key = name.script().tag().to_owned();
        for (letter, part) in [('s', name.surname()), ('g', name.given()), ('p', name.patronymic())] {
            if let Some(part) = part {
                write!(key, ":{letter}={}", small(name.script(), part)).expect("a string takes every text");
            }
        }
        Self(key)
    }

    /// The text of the key, for an index. Personal data.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The part in small letters of its script.
pub(super) fn small(script: Script, part: &NamePart) -> String {
    part.as_str().chars().map(|c| script.lower(c)).collect()
}

impl LooseKey {
    /// The key of a surname or a given name.
    pub fn of(script: Script, part: &NamePart) -> Self {
        Self::from_sounds(&sounds(script, part.as_str()))
    }

    /// The key of a patronymic: of the father's name alone, so that *oʻgʻli*, *qizi*, *ulı* and *-ovich*
    /// make no difference.
    pub fn of_patronymic(script: Script, part: &NamePart) -> Self {
        Self::from_sounds(&fold::patronymic_sounds(script, part.as_str()))
    }

    /// The keys of what somebody typed into a search field: one for each script that it can be read in,
    /// without repetition. Empty where the text is no part of a name in any script.
    pub fn of_query(text: &str) -> Vec<Self> {
        let mut keys: Vec<Self> = Vec::new();
        for script in Script::ALL {
            if let Ok(part) = NamePart::read(script, text) {
                let key = Self::of(script, &part);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// The text of the key, for an index. Personal data.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_sounds(sounds: &[Sound]) -> Self {
        Self(sounds.iter().map(|sound| sound.class).collect())
    }
}

/// The keys of a whole name.
#[derive(Clone, PartialEq, Eq)]
pub struct NameKeys {
    /// The exact key of the whole name.
    pub exact: ExactKey,
    /// The loose key of the surname.
    pub surname: Option<LooseKey>,
    /// The loose key of the given name.
    pub given: Option<LooseKey>,
    /// The loose key of the father's name in the patronymic.
    pub patronymic: Option<LooseKey>,
}

impl NameKeys {
    /// The keys of `name`.
    pub fn of(name: &PersonName) -> Self {
        let script = name.script();
        Self {
            exact: ExactKey::of_name(name),
            surname: name.surname().map(|part| LooseKey::of(script, part)),
            given: name.given().map(|part| LooseKey::of(script, part)),
            patronymic: name.patronymic().map(|part| LooseKey::of_patronymic(script, part)),
        }
    }
}

/// How alike two parts sound, for the order of a list of candidates: 0 to 1000, 1000 where the sounds are
/// the same. One sound changed, left out, put in or swapped with its neighbour (Damerau and Levenshtein)
/// costs 1000 divided by the length of the longer.
pub fn similarity(one: (Script, &NamePart), other: (Script, &NamePart)) -> u16 {
    let (one, other) = (sounds(one.0, one.1.as_str()), sounds(other.0, other.1.as_str()));
    let longer = one.len().max(other.len());
    if longer == 0 {
        return 0;
    }
    let changes = strsim::generic_damerau_levenshtein(&one, &other);
    let lost = changes.saturating_mul(1000).checked_div(longer).unwrap_or(1000);
    u16::try_from(1000usize.saturating_sub(lost)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
