//! kill -9 of any one process while declarations are registered: nothing lost, nothing doubled.
use crate::stage::{
    Folder, Running, dalolat, eventually, expect_code, kill, lives, objects, run, some_births, text,
};
use serde_json::Value;
use std::{path::Path, process::Stdio, time::Duration};

/// Registers a folder until it is through, whatever happens meanwhile, and returns the numbers given.
fn register_all(data: &Path, births: &Path) -> Vec<String> {
    for _ in 0..40 {
        let output = run(&[
            "act",
            "register",
            "--json",
            "--file",
            text(births),
            "--as",
            "1101-1",
            "--data",
            text(data),
        ]);
        if output.status.code() == Some(0) {
            let mut numbers: Vec<String> = objects(&output)
                .iter()
                .filter_map(|object| object["number"].as_str().map(str::to_owned))
                .collect();
            numbers.sort();
            return numbers;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    panic!("the declarations were not registered in forty runs");
}

fn acts_of(data: &Path, registrar: &str) -> Vec<String> {
    let output = run(&["act", "list", "--json", "--as", registrar, "--data", text(data)]);
    expect_code(&output, 0);
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut numbers: Vec<String> = list["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["number"].as_str().unwrap().to_owned())
        .collect();
    numbers.sort();
    numbers
}

/// The declarations of office 1101 under new notices, so that they are other births.
fn declarations(folder: &Folder, name: &str, count: usize) -> std::path::PathBuf {
    let target = folder.join(name);
    std::fs::create_dir_all(&target).unwrap();
    let source = crate::stage::births().join("01-uzbek-latin-girl.json");
    let mut declaration: Value = serde_json::from_slice(&std::fs::read(source).unwrap()).unwrap();
    for n in 0..count {
        declaration["evidence"]["number"] = Value::from(format!("{name}-{n:04}"));
        std::fs::write(target.join(format!("{n:02}.json")), declaration.to_string()).unwrap();
    }
    target
}

#[test]
fn any_one_process_killed_during_registration_loses_nothing_and_doubles_nothing() {
    let folder = Folder::new("kills");
    let data = folder.join("data");
    let births = some_births(&folder, 0, 1);
    let mut demo = Running::start(&data, &births, &[]);
    let mut expected = acts_of(&data, "1101-1").len();
    let victims = [
        ("a-validator", Some("Ministry of Justice")),
        ("another", Some("Auditor")),
        ("the-portal", None),
        ("the-command", None),
    ];
    for (name, agency) in victims {
        let folder = declarations(&folder, name, 6);
        let mut command = dalolat(&[
            "act",
            "register",
            "--json",
            "--file",
            text(&folder),
            "--as",
            "1101-1",
            "--data",
            text(&data),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        std::thread::sleep(Duration::from_millis(350));
        match (name, agency) {
            ("the-command", _) => drop(command.kill()),
            (_, Some(agency)) => kill(demo.pid("agency", Some(agency))),
            (_, None) => kill(demo.pid("ready", None)),
        }
        drop(command.wait());
        match (name, agency) {
            ("the-command", _) => {}
            (_, Some(agency)) => {
                demo.wait_for("caught-up", |event| event["name"] == agency);
            }
            (_, None) => {
                demo.wait_for("portal-back", |_| true);
            }
        }
        let numbers = register_all(&data, &folder);
        assert_eq!(numbers.len(), 6, "{name}");
        expected += 6;
        let acts = acts_of(&data, "1101-1");
        assert_eq!(acts.len(), expected, "after killing {name}: {acts:?}");
        let gapless: Vec<String> = (1..=expected).map(|n| format!("1110126{n:05}")).collect();
        let serials =
            |numbers: &[String]| -> Vec<String> { numbers.iter().map(|n| n[7..].to_owned()).collect() };
        assert_eq!(serials(&acts), serials(&gapless), "after killing {name}");
    }
}

#[test]
fn a_demo_killed_takes_its_children_with_it_and_the_next_one_goes_on() {
    let folder = Folder::new("orphans");
    let data = folder.join("data");
    let births = some_births(&folder, 0, 2);
    let mut demo = Running::start(&data, &births, &[]);
    let agencies = ["Ministry of Justice", "State Tax Committee", "Ministry of Health", "Auditor"];
    let mut children: Vec<u32> = agencies.iter().map(|name| demo.pid("agency", Some(name))).collect();
    children.push(demo.pid("ready", None));
    assert!(children.iter().all(|pid| lives(*pid)));
    demo.child.kill().unwrap();
    demo.child.wait().unwrap();
    // At once, while the children are still putting things away.
    let again = run(&["demo", "--once", "--json", "--data", text(&data), "--acts", text(&births)]);
    expect_code(&again, 0);
    let done = objects(&again).into_iter().find(|event| event["event"] == "done").unwrap();
    assert_eq!(done["registered"], 2);
    eventually("the children end", || !children.iter().any(|pid| lives(*pid)));
}
