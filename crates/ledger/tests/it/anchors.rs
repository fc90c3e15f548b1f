//! `case.anchor`, `access.anchor`, `archive.batch`: sequences without gaps or overlaps.
use crate::support::{beside, finalize, network, of_all, verdict};
use civil::refusal::Refusal;
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use protocol::{
    Body, Digest, Outcome,
    entry::{Anchor, ArchiveBatch},
};

const fn anchor(ordinal: u64, first: u64, count: u32) -> Anchor {
    Anchor { ordinal, first, count, root: Digest::ZERO }
}

const fn batch(ordinal: u64, count: u64) -> ArchiveBatch {
    ArchiveBatch { ordinal, count, root: Digest::ZERO, file: Digest::ZERO, file_bytes: 100 }
}

fn of_office(network: &mut PaperNetwork, office: u16, anchor: Anchor) -> Result<Outcome, Refusal> {
    let entry = network.entry(office, Body::CaseAnchor(anchor));
    verdict(network, &PaperNetwork::sign_by(entry, &[Officer::registry()]))
}

fn of_reads(network: &mut PaperNetwork, anchor: Anchor) -> Result<Outcome, Refusal> {
    of_all(network, Body::AccessAnchor(anchor), &[Officer::registry()])
}

/// What is no next anchor after one that covers the records 0 to 6.
const WRONG_AFTER_SEVEN: [Anchor; 6] = [
    anchor(1, 7, 1),
    anchor(3, 7, 1),
    anchor(2, 6, 1),
    anchor(2, 8, 1),
    anchor(2, 0, 7),
    anchor(u64::MAX, u64::MAX, u32::MAX),
];

#[test]
fn the_steps_of_an_offices_cases_are_anchored_without_gap_or_overlap() {
    let mut network = network();
    for wrong in [anchor(2, 0, 7), anchor(1, 1, 7)] {
        let refused = of_office(&mut network, CHILONZOR, wrong);
        beside(Refusal::AnchorOutOfSequence, refused, of_office(&mut network, CHILONZOR, anchor(1, 0, 7)));
    }
    let first = network.entry(CHILONZOR, Body::CaseAnchor(anchor(1, 0, 7)));
    finalize(&mut network, PaperNetwork::sign_by(first, &[Officer::registry()]));
    for wrong in WRONG_AFTER_SEVEN {
        let refused = of_office(&mut network, CHILONZOR, wrong);
        beside(Refusal::AnchorOutOfSequence, refused, of_office(&mut network, CHILONZOR, anchor(2, 7, 1)));
    }
    // Each office has a sequence of its own.
    assert!(of_office(&mut network, RURAL, anchor(1, 0, 3)).is_ok());
}

#[test]
fn the_reads_of_the_vault_are_anchored_without_gap_or_overlap_and_an_empty_anchor_says_so() {
    let mut network = network();
    let first = network.entry_of_all(Body::AccessAnchor(anchor(1, 0, 7)));
    finalize(&mut network, PaperNetwork::sign_by(first, &[Officer::registry()]));
    for wrong in WRONG_AFTER_SEVEN {
        let refused = of_reads(&mut network, wrong);
        beside(Refusal::AnchorOutOfSequence, refused, of_reads(&mut network, anchor(2, 7, 0)));
    }
    let empty = network.entry_of_all(Body::AccessAnchor(anchor(2, 7, 0)));
    finalize(&mut network, PaperNetwork::sign_by(empty, &[Officer::registry()]));
    assert!(of_reads(&mut network, anchor(3, 7, 5)).is_ok());
}

#[test]
fn only_the_registry_anchors() {
    let mut network = network();
    let steps = network.entry(CHILONZOR, Body::CaseAnchor(anchor(1, 0, 7)));
    let reads = network.entry_of_all(Body::AccessAnchor(anchor(1, 0, 7)));
    for entry in [steps, reads] {
        let by = |officers: &[Officer]| verdict(&network, &PaperNetwork::sign_by(entry.clone(), officers));
        let registry = by(&[Officer::registry()]);
        for other in [
            Officer::registrar(CHILONZOR),
            Officer::head(CHILONZOR),
            Officer::connector(CHILONZOR),
            Officer::governor(0),
            Officer::custodian(0),
            Officer::administrator(CHILONZOR, 0),
        ] {
            beside(Refusal::WrongRole, by(&[other]), registry);
        }
        let two = by(&[Officer::registry(), Officer::governor(0)]);
        beside(Refusal::TooManySigners, two, registry);
    }
}

#[test]
fn batches_of_old_records_follow_each_other() {
    let mut network = network();
    let two = [0, 1].map(Officer::custodian);
    let of = |network: &mut PaperNetwork, batch| of_all(network, Body::ArchiveBatch(batch), &two);
    let (second, first) = (of(&mut network, batch(2, 50)), of(&mut network, batch(1, 50)));
    beside(Refusal::AnchorOutOfSequence, second, first);
    let entry = network.entry_of_all(Body::ArchiveBatch(batch(1, u64::MAX)));
    finalize(&mut network, PaperNetwork::sign_by(entry, &two));
    // No record has a number beyond the greatest.
    assert_eq!(of(&mut network, batch(2, 1)), Err(Refusal::AnchorOutOfSequence));
    assert_eq!(of(&mut network, batch(1, 1)), Err(Refusal::AnchorOutOfSequence));
}

#[test]
fn one_custodian_more_than_may_lie_vouches_for_a_batch() {
    let mut network = network();
    let by = |network: &mut PaperNetwork, officers: &[Officer]| {
        of_all(network, Body::ArchiveBatch(batch(1, 50)), officers)
    };
    let two = by(&mut network, &[Officer::custodian(0), Officer::custodian(3)]);
    beside(Refusal::TooFewMembers, by(&mut network, &[Officer::custodian(0)]), two);
    let all = [0, 1, 2, 3].map(Officer::custodian);
    assert!(by(&mut network, &all).is_ok());
    let with_a_governor = by(&mut network, &[Officer::custodian(0), Officer::governor(1)]);
    beside(Refusal::WrongRole, with_a_governor, two);
    let governors = [0, 1, 2, 3].map(Officer::governor);
    assert_eq!(by(&mut network, &governors), Err(Refusal::WrongRole));
}
