//! `receipts-1.json`: receipts through none, one, two and more children.
use super::{
    cbor::refusals,
    diag::{Tree, head, tree},
    entries::cases,
    json::{Json, bytes, canonical, object},
    worked::header,
    world::{By, Chain, SEED, World, hop, opaque},
};
use protocol::{Canonical as _, Digest, Outcome, Receipt, SignedEntry, receipt::HOPS_MAX};

/// A receipt with what it is of.
pub(crate) struct Case {
    pub(crate) note: &'static str,
    pub(crate) entry: SignedEntry,
    pub(crate) outcome: Outcome,
    pub(crate) receipt: Receipt,
}

pub(crate) fn made(world: &World) -> Vec<Case> {
    let entries = cases(world);
    let of = |place: usize, by| (entries[place].signed(by), entries[place].outcome);
    let mut chain = Chain::new(world, |height| height + height / 2);
    let mut case = |note, among: &[(SignedEntry, Outcome)], index: usize, hops| {
        let block: Vec<(&SignedEntry, Outcome)> =
            among.iter().map(|(entry, outcome)| (entry, *outcome)).collect();
        let receipt = chain.final_entries(&block, hops).remove(index);
        receipt.verify_for(block[index].0, &block[index].1, world.network, &world.key()).expect(note);
        let (entry, outcome) = among[index].clone();
        Case { note, entry, outcome, receipt }
    };
    let all: Vec<_> = (0..entries.len()).map(|place| of(place, By::Ed25519)).collect();
    vec![
        case("alone in its block, which is certified itself", &all[..1], 0, 0),
        case("the last of three", &all[1..4], 2, 0),
        case("through one child", &all[3..8], 1, 1),
        case("through two children", &all, 11, 2),
        case("through as many as a file may have", &all[4..5], 0, HOPS_MAX),
    ]
}

pub(crate) fn file() -> String {
    let world = World::demo();
    let made = made(&world);
    let refused = refused(&made[3].receipt.to_bytes());
    object! {
        "about": "Receipts of Dalolat, version 1. The entries are those of entries-1.json.",
        "generator": "cargo run -p testkit --example vectors -- receipts-1.json",
        "seed": SEED,
        "network": world.network.to_string(),
        "key": bytes(world.key().as_bytes()),
        "receipts": made.iter().map(|case| receipt(&world, case)).collect::<Vec<_>>(),
        "broken": broken(&world, &made),
        "refused": refused,
        "a_block_in_another_view": two_views(&world),
    }
    .file()
}

fn receipt(world: &World, case: &Case) -> Json {
    let at = &case.receipt.inclusion;
    let digest = case.entry.digest(&case.outcome);
    let certified = at.certified_digest(&digest).expect("the path has the shape of its place");
    object! {
        "note": case.note,
        "signed_entry": canonical(&case.entry),
        "outcome": canonical(&case.outcome),
        "receipt": canonical(&case.receipt),
        "hops": at.hops.len(),
        "entry_digest": digest,
        "certified_block": certified,
        "message": bytes(&at.finalization.message(world.network, &certified)),
    }
}

/// Receipts that are read and do not hold, with the code of the fault.
fn broken(world: &World, made: &[Case]) -> Vec<Json> {
    let mut lines = Vec::new();
    let mut broken = |note: &str, case: &Case, change: &dyn Fn(&mut Receipt)| {
        let mut receipt = case.receipt.clone();
        change(&mut receipt);
        let fault = receipt
            .verify_for(&case.entry, &case.outcome, world.network, &world.key())
            .expect_err("a broken receipt does not hold");
        lines.push(object! {
            "note": note, "of": case.note, "receipt": canonical(&receipt), "code": fault.code(),
        });
    };
    let (alone, third, two) = (&made[0], &made[1], &made[3]);
    broken("another opened half", alone, &|r| r.opened = opaque("opened"));
    broken("another closed half", alone, &|r| r.closed = opaque("closed"));
    broken("an index that is the number of entries", alone, &|r| r.inclusion.index = 1);
    broken("no entries", alone, &|r| r.inclusion.entry_count = 0);
    broken("a sibling too many", alone, &|r| r.inclusion.path.push(Digest::ZERO));
    broken("a sibling too few", third, &|r| r.inclusion.path.clear());
    broken("the place of a neighbour", third, &|r| r.inclusion.index = 0);
    broken("one more entry in the block", third, &|r| r.inclusion.entry_count += 1);
    broken("siblings in another order", two, &|r| r.inclusion.path.swap(0, 1));
    broken("another height", alone, &|r| r.inclusion.height += 1);
    broken("another time", alone, &|r| r.inclusion.time_ms += 1);
    broken("another rest", alone, &|r| r.inclusion.rest = opaque("rest"));
    broken("without its last hop", two, &|r| r.inclusion.hops.truncate(1));
    broken("without its first hop", two, &|r| r.inclusion.hops = r.inclusion.hops[1..].to_vec());
    broken("hops in another order", two, &|r| r.inclusion.hops.swap(0, 1));
    broken("a height that has no next one", two, &|r| r.inclusion.height = u64::MAX);
    broken("another epoch", alone, &|r| r.inclusion.finalization.epoch += 1);
    broken("another view", alone, &|r| r.inclusion.finalization.view += 1);
    broken("another parent view", alone, &|r| r.inclusion.finalization.parent_view += 1);
    broken("the signature of another block", alone, &|r| {
        r.inclusion.finalization.signature = third.receipt.inclusion.finalization.signature;
    });
    broken("the point at infinity", alone, &|r| {
        r.inclusion.finalization.signature = [0; 48];
        r.inclusion.finalization.signature[0] = 0xc0;
    });
    broken("a point that is not compressed", alone, &|r| r.inclusion.finalization.signature[0] &= 0x7f);
    broken("the other y", alone, &|r| r.inclusion.finalization.signature[0] ^= 0x20);
    lines
}

fn refused(right: &[u8]) -> Json {
    let with = |path: &[usize], value: Tree| tree(right).with(path, value).to_bytes();
    let uint = Tree::Uint;
    let digests = |count: usize| Tree::Array(vec![Tree::Bytes(vec![7; 32]); count]);
    refusals::<Receipt>(vec![
        ("1,025 entries", with(&[2, 1], uint(1025))),
        ("a path of eleven", with(&[2, 2], digests(11))),
        ("65 hops that are promised", with(&[2, 6], Tree::Raw(head(4, 65)))),
        ("an index above 32 bits", with(&[2, 0], uint(0x1_0000_0000))),
        ("an opened half of 31 bytes", with(&[0], Tree::Bytes(vec![7; 31]))),
        ("a hop of three values", with(&[2, 6, 0], Tree::Array(vec![uint(1), uint(1), uint(1)]))),
        ("a signature of 47 bytes", with(&[2, 7, 3], Tree::Bytes(vec![7; 47]))),
        ("a byte after the end", [right, &[0xf6]].concat()),
        ("cut short by one", right[..right.len() - 1].to_vec()),
    ])
}

/// A block may be certified in a later view than that of its proposal; both finalizations are good.
fn two_views(world: &World) -> Json {
    let mut chain = Chain::new(world, |height| height);
    let block = chain.block(&[opaque("entry 0")]);
    let child = chain.block(&[]);
    let (own, later) = (chain.certify(&block), world.finalize(block.digest(), [1, 900, 899]));
    object! {
        "header": header(&block),
        "finalizations": vec![canonical(&own), canonical(&later)],
        "child": canonical(&hop(&child)),
        "child_digest": child.digest(),
    }
}
