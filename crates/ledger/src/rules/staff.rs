//! `staff.*`: keys of officers and offices, in force at once. Who signs is in [`super::signers`].
use crate::{
    key::Key,
    rules::{Moment, signers::key},
    standing::{KeyStanding, KeyState, OfficeState, Planned},
    state::{Changes, View, begin_series},
    value::{Mark, OFFICER_KEYS_MAX, Value},
};
use civil::refusal::Refusal;
use protocol::{
    Outcome, SignerKeyId,
    entry::{KeyChange, KeyEntry, OfficeEntry},
};

/// An officer holds two keys in a role, so that a lost one does not stop the counter.
const KEYS_PER_ROLE: usize = 2;

/// Enters a key that the ledger does not know.
pub(super) fn enter_key(
    view: &impl View,
    at: Moment,
    by: Mark,
    entry: &KeyEntry,
    from_height: u64,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let id = entry.record.id();
    if key(view, id).is_some() {
        return Err(Refusal::KeyAlreadyKnown);
    }
    if entry.until_ms.is_some_and(|until_ms| until_ms <= at.time_ms) {
        return Err(Refusal::KeyPeriod);
    }
    let officer = Key::Officer(entry.record.officer);
    let mut keys = alive(view, at, &officer);
    let same_role = keys.iter().filter_map(|id| key(view, *id)).filter(|state| {
        state.record.role == entry.record.role && state.record.jurisdiction == entry.record.jurisdiction
    });
    if same_role.count() >= KEYS_PER_ROLE || keys.len() >= OFFICER_KEYS_MAX {
        return Err(Refusal::TooManyKeys);
    }
    keys.push(id);
    keys.sort_unstable();
    changes.put(officer, Value::Keys(keys));
    let state = KeyState {
        record: entry.record.clone(),
        from_ms: entry.from_ms,
        until_ms: entry.until_ms,
        from_height,
        standing: KeyStanding::InForce,
        version: 0,
        by: Some(by),
    };
    changes.put(Key::SignerKey(id), state.into());
    Ok(Outcome::Recorded)
}

/// The officer's keys that are neither revoked nor over.
fn alive(view: &impl View, at: Moment, officer: &Key) -> Vec<SignerKeyId> {
    let keys = match view.value(officer) {
        Some(Value::Keys(keys)) => keys,
        _ => Vec::new(),
    };
    keys.into_iter().filter(|id| key(view, *id).is_some_and(|state| state.is_alive(at.time_ms))).collect()
}

/// Stops a key that is in force.
pub(super) fn suspend(
    view: &impl View,
    by: Mark,
    change: KeyChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    restand(view, by, change, &[KeyStanding::InForce], KeyStanding::Suspended, changes)
}

/// Restores a suspended key.
pub(super) fn lift(
    view: &impl View,
    by: Mark,
    change: KeyChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    restand(view, by, change, &[KeyStanding::Suspended], KeyStanding::InForce, changes)
}

/// Ends a key for good.
pub(super) fn revoke(
    view: &impl View,
    by: Mark,
    change: KeyChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let from = [KeyStanding::InForce, KeyStanding::Suspended];
    restand(view, by, change, &from, KeyStanding::Revoked, changes)
}

fn restand(
    view: &impl View,
    by: Mark,
    change: KeyChange,
    from: &[KeyStanding],
    to: KeyStanding,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let state = key(view, change.key).ok_or(Refusal::KeyUnknown)?;
    if state.version != change.version {
        return Err(Refusal::StaleVersion);
    }
    if !from.contains(&state.standing) {
        return Err(Refusal::KeyStanding);
    }
    let version = state.version.saturating_add(1);
    let state = KeyState { standing: to, version, by: Some(by), ..state };
    changes.put(Key::SignerKey(change.key), state.into());
    Ok(Outcome::Recorded)
}

/// Opens an office, gives it another kind or clock, or closes it, from a time on.
pub(super) fn office(
    view: &impl View,
    at: Moment,
    by: Mark,
    entry: &OfficeEntry,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let key = Key::Office(entry.record.code);
    let planned = Planned { from_ms: entry.from_ms, record: entry.record, standing: entry.standing };
    let state = match view.value(&key) {
        Some(Value::Office(old)) => {
            if old.version.saturating_add(1) != entry.version {
                return Err(Refusal::StaleVersion);
            }
            let (record, standing) = old.at(at.time_ms);
            OfficeState { record, standing, version: entry.version, next: Some(planned), by: Some(by) }
        }
        _ => {
            if entry.version != 0 {
                return Err(Refusal::StaleVersion);
            }
            begin_series(changes, entry.record, at.time_ms);
            let (record, standing) = (entry.record, entry.standing);
            OfficeState { record, standing, version: 0, next: None, by: Some(by) }
        }
    };
    changes.put(key, Value::Office(state));
    Ok(Outcome::Recorded)
}
