//! Births at the edges: after the father's death, around midnight and the year's end, twins and doubles.
use crate::{
    people::{DAY, beside, named, put},
    world::{CONSULATE, World, birth, example, outcome},
};
use civil::{Caution, CivilDate, Refusal};
use protocol::{Body, Outcome};
use registry::service::DeclareError;
use serde_json::{Value, json};
use std::time::Duration;

fn read(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap()
}

/// The example as the office in Chilonzor has it.
fn here(name: &str) -> Value {
    put(&read(&example(name)), "/office", "1101".into())
}

#[tokio::test]
async fn a_child_born_within_three_hundred_days_of_the_fathers_death_is_his_and_one_born_later_is_not() {
    let world = World::new();
    let running = world.open().await.work();
    let child = here("29-born-after-fathers-death.json");
    let born: CivilDate = "2026-11-13".parse().unwrap();
    let died =
        |days: i32| put(&child, "/father/basis/ended", born.plus_days(-days).unwrap().to_string().into());
    let late = running.refused(&died(301)).await;
    let within = died(300);
    let declared = running.declare(&serde_json::to_vec(&within).unwrap()).await;
    assert!(declared.warnings.contains(&Caution::BornAfterMarriageEnd), "{:?}", declared.warnings);
    let last = running.registered(&within).await;
    beside(Refusal::FatherLongAfterMarriage, &late, &last);
    running.end().await;
}

#[tokio::test]
async fn twins_across_midnight_and_hasan_and_husan_are_two_children_each() {
    let world = World::new();
    let running = world.open().await.work();
    for (first, second, warning) in [
        ("22-midnight-twin-first.json", "23-midnight-twin-second.json", Some(Caution::TwinsAcrossMidnight)),
        ("20-hasan.json", "21-husan.json", None),
    ] {
        let one = running.registered(&here(first)).await;
        let declared = running.declare(&serde_json::to_vec(&here(second)).unwrap()).await;
        let of_doubles = [
            Caution::BirthsTooClose,
            Caution::TwinOrderTaken,
            Caution::TwinsDaysApart,
            Caution::TwinsAcrossMidnight,
        ];
        let told: Vec<Caution> =
            declared.warnings.into_iter().filter(|warning| of_doubles.contains(warning)).collect();
        assert_eq!(told, warning.into_iter().collect::<Vec<_>>());
        let other = running.registered(&here(second)).await;
        assert_ne!(named(&one).0, named(&other).0);
    }
    assert_eq!(world.ledger.entries(), 4);
    running.end().await;
}

#[tokio::test]
async fn a_second_notice_for_one_child_is_told_before_the_signature_and_the_first_serves_once() {
    let world = World::new();
    let running = world.open().await.work();
    let last = running.registered(&read(&birth(1))).await;
    // The same notice in another file is refused; another notice may be of another child, and is looked at.
    let same = running.refused(&put(&read(&birth(1)), "/child/weight_g", 3250.into())).await;
    beside(Refusal::NoticeAlreadyUsed, &same, &last);
    let declared = running.declare(&birth(2)).await;
    assert!(declared.warnings.contains(&Caution::BirthsTooClose), "{:?}", declared.warnings);
    // A child of another mother is no double.
    let other = put(&read(&birth(3)), "/mother/pinfl", "41102949991014".into());
    let declared = running.declare(&serde_json::to_vec(&other).unwrap()).await;
    assert!(!declared.warnings.contains(&Caution::BirthsTooClose), "{:?}", declared.warnings);
    // A second child of one delivery that takes the first one's place is looked at too.
    running.registered(&here("20-hasan.json")).await;
    let taken = put(&here("21-husan.json"), "/child/multiple/order", 1.into());
    let declared = running.declare(&serde_json::to_vec(&taken).unwrap()).await;
    assert!(declared.warnings.contains(&Caution::TwinOrderTaken), "{:?}", declared.warnings);
    running.end().await;
}

#[tokio::test]
async fn on_31_december_a_consulate_ten_hours_behind_registers_in_its_own_year() {
    let world = World::new();
    let running = world.open().await.work();
    // 1 January 2027, 03:00 UTC: the year is over in Tashkent, and not in New York.
    world.clock.advance(38 * DAY + Duration::from_hours(22));
    let abroad = read(&example("35-consulate-on-31-december.json"));
    let abroad =
        put(&put(&abroad, "/child/born", "2026-12-31".into()), "/evidence/issued", "2026-12-31".into());
    let tomorrow = put(&abroad, "/child/born", "2027-01-01".into());
    let early = running.refused(&tomorrow).await;
    assert!(early.contains(&Refusal::BirthAfterRegistration), "{early:?}");
    let there = running.registered(&abroad).await;
    let home = put(&read(&birth(1)), "/child/born", "2027-01-01".into());
    let home = running.registered(&put(&home, "/evidence/issued", "2027-01-01".into())).await;
    assert_eq!(named(&there), (format!("1{CONSULATE}2600001"), "2026-12-31".to_owned()));
    assert_eq!(named(&home), ("111012700001".to_owned(), "2027-01-01".to_owned()));
    running.end().await;
}

#[tokio::test]
async fn a_child_of_29_february_comes_of_age_in_the_year_and_no_other_year_has_that_day() {
    let world = World::new();
    let running = world.open().await.work();
    let late = running.registered(&here("27-leap-day-late.json")).await;
    let (signed, _, _) = running.vault.signed_and_receipt(late.case.id).await.unwrap().unwrap();
    let Body::ActRegister(act) = &signed.entry().body else { panic!("an act") };
    assert_eq!(act.adult_from, 2042);
    // 29 February 2028 comes; that of 2026 never did, which is a fault of the document.
    world.clock.advance(463 * DAY);
    assert_eq!(world.clock.today(), "2028-02-29");
    let on_the_day = put(&read(&birth(1)), "/child/born", "2028-02-29".into());
    let on_the_day = put(&on_the_day, "/evidence/issued", "2028-02-29".into());
    let last = running.registered(&on_the_day).await;
    assert!(matches!(outcome(&last), Outcome::Act { date, .. } if date.to_string() == "2028-02-29"));
    let never = serde_json::to_vec(&put(&on_the_day, "/child/born", json!("2026-02-29"))).unwrap();
    let who = running.registrar(1101);
    let refused = running.registry.declare(&who, running.key_of(1101, &never), &never).await;
    let Err(DeclareError::Faults(faults)) = refused else { panic!("faults") };
    assert_eq!(faults.0.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), ["/child/born"]);
    running.end().await;
}
