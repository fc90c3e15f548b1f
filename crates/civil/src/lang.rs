//! The languages of the register: what a page, a label or a certificate can be printed in.
use core::{fmt, str::FromStr};

mod cyrillic;
pub use cyrillic::uz_cyrillic;

/// A language together with its script. The tag is BCP 47.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Uzbek in the Latin alphabet of 1995.
    UzLatn,
    /// Uzbek in Cyrillic.
    UzCyrl,
    /// Russian.
    Ru,
    /// Karakalpak in the Latin alphabet of 2016.
    Kaa,
    /// English.
    En,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::UzLatn, Self::UzCyrl, Self::Ru, Self::Kaa, Self::En];

    /// The BCP 47 tag: `uz-Latn`, `uz-Cyrl`, `ru`, `kaa`, `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::UzLatn => "uz-Latn",
            Self::UzCyrl => "uz-Cyrl",
            Self::Ru => "ru",
            Self::Kaa => "kaa",
            Self::En => "en",
        }
    }

    /// The language that serves whoever asks for that tag: the tag itself, else what is left of it when parts are
    /// taken from its end (RFC 4647 section 3.4), so that `ru-RU` is Russian. Uzbek without a script is in Latin.
    pub fn serving(tag: &str) -> Option<Self> {
        if tag.eq_ignore_ascii_case("uz") {
            return Some(Self::UzLatn);
        }
        tag.parse().ok().or_else(|| tag.rsplit_once('-').and_then(|(shorter, _)| Self::serving(shorter)))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A tag that names none of our languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a language of the register; use one of uz-Latn, uz-Cyrl, ru, kaa, en")]
pub struct UnknownLang(pub String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.tag().eq_ignore_ascii_case(tag))
            .ok_or_else(|| UnknownLang(tag.chars().take(20).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_reads_back() {
        for lang in Lang::ALL {
            assert_eq!(lang.tag().parse(), Ok(lang));
        }
        assert!("de".parse::<Lang>().is_err());
    }

    #[test]
    fn a_longer_tag_is_served_by_what_it_begins_with() {
        for (tag, lang) in [
            ("uz", Some(Lang::UzLatn)),
            ("uz-UZ", Some(Lang::UzLatn)),
            ("UZ-latn-uz", Some(Lang::UzLatn)),
            ("uz-Cyrl-UZ", Some(Lang::UzCyrl)),
            ("ru-RU", Some(Lang::Ru)),
            ("kaa-Latn", Some(Lang::Kaa)),
            ("en-GB-oxendict", Some(Lang::En)),
            ("de", None),
            ("rus", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(Lang::serving(tag), lang, "{tag}");
        }
    }
}
