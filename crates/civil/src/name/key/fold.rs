//! From letters to sounds: spellings that are used for one another become one.
use super::letters::words;
use crate::name::Script;

/// One sound: the class that the loose key shows, and the letter that was heard in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Sound {
    /// A consonant; `a` for a, o, oʻ and u; `i` for e, i, ы and every iotated vowel.
    pub(crate) class: char,
    /// The consonant or the vowel itself: a, o, ö (oʻ), u, e or i.
    pub(crate) letter: char,
}

/// Pairs and triples of letters that papers use for one sound, applied until nothing changes.
const SAME: [(&str, &str); 12] = [
    ("ts", "s"),    // ц: Tsoy, Soy
    ("dj", "j"),    // дж: Djurayev
    ("zh", "j"),    // ж: Zhuraev
    ("shch", "sh"), // щ
    ("sch", "sh"),  // щ in Karakalpak
    ("kh", "h"),    // х: Khusan
    ("gh", "g"),    // ғ: Ghulom
    ("td", "d"),    // Nuritdin
    ("ng", "n"),    // ң
    ("ck", "k"),    // foreign papers
    ("dzh", "j"),   // дж: Dzhurayev
    ("ph", "f"),    // foreign papers
];

/// Stems that papers spell with another consonant, as the loose key shows them.
const STEMS: [(&str, &str); 4] =
    [("ibragim", "ibrahim"), ("isap", "isaf"), ("isab", "isaf"), ("sharip", "sharif")];

/// The vowels among the letters, with y.
const VOWELS: &str = "aeiouöy";

/// The sounds of a name.
pub(crate) fn sounds(script: Script, text: &str) -> Vec<Sound> {
    of_words(words(script, text))
}

/// The sounds of the father's name in a patronymic.
pub(super) fn patronymic_sounds(script: Script, text: &str) -> Vec<Sound> {
    let mut words = words(script, text);
    if words.len() > 1 && words.last().is_some_and(|word| CHILD_OF.contains(&word.as_str())) {
        words.pop();
    } else if let Some(word) = words.last_mut() {
        let father = ["ovich", "evich", "ovna", "evna", "ichna", "ich"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .filter(|father| father.chars().count() > 1);
        if let Some(father) = father {
            *word = father.strip_suffix('y').unwrap_or(father).to_owned();
        }
    }
    of_words(words)
}

/// The words for son and daughter, in the letters of [`words`].
const CHILD_OF: [&str; 6] = ["ögli", "ogli", "ugli", "uli", "kizi", "kyzy"];

fn of_words(words: Vec<String>) -> Vec<Sound> {
    let mut all: Vec<Sound> =
        words.into_iter().flat_map(|word| of_letters(&ended(&rewritten(word)))).collect();
    let key: String = all.iter().map(|sound| sound.class).collect();
    for (stem, same) in STEMS {
        if key.starts_with(stem) {
            for (sound, class) in all.iter_mut().zip(same.chars()) {
                if sound.class != class {
                    *sound = Sound { class, letter: class };
                }
            }
        }
    }
    all
}

/// `word` with no consonant doubled and every pair of [`SAME`] replaced, until nothing changes. Each step
/// makes the word shorter.
fn rewritten(mut word: String) -> String {
    loop {
        let mut next = String::new();
        for c in word.chars() {
            if !next.ends_with(c) || VOWELS.contains(c) {
                next.push(c);
            }
        }
        for (pair, one) in SAME {
            next = next.replace(pair, one);
        }
        if next == word {
            return word;
        }
        word = next;
    }
}

/// `word` with one form of the endings that papers change: -ov, -ev, -yev, -iyev; -uddin, -iddin; -med,
/// -mad; -loh, -lo.
fn ended(word: &str) -> String {
    for (ending, kept) in [("vich", "vich"), ("vna", "vna"), ("va", "va"), ("v", "v")] {
        let stem = word.strip_suffix(ending).and_then(|stem| stem.strip_suffix(['e', 'o']));
        if let Some(stem) = stem.filter(|stem| stem.chars().count() > 1) {
            return format!("{}o{kept}", stem.trim_end_matches(['y', 'i']));
        }
    }
    for (ending, kept) in [
        ("udin", "idin"),
        ("odin", "idin"),
        ("ödin", "idin"),
        ("med", "mad"),
        ("ah", "a"),
        ("oh", "o"),
        ("öh", "ö"),
        ("uh", "u"),
    ] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.chars().count() > 1) {
            return format!("{stem}{kept}");
        }
    }
    word.to_owned()
}

fn of_letters(word: &str) -> Vec<Sound> {
    let letters: Vec<char> = word.chars().collect();
    let mut all: Vec<Sound> = Vec::new();
    // Whether y or i was heard and no vowel after it yet.
    let mut glide = false;
    for (c, at) in letters.iter().copied().zip(0usize..) {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = at.checked_add(1).and_then(|at| letters.get(at)).copied();
        let sound = match c {
            'y' | 'i' => {
                glide = true;
                continue;
            }
            // Daulet and Davlat, Raushan and Ravshan: u after a and before a consonant.
            'u' | 'ö' if before == Some('a') && after.is_some_and(|after| !VOWELS.contains(after)) => {
                Sound { class: 'v', letter: 'v' }
            }
            // Sergey and Sergei, Huseyn and Husayn: e before a й that no vowel follows.
            'e' if before_y(letters.get(at..).unwrap_or_default()) => Sound { class: 'a', letter: 'a' },
            'a' | 'o' | 'ö' | 'u' => Sound { class: if glide { 'i' } else { 'a' }, letter: c },
            'e' => Sound { class: 'i', letter: 'e' },
            consonant => {
                if glide {
                    push(&mut all, Sound { class: 'i', letter: 'i' });
                }
                Sound { class: consonant, letter: consonant }
            }
        };
        glide = false;
        push(&mut all, sound);
    }
    if glide {
        push(&mut all, Sound { class: 'i', letter: 'i' });
    }
    all
}

/// Whether y or i stands after the first letter, and no other vowel after that.
fn before_y(letters: &[char]) -> bool {
    let mut after = letters.iter().skip(1).skip_while(|c| matches!(c, 'y' | 'i'));
    letters.get(1).is_some_and(|c| matches!(c, 'y' | 'i'))
        && !after.next().is_some_and(|c| VOWELS.contains(*c))
}

/// Adds `sound`; two of one class beside each other are one, heard as the second.
fn push(all: &mut Vec<Sound>, sound: Sound) {
    match all.last_mut() {
        Some(last) if last.class == sound.class => *last = sound,
        Some(_) | None => all.push(sound),
    }
}
