//! `POST /v1/revocations`: the end of a certificate begins.
use super::{filing::ProofJson, handlers::status_of, json::CaseJson, status::read_handle};
use crate::{guard::Signed, problem::Problem, routes::Served, tongue::Told};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use protocol::{Canonical as _, entry::RevocationReason, hash::hex};
use registry::service::Which;
use serde::{Deserialize, Serialize};

/// Which certificate, and why: its number or its status code, one of the two.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationRequest {
    /// The number of the certificate, such as `1101-26-00001`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Its status code, 28 characters as on the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// `spoiled`, `lost`, `stolen` or `error`.
    pub reason: String,
}

/// The answer to the request to end a certificate.
#[derive(Clone, Serialize, Deserialize)]
pub struct RevocationJson {
    /// The case.
    pub case: CaseJson,
    /// How the certificate was issued, so that who signs sees which paper ends.
    pub issued: ProofJson,
    /// While it waits for its signature: the canonical bytes of the entry, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// `POST /v1/revocations`
pub(crate) async fn revoke(State(served): State<Served>, signed: Signed) -> Result<Response, Problem> {
    let key = signed.idempotency_key()?;
    let request: RevocationRequest = signed.json()?;
    let refused = |code: &'static str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code);
    let which = match (&request.certificate, &request.handle) {
        (Some(number), None) => {
            Which::Number(number.parse().map_err(|_no_number| refused("certificate.number"))?)
        }
        (None, Some(handle)) => Which::Handle(read_handle(handle)?),
        (Some(_), Some(_)) | (None, None) => return Err(refused("certificate.unnamed")),
    };
    let reason = RevocationReason::ALL.into_iter().find(|reason| reason.word() == request.reason);
    let reason = reason.ok_or_else(|| refused("revocation.reason"))?;
    let lang = signed.lang();
    let revocation = served.registry.revoke(&signed.who, which, reason, key).await?;
    let answer = RevocationJson {
        case: CaseJson::from(&revocation.view).in_language(lang),
        issued: ProofJson::of(&revocation.issued),
        entry: revocation.to_sign.map(|entry| hex(&entry.to_bytes())),
    };
    Ok(Told(status_of(&revocation.view.case.state), lang, answer).into_response())
}
