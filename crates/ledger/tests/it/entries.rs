//! Every entry: for which network, from when until when, and once.
use crate::support::{
    DAY_MS, administrators, beside, birth, birth_by, change, changed_birth, finalize, finalize_of_all,
    governors, key_of, network, of_all, verdict,
};
use civil::{ActKind, refusal::Refusal};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork},
};
use ledger::decide;
use protocol::{
    Body, Digest, Entry, EntryId, Handle, NetworkClass, NetworkId, SignedEntry,
    entry::{
        ActDispute, Anchor, ArchiveBatch, CertificateRevoke, NumberRelease, NumberReserve, OfficeEntry,
        OfficeStanding, Parameter, ParameterChange, RevocationReason, RulesChange,
    },
};

#[test]
fn an_entry_counts_on_the_network_it_was_signed_for_and_on_no_other() {
    for other in [NetworkId::new(NetworkClass::Live, [1; 16]), NetworkId::new(NetworkClass::Demo, [2; 16])] {
        let replayed = birth(|entry| entry.network = other);
        beside(Refusal::WrongNetwork, replayed, birth(|_| {}));
    }
}

#[test]
fn an_entry_may_be_signed_two_seconds_ahead_of_the_block() {
    let early = birth(|entry| entry.signed_at += 2001);
    beside(Refusal::SignedInFuture, early, birth(|entry| entry.signed_at += 2000));
    let waited = |ms| {
        let mut network = network();
        let entry = changed_birth(&mut network, |entry| {
            entry.signed_at += 60_000;
            entry.valid_until += 60_000;
        });
        network.wait(ms);
        verdict(&network, &PaperNetwork::sign(entry, CHILONZOR))
    };
    beside(Refusal::SignedInFuture, waited(57_999), waited(58_000));
}

#[test]
fn an_entry_is_valid_for_a_day_at_most() {
    let longer = birth(|entry| entry.valid_until += 1);
    beside(Refusal::ValidityTooLong, longer, birth(|_| {}));
    let backwards = birth(|entry| entry.valid_until = entry.signed_at - 1);
    beside(Refusal::ValidityTooLong, backwards, birth(|entry| entry.valid_until = entry.signed_at));
    assert_eq!(birth(|entry| entry.valid_until = u64::MAX), Err(Refusal::ValidityTooLong));
}

#[test]
fn an_entry_enters_until_its_validity_ends() {
    let waited = |ms| {
        let mut network = network();
        let entry = changed_birth(&mut network, |_| {});
        network.wait(ms);
        verdict(&network, &PaperNetwork::sign(entry, CHILONZOR))
    };
    beside(Refusal::Expired, waited(DAY_MS + 1), waited(DAY_MS));
}

#[test]
fn the_same_entry_is_final_once() {
    let mut network = network();
    let first = changed_birth(&mut network, |_| {});
    let first = finalize(&mut network, PaperNetwork::sign(first, CHILONZOR));
    let second = network.birth(CHILONZOR, &record("Nur", 1), 2);
    let second = PaperNetwork::sign(second, CHILONZOR);
    beside(Refusal::SameEntry, verdict(&network, &first), verdict(&network, &second));
    // Another set of signatures is the same entry.
    let officers = [Officer::registrar(CHILONZOR), Officer::second(CHILONZOR)];
    let with_a_second = PaperNetwork::sign_by(first.entry().clone(), &officers);
    assert_eq!(verdict(&network, &with_a_second), Err(Refusal::SameEntry));
}

/// Of each kind one entry; then others of the kind, so that the mark of the first is replaced; then the
/// first again.
#[test]
fn no_entry_of_any_kind_is_final_twice_whatever_came_between() {
    let mut network = network();
    let admins = administrators(CHILONZOR);
    let (now, of_office) = (network.time_ms, CHILONZOR);
    let signed = |network: &mut PaperNetwork, body: Body, officers: &[Officer]| {
        let entry =
            if body.is_of_an_office() { network.entry(of_office, body) } else { network.entry_of_all(body) };
        finalize(network, PaperNetwork::sign_by(entry, officers))
    };
    let anchor = |ordinal| Anchor { ordinal, first: 0, count: 0, root: Digest::ZERO };
    let batch =
        |ordinal| ArchiveBatch { ordinal, count: 1, root: Digest::ZERO, file: Digest::ZERO, file_bytes: 1 };
    let office = |version| OfficeEntry {
        record: network_office(),
        standing: OfficeStanding::Open,
        version,
        from_ms: now,
    };
    let reserve = |range| NumberReserve { range, kind: ActKind::Birth, count: 5, until_ms: now + DAY_MS };
    let parameter = |version| ParameterChange {
        parameter: Parameter::RangeNumbersMax,
        version,
        value: 400 + u64::from(version),
    };
    let registrar = [Officer::registrar(of_office)];
    let head = [Officer::head(of_office)];
    let registry = [Officer::registry()];
    let custodians = [0, 1].map(Officer::custodian);
    let victim = Officer::second(of_office);

    let known = record("Nur", 1);
    let birth = changed_birth(&mut network, |_| {});
    let birth = finalize(&mut network, PaperNetwork::sign(birth, of_office));
    let issue = network.certificate(of_office, birth.id(), &known, &[0]);
    let issue = finalize(&mut network, PaperNetwork::sign(issue, of_office));
    let handle = issue.entry().body.issue().map_or(Handle::new([0; 16]), |issue| issue.handle);
    let revoke = CertificateRevoke { handle, reason: RevocationReason::Lost };

    let mut all = vec![birth, issue];
    all.push(signed(&mut network, Body::CertificateRevoke(revoke), &registrar));
    for n in [1, 2] {
        all.push(signed(&mut network, Body::NumberReserve(reserve(n)), &head));
        all.push(signed(&mut network, Body::CaseAnchor(anchor(n.into())), &registry));
        all.push(signed(&mut network, Body::AccessAnchor(anchor(n.into())), &registry));
        all.push(signed(&mut network, Body::ArchiveBatch(batch(n.into())), &custodians));
        all.push(signed(&mut network, Body::StaffOffice(office(n)), &admins));
        all.push(signed(&mut network, Body::GovernanceParameter(parameter(n - 1)), &governors()));
    }
    all.push(signed(&mut network, Body::NumberRelease(NumberRelease { range: 1 }), &head));
    let key = key_of(&network, &victim.clone().with_key(1));
    all.push(signed(&mut network, Body::StaffKey(key), &admins));
    for version in [0, 2] {
        all.push(signed(&mut network, Body::StaffSuspend(change(&victim, version)), &head));
        all.push(signed(&mut network, Body::StaffLift(change(&victim, version + 1)), &admins));
    }
    all.push(signed(&mut network, Body::StaffRevoke(change(&victim, 4)), &admins));
    let key = key_of(&network, &Officer::custodian(0).with_key(1));
    all.push(signed(&mut network, Body::GovernanceKey(key), &governors()));
    for version in [2, 3] {
        let rules = RulesChange { version, from_ms: network.time_ms + 8 * DAY_MS };
        all.push(signed(&mut network, Body::GovernanceRules(rules), &governors()));
        network.wait(9 * DAY_MS);
    }
    let kinds: std::collections::BTreeSet<u8> = all.iter().map(|entry| entry.entry().body.kind()).collect();
    assert_eq!(kinds.len(), 16);
    // At the end of everything, and at a time when each is valid.
    for entry in all {
        let mut at = network.next_block();
        for time_ms in [entry.entry().signed_at, entry.entry().valid_until] {
            at.time_ms = time_ms;
            let again = decide(&network.state, at.entry(0), &entry);
            assert!(again.is_err(), "{} twice", entry.entry().body.word());
        }
    }
}

fn network_office() -> protocol::genesis::OfficeRecord {
    network().genesis.offices[0]
}

/// No parser lets such entries through; the rules do not rest on that.
#[test]
fn an_entry_about_the_whole_register_names_no_office_and_every_other_names_one() {
    let mut network = network();
    let decided = |network: &PaperNetwork, entry: Entry, officer: &Officer| {
        let signed = PaperNetwork::sign_by(entry, std::slice::from_ref(officer));
        decide(&network.state, network.next_block().entry(0), &signed).map(|(outcome, _)| outcome)
    };
    let birth = changed_birth(&mut network, |_| {});
    let of_none = decided(&network, Entry { office: None, ..birth.clone() }, &Officer::registrar(CHILONZOR));
    let of_an_office = decided(&network, birth, &Officer::registrar(CHILONZOR));
    beside(Refusal::UnknownOffice, of_none, of_an_office);

    let anchor = Body::AccessAnchor(Anchor { ordinal: 1, first: 0, count: 0, root: Digest::ZERO });
    let entry = network.entry(CHILONZOR, anchor);
    let of_an_office = decided(&network, entry.clone(), &Officer::registry());
    let of_none = decided(&network, Entry { office: None, ..entry }, &Officer::registry());
    beside(Refusal::SignerOfAnotherOffice, of_an_office, of_none);
}

#[test]
fn only_an_act_may_come_from_elsewhere_than_from_an_officers_hand() {
    use protocol::entry::Origin;
    let mut network = network();
    let anchor = Body::AccessAnchor(Anchor { ordinal: 1, first: 0, count: 0, root: Digest::ZERO });
    let native = network.entry_of_all(anchor);
    for origin in [Origin::Attached, Origin::Legacy, Origin::Offline, Origin::EmergencySheet] {
        let entry = Entry { origin, ..native.clone() };
        let by = |entry| verdict(&network, &PaperNetwork::sign_by(entry, &[Officer::registry()]));
        beside(Refusal::WrongOrigin, by(entry), by(native.clone()));
    }
    assert_eq!(
        birth_by(&[Officer::connector(CHILONZOR)], |entry| entry.origin = Origin::Legacy),
        Err(Refusal::WrongOrigin)
    );
}

#[test]
fn members_may_shorten_the_validity_of_entries() {
    let mut network = network();
    let entry = changed_birth(&mut network, |_| {});
    let change =
        ParameterChange { parameter: Parameter::ValidityMsMax, version: 0, value: 12 * 60 * 60 * 1000 };
    finalize_of_all(&mut network, Body::GovernanceParameter(change), &governors());
    network.pass(10);
    let half = Entry { valid_until: entry.signed_at + 12 * 60 * 60 * 1000, ..entry.clone() };
    let day = verdict(&network, &PaperNetwork::sign(entry, CHILONZOR));
    beside(Refusal::ValidityTooLong, day, verdict(&network, &PaperNetwork::sign(half, CHILONZOR)));
}

#[test]
fn an_entry_names_the_version_of_what_it_changes() {
    let mut network = network();
    let head = [Officer::head(CHILONZOR)];
    let victim = Officer::registrar(CHILONZOR);
    let ahead = of_all(&mut network, Body::StaffSuspend(change(&victim, 1)), &head);
    let now = of_all(&mut network, Body::StaffSuspend(change(&victim, 0)), &head);
    beside(Refusal::StaleVersion, ahead, now);
}

#[test]
fn a_signed_entry_has_a_signature() {
    let entry = changed_birth(&mut network(), |_| {});
    assert!(SignedEntry::new(entry, Vec::new()).is_none());
}

#[test]
fn rule_set_1_knows_no_entries_of_later_kinds() {
    let mut network = network();
    let later = network.entry(CHILONZOR, Body::ActDispute(ActDispute { act: EntryId::new([1; 32]) }));
    let later = PaperNetwork::sign(later, CHILONZOR);
    let birth = PaperNetwork::sign(changed_birth(&mut network, |_| {}), CHILONZOR);
    beside(Refusal::KindNotInForce, verdict(&network, &later), verdict(&network, &birth));
}
