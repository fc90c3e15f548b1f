//! The proof of a certificate: the values shown, and why the ledger says so.
//!
//! # Format
//!
//! The text is a prefix and base45 (RFC 9285) of canonical CBOR: `[key id, schema, document, act
//! number, act date, certificate number, date of issue, handle, groups, closed, index, entry count,
//! path, height, time, rest, hops, epoch, view, parent view, signature]`. A group is `[group, seed,
//! [value, …]]`, or `[group, root]` where its values would not fit the code. Act number and date are
//! `null` of a paper on a search, and of no other.
mod shown;

pub use shown::{Opening, Profile, Shown};

use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, Group};
use core::fmt;
use protocol::{
    Body, Canonical, Digest, Handle, Malformed, NetworkClass, Outcome, Receipt, SignedEntry,
    cbor::{Reader, Writer},
    commitment::{Field, GROUPS, Record, RecordType},
    entry::{Document, OpenedCertificate, entry_digest},
    finalization::Finalization,
    network::NetworkKeyId,
    outcome::{read_act, read_certificate, read_date, write_act, write_certificate, write_date},
    receipt::{Inclusion, PATH_MAX},
};

/// The most bytes of a proof in the usual QR code: with its prefix it fills version 20 at level M.
pub const BYTES_MAX: usize = 640;
/// The most bytes of a proof in a code with less correction: version 20 at level L.
pub const LESS_CORRECTED_BYTES_MAX: usize = 829;
/// The most bytes of a proof that is printed: version 30 at level L, which is printed larger.
pub const PRINTED_BYTES_MAX: usize = 1_676;
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

/// The proof of one certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    /// Which of the keys that a verifier knows proves it.
    pub key_id: NetworkKeyId,
    /// The schema of the record, which gives the values their places.
    pub schema: u8,
    /// What kind of paper.
    pub document: Document,
    /// The number of the act and the day it was registered; `None` where the paper is of a search.
    pub act: Option<(ActNumber, CivilDate)>,
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

/// What an entry of issue and its outcome say of a paper.
struct Issued<'e> {
    document: Document,
    act: Option<(ActNumber, CivilDate)>,
    number: CertificateNumber,
    date: CivilDate,
    disclosed: &'e [u8],
    handle: Handle,
}

impl<'e> Issued<'e> {
    fn of(body: &'e Body, outcome: &Outcome) -> Option<Self> {
        if let (Body::CertificateIssue(issue), Outcome::Certificate { number, date, act, act_date }) =
            (body, outcome)
        {
            let (document, act) = (issue.document, Some((*act, *act_date)));
            let (disclosed, handle) = (issue.disclosed.as_slice(), issue.handle);
            return Some(Self { document, act, number: *number, date: *date, disclosed, handle });
        }
        if let (Body::ReferenceIssue(issue), Outcome::Reference { number, date }) = (body, outcome) {
            let (disclosed, handle) = (issue.disclosed.as_slice(), issue.handle);
            let document = issue.document;
            return Some(Self { document, act: None, number: *number, date: *date, disclosed, handle });
        }
        None
    }
}

impl Proof {
    /// The proof of the certificate or reference whose issue is `entry`, with all its groups open. `None`
    /// where the entry issues none, the outcome is of another kind, or the record is not that of the paper.
    pub fn from_issue(
        record: &Record,
        entry: &SignedEntry,
        outcome: &Outcome,
        receipt: &Receipt,
        key_id: NetworkKeyId,
    ) -> Option<Self> {
        let issued = Issued::of(&entry.entry().body, outcome)?;
        if issued.document.record_kind() != record.of.kind {
            return None;
        }
        let shown = issued.disclosed.iter().map(|group| {
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
            document: issued.document,
            act: issued.act,
            number: issued.number,
            date: issued.date,
            handle: issued.handle,
            shown: shown.collect::<Option<_>>()?,
            closed: receipt.closed,
            inclusion: receipt.inclusion.clone(),
        })
    }

    /// The same proof as it fits a QR code: where it is too large for the usual one, only the first group stays open,
    /// and where that is too large too, none. Of the first kind of document, whose form is frozen, the first group
    /// always stays open. What does not fit the usual code even so has one with less correction, or a larger one; above
    /// [`PRINTED_BYTES_MAX`] it is not printed.
    #[must_use]
    pub fn fitted(mut self) -> Self {
        if self.to_bytes().len() > BYTES_MAX {
            self.close_from(1);
        }
        if self.to_bytes().len() > BYTES_MAX && !opens_first(self.document) {
            self.close_from(0);
        }
        self
    }

    /// Leaves roots alone of the groups from the one at that place on.
    fn close_from(&mut self, place: usize) {
        let of = self.record_type();
        for shown in self.shown.iter_mut().skip(place) {
            shown.opening = Opening::Root(shown.root(of));
        }
    }

    /// How many of the values stand in the proof.
    pub fn profile(&self) -> Profile {
        let open = self.shown.iter().filter(|shown| matches!(shown.opening, Opening::Values { .. })).count();
        if open == self.shown.len() {
            Profile::Full
        } else if open > 0 {
            Profile::Core
        } else {
            Profile::Roots
        }
    }

    /// Whether the values of every group that the certificate shows stand in the proof.
    pub fn is_full(&self) -> bool {
        self.profile() == Profile::Full
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
        RecordType { kind: self.document.record_kind(), schema: self.schema }
    }

    /// The half of the entry digest that everything shown leads to. The ornament is drawn from it.
    pub fn opened_digest(&self) -> Digest {
        let of = self.record_type();
        let index = |group: Group| u8::try_from(group.index()).expect("there are six groups");
        OpenedCertificate {
            document: self.document,
            act: self.act,
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

/// Whether the first group of every proof of that kind is open. It is so of the certificate of birth, whose form was
/// published before there were others; readers that know it alone refuse anything else.
const fn opens_first(document: Document) -> bool {
    match document {
        Document::Certificate(ActKind::Birth) => true,
        Document::Certificate(ActKind::Death | ActKind::Marriage | ActKind::Divorce)
        | Document::Reference(_)
        | Document::NoRecord
        | Document::NotMarried => false,
    }
}

/// The act that a document is of: a number of its own kind, and none where the paper is of a search.
fn read_act_of(
    document: Document,
    from: &mut Reader<'_>,
) -> Result<Option<(ActNumber, CivilDate)>, Malformed> {
    let Some(kind) = document.record_kind().act() else {
        let fault = from.malformed("null and null for the act of a search");
        return if from.null() && from.null() { Ok(None) } else { Err(fault) };
    };
    let fault = from.malformed("the number of an act of the document's kind");
    let (number, date) = (read_act(from)?, read_date(from)?);
    if number.kind == kind { Ok(Some((number, date))) } else { Err(fault) }
}

/// Whether a text begins as that of another version does: `DAL`, a capital or a digit, a colon.
fn is_of_a_later_version(text: &str) -> bool {
    matches!(text.as_bytes(), [b'D', b'A', b'L', b'0'..=b'9' | b'A'..=b'Z', b':', ..])
}

/// The kind of document that bytes name, where it is one that is not known, of 2 to 255 in its place. What is longer
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

impl Canonical for Proof {
    const MAX_BYTES: usize = READ_MAX;

    fn write(&self, to: &mut Writer) {
        let at = &self.inclusion;
        to.array(VALUES).uint(self.key_id.0).uint(self.schema).uint(self.document.number());
        match self.act {
            Some((number, date)) => {
                write_act(to, number);
                write_date(to, date);
            }
            None => {
                to.null().null();
            }
        }
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
        let fault = from.malformed("a kind of document: 1, or 12 to 20");
        let document =
            Document::from_number(from.uint("a kind of document: 1, or 12 to 20")?).ok_or(fault)?;
        let act = read_act_of(document, from)?;
        let number = read_certificate(from)?;
        let date = read_date(from)?;
        let handle = Handle::read(from)?;
        let fault = from.malformed(if opens_first(document) {
            "the groups shown, ascending, the first of them open"
        } else {
            "the groups shown, ascending"
        });
        let shown: Vec<Shown> = from.list(GROUPS, "at most six groups")?;
        let is_first_right = shown
            .first()
            .is_some_and(|s| !opens_first(document) || matches!(s.opening, Opening::Values { .. }));
        if !is_first_right || !shown.is_sorted_by(|a, b| a.group < b.group) {
            return Err(fault);
        }
        Ok(Self {
            key_id,
            schema,
            document,
            act,
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
