use super::*;
use crate::{
    Script, Value, layout,
    waiver::{Basis, Paper, Waiver, outstanding},
};

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn person(surname: &str, given: &str) -> Person {
    let name = PersonName::new(Script::Ru, Some(surname), Some(given), None).unwrap();
    Person { born: Some("1976-02".parse().unwrap()), ..Person::named(name) }
}

fn spouse(surname: &str, given: &str, after: &str) -> LegacySpouse {
    let surname_after = NamePart::new(Script::Ru, after).ok();
    LegacySpouse { person: person(surname, given), surname_after }
}

fn act(facts: LegacyFacts) -> LegacyAct {
    LegacyAct {
        number: text("№ 184"),
        office: text("Отдел ЗАГС Чиланзарского района"),
        book: Some(text("2")),
        sheet: Some(text("184 об.")),
        day: day("1998-05-02"),
        facts,
    }
}

fn marriage(ended: Option<&str>) -> LegacyAct {
    act(LegacyFacts::Marriage {
        husband: spouse("Рахимов", "Тимур", "Рахимов"),
        wife: spouse("Исаева", "Лола", "Рахимова"),
        ended: ended.map(day),
    })
}

fn divorce(married: &str) -> LegacyAct {
    act(LegacyFacts::Divorce {
        husband: spouse("Рахимов", "Тимур", "Рахимов"),
        wife: spouse("Рахимова", "Лола", "Исаева"),
        marriage: Some(ActReference { act: text("№ 12"), date: day(married), office: None }),
    })
}

/// The refusal, and beside it what passes.
#[track_caller]
fn beside(refusal: Refusal, refused: &LegacyAct, accepted: &LegacyAct) {
    assert_eq!(check(refused, day(TODAY)), [refusal]);
    assert_eq!(check(accepted, day(TODAY)), []);
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
fn a_court_can_pass_what_is_wrong_with_the_days_of_an_old_act() {
    passes(Refusal::LegacyDayLater, &check(&marriage(Some("2026-11-24")), day(TODAY)));
    passes(Refusal::LegacyEndedBefore, &check(&marriage(Some("1998-05-01")), day(TODAY)));
}

#[test]
fn what_an_archive_holds_has_happened() {
    let mut tomorrow = marriage(None);
    tomorrow.day = day("2026-11-24");
    beside(Refusal::LegacyDayLater, &tomorrow, &marriage(None));
    beside(Refusal::LegacyDayLater, &marriage(Some("2026-11-24")), &marriage(Some("2004-01-31")));
}

#[test]
fn no_old_marriage_ends_before_it_begins() {
    beside(Refusal::LegacyEndedBefore, &marriage(Some("1998-05-01")), &marriage(Some("1998-05-02")));
    beside(Refusal::LegacyEndedBefore, &divorce("1998-05-03"), &divorce("1990-01-01"));
}

fn value(act: &LegacyAct, id: &str) -> String {
    let kind = layout::RecordKind::Act(act.kind());
    let (group, place) = layout::place_of(kind, layout::newest(kind), id).unwrap();
    act.groups()[group.index()][place].as_ref().map_or_else(|| "-".to_owned(), Value::text)
}

#[test]
fn an_old_marriage_fills_the_record_of_a_marriage_and_says_where_it_stands() {
    let marriage = marriage(Some("2004-01-31"));
    for (id, expected) in [
        ("husband.name", "Рахимов Тимур"),
        ("wife.surname_after", "Рахимова"),
        ("marriage.date", "1998-05-02"),
        ("office.name", "Отдел ЗАГС Чиланзарского района"),
        ("wife.born", "1976-02"),
        ("legacy.number", "№ 184"),
        ("legacy.office", "Отдел ЗАГС Чиланзарского района"),
        ("legacy.book", "2"),
        ("legacy.sheet", "184 об."),
        ("legacy.ended", "2004-01-31"),
        ("application.number", "-"),
    ] {
        assert_eq!(value(&marriage, id), expected, "{id}");
    }
    assert!(
        marriage.reference()
            == ActReference {
                act: text("№ 184"),
                date: day("1998-05-02"),
                office: Some(text("Отдел ЗАГС Чиланзарского района")),
            }
    );
}

#[test]
fn old_acts_of_the_other_kinds_fill_theirs() {
    let divorce = divorce("1990-01-01");
    assert_eq!(value(&divorce, "divorce.date"), "1998-05-02");
    assert_eq!(value(&divorce, "marriage.act"), "№ 12");
    assert_eq!(value(&divorce, "legacy.sheet"), "184 об.");
    let child = person("Рахимов", "Тимур");
    let birth = act(LegacyFacts::Birth {
        child, father: Some(person("Рахимов", "Рустам")), mother: None
    });
    assert_eq!(value(&birth, "child.given"), "Тимур");
    assert_eq!(value(&birth, "father.name"), "Рахимов Рустам");
    assert_eq!(value(&birth, "mother.name"), "-");
    assert_eq!(value(&birth, "birth.date"), "1998-05-02");
    let death = act(LegacyFacts::Death { deceased: person("Рахимов", "Рустам") });
    assert_eq!(value(&death, "deceased.surname"), "Рахимов");
    assert_eq!(value(&death, "death.date"), "1998-05-02");
    assert_eq!(value(&death, "birth.date"), "1976-02");
}

#[test]
fn debug_output_of_an_old_act_holds_nothing_of_a_person() {
    assert_eq!(format!("{:?}", marriage(None)), "LegacyAct(redacted)");
}

#[test]
fn an_old_birth_and_an_old_death_say_where_they_stand_in_the_fields_of_the_evidence() {
    let born =
        LegacyFacts::Birth { child: person("Рахимов", "Тимур"), father: None, mother: None };
    let died = LegacyFacts::Death { deceased: person("Рахимов", "Рустам") };
    for act in [act(born), act(died)] {
        for (id, expected) in [
            ("office.name", "Отдел ЗАГС Чиланзарского района"),
            ("evidence.kind", "old-record"),
            ("evidence.number", "№ 184"),
            ("evidence.issuer", "2, 184 об."),
        ] {
            assert_eq!(value(&act, id), expected, "{id}");
        }
    }
}
