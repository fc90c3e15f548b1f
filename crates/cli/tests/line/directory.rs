//! The data directory: of another version, locked, not ours, half made, its ports taken.
use crate::stage::{Folder, Running, expect_code, failure_code, run, some_births, text};
use std::{fs, net::TcpListener};

#[test]
fn a_directory_of_another_version_is_refused_and_left_as_it_is() {
    let folder = Folder::new("version");
    fs::write(folder.join("VERSION"), "dalolat-data/9\n").unwrap();
    for words in [
        &["demo", "--once", "--json", "--data", text(folder.path())][..],
        &["act", "list", "--as", "1101-1", "--json", "--data", text(folder.path())],
    ] {
        let output = run(words);
        expect_code(&output, 2);
        assert_eq!(failure_code(&output), "data.version");
    }
    assert_eq!(fs::read_to_string(folder.join("VERSION")).unwrap(), "dalolat-data/9\n");
}

#[test]
fn a_command_without_a_register_says_how_to_get_one() {
    let folder = Folder::new("none");
    let output = run(&["act", "list", "--as", "1101-1", "--json", "--data", text(folder.path())]);
    expect_code(&output, 2);
    assert_eq!(failure_code(&output), "data.missing");
    assert!(String::from_utf8_lossy(&output.stderr).contains("dalolat demo"));
}

#[test]
fn what_was_not_made_by_this_program_is_never_removed() {
    let folder = Folder::new("theirs");
    fs::write(folder.join("thesis.txt"), "ten years of work").unwrap();
    let output = run(&["demo", "--once", "--reset", "--json", "--data", text(folder.path())]);
    expect_code(&output, 2);
    assert_eq!(failure_code(&output), "data.not-ours");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was put beside it");
    assert_eq!(fs::read_to_string(folder.join("thesis.txt")).unwrap(), "ten years of work");
}

#[test]
fn two_demos_do_not_share_a_directory_and_a_taken_port_is_named() {
    let folder = Folder::new("locked");
    let data = folder.join("data");
    let births = some_births(&folder, 0, 1);
    let demo = Running::start(&data, &births, &[]);
    let second = run(&["demo", "--once", "--json", "--data", text(&data)]);
    expect_code(&second, 2);
    assert_eq!(failure_code(&second), "data.locked");
    assert!(String::from_utf8_lossy(&second.stderr).contains(&demo.child.id().to_string()));
    drop(demo);
    let ports: serde_json::Value =
        serde_json::from_slice(&fs::read(data.join("ports.json")).unwrap()).unwrap();
    let port = u16::try_from(ports["portal"].as_u64().unwrap()).unwrap();
    crate::stage::eventually("the port is free", || TcpListener::bind(("127.0.0.1", port)).is_ok());
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let output = run(&["demo", "--once", "--json", "--data", text(&data), "--acts", text(&births)]);
    expect_code(&output, 4);
    assert!(String::from_utf8_lossy(&output.stderr).contains(&port.to_string()));
}

#[test]
fn a_secret_that_others_can_read_stops_the_process() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("exposed");
    let data = folder.join("data");
    expect_code(&run(&["genesis", "--data", text(&data)]), 0);
    let agency = data.join("agencies/1-ministry-of-justice");
    let key = agency.join("secrets/share.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let output = run(&["node", "--config", text(&agency.join("node.json"))]);
    assert_ne!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("share.key") && said.contains("chmod 600"), "{said}");
}

#[test]
fn what_was_never_stored_is_neither_rebuilt_nor_rejoined_and_no_command_is_wrong_usage() {
    let folder = Folder::new("unstored");
    let data = folder.join("data");
    expect_code(&run(&["genesis", "--data", text(&data)]), 0);
    let config = data.join("agencies/1-ministry-of-justice/node.json");
    for command in ["rebuild", "rejoin"] {
        let output = run(&["node", command, "--json", "--config", text(&config)]);
        expect_code(&output, 2);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("node.nothing-stored"), "{said}");
        expect_code(&run(&["node", command, "--config", "nowhere.json"]), 2);
        expect_code(&run(&["node", command]), 2);
    }
    expect_code(&run(&["node"]), 2);
}
