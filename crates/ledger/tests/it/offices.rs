//! `staff.office`: offices open, close, and change kind or clock from a time on.
use crate::support::{
    DAY_MS, administrators, beside, changed_birth, enter, finalize, finalize_of_all, network, number_and_day,
    of_all, verdict,
};
use civil::{
    ActKind, OfficeCode,
    office::{OfficeKind, UtcOffset},
    refusal::Refusal,
};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{Key, SeriesOf, Value, View as _, value::Series};
use protocol::{
    Body, Handle, Outcome, SignedEntry,
    entry::{CertificateRevoke, NumberRelease, NumberReserve, OfficeEntry, OfficeStanding, RevocationReason},
    genesis::OfficeRecord,
};

/// A second office of Tashkent, which the genesis does not have.
const NEW: u16 = 1102;
const HOUR_MS: u64 = 60 * 60 * 1000;

fn office(network: &PaperNetwork, code: u16, version: u32) -> OfficeEntry {
    let record = OfficeRecord {
        code: OfficeCode::new(code).unwrap(),
        kind: OfficeKind::District,
        offset: UtcOffset::TASHKENT,
    };
    OfficeEntry { record, standing: OfficeStanding::Open, version, from_ms: network.time_ms }
}

fn entered(network: &mut PaperNetwork, office: OfficeEntry) -> Result<Outcome, Refusal> {
    of_all(network, Body::StaffOffice(office), &administrators(CHILONZOR))
}

fn finally(network: &mut PaperNetwork, office: OfficeEntry) {
    finalize_of_all(network, Body::StaffOffice(office), &administrators(CHILONZOR));
}

fn birth_at(network: &mut PaperNetwork, office: u16, notice: u8) -> SignedEntry {
    let entry = network.birth(office, &record("Nur", 1), notice);
    PaperNetwork::sign(entry, office)
}

fn registers(network: &mut PaperNetwork, office: u16) -> Result<Outcome, Refusal> {
    let entry = birth_at(network, office, 77);
    verdict(network, &entry)
}

#[test]
fn a_new_office_has_series_and_keys_of_its_own() {
    let mut network = network();
    let in_its_name = network.birth(NEW, &record("Nur", 1), 1);
    let unknown = verdict(&network, &PaperNetwork::sign(in_its_name.clone(), CHILONZOR));
    let new = office(&network, NEW, 0);
    finally(&mut network, new);
    let of_another = verdict(&network, &PaperNetwork::sign(in_its_name, CHILONZOR));
    assert_eq!(of_another, Err(Refusal::SignerOfAnotherOffice));
    enter(&mut network, &Officer::registrar(NEW));
    let opened = registers(&mut network, NEW);
    beside(Refusal::UnknownOffice, unknown, opened);
    assert_eq!(number_and_day(opened).0, "111022600001");
    for of in SeriesOf::ALL {
        let key = Key::Series { of, office: OfficeCode::new(NEW).unwrap() };
        assert_eq!(
            network.state.value(&key),
            Some(Value::Series(Series { since: 2026, year: 2026, last: 0 }))
        );
    }
}

#[test]
fn a_new_office_opens_at_the_time_it_was_entered_for() {
    let mut network = network();
    let opens = network.time_ms + DAY_MS;
    let new = OfficeEntry { from_ms: opens, ..office(&network, NEW, 0) };
    finally(&mut network, new);
    enter(&mut network, &Officer::registrar(NEW));
    let mut at = |time_ms| {
        network.time_ms = time_ms;
        registers(&mut network, NEW)
    };
    beside(Refusal::OfficeClosed, at(opens - 1), at(opens));
}

#[test]
fn an_office_that_closes_registers_until_then_and_may_open_again() {
    let mut network = network();
    let closes = network.time_ms + DAY_MS;
    let end =
        OfficeEntry { standing: OfficeStanding::Closed, from_ms: closes, ..office(&network, CHILONZOR, 1) };
    finally(&mut network, end);
    let at = |network: &mut PaperNetwork, time_ms| {
        network.time_ms = time_ms;
        registers(network, CHILONZOR)
    };
    beside(Refusal::OfficeClosed, at(&mut network, closes), at(&mut network, closes - 1));
    network.time_ms = closes;
    let open = office(&network, CHILONZOR, 2);
    finally(&mut network, open);
    assert_eq!(number_and_day(registers(&mut network, CHILONZOR)).0, "111012600001");
}

#[test]
fn a_closed_office_issues_and_reserves_nothing_but_ends_what_it_began() {
    let mut network = network();
    let act = changed_birth(&mut network, |_| {});
    let act = finalize(&mut network, PaperNetwork::sign(act, CHILONZOR));
    let until_ms = network.time_ms + 9 * DAY_MS;
    let reserve = |network: &mut PaperNetwork, range| {
        let body = NumberReserve { range, kind: ActKind::Birth, count: 3, until_ms };
        let entry = network.entry(CHILONZOR, Body::NumberReserve(body));
        PaperNetwork::sign_by(entry, &[Officer::head(CHILONZOR)])
    };
    let first = reserve(&mut network, 1);
    finalize(&mut network, first);
    let issue = network.certificate(CHILONZOR, act.id(), &record("Nur", 1), &[0]);
    let handle = issue.body.issue().map_or(Handle::new([0; 16]), |issue| issue.handle);
    finalize(&mut network, PaperNetwork::sign(issue, CHILONZOR));

    let issue = network.certificate(CHILONZOR, act.id(), &record("Nur", 1), &[0]);
    let begun = [PaperNetwork::sign(issue, CHILONZOR), reserve(&mut network, 2)];
    let revoke = CertificateRevoke { handle, reason: RevocationReason::Lost };
    let revoke = network.entry(CHILONZOR, Body::CertificateRevoke(revoke));
    let release = network.entry(CHILONZOR, Body::NumberRelease(NumberRelease { range: 1 }));
    let release = PaperNetwork::sign_by(release, &[Officer::head(CHILONZOR)]);
    let open: Vec<_> = begun.iter().map(|entry| verdict(&network, entry)).collect();
    let closed = OfficeEntry { standing: OfficeStanding::Closed, ..office(&network, CHILONZOR, 1) };
    finally(&mut network, closed);
    for (entry, open) in begun.iter().zip(open) {
        beside(Refusal::OfficeClosed, verdict(&network, entry), open);
    }
    for ends in [PaperNetwork::sign(revoke, CHILONZOR), release] {
        assert!(verdict(&network, &ends).is_ok());
    }
}

#[test]
fn a_clock_is_changed_by_a_dated_entry() {
    let mut network = network();
    // 23:30 of 23 November at UTC+5.
    network.wait(13 * HOUR_MS + HOUR_MS / 2);
    let changes = network.time_ms + HOUR_MS / 2;
    let mut an_hour_back = OfficeEntry { from_ms: changes, ..office(&network, CHILONZOR, 1) };
    an_hour_back.record.offset = UtcOffset::new(240).unwrap();
    finally(&mut network, an_hour_back);
    let mut day_at = |time_ms| {
        network.time_ms = time_ms;
        number_and_day(registers(&mut network, CHILONZOR)).1
    };
    assert_eq!(day_at(changes - 1), "2026-11-23");
    assert_eq!(day_at(changes), "2026-11-23"); // 23:00 once more
    assert_eq!(day_at(changes + HOUR_MS - 1), "2026-11-23");
    assert_eq!(day_at(changes + HOUR_MS), "2026-11-24");
}

#[test]
fn an_office_that_becomes_a_wedding_house_registers_no_births_any_more() {
    let mut network = network();
    let changes = network.time_ms + DAY_MS;
    let mut house = OfficeEntry { from_ms: changes, ..office(&network, CHILONZOR, 1) };
    house.record.kind = OfficeKind::WeddingHouse;
    finally(&mut network, house);
    let mut at = |time_ms| {
        network.time_ms = time_ms;
        registers(&mut network, CHILONZOR)
    };
    beside(Refusal::OfficeMayNotRegister(ActKind::Birth), at(changes), at(changes - 1));
}

#[test]
fn an_entry_about_an_office_names_the_next_version() {
    let mut network = network();
    let of = |network: &mut PaperNetwork, code, version| {
        let office = office(network, code, version);
        entered(network, office)
    };
    beside(Refusal::StaleVersion, of(&mut network, CHILONZOR, 0), of(&mut network, CHILONZOR, 1));
    beside(Refusal::StaleVersion, of(&mut network, CHILONZOR, 2), of(&mut network, CHILONZOR, 1));
    beside(Refusal::StaleVersion, of(&mut network, NEW, 1), of(&mut network, NEW, 0));
    let new = office(&network, NEW, 0);
    finally(&mut network, new);
    beside(Refusal::StaleVersion, of(&mut network, NEW, 0), of(&mut network, NEW, 1));
}

#[test]
fn two_administrators_of_the_region_enter_an_office() {
    let mut network = network();
    let new = Body::StaffOffice(office(&network, NEW, 0));
    let mut by = |officers: &[Officer]| of_all(&mut network, new.clone(), officers);
    let two = by(&administrators(CHILONZOR));
    beside(Refusal::SignerOfAnotherRegion, by(&administrators(RURAL)), two);
    beside(Refusal::SecondOfficerMissing, by(&[Officer::administrator(CHILONZOR, 0)]), two);
    beside(Refusal::WrongRole, by(&[Officer::head(CHILONZOR), Officer::head(RURAL)]), two);
    beside(Refusal::WrongRole, by(&[0, 1, 2].map(Officer::governor)), two);
}

#[test]
fn an_office_of_no_region_belongs_to_no_administrator() {
    let mut network = network();
    let [of_none, of_ours] = [99, NEW].map(|code| {
        let office = office(&network, code, 0);
        entered(&mut network, office)
    });
    beside(Refusal::SignerOfAnotherRegion, of_none, of_ours);
}
