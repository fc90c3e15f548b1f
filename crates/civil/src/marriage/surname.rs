//! Whether two surnames are one, but for the ending that tells a woman from a man.
use crate::name::NamePart;

/// Endings of men's surnames with those of women's, in Latin and Cyrillic.
const ENDINGS: [(&str, &str); 14] = [
    ("skiy", "skaya"),
    ("ский", "ская"),
    ("ской", "ская"),
    ("yev", "yeva"),
    ("ev", "eva"),
    ("ov", "ova"),
    ("in", "ina"),
    ("ев", "ева"),
    ("ёв", "ёва"),
    ("ов", "ова"),
    ("ин", "ина"),
    ("ын", "ына"),
    ("ий", "ая"),
    ("ый", "ая"),
];

/// Whether `one` and `other` are the same surname, or its forms for a man and a woman.
///
/// Case does not matter. Surnames in two scripts are never the same here: whoever compares them is a
/// registrar.
pub fn same_surname(one: &NamePart, other: &NamePart) -> bool {
    let (one, other) = (one.as_str().to_lowercase(), other.as_str().to_lowercase());
    one == other || forms(&one, &other) || forms(&other, &one)
}

/// Whether `woman` is the form for a woman of the man's surname `man`.
fn forms(man: &str, woman: &str) -> bool {
    ENDINGS.iter().any(|(of_men, of_women)| {
        man.strip_suffix(of_men)
            .zip(woman.strip_suffix(of_women))
            .is_some_and(|(a, b)| a == b && !a.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Script;

    fn same(script: Script, one: &str, other: &str) -> bool {
        same_surname(&NamePart::new(script, one).unwrap(), &NamePart::new(script, other).unwrap())
    }

    #[test]
    fn a_surname_has_a_form_for_a_man_and_one_for_a_woman() {
        for (man, woman) in [("Karimov", "Karimova"), ("Toʻrayev", "Toʻrayeva"), ("Jukovskiy", "Jukovskaya")]
        {
            assert!(same(Script::UzLatn, man, woman) && same(Script::UzLatn, woman, man), "{man}");
        }
        for (man, woman) in [("Пушкин", "Пушкина"), ("Белый", "Белая"), ("Соловьёв", "Соловьёва")]
        {
            assert!(same(Script::Ru, man, woman), "{man}");
        }
        assert!(same(Script::UzLatn, "Qodir", "QODIR"));
    }

    #[test]
    fn another_surname_is_another() {
        assert!(!same(Script::UzLatn, "Karimov", "Salimova"));
        assert!(!same(Script::UzLatn, "Karim", "Karimova"));
        assert!(!same(Script::UzLatn, "Ov", "Ova"), "an ending alone is no stem");
    }
}
