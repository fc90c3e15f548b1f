//! The state of a network on paper as validators keep it: a root, and a proof of each fact.
//!
//! One operation a fact, in the order of the keys, none replaced: the shortest log that holds them.
//! What is proved and how stands in `docs/formats/state.md`; nothing here is taken from the engine.
use ledger::{Database, Key, SeriesOf, State, Value, View as _};
use protocol::{
    Digest, StateProof, StateRoots,
    fact::key,
    hash::sha256,
    state::state_key,
    status::{Fact, Query},
};

/// How many operations a chunk of the activity covers, and how high its node stands.
const CHUNK: usize = 256;
const CHUNK_HEIGHT: u32 = 8;

/// The facts of a state, as a log.
#[derive(Clone, Debug)]
pub struct PaperState {
    facts: Vec<(Vec<u8>, Vec<u8>)>,
}

impl PaperState {
    /// The facts of a state.
    pub fn of(state: &State) -> Self {
        let facts = state
            .iter()
            .filter(|(key, _)| key.database() == Database::Facts)
            .map(|(key, value)| (key.to_bytes(), value.to_bytes()));
        Self { facts: facts.collect() }
    }

    /// The state that these keys and values are, in their order: one at least, no key twice.
    pub const fn of_facts(facts: Vec<(Vec<u8>, Vec<u8>)>) -> Self {
        Self { facts }
    }

    /// The state's root.
    pub fn root(&self) -> Digest {
        let tree = sha256(&[&[0, 1], &self.count().to_be_bytes(), joined(&self.peaks()).as_ref()]);
        let tail = self.facts.len() % CHUNK;
        let facts = if tail == 0 {
            sha256(&[Digest::ZERO.as_ref(), tree.as_ref()])
        } else {
            let activity = sha256(&[&self.activity(self.facts.len() / CHUNK)]);
            let bits = (tail as u64).to_be_bytes();
            sha256(&[Digest::ZERO.as_ref(), tree.as_ref(), &bits, activity.as_ref()])
        };
        StateRoots { facts, index: Digest::ZERO }.state_root()
    }

    /// What stands under a key, with its proof.
    pub fn fact(&self, key: &[u8]) -> Option<Fact> {
        let place = self.facts.iter().position(|(other, _)| other == key)?;
        let (key, value) = self.facts.get(place)?.clone();
        Some(Fact { key, value, proof: self.proof(place) })
    }

    fn count(&self) -> u64 {
        self.facts.len() as u64
    }

    /// The heights of the peaks and the places that they begin at.
    fn peaks_at(&self) -> Vec<(u32, usize)> {
        let count = self.facts.len();
        let heights = (0..usize::BITS).rev().filter(|height| count >> height & 1 == 1);
        heights.map(|height| (height, count >> height >> 1 << 1 << height)).collect()
    }

    fn peaks(&self) -> Vec<Digest> {
        self.peaks_at().into_iter().map(|(height, from)| self.node(height, from)).collect()
    }

    /// The node at `height` whose first operation is `from`.
    fn node(&self, height: u32, from: usize) -> Digest {
        let at = position(from as u64, height).to_be_bytes();
        let Some(below) = height.checked_sub(1) else {
            let (key, value) = &self.facts[from];
            return sha256(&[&at, &update(key, value)]);
        };
        let (left, right) = (self.node(below, from), self.node(below, from + (1 << below)));
        let node = sha256(&[&at, left.as_ref(), right.as_ref()]);
        if height == CHUNK_HEIGHT { sha256(&[&self.activity(from / CHUNK), node.as_ref()]) } else { node }
    }

    /// The activity of a chunk: every operation is the latest about its key.
    fn activity(&self, chunk: usize) -> [u8; 32] {
        let mut bits = [0; 32];
        for place in (chunk * CHUNK..self.facts.len()).take(CHUNK) {
            bits[place % CHUNK / 8] |= 1 << (place % 8);
        }
        bits
    }

    fn proof(&self, place: usize) -> StateProof {
        let peaks = self.peaks_at();
        let own = peaks.iter().rposition(|(_, from)| *from <= place).expect("the place is in the log");
        let siblings = (0..peaks[own].0).map(|height| {
            let sibling = (place >> height ^ 1) << height;
            self.node(height, sibling)
        });
        let digests = self.peaks();
        let in_tail = place / CHUNK == self.facts.len() / CHUNK;
        let tail = (!in_tail && !self.facts.len().is_multiple_of(CHUNK))
            .then(|| sha256(&[&self.activity(self.facts.len() / CHUNK)]));
        StateProof {
            operations: self.count(),
            place: place as u64,
            inactive_peaks: 0,
            activity: self.activity(place / CHUNK),
            siblings: siblings.collect(),
            right: (own + 1 < digests.len()).then(|| joined(&digests[own + 1..])),
            left: digests[..own].to_vec(),
            tail,
            operations_root: Digest::ZERO,
            index_root: Digest::ZERO,
        }
    }
}

/// Peaks joined from the last to the first.
fn joined(peaks: &[Digest]) -> Digest {
    let (last, before) = peaks.split_last().expect("a state has a fact at least");
    before.iter().rev().fold(*last, |right, left| sha256(&[left.as_ref(), right.as_ref()]))
}

fn position(from: u64, height: u32) -> u64 {
    2 * from - u64::from(from.count_ones()) + (2 << height) - 2
}

fn update(key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut bytes = [&[0xd2][..], state_key(key).as_ref()].concat();
    let mut length = value.len();
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7f).expect("seven bits") | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).expect("seven bits"));
    bytes.extend_from_slice(value);
    bytes
}

/// The keys of the facts that answer a question; none where the state has no answer.
pub fn answering(state: &State, query: Query) -> Option<Vec<Vec<u8>>> {
    match query {
        Query::Certificate(handle) => {
            let key = Key::Handle(handle);
            state.value(&key).map(|_| vec![key.to_bytes()])
        }
        Query::Act(number) => {
            if let Some(Value::ActId(id)) = state.value(&Key::ActNumber(number)) {
                return Some(vec![key::act_number(number), key::act(id)]);
            }
            let office = number.office;
            let short = |year: i16| u8::try_from(year % 100) == Ok(number.year());
            let ranges = (1..).map_while(|ordinal| match state.value(&Key::Range { office, ordinal }) {
                Some(Value::Range(range)) => Some((ordinal, range)),
                _ => None,
            });
            for (ordinal, range) in ranges {
                let unused = range.is_used(number.serial) == Some(false);
                if unused && range.kind == number.kind && short(range.year) {
                    return Some(vec![key::range(office, ordinal)]);
                }
            }
            let of = SeriesOf::Acts(number.kind);
            let Some(Value::Series(series)) = state.value(&Key::Series { of, office }) else { return None };
            let asked = (series.since..=series.year).find(|year| short(*year));
            let closed = (series.since..=asked.unwrap_or(series.since))
                .rev()
                .find(|year| state.value(&Key::ClosedSeries { of, office, year: *year }).is_some());
            let closed = closed.map(|year| key::closed_series(of, office, year));
            Some([Some(key::series(of, office)), closed].into_iter().flatten().collect())
        }
    }
}
