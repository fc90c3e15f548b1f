//! `POST /v1/status`: what the ledger says of a certificate, or of an act number.
//!
//! The question stands in the body, never in an address: a status handle is known only to who holds the
//! paper. The answer comes with its proof, which whoever asked verifies.
use crate::{
    guard::{Asked, parse},
    problem::Problem,
    routes::Served,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use protocol::{Canonical as _, Handle, hash::hex, id::NotAHandle};
use registry::ledger::status::{Found, Report, Tried};
use serde::{Deserialize, Serialize};

/// The question: exactly one of the two.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRequest {
    /// The status code of a certificate, 28 characters as on the paper. Needs no signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The number of an act. Needs the signature of an officer who may read acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusJson {
    /// `proved`, `unknown` or `cannot-tell`.
    pub result: String,
    /// Where it is proved: the validator's answer, canonical CBOR in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Where it is unknown: the least height that one of those who say so has reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// The time of such a block, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// How many of the agencies' validators said what.
    pub tried: TriedJson,
}

/// How many of the agencies' validators said what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedJson {
    /// Gave a proof that holds.
    pub proved: usize,
    /// Know no such thing.
    pub unknown: usize,
    /// Cannot answer just now.
    pub not_now: usize,
    /// Gave a proof that does not hold.
    pub unproved: usize,
    /// Were asked and did not answer.
    pub silent: usize,
}

impl From<Tried> for TriedJson {
    fn from(tried: Tried) -> Self {
        let Tried { proved, unknown, not_now, unproved, silent } = tried;
        Self { proved, unknown, not_now, unproved, silent }
    }
}

impl From<Report> for StatusJson {
    fn from(report: Report) -> Self {
        let (result, answer, at) = match report.found {
            Found::Proved { answer, verified: _ } => ("proved", Some(hex(&answer.to_bytes())), None),
            Found::Unknown { height, time_ms } => ("unknown", None, Some((height, time_ms))),
            Found::CannotTell => ("cannot-tell", None, None),
        };
        let (height, time_ms) = at.unzip();
        Self { result: result.to_owned(), answer, height, time_ms, tried: report.tried.into() }
    }
}

/// `POST /v1/status`
pub(crate) async fn status(State(served): State<Served>, asked: Asked) -> Result<Json<StatusJson>, Problem> {
    let report = match parse(&asked.body)? {
        StatusRequest { handle: Some(handle), act: None } => {
            served.registry.certificate_status(read_handle(&handle)?).await
        }
        StatusRequest { handle: None, act: Some(act) } => {
            let who = asked.who.ok_or(registry::request::Unsigned::Form)?;
            served.registry.act_status(&who, super::handlers::act_number(&act)?).await?
        }
        StatusRequest { handle: Some(_), act: Some(_) } | StatusRequest { handle: None, act: None } => {
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "status.question"));
        }
    };
    Ok(Json(report.into()))
}

/// `OPTIONS /v1/status`: what a page of another origin may send (Fetch, CORS preflight). No signature of an
/// officer is among it, so that no page elsewhere asks in an officer's name.
pub(crate) async fn may_ask_status() -> (StatusCode, [(HeaderName, &'static str); 3]) {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, allowed)
}

/// Reads a status code as it was typed from the paper. The text is not repeated.
pub(super) fn read_handle(text: &str) -> Result<Handle, Problem> {
    Handle::from_printed(text).map_err(|error| {
        let name = match error {
            NotAHandle::Character => "certificate.handle/character",
            NotAHandle::Length => "certificate.handle/length",
            NotAHandle::Check => "certificate.handle/check",
        };
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, name)
    })
}
