//! The words of the template, language by language.

use civil::Lang;
use serde_json::Value;

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
fn every_word_of_the_birth_certificate_stands_in_every_language() {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    let (mut found, mut tables) = (Vec::new(), 0);
    gaps("", &words, &mut found, &mut tables);
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(tables, 27, "tables of words");
}

#[test]
fn every_language_fills_the_same_places_and_has_as_many_steps() {
    let words: Value = serde_json::from_str(WORDS).unwrap();
    for lang in Lang::ALL.map(Lang::tag) {
        assert_eq!(words["until"][lang].as_str().unwrap().matches("{}").count(), 1, "{lang}");
        let steps = words["steps"][lang].as_array().unwrap();
        assert_eq!(steps.len(), 3, "{lang}");
        assert_eq!(steps[1][1].as_str().unwrap().matches("{}").count(), 1, "{lang}");
        let title = words["title"][lang].as_array().unwrap();
        assert_eq!(title.iter().filter(|line| line.as_str().unwrap().contains("{}")).count(), 1, "{lang}");
    }
}
