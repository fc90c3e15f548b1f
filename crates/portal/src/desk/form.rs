//! A birth as it is typed: fields by name, which are the places of a declaration with dots.
//!
//! What is typed is passed on as it stands; the reader of declarations is the one judge. Fields that no page asks for
//! are dropped, whoever sends them.
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The most characters of a field.
const CHARS_MAX: usize = 200;

/// Texts that are asked for, by their place in a declaration.
const TEXTS: [&str; 44] = [
    "child.name.script",
    "child.name.surname",
    "child.name.given",
    "child.name.patronymic",
    "child.sex",
    "child.vital",
    "child.time",
    "child.place.country",
    "child.place.code",
    "child.place.as_written",
    "child.born_at",
    "child.citizenship",
    "mother.name.script",
    "mother.name.surname",
    "mother.name.given",
    "mother.name.patronymic",
    "mother.pinfl",
    "mother.citizenship",
    "mother.document.kind",
    "mother.document.number",
    "father.name.script",
    "father.name.surname",
    "father.name.given",
    "father.name.patronymic",
    "father.pinfl",
    "father.citizenship",
    "father.document.kind",
    "father.document.number",
    "father.basis.kind",
    "father.basis.act",
    "father.basis.number",
    "father.basis.issuer",
    "declarant.capacity",
    "declarant.body",
    "confirmation.kind",
    "evidence.kind",
    "evidence.number",
    "evidence.facility",
    "evidence.signed_by",
    "evidence.issuer",
    "evidence.country",
    "evidence.body",
    "late_reason",
    "delivery",
];
/// Whole numbers.
const NUMBERS: [&str; 4] = ["child.weight_g", "child.length_cm", "child.multiple.of", "child.multiple.order"];
/// Days, each of three fields.
const DAYS: [&str; 6] =
    ["child.born", "mother.born", "father.born", "father.basis.date", "evidence.issued", "evidence.date"];
/// What the pages ask and no declaration holds.
const OWN: [&str; 2] = ["mother.known", "father.known"];

/// A birth as it is typed.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Draft(BTreeMap<String, String>);

impl core::fmt::Debug for Draft {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Draft({} fields)", self.0.len())
    }
}

fn is_asked(name: &str) -> bool {
    let of_day = |name: &str| {
        name.rsplit_once('.')
            .is_some_and(|(day, part)| matches!(part, "day" | "month" | "year") && DAYS.contains(&day))
    };
    TEXTS.contains(&name) || NUMBERS.contains(&name) || OWN.contains(&name) || of_day(name)
}

impl Draft {
    /// What most births have.
    pub(super) fn new() -> Self {
        let usual = [
            ("child.name.script", "uz-Latn"),
            ("child.vital", "live"),
            ("child.place.country", "UZ"),
            ("child.born_at", "hospital"),
            ("mother.known", "yes"),
            ("mother.citizenship", "UZ"),
            ("mother.document.kind", "id-card"),
            ("father.known", "yes"),
            ("father.citizenship", "UZ"),
            ("father.document.kind", "id-card"),
            ("father.basis.kind", "marriage"),
            ("declarant.capacity", "mother"),
            ("confirmation.kind", "wet-signature"),
            ("evidence.kind", "medical-notice"),
        ];
        Self(usual.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
    }

    /// Takes over the fields that are asked for. Others are dropped; control characters and spaces around too.
    pub(super) fn merge(&mut self, fields: &[(String, String)]) {
        for (name, value) in fields.iter().filter(|(name, _)| is_asked(name)) {
            let value: String = value.trim().chars().filter(|c| !c.is_control()).take(CHARS_MAX).collect();
            self.0.insert(name.clone(), value);
        }
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The three fields of a day.
    pub(super) fn day(&self, name: &str) -> [&str; 3] {
        ["day", "month", "year"].map(|part| self.get(&format!("{name}.{part}")))
    }

    /// As it is kept.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("texts are JSON")
    }

    /// What was kept.
    pub(super) fn from_json(text: &str) -> Option<Self> {
        let fields: BTreeMap<String, String> = serde_json::from_str(text).ok()?;
        Some(Self(fields.into_iter().filter(|(name, _)| is_asked(name)).collect()))
    }

    /// The child's name in one line, as far as it is typed.
    pub(super) fn name(&self) -> String {
        let parts = ["surname", "given", "patronymic"].map(|part| self.get(&format!("child.name.{part}")));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether a field belongs to what is declared: a father who is not entered has no name.
    fn counts(&self, name: &str) -> bool {
        let (evidence, basis) = (self.get("evidence.kind"), self.get("father.basis.kind"));
        match name {
            _ if name.starts_with("mother.") && self.get("mother.known") == "no" => false,
            _ if name.starts_with("father.") && self.get("father.known") == "no" => false,
            "father.basis.act" => basis == "marriage",
            "father.basis.number" => matches!(basis, "paternity-application" | "court"),
            "father.basis.issuer" => basis == "court",
            "father.basis.date" => basis != "instruction",
            "evidence.facility" => matches!(evidence, "medical-notice" | "hospital-extract"),
            "evidence.signed_by" => evidence == "medical-notice",
            "evidence.issuer" => matches!(evidence, "court-decision" | "foreign-certificate"),
            "evidence.country" => evidence == "foreign-certificate",
            "evidence.body" => evidence == "foundling-report",
            "evidence.issued" => evidence != "court-decision",
            "evidence.date" => evidence == "court-decision",
            "child.citizenship" => self.get("child.vital") != "stillborn",
            _ => true,
        }
    }

    /// The declaration of format `dalolat/birth/2` that says what is typed.
    pub(super) fn declaration(&self, office: &str) -> Vec<u8> {
        let mut root = Map::new();
        root.insert("format".to_owned(), "dalolat/birth/2".into());
        root.insert("office".to_owned(), office.into());
        for required in ["child", "declarant", "confirmation"] {
            root.insert(required.to_owned(), Map::new().into());
        }
        let given = |name: &&str| !self.get(name).is_empty() && self.counts(name);
        for name in TEXTS.iter().filter(|name| given(name)) {
            put(&mut root, name, self.get(name).into());
        }
        for name in NUMBERS.iter().filter(|name| given(name)) {
            // What is no number goes on as it is typed, and is told as a fault of its place.
            let typed = self.get(name);
            put(&mut root, name, typed.parse::<u64>().map_or_else(|_text| typed.into(), Value::from));
        }
        for name in DAYS.iter().filter(|name| self.counts(name)) {
            if let Some(day) = joined(self.day(name)) {
                put(&mut root, name, day.into());
            }
        }
        for parent in ["mother", "father"] {
            let script = format!("{parent}.name.script");
            let named = ["surname", "given", "patronymic"].map(|part| format!("{parent}.name.{part}"));
            let is_named = named.iter().any(|name| given(&name.as_str()));
            if is_named && self.get(&script).is_empty() {
                put(&mut root, &script, self.get("child.name.script").into());
            }
            let document = format!("{parent}.document");
            if self.get(&format!("{document}.number")).is_empty() {
                remove(&mut root, &document);
            }
        }
        if self.get("child.multiple.of").is_empty() {
            remove(&mut root, "child.multiple");
        }
        serde_json::to_vec(&Value::Object(root)).expect("texts and numbers are JSON")
    }
}

/// Year, month and day with hyphens; as far as they are typed, so that a fault is told of what is wrong.
fn joined([day, month, year]: [&str; 3]) -> Option<String> {
    let two = |part: &str| if part.len() == 1 { format!("0{part}") } else { part.to_owned() };
    let parts = [year.to_owned(), two(month), two(day)];
    let last = parts.iter().rposition(|part| !part.is_empty())?;
    Some(parts.into_iter().take(last.saturating_add(1)).collect::<Vec<_>>().join("-"))
}

fn put(root: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => {
            root.insert(name.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = root.entry(first).or_insert_with(|| Map::new().into());
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

fn remove(root: &mut Map<String, Value>, name: &str) {
    match name.split_once('.') {
        None => {
            root.remove(name);
        }
        Some((first, rest)) => {
            if let Some(Value::Object(inner)) = root.get_mut(first) {
                remove(inner, rest);
            }
        }
    }
}

/// The field of the form to which a place in a declaration belongs.
pub(super) fn field_of(pointer: &str) -> String {
    let name = pointer.trim_start_matches('/').replace('/', ".");
    if DAYS.contains(&name.as_str()) {
        return format!("{name}.day");
    }
    if is_asked(&name) {
        return name;
    }
    // A whole object: its first field.
    let inside = format!("{name}.");
    let first =
        |list: &[&str]| list.iter().find(|field| field.starts_with(&inside)).map(|field| (*field).to_owned());
    match name.as_str() {
        "" => String::new(),
        "mother.name" | "father.name" | "child.name" => format!("{name}.surname"),
        "mother" | "father" => format!("{name}.name.surname"),
        _ => first(&TEXTS).or_else(|| first(&NUMBERS)).unwrap_or_default(),
    }
}

/// The names of the words that say whose field it is, and which.
pub(super) fn words_of(field: &str) -> Option<(String, String)> {
    let field = ["day", "month", "year"]
        .iter()
        .find_map(|part| field.strip_suffix(part).and_then(|rest| rest.strip_suffix('.')))
        .unwrap_or(field);
    let (of, rest) = match field.split_once('.') {
        Some(parts) => parts,
        None if field == "late_reason" => ("late", "reason"),
        None => return None,
    };
    let rest = match rest {
        "born_at" => "at",
        "multiple.of" => "of",
        "multiple.order" => "order",
        "place.as_written" => "place.written",
        rest => rest
            .strip_prefix("name.")
            .or_else(|| rest.strip_prefix("basis.act").map(|_| "act"))
            .unwrap_or(rest),
    };
    Some((format!("of-{of}"), format!("field-{}", rest.replace('.', "-"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use registry::declaration::Declaration;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn whole() -> Draft {
        let mut draft = Draft::new();
        draft.merge(&fields(&[
            ("child.name.surname", "Joʻraxoʻjayeva"),
            ("child.name.given", "Maʼmura"),
            ("child.sex", "female"),
            ("child.born.day", "4"),
            ("child.born.month", "11"),
            ("child.born.year", "2026"),
            ("child.place.code", "1726294"),
            ("child.citizenship", "UZ"),
            ("mother.name.surname", "Joʻraxoʻjayeva"),
            ("mother.name.given", "Nilufar"),
            ("mother.born.year", "1998"),
            ("father.known", "no"),
            ("father.name.surname", "X"),
            ("evidence.number", "N-1"),
            ("evidence.issued.day", "5"),
            ("evidence.issued.month", "11"),
            ("evidence.issued.year", "2026"),
            ("evidence.facility", "9-son"),
            ("evidence.signed_by", "Rahimova"),
        ]));
        draft
    }

    #[test]
    fn what_is_typed_becomes_a_declaration_that_can_be_read() {
        let read = Declaration::from_json(&whole().declaration("1101"), |_| true);
        assert!(read.is_ok(), "{read:?}");
    }

    #[test]
    fn a_day_that_is_half_typed_is_a_fault_of_its_field() {
        let mut draft = whole();
        draft.merge(&fields(&[("child.born.day", ""), ("child.sex", "")]));
        let faults = Declaration::from_json(&draft.declaration("1101"), |_| true).unwrap_err();
        let mut named: Vec<_> = faults.0.iter().map(|fault| field_of(&fault.pointer)).collect();
        named.sort_unstable();
        assert_eq!(named, ["child.born.day", "child.sex"]);
    }

    #[test]
    fn a_field_that_no_page_asks_for_is_dropped() {
        let mut draft = whole();
        let before = draft.declaration("1101");
        draft.merge(&fields(&[
            ("office", "2207"),
            ("child.rank", "9"),
            ("format", "x"),
            ("child.born", "2020-01-01"),
        ]));
        assert_eq!(draft.declaration("1101"), before);
        assert_eq!(Draft::from_json(r#"{"office":"1"}"#), Some(Draft::default()));
    }

    #[test]
    fn every_field_of_the_form_is_found_by_its_place() {
        for name in TEXTS.iter().chain(&NUMBERS) {
            assert_eq!(field_of(&format!("/{}", name.replace('.', "/"))), *name);
        }
        assert_eq!(field_of("/child/name"), "child.name.surname");
        assert_eq!(field_of("/evidence"), "evidence.kind");
        assert_eq!(field_of("/nothing"), "");
    }

    #[test]
    fn the_words_of_a_field_say_whose_it_is() {
        let words = |field| words_of(field).map(|(of, field)| format!("{of} {field}"));
        assert_eq!(words("child.name.given").as_deref(), Some("of-child field-given"));
        assert_eq!(words("father.basis.date.day").as_deref(), Some("of-father field-basis-date"));
        assert_eq!(words("child.multiple.of").as_deref(), Some("of-child field-of"));
        assert_eq!(words("late_reason").as_deref(), Some("of-late field-reason"));
        assert_eq!(words(""), None);
    }

    proptest! {
        #[test]
        fn a_draft_reads_back_whatever_is_typed(name in "[a-z._]{0,20}", value: String) {
            let mut draft = whole();
            draft.merge(&[(name, value.clone()), ("child.name.given".to_owned(), value)]);
            prop_assert_eq!(Draft::from_json(&draft.to_json()), Some(draft.clone()));
            let _read = Declaration::from_json(&draft.declaration("1101"), |_| true);
        }
    }
}
