//! `governance.*`: what the members decide together. Who signs is in [`super::signers`].
use crate::{
    key::Key,
    rules::{Moment, parameter as value_of},
    standing::{ParameterState, RulesState},
    state::{Changes, View},
    value::{Mark, Value},
};
use civil::refusal::Refusal;
use protocol::{
    Outcome,
    entry::{Parameter, ParameterChange, RulesChange},
};

/// After how many blocks an approval counts: every proposal that is under way by then is decided.
const BLOCKS_UNTIL_IN_FORCE: u64 = 10;

/// How far ahead a rule set is planned at most, in milliseconds: two years, since no other can be planned
/// before it is in force. Longer than the longest notice.
const RULES_AHEAD_MS_MAX: u64 = 732 * 24 * 60 * 60 * 1000;

/// From which height on an entry of governance counts.
pub(super) const fn in_force_from(at: Moment) -> u64 {
    at.height.saturating_add(BLOCKS_UNTIL_IN_FORCE)
}

/// Gives a parameter another value, within its bounds.
pub(super) fn parameter(
    view: &impl View,
    at: Moment,
    by: Mark,
    change: ParameterChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let (least, greatest) = change.parameter.bounds();
    if !(least..=greatest).contains(&change.value) {
        return Err(Refusal::ParameterOutOfBounds);
    }
    let key = Key::Parameter(change.parameter);
    let version = match view.value(&key) {
        Some(Value::Parameter(state)) => state.version,
        _ => 0,
    };
    if version != change.version {
        return Err(Refusal::StaleVersion);
    }
    let state = ParameterState {
        value: value_of(view, change.parameter, at.height),
        version: version.saturating_add(1),
        next: Some((change.value, in_force_from(at))),
        by: Some(by),
    };
    changes.put(key, Value::Parameter(state));
    Ok(Outcome::Recorded)
}

/// Plans the next rule set, with notice enough for every agency to prepare.
pub(super) fn rules(
    view: &impl View,
    at: Moment,
    by: Mark,
    change: RulesChange,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let Some(Value::Rules(state)) = view.value(&Key::Rules) else { return Err(Refusal::RulesNotNext) };
    // One change after another: what is planned comes into force before the next is planned.
    if state.latest() != state.at(at.time_ms) || state.latest().checked_add(1) != Some(change.version) {
        return Err(Refusal::RulesNotNext);
    }
    let notice = value_of(view, Parameter::RulesNoticeMsMin, at.height);
    if change.from_ms < at.time_ms.saturating_add(notice) {
        return Err(Refusal::RulesTooSoon);
    }
    if change.from_ms > at.time_ms.saturating_add(RULES_AHEAD_MS_MAX) {
        return Err(Refusal::RulesTooLate);
    }
    let next = Some((change.version, change.from_ms));
    changes.put(Key::Rules, Value::Rules(RulesState { version: state.latest(), next, by: Some(by) }));
    Ok(Outcome::Recorded)
}
