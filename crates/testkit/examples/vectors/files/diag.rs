//! CBOR as a tree: to print it as RFC 8949 §8 has it, to change one value, to find the place of one.
//!
//! Shares nothing with the reader that is tested.
use protocol::hash::hex;

/// A value of our subset, or bytes that stand in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    Uint(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Self>),
    Null,
    /// Written as they are.
    Raw(Vec<u8>),
}

/// Where a value stands in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// The first byte of its head.
    pub(crate) at: usize,
    /// The first byte after its head.
    pub(crate) body: usize,
    /// The first byte after all of it.
    pub(crate) end: usize,
    /// The major type.
    pub(crate) major: u8,
    /// The number in its head.
    pub(crate) number: u64,
}

/// The head of a major type with a number in its shortest form.
pub(crate) fn head(major: u8, number: u64) -> Vec<u8> {
    match number {
        0..24 => vec![major * 32 + number.to_be_bytes()[7]],
        24..0x100 => long_head(major, number, 1),
        0x100..0x1_0000 => long_head(major, number, 2),
        0x1_0000..0x1_0000_0000 => long_head(major, number, 4),
        _ => long_head(major, number, 8),
    }
}

/// The head with its number in `width` bytes: 1, 2, 4 or 8.
pub(crate) fn long_head(major: u8, number: u64, width: usize) -> Vec<u8> {
    let more = match width {
        1 => 24,
        2 => 25,
        4 => 26,
        _ => 27,
    };
    [&[major * 32 + more], &number.to_be_bytes()[8 - width..]].concat()
}

/// The value of well-formed bytes.
pub(crate) fn tree(bytes: &[u8]) -> Tree {
    let mut at = 0;
    let tree = read(bytes, &mut at, &mut Vec::new());
    assert_eq!(at, bytes.len(), "one value");
    tree
}

/// Every value in well-formed bytes, each before those that it holds.
pub(crate) fn items(bytes: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    read(bytes, &mut 0, &mut items);
    items
}

fn read(bytes: &[u8], at: &mut usize, items: &mut Vec<Item>) -> Tree {
    let begun = *at;
    let (major, info) = (bytes[begun] / 32, bytes[begun] % 32);
    let width = match info {
        24..=27 => 1 << (info - 24),
        _ => 0,
    };
    let body = begun + 1 + width;
    let number = match width {
        0 => u64::from(info),
        _ => bytes[begun + 1..body].iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)),
    };
    *at = body;
    let place = items.len();
    items.push(Item { at: begun, body, end: body, major, number });
    let mut take = || {
        *at += usize::try_from(number).expect("a length");
        bytes[body..*at].to_vec()
    };
    let tree = match major {
        0 => Tree::Uint(number),
        2 => Tree::Bytes(take()),
        3 => Tree::Text(String::from_utf8(take()).expect("UTF-8")),
        4 => Tree::Array((0..number).map(|_| read(bytes, at, items)).collect()),
        _ => Tree::Null,
    };
    items[place].end = *at;
    tree
}

impl Tree {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Uint(number) => head(0, *number),
            Self::Bytes(bytes) => [head(2, bytes.len() as u64), bytes.clone()].concat(),
            Self::Text(text) => [head(3, text.len() as u64), text.clone().into_bytes()].concat(),
            Self::Array(items) => {
                let inner: Vec<u8> = items.iter().flat_map(Self::to_bytes).collect();
                [head(4, items.len() as u64), inner].concat()
            }
            Self::Null => vec![0xf6],
            Self::Raw(bytes) => bytes.clone(),
        }
    }

    /// The value at a path of places.
    pub(crate) fn at(&mut self, path: &[usize]) -> &mut Self {
        path.iter().fold(self, |tree, place| match tree {
            Self::Array(items) => &mut items[*place],
            _ => panic!("the path leads through an array"),
        })
    }

    /// The same with another value at a path.
    #[must_use]
    pub(crate) fn with(mut self, path: &[usize], value: Self) -> Self {
        *self.at(path) = value;
        self
    }

    /// The values of an array.
    pub(crate) fn list(&mut self) -> &mut Vec<Self> {
        match self {
            Self::Array(items) => items,
            _ => panic!("an array"),
        }
    }
}

/// Diagnostic notation (RFC 8949 §8).
pub(crate) fn notation(bytes: &[u8]) -> String {
    print(&tree(bytes))
}

fn print(tree: &Tree) -> String {
    match tree {
        Tree::Uint(number) => number.to_string(),
        Tree::Bytes(bytes) | Tree::Raw(bytes) => format!("h'{}'", hex(bytes)),
        Tree::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Tree::Array(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(", ")),
        Tree::Null => "null".to_owned(),
    }
}
