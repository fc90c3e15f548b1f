//! What every code says, in the languages of the register.
//!
//! # Format
//!
//! A file for each language in `crates/civil/words`: a line for each code, code and sentence with a tab between
//! them, sorted by code. English stands in the code for refusals, cautions and grounds; `en.tsv` holds it for
//! the faults of a declaration. Uzbek in Cyrillic is made from `uz-Latn.tsv` by the rule of the alphabet. What stands
//! in braces, such as `{at}`, is filled in; what stands between backticks is typed as it stands, in any script.
//!
//! # Limits
//!
//! Karakalpak is a draft until somebody who speaks it at a counter has read it.
use crate::{Caution, Lang, ground::Ground, refusal::Refusal};
use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

mod cyrillic;

type Table = BTreeMap<&'static str, Cow<'static, str>>;

const UZ_LATN: &str = include_str!("../words/uz-Latn.tsv");
const RU: &str = include_str!("../words/ru.tsv");
const KAA: &str = include_str!("../words/kaa.tsv");
const EN: &str = include_str!("../words/en.tsv");

/// The sentence of a code: of a refusal, a caution, a ground, or a fault of a declaration. `None` for a code that
/// is none of these.
pub fn sentence(code: &str, lang: Lang) -> Option<&'static str> {
    static TABLES: OnceLock<[Table; 5]> = OnceLock::new();
    let [uz_latn, uz_cyrl, ru, kaa, en] =
        TABLES.get_or_init(|| [read(UZ_LATN), in_cyrillic(UZ_LATN), read(RU), read(KAA), english()]);
    let table = match lang {
        Lang::UzLatn => uz_latn,
        Lang::UzCyrl => uz_cyrl,
        Lang::Ru => ru,
        Lang::Kaa => kaa,
        Lang::En => en,
    };
    table.get(code).map(Cow::as_ref)
}

/// A sentence with its placeholders filled in. A placeholder without a value stays as it stands.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, inner)| Some((before, inner.split_once('}')?)))
    {
        filled.push_str(before);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.extend(["{", name, "}"]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The codes that a declaration's faults have and nothing else has, in order.
pub fn fault_codes() -> impl Iterator<Item = &'static str> {
    lines(EN).map(|(code, _)| code)
}

/// The codes that the file of a language holds, in its order; of Uzbek in Cyrillic those of the Latin file, of
/// English those of the faults.
pub fn codes(lang: Lang) -> impl Iterator<Item = &'static str> {
    lines(match lang {
        Lang::UzLatn | Lang::UzCyrl => UZ_LATN,
        Lang::Ru => RU,
        Lang::Kaa => KAA,
        Lang::En => EN,
    })
    .map(|(code, _)| code)
}

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .map(|line| line.split_once('\t').expect("a line has a code, a tab and a sentence; a test reads all"))
}

fn read(file: &'static str) -> Table {
    lines(file).map(|(code, sentence)| (code, Cow::Borrowed(sentence))).collect()
}

fn in_cyrillic(file: &'static str) -> Table {
    lines(file).map(|(code, sentence)| (code, Cow::Owned(cyrillic::rendered(sentence)))).collect()
}

fn english() -> Table {
    let of_code = Refusal::ALL.iter().map(|refusal| (refusal.code(), refusal.message()));
    let cautions = Caution::ALL.iter().map(|caution| (caution.code(), caution.message()));
    let grounds = Ground::ALL.iter().map(|ground| (ground.code(), ground.message()));
    of_code
        .chain(cautions)
        .chain(grounds)
        .map(|(code, sentence)| (code, Cow::Borrowed(sentence)))
        .chain(read(EN))
        .collect()
}

#[cfg(test)]
mod tests;
