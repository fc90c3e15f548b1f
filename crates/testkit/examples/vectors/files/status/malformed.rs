//! Bytes that are no answer.
use super::{
    super::{
        diag::{Tree, head, long_head, tree},
        world::World,
    },
    Case,
    blocks::{MEMBERS, Scene, handle, small},
    good::greatest,
};
use protocol::{Canonical as _, fact::key, status::Query};

pub(super) fn cases(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, small(), 41, 1);
    let right = scene.answer(&[key::handle(handle("Madina")), MEMBERS.to_vec()]).to_bytes();
    let mut cases = short();
    cases.extend(values(&right));
    cases.extend(lists(&right));
    cases.extend(forms(&right));
    cases.push(("131,073 bytes", greatest(demo, 131_073).to_bytes()));
    cases.push(("200,000 zeros", vec![0; 200_000]));
    let asked = Query::Certificate(handle("Madina"));
    let line = |(note, bytes)| Case::bytes(note, asked, bytes, "malformed");
    cases.into_iter().map(line).collect()
}

type Line = (&'static str, Vec<u8>);

fn short() -> Vec<Line> {
    vec![
        ("nothing", vec![]),
        ("no values", vec![0x80]),
        ("an integer", vec![1]),
        ("null", vec![0xf6]),
        ("the kind 0", vec![0x81, 0]),
        ("the kind 4", vec![0x81, 4]),
        ("the kind 1 alone", vec![0x81, 1]),
        ("the kind 2 alone", vec![0x81, 2]),
        ("the kind 2 with one value", vec![0x82, 2, 0]),
        ("the kind 2 with three values", vec![0x84, 2, 0, 0, 0]),
        ("the kind 2 with a text", vec![0x83, 2, 0, 0x61, b'0']),
        ("the kind 2, cut short", vec![0x83, 2, 0]),
        ("the kind 2, and a byte more", vec![0x83, 2, 0, 0, 0]),
        ("the kind 2 with a height in a longer form", vec![0x83, 2, 0x18, 1, 0]),
        ("the kind 2 with a height of 65 bits", [&[0x83, 2, 0xc2, 0x49, 1][..], &[0; 9]].concat()),
        ("the kind 3 with a value", vec![0x82, 3, 0]),
        ("the kind 3, and a byte more", vec![0x81, 3, 0]),
        ("the kind 3 in a longer form", vec![0x81, 0x18, 3]),
        ("the kind 3 in an array in a longer form", vec![0x98, 1, 3]),
        ("the kind 3 in an array without its length", vec![0x9f, 3, 0xff]),
        ("the kind 3 in a map", vec![0xa1, 3, 0]),
        ("the kind 3 with a tag", vec![0xd9, 0xd9, 0xf7, 0x81, 3]),
        ("an array of 2⁶⁴ − 1 values", head(4, u64::MAX)),
    ]
}

/// Single values out of their bounds or of another type.
fn values(right: &[u8]) -> Vec<Line> {
    let with = |path: &[usize], value| tree(right).with(path, value).to_bytes();
    let (uint, of) = (Tree::Uint, |length| Tree::Bytes(vec![7; length]));
    let raw = Tree::Raw;
    vec![
        ("a number of entries above 32 bits", with(&[1, 0, 2], uint(1 << 32))),
        ("a version of the rules above 32 bits", with(&[1, 0, 10], uint(1 << 32))),
        ("a negative height", with(&[1, 0, 0], raw(vec![0x20]))),
        ("a time with a fraction", with(&[1, 0, 1], raw(vec![0xf9, 0x3c, 0]))),
        ("a root of the state of 31 bytes", with(&[1, 0, 9], of(31))),
        ("a root of the state that is a text", with(&[1, 0, 9], Tree::Text("x".repeat(32)))),
        ("a leader of 33 bytes", with(&[1, 0, 5, 2], of(33))),
        ("a hop with 1,025 entries", with(&[1, 1, 0, 1], uint(1025))),
        ("a signature of 47 bytes", with(&[1, 2, 3], of(47))),
        ("a signature of 49 bytes", with(&[1, 2, 3], of(49))),
        ("a signature of 96 bytes", with(&[1, 2, 3], of(96))),
        ("a key of 65 bytes", with(&[2, 1, 0], of(65))),
        ("a key that is a text", with(&[2, 0, 0], Tree::Text("x".to_owned()))),
        ("a value of 65,537 bytes", with(&[2, 1, 1], Tree::Bytes(vec![0; 65_537]))),
        ("a value that is an integer", with(&[2, 0, 1], uint(1))),
        ("256 inactive peaks", with(&[2, 0, 2, 2], uint(256))),
        ("an activity of 31 bytes", with(&[2, 0, 2, 3], of(31))),
        ("a sibling of 33 bytes", with(&[2, 0, 2, 4, 0], of(33))),
        ("a proof in bytes", with(&[2, 0, 2], Tree::Bytes(tree(right).at(&[2, 0, 2]).to_bytes()))),
        ("the peaks after it as nothing", with(&[2, 0, 2, 5], of(0))),
        ("undefined for a tail that is not there", with(&[2, 0, 2, 7], raw(vec![0xf7]))),
        ("null for no facts", with(&[2], Tree::Null)),
        ("null for no hops", with(&[1, 1], Tree::Null)),
    ]
}

/// Arrays of other lengths.
fn lists(right: &[u8]) -> Vec<Line> {
    let lists = |path: &[usize], change: &dyn Fn(&mut Vec<Tree>)| {
        let mut tree = tree(right);
        change(tree.at(path).list());
        tree.to_bytes()
    };
    let shorter = |path: &[usize]| lists(path, &|list| drop(list.pop()));
    let longer = |path: &[usize]| lists(path, &|list| list.push(Tree::Uint(0)));
    let repeated = |path: &[usize], times: usize| {
        lists(path, &|list| *list = std::iter::repeat_n(list[0].clone(), times).collect())
    };
    vec![
        ("without its facts", shorter(&[])),
        ("four values", longer(&[])),
        ("without its finalization", shorter(&[1])),
        ("a header of ten values", shorter(&[1, 0])),
        ("a header of twelve values", longer(&[1, 0])),
        ("a context of four values", shorter(&[1, 0, 5])),
        ("a context of six values", longer(&[1, 0, 5])),
        ("a hop of three values", shorter(&[1, 1, 0])),
        ("65 hops", repeated(&[1, 1], 65)),
        ("a finalization of three values", shorter(&[1, 2])),
        ("a finalization of five values", longer(&[1, 2])),
        ("a fact of two values", shorter(&[2, 0])),
        ("a fact of four values", longer(&[2, 0])),
        ("five facts", repeated(&[2], 5)),
        ("a proof of nine values", shorter(&[2, 0, 2])),
        ("a proof of eleven values", longer(&[2, 0, 2])),
        ("49 siblings", repeated(&[2, 0, 2, 4], 49)),
        ("49 peaks before", lists(&[2, 0, 2, 6], &|list| *list = vec![Tree::Bytes(vec![7; 32]); 49])),
    ]
}

/// Right values in other forms, and bytes around them.
fn forms(right: &[u8]) -> Vec<Line> {
    let raw = |path: &[usize], bytes| tree(right).with(path, Tree::Raw(bytes)).to_bytes();
    let signature = tree(right).at(&[1, 2, 3]).to_bytes();
    let facts = tree(right).at(&[2]).to_bytes();
    let longer = |major, number, width, rest: &[u8]| [&long_head(major, number, width)[..], rest].concat();
    vec![
        ("a height in one byte more", raw(&[1, 0, 0], longer(0, 41, 2, &[]))),
        ("a height in eight bytes", raw(&[1, 0, 0], longer(0, 41, 8, &[]))),
        ("the number of rules in one byte more", raw(&[1, 0, 10], longer(0, 1, 1, &[]))),
        ("the length of the signature in one byte more", raw(&[1, 2, 3], longer(2, 48, 2, &signature[2..]))),
        ("the number of facts in one byte more", raw(&[2], longer(4, 2, 1, &facts[1..]))),
        ("facts without their number", raw(&[2], [&[0x9f], &facts[1..], &[0xff]].concat())),
        ("a signature in two parts", raw(&[1, 2, 3], [&[0x5f], &signature[..], &[0xff]].concat())),
        ("a reserved length", raw(&[1, 0, 0], vec![0x1c])),
        ("a byte after the end", [right, &[0]].concat()),
        ("null after the end", [right, &[0xf6]].concat()),
        ("cut short by one byte", right[..right.len() - 1].to_vec()),
        ("the first half", right[..right.len() / 2].to_vec()),
        ("without its first byte", right[1..].to_vec()),
        ("twice", [right, right].concat()),
        ("in an array", [&[0x81], right].concat()),
        ("more facts than there are", raw(&[2], [&[0x83], &facts[1..]].concat())),
        ("more hops than there are bytes", raw(&[1, 1], head(4, 64))),
        ("a key of more bytes than there are", raw(&[2, 1, 2], head(2, 64))),
    ]
}
