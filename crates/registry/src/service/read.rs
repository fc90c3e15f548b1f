//! Reading acts: each reading is in the access log before anything is shown.
use super::{CaseView, Fault, ReadError, Reading, Registry, own_office};
use crate::{ledger::Answer, staff::Officer};
use civil::{ActKind, ActNumber, CivilDate, role::Deed};
use protocol::{commitment::Record, service::Status};
use std::collections::BTreeSet;
use vault::{Case, CaseId, CaseState};

/// The most acts in one page of a list.
pub(super) const ACTS_MAX: u32 = 200;
/// How long an answer of the validators about themselves is kept, in milliseconds.
const PULSE_MS: u64 = 1000;

/// An act as it is shown at the counter.
#[derive(Debug)]
pub struct ActView {
    /// The case that registered it, and its place on the ledger.
    pub view: CaseView,
    /// Everything that the record holds.
    pub record: Record,
    /// Its certificates, in any state, oldest first.
    pub certificates: Vec<Case>,
    /// Those of them that were revoked.
    pub revoked: BTreeSet<CaseId>,
}

/// A page of a list of acts.
#[derive(Debug)]
pub struct ActPage {
    /// The cases, newest first.
    pub acts: Vec<Case>,
    /// Where the next page begins; none after the last one.
    pub next: Option<ActNumber>,
}

/// How the ledger is, as f + 1 validators agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerView {
    /// The greatest height that f + 1 validators have reached.
    pub height: u64,
    /// The time of such a block, in milliseconds since 1970.
    pub time_ms: u64,
    /// The number of entries on the ledger.
    pub entries: u64,
    /// How many validators answer.
    pub answering: usize,
}

impl Registry {
    /// Shows an act with all its values.
    pub async fn show(&self, who: &Officer, number: ActNumber) -> Result<ActView, ReadError> {
        let permit = self.permission(who, Deed::ReadAct, number.office).map_err(ReadError::NotPermitted)?;
        let case = self.vault().act_case(number).await?.ok_or(ReadError::None)?;
        let access = self.access(who, Reading::Show, permit, Some(case.id));
        let record = self.vault().open_record(case.id, &access).await?;
        let certificates = self.vault().certificates_of(case.id).await?;
        let mut revoked = BTreeSet::new();
        for certificate in &certificates {
            let ends = self.vault().revocations_of(certificate.id).await?;
            if ends.iter().any(|end| matches!(end.state, CaseState::Final { .. })) {
                revoked.insert(certificate.id);
            }
        }
        Ok(ActView { view: self.view(case).await?, record, certificates, revoked })
    }

    /// Lists the acts of a kind of the registrar's own office, newest first, those below `before`.
    pub async fn list(
        &self,
        who: &Officer,
        kind: ActKind,
        before: Option<ActNumber>,
        most: u32,
    ) -> Result<ActPage, ReadError> {
        let office = own_office(who).map_err(ReadError::NotPermitted)?;
        let permit = self.permission(who, Deed::ListActs, office).map_err(ReadError::NotPermitted)?;
        self.vault().log_access(&self.access(who, Reading::List, permit, None)).await?;
        let most = most.clamp(1, ACTS_MAX);
        let acts = self.vault().acts(kind, office, before, most).await?;
        let full = u32::try_from(acts.len()).is_ok_and(|count| count == most);
        let next = acts.last().filter(|_| full).and_then(act_number);
        Ok(ActPage { acts, next })
    }

    /// How the ledger is; `None` where fewer than f + 1 validators answer. An answer is kept for a second.
    pub async fn ledger(&self) -> Option<LedgerView> {
        let mut pulse = self.0.pulse.lock().await;
        let now_ms = self.now_ms();
        if let Some((taken_ms, view)) = *pulse
            && now_ms.abs_diff(taken_ms) < PULSE_MS
        {
            return view;
        }
        let mut answers = self.0.parts.ledger.statuses();
        let mut statuses: Vec<Status> = Vec::new();
        while let Some(Answer { says, .. }) = answers.recv().await {
            statuses.push(says);
        }
        let view = agreed(statuses, self.0.measure.enough());
        *pulse = Some((now_ms, view));
        view
    }

    /// Whether the vault answers.
    pub async fn vault_answers(&self) -> Result<(), Fault> {
        self.vault().outbox(1).await?;
        Ok(())
    }
}

/// What `enough` validators have reached: of the heights in descending order, the one at that place.
fn agreed(mut statuses: Vec<Status>, enough: usize) -> Option<LedgerView> {
    statuses.sort_unstable_by_key(|status| core::cmp::Reverse(status.height));
    let status = statuses.get(enough.checked_sub(1)?)?;
    let Status { height, time_ms, log_size, .. } = *status;
    Some(LedgerView { height, time_ms, entries: log_size, answering: statuses.len() })
}

/// The number of a case that registered an act, and the day that the ledger gave.
pub(super) fn act_of(case: &Case) -> Option<(ActNumber, CivilDate)> {
    match case.state {
        CaseState::Final { outcome: protocol::Outcome::Act { number, date, .. } } => Some((number, date)),
        CaseState::Final {
            outcome:
                protocol::Outcome::Certificate { .. }
                | protocol::Outcome::Reference { .. }
                | protocol::Outcome::Range { .. }
                | protocol::Outcome::Recorded,
        }
        | CaseState::ToSign
        | CaseState::Accepted
        | CaseState::Refused { .. } => None,
    }
}

/// The number of a case that registered an act.
pub(super) fn act_number(case: &Case) -> Option<ActNumber> {
    act_of(case).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Digest;

    fn at(height: u64) -> Status {
        let (log_root, state_root) = (Digest::ZERO, Digest::ZERO);
        Status {
            height,
            time_ms: height * 10,
            log_size: height,
            log_root,
            state_root,
            waiting: 0,
            signs: true,
            clock_offset_ms: None,
        }
    }

    #[test]
    fn one_validator_alone_cannot_raise_the_height_that_is_shown() {
        let height =
            |heights: &[u64]| agreed(heights.iter().map(|h| at(*h)).collect(), 2).map(|view| view.height);
        assert_eq!(height(&[5, 900, 7, 6]), Some(7));
        assert_eq!(height(&[5]), None);
    }
}
