//! The proof of a certificate: the values shown, and why the ledger says so.
//!
//! # Format
//!
//! The text is a prefix and base45 (RFC 9285) of canonical CBOR: `[key id, schema, document, act
//! number, act date, certificate number, date of issue, handle, groups, closed, index, entry count,
//! path, height, time, rest, hops, epoch, view, parent view, signature]`. A group is `[group, seed,
//! [value, …]]`, or `[group, root]` where its values would not fit the code.
use civil::{ActNumber, CertificateNumber, CivilDate, birth::Group};
use core::fmt;
use protocol::{
    Body, Canonical, Digest, Handle, Malformed, NetworkClass, Outcome, Receipt, SignedEntry,
    cbor::{Reader, Writer},
    commitment::{Field, GROUPS, Record, RecordType, Seed, group_root, read_fields, write_fields},
    entry::{Document, OpenedCertificate, entry_digest},
    finalization::Finalization,
    network::NetworkKeyId,
    outcome::{read_act, read_certificate, read_date, write_act, write_certificate, write_date},
    receipt::{Inclusion, PATH_MAX},
};

/// The most bytes of a proof in a QR code: with its prefix it fills version 20 at level M.
pub const BYTES_MAX: usize = 640;
/// How many values a proof has.
const VALUES: usize = 21;
/// The most bytes of a proof that is read: from a file, with longer paths and values.
const READ_MAX: usize = 8 * 1024;

/// What stands before the proof and tells what kind of paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// `DAL1:` the register of the state.
    Live,
    /// `DALX:` practice and demo: a sample without legal force.
    Sample,
    /// `DALP:` a provisional extract, valid until a printed day.
    Provisional,
}

impl Prefix {
    /// All prefixes.
    pub const ALL: [Self; 3] = [Self::Live, Self::Sample, Self::Provisional];

    /// The five characters.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Live => "DAL1:",
            Self::Sample => "DALX:",
            Self::Provisional => "DALP:",
        }
    }

    /// The prefix of the certificates of a network.
    pub const fn of(class: NetworkClass) -> Self {
        match class {
            NetworkClass::Live => Self::Live,
            NetworkClass::Practice | NetworkClass::Demo => Self::Sample,
        }
    }
}

/// How a group of the act stands in a proof.
#[derive(Clone, PartialEq, Eq)]
pub enum Opening {
    /// Its values, and the seed that shows that they are the committed ones.
    Values {
        /// The seed of the group.
        seed: Seed,
        /// The values, each in its place.
        fields: Vec<Field>,
    },
    /// Only its root: the paper shows the values, but the code had no room for them.
    Root(Digest),
}

/// A group that the certificate shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which group.
    pub group: Group,
    /// Its values or its root.
    pub opening: Opening,
}

/// The proof of one certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    /// Which of the keys that a verifier knows proves it.
    pub key_id: NetworkKeyId,
    /// The schema of the record, which gives the values their places.
    pub schema: u8,
    /// What kind of paper.
    pub document: Document,
    /// The number of the act.
    pub act: ActNumber,
    /// The day the act was registered.
    pub act_date: CivilDate,
    /// The number of the certificate.
    pub number: CertificateNumber,
    /// The day of issue.
    pub date: CivilDate,
    /// The status handle.
    pub handle: Handle,
    /// What is shown, in the order of the groups.
    pub shown: Vec<Shown>,
    /// The half of the entry digest that hides the entry.
    pub closed: Digest,
    /// Where the entry of issue stands.
    pub inclusion: Inclusion,
}

impl fmt::Debug for Proof {
    /// Prints no value: they are personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proof({}, height {}, …)", self.number, self.inclusion.height)
    }
}

/// Why a text is no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAProof {
    /// It has none of the prefixes.
    #[error("a proof begins with DAL1:, DALX: or DALP:")]
    Prefix,
    /// It has a prefix that a later version may have.
    #[error("the code is of another version than this program knows")]
    LaterVersion,
    /// It is of a kind of document that a later program may know.
    #[error("the code is of a kind of document, {0}, that this program does not know")]
    LaterDocument(u8),
    /// What follows is not base45.
    #[error("what follows the prefix is not base45 (RFC 9285): a character is wrong or missing")]
    Base45,
    /// The bytes are not a proof.
    #[error("the proof's bytes are damaged: {0}")]
    Malformed(#[from] Malformed),
}

impl Proof {
    /// The proof of the certificate whose issue is `entry`, with all its groups open. `None` where
    /// the entry issues no certificate or the outcome is of another kind.
    pub fn from_issue(
        record: &Record,
        entry: &SignedEntry,
        outcome: &Outcome,
        receipt: &Receipt,
        key_id: NetworkKeyId,
    ) -> Option<Self> {
        let Body::CertificateIssue(issue) = &entry.entry().body else { return None };
        let Outcome::Certificate { number, date, act, act_date } = *outcome else { return None };
        let shown = issue.disclosed.iter().map(|group| {
            let place = usize::from(*group);
            let opening = Opening::Values {
                seed: *record.seeds.get(place)?,
                fields: record.groups.get(place)?.clone(),
            };
            Some(Shown { group: Group::from_index(place)?, opening })
        });
        Some(Self {
            key_id,
            schema: record.of.schema,
            document: issue.document,
            act,
            act_date,
            number,
            date,
            handle: issue.handle,
            shown: shown.collect::<Option<_>>()?,
            closed: receipt.closed,
            inclusion: receipt.inclusion.clone(),
        })
    }

    /// The same proof as it fits a QR code: where it is too large, only the first group stays open.
    #[must_use]
    pub fn fitted(mut self) -> Self {
        if self.to_bytes().len() > BYTES_MAX {
            let of = self.record_type();
            for shown in self.shown.iter_mut().skip(1) {
                shown.opening = Opening::Root(shown.root(of));
            }
        }
        self
    }

    /// Whether the values of every group that the certificate shows stand in the proof.
    pub fn is_full(&self) -> bool {
        self.shown.iter().all(|shown| matches!(shown.opening, Opening::Values { .. }))
    }

    /// The values of a group, where they stand in the proof.
    pub fn values(&self, group: Group) -> Option<&[Field]> {
        self.shown.iter().find(|shown| shown.group == group).and_then(|shown| match &shown.opening {
            Opening::Values { fields, .. } => Some(fields.as_slice()),
            Opening::Root(_) => None,
        })
    }

    /// Which record the certificate is of.
    pub const fn record_type(&self) -> RecordType {
        RecordType { kind: self.document.act_kind(), schema: self.schema }
    }

    /// The half of the entry digest that everything shown leads to. The ornament is drawn from it.
    pub fn opened_digest(&self) -> Digest {
        let of = self.record_type();
        let index = |group: Group| u8::try_from(group.index()).expect("there are six groups");
        OpenedCertificate {
            document: self.document,
            act: self.act,
            act_date: self.act_date,
            groups: self.shown.iter().map(|shown| (index(shown.group), shown.root(of))).collect(),
            number: self.number,
            date: self.date,
            handle: self.handle,
        }
        .digest()
    }

    /// The digest of the entry that issued the certificate.
    pub fn entry_digest(&self) -> Digest {
        entry_digest(&self.opened_digest(), &self.closed)
    }

    /// The proof as the text of a QR code on a network of that class.
    pub fn to_text(&self, class: NetworkClass) -> String {
        format!("{}{}", Prefix::of(class).text(), base45::encode(self.to_bytes()))
    }

    /// Reads the text of a proof. Nothing may stand before or after it; a text never ends in a space,
    /// as the last character of a group of base45 is below 33 and the space is 36.
    pub fn from_text(text: &str) -> Result<(Prefix, Self), NotAProof> {
        let (prefix, code) = Prefix::ALL
            .into_iter()
            .find_map(|prefix| text.strip_prefix(prefix.text()).map(|code| (prefix, code)))
            .ok_or(if is_of_a_later_version(text) { NotAProof::LaterVersion } else { NotAProof::Prefix })?;
        let bytes = base45::decode(code).or(Err(NotAProof::Base45))?;
        // A last group may stand for more than a byte holds; RFC 9285 §4 has it refused.
        if base45::encode(&bytes) != code {
            return Err(NotAProof::Base45);
        }
        match (Self::from_bytes(&bytes), later_document(&bytes)) {
            (Ok(proof), _) => Ok((prefix, proof)),
            (Err(_), Some(document)) => Err(NotAProof::LaterDocument(document)),
            (Err(malformed), None) => Err(malformed.into()),
        }
    }
}

/// Whether a text begins as that of another version does: `DAL`, a capital or a digit, a colon.
fn is_of_a_later_version(text: &str) -> bool {
    matches!(text.as_bytes(), [b'D', b'A', b'L', b'0'..=b'9' | b'A'..=b'Z', b':', ..])
}

/// The kind of document that bytes name, where it is one that is not known: 2 to 255 in its place. What is longer
/// than any proof is read no further, whatever it says that it is.
fn later_document(bytes: &[u8]) -> Option<u8> {
    if bytes.len() > READ_MAX {
        return None;
    }
    let mut from = Reader::new(bytes);
    from.array(VALUES, "a proof").ok()?;
    let [key_id, schema, document] = [(); 3].map(|()| from.uint::<u8>("a number of one byte").ok());
    let (key_id, schema, document) = (key_id?, schema?, document?);
    let mut canonical = Writer::default();
    canonical.array(VALUES).uint(key_id).uint(schema).uint(document);
    let known = document == 0 || Document::from_number(document).is_some();
    (!known && bytes.starts_with(canonical.written())).then_some(document)
}

impl Shown {
    /// The group's root: given, or computed from seed and values.
    pub fn root(&self, of: RecordType) -> Digest {
        match &self.opening {
            Opening::Root(root) => *root,
            Opening::Values { seed, fields } => {
                let group = u8::try_from(self.group.index()).expect("there are six groups");
                group_root(of, group, seed, fields)
            }
        }
    }
}

impl Canonical for Shown {
    const MAX_BYTES: usize = READ_MAX;

    fn write(&self, to: &mut Writer) {
        let group = self.group.index() as u64;
        match &self.opening {
            Opening::Values { seed, fields } => {
                to.array(3).uint(group).bytes(&seed.0);
                write_fields(to, fields);
            }
            Opening::Root(root) => {
                to.array(2).uint(group).value(root);
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "a group: [number, seed, values] or [number, root]";
        let fault = from.malformed(expected);
        let length = from.array_up_to(3, expected)?;
        let group = Group::from_index(from.uint(expected)?).ok_or_else(|| fault.clone())?;
        let opening = match length {
            3 => {
                Opening::Values { seed: Seed(from.fixed("a seed of 16 bytes")?), fields: read_fields(from)? }
            }
            2 => Opening::Root(Digest::read(from)?),
            _ => return Err(fault),
        };
        Ok(Self { group, opening })
    }
}

impl Canonical for Proof {
    const MAX_BYTES: usize = READ_MAX;

    fn write(&self, to: &mut Writer) {
        let at = &self.inclusion;
        to.array(VALUES).uint(self.key_id.0).uint(self.schema).uint(self.document.number());
        write_act(to, self.act);
        write_date(to, self.act_date);
        write_certificate(to, self.number);
        write_date(to, self.date);
        to.value(&self.handle).list(&self.shown).value(&self.closed);
        to.uint(at.index).uint(at.entry_count).list(&at.path).uint(at.height).uint(at.time_ms);
        to.value(&at.rest).list(&at.hops);
        to.uint(at.finalization.epoch).uint(at.finalization.view).uint(at.finalization.parent_view);
        to.bytes(&at.finalization.signature);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(VALUES, "a proof of twenty-one values")?;
        let key_id = NetworkKeyId(from.uint("a key id of one byte")?);
        let schema = from.uint("a schema version")?;
        let fault = from.malformed("a kind of document: 1");
        let document = Document::from_number(from.uint("a kind of document: 1")?).ok_or(fault)?;
        let act = read_act(from)?;
        let act_date = read_date(from)?;
        let number = read_certificate(from)?;
        let date = read_date(from)?;
        let handle = Handle::read(from)?;
        let fault = from.malformed("the groups shown, ascending, the first of them open");
        let shown: Vec<Shown> = from.list(GROUPS, "at most six groups")?;
        let first_is_open = shown.first().is_some_and(|s| matches!(s.opening, Opening::Values { .. }));
        if !first_is_open || !shown.is_sorted_by(|a, b| a.group < b.group) {
            return Err(fault);
        }
        Ok(Self {
            key_id,
            schema,
            document,
            act,
            act_date,
            number,
            date,
            handle,
            shown,
            closed: Digest::read(from)?,
            inclusion: Inclusion {
                index: from.uint("a place in the block")?,
                entry_count: from.uint("a number of entries")?,
                path: from.list(PATH_MAX, "a path of at most ten digests")?,
                height: from.uint("a height")?,
                time_ms: from.uint("a time in milliseconds")?,
                rest: Digest::read(from)?,
                hops: from.list(protocol::receipt::HOPS_MAX, "at most 64 hops")?,
                finalization: Finalization {
                    epoch: from.uint("an epoch")?,
                    view: from.uint("a view")?,
                    parent_view: from.uint("a parent view")?,
                    signature: from.fixed("a signature of 48 bytes")?,
                },
            },
        })
    }
}
