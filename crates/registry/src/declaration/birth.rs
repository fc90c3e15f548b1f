//! The fields of a declaration of a birth.
use super::{
    Declaration, FORMAT,
    form::{Explained as _, Form, Found, Node},
    json::Json,
};
use civil::{
    OfficeCode,
    birth::{
        BirthEvidence, BirthRecord, Child, Declarant, Father, FatherBasis, Instruction, MedicalNotice,
        Plurality,
    },
    name::{NamePart, PersonName, Script},
    person::{IdentityDocument, Parent, UnknownWord},
    place::Place,
    text::Text,
};

/// Reads the whole document.
pub(super) fn declaration(
    document: &Json,
    office_exists: &impl Fn(OfficeCode) -> bool,
    found: &mut Found,
) -> Option<Declaration> {
    let form = Node::root(document).object(found)?;
    form.only(&["format", "office", "child", "mother", "father", "declarant", "evidence"], found);
    format(&form, found);
    let office = office(&form, office_exists, found);
    let child = form.need("child", found).and_then(|node| child(&node, found));
    let mother = form.may("mother").and_then(|node| mother(&node, found));
    let father = form.may("father").and_then(|node| father(&node, found));
    let declarant = form.need("declarant", found).and_then(|node| declarant(&node, found));
    let evidence = form.may("evidence").and_then(|node| evidence(&node, found));
    Some(Declaration {
        office: office?,
        record: BirthRecord { child: child?, mother, father, declarant: declarant?, evidence },
    })
}

fn format(form: &Form<'_>, found: &mut Found) {
    let Some(node) = form.need("format", found) else { return };
    if node.text(found).is_some_and(|format| format != FORMAT) {
        found.note(
            node.pointer,
            "declaration.format",
            format!("the format is {FORMAT}, and no other is read"),
        );
    }
}

fn office(form: &Form<'_>, exists: &impl Fn(OfficeCode) -> bool, found: &mut Found) -> Option<OfficeCode> {
    let node = form.need("office", found)?;
    let office: OfficeCode = node.parse(found)?;
    if exists(office) {
        return Some(office);
    }
    found.note(node.pointer, "office.unknown", "there is no office with this code; correct the four digits");
    None
}

fn child(node: &Node<'_>, found: &mut Found) -> Option<Child> {
    let form = node.object(found)?;
    form.only(
        &["name", "sex", "born", "time", "place", "born_at", "multiple", "weight_g", "length_cm"],
        found,
    );
    let name = form.need("name", found).and_then(|node| name(&node, found));
    let sex = form.need("sex", found).and_then(|node| node.parse(found));
    let born = form.need("born", found).and_then(|node| node.parse(found));
    let time = form.may("time").and_then(|node| node.parse(found));
    let place = form.need("place", found).and_then(|node| place(&node, found));
    let born_at = form.need("born_at", found).and_then(|node| node.parse(found));
    let plurality = match form.may("multiple") {
        Some(node) => multiple(&node, found),
        None => Some(Plurality::Single),
    };
    let weight_g = form.may("weight_g").and_then(|node| node.int((1, 20_000), found));
    let length_cm = form.may("length_cm").and_then(|node| node.int((1, 100), found));
    Some(Child {
        name: name?,
        sex: sex?,
        born: born?,
        time,
        place: place?,
        born_at: born_at?,
        plurality: plurality?,
        weight_g,
        length_cm,
    })
}

fn multiple(node: &Node<'_>, found: &mut Found) -> Option<Plurality> {
    let form = node.object(found)?;
    form.only(&["of", "order"], found);
    let of = form.need("of", found).and_then(|node| node.int((0, u8::MAX), found));
    let order = form.need("order", found).and_then(|node| node.int((0, u8::MAX), found));
    match Plurality::multiple(of?, order?) {
        Ok(plurality) => Some(plurality),
        Err(refusal) => {
            found.note(form.pointer, refusal.code(), refusal.message());
            None
        }
    }
}

fn name(node: &Node<'_>, found: &mut Found) -> Option<PersonName> {
    let form = node.object(found)?;
    form.only(&["script", "surname", "given", "patronymic"], found);
    let script: Option<Script> = form.need("script", found).and_then(|node| node.parse(found));
    // Each part is read alone first, so that all faults of a name are named together.
    let mut part = |field: &str| {
        let node = form.may(field)?;
        let text = node.text(found)?;
        match script.map(|script| NamePart::new(script, text)) {
            Some(Err(fault)) => {
                let (code, message) = fault.explain();
                found.note(node.pointer, code, message);
                None
            }
            Some(Ok(_)) | None => Some(text),
        }
    };
    let (surname, given, patronymic) = (part("surname"), part("given"), part("patronymic"));
    let any = ["surname", "given", "patronymic"].into_iter().any(|field| form.may(field).is_some());
    if !any {
        let message = "a name has at least one part; write the surname, the given name or both";
        found.note(form.pointer, "name.no-part", message);
        return None;
    }
    PersonName::new(script?, surname, given, patronymic).ok()
}

fn place(node: &Node<'_>, found: &mut Found) -> Option<Place> {
    let form = node.object(found)?;
    form.only(&["country", "code", "as_written"], found);
    let country = form.need("country", found).and_then(|node| node.parse(found));
    let (code_node, written_node) = (form.may("code"), form.may("as_written"));
    let code = code_node.as_ref().and_then(|node| node.parse(found));
    let as_written = written_node.as_ref().and_then(|node| node.value(found, Text::new));
    // A part that cannot be read was noted; whether the parts agree is asked only of parts that can.
    if code_node.is_some() != code.is_some() || written_node.is_some() != as_written.is_some() {
        return None;
    }
    match Place::new(country?, code, as_written) {
        Ok(place) => Some(place),
        Err(fault) => {
            let (code, message) = fault.explain();
            found.note(form.pointer, code, message);
            None
        }
    }
}

const PARENT: [&str; 6] = ["name", "born", "pinfl", "citizenship", "ethnicity", "document"];

fn mother(node: &Node<'_>, found: &mut Found) -> Option<Parent> {
    let form = node.object(found)?;
    form.only(&PARENT, found);
    parent(&form, found)
}

fn father(node: &Node<'_>, found: &mut Found) -> Option<Father> {
    let form = node.object(found)?;
    form.only(&[PARENT.as_slice(), &["basis"]].concat(), found);
    let parent = parent(&form, found);
    let basis = form.may("basis").and_then(|node| basis(&node, found));
    Some(Father { parent: parent?, basis })
}

fn parent(form: &Form<'_>, found: &mut Found) -> Option<Parent> {
    let name = form.need("name", found).and_then(|node| name(&node, found));
    let born = form.may("born").and_then(|node| node.parse(found));
    let pinfl = form.may("pinfl").and_then(|node| node.parse(found));
    let citizenship = form.may("citizenship").and_then(|node| node.parse(found));
    let ethnicity = form.may("ethnicity").and_then(|node| node.parse(found));
    let document = form.may("document").and_then(|node| document(&node, found));
    Some(Parent { name: name?, born, pinfl, citizenship, ethnicity, document })
}

fn document(node: &Node<'_>, found: &mut Found) -> Option<IdentityDocument> {
    let form = node.object(found)?;
    form.only(&["kind", "number", "issued", "issuer"], found);
    let kind = form.need("kind", found).and_then(|node| node.parse(found));
    let number = text(&form, "number", found);
    let issued = form.may("issued").and_then(|node| node.parse(found));
    let by = form.may("issuer").and_then(|node| node.value(found, Text::new));
    Some(IdentityDocument { kind: kind?, number: number?, issued, issuer: by })
}

/// A text that has to be there.
fn text(form: &Form<'_>, field: &str, found: &mut Found) -> Option<Text> {
    form.need(field, found).and_then(|node| node.value(found, Text::new))
}

/// A day that has to be there.
fn day(form: &Form<'_>, field: &str, found: &mut Found) -> Option<civil::CivilDate> {
    form.need(field, found).and_then(|node| node.parse(found))
}

/// The word in `kind`, one of `words`.
fn kind<'j>(
    form: &Form<'j>,
    what: &'static str,
    words: &[&'static str],
    found: &mut Found,
) -> Option<&'j str> {
    let node = form.need("kind", found)?;
    let word = node.text(found)?;
    if words.contains(&word) {
        return Some(word);
    }
    let (code, message) = UnknownWord { what, expected: words.join(", ") }.explain();
    found.note(node.pointer, code, message);
    None
}

fn basis(node: &Node<'_>, found: &mut Found) -> Option<FatherBasis> {
    let form = node.object(found)?;
    let words = ["marriage", "paternity-application", "court", "mothers-statement", "instruction"];
    match kind(&form, "basis of a father's entry", &words, found)? {
        "marriage" => {
            form.only(&["kind", "act", "date"], found);
            let (act, date) = (text(&form, "act", found), day(&form, "date", found));
            Some(FatherBasis::Marriage { act: act?, date: date? })
        }
        "paternity-application" => {
            form.only(&["kind", "number", "date"], found);
            let (number, date) = (text(&form, "number", found), day(&form, "date", found));
            Some(FatherBasis::PaternityApplication { number: number?, date: date? })
        }
        "court" => {
            form.only(&["kind", "number", "date", "issuer"], found);
            let (number, date) = (text(&form, "number", found), day(&form, "date", found));
            let issuer = text(&form, "issuer", found);
            Some(FatherBasis::Court { number: number?, date: date?, issuer: issuer? })
        }
        "mothers-statement" => {
            form.only(&["kind", "date"], found);
            Some(FatherBasis::MothersStatement { date: day(&form, "date", found)? })
        }
        _ => {
            form.only(&["kind"], found);
            Some(FatherBasis::Instruction)
        }
    }
}

fn declarant(node: &Node<'_>, found: &mut Found) -> Option<Declarant> {
    let form = node.object(found)?;
    form.only(&["capacity", "name", "body", "document"], found);
    let capacity = form.need("capacity", found).and_then(|node| node.parse(found));
    let name = form.may("name").and_then(|node| name(&node, found));
    let body = form.may("body").and_then(|node| node.value(found, Text::new));
    let document = form.may("document").and_then(|node| document(&node, found));
    Some(Declarant { capacity: capacity?, name, body, document })
}

fn evidence(node: &Node<'_>, found: &mut Found) -> Option<BirthEvidence> {
    let form = node.object(found)?;
    let words =
        ["medical-notice", "court-decision", "foundling-report", "foreign-certificate", "hospital-extract"];
    match kind(&form, "paper that proves a birth", &words, found)? {
        "medical-notice" => {
            form.only(&["kind", "number", "issued", "facility", "signed_by"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let (facility, signed_by) = (text(&form, "facility", found), text(&form, "signed_by", found));
            Some(BirthEvidence::MedicalNotice(MedicalNotice {
                number: number?,
                issued: issued?,
                facility: facility?,
                signed_by: signed_by?,
            }))
        }
        "court-decision" => {
            form.only(&["kind", "number", "date", "issuer"], found);
            let (number, date) = (text(&form, "number", found), day(&form, "date", found));
            let issuer = text(&form, "issuer", found);
            Some(BirthEvidence::CourtDecision { number: number?, date: date?, issuer: issuer? })
        }
        "foundling-report" => {
            form.only(&["kind", "number", "issued", "body", "instruction"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let body = text(&form, "body", found);
            let instruction = form.may("instruction").and_then(|node| instruction(&node, found));
            Some(BirthEvidence::FoundlingReport {
                number: number?,
                issued: issued?,
                body: body?,
                instruction,
            })
        }
        "foreign-certificate" => {
            form.only(&["kind", "number", "issued", "issuer", "country"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let by = text(&form, "issuer", found);
            let country = form.need("country", found).and_then(|node| node.parse(found));
            let (number, issued) = (number?, issued?);
            Some(BirthEvidence::ForeignCertificate { number, issued, issuer: by?, country: country? })
        }
        _ => {
            form.only(&["kind", "number", "issued", "facility"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let facility = text(&form, "facility", found);
            Some(BirthEvidence::HospitalExtract { number: number?, issued: issued?, facility: facility? })
        }
    }
}

fn instruction(node: &Node<'_>, found: &mut Found) -> Option<Instruction> {
    let form = node.object(found)?;
    form.only(&["number", "date"], found);
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    Some(Instruction { number: number?, date: date? })
}
