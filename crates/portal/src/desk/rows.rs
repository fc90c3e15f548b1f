//! A record in words: every value that the commitment is over, section by section.
use super::words::Words;
use civil::{Citizenship, Country, PartialDate, Soato, layout::layout};
use document::dates;
use maud::{Markup, html};
use protocol::commitment::Record;

/// A part of a record: its name, and what stands in it.
pub(super) struct Section {
    title: String,
    rows: Vec<(String, String)>,
}

/// Words of fixed lists; others stand as they are.
const LISTS: [&str; 16] = [
    "sex",
    "vital",
    "at",
    "script",
    "document.kind",
    "basis.kind",
    "capacity",
    "kind",
    "marital",
    "education",
    "attendant",
    "choice",
    "evidence.kind",
    "confirmation.kind",
    "mother.script",
    "father.script",
];

/// All values of a record. What is absent is not listed.
pub(super) fn sections(record: &Record, words: Words) -> Vec<Section> {
    let groups = layout(record.of.kind, record.of.schema).copied().unwrap_or_default();
    let mut sections: Vec<Section> = Vec::new();
    for (named, fields) in groups.iter().zip(&record.groups) {
        for (field, value) in named.iter().zip(fields) {
            let (Some(value), Some((of, rest))) = (value, field.id.split_once('.')) else { continue };
            let title = words.known(&format!("of-{of}")).unwrap_or_else(|| of.to_owned());
            // Of acts that the counter does not register yet, the English label of the record stands.
            let label = words
                .known(&format!("field-{}", rest.replace('.', "-")))
                .unwrap_or_else(|| field.label.to_owned());
            let row = (label, said(rest, &value.text(), words));
            match sections.iter_mut().find(|section| section.title == title) {
                Some(section) => section.rows.push(row),
                None => sections.push(Section { title, rows: vec![row] }),
            }
        }
    }
    sections
}

/// A value as a person reads it. What is in no list stands as the record holds it.
fn said(rest: &str, text: &str, words: Words) -> String {
    let lang = words.0;
    if rest.ends_with("place.code") || rest.ends_with("residence.code") {
        let place = text.parse::<Soato>().map(|place| place.official_name(lang));
        return place
            .or_else(|_| text.parse::<Country>().map(|country| country.official_name(lang)))
            .unwrap_or_else(|_| text.to_owned());
    }
    if rest.ends_with("citizenship") {
        return text.parse::<Citizenship>().map_or_else(|_| text.to_owned(), |one| one.official_name(lang));
    }
    if let Ok(date) = text.parse::<PartialDate>()
        && ["date", "born", "issued", "ended"].iter().any(|end| rest.ends_with(end))
    {
        return match date {
            PartialDate::Day(day) => dates::with_month_name(day, lang),
            PartialDate::Month { .. } | PartialDate::Year(_) => dates::in_figures(date),
        };
    }
    if LISTS.contains(&rest) {
        return words.known(&format!("value-{text}")).unwrap_or_else(|| text.to_owned());
    }
    text.to_owned()
}

/// The sections as pairs of name and value.
pub(super) fn table(sections: &[Section]) -> Markup {
    html! { @for section in sections {
        h2.sec { (section.title) }
        dl.rows { @for (label, value) in &section.rows { div { dt { (label) } dd dir="auto" { (value) } } } }
    } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use civil::{ActKind, Lang, RecordKind};

    #[test]
    fn every_value_of_a_birth_has_words_in_every_language() {
        for schema in [1, 2] {
            let fields = layout(RecordKind::Act(ActKind::Birth), schema).unwrap().iter().copied().flatten();
            for (of, rest) in fields.map(|field| field.id.split_once('.').unwrap()) {
                for lang in Lang::ALL {
                    let known = |key: String| Words(lang).known(&key).is_some();
                    assert!(known(format!("of-{of}")), "{of}");
                    assert!(known(format!("field-{}", rest.replace('.', "-"))), "{rest}");
                }
            }
        }
    }
}
