//! The decisions: which capacity gives which service, and who declares acts of which kind.
use super::{Age, Asker, Capacity, Entitlement, Service, Subject, Verdict};
use crate::{ActKind, CivilDate, refusal::Refusal};

type Answer = Result<Entitlement, Refusal>;

/// Whether `asker` is given `service` in the affairs of `subject` on the day `day`, and on which rule.
///
/// The mandate is asked first: whether it is in force and covers the service. Then the law of the service, for
/// everybody in the same order: what nobody does through another, what the dead and the divorced are not given, who
/// is entitled. Whether the law then lets the couple marry or the name be changed is for the rules of that act.
pub fn may_ask(asker: &Asker<'_>, subject: Subject, service: Service, day: CivilDate) -> Verdict {
    asker.mandate.serves(service, day).and_then(|()| entitlement(asker, subject, service)).into()
}

fn entitlement(asker: &Asker<'_>, subject: Subject, service: Service) -> Answer {
    let capacity = asker.mandate.capacity();
    // A parent may be a minor; everybody else who speaks for another is of age.
    let for_another = !matches!(capacity, Capacity::Oneself | Capacity::Parent);
    if for_another && asker.age != Age::Adult {
        return Err(Refusal::MandateRepresentativeUnderAge);
    }
    match service {
        Service::FirstCertificate(ActKind::Death) => first_of_a_death(capacity),
        Service::FirstCertificate(kind @ (ActKind::Birth | ActKind::Divorce))
        | Service::RepeatCertificate(kind) => certificate(asker, subject, kind),
        // A reference goes to everybody who has a right to the act, and to courts and investigators.
        Service::Reference(kind) | Service::Extract(kind) => of_act(asker, subject, kind),
        Service::Restoration(kind) => {
            no_body(capacity).and_then(|()| no_court(capacity)).and_then(|()| of_act(asker, subject, kind))
        }
        Service::Correction(kind) => correction(asker, subject, kind),
        Service::ArchiveSearch => no_body(capacity).and_then(|()| in_ones_affairs(asker, subject)),
        Service::NotMarriedReference => not_married(asker, subject),
        // The certificates of a marriage are handed to the couple when it is registered.
        Service::MarriageApplication
        | Service::DivorceApplication
        | Service::FirstCertificate(ActKind::Marriage) => in_person(asker, subject),
        Service::PaternityApplication => paternity(capacity),
        Service::NameChange => name_change(asker, subject),
    }
}

/// Rules of 2016, on repeat certificates: none of a dead person's birth, none of a marriage that was divorced, none
/// to a court; in each of these a reference.
fn certificate(asker: &Asker<'_>, subject: Subject, kind: ActKind) -> Answer {
    let entitled = of_act(asker, subject, kind)?;
    if entitled == Entitlement::CourtRequest {
        return Err(Refusal::MandateReferenceForCourts);
    }
    match kind {
        ActKind::Birth if subject.dead => Err(Refusal::MandateReferenceForTheDead),
        ActKind::Marriage if subject.divorced => Err(Refusal::MandateReferenceAfterDivorce),
        ActKind::Birth | ActKind::Death | ActKind::Marriage | ActKind::Divorce => Ok(entitled),
    }
}

/// Who has a right to what an act says.
fn of_act(asker: &Asker<'_>, subject: Subject, kind: ActKind) -> Answer {
    match kind {
        ActKind::Death => of_death(asker.mandate.capacity()),
        ActKind::Birth => no_body(asker.mandate.capacity()).and_then(|()| in_ones_affairs(asker, subject)),
        // A marriage below 18 makes of age, so parents and guardians of minors have no part in it.
        ActKind::Marriage | ActKind::Divorce => of_union(asker, subject),
    }
}

/// Rules of 2016: a death certificate goes to relatives, or to legal persons for official use. A guardian asks for a
/// ward who is left behind.
const fn of_death(capacity: Capacity) -> Answer {
    match capacity {
        Capacity::Parent | Capacity::Adopter | Capacity::Relative => Ok(Entitlement::RelativeOfTheDead),
        Capacity::Guardian => Ok(Entitlement::Guardian),
        Capacity::GuardianshipBody => Ok(Entitlement::GuardianshipBody),
        Capacity::NotarisedPower => Ok(Entitlement::Power),
        Capacity::Body => Ok(Entitlement::OfficialUse),
        Capacity::Court => Ok(Entitlement::CourtRequest),
        Capacity::Oneself | Capacity::Neighbour | Capacity::Undertaker | Capacity::Facility => {
            Err(Refusal::MandateNotEntitled)
        }
    }
}

/// Whoever declared a death holds its first certificate: a burial without it is prohibited.
const fn first_of_a_death(capacity: Capacity) -> Answer {
    match capacity {
        Capacity::Neighbour | Capacity::Undertaker | Capacity::Facility => {
            Ok(Entitlement::DeclarantOfTheDeath)
        }
        Capacity::Court => Err(Refusal::MandateReferenceForCourts),
        Capacity::Oneself
        | Capacity::Parent
        | Capacity::Adopter
        | Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::NotarisedPower
        | Capacity::Relative
        | Capacity::Body => of_death(capacity),
    }
}

/// The spouses, whoever holds their power, the guardian of one who is incapable; relatives once the spouse is dead.
fn of_union(asker: &Asker<'_>, subject: Subject) -> Answer {
    match asker.mandate.capacity() {
        Capacity::Oneself | Capacity::NotarisedPower | Capacity::Relative | Capacity::Court => {
            in_ones_affairs(asker, subject)
        }
        Capacity::Guardian | Capacity::GuardianshipBody if subject.incapacitated || subject.dead => {
            in_ones_affairs(asker, subject)
        }
        Capacity::Parent | Capacity::Adopter if subject.dead => Ok(Entitlement::RelativeOfTheDead),
        Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::Parent
        | Capacity::Adopter
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Body => Err(Refusal::MandateNotEntitled),
    }
}

/// Who asks in a person's own affairs: the person from 16, their representatives, courts; of the dead, relatives.
fn in_ones_affairs(asker: &Asker<'_>, subject: Subject) -> Answer {
    let represented = |entitlement: Entitlement| {
        match (subject.age, subject.incapacitated) {
            (Age::Child | Age::Adolescent, _) => Ok(entitlement),
            // For an incapable adult the guardian alone, whom a decision names.
            (Age::Adult, true) if entitlement.is_of_a_guardian() => Ok(entitlement),
            (Age::Adult, true) => Err(Refusal::MandateNotEntitled),
            (Age::Adult, false) => Err(Refusal::MandatePersonOfAge),
        }
    };
    match asker.mandate.capacity() {
        Capacity::Court => Ok(Entitlement::CourtRequest),
        // A power ends with the death of whoever gave it; one that a dead person's relative gave is in order.
        Capacity::NotarisedPower => Ok(Entitlement::Power),
        Capacity::Oneself | Capacity::Guardian | Capacity::GuardianshipBody if subject.dead => {
            Err(Refusal::MandateEndedByDeath)
        }
        Capacity::Oneself if asker.age == Age::Child || subject.incapacitated => {
            Err(Refusal::MandateThroughRepresentative)
        }
        Capacity::Oneself => Ok(Entitlement::Oneself),
        Capacity::Parent | Capacity::Adopter | Capacity::Relative if subject.dead => {
            Ok(Entitlement::RelativeOfTheDead)
        }
        Capacity::Parent => represented(Entitlement::Parent),
        Capacity::Adopter => represented(Entitlement::Adopter),
        Capacity::Guardian => represented(Entitlement::Guardian),
        Capacity::GuardianshipBody => represented(Entitlement::GuardianshipBody),
        Capacity::Relative
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Body => Err(Refusal::MandateNotEntitled),
    }
}

/// Family Code, arts 13 and 14: each spouse declares alone and in person.
const fn in_person(asker: &Asker<'_>, subject: Subject) -> Answer {
    match (asker.mandate.capacity(), asker.age) {
        (Capacity::Oneself, _) if subject.dead => Err(Refusal::MandateEndedByDeath),
        (Capacity::Oneself, Age::Adult | Age::Adolescent) => Ok(Entitlement::PartyInPerson),
        (Capacity::Oneself, Age::Child) => Err(Refusal::MandateTooYoung),
        (
            Capacity::Parent
            | Capacity::Adopter
            | Capacity::Guardian
            | Capacity::GuardianshipBody
            | Capacity::NotarisedPower
            | Capacity::Relative
            | Capacity::Neighbour
            | Capacity::Undertaker
            | Capacity::Facility
            | Capacity::Body
            | Capacity::Court,
            _,
        ) => Err(Refusal::MandateInPersonOnly),
    }
}

/// Rules of 2016: the parents themselves, and no power of attorney. A minor parent acts for the own child.
const fn paternity(capacity: Capacity) -> Answer {
    match capacity {
        Capacity::Parent => Ok(Entitlement::ParentInPerson),
        Capacity::NotarisedPower => Err(Refusal::MandateNoPowerForPaternity),
        Capacity::Oneself
        | Capacity::Adopter
        | Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::Relative
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Body
        | Capacity::Court => Err(Refusal::MandateNotEntitled),
    }
}

/// Family Code, arts 70 and 226: under 16 the parents, at 16 and 17 the person with them, from 18 the person; in
/// person, since the police check it.
fn name_change(asker: &Asker<'_>, subject: Subject) -> Answer {
    if subject.dead {
        return Err(Refusal::MandateNotEntitled);
    }
    match asker.mandate.capacity() {
        Capacity::NotarisedPower => Err(Refusal::MandateInPersonOnly),
        Capacity::Court => Err(Refusal::MandateNotEntitled),
        Capacity::Oneself if asker.age == Age::Adolescent && !subject.incapacitated => {
            Ok(Entitlement::WithParents)
        }
        Capacity::Oneself
        | Capacity::Parent
        | Capacity::Adopter
        | Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::Relative
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Body => in_ones_affairs(asker, subject),
    }
}

/// Rules of 2016: changes and corrections are applied for in person; a court's decision stands for an application.
fn correction(asker: &Asker<'_>, subject: Subject, kind: ActKind) -> Answer {
    match asker.mandate.capacity() {
        Capacity::NotarisedPower => Err(Refusal::MandateInPersonOnly),
        Capacity::Body => Err(Refusal::MandateNotEntitled),
        Capacity::Oneself
        | Capacity::Parent
        | Capacity::Adopter
        | Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::Relative
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Court => of_act(asker, subject, kind),
    }
}

/// That somebody is not married is told to the person, from 16, and to whoever stands for them; nobody needs it
/// of the dead.
fn not_married(asker: &Asker<'_>, subject: Subject) -> Answer {
    let entitled = no_body(asker.mandate.capacity()).and_then(|()| in_ones_affairs(asker, subject))?;
    if entitled == Entitlement::RelativeOfTheDead { Err(Refusal::MandateNotEntitled) } else { Ok(entitled) }
}

/// Other bodies are given papers on a death, and nothing else.
const fn no_body(capacity: Capacity) -> Result<(), Refusal> {
    match capacity {
        Capacity::Body => Err(Refusal::MandateNotEntitled),
        Capacity::Oneself
        | Capacity::Parent
        | Capacity::Adopter
        | Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::NotarisedPower
        | Capacity::Relative
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Court => Ok(()),
    }
}

/// A lost act is restored for those whom it concerns; a court that finds a fact decides, and does not apply.
const fn no_court(capacity: Capacity) -> Result<(), Refusal> {
    match capacity {
        Capacity::Court => Err(Refusal::MandateNotEntitled),
        Capacity::Oneself
        | Capacity::Parent
        | Capacity::Adopter
        | Capacity::Guardian
        | Capacity::GuardianshipBody
        | Capacity::NotarisedPower
        | Capacity::Relative
        | Capacity::Neighbour
        | Capacity::Undertaker
        | Capacity::Facility
        | Capacity::Body => Ok(()),
    }
}

/// Whether acts of `kind` are declared in `capacity`.
///
/// Births: the parents or one of them, else relatives, neighbours, health facilities and bodies; the person, once of
/// age; never an undertaker. Deaths: relatives, people close, facilities, undertakers, bodies. A marriage is declared by
/// the couple alone. A divorce by the spouses, or by the court's decision, which comes by exchange (decree UP-157 of
/// 8 September 2025).
pub const fn may_declare(kind: ActKind, capacity: Capacity) -> Verdict {
    let declares = match (kind, capacity) {
        (
            ActKind::Birth,
            Capacity::Oneself
            | Capacity::Parent
            | Capacity::Adopter
            | Capacity::Guardian
            | Capacity::GuardianshipBody
            | Capacity::NotarisedPower
            | Capacity::Relative
            | Capacity::Neighbour
            | Capacity::Facility
            | Capacity::Body,
        )
        | (
            ActKind::Death,
            Capacity::Parent
            | Capacity::Adopter
            | Capacity::Guardian
            | Capacity::GuardianshipBody
            | Capacity::NotarisedPower
            | Capacity::Relative
            | Capacity::Neighbour
            | Capacity::Undertaker
            | Capacity::Facility
            | Capacity::Body
            | Capacity::Court,
        )
        | (ActKind::Divorce, Capacity::Oneself | Capacity::Court) => true,
        (ActKind::Marriage, Capacity::Oneself) => {
            let party = Entitlement::PartyInPerson;
            return Verdict::Yes { rule: party.code(), source: party.source() };
        }
        (ActKind::Birth, Capacity::Undertaker | Capacity::Court) | (ActKind::Death, Capacity::Oneself) => {
            false
        }
        (
            ActKind::Marriage | ActKind::Divorce,
            Capacity::Parent
            | Capacity::Adopter
            | Capacity::Guardian
            | Capacity::GuardianshipBody
            | Capacity::NotarisedPower
            | Capacity::Relative
            | Capacity::Neighbour
            | Capacity::Undertaker
            | Capacity::Facility
            | Capacity::Body,
        )
        | (ActKind::Marriage, Capacity::Court) => return Verdict::No(Refusal::MandateInPersonOnly),
    };
    if declares {
        Verdict::Yes { rule: Entitlement::Declarant.code(), source: Entitlement::Declarant.source() }
    } else {
        Verdict::No(Refusal::MandateMayNotDeclare)
    }
}
