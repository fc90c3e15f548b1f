//! From a record and its proof to the sheet that is printed.
use super::{Certificate, Fault, Shown, issue::shown_groups};
use crate::staff::{Office, Staff};
use civil::{
    ActNumber, Lang, OfficeCode,
    birth::{BIRTH_V1, Value},
    place::Place,
};
use credential::Proof;
use document::{Attachment, Bilingual, BirthSheet, PaperClass, Profile};
use protocol::{Canonical as _, NetworkClass, NetworkId, Receipt, commitment::Record, hash::hex};
use serde_json::json;

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
    pub(super) fn sheet(self) -> Result<BirthSheet, Fault> {
        let proof = self.proof.clone().fitted();
        let profile = if proof.is_full() { Profile::Full } else { Profile::Core };
        let text = |id| text(self.record, id);
        let issuer = self.office(self.issuer)?;
        let given = [text("child.given"), text("child.patronymic")];
        let given: Vec<&str> = given.into_iter().flatten().collect();
        let born = text("birth.date").and_then(|date| date.parse().ok());
        Ok(BirthSheet {
            langs: self.certificate.langs,
            class: match self.network.class {
                NetworkClass::Live => PaperClass::Live,
                NetworkClass::Practice | NetworkClass::Demo => PaperClass::Practice,
            },
            ink: self.certificate.ink,
            number: proof.number,
            act: proof.act,
            act_date: proof.act_date,
            issued: proof.date,
            office: self.registered_at(proof.act)?,
            head: issuer.head.clone(),
            check_address: self.check_address.to_owned(),
            surname: text("child.surname").map(str::to_owned),
            given: (!given.is_empty()).then(|| given.join(" ")),
            born: born.ok_or(Fault::Inconsistent("a record without a date of birth"))?,
            birthplace: self.birthplace()?,
            father: text("father.name").map(str::to_owned),
            mother: text("mother.name").map(str::to_owned),
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

    fn office(&self, code: OfficeCode) -> Result<&Office, Fault> {
        self.staff.office(code).ok_or(Fault::Inconsistent("an office that is not in the staff list"))
    }

    /// The office that registered the birth. The code holds its name in Uzbek as it was at that time;
    /// where the labels are in other languages, that name stands beside the other wording, so that
    /// everything in the code can be compared with the page.
    fn registered_at(&self, act: ActNumber) -> Result<Bilingual, Fault> {
        let proved =
            text(self.record, "office.name").ok_or(Fault::Inconsistent("a record without an office"))?;
        let office = self.office(act.office)?;
        let name = |lang: Lang| if lang == Lang::UzLatn { proved } else { office.name(lang) }.to_owned();
        let (one, two) = self.certificate.langs;
        let (first, mut second) = (name(one), name(two));
        if one != Lang::UzLatn && two != Lang::UzLatn {
            second = format!("{second} · {proved}");
        }
        Ok(Bilingual { first, second })
    }

    fn birthplace(&self) -> Result<Bilingual, Fault> {
        let code = text(self.record, "birth.place.code").unwrap_or_default();
        let place = Place::from_values(code, text(self.record, "birth.place.written"))
            .map_err(|_impossible| Fault::Inconsistent("a record with an impossible place"))?;
        let (one, two) = self.certificate.langs;
        Ok(Bilingual { first: place.printed(one), second: place.printed(two) })
    }

    /// What a program reads from the document: the values that the page prints, and why they hold.
    fn json(&self, proof: &Proof) -> Result<Vec<u8>, Fault> {
        let groups: Vec<_> = shown_groups(self.record).iter().map(group_json).collect();
        let values = json!({
            "format": "dalolat/certificate/1",
            "network": self.network.to_string(),
            "class": self.network.class.word(),
            "document": "birth-certificate",
            "certificate": {
                "number": proof.number.to_string(),
                "issued": proof.date.to_string(),
                "status_handle": proof.handle.printed(),
            },
            "act": { "number": proof.act.to_string(), "registered": proof.act_date.to_string() },
            "groups": groups,
            "receipt": hex(&self.receipt.to_bytes()),
            "proof": proof.to_text(self.network.class),
        });
        serde_json::to_vec_pretty(&values).map_err(|_no_json| Fault::Inconsistent("values that are no JSON"))
    }
}

fn group_json(shown: &Shown) -> serde_json::Value {
    let fields = BIRTH_V1.get(shown.group.index()).copied().unwrap_or_default();
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
    json!({ "group": shown.group.word(), "seed": hex(&shown.seed.0), "fields": fields })
}

/// The text of a field, by its id.
fn text<'r>(record: &'r Record, id: &str) -> Option<&'r str> {
    BIRTH_V1.iter().zip(&record.groups).find_map(|(fields, values)| {
        let place = fields.iter().position(|field| field.id == id)?;
        match values.get(place)? {
            Some(Value::Text(text)) => Some(text.as_str()),
            Some(Value::Int(_)) | None => None,
        }
    })
}
