//! The endings and words themselves, by script.
use super::Form;
use crate::{name::Script, person::Sex};

/// The words for son and daughter that are written after the father's name in a script.
pub(super) fn words(script: Script) -> Vec<(Form, &'static str, &'static str)> {
    match script {
        Script::UzLatn => vec![(Form::Uzbek, "oʻgʻli", "qizi")],
        Script::UzLatn2026 => vec![(Form::Uzbek, "öğli", "qizi")],
        Script::UzCyrl => vec![(Form::Uzbek, "ўғли", "қизи")],
        // As Russian papers write the Uzbek words.
        Script::Ru => vec![(Form::Uzbek, "угли", "кизи")],
        Script::KaaLatn => vec![(Form::Karakalpak, "ulı", "qızı")],
        Script::KaaCyrl => vec![(Form::Karakalpak, "улы", "қызы")],
        Script::Foreign => Vec::new(),
    }
}

/// The sex that a Russian patronymic shows by its ending.
pub(super) fn russian_sex(script: Script, small: &str) -> Option<Sex> {
    let (male, female): (&[&str], &[&str]) = match script {
        Script::UzCyrl | Script::Ru | Script::KaaCyrl => {
            (&["ович", "евич", "ьич"], &["овна", "евна", "ична"])
        }
        Script::UzLatn | Script::KaaLatn => (&["ovich", "evich"], &["ovna", "evna", "ichna"]),
        Script::UzLatn2026 => (&["oviç", "eviç"], &["ovna", "evna", "içna"]),
        Script::Foreign => (&[], &[]),
    };
    if male.iter().any(|ending| small.ends_with(ending)) {
        Some(Sex::Male)
    } else if female.iter().any(|ending| small.ends_with(ending)) {
        Some(Sex::Female)
    } else {
        None
    }
}

/// The Russian patronymic of a name and whether it follows by rule alone: a hard consonant takes
/// -ovich, a hushing one -evich. Names that end otherwise follow usage. `None` for a script without it.
pub(super) fn russian(script: Script, name: &str, sex: Sex) -> Option<(String, bool)> {
    let small: String = name.chars().map(|c| script.lower(c)).collect();
    let female = sex == Sex::Female;
    let (stem, ending, sure) = match script {
        Script::UzCyrl | Script::Ru | Script::KaaCyrl => cyrillic(&small, female)?,
        Script::UzLatn | Script::KaaLatn => latin(&small, female)?,
        Script::UzLatn2026 => {
            let (stem, ending, sure) = latin(&small, female)?;
            (stem, if female { ending } else { ending.replace("ch", "ç") }, sure)
        }
        Script::Foreign => return None,
    };
    let kept: String = name.chars().take(stem.chars().count()).collect();
    Some((format!("{kept}{}", like(script, name, &ending)), sure))
}

/// Names whose patronymic follows no rule: name, stem that stays, masculine and feminine ending.
const IRREGULAR: [(&str, &str, &str, &str); 9] = [
    ("илья", "ил", "ьич", "ьинична"),
    ("никита", "никит", "ич", "ична"),
    ("кузьма", "кузьм", "ич", "инична"),
    ("фома", "фом", "ич", "инична"),
    ("лука", "лук", "ич", "инична"),
    ("яков", "яков", "левич", "левна"),
    ("дмитрий", "дмитри", "евич", "евна"),
    ("георгий", "георги", "евич", "евна"),
    ("михаил", "михайл", "ович", "овна"),
];

fn cyrillic(small: &str, female: bool) -> Option<(String, String, bool)> {
    for (name, stem, male, daughter) in IRREGULAR {
        // A stem that changes a letter within the name cannot be shown by an ending alone.
        if name == small && name.starts_with(stem) {
            return Some((stem.to_owned(), if female { daughter } else { male }.to_owned(), false));
        }
        if name == small {
            return None;
        }
    }
    let (ov, ev) = if female { ("овна", "евна") } else { ("ович", "евич") };
    let last = small.chars().next_back()?;
    let cut = || small.chars().take(small.chars().count().saturating_sub(1)).collect::<String>();
    Some(match last {
        'ж' | 'ш' | 'ч' | 'щ' | 'ц' => (small.to_owned(), ev.to_owned(), true),
        'й' if small.ends_with("ий") => {
            (small.chars().take(small.chars().count().saturating_sub(2)).collect(), format!("ь{ev}"), false)
        }
        'й' | 'ь' => (cut(), ev.to_owned(), false),
        'а' | 'ә' | 'е' | 'ё' | 'и' | 'о' | 'ө' | 'у' | 'ү' | 'ў' | 'ы' | 'э' | 'ю' | 'я' => {
            (small.to_owned(), ev.to_owned(), false)
        }
        c if c.is_alphabetic() => (small.to_owned(), ov.to_owned(), true),
        _ => return None,
    })
}

fn latin(small: &str, female: bool) -> Option<(String, String, bool)> {
    let end = if female { "vna" } else { "vich" };
    let last = small.chars().next_back()?;
    let hushing = small.ends_with("sh") || small.ends_with("ch") || matches!(last, 'j' | 'ş' | 'ç');
    Some(match last {
        _ if hushing => (small.to_owned(), format!("e{end}"), true),
        'a' | 'á' | 'e' | 'i' | 'ı' | 'o' | 'ó' | 'u' | 'ú' | 'ö' => {
            (small.to_owned(), format!("ye{end}"), false)
        }
        'y' => (small.to_owned(), format!("e{end}"), false),
        c if c.is_alphabetic() && !matches!(c, super::super::APOSTROPHE | super::super::TURNED_COMMA) => {
            (small.to_owned(), format!("o{end}"), true)
        }
        super::super::TURNED_COMMA => (small.to_owned(), format!("ye{end}"), false),
        _ => return None,
    })
}

/// The surname with the ending of `sex`; `None` where it has no ending of the other one.
pub(super) fn surname_of(script: Script, surname: &str, sex: Sex) -> Option<String> {
    let pairs: &[(&str, &str)] = match script {
        Script::UzCyrl | Script::KaaCyrl => &[("ов", "ова"), ("ев", "ева"), ("ёв", "ёва")],
        Script::Ru => &[
            ("ов", "ова"),
            ("ев", "ева"),
            ("ёв", "ёва"),
            ("ин", "ина"),
            ("ын", "ына"),
            ("ский", "ская"),
            ("цкий", "цкая"),
        ],
        Script::UzLatn | Script::UzLatn2026 | Script::KaaLatn => &[("ov", "ova"), ("ev", "eva")],
        Script::Foreign => &[],
    };
    let small: String = surname.chars().map(|c| script.lower(c)).collect();
    // Names on -ddin end in no ending of a surname.
    if ["ддин", "дин"].iter().any(|name| small.ends_with(name)) {
        return None;
    }
    let (from, to) = pairs.iter().find_map(|(male, female)| match sex {
        Sex::Male => small.ends_with(female).then_some((female, male)),
        Sex::Female => small.ends_with(male).then_some((male, female)),
        Sex::Undetermined => None,
    })?;
    let kept = surname.chars().count().checked_sub(from.chars().count())?;
    let stem: String = surname.chars().take(kept).collect();
    Some(format!("{stem}{}", like(script, surname, to)))
}

/// `ending` in capitals where the whole name is written in capitals.
pub(super) fn like(script: Script, name: &str, ending: &str) -> String {
    let mut cased = name.chars().filter(|c| c.is_uppercase() || c.is_lowercase()).peekable();
    let capitals = cased.next().is_some_and(char::is_uppercase)
        && cased.peek().is_some()
        && cased.all(char::is_uppercase);
    if capitals { ending.chars().map(|c| script.upper(c)).collect() } else { ending.to_owned() }
}
