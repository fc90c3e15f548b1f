//! What the ledger keeps of persons: tags that are one person, births, deaths, marriages and applications.
//!
//! Facts stand as they were entered. What follows from them (who is married on a day) is computed by
//! [`crate::rules`], so that it does not depend on the order in which they came.
use crate::value::{Mark, Place};
use civil::CivilDate;
use protocol::{
    Canonical, EntryId, Malformed, Tag,
    cbor::{Reader, Writer},
    entry::Purpose,
    outcome::{read_date, write_date},
};

/// The most tags of one person.
pub const TAGS_MAX: usize = 16;
/// The most deaths that stand under one tag: more than one only where an order of a court says so.
pub const DEATHS_MAX: usize = 8;
/// The most marriages and divorces of unknown marriages that stand under one tag.
pub const UNIONS_MAX: usize = 32;
/// The most ends of one marriage.
pub const ENDS_MAX: usize = 8;

/// A tag, and what was entered under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The tags that it was joined with, ascending: each join is undone by itself.
    pub joined: Vec<Tag>,
    /// All other tags of the same person, ascending: those joined, and those joined with them.
    pub others: Vec<Tag>,
    /// The birth; of several under one tag, the one of whom is of age last.
    pub born: Option<Born>,
    /// The deaths, by act.
    pub deaths: Vec<Death>,
    /// The keys of the marriages, and of divorces of marriages that the ledger does not know, ascending.
    pub unions: Vec<EntryId>,
}

/// From when a person is of age, by the act of the birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Born {
    /// From 1 January of this year.
    pub adult_from: u16,
    /// The act.
    pub act: EntryId,
    /// Whether the act is disputed.
    pub disputed: bool,
}

/// A death.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Death {
    /// The act, or the row of a list.
    pub act: EntryId,
    /// The last day on which it can have happened.
    pub day: CivilDate,
    /// Where it comes from.
    pub source: Source,
    /// Whether the act is disputed.
    pub disputed: bool,
}

/// Where a fact about a person comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An act of the ledger.
    Registered,
    /// An act made before the ledger, opened.
    Opened,
    /// A row of a list of those married or dead before the ledger.
    Listed,
}

impl Source {
    const ALL: [Self; 3] = [Self::Registered, Self::Opened, Self::Listed];

    /// The number of the source in the state, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::Registered => 1,
            Self::Opened => 2,
            Self::Listed => 3,
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "the source of a fact, 1 to 3";
        let fault = from.malformed(expected);
        let number: u8 = from.uint(expected)?;
        Self::ALL.into_iter().find(|source| source.number() == number).ok_or(fault)
    }
}

/// A marriage; or a divorce of a marriage that the ledger does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Union {
    /// The tag of the husband.
    pub husband: Tag,
    /// The tag of the wife.
    pub wife: Tag,
    /// The first day; none where only the divorce is known.
    pub from: Option<CivilDate>,
    /// Where it comes from.
    pub source: Source,
    /// Whether the act of the marriage is disputed.
    pub disputed: bool,
    /// What ended it beside death.
    pub ends: Vec<UnionEnd>,
}

/// What ended a marriage beside death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnionEnd {
    /// The last day of the marriage.
    pub day: CivilDate,
    /// The act of the divorce; that of the marriage itself where a note in it says so.
    pub act: EntryId,
    /// Whether the act of the divorce is disputed.
    pub disputed: bool,
}

/// An application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    /// What is applied for.
    pub purpose: Purpose,
    /// The tag of the man.
    pub husband: Tag,
    /// The tag of the woman.
    pub wife: Tag,
    /// The marriage that is to be divorced.
    pub of: Option<EntryId>,
    /// The day it was lodged: the wait begins.
    pub lodged: CivilDate,
    /// Where the entry stands.
    pub place: Place,
    /// The entry that withdrew it.
    pub withdrawn: Option<Mark>,
}

/// A dispute of an act, the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The entry that began it.
    pub begun: Mark,
    /// The entry that ended it.
    pub ended: Option<Mark>,
}

/// Since which day the old acts of a region are on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The first day.
    pub since: CivilDate,
    /// The entry that said so.
    pub by: Mark,
}

fn write_flag(to: &mut Writer, flag: bool) {
    to.uint(u8::from(flag));
}

fn read_flag(from: &mut Reader<'_>) -> Result<bool, Malformed> {
    let fault = from.malformed("0 or 1");
    match from.uint::<u8>("0 or 1")? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(fault),
    }
}

impl Canonical for Person {
    const MAX_BYTES: usize = 8192;

    fn write(&self, to: &mut Writer) {
        to.array(5).list(&self.joined).list(&self.others).option(self.born.as_ref());
        to.list(&self.deaths).list(&self.unions);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(5, "a person of five values")?;
        Ok(Self {
            joined: from.list(TAGS_MAX, "at most 16 tags")?,
            others: from.list(TAGS_MAX, "at most 16 tags")?,
            born: from.option()?,
            deaths: from.list(DEATHS_MAX, "at most 8 deaths")?,
            unions: from.list(UNIONS_MAX, "at most 32 marriages")?,
        })
    }
}

impl Canonical for Born {
    const MAX_BYTES: usize = 48;

    fn write(&self, to: &mut Writer) {
        write_flag(to.array(3).uint(self.adult_from).value(&self.act), self.disputed);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "a birth of three values")?;
        Ok(Self { adult_from: from.uint("a year")?, act: EntryId::read(from)?, disputed: read_flag(from)? })
    }
}

impl Canonical for Death {
    const MAX_BYTES: usize = 48;

    fn write(&self, to: &mut Writer) {
        write_date(to.array(4).value(&self.act), self.day);
        write_flag(to.uint(self.source.number()), self.disputed);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a death of four values")?;
        Ok(Self {
            act: EntryId::read(from)?,
            day: read_date(from)?,
            source: Source::read(from)?,
            disputed: read_flag(from)?,
        })
    }
}

impl Canonical for Union {
    const MAX_BYTES: usize = 512;

    fn write(&self, to: &mut Writer) {
        to.array(6).value(&self.husband).value(&self.wife);
        match self.from {
            Some(day) => write_date(to, day),
            None => {
                to.null();
            }
        }
        write_flag(to.uint(self.source.number()), self.disputed);
        to.list(&self.ends);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(6, "a marriage of six values")?;
        Ok(Self {
            husband: Tag::read(from)?,
            wife: Tag::read(from)?,
            from: if from.null() { None } else { Some(read_date(from)?) },
            source: Source::read(from)?,
            disputed: read_flag(from)?,
            ends: from.list(ENDS_MAX, "at most 8 ends")?,
        })
    }
}

impl Canonical for UnionEnd {
    const MAX_BYTES: usize = 48;

    fn write(&self, to: &mut Writer) {
        write_date(to.array(3), self.day);
        write_flag(to.value(&self.act), self.disputed);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(3, "an end of a marriage of three values")?;
        Ok(Self { day: read_date(from)?, act: EntryId::read(from)?, disputed: read_flag(from)? })
    }
}

impl Canonical for Application {
    const MAX_BYTES: usize = 224;

    fn write(&self, to: &mut Writer) {
        to.array(8).uint(self.purpose.number()).value(&self.husband).value(&self.wife);
        write_date(to.option(self.of.as_ref()), self.lodged);
        to.uint(self.place.height).uint(self.place.index).option(self.withdrawn.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(8, "an application of eight values")?;
        Ok(Self {
            purpose: Purpose::read(from)?,
            husband: Tag::read(from)?,
            wife: Tag::read(from)?,
            of: from.option()?,
            lodged: read_date(from)?,
            place: Place { height: from.uint("a height")?, index: from.uint("a place")? },
            withdrawn: from.option()?,
        })
    }
}

impl Canonical for Dispute {
    const MAX_BYTES: usize = 120;

    fn write(&self, to: &mut Writer) {
        to.array(2).value(&self.begun).option(self.ended.as_ref());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a dispute of two values")?;
        Ok(Self { begun: Mark::read(from)?, ended: from.option()? })
    }
}

impl Canonical for Loaded {
    const MAX_BYTES: usize = 72;

    fn write(&self, to: &mut Writer) {
        write_date(to.array(2), self.since);
        to.value(&self.by);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a region of two values")?;
        Ok(Self { since: read_date(from)?, by: Mark::read(from)? })
    }
}
