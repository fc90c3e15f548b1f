//! References of a search: the registry searches by itself, and nothing is signed that it contradicts.
use crate::{
    file::{by, entry},
    world::{Running, World, act_number, entry_signature, outcome},
};
use civil::{ActNumber, Lang, RegionCode, layout::place_of, refusal::Refusal};
use credential::{Proof, check_text};
use document::Ink;
use fixtures::paper::CHILONZOR;
use protocol::{
    Body, Handle, Outcome,
    commitment::Record,
    entry::{Document, RegionLoaded, RevocationReason},
    fact::CertificateStanding,
    status::Status,
};
use registry::{
    ledger::status::Found,
    service::{CaseView, PdfError, ReferError, Referred, SignError, Which},
};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use vault::{CaseKind, CaseState, IdempotencyKey};

const LOOK: ((Lang, Lang), Ink) = ((Lang::UzLatn, Lang::Ru), Ink::Colour);

fn key(n: u8) -> IdempotencyKey {
    IdempotencyKey::new([n; 32])
}

fn example(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

/// The request of somebody nobody has an act of, with some fields put in.
fn request(fields: &[(&str, Value)]) -> Vec<u8> {
    let mut request = example("references/01-not-married-uzbek-latin.json");
    for (pointer, value) in fields {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        request
            .pointer_mut(parent)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert((*name).to_owned(), value.clone());
    }
    serde_json::to_vec(&request).unwrap()
}

/// The husband of the old marriage of 2015, which is in force, as he asks for himself: by number, and by name alone.
fn husband() -> Vec<(&'static str, Value)> {
    let act = example("acts/legacy/17-marriage-of-2015-in-force.json");
    let field = |name: &str| act["husband"][name].clone();
    vec![
        ("/person/name", field("name")),
        ("/person/born", field("born")),
        ("/person/pinfl", field("pinfl")),
        ("/person/document", Value::Null),
        ("/years/from", json!(2000)),
    ]
}

fn husband_by_name() -> Vec<(&'static str, Value)> {
    let mut fields = husband();
    fields.push(("/person/pinfl", Value::Null));
    fields
}

fn no_record(kinds: &[&str], fields: &[(&'static str, Value)]) -> Vec<u8> {
    let document = [("/document", json!("no-record")), ("/acts", json!(kinds))];
    request(&[fields, &document].concat())
}

async fn refer(running: &Running, json: &[u8], n: u8) -> Result<Referred, ReferError> {
    running.registry.refer(&running.registrar(CHILONZOR), json, LOOK, key(n)).await
}

/// Why a reference is refused, and the candidates.
fn refused(answer: Result<Referred, ReferError>) -> (Vec<Refusal>, Vec<ActNumber>) {
    match answer {
        Err(ReferError::Refused { refusals, candidates }) => (refusals, candidates),
        other => panic!("not refused by the law: {other:?}"),
    }
}

/// Registers a declaration of an act, old or new, until it is signed.
async fn signed(running: &Running, document: &Value) -> CaseView {
    let declared = running.declare(&serde_json::to_vec(document).unwrap()).await;
    let (entry, _) = declared.to_sign.unwrap();
    running.sign(&declared.view, &entry).await
}

async fn registered(running: &Running, name: &str) -> ActNumber {
    let view = signed(running, &example(name)).await;
    act_number(&running.settled(&view).await)
}

/// Begins a reference, signs it and waits until it is final.
async fn issued(running: &Running, json: &[u8], n: u8) -> (CaseView, Handle, Box<Record>) {
    let begun = refer(running, json, n).await.unwrap();
    let (entry, record) = begun.to_sign.unwrap();
    let Body::ReferenceIssue(issue) = &entry.body else { panic!("a reference") };
    assert_eq!((issue.roots, issue.disclosed.as_slice()), (record.roots(), [0u8, 1].as_slice()));
    let handle = issue.handle;
    running.sign(&begun.view, &entry).await;
    (running.settled(&begun.view).await, handle, record)
}

fn value(record: &Record, id: &str) -> Option<String> {
    let (group, place) = place_of(record.of.kind, record.of.schema, id).unwrap();
    record.groups[group.index()][place].as_ref().map(civil::Value::text)
}

#[tokio::test]
async fn whoever_has_no_marriage_is_given_a_paper_that_proves_what_was_searched() {
    let world = World::new();
    let running = world.open().await.work();
    let begun = refer(&running, &request(&[]), 1).await.unwrap();
    assert_eq!(running.vault.verify_access_log().await.unwrap(), 1, "the search is in the log");
    let who = running.registrar(CHILONZOR);
    let early = running.registry.pdf(&who, begun.view.case.id).await;
    assert!(matches!(early, Err(PdfError::NotFinal { state: "to sign" })));

    let (last, handle, record) = issued(&running, &request(&[]), 1).await;
    assert_eq!((last.case.id, last.case.kind), (begun.view.case.id, CaseKind::Reference));
    assert!(matches!(outcome(&last), Outcome::Reference { .. }));
    for (id, said) in [
        ("person.name", Some("Yoʻldosheva Mohinur Gʻayrat qizi")),
        ("search.from", Some("2015")),
        ("search.to", Some("2026")),
        ("search.where", Some("UZ")),
        ("search.archives", Some("Toshkent shahri FHDYO arxivi")),
        ("search.loaded", None),
        ("office.name", Some("Office 1101 uz-Latn")),
    ] {
        assert_eq!(value(&record, id).as_deref(), said, "{id}");
    }

    let pdf = running.registry.pdf(&who, last.case.id).await.unwrap();
    assert!(pdf == running.registry.pdf(&who, last.case.id).await.unwrap());
    let text = String::from_utf8_lossy(&pdf);
    let code = text.find("DALX:").map(|at| &text[at..]).and_then(|rest| rest.split([')', '<']).next());
    let (_, proof) = Proof::from_text(code.unwrap()).unwrap();
    assert_eq!((proof.document, proof.act, proof.handle), (Document::NotMarried, None, handle));
    let known = fixtures::paper::PaperNetwork::new(protocol::NetworkClass::Demo, 1).known_key();
    let verdict = format!("{:?}", check_text(code.unwrap(), &[known]));
    assert!(verdict.starts_with("Valid"), "{verdict}");
    running.end().await;
}

#[tokio::test]
async fn the_same_key_goes_on_with_the_same_request_and_with_no_other() {
    let world = World::new();
    let running = world.open().await.work();
    let (last, ..) = issued(&running, &request(&[]), 1).await;
    let again = refer(&running, &request(&[]), 1).await.unwrap();
    assert!(again.to_sign.is_none());
    assert_eq!((again.view.case.id, outcome(&again.view)), (last.case.id, outcome(&last)));
    let other = refer(&running, &request(&[("/number", json!("Q-2026-777"))]), 1).await;
    assert!(matches!(other, Err(ReferError::Key)));
    let mono = (LOOK.0, Ink::Mono);
    let other = running.registry.refer(&running.registrar(CHILONZOR), &request(&[]), mono, key(1)).await;
    assert!(matches!(other, Err(ReferError::Key)));
    let another = refer(&running, &request(&[]), 2).await.unwrap();
    assert_ne!(another.view.case.id, last.case.id);

    // An entry that nobody signed in time is made again, after another search.
    world.clock.advance(Duration::from_hours(24));
    let fresh = refer(&running, &request(&[]), 2).await.unwrap();
    assert_eq!(fresh.view.case.id, another.view.case.id);
    assert!(fresh.to_sign.unwrap().0.valid_until > another.to_sign.unwrap().0.valid_until);
    running.end().await;
}

#[tokio::test]
async fn whoever_is_married_by_number_is_not_said_to_be_free() {
    let world = World::new();
    let running = world.open().await.work();
    registered(&running, "acts/legacy/17-marriage-of-2015-in-force.json").await;
    let rows = running.vault.verify_access_log().await.unwrap();
    let (refusals, candidates) = refused(refer(&running, &request(&husband()), 1).await);
    assert_eq!((refusals, candidates), (vec![Refusal::ReferenceMarried], vec![]));
    assert_eq!(
        running.vault.verify_access_log().await.unwrap(),
        rows + 1,
        "a search that refuses is logged too"
    );
    let (refusals, _) = refused(refer(&running, &no_record(&["marriage"], &husband()), 2).await);
    assert_eq!(refusals, [Refusal::ReferenceActFound]);
    // Of another kind nothing is there.
    assert!(refer(&running, &no_record(&["death"], &husband()), 3).await.is_ok());
    running.end().await;
}

#[tokio::test]
async fn a_marriage_that_ended_leaves_nobody_married() {
    let world = World::new();
    let running = world.open().await.work();
    let mut ended = example("acts/legacy/17-marriage-of-2015-in-force.json");
    ended["ended"] = json!("2020-01-31");
    let view = signed(&running, &ended).await;
    running.settled(&view).await;
    assert!(refer(&running, &request(&husband()), 1).await.is_ok());
    assert!(refer(&running, &request(&husband_by_name()), 2).await.is_ok());
    running.end().await;
}

#[tokio::test]
async fn acts_that_bear_the_name_alone_are_told_until_the_officer_states_whose_they_are() {
    let world = World::new();
    let running = world.open().await.work();
    let act = registered(&running, "acts/legacy/17-marriage-of-2015-in-force.json").await;
    let mut cyrillic = husband_by_name();
    let name = json!({ "script": "uz-Cyrl", "surname": "Мирзаев", "given": "Сардор" });
    cyrillic.push(("/person/name", name.clone()));
    let mut by_year = husband_by_name();
    by_year.push(("/person/born", json!("1991")));
    let mut spelt = vec![("/spellings", json!([name])), ("/person/born", json!("1990"))];
    spelt.extend([("/person/pinfl", Value::Null), ("/person/document", Value::Null)]);
    spelt.push(("/years/from", json!(2000)));
    for (n, fields) in (1..).zip([husband_by_name(), cyrillic, by_year, spelt]) {
        let (refusals, candidates) = refused(refer(&running, &request(&fields), n).await);
        assert_eq!((refusals, candidates), (vec![Refusal::ReferenceCandidates], vec![act]), "{n}");
        let stated = [fields.as_slice(), &[("/others", json!([act.to_string()]))]].concat();
        assert!(refer(&running, &request(&stated), n + 10).await.is_ok(), "{n}");
    }
    // Whose birth nobody knows, every year is searched for.
    let mut unborn = husband_by_name();
    unborn.push(("/person/born", Value::Null));
    let (_, candidates) = refused(refer(&running, &no_record(&["marriage"], &unborn), 30).await);
    assert_eq!(candidates, [act]);
    let mut far = husband_by_name();
    far.push(("/person/born", json!("1994-08-08")));
    far.push(("/years/from", json!(2000)));
    assert!(refer(&running, &request(&far), 31).await.is_ok(), "somebody else of that name");
    running.end().await;
}

#[tokio::test]
async fn of_the_dead_relatives_are_told_of_records_and_nobody_of_marriage() {
    let world = World::new();
    let running = world.open().await.work();
    registered(&running, "acts/legacy/10-death-of-2025.json").await;
    let deceased = example("acts/legacy/10-death-of-2025.json")["deceased"].clone();
    let relative = json!({
        "capacity": "relative", "born": "1995-02-03",
        "name": { "script": "ru", "surname": "Гафурова", "given": "Алина" },
    });
    let of_the_dead = || {
        let person = ["name", "born", "pinfl"].map(|field| {
            let at = ["/person/name", "/person/born", "/person/pinfl"];
            let place = ["name", "born", "pinfl"].iter().position(|name| *name == field).unwrap();
            (at[place], deceased[field].clone())
        });
        let mut fields = person.to_vec();
        fields.extend([("/person/document", Value::Null), ("/years/from", json!(1968))]);
        fields
    };
    let (refusals, _) = refused(refer(&running, &request(&of_the_dead()), 1).await);
    assert_eq!(refusals, [Refusal::MandateEndedByDeath, Refusal::ReferencePersonDead]);
    let by_relative = || {
        let mut fields = of_the_dead();
        fields.extend([("/applicant", relative.clone()), ("/person/died", json!("2025-06-18"))]);
        fields
    };
    assert!(refer(&running, &no_record(&["marriage"], &by_relative()), 2).await.is_ok());
    let (refusals, _) = refused(refer(&running, &no_record(&["death"], &by_relative()), 3).await);
    assert_eq!(refusals, [Refusal::ReferenceActFound]);
    running.end().await;
}

#[tokio::test]
async fn who_may_not_ask_is_told_before_anything_is_searched() {
    let world = World::new();
    let running = world.open().await.work();
    let neighbour = json!({
        "capacity": "neighbour", "born": "1970-01-01",
        "name": { "script": "ru", "surname": "Ким", "given": "Олег" },
    });
    let (refusals, _) = refused(refer(&running, &request(&[("/applicant", neighbour)]), 1).await);
    assert_eq!(refusals, [Refusal::MandateNotEntitled]);
    let (refusals, _) = refused(refer(&running, &request(&[("/archives", json!([]))]), 1).await);
    assert_eq!(refusals, [Refusal::ReferencePastNotSearched]);
    let malformed = refer(&running, &request(&[("/places", json!([]))]), 1).await;
    assert!(matches!(malformed, Err(ReferError::Faults(faults)) if faults.0[0].code == "list.empty"));
    for id in ["1101-second", "11-admin-1", "governor-1"] {
        let who = running.officer(id);
        let answer = running.registry.refer(&who, &request(&[]), LOOK, key(1)).await;
        assert!(matches!(answer, Err(ReferError::NotPermitted(Refusal::WrongRole))), "{id}");
    }
    assert_eq!(running.vault.verify_access_log().await.unwrap(), 0);
    running.end().await;
}

#[tokio::test]
async fn what_comes_between_the_search_and_the_signature_is_told_at_the_signature() {
    let world = World::new();
    let running = world.open().await.work();
    let begun = refer(&running, &request(&husband()), 1).await.unwrap();
    let (entry, _) = begun.to_sign.unwrap();
    world.ledger.stop(true);
    let marriage = signed(&running, &example("acts/legacy/17-marriage-of-2015-in-force.json")).await;
    let sign = || async {
        let who = running.registrar(CHILONZOR);
        let signature = entry_signature(CHILONZOR, entry.id());
        running.registry.sign(&who, begun.view.case.id, signature).await
    };
    // Signed and not final: nobody knows yet.
    assert!(matches!(sign().await, Err(SignError::Refused(Refusal::ReferenceUnsettled))));
    let (refusals, _) = refused(refer(&running, &request(&husband_by_name()), 2).await);
    assert_eq!(refusals, [Refusal::ReferenceUnsettled]);
    world.ledger.stop(false);
    running.settled(&marriage).await;
    assert!(matches!(sign().await, Err(SignError::Refused(Refusal::ReferenceMarried))));
    let (refusals, _) = refused(refer(&running, &request(&husband()), 1).await);
    assert_eq!(refusals, [Refusal::ReferenceMarried]);
    running.end().await;
}

#[tokio::test]
async fn where_the_past_is_loaded_the_paper_says_since_when_and_needs_no_archive() {
    let world = World::new();
    let running = world.open().await.work();
    let alone = |places: Value| request(&[("/archives", json!([])), ("/places", places)]);
    let (refusals, _) = refused(refer(&running, &alone(json!(["1726294"])), 1).await);
    assert_eq!(refusals, [Refusal::ReferencePastNotSearched]);
    let loaded = RegionLoaded { region: RegionCode::new(11).unwrap(), since: "1990-01-01".parse().unwrap() };
    let ids = ["governor-1", "governor-2", "governor-3"];
    let signed = by(entry(&world, 1, None, Body::RegionLoaded(loaded)), &ids);
    let who = running.officer("governor-1");
    running.registry.file(&who, protocol::Canonical::to_bytes(&signed).as_slice()).await.unwrap();
    running.registry.filing(signed.id(), Duration::from_secs(20)).await.unwrap();

    let (_, _, record) = issued(&running, &alone(json!(["1726294"])), 2).await;
    assert_eq!(value(&record, "search.loaded").as_deref(), Some("1990-01-01"));
    assert_eq!(value(&record, "search.archives"), None);
    // One region of two is not loaded, and not the whole country.
    for (n, places) in (3..).zip([json!(["1726", "1722"]), json!(["UZ"])]) {
        let (refusals, _) = refused(refer(&running, &alone(places), n).await);
        assert_eq!(refusals, [Refusal::ReferencePastNotSearched]);
    }
    running.end().await;
}

#[tokio::test]
async fn a_reference_is_revoked_like_a_certificate() {
    let world = World::new();
    let running = world.open().await.work();
    let (last, handle, _) = issued(&running, &request(&[]), 1).await;
    let Outcome::Reference { number, .. } = outcome(&last) else { panic!("a reference") };
    let standing = || async {
        match running.registry.certificate_status(handle).await.found {
            Found::Proved { verified, .. } => match verified.status {
                Status::Certificate(standing) => standing,
                Status::Registered { .. } | Status::NoSuchAct(_) => panic!("a certificate"),
            },
            Found::Unknown { .. } | Found::CannotTell => panic!("a proof"),
        }
    };
    assert_eq!(standing().await, CertificateStanding::InForce);
    let who = running.registrar(CHILONZOR);
    let error = RevocationReason::IssuedInError;
    let begun = running.registry.revoke(&who, Which::Number(number), error, key(2)).await.unwrap();
    let entry = begun.to_sign.unwrap();
    let Body::CertificateRevoke(revoke) = &entry.body else { panic!("a revocation") };
    assert_eq!(revoke.handle, handle);
    running.sign(&begun.view, &entry).await;
    let last = running.settled(&begun.view).await;
    assert!(matches!(last.case.state, CaseState::Final { .. }));
    assert_eq!(standing().await, CertificateStanding::Ended);
    running.end().await;
}

#[tokio::test]
async fn every_example_becomes_a_paper() {
    let world = World::new();
    let running = world.open().await.work();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/references");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    assert!(files.len() >= 6);
    for (n, file) in (1..).zip(&files) {
        let (last, ..) = issued(&running, &std::fs::read(file).unwrap(), n).await;
        let pdf = running.registry.pdf(&running.registrar(CHILONZOR), last.case.id).await;
        assert!(pdf.is_ok_and(|pdf| pdf.starts_with(b"%PDF-")), "{}", file.display());
    }
    running.end().await;
}
