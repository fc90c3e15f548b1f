//! `staff.*` and `governance.*`: who may sign, which offices there are, which rules are in force.
//!
//! A change names the version of what it changes, so that it counts once and never over a later one.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    genesis::OfficeRecord,
    id::SignerKeyId,
    signature::KeyRecord,
};

/// `staff.key`, `governance.key`: a key that may sign from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// Whose key, in which role, for what.
    pub record: KeyRecord,
    /// From when it may sign, in milliseconds since 1970.
    pub from_ms: u64,
    /// Until when; a substitution and an acting head end by themselves.
    pub until_ms: Option<u64>,
}

impl Canonical for KeyEntry {
    const MAX_BYTES: usize = KeyRecord::MAX_BYTES + 24;

    fn write(&self, to: &mut Writer) {
        to.array(3).value(&self.record).uint(self.from_ms).optional_uint(self.until_ms);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a key of three values")?;
        let record = KeyRecord::read(from)?;
        let from_ms = from.uint("a time in milliseconds")?;
        let fault = from.malformed("null, or a time in milliseconds after the first");
        let until_ms = from.optional_uint("null, or a time in milliseconds after the first")?;
        if until_ms.is_some_and(|until_ms| until_ms <= from_ms) {
            return Err(fault);
        }
        Ok(Self { record, from_ms, until_ms })
    }
}

/// `staff.suspend`, `staff.lift`, `staff.revoke`: what becomes of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// The key.
    pub key: SignerKeyId,
    /// The version of the key's standing that is changed: how often it was changed before.
    pub version: u32,
}

impl Canonical for KeyChange {
    const MAX_BYTES: usize = 24;

    fn write(&self, to: &mut Writer) {
        to.array(2).value(&self.key).uint(self.version);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a change of a key, of two values")?;
        Ok(Self { key: SignerKeyId::read(from)?, version: from.uint("a version")? })
    }
}

/// `staff.office`: a new office, or another kind or clock of one, or its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeEntry {
    /// The office as it will be.
    pub record: OfficeRecord,
    /// Whether it registers.
    pub standing: OfficeStanding,
    /// The version that is changed: 0 for a new office, then how often it was entered before.
    pub version: u32,
    /// From when, in milliseconds since 1970.
    pub from_ms: u64,
}

/// Whether an office registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfficeStanding {
    /// It does.
    Open,
    /// It does no longer; its acts are read and certified by others.
    Closed,
}

impl OfficeStanding {
    /// The number of the standing in every format: 1, 2.
    pub const fn number(self) -> u8 {
        match self {
            Self::Open => 1,
            Self::Closed => 2,
        }
    }
}

impl Canonical for OfficeStanding {
    const MAX_BYTES: usize = 1;

    fn write(&self, to: &mut Writer) {
        to.uint(self.number());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "the standing of an office: 1 open, 2 closed";
        let fault = from.malformed(expected);
        match from.uint::<u8>(expected)? {
            1 => Ok(Self::Open),
            2 => Ok(Self::Closed),
            _ => Err(fault),
        }
    }
}

impl Canonical for OfficeEntry {
    const MAX_BYTES: usize = 48;

    fn write(&self, to: &mut Writer) {
        to.array(4).value(&self.record).value(&self.standing).uint(self.version).uint(self.from_ms);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "an office entry of four values")?;
        Ok(Self {
            record: OfficeRecord::read(from)?,
            standing: OfficeStanding::read(from)?,
            version: from.uint("a version")?,
            from_ms: from.uint("a time in milliseconds")?,
        })
    }
}

/// A number that the rules of the ledger read and the members may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parameter {
    /// The longest validity of an entry, in milliseconds.
    ValidityMsMax,
    /// The longest validity of an entry on a reserved number, in milliseconds.
    ReservedValidityMsMax,
    /// The most numbers in a reserved range.
    RangeNumbersMax,
    /// The longest that a reserved range may be used, in milliseconds.
    RangeMsMax,
    /// The shortest notice of a rule set, in milliseconds: it comes into force no sooner.
    RulesNoticeMsMin,
}

impl Parameter {
    /// All parameters, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::ValidityMsMax,
        Self::ReservedValidityMsMax,
        Self::RangeNumbersMax,
        Self::RangeMsMax,
        Self::RulesNoticeMsMin,
    ];

    /// The number of the parameter in every format, 1 to 5.
    pub const fn number(self) -> u8 {
        match self {
            Self::ValidityMsMax => 1,
            Self::ReservedValidityMsMax => 2,
            Self::RangeNumbersMax => 3,
            Self::RangeMsMax => 4,
            Self::RulesNoticeMsMin => 5,
        }
    }

    /// The parameter of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|parameter| parameter.number() == number)
    }

    /// The value with which a network begins.
    pub const fn initial(self) -> u64 {
        match self {
            Self::ValidityMsMax => DAY_MS,
            Self::ReservedValidityMsMax => 14 * DAY_MS,
            Self::RangeNumbersMax => 500,
            Self::RangeMsMax => 92 * DAY_MS,
            Self::RulesNoticeMsMin => 7 * DAY_MS,
        }
    }

    /// The least and the greatest value that it may be given.
    pub const fn bounds(self) -> (u64, u64) {
        match self {
            Self::ValidityMsMax => (60 * 60 * 1000, 7 * DAY_MS),
            Self::ReservedValidityMsMax => (DAY_MS, 60 * DAY_MS),
            Self::RangeNumbersMax => (1, 2000),
            Self::RangeMsMax => (DAY_MS, 366 * DAY_MS),
            Self::RulesNoticeMsMin => (7 * DAY_MS, 366 * DAY_MS),
        }
    }
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// `governance.parameter`: another value of a parameter, ten blocks from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParameterChange {
    /// Which.
    pub parameter: Parameter,
    /// The version that is changed: how often it was changed before.
    pub version: u32,
    /// The new value.
    pub value: u64,
}

impl Canonical for ParameterChange {
    const MAX_BYTES: usize = 24;

    fn write(&self, to: &mut Writer) {
        to.array(3).uint(self.parameter.number()).uint(self.version).uint(self.value);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a parameter of three values")?;
        let fault = from.malformed("a parameter from 1 to 5");
        let parameter = Parameter::from_number(from.uint("a parameter from 1 to 5")?).ok_or(fault)?;
        Ok(Self { parameter, version: from.uint("a version")?, value: from.uint("a value")? })
    }
}

/// `governance.rules`: the next version of the rules, from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesChange {
    /// The version that comes into force: one more than the last that was entered.
    pub version: u32,
    /// From which block time on, in milliseconds since 1970.
    pub from_ms: u64,
}

impl Canonical for RulesChange {
    const MAX_BYTES: usize = 16;

    fn write(&self, to: &mut Writer) {
        to.array(2).uint(self.version).uint(self.from_ms);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a rule set of two values")?;
        Ok(Self {
            version: from.uint("a version of the rules")?,
            from_ms: from.uint("a time in milliseconds")?,
        })
    }
}
