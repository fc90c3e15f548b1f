use super::*;
use crate::{PersonName, Script, Value, declarant::ConfirmationKind, layout};

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn surname(text: &str) -> NamePart {
    NamePart::new(Script::UzLatn, text).unwrap()
}

fn party(given: &str, surname_after: SurnameAfter) -> Party {
    let name = PersonName::new(Script::UzLatn, Some("Karimova"), Some(given), None).unwrap();
    Party {
        person: Person::named(name),
        surname_after: Some(surname_after),
        rank: Some(1),
        declared: Some(day(TODAY)),
    }
}

fn decision(date: &str, in_force: &str, received: Received) -> CourtDecision {
    CourtDecision {
        paper: Paper { number: text("2-1101-2611/118"), date: day(date), issuer: text("Tumanlararo sud") },
        in_force: day(in_force),
        received,
    }
}

fn by_court() -> Ground {
    Ground::Court(decision("2026-09-14", "2026-10-15", Received::Exchange))
}

fn agreed() -> Ground {
    Ground::Mutual { dispute: false, absent: None }
}

fn statement() -> AbsentStatement {
    AbsentStatement {
        number: text("1-4021"),
        date: day("2026-08-20"),
        certifier: Certifier::Notary,
        certified_by: text("Notarius, Samarqand shahri"),
    }
}

fn alone(applicant: Side, cause: Cause) -> Ground {
    Ground::OneSpouse { applicant, cause, paper: decision("2026-05-11", "2026-06-12", Received::Paper) }
}

fn sentenced(years: u8, stated: bool) -> Cause {
    let no_dispute = stated.then(|| Statement { number: text("14/77"), date: day("2026-09-02") });
    Cause::Sentenced { years, no_dispute }
}

fn lodged(date: &str) -> ApplicationReference {
    ApplicationReference { number: text("A-2026-101"), lodged: day(date), withdrawn: None }
}

/// A lawful divorce by agreement; each test changes the one thing it is about.
fn record() -> DivorceRecord {
    DivorceRecord {
        husband: party("Anvar", SurnameAfter::Kept),
        wife: party("Nilufar", SurnameAfter::Resumed(surname("Salimova"))),
        marriage: Some(ActReference { act: text("311011900184"), date: day("2019-04-16"), office: None }),
        ground: agreed(),
        children: 0,
        application: Some(lodged("2026-08-20")),
        date: None,
        confirmation: Some(Confirmation { kind: ConfirmationKind::WetSignature, interpreter: None }),
    }
}

fn refused(change: impl FnOnce(&mut DivorceRecord)) -> Vec<Refusal> {
    let mut record = record();
    change(&mut record);
    record.check(day(TODAY))
}

/// What is refused of a divorce by a court, of which nobody has declared yet.
fn refused_by_court(change: impl FnOnce(&mut DivorceRecord)) -> Vec<Refusal> {
    refused(|record| {
        record.ground = by_court();
        record.application = None;
        record.confirmation = None;
        for party in [&mut record.husband, &mut record.wife] {
            (party.surname_after, party.declared) = (None, None);
        }
        change(record);
    })
}

fn cautioned(change: impl FnOnce(&mut DivorceRecord)) -> Vec<Caution> {
    let mut record = record();
    change(&mut record);
    record.cautions(day(TODAY))
}

/// The refusal, and beside it what passes.
#[track_caller]
fn beside(refusal: Refusal, refused: &[Refusal], accepted: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    assert_eq!(accepted, []);
}

#[test]
fn a_usual_divorce_of_each_kind_passes() {
    assert_eq!(refused(|_| {}), []);
    assert_eq!(refused_by_court(|_| {}), []);
    for cause in [Cause::Missing, Cause::Incapacitated, sentenced(3, true)] {
        assert_eq!(refused(|record| record.ground = alone(Side::Wife, cause)), []);
    }
    assert_eq!(cautioned(|_| {}), []);
}

#[test]
fn a_divorce_names_the_marriage_that_it_ends() {
    let of = |marriage| refused(|record| record.marriage = marriage);
    let old =
        ActReference { act: text("184"), date: day("1998-05-02"), office: Some(text("Chilonzor ZAGS")) };
    beside(Refusal::DivorceMarriageUnknown, &of(None), &of(Some(old)));
}

#[test]
fn no_marriage_ends_before_it_began() {
    let married = |date| refused_by_court(|record| record.marriage.as_mut().unwrap().date = day(date));
    beside(Refusal::DivorceBeforeMarriage, &married("2026-10-16"), &married("2026-10-15"));
}

#[test]
fn but_for_a_court_a_divorce_follows_an_application_that_was_not_withdrawn() {
    for ground in [agreed(), alone(Side::Husband, Cause::Missing)] {
        let on = |application| {
            let ground = ground.clone();
            refused(|record| (record.ground, record.application) = (ground, application))
        };
        beside(Refusal::DivorceWithoutApplication, &on(None), &on(Some(lodged("2026-08-20"))));
        let withdrawn = ApplicationReference { withdrawn: Some(day("2026-09-01")), ..lodged("2026-08-20") };
        beside(Refusal::DivorceApplicationWithdrawn, &on(Some(withdrawn)), &on(Some(lodged("2026-08-20"))));
    }
}

#[test]
fn three_months_run_from_the_application_of_both_and_one_from_that_of_one() {
    let both = |date| refused(|record| record.application = Some(lodged(date)));
    beside(Refusal::DivorceWaitNotOver, &both("2026-08-24"), &both("2026-08-23"));
    let one = |date| {
        refused(|record| {
            record.ground = alone(Side::Wife, Cause::Missing);
            record.application = Some(lodged(date));
        })
    };
    beside(Refusal::DivorceWaitNotOver, &one("2026-10-24"), &one("2026-10-23"));
}

#[test]
fn common_children_under_age_bring_an_agreed_divorce_before_a_court() {
    let with = |ground: Ground, children| {
        refused(|record| {
            record.ground = ground;
            record.children = children;
        })
    };
    beside(Refusal::DivorceCommonMinors, &with(agreed(), 1), &with(agreed(), 0));
    let alone = || alone(Side::Wife, Cause::Incapacitated);
    assert_eq!(with(alone(), 3), [], "for one spouse alone the children do not matter");
    assert_eq!(refused_by_court(|record| record.children = 2), []);
}

#[test]
fn what_is_in_dispute_is_for_a_court() {
    let dispute = |dispute| refused(|record| record.ground = Ground::Mutual { dispute, absent: None });
    beside(Refusal::DivorceDispute, &dispute(true), &dispute(false));
}

#[test]
fn a_decision_comes_by_exchange_since_december_2025() {
    let on_paper = |date: &str, in_force: &str, received| {
        refused_by_court(|record| record.ground = Ground::Court(decision(date, in_force, received)))
    };
    let today = |received| on_paper("2025-11-03", "2025-12-01", received);
    beside(Refusal::DivorceDecisionOnPaper, &today(Received::Paper), &today(Received::Exchange));
    assert_eq!(on_paper("2025-10-30", "2025-11-30", Received::Paper), [], "paper was the way until then");
}

#[test]
fn a_decision_ends_nothing_before_it_is_in_force() {
    let on = |date: &str, in_force: &str| {
        refused_by_court(|record| record.ground = Ground::Court(decision(date, in_force, Received::Exchange)))
    };
    let lawful = || on("2026-10-20", "2026-11-23");
    beside(Refusal::DivorceDecisionNotInForce, &on("2026-10-20", "2026-11-24"), &lawful());
    beside(Refusal::DivorceDecisionNotInForce, &on("2026-10-20", "2026-10-19"), &lawful());
}

#[test]
fn one_spouse_may_apply_alone_from_a_sentence_of_three_years_on() {
    let of = |cause| refused(|record| record.ground = alone(Side::Wife, cause));
    beside(Refusal::DivorceSentenceTooShort, &of(sentenced(2, true)), &of(sentenced(3, true)));
    beside(Refusal::DivorceConvictWithoutStatement, &of(sentenced(5, false)), &of(sentenced(5, true)));
}

#[test]
fn both_appear_or_one_with_the_certified_statement_of_the_other() {
    let only_the_wife = |absent| {
        refused(|record| {
            record.ground = Ground::Mutual { dispute: false, absent };
            record.husband.declared = None;
            record.husband.surname_after = None;
        })
    };
    beside(Refusal::DivorceSpouseAbsent, &only_the_wife(None), &only_the_wife(Some(statement())));
    let nobody = refused(|record| {
        record.ground = Ground::Mutual { dispute: false, absent: Some(statement()) };
        (record.husband.declared, record.wife.declared) = (None, None);
    });
    assert_eq!(nobody, [Refusal::DivorceSpouseAbsent]);
    let applied = |applicant| {
        refused(|record| {
            record.ground = alone(applicant, Cause::Missing);
            record.husband.declared = None;
            record.husband.surname_after = None;
        })
    };
    beside(Refusal::DivorceSpouseAbsent, &applied(Side::Husband), &applied(Side::Wife));
}

#[test]
fn nobody_chooses_a_surname_for_a_spouse_who_has_not_declared() {
    let one_party = |surname_after| {
        refused_by_court(|record| {
            record.wife.declared = Some(day(TODAY));
            record.wife.surname_after = Some(SurnameAfter::Kept);
            record.husband.surname_after = surname_after;
            record.confirmation = Some(Confirmation { kind: ConfirmationKind::OneId, interpreter: None });
        })
    };
    let chosen = one_party(Some(SurnameAfter::Kept));
    beside(Refusal::DivorceChoiceWithoutDeclaration, &chosen, &one_party(None));
}

#[test]
fn no_paper_is_dated_after_the_day_of_registration() {
    let stated = |date| {
        refused(|record| {
            let absent = Some(AbsentStatement { date: day(date), ..statement() });
            record.ground = Ground::Mutual { dispute: false, absent };
        })
    };
    beside(Refusal::DivorcePaperAfterRegistration, &stated("2026-11-24"), &stated(TODAY));
    let declared = |date| refused(|record| record.wife.declared = Some(day(date)));
    beside(Refusal::DivorcePaperAfterRegistration, &declared("2026-11-24"), &declared(TODAY));
}

#[test]
fn a_divorce_made_without_a_line_lies_before_its_registration() {
    let made = |date| refused(|record| record.date = Some(day(date)));
    beside(Refusal::DivorceAfterRegistration, &made("2026-11-24"), &made("2026-11-22"));
}

#[test]
fn whoever_declares_confirms_the_act() {
    let confirmed = |kind: Option<ConfirmationKind>| {
        refused(|record| record.confirmation = kind.map(|kind| Confirmation { kind, interpreter: None }))
    };
    beside(Refusal::DivorceNotConfirmed, &confirmed(None), &confirmed(Some(ConfirmationKind::Passkey)));
    assert_eq!(refused_by_court(|_| {}), [], "of a court's decision nobody needs to be there");
}

#[test]
fn a_record_may_be_complete_for_one_party_only() {
    let mut record = record();
    record.ground = by_court();
    (record.husband.declared, record.husband.surname_after) = (None, None);
    assert_eq!(record.check(day(TODAY)), []);
    assert_eq!(record.cautions(day(TODAY)), [Caution::DivorceOnePartyOnly]);
    assert!(record.husband.surname().is_none());
    assert!(record.wife.surname() == Some(&surname("Salimova")));
}

#[test]
fn a_courts_divorce_ends_the_marriage_when_the_decision_comes_into_force() {
    let mut record = record();
    assert_eq!(record.ended(), None, "else on the day of the act");
    record.date = Some(day("2026-11-20"));
    assert_eq!(record.ended(), Some(day("2026-11-20")));
    record.ground = by_court();
    assert_eq!(record.ended(), Some(day("2026-10-15")));
}

#[test]
fn a_personal_number_that_tells_something_else_is_pointed_out() {
    let number = (0..10).find_map(|check| format!("3120499999001{check}").parse().ok());
    let stranger = cautioned(|record| {
        record.wife.person.born = Some("2001-06-30".parse().unwrap());
        record.wife.person.pinfl = number;
    });
    assert_eq!(stranger, [Caution::DivorceWifePinflDate, Caution::DivorceWifePinflSex]);
    let husband = cautioned(|record| {
        record.husband.person.born = Some("1999-04-13".parse().unwrap());
        record.husband.person.pinfl = number;
    });
    assert_eq!(husband, [Caution::DivorceHusbandPinflDate]);
    let a_womans = (0..10).find_map(|check| format!("6300601999003{check}").parse().ok());
    let husband = cautioned(|record| {
        record.husband.person.born = Some("2001-06-30".parse().unwrap());
        record.husband.person.pinfl = a_womans;
    });
    assert_eq!(husband, [Caution::DivorceHusbandPinflSex]);
}

#[test]
fn values_stand_where_the_layout_says() {
    let kind = layout::RecordKind::Act(crate::ActKind::Divorce);
    let mut record = record();
    record.ground = alone(Side::Wife, sentenced(4, true));
    let alone = record.groups(&text("Boʻlim"));
    record.ground = Ground::Mutual { dispute: false, absent: Some(statement()) };
    let mutual = record.groups(&text("Boʻlim"));
    record.ground = by_court();
    let court = record.groups(&text("Boʻlim"));
    let value = |values: &layout::Values, id: &str| {
        let (group, place) = layout::place_of(kind, layout::newest(kind), id).unwrap();
        values[group.index()][place].as_ref().map_or_else(|| "-".to_owned(), Value::text)
    };
    for (values, id, expected) in [
        (&mutual, "husband.name", "Karimova Anvar"),
        (&mutual, "wife.surname_after", "Salimova"),
        (&mutual, "divorce.date", "-"),
        (&mutual, "divorce.ground", "mutual"),
        (&mutual, "marriage.act", "311011900184"),
        (&mutual, "marriage.date", "2019-04-16"),
        (&mutual, "ground.number", "-"),
        (&mutual, "ground.dispute", "no"),
        (&mutual, "absence.certifier", "notary"),
        (&mutual, "application.date", "2026-08-20"),
        (&mutual, "children", "0"),
        (&mutual, "wife.declared", TODAY),
        (&court, "divorce.date", "2026-10-15"),
        (&court, "divorce.ground", "court"),
        (&court, "ground.number", "2-1101-2611/118"),
        (&court, "ground.in_force", "2026-10-15"),
        (&court, "ground.received", "exchange"),
        (&court, "absence.number", "-"),
        (&alone, "divorce.ground", "one-spouse"),
        (&alone, "ground.applicant", "wife"),
        (&alone, "ground.cause", "sentenced"),
        (&alone, "ground.years", "4"),
        (&alone, "ground.statement.number", "14/77"),
        (&alone, "ground.date", "2026-05-11"),
    ] {
        assert_eq!(value(values, id), expected, "{id}");
    }
}

#[test]
fn debug_output_of_a_record_holds_nothing_of_a_person() {
    assert_eq!(format!("{:?}", record()), "DivorceRecord(redacted)");
}

mod waived;
