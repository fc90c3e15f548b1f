//! Who signs: with which key, in which role, and how many.
use crate::support::{
    administrators, beside, birth, birth_by, change, changed_birth, enter, finalize_of_all, key_of, network,
    of_all, verdict,
};
use civil::{refusal::Refusal, role::Role};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
    passkey::{Authenticator, PRESENT_AND_VERIFIED},
};
use ledger::State;
use protocol::{
    Body, Entry, EntryId, NetworkClass, Outcome, SignedEntry,
    signature::{Jurisdiction, KeyRecord, Passkey, Proof, PublicKey, Signature, message},
};
use std::collections::BTreeSet;

/// What the rules say of a birth under these signatures.
fn signed_with(sign: impl FnOnce(EntryId) -> Vec<Signature>) -> Result<Outcome, Refusal> {
    let mut network = network();
    let entry = changed_birth(&mut network, |_| {});
    let signatures = sign(entry.id());
    verdict(&network, &SignedEntry::new(entry, signatures).unwrap())
}

#[test]
fn a_signature_fits_the_entry_the_role_and_the_key() {
    let officer = Officer::registrar(CHILONZOR);
    let good = signed_with(|id| vec![officer.sign(id)]);
    let of_another_entry = signed_with(|_| vec![officer.sign(EntryId::new([1; 32]))]);
    beside(Refusal::SignatureWrong, of_another_entry, good);
    for byte in [0, 31, 32, 63] {
        let changed = signed_with(|id| {
            let mut signature = officer.sign(id);
            match &mut signature.proof {
                Proof::Ed25519(bytes) => bytes[byte] ^= 1,
                Proof::WebAuthn(_) => panic!("a key of the first scheme"),
            }
            vec![signature]
        });
        beside(Refusal::SignatureWrong, changed, good);
    }
    let by_another_key =
        signed_with(|id| vec![Signature { key: officer.record().id(), ..Officer::head(CHILONZOR).sign(id) }]);
    beside(Refusal::SignatureWrong, by_another_key, good);
    // The role is part of what is signed.
    let in_another_role = signed_with(|id| vec![Signature { role: Role::Head, ..officer.sign(id) }]);
    beside(Refusal::SignatureWrong, in_another_role, good);
}

#[test]
fn a_key_signs_in_the_role_it_was_entered_for_and_in_no_other() {
    let officer = Officer::registrar(CHILONZOR);
    let as_head = signed_with(|id| {
        vec![Signature { key: officer.record().id(), ..officer.clone().in_role(Role::Head).sign(id) }]
    });
    beside(Refusal::WrongRole, as_head, signed_with(|id| vec![officer.sign(id)]));
}

#[test]
fn a_passkey_signs_like_any_other_key() {
    let authenticator = Authenticator::new([7; 32], "civil.uz", "https://counter.civil.uz");
    let verdict_of = |entered: &Passkey| {
        let mut network = network();
        let record = KeyRecord {
            public_key: PublicKey::Passkey(entered.clone()),
            officer: 4711,
            role: Role::Registrar,
            jurisdiction: Jurisdiction::Office(civil::OfficeCode::new(CHILONZOR).unwrap()),
        };
        network.genesis.keys.push(record.clone());
        network.state = State::genesis(&network.genesis);
        let entry = changed_birth(&mut network, |_| {});
        let answer = authenticator.answer(&message(entry.id(), Role::Registrar), PRESENT_AND_VERIFIED, 1);
        let signature =
            Signature { role: Role::Registrar, key: record.id(), proof: Proof::WebAuthn(Box::new(answer)) };
        verdict(&network, &SignedEntry::new(entry, vec![signature]).unwrap())
    };
    let good = authenticator.passkey();
    let at_another_site = Passkey { origin: "https://civil.uz".to_owned(), ..good.clone() };
    beside(Refusal::SignatureWrong, verdict_of(&at_another_site), verdict_of(good));
}

#[test]
fn a_key_that_the_ledger_does_not_know_signs_nothing() {
    let second_key = Officer::registrar(CHILONZOR).with_key(1);
    let mut network = network();
    let entry = changed_birth(&mut network, |_| {});
    let signed = PaperNetwork::sign_by(entry, std::slice::from_ref(&second_key));
    let unknown = verdict(&network, &signed);
    enter(&mut network, &second_key);
    beside(Refusal::UnknownSigner, unknown, verdict(&network, &signed));
}

#[test]
fn a_suspended_key_signs_nothing_until_two_have_lifted_that() {
    let mut network = network();
    let registrar = Officer::registrar(CHILONZOR);
    let entry = PaperNetwork::sign(changed_birth(&mut network, |_| {}), CHILONZOR);
    let suspend = Body::StaffSuspend(change(&registrar, 0));
    finalize_of_all(&mut network, suspend, &[Officer::head(CHILONZOR)]);
    let suspended = verdict(&network, &entry);
    let lift = Body::StaffLift(change(&registrar, 1));
    finalize_of_all(&mut network, lift, &administrators(CHILONZOR));
    beside(Refusal::SignerSuspended, suspended, verdict(&network, &entry));
}

#[test]
fn a_revoked_key_signs_nothing_any_more_and_the_officers_other_key_does() {
    let mut network = network();
    let registrar = Officer::registrar(CHILONZOR);
    enter(&mut network, &registrar.clone().with_key(1));
    let revoke = Body::StaffRevoke(change(&registrar, 0));
    finalize_of_all(&mut network, revoke, &administrators(CHILONZOR));
    let entry = changed_birth(&mut network, |_| {});
    let by = |officer: Officer| verdict(&network, &PaperNetwork::sign_by(entry.clone(), &[officer]));
    beside(Refusal::SignerNotInForce, by(registrar.clone()), by(registrar.clone().with_key(1)));
}

#[test]
fn a_key_signs_from_its_first_moment_to_its_last() {
    let mut network = network();
    let acting = Officer::head(CHILONZOR).with_key(9);
    let begins = network.time_ms + 10_000;
    let mut key = key_of(&network, &acting);
    (key.from_ms, key.until_ms) = (begins, Some(begins + 5000));
    finalize_of_all(&mut network, Body::StaffKey(key), &administrators(CHILONZOR));
    let entry = changed_birth(&mut network, |_| {});
    let entry = PaperNetwork::sign_by(entry, &[acting]);
    let mut at = |time_ms| {
        network.time_ms = time_ms;
        verdict(&network, &entry)
    };
    beside(Refusal::SignerNotInForce, at(begins - 1), at(begins));
    beside(Refusal::SignerNotInForce, at(begins + 5000), at(begins + 4999));
}

#[test]
fn an_act_is_signed_at_its_own_office() {
    let by = |officer| birth_by(&[officer], |_| {});
    beside(Refusal::SignerOfAnotherOffice, by(Officer::registrar(RURAL)), by(Officer::registrar(CHILONZOR)));
    beside(Refusal::SignerOfAnotherOffice, by(Officer::head(RURAL)), by(Officer::head(CHILONZOR)));
}

#[test]
fn registrars_and_heads_register_and_nobody_else_does() {
    for other in [
        Officer::second(CHILONZOR),
        Officer::registry(),
        Officer::custodian(0),
        Officer::governor(0),
        Officer::administrator(CHILONZOR, 0),
    ] {
        beside(Refusal::WrongRole, birth_by(&[other], |_| {}), birth(|_| {}));
    }
}

#[test]
fn a_second_officer_of_any_office_may_sign_an_act_too() {
    let registrar = Officer::registrar(CHILONZOR);
    let with = |second: Officer| birth_by(&[registrar.clone(), second], |_| {});
    for second in
        [Officer::second(CHILONZOR), Officer::second(RURAL), Officer::head(CHILONZOR), Officer::head(RURAL)]
    {
        assert!(with(second).is_ok());
    }
    for other in [Officer::registry(), Officer::governor(0), Officer::administrator(CHILONZOR, 0)] {
        beside(Refusal::WrongRole, with(other), with(Officer::second(RURAL)));
    }
    let two_registrars = with(Officer { officer: 99, ..registrar.clone() });
    assert_eq!(two_registrars, Err(Refusal::UnknownSigner));
    let of_another_office = birth_by(&[Officer::registrar(RURAL), Officer::second(CHILONZOR)], |_| {});
    beside(Refusal::SignerOfAnotherOffice, of_another_office, with(Officer::second(CHILONZOR)));
    let three = birth_by(&[registrar.clone(), Officer::second(CHILONZOR), Officer::second(RURAL)], |_| {});
    beside(Refusal::TooManySigners, three, with(Officer::second(CHILONZOR)));
}

/// Signatures stand in the order of the keys, which is chance: no verdict may depend on it.
#[test]
fn it_does_not_matter_whose_key_comes_first() {
    let registrar = Officer::registrar(CHILONZOR);
    let mut orders = BTreeSet::new();
    let mut verdicts = BTreeSet::new();
    for n in 0..16 {
        let head = Officer::head(CHILONZOR).with_key(n);
        let mut network = network();
        network.genesis.keys.push(head.record());
        network.state = State::genesis(&network.genesis);
        let entry = changed_birth(&mut network, |_| {});
        orders.insert(head.record().id() < registrar.record().id());
        let both = PaperNetwork::sign_by(entry, &[registrar.clone(), head]);
        verdicts.insert(verdict(&network, &both).map(|_| ()));
    }
    assert_eq!(orders.len(), 2);
    assert_eq!(verdicts, BTreeSet::from([Ok(())]));
}

#[test]
fn two_signers_are_two_persons_and_not_two_keys() {
    let mut network = network();
    let [first, other] = administrators(CHILONZOR);
    let again = first.clone().with_key(1);
    enter(&mut network, &again);
    let key = Body::StaffKey(key_of(&network, &Officer::registrar(CHILONZOR).with_key(5)));
    let twice = of_all(&mut network, key.clone(), &[first.clone(), again.clone()]);
    beside(Refusal::DuplicateSigner, twice, of_all(&mut network, key, &[again, other]));
}

#[test]
fn a_person_with_two_roles_is_one_person() {
    let mut network = network();
    let head = Officer::head(CHILONZOR);
    let as_second = head.clone().in_role(Role::SecondOfficer);
    enter(&mut network, &as_second);
    let entry = changed_birth(&mut network, |_| {});
    let by = |officers: &[Officer]| verdict(&network, &PaperNetwork::sign_by(entry.clone(), officers));
    let alone_twice = by(&[head.clone(), as_second.clone()]);
    beside(Refusal::DuplicateSigner, alone_twice, by(&[Officer::registrar(CHILONZOR), as_second]));
}

#[test]
fn where_two_sign_one_is_not_enough_and_three_are_too_many() {
    let mut network = network();
    let [first, other] = administrators(CHILONZOR);
    let third = Officer { officer: 77, ..first.clone() };
    enter(&mut network, &third);
    let key = Body::StaffKey(key_of(&network, &Officer::registrar(CHILONZOR).with_key(5)));
    let mut by = |officers: &[Officer]| of_all(&mut network, key.clone(), officers);
    let two = by(&[first.clone(), other.clone()]);
    beside(Refusal::SecondOfficerMissing, by(std::slice::from_ref(&first)), two);
    beside(Refusal::TooManySigners, by(&[first, other, third]), two);
}

#[test]
fn a_birth_of_another_network_is_not_good_on_this_one_even_with_the_same_keys() {
    let mut other = PaperNetwork::new(NetworkClass::Practice, 1);
    let signed = PaperNetwork::sign(changed_birth(&mut other, |_| {}), CHILONZOR);
    let mut here = network();
    beside(Refusal::WrongNetwork, verdict(&here, &signed), verdict(&other, &signed));
    // What would make it fit breaks the signature.
    let moved = Entry { network: here.genesis.network, ..signed.entry().clone() };
    let moved = SignedEntry::new(moved, signed.signatures().to_vec()).unwrap();
    let native = here.birth(CHILONZOR, &record("Nur", 1), 1);
    let native = PaperNetwork::sign(native, CHILONZOR);
    beside(Refusal::SignatureWrong, verdict(&here, &moved), verdict(&here, &native));
}
