//! The network-key file: whom a check trusts.
//!
//! # Format
//!
//! JSON in UTF-8: one object, or an array of at most [`KEYS_MAX`]. Every field is there, no other is.
//!
//! ```json
//! {"format": "dalolat/network-key/1", "network": "<34 hexadecimal digits: class byte and id>",
//!  "key_id": 1, "key": "<192 hexadecimal digits>", "origin": "dealer", "members": 4, "quorum": 3,
//!  "from_height": 0, "to_height": null, "agencies": ["Ministry of Justice", "…"]}
//! ```
//!
//! Two keys may have one id: an id is a byte, and a check tries every key that bears it.
//!
//! # Limits
//!
//! Whether the 96 bytes are a point of the curve shows only when something is verified against them.
use core::{fmt, marker::PhantomData};
use credential::KnownKey;
use protocol::{
    NetworkId, NetworkKey,
    genesis::Genesis,
    hash::from_hex,
    network::{KeyOrigin, NetworkKeyId},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// The most bytes of a key file.
pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// The most keys in a file.
pub const KEYS_MAX: usize = 64;
/// The most members of a network; a genesis of today has fewer.
const MEMBERS_MAX: u16 = 100;
/// The most bytes of an agency's name, as in a genesis.
const AGENCY_BYTES_MAX: usize = 120;
const FORMAT: &str = "dalolat/network-key/1";

/// The keys that a check trusts, each with the agencies that run its network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    keys: Vec<KnownKey>,
    agencies: Vec<Vec<String>>,
}

/// Why a text is no network-key file. `key` counts from 1.
#[derive(Debug, thiserror::Error)]
pub enum NotAKeyFile {
    /// Larger than [`FILE_BYTES_MAX`].
    #[error("a network-key file has at most {FILE_BYTES_MAX} bytes, this one has {0}")]
    TooLarge(usize),
    /// Not JSON of that form; the source says where.
    #[error("not a network-key file: {0}")]
    Json(#[from] serde_json::Error),
    /// No key, or more than [`KEYS_MAX`].
    #[error("a network-key file holds 1 to {KEYS_MAX} keys, this one holds {0}")]
    Count(usize),
    /// A field that is not what it should be.
    #[error("key {key}, \"{field}\": expected {expected}")]
    Field {
        /// Which key, from 1.
        key: usize,
        /// Which field.
        field: &'static str,
        /// What stands there in a right file.
        expected: &'static str,
    },
}

impl NotAKeyFile {
    /// The code of the fault, which never changes: `too-large`, `json`, `count` or `field.` and the
    /// name of the field.
    pub fn code(&self) -> String {
        match self {
            Self::TooLarge(_) => "too-large".to_owned(),
            Self::Json(_) => "json".to_owned(),
            Self::Count(_) => "count".to_owned(),
            Self::Field { key: _, field, expected: _ } => format!("field.{field}"),
        }
    }
}

/// A JSON object. Derived readers of structures also take an array of the values without their names.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

/// A key as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    network: String,
    key_id: u8,
    key: String,
    origin: String,
    members: u16,
    quorum: u16,
    from_height: u64,
    // Named so that it must be there: a key that was retired must not come back by an omission.
    #[serde(deserialize_with = "Option::deserialize")]
    to_height: Option<u64>,
    agencies: Vec<String>,
}

impl KeyFile {
    /// The keys, each with the names of its network's agencies, one a member.
    pub fn new(keys: Vec<(KnownKey, Vec<String>)>) -> Result<Self, NotAKeyFile> {
        if keys.is_empty() || keys.len() > KEYS_MAX {
            return Err(NotAKeyFile::Count(keys.len()));
        }
        for (at, (key, agencies)) in keys.iter().enumerate() {
            sound(at + 1, key, agencies)?;
        }
        let (keys, agencies) = keys.into_iter().unzip();
        Ok(Self { keys, agencies })
    }

    /// The key of a network that begins with `genesis`, from height 0 on.
    pub fn of_genesis(genesis: &Genesis) -> Result<Self, NotAKeyFile> {
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let key = KnownKey {
            network: genesis.network,
            id: genesis.key_id,
            key: genesis.key,
            origin: genesis.key_origin,
            members: small(genesis.member_count()),
            quorum: small(genesis.quorum()),
            from_height: 0,
            to_height: None,
        };
        let agencies = genesis.members.iter().map(|member| member.agency.clone()).collect();
        Self::new(vec![(key, agencies)])
    }

    /// Reads a file of one key or of several.
    pub fn from_json(bytes: &[u8]) -> Result<Self, NotAKeyFile> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(NotAKeyFile::TooLarge(bytes.len()));
        }
        let is_list = bytes.trim_ascii_start().first() == Some(&b'[');
        let written: Vec<Object<Written>> =
            if is_list { serde_json::from_slice(bytes)? } else { vec![serde_json::from_slice(bytes)?] };
        let keys = written.into_iter().enumerate().map(|(at, written)| written.0.parse(at + 1));
        Self::new(keys.collect::<Result<_, _>>()?)
    }

    /// The file: an object where there is one key, an array where there are several. It ends in a line
    /// feed, and [`from_json`](Self::from_json) reads it back.
    pub fn to_json(&self) -> String {
        let written: Vec<Written> =
            self.keys.iter().zip(&self.agencies).map(|(key, agencies)| Written::of(key, agencies)).collect();
        let json = match written.as_slice() {
            [one] => serde_json::to_string_pretty(one),
            several => serde_json::to_string_pretty(several),
        };
        let mut json = json.expect("texts and numbers can be written as JSON");
        json.push('\n');
        json
    }

    /// The keys, in the order of the file.
    pub fn keys(&self) -> &[KnownKey] {
        &self.keys
    }

    /// The agencies that run the network of `key`; none where the file does not hold that key.
    pub fn agencies(&self, key: &KnownKey) -> &[String] {
        let at = self.keys.iter().position(|known| known == key);
        at.and_then(|at| self.agencies.get(at)).map_or(&[], Vec::as_slice)
    }
}

/// Checks what holds between the fields of a key.
fn sound(at: usize, key: &KnownKey, agencies: &[String]) -> Result<(), NotAKeyFile> {
    let fault = |field, expected| Err(NotAKeyFile::Field { key: at, field, expected });
    if !(1..=MEMBERS_MAX).contains(&key.members) {
        return fault("members", "a number from 1 to 100");
    }
    // 3f + 1 members stand f of them that lie only where more than two thirds must sign.
    if u32::from(key.quorum) * 3 <= u32::from(key.members) * 2 || key.quorum > key.members {
        return fault("quorum", "more than two thirds of the members, and at most all of them");
    }
    if key.to_height.is_some_and(|last| last < key.from_height) {
        return fault("to_height", "null, or a height that is not below from_height");
    }
    if agencies.len() != usize::from(key.members) {
        return fault("agencies", "one name for each member");
    }
    if agencies.iter().any(|name| !is_name(name)) {
        return fault("agencies", "names of 1 to 120 bytes without control characters");
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.len() <= AGENCY_BYTES_MAX && !name.chars().any(char::is_control)
}

impl Written {
    fn of(key: &KnownKey, agencies: &[String]) -> Self {
        Self {
            format: FORMAT.to_owned(),
            network: key.network.to_string(),
            key_id: key.id.0,
            key: hex(key.key.as_bytes()),
            origin: key.origin.word().to_owned(),
            members: key.members,
            quorum: key.quorum,
            from_height: key.from_height,
            to_height: key.to_height,
            agencies: agencies.to_vec(),
        }
    }

    fn parse(self, at: usize) -> Result<(KnownKey, Vec<String>), NotAKeyFile> {
        let fault = |field, expected| NotAKeyFile::Field { key: at, field, expected };
        if self.format != FORMAT {
            return Err(fault("format", "dalolat/network-key/1"));
        }
        let network = from_hex(&self.network).and_then(NetworkId::from_array).ok_or_else(|| {
            fault("network", "34 hexadecimal digits, the first two 01 (live), 02 (practice) or 03 (demo)")
        })?;
        let key = from_hex(&self.key).ok_or_else(|| fault("key", "192 hexadecimal digits"))?;
        let origin = [KeyOrigin::Dealer, KeyOrigin::Dkg].into_iter().find(|o| o.word() == self.origin);
        let known = KnownKey {
            network,
            id: NetworkKeyId(self.key_id),
            key: NetworkKey::new(key),
            origin: origin.ok_or_else(|| fault("origin", "dealer or dkg"))?,
            members: self.members,
            quorum: self.quorum,
            from_height: self.from_height,
            to_height: self.to_height,
        };
        Ok((known, self.agencies))
    }
}
