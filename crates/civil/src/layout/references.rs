//! The fields of references: what was searched, and for whom.
use super::{Field, Layout, field};

const SEARCHED_V1: &[Field] = &[
    field("search.spellings", "Spellings searched"),
    field("search.archives", "Archives searched"),
    field("search.loaded", "On the ledger since"),
];
const IDENTIFIERS_V1: &[Field] =
    &[field("person.pinfl", "Personal number"), field("person.citizenship", "Citizenship")];
const APPLICATION_V1: &[Field] = &[
    field("applicant.name", "Applicant"),
    field("applicant.capacity", "Applicant, capacity"),
    field("applicant.ground", "Applicant, ground"),
    field("search.number", "Search, number"),
    field("search.by", "Searched by officer"),
];

/// A search that found no record, version 1.
pub(super) const NO_RECORD_V1: Layout = [
    &[
        field("person.name", "Searched for"),
        field("person.born", "Date of birth"),
        field("search.kind", "Acts searched"),
        field("search.from", "Searched from year"),
        field("search.to", "Searched to year"),
        field("search.where", "Searched in"),
        field("office.name", "Place of issue"),
    ],
    SEARCHED_V1,
    IDENTIFIERS_V1,
    &[],
    &[],
    APPLICATION_V1,
];

/// A search that found no marriage in force, version 1.
pub(super) const NOT_MARRIED_V1: Layout = [
    &[
        field("person.name", "Name"),
        field("person.born", "Date of birth"),
        field("search.from", "Searched from year"),
        field("search.to", "Searched to year"),
        field("search.where", "Searched in"),
        field("office.name", "Place of issue"),
    ],
    SEARCHED_V1,
    IDENTIFIERS_V1,
    &[],
    &[],
    APPLICATION_V1,
];
