//! What a report says of a proof.

use crate::paper::{DEMO, TEXT, forged, issued, key_file, keys};
use credential::KnownKey;
use protocol::{Canonical as _, NetworkClass, network::KeyOrigin};
use verifier::{Conclusion, Report, State, check_text, messages::MessageKey};

fn states(report: &Report) -> [State; 5] {
    report.steps.each_ref().map(|step| step.state)
}

fn says(report: &Report, key: MessageKey) -> bool {
    report.sentences.iter().any(|sentence| sentence.key() == key)
}

fn value<'a>(report: &'a Report, key: &str) -> Option<&'a str> {
    let line = report.values.iter().find(|line| line.key == key);
    line.unwrap_or_else(|| panic!("no line {key}")).value.as_deref()
}

#[test]
fn a_sample_is_valid_and_says_in_its_first_line_that_it_is_a_sample() {
    let report = check_text(&TEXT, &keys());
    assert_eq!(report.verdict, Conclusion::Valid);
    assert_eq!(states(&report), [State::Yes; 5]);
    assert_eq!(
        report.steps.each_ref().map(|step| step.key),
        ["readable", "opening", "inclusion", "quorum", "network"]
    );
    assert!(report.is_sample);
    assert!(report.headline.english().starts_with("Sample of a demo network, without legal force."));
    assert_eq!(report.steps[3].sentence.english(), "3 of 4 agencies signed; the proof does not say which.");
    for key in
        [MessageKey::CompareWithPaper, MessageKey::LaterChanges, MessageKey::DealtKey, MessageKey::RunBy]
    {
        assert!(says(&report, key), "{key:?}");
    }
    let later = report.sentences.iter().find(|sentence| sentence.key() == MessageKey::LaterChanges).unwrap();
    assert!(later.english().starts_with("Signed on 2026-11-23."));
}

#[test]
fn the_values_stand_as_written_with_their_labels_and_places_by_official_names() {
    let report = check_text(&TEXT, &keys());
    assert_eq!(value(&report, "child.given"), Some("Madina"));
    assert_eq!(value(&report, "birth.date"), Some("2026-11-14"));
    assert_eq!(
        value(&report, "birth.place"),
        Some("Toshkent shahri, Chilonzor tumani (Tashkent City, Chilanzar District)")
    );
    assert_eq!(value(&report, "father.name"), Some("Karimov Anvar Botir oʻgʻli"));
    assert_eq!(value(&report, "act.number"), Some("1 1101 26 00001"));
    assert_eq!(value(&report, "act.date"), Some("2026-11-23"));
    assert_eq!(value(&report, "certificate.number"), Some("1101-26-00001"));
    assert_eq!(value(&report, "certificate.issued"), Some("2026-11-23"));
    assert_eq!(value(&report, "certificate.status_code"), Some(DEMO.1.handle.printed().as_str()));
    assert_eq!(value(&report, "ledger.height"), Some("2"));
    assert_eq!(value(&report, "ledger.time"), Some("2026-11-23 05:00:02 UTC"));
    assert!(report.values.iter().all(|line| !line.label.is_empty()));
    assert!(!report.values.iter().any(|line| line.key == "child.pinfl"), "a group that is not shown");
}

#[test]
fn a_live_network_with_a_common_key_is_neither_a_sample_nor_dealt() {
    let (key, proof) = issued(NetworkClass::Live, 9, "Madina");
    let key = KnownKey { origin: KeyOrigin::Dkg, ..key };
    let report = check_text(&proof.to_text(NetworkClass::Live), &key_file(&[key]));
    assert_eq!(report.verdict, Conclusion::Valid);
    assert_eq!(report.headline.key(), MessageKey::Valid);
    assert!(!report.is_sample);
    assert!(!says(&report, MessageKey::DealtKey));
}

#[test]
fn a_broken_proof_does_not_say_which_part_was_changed_and_shows_no_value() {
    let report = check_text(&forged(), &keys());
    assert_eq!(report.verdict, Conclusion::NotValid);
    let not = State::NotProved;
    assert_eq!(states(&report), [State::Yes, not, not, not, not]);
    assert_eq!(report.reason.as_ref().unwrap().key(), MessageKey::WhyBroken);
    assert!(report.values.is_empty());
    assert!(says(&report, MessageKey::NoValuesShown));
}

#[test]
fn what_cannot_be_read_is_not_valid_in_its_first_step() {
    for text in ["DALX:", "DALX:lower case", "1234", &TEXT[..TEXT.len() - 3]] {
        let report = check_text(text, &keys());
        assert_eq!(report.verdict, Conclusion::NotValid, "{text}");
        assert_eq!(report.steps[0].state, State::No);
        assert_eq!(report.reason.unwrap().key(), MessageKey::WhyUnreadable);
    }
}

#[test]
fn a_space_at_the_end_makes_another_text() {
    assert_eq!(check_text(&format!("{} ", *TEXT), &keys()).verdict, Conclusion::NotValid);
}

#[test]
fn a_sample_presented_as_one_of_the_register_is_not_valid() {
    let report = check_text(&TEXT.replacen("DALX:", "DAL1:", 1), &keys());
    assert_eq!(report.verdict, Conclusion::NotValid);
    assert_eq!(report.steps[4].state, State::No);
    assert_eq!(report.reason.unwrap().key(), MessageKey::WhyPrefix);
}

#[test]
fn a_key_out_of_its_time_is_not_the_quorums() {
    let retired = KnownKey { to_height: Some(1), ..DEMO.0.clone() };
    let report = check_text(&TEXT, &key_file(&[retired]));
    assert_eq!(report.verdict, Conclusion::NotValid);
    assert_eq!(report.steps[3].state, State::No);
    assert_eq!(report.reason.unwrap().key(), MessageKey::WhyKeyOutOfTime);
}

#[test]
fn an_unknown_key_and_a_provisional_extract_cannot_be_told() {
    let (other, _) = issued(NetworkClass::Demo, 8, "Madina");
    let report = check_text(&TEXT, &key_file(&[other]));
    assert_eq!(report.verdict, Conclusion::CannotTell);
    assert!(report.is_sample);
    assert_eq!(report.steps[4].sentence.key(), MessageKey::NetworkUnknownKey);
    assert!(report.values.is_empty());
    let report = check_text(&TEXT.replacen("DALX:", "DALP:", 1), &keys());
    assert_eq!(report.verdict, Conclusion::CannotTell);
    assert_eq!(report.reason.unwrap().key(), MessageKey::WhyProvisional);
}

#[test]
fn the_right_one_among_several_keys_of_one_id_is_found() {
    let (other, _) = issued(NetworkClass::Demo, 8, "Madina");
    let same_id = KnownKey { id: DEMO.0.id, ..other };
    let report = check_text(&TEXT, &key_file(&[same_id, DEMO.0.clone()]));
    assert_eq!(report.verdict, Conclusion::Valid);
}

#[test]
fn parents_of_whom_the_code_has_only_the_root_are_said_not_to_be_compared() {
    let (key, proof) = issued(NetworkClass::Demo, 7, &"Abdurahmonberdi".repeat(20));
    let fitted = proof.fitted();
    assert!(!fitted.is_full());
    let report = check_text(&fitted.to_text(NetworkClass::Demo), &key_file(&[key]));
    assert_eq!(report.verdict, Conclusion::Valid);
    let sentence = report.sentences.iter().find(|s| s.key() == MessageKey::GroupNotCompared).unwrap();
    assert!(sentence.english().starts_with("The code has no room for the parents:"));
    assert!(!report.values.iter().any(|line| line.key == "father.name"));
}

#[test]
fn no_flipped_bit_is_valid_and_none_shows_a_value() {
    let (bytes, keys) = (DEMO.1.to_bytes(), keys());
    let (key_id_at, document_at) = (1, 3); // the head of the array, then three numbers of one byte
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let report = check_text(&format!("DALX:{}", base45::encode(flipped)), &keys);
        match report.verdict {
            Conclusion::Valid => panic!("bit {bit} flipped and still valid"),
            Conclusion::NotValid => {}
            Conclusion::CannotTell => assert!([key_id_at, document_at].contains(&(bit / 8))),
        }
        assert!(report.values.is_empty());
    }
}

#[test]
fn debug_output_of_a_report_holds_no_value() {
    let debug = format!("{:?}", check_text(&TEXT, &keys()));
    for value in ["Madina", "Karimov", "2026-11-14"] {
        assert!(!debug.contains(value), "{value}");
    }
}

#[test]
fn a_code_of_a_later_version_is_not_called_not_valid() {
    let report = check_text("DAL2:1234", &keys());
    assert_eq!(report.verdict, Conclusion::CannotTell);
    assert_eq!(states(&report), [State::NotProved; 5]);
    assert_eq!(report.reason.unwrap().key(), MessageKey::WhyLater);
}
