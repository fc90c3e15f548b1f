//! How a record is hidden from the ledger and shown on paper, group by group.
//!
//! Every field is hashed with a salt of its own; the fields of a disclosure group stand under one
//! root; the six roots stand under the commitment that the ledger keeps. The salts of a group derive
//! from one random seed, so that who holds the seed can open the group and nothing else. When the
//! seeds are destroyed, the commitment can be opened by nobody but the holders of papers.
//!
//! # Format
//!
//! ```text
//! salt_i = HKDF-SHA-256(ikm = seed, info = "dalolat/salt/1" ‖ u16 i), 16 bytes
//! leaf_i = SHA-256(00 ‖ "dalolat/field/1" ‖ kind ‖ schema ‖ group ‖ u16 i ‖ salt_i ‖ value)
//! group  = RFC 6962 root over the leaves
//! commitment = SHA-256("dalolat/act/1" ‖ kind ‖ schema ‖ RFC 6962 root over the group roots)
//! ```
//! A value is canonical CBOR: text, unsigned integer, or `null` for a field that is absent.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    hash::{Digest, tagged},
    merkle,
};
use civil::{ActKind, RecordKind, Value};
use core::{fmt, str::FromStr};
use hkdf::Hkdf;
use sha2::Sha256;

/// The number of disclosure groups of every act: core, parents, identifiers, ethnicity,
/// medical-statistical, sealed.
pub const GROUPS: usize = 6;
/// The most fields a group may have.
pub const FIELDS_MAX: usize = 64;
/// The most bytes a text value may have.
pub const TEXT_BYTES_MAX: usize = 1024;

/// The seed of one group: 128 random bits. Secret as long as the group is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 16]);

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// Which record a commitment is of: its kind and the version of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordType {
    /// The kind of record.
    pub kind: RecordKind,
    /// The version of the schema that gives the fields their places.
    pub schema: u8,
}

impl RecordType {
    /// The record of a birth, first schema.
    pub const BIRTH_1: Self = Self { kind: RecordKind::Act(ActKind::Birth), schema: 1 };
}

impl fmt::Display for RecordType {
    /// Writes kind and version, `birth/2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.word(), self.schema)
    }
}

/// A text that names no type of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a type of record is a kind and a version, for example birth/2")]
pub struct NotARecordType;

impl FromStr for RecordType {
    type Err = NotARecordType;

    fn from_str(text: &str) -> Result<Self, NotARecordType> {
        let (word, schema) = text.split_once('/').ok_or(NotARecordType)?;
        let kind = RecordKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or(NotARecordType)?;
        let of = Self { kind, schema: schema.parse().or(Err(NotARecordType))? };
        if of.to_string() == text { Ok(of) } else { Err(NotARecordType) }
    }
}

/// A field's value in a group: absent fields have their place too.
pub type Field = Option<Value>;

/// The root of a group whose fields have the values `fields`, in order.
pub fn group_root(of: RecordType, group: u8, seed: &Seed, fields: &[Field]) -> Digest {
    let salts = Hkdf::<Sha256>::new(None, &seed.0);
    let leaves: Vec<Digest> = (0u16..)
        .zip(fields)
        .map(|(place, value)| {
            let place = place.to_be_bytes();
            let mut salt = [0; 16];
            salts
                .expand(&[b"dalolat/salt/1".as_slice(), &place].concat(), &mut salt)
                .expect("16 bytes are within what HKDF gives");
            let mut bytes = Writer::default();
            write_field(&mut bytes, value.as_ref());
            let what = [of.kind.digit(), of.schema, group];
            merkle::leaf(&[b"dalolat/field/1".as_slice(), &what, &place, &salt, &bytes.into_bytes()].concat())
        })
        .collect();
    merkle::root(&leaves)
}

/// The commitment over the roots of all groups.
pub fn commitment(of: RecordType, roots: &[Digest; GROUPS]) -> Digest {
    let leaves: Vec<Digest> = roots.iter().map(|root| merkle::leaf(root.as_ref())).collect();
    tagged("dalolat/act/1", &[&[of.kind.digit(), of.schema], merkle::root(&leaves).as_ref()])
}

/// Writes a field: text, unsigned integer, or `null`.
pub fn write_field(to: &mut Writer, value: Option<&Value>) {
    match value {
        None => to.null(),
        Some(Value::Text(text)) => to.text(text),
        Some(Value::Int(n)) => to.uint(*n),
    };
}

/// Reads what [`write_field`] wrote.
pub fn read_field(from: &mut Reader<'_>) -> Result<Field, Malformed> {
    if from.null() {
        Ok(None)
    } else if from.is_text() {
        Ok(Some(Value::Text(from.text(TEXT_BYTES_MAX, "a text of at most 1,024 bytes")?.to_owned())))
    } else {
        Ok(Some(Value::Int(from.uint("text, an unsigned integer or null")?)))
    }
}

/// Reads the fields of one group.
pub fn read_fields(from: &mut Reader<'_>) -> Result<Vec<Field>, Malformed> {
    let count = from.array_up_to(FIELDS_MAX, "at most 64 fields")?;
    (0..count).map(|_| read_field(from)).collect()
}

/// Writes the fields of one group.
pub fn write_fields(to: &mut Writer, fields: &[Field]) {
    to.array(fields.len());
    for field in fields {
        write_field(to, field.as_ref());
    }
}

/// A record as it is sealed: the values of all groups and the seeds that open their commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Which record this is.
    pub of: RecordType,
    /// The values by group.
    pub groups: [Vec<Field>; GROUPS],
    /// The seeds by group.
    pub seeds: [Seed; GROUPS],
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({:?}, …)", self.of)
    }
}

impl Record {
    /// The roots of the groups, in order.
    pub fn roots(&self) -> [Digest; GROUPS] {
        let mut roots = [Digest::ZERO; GROUPS];
        for (group, (root, (fields, seed))) in
            (0u8..).zip(roots.iter_mut().zip(self.groups.iter().zip(&self.seeds)))
        {
            *root = group_root(self.of, group, seed, fields);
        }
        roots
    }

    /// The commitment that the ledger keeps of this record.
    pub fn commitment(&self) -> Digest {
        commitment(self.of, &self.roots())
    }
}

impl Canonical for Record {
    const MAX_BYTES: usize = 64 * 1024;

    fn write(&self, to: &mut Writer) {
        to.array(4).uint(self.of.kind.digit()).uint(self.of.schema).array(GROUPS);
        for fields in &self.groups {
            write_fields(to, fields);
        }
        to.array(GROUPS);
        for seed in &self.seeds {
            to.bytes(&seed.0);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(4, "a record of four values")?;
        let fault = from.malformed("a kind of record from 1 to 6");
        let kind = RecordKind::from_digit(from.uint("a kind of record from 1 to 6")?).ok_or(fault)?;
        let schema = from.uint("a schema version")?;
        from.array(GROUPS, "six groups")?;
        let mut groups: [Vec<Field>; GROUPS] = Default::default();
        for group in &mut groups {
            *group = read_fields(from)?;
        }
        from.array(GROUPS, "six seeds")?;
        let mut seeds = [Seed([0; 16]); GROUPS];
        for seed in &mut seeds {
            *seed = Seed(from.fixed("a seed of 16 bytes")?);
        }
        Ok(Self { of: RecordType { kind, schema }, groups, seeds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field() -> impl Strategy<Value = Field> {
        prop_oneof![
            Just(None),
            "\\PC{0,20}".prop_map(|text| Some(Value::Text(text))),
            any::<u64>().prop_map(|n| Some(Value::Int(n))),
        ]
    }

    prop_compose! {
        fn record()(groups: [u8; GROUPS], fields in prop::collection::vec(field(), 40), seeds: [[u8; 16]; GROUPS]) -> Record {
            let mut rest = fields.into_iter().cycle();
            let groups = groups.map(|n| rest.by_ref().take(usize::from(n % 9)).collect());
            Record { of: RecordType::BIRTH_1, groups, seeds: seeds.map(Seed) }
        }
    }

    proptest! {
        #[test]
        fn a_sealed_record_reads_back_and_has_the_same_commitment(record in record()) {
            let again = Record::from_bytes(&record.to_bytes()).unwrap();
            prop_assert_eq!(again.commitment(), record.commitment());
            prop_assert_eq!(again, record);
        }

        #[test]
        fn another_value_or_seed_has_another_root(a in field(), b in field(), seed: [u8; 16], other: [u8; 16]) {
            let root = |field: &Field, seed: &[u8; 16]| group_root(RecordType::BIRTH_1, 0, &Seed(*seed), std::slice::from_ref(field));
            prop_assert_eq!(root(&a, &seed) == root(&b, &seed), a == b);
            prop_assert_eq!(root(&a, &seed) == root(&a, &other), seed == other);
        }
    }

    #[test]
    fn a_value_in_another_place_or_group_has_another_root() {
        let seed = Seed([1; 16]);
        let value = Some(Value::Text("Nur".to_owned()));
        let root = |group, fields: &[Field]| group_root(RecordType::BIRTH_1, group, &seed, fields);
        assert_ne!(root(0, &[value.clone(), None]), root(0, &[None, value.clone()]));
        assert_ne!(root(0, std::slice::from_ref(&value)), root(1, std::slice::from_ref(&value)));
        assert_ne!(root(0, std::slice::from_ref(&value)), root(0, &[value, None]));
    }
}
