//! The ledger as the registry sees it: validators that answer, and what their answers come to.
//!
//! One answer is never believed alone: [`protocol::tally`] says what they come to.
mod http;
mod rest;
pub mod status;

pub use protocol::tally::{Answer, Measure, Tally, Verdict};

pub use http::{HttpLedger, NoClient, ValidatorAddress};

use protocol::{
    EntryId, SignedEntry,
    service::{Standing, Status},
    status::Query,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// Answers in the order in which they arrive; it ends when no more will come. Dropping it ends the
/// asking.
pub type Answers<T> = mpsc::Receiver<Answer<T>>;

/// How many validators are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breadth {
    /// As many as it takes for one to answer.
    One,
    /// As many as it takes for f + 1 to answer.
    Enough,
    /// All of them.
    All,
}

/// The way to the validators.
pub trait Ledger: Send + Sync + 'static {
    /// Hands a signed entry to validators until f + 1 have answered; each may take up to `wait` for it to
    /// become final.
    fn submit(&self, signed: Arc<[u8]>, wait: Duration) -> Answers<Standing>;

    /// For how long an entry is not to be sent: for that time every validator asked to be left alone with it.
    /// Zero where one may be asked.
    fn rests(&self, _signed: &[u8]) -> Duration {
        Duration::ZERO
    }

    /// Asks where an entry stands; each validator may take up to `wait` for it to become final.
    fn standing(&self, entry: EntryId, wait: Duration, breadth: Breadth) -> Answers<Standing>;

    /// Asks all validators how they are.
    fn statuses(&self) -> Answers<Status>;

    /// Asks for the status of a certificate or a number, each with its proof.
    fn state(&self, query: Query, breadth: Breadth) -> Answers<protocol::status::Answer>;
}

/// Listens until the answers decide, or end.
pub async fn judge(
    measure: Measure,
    signed: &SignedEntry,
    past: &BTreeSet<usize>,
    mut answers: Answers<Standing>,
) -> Verdict {
    let mut tally = Tally::new(measure, signed);
    while let Some(answer) = answers.recv().await {
        let (validator, proves) = (answer.validator, matches!(answer.says, Standing::Final { .. }));
        let verdict = tally.add(answer);
        if proves && verdict.is_none() {
            tracing::warn!(validator, entry = %signed.id(), "a receipt does not verify");
        }
        if let Some(verdict) = verdict {
            return verdict;
        }
    }
    tally.end(past)
}
