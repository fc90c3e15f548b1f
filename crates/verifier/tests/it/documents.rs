//! What a report says of every document, and where its values are found.
use crate::paper::{code, image_object, key_file, pdf_with};
use civil::{ActKind, RecordKind};
use credential::{Opening, Proof};
use fixtures::{
    acts::{Names, proof, record},
    paper::PaperNetwork,
};
use protocol::{Canonical as _, NetworkClass, commitment::Record, entry::Document};
use std::fmt::Write as _;
use verifier::{Conclusion, KeyFile, Report, check_file, check_text, messages::MessageKey};

fn of(document: Document, record: &Record) -> (KeyFile, Proof) {
    let mut network = PaperNetwork::new(NetworkClass::Demo, 7);
    let proof = proof(&mut network, document, record, 0, 0);
    (key_file(&[network.known_key()]), proof)
}

fn usual(document: Document) -> (KeyFile, Proof) {
    of(document, &record(document.record_kind(), &Names::usual(), 1))
}

fn says(report: &Report, key: MessageKey) -> bool {
    report.sentences.iter().any(|sentence| sentence.key() == key)
}

fn closed_from(proof: &Proof, place: usize) -> Proof {
    let (mut closed, of) = (proof.clone(), proof.record_type());
    for shown in closed.shown.iter_mut().skip(place) {
        shown.opening = Opening::Root(shown.root(of));
    }
    closed
}

#[test]
fn every_document_has_its_values_in_the_order_of_the_paper() {
    let mut lines = String::new();
    for document in Document::ALL {
        let (keys, proof) = usual(document);
        let report = check_text(&proof.to_text(NetworkClass::Demo), &keys);
        assert_eq!(report.verdict, Conclusion::Valid, "{document:?}");
        writeln!(lines, "# {}", document.word()).unwrap();
        for line in &report.values {
            let value = line.value.as_deref().unwrap_or("—");
            writeln!(lines, "{} | {} | {value}", line.key, line.label).unwrap();
        }
    }
    assert!(lines == include_str!("documents.txt"), "{lines}");
}

#[test]
fn somebody_whom_nobody_knew_is_called_an_unknown_person() {
    let kind = RecordKind::Act(ActKind::Death);
    let mut record = record(kind, &Names::usual(), 1);
    record.groups[0][..3].fill(None);
    let (keys, proof) = of(Document::Certificate(ActKind::Death), &record);
    let report = check_text(&proof.to_text(NetworkClass::Demo), &keys);
    let line = report.values.iter().find(|line| line.key == "deceased").unwrap();
    assert_eq!(line.value.as_deref(), Some("unknown person"));
    assert_eq!(report.values.iter().filter(|line| line.key == "deceased.given").count(), 1);
    let (keys, proof) = usual(Document::Certificate(ActKind::Death));
    let report = check_text(&proof.to_text(NetworkClass::Demo), &keys);
    assert!(!report.values.iter().any(|line| line.key == "deceased"));
}

#[test]
fn a_group_that_has_no_room_is_named_by_what_the_paper_shows_of_it() {
    let group = |document| {
        let (keys, proof) = usual(document);
        let report = check_text(&closed_from(&proof, 1).to_text(NetworkClass::Demo), &keys);
        assert_eq!(report.verdict, Conclusion::Valid);
        let said = report.sentences.iter().find(|said| said.key() == MessageKey::GroupNotCompared).unwrap();
        said.english()
    };
    for (document, words) in [
        (Document::Certificate(ActKind::Birth), "parents"),
        (Document::Certificate(ActKind::Death), "place of birth, age and citizenship"),
        (Document::Certificate(ActKind::Marriage), "days and places of birth of husband and wife"),
        (Document::Reference(ActKind::Divorce), "births of husband and wife, the marriage and the ground"),
        (Document::NoRecord, "spellings and archives searched"),
        (Document::NotMarried, "spellings and archives searched"),
    ] {
        assert!(
            group(document).starts_with(&format!("The code has no room for the {words}:")),
            "{document:?}"
        );
    }
}

#[test]
fn a_code_without_any_value_says_so_and_shows_the_numbers_of_the_paper_alone() {
    for document in Document::ALL.into_iter().skip(1) {
        let (keys, proof) = usual(document);
        let report = check_text(&closed_from(&proof, 0).to_text(NetworkClass::Demo), &keys);
        assert_eq!(report.verdict, Conclusion::Valid, "{document:?}");
        assert!(says(&report, MessageKey::NothingToCompare), "{document:?}");
        assert!(!says(&report, MessageKey::GroupNotCompared), "{document:?}");
        let of_record = |line: &&verifier::Line| {
            let own = ["document", "act.", "certificate.", "ledger."];
            !own.iter().any(|own| line.key.starts_with(own))
        };
        assert_eq!(report.values.iter().filter(of_record).count(), 0, "{document:?}");
    }
}

#[test]
fn a_file_brings_the_values_that_its_code_has_no_room_for() {
    let (keys, proof) = usual(Document::Certificate(ActKind::Marriage));
    let text = closed_from(&proof, 0).to_text(NetworkClass::Demo);
    let whole = proof.to_bytes();
    let file = |attached: &[&[u8]]| pdf_with(Some(&text), vec![image_object(&code(&text, 4))], attached);
    let report = check_file(&file(&[&whole]), &keys);
    assert_eq!(report.verdict, Conclusion::Valid);
    assert!(says(&report, MessageKey::FromAttachment) && !says(&report, MessageKey::NothingToCompare));
    assert!(report.values.iter().any(|line| line.key == "wife.name"));
    // Of another paper, damaged, too large, or two of them: the code alone is told.
    let (_, other) = usual(Document::Certificate(ActKind::Death));
    let damaged = whole.get(..whole.len() - 1).unwrap();
    for attached in [&[other.to_bytes().as_slice()][..], &[damaged], &[&[0x95; 9000]], &[&whole, &whole], &[]]
    {
        let report = check_file(&file(attached), &keys);
        assert_eq!(report.verdict, Conclusion::Valid);
        assert!(says(&report, MessageKey::NothingToCompare) && !says(&report, MessageKey::FromAttachment));
    }
}

#[test]
fn an_attachment_that_was_changed_is_not_believed() {
    let (keys, proof) = usual(Document::Certificate(ActKind::Marriage));
    let text = closed_from(&proof, 0).to_text(NetworkClass::Demo);
    let mut forged = proof.clone();
    let Opening::Values { seed, mut fields } = forged.shown[0].opening.clone() else { panic!("open") };
    fields[0] = Some(civil::Value::Text("Somebody else".to_owned()));
    forged.shown[0].opening = Opening::Values { seed, fields };
    let report =
        check_file(&pdf_with(Some(&text), vec![image_object(&code(&text, 4))], &[&forged.to_bytes()]), &keys);
    assert!(says(&report, MessageKey::NothingToCompare));
    assert!(!report.values.iter().any(|line| line.value.as_deref() == Some("Somebody else")));
}

#[test]
fn the_attachment_alone_is_judged_as_what_its_network_is() {
    for class in [NetworkClass::Live, NetworkClass::Practice, NetworkClass::Demo] {
        let mut network = PaperNetwork::new(class, 7);
        let document = Document::Certificate(ActKind::Death);
        let record = record(document.record_kind(), &Names::usual(), 1);
        let proof = proof(&mut network, document, &record, 0, 0);
        let keys = key_file(&[network.known_key()]);
        let report = check_file(&proof.to_bytes(), &keys);
        assert_eq!((report.verdict, report.is_sample), (Conclusion::Valid, class != NetworkClass::Live));
        let mut changed = proof.to_bytes();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(check_file(&changed, &keys).verdict, Conclusion::NotValid);
    }
    let (keys, _) = usual(Document::NoRecord);
    let report = check_file(&[0x95, 1, 2], &keys);
    assert_eq!(
        (report.verdict, report.reason.unwrap().key()),
        (Conclusion::CannotTell, MessageKey::WhyUnknownKind)
    );
}
