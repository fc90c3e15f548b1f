//! The anchoring of the access log: that a reading happened can be shown later, and not unmade.
//!
//! # Rules
//!
//! A row is anchored before it is ten minutes old; a day without rows has an empty anchor. One anchor
//! is under way at a time, and the next one follows the last that is final, so that the sequence has no
//! gap and no overlap, whatever was refused or restarted meanwhile.
use super::{Fault, Registry, VALIDITY_MS};
use protocol::{Body, Entry, NumberRequest, entry::Origin};
use std::sync::PoisonError;

/// How old the oldest row becomes before it is anchored, in milliseconds: a minute is left for the way
/// into a block.
const AFTER_MS: u64 = 9 * 60_000;
/// After how long another anchor is tried where the last one was refused, in milliseconds.
const RETRY_MS: u64 = 60_000;
/// After how long an empty anchor is made, in milliseconds.
const EMPTY_AFTER_MS: u64 = 24 * 60 * 60_000;

impl Registry {
    /// Files the next anchor of the access log where it is due. What fails is logged once, and tried again.
    pub(super) async fn anchor_where_due(&self) {
        let result = self.anchor().await;
        let said = result.as_ref().err().map(ToString::to_string);
        let mut before = self.0.anchor_fault.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = &result
            && *before != said
        {
            tracing::error!(error = error as &dyn core::error::Error, "the access log cannot be anchored");
        }
        *before = said;
    }

    async fn anchor(&self) -> Result<(), Fault> {
        let now_ms = self.now_ms();
        let standing = self.vault().anchoring(now_ms).await?;
        let due = match standing.oldest_ms {
            Some(oldest_ms) => now_ms >= oldest_ms.saturating_add(AFTER_MS),
            None => now_ms >= standing.since_ms.saturating_add(EMPTY_AFTER_MS),
        };
        // One that was refused is not made again at once.
        let rested = standing.tried_ms.is_none_or(|tried_ms| now_ms >= tried_ms.saturating_add(RETRY_MS));
        if standing.under_way || !due || !rested {
            return Ok(());
        }
        let anchor = self.vault().anchor(standing.ordinal, standing.first).await?;
        let entry = Entry {
            network: self.genesis().network,
            nonce: self.random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: None,
            origin: Origin::Native,
            body: Body::AccessAnchor(anchor),
            evidence: Vec::new(),
        };
        let service = &self.0.parts.service;
        let filing = self.vault().file(&service.sign(entry), service.record().officer, now_ms).await?;
        tracing::info!(
            entry = %filing.id(), ordinal = anchor.ordinal, rows = anchor.count, "the access log is anchored"
        );
        self.0.work.notify_one();
        Ok(())
    }
}
