//! The page's words in five languages: the same files that the page itself is built from.
use civil::Lang;
use std::{collections::BTreeMap, sync::LazyLock};

/// The sentences of one language by their names.
pub(super) struct Words(BTreeMap<String, String>);

/// The tag by which the page knows a language: the script of Karakalpak is named.
pub(super) const fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Kaa => "kaa-Latn",
        Lang::UzLatn | Lang::UzCyrl | Lang::Ru | Lang::En => lang.tag(),
    }
}

/// A language as it calls itself, whole and short.
pub(super) const fn own_name(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::UzLatn => ("Oʻzbekcha", "Oʻz"),
        Lang::UzCyrl => ("Ўзбекча", "Ўз"),
        Lang::Ru => ("Русский", "Ру"),
        Lang::Kaa => ("Qaraqalpaqsha", "Qq"),
        Lang::En => ("English", "En"),
    }
}

/// The language of that tag. Where it is none of ours, that of the state.
pub(super) fn lang_of(name: &str) -> Lang {
    Lang::ALL.into_iter().find(|lang| tag(*lang) == name).unwrap_or(Lang::UzLatn)
}

macro_rules! read {
    ($tag:literal) => {
        Words::read(include_str!(concat!("../../../../verify-web/words/", $tag, ".json")))
    };
}

/// The words of a language.
pub(super) fn words(lang: Lang) -> &'static Words {
    static UZ_LATN: LazyLock<Words> = LazyLock::new(|| read!("uz-Latn"));
    static UZ_CYRL: LazyLock<Words> = LazyLock::new(|| read!("uz-Cyrl"));
    static RU: LazyLock<Words> = LazyLock::new(|| read!("ru"));
    static KAA: LazyLock<Words> = LazyLock::new(|| read!("kaa-Latn"));
    static EN: LazyLock<Words> = LazyLock::new(|| read!("en"));
    match lang {
        Lang::UzLatn => &UZ_LATN,
        Lang::UzCyrl => &UZ_CYRL,
        Lang::Ru => &RU,
        Lang::Kaa => &KAA,
        Lang::En => &EN,
    }
}

impl Words {
    fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).expect("a test reads the words of every language"))
    }

    /// A sentence without gaps.
    pub(super) fn say(&self, name: &'static str) -> &str {
        let found = self.0.get(name);
        debug_assert!(found.is_some(), "no language says {name}");
        found.map_or(name, String::as_str)
    }

    /// A sentence with its gaps filled. What fills a gap is not read as a gap.
    pub(super) fn fill(&self, name: &'static str, gaps: &[(&str, &str)]) -> String {
        let mut out = String::new();
        let mut rest = self.say(name);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let gap = after.split_once('}').and_then(|(gap, after)| {
                let (_, text) = gaps.iter().find(|(name, _)| *name == gap)?;
                Some((*text, after))
            });
            let (text, after) = gap.unwrap_or(("{", after));
            out.push_str(text);
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn gaps(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
    }

    #[test]
    fn every_language_says_the_same_sentences_with_the_same_gaps() {
        let english = &words(Lang::En).0;
        assert!(english.len() > 100);
        for lang in Lang::ALL {
            let own = &words(lang).0;
            assert!(own.keys().eq(english.keys()), "{lang}");
            for (name, sentence) in own {
                assert_eq!(gaps(sentence), gaps(english.get(name).unwrap()), "{lang} {name}");
                assert!(!sentence.trim().is_empty(), "{lang} {name}");
            }
        }
    }

    #[test]
    fn what_fills_a_gap_is_no_gap_and_a_gap_that_nothing_fills_stays() {
        let words = Words::read(r#"{"a":"{x} of {y}{z} {"}"#);
        assert_eq!(words.fill("a", &[("x", "{y}"), ("y", "1")]), "{y} of 1{z} {");
    }

    #[test]
    fn every_tag_of_the_page_reads_back() {
        for lang in Lang::ALL {
            assert_eq!(lang_of(tag(lang)), lang);
        }
        assert_eq!(lang_of("de"), Lang::UzLatn);
    }
}
