use super::*;
use civil::{OfficeCode, role::Role};
use ed25519_zebra::SigningKey;
use fixtures::passkey::{Authenticator, ORDER, PRESENT_AND_VERIFIED, infinity, other_s, wrapped_r};
use proptest::prelude::*;
use protocol::{
    EntryId,
    hash::sha256,
    signature::{Assertion, Jurisdiction, Passkey, is_good, message, webauthn::verify},
};

const CLASSES: [NetworkClass; 3] = [NetworkClass::Live, NetworkClass::Practice, NetworkClass::Demo];
const MAY_BE_COPIED: u8 = 1 << 3;

fn record(public_key: PublicKey) -> KeyRecord {
    let jurisdiction = Jurisdiction::Office(OfficeCode::new(1101).unwrap());
    KeyRecord { public_key, officer: 1, role: Role::Registrar, jurisdiction }
}

fn entry(number: u8) -> EntryId {
    sha256(&[b"entry", &[number]]).into()
}

fn ed25519(number: u8) -> (KeyRecord, EntryId, Signature) {
    let key = SigningKey::from([number; 32]);
    let record = record(PublicKey::Ed25519(ed25519_zebra::VerificationKey::from(&key).into()));
    let proof = Proof::Ed25519(key.sign(message(entry(number), Role::Registrar).as_ref()).to_bytes());
    let signature = Signature { role: Role::Registrar, key: record.id(), proof };
    (record, entry(number), signature)
}

fn authenticator(number: u8) -> Authenticator {
    Authenticator::new([number.clamp(1, 254); 32], "civil.uz", "https://counter.civil.uz")
}

fn passkey(number: u8, flags: u8) -> (KeyRecord, EntryId, Signature) {
    let authenticator = authenticator(number);
    let record = record(PublicKey::Passkey(authenticator.passkey().clone()));
    let answer = authenticator.answer(&message(entry(number), Role::Registrar), flags, 7);
    let proof = Proof::WebAuthn(Box::new(answer));
    let signature = Signature { role: Role::Registrar, key: record.id(), proof };
    (record, entry(number), signature)
}

/// What somebody may have done to a good signature.
#[derive(Clone, Copy, Debug)]
enum Harm {
    None,
    Byte(prop::sample::Index, u8),
    Role,
    Key,
    Entry,
    Scheme,
    Point(prop::sample::Index, u8),
    OtherS,
    Zero(bool),
    Order(bool),
}

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        8 => Just(Harm::None),
        2 => (any::<prop::sample::Index>(), 1u8..).prop_map(|(at, with)| Harm::Byte(at, with)),
        1 => Just(Harm::Role),
        1 => Just(Harm::Key),
        1 => Just(Harm::Entry),
        1 => Just(Harm::Scheme),
        1 => (any::<prop::sample::Index>(), 1u8..).prop_map(|(at, with)| Harm::Point(at, with)),
        1 => Just(Harm::OtherS),
        1 => any::<bool>().prop_map(Harm::Zero),
        1 => any::<bool>().prop_map(Harm::Order),
    ]
}

fn harmed(
    harm: Harm,
    (mut record, mut entry, mut signature): (KeyRecord, EntryId, Signature),
) -> (KeyRecord, EntryId, Signature) {
    let bytes = match &mut signature.proof {
        Proof::Ed25519(bytes) => bytes,
        Proof::WebAuthn(assertion) => &mut assertion.signature,
    };
    let half = |first: bool| if first { 0..32 } else { 32..64 };
    match harm {
        Harm::None => {}
        Harm::Byte(at, with) => bytes[at.index(64)] ^= with,
        Harm::Role => signature.role = Role::Head,
        Harm::Key => signature.key = ed25519(0).2.key,
        Harm::Entry => entry = sha256(&[b"another"]).into(),
        Harm::Scheme => signature.proof = ed25519(1).2.proof,
        Harm::Point(at, with) => {
            match &mut record.public_key {
                PublicKey::Ed25519(key) => key[at.index(32)] ^= with,
                PublicKey::Passkey(key) => key.point[at.index(33)] ^= with,
            }
            signature.key = record.id();
        }
        Harm::OtherS => *bytes = other_s(bytes),
        Harm::Zero(first) => bytes[half(first)].fill(0),
        Harm::Order(first) => bytes[half(first)].copy_from_slice(&ORDER),
    }
    (record, entry, signature)
}

fn check(class: NetworkClass, (record, entry, signature): &(KeyRecord, EntryId, Signature)) -> Check {
    Check {
        class,
        record: record.clone(),
        message: message(*entry, signature.role),
        signature: signature.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn many_at_once_have_the_verdicts_that_each_has_alone(
        which in prop::collection::vec((any::<bool>(), any::<u8>(), harm(), any::<bool>()), 0..20),
        class in prop::sample::select(&CLASSES[..]),
        seed in any::<u64>(),
    ) {
        let signed: Vec<_> = which
            .iter()
            .map(|(by_passkey, number, harm, copied)| {
                let flags = PRESENT_AND_VERIFIED | if *copied { MAY_BE_COPIED } else { 0 };
                harmed(*harm, if *by_passkey { passkey(*number, flags) } else { ed25519(*number) })
            })
            .collect();
        let checks: Vec<Check> = signed.iter().map(|signed| check(class, signed)).collect();
        let alone: Vec<bool> =
            signed.iter().map(|(record, entry, signature)| is_good(class, record, *entry, signature)).collect();
        let mut signatures = Signatures::default();
        let mut rng = StdRng::seed_from_u64(seed);
        prop_assert_eq!(&signatures.verify(&checks, &mut rng), &alone);
        // Once more, with the keys as they were read the first time.
        prop_assert_eq!(&signatures.verify(&checks, &mut rng), &alone);
    }
}

/// Both implementations of ES256 on one assertion under a key of 33 bytes.
fn both(point: [u8; 33], assertion: &Assertion) -> bool {
    let message = message(entry(1), Role::Registrar);
    let key = Passkey { point, ..authenticator(1).passkey().clone() };
    let alone = verify(NetworkClass::Live, &key, &message, assertion).is_ok();
    let signed = webauthn::signed(NetworkClass::Live, &key, &message, assertion).unwrap();
    let mut keys = es256::Keys::default();
    assert_eq!(keys.verify(&point, &signed, &assertion.signature), alone);
    assert_eq!(keys.verify(&point, &signed, &assertion.signature), alone, "the key is kept");
    alone
}

#[test]
fn both_implementations_agree_where_the_group_order_matters() {
    let authenticator = authenticator(1);
    let good = authenticator.answer(&message(entry(1), Role::Registrar), PRESENT_AND_VERIFIED, 0);
    let signed = [&good.authenticator_data[..], sha256(&[&good.client_data]).as_ref()].concat();
    assert!(both(authenticator.passkey().point, &good));
    let (point, signature) = wrapped_r(&signed);
    assert!(both(point, &Assertion { signature, ..good.clone() }), "r is x modulo n");
    let (point, signature) = infinity(&signed);
    assert!(!both(point, &Assertion { signature, ..good.clone() }), "the point at infinity has no x");
    // The same x with the other y, and every last byte of x: half of them are no points.
    let mut point = authenticator.passkey().point;
    point[0] ^= 1;
    assert!(!both(point, &good));
    for last in 0..=u8::MAX {
        point[32] = last;
        assert!(!both(point, &good));
    }
    point[1..].fill(0xff);
    assert!(!both(point, &good), "x is not below p");
}

#[test]
fn a_batch_takes_the_same_randomness_whatever_is_in_it() {
    let lengths = [0usize, 1, 3, 4, 20];
    let left: Vec<u64> = lengths
        .iter()
        .map(|length| {
            let mut checks: Vec<Check> =
                (0..*length).map(|_| check(NetworkClass::Live, &ed25519(3))).collect();
            if let Some(Check { signature: Signature { proof: Proof::Ed25519(bytes), .. }, .. }) =
                checks.last_mut()
            {
                bytes[63] = 0xff;
            }
            let mut rng = StdRng::seed_from_u64(1);
            let good = Signatures::default().verify(&checks, &mut rng).iter().filter(|good| **good).count();
            assert_eq!(good, length.saturating_sub(1));
            rng.random()
        })
        .collect();
    assert!(left.iter().all(|next| *next == left[0]), "{left:?}");
}
