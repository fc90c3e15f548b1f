//! What the service asks of the machine it runs on: the time, and random bytes.
//!
//! Both come in from outside, so that a test can hold the clock and nothing below reads one.
use std::time::{SystemTime, UNIX_EPOCH};

/// The time of day.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01T00:00Z.
    fn now_ms(&self) -> u64;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The machine's source of random bytes does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the system's source of random bytes does not answer")]
pub struct NoRandom(#[source] pub getrandom::Error);

/// A source of secret random bytes.
pub trait Random: Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom>;
}

/// The operating system's source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        getrandom::fill(bytes).map_err(NoRandom)
    }
}

/// `N` random bytes.
pub(crate) fn random<const N: usize>(source: &dyn Random) -> Result<[u8; N], NoRandom> {
    let mut bytes = [0; N];
    source.fill(&mut bytes)?;
    Ok(bytes)
}
