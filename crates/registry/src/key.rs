//! The service's own key: it signs anchors, and never an act.
use civil::role::Role;
use core::fmt;
use ed25519_zebra::{SigningKey, VerificationKey};
use protocol::{
    Entry, SignedEntry,
    signature::{Jurisdiction, KeyRecord, Proof, PublicKey, Signature, message},
};

/// The number by which the ledger knows the registry service among the officers.
pub const SERVICE_OFFICER: u32 = 0;

/// The key of the registry service.
pub struct ServiceKey {
    key: SigningKey,
    record: KeyRecord,
}

impl ServiceKey {
    /// The key of that seed, which the ledger knows as `officer`'s: on a new network [`SERVICE_OFFICER`].
    pub fn new(seed: [u8; 32], officer: u32) -> Self {
        let key = SigningKey::from(seed);
        let record = KeyRecord {
            public_key: PublicKey::Ed25519(VerificationKey::from(&key).into()),
            officer,
            role: Role::Registry,
            jurisdiction: Jurisdiction::Network,
        };
        Self { key, record }
    }

    /// The key record, as it stands on the ledger.
    pub const fn record(&self) -> &KeyRecord {
        &self.record
    }

    /// The entry with the service's signature.
    pub fn sign(&self, entry: Entry) -> SignedEntry {
        let message = message(entry.id(), self.record.role);
        let proof = Proof::Ed25519(self.key.sign(message.as_ref()).to_bytes());
        let signature = Signature { role: self.record.role, key: self.record.id(), proof };
        SignedEntry::new(entry, vec![signature]).expect("one signature is within 1 to 16")
    }
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceKey({})", self.record.id())
    }
}
