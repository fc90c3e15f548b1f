//! A death as the fields of its record.
use super::{Cause, DeathEvidence, DeathRecord, Identity};
use crate::{
    layout::{
        Value, Values,
        values::{confirmation, declarant, document, full, int, notice, parts, place, text, written},
    },
    person::{Person, TimeOfDay},
    pinfl::Pinfl,
    text::Text,
};

type Group = Vec<Option<Value>>;

impl DeathRecord {
    /// The values of all fields, group by group, in the places of version 1 of a death.
    ///
    /// `office_name` is the name of the registering office as the certificate prints it.
    pub fn groups(&self, office_name: &Text) -> Values {
        let person = self.deceased.identity.known();
        [
            self.core(person, office_name),
            self.particulars(person),
            self.identifiers(person),
            vec![text(person.and_then(|person| person.ethnicity))],
            self.medical(person),
            self.sealed(person),
        ]
    }

    fn core(&self, person: Option<&Person>, office_name: &Text) -> Group {
        let mut values = parts(person.map(|person| &person.name)).to_vec();
        values.push(text(person.and_then(|person| person.born)));
        values.push(text(Some(self.death.died)));
        values.extend(place(Some(&self.death.place)));
        values.push(written(Some(office_name)));
        values
    }

    fn particulars(&self, person: Option<&Person>) -> Group {
        let mut values = place(person.and_then(|person| person.birthplace.as_ref())).to_vec();
        values.push(int(self.age()));
        values.push(text(person.and_then(|person| person.citizenship)));
        values
    }

    fn identifiers(&self, person: Option<&Person>) -> Group {
        let mut values = vec![text(person.and_then(|person| person.pinfl).map(Pinfl::text))];
        values.extend(document(person.and_then(|person| person.document.as_ref())));
        values.extend(place(person.and_then(|person| person.residence.as_ref())));
        values.push(text(self.spouse.as_ref().and_then(|spouse| spouse.pinfl).map(Pinfl::text)));
        values
    }

    fn medical(&self, person: Option<&Person>) -> Group {
        let mut values = vec![text(Some(self.deceased.sex)), text(self.death.time.map(TimeOfDay::text))];
        values.extend(cause(self.death.cause.as_ref()));
        values.push(text(Some(self.death.died_at)));
        values.push(text(person.and_then(|person| person.education)));
        values.push(written(person.and_then(|person| person.occupation.as_ref())));
        values.push(text(self.deceased.marital));
        let certificate = self.evidence.as_ref().and_then(DeathEvidence::medical);
        let [number, issued, facility, signed_by] =
            notice(certificate.map(|certificate| &certificate.notice));
        values.extend([number, text(certificate.map(|certificate| certificate.kind.word()))]);
        values.extend([issued, facility, signed_by]);
        values.push(written(certificate.and_then(|certificate| certificate.kind.replaces())));
        values
    }

    fn sealed(&self, person: Option<&Person>) -> Group {
        let description = match &self.deceased.identity {
            Identity::Unknown { description } => Some(description),
            Identity::Known(_) => None,
        };
        let mut values = vec![
            text(person.map(|person| person.name.script())),
            written(self.deceased.age_written.as_ref()),
            written(description),
            full(self.spouse.as_ref().map(|spouse| &spouse.name)),
        ];
        values.extend(declarant(&self.declarant));
        values.extend(evidence(self.evidence.as_ref()));
        values.push(written(self.late_reason.as_ref()));
        values.extend(confirmation(self.confirmation.as_ref()));
        values
    }
}

/// The cause in words, its four lines, other conditions, code and manner.
fn cause(cause: Option<&Cause>) -> Group {
    let mut values = vec![written(cause.map(|cause| &cause.text))];
    for line in 0..4 {
        values.push(written(cause.and_then(|cause| cause.lines.get(line)).and_then(Option::as_ref)));
    }
    values.push(written(cause.and_then(|cause| cause.other.as_ref())));
    values.push(text(cause.and_then(|cause| cause.icd)));
    values.push(text(cause.and_then(|cause| cause.manner)));
    values
}

/// `kind`, `number`, `date`, `in_force`, `issuer`, `country`.
fn evidence(evidence: Option<&DeathEvidence>) -> [Option<Value>; 6] {
    let reference = evidence.map(DeathEvidence::reference);
    [
        text(evidence.map(DeathEvidence::word)),
        written(reference.map(|(number, _, _)| number)),
        text(reference.map(|(_, date, _)| date)),
        text(evidence.and_then(DeathEvidence::in_force)),
        written(reference.map(|(_, _, issuer)| issuer)),
        text(evidence.and_then(DeathEvidence::country)),
    ]
}
