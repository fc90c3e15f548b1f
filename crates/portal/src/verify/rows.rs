//! The values of a proved certificate, in the order in which the paper prints them.
//!
//! # Rules
//!
//! A value stands as the code holds it, in no other script or spelling. Every value that was proved has a row, known
//! or not. A character without a shape of its own is shown as a box, so that no two names look alike.
use super::words::{Words, words};
use civil::{
    ActNumber, CivilDate, Country, Lang, PartialDate, Soato, UtcOffset,
    birth::{Group, Value},
};
use credential::{Opening, Proof};
use document::dates;
use maud::{Markup, html};
use protocol::commitment::{Field, RecordType};
use std::collections::BTreeMap;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// What a value is, and what the code says.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: Markup,
}

/// The fields that have a row of their own, alone or together.
const PRINTED: [&str; 9] = [
    "child.surname",
    "child.given",
    "child.patronymic",
    "birth.date",
    "birth.place.code",
    "birth.place.written",
    "office.name",
    "father.name",
    "mother.name",
];

/// All rows of a certificate.
pub(super) fn rows(proof: &Proof, lang: Lang) -> Vec<Row> {
    let words = words(lang);
    let (known, others) = fields(proof, words);
    let mut rows = if known.is_empty() { Vec::new() } else { of_birth(proof, &known, lang) };
    rows.extend(others);
    rows.extend(of_certificate(proof, lang));
    rows
}

type Known<'p> = BTreeMap<&'static str, &'p Field>;

/// The fields that are known by name, and rows for all others.
fn fields<'p>(proof: &'p Proof, words: &Words) -> (Known<'p>, Vec<Row>) {
    let (mut known, mut others) = (Known::new(), Vec::new());
    for shown in &proof.shown {
        let fields = match &shown.opening {
            Opening::Values { seed: _, fields } => fields.as_slice(),
            Opening::Root(_) => &[],
        };
        let named = if proof.record_type() == RecordType::BIRTH_1 { shown.group.birth_fields() } else { &[] };
        for (at, field) in fields.iter().enumerate() {
            if let Some(id) = named.get(at).map(|named| named.id).filter(|id| PRINTED.contains(id)) {
                known.insert(id, field);
            } else {
                let (group, place) = (shown.group.index().to_string(), at.saturating_add(1).to_string());
                let label = words.fill("label.other", &[("group", &group), ("place", &place)]);
                others.push(Row { label, value: plain(field.as_ref(), words) });
            }
        }
    }
    (known, others)
}

fn of_birth(proof: &Proof, known: &Known<'_>, lang: Lang) -> Vec<Row> {
    let words = words(lang);
    let field = |id: &str| known.get(id).and_then(|field| field.as_ref());
    let row = |label: &'static str, value| Row { label: words.say(label).to_owned(), value };
    let name = ["child.surname", "child.given", "child.patronymic"].map(field);
    let mut rows = vec![
        row("label.child", child(name, words)),
        row("label.born", born(field("birth.date"), lang)),
        row("label.birthplace", place(field("birth.place.code"), field("birth.place.written"), lang)),
    ];
    if let Some(parents) = proof.shown.iter().find(|shown| shown.group == Group::Parents) {
        for (label, id) in [("label.father", "father.name"), ("label.mother", "mother.name")] {
            rows.push(row(
                label,
                match parents.opening {
                    Opening::Values { .. } => plain(field(id), words),
                    Opening::Root(_) => html! { span.was { (words.say("value.not-compared")) } },
                },
            ));
        }
    }
    rows.push(row("label.office", plain(field("office.name"), words)));
    rows
}

fn of_certificate(proof: &Proof, lang: Lang) -> [Row; 4] {
    let words = words(lang);
    let row = |label: &'static str, value| Row { label: words.say(label).to_owned(), value };
    let day = |day| dates::with_month_name(day, lang);
    let issued = dates::in_figures(PartialDate::Day(proof.date));
    [
        row("label.act", html! { span.n { "№ " (grouped(proof.act)) } small { (day(proof.act_date)) } }),
        row("label.issued", html! { (issued) small { (day(proof.date)) } }),
        row("label.number", html! { span.n { (proof.number) } }),
        row("label.handle", html! { span.m { (proof.handle.printed()) } }),
    ]
}

/// An act number as on paper: `1 1101 26 00001`.
fn grouped(act: ActNumber) -> String {
    format!("{} {} {:02} {:05}", act.kind.digit(), act.office, act.year(), act.serial.get())
}

fn none(words: &Words) -> Markup {
    html! { span.was { "— (" (words.say("value.none")) ")" } }
}

fn plain(value: Option<&Value>, words: &Words) -> Markup {
    match value {
        Some(value) => html! { span dir="auto" { (visible(&value.text())) } },
        None => none(words),
    }
}

fn child([surname, given, patronymic]: [Option<&Value>; 3], words: &Words) -> Markup {
    let text = |value: Option<&Value>| value.map(|value| visible(&value.text()));
    let rest: Vec<String> = [text(given), text(patronymic)].into_iter().flatten().collect();
    let lines = [text(surname), (!rest.is_empty()).then(|| rest.join(" "))];
    if lines.iter().all(Option::is_none) {
        return none(words);
    }
    html! { @for line in lines.iter().flatten() { span.name dir="auto" { (line) } } }
}

/// A date in figures, as the paper prints it, and where it is a whole day with the month's name. What is no date
/// stands as it is.
fn born(value: Option<&Value>, lang: Lang) -> Markup {
    let Some(text) = value.map(Value::text) else { return none(words(lang)) };
    let Ok(date) = text.parse::<PartialDate>() else { return html! { (visible(&text)) } };
    let day = match date {
        PartialDate::Day(day) => Some(dates::with_month_name(day, lang)),
        PartialDate::Month { .. } | PartialDate::Year(_) => None,
    };
    html! { (dates::in_figures(date)) @if let Some(day) = day { small { (day) } } }
}

/// The official name of the code, then what was written beside it. A code that is in no list stands as it is.
fn place(code: Option<&Value>, written: Option<&Value>, lang: Lang) -> Markup {
    let official = code.map(|code| official_name(&code.text(), lang));
    let written = written.map(|written| visible(&written.text()));
    let parts: Vec<String> = [official, written].into_iter().flatten().collect();
    if parts.is_empty() {
        return none(words(lang));
    }
    html! { span dir="auto" { (parts.join(", ")) } }
}

fn official_name(code: &str, lang: Lang) -> String {
    match (code.parse::<Soato>(), code.parse::<Country>()) {
        (Ok(place), _) => place.official_name(lang),
        (_, Ok(country)) => country.official_name(lang),
        (Err(_), Err(_)) => visible(code),
    }
}

/// A text with a box for each character that has no shape of its own or changes how its neighbours are read.
pub(super) fn visible(text: &str) -> String {
    let hidden = |c: char| {
        matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        )
    };
    text.chars().map(|c| if hidden(c) { '\u{25a1}' } else { c }).collect()
}

/// Day and time of a block as a clock in Tashkent shows them.
pub(super) fn moment(time_ms: u64, lang: Lang) -> String {
    let offset = UtcOffset::TASHKENT.minutes();
    let Some(day) = CivilDate::at(time_ms, offset) else { return format!("{time_ms} ms") };
    let minutes = time_ms / 60_000 + u64::from(offset.unsigned_abs());
    format!("{}, {:02}:{:02}", dates::with_month_name(day, lang), minutes / 60 % 24, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_without_a_shape_is_a_box_and_every_letter_stays() {
        assert_eq!(visible("Oʻgʻil Ж Ǵ’"), "Oʻgʻil Ж Ǵ’");
        assert_eq!(visible("a\u{202e}b\u{200d}c\u{7}d\u{e000}e\u{2028}f\u{378}"), "a□b□c□d□e□f□");
    }

    #[test]
    fn a_moment_is_of_tashkent_in_the_words_of_the_reader() {
        assert_eq!(moment(1_795_388_400_000, Lang::En), "23 November 2026, 04:00");
        assert_eq!(moment(1_795_388_400_000, Lang::Ru), "23 ноября 2026 года, 04:00");
        assert_eq!(moment(u64::MAX, Lang::En), "18446744073709551615 ms");
    }

    #[test]
    fn a_place_in_no_list_stands_by_its_code_and_dates_as_far_as_they_are_known() {
        let text = |text: &str| Value::Text(text.to_owned());
        let shown = |code: &str| place(Some(&text(code)), None, Lang::En).into_string();
        assert!(shown("1726294").contains("Chilanzar District"));
        assert!(shown("DE").contains("Germany"));
        assert!(shown("1726<b>").contains("1726&lt;b&gt;"));
        assert_eq!(
            born(Some(&text("2026-11-14")), Lang::En).into_string(),
            "14.11.2026<small>14 November 2026</small>"
        );
        assert_eq!(born(Some(&text("2026-11")), Lang::En).into_string(), "11.2026");
        assert_eq!(born(Some(&text("soon")), Lang::En).into_string(), "soon");
    }
}
