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

    /// A day written in a table of this crate; one that is not in the calendar does not compile there.
    pub(crate) const fn constant(year: i16, month: i8, day: i8) -> Self {
        assert!(year >= 1800 && year <= 2199, "a year of the register");
        Self(Date::constant(year, month, day))
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

    /// The day `days` later; `None` where the calendar of the register ends before.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let span = jiff::Span::new().try_days(days).ok()?;
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

    /// The first day that it can be.
    pub fn earliest(self) -> CivilDate {
        match self {
            Self::Year(year) => CivilDate::new(year, 1, 1),
            Self::Month { year, month } => CivilDate::new(year, month, 1),
            Self::Day(date) => Ok(date),
        }
        .expect("a year and a month of the register begin on a day of it")
    }

    /// The last day that it can be.
    pub fn latest(self) -> CivilDate {
        let first = self.earliest();
        let next = match self {
            Self::Year(_) => first.plus_months(11),
            Self::Month { .. } => Some(first),
            Self::Day(date) => return date,
        };
        let month = next.expect("a year of the register has twelve months");
        (28..=31)
            .rev()
            .find_map(|day| CivilDate::new(month.year(), month.month(), day).ok())
            .expect("a month has a 28th day")
    }

    /// The years completed on `on`, from the least to the most that they can be.
    pub fn years_until(self, on: Self) -> (i16, i16) {
        let age = |born: CivilDate, on: CivilDate| {
            let to_come = (on.month(), on.day()) < (born.month(), born.day());
            on.year().saturating_sub(born.year()).saturating_sub(i16::from(to_come))
        };
        (age(self.latest(), on.earliest()), age(self.earliest(), on.latest()))
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
    fn a_partial_date_is_any_of_its_days() {
        for (text, first, last) in [
            ("1931", "1931-01-01", "1931-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2199", "2199-01-01", "2199-12-31"),
            ("2026-04", "2026-04-01", "2026-04-30"),
            ("2026-11-23", "2026-11-23", "2026-11-23"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!([date.earliest().to_string(), date.latest().to_string()], [first, last]);
        }
    }

    #[test]
    fn years_are_completed_on_the_birthday_and_told_as_far_as_they_are_known() {
        let years =
            |born: &str, on: &str| born.parse::<PartialDate>().unwrap().years_until(on.parse().unwrap());
        assert_eq!(years("1931-05-09", "2026-05-08"), (94, 94));
        assert_eq!(years("1931-05-09", "2026-05-09"), (95, 95));
        assert_eq!(years("1931", "2026-05-09"), (94, 95));
        assert_eq!(years("1931", "2026-12-31"), (95, 95));
        assert_eq!(years("1931-05-09", "2026-05"), (94, 95));
        assert_eq!(years("2004-02-29", "2026-02-28"), (21, 21));
    }

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_one() {
        let date: CivilDate = "2026-01-31".parse().unwrap();
        assert_eq!(date.plus_months(1).unwrap().to_string(), "2026-02-28");
        assert_eq!(date.days_since("2026-01-01".parse().unwrap()), 30);
        assert_eq!(date.plus_days(300).unwrap().to_string(), "2026-11-27");
        assert_eq!("2199-12-31".parse::<CivilDate>().unwrap().plus_days(1), None);
    }
}
