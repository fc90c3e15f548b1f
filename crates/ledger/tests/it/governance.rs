//! `governance.*`: what the members decide together.
use crate::support::{
    DAY_MS, beside, change, changed_birth, enter, finalize, finalize_of_all, governors, key_of, network,
    of_all, verdict,
};
use civil::{ActKind, refusal::Refusal};
use fixtures::{
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork},
};
use ledger::rules_at;
use protocol::{
    Body, Digest, Outcome,
    entry::{Anchor, KeyEntry, NumberReserve, Parameter, ParameterChange, RulesChange},
};

fn parameter(parameter: Parameter, version: u32, value: u64) -> Body {
    Body::GovernanceParameter(ParameterChange { parameter, version, value })
}

/// What the rules say of a range of 600 numbers, more than the 500 a network begins with.
fn range_of_600(network: &mut PaperNetwork) -> Result<Outcome, Refusal> {
    let until_ms = network.time_ms + DAY_MS;
    let reserve = NumberReserve { range: 1, kind: ActKind::Birth, count: 600, until_ms };
    let entry = network.entry(CHILONZOR, Body::NumberReserve(reserve));
    verdict(network, &PaperNetwork::sign_by(entry, &[Officer::head(CHILONZOR)]))
}

#[test]
fn a_quorum_of_members_decides() {
    let mut network = network();
    let body = parameter(Parameter::RangeNumbersMax, 0, 600);
    let mut by = |officers: &[Officer]| of_all(&mut network, body.clone(), officers);
    let three = by(&governors());
    beside(Refusal::TooFewMembers, by(&governors()[..2]), three);
    assert!(by(&[0, 1, 2, 3].map(Officer::governor)).is_ok());
    let with_a_custodian = [Officer::governor(0), Officer::governor(1), Officer::custodian(2)];
    beside(Refusal::WrongRole, by(&with_a_custodian), three);
    let with_an_administrator = [
        Officer::governor(0),
        Officer::governor(1),
        Officer::governor(2),
        Officer::administrator(CHILONZOR, 0),
    ];
    beside(Refusal::WrongRole, by(&with_an_administrator), three);
}

#[test]
fn two_governors_of_one_member_are_one_member() {
    let mut network = network();
    let colleague = Officer { officer: 815, ..Officer::governor(0) };
    enter(&mut network, &colleague);
    let body = parameter(Parameter::RangeNumbersMax, 0, 600);
    let mut by = |officers: &[Officer]| of_all(&mut network, body.clone(), officers);
    let two_members = by(&[Officer::governor(0), colleague.clone(), Officer::governor(1)]);
    let three = by(&[colleague.clone(), Officer::governor(1), Officer::governor(2)]);
    beside(Refusal::TooFewMembers, two_members, three);
    let second_key = Officer::governor(0).with_key(1);
    enter(&mut network, &second_key);
    let mut by = |officers: &[Officer]| of_all(&mut network, body.clone(), officers);
    let one_person = by(&[Officer::governor(0), second_key, Officer::governor(1), Officer::governor(2)]);
    beside(Refusal::DuplicateSigner, one_person, by(&governors()));
}

#[test]
fn a_parameter_counts_from_ten_blocks_after_its_approval() {
    let mut network = network();
    let before = range_of_600(&mut network);
    finalize_of_all(&mut network, parameter(Parameter::RangeNumbersMax, 0, 600), &governors());
    // The block of the approval has the height h, this one h + 1.
    for _ in 1..10 {
        assert_eq!(range_of_600(&mut network), Err(Refusal::RangeTooLong));
        network.pass(1);
    }
    beside(Refusal::RangeTooLong, before, range_of_600(&mut network));
}

#[test]
fn a_parameter_that_is_not_in_force_yet_may_be_taken_back() {
    let mut network = network();
    finalize_of_all(&mut network, parameter(Parameter::RangeNumbersMax, 0, 600), &governors());
    network.pass(5);
    finalize_of_all(&mut network, parameter(Parameter::RangeNumbersMax, 1, 500), &governors());
    network.pass(20);
    assert_eq!(range_of_600(&mut network), Err(Refusal::RangeTooLong));
}

#[test]
fn a_parameter_stays_within_its_bounds() {
    for which in Parameter::ALL {
        let (least, greatest) = which.bounds();
        let of = |value| of_all(&mut network(), parameter(which, 0, value), &governors());
        beside(Refusal::ParameterOutOfBounds, of(least - 1), of(least));
        beside(Refusal::ParameterOutOfBounds, of(greatest + 1), of(greatest));
        assert!(of(which.initial()).is_ok());
    }
}

#[test]
fn a_change_of_a_parameter_names_its_version() {
    let mut network = network();
    let of = |network: &mut PaperNetwork, version| {
        of_all(network, parameter(Parameter::RangeNumbersMax, version, 600), &governors())
    };
    beside(Refusal::StaleVersion, of(&mut network, 1), of(&mut network, 0));
    finalize_of_all(&mut network, parameter(Parameter::RangeNumbersMax, 0, 700), &governors());
    beside(Refusal::StaleVersion, of(&mut network, 0), of(&mut network, 1));
}

#[test]
fn a_key_of_governance_counts_from_ten_blocks_after_its_approval() {
    let mut network = network();
    let new = Officer::registry().with_key(1);
    let key = key_of(&network, &new);
    finalize_of_all(&mut network, Body::GovernanceKey(key), &governors());
    let mut anchors = |passed| {
        network.pass(passed);
        let anchor = Anchor { ordinal: 1, first: 0, count: 0, root: Digest::ZERO };
        of_all(&mut network, Body::AccessAnchor(anchor), std::slice::from_ref(&new))
    };
    beside(Refusal::SignerNotInForce, anchors(8), anchors(1));
}

#[test]
fn a_governor_and_a_custodian_belong_to_a_member_that_exists() {
    let mut network = network();
    for of in [Officer::governor as fn(u8) -> Officer, Officer::custodian] {
        let [none, last] =
            [4, 3].map(|member| Body::GovernanceKey(key_of(&network, &of(member).with_key(1))));
        let none = of_all(&mut network, none, &governors());
        beside(Refusal::RoleOutsideJurisdiction, none, of_all(&mut network, last, &governors()));
    }
}

#[test]
fn a_governors_key_has_no_end() {
    let mut network = network();
    let key = key_of(&network, &Officer::governor(3).with_key(1));
    let ending = KeyEntry { until_ms: Some(network.time_ms + 99 * DAY_MS), ..key.clone() };
    let ending = of_all(&mut network, Body::GovernanceKey(ending), &governors());
    beside(Refusal::KeyPeriod, ending, of_all(&mut network, Body::GovernanceKey(key), &governors()));
    let key = key_of(&network, &Officer::custodian(3).with_key(1));
    let ending = KeyEntry { until_ms: Some(network.time_ms + 99 * DAY_MS), ..key };
    assert!(of_all(&mut network, Body::GovernanceKey(ending), &governors()).is_ok());
}

#[test]
fn a_governor_suspends_a_key_of_the_own_member_and_the_members_together_any() {
    let mut network = network();
    for victim in [Officer::governor(1), Officer::custodian(1)] {
        let suspend = Body::StaffSuspend(change(&victim, 0));
        let mut by = |officers: &[Officer]| of_all(&mut network, suspend.clone(), officers);
        let by_the_own = by(&[Officer::governor(1)]);
        beside(Refusal::TooFewMembers, by(&[Officer::governor(0)]), by_the_own);
        beside(Refusal::WrongRole, by(&[Officer::custodian(1)]), by_the_own);
        beside(Refusal::WrongRole, by(&[Officer::administrator(CHILONZOR, 0)]), by_the_own);
        assert!(by(&[0, 2, 3].map(Officer::governor)).is_ok());
    }
}

#[test]
fn one_governor_suspends_administrators_and_services_and_the_members_restore_them() {
    let mut network = network();
    for victim in [Officer::administrator(CHILONZOR, 0), Officer::registry()] {
        finalize_of_all(&mut network, Body::StaffSuspend(change(&victim, 0)), &[Officer::governor(3)]);
        let lift = Body::StaffLift(change(&victim, 1));
        let two = of_all(&mut network, lift.clone(), &governors()[..2]);
        beside(Refusal::TooFewMembers, two, of_all(&mut network, lift.clone(), &governors()));
        let administrators = [Officer::administrator(CHILONZOR, 1), Officer::administrator(CHILONZOR, 0)];
        assert!(of_all(&mut network, lift, &administrators).is_err());
    }
}

#[test]
fn enough_members_to_decide_keep_a_governor() {
    for end in [Body::StaffSuspend, Body::StaffRevoke] {
        let mut network = network();
        // One of four may go: three are the quorum.
        finalize_of_all(&mut network, end(change(&Officer::governor(3), 0)), &governors());
        let another = end(change(&Officer::governor(2), 0));
        let refused = of_all(&mut network, another.clone(), &governors());
        // The key of a colleague counts as soon as it is in force.
        let colleague = Officer { officer: 815, ..Officer::governor(2) };
        let key = key_of(&network, &colleague);
        finalize_of_all(&mut network, Body::GovernanceKey(key), &governors());
        network.pass(8);
        assert_eq!(of_all(&mut network, another.clone(), &governors()), Err(Refusal::LastGovernors));
        network.pass(1);
        beside(Refusal::LastGovernors, refused, of_all(&mut network, another.clone(), &governors()));
        finalize_of_all(&mut network, another, &governors());
        let by_the_others = [Officer::governor(0), Officer::governor(1), colleague];
        let body = parameter(Parameter::RangeNumbersMax, 0, 600);
        assert!(of_all(&mut network, body, &by_the_others).is_ok());
    }
}

#[test]
fn a_governors_key_that_does_not_count_may_go_at_any_time() {
    let mut network = network();
    finalize_of_all(
        &mut network,
        Body::StaffSuspend(change(&Officer::governor(3), 0)),
        &[Officer::governor(3)],
    );
    let revoke = Body::StaffRevoke(change(&Officer::governor(3), 1));
    assert!(of_all(&mut network, revoke, &governors()).is_ok());
    let lift = Body::StaffLift(change(&Officer::governor(3), 1));
    finalize_of_all(&mut network, lift, &governors());
}

#[test]
fn the_next_rule_set_is_planned_a_week_ahead_and_comes_into_force_by_block_time() {
    let mut network = network();
    let rules = |network: &mut PaperNetwork, from_ms| {
        of_all(network, Body::GovernanceRules(RulesChange { version: 2, from_ms }), &governors())
    };
    let week = network.time_ms + 7 * DAY_MS;
    beside(Refusal::RulesTooSoon, rules(&mut network, week - 1), rules(&mut network, week));
    assert_eq!(rules(&mut network, 0), Err(Refusal::RulesTooSoon));
    let from_ms = week + DAY_MS;
    let change = Body::GovernanceRules(RulesChange { version: 2, from_ms });
    finalize_of_all(&mut network, change, &governors());
    assert_eq!([from_ms - 1, from_ms].map(|time_ms| rules_at(&network.state, time_ms)), [1, 2]);
}

#[test]
fn a_rule_set_is_planned_two_years_ahead_at_most_so_that_none_blocks_the_others_for_ever() {
    let mut network = network();
    let rules = |network: &mut PaperNetwork, from_ms| {
        of_all(network, Body::GovernanceRules(RulesChange { version: 2, from_ms }), &governors())
    };
    let latest = network.time_ms + 732 * DAY_MS;
    beside(Refusal::RulesTooLate, rules(&mut network, latest + 1), rules(&mut network, latest));
    assert_eq!(rules(&mut network, u64::MAX), Err(Refusal::RulesTooLate));
    // The longest notice that the members may set leaves room.
    assert!(Parameter::RulesNoticeMsMin.bounds().1 < 732 * DAY_MS);
}

#[test]
fn rule_sets_come_one_after_another() {
    let mut network = network();
    let of = |network: &mut PaperNetwork, version| {
        let from_ms = network.time_ms + 8 * DAY_MS;
        of_all(network, Body::GovernanceRules(RulesChange { version, from_ms }), &governors())
    };
    for wrong in [0, 1, 3, u32::MAX] {
        beside(Refusal::RulesNotNext, of(&mut network, wrong), of(&mut network, 2));
    }
    let from_ms = network.time_ms + 8 * DAY_MS;
    finalize_of_all(&mut network, Body::GovernanceRules(RulesChange { version: 2, from_ms }), &governors());
    let while_planned = of(&mut network, 3);
    network.time_ms = from_ms;
    beside(Refusal::RulesNotNext, while_planned, of(&mut network, 3));
}

#[test]
fn the_members_may_ask_for_a_longer_notice() {
    let mut network = network();
    finalize_of_all(&mut network, parameter(Parameter::RulesNoticeMsMin, 0, 30 * DAY_MS), &governors());
    network.pass(10);
    let of = |network: &mut PaperNetwork, days| {
        let from_ms = network.time_ms + days * DAY_MS;
        of_all(network, Body::GovernanceRules(RulesChange { version: 2, from_ms }), &governors())
    };
    beside(Refusal::RulesTooSoon, of(&mut network, 29), of(&mut network, 30));
}

#[test]
fn one_governor_alone_registers_nothing_and_appoints_nobody() {
    let mut network = network();
    let birth = changed_birth(&mut network, |_| {});
    let by_governor = PaperNetwork::sign_by(birth.clone(), &[Officer::governor(0)]);
    let by_registrar = PaperNetwork::sign(birth, CHILONZOR);
    let registered = verdict(&network, &by_registrar);
    beside(Refusal::WrongRole, verdict(&network, &by_governor), registered);
    finalize(&mut network, by_registrar);
    let key = Body::GovernanceKey(key_of(&network, &Officer::governor(0).with_key(1)));
    let alone = of_all(&mut network, key.clone(), &[Officer::governor(0)]);
    beside(Refusal::TooFewMembers, alone, of_all(&mut network, key, &governors()));
}
