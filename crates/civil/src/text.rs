//! Free text of bounded length: a facility, a document number, a place as somebody wrote it.
use unicode_normalization::UnicodeNormalization as _;

use crate::redact::redacted;

/// The most characters that a [`Text`] holds.
pub const TEXT_CHARS_MAX: usize = 255;

/// One line of 1 to 255 characters in Unicode form C, without control or invisible characters.
///
/// Runs of white space become one space and the ends are trimmed, so that two texts that look alike
/// are alike. It may hold personal data: `Debug` prints none of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

/// Why a text is refused. `at` counts characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAText {
    /// Nothing but white space.
    #[error("the text is empty; leave the field out or write at least one character")]
    Empty,
    /// Longer than [`TEXT_CHARS_MAX`].
    #[error("the text has more than 255 characters; shorten it")]
    TooLong,
    /// A control character, or one that cannot be seen.
    #[error("character {at} is a control character or an invisible one; remove it")]
    Invisible {
        /// Which character, from 1.
        at: usize,
    },
}

impl Text {
    /// Reads and normalises `text`.
    pub fn new(text: &str) -> Result<Self, NotAText> {
        let clean = one_line(text);
        if clean.is_empty() {
            return Err(NotAText::Empty);
        }
        if let Some(before) = clean.chars().position(invisible) {
            return Err(NotAText::Invisible { at: before.saturating_add(1) });
        }
        if clean.chars().count() > TEXT_CHARS_MAX { Err(NotAText::TooLong) } else { Ok(Self(clean)) }
    }

    /// The text itself. Personal data where the field holds such.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

redacted!(Text);

impl core::str::FromStr for Text {
    type Err = NotAText;

    fn from_str(text: &str) -> Result<Self, NotAText> {
        Self::new(text)
    }
}

/// Form C, ends trimmed, each run of white space one space. Reads at most 4,096 characters, so that
/// an endless line costs no more than a long one; what is longer is refused by every caller.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > 16_384 {
            break;
        }
    }
    out.chars().take(4_096).nfc().collect()
}

/// Control characters, and the format characters that change how the neighbours are read.
pub(crate) fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_once_read_reads_the_same_again(raw in "\\PC{0,300}") {
            if let Ok(text) = Text::new(&raw) {
                prop_assert_eq!(Text::new(text.as_str()), Ok(text.clone()));
                prop_assert!((1..=TEXT_CHARS_MAX).contains(&text.as_str().chars().count()));
            }
        }
    }

    #[test]
    fn white_space_is_one_space_and_accents_are_composed() {
        assert_eq!(Text::new("  12-son\t tug\u{306}ruqxona \n").unwrap().as_str(), "12-son tu\u{11f}ruqxona");
    }

    #[test]
    fn what_cannot_be_seen_is_refused_with_its_place() {
        assert_eq!(Text::new("ab\u{202e}c"), Err(NotAText::Invisible { at: 3 }));
        assert_eq!(Text::new(" \u{a0} "), Err(NotAText::Empty));
        assert_eq!(Text::new(&"a".repeat(256)), Err(NotAText::TooLong));
        assert!(Text::new(&"a".repeat(255)).is_ok());
    }

    #[test]
    fn debug_output_holds_nothing_of_the_text() {
        assert_eq!(format!("{:?}", Text::new("Toshkent").unwrap()), "Text(redacted)");
    }
}
