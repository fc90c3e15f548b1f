//! By what a name is found: keyed hashes of its exact and its loose form, with the year of birth.
use crate::tagger::{TagUse, Tagger};
use civil::name::{
    PersonName,
    key::{ExactKey, LooseKey},
};
use vault::{Mark, MarkRole};

/// The loose form of a name: of its surname and given name, whatever script and spelling they have.
fn loose(name: &PersonName) -> String {
    let parts = [name.surname(), name.given()].into_iter().flatten();
    let keys: Vec<String> = parts.map(|part| LooseKey::of(name.script(), part).as_str().to_owned()).collect();
    keys.join(" ")
}

/// The mark of one form of a name and a year of birth.
fn mark(tagger: &dyn Tagger, role: MarkRole, form: &str, year: Option<i16>) -> Mark {
    let year = year.map_or_else(String::new, |year| year.to_string());
    Mark { role, tag: tagger.tag(TagUse::Name, &[role.word().as_bytes(), form.as_bytes(), year.as_bytes()]) }
}

/// The marks by which a person of an act is found: the name as it is spelt, the same loosely, both with the
/// year of birth where that is known.
pub(crate) fn marks_of(tagger: &dyn Tagger, name: &PersonName, year: Option<i16>) -> [Mark; 2] {
    let exact = ExactKey::of_name(name);
    [
        mark(tagger, MarkRole::ExactName, exact.as_str(), year),
        mark(tagger, MarkRole::LooseName, &loose(name), year),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::HmacTagger;
    use civil::name::Script;

    fn marks(script: Script, surname: &str, given: &str, year: Option<i16>) -> [Mark; 2] {
        let name = PersonName::new(script, Some(surname), Some(given), None).unwrap();
        marks_of(&HmacTagger::new([7; 32]), &name, year)
    }

    #[test]
    fn a_name_in_another_script_has_the_same_loose_mark_and_another_exact_one() {
        let [exact, loose] = marks(Script::UzLatn, "Joʻraxoʻjayev", "Oybek", Some(1987));
        let [other_exact, other_loose] = marks(Script::UzCyrl, "Жўрахўжаев", "Ойбек", Some(1987));
        assert_eq!(loose, other_loose);
        assert_ne!(exact, other_exact);
    }

    #[test]
    fn a_name_of_another_year_or_another_role_is_marked_apart() {
        let [exact, loose] = marks(Script::UzLatn, "Karimova", "Madina", Some(1987));
        assert_ne!(exact.tag, loose.tag);
        for year in [None, Some(1988)] {
            let other = marks(Script::UzLatn, "Karimova", "Madina", year);
            assert!(other[0] != exact && other[1] != loose);
        }
    }
}
