//! The handlers: read, ask the registry, write.
use super::json::{
    ActJson, ActLine, ActsJson, CaseJson, CertificateRequest, DeclaredJson, GroupJson, HealthJson,
    IssuedJson, SecondSignature, SignatureRequest,
};
use crate::{
    guard::{Named, Signed},
    problem::Problem,
    routes::Served,
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use civil::{ActKind, ActNumber, Lang};
use document::{BlankNumber, Ink, IssuedTo, Medium, Offset};
use protocol::{
    Canonical as _,
    hash::{from_hex, hex},
};
use registry::service::{Certificate, Committed, Form, WAIT_MAX};
use serde::Deserialize;
use std::time::Duration;
use vault::{CaseId, CaseState};

type Answered<T> = Result<T, Problem>;

fn case_id(text: &str) -> Answered<CaseId> {
    text.parse().map_err(|_no_id| Problem::not_found())
}

pub(super) fn act_number(text: &str) -> Answered<ActNumber> {
    text.parse().map_err(|error: civil::number::NotANumber| {
        Problem::new(StatusCode::BAD_REQUEST, "act.number", format!("{error}."))
    })
}

fn act_kind(word: &str) -> Answered<ActKind> {
    ActKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
        let detail = "The kind of act is birth, death, marriage or divorce.";
        Problem::new(StatusCode::BAD_REQUEST, "act.kind", detail)
    })
}

pub(super) fn query<T>(query: Result<Query<T>, QueryRejection>) -> Answered<T> {
    let detail = "The part of the address after the question mark cannot be read.";
    query
        .map(|Query(query)| query)
        .map_err(|_unread| Problem::new(StatusCode::BAD_REQUEST, "request.query", detail))
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
    let declared = served.registry.declare(&signed.who, key, &signed.body).await?;
    let (entry, committed) = declared.to_sign.unzip();
    let (record, fields) = match &committed {
        Some(Committed::Record(record)) => (Some(GroupJson::of_sealed(record)), None),
        Some(Committed::Fields(fields)) => (None, Some(fields.into())),
        None => (None, None),
    };
    let answer = DeclaredJson {
        case: (&declared.view).into(),
        entry: entry.map(|entry| hex(&entry.to_bytes())),
        record,
        fields,
        warnings: declared.warnings.into_iter().map(Into::into).collect(),
    };
    Ok((status_of(&declared.view.case.state), Json(answer)).into_response())
}

/// `POST /v1/cases/{id}/signature`
pub(crate) async fn sign_case(
    State(served): State<Served>,
    Named(id): Named,
    signed: Signed,
) -> Answered<Response> {
    let SignatureRequest { signature, second } = signed.json()?;
    let unread = || {
        let detail = "A signature has 128 hexadecimal digits, and the id of a key has 32.";
        Problem::new(StatusCode::BAD_REQUEST, "request.signature", detail)
    };
    let bytes = from_hex(&signature).ok_or_else(unread)?;
    let second = second.map(|SecondSignature { key, signature }| -> Answered<_> {
        Ok((key.parse().map_err(|_no_key| unread())?, from_hex(&signature).ok_or_else(unread)?))
    });
    let view = served.registry.sign_with(&signed.who, case_id(&id)?, bytes, second.transpose()?).await?;
    let status = match view.case.state {
        CaseState::Accepted => StatusCode::ACCEPTED,
        CaseState::ToSign | CaseState::Final { .. } | CaseState::Refused { .. } => StatusCode::OK,
    };
    Ok((status, Json(CaseJson::from(&view))).into_response())
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
) -> Answered<Json<CaseJson>> {
    let wait = Duration::from_millis(query(wait)?.wait_ms).min(WAIT_MAX);
    let view = served.registry.standing(&signed.who, case_id(&id)?, wait).await?;
    Ok(Json((&view).into()))
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
) -> Answered<Json<ActJson>> {
    let act = served.registry.show(&signed.who, act_number(&number)?).await?;
    Ok(Json(ActJson {
        case: (&act.view).into(),
        record: GroupJson::of_shown(&act.record),
        certificates: act
            .certificates
            .iter()
            .map(|case| CaseJson { revoked: act.revoked.contains(&case.id), ..case.into() })
            .collect(),
    }))
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
    let answer = IssuedJson {
        case: (&issued.view).into(),
        entry: entry.map(|entry| hex(&entry.to_bytes())),
        shown: shown.map(|shown| GroupJson::of_certificate(&shown)),
    };
    Ok((status_of(&issued.view.case.state), Json(answer)).into_response())
}

fn refused(code: &str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
}

/// One or two languages, and what the paper is printed with.
pub(super) fn langs_and_ink(langs: &[String], ink: Option<&str>) -> Answered<((Lang, Lang), Ink)> {
    let lang = |tag: &String| {
        tag.parse::<Lang>().map_err(|_unknown| {
            refused("lang.unknown", "The languages are uz-Latn, uz-Cyrl, ru, kaa and en.")
        })
    };
    let langs = match langs {
        [one] => (lang(one)?, lang(one)?),
        [one, two] => (lang(one)?, lang(two)?),
        _ => return Err(refused("lang.count", "A certificate has one or two languages.")),
    };
    let ink = match ink {
        None | Some("colour") => Ink::Colour,
        Some("mono") => Ink::Mono,
        Some(_) => return Err(refused("ink.unknown", "The ink is colour or mono.")),
    };
    Ok((langs, ink))
}

fn certificate(request: &CertificateRequest) -> Answered<Certificate> {
    let (langs, ink) = langs_and_ink(&request.langs, request.ink.as_deref())?;
    let form = match request.document.as_deref() {
        None | Some("certificate") => Form::Certificate,
        Some("reference") => Form::Reference,
        Some(_) => return Err(refused("document.unknown", "The document is a certificate or a reference.")),
    };
    let issued_to = match request.issued_to.as_deref() {
        None => IssuedTo::Both,
        Some("husband") => IssuedTo::Husband,
        Some("wife") => IssuedTo::Wife,
        Some(_) => return Err(refused("document.issued-to", "A paper is issued to husband or wife.")),
    };
    let no_blank = |fault: document::NotABlank| refused("document.blank", &format!("{fault}."));
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
