//! Russian: the day is a neuter ordinal, the year an ordinal in the genitive.

use super::{digit, month_name};

pub(super) const MONTHS: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

pub(super) const MONTHS_OF: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

/// A cardinal, and its ordinal as stem and ending of the masculine nominative.
type Word = (&'static str, &'static str, &'static str);

const BELOW_TWENTY: [Word; 19] = [
    ("один", "перв", "ый"),
    ("два", "втор", "ой"),
    ("три", "трет", "ий"),
    ("четыре", "четвёрт", "ый"),
    ("пять", "пят", "ый"),
    ("шесть", "шест", "ой"),
    ("семь", "седьм", "ой"),
    ("восемь", "восьм", "ой"),
    ("девять", "девят", "ый"),
    ("десять", "десят", "ый"),
    ("одиннадцать", "одиннадцат", "ый"),
    ("двенадцать", "двенадцат", "ый"),
    ("тринадцать", "тринадцат", "ый"),
    ("четырнадцать", "четырнадцат", "ый"),
    ("пятнадцать", "пятнадцат", "ый"),
    ("шестнадцать", "шестнадцат", "ый"),
    ("семнадцать", "семнадцат", "ый"),
    ("восемнадцать", "восемнадцат", "ый"),
    ("девятнадцать", "девятнадцат", "ый"),
];

/// Twenty to ninety.
const TENS: [Word; 8] = [
    ("двадцать", "двадцат", "ый"),
    ("тридцать", "тридцат", "ый"),
    ("сорок", "сороков", "ой"),
    ("пятьдесят", "пятидесят", "ый"),
    ("шестьдесят", "шестидесят", "ый"),
    ("семьдесят", "семидесят", "ый"),
    ("восемьдесят", "восьмидесят", "ый"),
    ("девяносто", "девяност", "ый"),
];

const HUNDREDS: [Word; 9] = [
    ("сто", "сот", "ый"),
    ("двести", "двухсот", "ый"),
    ("триста", "трёхсот", "ый"),
    ("четыреста", "четырёхсот", "ый"),
    ("пятьсот", "пятисот", "ый"),
    ("шестьсот", "шестисот", "ый"),
    ("семьсот", "семисот", "ый"),
    ("восемьсот", "восьмисот", "ый"),
    ("девятьсот", "девятисот", "ый"),
];

const THOUSANDS: [Word; 9] = [
    ("тысяча", "тысячн", "ый"),
    ("две тысячи", "двухтысячн", "ый"),
    ("три тысячи", "трёхтысячн", "ый"),
    ("четыре тысячи", "четырёхтысячн", "ый"),
    ("пять тысяч", "пятитысячн", "ый"),
    ("шесть тысяч", "шеститысячн", "ый"),
    ("семь тысяч", "семитысячн", "ый"),
    ("восемь тысяч", "восьмитысячн", "ый"),
    ("девять тысяч", "девятитысячн", "ый"),
];

#[derive(Clone, Copy)]
enum Form {
    /// «первый» год
    Year,
    /// «первого» года
    OfYear,
    /// «первое» число
    Day,
}

pub(super) fn date(year: u16, month: Option<i8>, day: Option<u16>) -> String {
    match (month, day) {
        (None, _) => format!("{} год", ordinal(year, Form::Year)),
        (Some(month), None) => format!("{} {} года", month_name(&MONTHS, month), ordinal(year, Form::OfYear)),
        (Some(month), Some(day)) => format!(
            "{} {} {} года",
            ordinal(day, Form::Day),
            month_name(&MONTHS_OF, month),
            ordinal(year, Form::OfYear)
        ),
    }
}

/// The ordinal of 1 to 9999.
fn ordinal(n: u16, form: Form) -> String {
    let mut parts = parts(n);
    let (_, stem, ending) = parts.pop().expect("a number from 1 on has a word");
    let mut text: String = parts.iter().flat_map(|(cardinal, _, _)| [*cardinal, " "]).collect();
    text.push_str(stem);
    text.push_str(match (form, ending) {
        (Form::Year, ending) => ending,
        (Form::OfYear, "ий") => "ьего",
        (Form::OfYear, _) => "ого",
        (Form::Day, "ий") => "ье",
        (Form::Day, _) => "ое",
    });
    text
}

/// The cardinal of 1 to 9999, masculine.
pub(super) fn cardinal(n: u16) -> String {
    parts(n).into_iter().map(|(cardinal, _, _)| cardinal).collect::<Vec<_>>().join(" ")
}

/// The word for years as it stands after a number: «один год», «два года», «пять лет».
pub(super) fn years_counted(n: u16) -> &'static str {
    match (n % 100, n % 10) {
        (11..=14, _) => "лет",
        (_, 1) => "год",
        (_, 2..=4) => "года",
        (_, _) => "лет",
    }
}

/// The words of 1 to 9999, in order.
fn parts(n: u16) -> Vec<Word> {
    let mut parts: Vec<Word> = Vec::new();
    parts.extend(digit(n, 3).checked_sub(1).map(|k| THOUSANDS[k]));
    parts.extend(digit(n, 2).checked_sub(1).map(|k| HUNDREDS[k]));
    let rest = usize::from(n % 100);
    if rest < 20 {
        parts.extend(rest.checked_sub(1).map(|k| BELOW_TWENTY[k]));
    } else {
        parts.push(TENS[rest / 10 - 2]);
        parts.extend((rest % 10).checked_sub(1).map(|k| BELOW_TWENTY[k]));
    }
    parts
}
