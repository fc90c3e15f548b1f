//! Marriages: age, impediments, applications, and the past of the region.
use crate::{
    support::{beside, judge, passes},
    world::{Verdict, World, day, waive, waived},
};
use civil::{office::OfficeKind, refusal::Refusal};
use fixtures::{officer::Officer, paper::CHILONZOR, paper::PaperNetwork};
use ledger::{execute, select};
use protocol::{
    Body, Entry, EntryId,
    entry::{ApplicationWithdraw, Effects, Origin, Purpose, WaiverBasis},
};

/// A network in which 1 and 2 applied a month ago.
fn after_the_wait() -> (World, EntryId) {
    let mut world = World::new();
    let application = world.lodge(Purpose::Marriage, 1, 2, None);
    world.days(30);
    (world, application)
}

fn marry(change: impl FnOnce(&mut World, &mut Entry)) -> Verdict {
    let (mut world, application) = after_the_wait();
    let mut entry = world.marriage(1, 2, Some(application));
    change(&mut world, &mut entry);
    world.says(entry)
}

fn effects(entry: &mut Entry) -> &mut Effects {
    let Body::ActRegister(act) = &mut entry.body else { panic!("an act") };
    act.effects.as_mut().unwrap()
}

#[test]
fn two_who_applied_a_month_ago_marry_and_get_a_number_of_the_marriages() {
    let (mut world, application) = after_the_wait();
    let entry = world.marriage(1, 2, Some(application));
    let (number, date) = crate::support::number_and_day(world.says(entry));
    assert_eq!((number.as_str(), date.as_str()), ("311012600001", "2026-12-23"));
}

#[test]
fn nobody_marries_before_the_month_is_over_but_on_the_paper_that_shortens_it() {
    let mut world = World::new();
    let application = world.lodge(Purpose::Marriage, 1, 2, None);
    world.days(29);
    let early = world.marriage(1, 2, Some(application));
    let shortened = waived(early.clone(), Refusal::MarriageWaitNotOver, WaiverBasis::Ground);
    beside(Refusal::MarriageWaitNotOver, world.says(early.clone()), world.says(shortened));
    let reason = waived(early, Refusal::MarriageWaitNotOver, WaiverBasis::Reason);
    assert_eq!(world.says(reason), Err(Refusal::WaiverNotAccepted));
    world.days(1);
    let in_time = world.marriage(1, 2, Some(application));
    assert!(world.says(in_time).is_ok());
}

#[test]
fn an_application_lapses_three_months_after_its_wait() {
    let mut world = World::new();
    let application = world.lodge(Purpose::Marriage, 1, 2, None);
    world.days(120); // 23 March, the last day
    let last = world.marriage(1, 2, Some(application));
    let last = world.says(last);
    world.days(1);
    let late = world.marriage(1, 2, Some(application));
    let by_order = waived(late.clone(), Refusal::MarriageApplicationLapsed, WaiverBasis::WrittenOrder);
    beside(Refusal::MarriageApplicationLapsed, world.says(late), last);
    assert!(world.says_two(by_order).is_ok());
}

#[test]
fn a_marriage_follows_an_application_of_the_same_two_for_a_marriage() {
    let rightly = || marry(|_, _| {});
    let without = marry(|_, entry| *effects(entry) = without_application(entry.clone()));
    beside(Refusal::MarriageWithoutApplication, without, rightly());
    let unknown = marry(|_, entry| {
        if let Effects::Marriage { application, .. } = effects(entry) {
            *application = Some(EntryId::new([7; 32]));
        }
    });
    beside(Refusal::ApplicationUnknown, unknown, rightly());
    let of_others = marry(|world, entry| {
        let application = world.lodge(Purpose::Marriage, 1, 3, None);
        if let Effects::Marriage { application: named, .. } = effects(entry) {
            *named = Some(application);
        }
    });
    beside(Refusal::MarriageApplicationOfOthers, of_others, rightly());
    let for_a_divorce = marry(|world, entry| {
        let of = Some(EntryId::new([1; 32]));
        let application = world.lodge(Purpose::DivorceMutual, 1, 2, of);
        if let Effects::Marriage { application: named, .. } = effects(entry) {
            *named = Some(application);
        }
    });
    beside(Refusal::MarriageApplicationOfOthers, for_a_divorce, rightly());
    let mut world = World::new();
    let of_others = world.lodge(Purpose::Marriage, 1, 3, None);
    world.days(31);
    let entry = world.marriage(1, 2, Some(of_others));
    let by_order = waived(entry.clone(), Refusal::MarriageApplicationOfOthers, WaiverBasis::WrittenOrder);
    passes(Refusal::MarriageApplicationOfOthers, world.says_two(entry), world.says_two(by_order));
    let withdrawn = marry(|world, entry| {
        let Effects::Marriage { application: Some(application), .. } = *effects(entry) else { panic!("one") };
        let withdraw = world.entry(Body::ApplicationWithdraw(ApplicationWithdraw { application }));
        world.done(withdraw);
    });
    beside(Refusal::MarriageApplicationWithdrawn, withdrawn, rightly());
}

fn without_application(mut entry: Entry) -> Effects {
    if let Effects::Marriage { application, .. } = effects(&mut entry) {
        *application = None;
    }
    *effects(&mut entry)
}

#[test]
fn an_application_is_of_two_and_is_withdrawn_once() {
    let mut world = World::new();
    let application = world.lodge(Purpose::Marriage, 1, 2, None);
    let withdraw = Body::ApplicationWithdraw(ApplicationWithdraw { application });
    let [first, second] = [(); 2].map(|()| world.entry(withdraw.clone()));
    let accepted = world.says(first.clone());
    world.done(first);
    beside(Refusal::ApplicationWithdrawn, world.says(second), accepted);
    let alone = |husband: u8, wife: u8| {
        let mut world = World::new();
        let lodge = protocol::entry::ApplicationLodge {
            purpose: Purpose::Marriage,
            husband: crate::world::tag(husband),
            wife: crate::world::tag(wife),
            commitment: protocol::Digest::ZERO,
            of: None,
        };
        let entry = world.entry(Body::ApplicationLodge(lodge));
        world.says(entry)
    };
    beside(Refusal::PersonSame, alone(1, 1), alone(1, 2));
}

#[test]
fn the_governor_lowers_the_age_by_one_year_and_no_more() {
    let of_age_from = |year: u16, basis: Option<(Refusal, WaiverBasis)>| {
        let (mut world, application) = after_the_wait();
        let mut entry = world.marriage_of(1, 2010, 2, year, Some(application));
        if let Some((rule, basis)) = basis {
            waive(&mut entry, rule, basis);
        }
        let overrides = basis.is_some_and(|(_, basis)| basis != WaiverBasis::Ground);
        if overrides { world.says_two(entry) } else { world.says(entry) }
    };
    // It is December 2026.
    beside(Refusal::MarriageUnderAge, of_age_from(2027, None), of_age_from(2026, None));
    let decided = of_age_from(2027, Some((Refusal::MarriageUnderAge, WaiverBasis::Ground)));
    beside(Refusal::MarriageFarUnderAge, of_age_from(2028, None), decided);
    let too_young = of_age_from(2028, Some((Refusal::MarriageFarUnderAge, WaiverBasis::Ground)));
    assert_eq!(too_young, Err(Refusal::WaiverNotAccepted));
    assert!(of_age_from(2028, Some((Refusal::MarriageFarUnderAge, WaiverBasis::CourtDecision))).is_ok());
}

#[test]
fn the_year_of_a_registered_birth_counts_whatever_the_marriage_says() {
    let (mut world, application) = after_the_wait();
    let honest = world.marriage(1, 2, Some(application));
    let honest = world.says(honest);
    let birth = world.birth(2, 2040);
    world.done(birth);
    let entry = world.marriage(1, 2, Some(application));
    beside(Refusal::MarriageFarUnderAge, world.says(entry), honest);
}

#[test]
fn a_marriage_says_from_when_on_both_are_of_age() {
    for (husband, wife) in [(0, 2010), (2010, 0)] {
        let (mut world, application) = after_the_wait();
        let unknown = world.marriage_of(1, husband, 2, wife, Some(application));
        beside(Refusal::AdultFromUnknown, world.says(unknown), marry(|_, _| {}));
    }
    let mut world = World::new();
    let [unknown, known] = [0, 2044].map(|year| world.birth(1, year));
    beside(Refusal::AdultFromUnknown, world.says(unknown), world.says(known));
}

#[test]
fn nobody_is_in_two_marriages_on_one_day() {
    let (mut world, application) = after_the_wait();
    let entry = world.marriage(1, 2, Some(application));
    let free = world.says(entry);
    for (husband, wife) in [(1, 3), (3, 2)] {
        let (mut world, application) = after_the_wait();
        world.wed(husband, wife, "2020-05-01");
        let entry = world.marriage(1, 2, Some(application));
        let by_court = waived(entry.clone(), Refusal::MarriageSpouseMarried, WaiverBasis::CourtDecision);
        beside(Refusal::MarriageSpouseMarried, world.says(entry), free);
        assert!(world.says_two(by_court).is_ok());
    }
}

#[test]
fn of_two_marriages_of_one_person_in_one_block_the_second_is_refused() {
    let mut world = World::new();
    let applications = [(1, 2), (1, 3)].map(|(h, w)| (h, w, world.lodge(Purpose::Marriage, h, w, None)));
    world.days(30);
    let entries = applications.map(|(husband, wife, application)| {
        let entry = world.marriage(husband, wife, Some(application));
        PaperNetwork::sign(entry, CHILONZOR)
    });
    let refused = execute(&world.net.state, world.net.next_block(), &entries).unwrap_err();
    assert_eq!((refused.index, refused.refusal), (1, Refusal::MarriageSpouseMarried));
    let selected = select(&world.net.state, world.net.next_block(), entries, 10);
    assert_eq!((selected.entries.len(), selected.refused.len()), (1, 1));
}

#[test]
fn a_marriage_of_an_earlier_day_that_comes_later_is_compared_with_those_after_it() {
    let mut world = World::new();
    world.wed(1, 2, "2020-05-01");
    beside(
        Refusal::MarriageSpouseMarried,
        world.says_attached(1, 3, "2019-01-01"),
        world.says_attached(4, 3, "2019-01-01"),
    );
    // Had the first wife died in between, both were marriages one after the other.
    let mut world = World::new();
    let death = world.death(3, "2019-06-01");
    world.done(death);
    world.wed(1, 2, "2020-05-01");
    assert!(world.says_attached(1, 3, "2019-01-01").is_ok());
}

#[test]
fn the_dead_do_not_marry() {
    let (mut world, application) = after_the_wait();
    let entry = world.marriage(1, 2, Some(application));
    let alive = world.says(entry);
    let death = world.death(2, "2026-12-01");
    world.done(death);
    let entry = world.marriage(1, 2, Some(application));
    let by_court = waived(entry.clone(), Refusal::MarriageSpouseDead, WaiverBasis::CourtDecision);
    passes(Refusal::MarriageSpouseDead, world.says_two(entry.clone()), world.says_two(by_court));
    beside(Refusal::MarriageSpouseDead, world.says(entry), alive);
}

#[test]
fn nobody_marries_themselves_under_two_tags() {
    let (mut world, application) = after_the_wait();
    let entry = world.marriage(1, 2, Some(application));
    let two = world.says(entry);
    let join = world.join(1, 2);
    world.done_two(join);
    let entry = world.marriage(1, 2, Some(application));
    beside(Refusal::MarriageSamePerson, world.says(entry), two);
}

#[test]
fn a_widow_remarries_the_day_after() {
    let mut world = World::new();
    world.wed(1, 2, "2020-05-01");
    let death = world.death(1, "2026-11-20");
    world.done(death);
    let same_day = world.says_attached(3, 2, "2026-11-20");
    beside(Refusal::MarriageSpouseMarried, same_day, world.says_attached(3, 2, "2026-11-21"));
}

#[test]
fn where_the_past_is_not_loaded_the_archive_is_searched_and_the_search_signed() {
    let in_a_region = |since: Option<&str>, husband_adult_from| {
        let mut world = World::unloaded();
        if let Some(since) = since {
            world.load(11, since);
        }
        let application = world.lodge(Purpose::Marriage, 1, 2, None);
        world.days(30);
        let entry = world.marriage_of(1, husband_adult_from, 2, 2010, Some(application));
        let searched = waived(entry.clone(), Refusal::MarriagePastNotLoaded, WaiverBasis::Ground);
        (world.says(entry), world.says(searched))
    };
    let (bare, searched) = in_a_region(None, 2010);
    passes(Refusal::MarriagePastNotLoaded, bare, searched);
    // Loaded from a day on when the elder could have been married for long.
    let (bare, searched) = in_a_region(Some("1998-09-01"), 1990);
    beside(Refusal::MarriagePastNotLoaded, bare, searched);
    let (bare, needless) = in_a_region(Some("1998-09-01"), 2000);
    assert!(bare.is_ok());
    assert_eq!(needless, Err(Refusal::WaiverNeedless));
}

#[test]
fn a_marriage_counts_from_its_registration_and_never_from_a_day_to_come() {
    let stated = marry(|_, entry| {
        if let Effects::Marriage { day: stated, .. } = effects(entry) {
            *stated = Some(day("2026-12-23"));
        }
    });
    beside(Refusal::EffectDay, stated, marry(|_, _| {}));
    let mut world = World::new();
    beside(
        Refusal::EffectAfterRegistration,
        world.says_attached(1, 2, "2026-11-24"),
        world.says_attached(1, 2, "2026-11-23"),
    );
}

#[test]
fn a_marriage_made_without_a_line_counts_from_the_day_it_was_made() {
    let (mut world, application) = after_the_wait();
    world.days(3);
    let mut entry = world.marriage(1, 2, Some(application));
    entry.origin = Origin::EmergencySheet;
    let stated = |entry: &Entry, on: &str| {
        let mut entry = entry.clone();
        if let Effects::Marriage { day: stated, .. } = effects(&mut entry) {
            *stated = Some(day(on));
        }
        entry
    };
    let too_early = stated(&entry, "2026-12-22");
    beside(Refusal::MarriageWaitNotOver, world.says(too_early), world.says(stated(&entry, "2026-12-23")));
}

#[test]
fn a_wedding_house_registers_marriages_alone() {
    let of_kind = |kind, effects: fn(&mut World) -> Entry| {
        let mut world = World::unloaded();
        world.net.genesis.offices[0].kind = kind;
        world.net.state = ledger::State::genesis(&world.net.genesis);
        let entry = effects(&mut world);
        world.says_by(entry, &[Officer::connector(CHILONZOR)])
    };
    let wedding: fn(&mut World) -> Entry = |world| world.attached(1, 2, "2020-05-01");
    let death: fn(&mut World) -> Entry = |world| {
        let entry = world.death(1, "2020-05-01");
        Entry { origin: Origin::Attached, ..entry }
    };
    let of_house = of_kind(OfficeKind::WeddingHouse, wedding);
    beside(
        Refusal::OfficeMayNotRegister(civil::ActKind::Death),
        of_kind(OfficeKind::WeddingHouse, death),
        of_house,
    );
    beside(
        Refusal::OfficeMayNotRegister(civil::ActKind::Marriage),
        of_kind(OfficeKind::ServiceCentre, wedding),
        of_house,
    );
    // It takes applications for marriages alone, too.
    let mut world = World::unloaded();
    world.net.genesis.offices[0].kind = OfficeKind::WeddingHouse;
    world.net.state = ledger::State::genesis(&world.net.genesis);
    let mut lodge = |purpose: Purpose| {
        let lodge = protocol::entry::ApplicationLodge {
            purpose,
            husband: crate::world::tag(1),
            wife: crate::world::tag(2),
            commitment: protocol::Digest::ZERO,
            of: purpose.is_of_a_marriage().then_some(EntryId::new([1; 32])),
        };
        let entry = world.entry(Body::ApplicationLodge(lodge));
        world.says(entry)
    };
    let refusal = Refusal::OfficeMayNotRegister(civil::ActKind::Divorce);
    beside(refusal, lodge(Purpose::DivorceMutual), lodge(Purpose::Marriage));
}

#[test]
fn a_marriage_writes_the_union_and_both_persons() {
    let mut world = World::new();
    let entry = world.attached(1, 2, "2020-05-01");
    let signed = PaperNetwork::sign_by(entry, &[Officer::connector(CHILONZOR)]);
    let (_, changes) = judge(&world.net.state, world.net.next_block(), &signed).unwrap();
    let keys: Vec<_> = changes.iter().map(|(key, _)| key.clone()).collect();
    for key in [
        ledger::Key::Union(signed.id()),
        ledger::Key::Person(crate::world::tag(1)),
        ledger::Key::Person(crate::world::tag(2)),
    ] {
        assert!(keys.contains(&key), "{key:?}");
    }
}
