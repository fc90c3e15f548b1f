//! The Latin alphabets of 1995 and of 2026: oʻ gʻ sh ch become ö ğ ş ç, and nothing else changes.
use super::{
    Doubt, Spelling,
    draft::{Draft, Source},
    uzbek::split_sh,
};
use crate::name::{Script, TURNED_COMMA};

/// The alphabet of 1995 to that of 2026. sʼh is two letters and stays.
pub(super) fn to_2026(text: &str) -> Vec<Spelling> {
    let mut source = Source::new(Script::UzLatn, text);
    let mut draft = Draft::new(Script::UzLatn2026);
    while let Some(c) = source.here() {
        let turned = source.ahead(1) == Some(TURNED_COMMA);
        let before_h = source.ahead(1) == Some('h');
        match c {
            'o' if turned => draft.put(&mut source, 2, "ö"),
            'g' if turned => draft.put(&mut source, 2, "ğ"),
            's' if before_h && split_sh(&source) => draft.either(&mut source, 2, "ş", Doubt::SplitSh, "sʼh"),
            's' if before_h => draft.put(&mut source, 2, "ş"),
            'c' if before_h => draft.put(&mut source, 2, "ç"),
            _ => {
                if same(&mut source, &mut draft, c).is_none() {
                    return Vec::new();
                }
            }
        }
    }
    draft.spellings()
}

/// The alphabet of 2026 to that of 1995. s before h gets the tutuq belgisi, or it would read as sh.
pub(super) fn to_1995(text: &str) -> Vec<Spelling> {
    let mut source = Source::new(Script::UzLatn2026, text);
    let mut draft = Draft::new(Script::UzLatn);
    while let Some(c) = source.here() {
        match c {
            'ö' => draft.put(&mut source, 1, "oʻ"),
            'ğ' => draft.put(&mut source, 1, "gʻ"),
            'ş' => draft.put(&mut source, 1, "sh"),
            'ç' => draft.put(&mut source, 1, "ch"),
            's' if source.ahead(1) == Some('h') => draft.put(&mut source, 1, "sʼ"),
            _ => {
                if same(&mut source, &mut draft, c).is_none() {
                    return Vec::new();
                }
            }
        }
    }
    draft.spellings()
}

/// A letter that both alphabets have, or a separator.
fn same(source: &mut Source, draft: &mut Draft, c: char) -> Option<()> {
    if c.is_ascii_alphabetic() {
        draft.put(source, 1, c.encode_utf8(&mut [0; 4]));
        return Some(());
    }
    draft.keep(source)
}
