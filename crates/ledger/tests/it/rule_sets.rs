//! Rule set 1 stays as it is; rule set 2 comes when the members bring it.
use crate::{
    support::{DAY_MS, beside, finalize_of_all, governors, judge, verdict},
    world::{World, loaded, two},
};
use civil::{ActKind, refusal::Refusal};
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork},
};
use ledger::{Database, Key};
use protocol::{
    Body, Digest, EntryId, Handle, NetworkClass, Outcome, SignedEntry,
    entry::{
        ApplicationWithdraw, Document, LegacyEffects, LegacyRow, LegacyStatus, ReferenceIssue, RulesChange,
    },
};

/// A network under rule set 1.
fn first() -> World {
    World { net: PaperNetwork::with_rules(NetworkClass::Demo, 1, 1) }
}

fn reference(document: Document, disclosed: Vec<u8>, handle: u8) -> Body {
    let roots = [Digest::new([3; 32]); 6];
    let handle = Handle::new([handle; 16]);
    Body::ReferenceIssue(ReferenceIssue { document, schema: 1, roots, disclosed, handle })
}

/// An entry of every kind that rule set 2 brings.
fn later(world: &mut World) -> Vec<SignedEntry> {
    let unknown = EntryId::new([1; 32]);
    let one = [Officer::registrar(CHILONZOR)];
    let custodians = [0, 1].map(Officer::custodian);
    let lodge = protocol::entry::ApplicationLodge {
        purpose: protocol::entry::Purpose::Marriage,
        husband: crate::world::tag(1),
        wife: crate::world::tag(2),
        commitment: Digest::ZERO,
        of: None,
    };
    let dead = LegacyRow::Dead { person: crate::world::tag(1), day: crate::world::day("2001-01-01") };
    let status = Body::LegacyStatus(LegacyStatus { ordinal: 1, rows: vec![dead] });
    let withdraw = Body::ApplicationWithdraw(ApplicationWithdraw { application: unknown });
    let sign = PaperNetwork::sign_by;
    vec![
        sign(world.death(1, "2026-11-20"), &one),
        sign(world.entry(Body::ApplicationLodge(lodge)), &one),
        sign(world.entry(withdraw), &one),
        sign(world.dispute(unknown), &one),
        sign(world.end_dispute(unknown), &two()),
        sign(world.join(1, 2), &two()),
        sign(world.part(1, 2), &two()),
        sign(world.move_act(unknown, 1, 2), &two()),
        sign(world.old(1, 1, LegacyEffects::Birth), &one),
        sign(world.net.entry_of_all(status), &custodians),
        sign(world.net.entry_of_all(loaded(11, "1990-01-01")), &governors()),
        sign(world.entry(reference(Document::NoRecord, vec![0], 1)), &one),
    ]
}

#[test]
fn under_rule_set_1_nothing_of_rule_set_2_is_accepted() {
    let mut world = first();
    let birth = PaperNetwork::sign(world.birth(1, 2044), CHILONZOR);
    for entry in later(&mut world) {
        beside(Refusal::KindNotInForce, verdict(&world.net, &entry), verdict(&world.net, &birth));
    }
    let kinds: Vec<u8> = later(&mut world).iter().map(|entry| entry.entry().body.kind()).collect();
    assert_eq!(kinds, (17..=28).collect::<Vec<u8>>());
    // Nor is an act of another kind in the first form.
    let mut entry = world.birth(1, 2044);
    if let Body::ActRegister(act) = &mut entry.body {
        act.kind = ActKind::Death;
    }
    assert_eq!(world.says(entry), Err(Refusal::OfficeMayNotRegister(ActKind::Death)));
}

#[test]
fn a_birth_leaves_under_rule_set_1_what_it_left_before_and_under_2_the_person_besides() {
    let keys = |world: &mut World| {
        let entry = PaperNetwork::sign(world.birth(1, 2044), CHILONZOR);
        let (_, changes) = judge(&world.net.state, world.net.next_block(), &entry).unwrap();
        let id = entry.id();
        let keys: Vec<Key> = changes.iter().map(|(key, _)| key.clone()).collect();
        assert!(keys.contains(&Key::Act(id)));
        (keys.len(), keys.contains(&Key::Person(crate::world::tag(1))))
    };
    assert_eq!(keys(&mut first()), (3, false));
    assert_eq!(keys(&mut World::unloaded()), (4, true));
}

#[test]
fn a_birth_reads_one_key_of_the_index_more_than_its_notice() {
    let mut world = World::unloaded();
    let entry = PaperNetwork::sign(world.birth(1, 2044), CHILONZOR);
    let read = ledger::reads(&world.net.state, &entry);
    let index: Vec<&Key> = read.iter().filter(|key| key.database() == Database::Index).collect();
    assert_eq!(index, [&Key::Person(crate::world::tag(1))]);
}

#[test]
fn a_running_network_goes_from_rule_set_1_to_2_when_the_members_say_so() {
    let mut world = first();
    let from_ms = world.net.time_ms + 8 * DAY_MS;
    finalize_of_all(&mut world.net, Body::GovernanceRules(RulesChange { version: 2, from_ms }), &governors());
    let before = world.death(1, "2026-11-20");
    let before = world.says(before);
    world.net.time_ms = from_ms;
    let after = world.death(1, "2026-11-20");
    beside(Refusal::KindNotInForce, before, world.says(after));
    // What an honest application begins with is accepted too.
    let mut accepted = 0;
    for entry in later(&mut world) {
        match verdict(&world.net, &entry) {
            Ok(_) => accepted += 1,
            Err(refusal) => assert_ne!(refusal, Refusal::KindNotInForce),
        }
    }
    assert_eq!(accepted, 7, "but withdrawals, disputes, parts and moves, of which there is nothing yet");
}

#[test]
fn a_reference_has_a_number_of_the_certificates_and_a_status_and_no_act() {
    let mut world = World::new();
    let entry = world.entry(reference(Document::NotMarried, vec![0], 1));
    let shows_nothing = world.entry(reference(Document::NotMarried, vec![], 2));
    let accepted = world.says(entry.clone());
    assert!(
        matches!(accepted, Ok(Outcome::Reference { number, .. }) if number.to_string() == "1101-26-00001")
    );
    beside(Refusal::NothingDisclosed, world.says(shows_nothing), accepted);
    world.done(entry);
    let same_handle = world.entry(reference(Document::NoRecord, vec![0], 1));
    let other_handle = world.entry(reference(Document::NoRecord, vec![0], 3));
    beside(Refusal::HandleAlreadyUsed, world.says(same_handle), world.says(other_handle));
    let revoke = protocol::entry::CertificateRevoke {
        handle: Handle::new([1; 16]),
        reason: protocol::entry::RevocationReason::Lost,
    };
    let [once, twice] = [(); 2].map(|()| world.entry(Body::CertificateRevoke(revoke)));
    let accepted = world.says(once.clone());
    world.done(once);
    beside(Refusal::CertificateEnded, world.says(twice), accepted);
}
