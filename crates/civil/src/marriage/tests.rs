use super::*;
use crate::{Script, Value, declarant::ConfirmationKind, layout};

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

fn paper(date: &str) -> Paper {
    Paper { number: text("17-A"), date: day(date), issuer: text("Chilonzor tumani hokimligi") }
}

fn spouse(surname: &str, given: &str, born: &str, sex: Sex) -> Spouse {
    let name = PersonName::new(Script::UzLatn, Some(surname), Some(given), None).unwrap();
    Spouse {
        person: Person {
            born: Some(born.parse().unwrap()),
            citizenship: Some("UZ".parse().unwrap()),
            ..Person::named(name)
        },
        sex,
        surname_after: SurnameAfter::Own,
        before: Before { status: MaritalStatus::Single, ended: None },
        rank: Some(1),
        examination: Some(examination(Capacity::Undoubted)),
        age_decision: None,
        no_impediment: None,
        stay_until: None,
    }
}

fn examination(capacity: Capacity) -> Examination {
    Examination {
        number: text("A-2026-001/n"),
        date: day("2026-10-20"),
        received: Received::Exchange,
        capacity,
    }
}

fn lodged(date: &str) -> ApplicationReference {
    ApplicationReference { number: text("A-2026-001"), lodged: day(date), withdrawn: None }
}

/// A lawful marriage; each test changes the one thing it is about.
fn record() -> MarriageRecord {
    let mut husband = spouse("Karimov", "Anvar", "1999-04-12", Sex::Male);
    husband.person.pinfl = Some(pinfl("3120499999001"));
    let mut wife = spouse("Salimova", "Nilufar", "2001-06-30", Sex::Female);
    wife.surname_after = SurnameAfter::Spouses(surname("Karimova"));
    wife.person.pinfl = Some(pinfl("6300601999002"));
    MarriageRecord {
        husband,
        wife,
        children: Some(0),
        application: Some(lodged("2026-10-15")),
        shorter_wait: None,
        search: None,
        contract: None,
        ceremony: Ceremony::default(),
        witnesses: [None, None],
        date: None,
        confirmation: Some(Confirmation { kind: ConfirmationKind::WetSignature, interpreter: None }),
    }
}

/// The number of these thirteen digits and their check digit.
fn pinfl(thirteen: &str) -> crate::Pinfl {
    (0..10).find_map(|check| format!("{thirteen}{check}").parse().ok()).unwrap()
}

fn refused(change: impl FnOnce(&mut MarriageRecord)) -> Vec<Refusal> {
    let mut record = record();
    change(&mut record);
    record.check(day(TODAY))
}

fn cautioned(change: impl FnOnce(&mut MarriageRecord)) -> Vec<Caution> {
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

/// What the rule refuses passes on the ground that the record shows.
#[track_caller]
fn passes(refusal: Refusal, without: &[Refusal], on_the_ground: &[Refusal]) {
    assert_eq!(without, [refusal]);
    assert_eq!(on_the_ground, []);
}

#[test]
fn a_usual_marriage_passes_without_a_word() {
    assert_eq!(refused(|_| {}), []);
    assert_eq!(cautioned(|_| {}), []);
}

#[test]
fn both_are_of_age_on_the_day_of_the_marriage_and_not_of_the_application() {
    let wife_born = |born: &str| {
        refused(|record| {
            record.wife.person.born = Some(born.parse().unwrap());
            record.wife.person.pinfl = None;
        })
    };
    beside(Refusal::MarriageUnderAge, &wife_born("2008-11-24"), &wife_born("2008-11-23"));
    let husband_born =
        |born: &str| refused(|record| record.husband.person.born = Some(born.parse().unwrap()));
    beside(Refusal::MarriageUnderAge, &husband_born("2009-01-01"), &husband_born("2008-11-23"));
}

#[test]
fn the_governor_lowers_the_age_by_a_year_and_no_further() {
    let bride = |born: &str, decided: bool| {
        refused(|record| {
            record.wife.person.born = Some(born.parse().unwrap());
            record.wife.age_decision = decided.then(|| paper("2026-10-01"));
        })
    };
    passes(Refusal::MarriageUnderAge, &bride("2009-11-23", false), &bride("2009-11-23", true));
    beside(Refusal::MarriageFarUnderAge, &bride("2009-11-24", true), &bride("2009-11-23", true));
}

#[test]
fn the_age_is_that_of_the_law_of_the_day() {
    let bride_of_seventeen = |married: &str| {
        refused(|record| {
            record.wife.person.born = Some("2001-12-01".parse().unwrap());
            record.date = Some(day(married));
            record.application = Some(lodged("2019-07-01"));
        })
    };
    assert_eq!(bride_of_seventeen("2019-08-31"), []);
    assert_eq!(bride_of_seventeen("2019-09-01"), [Refusal::MarriageUnderAge]);
}

#[test]
fn a_date_of_birth_of_which_too_little_is_known_shows_no_age() {
    let born = |born: Option<&str>| {
        refused(|record| record.wife.person.born = born.map(|born| born.parse().unwrap()))
    };
    beside(Refusal::MarriageAgeNotKnown, &born(None), &born(Some("2001")));
    beside(Refusal::MarriageAgeNotKnown, &born(Some("2008")), &born(Some("2007")));
}

#[test]
fn a_marriage_is_that_of_a_man_and_a_woman() {
    let sexes = |husband, wife| refused(|record| (record.husband.sex, record.wife.sex) = (husband, wife));
    for (husband, wife) in [
        (Sex::Male, Sex::Male),
        (Sex::Female, Sex::Female),
        (Sex::Female, Sex::Male),
        (Sex::Male, Sex::Undetermined),
    ] {
        beside(Refusal::MarriageNotManAndWoman, &sexes(husband, wife), &sexes(Sex::Male, Sex::Female));
    }
}

#[test]
fn one_personal_number_is_one_person() {
    let with = |number| refused(|record| record.wife.person.pinfl = number);
    let husbands = record().husband.person.pinfl;
    beside(Refusal::MarriageSamePerson, &with(husbands), &with(None));
}

#[test]
fn nobody_who_says_they_are_married_marries() {
    let before = |status, ended| refused(|record| record.husband.before = Before { status, ended });
    let ended = || Some(ActReference { act: text("411012400017"), date: day("2024-03-01"), office: None });
    beside(
        Refusal::MarriageSpouseMarried,
        &before(MaritalStatus::Married, None),
        &before(MaritalStatus::Divorced, ended()),
    );
}

#[test]
fn whoever_was_married_names_what_ended_it_and_nobody_else_does() {
    let ended = || Some(ActReference { act: text("411012400017"), date: day("2024-03-01"), office: None });
    let before = |status, ended| refused(|record| record.wife.before = Before { status, ended });
    for status in [MaritalStatus::Divorced, MaritalStatus::Widowed] {
        beside(Refusal::MarriageEarlierEndNotNamed, &before(status, None), &before(status, ended()));
    }
    let single = |ended| before(MaritalStatus::Single, ended);
    beside(Refusal::MarriageEarlierEndNotNamed, &single(ended()), &single(None));
}

#[test]
fn nobody_marries_again_before_the_earlier_marriage_ended() {
    let ended_on = |date| {
        refused(|record| {
            let ended = ActReference { act: text("411012600017"), date: day(date), office: None };
            record.wife.before = Before { status: MaritalStatus::Widowed, ended: Some(ended) };
        })
    };
    beside(Refusal::MarriageBeforeEarlierEnd, &ended_on("2026-11-24"), &ended_on("2026-11-22"));
}

#[test]
fn a_marriage_follows_an_application_that_was_not_withdrawn() {
    let on = |application| refused(|record| record.application = application);
    beside(Refusal::MarriageWithoutApplication, &on(None), &on(Some(lodged("2026-10-15"))));
    let withdrawn = |day| refused(|record| record.application.as_mut().unwrap().withdrawn = day);
    beside(Refusal::MarriageApplicationWithdrawn, &withdrawn(Some(day("2026-11-01"))), &withdrawn(None));
}

#[test]
fn a_month_runs_from_the_application_unless_a_ground_makes_it_shorter() {
    let lodged_on = |date| refused(|record| record.application = Some(lodged(date)));
    beside(Refusal::MarriageWaitNotOver, &lodged_on("2026-10-24"), &lodged_on("2026-10-23"));
    for ground in WaitGround::ALL {
        let on_the_day = |ground| {
            refused(|record| {
                record.application = Some(lodged(TODAY));
                record.shorter_wait = ground;
            })
        };
        let shorter = ShorterWait { ground, paper: Some(paper("2026-11-20")) };
        passes(Refusal::MarriageWaitNotOver, &on_the_day(None), &on_the_day(Some(shorter)));
    }
}

#[test]
fn a_month_from_the_last_of_january_ends_on_the_last_of_february() {
    let mut record = record();
    record.application = Some(lodged("2026-01-31"));
    for spouse in [&mut record.husband, &mut record.wife] {
        spouse.examination.as_mut().unwrap().date = day("2026-02-10");
    }
    assert_eq!(record.check(day("2026-02-27")), [Refusal::MarriageWaitNotOver]);
    assert_eq!(record.check(day("2026-02-28")), []);
}

#[test]
fn a_shorter_wait_rests_on_a_paper() {
    let on = |paper| {
        let shorter = ShorterWait { ground: WaitGround::Pregnancy, paper };
        refused(|record| {
            record.application = Some(lodged(TODAY));
            record.shorter_wait = Some(shorter);
        })
    };
    beside(Refusal::MarriageShorterWaitWithoutPaper, &on(None), &on(Some(paper(TODAY))));
}

#[test]
fn an_application_lapses_three_months_after_its_month() {
    let lodged_on = |date| refused(|record| record.application = Some(lodged(date)));
    beside(Refusal::MarriageApplicationLapsed, &lodged_on("2026-07-22"), &lodged_on("2026-07-23"));
}

#[test]
fn both_are_examined_unless_they_are_over_fifty() {
    let without = |born: &str| {
        refused(|record| {
            record.husband.person.born = Some(born.parse().unwrap());
            record.husband.examination = None;
        })
    };
    beside(Refusal::MarriageWithoutExamination, &without("1976-11-23"), &without("1976-11-22"));
}

#[test]
fn whom_a_court_declared_incapable_does_not_marry_and_a_doubt_is_asked() {
    let found = |capacity| refused(|record| record.husband.examination = Some(examination(capacity)));
    beside(Refusal::MarriageSpouseIncapable, &found(Capacity::Incapable), &found(Capacity::Confirmed));
    beside(Refusal::MarriageCapacityNotAsked, &found(Capacity::Doubted), &found(Capacity::Confirmed));
}

#[test]
fn a_foreigner_shows_that_nothing_stands_against_it_and_may_stay_that_day() {
    let foreigner = |legalised: Option<Legalisation>, stay: &str| {
        refused(|record| {
            record.husband.person.citizenship = Some("TR".parse().unwrap());
            record.husband.stay_until = Some(day(stay));
            record.husband.no_impediment =
                legalised.map(|legalised| NoImpediment { paper: paper("2026-09-01"), legalised });
        })
    };
    let lawful = || foreigner(Some(Legalisation::Apostille), TODAY);
    beside(Refusal::MarriageForeignerWithoutCertificate, &foreigner(None, TODAY), &lawful());
    let bare = foreigner(Some(Legalisation::None), TODAY);
    beside(Refusal::MarriageForeignerWithoutCertificate, &bare, &lawful());
    beside(Refusal::MarriageStayOver, &foreigner(Some(Legalisation::Treaty), "2026-11-22"), &lawful());
}

#[test]
fn each_bears_the_own_surname_or_the_others() {
    let wife_becomes = |name: &str| {
        let name = surname(name);
        refused(|record| record.wife.surname_after = SurnameAfter::Spouses(name))
    };
    beside(Refusal::MarriageSurnameOfNeither, &wife_becomes("Yoʻldosheva"), &wife_becomes("Karimova"));
    assert_eq!(wife_becomes("Karimov"), [], "in the form of the husband too");
    let of_nobody = refused(|record| {
        record.husband.person.name = PersonName::new(Script::UzLatn, None, Some("Anvar"), None).unwrap();
    });
    assert_eq!(of_nobody, [Refusal::MarriageSurnameOfNeither], "who has no surname gives none");
}

#[test]
fn no_paper_is_dated_after_the_day_of_registration() {
    let tomorrow = "2026-11-24";
    let decided = |date| refused(|record| record.wife.age_decision = Some(paper(date)));
    beside(Refusal::MarriagePaperAfterRegistration, &decided(tomorrow), &decided(TODAY));
    let contracted = |date| refused(|record| record.contract = Some(paper(date)));
    beside(Refusal::MarriagePaperAfterRegistration, &contracted(tomorrow), &contracted(TODAY));
    let searched = |date| {
        let search = ArchiveSearch { paper: paper(date), covers: text("Karimov, Karimow, 1998–2023") };
        refused(|record| record.search = Some(search))
    };
    beside(Refusal::MarriagePaperAfterRegistration, &searched(tomorrow), &searched(TODAY));
}

#[test]
fn a_marriage_made_without_a_line_lies_before_its_registration() {
    let made = |date| refused(|record| record.date = Some(day(date)));
    beside(Refusal::MarriageAfterRegistration, &made("2026-11-24"), &made("2026-11-20"));
}

#[test]
fn both_confirm_the_act_before_the_registrar_signs() {
    let by = |kind: Option<ConfirmationKind>| {
        refused(|record| {
            record.confirmation = kind.map(|kind| Confirmation { kind, interpreter: None });
        })
    };
    beside(Refusal::MarriageNotConfirmed, &by(None), &by(Some(ConfirmationKind::ReadAloud)));
}

#[test]
fn all_reasons_to_refuse_are_named_at_once_and_each_once() {
    let refusals = refused(|record| {
        record.application = None;
        record.wife.sex = Sex::Male;
        (record.husband.examination, record.wife.examination) = (None, None);
    });
    assert_eq!(
        refusals,
        [
            Refusal::MarriageNotManAndWoman,
            Refusal::MarriageWithoutApplication,
            Refusal::MarriageWithoutExamination
        ]
    );
}

#[test]
fn a_spouse_under_age_is_reported_and_the_task_is_named() {
    let minor = cautioned(|record| {
        record.wife.person.born = Some("2009-01-15".parse().unwrap());
        record.wife.person.pinfl = None;
    });
    assert_eq!(minor, [Caution::MarriageReportMinor]);
    assert!(Caution::MarriageReportMinor.task().is_some_and(|task| task.contains("Inson")));
}

#[test]
fn what_is_unusual_is_named() {
    let second = |status, rank| {
        let ended = ActReference { act: text("411012400017"), date: day("2024-03-01"), office: None };
        cautioned(|record| {
            record.husband.before = Before { status, ended: Some(ended) };
            record.husband.rank = Some(rank);
        })
    };
    assert_eq!(second(MaritalStatus::Divorced, 1), [Caution::MarriageRank]);
    assert_eq!(second(MaritalStatus::Divorced, 2), []);
    let on_paper = |date| {
        cautioned(|record| {
            let examination = record.wife.examination.as_mut().unwrap();
            (examination.received, examination.date) = (Received::Paper, day(date));
        })
    };
    assert_eq!(on_paper("2026-10-20"), [Caution::MarriageExaminationOnPaper]);
    assert_eq!(on_paper("2025-11-30"), [], "paper was the way until December 2025");
    let shorter = cautioned(|record| {
        record.shorter_wait = Some(ShorterWait { ground: WaitGround::Birth, paper: Some(paper(TODAY)) });
    });
    assert_eq!(shorter, [Caution::MarriageShorterWait]);
    let foreigner = cautioned(|record| record.husband.person.citizenship = Some("DE".parse().unwrap()));
    assert_eq!(foreigner, [Caution::MarriageStayNotNoted]);
    let cyrillic = cautioned(|record| {
        record.husband.person.name =
            PersonName::new(Script::UzCyrl, Some("Каримов"), Some("Анвар"), None).unwrap();
    });
    assert_eq!(cyrillic, [Caution::MarriageSurnameScript]);
    let stranger = cautioned(|record| record.husband.person.pinfl = Some(pinfl("6300601999003")));
    assert_eq!(stranger, [Caution::MarriageHusbandPinflDate, Caution::MarriageHusbandPinflSex]);
    let wife = cautioned(|record| record.wife.person.pinfl = Some(pinfl("3120499999003")));
    assert_eq!(wife, [Caution::MarriageWifePinflDate, Caution::MarriageWifePinflSex]);
}

fn value(values: &layout::Values, id: &str) -> String {
    let kind = layout::RecordKind::Act(crate::ActKind::Marriage);
    let (group, place) = layout::place_of(kind, layout::newest(kind), id).unwrap();
    values[group.index()][place].as_ref().map_or_else(|| "-".to_owned(), Value::text)
}

#[test]
fn values_stand_where_the_layout_says() {
    let mut record = record();
    record.shorter_wait = Some(ShorterWait { ground: WaitGround::Birth, paper: Some(paper(TODAY)) });
    record.husband.before = Before {
        status: MaritalStatus::Divorced,
        ended: Some(ActReference { act: text("411012400017"), date: day("2024-03-01"), office: None }),
    };
    record.ceremony.time = Some("11:30".parse().unwrap());
    record.search = Some(ArchiveSearch { paper: paper("2026-11-02"), covers: text("Karimov, 1998–2023") });
    let values = record.groups(&text("Baxt saroyi"));
    for (id, expected) in [
        ("husband.name", "Karimov Anvar"),
        ("husband.surname_after", "Karimov"),
        ("wife.name", "Salimova Nilufar"),
        ("wife.surname_after", "Karimova"),
        ("marriage.date", "-"),
        ("office.name", "Baxt saroyi"),
        ("husband.born", "1999-04-12"),
        ("wife.citizenship", "UZ"),
        ("wife.sex", "female"),
        ("children", "0"),
        ("husband.rank", "1"),
        ("wife.surname", "Salimova"),
        ("husband.before.status", "divorced"),
        ("husband.before.act", "411012400017"),
        ("wife.before.status", "single"),
        ("wife.medical.number", "A-2026-001/n"),
        ("wife.medical.received", "exchange"),
        ("wife.medical.capacity", "undoubted"),
        ("wife.age.number", "-"),
        ("application.number", "A-2026-001"),
        ("application.date", "2026-10-15"),
        ("wait.ground", "birth"),
        ("wait.issuer", "Chilonzor tumani hokimligi"),
        ("search.date", "2026-11-02"),
        ("search.covers", "Karimov, 1998–2023"),
        ("ceremony.time", "11:30"),
        ("confirmation.kind", "wet-signature"),
        ("legacy.number", "-"),
    ] {
        assert_eq!(value(&values, id), expected, "{id}");
    }
}

#[test]
fn what_papers_print_is_names_days_and_places_alone() {
    let [core, particulars, ..] = record().groups(&text("Baxt saroyi"));
    let shown = |values: Vec<Option<Value>>| -> Vec<String> {
        values.into_iter().flatten().map(|value| value.text()).collect()
    };
    assert_eq!(shown(core), ["Karimov Anvar", "Karimov", "Salimova Nilufar", "Karimova", "Baxt saroyi"]);
    assert_eq!(shown(particulars), ["1999-04-12", "2001-06-30"]);
}

#[test]
fn debug_output_of_a_record_holds_nothing_of_a_person() {
    assert_eq!(format!("{:?}", record()), "MarriageRecord(redacted)");
    assert_eq!(format!("{:?}", record().wife.surname_after), "SurnameAfter(redacted)");
}

#[test]
fn each_paper_of_the_record_passes_the_rule_that_accepts_its_ground() {
    let mut record = record();
    assert!(record.grounds().is_empty());
    record.wife.age_decision = Some(paper("2026-10-01"));
    record.shorter_wait = Some(ShorterWait { ground: WaitGround::Birth, paper: Some(paper(TODAY)) });
    record.search = Some(ArchiveSearch { paper: paper("2026-11-02"), covers: text("1998–2023") });
    let grounds = record.grounds();
    assert_eq!(grounds.iter().map(|(_, ground, _)| *ground).collect::<Vec<_>>(), Ground::ALL);
    for (rule, ground, _) in grounds {
        assert!(crate::ground::of(rule).contains(&ground), "{rule}");
    }
}

mod waived;
