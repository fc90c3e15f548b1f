//! `entries-1.json`: entries of every kind, signed by both schemes, with their outcomes.
use super::{
    cbor::refusals,
    diag::{Tree, head, notation, tree},
    json::{Json, bytes, canonical, object},
    worked::{act_outcome, birth, day, issue, issue_outcome},
    world::{
        By, CHILONZOR, DAY_MS, MORNING_MS, RURAL, SEED, Signer, World, drawn, office, opaque, record, sign,
    },
};
use civil::{
    ActKind, ActNumber, Serial,
    birth::DelayClass,
    office::{OfficeKind, UtcOffset},
};
use protocol::{
    Body, Canonical as _, Entry, Handle, NumberRequest, Outcome, SignedEntry, Tag,
    entry::{
        ActRegister, Anchor, ArchiveBatch, CertificateRevoke, ENTRY_BYTES_MAX, KeyChange, KeyEntry,
        NumberRelease, NumberReserve, OfficeEntry, OfficeStanding, Origin, Parameter, ParameterChange,
        RevocationReason, RuleCode, RulesChange, Waiver, WaiverBasis,
    },
    genesis::OfficeRecord,
    hash::{Digest, hex},
    merkle,
    signature::{self, message},
};

/// An entry, who signs it, and what the ledger makes of it.
pub(crate) struct Case {
    pub(crate) note: &'static str,
    pub(crate) entry: Entry,
    pub(crate) signers: fn(By) -> Vec<Signer>,
    pub(crate) outcome: Outcome,
}

impl Case {
    pub(crate) fn signed(&self, by: By) -> SignedEntry {
        sign(self.entry.clone(), &(self.signers)(by))
    }
}

pub(super) fn registrar(by: By) -> Vec<Signer> {
    vec![Signer::registrar(by, CHILONZOR)]
}

pub(super) fn two_officers(by: By) -> Vec<Signer> {
    vec![Signer::registrar(by, CHILONZOR), Signer::second_officer(by, CHILONZOR)]
}

/// One by each scheme, whichever is asked for.
fn by_both(_: By) -> Vec<Signer> {
    vec![Signer::registrar(By::Passkey, CHILONZOR), Signer::second_officer(By::Ed25519, CHILONZOR)]
}

fn registry(by: By) -> Vec<Signer> {
    vec![Signer::registry(by)]
}

fn one_administrator(by: By) -> Vec<Signer> {
    vec![Signer::administrator(by, 0)]
}

fn two_administrators(by: By) -> Vec<Signer> {
    vec![Signer::administrator(by, 0), Signer::administrator(by, 1)]
}

pub(super) fn two_custodians(by: By) -> Vec<Signer> {
    vec![Signer::custodian(by, 0), Signer::custodian(by, 1)]
}

pub(super) fn three_governors(by: By) -> Vec<Signer> {
    (0..3).map(|member| Signer::governor(by, member)).collect()
}

/// An entry of every kind, and some more.
pub(crate) fn cases(world: &World) -> Vec<Case> {
    let (here, everywhere) = (Some(CHILONZOR), None);
    let case = |note, entry, signers, outcome| Case { note, entry, signers, outcome };
    let plain = |note, name: &str, office, body, signers| {
        case(note, world.entry(name, office, body), signers, Outcome::Recorded)
    };
    let record = record("Madina", SEED);
    let of_birth = birth(world, "entry 1", CHILONZOR, &record);
    let act = of_birth.id();
    let anchor = Anchor { ordinal: 3, first: 41, count: 12, root: opaque("case steps") };
    let nothing = Anchor { ordinal: 1, first: 0, count: 0, root: merkle::empty_root() };
    let new_key = Signer::registrar(By::Passkey, RURAL).record;
    let change = KeyChange { key: new_key.id(), version: 0 };
    vec![
        case("a birth", of_birth, registrar, act_outcome(CHILONZOR, 1)),
        case(
            "a birth on a reserved number, with everything that an entry can have",
            fullest(world),
            two_officers,
            act_outcome(CHILONZOR, 2),
        ),
        case(
            "another act, without a notice; one signs by each scheme",
            another_act(world),
            by_both,
            death_outcome(),
        ),
        case("a certificate", issue(world, "entry 2", act, &record), registrar, issue_outcome(1)),
        plain("a paper that was stolen", "entry 3", here, revoked(RevocationReason::Stolen), registrar),
        case("fifty numbers of births for a month", reserve(world), registrar, reserved()),
        plain(
            "the rest of the range is void",
            "entry 5",
            here,
            Body::NumberRelease(NumberRelease { range: 1 }),
            registrar,
        ),
        plain("twelve steps of cases", "entry 6", here, Body::CaseAnchor(anchor), registrar),
        plain("nobody read anything", "entry 7", everywhere, Body::AccessAnchor(nothing), registry),
        plain("a thousand old records", "entry 8", everywhere, archive(), two_custodians),
        plain(
            "the passkey of a registrar, for good",
            "entry 9",
            everywhere,
            Body::StaffKey(KeyEntry { record: new_key, from_ms: MORNING_MS, until_ms: None }),
            two_administrators,
        ),
        plain("suspended", "entry 10", everywhere, Body::StaffSuspend(change), one_administrator),
        plain(
            "lifted",
            "entry 11",
            everywhere,
            Body::StaffLift(KeyChange { version: 1, ..change }),
            two_administrators,
        ),
        plain(
            "revoked",
            "entry 12",
            everywhere,
            Body::StaffRevoke(KeyChange { version: 2, ..change }),
            two_administrators,
        ),
        plain("an office that closes", "entry 13", everywhere, closing(), two_administrators),
        plain("a custodian's key for a year", "entry 14", everywhere, custodian(), three_governors),
        plain("entries count for two days", "entry 15", everywhere, parameter(), three_governors),
        plain("rule set 2 in eight days", "entry 16", everywhere, rules(), three_governors),
    ]
}

/// Reserved number, all origins' worth of waivers, sixteen pieces of evidence.
fn fullest(world: &World) -> Entry {
    let evidence: Vec<Digest> = (0..16).map(|n| opaque(&format!("paper {n}"))).collect();
    let waiver = |rule: &str, basis, paper: usize| Waiver {
        rule: RuleCode::new(rule).expect("a code"),
        basis,
        paper: evidence[paper],
    };
    let act = ActRegister {
        kind: ActKind::Birth,
        schema: 255,
        commitment: opaque("commitment"),
        notice: None,
        person: Tag::new(drawn("person")),
        delay: DelayClass::VeryLate,
        adult_from: 65_535,
        waivers: vec![
            waiver("birth.after-registration", WaiverBasis::CourtDecision, 0),
            waiver("birth.late-without-reason", WaiverBasis::Reason, 1),
            waiver("birth.without-evidence", WaiverBasis::WrittenOrder, 2),
            waiver("notice.already-used", WaiverBasis::Ground, 3),
        ],
        effects: None,
    };
    Entry {
        number: NumberRequest::Reserved { range: u32::MAX, serial: serial(99_999) },
        valid_until: MORNING_MS + 14 * DAY_MS,
        origin: Origin::Offline,
        evidence,
        ..world.entry("entry 1 in full", Some(CHILONZOR), Body::ActRegister(act))
    }
}

fn another_act(world: &World) -> Entry {
    let act = ActRegister {
        kind: ActKind::Death,
        schema: 1,
        commitment: opaque("commitment of a death"),
        notice: None,
        person: Tag::new(drawn("person of a death")),
        delay: DelayClass::Late,
        adult_from: 1970,
        waivers: Vec::new(),
        effects: None,
    };
    let evidence = vec![opaque("a court's decision")];
    let entry = world.entry("entry 1, a death", Some(CHILONZOR), Body::ActRegister(act));
    Entry { origin: Origin::EmergencySheet, evidence, ..entry }
}

pub(super) fn serial(number: u32) -> Serial {
    Serial::new(number).expect("a serial")
}

fn death_outcome() -> Outcome {
    Outcome::Act { number: ActNumber::new(ActKind::Death, office(CHILONZOR), 2026, serial(1)), date: day() }
}

fn revoked(reason: RevocationReason) -> Body {
    Body::CertificateRevoke(CertificateRevoke { handle: Handle::new(drawn("handle entry 2")), reason })
}

fn reserve(world: &World) -> Entry {
    let until_ms = MORNING_MS + 30 * DAY_MS;
    let body = NumberReserve { range: 1, kind: ActKind::Birth, count: 50, until_ms };
    world.entry("entry 4", Some(CHILONZOR), Body::NumberReserve(body))
}

fn reserved() -> Outcome {
    let (first, last) = (serial(2), serial(51));
    Outcome::Range { kind: ActKind::Birth, office: office(CHILONZOR), year: 2026, first, last }
}

fn archive() -> Body {
    Body::ArchiveBatch(ArchiveBatch {
        ordinal: 1,
        count: 1000,
        root: opaque("old records"),
        file: opaque("the file of leaves"),
        file_bytes: 5_000_000_000,
    })
}

fn closing() -> Body {
    let offset = UtcOffset::new(-300).expect("an offset");
    Body::StaffOffice(OfficeEntry {
        record: OfficeRecord { code: office(CHILONZOR), kind: OfficeKind::Mobile, offset },
        standing: OfficeStanding::Closed,
        version: 0,
        from_ms: MORNING_MS + DAY_MS,
    })
}

fn custodian() -> Body {
    let record = Signer::custodian(By::Ed25519, 3).record;
    Body::GovernanceKey(KeyEntry { record, from_ms: MORNING_MS, until_ms: Some(MORNING_MS + 365 * DAY_MS) })
}

fn parameter() -> Body {
    let value = 2 * DAY_MS;
    Body::GovernanceParameter(ParameterChange { parameter: Parameter::ValidityMsMax, version: 0, value })
}

fn rules() -> Body {
    Body::GovernanceRules(RulesChange { version: 2, from_ms: MORNING_MS + 8 * DAY_MS })
}

pub(crate) fn file() -> String {
    let world = World::demo();
    let cases = cases(&world);
    object! {
        "about": "Entries of Dalolat, version 1: every kind, signed by both schemes. Invented people; keys that anybody can derive.",
        "generator": "cargo run -p testkit --example vectors -- entries-1.json",
        "seed": SEED,
        "network": world.network.to_string(),
        "keys": keys(&cases),
        "entries": cases.iter().map(entry).collect::<Vec<_>>(),
        "refused": refused(&world),
    }
    .file()
}

/// Everybody who signs one of the cases.
pub(super) fn keys(cases: &[Case]) -> Vec<Json> {
    let mut signers: Vec<Signer> = Vec::new();
    for signer in cases.iter().flat_map(|case| [By::Ed25519, By::Passkey].map(case.signers)).flatten() {
        if signers.iter().all(|known| known.name != signer.name) {
            signers.push(signer);
        }
    }
    signers
        .iter()
        .map(|signer| {
            object! {
                "name": signer.name.as_str(),
                "secret": bytes(&signer.secret()),
                "record": canonical(&signer.record),
                "id": signer.record.id().to_string(),
            }
        })
        .collect()
}

pub(super) fn entry(case: &Case) -> Json {
    let entry = &case.entry;
    let bytes_of = entry.to_bytes();
    let both = [By::Ed25519, By::Passkey];
    let mut signed: Vec<SignedEntry> = both.map(|by| case.signed(by)).to_vec();
    signed.dedup();
    let signers: Vec<Signer> = both.into_iter().flat_map(case.signers).collect();
    let signed = signed.iter().map(|entry| signed_by(entry, &signers, &case.outcome));
    object! {
        "kind": entry.body.kind(),
        "word": entry.body.word(),
        "note": case.note,
        "entry": hex(&bytes_of),
        "diagnostic": notation(&bytes_of),
        "id": entry.id().to_string(),
        "outcome": canonical(&case.outcome),
        "outcome_diagnostic": notation(&case.outcome.to_bytes()),
        "signed": signed.collect::<Vec<_>>(),
    }
}

fn signed_by(entry: &SignedEntry, signers: &[Signer], outcome: &Outcome) -> Json {
    assert_eq!(SignedEntry::from_bytes(&entry.to_bytes()).as_ref(), Ok(entry), "what is written reads back");
    let signatures: Vec<Json> = entry
        .signatures()
        .iter()
        .map(|signature| {
            let of = |signer: &&Signer| signer.record.id() == signature.key;
            let signer = signers.iter().find(of).expect("one of the signers");
            let class = entry.entry().network.class;
            assert!(signature::is_good(class, &signer.record, entry.id(), signature), "{}", signer.name);
            object! {
                "by": signer.name.as_str(),
                "scheme": signature.proof.scheme().number(),
                "message": message(entry.id(), signature.role),
            }
        })
        .collect();
    object! {
        "signatures": signatures,
        "bytes": hex(entry.bytes()),
        "opened": entry.opened(outcome),
        "closed": entry.closed(outcome),
        "digest": entry.digest(outcome),
    }
}

/// Entries that no reader takes.
fn refused(world: &World) -> Json {
    let cases = cases(world);
    let bytes_of = |place: usize| cases[place].signed(By::Ed25519).to_bytes();
    let (act, full, certificate, access) = (bytes_of(0), bytes_of(1), bytes_of(3), bytes_of(8));
    let with = |right: &[u8], path: &[usize], value: Tree| tree(right).with(path, value).to_bytes();
    let uint = Tree::Uint;
    let short = |length: usize| Tree::Bytes(vec![7; length]);
    let without = |right: &[u8], place: usize| {
        let mut tree = tree(right);
        tree.at(&[0]).list().remove(place);
        tree.to_bytes()
    };
    let lists = |right: &[u8], path: &[usize], change: fn(&mut Vec<Tree>)| {
        let mut tree = tree(right);
        change(tree.at(path).list());
        tree.to_bytes()
    };
    let twice: fn(&mut Vec<Tree>) = |list| {
        let first = list[0].clone();
        list.insert(0, first);
    };
    let swapped: fn(&mut Vec<Tree>) = |list| list.swap(0, 1);
    let mut refused = vec![
        ("the format 255", with(&act, &[0, 0], uint(255))),
        ("the register 255", with(&act, &[0, 2], uint(255))),
        ("a network of the class 255", with(&act, &[0, 1], Tree::Bytes([vec![255], vec![7; 16]].concat()))),
        ("the kind 0", with(&act, &[0, 3], uint(0))),
        ("the kind 255", with(&act, &[0, 3], uint(255))),
        ("the kind 257, which is 1 in one byte", with(&act, &[0, 3], uint(257))),
        ("the body of another kind", with(&act, &[0, 3], uint(2))),
        ("a nonce of 15 bytes", with(&act, &[0, 4], short(15))),
        ("a reserved number without its range", with(&full, &[0, 5], uint(7))),
        ("a reserved number of the range 0", with(&full, &[0, 5, 0], uint(0))),
        ("the reserved serial 0", with(&full, &[0, 5, 1], uint(0))),
        ("the reserved serial 100,000", with(&full, &[0, 5, 1], uint(100_000))),
        (
            "a reserved number on a certificate",
            with(&certificate, &[0, 5], Tree::Array(vec![uint(1), uint(1)])),
        ),
        ("a time below 1970", with(&act, &[0, 6], Tree::Raw(vec![0x20]))),
        ("the office 0", with(&act, &[0, 8], uint(0))),
        ("the office 10,000", with(&act, &[0, 8], uint(10_000))),
        ("no office where the kind is of an office", with(&act, &[0, 8], Tree::Null)),
        ("an office where the kind is of none", with(&access, &[0, 8], uint(1101))),
        ("the origin 0", with(&act, &[0, 9], uint(0))),
        ("the origin 255", with(&act, &[0, 9], uint(255))),
        ("an act of the kind 9", with(&act, &[0, 10, 0], uint(9))),
        ("the delay 255", with(&act, &[0, 10, 5], uint(255))),
        ("a year above 65,535", with(&act, &[0, 10, 6], uint(65_536))),
        (
            "five waivers",
            lists(&full, &[0, 10, 7], |list| {
                let mut fifth = list[3].clone();
                *fifth.at(&[0]) = Tree::Text("z".to_owned());
                list.push(fifth);
            }),
        ),
        ("waivers out of order", lists(&full, &[0, 10, 7], swapped)),
        ("a rule waived twice", lists(&full, &[0, 10, 7], |list| list[1] = list[0].clone())),
        ("seventeen pieces of evidence", lists(&full, &[0, 11], twice)),
        ("the document 255", with(&certificate, &[0, 10, 1], uint(255))),
        ("five roots", lists(&certificate, &[0, 10, 2], |list| list.truncate(5))),
        ("seven roots", lists(&certificate, &[0, 10, 2], twice)),
        ("groups out of order", with(&certificate, &[0, 10, 3], Tree::Bytes(vec![1, 0]))),
        ("a group twice", with(&certificate, &[0, 10, 3], Tree::Bytes(vec![0, 0]))),
        ("the group 6", with(&certificate, &[0, 10, 3], Tree::Bytes(vec![0, 6]))),
        ("the reason 0", with(&bytes_of(4), &[0, 10, 1], uint(0))),
        ("the reason 255", with(&bytes_of(4), &[0, 10, 1], uint(255))),
        ("a range of no numbers", with(&bytes_of(5), &[0, 10, 2], uint(0))),
        ("a range of 65,536 numbers", with(&bytes_of(5), &[0, 10, 2], uint(65_536))),
        ("the range 0", with(&bytes_of(6), &[0, 10, 0], uint(0))),
        ("the anchor 0", with(&bytes_of(7), &[0, 10, 0], uint(0))),
        ("the batch 0", with(&bytes_of(9), &[0, 10, 0], uint(0))),
        ("a batch of no records", with(&bytes_of(9), &[0, 10, 1], uint(0))),
        ("a key that ends when it begins", with(&bytes_of(10), &[0, 10, 2], uint(MORNING_MS))),
        ("the standing 0 of an office", with(&bytes_of(14), &[0, 10, 1], uint(0))),
        ("the standing 255 of an office", with(&bytes_of(14), &[0, 10, 1], uint(255))),
        ("the parameter 0", with(&bytes_of(16), &[0, 10, 0], uint(0))),
        ("the parameter 255", with(&bytes_of(16), &[0, 10, 0], uint(255))),
        ("a version above 32 bits", with(&bytes_of(16), &[0, 10, 1], uint(0x1_0000_0000))),
        ("eleven values", without(&act, 11)),
        ("an entry without signatures", with(&act, &[1], Tree::Array(vec![]))),
        ("a key that signs twice", lists(&act, &[1], twice)),
        ("signatures out of order", lists(&full, &[1], swapped)),
        ("seventeen signatures that are promised", with(&act, &[1], Tree::Raw(head(4, 17)))),
        ("the entry alone", tree(&act).at(&[0]).to_bytes()),
        ("a byte after the end", [&act[..], &[0]].concat()),
        ("a longer head of an array", [&[0x98, 0x02], &act[1..]].concat()),
    ];
    refused.push(("more than 4,096 bytes, where the kind is not a bulk one", too_long(&cases[3].entry)));
    refusals::<SignedEntry>(refused)
}

/// An entry of a certificate with all evidence and sixteen signatures of passkeys.
fn too_long(entry: &Entry) -> Vec<u8> {
    let evidence = (0..16).map(|n| opaque(&format!("paper {n}"))).collect();
    let entry = Entry { evidence, ..entry.clone() };
    let mut signatures: Vec<_> =
        (0u8..14).map(|n| Signer::administrator(By::Passkey, n).sign(&entry)).collect();
    signatures.sort_by_key(|signature| signature.key);
    let signatures: Vec<Tree> = signatures.iter().map(|one| Tree::Raw(one.to_bytes())).collect();
    let bytes = Tree::Array(vec![Tree::Raw(entry.to_bytes()), Tree::Array(signatures)]).to_bytes();
    assert!(bytes.len() > ENTRY_BYTES_MAX, "{} bytes are not too many", bytes.len());
    bytes
}
