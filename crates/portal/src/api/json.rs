//! The documents.
use civil::{Group, Lang, Value, caution::Caution, layout::layout, refusal::Refusal, words::Saying};
use protocol::{
    Outcome,
    commitment::{Field, GROUPS, Record, RecordType, Seed},
    hash::{from_hex, hex},
};
use registry::service::{CaseView, Fields, LedgerView, Shown};
use serde::{Deserialize, Serialize};
use vault::{Case, CaseState};

/// A case: what the service does for a declaration or a certificate, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseJson {
    /// 32 hexadecimal digits.
    pub id: String,
    /// The kind of act, `certificate`, `revocation`, `application`, `legacy` or `reference`.
    pub kind: String,
    /// `to-sign`, `accepted`, `final` or `refused`.
    pub state: String,
    /// The code of the office.
    pub office: String,
    /// The id of the entry, 64 hexadecimal digits.
    pub entry_id: String,
    /// Until when the entry may enter a block, in milliseconds since 1970.
    pub valid_until_ms: u64,
    /// When the case began, in milliseconds since 1970.
    pub created_ms: u64,
    /// The number of the act, where it is final: of a certificate, the act it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The number of the certificate, where it is one and final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The day that the ledger gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The height of the block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// The time of the block, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// Why it was refused, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalJson>,
    /// Why the ledger does not take it as things stand, while it is accepted: what can still be lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_up: Option<RefusalJson>,
    /// Of a certificate that is listed with its act: whether it was revoked.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub revoked: bool,
}

/// A refusal for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalJson {
    /// The stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// Which law, resolution or rule of the register says so.
    pub source: String,
}

/// Something unusual about a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarningJson {
    /// The stable code.
    pub code: String,
    /// What to look at.
    pub message: String,
}

/// A disclosure group: its values, and the seed that opens their commitment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupJson {
    /// Of which record: kind and version, `birth/2`.
    pub of: String,
    /// `core`, `parents` (of other acts `particulars`), `identifiers`, `ethnicity`, `medical` or `sealed`.
    pub group: String,
    /// The seed, 32 hexadecimal digits. Left out where an act is only shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// All fields, each in its place.
    pub fields: Vec<FieldJson>,
}

/// A field and its value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldJson {
    /// Such as `child.surname`.
    pub id: String,
    /// What the field is, in English.
    pub label: String,
    /// The value; `null` where there is none.
    pub value: Option<FieldValue>,
}

/// A value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// A whole number.
    Int(u64),
    /// A text; dates and codes too.
    Text(String),
}

/// The answer to a declaration.
#[derive(Serialize, Deserialize)]
pub struct DeclaredJson {
    /// The case.
    pub case: CaseJson,
    /// While it waits for its signature: the canonical bytes of the entry, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// While it waits for its signature: the six groups whose commitment the entry has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Vec<GroupJson>>,
    /// While an application waits for its signature: the fields whose commitment the entry has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<FieldsJson>,
    /// What is unusual.
    pub warnings: Vec<WarningJson>,
}

/// The fields of an application, and the salt of their commitment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldsJson {
    /// 32 hexadecimal digits.
    pub salt: String,
    /// Name and value of each, in their order.
    pub values: Vec<(String, Option<FieldValue>)>,
}

impl From<&Fields> for FieldsJson {
    fn from(fields: &Fields) -> Self {
        let values = fields.values.iter().map(|(name, value)| (name.clone(), value.as_ref().map(Into::into)));
        Self { salt: hex(&fields.salt), values: values.collect() }
    }
}

impl FieldsJson {
    /// The commitment of these fields; `None` where the salt is not one.
    pub fn commitment(&self) -> Option<protocol::Digest> {
        let values = self.values.iter().map(|(name, value)| (name.clone(), value.as_ref().map(Into::into)));
        Some(Fields { salt: from_hex(&self.salt)?, values: values.collect() }.commitment())
    }
}

impl From<&Value> for FieldValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Int(n) => Self::Int(*n),
        }
    }
}

impl From<&FieldValue> for Value {
    fn from(value: &FieldValue) -> Self {
        match value {
            FieldValue::Text(text) => Self::Text(text.clone()),
            FieldValue::Int(n) => Self::Int(*n),
        }
    }
}

/// The answer to the request for a certificate.
#[derive(Serialize, Deserialize)]
pub struct IssuedJson {
    /// The case.
    pub case: CaseJson,
    /// While it waits for its signature: the canonical bytes of the entry, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// While it waits for its signature: the groups that the paper will show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Vec<GroupJson>>,
}

/// An officer's signature over an entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRequest {
    /// 128 hexadecimal digits.
    pub signature: String,
    /// That of a second officer over the same entry, where two sign.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondSignature>,
}

/// The signature of a second officer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondSignature {
    /// The id of the officer's key, 32 hexadecimal digits.
    pub key: String,
    /// 128 hexadecimal digits.
    pub signature: String,
}

/// How a certificate is to look.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRequest {
    /// One or two language tags, the leading one first.
    pub langs: Vec<String>,
    /// `colour`, which is the default, or `mono`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<String>,
    /// `certificate`, which is the default, or `reference`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Of a divorce, whose paper it is: `husband` or `wife`; left out for a paper to both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_to: Option<String>,
    /// The pre-numbered blank on which it is printed; left out for plain paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<BlankRequest>,
}

/// A pre-numbered blank.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlankRequest {
    /// The number printed on it, such as `I-TN 1234567`.
    pub number: String,
    /// How far everything is shifted to the right, in tenths of a millimetre, -100 to 100.
    #[serde(default)]
    pub right: i16,
    /// How far down.
    #[serde(default)]
    pub down: i16,
}

/// An act with everything that its record holds.
#[derive(Serialize, Deserialize)]
pub struct ActJson {
    /// The case that registered it.
    pub case: CaseJson,
    /// All groups, without their seeds.
    pub record: Vec<GroupJson>,
    /// Its certificates, in any state, oldest first.
    pub certificates: Vec<CaseJson>,
}

/// A line of a list of acts. It holds no value of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActLine {
    /// The number of the act.
    pub number: String,
    /// The day of registration.
    pub date: String,
    /// The id of the case.
    pub case: String,
    /// The officer's number in the staff list.
    pub officer: u32,
}

/// A page of a list of acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActsJson {
    /// The acts, newest first.
    pub acts: Vec<ActLine>,
    /// What to give as `before` for the next page; none after the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How the service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthJson {
    /// `ok`: the vault answers.
    pub vault: String,
    /// How the ledger is; `null` where too few validators answer.
    pub ledger: Option<LedgerJson>,
}

/// How the ledger is, as f + 1 validators agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerJson {
    /// The height.
    pub height: u64,
    /// The time of that block, in milliseconds since 1970.
    pub time_ms: u64,
    /// The number of entries.
    pub entries: u64,
    /// How many validators answer.
    pub validators_answering: usize,
}

impl From<LedgerView> for LedgerJson {
    fn from(view: LedgerView) -> Self {
        let LedgerView { height, time_ms, entries, answering } = view;
        Self { height, time_ms, entries, validators_answering: answering }
    }
}

impl From<&Case> for CaseJson {
    fn from(case: &Case) -> Self {
        let (mut act, mut certificate, mut date, mut refusal) = (None, None, None, None);
        let state = match &case.state {
            CaseState::ToSign => "to-sign",
            CaseState::Accepted => "accepted",
            CaseState::Final { outcome } => {
                match outcome {
                    Outcome::Act { number, .. } => act = Some(number.to_string()),
                    Outcome::Certificate { number, act: of, .. } => {
                        (act, certificate) = (Some(of.to_string()), Some(number.to_string()));
                    }
                    Outcome::Reference { number, .. } => certificate = Some(number.to_string()),
                    Outcome::Range { .. } | Outcome::Recorded => {}
                }
                date = outcome.date().map(|date| date.to_string());
                "final"
            }
            CaseState::Refused { code } => {
                refusal = Some(RefusalJson::of(code));
                "refused"
            }
        };
        Self {
            id: case.id.to_string(),
            kind: case.kind.word().to_owned(),
            state: state.to_owned(),
            office: case.office.to_string(),
            entry_id: case.entry_id.to_string(),
            valid_until_ms: case.valid_until,
            created_ms: case.created_ms,
            act,
            certificate,
            date,
            height: None,
            time_ms: None,
            refusal,
            held_up: None,
            revoked: false,
        }
    }
}

impl From<&CaseView> for CaseJson {
    fn from(view: &CaseView) -> Self {
        let (height, time_ms) = view.inclusion.map(|at| (at.height, at.time_ms)).unzip();
        let held_up = view.held_up.as_deref().map(RefusalJson::of);
        Self { height, time_ms, held_up, ..Self::from(&view.case) }
    }
}

impl CaseJson {
    /// The same, with what was refused told in that language.
    pub(super) fn in_language(self, lang: Lang) -> Self {
        let told = |refusal: Option<RefusalJson>| refusal.map(|refusal| refusal.in_language(lang));
        Self { refusal: told(self.refusal), held_up: told(self.held_up), ..self }
    }
}

impl RefusalJson {
    /// The refusal of a code, in English; a code that this version does not know keeps its name.
    pub(super) fn of(code: &str) -> Self {
        let source = Refusal::from_code(code).map_or("", Refusal::source);
        let told = Self { code: code.to_owned(), message: String::new(), source: source.to_owned() };
        told.in_language(Lang::En)
    }

    /// The same in another language. Code and source stay.
    pub(super) fn in_language(self, lang: Lang) -> Self {
        let name = Refusal::from_code(&self.code).map_or("refusal.unknown", Refusal::code);
        Self { message: Saying::new(name).told(lang), ..self }
    }
}

impl WarningJson {
    /// A caution in that language.
    pub(super) fn of(caution: Caution, lang: Lang) -> Self {
        Self { code: caution.code().to_owned(), message: Saying::new(caution.code()).told(lang) }
    }
}

/// The fields of a group; none where the version of the record is not known.
fn fields_of(of: RecordType, group: Group) -> &'static [civil::layout::Field] {
    layout(of.kind, of.schema).and_then(|groups| groups.get(group.index())).copied().unwrap_or_default()
}

impl GroupJson {
    /// A group with the seed that opens it.
    fn sealed(of: RecordType, group: Group, seed: &Seed, fields: &[Field]) -> Self {
        Self { seed: Some(hex(&seed.0)), ..Self::shown(of, group, fields) }
    }

    /// A group without its seed.
    fn shown(of: RecordType, group: Group, fields: &[Field]) -> Self {
        let names = fields_of(of, group);
        let fields = names.iter().zip(fields).map(|(name, value)| FieldJson {
            id: name.id.to_owned(),
            label: name.label.to_owned(),
            value: value.as_ref().map(Into::into),
        });
        Self {
            of: of.to_string(),
            group: group.word(of.kind).to_owned(),
            seed: None,
            fields: fields.collect(),
        }
    }

    /// The seed and the values, where they are of the group at `place` with every field in its place.
    fn opened(&self, of: RecordType, place: usize) -> Option<(Seed, Vec<Field>)> {
        if self.of != of.to_string() {
            return None;
        }
        let group = Group::from_index(place)?;
        let names = layout(of.kind, of.schema)?.get(place)?;
        let in_place = self.fields.len() == names.len()
            && self.fields.iter().zip(*names).all(|(field, name)| field.id == name.id);
        if self.group != group.word(of.kind) || !in_place {
            return None;
        }
        let values = self.fields.iter().map(|field| field.value.as_ref().map(Into::into));
        Some((Seed(from_hex(self.seed.as_deref()?)?), values.collect()))
    }

    /// The groups that a certificate shows, with their seeds.
    pub(super) fn of_certificate(shown: &[Shown]) -> Vec<Self> {
        shown.iter().map(|shown| Self::sealed(shown.of, shown.group, &shown.seed, &shown.fields)).collect()
    }

    /// All groups of a record, with their seeds.
    pub(super) fn of_sealed(record: &Record) -> Vec<Self> {
        let groups = Group::ALL.into_iter().zip(record.seeds.iter().zip(&record.groups));
        groups.map(|(group, (seed, fields))| Self::sealed(record.of, group, seed, fields)).collect()
    }

    /// All groups of a record, without their seeds.
    pub(super) fn of_shown(record: &Record) -> Vec<Self> {
        let groups = Group::ALL.into_iter().zip(&record.groups);
        groups.map(|(group, fields)| Self::shown(record.of, group, fields)).collect()
    }

    /// The root of this group of a record, from its seed and its values; `None` unless they are complete.
    pub fn root(&self, place: u8) -> Option<protocol::Digest> {
        let of = self.of.parse().ok()?;
        let (seed, fields) = self.opened(of, usize::from(place))?;
        Some(protocol::commitment::group_root(of, place, &seed, &fields))
    }
}

/// Reads hexadecimal of any even length.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| std::str::from_utf8(pair).ok().and_then(from_hex::<1>).map(|[byte]| byte)).collect()
}

/// A record from its six groups with their seeds: who is asked for a signature recomputes
/// the commitment from it. `None` unless all groups and fields are there, each in its place.
pub fn record_of(groups: &[GroupJson]) -> Option<Record> {
    let of = groups.first()?.of.parse().ok()?;
    let mut record = Record { of, groups: Default::default(), seeds: [Seed([0; 16]); GROUPS] };
    if groups.len() != GROUPS {
        return None;
    }
    let places = record.groups.iter_mut().zip(record.seeds.iter_mut());
    for ((place, group), (fields, seed)) in groups.iter().enumerate().zip(places) {
        (*seed, *fields) = group.opened(of, place)?;
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use civil::words::sentence;

    fn record() -> Record {
        let value = |n: usize| match n % 3 {
            0 => None,
            1 => Some(Value::Text(format!("value {n}"))),
            _ => Some(Value::Int(n as u64)),
        };
        let groups =
            layout(RecordType::BIRTH_1.kind, 1).unwrap().map(|names| (0..names.len()).map(value).collect());
        Record { of: RecordType::BIRTH_1, groups, seeds: [1, 2, 3, 4, 5, 6].map(|n| Seed([n; 16])) }
    }

    #[test]
    fn a_record_sent_as_json_has_the_same_commitment() {
        let sent = serde_json::to_string(&GroupJson::of_sealed(&record())).unwrap();
        let groups: Vec<GroupJson> = serde_json::from_str(&sent).unwrap();
        assert_eq!(record_of(&groups).unwrap(), record());
        for (place, group) in (0u8..).zip(&groups) {
            assert_eq!(group.root(place), record().roots().get(usize::from(place)).copied());
        }
    }

    #[test]
    fn a_record_with_a_group_or_a_field_out_of_its_place_is_none() {
        let changed = |change: fn(&mut Vec<GroupJson>)| {
            let mut groups = GroupJson::of_sealed(&record());
            change(&mut groups);
            record_of(&groups)
        };
        assert!(changed(|_| {}).is_some());
        assert!(changed(|groups| groups.iter_mut().for_each(|group| group.fields.reverse())).is_none());
        assert!(changed(|groups| groups.swap(1, 2)).is_none());
        assert!(changed(|groups| drop(groups.pop())).is_none());
        assert!(changed(|groups| groups.iter_mut().for_each(|group| drop(group.fields.pop()))).is_none());
        assert!(record_of(&GroupJson::of_shown(&record())).is_none());
    }

    #[test]
    fn a_refusal_of_a_later_version_keeps_its_code() {
        assert_eq!(RefusalJson::of("moon.phase").code, "moon.phase");
        for lang in Lang::ALL {
            let [unknown, used] =
                ["moon.phase", "notice.already-used"].map(|code| RefusalJson::of(code).in_language(lang));
            assert_eq!(Some(unknown.message.as_str()), sentence("refusal.unknown", lang));
            assert_eq!(Some(used.message.as_str()), sentence("notice.already-used", lang));
            assert_eq!(used.source, Refusal::NoticeAlreadyUsed.source());
        }
        assert_eq!(RefusalJson::of("notice.already-used").message, Refusal::NoticeAlreadyUsed.message());
    }
}
