//! `POST /v1/persons`: a person as the acts tell; `POST /v1/repairs`: the entry of what is to be put right.
//!
//! Both ask in the body, since a personal number stands in no address.
use super::filing::ProofJson;
use crate::{guard::Signed, problem::Problem, routes::Served};
use axum::{Json, extract::State, http::StatusCode};
use civil::{ActNumber, CivilDate};
use protocol::{Canonical as _, hash::hex};
use registry::{
    declaration::person::{person_from_json, repair_from_json},
    service::{Concerned, Kin, KinView, PersonView, PlaceInAct, ReadError, UnionView},
};
use serde::{Deserialize, Serialize};
use vault::CaseKind;

/// A person as the acts of the register tell.
#[derive(Clone, Serialize, Deserialize)]
pub struct PersonJson {
    /// The name as the newest act has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The surname that the newest marriage or divorce gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surname_after: Option<String>,
    /// The date of birth as far as an act has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<String>,
    /// The first day of death that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died: Option<String>,
    /// By how many tags the person is known: more than one after a join.
    pub tags: usize,
    /// The places in acts and applications, newest first.
    pub places: Vec<PlaceJson>,
    /// The marriages, by the day on which they began.
    pub unions: Vec<UnionJson>,
    /// The kin by birth, the nearest first.
    pub kin: Vec<KinJson>,
}

/// A person's place in an act or an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceJson {
    /// `child`, `mother`, `father`, `deceased`, `survivor`, `husband` or `wife`.
    pub role: String,
    /// The kind of act, or `application`.
    pub kind: String,
    /// Whether the act was made before the ledger and brought in.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub legacy: bool,
    /// The number of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The day of registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Whether it is disputed: then it counts for nothing.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub disputed: bool,
}

/// A marriage.
#[derive(Clone, Serialize, Deserialize)]
pub struct UnionJson {
    /// The number of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// The other's name as the act has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spouse: Option<String>,
    /// From which day.
    pub from: String,
    /// Until which day, where it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Somebody who is kin by birth.
#[derive(Clone, Serialize, Deserialize)]
pub struct KinJson {
    /// `ancestor`, `descendant`, `sibling`, `half-sibling` or `collateral`.
    pub kin: String,
    /// The degree of kinship: the number of births between (Family Code, art. 57).
    pub degree: u32,
    /// The name, where an act in which the person stands has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An act in which they stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
}

/// The entry of a repair, to be signed and handed in under `/v1/entries`.
#[derive(Clone, Serialize, Deserialize)]
pub struct RepairJson {
    /// The canonical bytes of the entry, in hexadecimal.
    pub entry: String,
    /// Whom it concerns.
    pub concerned: Vec<ConcernedJson>,
    /// How the act that it names was registered, so that who signs sees that the entry names that act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<ProofJson>,
}

/// Somebody whom a repair concerns.
#[derive(Clone, Serialize, Deserialize)]
pub struct ConcernedJson {
    /// In which place of the request: `first`, `second`, `from` or `to`.
    pub place: String,
    /// The tag in the entry, 64 hexadecimal digits.
    pub tag: String,
    /// The name as the newest act has it; left out for somebody who stands in no act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

fn number(number: Option<ActNumber>) -> Option<String> {
    number.map(|number| number.to_string())
}

fn date(date: Option<CivilDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

impl From<PlaceInAct> for PlaceJson {
    fn from(place: PlaceInAct) -> Self {
        let (kind, legacy) = match place.kind {
            CaseKind::Act(kind) => (kind.word(), false),
            CaseKind::Legacy(kind) => (kind.word(), true),
            CaseKind::Application => ("application", false),
            CaseKind::Certificate => ("certificate", false),
            CaseKind::Revocation => ("revocation", false),
            CaseKind::Reference => ("reference", false),
        };
        Self {
            role: place.role.word().to_owned(),
            kind: kind.to_owned(),
            legacy,
            act: number(place.number),
            date: date(place.date),
            disputed: place.disputed,
        }
    }
}

impl From<UnionView> for UnionJson {
    fn from(union: UnionView) -> Self {
        let UnionView { number: act, spouse, from, until } = union;
        Self { act: number(act), spouse, from: from.to_string(), until: date(until) }
    }
}

impl From<KinView> for KinJson {
    fn from(view: KinView) -> Self {
        let (kin, degree) = match view.kin {
            Kin::Ancestor { degree } => ("ancestor", degree),
            Kin::Descendant { degree } => ("descendant", degree),
            Kin::Sibling { full: true } => ("sibling", 2),
            Kin::Sibling { full: false } => ("half-sibling", 2),
            Kin::Collateral { degree } => ("collateral", degree),
        };
        Self { kin: kin.to_owned(), degree, name: view.name, act: number(view.number) }
    }
}

impl From<PersonView> for PersonJson {
    fn from(view: PersonView) -> Self {
        let PersonView { name, surname_after, born, tags, died, places, unions, kin } = view;
        Self {
            name,
            surname_after,
            born,
            died: date(died),
            tags,
            places: places.into_iter().map(Into::into).collect(),
            unions: unions.into_iter().map(Into::into).collect(),
            kin: kin.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Concerned> for ConcernedJson {
    fn from(concerned: Concerned) -> Self {
        let Concerned { place, tag, name } = concerned;
        Self { place: place.to_owned(), tag: hex(tag.as_bytes()), name }
    }
}

/// `POST /v1/persons`
pub(crate) async fn person(
    State(served): State<Served>,
    signed: Signed,
) -> Result<Json<PersonJson>, Problem> {
    let named = person_from_json(&signed.body)?;
    match served.registry.person(&signed.who, &named).await {
        Ok(person) => Ok(Json(person.into())),
        Err(ReadError::None) => Err(Problem::new(StatusCode::NOT_FOUND, "person.none")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /v1/repairs`
pub(crate) async fn repair(
    State(served): State<Served>,
    signed: Signed,
) -> Result<Json<RepairJson>, Problem> {
    let request = repair_from_json(&signed.body)?;
    let prepared = served.registry.prepare(&signed.who, &request).await?;
    Ok(Json(RepairJson {
        entry: hex(&prepared.entry.to_bytes()),
        concerned: prepared.concerned.into_iter().map(Into::into).collect(),
        act: prepared.act.as_deref().map(ProofJson::of),
    }))
}
