//! The values of a proof as a person compares them with the paper.
use super::Line;
use crate::messages::{Message, MessageKey};
use civil::{
    ActNumber, CivilDate, Country, Lang, Soato,
    birth::{Group, Value},
};
use credential::{Opening, Proof};
use protocol::commitment::{Field, RecordType};

/// What stands for a value that is not there.
pub(super) const NONE: &str = "—";

/// The values in the order of the paper: those of the act, then those of the certificate.
pub(super) fn of(proof: &Proof) -> Vec<Line> {
    let mut lines = Vec::new();
    for shown in &proof.shown {
        match &shown.opening {
            Opening::Values { seed: _, fields } => group(&mut lines, proof, shown.group, fields),
            Opening::Root(_) => {}
        }
    }
    let of = |key, label: MessageKey, value: String| Line {
        key,
        label: Message::new(label).english(),
        value: Some(value),
    };
    lines.extend([
        of("act.number", MessageKey::LabelActNumber, grouped(proof.act)),
        of("act.date", MessageKey::LabelActDate, proof.act_date.to_string()),
        of("certificate.number", MessageKey::LabelCertificate, proof.number.to_string()),
        of("certificate.issued", MessageKey::LabelIssued, proof.date.to_string()),
        of("certificate.status_code", MessageKey::LabelHandle, proof.handle.printed()),
        of("ledger.height", MessageKey::LabelHeight, proof.inclusion.height.to_string()),
        of("ledger.time", MessageKey::LabelTime, utc(proof.inclusion.time_ms)),
    ]);
    lines
}

/// The lines of one group. A field without a value keeps its line, so that a name added on the paper
/// stands against a dash.
fn group(lines: &mut Vec<Line>, proof: &Proof, group: Group, fields: &[Field]) {
    let known = if proof.record_type() == RecordType::BIRTH_1 { group.birth_fields() } else { &[] };
    let mut written_place = None;
    for (at, value) in fields.iter().enumerate() {
        let text = value.as_ref().map(Value::text);
        match known.get(at) {
            Some(field) if field.id == "birth.place.code" => {
                written_place = fields.get(at.saturating_add(1)).and_then(Option::as_ref).map(Value::text);
                let label = Message::new(MessageKey::LabelBirthPlace).english();
                let place = match text.as_deref() {
                    Some(code) => Some(place(code, written_place.as_deref())),
                    None => written_place.clone(),
                };
                lines.push(Line { key: "birth.place", label, value: place });
                lines.push(Line { key: field.id, label: field.label.to_owned(), value: text });
            }
            // What was written of the place stands behind its official name already.
            Some(field) if field.id == "birth.place.written" && text == written_place => {}
            Some(field) => {
                lines.push(Line { key: field.id, label: field.label.to_owned(), value: text });
            }
            None => {
                let label = Message::new(MessageKey::LabelUnknown)
                    .with("place", at.saturating_add(1))
                    .with("group", group.word());
                lines.push(Line { key: group.word(), label: label.english(), value: text });
            }
        }
    }
}

/// A place by its official names, in the language of the state and in English, and then as written.
/// A code that is in no list stands as it is.
fn place(code: &str, written: Option<&str>) -> String {
    let names = |of: &dyn Fn(Lang) -> String| {
        let (own, english) = (of(Lang::UzLatn), of(Lang::En));
        if own == english { own } else { format!("{own} ({english})") }
    };
    let official = match (code.parse::<Soato>(), code.parse::<Country>()) {
        (Ok(place), _) => names(&|lang| place.official_name(lang)),
        (_, Ok(country)) => names(&|lang| country.official_name(lang)),
        (Err(_), Err(_)) => code.to_owned(),
    };
    written.map_or_else(|| official.clone(), |written| format!("{official}, {written}"))
}

/// An act number as on paper: `1 1101 26 00001`.
fn grouped(act: ActNumber) -> String {
    format!("{} {} {:02} {:05}", act.kind.digit(), act.office, act.year(), act.serial.get())
}

/// An instant: `2026-11-23 05:00:01 UTC`.
fn utc(time_ms: u64) -> String {
    let second_of_day = time_ms / 1000 % 86_400;
    let (hour, minute, second) = (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    match CivilDate::at(time_ms, 0) {
        Some(day) => format!("{day} {hour:02}:{minute:02}:{second:02} UTC"),
        None => format!("{time_ms} ms since 1970"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_officially_and_then_as_written() {
        assert_eq!(
            place("1726294", None),
            "Toshkent shahri, Chilonzor tumani (Tashkent City, Chilanzar District)"
        );
        assert_eq!(place("DE", Some("Landshut")), "Germaniya (Germany), Landshut");
        assert_eq!(place("1726295", Some("Yangi")), "1726295, Yangi");
    }

    #[test]
    fn an_instant_is_printed_in_utc() {
        assert_eq!(utc(1_795_410_001_999), "2026-11-23 05:00:01 UTC");
        assert_eq!(utc(u64::MAX), "18446744073709551615 ms since 1970");
    }
}
