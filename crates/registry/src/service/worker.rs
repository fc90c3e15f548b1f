//! The worker: it takes every accepted entry to its end.
//!
//! The outbox in the vault is the only list of what is to be done, so a restart loses nothing. An
//! entry leaves it as *final* with a verified receipt, or as *refused for good* with a code. Until then
//! the same bytes are sent again, entries side by side; one that finds no answer waits a little longer
//! each time, at most five seconds. One for which no validator has room is sent again when the first of them
//! said that it may come. One that the rules refuse as things stand stays, and whoever asks is
//! told what holds it up.
use super::{Registry, cases::ran_out};
use crate::ledger::{Breadth, Verdict, judge};
use civil::refusal::Refusal;
use crash::Point;
use protocol::{Canonical as _, EntryId, SignedEntry};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
    time::Instant,
};
use vault::{OutboxItem, VaultError};

/// How often the outbox is read when nothing wakes the worker.
const TICK: Duration = Duration::from_secs(1);
/// How many entries are on their way at once.
const SENDS_MAX: usize = 32;
/// How many entries of the outbox are looked at together. All of them end within their validity.
const OUTBOX_MAX: u32 = 8192;
/// How long a validator may keep its answer back for an entry to become final.
const HOLD: Duration = Duration::from_secs(2);
/// After which an entry that a validator holds is sent again; the first pause where nobody answers.
const HELD: Duration = Duration::from_millis(250);
/// The least time between two readings of the outbox that nobody asked for.
const BREATH: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(5);
/// How long entries on their way may take to come home when the service ends.
const FAREWELL: Duration = Duration::from_secs(3);

/// How one round for an entry went.
enum Round {
    Settled,
    /// A validator holds it: ask again soon.
    Held,
    /// The rules refuse it with this code, as things stand.
    HeldUp(String),
    /// No validator has room for it for so long.
    NoRoom(Duration),
    /// Nobody answered, or the vault failed.
    Nothing,
}

/// When an entry is tried again, and how often nobody answered.
struct Pause {
    until: Instant,
    silent: u32,
}

impl Registry {
    /// Works until `end` turns true (or its sender is gone). Everything that was in the outbox before
    /// is sent again at once.
    pub async fn work(self, mut end: watch::Receiver<bool>) {
        let turns = Arc::new(Semaphore::new(SENDS_MAX));
        let mut running: JoinSet<(EntryId, Round)> = JoinSet::new();
        let mut on_the_way: BTreeSet<EntryId> = BTreeSet::new();
        let mut pauses: BTreeMap<EntryId, Pause> = BTreeMap::new();
        let mut vault_failed = false;
        let mut anchor_look = Instant::now();
        'work: loop {
            match self.vault().outbox(OUTBOX_MAX).await {
                Ok(items) => {
                    vault_failed = false;
                    self.send_off(items, &turns, &mut running, &mut on_the_way, &mut pauses);
                }
                // Said once, not every second.
                Err(error) if !vault_failed => {
                    vault_failed = true;
                    tracing::error!(error = &error as &dyn core::error::Error, "the outbox cannot be read");
                }
                Err(_) => {}
            }
            let now = Instant::now();
            if anchor_look <= now {
                anchor_look = now + TICK;
                self.anchor_where_due().await;
            }
            let mut look =
                pauses.values().map(|pause| pause.until).fold(now + TICK, Instant::min).max(now + BREATH);
            loop {
                tokio::select! {
                    () = self.0.work.notified() => continue 'work,
                    () = tokio::time::sleep_until(look) => continue 'work,
                    Some(joined) = running.join_next(), if !running.is_empty() => {
                        if let Some(again) = self.came_home(joined, &mut on_the_way, &mut pauses) {
                            look = look.min(again);
                        }
                    }
                    changed = end.changed() => if changed.is_err() || *end.borrow() { break 'work },
                }
            }
        }
        let gone =
            tokio::time::timeout(FAREWELL, async { while running.join_next().await.is_some() {} }).await;
        if gone.is_err() {
            tracing::info!(entries = running.len(), "entries on their way go on after the next start");
        }
    }

    /// Sends off every item that is due and not on its way.
    fn send_off(
        &self,
        items: Vec<OutboxItem>,
        turns: &Arc<Semaphore>,
        running: &mut JoinSet<(EntryId, Round)>,
        on_the_way: &mut BTreeSet<EntryId>,
        pauses: &mut BTreeMap<EntryId, Pause>,
    ) {
        let there: BTreeSet<EntryId> = items.iter().map(|item| item.entry_id).collect();
        pauses.retain(|entry, _| there.contains(entry));
        let now = Instant::now();
        for item in items {
            let due = pauses.get(&item.entry_id).is_none_or(|pause| pause.until <= now);
            if due && on_the_way.insert(item.entry_id) {
                crash::point(Point::RegistryWorkerRead);
                let (registry, turns) = (self.clone(), Arc::clone(turns));
                running.spawn(async move {
                    let _turn = turns.acquire_owned().await;
                    let entry = item.entry_id;
                    // A round that breaks off ends its own task and not the knowledge of its entry.
                    let round = tokio::spawn(async move { registry.round(&item).await }).await;
                    (entry, round.unwrap_or_else(|fault| broken_off(entry, &fault)))
                });
            }
        }
    }

    /// Notes how a round went; returns when the entry is to be tried again, where it is.
    fn came_home(
        &self,
        joined: Result<(EntryId, Round), tokio::task::JoinError>,
        on_the_way: &mut BTreeSet<EntryId>,
        pauses: &mut BTreeMap<EntryId, Pause>,
    ) -> Option<Instant> {
        let (entry, round) = joined.ok()?; // an error says that the runtime is ending
        on_the_way.remove(&entry);
        let (wait, silent) = match round {
            Round::Settled => {
                pauses.remove(&entry);
                crash::point(Point::RegistryWorkerSettled);
                self.0.held_up.clear(entry);
                self.tell(entry);
                return None;
            }
            Round::Held => {
                self.0.held_up.clear(entry);
                (HELD, 0)
            }
            Round::HeldUp(code) => {
                if self.0.held_up.set(entry, &code) {
                    tracing::warn!(%entry, code, "refused as things stand");
                    self.tell(entry);
                }
                (PAUSE_MAX, 0)
            }
            // That is an answer: whoever is silent later begins with the shortest pause.
            Round::NoRoom(time) => (time.clamp(HELD, PAUSE_MAX.saturating_mul(2)), 0),
            Round::Nothing => {
                let silent = pauses.get(&entry).map_or(0, |pause| pause.silent);
                (PAUSE_MAX.min(HELD.saturating_mul(1 << silent.min(5))), silent.saturating_add(1))
            }
        };
        let until = Instant::now() + wait;
        pauses.insert(entry, Pause { until, silent });
        Some(until)
    }

    /// Tells those who wait that something became of an entry.
    fn tell(&self, entry: EntryId) {
        // Nobody may be waiting, which is well.
        drop(self.0.news.send(entry));
    }

    /// One round for one entry: send, listen, settle.
    async fn round(&self, item: &OutboxItem) -> Round {
        let signed = match SignedEntry::from_bytes(&item.signed) {
            Ok(signed) => signed,
            Err(error) => {
                tracing::error!(entry = %item.entry_id, %error, "an accepted entry cannot be read back");
                return Round::Nothing;
            }
        };
        let verdict = if self.now_ms() > item.valid_until {
            self.late(&signed, item.valid_until).await
        } else {
            self.send(&signed, &item.signed).await
        };
        match self.settle(item, verdict).await {
            Ok(round) => round,
            Err(error) => {
                tracing::error!(entry = %item.entry_id, error = &error as &dyn core::error::Error, "an entry cannot be settled");
                Round::Nothing
            }
        }
    }

    /// Hands the entry to validators, which keep their answers back until it is final or the holding ends.
    async fn send(&self, signed: &SignedEntry, bytes: &[u8]) -> Verdict {
        crash::point(Point::RegistryWorkerSend);
        let answers = self.0.parts.ledger.submit(Arc::from(bytes), HOLD);
        judge(self.0.measure, signed, &BTreeSet::new(), answers).await
    }

    /// After its validity: it is final, or f + 1 validators whose ledger is past that time do not have it.
    async fn late(&self, signed: &SignedEntry, valid_until: u64) -> Verdict {
        let ledger = &self.0.parts.ledger;
        // First how far each validator is, then what it knows: a block of a later time is final there,
        // so what it does not know by now cannot come any more.
        let mut past = BTreeSet::new();
        let mut statuses = ledger.statuses();
        while let Some(answer) = statuses.recv().await {
            if answer.says.time_ms > valid_until {
                past.insert(answer.validator);
            }
        }
        let answers = ledger.standing(signed.id(), Duration::ZERO, Breadth::All);
        judge(self.0.measure, signed, &past, answers).await
    }

    async fn settle(&self, item: &OutboxItem, verdict: Verdict) -> Result<Round, VaultError> {
        let (vault, now_ms, entry) = (self.vault(), self.now_ms(), item.entry_id);
        match verdict {
            Verdict::Final { outcome, receipt } => {
                crash::point(Point::RegistryWorkerProved);
                match item.case {
                    Some(case) => drop(vault.settle_final(case, &outcome, &receipt, now_ms).await?),
                    None => drop(vault.settle_filing_final(entry, &outcome, &receipt).await?),
                }
                tracing::info!(%entry, height = receipt.inclusion.height, "final");
                Ok(Round::Settled)
            }
            Verdict::Refused { code } => {
                self.settle_refused(item, &code).await?;
                tracing::warn!(%entry, code, "refused for good");
                Ok(Round::Settled)
            }
            Verdict::Absent => {
                let code = Refusal::Expired.code();
                debug_assert!(ran_out(code), "a case that expired may be tried again");
                self.settle_refused(item, code).await?;
                tracing::warn!(%entry, code, "not final within its validity");
                Ok(Round::Settled)
            }
            Verdict::NotYet { held: true, because: _ } => Ok(Round::Held),
            Verdict::NotYet { held: false, because: Some(code) } => Ok(Round::HeldUp(code)),
            Verdict::NotYet { held: false, because: None } => {
                let time = self.0.parts.ledger.rests(&item.signed);
                Ok(if time.is_zero() { Round::Nothing } else { Round::NoRoom(time) })
            }
        }
    }

    async fn settle_refused(&self, item: &OutboxItem, code: &str) -> Result<(), VaultError> {
        match item.case {
            Some(case) => drop(self.vault().settle_refused(case, code, self.now_ms()).await?),
            None => drop(self.vault().settle_filing_refused(item.entry_id, code).await?),
        }
        Ok(())
    }
}

fn broken_off(entry: EntryId, fault: &tokio::task::JoinError) -> Round {
    tracing::error!(%entry, error = fault as &dyn core::error::Error, "a round of the worker broke off");
    Round::Nothing
}
