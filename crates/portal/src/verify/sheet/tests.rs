use super::*;
use crate::verify::asked::judge;
use civil::{ActKind, RecordKind};
use credential::Opening;
use credential::{WhyCannotTell, WhyNotValid};
use fixtures::{
    acts,
    birth::record,
    paper::{CHILONZOR, PaperNetwork},
};
use protocol::entry::Document;
use protocol::{NetworkClass, receipt::Broken};
use std::collections::BTreeSet;

/// A certificate with those groups open, of a child of that name, and the keys of its network.
fn issued(class: NetworkClass, given: &str, groups: &[u8]) -> (KeyFile, String) {
    let mut network = PaperNetwork::new(class, 1);
    let record = record(given, 1);
    let birth = network.birth(CHILONZOR, &record, 1);
    let act = birth.id();
    network.finalize(&[PaperNetwork::sign(birth, CHILONZOR)]);
    let issue = network.certificate(CHILONZOR, act, &record, groups);
    let signed = PaperNetwork::sign(issue, CHILONZOR);
    let (outcome, receipt) = network.finalize(std::slice::from_ref(&signed)).remove(0);
    let key = network.known_key();
    let proof = Proof::from_issue(&record, &signed, &outcome, &receipt, key.id).unwrap();
    let agencies = (1..=4).map(|n| format!("Agency {n} <&>")).collect();
    (KeyFile::new(vec![(key, agencies)]).unwrap(), proof.to_text(class))
}

fn page(told: &Told, keys: &KeyFile, lang: Lang) -> String {
    answer(told, keys, "THE CODE", lang).into_string()
}

#[test]
fn every_verdict_is_told_in_every_language_with_all_its_gaps_filled() {
    let handle = Handle::new([9; 16]);
    let proved = |standing, fresh| Live::Proved { standing, time_ms: 1_795_410_000_000, fresh };
    let mut told = vec![
        Told::Handle { handle, live: Live::Unknown },
        Told::Handle { handle, live: Live::CannotTell },
        Told::Handle { handle, live: proved(CertificateStanding::InForce, true) },
        Told::Handle { handle, live: proved(CertificateStanding::InForce, false) },
        Told::Handle { handle, live: proved(CertificateStanding::Ended, true) },
        Told::Handle { handle, live: proved(CertificateStanding::Stolen, true) },
    ];
    let not_valid = [
        WhyNotValid::PrefixOfAnotherNetwork,
        WhyNotValid::HeightOutsideKey,
        WhyNotValid::Broken(Broken::Path),
        WhyNotValid::Broken(Broken::Quorum),
        WhyNotValid::Unreadable(credential::NotAProof::Base45),
    ];
    let cannot_tell = [
        WhyCannotTell::UnknownKey(7),
        WhyCannotTell::LaterVersion,
        WhyCannotTell::LaterDocument(2),
        WhyCannotTell::Provisional,
    ];
    let verdicts = not_valid.into_iter().map(Verdict::NotValid);
    let verdicts = verdicts.chain(cannot_tell.into_iter().map(Verdict::CannotTell));
    told.extend(verdicts.map(|verdict| Told::Code { verdict, sample: true }));
    let (keys, _) = issued(NetworkClass::Live, "Madina", &[0, 1]);
    for class in [NetworkClass::Live, NetworkClass::Practice, NetworkClass::Demo] {
        let (keys, text) = issued(class, "Madina", &[0, 1]);
        told.push(judge(&text, &keys));
    }
    for lang in Lang::ALL {
        let pages: BTreeSet<String> = told.iter().map(|told| page(told, &keys, lang)).collect();
        assert_eq!(pages.len(), told.len(), "no two are told alike in {lang}");
        for page in pages {
            assert!(!page.contains(['{', '}']), "{lang}: {page}");
            assert_eq!(page.matches(words(lang).say("server.word")).count(), 1, "{lang}");
            assert!(!page.contains("<script") && !page.contains("style="), "{lang}");
        }
    }
}

#[test]
fn what_was_proved_is_shown_and_nothing_else_ever_is() {
    let (keys, text) = issued(NetworkClass::Live, "Madina", &[0, 1]);
    let valid = page(&judge(&text, &keys), &keys, Lang::En);
    for value in ["Karimova", "Madina Anvar qizi", "14.11.2026", "Chilanzar District", "1 1101 26 00001"] {
        assert!(valid.contains(value), "{value}");
    }
    assert!(valid.contains("v-ok") && valid.contains("Agency 1 &lt;&amp;&gt;, Agency 2"));
    assert!(valid.contains("class=\"pattern\"") && valid.contains("Ask whether it is in force now"));
    // One character of the signature changed.
    let mut broken = text.clone();
    let last = broken.pop().unwrap();
    broken.push(if last == '0' { '1' } else { '0' });
    let (others, _) = issued(NetworkClass::Demo, "Madina", &[0]);
    for (told, tone) in [
        (judge(&broken, &keys), "v-no"),
        (judge(&text, &others), "v-no"),
        (judge(&text.replacen("DAL1", "DALP", 1), &keys), "v-dunno"),
        (judge("DALX:none", &keys), "v-no"),
    ] {
        let page = page(&told, &keys, Lang::En);
        assert!(page.contains(tone) && !page.contains("Madina") && !page.contains("Agency"), "{page}");
    }
}

#[test]
fn every_value_that_was_proved_has_a_row_also_of_a_group_that_papers_do_not_show_yet() {
    let (keys, text) = issued(NetworkClass::Live, "Madina", &[0, 4]);
    let page = page(&judge(&text, &keys), &keys, Lang::En);
    assert!(page.contains("female") && page.contains("Value 2 of group 4") && page.contains("05:40"));
    assert!(!page.contains("Father") && !page.contains("40203981010015"));
}

/// A paper of every kind, with a change to its proof, and the keys of its network.
fn paper(document: Document, change: impl Fn(&mut Proof)) -> (KeyFile, String) {
    let mut network = PaperNetwork::new(NetworkClass::Live, 1);
    let record = acts::record(document.record_kind(), &acts::Names::usual(), 1);
    let mut proof = acts::proof(&mut network, document, &record, 0, 0);
    change(&mut proof);
    let agencies = (1..=4).map(|n| format!("Agency {n}")).collect();
    (KeyFile::new(vec![(network.known_key(), agencies)]).unwrap(), proof.to_text(NetworkClass::Live))
}

#[test]
fn every_document_has_the_rows_of_its_paper_in_every_language() {
    for document in Document::ALL {
        let (keys, text) = paper(document, |_| {});
        let rows = match document.record_kind() {
            RecordKind::Act(ActKind::Birth) => 11,
            RecordKind::Act(ActKind::Death) | RecordKind::NoRecord => 13,
            RecordKind::Act(ActKind::Marriage) => 15,
            RecordKind::Act(ActKind::Divorce) => 17,
            RecordKind::NotMarried => 12,
        };
        for lang in Lang::ALL {
            let page = page(&judge(&text, &keys), &keys, lang);
            assert_eq!(page.matches("<dt>").count(), rows, "{document:?} in {lang}");
            assert!(!page.contains(['{', '}']) && page.contains("v-ok"), "{document:?} in {lang}");
            assert_eq!(page.contains("№"), document.record_kind().act().is_some(), "{document:?} in {lang}");
        }
    }
}

#[test]
fn codes_and_words_of_a_record_are_told_by_their_names() {
    for (document, values) in [
        (Document::Certificate(ActKind::Death), vec!["05.1931", "Uzbekistan", "95", "20.11.2026"]),
        (Document::Certificate(ActKind::Marriage), vec!["the day of the act record", "28.02.1998"]),
        (
            Document::Certificate(ActKind::Divorce),
            vec!["decision of a court", "№ 3 1101 24 00017", "30.10.2026"],
        ),
        (Document::NoRecord, vec!["marriages, divorces", "1998 – 2026", "Tashkent City, Andijan Region"]),
    ] {
        let (keys, text) = paper(document, |_| {});
        let page = page(&judge(&text, &keys), &keys, Lang::En);
        let shown: String =
            page.split(['<', '>']).enumerate().filter(|(at, _)| at % 2 == 0).map(|(_, text)| text).collect();
        for value in values {
            assert!(shown.contains(value), "{document:?}: {value} in {shown}");
        }
    }
}

#[test]
fn what_has_no_room_in_the_code_is_said_and_never_left_blank() {
    let close = |from: usize| {
        move |proof: &mut Proof| {
            let of = proof.record_type();
            for shown in proof.shown.iter_mut().skip(from) {
                shown.opening = Opening::Root(shown.root(of));
            }
        }
    };
    let document = Document::Certificate(ActKind::Divorce);
    for lang in Lang::ALL {
        let (keys, text) = paper(document, close(1));
        let some = page(&judge(&text, &keys), &keys, lang);
        assert!(some.contains(words(lang).say("values.some")), "{lang}");
        assert_eq!(some.matches(words(lang).say("value.not-compared")).count(), 6, "{lang}");
        let (keys, text) = paper(document, close(0));
        let none = page(&judge(&text, &keys), &keys, lang);
        assert!(none.contains(words(lang).say("values.in-file")), "{lang}");
        assert_eq!(none.matches("<dt>").count(), 5, "{lang}");
    }
}

#[test]
fn a_name_is_never_markup_and_hides_nothing() {
    let (keys, text) = issued(NetworkClass::Demo, "<b>Ali\u{202e}</b>", &[0]);
    let page = page(&judge(&text, &keys), &keys, Lang::En);
    assert!(page.contains("&lt;b&gt;Ali□&lt;/b&gt;") && page.contains("v-try"));
}

#[test]
fn another_language_is_asked_for_with_the_code_in_the_body() {
    let (keys, text) = issued(NetworkClass::Live, "Madina", &[0]);
    let page = page(&judge(&text, &keys), &keys, Lang::Ru);
    assert!(page.contains(
        "<form method=\"post\" action=\"/verify\"><input type=\"hidden\" name=\"code\" value=\"THE CODE\">"
    ));
    assert_eq!(page.matches("name=\"lang\"").count(), 6);
    assert!(page.contains("<html lang=\"ru\">") && !page.contains("?code"));
}

#[test]
fn every_fault_is_told_in_every_language_with_the_form_again() {
    for lang in Lang::ALL {
        for wrong in [Fault::Empty, Fault::TooLong, Fault::Character, Fault::Length(27), Fault::Check] {
            let page = fault(wrong, lang).into_string();
            assert!(page.contains("role=\"alert\"") && page.contains("name=\"code\""), "{lang}");
            assert!(!page.contains(['{', '}']), "{lang} {wrong:?}");
        }
    }
}
