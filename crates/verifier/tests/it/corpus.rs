//! The seeds and finds of the fuzzers in `fuzz/corpus`, replayed as a plain test.

use crate::paper::keys;
use credential::{Proof, Verdict};
use protocol::{
    Canonical, NetworkClass, Receipt, SignedEntry, genesis::Genesis, parcel::Parcel, peer::PeerMessage,
};
use std::{fs, path::Path};
use verifier::{
    Conclusion, KeyFile, check_file,
    read::{is_proof_text, read},
};

/// The files of a target, which has at least one.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files: Vec<Vec<u8>> =
        fs::read_dir(&folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

fn has_one_form<T: Canonical>(target: &str) {
    for bytes in corpus(target) {
        if let Ok(value) = T::from_bytes(&bytes) {
            assert_eq!(value.to_bytes(), bytes);
        }
    }
}

#[test]
fn entries_receipts_geneses_and_parcels_of_the_corpus_have_one_form() {
    has_one_form::<SignedEntry>("protocol_signed_entry");
    has_one_form::<Receipt>("protocol_receipt");
    has_one_form::<Genesis>("protocol_genesis");
    has_one_form::<Parcel>("protocol_parcel");
    has_one_form::<PeerMessage>("protocol_peer");
}

#[test]
fn no_proof_of_the_corpus_is_valid_with_a_key_of_another_network() {
    has_one_form::<Proof>("credential_proof");
    let other = testkit::paper::PaperNetwork::new(NetworkClass::Demo, 8).known_key();
    for bytes in corpus("credential_proof") {
        let Ok(proof) = Proof::from_bytes(&bytes) else { continue };
        let key = credential::KnownKey { id: proof.key_id, ..other.clone() };
        let verdict = credential::check_text(&proof.to_text(NetworkClass::Demo), &[key]);
        assert!(!matches!(verdict, Verdict::Valid { .. }));
    }
}

#[test]
fn files_of_the_corpus_are_read_or_refused() {
    for bytes in corpus("verifier_read") {
        match read(&bytes) {
            Ok(found) => assert!(is_proof_text(&found.text)),
            Err(_) => assert_ne!(check_file(&bytes, &keys()).verdict, Conclusion::Valid),
        }
    }
    for bytes in corpus("verifier_keys") {
        if let Ok(keys) = KeyFile::from_json(&bytes) {
            assert_eq!(KeyFile::from_json(keys.to_json().as_bytes()).unwrap(), keys);
        }
    }
}
