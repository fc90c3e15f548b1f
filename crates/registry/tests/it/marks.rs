//! Marks: whoever stands in a final act is found again, by tag and by name, in whatever script the name is asked.
use crate::{
    people::{death, divorce, man, old_birth, old_marriage, put, wedding, woman},
    world::{Running, World, birth, tagger},
};
use civil::{
    PersonName, Script,
    name::key::{ExactKey, LooseKey},
};
use protocol::Tag;
use registry::{
    service::CaseView,
    tagger::{TagUse, Tagger as _},
};
use serde_json::{Value, json};
use vault::MarkRole::{self, *};

/// The tag of a name in one form, with the year of birth.
fn of_name(role: MarkRole, name: &PersonName, year: &str) -> Tag {
    let form = if role == ExactName {
        ExactKey::of_name(name).as_str().to_owned()
    } else {
        let parts = [name.surname(), name.given()].into_iter().flatten();
        let keys: Vec<String> =
            parts.map(|part| LooseKey::of(name.script(), part).as_str().to_owned()).collect();
        keys.join(" ")
    };
    tagger().tag(TagUse::Name, &[role.word().as_bytes(), form.as_bytes(), year.as_bytes()])
}

/// As what a tag stands in a case.
async fn roles(running: &Running, tag: Tag, view: &CaseView) -> Vec<MarkRole> {
    let found = running.vault.marked(tag).await.unwrap();
    found.into_iter().filter(|(_, case)| case.id == view.case.id).map(|(role, _)| role).collect()
}

#[tokio::test]
async fn the_persons_of_every_final_act_are_found_under_their_tags() {
    let world = World::new();
    let running = world.open().await.work();
    let married = running.married(&wedding("A-1", &man(1), &woman(1))).await;
    let born = running.registered(&old_birth("№ 5", &man(4), &man(1), &woman(1))).await;
    let old = running.registered(&old_marriage("№ 6", "2015-06-20", &man(2), &woman(2))).await;
    let parted = running.registered(&divorce(("№ 6", "2015-06-20"), &man(2), &woman(2), "2026-10-15")).await;
    let dead = put(&death("VH-1", &man(1), "2026-11-23"), "/spouse", {
        let told = woman(1).told();
        json!({ "name": told["name"], "pinfl": told["pinfl"] })
    });
    let dead = running.registered(&dead).await;
    for (someone, view, role) in [
        (man(1), &married, Husband),
        (woman(1), &married, Wife),
        (man(4), &born, Child),
        (man(1), &born, Father),
        (woman(1), &born, Mother),
        (man(2), &old, Husband),
        (woman(2), &old, Wife),
        (man(2), &parted, Husband),
        (woman(2), &parted, Wife),
        (man(1), &dead, Deceased),
        (woman(1), &dead, Survivor),
    ] {
        assert_eq!(roles(&running, someone.tag(), view).await, [role]);
        let stranger = running.vault.marked(man(9).tag()).await.unwrap();
        assert!(stranger.is_empty());
    }
    running.end().await;
}

#[tokio::test]
async fn a_child_of_today_is_marked_under_the_parents_and_a_tag_that_nobody_else_has() {
    let world = World::new();
    let running = world.open().await.work();
    let documents: Vec<Value> = (1..=2).map(|n| serde_json::from_slice(&birth(n)).unwrap()).collect();
    let one = running.registered(&documents[0]).await;
    let other = running.registered(&documents[1]).await;
    let of = async |view: &CaseView, role: MarkRole| {
        let mut marks = running.marks(view).await;
        marks.retain(|mark| mark.role == role);
        assert_eq!(marks.len(), 1);
        marks[0].tag
    };
    assert_ne!(of(&one, Child).await, of(&other, Child).await);
    for role in [Mother, Father] {
        assert_eq!(of(&one, role).await, of(&other, role).await);
        assert_eq!(running.vault.marked(of(&one, role).await).await.unwrap().len(), 2);
    }
    running.end().await;
}

#[tokio::test]
async fn a_name_is_found_as_it_is_spelt_and_loosely_in_another_script() {
    let world = World::new();
    let running = world.open().await.work();
    let named = |document: &Value, script: &str, surname: &str, given: &str| {
        let name = json!({ "script": script, "surname": surname, "given": given });
        put(document, "/deceased/name", name)
    };
    let latin = named(&death("VH-1", &man(1), "2026-11-23"), "uz-Latn", "Joʻraxoʻjayev", "Oybek");
    let cyrillic = named(&death("VH-2", &man(2), "2026-11-23"), "uz-Cyrl", "Жўрахўжаев", "Ойбек");
    let other = named(&death("VH-3", &man(3), "2026-11-23"), "uz-Latn", "Karimov", "Oybek");
    let (latin, cyrillic) = (running.registered(&latin).await, running.registered(&cyrillic).await);
    running.registered(&other).await;
    let name = |script, surname, given| PersonName::new(script, Some(surname), Some(given), None).unwrap();
    let spelt = name(Script::UzLatn, "Joʻraxoʻjayev", "Oybek");
    let typed = name(Script::UzCyrl, "Жўрахўжаев", "Ойбек");
    let found = async |role, name: &PersonName, year| {
        let found = running.vault.marked(of_name(role, name, year)).await.unwrap();
        let mut found: Vec<_> = found.into_iter().map(|(as_what, case)| (as_what, case.id)).collect();
        found.sort();
        found
    };
    assert_eq!(found(ExactName, &spelt, "1990").await, [(ExactName, latin.case.id)]);
    assert_eq!(found(ExactName, &typed, "1990").await, [(ExactName, cyrillic.case.id)]);
    let mut both = [(LooseName, latin.case.id), (LooseName, cyrillic.case.id)];
    both.sort();
    for name in [&spelt, &typed] {
        assert_eq!(found(LooseName, name, "1990").await, both);
        assert_eq!(found(LooseName, name, "1991").await, []);
    }
    running.end().await;
}
