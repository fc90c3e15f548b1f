//! What an entry of each kind reads of the state, so that it is fetched before `decide` runs.
//!
//! Some keys are known only once others are read: [`reads`] is asked again until nothing new comes. A
//! test runs every rule over a view that knows only what was declared.
use crate::{
    key::{Key, SeriesOf},
    rules::{mark_key, persons, repairs},
    state::View,
    value::Value,
};
use civil::{OfficeCode, refusal::Refusal, role::Role};
use protocol::{
    Body, NumberRequest, SignedEntry, Tag,
    entry::{ActRegister, Effects, Entry, LegacyEffects, LegacyRow, Parameter},
};

/// The keys that deciding `entry` reads, given what `known` holds already.
pub fn reads(known: &impl View, entry: &SignedEntry) -> Vec<Key> {
    let it = entry.entry();
    let mut keys: Vec<Key> =
        entry.signatures().iter().map(|signature| Key::SignerKey(signature.key)).collect();
    keys.push(Key::Rules);
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
            effects(known, it, act, &mut keys);
        }
        Body::CertificateIssue(issue) => {
            keys.extend([Key::Act(issue.act), Key::Dispute(issue.act)]);
            keys.extend(number(it, SeriesOf::Certificates));
        }
        Body::CertificateRevoke(revoke) => {
            if let Some(Value::Certificate(certificate)) = known.value(&Key::Certificate(revoke.handle)) {
                keys.extend(certificate.act.map(Key::Act));
            }
        }
        Body::NumberReserve(reserve) => {
            keys.extend([Parameter::RangeMsMax, Parameter::RangeNumbersMax].map(Key::Parameter));
            keys.extend(number(it, SeriesOf::Acts(reserve.kind)));
            let before = reserve.range.checked_sub(1).filter(|before| *before > 0);
            keys.extend(it.office.zip(before).map(|(office, ordinal)| Key::Range { office, ordinal }));
        }
        Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::StaffOffice(_)
        | Body::ApplicationLodge(_)
        | Body::ApplicationWithdraw(_) => {}
        Body::ActDispute(dispute) => repairs::reads(known, dispute.act, &mut keys),
        Body::ActDisputeEnd(end) => repairs::reads(known, end.act, &mut keys),
        Body::PersonJoin(join) => {
            persons_read(known, [join.first, join.second], &mut keys);
        }
        Body::PersonPart(part) => {
            persons_read(known, [part.first, part.second], &mut keys);
        }
        Body::PersonMove(moved) => {
            repairs::reads(known, moved.act, &mut keys);
            persons_read(known, [moved.from, moved.to], &mut keys);
        }
        Body::LegacyOpen(open) => {
            keys.push(Key::Legacy(open.legacy));
            keys.extend(number(it, SeriesOf::Acts(open.kind)));
            persons::reads(known, open.person, 1, &mut keys);
            match open.effects {
                LegacyEffects::Birth | LegacyEffects::Death { .. } => {}
                LegacyEffects::Marriage { wife, .. } => persons::reads(known, wife, 1, &mut keys),
                LegacyEffects::Divorce { of, wife, .. } => {
                    keys.extend(of.map(Key::Union));
                    persons::reads(known, wife, 1, &mut keys);
                }
            }
        }
        Body::LegacyStatus(status) => {
            keys.push(Key::Members);
            for row in &status.rows {
                match *row {
                    LegacyRow::Married { husband, wife, .. } => {
                        persons::reads(known, husband, 1, &mut keys);
                        persons::reads(known, wife, 1, &mut keys);
                    }
                    LegacyRow::Dead { person, .. } => persons::reads(known, person, 1, &mut keys),
                }
            }
        }
        Body::ReferenceIssue(_) => keys.extend(number(it, SeriesOf::Certificates)),
        Body::ArchiveBatch(_) | Body::StaffLift(_) | Body::RegionLoaded(_) => keys.push(Key::Members),
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
            keys.extend([Key::Members, Key::Parameter(Parameter::RulesNoticeMsMin)]);
        }
    }
    let waived = |code: &str| Refusal::from_code(code).map(|refusal| Key::Waived(refusal.code()));
    keys.extend(it.body.waivers().iter().filter_map(|waiver| waived(waiver.rule.as_str())));
    keys
}

/// What is read to know the persons of an act, and what its effects rest on. A birth reads one key.
fn effects(known: &impl View, entry: &Entry, act: &ActRegister, keys: &mut Vec<Key>) {
    match act.effects {
        None => persons::reads(known, act.person, 0, keys),
        Some(Effects::Death { .. }) => persons::reads(known, act.person, 1, keys),
        Some(Effects::Marriage { wife, application, .. }) => {
            persons::reads(known, act.person, 1, keys);
            persons::reads(known, wife, 1, keys);
            keys.extend(application.map(Key::Application));
            keys.extend(entry.office.and_then(OfficeCode::region).map(Key::Loaded));
        }
        Some(Effects::Divorce { of, wife, route, .. }) => {
            persons::reads(known, act.person, 1, keys);
            persons::reads(known, wife, 1, keys);
            keys.push(Key::Union(of));
            keys.extend(route.application().map(Key::Application));
        }
    }
}

/// What is read to know whose two tags these are, and whom they are or were married to.
fn persons_read(known: &impl View, two: [Tag; 2], keys: &mut Vec<Key>) {
    for tag in two {
        persons::reads(known, tag, 2, keys);
    }
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
