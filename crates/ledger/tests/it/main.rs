//! The rules of the ledger, a sentence each, on a network on paper.

use civil::{birth::DelayClass, refusal::Refusal, role::Role};
use ledger::{BlockMoment, Key, SeriesOf, State, Value, View as _, decide, execute, select};
use proptest::prelude::*;
use protocol::{
    Body, Entry, Handle, NetworkClass, NetworkId, NumberRequest, Outcome, SignedEntry,
    entry::Origin,
    signature::{Proof, Signature},
};
use testkit::{
    birth::{self, record},
    paper::{CHILONZOR, PaperNetwork, RURAL},
};

fn network() -> PaperNetwork {
    PaperNetwork::new(NetworkClass::Demo, 1)
}

fn verdict(network: &PaperNetwork, entry: &SignedEntry) -> Result<Outcome, Refusal> {
    let decided = decide(&network.state, network.next_block().entry(0), entry);
    decided.map(|(outcome, _)| outcome)
}

/// What the rules say of a birth that `change` was done to before it was signed.
fn changed(change: impl FnOnce(&mut Entry)) -> Result<Outcome, Refusal> {
    let mut network = network();
    let mut entry = network.birth(CHILONZOR, &record("Nur", 1), 1);
    change(&mut entry);
    verdict(&network, &PaperNetwork::sign(entry, CHILONZOR))
}

fn act_of(entry: &mut Entry) -> &mut protocol::entry::ActRegister {
    match &mut entry.body {
        Body::ActRegister(act) => act,
        _ => panic!("a birth"),
    }
}

#[test]
fn a_birth_gets_the_next_number_of_its_office_and_the_day_there() {
    let mut network = network();
    for (n, office, number) in
        [(1, CHILONZOR, "111012600001"), (2, CHILONZOR, "111012600002"), (3, RURAL, "122072600001")]
    {
        let entry = network.birth(office, &record("Nur", 1), n);
        let (outcome, _) = network.finalize(&[PaperNetwork::sign(entry, office)]).remove(0);
        let Outcome::Act { number: given, date } = outcome else { panic!("an act") };
        assert_eq!((given.to_string().as_str(), date.to_string().as_str()), (number, "2026-11-23"));
    }
}

#[test]
fn two_clerks_who_sign_at_once_both_succeed() {
    let mut network = network();
    let record = record("Nur", 1);
    let block: Vec<_> = (1..=5)
        .map(|n| {
            let entry = network.birth(CHILONZOR, &record, n);
            PaperNetwork::sign(entry, CHILONZOR)
        })
        .collect();
    let serials: Vec<u32> = network
        .finalize(&block)
        .into_iter()
        .map(|(outcome, _)| match outcome {
            Outcome::Act { number, .. } => number.serial.get(),
            _ => panic!("an act"),
        })
        .collect();
    assert_eq!(serials, [1, 2, 3, 4, 5]);
}

#[test]
fn a_medical_notice_serves_once_also_within_one_block() {
    let mut network = network();
    let record = record("Nur", 1);
    let [first, second] = [1, 1].map(|notice| network.birth(CHILONZOR, &record, notice));
    let (first, second) = (PaperNetwork::sign(first, CHILONZOR), PaperNetwork::sign(second, CHILONZOR));
    let block = [first.clone(), second.clone()];
    let refused = execute(&network.state, network.next_block(), &block).unwrap_err();
    assert_eq!((refused.index, refused.refusal), (1, Refusal::NoticeAlreadyUsed));
    network.finalize(&[first]);
    assert_eq!(verdict(&network, &second), Err(Refusal::NoticeAlreadyUsed));
}

#[test]
fn a_refused_entry_takes_no_number() {
    let mut network = network();
    let record = record("Nur", 1);
    let entries: Vec<_> = [1, 1, 2]
        .into_iter()
        .map(|notice| {
            let entry = network.birth(CHILONZOR, &record, notice);
            PaperNetwork::sign(entry, CHILONZOR)
        })
        .collect();
    let selected = select(&network.state, network.next_block(), entries, 10);
    assert_eq!(selected.refused.len(), 1);
    assert_eq!(selected.refused[0].1, Refusal::NoticeAlreadyUsed);
    let last = selected.executed.outcomes.last().copied();
    assert!(matches!(last, Some(Outcome::Act { number, .. }) if number.serial.get() == 2));
}

#[test]
fn the_same_entry_is_final_once() {
    let mut network = network();
    let entry = network.birth(CHILONZOR, &record("Nur", 1), 1);
    let entry = PaperNetwork::sign(entry, CHILONZOR);
    network.finalize(std::slice::from_ref(&entry));
    assert_eq!(verdict(&network, &entry), Err(Refusal::SameEntry));
}

#[test]
fn an_entry_of_another_network_is_refused() {
    let other = NetworkId::new(NetworkClass::Live, [1; 16]);
    assert_eq!(changed(|entry| entry.network = other), Err(Refusal::WrongNetwork));
    assert!(changed(|_| {}).is_ok());
}

#[test]
fn an_entry_counts_from_its_signature_for_at_most_a_day() {
    let day = 24 * 60 * 60 * 1000;
    assert_eq!(changed(|entry| entry.signed_at += 2001), Err(Refusal::SignedInFuture));
    assert!(changed(|entry| entry.signed_at += 2000).is_ok());
    assert_eq!(changed(|entry| entry.valid_until += 1), Err(Refusal::ValidityTooLong));
    assert_eq!(changed(|entry| entry.valid_until = 0), Err(Refusal::ValidityTooLong));
    let late = |entry: &mut Entry| {
        (entry.signed_at, entry.valid_until) = (entry.signed_at - day, entry.signed_at - 1);
    };
    assert_eq!(changed(late), Err(Refusal::Expired));
}

#[test]
fn only_a_registrar_of_the_office_signs_its_acts() {
    let mut network = network();
    let entry = network.birth(CHILONZOR, &record("Nur", 1), 1);
    let of_another = PaperNetwork::sign(entry.clone(), RURAL);
    assert_eq!(verdict(&network, &of_another), Err(Refusal::SignerOfAnotherOffice));
    let unknown = PaperNetwork::sign(entry.clone(), 4444);
    assert_eq!(verdict(&network, &unknown), Err(Refusal::UnknownSigner));
    let key = PaperNetwork::record(CHILONZOR, Role::Registrar).id();
    let as_head = Signature { role: Role::Head, key, proof: Proof::Ed25519([0; 64]) };
    let signed = SignedEntry::new(entry, vec![as_head]).unwrap();
    assert_eq!(verdict(&network, &signed), Err(Refusal::WrongRole));
    assert_eq!(changed(|entry| entry.origin = Origin::Attached), Err(Refusal::WrongRole));
}

#[test]
fn a_head_does_what_a_registrar_does_and_a_machine_does_not() {
    for (role, expected) in [(Role::Head, true), (Role::SecondOfficer, false), (Role::Registry, false)] {
        let mut network = network();
        let record = PaperNetwork::record(CHILONZOR, role);
        network.genesis.keys.push(record.clone());
        network.state = State::genesis(&network.genesis);
        let entry = network.birth(CHILONZOR, &birth::record("Nur", 1), 1);
        let signature = Signature { role, key: record.id(), proof: Proof::Ed25519([0; 64]) };
        let signed = SignedEntry::new(entry, vec![signature]).unwrap();
        let refused = if expected { None } else { Some(Refusal::WrongRole) };
        assert_eq!(verdict(&network, &signed).err(), refused, "{role:?}");
    }
}

#[test]
fn a_birth_rests_on_a_notice_or_on_other_papers() {
    assert_eq!(changed(|entry| act_of(entry).notice = None), Err(Refusal::BirthWithoutEvidence));
    let by_court = |entry: &mut Entry| {
        act_of(entry).notice = None;
        entry.evidence.push(protocol::Digest::new([5; 32]));
    };
    assert!(changed(by_court).is_ok());
}

#[test]
fn nobody_is_registered_in_a_year_before_their_birth() {
    assert!(changed(|entry| act_of(entry).adult_from = 2044).is_ok());
    assert_eq!(changed(|entry| act_of(entry).adult_from = 2045), Err(Refusal::BirthAfterRegistration));
    assert_eq!(changed(|entry| act_of(entry).delay = DelayClass::VeryLate), Err(Refusal::LateWithoutReason));
}

#[test]
fn a_reserved_number_needs_a_range() {
    let reserved = NumberRequest::Reserved { range: 1, serial: civil::Serial::FIRST };
    let offline = |entry: &mut Entry| (entry.number, entry.origin) = (reserved, Origin::Offline);
    assert_eq!(changed(offline), Err(Refusal::RangeUnknown));
}

#[test]
fn other_acts_wait_for_their_rules() {
    let kind = civil::ActKind::Marriage;
    assert_eq!(changed(|entry| act_of(entry).kind = kind), Err(Refusal::OfficeMayNotRegister(kind)));
}

#[test]
fn a_certificate_shows_only_what_the_act_committed_to() {
    let mut network = network();
    let (known, other) = (record("Nur", 1), record("Nuri", 1));
    let birth = network.birth(CHILONZOR, &known, 1);
    let act = birth.id();
    network.finalize(&[PaperNetwork::sign(birth, CHILONZOR)]);
    // Any office issues a certificate of an act of any other.
    let good = network.certificate(RURAL, act, &known, &[0, 1]);
    let good = PaperNetwork::sign(good, RURAL);
    assert!(matches!(verdict(&network, &good), Ok(Outcome::Certificate { .. })));
    let forged = network.certificate(RURAL, act, &other, &[0]);
    let forged = PaperNetwork::sign(forged, RURAL);
    assert_eq!(verdict(&network, &forged), Err(Refusal::GroupsNotOfTheAct));
    let nothing = network.certificate(RURAL, act, &known, &[]);
    assert_eq!(verdict(&network, &PaperNetwork::sign(nothing, RURAL)), Err(Refusal::NothingDisclosed));
    let unknown = network.certificate(RURAL, protocol::EntryId::new([9; 32]), &known, &[0]);
    assert_eq!(verdict(&network, &PaperNetwork::sign(unknown, RURAL)), Err(Refusal::UnknownAct));
}

#[test]
fn a_status_handle_names_one_certificate() {
    let mut network = network();
    let known = record("Nur", 1);
    let birth = network.birth(CHILONZOR, &known, 1);
    let act = birth.id();
    network.finalize(&[PaperNetwork::sign(birth, CHILONZOR)]);
    let handle = Handle::new([3; 16]);
    let mut issue = || {
        let mut entry = network.certificate(CHILONZOR, act, &known, &[0]);
        if let Body::CertificateIssue(issue) = &mut entry.body {
            issue.handle = handle;
        }
        PaperNetwork::sign(entry, CHILONZOR)
    };
    let [first, second] = [issue(), issue()];
    network.finalize(&[first]);
    assert_eq!(verdict(&network, &second), Err(Refusal::HandleAlreadyUsed));
    assert_eq!(
        network.state.value(&Key::Handle(handle)),
        Some(Value::Standing(ledger::value::CertificateStanding::InForce))
    );
}

proptest! {
    /// Whatever mixture of good and bad entries comes in whatever blocks: numbers have no gap, and a
    /// replay from the genesis has the same root.
    #[test]
    fn numbers_have_no_gaps_and_a_replay_has_the_same_root(blocks in prop::collection::vec(prop::collection::vec((0u8..20, any::<bool>()), 0..6), 1..6)) {
        let mut network = network();
        let record = record("Nur", 1);
        let mut state = network.state.clone();
        let mut chain: Vec<(u64, Vec<SignedEntry>)> = Vec::new();
        let mut acts = 0;
        for block in blocks {
            let candidates: Vec<SignedEntry> = block
                .into_iter()
                .map(|(notice, rural)| {
                    let office = if rural { RURAL } else { CHILONZOR };
                    let entry = network.birth(office, &record, notice);
                    PaperNetwork::sign(entry, office)
                })
                .collect();
            let time_ms = network.time_ms + 1000 * (chain.len() as u64 + 1);
            let at = BlockMoment { network: network.genesis.network, height: chain.len() as u64 + 1, time_ms };
            let selected = select(&state, at, candidates, 1024);
            state.apply(&selected.executed.changes);
            acts += selected.entries.len();
            chain.push((time_ms, selected.entries));
        }
        let mut again = State::genesis(&network.genesis);
        for (height, (time_ms, entries)) in (1..).zip(&chain) {
            let at = BlockMoment { network: network.genesis.network, height, time_ms: *time_ms };
            let executed = execute(&again, at, entries).unwrap();
            again.apply(&executed.changes);
        }
        prop_assert_eq!(&again, &state);
        let last = |office| match state.value(&Key::Series { of: SeriesOf::Acts(civil::ActKind::Birth), office: civil::OfficeCode::new(office).unwrap() }) {
            Some(Value::Series(series)) => series.last as usize,
            _ => 0,
        };
        prop_assert_eq!(last(CHILONZOR) + last(RURAL), acts);
    }
}
