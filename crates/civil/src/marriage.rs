//! The act of a marriage: what a record holds.
//!
//! Every part is a parsed value, so a record can be incomplete or unlawful but never malformed; [`check`]
//! names all that the law refuses and [`cautions`] all that is unusual.
//!
//! # How a marriage comes about
//!
//! Since 1 December 2025: both apply, each asked alone; staff look for a marriage in force; both are
//! examined and the result comes by exchange; a month runs from the application; both appear and confirm
//! the act, then the registrar signs (Family Code, arts 13 to 17; decree UP-157 of 8 September 2025).
//!
//! # Limits
//!
//! Whether a spouse is married to somebody else, or dead, is asked of the ledger, and kinship of
//! [`crate::kinship`]: neither stands in the record. Witnesses are held where the couple wishes it; no law
//! that asks for them is known. The district of the office is not compared with a residence: the texts that
//! ask for it are older than resolution 550.
use crate::{
    CivilDate,
    application::ApplicationReference,
    caution::Caution,
    declarant::Confirmation,
    ground::Ground,
    name::{NamePart, PersonName},
    paper::{ActReference, Paper, Received},
    person::{MaritalStatus, Person, Sex, TimeOfDay, words},
    redact::redacted,
    refusal::Refusal,
    text::Text,
};

mod groups;
mod rules;
mod surname;

pub use rules::{cautions, check};
pub use surname::same_surname;

/// A marriage as it is registered.
#[derive(Clone, PartialEq, Eq)]
pub struct MarriageRecord {
    /// The husband.
    pub husband: Spouse,
    /// The wife.
    pub wife: Spouse,
    /// How many children under 18 they have in common, where it was stated.
    pub children: Option<u8>,
    /// The application that the marriage follows. A record without it is refused by [`check`].
    pub application: Option<ApplicationReference>,
    /// Why the wait is shorter, where it is.
    pub shorter_wait: Option<ShorterWait>,
    /// The search of the archive for earlier marriages, where the past of the region is not on the ledger.
    pub search: Option<ArchiveSearch>,
    /// The marriage contract, where there is one.
    pub contract: Option<Paper>,
    /// Where and when it was celebrated.
    pub ceremony: Ceremony,
    /// Witnesses, where the couple had some.
    pub witnesses: [Option<PersonName>; 2],
    /// The day of the marriage, where it is not that of the act: made without a line, made elsewhere.
    pub date: Option<CivilDate>,
    /// How both confirmed what the act says.
    pub confirmation: Option<Confirmation>,
}

/// One of the two.
#[derive(Clone, PartialEq, Eq)]
pub struct Spouse {
    /// The person, with the name before the marriage.
    pub person: Person,
    /// The sex, as the identity document has it.
    pub sex: Sex,
    /// The surname from the marriage on.
    pub surname_after: SurnameAfter,
    /// Whether there was a marriage before, and what ended it.
    pub before: Before,
    /// Which marriage it is, from 1.
    pub rank: Option<u8>,
    /// The medical examination.
    pub examination: Option<Examination>,
    /// The decision of the governor that lowers the age.
    pub age_decision: Option<Paper>,
    /// The certificate of another state that nothing stands against the marriage.
    pub no_impediment: Option<NoImpediment>,
    /// Of a foreigner, the last day of the permitted stay.
    pub stay_until: Option<CivilDate>,
}

/// The surname that a spouse bears after the marriage (Family Code, art. 20).
#[derive(Clone, PartialEq, Eq)]
pub enum SurnameAfter {
    /// The one borne before; a person of one name keeps having none.
    Own,
    /// The other's, in the form in which this spouse will bear it.
    Spouses(NamePart),
}

/// The marital status before, with the act that ended the last marriage.
#[derive(Clone, PartialEq, Eq)]
pub struct Before {
    /// As the spouse stated it.
    pub status: MaritalStatus,
    /// The divorce, or the death of the husband or wife.
    pub ended: Option<ActReference>,
}

/// The medical examination before the marriage (Family Code, art. 17).
#[derive(Clone, PartialEq, Eq)]
pub struct Examination {
    /// The number of the referral or the result.
    pub number: Text,
    /// The day of the result.
    pub date: CivilDate,
    /// How the result came.
    pub received: Received,
    /// What it says on the capacity to marry. Nothing else of it is known to an office.
    pub capacity: Capacity,
}

/// What is known on the capacity to marry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capacity {
    /// Nothing was found that would put it in doubt.
    Undoubted,
    /// A disorder was found, and it was not asked yet whether a court declared incapacity.
    Doubted,
    /// It was asked, and no court declared incapacity.
    Confirmed,
    /// A court declared the person incapable.
    Incapable,
}

words!(Capacity, "capacity to marry", 4, {
    Undoubted => "undoubted", Doubted => "doubted", Confirmed => "confirmed", Incapable => "incapable",
});

/// A certificate of no impediment, and how it was made valid here.
#[derive(Clone, PartialEq, Eq)]
pub struct NoImpediment {
    /// The certificate.
    pub paper: Paper,
    /// How it was made valid here.
    pub legalised: Legalisation,
}

/// How a paper of another state was made valid here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Legalisation {
    /// By apostille.
    Apostille,
    /// By consular legalisation.
    Consular,
    /// By a treaty that asks for neither.
    Treaty,
    /// Not at all.
    None,
}

words!(Legalisation, "way to make a foreign paper valid", 4, {
    Apostille => "apostille", Consular => "consular", Treaty => "treaty", None => "none",
});

/// Why a marriage is registered before its wait is over.
#[derive(Clone, PartialEq, Eq)]
pub struct ShorterWait {
    /// The ground.
    pub ground: WaitGround,
    /// The paper that shows it. A ground without one is refused by [`check`].
    pub paper: Option<Paper>,
}

/// The grounds of a shorter wait (rules of registration, resolution 550, App. 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitGround {
    /// The bride is pregnant.
    Pregnancy,
    /// They have a child.
    Birth,
    /// One under age was emancipated.
    Emancipation,
    /// A special case: danger to life, a long journey, military service.
    SpecialCase,
}

words!(WaitGround, "ground of a shorter wait", 4, {
    Pregnancy => "pregnancy", Birth => "birth", Emancipation => "emancipation", SpecialCase => "special-case",
});

/// A search of the archive for marriages that are not on the ledger.
#[derive(Clone, PartialEq, Eq)]
pub struct ArchiveSearch {
    /// The paper on it.
    pub paper: Paper,
    /// What was searched: spellings, years, archives.
    pub covers: Text,
}

/// Where and when a marriage was celebrated.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Ceremony {
    /// The place, where not the office.
    pub place: Option<Text>,
    /// The time there.
    pub time: Option<TimeOfDay>,
}

impl Spouse {
    /// The surname after the marriage, as it is printed; none for a person who has none.
    pub fn surname(&self) -> Option<&NamePart> {
        match &self.surname_after {
            SurnameAfter::Own => self.person.name.surname(),
            SurnameAfter::Spouses(surname) => Some(surname),
        }
    }
}

impl MarriageRecord {
    /// The day of the marriage, were the act registered on `registered`.
    pub fn day(&self, registered: CivilDate) -> CivilDate {
        self.date.unwrap_or(registered)
    }

    /// Every reason to refuse the act on the day `today`: see [`check`].
    pub fn check(&self, today: CivilDate) -> Vec<Refusal> {
        check(self, today)
    }

    /// Everything unusual about it: see [`cautions`].
    pub fn cautions(&self, today: CivilDate) -> Vec<Caution> {
        cautions(self, today)
    }

    /// The papers of the record on which rules are passed by a ground: the code of the rule, the ground, the
    /// paper. Whether an entry needs one of them is for whoever makes the entry: a waiver that no rule needs is
    /// refused.
    pub fn grounds(&self) -> Vec<(&'static str, Ground, &Paper)> {
        let decisions = self.spouses().map(|spouse| spouse.age_decision.as_ref());
        let age = decisions.into_iter().flatten().map(|paper| (Ground::GovernorsDecision, paper));
        let wait = self.shorter_wait.iter().filter_map(|shorter| shorter.paper.as_ref());
        let search = self.search.iter().map(|search| (Ground::ArchiveSearch, &search.paper));
        let all = age.chain(wait.map(|paper| (Ground::ShorterWait, paper))).chain(search);
        all.map(|(ground, paper)| (rule_of(ground), ground, paper)).collect()
    }

    /// Both, the husband first.
    pub const fn spouses(&self) -> [&Spouse; 2] {
        [&self.husband, &self.wife]
    }
}

/// The rule of marriages that a ground passes.
const fn rule_of(ground: Ground) -> &'static str {
    match ground {
        Ground::GovernorsDecision => "marriage.under-age",
        Ground::ShorterWait => "marriage.wait-not-over",
        Ground::ArchiveSearch => "marriage.past-not-loaded",
    }
}

redacted!(
    MarriageRecord,
    Spouse,
    SurnameAfter,
    Before,
    Examination,
    NoImpediment,
    ShorterWait,
    ArchiveSearch,
    Ceremony,
);

#[cfg(test)]
mod tests;
