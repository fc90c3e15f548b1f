//! The fields of a birth in their fixed places: six disclosure groups, each field named once.
//!
//! # Format
//!
//! A commitment is made over these groups in this order, so the places below never change within a
//! version. Every birth has all fields; an absent one is `None` and keeps its place. The groups *core*
//! and *parents* hold only what the paper prints.
use super::{BirthEvidence, BirthRecord, FatherBasis, MedicalNotice};
use crate::{
    name::{NamePart, PersonName},
    person::{IdentityDocument, Parent, TimeOfDay},
    pinfl::Pinfl,
    redact::redacted,
    text::Text,
};

/// A disclosure group: what is shown, or kept, together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Name, date and place, as every certificate prints them.
    Core,
    /// The parents, as a certificate of birth prints them.
    Parents,
    /// Numbers, documents, citizenship and dates of birth of the parents.
    Identifiers,
    /// The ethnicity of the parents, where stated.
    Ethnicity,
    /// What is gathered for medicine and statistics.
    Medical,
    /// How the act came about; shown to nobody but on lawful request.
    Sealed,
}

impl Group {
    /// All groups, in the order of a commitment.
    pub const ALL: [Self; 6] =
        [Self::Core, Self::Parents, Self::Identifiers, Self::Ethnicity, Self::Medical, Self::Sealed];

    /// The place of the group in a commitment, 0 to 5.
    pub const fn index(self) -> usize {
        match self {
            Self::Core => 0,
            Self::Parents => 1,
            Self::Identifiers => 2,
            Self::Ethnicity => 3,
            Self::Medical => 4,
            Self::Sealed => 5,
        }
    }

    /// The group at a place, 0 to 5.
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// The word used in files: `core`, `parents`, `identifiers`, `ethnicity`, `medical`, `sealed`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Parents => "parents",
            Self::Identifiers => "identifiers",
            Self::Ethnicity => "ethnicity",
            Self::Medical => "medical",
            Self::Sealed => "sealed",
        }
    }

    /// The fields of a birth in this group, in their places.
    pub const fn birth_fields(self) -> &'static [Field] {
        let [core, parents, identifiers, ethnicity, medical, sealed] = BIRTH_V1;
        match self {
            Self::Core => core,
            Self::Parents => parents,
            Self::Identifiers => identifiers,
            Self::Ethnicity => ethnicity,
            Self::Medical => medical,
            Self::Sealed => sealed,
        }
    }
}

/// The value of a field. Personal data; `Debug` prints none of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A text; dates and codes too.
    Text(String),
    /// A whole number.
    Int(u64),
}

impl Value {
    /// The value as it is shown: a text as it is, a number in digits. Personal data.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
        }
    }
}

redacted!(Value);

/// A field of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name that files and verifiers use, for example `child.surname`. Never changes.
    pub id: &'static str,
    /// What the field is, in English.
    pub label: &'static str,
}

const fn field(id: &'static str, label: &'static str) -> Field {
    Field { id, label }
}

/// The fields of a birth, version 1, group by group.
pub const BIRTH_V1: [&[Field]; 6] = [
    &[
        field("child.surname", "Surname"),
        field("child.given", "Given name"),
        field("child.patronymic", "Patronymic"),
        field("birth.date", "Date of birth"),
        field("birth.place.code", "Place of birth, code"),
        field("birth.place.written", "Place of birth, as written"),
        field("office.name", "Place of registration"),
    ],
    &[field("father.name", "Father"), field("mother.name", "Mother")],
    &[
        field("child.pinfl", "Child, personal number"),
        field("mother.pinfl", "Mother, personal number"),
        field("mother.born", "Mother, date of birth"),
        field("mother.citizenship", "Mother, citizenship"),
        field("mother.document.kind", "Mother, kind of document"),
        field("mother.document.number", "Mother, number of document"),
        field("mother.document.issued", "Mother, document issued on"),
        field("mother.document.issuer", "Mother, document issued by"),
        field("father.pinfl", "Father, personal number"),
        field("father.born", "Father, date of birth"),
        field("father.citizenship", "Father, citizenship"),
        field("father.document.kind", "Father, kind of document"),
        field("father.document.number", "Father, number of document"),
        field("father.document.issued", "Father, document issued on"),
        field("father.document.issuer", "Father, document issued by"),
    ],
    &[field("mother.ethnicity", "Mother, ethnicity"), field("father.ethnicity", "Father, ethnicity")],
    &[
        field("child.sex", "Sex"),
        field("birth.time", "Time of birth"),
        field("birth.of", "Children born"),
        field("birth.order", "Order of this child"),
        field("birth.weight_g", "Weight in grams"),
        field("birth.length_cm", "Length in centimetres"),
        field("birth.at", "Place of delivery"),
        field("notice.number", "Medical notice, number"),
        field("notice.issued", "Medical notice, date"),
        field("notice.facility", "Medical notice, facility"),
        field("notice.signed_by", "Medical notice, signed by"),
    ],
    &[
        field("child.script", "Script of the child's name"),
        field("mother.script", "Script of the mother's name"),
        field("mother.surname", "Mother, surname"),
        field("mother.given", "Mother, given name"),
        field("mother.patronymic", "Mother, patronymic"),
        field("father.script", "Script of the father's name"),
        field("father.surname", "Father, surname"),
        field("father.given", "Father, given name"),
        field("father.patronymic", "Father, patronymic"),
        field("father.basis.kind", "Basis of the father's entry"),
        field("father.basis.number", "Basis, number"),
        field("father.basis.date", "Basis, date"),
        field("father.basis.issuer", "Basis, issued by"),
        field("declarant.capacity", "Declarant, capacity"),
        field("declarant.name", "Declarant"),
        field("declarant.body", "Declarant, body"),
        field("declarant.document.kind", "Declarant, kind of document"),
        field("declarant.document.number", "Declarant, number of document"),
        field("declarant.document.issued", "Declarant, document issued on"),
        field("declarant.document.issuer", "Declarant, document issued by"),
        field("evidence.kind", "Evidence, kind"),
        field("evidence.number", "Evidence, number"),
        field("evidence.date", "Evidence, date"),
        field("evidence.issuer", "Evidence, issued by"),
        field("evidence.country", "Evidence, country"),
        field("evidence.instruction.number", "Instruction on a foundling's parents, number"),
        field("evidence.instruction.date", "Instruction on a foundling's parents, date"),
    ],
];

type Values = Vec<Option<Value>>;

impl BirthRecord {
    /// The values of all fields, group by group, in the places of [`BIRTH_V1`].
    ///
    /// `office_name` is the name of the registering office as the certificate prints it.
    pub fn groups(&self, office_name: &Text) -> [Values; 6] {
        [
            self.core(office_name),
            vec![
                text(self.father.as_ref().map(|father| father.parent.name.full())),
                text(self.mother.as_ref().map(|mother| mother.name.full())),
            ],
            self.identifiers(),
            vec![
                text(self.mother.as_ref().and_then(|mother| mother.ethnicity)),
                text(self.father.as_ref().and_then(|father| father.parent.ethnicity)),
            ],
            self.medical(),
            self.sealed(),
        ]
    }

    fn core(&self, office_name: &Text) -> Values {
        let name = &self.child.name;
        vec![
            text(name.surname().map(NamePart::as_str)),
            text(name.given().map(NamePart::as_str)),
            text(name.patronymic().map(NamePart::as_str)),
            text(Some(self.child.born)),
            text(Some(self.child.place.code_text())),
            text(self.child.place.as_written().map(Text::as_str)),
            text(Some(office_name.as_str())),
        ]
    }

    fn identifiers(&self) -> Values {
        // A new-born child has no personal number yet: the Personalisation Centre gives it afterwards.
        let mut values = vec![None];
        for parent in [self.mother.as_ref(), self.father.as_ref().map(|father| &father.parent)] {
            values.push(text(parent.and_then(|parent| parent.pinfl).map(Pinfl::text)));
            values.push(text(parent.and_then(|parent| parent.born)));
            values.push(text(parent.and_then(|parent| parent.citizenship)));
            values.extend(document(parent.and_then(|parent| parent.document.as_ref())));
        }
        values
    }

    fn medical(&self) -> Values {
        let child = &self.child;
        let notice: Option<&MedicalNotice> = match &self.evidence {
            Some(BirthEvidence::MedicalNotice(notice)) => Some(notice),
            Some(
                BirthEvidence::CourtDecision { .. }
                | BirthEvidence::FoundlingReport { .. }
                | BirthEvidence::ForeignCertificate { .. }
                | BirthEvidence::HospitalExtract { .. },
            )
            | None => None,
        };
        vec![
            text(Some(child.sex)),
            text(child.time.map(TimeOfDay::text)),
            Some(Value::Int(u64::from(child.plurality.of()))),
            Some(Value::Int(u64::from(child.plurality.order()))),
            child.weight_g.map(|grams| Value::Int(u64::from(grams))),
            child.length_cm.map(|centimetres| Value::Int(u64::from(centimetres))),
            text(Some(child.born_at)),
            text(notice.map(|notice| notice.number.as_str())),
            text(notice.map(|notice| notice.issued)),
            text(notice.map(|notice| notice.facility.as_str())),
            text(notice.map(|notice| notice.signed_by.as_str())),
        ]
    }

    fn sealed(&self) -> Values {
        let mut values = vec![text(Some(self.child.name.script()))];
        for parent in [self.mother.as_ref(), self.father.as_ref().map(|father| &father.parent)] {
            values.extend(parts(parent));
        }
        values.extend(basis(self.father.as_ref().and_then(|father| father.basis.as_ref())));
        values.push(text(Some(self.declarant.capacity)));
        values.push(text(self.declarant.name.as_ref().map(PersonName::full)));
        values.push(text(self.declarant.body.as_ref().map(Text::as_str)));
        values.extend(document(self.declarant.document.as_ref()));
        values.extend(evidence(self.evidence.as_ref()));
        values
    }
}

fn text(value: Option<impl ToString>) -> Option<Value> {
    value.map(|value| Value::Text(value.to_string()))
}

fn document(document: Option<&IdentityDocument>) -> [Option<Value>; 4] {
    [
        text(document.map(|document| document.kind)),
        text(document.map(|document| document.number.as_str())),
        text(document.and_then(|document| document.issued)),
        text(document.and_then(|document| document.issuer.as_ref()).map(Text::as_str)),
    ]
}

fn parts(parent: Option<&Parent>) -> [Option<Value>; 4] {
    let name = parent.map(|parent| &parent.name);
    [
        text(name.map(PersonName::script)),
        text(name.and_then(|name| name.surname()).map(NamePart::as_str)),
        text(name.and_then(|name| name.given()).map(NamePart::as_str)),
        text(name.and_then(|name| name.patronymic()).map(NamePart::as_str)),
    ]
}

fn basis(basis: Option<&FatherBasis>) -> [Option<Value>; 4] {
    let (number, issuer) = match basis {
        Some(FatherBasis::Marriage { act, date: _ }) => (Some(act), None),
        Some(FatherBasis::PaternityApplication { number, date: _ }) => (Some(number), None),
        Some(FatherBasis::Court { number, date: _, issuer }) => (Some(number), Some(issuer)),
        Some(FatherBasis::MothersStatement { date: _ } | FatherBasis::Instruction) | None => (None, None),
    };
    [
        text(basis.map(FatherBasis::word)),
        text(number.map(Text::as_str)),
        text(basis.and_then(FatherBasis::date)),
        text(issuer.map(Text::as_str)),
    ]
}

fn evidence(evidence: Option<&BirthEvidence>) -> [Option<Value>; 7] {
    let reference = evidence.map(BirthEvidence::reference);
    let (country, instruction) = match evidence {
        Some(BirthEvidence::ForeignCertificate { country, .. }) => (Some(*country), None),
        Some(BirthEvidence::FoundlingReport { instruction, .. }) => (None, instruction.as_ref()),
        Some(
            BirthEvidence::MedicalNotice(_)
            | BirthEvidence::CourtDecision { .. }
            | BirthEvidence::HospitalExtract { .. },
        )
        | None => (None, None),
    };
    [
        text(evidence.map(BirthEvidence::word)),
        text(reference.map(|(number, _, _)| number.as_str())),
        text(reference.map(|(_, date, _)| date)),
        text(reference.map(|(_, _, issuer)| issuer.as_str())),
        text(country),
        text(instruction.map(|instruction| instruction.number.as_str())),
        text(instruction.map(|instruction| instruction.date)),
    ]
}
