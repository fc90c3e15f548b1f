//! Reading the fields of a JSON tree one by one, noting every fault and going on.
//!
//! A reader returns `None` where it noted a fault, and for a field that is absent where it may be; the
//! difference does not matter, since a document with any fault is refused as a whole.
use super::{FAULTS_MAX, Fault, json::Json};
use civil::{
    code::NotACode,
    date::NotADate,
    name::NotANamePart,
    person::{NotATime, UnknownWord},
    pinfl::PinflFault,
    place::NotAPlace,
    text::NotAText,
    words::Saying,
};

/// A fault at a place of the document.
pub(super) fn fault(pointer: String, saying: Saying, message: String) -> Fault {
    Fault { pointer, code: saying.code(), message, position: None, saying }
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Found(Vec<Fault>);

impl Found {
    /// Notes a fault: its code, or what the tables of words say of it, and its words in English.
    pub(super) fn note(
        &mut self,
        pointer: impl Into<String>,
        saying: impl Into<Saying>,
        message: impl Into<String>,
    ) {
        if self.0.len() < FAULTS_MAX {
            self.0.push(fault(pointer.into(), saying.into(), message.into()));
        }
    }

    /// Notes what an error says of itself.
    pub(super) fn note_error(&mut self, pointer: impl Into<String>, error: &impl Explained) {
        let (code, message) = error.explain();
        let saying =
            error.gaps().into_iter().fold(Saying::new(code), |saying, (gap, value)| saying.with(gap, value));
        self.note(pointer, saying, message);
    }

    pub(super) fn into_list(self) -> Vec<Fault> {
        self.0
    }
}

/// A value and where it stands.
pub(super) struct Node<'j> {
    json: &'j Json,
    pub(super) pointer: String,
}

impl<'j> Node<'j> {
    /// The whole document.
    pub(super) const fn root(json: &'j Json) -> Self {
        Self { json, pointer: String::new() }
    }

    fn wrong_type(&self, expected: &str, name: &'static str, found: &mut Found) {
        let message = format!("expected {expected}, found {}", self.json.what());
        found.note(self.pointer.clone(), name, message);
    }

    /// The text that stands here.
    pub(super) fn text(&self, found: &mut Found) -> Option<&'j str> {
        if let Json::Text(text) = self.json {
            return Some(text);
        }
        self.wrong_type("a text", "field.type/text", found);
        None
    }

    /// The value of the text that stands here.
    pub(super) fn value<T, E: Explained>(
        &self,
        found: &mut Found,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match read(self.text(found)?) {
            Ok(value) => Some(value),
            Err(error) => {
                found.note_error(self.pointer.clone(), &error);
                None
            }
        }
    }

    /// The value of the text that stands here, by the type's own reader.
    pub(super) fn parse<T: core::str::FromStr<Err: Explained>>(&self, found: &mut Found) -> Option<T> {
        self.value(found, str::parse)
    }

    /// The whole number from `least` to `most` that stands here.
    pub(super) fn int<T: TryFrom<u64> + PartialOrd + core::fmt::Display + Copy>(
        &self,
        (least, most): (T, T),
        found: &mut Found,
    ) -> Option<T> {
        let Json::Int(n) = self.json else {
            self.wrong_type("a whole number", "field.type/number", found);
            return None;
        };
        let fits = T::try_from(*n).ok().filter(|n| (least..=most).contains(n));
        if fits.is_none() {
            let message = format!("the number is outside {least} to {most}");
            let saying = Saying::new("number.range").with("least", least).with("most", most);
            found.note(self.pointer.clone(), saying, message);
        }
        fits
    }

    /// The `true` or `false` that stands here.
    pub(super) fn flag(&self, found: &mut Found) -> Option<bool> {
        if let Json::Bool(value) = self.json {
            return Some(*value);
        }
        self.wrong_type("true or false", "field.type/flag", found);
        None
    }

    /// What stands in the list that stands here, at most `most`.
    pub(super) fn list(&self, most: usize, found: &mut Found) -> Vec<Self> {
        let Json::List(elements) = self.json else {
            self.wrong_type("a list", "field.type/list", found);
            return Vec::new();
        };
        if elements.len() > most {
            let message = format!("the list has more than {most} elements, which is the limit");
            found.note(self.pointer.clone(), Saying::new("list.too-long").with("most", most), message);
            return Vec::new();
        }
        let node = |(n, json)| Node { json, pointer: format!("{}/{n}", self.pointer) };
        elements.iter().enumerate().map(node).collect()
    }

    /// Whether a list without elements stands here.
    pub(super) const fn is_empty_list(&self) -> bool {
        matches!(self.json, Json::List(elements) if elements.is_empty())
    }

    /// The object that stands here.
    pub(super) fn object(&self, found: &mut Found) -> Option<Form<'j>> {
        if let Json::Object(fields) = self.json {
            return Some(Form { fields, pointer: self.pointer.clone() });
        }
        self.wrong_type("an object", "field.type/object", found);
        None
    }
}

/// An object and where it stands.
pub(super) struct Form<'j> {
    fields: &'j [(String, Json)],
    pub(super) pointer: String,
}

impl<'j> Form<'j> {
    /// Where the field `name` stands.
    pub(super) fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.pointer)
    }

    /// Notes every field that is not one of `known`.
    pub(super) fn only(&self, known: &[&str], found: &mut Found) {
        for (name, _) in self.fields {
            if !known.contains(&name.as_str()) {
                // A name that looks like none of ours may be anything, somebody's surname too.
                let plain = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                let pointer = if plain { self.at(name) } else { self.pointer.clone() };
                let fields = known.join(", ");
                let message = format!("there is no such field here; the fields are {fields}");
                found.note(pointer, Saying::new("field.unknown").with("fields", fields), message);
            }
        }
    }

    /// The field `name`, where it is there and not `null`.
    pub(super) fn may(&self, name: &str) -> Option<Node<'j>> {
        let (_, json) = self.fields.iter().find(|(other, _)| other == name)?;
        (!matches!(json, Json::Null)).then(|| Node { json, pointer: self.at(name) })
    }

    /// The field `name`, which has to be there.
    pub(super) fn need(&self, name: &str, found: &mut Found) -> Option<Node<'j>> {
        let node = self.may(name);
        if node.is_none() {
            found.note(self.at(name), "field.missing", "this field is needed");
        }
        node
    }
}

/// An error with a code and words of its own, which hold nothing of the value.
pub(super) trait Explained {
    /// The code and the words.
    fn explain(&self) -> (&'static str, String);

    /// What fills the gaps of the sentence in the tables of words; most have none.
    fn gaps(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Explained for NotADate {
    fn explain(&self) -> (&'static str, String) {
        match self {
            Self::Form => ("date.form", self.to_string()),
            Self::NoSuchDay { .. } => (
                "date.no-such-day",
                "there is no such day in the calendar; compare it with the paper".to_owned(),
            ),
            Self::Year(_) => ("date.year", "the year is outside 1800 to 2199".to_owned()),
        }
    }
}

impl Explained for NotATime {
    fn explain(&self) -> (&'static str, String) {
        ("time.form", self.to_string())
    }
}

impl Explained for NotACode {
    fn explain(&self) -> (&'static str, String) {
        let code = match self {
            Self::Place => "place.unknown",
            Self::Country => "country.unknown",
            Self::Citizenship => "citizenship.unknown",
            Self::Ethnicity => "ethnicity.unknown",
        };
        (code, self.to_string())
    }
}

impl Explained for UnknownWord {
    fn explain(&self) -> (&'static str, String) {
        ("word.unknown", self.to_string())
    }

    fn gaps(&self) -> Vec<(&'static str, String)> {
        vec![("expected", self.expected.clone())]
    }
}

impl Explained for civil::name::UnknownScript {
    fn explain(&self) -> (&'static str, String) {
        ("name.script", self.to_string())
    }

    fn gaps(&self) -> Vec<(&'static str, String)> {
        let tags: Vec<&str> = civil::name::Script::ALL.into_iter().map(civil::name::Script::tag).collect();
        vec![("expected", tags.join(", "))]
    }
}

impl Explained for PinflFault {
    fn explain(&self) -> (&'static str, String) {
        let code = match self {
            Self::Form => "pinfl.form",
            Self::Century => "pinfl.century",
            Self::Date => "pinfl.date",
            Self::CheckDigit => "pinfl.check-digit",
        };
        (code, self.to_string())
    }
}

impl Explained for NotAText {
    fn explain(&self) -> (&'static str, String) {
        let code = match self {
            Self::Empty => "text.empty",
            Self::TooLong => "text.too-long",
            Self::Invisible { .. } => "text.invisible",
        };
        (code, self.to_string())
    }

    fn gaps(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::TooLong => Vec::new(),
            Self::Invisible { at } => vec![("at", at.to_string())],
        }
    }
}

impl Explained for NotANamePart {
    fn explain(&self) -> (&'static str, String) {
        let code = match self {
            Self::Empty => "name.empty",
            Self::TooLong => "name.too-long",
            Self::NoLetter => "name.no-letter",
            Self::Digit { .. } => "name.digit",
            Self::Invisible { .. } => "name.invisible",
            Self::Symbol { .. } => "name.symbol",
            Self::WrongAlphabet { .. } => "name.alphabet",
            Self::Mixed { .. } => "name.mixed",
            Self::OtherLetter { .. } => "name.other-letter",
            Self::Marks { .. } => "name.marks",
            Self::NotInForce => "name.not-in-force",
            Self::NewLetter { .. } => "name.new-letter",
        };
        (code, self.to_string())
    }

    fn gaps(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::TooLong | Self::NoLetter | Self::NotInForce => Vec::new(),
            Self::Digit { at }
            | Self::Invisible { at }
            | Self::Symbol { at }
            | Self::Mixed { at, alphabet: _ }
            | Self::OtherLetter { at }
            | Self::Marks { at }
            | Self::NewLetter { at } => vec![("at", at.to_string())],
            Self::WrongAlphabet { at, alphabet: _, script } => {
                vec![("at", at.to_string()), ("script", script.to_string())]
            }
        }
    }
}

impl Explained for NotAPlace {
    fn explain(&self) -> (&'static str, String) {
        match self {
            Self::Nowhere => ("place.nowhere", self.to_string()),
            Self::AbroadUnwritten => ("place.abroad-unwritten", self.to_string()),
            Self::AbroadCoded => ("place.abroad-coded", self.to_string()),
            Self::Code(code) => code.explain(),
            Self::Written(text) => text.explain(),
        }
    }

    fn gaps(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Nowhere | Self::AbroadUnwritten | Self::AbroadCoded => Vec::new(),
            Self::Code(code) => code.gaps(),
            Self::Written(text) => text.gaps(),
        }
    }
}

impl Explained for civil::number::NotANumber {
    fn explain(&self) -> (&'static str, String) {
        ("office.form", self.to_string())
    }
}

impl Explained for civil::application::NotALanguage {
    fn explain(&self) -> (&'static str, String) {
        ("language.form", self.to_string())
    }
}
