//! Answers that prove how a certificate stands.
use super::{
    super::world::World,
    Case,
    blocks::{MEMBERS, Pair, Scene, certificate, handle, log, odd, sealed, small},
};
use credential::KnownKey;
use fixtures::state::PaperState;
use protocol::{
    Canonical as _, NetworkClass,
    fact::{CertificateStanding, key},
    receipt::HOPS_MAX,
    status::{Answer, Query},
};

const HEIGHT: u64 = 41;

pub(super) fn cases() -> Vec<(World, Case)> {
    let demo = World::demo();
    let mut cases = standings(&demo);
    cases.extend(places(&demo));
    cases.extend(hops(&demo));
    cases.extend(facts(&demo));
    cases.extend(blocks(&demo));
    cases.extend(keys(&demo));
    let mut cases: Vec<(World, Case)> = cases.into_iter().map(|case| (World::demo(), case)).collect();
    for (class, n) in [(NetworkClass::Live, 9), (NetworkClass::Practice, 8)] {
        let world = World::new(class, n);
        let scene = Scene::new(&world, small(), HEIGHT, 0);
        let note = format!("a {} network", class.word());
        let case = about(&note, &scene.about("Madina"), "Madina", "in-force").by(vec![world.known_key()]);
        cases.push((world, case));
    }
    cases
}

/// A case that asks for the certificate of a name.
pub(super) fn about(note: &str, answer: &Answer, name: &str, expected: &'static str) -> Case {
    Case::of(note, Query::Certificate(handle(name)), answer, expected)
}

fn standings(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, small(), HEIGHT, 0);
    vec![
        about("in force: the first of five facts", &scene.about("Madina"), "Madina", "in-force"),
        about("no longer in force: the third", &scene.about("Nilufar"), "Nilufar", "no-longer-in-force"),
        about("stolen: the last", &scene.about("Anvar"), "Anvar", "stolen"),
    ]
}

/// A certificate at a place of a log of so many facts.
fn places(demo: &World) -> Vec<Case> {
    const PLACES: [(usize, &[usize]); 6] = [
        (1, &[0]),
        (2, &[0, 1]),
        (5, &[3]),
        (256, &[0, 255]),
        (257, &[0, 255, 256]),
        (600, &[0, 255, 256, 511, 512, 580, 599]),
    ];
    let all = PLACES.into_iter().flat_map(|(size, places)| places.iter().map(move |place| (size, *place)));
    all.map(|(size, place)| {
        let log = log(size, &[(place, certificate("Madina", CertificateStanding::Ended))]);
        let note = format!("at the place {place} of a log of {size}");
        about(&note, &Scene::new(demo, log, HEIGHT, 0).about("Madina"), "Madina", "no-longer-in-force")
    })
    .collect()
}

fn hops(demo: &World) -> Vec<Case> {
    let through = [1, 2, HOPS_MAX].map(|hops| {
        let answer = Scene::new(demo, small(), HEIGHT, hops).about("Anvar");
        about(&format!("hops: {hops}"), &answer, "Anvar", "stolen")
    });
    through.into()
}

fn facts(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, small(), HEIGHT, 0);
    let key = |name| key::handle(handle(name));
    let [madina, nilufar, anvar] = ["Madina", "Nilufar", "Anvar"].map(key);
    let others = [anvar, MEMBERS.to_vec(), nilufar, madina.clone()];
    let (long, wide) = ((vec![0x3f; 64], vec![0; 65_536]), (vec![], vec![]));
    let with_long = Scene::new(demo, edges(&[long.clone(), wide.clone()]), HEIGHT, 0);
    let odd = Scene::new(demo, odd(), HEIGHT, 0);
    vec![
        about("four facts, the last is asked for", &scene.answer(&others), "Madina", "in-force"),
        about("the same, of which the first is asked for", &scene.answer(&others), "Anvar", "stolen"),
        about("the same fact four times", &scene.answer(&vec![madina.clone(); 4]), "Madina", "in-force"),
        about("others have values that say nothing", &odd.about("Madina"), "Madina", "in-force"),
        about(
            "beside keys of no bytes and of 64, values of no bytes and of 65,536",
            &with_long.answer(&[wide.0, madina, long.0]),
            "Madina",
            "in-force",
        ),
        about("131,072 bytes", &greatest(demo, 131_072), "Madina", "in-force"),
    ]
}

/// A log of a certificate and others.
fn edges(others: &[Pair]) -> PaperState {
    let mut given = vec![(0, certificate("Madina", CertificateStanding::InForce))];
    given.extend(others.iter().cloned().enumerate().map(|(n, pair)| (n + 1, pair)));
    log(given.len(), &given)
}

/// An answer of so many bytes, right in all else.
pub(super) fn greatest(demo: &World, length: usize) -> Answer {
    let made = |last: usize| {
        let others = [(vec![0x3e], vec![0; 65_536]), (vec![0x3f], vec![0; last])];
        let scene = Scene::new(demo, edges(&others), HEIGHT, 0);
        scene.answer(&[vec![0x3e], vec![0x3f], key::handle(handle("Madina"))])
    };
    // From 256 to 65,535, a byte of the value is a byte of the answer.
    let answer = made(60_000 + length - made(60_000).to_bytes().len());
    assert_eq!(answer.to_bytes().len(), length);
    answer
}

/// Blocks at the edges: heights, times, and a finalization in another view than that of the proposal.
fn blocks(demo: &World) -> Vec<Case> {
    let at = |height, hops| Scene::new(demo, small(), height, hops);
    let mut later = at(HEIGHT, 0);
    later.at = sealed(demo, later.at.header, later.at.hops, [3, 900, 899]);
    let mut greatest = at(u64::MAX, 0);
    let header = &mut greatest.at.header;
    (header.time_ms, header.entry_count, header.rules_version) = (u64::MAX, u32::MAX, u32::MAX);
    (header.log_size, header.state_height) = (u64::MAX, u64::MAX);
    (header.context.epoch, header.context.view, header.context.parent_view) = (u64::MAX, u64::MAX, u64::MAX);
    greatest.at = sealed(demo, greatest.at.header, Vec::new(), [u64::MAX; 3]);
    [
        ("a finalization in a later view", later),
        ("the height 0", at(0, 0)),
        ("the greatest numbers", greatest),
        ("a hop to the greatest height", at(u64::MAX - 1, 1)),
    ]
    .map(|(note, scene)| about(note, &scene.about("Madina"), "Madina", "in-force"))
    .into()
}

fn keys(demo: &World) -> Vec<Case> {
    let answer = Scene::new(demo, small(), HEIGHT, 2).about("Madina");
    let own = demo.known_key();
    let with = |from_height, to_height| KnownKey { from_height, to_height, ..own.clone() };
    let [live, other] = [(NetworkClass::Live, 9), (NetworkClass::Demo, 10)]
        .map(|(class, n)| World::new(class, n).known_key());
    let namesake = KnownKey { id: own.id, ..other.clone() };
    let with_id = KnownKey { id: other.id, ..own.clone() };
    [
        ("the key from the header's height on", vec![with(HEIGHT, None)]),
        (
            "the key up to the header's height, though the block that is certified is above it",
            vec![with(0, Some(HEIGHT))],
        ),
        ("the key for this height alone", vec![with(HEIGHT, Some(HEIGHT))]),
        ("the third of three keys", vec![live, other, own.clone()]),
        ("the second of two keys of one id", vec![namesake, own.clone()]),
        ("a key of another id: an answer names none", vec![with_id]),
        ("the same key twice, first for later heights", vec![with(HEIGHT + 1, None), own.clone()]),
        ("the same key twice, first for these heights", vec![own.clone(), with(HEIGHT + 1, None)]),
    ]
    .map(|(note, keys)| about(note, &answer, "Madina", "in-force").by(keys))
    .into()
}
