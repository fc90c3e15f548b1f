//! Status, revocation and filings over HTTP.
use crate::{
    client::Client,
    world::{birth, entry_signature, signature_by, signer},
};
use fixtures::paper::{CHILONZOR, PaperNetwork};
use portal::api::{
    ActJson, CaseJson, DeclaredJson, FilingJson, IssuedJson, KeyJson, ProofJson, RangesJson, RevocationJson,
    StatusJson, unhex,
};
use protocol::{
    Body, Canonical as _, Entry, Handle, NumberRequest, Outcome,
    entry::{KeyChange, NumberReserve, Origin},
    fact::CertificateStanding,
    hash::hex,
    status::{Absence, Answer, Query, Status},
};
use registry::edge::Clock as _;
use reqwest::{Method, StatusCode};
use serde_json::json;

fn entry(text: Option<String>) -> Entry {
    Entry::from_bytes(&unhex(&text.unwrap()).unwrap()).unwrap()
}

async fn signed(client: &Client, id: &str, case: &CaseJson, entry: &Entry) -> CaseJson {
    let signature = hex(&signature_by(&signer(id), entry.id()));
    let body = json!({ "signature": signature }).to_string();
    let path = format!("/v1/cases/{}/signature", case.id);
    let got = client.post_as(id, &path, None, body.as_bytes()).await;
    assert!(got.status.is_success(), "{}", got.status);
    client.get_as(id, &format!("/v1/cases/{}?wait_ms=20000", case.id)).await.json()
}

/// One act and one certificate: its number and its handle.
async fn certified(client: &Client) -> (String, Handle) {
    let declared: DeclaredJson = client.declare(CHILONZOR, &birth(1)).await.json();
    let act = signed(client, "1101-1", &declared.case, &entry(declared.entry)).await.act.unwrap();
    let path = format!("/v1/acts/{act}/certificates");
    let got = client.post(CHILONZOR, &path, Some("07".repeat(32)), br#"{"langs":["ru"]}"#).await;
    let issued: IssuedJson = got.json();
    let entry = entry(issued.entry);
    let case = signed(client, "1101-1", &issued.case, &entry).await;
    (case.certificate.unwrap(), entry.body.issue().unwrap().handle)
}

/// What the answer proves, as whoever asked finds out.
fn verified(client: &Client, query: Query, said: &StatusJson) -> Status {
    assert_eq!(said.result, "proved");
    let answer = Answer::from_bytes(&unhex(said.answer.as_ref().unwrap()).unwrap()).unwrap();
    let genesis = &client.world.genesis;
    answer.verify(query, genesis.network, &genesis.key).unwrap().status
}

async fn status_of(client: &Client, handle: Handle) -> StatusJson {
    let body = json!({ "handle": handle.printed() }).to_string();
    let got = client.ask("/v1/status", body.as_bytes()).await;
    assert_eq!(got.status, StatusCode::OK);
    got.json()
}

#[tokio::test]
async fn anybody_asks_for_a_certificate_and_verifies_the_answer() {
    let client = Client::new().await;
    let (certificate, handle) = certified(&client).await;
    let query = Query::Certificate(handle);
    let said = status_of(&client, handle).await;
    assert_eq!(verified(&client, query, &said), Status::Certificate(CertificateStanding::InForce));

    let body = json!({ "certificate": certificate, "reason": "lost" }).to_string();
    let got = client.post(CHILONZOR, "/v1/revocations", Some("08".repeat(32)), body.as_bytes()).await;
    assert_eq!(got.status, StatusCode::CREATED);
    let revocation: RevocationJson = got.json();
    let (issue, outcome, receipt) = revocation.issued.read().unwrap();
    let genesis = &client.world.genesis;
    receipt.verify_for(&issue, &outcome, genesis.network, &genesis.key).unwrap();
    assert!(matches!(outcome, Outcome::Certificate { number, .. } if number.to_string() == certificate));
    let entry = entry(revocation.entry);
    assert_eq!(entry.body.revocation().unwrap().handle, issue.entry().body.issue().unwrap().handle);
    let case = signed(&client, "1101-1", &revocation.case, &entry).await;
    assert_eq!((case.kind.as_str(), case.state.as_str()), ("revocation", "final"));

    let said = status_of(&client, handle).await;
    assert_eq!(verified(&client, query, &said), Status::Certificate(CertificateStanding::Ended));
    let act: ActJson = client.get(CHILONZOR, "/v1/acts/111012600001").await.json();
    assert!(act.certificates[0].revoked);
    let again = client.post(CHILONZOR, "/v1/revocations", Some("09".repeat(32)), body.as_bytes()).await;
    assert_eq!((again.status.as_u16(), &*again.problem().code), (409, "certificate.already-ended"));
    client.end().await;
}

#[tokio::test]
async fn what_nobody_knows_is_unknown_and_says_by_whose_word() {
    let client = Client::new().await;
    let said = status_of(&client, Handle::new([9; 16])).await;
    assert_eq!((said.result.as_str(), said.tried.unknown), ("unknown", 4));
    assert!(said.answer.is_none() && said.height.is_some() && said.time_ms.is_some());
    client.end().await;
}

#[tokio::test]
async fn a_number_is_asked_about_with_a_signature() {
    let client = Client::new().await;
    certified(&client).await;
    let ask = |act: &str| json!({ "act": act }).to_string();
    for (act, absent) in [("111012600001", false), ("111012600002", true)] {
        let got = client.post_as("2207-head", "/v1/status", None, ask(act).as_bytes()).await;
        let status = verified(&client, Query::Act(act.parse().unwrap()), &got.json());
        assert_eq!(status == Status::NoSuchAct(Absence::NotGivenYet), absent, "{act}");
    }
    let unsigned = client.ask("/v1/status", ask("111012600001").as_bytes()).await;
    assert_eq!((unsigned.status.as_u16(), &*unsigned.problem().code), (401, "request.unsigned"));
    let refused = client.post_as("governor-1", "/v1/status", None, ask("111012600001").as_bytes()).await;
    assert_eq!((refused.status.as_u16(), &*refused.problem().code), (403, "signer.wrong-role"));
    // A signature that does not fit is none, whatever is asked.
    let body = json!({ "handle": Handle::new([9; 16]).printed() }).to_string();
    let headers = [
        ("authorization", client.header(CHILONZOR, "POST", "/v1/status", b"{}", 0)),
        ("content-type", "application/json".to_owned()),
    ];
    let got = client.send(Method::POST, "/v1/status", &headers, body.into_bytes()).await;
    assert_eq!((got.status.as_u16(), &*got.problem().code), (401, "request.bad-signature"));
    client.end().await;
}

#[tokio::test]
async fn a_question_that_is_none_is_answered_without_repeating_it() {
    let client = Client::new().await;
    let good = Handle::new([0x5a; 16]).printed();
    let slip = good.replacen(|c: char| c.is_ascii_digit(), "U", 1);
    let two = json!({ "handle": good, "act": "111012600001" }).to_string();
    let slipped = json!({ "handle": slip }).to_string();
    for (body, status, code) in [
        ("{}", 422, "status.question"),
        (two.as_str(), 422, "status.question"),
        (slipped.as_str(), 422, "certificate.handle"),
        (r#"{"handle":"7"}"#, 422, "certificate.handle"),
        (r#"{"name":"X"}"#, 400, "request.format"),
        ("nonsense", 400, "request.format"),
    ] {
        let got = client.ask("/v1/status", body.as_bytes()).await;
        let problem = got.problem();
        assert_eq!((got.status.as_u16(), &*problem.code), (status, code), "{body}");
        assert!(!problem.detail.contains(&good) && !problem.detail.contains(&slip));
    }
    let plain = client.send(Method::POST, "/v1/status", &[], b"{}".to_vec()).await;
    assert_eq!((plain.status.as_u16(), &*plain.problem().code), (415, "request.media-type"));
    client.end().await;
}

#[tokio::test]
async fn a_revocation_that_cannot_stand_is_refused_with_its_code() {
    let client = Client::new().await;
    let (certificate, _) = certified(&client).await;
    let nobody = Handle::new([9; 16]).printed();
    for (id, body, status, code) in [
        ("1101-1", json!({ "reason": "lost" }), 422, "certificate.unnamed"),
        (
            "1101-1",
            json!({ "certificate": certificate, "handle": nobody, "reason": "lost" }),
            422,
            "certificate.unnamed",
        ),
        ("1101-1", json!({ "certificate": "1101", "reason": "lost" }), 422, "certificate.number"),
        ("1101-1", json!({ "handle": "x", "reason": "lost" }), 422, "certificate.handle"),
        ("1101-1", json!({ "certificate": certificate, "reason": "bored" }), 422, "revocation.reason"),
        ("1101-1", json!({ "handle": nobody, "reason": "lost" }), 404, "not-found"),
        ("1101-second", json!({ "certificate": certificate, "reason": "lost" }), 403, "signer.wrong-role"),
    ] {
        let body = body.to_string();
        let got = client.post_as(id, "/v1/revocations", Some("08".repeat(32)), body.as_bytes()).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code), "{body}");
    }
    let body = json!({ "certificate": certificate, "reason": "lost" }).to_string();
    let keyless = client.post(CHILONZOR, "/v1/revocations", None, body.as_bytes()).await;
    assert_eq!((keyless.status.as_u16(), &*keyless.problem().code), (400, "idempotency.missing"));
    let key = || Some("08".repeat(32));
    let begun = client.post(CHILONZOR, "/v1/revocations", key(), body.as_bytes()).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    let other = json!({ "certificate": certificate, "reason": "stolen" }).to_string();
    let conflict = client.post(CHILONZOR, "/v1/revocations", key(), other.as_bytes()).await;
    assert_eq!((conflict.status.as_u16(), &*conflict.problem().code), (409, "idempotency.used"));
    // Another officer's signature under it counts nothing.
    let begun: RevocationJson = begun.json();
    let id = entry(begun.entry).id();
    let wrong = json!({ "signature": hex(&entry_signature(2207, id)) }).to_string();
    let path = format!("/v1/cases/{}/signature", begun.case.id);
    let got = client.post(CHILONZOR, &path, None, wrong.as_bytes()).await;
    assert_eq!((got.status.as_u16(), &*got.problem().code), (422, "signer.signature-wrong"));
    client.end().await;
}

/// An entry of the head of office 1101, as the command makes it.
fn filing(client: &Client, nonce: u8, office: Option<u16>, body: Body) -> Entry {
    let now_ms = client.world.clock.now_ms();
    Entry {
        network: client.world.genesis.network,
        nonce: [nonce; 16],
        number: NumberRequest::Next,
        signed_at: now_ms,
        valid_until: now_ms + 3_600_000,
        office: office.map(|office| civil::OfficeCode::new(office).unwrap()),
        origin: Origin::Native,
        body,
        evidence: Vec::new(),
    }
}

async fn hand_in(client: &Client, id: &str, entry: Entry, signers: &[&str]) -> crate::client::Got {
    let signers: Vec<_> = signers.iter().map(|id| signer(id)).collect();
    let signed = PaperNetwork::sign_by(entry, &signers);
    let body = json!({ "entry": hex(signed.bytes()) }).to_string();
    client.post_as(id, "/v1/entries", None, body.as_bytes()).await
}

#[tokio::test]
async fn entries_are_handed_in_followed_and_listed() {
    let client = Client::new().await;
    let until_ms = client.world.clock.now_ms() + 1_000_000_000;
    let reserve = NumberReserve { range: 1, kind: civil::ActKind::Birth, count: 50, until_ms };
    let reserve = filing(&client, 1, Some(CHILONZOR), Body::NumberReserve(reserve));
    let got = hand_in(&client, "1101-head", reserve.clone(), &["1101-head"]).await;
    assert_eq!(got.status, StatusCode::ACCEPTED);
    let accepted: FilingJson = got.json();
    assert_eq!((accepted.kind.as_str(), accepted.state.as_str()), ("number.reserve", "accepted"));
    assert_eq!(accepted.entry_id, reserve.id().to_string());
    let path = format!("/v1/entries/{}?wait_ms=20000", accepted.entry_id);
    let last: FilingJson = client.get_as("1101-head", &path).await.json();
    assert_eq!(last.state, "final");
    let (signed, outcome, receipt) = last.proof.as_ref().and_then(ProofJson::read).unwrap();
    let genesis = &client.world.genesis;
    receipt.verify_for(&signed, &outcome, genesis.network, &genesis.key).unwrap();
    assert_eq!((signed.id(), last.height), (reserve.id(), Some(receipt.inclusion.height)));
    let again = hand_in(&client, "1101-head", reserve, &["1101-head"]).await;
    assert_eq!((again.status, again.json::<FilingJson>()), (StatusCode::OK, last));
    let ranges: RangesJson = client.get_as("1101-1", "/v1/ranges").await.json();
    let range = &ranges.ranges[0];
    assert_eq!((range.range, range.first, range.last, ranges.waiting), (1, 1, 50, 0));

    let key = client.key_id(CHILONZOR);
    let suspend = Body::StaffSuspend(KeyChange { key, version: 0 });
    let suspend = filing(&client, 2, None, suspend);
    let path = format!("/v1/entries/{}?wait_ms=20000", suspend.id());
    hand_in(&client, "11-admin-1", suspend, &["11-admin-1"]).await;
    assert_eq!(client.get_as("11-admin-1", &path).await.json::<FilingJson>().state, "final");
    let standing: KeyJson = client.get_as("1101-head", &format!("/v1/keys/{key}")).await.json();
    assert_eq!((standing.version, standing.last.as_deref()), (1, Some("suspended")));

    // A case that waits for what can be lifted says so.
    let declared: DeclaredJson = client.declare(CHILONZOR, &birth(1)).await.json();
    let case = signed_by_suspended(&client, &declared).await;
    assert_eq!((case.state.as_str(), case.held_up.unwrap().code.as_str()), ("accepted", "signer.suspended"));
    client.end().await;
}

async fn signed_by_suspended(client: &Client, declared: &DeclaredJson) -> CaseJson {
    signed(client, "1101-1", &declared.case, &entry(declared.entry.clone())).await
}

#[tokio::test]
async fn entries_that_are_not_handed_in_so_are_refused_with_their_code() {
    let client = Client::new().await;
    let until_ms = client.world.clock.now_ms() + 1_000_000_000;
    let reserve = || {
        let reserve = NumberReserve { range: 1, kind: civil::ActKind::Birth, count: 50, until_ms };
        filing(&client, 1, Some(CHILONZOR), Body::NumberReserve(reserve))
    };
    for (id, entry, signers, status, code) in [
        ("1101-1", reserve(), &["1101-head"][..], 422, "entry.not-of-the-sender"),
        ("1101-1", reserve(), &["1101-1"], 403, "signer.wrong-role"),
        ("2207-head", reserve(), &["2207-head"], 403, "signer.of-another-office"),
        ("1101-head", Entry { valid_until: 1, ..reserve() }, &["1101-head"], 409, "entry.expired"),
    ] {
        let got = hand_in(&client, id, entry, signers).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code));
    }
    let declared: DeclaredJson = client.declare(CHILONZOR, &birth(1)).await.json();
    let act = hand_in(&client, "1101-1", entry(declared.entry), &["1101-1"]).await;
    assert_eq!((act.status.as_u16(), &*act.problem().code), (422, "entry.kind"));
    for (body, status, code) in [
        (r#"{"entry":"0g"}"#, 400, "entry.not-hexadecimal"),
        (r#"{"entry":"8101"}"#, 400, "entry.malformed"),
        (r#"{"entry":""}"#, 400, "entry.malformed"),
    ] {
        let got = client.post_as("1101-head", "/v1/entries", None, body.as_bytes()).await;
        assert_eq!((got.status.as_u16(), &*got.problem().code), (status, code), "{body}");
    }
    for (path, status) in [
        (format!("/v1/entries/{}", "00".repeat(32)), 404),
        ("/v1/entries/xy".to_owned(), 404),
        ("/v1/keys/xy".to_owned(), 404),
        (format!("/v1/keys/{}", "00".repeat(16)), 200),
    ] {
        assert_eq!(client.get_as("1101-head", &path).await.status.as_u16(), status, "{path}");
    }
    let nowhere = client.get_as("11-admin-1", "/v1/ranges").await;
    assert_eq!((nowhere.status.as_u16(), &*nowhere.problem().code), (403, "signer.wrong-role"));
    client.end().await;
}
