//! The client service: HTTP with CBOR bodies on this machine, as [`protocol::service`] lists it.
//!
//! Each client has a token of its own (`Authorization: Bearer …`). Errors are plain text: 400 says where
//! a body is malformed and what is expected, 401 asks for a token, 413 says how long an entry may be,
//! 429 with `Retry-After` says that there is no room for an entry and when to send it again, 503 that too
//! many requests wait.
//!
//! # Limits
//!
//! So many requests are answered at once ([`REQUESTS_MAX`]), and their bodies take so much memory
//! ([`BODIES_MAX_KIB`]); what goes beyond is turned away before its body is read.
use crate::{
    admission::NotAdmitted,
    chain::Fault,
    config::ClientToken,
    meter::Part,
    validator::{SubmitError, Validator},
};
use axum::{
    Router,
    body::{Bytes, HttpBody as _},
    extract::{
        DefaultBodyLimit, Path, Query, Request, State,
        rejection::{BytesRejection, PathRejection, QueryRejection},
    },
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use protocol::{
    Canonical, EntryId,
    entry::BULK_ENTRY_BYTES_MAX,
    service::{Costs, Standing},
    status,
};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// The longest that an answer is waited for, in milliseconds.
pub const WAIT_MS_MAX: u64 = 30_000;
/// How many requests are answered or wait at once.
pub const REQUESTS_MAX: usize = 4096;
/// How much the bodies of all of them take, in KiB.
pub const BODIES_MAX_KIB: usize = 32 * 1024;

#[derive(Clone)]
struct Service {
    validator: Validator,
    tokens: Arc<[ClientToken]>,
    requests: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
}

/// The routes of the service, for the clients that hold one of `tokens`.
pub fn router(validator: Validator, tokens: Vec<ClientToken>) -> Router {
    let requests = Arc::new(Semaphore::new(REQUESTS_MAX));
    let bodies = Arc::new(Semaphore::new(BODIES_MAX_KIB));
    let service = Service { validator, tokens: tokens.into(), requests, bodies };
    Router::new()
        .route("/v1/entries", post(submit))
        .route("/v1/entries/{id}", get(standing))
        .route("/v1/status", get(how_it_is))
        .route("/v1/state", post(state))
        .route("/v1/blocks", get(blocks))
        .route("/v1/costs", get(costs))
        .layer(DefaultBodyLimit::max(BULK_ENTRY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(service.clone(), admit))
        .with_state(service)
}

/// Lets in clients with a token, and only so many at once.
async fn admit(State(service): State<Service>, request: Request, next: Next) -> Response {
    let token = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    // All tokens are compared, so that the time does not tell which one came close.
    let known =
        token.is_some_and(|token| service.tokens.iter().fold(false, |known, one| known | one.is(token)));
    if !known {
        let asked = [(header::WWW_AUTHENTICATE, "Bearer")];
        return (StatusCode::UNAUTHORIZED, asked, "a client's token is needed: `Authorization: Bearer …`\n")
            .into_response();
    }
    let body = kib(request.body().size_hint().upper());
    match (service.requests.try_acquire(), service.bodies.try_acquire_many(body)) {
        (Ok(_request), Ok(_body)) => Part::Answers.counted(Box::pin(next.run(request))).await,
        (Err(_), _) | (_, Err(_)) => {
            later(StatusCode::SERVICE_UNAVAILABLE, 1, "too many requests wait; ask again in a second\n")
        }
    }
}

/// What a body takes at most, in KiB; one that says nothing of its length may be as long as any.
fn kib(length: Option<u64>) -> u32 {
    let longest = BULK_ENTRY_BYTES_MAX as u64;
    let length = length.unwrap_or(longest).min(longest);
    u32::try_from(length.div_ceil(1024)).unwrap_or(u32::MAX)
}

/// `POST /v1/entries`: takes a signed entry.
async fn submit(
    State(service): State<Service>,
    query: Result<Query<WaitQuery>, QueryRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let wait = match query.map(|Query(query)| wait(query.wait_ms)) {
        Ok(Some(wait)) => wait,
        Ok(None) => return bad(WAIT_TOO_LONG),
        Err(rejection) => return bad(&rejection.body_text()),
    };
    let bytes = match body {
        Ok(bytes) => bytes,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let text = format!("an entry has at most {BULK_ENTRY_BYTES_MAX} bytes\n");
            return (StatusCode::PAYLOAD_TOO_LARGE, text).into_response();
        }
        Err(rejection) => return bad(&rejection.body_text()),
    };
    match service.validator.submit_named(bytes).await {
        Ok((named, Standing::NotYet)) if !wait.is_zero() => {
            match service.validator.standing_within(named, wait).await {
                Ok(standing) => cbor(&standing),
                Err(fault) => at_fault(&fault),
            }
        }
        Ok((_, standing)) => cbor(&standing),
        Err(SubmitError::NotAdmitted(NotAdmitted::Malformed(malformed))) => bad(&malformed.to_string()),
        Err(SubmitError::NotAdmitted(NotAdmitted::NoRoom(no_room))) => {
            later(StatusCode::TOO_MANY_REQUESTS, no_room.after_s, &format!("{no_room}\n"))
        }
        Err(SubmitError::Fault(fault)) => at_fault(&fault),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitQuery {
    #[serde(default)]
    wait_ms: u64,
}

/// `GET /v1/entries/{id}?wait_ms=N`: where an entry stands; waits for it to become final.
async fn standing(
    State(service): State<Service>,
    id: Result<Path<String>, PathRejection>,
    query: Result<Query<WaitQuery>, QueryRejection>,
) -> Response {
    let id = match id.map(|Path(id)| id.parse::<EntryId>()) {
        Ok(Ok(id)) => id,
        Ok(Err(error)) => return bad(&error.to_string()),
        Err(rejection) => return bad(&rejection.body_text()),
    };
    let wait = match query.map(|Query(query)| wait(query.wait_ms)) {
        Ok(Some(wait)) => wait,
        Ok(None) => return bad(WAIT_TOO_LONG),
        Err(rejection) => return bad(&rejection.body_text()),
    };
    match service.validator.standing(id).await {
        Ok(Standing::NotYet) if !wait.is_zero() => match service.validator.standing_within(id, wait).await {
            Ok(standing) => cbor(&standing),
            Err(fault) => at_fault(&fault),
        },
        Ok(standing) => cbor(&standing),
        Err(fault) => at_fault(&fault),
    }
}

/// `POST /v1/state`: answers a question about the state, with proof.
async fn state(State(service): State<Service>, body: Result<Bytes, BytesRejection>) -> Response {
    let query = match body {
        Ok(bytes) => status::Query::from_bytes(&bytes),
        Err(rejection) => return bad(&rejection.body_text()),
    };
    match query {
        Ok(query) => match service.validator.answer(query).await {
            Ok(answer) => cbor(&answer),
            Err(fault) => at_fault(&fault),
        },
        Err(malformed) => bad(&malformed.to_string()),
    }
}

/// `GET /v1/status`: how the validator is.
async fn how_it_is(State(service): State<Service>) -> Response {
    cbor(&service.validator.status())
}

/// `GET /v1/costs`: what its CPU time went into.
async fn costs() -> Response {
    let parts = Part::ALL.map(|part| (part.word().to_owned(), part.spent_ns()));
    cbor(&Costs { parts: parts.to_vec() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlocksQuery {
    from: u64,
    #[serde(default)]
    wait_ms: u64,
}

/// `GET /v1/blocks?from=H&wait_ms=N`: final blocks from a height; waits for the first of them.
async fn blocks(
    State(service): State<Service>,
    query: Result<Query<BlocksQuery>, QueryRejection>,
) -> Response {
    let query = match query {
        Ok(Query(query)) => query,
        Err(rejection) => return bad(&rejection.body_text()),
    };
    let Some(wait) = wait(query.wait_ms) else { return bad(WAIT_TOO_LONG) };
    let mut heights = service.validator.heights();
    // An empty answer says that there is none yet, so that it does not matter how the waiting ended.
    drop(timeout(wait, heights.wait_for(|height| *height >= query.from)).await);
    match service.validator.blocks(query.from).await {
        Ok(lines) => cbor(&lines),
        Err(fault) => at_fault(&fault),
    }
}

const WAIT_TOO_LONG: &str = "wait_ms: expected at most 30000";

fn wait(wait_ms: u64) -> Option<Duration> {
    (wait_ms <= WAIT_MS_MAX).then(|| Duration::from_millis(wait_ms))
}

fn cbor(value: &impl Canonical) -> Response {
    ([(header::CONTENT_TYPE, "application/cbor")], value.to_bytes()).into_response()
}

fn bad(text: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{text}\n")).into_response()
}

fn later(status: StatusCode, after_s: u32, text: &str) -> Response {
    (status, [(header::RETRY_AFTER, after_s.to_string())], text.to_owned()).into_response()
}

fn at_fault(fault: &Fault) -> Response {
    tracing::error!(%fault, "a request could not be answered");
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{fault}\n")).into_response()
}
