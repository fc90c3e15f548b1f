//! What every reader of foreign bytes must hold, whatever the bytes are. Each function here is one target:
//! the fuzzer calls it with bytes of its own, an ordinary test with the corpus and the vectors.
use civil::{
    ActNumber, CertificateNumber, CivilDate, Lang, Script, Sex, Text,
    name::{
        NAME_PART_CHARS_MAX, NamePart, compare,
        key::{ExactKey, LooseKey, similarity},
        patronymic,
        translit::{PROPOSALS_MAX, propose},
    },
    text::TEXT_CHARS_MAX,
    words,
};
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
use registry::{
    declaration::{DECLARATION_BYTES_MAX, Declaration, Declared, FAULTS_MAX, Faults},
    tagger::{HmacTagger, number_tag},
};
use verifier::{
    KeyFile,
    read::{is_proof_text, read},
};

/// A target: takes any bytes and panics where something does not hold.
pub type Target = fn(&[u8]);

/// All targets by their names.
pub const ALL: [(&str, Target); 21] = [
    ("civil_names", civil_names),
    ("civil_numbers", civil_numbers),
    ("civil_words", civil_words),
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
    ("registry_declaration", registry_declaration),
    ("registry_old_numbers", registry_old_numbers),
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

/// A part of a name, after a first byte that chooses its script. What is read is in its normal form; every spelling that
/// is proposed is a part of a name of its script; keys and likeness do not depend on how often it was read.
pub fn civil_names(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    assert!(LooseKey::of_query(text).len() <= Script::ALL.len());
    let script = Script::ALL[usize::from(*first) % Script::ALL.len()];
    let Ok(part) = NamePart::new(script, text) else { return };
    assert!((1..=NAME_PART_CHARS_MAX).contains(&part.as_str().chars().count()));
    assert!(NamePart::new(script, part.as_str()).is_ok_and(|again| again == part), "normal twice");
    assert!(
        matches!(similarity((script, &part), (script, &part)), 0 | 1000),
        "all alike, or no sound at all"
    );
    assert!(compare::parts((script, &part), (script, &part)).is_some());
    for key in [ExactKey::of(script, &part).as_str(), LooseKey::of_patronymic(script, &part).as_str()] {
        assert!(key.chars().count() <= 16 * NAME_PART_CHARS_MAX);
    }
    for to in Script::ALL {
        let proposals = propose(script, to, &part);
        assert!(proposals.len() <= PROPOSALS_MAX);
        for proposal in proposals {
            let spelt = NamePart::new(to, &proposal.text);
            assert!(spelt.as_ref().is_ok_and(|spelt| spelt.as_str() == proposal.text) || is_not_in_force(to));
            // And back again, which may come to another spelling and never to a stop.
            if let Ok(spelt) = spelt {
                drop(propose(to, script, &spelt));
            }
        }
    }
    for sex in Sex::ALL {
        let patronymics = patronymic::propose_from(script, &part, sex).into_iter().map(|one| one.text);
        let surnames = patronymic::surname_forms(script, &part, sex).into_iter().map(|one| one.text);
        assert!(patronymics.chain(surnames).all(|text| NamePart::new(script, &text).is_ok()));
    }
    patronymic::form_of(script, &part);
}

/// Names are proposed in the alphabet of 2026 and not yet read in it.
fn is_not_in_force(script: Script) -> bool {
    script == Script::UzLatn2026
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

/// A sentence, the name of a place in it and what is put there, with zero bytes between: what is filled in is as long as
/// the sentence says, what has no value stays, and no value is filled in twice.
pub fn civil_words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut parts = text.splitn(3, '\0');
    let [sentence, name, value] = [(); 3].map(|()| parts.next().unwrap_or_default());
    assert_eq!(words::fill(sentence, &[]), sentence);
    assert_eq!(words::fill(sentence, &[(name, &format!("{{{name}}}"))]), sentence);
    let filled = words::fill(sentence, &[(name, value)]);
    let places = sentence.matches('{').count();
    assert!(filled.len() <= sentence.len() + places * value.len());
    for lang in Lang::ALL {
        assert!(words::sentence(sentence, lang).is_none_or(|said| !said.is_empty()));
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

/// Declarations of every kind: at most so many faults, none of which repeats a value; what is read has one reading, is laid
/// out and judged by the rules of any day, and no value of it is longer than the longest text.
pub fn registry_declaration(bytes: &[u8]) {
    let read = Declaration::from_json(bytes, |_| true);
    assert!(Declaration::from_json(bytes, |_| true) == read, "one reading");
    match read {
        Ok(declaration) => {
            assert!(bytes.len() <= DECLARATION_BYTES_MAX);
            for day in ["1890-01-01", "2026-11-23", "2199-12-31"] {
                judged(&declaration.record, day.parse().expect("a day"));
            }
        }
        Err(Faults(faults)) => {
            assert!((1..=FAULTS_MAX).contains(&faults.len()));
            assert!(faults.iter().all(|fault| fault.message.len() < 1024 && fault.pointer.len() < 1024));
        }
    }
}

/// Asks the rules of `day` of a record, and lays it out. A whole name is the longest value.
fn judged(record: &Declared, day: CivilDate) {
    let office = Text::new("FHDYO").expect("a text");
    let groups = match record {
        Declared::Birth(record) => {
            drop((civil::birth::check(record, day), civil::birth::cautions(record, day), record.delay(day)));
            record.groups(&office)
        }
        Declared::Death(record) => {
            drop((civil::death::check(record, day), civil::death::cautions(record, day)));
            record.groups(&office)
        }
        Declared::Marriage(record) => {
            drop((civil::marriage::check(record, day), civil::marriage::cautions(record, day)));
            record.groups(&office)
        }
        Declared::Divorce(record) => {
            drop((civil::divorce::check(record, day), civil::divorce::cautions(record, day)));
            record.groups(&office)
        }
        Declared::Application(_) => return,
        Declared::Legacy(act) => act.groups(),
    };
    let longest = TEXT_CHARS_MAX.max(3 * NAME_PART_CHARS_MAX + 2);
    for value in groups.iter().flatten().flatten() {
        let civil::Value::Text(text) = value else { continue };
        assert!(text.chars().count() <= longest, "a value of {} characters", text.chars().count());
    }
}

/// Numbers of old acts as archives have them: one tag, however it is typed.
pub fn registry_old_numbers(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(number) = Text::new(text) else { return };
    let tagger = HmacTagger::new([7; 32]);
    let day: CivilDate = "1998-05-24".parse().expect("a day");
    let tag = |number: &Text| number_tag(&tagger, "marriage", number, day);
    // What stands between letters and digits, and about them, makes no difference.
    let one = number.as_str();
    for typed in [format!("  {one} "), one.replace(' ', "  "), one.replace(' ', "-"), one.replace('-', "/")] {
        assert!(Text::new(&typed).is_ok_and(|typed| tag(&typed) == tag(&number)));
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
