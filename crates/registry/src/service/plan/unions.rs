//! Plans of applications, marriages and divorces.
use super::{Fields, Gathering, Plan, of_age, printed_name};
use crate::{
    service::{DeclareError, Fault, Registry},
    staff::Office,
    tagger::number_tag,
};
use civil::{
    ActKind, ActNumber, CivilDate, Refusal, RegionCode,
    application::{Application, ApplicationReference, Purpose},
    delay::DelayClass,
    divorce::{DivorceRecord, Ground},
    marriage::MarriageRecord,
    paper::{ActReference, Paper},
};
use protocol::{
    Body, EntryId,
    entry::{self, ActRegister, ApplicationLodge, DivorceRoute, Effects, WaiverBasis},
};
use vault::{Case, CaseKind, CaseState, FilingState, Mark, MarkRole, Subject};

/// An application as the ledger has it.
#[derive(Clone, Copy, Debug)]
pub(in crate::service) struct Lodged {
    pub(in crate::service) entry: EntryId,
    /// The day of its block, at the office: terms run from it.
    pub(in crate::service) day: CivilDate,
    pub(in crate::service) withdrawn: bool,
    /// What the entry says: of whom, and for what.
    pub(in crate::service) application: ApplicationLodge,
}

impl Registry {
    pub(super) async fn application_plan(
        &self,
        mut gathering: Gathering<'_>,
        application: &Application,
    ) -> Result<Plan, DeclareError> {
        let husband = gathering.person(MarkRole::Husband, &application.husband.person)?;
        let wife = gathering.person(MarkRole::Wife, &application.wife.person)?;
        let number = self.application_mark(&application.reference());
        gathering.mark(MarkRole::Number, number);
        let of = match application.purpose {
            Purpose::Marriage => None,
            Purpose::DivorceMutual | Purpose::DivorceOneSpouse => {
                let refused = || DeclareError::Refused(vec![Refusal::DivorceMarriageUnknown]);
                let reference = application.marriage.as_ref().ok_or_else(refused)?;
                let marriage = self.act_named(ActKind::Marriage, reference).await?.ok_or_else(refused)?;
                Some(marriage.entry_id)
            }
        };
        let fields = Fields {
            salt: self.random()?,
            values: application.fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        };
        let body = Body::ApplicationLodge(ApplicationLodge {
            purpose: match application.purpose {
                Purpose::Marriage => entry::Purpose::Marriage,
                Purpose::DivorceMutual => entry::Purpose::DivorceMutual,
                Purpose::DivorceOneSpouse => entry::Purpose::DivorceOneSpouse,
            },
            husband,
            wife,
            commitment: fields.commitment(),
            of,
        });
        let mut plan = gathering.into_plan(CaseKind::Application, body, None);
        plan.details = super::super::declare::sealed_fields(&fields);
        plan.fields = Some(fields);
        Ok(plan)
    }

    pub(super) async fn marriage_plan(
        &self,
        mut gathering: Gathering<'_>,
        office: &Office,
        today: CivilDate,
        marriage: &MarriageRecord,
    ) -> Result<Plan, DeclareError> {
        let record = self.sealed(ActKind::Marriage.into(), marriage.groups(&printed_name(office)?))?;
        let (groom, bride) = (&marriage.husband.person, &marriage.wife.person);
        let day = marriage.day(today);
        let lodged = match &marriage.application {
            Some(reference) => self.lodged(reference).await?,
            None => None,
        };
        let applied = lodged.map(|lodged| lodged.application);
        let (he, she) = (applied.map(|it| it.husband), applied.map(|it| it.wife));
        let husband = gathering.applicant(MarkRole::Husband, groom, he)?;
        let wife = gathering.applicant(MarkRole::Wife, bride, she)?;
        let (of_age_from, wife_adult_from) = (of_age(groom), of_age(bride));
        for (spouse, from) in [(&marriage.husband, of_age_from), (&marriage.wife, wife_adult_from)] {
            let too_young = u16::try_from(day.year()).is_ok_and(|year| year < from);
            if let (true, Some(decision)) = (too_young, &spouse.age_decision) {
                gathering.on_ground(Refusal::MarriageUnderAge, "age-decision", decision);
            }
        }
        let early = lodged.is_some_and(|lodged| {
            Purpose::Marriage.earliest(lodged.day).is_none_or(|earliest| day < earliest)
        });
        if let (true, Some(paper)) =
            (early, marriage.shorter_wait.as_ref().and_then(|wait| wait.paper.as_ref()))
        {
            gathering.on_ground(Refusal::MarriageWaitNotOver, "shorter-wait", paper);
        }
        if let (false, Some(search)) = (self.is_loaded(office).await?, &marriage.search) {
            gathering.on_ground(Refusal::MarriagePastNotLoaded, "archive-search", &search.paper);
        }
        let body = Body::ActRegister(ActRegister {
            kind: ActKind::Marriage,
            schema: record.of.schema,
            commitment: record.commitment(),
            notice: None,
            person: husband,
            delay: DelayClass::InTime,
            adult_from: of_age_from,
            waivers: gathering.waivers.clone(),
            effects: Some(Effects::Marriage {
                wife,
                wife_adult_from,
                application: lodged.map(|lodged| lodged.entry),
                day: None,
            }),
        });
        Ok(gathering.into_plan(CaseKind::Act(ActKind::Marriage), body, Some(record)))
    }

    pub(super) async fn divorce_plan(
        &self,
        mut gathering: Gathering<'_>,
        office: &Office,
        divorce: &DivorceRecord,
    ) -> Result<Plan, DeclareError> {
        let refuse = |refusal| DeclareError::Refused(vec![refusal]);
        let record = self.sealed(ActKind::Divorce.into(), divorce.groups(&printed_name(office)?))?;
        let reference = divorce.marriage.as_ref().ok_or(refuse(Refusal::DivorceMarriageUnknown))?;
        let marriage = self.act_named(ActKind::Marriage, reference).await?;
        let marriage = marriage.ok_or(refuse(Refusal::DivorceMarriageUnknown))?;
        let of = marriage.entry_id;
        let [his, hers] = self.spouses_of(marriage.id).await?;
        let husband = gathering.spouse(MarkRole::Husband, &divorce.husband.person, his)?;
        let wife = gathering.spouse(MarkRole::Wife, &divorce.wife.person, hers)?;
        let application = match &divorce.application {
            Some(reference) => self.lodged(reference).await?.map(|lodged| lodged.entry),
            None => None,
        };
        let begun = || application.ok_or(refuse(Refusal::DivorceWithoutApplication));
        let route = match &divorce.ground {
            Ground::Court(_) => DivorceRoute::Court,
            Ground::Mutual { .. } => DivorceRoute::Mutual { application: begun()? },
            Ground::OneSpouse { .. } => DivorceRoute::OneSpouse { application: begun()? },
        };
        if let Some(decision) = divorce.ground.decision() {
            let paper = &decision.paper;
            gathering.papers.add("court-decision", &paper.number, paper.date, &paper.issuer);
        }
        let body = Body::ActRegister(ActRegister {
            kind: ActKind::Divorce,
            schema: record.of.schema,
            commitment: record.commitment(),
            notice: None,
            person: husband,
            delay: DelayClass::InTime,
            adult_from: of_age(&divorce.husband.person),
            waivers: gathering.waivers.clone(),
            effects: Some(Effects::Divorce { of, wife, route, day: divorce.ended() }),
        });
        Ok(gathering.into_plan(CaseKind::Act(ActKind::Divorce), body, Some(record)))
    }

    fn application_mark(&self, reference: &ApplicationReference) -> protocol::Tag {
        number_tag(&*self.0.parts.tagger, "application", &reference.number, reference.lodged)
    }

    /// The application that a record names, once it is final.
    pub(in crate::service) async fn lodged(
        &self,
        reference: &ApplicationReference,
    ) -> Result<Option<Lodged>, Fault> {
        for (_, case) in self.vault().marked(self.application_mark(reference)).await? {
            let final_case = matches!(case.state, CaseState::Final { .. });
            if case.kind != CaseKind::Application || !final_case {
                continue;
            }
            let Some((_, _, receipt)) = self.vault().signed_and_receipt(case.id).await? else { continue };
            let office = self.staff().office(case.office);
            let office = office.ok_or(Fault::Inconsistent("an office that is not in the staff list"))?;
            let day = CivilDate::at(receipt.inclusion.time_ms, office.offset.minutes())
                .ok_or(Fault::Inconsistent("the time of a block"))?;
            let ends = self.vault().filings_about(Subject::Application(case.entry_id)).await?;
            let withdrawn = ends.iter().any(|end| matches!(end.state, FilingState::Final { .. }));
            let Body::ApplicationLodge(application) = self.entry(case.id).await?.body else {
                return Err(Fault::Inconsistent("the entry of an application"));
            };
            return Ok(Some(Lodged { entry: case.entry_id, day, withdrawn, application }));
        }
        Ok(None)
    }

    /// The final act of a kind that a record names: by its twelve digits, else as an old record has it.
    pub(in crate::service) async fn act_named(
        &self,
        kind: ActKind,
        reference: &ActReference,
    ) -> Result<Option<Case>, Fault> {
        if let Ok(number) = reference.act.as_str().parse::<ActNumber>() {
            let case = self.vault().act_case(number).await?;
            let kinds = [CaseKind::Act(kind), CaseKind::Legacy(kind)];
            return Ok(case.filter(|case| kinds.contains(&case.kind)));
        }
        let tag = number_tag(&*self.0.parts.tagger, kind.word(), &reference.act, reference.date);
        let found = self.vault().marked(tag).await?;
        let mut found = found.into_iter().map(|(_, case)| case).filter(|case| {
            case.kind == CaseKind::Legacy(kind) && matches!(case.state, CaseState::Final { .. })
        });
        // Two old acts of one number and day are told apart by the office; here that is nobody's guess.
        let (first, second) = (found.next(), found.next());
        Ok(first.filter(|_| second.is_none()))
    }

    /// The earliest day from which on the old acts of a region are on the ledger, by the entries that went through
    /// this registry.
    pub(in crate::service) async fn loaded_since(
        &self,
        region: RegionCode,
    ) -> Result<Option<CivilDate>, Fault> {
        let filings = self.vault().filings_about(Subject::Network).await?;
        let since = filings.iter().filter_map(|filing| match (&filing.state, &filing.signed.entry().body) {
            (FilingState::Final { .. }, Body::RegionLoaded(loaded)) => {
                (loaded.region == region).then_some(loaded.since)
            }
            (FilingState::Final { .. } | FilingState::Accepted | FilingState::Refused { .. }, _) => None,
        });
        Ok(since.min())
    }

    /// Whether the old acts of the office's region are on the ledger, by the entries that went through this
    /// registry.
    pub(in crate::service) async fn is_loaded(&self, office: &Office) -> Result<bool, Fault> {
        Ok(match office.code.region() {
            Some(region) => self.loaded_since(region).await?.is_some(),
            None => false,
        })
    }
}

impl Gathering<'_> {
    /// Passes a rule on a ground that it accepts, shown by a paper.
    fn on_ground(&mut self, rule: Refusal, kind: &str, paper: &Paper) {
        let commitment = self.papers.add(kind, &paper.number, paper.date, &paper.issuer);
        self.waive(rule, WaiverBasis::Ground, commitment);
    }
}

/// The mark of an old act's number.
pub(super) const fn number_mark(tag: protocol::Tag) -> Mark {
    Mark { role: MarkRole::Number, tag }
}
