//! Whether the law lets a declaration pass today: the rules of its record, and what the register knows.
use super::{DeclareError, Fault, Permit, Registry, life::Life};
use crate::{
    declaration::{Declaration, Declared},
    staff::{Office, Officer},
    tagger::{notice_tag, person_tag},
};
use civil::{
    Caution, CivilDate, Person, Refusal, application, birth, death,
    death::DeathRecord,
    kinship::{Impediment, Kinship, Link},
    legacy,
    notice::MedicalNotice,
    waiver::outstanding,
};
use protocol::Tag;
use std::collections::BTreeSet;
use vault::{CaseId, CaseKind, CaseState, MarkRole};

mod children;
mod unions;

/// How many generations up and down kinship is looked for.
const GENERATIONS: usize = 5;
/// The most persons who are looked at for it.
const KIN_MAX: usize = 200;

impl Registry {
    /// The law lets the declaration pass today, with its waivers.
    pub(super) async fn lawful(
        &self,
        reader: (&Officer, Permit),
        office: &Office,
        declaration: &Declaration,
        today: CivilDate,
        own: Option<CaseId>,
    ) -> Result<(), DeclareError> {
        let mut refusals = of_the_record(&declaration.record, today);
        for refusal in self.known(reader, office, &declaration.record, today, own).await? {
            if !refusals.contains(&refusal) {
                refusals.push(refusal);
            }
        }
        let standing = outstanding(&refusals, &declaration.waivers, today);
        if standing.is_empty() { Ok(()) } else { Err(DeclareError::Refused(standing)) }
    }

    /// What the register knows against it.
    async fn known(
        &self,
        reader: (&Officer, Permit),
        office: &Office,
        declared: &Declared,
        today: CivilDate,
        own: Option<CaseId>,
    ) -> Result<Vec<Refusal>, Fault> {
        match declared {
            Declared::Birth(birth) => {
                let notice = birth.evidence.as_ref().and_then(|evidence| evidence.notice());
                self.notice_known(notice, own).await
            }
            Declared::Death(death) => self.known_of_death(death, today, own).await,
            Declared::Marriage(marriage) => self.known_of_marriage(office, marriage, today).await,
            Declared::Divorce(divorce) => self.known_of_divorce(reader, divorce, today).await,
            Declared::Application(_) => Ok(Vec::new()),
            Declared::Legacy(act) => self.known_of_old(act, own).await,
        }
    }

    /// Whether an old act was brought in, or is about to be.
    async fn is_opened(&self, tag: Tag, own: Option<CaseId>) -> Result<bool, Fault> {
        let cases = self.vault().marked(tag).await?;
        Ok(cases.iter().filter(|(_, case)| Some(case.id) != own).any(|(_, case)| match case.state {
            CaseState::Accepted | CaseState::Final { .. } => true,
            CaseState::ToSign | CaseState::Refused { .. } => false,
        }))
    }

    async fn notice_known(
        &self,
        notice: Option<&MedicalNotice>,
        own: Option<CaseId>,
    ) -> Result<Vec<Refusal>, Fault> {
        let Some(notice) = notice else { return Ok(Vec::new()) };
        let tag = notice_tag(&*self.0.parts.tagger, notice);
        Ok(if self.notice_has_served(tag, own).await? {
            vec![Refusal::NoticeAlreadyUsed]
        } else {
            Vec::new()
        })
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

    /// What is known of a person whom papers identify.
    async fn life_of(&self, person: Option<&Person>) -> Result<Option<Life>, Fault> {
        match person.and_then(|person| person_tag(&*self.0.parts.tagger, person)) {
            Some(tag) => self.life(tag).await.map(Some),
            None => Ok(None),
        }
    }

    /// Rules D1 and D2: nobody dies twice, nor before a marriage that is registered.
    async fn known_of_death(
        &self,
        death: &DeathRecord,
        today: CivilDate,
        own: Option<CaseId>,
    ) -> Result<Vec<Refusal>, Fault> {
        let medical = death.evidence.as_ref().and_then(|evidence| evidence.medical());
        let mut refusals = self.notice_known(medical.map(|medical| &medical.notice), own).await?;
        let deceased = death.deceased.identity.known();
        refusals.extend(self.known_of_dying(deceased, death.effect_day(today), own).await?);
        Ok(refusals)
    }

    /// The same of anybody, by an act of today or of the archive.
    async fn known_of_dying(
        &self,
        deceased: Option<&Person>,
        day: CivilDate,
        own: Option<CaseId>,
    ) -> Result<Vec<Refusal>, Fault> {
        let mut refusals = Vec::new();
        if let Some(life) = self.life_of(deceased).await? {
            let others =
                life.parts.iter().any(|part| part.role == MarkRole::Deceased && Some(part.case.id) != own);
            refusals.extend(others.then_some(Refusal::DeathAlreadyDead));
            let married_later = life.unions.iter().any(|union| union.from > day);
            refusals.extend(married_later.then_some(Refusal::DeathBeforeMarriage));
        }
        Ok(refusals)
    }

    /// What kinship stands against a marriage (Family Code, art. 16; rule M3).
    async fn impediment(&self, one: Tag, other: Tag, day: CivilDate) -> Result<Option<Refusal>, Fault> {
        let mut links = BTreeSet::new();
        for tag in [one, other] {
            links.extend(self.kin_links(tag).await?);
        }
        let links: Vec<Link<Tag>> = links.into_iter().collect();
        let kinship = Kinship::new(&links);
        Ok(kinship.impediment(&one, &other, day).map(Impediment::refusal))
    }

    /// The links of descent and marriage around a person, as final acts tell them. Whoever is known by several
    /// tags stands under the first of them.
    pub(super) async fn kin_links(&self, tag: Tag) -> Result<Vec<Link<Tag>>, Fault> {
        let first = |tags: Vec<Tag>, tag: Tag| tags.first().copied().unwrap_or(tag);
        let mut links = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![first(self.person_group(tag).await?, tag)];
        for _ in 0..GENERATIONS {
            let mut next = Vec::new();
            for person in core::mem::take(&mut open) {
                if seen.len() >= KIN_MAX || !seen.insert(person) {
                    continue;
                }
                for part in self.parts_of(&self.person_group(person).await?).await? {
                    let mut cast = Vec::new();
                    for mark in self.vault().marks_of(part.case.id).await? {
                        if mark.role.is_person() {
                            cast.push((mark.role, first(self.person_group(mark.tag).await?, mark.tag)));
                        }
                    }
                    links.extend(links_of(&cast));
                    next.extend(cast.into_iter().map(|(_, tag)| tag));
                }
            }
            open = next;
        }
        Ok(links)
    }
}

/// The links between the persons of one act.
fn links_of(cast: &[(MarkRole, Tag)]) -> Vec<Link<Tag>> {
    let of = |wanted: MarkRole| cast.iter().find(|(role, _)| *role == wanted).map(|(_, tag)| *tag);
    let mut links = Vec::new();
    if let Some(child) = of(MarkRole::Child) {
        let parents = [MarkRole::Mother, MarkRole::Father].into_iter().filter_map(of);
        links.extend(parents.map(|parent| Link::Birth { parent, child }));
    }
    if let (Some(husband), Some(wife)) = (of(MarkRole::Husband), of(MarkRole::Wife)) {
        links.push(Link::Marriage { husband, wife });
    }
    links
}

/// What the rules of the record refuse.
fn of_the_record(declared: &Declared, today: CivilDate) -> Vec<Refusal> {
    match declared {
        Declared::Birth(record) => birth::check(record, today),
        Declared::Death(record) => death::check(record, today),
        Declared::Marriage(record) => record.check(today),
        Declared::Divorce(record) => record.check(today),
        Declared::Application(record) => application::check(record, today),
        Declared::Legacy(record) => legacy::check(record, today),
    }
}

/// What is unusual about it.
pub(super) fn unusual(declared: &Declared, today: CivilDate) -> Vec<Caution> {
    match declared {
        Declared::Birth(record) => birth::cautions(record, today),
        Declared::Death(record) => death::cautions(record, today),
        Declared::Marriage(record) => record.cautions(today),
        Declared::Divorce(record) => record.cautions(today),
        Declared::Application(record) => application::cautions(record),
        Declared::Legacy(_) => Vec::new(),
    }
}

/// The kind of case that a declaration begins.
pub(super) const fn case_kind(declared: &Declared) -> CaseKind {
    match declared {
        Declared::Birth(_) => CaseKind::Act(civil::ActKind::Birth),
        Declared::Death(_) => CaseKind::Act(civil::ActKind::Death),
        Declared::Marriage(_) => CaseKind::Act(civil::ActKind::Marriage),
        Declared::Divorce(_) => CaseKind::Act(civil::ActKind::Divorce),
        Declared::Application(_) => CaseKind::Application,
        Declared::Legacy(act) => CaseKind::Legacy(act.kind()),
    }
}
