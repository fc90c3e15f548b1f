//! Divorces: of a marriage that the register knows and that lasts, by a court, by both, by one.
use crate::{
    people::{
        DAY, Someone, application, beside, death, divorce, man, named, old_birth, old_marriage, put, wedding,
        woman,
    },
    world::World,
};
use civil::Refusal;
use protocol::{Body, entry::Effects};
use serde_json::{Value, json};
use vault::MarkRole;

const OLD: (&str, &str) = ("№ 184", "1998-05-02");

/// An old couple, of 1974 and 1976.
fn couple() -> (Someone, Someone) {
    (Someone::born(1, '3', "1974-09-25"), Someone::born(2, '4', "1976-02-11"))
}

#[tokio::test]
async fn a_divorce_names_a_marriage_that_the_register_knows_and_its_spouses() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she) = couple();
    running.registered(&old_marriage(OLD.0, OLD.1, &he, &she)).await;
    let (in_force, mut unknown) = ("2026-10-15", Vec::new());
    // By old number and day, by twelve digits, by the number of an act of another kind, by none at all.
    let born = running.registered(&serde_json::from_slice(&crate::world::birth(1)).unwrap()).await;
    for (number, day) in [("№ 185", OLD.1), (OLD.0, "1998-05-03"), ("311012600009", OLD.1)] {
        unknown.push(divorce((number, day), &he, &she, in_force));
    }
    unknown.push(divorce((&named(&born).0, "1998-05-02"), &he, &she, in_force));
    unknown.push(put(&unknown[0], "/marriage", Value::Null));
    let mut told = Vec::new();
    for document in &unknown {
        told.push(running.refused(document).await);
    }
    let not_his = running.refused(&divorce(OLD, &man(7), &she, in_force)).await;
    let not_hers = running.refused(&divorce(OLD, &he, &woman(7), in_force)).await;
    assert_eq!(world.ledger.entries(), 2);
    let last = running.registered(&divorce(OLD, &he, &she, in_force)).await;
    for refused in told {
        beside(Refusal::DivorceMarriageUnknown, &refused, &last);
    }
    beside(Refusal::DivorceNotTheSpouses, &not_his, &last);
    beside(Refusal::DivorceNotTheSpouses, &not_hers, &last);
    running.end().await;
}

#[tokio::test]
async fn a_marriage_ends_once() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she) = couple();
    running.registered(&old_marriage(OLD.0, OLD.1, &he, &she)).await;
    let last = running.registered(&divorce(OLD, &he, &she, "2026-10-15")).await;
    // By a decision of the same day, of a later and of an earlier one.
    for in_force in ["2026-10-15", "2026-11-02", "2026-09-01"] {
        let again = put(&divorce(OLD, &he, &she, in_force), "/ground/number", "2-9".into());
        let twice = running.refused(&again).await;
        beside(Refusal::DivorceMarriageEnded, &twice, &last);
    }
    let before = running.refused(&divorce(OLD, &he, &she, "1998-05-01")).await;
    assert!(before.contains(&Refusal::DivorceBeforeMarriage), "{before:?}");
    running.end().await;
}

#[tokio::test]
async fn a_divorce_in_force_before_the_death_is_entered_after_it_and_none_in_force_later() {
    let world = World::new();
    let running = world.open().await.work();
    let couples = [(man(1), woman(1)), (man(2), woman(2)), (man(3), woman(3))];
    let marriages = ["No 1", "No 2", "No 3"];
    for (number, (husband, wife)) in marriages.into_iter().zip(&couples) {
        running.registered(&old_marriage(number, "2012-06-22", husband, wife)).await;
        running.registered(&death(&format!("VH-{number}"), husband, "2026-06-18")).await;
    }
    let of =
        |n: usize, in_force| divorce((marriages[n], "2012-06-22"), &couples[n].0, &couples[n].1, in_force);
    let late = running.refused(&of(0, "2026-06-19")).await;
    let early = running.registered(&of(1, "2026-05-15")).await;
    // The marriage lasted to the end of that day.
    running.registered(&of(2, "2026-06-18")).await;
    beside(Refusal::DivorceMarriageEnded, &late, &early);
    running.end().await;
}

#[tokio::test]
async fn both_wait_three_months_and_one_alone_a_month_and_a_court_does_not() {
    let world = World::new();
    let running = world.open().await.work();
    let ways = [
        ("divorce-mutual", json!({ "kind": "mutual", "dispute": false }), 92),
        (
            "divorce-one-spouse",
            json!({
                "kind": "one-spouse", "applicant": "wife", "cause": "missing", "number": "2-77",
                "date": "2026-05-04", "issuer": "Fuqarolik sudi", "in_force": "2026-06-04",
                "received": "exchange",
            }),
            28,
        ),
    ];
    for (n, (purpose, ground, days)) in (1..).zip(ways) {
        let (he, she, number) = (man(n), woman(n), format!("No {n}"));
        let (of, day) = ((number.as_str(), "2015-06-20"), format!("D-{n}"));
        running.registered(&old_marriage(of.0, of.1, &he, &she)).await;
        let lodged = world.clock.today();
        let apply = put(&application(&day, purpose, &he, &she), "/lodged", lodged.clone().into());
        running.registered(&put(&apply, "/marriage", json!({ "act": of.0, "date": of.1 }))).await;
        let by_court = divorce(of, &he, &she, "2026-06-04");
        let parting = put(
            &put(&by_court, "/ground", ground),
            "/application",
            json!({ "number": day, "lodged": lodged }),
        );
        let without = running.refused(&put(&parting, "/application", Value::Null)).await;
        let of_nobody = running.refused(&put(&parting, "/application/number", "D-9".into())).await;
        world.clock.advance((days - 1) * DAY);
        let early = running.refused(&parting).await;
        world.clock.advance(DAY);
        let last = running.registered(&parting).await;
        beside(Refusal::DivorceWithoutApplication, &without, &last);
        assert!(of_nobody.contains(&Refusal::DivorceWithoutApplication), "{of_nobody:?}");
        beside(Refusal::DivorceWaitNotOver, &early, &last);
    }
    running.end().await;
}

#[tokio::test]
async fn a_divorce_rests_on_an_application_of_these_two_for_this_marriage() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she) = couple();
    running.registered(&old_marriage(OLD.0, OLD.1, &he, &she)).await;
    // An application for a marriage, of the same two on the same day, is none for a divorce.
    running.registered(&application("A-1", "marriage", &he, &she)).await;
    let apply = application("D-1", "divorce-mutual", &he, &she);
    running.registered(&put(&apply, "/marriage", json!({ "act": OLD.0, "date": OLD.1 }))).await;
    world.clock.advance(92 * DAY);
    let by_court = divorce(OLD, &he, &she, "2026-10-15");
    let mutual = put(&by_court, "/ground", json!({ "kind": "mutual", "dispute": false }));
    let on = |number: &str| {
        put(&mutual, "/application", json!({ "number": number, "lodged": crate::people::TODAY }))
    };
    let of_others = running.refused(&on("A-1")).await;
    let last = running.registered(&on("D-1")).await;
    beside(Refusal::DivorceApplicationOfOthers, &of_others, &last);
    running.end().await;
}

#[tokio::test]
async fn by_agreement_nobody_is_divorced_of_whom_the_register_knows_a_common_child_under_age() {
    let world = World::new();
    let running = world.open().await.work();
    // Both couples declare that they have none; one has a child of 14, the other one of 21.
    let children = [Someone::born(5, '5', "2012-04-04"), Someone::born(6, '5', "2005-04-04")];
    let mut divorces = Vec::new();
    for (n, child) in (1..).zip(&children) {
        let (he, she, number) = (man(n), woman(n), format!("No {n}"));
        let day = "2004-06-20";
        running.registered(&old_marriage(&number, day, &he, &she)).await;
        running.registered(&old_birth(&format!("No 10{n}"), child, &he, &she)).await;
        let apply = application(&format!("D-{n}"), "divorce-mutual", &he, &she);
        running.registered(&put(&apply, "/marriage", json!({ "act": number, "date": day }))).await;
        let by_court = divorce((&number, day), &he, &she, "2026-10-15");
        let mutual = put(&by_court, "/ground", json!({ "kind": "mutual", "dispute": false }));
        let lodged = json!({ "number": format!("D-{n}"), "lodged": crate::people::TODAY });
        divorces.push(put(&mutual, "/application", lodged));
    }
    world.clock.advance(92 * DAY);
    let [with_minor, with_adult] = divorces.as_slice() else { panic!("two couples") };
    let before = running.vault.verify_access_log().await.unwrap();
    let refused = running.refused(with_minor).await;
    assert_eq!(
        running.vault.verify_access_log().await.unwrap(),
        before + 1,
        "the birth that was read is logged"
    );
    let last = running.registered(with_adult).await;
    beside(Refusal::DivorceCommonMinors, &refused, &last);
    running.end().await;
}

#[tokio::test]
async fn a_party_without_a_number_is_the_spouse_of_the_marriage() {
    let world = World::new();
    let running = world.open().await.work();
    let (he, she) = couple();
    // The archive of 1998 knew her number, and not his.
    let old = running.registered(&old_marriage(OLD.0, OLD.1, &he.unnumbered(), &she)).await;
    // With the number that he has today he is nobody whom that act knows; two officers join the two.
    let with_number = running.refused(&divorce(OLD, &he, &she, "2026-10-15")).await;
    let last = running.registered(&divorce(OLD, &he.unnumbered(), &she.unnumbered(), "2026-10-15")).await;
    beside(Refusal::DivorceNotTheSpouses, &with_number, &last);
    let persons = |marks: Vec<vault::Mark>| -> Vec<_> {
        marks.into_iter().filter(|mark| [MarkRole::Husband, MarkRole::Wife].contains(&mark.role)).collect()
    };
    let (before, after) = (persons(running.marks(&old).await), persons(running.marks(&last).await));
    assert_eq!((before.len(), &before), (2, &after));
    let (signed, _, _) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
    let Body::ActRegister(act) = &signed.entry().body else { panic!("an act") };
    let Some(Effects::Divorce { wife, .. }) = act.effects else { panic!("a divorce") };
    assert_eq!((act.person, wife), (before[0].tag, she.tag()));
    running.end().await;
}

#[tokio::test]
async fn a_marriage_of_this_register_is_divorced_by_its_number() {
    let world = World::new();
    let running = world.open().await.work();
    let married = running.married(&wedding("A-1", &man(1), &woman(1))).await;
    let (number, day) = named(&married);
    let parted = divorce((&number, &day), &man(1), &woman(1), &day);
    running.registered(&parted).await;
    let again = divorce((&number, &day), &man(1), &woman(1), "2026-11-23");
    let again = put(&again, "/ground/number", "2-9".into());
    assert_eq!(running.refused(&again).await, [Refusal::DivorceMarriageEnded]);
    running.end().await;
}
