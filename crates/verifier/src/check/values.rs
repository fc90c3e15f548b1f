//! The values of a proof as a person compares them with the paper.
//!
//! # Rules
//!
//! Every value that was proved has a line, known or not. A field without a value keeps its line, so that a name added on
//! the paper stands against a dash.
use super::Line;
use crate::messages::{Message, MessageKey};
use civil::{
    ActKind, ActNumber, Citizenship, CivilDate, Country, Group, Lang, RecordKind, Soato, Value,
    layout::layout,
};
use credential::{Opening, Proof};
use protocol::entry::Document;

/// What stands for a value that is not there.
pub(super) const NONE: &str = "—";

/// A value that was proved and the field that holds it; `None` where this program does not know the place.
struct Proved {
    field: Option<&'static civil::layout::Field>,
    group: Group,
    place: usize,
    text: Option<String>,
}

/// The values in the order of the paper: what it is, those of the record, those of the certificate.
pub(super) fn of(proof: &Proof) -> Vec<Line> {
    let kind = proof.record_type().kind;
    let mut values = proved(proof);
    let order = in_order(kind);
    let rank = |value: &Proved| {
        let id = value.field.map_or("", |field| field.id);
        order.iter().position(|known| *known == id).unwrap_or(order.len())
    };
    values.sort_by_key(rank);
    let mut lines = vec![line("document", MessageKey::LabelDocument, document(proof.document))];
    if is_of_an_unknown_person(kind, &values) {
        let unknown = Message::new(MessageKey::UnknownPerson).english();
        lines.push(line("deceased", MessageKey::LabelDeceased, unknown));
    }
    for value in &values {
        of_record(&mut lines, kind, value, &values);
    }
    lines.extend(of_paper(proof));
    lines
}

fn line(key: &'static str, label: MessageKey, value: String) -> Line {
    Line { key, label: Message::new(label).english(), value: Some(value) }
}

/// The values that stand in the proof, in their places.
fn proved(proof: &Proof) -> Vec<Proved> {
    let of = proof.record_type();
    let known = |group: Group| {
        layout(of.kind, of.schema).and_then(|groups| groups.get(group.index()).copied()).unwrap_or_default()
    };
    let mut values = Vec::new();
    for shown in &proof.shown {
        let fields = match &shown.opening {
            Opening::Values { seed: _, fields } => fields.as_slice(),
            Opening::Root(_) => &[],
        };
        values.extend(fields.iter().enumerate().map(|(place, value)| Proved {
            field: known(shown.group).get(place),
            group: shown.group,
            place,
            text: value.as_ref().map(Value::text),
        }));
    }
    values
}

/// The fields of a record in the order in which its paper prints them. A birth's stand in their places.
const fn in_order(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Act(ActKind::Birth) => &[
            "child.surname",
            "child.given",
            "child.patronymic",
            "birth.date",
            "birth.place.code",
            "birth.place.written",
            "office.name",
            "father.name",
            "mother.name",
        ],
        RecordKind::Act(ActKind::Death) => &[
            "deceased.surname",
            "deceased.given",
            "deceased.patronymic",
            "birth.date",
            "birth.place.code",
            "birth.place.written",
            "deceased.citizenship",
            "death.date",
            "death.age",
            "death.place.code",
            "death.place.written",
            "office.name",
        ],
        RecordKind::Act(ActKind::Marriage) => &[
            "husband.name",
            "husband.born",
            "husband.birthplace.code",
            "husband.birthplace.written",
            "husband.surname_after",
            "wife.name",
            "wife.born",
            "wife.birthplace.code",
            "wife.birthplace.written",
            "wife.surname_after",
            "marriage.date",
            "office.name",
        ],
        RecordKind::Act(ActKind::Divorce) => &[
            "husband.name",
            "husband.born",
            "husband.birthplace.code",
            "husband.birthplace.written",
            "husband.surname_after",
            "wife.name",
            "wife.born",
            "wife.birthplace.code",
            "wife.birthplace.written",
            "wife.surname_after",
            "marriage.act",
            "marriage.date",
            "divorce.ground",
            "divorce.date",
            "office.name",
        ],
        RecordKind::NoRecord | RecordKind::NotMarried => &[
            "person.name",
            "person.born",
            "search.kind",
            "search.from",
            "search.to",
            "search.where",
            "search.spellings",
            "search.archives",
            "search.loaded",
            "office.name",
        ],
    }
}

/// Whether the paper is of the death of somebody whom nobody knew: the name was proved, and there is none.
fn is_of_an_unknown_person(kind: RecordKind, values: &[Proved]) -> bool {
    const NAME: [&str; 3] = ["deceased.surname", "deceased.given", "deceased.patronymic"];
    let parts = || values.iter().filter(|value| value.field.is_some_and(|field| NAME.contains(&field.id)));
    kind == RecordKind::Act(ActKind::Death)
        && parts().count() == NAME.len()
        && parts().all(|value| value.text.is_none())
}

/// The lines of one value: by its official name where it is a code, and as it stands.
fn of_record(lines: &mut Vec<Line>, kind: RecordKind, value: &Proved, all: &[Proved]) {
    let text = value.text.clone();
    let Some(field) = value.field else {
        let label = Message::new(MessageKey::LabelUnknown)
            .with("place", value.place.saturating_add(1))
            .with("group", value.group.word(kind));
        lines.push(Line { key: value.group.word(kind), label: label.english(), value: text });
        return;
    };
    let beside = |id: &str| {
        let found = all.iter().find(|other| other.field.is_some_and(|field| field.id == id));
        found.and_then(|other| other.text.clone())
    };
    if let Some(id) = field.id.strip_suffix(".code") {
        let written = beside(&format!("{id}.written"));
        let official = match text.as_deref() {
            Some(code) => Some(place(code, written.as_deref())),
            None => written,
        };
        let label = field.label.strip_suffix(", code").unwrap_or(field.label);
        lines.push(Line { key: id, label: label.to_owned(), value: official });
    } else if field.id.ends_with(".written") {
        // What was written of the place stands behind its official name already.
        return;
    }
    let value = match (field.id, text) {
        ("deceased.citizenship", Some(code)) => Some(citizenship(&code)),
        ("divorce.ground", Some(word)) => Some(ground(&word)),
        (_, text) => text,
    };
    lines.push(Line { key: field.id, label: field.label.to_owned(), value });
}

/// The lines of the paper itself.
fn of_paper(proof: &Proof) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some((number, date)) = proof.act {
        lines.push(line("act.number", MessageKey::LabelActNumber, grouped(number)));
        lines.push(line("act.date", MessageKey::LabelActDate, date.to_string()));
    }
    let number = match proof.document {
        Document::Certificate(_) => MessageKey::LabelCertificate,
        Document::Reference(_) | Document::NoRecord | Document::NotMarried => MessageKey::LabelReference,
    };
    lines.extend([
        line("certificate.number", number, proof.number.to_string()),
        line("certificate.issued", MessageKey::LabelIssued, proof.date.to_string()),
        line("certificate.status_code", MessageKey::LabelHandle, proof.handle.printed()),
        line("ledger.height", MessageKey::LabelHeight, proof.inclusion.height.to_string()),
        line("ledger.time", MessageKey::LabelTime, utc(proof.inclusion.time_ms)),
    ]);
    lines
}

/// What kind of paper it is.
fn document(document: Document) -> String {
    let key = match document {
        Document::Certificate(ActKind::Birth) => MessageKey::BirthCertificate,
        Document::Certificate(ActKind::Death) => MessageKey::DeathCertificate,
        Document::Certificate(ActKind::Marriage) => MessageKey::MarriageCertificate,
        Document::Certificate(ActKind::Divorce) => MessageKey::DivorceCertificate,
        Document::Reference(ActKind::Birth) => MessageKey::BirthReference,
        Document::Reference(ActKind::Death) => MessageKey::DeathReference,
        Document::Reference(ActKind::Marriage) => MessageKey::MarriageReference,
        Document::Reference(ActKind::Divorce) => MessageKey::DivorceReference,
        Document::NoRecord => MessageKey::NoRecord,
        Document::NotMarried => MessageKey::NotMarried,
    };
    Message::new(key).english()
}

/// A citizenship by the name of its country, and its code.
fn citizenship(code: &str) -> String {
    code.parse::<Citizenship>().map_or_else(
        |_in_no_list| code.to_owned(),
        |citizenship| format!("{} ({code})", citizenship.official_name(Lang::En)),
    )
}

/// The ground of a divorce in words. A word that is in no list stands as it is.
fn ground(word: &str) -> String {
    let key = match word {
        "court" => MessageKey::GroundCourt,
        "mutual" => MessageKey::GroundMutual,
        "one-spouse" => MessageKey::GroundOneSpouse,
        _ => return word.to_owned(),
    };
    Message::new(key).english()
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
