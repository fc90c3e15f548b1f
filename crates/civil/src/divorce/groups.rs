//! A divorce as the fields of its record.
use super::{AbsentStatement, Cause, DivorceRecord, Ground, Party};
use crate::{
    ActKind,
    layout::{Filling, Values},
    name::NamePart,
    text::Text,
};

impl DivorceRecord {
    /// The values of all fields, group by group, in the places of the newest layout of a divorce.
    ///
    /// `office_name` is the name of the registering office as the certificate prints it.
    pub fn groups(&self, office_name: &Text) -> Values {
        let mut filling = Filling::new(ActKind::Divorce);
        filling.line("office.name", Some(office_name));
        filling.day("divorce.date", self.ended());
        party(&mut filling, "husband", &self.husband);
        party(&mut filling, "wife", &self.wife);
        let marriage = self.marriage.as_ref();
        filling.line("marriage.act", marriage.map(|marriage| &marriage.act));
        filling.day("marriage.date", marriage.map(|marriage| marriage.date));
        filling.line("marriage.office", marriage.and_then(|marriage| marriage.office.as_ref()));
        filling.int("children", Some(self.children));
        let application = self.application.as_ref();
        filling.line("application.number", application.map(|application| &application.number));
        filling.day("application.date", application.map(|application| application.lodged));
        self.ground_in(&mut filling);
        filling.confirmation(self.confirmation.as_ref());
        filling.done()
    }

    fn ground_in(&self, filling: &mut Filling) {
        let decision = self.ground.decision();
        filling.text("divorce.ground", Some(self.ground.word()));
        filling.paper("ground", decision.map(|decision| &decision.paper));
        filling.day("ground.in_force", decision.map(|decision| decision.in_force));
        filling.text("ground.received", decision.map(|decision| decision.received));
        match &self.ground {
            Ground::Court(_) => {}
            Ground::Mutual { dispute, absent } => {
                filling.text("ground.dispute", Some(if *dispute { "yes" } else { "no" }));
                statement(filling, absent.as_ref());
            }
            Ground::OneSpouse { applicant, cause, paper: _ } => {
                filling.text("ground.applicant", Some(applicant));
                filling.text("ground.cause", Some(cause.word()));
                if let Cause::Sentenced { years, no_dispute } = cause {
                    filling.int("ground.years", Some(*years));
                    let number = no_dispute.as_ref().map(|statement| &statement.number);
                    filling.line("ground.statement.number", number);
                    filling.day("ground.statement.date", no_dispute.as_ref().map(|statement| statement.date));
                }
            }
        }
    }
}

fn statement(filling: &mut Filling, absent: Option<&AbsentStatement>) {
    filling.line("absence.number", absent.map(|absent| &absent.number));
    filling.day("absence.date", absent.map(|absent| absent.date));
    filling.text("absence.certifier", absent.map(|absent| absent.certifier));
    filling.line("absence.certified_by", absent.map(|absent| &absent.certified_by));
}

fn party(filling: &mut Filling, id: &str, party: &Party) {
    filling.spouse(id, &party.person);
    filling.text(&format!("{id}.surname_after"), party.surname().map(NamePart::as_str));
    filling.int(&format!("{id}.rank"), party.rank);
    filling.day(&format!("{id}.declared"), party.declared);
}
