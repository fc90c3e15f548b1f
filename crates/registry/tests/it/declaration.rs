//! Every kind of bad input, each named with its place and its code; no value is ever repeated.
use crate::world::example;
use civil::Lang;
use registry::declaration::{DECLARATION_BYTES_MAX, Declaration, Fault, Faults, search};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn base() -> Value {
    serde_json::from_slice(&example("01-uzbek-latin-girl.json")).unwrap()
}

fn of_acts(name: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/acts");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn faults(bytes: &[u8]) -> Vec<(String, &'static str)> {
    let known: BTreeSet<u16> = [1101, 2207, 3503, 9901].into();
    match Declaration::from_json(bytes, |code| known.contains(&code.get())) {
        Ok(_) => Vec::new(),
        Err(Faults(list)) => {
            list.iter().for_each(is_told_in_every_language);
            list.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
        }
    }
}

/// The fault has its own sentence in every language, and nothing in it is left to fill in.
fn is_told_in_every_language(fault: &Fault) {
    assert_eq!(fault.saying.code(), fault.code);
    let told: BTreeSet<String> = Lang::ALL.into_iter().map(|lang| fault.saying.told(lang)).collect();
    assert_eq!(told.len(), Lang::ALL.len(), "{told:?}");
    assert!(told.iter().all(|text| !text.contains(['{', '}'])), "{told:?}");
}

/// The faults of the base document with `value` put in at `pointer`.
fn with(pointer: &str, value: Value) -> Vec<(String, &'static str)> {
    put_in(base(), pointer, value)
}

/// The faults of a document with `value` put in at `pointer`.
fn put_in(mut document: Value, pointer: &str, value: Value) -> Vec<(String, &'static str)> {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
    faults(&serde_json::to_vec(&document).unwrap())
}

#[test]
fn every_example_of_an_office_can_be_read() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/acts/births");
    let mut count = 0;
    for file in std::fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(faults(&std::fs::read(&path).unwrap()), [], "{}", path.display());
        count += 1;
    }
    assert!(count >= 12);
}

#[test]
fn one_fault_is_named_with_its_place_and_its_code() {
    let cases: [(&str, Value, &str, &str); 44] = [
        ("/format", json!("dalolat/birth/9"), "/format", "declaration.format"),
        ("/extra", json!(1), "/extra", "field.unknown"),
        ("/child/nickname", json!("x"), "/child/nickname", "field.unknown"),
        ("/child/Toʻraqulova", json!("x"), "/child", "field.unknown"),
        ("/office", json!("9999"), "/office", "office.unknown"),
        ("/office", json!("11"), "/office", "office.form"),
        ("/office", json!(1101), "/office", "field.type"),
        ("/child", json!([]), "/child", "field.type"),
        ("/child/name", json!(null), "/child/name", "field.missing"),
        ("/child/name", json!({"script": "uz-Latn"}), "/child/name", "name.no-part"),
        ("/child/name/script", json!("latin"), "/child/name/script", "name.script"),
        ("/child/name/given", json!("Oʻg1"), "/child/name/given", "name.digit"),
        ("/child/name/given", json!("  "), "/child/name/given", "name.empty"),
        ("/child/name/given", json!("-"), "/child/name/given", "name.no-letter"),
        ("/child/name/given", json!("A".repeat(101)), "/child/name/given", "name.too-long"),
        ("/child/name/given", json!("A\u{202e}b"), "/child/name/given", "name.invisible"),
        ("/child/name/given", json!("A@b"), "/child/name/given", "name.symbol"),
        ("/child/name/given", json!("Анора"), "/child/name/given", "name.alphabet"),
        ("/child/name/given", json!("Anоra"), "/child/name/given", "name.mixed"),
        ("/child/sex", json!("f"), "/child/sex", "word.unknown"),
        ("/child/born", json!("2026-02-30"), "/child/born", "date.no-such-day"),
        ("/child/born", json!("30.02.2026"), "/child/born", "date.form"),
        ("/child/born", json!("1700-01-01"), "/child/born", "date.year"),
        ("/child/born", json!("2026-11"), "/child/born", "date.form"),
        ("/child/time", json!("24:00"), "/child/time", "time.form"),
        ("/child/place/code", json!("1726295"), "/child/place/code", "place.unknown"),
        ("/child/place/country", json!("XX"), "/child/place/country", "country.unknown"),
        ("/child/place/country", json!("KZ"), "/child/place", "place.abroad-coded"),
        ("/child/place", json!({"country": "KZ"}), "/child/place", "place.abroad-unwritten"),
        ("/child/place", json!({"country": "UZ"}), "/child/place", "place.nowhere"),
        ("/child/place/as_written", json!("a".repeat(256)), "/child/place/as_written", "text.too-long"),
        ("/child/born_at", json!("ship"), "/child/born_at", "word.unknown"),
        ("/child/multiple", json!({"of": 2, "order": 3}), "/child/multiple", "birth.twin-order"),
        ("/child/multiple", json!({"of": 300, "order": 1}), "/child/multiple/of", "number.range"),
        ("/child/weight_g", json!(-1), "/child/weight_g", "field.type"),
        ("/child/weight_g", json!(2.5), "/child/weight_g", "field.type"),
        ("/child/weight_g", json!(0), "/child/weight_g", "number.range"),
        ("/mother/pinfl", json!("40203989990011"), "/mother/pinfl", "pinfl.check-digit"),
        ("/mother/pinfl", json!("4020398999001"), "/mother/pinfl", "pinfl.form"),
        ("/mother/citizenship", json!("Uzbek"), "/mother/citizenship", "citizenship.unknown"),
        ("/mother/ethnicity", json!("9999"), "/mother/ethnicity", "ethnicity.unknown"),
        ("/father/basis/kind", json!("love"), "/father/basis/kind", "word.unknown"),
        ("/declarant/capacity", json!("king"), "/declarant/capacity", "word.unknown"),
        ("/evidence/facility", json!("  "), "/evidence/facility", "text.empty"),
    ];
    for (at, value, pointer, code) in cases {
        assert_eq!(with(at, value), [(pointer.to_owned(), code)], "{at}");
    }
}

#[test]
fn one_fault_of_a_second_birth_is_named_with_its_place_and_its_code() {
    let cases: [(&str, Value, &str, &str); 12] = [
        ("/child/vital", json!(null), "/child/vital", "field.missing"),
        ("/child/vital", json!("dead"), "/child/vital", "word.unknown"),
        ("/child/surname_of", json!("uncle"), "/child/surname_of", "word.unknown"),
        ("/child/rank", json!(0), "/child/rank", "number.range"),
        ("/child/gestation_weeks", json!(61), "/child/gestation_weeks", "number.range"),
        ("/child/attendant", json!("king"), "/child/attendant", "word.unknown"),
        ("/mother/marital", json!("engaged"), "/mother/marital", "word.unknown"),
        ("/father/marital", json!("married"), "/father/marital", "field.unknown"),
        ("/mother/residence", json!({"country": "KZ"}), "/mother/residence", "place.abroad-unwritten"),
        ("/father/basis/ended", json!("2026-13-01"), "/father/basis/ended", "date.no-such-day"),
        ("/confirmation/kind", json!("nod"), "/confirmation/kind", "word.unknown"),
        ("/confirmation/interpreter", json!({"script": "ru"}), "/confirmation/interpreter", "name.no-part"),
    ];
    for (at, value, pointer, code) in cases {
        let found = put_in(of_acts("births/20-hasan.json"), at, value);
        assert_eq!(found, [(pointer.to_owned(), code)], "{at}");
    }
}

#[test]
fn a_first_birth_says_nothing_that_only_the_second_format_knows() {
    for (at, value) in [
        ("/child/vital", json!("live")),
        ("/mother/residence", json!({"country": "UZ", "code": "1726294"})),
        ("/father/basis/ended", json!("2026-04-27")),
        ("/confirmation", json!({"kind": "one-id"})),
        ("/delivery", json!("T-1")),
        ("/waivers", json!([])),
    ] {
        assert_eq!(with(at, value), [(at.to_owned(), "field.unknown")]);
    }
}

#[test]
fn one_fault_of_a_death_is_named_with_its_place_and_its_code() {
    let cases: [(&str, Value, &str, &str); 12] = [
        ("/deceased/sex", json!(null), "/deceased/sex", "field.missing"),
        ("/deceased/name/given", json!("Q2"), "/deceased/name/given", "name.digit"),
        ("/deceased/born", json!("31.12.1931"), "/deceased/born", "date.form"),
        ("/deceased/marital", json!("m"), "/deceased/marital", "word.unknown"),
        ("/death/died", json!(null), "/death/died", "field.missing"),
        ("/death/died_at", json!("ship"), "/death/died_at", "word.unknown"),
        ("/death/cause/text", json!(null), "/death/cause/text", "field.missing"),
        ("/death/cause/icd10", json!("I219"), "/death/cause/icd10", "icd.form"),
        ("/death/cause/manner", json!("natural"), "/death/cause/manner", "word.unknown"),
        ("/spouse/pinfl", json!("1"), "/spouse/pinfl", "pinfl.form"),
        ("/declarant/capacity", json!("mother"), "/declarant/capacity", "word.unknown"),
        ("/evidence/certificate", json!("draft"), "/evidence/certificate", "word.unknown"),
    ];
    for (at, value, pointer, code) in cases {
        let found = put_in(of_acts("deaths/01-usual.json"), at, value);
        assert_eq!(found, [(pointer.to_owned(), code)], "{at}");
    }
}

#[test]
fn one_fault_of_a_request_for_a_reference_is_named_with_its_place_and_its_code() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/references");
    let bytes = std::fs::read(folder.join("03-not-married-russian-by-power.json")).unwrap();
    let base: Value = serde_json::from_slice(&bytes).unwrap();
    let long = json!({ "script": "ru", "surname": "Ф".repeat(100), "given": "Ф".repeat(100) });
    let cases: [(&str, Value, &str, &str); 18] = [
        ("/format", json!("dalolat/birth/2"), "/format", "declaration.format"),
        ("/document", json!("free"), "/document", "word.unknown"),
        ("/acts", json!(["birth"]), "/acts", "field.unknown"),
        ("/office", json!("1101"), "/office", "field.unknown"),
        ("/person/sex", json!("male"), "/person/sex", "field.unknown"),
        ("/person/died", json!("yes"), "/person/died", "date.form"),
        ("/person/incapacitated", json!("no"), "/person/incapacitated", "field.type"),
        ("/spellings", json!([{ "script": "ru" }]), "/spellings/0", "name.no-part"),
        ("/spellings", json!([long, long, long]), "/spellings", "list.too-long"),
        ("/years/from", json!(1799), "/years/from", "number.range"),
        ("/places", json!([]), "/places", "list.empty"),
        ("/places", json!(["17"]), "/places/0", "place.unknown"),
        ("/archives", json!(["a", " "]), "/archives/1", "text.empty"),
        ("/applicant/capacity", json!("king"), "/applicant/capacity", "word.unknown"),
        ("/applicant/name", json!(null), "/applicant/name", "field.missing"),
        ("/applicant/ground/issuer", json!(null), "/applicant/ground/issuer", "field.missing"),
        ("/applicant/until", json!("2027"), "/applicant/until", "date.form"),
        ("/others", json!(["31101"]), "/others/0", "act.form"),
    ];
    let found = |document: &Value| match search::from_json(&serde_json::to_vec(document).unwrap()) {
        Ok(_) => Vec::new(),
        Err(Faults(list)) => list.into_iter().map(|fault| (fault.pointer, fault.code)).collect(),
    };
    assert_eq!(found(&base), []);
    for (at, value, pointer, code) in cases {
        let mut document = base.clone();
        let (parent, name) = at.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(name.to_owned(), value);
        assert_eq!(found(&document), [(pointer.to_owned(), code)], "{at}");
    }
    let mut no_record = base;
    no_record["document"] = json!("no-record");
    assert_eq!(found(&no_record), [("/acts".to_owned(), "field.missing")]);
    no_record["acts"] = json!([]);
    assert_eq!(found(&no_record), [("/acts".to_owned(), "list.empty")]);
}

#[test]
fn only_a_replacing_certificate_names_another() {
    let named = put_in(of_acts("deaths/01-usual.json"), "/evidence/replaces", json!("VH-1"));
    assert_eq!(named, [("/evidence/replaces".to_owned(), "field.unknown")]);
    let unnamed = put_in(of_acts("deaths/01-usual.json"), "/evidence/certificate", json!("replacing"));
    assert_eq!(unnamed, [("/evidence/replaces".to_owned(), "field.missing")]);
}

#[test]
fn a_waiver_names_a_rule_a_basis_and_a_paper() {
    let waiver = json!({
        "rule": "death.without-evidence", "basis": "court-decision",
        "number": "2-118", "date": "2026-11-20", "issuer": "Tuman sudi"
    });
    let passed = |waivers: Value| put_in(of_acts("deaths/01-usual.json"), "/waivers", waivers);
    assert_eq!(passed(json!([waiver])), []);
    let mut document = of_acts("deaths/01-usual.json");
    document["waivers"] = json!([waiver]);
    let read = Declaration::from_json(&serde_json::to_vec(&document).unwrap(), |_| true).unwrap();
    let [waiver_read] = read.waivers.as_slice() else { panic!("one waiver") };
    assert_eq!(waiver_read.rule, civil::Refusal::DeathWithoutEvidence);
    assert_eq!(waiver_read.basis, civil::waiver::Basis::CourtDecision);
    for (field, value, code) in [
        ("rule", json!("death.of-boredom"), "rule.unknown"),
        ("rule", json!("birth.caution.late"), "rule.unknown"),
        ("basis", json!("mercy"), "word.unknown"),
        ("number", json!(null), "field.missing"),
        ("more", json!(1), "field.unknown"),
    ] {
        let mut other = waiver.clone();
        other[field] = value;
        assert_eq!(passed(json!([waiver, other])), [(format!("/waivers/1/{field}"), code)]);
    }
    assert_eq!(passed(json!({})), [("/waivers".to_owned(), "field.type")]);
    assert_eq!(passed(json!(vec![waiver; 21])), [("/waivers".to_owned(), "list.too-long")]);
}

#[test]
fn a_field_of_another_kind_of_paper_is_unknown_and_the_missing_one_is_named() {
    let found = with("/evidence/kind", json!("court-decision"));
    let named = |pointer: &str, code| found.contains(&(pointer.to_owned(), code));
    assert!(named("/evidence/date", "field.missing") && named("/evidence/issuer", "field.missing"));
    assert!(named("/evidence/issued", "field.unknown") && named("/evidence/signed_by", "field.unknown"));
}

#[test]
fn all_faults_are_named_at_once() {
    let mut document = base();
    document["child"]["born"] = json!("2026-13-01");
    document["child"]["name"]["surname"] = json!("T0raqulova");
    document["child"]["name"]["given"] = json!("Анора");
    document["mother"]["pinfl"] = json!("123");
    document["father"]["citizenship"] = json!("??");
    document["evidence"]["number"] = json!(7);
    document["more"] = json!(true);
    let found = faults(&serde_json::to_vec(&document).unwrap());
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/more",
            "/child/name/surname",
            "/child/name/given",
            "/child/born",
            "/mother/pinfl",
            "/father/citizenship",
            "/evidence/number"
        ]
    );
}

#[test]
fn what_is_no_json_is_told_with_line_and_column() {
    for (text, code) in [
        ("", "json.syntax"),
        ("{", "json.syntax"),
        ("{\n \"format\": x}", "json.syntax"),
        ("{} {}", "json.syntax"),
        ("{\"a\": {\"b\": 1,\n\"b\": 2}}", "json.twice"),
        ("\u{feff}{}", "json.syntax"),
    ] {
        let Err(Faults(list)) = Declaration::from_json(text.as_bytes(), |_| true) else { panic!("{text}") };
        assert_eq!((list.len(), list[0].code), (1, code), "{text}");
        is_told_in_every_language(&list[0]);
        let (line, _) = list[0].position.unwrap();
        assert_eq!(line, text.split('\n').count().max(1), "{text}");
    }
    let not_text = Declaration::from_json(&[b'"', 0xff, b'"'], |_| true).unwrap_err();
    assert_eq!(not_text.0[0].code, "json.syntax");
    let deep = [b"[".repeat(20_000), b"]".repeat(20_000)].concat();
    assert_eq!(Declaration::from_json(&deep, |_| true).unwrap_err().0[0].code, "json.syntax");
}

#[test]
fn a_document_of_more_than_64_kib_is_refused_unread() {
    let mut long = example("01-uzbek-latin-girl.json");
    long.resize(DECLARATION_BYTES_MAX, b' ');
    assert_eq!(faults(&long), []);
    long.push(b' ');
    assert_eq!(faults(&long), [(String::new(), "json.too-large")]);
}

#[test]
fn thousands_of_faults_are_named_a_hundred_at_most() {
    let mut document = base();
    for n in 0..5000 {
        document[format!("x{n}")] = json!(1);
    }
    let list = Declaration::from_json(&serde_json::to_vec(&document).unwrap(), |_| true).unwrap_err().0;
    assert_eq!(list.len(), 100);
}

#[test]
fn no_message_repeats_a_value() {
    let secret = "Oʻgʻiloyxon";
    let mut document = base();
    for pointer in [
        "/office",
        "/child/name/script",
        "/child/sex",
        "/child/born",
        "/child/time",
        "/child/place/code",
        "/child/place/country",
        "/child/born_at",
        "/child/weight_g",
        "/child/multiple",
        "/mother/pinfl",
        "/mother/citizenship",
        "/mother/ethnicity",
        "/mother/born",
        "/mother/document/kind",
        "/father/basis/kind",
        "/declarant/capacity",
        "/evidence/kind",
        "/format",
        "/evidence",
    ] {
        *document.pointer_mut(pointer).unwrap() = json!(secret);
        let list = Declaration::from_json(&serde_json::to_vec(&document).unwrap(), |_| true).unwrap_err();
        assert!(!format!("{list:?} {list}").contains("giloyxon"), "{pointer}");
        document = base();
    }
    document[secret] = json!({ secret: secret });
    let list = Declaration::from_json(&serde_json::to_vec(&document).unwrap(), |_| true).unwrap_err();
    assert!(!format!("{list:?}").contains("giloyxon"));
}
