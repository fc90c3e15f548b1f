//! What was before the ledger: old acts, lists, and regions whose past is loaded.
use crate::{
    support::{beside, governors, of_all, passes, verdict},
    world::{World, day, loaded, tag, waived},
};
use civil::refusal::Refusal;
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use protocol::{
    Body, Entry, EntryId, Outcome,
    entry::{LegacyEffects, LegacyRow, LegacyStatus, Origin, WaiverBasis},
};

fn custodians() -> [Officer; 2] {
    [0, 1].map(Officer::custodian)
}

fn list(world: &mut World, ordinal: u64, mut rows: Vec<LegacyRow>) -> Entry {
    rows.sort_unstable();
    world.net.entry_of_all(Body::LegacyStatus(LegacyStatus { ordinal, rows }))
}

fn married(husband: u8, wife: u8, on: &str) -> LegacyRow {
    LegacyRow::Married { husband: tag(husband), wife: tag(wife), day: day(on) }
}

#[test]
fn an_old_act_is_opened_once_and_numbered_now() {
    let mut world = World::new();
    let first = world.old_marriage(1, 1, 2, "1998-05-01");
    let (number, date) = crate::support::number_and_day(world.says(first.clone()));
    assert_eq!((number.as_str(), date.as_str()), ("311012600001", "2026-11-23"));
    world.done(first);
    let [same, other] = [1, 2].map(|legacy| world.old_marriage(legacy, 3, 4, "1998-05-01"));
    let by_order = waived(same.clone(), Refusal::LegacyAlreadyOpened, WaiverBasis::WrittenOrder);
    beside(Refusal::LegacyAlreadyOpened, world.says(same.clone()), world.says(other));
    passes(Refusal::LegacyAlreadyOpened, world.says_two(same), world.says_two(by_order));
}

#[test]
fn an_old_act_is_older_than_the_office_on_the_ledger() {
    let mut world = World::new();
    let [tomorrow, before] = ["2026-11-24", "2026-11-22"].map(|on| world.old_marriage(1, 1, 2, on));
    let by_order = waived(tomorrow.clone(), Refusal::LegacyAfterLedger, WaiverBasis::WrittenOrder);
    passes(Refusal::LegacyAfterLedger, world.says_two(tomorrow.clone()), world.says_two(by_order));
    beside(Refusal::LegacyAfterLedger, world.says(tomorrow), world.says(before));
    world.days(400);
    let [new, old] = ["2027-06-01", "2026-06-01"].map(|on| world.old_marriage(1, 1, 2, on));
    beside(Refusal::LegacyAfterLedger, world.says(new), world.says(old));
    let birth = |world: &mut World, adult_from| {
        let mut entry = world.old(3, 5, LegacyEffects::Birth);
        if let Body::LegacyOpen(open) = &mut entry.body {
            open.adult_from = adult_from;
        }
        world.says(entry)
    };
    beside(Refusal::LegacyAfterLedger, birth(&mut world, 2045), birth(&mut world, 2044));
    beside(Refusal::AdultFromUnknown, birth(&mut world, 0), birth(&mut world, 2044));
}

#[test]
fn an_old_act_says_so_and_a_new_one_does_not() {
    let mut world = World::new();
    let old = world.old_marriage(1, 1, 2, "1998-05-01");
    let native = Entry { origin: Origin::Native, ..old.clone() };
    beside(Refusal::WrongOrigin, world.says(native), world.says(old.clone()));
    let by = |officer: Officer| world.says_by(old.clone(), &[officer]);
    assert!(by(Officer::head(CHILONZOR)).is_ok());
    beside(Refusal::WrongRole, by(Officer::connector(CHILONZOR)), by(Officer::registrar(CHILONZOR)));
    beside(Refusal::SignerOfAnotherOffice, by(Officer::registrar(RURAL)), by(Officer::registrar(CHILONZOR)));
}

#[test]
fn a_couple_of_1998_divorces_and_both_marry_again() {
    let mut world = World::new();
    let old = world.old_marriage(1, 1, 2, "1998-05-01");
    let old = world.done(old);
    let bound = world.says_attached(1, 3, "2026-11-10");
    let divorce = world.divorce(old, 1, 2, "2026-11-01");
    world.done(divorce);
    beside(Refusal::MarriageSpouseMarried, bound, world.says_attached(1, 3, "2026-11-10"));
    world.wed(1, 3, "2026-11-10");
    world.wed(4, 2, "2026-11-10");
}

#[test]
fn an_old_marriage_that_a_note_ended_binds_nobody_after_it() {
    let mut world = World::new();
    let effects = LegacyEffects::Marriage {
        wife: tag(2),
        wife_adult_from: 1990,
        day: day("1998-05-01"),
        ended: Some(day("2005-03-01")),
    };
    let old = world.old(1, 1, effects);
    let old = world.done(old);
    let bound = world.says_attached(1, 3, "2005-03-01");
    beside(Refusal::MarriageSpouseMarried, bound, world.says_attached(1, 3, "2005-03-02"));
    // A new divorce of it is refused; the old one, which the note tells of, is opened.
    let new = world.divorce(old, 1, 2, "2004-03-01");
    let effects = LegacyEffects::Divorce { of: Some(old), wife: tag(2), day: day("2005-03-01") };
    let opened = world.old(2, 1, effects);
    beside(Refusal::DivorceMarriageEnded, world.says(new), world.says(opened.clone()));
    world.done(opened);
    let again = world.old(3, 1, effects);
    assert_eq!(world.says(again), Err(Refusal::DivorceMarriageEnded));
}

#[test]
fn an_old_divorce_may_be_opened_before_its_marriage() {
    let mut world = World::new();
    let effects = LegacyEffects::Divorce { of: None, wife: tag(2), day: day("2005-03-01") };
    let divorce = world.old(1, 1, effects);
    world.done(divorce);
    let marriage = world.old_marriage(2, 1, 2, "1998-05-01");
    world.done(marriage);
    let bound = world.says_attached(1, 3, "2005-03-01");
    beside(Refusal::MarriageSpouseMarried, bound, world.says_attached(1, 3, "2005-03-02"));
    for (of, refusal) in
        [(Some(EntryId::new([9; 32])), Refusal::DivorceMarriageUnknown), (None, Refusal::MarriageSamePerson)]
    {
        let wife = if of.is_some() { tag(2) } else { tag(1) };
        let wrong = world.old(3, 1, LegacyEffects::Divorce { of, wife, day: day("2005-03-01") });
        assert_eq!(world.says(wrong), Err(refusal));
    }
}

#[test]
fn an_old_marriage_or_death_that_contradicts_another_act_is_refused() {
    let mut world = World::new();
    let old = world.old_marriage(1, 1, 2, "1998-05-01");
    world.done(old);
    let [second, other] = [1, 5].map(|husband| world.old_marriage(2, husband, 3, "2001-05-01"));
    beside(Refusal::MarriageSpouseMarried, world.says(second), world.says(other));
    let dies = |world: &mut World, on: &str| world.old(3, 1, LegacyEffects::Death { day: day(on) });
    let [before, after] = ["1998-04-30", "2001-04-30"].map(|on| dies(&mut world, on));
    beside(Refusal::DeathBeforeMarriage, world.says(before), world.says(after.clone()));
    world.done(after);
    let again = world.old(4, 1, LegacyEffects::Death { day: day("2001-04-30") });
    assert_eq!(world.says(again), Err(Refusal::DeathAlreadyDead));
    assert!(world.says_attached(6, 2, "2001-05-01").is_ok(), "the widow is free");
}

#[test]
fn a_second_marriage_against_one_of_a_list_is_refused() {
    let mut world = World::new();
    let entry = list(&mut world, 1, vec![married(1, 2, "1998-05-01"), married(3, 4, "1999-05-01")]);
    let free = world.says_attached(1, 5, "2026-11-01");
    world.done_by(entry, &custodians());
    for (husband, wife) in [(1, 5), (5, 4), (1, 2)] {
        let refused = world.says_attached(husband, wife, "2026-11-01");
        beside(Refusal::MarriageSpouseMarried, refused, free);
    }
}

#[test]
fn an_old_act_may_be_opened_of_what_a_list_tells() {
    let mut world = World::new();
    let dead = LegacyRow::Dead { person: tag(3), day: day("2001-01-01") };
    let entry = list(&mut world, 1, vec![married(1, 2, "1998-05-01"), dead]);
    world.done_by(entry, &custodians());
    let marriage = world.old_marriage(1, 1, 2, "1998-05-02");
    world.done(marriage);
    let old_death = world.old(2, 3, LegacyEffects::Death { day: day("2001-01-02") });
    let new_death = world.death(3, "2001-01-02");
    beside(Refusal::DeathAlreadyDead, world.says(new_death), world.says(old_death.clone()));
    world.done(old_death);
}

#[test]
fn lists_follow_each_other_contradict_nothing_and_are_signed_by_custodians() {
    let mut world = World::new();
    let first = list(&mut world, 1, vec![married(1, 2, "1998-05-01")]);
    let skipped = list(&mut world, 2, vec![married(1, 2, "1998-05-01")]);
    let by_two = world.says_by(first.clone(), &custodians());
    beside(Refusal::AnchorOutOfSequence, world.says_by(skipped, &custodians()), by_two);
    beside(Refusal::TooFewMembers, world.says_by(first.clone(), &custodians()[..1]), by_two);
    beside(Refusal::WrongRole, world.says_by(first.clone(), &governors()), by_two);
    let twice = vec![married(1, 2, "1998-05-01"), married(1, 3, "2001-05-01")];
    let bigamous = list(&mut world, 1, twice);
    beside(Refusal::PersonConflict, world.says_by(bigamous, &custodians()), by_two);
    let itself = list(&mut world, 1, vec![married(1, 1, "1998-05-01")]);
    beside(Refusal::MarriageSamePerson, world.says_by(itself, &custodians()), by_two);
    // Two lists may tell of one marriage, also with days that differ.
    world.done_by(first, &custodians());
    let again = list(&mut world, 2, vec![married(1, 2, "1998-05-09")]);
    assert!(world.says_by(again, &custodians()).is_ok());
}

#[test]
fn six_hundred_rows_are_one_entry() {
    let mut world = World::new();
    let of = |n: u16| protocol::Tag::new([&n.to_be_bytes()[..], &[1; 30]].concat().try_into().unwrap());
    let row = |n| LegacyRow::Married { husband: of(n), wife: of(1000 + n), day: day("1998-05-01") };
    let entry = list(&mut world, 1, (0..600).map(row).collect());
    let signed = PaperNetwork::sign_by(entry, &custodians());
    assert_eq!(verdict(&world.net, &signed), Ok(Outcome::Recorded));
}

#[test]
fn the_members_say_which_past_is_loaded_and_add_to_it() {
    let mut world = World::unloaded();
    let mut by_members = |since: &str| of_all(&mut world.net, loaded(11, since), &governors());
    let accepted = by_members("1990-01-01");
    world.load(11, "1990-01-01");
    for since in ["1990-01-01", "2000-01-01"] {
        let entry = of_all(&mut world.net, loaded(11, since), &governors());
        beside(Refusal::LegacyLoadedAlready, entry, accepted);
    }
    assert!(of_all(&mut world.net, loaded(11, "1960-01-01"), &governors()).is_ok());
    assert!(of_all(&mut world.net, loaded(22, "2000-01-01"), &governors()).is_ok());
    let two = of_all(&mut world.net, loaded(22, "2000-01-01"), &governors()[..2]);
    beside(Refusal::TooFewMembers, two, accepted);
}
