//! A marriage as the fields of its record.
use super::{MarriageRecord, Spouse};
use crate::{
    ActKind,
    layout::{Filling, Values},
    name::{NamePart, PersonName},
    paper::Paper,
    person::TimeOfDay,
    text::Text,
};

impl MarriageRecord {
    /// The values of all fields, group by group, in the places of the newest layout of a marriage.
    ///
    /// `office_name` is the name of the registering office as the certificate prints it.
    pub fn groups(&self, office_name: &Text) -> Values {
        let mut filling = Filling::new(ActKind::Marriage);
        filling.line("office.name", Some(office_name));
        filling.day("marriage.date", self.date);
        spouse(&mut filling, "husband", &self.husband);
        spouse(&mut filling, "wife", &self.wife);
        filling.int("children", self.children);
        self.wait(&mut filling);
        filling.paper("search", self.search.as_ref().map(|search| &search.paper));
        filling.line("search.covers", self.search.as_ref().map(|search| &search.covers));
        filling.line("ceremony.place", self.ceremony.place.as_ref());
        filling.text("ceremony.time", self.ceremony.time.map(TimeOfDay::text));
        let [first, second] = &self.witnesses;
        filling.text("witness.first", first.as_ref().map(PersonName::full));
        filling.text("witness.second", second.as_ref().map(PersonName::full));
        filling.paper("contract", self.contract.as_ref());
        filling.confirmation(self.confirmation.as_ref());
        filling.done()
    }

    fn wait(&self, filling: &mut Filling) {
        let application = self.application.as_ref();
        filling.line("application.number", application.map(|application| &application.number));
        filling.day("application.date", application.map(|application| application.lodged));
        let shorter = self.shorter_wait.as_ref();
        filling.text("wait.ground", shorter.map(|shorter| shorter.ground));
        filling.paper("wait", shorter.and_then(|shorter| shorter.paper.as_ref()));
    }
}

fn spouse(filling: &mut Filling, id: &str, spouse: &Spouse) {
    let at = |field: &str| format!("{id}.{field}");
    filling.spouse(id, &spouse.person);
    filling.text(&at("surname_after"), spouse.surname().map(NamePart::as_str));
    filling.text(&at("sex"), Some(spouse.sex));
    filling.int(&at("rank"), spouse.rank);
    filling.text(&at("before.status"), Some(spouse.before.status));
    filling.line(&at("before.act"), spouse.before.ended.as_ref().map(|ended| &ended.act));
    filling.day(&at("before.date"), spouse.before.ended.as_ref().map(|ended| ended.date));
    let examination = spouse.examination.as_ref();
    filling.line(&at("medical.number"), examination.map(|examination| &examination.number));
    filling.day(&at("medical.date"), examination.map(|examination| examination.date));
    filling.text(&at("medical.received"), examination.map(|examination| examination.received));
    filling.text(&at("medical.capacity"), examination.map(|examination| examination.capacity));
    filling.paper(&at("age"), spouse.age_decision.as_ref());
    let free = spouse.no_impediment.as_ref();
    filling.paper(&at("free"), free.map(|free| -> &Paper { &free.paper }));
    filling.text(&at("free.legalised"), free.map(|free| free.legalised));
    filling.day(&at("stay.until"), spouse.stay_until);
}
