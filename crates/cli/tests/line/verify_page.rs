//! The page in one file: what is in it, what it may do, and the digest by which it is known again.
use crate::stage::{Folder, expect_code, failure_code, objects, run, text};
use fixtures::paper::PaperNetwork;
use protocol::{NetworkClass, hash::sha256};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Output};
use verifier::keys::KeyFile;

/// Writes a network-key file whose agencies are all called so.
fn key_file(path: &Path, agency: &str) -> KeyFile {
    let key = PaperNetwork::new(NetworkClass::Demo, 1).known_key();
    let agencies = vec![agency.to_owned(); usize::from(key.members)];
    let keys = KeyFile::new(vec![(key, agencies)]).unwrap();
    fs::write(path, keys.to_json()).unwrap();
    keys
}

fn verify_page(key: &Path, words: &[&str]) -> Output {
    run(&[&["verify-page", "--json", "--network-key", text(key)], words].concat())
}

fn said(output: &Output) -> Value {
    expect_code(output, 0);
    objects(output).remove(0)
}

/// What stands in the element of that id.
fn element<'p>(page: &'p str, id: &str) -> &'p str {
    let before = format!("id=\"{id}\">");
    let mut after = page.split(&before);
    let (_, Some(rest), None) = (after.next(), after.next(), after.next()) else { panic!("{id} once") };
    rest.split_once("</script>").unwrap().0
}

#[test]
fn the_written_file_holds_the_key_exactly_and_is_the_one_whose_digest_is_told() {
    let folder = Folder::new("page");
    let (key, out) = (folder.join("network-key.json"), folder.join("made/here/page.html"));
    let keys = key_file(&key, "Ministry of Justice");
    let written = said(&verify_page(&key, &["--out", text(&out)]));
    let page = fs::read_to_string(&out).unwrap();
    assert_eq!(element(&page, "dalolat-keys"), keys.to_json());
    assert_eq!(element(&page, "dalolat-wasm"), "");
    assert!(page.contains("connect-src 'none'") && page.contains("name=\"dalolat-portal\" content=\"\""));
    let digest = sha256(&[page.as_bytes()]).to_string();
    assert_eq!((&written["sha256"], &written["bytes"]), (&json!(digest), &json!(page.len())));
    let network = &keys.keys()[0];
    let named = json!([{ "network": network.network.to_string(), "class": "demo", "key_id": network.id.0 }]);
    assert_eq!(written["network_keys"], named);

    let told = said(&verify_page(&key, &["--digest"]));
    assert_eq!((&told["out"]["sha256"], &told["network_keys"]), (&json!(digest), &named));
    assert_ne!(told["bare"]["sha256"], json!(digest));
    let served = |address: &str| {
        let served = told["served"].as_array().unwrap();
        served.iter().find(|file| file["address"] == address).unwrap()["sha256"].clone()
    };
    assert_eq!(served("/verify/single.html"), json!(digest), "a portal serves the same file");
    assert_eq!(served("/verify/keys.json"), json!(sha256(&[keys.to_json().as_bytes()]).to_string()));
    // The data directory's key is the default.
    let by_default = run(&["verify-page", "--digest", "--json", "--data", text(folder.path())]);
    assert_eq!(said(&by_default), told);
    let printed = verify_page(&key, &["--out", "-"]);
    expect_code(&printed, 0);
    assert_eq!(printed.stdout, page.as_bytes());
}

#[test]
fn the_policy_allows_the_portal_that_was_named_and_no_other() {
    let folder = Folder::new("policy");
    let (key, out) = (folder.join("key.json"), folder.join("page.html"));
    key_file(&key, "Ministry of Justice");
    let words = ["--camera", "--portal", "https://civil.example:8443"];
    let written = said(&verify_page(&key, &[&["--out", text(&out)], &words[..]].concat()));
    let page = fs::read_to_string(&out).unwrap();
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap();
    let policy = policy.split('"').next().unwrap();
    let connect = policy.split(';').map(str::trim).filter(|part| part.starts_with("connect-src"));
    assert_eq!(connect.collect::<Vec<_>>(), ["connect-src https://civil.example:8443"]);
    assert!(page.contains("name=\"dalolat-portal\" content=\"https://civil.example:8443\""));
    assert!(!element(&page, "dalolat-wasm").is_empty());
    assert_eq!(written["portal"], json!("https://civil.example:8443"));
    assert_eq!(written["camera"], json!(true));
    let told = said(&verify_page(&key, &[&["--digest"], &words[..]].concat()));
    assert_eq!(told["out"]["sha256"], written["sha256"]);
    // Written over by another one of the same name: whole, and nothing is left beside it.
    said(&verify_page(&key, &["--out", text(&out)]));
    assert!(fs::read_to_string(&out).unwrap().contains("connect-src 'none'"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_name_of_an_agency_cannot_end_the_element_that_holds_the_key() {
    let folder = Folder::new("name");
    let (key, out) = (folder.join("key.json"), folder.join("page.html"));
    let keys = key_file(&key, "</script><script>alert(1)</script><!--");
    said(&verify_page(&key, &["--out", text(&out)]));
    let page = fs::read_to_string(&out).unwrap();
    let held = element(&page, "dalolat-keys");
    assert!(!held.contains('<') && !page.contains("alert(1)</script>"));
    assert_eq!(KeyFile::from_json(held.as_bytes()).unwrap(), keys);
}

#[test]
fn a_bad_key_a_bad_portal_and_a_bad_place_are_refused_and_nothing_is_written() {
    let folder = Folder::new("refused");
    let (key, broken, out) = (folder.join("key.json"), folder.join("broken.json"), folder.join("page.html"));
    key_file(&key, "Ministry of Justice");
    fs::write(&broken, "{}").unwrap();
    let out_file = ["--out", text(&out)];
    for (key, words, code) in [
        (&broken, &out_file[..], "key-file.malformed"),
        (&folder.join("none.json"), &out_file, "file.missing"),
        (&key, &["--out", text(&out), "--portal", "http://civil.example"], "portal.origin"),
        (&key, &["--out", text(&out), "--portal", "https://civil.example/v1"], "portal.origin"),
        (&key, &["--out", text(&out), "--portal", "https://x; script-src *"], "portal.origin"),
        (&key, &["--digest", "--portal", "civil.example"], "portal.origin"),
        (&key, &["--out", text(folder.path())], "file.is-directory"),
        (&key, &["--out", "nowhere/.."], "file.missing"),
        // Neither is asked for, or both: the words of the command are wrong.
        (&key, &[], "none"),
        (&key, &["--out", text(&out), "--digest"], "none"),
    ] {
        let output = verify_page(key, words);
        expect_code(&output, 2);
        assert_eq!(failure_code(&output), code, "{words:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "key and broken key alone");
}
