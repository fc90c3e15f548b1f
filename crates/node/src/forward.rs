//! Forwards clients' entries to the other validators and takes in theirs, on a channel of its own.
//!
//! The network drops messages to validators that are away or over their quota, so an entry is sent
//! again every second until it is final. What a peer forwarded is not forwarded further.
use crate::{
    admission::{Admission, Admitted, NotAdmitted},
    application::now_ms,
    block::PublicKey,
    mempool::{Mempool, Source},
};
use bytes::Bytes;
use commonware_macros::select;
use commonware_p2p::{Receiver, Recipients, Sender};
use commonware_runtime::{Buf as _, Clock};
use commonware_utils::channel::mpsc::UnboundedReceiver;
use crash::Point;
use protocol::entry::ENTRY_BYTES_MAX;
use std::{sync::Arc, time::Duration};

/// How often what is not final yet is sent again.
const RESEND: Duration = Duration::from_secs(1);
/// How many entries are sent again at once, the oldest first.
const RESENT_MAX: usize = 256;

/// Runs until the network or the validator ends.
pub async fn forward<E: Clock>(
    clock: E,
    admission: Arc<Admission>,
    pool: Arc<Mempool>,
    mut outbound: UnboundedReceiver<Bytes>,
    (mut sender, mut receiver): (impl Sender<PublicKey = PublicKey>, impl Receiver<PublicKey = PublicKey>),
) {
    // A fixed instant: counted from each message, a steady flow of them would put it off for ever.
    let mut resend = clock.current() + RESEND;
    loop {
        select! {
            entry = outbound.recv() => match entry {
                Some(entry) => {
                    drop(sender.send(Recipients::All, entry, false));
                    crash::point(Point::NodeForwardSent);
                },
                None => return,
            },
            message = receiver.recv() => match message {
                Ok((peer, mut payload)) => {
                    if payload.remaining() <= ENTRY_BYTES_MAX {
                        let bytes = payload.copy_to_bytes(payload.remaining());
                        take(&admission, bytes, &peer, now_ms(&clock));
                        crash::point(Point::NodeForwardTaken);
                    }
                },
                Err(_) => return,
            },
            () = clock.sleep_until(resend) => {
                resend = clock.current() + RESEND;
                for entry in pool.own(RESENT_MAX) {
                    drop(sender.send(Recipients::All, entry, false));
                }
            },
        }
    }
}

/// Whatever a peer forwards is judged as if a client had sent it; nobody waits for the answer.
fn take(admission: &Admission, bytes: Bytes, peer: &PublicKey, now_ms: u64) {
    match admission.admit(bytes, Source::Peer(peer.clone()), now_ms) {
        Ok(Admitted::Held { .. } | Admitted::Final(_)) => {}
        Ok(Admitted::Refused(refusal)) => {
            tracing::debug!(%peer, refusal.code = refusal.code(), "a peer forwarded an entry that the rules refuse");
        }
        Err(NotAdmitted::Malformed(malformed)) => {
            tracing::warn!(%peer, %malformed, "a peer forwarded what is no signed entry");
        }
        Err(NotAdmitted::Full(full)) => {
            tracing::debug!(%peer, %full, "a forwarded entry found no room");
        }
    }
}
