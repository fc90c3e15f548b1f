//! `commitments-1.json`: records, their groups and their commitments, every step of it.
use super::{
    cbor::refusals,
    diag::{Tree, head, tree},
    json::{Json, object},
    worked::record_of,
    world::{SEED, drawn, record, text},
};
use civil::{ActKind, Value, layout::BIRTH_V1};
use protocol::{
    Canonical as _,
    commitment::{FIELDS_MAX, Field, Record, RecordType, Seed},
};

fn seeds(name: &str) -> [Seed; 6] {
    [0u8, 1, 2, 3, 4, 5].map(|group| Seed(drawn(&format!("seed {name} {group}"))))
}

/// A birth with all fields of its schema, each named by its id.
fn whole() -> Record {
    let groups = BIRTH_V1.map(|fields| fields.iter().map(|field| text(field.id)).collect());
    Record { of: RecordType::BIRTH_1, groups, seeds: seeds("whole") }
}

/// The same, every field absent.
fn empty() -> Record {
    let mut record = whole();
    for group in &mut record.groups {
        group.fill(None);
    }
    Record { seeds: seeds("empty"), ..record }
}

/// What the bounds allow: no field, one, and 64, the longest text, integers of every width.
fn extreme() -> Record {
    let numbers = [0, 23, 24, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, u64::MAX];
    let texts = ["", "Oʻgʻiloy", "Ўғилой", "Ўғилой", "a\u{0}b", "𐐀"];
    let groups: [Vec<Field>; 6] = [
        Vec::new(),
        vec![None],
        numbers.map(|number| Some(Value::Int(number))).to_vec(),
        texts.map(text).to_vec(),
        vec![text(&"x".repeat(1024))],
        vec![None; FIELDS_MAX],
    ];
    let of = RecordType { kind: ActKind::Divorce.into(), schema: 255 };
    Record { of, groups, seeds: seeds("extreme") }
}

pub(crate) fn file() -> String {
    let records = [
        ("a birth with short groups, as in worked-1.json", record("Madina", SEED)),
        ("a birth whose fields hold their own names", whole()),
        ("a birth of which nothing is known", empty()),
        ("what the bounds allow", extreme()),
    ];
    let right = record("Madina", SEED).to_bytes();
    let with = |path: &[usize], value: Tree| tree(&right).with(path, value).to_bytes();
    let refused = refusals::<Record>(vec![
        ("the kind 0", with(&[0], Tree::Uint(0))),
        ("the kind 9", with(&[0], Tree::Uint(9))),
        ("a schema above one byte", with(&[1], Tree::Uint(256))),
        ("five groups", with(&[2], Tree::Array(vec![Tree::Array(vec![]); 5]))),
        ("65 fields", with(&[2, 0], Tree::Array(vec![Tree::Null; 65]))),
        ("65 fields that are promised", with(&[2, 0], Tree::Raw(head(4, 65)))),
        ("a text of 1,025 bytes", with(&[2, 0, 0], Tree::Text("x".repeat(1025)))),
        ("bytes as a value", with(&[2, 0, 0], Tree::Bytes(vec![1]))),
        ("a list as a value", with(&[2, 0, 0], Tree::Array(vec![]))),
        ("a seed of 15 bytes", with(&[3, 0], Tree::Bytes(vec![7; 15]))),
        ("seven seeds", with(&[3], Tree::Array(vec![Tree::Bytes(vec![7; 16]); 7]))),
    ]);
    object! {
        "about": "Commitments of Dalolat, version 1. Invented people.",
        "generator": "cargo run -p testkit --example vectors -- commitments-1.json",
        "seed": SEED,
        "records": records
            .iter()
            .map(|(note, record)| object! { "note": *note, "record": record_of(record) })
            .collect::<Vec<_>>(),
        "refused": refused,
    }
    .file()
}
