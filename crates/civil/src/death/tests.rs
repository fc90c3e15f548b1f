use super::*;
use crate::{
    ActKind, RecordKind, Script, Value,
    caution::Caution,
    code::{Citizenship, Country, Soato},
    declarant::ConfirmationKind,
    layout::{layout, place_of},
    notice::MedicalNotice,
    person::{DocumentKind, Education, IdentityDocument},
    refusal::{Refusal, RuleClass},
    waiver::{Basis, Paper, Waiver, outstanding},
};
use proptest::prelude::*;

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn name(surname: &str, given: &str) -> PersonName {
    PersonName::new(Script::UzLatn, Some(surname), Some(given), None).unwrap()
}

fn medical(issued: &str, kind: CertificateKind) -> DeathEvidence {
    DeathEvidence::Medical(MedicalCertificate {
        notice: MedicalNotice {
            number: text("VH-1"),
            issued: day(issued),
            facility: text("23-oilaviy poliklinika"),
            signed_by: text("Azimova D."),
        },
        kind,
    })
}

fn court(finding: CourtFinding, made: &str, in_force: &str) -> DeathEvidence {
    DeathEvidence::Court {
        finding,
        number: text("2-1001/17"),
        date: day(made),
        in_force: day(in_force),
        issuer: text("Tuman sudi"),
    }
}

fn place() -> Place {
    let code: Soato = "1726294".parse().unwrap();
    Place::new(Country::UZ, Some(code), None).unwrap()
}

fn known() -> Person {
    Person {
        born: Some(date("1951-02-17")),
        pinfl: Some("31702519993014".parse().unwrap()),
        citizenship: Some(Citizenship::Of(Country::UZ)),
        ..Person::named(name("Hoshimov", "Qudrat"))
    }
}

/// A lawful death; each test changes the one thing it is about.
fn record() -> DeathRecord {
    DeathRecord {
        deceased: Deceased {
            identity: Identity::Known(Box::new(known())),
            sex: Sex::Male,
            age_written: None,
            marital: Some(MaritalStatus::Widowed),
        },
        death: Death {
            died: date("2026-11-20"),
            time: None,
            place: place(),
            died_at: DiedAt::Home,
            cause: Some(Cause::told(text("Miokard infarkti"))),
        },
        spouse: None,
        declarant: Declarant {
            capacity: DeclarantCapacity::Relative,
            name: Some(name("Hoshimov", "Doniyor")),
            body: None,
            document: None,
        },
        confirmation: None,
        evidence: Some(medical("2026-11-21", CertificateKind::Final)),
        late_reason: None,
    }
}

fn person(record: &mut DeathRecord) -> &mut Person {
    match &mut record.deceased.identity {
        Identity::Known(person) => person,
        Identity::Unknown { .. } => panic!("the record of these tests is of a known person"),
    }
}

fn refused(change: impl FnOnce(&mut DeathRecord)) -> Vec<Refusal> {
    let mut record = record();
    change(&mut record);
    check(&record, day(TODAY))
}

fn cautioned(change: impl FnOnce(&mut DeathRecord)) -> Vec<Caution> {
    let mut record = record();
    change(&mut record);
    cautions(&record, day(TODAY))
}

/// The refusal, and beside it what passes.
#[track_caller]
fn beside(refusal: Refusal, refused: &[Refusal], accepted: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    assert_eq!(accepted, []);
}

/// What one rule of law refuses passes with an override of that rule, and not with a mere reason.
#[track_caller]
fn passes(refusal: Refusal, refused: &[Refusal]) {
    assert_eq!((refusal.class(), refused), (RuleClass::Law, [refusal].as_slice()));
    for (basis, gives_way) in
        [(Basis::CourtDecision, true), (Basis::WrittenOrder, true), (Basis::Reason, false)]
    {
        let paper = Paper { number: text("2-118"), date: day("2026-11-20"), issuer: text("Tuman sudi") };
        let standing = outstanding(refused, &[Waiver { rule: refusal, basis, paper }], day(TODAY));
        assert_eq!(standing.is_empty(), gives_way, "{standing:?}");
    }
}

#[test]
fn a_usual_death_passes_without_a_word() {
    assert_eq!(refused(|_| {}), []);
    assert_eq!(cautioned(|_| {}), []);
}

#[test]
fn nobody_is_registered_dead_before_dying() {
    let died = |when: &str| {
        refused(|record| {
            record.death.died = date(when);
            record.evidence = Some(court(CourtFinding::DeclaredDead, TODAY, TODAY));
        })
    };
    assert_eq!(died("2026-11-24"), [Refusal::DeathAfterRegistration, Refusal::EvidenceBeforeDeath]);
    // Of a partial date only what is sure counts: it may have been before today.
    assert_eq!(died("2026"), []);
    assert_eq!(died("2026-11"), []);
    assert_eq!(died("2027"), [Refusal::DeathAfterRegistration, Refusal::EvidenceBeforeDeath]);
    let without = |when: &str| {
        let refused = refused(|record| {
            record.death.died = date(when);
            record.evidence = None;
        });
        refused.into_iter().filter(|refusal| *refusal != Refusal::DeathWithoutEvidence).collect::<Vec<_>>()
    };
    beside(Refusal::DeathAfterRegistration, &without("2026-11-24"), &without(TODAY));
    passes(Refusal::DeathAfterRegistration, &without("2026-11-24"));
}

#[test]
fn a_death_is_registered_on_one_of_the_lawful_papers() {
    let on = |evidence| refused(|record| record.evidence = evidence);
    let foreign = DeathEvidence::ForeignCertificate {
        number: text("YX 1"),
        issued: day("2026-11-21"),
        issuer: text("AHAT"),
        country: "KZ".parse().unwrap(),
    };
    for evidence in [
        medical("2026-11-21", CertificateKind::Preliminary),
        court(CourtFinding::FactOfDeath, "2026-11-21", TODAY),
        court(CourtFinding::DeclaredDead, "2026-11-01", TODAY),
        foreign,
    ] {
        beside(Refusal::DeathWithoutEvidence, &on(None), &on(Some(evidence)));
    }
    passes(Refusal::DeathWithoutEvidence, &on(None));
}

#[test]
fn nobody_dies_before_being_born() {
    let lived = |born: &str, died: &str| {
        refused(|record| {
            let person = person(record);
            (person.born, person.pinfl) = (Some(date(born)), None);
            record.death.died = date(died);
        })
    };
    beside(Refusal::DeathBeforeBirth, &lived("2026-11-21", "2026-11-20"), &lived("2026-11-20", "2026-11-20"));
    beside(Refusal::DeathBeforeBirth, &lived("1952", "1951"), &lived("1951", "1951"));
    beside(Refusal::DeathBeforeBirth, &lived("1951-06", "1951-05-31"), &lived("1951-06", "1951"));
    passes(Refusal::DeathBeforeBirth, &lived("1952", "1951"));
}

#[test]
fn a_paper_on_a_death_is_not_older_than_the_death() {
    let on = |evidence| refused(|record| record.evidence = Some(evidence));
    let certified = |issued| on(medical(issued, CertificateKind::Final));
    beside(Refusal::EvidenceBeforeDeath, &certified("2026-11-19"), &certified("2026-11-20"));
    passes(Refusal::EvidenceBeforeDeath, &certified("2026-11-19"));
    let found = |finding| on(court(finding, "2026-10-20", "2026-11-20"));
    // A court that declares somebody dead may set the day on which its decision comes into force.
    beside(
        Refusal::EvidenceBeforeDeath,
        &found(CourtFinding::FactOfDeath),
        &found(CourtFinding::DeclaredDead),
    );
}

#[test]
fn no_paper_on_a_death_is_dated_after_the_day_of_registration() {
    let issued = |day| refused(|record| record.evidence = Some(medical(day, CertificateKind::Final)));
    beside(Refusal::DeathPaperAfterRegistration, &issued("2026-11-24"), &issued(TODAY));
    passes(Refusal::DeathPaperAfterRegistration, &issued("2026-11-24"));
}

#[test]
fn a_court_decision_has_effect_when_it_is_in_force() {
    let in_force =
        |day| refused(|record| record.evidence = Some(court(CourtFinding::FactOfDeath, "2026-11-20", day)));
    beside(Refusal::DecisionNotInForce, &in_force("2026-11-24"), &in_force(TODAY));
    beside(Refusal::DecisionInForceFirst, &in_force("2026-11-19"), &in_force("2026-11-20"));
    passes(Refusal::DecisionNotInForce, &in_force("2026-11-24"));
}

#[test]
fn whoever_declares_a_death_is_named_and_so_is_the_body() {
    let declared = |capacity, named: bool, body: bool| {
        refused(|record| {
            record.declarant = Declarant {
                capacity,
                name: named.then(|| name("Li", "Roman")),
                body: body.then(|| text("Shahar shifoxonasi")),
                document: None,
            };
        })
    };
    for capacity in DeclarantCapacity::ALL {
        assert_eq!(capacity.word().parse(), Ok(capacity));
        let named = declared(capacity, true, true);
        beside(Refusal::DeathDeclarantUnnamed, &declared(capacity, false, true), &named);
    }
    let body = |body| declared(DeclarantCapacity::Undertaker, true, body);
    beside(Refusal::DeathDeclarantUnnamed, &body(false), &body(true));
    assert_eq!(declared(DeclarantCapacity::ClosePerson, true, false), []);
    passes(Refusal::DeathDeclarantUnnamed, &body(false));
}

#[test]
fn a_death_is_declared_within_three_days_of_its_paper() {
    let delay = |evidence| {
        let mut record = record();
        record.evidence = evidence;
        record.delay(day(TODAY))
    };
    for (issued, class) in [
        ("2026-11-20", DelayClass::InTime),
        ("2026-11-19", DelayClass::Late),
        ("2025-11-23", DelayClass::Late),
        ("2025-11-22", DelayClass::VeryLate),
    ] {
        assert_eq!(delay(Some(medical(issued, CertificateKind::Final))), class, "{issued}");
    }
    // Of a decision the days run since it is in force, not since it was made.
    assert_eq!(
        delay(Some(court(CourtFinding::DeclaredDead, "2025-01-01", "2026-11-20"))),
        DelayClass::InTime
    );
    assert_eq!(delay(None), DelayClass::InTime);
    let late = cautioned(|record| record.evidence = Some(medical("2026-11-19", CertificateKind::Final)));
    assert!(late.contains(&Caution::LateDeath));
}

#[test]
fn rights_end_with_the_last_day_on_which_the_death_can_have_happened() {
    let effect = |died: &str| {
        let mut record = record();
        record.death.died = date(died);
        record.effect_day(day(TODAY)).to_string()
    };
    assert_eq!(effect("2026-11-20"), "2026-11-20");
    assert_eq!(effect("2026-10"), "2026-10-31");
    assert_eq!(effect("1944"), "1944-12-31");
    assert_eq!(effect("2026-11"), TODAY);
    assert_eq!(effect("2026"), TODAY);
}

proptest! {
    #[test]
    fn the_effect_day_is_a_day_of_the_date_and_never_after_the_registration(
        year in 1801i16..2198, month in 1i8..=12, on in 1i8..=28, late in 0i32..800,
    ) {
        let day = CivilDate::new(year, month, on).unwrap();
        let registered = day.plus_days(late).unwrap();
        for died in [PartialDate::Year(year), PartialDate::Month { year, month }, PartialDate::Day(day)] {
            let mut record = record();
            record.death.died = died;
            let effect = record.effect_day(registered);
            prop_assert!(died.earliest() <= effect && effect <= died.latest() && effect <= registered);
        }
    }
}

#[test]
fn an_age_is_told_where_both_dates_leave_one_alone() {
    let aged = |born: Option<&str>, died: &str| {
        let mut record = record();
        person(&mut record).born = born.map(date);
        record.death.died = date(died);
        record.age()
    };
    assert_eq!(aged(Some("1951-02-17"), "2026-11-20"), Some(75));
    assert_eq!(aged(Some("2026-11-18"), "2026-11-20"), Some(0));
    assert_eq!(aged(Some("1931"), "2026-11-20"), None);
    assert_eq!(aged(Some("1931-02"), "2026-11"), Some(95));
    assert_eq!(aged(None, "2026-11-20"), None);
    let mut unknown = record();
    assert_eq!(unknown.adult_from(), Some(1969));
    unknown.deceased.identity = Identity::Unknown { description: text("Erkak") };
    assert_eq!((unknown.age(), unknown.adult_from()), (None, None));
}

#[test]
fn who_is_not_known_is_described_and_looked_at_again() {
    let change = |record: &mut DeathRecord| {
        record.deceased.identity = Identity::Unknown { description: text("Erkak, 40 yoshlarda") };
        record.death.died = date("2026-11");
    };
    assert_eq!(refused(change), []);
    assert_eq!(cautioned(change), [Caution::UnknownDeceased, Caution::DeathDatePartial]);
}

#[test]
fn what_is_unusual_about_a_death_is_named() {
    let of_person = |change: &dyn Fn(&mut Person)| cautioned(|record| change(person(record)));
    assert_eq!(of_person(&|person| person.pinfl = None), [Caution::NoPinfl]);
    assert_eq!(of_person(&|person| person.born = None), [Caution::DeceasedBirthPartial]);
    assert_eq!(of_person(&|person| person.born = Some(date("1951"))), [Caution::DeceasedBirthPartial]);
    assert_eq!(of_person(&|person| person.born = Some(date("1951-02-18"))), [Caution::DeceasedPinflDate]);
    assert_eq!(cautioned(|record| record.deceased.sex = Sex::Female), [Caution::DeceasedPinflSex]);
    assert_eq!(cautioned(|record| record.deceased.sex = Sex::Undetermined), []);
    let born = |born: &str| {
        of_person(&|person| (person.born, person.pinfl) = (Some(date(born)), None)).into_iter().next()
    };
    assert_eq!(born("1926-11-20"), Some(Caution::CenturyOld));
    assert_eq!(born("1926-11-21"), Some(Caution::NoPinfl));
    assert_eq!(born("2025-11-21"), Some(Caution::Infant));
    assert_eq!(born("2025-11-20"), Some(Caution::NoPinfl));
}

#[test]
fn a_spouse_who_is_missing_or_of_the_same_sex_is_asked_for() {
    let spouse =
        |pinfl: &str| Spouse { name: name("Hoshimova", "Rayhon"), pinfl: Some(pinfl.parse().unwrap()) };
    let married = |spouse: Option<Spouse>| {
        cautioned(|record| {
            record.deceased.marital = Some(MaritalStatus::Married);
            record.spouse = spouse;
        })
    };
    assert_eq!(married(None), [Caution::MarriedWithoutSpouse]);
    assert_eq!(married(Some(spouse("40203989990010"))), []);
    assert_eq!(married(Some(spouse("31907959990021"))), [Caution::SpousePinflSex]);
}

#[test]
fn papers_that_are_not_the_last_word_are_pointed_out() {
    let on = |evidence| cautioned(|record| record.evidence = Some(evidence));
    let preliminary = on(medical("2026-11-21", CertificateKind::Preliminary));
    assert_eq!(preliminary, [Caution::PreliminaryCertificate]);
    let replacing = CertificateKind::Replacing { number: text("VH-0") };
    assert_eq!(on(medical("2026-11-21", replacing)), [Caution::ReplacingCertificate]);
    assert_eq!(on(court(CourtFinding::DeclaredDead, "2026-11-01", "2026-11-20")), [Caution::DeclaredDead]);
    assert_eq!(on(court(CourtFinding::FactOfDeath, "2026-11-20", "2026-11-20")), []);
}

#[test]
fn a_gap_in_the_lines_of_a_cause_is_pointed_out() {
    let lines = |lines: [Option<&str>; 4]| {
        cautioned(|record| {
            let cause = record.death.cause.as_mut().unwrap();
            cause.lines = lines.map(|line| line.map(text));
        })
    };
    assert_eq!(lines([Some("x"), Some("y"), None, None]), []);
    assert_eq!(lines([Some("x"), None, Some("z"), None]), [Caution::CauseGap]);
    assert_eq!(lines([None, Some("y"), None, None]), [Caution::CauseGap]);
}

proptest! {
    #[test]
    fn a_code_of_a_cause_reads_back(chapter in proptest::char::range('A', 'Z'), category in 0u8..100, sub in 0u8..11) {
        let sub = if sub == 10 { String::new() } else { format!(".{sub}") };
        let text = format!("{chapter}{category:02}{sub}");
        prop_assert_eq!(text.parse::<Icd10>().unwrap().to_string(), text);
    }
}

#[test]
fn what_is_no_code_of_a_cause_is_refused() {
    for text in ["", "I2", "I211", "I21.", "I21.99", "i21.9", "21.9", "I21,9", "Ж21"] {
        assert_eq!(text.parse::<Icd10>(), Err(NotAnIcdCode), "{text}");
    }
}

#[test]
fn every_word_of_a_death_reads_back() {
    for manner in Manner::ALL {
        assert_eq!(manner.word().parse(), Ok(manner));
    }
    for at in DiedAt::ALL {
        assert_eq!(at.word().parse(), Ok(at));
    }
    for finding in CourtFinding::ALL {
        assert_eq!(finding.word().parse(), Ok(finding));
    }
}

/// A record with something in every field that one record can have at once.
fn full() -> DeathRecord {
    let mut record = record();
    *person(&mut record) = Person {
        birthplace: Some(Place::from_values("1718", Some("Kattaqoʻrgʻon")).unwrap()),
        ethnicity: Some("161".parse().unwrap()),
        document: Some(IdentityDocument {
            kind: DocumentKind::Passport,
            number: text("XX0000001"),
            issued: Some(day("2015-01-02")),
            issuer: Some(text("IIB")),
        }),
        residence: Some(place()),
        education: Some(Education::Higher),
        occupation: Some(text("Nafaqaxoʻr")),
        ..known()
    };
    record.deceased.age_written = Some(text("75 yosh"));
    record.death.time = Some(TimeOfDay::new(4, 30).unwrap());
    record.death.cause = Some(Cause {
        text: text("Miokard infarkti"),
        lines: ["a", "b", "c", "d"].map(|line| Some(text(line))),
        other: Some(text("Diabet")),
        icd: Some("I21.9".parse().unwrap()),
        manner: Some(Manner::Disease),
    });
    record.spouse =
        Some(Spouse { name: name("Hoshimova", "Rayhon"), pinfl: Some("40203989990010".parse().unwrap()) });
    record.evidence = Some(medical("2026-11-21", CertificateKind::Replacing { number: text("VH-0") }));
    record.late_reason = Some(text("Yoʻl yopiq edi"));
    record.confirmation =
        Some(Confirmation { kind: ConfirmationKind::ReadAloud, interpreter: Some(name("Saidova", "Lola")) });
    record
}

fn value(record: &DeathRecord, id: &str) -> String {
    let (group, place) = place_of(RecordKind::Act(ActKind::Death), 1, id).unwrap();
    let groups = record.groups(&text("FHDYO boʻlimi"));
    groups[group.index()][place].as_ref().map_or_else(|| "-".to_owned(), Value::text)
}

#[test]
fn every_death_has_all_fields_in_their_places() {
    let mut unknown = record();
    unknown.deceased.identity = Identity::Unknown { description: text("Erkak") };
    (unknown.evidence, unknown.death.cause) = (None, None);
    let fields = layout(RecordKind::Act(ActKind::Death), 1).unwrap();
    for record in [record(), full(), unknown] {
        let lengths = record.groups(&text("FHDYO boʻlimi")).each_ref().map(Vec::len);
        assert_eq!(lengths, fields.map(<[_]>::len));
    }
}

#[test]
fn values_of_a_death_stand_where_the_schema_says() {
    for (id, expected) in [
        ("deceased.surname", "Hoshimov"),
        ("deceased.given", "Qudrat"),
        ("deceased.patronymic", "-"),
        ("birth.date", "1951-02-17"),
        ("death.date", "2026-11-20"),
        ("death.place.code", "1726294"),
        ("office.name", "FHDYO boʻlimi"),
        ("birth.place.code", "1718"),
        ("birth.place.written", "Kattaqoʻrgʻon"),
        ("death.age", "75"),
        ("deceased.citizenship", "UZ"),
        ("deceased.pinfl", "31702519993014"),
        ("deceased.document.number", "XX0000001"),
        ("deceased.residence.code", "1726294"),
        ("spouse.pinfl", "40203989990010"),
        ("deceased.ethnicity", "161"),
        ("deceased.sex", "male"),
        ("death.time", "04:30"),
        ("death.cause", "Miokard infarkti"),
        ("death.cause.a", "a"),
        ("death.cause.d", "d"),
        ("death.cause.other", "Diabet"),
        ("death.icd", "I21.9"),
        ("death.manner", "disease"),
        ("death.at", "home"),
        ("deceased.education", "higher"),
        ("deceased.occupation", "Nafaqaxoʻr"),
        ("deceased.marital", "widowed"),
        ("notice.number", "VH-1"),
        ("notice.kind", "replacing"),
        ("notice.issued", "2026-11-21"),
        ("notice.replaces", "VH-0"),
        ("deceased.script", "uz-Latn"),
        ("deceased.age_written", "75 yosh"),
        ("deceased.description", "-"),
        ("spouse.name", "Hoshimova Rayhon"),
        ("declarant.capacity", "relative"),
        ("declarant.name", "Hoshimov Doniyor"),
        ("evidence.kind", "medical-certificate"),
        ("evidence.in_force", "-"),
        ("evidence.issuer", "23-oilaviy poliklinika"),
        ("late.reason", "Yoʻl yopiq edi"),
        ("confirmation.kind", "read-aloud"),
        ("interpreter.name", "Saidova Lola"),
    ] {
        assert_eq!(value(&full(), id), expected, "{id}");
    }
    let mut declared = full();
    declared.evidence = Some(court(CourtFinding::DeclaredDead, "2026-10-20", "2026-11-20"));
    for (id, expected) in [
        ("evidence.kind", "declared-dead"),
        ("evidence.date", "2026-10-20"),
        ("evidence.in_force", "2026-11-20"),
        ("notice.number", "-"),
    ] {
        assert_eq!(value(&declared, id), expected, "{id}");
    }
}

#[test]
fn the_cause_of_a_death_stands_in_no_group_that_papers_print() {
    let [core, particulars, ..] = full().groups(&text("FHDYO boʻlimi"));
    let printed: Vec<String> = core.iter().chain(&particulars).flatten().map(Value::text).collect();
    for secret in ["Miokard infarkti", "I21.9", "Diabet", "disease"] {
        assert!(!printed.iter().any(|value| value.contains(secret)), "{secret}");
    }
}

#[test]
fn debug_output_of_a_death_holds_nothing_of_a_person() {
    let record = full();
    assert_eq!(format!("{record:?}"), "DeathRecord(redacted)");
    let parts = format!("{:?} {:?} {:?}", record.deceased, record.declarant, record.evidence);
    assert!(!parts.contains("Hoshim") && !parts.contains("VH-"));
}
