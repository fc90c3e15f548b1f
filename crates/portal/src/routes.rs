//! Every address that is answered. `openapi.json` describes them; a test compares the two.
use crate::{
    api,
    desk::{self, Desks},
    guard, page,
    verify::{self, Pages},
};
use axum::{
    Router,
    http::header,
    middleware,
    response::IntoResponse,
    routing::{MethodRouter, get, options, post},
};
use registry::{Registry, soft::SoftKeys};
use std::sync::Arc;
use tokio::sync::Semaphore;
use verifier::keys::KeyFile;

/// How many requests are answered at once.
const REQUESTS_MAX: usize = 256;
/// The description of the interface, OpenAPI 3.1.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) registry: Registry,
    pub(crate) turns: Arc<Semaphore>,
    pub(crate) keys: Arc<KeyFile>,
    pub(crate) pages: Arc<Pages>,
    pub(crate) desks: Arc<Desks>,
}

/// Method, address and handler of every route.
fn table() -> Vec<(&'static str, &'static str, MethodRouter<Served>)> {
    vec![
        ("get", "/", get(page::home)),
        ("get", "/openapi.json", get(async || fixed("application/json", OPENAPI))),
        ("get", "/static/portal.css", get(async || fixed("text/css; charset=utf-8", page::CSS))),
        ("get", "/static/band.svg", get(async || fixed("image/svg+xml", page::BAND))),
        ("get", "/static/girih.svg", get(async || fixed("image/svg+xml", page::GIRIH))),
        ("get", "/static/knot.svg", get(async || fixed("image/svg+xml", page::KNOT))),
        ("get", "/verify", get(verify::page)),
        ("post", "/verify", post(verify::form)),
        ("get", "/verify/", get(verify::with_slash)),
        ("get", "/verify/keys.json", get(verify::file)),
        ("get", "/verify/single.html", get(verify::file)),
        ("get", "/verify/{file}", get(verify::file)),
        ("get", "/verify/{folder}/{file}", get(verify::file)),
        ("get", "/v1/health", get(api::health)),
        ("post", "/v1/declarations", post(api::declare)),
        ("get", "/v1/cases/{id}", get(api::case)),
        ("post", "/v1/cases/{id}/signature", post(api::sign_case)),
        ("get", "/v1/cases/{id}/certificate", get(api::certificate_pdf)),
        ("get", "/v1/acts", get(api::acts)),
        ("get", "/v1/acts/{number}", get(api::act)),
        ("post", "/v1/acts/{number}/certificates", post(api::issue_certificate)),
        ("post", "/v1/references", post(api::refer)),
        ("post", "/v1/status", post(api::status)),
        ("options", "/v1/status", options(api::may_ask_status)),
        ("post", "/v1/revocations", post(api::revoke)),
        ("post", "/v1/persons", post(api::person)),
        ("post", "/v1/repairs", post(api::repair)),
        ("post", "/v1/entries", post(api::file)),
        ("get", "/v1/entries/{id}", get(api::filing)),
        ("get", "/v1/ranges", get(api::ranges)),
        ("get", "/v1/keys/{id}", get(api::key)),
    ]
}

fn fixed(media: &'static str, body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "max-age=300")], body)
}

/// Method and address of every route.
pub fn list() -> Vec<(&'static str, &'static str)> {
    table().into_iter().map(|(method, path, _)| (method, path)).collect()
}

/// The whole service over a registry, whose acts are checked by `keys`. With the keys of ready desks it has a counter.
pub fn router(registry: Registry, keys: &KeyFile, desks: Option<SoftKeys>) -> Router {
    let turns = Arc::new(Semaphore::new(REQUESTS_MAX));
    let pages = Arc::new(Pages::new(keys));
    let desks = Arc::new(Desks::new(desks));
    let served = Served { registry, turns, keys: Arc::new(keys.clone()), pages, desks };
    let counter = if served.desks.is_open() { desk::table() } else { Vec::new() };
    let all = table().into_iter().map(|(_, path, handler)| (path, handler)).chain(counter);
    all.fold(Router::new(), |router, (path, handler)| router.route(path, handler))
        .fallback(guard::nothing_here)
        .method_not_allowed_fallback(guard::wrong_method)
        .layer(middleware::from_fn_with_state(served.clone(), guard::around))
        .with_state(served)
}
