//! What stands under the keys of the state, and its bytes: canonical CBOR.
//!
//! A value names neither its kind nor its key: [`Value::from_bytes`] is told the key.
use crate::key::Key;
use civil::{ActKind, ActNumber, CivilDate, Serial};
use protocol::{
    Canonical, Digest, EntryId, Malformed, SignerKeyId, Tag,
    cbor::{Reader, Writer},
    outcome::{read_act, read_date, read_year, write_act, write_date},
};

pub use crate::standing::{KeyStanding, KeyState, OfficeState, ParameterState, Planned, RulesState};

/// Where an entry stands on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The height of its block.
    pub height: u64,
    /// Its place in the block, from 0.
    pub index: u32,
}

/// The entry that made a value what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The entry.
    pub entry: EntryId,
    /// Where it stands.
    pub place: Place,
}

impl Canonical for Mark {
    const MAX_BYTES: usize = 56;

    fn write(&self, to: &mut Writer) {
        to.array(3).value(&self.entry).uint(self.place.height).uint(self.place.index);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a mark of three values")?;
        let entry = EntryId::read(from)?;
        Ok(Self { entry, place: Place { height: from.uint("a height")?, index: from.uint("a place")? } })
    }
}

/// An act as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its number.
    pub number: ActNumber,
    /// The day of registration.
    pub date: CivilDate,
    /// The commitment of the version in force.
    pub commitment: Digest,
    /// The version of the record's schema.
    pub schema: u8,
    /// The person whose act it is.
    pub person: Tag,
    /// From 1 January of this year the person is of age.
    pub adult_from: u16,
    /// How many certificates of it are in force.
    pub certificates: u8,
    /// Where its registration stands.
    pub place: Place,
}

/// The series that an office numbers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Series {
    /// The year in which the office began: before it the series has no number.
    pub since: i16,
    /// The year that is numbered now.
    pub year: i16,
    /// The last serial given, 0 where none is yet; reserved ones count as given.
    pub last: u32,
}

/// How a series of an earlier year ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedSeries {
    /// The last serial given.
    pub last: u32,
    /// The next year that has numbers: those between have none.
    pub next_year: i16,
}

/// Numbers that an office reserved for work without a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Of which kind of act.
    pub kind: ActKind,
    /// The year of the numbers, four digits.
    pub year: i16,
    /// The first number.
    pub first: Serial,
    /// The last number.
    pub last: Serial,
    /// Until when they may be used, in milliseconds since 1970.
    pub until_ms: u64,
    /// Which are used: a bit for each number, the first in the highest bit of the first byte.
    pub used: Vec<u8>,
    /// Whether the unused ones were given up.
    pub released: bool,
    /// The entry that reserved them.
    pub by: Mark,
    /// The entry that gave the rest up.
    pub released_by: Option<Mark>,
}

impl Range {
    /// The bit of a number: byte and mask, where the number is in the range.
    fn bit(&self, serial: Serial) -> Option<(usize, u8)> {
        let place = serial.get().checked_sub(self.first.get())?;
        if serial > self.last {
            return None;
        }
        let mask = 0x80_u8.checked_shr(place & 7)?;
        Some((usize::try_from(place >> 3).ok()?, mask))
    }

    /// Whether a number of the range has an act; `None` where it is not in the range.
    pub fn is_used(&self, serial: Serial) -> Option<bool> {
        let (byte, mask) = self.bit(serial)?;
        self.used.get(byte).map(|byte| byte & mask != 0)
    }

    /// Notes that a number has an act.
    pub(crate) fn use_number(&mut self, serial: Serial) {
        if let Some((byte, mask)) = self.bit(serial)
            && let Some(byte) = self.used.get_mut(byte)
        {
            *byte |= mask;
        }
    }
}

/// Whether a certificate is in force: all that anybody learns by its handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CertificateStanding {
    /// It is.
    InForce,
    /// It is not any more; why is nobody's business but the holder's.
    Ended,
    /// It was stolen.
    Stolen,
}

impl CertificateStanding {
    const ALL: [Self; 3] = [Self::InForce, Self::Ended, Self::Stolen];

    /// The number of the standing in the state, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::InForce => 1,
            Self::Ended => 2,
            Self::Stolen => 3,
        }
    }
}

impl Canonical for CertificateStanding {
    const MAX_BYTES: usize = 1;

    fn write(&self, to: &mut Writer) {
        to.uint(self.number());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "the standing of a certificate, 1 to 3";
        let fault = from.malformed(expected);
        let number: u8 = from.uint(expected)?;
        Self::ALL.into_iter().find(|standing| standing.number() == number).ok_or(fault)
    }
}

/// A certificate as the rules know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its act.
    pub act: EntryId,
    /// The entry that issued it.
    pub issued: Mark,
    /// The entry that ended it.
    pub ended: Option<Mark>,
}

/// The last anchor of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnchorState {
    /// Its ordinal.
    pub ordinal: u64,
    /// The number of the first record that it does not cover.
    pub next: u64,
    /// The entry that anchored.
    pub by: Mark,
}

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Under [`Key::Office`].
    Office(OfficeState),
    /// Under [`Key::SignerKey`].
    SignerKey(Box<KeyState>),
    /// Under [`Key::Act`].
    Act(Act),
    /// Under [`Key::ActNumber`] and [`Key::Notice`]: the act.
    ActId(EntryId),
    /// Under [`Key::Series`].
    Series(Series),
    /// Under [`Key::ClosedSeries`].
    ClosedSeries(ClosedSeries),
    /// Under [`Key::Range`].
    Range(Range),
    /// Under [`Key::Handle`].
    Standing(CertificateStanding),
    /// Under [`Key::Certificate`].
    Certificate(Certificate),
    /// Under [`Key::Parameter`].
    Parameter(ParameterState),
    /// Under [`Key::Rules`].
    Rules(RulesState),
    /// Under [`Key::Members`] and [`Key::Waived`].
    Count(u64),
    /// Under [`Key::CaseAnchor`], [`Key::AccessAnchor`] and [`Key::ArchiveBatch`].
    Anchor(AnchorState),
    /// Under [`Key::Officer`]: the ids of the officer's keys, ascending.
    Keys(Vec<SignerKeyId>),
}

/// The most keys that an officer has on the ledger, revoked ones left out.
pub(crate) const OFFICER_KEYS_MAX: usize = 16;
const USED_BYTES_MAX: usize = 8192;

impl Value {
    /// The value's bytes in the state.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        match self {
            Self::Office(office) => to.value(office),
            Self::SignerKey(key) => to.value(&**key),
            Self::Act(act) => to.value(act),
            Self::ActId(id) => to.value(id),
            Self::Series(series) => to
                .array(3)
                .uint(series.since.unsigned_abs())
                .uint(series.year.unsigned_abs())
                .uint(series.last),
            Self::ClosedSeries(series) => to.array(2).uint(series.last).uint(series.next_year.unsigned_abs()),
            Self::Range(range) => to.value(range),
            Self::Standing(standing) => to.value(standing),
            Self::Certificate(certificate) => to
                .array(3)
                .value(&certificate.act)
                .value(&certificate.issued)
                .option(certificate.ended.as_ref()),
            Self::Parameter(parameter) => to.value(parameter),
            Self::Rules(rules) => to.value(rules),
            Self::Count(count) => to.uint(*count),
            Self::Anchor(anchor) => to.array(3).uint(anchor.ordinal).uint(anchor.next).value(&anchor.by),
            Self::Keys(keys) => to.list(keys),
        };
        to.into_bytes()
    }

    /// Reads the value that stands under `key`.
    pub fn from_bytes(key: &Key, bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Reader::new(bytes);
        let value = Self::read(key, &mut from)?;
        if from.position() != bytes.len() || value.to_bytes() != bytes {
            return Err(from.malformed("the end of a canonical value"));
        }
        Ok(value)
    }

    fn read(key: &Key, from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match key {
            Key::Office(_) => Self::Office(OfficeState::read(from)?),
            Key::SignerKey(_) => Self::SignerKey(Box::new(KeyState::read(from)?)),
            Key::Act(_) => Self::Act(Act::read(from)?),
            Key::ActNumber(_) | Key::Notice(_) => Self::ActId(EntryId::read(from)?),
            Key::Series { .. } => {
                from.array(3, "a series of three values")?;
                let (since, year) = (read_year(from)?, read_year(from)?);
                Self::Series(Series { since, year, last: from.uint("a serial")? })
            }
            Key::ClosedSeries { .. } => {
                from.array(2, "a closed series of two values")?;
                Self::ClosedSeries(ClosedSeries { last: from.uint("a serial")?, next_year: read_year(from)? })
            }
            Key::Range { .. } => Self::Range(Range::read(from)?),
            Key::Handle(_) => Self::Standing(CertificateStanding::read(from)?),
            Key::Parameter(_) => Self::Parameter(ParameterState::read(from)?),
            Key::Rules => Self::Rules(RulesState::read(from)?),
            Key::Members | Key::Waived(_) => Self::Count(from.uint("a count")?),
            Key::Certificate(_) => {
                from.array(3, "a certificate of three values")?;
                let (act, issued) = (EntryId::read(from)?, Mark::read(from)?);
                Self::Certificate(Certificate { act, issued, ended: from.option()? })
            }
            Key::CaseAnchor(_) | Key::AccessAnchor | Key::ArchiveBatch => {
                from.array(3, "an anchor of three values")?;
                let (ordinal, next) = (from.uint("an ordinal")?, from.uint("a number of records")?);
                Self::Anchor(AnchorState { ordinal, next, by: Mark::read(from)? })
            }
            Key::Officer(_) => Self::Keys(from.list(OFFICER_KEYS_MAX, "at most 16 keys")?),
        })
    }
}

impl Canonical for Act {
    const MAX_BYTES: usize = 160;

    fn write(&self, to: &mut Writer) {
        to.array(9);
        write_act(to, self.number);
        write_date(to, self.date);
        to.value(&self.commitment).uint(self.schema).value(&self.person);
        to.uint(self.adult_from).uint(self.certificates);
        to.uint(self.place.height).uint(self.place.index);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(9, "an act of nine values")?;
        Ok(Self {
            number: read_act(from)?,
            date: read_date(from)?,
            commitment: Digest::read(from)?,
            schema: from.uint("a schema version")?,
            person: Tag::read(from)?,
            adult_from: from.uint("a year")?,
            certificates: from.uint("a number of certificates")?,
            place: Place { height: from.uint("a height")?, index: from.uint("a place")? },
        })
    }
}

impl Canonical for Range {
    const MAX_BYTES: usize = USED_BYTES_MAX + 128;

    fn write(&self, to: &mut Writer) {
        to.array(9).uint(self.kind.digit()).uint(self.year.unsigned_abs());
        to.uint(self.first.get()).uint(self.last.get()).uint(self.until_ms).bytes(&self.used);
        to.uint(u8::from(self.released)).value(&self.by).option(self.released_by.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(9, "a range of nine values")?;
        let fault = from.malformed("a range of numbers of a kind of act");
        let kind = ActKind::from_digit(from.uint("a kind of act")?).ok_or_else(|| fault.clone())?;
        let year = read_year(from)?;
        let first = Serial::new(from.uint("a serial")?).or_else(|_| Err(fault.clone()))?;
        let last = Serial::new(from.uint("a serial")?).or_else(|_| Err(fault.clone()))?;
        let until_ms = from.uint("a time in milliseconds")?;
        let used = from.bytes(USED_BYTES_MAX, "a bit for each number")?.to_vec();
        let released = match from.uint::<u8>("0 or 1")? {
            0 => false,
            1 => true,
            _ => return Err(fault),
        };
        Ok(Self {
            kind,
            year,
            first,
            last,
            until_ms,
            used,
            released,
            by: Mark::read(from)?,
            released_by: from.option()?,
        })
    }
}

impl From<KeyState> for Value {
    fn from(state: KeyState) -> Self {
        Self::SignerKey(Box::new(state))
    }
}
