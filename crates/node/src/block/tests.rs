use super::*;
use crate::sim::Scene;
use commonware_codec::{Copying, Decode as _};
use commonware_runtime::{Runner as _, deterministic};
use core::num::NonZeroU32;
use proptest::prelude::*;

/// A block with three entries on block 0 of a small network.
fn sample() -> Block {
    let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let time_ms = scene.genesis.time_ms;
    let entries = (0..3).map(|number| scene.birth(0, number, time_ms)).collect();
    deterministic::Runner::default().start(|runtime| async move {
        let chain = scene.chain(&runtime, "state").await;
        let genesis = chain.genesis_block();
        let context = context(&scene, genesis.id());
        chain.build(context, &genesis.id(), time_ms + 700, entries, ENTRIES_MAX).await.unwrap().block
    })
}

fn context(scene: &Scene, parent: Digest) -> Context {
    Context {
        round: Round::new(EPOCH, View::new(300)),
        leader: scene.validators[2].0.member(),
        parent: (View::new(17), theirs(&parent)),
    }
}

#[test]
fn a_block_reads_back_with_its_digest() {
    let block = sample();
    assert_eq!(block.entries().len(), 3);
    let bytes = block.encode();
    let again = Block::decode_cfg(bytes.clone(), &()).unwrap();
    assert_eq!(again.digest(), block.digest());
    assert_eq!(again.header(), block.header());
    assert_eq!(again.entries(), block.entries());
    assert_eq!(again.outcomes(), block.outcomes());
    assert_eq!(again.encode(), bytes);
}

#[test]
fn a_block_with_the_longest_entry_of_a_bulk_kind_reads_back() {
    let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let list = scene.list_of_the_dead(600, scene.genesis.time_ms);
    assert!(list.bytes().len() > 5 * protocol::entry::ENTRY_BYTES_MAX, "{}", list.bytes().len());
    let outcome = sample().outcomes()[0];
    let block = sample();
    let header = block.header();
    let draft = Draft {
        context: block.context(),
        parent: header.parent,
        height: header.height,
        time_ms: header.time_ms,
        state_height: header.state_height,
        state_root: header.state_root,
        rules_version: header.rules_version,
    };
    let bulky = Block::propose(draft, &Frontier::default(), vec![(list, outcome)]);
    let again = Block::decode_cfg(bulky.encode(), &()).unwrap();
    assert_eq!((again.digest(), again.entries()), (bulky.digest(), bulky.entries()));
}

#[test]
fn the_headers_context_is_the_engines_own_encoding() {
    let block = sample();
    assert_eq!(header_context(&block.context()).to_bytes(), block.context().encode().to_vec());
}

#[test]
fn the_genesis_block_has_no_entries_and_the_genesis_as_its_parent() {
    let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
    let of = scene.clone();
    let header = deterministic::Runner::default()
        .start(|runtime| async move { *of.chain(&runtime, "state").await.genesis_block().header() });
    assert_eq!((header.height, header.entry_count, header.log_size), (0, 0, 0));
    assert_eq!(header.parent, scene.genesis.parent());
    assert_eq!(header.log_root, merkle::empty_root());
    assert_eq!(header.time_ms, scene.genesis.time_ms);
}

#[test]
fn a_block_with_an_entry_that_is_not_canonical_is_refused() {
    let block = sample();
    let entry = block.entries()[0].to_bytes();
    // The array head of the signed entry, 0x82, in a longer form of the same length.
    let longer = [&[0x98, 2], &entry[1..]].concat();
    let mut bytes = Vec::new();
    block.context.write(&mut bytes);
    let head = block.encode();
    let frame = head.len() - block.body.len();
    let mut forged = head[..frame].to_vec();
    1_usize.write(&mut forged);
    Bytes::from(longer).write(&mut forged);
    Bytes::from(block.outcomes()[0].to_bytes()).write(&mut forged);
    assert!(Block::decode_cfg(Copying(&forged), &()).is_err());
    // The same frame with the entry as it is, to show that nothing else was wrong.
    let mut honest = head[..frame].to_vec();
    1_usize.write(&mut honest);
    Bytes::from(entry).write(&mut honest);
    Bytes::from(block.outcomes()[0].to_bytes()).write(&mut honest);
    assert_eq!(Block::decode_cfg(Copying(&honest), &()).unwrap().entries().len(), 1);
}

#[test]
fn a_block_that_promises_too_much_is_refused_before_it_is_read() {
    let block = sample();
    let head = block.encode();
    let frame = head.len() - block.body.len();
    for (count, length) in
        [(ENTRIES_MAX + 1, 10), (1, BULK_ENTRY_BYTES_MAX + 1), (usize::from(u16::MAX), 1 << 30)]
    {
        let mut bytes = head[..frame].to_vec();
        u32::try_from(count).unwrap();
        count.write(&mut bytes);
        length.write(&mut bytes);
        bytes.extend([0; 64]);
        assert!(Block::decode_cfg(Copying(&bytes), &()).is_err(), "{count} entries of {length} bytes");
    }
}

#[test]
fn an_outcome_of_another_kind_changes_the_digest() {
    let block = sample();
    let mut outcomes = block.outcomes().to_vec();
    outcomes.swap(0, 1);
    let pairs: Vec<_> = block.entries().iter().cloned().zip(outcomes).collect();
    let header = block.header();
    let draft = Draft {
        context: block.context(),
        parent: header.parent,
        height: header.height,
        time_ms: header.time_ms,
        state_height: header.state_height,
        state_root: header.state_root,
        rules_version: header.rules_version,
    };
    let other = Block::propose(draft, &Frontier::default(), pairs);
    assert_ne!(other.digest(), block.digest());
    assert_ne!(other.header().entries_root, header.entries_root);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn hostile_bytes_are_refused_or_read_as_exactly_themselves(at in 0usize..2000, to: u8, cut in 0usize..2000) {
        let mut bytes = sample().encode().to_vec();
        let at = at % bytes.len();
        bytes[at] = to;
        if let Ok(block) = Block::decode_cfg(Copying(&bytes), &()) {
            prop_assert_eq!(block.encode().to_vec(), bytes.clone());
        }
        bytes.truncate(cut % bytes.len());
        prop_assert!(Block::decode_cfg(Copying(&bytes), &()).is_err());
    }
}
