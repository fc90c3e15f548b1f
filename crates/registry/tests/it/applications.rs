//! Applications: their day is the ledger's, marriages wait for it, and a withdrawn one carries nothing.
use crate::{
    people::{
        DAY, TODAY, act, application, beside, man, marriage, marriage_after_the_wait, passes, put, wedding,
        woman,
    },
    world::{World, entry_signature, signature_by, signer},
};
use civil::Refusal;
use protocol::{
    Body,
    entry::{ApplicationWithdraw, WaiverBasis},
};
use registry::service::SignError;
use serde_json::{Value, json};
use vault::{CaseState, FilingState, MarkRole};

#[tokio::test]
async fn the_day_of_an_application_is_that_of_its_block_whatever_it_says() {
    let world = World::new();
    let running = world.open().await.work();
    let lodged = application("A-1", "marriage", &man(1), &woman(1));
    let backdated = put(&lodged, "/lodged", "2026-10-01".into());
    let later = running.refused(&put(&lodged, "/lodged", "2026-11-24".into())).await;
    let last = running.registered(&backdated).await;
    beside(Refusal::ApplicationDays, &later, &last);
    // By its own word the month is over.
    let marriage = marriage_after_the_wait("A-1", &man(1), &woman(1));
    let marriage = put(&marriage, "/application/lodged", "2026-10-01".into());
    assert_eq!(running.refused(&marriage).await, [Refusal::MarriageWaitNotOver]);
    assert_eq!(world.ledger.entries(), 1);
    running.end().await;
}

#[tokio::test]
async fn a_marriage_waits_a_month_or_has_a_lawful_ground() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&application("A-1", "marriage", &man(1), &woman(1))).await;
    let [application, at_once] = wedding("A-2", &man(2), &woman(2));
    running.registered(&application).await;
    let unproved = running.refused(&put(&at_once, "/shorter_wait/paper", Value::Null)).await;
    let last = running.registered(&at_once).await;
    beside(Refusal::MarriageShorterWaitWithoutPaper, &unproved, &last);
    let (signed, _, _) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
    let waivers: Vec<_> =
        signed.entry().body.waivers().iter().map(|waiver| (waiver.rule.as_str(), waiver.basis)).collect();
    // The search of the archive stands in for a region whose old acts are not on the ledger.
    let ground = WaiverBasis::Ground;
    assert_eq!(waivers, [("marriage.past-not-loaded", ground), ("marriage.wait-not-over", ground)]);

    // Lodged on 23 November: refused on the 22nd of the next month, accepted on the 23rd.
    let waits = marriage_after_the_wait("A-1", &man(1), &woman(1));
    world.clock.advance(29 * DAY);
    let early = running.refused(&waits).await;
    world.clock.advance(DAY);
    let last = running.registered(&waits).await;
    beside(Refusal::MarriageWaitNotOver, &early, &last);
    running.end().await;
}

#[tokio::test]
async fn a_ground_that_is_needed_no_more_is_left_out_when_the_entry_is_made_anew() {
    let world = World::new();
    let running = world.open().await.work();
    let [application, marriage] = wedding("A-1", &man(1), &woman(1));
    running.registered(&application).await;
    let json = serde_json::to_vec(&marriage).unwrap();
    let declared = running.declare(&json).await;
    assert_eq!(declared.to_sign.unwrap().0.body.waivers().len(), 2);
    world.clock.advance(30 * DAY);
    let again = running.declare(&json).await;
    let (entry, _) = again.to_sign.unwrap();
    let waivers: Vec<&str> = entry.body.waivers().iter().map(|waiver| waiver.rule.as_str()).collect();
    assert_eq!((again.view.case.id, waivers), (declared.view.case.id, vec!["marriage.past-not-loaded"]));
    running.sign(&again.view, &entry).await;
    assert!(matches!(running.settled(&again.view).await.case.state, CaseState::Final { .. }));
    running.end().await;
}

#[tokio::test]
async fn an_application_lapses_three_months_after_its_wait() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&application("A-1", "marriage", &man(1), &woman(1))).await;
    running.registered(&application("A-2", "marriage", &man(2), &woman(2))).await;
    // 23 March is the last day.
    world.clock.advance(120 * DAY);
    let last = running.registered(&marriage_after_the_wait("A-1", &man(1), &woman(1))).await;
    world.clock.advance(DAY);
    let late = running.refused(&marriage_after_the_wait("A-2", &man(2), &woman(2))).await;
    beside(Refusal::MarriageApplicationLapsed, &late, &last);
    running.end().await;
}

#[tokio::test]
async fn a_withdrawn_application_carries_no_marriage() {
    let world = World::new();
    let running = world.open().await.work();
    let [application, one] = wedding("A-1", &man(1), &woman(1));
    let lodged = running.registered(&application).await;
    // Declared while it counted, and not signed.
    let declared = running.declare(&serde_json::to_vec(&one).unwrap()).await;
    let withdraw = || Body::ApplicationWithdraw(ApplicationWithdraw { application: act(&lodged) });
    running.recorded(&world, withdraw(), &["1101-1"]).await;
    let other = running.refused(&put(&one, "/children", 1.into())).await;
    running.sign(&declared.view, &declared.to_sign.unwrap().0).await;
    let refused = running.settled(&declared.view).await;
    assert_eq!(refused.case.state, CaseState::Refused { code: "marriage.application-withdrawn".to_owned() });

    let twice = running.filed(&world, withdraw(), &["1101-1"]).await;
    assert_eq!(twice, FilingState::Refused { code: "application.already-withdrawn".to_owned() });
    assert_eq!(world.ledger.entries(), 2);
    // Lodged anew it counts again.
    let last = running.married(&wedding("A-2", &man(1), &woman(1))).await;
    beside(Refusal::MarriageApplicationWithdrawn, &other, &last);
    running.end().await;
}

#[tokio::test]
async fn a_marriage_names_an_application_of_the_two() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&application("A-1", "marriage", &man(1), &woman(1))).await;
    let nobodys = running.refused(&marriage("A-9", &man(1), &woman(1))).await;
    let another_day = put(&marriage("A-1", &man(1), &woman(1)), "/application/lodged", "2026-11-22".into());
    assert_eq!(running.refused(&another_day).await, nobodys);
    let of_others = running.refused(&marriage("A-1", &man(1), &woman(2))).await;
    let last = running.registered(&marriage("A-1", &man(1), &woman(1))).await;
    beside(Refusal::MarriageWithoutApplication, &nobodys, &last);
    beside(Refusal::MarriageApplicationOfOthers, &of_others, &last);
    running.end().await;
}

#[tokio::test]
async fn an_application_that_the_law_does_not_take_begins_no_wait() {
    let world = World::new();
    let running = world.open().await.work();
    let good = application("A-1", "marriage", &man(1), &woman(1));
    let of_no_marriage = application("A-2", "divorce-mutual", &man(1), &woman(1));
    let unknown = put(&of_no_marriage, "/marriage", json!({ "act": "No 7", "date": TODAY }));
    let himself = put(&good, "/wife/pinfl", good["husband"]["pinfl"].clone());
    let last = running.registered(&good).await;
    for (refusal, document) in [
        (Refusal::ApplicationPartyNotAsked, put(&good, "/wife/asked", Value::Null)),
        (Refusal::ApplicationNotAskedAlone, put(&good, "/wife/asked/alone", false.into())),
        (Refusal::ApplicationSamePerson, himself),
        (Refusal::DivorceMarriageUnknown, of_no_marriage),
        (Refusal::DivorceMarriageUnknown, unknown),
    ] {
        let refused = running.refused(&document).await;
        assert_eq!((refused.as_slice(), last.inclusion.is_some()), ([refusal].as_slice(), true));
    }
    assert_eq!(world.ledger.entries(), 1);
    running.end().await;
}

#[tokio::test]
async fn whom_no_paper_identifies_marries_as_the_one_who_applied() {
    let world = World::new();
    let running = world.open().await.work();
    let bride = woman(1).unnumbered();
    let [application, marriage] = wedding("A-1", &man(1), &bride);
    let lodged = running.registered(&application).await;
    let married = running.registered(&marriage).await;
    let of = async |view, role| {
        let marks = running.marks(view).await;
        marks.into_iter().filter(|mark| mark.role == role).map(|mark| mark.tag).collect::<Vec<_>>()
    };
    assert_eq!(of(&lodged, MarkRole::Wife).await, of(&married, MarkRole::Wife).await);
    assert_eq!(of(&married, MarkRole::Husband).await, [man(1).tag()]);
    // Another application of a person without papers is one of another person.
    let [application, marriage] = wedding("A-2", &man(2), &bride);
    running.registered(&application).await;
    running.registered(&marriage).await;
    running.end().await;
}

#[tokio::test]
async fn a_court_shortens_the_wait_and_a_second_officer_of_another_office_signs_it_too() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&application("A-1", "marriage", &man(1), &woman(1))).await;
    let waits = marriage_after_the_wait("A-1", &man(1), &woman(1));
    let early = running.refused(&waits).await;
    let decision = json!({
        "rule": "marriage.wait-not-over", "basis": "court-decision",
        "number": "2-1103-26/9", "date": TODAY, "issuer": "Fuqarolik sudi",
    });
    let decided = put(&waits, "/waivers", json!([decision]));
    let declared = running.declare(&serde_json::to_vec(&decided).unwrap()).await;
    let (case, id) = (declared.view.case.id, declared.to_sign.unwrap().0.id());
    let who = running.registrar(1101);
    let alone = running.registry.sign(&who, case, entry_signature(1101, id)).await;
    assert!(matches!(alone, Err(SignError::Refused(Refusal::SecondOfficerMissing))), "{alone:?}");
    let second = signature_by(&signer("2207-second"), id);
    let both = (running.officer("2207-second").key_id, second);
    let view = running.registry.sign_with(&who, case, entry_signature(1101, id), Some(both)).await.unwrap();
    let last = running.settled(&view).await;
    passes(Refusal::MarriageWaitNotOver, &early, &last);
    running.end().await;
}
