//! New Year: the first number of a year closes the series of the year before, at the office's own clock.
use crate::support::{DAY_MS, administrators, finalize, finalize_of_all, network, number_and_day, verdict};
use civil::{
    ActKind, OfficeCode, Serial,
    office::{OfficeKind, UtcOffset},
};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, MORNING_MS, PaperNetwork, RURAL},
};
use ledger::{Key, SeriesOf, State, Value, View as _, value::ClosedSeries};
use protocol::{
    Body, NumberRequest, SignedEntry,
    entry::{NumberReserve, OfficeEntry, OfficeStanding, Origin},
    genesis::OfficeRecord,
};

/// 2027 begins at UTC+5: 38 days and 14 hours after the morning of 23 November 2026, 05:00 UTC.
const NEW_YEAR_MS: u64 = MORNING_MS + 38 * DAY_MS + 14 * 60 * 60 * 1000;
/// From 2027 to 2030; 2028 has a day more.
const THREE_YEARS_MS: u64 = 3 * 365 * DAY_MS + DAY_MS;

fn birth(network: &mut PaperNetwork, office: u16, notice: u8) -> SignedEntry {
    let entry = network.birth(office, &record("Nur", 1), notice);
    PaperNetwork::sign(entry, office)
}

/// Registers a birth in a block of that time: its number and its day.
fn registered(network: &mut PaperNetwork, office: u16, notice: u8, time_ms: u64) -> (String, String) {
    network.time_ms = time_ms - 1000;
    let entry = birth(network, office, notice);
    let before = network.time_ms;
    network.time_ms = time_ms;
    let given = number_and_day(verdict(network, &entry));
    network.time_ms = before;
    network.finalize(std::slice::from_ref(&entry));
    assert_eq!(network.time_ms, time_ms);
    given
}

fn of(number: &str, day: &str) -> (String, String) {
    (number.to_owned(), day.to_owned())
}

fn closed(network: &PaperNetwork, year: i16) -> Option<ClosedSeries> {
    let of = SeriesOf::Acts(ActKind::Birth);
    let key = Key::ClosedSeries { of, office: OfficeCode::new(CHILONZOR).unwrap(), year };
    match network.state.value(&key) {
        Some(Value::ClosedSeries(closed)) => Some(closed),
        None => None,
        other => panic!("no closed series: {other:?}"),
    }
}

#[test]
fn the_first_number_of_a_year_closes_the_series_of_the_year_before() {
    let mut network = network();
    let last_moment = registered(&mut network, CHILONZOR, 1, NEW_YEAR_MS - 1);
    assert_eq!(last_moment, of("111012600001", "2026-12-31"));
    assert_eq!(closed(&network, 2026), None);
    assert_eq!(registered(&mut network, CHILONZOR, 2, NEW_YEAR_MS), of("111012700001", "2027-01-01"));
    assert_eq!(closed(&network, 2026), Some(ClosedSeries { last: 1, next_year: 2027 }));
    assert_eq!(registered(&mut network, CHILONZOR, 3, NEW_YEAR_MS + 1000), of("111012700002", "2027-01-01"));
}

#[test]
fn years_without_a_number_are_passed_over_by_the_next_one() {
    let mut network = network();
    assert_eq!(registered(&mut network, CHILONZOR, 1, NEW_YEAR_MS + THREE_YEARS_MS).0, "111013000001");
    assert_eq!(closed(&network, 2026), Some(ClosedSeries { last: 0, next_year: 2030 }));
    assert_eq!([2027, 2028, 2029].map(|year| closed(&network, year)), [None; 3]);
}

#[test]
fn each_office_has_new_year_at_its_own_clock() {
    let mut network = network();
    network.genesis.offices[1].offset = UtcOffset::new(-300).unwrap();
    network.state = State::genesis(&network.genesis);
    assert_eq!(registered(&mut network, CHILONZOR, 1, NEW_YEAR_MS).0, "111012700001");
    assert_eq!(registered(&mut network, RURAL, 2, NEW_YEAR_MS + 1000), of("122072600001", "2026-12-31"));
    let ten_hours = 10 * 60 * 60 * 1000;
    assert_eq!(registered(&mut network, RURAL, 3, NEW_YEAR_MS + ten_hours - 1).0, "122072600002");
    assert_eq!(
        registered(&mut network, RURAL, 4, NEW_YEAR_MS + ten_hours + 999),
        of("122072700001", "2027-01-01")
    );
}

#[test]
fn a_clock_set_back_over_new_year_does_not_open_the_old_series_again() {
    let mut network = network();
    assert_eq!(registered(&mut network, CHILONZOR, 1, NEW_YEAR_MS).0, "111012700001");
    let offset = UtcOffset::new(240).unwrap();
    let record =
        OfficeRecord { code: OfficeCode::new(CHILONZOR).unwrap(), kind: OfficeKind::District, offset };
    let entry = OfficeEntry { record, standing: OfficeStanding::Open, version: 1, from_ms: network.time_ms };
    finalize_of_all(&mut network, Body::StaffOffice(entry), &administrators(CHILONZOR));
    // The day is that of the clock, the number goes on in the later year.
    let given = registered(&mut network, CHILONZOR, 2, NEW_YEAR_MS + 10_000);
    assert_eq!(given, of("111012700002", "2026-12-31"));
    assert_eq!(closed(&network, 2026), Some(ClosedSeries { last: 0, next_year: 2027 }));
    // The second New Year of that office closes nothing.
    let hour = 60 * 60 * 1000;
    let given = registered(&mut network, CHILONZOR, 3, NEW_YEAR_MS + hour);
    assert_eq!(given, of("111012700003", "2027-01-01"));
    assert_eq!(closed(&network, 2027), None);
}

#[test]
fn a_reserved_number_keeps_the_year_in_which_it_was_reserved() {
    let mut network = network();
    let body = NumberReserve { range: 1, kind: ActKind::Birth, count: 3, until_ms: MORNING_MS + 60 * DAY_MS };
    let reserve = network.entry(CHILONZOR, Body::NumberReserve(body));
    finalize(&mut network, PaperNetwork::sign_by(reserve, &[Officer::head(CHILONZOR)]));
    assert_eq!(registered(&mut network, CHILONZOR, 1, NEW_YEAR_MS).0, "111012700001");
    assert_eq!(closed(&network, 2026), Some(ClosedSeries { last: 3, next_year: 2027 }));
    let mut offline = network.birth(CHILONZOR, &record("Nur", 1), 2);
    offline.number = NumberRequest::Reserved { range: 1, serial: Serial::new(2).unwrap() };
    offline.origin = Origin::Offline;
    let given = number_and_day(verdict(&network, &PaperNetwork::sign(offline, CHILONZOR)));
    assert_eq!(given, of("111012600002", "2027-01-01"));
}

#[test]
fn a_reservation_in_the_new_year_closes_the_old_series_too() {
    let mut network = network();
    network.time_ms = NEW_YEAR_MS;
    let body = NumberReserve { range: 1, kind: ActKind::Birth, count: 3, until_ms: NEW_YEAR_MS + DAY_MS };
    let reserve = network.entry(CHILONZOR, Body::NumberReserve(body));
    finalize(&mut network, PaperNetwork::sign_by(reserve, &[Officer::head(CHILONZOR)]));
    assert_eq!(closed(&network, 2026), Some(ClosedSeries { last: 0, next_year: 2027 }));
    assert_eq!(registered(&mut network, CHILONZOR, 1, NEW_YEAR_MS + 10_000).0, "111012700004");
}
