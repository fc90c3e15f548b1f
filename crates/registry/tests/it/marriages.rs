//! Marriages: who may marry, and that nobody is married twice, whoever registers, wherever and when.
use crate::{
    people::{
        DAY, Someone, application, beside, death, divorce, man, marriage, named, old_marriage, put, was,
        wedding, woman,
    },
    world::{World, outcome},
};
use civil::{ActKind, Refusal};
use protocol::{Outcome, entry::WaiverBasis};
use serde_json::json;
use std::time::Duration;
use vault::CaseState;

#[tokio::test]
async fn a_bride_of_seventeen_marries_by_the_governors_decision_alone_and_one_of_sixteen_by_nothing() {
    let world = World::new();
    let running = world.open().await.work();
    let decision = json!({ "number": "118-Q", "date": "2026-11-12", "issuer": "Tuman hokimi" });
    let bride = Someone::born(1, '6', "2009-03-02");
    let [application, without] = wedding("A-1", &man(1), &bride);
    running.registered(&application).await;
    let refused = running.refused(&without).await;
    let last = running.registered(&put(&without, "/wife/age_decision", decision.clone())).await;
    beside(Refusal::MarriageUnderAge, &refused, &last);
    let (signed, _, _) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
    let waived = |rule: &str| signed.entry().body.waivers().iter().find(|one| one.rule.as_str() == rule);
    assert_eq!(waived("marriage.under-age").map(|one| one.basis), Some(WaiverBasis::Ground));

    let [application, far] = wedding("A-2", &man(2), &Someone::born(2, '6', "2010-03-02"));
    running.registered(&application).await;
    let far = running.refused(&put(&far, "/wife/age_decision", decision)).await;
    beside(Refusal::MarriageFarUnderAge, &far, &last);
    running.end().await;
}

#[tokio::test]
async fn whoever_is_married_marries_nobody_else() {
    let world = World::new();
    let running = world.open().await.work();
    let first = running.married(&wedding("A-1", &man(1), &woman(1))).await;
    assert!(matches!(outcome(&first), Outcome::Act { number, .. } if number.kind == ActKind::Marriage));
    // The marriage of an archive binds as one of this register does.
    running.registered(&old_marriage("No 7", "2004-09-04", &man(3), &woman(3))).await;
    let of_both = [(man(1), woman(2)), (man(2), woman(1)), (man(1), woman(1)), (man(3), woman(2))];
    for (number, (husband, wife)) in (2..).zip(of_both) {
        let [application, second] = wedding(&format!("A-{number}"), &husband, &wife);
        // An application may be lodged: what is true on the day of the marriage counts.
        running.registered(&application).await;
        let refused = running.refused(&second).await;
        assert!(refused.iter().all(|one| *one == Refusal::MarriageSpouseMarried));
        beside(Refusal::MarriageSpouseMarried, &refused[..1], &first);
    }
    assert_eq!(world.ledger.entries(), 7);
    running.end().await;
}

#[tokio::test]
async fn of_two_marriages_signed_at_two_offices_at_one_moment_the_ledger_takes_one_and_tells_the_other() {
    let world = World::new();
    let running = world.open().await.work();
    let there = |document| put(&document, "/office", "2207".into());
    let [here, one] = wedding("A-1", &man(1), &woman(1));
    let [elsewhere, other] = wedding("A-2", &man(1), &woman(2)).map(there);
    running.registered(&here).await;
    running.registered(&elsewhere).await;
    world.ledger.stop(true);
    let accepted = [running.signed(&one).await, running.signed(&other).await];
    world.ledger.stop(false);
    let ended = [running.settled(&accepted[0]).await, running.settled(&accepted[1]).await];
    let (taken, told, file) = if ended[0].held_up.is_none() { (0, 1, other) } else { (1, 0, one) };
    assert!(matches!(outcome(&ended[taken]), Outcome::Act { .. }));
    let told = &ended[told];
    assert_eq!(told.held_up.as_deref(), Some("marriage.spouse-married"));
    assert_eq!(world.ledger.entries(), 3);

    // It ends with its validity; the same file is then refused before anybody signs.
    world.clock.advance(2 * DAY);
    let who = running.registrar(told.case.office.get());
    let begun = std::time::Instant::now();
    let last = loop {
        let now = running.registry.standing(&who, told.case.id, Duration::ZERO).await.unwrap();
        if now.case.state != CaseState::Accepted {
            break now.case.state;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the case ends by itself: {now:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(last, CaseState::Refused { code: "entry.expired".to_owned() });
    assert_eq!(running.refused_again(&file).await, [Refusal::MarriageSpouseMarried]);
    assert_eq!(world.ledger.entries(), 3);
    running.end().await;
}

#[tokio::test]
async fn the_couple_of_1998_divorces_and_each_marries_again_from_the_day_after() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she) = (Someone::born(1, '3', "1974-09-25"), Someone::born(2, '4', "1976-02-11"));
    running.registered(&old_marriage("№ 184", "1998-05-02", &he, &she)).await;
    let weddings = [wedding("A-1", &he, &woman(3)), wedding("A-2", &man(4), &she)];
    for [application, married] in &weddings {
        running.registered(application).await;
        assert_eq!(running.refused(married).await, [Refusal::MarriageSpouseMarried]);
    }
    let parted = running.registered(&divorce(("№ 184", "1998-05-02"), &he, &she, "2026-11-23")).await;
    let ended = was("divorced", &parted);
    let again =
        [put(&weddings[0][1], "/husband/before", ended.clone()), put(&weddings[1][1], "/wife/before", ended)];
    // The day on which the decision came into force is the last of the marriage.
    let on_the_day = running.refused(&again[0]).await;
    world.clock.advance(DAY);
    for marriage in &again {
        let last = running.registered(marriage).await;
        beside(Refusal::MarriageSpouseMarried, &on_the_day, &last);
    }
    running.end().await;
}

#[tokio::test]
async fn whoever_was_married_names_the_act_that_ended_it() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&old_marriage("No 7", "2015-06-20", &man(1), &woman(1))).await;
    let died = running.registered(&death("VH-1", &woman(1), "2026-11-20")).await;
    let [application, single] = wedding("A-1", &man(1), &woman(2));
    running.registered(&application).await;
    let widowed = put(&single, "/husband/before", was("widowed", &died));
    let unnamed = running.refused(&put(&widowed, "/husband/before", json!({ "status": "widowed" }))).await;
    let (number, _) = named(&died);
    let later = json!({ "status": "widowed", "ended": { "act": number, "date": "2026-11-24" } });
    let later = running.refused(&put(&widowed, "/husband/before", later)).await;
    let last = running.registered(&widowed).await;
    beside(Refusal::MarriageEarlierEndNotNamed, &unnamed, &last);
    beside(Refusal::MarriageBeforeEarlierEnd, &later, &last);
    running.end().await;
}

#[tokio::test]
async fn one_person_under_two_numbers_of_an_application_does_not_marry_themselves() {
    let world = World::new();
    let running = world.open().await.work();
    running.registered(&application("A-1", "marriage", &man(1), &woman(1))).await;
    let good = marriage("A-1", &man(1), &woman(1));
    let one = running.refused(&put(&good, "/wife/pinfl", good["husband"]["pinfl"].clone())).await;
    assert!(one.contains(&Refusal::MarriageSamePerson), "{one:?}");
    let unsearched = running.refused(&put(&good, "/search", serde_json::Value::Null)).await;
    let last = running.registered(&good).await;
    beside(Refusal::MarriagePastNotLoaded, &unsearched, &last);
    running.end().await;
}
