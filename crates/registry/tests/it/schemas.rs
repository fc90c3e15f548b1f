//! What the reader says of thousands of documents, for the published JSON Schemas to be compared with by a
//! validator that is not ours: `testdata/check_schemas.py`.
//!
//! A schema asks for the structure: which fields, of which type, which words. What the reader asks beyond
//! that (the calendar, check digits, codes in lists, letters of a script) a schema does not know, so it may
//! pass what the reader refuses; it never refuses what the reader takes.
use civil::{
    application::Purpose,
    birth::{Attendant, BornAt, DeclarantCapacity, SurnameChoice, Vital},
    death::{self, DiedAt, Manner},
    declarant::ConfirmationKind,
    marriage::{Capacity, Legalisation, WaitGround},
    name::Script,
    paper::Received,
    person::{DocumentKind, Education, MaritalStatus, Sex},
    waiver::Basis,
};
use registry::declaration::{Declaration, Faults, reference::Registered, search};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Each schema, where examples of its format lie, and how many there are at least.
const SCHEMAS: [(&str, &str, usize); 7] = [
    ("birth-2", "acts/births", 9),
    ("death-1", "acts/deaths", 9),
    ("marriage-1", "acts/marriages", 9),
    ("divorce-1", "acts/divorces", 9),
    ("application-1", "acts/applications", 9),
    ("legacy-1", "acts/legacy", 9),
    ("reference-1", "references", 6),
];
/// What the reader says of the structure of a document: the schema refuses all of it.
const STRUCTURE: [&str; 15] = [
    "declaration.format",
    "field.missing",
    "field.unknown",
    "field.type",
    "number.range",
    "word.unknown",
    "name.script",
    "name.no-part",
    "place.nowhere",
    "place.abroad-unwritten",
    "place.abroad-coded",
    "time.form",
    "icd.form",
    "list.too-long",
    "list.empty",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn schema_of(name: &str) -> Value {
    json_of(&root().join(format!("docs/schemas/{name}.json")))
}

/// The examples of the format that the schema is of.
fn examples(name: &str, folder: &str) -> Vec<(String, Value)> {
    let format = schema_of(name)["properties"]["format"]["const"].clone();
    // Neither a schema nor the reader knows the name of a document: its number stands there.
    let mut registered = Registered::default();
    registered.keep("D-2026-001", "411012600001", "2026-10-15");
    let mut examples: Vec<(String, Value)> = std::fs::read_dir(root().join("examples").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), json_of(&path)))
        .filter(|(_, document)| document["format"] == format)
        .map(|(file, document)| (file, registered.put_in(&document).unwrap()))
        .collect();
    examples.sort_by(|(one, _), (other, _)| one.cmp(other));
    examples
}

/// What the reader finds wrong.
fn faults(document: &Value) -> Vec<&'static str> {
    let bytes = serde_json::to_vec(document).unwrap();
    let read = match document["format"].as_str() {
        Some("dalolat/reference/1") => search::from_json(&bytes).map(|_search| ()),
        Some(_) | None => Declaration::from_json(&bytes, |_| true).map(|_declaration| ()),
    };
    match read {
        Ok(()) => Vec::new(),
        Err(Faults(faults)) => faults.into_iter().map(|fault| fault.code).collect(),
    }
}

/// Pointers to every field of every object of a document.
fn fields(value: &Value, at: &str, found: &mut Vec<String>) {
    if let Value::Object(object) = value {
        for (name, value) in object {
            let pointer = format!("{at}/{name}");
            fields(value, &pointer, found);
            found.push(pointer);
        }
    }
    if let Value::Array(elements) = value {
        for (n, value) in elements.iter().enumerate() {
            fields(value, &format!("{at}/{n}"), found);
        }
    }
}

/// The document with each field left out, empty, of another type or another word, and with one more beside.
/// A field that was changed in `seen` twice already, in an object of the same kind, is left as it is.
fn mutants(document: &Value, seen: &mut BTreeMap<String, u8>) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    fields(document, "", &mut pointers);
    let mut mutants = Vec::new();
    let values =
        [json!(null), json!(7), json!(-1), json!(true), json!("zz"), json!({}), json!([]), json!("")];
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let times =
            seen.entry(format!("{pointer} {}", document.pointer(parent).unwrap()["kind"])).or_default();
        *times += 1;
        if *times > 2 {
            continue;
        }
        let changed = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut document = document.clone();
            change(document.pointer_mut(parent).unwrap().as_object_mut().unwrap());
            document
        };
        mutants.push((format!("{pointer} left out"), changed(&|object| drop(object.remove(name)))));
        let more = changed(&|object| drop(object.insert("more".to_owned(), json!("x"))));
        mutants.push((format!("{parent}/more"), more));
        for value in &values {
            let other = changed(&|object| drop(object.insert(name.to_owned(), value.clone())));
            mutants.push((format!("{pointer} = {value}"), other));
        }
    }
    mutants
}

/// A document for the other program, and what the reader said of it.
fn line(schema: &str, what: &str, document: &Value, verdict: &str) -> String {
    json!({ "schema": schema, "what": what, "document": document, "reader": verdict }).to_string() + "\n"
}

#[test]
fn the_reader_says_of_every_example_and_its_mutants_what_it_thinks_of_them() {
    let mut lines = String::new();
    for (name, folder, least) in SCHEMAS {
        let (mut refused, mut taken, mut seen) = (0, 0, BTreeMap::new());
        let examples = examples(name, folder);
        assert!(examples.len() >= least, "{name}");
        for (file, document) in examples {
            assert_eq!(faults(&document), [""; 0], "{file}");
            lines += &line(name, &file, &document, "takes");
            for (what, mutant) in mutants(&document, &mut seen) {
                let faults = faults(&mutant);
                let verdict = if faults.is_empty() {
                    taken += 1;
                    "takes"
                } else if faults.iter().any(|code| STRUCTURE.contains(code)) {
                    refused += 1;
                    "refuses the structure"
                } else {
                    continue;
                };
                lines += &line(name, &format!("{file}{what}"), &mutant, verdict);
            }
        }
        assert!(refused > 700 && taken > 100, "{name}: {refused} refused, {taken} taken");
    }
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("declarations.jsonl"), lines).unwrap();
}

/// The words that a schema has at a pointer.
fn words_at(schema: &Value, pointer: &str) -> Vec<String> {
    let found = schema.pointer(pointer).and_then(Value::as_array).unwrap_or_else(|| panic!("{pointer}"));
    found.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_words_of_the_schemas_are_those_of_the_code() {
    let birth = schema_of("birth-2");
    let death = schema_of("death-1");
    let same = |schema: &Value, pointer: &str, words: &[&str]| {
        assert_eq!(words_at(schema, pointer), words, "{pointer}");
    };
    for schema in [&birth, &death] {
        same(schema, "/$defs/name/properties/script/enum", &Script::ALL.map(Script::tag));
        same(schema, "/$defs/document/properties/kind/enum", &DocumentKind::ALL.map(DocumentKind::word));
        same(
            schema,
            "/$defs/confirmation/properties/kind/enum",
            &ConfirmationKind::ALL.map(ConfirmationKind::word),
        );
        same(schema, "/$defs/education/enum", &Education::ALL.map(Education::word));
        same(schema, "/$defs/marital/enum", &MaritalStatus::ALL.map(MaritalStatus::word));
        same(schema, "/$defs/sex/enum", &Sex::ALL.map(Sex::word));
    }
    let child = |field: &str| format!("/$defs/child/properties/{field}");
    for schema in [&birth, &death] {
        same(schema, "/$defs/waiver/properties/basis/enum", &Basis::ALL.map(Basis::word));
    }
    let marriage = schema_of("marriage-1");
    let spouse = |field: &str| format!("/$defs/spouse/properties/{field}");
    let examination = spouse("examination/anyOf/0/properties");
    same(&marriage, &format!("{examination}/capacity/enum"), &Capacity::ALL.map(Capacity::word));
    same(&marriage, &format!("{examination}/received/enum"), &Received::ALL.map(Received::word));
    let legalised = spouse("no_impediment/anyOf/0/properties/legalised/enum");
    same(&marriage, &legalised, &Legalisation::ALL.map(Legalisation::word));
    let ground = "/properties/shorter_wait/anyOf/0/properties/ground/enum";
    same(&marriage, ground, &WaitGround::ALL.map(WaitGround::word));
    same(&marriage, "/$defs/waiver/properties/basis/enum", &Basis::ALL.map(Basis::word));
    let purpose = schema_of("application-1");
    same(&purpose, "/properties/purpose/enum", &Purpose::ALL.map(Purpose::word));
    let reference = schema_of("reference-1");
    let capacity = "/$defs/applicant/properties/capacity/enum";
    same(&reference, capacity, &civil::mandate::Capacity::ALL.map(civil::mandate::Capacity::word));
    same(&reference, "/properties/acts/anyOf/0/items/enum", &civil::ActKind::ALL.map(civil::ActKind::word));
    same(&reference, "/$defs/name/properties/script/enum", &Script::ALL.map(Script::tag));
    let document = "/$defs/identity-document/properties/kind/enum";
    same(&reference, document, &DocumentKind::ALL.map(DocumentKind::word));
    same(&birth, &child("vital/enum"), &Vital::ALL.map(Vital::word));
    same(&birth, &child("born_at/enum"), &BornAt::ALL.map(BornAt::word));
    same(&birth, &child("surname_of/anyOf/0/enum"), &SurnameChoice::ALL.map(SurnameChoice::word));
    same(&birth, &child("attendant/anyOf/0/enum"), &Attendant::ALL.map(Attendant::word));
    let capacity = "/$defs/declarant/properties/capacity/enum";
    same(&birth, capacity, &DeclarantCapacity::ALL.map(DeclarantCapacity::word));
    same(&death, capacity, &death::DeclarantCapacity::ALL.map(death::DeclarantCapacity::word));
    same(&death, "/$defs/death/properties/died_at/enum", &DiedAt::ALL.map(DiedAt::word));
    same(&death, "/$defs/cause/properties/manner/anyOf/0/enum", &Manner::ALL.map(Manner::word));
}
