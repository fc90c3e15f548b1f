//! A database as `docs/formats/state.md` tells to make it, in the plainest way; its root must be the
//! store's. So the page is right, and a change in the engine that changes a root is found.
use super::{batch, drawn_batch, opened};
use commonware_runtime::{Runner as _, deterministic::Runner};
use node::store::{Batch, Writes};
use protocol::{
    Digest,
    hash::{sha256, tagged},
};
use std::collections::BTreeMap;

struct Model {
    log: Vec<Vec<u8>>,
    active: Vec<bool>,
    /// Hashed key to place and value.
    held: BTreeMap<Digest, (usize, Vec<u8>)>,
    floor: usize,
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 128 {
        bytes.push(u8::try_from(number % 128).unwrap() + 128);
        number /= 128;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

fn position(first_leaf: usize, height: u32) -> [u8; 8] {
    let first = first_leaf as u64;
    (2 * first - u64::from(first.count_ones()) + (2 << height) - 2).to_be_bytes()
}

impl Model {
    fn new() -> Self {
        Self { log: vec![vec![0xd3, 0, 0]], active: vec![true], held: BTreeMap::new(), floor: 0 }
    }

    fn append(&mut self, operation: Vec<u8>, is_active: bool) -> usize {
        self.log.push(operation);
        self.active.push(is_active);
        self.log.len() - 1
    }

    fn put(&mut self, key: Digest, value: Vec<u8>) {
        let operation = [&[0xd2], key.as_ref(), &leb128(value.len()), &value].concat();
        let place = self.append(operation, true);
        if let Some((old, _)) = self.held.insert(key, (place, value)) {
            self.active[old] = false;
        }
    }

    fn apply(&mut self, height: u64, writes: &Writes) {
        let mut writes: BTreeMap<Digest, Option<Vec<u8>>> = writes
            .iter()
            .map(|(key, value)| (tagged("dalolat/state-key/1", &[key]), value.clone()))
            .collect();
        let end_before = self.log.len() - 1;
        self.active[end_before] = false;
        let mut moves = 1;
        let known: BTreeMap<usize, Digest> =
            writes.keys().filter_map(|key| Some((self.held.get(key)?.0, *key))).collect();
        for key in known.into_values() {
            if let Some(value) = writes.remove(&key).unwrap() {
                self.put(key, value);
                moves += 1;
            } else {
                let (old, _) = self.held.remove(&key).unwrap();
                self.active[old] = false;
                self.append([&[0xd1], key.as_ref()].concat(), false);
                moves += 2;
            }
        }
        for (key, value) in writes {
            if let Some(value) = value {
                self.put(key, value);
            }
        }
        let tip = self.log.len();
        while moves > 0 && self.floor < tip {
            if self.active[self.floor] {
                let floor = self.floor;
                let (key, (_, value)) = self.held.iter().find(|(_, (place, _))| *place == floor).unwrap();
                self.put(*key, value.clone());
                moves -= 1;
            } else if self.active[self.floor..tip].iter().all(|is_active| !is_active) {
                self.floor = tip - 1;
            }
            self.floor += 1;
        }
        if self.held.is_empty() {
            self.floor = self.log.len();
        }
        let end = [&[0xd3, 1, 8][..], &height.to_be_bytes(), &leb128(self.floor)].concat();
        self.append(end, true);
    }

    fn chunk(&self, number: usize) -> [u8; 32] {
        let mut chunk = [0; 32];
        for (bit, _) in self.active.iter().skip(number * 256).take(256).enumerate().filter(|(_, is)| **is) {
            chunk[bit / 8] |= 1 << (bit % 8);
        }
        chunk
    }

    fn node(&self, first: usize, height: u32, with_activity: bool) -> Digest {
        if height == 0 {
            return sha256(&[&position(first, 0), &self.log[first]]);
        }
        let [left, right] =
            [first, first + (1 << (height - 1))].map(|first| self.node(first, height - 1, with_activity));
        let node = sha256(&[&position(first, height), left.as_ref(), right.as_ref()]);
        let chunk = self.chunk(first / 256);
        if with_activity && height == 8 && chunk != [0; 32] { sha256(&[&chunk, node.as_ref()]) } else { node }
    }

    fn tree(&self, with_activity: bool) -> Digest {
        let (mut first, mut peaks, mut inactive) = (0, Vec::new(), 0);
        for height in (0..usize::BITS).rev().filter(|height| self.log.len() >> height & 1 == 1) {
            peaks.push(self.node(first, height, with_activity));
            first += 1 << height;
            if first <= self.floor && (!with_activity || first.is_multiple_of(256)) {
                inactive = peaks.len();
            }
        }
        let rest = peaks.split_off(inactive);
        let join = |left: Digest, right: Digest| sha256(&[left.as_ref(), right.as_ref()]);
        let joined = peaks.into_iter().reduce(join).into_iter().chain(rest).collect::<Vec<_>>();
        let joined = joined.into_iter().rev().reduce(|right, left| join(left, right)).unwrap();
        let count = (self.log.len() as u64).to_be_bytes();
        let inactive = (inactive as u64).to_be_bytes();
        sha256(&[&[0, 1], &count, if inactive == [0; 8] { &[] } else { &inactive }, joined.as_ref()])
    }

    fn root(&self) -> Digest {
        let (operations, tree) = (self.tree(false), self.tree(true));
        let rest = self.log.len() % 256;
        let tail = sha256(&[&self.chunk(self.log.len() / 256)]);
        if rest == 0 {
            sha256(&[operations.as_ref(), tree.as_ref()])
        } else {
            sha256(&[operations.as_ref(), tree.as_ref(), &(rest as u64).to_be_bytes(), tail.as_ref()])
        }
    }
}

fn check(batches: impl IntoIterator<Item = Batch>) {
    Runner::default().start(|context| async move {
        let mut store = opened(&context).await;
        let (mut facts, mut index) = (Model::new(), Model::new());
        for batch in batches {
            let height = batch.height;
            facts.apply(height, &batch.facts);
            index.apply(height, &batch.index);
            let roots = store.apply(batch).await.unwrap();
            assert_eq!(
                roots.facts,
                facts.root(),
                "facts after block {height}, {} operations",
                facts.log.len()
            );
            assert_eq!(roots.index, index.root(), "index after block {height}");
        }
    });
}

#[test]
fn an_empty_database_has_the_root_of_its_definition() {
    Runner::default().start(|context| async move {
        let store = opened(&context).await;
        assert_eq!([store.roots().facts, store.roots().index], [Model::new().root(); 2]);
    });
}

#[test]
fn the_roots_are_those_of_the_definition() {
    check((0..40).map(|height| drawn_batch(4, height, 200)));
    // Few keys, changed often: peaks before the floor.
    check((0..150).map(|height| batch(height, [height % 3], (height % 10 == 0).then_some(5))));
}

#[test]
fn a_database_that_becomes_empty_has_the_root_of_its_definition() {
    check([
        batch(0, 0..20, []),
        batch(1, [], 0..20),
        batch(2, [], [3]),
        batch(3, 0..5, []),
        batch(9, [4], 0..4),
    ]);
}
