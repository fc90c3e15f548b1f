//! Deaths: once, on evidence, not before a marriage; what they end, and whom nobody knows.
use crate::{
    people::{DAY, TODAY, beside, death, man, marriage, old_marriage, put, was, wedding, woman},
    world::{World, example, outcome},
};
use civil::{ActKind, Refusal};
use protocol::{Body, Outcome, entry::Effects};
use serde_json::{Value, json};
use vault::MarkRole;

#[tokio::test]
async fn a_death_is_registered_on_evidence_and_nobody_dies_twice() {
    let world = World::new();
    let running = world.open().await.work();
    let first = death("VH-1", &man(1), TODAY);
    let without = running.refused(&put(&first, "/evidence", Value::Null)).await;
    let last = running.registered(&first).await;
    beside(Refusal::DeathWithoutEvidence, &without, &last);
    assert!(matches!(outcome(&last), Outcome::Act { number, .. } if number.kind == ActKind::Death));

    // On another certificate and another day, at this office or another: the person is dead already.
    let again = death("VH-2", &man(1), "2026-11-20");
    for office in ["1101", "2207"] {
        let twice = running.refused(&put(&again, "/office", office.into())).await;
        beside(Refusal::DeathAlreadyDead, &twice, &last);
    }
    running.registered(&death("VH-2", &man(2), "2026-11-20")).await;
    assert_eq!(world.ledger.entries(), 2);
    running.end().await;
}

#[tokio::test]
async fn of_two_deaths_signed_at_once_the_ledger_takes_one() {
    let world = World::new();
    let running = world.open().await;
    let one = running.signed(&death("VH-1", &man(1), TODAY)).await;
    let other = running.signed(&put(&death("VH-2", &man(1), TODAY), "/office", "2207".into())).await;
    let running = running.work();
    let ended = [running.settled(&one).await, running.settled(&other).await];
    let held_up: Vec<&str> = ended.iter().filter_map(|view| view.held_up.as_deref()).collect();
    assert_eq!(held_up, ["death.already-dead"]);
    assert_eq!(world.ledger.entries(), 1);
    running.end().await;
}

#[tokio::test]
async fn a_medical_certificate_serves_for_one_death() {
    let world = World::new();
    let running = world.open().await.work();
    let last = running.registered(&death("VH-2026-003318", &man(1), TODAY)).await;
    // However the number is typed.
    for number in ["VH-2026-003318", "vh 2026 003318"] {
        let refused = running.refused(&death(number, &man(2), TODAY)).await;
        beside(Refusal::NoticeAlreadyUsed, &refused, &last);
    }
    running.end().await;
}

#[tokio::test]
async fn nobody_dies_before_a_marriage_that_the_register_has() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&old_marriage("No 7", "2015-06-20", &man(1), &woman(1))).await;
    for spouse in [man(1), woman(1)] {
        let refused = running.refused(&death("VH-1", &spouse, "2015-06-19")).await;
        assert_eq!(refused, [Refusal::DeathBeforeMarriage]);
    }
    let last = running.registered(&death("VH-2", &man(1), "2015-06-20")).await;
    let again = running.refused(&death("VH-1", &woman(1), "2015-06-19")).await;
    beside(Refusal::DeathBeforeMarriage, &again, &last);
    running.end().await;
}

#[tokio::test]
async fn people_whom_nobody_knows_die_each_under_a_tag_of_their_own() {
    let world = World::new();
    let running = world.open().await.work();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/acts/deaths");
    let unknown: Value =
        serde_json::from_slice(&std::fs::read(folder.join("02-unknown-person.json")).unwrap()).unwrap();
    let other = put(&unknown, "/evidence/number", "СТ-2026-000418".into());
    let mut tags = Vec::new();
    for document in [&unknown, &other] {
        let last = running.registered(document).await;
        let marks = running.marks(&last).await;
        assert!(matches!(marks.as_slice(), [mark] if mark.role == MarkRole::Deceased), "{marks:?}");
        tags.extend(marks.into_iter().map(|mark| mark.tag));
        let (signed, _, _) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
        let Body::ActRegister(act) = &signed.entry().body else { panic!("an act") };
        // Of a month the last day counts, and no day that has not come.
        assert_eq!((act.adult_from, act.effects), (0, Some(Effects::Death { day: TODAY.parse().unwrap() })));
    }
    assert_ne!(tags[0], tags[1]);
    // A description and a name do not go together; that is a fault of the document, and nothing is kept.
    let both =
        serde_json::to_vec(&put(&unknown, "/deceased/name", json!({ "script": "ru", "given": "Имя" })));
    let who = running.officer("2207-1");
    let both = both.unwrap();
    let refused = running.registry.declare(&who, running.key_of(2207, &both), &both).await;
    assert!(matches!(refused, Err(registry::service::DeclareError::Faults(_))), "{refused:?}");
    assert!(!running.has_begun(who.key_id, &both).await);
    running.end().await;
}

#[tokio::test]
async fn a_death_frees_the_widow_from_the_day_after() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&old_marriage("No 7", "2015-06-20", &man(1), &woman(1))).await;
    let [application, next] = wedding("A-1", &man(2), &woman(1));
    running.registered(&application).await;
    assert_eq!(running.refused(&next).await, [Refusal::MarriageSpouseMarried]);

    let died = running.registered(&death("VH-1", &man(1), TODAY)).await;
    let next = put(&marriage("A-1", &man(2), &woman(1)), "/wife/before", was("widowed", &died));
    // The marriage lasts to the end of that day.
    let early = running.refused(&next).await;
    world.clock.advance(DAY);
    let last = running.registered(&next).await;
    beside(Refusal::MarriageSpouseMarried, &early, &last);

    // And nobody marries the dead.
    let [application, dead] = wedding("A-2", &man(1), &woman(2));
    running.registered(&put(&application, "/office", "1101".into())).await;
    let dead = running.refused(&dead).await;
    beside(Refusal::MarriageSpouseDead, &dead, &last);
    running.end().await;
}

#[tokio::test]
async fn a_stillbirth_is_a_birth_of_nobody_who_could_be_a_citizen() {
    let world = World::new();
    let running = world.open().await.work();
    let stillborn: Value = serde_json::from_slice(&example("19-stillbirth.json")).unwrap();
    let refused = running.refused(&put(&stillborn, "/child/citizenship", "UZ".into())).await;
    let last = running.registered(&stillborn).await;
    beside(Refusal::StillbornAsPerson, &refused, &last);
    assert!(matches!(outcome(&last), Outcome::Act { number, .. } if number.kind == ActKind::Birth));
    running.end().await;
}
