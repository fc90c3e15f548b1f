//! The application that starts the wait before a marriage or a divorce.
//!
//! An application is no act: it has no number of the ledger's series and no certificate. Its day counts, and
//! so does that each party was asked alone, in a language of their own. Either party may withdraw until the
//! act is registered (rule V5), silently: who withdrew is not kept.
use crate::{
    CivilDate,
    age::{Reached, reached},
    caution::Caution,
    layout::Value,
    name::PersonName,
    paper::ActReference,
    person::{Person, words},
    pinfl::Pinfl,
    redact::redacted,
    refusal::Refusal,
    term::Term,
    text::Text,
};

/// For what an application is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// A marriage.
    Marriage,
    /// A divorce on which both agree (Family Code, art. 42).
    DivorceMutual,
    /// A divorce for which one spouse alone may apply (Family Code, art. 43).
    DivorceOneSpouse,
}

words!(Purpose, "purpose of an application", 3, {
    Marriage => "marriage", DivorceMutual => "divorce-mutual", DivorceOneSpouse => "divorce-one-spouse",
});

impl Purpose {
    /// The wait that an application of this purpose starts.
    pub const fn wait(self) -> Term {
        match self {
            Self::Marriage => Term::MarriageWait,
            Self::DivorceMutual => Term::DivorceMutualWait,
            Self::DivorceOneSpouse => Term::DivorceOneSpouseWait,
        }
    }

    /// The first day on which the act may be registered without a shorter wait (rule M4).
    pub fn earliest(self, lodged: CivilDate) -> Option<CivilDate> {
        self.wait().end(lodged)
    }

    /// The last day on which the act may be registered on this application. Divorces have none that is
    /// known.
    pub fn last(self, lodged: CivilDate) -> Option<CivilDate> {
        match self {
            Self::Marriage => Term::MarriageLapse.end(self.earliest(lodged)?),
            Self::DivorceMutual | Self::DivorceOneSpouse => None,
        }
    }
}

/// An application as it was lodged.
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// Its number in the journal of the office: the referral to the medical examination bears it.
    pub number: Text,
    /// For what it is made.
    pub purpose: Purpose,
    /// The man: of a marriage the bridegroom, of a divorce the husband.
    pub husband: Party,
    /// The woman.
    pub wife: Party,
    /// Of a divorce, the marriage that is to end. One without it is refused by [`check`].
    pub marriage: Option<ActReference>,
    /// The day on which it was lodged.
    pub lodged: CivilDate,
    /// The day on which a party withdrew it.
    pub withdrawn: Option<CivilDate>,
}

/// A party of an application.
#[derive(Clone, PartialEq, Eq)]
pub struct Party {
    /// The person.
    pub person: Person,
    /// When and how the person was asked; `None` for a spouse who is absent.
    pub asked: Option<Asked>,
}

/// How a party was asked whether they want this.
#[derive(Clone, PartialEq, Eq)]
pub struct Asked {
    /// The day.
    pub date: CivilDate,
    /// The language in which it was done.
    pub language: LanguageTag,
    /// Whether nobody else but the officer and an interpreter was there.
    pub alone: bool,
    /// Who interpreted, where somebody did.
    pub interpreter: Option<PersonName>,
}

/// A language that somebody is spoken to in: any, not only those of the register. Written `uz`, `uz-Cyrl`,
/// `tr`, `rsl` (ISO 639 with an ISO 15924 script where it matters; sign languages too).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag {
    language: [u8; 3],
    script: Option<[u8; 4]>,
}

/// A text that is no language tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write a language as two or three small letters, and a script behind it where it matters: uz, ru, uz-Cyrl, tr"
)]
pub struct NotALanguage;

impl core::str::FromStr for LanguageTag {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        let (language, script) = match text.split_once('-') {
            Some((language, script)) => (language, Some(script)),
            None => (text, None),
        };
        let small = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
        let language = match *language.as_bytes() {
            [a, b] if small(language) => [a, b, 0],
            [a, b, c] if small(language) => [a, b, c],
            _ => return Err(NotALanguage),
        };
        let script = match script.map(str::as_bytes) {
            None => None,
            Some(&[a, b, c, d]) if a.is_ascii_uppercase() && [b, c, d].iter().all(u8::is_ascii_lowercase) => {
                Some([a, b, c, d])
            }
            Some(_) => return Err(NotALanguage),
        };
        Ok(Self { language, script })
    }
}

impl core::fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        for letter in self.language.into_iter().filter(|letter| *letter != 0) {
            write!(f, "{}", char::from(letter))?;
        }
        for (at, letter) in self.script.into_iter().flatten().enumerate() {
            write!(f, "{}{}", if at == 0 { "-" } else { "" }, char::from(letter))?;
        }
        Ok(())
    }
}

/// An application as an act that follows it names it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApplicationReference {
    /// Its number.
    pub number: Text,
    /// The day on which it was lodged.
    pub lodged: CivilDate,
    /// The day on which it was withdrawn, where it was.
    pub withdrawn: Option<CivilDate>,
}

impl Application {
    /// The application as an act names it.
    pub fn reference(&self) -> ApplicationReference {
        let Self { number, purpose: _, husband: _, wife: _, marriage: _, lodged, withdrawn } = self;
        ApplicationReference { number: number.clone(), lodged: *lodged, withdrawn: *withdrawn }
    }

    /// The fields of the application by name, in their order. A commitment is made over these; an absent
    /// one is `None` and keeps its place.
    pub fn fields(&self) -> Vec<(&'static str, Option<Value>)> {
        fn text(value: Option<impl ToString>) -> Option<Value> {
            value.map(|value| Value::Text(value.to_string()))
        }
        let mut fields = vec![
            ("application.number", text(Some(self.number.as_str()))),
            ("application.purpose", text(Some(self.purpose))),
            ("application.lodged", text(Some(self.lodged))),
            ("application.withdrawn", text(self.withdrawn)),
            ("marriage.act", text(self.marriage.as_ref().map(|marriage| marriage.act.as_str()))),
            ("marriage.date", text(self.marriage.as_ref().map(|marriage| marriage.date))),
        ];
        for (party, names) in [(&self.husband, &HUSBAND), (&self.wife, &WIFE)] {
            let person = &party.person;
            let asked = party.asked.as_ref();
            let alone = asked.map(|asked| if asked.alone { "yes" } else { "no" });
            let interpreter = asked.and_then(|asked| asked.interpreter.as_ref());
            let document = person.document.as_ref();
            let values = [
                text(Some(person.name.full())),
                text(Some(person.name.script())),
                text(person.born),
                text(person.pinfl.map(Pinfl::text)),
                text(person.citizenship),
                text(document.map(|document| document.kind)),
                text(document.map(|document| document.number.as_str())),
                text(asked.map(|asked| asked.date)),
                text(asked.map(|asked| asked.language)),
                text(alone),
                text(interpreter.map(PersonName::full)),
            ];
            fields.extend(names.iter().copied().zip(values));
        }
        fields
    }
}

const HUSBAND: [&str; 11] = [
    "husband.name",
    "husband.script",
    "husband.born",
    "husband.pinfl",
    "husband.citizenship",
    "husband.document.kind",
    "husband.document.number",
    "husband.asked.date",
    "husband.asked.language",
    "husband.asked.alone",
    "husband.asked.interpreter",
];
const WIFE: [&str; 11] = [
    "wife.name",
    "wife.script",
    "wife.born",
    "wife.pinfl",
    "wife.citizenship",
    "wife.document.kind",
    "wife.document.number",
    "wife.asked.date",
    "wife.asked.language",
    "wife.asked.alone",
    "wife.asked.interpreter",
];

/// Every reason to refuse an application on the day `today`; empty where it can be lodged.
pub fn check(application: &Application, today: CivilDate) -> Vec<Refusal> {
    [
        not_later_than_today(application, today),
        two_people(application),
        asked(application),
        asked_alone(application),
        marriage_named(application),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An application is lodged, and its parties are asked, by the day on which it is entered.
fn not_later_than_today(application: &Application, today: CivilDate) -> Option<Refusal> {
    let asked =
        [&application.husband, &application.wife].map(|party| party.asked.as_ref().map(|asked| asked.date));
    let days = [Some(application.lodged), application.withdrawn].into_iter().chain(asked).flatten();
    let mut days = days.peekable();
    let withdrawn_before = application.withdrawn.is_some_and(|day| day < application.lodged);
    (withdrawn_before || days.any(|day| day > today)).then_some(Refusal::ApplicationDays)
}

/// Nobody applies with themselves: one personal number stands for one person.
fn two_people(application: &Application) -> Option<Refusal> {
    let numbers = application.husband.person.pinfl.zip(application.wife.person.pinfl);
    numbers.is_some_and(|(one, other)| one == other).then_some(Refusal::ApplicationSamePerson)
}

/// Family Code, arts 13 and 14: both consent, and nobody through another. For a divorce one spouse is
/// enough here: the other's consent stands in a certified statement, or is not needed (arts 42 and 43).
fn asked(application: &Application) -> Option<Refusal> {
    let parties = [&application.husband, &application.wife].map(|party| party.asked.is_some());
    let enough = match application.purpose {
        Purpose::Marriage => parties == [true, true],
        Purpose::DivorceMutual | Purpose::DivorceOneSpouse => parties != [false, false],
    };
    (!enough).then_some(Refusal::ApplicationPartyNotAsked)
}

/// Consent is free: each party is asked alone, in a language of their own.
fn asked_alone(application: &Application) -> Option<Refusal> {
    let mut asked =
        [&application.husband, &application.wife].into_iter().filter_map(|party| party.asked.as_ref());
    asked.any(|asked| !asked.alone).then_some(Refusal::ApplicationNotAskedAlone)
}

/// Rule V1: whoever asks for a divorce names the marriage that is to end.
fn marriage_named(application: &Application) -> Option<Refusal> {
    let of_divorce = application.purpose != Purpose::Marriage;
    (of_divorce && application.marriage.is_none()).then_some(Refusal::DivorceMarriageUnknown)
}

/// Everything unusual about an application.
///
/// Rule M8: of an applicant under 18 the office reports to the interior body and the "Inson" centre (decree
/// of 3 March 2026); the caution names the task.
pub fn cautions(application: &Application) -> Vec<Caution> {
    let minor = [&application.husband, &application.wife]
        .into_iter()
        .any(|party| reached(party.person.born, 18, application.lodged) == Reached::No);
    (application.purpose == Purpose::Marriage && minor)
        .then_some(Caution::MarriageReportMinor)
        .into_iter()
        .collect()
}

redacted!(Application, Party, Asked, ApplicationReference);

#[cfg(test)]
mod tests;
