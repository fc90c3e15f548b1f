//! What can be asked of the state: every key, and its bytes.
//!
//! # Format
//!
//! A byte for the kind of key, then its parts at fixed width (`docs/formats/state.md`). Kinds below 40
//! (hexadecimal) are facts, which can be proved to anybody; the others are an index that serves the
//! rules alone.
use civil::{ActNumber, OfficeCode, RegionCode};
use protocol::{EntryId, Handle, SignerKeyId, Tag, entry::Parameter, fact};

pub use protocol::fact::SeriesOf;

/// Which of the two databases a key stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Database {
    /// What is proved to anybody who asks.
    Facts,
    /// What serves the rules, and is proved to nobody.
    Index,
}

/// What can be asked of the state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An office: its kind, clock and standing.
    Office(OfficeCode),
    /// A key that may sign, and whether it may now.
    SignerKey(SignerKeyId),
    /// An act, by the entry that registered it.
    Act(EntryId),
    /// Which act has a number.
    ActNumber(ActNumber),
    /// The series that an office numbers in now.
    Series {
        /// Of what.
        of: SeriesOf,
        /// The office.
        office: OfficeCode,
    },
    /// How a series of an earlier year ended.
    ClosedSeries {
        /// Of what.
        of: SeriesOf,
        /// The office.
        office: OfficeCode,
        /// The year, four digits.
        year: i16,
    },
    /// A range of reserved numbers.
    Range {
        /// The office.
        office: OfficeCode,
        /// The range's ordinal among those of the office, from 1.
        ordinal: u32,
    },
    /// Whether a certificate is in force, by its status handle.
    Handle(Handle),
    /// A number that the rules read.
    Parameter(Parameter),
    /// The rule sets in force and to come.
    Rules,
    /// How many members the network has.
    Members,
    /// How often a rule was passed by a waiver, by the code of its refusal.
    Waived(&'static str),
    /// The act of a medical notice that has served.
    Notice(Tag),
    /// The act of a certificate and the entries about it, by its status handle.
    Certificate(Handle),
    /// The last anchor of an office's cases.
    CaseAnchor(OfficeCode),
    /// The last anchor of the access log.
    AccessAnchor,
    /// The last batch of old records.
    ArchiveBatch,
    /// The keys of an officer.
    Officer(u32),
    /// The keys of all governors.
    Governors,
    /// A tag of a person, and what was entered under it.
    Person(Tag),
    /// A marriage, by the entry that registered or opened it or by the id of its row in a list; or a divorce of
    /// a marriage that the ledger does not know, by its own entry.
    Union(EntryId),
    /// The marriage that a divorce ended, by the entry of the divorce.
    Divorce(EntryId),
    /// An application, by the entry that lodged it.
    Application(EntryId),
    /// The last dispute of an act or of a row of a list.
    Dispute(EntryId),
    /// The entry that opened an old act, by the tag of its office, book and number.
    Legacy(Tag),
    /// The tag of whom a row of a list says that they are dead, by the id of the row.
    ListedDeath(EntryId),
    /// The last list of those married or dead before the ledger.
    LegacyStatus,
    /// The place of an entry that leaves no other mark of its own: disputes, and repairs of persons.
    Repair(EntryId),
    /// Since which day the old acts of a region are on the ledger.
    Loaded(RegionCode),
}

impl Key {
    /// The database that the key stands in.
    pub const fn database(&self) -> Database {
        match self {
            Self::Office(_)
            | Self::SignerKey(_)
            | Self::Act(_)
            | Self::ActNumber(_)
            | Self::Series { .. }
            | Self::ClosedSeries { .. }
            | Self::Range { .. }
            | Self::Handle(_)
            | Self::Parameter(_)
            | Self::Rules
            | Self::Members
            | Self::Waived(_) => Database::Facts,
            Self::Notice(_)
            | Self::Certificate(_)
            | Self::CaseAnchor(_)
            | Self::AccessAnchor
            | Self::ArchiveBatch
            | Self::Officer(_)
            | Self::Governors
            | Self::Person(_)
            | Self::Union(_)
            | Self::Divorce(_)
            | Self::Application(_)
            | Self::Dispute(_)
            | Self::Legacy(_)
            | Self::ListedDeath(_)
            | Self::LegacyStatus
            | Self::Repair(_)
            | Self::Loaded(_) => Database::Index,
        }
    }

    /// The key's bytes in the state.
    pub fn to_bytes(&self) -> Vec<u8> {
        let of = |kind: u8, parts: &[&[u8]]| [&[kind][..], &parts.concat()].concat();
        match self {
            Self::Office(code) => of(0x01, &[&code.get().to_be_bytes()]),
            Self::SignerKey(id) => of(0x02, &[id.as_bytes()]),
            Self::Act(id) => fact::key::act(*id),
            Self::ActNumber(number) => fact::key::act_number(*number),
            Self::Series { of, office } => fact::key::series(*of, *office),
            Self::ClosedSeries { of, office, year } => fact::key::closed_series(*of, *office, *year),
            Self::Range { office, ordinal } => fact::key::range(*office, *ordinal),
            Self::Handle(handle) => fact::key::handle(*handle),
            Self::Parameter(parameter) => of(0x09, &[&[parameter.number()]]),
            Self::Rules => of(0x0a, &[]),
            Self::Members => of(0x0b, &[]),
            Self::Waived(code) => of(0x0c, &[code.as_bytes()]),
            Self::Notice(tag) => of(0x40, &[tag.as_bytes()]),
            Self::Certificate(handle) => of(0x41, &[handle.as_bytes()]),
            Self::CaseAnchor(office) => of(0x42, &[&office.get().to_be_bytes()]),
            Self::AccessAnchor => of(0x43, &[]),
            Self::ArchiveBatch => of(0x44, &[]),
            Self::Officer(officer) => of(0x45, &[&officer.to_be_bytes()]),
            Self::Governors => of(0x46, &[]),
            Self::Person(tag) => of(0x47, &[tag.as_bytes()]),
            Self::Union(id) => of(0x48, &[id.as_bytes()]),
            Self::Divorce(id) => of(0x49, &[id.as_bytes()]),
            Self::Application(id) => of(0x4a, &[id.as_bytes()]),
            Self::Dispute(id) => of(0x4b, &[id.as_bytes()]),
            Self::Legacy(tag) => of(0x4c, &[tag.as_bytes()]),
            Self::ListedDeath(id) => of(0x4d, &[id.as_bytes()]),
            Self::LegacyStatus => of(0x4e, &[]),
            Self::Repair(id) => of(0x4f, &[id.as_bytes()]),
            Self::Loaded(region) => of(0x50, &[&[region.get()]]),
        }
    }
}
