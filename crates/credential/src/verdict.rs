//! Judging a proof: valid, not valid, or not to be told with the keys at hand.
//!
//! All of a proof hangs on one thread: the values lead to the group roots, these with the numbers to
//! the entry, the entry through the path to the block, the block to the quorum's signature. Whatever
//! is changed anywhere, the signature does not fit; so a proof that is not valid cannot say *where*
//! it was changed.
use crate::proof::{NotAProof, Prefix, Proof};
use protocol::{
    NetworkId, NetworkKey,
    network::{KeyOrigin, NetworkKeyId},
    receipt::Broken,
};

/// A network key that a verifier trusts, and what it counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// The network.
    pub network: NetworkId,
    /// How papers name the key.
    pub id: NetworkKeyId,
    /// The key.
    pub key: NetworkKey,
    /// How it came about.
    pub origin: KeyOrigin,
    /// How many agencies run the network.
    pub members: u16,
    /// How many of them must sign.
    pub quorum: u16,
    /// From which height on the key counts.
    pub from_height: u64,
    /// Up to which height it counts; none while it is in use.
    pub to_height: Option<u64>,
}

impl KnownKey {
    fn counts_at(&self, height: u64) -> bool {
        height >= self.from_height && self.to_height.is_none_or(|last| height <= last)
    }
}

/// Why a proof is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyNotValid {
    /// It cannot be read as a proof.
    #[error(transparent)]
    Unreadable(NotAProof),
    /// The prefix says one kind of network and the key is of another.
    #[error("the prefix of the code does not fit the network of its key")]
    PrefixOfAnotherNetwork,
    /// The key did not count at that height.
    #[error("the key does not count at the height that the code names")]
    HeightOutsideKey,
    /// The thread is broken.
    #[error(transparent)]
    Broken(Broken),
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyCannotTell {
    /// None of the keys at hand has that id.
    #[error("the code names network key {0}, and that key is not known here")]
    UnknownKey(u8),
    /// The code is of another version.
    #[error("the code is of a later version than this program knows")]
    LaterVersion,
    /// The code is of another kind of document.
    #[error("the code is of a kind of document, {0}, that this program does not know")]
    LaterDocument(u8),
    /// The paper is one that this check does not judge.
    #[error("this is a provisional extract: ask the office or check online")]
    Provisional,
}

/// What a check comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The quorum of the network signed exactly these values. Later changes are not known offline.
    Valid {
        /// What was proved.
        proof: Box<Proof>,
        /// By which key.
        key: Box<KnownKey>,
    },
    /// These values were not signed.
    NotValid(WhyNotValid),
    /// Not to be told with the keys at hand.
    CannotTell(WhyCannotTell),
}

impl Verdict {
    /// What came of the check, as a code that never changes (`docs/formats/certificate-proof.md`).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Valid { .. } => "valid",
            Self::NotValid(WhyNotValid::Unreadable(NotAProof::Prefix | NotAProof::LaterVersion)) => {
                "not-valid.prefix"
            }
            Self::NotValid(WhyNotValid::Unreadable(NotAProof::Base45)) => "not-valid.base45",
            Self::NotValid(WhyNotValid::Unreadable(
                NotAProof::Malformed(_) | NotAProof::LaterDocument(_),
            )) => "not-valid.cbor",
            Self::NotValid(WhyNotValid::PrefixOfAnotherNetwork) => "not-valid.network",
            Self::NotValid(WhyNotValid::HeightOutsideKey) => "not-valid.height",
            Self::NotValid(WhyNotValid::Broken(Broken::Path)) => "not-valid.path",
            Self::NotValid(WhyNotValid::Broken(Broken::OtherEntry | Broken::Quorum)) => "not-valid.signature",
            Self::CannotTell(WhyCannotTell::LaterVersion) => "cannot-tell.version",
            Self::CannotTell(WhyCannotTell::LaterDocument(_)) => "cannot-tell.document",
            Self::CannotTell(WhyCannotTell::UnknownKey(_)) => "cannot-tell.unknown-key",
            Self::CannotTell(WhyCannotTell::Provisional) => "cannot-tell.provisional",
        }
    }
}

/// Judges the text of a proof against the keys one trusts.
pub fn check_text(text: &str, keys: &[KnownKey]) -> Verdict {
    match Proof::from_text(text) {
        Ok((prefix, proof)) => check(prefix, proof, keys),
        // A program never says "not valid" of a paper only because it is older than the paper.
        Err(NotAProof::LaterVersion) => Verdict::CannotTell(WhyCannotTell::LaterVersion),
        Err(NotAProof::LaterDocument(number)) => Verdict::CannotTell(WhyCannotTell::LaterDocument(number)),
        Err(fault) => Verdict::NotValid(WhyNotValid::Unreadable(fault)),
    }
}

/// Judges a proof that was read.
pub fn check(prefix: Prefix, proof: Proof, keys: &[KnownKey]) -> Verdict {
    if prefix == Prefix::Provisional {
        return Verdict::CannotTell(WhyCannotTell::Provisional);
    }
    let named: Vec<&KnownKey> = keys.iter().filter(|key| key.id == proof.key_id).collect();
    if named.is_empty() {
        return Verdict::CannotTell(WhyCannotTell::UnknownKey(proof.key_id.0));
    }
    let digest = proof.entry_digest();
    let mut why = WhyNotValid::PrefixOfAnotherNetwork;
    for known in named {
        if Prefix::of(known.network.class) != prefix {
            continue;
        }
        match proof.inclusion.verify(&digest, known.network, &known.key) {
            Err(broken) => why = WhyNotValid::Broken(broken),
            Ok(()) if !known.counts_at(proof.inclusion.height) => why = WhyNotValid::HeightOutsideKey,
            Ok(()) => {
                return Verdict::Valid { proof: Box::new(proof), key: Box::new(known.clone()) };
            }
        }
    }
    Verdict::NotValid(why)
}
