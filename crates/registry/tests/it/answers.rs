//! What the validators' answers come to: no single one is believed.
use crate::world::{Mood, World, birth};
use fixtures::{
    birth::record,
    paper::{CHILONZOR, PaperNetwork},
};
use protocol::{Outcome, SignedEntry, service::Standing};
use registry::ledger::{Answer, Measure, Tally, Verdict};
use std::collections::BTreeSet;
use vault::CaseState;

fn refused(code: &str) -> Standing {
    Standing::Refused { code: code.to_owned() }
}

struct Asked {
    measure: Measure,
    signed: SignedEntry,
    last: Standing,
    of_another: Standing,
}

fn asked() -> Asked {
    let mut network = PaperNetwork::new(protocol::NetworkClass::Demo, 1);
    let [signed, other] = [1, 2].map(|n| {
        let entry = network.birth(CHILONZOR, &record("Nur", n), n);
        PaperNetwork::sign(entry, CHILONZOR)
    });
    let mut last = |entry: &SignedEntry| {
        let (outcome, receipt) = network.finalize(std::slice::from_ref(entry)).remove(0);
        Standing::Final { outcome, receipt: Box::new(receipt) }
    };
    let (last, of_another) = (last(&signed), last(&other));
    Asked { measure: Measure::of(&network.genesis), signed, last, of_another }
}

fn verdict(asked: &Asked, says: &[Standing], past: &[usize]) -> Verdict {
    let mut tally = Tally::new(asked.measure, &asked.signed);
    for (validator, says) in says.iter().enumerate() {
        if let Some(verdict) = tally.add(Answer { validator, says: says.clone() }) {
            return verdict;
        }
    }
    tally.end(&past.iter().copied().collect::<BTreeSet<_>>())
}

fn not_yet(held: bool, because: Option<&str>) -> Verdict {
    Verdict::NotYet { held, because: because.map(str::to_owned) }
}

#[test]
fn final_counts_with_a_receipt_of_this_very_entry_alone() {
    let asked = asked();
    assert!(matches!(verdict(&asked, &[Standing::Unknown, asked.last.clone()], &[]), Verdict::Final { .. }));
    let forged = [asked.of_another.clone(), asked.of_another.clone(), asked.of_another.clone()];
    assert_eq!(verdict(&asked, &forged, &[]), not_yet(false, None));
    let Standing::Final { receipt, .. } = asked.last.clone() else { panic!("final") };
    let Standing::Final { outcome: another, .. } = asked.of_another else { panic!("final") };
    let wrong_number = Standing::Final { outcome: another, receipt };
    assert_eq!(verdict(&asked, &[wrong_number], &[]), not_yet(false, None));
}

#[test]
fn refused_for_good_takes_the_same_code_from_two_of_four() {
    let asked = asked();
    let used = || refused("notice.already-used");
    assert_eq!(verdict(&asked, &[used()], &[]), not_yet(false, None));
    let different = [used(), refused("signer.signature-wrong"), Standing::NotYet];
    assert_eq!(verdict(&asked, &different, &[]), not_yet(true, None));
    let code = "notice.already-used".to_owned();
    assert_eq!(verdict(&asked, &[used(), Standing::Unknown, used()], &[]), Verdict::Refused { code });
    // One validator that says it twice is still one.
    let mut tally = Tally::new(asked.measure, &asked.signed);
    assert!((0..5).all(|_| tally.add(Answer { validator: 3, says: used() }).is_none()));
}

#[test]
fn absent_takes_two_validators_whose_ledger_is_past_the_validity() {
    let asked = asked();
    let unknown = [Standing::Unknown, Standing::Unknown, Standing::Unknown];
    assert_eq!(verdict(&asked, &unknown, &[]), not_yet(false, None));
    assert_eq!(verdict(&asked, &unknown, &[0, 3]), not_yet(false, None));
    assert_eq!(verdict(&asked, &unknown, &[0, 2]), Verdict::Absent);
    // A liar that claims to hold it cannot keep it open for ever.
    let liar = [Standing::NotYet, Standing::Unknown, refused("entry.expired")];
    assert_eq!(verdict(&asked, &liar, &[1, 2]), Verdict::Absent);
}

#[test]
fn what_could_be_lifted_is_refused_once_its_time_is_over() {
    let asked = asked();
    let suspended = || refused("signer.suspended");
    let because = Some("signer.suspended");
    assert_eq!(verdict(&asked, &[suspended(), suspended()], &[]), not_yet(false, because));
    assert_eq!(verdict(&asked, &[suspended(), suspended()], &[1]), not_yet(false, because));
    assert_eq!(verdict(&asked, &[suspended(), suspended()], &[0, 1]), Verdict::Absent);
    assert_eq!(verdict(&asked, &[suspended(), Standing::Unknown], &[0, 1]), Verdict::Absent);
}

#[test]
fn refusals_that_pass_with_time_settle_nothing() {
    let asked = asked();
    let all = |code: &str| [refused(code), refused(code), refused(code), refused(code)];
    // Its clock says so, and the entry may be final all the same.
    assert_eq!(verdict(&asked, &all("entry.expired"), &[]), not_yet(false, None));
    for code in ["entry.signed-in-future", "signer.suspended", "office.unknown", "of.a-later-version"] {
        assert_eq!(verdict(&asked, &all(code), &[]), not_yet(false, Some(code)), "{code}");
        let [one, other, ..] = all(code);
        assert_eq!(verdict(&asked, &[one.clone(), other], &[]), not_yet(false, Some(code)), "{code}");
        assert_eq!(verdict(&asked, &[one.clone(), Standing::NotYet], &[]), not_yet(true, None), "{code}");
        assert_eq!(verdict(&asked, &[one, Standing::Unknown], &[]), not_yet(false, None), "{code}");
    }
    let known = [refused("entry.already-known"), refused("entry.already-known")];
    assert_eq!(verdict(&asked, &known, &[]), not_yet(true, None));
}

#[tokio::test]
async fn what_no_validator_has_room_for_stays_accepted_and_is_final_once_one_has() {
    let world = World::new();
    let running = world.open().await.work();
    world.ledger.moods(&[Mood::Full, Mood::Full, Mood::Full, Mood::Full]);
    let case = running.accepted(&birth(1)).await;
    let who = running.registrar(CHILONZOR);
    let wait = std::time::Duration::from_millis(600);
    let view = running.registry.standing(&who, case.case.id, wait).await.unwrap();
    assert!(matches!(view.case.state, CaseState::Accepted), "{}", view.case.state.word());
    world.ledger.moods(&[Mood::Honest, Mood::Honest, Mood::Full, Mood::Full]);
    let view = running.settled(&case).await;
    assert!(matches!(view.case.state, CaseState::Final { outcome: Outcome::Act { .. } }));
    running.end().await;
}

#[tokio::test]
async fn one_lying_validator_neither_refuses_nor_finalises() {
    let world = World::new();
    let running = world.open().await.work();
    running.settled(&running.accepted(&birth(2)).await).await;
    world.ledger.moods(&[
        Mood::Says(refused("notice.already-used")),
        Mood::Forges,
        Mood::Honest,
        Mood::Honest,
    ]);
    let first = running.accepted(&birth(1)).await;
    // The first two answers are always those of the liars here: nothing is settled by them.
    let who = running.registrar(CHILONZOR);
    let wait = std::time::Duration::from_millis(600);
    let view = running.registry.standing(&who, first.case.id, wait).await.unwrap();
    assert!(matches!(view.case.state, CaseState::Accepted), "{}", view.case.state.word());
    world.ledger.moods(&[Mood::Silent, Mood::Forges, Mood::Honest, Mood::Honest]);
    let view = running.settled(&first).await;
    assert!(matches!(view.case.state, CaseState::Final { outcome: Outcome::Act { .. } }));
    running.end().await;
}

#[tokio::test]
async fn an_act_that_is_refused_as_things_stand_is_told_so_and_ends_final_when_that_is_lifted() {
    let world = World::new();
    let running = world.open().await.work();
    let suspended = || Mood::Says(refused("signer.suspended"));
    world.ledger.moods(&[suspended(), suspended(), suspended(), suspended()]);
    let accepted = running.accepted(&birth(1)).await;
    let view = running.settled(&accepted).await;
    assert_eq!((view.case.state, view.held_up.as_deref()), (CaseState::Accepted, Some("signer.suspended")));
    // Nothing else is offered for the signature meanwhile.
    let again = running.declare(&birth(1)).await;
    assert!(again.to_sign.is_none() && again.view.held_up.is_some());

    world.ledger.moods(&[Mood::Honest, Mood::Honest, Mood::Honest, Mood::Honest]);
    let who = running.registrar(CHILONZOR);
    let begun = std::time::Instant::now();
    let last = loop {
        let wait = std::time::Duration::from_secs(1);
        let view = running.registry.standing(&who, accepted.case.id, wait).await.unwrap();
        if view.case.state != CaseState::Accepted {
            break view;
        }
        assert!(begun.elapsed().as_secs() < 20, "it is sent again");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert!(matches!(last.case.state, CaseState::Final { outcome: Outcome::Act { .. } }));
    assert_eq!(last.held_up, None);
    running.end().await;
}

#[tokio::test]
async fn an_act_that_was_held_up_until_its_time_was_over_may_be_signed_anew() {
    let world = World::new();
    let running = world.open().await.work();
    let suspended = || Mood::Says(refused("signer.suspended"));
    world.ledger.moods(&[suspended(), suspended(), suspended(), suspended()]);
    let accepted = running.accepted(&birth(1)).await;
    assert!(running.settled(&accepted).await.held_up.is_some());
    world.clock.advance(std::time::Duration::from_hours(25));
    let who = running.registrar(CHILONZOR);
    let begun = std::time::Instant::now();
    while running
        .registry
        .standing(&who, accepted.case.id, std::time::Duration::ZERO)
        .await
        .unwrap()
        .case
        .state
        == CaseState::Accepted
    {
        assert!(begun.elapsed().as_secs() < 20, "it ends");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let again = running.declare(&birth(1)).await;
    assert!(again.to_sign.is_some() && again.view.case.id != accepted.case.id);
    running.end().await;
}
