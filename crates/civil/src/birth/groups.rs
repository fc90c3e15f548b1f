//! A birth as the fields of its record.
use super::{BirthEvidence, BirthRecord, FatherBasis};
use crate::{
    layout::{
        Value, Values,
        values::{confirmation, declarant, document, full, int, name, notice, parts, place, text, written},
    },
    person::{Person, TimeOfDay},
    pinfl::Pinfl,
    text::Text,
};

type Group = Vec<Option<Value>>;

impl BirthRecord {
    /// The values of all fields, group by group, in the places of [`crate::layout::BIRTH_V2`].
    ///
    /// `office_name` is the name of the registering office as the certificate prints it.
    pub fn groups(&self, office_name: &Text) -> Values {
        let [mother, father] = self.parents();
        [
            self.core(office_name),
            vec![full(father.map(|father| &father.name)), full(mother.map(|mother| &mother.name))],
            self.identifiers(),
            [mother, father].map(|parent| text(parent.and_then(|parent| parent.ethnicity))).to_vec(),
            self.medical(),
            self.sealed(),
        ]
    }

    /// The mother and the father, in this order.
    fn parents(&self) -> [Option<&Person>; 2] {
        [self.mother.as_ref().map(|mother| &mother.parent), self.father.as_ref().map(|father| &father.parent)]
    }

    fn core(&self, office_name: &Text) -> Group {
        let mut values = parts(Some(&self.child.name)).to_vec();
        values.push(text(Some(self.child.born)));
        values.extend(place(Some(&self.child.place)));
        values.push(written(Some(office_name)));
        values
    }

    fn identifiers(&self) -> Group {
        // A new-born child has no personal number yet: the Personalisation Centre gives it afterwards.
        let mut values = vec![None];
        for parent in self.parents() {
            values.push(text(parent.and_then(|parent| parent.pinfl).map(Pinfl::text)));
            values.push(text(parent.and_then(|parent| parent.born)));
            values.push(text(parent.and_then(|parent| parent.citizenship)));
            values.extend(document(parent.and_then(|parent| parent.document.as_ref())));
        }
        values.push(text(self.child.citizenship));
        for parent in self.parents() {
            values.extend(place(parent.and_then(|parent| parent.residence.as_ref())));
        }
        values
    }

    fn medical(&self) -> Group {
        let child = &self.child;
        let mut values = vec![
            text(Some(child.sex)),
            text(child.time.map(TimeOfDay::text)),
            int(Some(child.plurality.of())),
            int(Some(child.plurality.order())),
            int(child.weight_g),
            int(child.length_cm),
            text(Some(child.born_at)),
        ];
        values.extend(notice(self.evidence.as_ref().and_then(BirthEvidence::notice)));
        values.push(text(Some(child.vital)));
        values.push(int(child.rank));
        values.push(int(child.gestation_weeks));
        values.push(text(child.attendant));
        for parent in self.parents() {
            values.push(text(parent.and_then(|parent| parent.education)));
            values.push(written(parent.and_then(|parent| parent.occupation.as_ref())));
        }
        values.push(text(self.mother.as_ref().and_then(|mother| mother.marital)));
        values
    }

    fn sealed(&self) -> Group {
        let father_basis = self.father.as_ref().and_then(|father| father.basis.as_ref());
        let mut values = vec![text(Some(self.child.name.script()))];
        for parent in self.parents() {
            values.extend(name(parent.map(|parent| &parent.name)));
        }
        values.extend(basis(father_basis));
        values.extend(declarant(&self.declarant));
        values.extend(evidence(self.evidence.as_ref()));
        values.push(text(self.child.surname_of));
        values.push(written(self.late_reason.as_ref()));
        values.push(written(self.delivery.as_ref()));
        values.extend(confirmation(self.confirmation.as_ref()));
        values.push(text(father_basis.and_then(FatherBasis::marriage_ended)));
        values
    }
}

/// `kind`, `number`, `date`, `issuer`.
fn basis(basis: Option<&FatherBasis>) -> [Option<Value>; 4] {
    let (number, issuer) = match basis {
        Some(FatherBasis::Marriage { act, date: _, ended: _ }) => (Some(act), None),
        Some(FatherBasis::PaternityApplication { number, date: _ }) => (Some(number), None),
        Some(FatherBasis::Court { number, date: _, issuer }) => (Some(number), Some(issuer)),
        Some(FatherBasis::MothersStatement { date: _ } | FatherBasis::Instruction) | None => (None, None),
    };
    [
        text(basis.map(FatherBasis::word)),
        written(number),
        text(basis.and_then(FatherBasis::date)),
        written(issuer),
    ]
}

/// `kind`, `number`, `date`, `issuer`, `country`, `instruction.number`, `instruction.date`.
fn evidence(evidence: Option<&BirthEvidence>) -> [Option<Value>; 7] {
    let reference = evidence.map(BirthEvidence::reference);
    let instruction = evidence.and_then(BirthEvidence::instruction);
    [
        text(evidence.map(BirthEvidence::word)),
        written(reference.map(|(number, _, _)| number)),
        text(reference.map(|(_, date, _)| date)),
        written(reference.map(|(_, _, issuer)| issuer)),
        text(evidence.and_then(BirthEvidence::country)),
        written(instruction.map(|instruction| &instruction.number)),
        text(instruction.map(|instruction| instruction.date)),
    ]
}
