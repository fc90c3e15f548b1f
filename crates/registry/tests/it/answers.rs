//! What the validators' answers come to: no single one is believed.
use crate::world::{Mood, World, birth};
use protocol::{Outcome, SignedEntry, service::Standing};
use registry::ledger::{Answer, Measure, Tally, Verdict};
use std::collections::BTreeSet;
use testkit::{
    birth::record,
    paper::{CHILONZOR, PaperNetwork},
};
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

#[test]
fn final_counts_with_a_receipt_of_this_very_entry_alone() {
    let asked = asked();
    assert!(matches!(verdict(&asked, &[Standing::Unknown, asked.last.clone()], &[]), Verdict::Final { .. }));
    let forged = [asked.of_another.clone(), asked.of_another.clone(), asked.of_another.clone()];
    assert_eq!(verdict(&asked, &forged, &[]), Verdict::NotYet { held: false });
    let Standing::Final { receipt, .. } = asked.last.clone() else { panic!("final") };
    let Standing::Final { outcome: another, .. } = asked.of_another else { panic!("final") };
    let wrong_number = Standing::Final { outcome: another, receipt };
    assert_eq!(verdict(&asked, &[wrong_number], &[]), Verdict::NotYet { held: false });
}

#[test]
fn refused_for_good_takes_the_same_code_from_two_of_four() {
    let asked = asked();
    let used = || refused("notice.already-used");
    assert_eq!(verdict(&asked, &[used()], &[]), Verdict::NotYet { held: false });
    let different = [used(), refused("office.unknown"), Standing::NotYet];
    assert_eq!(verdict(&asked, &different, &[]), Verdict::NotYet { held: true });
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
    assert_eq!(verdict(&asked, &unknown, &[]), Verdict::NotYet { held: false });
    assert_eq!(verdict(&asked, &unknown, &[0, 3]), Verdict::NotYet { held: false });
    assert_eq!(verdict(&asked, &unknown, &[0, 2]), Verdict::Absent);
    // A liar that claims to hold it cannot keep it open for ever.
    let liar = [Standing::NotYet, Standing::Unknown, refused("entry.expired")];
    assert_eq!(verdict(&asked, &liar, &[1, 2]), Verdict::Absent);
}

#[test]
fn refusals_that_pass_with_time_settle_nothing() {
    let asked = asked();
    for code in ["entry.expired", "entry.signed-in-future"] {
        let all = [refused(code), refused(code), refused(code), refused(code)];
        assert_eq!(verdict(&asked, &all, &[]), Verdict::NotYet { held: false }, "{code}");
    }
    let known = [refused("entry.already-known"), refused("entry.already-known")];
    assert_eq!(verdict(&asked, &known, &[]), Verdict::NotYet { held: true });
}

#[tokio::test]
async fn one_lying_validator_neither_refuses_nor_finalises() {
    let world = World::new();
    let running = world.open().await.work();
    running.settled(&running.accepted(&birth(2)).await).await;
    world.ledger.moods(&[Mood::Says(refused("office.unknown")), Mood::Forges, Mood::Honest, Mood::Honest]);
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
