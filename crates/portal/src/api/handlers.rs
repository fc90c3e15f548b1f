//! The handlers: read, ask the registry, write.
use super::json::{
    ActJson, ActLine, ActsJson, CaseJson, CertificateRequest, DeclaredJson, GroupJson, HealthJson,
    IssuedJson, SecondSignature, SignatureRequest, WarningJson,
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
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use civil::{ActKind, ActNumber, Lang, words::Saying};
use document::{BlankNumber, Ink, IssuedTo, Medium, NotABlank, Offset};
use protocol::{
    Canonical as _,
    hash::{from_hex, hex},
};
use registry::service::{CaseView, Certificate, Committed, Form, WAIT_MAX};
use serde::Deserialize;
use std::time::Duration;
use vault::{CaseId, CaseState};

type Answered<T> = Result<T, Problem>;

fn case_id(text: &str) -> Answered<CaseId> {
    text.parse().map_err(|_no_id| Problem::not_found())
}

pub(super) fn act_number(text: &str) -> Answered<ActNumber> {
    text.parse().map_err(|_no_number| Problem::new(StatusCode::BAD_REQUEST, "act.number"))
}

fn act_kind(word: &str) -> Answered<ActKind> {
    let found = ActKind::ALL.into_iter().find(|kind| kind.word() == word);
    found.ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "act.kind"))
}

pub(super) fn query<T>(query: Result<Query<T>, QueryRejection>) -> Answered<T> {
    query.map(|Query(query)| query).map_err(|_unread| Problem::new(StatusCode::BAD_REQUEST, "request.query"))
}

/// A case that is new, or still waits, is 201; one that is on its way or at its end is 200.
pub(super) fn status_of(state: &CaseState) -> StatusCode {
    match state {
        CaseState::ToSign => StatusCode::CREATED,
        CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => StatusCode::OK,
    }
}

/// `POST /v1/declarations`
pub(crate) async fn declare(State(served): State<Served>, signed: Signed) -> Answered<Response> {
    let key = signed.idempotency_key()?;
    let lang = signed.lang();
    let declared = served.registry.declare(&signed.who, key, &signed.body).await?;
    let (entry, committed) = declared.to_sign.unzip();
    let (record, fields) = match &committed {
        Some(Committed::Record(record)) => (Some(GroupJson::of_sealed(record)), None),
        Some(Committed::Fields(fields)) => (None, Some(fields.into())),
        None => (None, None),
    };
    let answer = DeclaredJson {
        case: CaseJson::from(&declared.view).in_language(lang),
        entry: entry.map(|entry| hex(&entry.to_bytes())),
        record,
        fields,
        warnings: declared.warnings.into_iter().map(|caution| WarningJson::of(caution, lang)).collect(),
    };
    Ok(Told(status_of(&declared.view.case.state), lang, answer).into_response())
}

/// `POST /v1/cases/{id}/signature`
pub(crate) async fn sign_case(
    State(served): State<Served>,
    Named(id): Named,
    signed: Signed,
) -> Answered<Response> {
    let SignatureRequest { signature, second } = signed.json()?;
    let unread = || Problem::new(StatusCode::BAD_REQUEST, "request.signature");
    let bytes = from_hex(&signature).ok_or_else(unread)?;
    let second = second.map(|SecondSignature { key, signature }| -> Answered<_> {
        Ok((key.parse().map_err(|_no_key| unread())?, from_hex(&signature).ok_or_else(unread)?))
    });
    let view = served.registry.sign_with(&signed.who, case_id(&id)?, bytes, second.transpose()?).await?;
    let status = match view.case.state {
        CaseState::Accepted => StatusCode::ACCEPTED,
        CaseState::ToSign | CaseState::Final { .. } | CaseState::Refused { .. } => StatusCode::OK,
    };
    Ok(told(status, &view, &signed))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wait {
    #[serde(default)]
    pub(super) wait_ms: u64,
}

/// `GET /v1/cases/{id}`
pub(crate) async fn case(
    State(served): State<Served>,
    Named(id): Named,
    wait: Result<Query<Wait>, QueryRejection>,
    signed: Signed,
) -> Answered<Response> {
    let wait = Duration::from_millis(query(wait)?.wait_ms).min(WAIT_MAX);
    let view = served.registry.standing(&signed.who, case_id(&id)?, wait).await?;
    Ok(told(StatusCode::OK, &view, &signed))
}

/// A case, with its refusal in the language of who asks.
fn told(status: StatusCode, view: &CaseView, signed: &Signed) -> Response {
    let lang = signed.lang();
    Told(status, lang, CaseJson::from(view).in_language(lang)).into_response()
}

/// `GET /v1/cases/{id}/certificate`
pub(crate) async fn certificate_pdf(
    State(served): State<Served>,
    Named(id): Named,
    signed: Signed,
) -> Answered<Response> {
    let pdf = served.registry.pdf(&signed.who, case_id(&id)?).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], pdf).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    kind: Option<String>,
    before: Option<String>,
    most: Option<u32>,
}

/// `GET /v1/acts`
pub(crate) async fn acts(
    State(served): State<Served>,
    page: Result<Query<Page>, QueryRejection>,
    signed: Signed,
) -> Answered<Json<ActsJson>> {
    let Page { kind, before, most } = query(page)?;
    let kind = match kind.as_deref() {
        None => ActKind::Birth,
        Some(word) => act_kind(word)?,
    };
    let before = before.as_deref().map(act_number).transpose()?;
    let page = served.registry.list(&signed.who, kind, before, most.unwrap_or(100)).await?;
    let acts = page.acts.iter().filter_map(|case| {
        let CaseJson { id, act, date, .. } = case.into();
        Some(ActLine { number: act?, date: date?, case: id, officer: case.officer })
    });
    Ok(Json(ActsJson { acts: acts.collect(), next: page.next.map(|number| number.to_string()) }))
}

/// `GET /v1/acts/{number}`
pub(crate) async fn act(
    State(served): State<Served>,
    Named(number): Named,
    signed: Signed,
) -> Answered<Told<ActJson>> {
    let act = served.registry.show(&signed.who, act_number(&number)?).await?;
    let lang = signed.lang();
    let answer = ActJson {
        case: (&act.view).into(),
        record: GroupJson::of_shown(&act.record),
        certificates: act
            .certificates
            .iter()
            .map(|case| CaseJson { revoked: act.revoked.contains(&case.id), ..case.into() })
            .map(|case| case.in_language(lang))
            .collect(),
    };
    Ok(Told(StatusCode::OK, lang, answer))
}

/// `POST /v1/acts/{number}/certificates`
pub(crate) async fn issue_certificate(
    State(served): State<Served>,
    Named(number): Named,
    signed: Signed,
) -> Answered<Response> {
    let key = signed.idempotency_key()?;
    let certificate = certificate(&signed.json()?)?;
    let issued = served.registry.issue(&signed.who, act_number(&number)?, certificate, key).await?;
    let (entry, shown) = issued.to_sign.unzip();
    let lang = signed.lang();
    let answer = IssuedJson {
        case: CaseJson::from(&issued.view).in_language(lang),
        entry: entry.map(|entry| hex(&entry.to_bytes())),
        shown: shown.map(|shown| GroupJson::of_certificate(&shown)),
    };
    Ok(Told(status_of(&issued.view.case.state), lang, answer).into_response())
}

fn refused(code: &'static str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code)
}

/// One or two languages, and what the paper is printed with.
pub(super) fn langs_and_ink(langs: &[String], ink: Option<&str>) -> Answered<((Lang, Lang), Ink)> {
    let lang = |tag: &String| tag.parse::<Lang>().map_err(|_unknown| refused("lang.unknown"));
    let langs = match langs {
        [one] => (lang(one)?, lang(one)?),
        [one, two] => (lang(one)?, lang(two)?),
        _ => return Err(refused("lang.count")),
    };
    let ink = match ink {
        None | Some("colour") => Ink::Colour,
        Some("mono") => Ink::Mono,
        Some(_) => return Err(refused("ink.unknown")),
    };
    Ok((langs, ink))
}

fn certificate(request: &CertificateRequest) -> Answered<Certificate> {
    let (langs, ink) = langs_and_ink(&request.langs, request.ink.as_deref())?;
    let form = match request.document.as_deref() {
        None | Some("certificate") => Form::Certificate,
        Some("reference") => Form::Reference,
        Some(_) => return Err(refused("document.unknown")),
    };
    let issued_to = match request.issued_to.as_deref() {
        None => IssuedTo::Both,
        Some("husband") => IssuedTo::Husband,
        Some("wife") => IssuedTo::Wife,
        Some(_) => return Err(refused("document.issued-to")),
    };
    let no_blank = |fault: NotABlank| {
        let saying = match fault {
            NotABlank::Number => Saying::new("document.blank/number"),
            NotABlank::Offset { .. } => Saying::new("document.blank/offset").with("most", Offset::MAX),
        };
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, saying)
    };
    let medium = match &request.blank {
        None => Medium::Plain,
        Some(blank) => Medium::Blank {
            offset: Offset::new(blank.right, blank.down).map_err(no_blank)?,
            number: BlankNumber::new(&blank.number).map_err(no_blank)?,
        },
    };
    Ok(Certificate { langs, ink, form, issued_to, medium })
}

/// `GET /v1/health`
pub(crate) async fn health(State(served): State<Served>) -> Answered<Json<HealthJson>> {
    served.registry.vault_answers().await.map_err(|fault| Problem::fault(&fault))?;
    let ledger = served.registry.ledger().await.map(Into::into);
    Ok(Json(HealthJson { vault: "ok".to_owned(), ledger }))
}
