//! The rules of law of a birth give way to a court and to a written order, each to its own, and to nothing less.
use super::*;
use crate::refusal::RuleClass;
use crate::waiver::{Basis, Paper, Waiver, outstanding};

fn waiver(rule: Refusal, basis: Basis) -> Waiver {
    let paper = Paper { number: text("2-118"), date: day("2026-11-20"), issuer: text("Tuman sudi") };
    Waiver { rule, basis, paper }
}

/// A record that one rule of law refuses passes with a waiver of that rule that is an override, and not with a
/// mere reason.
#[track_caller]
fn passes(refusal: Refusal, refused: &[Refusal]) {
    assert_eq!((refusal.class(), refused), (RuleClass::Law, [refusal].as_slice()));
    for (basis, gives_way) in
        [(Basis::CourtDecision, true), (Basis::WrittenOrder, true), (Basis::Reason, false)]
    {
        let standing = outstanding(refused, &[waiver(refusal, basis)], day(TODAY));
        assert_eq!(standing.is_empty(), gives_way, "{standing:?}");
    }
}

#[test]
fn a_court_can_pass_what_is_wrong_with_the_papers_of_a_birth() {
    passes(Refusal::BirthWithoutEvidence, &refused(|record| record.evidence = None));
    passes(Refusal::EvidenceBeforeBirth, &refused(|record| record.evidence = Some(notice("2026-11-13"))));
    passes(Refusal::PaperAfterRegistration, &refused(|record| record.evidence = Some(notice("2026-11-24"))));
    let unborn = refused(|record| {
        record.child.born = day("2026-11-24");
        record.evidence = Some(notice("2026-11-24"));
    });
    let paper = waiver(Refusal::PaperAfterRegistration, Basis::CourtDecision);
    passes(Refusal::BirthAfterRegistration, &outstanding(&unborn, &[paper], day(TODAY)));
}

#[test]
fn a_court_can_pass_what_is_wrong_with_the_names_and_the_father() {
    let nameless = |record: &mut BirthRecord| {
        record.child.name = PersonName::new(Script::UzLatn, Some("Karimova"), None, None).unwrap();
    };
    passes(Refusal::ChildWithoutGivenName, &refused(nameless));
    passes(Refusal::FatherWithoutBasis, &refused(|record| record.father = Some(father(None))));
    let identified = refused(|record| {
        let mut father = father(Some(FatherBasis::MothersStatement { date: day("2026-11-20") }));
        father.parent.citizenship = Some(Citizenship::Of(Country::UZ));
        record.father = Some(father);
    });
    passes(Refusal::StatementIdentifiesFather, &identified);
    let instructed = refused(|record| record.father = Some(father(Some(FatherBasis::Instruction))));
    passes(Refusal::InstructionWithoutFoundling, &instructed);
}

#[test]
fn a_court_can_pass_what_is_wrong_with_a_foundlings_parents_and_with_the_declarant() {
    let foundlings = refused(|record| {
        record.father = None;
        record.evidence = Some(foundling(None));
    });
    passes(Refusal::FoundlingParents, &foundlings);
    let absent = refused(|record| {
        record.father = None;
        record.declarant.capacity = DeclarantCapacity::Father;
    });
    passes(Refusal::DeclarantNotInRecord, &absent);
    let unnamed = refused(|record| record.declarant.capacity = DeclarantCapacity::Neighbour);
    passes(Refusal::DeclarantUnnamed, &unnamed);
}

#[test]
fn a_waiver_of_one_rule_leaves_the_others_standing() {
    let refusals = refused(|record| {
        record.evidence = None;
        record.father = Some(father(None));
    });
    let waiver = waiver(Refusal::BirthWithoutEvidence, Basis::CourtDecision);
    assert_eq!(outstanding(&refusals, &[waiver], day(TODAY)), [Refusal::FatherWithoutBasis]);
}

#[test]
fn a_court_can_pass_what_is_wrong_with_the_marriage_and_the_surname() {
    let long_after = refused(|record| record.father = Some(father(Some(married_until("2026-01-17")))));
    passes(Refusal::FatherLongAfterMarriage, &long_after);
    let before = FatherBasis::Marriage { act: text("311012600184"), date: day("2026-11-15"), ended: None };
    let before = refused(|record| record.father = Some(father(Some(before))));
    passes(Refusal::BornBeforeMarriage, &before);
    let bill = refused(|record| record.child.surname_of = Some(SurnameChoice::FatherGiven));
    passes(Refusal::SurnameChoiceNotInForce, &bill);
    let absent = refused(|record| {
        record.father = None;
        record.child.surname_of = Some(SurnameChoice::Father);
    });
    passes(Refusal::SurnameOfAbsentParent, &absent);
    passes(Refusal::StillbornAsPerson, &stillborn(|child| child.rank = Some(1)));
}
