//! The references of a search: what was searched, where and under which spellings. They prove the search, not more.

use super::{Bilingual, redacted};
use civil::{ActKind, CivilDate, PartialDate};

/// Who was searched for.
#[derive(Clone, PartialEq, Eq)]
pub struct Sought {
    /// The full name.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<PartialDate>,
}

/// What was searched.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    /// The first and the last year.
    pub years: (i16, i16),
    /// The places whose acts were searched.
    pub places: Bilingual,
    /// The spellings of the name that were looked for.
    pub spellings: Vec<String>,
    /// The archives that were searched besides the ledger, as they are written.
    pub archives: Vec<String>,
    /// The day since which the acts of these places are on the ledger.
    pub loaded: Option<CivilDate>,
}

/// A search that found no record.
#[derive(Clone, PartialEq, Eq)]
pub struct NoRecord {
    /// Who was searched for.
    pub person: Sought,
    /// The kinds of acts that were searched.
    pub acts: Vec<ActKind>,
    /// What was searched.
    pub search: Search,
}

/// A search that found no marriage in force.
#[derive(Clone, PartialEq, Eq)]
pub struct NotMarried {
    /// Who is not married.
    pub person: Sought,
    /// What was searched.
    pub search: Search,
}

redacted!(Sought, Search, NoRecord, NotMarried);

impl NoRecord {
    pub(super) fn texts(&self) -> Vec<&str> {
        texts(&self.person, &self.search)
    }
}

impl NotMarried {
    pub(super) fn texts(&self) -> Vec<&str> {
        texts(&self.person, &self.search)
    }
}

fn texts<'a>(person: &'a Sought, search: &'a Search) -> Vec<&'a str> {
    let lists = search.spellings.iter().chain(&search.archives).map(String::as_str);
    lists.chain(search.places.texts()).chain([person.name.as_str()]).collect()
}
