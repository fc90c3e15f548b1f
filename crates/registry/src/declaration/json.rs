//! JSON into a tree, refusing what a reader may understand in two ways: a name that stands twice in
//! one object, and numbers that are not whole.
use super::{Fault, Faults, form::fault};
use civil::words::Saying;
use core::fmt;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

/// A JSON value. Personal data; it has no `Debug`.
pub(super) enum Json {
    Null,
    Bool(bool),
    Int(u64),
    /// A negative or broken number: no field has one.
    OtherNumber,
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    /// What it is, in words.
    pub(super) const fn what(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a number",
            Self::OtherNumber => "a number that is negative or not whole",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// The word by which the error of a repeated name is known again.
const TWICE: &str = "a name stands twice in one object";

/// Reads a whole document.
pub(super) fn read(bytes: &[u8]) -> Result<Json, Faults> {
    serde_json::from_slice(bytes).map_err(|error| {
        let position = Some((error.line(), error.column()));
        // The library's own words may quote the document; ours do not.
        let (name, message) = match error.classify() {
            Category::Eof => ("json.syntax/end", "the JSON ends too early: a bracket or a quotation mark is not closed"),
            Category::Data if error.to_string().starts_with(TWICE) => {
                ("json.twice", "a name stands twice in one object; leave one of them out")
            }
            Category::Syntax | Category::Data | Category::Io => (
                "json.syntax",
                "this is no JSON: look for a missing comma, quotation mark or bracket, and save the file as UTF-8",
            ),
        };
        Faults(vec![Fault { position, ..fault(String::new(), Saying::new(name), message.to_owned()) }])
    })
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, n: u64) -> Result<Json, E> {
        Ok(Json::Int(n))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(Json::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        while let Some((name, value)) = object.next_entry::<String, Json>()? {
            if fields.iter().any(|(other, _)| *other == name) {
                return Err(de::Error::custom(TWICE));
            }
            fields.push((name, value));
        }
        Ok(Json::Object(fields))
    }
}
