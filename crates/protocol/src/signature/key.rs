//! The keys that may sign, and what each may sign for.
//!
//! # Format
//!
//! A key record is `[scheme, key, officer, role, jurisdiction]`. The key is a byte string of 32 for
//! scheme 1 and `[point, rp id, origin]` for scheme 2; the jurisdiction is `[1, office]`,
//! `[2, region]`, `[3, member]` or `[4]`.
use super::{Scheme, read_office, read_role, webauthn};
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::tagged,
    id::SignerKeyId,
};
use civil::{OfficeCode, RegionCode, role::Role};

/// The longest name of a relying party: the longest name of a host.
const RP_ID_BYTES_MAX: usize = 253;
/// The longest origin: `https://`, a host, and a port.
const ORIGIN_BYTES_MAX: usize = 280;

/// A public key, with what its scheme needs beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// The encoding of a point, 32 bytes.
    Ed25519([u8; 32]),
    /// The key of a passkey.
    Passkey(Passkey),
}

impl PublicKey {
    /// The scheme of its signatures.
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Ed25519(_) => Scheme::Ed25519,
            Self::Passkey(_) => Scheme::WebAuthn,
        }
    }

    /// Whether the bytes are a point of the curve, so that the key can have signatures at all.
    pub fn is_a_point(&self) -> bool {
        match self {
            Self::Ed25519(bytes) => ed25519_zebra::VerificationKey::try_from(*bytes).is_ok(),
            Self::Passkey(key) => webauthn::point(key).is_some(),
        }
    }
}

/// The key of a passkey and the site for which it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// A point of P-256, compressed as in SEC 1.
    pub point: [u8; 33],
    /// The relying party: the name of a host, in ASCII, small letters, at most 253 bytes.
    pub rp_id: String,
    /// The origin at which it signs: `https://`, a host that is the relying party or below it, and
    /// a port where it is not 443; at most 280 bytes. Or `http://localhost` with a port, at the relying party
    /// `localhost`: browsers trust the machine itself (W3C Secure Contexts, §3.1). Such a key signs nothing on a
    /// live network.
    pub origin: String,
}

impl Passkey {
    /// Whether it signs at this machine alone, over a line without encryption.
    pub(super) fn is_of_this_machine(&self) -> bool {
        self.origin.starts_with("http://")
    }

    /// Whether the names have the form above. Then they stand in client data as they are: nothing
    /// in them is escaped.
    fn is_well_named(&self) -> bool {
        if let Some(port) = self.origin.strip_prefix("http://localhost:") {
            return self.rp_id == "localhost" && is_port(port);
        }
        let Some(at) = self.origin.strip_prefix("https://") else { return false };
        let (host, port) = at.split_once(':').map_or((at, None), |(host, port)| (host, Some(port)));
        let below =
            host.strip_suffix(self.rp_id.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        is_host(&self.rp_id) && is_host(host) && below && port.is_none_or(is_port)
    }
}

/// Labels of small letters, digits and hyphens between dots.
fn is_host(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.len() <= RP_ID_BYTES_MAX
        && name.split('.').all(|label| (1..=63).contains(&label.len()) && label.bytes().all(plain))
}

/// 1 to 65535 without leading zeros, and not 443, which an origin leaves out.
fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|n| n != 0 && n != 443 && n.to_string() == port)
}

impl Canonical for Passkey {
    const MAX_BYTES: usize = 1 + 35 + 2 + RP_ID_BYTES_MAX + 3 + ORIGIN_BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(3).bytes(&self.point).text(&self.rp_id).text(&self.origin);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a passkey of three values")?;
        let expected = "a compressed point of 33 bytes, the first of them 2 or 3";
        let fault = from.malformed(expected);
        let point: [u8; 33] = from.fixed(expected)?;
        if !matches!(point, [2 | 3, ..]) {
            return Err(fault);
        }
        let fault = from.malformed("the host of a relying party, and an origin of https at it or below it");
        let rp_id = from.text(RP_ID_BYTES_MAX, "a relying party of at most 253 bytes")?.to_owned();
        let origin = from.text(ORIGIN_BYTES_MAX, "an origin of at most 280 bytes")?.to_owned();
        let passkey = Self { point, rp_id, origin };
        if passkey.is_well_named() { Ok(passkey) } else { Err(fault) }
    }
}

/// For what a key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Jurisdiction {
    /// An office.
    Office(OfficeCode),
    /// The offices of a region.
    Region(RegionCode),
    /// A member agency, by its place in the genesis, from 0.
    Member(u8),
    /// The whole network.
    Network,
}

impl Canonical for Jurisdiction {
    const MAX_BYTES: usize = 5;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Office(code) => to.array(2).uint(1u8).uint(code.get()),
            Self::Region(code) => to.array(2).uint(2u8).uint(code.get()),
            Self::Member(place) => to.array(2).uint(3u8).uint(*place),
            Self::Network => to.array(1).uint(4u8),
        };
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a jurisdiction: [1, office], [2, region], [3, member] or [4]";
        let fault = from.malformed(expected);
        match (from.array_up_to(2, expected)?, from.uint::<u8>(expected)?) {
            (2, 1) => read_office(from).map(Self::Office),
            (2, 2) => {
                let expected = "a region from 1 to 99";
                let fault = from.malformed(expected);
                RegionCode::new(from.uint(expected)?).map(Self::Region).or(Err(fault))
            }
            (2, 3) => from.uint("the place of a member, from 0").map(Self::Member),
            (1, 4) => Ok(Self::Network),
            _ => Err(fault),
        }
    }
}

/// A key that may sign entries: whose, in which role, and for what.
///
/// The person is a number of the staff list, never a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// The public key, which says how it signs.
    pub public_key: PublicKey,
    /// The officer's number in the staff list.
    pub officer: u32,
    /// In which role the key may sign.
    pub role: Role,
    /// For what.
    pub jurisdiction: Jurisdiction,
}

impl KeyRecord {
    /// The name of the key in signatures.
    pub fn id(&self) -> SignerKeyId {
        SignerKeyId::of(tagged("dalolat/key/1", &[&self.to_bytes()]))
    }

    /// The office that it signs for, where it is an office.
    pub const fn office(&self) -> Option<OfficeCode> {
        match self.jurisdiction {
            Jurisdiction::Office(code) => Some(code),
            Jurisdiction::Region(_) | Jurisdiction::Member(_) | Jurisdiction::Network => None,
        }
    }
}

impl Canonical for KeyRecord {
    const MAX_BYTES: usize = 1 + 1 + Passkey::MAX_BYTES + 5 + 1 + Jurisdiction::MAX_BYTES;

    fn write(&self, to: &mut Writer) {
        to.array(5).uint(self.public_key.scheme().number());
        match &self.public_key {
            PublicKey::Ed25519(key) => to.bytes(key),
            PublicKey::Passkey(key) => to.value(key),
        };
        to.uint(self.officer).uint(self.role.number()).value(&self.jurisdiction);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a key record of five values")?;
        let public_key = match Scheme::read(from)? {
            Scheme::Ed25519 => PublicKey::Ed25519(from.fixed("a public key of 32 bytes")?),
            Scheme::WebAuthn => PublicKey::Passkey(Passkey::read(from)?),
        };
        Ok(Self {
            public_key,
            officer: from.uint("an officer's number")?,
            role: read_role(from)?,
            jurisdiction: Jurisdiction::read(from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passkey(rp_id: &str, origin: &str) -> Passkey {
        Passkey { point: [2; 33], rp_id: rp_id.to_owned(), origin: origin.to_owned() }
    }

    fn record(public_key: PublicKey, jurisdiction: Jurisdiction) -> KeyRecord {
        KeyRecord { public_key, officer: u32::MAX, role: Role::Administrator, jurisdiction }
    }

    #[test]
    fn a_record_of_each_scheme_and_jurisdiction_reads_back() {
        let host = |length: usize| "a".repeat(63) + "." + &"b".repeat(63) + "." + &"c".repeat(length - 128);
        let longest = passkey(&host(191), &format!("https://{}:65535", "d".repeat(60) + "." + &host(191)));
        let keys = [
            PublicKey::Ed25519([7; 32]),
            PublicKey::Passkey(passkey("civil.uz", "https://counter.civil.uz")),
            PublicKey::Passkey(longest),
        ];
        let jurisdictions = [
            Jurisdiction::Office(OfficeCode::new(9999).unwrap()),
            Jurisdiction::Region(RegionCode::new(99).unwrap()),
            Jurisdiction::Member(u8::MAX),
            Jurisdiction::Network,
        ];
        for (key, jurisdiction) in keys.iter().flat_map(|key| jurisdictions.map(|other| (key, other))) {
            let record = record(key.clone(), jurisdiction);
            assert_eq!(KeyRecord::from_bytes(&record.to_bytes()), Ok(record));
        }
    }

    #[test]
    fn an_origin_is_of_https_at_the_relying_party_or_below_it() {
        let reads =
            |rp_id: &str, origin: &str| Passkey::from_bytes(&passkey(rp_id, origin).to_bytes()).is_ok();
        for origin in ["https://civil.uz", "https://a.b.civil.uz", "https://civil.uz:8443"] {
            assert!(reads("civil.uz", origin), "{origin}");
        }
        let local = |origin: &str| reads("localhost", origin);
        assert!(local("http://localhost:8080") && local("https://localhost"));
        for origin in
            ["http://localhost", "http://localhost:0", "http://localhost:8080/", "http://a.localhost:80"]
        {
            assert!(!local(origin), "{origin}");
        }
        let wrong = [
            "http://civil.uz",
            "http://localhost:8080",
            "https://uncivil.uz",
            "https://civil.uz.com",
            "https://civil.uz/",
            "https://Civil.uz",
            "https://civil.uz:443",
            "https://civil.uz:0",
            "https://civil.uz:",
            "https://civil.uz:08443",
            "https://civil.uz:65536",
            "https://.civil.uz",
            "https://a\"b.civil.uz",
            "https://a\\b.civil.uz",
            "https://a b.civil.uz",
            "https://ў.civil.uz",
            "https://",
            "",
        ];
        for origin in wrong {
            assert!(!reads("civil.uz", origin), "{origin}");
        }
        for rp_id in ["", ".", "Civil.uz", "civil.uz.", "civil..uz"] {
            assert!(!reads(rp_id, &format!("https://{rp_id}")), "{rp_id}");
        }
    }

    #[test]
    fn other_forms_of_a_point_are_malformed() {
        let mut key = passkey("civil.uz", "https://civil.uz");
        for first in 0..=u8::MAX {
            key.point[0] = first;
            assert_eq!(Passkey::from_bytes(&key.to_bytes()).is_ok(), first == 2 || first == 3, "{first}");
        }
    }

    #[test]
    fn a_jurisdiction_has_one_form() {
        let wrong: [&[u8]; 7] = [
            &[0x81, 1],
            &[0x82, 4, 0],
            &[0x82, 1, 0],
            &[0x82, 2, 0],
            &[0x82, 2, 0x18, 100],
            &[0x81, 5],
            &[0x80],
        ];
        for bytes in wrong {
            assert!(Jurisdiction::from_bytes(bytes).is_err(), "{bytes:?}");
        }
        assert_eq!(Jurisdiction::from_bytes(&[0x81, 4]), Ok(Jurisdiction::Network));
    }
}
