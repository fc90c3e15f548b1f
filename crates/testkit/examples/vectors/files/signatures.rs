//! `signatures-1.json`: which signatures are good, by both schemes.
use super::{
    json::{Json, bytes, canonical, object},
    world::{By, CHILONZOR, Signer, authenticator, opaque},
};
use ed25519_zebra::SigningKey;
use fixtures::passkey::{PRESENT_AND_VERIFIED, infinity, other_s, wrapped_r};
use protocol::{
    Digest, NetworkClass,
    hash::{from_hex, sha256},
    signature::{Assertion, Passkey, verify_ed25519, webauthn},
};

/// The 14 encodings of the eight points of small order, six of them not canonical: each as the key and
/// each as R with s = 0 are the 196 cases published with ZIP-215.
const SMALL_ORDER: [&str; 14] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];
/// The order of the group of Ed25519, little-endian.
const ED25519_ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

pub(crate) fn file() -> String {
    object! {
        "about": "Signatures of Dalolat, version 1: which are good. The message is what both schemes sign.",
        "generator": "cargo run -p testkit --example vectors -- signatures-1.json",
        "ed25519": ed25519(),
        "webauthn": webauthn_cases(),
    }
    .file()
}

fn ed25519() -> Json {
    let message = opaque("a message");
    let secret = Signer::registrar(By::Ed25519, CHILONZOR).secret();
    let key = SigningKey::from(secret);
    let public: [u8; 32] = ed25519_zebra::VerificationKey::from(&key).into();
    let right = key.sign(message.as_ref()).to_bytes();
    let mut cases = Vec::new();
    let mut case = |note: &str, key: [u8; 32], signature: [u8; 64]| {
        let good = verify_ed25519(&key, message.as_ref(), &signature);
        cases
            .push(object! { "note": note, "key": bytes(&key), "signature": bytes(&signature), "good": good });
    };
    case("good", public, right);
    let mut changed = right;
    changed[0] ^= 1;
    case("R changed", public, changed);
    changed = right;
    changed[32] ^= 1;
    case("s changed", public, changed);
    case("s and the group order: the same number, not below it", public, plus_order(right));
    let mut off = public;
    off[0] ^= 2;
    case("another key", off, right);
    for small in ["0000000000000000000000000000000000000000000000000000000000000000", SMALL_ORDER[3]] {
        let small: [u8; 32] = from_hex(small).expect("32 bytes");
        let zero = [small, [0; 32]].concat().try_into().expect("64 bytes");
        case("a point of small order as key and as R, s = 0", small, zero);
    }
    for key in SMALL_ORDER {
        for r in SMALL_ORDER {
            let half = |text: &str| from_hex::<32>(text).expect("32 bytes");
            let signature = [half(r), [0; 32]].concat().try_into().expect("64 bytes");
            assert!(verify_ed25519(&half(key), message.as_ref(), &signature), "{key} {r}");
        }
    }
    object! {
        "message": message,
        "secret": bytes(&secret),
        "cases": cases,
        "small_order": SMALL_ORDER.to_vec(),
        "small_order_note": "each of these as the key and each as R with s = 0 are good over every message: 196 cases",
    }
}

/// The signature with the order of the group added to s.
fn plus_order(mut signature: [u8; 64]) -> [u8; 64] {
    let order: [u8; 32] = from_hex(ED25519_ORDER).expect("32 bytes");
    let mut carry = 0u16;
    for (byte, more) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    signature
}

/// The cases of scheme 2, each on a network of a class.
struct Assertions {
    message: Digest,
    secret: [u8; 32],
    passkey: Passkey,
    lines: Vec<Json>,
}

impl Assertions {
    fn case(&mut self, note: &str, class: NetworkClass, key: &Passkey, assertion: &Assertion) {
        let verdict = webauthn::verify(class, key, &self.message, assertion);
        let code = verdict.err().map_or("good", webauthn::Unfit::code);
        let own = if *key == self.passkey { Json::Null } else { canonical(key) };
        let client_data = match std::str::from_utf8(&assertion.client_data) {
            Ok(text) if assertion.client_data.len() <= 256 => object! { "text": text },
            Ok(_) | Err(_) => object! { "bytes": bytes(&assertion.client_data) },
        };
        self.lines.push(object! {
            "note": note,
            "class": class.word(),
            "key": own,
            "authenticator_data": bytes(&assertion.authenticator_data),
            "client_data": client_data,
            "signature": bytes(&assertion.signature),
            "verdict": code,
        });
    }

    /// A right answer of which something was changed after the signature.
    fn tampered(&mut self, note: &str, change: impl FnOnce(&mut Assertion)) {
        let mut assertion = self.answer(PRESENT_AND_VERIFIED);
        change(&mut assertion);
        self.case(note, NetworkClass::Live, &self.passkey.clone(), &assertion);
    }

    /// An answer that was signed with client data of this end.
    fn ended(&mut self, note: &str, end: &str) {
        let right = self.answer(PRESENT_AND_VERIFIED);
        let text = String::from_utf8(right.client_data.clone()).expect("JSON");
        let text = text.replace(r#","crossOrigin":false}"#, end);
        let assertion = self.signed(right.authenticator_data, text.into_bytes());
        self.case(note, NetworkClass::Live, &self.passkey.clone(), &assertion);
    }

    fn answer(&self, flags: u8) -> Assertion {
        authenticator(self.secret).answer(&self.message, flags, 9)
    }

    /// The signature over any authenticator data and client data.
    fn signed(&self, authenticator_data: [u8; 37], client_data: Vec<u8>) -> Assertion {
        let signature =
            fixtures::passkey::sign(self.secret, &signed_bytes(&authenticator_data, &client_data));
        Assertion { authenticator_data, client_data, signature }
    }
}

fn signed_bytes(authenticator_data: &[u8; 37], client_data: &[u8]) -> Vec<u8> {
    [&authenticator_data[..], sha256(&[client_data]).as_ref()].concat()
}

fn webauthn_cases() -> Json {
    let signer = Signer::registrar(By::Passkey, CHILONZOR);
    let passkey = authenticator(signer.secret()).passkey().clone();
    let (message, secret) = (opaque("a message"), signer.secret());
    let mut all = Assertions { message, secret, passkey: passkey.clone(), lines: Vec::new() };
    flags(&mut all);
    client_data(&mut all);
    scalars(&mut all);
    points(&mut all);
    object! {
        "message": message,
        "secret": bytes(&secret),
        "key": canonical(&passkey),
        "key_note": "of every case that names none of its own; a key is [point, rp id, origin]",
        "cases": all.lines,
    }
}

fn flags(all: &mut Assertions) {
    let key = all.passkey.clone();
    let bits = [
        ("present and verified", 0b0000_0101, NetworkClass::Live),
        ("the two reserved bits say nothing", 0b0010_0111, NetworkClass::Live),
        ("not present", 0b0000_0100, NetworkClass::Live),
        ("not verified", 0b0000_0001, NetworkClass::Live),
        ("data of a new key", 0b0100_0101, NetworkClass::Live),
        ("extensions", 0b1000_0101, NetworkClass::Live),
        ("copied, and may not be", 0b0001_0101, NetworkClass::Demo),
        ("may be copied, on a live network", 0b0000_1101, NetworkClass::Live),
        ("may be copied, on a practice network", 0b0000_1101, NetworkClass::Practice),
        ("was copied, on a demo", 0b0001_1101, NetworkClass::Demo),
    ];
    for (note, flags, class) in bits {
        let assertion = all.answer(flags);
        all.case(note, class, &key, &assertion);
    }
    let another = authenticator(all.secret).answer(&all.message, PRESENT_AND_VERIFIED, u32::MAX);
    all.case("any sign counter", NetworkClass::Live, &key, &another);
    let mut foreign = all.answer(PRESENT_AND_VERIFIED).authenticator_data;
    foreign[0] ^= 1;
    let client_data = all.answer(PRESENT_AND_VERIFIED).client_data;
    let assertion = all.signed(foreign, client_data);
    all.case("of another relying party", NetworkClass::Live, &key, &assertion);
}

fn client_data(all: &mut Assertions) {
    all.ended("what browsers add after a comma", r#","crossOrigin":false,"other":[1, {}]}"#);
    all.ended("after a comma nothing is looked at", r#","crossOrigin":false,"#);
    all.ended("a page within another page", r#","crossOrigin":true}"#);
    all.ended("a space", r#","crossOrigin": false}"#);
    all.ended("crossOrigin is missing", "}");
    all.ended("another member first", r#","topOrigin":"x","crossOrigin":false}"#);
    all.ended("cut before the end", r#","crossOrigin":false"#);
    all.ended("a space after the end", r#","crossOrigin":false} "#);
    all.ended("another word", r#","crossOrigin":falsely}"#);
    all.ended("a port that the key has not", r#":8443","crossOrigin":false}"#);
    let right = all.answer(PRESENT_AND_VERIFIED);
    let key = all.passkey.clone();
    let text = String::from_utf8(right.client_data).expect("JSON");
    let replaced = [
        ("another type", "webauthn.get", "webauthn.create"),
        ("another origin", "counter.civil.uz", "counter.uncivil.uz"),
        ("a challenge that is padded", "\",\"origin\"", "=\",\"origin\""),
        ("a space at the beginning", "{\"type", " {\"type"),
    ];
    for (note, from, to) in replaced {
        let assertion = all.signed(right.authenticator_data, text.replacen(from, to, 1).into_bytes());
        all.case(note, NetworkClass::Live, &key, &assertion);
    }
    let other = authenticator(all.secret).answer(&opaque("another message"), PRESENT_AND_VERIFIED, 9);
    all.case("another challenge", NetworkClass::Live, &key, &other);
    let padded = |length: usize| {
        let open = text.replacen("false}", "false,", 1);
        [open.as_bytes(), &vec![b' '; length - open.len()]].concat()
    };
    for (note, length) in [("512 bytes", 512), ("513 bytes", 513)] {
        let assertion = all.signed(right.authenticator_data, padded(length));
        all.case(note, NetworkClass::Live, &key, &assertion);
    }
}

fn scalars(all: &mut Assertions) {
    all.tampered("the upper of the two s", |a| a.signature = other_s(&a.signature));
    all.tampered("r = 0", |a| a.signature[..32].fill(0));
    all.tampered("s = 0", |a| a.signature[32..].fill(0));
    all.tampered("r = n", |a| a.signature[..32].copy_from_slice(&fixtures::passkey::ORDER));
    all.tampered("s = n", |a| a.signature[32..].copy_from_slice(&fixtures::passkey::ORDER));
    all.tampered("r = 2^256 − 1", |a| a.signature[..32].fill(0xff));
    all.tampered("another r", |a| a.signature[31] ^= 1);
    all.tampered("another s", |a| a.signature[63] ^= 1);
    all.tampered("another counter", |a| a.authenticator_data[36] ^= 1);
}

fn points(all: &mut Assertions) {
    let right = all.answer(PRESENT_AND_VERIFIED);
    let with = |point: [u8; 33]| Passkey { point, ..all.passkey.clone() };
    let mut other_y = all.passkey.point;
    other_y[0] ^= 1;
    let mut no_y = all.passkey.point;
    while with(no_y).point == all.passkey.point || is_a_point(&with(no_y)) {
        no_y[32] = no_y[32].wrapping_add(1);
    }
    let mut above_p = [0xff; 33];
    above_p[0] = 2;
    let signed = signed_bytes(&right.authenticator_data, &right.client_data);
    let (wrapped, wrapped_signature) = wrapped_r(&signed);
    let (nowhere, nowhere_signature) = infinity(&signed);
    let cases = [
        ("the key with the other y", with(other_y), right.signature),
        ("an x without a y", with(no_y), right.signature),
        ("an x that is not below p", with(above_p), right.signature),
        ("the x of the nonce is n or more, r is what is left", with(wrapped), wrapped_signature),
        ("the equation comes to infinity", with(nowhere), nowhere_signature),
    ];
    for (note, key, signature) in cases {
        let assertion = Assertion { signature, ..right.clone() };
        all.case(note, NetworkClass::Live, &key, &assertion);
    }
}

fn is_a_point(key: &Passkey) -> bool {
    protocol::signature::PublicKey::Passkey(key.clone()).is_a_point()
}
