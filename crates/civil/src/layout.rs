//! The fields of every record in their fixed places: six disclosure groups, each field named once.
//!
//! # Format
//!
//! A commitment is made over these groups in this order, so the places of a version never change; what
//! the law adds comes in a new version beside the old one. Every record of a kind has all fields of its
//! version; an absent one is `None` and keeps its place. The groups *core* and *particulars* hold only
//! what papers print.
use crate::{ActKind, redact::redacted};

mod acts;
mod births;
mod filling;
mod references;
pub(crate) mod values;

pub use births::{BIRTH_V1, BIRTH_V2};
pub(crate) use filling::Filling;

/// A disclosure group: what is shown, or kept, together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Name, date and place, as every certificate prints them.
    Core,
    /// What a full certificate prints besides: of a birth the parents.
    Particulars,
    /// Numbers, documents, citizenship, dates of birth, residence.
    Identifiers,
    /// Ethnicity, where stated.
    Ethnicity,
    /// What is gathered for medicine and statistics.
    Medical,
    /// How the act came about; shown to nobody but on lawful request.
    Sealed,
}

impl Group {
    /// All groups, in the order of a commitment.
    pub const ALL: [Self; 6] =
        [Self::Core, Self::Particulars, Self::Identifiers, Self::Ethnicity, Self::Medical, Self::Sealed];

    /// The place of the group in a commitment, 0 to 5.
    pub const fn index(self) -> usize {
        match self {
            Self::Core => 0,
            Self::Particulars => 1,
            Self::Identifiers => 2,
            Self::Ethnicity => 3,
            Self::Medical => 4,
            Self::Sealed => 5,
        }
    }

    /// The group at a place, 0 to 5.
    pub fn from_index(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// The word used in files: `core`, `particulars` (of a birth `parents`), `identifiers`, `ethnicity`,
    /// `medical`, `sealed`.
    pub const fn word(self, of: RecordKind) -> &'static str {
        match (self, of) {
            (Self::Core, _) => "core",
            (Self::Particulars, RecordKind::Act(ActKind::Birth)) => "parents",
            (Self::Particulars, _) => "particulars",
            (Self::Identifiers, _) => "identifiers",
            (Self::Ethnicity, _) => "ethnicity",
            (Self::Medical, _) => "medical",
            (Self::Sealed, _) => "sealed",
        }
    }
}

/// The value of a field. Personal data; `Debug` prints none of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A text; dates and codes too.
    Text(String),
    /// A whole number.
    Int(u64),
}

impl Value {
    /// The value as it is shown: a text as it is, a number in digits. Personal data.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Int(number) => number.to_string(),
        }
    }
}

redacted!(Value);

/// The values of a record, group by group, in their places.
pub type Values = [Vec<Option<Value>>; 6];

/// What a commitment is of: an act, or a search of the register that somebody gets a reference on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// An act.
    Act(ActKind),
    /// A search that found no record.
    NoRecord,
    /// A search that found no marriage in force.
    NotMarried,
}

impl RecordKind {
    /// All kinds, in the order of their digits.
    pub const ALL: [Self; 6] = [
        Self::Act(ActKind::Birth),
        Self::Act(ActKind::Death),
        Self::Act(ActKind::Marriage),
        Self::Act(ActKind::Divorce),
        Self::NoRecord,
        Self::NotMarried,
    ];

    /// The digit in every format: that of the act's kind, 5 for no record, 6 for not married.
    pub const fn digit(self) -> u8 {
        match self {
            Self::Act(kind) => kind.digit(),
            Self::NoRecord => 5,
            Self::NotMarried => 6,
        }
    }

    /// The kind that a digit stands for.
    pub fn from_digit(digit: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.digit() == digit)
    }

    /// The word used in files: that of the act, `no-record`, `not-married`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Act(kind) => kind.word(),
            Self::NoRecord => "no-record",
            Self::NotMarried => "not-married",
        }
    }

    /// The kind of act, where it is one.
    pub const fn act(self) -> Option<ActKind> {
        match self {
            Self::Act(kind) => Some(kind),
            Self::NoRecord | Self::NotMarried => None,
        }
    }
}

impl From<ActKind> for RecordKind {
    fn from(kind: ActKind) -> Self {
        Self::Act(kind)
    }
}

/// A field of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name that files and verifiers use, for example `child.surname`. Never changes.
    pub id: &'static str,
    /// What the field is, in English.
    pub label: &'static str,
}

const fn field(id: &'static str, label: &'static str) -> Field {
    Field { id, label }
}

/// The fields of a version of a record, group by group.
pub type Layout = [&'static [Field]; 6];

/// The fields of a record of that kind and version of the schema; `None` where there is no such version.
pub const fn layout(kind: RecordKind, schema: u8) -> Option<&'static Layout> {
    match (kind, schema) {
        (RecordKind::Act(ActKind::Birth), 1) => Some(&BIRTH_V1),
        (RecordKind::Act(ActKind::Birth), 2) => Some(&BIRTH_V2),
        (RecordKind::Act(ActKind::Death), 1) => Some(&acts::DEATH_V1),
        (RecordKind::Act(ActKind::Marriage), 1) => Some(&acts::MARRIAGE_V1),
        (RecordKind::Act(ActKind::Divorce), 1) => Some(&acts::DIVORCE_V1),
        (RecordKind::NoRecord, 1) => Some(&references::NO_RECORD_V1),
        (RecordKind::NotMarried, 1) => Some(&references::NOT_MARRIED_V1),
        (RecordKind::Act(_) | RecordKind::NoRecord | RecordKind::NotMarried, _) => None,
    }
}

/// The version of the schema in which records of a kind are made today.
pub const fn newest(kind: RecordKind) -> u8 {
    match kind {
        RecordKind::Act(ActKind::Birth) => 2,
        RecordKind::Act(ActKind::Death | ActKind::Marriage | ActKind::Divorce)
        | RecordKind::NoRecord
        | RecordKind::NotMarried => 1,
    }
}

/// Group and place of a field by its name, in a version of a record.
pub fn place_of(kind: RecordKind, schema: u8, id: &str) -> Option<(Group, usize)> {
    layout(kind, schema)?.iter().zip(Group::ALL).find_map(|(fields, group)| {
        let place = fields.iter().position(|field| field.id == id)?;
        Some((group, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = (RecordKind, u8, &'static Layout)> {
        let versions = RecordKind::ALL.into_iter().flat_map(|kind| (0..=u8::MAX).map(move |n| (kind, n)));
        versions.filter_map(|(kind, schema)| Some((kind, schema, layout(kind, schema)?)))
    }

    #[test]
    fn every_field_has_one_place_and_every_group_fits_a_commitment() {
        for (kind, schema, groups) in all() {
            let ids: Vec<&str> = groups.iter().copied().flatten().map(|field| field.id).collect();
            let apart: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), apart.len(), "{kind:?} {schema}");
            assert!(groups.iter().all(|fields| fields.len() <= 64), "{kind:?} {schema}");
            for id in ids {
                let (group, place) = place_of(kind, schema, id).unwrap();
                assert_eq!(groups[group.index()][place].id, id);
            }
        }
    }

    #[test]
    fn the_newest_version_is_the_last_one() {
        for kind in RecordKind::ALL {
            let last = all().filter(|(of, ..)| *of == kind).map(|(_, schema, _)| schema).max();
            assert_eq!(last, Some(newest(kind)), "{kind:?}");
            assert_eq!(RecordKind::from_digit(kind.digit()), Some(kind));
        }
    }

    #[test]
    fn a_birth_prints_the_same_in_both_versions() {
        assert_eq!([BIRTH_V1[0], BIRTH_V1[1]], [BIRTH_V2[0], BIRTH_V2[1]]);
    }
}
