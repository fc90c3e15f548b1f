//! Answers that are read and prove nothing, each with its code.
use super::{
    super::{
        points,
        world::{SEED, World, opaque},
    },
    Case,
    blocks::{MEMBERS, ODD, Scene, certified, handle, log, odd, small},
    good::about,
};
use credential::KnownKey;
use protocol::{
    Digest, Handle, NetworkClass, NetworkKey,
    block::Header,
    fact::{CertificateStanding, key},
    receipt::Hop,
    status::{Answer, Fact, Query, StateAt},
};

const HEIGHT: u64 = 41;

pub(super) fn cases(demo: &World) -> Vec<Case> {
    let mut cases = without_proof();
    cases.extend(headers(demo));
    cases.extend(hops(demo));
    cases.extend(finalizations(demo));
    cases.extend(keys(demo));
    cases.extend(proofs(demo));
    cases.extend(values(demo));
    cases.extend(other_questions(demo));
    cases.extend(several_faults(demo));
    cases
}

/// The answer with changed parts.
fn changed(answer: &Answer, change: impl FnOnce(&mut StateAt, &mut Vec<Fact>)) -> Answer {
    let mut answer = answer.clone();
    match &mut answer {
        Answer::Proved { at, facts } => change(at, facts),
        Answer::Unknown { .. } | Answer::NotNow => panic!("an answer with proof"),
    }
    answer
}

fn without_proof() -> Vec<Case> {
    let unknown = |height, time_ms| Answer::Unknown { height, time_ms };
    vec![
        about("not known there", &unknown(41, 1_795_410_041_000), "Madina", "unknown"),
        about("not known there, the greatest numbers", &unknown(u64::MAX, u64::MAX), "Madina", "unknown"),
        about("not now", &Answer::NotNow, "Madina", "not-now"),
    ]
}

fn headers(demo: &World) -> Vec<Case> {
    type Change = fn(&mut Header);
    const CHANGES: [(&str, Change); 16] = [
        ("another height", |of| of.height += 1),
        ("another time", |of| of.time_ms -= 1),
        ("another number of entries", |of| of.entry_count += 1),
        ("another root over the entries", |of| of.entries_root = Digest::ZERO),
        ("another parent", |of| of.parent = Digest::ZERO),
        ("another epoch", |of| of.context.epoch += 1),
        ("another view", |of| of.context.view += 1),
        ("another leader", |of| of.context.leader[31] ^= 1),
        ("another parent view", |of| of.context.parent_view -= 1),
        ("another parent in the context", |of| of.context.parent = Digest::ZERO),
        ("another size of the log", |of| of.log_size += 1),
        ("another root of the log", |of| of.log_root = Digest::ZERO),
        ("another height of the state", |of| of.state_height += 1),
        ("another root of the state", |of| of.state_root = Digest::ZERO),
        ("another version of the rules", |of| of.rules_version += 1),
        ("view and parent view, of which one byte is the other's", |of| {
            (of.context.view, of.context.parent_view) = (of.context.parent_view, of.context.view);
        }),
    ];
    let right = Scene::new(demo, small(), HEIGHT, 0).about("Madina");
    CHANGES
        .into_iter()
        .map(|(note, change)| {
            let answer = changed(&right, |at, _| change(&mut at.header));
            about(&format!("header: {note}"), &answer, "Madina", "signature")
        })
        .collect()
}

fn hops(demo: &World) -> Vec<Case> {
    type Change = fn(&mut Vec<Hop>);
    const CHANGES: [(&str, Change); 9] = [
        ("without the last", |hops| hops.truncate(1)),
        ("without the first", |hops| *hops = hops[1..].to_vec()),
        ("none of them", Vec::clear),
        ("in another order", |hops| hops.swap(0, 1)),
        ("the last twice", |hops| hops.push(hops[1].clone())),
        ("another time", |hops| hops[0].time_ms += 1),
        ("another number of entries", |hops| hops[1].entry_count += 1),
        ("another root over the entries", |hops| hops[0].entries_root = Digest::ZERO),
        ("another rest", |hops| hops[1].rest2 = Digest::ZERO),
    ];
    let right = Scene::new(demo, small(), HEIGHT, 2).about("Madina");
    let mut cases: Vec<Case> = CHANGES
        .into_iter()
        .map(|(note, change)| {
            let answer = changed(&right, |at, _| change(&mut at.hops));
            about(&format!("hops: {note}"), &answer, "Madina", "signature")
        })
        .collect();
    let greatest = Scene::new(demo, small(), u64::MAX, 0).about("Madina");
    let one_more = changed(&greatest, |at, _| at.hops = vec![nothing()]);
    let many = changed(&right, |at, _| {
        at.header.height = u64::MAX - 63;
        at.hops = vec![nothing(); 64];
    });
    cases.push(about("hops: a height that has no next one", &one_more, "Madina", "path"));
    cases.push(about("hops: a height that has no next one, after 63", &many, "Madina", "path"));
    cases
}

/// A hop to a block of no entries.
fn nothing() -> Hop {
    Hop { time_ms: 0, entry_count: 0, entries_root: Digest::ZERO, rest2: Digest::ZERO }
}

fn finalizations(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, small(), HEIGHT, 0);
    let right = scene.about("Madina");
    let block = certified(&scene.at).expect("a block");
    let own = &scene.at.finalization;
    let counters = [own.epoch, own.view, own.parent_view];
    let with = |note: &str, change: &dyn Fn(&mut StateAt)| {
        let answer = changed(&right, |at, _| change(at));
        about(&format!("finalization: {note}"), &answer, "Madina", "signature")
    };
    let signed = |note: &str, signature: [u8; 48]| with(note, &|at| at.finalization.signature = signature);
    let by = |world: &World| world.finalize(block, counters).signature;
    let in_namespace = |namespace: &[u8]| {
        let message = own.message(demo.network, &block);
        let (before, after) = (demo.network.namespace(), &message[37..]);
        let namespace = [&before[..], namespace].concat();
        demo.quorum_signs(&[&[u8::try_from(namespace.len()).expect("short")], &namespace[..], after].concat())
    };
    assert_eq!(in_namespace(b"_FINALIZE"), own.signature, "the message is put together as it is");
    vec![
        with("another epoch", &|at| at.finalization.epoch += 1),
        with("another view", &|at| at.finalization.view += 1),
        with("another parent view", &|at| at.finalization.parent_view += 1),
        signed("of another block", demo.finalize(opaque("block"), counters).signature),
        signed("of the root of the state, as if it were a block", {
            demo.finalize(scene.at.header.state_root, counters).signature
        }),
        signed("of another network, by its own key", by(&World::new(NetworkClass::Demo, 10))),
        signed(
            "of the live network of the same number, by the same key",
            by(&World::new(NetworkClass::Live, SEED)),
        ),
        signed("in the namespace of notarizations", in_namespace(b"_NOTARIZE")),
        signed("in the namespace of nullifications", in_namespace(b"_NULLIFY")),
        signed("in no namespace", in_namespace(b"")),
        signed("under the bare digest", demo.quorum_signs(block.as_ref())),
        signed("infinity", points::infinity()),
        signed("zeros", [0; 48]),
        signed("the sum with a point of order 11", points::beside_signature(&own.signature)),
        with("the other y", &|at| at.finalization.signature[0] ^= 0x20),
    ]
}

/// Right answers by other keys.
fn keys(demo: &World) -> Vec<Case> {
    let answer = Scene::new(demo, small(), HEIGHT, 2).about("Madina");
    let own = demo.known_key();
    let other = World::new(NetworkClass::Demo, 10).known_key();
    let with = |from_height, to_height| KnownKey { from_height, to_height, ..own.clone() };
    let (later, earlier) = (with(HEIGHT + 1, None), with(0, Some(HEIGHT - 1)));
    let foreign = KnownKey { network: other.network, ..own.clone() };
    let namesake = KnownKey { network: own.network, id: own.id, ..other.clone() };
    let infinite = KnownKey { key: NetworkKey::new(points::infinity()), ..own.clone() };
    let beside = KnownKey { key: NetworkKey::new(points::beside_key(own.key.as_bytes())), ..own.clone() };
    let live = World::new(NetworkClass::Live, SEED).known_key();
    let lines: [(&str, Vec<KnownKey>, &'static str); 13] = [
        ("that of another network", vec![other.clone()], "signature"),
        ("the right key on another network", vec![foreign.clone()], "signature"),
        ("the right key on the live network of the same number", vec![live], "signature"),
        ("another key on the right network", vec![namesake], "signature"),
        ("infinity", vec![infinite], "signature"),
        ("the sum with a point of order 13", vec![beside], "signature"),
        ("zeros", vec![KnownKey { key: NetworkKey::new([0; 96]), ..own.clone() }], "signature"),
        ("from the next height on", vec![later.clone()], "height"),
        ("up to the height before", vec![earlier.clone()], "height"),
        ("from the height of the block that is certified on", vec![with(HEIGHT + 2, None)], "height"),
        ("none of two that are right counts", vec![later.clone(), earlier.clone()], "height"),
        ("another network's, and one that does not count", vec![other.clone(), later], "height"),
        ("one that does not count, and another network's", vec![earlier, other], "height"),
    ];
    lines
        .into_iter()
        .map(|(note, keys, code)| about(&format!("key: {note}"), &answer, "Madina", code).by(keys))
        .collect()
}

fn proofs(demo: &World) -> Vec<Case> {
    type Change = fn(&mut Fact);
    const CHANGES: [(&str, Change); 15] = [
        ("another value", |of| of.value = vec![1]),
        ("a byte more in the value", |of| of.value.push(0)),
        ("another number of operations", |of| of.proof.operations += 1),
        ("another place", |of| of.proof.place -= 1),
        ("a place outside the log", |of| of.proof.place = of.proof.operations),
        ("its operation was replaced", |of| of.proof.activity[0] &= 0xfe),
        ("another operation was replaced", |of| of.proof.activity[31] ^= 1),
        ("an inactive peak", |of| of.proof.inactive_peaks = 1),
        ("another sibling", |of| of.proof.siblings[7] = Digest::ZERO),
        ("a sibling too few", |of| of.proof.siblings.truncate(8)),
        ("a sibling too many", |of| of.proof.siblings.push(Digest::ZERO)),
        ("without the peaks after it", |of| of.proof.right = None),
        ("without the last chunk", |of| of.proof.tail = None),
        ("another root of the operations", |of| of.proof.operations_root = opaque("operations")),
        ("another root of the index", |of| of.proof.index_root = opaque("index")),
    ];
    let log = log(600, &[(256, super::blocks::certificate("Madina", CertificateStanding::Ended))]);
    let scene = Scene::new(demo, log, HEIGHT, 0);
    let right = scene.about("Madina");
    let mut cases: Vec<Case> = CHANGES
        .into_iter()
        .map(|(note, change)| {
            let answer = changed(&right, |_, facts| change(&mut facts[0]));
            about(&format!("fact: {note}"), &answer, "Madina", "fact")
        })
        .collect();
    let elsewhere = |_: &mut StateAt, facts: &mut Vec<Fact>| facts[0].key = key::handle(handle("Anvar"));
    cases.push(about("fact: put under another handle", &changed(&right, elsewhere), "Anvar", "fact"));
    let of_another_state = Scene::new(demo, small(), HEIGHT, 0);
    let answer = changed(&right, |at, _| *at = of_another_state.at.clone());
    cases.push(about("fact: of the state of another block", &answer, "Madina", "fact"));
    let neighbour = key::handle(handle("other 599"));
    let beside = scene.answer(&[key::handle(handle("Madina")), neighbour]);
    let broken = changed(&beside, |_, facts| facts[1].proof.place -= 1);
    cases.push(about("fact: the right one, and beside it one that does not hold", &broken, "Madina", "fact"));
    cases
}

/// True facts whose values say nothing of a certificate.
fn values(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, odd(), HEIGHT, 0);
    let line = |(n, (note, _)): (usize, &(&str, &[u8]))| {
        let name = format!("odd {n}");
        about(&format!("value: {note}"), &scene.about(&name), &name, "fact")
    };
    ODD.iter().enumerate().map(line).collect()
}

/// True facts that are not about the certificate that was asked for.
fn other_questions(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, small(), HEIGHT, 0);
    let right = scene.about("Madina");
    let mut near = *handle("Madina").as_bytes();
    near[15] ^= 1;
    let of_near = Query::Certificate(Handle::new(near));
    let all: Vec<Vec<u8>> = ["Madina", "Nilufar", "Anvar"].map(|name| key::handle(handle(name))).into();
    vec![
        about("question: another certificate of the same state", &right, "Anvar", "no-fact"),
        about("question: one that does not exist", &scene.answer(&all), "Nobody", "no-fact"),
        Case::of("question: a handle of which one bit is another", of_near, &right, "no-fact"),
        about("question: no facts", &scene.answer(&[]), "Madina", "no-fact"),
        about(
            "question: a fact about no certificate",
            &scene.answer(&[MEMBERS.to_vec()]),
            "Madina",
            "no-fact",
        ),
    ]
}

/// What is named where several things are wrong.
fn several_faults(demo: &World) -> Vec<Case> {
    let scene = Scene::new(demo, small(), HEIGHT, 0);
    let right = scene.about("Madina");
    let later = || vec![KnownKey { from_height: HEIGHT + 1, ..demo.known_key() }];
    let no_block = changed(&right, |at, facts| {
        at.finalization.signature[47] ^= 1;
        facts[0].value = vec![2];
    });
    let no_fact = changed(&right, |_, facts| facts[0].value = vec![2]);
    let no_next = changed(&no_block, |at, _| {
        at.header.height = u64::MAX;
        at.hops = vec![nothing()];
    });
    vec![
        about("several: a height without a next one, a signature and a fact", &no_next, "Anvar", "path"),
        about("several: a signature and a fact", &no_block, "Anvar", "signature"),
        about("several: a key's heights and a fact", &no_fact, "Anvar", "height").by(later()),
        about("several: a key's heights and no fact", &scene.answer(&[]), "Anvar", "height").by(later()),
        about(
            "several: a fact that does not hold, and none about the certificate",
            &no_fact,
            "Anvar",
            "fact",
        ),
    ]
}
