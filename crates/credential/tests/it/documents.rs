//! Proofs of every document: the act that each is of, what fits the code, and entries of issue of all kinds.
use civil::{ActKind, CivilDate, Group, RecordKind, layout};
use credential::{
    BYTES_MAX, LESS_CORRECTED_BYTES_MAX, NotAProof, Opening, PRINTED_BYTES_MAX, Profile, Proof, Verdict,
    WhyNotValid, check_text,
};
use fixtures::{
    acts::{Names, act_number, proof, record},
    paper::{CHILONZOR, PaperNetwork},
};
use protocol::{
    Body, Canonical as _, Digest, EntryId, Handle, NetworkClass, Outcome, Receipt,
    entry::{CertificateIssue, Document, ReferenceIssue},
};
use std::fmt::Write as _;

fn network() -> PaperNetwork {
    PaperNetwork::new(NetworkClass::Demo, 7)
}

fn is_valid(proof: &Proof, network: &PaperNetwork) -> bool {
    let text = proof.to_text(NetworkClass::Demo);
    matches!(check_text(&text, &[network.known_key()]), Verdict::Valid { proof: read, .. } if *read == *proof)
}

/// The proof of a document with names of usual length, alone in its block.
fn usual(document: Document) -> (PaperNetwork, Proof) {
    let mut network = network();
    let record = record(document.record_kind(), &Names::usual(), 1);
    let proof = proof(&mut network, document, &record, 0, 0);
    (network, proof)
}

#[test]
fn the_proof_of_every_document_checks_and_shows_its_values() {
    for document in Document::ALL {
        let (network, proof) = usual(document);
        assert!(is_valid(&proof, &network), "{document:?}");
        assert_eq!(proof.act.is_some(), document.record_kind().act().is_some(), "{document:?}");
        assert!(proof.values(Group::Core).is_some_and(|values| !values.is_empty()), "{document:?}");
        assert!(proof.to_bytes().len() <= BYTES_MAX, "{document:?}: {} bytes", proof.to_bytes().len());
    }
}

#[test]
fn an_entry_of_issue_and_its_outcome_give_the_proof_whose_digest_is_theirs() {
    for document in Document::ALL {
        let mut network = network();
        let kind = document.record_kind();
        let record = record(kind, &Names::usual(), 1);
        let (date, number) = (CivilDate::new(2026, 11, 23).unwrap(), "1101-26-00007".parse().unwrap());
        let (roots, disclosed, handle) = (record.roots(), vec![0, 1], Handle::new([9; 16]));
        let (body, outcome) = if let Some(act) = act_number(kind) {
            let issued = EntryId::from(Digest::new([3; 32]));
            let issue = CertificateIssue { act: issued, document, roots, disclosed, handle };
            let outcome = Outcome::Certificate { number, date, act, act_date: date };
            (Body::CertificateIssue(issue), outcome)
        } else {
            let schema = layout::newest(kind);
            let issue = ReferenceIssue { document, schema, roots, disclosed, handle };
            (Body::ReferenceIssue(issue), Outcome::Reference { number, date })
        };
        let entry = network.entry(CHILONZOR, body);
        let entry = PaperNetwork::sign(entry, CHILONZOR);
        let digest = entry.digest(&outcome);
        let (opened, closed) = (entry.opened(&outcome), entry.closed(&outcome));
        let inclusion = network.certified(digest, 2, 1);
        let receipt = Receipt { opened, closed, inclusion };
        let key_id = network.genesis.key_id;
        let proof = Proof::from_issue(&record, &entry, &outcome, &receipt, key_id).unwrap();
        assert_eq!(proof.entry_digest(), digest, "{document:?}");
        assert!(is_valid(&proof, &network), "{document:?}");
        let day = Outcome::Act { number: "111012600001".parse().unwrap(), date };
        assert_eq!(Proof::from_issue(&record, &entry, &day, &receipt, key_id), None, "{document:?}");
        for other in RecordKind::ALL.into_iter().filter(|other| *other != kind) {
            let other = fixtures::acts::record(other, &Names::usual(), 1);
            assert_eq!(Proof::from_issue(&other, &entry, &outcome, &receipt, key_id), None, "{document:?}");
        }
    }
}

#[test]
fn a_document_is_of_an_act_of_its_own_kind_or_where_it_is_of_a_search_of_none() {
    for document in Document::ALL {
        let (_, proof) = usual(document);
        let own = document.record_kind().act();
        let day = CivilDate::new(2026, 11, 23).unwrap();
        let of = |kind| act_number(RecordKind::Act(kind)).map(|number| (number, day));
        for act in ActKind::ALL.into_iter().map(of).chain([None]) {
            let read = Proof::from_bytes(&Proof { act, ..proof.clone() }.to_bytes());
            assert_eq!(read.is_ok(), act.map(|(number, _)| number.kind) == own, "{document:?}, {act:?}");
        }
    }
}

#[test]
fn the_certificate_of_birth_alone_opens_its_first_group_always() {
    for document in Document::ALL {
        let (network, mut proof) = usual(document);
        let of = proof.record_type();
        for shown in &mut proof.shown {
            shown.opening = Opening::Root(shown.root(of));
        }
        let text = proof.to_text(NetworkClass::Demo);
        let verdict = check_text(&text, &[network.known_key()]);
        if document == Document::Certificate(ActKind::Birth) {
            assert!(matches!(verdict, Verdict::NotValid(WhyNotValid::Unreadable(NotAProof::Malformed(_)))));
        } else {
            assert_eq!(proof.profile(), Profile::Roots);
            assert!(is_valid(&proof, &network), "{document:?}");
        }
    }
}

/// Names in Cyrillic, two bytes a letter, and the longest name of an office that the list of places gives.
fn long(letters: [usize; 3]) -> Names {
    let [surname, given, patronymic] =
        letters.map(|letters| "Абдурахманбердиева".chars().cycle().take(letters).collect());
    let office = "Qoraqalpogʻiston Respublikasi, Taxtakoʻpir tumani FHDYO boʻlimi".to_owned();
    Names { surname, given, patronymic, office }
}

/// What the proof of a document comes to: its profile and its size, as the table prints them.
fn fitted(document: Document, names: &Names, path: u32, hops: usize) -> String {
    let mut network = network();
    let record = record(document.record_kind(), names, 1);
    let full = proof(&mut network, document, &record, path, hops);
    let fitted = full.clone().fitted();
    assert!(is_valid(&fitted, &network), "{document:?}");
    assert_eq!(fitted.entry_digest(), full.entry_digest());
    let profile = match fitted.profile() {
        Profile::Full => "full",
        Profile::Core => "core",
        Profile::Roots => "roots",
    };
    let size = fitted.to_bytes().len();
    assert_eq!(Proof::from_bytes(&fitted.to_bytes()).as_ref(), Ok(&fitted));
    let note = if size <= BYTES_MAX {
        ""
    } else if size <= LESS_CORRECTED_BYTES_MAX {
        ", less correction"
    } else if size <= PRINTED_BYTES_MAX {
        ", less correction, larger code"
    } else {
        ", not printed"
    };
    format!("{profile} {size} of {}{note}", full.to_bytes().len())
}

#[test]
fn the_worst_case_of_each_kind_falls_back_as_far_as_it_must_and_no_further() {
    let names = [
        ("usual names", Names::usual()),
        ("60 letters together", long([20, 20, 18])),
        ("60 letters each part", long([60, 60, 60])),
    ];
    let kinds = [
        Document::Certificate(ActKind::Birth),
        Document::Certificate(ActKind::Death),
        Document::Certificate(ActKind::Marriage),
        Document::Certificate(ActKind::Divorce),
        Document::NoRecord,
        Document::NotMarried,
    ];
    let mut table = String::new();
    for (note, names) in &names {
        for document in kinds {
            writeln!(table, "{}, {note}", document.word()).unwrap();
            for (path, hops) in [(0, 0), (3, 0), (6, 2), (10, 0), (10, 2)] {
                let came = fitted(document, names, path, hops);
                writeln!(table, "  path {path}, hops {hops}: {came}").unwrap();
            }
        }
    }
    assert!(table == include_str!("sizes.txt"), "{table}");
}

#[test]
fn roots_alone_fit_the_usual_code_through_a_path_of_ten_or_two_hops_and_one_with_less_correction_through_both()
 {
    for document in Document::ALL.into_iter().skip(1) {
        let size = |path, hops| {
            let mut network = network();
            let record = record(document.record_kind(), &long([100, 100, 100]), 1);
            let fitted = proof(&mut network, document, &record, path, hops).fitted();
            assert_eq!(fitted.profile(), Profile::Roots, "{document:?}");
            fitted.to_bytes().len()
        };
        assert!(size(10, 0) <= BYTES_MAX && size(6, 2) <= BYTES_MAX, "{document:?}");
        assert!((BYTES_MAX + 1..=LESS_CORRECTED_BYTES_MAX).contains(&size(10, 2)), "{document:?}");
    }
}

#[test]
fn a_birth_of_the_longest_names_fits_a_larger_code_through_a_path_of_ten_and_four_hops() {
    let document = Document::Certificate(ActKind::Birth);
    let size = |hops| {
        let mut network = network();
        let record = record(document.record_kind(), &long([100, 100, 100]), 1);
        let fitted = proof(&mut network, document, &record, 10, hops).fitted();
        assert_eq!(fitted.profile(), Profile::Core);
        fitted.to_bytes().len()
    };
    assert!(size(0) > LESS_CORRECTED_BYTES_MAX, "{} bytes", size(0));
    assert!(size(4) <= PRINTED_BYTES_MAX, "{} bytes", size(4));
}

#[test]
fn the_bounds_in_bytes_are_what_the_codes_hold_behind_the_prefix() {
    // Characters of version 20 at M and at L and of version 30 at L (ISO/IEC 18004, table 7).
    for (bytes, characters) in
        [(BYTES_MAX, 970), (LESS_CORRECTED_BYTES_MAX, 1_249), (PRINTED_BYTES_MAX, 2_520)]
    {
        let text = |bytes: usize| 5 + base45::encode(vec![0xff; bytes]).len();
        assert!(text(bytes) <= characters && text(bytes + 4) > characters, "{bytes}");
    }
}
