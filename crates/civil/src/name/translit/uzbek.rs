//! Uzbek Cyrillic and Latin (1995) by the rules of the spelling and the UNGEGN romanisation.
//!
//! Lost on the way to Latin: ц, щ, ы, ь, ъ before a iotated vowel. Not shown by Latin: whether ts is ц.
use super::{
    Doubt, Spelling,
    draft::{Draft, Source},
};
use crate::name::{APOSTROPHE, Script, TURNED_COMMA};

/// Uzbek Latin to Uzbek Cyrillic.
pub(super) fn to_cyrillic(text: &str) -> Vec<Spelling> {
    cyrillic(text).map_or_else(Vec::new, Draft::spellings)
}

/// The spelling of the rule alone; `None` where a letter has no rule.
pub(crate) fn cyrillic_by_rule(text: &str) -> Option<String> {
    to_cyrillic(text).into_iter().next().map(|spelling| spelling.text)
}

fn cyrillic(text: &str) -> Option<Draft> {
    let mut source = Source::new(Script::UzLatn, text);
    let mut draft = Draft::new(Script::UzCyrl);
    while let Some(c) = source.here() {
        if letter_pair(&mut source, &mut draft) {
            continue;
        }
        let after_vowel = after_vowel(&source);
        match c {
            'e' if source.word_start() => draft.put(&mut source, 1, "э"),
            'e' if after_vowel => draft.either(&mut source, 1, "э", Doubt::E, "е"),
            'e' => draft.put(&mut source, 1, "е"),
            // The tutuq belgisi between с and ҳ only keeps them apart; elsewhere it is a letter.
            APOSTROPHE if source.before() == Some('s') && source.ahead(1) == Some('h') => {
                draft.put(&mut source, 1, "");
            }
            APOSTROPHE if !source.word_start() => draft.put(&mut source, 1, "ъ"),
            _ => match single(c) {
                Some(one) => draft.put(&mut source, 1, one),
                None => draft.keep(&mut source)?,
            },
        }
    }
    Some(draft)
}

/// Writes the letter of two or three characters that stands here, if one does.
fn letter_pair(source: &mut Source, draft: &mut Draft) -> bool {
    let turned = Some(TURNED_COMMA);
    match (source.here(), source.ahead(1)) {
        (Some('o'), second) if second == turned => draft.put(source, 2, "ў"),
        (Some('g'), second) if second == turned => draft.put(source, 2, "ғ"),
        (Some('y'), Some('o')) if source.ahead(2) == turned => draft.put(source, 1, "й"),
        (Some('s'), Some('h')) if split_sh(source) => draft.either(source, 2, "ш", Doubt::SplitSh, "сҳ"),
        (Some('s'), Some('h')) => draft.put(source, 2, "ш"),
        (Some('c'), Some('h')) => draft.put(source, 2, "ч"),
        (Some('t'), Some('s')) if source.ahead(2) != Some('h') => {
            draft.either(source, 2, "тс", Doubt::Ts, "ц");
        }
        (Some('y'), Some(vowel)) => return iotated(source, draft, vowel),
        _ => return false,
    }
    true
}

/// yo, yu, ya and ye; after a consonant a sign may be lost before them.
fn iotated(source: &mut Source, draft: &mut Draft, vowel: char) -> bool {
    let (plain, signed) = match vowel {
        'o' => ("ё", "ьё"),
        'u' => ("ю", "ью"),
        'a' => ("я", "ья"),
        'e' => ("е", "ье"),
        _ => return false,
    };
    if source.before().is_some_and(|c| single(c).is_some() && !"aeiou".contains(c)) {
        draft.either(source, 2, plain, Doubt::Sign, signed);
    } else {
        draft.put(source, 2, plain);
    }
    true
}

/// Names in which the tutuq belgisi between с and ҳ is often left out.
pub(super) fn split_sh(source: &Source) -> bool {
    let start = !source.before_that().is_some_and(char::is_alphabetic);
    start
        && ((source.before() == Some('i') && source.starts("shoq"))
            || (source.before() == Some('a') && source.starts("shob")))
}

fn after_vowel(source: &Source) -> bool {
    match source.before() {
        Some(TURNED_COMMA) => source.before_that() == Some('o'),
        Some(c) => "aeiou".contains(c),
        None => false,
    }
}

const fn single(c: char) -> Option<&'static str> {
    Some(match c {
        'a' => "а",
        'b' => "б",
        'd' => "д",
        'f' => "ф",
        'g' => "г",
        'h' => "ҳ",
        'i' => "и",
        'j' => "ж",
        'k' => "к",
        'l' => "л",
        'm' => "м",
        'n' => "н",
        'o' => "о",
        'p' => "п",
        'q' => "қ",
        'r' => "р",
        's' => "с",
        't' => "т",
        'u' => "у",
        'v' => "в",
        'x' => "х",
        'y' => "й",
        'z' => "з",
        _ => return None,
    })
}

/// Uzbek Cyrillic to Uzbek Latin.
pub(super) fn to_latin(text: &str) -> Vec<Spelling> {
    latin(Script::UzCyrl, text).map_or_else(Vec::new, Draft::spellings)
}

/// A name in Cyrillic letters by the Uzbek rule, which Russian names follow too.
pub(super) fn latin(script: Script, text: &str) -> Option<Draft> {
    let mut source = Source::new(script, text);
    let mut draft = Draft::new(Script::UzLatn);
    while let Some(c) = source.here() {
        let after_vowel = source.before().is_some_and(|c| "аеёиоуэюяўы".contains(c));
        match c {
            'е' if source.word_start() || after_vowel || matches!(source.before(), Some('ъ' | 'ь')) => {
                draft.put(&mut source, 1, "ye");
            }
            'е' => draft.put(&mut source, 1, "e"),
            'ц' if after_vowel => draft.put(&mut source, 1, "ts"),
            'ц' => draft.either(&mut source, 1, "s", Doubt::Ts, "ts"),
            'щ' => draft.either(&mut source, 1, "sh", Doubt::Shch, "shch"),
            'ы' => draft.either(&mut source, 1, "i", Doubt::Y, "y"),
            'с' if source.ahead(1) == Some('ҳ') => draft.put(&mut source, 1, "sʼ"),
            'ъ' if matches!(source.ahead(1), Some('е' | 'ё' | 'ю' | 'я')) => {
                draft.put(&mut source, 1, "");
            }
            // An apostrophe after o or g would make another letter of it.
            'ъ' if matches!(source.before(), Some('о' | 'ё' | 'г')) => {
                draft.mark(Doubt::Tutuq);
                draft.put(&mut source, 1, "");
            }
            'ъ' => draft.put(&mut source, 1, "ʼ"),
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
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'ё' => "yo",
        'ж' => "j",
        'з' => "z",
        'и' => "i",
        'й' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "x",
        'ч' => "ch",
        'ш' => "sh",
        'ь' => "",
        'э' => "e",
        'ю' => "yu",
        'я' => "ya",
        'ў' => "oʻ",
        'қ' => "q",
        'ғ' => "gʻ",
        'ҳ' => "h",
        _ => return None,
    })
}
