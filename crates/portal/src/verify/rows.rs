//! The values of a proved certificate, in the order in which the paper prints them.
//!
//! # Rules
//!
//! A value stands as the code holds it, in no other script or spelling. Every value that was proved has a row, known
//! or not. A character without a shape of its own is shown as a box, so that no two names look alike.
mod parts;

use super::words::{Words, words};
use civil::{
    ActKind, ActNumber, Citizenship, CivilDate, Country, Lang, PartialDate, Soato, UtcOffset, Value,
    layout::layout,
};
use credential::{Opening, Proof};
use document::dates;
use maud::{Markup, html};
use parts::{Label, Part, parts};
use protocol::{commitment::Field, entry::Document};
use std::collections::{BTreeMap, BTreeSet};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// What a value is, and what the code says.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: Markup,
}

/// All rows of a certificate.
pub(super) fn rows(proof: &Proof, lang: Lang) -> Vec<Row> {
    let document = Row {
        label: words(lang).say("label.document").to_owned(),
        value: html! { (words(lang).say(document(proof.document))) },
    };
    let (record, others) = of_record(proof, lang);
    [document].into_iter().chain(record).chain(others).chain(of_certificate(proof, lang)).collect()
}

/// What kind of paper it is.
const fn document(document: Document) -> &'static str {
    match document {
        Document::Certificate(ActKind::Birth) => "document.birth-certificate",
        Document::Certificate(ActKind::Death) => "document.death-certificate",
        Document::Certificate(ActKind::Marriage) => "document.marriage-certificate",
        Document::Certificate(ActKind::Divorce) => "document.divorce-certificate",
        Document::Reference(ActKind::Birth) => "document.birth-reference",
        Document::Reference(ActKind::Death) => "document.death-reference",
        Document::Reference(ActKind::Marriage) => "document.marriage-reference",
        Document::Reference(ActKind::Divorce) => "document.divorce-reference",
        Document::NoRecord => "document.no-record",
        Document::NotMarried => "document.not-married",
    }
}

/// The values of the record that stand in the proof, and the fields whose group stands as its root.
struct Shown<'p> {
    values: BTreeMap<&'static str, &'p Field>,
    closed: BTreeSet<&'static str>,
}

impl Shown<'_> {
    fn value(&self, id: &str) -> Option<&Value> {
        self.values.get(id).and_then(|field| field.as_ref())
    }
}

/// The rows of the record that its paper has, and rows for all other values that were proved. There is none where no
/// value stands in the code.
fn of_record(proof: &Proof, lang: Lang) -> (Vec<Row>, Vec<Row>) {
    let (words, of) = (words(lang), proof.record_type());
    let parts = parts(of.kind);
    let printed: BTreeSet<&str> = parts.iter().flat_map(|(_, part)| part.fields()).collect();
    let mut shown = Shown { values: BTreeMap::new(), closed: BTreeSet::new() };
    let mut others = Vec::new();
    for group in &proof.shown {
        let named = layout(of.kind, of.schema)
            .and_then(|groups| groups.get(group.group.index()).copied())
            .unwrap_or_default();
        let fields = match &group.opening {
            Opening::Values { seed: _, fields } => fields.as_slice(),
            Opening::Root(_) => {
                shown.closed.extend(named.iter().map(|field| field.id));
                &[]
            }
        };
        for (at, field) in fields.iter().enumerate() {
            if let Some(id) = named.get(at).map(|named| named.id).filter(|id| printed.contains(id)) {
                shown.values.insert(id, field);
            } else {
                let (group, place) = (group.group.index().to_string(), at.saturating_add(1).to_string());
                let label = words.fill("label.other", &[("group", &group), ("place", &place)]);
                others.push(Row { label, value: plain(field.as_ref(), words) });
            }
        }
    }
    if shown.values.is_empty() {
        return (Vec::new(), others);
    }
    let rows = parts.iter().filter_map(|(Label(label, who), part)| {
        let label = match who {
            Some(who) => words.fill(label, &[("who", words.say(who))]),
            None => words.say(label).to_owned(),
        };
        let is = |of: &dyn Fn(&str) -> bool| part.fields().into_iter().any(of);
        let value = if is(&|id| shown.values.contains_key(id)) {
            value_of(part, &shown, proof, lang)
        } else if is(&|id| shown.closed.contains(id)) {
            html! { span.was { (words.say("value.not-compared")) } }
        } else {
            return None;
        };
        Some(Row { label, value })
    });
    (rows.collect(), others)
}

fn value_of(part: &Part, shown: &Shown<'_>, proof: &Proof, lang: Lang) -> Markup {
    let words = words(lang);
    let value = |id| shown.value(id);
    match *part {
        Part::Name(parts, absent) => name(parts.map(value), words, absent),
        Part::Plain(id) => plain(value(id), words),
        Part::Date(id) => date(value(id), lang),
        Part::DateOrDayOfAct(id) => match (value(id), proof.act) {
            (None, Some((_, day))) => html! {
                (dates::in_figures(PartialDate::Day(day))) small { (words.say("value.day-of-act")) }
            },
            (stated, _) => date(stated, lang),
        },
        Part::Place(code, written) => place(value(code), value(written), lang),
        Part::Citizenship(id) => citizenship(value(id), lang),
        Part::Act(number, day) => html! {
            (act_as_written(value(number), words)) @if let Some(day) = value(day) { small { (date(Some(day), lang)) } }
        },
        Part::Years(from, to) => html! { (plain(value(from), words)) " – " (plain(value(to), words)) },
        Part::Places(id) => listed(value(id), words, |one| Some(official_name(one, lang))),
        Part::Words(id, list) => listed(value(id), words, |one| {
            list.iter().find(|(word, _)| *word == one).map(|(_, name)| words.say(name).to_owned())
        }),
    }
}

fn of_certificate(proof: &Proof, lang: Lang) -> Vec<Row> {
    let words = words(lang);
    let row = |label: &'static str, value| Row { label: words.say(label).to_owned(), value };
    let day = |day| dates::with_month_name(day, lang);
    let issued = dates::in_figures(PartialDate::Day(proof.date));
    let act = proof.act.map(|(number, date)| {
        row("label.act", html! { span.n { "№ " (grouped(number)) } small { (day(date)) } })
    });
    let number = match proof.document {
        Document::Certificate(_) => "label.number",
        Document::Reference(_) | Document::NoRecord | Document::NotMarried => "label.reference",
    };
    let own = [
        row("label.issued", html! { (issued) small { (day(proof.date)) } }),
        row(number, html! { span.n { (proof.number) } }),
        row("label.handle", html! { span.m { (proof.handle.printed()) } }),
    ];
    act.into_iter().chain(own).collect()
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

fn name([surname, given, patronymic]: [Option<&Value>; 3], words: &Words, absent: &'static str) -> Markup {
    let text = |value: Option<&Value>| value.map(|value| visible(&value.text()));
    let rest: Vec<String> = [text(given), text(patronymic)].into_iter().flatten().collect();
    let lines = [text(surname), (!rest.is_empty()).then(|| rest.join(" "))];
    if lines.iter().all(Option::is_none) {
        return html! { span.was { "— (" (words.say(absent)) ")" } };
    }
    html! { @for line in lines.iter().flatten() { span.name dir="auto" { (line) } } }
}

/// A date in figures, as the paper prints it, and where it is a whole day with the month's name. What is no date
/// stands as it is.
fn date(value: Option<&Value>, lang: Lang) -> Markup {
    let Some(text) = value.map(Value::text) else { return none(words(lang)) };
    let Ok(date) = text.parse::<PartialDate>() else { return html! { (visible(&text)) } };
    let day = match date {
        PartialDate::Day(day) => Some(dates::with_month_name(day, lang)),
        PartialDate::Month { .. } | PartialDate::Year(_) => None,
    };
    html! { (dates::in_figures(date)) @if let Some(day) = day { small { (day) } } }
}

/// The number of an act in its four parts; one from before those numbers stands as it was written.
fn act_as_written(value: Option<&Value>, words: &Words) -> Markup {
    match value.map(|value| value.text().parse::<ActNumber>()) {
        Some(Ok(number)) => html! { span.n { "№ " (grouped(number)) } },
        Some(Err(_)) | None => plain(value, words),
    }
}

fn citizenship(value: Option<&Value>, lang: Lang) -> Markup {
    let Some(text) = value.map(Value::text) else { return none(words(lang)) };
    match text.parse::<Citizenship>() {
        Ok(citizenship) => html! { (citizenship.official_name(lang)) },
        Err(_) => plain(value, words(lang)),
    }
}

/// The words or names that stand for each of several codes; a code without one stands as it is.
fn listed(value: Option<&Value>, words: &Words, named: impl Fn(&str) -> Option<String>) -> Markup {
    let Some(text) = value.map(Value::text) else { return none(words) };
    let named: Vec<String> = text.split(", ").map(|one| named(one).unwrap_or_else(|| visible(one))).collect();
    html! { span dir="auto" { (named.join(", ")) } }
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
            date(Some(&text("2026-11-14")), Lang::En).into_string(),
            "14.11.2026<small>14 November 2026</small>"
        );
        assert_eq!(date(Some(&text("2026-11")), Lang::En).into_string(), "11.2026");
        assert_eq!(date(Some(&text("soon")), Lang::En).into_string(), "soon");
    }
}
