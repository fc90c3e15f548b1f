//! Parts of a record as values in their places.
use super::Value;
use crate::{
    declarant::{Confirmation, Declarant},
    name::{NamePart, PersonName},
    notice::MedicalNotice,
    person::IdentityDocument,
    place::Place,
    text::Text,
};

/// The text of what is there.
pub(crate) fn text(value: Option<impl ToString>) -> Option<Value> {
    value.map(|value| Value::Text(value.to_string()))
}

/// The number of what is there.
pub(crate) fn int(value: Option<impl Into<u64>>) -> Option<Value> {
    value.map(|value| Value::Int(value.into()))
}

/// A free text.
pub(crate) fn written(value: Option<&Text>) -> Option<Value> {
    text(value.map(Text::as_str))
}

/// A name in full.
pub(crate) fn full(name: Option<&PersonName>) -> Option<Value> {
    text(name.map(PersonName::full))
}

/// `surname`, `given`, `patronymic`.
pub(crate) fn parts(name: Option<&PersonName>) -> [Option<Value>; 3] {
    [
        text(name.and_then(PersonName::surname).map(NamePart::as_str)),
        text(name.and_then(PersonName::given).map(NamePart::as_str)),
        text(name.and_then(PersonName::patronymic).map(NamePart::as_str)),
    ]
}

/// `script`, `surname`, `given`, `patronymic`.
pub(crate) fn name(name: Option<&PersonName>) -> [Option<Value>; 4] {
    let [surname, given, patronymic] = parts(name);
    [text(name.map(PersonName::script)), surname, given, patronymic]
}

/// `code`, `written`.
pub(crate) fn place(place: Option<&Place>) -> [Option<Value>; 2] {
    [text(place.map(Place::code_text)), written(place.and_then(Place::as_written))]
}

/// `kind`, `number`, `issued`, `issuer`.
pub(crate) fn document(document: Option<&IdentityDocument>) -> [Option<Value>; 4] {
    [
        text(document.map(|document| document.kind)),
        written(document.map(|document| &document.number)),
        text(document.and_then(|document| document.issued)),
        written(document.and_then(|document| document.issuer.as_ref())),
    ]
}

/// `capacity`, `name`, `body`, `document.…`.
pub(crate) fn declarant<C: ToString>(declarant: &Declarant<C>) -> [Option<Value>; 7] {
    let [kind, number, issued, by] = document(declarant.document.as_ref());
    let capacity = Some(Value::Text(declarant.capacity.to_string()));
    let (name, body) = (full(declarant.name.as_ref()), written(declarant.body.as_ref()));
    [capacity, name, body, kind, number, issued, by]
}

/// `number`, `issued`, `facility`, `signed_by`.
pub(crate) fn notice(notice: Option<&MedicalNotice>) -> [Option<Value>; 4] {
    [
        written(notice.map(|notice| &notice.number)),
        text(notice.map(|notice| notice.issued)),
        written(notice.map(|notice| &notice.facility)),
        written(notice.map(|notice| &notice.signed_by)),
    ]
}

/// `confirmation.kind`, `interpreter.name`.
pub(crate) fn confirmation(confirmation: Option<&Confirmation>) -> [Option<Value>; 2] {
    [
        text(confirmation.map(|confirmation| confirmation.kind)),
        full(confirmation.and_then(|confirmation| confirmation.interpreter.as_ref())),
    ]
}
