//! The page that checks certificates, over HTTP, and the one question that pages of other origins may ask.
use crate::client::{Client, Got};
use fixtures::paper::CHILONZOR;
use portal::verify::Pages;
use protocol::{Handle, hash::sha256};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::io::Read as _;
use verifier::keys::KeyFile;

async fn get(client: &Client, path: &str, headers: &[(&str, &str)]) -> Got {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    client.send(Method::GET, path, &headers, Vec::new()).await
}

fn header<'g>(got: &'g Got, name: &str) -> &'g str {
    got.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut whole).unwrap();
    whole
}

#[tokio::test]
async fn every_file_of_the_page_is_served_with_its_digest_as_tag_and_under_the_pages_policy() {
    let client = Client::new().await;
    let keys = KeyFile::of_genesis(&client.world.genesis).unwrap();
    let pages = Pages::new(&keys);
    let (mut count, mut zipped) = (0, 0);
    for (address, ready) in pages.addresses() {
        let got = get(&client, &address, &[]).await;
        assert_eq!((got.status, &*got.body), (StatusCode::OK, ready.bytes()), "{address}");
        let tag = format!("\"{}\"", sha256(&[&got.body]));
        assert_eq!((header(&got, "etag"), header(&got, "cache-control")), (&*tag, "no-cache"), "{address}");
        let policy = header(&got, "content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"), "{address}");
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe-inline"));
        assert!(header(&got, "permissions-policy").starts_with("camera=(self)"));
        assert_eq!(header(&got, "cross-origin-opener-policy"), "same-origin");
        assert_eq!(header(&got, "x-content-type-options"), "nosniff");
        assert_eq!(header(&got, "referrer-policy"), "no-referrer");
        assert_eq!(header(&got, "access-control-allow-origin"), "", "{address}");

        let known = get(&client, &address, &[("if-none-match", &tag)]).await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0), "{address}");
        assert_eq!(header(&known, "etag"), tag);
        let short = get(&client, &address, &[("accept-encoding", "br, gzip")]).await;
        assert_eq!(short.body.len(), ready.sent_bytes(), "{address}");
        match header(&short, "content-encoding") {
            "gzip" => {
                assert_eq!(unzipped(&short.body), got.body, "{address}");
                assert!(short.body.len() < got.body.len() && header(&short, "etag") != tag, "{address}");
                zipped += 1;
            }
            other => assert_eq!((other, &short.body), ("", &got.body), "{address}"),
        }
        count += 1;
    }
    assert!(count > 20 && zipped > 0, "{count} files, {zipped} of them compressed");
    client.end().await;
}

#[tokio::test]
async fn the_kinds_of_the_files_are_named_and_nothing_else_is_served_below_the_page() {
    let client = Client::new().await;
    for (address, media) in [
        ("/verify", "text/html; charset=utf-8"),
        ("/verify/page.js", "text/javascript; charset=utf-8"),
        ("/verify/page.css", "text/css; charset=utf-8"),
        ("/verify/zxing.wasm", "application/wasm"),
        ("/verify/app.webmanifest", "application/manifest+json"),
        ("/verify/icon.svg", "image/svg+xml"),
        ("/verify/icon-192.png", "image/png"),
        ("/verify/fonts/sans-400-lat.woff2", "font/woff2"),
        ("/verify/keys.json", "application/json"),
        ("/verify/LICENSES.txt", "text/plain; charset=utf-8"),
    ] {
        let got = get(&client, address, &[]).await;
        assert_eq!((got.status, header(&got, "content-type")), (StatusCode::OK, media), "{address}");
        assert_eq!(header(&got, "content-disposition"), "", "{address}");
    }
    assert_eq!(header(&get(&client, "/verify/sw.js", &[]).await, "service-worker-allowed"), "/verify");
    for address in [
        "/verify/index.html",
        "/verify/nothing.js",
        "/verify/..%2Fopenapi.json",
        "/verify/fonts/page.js",
        "/verify/fonts/",
        "/verify/fonts/..%2Fpage.js",
    ] {
        let got = get(&client, address, &[]).await;
        assert_eq!((got.status, &*got.problem().code), (StatusCode::NOT_FOUND, "not-found"), "{address}");
    }
    client.end().await;
}

#[tokio::test]
async fn the_key_of_the_network_is_handed_out_alone_and_in_the_single_file() {
    let client = Client::new().await;
    let keys = KeyFile::of_genesis(&client.world.genesis).unwrap();
    let got = get(&client, "/verify/keys.json", &[]).await;
    assert_eq!(KeyFile::from_json(&got.body).unwrap(), keys);
    let got = get(&client, "/verify/single.html", &[]).await;
    assert_eq!(header(&got, "content-disposition"), "attachment; filename=\"dalolat-verify.html\"");
    let page = String::from_utf8(got.body).unwrap();
    assert!(page.contains(&keys.to_json()) && page.contains("connect-src 'none'"));
    client.end().await;
}

#[tokio::test]
async fn a_page_of_any_origin_may_ask_for_a_status_and_for_nothing_else() {
    let client = Client::new().await;
    let origin = || ("origin", "null".to_owned());
    let asks = |method: &str, header: &str| {
        vec![
            origin(),
            ("access-control-request-method", method.to_owned()),
            ("access-control-request-headers", header.to_owned()),
        ]
    };
    let may = client.send(Method::OPTIONS, "/v1/status", &asks("POST", "content-type"), Vec::new()).await;
    assert_eq!((may.status, may.body.len()), (StatusCode::NO_CONTENT, 0));
    assert_eq!(header(&may, "access-control-allow-origin"), "*");
    assert_eq!(header(&may, "access-control-allow-methods"), "POST");
    // No officer's signature: a browser sends none that is not named here.
    assert_eq!(header(&may, "access-control-allow-headers"), "content-type");
    assert_eq!(header(&may, "access-control-allow-credentials"), "");

    let known = Handle::new([9; 16]).printed();
    for (body, status) in [
        (json!({ "handle": known }).to_string(), StatusCode::OK),
        (json!({ "handle": "typo" }).to_string(), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "act": "111012600001" }).to_string(), StatusCode::UNAUTHORIZED),
    ] {
        let headers = [origin(), ("content-type", "application/json".to_owned())];
        let got = client.send(Method::POST, "/v1/status", &headers, body.into_bytes()).await;
        assert_eq!((got.status, header(&got, "access-control-allow-origin")), (status, "*"));
        assert_eq!(header(&got, "cache-control"), "no-store");
    }
    for (method, path) in [
        (Method::OPTIONS, "/v1/declarations"),
        (Method::OPTIONS, "/v1/acts"),
        (Method::OPTIONS, "/verify/keys.json"),
        (Method::GET, "/v1/status"),
        (Method::GET, "/v1/health"),
        (Method::GET, "/verify/keys.json"),
        (Method::GET, "/"),
    ] {
        let got = client.send(method.clone(), path, &asks("GET", "authorization"), Vec::new()).await;
        let shared = got.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
        assert_eq!(shared, None, "{method} {path}");
    }
    let signed = client.get(CHILONZOR, "/v1/acts").await;
    assert_eq!(header(&signed, "access-control-allow-origin"), "");
    client.end().await;
}
