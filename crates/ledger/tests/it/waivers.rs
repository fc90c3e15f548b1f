//! The three classes of rule: structure never gives way, law to a ground or an override, a caution to a
//! reason.
use crate::support::{act_of, beside, birth_by, changed_birth, finalize, network, paper, passes, verdict};
use civil::{
    birth::DelayClass,
    refusal::{Refusal, RuleClass},
};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{Key, Value, View as _};
use protocol::{
    Entry, Outcome,
    entry::{RuleCode, Waiver, WaiverBasis},
};

const EVERY_BASIS: [WaiverBasis; 4] =
    [WaiverBasis::Reason, WaiverBasis::Ground, WaiverBasis::CourtDecision, WaiverBasis::WrittenOrder];

fn registrar() -> Vec<Officer> {
    vec![Officer::registrar(CHILONZOR)]
}

/// The registrar, and a second officer of another office.
fn with_an_outsider() -> Vec<Officer> {
    vec![Officer::registrar(CHILONZOR), Officer::second(RURAL)]
}

fn code(code: &str) -> RuleCode {
    RuleCode::new(code).unwrap()
}

/// Lets an entry waive a rule on a paper that is among its evidence.
fn waive(entry: &mut Entry, rule: &str, basis: WaiverBasis) {
    let scan = paper(40 + basis.number());
    entry.evidence.push(scan);
    act_of(entry).waivers.push(Waiver { rule: code(rule), basis, paper: scan });
    act_of(entry).waivers.sort_by(|a, b| a.rule.cmp(&b.rule));
}

fn very_late(entry: &mut Entry) {
    act_of(entry).delay = DelayClass::VeryLate;
}

fn unborn(entry: &mut Entry) {
    act_of(entry).adult_from = 2045;
}

/// What the rules say of a very late birth with a waiver of that caution.
fn late_with(officers: &[Officer], basis: WaiverBasis) -> Result<Outcome, Refusal> {
    birth_by(officers, |entry| {
        very_late(entry);
        waive(entry, Refusal::LateWithoutReason.code(), basis);
    })
}

/// What they say of a birth after its registration, with a waiver of that rule of law.
fn unborn_with(officers: &[Officer], basis: WaiverBasis) -> Result<Outcome, Refusal> {
    birth_by(officers, |entry| {
        unborn(entry);
        waive(entry, Refusal::BirthAfterRegistration.code(), basis);
    })
}

#[test]
fn a_caution_passes_with_a_reason_that_the_registrar_writes() {
    let bare = birth_by(&registrar(), very_late);
    passes(Refusal::LateWithoutReason, bare, late_with(&registrar(), WaiverBasis::Reason));
    assert!(late_with(&registrar(), WaiverBasis::Ground).is_ok());
}

#[test]
fn a_rule_of_law_gives_way_to_a_court_and_to_a_written_order() {
    for basis in [WaiverBasis::CourtDecision, WaiverBasis::WrittenOrder] {
        let bare = birth_by(&with_an_outsider(), unborn);
        passes(Refusal::BirthAfterRegistration, bare, unborn_with(&with_an_outsider(), basis));
    }
}

#[test]
fn a_rule_of_law_does_not_give_way_to_a_reason_or_to_a_ground_that_it_does_not_name() {
    for basis in [WaiverBasis::Reason, WaiverBasis::Ground] {
        for officers in [registrar(), with_an_outsider()] {
            let accepted = unborn_with(&with_an_outsider(), WaiverBasis::CourtDecision);
            beside(Refusal::WaiverNotAccepted, unborn_with(&officers, basis), accepted);
        }
    }
}

#[test]
fn an_override_is_signed_by_two_of_whom_one_belongs_to_another_office() {
    let by = |officers: &[Officer]| unborn_with(officers, WaiverBasis::CourtDecision);
    let two = by(&with_an_outsider());
    beside(Refusal::SecondOfficerMissing, by(&registrar()), two);
    let within = [Officer::registrar(CHILONZOR), Officer::second(CHILONZOR)];
    beside(Refusal::OverrideWithinOffice, by(&within), two);
    let with_the_head = [Officer::registrar(CHILONZOR), Officer::head(CHILONZOR)];
    beside(Refusal::OverrideWithinOffice, by(&with_the_head), two);
    let head_elsewhere = [Officer::registrar(CHILONZOR), Officer::head(RURAL)];
    assert!(by(&head_elsewhere).is_ok());
    assert!(by(&[Officer::head(CHILONZOR), Officer::head(RURAL)]).is_ok());
    // The one of the other office does not make the act its own.
    let both_elsewhere = by(&[Officer::registrar(RURAL), Officer::second(RURAL)]);
    beside(Refusal::SignerOfAnotherOffice, both_elsewhere, two);
    // Nor may two of other offices be added to the registrar.
    let three = by(&[Officer::registrar(CHILONZOR), Officer::second(RURAL), Officer::head(RURAL)]);
    beside(Refusal::TooManySigners, three, two);
}

#[test]
fn also_a_caution_that_a_court_sets_aside_is_signed_by_two() {
    let by = |officers: &[Officer]| late_with(officers, WaiverBasis::WrittenOrder);
    beside(Refusal::SecondOfficerMissing, by(&registrar()), by(&with_an_outsider()));
}

#[test]
fn the_paper_of_a_waiver_is_among_the_evidence() {
    let without = birth_by(&registrar(), |entry| {
        very_late(entry);
        waive(entry, Refusal::LateWithoutReason.code(), WaiverBasis::Reason);
        entry.evidence = vec![paper(9)];
    });
    beside(Refusal::WaiverWithoutPaper, without, late_with(&registrar(), WaiverBasis::Reason));
}

#[test]
fn a_waiver_that_nothing_needs_is_refused() {
    let needless = birth_by(&registrar(), |entry| {
        waive(entry, Refusal::LateWithoutReason.code(), WaiverBasis::Reason);
    });
    beside(Refusal::WaiverNeedless, needless, late_with(&registrar(), WaiverBasis::Reason));
    let one_too_many = birth_by(&registrar(), |entry| {
        very_late(entry);
        waive(entry, Refusal::LateWithoutReason.code(), WaiverBasis::Reason);
        waive(entry, Refusal::NoticeAlreadyUsed.code(), WaiverBasis::CourtDecision);
    });
    assert_eq!(one_too_many, Err(Refusal::SecondOfficerMissing));
    let one_too_many = birth_by(&with_an_outsider(), |entry| {
        very_late(entry);
        waive(entry, Refusal::LateWithoutReason.code(), WaiverBasis::Reason);
        waive(entry, Refusal::NoticeAlreadyUsed.code(), WaiverBasis::CourtDecision);
    });
    beside(Refusal::WaiverNeedless, one_too_many, late_with(&registrar(), WaiverBasis::Reason));
}

#[test]
fn no_rule_of_structure_is_ever_waived() {
    let structure = Refusal::ALL.iter().filter(|refusal| refusal.class() == RuleClass::Structure);
    for refusal in structure {
        for basis in EVERY_BASIS {
            let waived = birth_by(&with_an_outsider(), |entry| waive(entry, refusal.code(), basis));
            assert_eq!(waived, Err(Refusal::WaiverNotAccepted), "{}", refusal.code());
        }
    }
    // Also where the rule would refuse: the office may not register that kind, the number is not reserved.
    let refused = birth_by(&with_an_outsider(), |entry| {
        act_of(entry).kind = civil::ActKind::Death;
        waive(entry, "office.may-not-register-death", WaiverBasis::CourtDecision);
    });
    assert_eq!(refused, Err(Refusal::OfficeMayNotRegister(civil::ActKind::Death)));
}

#[test]
fn a_rule_that_does_not_exist_is_not_waived() {
    let unknown = birth_by(&registrar(), |entry| waive(entry, "birth.nothing", WaiverBasis::Reason));
    beside(Refusal::WaiverNotAccepted, unknown, birth_by(&registrar(), |_| {}));
}

#[test]
fn a_rule_that_the_registry_alone_can_ask_is_not_waived_on_the_ledger() {
    let needless = birth_by(&with_an_outsider(), |entry| {
        waive(entry, Refusal::FatherWithoutBasis.code(), WaiverBasis::CourtDecision);
    });
    beside(Refusal::WaiverNeedless, needless, birth_by(&with_an_outsider(), |_| {}));
}

#[test]
fn a_notice_that_a_court_lets_serve_again_stays_with_the_first_act() {
    let mut network = network();
    let first = PaperNetwork::sign(changed_birth(&mut network, |_| {}), CHILONZOR);
    finalize(&mut network, first.clone());
    let mut again = network.birth(CHILONZOR, &record("Nur", 1), 1);
    let bare = verdict(&network, &PaperNetwork::sign_by(again.clone(), &with_an_outsider()));
    waive(&mut again, Refusal::NoticeAlreadyUsed.code(), WaiverBasis::CourtDecision);
    let again = PaperNetwork::sign_by(again, &with_an_outsider());
    passes(Refusal::NoticeAlreadyUsed, bare, verdict(&network, &again));
    let notice = first.entry().body.act().unwrap().notice.unwrap();
    finalize(&mut network, again);
    assert_eq!(network.state.value(&Key::Notice(notice)), Some(Value::ActId(first.id())));
}

#[test]
fn every_waiver_is_counted_in_public() {
    let mut network = network();
    let count =
        |network: &PaperNetwork, refusal: Refusal| match network.state.value(&Key::Waived(refusal.code())) {
            Some(Value::Count(count)) => count,
            None => 0,
            other => panic!("no count: {other:?}"),
        };
    for n in 1..=3 {
        let mut entry = network.birth(CHILONZOR, &record("Nur", 1), n);
        very_late(&mut entry);
        unborn(&mut entry);
        waive(&mut entry, Refusal::LateWithoutReason.code(), WaiverBasis::Reason);
        waive(&mut entry, Refusal::BirthAfterRegistration.code(), WaiverBasis::CourtDecision);
        finalize(&mut network, PaperNetwork::sign_by(entry, &with_an_outsider()));
        for refusal in [Refusal::LateWithoutReason, Refusal::BirthAfterRegistration] {
            assert_eq!(count(&network, refusal), u64::from(n));
        }
    }
    assert_eq!(count(&network, Refusal::NoticeAlreadyUsed), 0);
}
