//! A declaration becomes a case whose entry waits for its registrar's signature.
use super::{
    CaseView, DeclareError, Fault, Fields, Permit, Reading, Registry, VALIDITY_MS,
    cases::deed_of_declaration,
    lawful::{case_kind, unusual},
    plan::Plan,
};
use crate::{
    declaration::{Declaration, Declared as Declares},
    request::declaration_key,
    staff::{Office, Officer},
};
use civil::{Caution, CivilDate, Refusal, application::Purpose, delay::DelayClass};
use crash::Point;
use protocol::{
    Body, Canonical as _, Entry, NumberRequest,
    cbor::{Reader, Writer},
    commitment::{Record, read_field, write_field},
    entry::{Effects, Origin, RuleCode, Waiver, WaiverBasis},
};
use vault::{Case, CaseState, IdempotencyKey, NewCase};

/// What a declaration is answered with.
#[derive(Debug)]
pub struct Declared {
    /// The case, at whatever state it is.
    pub view: CaseView,
    /// While it waits for its signature: the entry, and what its commitment is over.
    pub to_sign: Option<(Entry, Committed)>,
    /// What is unusual about the record.
    pub warnings: Vec<Caution>,
}

/// What the commitment of an entry is over.
#[derive(Debug, PartialEq, Eq)]
pub enum Committed {
    /// The record of an act.
    Record(Box<Record>),
    /// The fields of an application.
    Fields(Fields),
}

impl Registry {
    /// Takes a declaration from a registrar: of an act, of an application, of an act made before the ledger.
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
            .permission(who, deed_of_declaration(&declaration.record), declaration.office)
            .map_err(DeclareError::NotPermitted)?;
        let office = self
            .staff()
            .office(declaration.office)
            .ok_or(DeclareError::NotPermitted(Refusal::UnknownOffice))?;
        crash::point(Point::RegistryDeclareRead);
        let today = self.today(office)?;
        let mut warnings = unusual(&declaration.record, today);
        let begun = match self.under(key.as_bytes()).await? {
            Ok(case) => case,
            Err(key) => {
                let (case, entry, committed) =
                    self.begin((who, permit), key, office, today, &declaration).await?;
                if case.entry_id == entry.id() {
                    crash::point(Point::RegistryDeclareBegun);
                    if let Declares::Birth(birth) = &declaration.record {
                        warnings.extend(self.beside(who, permit, birth, case.id).await?);
                    }
                    let view = self.view(case).await?;
                    return Ok(Declared { view, to_sign: Some((entry, committed)), warnings });
                }
                case // another request of the same name was faster
            }
        };
        let case = self.refreshed((who, permit), begun, office, today, &declaration).await?;
        let to_sign = match case.state {
            CaseState::ToSign => {
                if let Declares::Birth(birth) = &declaration.record {
                    warnings.extend(self.beside(who, permit, birth, case.id).await?);
                }
                let access = self.access(who, Reading::Continue, permit, Some(case.id));
                let committed = if case.kind.has_record() {
                    Committed::Record(Box::new(self.vault().open_record(case.id, &access).await?))
                } else {
                    self.vault().log_access(&access).await?;
                    Committed::Fields(open_fields(&self.vault().details(case.id).await?)?)
                };
                crash::point(Point::RegistryDeclareAgain);
                Some((self.entry(case.id).await?, committed))
            }
            CaseState::Accepted | CaseState::Final { .. } | CaseState::Refused { .. } => None,
        };
        Ok(Declared { view: self.view(case).await?, to_sign, warnings })
    }

    pub(super) fn today(&self, office: &Office) -> Result<CivilDate, Fault> {
        CivilDate::at(self.now_ms(), office.offset.minutes())
            .ok_or(Fault::Inconsistent("the clock of this machine"))
    }

    /// The case as it was begun, with a fresh entry where the old one was not signed in time.
    async fn refreshed(
        &self,
        reader: (&Officer, Permit),
        case: Case,
        office: &Office,
        today: CivilDate,
        declaration: &Declaration,
    ) -> Result<Case, DeclareError> {
        if case.state != CaseState::ToSign {
            return Ok(case);
        }
        self.lawful(reader, office, declaration, today, Some(case.id)).await?;
        if !self.is_stale(&case) {
            return Ok(case);
        }
        let early = self.is_early(&declaration.record, today).await?;
        tracing::info!(case = %case.id, office = %office.code, "an entry that expired unsigned is made again");
        Ok(self.renew(&case, |entry| bring_up_to(entry, &declaration.record, today, early)).await?)
    }

    /// Whether a marriage would be registered before its wait is over.
    async fn is_early(&self, declared: &Declares, today: CivilDate) -> Result<bool, Fault> {
        let Declares::Marriage(marriage) = declared else { return Ok(false) };
        let Some(reference) = &marriage.application else { return Ok(false) };
        let lodged = self.lodged(reference).await?;
        let day = marriage.day(today);
        Ok(lodged.is_some_and(|it| Purpose::Marriage.earliest(it.day).is_none_or(|earliest| day < earliest)))
    }

    async fn begin(
        &self,
        (who, permit): (&Officer, Permit),
        key: IdempotencyKey,
        office: &Office,
        today: CivilDate,
        declaration: &Declaration,
    ) -> Result<(Case, Entry, Committed), DeclareError> {
        self.lawful((who, permit), office, declaration, today, None).await?;
        let plan = self.plan(office, today, declaration).await?;
        let Plan { kind, body, evidence, record, details, marks, fields } = plan;
        debug_assert!(kind == case_kind(&declaration.record), "a plan is of its declaration's kind");
        let now_ms = self.now_ms();
        let entry = Entry {
            network: self.genesis().network,
            nonce: self.random()?,
            number: NumberRequest::Next,
            signed_at: now_ms,
            valid_until: now_ms.saturating_add(VALIDITY_MS),
            office: Some(office.code),
            origin: if body.is_of_the_past() { Origin::Legacy } else { Origin::Native },
            body,
            evidence,
        };
        let new = NewCase {
            key,
            kind,
            office: office.code,
            officer: who.key.officer,
            of: None,
            entry: entry.to_bytes(),
            entry_id: entry.id(),
            valid_until: entry.valid_until,
            record: record.clone(),
            details,
            marks,
            now_ms,
        };
        crash::point(Point::RegistryDeclareMade);
        let committed = match (record, fields) {
            (Some(record), None) => Committed::Record(Box::new(record)),
            (None, Some(fields)) => Committed::Fields(fields),
            (Some(_), Some(_)) | (None, None) => {
                return Err(Fault::Inconsistent("a plan with no record, or with two").into());
            }
        };
        Ok((self.vault().begin(new).await?, entry, committed))
    }
}

/// What of an entry depends on the day on which it is signed.
fn bring_up_to(entry: &mut Entry, declared: &Declares, today: CivilDate, early: bool) {
    let Body::ActRegister(act) = &mut entry.body else { return };
    match declared {
        Declares::Birth(birth) => {
            act.delay = birth.delay(today);
            let rule = RuleCode::new(Refusal::LateWithoutReason.code());
            let rule = rule.expect("the code of a refusal is one of a rule");
            let known = act.waivers.iter().any(|waiver| waiver.rule == rule);
            if let (DelayClass::VeryLate, Some(paper), false) = (act.delay, entry.evidence.first(), known) {
                act.waivers.push(Waiver { rule, basis: WaiverBasis::Reason, paper: *paper });
                act.waivers.sort_by(|a, b| a.rule.cmp(&b.rule));
            }
        }
        Declares::Death(death) => {
            act.delay = death.delay(today);
            act.effects = Some(Effects::Death { day: death.effect_day(today) });
        }
        // A wait that is over meanwhile needs no ground any more, and a needless one is refused.
        Declares::Marriage(_) if !early => {
            act.waivers.retain(|waiver| waiver.rule.as_str() != Refusal::MarriageWaitNotOver.code());
        }
        Declares::Marriage(_) | Declares::Divorce(_) | Declares::Application(_) | Declares::Legacy(_) => {}
    }
}

/// The fields of an application as they are sealed: `[3, salt, [[name, value], …]]`.
pub(super) fn sealed_fields(fields: &Fields) -> Vec<u8> {
    let mut to = Writer::default();
    to.array(3).uint(3u8).bytes(&fields.salt).array(fields.values.len());
    for (name, value) in &fields.values {
        to.array(2).text(name);
        write_field(&mut to, value.as_ref());
    }
    to.into_bytes()
}

/// Reads what [`sealed_fields`] wrote.
fn open_fields(bytes: &[u8]) -> Result<Fields, Fault> {
    let stored = |source| Fault::Stored { what: "the fields of an application", source };
    let mut from = Reader::new(bytes);
    let mut read = || {
        from.array(3, "three values")?;
        from.uint::<u8>("the version 3")?;
        let salt = from.fixed("a salt of 16 bytes")?;
        let count = from.array_up_to(64, "at most 64 fields")?;
        let values = (0..count).map(|_| {
            from.array(2, "name and value")?;
            Ok((from.text(64, "a name")?.to_owned(), read_field(&mut from)?))
        });
        Ok(Fields { salt, values: values.collect::<Result<_, _>>()? })
    };
    read().map_err(stored)
}
