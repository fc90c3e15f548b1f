//! What stands under the keys of the state, and its bytes: canonical CBOR.
//!
//! A value names neither its kind nor its key: [`Value::from_bytes`] is told the key.
use crate::key::Key;
use protocol::{
    Canonical as _, EntryId, Malformed, SignerKeyId, Tag,
    cbor::{Reader, Writer},
    genesis::{GOVERNOR_KEYS_MAX, OFFICER_KEYS_MAX},
};

pub use protocol::fact::{Act, CertificateStanding, ClosedSeries, Mark, Place, Range, Series};

pub use crate::person::{Application, Born, Death, Dispute, Loaded, Person, Source, Union, UnionEnd};
pub use crate::standing::{KeyStanding, KeyState, OfficeState, ParameterState, Planned, RulesState};

/// A certificate as the rules know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its act; none where it is a reference on a search.
    pub act: Option<EntryId>,
    /// The entry that issued it.
    pub issued: Mark,
    /// The entry that ended it.
    pub ended: Option<Mark>,
}

/// The last anchor of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnchorState {
    /// Its ordinal.
    pub ordinal: u64,
    /// The number of the first record that it does not cover.
    pub next: u64,
    /// The entry that anchored.
    pub by: Mark,
}

/// What stands under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Under [`Key::Office`].
    Office(OfficeState),
    /// Under [`Key::SignerKey`].
    SignerKey(Box<KeyState>),
    /// Under [`Key::Act`].
    Act(Act),
    /// Under [`Key::ActNumber`], [`Key::Notice`] and [`Key::Legacy`]: the act; under [`Key::Divorce`]: the key of
    /// the marriage.
    ActId(EntryId),
    /// Under [`Key::Series`].
    Series(Series),
    /// Under [`Key::ClosedSeries`].
    ClosedSeries(ClosedSeries),
    /// Under [`Key::Range`].
    Range(Range),
    /// Under [`Key::Handle`].
    Standing(CertificateStanding),
    /// Under [`Key::Certificate`].
    Certificate(Certificate),
    /// Under [`Key::Parameter`].
    Parameter(ParameterState),
    /// Under [`Key::Rules`].
    Rules(RulesState),
    /// Under [`Key::Members`] and [`Key::Waived`].
    Count(u64),
    /// Under [`Key::CaseAnchor`], [`Key::AccessAnchor`], [`Key::ArchiveBatch`] and [`Key::LegacyStatus`].
    Anchor(AnchorState),
    /// Under [`Key::Officer`] and [`Key::Governors`]: the ids of their keys, ascending.
    Keys(Vec<SignerKeyId>),
    /// Under [`Key::Person`].
    Person(Box<Person>),
    /// Under [`Key::Union`].
    Union(Box<Union>),
    /// Under [`Key::Application`].
    Application(Box<Application>),
    /// Under [`Key::Dispute`].
    Dispute(Dispute),
    /// Under [`Key::ListedDeath`].
    Tag(Tag),
    /// Under [`Key::Repair`].
    Mark(Mark),
    /// Under [`Key::Loaded`].
    Loaded(Loaded),
}

impl Value {
    /// The value's bytes in the state.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        match self {
            Self::Office(office) => to.value(office),
            Self::SignerKey(key) => to.value(&**key),
            Self::Act(act) => to.value(act),
            Self::ActId(id) => to.value(id),
            Self::Series(series) => to.value(series),
            Self::ClosedSeries(series) => to.value(series),
            Self::Range(range) => to.value(range),
            Self::Standing(standing) => to.value(standing),
            Self::Certificate(certificate) => to
                .array(3)
                .option(certificate.act.as_ref())
                .value(&certificate.issued)
                .option(certificate.ended.as_ref()),
            Self::Parameter(parameter) => to.value(parameter),
            Self::Rules(rules) => to.value(rules),
            Self::Count(count) => to.uint(*count),
            Self::Anchor(anchor) => to.array(3).uint(anchor.ordinal).uint(anchor.next).value(&anchor.by),
            Self::Keys(keys) => to.list(keys),
            Self::Person(person) => to.value(&**person),
            Self::Union(union) => to.value(&**union),
            Self::Application(application) => to.value(&**application),
            Self::Dispute(dispute) => to.value(dispute),
            Self::Tag(tag) => to.value(tag),
            Self::Mark(mark) => to.value(mark),
            Self::Loaded(loaded) => to.value(loaded),
        };
        to.into_bytes()
    }

    /// Reads the value that stands under `key`.
    pub fn from_bytes(key: &Key, bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Reader::new(bytes);
        let value = Self::read(key, &mut from)?;
        if from.position() != bytes.len() || value.to_bytes() != bytes {
            return Err(from.malformed("the end of a canonical value"));
        }
        Ok(value)
    }

    fn read(key: &Key, from: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(match key {
            Key::Office(_) => Self::Office(OfficeState::read(from)?),
            Key::SignerKey(_) => Self::SignerKey(Box::new(KeyState::read(from)?)),
            Key::Act(_) => Self::Act(Act::read(from)?),
            Key::ActNumber(_) | Key::Notice(_) | Key::Legacy(_) | Key::Divorce(_) => {
                Self::ActId(EntryId::read(from)?)
            }
            Key::Series { .. } => Self::Series(Series::read(from)?),
            Key::ClosedSeries { .. } => Self::ClosedSeries(ClosedSeries::read(from)?),
            Key::Range { .. } => Self::Range(Range::read(from)?),
            Key::Handle(_) => Self::Standing(CertificateStanding::read(from)?),
            Key::Parameter(_) => Self::Parameter(ParameterState::read(from)?),
            Key::Rules => Self::Rules(RulesState::read(from)?),
            Key::Members | Key::Waived(_) => Self::Count(from.uint("a count")?),
            Key::Certificate(_) => {
                from.array(3, "a certificate of three values")?;
                let (act, issued) = (from.option()?, Mark::read(from)?);
                Self::Certificate(Certificate { act, issued, ended: from.option()? })
            }
            Key::CaseAnchor(_) | Key::AccessAnchor | Key::ArchiveBatch | Key::LegacyStatus => {
                from.array(3, "an anchor of three values")?;
                let (ordinal, next) = (from.uint("an ordinal")?, from.uint("a number of records")?);
                Self::Anchor(AnchorState { ordinal, next, by: Mark::read(from)? })
            }
            Key::Officer(_) => Self::Keys(from.list(OFFICER_KEYS_MAX, "at most 16 keys")?),
            Key::Governors => Self::Keys(from.list(GOVERNOR_KEYS_MAX, "at most 128 keys")?),
            Key::Person(_) => Self::Person(Box::new(Person::read(from)?)),
            Key::Union(_) => Self::Union(Box::new(Union::read(from)?)),
            Key::Application(_) => Self::Application(Box::new(Application::read(from)?)),
            Key::Dispute(_) => Self::Dispute(Dispute::read(from)?),
            Key::ListedDeath(_) => Self::Tag(Tag::read(from)?),
            Key::Repair(_) => Self::Mark(Mark::read(from)?),
            Key::Loaded(_) => Self::Loaded(Loaded::read(from)?),
        })
    }
}

impl From<KeyState> for Value {
    fn from(state: KeyState) -> Self {
        Self::SignerKey(Box::new(state))
    }
}
