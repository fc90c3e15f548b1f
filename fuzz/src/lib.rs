//! What every reader of foreign bytes must hold, whatever the bytes are. Each function here is one target:
//! the fuzzer calls it with bytes of its own, an ordinary test with the corpus and the vectors.
use civil::{ActNumber, CertificateNumber};
use credential::{KnownKey, Prefix, Proof, Verdict, check_text};
use protocol::{
    Canonical, EntryId, Handle, NetworkClass, NetworkId, NetworkKey, Outcome, Receipt, SignedEntry,
    StateProof,
    commitment::Record,
    genesis::Genesis,
    network::{KeyOrigin, NetworkKeyId},
    parcel::{Parcel, pack},
    peer::PeerMessage,
    service::{BlockLines, Standing, Status},
    signature::{KeyRecord, Signature, is_good},
    status::{Answer, Query},
};
use verifier::{
    KeyFile,
    read::{is_proof_text, read},
};

/// A target: takes any bytes and panics where something does not hold.
pub type Target = fn(&[u8]);

/// All targets by their names.
pub const ALL: [(&str, Target); 17] = [
    ("civil_numbers", civil_numbers),
    ("credential_proof", credential_proof),
    ("credential_text", credential_text),
    ("protocol_genesis", protocol_genesis),
    ("protocol_key_record", protocol_key_record),
    ("protocol_outcome", protocol_outcome),
    ("protocol_parcel", protocol_parcel),
    ("protocol_peer", protocol_peer),
    ("protocol_receipt", protocol_receipt),
    ("protocol_record", protocol_record),
    ("protocol_service", protocol_service),
    ("protocol_signature", protocol_signature),
    ("protocol_signed_entry", protocol_signed_entry),
    ("protocol_state_proof", protocol_state_proof),
    ("protocol_status", protocol_status),
    ("verifier_keys", verifier_keys),
    ("verifier_read", verifier_read),
];

/// A network that nobody can sign for: its key is no point of the curve.
const NETWORK: NetworkId = NetworkId::new(NetworkClass::Demo, [7; 16]);
const KEY: NetworkKey = NetworkKey::new([0; 96]);

/// What is read has exactly one form.
fn one_form<T: Canonical>(bytes: &[u8]) -> Option<T> {
    let value = T::from_bytes(bytes).ok()?;
    assert_eq!(value.to_bytes(), bytes);
    Some(value)
}

/// Numbers, handles and ids that people type: what is read is written and read back the same.
pub fn civil_numbers(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(number) = text.parse::<ActNumber>() {
        assert_eq!(number.to_string().parse(), Ok(number));
    }
    if let Ok(number) = text.parse::<CertificateNumber>() {
        assert_eq!(number.to_string().parse(), Ok(number));
    }
    if let Ok(handle) = Handle::from_printed(text) {
        assert_eq!(Handle::from_printed(&handle.printed()), Ok(handle));
    }
    if let Ok(id) = text.parse::<EntryId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}

/// The bytes of a certificate's proof: one form, one text, and never valid by the key of nobody.
pub fn credential_proof(bytes: &[u8]) {
    if let Some(proof) = one_form::<Proof>(bytes) {
        let text = proof.to_text(NetworkClass::Demo);
        let Ok((Prefix::Sample, again)) = Proof::from_text(&text) else {
            panic!("the text does not read back")
        };
        assert!(again == proof);
        not_valid(&text, proof.key_id);
        assert_eq!(proof.clone().fitted().opened_digest(), proof.opened_digest());
    }
}

/// The text of a certificate's proof: it has no other text, and is never valid by the key of nobody.
pub fn credential_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Proof::from_text(text) {
        Ok((prefix, proof)) => {
            assert_eq!(&proof.to_text(NetworkClass::Live)[5..], &text[5..]);
            assert!(text.starts_with(prefix.text()));
            not_valid(text, proof.key_id);
        }
        Err(_) => not_valid(text, NetworkKeyId(7)),
    }
}

/// The key is no point of the curve, so nothing can be signed with it.
fn not_valid(text: &str, id: NetworkKeyId) {
    let key = KnownKey {
        network: NETWORK,
        id,
        key: KEY,
        origin: KeyOrigin::Dealer,
        members: 4,
        quorum: 3,
        from_height: 0,
        to_height: None,
    };
    assert!(!matches!(check_text(text, &[key]), Verdict::Valid { .. }));
}

/// Geneses: one form, and a quorum of more than two thirds.
pub fn protocol_genesis(bytes: &[u8]) {
    if let Some(genesis) = one_form::<Genesis>(bytes) {
        assert!(genesis.quorum() * 3 > genesis.member_count() * 2);
    }
}

/// Key records: one form, and one id.
pub fn protocol_key_record(bytes: &[u8]) {
    if let Some(record) = one_form::<KeyRecord>(bytes) {
        assert_eq!(KeyRecord::from_bytes(bytes).map(|again| again.id()), Ok(record.id()));
        record.public_key.is_a_point();
    }
}

/// Outcomes: one form.
pub fn protocol_outcome(bytes: &[u8]) {
    one_form::<Outcome>(bytes);
}

/// Parcels of entries: one form, and what they carry can be packed again.
pub fn protocol_parcel(bytes: &[u8]) {
    if let Some(parcel) = one_form::<Parcel>(bytes) {
        let again: Vec<Vec<u8>> = pack(parcel.clone().into_entries())
            .iter()
            .flat_map(|bytes| Parcel::from_bytes(bytes).expect("what is packed is read").into_entries())
            .collect();
        assert_eq!(again, parcel.into_entries());
    }
}

/// What validators tell each other about each other.
pub fn protocol_peer(bytes: &[u8]) {
    one_form::<PeerMessage>(bytes);
}

/// Receipts: one form, and none holds by the key of nobody.
pub fn protocol_receipt(bytes: &[u8]) {
    if let Some(receipt) = one_form::<Receipt>(bytes) {
        assert!(receipt.verify(NETWORK, &KEY).is_err());
    }
}

/// Sealed records: one form, and one commitment.
pub fn protocol_record(bytes: &[u8]) {
    if let Some(record) = one_form::<Record>(bytes) {
        assert_eq!(Record::from_bytes(bytes).map(|again| again.commitment()), Ok(record.commitment()));
    }
}

/// The bodies of a validator's service: one form each.
pub fn protocol_service(bytes: &[u8]) {
    one_form::<Standing>(bytes);
    one_form::<Status>(bytes);
    one_form::<BlockLines>(bytes);
}

/// Signatures: one form. The bytes hold a key record after their first, which says how long it is; no
/// signature over an entry that nobody made is good unless its key is one that signs everything.
pub fn protocol_signature(bytes: &[u8]) {
    one_form::<Signature>(bytes);
    let Some((length, rest)) = bytes.split_first() else { return };
    let Some((record, signature)) = rest.split_at_checked(usize::from(*length)) else { return };
    if let (Ok(record), Ok(signature)) = (KeyRecord::from_bytes(record), Signature::from_bytes(signature)) {
        let entry = EntryId::new([7; 32]);
        let first = is_good(NetworkClass::Live, &record, entry, &signature);
        assert_eq!(is_good(NetworkClass::Live, &record, entry, &signature), first);
        assert!(!first || is_good(NetworkClass::Demo, &record, entry, &signature), "live asks for more");
    }
}

/// Signed entries: one form, and the entry in them reads back by itself.
pub fn protocol_signed_entry(bytes: &[u8]) {
    if let Some(signed) = one_form::<SignedEntry>(bytes) {
        assert_eq!(&signed.entry().id(), &signed.id());
        let again = SignedEntry::new(signed.entry().clone(), signed.signatures().to_vec());
        assert_eq!(again.as_ref(), Some(&signed));
        let outcome = Outcome::Recorded;
        assert_eq!(signed.digest(&outcome), again.expect("it was compared").digest(&outcome));
    }
}

/// Proofs of the state: one form, and one pair of roots.
pub fn protocol_state_proof(bytes: &[u8]) {
    if let Some(proof) = one_form::<StateProof>(bytes) {
        assert_eq!(proof.roots(b"key", b"value"), proof.roots(b"key", b"value"));
    }
}

/// Questions and answers about the state: one form, and nothing is proved by the key of nobody.
pub fn protocol_status(bytes: &[u8]) {
    one_form::<Query>(bytes);
    if let Some(answer) = one_form::<Answer>(bytes) {
        assert!(answer.verify(Query::Certificate(Handle::new([7; 16])), NETWORK, &KEY).is_err());
    }
}

/// Network-key files: what is read is written and read back the same.
pub fn verifier_keys(bytes: &[u8]) {
    if let Ok(keys) = KeyFile::from_json(bytes) {
        let again = KeyFile::from_json(keys.to_json().as_bytes());
        assert!(again.is_ok_and(|again| again == keys));
    }
}

/// Files of any kind: bounded work, and what is found begins like a proof.
pub fn verifier_read(bytes: &[u8]) {
    if let Ok(found) = read(bytes) {
        assert!(is_proof_text(&found.text));
    }
}
