//! The check without script, over HTTP: asked with a form, answered with a page.
use crate::{
    client::{Client, Got},
    world::{birth, entry_signature},
};
use fixtures::paper::CHILONZOR;
use portal::api::{CaseJson, DeclaredJson, IssuedJson, unhex};
use protocol::{Canonical as _, Entry, Handle, hash::hex};
use reqwest::{Method, StatusCode};
use serde_json::json;

async fn ask(client: &Client, fields: &[(&str, &str)]) -> Got {
    let body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
    let headers = [("content-type", "application/x-www-form-urlencoded".to_owned())];
    client.send(Method::POST, "/verify", &headers, body).await
}

fn text(got: &Got) -> &str {
    std::str::from_utf8(&got.body).unwrap()
}

async fn sign(client: &Client, case: &CaseJson, entry: Option<String>) -> (CaseJson, Entry) {
    let entry = Entry::from_bytes(&unhex(&entry.unwrap()).unwrap()).unwrap();
    let body = json!({ "signature": hex(&entry_signature(CHILONZOR, entry.id())) }).to_string();
    client.post(CHILONZOR, &format!("/v1/cases/{}/signature", case.id), None, body.as_bytes()).await;
    let path = format!("/v1/cases/{}?wait_ms=20000", case.id);
    (client.get(CHILONZOR, &path).await.json(), entry)
}

/// The text of a certificate's code, as its PDF holds it, and its status code.
async fn certified(client: &Client) -> (String, Handle) {
    let declared: DeclaredJson = client.declare(CHILONZOR, &birth(1)).await.json();
    let act = sign(client, &declared.case, declared.entry).await.0.act.unwrap();
    let path = format!("/v1/acts/{act}/certificates");
    let got = client.post(CHILONZOR, &path, Some("07".repeat(32)), br#"{"langs":["ru"]}"#).await;
    let issued: IssuedJson = got.json();
    let (case, entry) = sign(client, &issued.case, issued.entry).await;
    let pdf = client.get(CHILONZOR, &format!("/v1/cases/{}/certificate", case.id)).await.body;
    (verifier::read::read(&pdf).unwrap().text, entry.body.issue().unwrap().handle)
}

#[tokio::test]
async fn a_code_and_a_status_code_are_answered_with_the_verdict_as_the_servers_word() {
    let client = Client::new().await;
    let (code, handle) = certified(&client).await;
    let got = ask(&client, &[("code", &code), ("lang", "en")]).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(got.headers["cache-control"], "no-store");
    let policy = got.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("form-action 'self'") && policy.contains("style-src 'self'"));
    assert!(text(&got).contains("A sample, no document") && text(&got).contains("1 1101 26 00001"));
    assert!(text(&got).contains("This answer is the word of the registry’s server."));

    let mut changed = code.clone();
    let at = changed.len() / 2;
    let other = if changed.get(at..=at) == Some("A") { "B" } else { "A" };
    changed.replace_range(at..=at, other);
    let got = ask(&client, &[("code", &changed), ("lang", "en")]).await;
    assert!(text(&got).contains("class=\"verdict v-no\"") && !text(&got).contains("1 1101 26 00001"));

    let got = ask(&client, &[("code", &handle.printed()), ("lang", "ru")]).await;
    assert!(text(&got).contains("class=\"verdict v-ok\"") && text(&got).contains("lang=\"ru\""));
    let unknown = ask(&client, &[("code", &Handle::new([9; 16]).printed())]).await;
    assert!(
        text(&unknown).contains("class=\"verdict v-dunno\"") && text(&unknown).contains("lang=\"uz-Latn\"")
    );
    client.end().await;
}

#[tokio::test]
async fn what_is_neither_is_asked_for_again_and_what_is_no_form_is_refused() {
    let client = Client::new().await;
    for typed in ["", "12", "not a code at all"] {
        let got = ask(&client, &[("code", typed), ("lang", "en"), ("more", "x")]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(
            text(&got).contains("role=\"alert\"") && text(&got).contains("action=\"/verify\""),
            "{typed}"
        );
    }
    let long = "A".repeat(70_000);
    let got = ask(&client, &[("code", &long)]).await;
    assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(&got).contains("role=\"alert\""));
    for (media, body, status, code) in [
        ("application/json", "{}", 415, "request.media-type"),
        ("multipart/form-data; boundary=x", "--x--", 415, "request.media-type"),
        ("application/x-www-form-urlencoded", "code=1&code=2", 400, "request.format"),
    ] {
        let headers = [("content-type", media.to_owned())];
        let got = client.send(Method::POST, "/verify", &headers, body.into()).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code), "{media}");
    }
    client.end().await;
}
