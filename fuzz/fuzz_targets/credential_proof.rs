//! Proofs of certificates: a proof that is read has one text, and no key of nobody makes one valid.
#![no_main]
use credential::{KnownKey, Prefix, Proof, Verdict, check_text};
use libfuzzer_sys::fuzz_target;
use protocol::{
    Canonical as _, NetworkClass, NetworkId, NetworkKey,
    network::{KeyOrigin, NetworkKeyId},
};

fuzz_target!(|bytes: &[u8]| {
    // The bytes as a proof, which reaches deeper, and as a text.
    if let Ok(proof) = Proof::from_bytes(bytes) {
        assert_eq!(proof.to_bytes(), bytes);
        let text = proof.to_text(NetworkClass::Demo);
        let Ok((Prefix::Sample, again)) = Proof::from_text(&text) else {
            panic!("the text does not read back")
        };
        assert!(again == proof);
        not_valid(&text, proof.key_id);
        let _root = proof.fitted().opened_digest();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        not_valid(text, NetworkKeyId(1));
    }
});

/// The key is no point of the curve, so nothing can be signed with it.
fn not_valid(text: &str, id: NetworkKeyId) {
    let key = KnownKey {
        network: NetworkId::new(NetworkClass::Demo, [7; 16]),
        id,
        key: NetworkKey::new([0; 96]),
        origin: KeyOrigin::Dealer,
        members: 4,
        quorum: 3,
        from_height: 0,
        to_height: None,
    };
    assert!(!matches!(check_text(text, &[key]), Verdict::Valid { .. }));
}
