use super::*;
use crate::{
    Script,
    waiver::{Basis, Paper, Waiver, outstanding},
};
use proptest::prelude::*;

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn asked(date: &str) -> Asked {
    Asked { date: day(date), language: "uz".parse().unwrap(), alone: true, interpreter: None }
}

fn party(given: &str) -> Party {
    let name = PersonName::new(Script::UzLatn, Some("Karimova"), Some(given), None).unwrap();
    Party {
        person: Person { born: Some("2001".parse().unwrap()), ..Person::named(name) },
        asked: Some(asked(TODAY)),
    }
}

fn application() -> Application {
    Application {
        number: Text::new("A-2026-001").unwrap(),
        purpose: Purpose::Marriage,
        husband: party("Anvar"),
        wife: party("Nilufar"),
        marriage: None,
        lodged: day(TODAY),
        withdrawn: None,
    }
}

fn marriage() -> ActReference {
    let act = Text::new("311011900184").unwrap();
    ActReference { act, date: day("2019-04-16"), office: None }
}

fn refused(change: impl FnOnce(&mut Application)) -> Vec<Refusal> {
    let mut application = application();
    change(&mut application);
    check(&application, day(TODAY))
}

/// The refusal, and beside it what passes.
#[track_caller]
fn beside(refusal: Refusal, refused: &[Refusal], accepted: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    assert_eq!(accepted, []);
}

/// What a rule of law refuses passes by an override with its paper, and not with a mere reason.
#[track_caller]
fn passes(refusal: Refusal, refused: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    let with = |basis| {
        let text = |text| Text::new(text).unwrap();
        let paper = Paper { number: text("2-118"), date: day("2026-11-20"), issuer: text("Tuman sudi") };
        outstanding(refused, &[Waiver { rule: refusal, basis, paper }], day(TODAY))
    };
    assert_eq!([with(Basis::CourtDecision), with(Basis::WrittenOrder)], [vec![], vec![]]);
    assert!(!with(Basis::Reason).is_empty());
}

#[test]
fn a_court_can_pass_what_is_wrong_with_an_application() {
    passes(Refusal::ApplicationPartyNotAsked, &refused(|application| application.wife.asked = None));
    let watched = |application: &mut Application| application.wife.asked.as_mut().unwrap().alone = false;
    passes(Refusal::ApplicationNotAskedAlone, &refused(watched));
    passes(Refusal::ApplicationDays, &refused(|application| application.lodged = day("2026-11-24")));
}

#[test]
fn both_are_asked_for_a_marriage_and_one_is_enough_for_a_divorce() {
    let one_asked = |purpose| {
        refused(|application| {
            application.purpose = purpose;
            application.marriage = Some(marriage());
            application.husband.asked = None;
        })
    };
    for divorce in [Purpose::DivorceMutual, Purpose::DivorceOneSpouse] {
        beside(Refusal::ApplicationPartyNotAsked, &one_asked(Purpose::Marriage), &one_asked(divorce));
    }
    let nobody = refused(|application| {
        (application.purpose, application.marriage) = (Purpose::DivorceMutual, Some(marriage()));
        (application.husband.asked, application.wife.asked) = (None, None);
    });
    assert_eq!(nobody, [Refusal::ApplicationPartyNotAsked]);
}

#[test]
fn each_party_is_asked_alone() {
    let alone = |alone| refused(|application| application.wife.asked.as_mut().unwrap().alone = alone);
    beside(Refusal::ApplicationNotAskedAlone, &alone(false), &alone(true));
}

#[test]
fn an_application_for_a_divorce_names_the_marriage() {
    let of = |marriage| {
        refused(|application| {
            application.purpose = Purpose::DivorceMutual;
            application.marriage = marriage;
        })
    };
    beside(Refusal::DivorceMarriageUnknown, &of(None), &of(Some(marriage())));
}

#[test]
fn nobody_applies_with_themselves() {
    let number: Option<Pinfl> = "40203989990010".parse().ok();
    let both = |wife| {
        refused(|application| {
            application.husband.person.pinfl = number;
            application.wife.person.pinfl = wife;
        })
    };
    beside(Refusal::ApplicationSamePerson, &both(number), &both(None));
}

#[test]
fn no_day_of_an_application_is_later_than_today_and_it_is_withdrawn_after_it_was_lodged() {
    let lodged = |date| refused(|application| application.lodged = day(date));
    beside(Refusal::ApplicationDays, &lodged("2026-11-24"), &lodged(TODAY));
    let asked_on = |date| refused(|application| application.wife.asked = Some(asked(date)));
    beside(Refusal::ApplicationDays, &asked_on("2026-11-24"), &asked_on("2026-11-20"));
    let withdrawn = |date| refused(|application| application.withdrawn = Some(day(date)));
    beside(Refusal::ApplicationDays, &withdrawn("2026-11-22"), &withdrawn(TODAY));
}

#[test]
fn each_purpose_has_its_wait_and_a_marriage_its_last_day() {
    let lodged = day("2026-08-31");
    assert_eq!(Purpose::Marriage.earliest(lodged), Some(day("2026-09-30")));
    assert_eq!(Purpose::Marriage.last(lodged), Some(day("2026-12-30")));
    assert_eq!(Purpose::DivorceMutual.earliest(lodged), Some(day("2026-11-30")));
    assert_eq!(Purpose::DivorceOneSpouse.earliest(lodged), Some(day("2026-09-30")));
    assert_eq!(Purpose::DivorceMutual.last(lodged), None);
}

#[test]
fn an_applicant_under_age_is_reported() {
    let mut application = application();
    assert_eq!(cautions(&application), []);
    application.wife.person.born = Some("2009-05-01".parse().unwrap());
    assert_eq!(cautions(&application), [Caution::MarriageReportMinor]);
    application.purpose = Purpose::DivorceMutual;
    assert_eq!(cautions(&application), []);
}

#[test]
fn the_fields_have_names_of_their_own_and_hold_what_the_application_says() {
    let fields = application().fields();
    let names: std::collections::BTreeSet<_> = fields.iter().map(|(name, _)| *name).collect();
    assert_eq!((names.len(), fields.len()), (28, 28));
    let value = |name: &str| {
        let (_, value) = fields.iter().find(|(other, _)| *other == name).unwrap();
        value.as_ref().map(Value::text)
    };
    assert_eq!(value("application.purpose").as_deref(), Some("marriage"));
    assert_eq!(value("application.lodged").as_deref(), Some(TODAY));
    assert_eq!(value("wife.name").as_deref(), Some("Karimova Nilufar"));
    assert_eq!(value("husband.asked.alone").as_deref(), Some("yes"));
    assert_eq!(value("husband.asked.language").as_deref(), Some("uz"));
    assert_eq!(value("wife.pinfl"), None);
}

#[test]
fn a_language_is_any_and_is_written_by_its_code() {
    for tag in ["uz", "tr", "rsl", "uz-Cyrl"] {
        assert_eq!(tag.parse::<LanguageTag>().unwrap().to_string(), tag);
    }
    for text in ["", "u", "Uzbek", "uz-cyrl", "uz-Cyr", "UZ", "uz-", "uz-Cyrl-UZ"] {
        assert_eq!(text.parse::<LanguageTag>(), Err(NotALanguage), "{text}");
    }
}

#[test]
fn debug_output_of_an_application_holds_nothing_of_a_person() {
    assert_eq!(format!("{:?}", application()), "Application(redacted)");
    assert_eq!(format!("{:?}", application().reference()), "ApplicationReference(redacted)");
}

proptest! {
    #[test]
    fn the_last_day_is_never_before_the_first(since in 0i32..60_000) {
        let lodged = day("1998-09-01").plus_days(since).unwrap();
        let (first, last) = (Purpose::Marriage.earliest(lodged), Purpose::Marriage.last(lodged));
        prop_assert!(first > Some(lodged) && first < last);
    }
}
