//! How long a validator waits for what: chosen from values that were tried (`docs/decisions/0020-pace.md`).
use std::time::Duration;

/// The waits of consensus. All validators of a network use the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// An idle leader proposes an empty block this long after its turn began.
    pub heartbeat: Duration,
    /// After a large block the next leader waits so long at most, to fill its own.
    pub filling: Duration,
    /// How long a leader that is heard of no more is waited for: longer than the heartbeat.
    pub leader_timeout: Duration,
    /// How long a block is waited for to be certified: longer than the leader is.
    pub certification_timeout: Duration,
    /// How often a vote to skip a view is sent again.
    pub timeout_retry: Duration,
    /// After how much silence a leader's turns are skipped at once: longer than all others.
    pub skip_timeout: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(2),
            filling: Duration::from_millis(150),
            leader_timeout: Duration::from_millis(2_500),
            certification_timeout: Duration::from_secs(3),
            timeout_retry: Duration::from_secs(4),
            skip_timeout: Duration::from_secs(5),
        }
    }
}
