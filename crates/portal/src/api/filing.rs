//! `/v1/entries`: signed entries that belong to no case; `/v1/ranges` and `/v1/keys`: what they come to.
use super::{
    handlers::{Wait, query},
    json::{RefusalJson, unhex},
};
use crate::{
    guard::{Named, Signed},
    problem::Problem,
    routes::Served,
    tongue::Told,
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use civil::Lang;
use protocol::{Canonical as _, Outcome, Receipt, SignedEntry, hash::hex};
use registry::service::{FilingView, KeyView, RangeView, WAIT_MAX};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vault::FilingState;

/// A signed entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryRequest {
    /// Its canonical bytes in hexadecimal.
    pub entry: String,
}

/// An entry that is final, and the proof of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofJson {
    /// The canonical bytes of the signed entry, in hexadecimal.
    pub entry: String,
    /// Those of what the ledger gave it.
    pub outcome: String,
    /// Those of the receipt.
    pub receipt: String,
}

impl ProofJson {
    pub(super) fn of((entry, outcome, receipt): &(SignedEntry, Outcome, Receipt)) -> Self {
        let (entry, outcome) = (hex(entry.bytes()), hex(&outcome.to_bytes()));
        Self { entry, outcome, receipt: hex(&receipt.to_bytes()) }
    }

    /// Reads the three; they still have to be verified. `None` where one is not of its format.
    pub fn read(&self) -> Option<(SignedEntry, Outcome, Receipt)> {
        let entry = SignedEntry::from_bytes(&unhex(&self.entry)?).ok()?;
        let outcome = Outcome::from_bytes(&unhex(&self.outcome)?).ok()?;
        Some((entry, outcome, Receipt::from_bytes(&unhex(&self.receipt)?).ok()?))
    }
}

/// A signed entry that belongs to no case, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingJson {
    /// The id of the entry, 64 hexadecimal digits.
    pub entry_id: String,
    /// The name of its kind, such as `number.reserve`.
    pub kind: String,
    /// `accepted`, `final` or `refused`.
    pub state: String,
    /// Until when the entry may enter a block, in milliseconds since 1970.
    pub valid_until_ms: u64,
    /// When it was handed in, in milliseconds since 1970.
    pub created_ms: u64,
    /// The height of its block, where it is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// The time of its block, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// The proof, where it is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ProofJson>,
    /// Why it was refused, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalJson>,
    /// Why the ledger does not take it as things stand, while it is accepted: what can still be lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_up: Option<RefusalJson>,
}

impl From<&FilingView> for FilingJson {
    fn from(view: &FilingView) -> Self {
        let filing = &view.filing;
        let (mut proof, mut refusal) = (None, None);
        match &filing.state {
            FilingState::Accepted => {}
            FilingState::Final { outcome, receipt } => {
                proof = Some(ProofJson::of(&(filing.signed.clone(), *outcome, (**receipt).clone())));
            }
            FilingState::Refused { code } => refusal = Some(RefusalJson::of(code)),
        }
        let (height, time_ms) = view.inclusion().map(|at| (at.height, at.time_ms)).unzip();
        Self {
            entry_id: filing.id().to_string(),
            kind: filing.signed.entry().body.word().to_owned(),
            state: filing.state.word().to_owned(),
            valid_until_ms: filing.valid_until(),
            created_ms: filing.created_ms,
            height,
            time_ms,
            proof,
            refusal,
            held_up: view.held_up.as_deref().map(RefusalJson::of),
        }
    }
}

impl FilingJson {
    /// The same, with what was refused told in that language.
    fn in_language(self, lang: Lang) -> Self {
        let told = |refusal: Option<RefusalJson>| refusal.map(|refusal| refusal.in_language(lang));
        Self { refusal: told(self.refusal), held_up: told(self.held_up), ..self }
    }
}

/// A range of reserved numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeJson {
    /// Its ordinal among those of the office, from 1.
    pub range: u32,
    /// The kind of act, such as `birth`.
    pub kind: String,
    /// The year of the numbers, four digits.
    pub year: i16,
    /// The first serial.
    pub first: u32,
    /// The last serial.
    pub last: u32,
    /// Until when they may be used, in milliseconds since 1970.
    pub until_ms: u64,
    /// Whether the unused ones were given up.
    pub released: bool,
}

/// The ranges of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangesJson {
    /// By their ordinals. They are those that went through this registry.
    pub ranges: Vec<RangeJson>,
    /// How many reservations are accepted and have no outcome yet.
    pub waiting: usize,
}

impl From<RangeView> for RangeJson {
    fn from(view: RangeView) -> Self {
        let RangeView { ordinal, kind, year, first, last, until_ms, released } = view;
        let (kind, first, last) = (kind.word().to_owned(), first.get(), last.get());
        Self { range: ordinal, kind, year, first, last, until_ms, released }
    }
}

/// Where a key stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyJson {
    /// The id of the key, 32 hexadecimal digits.
    pub key: String,
    /// How often its standing was changed through this registry: the version that the next change names.
    pub version: u32,
    /// What became of it last: `suspended`, `lifted` or `revoked`; left out for a key as it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// `POST /v1/entries`
pub(crate) async fn file(State(served): State<Served>, signed: Signed) -> Result<Response, Problem> {
    let EntryRequest { entry } = signed.json()?;
    let unread = || Problem::new(StatusCode::BAD_REQUEST, "entry.not-hexadecimal");
    let bytes = unhex(&entry).ok_or_else(unread)?;
    let view = served.registry.file(&signed.who, &bytes).await?;
    let status = match view.filing.state {
        FilingState::Accepted => StatusCode::ACCEPTED,
        FilingState::Final { .. } | FilingState::Refused { .. } => StatusCode::OK,
    };
    Ok(told(status, &view, &signed))
}

/// `GET /v1/entries/{id}`
pub(crate) async fn filing(
    State(served): State<Served>,
    Named(id): Named,
    wait: Result<Query<Wait>, QueryRejection>,
    signed: Signed,
) -> Result<Response, Problem> {
    let wait = Duration::from_millis(query(wait)?.wait_ms).min(WAIT_MAX);
    let id = id.parse().map_err(|_no_id| Problem::not_found())?;
    Ok(told(StatusCode::OK, &served.registry.filing(id, wait).await?, &signed))
}

/// A filing, with its refusal in the language of who asks.
fn told(status: StatusCode, view: &FilingView, signed: &Signed) -> Response {
    let lang = signed.lang();
    Told(status, lang, FilingJson::from(view).in_language(lang)).into_response()
}

/// `GET /v1/ranges`
pub(crate) async fn ranges(
    State(served): State<Served>,
    signed: Signed,
) -> Result<Json<RangesJson>, Problem> {
    let (ranges, waiting) = served.registry.ranges(&signed.who).await?;
    Ok(Json(RangesJson { ranges: ranges.into_iter().map(Into::into).collect(), waiting }))
}

/// `GET /v1/keys/{id}`
pub(crate) async fn key(
    State(served): State<Served>,
    Named(id): Named,
    _signed: Signed,
) -> Result<Json<KeyJson>, Problem> {
    let key = id.parse().map_err(|_no_id| Problem::not_found())?;
    let view = served.registry.key_standing(key).await.map_err(|fault| Problem::fault(&fault))?;
    let KeyView { version, last } = view;
    Ok(Json(KeyJson { key: id.to_lowercase(), version, last: last.map(|deed| deed.word().to_owned()) }))
}
