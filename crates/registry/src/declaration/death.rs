//! The fields of a declaration of a death.
use super::{
    Declared,
    common::{
        PERSON, confirmation, day, declarant, kind, may, may_text, name, need, notice, person, place, text,
    },
    form::{Explained, Form, Found, Node},
};
use civil::{
    death::{
        Cause, CertificateKind, CourtFinding, Death, DeathEvidence, DeathRecord, Deceased, Identity,
        MedicalCertificate, NotAnIcdCode, Spouse,
    },
    person::UnknownWord,
};

/// Reads what `dalolat/death/1` has besides `format` and `office`.
pub(super) fn version_1(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    let fields =
        ["deceased", "death", "spouse", "declarant", "confirmation", "evidence", "late_reason", "waivers"];
    form.only(&[["format", "office"].as_slice(), &fields].concat(), found);
    let deceased = form.need("deceased", found).and_then(|node| deceased(&node, found));
    let death = form.need("death", found).and_then(|node| death(&node, found));
    let spouse = form.may("spouse").and_then(|node| spouse(&node, found));
    let declarant = form.need("declarant", found).and_then(|node| declarant(&node, found));
    let confirmation = form.need("confirmation", found).and_then(|node| confirmation(&node, found));
    let evidence = form.may("evidence").and_then(|node| evidence(&node, found));
    let late_reason = may_text(form, "late_reason", found);
    Some(Declared::Death(DeathRecord {
        deceased: deceased?,
        death: death?,
        spouse,
        declarant: declarant?,
        confirmation,
        evidence,
        late_reason,
    }))
}

/// A known person has a name, an unknown one a description and nothing of a person besides.
fn deceased(node: &Node<'_>, found: &mut Found) -> Option<Deceased> {
    let form = node.object(found)?;
    let identity = if form.may("description").is_some() {
        form.only(&["description", "sex", "age_written"], found);
        text(&form, "description", found).map(|description| Identity::Unknown { description })
    } else {
        form.only(&[PERSON.as_slice(), &["sex", "age_written", "marital"]].concat(), found);
        person(&form, found).map(|person| Identity::Known(Box::new(person)))
    };
    let sex = need(&form, "sex", found);
    let age_written = may_text(&form, "age_written", found);
    let marital = may(&form, "marital", found);
    Some(Deceased { identity: identity?, sex: sex?, age_written, marital })
}

fn death(node: &Node<'_>, found: &mut Found) -> Option<Death> {
    let form = node.object(found)?;
    form.only(&["died", "time", "place", "died_at", "cause"], found);
    let died = need(&form, "died", found);
    let time = may(&form, "time", found);
    let place = form.need("place", found).and_then(|node| place(&node, found));
    let died_at = need(&form, "died_at", found);
    let cause = form.may("cause").and_then(|node| cause(&node, found));
    Some(Death { died: died?, time, place: place?, died_at: died_at?, cause })
}

fn cause(node: &Node<'_>, found: &mut Found) -> Option<Cause> {
    let form = node.object(found)?;
    form.only(&["text", "a", "b", "c", "d", "other", "icd10", "manner"], found);
    let told = text(&form, "text", found);
    let lines = ["a", "b", "c", "d"].map(|line| may_text(&form, line, found));
    let other = may_text(&form, "other", found);
    let icd = may(&form, "icd10", found);
    let manner = may(&form, "manner", found);
    Some(Cause { text: told?, lines, other, icd, manner })
}

fn spouse(node: &Node<'_>, found: &mut Found) -> Option<Spouse> {
    let form = node.object(found)?;
    form.only(&["name", "pinfl"], found);
    let name = form.need("name", found).and_then(|node| name(&node, found));
    let pinfl = may(&form, "pinfl", found);
    Some(Spouse { name: name?, pinfl })
}

fn evidence(node: &Node<'_>, found: &mut Found) -> Option<DeathEvidence> {
    let form = node.object(found)?;
    let words = ["medical-certificate", "declared-dead", "fact-of-death", "foreign-certificate"];
    match kind(&form, "paper that proves a death", &words, found)? {
        "medical-certificate" => medical(&form, found).map(DeathEvidence::Medical),
        "declared-dead" => court(&form, CourtFinding::DeclaredDead, found),
        "fact-of-death" => court(&form, CourtFinding::FactOfDeath, found),
        _ => {
            form.only(&["kind", "number", "issued", "issuer", "country"], found);
            let (number, issued) = (text(&form, "number", found), day(&form, "issued", found));
            let (by, country) = (text(&form, "issuer", found), need(&form, "country", found));
            let (number, issued) = (number?, issued?);
            Some(DeathEvidence::ForeignCertificate { number, issued, issuer: by?, country: country? })
        }
    }
}

/// The medical certificate. Only one that replaces another names that other.
fn medical(form: &Form<'_>, found: &mut Found) -> Option<MedicalCertificate> {
    const FIELDS: [&str; 6] = ["kind", "certificate", "number", "issued", "facility", "signed_by"];
    let word = form.need("certificate", found).and_then(|node| Some((node.text(found)?, node)));
    let notice = notice(form, found);
    let kind = match word {
        Some(("replacing", _)) => {
            form.only(&[FIELDS.as_slice(), &["replaces"]].concat(), found);
            text(form, "replaces", found).map(|number| CertificateKind::Replacing { number })
        }
        Some(("final", _)) => {
            form.only(&FIELDS, found);
            Some(CertificateKind::Final)
        }
        Some(("preliminary", _)) => {
            form.only(&FIELDS, found);
            Some(CertificateKind::Preliminary)
        }
        Some((_, node)) => {
            let expected = "final, preliminary, replacing".to_owned();
            found.note_error(node.pointer, &UnknownWord { what: "kind of medical certificate", expected });
            None
        }
        None => None,
    };
    Some(MedicalCertificate { notice: notice?, kind: kind? })
}

fn court(form: &Form<'_>, finding: CourtFinding, found: &mut Found) -> Option<DeathEvidence> {
    form.only(&["kind", "number", "date", "in_force", "issuer"], found);
    let (number, date) = (text(form, "number", found), day(form, "date", found));
    let (in_force, issuer) = (day(form, "in_force", found), text(form, "issuer", found));
    let (number, date) = (number?, date?);
    Some(DeathEvidence::Court { finding, number, date, in_force: in_force?, issuer: issuer? })
}

impl Explained for NotAnIcdCode {
    fn explain(&self) -> (&'static str, String) {
        ("icd.form", self.to_string())
    }
}
