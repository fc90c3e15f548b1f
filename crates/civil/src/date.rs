//! Dates of the register: a day without a zone, and a day of which only a part is known.
//!
//! A birth date is a civil date, not an instant; block time is an instant and lives in `protocol`.
//! The two never convert silently: [`CivilDate::at`] names the offset it uses.
use core::{fmt, str::FromStr};
use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};

/// A day of the Gregorian calendar, 1 January 1800 to 31 December 2199. Written `2026-11-23`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(Date);

/// Why a text or a triple of numbers is no date of the register.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADate {
    /// Not of the form year-month-day.
    #[error("write a date as year-month-day, for example 2026-11-23")]
    Form,
    /// No such day in the calendar.
    #[error("there is no day {day} in month {month} of {year}")]
    NoSuchDay {
        /// The year as given.
        year: i16,
        /// The month as given.
        month: i8,
        /// The day as given.
        day: i8,
    },
    /// Outside 1800 to 2199.
    #[error("the year {0} is outside 1800 to 2199")]
    Year(i16),
}

impl CivilDate {
    /// The day `day` of month `month` (1 to 12) of `year` (1800 to 2199).
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, NotADate> {
        if !(1800..=2199).contains(&year) {
            return Err(NotADate::Year(year));
        }
        match Date::new(year, month, day) {
            Ok(date) => Ok(Self(date)),
            Err(_) => Err(NotADate::NoSuchDay { year, month, day }),
        }
    }

    /// The day that an instant falls on at a fixed offset from UTC.
    ///
    /// `time_ms` is milliseconds since 1970-01-01T00:00Z, `offset_minutes` within ±26 hours.
    /// `None` where the instant is outside the years of the register.
    pub fn at(time_ms: u64, offset_minutes: i16) -> Option<Self> {
        let instant = Timestamp::from_millisecond(i64::try_from(time_ms).ok()?).ok()?;
        let offset = Offset::from_seconds(i32::from(offset_minutes).checked_mul(60)?).ok()?;
        let date = instant.to_zoned(TimeZone::fixed(offset)).date();
        Self::new(date.year(), date.month(), date.day()).ok()
    }

    /// The year, 1800 to 2199.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// The same day of the month `months` later, or that month's last day.
    pub fn plus_months(self, months: i32) -> Option<Self> {
        let span = jiff::Span::new().try_months(months).ok()?;
        let date = self.0.checked_add(span).ok()?;
        Self::new(date.year(), date.month(), date.day()).ok()
    }

    /// Days from `earlier` to `self`; negative where `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(i32::MAX, |span| span.get_days())
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CivilDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        match text.parse()? {
            PartialDate::Day(date) => Ok(date),
            PartialDate::Year(_) | PartialDate::Month { .. } => Err(NotADate::Form),
        }
    }
}

/// A date as far as it is known: `1931`, `1931-05` or `1931-05-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// Only the year is known.
    Year(i16),
    /// Year and month are known.
    Month {
        /// 1800 to 2199.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// The day is known.
    Day(CivilDate),
}

impl PartialDate {
    /// The year, which is always known.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Month { year, .. } => year,
            Self::Day(date) => date.year(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => date.fmt(f),
        }
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let year = |part: &str| number(part, 4);
        let two = |part: &str| number(part, 2).and_then(|n| i8::try_from(n).ok());
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            [y] => {
                let year = year(y).ok_or(NotADate::Form)?;
                CivilDate::new(year, 1, 1).map(|_| Self::Year(year))
            }
            [y, m] => {
                let (year, month) = year(y).zip(two(m)).ok_or(NotADate::Form)?;
                CivilDate::new(year, month, 1).map(|_| Self::Month { year, month })
            }
            [y, m, d] => {
                let (year, (month, day)) = year(y).zip(two(m).zip(two(d))).ok_or(NotADate::Form)?;
                CivilDate::new(year, month, day).map(Self::Day)
            }
            _ => Err(NotADate::Form),
        }
    }
}

fn number(text: &str, digits: usize) -> Option<i16> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(year in 1800i16..=2199, month in 1i8..=12, day in 1i8..=28) {
            let date = CivilDate::new(year, month, day).unwrap();
            prop_assert_eq!(date.to_string().parse(), Ok(date));
            for partial in [PartialDate::Year(year), PartialDate::Month { year, month }, PartialDate::Day(date)] {
                prop_assert_eq!(partial.to_string().parse(), Ok(partial));
            }
        }
    }

    #[test]
    fn a_day_that_is_not_in_the_calendar_is_refused() {
        assert_eq!(CivilDate::new(2026, 2, 29), Err(NotADate::NoSuchDay { year: 2026, month: 2, day: 29 }));
        assert_eq!(
            "2026-13".parse::<PartialDate>(),
            Err(NotADate::NoSuchDay { year: 2026, month: 13, day: 1 })
        );
        assert_eq!("1799-01-01".parse::<CivilDate>(), Err(NotADate::Year(1799)));
        for text in ["", "2026-1-1", "26-01-01", "2026/01/01", "+026-01-01", "2026-01-01-01", "2026-11"] {
            assert_eq!(text.parse::<CivilDate>(), Err(NotADate::Form), "{text}");
        }
    }

    #[test]
    fn the_day_begins_at_the_offices_midnight_not_at_greenwich() {
        let before_midnight_utc = 1_795_388_400_000; // 2026-11-22T23:00Z
        assert_eq!(CivilDate::at(before_midnight_utc, 0).unwrap().to_string(), "2026-11-22");
        assert_eq!(CivilDate::at(before_midnight_utc, 300).unwrap().to_string(), "2026-11-23");
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_one() {
        let date: CivilDate = "2026-01-31".parse().unwrap();
        assert_eq!(date.plus_months(1).unwrap().to_string(), "2026-02-28");
        assert_eq!(date.days_since("2026-01-01".parse().unwrap()), 30);
    }
}
