use super::*;
use proptest::prelude::*;

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> CivilDate {
    text.parse().unwrap()
}

fn waiver(rule: Refusal, basis: Basis, date: &str) -> Waiver {
    let (number, issuer) = (Text::new("2-118").unwrap(), Text::new("Tuman sudi").unwrap());
    Waiver { rule, basis, paper: Paper { number, date: day(date), issuer } }
}

fn by(rule: Refusal, basis: Basis) -> Waiver {
    waiver(rule, basis, TODAY)
}

fn stands(refusals: &[Refusal], waivers: &[Waiver]) -> Vec<Refusal> {
    outstanding(refusals, waivers, day(TODAY))
}

/// The refusal, and beside it what passes.
#[track_caller]
fn beside(refusal: Refusal, refused: &[Refusal], accepted: &[Refusal]) {
    assert!(refused.contains(&refusal), "{refused:?}");
    assert_eq!(accepted, []);
}

#[test]
fn a_court_passes_the_rule_that_it_names_and_no_other() {
    let refusals = [Refusal::BirthWithoutEvidence, Refusal::FatherWithoutBasis];
    let waived = by(Refusal::BirthWithoutEvidence, Basis::CourtDecision);
    assert_eq!(stands(&refusals, &[waived]), [Refusal::FatherWithoutBasis]);
    assert_eq!(stands(&refusals, &[]), refusals);
}

#[test]
fn a_rule_of_structure_is_never_waived_and_no_rule_of_law_on_a_mere_reason() {
    let accepted =
        stands(&[Refusal::BirthWithoutEvidence], &[by(Refusal::BirthWithoutEvidence, Basis::WrittenOrder)]);
    for basis in Basis::ALL {
        let refused = stands(&[Refusal::TwinOrder], &[by(Refusal::TwinOrder, basis)]);
        assert_eq!(refused, [Refusal::TwinOrder, Refusal::WaiverNotAccepted]);
        beside(Refusal::WaiverNotAccepted, &refused, &accepted);
    }
    for basis in [Basis::Reason, Basis::Ground(Ground::ShorterWait)] {
        let waived = by(Refusal::BirthWithoutEvidence, basis);
        beside(Refusal::WaiverNotAccepted, &stands(&[Refusal::BirthWithoutEvidence], &[waived]), &accepted);
    }
}

#[test]
fn a_waiver_that_nothing_needs_is_refused_and_so_is_a_second_of_one_rule() {
    let needed = by(Refusal::FatherWithoutBasis, Basis::CourtDecision);
    let accepted = stands(&[Refusal::FatherWithoutBasis], std::slice::from_ref(&needed));
    beside(Refusal::WaiverNeedless, &stands(&[], std::slice::from_ref(&needed)), &accepted);
    let twice = stands(&[Refusal::FatherWithoutBasis], &[needed.clone(), needed]);
    beside(Refusal::WaiverNeedless, &twice, &accepted);
}

#[test]
fn whether_a_rule_of_validators_alone_would_refuse_is_left_to_them() {
    assert_eq!(Refusal::LateWithoutReason.checked_by(), CheckedBy::Validator);
    assert_eq!(stands(&[], &[by(Refusal::LateWithoutReason, Basis::Reason)]), []);
}

#[test]
fn a_paper_that_does_not_exist_yet_passes_nothing() {
    let dated = |date| {
        let waiver = waiver(Refusal::FatherWithoutBasis, Basis::CourtDecision, date);
        stands(&[Refusal::FatherWithoutBasis], &[waiver])
    };
    assert_eq!(dated("2026-11-24"), [Refusal::FatherWithoutBasis, Refusal::WaiverPaperInFuture]);
    beside(Refusal::WaiverPaperInFuture, &dated("2026-11-24"), &dated(TODAY));
}

#[test]
fn every_basis_has_a_word_that_reads_back_and_two_of_them_are_overrides() {
    for basis in Basis::ALL {
        assert_eq!(Basis::from_word(basis.word()), Some(basis));
    }
    assert_eq!(Basis::from_word("because"), None);
    assert_eq!(Basis::ALL.into_iter().filter(|basis| basis.is_override()).count(), 2);
    for ground in Ground::ALL {
        assert!(Basis::ALL.contains(&Basis::Ground(ground)), "{ground}");
    }
}

#[test]
fn debug_output_of_a_waiver_shows_nothing_of_its_paper() {
    let waiver = by(Refusal::FatherWithoutBasis, Basis::CourtDecision);
    assert_eq!(format!("{waiver:?}"), "Waiver(redacted)");
}

proptest! {
    // Whatever is waived: structure stays, nothing is invented, and what stands without waivers stands or is waived.
    #[test]
    fn a_waiver_takes_away_at_most_its_own_rule(
        refused in prop::sample::subsequence(Refusal::ALL.to_vec(), 0..8),
        waived in prop::collection::vec((prop::sample::select(Refusal::ALL.to_vec()), prop::sample::select(Basis::ALL.to_vec())), 0..6),
    ) {
        let waivers: Vec<Waiver> = waived.iter().map(|(rule, basis)| by(*rule, *basis)).collect();
        let standing = stands(&refused, &waivers);
        for refusal in &refused {
            let passed = waived.iter().any(|(rule, basis)| rule == refusal && basis.passes(*rule));
            prop_assert_eq!(standing.contains(refusal), !passed);
            prop_assert!(refusal.class() != RuleClass::Structure || standing.contains(refusal));
        }
        for refusal in &standing {
            let of_waivers = [Refusal::WaiverNotAccepted, Refusal::WaiverNeedless, Refusal::WaiverPaperInFuture];
            prop_assert!(refused.contains(refusal) || of_waivers.contains(refusal));
        }
    }
}
