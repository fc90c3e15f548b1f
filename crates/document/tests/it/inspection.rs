//! Finds text that is clipped, lost, torn or printed over other text, and signs without a glyph.
//!
//! A page is read by poppler as words in boxes. Ornament that is text (the overlay of a sample, the fine print at the
//! foot) is told apart by its size; everything else must stand inside the content box and touch no other word.

use crate::{
    PRESS,
    pages::{Word, words},
    sheets::{self, birth},
};
use civil::{Lang, PartialDate};
use document::{Birth, Body, Death, Deceased, Facts, Medium, PaperClass, Sheet, Spouse, dates};
use std::collections::BTreeSet;

/// Points of PDF in a millimetre.
const MM: f64 = 72.0 / 25.4;

/// What is wrong with a page: each fault in words. Texts here are of invented people.
pub(crate) fn faults(pdf: &[u8], sheet: &Sheet) -> Vec<String> {
    let words = words(pdf);
    let mut faults: Vec<String> = words
        .iter()
        .filter(|word| word.text.chars().any(|sign| sign == '\u{fffd}' || sign.is_control()))
        .map(|word| format!("a sign without a meaning in {:?}", word.text))
        .collect();
    let text: Vec<&Word> = words.iter().filter(|word| !is_ornament(word)).collect();
    faults.extend(outside(&text, sheet));
    faults.extend(over_one_another(&text));
    faults.extend(lost(&text, sheet));
    faults
}

/// The letters of NAMUNA, ОБРАЗЕЦ and SAMPLE are 64 pt high, the fine print at the foot is less than 2 pt.
fn is_ornament(word: &Word) -> bool {
    let height = word.bottom - word.top;
    !(3.0..=60.0).contains(&height)
}

fn outside(words: &[&Word], sheet: &Sheet) -> Vec<String> {
    let (right, down) = match &sheet.medium {
        Medium::Plain => (0.0, 0.0),
        Medium::Blank { offset, number: _ } => {
            let (right, down) = offset.tenths();
            (f64::from(right) * MM / 10.0, f64::from(down) * MM / 10.0)
        }
    };
    // A line box is a little higher than its letters, so the edges of the box have a little room.
    let (left, top) = (39.0 * MM + right - 1.0, 14.0 * MM + down - 6.0);
    let (far, bottom) = (195.0 * MM + right + 1.0, 285.0 * MM + down + 3.0);
    let inside =
        |word: &Word| word.left >= left && word.right <= far && word.top >= top && word.bottom <= bottom;
    let found = words.iter().filter(|word| !inside(word));
    found.map(|word| format!("{:?} stands outside the content box", word.text)).collect()
}

/// Line boxes of neighbouring lines overlap by nature; the middle half of a line, where letters are, must not.
fn over_one_another(words: &[&Word]) -> Vec<String> {
    let core = |word: &Word| {
        let quarter = (word.bottom - word.top) / 4.0;
        (word.left + 0.4, word.right - 0.4, word.top + quarter, word.bottom - quarter)
    };
    let meet = |one: &Word, two: &Word| {
        let ((l1, r1, t1, b1), (l2, r2, t2, b2)) = (core(one), core(two));
        l1 < r2 && l2 < r1 && t1 < b2 && t2 < b1
    };
    let mut found = Vec::new();
    for (n, one) in words.iter().enumerate() {
        let rest = words.iter().skip(n + 1).filter(|two| meet(one, two));
        found.extend(
            rest.map(|two| format!("{:?} and {:?} are printed over one another", one.text, two.text)),
        );
    }
    found
}

/// The most letters of a piece that no line has to tear.
const ENTIRE: usize = 60;

/// Every word of every value must be read back: whole, or in pieces one behind another where a hyphen lets a line end. A
/// piece of more letters than anybody's name has may be torn.
fn lost(words: &[&Word], sheet: &Sheet) -> Vec<String> {
    let running: String = words.iter().map(|word| word.text.as_str()).collect();
    let is_found = |value: &str| {
        let may_be_torn = value.contains('-') || value.chars().count() > ENTIRE;
        words.iter().any(|word| word.text == value) || (may_be_torn && running.contains(value))
    };
    let values = expected(sheet);
    assert!(values.len() > 5, "a sheet says something");
    let mut parts = values.iter().flat_map(|value| value.split_whitespace());
    parts.by_ref().filter(|part| !is_found(part)).map(|part| format!("{part:?} is not on the page")).collect()
}

/// What a reader must find.
fn expected(sheet: &Sheet) -> Vec<String> {
    let mut found = vec![sheet.office.first.clone(), sheet.head.clone(), day_in_figures(sheet.issued)];
    if !matches!(sheet.class, PaperClass::Provisional { .. }) {
        found.push(sheet.number.to_string());
    }
    if let Medium::Blank { number, .. } = &sheet.medium {
        found.push(number.to_string());
    }
    let partial = |date: PartialDate| [dates::in_figures(date), dates::in_words(date, sheet.langs.0)];
    match &sheet.body {
        Body::Certificate(_, facts) | Body::Reference(_, facts) => match facts {
            Facts::Birth(it) => found.extend(of_birth(it, sheet)),
            Facts::Death(it) => found.extend(of_death(it, sheet)),
            Facts::Marriage(it) => {
                found.extend([&it.husband, &it.wife].into_iter().flat_map(of_spouse));
                found.extend(partial(it.day));
            }
            Facts::Divorce(it) => {
                found.extend([&it.husband, &it.wife].into_iter().flat_map(of_spouse));
                found.extend(partial(it.ended));
            }
        },
        Body::Stillbirth(_, it) => found.extend(of_birth(it, sheet)),
        Body::NoRecord(it) => found.extend(of_search(&it.person, &it.search)),
        Body::NotMarried(it) => found.extend(of_search(&it.person, &it.search)),
    }
    found
}

fn day_in_figures(day: civil::CivilDate) -> String {
    dates::in_figures(PartialDate::Day(day))
}

fn of_birth(it: &Birth, sheet: &Sheet) -> Vec<String> {
    let names = [&it.surname, &it.given, &it.father, &it.mother].into_iter().flatten().cloned();
    let dates = [dates::in_figures(it.born), dates::in_words(it.born, sheet.langs.1)];
    names.chain(dates).chain([it.birthplace.first.clone(), it.birthplace.second.clone()]).collect()
}

fn of_death(it: &Death, sheet: &Sheet) -> Vec<String> {
    let mut found: Vec<String> = match &it.who {
        Deceased::Known { surname, given } => [surname, given].into_iter().flatten().cloned().collect(),
        Deceased::Unknown => vec!["Шахси номаълум".to_owned()],
    };
    let places = [&it.birthplace, &it.place, &it.citizenship].into_iter().flatten();
    found.extend(places.flat_map(|place| [place.first.clone(), place.second.clone()]));
    found.extend([it.born, it.died].into_iter().flatten().map(dates::in_figures));
    found.extend(it.died.map(|died| dates::in_words(died, sheet.langs.0)));
    found.extend(it.age.map(|years| dates::age_in_words(years, sheet.langs.0)));
    found
}

fn of_spouse(it: &Spouse) -> Vec<String> {
    let place = it.birthplace.iter().flat_map(|place| [place.first.clone(), place.second.clone()]);
    let born = it.born.into_iter().map(dates::in_figures);
    [it.name.clone()].into_iter().chain(it.surname_after.clone()).chain(born).chain(place).collect()
}

fn of_search(person: &document::Sought, search: &document::Search) -> Vec<String> {
    let mut found = vec![person.name.clone(), search.places.first.clone(), search.places.second.clone()];
    found.extend([search.years.0.to_string(), search.years.1.to_string()]);
    found.extend([search.spellings.join("; "), search.archives.join("; ")]);
    found.extend(search.loaded.map(day_in_figures));
    found
}

#[test]
fn on_no_extreme_page_is_text_clipped_lost_or_printed_over_other_text() {
    for (name, sheet) in sheets::extremes() {
        let pdf = PRESS.print(&sheet).unwrap();
        assert_eq!(faults(&pdf, &sheet), Vec::<String>::new(), "{name}");
    }
    assert_eq!(faults(&PRESS.print(&birth()).unwrap(), &birth()), Vec::<String>::new());
}

/// What the letters of the faces take of a line, in ems: from the top of the highest to the foot of the lowest.
const LINE: f64 = 1.362;

/// The smallest letters of the names and places of a page, in points: of pieces that are long enough to stand in no label.
fn smallest(pdf: &[u8], sheet: &Sheet) -> f64 {
    let values = expected(sheet);
    let pieces: BTreeSet<&str> = values
        .iter()
        .flat_map(|value| value.split_whitespace())
        .filter(|piece| piece.chars().count() > 10)
        .collect();
    let words = words(pdf);
    let of_values = words.iter().filter(|word| !is_ornament(word) && pieces.contains(word.text.as_str()));
    of_values.map(|word| (word.bottom - word.top) / LINE).fold(f64::INFINITY, f64::min)
}

#[test]
fn the_longest_values_of_every_kind_are_printed_whole_and_can_be_read() {
    let pairs = [(Lang::UzLatn, Lang::Ru), (Lang::Kaa, Lang::UzCyrl), (Lang::En, Lang::En)];
    for (turn, shape) in sheets::Shape::ALL.into_iter().enumerate() {
        for sheet in sheets::longest(shape, pairs[turn % 3]) {
            let note = format!("{shape:?} {sheet:?}");
            let pdf = PRESS.print(&sheet).unwrap_or_else(|fault| panic!("{note}: {fault}"));
            assert_eq!(faults(&pdf, &sheet), Vec::<String>::new(), "{note}");
            let size = smallest(&pdf, &sheet);
            assert!(size > 6.4, "{note}: letters of {size} points");
        }
    }
}

#[test]
fn the_divorce_of_the_longest_names_is_printed_on_a_blank_too() {
    let blank = sheets::on_a_blank(document::Offset::NONE);
    let sheet = Sheet { ink: blank.ink, medium: blank.medium, ..sheets::longest_divorce() };
    let pdf = PRESS.print(&sheet).unwrap();
    assert_eq!(faults(&pdf, &sheet), Vec::<String>::new());
    assert!(smallest(&pdf, &sheet) > 6.9);
}

#[test]
fn a_planted_value_that_is_too_long_is_found() {
    // The press does not fit the operator's address and the handle: they are short by their nature.
    let long = format!("tekshir{}.example", "r".repeat(120));
    let sheet = Sheet { check_address: long, ..birth() };
    let found = faults(&PRESS.print(&sheet).unwrap(), &sheet);
    assert!(found.iter().any(|fault| fault.contains("outside the content box")), "{found:?}");
    let sheet = Sheet { handle: "7K3Q".repeat(9), ..birth() };
    let found = faults(&PRESS.print(&sheet).unwrap(), &sheet);
    assert!(found.iter().any(|fault| fault.contains("printed over one another")), "{found:?}");
}

#[test]
fn a_value_that_is_not_on_the_page_is_missed() {
    let pdf = PRESS.print(&birth()).unwrap();
    let other = Sheet { head: "B. T. Ismoilov".to_owned(), ..birth() };
    let found = faults(&pdf, &other);
    assert_eq!(
        found,
        ["\"B.\" is not on the page", "\"T.\" is not on the page", "\"Ismoilov\" is not on the page"]
    );
}
