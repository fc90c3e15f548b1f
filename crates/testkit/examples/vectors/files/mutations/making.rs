//! Makes changes, from a seed.
//!
//! Half of them know nothing of what they change: bits, bytes, pieces. The other half know where values
//! stand: they say a number in a longer form, give it its neighbour, put a value of another proof in.
use super::{
    super::diag::{Item, head, items, long_head},
    suite::{Change, Inserted, Suite, Target},
};

/// The alphabet of base45.
const BASE45: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// What stands in JSON.
const JSON: &[u8] = b"\"{}[]:,0123456789.-+eE\\ntfu \n";

/// `SplitMix64` (Steele, Lea, Flood 2014), and what is made of its numbers.
pub(super) struct Maker(u64);

impl Maker {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a length")
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..=self.below(most)).map(|_| self.byte()).collect()
    }

    /// A change of some base for that reader. It may change nothing.
    pub(super) fn change(&mut self, suite: &Suite, target: Target) -> Change {
        let names: Vec<&str> =
            suite.bases().filter(|(_, base)| base.target == target).map(|(name, _)| name).collect();
        let (name, other) = (*self.one(&names), *self.one(&names));
        let (bytes, others) = (&suite.base(name).bytes, &suite.base(other).bytes);
        let (kind, at, removed, inserted) = match target {
            Target::Text => self.of_text(bytes, other, others),
            Target::Keys => self.of_json(bytes, other, others),
            Target::Proof | Target::Receipt | Target::Entry | Target::State => {
                if self.below(2) == 0 {
                    self.of_bytes(bytes)
                } else {
                    self.of_cbor(bytes, other, others)
                }
            }
        };
        Change { base: name.to_owned(), kind: kind.to_owned(), at, removed, inserted }
    }

    fn of_bytes(&mut self, bytes: &[u8]) -> Made {
        let at = self.below(bytes.len());
        let (kind, removed, inserted) = match self.below(10) {
            0..=3 => ("flip", 1, vec![bytes[at] ^ 1 << self.below(8)]),
            4..=5 => ("set", 1, vec![self.byte()]),
            6 => ("insert", 0, self.bytes(4)),
            7 => ("delete", (1 + self.below(8)).min(bytes.len() - at), Vec::new()),
            8 => ("cut", bytes.len() - at, Vec::new()),
            _ => return ("append", bytes.len(), 0, Inserted::Bytes(self.bytes(8))),
        };
        (kind, at, removed, Inserted::Bytes(inserted))
    }

    fn of_cbor(&mut self, bytes: &[u8], other: &str, others: &[u8]) -> Made {
        let all = items(bytes);
        let item = *self.one(&all[1..]);
        let length = item.end - item.at;
        match self.below(12) {
            0 | 1 => self.longer(&item),
            2..=4 => {
                let item = self.of_major(&all, 0);
                self.number(item)
            }
            5 => ("type", item.at, 1, Inserted::Bytes(vec![bytes[item.at] ^ 0x20 << self.below(3)])),
            6 => ("drop", item.at, length, Inserted::Bytes(Vec::new())),
            7 => ("null", item.at, length, Inserted::Bytes(vec![0xf6])),
            8 => {
                let item = self.of_major(&all, 4);
                self.count(item)
            }
            _ => {
                let theirs = items(others);
                let alike: Vec<&Item> = theirs[1..].iter().filter(|one| one.major == item.major).collect();
                if alike.is_empty() {
                    return ("drop", item.at, length, Inserted::Bytes(Vec::new()));
                }
                let theirs = *self.one(&alike);
                let (at, part) = (theirs.at, theirs.end - theirs.at);
                ("swap", item.at, length, Inserted::Part { base: other.to_owned(), at, length: part })
            }
        }
    }

    fn of_major(&mut self, all: &[Item], major: u8) -> Item {
        let places: Vec<Item> = all.iter().copied().filter(|item| item.major == major).collect();
        *self.one(&places)
    }

    /// The same number or length in more bytes than it needs.
    fn longer(&mut self, item: &Item) -> Made {
        let width = 1 << self.below(4);
        let fits = width == 8 || item.number < 1 << (8 * width);
        let width = if fits { width } else { 8 };
        let head = long_head(item.major, item.number, width);
        ("longer", item.at, item.body - item.at, Inserted::Bytes(head))
    }

    /// Another number in its shortest form: a neighbour, or one at an edge.
    fn number(&mut self, item: Item) -> Made {
        let n = item.number;
        let edges = [0, 1, 23, 24, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, u64::MAX];
        let number = match self.below(4) {
            0 => n.wrapping_add(1),
            1 => n.wrapping_sub(1),
            2 => n ^ 1 << self.below(32),
            _ => *self.one(&edges),
        };
        ("number", item.at, item.end - item.at, Inserted::Bytes(head(0, number)))
    }

    /// An array that says that it has one value more, or one fewer.
    fn count(&mut self, item: Item) -> Made {
        let number = if self.below(2) == 0 { item.number + 1 } else { item.number.saturating_sub(1) };
        ("count", item.at, item.body - item.at, Inserted::Bytes(head(4, number)))
    }

    fn of_text(&mut self, bytes: &[u8], other: &str, others: &[u8]) -> Made {
        let at = self.below(bytes.len());
        let letters = |maker: &mut Self, most| (0..=maker.below(most)).map(|_| *maker.one(BASE45)).collect();
        let (kind, at, removed, inserted) = match self.below(12) {
            0..=2 => ("set", at, 1, vec![*self.one(BASE45)]),
            3 => ("flip", at, 1, vec![bytes[at] ^ 1 << self.below(7)]),
            4 => ("insert", at, 0, letters(self, 3)),
            5 => ("delete", at, (1 + self.below(6)).min(bytes.len() - at), Vec::new()),
            6 => ("cut", at, bytes.len() - at, Vec::new()),
            7 => ("append", bytes.len(), 0, letters(self, 6)),
            8 => ("prefix", 0, 5, self.one(&[b"DAL1:", b"DALX:", b"DALP:", b"DALZ:", b"dal1:"]).to_vec()),
            9 => ("lower", at, 1, vec![bytes[at].to_ascii_lowercase()]),
            _ => {
                // Whole groups of three characters, so that what is put in can be read.
                let groups = |text: &[u8]| (text.len() - 5) / 3;
                let (mine, theirs) = (self.below(groups(bytes)), self.below(groups(others)));
                let most = (groups(bytes) - mine).min(groups(others) - theirs);
                let length = 3 * (1 + self.below(most));
                let part = Inserted::Part { base: other.to_owned(), at: 5 + 3 * theirs, length };
                return ("swap", 5 + 3 * mine, length, part);
            }
        };
        (kind, at, removed, Inserted::Bytes(inserted))
    }

    fn of_json(&mut self, bytes: &[u8], other: &str, others: &[u8]) -> Made {
        let at = self.below(bytes.len());
        let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
        let (kind, at, removed, inserted) = match self.below(10) {
            0 => ("flip", at, 1, vec![bytes[at] ^ 1 << self.below(8)]),
            1 | 2 => ("set", at, 1, vec![*self.one(JSON)]),
            3 => ("insert", at, 0, vec![*self.one(JSON)]),
            4 => ("delete", at, (1 + self.below(4)).min(bytes.len() - at), Vec::new()),
            5 => ("cut", at, bytes.len() - at, Vec::new()),
            6 => ("digit", *self.one(&digits), 1, vec![b'0' + self.byte() % 10]),
            _ => {
                let lines = |text: &[u8]| {
                    let ends = (0..text.len()).filter(|at| text[*at] == b'\n').map(|at| at + 1);
                    core::iter::once(0).chain(ends).collect::<Vec<_>>()
                };
                let (mine, theirs) = (lines(bytes), lines(others));
                let (my, their) = (self.below(mine.len() - 1), self.below(theirs.len() - 1));
                let (at, length) = (theirs[their], theirs[their + 1] - theirs[their]);
                let removed = if self.below(2) == 0 { mine[my + 1] - mine[my] } else { 0 };
                let part = Inserted::Part { base: other.to_owned(), at, length };
                return (if removed == 0 { "line" } else { "swap" }, mine[my], removed, part);
            }
        };
        (kind, at, removed, Inserted::Bytes(inserted))
    }
}

/// Kind, place, how many bytes are removed, and what is put in.
type Made = (&'static str, usize, usize, Inserted);
