//! `proofs-1.json`: proofs of certificates, and what comes of checking each.
use super::{
    cbor::refusals,
    diag::{Tree, head, tree},
    json::{Json, canonical, object},
    network_keys::{file_of, known},
    worked::{act_outcome, birth, issue, issue_outcome, with_a_root},
    world::{By, CHILONZOR, Chain, SEED, Signer, World, opaque, record, sign},
};
use credential::{KnownKey, Prefix, Proof, check_text};
use protocol::{
    Canonical as _, Digest, NetworkClass, commitment::Record, entry::entry_digest, network::NetworkKeyId,
};
use verifier::KeyFile;

/// A proof and the prefix that it is printed with.
pub(crate) struct Case {
    pub(crate) note: &'static str,
    pub(crate) prefix: Prefix,
    pub(crate) proof: Proof,
}

impl Case {
    pub(crate) fn text(&self) -> String {
        text(self.prefix, &self.proof.to_bytes())
    }
}

/// The text of a prefix and bytes.
pub(crate) fn text(prefix: Prefix, proof: &[u8]) -> String {
    format!("{}{}", prefix.text(), base45::encode(proof))
}

/// The proof of a certificate that is the `index`-th of `among` entries, `hops` below the certified block.
pub(crate) fn proof(world: &World, name: &str, record: &Record, [among, index, hops]: [usize; 3]) -> Proof {
    let registrar = [Signer::registrar(By::Ed25519, CHILONZOR)];
    let of_birth = sign(birth(world, name, CHILONZOR, record), &registrar);
    let of_issue = sign(issue(world, name, of_birth.id(), record), &registrar);
    let mut chain = Chain::new(world, |height| height + 100);
    let birth_outcome = act_outcome(CHILONZOR, 1);
    chain.final_entries(&[(&of_birth, birth_outcome)], 0);
    let mut digests: Vec<Digest> = (0..among).map(|n| opaque(&format!("neighbour {n}"))).collect();
    digests[index] = of_issue.digest(&issue_outcome(1));
    let inclusion = chain.inclusions(&digests, hops).remove(index);
    let (opened, closed) = (of_issue.opened(&issue_outcome(1)), of_issue.closed(&issue_outcome(1)));
    let receipt = protocol::Receipt { opened, closed, inclusion };
    Proof::from_issue(record, &of_issue, &issue_outcome(1), &receipt, world.key_id)
        .expect("a certificate is issued")
}

/// The proofs that are good.
pub(crate) fn made() -> Vec<Case> {
    let (live, demo) = (World::new(NetworkClass::Live, 9), World::demo());
    let practice = World::new(NetworkClass::Practice, 8);
    let record_of = |given: &str| record(given, SEED);
    let long = record(&"Abdurahmonberdi".repeat(20), SEED + 1);
    let case = |note, prefix, proof| Case { note, prefix, proof };
    let sample = Prefix::Sample;
    let on_live = proof(&live, "live", &record_of("Madina"), [3, 2, 0]);
    let all_groups = proof(&demo, "all groups", &record_of("Madina"), [1, 0, 0]);
    let all_groups = with_all_groups(&demo, &record_of("Madina"), &all_groups);
    vec![
        case("of the register", Prefix::Live, on_live.clone()),
        case("a demo, alone in its block", sample, proof(&demo, "alone", &record_of("Madina"), [1, 0, 0])),
        case("a practice network", sample, proof(&practice, "practice", &record_of("Madina"), [2, 0, 0])),
        case("through one child", sample, proof(&demo, "one hop", &record_of("Madina"), [5, 4, 1])),
        case("through two children", sample, proof(&demo, "two hops", &record_of("Madina"), [4, 1, 2])),
        case(
            "one of 1,024 entries",
            sample,
            proof(&demo, "full block", &record_of("Madina"), [1024, 700, 0]),
        ),
        case(
            "a group as its root, where the values have no room",
            sample,
            with_a_root(proof(&demo, "long", &long, [7, 5, 0]), &long),
        ),
        case("every group open", sample, all_groups),
        case("a provisional extract", Prefix::Provisional, on_live),
    ]
}

/// A proof that opens all six groups; its issue discloses them all.
fn with_all_groups(world: &World, record: &Record, of: &Proof) -> Proof {
    use credential::{Opening, Shown};
    use protocol::{Body, entry::CertificateIssue};
    let entry = issue(world, "all groups", birth(world, "all groups", CHILONZOR, record).id(), record);
    let Body::CertificateIssue(issue) = &entry.body else { panic!("an issue") };
    let body = Body::CertificateIssue(CertificateIssue { disclosed: (0..6).collect(), ..issue.clone() });
    let signed = sign(protocol::Entry { body, ..entry }, &[Signer::registrar(By::Passkey, CHILONZOR)]);
    let mut chain = Chain::new(world, |height| height).after(1);
    let digest = signed.digest(&issue_outcome(1));
    let shown = (0..6).map(|group| Shown {
        group: civil::Group::from_index(group).expect("six groups"),
        opening: Opening::Values { seed: record.seeds[group], fields: record.groups[group].clone() },
    });
    let proof = Proof {
        shown: shown.collect(),
        closed: signed.closed(&issue_outcome(1)),
        inclusion: chain.inclusions(&[digest], 0).remove(0),
        ..of.clone()
    };
    assert_eq!(proof.entry_digest(), digest, "the proof opens to its entry");
    proof
}

pub(crate) fn file() -> String {
    let made = made();
    let keys = known();
    let file = file_of(&keys);
    let key_file = KeyFile::from_json(file.as_bytes()).expect("a right key file");
    object! {
        "about": "Proofs of certificates of Dalolat, version 1, and the verdict on each. Invented people.",
        "generator": "cargo run -p testkit --example vectors -- proofs-1.json",
        "seed": SEED,
        "keys": file,
        "proofs": made.iter().map(|case| proof_of(case, &key_file)).collect::<Vec<_>>(),
        "verdicts": verdicts(&made, &keys),
        "unreadable": unreadable(&made[4], &key_file),
        "malformed": malformed(&made[4].proof.to_bytes()),
    }
    .file()
}

/// The code of a check, which our own program gives with no value where nothing is proved.
pub(crate) fn verdict(text: &str, keys: &KeyFile) -> &'static str {
    let code = check_text(text, keys.keys()).code();
    let report = verifier::check_text(text, keys);
    let words = report.verdict.word().replace('_', "-");
    assert!(code.starts_with(&words), "{words} and {code}");
    assert_eq!(report.values.is_empty(), code != "valid", "values are shown of a valid proof alone");
    code
}

fn proof_of(case: &Case, keys: &KeyFile) -> Json {
    let proof = &case.proof;
    let groups: Vec<Json> = proof
        .shown
        .iter()
        .map(|shown| object! { "group": shown.group.index(), "root": shown.root(proof.record_type()) })
        .collect();
    let certified = proof.inclusion.certified_digest(&proof.entry_digest());
    object! {
        "note": case.note,
        "text": case.text(),
        "bytes": canonical(proof),
        "length": proof.to_bytes().len(),
        "act": proof.act.expect("a certificate is of an act").0.to_string(),
        "number": proof.number.to_string(),
        "handle": proof.handle.printed(),
        "groups": groups,
        "opened": proof.opened_digest(),
        "entry_digest": entry_digest(&proof.opened_digest(), &proof.closed),
        "certified_block": certified,
        "verdict": verdict(&case.text(), keys),
    }
}

/// Right proofs under other prefixes and other keys.
fn verdicts(made: &[Case], keys: &[KnownKey]) -> Vec<Json> {
    let (live, demo) = (&made[0], &made[1]);
    let (live_key, demo_key) = (&keys[0], &keys[1]);
    let mut lines = Vec::new();
    let mut judge = |note: &str, text: &str, keys: &[KnownKey]| {
        let file = file_of(keys);
        let code = verdict(text, &KeyFile::from_json(file.as_bytes()).expect("a right key file"));
        lines.push(object! { "note": note, "text": text, "keys": file, "verdict": code });
    };
    let with = |key: &KnownKey, from_height, to_height| KnownKey { from_height, to_height, ..key.clone() };
    let one = |key: &KnownKey| vec![key.clone()];
    let text = demo.text();
    judge("the key alone", &text, &one(demo_key));
    judge("no key of that id", &text, &one(live_key));
    judge("a sample as one of the register", &text.replacen("DALX:", "DAL1:", 1), &one(demo_key));
    judge("one of the register as a sample", &live.text().replacen("DAL1:", "DALX:", 1), &one(live_key));
    judge("a right proof as a provisional extract", &text.replacen("DALX:", "DALP:", 1), &one(demo_key));
    let closed = with_a_root(demo.proof.clone(), &record("Madina", SEED));
    judge(
        "the second group closed by somebody on the way",
        &closed.to_text(NetworkClass::Demo),
        &one(demo_key),
    );
    judge("the key from this height on", &text, &[with(demo_key, 2, None)]);
    judge("the key from the next height on", &text, &[with(demo_key, 3, None)]);
    judge("the key up to this height", &text, &[with(demo_key, 0, Some(2))]);
    judge("the key up to the height before", &text, &[with(demo_key, 0, Some(1))]);
    let namesake =
        KnownKey { id: NetworkKeyId(demo_key.id.0), ..World::new(NetworkClass::Demo, 10).known_key() };
    judge("another network's key of the same id", &text, std::slice::from_ref(&namesake));
    judge("two keys of one id, the second is right", &text, &[namesake.clone(), demo_key.clone()]);
    judge("two keys of one id, the first is right", &text, &[demo_key.clone(), namesake]);
    let same_network = KnownKey { network: World::new(NetworkClass::Demo, 10).network, ..demo_key.clone() };
    judge("the right key on another network", &text, &[same_network]);
    lines
}

/// Texts that are not the text of a proof.
fn unreadable(right: &Case, keys: &KeyFile) -> Vec<Json> {
    let text = right.text();
    let code = &text[5..];
    let cases = [
        ("nothing", String::new()),
        ("a prefix alone", "DALX:".to_owned()),
        ("no prefix", code.to_owned()),
        ("the prefix of another version", format!("DALZ:{code}")),
        ("the prefix of another version, and nothing else", "DALZ:".to_owned()),
        ("a prefix that no version has", format!("DAL+:{code}")),
        ("another kind of document", {
            let other = tree(&right.proof.to_bytes()).with(&[2], Tree::Uint(255)).to_bytes();
            self::text(Prefix::Sample, &other)
        }),
        ("another kind of document, and nothing of it", self::text(Prefix::Live, &[0x95, 7, 1, 0x18, 0xff])),
        ("another kind of document in a longer form", self::text(Prefix::Live, &[0x95, 7, 1, 0x18, 2])),
        ("the document 0", self::text(Prefix::Live, &[0x95, 7, 1, 0])),
        ("small letters in the prefix", format!("dalx:{code}")),
        ("a small letter", format!("DALX:{}", code.to_lowercase())),
        ("a space before", format!(" {text}")),
        ("a space after", format!("{text} ")),
        ("a line feed after", format!("{text}\n")),
        ("a character that base45 has not", text.replacen(&code[..1], "#", 1)),
        ("one character left at the end", format!("DALX:{}", &code[..code.len() / 3 * 3 - 2])),
        ("three characters above 65,535", format!("DALX:{}:::", &code[..code.len() / 3 * 3])),
        ("two characters above 255", format!("DALX:{}::", &code[..code.len() / 3 * 3])),
        ("a byte more", self::text(Prefix::Sample, &[&right.proof.to_bytes()[..], &[0]].concat())),
        ("a byte less", self::text(Prefix::Sample, &right.proof.to_bytes()[1..])),
        ("the text twice", format!("{text}{text}")),
    ];
    cases
        .into_iter()
        .map(|(note, text)| {
            let verdict = verdict(&text, keys);
            object! { "note": note, "text": text, "verdict": verdict }
        })
        .collect()
}

/// Bytes that are not those of a proof.
fn malformed(right: &[u8]) -> Json {
    let with = |path: &[usize], value: Tree| tree(right).with(path, value).to_bytes();
    let uint = Tree::Uint;
    let lists = |path: &[usize], change: fn(&mut Vec<Tree>)| {
        let mut tree = tree(right);
        change(tree.at(path).list());
        tree.to_bytes()
    };
    let root = || Tree::Array(vec![uint(0), Tree::Bytes(vec![7; 32])]);
    refusals::<Proof>(vec![
        ("twenty values", lists(&[], |list| drop(list.pop()))),
        ("twenty-two values", lists(&[], |list| list.push(Tree::Null))),
        ("a key id above one byte", with(&[0], uint(256))),
        ("the document 0", with(&[2], uint(0))),
        ("an act number of the kind 9", with(&[3], uint(911_012_600_001))),
        ("a day that is not in the calendar", with(&[4], uint(20_260_230))),
        ("a certificate number of twelve digits", with(&[5], uint(111_012_600_001))),
        ("no groups", with(&[8], Tree::Array(vec![]))),
        ("the first group as a root", with(&[8, 0], root())),
        ("groups out of order", lists(&[8], |list| list.swap(0, 1))),
        ("a group twice", lists(&[8], |list| list[1] = list[0].clone())),
        ("the group 6", with(&[8, 1, 0], uint(6))),
        ("a group of one value", with(&[8, 1], Tree::Array(vec![uint(1)]))),
        ("65 values that are promised", with(&[8, 1, 2], Tree::Raw(head(4, 65)))),
        ("bytes as a value", with(&[8, 0, 2, 0], Tree::Bytes(vec![1]))),
        ("a text of 1,025 bytes", with(&[8, 0, 2, 0], Tree::Text("x".repeat(1025)))),
        ("a path of eleven", with(&[12], Tree::Array(vec![Tree::Bytes(vec![7; 32]); 11]))),
        ("65 hops that are promised", with(&[16], Tree::Raw(head(4, 65)))),
        ("a hop with 1,025 entries", with(&[16, 0, 1], uint(1025))),
        ("a signature of 49 bytes", with(&[20], Tree::Bytes(vec![7; 49]))),
        ("more than 8,192 bytes", {
            let texts = Tree::Array(vec![Tree::Text("x".repeat(1024)); 8]);
            with(&[8, 0, 2], texts)
        }),
    ])
}
