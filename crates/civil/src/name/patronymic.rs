//! Patronymics and the forms of surnames: recognised and proposed, never made without a person's word.
//!
//! # Rules
//!
//! A patronymic is no duty: a person may have none, and a person with one name has no surname either.
//! Parents choose the form. Nothing here changes a name or refuses one; what is proposed is taken only
//! when somebody chooses it.
use super::{NamePart, PersonName, Script};
use crate::{person::Sex, redact::redacted};

mod forms;

/// How a patronymic is made of the father's given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// The word for son or daughter after the name: oʻgʻli, qizi.
    Uzbek,
    /// The same in Karakalpak: ulı, qızı.
    Karakalpak,
    /// The Russian endings: -ovich, -ovna, -evich, -evna.
    Russian,
}

/// A patronymic that could be written.
#[derive(Clone, PartialEq, Eq)]
pub struct PatronymicProposal {
    /// The patronymic, valid in its script. Personal data.
    pub text: String,
    /// How it is made.
    pub form: Form,
    /// Whether the form follows from the father's name by rule alone. The Russian endings of names that
    /// end in a vowel, a soft sign or й follow usage.
    pub sure: bool,
}

/// A surname in the form of the other sex, as papers of Russian custom have it. Never sure: many families
/// keep one form for all.
#[derive(Clone, PartialEq, Eq)]
pub struct SurnameProposal {
    /// The surname, valid in its script. Personal data.
    pub text: String,
    /// Whether it is the surname as it stands.
    pub unchanged: bool,
}

redacted!(PatronymicProposal, SurnameProposal);

/// How a patronymic is made; `None` where it is a plain name, as many peoples have it.
pub fn form_of(script: Script, patronymic: &NamePart) -> Option<(Form, Sex)> {
    let small = super::key::small(script, patronymic);
    forms::words(script)
        .into_iter()
        .find_map(|(form, son, daughter)| {
            let said = |word: &str| small.strip_suffix(word).is_some_and(|name| name.ends_with([' ', '-']));
            if said(son) {
                Some((form, Sex::Male))
            } else if said(daughter) {
                Some((form, Sex::Female))
            } else {
                None
            }
        })
        .or_else(|| forms::russian_sex(script, &small).map(|sex| (Form::Russian, sex)))
}

/// The patronymics that a child of `father` could have, those of the script's own language first. For a
/// child whose sex is not determined both forms are proposed. Empty where the father has no given name,
/// and in scripts whose languages have no patronymics of these forms.
pub fn propose(father: &PersonName, sex: Sex) -> Vec<PatronymicProposal> {
    father.given().map_or_else(Vec::new, |given| propose_from(father.script(), given, sex))
}

/// [`propose`] from the father's given name alone, where the child's name is written in another script
/// than the father's.
pub fn propose_from(script: Script, given: &NamePart, sex: Sex) -> Vec<PatronymicProposal> {
    let sexes: &[Sex] = match sex {
        Sex::Male => &[Sex::Male],
        Sex::Female => &[Sex::Female],
        Sex::Undetermined => &[Sex::Male, Sex::Female],
    };
    let mut found = Vec::new();
    for sex in sexes {
        for (form, son, daughter) in forms::words(script) {
            let word = if *sex == Sex::Female { daughter } else { son };
            let text = format!("{} {}", given.as_str(), forms::like(script, given.as_str(), word));
            found.push(PatronymicProposal { text, form, sure: true });
        }
        if let Some((text, sure)) = forms::russian(script, given.as_str(), *sex) {
            found.push(PatronymicProposal { text, form: Form::Russian, sure });
        }
    }
    found.retain(|proposal| NamePart::read(script, &proposal.text).is_ok());
    found
}

/// The forms in which a child or a spouse of this sex could bear `surname`: as it stands, and where it
/// has an ending of the other sex, with that of theirs.
pub fn surname_forms(script: Script, surname: &NamePart, sex: Sex) -> Vec<SurnameProposal> {
    let as_it_stands = SurnameProposal { text: surname.as_str().to_owned(), unchanged: true };
    let mut all = vec![as_it_stands];
    if let Some(text) = forms::surname_of(script, surname.as_str(), sex)
        && NamePart::read(script, &text).is_ok()
    {
        all.push(SurnameProposal { text, unchanged: false });
    }
    all
}

#[cfg(test)]
mod tests;
