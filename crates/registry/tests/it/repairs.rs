//! A person over all acts, and what is put right, as the command asks for it: the registry makes the entry, two sign it,
//! and it is handed in.
use crate::{
    file::by,
    people::{Someone, TODAY, application, man, named, old_birth, old_marriage, wedding, woman},
    world::{Running, World},
};
use civil::{ActKind, ActNumber, Lang, Refusal};
use document::Ink;
use protocol::{Canonical as _, Outcome};
use registry::{
    declaration::person::{person_from_json, repair_from_json},
    service::{Certificate, FileError, IssueError, Kin, PersonView, Prepared, ReadError},
};
use serde_json::{Value, json};
use std::time::Duration;
use vault::{CaseKind, FilingState, IdempotencyKey, MarkRole};

const TWO: [&str; 2] = ["1101-1", "2207-second"];

fn of_number(someone: &Someone) -> Value {
    json!({ "pinfl": someone.pinfl })
}

async fn shown(running: &Running, person: &Value) -> Result<PersonView, ReadError> {
    let question = json!({ "format": "dalolat/person/1", "person": person });
    let named = person_from_json(&serde_json::to_vec(&question).unwrap()).unwrap();
    running.registry.person(&running.registrar(1101), &named).await
}

async fn prepared(
    running: &Running,
    officer: &str,
    repair: &str,
    more: Value,
) -> Result<Prepared, FileError> {
    let mut question = json!({ "format": "dalolat/repair/1", "repair": repair });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let request = repair_from_json(&serde_json::to_vec(&question).unwrap()).unwrap();
    running.registry.prepare(&running.officer(officer), &request).await
}

/// Prepares, signs, hands in and waits for the end.
async fn repaired(running: &Running, signers: &[&str], repair: &str, more: Value) -> FilingState {
    let prepared = prepared(running, signers[0], repair, more).await.unwrap();
    let signed = by(prepared.entry, signers);
    running.registry.file(&running.officer(signers[0]), &signed.to_bytes()).await.unwrap();
    running.registry.filing(signed.id(), Duration::from_secs(20)).await.unwrap().filing.state
}

async fn refused(running: &Running, repair: &str, more: Value) -> Refusal {
    let refused = prepared(running, "1101-1", repair, more).await;
    let Err(FileError::Refused(refusal)) = refused else { panic!("{refused:?}") };
    refusal
}

#[tokio::test]
async fn a_person_is_shown_with_acts_marriages_children_and_kin_by_degree() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she, sister) = (man(1), woman(1), woman(2));
    let (father, mother) = (Someone::born(3, '3', "1960-02-02"), Someone::born(3, '4', "1962-03-03"));
    let marriage = running.registered(&old_marriage("No 7", "2015-06-20", &he, &she)).await;
    running.registered(&old_birth("No 1", &he, &father, &mother)).await;
    running.registered(&old_birth("No 2", &sister, &father, &mother)).await;

    let person = shown(&running, &of_number(&he)).await.unwrap();
    assert!(person.name.as_deref().is_some_and(|name| name.contains("Jasur")), "{:?}", person.name);
    assert_eq!((person.born.as_deref(), person.tags, person.died), (Some("1990-03-21"), 1, None));
    let mut roles: Vec<MarkRole> = person.places.iter().map(|place| place.role).collect();
    roles.sort();
    assert_eq!(roles, [MarkRole::Child, MarkRole::Husband]);
    assert!(person.places.iter().all(|place| matches!(place.kind, CaseKind::Legacy(_)) && !place.disputed));
    let [union] = person.unions.as_slice() else { panic!("one marriage") };
    assert_eq!((union.from.to_string().as_str(), union.until), ("2015-06-20", None));
    assert_eq!(union.number.map(|number| number.to_string()), Some(named(&marriage).0));
    assert!(union.spouse.as_deref().is_some_and(|name| name.contains("Zilola")));

    let kin: Vec<Kin> = person.kin.iter().map(|kin| kin.kin).collect();
    let parent = Kin::Ancestor { degree: 1 };
    assert_eq!(kin, [parent, parent, Kin::Sibling { full: true }]);
    // Parents are named in his own birth; the sister's act was not opened, so she has no name here.
    let names: Vec<bool> = person.kin.iter().map(|kin| kin.name.is_some()).collect();
    assert_eq!(names, [true, true, false]);
    assert!(person.kin.iter().all(|kin| kin.number.is_some()));
    let of_father = shown(&running, &of_number(&father)).await.unwrap();
    assert_eq!(of_father.kin.iter().filter(|kin| kin.kin == Kin::Descendant { degree: 1 }).count(), 2);
    running.end().await;
}

#[tokio::test]
async fn every_act_that_is_opened_for_a_person_is_logged_and_so_is_a_question_without_answer() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&old_marriage("No 7", "2015-06-20", &man(1), &woman(1))).await;
    let before = running.vault.verify_access_log().await.unwrap();
    shown(&running, &of_number(&man(1))).await.unwrap();
    assert_eq!(running.vault.verify_access_log().await.unwrap(), before + 1);
    let nobody = shown(&running, &of_number(&man(9))).await;
    assert!(matches!(nobody, Err(ReadError::None)), "{nobody:?}");
    assert_eq!(running.vault.verify_access_log().await.unwrap(), before + 2);
    // The act has no child, and nobody but who may read acts is shown anybody.
    let act =
        running.vault.acts(ActKind::Marriage, civil::OfficeCode::new(1101).unwrap(), None, 1).await.unwrap();
    assert_eq!(act.len(), 1);
    let question =
        br#"{ "format": "dalolat/person/1", "person": { "act": "311012600001", "role": "child" } }"#;
    let of_act = person_from_json(question).unwrap();
    for (officer, expected) in [("1101-1", "none"), ("11-admin-1", "not permitted")] {
        let shown = running.registry.person(&running.officer(officer), &of_act).await;
        let told = match shown {
            Err(ReadError::None) => "none",
            Err(ReadError::NotPermitted(_)) => "not permitted",
            other => panic!("{other:?}"),
        };
        assert_eq!(told, expected, "{officer}");
    }
    running.end().await;
}

#[tokio::test]
async fn a_mistyped_number_that_hit_a_stranger_is_disputed_moved_and_over() {
    let world = World::new();
    let running = world.open().await.work();
    let (stranger, right) = (man(1), man(2));
    let old = running.registered(&old_marriage("No 7", "2015-06-20", &stranger, &woman(1))).await;
    let act = named(&old).0;
    let of_act = || json!({ "act": act });

    // The stranger stands at a counter: one officer stops the act, and no paper of it is issued.
    let state = repaired(&running, &["1101-1"], "dispute", of_act()).await;
    assert!(matches!(state, FilingState::Final { outcome: Outcome::Recorded, .. }), "{state:?}");
    assert!(shown(&running, &of_number(&stranger)).await.unwrap().places[0].disputed);
    let certificate = Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour);
    let number: ActNumber = act.parse().unwrap();
    let key = IdempotencyKey::new([7; 32]);
    let paper = running.registry.issue(&running.registrar(1101), number, certificate, key).await;
    assert!(matches!(paper, Err(IssueError::Refused(Refusal::ActDisputed))), "{paper:?}");

    // Two officers see whose names stand behind the tags, and sign.
    let moved = || json!({ "act": act, "role": "husband", "to": of_number(&right) });
    let to_sign = prepared(&running, "1101-1", "move", moved()).await.unwrap();
    let places: Vec<(&str, bool)> =
        to_sign.concerned.iter().map(|one| (one.place, one.name.is_some())).collect();
    assert_eq!(places, [("from", true), ("to", false)]);
    assert!(to_sign.act.is_some_and(|proof| proof.0.id() == old.case.entry_id));
    for (repair, more) in [("move", moved()), ("dispute-end", of_act())] {
        let state = repaired(&running, &TWO, repair, more).await;
        assert!(matches!(state, FilingState::Final { .. }), "{repair}: {state:?}");
    }
    let of_stranger = shown(&running, &of_number(&stranger)).await;
    assert!(matches!(of_stranger, Err(ReadError::None)), "{of_stranger:?}");
    assert_eq!(shown(&running, &of_number(&right)).await.unwrap().unions.len(), 1);
    running.end().await;
}

#[tokio::test]
async fn what_the_register_knows_against_a_repair_is_told_before_anybody_signs() {
    let world = World::new();
    let running = world.open().await.work();
    let old = running.registered(&old_marriage("No 7", "2015-06-20", &man(1), &woman(1))).await;
    running.registered(&application("A-1", "marriage", &man(2), &woman(2))).await;
    let act = named(&old).0;
    let unknown = json!({ "act": "311012600999" });
    assert_eq!(refused(&running, "dispute", unknown.clone()).await, Refusal::UnknownAct);
    assert_eq!(refused(&running, "dispute-end", json!({ "act": act })).await, Refusal::ActNotDisputed);
    repaired(&running, &["1101-1"], "dispute", json!({ "act": act })).await;
    assert_eq!(refused(&running, "dispute", json!({ "act": act })).await, Refusal::ActDisputed);

    let (he, she) = (of_number(&man(1)), of_number(&woman(1)));
    let two = |first: &Value, second: &Value| json!({ "first": first, "second": second });
    assert_eq!(refused(&running, "join", two(&he, &he)).await, Refusal::PersonSame);
    assert_eq!(refused(&running, "part", two(&he, &she)).await, Refusal::PersonNotJoined);
    let child = json!({ "act": act, "role": "child" });
    assert_eq!(refused(&running, "join", two(&he, &child)).await, Refusal::PersonNotInAct);
    let to_himself = json!({ "act": act, "role": "husband", "to": he });
    assert_eq!(refused(&running, "move", to_himself).await, Refusal::PersonSame);
    repaired(&running, &TWO, "join", two(&he, &of_number(&man(4)))).await;
    assert_eq!(refused(&running, "join", two(&of_number(&man(4)), &he)).await, Refusal::PersonJoinedAlready);

    let lodged = |number: &str| json!({ "application": { "number": number, "lodged": TODAY } });
    assert_eq!(refused(&running, "withdraw", lodged("A-9")).await, Refusal::ApplicationUnknown);
    let state = repaired(&running, &["1101-1"], "withdraw", lodged("A-1")).await;
    assert!(matches!(state, FilingState::Final { .. }), "{state:?}");
    assert_eq!(refused(&running, "withdraw", lodged("A-1")).await, Refusal::ApplicationWithdrawn);
    // A waiver of a rule that does not stand in the way passes nothing.
    let reason = json!({
        "rule": "person.same", "basis": "reason", "number": "1", "date": TODAY, "issuer": "FHDYO boʻlimi",
    });
    let mut more = two(&he, &she);
    more["waivers"] = json!([reason]);
    assert_eq!(refused(&running, "join", more).await, Refusal::WaiverNotAccepted);
    let by_second = prepared(&running, "2207-second", "dispute", unknown).await;
    assert!(matches!(by_second, Err(FileError::NotPermitted(Refusal::WrongRole))), "{by_second:?}");
    running.end().await;
}

#[tokio::test]
async fn a_court_can_find_that_two_are_one_person_though_it_makes_two_marriages_of_one() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&old_marriage("No 7", "2015-06-20", &man(1), &woman(1))).await;
    running.married(&wedding("A-1", &man(2), &woman(2))).await;
    let two = json!({ "first": of_number(&man(1)), "second": of_number(&man(2)) });
    let state = repaired(&running, &TWO, "join", two.clone()).await;
    assert_eq!(state, FilingState::Accepted, "the ledger holds it up");

    let mut decided = two;
    decided["waivers"] = json!([{
        "rule": "person.conflict", "basis": "court-decision", "number": "2-118", "date": TODAY,
        "issuer": "Fuqarolik sudi",
    }]);
    let state = repaired(&running, &TWO, "join", decided).await;
    assert!(matches!(state, FilingState::Final { outcome: Outcome::Recorded, .. }), "{state:?}");
    let person = shown(&running, &of_number(&man(2))).await.unwrap();
    assert_eq!((person.tags, person.unions.len()), (2, 2));
    running.end().await;
}
