//! Problem documents (RFC 9457): why a request was not done, for people and for programs.
//!
//! A problem is made without knowing who asked, in English. Where the answer leaves, [`told`] says it again in the
//! language of the request.
use crate::tongue;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use civil::{Lang, refusal::Refusal, words::Saying};
use document::PrintFault;
use protocol::Malformed;
use registry::{
    declaration,
    request::Unsigned,
    service::{
        CounterError, DeclareError, Fault, FileError, IssueError, PdfError, ReadError, RevokeError, SignError,
    },
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
    pub detail: Box<str>,
    /// The stable code.
    pub code: Box<str>,
    /// The single faults or refusals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemItem>,
    /// The number under which the operator finds the fault in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<Box<str>>,
    /// What `detail` says.
    #[serde(skip)]
    saying: Option<Box<Saying>>,
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
    /// What `message` says.
    #[serde(skip)]
    saying: Option<Saying>,
}

impl ProblemItem {
    fn new(saying: Saying) -> Self {
        Self {
            pointer: None,
            code: saying.code().to_owned(),
            message: saying.told(Lang::En),
            source: None,
            line: None,
            column: None,
            saying: Some(saying),
        }
    }

    /// The same of a place in the request's body.
    pub(crate) fn at(pointer: &str, saying: Saying) -> Self {
        Self { pointer: Some(pointer.to_owned()), ..Self::new(saying) }
    }
}

impl Problem {
    /// A problem of that status, which the tables of words say: its code, or a saying with its gaps filled.
    pub(crate) fn new(status: StatusCode, saying: impl Into<Saying>) -> Self {
        let saying = saying.into();
        let code = saying.code();
        Self {
            kind: format!("{TYPE}{code}").into(),
            title: status.canonical_reason().unwrap_or("Problem").into(),
            status: status.as_u16(),
            detail: saying.told(Lang::En).into(),
            code: code.into(),
            errors: Vec::new(),
            incident: None,
            saying: Some(Box::new(saying)),
        }
    }

    /// The same in another language. Codes, pointers and articles stay.
    pub(crate) fn in_language(mut self, lang: Lang) -> Self {
        if let Some(saying) = &self.saying {
            self.detail = saying.told(lang).into();
        }
        for item in &mut self.errors {
            if let Some(saying) = &item.saying {
                item.message = saying.told(lang);
            }
        }
        self
    }

    fn refused(status: StatusCode, refusals: &[Refusal]) -> Self {
        let saying = match refusals {
            [one] => Saying::new(one.code()),
            more => Saying::new("declaration.refused").with("count", more.len()),
        };
        let errors = refusals.iter().map(|refusal| ProblemItem {
            source: Some(refusal.source().to_owned()),
            ..ProblemItem::new(refusal.code().into())
        });
        Self { errors: errors.collect(), ..Self::new(status, saying) }
    }

    fn not_permitted(refusal: Refusal) -> Self {
        Self::refused(StatusCode::FORBIDDEN, &[refusal])
    }

    fn law(refusals: &[Refusal]) -> Self {
        Self::refused(StatusCode::UNPROCESSABLE_ENTITY, refusals)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// The machine failed: logged once, here, and told without detail.
    pub(crate) fn fault(fault: &Fault) -> Self {
        let incident = incident();
        tracing::error!(incident, error = fault as &dyn core::error::Error, "a request failed");
        let (status, code) = if fault.is_passing() {
            (StatusCode::SERVICE_UNAVAILABLE, "service.unavailable")
        } else {
            (StatusCode::INTERNAL_SERVER_ERROR, "service.failed")
        };
        Self { incident: Some(incident.into()), ..Self::new(status, code) }
    }
}

/// The answer in that language, where it is a problem; any other as it is.
pub(crate) fn told(mut response: Response, lang: Lang) -> Response {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        tongue::mark(headers, lang);
        *response.body_mut() = Body::from(problem.in_language(lang).to_json());
    }
    response
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

impl Problem {
    fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and numbers are JSON")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.to_json()).into_response();
        response.extensions_mut().insert(self);
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
        Self::new(StatusCode::UNAUTHORIZED, error.code())
    }
}

impl From<declaration::Faults> for Problem {
    fn from(declaration::Faults(faults): declaration::Faults) -> Self {
        let status = match faults.first().map(|fault| fault.code) {
            Some("json.too-large") => StatusCode::PAYLOAD_TOO_LARGE,
            Some("json.syntax" | "json.twice") => StatusCode::BAD_REQUEST,
            Some(_) | None => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let saying = Saying::new("declaration.malformed").with("count", faults.len());
        let errors = faults.into_iter().map(|fault| ProblemItem {
            pointer: Some(fault.pointer),
            line: fault.position.map(|(line, _)| line),
            column: fault.position.map(|(_, column)| column),
            ..ProblemItem::new(fault.saying)
        });
        Self { errors: errors.collect(), ..Self::new(status, saying) }
    }
}

/// Why a record is not printed. Of a character its number alone is told.
fn unprintable(fault: &PrintFault) -> Saying {
    match fault {
        PrintFault::MissingGlyph { code_point } => {
            let character = format!("U+{:04X}", u32::from(*code_point));
            Saying::new("certificate.unprintable/character").with("character", character)
        }
        PrintFault::MoreThanOnePage => Saying::new("certificate.unprintable/page"),
        PrintFault::TooMuchForTheCode { .. }
        | PrintFault::ProofAlphabet { .. }
        | PrintFault::AttachmentName { .. }
        | PrintFault::NotOnABlank
        | PrintFault::Setting(_) => Saying::new("certificate.unprintable"),
    }
}

impl From<DeclareError> for Problem {
    fn from(error: DeclareError) -> Self {
        match error {
            DeclareError::Faults(faults) => faults.into(),
            DeclareError::Key => Self::new(StatusCode::BAD_REQUEST, "idempotency.not-the-hash"),
            DeclareError::NotPermitted(refusal) => Self::not_permitted(refusal),
            DeclareError::Refused(refusals) => Self::law(&refusals),
            DeclareError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<CounterError> for Problem {
    fn from(error: CounterError) -> Self {
        match error {
            CounterError::None => Self::not_found(),
            CounterError::NotPermitted(refusal) => Self::not_permitted(refusal),
            CounterError::Changed => Self::new(StatusCode::CONFLICT, "counter.changed"),
            CounterError::State { .. } => Self::new(StatusCode::CONFLICT, "counter.step"),
            CounterError::Declare(error) => error.into(),
            CounterError::Sign(error) => error.into(),
            CounterError::Fault(fault) => Self::fault(&fault),
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
            IssueError::Key => Self::new(StatusCode::CONFLICT, "idempotency.used"),
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
            RevokeError::Key => Self::new(StatusCode::CONFLICT, "idempotency.used"),
            RevokeError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Malformed(Malformed { at, expected }) => {
                let saying = Saying::new("entry.malformed").with("at", at).with("expected", expected);
                Self::new(StatusCode::BAD_REQUEST, saying)
            }
            FileError::Kind => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "entry.kind"),
            FileError::NotTheSender => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "entry.not-of-the-sender"),
            FileError::NotPermitted(refusal) => Self::not_permitted(refusal),
            FileError::Refused(Refusal::Expired) => Self::refused(StatusCode::CONFLICT, &[Refusal::Expired]),
            FileError::Refused(refusal) => Self::law(&[refusal]),
            FileError::Fault(fault) => Self::fault(&fault),
        }
    }
}

impl From<PdfError> for Problem {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::None => Self::not_found(),
            PdfError::NotPermitted(refusal) => Self::not_permitted(refusal),
            PdfError::NotFinal { state } => {
                let name = match state {
                    "to-sign" => "certificate.not-final/to-sign",
                    "refused" => "certificate.not-final/refused",
                    _ => "certificate.not-final/accepted",
                };
                Self::new(StatusCode::CONFLICT, name)
            }
            PdfError::Unprintable(fault) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, unprintable(&fault)),
            PdfError::ProofTooLong => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "certificate.proof-too-long")
            }
            PdfError::Fault(fault) => Self::fault(&fault),
        }
    }
}
