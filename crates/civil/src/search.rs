//! A search of the register and of archives, and the reference that nothing was found.
//!
//! Two papers are of a search and of no act: *no record found* and *not married*. They prove what was searched,
//! where, for which years and under which spellings, and nothing beyond it. So the paper claims no year that
//! nobody searched, and no reference is given where the register holds what it says is not there.
//!
//! # Rules
//!
//! [`check`] asks what the request alone shows, [`may_be_given`] who asks, [`found`] what the search came to.
//! All of it is structure: a search is a fact, and no order of anybody makes a record disappear. Who disagrees
//! with what was found has the act disputed or the persons repaired first.
//!
//! A name proves nothing. An act that bears such a name and no number of the person is a *candidate*: the
//! officer looks at it and states by its number that it is not the one sought.
use crate::{
    ActKind, ActNumber, CivilDate, PartialDate,
    code::{Country, NotACode, Soato},
    layout::{Filling, RecordKind, Values},
    mandate::{Age, Capacity, Service},
    name::PersonName,
    person::Person,
    pinfl::Pinfl,
    redact::redacted,
    text::Text,
    waiver::Paper,
};
use std::collections::BTreeSet;

mod rules;

pub use rules::{check, found, may_be_given};

/// What somebody wants to have told of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// That no act of these kinds was found.
    NoRecord(Vec<ActKind>),
    /// That no marriage in force was found.
    NotMarried,
}

impl Wanted {
    /// The kind of record that the reference is.
    pub const fn record(&self) -> RecordKind {
        match self {
            Self::NoRecord(_) => RecordKind::NoRecord,
            Self::NotMarried => RecordKind::NotMarried,
        }
    }

    /// The kinds of acts that are searched.
    pub fn kinds(&self) -> Vec<ActKind> {
        match self {
            Self::NoRecord(kinds) => kinds.clone(),
            Self::NotMarried => vec![ActKind::Marriage],
        }
    }

    /// What is asked of the office.
    const fn service(&self) -> Service {
        match self {
            Self::NoRecord(_) => Service::ArchiveSearch,
            Self::NotMarried => Service::NotMarriedReference,
        }
    }
}

/// Where was searched. Written as the digits of a place, or `UZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The whole country.
    Country,
    /// A region, a district or a settlement.
    Place(Soato),
}

impl Area {
    /// The region that it lies in, by its code of four digits; none for the country.
    pub fn region(self) -> Option<Soato> {
        let Self::Place(mut place) = self else { return None };
        while let Some(above) = place.parent() {
            place = above;
        }
        Some(place)
    }

    /// The official name, as a reference prints it.
    pub fn official_name(self, lang: crate::Lang) -> String {
        match self {
            Self::Country => Country::UZ.official_name(lang),
            Self::Place(place) => place.official_name(lang),
        }
    }
}

impl core::fmt::Display for Area {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Country => Country::UZ.fmt(f),
            Self::Place(place) => place.fmt(f),
        }
    }
}

impl core::str::FromStr for Area {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        // The country has a number in the list of places too; it is written in one way.
        match text {
            "UZ" => Ok(Self::Country),
            short if short.len() < 4 => Err(NotACode::Place),
            code => code.parse().map(Self::Place),
        }
    }
}

/// A search as it is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    /// What is to be told.
    pub wanted: Wanted,
    /// Its number in the journal of the office.
    pub number: Text,
    /// Who is searched for.
    pub person: Person,
    /// The day on which the person died, where papers say so: not asked of the register alone, which may not
    /// know it.
    pub died: Option<PartialDate>,
    /// Whether a court declared the person incapable.
    pub incapacitated: bool,
    /// Under which spellings besides the person's own name.
    pub spellings: Vec<PersonName>,
    /// The first year.
    pub from: i16,
    /// The last year; the present one where none is said.
    pub to: Option<i16>,
    /// Where.
    pub places: Vec<Area>,
    /// The archives that were searched besides the register, as they are called.
    pub archives: Vec<Text>,
    /// Who asks.
    pub applicant: Applicant,
    /// The acts that bear such a name and that the officer states to be none of those sought.
    pub others: Vec<ActNumber>,
}

/// Who asks for a reference, and on what that rests.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// In which capacity.
    pub capacity: Capacity,
    /// The name of whoever stands at the counter; of the person searched for it is known.
    pub name: Option<PersonName>,
    /// The body that asks, where one does.
    pub body: Option<Text>,
    /// The day of birth of whoever stands at the counter.
    pub born: Option<CivilDate>,
    /// The paper that the capacity rests on: the power, the decision, the letter.
    pub ground: Option<Paper>,
    /// The last day on which that paper counts, where it says one.
    pub until: Option<CivilDate>,
}

/// Something that the register holds of a person and that a reference depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// A death of the person, by number or document.
    Death,
    /// An act of the kinds sought in which the person has a part, by number or document.
    Act,
    /// A marriage of the person, by number or document, that is in force.
    MarriageInForce,
    /// An act that may be of the person and is not settled: signed and not final, or disputed.
    Unsettled,
    /// More acts bear the name than can be looked at one by one.
    TooMany,
}

/// What a search of the register came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What was found.
    pub findings: BTreeSet<Finding>,
    /// The acts that bear the name alone and of which the officer has stated nothing; of marriages, those in
    /// force.
    pub candidates: Vec<ActNumber>,
}

impl Known {
    /// Whether that was found.
    pub fn has(&self, finding: Finding) -> bool {
        self.findings.contains(&finding)
    }

    /// Notes a finding, where it is one.
    pub fn note(&mut self, finding: Finding, found: bool) {
        if found {
            self.findings.insert(finding);
        }
    }
}

impl Search {
    /// All names under which is searched: the person's own, and the other spellings.
    pub fn names(&self) -> impl Iterator<Item = &PersonName> {
        core::iter::once(&self.person.name).chain(&self.spellings)
    }

    /// The last year searched, of a search on the day `today`.
    fn last_year(&self, today: CivilDate) -> i16 {
        self.to.unwrap_or_else(|| today.year())
    }

    /// The values of all fields of the reference, group by group, of a search by the officer of that number on the
    /// day `today`. `office` is the name printed, `loaded` the day since which the acts of all these places are on
    /// the ledger.
    pub fn groups(
        &self,
        office: &Text,
        (officer, today): (u32, CivilDate),
        loaded: Option<CivilDate>,
    ) -> Values {
        let mut filling = Filling::new(self.wanted.record());
        filling.text("person.name", Some(self.person.name.full()));
        filling.text("person.born", self.person.born);
        filling.text("person.pinfl", self.person.pinfl.map(Pinfl::text));
        filling.text("person.citizenship", self.person.citizenship);
        if let Wanted::NoRecord(kinds) = &self.wanted {
            filling.text("search.kind", Some(joined(kinds.iter().map(|kind| kind.word()), ", ")));
        }
        filling.int("search.from", u64::try_from(self.from).ok());
        filling.int("search.to", u64::try_from(self.last_year(today)).ok());
        filling.text("search.where", Some(joined(&self.places, ", ")));
        filling.text("search.spellings", Some(joined(self.names().map(PersonName::full), ", ")));
        let archives = joined(self.archives.iter().map(Text::as_str), "; ");
        filling.text("search.archives", (!archives.is_empty()).then_some(archives));
        filling.text("search.loaded", loaded);
        filling.line("office.name", Some(office));
        filling.text("applicant.name", self.asked_by());
        filling.text("applicant.capacity", Some(self.applicant.capacity));
        let ground = self.applicant.ground.as_ref();
        filling.text(
            "applicant.ground",
            ground
                .map(|paper| format!("{}, {}, {}", paper.number.as_str(), paper.date, paper.issuer.as_str())),
        );
        filling.line("search.number", Some(&self.number));
        filling.text("search.by", Some(officer));
        filling.done()
    }

    /// Who asks, by name: the body, and whoever speaks for it. Personal data.
    fn asked_by(&self) -> Option<String> {
        let Applicant { capacity, name, body, .. } = &self.applicant;
        if *capacity == Capacity::Oneself {
            return Some(self.person.name.full());
        }
        let parts = [body.as_ref().map(|body| body.as_str().to_owned()), name.as_ref().map(PersonName::full)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// The last day on which the person can have been born, by the record or the personal number.
    fn born_by(&self) -> Option<CivilDate> {
        let number = self.person.pinfl.map(Pinfl::birth_date);
        self.person.born.map(PartialDate::latest).or(number)
    }

    /// How old the person is, as far as mandates ask; of the dead, at death. Whose birth nobody knows is taken
    /// to be of age: nobody else speaks for them then.
    fn age(&self, today: CivilDate) -> Age {
        let day = self.died.map_or(today, PartialDate::latest);
        self.born_by().map_or(Age::Adult, |born| Age::on(born, day))
    }

    /// How old whoever stands at the counter is. Bodies speak through officers, who are of age; anybody else who
    /// speaks for another shows it.
    fn age_of_applicant(&self, today: CivilDate) -> Age {
        match (self.applicant.capacity, self.applicant.born) {
            (Capacity::Oneself, _) => self.age(today),
            (_, Some(born)) => Age::on(born, today),
            (
                Capacity::GuardianshipBody
                | Capacity::Undertaker
                | Capacity::Facility
                | Capacity::Body
                | Capacity::Court,
                None,
            ) => Age::Adult,
            (
                Capacity::Parent
                | Capacity::Adopter
                | Capacity::Guardian
                | Capacity::NotarisedPower
                | Capacity::Relative
                | Capacity::Neighbour,
                None,
            ) => Age::Child,
        }
    }
}

fn joined(all: impl IntoIterator<Item = impl ToString>, between: &str) -> String {
    all.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join(between)
}

redacted!(Search, Applicant);

#[cfg(test)]
mod tests;
