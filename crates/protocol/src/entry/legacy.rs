//! `legacy.open`, `legacy.status` and `governance.loaded`: what was before the ledger.
use super::{
    acts::{Waiver, read_act_kind, read_waivers},
    effects::{read_optional_date, write_optional_date},
};
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, tagged},
    id::{EntryId, Tag},
    outcome::{read_date, write_date},
};
use civil::{ActKind, CivilDate, RegionCode};

/// The most rows of one `legacy.status`.
pub const LEGACY_ROWS_MAX: usize = 600;

/// `legacy.open`: an act made before the ledger, brought in when somebody needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyOpen {
    /// What was registered then.
    pub kind: ActKind,
    /// The version of the record's schema.
    pub schema: u8,
    /// The commitment to the record ([`crate::commitment`]).
    pub commitment: Digest,
    /// The tag of office, book and number as they are written: an old act is opened once.
    pub legacy: Tag,
    /// The tag of the person whose act it is: of the child, the deceased, the husband.
    pub person: Tag,
    /// From 1 January of this year that person is of age; 0 where it is not known.
    pub adult_from: u16,
    /// What the act changed for the persons in it.
    pub effects: LegacyEffects,
    /// The rules that would refuse the act, and why it passes them all the same; by rule, each once.
    pub waivers: Vec<Waiver>,
}

impl LegacyOpen {
    /// Whether the effects are those of an act of this kind.
    pub(super) fn fits(&self) -> bool {
        let in_order = match self.effects {
            LegacyEffects::Marriage { day, ended, .. } => ended.is_none_or(|ended| day <= ended),
            LegacyEffects::Birth | LegacyEffects::Death { .. } | LegacyEffects::Divorce { .. } => true,
        };
        self.effects.kind() == self.kind && in_order
    }
}

/// What an act made before the ledger changed for the persons in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegacyEffects {
    /// Nothing that the ledger keeps.
    Birth,
    /// `person` of the act died.
    Death {
        /// The last day on which the death can have happened.
        day: CivilDate,
    },
    /// `person` of the act is the husband.
    Marriage {
        /// The tag of the wife.
        wife: Tag,
        /// The wife is of age from 1 January of this year; 0 where it is not known.
        wife_adult_from: u16,
        /// The day of the marriage.
        day: CivilDate,
        /// The last day of the marriage, where a note in the old record says that it ended by divorce or
        /// was annulled; not before `day`.
        ended: Option<CivilDate>,
    },
    /// `person` of the act is the husband.
    Divorce {
        /// The entry that opened the marriage; none where it is not on the ledger.
        of: Option<EntryId>,
        /// The tag of the wife.
        wife: Tag,
        /// The day from which it counts.
        day: CivilDate,
    },
}

impl LegacyEffects {
    /// The kind of act that has such effects.
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::Birth => ActKind::Birth,
            Self::Death { .. } => ActKind::Death,
            Self::Marriage { .. } => ActKind::Marriage,
            Self::Divorce { .. } => ActKind::Divorce,
        }
    }

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Birth => {
                to.array(0);
            }
            Self::Death { day } => write_date(to.array(1), *day),
            Self::Marriage { wife, wife_adult_from, day, ended } => {
                write_date(to.array(4).value(wife).uint(*wife_adult_from), *day);
                write_optional_date(to, *ended);
            }
            Self::Divorce { of, wife, day } => {
                write_date(to.array(3).option(of.as_ref()).value(wife), *day);
            }
        }
    }

    fn read(kind: ActKind, from: &mut Reader<'_>) -> Result<Self, Malformed> {
        match kind {
            ActKind::Birth => {
                from.array(0, "no effects: an old birth has none")?;
                Ok(Self::Birth)
            }
            ActKind::Death => {
                from.array(1, "the day of an old death")?;
                Ok(Self::Death { day: read_date(from)? })
            }
            ActKind::Marriage => {
                from.array(4, "the effects of an old marriage, four values")?;
                Ok(Self::Marriage {
                    wife: Tag::read(from)?,
                    wife_adult_from: from.uint("a year")?,
                    day: read_date(from)?,
                    ended: read_optional_date(from)?,
                })
            }
            ActKind::Divorce => {
                from.array(3, "the effects of an old divorce, three values")?;
                Ok(Self::Divorce { of: from.option()?, wife: Tag::read(from)?, day: read_date(from)? })
            }
        }
    }
}

impl Canonical for LegacyOpen {
    const MAX_BYTES: usize = 1024;

    fn write(&self, to: &mut Writer) {
        to.array(8).uint(self.kind.digit()).uint(self.schema).value(&self.commitment);
        to.value(&self.legacy).value(&self.person).uint(self.adult_from);
        self.effects.write(to);
        to.list(&self.waivers);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(8, "an old act of eight values")?;
        let kind = read_act_kind(from)?;
        let schema = from.uint("a schema version")?;
        let commitment = Digest::read(from)?;
        let (legacy, person) = (Tag::read(from)?, Tag::read(from)?);
        let adult_from = from.uint("a year")?;
        let fault = from.malformed("effects of the act's kind, a marriage not ended before it began");
        let effects = LegacyEffects::read(kind, from)?;
        let waivers = read_waivers(from)?;
        let open = Self { kind, schema, commitment, legacy, person, adult_from, effects, waivers };
        if open.fits() { Ok(open) } else { Err(fault) }
    }
}

/// `legacy.status`: who was married and who was dead when the ledger began, many at once, vouched for by
/// custodians.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyStatus {
    /// The ordinal among such entries: 1, 2, 3 without a gap.
    pub ordinal: u64,
    /// 1 to 600 rows, ascending, each once.
    pub rows: Vec<LegacyRow>,
}

impl LegacyStatus {
    /// The id of a row, where an act would have that of its entry: by it a row is disputed or moved to the
    /// right person. `place` counts from 0.
    pub fn row_id(entry: EntryId, place: u32) -> EntryId {
        tagged("dalolat/legacy-row/1", &[entry.as_bytes(), &place.to_be_bytes()]).into()
    }

    /// Whether the rows are as many as may be, and in order.
    pub(super) fn fits(&self) -> bool {
        self.ordinal > 0
            && (1..=LEGACY_ROWS_MAX).contains(&self.rows.len())
            && self.rows.is_sorted_by(|a, b| a < b)
    }
}

/// What one row of `legacy.status` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LegacyRow {
    /// Two are married, and were not divorced when the list was made.
    Married {
        /// The tag of the husband.
        husband: Tag,
        /// The tag of the wife.
        wife: Tag,
        /// The day of the marriage.
        day: CivilDate,
    },
    /// A person is dead.
    Dead {
        /// The tag of the person.
        person: Tag,
        /// The last day on which the death can have happened.
        day: CivilDate,
    },
}

impl Canonical for LegacyRow {
    const MAX_BYTES: usize = 80;

    fn write(&self, to: &mut Writer) {
        match self {
            Self::Married { husband, wife, day } => {
                write_date(to.array(4).uint(1u8).value(husband).value(wife), *day);
            }
            Self::Dead { person, day } => write_date(to.array(3).uint(2u8).value(person), *day),
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a row: [1, husband, wife, day] of a marriage, or [2, person, day] of a death";
        let fault = from.malformed(expected);
        let length = from.array_up_to(4, expected)?;
        match (length, from.uint::<u8>(expected)?) {
            (4, 1) => {
                Ok(Self::Married { husband: Tag::read(from)?, wife: Tag::read(from)?, day: read_date(from)? })
            }
            (3, 2) => Ok(Self::Dead { person: Tag::read(from)?, day: read_date(from)? }),
            _ => Err(fault),
        }
    }
}

impl Canonical for LegacyStatus {
    const MAX_BYTES: usize = 16 + LEGACY_ROWS_MAX * LegacyRow::MAX_BYTES;

    fn write(&self, to: &mut Writer) {
        to.array(2).uint(self.ordinal).list(&self.rows);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "an ordinal and rows")?;
        let fault = from.malformed("an ordinal from 1, and 1 to 600 rows, ascending, each once");
        let ordinal = from.uint("an ordinal")?;
        let rows = from.list(LEGACY_ROWS_MAX, "at most 600 rows")?;
        let status = Self { ordinal, rows };
        if status.fits() { Ok(status) } else { Err(fault) }
    }
}

/// `governance.loaded`: the old acts of a region's offices are on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionLoaded {
    /// The region.
    pub region: RegionCode,
    /// From which day on its old acts are there.
    pub since: CivilDate,
}

impl Canonical for RegionLoaded {
    const MAX_BYTES: usize = 16;

    fn write(&self, to: &mut Writer) {
        write_date(to.array(2).uint(self.region.get()), self.since);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a region and a day")?;
        let expected = "a region from 1 to 99";
        let fault = from.malformed(expected);
        let region = RegionCode::new(from.uint(expected)?).or(Err(fault))?;
        Ok(Self { region, since: read_date(from)? })
    }
}
