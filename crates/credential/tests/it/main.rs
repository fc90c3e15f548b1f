//! A certificate's proof, made on a network on paper and judged by its key alone.
#![expect(clippy::unwrap_used, reason = "a test says what fails by failing")]

mod documents;

use civil::{Group, Value};
use credential::{
    BYTES_MAX, NotAProof, Opening, Prefix, Proof, Verdict, WhyCannotTell, WhyNotValid, check_text,
};
use fixtures::{
    birth::record,
    paper::{CHILONZOR, PaperNetwork},
};
use proptest::prelude::*;
use protocol::{Canonical as _, NetworkClass};

/// A network with one birth and the proof of a certificate of it, `hops` blocks below the certified one.
fn issued(given: &str, hops: usize) -> (PaperNetwork, Proof) {
    let mut network = PaperNetwork::new(NetworkClass::Demo, 7);
    let record = record(given, 1);
    let birth = network.birth(CHILONZOR, &record, 1);
    let act = birth.id();
    network.finalize(&[PaperNetwork::sign(birth, CHILONZOR)]);
    let issue = network.certificate(CHILONZOR, act, &record, &[0, 1]);
    let issue = PaperNetwork::sign(issue, CHILONZOR);
    let others: Vec<_> = (10..13)
        .map(|n| {
            let birth = network.birth(CHILONZOR, &record, n);
            PaperNetwork::sign(birth, CHILONZOR)
        })
        .collect();
    let block = [&others[..2], std::slice::from_ref(&issue), &others[2..]].concat();
    let (outcome, receipt) = network.finalize_with_hops(&block, hops).remove(2);
    let proof = Proof::from_issue(&record, &issue, &outcome, &receipt, network.genesis.key_id).unwrap();
    (network, proof)
}

fn is_valid(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Valid { .. })
}

#[test]
fn a_certificate_checks_against_the_network_key_alone_and_shows_its_values() {
    let (network, proof) = issued("Madina", 0);
    let text = proof.to_text(NetworkClass::Demo);
    assert!(text.starts_with("DALX:"));
    assert!(proof.to_bytes().len() <= BYTES_MAX, "{} bytes", proof.to_bytes().len());
    let Verdict::Valid { proof: read, key } = check_text(&text, &[network.known_key()]) else {
        panic!("not valid")
    };
    assert_eq!(*read, proof);
    assert_eq!(key.quorum, 3);
    assert_eq!(read.values(Group::Core).unwrap()[1], Some(Value::Text("Madina".to_owned())));
    assert_eq!(read.values(Group::Identifiers), None);
    assert_eq!(read.act.unwrap().0.to_string(), "111012600001");
    assert_eq!(read.number.to_string(), "1101-26-00001");
}

#[test]
fn a_proof_through_one_or_two_children_is_as_good() {
    for hops in [1, 2] {
        let (network, proof) = issued("Madina", hops);
        assert!(is_valid(&check_text(&proof.to_text(NetworkClass::Demo), &[network.known_key()])), "{hops}");
    }
}

#[test]
fn no_bit_of_a_proof_can_be_flipped() {
    for hops in [0, 1] {
        let (network, proof) = issued("Madina", hops);
        let bytes = proof.to_bytes();
        let (key_id_at, document_at) = (1, 3); // the head of the array, then three numbers of one byte
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let verdict = check_text(&format!("DALX:{}", base45::encode(flipped)), &[network.known_key()]);
            match verdict {
                Verdict::Valid { .. } => panic!("bit {bit} of {} flipped and still valid", bytes.len() * 8),
                Verdict::CannotTell(WhyCannotTell::UnknownKey(_)) => assert_eq!(bit / 8, key_id_at),
                Verdict::CannotTell(WhyCannotTell::LaterDocument(_)) => assert_eq!(bit / 8, document_at),
                Verdict::CannotTell(WhyCannotTell::Provisional | WhyCannotTell::LaterVersion) => {
                    panic!("the prefix was not touched")
                }
                Verdict::NotValid(_) => {}
            }
        }
    }
}

#[test]
fn a_proof_cut_short_or_continued_is_not_valid() {
    let (network, proof) = issued("Madina", 0);
    let bytes = proof.to_bytes();
    for length in 0..bytes.len() {
        let text = format!("DALX:{}", base45::encode(&bytes[..length]));
        assert!(matches!(check_text(&text, &[network.known_key()]), Verdict::NotValid(_)), "{length}");
    }
    let longer = format!("DALX:{}", base45::encode([&bytes[..], &[0]].concat()));
    assert!(matches!(check_text(&longer, &[network.known_key()]), Verdict::NotValid(_)));
}

#[test]
fn a_letter_changed_in_a_name_is_not_valid() {
    let (network, proof) = issued("Madina", 0);
    let Opening::Values { seed, mut fields } = proof.shown[0].opening.clone() else { panic!("open") };
    fields[1] = Some(Value::Text("Malina".to_owned()));
    let mut forged = proof;
    forged.shown[0].opening = Opening::Values { seed, fields };
    let verdict = check_text(&forged.to_text(NetworkClass::Demo), &[network.known_key()]);
    assert!(matches!(verdict, Verdict::NotValid(WhyNotValid::Broken(_))), "{verdict:?}");
}

#[test]
fn a_code_of_another_network_is_not_valid_or_not_to_be_told() {
    let (network, proof) = issued("Madina", 0);
    let text = proof.to_text(NetworkClass::Demo);
    let other = PaperNetwork::new(NetworkClass::Demo, 8).known_key();
    assert_eq!(
        check_text(&text, std::slice::from_ref(&other)),
        Verdict::CannotTell(WhyCannotTell::UnknownKey(7))
    );
    let same_id = credential::KnownKey { id: network.genesis.key_id, ..other };
    assert!(matches!(check_text(&text, &[same_id]), Verdict::NotValid(WhyNotValid::Broken(_))));
    let live = text.replacen("DALX:", "DAL1:", 1);
    let verdict = check_text(&live, &[network.known_key()]);
    assert_eq!(verdict, Verdict::NotValid(WhyNotValid::PrefixOfAnotherNetwork));
}

#[test]
fn a_key_counts_only_between_its_heights() {
    let (network, proof) = issued("Madina", 0);
    let retired = credential::KnownKey { to_height: Some(1), ..network.known_key() };
    let verdict = check_text(&proof.to_text(NetworkClass::Demo), &[retired]);
    assert_eq!(verdict, Verdict::NotValid(WhyNotValid::HeightOutsideKey));
}

#[test]
fn a_proof_that_is_too_large_keeps_the_first_group_open_and_stays_valid() {
    let long = "Abdurahmonberdi".repeat(20);
    let (network, proof) = issued(&long, 0);
    assert!(proof.to_bytes().len() > BYTES_MAX);
    let fitted = proof.clone().fitted();
    assert!(!fitted.is_full());
    assert_eq!(fitted.values(Group::Particulars), None);
    assert!(fitted.values(Group::Core).is_some());
    assert_eq!(fitted.opened_digest(), proof.opened_digest());
    assert!(is_valid(&check_text(&fitted.to_text(NetworkClass::Demo), &[network.known_key()])));
}

proptest! {
    /// Programs cut spaces at the end of a line, and base45 has the space in its alphabet.
    #[test]
    fn no_text_of_a_proof_ends_in_a_space(bytes in prop::collection::vec(any::<u8>(), 1..64)) {
        prop_assert!(!base45::encode(&bytes).ends_with(' '));
    }

    #[test]
    fn arbitrary_text_is_never_valid_and_never_a_panic(text in "(DAL1:|DALX:|DALP:)[0-9A-Z $%*+./:-]{0,300}") {
        let known = PaperNetwork::new(NetworkClass::Demo, 7).known_key();
        prop_assert!(!is_valid(&check_text(&text, &[known])));
    }
}

#[test]
fn a_proof_has_one_text_only() {
    let (_, proof) = issued("Madina", 0);
    let bytes = [proof.to_bytes(), vec![0xff]].concat();
    let odd = if bytes.len() % 2 == 1 { bytes } else { proof.to_bytes() };
    let text = base45::encode(&odd);
    // The last two characters stand for one byte: 256 more is the same low byte.
    let alphabet: Vec<char> = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".chars().collect();
    let value = usize::from(*odd.last().unwrap()) + 256;
    let other: String = [&text[..text.len() - 2]]
        .into_iter()
        .map(str::to_owned)
        .chain([alphabet[value % 45].to_string(), alphabet[value / 45].to_string()])
        .collect();
    assert_eq!(base45::decode(&other).as_deref(), Ok(odd.as_slice()), "the decoder takes the low byte");
    assert_eq!(Proof::from_text(&format!("DALX:{other}")).unwrap_err(), NotAProof::Base45);
}

#[test]
fn what_is_no_proof_says_what_is_wrong_with_it() {
    let fault = |text: &str| Proof::from_text(text).unwrap_err();
    assert_eq!(fault("https://example.org"), NotAProof::Prefix);
    assert_eq!(fault("DAL1:lower case"), NotAProof::Base45);
    assert!(matches!(fault("DAL1:"), NotAProof::Malformed(_)));
    assert_eq!(fault("DALx:"), NotAProof::Prefix);
    assert_eq!(Prefix::of(NetworkClass::Live).text(), "DAL1:");
}

#[test]
fn a_paper_of_a_later_version_or_kind_cannot_be_told_by_an_older_program() {
    let (network, proof) = issued("Madina", 0);
    let keys = [network.known_key()];
    for text in ["DAL2:", "DALQ:AB", "DAL9:not even base45"] {
        assert_eq!(check_text(text, &keys), Verdict::CannotTell(WhyCannotTell::LaterVersion), "{text}");
    }
    let with = |document: u8| {
        let mut bytes = proof.to_bytes();
        assert_eq!(bytes[3], 1);
        bytes[3] = document;
        check_text(&format!("DALX:{}", base45::encode(bytes)), &keys)
    };
    assert_eq!(with(2), Verdict::CannotTell(WhyCannotTell::LaterDocument(2)));
    assert!(matches!(with(0), Verdict::NotValid(WhyNotValid::Unreadable(NotAProof::Malformed(_)))));
    assert!(matches!(with(0x20), Verdict::NotValid(WhyNotValid::Unreadable(NotAProof::Malformed(_)))));
}

#[test]
fn what_is_longer_than_any_proof_is_not_asked_of_what_kind_it_is() {
    let (network, proof) = issued("Madina", 0);
    let of_length = |length: usize| {
        let mut bytes = proof.to_bytes();
        bytes[3] = 2;
        bytes.resize(length, 0);
        check_text(&format!("DALX:{}", base45::encode(bytes)), &[network.known_key()])
    };
    assert_eq!(of_length(8192), Verdict::CannotTell(WhyCannotTell::LaterDocument(2)));
    assert!(matches!(of_length(8193), Verdict::NotValid(WhyNotValid::Unreadable(NotAProof::Malformed(_)))));
}
