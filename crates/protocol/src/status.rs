//! Status: whether a certificate is in force and whether an act stands under a number, proved against
//! the network's key.
//!
//! An answer holds facts of one state with a proof each, and a final block whose header names that
//! state's root. Whoever asked checks all of it and needs to trust nobody.
//!
//! # Rules
//!
//! * A certificate: the fact under its handle. That a handle is *unknown* cannot be proved; it is the
//!   word of those who answered, and never shown as valid.
//! * An act: the fact under its number. That *no such act* stands is proved by its series: the number is
//!   greater than the last one given, of a year that has none, or an unused one of a reserved range.
//!
//! # Limits
//!
//! An act number has two digits of its year. A series that has gone on for a hundred years gives some
//! of them a second meaning: such a number is proved by its act alone, and its absence by nothing.
use crate::{
    block::{Context, Header, header_digest, rest},
    cbor::{Canonical, Malformed, Reader, Writer},
    fact::CertificateStanding,
    finalization::Finalization,
    hash::Digest,
    id::{EntryId, Handle},
    network::{NetworkId, NetworkKey},
    outcome::{read_act, write_act},
    receipt::{Broken, HOPS_MAX, Hop},
    state::{StateProof, Unproved, VALUE_BYTES_MAX},
};
use civil::{ActNumber, CivilDate};

mod said;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// Whether a certificate is in force; for anybody who holds the paper.
    Certificate(Handle),
    /// Whether an act stands under a number; for staff.
    Act(ActNumber),
}

impl Canonical for Query {
    const MAX_BYTES: usize = 24;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Certificate(handle) => {
                to.array(2).uint(1u8).value(handle);
            }
            Self::Act(number) => {
                to.array(2).uint(2u8);
                write_act(to, *number);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a question: [1, handle] or [2, act number]";
        from.array(2, expected)?;
        let fault = from.malformed(expected);
        match from.uint::<u8>(expected)? {
            1 => Ok(Self::Certificate(Handle::read(from)?)),
            2 => Ok(Self::Act(read_act(from)?)),
            _ => Err(fault),
        }
    }
}

/// A fact with its proof: what stands under a key in the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The key's bytes.
    pub key: Vec<u8>,
    /// The value's bytes.
    pub value: Vec<u8>,
    /// That the key holds the value.
    pub proof: StateProof,
}

/// The most bytes of a fact's key.
const KEY_BYTES_MAX: usize = 64;
/// The most facts of one answer.
const FACTS_MAX: usize = 4;

impl Canonical for Fact {
    const MAX_BYTES: usize = KEY_BYTES_MAX + VALUE_BYTES_MAX + StateProof::MAX_BYTES + 16;

    fn write(&self, to: &mut Writer) {
        to.array(3).bytes(&self.key).bytes(&self.value).value(&self.proof);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a fact of three values")?;
        Ok(Self {
            key: from.bytes(KEY_BYTES_MAX, "a key of at most 64 bytes")?.to_vec(),
            value: from.bytes(VALUE_BYTES_MAX, "a value of at most 64 KiB")?.to_vec(),
            proof: StateProof::read(from)?,
        })
    }
}

/// A final block whose header names the root of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateAt {
    /// The header.
    pub header: Header,
    /// The way to a block that is certified, where this one is not.
    pub hops: Vec<Hop>,
    /// The quorum's signature under the last block of the way.
    pub finalization: Finalization,
}

impl StateAt {
    /// Checks that the block is final on that network.
    pub fn verify(&self, network: NetworkId, key: &NetworkKey) -> Result<(), Broken> {
        let mut height = self.header.height;
        let certified = self.hops.iter().try_fold(self.header.digest(), |parent, hop| {
            height = height.checked_add(1)?;
            let rest = rest(&parent, &hop.rest2);
            Some(header_digest(height, hop.time_ms, hop.entry_count, &hop.entries_root, &rest))
        });
        if self.finalization.verify(network, key, &certified.ok_or(Broken::Path)?) {
            Ok(())
        } else {
            Err(Broken::Quorum)
        }
    }
}

impl Canonical for StateAt {
    const MAX_BYTES: usize = 8 * 1024;

    fn write(&self, to: &mut Writer) {
        let Header { height, time_ms, entry_count, entries_root, parent, context, .. } = &self.header;
        to.array(3)
            .array(11)
            .uint(*height)
            .uint(*time_ms)
            .uint(*entry_count)
            .value(entries_root)
            .value(parent);
        to.array(5).uint(context.epoch).uint(context.view).bytes(&context.leader);
        to.uint(context.parent_view).value(&context.parent);
        to.uint(self.header.log_size).value(&self.header.log_root).uint(self.header.state_height);
        to.value(&self.header.state_root).uint(self.header.rules_version);
        to.list(&self.hops).value(&self.finalization);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a certified state of three values")?;
        from.array(11, "a header of eleven values")?;
        let (height, time_ms) = (from.uint("a height")?, from.uint("a time in milliseconds")?);
        let entry_count = from.uint("a number of entries")?;
        let (entries_root, parent) = (Digest::read(from)?, Digest::read(from)?);
        from.array(5, "a context of five values")?;
        let context = Context {
            epoch: from.uint("an epoch")?,
            view: from.uint("a view")?,
            leader: from.fixed("a public key of 32 bytes")?,
            parent_view: from.uint("a view")?,
            parent: Digest::read(from)?,
        };
        let header = Header {
            height,
            time_ms,
            entry_count,
            entries_root,
            parent,
            context,
            log_size: from.uint("a number of entries")?,
            log_root: Digest::read(from)?,
            state_height: from.uint("a height")?,
            state_root: Digest::read(from)?,
            rules_version: from.uint("a version of the rules")?,
        };
        let hops = from.list(HOPS_MAX, "at most 64 hops")?;
        Ok(Self { header, hops, finalization: Finalization::read(from)? })
    }
}

/// What a validator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// With proof.
    Proved {
        /// The state.
        at: Box<StateAt>,
        /// What stands in it.
        facts: Vec<Fact>,
    },
    /// The validator knows no such certificate. That is its word; nothing proves it.
    Unknown {
        /// The last final height it has executed.
        height: u64,
        /// That block's time, in milliseconds since 1970.
        time_ms: u64,
    },
    /// The validator cannot answer now, and can in a moment.
    NotNow,
}

impl Canonical for Answer {
    const MAX_BYTES: usize = 128 * 1024;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Proved { at, facts } => {
                to.array(3).uint(1u8).value(&**at).list(facts);
            }
            Self::Unknown { height, time_ms } => {
                to.array(3).uint(2u8).uint(*height).uint(*time_ms);
            }
            Self::NotNow => {
                to.array(1).uint(3u8);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "an answer: [1, state, facts], [2, height, time] or [3]";
        let fault = from.malformed(expected);
        let length = from.array_up_to(3, expected)?;
        match (from.uint::<u8>(expected)?, length) {
            (1, 3) => {
                let at = Box::new(StateAt::read(from)?);
                Ok(Self::Proved { at, facts: from.list(FACTS_MAX, "at most four facts")? })
            }
            (2, 3) => Ok(Self::Unknown {
                height: from.uint("a height")?,
                time_ms: from.uint("a time in milliseconds")?,
            }),
            (3, 1) => Ok(Self::NotNow),
            _ => Err(fault),
        }
    }
}

/// What was proved, and as of when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What stands there.
    pub status: Status,
    /// The height of the block that names the state.
    pub height: u64,
    /// That block's time, in milliseconds since 1970: what is said is as of then.
    pub time_ms: u64,
}

/// What can be proved about a certificate or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The certificate's standing.
    Certificate(CertificateStanding),
    /// An act stands under the number.
    Registered {
        /// The entry that registered it: its id for ever.
        act: EntryId,
        /// The day of registration.
        date: CivilDate,
        /// How many certificates of it are in force.
        certificates: u8,
    },
    /// No act stands under the number.
    NoSuchAct(Absence),
}

/// Why no act stands under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The series has not come to the number.
    NotGivenYet,
    /// The series of that year ended before the number, or has no number at all.
    NeverGiven,
    /// The number is reserved, and not used yet.
    Reserved,
    /// The number was reserved, not used, and given up: it is void for ever.
    Void,
}

/// Why an answer does not prove what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotProved {
    /// The block is not final.
    #[error("the block that names the state is not shown to be final")]
    Block(#[from] Broken),
    /// A fact does not stand in the state.
    #[error("a fact is not shown to stand in the state")]
    Fact(#[from] Unproved),
    /// A value is not what stands under such keys.
    #[error("a value is not of the kind of its key")]
    Value(#[from] Malformed),
    /// The facts do not answer the question.
    #[error("the facts do not answer what was asked")]
    Facts,
    /// Nothing is proved.
    #[error("the answer proves nothing")]
    Nothing,
}

impl Answer {
    /// Checks an answer to `query`, and says what it proves.
    pub fn verify(&self, query: Query, network: NetworkId, key: &NetworkKey) -> Result<Verified, NotProved> {
        let Self::Proved { at, facts } = self else { return Err(NotProved::Nothing) };
        at.verify(network, key)?;
        for fact in facts {
            fact.proof.verify(&fact.key, &fact.value, &at.header.state_root)?;
        }
        let status = said::by(facts, query, at.header.time_ms)?;
        Ok(Verified { status, height: at.header.height, time_ms: at.header.time_ms })
    }
}

#[cfg(test)]
mod tests;
