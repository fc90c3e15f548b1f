//! Series, and ranges of numbers that an office reserves for work without a line.
use crate::support::{
    DAY_MS, act_of, beside, changed_birth, finalize, finalize_of_all, governors, network, number_and_day,
    paper, verdict,
};
use civil::{ActKind, OfficeCode, Serial, refusal::Refusal};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{Key, SeriesOf, Value, View as _, value::Range};
use protocol::{
    Body, Entry, NumberRequest, Outcome, SignedEntry,
    entry::{NumberRelease, NumberReserve, Origin, Parameter, ParameterChange},
};

/// A reservation of so many numbers for thirty days, signed by the head of the office.
fn reserve(network: &mut PaperNetwork, range: u32, count: u16) -> SignedEntry {
    let until_ms = network.time_ms + 30 * DAY_MS;
    reserve_of(network, CHILONZOR, NumberReserve { range, kind: ActKind::Birth, count, until_ms })
}

fn reserve_of(network: &mut PaperNetwork, office: u16, reserve: NumberReserve) -> SignedEntry {
    let entry = network.entry(office, Body::NumberReserve(reserve));
    PaperNetwork::sign_by(entry, &[Officer::head(office)])
}

fn release(network: &mut PaperNetwork, office: u16, range: u32) -> SignedEntry {
    let entry = network.entry(office, Body::NumberRelease(NumberRelease { range }));
    PaperNetwork::sign_by(entry, &[Officer::head(office)])
}

/// A birth made without a line, on a reserved number.
fn offline(network: &mut PaperNetwork, office: u16, range: u32, serial: u32, notice: u8) -> SignedEntry {
    let mut entry = network.birth(office, &record("Nur", 1), notice);
    (entry.number, entry.origin) = (reserved(range, serial), Origin::Offline);
    PaperNetwork::sign(entry, office)
}

fn reserved(range: u32, serial: u32) -> NumberRequest {
    NumberRequest::Reserved { range, serial: Serial::new(serial).unwrap() }
}

/// A network on which the office has reserved the numbers 1 to 10, and given number 11.
fn with_a_range() -> PaperNetwork {
    let mut network = network();
    let range = reserve(&mut network, 1, 10);
    finalize(&mut network, range);
    let next = network.birth(CHILONZOR, &record("Nur", 1), 200);
    let next = PaperNetwork::sign(next, CHILONZOR);
    assert_eq!(number_and_day(verdict(&network, &next)).0, "111012600011");
    finalize(&mut network, next);
    network
}

#[test]
fn an_office_reserves_the_next_numbers_of_its_series() {
    let mut network = with_a_range();
    let second = reserve(&mut network, 2, 500);
    match verdict(&network, &second) {
        Ok(Outcome::Range { first, last, year, .. }) => {
            assert_eq!((first.get(), last.get(), year), (12, 511, 2026));
        }
        other => panic!("no range: {other:?}"),
    }
}

#[test]
fn reserved_numbers_are_used_in_any_order_and_each_once() {
    let mut network = with_a_range();
    for (n, serial) in (1..).zip([7, 1, 10]) {
        let act = offline(&mut network, CHILONZOR, 1, serial, n);
        assert_eq!(number_and_day(verdict(&network, &act)).0, format!("1110126{serial:05}"));
        finalize(&mut network, act);
        let again = offline(&mut network, CHILONZOR, 1, serial, 100);
        let another = offline(&mut network, CHILONZOR, 1, 2, 100);
        beside(Refusal::ReservedNumberUsed, verdict(&network, &again), verdict(&network, &another));
    }
}

#[test]
fn a_number_outside_the_range_is_not_reserved() {
    let mut network = with_a_range();
    let [outside, inside] = [11, 10].map(|serial| offline(&mut network, CHILONZOR, 1, serial, 1));
    beside(Refusal::NumberNotReserved, verdict(&network, &outside), verdict(&network, &inside));
    let range = reserve(&mut network, 2, 5);
    finalize(&mut network, range);
    let [below, first, above] = [11, 12, 17].map(|serial| offline(&mut network, CHILONZOR, 2, serial, 1));
    beside(Refusal::NumberNotReserved, verdict(&network, &below), verdict(&network, &first));
    beside(Refusal::NumberNotReserved, verdict(&network, &above), verdict(&network, &first));
}

/// The only ranges are of births now; a range of another kind is put into the state by hand.
#[test]
fn a_number_that_was_reserved_for_another_kind_of_act_is_none_of_a_birth() {
    let of_kind = |kind| {
        let mut network = with_a_range();
        let key = Key::Range { office: OfficeCode::new(CHILONZOR).unwrap(), ordinal: 1 };
        let Some(Value::Range(range)) = network.state.value(&key) else { panic!("a range") };
        let pairs = network.state.iter().map(|(key, value)| (key.clone(), value.clone()));
        network.state = pairs.chain([(key, Value::Range(Range { kind, ..range }))]).collect();
        let entry = offline(&mut network, CHILONZOR, 1, 3, 1);
        verdict(&network, &entry)
    };
    beside(Refusal::NumberNotReserved, of_kind(ActKind::Death), of_kind(ActKind::Birth));
}

#[test]
fn a_range_is_of_one_office() {
    let mut network = with_a_range();
    let elsewhere = offline(&mut network, RURAL, 1, 3, 1);
    let here = offline(&mut network, CHILONZOR, 1, 3, 1);
    beside(Refusal::RangeUnknown, verdict(&network, &elsewhere), verdict(&network, &here));
    let unknown = release(&mut network, CHILONZOR, 2);
    let known = release(&mut network, CHILONZOR, 1);
    beside(Refusal::RangeUnknown, verdict(&network, &unknown), verdict(&network, &known));
}

#[test]
fn what_was_made_without_a_line_has_a_reserved_number_and_what_was_made_with_one_has_none() {
    let mut network = with_a_range();
    let good = offline(&mut network, CHILONZOR, 1, 3, 1);
    let offline_on_the_next = Entry { number: NumberRequest::Next, ..good.entry().clone() };
    let signed = PaperNetwork::sign(offline_on_the_next, CHILONZOR);
    beside(Refusal::NumberNotReserved, verdict(&network, &signed), verdict(&network, &good));
    let native = Entry { origin: Origin::Native, ..good.entry().clone() };
    let signed = PaperNetwork::sign(native, CHILONZOR);
    beside(Refusal::WrongOrigin, verdict(&network, &signed), verdict(&network, &good));
    let attached = Entry { origin: Origin::Attached, ..good.entry().clone() };
    let signed = PaperNetwork::sign_by(attached, &[Officer::connector(CHILONZOR)]);
    assert_eq!(verdict(&network, &signed), Err(Refusal::WrongOrigin));
    let mut from_a_sheet = Entry { origin: Origin::EmergencySheet, ..good.entry().clone() };
    from_a_sheet.evidence.push(paper(6));
    assert!(verdict(&network, &PaperNetwork::sign(from_a_sheet, CHILONZOR)).is_ok());
}

#[test]
fn a_released_range_gives_no_number_any_more() {
    let mut network = with_a_range();
    let act = offline(&mut network, CHILONZOR, 1, 3, 1);
    let in_time = verdict(&network, &act);
    let given_up = release(&mut network, CHILONZOR, 1);
    finalize(&mut network, given_up);
    beside(Refusal::RangeOver, verdict(&network, &act), in_time);
    let range = reserve(&mut network, 2, 5);
    finalize(&mut network, range);
    let [again, first] = [1, 2].map(|range| release(&mut network, CHILONZOR, range));
    beside(Refusal::RangeOver, verdict(&network, &again), verdict(&network, &first));
}

#[test]
fn a_range_is_used_until_its_time_is_over() {
    let mut network = network();
    let range = reserve(&mut network, 1, 10);
    let ends = network.time_ms + 30 * DAY_MS;
    finalize(&mut network, range);
    network.time_ms = ends;
    let act = offline(&mut network, CHILONZOR, 1, 3, 1);
    let given_up = release(&mut network, CHILONZOR, 1);
    let in_time = [verdict(&network, &act), verdict(&network, &given_up)];
    network.wait(1);
    for (entry, in_time) in [act, given_up].into_iter().zip(in_time) {
        beside(Refusal::RangeOver, verdict(&network, &entry), in_time);
    }
}

#[test]
fn an_act_on_a_reserved_number_is_valid_for_a_fortnight() {
    let mut network = with_a_range();
    let valid_for = |network: &mut PaperNetwork, ms| {
        let entry = offline(network, CHILONZOR, 1, 3, 1);
        let entry = Entry { valid_until: entry.entry().signed_at + ms, ..entry.entry().clone() };
        verdict(network, &PaperNetwork::sign(entry, CHILONZOR))
    };
    let (longer, fortnight) =
        (valid_for(&mut network, 14 * DAY_MS + 1), valid_for(&mut network, 14 * DAY_MS));
    beside(Refusal::ValidityTooLong, longer, fortnight);
}

#[test]
fn the_ranges_of_an_office_have_no_gap() {
    let mut network = network();
    let [second, first] = [2, 1].map(|range| reserve(&mut network, range, 10));
    beside(Refusal::RangeOutOfSequence, verdict(&network, &second), verdict(&network, &first));
    finalize(&mut network, first);
    let [again, third, second] = [1, 3, 2].map(|range| reserve(&mut network, range, 10));
    for wrong in [again, third] {
        beside(Refusal::RangeOutOfSequence, verdict(&network, &wrong), verdict(&network, &second));
    }
    let last = reserve(&mut network, u32::MAX, 1);
    assert_eq!(verdict(&network, &last), Err(Refusal::RangeOutOfSequence));
}

#[test]
fn a_range_holds_500_numbers_and_lasts_92_days_at_most() {
    let mut network = network();
    let now = network.time_ms;
    let of = |network: &mut PaperNetwork, count, until_ms| {
        let body = NumberReserve { range: 1, kind: ActKind::Birth, count, until_ms };
        let entry = reserve_of(network, CHILONZOR, body);
        verdict(network, &entry)
    };
    let most = of(&mut network, 500, now + 92 * DAY_MS);
    for wrong in [
        (501, now + DAY_MS),
        (u16::MAX, now + DAY_MS),
        (1, now + 92 * DAY_MS + 1),
        (1, u64::MAX),
        (1, now),
        (1, 0),
    ] {
        beside(Refusal::RangeTooLong, of(&mut network, wrong.0, wrong.1), most);
    }
    assert!(of(&mut network, 1, now + 1).is_ok());
}

#[test]
fn only_the_head_of_the_office_reserves_and_releases() {
    let mut network = with_a_range();
    let entries = [reserve(&mut network, 2, 1), release(&mut network, CHILONZOR, 1)];
    for entry in entries {
        let by =
            |officer: Officer| verdict(&network, &PaperNetwork::sign_by(entry.entry().clone(), &[officer]));
        let head = by(Officer::head(CHILONZOR));
        beside(Refusal::SignerOfAnotherOffice, by(Officer::head(RURAL)), head);
        for other in [Officer::registrar(CHILONZOR), Officer::second(CHILONZOR), Officer::registry()] {
            beside(Refusal::WrongRole, by(other), head);
        }
    }
}

#[test]
fn numbers_are_reserved_only_for_acts_that_are_registered_there() {
    let mut network = network();
    let until_ms = network.time_ms + DAY_MS;
    let [other, birth] = [ActKind::Death, ActKind::Birth].map(|kind| {
        let body = NumberReserve { range: 1, kind, count: 1, until_ms };
        let entry = reserve_of(&mut network, CHILONZOR, body);
        verdict(&network, &entry)
    });
    beside(Refusal::OfficeMayNotRegister(ActKind::Death), other, birth);
}

#[test]
fn a_series_ends_at_99999_and_another_goes_on() {
    let mut network = network();
    let parameter = ParameterChange { parameter: Parameter::RangeNumbersMax, version: 0, value: 2000 };
    finalize_of_all(&mut network, Body::GovernanceParameter(parameter), &governors());
    network.pass(10);
    let ranges: Vec<SignedEntry> = (1..=49).map(|range| reserve(&mut network, range, 2000)).collect();
    network.finalize(&ranges);
    let [too_many, all_but_one, rest] = [2000, 1998, 1999].map(|count| reserve(&mut network, 50, count));
    beside(Refusal::SeriesFull, verdict(&network, &too_many), verdict(&network, &rest));
    finalize(&mut network, all_but_one);
    let [last, one_more] = [1, 2].map(|notice| {
        let entry = network.birth(CHILONZOR, &record("Nur", 1), notice);
        PaperNetwork::sign(entry, CHILONZOR)
    });
    assert_eq!(number_and_day(verdict(&network, &last)).0, "111012699999");
    let before = verdict(&network, &one_more);
    finalize(&mut network, last);
    beside(Refusal::SeriesFull, verdict(&network, &one_more), before);
    let another = reserve(&mut network, 51, 1);
    assert_eq!(verdict(&network, &another), Err(Refusal::SeriesFull));
    // Neither the series of another office nor that of certificates is full.
    let elsewhere = network.birth(RURAL, &record("Nur", 1), 3);
    assert_eq!(number_and_day(verdict(&network, &PaperNetwork::sign(elsewhere, RURAL))).0, "122072600001");
    let full =
        Key::Series { of: SeriesOf::Acts(ActKind::Birth), office: OfficeCode::new(CHILONZOR).unwrap() };
    assert!(matches!(network.state.value(&full), Some(Value::Series(series)) if series.last == 99_999));
}

#[test]
fn an_act_of_another_kind_takes_no_reserved_number() {
    let mut network = with_a_range();
    let mut entry = changed_birth(&mut network, |entry| act_of(entry).kind = ActKind::Death);
    (entry.number, entry.origin) = (reserved(1, 3), Origin::Offline);
    let death = verdict(&network, &PaperNetwork::sign(entry, CHILONZOR));
    let birth = offline(&mut network, CHILONZOR, 1, 3, 1);
    beside(Refusal::OfficeMayNotRegister(ActKind::Death), death, verdict(&network, &birth));
}
