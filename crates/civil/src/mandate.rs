//! Who may declare, and who may ask for what: mandates as values, decided and cited.
//!
//! A [`Mandate`] is the capacity in which somebody stands at the counter, what it rests on, what it covers, since
//! when and until when, and who checked it. [`may_ask`] decides on it and names the rule and its source, so that
//! the access log, the slip and *why can I not?* say the same. [`may_declare`] does it for the declarants of acts.
//!
//! # Rules
//!
//! A first certificate goes to those who may have the repeat one, of a death also to whoever declared it. A
//! repeat certificate of a birth goes to the person from 16, to parents who were not deprived of their rights, to
//! adopters, guardians and the guardianship body while the person is a minor, and to whoever holds a power; courts
//! and investigators get references. No certificate is given of a dead person's birth or of a marriage that was
//! divorced: a reference is. Nobody consents to a marriage or paternity through another. A minor mother acts for her
//! own child. The whole table is printed by a test, so that a lawyer who reads no code can read it.
//!
//! # Limits
//!
//! The list of those whom resolution 550 names was not read; what stands on the source `RECEIVERS` is a default.
//! Adoption is no mandate: who may see it is not asked here.
use crate::{
    ActKind, CivilDate,
    person::words,
    redact::redacted,
    refusal::{DECLARANTS, PATERNITY, PRESENCE, RECEIVERS, REPEATS, REPRESENTATION, Refusal, Source},
    waiver::Paper,
};

mod entitled;

pub use entitled::{may_ask, may_declare};

/// In which capacity somebody asks or declares. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capacity {
    /// The person whose act or affair it is; of a marriage or divorce, either spouse.
    Oneself,
    /// A parent by the record, of whatever age.
    Parent,
    /// An adopter.
    Adopter,
    /// A guardian or trustee by decision.
    Guardian,
    /// The guardianship body, through an officer of it.
    GuardianshipBody,
    /// Whoever holds a power certified by a notary from somebody who may ask.
    NotarisedPower,
    /// A relative or the spouse of a person who died; of a birth or death, a relative who declares it.
    Relative,
    /// A neighbour, or somebody else who was close.
    Neighbour,
    /// An undertaker.
    Undertaker,
    /// A health facility, through an officer of it.
    Facility,
    /// Another state body or a legal person, for its own duties.
    Body,
    /// A court, a prosecutor or an investigator.
    Court,
}

words!(Capacity, "capacity", 12, {
    Oneself => "oneself", Parent => "parent", Adopter => "adopter", Guardian => "guardian",
    GuardianshipBody => "guardianship-body", NotarisedPower => "notarised-power", Relative => "relative",
    Neighbour => "neighbour", Undertaker => "undertaker", Facility => "facility", Body => "body",
    Court => "court",
});

impl Capacity {
    /// Whether a paper of its own proves the capacity: the power, the decision, the letter. The others are
    /// proved by the identity document and the register.
    const fn needs_paper(self) -> bool {
        match self {
            Self::Guardian
            | Self::GuardianshipBody
            | Self::NotarisedPower
            | Self::Undertaker
            | Self::Facility
            | Self::Body
            | Self::Court => true,
            Self::Oneself | Self::Parent | Self::Adopter | Self::Relative | Self::Neighbour => false,
        }
    }
}

/// What can be asked of an office. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// The certificate that is given when an act is registered.
    FirstCertificate(ActKind),
    /// A certificate of an act that was registered before.
    RepeatCertificate(ActKind),
    /// A reference on an act, with what the certificate says.
    Reference(ActKind),
    /// Name, date and place alone.
    Extract(ActKind),
    /// The correction of an act.
    Correction(ActKind),
    /// The restoration of an act that was lost.
    Restoration(ActKind),
    /// A search of ledger and archive, and the reference that no record was found.
    ArchiveSearch,
    /// The reference that somebody is not married.
    NotMarriedReference,
    /// The application to marry.
    MarriageApplication,
    /// The application to divorce at the office.
    DivorceApplication,
    /// The application for paternity to be entered.
    PaternityApplication,
    /// A change of surname, given name or patronymic.
    NameChange,
}

impl Service {
    /// Every service, for every kind of act that it can be about.
    pub fn all() -> impl Iterator<Item = Self> {
        let of_acts: [fn(ActKind) -> Self; 6] = [
            Self::FirstCertificate,
            Self::RepeatCertificate,
            Self::Reference,
            Self::Extract,
            Self::Correction,
            Self::Restoration,
        ];
        of_acts.into_iter().flat_map(|of| ActKind::ALL.into_iter().map(of)).chain([
            Self::ArchiveSearch,
            Self::NotMarriedReference,
            Self::MarriageApplication,
            Self::DivorceApplication,
            Self::PaternityApplication,
            Self::NameChange,
        ])
    }

    /// The word used in files, without the kind of act: `repeat-certificate`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FirstCertificate(_) => "first-certificate",
            Self::RepeatCertificate(_) => "repeat-certificate",
            Self::Reference(_) => "reference",
            Self::Extract(_) => "extract",
            Self::Correction(_) => "correction",
            Self::Restoration(_) => "restoration",
            Self::ArchiveSearch => "archive-search",
            Self::NotMarriedReference => "not-married-reference",
            Self::MarriageApplication => "marriage-application",
            Self::DivorceApplication => "divorce-application",
            Self::PaternityApplication => "paternity-application",
            Self::NameChange => "name-change",
        }
    }

    /// The kind of act that it is about, where it is about an act.
    pub const fn kind(self) -> Option<ActKind> {
        match self {
            Self::FirstCertificate(kind)
            | Self::RepeatCertificate(kind)
            | Self::Reference(kind)
            | Self::Extract(kind)
            | Self::Correction(kind)
            | Self::Restoration(kind) => Some(kind),
            Self::ArchiveSearch
            | Self::NotMarriedReference
            | Self::MarriageApplication
            | Self::DivorceApplication
            | Self::PaternityApplication
            | Self::NameChange => None,
        }
    }
}

/// What a mandate covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything that the capacity gives.
    Everything,
    /// These services alone.
    Services(Vec<Service>),
}

/// What ended a mandate before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// Whoever gave it took it back.
    Revocation,
    /// Whoever gave it, or for whom it is, died.
    Death,
    /// A court deprived the parent of parental rights.
    RightsDeprived,
}

words!(Ending, "end of a mandate", 3, {
    Revocation => "revocation", Death => "death", RightsDeprived => "rights-deprived",
});

/// The capacity in which somebody stands at the counter, and what it rests on. Personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Mandate {
    capacity: Capacity,
    ground: Option<Paper>,
    scope: Scope,
    from: CivilDate,
    to: Option<CivilDate>,
    checked_by: u32,
    ended: Option<(Ending, CivilDate)>,
}

redacted!(Mandate);

impl Mandate {
    /// A mandate from the day `from` to the last day `to`, checked by the officer of that number. Refused with
    /// [`Refusal::MandateWithoutPaper`] where the capacity needs a paper and `ground` is none.
    pub fn new(
        capacity: Capacity,
        ground: Option<Paper>,
        scope: Scope,
        (from, to): (CivilDate, Option<CivilDate>),
        checked_by: u32,
    ) -> Result<Self, Refusal> {
        if capacity.needs_paper() && ground.is_none() {
            return Err(Refusal::MandateWithoutPaper);
        }
        Ok(Self { capacity, ground, scope, from, to, checked_by, ended: None })
    }

    /// Somebody in their own affairs, known by an identity document on the day `day`.
    pub const fn of_oneself(day: CivilDate, checked_by: u32) -> Self {
        Self {
            capacity: Capacity::Oneself,
            ground: None,
            scope: Scope::Everything,
            from: day,
            to: None,
            checked_by,
            ended: None,
        }
    }

    /// The mandate, ended on the day `day`. What ended it first counts.
    #[must_use]
    pub fn ended(self, ending: Ending, day: CivilDate) -> Self {
        let ended = match self.ended {
            Some((earlier, since)) if since <= day => Some((earlier, since)),
            Some(_) | None => Some((ending, day)),
        };
        Self { ended, ..self }
    }

    /// In which capacity.
    pub const fn capacity(&self) -> Capacity {
        self.capacity
    }

    /// The paper that it rests on; none where the identity document and the register prove it.
    pub const fn ground(&self) -> Option<&Paper> {
        self.ground.as_ref()
    }

    /// The officer who checked it.
    pub const fn checked_by(&self) -> u32 {
        self.checked_by
    }

    /// Whether it is in force on the day `day` and covers `service`.
    fn serves(&self, service: Service, day: CivilDate) -> Result<(), Refusal> {
        match self.ended {
            Some((ending, since)) if since <= day => return Err(ending.refusal()),
            Some(_) | None => {}
        }
        if day < self.from || self.to.is_some_and(|last| last < day) {
            return Err(Refusal::MandateNotInForce);
        }
        match &self.scope {
            Scope::Everything => Ok(()),
            Scope::Services(services) if services.contains(&service) => Ok(()),
            Scope::Services(_) => Err(Refusal::MandateOutsideScope),
        }
    }
}

impl Ending {
    const fn refusal(self) -> Refusal {
        match self {
            Self::Revocation => Refusal::MandateRevoked,
            Self::Death => Refusal::MandateEndedByDeath,
            Self::RightsDeprived => Refusal::MandateRightsDeprived,
        }
    }
}

/// How old somebody is, as far as mandates ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// Under 16.
    Child,
    /// 16 or 17.
    Adolescent,
    /// 18 and above.
    Adult,
}

impl Age {
    /// The age on the day `day` of somebody born on `born`. Whoever is born on 29 February comes of age on
    /// 28 February.
    pub fn on(born: CivilDate, day: CivilDate) -> Self {
        let has_turned =
            |years: i32| born.plus_months(years.saturating_mul(12)).is_some_and(|birthday| birthday <= day);
        match (has_turned(16), has_turned(18)) {
            (_, true) => Self::Adult,
            (true, false) => Self::Adolescent,
            (false, false) => Self::Child,
        }
    }
}

/// Who asks: how old, and with which mandate.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The age of whoever stands at the counter.
    pub age: Age,
    /// The mandate.
    pub mandate: &'a Mandate,
}

/// The person whose act or affair it is, as far as the answer depends on it; of a marriage or divorce, the
/// spouse for whom it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Of the living, how old; of the dead, at death.
    pub age: Age,
    /// Whether the person is known to have died. Not asked of papers on a death, whose act proves it.
    pub dead: bool,
    /// Whether a court declared the person incapable.
    pub incapacitated: bool,
    /// Whether the marriage that it is about was divorced.
    pub divorced: bool,
}

/// Why somebody may ask or declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entitlement {
    /// In one's own affairs.
    Oneself,
    /// For the own minor child.
    Parent,
    /// For the adopted minor child.
    Adopter,
    /// For the ward.
    Guardian,
    /// As the guardianship body, for a minor or an incapacitated person.
    GuardianshipBody,
    /// For whoever gave the power.
    Power,
    /// As a relative of somebody who died.
    RelativeOfTheDead,
    /// For the duties of a body.
    OfficialUse,
    /// As a court or an investigator, on request.
    CourtRequest,
    /// As whoever declared the death.
    DeclarantOfTheDeath,
    /// As one of two who declare together and in person.
    PartyInPerson,
    /// As a parent who acknowledges the own child.
    ParentInPerson,
    /// At 16 or 17, on the parents' application and with the own consent.
    WithParents,
    /// As one of those who declare acts of the kind.
    Declarant,
}

impl Entitlement {
    /// Every entitlement.
    pub const ALL: [Self; 14] = [
        Self::Oneself,
        Self::Parent,
        Self::Adopter,
        Self::Guardian,
        Self::GuardianshipBody,
        Self::Power,
        Self::RelativeOfTheDead,
        Self::OfficialUse,
        Self::CourtRequest,
        Self::DeclarantOfTheDeath,
        Self::PartyInPerson,
        Self::ParentInPerson,
        Self::WithParents,
        Self::Declarant,
    ];

    /// Whether it is that of a guardian or of the body of guardians.
    const fn is_of_a_guardian(self) -> bool {
        matches!(self, Self::Guardian | Self::GuardianshipBody)
    }

    /// The stable code, for the access log: `ask.parent`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Oneself => "ask.oneself",
            Self::Parent => "ask.parent",
            Self::Adopter => "ask.adopter",
            Self::Guardian => "ask.guardian",
            Self::GuardianshipBody => "ask.guardianship-body",
            Self::Power => "ask.power",
            Self::RelativeOfTheDead => "ask.relative-of-the-dead",
            Self::OfficialUse => "ask.official-use",
            Self::CourtRequest => "ask.court-request",
            Self::DeclarantOfTheDeath => "ask.declarant-of-the-death",
            Self::PartyInPerson => "ask.party-in-person",
            Self::ParentInPerson => "ask.parent-in-person",
            Self::WithParents => "ask.with-parents",
            Self::Declarant => "declare.by-capacity",
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> Source {
        match self {
            Self::Oneself | Self::Parent | Self::Adopter | Self::Guardian | Self::GuardianshipBody => {
                RECEIVERS
            }
            Self::Power | Self::RelativeOfTheDead | Self::OfficialUse | Self::CourtRequest => REPEATS,
            Self::DeclarantOfTheDeath | Self::Declarant => DECLARANTS,
            Self::PartyInPerson => PRESENCE,
            Self::ParentInPerson => PATERNITY,
            Self::WithParents => REPRESENTATION,
        }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Permitted, on this rule. Its code goes into the access log.
    Yes {
        /// The code of the rule.
        rule: &'static str,
        /// Where the rule comes from.
        source: Source,
    },
    /// Refused; the refusal has code, source and words.
    No(Refusal),
}

impl From<Result<Entitlement, Refusal>> for Verdict {
    fn from(answer: Result<Entitlement, Refusal>) -> Self {
        match answer {
            Ok(entitlement) => Self::Yes { rule: entitlement.code(), source: entitlement.source() },
            Err(refusal) => Self::No(refusal),
        }
    }
}

#[cfg(test)]
mod tests;
