//! Every example declaration does what it is there for: the lawful ones pass, each unusual in what it
//! shows alone, and the others are refused with the codes beside them.
use civil::{
    ActKind, ActNumber, BirthRecord, Caution, Citizenship, CivilDate, DeathRecord, Lang, Place, Refusal,
    Script, Text,
    birth::{self, FatherBasis, Plurality, SurnameChoice, Vital, cautions_beside},
    death::{self, CourtFinding, DeathEvidence},
    delay::DelayClass,
    layout::{RecordKind, Values, layout, newest},
    person::Person,
};
use registry::declaration::{Declaration, Declared, Faults};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The day on which the examples are registered.
const TODAY: &str = "2026-11-23";
/// The offices of the demonstration.
const OFFICES: [u16; 4] = [1101, 2207, 3503, CONSULATE];
/// The office at UTC−5.
const CONSULATE: u16 = 9901;

fn today() -> CivilDate {
    TODAY.parse().unwrap()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/acts").join(name)
}

fn documents(name: &str) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap() != "expected.json")
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

fn read(json: &[u8]) -> Result<Declaration, Faults> {
    Declaration::from_json(json, |code| OFFICES.contains(&code.get()))
}

fn declarations(name: &str) -> BTreeMap<String, Declaration> {
    let read = |(file, json): (String, Vec<u8>)| match read(&json) {
        Ok(declaration) => (file, declaration),
        Err(Faults(faults)) => panic!("{file}: {faults:?}"),
    };
    documents(name).into_iter().map(read).collect()
}

fn births() -> BTreeMap<String, BirthRecord> {
    let birth = |(file, declaration): (String, Declaration)| {
        let Declared::Birth(record) = declaration.record else { panic!("{file} is no birth") };
        (file, record)
    };
    declarations("births").into_iter().map(birth).collect()
}

fn deaths() -> BTreeMap<String, DeathRecord> {
    let death = |(file, declaration): (String, Declaration)| {
        let Declared::Death(record) = declaration.record else { panic!("{file} is no death") };
        (file, record)
    };
    declarations("deaths").into_iter().map(death).collect()
}

fn refusals(record: &Declared) -> Vec<Refusal> {
    if let Declared::Birth(record) = record {
        return birth::check(record, today());
    }
    let Declared::Death(record) = record else { panic!("a birth or a death") };
    death::check(record, today())
}

fn unusual(record: &Declared) -> Vec<Caution> {
    if let Declared::Birth(record) = record {
        return birth::cautions(record, today());
    }
    let Declared::Death(record) = record else { panic!("a birth or a death") };
    death::cautions(record, today())
}

#[test]
fn every_example_is_lawful_and_unusual_only_in_what_it_is_there_for() {
    use Caution as C;
    let expected: BTreeMap<&str, Vec<Caution>> = [
        ("16-late-registration", vec![C::LateBirth]),
        ("27-leap-day-late", vec![C::LateBirth]),
        ("29-born-after-fathers-death", vec![C::BornAfterMarriageEnd]),
        ("32-court-decision-very-late", vec![C::LateBirth]),
        ("34-own-birth", vec![C::LateBirth]),
        ("35-consulate-on-31-december", vec![C::LateBirth]),
        ("02-unknown-person", vec![C::UnknownDeceased, C::DeathDatePartial]),
        ("03-partial-date", vec![C::DeathDatePartial]),
        ("04-declared-dead-by-court", vec![C::DeclaredDead]),
        ("05-preliminary-certificate", vec![C::PreliminaryCertificate]),
        ("06-infant", vec![C::Infant, C::NoPinfl]),
        ("08-hundred-and-one-years", vec![C::CenturyOld]),
        ("10-without-personal-number", vec![C::NoPinfl]),
        ("11-born-in-1931", vec![C::DeceasedBirthPartial, C::NoPinfl]),
        ("13-replacing-certificate", vec![C::ReplacingCertificate]),
        ("14-fact-of-death-by-court", vec![C::DeathDatePartial, C::DeceasedBirthPartial, C::NoPinfl]),
        ("15-one-name", vec![C::DeceasedBirthPartial, C::NoPinfl]),
        ("16-consulate-on-31-december", vec![C::LateDeath]),
    ]
    .into();
    let mut met = BTreeSet::new();
    for name in ["births", "deaths"] {
        for (file, declaration) in declarations(name) {
            assert_eq!(refusals(&declaration.record), [], "{file}");
            let of_file = expected.get_key_value(file.as_str());
            met.extend(of_file.map(|(file, _)| *file));
            let cautions = of_file.map(|(_, cautions)| cautions.clone()).unwrap_or_default();
            assert_eq!(unusual(&declaration.record), cautions, "{file}");
        }
    }
    assert_eq!(met.len(), expected.len(), "every row has its example");
    assert!(births().len() >= 30 && deaths().len() >= 12);
}

#[test]
fn every_refused_example_is_refused_with_the_codes_beside_it() {
    let mut codes = BTreeSet::new();
    for name in ["refused/births", "refused/deaths"] {
        let expected = std::fs::read(folder(name).join("expected.json")).unwrap();
        let mut expected: BTreeMap<String, Value> = serde_json::from_slice(&expected).unwrap();
        for (file, json) in documents(name) {
            let Some(row) = expected.remove(&format!("{file}.json")) else { panic!("{file} has no row") };
            let told = match read(&json) {
                Ok(declaration) => {
                    let refused = refusals(&declaration.record);
                    let refused: Vec<&str> = refused.into_iter().map(Refusal::code).collect();
                    codes.extend(refused.iter().map(|code| (*code).to_owned()));
                    serde_json::json!({ "refused": refused })
                }
                Err(Faults(faults)) => {
                    codes.extend(faults.iter().map(|fault| fault.code.to_owned()));
                    let faults: BTreeMap<&str, &str> =
                        faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
                    serde_json::json!({ "faults": faults })
                }
            };
            assert_eq!(told, row, "{file}");
        }
        assert!(expected.is_empty(), "rows without a document: {:?}", expected.keys());
    }
    // Whatever the registry alone can see of one record is shown by an example.
    for refusal in Refusal::ALL {
        let (area, _) = refusal.code().split_once('.').unwrap();
        let of_a_record = matches!(area, "birth" | "death") && refusals_of_records().contains(refusal);
        assert!(!of_a_record || codes.contains(refusal.code()), "no example of {}", refusal.code());
    }
}

/// The refusals of births and deaths that the rules of this registry name, and not the ledger's alone.
fn refusals_of_records() -> Vec<Refusal> {
    let by_registry = |refusal: &&Refusal| refusal.checked_by() != civil::refusal::CheckedBy::Validator;
    // What the ledger knows of other acts cannot be shown by one document.
    let of_others = ["death.already-dead", "death.before-marriage"];
    let alone = |refusal: &&Refusal| !of_others.contains(&refusal.code());
    Refusal::ALL.iter().filter(by_registry).filter(alone).copied().collect()
}

#[test]
fn every_office_of_the_demonstration_has_examples_of_its_own() {
    for name in ["births", "deaths"] {
        let mut offices = BTreeMap::new();
        for declaration in declarations(name).into_values() {
            *offices.entry(declaration.office.get()).or_insert(0) += 1;
        }
        assert_eq!(offices.keys().copied().collect::<Vec<_>>(), OFFICES);
        let enough = |(office, count): (&u16, &i32)| *count >= if *office == CONSULATE { 1 } else { 4 };
        assert!(offices.iter().all(enough), "{offices:?}");
    }
}

/// The scripts of today; the alphabet of 2026 is not in force.
fn scripts() -> impl Iterator<Item = Script> {
    Script::ALL.into_iter().filter(|script| *script != Script::UzLatn2026)
}

fn parents(record: &BirthRecord) -> impl Iterator<Item = &Person> {
    let mother = record.mother.iter().map(|mother| &mother.parent);
    mother.chain(record.father.iter().map(|father| &father.parent))
}

#[test]
fn the_births_cover_what_a_counter_meets() {
    let examples = births();
    let any = |what: &str, holds: &dyn Fn(&BirthRecord) -> bool| {
        assert!(examples.values().any(holds), "no example: {what}");
    };
    for script in scripts() {
        any(script.tag(), &|record| {
            let child = [&record.child.name].into_iter();
            child.chain(parents(record).map(|parent| &parent.name)).any(|name| name.script() == script)
        });
    }
    for (of, order) in [(2, 1), (2, 2), (3, 3)] {
        any("one of several", &|record| record.child.plurality == Plurality::multiple(of, order).unwrap());
    }
    for kind in ["marriage", "paternity-application", "mothers-statement", "instruction"] {
        any(kind, &|record| {
            let basis = record.father.as_ref().and_then(|father| father.basis.as_ref());
            basis.is_some_and(|basis| basis.word() == kind)
        });
    }
    let papers =
        ["medical-notice", "foundling-report", "foreign-certificate", "hospital-extract", "court-decision"];
    for kind in papers {
        any(kind, &|record| record.evidence.as_ref().is_some_and(|evidence| evidence.word() == kind));
    }
    for choice in [SurnameChoice::Father, SurnameChoice::Mother, SurnameChoice::GrandfatherGiven] {
        any(choice.word(), &|record| record.child.surname_of == Some(choice));
    }
    any("a mother alone", &|record| record.mother.is_some() && record.father.is_none());
    any("no parents", &|record| record.mother.is_none() && record.father.is_none());
    any("a birth abroad", &|record| record.child.place.code().is_none());
    any("a stillbirth", &|record| record.child.vital == Vital::Stillborn && !record.is_certified());
    any("a parent with one name", &|record| parents(record).any(|parent| parent.name.surname().is_none()));
    any("a stateless parent", &|record| {
        parents(record).any(|parent| parent.citizenship == Some(Citizenship::Stateless))
    });
    any("a surname of one letter", &|record| {
        record.child.name.surname().is_some_and(|name| name.as_str().chars().count() == 1)
    });
    any("sixty letters in every part", &|record| {
        let name = &record.child.name;
        let parts = [name.surname(), name.given(), name.patronymic()];
        parts.iter().flatten().filter(|part| part.as_str().chars().count() == 60).count() == 3
    });
    any("the leap day", &|record| (record.child.born.month(), record.child.born.day()) == (2, 29));
    any("very late, with a reason", &|record| {
        record.delay(today()) == DelayClass::VeryLate && record.late_reason.is_some()
    });
}

#[test]
fn the_deaths_cover_what_a_counter_meets() {
    let examples = deaths();
    let any = |what: &str, holds: &dyn Fn(&DeathRecord) -> bool| {
        assert!(examples.values().any(holds), "no example: {what}");
    };
    for script in scripts() {
        any(script.tag(), &|record| {
            record.deceased.identity.known().is_some_and(|person| person.name.script() == script)
        });
    }
    for capacity in death::DeclarantCapacity::ALL {
        any(capacity.word(), &|record| record.declarant.capacity == capacity);
    }
    for kind in ["final", "preliminary", "replacing"] {
        any(kind, &|record| {
            let paper = record.evidence.as_ref().and_then(DeathEvidence::medical);
            paper.is_some_and(|paper| paper.kind.word() == kind)
        });
    }
    for finding in CourtFinding::ALL {
        any(finding.word(), &|record| {
            record.evidence.as_ref().is_some_and(|evidence| evidence.word() == finding.word())
        });
    }
    any("a death abroad", &|record| record.evidence.as_ref().is_some_and(|paper| paper.country().is_some()));
    any("nobody knows who", &|record| record.deceased.identity.known().is_none());
    any("a spouse with a number", &|record| {
        record.spouse.as_ref().is_some_and(|spouse| spouse.pinfl.is_some())
    });
    any("an age that the dates leave open", &|record| {
        record.age().is_none() && record.deceased.identity.known().is_some_and(|person| person.born.is_some())
    });
    any("somebody of one name", &|record| {
        record.deceased.identity.known().is_some_and(|person| person.name.surname().is_none())
    });
}

#[test]
fn the_children_of_one_delivery_are_joined_and_no_doubles_of_one_another() {
    let examples = births();
    let of = |file: &str| &examples[file];
    assert_eq!(cautions_beside(of("21-husan"), of("20-hasan")), []);
    let twins = (of("23-midnight-twin-second"), of("22-midnight-twin-first"));
    assert_eq!(cautions_beside(twins.0, twins.1), [Caution::TwinsAcrossMidnight]);
    for (one, other) in [("first", "second"), ("second", "third"), ("first", "third")] {
        let children = [one, other].map(|order| {
            examples.iter().find(|(file, _)| file.ends_with(&format!("triplet-{order}"))).unwrap().1
        });
        assert_eq!(cautions_beside(children[0], children[1]), []);
    }
    // The older twins name no delivery and are known by their numbers and days.
    let older = (of("07-twin-second"), of("06-twin-first"));
    assert_eq!(cautions_beside(older.0, older.1), [Caution::TwinsAcrossMidnight]);
}

#[test]
fn every_example_fills_the_fixed_places_and_no_paper_serves_twice() {
    let office = Text::new("FHDYO boʻlimi").unwrap();
    let mut papers = BTreeMap::new();
    let mut seen =
        |file: &str, kind: ActKind, groups: &Values, place: &Place, paper: (&Text, CivilDate, &Text)| {
            let kind = RecordKind::Act(kind);
            let fields = layout(kind, newest(kind)).unwrap();
            assert_eq!(groups.each_ref().map(Vec::len), fields.map(<[_]>::len), "{file}");
            for lang in Lang::ALL {
                assert!(place.printed(lang).chars().count() > 5, "{file}");
            }
            let (number, _, issuer) = paper;
            let paper = (issuer.as_str().to_owned(), number.as_str().to_owned());
            assert_eq!(papers.insert(paper, file.to_owned()), None, "{file}");
        };
    for (file, record) in births() {
        let paper = record.evidence.as_ref().unwrap().reference();
        seen(&file, ActKind::Birth, &record.groups(&office), &record.child.place, paper);
    }
    for (file, record) in deaths() {
        let paper = record.evidence.as_ref().unwrap().reference();
        seen(&file, ActKind::Death, &record.groups(&office), &record.death.place, paper);
    }
}

#[test]
fn marriages_are_named_by_numbers_of_marriages() {
    for (file, record) in births() {
        if let Some(FatherBasis::Marriage { act, .. }) = record.father.and_then(|father| father.basis)
            && act.as_str().len() == 12
        {
            let number: ActNumber = act.as_str().parse().unwrap();
            assert_eq!(number.kind, ActKind::Marriage, "{file}");
        }
    }
}

#[test]
fn nobody_of_the_examples_has_anothers_number() {
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    let mut meet = |file: &str, person: &Person| {
        let Some(pinfl) = person.pinfl else { return };
        assert_eq!(&pinfl.text()[7..10], "999", "{file}: the area of invented people");
        let name = person.name.full();
        let known = people.entry(pinfl.text()).or_insert_with(|| name.clone());
        assert_eq!(*known, name, "{file}");
    };
    for (file, record) in births() {
        parents(&record).for_each(|parent| meet(&file, parent));
    }
    for (file, record) in deaths() {
        record.deceased.identity.known().into_iter().for_each(|person| meet(&file, person));
    }
    assert!(people.len() > 30);
}
