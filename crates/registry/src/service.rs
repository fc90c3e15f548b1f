//! The registry: what an officer asks of it, and what it answers.
//!
//! # Permission
//!
//! Every method asks [`civil::role::permits`] with the officer's role and office; the code of the rule
//! that permits goes into the access log with each read.
//!
//! # Idempotency
//!
//! A declaration is named by [`crate::request::declaration_key`], a certificate, a reference and their end by a key of
//! the client's, a filing by its entry. The same name gives the same case, at whatever state it is. Only a case that ended because
//! its time ran out makes room for another attempt under the same name.
mod anchor;
mod beside;
mod cases;
mod counter;
mod declare;
mod error;
mod file;
mod issue;
mod lawful;
mod life;
mod paper;
mod person;
mod plan;
mod read;
mod refer;
mod repair;
mod revoke;
mod sign;
mod status;
mod worker;

pub use cases::{CaseView, Final, WAIT_MAX};
pub use counter::{CounterError, Listed, Opened};
pub use declare::{Committed, Declared};
pub use error::{
    DeclareError, Fault, FileError, IssueError, PdfError, ReadError, ReferError, RevokeError, SignError,
};
pub use file::{FilingView, KeyDeed, KeyView, RangeView};
pub use issue::{Certificate, Form, Issued, Shown};
pub use person::{Kin, KinView, PersonView, PlaceInAct, UnionView};
pub use plan::Fields;
pub use read::{ActPage, ActView, LedgerView};
pub use refer::Referred;
pub use repair::{Concerned, Prepared};
pub use revoke::{Revocation, Which};

use crate::{
    edge::{Clock, Random},
    key::ServiceKey,
    ledger::{Ledger, Measure},
    staff::{Officer, Staff},
    tagger::Tagger,
};
use civil::{
    OfficeCode,
    refusal::Refusal,
    role::{Deed, Relation, Situation, Verdict, permits},
};
use core::fmt;
use document::Press;
use protocol::{EntryId, genesis::Genesis, signature::Jurisdiction};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Notify, Semaphore, broadcast};
use vault::{Access, CaseId, Vault};

/// How long an entry may wait between its making and its block: 24 hours.
const VALIDITY_MS: u64 = protocol::entry::Parameter::ValidityMsMax.initial();
/// How many certificates are set at once.
const PRINTS_MAX: usize = 2;

/// What a registry is made of.
pub struct Parts {
    /// The open vault.
    pub vault: Vault,
    /// The way to the validators.
    pub ledger: Arc<dyn Ledger>,
    /// Offices and registrars.
    pub staff: Staff,
    /// Whoever makes tags.
    pub tagger: Arc<dyn Tagger>,
    /// The network's beginning: its name, its key, its size.
    pub genesis: Genesis,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// Where a certificate is checked on the network, as people type it; printed on papers.
    pub check_address: String,
    /// The service's own key, which signs anchors of the access log.
    pub service: ServiceKey,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({:?}, network {})", self.vault, self.genesis.network)
    }
}

struct Inner {
    parts: Parts,
    measure: Measure,
    press: Arc<Press>,
    prints: Semaphore,
    /// Wakes the worker.
    work: Notify,
    /// Tells those who wait about which entry there is something new.
    news: broadcast::Sender<EntryId>,
    held_up: HeldUp,
    /// Why the access log could not be anchored the last time, so that it is said once.
    anchor_fault: Mutex<Option<String>>,
    pulse: tokio::sync::Mutex<Option<(u64, Option<LedgerView>)>>,
}

/// The accepted entries that the rules refuse as things stand, with the code. In memory alone: the worker
/// learns it again after a restart.
#[derive(Default)]
struct HeldUp(Mutex<BTreeMap<EntryId, String>>);

impl HeldUp {
    /// Notes why an entry is held up; whether that is new.
    fn set(&self, entry: EntryId, code: &str) -> bool {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.insert(entry, code.to_owned()).is_none_or(|before| before != code)
    }

    fn clear(&self, entry: EntryId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&entry);
    }

    fn code(&self, entry: EntryId) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&entry).cloned()
    }
}

/// The registry service. Clones are the same service.
#[derive(Clone)]
pub struct Registry(Arc<Inner>);

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry({:?})", self.0.parts)
    }
}

impl Registry {
    /// Puts a registry together. Its worker is [`Registry::work`], which the caller runs beside it.
    pub fn new(parts: Parts) -> Self {
        let (news, _) = broadcast::channel(1024);
        Self(Arc::new(Inner {
            measure: Measure::of(&parts.genesis),
            press: Arc::new(Press::new()),
            prints: Semaphore::new(PRINTS_MAX),
            work: Notify::new(),
            news,
            held_up: HeldUp::default(),
            anchor_fault: Mutex::new(None),
            pulse: tokio::sync::Mutex::new(None),
            parts,
        }))
    }

    /// Offices and registrars.
    pub fn staff(&self) -> &Staff {
        &self.0.parts.staff
    }

    /// What the network begins with.
    pub fn genesis(&self) -> &Genesis {
        &self.0.parts.genesis
    }

    /// Milliseconds since 1970, by the service's clock.
    pub fn now_ms(&self) -> u64 {
        self.0.parts.clock.now_ms()
    }

    fn vault(&self) -> &Vault {
        &self.0.parts.vault
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], Fault> {
        Ok(crate::edge::random(&*self.0.parts.random)?)
    }

    /// The rule that permits the deed in, or on an act of, `office`; else the refusal.
    fn permission(&self, who: &Officer, deed: Deed, office: OfficeCode) -> Result<Permit, Refusal> {
        let own = match &who.key.jurisdiction {
            Jurisdiction::Office(own) => *own == office,
            Jurisdiction::Region(own) => office.region() == Some(*own),
            Jurisdiction::Member(_) | Jurisdiction::Network => false,
        };
        let relation = if own { Relation::OwnOffice } else { Relation::OtherOffice };
        let of_who = who.office().unwrap_or(office);
        // Reading is done in the reader's own office, whosever the act is.
        let place = match deed {
            Deed::ReadAct | Deed::ListActs => of_who,
            Deed::RegisterAct(_)
            | Deed::Countersign
            | Deed::LodgeApplication
            | Deed::DisputeAct
            | Deed::RepairPerson
            | Deed::IssueCertificate
            | Deed::RevokeCertificate
            | Deed::ReserveNumbers
            | Deed::ServeCounter
            | Deed::Anchor
            | Deed::LoadArchive
            | Deed::EnterStaff
            | Deed::SuspendKey
            | Deed::Govern => office,
        };
        let kind = self.staff().office(place).ok_or(Refusal::UnknownOffice)?.kind;
        match permits(who.key.role, deed, Situation { relation, office: kind }) {
            Verdict::Yes { rule } => Ok(Permit { rule, office: of_who }),
            Verdict::No(refusal) => Err(refusal),
        }
    }

    /// A row for the access log.
    fn access(&self, who: &Officer, reading: Reading, permit: Permit, case: Option<CaseId>) -> Access {
        let (deed, purpose) = reading.words();
        Access {
            officer: who.key.officer,
            office: permit.office,
            deed,
            rule: permit.rule,
            purpose: purpose.to_owned(),
            case,
            now_ms: self.now_ms(),
        }
    }
}

/// What permits a deed.
#[derive(Clone, Copy, Debug)]
struct Permit {
    /// The code of the rule.
    rule: &'static str,
    /// The office in whose name it is done: the officer's own, where there is one.
    office: OfficeCode,
}

/// The office that an officer issues and lists for; those who belong to none do neither.
fn own_office(who: &Officer) -> Result<OfficeCode, Refusal> {
    who.office().ok_or(Refusal::WrongRole)
}

/// Why something is read.
#[derive(Clone, Copy, Debug)]
enum Reading {
    Continue,
    Compare,
    Children,
    Issue,
    Print,
    Show,
    List,
    Status,
    Person,
    Repair,
    Search,
    SearchAgain,
    PrintReference,
    Ticket,
    Tickets,
}

impl Reading {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Continue => ("act.continue", "the declaration was sent again before it was signed"),
            Self::Compare => ("act.compare", "another birth of the same mother was declared"),
            Self::Children => ("act.compare", "common children were looked for at a divorce by agreement"),
            Self::Issue => ("certificate.issue", "a certificate of the act is issued"),
            Self::Print => ("certificate.print", "a certificate of the act is printed"),
            Self::Show => ("act.show", "the act was opened at the counter"),
            Self::List => ("act.list", "the acts of the own office were listed"),
            Self::Search => ("reference.search", "the register was searched for a reference"),
            Self::SearchAgain => ("reference.continue", "the request was sent again before it was signed"),
            Self::PrintReference => ("reference.print", "the reference of a search is printed"),
            Self::Ticket => ("ticket.open", "a ticket was gone on with at the counter"),
            Self::Tickets => ("ticket.list", "the tickets of the own counter were listed"),
            Self::Status => ("act.status", "it was asked whether an act stands under the number"),
            Self::Person => ("person.show", "the acts of a person were looked up at the counter"),
            Self::Repair => ("person.repair", "an act or a person is put right"),
        }
    }
}
