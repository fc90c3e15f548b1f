//! Problem documents (RFC 9457): why a request was not done, for people and for programs.
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use civil::refusal::Refusal;
use registry::{
    declaration,
    request::Unsigned,
    service::{DeclareError, Fault, FileError, IssueError, PdfError, ReadError, RevokeError, SignError},
};
use serde::{Deserialize, Serialize};

/// Where a problem's kind is named.
const TYPE: &str = "urn:dalolat:problem:";

/// A problem document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// A name for the kind of problem, ending in its code.
    #[serde(rename = "type")]
    pub kind: Box<str>,
    /// The kind in a few words; the same for all problems of a status.
    pub title: Box<str>,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong and what to do.
    pub detail: String,
    /// The stable code.
    pub code: Box<str>,
    /// The single faults or refusals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemItem>,
    /// The number under which the operator finds the fault in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<Box<str>>,
}

/// One fault of a document, or one reason of the law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemItem {
    /// Where in the request's body: a JSON pointer (RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The stable code.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
    /// Which law, resolution or rule of the register says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The line of the body, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column of that line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl Problem {
    /// A problem of that status.
    pub(crate) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("{TYPE}{code}").into(),
            title: status.canonical_reason().unwrap_or("Problem").into(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.into(),
            errors: Vec::new(),
            incident: None,
        }
    }

    fn refused(status: StatusCode, refusals: &[Refusal]) -> Self {
        let (code, detail) = match refusals {
            [one] => (one.code(), one.message().to_owned()),
            more => ("declaration.refused", format!("The law refuses this for {} reasons.", more.len())),
        };
        let errors = refusals.iter().map(|refusal| ProblemItem {
            pointer: None,
            code: refusal.code().to_owned(),
            message: refusal.message().to_owned(),
            source: Some(refusal.source().to_owned()),
            line: None,
            column: None,
        });
        Self { errors: errors.collect(), ..Self::new(status, code, detail) }
    }

    fn not_permitted(refusal: Refusal) -> Self {
        Self::refused(StatusCode::FORBIDDEN, &[refusal])
    }

    fn law(refusals: &[Refusal]) -> Self {
        Self::refused(StatusCode::UNPROCESSABLE_ENTITY, refusals)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing under this address.")
    }

    /// The machine failed: logged once, here, and told without detail.
    pub(crate) fn fault(fault: &Fault) -> Self {
        let incident = incident();
        tracing::error!(incident, error = fault as &dyn core::error::Error, "a request failed");
        let (status, code, detail) = if fault.is_passing() {
            let detail =
                "The registry cannot store anything just now. Nothing was accepted; try again shortly.";
            (StatusCode::SERVICE_UNAVAILABLE, "service.unavailable", detail)
        } else {
            let detail = "Something failed inside the registry. Tell the operator the incident number.";
            (StatusCode::INTERNAL_SERVER_ERROR, "service.failed", detail)
        };
        Self { incident: Some(incident.into()), ..Self::new(status, code, detail) }
    }
}

/// A random number by which a line of the log and an answer find one another.
fn incident() -> String {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        Ok(()) => protocol::hash::hex(&bytes),
        // The fault itself is in the log all the same.
        Err(_) => "without-number".to_owned(),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Dalolat"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

impl From<Unsigned> for Problem {
    fn from(error: Unsigned) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, error.code(), format!("{error}."))
    }
}

impl From<declaration::Faults> for Problem {
    fn from(declaration::Faults(faults): declaration::Faults) -> Self {
        let status = match faults.first().map(|fault| fault.code) {
            Some("json.too-large") => StatusCode::PAYLOAD_TOO_LARGE,
            Some("json.syntax" | "json.twice") => StatusCode::BAD_REQUEST,
            Some(_) | None => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let detail = match faults.len() {
            1 => "The declaration cannot be read: it has one fault.".to_owned(),
            count => format!("The declaration cannot be read: it has {count} faults."),
        };
        let errors = faults.into_iter().map(|fault| ProblemItem {
            pointer: Some(fault.pointer),
            code: fault.code.to_owned(),
            message: fault.message,
            source: None,
            line: fault.position.map(|(line, _)| line),
            column: fault.position.map(|(_, column)| column),
        });
        Self { errors: errors.collect(), ..Self::new(status, "declaration.malformed", detail) }
    }
}

impl From<DeclareError> for Problem {
    fn from(error: DeclareError) -> Self {
        match error {
            DeclareError::Faults(faults) => faults.into(),
            DeclareError::Key => {
                Self::new(StatusCode::BAD_REQUEST, "idempotency.not-the-hash", format!("{error}."))
            }
            DeclareError::NotPermitted(refusal) => Self::not_permitted(refusal),
            DeclareError::Refused(refusals) => Self::law(&refusals),
            DeclareError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<SignError> for Problem {
    fn from(error: SignError) -> Self {
        match error {
            SignError::NoCase => Self::not_found(),
            SignError::NotPermitted(refusal) => Self::not_permitted(refusal),
            SignError::Refused(Refusal::Expired) => Self::refused(StatusCode::CONFLICT, &[Refusal::Expired]),
            SignError::Refused(refusal) => Self::law(&[refusal]),
            SignError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::None => Self::not_found(),
            ReadError::NotPermitted(refusal) => Self::not_permitted(refusal),
            ReadError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<IssueError> for Problem {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::NoAct => Self::not_found(),
            IssueError::NotPermitted(refusal) => Self::not_permitted(refusal),
            IssueError::Refused(refusal) => Self::law(&[refusal]),
            IssueError::Key => Self::new(StatusCode::CONFLICT, "idempotency.used", format!("{error}.")),
            IssueError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<RevokeError> for Problem {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::NoCertificate => Self::not_found(),
            RevokeError::NotPermitted(refusal) => Self::not_permitted(refusal),
            RevokeError::Refused(refusal) => Self::refused(StatusCode::CONFLICT, &[refusal]),
            RevokeError::Key => Self::new(StatusCode::CONFLICT, "idempotency.used", format!("{error}.")),
            RevokeError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        let detail = format!("{error}.");
        match error {
            FileError::Malformed(malformed) => {
                let detail = format!("The bytes are no signed entry: {malformed}.");
                Self::new(StatusCode::BAD_REQUEST, "entry.malformed", detail)
            }
            FileError::Kind => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "entry.kind", detail),
            FileError::NotTheSender => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "entry.not-of-the-sender", detail)
            }
            FileError::NotPermitted(refusal) => Self::not_permitted(refusal),
            FileError::Refused(Refusal::Expired) => Self::refused(StatusCode::CONFLICT, &[Refusal::Expired]),
            FileError::Refused(refusal) => Self::law(&[refusal]),
            FileError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<PdfError> for Problem {
    fn from(error: PdfError) -> Self {
        let detail = format!("{error}.");
        match error {
            PdfError::None => Self::not_found(),
            PdfError::NotPermitted(refusal) => Self::not_permitted(refusal),
            PdfError::NotFinal { .. } => Self::new(StatusCode::CONFLICT, "certificate.not-final", detail),
            PdfError::Unprintable(_) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "certificate.unprintable", detail)
            }
            PdfError::ProofTooLong => {
                let detail = format!("{detail} Issue the certificate again.");
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "certificate.proof-too-long", detail)
            }
            PdfError::Fault(fault) => Self::fault(&fault),
        }
    }
}
