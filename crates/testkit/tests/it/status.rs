//! Status, proved and forged: whole answers of a network on paper against its key of 96 bytes.
use civil::{ActKind, ActNumber, OfficeCode, Serial};
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
    state::PaperState,
};
use ledger::{Key, State};
use protocol::{
    Body, Canonical as _, Digest, Handle, NetworkClass, NetworkKey,
    entry::{CertificateRevoke, NumberRelease, NumberReserve, RevocationReason},
    fact::CertificateStanding,
    receipt::Broken,
    state::Unproved,
    status::{Absence, Answer, Fact, NotProved, Query, StateAt, Status, Verified},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn number(year: i16, serial: u32) -> ActNumber {
    let office = OfficeCode::new(CHILONZOR).unwrap();
    ActNumber::new(ActKind::Birth, office, year, Serial::new(serial).unwrap())
}

/// One act, number 1, with a certificate.
fn network() -> (PaperNetwork, Handle) {
    let mut network = PaperNetwork::new(NetworkClass::Demo, 1);
    let record = record("Nur", 1);
    let birth = PaperNetwork::sign(network.birth(CHILONZOR, &record, 1), CHILONZOR);
    let paper = network.certificate(CHILONZOR, birth.id(), &record, &[0, 1]);
    let handle = paper.body.issue().unwrap().handle;
    network.finalize(&[birth]);
    network.finalize(&[PaperNetwork::sign(paper, CHILONZOR)]);
    (network, handle)
}

fn verify(network: &PaperNetwork, answer: &Answer, query: Query) -> Result<Verified, NotProved> {
    // What was sent and read again is what was answered.
    let answer = Answer::from_bytes(&answer.to_bytes()).unwrap();
    answer.verify(query, network.genesis.network, &network.genesis.key)
}

fn status(network: &mut PaperNetwork, query: Query) -> Status {
    let answer = network.answer(query);
    verify(network, &answer, query).unwrap().status
}

fn proved(answer: &mut Answer) -> (&mut StateAt, &mut Vec<Fact>) {
    match answer {
        Answer::Proved { at, facts } => (&mut **at, facts),
        Answer::Unknown { .. } | Answer::NotNow => panic!("a proved answer"),
    }
}

#[test]
fn a_certificate_is_in_force_until_it_is_revoked() {
    for (reason, after) in [
        (RevocationReason::Lost, CertificateStanding::Ended),
        (RevocationReason::Stolen, CertificateStanding::Stolen),
    ] {
        let (mut network, handle) = network();
        let query = Query::Certificate(handle);
        assert_eq!(status(&mut network, query), Status::Certificate(CertificateStanding::InForce));
        let old = network.answer(query);
        let revoke = Body::CertificateRevoke(CertificateRevoke { handle, reason });
        let entry = network.entry(RURAL, revoke);
        network.finalize(&[PaperNetwork::sign(entry, RURAL)]);
        assert_eq!(status(&mut network, query), Status::Certificate(after));
        // An older answer stays true of its own time, which it names.
        let new = network.answer(query);
        let [old, new] = [old, new].map(|answer| verify(&network, &answer, query).unwrap());
        assert!(old.height < new.height && old.time_ms < new.time_ms);
    }
}

#[test]
fn an_act_or_why_there_is_none_is_proved_by_number() {
    let (mut network, _) = network();
    let registered = status(&mut network, Query::Act(number(2026, 1)));
    assert!(matches!(registered, Status::Registered { certificates: 1, .. }));
    let mut absence = |year, serial| status(&mut network, Query::Act(number(year, serial)));
    assert_eq!(absence(2026, 2), Status::NoSuchAct(Absence::NotGivenYet));
    assert_eq!(absence(2025, 1), Status::NoSuchAct(Absence::NeverGiven));

    let until_ms = network.time_ms + 30 * DAY_MS;
    let reserve = NumberReserve { range: 1, kind: ActKind::Birth, count: 10, until_ms };
    let entry = network.entry(CHILONZOR, Body::NumberReserve(reserve));
    network.finalize(&[PaperNetwork::sign_by(entry, &[Officer::head(CHILONZOR)])]);
    let reserved = status(&mut network, Query::Act(number(2026, 11)));
    assert_eq!(reserved, Status::NoSuchAct(Absence::Reserved));
    let release = Body::NumberRelease(NumberRelease { range: 1 });
    let entry = network.entry(CHILONZOR, release);
    network.finalize(&[PaperNetwork::sign_by(entry, &[Officer::head(CHILONZOR)])]);
    assert_eq!(status(&mut network, Query::Act(number(2026, 2))), Status::NoSuchAct(Absence::Void));

    // Three New Years later the year 2026 is closed, 2027 and 2028 have no number.
    network.time_ms += 3 * 365 * DAY_MS;
    let entry = network.birth(CHILONZOR, &record("Nur", 2), 2);
    network.finalize(&[PaperNetwork::sign(entry, CHILONZOR)]);
    for (year, serial, absence) in [
        (2026, 12, Absence::NeverGiven),
        (2027, 1, Absence::NeverGiven),
        (2028, 1, Absence::NeverGiven),
        (2029, 2, Absence::NotGivenYet),
    ] {
        let query = Query::Act(number(year, serial));
        assert_eq!(status(&mut network, query), Status::NoSuchAct(absence), "{year} {serial}");
    }
    let early = status(&mut network, Query::Act(number(2026, 1)));
    assert!(matches!(early, Status::Registered { .. }));
}

#[test]
fn what_nobody_knows_is_answered_without_proof() {
    let (mut network, _) = network();
    let elsewhere = OfficeCode::new(9999).unwrap();
    let elsewhere = ActNumber::new(ActKind::Birth, elsewhere, 2026, Serial::FIRST);
    for query in [Query::Certificate(Handle::new([9; 16])), Query::Act(elsewhere)] {
        let answer = network.answer(query);
        assert!(matches!(answer, Answer::Unknown { .. }));
        assert_eq!(verify(&network, &answer, query), Err(NotProved::Nothing));
    }
}

#[test]
fn hops_lead_from_the_block_that_names_the_state_to_a_final_one() {
    let (mut network, handle) = network();
    let query = Query::Certificate(handle);
    for hops in [1, 2, 64] {
        let mut answer = network.answer_with_hops(query, hops);
        let verified = verify(&network, &answer, query).unwrap();
        let (at, _) = proved(&mut answer);
        assert_eq!((at.hops.len(), verified.height), (hops, at.header.height));
        let hop = at.hops.pop().unwrap();
        assert_eq!(verify(&network, &answer, query), Err(NotProved::Block(Broken::Quorum)));
        let (at, _) = proved(&mut answer);
        at.hops.push(protocol::receipt::Hop { time_ms: hop.time_ms + 1, ..hop });
        assert_eq!(verify(&network, &answer, query), Err(NotProved::Block(Broken::Quorum)));
    }
}

#[test]
fn a_forged_header_is_not_final() {
    let (mut network, handle) = network();
    let query = Query::Certificate(handle);
    let answer = network.answer(query);
    let forge: [fn(&mut StateAt); 9] = [
        |at| at.header.time_ms += 1,
        |at| at.header.height += 1,
        |at| at.header.state_root = Digest::ZERO,
        |at| at.header.state_height += 1,
        |at| at.header.log_size += 1,
        |at| at.header.parent = Digest::ZERO,
        |at| at.header.context.view += 1,
        |at| at.finalization.view += 1,
        |at| at.finalization.signature[7] ^= 1,
    ];
    for (n, forge) in forge.into_iter().enumerate() {
        let mut forged = answer.clone();
        forge(proved(&mut forged).0);
        assert_eq!(verify(&network, &forged, query), Err(NotProved::Block(Broken::Quorum)), "{n}");
    }
}

#[test]
fn a_forged_fact_is_not_in_the_state() {
    let (mut network, handle) = network();
    let query = Query::Certificate(handle);
    let genuine = network.answer(query);

    let mut answer = genuine.clone();
    proved(&mut answer).1[0].value = CertificateStanding::Stolen.to_bytes();
    assert_eq!(verify(&network, &answer, query), Err(NotProved::Fact(Unproved::Root)));

    // A fact of a state that this block does not name.
    let of_genesis = PaperState::of(&State::genesis(&network.genesis));
    let members = Key::Members.to_bytes();
    let mut answer = genuine.clone();
    proved(&mut answer).1.push(of_genesis.fact(&members).unwrap());
    assert_eq!(verify(&network, &answer, query), Err(NotProved::Fact(Unproved::Root)));

    // A true fact, about something else; and none.
    let mut answer = genuine;
    proved(&mut answer).1[0] = PaperState::of(&network.state).fact(&members).unwrap();
    assert_eq!(verify(&network, &answer, query), Err(NotProved::Facts));
    proved(&mut answer).1.clear();
    assert_eq!(verify(&network, &answer, query), Err(NotProved::Facts));
}

#[test]
fn an_answer_to_one_question_is_none_to_another() {
    let (mut network, handle) = network();
    let (of_paper, of_act) = (Query::Certificate(handle), Query::Act(number(2026, 1)));
    let about_paper = network.answer(of_paper);
    let about_act = network.answer(of_act);
    assert_eq!(verify(&network, &about_paper, of_act), Err(NotProved::Facts));
    assert_eq!(verify(&network, &about_act, of_paper), Err(NotProved::Facts));
    let another = Query::Certificate(Handle::new([8; 16]));
    assert_eq!(verify(&network, &about_paper, another), Err(NotProved::Facts));
    // The number of the act cannot be hidden behind its series.
    let series = network.answer(Query::Act(number(2026, 2)));
    assert_eq!(verify(&network, &series, of_act), Err(NotProved::Facts));
}

#[test]
fn an_answer_counts_on_its_own_network_and_under_its_own_key() {
    let (mut network, handle) = network();
    let query = Query::Certificate(handle);
    let answer = network.answer(query);
    let other = PaperNetwork::new(NetworkClass::Demo, 2);
    let (id, key) = (network.genesis.network, network.genesis.key);
    assert!(answer.verify(query, id, &key).is_ok());
    let broken = Err(NotProved::Block(Broken::Quorum));
    assert_eq!(answer.verify(query, other.genesis.network, &key), broken);
    assert_eq!(answer.verify(query, id, &other.genesis.key), broken);
    assert_eq!(answer.verify(query, id, &NetworkKey::new([0; 96])), broken);
    let live = PaperNetwork::new(NetworkClass::Live, 1);
    assert_eq!(answer.verify(query, live.genesis.network, &key), broken);
}

#[test]
fn a_state_of_several_chunks_is_proved_as_a_small_one_is() {
    let (mut network, handle) = network();
    let record = record("Nur", 3);
    for n in 3..=240u8 {
        let entry = network.birth(CHILONZOR, &record, n);
        network.finalize(&[PaperNetwork::sign(entry, CHILONZOR)]);
    }
    for query in [Query::Certificate(handle), Query::Act(number(2026, 1)), Query::Act(number(2026, 200))] {
        let answer = network.answer(query);
        assert!(verify(&network, &answer, query).is_ok(), "{query:?}");
    }
}
