//! `proofs-3.json`: proofs of every document: full, with the first group alone, and with no value at all; and what is no
//! proof of any.
use super::{
    diag::{Tree, tree},
    json::{Json, object},
    network_keys::{file_of, known},
    proofs::{text, verdict},
    world::{Chain, SEED, World, drawn, opaque, text as value},
};
use civil::{ActKind, CivilDate, Group, Value};
use credential::{Opening, Prefix, Profile, Proof, Shown};
use protocol::{
    Canonical as _, Digest, Handle, NetworkClass,
    commitment::{Field, Seed},
    entry::Document,
};
use verifier::KeyFile;

/// A proof, and what is said of it.
struct Case {
    note: String,
    prefix: Prefix,
    proof: Proof,
}

/// The office of all of them.
fn office() -> Field {
    value("Toshkent shahri, Chilonzor tumani FHDYO boʻlimi")
}

/// The values of the groups 0 and 1 of the record that a document shows, in the version that the vectors are of.
fn values(document: Document) -> (u8, [Vec<Field>; 2]) {
    let born =
        || vec![value("1998-02-28"), value("1726294"), None, value("2000-02-29"), None, value("Bishkek")];
    let search =
        || vec![value("Karimova, Каримова"), value("Toshkent shahri FHDYO arxivi"), value("2020-01-01")];
    let years = || [Some(Value::Int(1998)), Some(Value::Int(2026)), value("1726, 1703")];
    match document {
        Document::Certificate(ActKind::Birth) | Document::Reference(ActKind::Birth) => {
            let core = [value("Karimova"), value("Madina"), value("Anvar qizi"), value("2026-11-14")];
            let core = core.into_iter().chain([value("1726294"), None, office()]).collect();
            let parents = vec![value("Karimov Anvar Botir oʻgʻli"), value("Karimova Nilufar Rustam qizi")];
            (2, [core, parents])
        }
        Document::Certificate(ActKind::Death) => {
            let core = [value("Rahimov"), value("Botir"), None, value("1931-05"), value("2026-11-20")];
            let core = core.into_iter().chain([value("1703202552"), value("uyda"), office()]).collect();
            (1, [core, vec![value("KZ"), value("Chimkent"), Some(Value::Int(95)), value("UZ")]])
        }
        // Somebody whom nobody knew.
        Document::Reference(ActKind::Death) => {
            let core = vec![None, None, None, None, value("2026"), value("1726"), None, office()];
            (1, [core, vec![None; 4]])
        }
        Document::Certificate(ActKind::Marriage) => {
            let core = vec![
                value("Каримов Анвар Ботирович"),
                value("Каримов"),
                value("Qosımbaeva Gúlayım Jumabay qızı"),
                value("Karimova"),
                None,
                office(),
            ];
            (1, [core, born()])
        }
        Document::Reference(ActKind::Marriage) => {
            let core = vec![
                value("Anvar"),
                None,
                value("Müller Anna"),
                value("Müller"),
                value("1998-06-20"),
                office(),
            ];
            (1, [core, vec![None; 6]])
        }
        Document::Certificate(ActKind::Divorce) | Document::Reference(ActKind::Divorce) => {
            let core = vec![
                value("Karimov Anvar Botir oʻgʻli"),
                None,
                value("Karimova Gulnora Rustam qizi"),
                value("Rahimova"),
                value("2026-10-30"),
                office(),
            ];
            let ground = match document {
                Document::Certificate(_) => [value("311012400017"), value("2024-06-01"), value("court")],
                Document::Reference(_) | Document::NoRecord | Document::NotMarried => {
                    [value("123, Chilonzor"), value("1998-06-20"), value("one-spouse")]
                }
            };
            (1, [core, born().into_iter().chain(ground).collect()])
        }
        Document::NoRecord => {
            let core = [value("Karimova Madina Anvar qizi"), value("1998-02-28"), value("marriage, divorce")];
            (1, [core.into_iter().chain(years()).chain([office()]).collect(), search()])
        }
        Document::NotMarried => {
            let core = [value("Karimova Madina Anvar qizi"), value("1998-02-28")];
            (1, [core.into_iter().chain(years()).chain([office()]).collect(), search()])
        }
    }
}

/// The proof of a document on a network, the `index`-th of `among` entries, `hops` below the certified block. The hidden
/// half of its entry is a digest of nothing.
fn proof(world: &World, document: Document, name: &str, [among, index, hops]: [usize; 3]) -> Proof {
    let day = CivilDate::new(2026, 11, 23).expect("a day");
    let (schema, groups) = values(document);
    let shown = groups.into_iter().enumerate().map(|(group, fields)| {
        let seed = Seed(drawn(&format!("seed {group} {name}")));
        let group = Group::from_index(group).expect("six groups");
        Shown { group, opening: Opening::Values { seed, fields } }
    });
    let act = document.record_kind().act().map(|kind| {
        let number = u64::from(kind.digit()) * 100_000_000_000 + 11_012_600_001;
        number.to_string().parse().map(|number| (number, day)).expect("an act number")
    });
    let mut chain = Chain::new(world, |height| height + 100);
    let mut digests: Vec<Digest> = (0..among).map(|n| opaque(&format!("neighbour {n}"))).collect();
    let draft = Proof {
        key_id: world.key_id,
        schema,
        document,
        act,
        number: "1101-26-00001".parse().expect("a certificate number"),
        date: day,
        handle: Handle::new(drawn(&format!("handle {name}"))),
        shown: shown.collect(),
        closed: opaque(&format!("closed {name}")),
        inclusion: chain.inclusions(&digests, 0).remove(0),
    };
    digests[index] = draft.entry_digest();
    Proof { inclusion: chain.inclusions(&digests, hops).remove(index), ..draft }
}

/// The same proof with the groups from that place on as roots.
fn closed_from(proof: &Proof, place: usize) -> Proof {
    let (mut closed, of) = (proof.clone(), proof.record_type());
    for shown in closed.shown.iter_mut().skip(place) {
        shown.opening = Opening::Root(shown.root(of));
    }
    closed
}

/// Every document on every class of network, through none, one or two hops; and of the demo with fewer values.
fn made() -> Vec<Case> {
    let worlds = [World::new(NetworkClass::Live, 9), World::new(NetworkClass::Practice, 8), World::demo()];
    let mut cases = Vec::new();
    for (n, document) in Document::ALL.into_iter().enumerate() {
        for (class, world) in
            [NetworkClass::Live, NetworkClass::Practice, NetworkClass::Demo].into_iter().zip(&worlds)
        {
            let hops = (n + usize::from(class.byte())) % 3;
            let note = format!("{}, {}, {hops} hops", document.word(), class.word());
            let proof = proof(world, document, &note, [n + 1, n / 2, hops]);
            let prefix = Prefix::of(class);
            if class == NetworkClass::Demo {
                let core = closed_from(&proof, 1);
                cases.push(Case { note: format!("{note}, the first group alone"), prefix, proof: core });
                if document != Document::Certificate(ActKind::Birth) {
                    let roots = closed_from(&proof, 0);
                    cases.push(Case { note: format!("{note}, no value"), prefix, proof: roots });
                    let mut second = proof.clone();
                    second.shown[0].opening = Opening::Root(second.shown[0].root(second.record_type()));
                    cases.push(Case {
                        note: format!("{note}, the second group alone"),
                        prefix,
                        proof: second,
                    });
                }
            }
            cases.push(Case { note, prefix, proof });
        }
    }
    cases
}

pub(crate) fn file() -> String {
    let keys = file_of(&known());
    let key_file = KeyFile::from_json(keys.as_bytes()).expect("a right key file");
    object! {
        "about": "Proofs of all documents of Dalolat, version 1, and the verdict on each. Invented people.",
        "generator": "cargo run -p testkit --example vectors -- proofs-3.json",
        "seed": SEED,
        "keys": keys,
        "proofs": made().iter().map(|case| line(case, &key_file)).collect::<Vec<_>>(),
        "wrong": wrong(&key_file),
    }
    .file()
}

fn line(case: &Case, keys: &KeyFile) -> Json {
    let proof = &case.proof;
    let of = proof.record_type();
    let roots =
        proof.shown.iter().map(|shown| object! { "group": shown.group.index(), "root": shown.root(of) });
    let act = proof.act.map_or(Json::Null, |(number, _)| number.to_string().into());
    let profile = match proof.profile() {
        Profile::Full => "full",
        Profile::Core => "some",
        Profile::Roots => "none",
    };
    let (text, bytes) = (text(case.prefix, &proof.to_bytes()), proof.to_bytes());
    let verdict = verdict(&text, keys);
    assert_eq!(verdict, "valid", "{}", case.note);
    object! {
        "note": case.note.as_str(),
        "document": proof.document.number(),
        "profile": profile,
        "text": text,
        "length": bytes.len(),
        "act": act,
        "number": proof.number.to_string(),
        "handle": proof.handle.printed(),
        "groups": roots.collect::<Vec<_>>(),
        "opened": proof.opened_digest(),
        "entry_digest": proof.entry_digest(),
        "certified_block": proof.inclusion.certified_digest(&proof.entry_digest()),
        "verdict": verdict,
    }
}

/// Texts that are no proof of the document they name, or of none; and some that are, changed.
fn wrong(keys: &KeyFile) -> Vec<Json> {
    const CBOR: &str = "not-valid.cbor";
    const LATER: &str = "cannot-tell.document";
    const SIGNATURE: &str = "not-valid.signature";
    let demo = World::demo();
    let of = |document: Document| proof(&demo, document, "wrong", [3, 1, 0]).to_bytes();
    let birth = of(Document::Certificate(ActKind::Birth));
    let death = of(Document::Certificate(ActKind::Death));
    let marriage = of(Document::Certificate(ActKind::Marriage));
    let search = of(Document::NoRecord);
    let with = |bytes: &[u8], path: &[usize], value: Tree| tree(bytes).with(path, value).to_bytes();
    let uint = Tree::Uint;
    let root = |group: u64| Tree::Array(vec![uint(group), Tree::Bytes(vec![7; 32])]);
    let swapped = {
        let mut tree = tree(&death);
        tree.at(&[8]).list().swap(0, 1);
        tree.to_bytes()
    };
    let shorter = {
        let mut tree = tree(&death);
        tree.list().pop();
        tree.to_bytes()
    };
    let without_act = tree(&death).with(&[3], Tree::Null).with(&[4], Tree::Null).to_bytes();
    let act_of_a_search =
        tree(&search).with(&[3], uint(111_012_600_001)).with(&[4], uint(20_261_123)).to_bytes();
    let mut cases = vec![
        ("a death with the number of a marriage", with(&death, &[3], uint(311_012_600_001)), CBOR),
        ("a marriage with the number of a death", with(&marriage, &[3], uint(211_012_600_001)), CBOR),
        ("a birth with the number of a divorce", with(&birth, &[3], uint(411_012_600_001)), CBOR),
        ("a divorce in the place of a marriage", with(&marriage, &[2], uint(14)), CBOR),
        ("a reference on a death with the number of a birth", with(&death, &[2], uint(15)), CBOR),
        ("a certificate without an act", without_act, CBOR),
        ("a certificate without the number of its act", with(&death, &[3], Tree::Null), CBOR),
        ("a certificate without the day of its act", with(&death, &[4], Tree::Null), CBOR),
        ("a reference on a search with an act", act_of_a_search, CBOR),
        (
            "a reference on a search with the number of an act",
            with(&search, &[3], uint(111_012_600_001)),
            CBOR,
        ),
        ("a reference on a search with the day of an act", with(&search, &[4], uint(20_261_123)), CBOR),
        ("a certificate of birth that opens nothing", with(&birth, &[8, 0], root(0)), CBOR),
        ("a certificate of death that opens another root", with(&death, &[8, 0], root(0)), SIGNATURE),
        ("no group", with(&death, &[8], Tree::Array(vec![])), CBOR),
        ("groups out of order", swapped, CBOR),
        ("twenty values", shorter, CBOR),
        ("a reference in the place of a certificate", with(&marriage, &[2], uint(17)), SIGNATURE),
        ("not married in the place of no record", with(&search, &[2], uint(20)), SIGNATURE),
        ("another version of the record", with(&marriage, &[1], uint(2)), SIGNATURE),
        (
            "another name",
            with(&marriage, &[8, 0, 2, 0], Tree::Text("Каримов Анвар Ботировнч".to_owned())),
            SIGNATURE,
        ),
        (
            "a value where there is none",
            with(&marriage, &[8, 0, 2, 4], Tree::Text("2026-11-22".to_owned())),
            SIGNATURE,
        ),
        ("another number of the act", with(&marriage, &[3], uint(311_012_600_002)), SIGNATURE),
        ("the beginning of a certificate of death, and nothing else", vec![0x95, 7, 1, 12], CBOR),
        ("the beginning of a document that is not known, and nothing else", vec![0x95, 7, 1, 11], LATER),
        ("the document 12 in a longer form", vec![0x95, 7, 1, 0x18, 12], CBOR),
    ];
    for (note, number) in [
        ("twenty-one values of the document 2", 2),
        ("twenty-one values of the document 11", 11),
        ("twenty-one values of the document 21", 21),
        ("twenty-one values of the document 255", 255),
    ] {
        cases.push((note, with(&birth, &[2], uint(number)), LATER));
        cases.push((note, with(&search, &[2], uint(number)), LATER));
    }
    cases
        .into_iter()
        .map(|(note, bytes, code)| {
            let text = text(Prefix::Sample, &bytes);
            let found = verdict(&text, keys);
            assert_eq!(found, code, "{note}");
            object! { "note": note, "text": text, "verdict": found }
        })
        .collect()
}
