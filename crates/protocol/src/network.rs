//! Which network a signature, a proof or a paper belongs to.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::write_hex,
};
use core::fmt;

/// What a network is for. The class is part of every signing domain, so nothing crosses over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkClass {
    /// The register of the state.
    Live,
    /// For learning; its papers are samples.
    Practice,
    /// On one machine, to be looked at; its papers are samples.
    Demo,
}

impl NetworkClass {
    const ALL: [Self; 3] = [Self::Live, Self::Practice, Self::Demo];

    /// The byte of the class in every format: 1, 2, 3.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Live => 1,
            Self::Practice => 2,
            Self::Demo => 3,
        }
    }

    /// The class of a byte.
    pub fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.byte() == byte)
    }

    /// The word of the class: `live`, `practice`, `demo`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Practice => "practice",
            Self::Demo => "demo",
        }
    }
}

/// A network: its class and 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId {
    /// What the network is for.
    pub class: NetworkClass,
    id: [u8; 16],
}

impl NetworkId {
    /// The network of that class and id.
    pub const fn new(class: NetworkClass, id: [u8; 16]) -> Self {
        Self { class, id }
    }

    /// Class byte and id, 17 bytes.
    pub fn to_array(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        let (class, id) = bytes.split_at_mut(1);
        class.copy_from_slice(&[self.class.byte()]);
        id.copy_from_slice(&self.id);
        bytes
    }

    /// The network of 17 bytes; `None` where the class byte stands for none.
    pub fn from_array(bytes: [u8; 17]) -> Option<Self> {
        let [class, id @ ..] = bytes;
        Some(Self { class: NetworkClass::from_byte(class)?, id })
    }

    /// The base namespace under which the network's validators sign: `dalolat/1/` and the 17 bytes.
    pub fn namespace(self) -> Vec<u8> {
        [b"dalolat/1/".as_slice(), &self.to_array()].concat()
    }
}

impl fmt::Display for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.to_array())
    }
}

impl fmt::Debug for NetworkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Canonical for NetworkId {
    const MAX_BYTES: usize = 18;

    fn write(&self, to: &mut Writer) {
        to.bytes(&self.to_array());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a network of 17 bytes, the first of them 1 (live), 2 (practice) or 3 (demo)";
        let fault = from.malformed(expected);
        Self::from_array(from.fixed(expected)?).ok_or(fault)
    }
}

/// How the network's signing key came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrigin {
    /// One hand dealt the shares and could have kept the key: for one machine only.
    Dealer,
    /// The agencies generated it together; nobody ever held it.
    Dkg,
}

impl KeyOrigin {
    /// The number of the origin in every format: 1, 2.
    pub const fn number(self) -> u8 {
        match self {
            Self::Dealer => 1,
            Self::Dkg => 2,
        }
    }

    /// The origin of a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Dealer),
            2 => Some(Self::Dkg),
            _ => None,
        }
    }

    /// The word of the origin: `dealer`, `dkg`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dealer => "dealer",
            Self::Dkg => "dkg",
        }
    }
}

/// The one byte by which a paper names the key that proves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NetworkKeyId(pub u8);

/// The key that proves everything the network made final: a compressed point of BLS12-381 G2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NetworkKey([u8; 96]);

impl NetworkKey {
    /// Takes 96 bytes; whether they are a key shows when something is verified against them.
    pub const fn new(bytes: [u8; 96]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 96] {
        &self.0
    }
}

impl fmt::Debug for NetworkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}
