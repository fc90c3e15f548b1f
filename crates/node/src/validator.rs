//! What a running validator offers to those around it: submit, ask, follow.
use crate::{
    admission::{Admission, Admitted, NotAdmitted},
    block::Block,
    chain::{self, Chain, Fault, Place},
    engine::Mailbox,
    mempool::{Mempool, Source},
    receipts::{Proved, prove},
};
use bytes::Bytes;
use commonware_consensus::types::Height;
use commonware_cryptography::Digested;
use commonware_utils::channel::{mpsc::UnboundedSender, watch};
use protocol::{
    EntryId,
    genesis::Genesis,
    service::{BlockLine, BlockLines, Standing, Status},
};
use std::sync::Arc;

/// Reads the runtime's clock: milliseconds since 1970.
pub type Now = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Why a submitted entry has no standing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// It is not let in.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// The validator is at fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A handle on a running validator. Cloning shares it.
#[derive(Clone)]
pub struct Validator {
    pub(crate) chain: Arc<Chain>,
    pub(crate) pool: Arc<Mempool>,
    pub(crate) admission: Arc<Admission>,
    pub(crate) marshal: Mailbox,
    pub(crate) outbound: UnboundedSender<Bytes>,
    pub(crate) now: Now,
}

impl Validator {
    /// The genesis of its network.
    pub fn genesis(&self) -> &Genesis {
        self.chain.genesis()
    }

    /// The last final height, to wait for a later one.
    pub fn heights(&self) -> watch::Receiver<u64> {
        self.chain.heights()
    }

    /// Takes a signed entry from a client: holds and forwards it, or says why not.
    ///
    /// The same entry twice has the same standing, and the same receipt once it is final.
    pub async fn submit(&self, bytes: Bytes) -> Result<Standing, SubmitError> {
        match self.admission.admit(bytes.clone(), Source::Client, (self.now)()).await? {
            Admitted::Held { new } => {
                // Where nobody forwards any more the validator is stopping.
                if new && self.outbound.send(bytes).is_err() {
                    tracing::debug!("an entry came while the validator stops");
                }
                Ok(Standing::NotYet)
            }
            Admitted::Final(place) => Ok(self.proved(place).await?),
            Admitted::Refused(refusal) => Ok(Standing::Refused { code: refusal.code().to_owned() }),
        }
    }

    /// Where an entry stands.
    pub async fn standing(&self, id: EntryId) -> Result<Standing, Fault> {
        if let Some(place) = self.chain.place(id) {
            return self.proved(place).await;
        }
        if let Some(waiting) = self.pool.waiting(id) {
            let refusal = self.admission.refusal_for_good(&waiting.entry, waiting.since_ms, (self.now)());
            match (refusal, self.chain.place(id)) {
                (None, None) => return Ok(Standing::NotYet),
                // It became final between the two looks.
                (_, Some(place)) => return self.proved(place).await,
                (Some(refusal), None) => self.pool.refuse(id, refusal.code()),
            }
        }
        Ok(match self.pool.refusal(id) {
            Some(code) => Standing::Refused { code: code.to_owned() },
            None => Standing::Unknown,
        })
    }

    async fn proved(&self, place: Place) -> Result<Standing, Fault> {
        Ok(match prove(self.genesis(), &self.marshal, place).await? {
            Some(Proved { outcome, receipt }) => Standing::Final { outcome, receipt: Box::new(receipt) },
            None => Standing::NotYet,
        })
    }

    /// How the validator is.
    pub fn status(&self) -> Status {
        let summary = self.chain.summary();
        Status {
            height: summary.height,
            time_ms: summary.time_ms,
            log_size: summary.log_size,
            log_root: summary.log_root,
            state_root: summary.state_root,
            waiting: self.pool.len() as u64,
        }
    }

    /// The final block at a height, from the storage.
    pub async fn block(&self, height: u64) -> Option<Digested<Block>> {
        if height == 0 {
            return Some(self.chain.genesis_block().clone().seal());
        }
        self.marshal.get_block(Height::new(height)).await
    }

    /// The final blocks from the height `from`, at most 256; fewer at the end of the chain.
    pub async fn blocks(&self, from: u64) -> Result<BlockLines, Fault> {
        if let Some(lines) = self.chain.lines(from, BlockLines::MAX) {
            return Ok(BlockLines(lines));
        }
        let mut lines: Vec<BlockLine> = Vec::new();
        for height in (from..=self.chain.height()).take(BlockLines::MAX) {
            let block = self.block(height).await;
            lines.push(chain::line(block.ok_or(Fault::Missing { height })?.inner()));
        }
        Ok(BlockLines(lines))
    }
}
