//! The genesis: what every validator of a network begins with, and what no block says again.
//!
//! Names of people stand nowhere in it: an officer is a number of the staff list.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, tagged},
    network::{KeyOrigin, NetworkId, NetworkKey, NetworkKeyId},
    signature::{KeyRecord, read_office},
};
use civil::{
    CivilDate, OfficeCode,
    office::{OfficeKind, UtcOffset},
    role::Role,
};
use std::collections::BTreeMap;

/// The most members: the quorum of more, n − f, has no room among the 16 signatures of an entry.
const MEMBERS_MAX: usize = 23;
const OFFICES_MAX: usize = 1000;
const KEYS_MAX: usize = 10_000;
const AGENCY_BYTES_MAX: usize = 120;
/// The most keys of one officer that may count, at the genesis and later.
pub const OFFICER_KEYS_MAX: usize = 16;
/// The most keys of governors that may count, at the genesis and later.
pub const GOVERNOR_KEYS_MAX: usize = 128;

/// A member of the network: a state agency that runs a validator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The agency's name in English.
    pub agency: String,
    /// The validator's Ed25519 key on the network.
    pub public_key: [u8; 32],
}

impl Canonical for Member {
    const MAX_BYTES: usize = 160;

    fn write(&self, to: &mut Writer) {
        to.array(2).text(&self.agency).bytes(&self.public_key);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a member of two values")?;
        Ok(Self {
            agency: from.text(AGENCY_BYTES_MAX, "an agency's name of at most 120 bytes")?.to_owned(),
            public_key: from.fixed("a public key of 32 bytes")?,
        })
    }
}

/// A registering office as the ledger knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeRecord {
    /// Its code.
    pub code: OfficeCode,
    /// What kind of office, which says what it may register.
    pub kind: OfficeKind,
    /// Its distance from UTC, which decides on which day an act is registered.
    pub offset: UtcOffset,
}

impl Canonical for OfficeRecord {
    const MAX_BYTES: usize = 16;

    fn write(&self, to: &mut Writer) {
        // 14 hours are added, so that no offset is negative.
        let shifted = u16::try_from(i32::from(self.offset.minutes()).saturating_add(840)).unwrap_or(0);
        to.array(3).uint(self.code.get()).uint(self.kind.number()).uint(shifted);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "an office of three values")?;
        let code = read_office(from)?;
        let fault = from.malformed("a kind of office from 1 to 6");
        let kind = OfficeKind::from_number(from.uint("a kind of office from 1 to 6")?).ok_or(fault)?;
        let expected = "an offset from UTC in minutes, plus 840";
        let fault = from.malformed(expected);
        let shifted: i16 = from.uint(expected)?;
        let offset = UtcOffset::new(shifted.saturating_sub(840)).or(Err(fault))?;
        Ok(Self { code, kind, offset })
    }
}

/// Everything that a network begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// The network's name in every signature.
    pub network: NetworkId,
    /// The time of block 0, in milliseconds since 1970.
    pub time_ms: u64,
    /// How the network's key came about.
    pub key_origin: KeyOrigin,
    /// How papers name the key.
    pub key_id: NetworkKeyId,
    /// The key.
    pub key: NetworkKey,
    /// What the engine needs to check partial signatures: its own encoding of the shared polynomial.
    pub sharing: Vec<u8>,
    /// The members, in the order of their public keys.
    pub members: Vec<Member>,
    /// The offices, in the order of their codes.
    pub offices: Vec<OfficeRecord>,
    /// The keys that may sign entries.
    pub keys: Vec<KeyRecord>,
    /// The version of the rules in force.
    pub rules_version: u32,
}

impl Genesis {
    /// The number of members, n.
    pub fn member_count(&self) -> usize {
        self.members.len()
    }

    /// How many members may fail or lie: f, the greatest with n ≥ 3f + 1.
    pub fn faults(&self) -> usize {
        self.member_count().saturating_sub(1).checked_div(3).unwrap_or(0)
    }

    /// How many members must agree: n − f.
    pub fn quorum(&self) -> usize {
        self.member_count().saturating_sub(self.faults())
    }

    /// The parent of block 0.
    pub fn parent(&self) -> Digest {
        tagged("dalolat/genesis/1", &[&self.to_bytes()])
    }

    /// The offset of an office, where there is such an office.
    pub fn office(&self, code: OfficeCode) -> Option<&OfficeRecord> {
        self.offices.iter().find(|office| office.code == code)
    }
}

impl Canonical for Genesis {
    const MAX_BYTES: usize = 1024 * 1024;

    fn write(&self, to: &mut Writer) {
        to.array(11).uint(1u8).value(&self.network).uint(self.time_ms);
        to.uint(self.key_origin.number()).uint(self.key_id.0).bytes(self.key.as_bytes());
        to.bytes(&self.sharing).list(&self.members).list(&self.offices).list(&self.keys);
        to.uint(self.rules_version);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(11, "a genesis of eleven values")?;
        let fault = from.malformed("genesis format 1");
        if from.uint::<u8>("genesis format 1")? != 1 {
            return Err(fault);
        }
        let network = NetworkId::read(from)?;
        // Block time goes on from here, and every block's day must be one of the register's.
        let fault = from.malformed("a time in milliseconds, of the years 1970 to 2199");
        let time_ms = from.uint("a time in milliseconds")?;
        if CivilDate::at(time_ms, 0).is_none() {
            return Err(fault);
        }
        let fault = from.malformed("a key origin: 1 or 2");
        let key_origin = KeyOrigin::from_number(from.uint("a key origin: 1 or 2")?).ok_or(fault)?;
        let key_id = NetworkKeyId(from.uint("a key id of one byte")?);
        let key = NetworkKey::new(from.fixed("a network key of 96 bytes")?);
        let sharing = from.bytes(64 * 1024, "the engine's sharing, at most 64 KiB")?.to_vec();
        let fault = from.malformed("members in the order of their keys, each once");
        let members: Vec<Member> = from.list(MEMBERS_MAX, "at most 23 members")?;
        if members.is_empty() || !members.is_sorted_by(|a, b| a.public_key < b.public_key) {
            return Err(fault);
        }
        let fault = from.malformed("offices in the order of their codes, each once");
        let offices: Vec<OfficeRecord> = from.list(OFFICES_MAX, "at most 1,000 offices")?;
        if !offices.is_sorted_by(|a, b| a.code < b.code) {
            return Err(fault);
        }
        let fault = from.malformed("at most 16 keys of one officer, and 128 of governors");
        let keys: Vec<KeyRecord> = from.list(KEYS_MAX, "at most 10,000 keys")?;
        if most_keys_of_an_officer(&keys) > OFFICER_KEYS_MAX
            || keys.iter().filter(|key| key.role == Role::Governor).count() > GOVERNOR_KEYS_MAX
        {
            return Err(fault);
        }
        let rules_version = from.uint("a version of the rules")?;
        Ok(Self { network, time_ms, key_origin, key_id, key, sharing, members, offices, keys, rules_version })
    }
}

fn most_keys_of_an_officer(keys: &[KeyRecord]) -> usize {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for key in keys {
        let count = counts.entry(key.officer).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_values().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        NetworkClass,
        signature::{Jurisdiction, PublicKey},
    };

    fn genesis(time_ms: u64) -> Genesis {
        Genesis {
            network: NetworkId::new(NetworkClass::Demo, [1; 16]),
            time_ms,
            key_origin: KeyOrigin::Dealer,
            key_id: NetworkKeyId(1),
            key: NetworkKey::new([2; 96]),
            sharing: vec![3; 10],
            members: (0..4).map(|n| Member { agency: format!("Agency {n}"), public_key: [n; 32] }).collect(),
            offices: Vec::new(),
            keys: Vec::new(),
            rules_version: 1,
        }
    }

    #[test]
    fn a_genesis_reads_back_and_four_members_bear_one_fault() {
        let genesis = genesis(1_795_410_000_000);
        assert_eq!(Genesis::from_bytes(&genesis.to_bytes()), Ok(genesis.clone()));
        assert_eq!((genesis.faults(), genesis.quorum()), (1, 3));
    }

    #[test]
    fn a_genesis_outside_the_registers_years_is_malformed() {
        assert!(Genesis::from_bytes(&genesis(u64::MAX).to_bytes()).is_err());
        assert!(Genesis::from_bytes(&genesis(7_300_000_000_000).to_bytes()).is_err()); // the year 2201
    }

    #[test]
    fn an_officer_has_at_most_sixteen_keys_and_the_governors_128() {
        let with = |keys: usize, role, officer_of: fn(usize) -> u32| {
            let mut genesis = genesis(1_795_410_000_000);
            let record = |n: usize| KeyRecord {
                public_key: PublicKey::Ed25519([u8::try_from(n).unwrap(); 32]),
                officer: officer_of(n),
                role,
                jurisdiction: Jurisdiction::Member(0),
            };
            genesis.keys = (0..keys).map(record).collect();
            Genesis::from_bytes(&genesis.to_bytes())
        };
        let another = |n| u32::try_from(n).unwrap();
        assert!(with(16, Role::Custodian, |_| 7).is_ok());
        assert!(with(17, Role::Custodian, |_| 7).is_err());
        assert!(with(128, Role::Governor, another).is_ok());
        assert!(with(129, Role::Governor, another).is_err());
        assert!(with(129, Role::Custodian, another).is_ok());
    }

    #[test]
    fn the_quorum_of_the_most_members_fits_into_the_signatures_of_an_entry() {
        let with = |members: u8| {
            let mut genesis = genesis(1_795_410_000_000);
            let member = |n| Member { agency: format!("Agency {n}"), public_key: [n; 32] };
            genesis.members = (0..members).map(member).collect();
            genesis
        };
        assert_eq!(with(23).quorum(), 16);
        assert!(Genesis::from_bytes(&with(23).to_bytes()).is_ok());
        assert!(Genesis::from_bytes(&with(24).to_bytes()).is_err());
    }

    #[test]
    fn members_out_of_order_are_malformed() {
        let mut genesis = genesis(1_795_410_000_000);
        genesis.members.swap(0, 1);
        assert!(Genesis::from_bytes(&genesis.to_bytes()).is_err());
    }
}
