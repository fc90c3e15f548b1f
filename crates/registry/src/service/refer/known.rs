//! What the register holds of somebody: by number and document, and by every spelling of the name.
//!
//! No record is opened: numbers, names and years are found by their marks, and the entries say the rest.
use super::{Fault, Registry};
use crate::{search::marks_of, service::read::act_number, tagger::person_tag};
use civil::{
    ActKind, CivilDate, PartialDate, Person,
    search::{Area, Finding, Known, Search, Wanted},
};
use protocol::Tag;
use std::collections::BTreeSet;
use vault::{Case, CaseKind, CaseState, MARKED_MAX, MarkRole};

/// How far a year of birth in an act may lie from the one that is searched for.
const YEAR_OFF: i16 = 1;
/// The oldest that somebody may have been in the first year searched, where no birth is known.
const AGE_MAX: i16 = 110;
/// The most candidates that are told: more are too many to be looked at.
const CANDIDATES_MAX: usize = 200;

impl Registry {
    /// The day since which the acts of all places of a search are on the ledger; `None` where those of one are not.
    pub(super) async fn loaded(&self, search: &Search) -> Result<Option<CivilDate>, Fault> {
        let mut wanted = BTreeSet::new();
        for area in &search.places {
            match area.region() {
                Some(region) => wanted.extend([region]),
                None => wanted.extend(civil::Soato::all().filter_map(|place| Area::Place(place).region())),
            }
        }
        let mut latest = None;
        for region in wanted {
            let of_region = self.staff().offices().find(|office| office.region == region);
            let Some(code) = of_region.and_then(|office| office.code.region()) else { return Ok(None) };
            let Some(since) = self.loaded_since(code).await? else { return Ok(None) };
            latest = latest.max(Some(since));
        }
        Ok(latest)
    }

    /// The tags that are this person: of the personal number, of the document, and of whoever was joined with them.
    pub(super) async fn tags_of(&self, person: &Person) -> Result<Vec<Tag>, Fault> {
        let tagger = &*self.0.parts.tagger;
        let by_document = Person { pinfl: None, ..person.clone() };
        let mut tags = BTreeSet::new();
        for tag in [person_tag(tagger, person), person_tag(tagger, &by_document)].into_iter().flatten() {
            tags.extend(self.person_group(tag).await?);
        }
        Ok(tags.into_iter().collect())
    }

    /// What the register holds under these tags.
    pub(super) async fn known_by_number(
        &self,
        wanted: &Wanted,
        tags: &[Tag],
        today: CivilDate,
    ) -> Result<Known, Fault> {
        let kinds = wanted.kinds();
        let mut known = Known::default();
        for tag in tags {
            let cases = self.vault().marked(*tag).await?;
            known.note(Finding::TooMany, is_cut_off(&cases));
            for (role, case) in &cases {
                let Some(kind) = act_kind(case).filter(|kind| is_about(*kind, *role)) else { continue };
                let sought = kinds.contains(&kind);
                // A death that is open changes what is said of a marriage.
                let bears = sought || (kind == ActKind::Death && *wanted == Wanted::NotMarried);
                match case.state {
                    CaseState::Accepted => known.note(Finding::Unsettled, bears),
                    CaseState::Final { .. } if self.is_disputed(case.entry_id).await? => {
                        known.note(Finding::Unsettled, bears);
                    }
                    CaseState::Final { .. } => {
                        known.note(Finding::Act, sought);
                        known.note(Finding::Death, kind == ActKind::Death);
                    }
                    CaseState::ToSign | CaseState::Refused { .. } => {}
                }
            }
            let union = self.life(*tag).await?.union_on(today);
            known.note(Finding::MarriageInForce, union.is_some());
        }
        Ok(known)
    }

    /// Adds the acts that bear one of the names and that no number has told of.
    pub(super) async fn known_by_name(
        &self,
        search: &Search,
        tags: &[Tag],
        today: CivilDate,
        known: &mut Known,
    ) -> Result<(), Fault> {
        let kinds = search.wanted.kinds();
        let mut told = BTreeSet::new();
        for tag in tags {
            let cases = self.vault().marked(*tag).await?;
            let about = |(role, case): &(MarkRole, Case)| {
                act_kind(case).is_some_and(|kind| is_about(kind, *role)).then_some(case.id)
            };
            told.extend(cases.iter().filter_map(about));
        }
        for tag in self.name_marks(search, today) {
            let cases = self.vault().marked(tag).await?;
            known.note(Finding::TooMany, is_cut_off(&cases));
            for (_, case) in &cases {
                let sought = act_kind(case).is_some_and(|kind| kinds.contains(&kind));
                if !sought || !told.insert(case.id) {
                    continue;
                }
                match case.state {
                    CaseState::Accepted => known.note(Finding::Unsettled, true),
                    CaseState::Final { .. } => {
                        let counts = match search.wanted {
                            Wanted::NoRecord(_) => true,
                            Wanted::NotMarried => self.may_be_in_force(case, today).await?,
                        };
                        let number = act_number(case).filter(|number| !search.others.contains(number));
                        known.candidates.extend(number.filter(|_| counts));
                    }
                    CaseState::ToSign | CaseState::Refused { .. } => {}
                }
            }
        }
        known.candidates.sort_unstable();
        if known.candidates.len() > CANDIDATES_MAX {
            known.note(Finding::TooMany, true);
            known.candidates.clear();
        }
        Ok(())
    }

    /// The marks of all spellings, each with the years of birth that an act may give, and with none.
    fn name_marks(&self, search: &Search, today: CivilDate) -> BTreeSet<Tag> {
        let number = search.person.pinfl.map(|number| PartialDate::Day(number.birth_date()));
        let born = search.person.born.or(number).map(PartialDate::year);
        let (first, last) = match born {
            Some(year) => (year.saturating_sub(YEAR_OFF), year.saturating_add(YEAR_OFF)),
            None => (search.from.saturating_sub(AGE_MAX), today.year()),
        };
        let years: Vec<Option<i16>> = core::iter::once(None).chain((first..=last).map(Some)).collect();
        let tagger = &*self.0.parts.tagger;
        let mut marks = BTreeSet::new();
        for name in search.names() {
            for year in &years {
                marks.extend(marks_of(tagger, name, *year).map(|mark| mark.tag));
            }
        }
        marks
    }

    /// Whether a marriage is in force, or would be if nobody disputed it.
    async fn may_be_in_force(&self, case: &Case, today: CivilDate) -> Result<bool, Fault> {
        let spouses = self.vault().marks_of(case.id).await?;
        let Some(husband) = spouses.iter().find(|mark| mark.role == MarkRole::Husband) else {
            return Ok(true);
        };
        let life = self.life(husband.tag).await?;
        let union = life.unions.iter().find(|union| union.act == case.entry_id);
        Ok(union.is_none_or(|union| union.until.is_none_or(|until| today < until)))
    }
}

/// Whether there may be more cases than were told.
fn is_cut_off(cases: &[(MarkRole, Case)]) -> bool {
    usize::try_from(MARKED_MAX).is_ok_and(|most| cases.len() >= most)
}

/// The kind of act that a case is of, made on the ledger or before it.
const fn act_kind(case: &Case) -> Option<ActKind> {
    match case.kind {
        CaseKind::Act(kind) | CaseKind::Legacy(kind) => Some(kind),
        CaseKind::Certificate | CaseKind::Revocation | CaseKind::Application | CaseKind::Reference => None,
    }
}

/// Whether an act of that kind is about whoever has that part in it.
const fn is_about(kind: ActKind, role: MarkRole) -> bool {
    match (kind, role) {
        (ActKind::Birth, MarkRole::Child)
        | (ActKind::Death, MarkRole::Deceased)
        | (ActKind::Marriage | ActKind::Divorce, MarkRole::Husband | MarkRole::Wife) => true,
        (
            ActKind::Birth | ActKind::Death | ActKind::Marriage | ActKind::Divorce,
            MarkRole::Child
            | MarkRole::Mother
            | MarkRole::Father
            | MarkRole::Deceased
            | MarkRole::Survivor
            | MarkRole::Husband
            | MarkRole::Wife
            | MarkRole::ExactName
            | MarkRole::LooseName
            | MarkRole::Number,
        ) => false,
    }
}
