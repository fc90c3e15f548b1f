//! The rules of law of a divorce give way to a court and to a written order, each to its own, and to nothing less.
use super::*;
use crate::refusal::RuleClass;
use crate::waiver::{self, Basis, Waiver, outstanding};

fn waiver(rule: Refusal, basis: Basis) -> Waiver {
    let paper = waiver::Paper { number: text("2-118"), date: day("2026-11-20"), issuer: text("Tuman sudi") };
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
fn a_court_can_pass_what_is_wrong_with_the_marriage_and_the_ground() {
    passes(Refusal::DivorceMarriageUnknown, &refused(|record| record.marriage = None));
    let later = |record: &mut DivorceRecord| record.marriage.as_mut().unwrap().date = day("2026-11-01");
    passes(Refusal::DivorceBeforeMarriage, &refused_by_court(later));
    passes(Refusal::DivorceCommonMinors, &refused(|record| record.children = 1));
    let dispute = refused(|record| record.ground = Ground::Mutual { dispute: true, absent: None });
    passes(Refusal::DivorceDispute, &dispute);
    let court = |in_force, received| {
        let decision = decision("2026-09-14", in_force, received);
        refused_by_court(|record| record.ground = Ground::Court(decision))
    };
    passes(Refusal::DivorceDecisionOnPaper, &court("2026-10-15", Received::Paper));
    passes(Refusal::DivorceDecisionNotInForce, &court("2026-11-24", Received::Exchange));
    let sentence = |cause| refused(|record| record.ground = alone(Side::Wife, cause));
    passes(Refusal::DivorceSentenceTooShort, &sentence(sentenced(2, true)));
    passes(Refusal::DivorceConvictWithoutStatement, &sentence(sentenced(4, false)));
}

#[test]
fn a_court_can_pass_what_is_wrong_with_the_application_and_the_parties() {
    passes(Refusal::DivorceWithoutApplication, &refused(|record| record.application = None));
    let withdrawn = |record: &mut DivorceRecord| {
        record.application.as_mut().unwrap().withdrawn = Some(day("2026-09-01"));
    };
    passes(Refusal::DivorceApplicationWithdrawn, &refused(withdrawn));
    passes(Refusal::DivorceWaitNotOver, &refused(|record| record.application = Some(lodged("2026-11-01"))));
    let absent = |record: &mut DivorceRecord| {
        (record.husband.declared, record.husband.surname_after) = (None, None);
    };
    passes(Refusal::DivorceSpouseAbsent, &refused(absent));
    let chosen = refused_by_court(|record| record.wife.surname_after = Some(SurnameAfter::Kept));
    passes(Refusal::DivorceChoiceWithoutDeclaration, &chosen);
    passes(
        Refusal::DivorcePaperAfterRegistration,
        &refused(|record| record.wife.declared = Some(day("2026-11-24"))),
    );
    passes(Refusal::DivorceAfterRegistration, &refused(|record| record.date = Some(day("2026-11-24"))));
    passes(Refusal::DivorceNotConfirmed, &refused(|record| record.confirmation = None));
}
