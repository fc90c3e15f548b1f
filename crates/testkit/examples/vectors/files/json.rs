//! JSON with its members in the order in which a person reads them.
use core::fmt::{self, Write as _};
use protocol::{Canonical, Digest, hash::hex};

/// What is longer than this stands on several lines.
const LINE: usize = 118;

/// A value of JSON. There are no fractions and no negative numbers in the vectors.
#[derive(Clone)]
pub(crate) enum Json {
    Null,
    Truth(bool),
    Number(u64),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    /// The file that holds this value.
    pub(crate) fn file(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0);
        text.push('\n');
        text
    }

    fn write(&self, to: &mut String, depth: usize) {
        let flat = self.to_string();
        let (open, close, inner) = match self {
            Self::List(items) if depth * 2 + flat.len() > LINE => {
                ('[', ']', items.iter().map(|item| (None, item)).collect::<Vec<_>>())
            }
            Self::Object(members) if depth == 0 || depth * 2 + flat.len() > LINE => {
                ('{', '}', members.iter().map(|(name, value)| (Some(name), value)).collect())
            }
            Self::Null
            | Self::Truth(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::List(_)
            | Self::Object(_) => {
                return to.push_str(&flat);
            }
        };
        to.push(open);
        for (at, (name, value)) in inner.iter().enumerate() {
            to.push_str(if at == 0 { "\n" } else { ",\n" });
            to.push_str(&"  ".repeat(depth + 1));
            if let Some(name) = name {
                to.push_str(&Self::from(name.as_str()).to_string());
                to.push_str(": ");
            }
            value.write(to, depth + 1);
        }
        to.push('\n');
        to.push_str(&"  ".repeat(depth));
        to.push(close);
    }
}

/// The value on one line.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Truth(truth) => truth.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(&serde_json::to_string(text).or(Err(fmt::Error))?),
            Self::List(items) => {
                f.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    item.fmt(f)?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_str("{ ")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    write!(f, "{}: {value}", Self::from(name.as_str()))?;
                }
                f.write_str(" }")
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Json {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        })*
    };
}

numbers!(u8, u16, u32, u64);

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<Digest> for Json {
    fn from(digest: Digest) -> Self {
        Self::Text(digest.to_string())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Bytes in hexadecimal.
pub(crate) fn bytes(bytes: &[u8]) -> Json {
    Json::Text(hex(bytes))
}

/// The canonical bytes of a value in hexadecimal.
pub(crate) fn canonical(value: &impl Canonical) -> Json {
    bytes(&value.to_bytes())
}

/// An object, its members in this order. Where it is used, `Json` is.
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {
        Json::Object(vec![
            $(($name.to_owned(), Json::from($value))),*
        ])
    };
}

pub(crate) use object;
