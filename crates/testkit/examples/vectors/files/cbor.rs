//! `cbor-1.json`: what readers of canonical CBOR take and what they refuse, for the small types.
use super::{
    diag::{Tree, head, long_head, notation, tree},
    json::{Json, bytes, object},
    worked::{act_number, certificate_number, day},
    world::{By, CHILONZOR, Signer, World, drawn, office, opaque},
};
use civil::{ActKind, RegionCode, Serial, role::Role};
use protocol::{
    Canonical, Digest, Malformed, NetworkId, Outcome,
    cbor::{Reader, Writer},
    commitment::{Field, TEXT_BYTES_MAX, read_field, write_field},
    entry::{RuleCode, Waiver, WaiverBasis},
    finalization::Finalization,
    genesis::{Genesis, OfficeRecord},
    receipt::Hop,
    service::{BlockLines, Standing, Status},
    signature::{Jurisdiction, KeyRecord, PublicKey, Signature},
};

/// A field of a record by itself: text, unsigned integer or null.
struct Value(Field);

impl Canonical for Value {
    const MAX_BYTES: usize = TEXT_BYTES_MAX + 3;

    fn write(&self, to: &mut Writer) {
        write_field(to, self.0.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        read_field(from).map(Self)
    }
}

/// What a reader of a type makes of bytes.
type Read = fn(&[u8]) -> Result<(), Malformed>;

fn reads<T: Canonical>(bytes: &[u8]) -> Result<(), Malformed> {
    let value = T::from_bytes(bytes)?;
    assert_eq!(value.to_bytes(), bytes, "what is read has one form");
    Ok(())
}

/// The cases of one type.
struct Cases {
    name: &'static str,
    page: &'static str,
    read: Read,
    most: usize,
    lines: Vec<Json>,
}

impl Cases {
    fn of<T: Canonical>(name: &'static str, page: &'static str) -> Self {
        Self { name, page, read: reads::<T>, most: T::MAX_BYTES, lines: Vec::new() }
    }

    fn takes(mut self, note: &str, value: &[u8]) -> Self {
        assert_eq!((self.read)(value), Ok(()), "{}: {note}", self.name);
        self.lines.push(object! { "takes": bytes(value), "value": notation(value), "note": note });
        self
    }

    fn refuses(mut self, note: &str, value: &[u8]) -> Self {
        let fault = (self.read)(value).expect_err(note);
        self.lines.push(object! {
            "refuses": bytes(value), "at": fault.at, "expected": as_published(fault.expected), "note": note,
        });
        self
    }

    /// Refuses a right value of which one place was changed.
    fn refuses_with(self, note: &str, right: &[u8], path: &[usize], value: Tree) -> Self {
        self.refuses(note, &tree(right).with(path, value).to_bytes())
    }

    fn done(self) -> Json {
        object! { "type": self.name, "page": self.page, "bytes_max": self.most, "cases": self.lines }
    }
}

fn uint(number: u64) -> Tree {
    Tree::Uint(number)
}

/// A list that says which bytes a reader of a type refuses, for the larger types.
pub(crate) fn refusals<T: Canonical>(cases: Vec<(&str, Vec<u8>)>) -> Json {
    let lines = cases.into_iter().map(|(note, value)| {
        let fault = T::from_bytes(&value).err().unwrap_or_else(|| panic!("{note} is read"));
        object! { "bytes": bytes(&value), "at": fault.at, "expected": as_published(fault.expected), "note": note }
    });
    lines.collect::<Vec<_>>().into()
}

pub(crate) fn file() -> String {
    object! {
        "about": "Canonical CBOR of Dalolat, version 1: what a reader takes, and what it refuses and where.",
        "generator": "cargo run -p testkit --example vectors -- cbor-1.json",
        "note": "`at` and `expected` are what our own reader says; another one may find another fault first",
        "types": vec![
            values(), digests(), networks(), outcomes(), jurisdictions(), key_records(), signatures(),
            waivers(), offices(), hops(), finalizations(), standings(), statuses(), lines(), geneses(),
        ],
    }
    .file()
}

/// Every form of a head, and everything that is not in the subset.
fn values() -> Json {
    let mut cases = Cases::of::<Value>("field", "commitment.md");
    for number in [0, 23, 24, 255, 256, 65_535, 65_536, 0xffff_ffff, 0x1_0000_0000, u64::MAX] {
        cases = cases.takes("an integer in its shortest form", &head(0, number));
    }
    cases = cases
        .takes("null: a field that is absent", &[0xf6])
        .takes("the empty text", &[0x60])
        .takes("text of two and three bytes a character", &Tree::Text("oʻgʻil, ўғил ’".to_owned()).to_bytes())
        .takes("text is not normalised", &Tree::Text("g\u{306}".to_owned()).to_bytes())
        .takes("a character of four bytes", &Tree::Text("𐐀".to_owned()).to_bytes())
        .takes("a text with a zero", &Tree::Text("a\0b".to_owned()).to_bytes())
        .takes("23 bytes: the length in the head", &Tree::Text("x".repeat(23)).to_bytes())
        .takes("24 bytes: the length in one more", &Tree::Text("x".repeat(24)).to_bytes())
        .takes("256 bytes: the length in two more", &Tree::Text("x".repeat(256)).to_bytes())
        .takes("the longest text", &Tree::Text("x".repeat(1024)).to_bytes())
        .refuses("a longer text", &Tree::Text("x".repeat(1025)).to_bytes());
    for (number, width) in [(0, 1), (23, 1), (24, 2), (255, 2), (255, 4), (65_535, 4), (65_535, 8), (7, 8)] {
        cases = cases.refuses("a longer integer", &long_head(0, number, width));
    }
    for width in [1, 2, 4, 8] {
        cases = cases.refuses("a longer length", &[long_head(3, 1, width), vec![b'x']].concat());
    }
    cases
        .refuses("nothing", &[])
        .refuses("a value and a byte", &[0x00, 0x00])
        .refuses("a value and a null", &[0xf6, 0xf6])
        .refuses("an integer cut short", &[0x19, 0x01])
        .refuses("a text cut short", &[0x62, b'x'])
        .refuses("a text that promises 2^64 − 1 bytes", &long_head(3, u64::MAX, 8))
        .refuses("a byte string", &[0x41, 0x00])
        .refuses("an array", &[0x80])
        .refuses("a map", &[0xa0])
        .refuses("a negative integer", &[0x20])
        .refuses("a tag", &[0xc0, 0x60])
        .refuses("a tagged number", &[0xc2, 0x41, 0x01])
        .refuses("false", &[0xf4])
        .refuses("true", &[0xf5])
        .refuses("undefined", &[0xf7])
        .refuses("null as a simple value of two bytes", &[0xf8, 0x16])
        .refuses("a half float", &[0xf9, 0x00, 0x00])
        .refuses("a float", &[0xfa, 0x00, 0x00, 0x00, 0x00])
        .refuses("a double", &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0])
        .refuses("a text of indefinite length", &[0x7f, 0x61, b'x', 0xff])
        .refuses("an integer with the reserved information 28", &[0x1c])
        .refuses("an integer with the information 31", &[0x1f])
        .refuses("a break by itself", &[0xff])
        .refuses("text that is not UTF-8", &[0x61, 0xff])
        .refuses("text with an overlong form", &[0x62, 0xc0, 0x80])
        .refuses("text with half of a surrogate pair", &[0x63, 0xed, 0xa0, 0x80])
        .refuses("text above U+10FFFF", &[0x64, 0xf4, 0x90, 0x80, 0x80])
        .refuses("text cut within a character", &[0x61, 0xc3])
        .done()
}

fn digests() -> Json {
    let right = opaque("a digest").to_bytes();
    Cases::of::<Digest>("digest", "hashing.md")
        .takes("32 bytes", &right)
        .refuses("31 bytes", &Tree::Bytes(vec![7; 31]).to_bytes())
        .refuses("33 bytes", &Tree::Bytes(vec![7; 33]).to_bytes())
        .refuses("the length in two bytes", &[long_head(2, 32, 2), right[2..].to_vec()].concat())
        .refuses("of indefinite length", &[&[0x5f], &right[..], &[0xff]].concat())
        .refuses("as a text", &Tree::Text("x".repeat(32)).to_bytes())
        .refuses("null", &[0xf6])
        .done()
}

fn networks() -> Json {
    let network = |class: u8| Tree::Bytes([vec![class], vec![7; 16]].concat()).to_bytes();
    Cases::of::<NetworkId>("network", "identifiers.md")
        .takes("live", &network(1))
        .takes("practice", &network(2))
        .takes("demo", &network(3))
        .refuses("no class 0", &network(0))
        .refuses("no class 255", &network(255))
        .refuses("16 bytes", &Tree::Bytes(vec![1; 16]).to_bytes())
        .done()
}

fn outcomes() -> Json {
    let act = Outcome::Act { number: act_number(CHILONZOR, 1), date: day() }.to_bytes();
    let certificate = Outcome::Certificate {
        number: certificate_number(101, 99_999),
        date: day(),
        act: act_number(CHILONZOR, 1),
        act_date: day(),
    }
    .to_bytes();
    let serial = |n| Serial::new(n).expect("a serial");
    let range = Outcome::Range {
        kind: ActKind::Birth,
        office: office(CHILONZOR),
        year: 2026,
        first: serial(2),
        last: serial(51),
    }
    .to_bytes();
    let act_with = |place: usize, value: u64| tree(&act).with(&[place], uint(value)).to_bytes();
    let range_with = |place: usize, value: u64| tree(&range).with(&[place], uint(value)).to_bytes();
    Cases::of::<Outcome>("outcome", "outcome-and-digest.md")
        .takes("of act.register", &act)
        .takes("of certificate.issue, of an office below 1000", &certificate)
        .takes("of every kind without a number", &[0x81, 0x03])
        .takes("of number.reserve", &range)
        .takes("the first day that there is", &act_with(2, 18_000_101))
        .takes("the last day", &act_with(2, 21_991_231))
        .takes("29 February of a leap year", &act_with(2, 20_280_229))
        .refuses("of no kind", &[0x80])
        .refuses("of a kind that does not exist", &[0x82, 0x18, 0xff, 0x00])
        .refuses("of an act without a date", &tree(&act).with(&[2], Tree::Raw(vec![])).to_bytes())
        .refuses("of an act with two values", &[&[0x82][..], &act[1..11]].concat())
        .refuses("29 February of another year", &act_with(2, 20_260_229))
        .refuses("the day 0", &act_with(2, 20_261_100))
        .refuses("the month 13", &act_with(2, 20_261_301))
        .refuses("before 1800", &act_with(2, 17_991_231))
        .refuses("after 2199", &act_with(2, 22_000_101))
        .refuses("a day above 32 bits", &act_with(2, 0x1_0000_0000))
        .refuses("an act of the kind 9", &act_with(1, 911_012_600_001))
        .refuses("an act of the kind 0", &act_with(1, 11_012_600_001))
        .refuses("an act of the office 0000", &act_with(1, 100_002_600_001))
        .refuses("an act with the serial 0", &act_with(1, 111_012_600_000))
        .refuses("an act number of thirteen digits", &act_with(1, 1_111_012_600_001))
        .refuses(
            "an act number in a text",
            &tree(&act).with(&[1], Tree::Text("111012600001".into())).to_bytes(),
        )
        .refuses("a longer integer", &[&[0x83, 0x18, 0x01], &act[2..]].concat())
        .refuses("a range of the kind 9", &range_with(1, 9))
        .refuses("a range of the office 10,000", &range_with(2, 10_000))
        .refuses("a range of 1969", &range_with(3, 1969))
        .refuses("a range of 2200", &range_with(3, 2200))
        .refuses("a range from 0", &range_with(4, 0))
        .refuses("a range to 100,000", &range_with(5, 100_000))
        .done()
}

fn jurisdictions() -> Json {
    let region = RegionCode::new(99).expect("a region");
    Cases::of::<Jurisdiction>("jurisdiction", "identifiers.md")
        .takes("an office", &Jurisdiction::Office(office(9999)).to_bytes())
        .takes("a region", &Jurisdiction::Region(region).to_bytes())
        .takes("the first member", &Jurisdiction::Member(0).to_bytes())
        .takes("the last member that can be written", &Jurisdiction::Member(255).to_bytes())
        .takes("the network", &Jurisdiction::Network.to_bytes())
        .refuses("the office 0", &[0x82, 1, 0])
        .refuses("the office 10,000", &[0x82, 1, 0x19, 0x27, 0x10])
        .refuses("the region 0", &[0x82, 2, 0])
        .refuses("the region 100", &[0x82, 2, 0x18, 100])
        .refuses("the member 256", &[0x82, 3, 0x19, 1, 0])
        .refuses("a network with a value", &[0x82, 4, 0])
        .refuses("an office without a code", &[0x81, 1])
        .refuses("another jurisdiction", &[0x82, 0x18, 0xff, 0x00])
        .refuses("nothing", &[0x80])
        .refuses("three values", &[0x83, 1, 1, 1])
        .done()
}

fn key_records() -> Json {
    let key = Signer::registrar(By::Ed25519, CHILONZOR).record.to_bytes();
    let passkey = Signer::registrar(By::Passkey, CHILONZOR).record.to_bytes();
    let named = |rp_id: &str, origin: &str| {
        let names = tree(&passkey).with(&[1, 1], Tree::Text(rp_id.to_owned()));
        names.with(&[1, 2], Tree::Text(origin.to_owned())).to_bytes()
    };
    let pointed = |first: u8| {
        let point = [vec![first], drawn::<32>("a point").to_vec()].concat();
        tree(&passkey).with(&[1, 0], Tree::Bytes(point)).to_bytes()
    };
    // 253 bytes of host: four labels of at most 63.
    let host = ["a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(61)].join(".");
    let longest = named(&host, &format!("https://{host}:65535"));
    let mut cases = Cases::of::<KeyRecord>("key-record", "identifiers.md")
        .takes("scheme 1", &key)
        .takes("scheme 2", &passkey)
        .takes("an origin below the relying party, with a port", &named("uz", "https://a-1.uz:8443"))
        .takes("the longest names", &longest)
        .takes("33 bytes that begin like a point", &pointed(3))
        .takes("the greatest officer", &tree(&key).with(&[2], uint(0xffff_ffff)).to_bytes())
        .refuses_with("a greater officer", &key, &[2], uint(0x1_0000_0000))
        .refuses_with("the role 0", &key, &[3], uint(0))
        .refuses_with("the role 255", &key, &[3], uint(255))
        .refuses_with("the scheme 255", &key, &[0], uint(255))
        .refuses_with("the key of scheme 1 under scheme 2", &key, &[0], uint(2))
        .refuses_with("the key of scheme 2 under scheme 1", &passkey, &[0], uint(1))
        .refuses_with("a key of 31 bytes", &key, &[1], Tree::Bytes(vec![7; 31]))
        .refuses("a point that is not compressed", &pointed(4))
        .refuses("the point 0", &pointed(0));
    let wrong = [
        ("civil.uz", "http://civil.uz", "another protocol"),
        ("civil.uz", "https://uncivil.uz", "a host that ends alike"),
        ("civil.uz", "https://uz", "a host above the relying party"),
        ("civil.uz", "https://civil.uz/", "a path"),
        ("civil.uz", "https://Civil.uz", "a capital"),
        ("civil.uz", "https://civil.uz:443", "the port that is left out"),
        ("civil.uz", "https://civil.uz:0", "the port 0"),
        ("civil.uz", "https://civil.uz:", "no port after the colon"),
        ("civil.uz", "https://civil.uz:08443", "a port with a leading zero"),
        ("civil.uz", "https://civil.uz:65536", "a port above 16 bits"),
        ("civil.uz", "https://civil.uz:+80", "a port with a sign"),
        ("civil.uz", "https://a..civil.uz", "an empty label"),
        ("civil.uz", "https://a_b.civil.uz", "a character that no host has"),
        ("", "https://civil.uz", "no relying party"),
        ("civil.uz.", "https://civil.uz.", "a full stop at the end"),
    ];
    for (rp_id, origin, note) in wrong {
        cases = cases.refuses(note, &named(rp_id, origin));
    }
    cases.refuses("a label of 64", &named(&"a".repeat(64), &format!("https://{}", "a".repeat(64)))).done()
}

fn signatures() -> Json {
    let entry = World::demo().entry(
        "a signature",
        Some(CHILONZOR),
        protocol::Body::NumberRelease(protocol::entry::NumberRelease { range: 1 }),
    );
    let one = Signer::registrar(By::Ed25519, CHILONZOR).sign(&entry).to_bytes();
    let two = Signer::registrar(By::Passkey, CHILONZOR).sign(&entry).to_bytes();
    let client_data = |length: usize| tree(&two).with(&[3, 1], Tree::Bytes(vec![b' '; length])).to_bytes();
    Cases::of::<Signature>("signature", "entry.md")
        .takes("scheme 1", &one)
        .takes("scheme 2", &two)
        .takes("empty client data: read, and never good", &client_data(0))
        .takes("the longest client data", &client_data(512))
        .refuses("longer client data", &client_data(513))
        .refuses_with("the role 255", &one, &[0], uint(255))
        .refuses_with("the scheme 255", &one, &[2], uint(255))
        .refuses_with("a proof of the other scheme", &one, &[2], uint(2))
        .refuses_with("63 bytes", &one, &[3], Tree::Bytes(vec![7; 63]))
        .refuses_with("a key id of 17 bytes", &one, &[1], Tree::Bytes(vec![7; 17]))
        .refuses_with("authenticator data of 38 bytes", &two, &[3, 0], Tree::Bytes(vec![7; 38]))
        .refuses_with("a signature in DER", &two, &[3, 2], Tree::Bytes(vec![0x30; 70]))
        .done()
}

fn waivers() -> Json {
    let waiver = |code: &str| Waiver {
        rule: RuleCode::new(code).expect("a code"),
        basis: WaiverBasis::Ground,
        paper: opaque("a paper"),
    };
    let right = waiver("birth.late-without-reason").to_bytes();
    Cases::of::<Waiver>("waiver", "entry.md")
        .takes("a ground", &right)
        .takes("the longest code", &waiver(&"a".repeat(64)).to_bytes())
        .refuses_with("an empty code", &right, &[0], Tree::Text(String::new()))
        .refuses_with("a longer code", &right, &[0], Tree::Text("a".repeat(65)))
        .refuses_with("a capital", &right, &[0], Tree::Text("Birth".to_owned()))
        .refuses_with("the basis 0", &right, &[1], uint(0))
        .refuses_with("the basis 255", &right, &[1], uint(255))
        .done()
}

fn offices() -> Json {
    let right = World::demo().genesis().offices[0].to_bytes();
    Cases::of::<OfficeRecord>("office", "genesis.md")
        .takes("a district at UTC+5", &right)
        .takes("UTC−14", &tree(&right).with(&[2], uint(0)).to_bytes())
        .takes("UTC+14", &tree(&right).with(&[2], uint(1680)).to_bytes())
        .refuses_with("beyond UTC+14", &right, &[2], uint(1681))
        .refuses_with("an offset above 15 bits", &right, &[2], uint(32_768))
        .refuses_with("the kind 255", &right, &[1], uint(255))
        .refuses_with("the office 0", &right, &[0], uint(0))
        .done()
}

fn hops() -> Json {
    let right =
        Hop { time_ms: u64::MAX, entry_count: 1024, entries_root: opaque("entries"), rest2: opaque("rest2") }
            .to_bytes();
    Cases::of::<Hop>("hop", "receipt.md")
        .takes("the greatest values", &right)
        .refuses_with("1,025 entries", &right, &[1], uint(1025))
        .refuses_with("a root that is missing", &right, &[2], Tree::Null)
        .done()
}

fn finalizations() -> Json {
    let right = Finalization { epoch: u64::MAX, view: u64::MAX, parent_view: u64::MAX, signature: [7; 48] };
    Cases::of::<Finalization>("finalization", "finalization.md")
        .takes("the greatest values; 48 bytes that are no point", &right.to_bytes())
        .refuses_with("47 bytes", &right.to_bytes(), &[3], Tree::Bytes(vec![7; 47]))
        .done()
}

fn standings() -> Json {
    let refused = Standing::Refused { code: "a".repeat(64) }.to_bytes();
    Cases::of::<Standing>("standing", "node-service.md")
        .takes("not yet", &Standing::NotYet.to_bytes())
        .takes("refused, with the longest code", &refused)
        .takes("unknown", &Standing::Unknown.to_bytes())
        .refuses_with("a longer code", &refused, &[1], Tree::Text("a".repeat(65)))
        .refuses("final without a receipt", &[0x81, 2])
        .refuses("the standing 255", &[0x81, 0x18, 0xff])
        .done()
}

fn statuses() -> Json {
    let right = Status {
        height: u64::MAX,
        time_ms: u64::MAX,
        log_size: u64::MAX,
        log_root: opaque("log"),
        state_root: opaque("state"),
        waiting: u64::MAX,
        signs: true,
        clock_offset_ms: Some(-i64::MAX),
    };
    let asking = Status { signs: false, clock_offset_ms: None, ..right };
    let exact = Status { clock_offset_ms: Some(0), ..right };
    let clock = |side: u64, ms: u64| Tree::Array(vec![uint(side), uint(ms)]);
    Cases::of::<Status>("status", "node-service.md")
        .takes("the greatest values, and a clock behind", &right.to_bytes())
        .takes("no vote, and no other clock known", &asking.to_bytes())
        .takes("a clock that is right", &exact.to_bytes())
        .refuses_with("a height that is missing", &right.to_bytes(), &[0], Tree::Null)
        .refuses_with("a vote that is 2", &right.to_bytes(), &[6], uint(2))
        .refuses_with("a clock behind by nothing", &right.to_bytes(), &[7], clock(2, 0))
        .refuses_with("a clock of the side 3", &right.to_bytes(), &[7], clock(3, 1))
        .refuses_with("a clock ahead by 2^63", &right.to_bytes(), &[7], clock(1, 1 << 63))
        .done()
}

fn lines() -> Json {
    let line = Tree::Array(vec![uint(1), uint(2), uint(3), Tree::Bytes(vec![7; 32])]);
    Cases::of::<BlockLines>("blocks", "node-service.md")
        .takes("none", &[0x80])
        .takes("one", &Tree::Array(vec![line.clone()]).to_bytes())
        .refuses("257 that are promised", &head(4, 257))
        .refuses("a number of entries above 32 bits", &{
            let long = line.with(&[2], uint(0x1_0000_0000));
            Tree::Array(vec![long]).to_bytes()
        })
        .done()
}

fn geneses() -> Json {
    let right = World::demo().genesis().to_bytes();
    let doubled = |path: usize, place: usize| {
        let mut tree = tree(&right);
        let list = tree.at(&[path]).list();
        let twice = list[place].clone();
        list.insert(place, twice);
        tree.to_bytes()
    };
    let swapped = |path: usize| {
        let mut tree = tree(&right);
        tree.at(&[path]).list().swap(0, 1);
        tree.to_bytes()
    };
    Cases::of::<Genesis>("genesis", "genesis.md")
        .takes("a demo of four members", &right)
        .takes("keys in another order", &swapped(9))
        .takes("a key twice", &doubled(9, 0))
        .takes("no office and no key", &{
            let none = tree(&right).with(&[8], Tree::Array(vec![]));
            none.with(&[9], Tree::Array(vec![])).to_bytes()
        })
        .takes("the last millisecond of 2199", &tree(&right).with(&[2], uint(7_258_118_399_999)).to_bytes())
        .refuses_with("the year 2200", &right, &[2], uint(7_258_118_400_000))
        .refuses_with("the format 255", &right, &[0], uint(255))
        .refuses_with("the origin 255", &right, &[3], uint(255))
        .refuses_with("a key id above one byte", &right, &[4], uint(256))
        .refuses_with("a key of 95 bytes", &right, &[5], Tree::Bytes(vec![7; 95]))
        .refuses_with("a sharing of 65,537 bytes that are promised", &right, &[6], Tree::Raw(head(2, 65_537)))
        .refuses_with("no member", &right, &[7], Tree::Array(vec![]))
        .refuses("a member twice", &doubled(7, 0))
        .refuses("members out of order", &swapped(7))
        .refuses_with("an agency's name of 121 bytes", &right, &[7, 0, 0], Tree::Text("x".repeat(121)))
        .takes("23 members", &with_members(&right, 23))
        .refuses("24 members", &with_members(&right, 24))
        .takes("sixteen keys of one officer", &with_keys(&right, 16, Role::Custodian))
        .refuses("seventeen keys of one officer", &with_keys(&right, 17, Role::Custodian))
        .refuses("offices out of order", &swapped(8))
        .refuses("an office twice", &doubled(8, 1))
        .refuses_with("a version of the rules above 32 bits", &right, &[10], uint(0x1_0000_0000))
        .refuses("a value more", &[&[0x8c], &right[1..], &[0x00]].concat())
        .done()
}

/// So many members, in order.
fn with_members(right: &[u8], count: u8) -> Vec<u8> {
    let member = |n: u8| Tree::Array(vec![Tree::Text("A".to_owned()), Tree::Bytes(vec![n; 32])]);
    tree(right).with(&[7], Tree::Array((0..count).map(member).collect())).to_bytes()
}

/// So many keys of the officer 1.
fn with_keys(right: &[u8], count: u8, role: Role) -> Vec<u8> {
    let key = |n: u8| {
        let network = Jurisdiction::Network;
        let record =
            KeyRecord { public_key: PublicKey::Ed25519([n; 32]), officer: 1, role, jurisdiction: network };
        Tree::Raw(record.to_bytes())
    };
    tree(right).with(&[9], Tree::Array((0..count).map(key).collect())).to_bytes()
}

/// What our reader said when a file was published: its words grow with what it knows, a file never changes.
pub(super) fn as_published(expected: &'static str) -> &'static str {
    match expected {
        "a kind of document: 1, or 12 to 20" | "a kind of document: 1, or 12 to 18, of an act" => {
            "a kind of document: 1"
        }
        "a body of a known entry kind: 1 to 28" => "a body of a known entry kind: 1 to 16",
        "an outcome: [1, …] of an act, [2, …] of a certificate, [3], [4, …] of a range, or [5, …] of a reference" => {
            "an outcome: [1, …] of an act, [2, …] of a certificate, [3], or [4, …] of a range"
        }
        "a kind of record from 1 to 6" => "a kind of act from 1 to 4",
        other => other,
    }
}
