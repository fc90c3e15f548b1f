//! Uzbek sentences in Cyrillic, made from the Latin ones: labels, messages, headings.
//!
//! Names of persons do not go this way: they are stored as written (see [`crate::name::translit`]).
use crate::name::{APOSTROPHE, TURNED_COMMA, translit::cyrillic_by_rule};

/// Words that Cyrillic writes with letters which Latin does not show: the Latin stem, the word without
/// a suffix, the stem before a suffix.
const WORDS: [(&str, &str, &str); 25] = [
    ("yanvar", "январь", "январ"),
    ("fevral", "февраль", "феврал"),
    ("aprel", "апрель", "апрел"),
    ("iyun", "июнь", "июн"),
    ("iyul", "июль", "июл"),
    ("sentabr", "сентябрь", "сентябр"),
    ("oktabr", "октябрь", "октябр"),
    ("noyabr", "ноябрь", "ноябр"),
    ("dekabr", "декабрь", "декабр"),
    ("militsiya", "милиция", "милиция"),
    ("politsiya", "полиция", "полиция"),
    ("konstitutsiya", "конституция", "конституция"),
    ("organizatsiya", "организация", "организация"),
    ("registratsiya", "регистрация", "регистрация"),
    ("transkripsiya", "транскрипция", "транскрипция"),
    ("kansler", "канцлер", "канцлер"),
    ("kanselyariya", "канцелярия", "канцелярия"),
    ("konsepsiya", "концепция", "концепция"),
    ("litsenziya", "лицензия", "лицензия"),
    ("notarial", "нотариал", "нотариал"),
    ("obyekt", "объект", "объект"),
    ("subyekt", "субъект", "субъект"),
    ("parol", "пароль", "парол"),
    ("profil", "профиль", "профил"),
    ("tsirk", "цирк", "цирк"),
];

/// Abbreviations that stay in Latin letters in Cyrillic text.
const KEPT: [&str; 10] = ["ID", "QR", "PDF", "SMS", "URL", "JSON", "PIN", "XML", "API", "DPI"];

/// An Uzbek text in Latin letters, in Cyrillic ones.
///
/// What stands in braces or angle brackets, addresses with `@`, `://` or a full stop between letters,
/// common abbreviations (QR, PDF) and words with letters that Uzbek does not have are kept as they are.
pub fn uz_cyrillic(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '{' => closing(rest, '}'),
            '<' => closing(rest, '>'),
            c if part_of_word(c) => {
                let end = rest.find(|c| !part_of_word(c)).unwrap_or(rest.len());
                let (chunk, _) = rest.split_at(rest.find(ends_chunk).unwrap_or(rest.len()));
                if address(chunk) {
                    out.push_str(chunk);
                    rest = rest.get(chunk.len()..).unwrap_or_default();
                    continue;
                }
                let (found, after) = rest.split_at(end);
                out.push_str(&word(found));
                rest = after;
                continue;
            }
            c => c.len_utf8(),
        };
        let (kept, after) = rest.split_at(end);
        out.push_str(kept);
        rest = after;
    }
    out
}

/// Where the bracket that opens `text` closes; the length of the bracket alone where it never does.
fn closing(text: &str, bracket: char) -> usize {
    text.find(bracket).map_or(1, |at| at.saturating_add(bracket.len_utf8()))
}

fn ends_chunk(c: char) -> bool {
    c.is_whitespace() || matches!(c, '{' | '<' | ',' | ';' | '"' | '(' | ')' | '«' | '»')
}

/// Whether a run without spaces is the address of a page or of a mailbox.
fn address(chunk: &str) -> bool {
    let inner = chunk.trim_end_matches(['.', '!', '?', ':']);
    inner.contains('@')
        || inner.contains("://")
        || inner.split('.').zip(inner.split('.').skip(1)).any(|(before, after)| {
            before.ends_with(|c: char| c.is_ascii_alphanumeric())
                && after.starts_with(|c: char| c.is_ascii_lowercase())
        })
}

fn part_of_word(c: char) -> bool {
    c.is_alphabetic() || apostrophe(c)
}

const fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}' | TURNED_COMMA | APOSTROPHE)
}

fn word(text: &str) -> String {
    // A quotation mark at an end is no letter of the word, unless the word ends in oʻ or gʻ.
    let start = text.find(|c| !apostrophe(c)).unwrap_or(text.len());
    let (before, text) = text.split_at(start);
    let bare = text.trim_end_matches(apostrophe);
    if !bare.ends_with(['o', 'O', 'g', 'G']) && bare.len() < text.len() && !before.is_empty() {
        let after = text.get(bare.len()..).unwrap_or_default();
        return format!("{before}{}{after}", word(bare));
    }
    if KEPT.contains(&text) {
        return format!("{before}{text}");
    }
    let mut clean = String::new();
    for c in text.chars() {
        let turned = clean.ends_with(['o', 'O', 'g', 'G']);
        clean.push(if !apostrophe(c) {
            c
        } else if turned {
            TURNED_COMMA
        } else {
            APOSTROPHE
        });
    }
    let cyrillic = exception(&clean).or_else(|| cyrillic_by_rule(&clean));
    format!("{before}{}", cyrillic.as_deref().unwrap_or(text))
}

fn exception(word: &str) -> Option<String> {
    let small = word.to_lowercase();
    WORDS.iter().find_map(|(stem, whole, before_suffix)| {
        let suffix = small.strip_prefix(stem)?;
        let cyrillic = if suffix.is_empty() {
            (*whole).to_owned()
        } else {
            // A suffix never begins a word, so that its first letter keeps the value it has within one.
            let both = cyrillic_by_rule(&format!("n{suffix}"))?;
            format!("{before_suffix}{}", both.strip_prefix('н')?)
        };
        let mut letters = word.chars();
        let first = letters.next().is_some_and(char::is_uppercase);
        let all = first && letters.next().is_some_and(char::is_uppercase);
        Some(if all {
            cyrillic.to_uppercase()
        } else if first {
            let mut letters = cyrillic.chars();
            letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
        } else {
            cyrillic
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_becomes_cyrillic_with_its_signs_and_case() {
        for (latin, cyrillic) in [
            ("Tugʻilganlik toʻgʻrisida guvohnoma", "Туғилганлик тўғрисида гувоҳнома"),
            ("Fuqarolik holati dalolatnomalarini yozish", "Фуқаролик ҳолати далолатномаларини ёзиш"),
            ("OʻZBEKISTON RESPUBLIKASI", "ЎЗБЕКИСТОН РЕСПУБЛИКАСИ"),
            ("FHDYO, JShShIR", "ФҲДЁ, ЖШШИР"),
            ("2026-yil 23-noyabr; 1-oktabrdan, 5-Sentabrda", "2026-йил 23-ноябрь; 1-октябрдан, 5-Сентябрда"),
            ("Ma'lumot yo'q.", "Маълумот йўқ."),
            ("Er va xotin, eri, ota-ona", "Эр ва хотин, эри, ота-она"),
        ] {
            assert_eq!(uz_cyrillic(latin), cyrillic);
        }
    }

    #[test]
    fn places_for_values_tags_addresses_and_abbreviations_are_kept() {
        assert_eq!(
            uz_cyrillic(
                "QR kodni oching: <b>{number}</b>, my.gov.uz yoki a.b@adliya.uz, https://x.uz/a?b=c."
            ),
            "QR кодни очинг: <b>{number}</b>, my.gov.uz ёки a.b@adliya.uz, https://x.uz/a?b=c."
        );
        assert_eq!(uz_cyrillic("Word {"), "Word {");
        assert_eq!(uz_cyrillic("Bor.Yoʻq"), "Бор.Йўқ");
        assert_eq!(uz_cyrillic("'salom'"), "'салом'");
    }

    #[test]
    fn cyrillic_text_and_no_text_stay_as_they_are() {
        assert_eq!(uz_cyrillic("Ўзбекистон 12"), "Ўзбекистон 12");
        assert_eq!(uz_cyrillic(""), "");
    }
}
