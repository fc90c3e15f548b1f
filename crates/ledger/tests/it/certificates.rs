//! `certificate.issue` and `certificate.revoke`.
use crate::support::{beside, changed_birth, finalize, network, verdict};
use civil::refusal::Refusal;
use fixtures::{
    birth::record,
    officer::Officer,
    paper::{CHILONZOR, PaperNetwork, RURAL},
};
use ledger::{Key, Value, View as _, value::CertificateStanding};
use protocol::{
    Body, EntryId, Handle, Outcome, SignedEntry,
    entry::{CertificateRevoke, RevocationReason},
};

/// A network with one act on it.
fn with_an_act() -> (PaperNetwork, EntryId) {
    let mut network = network();
    let birth = changed_birth(&mut network, |_| {});
    let birth = finalize(&mut network, PaperNetwork::sign(birth, CHILONZOR));
    (network, birth.id())
}

/// The issue of a certificate of the act, signed, under a handle of one's own.
fn issue(network: &mut PaperNetwork, office: u16, act: EntryId, handle: [u8; 16]) -> SignedEntry {
    let mut entry = network.certificate(office, act, &record("Nur", 1), &[0, 1]);
    match &mut entry.body {
        Body::CertificateIssue(issue) => issue.handle = Handle::new(handle),
        other => panic!("{} issues nothing", other.word()),
    }
    PaperNetwork::sign(entry, office)
}

fn revoke(
    network: &mut PaperNetwork,
    office: u16,
    handle: [u8; 16],
    reason: RevocationReason,
) -> SignedEntry {
    let body = Body::CertificateRevoke(CertificateRevoke { handle: Handle::new(handle), reason });
    let entry = network.entry(office, body);
    PaperNetwork::sign(entry, office)
}

fn live(network: &PaperNetwork, act: EntryId) -> u8 {
    match network.state.value(&Key::Act(act)) {
        Some(Value::Act(act)) => act.certificates,
        other => panic!("no act: {other:?}"),
    }
}

#[test]
fn any_office_issues_a_certificate_and_its_own_series_numbers_it() {
    let (mut network, act) = with_an_act();
    for (n, office, number) in
        [(1, RURAL, "2207-26-00001"), (2, CHILONZOR, "1101-26-00001"), (3, RURAL, "2207-26-00002")]
    {
        let entry = issue(&mut network, office, act, [n; 16]);
        match verdict(&network, &entry) {
            Ok(Outcome::Certificate { number: given, act, .. }) => {
                assert_eq!((given.to_string().as_str(), act.to_string().as_str()), (number, "111012600001"));
            }
            other => panic!("no certificate: {other:?}"),
        }
        finalize(&mut network, entry);
    }
}

#[test]
fn a_certificate_is_of_an_act_on_the_ledger() {
    let (mut network, act) = with_an_act();
    let unknown = issue(&mut network, CHILONZOR, EntryId::new([9; 32]), [1; 16]);
    let known = issue(&mut network, CHILONZOR, act, [1; 16]);
    beside(Refusal::UnknownAct, verdict(&network, &unknown), verdict(&network, &known));
}

#[test]
fn a_certificate_shows_only_what_the_act_committed_to() {
    let (mut network, act) = with_an_act();
    let mut of = |given: &str, shown: &[u8]| {
        let entry = network.certificate(RURAL, act, &record(given, 1), shown);
        verdict(&network, &PaperNetwork::sign(entry, RURAL))
    };
    let (forged, good) = (of("Nuri", &[0]), of("Nur", &[0]));
    beside(Refusal::GroupsNotOfTheAct, forged, good);
    let (nothing, one) = (of("Nur", &[]), of("Nur", &[5]));
    beside(Refusal::NothingDisclosed, nothing, one);
}

#[test]
fn a_status_handle_names_one_certificate_for_ever() {
    let (mut network, act) = with_an_act();
    let first = issue(&mut network, CHILONZOR, act, [3; 16]);
    finalize(&mut network, first);
    assert_eq!(
        network.state.value(&Key::Handle(Handle::new([3; 16]))),
        Some(Value::Standing(CertificateStanding::InForce))
    );
    let (again, fresh) = (issue(&mut network, RURAL, act, [3; 16]), issue(&mut network, RURAL, act, [4; 16]));
    beside(Refusal::HandleAlreadyUsed, verdict(&network, &again), verdict(&network, &fresh));
    let revoked = revoke(&mut network, CHILONZOR, [3; 16], RevocationReason::Lost);
    finalize(&mut network, revoked);
    beside(Refusal::HandleAlreadyUsed, verdict(&network, &again), verdict(&network, &fresh));
}

#[test]
fn a_certificate_is_revoked_once_at_any_office_and_only_theft_is_told() {
    let (mut network, act) = with_an_act();
    for (n, reason) in (1..).zip(RevocationReason::ALL) {
        let entry = issue(&mut network, CHILONZOR, act, [n; 16]);
        finalize(&mut network, entry);
        let unknown = revoke(&mut network, RURAL, [n + 100; 16], reason);
        let known = revoke(&mut network, RURAL, [n; 16], reason);
        beside(Refusal::UnknownHandle, verdict(&network, &unknown), verdict(&network, &known));
        finalize(&mut network, known);
        let standing = match reason {
            RevocationReason::Stolen => CertificateStanding::Stolen,
            RevocationReason::Spoiled | RevocationReason::Lost | RevocationReason::IssuedInError => {
                CertificateStanding::Ended
            }
        };
        let key = Key::Handle(Handle::new([n; 16]));
        assert_eq!(network.state.value(&key), Some(Value::Standing(standing)));
    }
    let live = issue(&mut network, CHILONZOR, act, [50; 16]);
    finalize(&mut network, live);
    let ended = revoke(&mut network, RURAL, [1; 16], RevocationReason::Stolen);
    let in_force = revoke(&mut network, RURAL, [50; 16], RevocationReason::Stolen);
    beside(Refusal::CertificateEnded, verdict(&network, &ended), verdict(&network, &in_force));
}

#[test]
fn an_act_has_at_most_255_certificates_in_force() {
    let (mut network, act) = with_an_act();
    let handle = |n: u8| {
        let mut handle = [0; 16];
        handle[0] = n;
        handle
    };
    let block: Vec<SignedEntry> = (0..255).map(|n| issue(&mut network, CHILONZOR, act, handle(n))).collect();
    network.finalize(&block);
    assert_eq!(live(&network, act), 255);
    let one_more = issue(&mut network, RURAL, act, handle(255));
    let refused = verdict(&network, &one_more);
    let lost = revoke(&mut network, CHILONZOR, handle(7), RevocationReason::Lost);
    finalize(&mut network, lost);
    beside(Refusal::TooManyHandles, refused, verdict(&network, &one_more));
}

#[test]
fn registrars_and_heads_issue_and_revoke_at_their_own_office_and_nobody_else_does() {
    let (mut network, act) = with_an_act();
    let known = issue(&mut network, CHILONZOR, act, [1; 16]);
    finalize(&mut network, known);
    let bodies = [
        network.certificate(CHILONZOR, act, &record("Nur", 1), &[0]),
        revoke(&mut network, CHILONZOR, [1; 16], RevocationReason::Lost).entry().clone(),
    ];
    for entry in bodies {
        let by = |officer: Officer| verdict(&network, &PaperNetwork::sign_by(entry.clone(), &[officer]));
        assert!(by(Officer::registrar(CHILONZOR)).is_ok());
        beside(Refusal::SignerOfAnotherOffice, by(Officer::head(RURAL)), by(Officer::head(CHILONZOR)));
        for other in [
            Officer::second(CHILONZOR),
            Officer::connector(CHILONZOR),
            Officer::registry(),
            Officer::governor(0),
            Officer::custodian(0),
            Officer::administrator(CHILONZOR, 0),
        ] {
            assert_eq!(by(other), Err(Refusal::WrongRole));
        }
        let both =
            PaperNetwork::sign_by(entry.clone(), &[Officer::registrar(CHILONZOR), Officer::head(CHILONZOR)]);
        assert_eq!(verdict(&network, &both), Err(Refusal::TooManySigners));
    }
}
