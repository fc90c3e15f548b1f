//! A block: a header in two levels, and the entries with their outcomes.
//!
//! # Format
//!
//! In the engine's encoding: consensus context, parent, height, `time_ms` u64, `log_size` u64,
//! `log_root`, `state_height` u64, `state_root`, `rules_version` u32, then the number of entries and
//! for each entry its canonical bytes and those of its outcome, each with a length before it.
//!
//! # Invariants
//!
//! The digest is that of [`protocol::block::Header`], whose `entries_root` is computed from the
//! entries and outcomes whenever a block is made or read, so a body never disagrees with its digest.
use bytes::{BufMut, Bytes};
use commonware_codec::{
    Buf, Encode as _, EncodeSize, Error, MaxEncodeSize as _, RangeCfg, Read, ReadExt as _, Write,
};
use commonware_consensus::{
    BoundedBlock, CertifiableBlock, Heightable,
    simplex::{scheme::bls12381_threshold::standard, types as simplex},
    types::{Epoch, Height, Round, View},
};
use commonware_cryptography::{
    Digested, Digestible, bls12381::primitives::variant::MinSig, ed25519, sha256::Digest as EngineDigest,
};
use protocol::{
    Canonical as _, Digest, Outcome, SignedEntry,
    block::{self as header, BLOCK_BYTES_MAX, ENTRIES_MAX, Header, entry_leaves},
    entry::BULK_ENTRY_BYTES_MAX,
    genesis::Genesis,
    merkle::{self, Frontier},
};

/// A validator's key on the network.
pub type PublicKey = ed25519::PublicKey;
/// How validators certify: threshold BLS12-381, one signature for the quorum.
pub type Scheme = standard::Scheme<PublicKey, MinSig>;
/// Where consensus stands when a block is proposed.
pub type Context = simplex::Context<EngineDigest, PublicKey>;
/// The engine's proof that a block is final.
pub type Finalization = simplex::Finalization<Scheme, EngineDigest>;

/// The only epoch while the members do not change.
pub const EPOCH: Epoch = Epoch::zero();
/// The greatest size of an encoded outcome, in bytes.
const OUTCOME_BYTES_MAX: usize = Outcome::MAX_BYTES;
/// The most bytes of a block that are not entries: context, digests, numbers, lengths.
const FRAME_BYTES_MAX: usize = Context::MAX_ENCODE_SIZE + 3 * 32 + 10 + 3 * 8 + 4 + 5;
/// What an entry takes in a block at most besides its own bytes.
pub const ENTRY_FRAME_BYTES_MAX: usize = OUTCOME_BYTES_MAX + 4;
/// The most bytes that entries with their frames may take, so that the whole keeps its limit.
pub const BODY_BYTES_MAX: usize = BLOCK_BYTES_MAX - FRAME_BYTES_MAX;

/// The engine's digest as ours.
pub const fn ours(digest: &EngineDigest) -> Digest {
    Digest::new(digest.0)
}

/// Our digest as the engine's.
pub const fn theirs(digest: &Digest) -> EngineDigest {
    EngineDigest(*digest.as_bytes())
}

/// The engine's context as it stands in a header.
pub fn header_context(context: &Context) -> header::Context {
    let mut leader = [0; 32];
    leader.copy_from_slice(&context.leader);
    header::Context {
        epoch: context.round.epoch().get(),
        view: context.round.view().get(),
        leader,
        parent_view: context.parent.0.get(),
        parent: ours(&context.parent.1),
    }
}

/// What a proposer says of a block besides its entries.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where consensus stands.
    pub context: Context,
    /// The digest of the parent.
    pub parent: Digest,
    /// The height, one more than the parent's.
    pub height: u64,
    /// The time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The height of the final ancestor whose state is named.
    pub state_height: u64,
    /// The root of that state.
    pub state_root: Digest,
    /// The version of the rules that decided the entries.
    pub rules_version: u32,
}

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    context: Context,
    header: Header,
    digest: EngineDigest,
    entries: Vec<SignedEntry>,
    outcomes: Vec<Outcome>,
    entry_digests: Vec<Digest>,
    /// The encoding of entries and outcomes.
    body: Bytes,
}

impl Block {
    /// Makes the block of `draft` on the log of its parent.
    ///
    /// The caller keeps to at most 1,024 entries and [`BODY_BYTES_MAX`].
    pub fn propose(draft: Draft, log: &Frontier, entries: Vec<(SignedEntry, Outcome)>) -> Self {
        let digests = digests_of(&entries);
        let log = log_after(log, &digests);
        Self::assemble(draft, (log.size(), log.root()), entries, digests)
    }

    /// Block 0 of a network: no entries, the genesis' time, the state that the genesis describes.
    ///
    /// Its context is that of epoch 0 and view 0 under the first member, with no parent.
    pub fn genesis(genesis: &Genesis, first_member: &PublicKey, state_root: Digest) -> Self {
        let context = Context {
            round: Round::new(EPOCH, View::zero()),
            leader: first_member.clone(),
            parent: (View::zero(), theirs(&Digest::ZERO)),
        };
        let draft = Draft {
            context,
            parent: genesis.parent(),
            height: 0,
            time_ms: genesis.time_ms,
            state_height: 0,
            state_root,
            rules_version: genesis.rules_version,
        };
        Self::propose(draft, &Frontier::default(), Vec::new())
    }

    fn assemble(
        draft: Draft,
        (log_size, log_root): (u64, Digest),
        entries: Vec<(SignedEntry, Outcome)>,
        entry_digests: Vec<Digest>,
    ) -> Self {
        let header = Header {
            height: draft.height,
            time_ms: draft.time_ms,
            entry_count: u32::try_from(entries.len()).expect("a block has at most 1,024 entries"),
            entries_root: merkle::root(&entry_leaves(&entry_digests)),
            parent: draft.parent,
            context: header_context(&draft.context),
            log_size,
            log_root,
            state_height: draft.state_height,
            state_root: draft.state_root,
            rules_version: draft.rules_version,
        };
        let mut body = Vec::new();
        entries.len().write(&mut body);
        for (entry, outcome) in &entries {
            Bytes::from(entry.to_bytes()).write(&mut body);
            Bytes::from(outcome.to_bytes()).write(&mut body);
        }
        let (entries, outcomes) = entries.into_iter().unzip();
        Self {
            context: draft.context,
            digest: theirs(&header.digest()),
            header,
            entries,
            outcomes,
            entry_digests,
            body: body.into(),
        }
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The digest, which the quorum signs.
    pub const fn id(&self) -> Digest {
        ours(&self.digest)
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[SignedEntry] {
        &self.entries
    }

    /// The outcomes, one for each entry.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The digests of the entries with their outcomes: the leaves of the block's tree and of the log.
    pub fn entry_digests(&self) -> &[Digest] {
        &self.entry_digests
    }

    /// The log after this block, from the log before it.
    pub fn log_after(&self, before: &Frontier) -> Frontier {
        log_after(before, &self.entry_digests)
    }

    /// Pairs the block with its digest for the engine.
    pub fn seal(self) -> Digested<Self> {
        let digest = self.digest;
        Digested::precomputed(self, digest)
    }
}

fn digests_of(entries: &[(SignedEntry, Outcome)]) -> Vec<Digest> {
    entries.iter().map(|(entry, outcome)| entry.digest(outcome)).collect()
}

fn log_after(before: &Frontier, digests: &[Digest]) -> Frontier {
    let mut log = before.clone();
    for digest in digests {
        log.append(merkle::leaf(digest.as_ref()));
    }
    log
}

impl Write for Block {
    fn write(&self, to: &mut impl BufMut) {
        self.context.write(to);
        theirs(&self.header.parent).write(to);
        Height::new(self.header.height).write(to);
        self.header.time_ms.write(to);
        self.header.log_size.write(to);
        theirs(&self.header.log_root).write(to);
        self.header.state_height.write(to);
        theirs(&self.header.state_root).write(to);
        self.header.rules_version.write(to);
        to.put_slice(&self.body);
    }
}

impl EncodeSize for Block {
    fn encode_size(&self) -> usize {
        let height = Height::new(self.header.height).encode_size();
        self.context.encode_size() + height + 3 * 32 + 3 * 8 + 4 + self.body.len()
    }
}

impl Read for Block {
    type Cfg = ();

    fn read_cfg(from: &mut impl Buf, (): &()) -> Result<Self, Error> {
        let context = Context::read(from)?;
        let parent = ours(&EngineDigest::read(from)?);
        let height = Height::read(from)?.get();
        let time_ms = u64::read(from)?;
        let log_size = u64::read(from)?;
        let log_root = ours(&EngineDigest::read(from)?);
        let state_height = u64::read(from)?;
        let state_root = ours(&EngineDigest::read(from)?);
        let rules_version = u32::read(from)?;
        let entries = read_entries(from)?;
        let draft = Draft { context, parent, height, time_ms, state_height, state_root, rules_version };
        let digests = digests_of(&entries);
        Ok(Self::assemble(draft, (log_size, log_root), entries, digests))
    }
}

/// Reads the entries, refusing what is too many, too large or not canonical before it is kept.
fn read_entries(from: &mut impl Buf) -> Result<Vec<(SignedEntry, Outcome)>, Error> {
    let count = usize::read_cfg(from, &RangeCfg::from(..=ENTRIES_MAX))?;
    let mut left = BODY_BYTES_MAX;
    let mut entries = Vec::new();
    for _ in 0..count {
        let entry = Bytes::read_cfg(from, &RangeCfg::from(..=BULK_ENTRY_BYTES_MAX))?;
        let outcome = Bytes::read_cfg(from, &RangeCfg::from(..=OUTCOME_BYTES_MAX))?;
        left = left
            .checked_sub(entry.len() + outcome.len() + 4)
            .ok_or(Error::Invalid("Block", "longer than 1 MiB"))?;
        let entry = SignedEntry::from_bytes(&entry).map_err(|error| Error::Wrapped("entry", error.into()))?;
        let outcome =
            Outcome::from_bytes(&outcome).map_err(|error| Error::Wrapped("outcome", error.into()))?;
        entries.push((entry, outcome));
    }
    Ok(entries)
}

impl Digestible for Block {
    type Digest = EngineDigest;

    fn digest(&self) -> EngineDigest {
        self.digest
    }
}

impl Heightable for Block {
    fn height(&self) -> Height {
        Height::new(self.header.height)
    }
}

impl commonware_consensus::Block for Block {
    fn parent(&self) -> EngineDigest {
        theirs(&self.header.parent)
    }
}

impl CertifiableBlock for Block {
    type Context = Context;

    fn context(&self) -> Context {
        self.context.clone()
    }
}

impl BoundedBlock for Block {
    fn max_encode_size((): &()) -> usize {
        BLOCK_BYTES_MAX
    }
}

/// The engine's finalization as it stands in a receipt.
///
/// The engine encodes the quorum's signature as 48 bytes with nothing around them.
pub fn portable(finalization: &Finalization) -> protocol::finalization::Finalization {
    let bytes = finalization.certificate.encode();
    let mut signature = [0; 48];
    signature.copy_from_slice(&bytes);
    protocol::finalization::Finalization {
        epoch: finalization.proposal.round.epoch().get(),
        view: finalization.proposal.round.view().get(),
        parent_view: finalization.proposal.parent.get(),
        signature,
    }
}

#[cfg(test)]
mod tests;
