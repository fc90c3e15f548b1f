//! The rules of law of a marriage give way to a court and to a written order, each to its own, and to nothing less.
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
fn a_court_can_pass_what_stands_in_the_persons() {
    let born = |born: &str| refused(|record| record.wife.person.born = Some(born.parse().unwrap()));
    passes(Refusal::MarriageFarUnderAge, &born("2010-01-01"));
    passes(Refusal::MarriageAgeNotKnown, &born("2008"));
    passes(Refusal::MarriageNotManAndWoman, &refused(|record| record.wife.sex = Sex::Undetermined));
    let status = |status| refused(|record| record.wife.before = Before { status, ended: None });
    passes(Refusal::MarriageSpouseMarried, &status(MaritalStatus::Married));
    passes(Refusal::MarriageEarlierEndNotNamed, &status(MaritalStatus::Widowed));
    let ended = ActReference { act: text("411012600017"), date: day("2026-11-24"), office: None };
    let before = Before { status: MaritalStatus::Divorced, ended: Some(ended) };
    passes(Refusal::MarriageBeforeEarlierEnd, &refused(|record| record.wife.before = before));
    let name = surname("Yoʻldosheva");
    let stranger = refused(|record| record.wife.surname_after = SurnameAfter::Spouses(name));
    passes(Refusal::MarriageSurnameOfNeither, &stranger);
}

#[test]
fn a_court_can_pass_what_is_wrong_with_examinations_and_foreign_papers() {
    let found = |capacity| refused(|record| record.wife.examination = Some(examination(capacity)));
    passes(Refusal::MarriageSpouseIncapable, &found(Capacity::Incapable));
    passes(Refusal::MarriageCapacityNotAsked, &found(Capacity::Doubted));
    passes(Refusal::MarriageWithoutExamination, &refused(|record| record.wife.examination = None));
    let foreign = refused(|record| record.husband.person.citizenship = Some("TR".parse().unwrap()));
    passes(Refusal::MarriageForeignerWithoutCertificate, &foreign);
    passes(Refusal::MarriageStayOver, &refused(|record| record.husband.stay_until = Some(day("2026-11-22"))));
}

#[test]
fn a_court_can_pass_what_is_wrong_with_the_application_and_the_days() {
    passes(Refusal::MarriageWithoutApplication, &refused(|record| record.application = None));
    let withdrawn = |record: &mut MarriageRecord| {
        record.application.as_mut().unwrap().withdrawn = Some(day("2026-11-01"));
    };
    passes(Refusal::MarriageApplicationWithdrawn, &refused(withdrawn));
    passes(
        Refusal::MarriageApplicationLapsed,
        &refused(|record| record.application = Some(lodged("2026-07-01"))),
    );
    let shorter = ShorterWait { ground: WaitGround::Pregnancy, paper: None };
    let bare = refused(|record| record.shorter_wait = Some(shorter));
    passes(Refusal::MarriageShorterWaitWithoutPaper, &bare);
    passes(
        Refusal::MarriagePaperAfterRegistration,
        &refused(|record| record.contract = Some(paper("2026-11-24"))),
    );
    passes(Refusal::MarriageAfterRegistration, &refused(|record| record.date = Some(day("2026-11-24"))));
    passes(Refusal::MarriageNotConfirmed, &refused(|record| record.confirmation = None));
}
