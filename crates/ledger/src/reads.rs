//! What an entry of each kind reads of the state, so that it is fetched before `decide` runs.
//!
//! Some keys are known only once others are read: [`reads`] is asked again until nothing new comes. A
//! test runs every rule over a view that knows only what was declared.
use crate::{
    key::{Key, SeriesOf},
    rules::mark_key,
    state::View,
    value::Value,
};
use civil::{refusal::Refusal, role::Role};
use protocol::{
    Body, NumberRequest, SignedEntry,
    entry::{Entry, Parameter},
};

/// The keys that deciding `entry` reads, given what `known` holds already.
pub fn reads(known: &impl View, entry: &SignedEntry) -> Vec<Key> {
    let it = entry.entry();
    let mut keys: Vec<Key> =
        entry.signatures().iter().map(|signature| Key::SignerKey(signature.key)).collect();
    keys.push(Key::Parameter(match it.number {
        NumberRequest::Next => Parameter::ValidityMsMax,
        NumberRequest::Reserved { .. } => Parameter::ReservedValidityMsMax,
    }));
    keys.extend(mark_key(entry));
    keys.extend(it.office.map(Key::Office));
    match &it.body {
        Body::ActRegister(act) => {
            keys.extend(act.notice.map(Key::Notice));
            keys.extend(number(it, SeriesOf::Acts(act.kind)));
            let waived = |code: &str| Refusal::from_code(code).map(|refusal| Key::Waived(refusal.code()));
            keys.extend(act.waivers.iter().filter_map(|waiver| waived(waiver.rule.as_str())));
        }
        Body::CertificateIssue(issue) => {
            keys.push(Key::Act(issue.act));
            keys.extend(number(it, SeriesOf::Certificates));
        }
        Body::CertificateRevoke(revoke) => {
            if let Some(Value::Certificate(certificate)) = known.value(&Key::Certificate(revoke.handle)) {
                keys.push(Key::Act(certificate.act));
            }
        }
        Body::NumberReserve(reserve) => {
            keys.extend([Parameter::RangeMsMax, Parameter::RangeNumbersMax].map(Key::Parameter));
            keys.extend(number(it, SeriesOf::Acts(reserve.kind)));
            let before = reserve.range.checked_sub(1).filter(|before| *before > 0);
            keys.extend(it.office.zip(before).map(|(office, ordinal)| Key::Range { office, ordinal }));
        }
        Body::NumberRelease(_) | Body::CaseAnchor(_) | Body::AccessAnchor(_) | Body::StaffOffice(_) => {}
        Body::ArchiveBatch(_) | Body::StaffLift(_) => keys.push(Key::Members),
        Body::StaffKey(key) | Body::GovernanceKey(key) => {
            keys.push(Key::Members);
            keys.extend(key.record.office().map(Key::Office));
            keys.extend(list(known, Key::Officer(key.record.officer)));
            if key.record.role == Role::Governor {
                keys.extend(list(known, Key::Governors));
            }
        }
        Body::StaffSuspend(change) | Body::StaffRevoke(change) => {
            keys.push(Key::Members);
            // Too few governors must not remain.
            match known.value(&Key::SignerKey(change.key)) {
                Some(Value::SignerKey(state)) if state.record.role == Role::Governor => {
                    keys.extend(list(known, Key::Governors));
                }
                _ => {}
            }
        }
        Body::GovernanceParameter(change) => keys.extend([Key::Members, Key::Parameter(change.parameter)]),
        Body::GovernanceRules(_) => {
            keys.extend([Key::Members, Key::Rules, Key::Parameter(Parameter::RulesNoticeMsMin)]);
        }
    }
    keys
}

/// A list of keys, and each of them.
fn list(known: &impl View, list: Key) -> Vec<Key> {
    let keys = match known.value(&list) {
        Some(Value::Keys(keys)) => keys,
        _ => Vec::new(),
    };
    core::iter::once(list).chain(keys.into_iter().map(Key::SignerKey)).collect()
}

/// Where the number of an entry comes from.
fn number(entry: &Entry, of: SeriesOf) -> Option<Key> {
    let office = entry.office?;
    Some(match entry.number {
        NumberRequest::Next => Key::Series { of, office },
        NumberRequest::Reserved { range, .. } => Key::Range { office, ordinal: range },
    })
}
