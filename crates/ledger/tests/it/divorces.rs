//! Divorces: of which marriage, by which way, from which day on, and what comes after.
use crate::{
    support::{beside, passes},
    world::{Verdict, World, day, waived},
};
use civil::refusal::Refusal;
use protocol::{
    Body, EntryId,
    entry::{ApplicationWithdraw, DivorceRoute, LegacyRow, LegacyStatus, Purpose, WaiverBasis},
};

/// Two who married on 1 May 2020.
fn married() -> (World, EntryId) {
    let mut world = World::new();
    let marriage = world.wed(1, 2, "2020-05-01");
    (world, marriage)
}

fn by_court(on: &str) -> Verdict {
    let (mut world, marriage) = married();
    let entry = world.divorce(marriage, 1, 2, on);
    world.says(entry)
}

#[test]
fn a_court_divorces_a_marriage_of_the_ledger_from_the_day_of_its_decision() {
    let (mut world, marriage) = married();
    let unknown = world.divorce(EntryId::new([9; 32]), 1, 2, "2026-03-01");
    let by_order = waived(unknown.clone(), Refusal::DivorceMarriageUnknown, WaiverBasis::CourtDecision);
    beside(Refusal::DivorceMarriageUnknown, world.says(unknown), by_court("2026-03-01"));
    // A court that divorces a marriage which was never registered here is obeyed.
    assert!(world.says_two(by_order).is_ok());
    let without_a_day = world.divorce_by(marriage, 1, 2, DivorceRoute::Court, None);
    beside(Refusal::DivorceCourtWithoutDay, world.says(without_a_day), by_court("2026-03-01"));
    beside(Refusal::EffectAfterRegistration, by_court("2026-11-24"), by_court("2026-11-23"));
    let early = world.divorce(marriage, 1, 2, "2026-11-24");
    let by_order = waived(early.clone(), Refusal::EffectAfterRegistration, WaiverBasis::WrittenOrder);
    passes(Refusal::EffectAfterRegistration, world.says_two(early), world.says_two(by_order));
}

#[test]
fn a_marriage_is_divorced_while_it_lasts_and_by_its_spouses() {
    beside(Refusal::DivorceMarriageEnded, by_court("2020-04-30"), by_court("2020-05-01"));
    let (mut world, marriage) = married();
    let [others, spouses] = [3, 2].map(|wife| world.divorce(marriage, 1, wife, "2026-03-01"));
    beside(Refusal::DivorceNotTheSpouses, world.says(others), world.says(spouses.clone()));
    let accepted = world.says(spouses.clone());
    world.done(spouses);
    let again = world.divorce(marriage, 1, 2, "2026-02-01");
    let by_court = waived(again.clone(), Refusal::DivorceMarriageEnded, WaiverBasis::CourtDecision);
    passes(Refusal::DivorceMarriageEnded, world.says_two(again.clone()), world.says_two(by_court));
    beside(Refusal::DivorceMarriageEnded, world.says(again), accepted);
}

#[test]
fn a_row_of_a_list_is_opened_before_it_is_divorced() {
    let mut world = World::new();
    let (husband, wife) = (crate::world::tag(1), crate::world::tag(2));
    let rows = vec![LegacyRow::Married { husband, wife, day: day("1998-05-01") }];
    let custodians = [0, 1].map(fixtures::officer::Officer::custodian);
    let entry = world.net.entry_of_all(Body::LegacyStatus(LegacyStatus { ordinal: 1, rows }));
    let list = world.done_by(entry, &custodians);
    let row = world.divorce(LegacyStatus::row_id(list, 0), 1, 2, "2026-03-01");
    let open = world.old_marriage(1, 1, 2, "1998-05-01");
    let opened = world.done(open);
    let of_the_act = world.divorce(opened, 1, 2, "2026-03-01");
    beside(Refusal::DivorceMarriageUnknown, world.says(row), world.says(of_the_act.clone()));
    // What ends the act ends the row about it: both may marry again.
    world.done(of_the_act);
    assert!(world.says_attached(1, 3, "2026-03-02").is_ok());
    assert!(world.says_attached(4, 2, "2026-03-02").is_ok());
}

#[test]
fn both_may_marry_again_the_day_after() {
    let (mut world, marriage) = married();
    let divorce = world.divorce(marriage, 1, 2, "2026-03-01");
    world.done(divorce);
    for (husband, wife) in [(1, 3), (4, 2), (1, 2)] {
        let same_day = world.says_attached(husband, wife, "2026-03-01");
        let next_day = world.says_attached(husband, wife, "2026-03-02");
        beside(Refusal::MarriageSpouseMarried, same_day, next_day);
    }
}

#[test]
fn a_divorce_in_force_before_the_death_may_be_entered_after_it() {
    let (mut world, marriage) = married();
    let death = world.death(1, "2026-10-01");
    world.done(death);
    let [after, before] = ["2026-10-02", "2026-09-01"].map(|on| world.divorce(marriage, 1, 2, on));
    beside(Refusal::DivorceMarriageEnded, world.says(after), world.says(before.clone()));
    // What ended the marriage is then the divorce: she could marry from the day after it.
    assert_eq!(world.says_attached(3, 2, "2026-09-02"), Err(Refusal::MarriageSpouseMarried));
    world.done(before);
    assert!(world.says_attached(3, 2, "2026-09-02").is_ok());
}

/// What is said of a divorce on an application, so many days after it was lodged.
fn on_application(
    purpose: Purpose,
    days: u64,
    change: impl FnOnce(&mut World, EntryId) -> Option<EntryId>,
) -> (World, Verdict) {
    let (mut world, marriage) = married();
    let lodged = world.lodge(purpose, 1, 2, Some(marriage));
    world.days(days);
    let application = change(&mut world, lodged).unwrap_or(lodged);
    let route = match purpose {
        Purpose::DivorceOneSpouse => DivorceRoute::OneSpouse { application },
        Purpose::Marriage | Purpose::DivorceMutual => DivorceRoute::Mutual { application },
    };
    let entry = world.divorce_by(marriage, 1, 2, route, None);
    let verdict = world.says(entry);
    (world, verdict)
}

#[test]
fn both_wait_three_months_and_one_spouse_alone_one_month() {
    for (purpose, days) in [(Purpose::DivorceMutual, 92), (Purpose::DivorceOneSpouse, 30)] {
        let early = on_application(purpose, days - 1, |_, _| None).1;
        beside(Refusal::DivorceWaitNotOver, early, on_application(purpose, days, |_, _| None).1);
    }
}

#[test]
fn a_divorce_on_an_application_is_that_of_these_spouses_and_not_withdrawn() {
    let rightly = || on_application(Purpose::DivorceMutual, 92, |_, _| None).1;
    let withdrawn = on_application(Purpose::DivorceMutual, 92, |world, application| {
        let withdraw = world.entry(Body::ApplicationWithdraw(ApplicationWithdraw { application }));
        world.done(withdraw);
        None
    });
    beside(Refusal::DivorceApplicationWithdrawn, withdrawn.1, rightly());
    let of_another = on_application(Purpose::DivorceMutual, 92, |world, _| {
        Some(world.lodge(Purpose::DivorceMutual, 1, 2, Some(EntryId::new([5; 32]))))
    });
    beside(Refusal::DivorceApplicationOfOthers, of_another.1, rightly());
    let by_another_way = on_application(Purpose::DivorceMutual, 92, |world, _| {
        let marriage = EntryId::new([5; 32]);
        Some(world.lodge(Purpose::DivorceOneSpouse, 1, 2, Some(marriage)))
    });
    beside(Refusal::DivorceApplicationOfOthers, by_another_way.1, rightly());
    let for_a_marriage = on_application(Purpose::DivorceMutual, 92, |world, _| {
        Some(world.lodge(Purpose::Marriage, 1, 2, None))
    });
    beside(Refusal::DivorceApplicationOfOthers, for_a_marriage.1, rightly());
    let (mut world, marriage) = married();
    let of_others = world.lodge(Purpose::DivorceMutual, 1, 3, Some(marriage));
    world.days(92);
    let divorce = world.divorce_by(marriage, 1, 2, DivorceRoute::Mutual { application: of_others }, None);
    let by_order = waived(divorce.clone(), Refusal::DivorceApplicationOfOthers, WaiverBasis::WrittenOrder);
    passes(Refusal::DivorceApplicationOfOthers, world.says_two(divorce), world.says_two(by_order));
}

#[test]
fn a_divorce_on_an_application_counts_from_its_registration() {
    let (mut world, marriage) = married();
    let application = world.lodge(Purpose::DivorceMutual, 1, 2, Some(marriage));
    world.days(92);
    let route = DivorceRoute::Mutual { application };
    let [stated, bare] =
        [Some(day("2027-02-23")), None].map(|on| world.divorce_by(marriage, 1, 2, route, on));
    beside(Refusal::EffectDay, world.says(stated), world.says(bare));
}
