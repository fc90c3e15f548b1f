//! Those who sign on a network on paper: every key derives from role, place and number.
use civil::{OfficeCode, RegionCode, role::Role};
use ed25519_zebra::{SigningKey, VerificationKey};
use protocol::{
    EntryId,
    signature::{Jurisdiction, KeyRecord, Proof, PublicKey, Signature, message},
};

use crate::paper::{CHILONZOR, RURAL};

/// Somebody who signs, with a key that anybody can derive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    /// In which role.
    pub role: Role,
    /// For which place.
    pub jurisdiction: Jurisdiction,
    /// The officer's number in the staff list.
    pub officer: u32,
    /// Which of the officer's keys, from 0.
    pub key: u8,
}

impl Officer {
    fn new(role: Role, jurisdiction: Jurisdiction, officer: u32) -> Self {
        Self { role, jurisdiction, officer, key: 0 }
    }

    fn office(code: u16) -> Jurisdiction {
        Jurisdiction::Office(OfficeCode::new(code).expect("an office code"))
    }

    /// The registrar of an office.
    pub fn registrar(office: u16) -> Self {
        Self::new(Role::Registrar, Self::office(office), office.into())
    }

    /// The head of an office.
    pub fn head(office: u16) -> Self {
        Self::new(Role::Head, Self::office(office), 10_000 + u32::from(office))
    }

    /// The second officer of an office.
    pub fn second(office: u16) -> Self {
        Self::new(Role::SecondOfficer, Self::office(office), 20_000 + u32::from(office))
    }

    /// The connector of an office.
    pub fn connector(office: u16) -> Self {
        Self::new(Role::Connector, Self::office(office), 30_000 + u32::from(office))
    }

    /// One of the two administrators of the region of an office: `n` is 0 or 1.
    pub fn administrator(office: u16, n: u8) -> Self {
        let region = RegionCode::new(u8::try_from(office / 100).expect("four digits")).expect("a region");
        Self::new(
            Role::Administrator,
            Jurisdiction::Region(region),
            40_000 + u32::from(office / 100) * 10 + u32::from(n),
        )
    }

    /// The governor of a member.
    pub fn governor(member: u8) -> Self {
        Self::new(Role::Governor, Jurisdiction::Member(member), 50_000 + u32::from(member))
    }

    /// The custodian of a member.
    pub fn custodian(member: u8) -> Self {
        Self::new(Role::Custodian, Jurisdiction::Member(member), 60_000 + u32::from(member))
    }

    /// The registry service.
    pub fn registry() -> Self {
        Self::new(Role::Registry, Jurisdiction::Network, 70_000)
    }

    /// The same officer in another role, with the same key.
    #[must_use]
    pub const fn in_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Another key of the same officer.
    #[must_use]
    pub const fn with_key(self, key: u8) -> Self {
        Self { key, ..self }
    }

    /// Everybody whom a network on paper begins with.
    pub fn genesis() -> Vec<Self> {
        let offices = [CHILONZOR, RURAL];
        let of_offices = offices.into_iter().flat_map(|office| {
            [Self::registrar(office), Self::head(office), Self::second(office), Self::connector(office)]
        });
        let regions = offices.into_iter().flat_map(|office| [0, 1].map(|n| Self::administrator(office, n)));
        let members = (0..4).flat_map(|member| [Self::governor(member), Self::custodian(member)]);
        of_offices.chain(regions).chain(members).chain([Self::registry()]).collect()
    }

    /// Signs bytes that are no entry, such as a request.
    pub fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.signing_key().sign(bytes).to_bytes()
    }

    /// The seed of the key.
    pub fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&self.officer.to_be_bytes());
        seed[4] = self.key;
        seed
    }

    fn signing_key(&self) -> SigningKey {
        SigningKey::from(self.seed())
    }

    /// The key record.
    pub fn record(&self) -> KeyRecord {
        KeyRecord {
            public_key: PublicKey::Ed25519(VerificationKey::from(&self.signing_key()).into()),
            officer: self.officer,
            role: self.role,
            jurisdiction: self.jurisdiction,
        }
    }

    /// The officer's signature under an entry.
    pub fn sign(&self, entry: EntryId) -> Signature {
        let bytes = self.signing_key().sign(message(entry, self.role).as_ref()).to_bytes();
        Signature { role: self.role, key: self.record().id(), proof: Proof::Ed25519(bytes) }
    }
}
