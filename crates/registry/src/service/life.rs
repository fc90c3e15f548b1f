//! What the register knows of a person's standing: who died, who is married to whom, since when.
//!
//! The ledger decides; this asks the same of the registry's own cases before anybody signs, so that nobody
//! is sent home after a signature. It reads tags and days from final entries and opens no record.
use super::{Fault, Registry};
use civil::CivilDate;
use protocol::{
    Body, Entry, EntryId, Tag,
    entry::{ActRegister, Effects, LegacyEffects, LegacyOpen},
};
use std::collections::BTreeSet;
use vault::{Case, CaseId, CaseKind, FilingState, MarkRole, Subject};

/// The most tags that one person is known by.
const TAGS_MAX: usize = 8;

/// A person's place in a final act.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) role: MarkRole,
    pub(super) case: Case,
    pub(super) entry: Entry,
}

/// A marriage as the registry's cases tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Union {
    /// The act: the entry that registered it or brought it in.
    pub(super) act: EntryId,
    pub(super) husband: Tag,
    pub(super) wife: Tag,
    pub(super) from: CivilDate,
    /// Its last day, where it ended: that of the divorce or of the death.
    pub(super) until: Option<CivilDate>,
    /// Whether a divorce of it ended it, or a note in its own record.
    pub(super) divorced: bool,
}

/// What is known of a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    /// The tags that are this person, ascending.
    pub(super) tags: Vec<Tag>,
    /// The person's place in each final act, newest first. An act that is disputed counts for nothing and is not
    /// here.
    pub(super) parts: Vec<Part>,
    /// The first day of death that is known.
    pub(super) died: Option<CivilDate>,
    /// The marriages, by the day on which they began.
    pub(super) unions: Vec<Union>,
}

impl Life {
    /// A marriage in force on a day, its first and its last included.
    pub(super) fn union_on(&self, day: CivilDate) -> Option<Union> {
        self.union_within(day, Some(day))
    }

    /// A marriage in force on any day from the first to the last; without a last day, on any later one.
    pub(super) fn union_within(&self, first: CivilDate, last: Option<CivilDate>) -> Option<Union> {
        let meets = |union: &&Union| {
            last.is_none_or(|last| union.from <= last) && union.until.is_none_or(|until| first <= until)
        };
        self.unions.iter().find(meets).copied()
    }

    /// Whether the person was dead on a day.
    pub(super) fn dead_on(&self, day: CivilDate) -> bool {
        self.died.is_some_and(|died| died < day)
    }
}

impl Registry {
    /// The tags that final entries say are the same person.
    pub(super) async fn person_group(&self, tag: Tag) -> Result<Vec<Tag>, Fault> {
        let mut known = BTreeSet::from([tag]);
        let mut open = vec![tag];
        while let Some(next) = open.pop() {
            for other in self.vault().joined(next).await? {
                if known.len() < TAGS_MAX && known.insert(other) {
                    open.push(other);
                }
            }
        }
        Ok(known.into_iter().collect())
    }

    /// A person's places in final acts that nobody disputes, newest first.
    pub(super) async fn parts_of(&self, tags: &[Tag]) -> Result<Vec<Part>, Fault> {
        let mut parts = Vec::new();
        for (place, case) in self.places_of(tags).await? {
            if place.disputed || case.kind == CaseKind::Application {
                continue;
            }
            let entry = self.entry(case.id).await?;
            parts.push(Part { role: place.role, case, entry });
        }
        Ok(parts)
    }

    /// Whether the last final word about an act is that it is disputed.
    pub(super) async fn is_disputed(&self, act: EntryId) -> Result<bool, Fault> {
        let filings = self.vault().filings_about(Subject::Act(act)).await?;
        let last =
            filings.iter().rev().find_map(|filing| match (&filing.state, &filing.signed.entry().body) {
                (FilingState::Final { .. }, Body::ActDispute(_)) => Some(true),
                (FilingState::Final { .. }, Body::ActDisputeEnd(_)) => Some(false),
                (FilingState::Final { .. } | FilingState::Accepted | FilingState::Refused { .. }, _) => None,
            });
        Ok(last.unwrap_or(false))
    }

    /// What the registry's cases tell of a person.
    pub(super) async fn life(&self, tag: Tag) -> Result<Life, Fault> {
        let tags = self.person_group(tag).await?;
        let parts = self.parts_of(&tags).await?;
        let mut life =
            Life { died: parts.iter().filter_map(death_of).min(), tags, parts, unions: Vec::new() };
        for part in &life.parts {
            if let Some(union) = begun(part) {
                let union = self.as_it_stands(part, union).await?;
                life.unions.push(self.ended(union, &life).await?);
            }
        }
        life.unions.sort_by_key(|union| (union.from, union.act));
        life.unions.dedup();
        Ok(life)
    }

    /// A marriage of those whom its act is of today: an act that was moved keeps its entry and changes its marks.
    async fn as_it_stands(&self, part: &Part, union: Union) -> Result<Union, Fault> {
        let [husband, wife] = self.spouses_of(part.case.id).await?;
        Ok(Union { husband: husband.unwrap_or(union.husband), wife: wife.unwrap_or(union.wife), ..union })
    }

    /// The tags of husband and wife of an act, as its marks have them.
    pub(super) async fn spouses_of(&self, act: CaseId) -> Result<[Option<Tag>; 2], Fault> {
        let marks = self.vault().marks_of(act).await?;
        Ok([MarkRole::Husband, MarkRole::Wife]
            .map(|role| marks.iter().find(|mark| mark.role == role).map(|mark| mark.tag)))
    }

    /// The marriage with its last day: that of the first divorce of it, or of the death of one of the two.
    ///
    /// Who were divorced of each other on a day are divorced of every marriage with each other that began before: an
    /// old act of a divorce may name none.
    async fn ended(&self, union: Union, life: &Life) -> Result<Union, Fault> {
        let other = if life.tags.contains(&union.husband) { union.wife } else { union.husband };
        let others = self.parts_of(&self.person_group(other).await?).await?;
        let both = life.parts.iter().chain(&others);
        let divorced = both.clone().filter_map(divorce).filter(|(of, _)| *of == Some(union.act));
        let of_each_other = life
            .parts
            .iter()
            .filter(|part| others.iter().any(|other| other.case.id == part.case.id))
            .filter_map(divorce);
        let days = divorced.clone().chain(of_each_other).map(|(_, day)| day);
        let until =
            days.chain(both.filter_map(death_of)).chain(union.until).filter(|day| *day >= union.from).min();
        let divorced = union.divorced || divorced.count() > 0;
        Ok(Union { until, divorced, ..union })
    }
}

/// The day that the ledger gave an act.
fn registered(case: &Case) -> Option<CivilDate> {
    super::read::act_of(case).map(|(_, date)| date)
}

/// The day of death, where the person died in this act.
fn death_of(part: &Part) -> Option<CivilDate> {
    if part.role != MarkRole::Deceased {
        return None;
    }
    match effects(&part.entry) {
        Some(Either::Act(_, Effects::Death { day }) | Either::Legacy(_, LegacyEffects::Death { day })) => {
            Some(day)
        }
        Some(Either::Act(..) | Either::Legacy(..)) | None => None,
    }
}

/// The marriage that began with this act.
fn begun(part: &Part) -> Option<Union> {
    let act = part.case.entry_id;
    match effects(&part.entry)? {
        Either::Act(register, Effects::Marriage { wife, day, .. }) => {
            let from = day.or_else(|| registered(&part.case))?;
            Some(Union { act, husband: register.person, wife, from, until: None, divorced: false })
        }
        Either::Legacy(open, LegacyEffects::Marriage { wife, day, ended, .. }) => {
            let divorced = ended.is_some();
            Some(Union { act, husband: open.person, wife, from: day, until: ended, divorced })
        }
        Either::Act(..) | Either::Legacy(..) => None,
    }
}

/// Of a divorce the marriage, where it names one, and the last day of it.
fn divorce(part: &Part) -> Option<(Option<EntryId>, CivilDate)> {
    match effects(&part.entry)? {
        Either::Act(_, Effects::Divorce { of, day, .. }) => {
            Some((Some(of), day.or_else(|| registered(&part.case))?))
        }
        Either::Legacy(_, LegacyEffects::Divorce { of, day, .. }) => Some((of, day)),
        Either::Act(..) | Either::Legacy(..) => None,
    }
}

/// The effects of an act, made on the ledger or before it.
enum Either<'e> {
    Act(&'e ActRegister, Effects),
    Legacy(&'e LegacyOpen, LegacyEffects),
}

fn effects(entry: &Entry) -> Option<Either<'_>> {
    if let Body::LegacyOpen(open) = &entry.body {
        return Some(Either::Legacy(open, open.effects));
    }
    let act = entry.body.act()?;
    Some(Either::Act(act, act.effects?))
}
