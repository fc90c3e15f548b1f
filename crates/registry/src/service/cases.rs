//! Cases: what is told of them, and waiting for them.
use super::{Fault, ReadError, Registry};
use crate::{declaration::Declared, staff::Officer};
use civil::{ActKind, application::Purpose, refusal::Refusal, role::Deed};
use crash::Point;
use protocol::{Canonical as _, Entry};
use std::time::Duration;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, timeout_at},
};
use vault::{Case, CaseId, CaseKind, CaseState, IdempotencyKey};

/// The longest that a question about a case may wait.
pub const WAIT_MAX: Duration = Duration::from_secs(30);
/// How often a case may be tried again under the same name after its time ran out.
const ATTEMPTS_MAX: u8 = 16;

/// Where a final entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Final {
    /// The height of its block.
    pub height: u64,
    /// The time of its block, in milliseconds since 1970.
    pub time_ms: u64,
}

/// A case and, where it is final, its place on the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// Where its entry stands.
    pub inclusion: Option<Final>,
    /// While it is accepted: the code with which the ledger refuses it as things stand. It can still
    /// become final until its validity is over.
    pub held_up: Option<String>,
}

/// Refusals that say nothing against the act itself: its time ran out. The same request may try again.
pub(super) fn ran_out(code: &str) -> bool {
    code == Refusal::Expired.code()
}

impl Registry {
    /// Where a case stands. Waits up to `wait`, at most 30 seconds, while it is accepted, neither settled nor
    /// held up.
    pub async fn standing(&self, who: &Officer, id: CaseId, wait: Duration) -> Result<CaseView, ReadError> {
        let until = Instant::now() + wait.min(WAIT_MAX);
        // Listening begins before the case is read, so that nothing is missed in between.
        let mut news = self.0.news.subscribe();
        loop {
            let case = self.vault().case(id).await?.ok_or(ReadError::None)?;
            self.permission(who, deed_of(case.kind), case.office).map_err(ReadError::NotPermitted)?;
            match case.state {
                CaseState::Accepted if self.0.held_up.code(case.entry_id).is_none() => {}
                CaseState::Accepted => return Ok(self.view(case).await?),
                CaseState::ToSign | CaseState::Final { .. } | CaseState::Refused { .. } => {
                    crash::point(Point::RegistryStandingEnded);
                    return Ok(self.view(case).await?);
                }
            }
            loop {
                match timeout_at(until, news.recv()).await {
                    Ok(Ok(other)) if other != case.entry_id => {}
                    Ok(Ok(_) | Err(RecvError::Lagged(_))) => break,
                    Ok(Err(RecvError::Closed)) | Err(_) => return Ok(self.view(case).await?),
                }
            }
        }
    }

    pub(super) async fn view(&self, case: Case) -> Result<CaseView, Fault> {
        let inclusion = match case.state {
            CaseState::Final { .. } => {
                self.vault().signed_and_receipt(case.id).await?.map(|(_, _, receipt)| Final {
                    height: receipt.inclusion.height,
                    time_ms: receipt.inclusion.time_ms,
                })
            }
            CaseState::ToSign | CaseState::Accepted | CaseState::Refused { .. } => None,
        };
        let held_up = match case.state {
            CaseState::Accepted => self.0.held_up.code(case.entry_id),
            CaseState::ToSign | CaseState::Final { .. } | CaseState::Refused { .. } => None,
        };
        Ok(CaseView { case, inclusion, held_up })
    }

    /// The newest case under a client's name; where there is none, or its time ran out, the key under
    /// which the next one begins.
    pub(super) async fn under(&self, name: &[u8]) -> Result<Result<Case, IdempotencyKey>, Fault> {
        let key = |attempt: u8| {
            let digest = protocol::hash::tagged("dalolat/case-key/1", &[&[attempt], name]);
            IdempotencyKey::new(*digest.as_bytes())
        };
        let mut last = None;
        for attempt in 0..ATTEMPTS_MAX {
            match self.vault().case_by_key(key(attempt)).await? {
                None => return Ok(Err(key(attempt))),
                Some(case) => match &case.state {
                    CaseState::Refused { code } if ran_out(code) => last = Some(case),
                    CaseState::Refused { .. }
                    | CaseState::ToSign
                    | CaseState::Accepted
                    | CaseState::Final { .. } => return Ok(Ok(case)),
                },
            }
        }
        last.map(Ok).ok_or(Fault::Inconsistent("attempts of a case"))
    }

    /// The unsigned entry of a case.
    pub(super) async fn entry(&self, id: CaseId) -> Result<Entry, Fault> {
        let bytes = self.vault().entry(id).await?;
        Entry::from_bytes(&bytes).map_err(|source| Fault::Stored { what: "an entry", source })
    }

    /// Puts the same entry with a fresh nonce and fresh times in the place of one that expired unsigned.
    pub(super) async fn renew(&self, case: &Case, change: impl FnOnce(&mut Entry)) -> Result<Case, Fault> {
        let mut entry = self.entry(case.id).await?;
        entry.nonce = self.random()?;
        entry.signed_at = self.now_ms();
        entry.valid_until = entry.signed_at.saturating_add(super::VALIDITY_MS);
        change(&mut entry);
        Ok(self.vault().renew(case.id, entry.to_bytes(), entry.id(), entry.valid_until).await?)
    }

    /// Whether an entry that nobody signed is too old to be signed now.
    pub(super) fn is_stale(&self, case: &Case) -> bool {
        // One hour is left for the signature and the way into a block.
        let hour = 3_600_000;
        self.now_ms().saturating_add(hour) > case.valid_until
    }
}

/// What the officer does who hands a declaration in.
pub(super) const fn deed_of_declaration(declared: &Declared) -> Deed {
    match declared {
        Declared::Birth(_) => Deed::RegisterAct(ActKind::Birth),
        Declared::Death(_) => Deed::RegisterAct(ActKind::Death),
        Declared::Marriage(_) => Deed::RegisterAct(ActKind::Marriage),
        Declared::Divorce(_) => Deed::RegisterAct(ActKind::Divorce),
        Declared::Application(application) => match application.purpose {
            Purpose::Marriage => Deed::RegisterAct(ActKind::Marriage),
            Purpose::DivorceMutual | Purpose::DivorceOneSpouse => Deed::RegisterAct(ActKind::Divorce),
        },
        Declared::Legacy(act) => Deed::RegisterAct(act.kind()),
    }
}

/// What the officer does who signs a case or asks for it.
pub(super) const fn deed_of(kind: CaseKind) -> Deed {
    match kind {
        CaseKind::Act(kind) | CaseKind::Legacy(kind) => Deed::RegisterAct(kind),
        CaseKind::Application => Deed::RegisterAct(ActKind::Marriage),
        CaseKind::Certificate | CaseKind::Reference => Deed::IssueCertificate,
        CaseKind::Revocation => Deed::RevokeCertificate,
    }
}
