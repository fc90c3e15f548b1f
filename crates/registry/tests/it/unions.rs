//! Every example marriage, divorce, application and old act does what it is there for: the lawful ones pass
//! in the order in which they follow each other, the others are refused with the codes beside them.
use civil::{
    ActKind, Caution, CivilDate, Refusal, Script, Text,
    application::{self, Purpose},
    divorce::Ground,
    kinship::{Kinship, Link},
    layout::{RecordKind, Values, layout, newest},
    legacy::{self, LegacyFacts},
    marriage::WaitGround,
    person::{MaritalStatus, Person},
};
use registry::declaration::{Declaration, Declared, Faults, reference::Registered};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The day on which the examples are registered.
const TODAY: &str = "2026-11-23";
/// The offices of the demonstration.
const OFFICES: [u16; 3] = [1101, 2207, 3503];
/// The folders in the order in which their documents follow each other.
const FOLDERS: [&str; 4] = ["legacy", "applications", "divorces", "marriages"];

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
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

/// The documents that others name, as if they were registered.
fn registered() -> Registered {
    let mut registered = Registered::default();
    registered.keep("D-2026-001", "411012600001", "2026-10-15");
    registered
}

/// Reads a document as whoever registers a folder does: what names a registered document has its number.
fn read(json: &[u8]) -> Result<Declaration, Faults> {
    let document: Value = serde_json::from_slice(json).unwrap();
    let document = registered().put_in(&document).map(|document| serde_json::to_vec(&document).unwrap());
    Declaration::from_json(document.as_deref().unwrap_or(json), |code| OFFICES.contains(&code.get()))
}

fn declarations(name: &str) -> BTreeMap<String, Declaration> {
    let read = |(file, json): (String, Vec<u8>)| match read(&json) {
        Ok(declaration) => (file, declaration),
        Err(Faults(faults)) => panic!("{file}: {faults:?}"),
    };
    documents(name).into_iter().map(read).collect()
}

/// What a record is refused for, and what is unusual about it.
fn judged(record: &Declared) -> (Vec<Refusal>, Vec<Caution>) {
    match record {
        Declared::Marriage(record) => (record.check(today()), record.cautions(today())),
        Declared::Divorce(record) => (record.check(today()), record.cautions(today())),
        Declared::Application(record) => (application::check(record, today()), application::cautions(record)),
        Declared::Legacy(act) => (legacy::check(act, today()), Vec::new()),
        Declared::Birth(_) | Declared::Death(_) => panic!("no birth and no death stands in these folders"),
    }
}

#[test]
fn every_example_is_lawful_after_those_before_it_and_unusual_only_in_what_it_is_there_for() {
    use Caution as C;
    let expected: BTreeMap<&str, Vec<Caution>> = [
        ("02-one-party-only.json", vec![C::DivorceOnePartyOnly]),
        ("03-by-exchange-nobody-declared.json", vec![C::DivorceOnePartyOnly]),
        ("04-decision-on-paper-of-2025.json", vec![C::DivorceOnePartyOnly]),
        ("09-in-force-before-the-death.json", vec![C::DivorceOnePartyOnly]),
        ("04-governor-lowers-the-age.json", vec![C::MarriageReportMinor, C::MarriageShorterWait]),
        ("13-emancipated.json", vec![C::MarriageReportMinor, C::MarriageShorterWait]),
        ("12-contract-and-hall-two-scripts.json", vec![C::MarriageSurnameScript, C::MarriageShorterWait]),
    ]
    .into();
    let mut met = BTreeSet::new();
    for name in FOLDERS {
        for (file, declaration) in declarations(name) {
            let (refused, unusual) = judged(&declaration.record);
            assert_eq!(refused, [], "{name}/{file}");
            let usual = match name {
                // The demonstration runs in one day, so every marriage has a ground of a shorter wait.
                "marriages" => vec![C::MarriageShorterWait],
                "applications" if file.contains("governor") || file.contains("emancipated") => {
                    vec![C::MarriageReportMinor]
                }
                _ => Vec::new(),
            };
            let of_file = expected.get_key_value(file.as_str()).filter(|_| name != "applications");
            met.extend(of_file.map(|(file, _)| *file));
            assert_eq!(unusual, of_file.map_or(usual, |(_, list)| list.clone()), "{name}/{file}");
        }
    }
    assert_eq!(met.len(), expected.len(), "every row has its example");
}

#[test]
fn every_refused_example_is_refused_with_the_codes_beside_it() {
    let mut codes = BTreeSet::new();
    for name in FOLDERS {
        let name = format!("refused/{name}");
        let expected = std::fs::read(folder(&name).join("expected.json")).unwrap();
        let mut expected: BTreeMap<String, Value> = serde_json::from_slice(&expected).unwrap();
        for (file, json) in documents(&name) {
            let Some(row) = expected.remove(&file) else { panic!("{name}/{file} has no row") };
            let told = match read(&json) {
                Ok(declaration) => {
                    let (refused, _) = judged(&declaration.record);
                    let refused: Vec<&str> = refused.into_iter().map(Refusal::code).collect();
                    codes.extend(refused.iter().map(|code| (*code).to_owned()));
                    serde_json::json!({ "refused": refused })
                }
                Err(Faults(faults)) => {
                    let faults: BTreeMap<&str, &str> =
                        faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
                    serde_json::json!({ "faults": faults })
                }
            };
            // What only the ledger or the kinship of two people refuses passes the rules of the record.
            let of_others = row.get("ledger").is_some() || row.get("kinship").is_some();
            if let Some(Value::Array(of_ledger)) = row.get("ledger") {
                codes.extend(of_ledger.iter().map(|code| code.as_str().unwrap().to_owned()));
            }
            let row = if of_others { serde_json::json!({ "refused": [] }) } else { row };
            assert_eq!(told, row, "{name}/{file}");
        }
        assert!(expected.is_empty(), "rows without a document: {:?}", expected.keys());
    }
    for refusal in Refusal::ALL {
        let (area, _) = refusal.code().split_once('.').unwrap();
        let of_a_record = matches!(area, "marriage" | "divorce" | "application" | "legacy")
            && refusal.checked_by() != civil::refusal::CheckedBy::Validator;
        assert!(
            !of_a_record || codes.contains(refusal.code()) || NOT_SHOWN.contains(&refusal.code()),
            "no example of {}",
            refusal.code()
        );
    }
}

/// Refusals that no document of the examples shows: kinship has its own test; the others change every day
/// with the day on which the examples are read.
const NOT_SHOWN: [&str; 7] = [
    "marriage.kin-direct-line",
    "marriage.kin-siblings",
    "marriage.kin-adoption",
    "marriage.kin-collateral",
    "marriage.after-registration",
    "marriage.application-lapsed",
    "divorce.after-registration",
];

fn number(person: &Person) -> String {
    person.pinfl.map_or_else(|| person.name.full(), civil::Pinfl::text)
}

#[test]
fn the_siblings_of_the_examples_are_found_by_their_birth_acts() {
    let mut links = Vec::new();
    for declaration in declarations("legacy").into_values() {
        let Declared::Legacy(act) = declaration.record else { panic!("an old act") };
        if let LegacyFacts::Birth { child, father, mother } = &act.facts {
            let parents = [father, mother].into_iter().flatten();
            links.extend(parents.map(|parent| Link::Birth { child: number(child), parent: number(parent) }));
        }
    }
    let kinship = Kinship::new(&links);
    let mut siblings = 0;
    for (file, json) in documents("refused/marriages") {
        let Ok(Declaration { record: Declared::Marriage(one), .. }) = read(&json) else { continue };
        let [husband, wife] = one.spouses().map(|spouse| number(&spouse.person));
        let refused = kinship.impediment(&husband, &wife, today()).map(|one| one.refusal().code());
        let expected = match file.ends_with("siblings.json") {
            true => Some("marriage.kin-siblings"),
            // One number for both is one person.
            false if husband == wife => Some("marriage.same-person"),
            false => None,
        };
        assert_eq!(refused, expected, "{file}");
        siblings += usize::from(file.ends_with("siblings.json"));
    }
    assert_eq!(siblings, 1);
}

#[test]
fn the_examples_cover_what_a_counter_meets() {
    let marriage = |one: Declaration| {
        let Declared::Marriage(record) = one.record else { panic!("a marriage") };
        record
    };
    let marriages: Vec<_> = declarations("marriages").into_values().map(marriage).collect();
    assert!(marriages.len() >= 10);
    // Nobody writes in the alphabet of 2026 before it is in force.
    for script in Script::ALL.into_iter().filter(|script| *script != Script::UzLatn2026) {
        let spouses = marriages.iter().flat_map(civil::MarriageRecord::spouses);
        assert!(spouses.clone().any(|spouse| spouse.person.name.script() == script), "{script}");
    }
    for ground in WaitGround::ALL {
        let with = |record: &civil::MarriageRecord| {
            record.shorter_wait.as_ref().is_some_and(|shorter| shorter.ground == ground)
        };
        assert!(marriages.iter().any(with), "{ground}");
    }
    for status in [MaritalStatus::Single, MaritalStatus::Divorced, MaritalStatus::Widowed] {
        let spouses = marriages.iter().flat_map(civil::MarriageRecord::spouses);
        assert!(spouses.clone().any(|spouse| spouse.before.status == status), "{status}");
    }
    let mut purposes = BTreeSet::new();
    for declaration in declarations("applications").into_values() {
        let Declared::Application(one) = declaration.record else { panic!("an application") };
        purposes.insert(one.purpose);
    }
    assert_eq!(purposes.len(), Purpose::ALL.len());
    assert!(declarations("divorces").len() >= 8);
}

#[test]
fn the_couple_of_1998_divorces_and_each_remarries() {
    let ended = |spouse: &civil::marriage::Spouse| {
        spouse.before.ended.as_ref().is_some_and(|ended| ended.act.as_str() == "411012600001")
    };
    let mut remarried = 0;
    for declaration in declarations("marriages").into_values() {
        let Declared::Marriage(record) = declaration.record else { panic!("a marriage") };
        remarried += record.spouses().into_iter().filter(|spouse| ended(spouse)).count();
    }
    assert_eq!(remarried, 2);
    let old = declarations("legacy").remove("01-marriage-of-1998.json").unwrap();
    let divorce = declarations("divorces").remove("01-couple-of-1998.json").unwrap();
    let (Declared::Legacy(old), Declared::Divorce(divorce)) = (old.record, divorce.record) else {
        panic!("an old marriage and its divorce")
    };
    assert!(divorce.marriage == Some(old.reference()) && matches!(divorce.ground, Ground::Court(_)));
}

#[test]
fn every_document_names_applications_and_old_marriages_that_are_there() {
    let old: Vec<_> = declarations("legacy")
        .into_values()
        .filter_map(|one| match one.record {
            Declared::Legacy(act) if act.kind() == ActKind::Marriage => Some(act.reference()),
            Declared::Legacy(_)
            | Declared::Birth(_)
            | Declared::Death(_)
            | Declared::Marriage(_)
            | Declared::Divorce(_)
            | Declared::Application(_) => None,
        })
        .collect();
    let mut lodged = Vec::new();
    for (file, declaration) in declarations("applications") {
        let Declared::Application(one) = declaration.record else { panic!("{file}") };
        assert!(one.marriage.as_ref().is_none_or(|marriage| old.contains(marriage)), "{file}");
        lodged.push((one.reference().number, one.lodged, one));
    }
    for (file, declaration) in declarations("marriages") {
        let Declared::Marriage(record) = declaration.record else { panic!("{file}") };
        let named = record.application.as_ref().unwrap();
        let (_, _, one) = lodged
            .iter()
            .find(|(number, day, _)| *number == named.number && *day == named.lodged)
            .unwrap_or_else(|| panic!("{file} names no application"));
        let parties = [&one.husband.person, &one.wife.person].map(number);
        assert_eq!(parties, record.spouses().map(|spouse| number(&spouse.person)), "{file}");
    }
    for (file, declaration) in declarations("divorces") {
        let Declared::Divorce(record) = declaration.record else { panic!("{file}") };
        assert!(record.marriage.is_some_and(|marriage| old.contains(&marriage)), "{file}");
    }
}

#[test]
fn every_example_fills_the_fixed_places() {
    let office = Text::new("FHDYO boʻlimi").unwrap();
    let fills = |file: &str, kind: ActKind, values: &Values| {
        let kind = RecordKind::Act(kind);
        let fields = layout(kind, newest(kind)).unwrap();
        assert_eq!(values.each_ref().map(Vec::len), fields.map(<[_]>::len), "{file}");
    };
    for name in FOLDERS {
        for (file, declaration) in declarations(name) {
            match &declaration.record {
                Declared::Marriage(record) => fills(&file, ActKind::Marriage, &record.groups(&office)),
                Declared::Divorce(record) => fills(&file, ActKind::Divorce, &record.groups(&office)),
                Declared::Legacy(act) => fills(&file, act.kind(), &act.groups()),
                Declared::Application(one) => assert_eq!(one.fields().len(), 28, "{file}"),
                Declared::Birth(_) | Declared::Death(_) => panic!("{file}"),
            }
        }
    }
}

#[test]
fn nobody_of_the_examples_has_anothers_number() {
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    let mut meet = |file: &str, person: &Person| {
        let Some(pinfl) = person.pinfl else { return };
        assert_eq!(&pinfl.text()[7..10], "999", "{file}: the area of invented people");
        // A surname changes with a marriage; the given name does not.
        let given = person.name.given_and_patronymic().unwrap();
        let known = people.entry(pinfl.text()).or_insert_with(|| given.clone());
        assert_eq!(*known, given, "{file}");
    };
    for name in FOLDERS {
        for (file, declaration) in declarations(name) {
            match &declaration.record {
                Declared::Marriage(one) => {
                    one.spouses().iter().for_each(|spouse| meet(&file, &spouse.person));
                }
                Declared::Divorce(one) => {
                    for party in one.parties() {
                        meet(&file, &party.person);
                    }
                }
                Declared::Application(one) => {
                    let parties = [&one.husband, &one.wife];
                    for party in parties {
                        meet(&file, &party.person);
                    }
                }
                Declared::Legacy(_) | Declared::Birth(_) | Declared::Death(_) => {}
            }
        }
    }
    assert!(people.len() > 30);
}
