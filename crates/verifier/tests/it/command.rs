//! The command: arguments in, report and exit code out.

use crate::paper::{TEXT, code, forged, image_object, keys, pdf, png};
use std::{ffi::OsString, fs, io, path::PathBuf};
use verifier::{Exit, Input, Streams, run};

/// A directory of its own for a test, removed with it.
struct Directory(PathBuf);

impl Directory {
    fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let directory = Self(path);
        directory.file("network-key.json", keys().to_json().as_bytes());
        directory
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn key_file(&self) -> String {
        self.0.join("network-key.json").to_str().unwrap().to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

struct Ended {
    exit: Exit,
    out: String,
    err: String,
}

fn command(arguments: &[&str], stdin: &[u8]) -> Ended {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut io::Cursor::new(stdin), stdout: &mut out, stderr: &mut err, colour: false };
    let exit = run(arguments.iter().map(OsString::from), &mut streams).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { exit, out: text(out), err: text(err) }
}

/// Checks `input` against the keys of the test network.
fn check(directory: &Directory, input: &str, stdin: &[u8]) -> Ended {
    command(&["--network-key", &directory.key_file(), input], stdin)
}

#[test]
fn a_certificate_is_valid_however_it_comes() {
    let dir = Directory::new("however");
    let code = code(&TEXT, 4);
    let files = [
        dir.file("f.pdf", &pdf(Some(&TEXT), vec![image_object(&code)])),
        dir.file("f.png", &png(&code)),
        dir.file("f.txt", format!("{}\n", *TEXT).as_bytes()),
    ];
    for input in files.iter().map(String::as_str).chain([TEXT.as_str()]) {
        let ended = check(&dir, input, b"");
        assert_eq!((ended.exit.code(), ended.err.as_str()), (0, ""), "{input}");
        assert!(ended.out.contains("Madina"));
    }
    assert_eq!(check(&dir, "-", format!("{}\n", *TEXT).as_bytes()).exit, Exit::Valid);
    assert_eq!(check(&dir, "-", &png(&code)).exit, Exit::Valid);
    assert_eq!(check(&dir, "-", format!("{} \n", *TEXT).as_bytes()).exit, Exit::NotValid, "a space counts");
}

#[test]
fn every_outcome_has_its_exit_code() {
    let dir = Directory::new("exits");
    assert_eq!(check(&dir, &forged(), b"").exit.code(), 1);
    let other = TEXT.replacen("DALX:", "DALP:", 1);
    assert_eq!(check(&dir, &other, b"").exit.code(), 3);
    assert_eq!(check(&dir, "-", b"no code here").exit.code(), 3);
    assert_eq!(check(&dir, &dir.file("none.pdf", &pdf(None, vec![])), b"").exit.code(), 3);
    for usage in [&[][..], &["--network-key"], &["--colour"], &["a", "b"]] {
        let ended = command(usage, b"");
        assert_eq!((ended.exit.code(), ended.out.as_str()), (2, ""), "{usage:?}");
        assert!(ended.err.contains("--help"));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_what_to_do() {
    let dir = Directory::new("unreadable");
    let ended = check(&dir, "no-such-file.pdf", b"");
    assert_eq!(ended.exit, Exit::Usage);
    assert!(ended.err.contains("no-such-file.pdf") && ended.err.contains("DAL1:"), "{}", ended.err);
    let ended = command(&["--network-key", "no-such-key.json", TEXT.as_str()], b"");
    assert_eq!(ended.exit, Exit::Usage);
    assert!(ended.err.contains("no-such-key.json") && ended.err.contains("--network-key"), "{}", ended.err);
    let broken = dir.file("broken.json", b"{\"format\": 1}");
    let ended = command(&[&format!("--network-key={broken}"), "-"], TEXT.as_bytes());
    assert_eq!(ended.exit, Exit::Usage);
    assert!(ended.err.contains("broken.json") && ended.err.contains("line 1 column 12"), "{}", ended.err);
}

#[test]
fn help_and_version_are_given() {
    let help = command(&["--help"], b"");
    assert_eq!(help.exit, Exit::Valid);
    assert!(
        help.out
            .contains("Exit codes: 0 valid, 1 not valid, 2 wrong usage or unreadable files, 3 cannot tell")
    );
    assert_eq!(command(&["--version"], b"").out, format!("dalolat-verify {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn an_argument_is_a_proof_a_file_or_standard_input() {
    let input = |text: &str| Input::from(OsString::from(text));
    assert_eq!(input("DAL1:ABC"), Input::Proof("DAL1:ABC".to_owned()));
    assert_eq!(input("DALQ:ABC"), Input::Proof("DALQ:ABC".to_owned()));
    assert_eq!(input("DALER.pdf"), Input::File("DALER.pdf".into()));
    assert_eq!(input("-"), Input::StandardInput);
    assert_eq!(format!("{:?}", input(&TEXT)), "Proof(…)");
}

#[test]
fn the_report_for_people_is_aligned_and_plain() {
    let dir = Directory::new("people");
    let out = check(&dir, &TEXT, b"").out;
    assert_eq!(out, include_str!("report.txt"));
}

#[test]
fn the_report_for_programs_keeps_its_names() {
    let dir = Directory::new("programs");
    let ended = command(&["--json", "--network-key", &dir.key_file(), &TEXT], b"");
    assert_eq!(ended.out, include_str!("report.json"));
    let ended = command(&["--json", "--network-key", &dir.key_file(), &forged()], b"");
    let report: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["verdict"], "not_valid");
    assert_eq!(report["reason"]["key"], "why-broken");
    assert_eq!(report["steps"][1]["state"], "not_proved");
    assert_eq!(report["values"].as_array().unwrap().len(), 0);
}

#[test]
fn a_terminal_gets_colours_and_nothing_else_changes() {
    let dir = Directory::new("colours");
    let mut out = Vec::new();
    let mut streams =
        Streams { stdin: &mut io::empty(), stdout: &mut out, stderr: &mut io::sink(), colour: true };
    let arguments = ["--network-key", &dir.key_file(), TEXT.as_str()].map(OsString::from);
    assert_eq!(run(arguments, &mut streams).unwrap(), Exit::Valid);
    let out = String::from_utf8(out).unwrap();
    let plain =
        ["\u{1b}[1;32m", "\u{1b}[32m", "\u{1b}[0m"].iter().fold(out, |out, code| out.replace(code, ""));
    assert_eq!(plain, include_str!("report.txt"));
}
