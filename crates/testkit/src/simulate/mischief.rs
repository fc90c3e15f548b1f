//! What a member that lies does: at most f of them, each in its own way.
use super::{
    disk::lock,
    wire::{Parcel, Tap},
};
use civil::OfficeCode;
use commonware_consensus::{Application as Engine, marshal::ancestry::Ancestry};
use commonware_cryptography::Digested;
use commonware_runtime::IoBuf;
use futures::StreamExt as _;
use node::{
    application::Application,
    block::{Block, Context, Draft, PublicKey, Scheme},
    sim::scene::forged,
};
use protocol::{Canonical as _, Digest, Outcome, SignedEntry, finalization::Finalization, peer::PeerMessage};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use super::machine::Machine;

/// One way to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mischief {
    /// Runs twice with one key, each half speaking to others: two blocks in one view, two votes.
    Equivocates,
    /// Proposes blocks that break a rule, too large ones among them.
    BadBlocks,
    /// Sends its blocks to some or nobody.
    Withholds,
    /// Sends again what it sent long ago, and proposes old blocks.
    Stale,
    /// Sends broken and invented messages on every channel.
    Garbage,
    /// Leaves out the entries of an office when it leads.
    LeavesOut(OfficeCode),
    /// Forwards no entry.
    KeepsEntries,
    /// Lies about clocks, votes seen and finalizations.
    LiesAboutOthers,
    /// Sends nothing.
    Silent,
}

impl Mischief {
    /// The ways, one for each.
    pub fn all() -> [Self; 9] {
        let office = OfficeCode::new(1002).expect("a code from 1 to 9999");
        [
            Self::Equivocates,
            Self::BadBlocks,
            Self::Withholds,
            Self::Stale,
            Self::Garbage,
            Self::LeavesOut(office),
            Self::KeepsEntries,
            Self::LiesAboutOthers,
            Self::Silent,
        ]
    }

    /// Its word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equivocates => "equivocates",
            Self::BadBlocks => "bad blocks",
            Self::Withholds => "withholds blocks",
            Self::Stale => "stale proposals",
            Self::Garbage => "garbage on every channel",
            Self::LeavesOut(_) => "leaves an office out",
            Self::KeepsEntries => "forwards nothing",
            Self::LiesAboutOthers => "lies about others",
            Self::Silent => "silent",
        }
    }

    /// What becomes of its messages.
    pub fn tap(self) -> Option<Arc<dyn Tap>> {
        match self {
            Self::Equivocates | Self::BadBlocks | Self::LeavesOut(_) => None,
            Self::Withholds => Some(Arc::new(Withholding)),
            Self::Stale => Some(Arc::new(Replaying(Mutex::default()))),
            Self::Garbage => Some(Arc::new(Garbling)),
            Self::KeepsEntries => Some(Arc::new(Dropping { channel: Some(ENTRIES) })),
            Self::LiesAboutOthers => Some(Arc::new(Lying)),
            Self::Silent => Some(Arc::new(Dropping { channel: None })),
        }
    }
}

/// The channels by their numbers: [`node::engine::Links`] says their order.
const BLOCKS: u64 = 3;
const ENTRIES: u64 = 5;
const NEIGHBOURS: u64 = 6;

/// Speaks to one side only.
pub struct OneSided(pub Vec<PublicKey>);

impl Tap for OneSided {
    fn sends(&self, _: u64, mut parcel: Parcel, _: &mut StdRng) -> Vec<Parcel> {
        parcel.to.retain(|to| self.0.contains(to));
        vec![parcel]
    }
}

struct Withholding;

impl Tap for Withholding {
    fn sends(&self, channel: u64, mut parcel: Parcel, rng: &mut StdRng) -> Vec<Parcel> {
        if channel == BLOCKS {
            let share = rng.random_range(0..3);
            parcel.to.retain(|_| rng.random_range(0..3) < share);
        }
        vec![parcel]
    }
}

struct Dropping {
    /// Nothing on this channel, or on any.
    channel: Option<u64>,
}

impl Tap for Dropping {
    fn sends(&self, channel: u64, parcel: Parcel, _: &mut StdRng) -> Vec<Parcel> {
        if self.channel.is_none_or(|dropped| dropped == channel) { Vec::new() } else { vec![parcel] }
    }
}

/// The channel and the bytes of what was sent.
struct Replaying(Mutex<Vec<(u64, IoBuf)>>);

impl Tap for Replaying {
    fn sends(&self, channel: u64, parcel: Parcel, rng: &mut StdRng) -> Vec<Parcel> {
        const KEPT: usize = 512;
        let mut sent = lock(&self.0);
        let mut parcels = Vec::new();
        let old: Vec<&IoBuf> = sent.iter().filter(|(of, _)| *of == channel).map(|(_, bytes)| bytes).collect();
        if !old.is_empty() && rng.random_range(0..4) == 0 {
            let bytes = old[rng.random_range(0..old.len())].clone();
            parcels.push(Parcel { bytes, ..parcel.clone() });
        }
        if sent.len() < KEPT {
            sent.push((channel, parcel.bytes.clone()));
        }
        parcels.push(parcel);
        parcels
    }
}

struct Garbling;

impl Tap for Garbling {
    fn sends(&self, channel: u64, parcel: Parcel, rng: &mut StdRng) -> Vec<Parcel> {
        let mut parcels = vec![parcel.clone()];
        if rng.random_range(0..3) > 0 {
            return parcels;
        }
        let mut bytes = parcel.bytes.as_ref().to_vec();
        match rng.random_range(0..4) {
            0 => (0..rng.random_range(1..4)).for_each(|_| {
                if !bytes.is_empty() {
                    let at = rng.random_range(0..bytes.len());
                    bytes[at] ^= 1 << rng.random_range(0..8u8);
                }
            }),
            1 => bytes.truncate(rng.random_range(0..=bytes.len())),
            2 => bytes.extend((0..rng.random_range(1..5000)).map(|_| rng.random::<u8>())),
            _ => bytes = (0..rng.random_range(0..300)).map(|_| rng.random::<u8>()).collect(),
        }
        // In place of the true one now and then: a block that nobody can read is a withheld one.
        if channel == BLOCKS && rng.random_range(0..2) == 0 {
            parcels.clear();
        }
        parcels.push(Parcel { bytes: bytes.into(), ..parcel });
        parcels
    }
}

struct Lying;

impl Tap for Lying {
    fn sends(&self, channel: u64, parcel: Parcel, rng: &mut StdRng) -> Vec<Parcel> {
        if channel != NEIGHBOURS {
            return vec![parcel];
        }
        let lie = match PeerMessage::from_bytes(parcel.bytes.as_ref()) {
            Ok(PeerMessage::Clock { now_ms }) => {
                let now_ms = [0, now_ms.saturating_add(60_000), u64::MAX][rng.random_range(0..3)];
                PeerMessage::Clock { now_ms }
            }
            Ok(PeerMessage::Seen { .. }) => PeerMessage::Seen { view: u64::MAX },
            Ok(PeerMessage::Have { height, .. }) => {
                let signature = core::array::from_fn(|_| rng.random());
                let finalization = Finalization { epoch: 0, view: height, parent_view: 0, signature };
                PeerMessage::Have { height, finalization: Some(finalization) }
            }
            Ok(asks @ (PeerMessage::Ask | PeerMessage::Want { .. })) => asks,
            Err(_) => return vec![parcel],
        };
        let after = Duration::ZERO;
        vec![Parcel { bytes: lie.to_bytes().into(), after, ..parcel }]
    }
}

/// A verdict of *invalid* on a proposed block.
#[derive(Clone, Debug)]
pub struct Rejection {
    /// Who judged.
    pub by: usize,
    /// The key of the leader.
    pub leader: [u8; 32],
    /// The height that the block says.
    pub height: u64,
}

/// What the applications of all validators did.
#[derive(Debug, Default)]
pub struct Watch {
    /// Blocks found invalid.
    pub rejections: Mutex<Vec<Rejection>>,
    /// Proposals that lied, by what was wrong.
    pub lies: Mutex<Vec<&'static str>>,
}

/// An application that is watched, and lies where its member does.
#[derive(Clone)]
pub struct Watched {
    inner: Application,
    who: usize,
    mischief: Option<Mischief>,
    watch: Arc<Watch>,
    rng: Arc<Mutex<StdRng>>,
    proposed: Arc<Mutex<Vec<Digested<Block>>>>,
}

impl Watched {
    /// Around the application of validator `who`.
    pub fn new(
        inner: Application,
        who: usize,
        mischief: Option<Mischief>,
        watch: Arc<Watch>,
        seed: u64,
    ) -> Self {
        let rng = Arc::new(Mutex::new(StdRng::seed_from_u64(seed)));
        Self { inner, who, mischief, watch, rng, proposed: Arc::default() }
    }

    /// The block that is proposed in place of a good one.
    fn lie(&self, good: Digested<Block>, context: &Context) -> Digested<Block> {
        let mut rng = lock(&self.rng);
        let mut proposed = lock(&self.proposed);
        proposed.push(good.clone());
        let told = match self.mischief {
            Some(Mischief::BadBlocks) => bad(&self.inner, good.inner(), context, &mut rng),
            Some(Mischief::LeavesOut(office)) => {
                let others = |(entry, _): &(SignedEntry, Outcome)| entry.entry().office != Some(office);
                let all = entries(good.inner());
                let kept: Vec<_> = all.iter().filter(|entry| others(entry)).cloned().collect();
                if kept.len() == all.len() {
                    None
                } else {
                    remade(&self.inner, good.inner(), context, |_| {}, kept)
                        .map(|block| ("an office left out", block))
                }
            }
            Some(Mischief::Stale) if rng.random_range(0..3) == 0 => {
                let old = proposed[rng.random_range(0..proposed.len())].clone();
                Some(("an old block", old.inner().clone()))
            }
            Some(
                Mischief::Stale
                | Mischief::Equivocates
                | Mischief::Withholds
                | Mischief::Garbage
                | Mischief::KeepsEntries
                | Mischief::LiesAboutOthers
                | Mischief::Silent,
            )
            | None => None,
        };
        match told {
            Some((what, block)) => {
                lock(&self.watch.lies).push(what);
                block.seal()
            }
            None => good,
        }
    }
}

fn entries(block: &Block) -> Vec<(SignedEntry, Outcome)> {
    block.entries().iter().cloned().zip(block.outcomes().iter().copied()).collect()
}

/// The block with something else in it, on the log that its parent has here.
fn remade(
    application: &Application,
    good: &Block,
    context: &Context,
    change: impl FnOnce(&mut Draft),
    entries: Vec<(SignedEntry, Outcome)>,
) -> Option<Block> {
    let header = good.header();
    let log = application.chain().position(&header.parent)?.log;
    let mut draft = Draft {
        context: context.clone(),
        parent: header.parent,
        height: header.height,
        time_ms: header.time_ms,
        state_height: header.state_height,
        state_root: header.state_root,
        rules_version: header.rules_version,
    };
    change(&mut draft);
    Some(Block::propose(draft, &log, entries))
}

/// The block with one thing wrong; nothing where it has not what would be made wrong.
fn bad(
    application: &Application,
    good: &Block,
    context: &Context,
    rng: &mut StdRng,
) -> Option<(&'static str, Block)> {
    const DAY_MS: u64 = 24 * 60 * 60 * 1000;
    let mut all = entries(good);
    let remade = |change: &dyn Fn(&mut Draft), entries| remade(application, good, context, change, entries);
    let (what, block) = match rng.random_range(0..12) {
        0 => ("a state root", remade(&|draft| draft.state_root = Digest::ZERO, all)),
        1 => ("a time that is past", remade(&|draft| draft.time_ms -= 10_000_000, all)),
        2 => ("a time two days ahead", remade(&|draft| draft.time_ms += 2 * DAY_MS, all)),
        3 => ("a time 20 s ahead", remade(&|draft| draft.time_ms += 20_000, all)),
        4 => ("a state that is to come", remade(&|draft| draft.state_height = draft.height, all)),
        5 => ("other rules", remade(&|draft| draft.rules_version += 1, all)),
        6 => ("another parent", remade(&|draft| draft.parent = Digest::new([7; 32]), all)),
        7 => ("another height", remade(&|draft| draft.height += 1, all)),
        8 => {
            all.extend(all.first().cloned());
            ("an entry twice", remade(&|_| {}, all))
        }
        9 => {
            for (entry, _) in &mut all {
                *entry = forged(entry);
            }
            ("forged signatures", remade(&|_| {}, all))
        }
        10 => {
            if let [(_, first), .., (_, last)] = all.as_mut_slice() {
                core::mem::swap(first, last);
            }
            ("outcomes exchanged", remade(&|_| {}, all))
        }
        _ => {
            // More entries than a block may have: nobody can read it.
            let first = all.first().cloned()?;
            all.resize(1_100, first);
            ("too many entries", remade(&|_| {}, all))
        }
    };
    block.filter(|block| block.id() != good.id()).map(|block| (what, block))
}

impl Engine<Machine> for Watched {
    type SigningScheme = Scheme;
    type Context = Context;
    type Block = Block;
    type Input = ();

    async fn propose(
        &mut self,
        (clock, context): (Machine, Context),
        ancestry: impl Ancestry<Block>,
        (): (),
    ) -> Option<Digested<Block>> {
        let good = self.inner.propose((clock, context.clone()), ancestry, ()).await?;
        Some(self.lie(good, &context))
    }

    async fn verify(&mut self, (clock, context): (Machine, Context), ancestry: impl Ancestry<Block>) -> bool {
        let mut judged = ancestry.clone();
        let good = self.inner.verify((clock, context), ancestry).await;
        if !good && let Some(block) = judged.next().await {
            let header = block.inner().header();
            let rejection = Rejection { by: self.who, leader: header.context.leader, height: header.height };
            lock(&self.watch.rejections).push(rejection);
        }
        good
    }
}
