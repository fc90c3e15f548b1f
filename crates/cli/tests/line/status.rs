//! Status and revocation with the real processes: what is asked by the code of a paper, and proved here.
use crate::{
    network::Network,
    stage::{dalolat, expect_code, failure_code, objects, run, text},
};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

/// A network with one act, and one certificate of it in a file.
fn certified(name: &str) -> (Network, String, String) {
    let network = Network::start(name);
    let act = network.clerk.register(&network.clerk.declaration());
    let certificate = network.clerk.issue(&act, "paper");
    (network, act, certificate)
}

/// The status code as it stands on the paper, from the check of the PDF.
fn code(pdf: &Path, data: &Path) -> String {
    let output = run(&["verify", "--json", text(pdf), "--data", text(data)]);
    expect_code(&output, 0);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let values = report["values"].as_array().unwrap();
    let line = values.iter().find(|line| line["label"] == "Status code").unwrap();
    line["value"].as_str().unwrap().to_owned()
}

fn paper(network: &Network, act: &str) -> PathBuf {
    network.data().with_file_name("papers").join(format!("{act}-paper.pdf"))
}

fn status(network: &Network, words: &[&str]) -> Output {
    run(&[&["status", "--json"], words, &["--data", text(&network.data())]].concat())
}

/// What a status says, with its exit code.
fn says(output: &Output, code: i32) -> Value {
    expect_code(output, code);
    objects(output).remove(0)
}

fn revoke(network: &Network, words: &[&str]) -> Output {
    let data = network.data();
    run(&[&["certificate", "revoke", "--json"], words, &["--as", "1101-1", "--data", text(&data)]].concat())
}

/// The validators answer `POST /v1/state`.
#[test]
fn a_certificate_is_in_force_until_it_is_revoked_and_each_answer_is_proved_here() {
    let (network, act, certificate) = certified("status");
    let code = code(&paper(&network, &act), &network.data());
    let in_force = says(&status(&network, &[&code]), 0);
    assert_eq!(
        (&in_force["result"], &in_force["proved"], &in_force["as_of"]),
        (&json!("in-force"), &json!(true), &json!(false))
    );
    assert!(in_force["height"].as_u64() > Some(0) && in_force["sample"] == json!(true));
    // As it is typed: small letters, groups apart, or from standard input.
    let small = code.to_lowercase();
    let groups: Vec<&str> = small.split('-').collect();
    says(&status(&network, &groups), 0);
    let mut child = dalolat(&["status", "-", "--data", text(&network.data())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{code}\n").as_bytes()).unwrap();
    let said = child.wait_with_output().unwrap();
    expect_code(&said, 0);
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(words.starts_with("In force.\n") && words.contains("demo network"), "{words}");

    // By another network's key nothing is proved, and nothing is shown as valid.
    let stranger = network.data().with_file_name("stranger");
    expect_code(&run(&["genesis", "--data", text(&stranger)]), 0);
    let key = stranger.join("network-key.json");
    let foreign = says(&status(&network, &[&code, "--network-key", text(&key)]), 3);
    assert_eq!((&foreign["result"], &foreign["proved"]), (&json!("cannot-tell"), &json!(false)));

    expect_code(&revoke(&network, &["--certificate", &certificate, "--reason", "lost"]), 0);
    let ended = says(&status(&network, &[&code]), 1);
    assert_eq!((&ended["result"], &ended["proved"]), (&json!("no-longer-in-force"), &json!(true)));
    assert!(ended["height"].as_u64() > in_force["height"].as_u64());

    let stolen = network.clerk.issue(&act, "stolen");
    expect_code(&revoke(&network, &["--certificate", &stolen, "--reason", "stolen"]), 0);
    let pdf = network.data().with_file_name("papers").join(format!("{act}-stolen.pdf"));
    assert_eq!(says(&status(&network, &[&self::code(&pdf, &network.data())]), 1)["result"], "stolen");
}

/// The validators answer `POST /v1/state`.
#[test]
fn a_number_is_asked_about_by_officers_and_an_unknown_code_is_never_shown_as_valid() {
    let (mut network, act, _) = certified("numbers-status");
    let by_number =
        |network: &Network, number: &str, id: &str| status(network, &["--number", number, "--as", id]);
    let registered = says(&by_number(&network, &act, "1101-1"), 0);
    assert_eq!((&registered["result"], &registered["certificates"]), (&json!("registered"), &json!(1)));
    assert_eq!(registered["number"], act);
    says(&by_number(&network, &act, "2207-head"), 0);
    let next = says(&by_number(&network, &act.replace("00001", "00002"), "1101-1"), 1);
    assert_eq!((&next["result"], &next["why"]), (&json!("no-such-act"), &json!("not-given-yet")));
    let never = says(&by_number(&network, "111010000001", "1101-1"), 1);
    assert_eq!(never["why"], "never-given");
    expect_code(&by_number(&network, &act, "11-admin-1"), 1);
    expect_code(&by_number(&network, "12", "1101-1"), 2);

    let nobody = protocol::Handle::new([9; 16]).printed();
    let unknown = says(&status(&network, &[&nobody]), 3);
    assert_eq!((&unknown["result"], &unknown["proved"]), (&json!("unknown"), &json!(false)));
    // One validator alone could lie.
    for n in [0, 1, 2] {
        network.nodes[n].take().unwrap().kill();
    }
    let silent = says(&status(&network, &[&nobody]), 3);
    assert_eq!((&silent["result"], &silent["tried"]["silent"]), (&json!("cannot-tell"), &json!(3)));

    // A slip of the pen is found before anybody is asked, and not repeated.
    let mut slip = nobody.clone().into_bytes();
    slip[0] = if slip[0] == b'1' { b'2' } else { b'1' };
    let slip = String::from_utf8(slip).unwrap();
    let output = status(&network, &[&slip]);
    expect_code(&output, 2);
    assert_eq!(failure_code(&output), "certificate.handle");
    assert!(!String::from_utf8_lossy(&output.stderr).contains(&slip));
    network.portal.take().unwrap().stop();
    expect_code(&status(&network, &[&nobody]), 4);
}

#[test]
fn a_certificate_is_revoked_once_by_its_number_or_by_the_code_of_its_paper() {
    let (network, act, certificate) = certified("revoked");
    for wrong in [
        &["--certificate", "1101-26-99999", "--reason", "lost"][..],
        &["--certificate", "1101", "--reason", "lost"],
        &["--certificate", &certificate, "--reason", "bored"],
        &["--reason", "lost"],
    ] {
        assert!(!matches!(revoke(&network, wrong).status.code(), Some(0)), "{wrong:?}");
    }
    let revoked = revoke(&network, &["--certificate", &certificate, "--reason", "lost"]);
    expect_code(&revoked, 0);
    let revoked = objects(&revoked).remove(0);
    assert_eq!((&revoked["certificate"], &revoked["act"]), (&json!(certificate), &json!(act)));
    // The same command tells the same again; another reason or another officer finds it ended.
    let again = revoke(&network, &["--certificate", &certificate, "--reason", "lost"]);
    expect_code(&again, 0);
    assert_eq!(objects(&again).remove(0)["height"], revoked["height"]);
    let other = revoke(&network, &["--certificate", &certificate, "--reason", "error"]);
    expect_code(&other, 1);
    assert_eq!(failure_code(&other), "certificate.already-ended");

    let second = network.clerk.issue(&act, "second");
    let pdf = network.data().with_file_name("papers").join(format!("{act}-second.pdf"));
    let code = code(&pdf, &network.data());
    let data = network.data();
    let by_head = run(&[
        "certificate",
        "revoke",
        "--json",
        "--handle",
        &code,
        "--reason",
        "spoiled",
        "--as",
        "2207-head",
        "--data",
        text(&data),
    ]);
    expect_code(&by_head, 0);
    assert_eq!(objects(&by_head).remove(0)["certificate"], second);
    let show = run(&["act", "show", &act, "--json", "--as", "1101-1", "--data", text(&data)]);
    let act: Value = serde_json::from_slice(&show.stdout).unwrap();
    assert!(act["certificates"].as_array().unwrap().iter().all(|paper| paper["revoked"] == json!(true)));
}
