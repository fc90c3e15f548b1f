use super::*;
use p256::{
    ProjectivePoint, Scalar,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::{PrimeField as _, ops::Reduce as _, point::AffineCoordinates as _},
};
use proptest::prelude::*;

const ORIGIN: &str = "https://counter.civil.uz:8443";
const FLAGS: u8 = flag::PRESENT | flag::VERIFIED;

/// An authenticator in memory with everything that it and its browser may get wrong.
struct Authenticator {
    key: SigningKey,
    passkey: Passkey,
    rp_id: String,
    flags: u8,
    kind: &'static str,
    challenge: Digest,
    origin: String,
    end: &'static str,
}

impl Authenticator {
    fn new(seed: u8, challenge: Digest) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(true).as_bytes().try_into().unwrap();
        let passkey = Passkey { point, rp_id: "civil.uz".to_owned(), origin: ORIGIN.to_owned() };
        Self {
            rp_id: passkey.rp_id.clone(),
            origin: passkey.origin.clone(),
            key,
            passkey,
            flags: FLAGS,
            kind: "webauthn.get",
            challenge,
            end: r#","crossOrigin":false}"#,
        }
    }

    fn assertion(&self) -> Assertion {
        let mut authenticator_data = [0; 37];
        authenticator_data[..32].copy_from_slice(sha256(&[self.rp_id.as_bytes()]).as_ref());
        authenticator_data[32..].copy_from_slice(&[self.flags, 0, 0, 0, 9]);
        let challenge = String::from_utf8(base64url(&self.challenge).to_vec()).unwrap();
        let Self { kind, origin, end, .. } = self;
        let client_data =
            format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{end}"#).into_bytes();
        let signed = [&authenticator_data[..], sha256(&[&client_data]).as_ref()].concat();
        let signature: Signature = self.key.sign(&signed);
        let signature = signature.normalize_s().to_bytes().into();
        Assertion { authenticator_data, client_data, signature }
    }

    fn verdict(&self, class: NetworkClass) -> Result<(), Unfit> {
        verify(class, &self.passkey, &message(), &self.assertion())
    }
}

fn message() -> Digest {
    sha256(&[b"an entry in a role"])
}

/// What is wrong after a change of a good authenticator.
fn changed(change: impl FnOnce(&mut Authenticator)) -> Result<(), Unfit> {
    let mut authenticator = Authenticator::new(1, message());
    change(&mut authenticator);
    authenticator.verdict(NetworkClass::Live)
}

/// What is wrong after a change of a good assertion.
fn tampered(change: impl FnOnce(&mut Assertion)) -> Result<(), Unfit> {
    let authenticator = Authenticator::new(1, message());
    let mut assertion = authenticator.assertion();
    change(&mut assertion);
    verify(NetworkClass::Live, &authenticator.passkey, &message(), &assertion)
}

#[test]
fn an_assertion_over_the_message_is_good_on_every_network() {
    for class in [NetworkClass::Live, NetworkClass::Practice, NetworkClass::Demo] {
        assert_eq!(Authenticator::new(1, message()).verdict(class), Ok(()));
    }
    let another = Authenticator::new(2, message());
    let assertion = Authenticator::new(1, message()).assertion();
    assert_eq!(verify(NetworkClass::Live, &another.passkey, &message(), &assertion), Err(Unfit::Signature));
}

#[test]
fn the_flags_say_that_a_person_touched_the_key_and_was_known_to_it() {
    let with = |flags| changed(|a| a.flags = flags);
    assert_eq!(with(flag::VERIFIED), Err(Unfit::NotPresent));
    assert_eq!(with(flag::PRESENT), Err(Unfit::NotVerified));
    assert_eq!(with(FLAGS | flag::NEW_KEY), Err(Unfit::MoreData));
    assert_eq!(with(FLAGS | flag::EXTENSIONS), Err(Unfit::MoreData));
    // The two bits that are reserved say nothing.
    assert_eq!(with(FLAGS | 1 << 1 | 1 << 5), Ok(()));
}

#[test]
fn a_key_that_may_be_copied_counts_where_nothing_is_at_stake() {
    let verdict = |flags, class| {
        let mut authenticator = Authenticator::new(1, message());
        authenticator.flags = FLAGS | flags;
        authenticator.verdict(class)
    };
    for flags in [flag::MAY_BE_COPIED, flag::MAY_BE_COPIED | flag::COPIED] {
        assert_eq!(verdict(flags, NetworkClass::Live), Err(Unfit::MayBeCopied));
        assert_eq!(verdict(flags, NetworkClass::Practice), Ok(()));
        assert_eq!(verdict(flags, NetworkClass::Demo), Ok(()));
    }
    for class in [NetworkClass::Live, NetworkClass::Practice, NetworkClass::Demo] {
        assert_eq!(verdict(flag::COPIED, class), Err(Unfit::CopiedButMayNot));
    }
}

#[test]
fn a_key_of_this_machine_counts_where_nothing_is_at_stake() {
    let verdict = |class| {
        let mut authenticator = Authenticator::new(1, message());
        authenticator.passkey.rp_id = "localhost".to_owned();
        authenticator.passkey.origin = "http://localhost:8080".to_owned();
        authenticator.rp_id = "localhost".to_owned();
        authenticator.origin = "http://localhost:8080".to_owned();
        authenticator.verdict(class)
    };
    assert_eq!(verdict(NetworkClass::Live), Err(Unfit::Unencrypted));
    assert_eq!(verdict(NetworkClass::Practice), Ok(()));
    assert_eq!(verdict(NetworkClass::Demo), Ok(()));
}

#[test]
fn the_client_data_are_those_of_this_message_at_this_origin() {
    assert_eq!(changed(|a| a.kind = "webauthn.create"), Err(Unfit::Type));
    assert_eq!(changed(|a| a.challenge = Digest::ZERO), Err(Unfit::Challenge));
    assert_eq!(changed(|a| a.rp_id = "uncivil.uz".to_owned()), Err(Unfit::RelyingParty));
    for origin in ["https://counter.civil.uz", "https://counter.civil.uz:84430", "https://x.uz", ""] {
        assert_eq!(changed(|a| a.origin = origin.to_owned()), Err(Unfit::Origin), "{origin}");
    }
    let ends = [
        (r#","crossOrigin":true}"#, Err(Unfit::CrossOrigin)),
        (r#","crossOrigin": false}"#, Err(Unfit::CrossOrigin)),
        ("}", Err(Unfit::Origin)),
        (r#","topOrigin":"x","crossOrigin":false}"#, Err(Unfit::CrossOrigin)),
        (r#","crossOrigin":false"#, Err(Unfit::End)),
        (r#","crossOrigin":false} "#, Err(Unfit::End)),
        (r#","crossOrigin":falsely}"#, Err(Unfit::End)),
        (r#","crossOrigin":false,"what browsers add one day":1}"#, Ok(())),
    ];
    for (end, verdict) in ends {
        assert_eq!(changed(|a| a.end = end), verdict, "{end}");
    }
    assert_eq!(tampered(|a| a.client_data.resize(513, b' ')), Err(Unfit::TooLong));
    assert_eq!(tampered(|a| a.client_data.clear()), Err(Unfit::Type));
    assert_eq!(tampered(|a| a.client_data.insert(0, b' ')), Err(Unfit::Type));
}

#[test]
fn r_and_s_have_one_form() {
    let minus = |s: &[u8]| (-Scalar::from_repr(s.try_into().unwrap()).unwrap()).to_repr();
    assert_eq!(
        tampered(|a| {
            let high = minus(&a.signature[32..]);
            a.signature[32..].copy_from_slice(&high);
        }),
        Err(Unfit::HighS)
    );
    for half in [0, 32] {
        assert_eq!(tampered(|a| a.signature[half..half + 32].fill(0)), Err(Unfit::OutOfRange));
        assert_eq!(tampered(|a| a.signature[half..half + 32].fill(0xff)), Err(Unfit::OutOfRange));
        assert_eq!(
            tampered(|a| a.signature[half..half + 32].copy_from_slice(&ORDER)),
            Err(Unfit::OutOfRange)
        );
    }
    // The greatest s that is not high is only not the signature.
    assert_eq!(tampered(|a| a.signature[32..].copy_from_slice(&HALF_ORDER)), Err(Unfit::Signature));
    assert_eq!(
        minus(&HALF_ORDER).as_slice().last(),
        Some(&0xa9),
        "(n - 1) / 2 and its negative are neighbours"
    );
    assert!(Scalar::from_repr(ORDER.into()).into_option().is_none(), "n is not below n");
}

#[test]
fn a_key_is_a_compressed_point_and_nothing_else_of_33_bytes() {
    let verdict = |point: [u8; 33]| {
        let mut authenticator = Authenticator::new(1, message());
        authenticator.passkey.point = point;
        authenticator.verdict(NetworkClass::Live)
    };
    let good = Authenticator::new(1, message()).passkey.point;
    assert_eq!(verdict(good), Ok(()));
    for first in [0, 1, 4, 5, 6, 7, 0xff] {
        let mut point = good;
        point[0] = first;
        assert_eq!(verdict(point), Err(Unfit::Key), "{first}");
    }
    let mut other_half = good;
    other_half[0] ^= 1;
    assert_eq!(verdict(other_half), Err(Unfit::Signature));
    let mut too_great = [0xff; 33];
    too_great[0] = 2;
    assert_eq!(verdict(too_great), Err(Unfit::Key), "x is not below p");
    let off_the_curve = (0..=u8::MAX).map(|last| {
        let mut point = good;
        point[32] = last;
        point
    });
    let off_the_curve = off_the_curve.filter(|point| verdict(*point) == Err(Unfit::Key)).count();
    assert!((64..192).contains(&off_the_curve), "about every second x has no y: {off_the_curve}");
}

/// x of the point of the nonce may be n or more; then r is x − n, and the signature is good.
#[test]
fn r_is_compared_modulo_the_group_order() {
    let mut authenticator = Authenticator::new(1, message());
    let mut assertion = authenticator.assertion();
    // The least k for which n + k is the x of a point (p − n is about 2^128, so that some are).
    let (r, nonce) = (1u8..)
        .find_map(|k| {
            let mut x = ORDER;
            x[31] += k;
            let mut point = [2; 33];
            point[1..].copy_from_slice(&x);
            let nonce = VerifyingKey::from_sec1_bytes(&point).ok()?;
            Some((Scalar::from(u64::from(k)), ProjectivePoint::from(*nonce.as_affine())))
        })
        .unwrap();
    assert_ne!(nonce.to_affine().x(), r.to_repr());
    let signed = signed(NetworkClass::Live, &authenticator.passkey, &message(), &assertion).unwrap();
    let z = Scalar::reduce(&p256::FieldBytes::from(*sha256(&[&signed]).as_bytes()));
    // A key for which the nonce and s = 2 are a signature: Q = (s R − z G) / r.
    let s = Scalar::from(2u64);
    let key = (nonce * s - ProjectivePoint::GENERATOR * z) * r.invert().unwrap();
    let key = VerifyingKey::from_affine(key.to_affine()).unwrap();
    authenticator.passkey.point = key.to_sec1_point(true).as_bytes().try_into().unwrap();
    assertion.signature[..32].copy_from_slice(&r.to_repr());
    assertion.signature[32..].copy_from_slice(&s.to_repr());
    assert_eq!(verify(NetworkClass::Live, &authenticator.passkey, &message(), &assertion), Ok(()));
}

#[test]
fn an_assertion_reads_back_at_its_longest() {
    let longest = Assertion {
        authenticator_data: [1; 37],
        client_data: vec![2; CLIENT_DATA_BYTES_MAX],
        signature: [3; 64],
    };
    assert_eq!(longest.to_bytes().len(), Assertion::MAX_BYTES);
    assert_eq!(Assertion::from_bytes(&longest.to_bytes()), Ok(longest.clone()));
    let longer = Assertion { client_data: vec![2; CLIENT_DATA_BYTES_MAX + 1], ..longest };
    assert!(Assertion::from_bytes(&longer.to_bytes()).is_err());
}

#[test]
fn the_challenge_is_base64url_without_padding() {
    let all = core::array::from_fn(|at| u8::try_from(at * 8).unwrap());
    assert_eq!(&base64url(&Digest::new(all)), b"AAgQGCAoMDhASFBYYGhweICIkJigqLC4wMjQ2ODo8Pg");
    assert_eq!(&base64url(&Digest::new([0xff; 32])), b"__________________________________________8");
}

proptest! {
    #[test]
    fn no_byte_of_an_assertion_can_be_another(seed in 1u8..=254, at in any::<prop::sample::Index>(), with in 1u8..=255) {
        let authenticator = Authenticator::new(seed, message());
        let good = authenticator.assertion();
        prop_assert_eq!(verify(NetworkClass::Live, &authenticator.passkey, &message(), &good), Ok(()));
        let mut bytes = [&good.authenticator_data[..], &good.signature, &good.client_data].concat();
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        let bad = Assertion {
            authenticator_data: bytes[..37].try_into().unwrap(),
            signature: bytes[37..101].try_into().unwrap(),
            client_data: bytes[101..].to_vec(),
        };
        prop_assert!(verify(NetworkClass::Live, &authenticator.passkey, &message(), &bad).is_err());
    }
}
