//! `case.anchor`, `access.anchor`, `archive.batch`: sequences without gaps or overlaps.
use crate::{
    key::Key,
    state::{Changes, View},
    value::{AnchorState, Mark, Value},
};
use civil::refusal::Refusal;
use protocol::{
    Outcome,
    entry::{Anchor, ArchiveBatch},
};

/// The ordinal and the first record that come next under `key`.
fn next(view: &impl View, key: &Key) -> (u64, u64) {
    match view.value(key) {
        Some(Value::Anchor(last)) => (last.ordinal.saturating_add(1), last.next),
        _ => (1, 0),
    }
}

/// An anchor follows the last one of its sequence.
pub(super) fn anchor(
    view: &impl View,
    key: Key,
    by: Mark,
    anchor: &Anchor,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    if (anchor.ordinal, anchor.first) != next(view, &key) {
        return Err(Refusal::AnchorOutOfSequence);
    }
    let next = anchor.first.checked_add(u64::from(anchor.count)).ok_or(Refusal::AnchorOutOfSequence)?;
    changes.put(key, Value::Anchor(AnchorState { ordinal: anchor.ordinal, next, by }));
    Ok(Outcome::Recorded)
}

/// A batch of old records follows the last one.
pub(super) fn batch(
    view: &impl View,
    by: Mark,
    batch: &ArchiveBatch,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let (ordinal, first) = next(view, &Key::ArchiveBatch);
    if batch.ordinal != ordinal {
        return Err(Refusal::AnchorOutOfSequence);
    }
    let next = first.checked_add(batch.count).ok_or(Refusal::AnchorOutOfSequence)?;
    changes.put(Key::ArchiveBatch, Value::Anchor(AnchorState { ordinal, next, by }));
    Ok(Outcome::Recorded)
}
