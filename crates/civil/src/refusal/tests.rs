use super::*;
use std::collections::BTreeSet;

#[test]
fn every_refusal_has_a_code_of_its_own_that_reads_back() {
    let codes: BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(codes.len(), Refusal::ALL.len());
    for refusal in Refusal::ALL {
        let code = refusal.code();
        assert_eq!(Refusal::from_code(code), Some(*refusal));
        let (area, rest) = code.split_once('.').unwrap();
        for word in [area, rest] {
            assert!(!word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        }
    }
    assert_eq!(Refusal::from_code("birth.nothing"), None);
}

#[test]
fn what_can_be_lifted_is_not_refused_for_good() {
    let lasting = |code: &str| Refusal::from_code(code).unwrap().is_for_good();
    for code in ["notice.already-used", "certificate.already-ended", "signer.signature-wrong"] {
        assert!(lasting(code), "{code}");
    }
    for code in ["signer.suspended", "signer.unknown", "office.closed", "number.range-out-of-sequence"] {
        assert!(!lasting(code), "{code}");
    }
}

#[test]
fn every_refusal_names_its_source_and_says_what_to_do() {
    for refusal in Refusal::ALL {
        assert!(refusal.source().len() > 10, "{}", refusal.code());
        let sentences = refusal.message().matches(['.', ';', ':']).count();
        assert!(refusal.message().len() > 40 && sentences >= 2, "{}", refusal.code());
        assert!(refusal.message().ends_with('.') && !refusal.message().contains("  "), "{}", refusal.code());
    }
}
