//! Persons under several tags, acts of the wrong person, disputes: what becomes final through a filing is followed
//! in what the registry asks afterwards.
use crate::{
    people::{DAY, Someone, act, death, divorce, man, named, old_marriage, put, wedding, woman},
    world::World,
};
use civil::Refusal;
use protocol::{
    Body,
    entry::{ActDispute, ActDisputeEnd, PersonJoin, PersonMove, PersonPart},
};
use vault::{FilingState, MarkRole};

const TWO: [&str; 2] = ["1101-1", "2207-second"];
const OLD: (&str, &str) = ("No 7", "2015-06-20");

#[tokio::test]
async fn tags_that_are_joined_are_one_person_until_they_are_parted() {
    let world = World::new();
    let running = world.open().await.work();
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &man(1).unnumbered(), &woman(1))).await;
    let marks = running.marks(&old).await;
    let unnamed = marks.iter().find(|mark| mark.role == MarkRole::Husband).unwrap().tag;
    let [application, marriage] = wedding("A-1", &man(1), &woman(2));
    running.registered(&application).await;

    // He is known by his number; the act of 2015 has none. Two officers say that they are one.
    let (first, second, waivers) = (man(1).tag(), unnamed, Vec::new());
    let join = Body::PersonJoin(PersonJoin { first, second, waivers: waivers.clone() });
    running.recorded(&world, join, &TWO).await;
    assert_eq!(running.vault.joined(first).await.unwrap(), [second]);
    assert_eq!(running.vault.joined(second).await.unwrap(), [first]);
    assert_eq!(running.refused(&marriage).await, [Refusal::MarriageSpouseMarried]);

    // And that they are not.
    let part = Body::PersonPart(PersonPart { first: second, second: first, waivers });
    running.recorded(&world, part, &TWO).await;
    assert!(running.vault.joined(first).await.unwrap().is_empty());
    running.registered(&marriage).await;

    // Joined now he would be in two marriages: the ledger says no, and nothing is joined here.
    let again = Body::PersonJoin(PersonJoin { first, second, waivers: Vec::new() });
    let refused = running.vault.joined(first).await.unwrap();
    let state = running.filed(&world, again, &TWO).await;
    assert!(matches!(state, FilingState::Accepted), "{state:?}");
    assert_eq!(running.vault.joined(first).await.unwrap(), refused);
    running.end().await;
}

#[tokio::test]
async fn a_divorce_is_that_of_the_joined_person_too() {
    let world = World::new();
    let running = world.open().await.work();
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &man(1).unnumbered(), &woman(1))).await;
    let unnamed = running.marks(&old).await.into_iter().find(|mark| mark.role == MarkRole::Husband);
    let parted = divorce(OLD, &man(1), &woman(1), "2026-10-15");
    assert_eq!(running.refused(&parted).await, [Refusal::DivorceNotTheSpouses]);
    let join = PersonJoin { first: man(1).tag(), second: unnamed.unwrap().tag, waivers: Vec::new() };
    running.recorded(&world, Body::PersonJoin(join), &TWO).await;
    running.registered(&parted).await;
    let again = put(&parted, "/ground/number", "2-9".into());
    assert_eq!(running.refused(&again).await, [Refusal::DivorceMarriageEnded]);
    running.end().await;
}

#[tokio::test]
async fn an_act_that_was_moved_is_that_of_the_right_person_and_its_marriage_ends_with_the_right_death() {
    let world = World::new();
    let running = world.open().await.work();
    // The act of 2015 was brought in under the number of a stranger.
    let (stranger, right) = (man(1), man(2));
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &stranger, &woman(1))).await;
    let (from, to) = (stranger.tag(), right.tag());
    let moved = PersonMove { act: act(&old), from, to, waivers: Vec::new() };
    running.recorded(&world, Body::PersonMove(moved), &TWO).await;
    assert!(running.vault.marked(from).await.unwrap().is_empty());
    let found = running.vault.marked(to).await.unwrap();
    assert!(matches!(found.as_slice(), [(MarkRole::Husband, case)] if case.id == old.case.id));

    // The stranger is free, the right man is not, and neither is the wife.
    running.married(&wedding("A-1", &stranger, &woman(2))).await;
    let [application, of_him] = wedding("A-2", &right, &woman(3));
    running.registered(&application).await;
    assert_eq!(running.refused(&of_him).await, [Refusal::MarriageSpouseMarried]);
    let [application, of_her] = wedding("A-3", &man(3), &woman(1));
    running.registered(&application).await;
    assert_eq!(running.refused(&of_her).await, [Refusal::MarriageSpouseMarried]);

    // He dies: she is a widow.
    let died = running.registered(&death("VH-1", &right, "2026-11-22")).await;
    let (number, date) = named(&died);
    let widow = serde_json::json!({ "status": "widowed", "ended": { "act": number, "date": date } });
    running.registered(&put(&of_her, "/wife/before", widow)).await;
    running.end().await;
}

#[tokio::test]
async fn the_wife_of_a_marriage_that_was_moved_dies_and_he_is_a_widower() {
    let world = World::new();
    let running = world.open().await.work();
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &man(1), &woman(1))).await;
    let moved = PersonMove { act: act(&old), from: man(1).tag(), to: man(2).tag(), waivers: Vec::new() };
    running.recorded(&world, Body::PersonMove(moved), &TWO).await;
    let died = running.registered(&death("VH-1", &woman(1), "2026-11-22")).await;
    let [application, again] = wedding("A-1", &man(2), &woman(2));
    running.registered(&application).await;
    running.registered(&put(&again, "/husband/before", crate::people::was("widowed", &died))).await;
    running.end().await;
}

#[tokio::test]
async fn a_disputed_marriage_binds_nobody_and_is_not_divorced_until_the_dispute_ends() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she) = (man(1), woman(1));
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &he, &she)).await;
    let weddings = [wedding("A-1", &he, &woman(2)), wedding("A-2", &man(2), &she)];
    for [application, marriage] in &weddings {
        running.registered(application).await;
        assert_eq!(running.refused(marriage).await, [Refusal::MarriageSpouseMarried]);
    }
    running.recorded(&world, Body::ActDispute(ActDispute { act: act(&old) }), &["1101-1"]).await;
    let parted = divorce(OLD, &he, &she, "2026-10-15");
    assert_eq!(running.refused(&parted).await, [Refusal::ActDisputed]);

    let end = || Body::ActDisputeEnd(ActDisputeEnd { act: act(&old), waivers: Vec::new() });
    running.recorded(&world, end(), &TWO).await;
    let [_, marriage] = &weddings[0];
    assert_eq!(running.refused(marriage).await, [Refusal::MarriageSpouseMarried]);
    let last = running.registered(&parted).await;
    world.clock.advance(DAY);

    // A dispute of the divorce brings the marriage back.
    running.recorded(&world, Body::ActDispute(ActDispute { act: act(&last) }), &["1101-1"]).await;
    assert_eq!(running.refused(marriage).await, [Refusal::MarriageSpouseMarried]);
    let end = Body::ActDisputeEnd(ActDisputeEnd { act: act(&last), waivers: Vec::new() });
    running.recorded(&world, end, &TWO).await;
    let ended = crate::people::was("divorced", &last);
    running.registered(&put(marriage, "/husband/before", ended)).await;
    running.end().await;
}

#[tokio::test]
async fn what_is_known_of_a_person_outlives_the_process() {
    let world = World::new();
    let running = world.open().await.work();
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &man(1).unnumbered(), &woman(1))).await;
    let unnamed = running.marks(&old).await.into_iter().find(|mark| mark.role == MarkRole::Husband);
    let join = PersonJoin { first: man(1).tag(), second: unnamed.unwrap().tag, waivers: Vec::new() };
    running.recorded(&world, Body::PersonJoin(join), &TWO).await;
    let [application, marriage] = wedding("A-1", &man(1), &woman(2));
    running.registered(&application).await;
    let marks = running.marks(&old).await;
    running.end().await;

    let running = world.open().await.work();
    assert_eq!(running.marks(&old).await, marks);
    assert_eq!(running.refused(&marriage).await, [Refusal::MarriageSpouseMarried]);
    let stranger: Someone = man(4);
    running.married(&wedding("A-2", &stranger, &woman(2))).await;
    running.end().await;
}
