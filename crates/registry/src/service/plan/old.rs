//! Plans of acts made before the ledger.
use super::{Gathering, Plan, of_age, unions::number_mark};
use crate::{
    service::{DeclareError, Registry},
    tagger::{legacy_tag, number_tag},
};
use civil::legacy::{LegacyAct, LegacyFacts};
use protocol::{
    Body, Tag,
    entry::{LegacyEffects, LegacyOpen},
};
use vault::{CaseKind, MarkRole};

/// Whose act it is, the year in which that person came of age, and what the act changed.
struct Subject {
    person: Tag,
    adult_from: u16,
    effects: LegacyEffects,
}

impl Registry {
    pub(super) async fn legacy_plan(
        &self,
        mut gathering: Gathering<'_>,
        act: &LegacyAct,
    ) -> Result<Plan, DeclareError> {
        let kind = act.kind();
        let record = self.sealed(kind.into(), act.groups())?;
        let Subject { person, adult_from, effects } = self.old_subject(&mut gathering, act).await?;
        let tagger = &*self.0.parts.tagger;
        let legacy = legacy_tag(tagger, act);
        let number = number_tag(tagger, kind.word(), &act.number, act.day);
        gathering.marks.extend([number, legacy].map(number_mark));
        let body = Body::LegacyOpen(LegacyOpen {
            kind,
            schema: record.of.schema,
            commitment: record.commitment(),
            legacy,
            person,
            adult_from,
            effects,
            waivers: gathering.waivers.clone(),
        });
        Ok(gathering.into_plan(CaseKind::Legacy(kind), body, Some(record)))
    }

    async fn old_subject(
        &self,
        gathering: &mut Gathering<'_>,
        act: &LegacyAct,
    ) -> Result<Subject, DeclareError> {
        Ok(match &act.facts {
            LegacyFacts::Birth { child, father, mother } => {
                gathering.relative(MarkRole::Father, father.as_ref());
                gathering.relative(MarkRole::Mother, mother.as_ref());
                Subject {
                    person: gathering.person(MarkRole::Child, child)?,
                    adult_from: of_age(child),
                    effects: LegacyEffects::Birth,
                }
            }
            LegacyFacts::Death { deceased } => Subject {
                person: gathering.person(MarkRole::Deceased, deceased)?,
                adult_from: of_age(deceased),
                effects: LegacyEffects::Death { day: act.day },
            },
            LegacyFacts::Marriage { husband, wife, ended } => Subject {
                person: gathering.person(MarkRole::Husband, &husband.person)?,
                adult_from: of_age(&husband.person),
                effects: LegacyEffects::Marriage {
                    wife: gathering.person(MarkRole::Wife, &wife.person)?,
                    wife_adult_from: of_age(&wife.person),
                    day: act.day,
                    ended: *ended,
                },
            },
            LegacyFacts::Divorce { husband, wife, marriage } => {
                let of = match marriage {
                    Some(marriage) => self.act_named(civil::ActKind::Marriage, marriage).await?,
                    None => None,
                };
                Subject {
                    person: gathering.person(MarkRole::Husband, &husband.person)?,
                    adult_from: of_age(&husband.person),
                    effects: LegacyEffects::Divorce {
                        of: of.map(|case| case.entry_id),
                        wife: gathering.person(MarkRole::Wife, &wife.person)?,
                        day: act.day,
                    },
                }
            }
        })
    }
}
