//! The words of the template, language by language.

use civil::Lang;
use serde_json::Value;

/// Tables of words in five languages: a new one is counted on purpose.
const TABLES: usize = 97;

const WORDS: &str = include_str!("../../template/words.json");

/// The names of the members of a table at every depth, without the languages.
fn gaps(at: &str, table: &Value, found: &mut Vec<String>, tables: &mut usize) {
    let Value::Object(members) = table else { return found.push(format!("{at}: not a table")) };
    if members.keys().any(|key| key.parse::<Lang>().is_ok()) {
        *tables += 1;
        for lang in Lang::ALL {
            match members.get(lang.tag()) {
                None => found.push(format!("{at}: no {lang}")),
                Some(words) if is_empty(words) => found.push(format!("{at}: {lang} is empty")),
                Some(_) => {}
            }
        }
        found.extend(
            members.keys().filter(|key| key.parse::<Lang>().is_err()).map(|key| format!("{at}: {key}")),
        );
    } else {
        for (key, below) in members {
            gaps(&format!("{at}/{key}"), below, found, tables);
        }
    }
}

fn is_empty(words: &Value) -> bool {
    match words {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty() || items.iter().any(is_empty),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    }
}

#[test]
fn every_word_of_every_paper_stands_in_every_language() {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    let (mut found, mut tables) = (Vec::new(), 0);
    gaps("", &words, &mut found, &mut tables);
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(tables, TABLES, "tables of words");
}

#[test]
fn every_language_fills_the_same_places_and_has_as_many_steps() {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    let holes = |text: &Value| text.as_str().unwrap().matches("{}").count();
    for lang in Lang::ALL.map(Lang::tag) {
        assert_eq!(holes(&words["until"][lang]), 1, "{lang}");
        for form in ["certificate", "reference"] {
            let steps = words["steps"][form][lang].as_array().unwrap();
            assert_eq!(steps.len(), 3, "{lang}");
            assert_eq!(holes(&steps[1][1]), 1, "{lang}");
        }
        for (kind, title) in words["title"].as_object().unwrap() {
            let title = title[lang].as_array().unwrap();
            assert_eq!(title.iter().map(holes).sum::<usize>(), 1, "{kind} {lang}");
        }
        for (kind, force) in words["force"].as_object().unwrap() {
            assert_eq!(holes(&force[lang]), 1, "{kind} {lang}");
        }
        assert_eq!(words["calibration"]["how"][lang].as_array().unwrap().len(), 3, "{lang}");
        let present = words["calibration"]["present"][lang].as_str().unwrap();
        assert!(present.contains("{x}") && present.contains("{y}"), "{lang}");
    }
}

#[test]
fn every_kind_of_paper_has_a_title_and_says_what_its_smaller_codes_leave_out() {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    let keys = |table: &str| words[table].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("title").len(), 7);
    assert_eq!(keys("title"), keys("core"));
}

#[test]
fn no_word_of_the_papers_names_a_cause() {
    // The word for "cause" of each language; a certificate of death has no row for it.
    for cause in ["sabab", "сабаб", "причин", "sebeb", "sebep", "cause"] {
        assert!(!WORDS.to_lowercase().contains(cause), "{cause}");
    }
}

#[test]
fn resolution_540_stands_on_the_references_that_it_is_about() {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    for lang in Lang::ALL.map(Lang::tag) {
        let cites = |kind: &str| words["force"][kind][lang].as_str().unwrap().contains("540");
        assert_eq!(["birth", "stillbirth", "act", "search"].map(cites), [true, true, false, false], "{lang}");
    }
}
