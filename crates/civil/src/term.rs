//! What the law changes from time to time: ages, waits, deadlines, and switches that are on or off.
//!
//! Every value stands in a table with the days since and until which it holds, its source and how surely
//! we know it. Whoever needs one asks for it on a day, so that an act of 2018 is judged by the law of 2018
//! and a new law is a new row.
//!
//! # Months
//!
//! A term of months ends on the same day of its last month, or on that month's last day. A term that ends
//! on a day off would end on the next working day; the calendar of holidays is data that the register does
//! not have, so no term here is prolonged by one and none is counted in working days.
use crate::{CivilDate, refusal::Mark};

/// A value of the law and when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The value, in the unit of the term.
    pub value: u16,
    /// The first day on which it holds.
    pub since: CivilDate,
    /// The last day on which it holds; `None` where no end is known.
    pub until: Option<CivilDate>,
    /// The law or rule that says so.
    pub source: &'static str,
    /// How surely we know it.
    pub mark: Mark,
}

impl Period {
    fn holds_on(&self, day: CivilDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// In what a term is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Years of age or of keeping.
    Years,
    /// Months.
    Months,
    /// Days.
    Days,
    /// Working days: [`Term::end`] does not count them.
    WorkingDays,
    /// Hours: [`Term::end`] does not count them.
    Hours,
}

const fn since(value: u16, since: CivilDate, source: &'static str, mark: Mark) -> Period {
    Period { value, since, until: None, source, mark }
}

const FAMILY_CODE: CivilDate = CivilDate::constant(1998, 9, 1);
const RESOLUTION_550: CivilDate = CivilDate::constant(2023, 10, 23);
/// Clauses of the rules before resolution 550 that are kept until its text is compared.
const RULES_387: CivilDate = CivilDate::constant(2016, 11, 14);
/// The year in which a newspaper first told of it; the day is not known.
const TOLD_2021: CivilDate = CivilDate::constant(2021, 1, 1);

macro_rules! terms {
    ($($(#[$doc:meta])+ $name:ident = $word:literal, $unit:ident, [$($period:expr),+ $(,)?];)+) => {
        /// A number that the law sets: an age, a wait, a deadline.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Term {
            $($(#[$doc])+ $name,)+
        }

        impl Term {
            /// Every term.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word used in files: `marriage-wait`.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// In what the term is counted.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)+ }
            }

            /// All values that the term had and has, the oldest first.
            pub const fn periods(self) -> &'static [Period] {
                match self { $(Self::$name => const { &[$($period),+] },)+ }
            }
        }
    };
}

terms! {
    /// The age at which a man may marry.
    MarriageAgeMan = "marriage-age-man", Years, [
        since(18, FAMILY_CODE, "Family Code, art. 15", Mark::Verified),
    ];
    /// The age at which a woman may marry.
    MarriageAgeWoman = "marriage-age-woman", Years, [
        Period {
            value: 17,
            since: FAMILY_CODE,
            until: Some(CivilDate::constant(2019, 8, 31)),
            source: "Family Code, art. 15, as it stood before 1 September 2019",
            mark: Mark::Verified,
        },
        since(18, CivilDate::constant(2019, 9, 1), "Family Code, art. 15; presidential resolution PP-4296", Mark::Verified),
    ];
    /// By how much the governor may lower that age.
    MarriageAgeLowering = "marriage-age-lowering", Years, [
        since(1, FAMILY_CODE, "Family Code, art. 15", Mark::Verified),
    ];
    /// The age over which the medical examination before a marriage is by own consent.
    ExaminationByConsent = "examination-by-consent", Years, [
        since(50, FAMILY_CODE, "Family Code, art. 17", Mark::Verified),
    ];
    /// From the application to the marriage.
    MarriageWait = "marriage-wait", Months, [
        since(1, FAMILY_CODE, "Family Code, arts 13 and 212", Mark::Verified),
    ];
    /// How long an application for a marriage can be followed after its wait.
    MarriageLapse = "marriage-lapse", Months, [
        since(3, FAMILY_CODE, "Family Code, art. 13: the wait may be made longer, up to three months", Mark::Inferred),
    ];
    /// Until staff have looked at an application for a marriage.
    MarriageCheck = "marriage-check", WorkingDays, [
        since(1, RESOLUTION_550, "Rules of registration (resolution 550, App. 3)", Mark::Verified),
    ];
    /// From the spouses' joint application to the divorce.
    DivorceMutualWait = "divorce-mutual-wait", Months, [
        since(3, RULES_387, "Rules on civil status acts (resolution 387 of 2016, kept until 550 is compared)", Mark::Verified),
    ];
    /// From one spouse's application to the divorce.
    DivorceOneSpouseWait = "divorce-one-spouse-wait", Months, [
        since(1, RULES_387, "Rules on civil status acts (resolution 387 of 2016, kept until 550 is compared)", Mark::Verified),
    ];
    /// The shortest sentence on which the other spouse alone may apply for a divorce.
    DivorceSentence = "divorce-sentence", Years, [
        since(3, FAMILY_CODE, "Family Code, art. 43", Mark::Verified),
    ];
    /// For how long a court may adjourn a divorce so that the spouses make up.
    CourtReconciliation = "court-reconciliation", Months, [
        since(6, FAMILY_CODE, "Family Code, art. 40", Mark::Verified),
    ];
    /// How long after its end a marriage still tells the father of a child.
    PaternityAfterMarriage = "paternity-after-marriage", Days, [
        since(300, FAMILY_CODE, "Family Code, arts 60 to 62", Mark::Verified),
    ];
    /// Until a birth is declared.
    BirthDeclaration = "birth-declaration", Months, [
        since(1, RULES_387, "Rules on civil status acts", Mark::Verified),
    ];
    /// Until a stillbirth is declared.
    StillbirthDeclaration = "stillbirth-declaration", Hours, [
        since(24, RULES_387, "Rules on civil status acts", Mark::Verified),
    ];
    /// Until a death is declared, from the day of its medical certificate.
    DeathDeclaration = "death-declaration", Days, [
        since(3, RULES_387, "Rules on civil status acts", Mark::Verified),
    ];
    /// Until the residence of a new-born child is entered, after its registration.
    NewbornResidence = "newborn-residence", WorkingDays, [
        since(1, TOLD_2021, "Composite service of births, as told in 2021", Mark::Verified),
    ];
    /// Until the benefit for a birth lapses, from the birth.
    BirthBenefit = "birth-benefit", Months, [
        since(6, TOLD_2021, "Composite service of births, as told in 2021", Mark::Verified),
    ];
    /// Until which age parents change a child's name.
    NameByParents = "name-by-parents", Years, [since(16, FAMILY_CODE, "Family Code, art. 70", Mark::Verified)];
    /// From which age one changes one's own name.
    NameByOneself = "name-by-oneself", Years, [since(16, FAMILY_CODE, "Family Code, art. 226", Mark::Verified)];
    /// From which age a child is asked for its consent to an adoption.
    AdoptionConsent = "adoption-consent", Years, [since(10, FAMILY_CODE, "Family Code, art. 155", Mark::Verified)];
    /// The age of both from which a first marriage with a marriage contract costs no duty.
    ContractWaiverAge = "contract-waiver-age", Years, [
        since(21, CivilDate::constant(2027, 1, 1), "Decree of 3 March 2026 on early marriages", Mark::Verified),
    ];
    /// How long an office keeps its records, before the National Archive takes them.
    RecordKeeping = "record-keeping", Years, [
        since(75, RESOLUTION_550, "Cabinet of Ministers, resolution 550 of 20 October 2023", Mark::Verified),
    ];
    /// The longest life of a signature certificate.
    SignatureCertificate = "signature-certificate", Months, [
        since(24, CivilDate::constant(2023, 1, 14), "Law on electronic digital signature, ZRU-793", Mark::Verified),
    ];
}

impl Term {
    /// The value that holds on `day`, with its source; `None` where none is known for that day.
    pub fn period_on(self, day: CivilDate) -> Option<&'static Period> {
        self.periods().iter().find(|period| period.holds_on(day))
    }

    /// The value on `day`, in [`Self::unit`]; before the first row of the table that of the first row, since
    /// a term never was nothing.
    pub fn on(self, day: CivilDate) -> u16 {
        let period = self.period_on(day).or_else(|| self.periods().first());
        period.map_or(0, |period| period.value)
    }

    /// The day on which the term that begins on `from` ends, by the law of `from`.
    ///
    /// `None` for terms of working days and hours, which are not counted here, and outside the years of the
    /// register.
    pub fn end(self, from: CivilDate) -> Option<CivilDate> {
        let value = i32::from(self.on(from));
        match self.unit() {
            Unit::Years => from.plus_months(value.checked_mul(12)?),
            Unit::Months => from.plus_months(value),
            Unit::Days => from.plus_days(value),
            Unit::WorkingDays | Unit::Hours => None,
        }
    }
}

/// A rule that the law turns on on a day, or has not turned on yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Switch {
    /// Relatives of the second to fourth degree beside the line may not marry (rule M9): a bill.
    CollateralKin,
    /// The result of the medical examination comes by exchange, and no paper of it may be asked.
    ExaminationByExchange,
    /// Court decisions on divorces come by exchange, and none may be asked of the spouses (rule V3).
    DecisionByExchange,
    /// A first marriage of two people of 21 or more with a marriage contract costs no duty.
    ContractWaiver,
}

/// Since when a rule is on, where it comes from and how surely we know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The first day; `None` where the rule is off until a law says otherwise.
    pub since: Option<CivilDate>,
    /// The law or the bill.
    pub source: &'static str,
    /// How surely we know it.
    pub mark: Mark,
}

impl Switch {
    /// Every switch.
    pub const ALL: [Self; 4] =
        [Self::CollateralKin, Self::ExaminationByExchange, Self::DecisionByExchange, Self::ContractWaiver];

    /// Since when the rule is on, and by what.
    pub const fn turn(self) -> Turn {
        const UP_157: Option<CivilDate> = Some(CivilDate::constant(2025, 12, 1));
        match self {
            Self::CollateralKin => Turn {
                since: None,
                source: "Bill of the Ministry of Justice of 27 December 2025",
                mark: Mark::Unknown,
            },
            Self::ExaminationByExchange | Self::DecisionByExchange => Turn {
                since: UP_157,
                source: "Decree UP-157 of 8 September 2025, cl. 2",
                mark: Mark::Verified,
            },
            Self::ContractWaiver => Turn {
                since: Some(CivilDate::constant(2027, 1, 1)),
                source: "Decree of 3 March 2026 on early marriages",
                mark: Mark::Verified,
            },
        }
    }

    /// Whether the rule is on on `day`.
    pub fn is_on(self, day: CivilDate) -> bool {
        self.turn().since.is_some_and(|since| since <= day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn day(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_term_has_a_word_of_its_own_and_periods_without_gap_or_overlap() {
        let words: BTreeSet<_> = Term::ALL.iter().map(|term| term.word()).collect();
        assert_eq!(words.len(), Term::ALL.len());
        for term in Term::ALL {
            for pair in term.periods().windows(2) {
                assert_eq!(
                    pair[0].until.and_then(|until| until.plus_days(1)),
                    Some(pair[1].since),
                    "{term:?}"
                );
            }
            assert_eq!(term.periods().last().and_then(|period| period.until), None, "{term:?}");
        }
    }

    #[test]
    fn women_marry_at_eighteen_since_september_2019_and_at_seventeen_before() {
        assert_eq!(Term::MarriageAgeWoman.on(day("2019-08-31")), 17);
        assert_eq!(Term::MarriageAgeWoman.on(day("2019-09-01")), 18);
        assert_eq!(Term::MarriageAgeMan.on(day("2019-08-31")), 18);
        assert_eq!(Term::MarriageAgeWoman.on(day("1990-01-01")), 17, "what is not known is not nothing");
        assert_eq!(Term::MarriageAgeWoman.period_on(day("1990-01-01")), None);
    }

    #[test]
    fn a_term_of_months_ends_on_the_same_day_or_the_last_one() {
        assert_eq!(Term::MarriageWait.end(day("2026-01-31")), Some(day("2026-02-28")));
        assert_eq!(Term::MarriageWait.end(day("2028-01-30")), Some(day("2028-02-29")));
        assert_eq!(Term::DivorceMutualWait.end(day("2026-08-23")), Some(day("2026-11-23")));
        assert_eq!(Term::DivorceMutualWait.end(day("2026-11-30")), Some(day("2027-02-28")));
        assert_eq!(Term::PaternityAfterMarriage.end(day("2026-01-01")), Some(day("2026-10-28")));
        assert_eq!(
            Term::MarriageCheck.end(day("2026-11-23")),
            None,
            "working days need a calendar of holidays"
        );
        assert_eq!(Term::StillbirthDeclaration.end(day("2026-11-23")), None);
    }

    #[test]
    fn a_switch_without_a_day_is_off_and_the_others_turn_on_theirs() {
        assert!(!Switch::CollateralKin.is_on(day("2199-12-31")));
        assert!(!Switch::DecisionByExchange.is_on(day("2025-11-30")));
        assert!(Switch::DecisionByExchange.is_on(day("2025-12-01")));
        assert!(Switch::ExaminationByExchange.is_on(day("2026-11-23")));
        assert!(!Switch::ContractWaiver.is_on(day("2026-12-31")));
        for switch in Switch::ALL {
            assert!(switch.turn().source.len() > 10);
        }
    }

    proptest! {
        #[test]
        fn a_later_beginning_never_ends_earlier(first in 0i32..60_000, more in 0i32..400) {
            let begin = day("1998-09-01").plus_days(first).unwrap();
            let later = begin.plus_days(more).unwrap();
            for term in Term::ALL {
                if let Some((end, end_later)) = term.end(begin).zip(term.end(later)) {
                    prop_assert!(end >= begin && end <= end_later, "{:?}", term);
                }
            }
        }
    }
}
