//! Filling the fields of a record by their names, so that no reader has to count places.
use super::{RecordKind, Value, Values, layout, newest, place_of};
use crate::{
    CivilDate, Place,
    declarant::Confirmation,
    name::{NamePart, PersonName},
    paper::Paper,
    person::{IdentityDocument, Person},
    pinfl::Pinfl,
    text::Text,
};

/// The values of a record while it is laid out; every field that is not filled stays absent.
pub(crate) struct Filling {
    kind: RecordKind,
    schema: u8,
    values: Values,
}

impl Filling {
    /// An empty record of the newest version of a kind.
    pub(crate) fn new(kind: impl Into<RecordKind>) -> Self {
        let kind = kind.into();
        let schema = newest(kind);
        let fields = layout(kind, schema).expect("the newest version of a kind has a layout");
        Self { kind, schema, values: fields.map(|fields| vec![None; fields.len()]) }
    }

    /// Whether the record has a field of that name.
    pub(crate) fn has(&self, id: &str) -> bool {
        place_of(self.kind, self.schema, id).is_some()
    }

    /// Fills the field `id`, which the layout has.
    pub(crate) fn value(&mut self, id: &str, value: Option<Value>) {
        let (group, place) = place_of(self.kind, self.schema, id).expect("a field of the layout is filled");
        let slot = self.values.get_mut(group.index()).and_then(|values| values.get_mut(place));
        *slot.expect("every field of the layout has a place") = value;
    }

    /// Fills the field `id` with a text.
    pub(crate) fn text(&mut self, id: &str, value: Option<impl ToString>) {
        self.value(id, value.map(|value| Value::Text(value.to_string())));
    }

    /// Fills the field `id` with a free text.
    pub(crate) fn line(&mut self, id: &str, value: Option<&Text>) {
        self.text(id, value.map(Text::as_str));
    }

    /// Fills the field `id` with a number.
    pub(crate) fn int(&mut self, id: &str, value: Option<impl Into<u64>>) {
        self.value(id, value.map(|value| Value::Int(value.into())));
    }

    /// Fills number, day and issuer of a paper at `id`.
    pub(crate) fn paper(&mut self, id: &str, paper: Option<&Paper>) {
        self.line(&format!("{id}.number"), paper.map(|paper| &paper.number));
        self.text(&format!("{id}.date"), paper.map(|paper| paper.date));
        self.line(&format!("{id}.issuer"), paper.map(|paper| &paper.issuer));
    }

    /// Fills the whole name at `id.name`, and its script and parts.
    pub(crate) fn name(&mut self, id: &str, name: &PersonName) {
        self.text(&format!("{id}.name"), Some(name.full()));
        self.text(&format!("{id}.script"), Some(name.script()));
        self.text(&format!("{id}.surname"), name.surname().map(NamePart::as_str));
        self.text(&format!("{id}.given"), name.given().map(NamePart::as_str));
        self.text(&format!("{id}.patronymic"), name.patronymic().map(NamePart::as_str));
    }

    /// Fills what a record says of a spouse besides the surname after: name, birth, numbers, ethnicity.
    pub(crate) fn spouse(&mut self, id: &str, person: &Person) {
        self.name(id, &person.name);
        self.text(&format!("{id}.born"), person.born);
        self.place(&format!("{id}.birthplace"), person.birthplace.as_ref());
        self.text(&format!("{id}.pinfl"), person.pinfl.map(Pinfl::text));
        self.text(&format!("{id}.citizenship"), person.citizenship);
        self.document(&format!("{id}.document"), person.document.as_ref());
        self.place(&format!("{id}.residence"), person.residence.as_ref());
        self.text(&format!("{id}.ethnicity"), person.ethnicity);
        self.text(&format!("{id}.education"), person.education);
        self.line(&format!("{id}.occupation"), person.occupation.as_ref());
    }

    /// Fills code and text of a place at `id`.
    pub(crate) fn place(&mut self, id: &str, place: Option<&Place>) {
        self.text(&format!("{id}.code"), place.map(Place::code_text));
        self.line(&format!("{id}.written"), place.and_then(Place::as_written));
    }

    fn document(&mut self, id: &str, document: Option<&IdentityDocument>) {
        self.text(&format!("{id}.kind"), document.map(|document| document.kind));
        self.line(&format!("{id}.number"), document.map(|document| &document.number));
        self.text(&format!("{id}.issued"), document.and_then(|document| document.issued));
        self.line(&format!("{id}.issuer"), document.and_then(|document| document.issuer.as_ref()));
    }

    /// Fills a day.
    pub(crate) fn day(&mut self, id: &str, day: Option<CivilDate>) {
        self.text(id, day);
    }

    /// Fills how an act was confirmed, and who interpreted.
    pub(crate) fn confirmation(&mut self, confirmation: Option<&Confirmation>) {
        self.text("confirmation.kind", confirmation.map(|confirmation| confirmation.kind));
        let interpreter = confirmation.and_then(|confirmation| confirmation.interpreter.as_ref());
        self.text("interpreter.name", interpreter.map(PersonName::full));
    }

    /// The values of the record.
    pub(crate) fn done(self) -> Values {
        self.values
    }
}
