//! Receipts: the proof of an entry, from the stored blocks and finalizations.
//!
//! A block that was made final through a child has no finalization of its own; its receipt goes up
//! from child to child to the first that has one. What proves a block is made once for all its entries.
use crate::{
    block::{Block, portable},
    chain::{Fault, Place},
    engine::Mailbox,
    meter::Part,
};
use commonware_consensus::types::Height;
use commonware_cryptography::Digested;
use protocol::{
    Outcome, Receipt, SignedEntry,
    block::entry_leaves,
    finalization::Finalization,
    genesis::Genesis,
    merkle::Tree,
    receipt::{HOPS_MAX, Hop, Inclusion},
    status::StateAt,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Of how many blocks the proof is kept in memory.
const KEPT_MAX: usize = 64;

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
    kept: Mutex<BTreeMap<u64, Arc<Certified>>>,
}

impl Receipts {
    /// Receipts of the blocks that the engine stores.
    pub fn new(marshal: Mailbox, genesis: Arc<Genesis>) -> Self {
        Self { marshal, genesis, kept: Mutex::default() }
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
        let Some(certified) = self.certified(height).await? else { return Ok(None) };
        Ok(Some(StateAt {
            header: *certified.block.inner().header(),
            hops: certified.hops.clone(),
            finalization: certified.finalization.clone(),
        }))
    }

    async fn certified(&self, height: u64) -> Result<Option<Arc<Certified>>, Fault> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(certified) = kept().get(&height) {
            return Ok(Some(Arc::clone(certified)));
        }
        let Some(block) = self.marshal.get_block(Height::new(height)).await else {
            return Err(Fault::Missing { height });
        };
        let mut hops = Vec::new();
        let mut at = height;
        let (last, finalization) = loop {
            if let Some(finalization) = self.marshal.get_finalization(Height::new(at)).await {
                break (at, portable(&finalization));
            }
            at = at.saturating_add(1);
            match self.marshal.get_block(Height::new(at)).await {
                Some(child) if hops.len() < HOPS_MAX => hops.push(hop(child.inner())),
                Some(_) | None => return Ok(None),
            }
        };
        let tree = Part::Answers.count(|| Tree::new(entry_leaves(block.inner().entry_digests())));
        let certified = Certified { block, tree, hops, finalization };
        let at = StateAt {
            header: *certified.block.inner().header(),
            hops: certified.hops.clone(),
            finalization: certified.finalization.clone(),
        };
        let verified = Part::Answers.count(|| at.verify(self.genesis.network, &self.genesis.key));
        if let Err(broken) = verified {
            tracing::error!(block.height = height, certified.height = last, %broken, "a receipt made here does not verify");
            return Err(Fault::Receipt { height });
        }
        let certified = Arc::new(certified);
        let mut kept = kept();
        kept.insert(height, Arc::clone(&certified));
        while kept.len() > KEPT_MAX {
            kept.pop_first();
        }
        drop(kept);
        Ok(Some(certified))
    }
}

impl Certified {
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
                let proof = Certified {
                    block: blocks[1].clone().seal(),
                    tree: Tree::new(entry_leaves(blocks[1].entry_digests())),
                    hops: blocks[2..=certified].iter().map(hop).collect(),
                    finalization: finalization.clone(),
                };
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
