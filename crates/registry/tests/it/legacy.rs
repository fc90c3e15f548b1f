//! Acts made before the ledger: brought in once, as they are written, and then used as any other.
use crate::{
    people::{beside, death, divorce, man, marriage, named, old_birth, old_marriage, put, wedding, woman},
    world::{World, outcome},
};
use civil::{ActKind, Refusal, Value as Field, layout};
use protocol::{Outcome, entry::Origin};
use serde_json::Value;
use vault::Access;

#[tokio::test]
async fn an_old_act_is_brought_in_once_and_keeps_its_number_as_it_was_written() {
    let world = World::new();
    let running = world.open().await.work();
    let old = old_marriage("№ 184", "1998-05-02", &man(1), &woman(1));
    let last = running.registered(&old).await;
    let Outcome::Act { number, date } = outcome(&last) else { panic!("an act") };
    // Numbered with the marriages of this year, on this day.
    assert_eq!((number.to_string().as_str(), date.to_string().as_str()), ("311012600001", "2026-11-23"));
    let (signed, _, _) = running.vault.signed_and_receipt(last.case.id).await.unwrap().unwrap();
    assert_eq!(signed.entry().origin, Origin::Legacy);

    let who = running.registrar(1101);
    let access = Access {
        officer: who.key.officer,
        office: who.office().unwrap(),
        deed: "act.show",
        rule: "read.own-office",
        purpose: "a test".to_owned(),
        case: Some(last.case.id),
        now_ms: 0,
    };
    let record = running.vault.open_record(last.case.id, &access).await.unwrap();
    let fields = layout::layout(record.of.kind, record.of.schema).unwrap();
    let written = |wanted: &str| {
        let mut all = fields.iter().zip(&record.groups).flat_map(|(names, values)| names.iter().zip(values));
        match all.find(|(field, _)| field.id == wanted).unwrap().1 {
            Some(Field::Text(text)) => text.clone(),
            other => panic!("{wanted}: {other:?}"),
        }
    };
    let stands = ["legacy.number", "legacy.office", "legacy.book", "legacy.sheet"].map(written);
    assert_eq!(stands, ["№ 184", "Отдел ЗАГС Чиланзарского района", "2", "184 об."]);

    // However it is typed again; another number of that day, office or kind is another act.
    for number in ["№184", "184", "No. 184"] {
        let twice = put(&put(&old, "/number", number.into()), "/book", Value::Null);
        beside(Refusal::LegacyAlreadyOpened, &running.refused(&twice).await, &last);
    }
    let another = old_marriage("№ 185", "1998-05-02", &man(2), &woman(2));
    assert_eq!(named(&running.registered(&another).await).0, "311012600002");
    assert_eq!(world.ledger.entries(), 2);
    running.end().await;
}

#[tokio::test]
async fn an_old_act_that_a_later_one_rests_on_is_named_by_either_number() {
    let world = World::new();
    let running = world.open().await.work();
    for n in 1..=3 {
        running.registered(&old_marriage(&format!("№ {n}"), "1998-05-02", &man(n), &woman(n))).await;
    }
    running.registered(&divorce(("№ 1", "1998-05-02"), &man(1), &woman(1), "2026-10-15")).await;
    running.registered(&divorce(("311012600002", "1998-05-02"), &man(2), &woman(2), "2026-10-15")).await;
    // Two acts of one number and day, of two offices then: which one is meant is nobody's guess.
    let other = old_marriage("№ 3", "1998-05-02", &man(4), &woman(4));
    running.registered(&put(&other, "/office_then", "Отдел ЗАГС Бухарского района".into())).await;
    let of = |act| divorce((act, "1998-05-02"), &man(3), &woman(3), "2026-10-15");
    let guess = running.refused(&of("№ 3")).await;
    beside(Refusal::DivorceMarriageUnknown, &guess, &running.registered(&of("311012600003")).await);
    running.end().await;
}

#[tokio::test]
async fn an_old_act_of_tomorrow_or_one_that_ended_first_is_refused() {
    let world = World::new();
    let running = world.open().await.work();
    let old = old_marriage("№ 184", "1998-05-02", &man(1), &woman(1));
    let tomorrow = running.refused(&put(&old, "/day", "2026-11-24".into())).await;
    let ended = running.refused(&put(&old, "/ended", "1998-05-01".into())).await;
    let last = running.registered(&put(&old, "/ended", "1999-01-31".into())).await;
    beside(Refusal::LegacyDayLater, &tomorrow, &last);
    beside(Refusal::LegacyEndedBefore, &ended, &last);
    // It ended in 1999: both may marry, with the act of the end named or not known here.
    running.married(&wedding("A-1", &man(1), &woman(2))).await;
    running.end().await;
}

#[tokio::test]
async fn an_old_act_that_contradicts_the_register_is_told_before_anybody_signs() {
    let world = World::new();
    let running = world.open().await.work();
    running.married(&wedding("A-1", &man(1), &woman(1))).await;
    running.registered(&death("VH-1", &man(2), "2019-01-31")).await;
    let lasting = old_marriage("№ 1", "2012-05-02", &man(1), &woman(2));
    let after_death = old_marriage("№ 2", "2020-05-02", &man(2), &woman(2));
    let refused = [running.refused(&lasting).await, running.refused(&after_death).await];
    let last = running.registered(&put(&lasting, "/ended", "2020-01-31".into())).await;
    beside(Refusal::MarriageSpouseMarried, &refused[0], &last);
    beside(Refusal::MarriageSpouseDead, &refused[1], &last);
    let dies_twice = serde_json::json!({
        "format": "dalolat/legacy/1", "office": "1101", "kind": "death", "number": "№ 3",
        "office_then": "Отдел ЗАГС", "day": "2018-12-31", "deceased": man(2).told(),
    });
    let before = put(&put(&dies_twice, "/deceased", man(1).told()), "/day", "2026-11-22".into());
    assert_eq!(running.refused(&dies_twice).await, [Refusal::DeathAlreadyDead]);
    assert_eq!(running.refused(&before).await, [Refusal::DeathBeforeMarriage]);
    running.end().await;
}

#[tokio::test]
async fn acts_of_all_kinds_are_brought_in_and_each_is_of_its_kind() {
    let world = World::new();
    let running = world.open().await.work();
    let born = running.registered(&old_birth("№ 5", &man(1), &man(2), &woman(2))).await;
    assert!(matches!(outcome(&born), Outcome::Act { number, .. } if number.kind == ActKind::Birth));
    // Of a birth there is no divorce, and no second birth on the same line of the book.
    let again = put(&old_birth("№ 5", &man(1), &man(3), &woman(3)), "/sheet", Value::Null);
    beside(Refusal::LegacyAlreadyOpened, &running.refused(&again).await, &born);
    assert_eq!(
        running.refused(&marriage("A-1", &man(1), &woman(1))).await,
        [Refusal::MarriageWithoutApplication]
    );
    running.end().await;
}

#[tokio::test]
async fn an_old_divorce_that_names_no_marriage_ends_those_of_the_two_whichever_came_first() {
    let world = World::new();
    let running = world.open().await.work();
    for (n, divorced_first) in [(1, true), (2, false)] {
        let (he, she) = (man(n), woman(n));
        let married = old_marriage(&format!("№ {n}"), "1998-05-02", &he, &she);
        let mut divorced = put(&married, "/kind", "divorce".into());
        for (field, value) in [("/number", format!("№ {n}-a")), ("/day", "2001-06-30".to_owned())] {
            divorced = put(&divorced, field, value.into());
        }
        let mut acts = [married, divorced];
        if divorced_first {
            acts.reverse();
        }
        for act in &acts {
            running.registered(act).await;
        }
        running.married(&wedding(&format!("A-{n}"), &he, &woman(n + 4))).await;
        // And it is not divorced again.
        let again = divorce((&format!("№ {n}"), "1998-05-02"), &he, &she, "2026-10-15");
        assert_eq!(running.refused(&again).await, [Refusal::DivorceMarriageEnded]);
    }
    running.end().await;
}
