//! A certificate of an act: its entry for the registrar's signature, and the paper once it is final.
use super::{CaseView, Fault, IssueError, PdfError, Reading, Registry, VALIDITY_MS, own_office, paper};
use crate::staff::Officer;
use civil::{ActKind, ActNumber, Group, Lang, OfficeCode, Refusal, role::Deed};
use crash::Point;
use credential::Proof;
use document::{BlankNumber, Ink, IssuedTo, Medium, Offset, PrintFault};
use protocol::{
    Body, Canonical as _, Entry, Handle, Malformed, NumberRequest,
    cbor::{Reader, Writer},
    commitment::{Field, Record, RecordType, Seed},
    entry::{CertificateIssue, Document, Origin},
};
use std::sync::Arc;
use vault::{Case, CaseId, CaseKind, CaseState, IdempotencyKey, NewCase};

/// The groups that a paper shows.
pub(super) const SHOWN: [Group; 2] = [Group::Core, Group::Particulars];

/// How a certificate is to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The two languages of the labels, the leading one first; equal ones give one language.
    pub langs: (Lang, Lang),
    /// What it will be printed with.
    pub ink: Ink,
    /// A certificate, or a reference of the same force.
    pub form: Form,
    /// Of a divorce: whose paper it is.
    pub issued_to: IssuedTo,
    /// What it will be printed on.
    pub medium: Medium,
}

impl Certificate {
    /// A certificate on plain paper, in one document where it is of a divorce.
    pub const fn plain(langs: (Lang, Lang), ink: Ink) -> Self {
        Self { langs, ink, form: Form::Certificate, issued_to: IssuedTo::Both, medium: Medium::Plain }
    }
}

/// How a paper on an act is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With emblem, signature by hand and seal.
    Certificate,
    /// The reference document with its code.
    Reference,
}

impl Form {
    /// What the ledger calls such a paper on an act of that kind.
    const fn document(self, kind: ActKind) -> Document {
        match self {
            Self::Certificate => Document::Certificate(kind),
            Self::Reference => Document::Reference(kind),
        }
    }
}

/// A group as the certificate shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// Of which record.
    pub of: RecordType,
    /// Which group.
    pub group: Group,
    /// The seed that opens it.
    pub seed: Seed,
    /// Its values.
    pub fields: Vec<Field>,
}

impl core::fmt::Debug for Shown {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Shown({:?}, …)", self.group)
    }
}

/// What the request for a certificate is answered with.
#[derive(Debug)]
pub struct Issued {
    /// The case, at whatever state it is.
    pub view: CaseView,
    /// While it waits for its signature: the entry, and the groups that the paper will show.
    pub to_sign: Option<(Entry, Vec<Shown>)>,
}

/// The groups of a record that a certificate shows.
pub(super) fn shown_groups(record: &Record) -> Vec<Shown> {
    SHOWN
        .into_iter()
        .filter_map(|group| {
            let place = group.index();
            let (seed, fields) = (*record.seeds.get(place)?, record.groups.get(place)?.clone());
            Some(Shown { of: record.of, group, seed, fields })
        })
        .collect()
}

impl Registry {
    /// Begins a certificate of an act, in the name of the registrar's office.
    ///
    /// `key` is the client's name for this very certificate: the same key goes on with it, another one
    /// issues another.
    pub async fn issue(
        &self,
        who: &Officer,
        number: ActNumber,
        certificate: Certificate,
        key: IdempotencyKey,
    ) -> Result<Issued, IssueError> {
        let office = own_office(who).map_err(IssueError::NotPermitted)?;
        let permit =
            self.permission(who, Deed::IssueCertificate, office).map_err(IssueError::NotPermitted)?;
        self.permission(who, Deed::ReadAct, number.office).map_err(IssueError::NotPermitted)?;
        let act = self.vault().act_case(number).await?.ok_or(IssueError::NoAct)?;
        crash::point(Point::RegistryIssueRead);
        // A key counts for one registrar, so that nobody meets somebody else's case by chance.
        let name = [who.key_id.as_bytes().as_slice(), b"certificate", key.as_bytes()].concat();
        let access = self.access(who, Reading::Issue, permit, Some(act.id));
        let case = match self.under(&name).await? {
            Ok(case) => case,
            Err(key) => {
                if self.is_disputed(act.entry_id).await? {
                    return Err(IssueError::Refused(Refusal::ActDisputed));
                }
                let record = self.vault().open_record(act.id, &access).await?;
                crash::point(Point::RegistryIssueOpened);
                let document = document_of(&certificate, &record, number.kind)?;
                let entry = self.certificate_entry(office, &act, &record, document).await?;
                let case = self.begin_certificate((who, office), &act, &certificate, key, &entry).await?;
                if case.entry_id == entry.id() {
                    crash::point(Point::RegistryIssueBegun);
                    let to_sign = Some((entry, shown_groups(&record)));
                    return Ok(Issued { view: self.view(case).await?, to_sign });
                }
                case // another request of the same key was faster
            }
        };
        if case.of != Some(act.id) || self.certificate_of(case.id).await? != certificate {
            return Err(IssueError::Key);
        }
        let case = match case.state {
            CaseState::ToSign if self.is_stale(&case) => self.renew(&case, |_| {}).await?,
            CaseState::ToSign | CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => {
                case
            }
        };
        let to_sign = match case.state {
            CaseState::ToSign => {
                let record = self.vault().open_record(act.id, &access).await?;
                Some((self.entry(case.id).await?, shown_groups(&record)))
            }
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => None,
        };
        Ok(Issued { view: self.view(case).await?, to_sign })
    }

    async fn certificate_entry(
        &self,
        office: OfficeCode,
        act: &Case,
        record: &Record,
        document: Document,
    ) -> Result<Entry, Fault> {
        let (registered, ..) = self
            .vault()
            .signed_and_receipt(act.id)
            .await?
            .ok_or(Fault::Inconsistent("an act with a number and without a receipt"))?;
        let now_ms = self.now_ms();
        Ok(Entry {
            network: self.genesis().network,
            nonce: self.random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: Some(office),
            origin: Origin::Native,
            body: Body::CertificateIssue(CertificateIssue {
                act: registered.id(),
                document,
                roots: record.roots(),
                disclosed: SHOWN.iter().filter_map(|group| u8::try_from(group.index()).ok()).collect(),
                handle: Handle::new(self.random()?),
            }),
            evidence: Vec::new(),
        })
    }

    async fn begin_certificate(
        &self,
        (who, office): (&Officer, OfficeCode),
        act: &Case,
        certificate: &Certificate,
        key: IdempotencyKey,
        entry: &Entry,
    ) -> Result<Case, Fault> {
        let new = NewCase {
            key,
            kind: CaseKind::Certificate,
            office,
            officer: who.key.officer,
            of: Some(act.id),
            entry: entry.to_bytes(),
            entry_id: entry.id(),
            valid_until: entry.valid_until,
            record: None,
            details: certificate.to_bytes(),
            marks: Vec::new(),
            now_ms: entry.signed_at,
        };
        Ok(self.vault().begin(new).await?)
    }

    async fn certificate_of(&self, case: CaseId) -> Result<Certificate, Fault> {
        let details = self.vault().details(case).await?;
        Certificate::from_bytes(&details)
            .map_err(|source| Fault::Stored { what: "the details of a certificate", source })
    }

    /// The paper of a certificate or of the reference of a search that is final, as PDF. The same case gives the same bytes.
    pub async fn pdf(&self, who: &Officer, id: CaseId) -> Result<Vec<u8>, PdfError> {
        let case = self.vault().case(id).await?.ok_or(PdfError::None)?;
        let sealed = sealed_in(&case).ok_or(PdfError::None)?;
        let permit =
            self.permission(who, Deed::IssueCertificate, case.office).map_err(PdfError::NotPermitted)?;
        let Some((entry, outcome, receipt)) = self.vault().signed_and_receipt(id).await? else {
            return Err(PdfError::NotFinal { state: case.state.word() });
        };
        let (certificate, reading) = match case.kind {
            CaseKind::Reference => (self.look_of_reference(&case).await?, Reading::PrintReference),
            CaseKind::Certificate
            | CaseKind::Act(_)
            | CaseKind::Legacy(_)
            | CaseKind::Application
            | CaseKind::Revocation => (self.certificate_of(id).await?, Reading::Print),
        };
        let access = self.access(who, reading, permit, Some(sealed));
        let record = self.vault().open_record(sealed, &access).await?;
        crash::point(Point::RegistryPrintOpened);
        let proof = Proof::from_issue(&record, &entry, &outcome, &receipt, self.genesis().key_id)
            .ok_or(Fault::Inconsistent("the entry of a certificate and its outcome"))?;
        let sheet = paper::Paper {
            certificate,
            network: self.genesis().network,
            staff: self.staff(),
            issuer: case.office,
            check_address: &self.0.parts.check_address,
            record: &record,
            proof,
            receipt: &receipt,
        }
        .sheet()?;
        let _turn =
            self.0.prints.acquire().await.map_err(|_closed| Fault::Inconsistent("the queue of the press"))?;
        let press = Arc::clone(&self.0.press);
        let printed =
            tokio::task::spawn_blocking(move || press.print(&sheet)).await.map_err(Fault::Thread)?;
        crash::point(Point::RegistryPrintDone);
        printed.map_err(|fault| match fault {
            PrintFault::MissingGlyph { .. } | PrintFault::MoreThanOnePage => PdfError::Unprintable(fault),
            PrintFault::TooMuchForTheCode { .. } => PdfError::ProofTooLong,
            PrintFault::ProofAlphabet { .. }
            | PrintFault::AttachmentName { .. }
            | PrintFault::NotOnABlank
            | PrintFault::Setting(_) => PdfError::Fault(fault.into()),
        })
    }
}

/// The case whose record a paper prints: of a certificate the act's, of the reference of a search its own.
const fn sealed_in(case: &Case) -> Option<CaseId> {
    match case.kind {
        CaseKind::Certificate => case.of,
        CaseKind::Reference => Some(case.id),
        CaseKind::Act(_) | CaseKind::Legacy(_) | CaseKind::Application | CaseKind::Revocation => None,
    }
}

/// What the ledger calls the paper. Of a stillbirth there is a reference alone (rule B7).
fn document_of(certificate: &Certificate, record: &Record, kind: ActKind) -> Result<Document, IssueError> {
    let stillborn = paper::text(record, "birth.vital") == Some("stillborn");
    if stillborn && certificate.form == Form::Certificate {
        return Err(IssueError::Refused(Refusal::StillbirthWithoutCertificate));
    }
    Ok(certificate.form.document(kind))
}

impl protocol::Canonical for Certificate {
    const MAX_BYTES: usize = 128;

    fn write(&self, to: &mut Writer) {
        let (one, two) = self.langs;
        let ink = match self.ink {
            Ink::Colour => "colour",
            Ink::Mono => "mono",
        };
        to.array(9).uint(2u8).text(one.tag()).text(two.tag()).text(ink);
        to.uint(match self.form {
            Form::Certificate => 1u8,
            Form::Reference => 2,
        });
        to.uint(match self.issued_to {
            IssuedTo::Both => 0u8,
            IssuedTo::Husband => 1,
            IssuedTo::Wife => 2,
        });
        match &self.medium {
            Medium::Plain => to.null().uint(0u8).uint(0u8),
            Medium::Blank { offset, number } => {
                let (right, down) = offset.tenths();
                let shifted = |tenths: i16| tenths.saturating_add(Offset::MAX).unsigned_abs();
                to.text(&number.to_string()).uint(shifted(right)).uint(shifted(down))
            }
        };
    }

    /// Reads these, and the four values of certificates begun before there were other papers.
    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let expected = "details of a paper: [1, …] of four values, or [2, …] of nine";
        let fault = from.malformed(expected);
        let length = from.array_up_to(9, expected)?;
        let version: u8 = from.uint(expected)?;
        if !matches!((length, version), (4, 1) | (9, 2)) {
            return Err(fault);
        }
        let fault = from.malformed("the tag of a language");
        let mut lang = || from.text(16, "the tag of a language")?.parse::<Lang>().or(Err(fault.clone()));
        let langs = (lang()?, lang()?);
        let fault = from.malformed("colour or mono");
        let ink = match from.text(8, "colour or mono")? {
            "colour" => Ink::Colour,
            "mono" => Ink::Mono,
            _ => return Err(fault),
        };
        if version == 1 {
            let (form, issued_to) = (Form::Certificate, IssuedTo::Both);
            return Ok(Self { langs, ink, form, issued_to, medium: Medium::Plain });
        }
        let fault = from.malformed("1 or 2");
        let form = match from.uint::<u8>("1 or 2")? {
            1 => Form::Certificate,
            2 => Form::Reference,
            _ => return Err(fault),
        };
        let fault = from.malformed("0, 1 or 2");
        let issued_to = match from.uint::<u8>("0, 1 or 2")? {
            0 => IssuedTo::Both,
            1 => IssuedTo::Husband,
            2 => IssuedTo::Wife,
            _ => return Err(fault),
        };
        Ok(Self { langs, ink, form, issued_to, medium: read_medium(from)? })
    }
}

fn read_medium(from: &mut Reader<'_>) -> Result<Medium, Malformed> {
    let expected = "null, 0, 0, or the number of a blank and its shift";
    let fault = from.malformed(expected);
    let number = if from.null() { None } else { Some(from.text(32, expected)?.to_owned()) };
    let (right, down): (i16, i16) = (from.uint(expected)?, from.uint(expected)?);
    let Some(number) = number else {
        return if (right, down) == (0, 0) { Ok(Medium::Plain) } else { Err(fault) };
    };
    let tenths = |shifted: i16| shifted.saturating_sub(Offset::MAX);
    let offset = Offset::new(tenths(right), tenths(down)).map_err(|_far| fault.clone())?;
    Ok(Medium::Blank { offset, number: BlankNumber::new(&number).map_err(|_shape| fault)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_certificate_is_to_look_reads_back() {
        let blank = Medium::Blank {
            offset: Offset::new(-12, 35).unwrap(),
            number: BlankNumber::new("I-TN 1234567").unwrap(),
        };
        for one in Lang::ALL {
            for (ink, form, issued_to, medium) in [
                (Ink::Colour, Form::Certificate, IssuedTo::Both, Medium::Plain),
                (Ink::Mono, Form::Reference, IssuedTo::Husband, Medium::Plain),
                (Ink::Mono, Form::Certificate, IssuedTo::Wife, blank.clone()),
            ] {
                let certificate = Certificate { langs: (one, Lang::En), ink, form, issued_to, medium };
                assert_eq!(Certificate::from_bytes(&certificate.to_bytes()), Ok(certificate));
            }
        }
        assert!(Certificate::from_bytes(&[0x84, 1, 0x62, b'u', b'z', 0x62, b'e', b'n', 0x60]).is_err());
    }

    #[test]
    fn what_was_kept_of_certificates_before_there_were_other_papers_is_read() {
        let mut old = Writer::default();
        old.array(4).uint(1u8).text("uz-Latn").text("ru").text("mono");
        let mut from = Reader::new(old.written());
        let read = Certificate::read(&mut from).unwrap();
        assert_eq!(
            (read.form, read.issued_to, read.medium),
            (Form::Certificate, IssuedTo::Both, Medium::Plain)
        );
    }
}
