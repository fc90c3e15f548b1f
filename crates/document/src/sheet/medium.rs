//! What a paper is printed on: plain A4, or a pre-numbered blank that has ornament, title and frame already.

use core::fmt;

/// What a paper is printed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Plain A4 paper: everything is printed.
    Plain,
    /// A pre-numbered blank of A4: emblem, ornament, name of the state, title and frame are on it, so only the
    /// facts, the codes and the mark are printed. Only certificates are printed so.
    Blank {
        /// How far everything is shifted, since no printer draws paper in straight.
        offset: Offset,
        /// The number that is printed on the blank. It is printed again beside the facts, so that facts on a
        /// wrong blank are seen.
        number: BlankNumber,
    },
}

/// A shift in tenths of a millimetre, to the right and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    right: i16,
    down: i16,
}

impl Offset {
    /// The farthest shift in tenths of a millimetre: 10 mm, so that no fact leaves the paper.
    pub const MAX: i16 = 100;

    /// No shift.
    pub const NONE: Self = Self { right: 0, down: 0 };

    /// A shift in tenths of a millimetre; negative ones go left and up.
    ///
    /// # Errors
    ///
    /// Refuses more than [`Self::MAX`] in any direction.
    pub const fn new(right: i16, down: i16) -> Result<Self, NotABlank> {
        // i16::MIN has no absolute value in i16.
        if right.unsigned_abs() > Self::MAX.unsigned_abs() || down.unsigned_abs() > Self::MAX.unsigned_abs() {
            return Err(NotABlank::Offset { right, down });
        }
        Ok(Self { right, down })
    }

    /// Tenths of a millimetre to the right and down.
    pub const fn tenths(self) -> (i16, i16) {
        (self.right, self.down)
    }
}

/// The number printed on a blank, `I-TN 1234567`: Roman numeral, hyphen, two letters, seven digits (older ones six).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlankNumber(String);

impl BlankNumber {
    /// Reads a number as it stands on the blank, with one space or none before its digits.
    ///
    /// # Errors
    ///
    /// Refuses what has another shape.
    pub fn new(text: &str) -> Result<Self, NotABlank> {
        let (roman, rest) = text.split_once('-').ok_or(NotABlank::Number)?;
        let (letters, digits) = rest.split_at_checked(2).ok_or(NotABlank::Number)?;
        let digits = digits.strip_prefix(' ').unwrap_or(digits);
        let fits = matches!(roman, "I" | "II" | "III" | "IV" | "V" | "IA")
            && letters.bytes().all(|letter| letter.is_ascii_uppercase())
            && matches!(digits.len(), 6 | 7)
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        if fits { Ok(Self(format!("{roman}-{letters} {digits}"))) } else { Err(NotABlank::Number) }
    }
}

impl fmt::Display for BlankNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something cannot be said of a blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABlank {
    /// A number of another shape.
    #[error("the number of a blank is written I-TN 1234567: Roman numeral, two letters, six or seven digits")]
    Number,
    /// A shift that would push facts off the paper.
    #[error(
        "an offset of {right} tenths of a millimetre to the right and {down} down is more than {} in one direction",
        Offset::MAX
    )]
    Offset {
        /// Tenths of a millimetre to the right.
        right: i16,
        /// Tenths of a millimetre down.
        down: i16,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_number_is_read_as_it_is_printed() {
        for text in ["I-TN 1234567", "III-QQ 0000001", "I-AN1234567", "IA-SM 123456"] {
            let number = BlankNumber::new(text).unwrap().to_string();
            assert_eq!(number.replace(' ', ""), text.replace(' ', ""));
            assert_eq!(BlankNumber::new(&number).unwrap().to_string(), number);
        }
        for text in ["", "I-TN", "I-TN 12345678", "X-TN 1234567", "I-T1 1234567", "I-ЎЎ 1234567", "1234567"]
        {
            assert_eq!(BlankNumber::new(text), Err(NotABlank::Number), "{text}");
        }
    }

    #[test]
    fn an_offset_beyond_ten_millimetres_is_refused() {
        assert_eq!(Offset::new(-100, 100).unwrap().tenths(), (-100, 100));
        assert!(Offset::new(101, 0).is_err());
        assert!(Offset::new(0, i16::MIN).is_err());
    }
}
