//! An entry: what an officer signs, everything except the number and the date.
//!
//! # Format
//!
//! A signed entry is `[entry, [signature, …]]`; an entry is the array
//! `[1, network, register, kind, nonce, number, signed_at, valid_until, office, origin, body,
//! [evidence, …]]`. The entry id is SHA-256 over the entry's bytes, so it does not change when a
//! second officer signs. Evidence is salted commitments of scans and papers, never a bare hash.
use crate::{
    cbor::{Canonical, Malformed, Reader, Writer},
    commitment::GROUPS,
    hash::{Digest, sha256, tagged},
    id::{EntryId, Handle, Tag},
    network::NetworkId,
    outcome::{Outcome, write_act, write_certificate, write_date},
    signature::{Signature, read_office},
};
use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, OfficeCode, Serial, birth::DelayClass};

/// The greatest size of a signed entry, in bytes.
pub const ENTRY_BYTES_MAX: usize = 4096;
/// The longest an entry may wait between its signature and its block, in milliseconds: 24 hours.
pub const VALIDITY_MS_MAX: u64 = 24 * 60 * 60 * 1000;
/// The kind of `certificate.issue`.
const CERTIFICATE_ISSUE: u8 = 2;
/// The register that an entry is of: other registers will have other numbers.
const CIVIL_REGISTER: u16 = 0;
const SIGNATURES_MAX: usize = 16;
const EVIDENCE_MAX: usize = 16;

/// Which number an act asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRequest {
    /// The next of its series.
    Next,
    /// One of a range that the office had reserved for work without a line.
    Reserved(Serial),
}

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Signed by a registrar in this system.
    Native,
    /// Sealed from an existing register by its connector; weaker, and shown so.
    Attached,
    /// Made before the ledger.
    Legacy,
    /// Made without a line on reserved numbers.
    Offline,
    /// Written in the emergency book first.
    EmergencySheet,
}

impl Origin {
    const ALL: [Self; 5] = [Self::Native, Self::Attached, Self::Legacy, Self::Offline, Self::EmergencySheet];

    const fn number(self) -> u8 {
        match self {
            Self::Native => 1,
            Self::Attached => 2,
            Self::Legacy => 3,
            Self::Offline => 4,
            Self::EmergencySheet => 5,
        }
    }
}

/// What kind of paper a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// "Tugʻilganlik haqida guvohnoma".
    BirthCertificate,
}

impl Document {
    /// The number of the kind in every format.
    pub const fn number(self) -> u8 {
        match self {
            Self::BirthCertificate => 1,
        }
    }

    /// The kind of a number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::BirthCertificate),
            _ => None,
        }
    }

    /// The act it is a certificate of.
    pub const fn act_kind(self) -> ActKind {
        match self {
            Self::BirthCertificate => ActKind::Birth,
        }
    }
}

/// `act.register`: a new act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActRegister {
    /// What is registered.
    pub kind: ActKind,
    /// The version of the record's schema.
    pub schema: u8,
    /// The commitment to the record ([`crate::commitment`]).
    pub commitment: Digest,
    /// The tag of the medical notice, which serves once.
    pub notice: Option<Tag>,
    /// The tag of the person whose act it is: of the child, for a birth.
    pub person: Tag,
    /// How late the registration is.
    pub delay: DelayClass,
    /// 1 January of this year the person is certainly of age: birth year + 18.
    pub adult_from: u16,
}

/// `certificate.issue`: a certificate of an act. It proves itself, never the act's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateIssue {
    /// The act, by the entry that registered it.
    pub act: EntryId,
    /// What kind of paper.
    pub document: Document,
    /// The roots of all disclosure groups of the act, in order.
    pub roots: [Digest; GROUPS],
    /// Which groups the paper shows, ascending.
    pub disclosed: Vec<u8>,
    /// The status handle, random, found only on the paper.
    pub handle: Handle,
}

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Registers an act.
    ActRegister(ActRegister),
    /// Issues a certificate.
    CertificateIssue(CertificateIssue),
}

impl Body {
    /// The number of the entry's kind in every format.
    pub const fn kind(&self) -> u8 {
        match self {
            Self::ActRegister(_) => 1,
            Self::CertificateIssue(_) => CERTIFICATE_ISSUE,
        }
    }
}

/// An entry without its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// For which network it is signed.
    pub network: NetworkId,
    /// 16 random bytes, so that no two entries are the same.
    pub nonce: [u8; 16],
    /// The number asked for; only `act.register` may ask for a reserved one.
    pub number: NumberRequest,
    /// When the officer signed, in milliseconds since 1970, by the officer's machine.
    pub signed_at: u64,
    /// Until when it may enter a block.
    pub valid_until: u64,
    /// The office in whose name it is made.
    pub office: OfficeCode,
    /// Where it comes from.
    pub origin: Origin,
    /// What it does.
    pub body: Body,
    /// Salted commitments of the papers it rests on.
    pub evidence: Vec<Digest>,
}

impl Entry {
    /// The entry's id: SHA-256 over its bytes.
    pub fn id(&self) -> EntryId {
        sha256(&[&self.to_bytes()]).into()
    }
}

impl Canonical for Entry {
    const MAX_BYTES: usize = ENTRY_BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(12).uint(1u8).value(&self.network).uint(CIVIL_REGISTER).uint(self.body.kind());
        to.bytes(&self.nonce);
        match self.number {
            NumberRequest::Next => to.null(),
            NumberRequest::Reserved(serial) => to.uint(serial.get()),
        };
        to.uint(self.signed_at).uint(self.valid_until).uint(self.office.get()).uint(self.origin.number());
        match &self.body {
            Body::ActRegister(act) => {
                to.array(7).uint(act.kind.digit()).uint(act.schema).value(&act.commitment);
                to.option(act.notice.as_ref()).value(&act.person);
                to.uint(act.delay.number()).uint(act.adult_from);
            }
            Body::CertificateIssue(issue) => {
                to.array(5).value(&issue.act).uint(issue.document.number()).list(&issue.roots);
                to.bytes(&issue.disclosed).value(&issue.handle);
            }
        }
        to.list(&self.evidence);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(12, "an entry of twelve values")?;
        let fault = from.malformed("entry format 1");
        if from.uint::<u8>("entry format 1")? != 1 {
            return Err(fault);
        }
        let network = NetworkId::read(from)?;
        let fault = from.malformed("register 0, the civil one");
        if from.uint::<u16>("register 0, the civil one")? != CIVIL_REGISTER {
            return Err(fault);
        }
        let kind = from.uint("an entry kind")?;
        let nonce = from.fixed("a nonce of 16 bytes")?;
        let number = read_number(from, kind)?;
        let signed_at = from.uint("a time in milliseconds")?;
        let valid_until = from.uint("a time in milliseconds")?;
        let office = read_office(from)?;
        let origin = read_origin(from)?;
        let body = match kind {
            1 => Body::ActRegister(read_act_register(from)?),
            CERTIFICATE_ISSUE => Body::CertificateIssue(read_certificate_issue(from)?),
            _ => return Err(from.malformed("a body of a known entry kind: 1 or 2")),
        };
        let evidence = from.list(EVIDENCE_MAX, "at most 16 pieces of evidence")?;
        Ok(Self { network, nonce, number, signed_at, valid_until, office, origin, body, evidence })
    }
}

fn read_number(from: &mut Reader<'_>, kind: u8) -> Result<NumberRequest, Malformed> {
    let expected = "null, or a serial from 1 to 99999 where an act is registered";
    let fault = from.malformed(expected);
    if from.null() {
        return Ok(NumberRequest::Next);
    }
    if kind != 1 {
        return Err(fault);
    }
    Serial::new(from.uint(expected)?).map(NumberRequest::Reserved).or(Err(fault))
}

fn read_origin(from: &mut Reader<'_>) -> Result<Origin, Malformed> {
    let expected = "an origin from 1 to 5";
    let fault = from.malformed(expected);
    let number: u8 = from.uint(expected)?;
    Origin::ALL.into_iter().find(|origin| origin.number() == number).ok_or(fault)
}

fn read_act_register(from: &mut Reader<'_>) -> Result<ActRegister, Malformed> {
    from.array(7, "an act of seven values")?;
    let fault = from.malformed("a kind of act from 1 to 4");
    let kind = from.uint("a kind of act from 1 to 4")?;
    let kind = ActKind::from_digit(kind).ok_or(fault)?;
    let schema = from.uint("a schema version")?;
    let commitment = Digest::read(from)?;
    let notice = from.option()?;
    let person = Tag::read(from)?;
    let fault = from.malformed("a delay class");
    let delay = DelayClass::from_number(from.uint("a delay class")?).ok_or(fault)?;
    let adult_from = from.uint("a year")?;
    Ok(ActRegister { kind, schema, commitment, notice, person, delay, adult_from })
}

fn read_certificate_issue(from: &mut Reader<'_>) -> Result<CertificateIssue, Malformed> {
    from.array(5, "a certificate of five values")?;
    let act = EntryId::read(from)?;
    let fault = from.malformed("a kind of document: 1");
    let document = Document::from_number(from.uint("a kind of document: 1")?).ok_or(fault)?;
    let fault = from.malformed("the roots of six groups");
    let roots = from.list(GROUPS, "the roots of six groups")?;
    let roots: [Digest; GROUPS] = roots.try_into().or(Err(fault))?;
    let fault = from.malformed("the numbers of the groups shown, ascending, each below 6");
    let disclosed = from.bytes(GROUPS, "the numbers of at most six groups")?.to_vec();
    if !disclosed.is_sorted_by(|a, b| a < b) || disclosed.iter().any(|group| usize::from(*group) >= GROUPS) {
        return Err(fault);
    }
    Ok(CertificateIssue { act, document, roots, disclosed, handle: Handle::read(from)? })
}

/// An entry with the signatures of its officers, complete as the ledger sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedEntry {
    entry: Entry,
    signatures: Vec<Signature>,
    id: EntryId,
}

impl SignedEntry {
    /// The entry with its signatures, which are put in order. `None` for no signature, more than 16,
    /// or a key that signs twice.
    pub fn new(entry: Entry, mut signatures: Vec<Signature>) -> Option<Self> {
        signatures.sort_by_key(|signature| signature.key);
        let id = entry.id();
        let signed = Self { entry, signatures, id };
        signed.is_in_order().then_some(signed)
    }

    /// The entry.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The signatures, by key.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The id of the entry.
    pub const fn id(&self) -> EntryId {
        self.id
    }

    fn is_in_order(&self) -> bool {
        let count = self.signatures.len();
        (1..=SIGNATURES_MAX).contains(&count) && self.signatures.is_sorted_by(|a, b| a.key < b.key)
    }

    /// The half of the entry digest that a proof shows: what it says without saying what is hidden.
    pub fn opened(&self, outcome: &Outcome) -> Digest {
        let kind = self.entry.body.kind();
        match (&self.entry.body, outcome) {
            (Body::CertificateIssue(issue), Outcome::Certificate { number, date, act, act_date }) => {
                OpenedCertificate {
                    document: issue.document,
                    act: *act,
                    act_date: *act_date,
                    groups: issue.shown(),
                    number: *number,
                    date: *date,
                    handle: issue.handle,
                }
                .digest()
            }
            (Body::ActRegister(_) | Body::CertificateIssue(_), _) => {
                tagged("dalolat/opened/1", &[&[kind], &outcome.to_bytes()])
            }
        }
    }

    /// The half of the entry digest that a proof hides: the signed entry and its outcome.
    pub fn closed(&self, outcome: &Outcome) -> Digest {
        tagged("dalolat/closed/1", &[&self.to_bytes(), &outcome.to_bytes()])
    }

    /// The entry digest, the leaf of the block's tree and of the log.
    pub fn digest(&self, outcome: &Outcome) -> Digest {
        entry_digest(&self.opened(outcome), &self.closed(outcome))
    }
}

impl Canonical for SignedEntry {
    const MAX_BYTES: usize = ENTRY_BYTES_MAX;

    fn write(&self, to: &mut Writer) {
        to.array(2).value(&self.entry).list(&self.signatures);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        from.array(2, "a signed entry of two values")?;
        let entry = Entry::read(from)?;
        let fault = from.malformed("1 to 16 signatures, ordered by key, each key once");
        let signatures = from.list(SIGNATURES_MAX, "at most 16 signatures")?;
        let id = entry.id();
        let signed = Self { entry, signatures, id };
        if signed.is_in_order() { Ok(signed) } else { Err(fault) }
    }
}

/// The digest of an entry from its two halves.
pub fn entry_digest(opened: &Digest, closed: &Digest) -> Digest {
    tagged("dalolat/entry/1", &[opened.as_ref(), closed.as_ref()])
}

impl CertificateIssue {
    /// The groups that the paper shows, with their roots.
    pub fn shown(&self) -> Vec<(u8, Digest)> {
        self.disclosed
            .iter()
            .filter_map(|group| self.roots.get(usize::from(*group)).map(|root| (*group, *root)))
            .collect()
    }
}

/// What a certificate's proof says openly; everything of it stands in the QR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCertificate {
    /// What kind of paper.
    pub document: Document,
    /// The number of the act.
    pub act: ActNumber,
    /// The day the act was registered.
    pub act_date: CivilDate,
    /// The groups shown and their roots.
    pub groups: Vec<(u8, Digest)>,
    /// The number of the certificate.
    pub number: CertificateNumber,
    /// The day of issue.
    pub date: CivilDate,
    /// The status handle.
    pub handle: Handle,
}

impl OpenedCertificate {
    /// The half of the entry digest that a verifier recomputes from the paper.
    pub fn digest(&self) -> Digest {
        let mut to = Writer::default();
        to.array(7).uint(self.document.number());
        write_act(&mut to, self.act);
        write_date(&mut to, self.act_date);
        to.array(self.groups.len());
        for (group, root) in &self.groups {
            to.array(2).uint(*group).value(root);
        }
        write_certificate(&mut to, self.number);
        write_date(&mut to, self.date);
        to.value(&self.handle);
        tagged("dalolat/opened/1", &[&[CERTIFICATE_ISSUE], &to.into_bytes()])
    }
}
