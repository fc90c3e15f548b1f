//! Facts: the part of the state that is proved to anybody, key by key.
//!
//! # Format
//!
//! A key is a byte for its kind, then its parts at fixed width; a value is canonical CBOR
//! (`docs/formats/state.md`). Facts that only rules and operators read are in the `ledger` crate.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    entry::read_act_kind,
    hash::Digest,
    id::{EntryId, Handle, Tag},
    outcome::{read_act, read_date, read_year, write_act, write_date},
};
use civil::{ActKind, ActNumber, CivilDate, OfficeCode, Serial};

/// The bytes of the keys of facts.
pub mod key {
    use super::{ActNumber, EntryId, Handle, OfficeCode, SeriesOf};

    /// Of an act, by the entry that registered it: [`super::Act`].
    pub fn act(id: EntryId) -> Vec<u8> {
        [&[0x03][..], id.as_bytes()].concat()
    }

    /// Of an act number: the entry id of its act.
    pub fn act_number(number: ActNumber) -> Vec<u8> {
        [&[0x04][..], number.to_string().as_bytes()].concat()
    }

    /// Of the series that an office numbers in: [`super::Series`].
    pub fn series(of: SeriesOf, office: OfficeCode) -> Vec<u8> {
        [&[0x05, of.byte()][..], &office.get().to_be_bytes()].concat()
    }

    /// Of a series of an earlier year: [`super::ClosedSeries`].
    pub fn closed_series(of: SeriesOf, office: OfficeCode, year: i16) -> Vec<u8> {
        [&[0x06, of.byte()][..], &office.get().to_be_bytes(), &year.to_be_bytes()].concat()
    }

    /// Of a range of reserved numbers: [`super::Range`].
    pub fn range(office: OfficeCode, ordinal: u32) -> Vec<u8> {
        [&[0x07][..], &office.get().to_be_bytes(), &ordinal.to_be_bytes()].concat()
    }

    /// Of a certificate, by its status handle: [`super::CertificateStanding`].
    pub fn handle(handle: Handle) -> Vec<u8> {
        [&[0x08][..], handle.as_bytes()].concat()
    }
}

/// Of what a series numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeriesOf {
    /// Certificates.
    Certificates,
    /// Acts of a kind.
    Acts(ActKind),
}

impl SeriesOf {
    /// The series of an office, whatever it registers.
    pub const ALL: [Self; 5] = [
        Self::Certificates,
        Self::Acts(ActKind::Birth),
        Self::Acts(ActKind::Death),
        Self::Acts(ActKind::Marriage),
        Self::Acts(ActKind::Divorce),
    ];

    /// The byte of the series in keys: 0 for certificates, the digit of the kind for acts.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Certificates => 0,
            Self::Acts(kind) => kind.digit(),
        }
    }
}

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

impl Canonical for Series {
    const MAX_BYTES: usize = 16;

    fn write(&self, to: &mut Writer) {
        to.array(3).uint(self.since.unsigned_abs()).uint(self.year.unsigned_abs()).uint(self.last);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a series of three values")?;
        let (since, year) = (read_year(from)?, read_year(from)?);
        Ok(Self { since, year, last: from.uint("a serial")? })
    }
}

/// How a series of an earlier year ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedSeries {
    /// The last serial given.
    pub last: u32,
    /// The next year that has numbers: those between have none.
    pub next_year: i16,
}

impl Canonical for ClosedSeries {
    const MAX_BYTES: usize = 16;

    fn write(&self, to: &mut Writer) {
        to.array(2).uint(self.last).uint(self.next_year.unsigned_abs());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a closed series of two values")?;
        Ok(Self { last: from.uint("a serial")?, next_year: read_year(from)? })
    }
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
    /// The most bytes of the bits: 2,000 numbers.
    pub const USED_BYTES_MAX: usize = 250;

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
    pub fn use_number(&mut self, serial: Serial) {
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
    const MAX_BYTES: usize = Self::USED_BYTES_MAX + 192;

    fn write(&self, to: &mut Writer) {
        to.array(9).uint(self.kind.digit()).uint(self.year.unsigned_abs());
        to.uint(self.first.get()).uint(self.last.get()).uint(self.until_ms).bytes(&self.used);
        to.uint(u8::from(self.released)).value(&self.by).option(self.released_by.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(9, "a range of nine values")?;
        let fault = from.malformed("a range of numbers of a kind of act");
        let kind = read_act_kind(from)?;
        let year = read_year(from)?;
        let first = Serial::new(from.uint("a serial")?).or(Err(fault.clone()))?;
        let last = Serial::new(from.uint("a serial")?).or(Err(fault.clone()))?;
        let until_ms = from.uint("a time in milliseconds")?;
        let used = from.bytes(Self::USED_BYTES_MAX, "a bit for each number")?.to_vec();
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
