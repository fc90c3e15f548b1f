//! Who signs the load, and the entries signed ahead of it.
use super::failed;
use crate::{args::Scheme, failure::Failure, make::random};
use civil::{ActKind, OfficeCode, birth::DelayClass, role::Role};
use p256::ecdsa::signature::Signer as _;
use protocol::{
    Body, Digest, Entry, NetworkId, NumberRequest, SignedEntry, Tag,
    commitment::RecordType,
    entry::{ActRegister, Origin},
    hash::{sha256, tagged},
    signature::{
        Assertion, Jurisdiction, KeyRecord, Passkey, Proof, PublicKey, Signature, message,
        webauthn::challenge,
    },
};
use std::{
    collections::VecDeque,
    time::{SystemTime, UNIX_EPOCH},
};

/// The site that passkeys of the measured network belong to; a name that belongs to nobody (RFC 2606).
const RP_ID: &str = "dalolat.example";
const ORIGIN: &str = "https://dalolat.example";
/// The flags of an assertion: the person present and verified, the key in one device.
const PRESENT_AND_VERIFIED: u8 = 0b0000_0101;
/// How long an entry may wait: the longest that the ledger allows.
const VALID_MS: u64 = 24 * 60 * 60 * 1000;

enum Secret {
    Ed25519(Box<ed25519_zebra::SigningKey>),
    Passkey(Box<p256::ecdsa::SigningKey>),
}

/// A registrar of the measured network.
pub(crate) struct Signer {
    pub(crate) record: KeyRecord,
    pub(crate) office: OfficeCode,
    secret: Secret,
}

impl Signer {
    /// A registrar with a new key at the office of that code.
    pub(crate) fn new(scheme: Scheme, office: u16) -> Result<Self, Failure> {
        let seed = random::<32>()?;
        let code = OfficeCode::new(office).map_err(|error| failed("bench.office", &error))?;
        let (secret, public_key) = match scheme {
            Scheme::Ed25519 => {
                let key = ed25519_zebra::SigningKey::from(seed);
                let public = ed25519_zebra::VerificationKey::from(&key).into();
                (Secret::Ed25519(Box::new(key)), PublicKey::Ed25519(public))
            }
            Scheme::Webauthn => {
                let key = p256::ecdsa::SigningKey::from_slice(&seed)
                    .map_err(|error| failed("bench.key", &error))?;
                let mut point = [0; 33];
                point.copy_from_slice(key.verifying_key().to_sec1_point(true).as_bytes());
                let passkey = Passkey { point, rp_id: RP_ID.to_owned(), origin: ORIGIN.to_owned() };
                (Secret::Passkey(Box::new(key)), PublicKey::Passkey(passkey))
            }
        };
        let record = KeyRecord {
            public_key,
            officer: u32::from(office),
            role: Role::Registrar,
            jurisdiction: Jurisdiction::Office(code),
        };
        Ok(Self { record, office: code, secret })
    }

    /// The proof of this registrar's key over a message.
    pub(crate) fn prove(&self, message: &Digest) -> Proof {
        match &self.secret {
            Secret::Ed25519(key) => Proof::Ed25519(key.sign(message.as_ref()).to_bytes()),
            Secret::Passkey(key) => Proof::WebAuthn(Box::new(assertion(key, message))),
        }
    }

    /// The signature with that proof.
    pub(crate) fn signature(&self, message: &Digest) -> Signature {
        Signature { role: Role::Registrar, key: self.record.id(), proof: self.prove(message) }
    }

    fn sign(&self, entry: Entry) -> SignedEntry {
        let signature = self.signature(&message(entry.id(), Role::Registrar));
        SignedEntry::new(entry, vec![signature]).expect("one signature within the size of an entry")
    }
}

/// What a passkey answers: user present and verified, nothing synced.
fn assertion(key: &p256::ecdsa::SigningKey, message: &Digest) -> Assertion {
    let mut authenticator_data = [0; 37];
    let (relying_party, rest) = authenticator_data.split_at_mut(32);
    relying_party.copy_from_slice(sha256(&[RP_ID.as_bytes()]).as_ref());
    rest.copy_from_slice(&[PRESENT_AND_VERIFIED, 0, 0, 0, 0]);
    let client_data = format!(
        r#"{{"type":"webauthn.get","challenge":"{}","origin":"{ORIGIN}","crossOrigin":false}}"#,
        challenge(message)
    )
    .into_bytes();
    let signed = [&authenticator_data[..], sha256(&[&client_data]).as_ref()].concat();
    let signature: p256::ecdsa::Signature = key.sign(&signed);
    Assertion { authenticator_data, client_data, signature: signature.normalize_s().to_bytes().into() }
}

/// Entries signed ahead, so that signing them takes no part in what is measured.
pub(crate) struct Pool {
    network: NetworkId,
    signers: Vec<Signer>,
    ready: VecDeque<SignedEntry>,
    made: u64,
}

impl Pool {
    /// Of a network's registrars, who sign in turn.
    pub(crate) const fn new(network: NetworkId, signers: Vec<Signer>) -> Self {
        Self { network, signers, ready: VecDeque::new(), made: 0 }
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.ready.len()
    }

    /// Signs one more.
    pub(crate) fn sign_ahead(&mut self) -> Result<(), Failure> {
        let entry = self.birth()?;
        self.ready.push_back(entry);
        Ok(())
    }

    /// The next entry; signed now, where too few were signed ahead.
    pub(crate) fn next(&mut self) -> Result<SignedEntry, Failure> {
        match self.ready.pop_front() {
            Some(entry) => Ok(entry),
            None => self.birth(),
        }
    }

    /// Another entry on the same notice, which the ledger refuses once the first is final.
    pub(crate) fn again(&self, of: &SignedEntry) -> Result<SignedEntry, Failure> {
        let signer = self.signers.iter().find(|signer| Some(signer.office) == of.entry().office);
        let signer = signer.expect("the entry was signed by one of this pool");
        Ok(signer.sign(Entry { nonce: random()?, ..of.entry().clone() }))
    }

    /// A birth on a notice of its own, with one paper as evidence: about 300 bytes.
    fn birth(&mut self) -> Result<SignedEntry, Failure> {
        let n = self.made;
        self.made += 1;
        let turn = usize::try_from(n).unwrap_or(0) % self.signers.len();
        let signer = self.signers.get(turn).expect("the turn is below the number of signers");
        let digest = |what: &str| tagged("dalolat/bench/1", &[what.as_bytes(), &n.to_be_bytes()]);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now_ms = u64::try_from(now.as_millis()).unwrap_or(0);
        let act = ActRegister {
            kind: ActKind::Birth,
            schema: RecordType::BIRTH_1.schema,
            commitment: digest("commitment"),
            notice: Some(Tag::new(*digest("notice").as_bytes())),
            person: Tag::new(*digest("person").as_bytes()),
            delay: DelayClass::InTime,
            adult_from: 2044,
            waivers: Vec::new(),
            effects: None,
        };
        let entry = Entry {
            network: self.network,
            nonce: random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms + VALID_MS,
            office: Some(signer.office),
            origin: Origin::Native,
            body: Body::ActRegister(act),
            evidence: vec![digest("evidence")],
        };
        Ok(signer.sign(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::NetworkClass;

    fn pool(scheme: Scheme) -> Pool {
        let signers = (1001..1004).map(|office| Signer::new(scheme, office).unwrap()).collect();
        Pool::new(NetworkId::new(NetworkClass::Demo, random().unwrap()), signers)
    }

    #[test]
    fn the_load_has_good_signatures_of_registrars_in_turn() {
        for scheme in [Scheme::Ed25519, Scheme::Webauthn] {
            let mut pool = pool(scheme);
            for n in 0..5 {
                let entry = pool.next().unwrap();
                let record = pool.signers[n % 3].record.clone();
                let [signature] = entry.signatures() else { panic!("one signature") };
                assert_eq!(signature.key, record.id());
                assert!(protocol::signature::is_good(NetworkClass::Demo, &record, entry.id(), signature));
            }
        }
    }

    #[test]
    fn an_entry_of_the_load_has_about_300_bytes() {
        let length = pool(Scheme::Ed25519).next().unwrap().bytes().len();
        assert!((280..350).contains(&length), "{length} bytes with its signature");
    }

    #[test]
    fn what_was_signed_ahead_goes_first_and_no_entry_comes_twice() {
        let mut pool = pool(Scheme::Ed25519);
        for _ in 0..4 {
            pool.sign_ahead().unwrap();
        }
        let mut ids: Vec<_> = (0..6).map(|_| pool.next().unwrap().id()).collect();
        assert_eq!((pool.len(), pool.made), (0, 6));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 6);
    }
}
