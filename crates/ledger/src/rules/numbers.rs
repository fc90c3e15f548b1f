//! Numbers: the next of a series without a gap, and ranges for work without a line.
use crate::{
    key::{Key, SeriesOf},
    rules::{Moment, RuleSet, acts::may_be_registered_here, day, parameter},
    state::{Changes, View},
    value::{ClosedSeries, Mark, Range, Series, Value},
};
use civil::{ActKind, OfficeCode, Serial, refusal::Refusal};
use protocol::{
    Outcome,
    entry::{NumberRelease, NumberReserve, Parameter},
    genesis::OfficeRecord,
};

/// The next serial of a series, and the year it is of; a series ends at 99,999.
pub(super) fn next(
    view: &impl View,
    of: SeriesOf,
    office: OfficeCode,
    year: i16,
    changes: &mut Changes,
) -> Result<(i16, Serial), Refusal> {
    let (year, serial, _) = take(view, of, office, year, 1, changes)?;
    Ok((year, serial))
}

/// Takes the next `count` serials of a series: the year they are of, the first and the last.
///
/// The first number of a new year closes the series of the year before. A clock that was set back over
/// New Year goes on in the later year, so that no closed series grows.
fn take(
    view: &impl View,
    of: SeriesOf,
    office: OfficeCode,
    year: i16,
    count: u16,
    changes: &mut Changes,
) -> Result<(i16, Serial, Serial), Refusal> {
    let key = Key::Series { of, office };
    let mut series = match view.value(&key) {
        Some(Value::Series(series)) => series,
        _ => Series { since: year, year, last: 0 },
    };
    if year > series.year {
        let closed = ClosedSeries { last: series.last, next_year: year };
        changes.put(Key::ClosedSeries { of, office, year: series.year }, Value::ClosedSeries(closed));
        series = Series { year, last: 0, ..series };
    }
    let first = Serial::new(series.last.saturating_add(1)).or(Err(Refusal::SeriesFull))?;
    let last = Serial::new(series.last.saturating_add(u32::from(count))).or(Err(Refusal::SeriesFull))?;
    changes.put(key, Value::Series(Series { last: last.get(), ..series }));
    Ok((series.year, first, last))
}

/// A range, where the office has it.
fn range(view: &impl View, office: OfficeCode, ordinal: u32) -> Option<Range> {
    match view.value(&Key::Range { office, ordinal }) {
        Some(Value::Range(range)) => Some(range),
        _ => None,
    }
}

/// A reserved number is any unused one inside a range of that office that is neither over nor released,
/// in any order.
pub(super) fn reserved(
    view: &impl View,
    at: Moment,
    office: OfficeCode,
    kind: ActKind,
    ordinal: u32,
    serial: Serial,
    changes: &mut Changes,
) -> Result<(i16, Serial), Refusal> {
    let mut range = range(view, office, ordinal).ok_or(Refusal::RangeUnknown)?;
    if range.released || at.time_ms > range.until_ms {
        return Err(Refusal::RangeOver);
    }
    match range.is_used(serial) {
        Some(false) if range.kind == kind => {}
        Some(true) if range.kind == kind => return Err(Refusal::ReservedNumberUsed),
        Some(_) | None => return Err(Refusal::NumberNotReserved),
    }
    range.use_number(serial);
    let year = range.year;
    changes.put(Key::Range { office, ordinal }, Value::Range(range));
    Ok((year, serial))
}

/// Reserves the next numbers of a series: the next range of the office, within the limits.
pub(super) fn reserve(
    view: &impl View,
    at: Moment,
    by: Mark,
    reserve: &NumberReserve,
    office: OfficeRecord,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    may_be_registered_here(RuleSet::at(view, at), reserve.kind, office)?;
    is_the_next_range(view, office.code, reserve.range)?;
    let longest = at.time_ms.saturating_add(parameter(view, Parameter::RangeMsMax, at.height));
    let most = parameter(view, Parameter::RangeNumbersMax, at.height);
    if u64::from(reserve.count) > most || reserve.until_ms > longest || reserve.until_ms <= at.time_ms {
        return Err(Refusal::RangeTooLong);
    }
    let of = SeriesOf::Acts(reserve.kind);
    let (year, first, last) = take(view, of, office.code, day(office, at).year(), reserve.count, changes)?;
    let range = Range {
        kind: reserve.kind,
        year,
        first,
        last,
        until_ms: reserve.until_ms,
        used: vec![0; usize::from(reserve.count).div_ceil(8)],
        released: false,
        by,
        released_by: None,
    };
    changes.put(Key::Range { office: office.code, ordinal: reserve.range }, Value::Range(range));
    Ok(Outcome::Range { kind: reserve.kind, office: office.code, year, first, last })
}

/// The ranges of an office are numbered 1, 2, 3 without a gap.
fn is_the_next_range(view: &impl View, office: OfficeCode, ordinal: u32) -> Result<(), Refusal> {
    let follows = match ordinal.checked_sub(1) {
        None => false,
        Some(0) => true,
        Some(before) => range(view, office, before).is_some(),
    };
    if follows && range(view, office, ordinal).is_none() { Ok(()) } else { Err(Refusal::RangeOutOfSequence) }
}

/// Gives the unused numbers of a range up: each of them is void from now on, and provably so.
pub(super) fn release(
    view: &impl View,
    at: Moment,
    by: Mark,
    release: NumberRelease,
    office: OfficeCode,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let mut range = range(view, office, release.range).ok_or(Refusal::RangeUnknown)?;
    if range.released || at.time_ms > range.until_ms {
        return Err(Refusal::RangeOver);
    }
    range.released = true;
    range.released_by = Some(by);
    changes.put(Key::Range { office, ordinal: release.range }, Value::Range(range));
    Ok(Outcome::Recorded)
}
