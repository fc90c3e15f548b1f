//! Receipts: the proof of an entry, from the stored blocks and finalizations.
//!
//! A block that was made final through a child has no finalization of its own; its receipt goes up
//! from child to child to the first that has one.
use crate::{
    block::{Block, portable},
    chain::{Fault, Place},
    engine::Mailbox,
};
use commonware_consensus::types::Height;
use commonware_cryptography::Digested;
use protocol::{
    Outcome, Receipt, SignedEntry,
    block::entry_leaves,
    finalization::Finalization,
    genesis::Genesis,
    merkle,
    receipt::{HOPS_MAX, Hop, Inclusion},
};

/// An outcome and its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// What the ledger gave the entry.
    pub outcome: Outcome,
    /// The proof, verified here.
    pub receipt: Receipt,
}

/// The receipt of the entry at `place`, verified; `None` where no finalization that proves it has
/// arrived here yet.
pub async fn prove(genesis: &Genesis, marshal: &Mailbox, place: Place) -> Result<Option<Proved>, Fault> {
    let missing = Fault::Missing { height: place.height };
    let Some(block) = marshal.get_block(Height::new(place.height)).await else { return Err(missing) };
    let mut children = Vec::new();
    let mut height = place.height;
    let finalization = loop {
        if let Some(finalization) = marshal.get_finalization(Height::new(height)).await {
            break portable(&finalization);
        }
        height = height.saturating_add(1);
        match marshal.get_block(Height::new(height)).await {
            Some(child) if children.len() < HOPS_MAX => children.push(child),
            Some(_) | None => return Ok(None),
        }
    };
    let Some((entry, outcome)) = entry_at(block.inner(), place.index) else { return Err(missing) };
    let children = children.iter().map(Digested::inner);
    let Some(receipt) = receipt(block.inner(), place.index, children, finalization) else {
        return Err(missing);
    };
    match receipt.verify_for(entry, outcome, genesis.network, &genesis.key) {
        Ok(()) => Ok(Some(Proved { outcome: *outcome, receipt })),
        Err(broken) => {
            tracing::error!(block.height = place.height, %broken, "a receipt made here does not verify");
            Err(Fault::Receipt { height: place.height })
        }
    }
}

/// Puts a receipt together: `children` lead from the block up to the one that `finalization` is of.
/// `None` where the block has no entry at `index`.
fn receipt<'a>(
    block: &Block,
    index: u32,
    children: impl Iterator<Item = &'a Block>,
    finalization: Finalization,
) -> Option<Receipt> {
    let (entry, outcome) = entry_at(block, index)?;
    let header = block.header();
    Some(Receipt {
        opened: entry.opened(outcome),
        closed: entry.closed(outcome),
        inclusion: Inclusion {
            index,
            entry_count: header.entry_count,
            path: merkle::path(&entry_leaves(block.entry_digests()), index as usize)?,
            height: header.height,
            time_ms: header.time_ms,
            rest: header.rest(),
            hops: children.map(hop).collect(),
            finalization,
        },
    })
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
    use core::num::NonZeroU32;

    #[test]
    fn a_receipt_leads_through_children_to_the_block_that_is_certified() {
        let scene = Scene::new(NonZeroU32::new(4).unwrap(), 1);
        let chain = scene.chain();
        let births = (0..3).map(|number| scene.birth(0, number, START_MS)).collect();
        let mut blocks = vec![chain.genesis_block().clone()];
        for entries in [births, vec![scene.birth(1, 9, START_MS)], Vec::new()] {
            let parent = blocks.last().unwrap();
            let built =
                chain.build(scene.context(parent), &parent.id(), START_MS + 50, entries, 1024).unwrap();
            blocks.push(built.block);
        }
        let finalization = Finalization { epoch: 0, view: 3, parent_view: 2, signature: [0; 48] };
        for certified in 1..=3 {
            for index in 0..3 {
                let children = blocks[2..=certified].iter();
                let receipt = receipt(&blocks[1], index, children, finalization.clone()).unwrap();
                let entry = blocks[1].entry_digests()[index as usize];
                assert_eq!(receipt.inclusion.hops.len(), certified - 1);
                assert_eq!(receipt.inclusion.certified_digest(&entry), Some(blocks[certified].id()));
            }
        }
        assert!(receipt(&blocks[1], 3, core::iter::empty(), finalization).is_none());
    }
}
