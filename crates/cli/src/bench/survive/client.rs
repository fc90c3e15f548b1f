//! A careful client: it sends the same bytes to one validator after the other until the entry is final
//! or refused for good, as `docs/formats/node-service.md` asks of every client.
use super::{
    book::{Book, End, Event},
    load::Shared,
};
use crate::{
    bench::{
        http::{Connection, path},
        ledger::verify,
    },
    failure::Failure,
};
use civil::refusal::Refusal;
use hyper::{Method, StatusCode, Uri, body::Bytes};
use protocol::{Canonical as _, SignedEntry, service::Standing};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// How long one validator is asked to wait for an entry, in milliseconds.
const WAIT_MS: u32 = 2_000;
/// How long its answer may take before another one is asked.
const ANSWER_MAX: Duration = Duration::from_secs(4);
/// How long a client rests after an answer that was none.
const BREATH: Duration = Duration::from_millis(50);
/// Every so many entries a second one is sent on the notice of the last, which has to be refused.
const TWIN_EVERY: u64 = 16;
/// How long an entry may stay unsettled once the faults are over.
const SETTLED_MAX: Duration = Duration::from_mins(2);

/// One who sends entries, one at a time.
pub(crate) struct Client {
    shared: std::rc::Rc<Shared>,
    connections: Vec<Connection>,
    book: Book,
    /// The validator that is asked first, until it does not answer.
    at: usize,
    submit: Uri,
}

impl Client {
    pub(crate) fn new(shared: std::rc::Rc<Shared>, n: usize, book: Book) -> Result<Self, Failure> {
        let connections: Vec<_> = shared.network.services.iter().cloned().map(Connection::new).collect();
        let at = n % connections.len();
        Ok(Self { shared, connections, book, at, submit: path(&format!("/v1/entries?wait_ms={WAIT_MS}"))? })
    }

    /// Sends entries until the load stops, and settles the last.
    pub(crate) async fn work(&mut self) -> Result<(), Failure> {
        let mut count = 0;
        while !self.shared.stop.get() {
            let entry = self.shared.pool.borrow_mut().next()?;
            let end = self.settle(&entry).await?;
            count += 1;
            match end {
                Some(End::Final { .. }) if count % TWIN_EVERY == 0 => {
                    let twin = self.shared.pool.borrow().again(&entry)?;
                    if let Some(End::Final { height, .. }) = self.settle(&twin).await? {
                        let (id, first) = (twin.id(), entry.id());
                        self.shared.breaks(format!(
                            "entry {id} is final at height {height} on the notice of {first}, which was final before"
                        ));
                    }
                }
                Some(End::Refused { code }) => {
                    self.shared.breaks(format!("entry {} is good and was refused: {code}", entry.id()));
                }
                Some(End::Final { .. }) | None => {}
            }
        }
        Ok(())
    }

    /// Sends an entry until it has ended; none where it does not, long after the load stopped.
    async fn settle(&mut self, entry: &SignedEntry) -> Result<Option<End>, Failure> {
        self.book.note(entry.id(), &Event::Sent(entry))?;
        let begun = Instant::now();
        let mut refused: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut stopped: Option<Instant> = None;
        loop {
            if let Some(end) = self.ask(entry, &mut refused).await? {
                self.book.note(entry.id(), &Event::Ended(self.at, &end))?;
                if matches!(end, End::Final { .. }) {
                    self.shared.acked(begun);
                }
                return Ok(Some(end));
            }
            if self.shared.stop.get() {
                let stopped = stopped.get_or_insert_with(Instant::now);
                if stopped.elapsed() > SETTLED_MAX {
                    let seconds = SETTLED_MAX.as_secs();
                    self.shared.breaks(format!(
                        "entry {} is neither final nor refused {seconds} s after the load ended",
                        entry.id()
                    ));
                    return Ok(None);
                }
            }
            self.at = (self.at + 1) % self.connections.len();
        }
    }

    /// Sends an entry to one validator.
    async fn ask(
        &mut self,
        entry: &SignedEntry,
        refused: &mut BTreeMap<String, BTreeSet<usize>>,
    ) -> Result<Option<End>, Failure> {
        let (at, id) = (self.at, entry.id());
        let body = Bytes::from_owner(Arc::clone(entry.bytes()));
        let asked = timeout(ANSWER_MAX, self.connections[at].ask(Method::POST, &self.submit, body)).await;
        let Ok(Ok((StatusCode::OK, answer))) = asked else {
            self.book.note(id, &Event::Silent(at))?;
            sleep(BREATH).await;
            return Ok(None);
        };
        match Standing::from_bytes(&answer) {
            Ok(Standing::Final { outcome, receipt }) => {
                let proof = (entry, &outcome, &*receipt);
                if let Err(error) = verify(&self.shared.network.genesis, &self.shared.certified, proof) {
                    self.shared.breaks(format!(
                        "validator {at} gives entry {id} a receipt that does not hold: {error}"
                    ));
                    return Ok(None);
                }
                let inclusion = &receipt.inclusion;
                Ok(Some(End::Final { height: inclusion.height, index: inclusion.index, outcome }))
            }
            Ok(Standing::NotYet) => {
                self.book.note(id, &Event::NotYet(at))?;
                Ok(None)
            }
            Ok(Standing::Unknown) => {
                self.book.note(id, &Event::Unknown(at))?;
                sleep(BREATH).await;
                Ok(None)
            }
            Ok(Standing::Refused { code }) => {
                self.book.note(id, &Event::Told(at, &code))?;
                let by = refused.entry(code.clone()).or_default();
                by.insert(at);
                let enough = by.len() > self.shared.network.genesis.faults();
                let for_good = Refusal::from_code(&code).is_some_and(Refusal::is_for_good);
                sleep(if for_good { Duration::ZERO } else { BREATH }).await;
                Ok((enough && for_good).then_some(End::Refused { code }))
            }
            Err(error) => {
                self.shared.breaks(format!("validator {at} gives an answer of no known form: {error}"));
                sleep(BREATH).await;
                Ok(None)
            }
        }
    }
}
