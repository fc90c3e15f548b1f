//! `staff.key`, `staff.suspend`, `staff.lift`, `staff.revoke`: the keys of officers.
use crate::support::{
    DAY_MS, administrators, beside, change, changed_birth, enter, finalize_of_all, governors, key_of,
    network, of_all, verdict,
};
use civil::{OfficeCode, RegionCode, refusal::Refusal, role::Role};
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{Key, Value, View as _, value::KeyStanding};
use protocol::{
    Body, Outcome,
    entry::{KeyChange, KeyEntry},
    signature::Jurisdiction,
};

/// What the rules say of a key, by the two administrators of the region of Tashkent.
fn entered(network: &mut PaperNetwork, key: KeyEntry) -> Result<Outcome, Refusal> {
    of_all(network, Body::StaffKey(key), &administrators(CHILONZOR))
}

fn second_key(network: &PaperNetwork) -> KeyEntry {
    key_of(network, &Officer::registrar(CHILONZOR).with_key(1))
}

fn signs(network: &mut PaperNetwork, officer: &Officer) -> Result<Outcome, Refusal> {
    let entry = changed_birth(network, |_| {});
    verdict(network, &PaperNetwork::sign_by(entry, std::slice::from_ref(officer)))
}

#[test]
fn two_administrators_of_the_region_enter_a_key_and_it_signs_at_once() {
    let mut network = network();
    let officer = Officer::registrar(CHILONZOR).with_key(1);
    assert_eq!(signs(&mut network, &officer), Err(Refusal::UnknownSigner));
    enter(&mut network, &officer);
    assert!(signs(&mut network, &officer).is_ok());
}

#[test]
fn administrators_of_another_region_enter_no_key_here() {
    let mut network = network();
    let key = second_key(&network);
    let elsewhere = of_all(&mut network, Body::StaffKey(key.clone()), &administrators(RURAL));
    beside(Refusal::SignerOfAnotherRegion, elsewhere, entered(&mut network, key.clone()));
    let one_of_each = [Officer::administrator(CHILONZOR, 0), Officer::administrator(RURAL, 0)];
    let mixed = of_all(&mut network, Body::StaffKey(key.clone()), &one_of_each);
    beside(Refusal::SignerOfAnotherRegion, mixed, entered(&mut network, key.clone()));
    for other in [Officer::head(CHILONZOR), Officer::governor(0), Officer::registrar(CHILONZOR)] {
        let with_another = [Officer::administrator(CHILONZOR, 0), other];
        let refused = of_all(&mut network, Body::StaffKey(key.clone()), &with_another);
        beside(Refusal::WrongRole, refused, entered(&mut network, key.clone()));
    }
}

#[test]
fn an_officer_has_two_keys_in_a_role() {
    let mut network = network();
    let officer = Officer::registrar(CHILONZOR);
    enter(&mut network, &officer.clone().with_key(1));
    let third = key_of(&network, &officer.clone().with_key(2));
    let refused = entered(&mut network, third.clone());
    // Another role, and another office, have two of their own.
    let head = key_of(&network, &officer.clone().in_role(Role::Head).with_key(2));
    beside(Refusal::TooManyKeys, refused, entered(&mut network, head));
    // A suspended key still counts, a revoked one does not.
    let suspend = Body::StaffSuspend(change(&officer, 0));
    finalize_of_all(&mut network, suspend, &[Officer::head(CHILONZOR)]);
    let refused = entered(&mut network, third.clone());
    let revoke = Body::StaffRevoke(change(&officer, 1));
    finalize_of_all(&mut network, revoke, &administrators(CHILONZOR));
    beside(Refusal::TooManyKeys, refused, entered(&mut network, third));
}

#[test]
fn an_officer_has_sixteen_keys_at_most() {
    let mut network = network();
    let officer = Officer::registrar(CHILONZOR);
    let of = |office: u16, role: Role, key: u8| Officer {
        jurisdiction: Jurisdiction::Office(OfficeCode::new(office).unwrap()),
        ..officer.clone().in_role(role).with_key(key)
    };
    let roles = [Role::Registrar, Role::SecondOfficer, Role::Head, Role::Connector];
    for (key, office) in (1..).zip([CHILONZOR, RURAL]) {
        for role in roles {
            for key in [key, key + 10] {
                // The genesis has entered the first key already.
                if (role, key) != (Role::Registrar, 11) {
                    enter(&mut network, &of(office, role, key));
                }
            }
        }
    }
    let list = Key::Officer(officer.officer);
    assert!(matches!(network.state.value(&list), Some(Value::Keys(keys)) if keys.len() == 16));
    let another = Officer { role: Role::Administrator, jurisdiction: region(11), ..officer.clone() };
    let key = Body::GovernanceKey(key_of(&network, &another));
    let one_more = of_all(&mut network, key.clone(), &governors());
    let revoke = Body::StaffRevoke(change(&officer, 0));
    finalize_of_all(&mut network, revoke, &administrators(CHILONZOR));
    beside(Refusal::TooManyKeys, one_more, of_all(&mut network, key, &governors()));
}

fn region(code: u8) -> Jurisdiction {
    Jurisdiction::Region(RegionCode::new(code).unwrap())
}

#[test]
fn a_key_is_entered_once() {
    let mut network = network();
    let known = key_of(&network, &Officer::registrar(CHILONZOR));
    let new = second_key(&network);
    beside(Refusal::KeyAlreadyKnown, entered(&mut network, known), entered(&mut network, new.clone()));
    finalize_of_all(&mut network, Body::StaffKey(new.clone()), &administrators(CHILONZOR));
    let officer = Officer::registrar(CHILONZOR).with_key(1);
    let revoke = Body::StaffRevoke(change(&officer, 0));
    finalize_of_all(&mut network, revoke, &administrators(CHILONZOR));
    // A revoked key never comes back, and another takes its place.
    let another = key_of(&network, &officer.with_key(2));
    beside(Refusal::KeyAlreadyKnown, entered(&mut network, new), entered(&mut network, another));
}

#[test]
fn a_key_that_is_over_already_is_not_entered() {
    let mut network = network();
    let until = |network: &mut PaperNetwork, until_ms| {
        let key = KeyEntry { from_ms: 1, until_ms: Some(until_ms), ..second_key(network) };
        entered(network, key)
    };
    let now = network.time_ms;
    beside(Refusal::KeyPeriod, until(&mut network, now), until(&mut network, now + 1));
}

#[test]
fn an_acting_head_comes_back_with_the_same_key_and_no_old_suspension_comes_back_with_it() {
    let mut network = network();
    let acting = Officer { officer: 815, ..Officer::head(CHILONZOR) };
    let period = |network: &PaperNetwork| KeyEntry {
        until_ms: Some(network.time_ms + DAY_MS),
        ..key_of(network, &acting)
    };
    let first = period(&network);
    finalize_of_all(&mut network, Body::StaffKey(first.clone()), &administrators(CHILONZOR));
    assert!(signs(&mut network, &acting).is_ok());
    let while_in_force = period(&network);
    let refused = entered(&mut network, while_in_force);
    let suspension = Body::StaffSuspend(change(&acting, 0));
    let suspension = finalize_of_all(&mut network, suspension, &[Officer::administrator(CHILONZOR, 0)]);
    let lift = Body::StaffLift(change(&acting, 1));
    finalize_of_all(&mut network, lift, &administrators(CHILONZOR));
    network.time_ms = first.until_ms.unwrap();
    let over = signs(&mut network, &acting);
    let second = period(&network);
    beside(Refusal::KeyAlreadyKnown, refused, entered(&mut network, second.clone()));
    // The first period does not begin again.
    assert_eq!(entered(&mut network, first), Err(Refusal::KeyPeriod));
    finalize_of_all(&mut network, Body::StaffKey(second), &administrators(CHILONZOR));
    beside(Refusal::SignerNotInForce, over, signs(&mut network, &acting));
    // The suspension is valid still: only its version is over.
    assert_eq!(verdict(&network, &suspension), Err(Refusal::StaleVersion));
}

#[test]
fn a_key_is_for_a_place_that_fits_its_role() {
    let mut network = network();
    let now = network.time_ms;
    let good = second_key(&network);
    let with = |role, jurisdiction| {
        let officer = Officer { role, jurisdiction, officer: 815, key: 0 };
        KeyEntry { record: officer.record(), from_ms: now, until_ms: None }
    };
    let office = Jurisdiction::Office(OfficeCode::new(CHILONZOR).unwrap());
    let places = [office, region(11), Jurisdiction::Member(0), Jurisdiction::Network];
    for role in Role::ALL {
        for place in places {
            let officers =
                matches!(role, Role::Registrar | Role::SecondOfficer | Role::Head | Role::Connector);
            let fits = match place {
                Jurisdiction::Office(_) => officers,
                Jurisdiction::Region(_) => role == Role::Administrator,
                Jurisdiction::Member(_) => matches!(role, Role::Governor | Role::Custodian),
                Jurisdiction::Network => role == Role::Registry,
            };
            let by_staff = entered(&mut network, with(role, place));
            let by_members = of_all(&mut network, Body::GovernanceKey(with(role, place)), &governors());
            let wrong = Err(Refusal::RoleOutsideJurisdiction);
            match (fits, officers) {
                (true, true) => assert!(by_staff.is_ok() && by_members == wrong, "{role:?} {place:?}"),
                (true, false) => assert!(by_staff == wrong && by_members.is_ok(), "{role:?} {place:?}"),
                (false, _) => assert!(by_staff == wrong && by_members == wrong, "{role:?} {place:?}"),
            }
        }
    }
    let wrong = entered(&mut network, with(Role::Governor, office));
    beside(Refusal::RoleOutsideJurisdiction, wrong, entered(&mut network, good));
}

#[test]
fn a_key_is_for_an_office_that_exists() {
    let mut network = network();
    let of = |code| Officer {
        jurisdiction: Jurisdiction::Office(OfficeCode::new(code).unwrap()),
        ..Officer::head(CHILONZOR)
    };
    let [unknown, known] = [1199, CHILONZOR].map(|code| key_of(&network, &of(code).with_key(1)));
    beside(Refusal::UnknownOffice, entered(&mut network, unknown), entered(&mut network, known));
}

#[test]
fn one_suspends_a_key_and_two_lift_that() {
    for by in [Officer::head(CHILONZOR), Officer::administrator(CHILONZOR, 1), Officer::governor(2)] {
        let mut network = network();
        let victim = Officer::registrar(CHILONZOR);
        finalize_of_all(&mut network, Body::StaffSuspend(change(&victim, 0)), &[by]);
        assert_eq!(signs(&mut network, &victim), Err(Refusal::SignerSuspended));
        let lift = Body::StaffLift(change(&victim, 1));
        let one = of_all(&mut network, lift.clone(), &[Officer::administrator(CHILONZOR, 0)]);
        let two = of_all(&mut network, lift.clone(), &administrators(CHILONZOR));
        beside(Refusal::SecondOfficerMissing, one, two);
        let elsewhere = of_all(&mut network, lift.clone(), &administrators(RURAL));
        beside(Refusal::SignerOfAnotherRegion, elsewhere, two);
        let by_heads = of_all(&mut network, lift, &[Officer::head(CHILONZOR), Officer::head(RURAL)]);
        beside(Refusal::WrongRole, by_heads, two);
    }
}

#[test]
fn who_may_not_suspend_a_key() {
    let mut network = network();
    let suspend = Body::StaffSuspend(change(&Officer::second(CHILONZOR), 0));
    let mut by = |officers: &[Officer]| of_all(&mut network, suspend.clone(), officers);
    let good = by(&[Officer::head(CHILONZOR)]);
    beside(Refusal::SignerOfAnotherOffice, by(&[Officer::head(RURAL)]), good);
    beside(Refusal::SignerOfAnotherRegion, by(&[Officer::administrator(RURAL, 0)]), good);
    for other in [Officer::registrar(CHILONZOR), Officer::registry(), Officer::custodian(1)] {
        beside(Refusal::WrongRole, by(&[other]), good);
    }
    beside(Refusal::TooManySigners, by(&administrators(CHILONZOR)), good);
}

#[test]
fn a_head_does_not_suspend_an_administrator_and_an_administrator_does_not_revoke_one() {
    let mut network = network();
    let [one, other] = administrators(CHILONZOR);
    let suspend = Body::StaffSuspend(change(&one, 0));
    let by_head = of_all(&mut network, suspend.clone(), &[Officer::head(CHILONZOR)]);
    let by_other = of_all(&mut network, suspend, std::slice::from_ref(&other));
    beside(Refusal::SignerOfAnotherOffice, by_head, by_other);
    let revoke = Body::StaffRevoke(change(&one, 0));
    let by_two = of_all(&mut network, revoke.clone(), &[one, other]);
    beside(Refusal::WrongRole, by_two, of_all(&mut network, revoke, &governors()));
}

#[test]
fn a_key_is_changed_from_the_standing_it_has() {
    let mut network = network();
    let victim = Officer::second(CHILONZOR);
    let admins = administrators(CHILONZOR);
    let [suspend, lift, revoke] =
        [Body::StaffSuspend, Body::StaffLift, Body::StaffRevoke] as [fn(KeyChange) -> Body; 3];
    let of = |network: &mut PaperNetwork, body: fn(KeyChange) -> Body, version| {
        let one = std::slice::from_ref(&admins[0]);
        let body = body(change(&victim, version));
        let officers = if matches!(body, Body::StaffSuspend(_)) { one } else { &admins };
        of_all(network, body, officers)
    };
    beside(Refusal::KeyStanding, of(&mut network, lift, 0), of(&mut network, suspend, 0));
    finalize_of_all(&mut network, suspend(change(&victim, 0)), &admins[..1]);
    beside(Refusal::KeyStanding, of(&mut network, suspend, 1), of(&mut network, lift, 1));
    finalize_of_all(&mut network, revoke(change(&victim, 1)), &admins);
    for body in [suspend, lift, revoke] {
        assert_eq!(of(&mut network, body, 2), Err(Refusal::KeyStanding));
    }
    let key = Key::SignerKey(victim.record().id());
    assert!(
        matches!(network.state.value(&key), Some(Value::SignerKey(state)) if state.standing == KeyStanding::Revoked)
    );
}

#[test]
fn a_change_names_the_version_that_it_changes() {
    let mut network = network();
    let victim = Officer::second(CHILONZOR);
    let head = [Officer::head(CHILONZOR)];
    let of = |network: &mut PaperNetwork, version| {
        of_all(network, Body::StaffSuspend(change(&victim, version)), &head)
    };
    beside(Refusal::StaleVersion, of(&mut network, 1), of(&mut network, 0));
    finalize_of_all(&mut network, Body::StaffSuspend(change(&victim, 0)), &head);
    finalize_of_all(&mut network, Body::StaffLift(change(&victim, 1)), &administrators(CHILONZOR));
    beside(Refusal::StaleVersion, of(&mut network, 0), of(&mut network, 2));
}

#[test]
fn a_key_that_is_changed_is_on_the_ledger() {
    let mut network = network();
    let unknown = Officer::second(CHILONZOR).with_key(7);
    for body in [Body::StaffSuspend, Body::StaffLift, Body::StaffRevoke] as [fn(KeyChange) -> Body; 3] {
        let refused = of_all(&mut network, body(change(&unknown, 0)), &administrators(CHILONZOR));
        assert_eq!(refused, Err(Refusal::KeyUnknown));
    }
    let suspend = |network: &mut PaperNetwork, victim: &Officer| {
        of_all(network, Body::StaffSuspend(change(victim, 0)), &[Officer::governor(0)])
    };
    let known = suspend(&mut network, &Officer::second(CHILONZOR));
    beside(Refusal::KeyUnknown, suspend(&mut network, &unknown), known);
}

#[test]
fn a_suspended_administrator_neither_suspends_nor_lifts() {
    let mut network = network();
    let [one, other] = administrators(CHILONZOR);
    finalize_of_all(&mut network, Body::StaffSuspend(change(&one, 0)), std::slice::from_ref(&other));
    let suspend = Body::StaffSuspend(change(&other, 0));
    let by_suspended = of_all(&mut network, suspend.clone(), std::slice::from_ref(&one));
    beside(
        Refusal::SignerSuspended,
        by_suspended,
        of_all(&mut network, suspend, std::slice::from_ref(&other)),
    );
    let lift = Body::StaffLift(change(&one, 1));
    let by_both = of_all(&mut network, lift.clone(), &[one, other]);
    beside(Refusal::SignerSuspended, by_both, of_all(&mut network, lift, &governors()));
}
