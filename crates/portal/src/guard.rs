//! What stands before every handler: limits, the officer's signature, and the headers of answers.
use crate::{
    problem::{Problem, told},
    routes::Served,
    tongue,
};
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use civil::{Lang, words::Saying};
use crash::Point;
use registry::{request::verify_request, staff::Officer};
use std::time::Duration;
use vault::IdempotencyKey;

/// The most bytes of a request's body.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;
const BODY_TIME: Duration = Duration::from_secs(10);
const ANSWER_TIME: Duration = Duration::from_mins(1);

/// A request whose signature is an officer's of the staff list.
pub(crate) struct Signed {
    pub(crate) who: Officer,
    pub(crate) body: Bytes,
    headers: HeaderMap,
}

/// A request that anybody may make; where it is signed, the signature is an officer's.
pub(crate) struct Asked {
    pub(crate) who: Option<Officer>,
    pub(crate) body: Bytes,
}

impl FromRequest<Served> for Signed {
    type Rejection = Problem;

    async fn from_request(request: Request, served: &Served) -> Result<Self, Problem> {
        let (parts, body) = read_whole(request).await?;
        let who = signer(&parts, &body, served)?;
        if parts.method == Method::POST {
            expect_json(&parts.headers)?;
        }
        crash::point(Point::PortalRequestRead);
        Ok(Self { who, body, headers: parts.headers })
    }
}

impl FromRequest<Served> for Asked {
    type Rejection = Problem;

    async fn from_request(request: Request, served: &Served) -> Result<Self, Problem> {
        let (parts, body) = read_whole(request).await?;
        let signed = parts.headers.contains_key(header::AUTHORIZATION);
        let who = if signed { Some(signer(&parts, &body, served)?) } else { None };
        expect_json(&parts.headers)?;
        Ok(Self { who, body })
    }
}

/// A request with its body, which is bounded in size and time.
pub(crate) async fn read_whole(request: Request) -> Result<(Parts, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let Ok(read) = tokio::time::timeout(BODY_TIME, to_bytes(body, BODY_BYTES_MAX)).await else {
        return Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "request.slow"));
    };
    Ok((parts, read.map_err(|error| too_large_or_broken(&error))?))
}

/// Whose key signed a request.
fn signer(parts: &Parts, body: &[u8], served: &Served) -> Result<Officer, Problem> {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (staff, now_ms) = (served.registry.staff(), served.registry.now_ms());
    let key = verify_request(header, parts.method.as_str(), path, body, now_ms, |key| {
        staff.by_key(key).map(|officer| &officer.key)
    })?;
    staff.by_key(key).cloned().ok_or_else(Problem::not_found)
}

/// A body as JSON of a known shape.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        // The library's words may quote the body; the place is enough.
        let saying = Saying::new("request.format").with("line", error.line()).with("column", error.column());
        Problem::new(StatusCode::BAD_REQUEST, saying)
    })
}

/// The variable part of an address.
pub(crate) struct Named(pub(crate) String);

impl FromRequestParts<Served> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Problem> {
        let name = Path::<String>::from_request_parts(parts, served).await;
        name.map(|Path(name)| Self(name)).map_err(|_not_utf8| Problem::not_found())
    }
}

impl Signed {
    /// The body as JSON of a known shape.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        parse(&self.body)
    }

    /// The `Idempotency-Key`: 64 hexadecimal digits.
    pub(crate) fn idempotency_key(&self) -> Result<IdempotencyKey, Problem> {
        let value = self.headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let missing = || Problem::new(StatusCode::BAD_REQUEST, "idempotency.missing");
        value.and_then(|value| value.parse().ok()).ok_or_else(missing)
    }

    /// The language in which who asks is answered.
    pub(crate) fn lang(&self) -> Lang {
        tongue::wanted(&self.headers)
    }
}

fn too_large_or_broken(error: &axum::Error) -> Problem {
    use core::error::Error as _;
    let limit = error.source().is_some_and(|source| source.to_string().contains("length limit"));
    if limit {
        let saying = Saying::new("json.too-large").with("most", BODY_BYTES_MAX);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, saying)
    } else {
        Problem::new(StatusCode::BAD_REQUEST, "request.broken")
    }
}

fn expect_json(headers: &HeaderMap) -> Result<(), Problem> {
    expect_media(headers, "application/json")
}

/// Refuses a body of any other media type.
pub(crate) fn expect_media(headers: &HeaderMap, expected: &str) -> Result<(), Problem> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = value.split(';').next().unwrap_or_default().trim();
    if media.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    let saying = Saying::new("request.media-type").with("expected", expected);
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, saying))
}

/// Bounds the number of requests and their time, tells problems in the language of the request, and gives every
/// answer its headers.
pub(crate) async fn around(State(served): State<Served>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let readers = Readers::of(&method, request.uri().path());
    let lang = tongue::wanted(request.headers());
    let unavailable = |code| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code).into_response();
    let Ok(_turn) = served.turns.try_acquire() else {
        return finish(told(unavailable("service.busy"), lang), readers);
    };
    let answer = tokio::time::timeout(ANSWER_TIME, next.run(request)).await;
    let response = told(answer.unwrap_or_else(|_elapsed| unavailable("service.slow")), lang);
    if method == Method::POST {
        crash::point(Point::PortalAnswerReady);
    }
    tracing::debug!(%method, status = response.status().as_u16(), "answered");
    finish(response, readers)
}

/// Which pages may read an answer, and whether it may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// Pages of this portal; each file says for how long.
    Pages,
    /// Commands, and pages of this portal; never kept.
    Api,
    /// Any page, also one opened from a file; never kept. The status of a certificate alone: whoever asks has its
    /// code, the answer proves itself, and no credentials go with the question.
    Anybody,
}

impl Readers {
    fn of(method: &Method, path: &str) -> Self {
        if path == "/v1/status" && (method == Method::POST || method == Method::OPTIONS) {
            Self::Anybody
        } else if path.starts_with("/v1/") {
            Self::Api
        } else {
            Self::Pages
        }
    }
}

fn finish(mut response: Response, readers: Readers) -> Response {
    const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                       frame-ancestors 'none'";
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        // The page that checks certificates has a policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    match readers {
        Readers::Pages => {}
        Readers::Api => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Readers::Anybody => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        }
    }
    response
}

/// What is answered where no route fits.
pub(crate) async fn nothing_here(_: Uri) -> Problem {
    Problem::not_found()
}

/// What is answered where a route fits and its method does not.
pub(crate) async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "request.method")
}
