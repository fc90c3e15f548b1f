//! The personal identification number of a natural person (PINFL, JShShIR): fourteen digits.
//!
//! # Format
//!
//! Century and sex, birth date as DDMMYY, area (3), serial (3), check digit (Cabinet of Ministers,
//! resolution 177 of 12 April 2022). The State Personalisation Centre gives it, never the registry.
//! The check digit misses some slips, so a number alone never identifies a person.
use core::str::FromStr;

use crate::{CivilDate, person::Sex, redact::redacted};

/// A number that obeys every rule: for new acts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pinfl {
    digits: [u8; 14],
    born: CivilDate,
    sex: Sex,
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum PinflFault {
    /// Not fourteen digits.
    #[error("a PINFL has fourteen digits and nothing else")]
    Form,
    /// The first digit stands for no century.
    #[error("the first digit of a PINFL is 1 to 6 (century and sex)")]
    Century,
    /// Digits 2 to 7 are no day of that century.
    #[error("digits 2 to 7 of the PINFL are no date (day, month, year)")]
    Date,
    /// The last digit does not follow from the others.
    #[error("the last digit of the PINFL does not follow from the others; compare it with the document")]
    CheckDigit,
}

impl Pinfl {
    /// The day of birth that the number tells. It may differ from the record: a number can be older
    /// than a correction of the date.
    pub fn birth_date(self) -> CivilDate {
        self.born
    }

    /// The sex that the number tells; never [`Sex::Undetermined`].
    pub fn sex(self) -> Sex {
        self.sex
    }

    /// The fourteen digits. Personal data.
    pub fn text(self) -> String {
        self.digits.iter().map(|d| char::from(b'0'.saturating_add(*d))).collect()
    }
}

redacted!(Pinfl, LenientPinfl);

impl FromStr for Pinfl {
    type Err = PinflFault;

    fn from_str(text: &str) -> Result<Self, PinflFault> {
        let digits = digits(text).ok_or(PinflFault::Form)?;
        let (century, sex) = century_and_sex(digits).ok_or(PinflFault::Century)?;
        let born = birth_date(digits, century).ok_or(PinflFault::Date)?;
        let [.., last] = digits;
        if last == check_digit(digits) { Ok(Self { digits, born, sex }) } else { Err(PinflFault::CheckDigit) }
    }
}

/// A number as an old record or a foreign feed has it, with everything that is wrong with it.
#[derive(Clone, PartialEq, Eq)]
pub struct LenientPinfl {
    text: String,
    faults: Vec<PinflFault>,
}

impl LenientPinfl {
    /// Keeps `text` (at most its first 64 characters) and lists its faults; refuses nothing.
    pub fn read(text: &str) -> Self {
        let text: String = text.chars().take(64).collect();
        let mut faults = Vec::new();
        match digits(&text) {
            None => faults.push(PinflFault::Form),
            Some(digits) => {
                match century_and_sex(digits) {
                    None => faults.push(PinflFault::Century),
                    Some((century, _)) if birth_date(digits, century).is_none() => {
                        faults.push(PinflFault::Date);
                    }
                    Some(_) => {}
                }
                let [.., last] = digits;
                if last != check_digit(digits) {
                    faults.push(PinflFault::CheckDigit);
                }
            }
        }
        Self { text, faults }
    }

    /// The text as it was found. Personal data.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it; empty where the strict reader would accept it.
    pub fn faults(&self) -> &[PinflFault] {
        &self.faults
    }

    /// The number, where nothing is wrong with it.
    pub fn strict(&self) -> Option<Pinfl> {
        self.text.parse().ok()
    }
}

fn digits(text: &str) -> Option<[u8; 14]> {
    let bytes: [u8; 14] = text.as_bytes().try_into().ok()?;
    let mut out = [0; 14];
    for (to, from) in out.iter_mut().zip(bytes) {
        *to = from.checked_sub(b'0').filter(|d| *d <= 9)?;
    }
    Some(out)
}

/// Resolution 177: the sum of the first thirteen digits times 7, 3, 1, 7, 3, 1 …, modulo 10.
fn check_digit(digits: [u8; 14]) -> u8 {
    let sum =
        digits.iter().take(13).zip([7u8, 3, 1].into_iter().cycle()).fold(0u16, |sum, (digit, weight)| {
            sum.saturating_add(u16::from(*digit).saturating_mul(u16::from(weight)))
        });
    u8::try_from(sum.rem_euclid(10)).unwrap_or(u8::MAX)
}

fn century_and_sex(digits: [u8; 14]) -> Option<(i16, Sex)> {
    let [first, ..] = digits;
    match first {
        1 => Some((1800, Sex::Male)),
        2 => Some((1800, Sex::Female)),
        3 => Some((1900, Sex::Male)),
        4 => Some((1900, Sex::Female)),
        5 => Some((2000, Sex::Male)),
        6 => Some((2000, Sex::Female)),
        _ => None,
    }
}

fn birth_date(digits: [u8; 14], century: i16) -> Option<CivilDate> {
    let [_, d1, d2, m1, m2, y1, y2, ..] = digits;
    let two = |tens: u8, units: u8| tens.saturating_mul(10).saturating_add(units);
    let year = century.saturating_add(i16::from(two(y1, y2)));
    let (month, day) = (i8::try_from(two(m1, m2)).ok()?, i8::try_from(two(d1, d2)).ok()?);
    CivilDate::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VECTORS: &str = include_str!("../../../data/vectors/names-and-pinfl.json");

    #[test]
    fn every_published_number_reads_as_the_resolution_says() {
        let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
        let list = vectors["pinfl"].as_array().unwrap();
        assert!(list.len() >= 10);
        for vector in list {
            let text = vector["pinfl"].as_str().unwrap();
            let read = text.parse::<Pinfl>();
            assert_eq!(read.is_ok(), vector["valid"].as_bool().unwrap(), "{text}");
            let lenient = LenientPinfl::read(text);
            assert_eq!(lenient.strict().is_some(), lenient.faults().is_empty());
            let check_ok = !lenient.faults().contains(&PinflFault::CheckDigit);
            assert_eq!(check_ok, vector["check_ok"].as_bool().unwrap(), "{text}");
            assert_eq!(lenient.faults().contains(&PinflFault::Date), vector["date"].is_null(), "{text}");
            if let Ok(pinfl) = read {
                assert_eq!(pinfl.birth_date().to_string(), vector["date"].as_str().unwrap());
                assert_eq!(pinfl.sex().word(), vector["sex"].as_str().unwrap());
                assert_eq!(pinfl.text(), text);
            }
        }
    }

    proptest! {
        #[test]
        fn one_digit_changed_is_always_refused(place in 0usize..14, by in 1u8..=9) {
            let mut digits = *b"51503242040013";
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            let text = String::from_utf8(digits.to_vec()).unwrap();
            prop_assert!(text.parse::<Pinfl>().is_err());
            prop_assert!(!LenientPinfl::read(&text).faults().is_empty());
        }

        #[test]
        fn no_text_makes_the_readers_fail_otherwise(text in "\\PC{0,20}") {
            prop_assert_eq!(text.parse::<Pinfl>().ok(), LenientPinfl::read(&text).strict());
        }
    }

    #[test]
    fn a_letter_a_space_or_a_missing_digit_is_named_as_a_wrong_form() {
        for text in
            ["", "5150324204001", "515032420400133", "5150324204001A", "51503242 40013", "５1503242040013"]
        {
            assert_eq!(text.parse::<Pinfl>(), Err(PinflFault::Form));
        }
        assert_eq!("71503242040013".parse::<Pinfl>(), Err(PinflFault::Century));
        assert_eq!(format!("{:?}", "51503242040013".parse::<Pinfl>().unwrap()), "Pinfl(redacted)");
    }
}
