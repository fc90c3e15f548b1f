use super::*;
use proptest::prelude::*;

const VECTORS: &str = include_str!("../../../../data/vectors/names-and-pinfl.json");

fn latin(text: &str) -> Result<String, NotANamePart> {
    NamePart::new(Script::UzLatn, text).map(|part| part.as_str().to_owned())
}

#[test]
fn every_published_name_is_normalised_as_the_vectors_say() {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    let list = vectors["latin_to_cyrillic"].as_array().unwrap();
    assert!(list.len() >= 15);
    for vector in list {
        let (input, expected) = (vector["input"].as_str().unwrap(), vector["normalised"].as_str().unwrap());
        assert_eq!(latin(input).as_deref(), Ok(expected));
        let cyrillic = vector["cyrl"].as_str().unwrap();
        assert_eq!(NamePart::new(Script::UzCyrl, cyrillic).unwrap().as_str(), cyrillic);
    }
    for vector in vectors["lossy_cyrillic"].as_array().unwrap() {
        let cyrillic = vector["cyrl"].as_str().unwrap();
        assert_eq!(NamePart::new(Script::Ru, cyrillic).unwrap().as_str(), cyrillic);
        assert_eq!(latin(vector["latn"].as_str().unwrap()).as_deref(), Ok(vector["latn"].as_str().unwrap()));
    }
}

#[test]
fn every_form_of_apostrophe_becomes_the_one_of_its_place() {
    for form in ['\'', '`', '´', '‘', '’', 'ʹ', 'ʻ', 'ʼ', 'ʽ', '′', '＇'] {
        assert_eq!(
            latin(&format!("O{form}ktam G{form}ulom o{form}g{form}li")).unwrap(),
            "Oʻktam Gʻulom oʻgʻli"
        );
        assert_eq!(latin(&format!("Ra{form}no Is{form}hoqov")).unwrap(), "Raʼno Isʼhoqov");
        assert_eq!(NamePart::new(Script::Foreign, &format!("O{form}Brien")).unwrap().as_str(), "OʼBrien");
        assert_eq!(NamePart::new(Script::Ru, &format!("д{form}Артаньян")).unwrap().as_str(), "дʼАртаньян");
    }
}

#[test]
fn karakalpak_letters_and_composed_marks_are_letters_of_their_script() {
    assert_eq!(
        NamePart::new(Script::KaaLatn, "A\u{301}jiniyaz Qıdırbay").unwrap().as_str(),
        "Ájiniyaz Qıdırbay"
    );
    assert!(NamePart::new(Script::KaaLatn, "Ǵayıp Ótegen Úmit Jańa Wáli").is_ok());
    assert!(NamePart::new(Script::KaaCyrl, "Қәлийла Өтепбергенова Ғайып Ўмит Ҳәким Ңурлы").is_ok());
    assert!(NamePart::new(Script::Foreign, "Nguyễn Đình Çağrı Łukasz").is_ok());
}

#[test]
fn latin_and_cyrillic_never_stand_in_one_part_however_alike_they_look() {
    // The second letter of the first is a Cyrillic "а".
    assert_eq!(latin("K\u{430}rimov"), Err(NotANamePart::Mixed { at: 2, alphabet: Alphabet::Cyrillic }));
    let mixed = NotANamePart::Mixed { at: 4, alphabet: Alphabet::Latin };
    assert_eq!(NamePart::new(Script::Ru, "Ковaлёв"), Err(mixed));
    assert_eq!(NamePart::new(Script::Foreign, "Ковaлёв"), Err(mixed));
    assert_eq!(
        latin("Каримов"),
        Err(NotANamePart::WrongAlphabet { at: 1, alphabet: Alphabet::Cyrillic, script: Script::UzLatn })
    );
}

#[test]
fn what_is_no_part_of_a_name_is_refused_with_its_place() {
    assert_eq!(latin(" \t"), Err(NotANamePart::Empty));
    assert_eq!(latin("-"), Err(NotANamePart::NoLetter));
    assert_eq!(latin("Ali2"), Err(NotANamePart::Digit { at: 4 }));
    assert_eq!(latin("Ali Ⅳ"), Err(NotANamePart::Digit { at: 5 }));
    assert_eq!(latin("Ali<b>"), Err(NotANamePart::Symbol { at: 4 }));
    assert_eq!(latin("李"), Err(NotANamePart::Symbol { at: 1 }));
    assert_eq!(latin("\u{301}Ali"), Err(NotANamePart::Symbol { at: 1 }));
    assert_eq!(latin("A\u{200d}li"), Err(NotANamePart::Invisible { at: 2 }));
    assert_eq!(latin("A\u{0}li"), Err(NotANamePart::Invisible { at: 2 }));
    assert_eq!(latin(&"a".repeat(101)), Err(NotANamePart::TooLong));
    assert!(latin(&"a".repeat(100)).is_ok());
}

#[test]
fn a_refusal_repeats_nothing_of_the_name() {
    let name = PersonName::new(Script::UzLatn, Some("Zzyzx7"), Some("Ali"), None).unwrap_err();
    assert_eq!(
        name.to_string(),
        "the surname cannot stand: character 6 is a digit; write the name in letters"
    );
    assert!(!format!("{name:?}").contains("Zzyzx"));
}

#[test]
fn a_name_needs_one_part_and_not_all() {
    assert_eq!(PersonName::new(Script::Foreign, None, None, None), Err(NotAName::NoPart));
    let one = PersonName::new(Script::Foreign, None, Some("Suharyanto"), None).unwrap();
    assert_eq!(
        (one.full().as_str(), one.given_and_patronymic().as_deref()),
        ("Suharyanto", Some("Suharyanto"))
    );
    let surname = PersonName::new(Script::Ru, Some("Цой"), None, None).unwrap();
    assert_eq!(surname.given_and_patronymic(), None);
    let all =
        PersonName::new(Script::UzLatn, Some("To'raqulov"), Some("E'zoz"), Some("G'ayrat o'g'li")).unwrap();
    assert_eq!(all.full(), "Toʻraqulov Eʼzoz Gʻayrat oʻgʻli");
    assert_eq!(all.given_and_patronymic().as_deref(), Some("Eʼzoz Gʻayrat oʻgʻli"));
    assert_eq!(format!("{all:?}"), "PersonName(redacted)");
}

#[test]
fn every_script_reads_back_from_its_tag() {
    for script in Script::ALL {
        assert_eq!(script.tag().parse(), Ok(script));
    }
    assert_eq!("kaa".parse::<Script>(), Err(UnknownScript));
}

proptest! {
    #[test]
    fn a_part_once_read_reads_the_same_again(script in 0usize..6, raw in "[\\PCa-zA-ZoOgG'’`а-яў -]{0,40}") {
        let script = Script::ALL[script];
        if let Ok(part) = NamePart::new(script, &raw) {
            prop_assert_eq!(NamePart::new(script, part.as_str()), Ok(part.clone()));
            prop_assert!((1..=NAME_PART_CHARS_MAX).contains(&part.as_str().chars().count()));
        }
    }

    #[test]
    fn plain_latin_words_are_kept_letter_for_letter(raw in "[A-Z][a-z]{0,20}( [A-Z][a-z]{0,20}){0,3}") {
        prop_assert_eq!(latin(&raw), Ok(raw.clone()));
    }
}
