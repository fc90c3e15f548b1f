//! A sentence of Uzbek Latin in Cyrillic, by the rule of the alphabet.
//!
//! It is for the register's own sentences alone: names of people have rules and doubts of their own. What stands
//! between backticks or in braces, and words that are written in Latin letters everywhere, stay.

/// Words that stay in Latin letters.
const KEPT: [&str; 6] = ["JSON", "UTF", "ISO", "QR", "PDF", "DAL"];
/// Stems that the rule does not give: ц, and the signs of words from Russian.
const STEMS: [(&str, &str); 4] =
    [("apostil", "апостиль"), ("obyekt", "объект"), ("tsiya", "ция"), ("tsion", "цион")];
/// Letters and pairs of letters, the longest first; `e` and the start of words have a rule of their own.
const LETTERS: [(&str, &str); 38] = [
    ("yoʻ", "йў"),
    ("sʼh", "сҳ"),
    ("oʻ", "ў"),
    ("gʻ", "ғ"),
    ("sh", "ш"),
    ("ch", "ч"),
    ("yo", "ё"),
    ("yu", "ю"),
    ("ya", "я"),
    ("ye", "е"),
    ("a", "а"),
    ("b", "б"),
    ("d", "д"),
    ("f", "ф"),
    ("g", "г"),
    ("h", "ҳ"),
    ("i", "и"),
    ("j", "ж"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "қ"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("v", "в"),
    ("x", "х"),
    ("y", "й"),
    ("z", "з"),
    ("c", "с"),
    ("w", "в"),
    ("ʼ", "ъ"),
    ("ʻ", ""),
    ("e", "е"),
];

/// The sentence in Cyrillic.
pub(super) fn rendered(sentence: &str) -> String {
    let mut out = String::new();
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '`' => rest.char_indices().skip(1).find(|(_, c)| *c == '`').map(|(at, _)| at.saturating_add(1)),
            '{' => rest.find('}').map(|at| at.saturating_add(1)),
            _ => None,
        };
        let word = rest.find(|c: char| !is_of_word(c)).unwrap_or(rest.len());
        let (taken, after) = rest.split_at(end.unwrap_or(if word == 0 { first.len_utf8() } else { word }));
        if end.is_some() || KEPT.contains(&taken) {
            out.push_str(taken);
        } else {
            out.push_str(&word_in_cyrillic(taken));
        }
        rest = after;
    }
    out
}

const fn is_of_word(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'ʻ' | 'ʼ')
}

fn word_in_cyrillic(word: &str) -> String {
    let lower = word.to_lowercase();
    let all_caps = word.chars().filter(|c| c.is_uppercase()).count() > 1;
    let mut out = String::new();
    let mut at = 0;
    while let Some(rest) = lower.get(at..).filter(|rest| !rest.is_empty()) {
        let piece = STEMS.iter().chain(&LETTERS).find(|(latin, _)| rest.starts_with(latin));
        let (latin, cyrillic) = match piece {
            Some(("e", _)) if starts_syllable(&out) => ("e", "э"),
            Some((latin, cyrillic)) => (*latin, *cyrillic),
            None => {
                let end = rest.chars().next().map_or(1, char::len_utf8);
                let (one, _) = rest.split_at(end);
                (one, one)
            }
        };
        let capital = word.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase);
        match (capital, all_caps) {
            (true, true) => out.push_str(&cyrillic.to_uppercase()),
            (true, false) => out.extend(capitalised(cyrillic)),
            (false, _) => out.push_str(cyrillic),
        }
        at = at.saturating_add(latin.len());
    }
    out
}

/// Whether `e` is э here: at the start of a word and after a vowel.
fn starts_syllable(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| "аеёиоуўэюя".contains(c.to_ascii_lowercase()))
}

fn capitalised(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().enumerate().flat_map(|(at, c)| if at == 0 { c.to_uppercase().collect() } else { vec![c] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_register_are_written_as_in_cyrillic() {
        for (latin, cyrillic) in [
            ("Oʻgʻiloy, yoʻldosh va eʼtiroz", "Ўғилой, йўлдош ва эътироз"),
            ("JShShIR va FHDYO boʻlimi", "ЖШШИР ва ФҲДЁ бўлими"),
            ("yuborilgan maʼlumot; poyezd, Isʼhoq", "юборилган маълумот; поезд, Исҳоқ"),
            ("`child.born` va {at}-belgi JSON da", "`child.born` ва {at}-белги JSON да"),
            ("identifikatsiya", "идентификация"),
            ("Shunda Chiqish", "Шунда Чиқиш"),
            ("(1 dan 6 gacha)", "(1 дан 6 гача)"),
        ] {
            assert_eq!(rendered(latin), cyrillic);
        }
    }
}
