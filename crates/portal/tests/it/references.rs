//! References of a search over HTTP: begun, refused with the acts that bear the name, signed, printed.
use crate::{
    client::{Client, Got},
    world::entry_signature,
};
use fixtures::paper::CHILONZOR;
use portal::api::{CaseJson, DeclaredJson, record_of, unhex};
use protocol::{Body, Canonical as _, Entry, commitment::commitment, hash::hex};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::path::Path;

const ADDRESS: &str = "/v1/references?langs=uz-Latn,ru&ink=mono";

fn example(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

async fn refer(client: &Client, address: &str, request: &Value, n: u8) -> Got {
    client.post(CHILONZOR, address, Some(hex(&[n; 32])), request.to_string().as_bytes()).await
}

async fn signed(client: &Client, begun: &DeclaredJson) -> CaseJson {
    let entry = Entry::from_bytes(&unhex(begun.entry.as_deref().unwrap()).unwrap()).unwrap();
    let body = json!({ "signature": hex(&entry_signature(CHILONZOR, entry.id())) }).to_string();
    let path = format!("/v1/cases/{}/signature", begun.case.id);
    assert!(client.post(CHILONZOR, &path, None, body.as_bytes()).await.status.is_success());
    client.get(CHILONZOR, &format!("/v1/cases/{}?wait_ms=20000", begun.case.id)).await.json()
}

#[tokio::test]
async fn a_reference_goes_the_whole_way_over_http() {
    let client = Client::new().await;
    let request = example("references/01-not-married-uzbek-latin.json");
    let got = refer(&client, ADDRESS, &request, 1).await;
    assert_eq!(got.status, StatusCode::CREATED);
    let begun: DeclaredJson = got.json();
    let entry = Entry::from_bytes(&unhex(begun.entry.as_deref().unwrap()).unwrap()).unwrap();
    let Body::ReferenceIssue(issue) = &entry.body else { panic!("a reference") };
    let record = record_of(begun.record.as_deref().unwrap()).unwrap();
    assert_eq!(record.commitment(), commitment(record.of, &issue.roots));
    let last = signed(&client, &begun).await;
    assert_eq!((last.kind.as_str(), last.state.as_str()), ("reference", "final"));
    assert_eq!((last.act, last.certificate.as_deref()), (None, Some("1101-26-00001")));
    let paper = client.get(CHILONZOR, &format!("/v1/cases/{}/certificate", last.id)).await;
    assert!(paper.status == StatusCode::OK && paper.body.starts_with(b"%PDF-"));

    let again = refer(&client, ADDRESS, &request, 1).await;
    assert_eq!((again.status, again.json::<DeclaredJson>().case.state.as_str()), (StatusCode::OK, "final"));
    let other = refer(&client, "/v1/references?langs=uz-Latn,ru", &request, 1).await;
    assert_eq!((other.status, &*other.problem().code), (StatusCode::CONFLICT, "idempotency.used"));
    client.end().await;
}

#[tokio::test]
async fn a_refusal_names_the_acts_that_bear_the_name_and_nobody() {
    let client = Client::new().await;
    let marriage = example("acts/legacy/17-marriage-of-2015-in-force.json");
    let body = marriage.to_string();
    let begun: DeclaredJson = client.declare(CHILONZOR, body.as_bytes()).await.json();
    let act = signed(&client, &begun).await.act.unwrap();

    let mut request = example("references/01-not-married-uzbek-latin.json");
    request["person"] = json!({ "name": marriage["husband"]["name"], "born": "1990-08-08" });
    request["years"] = json!({ "from": 2000 });
    let got = refer(&client, ADDRESS, &request, 1).await;
    let problem = got.problem();
    assert_eq!((got.status, &*problem.code), (StatusCode::UNPROCESSABLE_ENTITY, "reference.candidates"));
    let [rule, candidate] = problem.errors.as_slice() else { panic!("a rule and an act") };
    assert!(rule.source.is_some());
    assert_eq!(candidate.code, "reference.candidate");
    assert!(candidate.message.contains(&act), "{}", candidate.message);
    assert_eq!(candidate.pointer.as_deref(), Some("/others"));
    assert!(!String::from_utf8_lossy(&got.body).contains("Mirzayev"));
    request["others"] = json!([act]);
    assert_eq!(refer(&client, ADDRESS, &request, 1).await.status, StatusCode::CREATED);
    client.end().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place() {
    let client = Client::new().await;
    let mut request = example("references/01-not-married-uzbek-latin.json");
    request["places"] = json!(["1799"]);
    request["acts"] = json!(["birth"]);
    let problem = refer(&client, ADDRESS, &request, 1).await.problem();
    let places: Vec<_> =
        problem.errors.iter().map(|item| (item.pointer.as_deref().unwrap(), item.code.as_str())).collect();
    assert_eq!(places, [("/acts", "field.unknown"), ("/places/0", "place.unknown")]);
    for (address, code) in [
        ("/v1/references", "request.query"),
        ("/v1/references?langs=uz-Latn&paper=a4", "request.query"),
        ("/v1/references?langs=tr", "lang.unknown"),
        ("/v1/references?langs=uz-Latn,ru,en", "lang.count"),
        ("/v1/references?langs=ru&ink=gold", "ink.unknown"),
    ] {
        assert_eq!(&*refer(&client, address, &request, 1).await.problem().code, code, "{address}");
    }
    client.end().await;
}
