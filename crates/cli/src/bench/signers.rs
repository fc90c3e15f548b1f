//! Who signs the load, and the entries signed ahead of it.
use super::{failed, network::Network};
use crate::{args::Scheme, failure::Failure, make::random};
use civil::{ActKind, OfficeCode, birth::DelayClass, role::Role};
use p256::ecdsa::signature::Signer as _;
use protocol::{
    Body, Canonical as _, Digest, Entry, NumberRequest, SignedEntry, Tag,
    commitment::RecordType,
    entry::{ActRegister, Origin},
    hash::{sha256, tagged},
    signature::{Assertion, Jurisdiction, KeyRecord, Passkey, Proof, PublicKey, Signature, message},
};
use std::{
    collections::VecDeque,
    time::{SystemTime, UNIX_EPOCH},
};

/// The site that passkeys of the measured network belong to; a name that belongs to nobody (RFC 2606).
const RP_ID: &str = "dalolat.example";
const ORIGIN: &str = "https://dalolat.example";
/// How many entries are signed at a time.
const CHUNK: usize = 20_000;

enum Secret {
    Ed25519(ed25519_zebra::SigningKey),
    Passkey(Box<p256::ecdsa::SigningKey>),
}

/// A registrar of the measured network.
pub(crate) struct Signer {
    pub(crate) record: KeyRecord,
    office: OfficeCode,
    secret: Secret,
}

impl Signer {
    pub(crate) fn new(scheme: Scheme, office: u16) -> Result<Self, Failure> {
        let seed = random::<32>()?;
        let code = OfficeCode::new(office).expect("the offices of the measured network have codes");
        let (secret, public_key) = match scheme {
            Scheme::Ed25519 => {
                let key = ed25519_zebra::SigningKey::from(seed);
                let public = ed25519_zebra::VerificationKey::from(&key).into();
                (Secret::Ed25519(key), PublicKey::Ed25519(public))
            }
            Scheme::Webauthn => {
                let key = p256::ecdsa::SigningKey::from_slice(&seed).map_err(|error| failed("bench.key", &error))?;
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

    fn sign(&self, entry: Entry) -> SignedEntry {
        let message = message(entry.id(), Role::Registrar);
        let proof = match &self.secret {
            Secret::Ed25519(key) => Proof::Ed25519(key.sign(message.as_ref()).to_bytes()),
            Secret::Passkey(key) => Proof::WebAuthn(Box::new(assertion(key, &message))),
        };
        let signature = Signature { role: Role::Registrar, key: self.record.id(), proof };
        SignedEntry::new(entry, vec![signature]).expect("one signature within the size of an entry")
    }
}

/// What a passkey answers: user present and verified, nothing synced.
fn assertion(key: &p256::ecdsa::SigningKey, message: &Digest) -> Assertion {
    let mut authenticator_data = [0; 37];
    let (rp, rest) = authenticator_data.split_at_mut(32);
    rp.copy_from_slice(sha256(&[RP_ID.as_bytes()]).as_ref());
    rest.copy_from_slice(&[0x05, 0, 0, 0, 0]);
    let challenge = protocol::signature::webauthn::challenge(message);
    let client_data =
        format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":false}}"#)
            .into_bytes();
    let signed = [&authenticator_data[..], sha256(&[&client_data]).as_ref()].concat();
    let signature: p256::ecdsa::Signature = key.sign(&signed);
    let mut bytes = [0; 64];
    bytes.copy_from_slice(&signature.normalize_s().to_bytes());
    Assertion { authenticator_data, client_data, signature: bytes }
}

/// Entries signed ahead, so that signing them takes no part in what is measured.
pub(crate) struct Pool {
    ready: VecDeque<SignedEntry>,
    made: u64,
    chunk: usize,
}

impl Pool {
    pub(crate) fn new(_: &Network, scheme: Scheme) -> Self {
        let chunk = match scheme {
            Scheme::Ed25519 => CHUNK,
            Scheme::Webauthn => CHUNK / 4,
        };
        Self { ready: VecDeque::new(), made: 0, chunk }
    }

    /// Signs until at least so many wait.
    pub(crate) fn fill(&mut self, network: &Network, count: usize) -> Result<(), Failure> {
        while self.ready.len() < count {
            for _ in 0..self.chunk {
                let entry = self.birth(network)?;
                self.ready.push_back(entry);
            }
        }
        Ok(())
    }

    /// The next entry; signed now, where too few were signed ahead.
    pub(crate) fn next(&mut self, network: &Network) -> Result<SignedEntry, Failure> {
        match self.ready.pop_front() {
            Some(entry) => Ok(entry),
            None => self.birth(network),
        }
    }

    /// A birth on a notice of its own, with one paper as evidence: about 300 bytes.
    fn birth(&mut self, network: &Network) -> Result<SignedEntry, Failure> {
        let n = self.made;
        self.made += 1;
        let place = usize::try_from(n).unwrap_or(0) % network.signers.len();
        let signer = network.signers.get(place).expect("the place is below the number of signers");
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
        };
        let entry = Entry {
            network: network.genesis.network,
            nonce: random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms + 24 * 60 * 60 * 1000,
            office: Some(signer.office),
            origin: Origin::Native,
            body: Body::ActRegister(act),
            evidence: vec![digest("evidence")],
        };
        debug_assert!(entry.to_bytes().len() < 300);
        Ok(signer.sign(entry))
    }
}
