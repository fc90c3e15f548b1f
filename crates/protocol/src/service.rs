//! What a validator and its clients say to each other: bodies in canonical CBOR over HTTP.
//!
//! | request | answer |
//! | --- | --- |
//! | `POST /v1/entries`, a signed entry | [`Standing`] |
//! | `GET /v1/entries/{id}?wait_ms=N` | [`Standing`]; waits up to N for it to become final |
//! | `GET /v1/status` | [`Status`] |
//! | `POST /v1/entries?wait_ms=N`, a signed entry | [`Standing`]; waits up to N for it to become final |
//! | `POST /v1/state`, a [`crate::status::Query`] | a [`crate::status::Answer`] |
//! | `GET /v1/blocks?from=H&wait_ms=N` | an array of [`BlockLine`], at most 256 |
//! | `GET /v1/costs` | [`Costs`] |
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::Digest,
    outcome::Outcome,
    receipt::Receipt,
};

/// Where an entry stands, as one validator knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Held, and not final yet.
    NotYet,
    /// Final, with what the ledger gave it and the proof.
    Final {
        /// Number and date.
        outcome: Outcome,
        /// The proof; boxed, as it is much the largest of the answers.
        receipt: Box<Receipt>,
    },
    /// The rules refuse it on a final state. Whether that can still be lifted is known from the code, that of
    /// a [`civil::refusal::Refusal`].
    Refused {
        /// The stable code of the refusal.
        code: String,
    },
    /// Neither held nor final here.
    Unknown,
}

impl Canonical for Standing {
    const MAX_BYTES: usize = 16 * 1024;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::NotYet => {
                to.array(1).uint(1u8);
            }
            Self::Final { outcome, receipt } => {
                to.array(3).uint(2u8).value(outcome).value(&**receipt);
            }
            Self::Refused { code } => {
                to.array(2).uint(3u8).text(code);
            }
            Self::Unknown => {
                to.array(1).uint(4u8);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a standing: [1], [2, outcome, receipt], [3, code] or [4]";
        let fault = from.malformed(expected);
        let length = from.array_up_to(3, expected)?;
        match (from.uint::<u8>(expected)?, length) {
            (1, 1) => Ok(Self::NotYet),
            (2, 3) => {
                Ok(Self::Final { outcome: Outcome::read(from)?, receipt: Box::new(Receipt::read(from)?) })
            }
            (3, 2) => Ok(Self::Refused { code: from.text(64, "a code of at most 64 bytes")?.to_owned() }),
            (4, 1) => Ok(Self::Unknown),
            _ => Err(fault),
        }
    }
}

/// How a validator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The height of the last final block it has executed.
    pub height: u64,
    /// That block's time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The number of entries on the ledger.
    pub log_size: u64,
    /// The root of the log.
    pub log_root: Digest,
    /// The root of the state.
    pub state_root: Digest,
    /// Entries waiting for a block.
    pub waiting: u64,
    /// Whether it votes: not while it asks its peers at the start, nor where its storage is an old copy.
    pub signs: bool,
    /// By how much its clock is ahead of the validators' median, in milliseconds, negative where it is
    /// behind; `None` where it knows too few clocks to tell.
    pub clock_offset_ms: Option<i64>,
}

impl Canonical for Status {
    const MAX_BYTES: usize = 128;

    fn write(&self, to: &mut Writer) {
        to.array(8).uint(self.height).uint(self.time_ms).uint(self.log_size);
        to.value(&self.log_root).value(&self.state_root).uint(self.waiting).uint(self.signs);
        match self.clock_offset_ms {
            None => to.null(),
            Some(offset) => {
                to.array(2).uint(if offset < 0 { BEHIND } else { AHEAD }).uint(offset.unsigned_abs())
            }
        };
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(8, "a status of eight values")?;
        Ok(Self {
            height: from.uint("a height")?,
            time_ms: from.uint("a time in milliseconds")?,
            log_size: from.uint("a number of entries")?,
            log_root: Digest::read(from)?,
            state_root: Digest::read(from)?,
            waiting: from.uint("a number of entries")?,
            signs: match from.uint::<u8>(SIGNS)? {
                0 => false,
                1 => true,
                _ => return Err(from.malformed(SIGNS)),
            },
            clock_offset_ms: if from.null() { None } else { Some(offset(from)?) },
        })
    }
}

const SIGNS: &str = "0 or 1, whether it votes";
const AHEAD: u8 = 1;
const BEHIND: u8 = 2;

fn offset(from: &mut Reader<'_>) -> Result<i64, Malformed> {
    let expected = "null, [1, milliseconds ahead] or [2, milliseconds behind]";
    let fault = from.malformed(expected);
    from.array(2, expected)?;
    let way = from.uint::<u8>(expected)?;
    let ms = from.uint::<u64>(expected)?;
    let ms = i64::try_from(ms).ok();
    match (way, ms) {
        (AHEAD, Some(ms)) => Ok(ms),
        (BEHIND, Some(ms @ 1..)) => ms.checked_neg().ok_or(fault),
        _ => Err(fault),
    }
}

/// A final block in one line: what anybody may know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockLine {
    /// The height.
    pub height: u64,
    /// The time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The number of entries.
    pub entry_count: u32,
    /// The digest.
    pub digest: Digest,
}

impl Canonical for BlockLine {
    const MAX_BYTES: usize = 64;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.height).uint(self.time_ms).uint(self.entry_count).value(&self.digest);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a block line of four values")?;
        Ok(Self {
            height: from.uint("a height")?,
            time_ms: from.uint("a time in milliseconds")?,
            entry_count: from.uint("a number of entries")?,
            digest: Digest::read(from)?,
        })
    }
}

/// Several block lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockLines(pub Vec<BlockLine>);

impl BlockLines {
    /// The most lines in one answer.
    pub const MAX: usize = 256;
}

impl Canonical for BlockLines {
    const MAX_BYTES: usize = 64 * 257;

    fn write(&self, to: &mut Writer) {
        to.list(&self.0);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.list(Self::MAX, "at most 256 block lines").map(Self)
    }
}

/// What a validator's CPU time went into since it started, by part of its work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// The part's word, and nanoseconds.
    pub parts: Vec<(String, u64)>,
}

/// The most parts in one answer.
const PARTS_MAX: usize = 16;

impl Costs {
    /// Adds what another validator spent.
    pub fn add(&mut self, other: &Self) {
        for (part, ns) in &other.parts {
            match self.parts.iter_mut().find(|(known, _)| known == part) {
                Some((_, sum)) => *sum = sum.saturating_add(*ns),
                None => self.parts.push((part.clone(), *ns)),
            }
        }
    }

    /// What was spent since `before`.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let spent =
            |part: &str| before.parts.iter().find(|(known, _)| known == part).map_or(0, |(_, ns)| *ns);
        let parts = self.parts.iter().map(|(part, ns)| (part.clone(), ns.saturating_sub(spent(part))));
        Self { parts: parts.collect() }
    }
}

impl Canonical for Costs {
    const MAX_BYTES: usize = 1024;

    fn write(&self, to: &mut Writer) {
        to.array(self.parts.len());
        for (part, ns) in &self.parts {
            to.array(2).text(part).uint(*ns);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let count = from.array_up_to(PARTS_MAX, "at most 16 parts")?;
        let part = |_| {
            from.array(2, "a part of two values")?;
            let part = from.text(32, "a word of at most 32 bytes")?.to_owned();
            Ok((part, from.uint("nanoseconds")?))
        };
        Ok(Self { parts: (0..count).map(part).collect::<Result<_, Malformed>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_back_with_its_clock() {
        for clock_offset_ms in [None, Some(0), Some(-3_600_000), Some(1), Some(i64::MAX), Some(-i64::MAX)] {
            let status = Status {
                height: 1,
                time_ms: 2,
                log_size: 3,
                log_root: Digest::ZERO,
                state_root: Digest::ZERO,
                waiting: 4,
                signs: clock_offset_ms.is_some(),
                clock_offset_ms,
            };
            let bytes = status.to_bytes();
            assert_eq!(Status::from_bytes(&bytes), Ok(status));
            // Nothing is behind by zero.
            if clock_offset_ms == Some(0) {
                let wrong = [&bytes[..bytes.len() - 2], &[2, 0]].concat();
                assert!(Status::from_bytes(&wrong).is_err());
            }
        }
    }
}
