//! Requests and answers: the whole line once, and every way in which a request is not taken.
use crate::{
    client::Client,
    world::{birth, entry_signature, signer},
};
use fixtures::paper::{CHILONZOR, RURAL};
use portal::api::{ActJson, ActsJson, CaseJson, DeclaredJson, HealthJson, IssuedJson, record_of};
use protocol::{Body, Canonical as _, Entry, hash::hex};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::time::Duration;

fn entry(text: Option<String>) -> Entry {
    let text = text.unwrap();
    let bytes: Vec<u8> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect();
    Entry::from_bytes(&bytes).unwrap()
}

async fn signed(client: &Client, case: &CaseJson, entry: &Entry) -> CaseJson {
    let body = json!({ "signature": hex(&entry_signature(CHILONZOR, entry.id())) }).to_string();
    let path = format!("/v1/cases/{}/signature", case.id);
    let got = client.post(CHILONZOR, &path, None, body.as_bytes()).await;
    assert!(got.status == StatusCode::ACCEPTED || got.status == StatusCode::OK, "{}", got.status);
    let path = format!("/v1/cases/{}?wait_ms=20000", case.id);
    client.get(CHILONZOR, &path).await.json()
}

/// Declares and signs over HTTP, as the command does.
async fn registered(client: &Client, n: u32) -> CaseJson {
    let got = client.declare(CHILONZOR, &birth(n)).await;
    assert_eq!(got.status, StatusCode::CREATED);
    let declared: DeclaredJson = got.json();
    let entry = entry(declared.entry);
    let Body::ActRegister(act) = &entry.body else { panic!("an act") };
    assert_eq!(record_of(&declared.record.unwrap()).unwrap().commitment(), act.commitment);
    signed(client, &declared.case, &entry).await
}

#[tokio::test]
async fn a_birth_and_its_certificate_go_the_whole_way_over_http() {
    let client = Client::new().await;
    let last = registered(&client, 1).await;
    assert_eq!((last.state.as_str(), last.act.as_deref()), ("final", Some("111012600001")));
    assert!(last.height.is_some() && last.time_ms.is_some());

    let path = "/v1/acts/111012600001/certificates";
    let body = br#"{"langs":["uz-Latn","ru"]}"#;
    let got = client.post(CHILONZOR, path, Some("07".repeat(32)), body).await;
    assert_eq!(got.status, StatusCode::CREATED);
    let issued: IssuedJson = got.json();
    let entry = entry(issued.entry);
    let Body::CertificateIssue(issue) = &entry.body else { panic!("a certificate") };
    for (place, group) in (0u8..).zip(&issued.shown.unwrap()) {
        assert_eq!(group.root(place), Some(issue.roots[usize::from(place)]));
    }
    let paper = format!("/v1/cases/{}/certificate", issued.case.id);
    let early = client.get(CHILONZOR, &paper).await;
    assert_eq!((early.status, &*early.problem().code), (StatusCode::CONFLICT, "certificate.not-final"));
    let last = signed(&client, &issued.case, &entry).await;
    assert_eq!(last.certificate.as_deref(), Some("1101-26-00001"));
    let got = client.get(CHILONZOR, &paper).await;
    assert_eq!(
        (got.status, &got.headers["content-type"]),
        (StatusCode::OK, &"application/pdf".parse().unwrap())
    );
    assert!(got.body.starts_with(b"%PDF-"));

    let act: ActJson = client.get(CHILONZOR, "/v1/acts/111012600001").await.json();
    assert_eq!((act.record.len(), act.certificates.len()), (6, 1));
    assert!(act.record.iter().all(|group| group.seed.is_none()));
    let acts: ActsJson = client.get(CHILONZOR, "/v1/acts?most=5").await.json();
    assert_eq!((acts.acts.len(), acts.next), (1, None));
    client.end().await;
}

#[tokio::test]
async fn a_file_that_is_sent_again_tells_how_it_stands() {
    let client = Client::new().await;
    let last = registered(&client, 1).await;
    let got = client.declare(CHILONZOR, &birth(1)).await;
    assert_eq!(got.status, StatusCode::OK);
    let again: DeclaredJson = got.json();
    assert_eq!((again.case, again.entry), (last, None));
    client.end().await;
}

#[tokio::test]
async fn a_request_that_no_registrar_signed_is_401() {
    let client = Client::new().await;
    let path = "/v1/acts";
    let good = client.header(CHILONZOR, "GET", path, b"", 0);
    let stranger = good.replace(&client.key_id(CHILONZOR).to_string(), &"00".repeat(16));
    let of_another = good.replace(&client.key_id(CHILONZOR).to_string(), &client.key_id(RURAL).to_string());
    let cases = [
        (None, "request.unsigned"),
        (Some("Bearer x".to_owned()), "request.unsigned"),
        (Some(stranger), "request.unknown-key"),
        (Some(of_another), "request.bad-signature"),
        (Some(client.header(CHILONZOR, "GET", path, b"", 60_001)), "request.clock"),
        (Some(client.header(CHILONZOR, "GET", path, b"", -60_001)), "request.clock"),
        (Some(client.header(CHILONZOR, "POST", path, b"", 0)), "request.bad-signature"),
        (Some(client.header(CHILONZOR, "GET", "/v1/acts?most=1", b"", 0)), "request.bad-signature"),
    ];
    for (header, code) in cases {
        let headers: Vec<_> = header.map(|header| ("authorization", header)).into_iter().collect();
        let got = client.send(Method::GET, path, &headers, Vec::new()).await;
        assert_eq!((got.status, &*got.problem().code), (StatusCode::UNAUTHORIZED, code));
        assert!(got.headers.contains_key("www-authenticate"));
    }
    let body = birth(1);
    let headers = [
        ("authorization", client.header(CHILONZOR, "POST", "/v1/declarations", &body, 0)),
        ("content-type", "application/json".to_owned()),
        ("idempotency-key", client.running.key_of(CHILONZOR, &body).to_string()),
    ];
    let swapped = client.send(Method::POST, "/v1/declarations", &headers, birth(2)).await;
    assert_eq!(&*swapped.problem().code, "request.bad-signature");
    client.end().await;
}

#[tokio::test]
async fn bodies_are_bounded_typed_and_of_their_format() {
    type Case<'a> = (&'a str, Option<String>, &'a [u8], u16, &'a str);
    let client = Client::new().await;
    let long = vec![b' '; 64 * 1024 + 1];
    let got = client.post(CHILONZOR, "/v1/declarations", Some("00".repeat(32)), &long).await;
    assert_eq!((got.status, &*got.problem().code), (StatusCode::PAYLOAD_TOO_LARGE, "json.too-large"));

    let body = birth(1);
    let headers = [
        ("authorization", client.header(CHILONZOR, "POST", "/v1/declarations", &body, 0)),
        ("content-type", "text/plain".to_owned()),
    ];
    let got = client.send(Method::POST, "/v1/declarations", &headers, body.clone()).await;
    assert_eq!(
        (got.status, &*got.problem().code),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, "request.media-type")
    );

    let cases: [Case<'_>; 8] = [
        ("/v1/declarations", None, &body, 400, "idempotency.missing"),
        ("/v1/declarations", Some("xy".repeat(32)), &body, 400, "idempotency.missing"),
        ("/v1/declarations", Some("00".repeat(32)), &body, 400, "idempotency.not-the-hash"),
        ("/v1/cases/00000000000000000000000000000000/signature", None, b"{}", 400, "request.format"),
        (
            "/v1/cases/00000000000000000000000000000000/signature",
            None,
            br#"{"signature":"00"}"#,
            400,
            "request.signature",
        ),
        (
            "/v1/acts/111012600001/certificates",
            Some("00".repeat(32)),
            br#"{"langs":["de"]}"#,
            422,
            "lang.unknown",
        ),
        ("/v1/acts/111012600001/certificates", Some("00".repeat(32)), br#"{"langs":[]}"#, 422, "lang.count"),
        (
            "/v1/acts/111012600001/certificates",
            Some("00".repeat(32)),
            br#"{"langs":["ru"]}"#,
            404,
            "not-found",
        ),
    ];
    for (path, key, body, status, code) in cases {
        let got = client.post(CHILONZOR, path, key, body).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code), "{path}");
    }
    client.end().await;
}

#[tokio::test]
async fn faults_and_refusals_are_problem_documents_with_every_reason() {
    let client = Client::new().await;
    let got = client.declare(CHILONZOR, b"{").await;
    assert_eq!((got.status, got.problem().errors[0].line), (StatusCode::BAD_REQUEST, Some(1)));

    let text = String::from_utf8(birth(1)).unwrap();
    let broken = text.replace("40203989990010", "40203989990011").replace("1726294", "1");
    let got = client.declare(CHILONZOR, broken.as_bytes()).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = got.problem();
    let errors: Vec<_> =
        problem.errors.iter().map(|item| (item.pointer.as_deref().unwrap(), item.code.as_str())).collect();
    assert_eq!(errors, [("/child/place/code", "place.unknown"), ("/mother/pinfl", "pinfl.check-digit")]);

    let unlawful = text.replace("\"born\": \"2026-11-14\"", "\"born\": \"2026-12-14\"");
    let got = client.declare(CHILONZOR, unlawful.as_bytes()).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.problem()
            .errors
            .iter()
            .any(|item| item.code == "birth.after-registration" && item.source.is_some())
    );

    let got = client.declare(RURAL, &birth(1)).await;
    assert_eq!((got.status, &*got.problem().code), (StatusCode::FORBIDDEN, "signer.of-another-office"));

    registered(&client, 1).await;
    let twin = text.replace("3200", "3201").replace("CH-2026-004417", "CH-2026-000001");
    let got = client.declare(CHILONZOR, twin.as_bytes()).await;
    assert_eq!((got.status, &*got.problem().code), (StatusCode::UNPROCESSABLE_ENTITY, "notice.already-used"));
    client.end().await;
}

#[tokio::test]
async fn a_wrong_signature_is_refused_and_a_late_one_is_a_conflict() {
    let client = Client::new().await;
    let declared: DeclaredJson = client.declare(CHILONZOR, &birth(1)).await.json();
    let path = format!("/v1/cases/{}/signature", declared.case.id);
    let body = json!({ "signature": hex(&signer("1101-1").sign_bytes(b"something else")) }).to_string();
    let got = client.post(CHILONZOR, &path, None, body.as_bytes()).await;
    assert_eq!((got.status.as_u16(), &*got.problem().code), (422, "signer.signature-wrong"));
    client.world.clock.advance(Duration::from_hours(25));
    let got = client.post(CHILONZOR, &path, None, body.as_bytes()).await;
    assert_eq!((got.status.as_u16(), &*got.problem().code), (409, "entry.expired"));
    client.end().await;
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems_too() {
    let client = Client::new().await;
    for (method, path, status, code) in [
        (Method::GET, "/v1/nothing", 404, "not-found"),
        (Method::DELETE, "/v1/acts", 405, "request.method"),
        (Method::GET, "/static/../openapi.json/x", 404, "not-found"),
    ] {
        let got = client.send(method, path, &[], Vec::new()).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code), "{path}");
    }
    for (path, status, code) in [
        ("/v1/acts/12", 400, "act.number"),
        ("/v1/acts/%ff", 404, "not-found"),
        ("/v1/acts/111012600099", 404, "not-found"),
        ("/v1/acts?page=1", 400, "request.query"),
        ("/v1/acts?before=1", 400, "act.number"),
        ("/v1/cases/zz", 404, "not-found"),
        ("/v1/cases/00000000000000000000000000000000?wait_ms=-1", 400, "request.query"),
    ] {
        let got = client.get(CHILONZOR, path).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code), "{path}");
        assert_eq!(got.headers["cache-control"], "no-store");
    }
    client.end().await;
}

#[tokio::test]
async fn the_page_and_the_health_are_open_and_hold_nothing_of_a_person() {
    let client = Client::new().await;
    registered(&client, 1).await;
    let health: HealthJson = client.send(Method::GET, "/v1/health", &[], Vec::new()).await.json();
    assert_eq!(health.ledger.map(|ledger| ledger.validators_answering), Some(4));
    let page = client.send(Method::GET, "/", &[], Vec::new()).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    let text = String::from_utf8(page.body).unwrap();
    assert!(text.contains("Height") && text.contains("/openapi.json") && text.contains("dalolat verify"));
    assert!(!text.contains("raqulov") && !text.contains("111012600001"));
    for path in
        ["/static/portal.css", "/static/band.svg", "/static/girih.svg", "/static/knot.svg", "/openapi.json"]
    {
        assert_eq!(client.send(Method::GET, path, &[], Vec::new()).await.status, StatusCode::OK, "{path}");
    }
    client.end().await;
}
