//! Age on a day, as far as the date of birth is known.
use crate::{CivilDate, PartialDate};

/// Whether an age is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// Surely.
    Yes,
    /// Surely not.
    No,
    /// The date of birth is not known, or of a part only that is not enough to say so.
    Unknown,
}

/// Whether somebody born on `born` has lived `age` whole years by `day`. Who was born on 29 February is a year
/// older on 1 March where there is no such day.
pub fn reached(born: Option<PartialDate>, age: u16, day: CivilDate) -> Reached {
    let Some(born) = born else { return Reached::Unknown };
    let (fewest, most) = born.years_until(PartialDate::Day(day));
    let age = i16::try_from(age).unwrap_or(i16::MAX);
    if fewest >= age {
        Reached::Yes
    } else if most < age {
        Reached::No
    } else {
        Reached::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached_eighteen(born: &str, day: &str) -> Reached {
        reached(Some(born.parse().unwrap()), 18, day.parse().unwrap())
    }

    #[test]
    fn an_age_is_reached_on_the_birthday_and_of_a_partial_date_when_it_is_sure() {
        assert_eq!(reached_eighteen("2008-11-23", "2026-11-23"), Reached::Yes);
        assert_eq!(reached_eighteen("2008-11-24", "2026-11-23"), Reached::No);
        assert_eq!(reached_eighteen("2008-11", "2026-11-23"), Reached::Unknown);
        assert_eq!(reached_eighteen("2008-10", "2026-11-23"), Reached::Yes);
        assert_eq!(reached_eighteen("2008-12", "2026-11-23"), Reached::No);
        assert_eq!(reached_eighteen("2008", "2026-12-31"), Reached::Yes);
        assert_eq!(reached_eighteen("2008", "2026-11-23"), Reached::Unknown);
        assert_eq!(reached(None, 18, "2026-11-23".parse().unwrap()), Reached::Unknown);
    }

    #[test]
    fn who_was_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() {
        assert_eq!(reached_eighteen("2008-02-29", "2026-02-28"), Reached::No);
        assert_eq!(reached_eighteen("2008-02-29", "2026-03-01"), Reached::Yes);
    }
}
