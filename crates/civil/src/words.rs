//! What every code says, in the languages of the register.
//!
//! # Format
//!
//! A file for each language in `crates/civil/words`: a line for each code, code and sentence with a tab between
//! them, sorted by code. English stands in the code for refusals, cautions and grounds; `en.tsv` holds it for
//! the faults of a declaration. Uzbek in Cyrillic is made from `uz-Latn.tsv` by the rule of the alphabet. What stands
//! in braces, such as `{at}`, is filled in; what stands between backticks is typed as it stands, in any script.
//!
//! The folders `service` and `command` hold the same for what the service and the command say beside the law. A
//! code that is said in more than one way has a line for each, with a word behind a slash: `field.type/text`.
//!
//! # Limits
//!
//! Karakalpak is a draft until somebody who speaks it at a counter has read it.
use crate::{Caution, Lang, ground::Ground, refusal::Refusal};
use std::{borrow::Cow, collections::BTreeMap, sync::OnceLock};

mod cyrillic;
mod saying;

pub use saying::Saying;

type Table = BTreeMap<&'static str, Cow<'static, str>>;

/// The files of one folder.
#[derive(Clone, Copy)]
struct Files {
    uz_latn: &'static str,
    ru: &'static str,
    kaa: &'static str,
    en: &'static str,
}

macro_rules! files {
    ($folder:literal) => {
        Files {
            uz_latn: include_str!(concat!("../words/", $folder, "uz-Latn.tsv")),
            ru: include_str!(concat!("../words/", $folder, "ru.tsv")),
            kaa: include_str!(concat!("../words/", $folder, "kaa.tsv")),
            en: include_str!(concat!("../words/", $folder, "en.tsv")),
        }
    };
}

/// What the law says, and the faults of a declaration.
const LAW: Files = files!("");
/// What the service says of a request.
const SERVICE: Files = files!("service/");
/// What the command says to whoever types it.
const COMMAND: Files = files!("command/");
const ALL: [Files; 3] = [LAW, SERVICE, COMMAND];

/// The sentence of a code: of a refusal, a caution, a ground, a fault of a declaration, or of what service and
/// command say. `None` for a code that is none of these.
pub fn sentence(code: &str, lang: Lang) -> Option<&'static str> {
    static TABLES: OnceLock<[Table; 5]> = OnceLock::new();
    let [uz_latn, uz_cyrl, ru, kaa, en] = TABLES.get_or_init(|| {
        let all = |of: fn(Files) -> Table| ALL.into_iter().flat_map(of).collect();
        let uz_cyrl = all(|files| table_in_cyrillic(files.uz_latn));
        let (uz_latn, ru) = (all(|files| read(files.uz_latn)), all(|files| read(files.ru)));
        [uz_latn, uz_cyrl, ru, all(|files| read(files.kaa)), english()]
    });
    let table = match lang {
        Lang::UzLatn => uz_latn,
        Lang::UzCyrl => uz_cyrl,
        Lang::Ru => ru,
        Lang::Kaa => kaa,
        Lang::En => en,
    };
    table.get(code).map(Cow::as_ref)
}

/// An Uzbek sentence of the Latin alphabet in the Cyrillic one. What stands in braces or between backticks stays.
pub fn in_cyrillic(sentence: &str) -> String {
    cyrillic::rendered(sentence)
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
    lines(LAW.en).map(|(code, _)| code)
}

/// What the service says beside the law, by its names in the tables.
pub fn service_codes() -> impl Iterator<Item = &'static str> {
    lines(SERVICE.en).map(|(code, _)| code)
}

/// What the command says, by its names in the tables.
pub fn command_codes() -> impl Iterator<Item = &'static str> {
    lines(COMMAND.en).map(|(code, _)| code)
}

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .map(|line| line.split_once('\t').expect("a line has a code, a tab and a sentence; a test reads all"))
}

fn read(file: &'static str) -> Table {
    lines(file).map(|(code, sentence)| (code, Cow::Borrowed(sentence))).collect()
}

fn table_in_cyrillic(file: &'static str) -> Table {
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
        .chain(ALL.into_iter().flat_map(|files| read(files.en)))
        .collect()
}

#[cfg(test)]
mod tests;
