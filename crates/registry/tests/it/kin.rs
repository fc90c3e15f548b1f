//! Kinship: who descends from whom is read out of the births of the archive, and bars marriages.
use crate::{
    people::{Someone, man, old_birth, wedding, woman},
    world::World,
};
use civil::Refusal;

fn boy(n: u16) -> Someone {
    Someone::born(n, '5', "2001-04-04")
}

fn girl(n: u16) -> Someone {
    Someone::born(n, '6', "2003-05-05")
}

/// Adoptions are acts of their own, which this register does not have yet: what kinship makes of one is asked in
/// `civil::kinship`.
#[tokio::test]
async fn children_of_one_parent_and_parents_with_their_children_do_not_marry_and_cousins_do() {
    let world = World::new();
    let running = world.open().await.work();
    let old = |n, born, sex| Someone::born(n, sex, born);
    let (grandfather, grandmother) = (old(90, "1945-01-01", '3'), old(91, "1947-01-01", '4'));
    // Of the grandparents: man 1 and woman 1. Of man 1 and woman 2: boy 1 and girl 1. Of man 1 and another: girl 2.
    // Of woman 1 and a stranger: girl 3. Boy 4 is of strangers.
    let births = [
        (man(1), &grandfather, &grandmother),
        (woman(1), &grandfather, &grandmother),
        (boy(1), &man(1), &woman(2)),
        (girl(1), &man(1), &woman(2)),
        (girl(2), &man(1), &woman(5)),
        (girl(3), &man(6), &woman(1)),
        (boy(4), &man(7), &woman(7)),
    ];
    for (n, (child, father, mother)) in births.iter().enumerate() {
        running.registered(&old_birth(&format!("No {n}"), child, father, mother)).await;
    }
    let (siblings, line) = (Some(Refusal::MarriageKinSiblings), Some(Refusal::MarriageKinDirectLine));
    let couples = [
        (boy(1), girl(1), siblings),
        // Of one father alone.
        (boy(1), girl(2), siblings),
        (man(1), woman(1), siblings),
        (man(1), girl(1), line),
        (grandfather, girl(2), line),
        (boy(1), woman(2), line),
        // Cousins, an uncle and his niece: a bill would bar them, the law does not.
        (boy(1), girl(3), None),
        (boy(4), girl(1), None),
    ];
    for (n, (husband, wife, refusal)) in couples.iter().enumerate() {
        let [application, marriage] = wedding(&format!("A-{n}"), husband, wife);
        running.registered(&application).await;
        match refusal {
            Some(refusal) => assert_eq!(running.refused(&marriage).await, [*refusal], "couple {n}"),
            None => drop(running.registered(&marriage).await),
        }
    }
    running.end().await;
}
