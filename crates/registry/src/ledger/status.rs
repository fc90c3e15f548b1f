//! What the validators' answers about a status come to.
//!
//! A proof is believed whoever gives it, and looked for first: from one validator, then from all. That
//! a certificate is *unknown* is proved by nothing, so it counts only as the word of f + 1 validators
//! that have a block of the last minute, so that one of them is honest and not left behind. A proof of
//! an older block is kept only where nobody has a newer one.
use super::{Breadth, Ledger, Measure};
use crate::edge::Clock;
use protocol::status::{Answer, Query, Verified};
use std::collections::BTreeMap;

/// How old the block of an answer may be, in milliseconds, to count as of now.
pub const FRESH_MS: u64 = 60_000;

/// What was found, and by asking whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What was found.
    pub found: Found,
    /// What those who were asked have said.
    pub tried: Tried,
}

/// What is known of a certificate or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A status with its proof, which was verified here and can be verified again.
    Proved {
        /// The answer with the proof.
        answer: Box<Answer>,
        /// What it proves.
        verified: Verified,
    },
    /// f + 1 validators say that they know no such thing. Nothing proves it.
    Unknown {
        /// The least height that one of them has reached.
        height: u64,
        /// The time of such a block, in milliseconds since 1970.
        time_ms: u64,
    },
    /// Too few answer, or they contradict each other.
    CannotTell,
}

/// How many of the agencies' validators said what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Gave a proof that holds.
    pub proved: usize,
    /// Know no such thing.
    pub unknown: usize,
    /// Cannot answer just now.
    pub not_now: usize,
    /// Gave a proof that does not hold.
    pub unproved: usize,
    /// Were asked and did not answer.
    pub silent: usize,
}

/// What one validator said.
enum Said {
    Proved(Box<Answer>, Verified),
    Unknown { height: u64, time_ms: u64 },
    NotNow,
    Unproved,
}

/// Asks validators until one proves a status of the last minute, or all were asked. `members` is how many
/// there are.
pub async fn ask(
    ledger: &dyn Ledger,
    measure: Measure,
    members: usize,
    query: Query,
    clock: &dyn Clock,
) -> Report {
    let mut said: BTreeMap<usize, Said> = BTreeMap::new();
    for breadth in [Breadth::One, Breadth::All] {
        let mut answers = ledger.state(query, breadth);
        while let Some(answer) = answers.recv().await {
            let verdict = judge(measure, query, answer.says, answer.validator);
            let fresh =
                matches!(&verdict, Said::Proved(_, verified) if is_fresh(verified.time_ms, clock.now_ms()));
            said.insert(answer.validator, verdict);
            if fresh {
                return conclude(said, measure, None, clock.now_ms());
            }
        }
    }
    conclude(said, measure, Some(members), clock.now_ms())
}

/// Whether a block of that time is of the last minute.
pub const fn is_fresh(time_ms: u64, now_ms: u64) -> bool {
    time_ms.saturating_add(FRESH_MS) >= now_ms
}

fn judge(measure: Measure, query: Query, answer: Answer, validator: usize) -> Said {
    match answer {
        Answer::Proved { .. } => match answer.verify(query, measure.network, &measure.key) {
            Ok(verified) => Said::Proved(Box::new(answer), verified),
            Err(error) => {
                tracing::warn!(validator, %error, "a status does not verify");
                Said::Unproved
            }
        },
        Answer::Unknown { height, time_ms } => Said::Unknown { height, time_ms },
        Answer::NotNow => Said::NotNow,
    }
}

/// Of what was said, the newest proof; else what f + 1 say who are not left behind.
fn conclude(said: BTreeMap<usize, Said>, measure: Measure, asked: Option<usize>, now_ms: u64) -> Report {
    let mut tried = Tried::default();
    let mut newest: Option<(Box<Answer>, Verified)> = None;
    let mut unknown: Vec<(u64, u64)> = Vec::new();
    let answered = said.len();
    for said in said.into_values() {
        match said {
            Said::Proved(answer, verified) => {
                tried.proved += 1;
                if newest.as_ref().is_none_or(|(_, before)| before.height < verified.height) {
                    newest = Some((answer, verified));
                }
            }
            Said::Unknown { height, time_ms } => {
                tried.unknown += 1;
                if is_fresh(time_ms, now_ms) {
                    unknown.push((height, time_ms));
                }
            }
            Said::NotNow => tried.not_now += 1,
            Said::Unproved => tried.unproved += 1,
        }
    }
    tried.silent = asked.map_or(0, |asked| asked.saturating_sub(answered));
    let agree = unknown.len() >= measure.enough();
    let found = match (newest, unknown.into_iter().min()) {
        (Some((answer, verified)), _) => Found::Proved { answer, verified },
        (None, Some((height, time_ms))) if agree => Found::Unknown { height, time_ms },
        (None, _) => Found::CannotTell,
    };
    Report { found, tried }
}
