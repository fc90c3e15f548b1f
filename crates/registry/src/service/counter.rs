//! The counter: tickets, from the first word to the signed act and the paper in the hand.
//!
//! A ticket holds a draft, which belongs to the office. What the law says of it is asked of the same reader and the
//! same rules that every declaration meets ([`Registry::declare`]); a ticket has none of its own.
use super::{DeclareError, Declared, Fault, Reading, Registry, SignError, own_office, read::act_number};
use crate::{request::declaration_key, staff::Officer};
use civil::{ActNumber, Refusal, role::Deed};
use protocol::signature::Proof;
use vault::{CaseState, DRAFT_BYTES_MAX, NewTicket, Ticket, TicketChange, TicketId, TicketState};

/// How long a ticket that is done stays in the list of the day, in milliseconds.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Why the counter does not do something.
#[derive(Debug, thiserror::Error)]
pub enum CounterError {
    /// There is no such ticket, or none that the officer may see.
    #[error("there is no such ticket")]
    None,
    /// The officer may not.
    #[error("not permitted: {}", .0.code())]
    NotPermitted(Refusal),
    /// Somebody changed the ticket meanwhile: read it again.
    #[error("the ticket was changed meanwhile")]
    Changed,
    /// The ticket is past that step.
    #[error("a ticket that is {} cannot be {step}", state.word())]
    State {
        /// How far it is.
        state: TicketState,
        /// What was wanted.
        step: &'static str,
    },
    /// The declaration is refused, or has faults.
    #[error(transparent)]
    Declare(#[from] DeclareError),
    /// The signature is refused.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The service cannot.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<vault::VaultError> for CounterError {
    fn from(error: vault::VaultError) -> Self {
        Self::Fault(error.into())
    }
}

/// A ticket with its draft.
#[derive(Clone)]
pub struct Opened {
    /// The ticket.
    pub ticket: Ticket,
    /// What was typed so far: the text that the counter keeps.
    pub draft: String,
}

impl core::fmt::Debug for Opened {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Opened({:?}, …)", self.ticket)
    }
}

/// A ticket of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The ticket and its draft.
    pub opened: Opened,
    /// The number of its act, where the ledger gave it.
    pub act: Option<ActNumber>,
}

impl Registry {
    /// Opens a ticket at the officer's own counter; they have taken it.
    pub async fn open_ticket(&self, who: &Officer, draft: &str) -> Result<Opened, CounterError> {
        let office = own_office(who).map_err(CounterError::NotPermitted)?;
        self.permission(who, Deed::ServeCounter, office).map_err(CounterError::NotPermitted)?;
        let new = NewTicket {
            office,
            state: TicketState::Draft,
            officer: Some(who.key.officer),
            due_ms: None,
            draft: bounded(draft)?,
            now_ms: self.now_ms(),
        };
        let ticket = self.vault().open_ticket(new).await?;
        Ok(Opened { ticket, draft: draft.to_owned() })
    }

    /// The ticket with its draft: of the officer's own office alone.
    pub async fn ticket(&self, who: &Officer, id: TicketId) -> Result<Opened, CounterError> {
        let (ticket, draft) = self.vault().ticket(id).await?.ok_or(CounterError::None)?;
        let permit = self.permission(who, Deed::ServeCounter, ticket.office);
        let permit = permit.map_err(|refusal| {
            // Whether another office has such a ticket is nobody's business.
            let elsewhere = refusal == Refusal::SignerOfAnotherOffice;
            if elsewhere { CounterError::None } else { CounterError::NotPermitted(refusal) }
        })?;
        let access = self.access(who, Reading::Ticket, permit, Some(id.as_case()));
        self.vault().log_access(&access).await?;
        let draft = String::from_utf8(draft).map_err(|_not_text| Fault::Inconsistent("a draft"))?;
        Ok(Opened { ticket, draft })
    }

    /// The tickets of the officer's own office that are open or were ended within a day, oldest first.
    pub async fn tickets(&self, who: &Officer) -> Result<Vec<Listed>, CounterError> {
        let office = own_office(who).map_err(CounterError::NotPermitted)?;
        let permit = self.permission(who, Deed::ServeCounter, office).map_err(CounterError::NotPermitted)?;
        self.vault().log_access(&self.access(who, Reading::Tickets, permit, None)).await?;
        let mut listed = Vec::new();
        for (ticket, draft) in self.vault().tickets(office, self.now_ms().saturating_sub(DAY_MS)).await? {
            let act = match ticket.act {
                Some(case) => self.vault().case(case).await?.as_ref().and_then(act_number),
                None => None,
            };
            let draft = String::from_utf8(draft).map_err(|_not_text| Fault::Inconsistent("a draft"))?;
            listed.push(Listed { opened: Opened { ticket, draft }, act });
        }
        Ok(listed)
    }

    /// What happened to a ticket, in order. The ticket was opened by the same officer before.
    pub async fn ticket_steps(&self, ticket: &Ticket) -> Result<Vec<vault::TicketStep>, CounterError> {
        Ok(self.vault().ticket_steps(ticket.id).await?)
    }

    /// Keeps a draft, which takes the ticket back to being written.
    pub async fn keep_draft(
        &self,
        who: &Officer,
        ticket: &Ticket,
        draft: &str,
    ) -> Result<Opened, CounterError> {
        if !ticket.state.is_before_signature() {
            return Err(CounterError::State { state: ticket.state, step: "changed" });
        }
        let mut wanted = ticket.clone();
        wanted.state = TicketState::Draft;
        wanted.holder = Some(who.key.officer);
        let step = (ticket.holder != wanted.holder).then_some("taken");
        let ticket = self.change(who, wanted, Some(bounded(draft)?), step).await?;
        Ok(Opened { ticket, draft: draft.to_owned() })
    }

    /// Declares what a ticket's draft says, given as the bytes of a declaration: the entry is made, and its
    /// signature awaited. The same draft goes on with the same case.
    pub async fn declare_ticket(
        &self,
        who: &Officer,
        ticket: &Ticket,
        declaration: &[u8],
    ) -> Result<(Ticket, Declared), CounterError> {
        if !ticket.state.is_before_signature() {
            return Err(CounterError::State { state: ticket.state, step: "declared" });
        }
        let key = declaration_key(who.key_id, declaration);
        let declared = self.declare(who, key, declaration).await?;
        let (act, state) = (declared.view.case.id, &declared.view.case.state);
        let state = match state {
            CaseState::ToSign => TicketState::ToSign,
            CaseState::Accepted | CaseState::Final { .. } => TicketState::ToPrint,
            CaseState::Refused { .. } => TicketState::Draft,
        };
        if ticket.act == Some(act) && ticket.state == state {
            return Ok((ticket.clone(), declared));
        }
        let wanted = Ticket { state, act: Some(act), holder: Some(who.key.officer), ..ticket.clone() };
        let ticket = self.change(who, wanted, None, Some("checked")).await?;
        Ok((ticket, declared))
    }

    /// Takes the registrar's signature under the entry of a ticket's act. Again, it tells how that stands.
    pub async fn sign_ticket(
        &self,
        who: &Officer,
        ticket: &Ticket,
        proof: Proof,
    ) -> Result<(Ticket, super::CaseView), CounterError> {
        let Some(act) = ticket.act else {
            return Err(CounterError::State { state: ticket.state, step: "signed" });
        };
        let view = self.sign_by(who, act, proof, None).await?;
        let ticket = if ticket.state == TicketState::ToSign {
            let wanted = Ticket { state: TicketState::ToPrint, ..ticket.clone() };
            self.change(who, wanted, None, Some("signed")).await?
        } else {
            ticket.clone()
        };
        Ok((ticket, view))
    }

    /// Moves a ticket on: its paper is begun, printed, read back, handed over; or it is given up before it is signed.
    pub async fn advance(
        &self,
        who: &Officer,
        ticket: Ticket,
        step: &'static str,
    ) -> Result<Ticket, CounterError> {
        self.change(who, ticket, None, Some(step)).await
    }

    async fn change(
        &self,
        who: &Officer,
        ticket: Ticket,
        draft: Option<Vec<u8>>,
        step: Option<&'static str>,
    ) -> Result<Ticket, CounterError> {
        self.permission(who, Deed::ServeCounter, ticket.office).map_err(CounterError::NotPermitted)?;
        let (officer, now_ms) = (who.key.officer, self.now_ms());
        let change = TicketChange { ticket, draft, step, officer, now_ms };
        self.vault().change_ticket(change).await?.ok_or(CounterError::Changed)
    }
}

fn bounded(draft: &str) -> Result<Vec<u8>, CounterError> {
    if draft.len() > DRAFT_BYTES_MAX {
        return Err(Fault::Inconsistent("a draft longer than its fields allow").into());
    }
    Ok(draft.as_bytes().to_vec())
}
