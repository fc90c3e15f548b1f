//! Karakalpak Cyrillic and the Latin alphabet of 2016.
//!
//! The Latin spellings of 1995 and 2009, with an apostrophe for the acute, are read too: a' g' i' n' o' u'.
use super::{
    Doubt, Spelling,
    draft::{Draft, Source},
};
use crate::name::{APOSTROPHE, Script};

/// Karakalpak Latin to Cyrillic.
pub(super) fn to_cyrillic(text: &str) -> Vec<Spelling> {
    cyrillic(text).map_or_else(Vec::new, Draft::spellings)
}

fn cyrillic(text: &str) -> Option<Draft> {
    let mut source = Source::new(Script::KaaLatn, text);
    let mut draft = Draft::new(Script::KaaCyrl);
    while let Some(c) = source.here() {
        if letter_pair(&mut source, &mut draft, c) {
            continue;
        }
        let after_vowel = source.before().is_some_and(|c| "aáeiıoóuú".contains(c));
        match c {
            APOSTROPHE if source.before() == Some('s') && source.ahead(1) == Some('h') => {
                draft.put(&mut source, 1, "");
            }
            'e' if source.word_start() || after_vowel => draft.either(&mut source, 1, "е", Doubt::E, "э"),
            _ => match single(c) {
                Some(one) => draft.put(&mut source, 1, one),
                None => draft.keep(&mut source)?,
            },
        }
    }
    Some(draft)
}

fn letter_pair(source: &mut Source, draft: &mut Draft, c: char) -> bool {
    let consonant_before = source.before().is_some_and(|c| single(c).is_some() && !"aáeiıoóuú".contains(c));
    let (plain, doubt, other) = match (c, source.ahead(1)) {
        ('a', Some(APOSTROPHE)) => ("ә", None, ""),
        ('g', Some(APOSTROPHE)) => ("ғ", None, ""),
        ('i' | 'ı', Some(APOSTROPHE)) => ("ы", None, ""),
        ('n', Some(APOSTROPHE)) => ("ң", None, ""),
        ('o', Some(APOSTROPHE)) => ("ө", None, ""),
        ('u', Some(APOSTROPHE)) => ("ү", None, ""),
        ('s', Some('h')) => ("ш", None, ""),
        ('c', Some('h')) => ("ч", None, ""),
        ('t', Some('s')) if source.ahead(2) != Some('h') => ("тс", Some(Doubt::Ts), "ц"),
        ('y', Some('o')) if source.ahead(2) != Some(APOSTROPHE) => ("ё", Some(Doubt::Yo), "йо"),
        ('y', Some('u')) if source.ahead(2) != Some(APOSTROPHE) && consonant_before => {
            ("ю", Some(Doubt::Sign), "ью")
        }
        ('y', Some('a')) if source.ahead(2) != Some(APOSTROPHE) && consonant_before => {
            ("я", Some(Doubt::Sign), "ья")
        }
        ('y', Some('e')) if consonant_before => ("ье", Some(Doubt::Sign), "ъе"),
        ('y', Some('u')) if source.ahead(2) != Some(APOSTROPHE) => ("ю", None, ""),
        ('y', Some('a')) if source.ahead(2) != Some(APOSTROPHE) => ("я", None, ""),
        ('y', Some('e')) => ("е", None, ""),
        _ if source.starts("sch") => {
            draft.either(source, 3, "щ", Doubt::Shch, "сч");
            return true;
        }
        _ => return false,
    };
    match doubt {
        Some(doubt) => draft.either(source, 2, plain, doubt, other),
        None => draft.put(source, 2, plain),
    }
    true
}

const fn single(c: char) -> Option<&'static str> {
    Some(match c {
        'a' => "а",
        'á' => "ә",
        'b' => "б",
        'c' => "ц",
        'd' => "д",
        'e' => "е",
        'f' => "ф",
        'g' => "г",
        'ǵ' => "ғ",
        'h' => "ҳ",
        'x' => "х",
        'ı' => "ы",
        'i' => "и",
        'j' => "ж",
        'k' => "к",
        'q' => "қ",
        'l' => "л",
        'm' => "м",
        'n' => "н",
        'ń' => "ң",
        'o' => "о",
        'ó' => "ө",
        'p' => "п",
        'r' => "р",
        's' => "с",
        't' => "т",
        'u' => "у",
        'ú' => "ү",
        'v' => "в",
        'w' => "ў",
        'y' => "й",
        'z' => "з",
        _ => return None,
    })
}

/// Karakalpak Cyrillic to the Latin alphabet of 2016.
pub(super) fn to_latin(text: &str) -> Vec<Spelling> {
    latin(text).map_or_else(Vec::new, Draft::spellings)
}

fn latin(text: &str) -> Option<Draft> {
    let mut source = Source::new(Script::KaaCyrl, text);
    let mut draft = Draft::new(Script::KaaLatn);
    while let Some(c) = source.here() {
        match c {
            'е' if matches!(source.before(), Some('ъ' | 'ь')) => draft.put(&mut source, 1, "ye"),
            'щ' => draft.either(&mut source, 1, "sh", Doubt::Shch, "sch"),
            // с and ҳ beside each other would be read as ш.
            'с' if source.ahead(1) == Some('ҳ') => draft.either(&mut source, 1, "s", Doubt::SplitSh, "sʼ"),
            // ц and ҳ would be read as ч.
            'ц' if source.ahead(1) == Some('ҳ') => draft.put(&mut source, 1, "cʼ"),
            _ => match latin_single(c) {
                Some(one) => draft.put(&mut source, 1, one),
                None => draft.keep(&mut source)?,
            },
        }
    }
    Some(draft)
}

const fn latin_single(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'ә' => "á",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'ғ' => "ǵ",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "yo",
        'ж' => "j",
        'з' => "z",
        'и' => "i",
        'й' => "y",
        'к' => "k",
        'қ' => "q",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'ң' => "ń",
        'о' => "o",
        'ө' => "ó",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ү' => "ú",
        'ў' => "w",
        'ф' => "f",
        'х' => "x",
        'ҳ' => "h",
        'ц' => "c",
        'ч' => "ch",
        'ш' => "sh",
        'ъ' | 'ь' => "",
        'ы' => "ı",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}
