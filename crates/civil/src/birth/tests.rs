use super::{rules::surname_choice_in_force, *};
use crate::{
    Script, Value,
    caution::Caution,
    code::{Citizenship, Country, Soato},
    declarant::ConfirmationKind,
    layout::BIRTH_V2,
    name::PersonName,
    person::{Education, IdentityDocument, MaritalStatus, Person, Sex, TimeOfDay},
    place::Place,
    refusal::Refusal,
};

mod waived;

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

fn name(surname: &str, given: &str) -> PersonName {
    PersonName::new(Script::UzLatn, Some(surname), Some(given), None).unwrap()
}

fn notice(issued: &str) -> BirthEvidence {
    BirthEvidence::MedicalNotice(MedicalNotice {
        number: text("CH-1"),
        issued: day(issued),
        facility: text("9-son tugʻruqxona"),
        signed_by: text("Rahimova Sh."),
    })
}

fn foundling(instruction: Option<&str>) -> BirthEvidence {
    BirthEvidence::FoundlingReport {
        number: text("17/1142"),
        issued: day("2026-11-16"),
        body: text("Ichki ishlar boshqarmasi"),
        instruction: instruction.map(|date| Instruction { number: text("17/1143"), date: day(date) }),
    }
}

fn father(basis: Option<FatherBasis>) -> Father {
    Father { parent: Person::named(name("Karimov", "Anvar")), basis }
}

fn married() -> FatherBasis {
    FatherBasis::Marriage { act: text("311012200184"), date: day("2022-04-16"), ended: None }
}

fn married_until(ended: &str) -> FatherBasis {
    FatherBasis::Marriage { act: text("311012200184"), date: day("2022-04-16"), ended: Some(day(ended)) }
}

/// A lawful birth; each test changes the one thing it is about.
fn record() -> BirthRecord {
    let place: Soato = "1726294".parse().unwrap();
    BirthRecord {
        child: Child {
            time: Some(TimeOfDay::new(5, 40).unwrap()),
            weight_g: Some(3200),
            length_cm: Some(51),
            ..Child::new(
                PersonName::new(Script::UzLatn, Some("Karimova"), Some("Oy"), Some("Anvar qizi")).unwrap(),
                Sex::Female,
                day("2026-11-14"),
                Place::new(Country::UZ, Some(place), None).unwrap(),
                BornAt::Hospital,
            )
        },
        mother: Some(Mother {
            parent: Person {
                born: Some("1998-03-02".parse().unwrap()),
                pinfl: Some("40203989990010".parse().unwrap()),
                citizenship: Some(Citizenship::Of(Country::UZ)),
                ethnicity: Some("161".parse().unwrap()),
                ..Person::named(name("Karimova", "Nilufar"))
            },
            marital: None,
        }),
        father: Some(father(Some(married()))),
        declarant: Declarant { capacity: DeclarantCapacity::Mother, name: None, body: None, document: None },
        confirmation: None,
        evidence: Some(notice("2026-11-14")),
        late_reason: None,
        delivery: None,
    }
}

fn refused(change: impl FnOnce(&mut BirthRecord)) -> Vec<Refusal> {
    let mut record = record();
    change(&mut record);
    check(&record, day(TODAY))
}

fn cautioned(change: impl FnOnce(&mut BirthRecord)) -> Vec<Caution> {
    let mut record = record();
    change(&mut record);
    cautions(&record, day(TODAY))
}

/// The refusal, and beside it what passes: every refusal of a record is told by one of these.
#[track_caller]
fn beside(refusal: Refusal, refused: &[Refusal], accepted: &[Refusal]) {
    assert_eq!(refused, [refusal]);
    assert_eq!(accepted, []);
}

#[test]
fn a_usual_birth_passes_without_a_word() {
    assert_eq!(refused(|_| {}), []);
    assert_eq!(cautioned(|_| {}), []);
}

#[test]
fn nobody_is_registered_before_birth() {
    let refusals = refused(|record| record.child.born = day("2026-11-24"));
    assert_eq!(refusals, [Refusal::BirthAfterRegistration, Refusal::EvidenceBeforeBirth]);
}

#[test]
fn a_child_may_be_registered_on_the_day_of_its_birth() {
    let refusals = refused(|record| {
        record.child.born = day(TODAY);
        record.evidence = Some(notice(TODAY));
    });
    assert_eq!(refusals, []);
}

#[test]
fn a_twin_has_an_order_within_the_number_born() {
    for (of, order) in [(1, 1), (2, 0), (2, 3), (11, 1), (0, 0)] {
        let refused: Vec<_> = Plurality::multiple(of, order).err().into_iter().collect();
        let second_of_two: Vec<_> = Plurality::multiple(2, 2).err().into_iter().collect();
        beside(Refusal::TwinOrder, &refused, &second_of_two);
    }
    let twin = Plurality::multiple(2, 2).unwrap();
    assert_eq!((twin.of(), twin.order()), (2, 2));
    assert_eq!((Plurality::Single.of(), Plurality::Single.order()), (1, 1));
    assert_eq!(refused(|record| record.child.plurality = twin), []);
}

#[test]
fn a_birth_without_evidence_is_refused() {
    assert_eq!(refused(|record| record.evidence = None), [Refusal::BirthWithoutEvidence]);
}

#[test]
fn each_paper_that_stands_in_for_the_notice_is_enough() {
    let (number, date, issuer) = (text("1-17"), day("2026-11-20"), text("Tuman sudi"));
    for evidence in [
        BirthEvidence::CourtDecision { number: number.clone(), date, issuer: issuer.clone() },
        BirthEvidence::HospitalExtract { number: number.clone(), issued: date, facility: issuer.clone() },
        BirthEvidence::ForeignCertificate { number, issued: date, issuer, country: "KZ".parse().unwrap() },
    ] {
        assert_eq!(refused(|record| record.evidence = Some(evidence)), []);
    }
}

#[test]
fn a_paper_on_the_birth_is_not_older_than_the_birth() {
    let dated = |date| refused(|record| record.evidence = Some(notice(date)));
    beside(Refusal::EvidenceBeforeBirth, &dated("2026-11-13"), &dated("2026-11-14"));
}

#[test]
fn no_paper_is_dated_after_the_day_of_registration() {
    let evidence = |date| refused(|record| record.evidence = Some(notice(date)));
    beside(Refusal::PaperAfterRegistration, &evidence("2026-11-24"), &evidence(TODAY));
    let stated = |date| {
        let statement = FatherBasis::MothersStatement { date: day(date) };
        refused(|record| record.father = Some(father(Some(statement))))
    };
    beside(Refusal::PaperAfterRegistration, &stated("2026-11-24"), &stated(TODAY));
    let instructed = |date| {
        refused(|record| {
            record.father = None;
            record.evidence = Some(foundling(Some(date)));
        })
    };
    beside(Refusal::PaperAfterRegistration, &instructed("2026-11-24"), &instructed(TODAY));
}

#[test]
fn a_child_has_a_given_name_and_may_lack_a_surname() {
    let named = |surname, given| PersonName::new(Script::UzLatn, surname, given, None).unwrap();
    let nameless = refused(|record| record.child.name = named(Some("Karimova"), None));
    let without_surname = refused(|record| record.child.name = named(None, Some("Oy")));
    beside(Refusal::ChildWithoutGivenName, &nameless, &without_surname);
}

#[test]
fn a_father_without_a_basis_is_refused() {
    let on = |basis| refused(|record| record.father = Some(father(basis)));
    beside(Refusal::FatherWithoutBasis, &on(None), &on(Some(married())));
}

#[test]
fn a_father_is_entered_on_each_of_the_lawful_bases_and_may_be_absent() {
    let (number, date, issuer) = (text("26/0312"), day("2026-11-20"), text("Tuman sudi"));
    for basis in [
        married(),
        FatherBasis::PaternityApplication { number: number.clone(), date },
        FatherBasis::Court { number, date, issuer },
        FatherBasis::MothersStatement { date },
    ] {
        assert_eq!(refused(|record| record.father = Some(father(Some(basis)))), []);
    }
    assert_eq!(refused(|record| record.father = None), []);
}

#[test]
fn the_mothers_statement_enters_a_name_and_identifies_no_man() {
    let with = |citizenship| {
        refused(|record| {
            let mut father = father(Some(FatherBasis::MothersStatement { date: day("2026-11-20") }));
            father.parent.citizenship = citizenship;
            record.father = Some(father);
        })
    };
    let citizenship = Citizenship::Of(Country::UZ);
    beside(Refusal::StatementIdentifiesFather, &with(Some(citizenship)), &with(None));
}

#[test]
fn a_foundlings_parents_are_named_only_on_instruction() {
    let instructed = |instruction, basis| {
        refused(|record| {
            record.declarant = Declarant {
                capacity: DeclarantCapacity::InteriorBody,
                name: Some(name("Sapayev", "Rustem")),
                body: Some(text("Ichki ishlar boshqarmasi")),
                document: None,
            };
            record.evidence = Some(foundling(instruction));
            record.father = Some(father(Some(basis)));
        })
    };
    let on_instruction = || instructed(Some("2026-11-16"), FatherBasis::Instruction);
    beside(Refusal::FoundlingParents, &instructed(None, FatherBasis::Instruction), &on_instruction());
    beside(Refusal::FoundlingParents, &instructed(Some("2026-11-16"), married()), &on_instruction());
}

#[test]
fn a_foundling_without_parents_needs_no_instruction() {
    let change = |record: &mut BirthRecord| {
        record.mother = None;
        record.father = None;
        record.evidence = Some(foundling(None));
        record.declarant.capacity = DeclarantCapacity::HealthFacility;
        record.declarant.name = Some(name("Sapayev", "Rustem"));
        record.declarant.body = Some(text("Shahar shifoxonasi"));
    };
    assert_eq!(refused(change), []);
    assert_eq!(cautioned(change), []);
}

#[test]
fn an_instruction_is_a_basis_for_foundlings_alone() {
    let on = |evidence| {
        refused(|record| {
            record.father = Some(father(Some(FatherBasis::Instruction)));
            record.evidence = Some(evidence);
        })
    };
    let of_a_foundling = on(foundling(Some("2026-11-16")));
    beside(Refusal::InstructionWithoutFoundling, &on(notice("2026-11-14")), &of_a_foundling);
}

#[test]
fn a_parent_who_declares_is_a_parent_of_the_record() {
    let declared = |capacity| {
        refused(|record| {
            record.father = None;
            record.declarant.capacity = capacity;
        })
    };
    for missing in [DeclarantCapacity::Father, DeclarantCapacity::BothParents] {
        beside(Refusal::DeclarantNotInRecord, &declared(missing), &declared(DeclarantCapacity::Mother));
    }
}

#[test]
fn whoever_else_declares_is_named_and_so_is_the_body() {
    let declared = |capacity, named: bool, body: bool| {
        refused(|record| {
            record.declarant = Declarant {
                capacity,
                name: named.then(|| name("Mamatqulova", "Sojida")),
                body: body.then(|| text("Shahar shifoxonasi")),
                document: None,
            };
        })
    };
    for capacity in DeclarantCapacity::ALL {
        assert_eq!(capacity.word().parse(), Ok(capacity));
        assert_eq!(declared(capacity, true, true), []);
    }
    let neighbour = |named| declared(DeclarantCapacity::Neighbour, named, false);
    beside(Refusal::DeclarantUnnamed, &neighbour(false), &neighbour(true));
    let body = |body| declared(DeclarantCapacity::GuardianshipBody, true, body);
    beside(Refusal::DeclarantUnnamed, &body(false), &body(true));
}

#[test]
fn a_child_born_within_300_days_after_the_end_of_a_marriage_is_the_husbands() {
    // The child is born on 2026-11-14; 18 January is 300 days before.
    let after = |ended: &str| refused(|record| record.father = Some(father(Some(married_until(ended)))));
    beside(Refusal::FatherLongAfterMarriage, &after("2026-01-17"), &after("2026-01-18"));
    let told = |ended: &str| cautioned(|record| record.father = Some(father(Some(married_until(ended)))));
    assert_eq!(told("2026-01-18"), [Caution::BornAfterMarriageEnd]);
    assert_eq!(told("2026-11-14"), []);
}

#[test]
fn a_marriage_makes_its_husband_the_father_of_children_born_in_it() {
    let on = |date: &str| {
        let basis = FatherBasis::Marriage { act: text("311012600184"), date: day(date), ended: None };
        refused(|record| record.father = Some(father(Some(basis))))
    };
    beside(Refusal::BornBeforeMarriage, &on("2026-11-15"), &on("2026-11-14"));
}

#[test]
fn a_marriage_does_not_end_before_it_begins() {
    let lasting = |date: &str, ended: &str| {
        let (date, ended) = (day(date), Some(day(ended)));
        let basis = FatherBasis::Marriage { act: text("311012600184"), date, ended };
        refused(|record| record.father = Some(father(Some(basis))))
    };
    let of_one_day = lasting("2026-10-20", "2026-10-20");
    beside(Refusal::MarriageEndsFirst, &lasting("2026-10-20", "2026-10-19"), &of_one_day);
    assert_eq!(lasting("2022-04-16", "2026-11-24"), [Refusal::PaperAfterRegistration]);
}

#[test]
fn a_surname_from_the_fathers_given_name_waits_for_the_law() {
    let named = |choice| {
        let mut record = record();
        record.child.surname_of = Some(choice);
        record
    };
    let chosen = |choice| check(&named(choice), day(TODAY));
    let bill = chosen(SurnameChoice::FatherGiven);
    beside(Refusal::SurnameChoiceNotInForce, &bill, &chosen(SurnameChoice::GrandfatherGiven));
    // The switch has a date: on that day the choice is lawful, and not the day before.
    let record = named(SurnameChoice::FatherGiven);
    let since = |since: &str| surname_choice_in_force(&record, day(TODAY), Some(day(since)));
    assert_eq!([since(TODAY), since("2026-11-24")], [None, Some(Refusal::SurnameChoiceNotInForce)]);
}

#[test]
fn a_child_bears_the_surname_of_a_parent_who_is_in_the_record() {
    let fatherless = |choice| {
        refused(|record| {
            record.father = None;
            record.child.surname_of = Some(choice);
        })
    };
    let of_the_mother = fatherless(SurnameChoice::Mother);
    beside(Refusal::SurnameOfAbsentParent, &fatherless(SurnameChoice::Father), &of_the_mother);
    for choice in SurnameChoice::ALL {
        assert_eq!(choice.word().parse(), Ok(choice));
    }
    let motherless = refused(|record| {
        record.mother = None;
        record.declarant.capacity = DeclarantCapacity::Father;
        record.child.surname_of = Some(SurnameChoice::Mother);
    });
    assert_eq!(motherless, [Refusal::SurnameOfAbsentParent]);
}

fn stillborn(change: impl FnOnce(&mut Child)) -> Vec<Refusal> {
    refused(|record| {
        record.child.vital = Vital::Stillborn;
        change(&mut record.child);
    })
}

#[test]
fn a_stillborn_child_is_no_person_and_gets_a_reference_alone() {
    let citizen = stillborn(|child| child.citizenship = Some(Citizenship::Of(Country::UZ)));
    beside(Refusal::StillbornAsPerson, &citizen, &stillborn(|_| {}));
    assert_eq!(stillborn(|child| child.rank = Some(3)), [Refusal::StillbornAsPerson]);
    let mut record = record();
    assert!(record.is_certified());
    record.child.vital = Vital::Stillborn;
    assert!(!record.is_certified());
    // What goes to the ledger does not tell a stillbirth apart.
    assert_eq!(record.adult_from(), 2044);
}

#[test]
fn a_stillborn_child_may_be_left_without_a_given_name() {
    let surname = || PersonName::new(Script::UzLatn, Some("Karimova"), None, None).unwrap();
    assert_eq!(stillborn(|child| child.name = surname()), []);
}

#[test]
fn a_stillbirth_is_declared_by_the_next_day() {
    for (born, class) in [
        ("2026-11-23", DelayClass::InTime),
        ("2026-11-22", DelayClass::InTime),
        ("2026-11-21", DelayClass::Late),
        ("2025-11-22", DelayClass::VeryLate),
    ] {
        assert_eq!(delay_class(Vital::Stillborn, day(born), day(TODAY)), class, "{born}");
    }
    let late = cautioned(|record| record.child.vital = Vital::Stillborn);
    assert_eq!(late, [Caution::LateBirth]);
}

#[test]
fn all_reasons_to_refuse_are_named_at_once() {
    let refusals = refused(|record| {
        record.child.born = day("2026-12-01");
        record.evidence = None;
        record.father = Some(father(None));
    });
    assert_eq!(
        refusals,
        [Refusal::BirthAfterRegistration, Refusal::BirthWithoutEvidence, Refusal::FatherWithoutBasis]
    );
}

#[test]
fn a_birth_is_declared_within_one_month() {
    for (born, registered, class) in [
        ("2026-10-23", "2026-11-23", DelayClass::InTime),
        ("2026-10-22", "2026-11-23", DelayClass::Late),
        ("2026-01-31", "2026-02-28", DelayClass::InTime),
        ("2026-01-31", "2026-03-01", DelayClass::Late),
        ("2025-11-23", "2026-11-23", DelayClass::Late),
        ("2025-11-22", "2026-11-23", DelayClass::VeryLate),
        ("1987-05-01", "2026-11-23", DelayClass::VeryLate),
    ] {
        assert_eq!(delay_class(Vital::Live, day(born), day(registered)), class, "{born} {registered}");
        assert_eq!(DelayClass::from_number(class.number()), Some(class));
    }
    assert_eq!(DelayClass::from_number(3), None);
}

#[test]
fn what_is_unusual_is_named_and_what_is_just_usual_is_not() {
    assert_eq!(cautioned(|record| record.child.weight_g = Some(299)), [Caution::Weight]);
    assert_eq!(cautioned(|record| record.child.weight_g = Some(300)), []);
    assert_eq!(cautioned(|record| record.child.weight_g = Some(7001)), [Caution::Weight]);
    assert_eq!(cautioned(|record| record.child.length_cm = Some(66)), [Caution::Length]);
    assert_eq!(cautioned(|record| record.child.length_cm = Some(20)), []);
    assert_eq!(cautioned(|record| record.mother = None), [Caution::NoMother]);
    assert_eq!(cautioned(|record| record.child.born = day("2026-10-01")), [Caution::LateBirth]);
}

#[test]
fn weeks_a_century_and_a_young_declarant_are_looked_at_again() {
    assert_eq!(cautioned(|record| record.child.gestation_weeks = Some(21)), [Caution::Gestation]);
    assert_eq!(cautioned(|record| record.child.gestation_weeks = Some(22)), []);
    assert_eq!(cautioned(|record| record.child.gestation_weeks = Some(46)), [Caution::Gestation]);
    let born = |date: &str| {
        cautioned(|record| {
            record.child.born = day(date);
            record.mother.as_mut().unwrap().parent.born = None;
        })
    };
    assert_eq!(born("1926-11-24"), [Caution::LateBirth]);
    assert_eq!(born("1926-11-23"), [Caution::LateBirth, Caution::BornCenturyAgo]);
    let oneself = |date: &str| {
        cautioned(|record| {
            record.child.born = day(date);
            record.mother = None;
            record.declarant.capacity = DeclarantCapacity::Oneself;
        })
    };
    assert!(oneself("2008-11-24").contains(&Caution::OneselfUnderAge));
    assert!(!oneself("2008-11-23").contains(&Caution::OneselfUnderAge));
}

/// One of `of` children born on a day, of a delivery that is named or not.
fn one_of(of: u8, order: u8, born: &str, delivery: Option<&str>) -> BirthRecord {
    let mut record = record();
    record.child.plurality = Plurality::multiple(of, order).unwrap_or(Plurality::Single);
    record.child.born = day(born);
    record.delivery = delivery.map(text);
    record
}

#[test]
fn the_children_of_one_delivery_are_twins_and_no_doubles() {
    let first = one_of(2, 1, "2026-11-14", Some("T-1"));
    let beside = |other: &BirthRecord| cautions_beside(other, &first);
    assert_eq!(beside(&one_of(2, 2, "2026-11-14", Some("T-1"))), []);
    assert_eq!(beside(&one_of(2, 2, "2026-11-15", Some("T-1"))), [Caution::TwinsAcrossMidnight]);
    assert_eq!(beside(&one_of(2, 2, "2026-11-16", Some("T-1"))), [Caution::TwinsDaysApart]);
    assert_eq!(beside(&one_of(2, 1, "2026-11-14", Some("T-1"))), [Caution::TwinOrderTaken]);
    assert_eq!(beside(&one_of(3, 2, "2026-11-14", Some("T-1"))), [Caution::TwinCountDiffers]);
    // A delivery that one of the two does not name is known by the days, and another one is another.
    assert_eq!(beside(&one_of(2, 2, "2026-11-14", None)), []);
    assert_eq!(beside(&one_of(2, 2, "2026-11-14", Some("T-2"))), [Caution::BirthsTooClose]);
}

#[test]
fn two_births_of_one_mother_are_nine_months_apart_or_looked_at_again() {
    let first = one_of(1, 1, "2026-01-31", None);
    let second = |born: &str| cautions_beside(&one_of(1, 1, born, None), &first);
    assert_eq!(second("2026-10-30"), [Caution::BirthsTooClose]);
    assert_eq!(second("2026-10-31"), []);
    assert_eq!(second("2025-04-30"), []);
    assert_eq!(second("2025-05-01"), [Caution::BirthsTooClose]);
}

#[test]
fn an_age_is_unusual_only_where_the_known_part_of_the_date_is_enough_to_say_so() {
    let aged = |born: &str| {
        let born: PartialDate = born.parse().unwrap();
        cautioned(|record| {
            let mother = &mut record.mother.as_mut().unwrap().parent;
            mother.born = Some(born);
            mother.pinfl = None;
        })
    };
    // The child is born on 2026-11-14.
    assert_eq!(aged("2014-11-14"), []);
    assert_eq!(aged("2014-11-15"), [Caution::MotherAge]);
    assert_eq!(aged("2014"), []);
    assert_eq!(aged("2015"), [Caution::MotherAge]);
    assert_eq!(aged("1970-11-15"), []);
    assert_eq!(aged("1970-11-14"), [Caution::MotherAge]);
    assert_eq!(aged("1970-11"), []);
    assert_eq!(aged("1969"), [Caution::MotherAge]);
    let young = cautioned(|record| {
        record.father.as_mut().unwrap().parent.born = Some("2013-01-01".parse().unwrap());
    });
    assert_eq!(young, [Caution::FatherAge]);
}

#[test]
fn a_personal_number_that_tells_something_else_is_pointed_out_and_never_overrides() {
    let mother = |pinfl: &str, born: &str| {
        cautioned(|record| {
            let mother = &mut record.mother.as_mut().unwrap().parent;
            mother.pinfl = Some(pinfl.parse().unwrap());
            mother.born = Some(born.parse().unwrap());
        })
    };
    assert_eq!(mother("40203989990010", "1998-03-03"), [Caution::MotherPinflDate]);
    assert_eq!(mother("40203989990010", "1998-03"), []);
    assert_eq!(mother("40203989990010", "1999"), [Caution::MotherPinflDate]);
    assert_eq!(mother("31907959990021", "1995-07-19"), [Caution::MotherPinflSex]);
    let father = |born: &str| {
        cautioned(|record| {
            let father = &mut record.father.as_mut().unwrap().parent;
            father.pinfl = Some("40203989990010".parse().unwrap());
            father.born = Some(born.parse().unwrap());
        })
    };
    assert_eq!(father("1998"), [Caution::FatherPinflSex]);
    assert_eq!(father("1997"), [Caution::FatherPinflDate, Caution::FatherPinflSex]);
}

#[test]
fn every_birth_has_all_fields_in_their_places() {
    let office = text("Chilonzor tumani FHDYO boʻlimi");
    let mut bare = record();
    (bare.mother, bare.father, bare.evidence) = (None, None, None);
    for record in [record(), bare] {
        for (values, fields) in record.groups(&office).iter().zip(BIRTH_V2) {
            assert_eq!(values.len(), fields.len());
        }
    }
}

#[test]
fn core_and_parents_hold_what_the_paper_prints_and_nothing_else() {
    let shown = |text: &str| Some(Value::Text(text.to_owned()));
    let [core, parents, ..] = record().groups(&text("Chilonzor tumani FHDYO boʻlimi"));
    let expected = vec![
        shown("Karimova"),
        shown("Oy"),
        shown("Anvar qizi"),
        shown("2026-11-14"),
        shown("1726294"),
        None,
        shown("Chilonzor tumani FHDYO boʻlimi"),
    ];
    assert!(core == expected && parents == vec![shown("Karimov Anvar"), shown("Karimova Nilufar")]);
}

#[test]
fn values_stand_where_the_schema_says() {
    let mut record = record();
    record.child.plurality = Plurality::multiple(3, 2).unwrap();
    record.child.surname_of = Some(SurnameChoice::GrandfatherGiven);
    record.child.rank = Some(4);
    record.child.gestation_weeks = Some(38);
    record.child.attendant = Some(Attendant::Midwife);
    record.child.citizenship = Some(Citizenship::Stateless);
    record.delivery = Some(text("T-1"));
    record.late_reason = Some(text("Yoʻl yopiq edi"));
    record.confirmation =
        Some(Confirmation { kind: ConfirmationKind::OneId, interpreter: Some(name("Saidova", "Lola")) });
    let mother = record.mother.as_mut().unwrap();
    mother.marital = Some(MaritalStatus::Divorced);
    mother.parent.education = Some(Education::Higher);
    mother.parent.occupation = Some(text("Shifokor"));
    mother.parent.residence = Some(Place::from_values("1722204", Some("Machay")).unwrap());
    record.evidence = Some(foundling(Some("2026-11-17")));
    record.father.as_mut().unwrap().basis = Some(FatherBasis::Court {
        number: text("2-118"),
        date: day("2026-11-19"),
        issuer: text("Tuman sudi"),
    });
    record.declarant.document = Some(IdentityDocument {
        kind: crate::person::DocumentKind::ServiceCard,
        number: text("NK 1"),
        issued: Some(day("2020-01-02")),
        issuer: None,
    });
    let groups = record.groups(&text("Boʻlim"));
    let at = |id: &str| {
        let (values, place) = groups
            .iter()
            .zip(BIRTH_V2)
            .find_map(|(values, fields)| Some((values, fields.iter().position(|field| field.id == id)?)))
            .unwrap();
        values[place].as_ref().map_or_else(|| "-".to_owned(), Value::text)
    };
    for (id, value) in [
        ("mother.pinfl", "40203989990010"),
        ("mother.born", "1998-03-02"),
        ("mother.citizenship", "UZ"),
        ("child.pinfl", "-"),
        ("father.pinfl", "-"),
        ("mother.ethnicity", "161"),
        ("father.ethnicity", "-"),
        ("child.sex", "female"),
        ("birth.time", "05:40"),
        ("birth.of", "3"),
        ("birth.order", "2"),
        ("birth.weight_g", "3200"),
        ("birth.length_cm", "51"),
        ("birth.at", "hospital"),
        ("notice.number", "-"),
        ("child.script", "uz-Latn"),
        ("mother.surname", "Karimova"),
        ("father.given", "Anvar"),
        ("father.patronymic", "-"),
        ("father.basis.kind", "court"),
        ("father.basis.number", "2-118"),
        ("father.basis.date", "2026-11-19"),
        ("father.basis.issuer", "Tuman sudi"),
        ("declarant.capacity", "mother"),
        ("declarant.document.kind", "service-card"),
        ("declarant.document.issued", "2020-01-02"),
        ("evidence.kind", "foundling-report"),
        ("evidence.issuer", "Ichki ishlar boshqarmasi"),
        ("evidence.country", "-"),
        ("evidence.instruction.date", "2026-11-17"),
        ("child.citizenship", "stateless"),
        ("mother.residence.code", "1722204"),
        ("mother.residence.written", "Machay"),
        ("father.residence.code", "-"),
        ("birth.vital", "live"),
        ("birth.rank", "4"),
        ("birth.gestation_weeks", "38"),
        ("birth.attendant", "midwife"),
        ("mother.education", "higher"),
        ("mother.occupation", "Shifokor"),
        ("father.occupation", "-"),
        ("mother.marital", "divorced"),
        ("surname.choice", "grandfather-given-name"),
        ("late.reason", "Yoʻl yopiq edi"),
        ("delivery.id", "T-1"),
        ("confirmation.kind", "one-id"),
        ("interpreter.name", "Saidova Lola"),
        ("father.basis.ended", "-"),
    ] {
        assert_eq!(at(id), value, "{id}");
    }
}

#[test]
fn the_end_of_the_marriage_stands_beside_its_act() {
    let mut record = record();
    record.father = Some(father(Some(married_until("2026-05-01"))));
    let [.., sealed] = record.groups(&text("Boʻlim"));
    assert!(sealed.last() == Some(&Some(Value::Text("2026-05-01".to_owned()))));
}

#[test]
fn debug_output_of_a_record_holds_nothing_of_a_person() {
    let record = record();
    assert_eq!(format!("{record:?}"), "BirthRecord(redacted)");
    let groups = record.groups(&text("Boʻlim"));
    assert!(!format!("{groups:?}").contains("Karim"));
}
