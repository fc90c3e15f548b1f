//! What the register knows against marriages, divorces and acts made before the ledger.
//!
//! The ledger asks all of this again and decides. It is asked here first, so that nobody is sent home after a signature.
use super::{super::plan::Lodged, Fault, Permit, Registry};
use crate::{
    staff::{Office, Officer},
    tagger::{legacy_tag, person_tag},
};
use civil::{
    ActKind, CivilDate, Person, Refusal,
    application::Purpose,
    divorce::{DivorceRecord, Ground},
    legacy::{LegacyAct, LegacyFacts},
    marriage::MarriageRecord,
};
use protocol::{EntryId, Tag, entry};
use vault::CaseId;

impl Registry {
    /// Rules M2 to M4 and M6: both are free, no kin, and their application counts.
    pub(super) async fn known_of_marriage(
        &self,
        office: &Office,
        marriage: &MarriageRecord,
        today: CivilDate,
    ) -> Result<Vec<Refusal>, Fault> {
        let mut refusals = Vec::new();
        let day = marriage.day(today);
        let mut tags = Vec::new();
        for spouse in marriage.spouses() {
            if let Some(life) = self.life_of(Some(&spouse.person)).await? {
                refusals.extend(life.union_on(day).map(|_union| Refusal::MarriageSpouseMarried));
                refusals.extend(life.dead_on(day).then_some(Refusal::MarriageSpouseDead));
                tags.extend(life.tags.first().copied());
            }
        }
        if let [one, other] = tags.as_slice() {
            refusals.extend(self.impediment(*one, *other, day).await?);
        }
        if let Some(reference) = &marriage.application {
            match self.lodged(reference).await? {
                None => refusals.push(Refusal::MarriageWithoutApplication),
                Some(lodged) => {
                    let two = marriage.spouses().map(|spouse| self.tag_of(&spouse.person));
                    let theirs = self.is_theirs(&lodged, entry::Purpose::Marriage, None, two).await?;
                    refusals.extend((!theirs).then_some(Refusal::MarriageApplicationOfOthers));
                    refusals.extend(lodged.withdrawn.then_some(Refusal::MarriageApplicationWithdrawn));
                    let early = Purpose::Marriage.earliest(lodged.day).is_none_or(|earliest| day < earliest);
                    let unfounded = early && marriage.shorter_wait.is_none() && !lodged.withdrawn;
                    refusals.extend(unfounded.then_some(Refusal::MarriageWaitNotOver));
                }
            }
        }
        if marriage.search.is_none() && !self.is_loaded(office).await? {
            refusals.push(Refusal::MarriagePastNotLoaded);
        }
        Ok(refusals)
    }

    /// Rules V1, V2 and V5: the marriage is known, of these two, and in force on the day on which it is to end; by
    /// agreement nobody is divorced who has common children under age.
    pub(super) async fn known_of_divorce(
        &self,
        reader: (&Officer, Permit),
        divorce: &DivorceRecord,
        today: CivilDate,
    ) -> Result<Vec<Refusal>, Fault> {
        let Some(reference) = &divorce.marriage else { return Ok(Vec::new()) };
        let Some(act) = self.act_named(ActKind::Marriage, reference).await? else {
            return Ok(vec![Refusal::DivorceMarriageUnknown]);
        };
        let mut refusals = Vec::new();
        let day = divorce.ended().unwrap_or(today);
        // Without a personal number a party is the spouse of the marriage, whatever document is shown.
        let two =
            divorce.parties().map(|party| party.person.pinfl.and_then(|_number| self.tag_of(&party.person)));
        let spouses = self.spouses_of(act.id).await?;
        if !self.are_these(two, spouses).await? {
            refusals.push(Refusal::DivorceNotTheSpouses);
        }
        if self.is_disputed(act.entry_id).await? {
            refusals.push(Refusal::ActDisputed);
        }
        if let [Some(husband), _] = spouses
            && let Some(union) = self.life(husband).await?.unions.iter().find(|one| one.act == act.entry_id)
        {
            let over = union.until.is_some_and(|last| last < day);
            let ended = union.divorced || over || union.from > day;
            refusals.extend(ended.then_some(Refusal::DivorceMarriageEnded));
        }
        if let (Ground::Mutual { .. }, [Some(husband), Some(wife)]) = (&divorce.ground, spouses)
            && self.have_minors(reader, husband, wife, day).await?
        {
            refusals.push(Refusal::DivorceCommonMinors);
        }
        if let (Some(reference), Some(purpose)) = (&divorce.application, divorce.ground.purpose()) {
            match self.lodged(reference).await? {
                None => refusals.push(Refusal::DivorceWithoutApplication),
                Some(lodged) => {
                    let asked = match purpose {
                        Purpose::Marriage => entry::Purpose::Marriage,
                        Purpose::DivorceMutual => entry::Purpose::DivorceMutual,
                        Purpose::DivorceOneSpouse => entry::Purpose::DivorceOneSpouse,
                    };
                    let theirs = self.is_theirs(&lodged, asked, Some(act.entry_id), two).await?;
                    refusals.extend((!theirs).then_some(Refusal::DivorceApplicationOfOthers));
                    refusals.extend(lodged.withdrawn.then_some(Refusal::DivorceApplicationWithdrawn));
                    let early = purpose.earliest(lodged.day).is_none_or(|earliest| day < earliest);
                    refusals.extend((early && !lodged.withdrawn).then_some(Refusal::DivorceWaitNotOver));
                }
            }
        }
        Ok(refusals)
    }

    /// An old act is brought in once, and puts nobody into two marriages, nor into one after death.
    pub(super) async fn known_of_old(
        &self,
        act: &LegacyAct,
        own: Option<CaseId>,
    ) -> Result<Vec<Refusal>, Fault> {
        let mut refusals = Vec::new();
        let tag = legacy_tag(&*self.0.parts.tagger, act);
        if self.is_opened(tag, own).await? {
            // Whatever else it contradicts, it contradicts itself.
            return Ok(vec![Refusal::LegacyAlreadyOpened]);
        }
        match &act.facts {
            // Of a birth nothing is asked; of an old divorce the ledger asks.
            LegacyFacts::Birth { .. } | LegacyFacts::Divorce { .. } => {}
            LegacyFacts::Death { deceased } => {
                refusals.extend(self.known_of_dying(Some(deceased), act.day, own).await?);
            }
            LegacyFacts::Marriage { husband, wife, ended } => {
                for spouse in [husband, wife] {
                    if let Some(life) = self.life_of(Some(&spouse.person)).await? {
                        let last = [*ended, life.died].into_iter().flatten().min();
                        let other = life.union_within(act.day, last);
                        refusals.extend(other.map(|_union| Refusal::MarriageSpouseMarried));
                        refusals.extend(life.dead_on(act.day).then_some(Refusal::MarriageSpouseDead));
                    }
                }
            }
        }
        Ok(refusals)
    }

    fn tag_of(&self, person: &Person) -> Option<Tag> {
        person_tag(&*self.0.parts.tagger, person)
    }

    /// Whether the application is for this, about this marriage, and of these two.
    async fn is_theirs(
        &self,
        lodged: &Lodged,
        purpose: entry::Purpose,
        of: Option<EntryId>,
        two: [Option<Tag>; 2],
    ) -> Result<bool, Fault> {
        let lodge = lodged.application;
        let theirs = self.are_these(two, [lodge.husband, lodge.wife].map(Some)).await?;
        Ok(theirs && lodge.purpose == purpose && lodge.of == of)
    }

    /// Whether each of the two, where papers identify them, is the person of that tag.
    async fn are_these(&self, two: [Option<Tag>; 2], known: [Option<Tag>; 2]) -> Result<bool, Fault> {
        for (one, known) in two.into_iter().zip(known) {
            if let (Some(one), Some(known)) = (one, known)
                && !self.person_group(one).await?.contains(&known)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
