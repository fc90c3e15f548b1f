//! What an act changes for the persons in it: who is dead, married or divorced, and from which day on.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    id::{EntryId, Tag},
    outcome::{read_date, write_date},
};
use civil::{ActKind, CivilDate};

/// What an act changes for the persons in it. Births have none: whose child it is stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effects {
    /// `person` of the act died.
    Death {
        /// The last day on which the death can have happened.
        day: CivilDate,
    },
    /// `person` of the act is the husband.
    Marriage {
        /// The tag of the wife.
        wife: Tag,
        /// The wife is of age from 1 January of this year.
        wife_adult_from: u16,
        /// The application that was lodged before.
        application: Option<EntryId>,
        /// The day of the marriage; none where it is the day of registration.
        day: Option<CivilDate>,
    },
    /// `person` of the act is the husband.
    Divorce {
        /// The entry that registered or opened the marriage.
        of: EntryId,
        /// The tag of the wife.
        wife: Tag,
        /// By which way of the law.
        route: DivorceRoute,
        /// The day from which it counts; none where it is the day of registration.
        day: Option<CivilDate>,
    },
}

/// By which way of the law a marriage is divorced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DivorceRoute {
    /// On the application of both.
    Mutual {
        /// The application.
        application: EntryId,
    },
    /// On the application of one spouse: the other is missing, incapacitated or sentenced.
    OneSpouse {
        /// The application.
        application: EntryId,
    },
    /// By a decision of a court, whose day in force is the day of the divorce.
    Court,
}

impl DivorceRoute {
    /// The number of the route in every format, 1 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::Mutual { .. } => 1,
            Self::OneSpouse { .. } => 2,
            Self::Court => 3,
        }
    }

    /// The application that it rests on; none where a court decided.
    pub const fn application(self) -> Option<EntryId> {
        match self {
            Self::Mutual { application } | Self::OneSpouse { application } => Some(application),
            Self::Court => None,
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "the route of a divorce, 1 or 2 with its application, or 3 and null";
        let fault = from.malformed(expected);
        let number: u8 = from.uint(expected)?;
        match (number, from.option()?) {
            (1, Some(application)) => Ok(Self::Mutual { application }),
            (2, Some(application)) => Ok(Self::OneSpouse { application }),
            (3, None) => Ok(Self::Court),
            _ => Err(fault),
        }
    }
}

impl Effects {
    /// The kind of act that has such effects.
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::Death { .. } => ActKind::Death,
            Self::Marriage { .. } => ActKind::Marriage,
            Self::Divorce { .. } => ActKind::Divorce,
        }
    }

    /// Writes the effects; the kind of the act says which they are.
    pub(super) fn write(&self, to: &mut Writer) {
        match self {
            Self::Death { day } => write_date(to.array(1), *day),
            Self::Marriage { wife, wife_adult_from, application, day } => {
                to.array(4).value(wife).uint(*wife_adult_from).option(application.as_ref());
                write_optional_date(to, *day);
            }
            Self::Divorce { of, wife, route, day } => {
                to.array(5).value(of).value(wife).uint(route.number()).option(route.application().as_ref());
                write_optional_date(to, *day);
            }
        }
    }

    /// Reads the effects of an act of `kind`.
    pub(super) fn read(kind: ActKind, from: &mut Reader<'_>) -> Result<Self, Malformed> {
        match kind {
            ActKind::Birth => Err(from.malformed("no effects: a birth has none")),
            ActKind::Death => {
                from.array(1, "the day of a death")?;
                Ok(Self::Death { day: read_date(from)? })
            }
            ActKind::Marriage => {
                from.array(4, "the effects of a marriage, four values")?;
                Ok(Self::Marriage {
                    wife: Tag::read(from)?,
                    wife_adult_from: from.uint("a year")?,
                    application: from.option()?,
                    day: read_optional_date(from)?,
                })
            }
            ActKind::Divorce => {
                from.array(5, "the effects of a divorce, five values")?;
                Ok(Self::Divorce {
                    of: EntryId::read(from)?,
                    wife: Tag::read(from)?,
                    route: DivorceRoute::read(from)?,
                    day: read_optional_date(from)?,
                })
            }
        }
    }
}

/// Writes a day or `null`.
pub(super) fn write_optional_date(to: &mut Writer, day: Option<CivilDate>) {
    match day {
        Some(day) => write_date(to, day),
        None => {
            to.null();
        }
    }
}

/// Reads what [`write_optional_date`] wrote.
pub(super) fn read_optional_date(from: &mut Reader<'_>) -> Result<Option<CivilDate>, Malformed> {
    if from.null() { Ok(None) } else { read_date(from).map(Some) }
}
