//! How late an act is registered. Late is never a ground to refuse.
use crate::CivilDate;

/// How late an act is registered: within its term, within a year, later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DelayClass {
    /// Within the term of the law.
    InTime,
    /// Within one year.
    Late,
    /// Later than that.
    VeryLate,
}

impl DelayClass {
    /// All classes, the shortest delay first.
    pub const ALL: [Self; 3] = [Self::InTime, Self::Late, Self::VeryLate];

    /// The number that stands for the class in encodings, 0 to 2.
    pub const fn number(self) -> u8 {
        match self {
            Self::InTime => 0,
            Self::Late => 1,
            Self::VeryLate => 2,
        }
    }

    /// The class that a number stands for.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.number() == number)
    }

    /// The word used in files and messages: `in-time`, `late`, `very-late`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InTime => "in-time",
            Self::Late => "late",
            Self::VeryLate => "very-late",
        }
    }

    /// The class of an act registered on `on`, whose term ends with the day `last` and whose year began
    /// with the day `from`. Where the calendar of the register ends before, the act is in time.
    pub(crate) fn of(from: CivilDate, last: Option<CivilDate>, on: CivilDate) -> Self {
        let within = |last: Option<CivilDate>| last.is_none_or(|last| on <= last);
        if within(last) {
            Self::InTime
        } else if within(from.plus_months(12)) {
            Self::Late
        } else {
            Self::VeryLate
        }
    }
}
