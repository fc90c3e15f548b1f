//! The logs of facts and the blocks that name their states.
use super::super::world::{MORNING_MS, World, drawn, hop, opaque};
use fixtures::state::PaperState;
use protocol::{
    Canonical as _, Digest, Handle,
    block::{Context, Header, header_digest, rest},
    fact::{CertificateStanding, key},
    merkle,
    receipt::Hop,
    status::{Answer, StateAt},
};

/// A key of the state and its value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// The status handle of a certificate, drawn from its name.
pub(super) fn handle(name: &str) -> Handle {
    Handle::new(drawn(&format!("handle {name}")))
}

/// The fact of a certificate.
pub(super) fn certificate(name: &str, standing: CertificateStanding) -> Pair {
    (key::handle(handle(name)), standing.to_bytes())
}

/// A log of `size` facts in which those that are given stand at their places, certificates in force at the others.
pub(super) fn log(size: usize, given: &[(usize, Pair)]) -> PaperState {
    let fact = |place| {
        let given = given.iter().find(|(at, _)| *at == place).map(|(_, pair)| pair.clone());
        given.unwrap_or_else(|| certificate(&format!("other {place}"), CertificateStanding::InForce))
    };
    assert!(given.iter().all(|(place, _)| *place < size), "what is given has its place");
    PaperState::of_facts((0..size).map(fact).collect())
}

/// A state and the block that names it.
pub(super) struct Scene {
    pub(super) log: PaperState,
    pub(super) at: StateAt,
}

impl Scene {
    /// A state that the block at `height` names, of which only the block `hops` above has a finalization.
    pub(super) fn new(world: &World, log: PaperState, height: u64, hops: usize) -> Self {
        let header = header(height, log.root());
        let mut children: Vec<Header> = Vec::new();
        for _ in 0..hops {
            children.push(child(children.last().unwrap_or(&header)));
        }
        let Context { epoch, view, parent_view, .. } = children.last().unwrap_or(&header).context;
        let hops = children.iter().map(hop).collect();
        Self { log, at: sealed(world, header, hops, [epoch, view, parent_view]) }
    }

    /// The answer with these facts.
    pub(super) fn answer(&self, keys: &[Vec<u8>]) -> Answer {
        let fact = |key: &Vec<u8>| self.log.fact(key).expect("the log has the fact");
        Answer::Proved { at: Box::new(self.at.clone()), facts: keys.iter().map(fact).collect() }
    }

    /// The answer with the fact of a certificate.
    pub(super) fn about(&self, name: &str) -> Answer {
        self.answer(&[key::handle(handle(name))])
    }
}

/// A header with its hops under the quorum's signature.
pub(super) fn sealed(world: &World, header: Header, hops: Vec<Hop>, counters: [u64; 3]) -> StateAt {
    let mut at = StateAt { header, hops, finalization: world.finalize(Digest::ZERO, counters) };
    at.finalization = world.finalize(certified(&at).expect("heights have a next one"), counters);
    at
}

/// The header of the block at a height that names a state. What it says besides is digests of names.
fn header(height: u64, state_root: Digest) -> Header {
    let parent = opaque(&format!("block below {height}"));
    Header {
        height,
        time_ms: MORNING_MS.saturating_add(height.saturating_mul(1000)),
        entry_count: 5,
        entries_root: opaque(&format!("entries of {height}")),
        parent,
        context: Context {
            epoch: 3,
            view: height.saturating_add(300),
            leader: *opaque("leader").as_bytes(),
            parent_view: height.saturating_add(298),
            parent,
        },
        log_size: 900,
        log_root: opaque(&format!("log at {height}")),
        state_height: height.saturating_sub(2),
        state_root,
        rules_version: 1,
    }
}

/// The block above: it has no entries and names a state of its own.
fn child(of: &Header) -> Header {
    let parent = of.digest();
    let made = header(of.height + 1, opaque(&format!("state at {}", of.height)));
    Header {
        time_ms: of.time_ms.saturating_add(1000),
        entry_count: 0,
        entries_root: merkle::empty_root(),
        parent,
        context: Context { parent, ..made.context },
        ..made
    }
}

/// The digest of the block that is certified, by the page; `None` where a height has no next one.
pub(super) fn certified(at: &StateAt) -> Option<Digest> {
    let mut height = at.header.height;
    at.hops.iter().try_fold(at.header.digest(), |parent, hop| {
        height = height.checked_add(1)?;
        let rest = rest(&parent, &hop.rest2);
        Some(header_digest(height, hop.time_ms, hop.entry_count, &hop.entries_root, &rest))
    })
}

/// The state that most answers are about: three certificates, each as it may stand, and the number of members.
pub(super) fn small() -> PaperState {
    use CertificateStanding::{Ended, InForce, Stolen};
    let given = [
        (0, certificate("Madina", InForce)),
        (2, certificate("Nilufar", Ended)),
        (3, (MEMBERS.to_vec(), vec![4])),
        (4, certificate("Anvar", Stolen)),
    ];
    log(5, &given)
}

/// The key of the number of members.
pub(super) const MEMBERS: &[u8] = &[0x0b];

/// A certificate in force, and under the handle `odd 0` and so on what is no standing.
pub(super) fn odd() -> PaperState {
    let mut given = vec![(0, certificate("Madina", CertificateStanding::InForce))];
    given.extend(
        ODD.iter()
            .enumerate()
            .map(|(n, (_, value))| (n + 1, (key::handle(handle(&format!("odd {n}"))), value.to_vec()))),
    );
    log(given.len(), &given)
}

/// Values that say nothing of a certificate.
pub(super) const ODD: [(&str, &[u8]); 9] = [
    ("the value 0", &[0]),
    ("the value 4", &[4]),
    ("the value 255", &[0x18, 0xff]),
    ("no value", &[]),
    ("null as the value", &[0xf6]),
    ("a text as the value", &[0x61, b'1']),
    ("an array as the value", &[0x81, 1]),
    ("the value 1 in a longer form", &[0x18, 1]),
    ("the value 1, and a byte more", &[1, 1]),
];
