//! `proofs-2.json`: proofs of certificates at the edges: points that no verifier may take, the greatest sizes and
//! the greatest numbers.
use super::{
    json::{Json, object},
    network_keys::{file_of, known},
    points,
    proofs::{proof, text, verdict},
    world::{SEED, World, opaque, record, text as text_value},
};
use civil::Group;
use credential::{KnownKey, Opening, Prefix, Proof, Shown};
use protocol::{
    Canonical as _, NetworkKey,
    commitment::{Field, Seed},
    receipt::Hop,
};
use verifier::KeyFile;

/// The most bytes that a reader takes.
const READ_MAX: usize = 8192;

/// A text, the keys it is judged with where they are not those of the file, and the code that it must come to.
struct Case {
    note: String,
    text: Text,
    keys: Option<Vec<KnownKey>>,
    code: &'static str,
}

/// A text as it is, or as pieces, each so many times.
enum Text {
    Whole(String),
    Pieces(Vec<(String, usize)>),
}

impl Case {
    fn of(note: &str, proof: &Proof, code: &'static str) -> Self {
        Self::bytes(note, &proof.to_bytes(), code)
    }

    fn bytes(note: &str, proof: &[u8], code: &'static str) -> Self {
        let text = Text::Whole(text(Prefix::Sample, proof));
        Self { note: note.to_owned(), text, keys: None, code }
    }

    fn pieces(note: &str, pieces: &[(&str, usize)], code: &'static str) -> Self {
        let pieces = pieces.iter().map(|(piece, times)| ((*piece).to_owned(), *times)).collect();
        Self { note: note.to_owned(), text: Text::Pieces(pieces), keys: None, code }
    }

    fn with_key(self, change: impl FnOnce(&mut KnownKey)) -> Self {
        let mut key = demo_key();
        change(&mut key);
        Self { keys: Some(vec![key]), ..self }
    }

    fn line(&self, keys: &str) -> Json {
        let own = self.keys.as_ref().map(|keys| file_of(keys));
        let file = KeyFile::from_json(own.as_deref().unwrap_or(keys).as_bytes()).expect("a right key file");
        let (name, whole, value) = match &self.text {
            Text::Whole(text) => ("text", text.clone(), Json::from(text.as_str())),
            Text::Pieces(pieces) => {
                let whole = pieces.iter().map(|(piece, times)| piece.repeat(*times)).collect();
                let line = |(piece, times): &(String, usize)| object! { "text": &**piece, "times": *times };
                ("pieces", whole, pieces.iter().map(line).collect::<Vec<_>>().into())
            }
        };
        assert_eq!(verdict(&whole, &file), self.code, "{}", self.note);
        let mut members = vec![("note", Json::from(&*self.note)), (name, value)];
        members.extend(own.map(|keys| ("keys", keys.into())));
        members.push(("verdict", self.code.into()));
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

fn demo_key() -> KnownKey {
    known().remove(1)
}

pub(crate) fn file() -> String {
    let demo = World::demo();
    let keys = file_of(&[demo_key()]);
    let lines = |cases: Vec<Case>| cases.iter().map(|case| case.line(&keys)).collect::<Vec<_>>();
    object! {
        "about": "More proofs of certificates of Dalolat, version 1, and the verdict on each: the edges.",
        "generator": "cargo run -p testkit --example vectors -- proofs-2.json",
        "seed": SEED,
        "keys": keys.as_str(),
        "signatures": lines(signatures(&demo)),
        "network_keys": lines(network_keys(&demo)),
        "sizes": lines(sizes(&demo)),
        "numbers": lines(numbers(&demo)),
    }
    .file()
}

/// The first proof of a series whose signature leaves room for the modulus.
fn roomy(demo: &World) -> Proof {
    let made = (1..).map(|n| proof(demo, &format!("points {n}"), &record("Madina", SEED), [1, 0, 0]));
    let is_roomy = |proof: &Proof| points::plus_modulus(proof.inclusion.finalization.signature, 0).is_some();
    made.into_iter().find(is_roomy).expect("one of four has room")
}

const SIGNATURE: &str = "not-valid.signature";

fn signatures(demo: &World) -> Vec<Case> {
    let right = roomy(demo);
    let signature = right.inclusion.finalization.signature;
    let with = |note: &str, signature| {
        let mut other = right.clone();
        other.inclusion.finalization.signature = signature;
        Case::of(note, &other, SIGNATURE)
    };
    let flags = |flags: u8| points::with_flags(signature, signature[0] & !points::FLAGS | flags);
    let mut cases = vec![
        Case::of("as it is", &right, "valid"),
        with(
            "the sum with a point of order 11: every pairing takes it, the check of the subgroup does not",
            points::beside_signature(&signature),
        ),
        with("a point of order 11", points::order_11()),
        with("a point of order 3", points::order_3()),
        with("infinity", points::infinity()),
        with("infinity with the flag of the greater y", points::with_flags([0; 48], 0xe0)),
        with("infinity that is not compressed", points::with_flags([0; 48], 0x40)),
        with("infinity with an x", {
            let mut other = points::infinity();
            other[47] = 1;
            other
        }),
        with("zeros", [0; 48]),
        with("ones", [0xff; 48]),
        with(
            "x and the modulus: the same point, written longer",
            points::plus_modulus(signature, 0).expect("room"),
        ),
        with("the modulus as x: the point of order 3, written longer", points::modulus()),
        with("an x of the curve's field that no point has", points::with_flags(off_the_curve(), 0x80)),
    ];
    let own = signature[0] & points::FLAGS;
    for other in (0..8).map(|bits| bits << 5).filter(|other| *other != own) {
        cases.push(with(&format!("with the flags {other:02x} for {own:02x}"), flags(other)));
    }
    cases
}

/// 1 is the x of no point of the curve: 5 is no square.
fn off_the_curve() -> [u8; 48] {
    let mut x = [0; 48];
    x[47] = 1;
    x
}

fn network_keys(demo: &World) -> Vec<Case> {
    let right = roomy(demo);
    let key = *demo.key().as_bytes();
    let judged = |note: &str, signature, key, code| {
        let mut proof = right.clone();
        proof.inclusion.finalization.signature = signature;
        Case::of(note, &proof, code).with_key(|known| known.key = NetworkKey::new(key))
    };
    let signature = right.inclusion.finalization.signature;
    let with = |note: &str, key| judged(note, signature, key, SIGNATURE);
    let plus = |from| points::plus_modulus(key, from).expect("room");
    let mirrored = (flip(signature), flip(key));
    let mut cases = vec![
        judged("as it is", signature, key, "valid"),
        judged("both points mirrored: another key, and its signature", mirrored.0, mirrored.1, "valid"),
        with("mirrored, and the signature is not", mirrored.1),
        with("the sum with a point of order 13", points::beside_key(&key)),
        with("a point of order 13", points::order_13()),
        judged(
            "a point of order 13, and infinity as the signature",
            points::infinity(),
            points::order_13(),
            SIGNATURE,
        ),
        with("infinity", points::infinity()),
        judged("infinity, and infinity as the signature", points::infinity(), points::infinity(), SIGNATURE),
        judged(
            "infinity, and a point of order 11 as the signature",
            points::order_11(),
            points::infinity(),
            SIGNATURE,
        ),
        with("infinity with the flag of the greater y", points::with_flags([0; 96], 0xe0)),
        with("zeros", [0; 96]),
        with("ones", [0xff; 96]),
        with("the first part of x and the modulus: the same point, written longer", plus(0)),
        with("the second part of x and the modulus: the same point, written longer", plus(48)),
        judged(
            "both sums at once",
            points::beside_signature(&signature),
            points::beside_key(&key),
            SIGNATURE,
        ),
    ];
    let own = key[0] & points::FLAGS;
    // The one flag that is left out names the mirrored point, which stands above.
    for other in (0..8u8).map(|bits| bits << 5).filter(|other| *other != own && *other != own ^ 0x20) {
        let key = points::with_flags(key, key[0] & !points::FLAGS | other);
        cases.push(with(&format!("with the flags {other:02x} for {own:02x}"), key));
    }
    cases
}

/// The point with the other y.
const fn flip<const N: usize>(point: [u8; N]) -> [u8; N] {
    points::with_flags(point, point[0] ^ 0x20)
}

/// The quorum's signature over whatever a proof says.
fn sealed(demo: &World, mut proof: Proof, counters: [u64; 3]) -> Proof {
    let block = proof.inclusion.certified_digest(&proof.entry_digest()).expect("a path and heights");
    proof.inclusion.finalization = demo.finalize(block, counters);
    proof
}

/// A proof with texts that fill exactly so many bytes, and the quorum's signature over it.
fn filled(demo: &World, bytes: usize) -> Proof {
    let mut proof = proof(demo, "filled", &record("Madina", SEED), [1, 0, 0]);
    let long = |length: usize| -> Field { text_value(&"x".repeat(length)) };
    let shown = |group: usize, fields| Shown {
        group: Group::from_index(group).expect("six groups"),
        opening: Opening::Values { seed: Seed([7; 16]), fields },
    };
    let mut with = |last| {
        proof.shown = vec![shown(0, vec![long(1024); 7]), shown(5, vec![long(last)])];
        proof.clone()
    };
    // From 256 on, a byte of text is a byte of the proof.
    let left = bytes - with(256).to_bytes().len();
    let filled = sealed(demo, with(256 + left), [0, 102, 101]);
    assert_eq!(filled.to_bytes().len(), bytes);
    filled
}

fn sizes(demo: &World) -> Vec<Case> {
    const LATER: &str = "cannot-tell.document";
    const CBOR: &str = "not-valid.cbor";
    let made = |name: &str, shape| proof(demo, name, &record("Madina", SEED), shape);
    // Twenty-one values, key 7, schema 1, document 2; two zero bytes more are `000`, one is `00`.
    let later = text(Prefix::Sample, &[0x95, 7, 1, 2]);
    let (provisional, live) = (later.replacen("DALX", "DALP", 1), later.replacen("DALX", "DAL1", 1));
    let zeros = (READ_MAX - 4) / 2;
    let mut cases = vec![
        Case::of("8,192 bytes", &filled(demo, READ_MAX), "valid"),
        Case::of("8,193 bytes, and signed", &filled(demo, READ_MAX + 1), CBOR),
        Case::of("64 hops", &made("64 hops", [1, 0, 64]), "valid"),
        Case::of("65 hops, and signed", &made("65 hops", [1, 0, 65]), CBOR),
        Case::of("a path of ten: the first of 1,024", &made("first", [1024, 0, 0]), "valid"),
        Case::of("a path of ten: the last of 1,024", &made("last", [1024, 1023, 0]), "valid"),
        Case::of("a path of eleven, and signed: the first of 1,025", &made("eleven", [1025, 0, 0]), CBOR),
        Case::of("a path of eleven, and signed: one of 2,048", &made("2,048", [2048, 700, 0]), CBOR),
        Case::of("a path of one: the last of 1,025", &made("1,025", [1025, 1024, 0]), "valid"),
        Case::pieces("another document of 8,191 bytes", &[(&later, 1), ("000", zeros - 1), ("00", 1)], LATER),
        Case::pieces("another document of 8,192 bytes", &[(&later, 1), ("000", zeros)], LATER),
        Case::pieces("another document of 8,193 bytes", &[(&later, 1), ("000", zeros), ("00", 1)], CBOR),
        Case::pieces("the same of the register", &[(&live, 1), ("000", zeros), ("00", 1)], CBOR),
        Case::pieces("the same, provisional", &[(&provisional, 1), ("000", zeros), ("00", 1)], CBOR),
        Case::pieces(
            "another document of 8,192 bytes, provisional",
            &[(&provisional, 1), ("000", zeros)],
            LATER,
        ),
        Case::pieces("another document of 200,004 bytes", &[(&later, 1), ("000", 100_000)], CBOR),
    ];
    let endings: [(&str, &str, &'static str); 6] = [
        ("200,004 bytes, and a small letter", "a", "not-valid.base45"),
        ("200,004 bytes, and one character left at the end", "0", "not-valid.base45"),
        ("200,004 bytes, and three characters above 65,535", ":::", "not-valid.base45"),
        ("200,004 bytes, and two characters above 255", "::", "not-valid.base45"),
        ("200,004 bytes, and a space", "000 ", "not-valid.base45"),
        ("200,004 bytes, and a character of three bytes", "00ʻ", "not-valid.base45"),
    ];
    for (note, end, code) in endings {
        cases.push(Case::pieces(note, &[(&later, 1), ("000", 100_000), (end, 1)], code));
    }
    cases.extend([
        Case::pieces(
            "a small letter before the 8,192nd byte, and much after it",
            &[(&later, 1), ("00a", 1), ("000", zeros)],
            "not-valid.base45",
        ),
        Case::pieces(
            "another version, and 12,000 characters",
            &[("DALZ:", 1), ("aaa", 4000)],
            "cannot-tell.version",
        ),
        Case::pieces("no prefix, and 12,000 characters", &[("DAL:", 1), ("AAA", 4000)], "not-valid.prefix"),
        Case::pieces("8,193 bytes of other CBOR", &[("DALX:", 1), ("000", zeros + 2), ("00", 1)], CBOR),
    ]);
    cases
}

/// Proofs whose numbers are the greatest, and some that break where numbers do.
fn numbers(demo: &World) -> Vec<Case> {
    const PATH: &str = "not-valid.path";
    let base = proof(demo, "numbers", &record("Madina", SEED), [1, 0, 0]);
    let counters = [0, 102, 101];
    let hop =
        Hop { time_ms: u64::MAX, entry_count: 1024, entries_root: opaque("entries"), rest2: opaque("rest2") };
    let at = |height: u64, hops: usize| {
        let mut proof = base.clone();
        proof.inclusion.height = height;
        proof.inclusion.hops = vec![hop.clone(); hops];
        proof
    };
    let place = |index: u32, entry_count: u32, path: usize| {
        let mut proof = base.clone();
        (proof.inclusion.index, proof.inclusion.entry_count) = (index, entry_count);
        proof.inclusion.path = (0..path).map(|n| opaque(&format!("sibling {n}"))).collect();
        proof
    };
    let right = |note: &str, proof, counters| Case::of(note, &sealed(demo, proof, counters), "valid");
    let at_time = |time_ms| {
        let mut proof = at(2, 0);
        proof.inclusion.time_ms = time_ms;
        proof
    };
    let last = sealed(demo, at(u64::MAX, 0), counters);
    let heights = |from, to| move |key: &mut KnownKey| (key.from_height, key.to_height) = (from, to);
    vec![
        right("the height 0", at(0, 0), counters),
        right("the greatest height", at(u64::MAX, 0), counters),
        right("through one child, to the greatest height", at(u64::MAX - 1, 1), counters),
        right("through 64 children, to the greatest height", at(u64::MAX - 64, 64), counters),
        Case::of("a height that has no next one", &at(u64::MAX, 1), PATH),
        Case::of("a height that has no next one after 63 hops", &at(u64::MAX - 63, 64), PATH),
        Case::of("the greatest height, a key that counts for it alone", &last, "valid")
            .with_key(heights(u64::MAX, Some(u64::MAX))),
        Case::of("the greatest height, a key that counts to the one before", &last, "not-valid.height")
            .with_key(heights(0, Some(u64::MAX - 1))),
        Case::of(
            "a height of 54 bits, a key from the next one on",
            &sealed(demo, at((1 << 53) + 1, 0), counters),
            "not-valid.height",
        )
        .with_key(heights((1 << 53) + 2, None)),
        Case::of(
            "a height of 54 bits, a key up to it",
            &sealed(demo, at((1 << 53) + 1, 0), counters),
            "valid",
        )
        .with_key(heights(0, Some((1 << 53) + 1))),
        right("the time 0", at_time(0), counters),
        right("the greatest time", at_time(u64::MAX), counters),
        right("the greatest epoch and views", at(2, 0), [u64::MAX; 3]),
        right("no epoch and no views", at(2, 0), [0; 3]),
        right("the last of 2³¹ + 1 entries", place(1 << 31, (1 << 31) + 1, 1), counters),
        right("the last of 3 · 2³⁰ + 1 entries", place(3 << 30, (3 << 30) + 1, 2), counters),
        Case::of("the index 2³² − 1 of as many", &place(u32::MAX, u32::MAX, 10), PATH),
        Case::of("no entries", &place(0, 0, 0), PATH),
        Case::of("an index that is the number of entries", &place(1, 1, 0), PATH),
        Case::of("alone, with a sibling", &place(0, 1, 1), PATH),
        Case::of(
            "the last of 2³¹ + 1 entries, with a sibling too many",
            &place(1 << 31, (1 << 31) + 1, 2),
            PATH,
        ),
        Case::of("the last of 2³¹ + 1 entries, with no sibling", &place(1 << 31, (1 << 31) + 1, 0), PATH),
        Case::of("the first of 2³² − 1 entries, with ten siblings", &place(0, u32::MAX, 10), PATH),
    ]
}
