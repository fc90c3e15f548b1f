//! The facts of a paper as rows: a label, and one value or two beside one another.
//!
//! # Format
//!
//! A row is `{"label", "cells"}` with one cell or two; a cell is an object whose `is` says how it is set. Labels and
//! phrases are keys of `words.json`; dates and ages are ready words, so that the template computes nothing.

use crate::{
    dates,
    sheet::{
        Bilingual, Birth, Body, Death, Deceased, Divorce, Facts, Ground, IssuedTo, Marriage, MarriageAct,
        NoRecord, NotMarried, Search, Sheet, Sought, Spouse,
    },
};
use civil::{ActKind, ActNumber, CivilDate, Lang, PartialDate};
use serde_json::{Value, json};

/// The longest piece of a name, in letters, that can be read in half the width. With a longer one the spouses
/// stand under one another.
const HALF_WIDTH: usize = 30;

type Langs = (Lang, Lang);

/// All rows of a sheet: those in two columns, if any, and those in one.
pub(crate) fn facts(sheet: &Sheet) -> Value {
    let langs = sheet.langs;
    let (columns, mut rows) = match &sheet.body {
        Body::Certificate(_, facts) | Body::Reference(_, facts) => match facts {
            Facts::Birth(it) => (Vec::new(), birth(it, "missing", langs)),
            Facts::Death(it) => (Vec::new(), death(it, langs)),
            Facts::Marriage(it) => marriage(it, langs),
            Facts::Divorce(it) => divorce(it, langs),
        },
        Body::Stillbirth(_, it) => (Vec::new(), birth(it, "no-name", langs)),
        Body::NoRecord(it) => (Vec::new(), no_record(it, langs)),
        Body::NotMarried(it) => (Vec::new(), not_married(it, langs)),
    };
    let act = sheet.body.act();
    rows.extend(act.map(|act| {
        let number = grouped(act.number);
        row("act", json!({ "is": "act", "number": number, "words": month_names(act.registered, langs) }))
    }));
    let office = json!({ "is": "pair", "texts": texts(&sheet.office), "size": 10.5 });
    rows.push(row(if act.is_some() { "office" } else { "issued-at" }, office));
    rows.extend(issued_to(&sheet.body));
    let issued = json!({
        "is": "day",
        "figures": dates::in_figures(PartialDate::Day(sheet.issued)),
        "words": month_names(sheet.issued, langs),
    });
    rows.push(row("issued", issued));
    json!({ "columns": columns, "rows": rows })
}

fn birth(it: &Birth, nameless: &str, langs: Langs) -> Vec<Value> {
    let Birth { surname, given, born, birthplace, father, mother } = it;
    vec![
        row("child", names([surname, given], nameless)),
        row("born", date(*born, langs)),
        row("birthplace", place(Some(birthplace))),
        row("father", person(father.as_deref())),
        row("mother", person(mother.as_deref())),
    ]
}

fn death(it: &Death, langs: Langs) -> Vec<Value> {
    let Death { who, born, birthplace, citizenship, died, age, place: at } = it;
    let who = match who {
        Deceased::Known { surname, given } => names([surname, given], "missing"),
        Deceased::Unknown => phrase("unknown", 15.0),
    };
    let mut rows = vec![
        row("deceased", who),
        row("born", known_date(*born, langs)),
        row("birthplace", place(birthplace.as_ref())),
        row("died", known_date(*died, langs)),
    ];
    rows.extend(age.map(|years| {
        let words = [langs.0, langs.1].map(|lang| dates::age_in_words(years, lang));
        row("age", json!({ "is": "age", "figures": years, "words": words }))
    }));
    rows.push(row("deathplace", place(at.as_ref())));
    rows.extend(citizenship.as_ref().map(|it| row("citizenship", place(Some(it)))));
    rows
}

fn marriage(it: &Marriage, langs: Langs) -> (Vec<Value>, Vec<Value>) {
    let Marriage { husband, wife, day } = it;
    let (columns, mut rows) = couple([husband, wife], "name-before", "surname-after-marriage");
    rows.push(row("married", date(*day, langs)));
    (columns, rows)
}

fn divorce(it: &Divorce, langs: Langs) -> (Vec<Value>, Vec<Value>) {
    let Divorce { husband, wife, ended, ground, marriage, issued_to: _ } = it;
    let (columns, mut rows) = couple([husband, wife], "name-within", "surname-after-divorce");
    rows.push(row("ended", date(*ended, langs)));
    let ground = ground.map(|ground| match ground {
        Ground::Court => "court",
        Ground::Mutual => "mutual",
        Ground::OneSpouse => "one-spouse",
    });
    rows.extend(ground.map(|key| row("ground", phrase(key, 10.5))));
    rows.extend(marriage.as_ref().map(|MarriageAct { number, day }| {
        let number = number.as_ref().map(|number| written_number(number));
        let number = number.map_or_else(missing, |number| json!({ "is": "number", "text": number }));
        row("marriage-act", many([number, short_date(*day)]))
    }));
    (columns, rows)
}

/// Each party of a divorce has a paper of its own, and the paper says whose it is.
fn issued_to(body: &Body) -> Option<Value> {
    let (Body::Certificate(_, facts) | Body::Reference(_, facts)) = body else { return None };
    let Facts::Divorce(divorce) = facts else { return None };
    let key = match divorce.issued_to {
        IssuedTo::Both => "to-both",
        IssuedTo::Husband => "to-husband",
        IssuedTo::Wife => "to-wife",
    };
    Some(row("issued-to", phrase(key, 10.5)))
}

/// The rows of two spouses: beside one another where their names can be read so, else under one another.
fn couple(two: [&Spouse; 2], name: &str, after: &str) -> (Vec<Value>, Vec<Value>) {
    let long = two.iter().any(|spouse| {
        let surname = spouse.surname_after.as_deref().unwrap_or_default();
        longest_piece(&spouse.name).max(longest_piece(surname)) > HALF_WIDTH
    });
    let surname = |spouse: &Spouse| person(spouse.surname_after.as_deref());
    if long {
        let rows = [("husband", two[0]), ("wife", two[1])].into_iter().flat_map(|(who, spouse)| {
            let born = many([short_date(spouse.born), place(spouse.birthplace.as_ref())]);
            [
                row(who, json!({ "is": "name", "text": spouse.name })),
                row("born-where", born),
                row(after, surname(spouse)),
            ]
        });
        return (Vec::new(), rows.collect());
    }
    let cells = |of: &dyn Fn(&Spouse) -> Value| two.map(of);
    let columns = vec![
        json!({ "label": name, "cells": cells(&|it| json!({ "is": "name", "text": it.name })) }),
        json!({ "label": "born", "cells": cells(&|it| short_date(it.born)) }),
        json!({ "label": "birthplace", "cells": cells(&|it| place(it.birthplace.as_ref())) }),
        json!({ "label": after, "cells": cells(&surname) }),
    ];
    (columns, Vec::new())
}

fn no_record(it: &NoRecord, langs: Langs) -> Vec<Value> {
    let NoRecord { person, acts, search } = it;
    let acts = acts.iter().map(|act| match act {
        ActKind::Birth => "act-birth",
        ActKind::Death => "act-death",
        ActKind::Marriage => "act-marriage",
        ActKind::Divorce => "act-divorce",
    });
    let mut rows = sought("sought", person, langs);
    rows.push(row("finding", phrase("none-found", 11.5)));
    rows.push(row("acts", json!({ "is": "phrases", "keys": acts.collect::<Vec<_>>() })));
    rows.extend(searched(search, langs));
    rows
}

fn not_married(it: &NotMarried, langs: Langs) -> Vec<Value> {
    let NotMarried { person, search } = it;
    let mut rows = sought("person", person, langs);
    rows.push(row("finding", phrase("no-marriage", 11.5)));
    rows.extend(searched(search, langs));
    rows
}

fn sought(label: &str, it: &Sought, langs: Langs) -> Vec<Value> {
    let name = json!({ "is": "names", "parts": [it.name], "size": 15 });
    vec![row(label, name), row("born", known_date(it.born, langs))]
}

fn searched(search: &Search, langs: Langs) -> Vec<Value> {
    let Search { years: (from, to), places, spellings, archives, loaded } = search;
    let years = if from == to { from.to_string() } else { format!("{from} – {to}") };
    let list = |items: &[String], none: &str| {
        if items.is_empty() { phrase(none, 10.5) } else { json!({ "is": "list", "items": items }) }
    };
    let loaded = loaded.map_or_else(
        || phrase("not-loaded", 10.5),
        |day| {
            let figures = dates::in_figures(PartialDate::Day(day));
            json!({ "is": "day", "figures": figures, "words": month_names(day, langs) })
        },
    );
    vec![
        row("years", json!({ "is": "figures", "text": years })),
        row("places", json!({ "is": "pair", "texts": texts(places), "size": 10.5 })),
        row("spellings", list(spellings, "missing")),
        row("archives", list(archives, "ledger-only")),
        row("loaded", loaded),
    ]
}

fn row(label: &str, cell: Value) -> Value {
    json!({ "label": label, "cells": Value::Array(vec![cell]) })
}

fn many<const N: usize>(cells: [Value; N]) -> Value {
    json!({ "is": "many", "cells": Value::Array(cells.into()) })
}

fn phrase(key: &str, size: f64) -> Value {
    json!({ "is": "phrase", "key": key, "size": size })
}

/// "Not stated", which is never printed as a blemish: it is set in plain type.
fn missing() -> Value {
    json!({ "is": "missing" })
}

/// Surname, and given name with patronymic, on lines of their own.
fn names(parts: [&Option<String>; 2], nameless: &str) -> Value {
    let parts: Vec<&String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return json!({ "is": "missing", "key": nameless });
    }
    json!({ "is": "names", "parts": parts, "size": 18 })
}

fn person(name: Option<&str>) -> Value {
    name.map_or_else(missing, |name| json!({ "is": "person", "text": name }))
}

fn place(place: Option<&Bilingual>) -> Value {
    place.map_or_else(missing, |place| json!({ "is": "pair", "texts": texts(place) }))
}

fn texts(pair: &Bilingual) -> [&str; 2] {
    [&pair.first, &pair.second]
}

/// A date in figures and wholly in words.
fn date(date: PartialDate, (one, two): Langs) -> Value {
    json!({
        "is": "date",
        "figures": dates::in_figures(date),
        "words": [dates::in_words(date, one), dates::in_words(date, two)],
    })
}

fn known_date(known: Option<PartialDate>, langs: Langs) -> Value {
    known.map_or_else(missing, |it| date(it, langs))
}

fn short_date(date: Option<PartialDate>) -> Value {
    date.map_or_else(missing, |date| json!({ "is": "figures", "text": dates::in_figures(date) }))
}

/// A day with the month's name in both languages.
pub(crate) fn month_names(date: CivilDate, (one, two): Langs) -> Value {
    json!([dates::with_month_name(date, one), dates::with_month_name(date, two)])
}

/// An act number in its parts, `1 1734 26 02417`, with spaces that do not break.
pub(crate) fn grouped(act: ActNumber) -> String {
    let part = act.office.to_string();
    format!("{}\u{a0}{part}\u{a0}{:02}\u{a0}{:05}", act.kind.digit(), act.year(), act.serial.get())
}

/// A number of an act as somebody wrote it: in groups where it is one of ours, else as it is.
fn written_number(text: &str) -> String {
    text.parse().map_or_else(|_not_ours| text.to_owned(), grouped)
}

/// The length in letters of the longest piece that no line break can divide.
fn longest_piece(name: &str) -> usize {
    name.split([' ', '-']).map(|piece| piece.chars().count()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_number_is_printed_in_its_four_parts() {
        let act: ActNumber = "117342602417".parse().unwrap();
        assert_eq!(grouped(act), "1\u{a0}1734\u{a0}26\u{a0}02417");
        assert_eq!(written_number("317341902417"), "3\u{a0}1734\u{a0}19\u{a0}02417");
        assert_eq!(written_number("№ 214"), "№ 214");
    }

    #[test]
    fn a_piece_of_a_name_ends_at_a_space_or_a_hyphen() {
        assert_eq!(longest_piece("Abdushukurxoʻjayeva-Oʻrinboyeva Munavvara"), 19);
        assert_eq!(longest_piece("X"), 1);
        assert_eq!(longest_piece(""), 0);
    }

    #[test]
    fn spouses_stand_beside_one_another_until_a_piece_is_longer_than_30_letters() {
        let beside = |letters| {
            let long = Spouse::named(&"a".repeat(letters));
            let short = Spouse::named("Ali");
            couple([&short, &long], "name-before", "surname-after-marriage").1.is_empty()
        };
        assert!(beside(30));
        assert!(!beside(31));
        let after = Spouse { surname_after: Some("a".repeat(31)), ..Spouse::named("Ali") };
        assert!(!couple([&after, &after], "name-before", "surname-after-marriage").1.is_empty());
    }
}
