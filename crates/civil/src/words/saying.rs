//! A sentence before it is known in whose language it is said.
use super::{fill, sentence};
use crate::Lang;
use core::fmt::Display;

/// What is to be said: the name of a sentence in the tables, and what its gaps are filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    name: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Saying {
    /// The sentence of that name: a code, or a code with a word behind a slash.
    pub const fn new(name: &'static str) -> Self {
        Self { name, values: Vec::new() }
    }

    /// The same with a gap filled.
    #[must_use]
    pub fn with(mut self, gap: &'static str, value: impl Display) -> Self {
        self.values.push((gap, value.to_string()));
        self
    }

    /// The code: the name without what stands behind the slash.
    pub fn code(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(code, _)| code)
    }

    /// The sentence in a language. A name that no table has is said as it stands; a test finds none.
    pub fn told(&self, lang: Lang) -> String {
        let values: Vec<(&str, &str)> =
            self.values.iter().map(|(gap, value)| (*gap, value.as_str())).collect();
        fill(sentence(self.name, lang).unwrap_or(self.name), &values)
    }
}

impl From<&'static str> for Saying {
    fn from(name: &'static str) -> Self {
        Self::new(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saying_is_told_in_any_language_with_its_gaps_filled() {
        let saying = Saying::new("number.range").with("least", 1).with("most", 9);
        assert_eq!(saying.told(Lang::En), "The number is outside 1 to 9. Correct it.");
        for lang in Lang::ALL {
            assert!(!saying.told(lang).contains('{'), "{lang}");
        }
        assert_eq!(Saying::new("field.type/text").code(), "field.type");
        assert_eq!(Saying::from("no.such").told(Lang::Ru), "no.such");
    }
}
