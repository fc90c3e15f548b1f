//! Which validator asked not to be sent an entry again before a time (429 with `Retry-After`).
//!
//! # Rules
//!
//! An entry is not sent to a validator before the time that this one named for it, and goes to others
//! meanwhile. What is said of one entry is said of no other: a signer with many is told to wait, one with a
//! single entry is not. A validator is believed for [`REST_MAX`] at most, so that one that lies keeps nobody
//! waiting.
//!
//! # Invariants
//!
//! Time is given, never read.
//!
//! # Limits
//!
//! What is over is forgotten whenever something new is noted, so that no more is remembered than was
//! refused in the last [`REST_MAX`].
use protocol::{Digest, hash::sha256};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The longest that a validator is left alone.
pub(super) const REST_MAX: Duration = Duration::from_secs(10);
/// For how long where it does not say.
const REST: Duration = Duration::from_secs(1);

/// Until when each validator is left alone with an entry.
#[derive(Debug, Default)]
pub(super) struct Rests(Mutex<BTreeMap<(Digest, usize), Instant>>);

impl Rests {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Digest, usize), Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A validator wants to be left alone with an entry, for so long where it says.
    pub(super) fn note(&self, entry: Digest, validator: usize, time: Option<Duration>, now: Instant) {
        let mut rests = self.lock();
        rests.retain(|_, until| *until > now);
        rests.insert((entry, validator), now + time.unwrap_or(REST).min(REST_MAX));
    }

    /// For how long a validator is to be left alone with an entry.
    pub(super) fn of(&self, entry: Digest, validator: usize, now: Instant) -> Duration {
        let until = self.lock().get(&(entry, validator)).copied();
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// For how long all of so many validators are to be left alone with an entry.
    pub(super) fn of_all(&self, entry: Digest, validators: usize, now: Instant) -> Duration {
        (0..validators).map(|validator| self.of(entry, validator, now)).min().unwrap_or_default()
    }
}

/// The name of an entry here: of its bytes, signatures included.
pub(super) fn name(signed: &[u8]) -> Digest {
    sha256(&[signed])
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn a_validator_is_left_alone_with_that_entry_and_for_as_long_as_it_said() {
        let rests = Rests::default();
        let [one, other] = [name(b"one"), name(b"other")];
        let start = Instant::now();
        let (of, nothing) = (|entry, validator, now| rests.of(entry, validator, now), Duration::ZERO);
        rests.note(one, 0, Some(3 * S), start);
        assert_eq!((of(one, 0, start), of(one, 1, start), of(other, 0, start)), (3 * S, nothing, nothing));
        assert_eq!(rests.of_all(one, 2, start), nothing, "another may be asked");
        rests.note(one, 1, None, start);
        assert_eq!(rests.of_all(one, 2, start), S, "until the first of them may be asked");
        let later = start + 2 * S;
        assert_eq!((of(one, 0, later), of(one, 1, later)), (S, nothing));
        let later = start + 4 * S;
        rests.note(other, 0, Some(1000 * S), later);
        assert_eq!(of(other, 0, later), REST_MAX, "nobody is kept waiting for ever");
        assert_eq!(rests.lock().len(), 1, "what is over is forgotten");
    }
}
