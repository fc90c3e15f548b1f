//! What facts say, once each is shown to stand in the state.
//!
//! Who answers chooses which facts to show. So nothing here rests on a fact that is left out: an act
//! stands by its own fact, and is absent only by facts that cannot stand beside it.
use super::{Absence, Fact, NotProved, Query, Status};
use crate::{
    Canonical as _,
    block::STEP_MS_MAX,
    fact::{Act, CertificateStanding, ClosedSeries, Range, Series, SeriesOf, key},
    id::EntryId,
};
use civil::ActNumber;

/// What the facts say to a question, at the time of the block that names their state.
pub(super) fn by(facts: &[Fact], query: Query, time_ms: u64) -> Result<Status, NotProved> {
    match query {
        Query::Certificate(handle) => {
            let standing = find(facts, &key::handle(handle)).ok_or(NotProved::Facts)?;
            Ok(Status::Certificate(CertificateStanding::from_bytes(standing)?))
        }
        Query::Act(number) => act(facts, number, time_ms),
    }
}

fn find<'a>(facts: &'a [Fact], key: &[u8]) -> Option<&'a [u8]> {
    facts.iter().find(|fact| fact.key == key).map(|fact| fact.value.as_slice())
}

/// The act of a number, or why there is none.
fn act(facts: &[Fact], number: ActNumber, time_ms: u64) -> Result<Status, NotProved> {
    if let Some(id) = find(facts, &key::act_number(number)) {
        let id = EntryId::from_bytes(id)?;
        let act = Act::from_bytes(find(facts, &key::act(id)).ok_or(NotProved::Facts)?)?;
        if act.number != number {
            return Err(NotProved::Facts);
        }
        return Ok(Status::Registered { act: id, date: act.date, certificates: act.certificates });
    }
    // A range's key names its office and its ordinal: whose ordinal does not matter, its office does.
    let of_office = |fact: &&Fact| fact.key.get(..3) == key::range(number.office, 1).get(..3);
    if let Some(range) = facts.iter().find(of_office) {
        return unused(&Range::from_bytes(&range.value)?, number, time_ms).map(Status::NoSuchAct);
    }
    let of = SeriesOf::Acts(number.kind);
    let series = find(facts, &key::series(of, number.office)).ok_or(NotProved::Facts)?;
    series_says(facts, of, number, Series::from_bytes(series)?).map(Status::NoSuchAct)
}

/// Why a series has not given a number.
fn series_says(
    facts: &[Fact],
    of: SeriesOf,
    number: ActNumber,
    series: Series,
) -> Result<Absence, NotProved> {
    match meant(number.year(), series)? {
        Meant::Before => Ok(Absence::NeverGiven),
        Meant::After => Ok(Absence::NotGivenYet),
        Meant::Year(year) if year == series.year => {
            // A number that was given has an act or is in a range, and these say so.
            if number.serial.get() > series.last { Ok(Absence::NotGivenYet) } else { Err(NotProved::Facts) }
        }
        Meant::Year(year) => closed(facts, of, number, series.since, year),
    }
}

/// Which year two digits stand for.
enum Meant {
    /// One before the office began.
    Before,
    /// One that the series has come to.
    Year(i16),
    /// One that is to come.
    After,
}

/// The year that two digits stand for in a series. Two years of it with the same digits are none.
fn meant(digits: u8, series: Series) -> Result<Meant, NotProved> {
    let mut years = (series.since..=series.year).filter(|year| short(*year) == digits);
    match (years.next(), years.next()) {
        (Some(year), None) => Ok(Meant::Year(year)),
        (Some(_), Some(_)) => Err(NotProved::Facts),
        // There is none either way; the nearer one is meant.
        (None, _) => {
            let apart = |from: u8, to: u8| i16::from(to).saturating_sub(i16::from(from)).rem_euclid(100);
            let (before, after) = (apart(digits, short(series.since)), apart(short(series.year), digits));
            Ok(if after <= before { Meant::After } else { Meant::Before })
        }
    }
}

/// A year's two last digits, as act numbers have them.
fn short(year: i16) -> u8 {
    u8::try_from(year.rem_euclid(100)).unwrap_or(0)
}

/// A number of an earlier year: greater than the last of that year, or of a year without numbers.
fn closed(
    facts: &[Fact],
    of: SeriesOf,
    number: ActNumber,
    since: i16,
    asked: i16,
) -> Result<Absence, NotProved> {
    for year in (since..=asked).rev() {
        let Some(closed) = find(facts, &key::closed_series(of, number.office, year)) else { continue };
        let closed = ClosedSeries::from_bytes(closed)?;
        let ended = year == asked && number.serial.get() > closed.last;
        let skipped = year < asked && asked < closed.next_year;
        return if ended || skipped { Ok(Absence::NeverGiven) } else { Err(NotProved::Facts) };
    }
    Err(NotProved::Facts)
}

/// An unused number of a range: reserved while the range may be used, void after that.
fn unused(range: &Range, number: ActNumber, time_ms: u64) -> Result<Absence, NotProved> {
    let of_range = range.kind == number.kind && short(range.year) == number.year();
    match range.is_used(number.serial) {
        // The state may be some blocks older than the block that names it.
        Some(false)
            if of_range && (range.released || time_ms > range.until_ms.saturating_add(STEP_MS_MAX)) =>
        {
            Ok(Absence::Void)
        }
        Some(false) if of_range => Ok(Absence::Reserved),
        Some(_) | None => Err(NotProved::Facts),
    }
}
