//! English: the day is an ordinal, the year a cardinal with "and" before its tens.

use super::{digit, month_name};

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const BELOW_TWENTY: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// Twenty to ninety.
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The days of a month.
const DAYS: [&str; 31] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
];

pub(super) fn date(year: u16, month: Option<i8>, day: Option<u16>) -> String {
    let year = cardinal(year);
    match (month, day) {
        (None, _) => format!("the year {year}"),
        (Some(month), None) => format!("{} of the year {year}", month_name(&MONTHS, month)),
        (Some(month), Some(day)) => {
            let day = DAYS[usize::from(day).checked_sub(1).expect("the day of a date is 1 to 31")];
            format!("the {day} of {}, {year}", month_name(&MONTHS, month))
        }
    }
}

/// The cardinal of 1 to 9999.
pub(super) fn cardinal(n: u16) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (place, unit) in [(3, "thousand"), (2, "hundred")] {
        parts.extend(digit(n, place).checked_sub(1).map(|k| format!("{} {unit}", BELOW_TWENTY[k])));
    }
    let rest = usize::from(n % 100);
    let small = |k: usize| k.checked_sub(1).map(|k| BELOW_TWENTY[k]);
    let rest = if rest < 20 {
        small(rest).map(str::to_owned)
    } else {
        let tens = TENS[rest / 10 - 2];
        Some(small(rest % 10).map_or_else(|| tens.to_owned(), |unit| format!("{tens}-{unit}")))
    };
    if let Some(rest) = rest {
        if !parts.is_empty() {
            parts.push("and".to_owned());
        }
        parts.push(rest);
    }
    parts.join(" ")
}
