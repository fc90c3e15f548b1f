use super::*;

fn found(one: (Script, &str), other: (Script, &str)) -> Option<Match> {
    let read = |(script, text)| (script, NamePart::read(script, text).unwrap());
    let (one, other) = (read(one), read(other));
    let there = parts((one.0, &one.1), (other.0, &other.1));
    assert_eq!(there, parts((other.0, &other.1), (one.0, &one.1)), "a match is the same from both sides");
    there
}

use Script::{Foreign, KaaCyrl, KaaLatn, Ru, UzCyrl, UzLatn, UzLatn2026};

#[test]
fn the_counter_hears_why_two_names_match() {
    for (one, other, why) in [
        ((UzLatn, "Karimov"), (UzLatn, "KARIMOV"), Match::SameSpelling),
        ((UzLatn, "O'ktam"), (UzLatn, "Oʻktam"), Match::SameSpelling),
        ((UzLatn, "Joʻraxoʻjayev"), (UzCyrl, "Жўрахўжаев"), Match::SameInAnotherScript),
        ((UzCyrl, "Қодиров"), (UzLatn, "Qodirov"), Match::SameInAnotherScript),
        ((Ru, "Цой"), (UzLatn, "Tsoy"), Match::SameInAnotherScript),
        ((Ru, "Юлдашев"), (UzLatn, "Yoʻldoshev"), Match::SameInAnotherScript),
        ((UzLatn, "Shukurov"), (UzLatn2026, "Şukurov"), Match::SameInAnotherScript),
        ((KaaLatn, "Ájiniyaz"), (KaaCyrl, "Әжинияз"), Match::SameInAnotherScript),
        ((UzCyrl, "Каримов"), (Ru, "Каримов"), Match::SameInAnotherScript),
        ((UzLatn, "Joʻraxoʻjayev"), (Foreign, "Jurakhujaev"), Match::Similar),
        ((UzLatn, "Husan"), (UzLatn, "Xusan"), Match::Similar),
        ((UzLatn, "Joʻrayev"), (UzLatn, "Jorayev"), Match::Similar),
        ((UzLatn, "Qodirov"), (Foreign, "Kadyrov"), Match::Similar),
        ((Ru, "Фёдор"), (Ru, "Федор"), Match::Similar),
        ((UzLatn, "Umid"), (UzLatn, "Omid"), Match::Similar),
    ] {
        assert_eq!(found(one, other), Some(why), "{} {}", one.1, other.1);
    }
}

#[test]
fn names_that_only_share_a_search_key_do_not_match() {
    for (one, other) in
        [("Hasan", "Husan"), ("Zahro", "Zuhro"), ("Anvar", "Unvor"), ("Karim", "Akram"), ("Ali", "Vali")]
    {
        assert_eq!(found((UzLatn, one), (UzLatn, other)), None, "{one} {other}");
    }
}

#[test]
fn a_whole_name_matches_as_its_weakest_part_and_parts_that_lack_are_left_out() {
    let name =
        |script, surname, given, patronymic| PersonName::new(script, surname, given, patronymic).unwrap();
    let latin = name(UzLatn, Some("Qodirov"), Some("Anvar"), Some("Karim oʻgʻli"));
    let cyrillic = name(UzCyrl, Some("Қодиров"), Some("Анвар"), None);
    let foreign = name(Foreign, Some("Kadyrov"), Some("Anvar"), None);
    let brother = name(UzLatn, Some("Qodirov"), Some("Olim"), Some("Karim oʻgʻli"));
    let one_name = name(Foreign, None, Some("Suharyanto"), None);
    assert_eq!(names(&latin, &latin).whole(), Some(Match::SameSpelling));
    assert_eq!(names(&latin, &cyrillic).whole(), Some(Match::SameInAnotherScript));
    assert_eq!(names(&latin, &cyrillic).patronymic, Compared::NotCompared);
    assert_eq!(names(&latin, &foreign).whole(), Some(Match::Similar));
    assert_eq!(names(&latin, &brother).whole(), None);
    assert_eq!(names(&latin, &brother).surname, Compared::Matches(Match::SameSpelling));
    assert_eq!(names(&one_name, &name(UzLatn, Some("Qodirov"), None, None)).whole(), None);
}

#[test]
fn every_match_has_its_words() {
    assert_eq!(
        Match::ALL.map(|found| found.to_string()),
        ["same spelling", "same in another script", "similar"]
    );
    assert_eq!(Match::ALL.map(Match::word), ["same-spelling", "same-in-another-script", "similar"]);
}
