//! A reference of a search: the registry searches by itself, then makes the entry that the officer signs.
//!
//! The paper says what was searched, never more. So nothing is begun unless the request claims no more than was
//! searched, whoever asks may ask, and neither a number nor a name finds what the paper says is not there; and
//! what numbers find is asked again at the signature.
use super::{
    CaseView, Certificate, Fault, Form, Reading, ReferError, Registry, SignError, VALIDITY_MS, own_office,
    plan::printed_name,
};
use crate::{
    declaration::search::from_json,
    staff::{Office, Officer},
};
use civil::{
    CivilDate, Lang, Refusal,
    mandate::Verdict,
    role::Deed,
    search::{Finding, Known, Search, Wanted, check, found, may_be_given},
};
use document::Ink;
use kept::Kept;
use protocol::{
    Body, Canonical as _, Entry, Handle, NumberRequest,
    commitment::Record,
    entry::Document,
    entry::{Origin, ReferenceIssue},
    hash::sha256,
};
use vault::{Case, CaseKind, CaseState, IdempotencyKey, NewCase};

use super::issue::SHOWN;

mod kept;
mod known;

/// What the request for a reference is answered with.
#[derive(Debug)]
pub struct Referred {
    /// The case, at whatever state it is.
    pub view: CaseView,
    /// While it waits for its signature: the entry, and the record whose groups it names.
    pub to_sign: Option<(Entry, Box<Record>)>,
}

/// In whose name, where, when.
#[derive(Clone, Copy)]
struct Place<'a> {
    who: &'a Officer,
    office: &'a Office,
    today: CivilDate,
}

impl Registry {
    /// Begins a reference that a search found nothing, in the name of the registrar's office: of the request `json`
    /// in the format `dalolat/reference/1`, printed in two languages.
    ///
    /// `key` is the client's name for this very reference: the same key goes on with it, another one issues
    /// another. The register is searched before anything is stored, each time until it is signed, and each search
    /// is in the access log.
    pub async fn refer(
        &self,
        who: &Officer,
        json: &[u8],
        (langs, ink): ((Lang, Lang), Ink),
        key: IdempotencyKey,
    ) -> Result<Referred, ReferError> {
        let code = own_office(who).map_err(ReferError::NotPermitted)?;
        let permit = self.permission(who, Deed::IssueCertificate, code).map_err(ReferError::NotPermitted)?;
        let search = from_json(json)?;
        let office = self.staff().office(code);
        let office = office.ok_or(ReferError::NotPermitted(Refusal::UnknownOffice))?;
        let place = Place { who, office, today: self.today(office)? };
        let look = Certificate { form: Form::Reference, ..Certificate::plain(langs, ink) };
        let digest = sha256(&[json]);
        // A key counts for one officer, so that nobody meets somebody else's case by chance.
        let name = [who.key_id.as_bytes().as_slice(), b"reference", key.as_bytes()].concat();
        let case = match self.under(&name).await? {
            Ok(case) => case,
            Err(key) => {
                let tags = self.searched(place, &search).await?;
                let kept = Kept {
                    digest,
                    look: look.clone(),
                    tags,
                    wanted: search.wanted.clone(),
                    others: search.others.clone(),
                };
                let (case, entry, record) = self.begin_reference(place, &search, &kept, key).await?;
                if case.entry_id == entry.id() {
                    let to_sign = Some((entry, Box::new(record)));
                    return Ok(Referred { view: self.view(case).await?, to_sign });
                }
                case // another request of the same key was faster
            }
        };
        let kept = self.kept(&case).await?;
        if kept.digest != digest || kept.look != look {
            return Err(ReferError::Key);
        }
        let to_sign = match case.state {
            CaseState::ToSign => {
                self.searched(place, &search).await?;
                let case = if self.is_stale(&case) { self.renew(&case, |_| {}).await? } else { case.clone() };
                let access = self.access(who, Reading::SearchAgain, permit, Some(case.id));
                let record = self.vault().open_record(case.id, &access).await?;
                Some((self.entry(case.id).await?, Box::new(record)))
            }
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => None,
        };
        let case = self.vault().case(case.id).await?.unwrap_or(case);
        Ok(Referred { view: self.view(case).await?, to_sign })
    }

    /// Searches the register, after the law was asked whether this may be done for whoever asks. Gives the tags by
    /// which the person was searched for.
    async fn searched(&self, place: Place<'_>, search: &Search) -> Result<Vec<protocol::Tag>, ReferError> {
        let Place { who, office, today } = place;
        let refused = |refusals| Err(ReferError::Refused { refusals, candidates: Vec::new() });
        let officer = who.key.officer;
        let since = match self.loaded(search).await? {
            Some(loaded) => loaded,
            None => CivilDate::at(self.genesis().time_ms, office.offset.minutes())
                .ok_or(Fault::Inconsistent("the time of the genesis"))?,
        };
        let mut refusals = check(search, since, today);
        let rule = match may_be_given(search, false, today, officer) {
            Verdict::Yes { rule, .. } => rule,
            Verdict::No(refusal) => {
                refusals.push(refusal);
                return refused(refusals);
            }
        };
        if !refusals.is_empty() {
            return refused(refusals);
        }
        let permit = super::Permit { rule, office: office.code };
        self.vault().log_access(&self.access(who, Reading::Search, permit, None)).await?;
        let tags = self.tags_of(&search.person).await?;
        let mut known = self.known_by_number(&search.wanted, &tags, today).await?;
        self.known_by_name(search, &tags, today, &mut known).await?;
        if let Verdict::No(refusal) = may_be_given(search, known.has(Finding::Death), today, officer) {
            refusals.push(refusal);
        }
        refusals.extend(found(&search.wanted, &known));
        if refusals.is_empty() {
            return Ok(tags);
        }
        Err(ReferError::Refused { refusals, candidates: known.candidates })
    }

    /// Asked again at the signature, of what numbers find: what was not there may have come meanwhile.
    pub(super) async fn still_nothing(&self, case: &Case) -> Result<(), SignError> {
        let office = self.staff().office(case.office);
        let office = office.ok_or(Fault::Inconsistent("an office that is not in the staff list"))?;
        let kept = self.kept(case).await?;
        let known: Known = self.known_by_number(&kept.wanted, &kept.tags, self.today(office)?).await?;
        match found(&kept.wanted, &known).first() {
            Some(refusal) => Err(SignError::Refused(*refusal)),
            None => Ok(()),
        }
    }

    async fn begin_reference(
        &self,
        Place { who, office, today }: Place<'_>,
        search: &Search,
        kept: &Kept,
        key: IdempotencyKey,
    ) -> Result<(Case, Entry, Record), Fault> {
        let loaded = self.loaded(search).await?;
        let groups = search.groups(&printed_name(office)?, (who.key.officer, today), loaded);
        let record = self.sealed(search.wanted.record(), groups)?;
        let document = match search.wanted {
            Wanted::NoRecord(_) => Document::NoRecord,
            Wanted::NotMarried => Document::NotMarried,
        };
        let now_ms = self.now_ms();
        let entry = Entry {
            network: self.genesis().network,
            nonce: self.random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: Some(office.code),
            origin: Origin::Native,
            body: Body::ReferenceIssue(ReferenceIssue {
                document,
                schema: record.of.schema,
                roots: record.roots(),
                disclosed: SHOWN.iter().filter_map(|group| u8::try_from(group.index()).ok()).collect(),
                handle: Handle::new(self.random()?),
            }),
            evidence: Vec::new(),
        };
        let new = NewCase {
            key,
            kind: CaseKind::Reference,
            office: office.code,
            officer: who.key.officer,
            of: None,
            entry: entry.to_bytes(),
            entry_id: entry.id(),
            valid_until: entry.valid_until,
            record: Some(record.clone()),
            details: kept.to_bytes(),
            marks: Vec::new(),
            now_ms,
        };
        Ok((self.vault().begin(new).await?, entry, record))
    }

    async fn kept(&self, case: &Case) -> Result<Kept, Fault> {
        let details = self.vault().details(case.id).await?;
        Kept::from_bytes(&details)
            .map_err(|source| Fault::Stored { what: "the details of a reference", source })
    }

    /// How a reference is to look.
    pub(super) async fn look_of_reference(&self, case: &Case) -> Result<Certificate, Fault> {
        Ok(self.kept(case).await?.look)
    }
}
