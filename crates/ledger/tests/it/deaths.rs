//! Deaths: once, in order with birth and marriage, and what they end.
use crate::{
    support::{beside, passes},
    world::{World, day, waived},
};
use civil::refusal::Refusal;
use protocol::{
    Body, Entry,
    entry::{ActRegister, Effects, WaiverBasis},
};

#[test]
fn a_person_dies_once() {
    let mut world = World::new();
    let first = world.death(1, "2026-11-20");
    let accepted = world.says(first.clone());
    world.done(first);
    let second = world.death(1, "2026-11-21");
    let by_court = waived(second.clone(), Refusal::DeathAlreadyDead, WaiverBasis::CourtDecision);
    beside(Refusal::DeathAlreadyDead, world.says(second.clone()), accepted);
    passes(Refusal::DeathAlreadyDead, world.says_two(second), world.says_two(by_court));
}

#[test]
fn a_person_with_two_tags_dies_once() {
    let mut world = World::new();
    let join = world.join(1, 2);
    world.done_two(join);
    let [one, other] = [1, 2].map(|person| world.death(person, "2026-11-20"));
    let accepted = world.says(one.clone());
    world.done(one);
    beside(Refusal::DeathAlreadyDead, world.says(other), accepted);
}

#[test]
fn nobody_dies_before_the_year_of_their_birth() {
    let mut world = World::new();
    let mut of = |adult_from, on: &str| {
        let entry = world.act(1, adult_from, Effects::Death { day: day(on) });
        world.says(entry)
    };
    beside(Refusal::DeathBeforeBirth, of(2040, "2021-12-31"), of(2040, "2022-01-01"));
    // Also where the ledger knows the birth and the act of death does not say when it was.
    let mut world = World::new();
    let birth = world.birth(1, 2040);
    world.done(birth);
    let [before, after] = ["2021-12-31", "2022-06-01"].map(|on| world.death(1, on));
    beside(Refusal::DeathBeforeBirth, world.says(before), world.says(after));
}

#[test]
fn nobody_married_after_their_death() {
    let mut world = World::new();
    world.wed(1, 2, "2020-05-01");
    for person in [1, 2] {
        let [before, on_the_day] = ["2020-04-30", "2020-05-01"].map(|on| world.death(person, on));
        let by_court = waived(before.clone(), Refusal::DeathBeforeMarriage, WaiverBasis::CourtDecision);
        passes(Refusal::DeathBeforeMarriage, world.says_two(before.clone()), world.says_two(by_court));
        beside(Refusal::DeathBeforeMarriage, world.says(before), world.says(on_the_day));
    }
}

#[test]
fn a_death_is_registered_when_it_has_happened_and_on_a_paper() {
    let mut world = World::new();
    let [tomorrow, today] = ["2026-11-24", "2026-11-23"].map(|on| world.death(1, on));
    beside(Refusal::DeathAfterRegistration, world.says(tomorrow), world.says(today.clone()));
    let bare = Entry { evidence: Vec::new(), ..today.clone() };
    beside(Refusal::DeathWithoutEvidence, world.says(bare), world.says(today));
}

#[test]
fn a_death_marriage_or_divorce_says_what_it_changes() {
    let mut world = World::new();
    let entry = world.death(1, "2026-11-20");
    let accepted = world.says(entry.clone());
    let Body::ActRegister(act) = &entry.body else { panic!("an act") };
    for kind in [civil::ActKind::Death, civil::ActKind::Marriage, civil::ActKind::Divorce] {
        let bare = ActRegister { kind, effects: None, ..act.clone() };
        let bare = world.says(Entry { body: Body::ActRegister(bare), ..entry.clone() });
        beside(Refusal::ActWithoutEffects, bare, accepted);
    }
}

#[test]
fn one_medical_certificate_of_death_serves_for_one_act() {
    let mut world = World::new();
    let on_notice = |world: &mut World, person| {
        let mut entry = world.death(person, "2026-11-20");
        if let Body::ActRegister(act) = &mut entry.body {
            act.notice = Some(crate::world::tag(200));
        }
        entry
    };
    let first = on_notice(&mut world, 1);
    let accepted = world.says(first.clone());
    world.done(first);
    let second = on_notice(&mut world, 2);
    beside(Refusal::NoticeAlreadyUsed, world.says(second), accepted);
}
