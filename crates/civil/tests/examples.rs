//! Every example birth is a lawful record: its codes are in the lists, its numbers obey their check
//! digits, and each unusual trait is the one that the example is there for.
#![expect(clippy::unwrap_used, reason = "a test may panic")]
use civil::{
    ActNumber, BirthRecord, Citizenship, CivilDate, Lang, OfficeCode, Parent, PersonName, Place, Text,
    birth::{
        BIRTH_V1, BirthEvidence, Caution, Child, Declarant, Father, FatherBasis, Instruction, MedicalNotice,
        Plurality, cautions, check,
    },
    person::IdentityDocument,
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt::Debug, path::PathBuf, str::FromStr};

/// The day on which the examples are registered at the earliest.
const TODAY: &str = "2026-11-23";

/// An object of which every key is asked for; a key that nobody asks for is a mistake.
struct Object<'a> {
    at: String,
    left: BTreeMap<&'a str, &'a Value>,
}

impl<'a> Object<'a> {
    fn new(at: &str, value: &'a Value) -> Self {
        let object = value.as_object().unwrap_or_else(|| panic!("{at} is an object"));
        Self { at: at.to_owned(), left: object.iter().map(|(key, value)| (key.as_str(), value)).collect() }
    }

    fn value(&mut self, key: &str) -> Option<&'a Value> {
        self.left.remove(key).filter(|value| !value.is_null())
    }

    fn text(&mut self, key: &str) -> Option<&'a str> {
        self.value(key).map(|value| value.as_str().unwrap_or_else(|| panic!("{}.{key} is a text", self.at)))
    }

    fn read<T: FromStr<Err: Debug>>(&mut self, key: &str) -> Option<T> {
        self.text(key).map(|text| text.parse().unwrap_or_else(|e| panic!("{}.{key}: {e:?}", self.at)))
    }

    fn need<T: FromStr<Err: Debug>>(&mut self, key: &str) -> T {
        self.read(key).unwrap_or_else(|| panic!("{}.{key} is there", self.at))
    }

    fn number<T: TryFrom<u64, Error: Debug>>(&mut self, key: &str) -> Option<T> {
        self.value(key).map(|value| T::try_from(value.as_u64().expect("a whole number")).expect("in range"))
    }

    fn object(&mut self, key: &str) -> Option<Self> {
        let at = format!("{}.{key}", self.at);
        self.value(key).map(|value| Self::new(&at, value))
    }

    fn done(self) {
        assert!(
            self.left.is_empty(),
            "{} has keys that the format does not know: {:?}",
            self.at,
            self.left.keys()
        );
    }
}

fn name(mut of: Object<'_>) -> PersonName {
    let script = of.need("script");
    let name = PersonName::new(script, of.text("surname"), of.text("given"), of.text("patronymic"))
        .unwrap_or_else(|e| panic!("{}: {e}", of.at));
    of.done();
    name
}

fn document(mut of: Object<'_>) -> IdentityDocument {
    let document = IdentityDocument {
        kind: of.need("kind"),
        number: of.need("number"),
        issued: of.read("issued"),
        issuer: of.read("issuer"),
    };
    of.done();
    document
}

/// Reads a parent; what is left in the object (the basis of a father) is the caller's.
fn parent(of: &mut Object<'_>) -> Parent {
    Parent {
        name: name(of.object("name").expect("a parent has a name")),
        born: of.read("born"),
        pinfl: of.read("pinfl"),
        citizenship: of.read::<Citizenship>("citizenship"),
        ethnicity: of.read("ethnicity"),
        document: of.object("document").map(document),
    }
}

fn basis(mut of: Object<'_>) -> FatherBasis {
    let basis = match of.text("kind").expect("a basis has a kind") {
        "marriage" => FatherBasis::Marriage { act: of.need("act"), date: of.need("date") },
        "paternity-application" => {
            FatherBasis::PaternityApplication { number: of.need("number"), date: of.need("date") }
        }
        "court" => {
            FatherBasis::Court { number: of.need("number"), date: of.need("date"), issuer: of.need("issuer") }
        }
        "mothers-statement" => FatherBasis::MothersStatement { date: of.need("date") },
        "instruction" => FatherBasis::Instruction,
        other => panic!("{other} is no basis"),
    };
    of.done();
    basis
}

fn evidence(mut of: Object<'_>) -> BirthEvidence {
    let evidence = match of.text("kind").expect("evidence has a kind") {
        "medical-notice" => BirthEvidence::MedicalNotice(MedicalNotice {
            number: of.need("number"),
            issued: of.need("issued"),
            facility: of.need("facility"),
            signed_by: of.need("signed_by"),
        }),
        "foundling-report" => BirthEvidence::FoundlingReport {
            number: of.need("number"),
            issued: of.need("issued"),
            body: of.need("body"),
            instruction: of.object("instruction").map(|mut of| {
                let instruction = Instruction { number: of.need("number"), date: of.need("date") };
                of.done();
                instruction
            }),
        },
        "foreign-certificate" => BirthEvidence::ForeignCertificate {
            number: of.need("number"),
            issued: of.need("issued"),
            issuer: of.need("issuer"),
            country: of.need("country"),
        },
        "hospital-extract" => BirthEvidence::HospitalExtract {
            number: of.need("number"),
            issued: of.need("issued"),
            facility: of.need("facility"),
        },
        other => panic!("{other} is no evidence of the examples"),
    };
    of.done();
    evidence
}

fn child(mut of: Object<'_>) -> Child {
    let mut place = of.object("place").expect("a child is born somewhere");
    let child = Child {
        name: name(of.object("name").expect("a child has a name")),
        sex: of.need("sex"),
        born: of.need("born"),
        time: of.read("time"),
        place: Place::new(place.need("country"), place.read("code"), place.read("as_written"))
            .expect("a place"),
        born_at: of.need("born_at"),
        plurality: of.object("multiple").map_or(Plurality::Single, |mut of| {
            let multiple = Plurality::multiple(of.number("of").unwrap(), of.number("order").unwrap());
            of.done();
            multiple.expect("an order within the number born")
        }),
        weight_g: of.number("weight_g"),
        length_cm: of.number("length_cm"),
    };
    place.done();
    of.done();
    child
}

fn record(file: &str, value: &Value) -> (OfficeCode, BirthRecord) {
    let mut of = Object::new(file, value);
    assert_eq!(of.text("format"), Some("dalolat/birth/1"));
    let office = of.need("office");
    let record = BirthRecord {
        child: child(of.object("child").expect("a child")),
        mother: of.object("mother").map(|mut of| {
            let mother = parent(&mut of);
            of.done();
            mother
        }),
        father: of.object("father").map(|mut of| {
            let father = Father { parent: parent(&mut of), basis: of.object("basis").map(basis) };
            of.done();
            father
        }),
        declarant: {
            let mut of = of.object("declarant").expect("a declarant");
            let declarant = Declarant {
                capacity: of.need("capacity"),
                name: of.object("name").map(name),
                body: of.read("body"),
                document: of.object("document").map(document),
            };
            of.done();
            declarant
        },
        evidence: of.object("evidence").map(evidence),
    };
    of.done();
    (office, record)
}

fn examples() -> BTreeMap<String, (OfficeCode, BirthRecord)> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../../examples/acts/births"].iter().collect();
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            let value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let record = record(&file, &value);
            (file, record)
        })
        .collect()
}

#[test]
fn every_example_is_lawful_and_unusual_only_in_what_it_is_there_for() {
    let today: CivilDate = TODAY.parse().unwrap();
    let examples = examples();
    assert!(examples.len() >= 14);
    for (file, (_, record)) in &examples {
        assert_eq!(check(record, today), [], "{file}");
        let expected: &[Caution] = if file.contains("late-registration") { &[Caution::Late] } else { &[] };
        assert_eq!(cautions(record, today), expected, "{file}");
    }
}

#[test]
fn every_office_of_the_demonstration_has_examples_of_its_own() {
    let mut offices = BTreeMap::new();
    for (office, _) in examples().into_values() {
        *offices.entry(office.get()).or_insert(0) += 1;
    }
    assert_eq!(offices.keys().copied().collect::<Vec<_>>(), [1101, 2207, 3503]);
    assert!(offices.values().all(|count| *count >= 4), "{offices:?}");
}

#[test]
fn the_examples_cover_what_a_counter_meets() {
    let examples = examples();
    let any = |what: &str, holds: &dyn Fn(&BirthRecord) -> bool| {
        assert!(examples.values().any(|(_, record)| holds(record)), "no example: {what}");
    };
    for script in civil::Script::ALL {
        any(script.tag(), &|record| {
            let names = [&record.child.name].into_iter();
            let names = names.chain(record.mother.iter().map(|mother| &mother.name));
            names
                .chain(record.father.iter().map(|father| &father.parent.name))
                .any(|name| name.script() == script)
        });
    }
    for order in [1, 2] {
        any("a twin", &|record| record.child.plurality == Plurality::multiple(2, order).unwrap());
    }
    for kind in ["marriage", "paternity-application", "mothers-statement", "instruction"] {
        any(kind, &|record| {
            let basis = record.father.as_ref().and_then(|father| father.basis.as_ref());
            basis.is_some_and(|basis| basis.word() == kind)
        });
    }
    for kind in ["medical-notice", "foundling-report", "foreign-certificate", "hospital-extract"] {
        any(kind, &|record| record.evidence.as_ref().is_some_and(|evidence| evidence.word() == kind));
    }
    any("a mother alone", &|record| record.mother.is_some() && record.father.is_none());
    any("no parents", &|record| record.mother.is_none() && record.father.is_none());
    any("a birth abroad", &|record| record.child.place.code().is_none());
    any("a parent with one name", &|record| {
        record.father.as_ref().is_some_and(|father| father.parent.name.surname().is_none())
    });
    any("a stateless mother", &|record| {
        record.mother.as_ref().is_some_and(|mother| mother.citizenship == Some(Citizenship::Stateless))
    });
}

#[test]
fn every_example_fills_the_fixed_places_and_no_notice_serves_twice() {
    let office = Text::new("FHDYO boʻlimi").unwrap();
    let mut papers = BTreeMap::new();
    for (file, (_, record)) in examples() {
        for (values, fields) in record.groups(&office).iter().zip(BIRTH_V1) {
            assert_eq!(values.len(), fields.len());
        }
        for lang in Lang::ALL {
            assert!(record.child.place.printed(lang).chars().count() > 5, "{file}");
        }
        let (number, _, issuer) = record.evidence.as_ref().expect("every example has evidence").reference();
        let paper = (issuer.as_str().to_owned(), number.as_str().to_owned());
        assert_eq!(papers.insert(paper, file.clone()), None, "{file}");
        if let Some(FatherBasis::Marriage { act, .. }) = record.father.and_then(|father| father.basis)
            && act.as_str().len() == 12
        {
            assert!(act.as_str().parse::<ActNumber>().is_ok(), "{file}");
        }
    }
}
