//! Disputes, and the repair of persons.
use crate::{
    support::{beside, passes},
    world::{World, tag, waived},
};
use civil::refusal::Refusal;
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, RURAL},
};
use ledger::{Key, Value, View as _};
use protocol::{
    Body, Digest, Entry, EntryId, Handle,
    commitment::{RecordType, commitment},
    entry::{ActRegister, CertificateIssue, Document, Effects, LegacyRow, LegacyStatus, WaiverBasis},
};

#[test]
fn a_disputed_act_has_no_effects_and_has_them_again_when_two_end_the_dispute() {
    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    let bound = world.says_attached(1, 3, "2026-11-01");
    let dispute = world.dispute(marriage);
    world.done(dispute);
    beside(Refusal::MarriageSpouseMarried, bound, world.says_attached(1, 3, "2026-11-01"));
    let again = world.dispute(marriage);
    let end = world.end_dispute(marriage);
    beside(Refusal::ActDisputed, world.says(again), world.says_two(end.clone()));
    assert_eq!(world.says(end.clone()), Err(Refusal::SecondOfficerMissing));
    world.done_two(end);
    assert_eq!(world.says_attached(1, 3, "2026-11-01"), Err(Refusal::MarriageSpouseMarried));
    let end = world.end_dispute(marriage);
    let anew = world.dispute(marriage);
    beside(Refusal::ActNotDisputed, world.says_two(end), world.says(anew));
}

#[test]
fn a_disputed_death_makes_nobody_dead_and_a_disputed_divorce_ends_nothing() {
    let mut world = World::new();
    let death = world.death(1, "2020-01-01");
    let death = world.done(death);
    let dead = world.says_attached(1, 2, "2026-11-01");
    let dispute = world.dispute(death);
    world.done(dispute);
    beside(Refusal::MarriageSpouseDead, dead, world.says_attached(1, 2, "2026-11-01"));

    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    let divorce = world.divorce(marriage, 1, 2, "2026-03-01");
    let divorce = world.done(divorce);
    let free = world.says_attached(1, 3, "2026-11-01");
    let dispute = world.dispute(divorce);
    world.done(dispute);
    beside(Refusal::MarriageSpouseMarried, world.says_attached(1, 3, "2026-11-01"), free);
}

#[test]
fn a_dispute_is_made_by_one_at_any_office_and_ended_by_two() {
    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    let dispute = world.dispute(marriage);
    let elsewhere = Entry { office: Some(civil::OfficeCode::new(RURAL).unwrap()), ..dispute.clone() };
    assert!(world.says_by(elsewhere, &[Officer::registrar(RURAL)]).is_ok());
    assert!(world.says_by(dispute.clone(), &[Officer::head(CHILONZOR)]).is_ok());
    let second = world.says_by(dispute.clone(), &[Officer::second(CHILONZOR)]);
    beside(Refusal::WrongRole, second, world.says(dispute.clone()));
    beside(
        Refusal::SignerOfAnotherOffice,
        world.says_by(dispute.clone(), &[Officer::registrar(RURAL)]),
        world.says(dispute.clone()),
    );
    let two = world.says_two(dispute.clone());
    beside(Refusal::TooManySigners, two, world.says(dispute.clone()));
    let unknown = world.dispute(EntryId::new([9; 32]));
    beside(Refusal::UnknownAct, world.says(unknown), world.says(dispute));
}

#[test]
fn no_certificate_is_issued_of_a_disputed_act() {
    let mut world = World::new();
    let roots = [Digest::new([5; 32]); 6];
    let mut entry = world.death(1, "2026-11-20");
    if let Body::ActRegister(act) = &mut entry.body {
        act.commitment = commitment(RecordType { kind: act.kind.into(), schema: 1 }, &roots);
    }
    let act = world.done(entry);
    let paper = |world: &mut World, document| {
        let issue =
            CertificateIssue { act, document, roots, disclosed: vec![0], handle: Handle::new([4; 16]) };
        let entry = world.entry(Body::CertificateIssue(issue));
        world.says(entry)
    };
    let certificate = Document::Certificate(civil::ActKind::Death);
    let before = paper(&mut world, certificate);
    assert!(paper(&mut world, Document::Reference(civil::ActKind::Death)).is_ok());
    let of_a_birth = paper(&mut world, Document::Certificate(civil::ActKind::Birth));
    beside(Refusal::GroupsNotOfTheAct, of_a_birth, before);
    let dispute = world.dispute(act);
    world.done(dispute);
    beside(Refusal::ActDisputed, paper(&mut world, certificate), before);
    // Nor does a divorce rest on a disputed marriage.
    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    let divorce = world.divorce(marriage, 1, 2, "2026-03-01");
    let accepted = world.says(divorce.clone());
    let dispute = world.dispute(marriage);
    world.done(dispute);
    beside(Refusal::ActDisputed, world.says(divorce), accepted);
}

#[test]
fn effects_do_not_come_back_where_they_would_conflict_unless_a_court_says_so() {
    let mut world = World::new();
    let first = world.wed(1, 2, "2020-05-01");
    let dispute = world.dispute(first);
    world.done(dispute);
    let end = world.end_dispute(first);
    let free = world.says_two(end);
    world.wed(1, 3, "2026-11-01");
    let end = world.end_dispute(first);
    let by_court = waived(end.clone(), Refusal::PersonConflict, WaiverBasis::CourtDecision);
    beside(Refusal::PersonConflict, world.says_two(end.clone()), free);
    passes(Refusal::PersonConflict, world.says_two(end.clone()), world.says_two(by_court.clone()));
    let within = [Officer::registrar(CHILONZOR), Officer::second(CHILONZOR)];
    assert_eq!(world.says_by(by_court, &within), Err(Refusal::OverrideWithinOffice));
    assert_eq!(world.says_by(end, &within), Err(Refusal::PersonConflict));
}

#[test]
fn a_person_known_by_two_tags_is_one_once_they_are_joined() {
    let mut world = World::new();
    world.wed(1, 2, "2020-05-01");
    let free = world.says_attached(3, 4, "2026-11-01");
    let join = world.join(1, 3);
    assert_eq!(world.says(join.clone()), Err(Refusal::SecondOfficerMissing));
    let accepted = world.says_two(join.clone());
    world.done_two(join);
    beside(Refusal::MarriageSpouseMarried, world.says_attached(3, 4, "2026-11-01"), free);
    let again = world.join(3, 1);
    beside(Refusal::PersonJoinedAlready, world.says_two(again), accepted);
    let itself = world.join(5, 5);
    beside(Refusal::PersonSame, world.says_two(itself), accepted);
}

#[test]
fn two_in_force_or_two_deaths_are_not_joined() {
    let mut world = World::new();
    world.wed(1, 2, "2020-05-01");
    world.wed(3, 4, "2021-05-01");
    let [married, free] = [(1, 3), (1, 5)].map(|(a, b)| world.join(a, b));
    beside(Refusal::PersonConflict, world.says_two(married), world.says_two(free));
    let spouses = world.join(1, 2);
    assert_eq!(world.says_two(spouses), Err(Refusal::PersonConflict));
    for person in [6, 7] {
        let death = world.death(person, "2026-11-01");
        world.done(death);
    }
    let [dead, one_dead] = [(6, 7), (6, 8)].map(|(a, b)| world.join(a, b));
    let by_order = waived(dead.clone(), Refusal::PersonConflict, WaiverBasis::WrittenOrder);
    beside(Refusal::PersonConflict, world.says_two(dead), world.says_two(one_dead));
    assert!(world.says_two(by_order).is_ok());
}

#[test]
fn to_part_undoes_one_join_and_no_other() {
    let mut world = World::new();
    for (first, second) in [(1, 2), (2, 3)] {
        let join = world.join(first, second);
        world.done_two(join);
    }
    let [never_joined, joined] = [(1, 3), (2, 1)].map(|(a, b)| world.part(a, b));
    beside(Refusal::PersonNotJoined, world.says_two(never_joined), world.says_two(joined.clone()));
    let itself = world.part(1, 1);
    beside(Refusal::PersonSame, world.says_two(itself), world.says_two(joined.clone()));
    world.done_two(joined);
    let others = |n| match world.net.state.value(&Key::Person(tag(n))) {
        Some(Value::Person(person)) => person.others.clone(),
        _ => panic!("a person"),
    };
    assert_eq!((others(1), others(2), others(3)), (vec![], vec![tag(3)], vec![tag(2)]));
}

#[test]
fn persons_are_not_parted_where_a_widow_would_be_in_two_marriages() {
    let mut world = World::new();
    world.wed(1, 2, "2000-05-01");
    let join = world.join(1, 3);
    world.done_two(join);
    let death = world.death(3, "2010-01-01");
    world.done(death);
    let part = world.part(1, 3);
    let before = world.says_two(part);
    world.wed(4, 2, "2012-01-01");
    let part = world.part(1, 3);
    beside(Refusal::PersonConflict, world.says_two(part), before);
}

#[test]
fn a_mistyped_number_that_hit_a_stranger_is_moved_and_frees_the_stranger() {
    let mut world = World::new();
    let death = world.death(7, "2026-11-20"); // of 1: somebody typed 7
    let death = world.done(death);
    let dead = world.says_attached(7, 8, "2026-11-23");
    let repair = world.move_act(death, 7, 1);
    assert_eq!(world.says(repair.clone()), Err(Refusal::SecondOfficerMissing));
    let accepted = world.says_two(repair.clone());
    world.done_two(repair);
    beside(Refusal::MarriageSpouseDead, dead, world.says_attached(7, 8, "2026-11-23"));
    assert_eq!(world.says_attached(1, 8, "2026-11-23"), Err(Refusal::MarriageSpouseDead));
    let not_of_seven = world.move_act(death, 7, 2);
    beside(Refusal::PersonNotInAct, world.says_two(not_of_seven), accepted);
    let itself = world.move_act(death, 1, 1);
    beside(Refusal::PersonSame, world.says_two(itself), accepted);
    let unknown = world.move_act(EntryId::new([8; 32]), 1, 2);
    beside(Refusal::UnknownAct, world.says_two(unknown), accepted);
}

#[test]
fn marriages_and_births_are_moved_too_and_divorces_follow_their_marriage() {
    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    let divorce = world.divorce(marriage, 1, 2, "2026-03-01");
    let divorce = world.done(divorce);
    let birth = world.birth(5, 2044);
    let birth = world.done(birth);
    let of_the_marriage = world.move_act(marriage, 2, 3);
    let of_the_divorce = world.move_act(divorce, 1, 4);
    beside(Refusal::PersonNotInAct, world.says_two(of_the_divorce), world.says_two(of_the_marriage.clone()));
    world.done_two(of_the_marriage);
    assert!(world.says_attached(4, 2, "2021-01-01").is_ok(), "the stranger was never married");
    assert_eq!(world.says_attached(4, 3, "2021-01-01"), Err(Refusal::MarriageSpouseMarried));
    assert!(world.says_attached(4, 3, "2026-03-02").is_ok(), "the divorce went with the marriage");
    let of_the_birth = world.move_act(birth, 5, 6);
    world.done_two(of_the_birth);
    assert!(world.says_attached(5, 8, "2026-01-01").is_ok());
    assert_eq!(world.says_attached(6, 8, "2026-01-01"), Err(Refusal::MarriageFarUnderAge));
}

#[test]
fn an_act_is_not_moved_into_a_conflict() {
    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    world.wed(3, 4, "2020-05-01");
    let [to_the_married, to_the_free] = [3, 5].map(|to| world.move_act(marriage, 1, to));
    beside(Refusal::PersonConflict, world.says_two(to_the_married), world.says_two(to_the_free));
}

#[test]
fn a_row_of_a_list_that_hit_a_stranger_is_disputed_and_moved() {
    let mut world = World::new();
    let dead = LegacyRow::Dead { person: tag(1), day: crate::world::day("2001-01-01") };
    let entry = world.net.entry_of_all(Body::LegacyStatus(LegacyStatus { ordinal: 1, rows: vec![dead] }));
    let list = world.done_by(entry, &[0, 1].map(Officer::custodian));
    let row = LegacyStatus::row_id(list, 0);
    let hit = world.says_attached(1, 2, "2026-11-01");
    let dispute = world.dispute(row);
    world.done(dispute);
    beside(Refusal::MarriageSpouseDead, hit, world.says_attached(1, 2, "2026-11-01"));
    let moved = world.move_act(row, 1, 3);
    world.done_two(moved);
    let end = world.end_dispute(row);
    world.done_two(end);
    assert!(world.says_attached(1, 2, "2026-11-01").is_ok());
    assert_eq!(world.says_attached(3, 2, "2026-11-01"), Err(Refusal::MarriageSpouseDead));
}

#[test]
fn what_stands_under_one_tag_has_a_bound() {
    let mut world = World::new();
    for other in 2..=16 {
        let join = world.join(1, other);
        if other == 16 {
            let accepted = world.says_two(join.clone());
            world.done_two(join);
            let seventeenth = world.join(3, 17);
            beside(Refusal::PersonTooManyActs, world.says_two(seventeenth), accepted);
        } else {
            world.done_two(join);
        }
    }
}

#[test]
fn a_birth_of_rule_set_1_can_be_disputed_and_moved_under_rule_set_2() {
    let mut world = World::new();
    let birth = world.birth(5, 2044);
    // As rule set 1 left it: the act without anything under the tag.
    let birth = world.done(birth);
    let without = |(key, _): &(&Key, &Value)| !matches!(key, Key::Person(_));
    world.net.state =
        world.net.state.iter().filter(without).map(|(key, value)| (key.clone(), value.clone())).collect();
    let dispute = world.dispute(birth);
    world.done(dispute);
    let moved = world.move_act(birth, 5, 6);
    world.done_two(moved);
    let end = world.end_dispute(birth);
    world.done_two(end);
    let Some(Value::Act(act)) = world.net.state.value(&Key::Act(birth)) else { panic!("an act") };
    assert_eq!(act.person, tag(6));
    assert_eq!(world.says_attached(6, 8, "2026-01-01"), Err(Refusal::MarriageFarUnderAge));
}

#[test]
fn a_repair_is_signed_by_a_registrar_or_head_and_a_second_officer() {
    let mut world = World::new();
    let join = world.join(1, 2);
    let by = |officers: &[Officer]| world.says_by(join.clone(), officers);
    let right = by(&[Officer::registrar(CHILONZOR), Officer::second(CHILONZOR)]);
    assert!(by(&[Officer::head(CHILONZOR), Officer::second(RURAL)]).is_ok());
    beside(Refusal::WrongRole, by(&[Officer::second(CHILONZOR), Officer::second(RURAL)]), right);
    beside(Refusal::WrongRole, by(&[Officer::registrar(CHILONZOR), Officer::connector(CHILONZOR)]), right);
    let elsewhere = by(&[Officer::registrar(RURAL), Officer::second(RURAL)]);
    beside(Refusal::SignerOfAnotherOffice, elsewhere, right);
    let three = by(&[Officer::registrar(CHILONZOR), Officer::second(RURAL), Officer::head(RURAL)]);
    beside(Refusal::TooManySigners, three, right);
}

#[test]
fn an_unknown_person_is_registered_dead_without_a_year_of_birth() {
    let mut world = World::new();
    let entry = world.act(1, 0, Effects::Death { day: crate::world::day("2026-11-20") });
    let Body::ActRegister(ActRegister { adult_from, .. }) = &entry.body else { panic!("an act") };
    assert_eq!(*adult_from, 0);
    assert!(world.says(entry).is_ok());
}
