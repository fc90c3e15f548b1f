//! Who is related to whom, by the acts: a graph over births, adoptions and marriages.
//!
//! The degree of kinship is the number of births between two people (Family Code, art. 57): a mother and
//! her child are of the first degree, siblings and grandparents of the second, an uncle and his niece of
//! the third, first cousins of the fourth.
//!
//! # Data that contradicts itself
//!
//! Acts are made by people, so somebody may have two mothers here, or be an ancestor of himself. Every
//! parent that any act names counts, each person is visited once, and so every question ends and an
//! impediment that any act shows is found. What is found is a reason to look at the acts, and may be an
//! error of theirs.
use crate::{CivilDate, refusal::Refusal, term::Switch};
use std::collections::{BTreeMap, BTreeSet};

/// What an act says on who belongs to whom. `P` is whatever stands for a person: a number, a tag, a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link<P> {
    /// A birth.
    Birth {
        /// Who was born.
        child: P,
        /// A parent of theirs; a birth with two parents gives two links.
        parent: P,
    },
    /// An adoption in force.
    Adoption {
        /// Who was adopted.
        child: P,
        /// Who adopted; two adopters give two links.
        adopter: P,
    },
    /// A marriage, in force or ended.
    Marriage {
        /// The husband.
        husband: P,
        /// The wife.
        wife: P,
    },
}

/// How two people are related by birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// One descends from the other.
    Direct {
        /// The number of births between them, at least 1.
        degree: u32,
    },
    /// They have a parent in common.
    Siblings {
        /// Both parents, as far as the acts name two.
        full: bool,
    },
    /// They have an ancestor in common, and are no siblings.
    Collateral {
        /// The number of births between them, at least 3.
        degree: u32,
    },
}

impl Relation {
    /// The degree of kinship (Family Code, art. 57).
    pub const fn degree(self) -> u32 {
        match self {
            Self::Direct { degree } | Self::Collateral { degree } => degree,
            Self::Siblings { .. } => 2,
        }
    }
}

/// Why two people may not marry each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impediment {
    /// They are one person.
    SamePerson,
    /// One descends from the other.
    DirectLine,
    /// They have a father or a mother in common.
    Siblings,
    /// One adopted the other.
    Adoption,
    /// They are related beside the line, in the second to fourth degree (a bill: rule M9).
    Collateral,
}

impl Impediment {
    /// The refusal that it gives.
    pub const fn refusal(self) -> Refusal {
        match self {
            Self::SamePerson => Refusal::MarriageSamePerson,
            Self::DirectLine => Refusal::MarriageKinDirectLine,
            Self::Siblings => Refusal::MarriageKinSiblings,
            Self::Adoption => Refusal::MarriageKinAdoption,
            Self::Collateral => Refusal::MarriageKinCollateral,
        }
    }
}

/// The graph. It holds no data of a person but what stands for them.
#[derive(Clone)]
pub struct Kinship<P> {
    parents: BTreeMap<P, BTreeSet<P>>,
    children: BTreeMap<P, BTreeSet<P>>,
    adopters: BTreeMap<P, BTreeSet<P>>,
    spouses: BTreeMap<P, BTreeSet<P>>,
}

impl<P: Ord + Clone> Kinship<P> {
    /// The graph of these links, in any order, each once or several times.
    pub fn new(links: &[Link<P>]) -> Self {
        let (mut parents, mut children) = (BTreeMap::new(), BTreeMap::new());
        let (mut adopters, mut spouses) = (BTreeMap::new(), BTreeMap::new());
        let join = |of: &mut BTreeMap<P, BTreeSet<P>>, one: &P, other: &P| {
            of.entry(one.clone()).or_default().insert(other.clone());
        };
        for link in links {
            match link {
                Link::Birth { child, parent } => {
                    join(&mut parents, child, parent);
                    join(&mut children, parent, child);
                }
                Link::Adoption { child, adopter } => join(&mut adopters, child, adopter),
                Link::Marriage { husband, wife } => {
                    join(&mut spouses, husband, wife);
                    join(&mut spouses, wife, husband);
                }
            }
        }
        Self { parents, children, adopters, spouses }
    }

    /// The parents of a person by birth.
    pub fn parents(&self, person: &P) -> impl Iterator<Item = &P> {
        self.parents.get(person).into_iter().flatten()
    }

    /// The children of a person by birth.
    pub fn children(&self, person: &P) -> impl Iterator<Item = &P> {
        self.children.get(person).into_iter().flatten()
    }

    /// Whom a person is or was married to.
    pub fn spouses(&self, person: &P) -> impl Iterator<Item = &P> {
        self.spouses.get(person).into_iter().flatten()
    }

    /// Who has a parent in common with a person.
    pub fn siblings(&self, person: &P) -> BTreeSet<&P> {
        let all = self.parents(person).flat_map(|parent| self.children(parent));
        all.filter(|other| *other != person).collect()
    }

    /// Every ancestor of a person with the fewest births between, the person too with none.
    fn ancestors<'k>(&'k self, person: &'k P) -> BTreeMap<&'k P, u32> {
        let mut found = BTreeMap::from([(person, 0)]);
        let mut generation = vec![person];
        let mut births = 0u32;
        // A person is met once, in the nearest generation, so a ring of acts ends too.
        while !generation.is_empty() {
            births = births.saturating_add(1);
            let mut next = Vec::new();
            for parent in generation.into_iter().flat_map(|person| self.parents(person)) {
                if !found.contains_key(parent) {
                    found.insert(parent, births);
                    next.push(parent);
                }
            }
            generation = next;
        }
        found
    }

    /// How two people are related by birth, the nearest way; `None` where no act shows it, and for one person.
    pub fn relation(&self, one: &P, other: &P) -> Option<Relation> {
        if one == other {
            return None;
        }
        let (of_one, of_other) = (self.ancestors(one), self.ancestors(other));
        let direct = [of_one.get(other), of_other.get(one)].into_iter().flatten().min();
        if let Some(degree) = direct {
            return Some(Relation::Direct { degree: *degree });
        }
        let common = |(ancestor, births): (&&P, &u32)| {
            of_other.get(*ancestor).map(|others| (births.saturating_add(*others), (*births, *others)))
        };
        let (degree, births) = of_one.iter().filter_map(common).min()?;
        Some(if births == (1, 1) {
            Relation::Siblings { full: self.share_both_parents(one, other) }
        } else {
            Relation::Collateral { degree }
        })
    }

    /// Everybody whom the acts show to be kin of a person by birth, with how, the nearest first.
    pub fn kin(&self, person: &P) -> Vec<(Relation, &P)> {
        let known: BTreeSet<&P> = self.parents.keys().chain(self.children.keys()).collect();
        let mut kin: Vec<(Relation, &P)> =
            known.into_iter().filter_map(|other| Some((self.relation(person, other)?, other))).collect();
        kin.sort_by_key(|(relation, _)| relation.degree());
        kin
    }

    /// Whether the acts show `one` to descend from `other`.
    pub fn descends(&self, one: &P, other: &P) -> bool {
        one != other && self.ancestors(one).contains_key(other)
    }

    fn share_both_parents(&self, one: &P, other: &P) -> bool {
        let of_other: BTreeSet<&P> = self.parents(other).collect();
        self.parents(one).filter(|parent| of_other.contains(parent)).count() >= 2
    }

    /// The degree of kinship of two people (Family Code, art. 57); `None` where no act shows any.
    pub fn degree(&self, one: &P, other: &P) -> Option<u32> {
        self.relation(one, other).map(Relation::degree)
    }

    /// Rule M3, Family Code, art. 16: why the two may not marry each other on `day`, by kinship; `None` where
    /// no act shows a reason. Rule M9, kin beside the line, is asked only once its switch is on; for people
    /// related by adoption alone it never holds.
    pub fn impediment(&self, one: &P, other: &P, day: CivilDate) -> Option<Impediment> {
        self.impediment_where(one, other, Switch::CollateralKin.is_on(day))
    }

    fn impediment_where(&self, one: &P, other: &P, collateral_too: bool) -> Option<Impediment> {
        if one == other {
            return Some(Impediment::SamePerson);
        }
        let relation = self.relation(one, other);
        let by_birth = relation.and_then(|relation| match relation {
            Relation::Direct { .. } => Some(Impediment::DirectLine),
            Relation::Siblings { .. } => Some(Impediment::Siblings),
            Relation::Collateral { degree } => {
                (collateral_too && degree <= 4).then_some(Impediment::Collateral)
            }
        });
        let adopted = |child: &P, adopter: &P| {
            self.adopters.get(child).is_some_and(|adopters| adopters.contains(adopter))
        };
        let by_adoption = (adopted(one, other) || adopted(other, one)).then_some(Impediment::Adoption);
        // A bar that the law has today comes before one that a bill would bring.
        match by_birth {
            Some(Impediment::Collateral) | None => by_adoption.or(by_birth),
            Some(
                Impediment::SamePerson | Impediment::DirectLine | Impediment::Siblings | Impediment::Adoption,
            ) => by_birth,
        }
    }
}

#[cfg(test)]
mod tests;
