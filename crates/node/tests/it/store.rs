//! The state on disk: proofs by the verifier that has nothing of the engine, crashes, damage, vectors.
mod cost;
mod damage;
mod model;
mod proofs;
mod recovery;
mod vectors;

use commonware_runtime::{
    BLOB_PAGE_SIZE,
    buffer::paged::{CacheRef, page_size},
};
use commonware_utils::{NZU64, NZUsize};
use core::num::NonZeroU64;
use node::store::{Batch, Context, Settings, Store, Writes};
use protocol::hash::tagged;

/// Small files, so that small stores have several and prune some.
const OPERATIONS_PER_FILE: NonZeroU64 = NZU64!(128);

fn everyday_settings() -> Settings {
    Settings::new("state", CacheRef::new(page_size(BLOB_PAGE_SIZE), NZUsize!(256)))
}

fn settings() -> Settings {
    Settings { operations_per_file: OPERATIONS_PER_FILE, ..everyday_settings() }
}

async fn opened<E: Context>(context: &E) -> Store<E> {
    Store::open(context.child("state"), &settings()).await.unwrap()
}

/// Eight bytes that follow from three numbers, alike everywhere.
fn drawn(seed: u64, what: u64, which: u64) -> u64 {
    let parts = [seed, what, which].map(u64::to_be_bytes);
    let digest = tagged("dalolat/drawn/1", &[&parts[0], &parts[1], &parts[2]]);
    u64::from_be_bytes(digest.as_bytes()[..8].try_into().unwrap())
}

fn key(number: u64) -> Vec<u8> {
    format!("key {number}").into_bytes()
}

/// The value of a key after the block of `height`: up to 60 bytes.
fn value(number: u64, height: u64) -> Vec<u8> {
    let drawn = drawn(1, number, height);
    drawn.to_be_bytes().repeat(8)[..usize::try_from(drawn % 61).unwrap()].to_vec()
}

/// A batch that gives the keys of `put` values and removes those of `removed`; the index likewise, but
/// of every second key.
fn batch(height: u64, put: impl IntoIterator<Item = u64>, removed: impl IntoIterator<Item = u64>) -> Batch {
    let mut facts: Writes =
        put.into_iter().map(|number| (key(number), Some(value(number, height)))).collect();
    facts.extend(removed.into_iter().map(|number| (key(number), None)));
    let index = facts.iter().step_by(2).map(|(key, value)| (key.clone(), value.clone())).collect();
    Batch { height, facts, index }
}

/// Some batch of changes to the first `keys` keys, alike everywhere.
fn drawn_batch(seed: u64, height: u64, keys: u64) -> Batch {
    let draw = |what, below| drawn(seed, what, height) % below;
    let (from, count) = (draw(0, keys), draw(1, keys.min(40)));
    let (removed_from, removed) = (draw(2, keys), draw(3, 6));
    batch(
        height,
        from..(from + count).min(keys),
        (removed_from..removed_from + removed).map(|key| key % keys),
    )
}
