//! What a chain is asked: where entries stand, what the rules say of one, what can be proved.
use super::{Chain, Place, Position, known::Declared, over};
use crate::{block::Block, meter::Part};
use civil::refusal::Refusal;
use ledger::{BlockMoment, Key, Value, View as _};
use protocol::{
    Digest, EntryId, SignedEntry,
    service::BlockLine,
    signature::{KeyRecord, Signature},
    status::Fact,
};
use std::{collections::BTreeSet, sync::Arc};

/// What the final state says of an entry before its signatures are checked.
#[derive(Debug)]
pub enum Looked {
    /// It is final.
    Final(Place),
    /// The keys and signatures to be checked.
    Signed(Vec<(KeyRecord, Signature)>),
    /// The keys are not there, or not in force.
    Refused(Refusal),
}

impl Chain {
    /// Where a final entry stands, if it is one of the latest.
    pub fn recent_place(&self, id: EntryId) -> Option<Place> {
        self.lock().places.get(&id).copied()
    }

    /// Where a final entry stands, by its id: one of the latest, or an act.
    pub async fn place(&self, id: EntryId) -> Option<Place> {
        if let Some(place) = self.recent_place(id) {
            return Some(place);
        }
        let known = self.disk.read().await.known(&[], &[], [Key::Act(id)]).await;
        let Some(Value::Act(act)) = self.or_stop(known).await.value(&Key::Act(id)) else { return None };
        Some(act.place)
    }

    /// Where a final entry stands, by the mark that its kind leaves.
    pub async fn place_of(&self, entry: &SignedEntry) -> Option<Place> {
        if let Some(place) = self.recent_place(entry.id()) {
            return Some(place);
        }
        let known = self.disk.read().await.known(&[], core::slice::from_ref(entry), []).await;
        ledger::place(&self.or_stop(known).await, entry)
    }

    /// What the final state says of each of several entries, read together.
    pub async fn look(&self, entries: &[SignedEntry]) -> Vec<Looked> {
        let keys: Vec<Key> = entries.iter().flat_map(signer_keys).collect();
        let reading = async { self.disk.read().await.known(&[], entries, keys).await };
        let known = self.or_stop(Part::State.counted(Box::pin(reading)).await).await;
        let looked = |entry| match ledger::place(&known, entry) {
            Some(place) => Looked::Final(place),
            None => ledger::signers(&known, entry).map_or_else(Looked::Refused, Looked::Signed),
        };
        entries.iter().map(looked).collect()
    }

    /// The lines of final blocks from the height `from`, at most `most`; `None` where the first of them
    /// is too old to be kept in memory.
    pub fn lines(&self, from: u64, most: usize) -> Option<Vec<BlockLine>> {
        let inner = self.lock();
        if inner.lines.first_key_value().is_some_and(|(oldest, _)| from < *oldest) {
            return None;
        }
        Some(inner.lines.range(from..).take(most).map(|(_, line)| *line).collect())
    }

    /// Where a block stands, if it is the last final one or waits to become final.
    pub fn position(&self, digest: &Digest) -> Option<Position> {
        self.lock().position(digest).cloned()
    }

    /// Whether looking further down than this block is needless: it is executed, or so low that only
    /// final blocks stand there.
    pub fn is_floor(&self, block: &Block) -> bool {
        let inner = self.lock();
        block.header().height <= inner.tip.header.height || inner.position(&block.id()).is_some()
    }

    /// Whether the rules accept an entry on the final state at `time_ms`.
    pub async fn decide(&self, time_ms: u64, entry: &SignedEntry) -> Result<(), Refusal> {
        let disk = self.disk.read().await;
        let known = self.or_stop(disk.known(&[], core::slice::from_ref(entry), []).await).await;
        let height = self.height().saturating_add(1);
        let at = BlockMoment { network: self.network(), height, time_ms };
        Part::Rules.count(|| ledger::decide(&Declared(&known), at.entry(0), entry).map(|_| ()))
    }

    /// The height of the last final block.
    pub fn height(&self) -> u64 {
        self.lock().tip.header.height
    }

    /// The time of the last final block, in milliseconds since 1970.
    pub fn time_ms(&self) -> u64 {
        self.lock().tip.header.time_ms
    }

    /// The keys and signatures to be checked under an entry, by the state that a block leaves; `None` where that block is not known here.
    pub async fn signers_on(
        &self,
        parent: &Digest,
        entry: &SignedEntry,
    ) -> Option<Result<Vec<(KeyRecord, Signature)>, Refusal>> {
        let disk = self.disk.read().await;
        let above = self.lock().above(parent)?;
        let known = self.or_stop(disk.known(&above, &[], signer_keys(entry)).await).await;
        Some(ledger::signers(&over(&known, &above), entry))
    }

    /// The entries of the blocks above the last final one, up to `parent`: they are in no other block.
    /// `None` where the parent is not known here.
    pub fn pending_entries(&self, parent: &Digest) -> Option<Vec<Arc<BTreeSet<EntryId>>>> {
        let inner = self.lock();
        Some(inner.chain_to(parent)?.into_iter().map(|pending| Arc::clone(&pending.entries)).collect())
    }

    /// The heights of the latest final blocks whose headers name the root of a state, newest first.
    pub fn heights_naming(&self, root: &Digest) -> Vec<u64> {
        let inner = self.lock();
        inner
            .named
            .iter()
            .rev()
            .filter(|(_, named)| named == root)
            .map(|(height, _)| *height)
            .take(4)
            .collect()
    }

    /// Whether a later state than that of `root` is named already.
    pub fn is_overtaken(&self, root: &Digest) -> bool {
        let inner = self.lock();
        let of = inner.roots.iter().find(|(_, known)| *known == root).map(|(height, _)| *height);
        of.is_none_or(|of| {
            inner.tip.header.state_height > of && inner.root_at(inner.tip.header.state_height) != Some(*root)
        })
    }

    /// What stands under `keys` in the final state, each with its proof where there is something, and the
    /// root of that state.
    pub async fn prove(&self, keys: &[Key]) -> (Digest, Vec<Option<Fact>>) {
        let disk = self.disk.read().await;
        let known = self.or_stop(disk.known(&[], &[], keys.iter().cloned()).await).await;
        let mut facts = Vec::new();
        for key in keys {
            let Some(value) = known.value(key) else {
                facts.push(None);
                continue;
            };
            let proof = self.or_stop(disk.store.prove(key.to_bytes()).await).await;
            facts.push(proof.map(|proof| Fact { key: key.to_bytes(), value: value.to_bytes(), proof }));
        }
        (disk.store.roots().state_root(), facts)
    }
}

fn signer_keys(entry: &SignedEntry) -> Vec<Key> {
    entry.signatures().iter().map(|signature| Key::SignerKey(signature.key)).collect()
}
