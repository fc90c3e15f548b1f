use super::*;
use crate::{
    Text,
    refusal::Mark,
    waiver::{Basis, Waiver, outstanding},
};
use std::{collections::BTreeSet, fmt::Write as _};

const TODAY: &str = "2026-11-23";
const OFFICER: u32 = 7;

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn paper() -> Paper {
    let (number, issuer) = (Text::new("N-17").unwrap(), Text::new("Notarius").unwrap());
    Paper { number, date: day("2026-10-01"), issuer }
}

fn mandate(capacity: Capacity) -> Mandate {
    let term = (day("2026-10-01"), Some(day("2027-10-01")));
    Mandate::new(capacity, Some(paper()), Scope::Everything, term, OFFICER).unwrap()
}

const GROWN: Subject = Subject { age: Age::Adult, dead: false, incapacitated: false, divorced: false };
const MINOR: Subject = Subject { age: Age::Child, ..GROWN };
const DEAD: Subject = Subject { dead: true, ..GROWN };

/// The answer to an asker of age, or of the subject's age where the subject asks.
fn ask(capacity: Capacity, subject: Subject, service: Service) -> Verdict {
    let age = if capacity == Capacity::Oneself { subject.age } else { Age::Adult };
    may_ask(&Asker { age, mandate: &mandate(capacity) }, subject, service, day(TODAY))
}

fn with(mandate: &Mandate, service: Service) -> Verdict {
    may_ask(&Asker { age: Age::Adult, mandate }, MINOR, service, day(TODAY))
}

#[track_caller]
fn beside(refusal: Refusal, refused: Verdict, accepted: Verdict) {
    assert_eq!(refused, Verdict::No(refusal));
    assert!(matches!(accepted, Verdict::Yes { .. }), "{accepted:?}");
}

/// A refusal of law gives way to a court and to a written order, and not to a mere reason.
#[track_caller]
fn passes(refusal: Refusal, refused: Verdict) {
    assert_eq!(refused, Verdict::No(refusal));
    for (basis, gives_way) in
        [(Basis::CourtDecision, true), (Basis::WrittenOrder, true), (Basis::Reason, false)]
    {
        let waiver = Waiver { rule: refusal, basis, paper: paper() };
        assert_eq!(outstanding(&[refusal], &[waiver], day(TODAY)).is_empty(), gives_way);
    }
}

const BIRTH: Service = Service::RepeatCertificate(ActKind::Birth);
const MARRIAGE: Service = Service::RepeatCertificate(ActKind::Marriage);

#[test]
fn a_repeat_of_a_birth_goes_to_the_person_from_16_and_before_that_to_who_stands_for_the_child() {
    for capacity in [Capacity::Parent, Capacity::Adopter, Capacity::Guardian, Capacity::GuardianshipBody] {
        beside(Refusal::MandatePersonOfAge, ask(capacity, GROWN, BIRTH), ask(capacity, MINOR, BIRTH));
    }
    let at_16 = ask(Capacity::Oneself, Subject { age: Age::Adolescent, ..GROWN }, BIRTH);
    beside(Refusal::MandateThroughRepresentative, ask(Capacity::Oneself, MINOR, BIRTH), at_16);
    passes(Refusal::MandateThroughRepresentative, ask(Capacity::Oneself, MINOR, BIRTH));
    passes(Refusal::MandatePersonOfAge, ask(Capacity::Parent, GROWN, BIRTH));
    let incapacitated = Subject { incapacitated: true, ..GROWN };
    let guardian = ask(Capacity::Guardian, incapacitated, BIRTH);
    beside(Refusal::MandateThroughRepresentative, ask(Capacity::Oneself, incapacitated, BIRTH), guardian);
}

#[test]
fn a_parent_who_was_deprived_of_rights_is_given_nothing_about_the_child() {
    let parent = mandate(Capacity::Parent);
    let deprived = parent.clone().ended(Ending::RightsDeprived, day("2026-11-23"));
    for service in
        [BIRTH, Service::Reference(ActKind::Birth), Service::Extract(ActKind::Birth), Service::NameChange]
    {
        beside(Refusal::MandateRightsDeprived, with(&deprived, service), with(&parent, service));
    }
    let tomorrow = parent.clone().ended(Ending::RightsDeprived, day("2026-11-24"));
    beside(Refusal::MandateRightsDeprived, with(&deprived, BIRTH), with(&tomorrow, BIRTH));
}

#[test]
fn a_minor_mother_acts_for_her_own_child_and_no_other_minor_speaks_for_anybody() {
    for age in [Age::Child, Age::Adolescent] {
        let by = |capacity| {
            let mandate = mandate(capacity);
            may_ask(
                &Asker { age, mandate: &mandate },
                MINOR,
                Service::FirstCertificate(ActKind::Birth),
                day(TODAY),
            )
        };
        beside(Refusal::MandateRepresentativeUnderAge, by(Capacity::Guardian), by(Capacity::Parent));
        passes(Refusal::MandateRepresentativeUnderAge, by(Capacity::NotarisedPower));
        let mother = mandate(Capacity::Parent);
        let asker = Asker { age, mandate: &mother };
        let paternity = may_ask(&asker, MINOR, Service::PaternityApplication, day(TODAY));
        assert!(matches!(paternity, Verdict::Yes { .. }));
    }
}

#[test]
fn after_a_divorce_a_reference_is_given_and_no_certificate_of_the_marriage() {
    let divorced = Subject { divorced: true, ..GROWN };
    for capacity in [Capacity::Oneself, Capacity::NotarisedPower] {
        let certificate = ask(capacity, divorced, MARRIAGE);
        beside(Refusal::MandateReferenceAfterDivorce, certificate, ask(capacity, GROWN, MARRIAGE));
        let reference = ask(capacity, divorced, Service::Reference(ActKind::Marriage));
        beside(Refusal::MandateReferenceAfterDivorce, certificate, reference);
    }
    passes(Refusal::MandateReferenceAfterDivorce, ask(Capacity::Oneself, divorced, MARRIAGE));
}

#[test]
fn of_a_dead_persons_birth_relatives_get_a_reference() {
    let certificate = ask(Capacity::Relative, DEAD, BIRTH);
    let reference = ask(Capacity::Relative, DEAD, Service::Reference(ActKind::Birth));
    beside(Refusal::MandateReferenceForTheDead, certificate, reference);
    passes(Refusal::MandateReferenceForTheDead, certificate);
}

#[test]
fn courts_and_investigators_get_references() {
    for kind in ActKind::ALL {
        let subject = if kind == ActKind::Death { DEAD } else { GROWN };
        let reference = ask(Capacity::Court, subject, Service::Reference(kind));
        let certificate = ask(Capacity::Court, subject, Service::RepeatCertificate(kind));
        beside(Refusal::MandateReferenceForCourts, certificate, reference);
    }
    passes(Refusal::MandateReferenceForCourts, ask(Capacity::Court, GROWN, BIRTH));
}

#[test]
fn a_body_is_given_what_concerns_a_death_and_nothing_else() {
    let death = ask(Capacity::Body, DEAD, Service::RepeatCertificate(ActKind::Death));
    beside(Refusal::MandateNotEntitled, ask(Capacity::Body, GROWN, BIRTH), death);
    passes(Refusal::MandateNotEntitled, ask(Capacity::Neighbour, GROWN, BIRTH));
}

#[test]
fn nobody_consents_to_a_marriage_or_a_divorce_through_another() {
    for service in [Service::MarriageApplication, Service::DivorceApplication] {
        for capacity in Capacity::ALL.into_iter().filter(|capacity| *capacity != Capacity::Oneself) {
            let in_person = ask(Capacity::Oneself, GROWN, service);
            beside(Refusal::MandateInPersonOnly, ask(capacity, GROWN, service), in_person);
        }
        let adolescent = ask(Capacity::Oneself, Subject { age: Age::Adolescent, ..GROWN }, service);
        beside(Refusal::MandateTooYoung, ask(Capacity::Oneself, MINOR, service), adolescent);
        passes(Refusal::MandateTooYoung, ask(Capacity::Oneself, MINOR, service));
    }
}

#[test]
fn no_power_of_attorney_serves_for_paternity() {
    let parent = ask(Capacity::Parent, MINOR, Service::PaternityApplication);
    let power = ask(Capacity::NotarisedPower, MINOR, Service::PaternityApplication);
    beside(Refusal::MandateNoPowerForPaternity, power, parent);
}

#[test]
fn whoever_speaks_for_another_or_for_a_body_shows_a_paper() {
    let term = (day(TODAY), None);
    for capacity in Capacity::ALL {
        let new = |ground| Mandate::new(capacity, ground, Scope::Everything, term, OFFICER);
        let answer = |mandate: Result<Mandate, Refusal>| match mandate {
            Ok(mandate) => Verdict::Yes { rule: mandate.capacity().word(), source: MANDATE_SOURCE },
            Err(refusal) => Verdict::No(refusal),
        };
        if capacity.needs_paper() {
            beside(Refusal::MandateWithoutPaper, answer(new(None)), answer(new(Some(paper()))));
        } else {
            assert!(new(None).is_ok());
        }
    }
    let mandate = mandate(Capacity::Guardian);
    assert!(mandate.ground() == Some(&paper()) && mandate.checked_by() == OFFICER);
}

const MANDATE_SOURCE: Source = Entitlement::Oneself.source();

#[test]
fn a_mandate_serves_from_its_first_day_to_its_last() {
    let power = mandate(Capacity::NotarisedPower);
    let on = |date: &str| may_ask(&Asker { age: Age::Adult, mandate: &power }, MINOR, BIRTH, day(date));
    beside(Refusal::MandateNotInForce, on("2026-09-30"), on("2026-10-01"));
    beside(Refusal::MandateNotInForce, on("2027-10-02"), on("2027-10-01"));
}

#[test]
fn a_mandate_ends_by_revocation_and_by_death_from_that_day_on() {
    let power = mandate(Capacity::NotarisedPower);
    let ended = |ending, date: &str| with(&power.clone().ended(ending, day(date)), BIRTH);
    beside(
        Refusal::MandateRevoked,
        ended(Ending::Revocation, TODAY),
        ended(Ending::Revocation, "2026-11-24"),
    );
    beside(Refusal::MandateEndedByDeath, ended(Ending::Death, TODAY), ended(Ending::Death, "2026-11-24"));
    let first =
        power.clone().ended(Ending::Revocation, day("2026-11-01")).ended(Ending::Death, day("2026-11-02"));
    assert_eq!(with(&first, BIRTH), Verdict::No(Refusal::MandateRevoked));
    let sooner = power.ended(Ending::Revocation, day("2026-11-02")).ended(Ending::Death, day("2026-11-01"));
    assert_eq!(with(&sooner, BIRTH), Verdict::No(Refusal::MandateEndedByDeath));
}

#[test]
fn a_mandate_serves_for_what_it_names() {
    let named = Scope::Services(vec![BIRTH]);
    let term = (day("2026-10-01"), None);
    let power = Mandate::new(Capacity::NotarisedPower, Some(paper()), named, term, OFFICER).unwrap();
    beside(Refusal::MandateOutsideScope, with(&power, Service::ArchiveSearch), with(&power, BIRTH));
}

#[test]
fn an_act_is_declared_by_those_whom_the_law_names() {
    let undertaker = |kind| may_declare(kind, Capacity::Undertaker);
    beside(Refusal::MandateMayNotDeclare, undertaker(ActKind::Birth), undertaker(ActKind::Death));
    passes(Refusal::MandateMayNotDeclare, undertaker(ActKind::Birth));
    let by_power = may_declare(ActKind::Marriage, Capacity::NotarisedPower);
    beside(Refusal::MandateInPersonOnly, by_power, may_declare(ActKind::Marriage, Capacity::Oneself));
}

/// Every subject that the rules tell apart.
fn subjects() -> Vec<Subject> {
    let flags = [false, true];
    let mut all = Vec::new();
    for age in [Age::Child, Age::Adolescent, Age::Adult] {
        for dead in flags {
            for incapacitated in flags {
                all.extend(flags.map(|divorced| Subject { age, dead, incapacitated, divorced }));
            }
        }
    }
    all
}

#[test]
fn whoever_is_given_a_certificate_is_given_the_smaller_papers_too() {
    let given = |verdict| matches!(verdict, Verdict::Yes { .. });
    for subject in subjects() {
        for capacity in Capacity::ALL {
            for kind in ActKind::ALL {
                let certificate = given(ask(capacity, subject, Service::RepeatCertificate(kind)));
                let reference = given(ask(capacity, subject, Service::Reference(kind)));
                let extract = given(ask(capacity, subject, Service::Extract(kind)));
                assert!(!certificate || reference, "{capacity} {kind} {subject:?}");
                assert_eq!(reference, extract, "{capacity} {kind} {subject:?}");
            }
        }
    }
}

#[test]
fn whoever_the_person_is_these_are_never_given() {
    let refused = |verdict| matches!(verdict, Verdict::No(_));
    for subject in subjects() {
        for capacity in Capacity::ALL {
            for service in [Service::MarriageApplication, Service::DivorceApplication] {
                assert!(capacity == Capacity::Oneself || refused(ask(capacity, subject, service)));
            }
            for service in Service::all() {
                let strangers = [Capacity::Neighbour, Capacity::Undertaker, Capacity::Facility];
                let first = service == Service::FirstCertificate(ActKind::Death);
                assert!(first || !strangers.contains(&capacity) || refused(ask(capacity, subject, service)));
                let of_a_birth = service.kind() == Some(ActKind::Birth);
                assert!(
                    !(of_a_birth && capacity == Capacity::Body) || refused(ask(capacity, subject, service))
                );
                let deprived = mandate(capacity).ended(Ending::RightsDeprived, day(TODAY));
                let asker = Asker { age: Age::Adult, mandate: &deprived };
                assert!(refused(may_ask(&asker, subject, service, day(TODAY))));
            }
        }
        for kind in ActKind::ALL {
            let court = ask(Capacity::Court, subject, Service::RepeatCertificate(kind));
            assert_eq!(court, Verdict::No(Refusal::MandateReferenceForCourts));
        }
    }
}

#[test]
fn an_age_changes_on_the_birthday() {
    let born = day("2008-11-24");
    assert_eq!(Age::on(born, day("2024-11-23")), Age::Child);
    assert_eq!(Age::on(born, day("2024-11-24")), Age::Adolescent);
    assert_eq!(Age::on(born, day("2026-11-23")), Age::Adolescent);
    assert_eq!(Age::on(born, day("2026-11-24")), Age::Adult);
    let leap = day("2008-02-29");
    assert_eq!(Age::on(leap, day("2026-02-27")), Age::Adolescent);
    assert_eq!(Age::on(leap, day("2026-02-28")), Age::Adult);
}

#[test]
fn every_entitlement_has_a_code_of_its_own_and_a_source_and_serves_somewhere() {
    let codes: BTreeSet<_> = Entitlement::ALL.iter().map(|entitlement| entitlement.code()).collect();
    assert_eq!(codes.len(), Entitlement::ALL.len());
    let table = table();
    for entitlement in Entitlement::ALL {
        assert!(table.contains(&format!("yes, {}", entitlement.code())), "{}", entitlement.code());
        assert!(entitlement.source().title.len() > 10);
    }
    let uncertain = Entitlement::ALL.iter().filter(|entitlement| entitlement.source().mark != Mark::Verified);
    assert_eq!(uncertain.count(), 8);
}

#[test]
fn debug_output_of_a_mandate_shows_nothing_of_it() {
    assert_eq!(format!("{:?}", mandate(Capacity::Guardian)), "Mandate(redacted)");
}

#[test]
fn words_of_mandates_read_back() {
    for capacity in Capacity::ALL {
        assert_eq!(capacity.word().parse(), Ok(capacity));
    }
    for ending in Ending::ALL {
        assert_eq!(ending.word().parse(), Ok(ending));
    }
    let names: BTreeSet<String> = Service::all().map(name).collect();
    assert_eq!((names.len(), Service::all().count()), (30, 30));
}

fn name(service: Service) -> String {
    let word = service.word().replace('-', " ");
    service.kind().map_or_else(|| word.clone(), |kind| format!("{word} of a {kind}"))
}

fn word(verdict: Verdict) -> String {
    match verdict {
        Verdict::Yes { rule, .. } => format!("yes, {rule}"),
        Verdict::No(refusal) => format!("no, {}", refusal.code()),
    }
}

/// The cells of one situation: for every service and capacity the answer.
fn cells(subject: Subject) -> Vec<(Service, Vec<(Capacity, String)>)> {
    let row = |service: Service| {
        let dead = subject.dead || service.kind() == Some(ActKind::Death);
        let subject = Subject { dead, ..subject };
        Capacity::ALL.map(|capacity| (capacity, word(ask(capacity, subject, service)))).to_vec()
    };
    Service::all().map(|service| (service, row(service))).collect()
}

fn write_cells(out: &mut String, rows: &[(Service, Vec<(Capacity, String)>)]) {
    for (service, row) in rows.iter().filter(|(_, row)| !row.is_empty()) {
        writeln!(out, "\n{}", name(*service)).unwrap();
        for (capacity, answer) in row {
            writeln!(out, "  {:18} {answer}", capacity.word()).unwrap();
        }
    }
}

fn table() -> String {
    let mut out = String::from(
        "# Who is given what, where the person whose act or affair it is lives (unless it is about a death), is of age and\n\
         # capable, and not divorced. Whoever asks for another is of age; the mandate is in force and covers the service.\n",
    );
    let usual = cells(GROWN);
    write_cells(&mut out, &usual);
    for (title, subject) in [
        ("The person is under 16.", MINOR),
        ("The person is 16 or 17.", Subject { age: Age::Adolescent, ..GROWN }),
        ("A court declared the person incapable.", Subject { incapacitated: true, ..GROWN }),
        ("The person has died, of age.", DEAD),
        ("The person has died, under 16.", Subject { dead: true, ..MINOR }),
        ("The marriage that it is about was divorced.", Subject { divorced: true, ..GROWN }),
    ] {
        writeln!(out, "\n# {title} What differs from the table above:").unwrap();
        let differing: Vec<_> = cells(subject)
            .into_iter()
            .zip(&usual)
            .map(|((service, row), (_, before))| {
                let changed =
                    row.into_iter().zip(before).filter(|(now, then)| now != *then).map(|(now, _)| now);
                (service, changed.collect())
            })
            .collect();
        write_cells(&mut out, &differing);
    }
    out.push_str("\n# A mandate that has ended, whatever is asked.\n\n");
    for ending in Ending::ALL {
        let ended = mandate(Capacity::Parent).ended(ending, day(TODAY));
        let answers: BTreeSet<String> = Service::all().map(|service| word(with(&ended, service))).collect();
        writeln!(out, "  {:18} {}", ending.word(), answers.into_iter().collect::<Vec<_>>().join("; "))
            .unwrap();
    }
    out.push_str("\n# Who declares acts of which kind.\n");
    for kind in ActKind::ALL {
        writeln!(out, "\n{kind}").unwrap();
        for capacity in Capacity::ALL {
            writeln!(out, "  {:18} {}", capacity.word(), word(may_declare(kind, capacity))).unwrap();
        }
    }
    out.push_str("\n# The rules above, and where they come from.\n\n");
    for entitlement in Entitlement::ALL {
        let source = entitlement.source();
        writeln!(out, "  {:28} {}: {}", entitlement.code(), source.mark.word(), source.title).unwrap();
    }
    out
}

// A change of the table is a change of who is given what: read the new table before you write it over the old.
#[test]
fn the_whole_table_of_mandates_is_the_one_that_was_reviewed() {
    assert_eq!(table(), include_str!("../../testdata/mandates.txt"));
}
