//! A report in print: aligned lines for people, JSON for programs.
use crate::{
    check::{Conclusion, Line, Report, State},
    messages::Message,
};
use serde::Serialize;

/// Whether the words may be coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Plain text, for files and pipes.
    Plain,
    /// With the colours of a terminal (ECMA-48).
    Colour,
}

const NO_VALUE: &str = "—";

/// The report for people, ending in a line feed.
pub fn text(report: &Report, ink: Ink) -> String {
    let mut out = String::new();
    let colour = match report.verdict {
        Conclusion::Valid => "1;32",
        Conclusion::NotValid => "1;31",
        Conclusion::CannotTell => "1;33",
    };
    line(&mut out, &inked(&report.headline.english(), colour, ink));
    if let Some(reason) = &report.reason {
        line(&mut out, &reason.english());
    }
    out.push('\n');
    for step in &report.steps {
        let (word, colour) = match step.state {
            State::Yes => ("yes", "32"),
            State::No => ("no", "31"),
            State::NotProved => ("not proved", "33"),
        };
        let word = inked(&format!("{word:<10}"), colour, ink);
        line(&mut out, &format!("  {:<9}  {word}  {}", step.key, step.sentence.english()));
    }
    if !report.values.is_empty() {
        out.push('\n');
        let width = report.values.iter().map(|value| value.label.chars().count()).max().unwrap_or(0);
        for Line { key: _, label, value } in &report.values {
            let value = value.as_deref().map_or_else(|| NO_VALUE.to_owned(), printable);
            line(&mut out, &format!("  {label:<width$}  {value}"));
        }
    }
    out.push('\n');
    for sentence in &report.sentences {
        line(&mut out, &sentence.english());
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn inked(text: &str, colour: &str, ink: Ink) -> String {
    match ink {
        Ink::Plain => text.to_owned(),
        Ink::Colour => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
    }
}

/// A value without what could move the cursor or turn the direction of writing: a terminal obeys it.
fn printable(value: &str) -> String {
    let is_order = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    value.chars().map(|c| if is_order(c) { '\u{fffd}' } else { c }).collect()
}

/// The report for programs, ending in a line feed. The names in it and their order never change.
pub fn json(report: &Report) -> String {
    let steps = report.steps.iter().map(|step| JsonStep {
        step: step.key,
        state: step.state.word(),
        sentence: JsonMessage::of(&step.sentence),
    });
    let values = report.values.iter().map(|line| JsonLine {
        key: line.key,
        label: &line.label,
        value: line.value.as_deref(),
    });
    let json = JsonReport {
        format: "dalolat/verification/1",
        verdict: report.verdict.word(),
        sample: report.is_sample,
        headline: JsonMessage::of(&report.headline),
        reason: report.reason.as_ref().map(JsonMessage::of),
        steps: steps.collect(),
        sentences: report.sentences.iter().map(JsonMessage::of).collect(),
        values: values.collect(),
    };
    let mut text = serde_json::to_string_pretty(&json).expect("texts and truths can be written as JSON");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct JsonReport<'a> {
    format: &'static str,
    verdict: &'static str,
    sample: bool,
    headline: JsonMessage,
    reason: Option<JsonMessage>,
    steps: Vec<JsonStep>,
    sentences: Vec<JsonMessage>,
    values: Vec<JsonLine<'a>>,
}

#[derive(Serialize)]
struct JsonMessage {
    key: &'static str,
    text: String,
}

impl JsonMessage {
    fn of(message: &Message) -> Self {
        Self { key: message.key().id(), text: message.english() }
    }
}

#[derive(Serialize)]
struct JsonStep {
    step: &'static str,
    state: &'static str,
    sentence: JsonMessage,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    key: &'static str,
    label: &'a str,
    value: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_give_orders_to_a_terminal() {
        assert_eq!(printable("Oʻgʻiloy\u{1b}[2J\u{202e}x\n"), "Oʻgʻiloy\u{fffd}[2J\u{fffd}x\u{fffd}");
    }
}
