//! From a record and its proof to the sheet that is printed.
use super::{Certificate, Fault, Form, Shown, issue::shown_groups};
use crate::staff::{Office, Staff};
use civil::{
    ActKind, ActNumber, CivilDate, Lang, OfficeCode, Value,
    layout::{layout, place_of},
};
use credential::{Profile as InCode, Proof};
use document::{Act, Attachment, Bilingual, Body, PaperClass, Profile, Sheet};
use protocol::{
    Canonical as _, NetworkClass, NetworkId, Receipt, commitment::Record, entry::Document, hash::hex,
};
use serde_json::json;

mod facts;
mod search;

/// All that a paper is made of.
pub(super) struct Paper<'a> {
    pub(super) certificate: Certificate,
    pub(super) network: NetworkId,
    pub(super) staff: &'a Staff,
    /// The office that issues, whose head signs.
    pub(super) issuer: OfficeCode,
    pub(super) check_address: &'a str,
    pub(super) record: &'a Record,
    pub(super) proof: Proof,
    pub(super) receipt: &'a Receipt,
}

impl Paper<'_> {
    /// The sheet.
    pub(super) fn sheet(self) -> Result<Sheet, Fault> {
        let proof = self.proof.clone().fitted();
        let profile = match proof.profile() {
            InCode::Full => Profile::Full,
            InCode::Core => Profile::Core,
            InCode::Roots => Profile::Roots,
        };
        Ok(Sheet {
            langs: self.certificate.langs,
            class: match self.network.class {
                NetworkClass::Live => PaperClass::Live,
                NetworkClass::Practice | NetworkClass::Demo => PaperClass::Practice,
            },
            ink: self.certificate.ink,
            medium: self.certificate.medium.clone(),
            number: proof.number,
            issued: proof.date,
            office: self.office_printed(proof.act.map_or(self.issuer, |(number, _)| number.office))?,
            head: self.office(self.issuer)?.head.clone(),
            check_address: self.check_address.to_owned(),
            body: self.body(proof.document, proof.act)?,
            handle: proof.handle.printed(),
            mark: *proof.opened_digest().as_bytes(),
            profile,
            attachments: vec![
                Attachment {
                    name: "dalolat.json".to_owned(),
                    mime: "application/json",
                    description: "The values of this certificate and their receipt, to be read".to_owned(),
                    bytes: self.json(&proof)?,
                },
                Attachment {
                    name: "dalolat.cbor".to_owned(),
                    mime: "application/cbor",
                    description: "The proof of this certificate, with all its values".to_owned(),
                    bytes: self.proof.to_bytes(),
                },
            ],
            proof: proof.to_text(self.network.class),
        })
    }

    /// What the paper says.
    fn body(&self, document: Document, act: Option<(ActNumber, CivilDate)>) -> Result<Body, Fault> {
        match (document, act) {
            (Document::Certificate(_) | Document::Reference(_), Some((number, registered))) => {
                self.of_act(Act { number, registered })
            }
            (Document::NoRecord, None) => self.of_search(true),
            (Document::NotMarried, None) => self.of_search(false),
            (Document::Certificate(_) | Document::Reference(_), None)
            | (Document::NoRecord | Document::NotMarried, Some(_)) => {
                Err(Fault::Inconsistent("a certificate of no act, or a search of one"))
            }
        }
    }

    /// What the paper of an act says: of a stillbirth a reference of its own.
    fn of_act(&self, act: Act) -> Result<Body, Fault> {
        let kind = act.number.kind;
        if kind == ActKind::Birth && text(self.record, "birth.vital") == Some("stillborn") {
            return Ok(Body::Stillbirth(act, self.birth()?));
        }
        let facts = self.facts(&act)?;
        Ok(match self.certificate.form {
            Form::Certificate => Body::Certificate(act, facts),
            Form::Reference => Body::Reference(act, facts),
        })
    }

    fn office(&self, code: OfficeCode) -> Result<&Office, Fault> {
        self.staff.office(code).ok_or(Fault::Inconsistent("an office that is not in the staff list"))
    }

    /// The office that registered the act, or that issues the reference of a search. The code holds its name in Uzbek as it was at that time;
    /// where the labels are in other languages, that name stands beside the other wording, so that
    /// everything in the code can be compared with the page.
    fn office_printed(&self, code: OfficeCode) -> Result<Bilingual, Fault> {
        let proved =
            text(self.record, "office.name").ok_or(Fault::Inconsistent("a record without an office"))?;
        let office = self.office(code)?;
        let name = |lang: Lang| if lang == Lang::UzLatn { proved } else { office.name(lang) }.to_owned();
        let (one, two) = self.certificate.langs;
        let (first, mut second) = (name(one), name(two));
        if one != Lang::UzLatn && two != Lang::UzLatn {
            second = format!("{second} · {proved}");
        }
        Ok(Bilingual { first, second })
    }

    /// What a program reads from the document: the values that the page prints, and why they hold.
    fn json(&self, proof: &Proof) -> Result<Vec<u8>, Fault> {
        let groups: Vec<_> = shown_groups(self.record).iter().map(group_json).collect();
        let act = proof.act.map(|(number, registered)| {
            json!({ "number": number.to_string(), "registered": registered.to_string() })
        });
        let values = json!({
            "format": "dalolat/certificate/1",
            "network": self.network.to_string(),
            "class": self.network.class.word(),
            "document": proof.document.word(),
            "certificate": {
                "number": proof.number.to_string(),
                "issued": proof.date.to_string(),
                "status_handle": proof.handle.printed(),
            },
            "act": act,
            "groups": groups,
            "receipt": hex(&self.receipt.to_bytes()),
            "proof": proof.to_text(self.network.class),
        });
        serde_json::to_vec_pretty(&values).map_err(|_no_json| Fault::Inconsistent("values that are no JSON"))
    }
}

fn group_json(shown: &Shown) -> serde_json::Value {
    let of = shown.of;
    let groups = layout(of.kind, of.schema);
    let fields = groups.and_then(|groups| groups.get(shown.group.index()).copied()).unwrap_or_default();
    let fields: Vec<_> = fields
        .iter()
        .zip(&shown.fields)
        .map(|(field, value)| {
            let value = match value {
                None => serde_json::Value::Null,
                Some(Value::Text(text)) => json!(text),
                Some(Value::Int(n)) => json!(n),
            };
            json!({ "id": field.id, "label": field.label, "value": value })
        })
        .collect();
    json!({ "group": shown.group.word(of.kind), "seed": hex(&shown.seed.0), "fields": fields })
}

/// The value of a field, by its id.
pub(super) fn value<'r>(record: &'r Record, id: &str) -> Option<&'r Value> {
    let (group, place) = place_of(record.of.kind, record.of.schema, id)?;
    record.groups.get(group.index())?.get(place)?.as_ref()
}

/// The text of a field, by its id.
pub(super) fn text<'r>(record: &'r Record, id: &str) -> Option<&'r str> {
    match value(record, id)? {
        Value::Text(text) => Some(text.as_str()),
        Value::Int(_) => None,
    }
}

/// The number of a field, by its id.
fn number(record: &Record, id: &str) -> Option<u64> {
    match value(record, id)? {
        Value::Int(number) => Some(*number),
        Value::Text(_) => None,
    }
}
