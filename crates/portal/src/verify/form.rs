//! `POST /verify`: the check for whoever has no script. The server judges, and says that it did.
//!
//! # Rules
//!
//! What is given comes in the body and goes into no address and no log line; the answer is kept nowhere.
use super::{
    answers::guarded,
    asked::{Fault, Given, Live, Told, judge, read},
    sheet,
    words::lang_of,
};
use crate::{
    guard::{expect_media, read_whole},
    problem::Problem,
    routes::Served,
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use civil::Lang;
use maud::Markup;
use serde::Deserialize;

const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of the form; what else a browser sends is left aside.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    code: String,
    #[serde(default)]
    lang: String,
}

/// `POST /verify`
pub(crate) async fn form(State(served): State<Served>, request: Request) -> Result<Response, Problem> {
    expect_media(request.headers(), FORM)?;
    let (_, body) = match read_whole(request).await {
        Ok(whole) => whole,
        Err(problem) if problem.status == StatusCode::PAYLOAD_TOO_LARGE.as_u16() => {
            return Ok(html(StatusCode::PAYLOAD_TOO_LARGE, sheet::fault(Fault::TooLong, Lang::UzLatn)));
        }
        Err(problem) => return Err(problem),
    };
    // The library's words may quote the body.
    let fields: Fields = serde_urlencoded::from_bytes(&body)
        .map_err(|_quoting| Problem::new(StatusCode::BAD_REQUEST, "request.format/form"))?;
    let lang = lang_of(&fields.lang);
    let told = match read(&fields.code) {
        Given::Code(text) => judge(&text, &served.keys),
        Given::Handle(handle) => {
            let report = served.registry.certificate_status(handle).await;
            Told::Handle { handle, live: Live::of(&report, served.registry.now_ms()) }
        }
        Given::Neither(fault) => {
            return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, sheet::fault(fault, lang)));
        }
    };
    Ok(html(StatusCode::OK, sheet::answer(&told, &served.keys, fields.code.trim(), lang)))
}

fn html(status: StatusCode, page: Markup) -> Response {
    let mut response = (status, Html(page.into_string())).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    guarded(response)
}
