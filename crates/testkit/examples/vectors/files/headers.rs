//! `headers-1.json`: digests of blocks, the trees over their entries, and the quorum's message.
use super::{
    json::{Json, bytes, object},
    worked::{finalization, header},
    world::{Chain, SEED, World, genesis_header, opaque},
};
use protocol::{
    Digest, NetworkClass,
    block::{Context, Header, entry_leaves},
    merkle::{self, Frontier},
};

pub(crate) fn file() -> String {
    let world = World::demo();
    let genesis = world.genesis();
    object! {
        "about": "Block headers and trees of Dalolat, version 1. States and leaders are digests of their names.",
        "generator": "cargo run -p testkit --example vectors -- headers-1.json",
        "seed": SEED,
        "block_0": object! {
            "genesis": super::json::canonical(&genesis),
            "header": header(&genesis_header(&genesis)),
        },
        "headers": headers(&world),
        "log": log(),
        "trees": trees(),
        "finalizations": finalizations(),
    }
    .file()
}

/// Headers whose counters need one byte of LEB128, two and ten.
fn headers(world: &World) -> Vec<Json> {
    let digests: Vec<Digest> = (0..3).map(|n| opaque(&format!("entry {n}"))).collect();
    let mut chain = Chain::new(world, |height| height * 150);
    let first = chain.block(&digests);
    let second = chain.block(&[]);
    let greatest = Header {
        height: u64::MAX,
        time_ms: u64::MAX,
        entry_count: 1024,
        entries_root: opaque("entries"),
        parent: opaque("parent"),
        context: Context {
            epoch: 16_384,
            view: u64::MAX,
            leader: *opaque("leader").as_bytes(),
            parent_view: 127,
            parent: opaque("parent in the context"),
        },
        log_size: u64::MAX,
        log_root: opaque("log"),
        state_height: u64::MAX - 1,
        state_root: opaque("state"),
        rules_version: u32::MAX,
    };
    [
        ("three entries, on the genesis", first),
        ("no entry, on the first", second),
        ("the greatest values", greatest),
    ]
    .map(|(note, of)| object! { "note": note, "header": header(&of) })
    .to_vec()
}

/// The log after each of ten entries.
fn log() -> Json {
    let digests: Vec<Digest> = (0..10).map(|n| opaque(&format!("entry {n}"))).collect();
    let mut log = Frontier::default();
    let roots: Vec<Digest> = entry_leaves(&digests)
        .into_iter()
        .map(|leaf| {
            log.append(leaf);
            log.root()
        })
        .collect();
    object! { "entries": digests, "roots": roots }
}

/// Trees of the sizes at which their shape changes, and the longest path.
fn trees() -> Vec<Json> {
    let sizes: [(usize, &[usize]); 9] = [
        (1, &[0]),
        (2, &[0, 1]),
        (3, &[0, 1, 2]),
        (4, &[0, 3]),
        (5, &[0, 3, 4]),
        (7, &[3, 4, 6]),
        (8, &[7]),
        (513, &[0, 511, 512]),
        (1024, &[0, 1023]),
    ];
    sizes
        .into_iter()
        .map(|(size, places)| {
            let digests: Vec<Digest> = (0..size).map(|n| opaque(&format!("entry {n}"))).collect();
            let leaves = entry_leaves(&digests);
            let paths: Vec<Json> = places
                .iter()
                .map(|place| {
                    let path = merkle::path(&leaves, *place).expect("the leaf stands in the tree");
                    object! { "index": *place, "path": path }
                })
                .collect();
            object! {
                "entries": size,
                "note": "entry n is SHA-256 over the text `entry n`",
                "root": merkle::root(&leaves),
                "paths": paths,
            }
        })
        .collect()
}

/// What the quorum of each class of network signs.
fn finalizations() -> Vec<Json> {
    let digest = opaque("a block");
    let classes = [(NetworkClass::Live, 9), (NetworkClass::Practice, 8), (NetworkClass::Demo, SEED)];
    let places = [[0, 1, 0], [0, 127, 126], [0, 128, 127], [1, 16_383, 300], [300, u64::MAX, u64::MAX - 1]];
    let made = classes.into_iter().flat_map(|(class, n)| {
        let world = World::new(class, n);
        places.map(|[epoch, view, parent_view]| {
            let made = world.finalize(digest, [epoch, view, parent_view]);
            assert!(made.verify(world.network, &world.key(), &digest), "the key signed it");
            object! {
                "network": world.network.to_string(),
                "key": bytes(world.key().as_bytes()),
                "block": digest,
                "epoch": epoch,
                "view": view,
                "parent_view": parent_view,
                "finalization": finalization(&world, &made, &digest),
            }
        })
    });
    made.collect()
}
