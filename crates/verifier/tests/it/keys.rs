//! The network-key file.

use crate::paper::{DEMO, agencies, issued, key_file, keys};
use proptest::prelude::*;
use protocol::NetworkClass;
use serde_json::{Value, json};
use verifier::{KeyFile, NotAKeyFile};

fn with(field: &str, value: Value) -> String {
    let mut file: Value = serde_json::from_str(&keys().to_json()).unwrap();
    file[field] = value;
    file.to_string()
}

fn fault(json: &str) -> String {
    KeyFile::from_json(json.as_bytes()).unwrap_err().to_string()
}

#[test]
fn one_key_and_several_are_written_and_read_back() {
    let (other, _) = issued(NetworkClass::Practice, 8, "Madina");
    for file in [keys(), key_file(&[DEMO.0.clone(), other.clone()]), key_file(&[other.clone(), other])] {
        let json = file.to_json();
        assert!(json.ends_with('\n'));
        assert_eq!(KeyFile::from_json(json.as_bytes()).unwrap(), file);
    }
    assert_eq!(keys().agencies(&DEMO.0), agencies());
}

#[test]
fn the_file_has_the_form_that_is_documented() {
    let file: Value = serde_json::from_str(&keys().to_json()).unwrap();
    assert_eq!(file["format"], "dalolat/network-key/1");
    assert_eq!(file["network"], format!("03{}", "07".repeat(16)));
    assert_eq!(file["key"].as_str().unwrap().len(), 192);
    assert_eq!(file["origin"], "dealer");
    assert_eq!((&file["members"], &file["quorum"]), (&json!(4), &json!(3)));
    assert_eq!((&file["from_height"], &file["to_height"]), (&json!(0), &json!(null)));
    assert_eq!(file["agencies"].as_array().unwrap().len(), 4);
}

#[test]
fn a_key_file_is_made_of_a_genesis() {
    let network = fixtures::paper::PaperNetwork::new(NetworkClass::Demo, 7);
    let file = KeyFile::of_genesis(&network.genesis).unwrap();
    assert_eq!(file.keys(), [network.known_key()]);
    assert_eq!(file.agencies(&network.known_key())[0], "Agency 1");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    assert!(fault("").contains("line 1 column 0"));
    assert!(fault("{\"format\": 1}").contains("line 1 column 12"));
    assert!(fault(&with("colour", json!("red"))).contains("unknown field `colour`"));
    assert!(fault("[]").contains("holds 0"));
    let mut file: Value = serde_json::from_str(&keys().to_json()).unwrap();
    file.as_object_mut().unwrap().remove("to_height");
    assert!(fault(&file.to_string()).contains("missing field `to_height`"));
    let second = format!("[{}, {}]", keys().to_json(), with("origin", json!("found")));
    assert_eq!(fault(&second), "key 2, \"origin\": expected dealer or dkg");
}

#[test]
fn the_values_of_a_key_without_their_names_are_no_key() {
    let file: Value = serde_json::from_str(&keys().to_json()).unwrap();
    let names =
        ["format", "network", "key_id", "key", "origin", "members", "quorum", "from_height", "to_height"];
    let values: Vec<&Value> = names.iter().chain(&["agencies"]).map(|name| &file[name]).collect();
    for json in [json!([values]), json!(values), json!([[file]])] {
        assert_eq!(KeyFile::from_json(json.to_string().as_bytes()).unwrap_err().code(), "json");
    }
}

#[test]
fn a_name_that_stands_twice_and_a_number_that_is_not_digits_alone_are_refused() {
    let json = keys().to_json();
    for (from, to) in [
        ("\"quorum\": 3", "\"quorum\": 3, \"quorum\": 3"),
        ("\"quorum\": 3", "\"quorum\": 3.0"),
        ("\"quorum\": 3", "\"quorum\": 3e0"),
        ("\"quorum\": 3", "\"quorum\": 03"),
        ("\"from_height\": 0", "\"from_height\": -0"),
        ("\"from_height\": 0", "\"from_height\": 18446744073709551616"),
    ] {
        let changed = json.replacen(from, to, 1);
        assert_ne!(changed, json);
        assert_eq!(KeyFile::from_json(changed.as_bytes()).unwrap_err().code(), "json", "{to}");
    }
    let most = json.replacen("\"from_height\": 0", "\"from_height\": 18446744073709551615", 1);
    assert_eq!(KeyFile::from_json(most.as_bytes()).unwrap().keys()[0].from_height, u64::MAX);
}

#[test]
fn every_field_has_its_bounds() {
    for (field, value) in [
        ("format", json!("dalolat/network-key/2")),
        ("network", json!("04".repeat(17))),
        ("network", json!("03")),
        ("key", json!("00")),
        ("key", json!("zz".repeat(96))),
        ("origin", json!("")),
        ("members", json!(0)),
        ("members", json!(101)),
        ("members", json!(5)),
        ("quorum", json!(0)),
        ("quorum", json!(2)),
        ("quorum", json!(5)),
        ("agencies", json!([])),
        ("agencies", json!(["A", "B", "C", " "])),
        ("agencies", json!(["A", "B", "C", "\u{1b}[2J"])),
        ("agencies", json!(["A", "B", "C", "D".repeat(121)])),
    ] {
        let refused = KeyFile::from_json(with(field, value.clone()).as_bytes()).unwrap_err();
        assert!(matches!(refused, NotAKeyFile::Field { key: 1, .. }), "{field} {value}: {refused}");
    }
    for (field, value) in [("key_id", json!(256)), ("from_height", json!(-1)), ("members", json!("4"))] {
        let refused = KeyFile::from_json(with(field, value).as_bytes()).unwrap_err();
        assert!(matches!(refused, NotAKeyFile::Json(_)), "{refused}");
    }
    let mut file: Value = serde_json::from_str(&keys().to_json()).unwrap();
    (file["from_height"], file["to_height"]) = (json!(9), json!(8));
    assert!(fault(&file.to_string()).contains("\"to_height\""));
    let many = format!("[{}]", vec![keys().to_json(); 65].join(","));
    assert!(fault(&many).contains("holds 65"));
    assert!(fault(&" ".repeat(256 * 1024 + 1)).contains("at most 262144 bytes"));
}

proptest! {
    #[test]
    fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(KeyFile::from_json(&bytes).is_err());
    }
}
