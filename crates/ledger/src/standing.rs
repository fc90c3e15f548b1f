//! What changes with time: whether a key may sign, an office registers, a parameter has a value, and
//! which rule set is in force.
//!
//! Nothing here flips by itself: a value says what is planned and from when, and whoever reads it says
//! at which time or height.
use crate::value::Mark;
use protocol::{
    Canonical, Malformed,
    cbor::{Reader, Writer},
    entry::OfficeStanding,
    genesis::OfficeRecord,
    signature::KeyRecord,
};

/// Whether a key may sign, its period apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyStanding {
    /// It may.
    InForce,
    /// Not until that is lifted.
    Suspended,
    /// Never again.
    Revoked,
}

impl KeyStanding {
    const ALL: [Self; 3] = [Self::InForce, Self::Suspended, Self::Revoked];

    /// The number of the standing in the state, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::InForce => 1,
            Self::Suspended => 2,
            Self::Revoked => 3,
        }
    }
}

/// A key on the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// Whose, in which role, for what.
    pub record: KeyRecord,
    /// From when it may sign, in milliseconds since 1970.
    pub from_ms: u64,
    /// Until when.
    pub until_ms: Option<u64>,
    /// From which height on it may sign: entries of governance count ten blocks later.
    pub from_height: u64,
    /// Whether it may now.
    pub standing: KeyStanding,
    /// How often its standing was changed, or its period begun again.
    pub version: u32,
    /// The entry that made it what it is; none where the genesis did.
    pub by: Option<Mark>,
}

impl KeyState {
    /// Whether the period of the key holds `time_ms` and `height`.
    pub fn is_in_its_time(&self, time_ms: u64, height: u64) -> bool {
        self.from_ms <= time_ms && self.from_height <= height && !self.is_over(time_ms)
    }

    /// Whether its period has ended by `time_ms`.
    pub fn is_over(&self, time_ms: u64) -> bool {
        self.until_ms.is_some_and(|until_ms| until_ms <= time_ms)
    }

    /// Whether it counts among an officer's keys: neither revoked nor over at `time_ms`.
    pub fn is_alive(&self, time_ms: u64) -> bool {
        self.standing != KeyStanding::Revoked && !self.is_over(time_ms)
    }

    /// Whether it may sign in a block of that time and height.
    pub fn may_sign(&self, time_ms: u64, height: u64) -> bool {
        self.standing == KeyStanding::InForce && self.is_in_its_time(time_ms, height)
    }
}

impl Canonical for KeyState {
    const MAX_BYTES: usize = KeyRecord::MAX_BYTES + 128;

    fn write(&self, to: &mut Writer) {
        to.array(7).value(&self.record).uint(self.from_ms).optional_uint(self.until_ms);
        to.uint(self.from_height).uint(self.standing.number()).uint(self.version).option(self.by.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(7, "a key of seven values")?;
        let record = KeyRecord::read(from)?;
        let from_ms = from.uint("a time in milliseconds")?;
        let until_ms = from.optional_uint("a time in milliseconds or null")?;
        let from_height = from.uint("a height")?;
        let fault = from.malformed("the standing of a key, 1 to 3");
        let number: u8 = from.uint("the standing of a key, 1 to 3")?;
        let standing =
            KeyStanding::ALL.into_iter().find(|standing| standing.number() == number).ok_or(fault)?;
        let version = from.uint("a version")?;
        Ok(Self { record, from_ms, until_ms, from_height, standing, version, by: from.option()? })
    }
}

/// What an office becomes, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// From which block time on, in milliseconds since 1970.
    pub from_ms: u64,
    /// The office as it will be.
    pub record: OfficeRecord,
    /// Whether it will register.
    pub standing: OfficeStanding,
}

/// An office on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficeState {
    /// Its kind and clock.
    pub record: OfficeRecord,
    /// Whether it registers.
    pub standing: OfficeStanding,
    /// How often it was entered again.
    pub version: u32,
    /// What it becomes.
    pub next: Option<Planned>,
    /// The entry that made it what it is; none where the genesis did.
    pub by: Option<Mark>,
}

impl OfficeState {
    /// The office at a block time.
    pub const fn at(&self, time_ms: u64) -> (OfficeRecord, OfficeStanding) {
        match self.next {
            Some(next) if next.from_ms <= time_ms => (next.record, next.standing),
            Some(_) | None => (self.record, self.standing),
        }
    }
}

impl Canonical for OfficeState {
    const MAX_BYTES: usize = 160;

    fn write(&self, to: &mut Writer) {
        to.array(5).value(&self.record).value(&self.standing).uint(self.version);
        match &self.next {
            None => to.null(),
            Some(next) => to.array(3).uint(next.from_ms).value(&next.record).value(&next.standing),
        };
        to.option(self.by.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "an office of five values")?;
        let record = OfficeRecord::read(from)?;
        let standing = OfficeStanding::read(from)?;
        let version = from.uint("a version")?;
        let next = if from.null() {
            None
        } else {
            from.array(3, "a planned office of three values")?;
            let from_ms = from.uint("a time in milliseconds")?;
            let record = OfficeRecord::read(from)?;
            Some(Planned { from_ms, record, standing: OfficeStanding::read(from)? })
        };
        Ok(Self { record, standing, version, next, by: from.option()? })
    }
}

/// A parameter on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParameterState {
    /// Its value.
    pub value: u64,
    /// How often it was changed.
    pub version: u32,
    /// Its next value, and from which height on.
    pub next: Option<(u64, u64)>,
    /// The entry that changed it; none where it has its first value.
    pub by: Option<Mark>,
}

impl ParameterState {
    /// The value at a height.
    pub const fn at(&self, height: u64) -> u64 {
        match self.next {
            Some((value, from_height)) if from_height <= height => value,
            Some(_) | None => self.value,
        }
    }
}

impl Canonical for ParameterState {
    const MAX_BYTES: usize = 96;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.value).uint(self.version);
        match self.next {
            None => to.null(),
            Some((value, from_height)) => to.array(2).uint(value).uint(from_height),
        };
        to.option(self.by.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a parameter of four values")?;
        let (value, version) = (from.uint("a value")?, from.uint("a version")?);
        let next = if from.null() {
            None
        } else {
            from.array(2, "a planned value of two values")?;
            Some((from.uint("a value")?, from.uint("a height")?))
        };
        Ok(Self { value, version, next, by: from.option()? })
    }
}

/// The rule sets of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RulesState {
    /// The version in force.
    pub version: u32,
    /// The version to come, and from which block time on.
    pub next: Option<(u32, u64)>,
    /// The entry that planned it; none where none was planned.
    pub by: Option<Mark>,
}

impl RulesState {
    /// The version in force at a block time.
    pub const fn at(&self, time_ms: u64) -> u32 {
        match self.next {
            Some((version, from_ms)) if from_ms <= time_ms => version,
            Some(_) | None => self.version,
        }
    }

    /// The last version that was entered, in force or to come.
    pub fn latest(&self) -> u32 {
        self.next.map_or(self.version, |(version, _)| version)
    }
}

impl Canonical for RulesState {
    const MAX_BYTES: usize = 96;

    fn write(&self, to: &mut Writer) {
        to.array(3).uint(self.version);
        match self.next {
            None => to.null(),
            Some((version, from_ms)) => to.array(2).uint(version).uint(from_ms),
        };
        to.option(self.by.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "rule sets of three values")?;
        let version = from.uint("a version of the rules")?;
        let next = if from.null() {
            None
        } else {
            from.array(2, "a planned rule set of two values")?;
            Some((from.uint("a version of the rules")?, from.uint("a time in milliseconds")?))
        };
        Ok(Self { version, next, by: from.option()? })
    }
}
