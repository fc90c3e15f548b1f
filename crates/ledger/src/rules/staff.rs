//! `staff.*`: keys of officers and offices, in force at once. Who signs is in [`super::signers`].
use crate::{
    key::Key,
    rules::{
        Moment,
        signers::{Quorum, key, member_count},
    },
    standing::{KeyStanding, KeyState, OfficeState, Planned},
    state::{Changes, View, begin_series},
    value::{Mark, Value},
};
use civil::{refusal::Refusal, role::Role};
use protocol::{
    Outcome, SignerKeyId,
    entry::{KeyChange, KeyEntry, OfficeEntry, OfficeStanding},
    genesis::{GOVERNOR_KEYS_MAX, OFFICER_KEYS_MAX},
    signature::{Jurisdiction, KeyRecord},
};
use std::collections::BTreeSet;

/// An officer holds two keys in a role, so that a lost one does not stop the counter.
const KEYS_PER_ROLE: usize = 2;

/// Enters a key: one that the ledger does not know, or one whose period is over, for another period. A
/// substitute comes back with the key that the substitute has.
pub(super) fn enter_key(
    view: &impl View,
    at: Moment,
    by: Mark,
    entry: &KeyEntry,
    from_height: u64,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let KeyEntry { record, from_ms, until_ms } = entry;
    let id = record.id();
    let version = match key(view, id) {
        None => 0,
        // The version goes on, so that no change of the period before counts again.
        Some(old) if old.standing != KeyStanding::Revoked && old.is_over(at.time_ms) => {
            old.version.saturating_add(1)
        }
        Some(_) => return Err(Refusal::KeyAlreadyKnown),
    };
    its_place_is_there(view, record)?;
    let is_governors = record.role == Role::Governor;
    if until_ms.is_some_and(|until_ms| until_ms <= at.time_ms || is_governors) {
        return Err(Refusal::KeyPeriod);
    }
    let officer = Key::Officer(record.officer);
    let mut keys = alive(view, at, &officer);
    let same_role = keys
        .iter()
        .filter_map(|id| key(view, *id))
        .filter(|state| state.record.role == record.role && state.record.jurisdiction == record.jurisdiction);
    if same_role.count() >= KEYS_PER_ROLE || keys.len() >= OFFICER_KEYS_MAX {
        return Err(Refusal::TooManyKeys);
    }
    keys.push(id);
    keys.sort_unstable();
    changes.put(officer, Value::Keys(keys));
    if is_governors {
        let mut keys = alive(view, at, &Key::Governors);
        if keys.len() >= GOVERNOR_KEYS_MAX {
            return Err(Refusal::TooManyKeys);
        }
        keys.push(id);
        keys.sort_unstable();
        changes.put(Key::Governors, Value::Keys(keys));
    }
    let state = KeyState {
        record: record.clone(),
        from_ms: *from_ms,
        until_ms: *until_ms,
        from_height,
        standing: KeyStanding::InForce,
        version,
        by: Some(by),
    };
    changes.put(Key::SignerKey(id), state.into());
    Ok(Outcome::Recorded)
}

/// The office or the member that a key is entered for is on the ledger.
fn its_place_is_there(view: &impl View, record: &KeyRecord) -> Result<(), Refusal> {
    match record.jurisdiction {
        Jurisdiction::Office(code) => super::office(view, code).map(drop),
        Jurisdiction::Member(member) if u64::from(member) < member_count(view) => Ok(()),
        Jurisdiction::Member(_) => Err(Refusal::RoleOutsideJurisdiction),
        Jurisdiction::Region(_) | Jurisdiction::Network => Ok(()),
    }
}

/// The keys of a list that are neither revoked nor over.
fn alive(view: &impl View, at: Moment, list: &Key) -> Vec<SignerKeyId> {
    let keys = match view.value(list) {
        Some(Value::Keys(keys)) => keys,
        _ => Vec::new(),
    };
    keys.into_iter().filter(|id| key(view, *id).is_some_and(|state| state.is_alive(at.time_ms))).collect()
}

/// Stops a key that is in force.
pub(super) fn suspend(
    view: &impl View,
    at: Moment,
    by: Mark,
    change: KeyChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    restand(view, at, by, change, &[KeyStanding::InForce], KeyStanding::Suspended, changes)
}

/// Restores a suspended key.
pub(super) fn lift(
    view: &impl View,
    at: Moment,
    by: Mark,
    change: KeyChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    restand(view, at, by, change, &[KeyStanding::Suspended], KeyStanding::InForce, changes)
}

/// Ends a key for good.
pub(super) fn revoke(
    view: &impl View,
    at: Moment,
    by: Mark,
    change: KeyChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let from = [KeyStanding::InForce, KeyStanding::Suspended];
    restand(view, at, by, change, &from, KeyStanding::Revoked, changes)
}

fn restand(
    view: &impl View,
    at: Moment,
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
    if to != KeyStanding::InForce {
        governors_remain(view, at, change.key)?;
    }
    let version = state.version.saturating_add(1);
    let state = KeyState { standing: to, version, by: Some(by), ..state };
    changes.put(Key::SignerKey(change.key), state.into());
    Ok(Outcome::Recorded)
}

/// Whoever may enter and restore keys must be left: without this key, enough members to decide still
/// have a governor who may sign now.
fn governors_remain(view: &impl View, at: Moment, without: SignerKeyId) -> Result<(), Refusal> {
    let governs = |id: SignerKeyId| {
        let state = key(view, id).filter(|state| state.may_sign(at.time_ms, at.height))?;
        match (state.record.role, state.record.jurisdiction) {
            (Role::Governor, Jurisdiction::Member(member)) => Some(member),
            (_, _) => None,
        }
    };
    if governs(without).is_none() {
        return Ok(());
    }
    let others = alive(view, at, &Key::Governors).into_iter().filter(|id| *id != without);
    let members: BTreeSet<u8> = others.filter_map(governs).collect();
    if members.len() as u64 >= Quorum::Decides.of(member_count(view)) {
        Ok(())
    } else {
        Err(Refusal::LastGovernors)
    }
}

/// Opens an office, gives it another kind or clock, or closes it, from a time on. Until then a new one is
/// closed, and an old one as it was.
pub(super) fn office(
    view: &impl View,
    at: Moment,
    by: Mark,
    entry: &OfficeEntry,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let key = Key::Office(entry.record.code);
    let planned = Planned { from_ms: entry.from_ms, record: entry.record, standing: entry.standing };
    let (record, standing, next_version) = if let Some(Value::Office(old)) = view.value(&key) {
        let (record, standing) = old.at(at.time_ms);
        (record, standing, old.version.saturating_add(1))
    } else {
        begin_series(changes, entry.record, at.time_ms);
        (entry.record, OfficeStanding::Closed, 0)
    };
    if entry.version != next_version {
        return Err(Refusal::StaleVersion);
    }
    let state = OfficeState { record, standing, version: entry.version, next: Some(planned), by: Some(by) };
    changes.put(key, Value::Office(state));
    Ok(Outcome::Recorded)
}
