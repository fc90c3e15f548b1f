//! Forwards clients' entries to the other validators and takes in theirs, on a channel of its own.
//!
//! # Format
//!
//! A message is a [`protocol::parcel`] of signed entries.
//!
//! # Rules
//!
//! What clients submit is gathered until a parcel is full or 5 ms have passed since the last one; so one
//! entry alone goes at once. The network drops messages to validators that are away or over their quota,
//! so what is not final is sent again every second, oldest first. What a peer forwarded is not forwarded
//! further. The signatures of what a peer forwards are checked as if a client had sent it, within the
//! peer's measure ([`crate::peers`]); the rules, which the peer has asked, judge it before it gets into a
//! block. Nobody waits for the answer.
use crate::{
    admission::{Admission, Admitted, Answer, Candidate},
    block::PublicKey,
    clocks::Wall,
    mempool::{Mempool, Source},
    peers::Peers,
};
use bytes::Bytes;
use civil::refusal::Refusal;
use commonware_macros::select;
use commonware_p2p::{Receiver, Recipients, Sender};
use commonware_runtime::{Buf, Clock};
use commonware_utils::{channel::mpsc::UnboundedReceiver, futures::Pool};
use crash::Point;
use protocol::{
    Canonical as _, Malformed,
    parcel::{ENTRIES_MAX, Parcel, pack},
};
use std::{sync::Arc, time::Duration};

/// The shortest time between two messages that are not full.
const PACE: Duration = Duration::from_millis(5);
/// How often what is not final yet is sent again.
const RESEND: Duration = Duration::from_secs(1);
/// How many entries are sent again at once, the oldest first.
const RESENT_MAX: usize = 256;

/// Runs until the network or the validator ends.
pub async fn forward<E: Clock>(
    clock: E,
    wall: Wall,
    admission: Arc<Admission>,
    pool: Arc<Mempool>,
    mut outbound: UnboundedReceiver<Bytes>,
    (mut sender, mut receiver): (impl Sender<PublicKey = PublicKey>, impl Receiver<PublicKey = PublicKey>),
) {
    let mut inbound = Inbound { admission, peers: Peers::default(), under_way: Pool::default() };
    let mut gathered = Vec::new();
    let mut sent = clock.current() - PACE;
    // A fixed instant: counted from each message, a steady flow of them would put it off for ever.
    let mut resend = clock.current() + RESEND;
    loop {
        let now = clock.current();
        // A clock that was put back does not make anybody wait longer.
        let due = (sent + PACE).min(now + PACE);
        resend = resend.min(now + RESEND);
        if !gathered.is_empty() && (now >= due || gathered.len() >= ENTRIES_MAX) {
            send(&mut sender, core::mem::take(&mut gathered));
            crash::point(Point::NodeForwardSent);
            sent = now;
            continue;
        }
        if now >= resend {
            resend = now + RESEND;
            let until_ms = wall.now_ms(&clock).saturating_sub(1000);
            send(&mut sender, pool.own(until_ms, RESENT_MAX));
        }
        let next = if gathered.is_empty() { resend } else { due.min(resend) };
        select! {
            entry = outbound.recv() => match entry {
                Some(entry) => {
                    gathered.push(entry);
                    while gathered.len() < ENTRIES_MAX && let Ok(entry) = outbound.try_recv() {
                        gathered.push(entry);
                    }
                },
                None => return,
            },
            message = receiver.recv() => match message {
                Ok((peer, payload)) => {
                    inbound.take(peer, payload, wall.now_ms(&clock));
                    crash::point(Point::NodeForwardTaken);
                },
                Err(_) => return,
            },
            (peer, answers) = inbound.under_way.next_completed() => {
                inbound.judged(&peer, &answers, wall.now_ms(&clock));
            },
            () = clock.sleep_until(next) => {},
        }
    }
}

fn send(sender: &mut impl Sender<PublicKey = PublicKey>, entries: Vec<Bytes>) {
    for parcel in pack(entries) {
        drop(sender.send(Recipients::All, Bytes::from(parcel), false));
    }
}

/// What peers sent.
struct Inbound {
    admission: Arc<Admission>,
    peers: Peers,
    /// Messages whose entries are being verified.
    under_way: Pool<'static, (PublicKey, Vec<Answer>)>,
}

impl Inbound {
    fn take(&mut self, peer: PublicKey, mut payload: impl Buf, now_ms: u64) {
        if !self.peers.hears(&peer, now_ms) {
            return;
        }
        // A message that is too long is refused by its length.
        let length = payload.remaining().min(Parcel::MAX_BYTES + 1);
        let entries = match Parcel::from_bytes(&payload.copy_to_bytes(length)) {
            Ok(parcel) => parcel.into_entries(),
            Err(malformed) => return self.malformed(&peer, &malformed, now_ms),
        };
        let candidates = self.read(&peer, entries, now_ms);
        let (admission, source) = (Arc::clone(&self.admission), Source::Peer(peer.clone()));
        self.under_way.push(async move {
            let answers = admission.admit_all(candidates, &source, now_ms).await;
            (peer, answers)
        });
    }

    /// As many of the entries as the peer's measure has room for.
    fn read(&mut self, peer: &PublicKey, entries: Vec<Vec<u8>>, now_ms: u64) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for entry in entries {
            let candidate = Candidate::read(entry.into());
            let signatures = candidate.as_ref().map_or(1, Candidate::signatures);
            if !self.peers.takes(peer, signatures, now_ms) {
                tracing::debug!(%peer, "a peer forwards more than its measure; the rest is dropped");
                break;
            }
            match candidate {
                Ok(candidate) => candidates.push(candidate),
                Err(malformed) => {
                    self.peers.done(peer, 1);
                    self.malformed(peer, &malformed, now_ms);
                }
            }
        }
        candidates
    }

    fn malformed(&mut self, peer: &PublicKey, malformed: &Malformed, now_ms: u64) {
        tracing::debug!(%peer, %malformed, "a peer forwarded what is no signed entry");
        self.peers.mark(peer, now_ms);
    }

    fn judged(&mut self, peer: &PublicKey, answers: &[Answer], now_ms: u64) {
        self.peers.done(peer, answers.len());
        for answer in answers {
            match answer {
                Ok(Admitted::Held { .. } | Admitted::Final(_)) => {}
                Ok(Admitted::Refused(Refusal::SignatureWrong)) => {
                    tracing::debug!(%peer, "a peer forwarded a forged entry");
                    self.peers.mark(peer, now_ms);
                }
                Ok(Admitted::Refused(refusal)) => {
                    tracing::debug!(%peer, refusal.code = refusal.code(), "a peer forwarded an entry that the rules refuse");
                }
                Err(no_room) => {
                    tracing::debug!(%peer, full = %no_room.full, "a forwarded entry found no room");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
