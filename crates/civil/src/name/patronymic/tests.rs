use super::*;
use proptest::prelude::*;

fn of(script: Script, given: &str, sex: Sex) -> Vec<String> {
    let part = NamePart::read(script, given).unwrap();
    propose_from(script, &part, sex).into_iter().map(|one| one.text).collect()
}

fn surname(script: Script, text: &str, sex: Sex) -> Vec<String> {
    let part = NamePart::read(script, text).unwrap();
    surname_forms(script, &part, sex).into_iter().map(|one| one.text).collect()
}

#[test]
fn patronymics_are_proposed_in_the_forms_of_each_script() {
    use Sex::{Female, Male};
    for (script, given, sex, expected) in [
        (Script::UzLatn, "Anvar", Male, ["Anvar oʻgʻli", "Anvarovich"]),
        (Script::UzLatn, "Anvar", Female, ["Anvar qizi", "Anvarovna"]),
        (Script::UzLatn, "Ali", Female, ["Ali qizi", "Aliyevna"]),
        (Script::UzLatn, "Ergash", Male, ["Ergash oʻgʻli", "Ergashevich"]),
        (Script::UzLatn, "ANVAR", Male, ["ANVAR OʻGʻLI", "ANVAROVICH"]),
        (Script::UzLatn2026, "Anvar", Male, ["Anvar öğli", "Anvaroviç"]),
        (Script::UzCyrl, "Ғайрат", Male, ["Ғайрат ўғли", "Ғайратович"]),
        (Script::UzCyrl, "Мирзо", Female, ["Мирзо қизи", "Мирзоевна"]),
        (Script::Ru, "Анвар", Female, ["Анвар кизи", "Анваровна"]),
        (Script::Ru, "Игорь", Male, ["Игорь угли", "Игоревич"]),
        (Script::Ru, "Николай", Female, ["Николай кизи", "Николаевна"]),
        (Script::Ru, "Юрий", Male, ["Юрий угли", "Юрьевич"]),
        (Script::Ru, "Дмитрий", Male, ["Дмитрий угли", "Дмитриевич"]),
        (Script::Ru, "Никита", Female, ["Никита кизи", "Никитична"]),
        (Script::Ru, "Илья", Female, ["Илья кизи", "Ильинична"]),
        (Script::KaaLatn, "Berdaq", Male, ["Berdaq ulı", "Berdaqovich"]),
        (Script::KaaLatn, "BERDAQ", Female, ["BERDAQ QÍZÍ", "BERDAQOVNA"]),
        (Script::KaaCyrl, "Бердақ", Female, ["Бердақ қызы", "Бердақовна"]),
    ] {
        assert_eq!(of(script, given, sex), expected);
    }
    assert_eq!(of(Script::UzLatn, "Anvar", Sex::Undetermined).len(), 4);
    assert!(of(Script::Foreign, "John", Male).is_empty());
}

#[test]
fn only_the_rules_own_forms_are_sure() {
    let part = NamePart::read(Script::Ru, "Али").unwrap();
    let sure: Vec<bool> = propose_from(Script::Ru, &part, Sex::Male).iter().map(|one| one.sure).collect();
    assert_eq!(sure, [true, false]);
    let part = NamePart::read(Script::Ru, "Анвар").unwrap();
    assert!(propose_from(Script::Ru, &part, Sex::Male).iter().all(|one| one.sure));
}

#[test]
fn a_father_with_a_surname_alone_gives_no_patronymic() {
    let father = PersonName::new(Script::Ru, Some("Цой"), None, None).unwrap();
    assert!(propose(&father, Sex::Male).is_empty());
    let one_name = PersonName::new(Script::UzLatn, None, Some("Abdulla"), None).unwrap();
    assert_eq!(propose(&one_name, Sex::Female)[0].text, "Abdulla qizi");
}

#[test]
fn the_form_of_a_patronymic_is_recognised_and_a_plain_name_has_none() {
    use Sex::{Female, Male};
    for (script, text, expected) in [
        (Script::UzLatn, "Anvar o'g'li", Some((Form::Uzbek, Male))),
        (Script::UzLatn, "ANVAR QIZI", Some((Form::Uzbek, Female))),
        (Script::UzCyrl, "Анвар ўғли", Some((Form::Uzbek, Male))),
        (Script::Ru, "Анвар кизи", Some((Form::Uzbek, Female))),
        (Script::Ru, "Ильич", Some((Form::Russian, Male))),
        (Script::Ru, "Игоревна", Some((Form::Russian, Female))),
        (Script::UzLatn, "Anvarovich", Some((Form::Russian, Male))),
        (Script::KaaLatn, "Berdaq qızı", Some((Form::Karakalpak, Female))),
        (Script::KaaCyrl, "Бердақ улы", Some((Form::Karakalpak, Male))),
        (Script::UzLatn, "Anvar", None),
        (Script::UzLatn, "Qizi", None),
        (Script::Foreign, "William", None),
    ] {
        assert_eq!(form_of(script, &NamePart::read(script, text).unwrap()), expected, "{text}");
    }
}

#[test]
fn surnames_change_their_ending_only_as_a_second_proposal() {
    use Sex::{Female, Male, Undetermined};
    assert_eq!(surname(Script::UzLatn, "Karimov", Female), ["Karimov", "Karimova"]);
    assert_eq!(surname(Script::UzLatn, "MIRZAYEVA", Male), ["MIRZAYEVA", "MIRZAYEV"]);
    assert_eq!(surname(Script::UzCyrl, "Эргашев", Female), ["Эргашев", "Эргашева"]);
    assert_eq!(surname(Script::Ru, "Чайковский", Female), ["Чайковский", "Чайковская"]);
    assert_eq!(surname(Script::Ru, "Ильина", Male), ["Ильина", "Ильин"]);
    for (script, text) in [
        (Script::UzLatn, "Anvarzoda"),
        (Script::Ru, "Цой"),
        (Script::Ru, "Нуриддин"),
        (Script::Foreign, "Smith"),
    ] {
        assert_eq!(surname(script, text, Female), [text]);
        assert_eq!(surname(script, text, Male), [text]);
    }
    assert_eq!(surname(Script::UzLatn, "Karimov", Male), ["Karimov"]);
    assert_eq!(surname(Script::UzLatn, "Karimov", Undetermined), ["Karimov"]);
}

proptest! {
    #[test]
    fn what_is_proposed_is_a_name_whose_form_is_recognised(script in 0usize..7, female: bool, latin in "[A-Z][a-z]{1,15}", cyrillic in "[А-Я][а-я]{1,15}") {
        let script = Script::ALL[script];
        let sex = if female { Sex::Female } else { Sex::Male };
        let text = if script.holds(crate::name::Alphabet::Latin) { latin } else { cyrillic };
        let given = NamePart::read(script, &text).unwrap();
        for one in propose_from(script, &given, sex) {
            let read = NamePart::read(script, &one.text).unwrap();
            prop_assert_eq!(read.as_str(), &one.text);
            prop_assert_eq!(form_of(script, &read), Some((one.form, sex)), "{}", one.text);
        }
        for one in surname_forms(script, &given, sex) {
            prop_assert!(NamePart::read(script, &one.text).is_ok());
        }
    }
}
