//! Receipts: the proof of an entry, from the stored blocks and finalizations.
//!
//! A block that was made final through a child has no finalization of its own here. The peers are asked
//! for it; where none has one, the receipt goes up from child to child to the first that has one. What
//! proves a block is made once for all its entries, and verified before it is used.
use crate::{
    block::{Block, portable},
    chain::{Fault, Place},
    engine::Mailbox,
    meter::Part,
    neighbours::Neighbours,
    planted::{self, Planted},
    validator::Pause,
};
use commonware_consensus::types::Height;
use commonware_cryptography::Digested;
use commonware_macros::select;
use protocol::{
    Outcome, Receipt, SignedEntry,
    block::entry_leaves,
    finalization::Finalization,
    genesis::Genesis,
    merkle::Tree,
    receipt::{Broken, HOPS_MAX, Hop, Inclusion},
    status::StateAt,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::OnceCell;

/// Of how many blocks the proof is kept in memory.
const KEPT_MAX: usize = 64;
/// How long the peers are waited for: they are asked only where a longer receipt will do as well.
const PATIENCE: Duration = Duration::from_millis(300);

/// An outcome and its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// What the ledger gave the entry.
    pub outcome: Outcome,
    /// The proof, verified here.
    pub receipt: Receipt,
}

/// What proves every entry of one block, verified.
struct Certified {
    block: Digested<Block>,
    tree: Tree,
    hops: Vec<Hop>,
    finalization: Finalization,
}

/// Makes receipts.
pub struct Receipts {
    marshal: Mailbox,
    genesis: Arc<Genesis>,
    neighbours: Arc<Neighbours>,
    pause: Pause,
    kept: Mutex<BTreeMap<u64, Kept>>,
}

/// The proof of a block, or the place where it is being made: whoever wants it meanwhile waits there.
type Kept = Arc<OnceCell<Arc<Certified>>>;

/// Why a block is not proved.
enum Unproved {
    /// No finalization that proves it has arrived here yet.
    NotYet,
    /// The validator is at fault.
    Fault(Fault),
}

impl Receipts {
    /// Receipts of the blocks that the engine stores.
    pub fn new(marshal: Mailbox, genesis: Arc<Genesis>, neighbours: Arc<Neighbours>, pause: Pause) -> Self {
        Self { marshal, genesis, neighbours, pause, kept: Mutex::default() }
    }

    /// The receipt of the entry at `place`, verified; `None` where no finalization that proves it has
    /// arrived here yet.
    pub async fn prove(&self, place: Place) -> Result<Option<Proved>, Fault> {
        let Some(certified) = self.certified(place.height).await? else { return Ok(None) };
        let proved = Part::Answers.count(|| certified.receipt(place.index));
        proved.map(Some).ok_or(Fault::Missing { height: place.height })
    }

    /// The proof that the block at a height is final, with its whole header.
    pub async fn state_at(&self, height: u64) -> Result<Option<StateAt>, Fault> {
        Ok(self.certified(height).await?.map(|certified| certified.state_at()))
    }

    async fn certified(&self, height: u64) -> Result<Option<Arc<Certified>>, Fault> {
        let kept = {
            let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = Arc::clone(all.entry(height).or_default());
            while all.len() > KEPT_MAX {
                all.pop_first();
            }
            kept
        };
        match kept.get_or_try_init(|| self.certify(height)).await {
            Ok(certified) => Ok(Some(Arc::clone(certified))),
            Err(Unproved::NotYet) => Ok(None),
            Err(Unproved::Fault(fault)) => Err(fault),
        }
    }

    /// Proves the block at a height by its own finalization, by one that a peer has, or by one of the
    /// nearest descendant that has one.
    async fn certify(&self, height: u64) -> Result<Arc<Certified>, Unproved> {
        let Some(block) = self.marshal.get_block(Height::new(height)).await else {
            return Err(Unproved::Fault(Fault::Missing { height }));
        };
        if let Some(finalization) = self.stored(height).await {
            let certified = Certified::new(block, Vec::new(), finalization);
            return self.verified(certified).map(Arc::new).ok_or(Unproved::Fault(Fault::Receipt { height }));
        }
        if let Some(certified) = self.by_a_peer(height, &block).await {
            return Ok(Arc::new(certified));
        }
        let (mut hops, mut at) = (Vec::new(), height);
        while hops.len() < HOPS_MAX {
            at = at.saturating_add(1);
            let Some(child) = self.marshal.get_block(Height::new(at)).await else { break };
            hops.push(hop(child.inner()));
            if let Some(finalization) = self.stored(at).await {
                let certified = Certified::new(block, hops, finalization);
                return self
                    .verified(certified)
                    .map(Arc::new)
                    .ok_or(Unproved::Fault(Fault::Receipt { height }));
            }
        }
        Err(Unproved::NotYet)
    }

    async fn stored(&self, height: u64) -> Option<Finalization> {
        self.marshal.get_finalization(Height::new(height)).await.as_ref().map(portable)
    }

    /// The proof by the first finalization from a peer that holds.
    async fn by_a_peer(&self, height: u64, block: &Digested<Block>) -> Option<Certified> {
        let mut answers = self.neighbours.wanted().ask(height);
        let mut patience = (self.pause)(PATIENCE);
        loop {
            select! {
                answer = answers.recv() => {
                    let certified = Certified::new(block.clone(), Vec::new(), answer?);
                    // A peer may lie, or have been lied to: its answer is not ours to log as an error.
                    if certified.holds(&self.genesis).is_ok() || planted::is(Planted::CatchUpUnverified) {
                        return Some(certified);
                    }
                },
                () = &mut patience => return None,
            }
        }
    }

    /// What was proved from this validator's own storage holds, or the storage is not what was written.
    fn verified(&self, certified: Certified) -> Option<Certified> {
        let verified = Part::Answers.count(|| certified.holds(&self.genesis));
        if let Err(broken) = verified {
            let height = certified.block.inner().header().height;
            tracing::error!(block.height = height, %broken, "a receipt made here does not verify");
            return None;
        }
        Some(certified)
    }
}

impl Certified {
    fn new(block: Digested<Block>, hops: Vec<Hop>, finalization: Finalization) -> Self {
        let tree = Part::Answers.count(|| Tree::new(entry_leaves(block.inner().entry_digests())));
        Self { block, tree, hops, finalization }
    }

    /// The block's header and what proves it.
    fn state_at(&self) -> StateAt {
        StateAt {
            header: *self.block.inner().header(),
            hops: self.hops.clone(),
            finalization: self.finalization.clone(),
        }
    }

    fn holds(&self, genesis: &Genesis) -> Result<(), Broken> {
        self.state_at().verify(genesis.network, &genesis.key)
    }

    /// The outcome and the receipt of the entry at a place; `None` where the block has none there.
    fn receipt(&self, index: u32) -> Option<Proved> {
        let block = self.block.inner();
        let (entry, outcome) = entry_at(block, index)?;
        let header = block.header();
        let receipt = Receipt {
            opened: entry.opened(outcome),
            closed: entry.closed(outcome),
            inclusion: Inclusion {
                index,
                entry_count: header.entry_count,
                path: self.tree.path(index as usize)?,
                height: header.height,
                time_ms: header.time_ms,
                rest: header.rest(),
                hops: self.hops.clone(),
                finalization: self.finalization.clone(),
            },
        };
        Some(Proved { outcome: *outcome, receipt })
    }
}

fn entry_at(block: &Block, index: u32) -> Option<(&SignedEntry, &Outcome)> {
    block.entries().get(index as usize).zip(block.outcomes().get(index as usize))
}

fn hop(child: &Block) -> Hop {
    let header = child.header();
    Hop {
        time_ms: header.time_ms,
        entry_count: header.entry_count,
        entries_root: header.entries_root,
        rest2: header.rest2(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Scene, scene::START_MS};
    use commonware_runtime::{Runner as _, deterministic};
    use core::num::NonZeroU32;

    #[test]
    fn a_receipt_leads_through_children_to_the_block_that_is_certified() {
        deterministic::Runner::default().start(|context| async move {
            let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
            let chain = scene.chain(&context, "state").await;
            let births = (0..3).map(|number| scene.birth(0, number, START_MS)).collect();
            let mut blocks = vec![chain.genesis_block().clone()];
            for entries in [births, vec![scene.birth(1, 9, START_MS)], Vec::new()] {
                let parent = blocks.last().unwrap();
                let (context, id) = (scene.context(parent), parent.id());
                blocks.push(chain.build(context, &id, START_MS + 50, entries, 1024).await.unwrap().block);
            }
            let finalization = Finalization { epoch: 0, view: 3, parent_view: 2, signature: [0; 48] };
            for certified in 1..=3 {
                let hops = blocks[2..=certified].iter().map(hop).collect();
                let proof = Certified::new(blocks[1].clone().seal(), hops, finalization.clone());
                for index in 0..3 {
                    let receipt = proof.receipt(index).unwrap().receipt;
                    let entry = blocks[1].entry_digests()[index as usize];
                    assert_eq!(receipt.inclusion.hops.len(), certified - 1);
                    assert_eq!(receipt.inclusion.certified_digest(&entry), Some(blocks[certified].id()));
                }
                assert_eq!(proof.receipt(3), None);
            }
        });
    }
}
