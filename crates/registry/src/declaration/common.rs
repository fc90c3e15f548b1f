//! What declarations of all kinds are made of: persons, names, places, documents, declarants.
use super::form::{Explained, Form, Found, Node};
use civil::{
    CivilDate, OfficeCode,
    declarant::{Confirmation, Declarant},
    name::{NamePart, PersonName, Script},
    notice::MedicalNotice,
    person::{IdentityDocument, Person, UnknownWord},
    place::Place,
    refusal::Refusal,
    text::Text,
    waiver::{Basis, Paper, Waiver},
};
use core::str::FromStr;

/// The registering office, which has to be one that the registry knows.
pub(super) fn office(
    form: &Form<'_>,
    exists: &dyn Fn(OfficeCode) -> bool,
    found: &mut Found,
) -> Option<OfficeCode> {
    let node = form.need("office", found)?;
    let office: OfficeCode = node.parse(found)?;
    if exists(office) {
        return Some(office);
    }
    found.note(node.pointer, "office.unknown", "there is no office with this code; correct the four digits");
    None
}

/// A text that has to be there.
pub(super) fn text(form: &Form<'_>, field: &str, found: &mut Found) -> Option<Text> {
    form.need(field, found).and_then(|node| node.value(found, Text::new))
}

/// A text that may be there.
pub(super) fn may_text(form: &Form<'_>, field: &str, found: &mut Found) -> Option<Text> {
    form.may(field).and_then(|node| node.value(found, Text::new))
}

/// A day that has to be there.
pub(super) fn day(form: &Form<'_>, field: &str, found: &mut Found) -> Option<CivilDate> {
    need(form, field, found)
}

/// A value that has to be there and is written as a text.
pub(super) fn need<T: FromStr<Err: Explained>>(form: &Form<'_>, field: &str, found: &mut Found) -> Option<T> {
    form.need(field, found).and_then(|node| node.parse(found))
}

/// A value that may be there and is written as a text.
pub(super) fn may<T: FromStr<Err: Explained>>(form: &Form<'_>, field: &str, found: &mut Found) -> Option<T> {
    form.may(field).and_then(|node| node.parse(found))
}

/// The word in `kind`, one of `words`.
pub(super) fn kind<'j>(
    form: &Form<'j>,
    what: &'static str,
    words: &[&'static str],
    found: &mut Found,
) -> Option<&'j str> {
    let node = form.need("kind", found)?;
    word(&node, what, words, found)
}

/// The word that stands here, one of `words`.
pub(super) fn word<'j>(
    node: &Node<'j>,
    what: &'static str,
    words: &[&'static str],
    found: &mut Found,
) -> Option<&'j str> {
    let word = node.text(found)?;
    if words.contains(&word) {
        return Some(word);
    }
    found.note_error(node.pointer.clone(), &UnknownWord { what, expected: words.join(", ") });
    None
}

/// A name of at least one part.
pub(super) fn name(node: &Node<'_>, found: &mut Found) -> Option<PersonName> {
    let form = node.object(found)?;
    form.only(&["script", "surname", "given", "patronymic"], found);
    let script: Option<Script> = need(&form, "script", found);
    // Each part is read alone first, so that all faults of a name are named together.
    let mut part = |field: &str| {
        let node = form.may(field)?;
        let text = node.text(found)?;
        match script.map(|script| NamePart::new(script, text)) {
            Some(Err(fault)) => {
                found.note_error(node.pointer, &fault);
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

/// A place whose parts agree.
pub(super) fn place(node: &Node<'_>, found: &mut Found) -> Option<Place> {
    let form = node.object(found)?;
    form.only(&["country", "code", "as_written"], found);
    let country = need(&form, "country", found);
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
            found.note_error(form.pointer, &fault);
            None
        }
    }
}

/// An identity document as it was shown.
pub(super) fn document(node: &Node<'_>, found: &mut Found) -> Option<IdentityDocument> {
    let form = node.object(found)?;
    form.only(&["kind", "number", "issued", "issuer"], found);
    let kind = need(&form, "kind", found);
    let number = text(&form, "number", found);
    let issued = may(&form, "issued", found);
    let by = may_text(&form, "issuer", found);
    Some(IdentityDocument { kind: kind?, number: number?, issued, issuer: by })
}

/// The fields that [`person`] reads.
pub(super) const PERSON: [&str; 10] = [
    "name",
    "born",
    "birthplace",
    "pinfl",
    "citizenship",
    "ethnicity",
    "document",
    "residence",
    "education",
    "occupation",
];

/// A person of whom the name has to be known; fields besides [`PERSON`] are the caller's, who says with
/// [`Form::only`] which fields may stand there.
pub(super) fn person(form: &Form<'_>, found: &mut Found) -> Option<Person> {
    let name = form.need("name", found).and_then(|node| name(&node, found));
    let born = may(form, "born", found);
    let birthplace = form.may("birthplace").and_then(|node| place(&node, found));
    let pinfl = may(form, "pinfl", found);
    let citizenship = may(form, "citizenship", found);
    let ethnicity = may(form, "ethnicity", found);
    let document = form.may("document").and_then(|node| document(&node, found));
    let residence = form.may("residence").and_then(|node| place(&node, found));
    let education = may(form, "education", found);
    let occupation = may_text(form, "occupation", found);
    Some(Person {
        name: name?,
        born,
        birthplace,
        pinfl,
        citizenship,
        ethnicity,
        document,
        residence,
        education,
        occupation,
    })
}

/// Who declares, in a capacity of the closed list `C`.
pub(super) fn declarant<C: FromStr<Err: Explained>>(
    node: &Node<'_>,
    found: &mut Found,
) -> Option<Declarant<C>> {
    let form = node.object(found)?;
    form.only(&["capacity", "name", "body", "document"], found);
    let capacity = need(&form, "capacity", found);
    let name = form.may("name").and_then(|node| name(&node, found));
    let body = may_text(&form, "body", found);
    let document = form.may("document").and_then(|node| document(&node, found));
    Some(Declarant { capacity: capacity?, name, body, document })
}

/// How the act was confirmed.
pub(super) fn confirmation(node: &Node<'_>, found: &mut Found) -> Option<Confirmation> {
    let form = node.object(found)?;
    form.only(&["kind", "interpreter"], found);
    let kind = need(&form, "kind", found);
    let interpreter = form.may("interpreter").and_then(|node| name(&node, found));
    Some(Confirmation { kind: kind?, interpreter })
}

/// What a health facility reports. Which fields may stand beside is the caller's.
pub(super) fn notice(form: &Form<'_>, found: &mut Found) -> Option<MedicalNotice> {
    let (number, issued) = (text(form, "number", found), day(form, "issued", found));
    let (facility, signed_by) = (text(form, "facility", found), text(form, "signed_by", found));
    Some(MedicalNotice { number: number?, issued: issued?, facility: facility?, signed_by: signed_by? })
}

/// The most waivers that one declaration has.
const WAIVERS_MAX: usize = 20;

/// A code that names no rule.
struct UnknownRule;

impl Explained for UnknownRule {
    fn explain(&self) -> (&'static str, String) {
        ("rule.unknown", "there is no rule with this code; copy the code from the refusal".to_owned())
    }
}

/// What the declaration passes although a rule refuses it, each on a paper.
pub(super) fn waivers(form: &Form<'_>, found: &mut Found) -> Vec<Waiver> {
    let Some(node) = form.may("waivers") else { return Vec::new() };
    node.list(WAIVERS_MAX, found).iter().filter_map(|node| waiver(node, found)).collect()
}

fn waiver(node: &Node<'_>, found: &mut Found) -> Option<Waiver> {
    let form = node.object(found)?;
    form.only(&["rule", "basis", "number", "date", "issuer"], found);
    let rule = form
        .need("rule", found)
        .and_then(|node| node.value(found, |code| Refusal::from_code(code).ok_or(UnknownRule)));
    let basis = form.need("basis", found).and_then(|node| {
        let expected = || Basis::ALL.map(Basis::word).join(", ");
        let unknown = || UnknownWord { what: "basis of a waiver", expected: expected() };
        node.value(found, |word| Basis::from_word(word).ok_or_else(unknown))
    });
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    let issuer = text(&form, "issuer", found);
    let paper = Paper { number: number?, date: date?, issuer: issuer? };
    Some(Waiver { rule: rule?, basis: basis?, paper })
}
