//! A reference of a search with the real processes: issued once, checked offline, in force until it is revoked.
use crate::{
    network::Network,
    stage::{expect_code, failure_code, objects, root, run, text},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

fn example(name: &str) -> PathBuf {
    root().join("examples/references").join(name)
}

fn search(data: &Path, file: &Path, out: &Path) -> Output {
    let words = ["certificate", "search", "--json", "--file", text(file), "--out", text(out)];
    run(&[&words[..], &["--as", "1101-1", "--data", text(data)]].concat())
}

#[test]
fn a_reference_is_searched_for_issued_checked_and_revoked() {
    let network = Network::start("references");
    let data = network.data();
    let pdf = data.with_file_name("reference.pdf");
    let file = example("02-no-record-cyrillic-of-the-dead.json");
    let issued = search(&data, &file, &pdf);
    expect_code(&issued, 0);
    let number = objects(&issued).remove(0)["certificate"].as_str().unwrap().to_owned();
    let bytes = fs::read(&pdf).unwrap();
    // The same command goes on with the same paper.
    let again = search(&data, &file, &pdf);
    expect_code(&again, 0);
    assert_eq!(objects(&again).remove(0)["certificate"], number);
    assert!(fs::read(&pdf).unwrap() == bytes);

    let checked = run(&["verify", "--json", text(&pdf), "--data", text(&data)]);
    expect_code(&checked, 0);
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let said = report.to_string();
    for words in ["Жўрахўжаев", "Джурахаджаев", "1935", "3245-fond"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let values = report["values"].as_array().unwrap();
    let code = values.iter().find(|line| line["label"] == "Status code").unwrap()["value"].clone();
    let status = || run(&["status", "--json", code.as_str().unwrap(), "--data", text(&data)]);
    expect_code(&status(), 0);

    let revoked = run(&[
        "certificate",
        "revoke",
        "--json",
        "--certificate",
        &number,
        "--reason",
        "error",
        "--as",
        "1101-1",
        "--data",
        text(&data),
    ]);
    expect_code(&revoked, 0);
    assert_eq!(objects(&revoked).remove(0)["act"], json!(null));
    expect_code(&status(), 1);

    // What the paper would claim and nobody searched is refused, and what cannot be read is told with its place.
    let mut request: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    request["archives"] = json!([]);
    let wrong = data.with_file_name("request.json");
    fs::write(&wrong, request.to_string()).unwrap();
    let refused = search(&data, &wrong, &pdf);
    expect_code(&refused, 1);
    assert_eq!(failure_code(&refused), "reference.past-not-searched");
    request["places"] = json!(["1799"]);
    fs::write(&wrong, request.to_string()).unwrap();
    let malformed = search(&data, &wrong, &pdf);
    expect_code(&malformed, 2);
    assert_eq!(failure_code(&malformed), "place.unknown");
}
