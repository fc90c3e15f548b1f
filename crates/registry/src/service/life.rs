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
use vault::{Case, CaseKind, FilingState, MarkRole, Subject};

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
    /// The day on which it ended, where it did.
    pub(super) until: Option<CivilDate>,
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
    /// A marriage in force on a day.
    pub(super) fn union_on(&self, day: CivilDate) -> Option<Union> {
        let holds = |union: &&Union| union.from <= day && union.until.is_none_or(|until| day < until);
        self.unions.iter().find(holds).copied()
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
        let died = parts.iter().filter_map(death_of).min();
        let mut unions: Vec<Union> = parts.iter().filter_map(begun).collect();
        for union in &mut unions {
            union.until = self.end_of(*union, &tags, died).await?;
        }
        unions.sort_by_key(|union| (union.from, union.act));
        unions.dedup();
        Ok(Life { tags, parts, died, unions })
    }

    /// The first day on which something ended a marriage: a divorce of it, the death of one of the two.
    async fn end_of(
        &self,
        union: Union,
        tags: &[Tag],
        died: Option<CivilDate>,
    ) -> Result<Option<CivilDate>, Fault> {
        let other = if tags.contains(&union.husband) { union.wife } else { union.husband };
        let others = self.parts_of(&self.person_group(other).await?).await?;
        let widowed = others.iter().filter_map(death_of).min();
        let divorced = others.iter().filter_map(|part| divorce_of(part, union.act)).min();
        Ok([union.until, died, widowed, divorced]
            .into_iter()
            .flatten()
            .filter(|day| *day >= union.from)
            .min())
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
            Some(Union { act, husband: register.person, wife, from, until: None })
        }
        Either::Legacy(open, LegacyEffects::Marriage { wife, day, ended, .. }) => {
            Some(Union { act, husband: open.person, wife, from: day, until: ended })
        }
        Either::Act(..) | Either::Legacy(..) => None,
    }
}

/// The day on which this act divorced that marriage.
fn divorce_of(part: &Part, marriage: EntryId) -> Option<CivilDate> {
    match effects(&part.entry)? {
        Either::Act(_, Effects::Divorce { of, day, .. }) if of == marriage => {
            day.or_else(|| registered(&part.case))
        }
        Either::Legacy(_, LegacyEffects::Divorce { of, day, .. }) if of == Some(marriage) => Some(day),
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
