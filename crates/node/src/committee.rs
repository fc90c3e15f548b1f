//! Who certifies: the members' keys, the network's key, and the share of each member.
use crate::block::{PublicKey, Scheme};
use commonware_codec::{Copying, Decode as _, DecodeExt as _, Encode as _};
use commonware_cryptography::{
    Signer as _,
    bls12381::{
        dkg::feldman_desmedt::deal_anonymous,
        primitives::{
            group::Share,
            sharing::{Mode, ModeVersion, Sharing},
            variant::MinSig,
        },
    },
    ed25519::PrivateKey,
};
use commonware_utils::{N3f1, TryCollect as _, ordered::Set};
use core::num::NonZeroU32;
use protocol::{
    NetworkKey,
    genesis::Genesis,
    hash::{from_hex, hex},
};
use rand_core::CryptoRng;
use std::fmt;

/// The most members of a network.
const MEMBERS_MAX: NonZeroU32 = NonZeroU32::new(100).expect("100 is not zero");

/// A member's share of the network's signing key. It is shown by nothing.
#[derive(Clone)]
pub struct ShareKey(Share);

impl ShareKey {
    /// The share as it is kept in a file: the engine's encoding in hexadecimal.
    pub fn to_hex(&self) -> String {
        hex(&self.0.encode())
    }

    /// Reads what [`to_hex`](Self::to_hex) wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        // An index of one byte (fewer than 128 members) and a scalar of 32 bytes.
        let bytes = from_hex::<33>(text)?;
        Share::decode(Copying(&bytes)).ok().map(Self)
    }
}

impl fmt::Debug for ShareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShareKey(hidden)")
    }
}

/// What a dealer hands out.
#[derive(Debug)]
pub struct Dealt {
    /// For the genesis: what the engine needs to check partial signatures.
    pub sharing: Vec<u8>,
    /// For the genesis: the key that proves everything the network makes final.
    pub key: NetworkKey,
    /// One for each member, in the order of the members' public keys.
    pub shares: Vec<ShareKey>,
}

/// Deals a signing key among `members` validators, of which any ⌊2n/3⌋ + 1 can sign.
///
/// Whoever deals could keep the key: for demonstrations and tests on one machine only.
pub fn deal(members: NonZeroU32, rng: impl CryptoRng) -> Dealt {
    let (sharing, shares) = deal_anonymous::<MinSig, N3f1>(rng, Mode::NonZeroCounter, members);
    Dealt {
        key: network_key(&sharing),
        sharing: sharing.encode().to_vec(),
        shares: shares.into_iter().map(ShareKey).collect(),
    }
}

fn network_key(sharing: &Sharing<MinSig>) -> NetworkKey {
    let mut key = [0; 96];
    key.copy_from_slice(&sharing.public().encode());
    NetworkKey::new(key)
}

/// A validator's own key on the network. It is shown by nothing.
#[derive(Clone)]
pub struct Identity(PrivateKey);

impl Identity {
    /// The key of a seed of 32 bytes (RFC 8032 §5.1.5).
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(PrivateKey::decode(Copying(&seed)).expect("any 32 bytes are a seed"))
    }

    /// The public key, as it stands in the genesis.
    pub fn public_key(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&self.0.public_key());
        bytes
    }

    /// The public key, as the engine takes it.
    pub fn member(&self) -> PublicKey {
        self.0.public_key()
    }

    /// The key as the engine's network takes it.
    pub(crate) const fn signer(&self) -> &PrivateKey {
        &self.0
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", hex(&self.public_key()))
    }
}

/// A member's key as the engine takes it; `None` where the bytes are no point of the curve.
pub fn member_key(bytes: &[u8; 32]) -> Option<PublicKey> {
    PublicKey::decode(Copying(bytes)).ok()
}

/// Why a genesis, an identity and a share do not make a validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACommittee {
    /// A member's key is no Ed25519 key.
    #[error("the genesis names a member whose key is no Ed25519 public key")]
    MemberKey,
    /// The sharing cannot be read.
    #[error("the genesis' sharing is not the engine's encoding of one")]
    Sharing,
    /// The sharing is for another number of members.
    #[error("the genesis' sharing is for another number of members than it names")]
    SharingSize,
    /// The network key is not that of the sharing.
    #[error("the genesis' network key is not the key of its sharing")]
    NetworkKey,
    /// The identity is not among the members.
    #[error("identity.key is not the key of a member of this network")]
    NotAMember,
    /// The share belongs to another member or another network.
    #[error("share.key does not belong to this member of this network")]
    Share,
}

/// The members of a network as the engine takes them, checked.
#[derive(Clone, Debug)]
pub struct Committee {
    members: Set<PublicKey>,
    sharing: Sharing<MinSig>,
    namespace: Vec<u8>,
}

impl Committee {
    /// Reads the committee of a genesis.
    pub fn of(genesis: &Genesis) -> Result<Self, NotACommittee> {
        let members: Set<PublicKey> = genesis
            .members
            .iter()
            .map(|member| member_key(&member.public_key).ok_or(NotACommittee::MemberKey))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .try_collect()
            .or(Err(NotACommittee::MemberKey))?;
        let sharing =
            Sharing::<MinSig>::decode_cfg(Copying(&genesis.sharing), &(MEMBERS_MAX, ModeVersion::v0()))
                .or(Err(NotACommittee::Sharing))?;
        if sharing.total().get() as usize != genesis.member_count()
            || sharing.required() as usize != genesis.quorum()
        {
            return Err(NotACommittee::SharingSize);
        }
        if network_key(&sharing) != genesis.key {
            return Err(NotACommittee::NetworkKey);
        }
        Ok(Self { members, sharing, namespace: genesis.network.namespace() })
    }

    /// The members' keys, in order.
    pub const fn members(&self) -> &Set<PublicKey> {
        &self.members
    }

    /// The first member, under whose name block 0 stands.
    pub fn first(&self) -> &PublicKey {
        self.members.iter().next().expect("a genesis has at least one member")
    }

    /// The scheme of whoever checks votes and casts none.
    pub fn verifier(&self) -> Scheme {
        Scheme::verifier(&self.namespace, self.members.clone(), self.sharing.clone())
    }

    /// The scheme of the member with that identity and share.
    pub fn signer(&self, identity: &Identity, share: &ShareKey) -> Result<Scheme, NotACommittee> {
        let me = identity.0.public_key();
        let place = self.members.iter().position(|member| *member == me).ok_or(NotACommittee::NotAMember)?;
        if share.0.index.get() as usize != place {
            return Err(NotACommittee::Share);
        }
        Scheme::signer(&self.namespace, self.members.clone(), self.sharing.clone(), share.0.clone())
            .ok_or(NotACommittee::Share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng as _, rngs::StdRng};

    #[test]
    fn a_share_reads_back_from_its_text() {
        let dealt = deal(NonZeroU32::new(4).unwrap(), StdRng::seed_from_u64(1));
        for share in &dealt.shares {
            let text = share.to_hex();
            assert_eq!(ShareKey::from_hex(&text).unwrap().to_hex(), text);
            assert_eq!(format!("{share:?}"), "ShareKey(hidden)");
        }
        assert!(ShareKey::from_hex("00").is_none());
        assert!(ShareKey::from_hex(&"ff".repeat(33)).is_none());
    }

    #[test]
    fn an_identity_is_the_ed25519_key_of_its_seed() {
        let seed = [7; 32];
        let expected = ed25519_zebra::VerificationKey::from(&ed25519_zebra::SigningKey::from(seed));
        assert_eq!(Identity::from_seed(seed).public_key(), <[u8; 32]>::from(expected));
    }
}
