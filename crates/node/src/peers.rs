//! What each peer's entries cost here, and whether they are looked at.
//!
//! # Rules
//!
//! A peer may have [`CHECKS_PER_S`] signatures verified a second, after a pause as many at once, and
//! [`UNDER_WAY_MAX`] entries under way; what goes beyond is dropped, and an honest peer sends it again.
//! Whatever is malformed or forged is a mark against the peer: an honest one forwards only what it
//! admitted itself, and the verdict is the same everywhere. At [`MARKS_MAX`] marks its entries are
//! ignored for a minute, and half of the marks stay. A mark is forgiven every ten seconds. Votes and
//! blocks of the peer are heard all the while.
//!
//! # Invariants
//!
//! Time is given, never read. A clock that goes back neither fills a peer's measure nor keeps it
//! ignored.
use crate::block::PublicKey;
use std::collections::BTreeMap;

/// How many signatures of one peer's entries are verified in a second.
pub const CHECKS_PER_S: u64 = 8_192;
/// How many entries of one peer wait for their signatures to be verified.
pub const UNDER_WAY_MAX: usize = 4_096;
/// How many marks make a peer ignored.
pub const MARKS_MAX: u32 = 16;
/// For how long it is ignored, in milliseconds.
pub const IGNORED_MS: u64 = 60_000;
/// How long it takes until a mark is forgiven, in milliseconds.
const FORGIVEN_MS: u64 = 10_000;
/// A second's measure, in thousandths of a signature, so that every millisecond adds a whole number.
const MEASURE: u64 = CHECKS_PER_S * 1000;

/// What is known of a peer.
#[derive(Clone, Debug)]
struct Account {
    /// Thousandths of signatures that may be verified now.
    left: u64,
    /// When `left` was right.
    at_ms: u64,
    marks: u32,
    /// When the last mark was given or forgiven.
    marked_ms: u64,
    /// Since when it is ignored.
    ignored_ms: Option<u64>,
    under_way: usize,
}

impl Account {
    const fn new(now_ms: u64) -> Self {
        Self { left: MEASURE, at_ms: now_ms, marks: 0, marked_ms: now_ms, ignored_ms: None, under_way: 0 }
    }

    fn pass(&mut self, now_ms: u64) {
        let ms = now_ms.saturating_sub(self.at_ms);
        self.left = self.left.saturating_add(ms.saturating_mul(CHECKS_PER_S)).min(MEASURE);
        self.at_ms = now_ms;
        let forgiven = now_ms.saturating_sub(self.marked_ms) / FORGIVEN_MS;
        self.marks = self.marks.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX));
        self.marked_ms = self.marked_ms.saturating_add(forgiven.saturating_mul(FORGIVEN_MS)).min(now_ms);
        let over = |since: &u64| now_ms.checked_sub(*since).is_none_or(|ms| ms >= IGNORED_MS);
        self.ignored_ms = self.ignored_ms.filter(|since| !over(since));
    }
}

/// All peers that ever sent an entry: members, so that there are few.
#[derive(Clone, Debug, Default)]
pub struct Peers(BTreeMap<PublicKey, Account>);

impl Peers {
    fn account(&mut self, peer: &PublicKey, now_ms: u64) -> &mut Account {
        let account = self.0.entry(peer.clone()).or_insert_with(|| Account::new(now_ms));
        account.pass(now_ms);
        account
    }

    /// Whether messages of the peer are looked at.
    pub fn hears(&mut self, peer: &PublicKey, now_ms: u64) -> bool {
        self.account(peer, now_ms).ignored_ms.is_none()
    }

    /// Takes the measure of an entry with so many signatures, if there is as much left. Then the entry
    /// is under way until [`Self::done`].
    pub fn takes(&mut self, peer: &PublicKey, signatures: usize, now_ms: u64) -> bool {
        let account = self.account(peer, now_ms);
        let cost = u64::try_from(signatures.max(1)).unwrap_or(u64::MAX).saturating_mul(1000);
        match account.left.checked_sub(cost) {
            Some(left) if account.under_way < UNDER_WAY_MAX => {
                account.left = left;
                account.under_way += 1;
                true
            }
            Some(_) | None => false,
        }
    }

    /// So many entries of the peer are done with.
    pub fn done(&mut self, peer: &PublicKey, entries: usize) {
        if let Some(account) = self.0.get_mut(peer) {
            account.under_way = account.under_way.saturating_sub(entries);
        }
    }

    /// Marks the peer: it sent something malformed or forged.
    pub fn mark(&mut self, peer: &PublicKey, now_ms: u64) {
        let account = self.account(peer, now_ms);
        if account.marks == 0 {
            account.marked_ms = now_ms;
        }
        account.marks += 1;
        if account.marks >= MARKS_MAX {
            tracing::warn!(%peer, "ignoring a peer's entries for a minute: too many were malformed or forged");
            account.marks /= 2;
            account.ignored_ms = Some(now_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Identity;

    fn peer(n: u8) -> PublicKey {
        Identity::from_seed([n; 32]).member()
    }

    #[test]
    fn a_peer_has_a_seconds_measure_and_another_peer_its_own() {
        let mut peers = Peers::default();
        let taken = |peers: &mut Peers, n, now_ms| {
            let takes = |_: &u32| {
                let takes = peers.takes(&peer(n), 1, now_ms);
                peers.done(&peer(n), 1);
                takes
            };
            (0..20_000).filter(takes).count()
        };
        assert_eq!(taken(&mut peers, 1, 1_000), 8_192);
        assert_eq!(taken(&mut peers, 1, 1_000), 0);
        assert_eq!(taken(&mut peers, 2, 1_000), 8_192);
        assert_eq!(taken(&mut peers, 1, 1_125), 1_024);
        assert_eq!(taken(&mut peers, 1, 100_000), 8_192, "no more than one second's is saved up");
        // An entry costs what its signatures cost, and one without any is looked at too.
        assert!(peers.takes(&peer(1), 8_000, 101_000));
        assert!(!peers.takes(&peer(1), 193, 101_000));
        assert_eq!((0..300).filter(|_| peers.takes(&peer(1), 0, 101_000)).count(), 192);
    }

    #[test]
    fn so_many_entries_are_under_way_and_no_more() {
        let mut peers = Peers::default();
        assert_eq!((0..8_000).filter(|_| peers.takes(&peer(1), 1, 0)).count(), UNDER_WAY_MAX);
        assert!(peers.takes(&peer(2), 1, 0));
        peers.done(&peer(1), 1);
        assert!(peers.takes(&peer(1), 1, 0));
        assert!(!peers.takes(&peer(1), 1, 0));
    }

    #[test]
    fn a_peer_that_forges_is_ignored_for_a_minute_and_sooner_the_next_time() {
        let mut peers = Peers::default();
        let mark = |peers: &mut Peers, times, now_ms| (0..times).for_each(|_| peers.mark(&peer(1), now_ms));
        mark(&mut peers, MARKS_MAX - 1, 0);
        assert!(peers.hears(&peer(1), 0));
        mark(&mut peers, 1, 0);
        assert!(!peers.hears(&peer(1), 0));
        assert!(!peers.hears(&peer(1), IGNORED_MS - 1));
        assert!(peers.hears(&peer(2), 0), "others are heard");
        // Of the eight marks that stayed, six were forgiven in the minute.
        assert!(peers.hears(&peer(1), IGNORED_MS));
        mark(&mut peers, MARKS_MAX - 2, IGNORED_MS);
        assert!(!peers.hears(&peer(1), IGNORED_MS));
    }

    #[test]
    fn a_mark_now_and_then_is_forgiven() {
        let mut peers = Peers::default();
        for n in 0..1_000 {
            peers.mark(&peer(1), n * FORGIVEN_MS);
            assert!(peers.hears(&peer(1), n * FORGIVEN_MS));
        }
    }

    #[test]
    fn a_clock_that_goes_back_neither_fills_the_measure_nor_keeps_a_peer_ignored() {
        let mut peers = Peers::default();
        assert!(peers.takes(&peer(1), 8_192, 10_000));
        assert!(!peers.takes(&peer(1), 1, 5_000));
        assert!(peers.takes(&peer(1), 8, 5_001));
        assert!(!peers.takes(&peer(1), 1, 5_001));
        (0..MARKS_MAX).for_each(|_| peers.mark(&peer(1), 1_000_000));
        assert!(!peers.hears(&peer(1), 1_000_001));
        assert!(peers.hears(&peer(1), 500_000));
    }
}
