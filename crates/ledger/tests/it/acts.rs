//! `act.register`: what must hold for a new act.
use crate::support::{
    act_of, beside, birth, birth_by, changed_birth, finalize, network, number_and_day, paper, verdict,
};
use civil::{ActKind, birth::DelayClass, office::OfficeKind, refusal::Refusal};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{State, execute, select};
use protocol::{Outcome, Tag, entry::Origin};

#[test]
fn a_birth_gets_the_next_number_of_its_office_and_the_day_there() {
    let mut network = network();
    for (n, office, number) in
        [(1, CHILONZOR, "111012600001"), (2, CHILONZOR, "111012600002"), (3, RURAL, "122072600001")]
    {
        let entry = network.birth(office, &record("Nur", 1), n);
        let entry = PaperNetwork::sign(entry, office);
        let given = number_and_day(verdict(&network, &entry));
        assert_eq!(given, (number.to_owned(), "2026-11-23".to_owned()));
        finalize(&mut network, entry);
    }
}

#[test]
fn clerks_who_sign_at_once_all_succeed() {
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
            other => panic!("no act: {other:?}"),
        })
        .collect();
    assert_eq!(serials, [1, 2, 3, 4, 5]);
}

#[test]
fn a_medical_notice_serves_once_also_within_one_block() {
    let mut network = network();
    let record = record("Nur", 1);
    let [first, second, other] = [1, 1, 2].map(|notice| {
        let entry = network.birth(CHILONZOR, &record, notice);
        PaperNetwork::sign(entry, CHILONZOR)
    });
    let refused =
        execute(&network.state, network.next_block(), &[first.clone(), second.clone()]).unwrap_err();
    assert_eq!((refused.index, refused.refusal), (1, Refusal::NoticeAlreadyUsed));
    finalize(&mut network, first);
    beside(Refusal::NoticeAlreadyUsed, verdict(&network, &second), verdict(&network, &other));
}

#[test]
fn a_refused_entry_takes_no_number() {
    let mut network = network();
    let record = record("Nur", 1);
    let entries = [1, 1, 2].map(|notice| {
        let entry = network.birth(CHILONZOR, &record, notice);
        PaperNetwork::sign(entry, CHILONZOR)
    });
    let selected = select(&network.state, network.next_block(), entries, 10);
    assert_eq!(selected.refused.len(), 1);
    assert_eq!(selected.refused[0].1, Refusal::NoticeAlreadyUsed);
    let last = selected.executed.outcomes.last().copied();
    assert!(matches!(last, Some(Outcome::Act { number, .. }) if number.serial.get() == 2));
}

#[test]
fn a_birth_rests_on_a_notice_or_on_other_papers() {
    let on_nothing = birth(|entry| act_of(entry).notice = None);
    let on_a_paper = birth(|entry| {
        act_of(entry).notice = None;
        entry.evidence.push(paper(5));
    });
    beside(Refusal::BirthWithoutEvidence, on_nothing, on_a_paper);
}

#[test]
fn nobody_is_registered_in_a_year_before_their_birth() {
    let of_age_from = |year| birth(|entry| act_of(entry).adult_from = year);
    beside(Refusal::BirthAfterRegistration, of_age_from(2045), of_age_from(2044));
    assert_eq!(of_age_from(u16::MAX), Err(Refusal::BirthAfterRegistration));
    assert!(of_age_from(1940).is_ok());
}

#[test]
fn a_birth_that_is_registered_late_needs_no_reason_and_a_very_late_one_does() {
    let delayed = |delay| birth(|entry| act_of(entry).delay = delay);
    beside(Refusal::LateWithoutReason, delayed(DelayClass::VeryLate), delayed(DelayClass::Late));
}

#[test]
fn acts_of_other_kinds_wait_for_their_rules() {
    for kind in [ActKind::Death, ActKind::Marriage, ActKind::Divorce] {
        let other = birth(|entry| act_of(entry).kind = kind);
        beside(Refusal::OfficeMayNotRegister(kind), other, birth(|_| {}));
    }
}

#[test]
fn a_wedding_house_registers_no_birth() {
    let of_kind = |kind| {
        let mut network = network();
        network.genesis.offices[0].kind = kind;
        network.state = State::genesis(&network.genesis);
        let entry = changed_birth(&mut network, |_| {});
        verdict(&network, &PaperNetwork::sign(entry, CHILONZOR))
    };
    for kind in OfficeKind::ALL {
        if kind == OfficeKind::WeddingHouse {
            beside(
                Refusal::OfficeMayNotRegister(ActKind::Birth),
                of_kind(kind),
                of_kind(OfficeKind::District),
            );
        } else {
            assert!(of_kind(kind).is_ok(), "{kind:?}");
        }
    }
}

#[test]
fn an_existing_register_seals_by_its_connector_and_nobody_else_does() {
    let connector = [Officer::connector(CHILONZOR)];
    let attached = || birth_by(&connector, |entry| entry.origin = Origin::Attached);
    beside(Refusal::WrongRole, birth(|entry| entry.origin = Origin::Attached), attached());
    beside(Refusal::WrongRole, birth_by(&connector, |_| {}), birth(|_| {}));
    let elsewhere = birth_by(&[Officer::connector(RURAL)], |entry| entry.origin = Origin::Attached);
    beside(Refusal::SignerOfAnotherOffice, elsewhere, attached());
    let with_a_second = [Officer::connector(CHILONZOR), Officer::second(CHILONZOR)];
    let two = birth_by(&with_a_second, |entry| entry.origin = Origin::Attached);
    beside(Refusal::TooManySigners, two, attached());
}

#[test]
fn an_act_made_before_the_ledger_is_no_new_act() {
    beside(Refusal::WrongOrigin, birth(|entry| entry.origin = Origin::Legacy), birth(|_| {}));
}

#[test]
fn an_act_keyed_in_from_an_emergency_sheet_has_the_scan_of_it() {
    let from_a_sheet = birth(|entry| entry.origin = Origin::EmergencySheet);
    let with_the_scan = birth(|entry| {
        entry.origin = Origin::EmergencySheet;
        entry.evidence.push(paper(6));
    });
    beside(Refusal::EntryWithoutEvidence, from_a_sheet, with_the_scan);
}

#[test]
fn two_children_on_two_notices_are_two_acts_even_of_one_tag() {
    let mut network = network();
    let mut twin = |notice| {
        let mut entry = network.birth(CHILONZOR, &record("Nur", 1), notice);
        act_of(&mut entry).person = Tag::new([9; 32]);
        PaperNetwork::sign(entry, CHILONZOR)
    };
    let [first, second] = [1, 2].map(&mut twin);
    assert!(execute(&network.state, network.next_block(), &[first, second]).is_ok());
}
