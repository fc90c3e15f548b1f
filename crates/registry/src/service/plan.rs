//! What a declaration asks the ledger for, and what is sealed with it.
//!
//! A plan is made from the declaration and from what the register knows; it holds tags, commitments and
//! days for the entry, the record for the vault, and the marks by which the case is found again.
use super::{DeclareError, Fault, Registry};
use crate::{
    declaration::{Declaration, Declared},
    staff::Office,
    tagger::{TagUse, notice_tag, person_tag},
};
use civil::{
    ActKind, CivilDate, Lang, PartialDate, Person, Refusal,
    birth::BirthRecord,
    death::DeathRecord,
    delay::DelayClass,
    layout::{RecordKind, Values, newest},
    notice::MedicalNotice,
    person::adult_from,
    refusal::CheckedBy,
    text::Text,
    waiver::{Basis, Waiver},
};
use protocol::{
    Body, Digest, Tag,
    cbor::Writer,
    commitment::{Record, RecordType, Seed},
    entry::{self, ActRegister, Effects, RuleCode, WaiverBasis},
    hash::tagged,
};
use vault::{CaseKind, Mark, MarkRole};

mod old;
mod unions;

pub(super) use unions::Lodged;

/// The version of the sealed details.
const DETAILS: u8 = 2;

/// Everything that begins a case but its times.
pub(super) struct Plan {
    pub(super) kind: CaseKind,
    pub(super) body: Body,
    pub(super) evidence: Vec<Digest>,
    pub(super) record: Option<Record>,
    pub(super) details: Vec<u8>,
    pub(super) marks: Vec<Mark>,
    /// Of an application: what its commitment is made over.
    pub(super) fields: Option<Fields>,
}

/// The fields of an application with the salt of their commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Fields {
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// Name and value, in their order.
    pub values: Vec<(String, Option<civil::Value>)>,
}

impl core::fmt::Debug for Fields {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Fields(…)")
    }
}

impl Fields {
    /// The commitment: SHA-256("dalolat/application/1" ‖ salt ‖ canonical list of [name, value]).
    pub fn commitment(&self) -> Digest {
        let mut list = Writer::default();
        list.array(self.values.len());
        for (name, value) in &self.values {
            list.array(2).text(name);
            protocol::commitment::write_field(&mut list, value.as_ref());
        }
        tagged("dalolat/application/1", &[&self.salt, &list.into_bytes()])
    }
}

/// The papers that an entry rests on, each as a salted commitment.
pub(super) struct Papers {
    salt: [u8; 16],
    commitments: Vec<Digest>,
}

impl Papers {
    /// No papers yet, under a salt.
    pub(super) const fn salted(salt: [u8; 16]) -> Self {
        Self { salt, commitments: Vec::new() }
    }

    /// The commitments of the papers, each once.
    pub(super) fn into_commitments(self) -> Vec<Digest> {
        self.commitments
    }

    /// Adds the paper of a waiver and gives its commitment.
    fn of_waiver(&mut self, waiver: &Waiver) -> Digest {
        let paper = &waiver.paper;
        self.add(waiver.basis.word(), &paper.number, paper.date, &paper.issuer)
    }

    /// Adds the papers of waivers that validators ask, and gives the waivers as an entry has them.
    pub(super) fn waived(&mut self, waivers: &[Waiver]) -> Vec<entry::Waiver> {
        let mut waived: Vec<_> = waivers
            .iter()
            .map(|waiver| entry::Waiver {
                rule: rule_code(waiver.rule),
                basis: basis_of(waiver.basis),
                paper: self.of_waiver(waiver),
            })
            .collect();
        waived.sort_by(|a, b| a.rule.cmp(&b.rule));
        waived
    }

    /// Adds a paper and gives its commitment: of kind, number, day and issuer.
    fn add(&mut self, kind: &str, number: &Text, date: CivilDate, issuer: &Text) -> Digest {
        let mut paper = Writer::default();
        paper.array(4).text(kind).text(number.as_str()).text(&date.to_string()).text(issuer.as_str());
        let commitment = tagged("dalolat/evidence/1", &[&self.salt, &paper.into_bytes()]);
        if !self.commitments.contains(&commitment) {
            self.commitments.push(commitment);
        }
        commitment
    }
}

/// What a plan gathers on its way.
pub(super) struct Gathering<'r> {
    registry: &'r Registry,
    papers: Papers,
    waivers: Vec<entry::Waiver>,
    marks: Vec<Mark>,
    /// Random ids of persons whom no paper identifies.
    ids: Vec<[u8; 16]>,
}

impl<'r> Gathering<'r> {
    fn new(registry: &'r Registry) -> Result<Self, Fault> {
        let papers = Papers::salted(registry.random()?);
        Ok(Self { registry, papers, waivers: Vec::new(), marks: Vec::new(), ids: Vec::new() })
    }

    /// A tag of a person whom no paper identifies: of a fresh id of the vault.
    fn fresh(&mut self) -> Result<Tag, Fault> {
        let id = self.registry.random::<16>()?;
        self.ids.push(id);
        Ok(self.registry.0.parts.tagger.tag(TagUse::Person, &[&id]))
    }

    fn mark(&mut self, role: MarkRole, tag: Tag) {
        let mark = Mark { role, tag };
        if !self.marks.contains(&mark) {
            self.marks.push(mark);
        }
    }

    /// The person's tag, with the marks of person and name.
    fn person(&mut self, role: MarkRole, person: &Person) -> Result<Tag, Fault> {
        let tag = match person_tag(&*self.registry.0.parts.tagger, person) {
            Some(tag) => tag,
            None => self.fresh()?,
        };
        self.mark(role, tag);
        self.name(person);
        Ok(tag)
    }

    /// A party of a divorce. Whoever has no personal number is identified by the act of the marriage: passports are
    /// replaced, and the spouse of the marriage is the one who is divorced.
    fn spouse(&mut self, role: MarkRole, person: &Person, of_marriage: Option<Tag>) -> Result<Tag, Fault> {
        match of_marriage {
            Some(tag) if person.pinfl.is_none() => {
                self.mark(role, tag);
                self.name(person);
                Ok(tag)
            }
            Some(_) | None => self.person(role, person),
        }
    }

    /// Somebody who marries. Whom no paper identifies is the one who applied.
    fn applicant(&mut self, role: MarkRole, person: &Person, applied: Option<Tag>) -> Result<Tag, Fault> {
        match (person_tag(&*self.registry.0.parts.tagger, person), applied) {
            (None, Some(tag)) => {
                self.mark(role, tag);
                self.name(person);
                Ok(tag)
            }
            (Some(_), _) | (None, None) => self.person(role, person),
        }
    }

    /// The marks of a person who may stand in other acts too; none for one whom no paper identifies.
    fn relative(&mut self, role: MarkRole, person: Option<&Person>) {
        let Some(person) = person else { return };
        if let Some(tag) = person_tag(&*self.registry.0.parts.tagger, person) {
            self.mark(role, tag);
        }
        self.name(person);
    }

    fn name(&mut self, person: &Person) {
        let year = person.born.map(PartialDate::year);
        let marks = crate::search::marks_of(&*self.registry.0.parts.tagger, &person.name, year);
        for mark in marks {
            if !self.marks.contains(&mark) {
                self.marks.push(mark);
            }
        }
    }

    fn notice(&self, notice: Option<&MedicalNotice>) -> Option<Tag> {
        notice.map(|notice| notice_tag(&*self.registry.0.parts.tagger, notice))
    }

    /// A waiver of the entry: of a rule that validators ask, once.
    fn waive(&mut self, rule: Refusal, basis: WaiverBasis, paper: Digest) {
        let code = rule_code(rule);
        let known = self.waivers.iter().any(|waiver| waiver.rule == code);
        if !known {
            self.waivers.push(entry::Waiver { rule: code, basis, paper });
            self.waivers.sort_by(|a, b| a.rule.cmp(&b.rule));
        }
    }

    /// The declaration's own waivers: all of them are evidence, those that validators ask stand in the entry.
    fn declared(&mut self, waivers: &[Waiver]) {
        for waiver in waivers {
            let commitment = self.papers.of_waiver(waiver);
            match waiver.rule.checked_by() {
                CheckedBy::Validator | CheckedBy::Both => {
                    self.waive(waiver.rule, basis_of(waiver.basis), commitment);
                }
                CheckedBy::Registry => {}
            }
        }
    }

    fn details(&self) -> Vec<u8> {
        let mut details = Writer::default();
        details.array(3).uint(DETAILS).bytes(&self.papers.salt).array(self.ids.len());
        for id in &self.ids {
            details.bytes(id);
        }
        details.into_bytes()
    }

    fn into_plan(self, kind: CaseKind, body: Body, record: Option<Record>) -> Plan {
        let details = self.details();
        let evidence = self.papers.commitments;
        Plan { kind, body, evidence, record, details, marks: self.marks, fields: None }
    }
}

fn rule_code(rule: Refusal) -> RuleCode {
    RuleCode::new(rule.code()).expect("the code of a refusal is one of a rule")
}

const fn basis_of(basis: Basis) -> WaiverBasis {
    match basis {
        Basis::Reason => WaiverBasis::Reason,
        Basis::Ground(_) => WaiverBasis::Ground,
        Basis::CourtDecision => WaiverBasis::CourtDecision,
        Basis::WrittenOrder => WaiverBasis::WrittenOrder,
    }
}

impl Registry {
    /// The plan of a declaration, were it registered today.
    pub(super) async fn plan(
        &self,
        office: &Office,
        today: CivilDate,
        declaration: &Declaration,
    ) -> Result<Plan, DeclareError> {
        let mut gathering = Gathering::new(self)?;
        gathering.declared(&declaration.waivers);
        match &declaration.record {
            Declared::Birth(birth) => Ok(self.birth_plan(gathering, office, today, birth)?),
            Declared::Death(death) => Ok(self.death_plan(gathering, office, today, death)?),
            Declared::Marriage(marriage) => self.marriage_plan(gathering, office, today, marriage).await,
            Declared::Divorce(divorce) => self.divorce_plan(gathering, office, divorce).await,
            Declared::Application(application) => self.application_plan(gathering, application).await,
            Declared::Legacy(act) => self.legacy_plan(gathering, act).await,
        }
    }

    /// A record with fresh seeds.
    pub(super) fn sealed(&self, kind: RecordKind, groups: Values) -> Result<Record, Fault> {
        let mut seeds = [Seed([0; 16]); protocol::commitment::GROUPS];
        for seed in &mut seeds {
            *seed = Seed(self.random()?);
        }
        Ok(Record { of: RecordType { kind, schema: newest(kind) }, groups, seeds })
    }

    fn birth_plan(
        &self,
        mut gathering: Gathering<'_>,
        office: &Office,
        today: CivilDate,
        birth: &BirthRecord,
    ) -> Result<Plan, Fault> {
        let record = self.sealed(ActKind::Birth.into(), birth.groups(&printed_name(office)?))?;
        let person = gathering.fresh()?;
        gathering.mark(MarkRole::Child, person);
        gathering.name(&Person {
            born: Some(PartialDate::Day(birth.child.born)),
            ..Person::named(birth.child.name.clone())
        });
        gathering.relative(MarkRole::Mother, birth.mother.as_ref().map(|mother| &mother.parent));
        gathering.relative(MarkRole::Father, birth.father.as_ref().map(|father| &father.parent));
        if let Some(evidence) = &birth.evidence {
            let (number, date, issuer) = evidence.reference();
            let paper = gathering.papers.add(evidence.word(), number, date, issuer);
            // Why a very late birth is registered all the same: the paper that it rests on says so.
            if birth.delay(today) == DelayClass::VeryLate {
                gathering.waive(Refusal::LateWithoutReason, WaiverBasis::Reason, paper);
            }
        }
        let body = Body::ActRegister(ActRegister {
            kind: ActKind::Birth,
            schema: record.of.schema,
            commitment: record.commitment(),
            notice: gathering.notice(birth.evidence.as_ref().and_then(|evidence| evidence.notice())),
            person,
            delay: birth.delay(today),
            adult_from: birth.adult_from(),
            waivers: gathering.waivers.clone(),
            effects: None,
        });
        Ok(gathering.into_plan(CaseKind::Act(ActKind::Birth), body, Some(record)))
    }

    fn death_plan(
        &self,
        mut gathering: Gathering<'_>,
        office: &Office,
        today: CivilDate,
        death: &DeathRecord,
    ) -> Result<Plan, Fault> {
        let record = self.sealed(ActKind::Death.into(), death.groups(&printed_name(office)?))?;
        let person = if let Some(person) = death.deceased.identity.known() {
            gathering.person(MarkRole::Deceased, person)?
        } else {
            let tag = gathering.fresh()?;
            gathering.mark(MarkRole::Deceased, tag);
            tag
        };
        if let Some(spouse) = &death.spouse {
            let survivor = Person { pinfl: spouse.pinfl, ..Person::named(spouse.name.clone()) };
            gathering.relative(MarkRole::Survivor, Some(&survivor));
        }
        if let Some(evidence) = &death.evidence {
            let (number, date, issuer) = evidence.reference();
            gathering.papers.add(evidence.word(), number, date, issuer);
        }
        let medical = death.evidence.as_ref().and_then(|evidence| evidence.medical());
        let body = Body::ActRegister(ActRegister {
            kind: ActKind::Death,
            schema: record.of.schema,
            commitment: record.commitment(),
            notice: gathering.notice(medical.map(|medical| &medical.notice)),
            person,
            delay: death.delay(today),
            adult_from: death.adult_from().unwrap_or(0),
            waivers: gathering.waivers.clone(),
            effects: Some(Effects::Death { day: death.effect_day(today) }),
        });
        Ok(gathering.into_plan(CaseKind::Act(ActKind::Death), body, Some(record)))
    }
}

/// The office's name as the Uzbek certificate prints it: it stands in the record.
pub(super) fn printed_name(office: &Office) -> Result<Text, Fault> {
    Text::new(office.name(Lang::UzLatn))
        .map_err(|_unprintable| Fault::Inconsistent("the name of an office in the staff list"))
}

/// The year in which a person comes of age; 0 where the year of birth is not known.
fn of_age(person: &Person) -> u16 {
    person.born.map_or(0, adult_from)
}
