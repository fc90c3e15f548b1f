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
    assert_eq!(latin("Ali!"), Err(NotANamePart::Symbol { at: 4 }));
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

#[test]
fn letters_that_only_look_right_are_refused_where_they_stand() {
    for (text, at) in [
        ("李", 1),
        ("\u{391}nvar", 1),  // Greek capital alpha
        ("Anva\u{3c1}", 5),  // Greek rho
        ("Ka\u{3bf}rim", 3), // Greek omicron
        ("\u{ff21}li", 1),   // full-width A
        ("A\u{ff4c}i", 2),   // full-width l
        ("\u{1d400}li", 1),  // mathematical bold A
        ("A\u{5d0}li", 2),   // Hebrew alef
        ("A\u{13aa}li", 2),  // Cherokee A
    ] {
        for script in [Script::UzLatn, Script::Foreign] {
            assert_eq!(NamePart::new(script, text), Err(NotANamePart::OtherLetter { at }), "{text}");
        }
    }
    for (text, at) in [("А\u{43b}i", 3), ("Али\u{0456}a", 5)] {
        assert_eq!(
            NamePart::new(Script::Ru, text),
            Err(NotANamePart::Mixed { at, alphabet: Alphabet::Latin }),
            "{text}"
        );
    }
}

#[test]
fn what_cannot_be_seen_is_refused_wherever_it_stands() {
    let hidden = [
        '\u{ad}',
        '\u{61c}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{feff}',
        '\u{fe0f}',
        '\u{e0041}',
        '\u{7}',
    ];
    for script in [Script::UzLatn, Script::Foreign] {
        for c in hidden {
            for (text, at) in [(format!("{c}Ali"), 1), (format!("A{c}li"), 2), (format!("Ali{c}"), 4)] {
                assert_eq!(NamePart::new(script, &text), Err(NotANamePart::Invisible { at }), "{c:?}");
            }
        }
    }
}

#[test]
fn digits_of_every_script_are_refused() {
    for c in ['7', '\u{665}', '\u{ff17}', '\u{2167}', '\u{b2}', '\u{966}'] {
        assert_eq!(latin(&format!("Al{c}")), Err(NotANamePart::Digit { at: 3 }), "{c:?}");
    }
}

#[test]
fn a_letter_takes_two_marks_and_no_heap_of_them() {
    assert!(NamePart::new(Script::Foreign, "Nguy\u{1ec5}\u{300}n").is_ok());
    assert!(NamePart::new(Script::Foreign, "x\u{300}\u{301}").is_ok());
    assert_eq!(
        NamePart::new(Script::Foreign, &format!("x{}", "\u{300}".repeat(40))),
        Err(NotANamePart::Marks { at: 4 })
    );
    assert_eq!(NamePart::new(Script::Foreign, "A-\u{301}"), Err(NotANamePart::Symbol { at: 3 }));
}

#[test]
fn a_name_may_have_one_letter_and_never_two_hundred() {
    for (script, letter) in
        [(Script::UzLatn, "O"), (Script::Ru, "Я"), (Script::Foreign, "E"), (Script::KaaLatn, "Í")]
    {
        assert_eq!(NamePart::new(script, letter).unwrap().as_str(), letter);
        assert_eq!(NamePart::new(script, &letter.repeat(200)), Err(NotANamePart::TooLong));
        assert_eq!(NamePart::new(script, &letter.repeat(100_000)), Err(NotANamePart::TooLong));
    }
    assert_eq!(latin("Oʻ").as_deref(), Ok("Oʻ"));
    let long = PersonName::new(Script::UzLatn, Some(&"o'".repeat(50)), Some("A"), None).unwrap();
    assert_eq!(long.surname().unwrap().as_str().chars().count(), 100);
}

#[test]
fn apostrophes_of_rare_keyboards_and_of_text_recognition_are_read_by_their_place() {
    for form in [
        '\u{2ca}', '\u{2cb}', '\u{201b}', '\u{2035}', '\u{ff40}', '\u{55a}', '\u{5f3}', '\u{384}',
        '\u{1fbf}', '\u{1fef}', '\u{1ffd}', '\u{a78c}', '\u{275c}', '\u{2bd}', '\u{2bf}', '\u{2c8}',
        '\u{312}', '\u{315}',
    ] {
        assert_eq!(latin(&format!("O{form}gʻil")).unwrap(), "Oʻgʻil", "{form:?}");
        assert_eq!(latin(&format!("Ra{form}no")).unwrap(), "Raʼno", "{form:?}");
    }
    assert_eq!(NamePart::new(Script::KaaLatn, "O'tegen").unwrap().as_str(), "Oʼtegen");
    assert_eq!(NamePart::new(Script::UzCyrl, "Раʻно").unwrap().as_str(), "Раʼно");
    assert_eq!(latin("Abdul\u{2011}Aziz").unwrap(), "Abdul-Aziz");
}

#[test]
fn the_alphabet_of_2026_is_off_and_says_so() {
    let day = "2099-12-31".parse().unwrap();
    assert!(!alphabet2026(day) && !Script::UzLatn2026.in_force(day));
    assert_eq!(Script::offered(day).count(), Script::ALL.len() - 1);
    assert_eq!(NamePart::new(Script::UzLatn2026, "Öktam"), Err(NotANamePart::NotInForce));
    assert!(PersonName::new(Script::UzLatn2026, None, Some("Ali"), None).is_err());
    assert!(NotANamePart::NotInForce.to_string().contains("alphabet of 2026 is not in force"));
    // The same letters in a name that is declared in the alphabet of 1995.
    for (text, at) in [("Öktam", 1), ("Tuğruq", 3), ("Şukurov", 1), ("Aça", 2), ("To\u{308}ra", 2)] {
        assert_eq!(latin(text), Err(NotANamePart::NewLetter { at }));
    }
    assert!(NamePart::new(Script::Foreign, "Çağrı Öztürk Şen").is_ok());
}

#[test]
fn a_day_in_the_table_switches_the_alphabet_of_2026_on_from_that_day() {
    let table = Some((2028, 1, 1));
    let day = |text: &str| text.parse().unwrap();
    assert!(!script::since(table, day("2027-12-31")));
    assert!(script::since(table, day("2028-01-01")));
    assert!(!script::since(None, day("2028-01-01")));
    assert_eq!(NamePart::read(Script::UzLatn2026, "Öktam Is'hoq").unwrap().as_str(), "Öktam Isʼhoq");
}

#[test]
fn what_was_typed_is_kept_beside_what_is_stored() {
    let typed = AsWritten::new(Script::UzLatn, " O`ktam ").unwrap();
    assert_eq!((typed.raw(), typed.part().as_str(), typed.rewritten()), (" O`ktam ", "Oʻktam", true));
    assert!(!AsWritten::new(Script::UzLatn, "Oʻktam").unwrap().rewritten());
    assert_eq!(format!("{typed:?}"), "AsWritten(redacted)");
}

#[test]
fn karakalpak_i_with_and_without_a_dot_keep_their_capitals() {
    for (capital, small) in [('Í', 'ı'), ('I', 'i'), ('Á', 'á'), ('Ǵ', 'ǵ')] {
        assert_eq!(Script::KaaLatn.lower(capital), small);
        assert_eq!(Script::KaaLatn.upper(small), capital);
    }
    assert_eq!(Script::UzLatn.lower('İ'), 'i');
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing_more(script in 0usize..7, raw in "\\PC{0,60}") {
        let script = Script::ALL[script];
        let once = normalised(script, &raw);
        prop_assert_eq!(normalised(script, &once), once);
    }

    #[test]
    fn no_text_is_read_with_a_fault_outside_of_it(script in 0usize..7, raw in "\\PC{0,120}") {
        let script = Script::ALL[script];
        let length = normalised(script, &raw).chars().count();
        if let Err(
            NotANamePart::Digit { at }
            | NotANamePart::Invisible { at }
            | NotANamePart::Symbol { at }
            | NotANamePart::OtherLetter { at }
            | NotANamePart::Marks { at }
            | NotANamePart::NewLetter { at }
            | NotANamePart::WrongAlphabet { at, .. }
            | NotANamePart::Mixed { at, .. },
        ) = NamePart::read(script, &raw)
        {
            prop_assert!((1..=length).contains(&at));
        }
    }

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
