//! How documents name each other before anything has a number.
//!
//! A marriage follows an application, a divorce ends a marriage, whoever marries again names what ended the
//! earlier marriage. What has a number is named by it: an application by its number in the journal and its
//! day, an act by its twelve digits, an old act by the number as written and its day. An act that another
//! document of the same batch asks for has none yet: it is named `{ "document": "D-2026-001" }` by that
//! document's `id`. Whoever registers the batch puts in what it has become, with [`Registered::put_in`];
//! the readers of declarations never see the name of a document.
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What documents have become that were registered before.
#[derive(Clone, Debug, Default)]
pub struct Registered(BTreeMap<String, (String, String)>);

/// A document names another one that is not registered: its `id`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document names {0}, and no document of that id is registered")]
pub struct NotRegistered(pub String);

impl Registered {
    /// The `id` that a document has, where it has one.
    pub fn id(document: &Value) -> Option<&str> {
        document.get("id")?.as_str()
    }

    /// Keeps what the document `id` has become: the number of its act, and the day from which the act's facts
    /// hold, `2026-10-15`.
    pub fn keep(&mut self, id: &str, act: &str, date: &str) {
        self.0.insert(id.to_owned(), (act.to_owned(), date.to_owned()));
    }

    /// The document with the number and the day of each act in place of the name of its document, and
    /// without its own `id`: as a registrar declares it.
    pub fn put_in(&self, document: &Value) -> Result<Value, NotRegistered> {
        let Value::Object(fields) = document else { return Ok(document.clone()) };
        let own = fields.iter().filter(|(name, _)| *name != "id");
        own.map(|(name, value)| Ok((name.clone(), self.within(value)?))).collect()
    }

    fn within(&self, value: &Value) -> Result<Value, NotRegistered> {
        match value {
            Value::Object(fields) => match named(fields) {
                Some(id) => {
                    let (act, date) = self.0.get(id).ok_or_else(|| NotRegistered(id.to_owned()))?;
                    Ok(json!({ "act": act, "date": date }))
                }
                None => fields
                    .iter()
                    .map(|(name, value)| Ok((name.clone(), self.within(value)?)))
                    .collect::<Result<Map<_, _>, _>>()
                    .map(Value::Object),
            },
            Value::Array(list) => list.iter().map(|value| self.within(value)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
        }
    }
}

/// The document that an object names, where it is the name of one and nothing else.
fn named(fields: &Map<String, Value>) -> Option<&str> {
    match fields.get("document")? {
        Value::String(id) if fields.len() == 1 => Some(id),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_document_gives_way_to_what_it_has_become() {
        let mut registered = Registered::default();
        registered.keep("D-2026-001", "411012600001", "2026-10-15");
        let document = json!({
            "id": "M-2026-008",
            "husband": { "document": { "kind": "id-card", "number": "XX1" },
                         "before": { "status": "divorced", "ended": { "document": "D-2026-001" } } },
        });
        let expected = json!({
            "husband": { "document": { "kind": "id-card", "number": "XX1" },
                         "before": { "status": "divorced",
                                     "ended": { "act": "411012600001", "date": "2026-10-15" } } },
        });
        assert_eq!(registered.put_in(&document), Ok(expected));
        assert_eq!(Registered::id(&document), Some("M-2026-008"));
        let other = json!({ "marriage": { "document": "M-2026-999" } });
        assert_eq!(registered.put_in(&other), Err(NotRegistered("M-2026-999".to_owned())));
    }
}
