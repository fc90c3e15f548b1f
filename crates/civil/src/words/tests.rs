use super::*;
use crate::{name::NotANamePart, pinfl::PinflFault, text::NotAText};
use std::collections::BTreeSet;

const FILES: [Lang; 4] = [Lang::UzLatn, Lang::Ru, Lang::Kaa, Lang::En];
const TRANSLATED: [Lang; 3] = [Lang::UzLatn, Lang::Ru, Lang::Kaa];

/// The names that the file of a language in a folder holds, in its order; of Uzbek in Cyrillic those of the Latin file.
fn codes_of(files: Files, lang: Lang) -> impl Iterator<Item = &'static str> {
    lines(match lang {
        Lang::UzLatn | Lang::UzCyrl => files.uz_latn,
        Lang::Ru => files.ru,
        Lang::Kaa => files.kaa,
        Lang::En => files.en,
    })
    .map(|(code, _)| code)
}

/// The same of all folders.
fn codes(lang: Lang) -> impl Iterator<Item = &'static str> {
    ALL.into_iter().flat_map(move |files| codes_of(files, lang))
}

/// Codes that have words before a rule has them. When the rule comes, its line goes from the file.
const AWAITED: &str = include_str!("../../testdata/awaited-codes.txt");

/// Every code that the register can say.
fn known() -> BTreeSet<&'static str> {
    english().into_keys().collect()
}

/// What stands in braces, and what stands between backticks and names a field.
fn kept(sentence: &str) -> BTreeSet<String> {
    let braces = sentence
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| format!("{{{name}}}"));
    let fields =
        sentence.split('`').skip(1).step_by(2).filter(|field| field.contains(['.', '_'])).map(str::to_owned);
    braces.chain(fields).collect()
}

/// A sentence without what is typed as it stands.
fn spoken(sentence: &str) -> String {
    let outside: Vec<&str> = sentence.split('`').step_by(2).collect();
    let mut text = fill(&outside.join(" "), &[]);
    while let Some((before, after)) = text.split_once('{') {
        let after = after.split_once('}').map_or("", |(_, after)| after);
        text = format!("{before} {after}");
    }
    for name in ["JSON", "UTF", "ISO", "QR", "PDF"] {
        text = text.replace(name, " ");
    }
    text
}

#[test]
fn every_code_has_a_sentence_in_every_language() {
    for lang in Lang::ALL {
        let missing: Vec<&str> = known().into_iter().filter(|code| sentence(code, lang).is_none()).collect();
        assert!(missing.is_empty(), "words/{lang}.tsv lacks a sentence for: {missing:#?}");
    }
}

#[test]
fn no_sentence_is_without_a_code() {
    let known = known();
    for lang in FILES {
        let unused: Vec<&str> = codes(lang)
            .filter(|code| !known.contains(code) && !AWAITED.lines().any(|line| line == *code))
            .collect();
        assert!(unused.is_empty(), "words/{lang}.tsv has sentences that nothing says: {unused:#?}");
    }
    for code in AWAITED.lines() {
        assert!(codes(Lang::UzLatn).any(|known| known == code), "{code} is awaited and has no words");
    }
}

#[test]
fn every_file_is_sorted_and_holds_a_code_once() {
    for (lang, files) in FILES.into_iter().flat_map(|lang| ALL.map(|files| (lang, files))) {
        let codes: Vec<&str> = codes_of(files, lang).collect();
        let sorted: BTreeSet<&str> = codes.iter().copied().collect();
        assert!(codes.iter().copied().eq(sorted), "words/{lang}.tsv is not sorted, or holds a code twice");
    }
}

#[test]
fn no_two_files_of_a_language_hold_the_same_code() {
    for lang in FILES {
        let mut seen = BTreeSet::new();
        for code in codes(lang) {
            assert!(seen.insert(code), "{lang}: {code} has two sentences");
        }
    }
}

#[test]
fn placeholders_and_names_of_fields_are_the_same_in_all_languages() {
    for code in codes(Lang::UzLatn) {
        let uzbek = sentence(code, Lang::UzLatn).unwrap();
        for lang in Lang::ALL.into_iter().filter(|lang| *lang != Lang::En) {
            assert_eq!(kept(sentence(code, lang).unwrap()), kept(uzbek), "{code} {lang}");
        }
        // In English the names of fields stand without backticks.
        if let Some(english) = sentence(code, Lang::En) {
            for name in kept(uzbek) {
                assert!(english.contains(&name), "{code}: the English sentence does not name {name}");
            }
            assert_eq!(english.matches('{').count(), uzbek.matches('{').count(), "{code}");
        }
    }
}

#[test]
fn every_sentence_says_what_to_do_in_the_letters_of_its_language() {
    let latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
    let cyrillic = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
    for code in codes(Lang::UzLatn) {
        for lang in Lang::ALL {
            let Some(text) = sentence(code, lang) else { continue };
            // A label is no sentence, and one that ends with what is filled in ends as that does.
            let ends = code.starts_with("label.") || text.ends_with(['.', '}']);
            assert!(ends && !text.contains("  ") && text.trim() == text && !text.is_empty(), "{code} {lang}");
            assert!(
                text.matches('`').count() % 2 == 0 && !text.contains(['\'', '‘', '’', '"'])
                    || lang == Lang::En,
                "{code} {lang}"
            );
            let spoken = spoken(text);
            match lang {
                Lang::UzLatn | Lang::Kaa | Lang::En => {
                    assert!(!spoken.contains(cyrillic), "{code} {lang}: {text}");
                }
                Lang::UzCyrl | Lang::Ru => {
                    assert!(!spoken.contains(latin), "{code} {lang}: {text}");
                }
            }
        }
    }
    // The letters oʻ and gʻ have U+02BB, and the tutuq belgisi has U+02BC.
    for code in codes(Lang::UzLatn) {
        let text: Vec<char> = sentence(code, Lang::UzLatn).unwrap().chars().collect();
        for pair in text.windows(2) {
            let turned = pair[1] == crate::name::TURNED_COMMA;
            let after_o_or_g = matches!(pair[0], 'o' | 'O' | 'g' | 'G');
            assert!(!turned || after_o_or_g, "{code}");
            assert!(pair[1] != crate::name::APOSTROPHE || !after_o_or_g, "{code}");
        }
    }
}

#[test]
fn sentences_of_one_language_are_not_copied_from_another() {
    for code in codes(Lang::UzLatn) {
        let [uz, ru, kaa] = TRANSLATED.map(|lang| sentence(code, lang).unwrap());
        assert!(uz != ru && uz != kaa && ru != kaa, "{code}");
    }
}

#[test]
fn a_placeholder_is_filled_and_one_without_a_value_stays() {
    assert_eq!(fill("{at}-belgi raqam.", &[("at", "5")]), "5-belgi raqam.");
    assert_eq!(fill("{least} dan {most} gacha", &[("most", "9")]), "{least} dan 9 gacha");
    assert_eq!(fill("an open { brace", &[]), "an open { brace");
    let filled = fill(sentence("name.digit", Lang::Ru).unwrap(), &[("at", "3")]);
    assert_eq!(filled, "Знак 3 — цифра. Пишите имя буквами.");
}

#[test]
fn english_words_of_faults_say_what_the_readers_say() {
    // Whole sentences against clauses: small letters, commas and semicolons apart, the words are the same.
    let plain = |text: &str| -> String {
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect()
    };
    for (code, values, said) in [
        ("name.digit", vec![("at", "3")], NotANamePart::Digit { at: 3 }.to_string()),
        ("name.invisible", vec![("at", "3")], NotANamePart::Invisible { at: 3 }.to_string()),
        ("name.symbol", vec![("at", "3")], NotANamePart::Symbol { at: 3 }.to_string()),
        ("text.empty", vec![], NotAText::Empty.to_string()),
        ("text.too-long", vec![], NotAText::TooLong.to_string()),
        ("text.invisible", vec![("at", "7")], NotAText::Invisible { at: 7 }.to_string()),
        ("pinfl.date", vec![], PinflFault::Date.to_string()),
        ("pinfl.check-digit", vec![], PinflFault::CheckDigit.to_string()),
        ("pinfl.century", vec![], PinflFault::Century.to_string()),
        ("place.unknown", vec![], crate::code::NotACode::Place.to_string()),
        ("time.form", vec![], crate::person::NotATime.to_string()),
        ("date.form", vec![], crate::date::NotADate::Form.to_string()),
    ] {
        let english = fill(sentence(code, Lang::En).unwrap(), &values);
        let same = plain(&english).starts_with(&plain(&said)) || plain(&said) == plain(&english);
        assert!(same, "{code}: {english} / {said}");
    }
}

#[test]
fn a_code_that_nobody_knows_has_no_words() {
    for lang in Lang::ALL {
        assert_eq!(sentence("birth.nothing", lang), None);
    }
    assert!(fault_codes().all(|code| Refusal::from_code(code).is_none()));
}
