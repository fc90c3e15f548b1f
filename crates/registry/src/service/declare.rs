//! A declaration becomes a case whose entry waits for its registrar's signature.
use super::{CaseView, DeclareError, Fault, Reading, Registry, VALIDITY_MS, cases::deed_of};
use crate::{
    declaration::Declaration,
    request::declaration_key,
    staff::{Office, Officer},
    tagger::{TagUse, notice_tag},
};
use civil::{
    CivilDate, Lang,
    birth::{BirthEvidence, BirthRecord, Caution, DelayClass, cautions, check, delay_class},
    refusal::Refusal,
    text::Text,
};
use crash::Point;
use protocol::{
    Body, Canonical as _, Digest, Entry, NumberRequest, Tag,
    cbor::Writer,
    commitment::{Record, RecordType, Seed},
    entry::{ActRegister, Origin, RuleCode, Waiver, WaiverBasis},
    hash::tagged,
};
use vault::{Case, CaseId, CaseKind, CaseState, IdempotencyKey, NewCase};

/// What a declaration is answered with.
#[derive(Debug)]
pub struct Declared {
    /// The case, at whatever state it is.
    pub view: CaseView,
    /// While it waits for its signature: the entry, and the record whose commitment the entry has.
    pub to_sign: Option<(Entry, Record)>,
    /// What is unusual about the record.
    pub warnings: Vec<Caution>,
}

impl Registry {
    /// Takes the declaration of a birth from a registrar.
    ///
    /// Nothing is stored unless the declaration can be read, the registrar may register it, and the law
    /// lets it pass. Sent again, it goes on: a case that waits for its signature is shown again (with a
    /// fresh entry, where the old one is about to expire), an accepted one tells its state, a refused one
    /// its refusal.
    pub async fn declare(
        &self,
        who: &Officer,
        key: IdempotencyKey,
        json: &[u8],
    ) -> Result<Declared, DeclareError> {
        if key != declaration_key(who.key_id, json) {
            return Err(DeclareError::Key);
        }
        let declaration = Declaration::from_json(json, |code| self.staff().office(code).is_some())?;
        let permit = self
            .permission(who, deed_of(CaseKind::Birth), declaration.office)
            .map_err(DeclareError::NotPermitted)?;
        let office = self
            .staff()
            .office(declaration.office)
            .ok_or(DeclareError::NotPermitted(Refusal::UnknownOffice))?;
        crash::point(Point::RegistryDeclareRead);
        let today = self.today(office)?;
        let warnings = cautions(&declaration.record, today);
        let begun = match self.under(key.as_bytes()).await? {
            Ok(case) => case,
            Err(key) => {
                let (case, entry, record) =
                    self.begin_birth(who, key, office, today, &declaration.record).await?;
                if case.entry_id == entry.id() {
                    crash::point(Point::RegistryDeclareBegun);
                    let view = self.view(case).await?;
                    return Ok(Declared { view, to_sign: Some((entry, record)), warnings });
                }
                case // another request of the same name was faster
            }
        };
        let case = self.refreshed(begun, office, today, &declaration.record).await?;
        let to_sign = match case.state {
            CaseState::ToSign => {
                let access = self.access(who, Reading::Continue, permit, Some(case.id));
                let record = self.vault().open_record(case.id, &access).await?;
                crash::point(Point::RegistryDeclareAgain);
                Some((self.entry(case.id).await?, record))
            }
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => None,
        };
        Ok(Declared { view: self.view(case).await?, to_sign, warnings })
    }

    fn today(&self, office: &Office) -> Result<CivilDate, Fault> {
        CivilDate::at(self.now_ms(), office.offset.minutes())
            .ok_or(Fault::Inconsistent("the clock of this machine"))
    }

    /// The case as it was begun, with a fresh entry where the old one was not signed in time.
    async fn refreshed(
        &self,
        case: Case,
        office: &Office,
        today: CivilDate,
        record: &BirthRecord,
    ) -> Result<Case, DeclareError> {
        if case.state != CaseState::ToSign {
            return Ok(case);
        }
        self.lawful(record, today, Some(case.id)).await?;
        if !self.is_stale(&case) {
            return Ok(case);
        }
        let delay = delay_class(record.child.born, today);
        tracing::info!(case = %case.id, office = %office.code, "an entry that expired unsigned is made again");
        let change = |entry: &mut Entry| {
            if let Body::ActRegister(act) = &mut entry.body {
                act.delay = delay;
                act.waivers = waivers(delay, &entry.evidence);
            }
        };
        Ok(self.renew(&case, change).await?)
    }

    /// The law lets the record pass today, and its notice has not served.
    async fn lawful(
        &self,
        record: &BirthRecord,
        today: CivilDate,
        own: Option<CaseId>,
    ) -> Result<(), DeclareError> {
        let mut refusals = check(record, today);
        if let Some(tag) = self.notice(record)
            && self.notice_has_served(tag, own).await?
        {
            refusals.push(Refusal::NoticeAlreadyUsed);
        }
        if refusals.is_empty() { Ok(()) } else { Err(DeclareError::Refused(refusals)) }
    }

    fn notice(&self, record: &BirthRecord) -> Option<Tag> {
        match record.evidence.as_ref()? {
            BirthEvidence::MedicalNotice(notice) => Some(notice_tag(&*self.0.parts.tagger, notice)),
            BirthEvidence::CourtDecision { .. }
            | BirthEvidence::FoundlingReport { .. }
            | BirthEvidence::ForeignCertificate { .. }
            | BirthEvidence::HospitalExtract { .. } => None,
        }
    }

    /// Whether another case of this registry was signed on that notice and was not refused. One that
    /// nobody signed holds nothing: a declaration with a slip may be sent again corrected.
    pub(super) async fn notice_has_served(&self, tag: Tag, own: Option<CaseId>) -> Result<bool, Fault> {
        let cases = self.vault().notice_cases(tag).await?;
        Ok(cases.iter().filter(|case| Some(case.id) != own).any(|case| match case.state {
            CaseState::Accepted | CaseState::Final { .. } => true,
            CaseState::ToSign | CaseState::Refused { .. } => false,
        }))
    }

    async fn begin_birth(
        &self,
        who: &Officer,
        key: IdempotencyKey,
        office: &Office,
        today: CivilDate,
        birth: &BirthRecord,
    ) -> Result<(Case, Entry, Record), DeclareError> {
        self.lawful(birth, today, None).await?;
        let record = self.seal(office, birth)?;
        let (person, salt) = (self.random::<16>()?, self.random::<16>()?);
        let now_ms = self.now_ms();
        let evidence = birth.evidence.as_ref().map(|evidence| evidence_commitment(evidence, &salt));
        let evidence: Vec<Digest> = evidence.into_iter().collect();
        let delay = delay_class(birth.child.born, today);
        let entry = Entry {
            network: self.genesis().network,
            nonce: self.random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: Some(office.code),
            origin: Origin::Native,
            body: Body::ActRegister(ActRegister {
                kind: record.of.kind,
                schema: record.of.schema,
                commitment: record.commitment(),
                notice: self.notice(birth),
                person: self.0.parts.tagger.tag(TagUse::Person, &[&person]),
                delay,
                adult_from: u16::try_from(birth.child.born.year()).unwrap_or(0).saturating_add(18),
                waivers: waivers(delay, &evidence),
            }),
            evidence,
        };
        let new = NewCase {
            key,
            kind: CaseKind::Birth,
            office: office.code,
            officer: who.key.officer,
            of: None,
            entry: entry.to_bytes(),
            entry_id: entry.id(),
            valid_until: entry.valid_until,
            record: Some(record.clone()),
            details: birth_details(&person, &salt),
            now_ms,
        };
        crash::point(Point::RegistryDeclareMade);
        Ok((self.vault().begin(new).await?, entry, record))
    }

    /// The record with fresh seeds. The office's name stands in it as the Uzbek certificate prints it.
    fn seal(&self, office: &Office, birth: &BirthRecord) -> Result<Record, Fault> {
        let name = Text::new(office.name(Lang::UzLatn))
            .map_err(|_unprintable| Fault::Inconsistent("the name of an office in the staff list"))?;
        let mut seeds = [Seed([0; 16]); protocol::commitment::GROUPS];
        for seed in &mut seeds {
            *seed = Seed(self.random()?);
        }
        Ok(Record { of: RecordType::BIRTH_1, groups: birth.groups(&name), seeds })
    }
}

/// Why a very late birth is registered all the same: the paper that it rests on says so.
fn waivers(delay: DelayClass, evidence: &[Digest]) -> Vec<Waiver> {
    let rule =
        RuleCode::new(Refusal::LateWithoutReason.code()).expect("the code of a refusal is one of a rule");
    match (delay, evidence.first()) {
        (DelayClass::VeryLate, Some(paper)) => {
            vec![Waiver { rule, basis: WaiverBasis::Reason, paper: *paper }]
        }
        (DelayClass::VeryLate, None) | (DelayClass::InTime | DelayClass::Late, _) => Vec::new(),
    }
}

/// The salted commitment of the paper that a birth rests on: kind, number, day and issuer.
fn evidence_commitment(evidence: &BirthEvidence, salt: &[u8; 16]) -> Digest {
    let (number, date, issuer) = evidence.reference();
    let mut paper = Writer::default();
    paper.array(4).text(evidence.word()).text(number.as_str()).text(&date.to_string()).text(issuer.as_str());
    tagged("dalolat/evidence/1", &[salt, &paper.into_bytes()])
}

/// What is sealed beside the record: the person's id in the vault and the salt of the evidence.
fn birth_details(person: &[u8; 16], salt: &[u8; 16]) -> Vec<u8> {
    let mut details = Writer::default();
    details.array(3).uint(1u8).bytes(person).bytes(salt);
    details.into_bytes()
}
