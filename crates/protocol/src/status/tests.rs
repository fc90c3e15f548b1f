//! What facts say, with proofs that nobody looks at; the proofs are looked at in `testkit`.
use super::*;
use crate::{
    Tag,
    block::STEP_MS_MAX,
    fact::{Act, ClosedSeries, Mark, Place, Range, Series, SeriesOf, key},
};
use civil::{ActKind, OfficeCode, Serial};
use proptest::prelude::*;

const NOW: u64 = 1_795_410_000_000;

fn office() -> OfficeCode {
    OfficeCode::new(1101).unwrap()
}

fn number(year: i16, serial: u32) -> ActNumber {
    number_of(ActKind::Birth, 1101, year, serial)
}

fn number_of(kind: ActKind, office: u16, year: i16, serial: u32) -> ActNumber {
    ActNumber::new(kind, OfficeCode::new(office).unwrap(), year, Serial::new(serial).unwrap())
}

fn fact(key: Vec<u8>, value: &impl Canonical) -> Fact {
    let proof = StateProof {
        operations: 1,
        place: 0,
        inactive_peaks: 0,
        activity: [1; 32],
        siblings: vec![],
        right: None,
        left: vec![],
        tail: None,
        operations_root: Digest::ZERO,
        index_root: Digest::ZERO,
    };
    Fact { key, value: value.to_bytes(), proof }
}

fn series(since: i16, year: i16, last: u32) -> Fact {
    fact(key::series(SeriesOf::Acts(ActKind::Birth), office()), &Series { since, year, last })
}

fn closed(year: i16, last: u32, next_year: i16) -> Fact {
    let key = key::closed_series(SeriesOf::Acts(ActKind::Birth), office(), year);
    fact(key, &ClosedSeries { last, next_year })
}

fn mark() -> Mark {
    Mark { entry: EntryId::new([5; 32]), place: Place { height: 3, index: 0 } }
}

/// Numbers 10 to 19 of 2026, of which 12 is used.
fn range(released: bool) -> Range {
    let serial = |n| Serial::new(n).unwrap();
    let mut range = Range {
        kind: ActKind::Birth,
        year: 2026,
        first: serial(10),
        last: serial(19),
        until_ms: NOW,
        used: vec![0; 2],
        released,
        by: mark(),
        released_by: released.then(mark),
    };
    range.use_number(serial(12));
    range
}

fn says(facts: &[Fact], number: ActNumber, time_ms: u64) -> Result<Status, NotProved> {
    said::by(facts, Query::Act(number), time_ms)
}

fn absent(facts: &[Fact], number: ActNumber) -> Option<Absence> {
    match says(facts, number, NOW) {
        Ok(Status::NoSuchAct(absence)) => Some(absence),
        Ok(other) => panic!("{other:?}"),
        Err(error) => {
            assert_eq!(error, NotProved::Facts);
            None
        }
    }
}

fn registered(of: ActNumber, under: ActNumber) -> [Fact; 2] {
    let id = EntryId::new([4; 32]);
    let act = Act {
        number: of,
        date: CivilDate::new(2026, 11, 23).unwrap(),
        commitment: Digest::ZERO,
        schema: 1,
        person: Tag::new([1; 32]),
        adult_from: 2044,
        certificates: 2,
        place: Place { height: 3, index: 0 },
    };
    [fact(key::act_number(under), &id), fact(key::act(id), &act)]
}

#[test]
fn the_standing_of_a_certificate_is_that_of_its_own_handle() {
    let (handle, other) = (Handle::new([1; 16]), Handle::new([2; 16]));
    for standing in [CertificateStanding::InForce, CertificateStanding::Ended, CertificateStanding::Stolen] {
        let facts = [fact(key::handle(handle), &standing)];
        let status = said::by(&facts, Query::Certificate(handle), NOW);
        assert_eq!(status, Ok(Status::Certificate(standing)));
        assert_eq!(said::by(&facts, Query::Certificate(other), NOW), Err(NotProved::Facts));
    }
    let strange = [fact(key::handle(handle), &Tag::new([1; 32]))];
    assert!(matches!(said::by(&strange, Query::Certificate(handle), NOW), Err(NotProved::Value(_))));
}

#[test]
fn an_act_stands_by_its_number_and_its_own_fact_together() {
    let one = number(2026, 1);
    let facts = registered(one, one);
    let date = CivilDate::new(2026, 11, 23).unwrap();
    let status = Status::Registered { act: EntryId::new([4; 32]), date, certificates: 2 };
    assert_eq!(says(&facts, one, NOW), Ok(status));
    assert_eq!(says(&facts[..1], one, NOW), Err(NotProved::Facts));
    assert_eq!(says(&facts[1..], one, NOW), Err(NotProved::Facts));
    assert_eq!(says(&facts, number(2026, 2), NOW), Err(NotProved::Facts));
    assert_eq!(says(&registered(number(2026, 2), one), one, NOW), Err(NotProved::Facts));
}

#[test]
fn a_number_that_the_series_has_not_come_to_is_not_given_yet() {
    let facts = [series(2026, 2026, 7)];
    assert_eq!(absent(&facts, number(2026, 8)), Some(Absence::NotGivenYet));
    assert_eq!(absent(&facts, number(2027, 1)), Some(Absence::NotGivenYet));
    assert_eq!(absent(&facts, number(2026, 7)), None, "it was given, and its own fact is withheld");
    assert_eq!(absent(&facts, number_of(ActKind::Death, 1101, 2026, 8)), None);
    assert_eq!(absent(&facts, number_of(ActKind::Birth, 2207, 2026, 8)), None);
}

#[test]
fn a_number_of_a_year_that_is_over_was_never_given_beyond_its_last() {
    let facts = [series(2026, 2029, 3), closed(2026, 40, 2029)];
    assert_eq!(absent(&facts, number(2026, 41)), Some(Absence::NeverGiven));
    assert_eq!(absent(&facts, number(2026, 40)), None);
    assert_eq!(absent(&facts, number(2027, 1)), Some(Absence::NeverGiven), "a year without numbers");
    assert_eq!(absent(&facts, number(2028, 1)), Some(Absence::NeverGiven));
    assert_eq!(absent(&facts, number(2025, 1)), Some(Absence::NeverGiven), "before the office began");
    assert_eq!(absent(&facts, number(2029, 3)), None);
    assert_eq!(absent(&facts, number(2029, 4)), Some(Absence::NotGivenYet));
    assert_eq!(absent(&facts[..1], number(2026, 41)), None, "the end of that year is withheld");
    let later = [series(2026, 2029, 3), closed(2026, 40, 2027)];
    assert_eq!(absent(&later, number(2028, 1)), None, "2027 has numbers, and may have ended after 2028");
}

#[test]
fn two_digits_of_a_year_mean_the_one_year_of_the_series_that_has_them() {
    let over_the_century = [series(2098, 2101, 7), closed(2098, 4, 2099), closed(2099, 5, 2100)];
    assert_eq!(absent(&over_the_century, number(2098, 5)), Some(Absence::NeverGiven));
    assert_eq!(absent(&over_the_century, number(2098, 4)), None);
    assert_eq!(absent(&over_the_century, number(2101, 8)), Some(Absence::NotGivenYet));
    assert_eq!(absent(&over_the_century, number(2101, 7)), None);
    assert_eq!(absent(&over_the_century, number(2102, 1)), Some(Absence::NotGivenYet));
    assert_eq!(absent(&over_the_century, number(2097, 1)), Some(Absence::NeverGiven));
    // After a hundred years 26 is 2026 and 2126: what one of them has not says nothing of the other.
    let long = [series(2026, 2126, 3)];
    assert_eq!(absent(&long, number(2126, 4)), None);
    assert_eq!(absent(&long, number(2127, 1)), None);
}

#[test]
fn an_unused_number_of_a_range_is_reserved_until_the_range_is_over_or_given_up() {
    let of = |range: &Range| [fact(key::range(office(), 1), range)];
    let held = of(&range(false));
    assert_eq!(absent(&held, number(2026, 10)), Some(Absence::Reserved));
    assert_eq!(absent(&held, number(2026, 19)), Some(Absence::Reserved));
    for (year, serial) in [(2026, 12), (2026, 9), (2026, 20), (2027, 10)] {
        assert_eq!(absent(&held, number(year, serial)), None, "{year} {serial}");
    }
    assert_eq!(absent(&held, number_of(ActKind::Death, 1101, 2026, 10)), None);
    assert_eq!(absent(&held, number_of(ActKind::Birth, 2207, 2026, 10)), None);

    let void = Ok(Status::NoSuchAct(Absence::Void));
    let reserved = Ok(Status::NoSuchAct(Absence::Reserved));
    assert_eq!(says(&held, number(2026, 10), NOW + STEP_MS_MAX), reserved);
    assert_eq!(says(&held, number(2026, 10), NOW + STEP_MS_MAX + 1), void);
    assert_eq!(says(&of(&range(true)), number(2026, 10), NOW), void);
    assert_eq!(absent(&of(&range(true)), number(2026, 12)), None, "it was used before");
}

#[test]
fn where_facts_say_both_the_act_counts() {
    let one = number(2026, 10);
    let mut facts = registered(one, one).to_vec();
    facts.insert(0, fact(key::range(office(), 1), &range(true)));
    facts.insert(0, series(2026, 2026, 0));
    assert!(matches!(says(&facts, one, NOW), Ok(Status::Registered { .. })));
}

#[test]
fn what_is_no_answer_proves_nothing() {
    let (network, key) = (NetworkId::new(crate::NetworkClass::Demo, [1; 16]), NetworkKey::new([2; 96]));
    let query = Query::Certificate(Handle::new([1; 16]));
    for answer in [Answer::NotNow, Answer::Unknown { height: 9, time_ms: NOW }] {
        assert_eq!(answer.verify(query, network, &key), Err(NotProved::Nothing));
        assert_eq!(Answer::from_bytes(&answer.to_bytes()), Ok(answer));
    }
}

proptest! {
    #[test]
    fn a_question_reads_back(handle: [u8; 16], serial in 1u32..=99_999, year in 1970i16..=2199) {
        for query in [Query::Certificate(Handle::new(handle)), Query::Act(number(year, serial))] {
            let bytes = query.to_bytes();
            prop_assert!(bytes.len() <= Query::MAX_BYTES);
            prop_assert_eq!(Query::from_bytes(&bytes), Ok(query));
        }
    }

    /// Whatever a series is, no number that it has given is ever said to be absent.
    #[test]
    fn no_number_that_was_given_is_proved_absent_by_its_series(
        since in 1970i16..2050, years in 0i16..150, last in 1u32..50, asked in 0i16..150, serial in 1u32..50,
    ) {
        let year = since + years;
        let asked = since + asked.min(years);
        let mut facts = vec![series(since, year, last)];
        facts.extend((since..year).map(|year| closed(year, last, year + 1)));
        if serial <= last {
            prop_assert_eq!(absent(&facts, number(asked, serial)), None);
        } else if years < 100 {
            prop_assert!(absent(&facts, number(asked, serial)).is_some());
        }
    }
}
