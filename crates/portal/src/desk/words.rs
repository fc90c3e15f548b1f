//! What the pages of the counter say, in five languages, by Fluent (<https://projectfluent.org>).
//!
//! One file for each language in `crates/portal/words`; Uzbek in Cyrillic is made from the Latin by the rule of the alphabet.
use civil::{Lang, words::in_cyrillic};
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::{borrow::Cow, sync::LazyLock};

type Bundle = FluentBundle<FluentResource>;

const UZ: &str = include_str!("../../words/uz-Latn.ftl");
const RU: &str = include_str!("../../words/ru.ftl");
const KAA: &str = include_str!("../../words/kaa.ftl");
const EN: &str = include_str!("../../words/en.ftl");

static BUNDLES: LazyLock<[Bundle; 5]> = LazyLock::new(|| {
    let cyrillic = in_cyrillic_file(UZ);
    [
        bundle("uz-Latn", UZ.to_owned()),
        bundle("uz-Cyrl", cyrillic),
        bundle("ru", RU.to_owned()),
        bundle("kaa", KAA.to_owned()),
        bundle("en", EN.to_owned()),
    ]
});

fn bundle(tag: &str, text: String) -> Bundle {
    let tag = tag.parse().expect("the tags of our languages are language tags");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks of direction around a name would be copied with it, and our languages have one direction.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text).expect("a test reads the words of every language");
    bundle.add_resource(resource).expect("a key stands once in a file; a test reads all");
    bundle
}

/// A file of the Latin alphabet in the Cyrillic one: keys and gaps stay.
fn in_cyrillic_file(text: &str) -> String {
    text.lines()
        .map(|line| match line.split_once(" = ") {
            Some((key, sentence)) => format!("{key} = {}\n", in_cyrillic(sentence)),
            None => format!("{line}\n"),
        })
        .collect()
}

/// The words of one language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Lang);

impl Words {
    fn bundle(self) -> &'static Bundle {
        let [uz_latn, uz_cyrl, ru, kaa, en] = &*BUNDLES;
        match self.0 {
            Lang::UzLatn => uz_latn,
            Lang::UzCyrl => uz_cyrl,
            Lang::Ru => ru,
            Lang::Kaa => kaa,
            Lang::En => en,
        }
    }

    /// A sentence without gaps.
    pub(super) fn say(self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// A sentence with its gaps filled.
    pub(super) fn fill(self, key: &str, gaps: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in gaps {
            args.set((*name).to_owned(), (*value).to_owned());
        }
        self.format(key, Some(&args)).into_owned()
    }

    /// A sentence that there may be none of.
    pub(super) fn known(self, key: &str) -> Option<String> {
        self.bundle().has_message(key).then(|| self.say(key).into_owned())
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key).and_then(|message| message.value());
        debug_assert!(pattern.is_some(), "no language says {key}");
        let Some(pattern) = pattern else { return Cow::Owned(key.to_owned()) };
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        Cow::Owned(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn keys(text: &str) -> BTreeMap<&str, Vec<&str>> {
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        let gaps = |sentence: &'static str| -> Vec<&str> {
            let mut gaps: Vec<_> = sentence
                .split("{ $")
                .skip(1)
                .filter_map(|rest| rest.split_once(" }"))
                .map(|(gap, _)| gap)
                .collect();
            gaps.sort_unstable();
            gaps
        };
        lines.map(|(key, sentence)| (key, gaps(Box::leak(sentence.to_owned().into_boxed_str())))).collect()
    }

    #[test]
    fn every_language_has_every_key_with_the_same_gaps() {
        let english = keys(EN);
        assert!(english.len() > 60);
        for (tag, text) in [("uz-Latn", UZ), ("ru", RU), ("kaa", KAA)] {
            assert_eq!(keys(text), english, "{tag}");
        }
        assert_eq!(keys(&in_cyrillic_file(UZ)), english);
    }

    #[test]
    fn every_sentence_is_said_in_every_language() {
        for lang in Lang::ALL {
            for (key, gaps) in keys(EN) {
                let gaps: Vec<_> = gaps.iter().map(|gap| (*gap, "7")).collect();
                assert!(!Words(lang).fill(key, &gaps).trim().is_empty(), "{lang} {key}");
            }
        }
    }
}
