//! One form for what looks alike: composed letters, single spaces, one hyphen, apostrophes by position.
use super::Script;
use crate::text::one_line;

/// The turned comma of the letters oʻ and gʻ.
pub const TURNED_COMMA: char = '\u{2bb}';
/// The tutuq belgisi, and the apostrophe of every other language.
pub const APOSTROPHE: char = '\u{2bc}';

/// Form C, single spaces, one form of hyphen, apostrophes by position: in Uzbek Latin U+02BB after `o`
/// and `g`, else U+02BC. Doing it twice changes nothing more.
pub(super) fn normalised(script: Script, text: &str) -> String {
    let mut out = String::new();
    let mut before = None;
    for c in one_line(text).chars() {
        let next = match c {
            c if apostrophe(c) || (script.has_turned_comma() && comma_above(c)) => {
                if script.has_turned_comma() && matches!(before, Some('o' | 'O' | 'g' | 'G')) {
                    TURNED_COMMA
                } else {
                    APOSTROPHE
                }
            }
            '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
            other => other,
        };
        out.push(next);
        before = Some(next);
    }
    out
}

/// Every character that keyboards, word processors and text recognition give for an apostrophe.
const fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{b4}' | '\u{2b9}'..='\u{2bf}' | '\u{2c8}' | '\u{2ca}' | '\u{2cb}')
        || matches!(c, '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' | '\u{ff07}' | '\u{ff40}')
        || matches!(c, '\u{55a}' | '\u{5f3}' | '\u{384}' | '\u{1fbd}' | '\u{1fbf}' | '\u{1ffe}')
        || matches!(c, '\u{a78b}' | '\u{a78c}' | '\u{275b}' | '\u{275c}')
}

/// The combining commas, which some texts put on o and g for the turned comma.
const fn comma_above(c: char) -> bool {
    matches!(c, '\u{312}'..='\u{315}')
}
