//! A person as the acts of the register tell: born, married, children, divorced, died; and who is kin.
//!
//! # What is opened
//!
//! The records in which the person stands, each with a row of the access log. Kin whom those records do not
//! name are shown by their act and the degree alone: nobody's act is opened to look at somebody else.
use super::{Fault, Permit, ReadError, Reading, Registry, life::Union, paper::text};
use crate::{declaration::person::Named, staff::Officer, tagger::pinfl_tag};
use civil::{
    ActKind, ActNumber, CivilDate,
    kinship::{Kinship, Relation},
    role::Deed,
};
use protocol::{EntryId, Tag, commitment::Record};
use std::collections::{BTreeMap, BTreeSet};
use vault::{Case, CaseKind, CaseState, MarkRole};

/// A person's place in one act or application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceInAct {
    /// As what.
    pub role: MarkRole,
    /// An act, an act made before the ledger, or an application.
    pub kind: CaseKind,
    /// The number of the act; an application has none here.
    pub number: Option<ActNumber>,
    /// The day of registration.
    pub date: Option<CivilDate>,
    /// Whether it is disputed: then it counts for nothing.
    pub disputed: bool,
}

/// A marriage of the person.
#[derive(Clone, PartialEq, Eq)]
pub struct UnionView {
    /// The act.
    pub number: Option<ActNumber>,
    /// The other's name as the act has it.
    pub spouse: Option<String>,
    /// From which day.
    pub from: CivilDate,
    /// Until which day, where it ended.
    pub until: Option<CivilDate>,
}

/// How somebody is related to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// The person descends from them: a parent, a grandparent …
    Ancestor {
        /// The number of births between.
        degree: u32,
    },
    /// They descend from the person.
    Descendant {
        /// The number of births between.
        degree: u32,
    },
    /// A parent in common.
    Sibling {
        /// Both parents.
        full: bool,
    },
    /// An ancestor in common.
    Collateral {
        /// The number of births between, at least 3.
        degree: u32,
    },
}

/// Somebody who is kin.
#[derive(Clone, PartialEq, Eq)]
pub struct KinView {
    /// How.
    pub kin: Kin,
    /// The name, where an act in which the person stands has it.
    pub name: Option<String>,
    /// An act in which they stand, the oldest that is known.
    pub number: Option<ActNumber>,
}

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonView {
    /// The name as the newest act has it.
    pub name: Option<String>,
    /// The surname that the newest marriage or divorce gave, where one did.
    pub surname_after: Option<String>,
    /// The date of birth as the newest act that has one writes it.
    pub born: Option<String>,
    /// By how many tags the person is known: more than one after a join.
    pub tags: usize,
    /// The first day of death that is known.
    pub died: Option<CivilDate>,
    /// The places in acts and applications, newest first.
    pub places: Vec<PlaceInAct>,
    /// The marriages, by the day on which they began.
    pub unions: Vec<UnionView>,
    /// The kin by birth, the nearest first.
    pub kin: Vec<KinView>,
}

impl core::fmt::Debug for PersonView {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PersonView({} places, …)", self.places.len())
    }
}

/// What the opened acts say of the persons in them, newest act first.
#[derive(Default)]
struct Said {
    names: BTreeMap<Tag, String>,
    surnames: BTreeMap<Tag, String>,
    born: BTreeMap<Tag, String>,
}

impl Said {
    fn keep(&mut self, record: &Record, role: MarkRole, tag: Tag) {
        if let Some(name) = name_in(record, role) {
            self.names.entry(tag).or_insert(name);
        }
        let after = prefix(role).and_then(|prefix| text(record, &format!("{prefix}.surname_after")));
        if let Some(surname) = after {
            self.surnames.entry(tag).or_insert(surname.to_owned());
        }
        if let Some(born) = born_in(record, role) {
            self.born.entry(tag).or_insert(born);
        }
    }
}

impl Registry {
    /// The tag of a person whom an officer names; `None` where the act has nobody in that place.
    pub(super) async fn tag_named(&self, named: &Named) -> Result<Option<Tag>, Fault> {
        match named {
            Named::Pinfl(pinfl) => Ok(Some(pinfl_tag(&*self.0.parts.tagger, *pinfl))),
            Named::InAct { act, role } => match self.vault().act_case(*act).await? {
                Some(case) => {
                    let marks = self.vault().marks_of(case.id).await?;
                    Ok(marks.iter().find(|mark| mark.role == *role).map(|mark| mark.tag))
                }
                None => Ok(None),
            },
        }
    }

    /// Shows a person. What is asked for is in the access log, act by act.
    pub async fn person(&self, who: &Officer, named: &Named) -> Result<PersonView, ReadError> {
        let office = super::own_office(who).map_err(ReadError::NotPermitted)?;
        let permit = self.permission(who, Deed::ReadAct, office).map_err(ReadError::NotPermitted)?;
        let tag = self.tag_named(named).await?.ok_or(ReadError::None)?;
        let life = self.life(tag).await?;
        let first = life.tags.first().copied().unwrap_or(tag);
        let places = self.places_of(&life.tags).await?;
        if places.is_empty() {
            // That somebody asked is logged where nothing is opened too.
            self.vault().log_access(&self.access(who, Reading::Person, permit, None)).await?;
            return Err(ReadError::None);
        }
        let said = self.said_of((who, Reading::Person, permit), &places).await?;
        let numbers = self.numbers_of(&life.unions).await?;
        let union = |union: Union| {
            let other = if life.tags.contains(&union.husband) { union.wife } else { union.husband };
            UnionView {
                number: numbers.get(&union.act).copied(),
                spouse: said.names.get(&other).cloned(),
                from: union.from,
                until: union.until,
            }
        };
        Ok(PersonView {
            name: life.tags.iter().find_map(|tag| said.names.get(tag)).cloned(),
            surname_after: life.tags.iter().find_map(|tag| said.surnames.get(tag)).cloned(),
            born: life.tags.iter().find_map(|tag| said.born.get(tag)).cloned(),
            tags: life.tags.len(),
            died: life.died,
            unions: life.unions.iter().copied().map(union).collect(),
            kin: self.kin_of(first, &said).await?,
            places: places.into_iter().map(|(place, _)| place).collect(),
        })
    }

    /// The final acts and applications in which one of the tags stands, newest first.
    pub(super) async fn places_of(&self, tags: &[Tag]) -> Result<Vec<(PlaceInAct, Case)>, Fault> {
        let mut places = BTreeMap::new();
        for tag in tags {
            for (role, case) in self.vault().marked(*tag).await? {
                let counts = match case.kind {
                    CaseKind::Act(_) | CaseKind::Legacy(_) | CaseKind::Application => {
                        role.is_person() && matches!(case.state, CaseState::Final { .. })
                    }
                    CaseKind::Certificate | CaseKind::Revocation | CaseKind::Reference => false,
                };
                if counts {
                    let disputed = self.is_disputed(case.entry_id).await?;
                    let (number, date) = super::read::act_of(&case).unzip();
                    let place = PlaceInAct { role, kind: case.kind, number, date, disputed };
                    places.insert((u64::MAX - case.created_ms, case.entry_id, role), (place, case));
                }
            }
        }
        Ok(places.into_values().collect())
    }

    /// Opens the acts and reads what they say of everybody in them.
    async fn said_of(
        &self,
        (who, reading, permit): (&Officer, Reading, Permit),
        places: &[(PlaceInAct, Case)],
    ) -> Result<Said, Fault> {
        let (mut said, mut opened) = (Said::default(), BTreeSet::new());
        for (_, case) in places {
            let has_record = case.kind != CaseKind::Application;
            if !has_record || !opened.insert(case.id) {
                continue;
            }
            let access = self.access(who, reading, permit, Some(case.id));
            let record = self.vault().open_record(case.id, &access).await?;
            for mark in self.vault().marks_of(case.id).await? {
                said.keep(&record, mark.role, mark.tag);
            }
        }
        Ok(said)
    }

    /// What is said of a person in a word: for those who sign a repair. The newest act alone is opened.
    pub(super) async fn name_of(
        &self,
        who: &Officer,
        permit: Permit,
        tag: Tag,
    ) -> Result<Option<String>, Fault> {
        // The tag's own acts come first: to part two, each is shown as what it was before the join.
        let own = self.places_of(&[tag]).await?;
        let places = if own.is_empty() { self.places_of(&self.person_group(tag).await?).await? } else { own };
        let Some(newest) = places.iter().find(|(_, case)| case.kind != CaseKind::Application) else {
            return Ok(None);
        };
        let said = self.said_of((who, Reading::Repair, permit), core::slice::from_ref(newest)).await?;
        Ok(said.names.get(&tag).or_else(|| said.names.values().next()).cloned())
    }

    async fn numbers_of(&self, unions: &[Union]) -> Result<BTreeMap<EntryId, ActNumber>, Fault> {
        let mut numbers = BTreeMap::new();
        for union in unions {
            for (_, case) in self.vault().marked(union.husband).await? {
                if case.entry_id == union.act
                    && let Some((number, _)) = super::read::act_of(&case)
                {
                    numbers.insert(union.act, number);
                }
            }
        }
        Ok(numbers)
    }

    async fn kin_of(&self, person: Tag, said: &Said) -> Result<Vec<KinView>, Fault> {
        let links = self.kin_links(person).await?;
        let kinship = Kinship::new(&links);
        let mut kin = Vec::new();
        for (relation, other) in kinship.kin(&person) {
            let tags = self.person_group(*other).await?;
            let places = self.places_of(&tags).await?;
            kin.push(KinView {
                kin: match relation {
                    Relation::Direct { degree } if kinship.descends(&person, other) => {
                        Kin::Ancestor { degree }
                    }
                    Relation::Direct { degree } => Kin::Descendant { degree },
                    Relation::Siblings { full } => Kin::Sibling { full },
                    Relation::Collateral { degree } => Kin::Collateral { degree },
                },
                name: tags.iter().find_map(|tag| said.names.get(tag)).cloned(),
                number: places.iter().rev().find_map(|(place, _)| place.number),
            });
        }
        Ok(kin)
    }
}

/// What the fields of a person in that place are called.
const fn prefix(role: MarkRole) -> Option<&'static str> {
    match role {
        MarkRole::Child => Some("child"),
        MarkRole::Mother => Some("mother"),
        MarkRole::Father => Some("father"),
        MarkRole::Deceased => Some("deceased"),
        MarkRole::Survivor => Some("spouse"),
        MarkRole::Husband => Some("husband"),
        MarkRole::Wife => Some("wife"),
        MarkRole::ExactName | MarkRole::LooseName | MarkRole::Number => None,
    }
}

/// The name of the person in that place: as a whole, or its parts.
fn name_in(record: &Record, role: MarkRole) -> Option<String> {
    let of = |field: &str| prefix(role).and_then(|prefix| text(record, &format!("{prefix}.{field}")));
    if let Some(name) = of("name") {
        return Some(name.to_owned());
    }
    let parts: Vec<&str> = ["surname", "given", "patronymic"].into_iter().filter_map(of).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The date of birth of the person in that place.
fn born_in(record: &Record, role: MarkRole) -> Option<String> {
    let field = match (role, record.of.kind.act()) {
        (MarkRole::Child | MarkRole::Deceased, Some(ActKind::Birth | ActKind::Death)) => {
            "birth.date".to_owned()
        }
        (
            MarkRole::Child
            | MarkRole::Mother
            | MarkRole::Father
            | MarkRole::Deceased
            | MarkRole::Survivor
            | MarkRole::Husband
            | MarkRole::Wife
            | MarkRole::ExactName
            | MarkRole::LooseName
            | MarkRole::Number,
            _,
        ) => format!("{}.born", prefix(role)?),
    };
    text(record, &field).map(str::to_owned)
}
