//! Status: a proof from whoever has one, the word of two where there is none, and nothing made up.
use crate::world::{Mood, World, act_number, birth};
use civil::{ActNumber, Lang, refusal::Refusal, role::Role};
use document::Ink;
use fixtures::paper::CHILONZOR;
use protocol::{
    Handle,
    fact::CertificateStanding,
    status::{Absence, Answer, Query, Status},
};
use registry::{
    edge::Clock as _,
    ledger::status::{FRESH_MS, Found, Report, Tried},
    service::{Certificate, ReadError},
    staff::Officer,
};
use std::time::Duration;
use vault::IdempotencyKey;

/// A network with one act and one certificate, and the handle of that.
async fn certified(world: &World) -> Handle {
    let running = world.open().await.work();
    let number = act_number(&running.settled(&running.accepted(&birth(1)).await).await);
    let who = running.registrar(CHILONZOR);
    let certificate = Certificate::plain((Lang::UzLatn, Lang::Ru), Ink::Colour);
    let issued =
        running.registry.issue(&who, number, certificate, IdempotencyKey::new([1; 32])).await.unwrap();
    let (entry, _) = issued.to_sign.unwrap();
    running.sign(&issued.view, &entry).await;
    running.settled(&issued.view).await;
    running.end().await;
    entry.body.issue().unwrap().handle
}

async fn asked(world: &World, handle: Handle) -> Report {
    let running = world.open().await;
    let report = running.registry.certificate_status(handle).await;
    running.end().await;
    report
}

fn unknown(world: &World, age_ms: u64) -> Answer {
    Answer::Unknown { height: 7, time_ms: world.clock.now_ms() - age_ms }
}

fn standing(report: &Report) -> CertificateStanding {
    match &report.found {
        Found::Proved { verified, .. } => match verified.status {
            Status::Certificate(standing) => standing,
            Status::Registered { .. } | Status::NoSuchAct(_) => panic!("a certificate"),
        },
        Found::Unknown { .. } | Found::CannotTell => panic!("{report:?}"),
    }
}

#[tokio::test]
async fn one_proof_is_enough_whoever_gives_it() {
    let world = World::new();
    let handle = certified(&world).await;
    let report = asked(&world, handle).await;
    assert_eq!(standing(&report), CertificateStanding::InForce);
    assert_eq!(report.tried, Tried { proved: 1, ..Tried::default() });

    // Three who lie, in three ways, and one who is honest.
    let of_another = world.ledger.state_now(Query::Act("111012600001".parse().unwrap()));
    world.ledger.states([(0, unknown(&world, 0)), (1, of_another), (2, unknown(&world, 0))]);
    let report = asked(&world, handle).await;
    assert_eq!(standing(&report), CertificateStanding::InForce);
    assert_eq!(report.tried, Tried { proved: 1, unknown: 2, unproved: 1, ..Tried::default() });
    world.ledger.states([(0, Answer::NotNow)]);
    assert_eq!(standing(&asked(&world, handle).await), CertificateStanding::InForce);
}

#[tokio::test]
async fn unknown_is_the_word_of_two_who_are_not_left_behind() {
    let world = World::new();
    certified(&world).await;
    let nobody = Handle::new([9; 16]);
    let report = asked(&world, nobody).await;
    assert!(matches!(report.found, Found::Unknown { .. }));
    assert_eq!(report.tried, Tried { unknown: 4, ..Tried::default() });

    world.ledger.moods(&[Mood::Honest, Mood::Silent, Mood::Silent, Mood::Silent]);
    let report = asked(&world, nobody).await;
    assert_eq!(report.found, Found::CannotTell, "one alone may lie");
    assert_eq!(report.tried, Tried { unknown: 1, silent: 3, ..Tried::default() });

    world.ledger.moods(&[Mood::Honest, Mood::Honest, Mood::Honest, Mood::Silent]);
    world.ledger.states([
        (0, unknown(&world, FRESH_MS + 1)),
        (1, unknown(&world, FRESH_MS + 1)),
        (2, Answer::NotNow),
    ]);
    let report = asked(&world, nobody).await;
    assert_eq!(report.found, Found::CannotTell, "those left behind may not have seen it yet");
    assert_eq!(report.tried, Tried { unknown: 2, not_now: 1, silent: 1, ..Tried::default() });
}

#[tokio::test]
async fn an_old_proof_counts_only_where_nobody_has_a_newer_one() {
    let world = World::new();
    let handle = certified(&world).await;
    let old = world.ledger.state_now(Query::Certificate(handle));
    world.clock.advance(2 * Duration::from_millis(FRESH_MS));
    world.ledger.states([(0, old.clone()), (1, old.clone())]);
    let report = asked(&world, handle).await;
    let Found::Proved { answer, verified } = &report.found else { panic!("{report:?}") };
    assert!(**answer != old && verified.time_ms >= world.clock.now_ms());
    let all = [0, 1, 2, 3].map(|validator| (validator, old.clone()));
    world.ledger.states(all);
    let report = asked(&world, handle).await;
    assert!(matches!(&report.found, Found::Proved { answer, .. } if **answer == old));
    assert_eq!(report.tried, Tried { proved: 4, ..Tried::default() });
}

#[tokio::test]
async fn nobody_who_answers_tells_nothing() {
    let world = World::new();
    let handle = certified(&world).await;
    world.ledger.moods(&[Mood::Silent, Mood::Silent, Mood::Silent, Mood::Silent]);
    let report = asked(&world, handle).await;
    assert_eq!(report.found, Found::CannotTell);
    assert_eq!(report.tried, Tried { silent: 4, ..Tried::default() });
}

#[tokio::test]
async fn a_number_is_asked_about_by_those_who_may_read_and_that_is_in_the_log() {
    let world = World::new();
    certified(&world).await;
    let running = world.open().await;
    let before = running.vault.verify_access_log().await.unwrap();
    let who = running.registrar(CHILONZOR);
    let number: ActNumber = "111012600001".parse().unwrap();
    let status = |report: Report| match report.found {
        Found::Proved { verified, .. } => verified.status,
        Found::Unknown { .. } | Found::CannotTell => panic!("{report:?}"),
    };
    let report = running.registry.act_status(&who, number).await.unwrap();
    assert!(matches!(status(report), Status::Registered { certificates: 1, .. }));
    let report = running.registry.act_status(&who, "111012600002".parse().unwrap()).await.unwrap();
    assert_eq!(status(report), Status::NoSuchAct(Absence::NotGivenYet));
    assert_eq!(running.vault.verify_access_log().await.unwrap(), before + 2);

    let mut machine: Officer = who.clone();
    machine.key.role = Role::Connector;
    let refused = running.registry.act_status(&machine, number).await;
    assert!(matches!(refused, Err(ReadError::NotPermitted(Refusal::WrongRole))));
    running.end().await;
}
