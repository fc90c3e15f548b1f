//! Every letter of every script as the small Latin letters that stand for its sound.
//!
//! What comes out has the letters a to z without q, w and x, and ö for oʻ. Signs and marks are gone.
use crate::name::{APOSTROPHE, Script, TURNED_COMMA};
use unicode_normalization::UnicodeNormalization as _;

/// The words of `text` in the letters of this module; spaces, hyphens and full stops part them.
pub(super) fn words(script: Script, text: &str) -> Vec<String> {
    let small: Vec<char> = text.chars().map(|c| script.lower(c)).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (c, at) in small.iter().copied().zip(0usize..) {
        let before = at.checked_sub(1).and_then(|at| small.get(at)).copied();
        let after = at.checked_add(1).and_then(|at| small.get(at)).copied();
        match c {
            ' ' | '-' | '.' => {
                if !word.is_empty() {
                    words.push(core::mem::take(&mut word));
                }
            }
            'o' if after == Some(TURNED_COMMA) => word.push('ö'),
            // The Karakalpak spelling of before 2016.
            'o' if script == Script::KaaLatn && after == Some(APOSTROPHE) => word.push('ö'),
            _ => match cyrillic(script, c).or_else(|| latin(script, before, c, after)) {
                Some(letters) => word.push_str(letters),
                None => word.extend(c.nfd().filter(char::is_ascii_lowercase)),
            },
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn cyrillic(script: Script, c: char) -> Option<&'static str> {
    Some(match c {
        'ў' if script == Script::KaaCyrl => "v",
        'ў' | 'ө' => "ö",
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'ж' => "j",
        'з' => "z",
        'и' | 'ы' | 'і' | 'ї' => "i",
        'й' => "y",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ү' => "u",
        'ф' => "f",
        'х' | 'ҳ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ъ' | 'ь' => "",
        'є' => "ye",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

fn latin(script: Script, before: Option<char>, c: char, after: Option<char>) -> Option<&'static str> {
    Some(match c {
        'ö' | 'ø' | 'œ' => "ö",
        'ó' if script == Script::KaaLatn => "ö",
        'ş' => "sh",
        'ç' => "ch",
        'ı' => "i",
        'ə' | 'æ' => "a",
        'ł' => "l",
        'đ' => "d",
        'ß' => "s",
        'w' => "v",
        // In foreign papers x is ks within a word: Alexander, Oxana.
        'x' if script == Script::Foreign && before.is_some_and(char::is_alphabetic) => "ks",
        'x' => "h",
        'c' if after == Some('h') => "c",
        'c' if script == Script::KaaLatn => "ts",
        'c' if matches!(after, Some('e' | 'i' | 'y')) => "s",
        'c' | 'q' => "k",
        _ => return None,
    })
}
