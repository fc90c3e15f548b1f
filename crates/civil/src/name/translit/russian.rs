//! Uzbek and Russian: no rule, only what papers do. Every proposal is marked [`Doubt::Practice`].
use super::{
    Doubt, Spelling,
    draft::{Draft, Source, add_known, like},
    uzbek,
};
use crate::name::{APOSTROPHE, Script, TURNED_COMMA};

/// Russian to Uzbek Latin: the Uzbek rule letter by letter, and the Uzbek spelling of known names.
pub(super) fn to_uzbek_latin(text: &str) -> Vec<Spelling> {
    let Some(mut draft) = uzbek::latin(Script::Ru, text) else { return Vec::new() };
    draft.mark(Doubt::Practice);
    let mut all = draft.spellings();
    if let Some(known) = known(Script::Ru, text, &FROM_RUSSIAN, |(ru, uz)| (ru, uz)) {
        add_known(&mut all, known);
    }
    all
}

/// Russian to Uzbek Cyrillic: as it stands, with щ and ы as an Uzbek writes them, and known names.
pub(super) fn to_uzbek_cyrillic(text: &str) -> Vec<Spelling> {
    let mut source = Source::new(Script::Ru, text);
    let mut draft = Draft::new(Script::UzCyrl);
    draft.mark(Doubt::Practice);
    while let Some(c) = source.here() {
        match c {
            'щ' => draft.either(&mut source, 1, "щ", Doubt::Shch, "ш"),
            'ы' => draft.either(&mut source, 1, "ы", Doubt::Y, "и"),
            'а'..='я' | 'ё' => draft.put(&mut source, 1, c.encode_utf8(&mut [0; 4])),
            _ => {
                if draft.keep(&mut source).is_none() {
                    return Vec::new();
                }
            }
        }
    }
    let mut all = draft.spellings();
    let known = known(Script::Ru, text, &FROM_RUSSIAN, |(ru, uz)| (ru, uz));
    if let Some(known) = known.as_deref().and_then(uzbek::cyrillic_by_rule) {
        add_known(&mut all, known);
    }
    all
}

/// Uzbek Cyrillic to Russian: ў қ ғ ҳ become у к г х.
pub(super) fn from_uzbek_cyrillic(text: &str) -> Vec<Spelling> {
    let mut source = Source::new(Script::UzCyrl, text);
    let mut draft = Draft::new(Script::Ru);
    draft.mark(Doubt::Practice);
    while let Some(c) = source.here() {
        match c {
            'й' if source.ahead(1) == Some('ў') => draft.put(&mut source, 2, "ю"),
            'ў' => draft.put(&mut source, 1, "у"),
            'қ' => draft.put(&mut source, 1, "к"),
            'ғ' => draft.put(&mut source, 1, "г"),
            'ҳ' => draft.put(&mut source, 1, "х"),
            'ж' => draft.either(&mut source, 1, "ж", Doubt::Dj, "дж"),
            'ъ' if !matches!(source.ahead(1), Some('е' | 'ё' | 'ю' | 'я')) => {
                draft.either(&mut source, 1, "", Doubt::Tutuq, "ъ");
            }
            'а'..='я' | 'ё' => draft.put(&mut source, 1, c.encode_utf8(&mut [0; 4])),
            _ => {
                if draft.keep(&mut source).is_none() {
                    return Vec::new();
                }
            }
        }
    }
    let mut all = draft.spellings();
    let latin = uzbek::to_latin(text).into_iter().next();
    if let Some(known) = latin.and_then(|latin| known_russian(&latin.text)) {
        add_known(&mut all, known);
    }
    all
}

/// Uzbek Latin to Russian.
pub(super) fn from_uzbek_latin(text: &str) -> Vec<Spelling> {
    let Some(draft) = russian(text) else { return Vec::new() };
    let mut all = draft.spellings();
    if let Some(known) = known_russian(text) {
        add_known(&mut all, known);
    }
    all
}

fn russian(text: &str) -> Option<Draft> {
    let mut source = Source::new(Script::UzLatn, text);
    let mut draft = Draft::new(Script::Ru);
    draft.mark(Doubt::Practice);
    while let Some(c) = source.here() {
        let turned = source.ahead(1) == Some(TURNED_COMMA);
        let vowel = source.before().is_some_and(|c| "aeiou".contains(c) || c == TURNED_COMMA);
        let consonant =
            source.before().is_some_and(char::is_alphabetic) && !vowel && source.before() != Some('y');
        match (c, source.ahead(1)) {
            ('y', Some('o')) if source.ahead(2) == Some(TURNED_COMMA) => draft.put(&mut source, 3, "ю"),
            ('o', _) if turned => draft.put(&mut source, 2, "у"),
            ('g', _) if turned => draft.put(&mut source, 2, "г"),
            ('s', Some('h')) => draft.put(&mut source, 2, "ш"),
            ('c', Some('h')) => draft.put(&mut source, 2, "ч"),
            ('t', Some('s')) if source.ahead(2) != Some('h') => {
                draft.either(&mut source, 2, "ц", Doubt::Ts, "тс");
            }
            ('y', Some('o')) if consonant => draft.either(&mut source, 2, "ё", Doubt::Sign, "ьё"),
            ('y', Some('u')) if consonant => draft.either(&mut source, 2, "ю", Doubt::Sign, "ью"),
            ('y', Some('a')) if consonant => draft.either(&mut source, 2, "я", Doubt::Sign, "ья"),
            ('y', Some('e')) if consonant => draft.either(&mut source, 2, "е", Doubt::Sign, "ье"),
            ('y', Some('o')) => draft.put(&mut source, 2, "ё"),
            ('y', Some('u')) => draft.put(&mut source, 2, "ю"),
            ('y', Some('a')) => draft.put(&mut source, 2, "я"),
            ('y', Some('e')) => draft.put(&mut source, 2, "е"),
            ('e', _) if source.word_start() => draft.put(&mut source, 1, "э"),
            ('e', _) if vowel => draft.either(&mut source, 1, "э", Doubt::E, "е"),
            ('j', _) => draft.either(&mut source, 1, "ж", Doubt::Dj, "дж"),
            (APOSTROPHE, Some('h')) if source.before() == Some('s') => draft.put(&mut source, 1, ""),
            (APOSTROPHE, _) if !source.word_start() => draft.either(&mut source, 1, "", Doubt::Tutuq, "ъ"),
            _ => match single(c) {
                Some(one) => draft.put(&mut source, 1, one),
                None => draft.keep(&mut source)?,
            },
        }
    }
    Some(draft)
}

const fn single(c: char) -> Option<&'static str> {
    Some(match c {
        'a' => "а",
        'b' => "б",
        'd' => "д",
        'e' => "е",
        'f' => "ф",
        'g' => "г",
        'h' | 'x' => "х",
        'i' => "и",
        'k' | 'q' => "к",
        'l' => "л",
        'm' => "м",
        'n' => "н",
        'o' => "о",
        'p' => "п",
        'r' => "р",
        's' => "с",
        't' => "т",
        'u' => "у",
        'v' => "в",
        'y' => "й",
        'z' => "з",
        _ => return None,
    })
}

fn known_russian(latin: &str) -> Option<String> {
    known(Script::UzLatn, latin, &FROM_RUSSIAN, |(ru, uz)| (uz, ru))
        .or_else(|| known(Script::UzLatn, latin, &FROM_UZBEK, |(ru, uz)| (uz, ru)))
}

/// The endings of surnames and patronymics, in Russian and in Uzbek Latin.
const ENDINGS: [(&str, &str); 13] = [
    ("овна", "ovna"),
    ("евна", "yevna"),
    ("евна", "evna"),
    ("ович", "ovich"),
    ("евич", "yevich"),
    ("евич", "evich"),
    ("ова", "ova"),
    ("ева", "yeva"),
    ("ева", "eva"),
    ("ов", "ov"),
    ("ев", "yev"),
    ("ев", "ev"),
    ("", ""),
];

/// The known spelling of a name or of the name that a surname is made of. `sides` gives the side that
/// is looked up and the answer.
fn known<'t>(
    from: Script,
    text: &str,
    table: &'t [(&'t str, &'t str)],
    sides: impl Fn((&'t str, &'t str)) -> (&'t str, &'t str),
) -> Option<String> {
    let small: String = text.chars().map(|c| from.lower(c)).collect();
    let found = ENDINGS.iter().find_map(|(ru, uz)| {
        let russian = from == Script::Ru;
        let (mine, theirs) = if russian { (ru, uz) } else { (uz, ru) };
        let stem = small.strip_suffix(mine)?;
        let answer = table.iter().find_map(|row| {
            let (asked, answer) = sides(*row);
            (asked == stem).then_some(answer)
        })?;
        // After a vowel an Uzbek writes yev, after a consonant ev.
        let vowel = answer.ends_with(['a', 'e', 'i', 'o', 'u', TURNED_COMMA]);
        (!russian || uz.is_empty() || !uz.contains('e') || vowel == uz.starts_with('y'))
            .then(|| format!("{answer}{theirs}"))
    })?;
    let to = if from == Script::Ru { Script::UzLatn } else { Script::Ru };
    Some(like(text, to, &found))
}

/// Names that Russian papers write by their sound: Russian, Uzbek Latin.
pub(super) const FROM_RUSSIAN: [(&str, &str); 93] = [
    ("абдукадыр", "abduqodir"),
    ("абдулла", "abdulla"),
    ("абдурахман", "abdurahmon"),
    ("адыл", "odil"),
    ("азамат", "azamat"),
    ("азиз", "aziz"),
    ("алишер", "alisher"),
    ("анвар", "anvar"),
    ("ахмад", "ahmad"),
    ("ахмаджан", "ahmadjon"),
    ("байрам", "bayram"),
    ("баходыр", "bahodir"),
    ("бахадыр", "bahodir"),
    ("бахтияр", "baxtiyor"),
    ("батыр", "botir"),
    ("бабур", "bobur"),
    ("гайрат", "gʻayrat"),
    ("галиб", "gʻolib"),
    ("гани", "gʻani"),
    ("гафур", "gʻafur"),
    ("гулам", "gʻulom"),
    ("гульнара", "gulnora"),
    ("гульчехра", "gulchehra"),
    ("джамшид", "jamshid"),
    ("джасур", "jasur"),
    ("джахангир", "jahongir"),
    ("дильбар", "dilbar"),
    ("дильшад", "dilshod"),
    ("дильфуза", "dilfuza"),
    ("зафар", "zafar"),
    ("зульфия", "zulfiya"),
    ("ибрагим", "ibrohim"),
    ("ильхам", "ilhom"),
    ("ильяс", "ilyos"),
    ("исхак", "isʼhoq"),
    ("исмаил", "ismoil"),
    ("кабул", "qobul"),
    ("кадыр", "qodir"),
    ("камал", "kamol"),
    ("камиль", "komil"),
    ("карим", "karim"),
    ("каххар", "qahhor"),
    ("кудрат", "qudrat"),
    ("курбан", "qurbon"),
    ("кучкар", "qoʻchqor"),
    ("лазиз", "laziz"),
    ("максуд", "maqsud"),
    ("мамаджан", "mamajon"),
    ("мансур", "mansur"),
    ("махмуд", "mahmud"),
    ("мирза", "mirzo"),
    ("мухаббат", "muhabbat"),
    ("мухаммад", "muhammad"),
    ("надыр", "nodir"),
    ("назар", "nazar"),
    ("нигара", "nigora"),
    ("норкул", "norqul"),
    ("пулат", "poʻlat"),
    ("равшан", "ravshan"),
    ("рахим", "rahim"),
    ("рахман", "rahmon"),
    ("рахмат", "rahmat"),
    ("рашид", "rashid"),
    ("рустам", "rustam"),
    ("сабир", "sobir"),
    ("садык", "sodiq"),
    ("саттар", "sattor"),
    ("султан", "sulton"),
    ("тахир", "tohir"),
    ("ташпулат", "toshpoʻlat"),
    ("тимур", "temur"),
    ("тура", "toʻra"),
    ("туракул", "toʻraqul"),
    ("турсун", "tursun"),
    ("тухтасин", "toʻxtasin"),
    ("тухта", "toʻxta"),
    ("улугбек", "ulugʻbek"),
    ("умар", "umar"),
    ("уктам", "oʻktam"),
    ("уткир", "oʻtkir"),
    ("фархад", "farhod"),
    ("фатима", "fotima"),
    ("хаким", "hakim"),
    ("хамид", "hamid"),
    ("хасан", "hasan"),
    ("хусан", "husan"),
    ("хусаин", "husayn"),
    ("шарип", "sharif"),
    ("шухрат", "shuhrat"),
    ("эргаш", "ergash"),
    ("юлдаш", "yoʻldosh"),
    ("юсуп", "yusuf"),
    ("якуб", "yoqub"),
];

/// Russian names whose ь, ц, щ, ы or ё the Latin spelling does not show: Russian, Uzbek Latin.
pub(super) const FROM_UZBEK: [(&str, &str); 24] = [
    ("алёна", "alyona"),
    ("альберт", "albert"),
    ("альбина", "albina"),
    ("артём", "artyom"),
    ("васильев", "vasilyev"),
    ("виталий", "vitaliy"),
    ("игорь", "igor"),
    ("игорьевна", "igoryevna"),
    ("игоревна", "igorevna"),
    ("ирина", "irina"),
    ("крылов", "krilov"),
    ("любовь", "lyubov"),
    ("людмила", "lyudmila"),
    ("наталья", "natalya"),
    ("ольга", "olga"),
    ("рыжов", "rijov"),
    ("татьяна", "tatyana"),
    ("ульяна", "ulyana"),
    ("фёдор", "fyodor"),
    ("цой", "soy"),
    ("цой", "tsoy"),
    ("щербаков", "sherbakov"),
    ("эльвира", "elvira"),
    ("юлия", "yuliya"),
];
