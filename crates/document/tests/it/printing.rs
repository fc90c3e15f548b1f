//! What the press prints and what it refuses.

use crate::people::{PRESS, day, extreme, sheet};
use civil::{Lang, PartialDate};
use document::{BirthSheet, Ink, PaperClass, PrintFault};

fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).unwrap().get_pages().len()
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let first = PRESS.print(&sheet()).unwrap();
    // A sheet between them, and another press, must leave no trace.
    let other = PRESS.print(&BirthSheet { mark: [1; 32], ..sheet() }).unwrap();
    assert_ne!(first, other);
    assert_eq!(first, PRESS.print(&sheet()).unwrap());
    assert_eq!(first, document::Press::new().print(&sheet()).unwrap());
}

#[test]
fn the_longest_values_stay_on_one_page_in_every_class_and_language() {
    let classes =
        [PaperClass::Live, PaperClass::Practice, PaperClass::Provisional { until: day(2026, 12, 31) }];
    for (class, two) in classes.into_iter().zip([Lang::Ru, Lang::Kaa, Lang::UzCyrl]) {
        let pdf = PRESS.print(&BirthSheet { class, ..extreme((Lang::UzLatn, two)) }).unwrap();
        assert_eq!(pages(&pdf), 1, "{class:?}");
    }
}

#[test]
fn every_pair_of_languages_is_printed_on_one_page() {
    for one in Lang::ALL {
        for two in Lang::ALL {
            let pdf = PRESS.print(&BirthSheet { langs: (one, two), ..sheet() }).unwrap();
            assert_eq!(pages(&pdf), 1, "{one} {two}");
        }
    }
}

#[test]
fn a_sheet_with_nothing_stated_is_printed() {
    let bare = BirthSheet {
        surname: None,
        given: None,
        father: None,
        mother: None,
        born: PartialDate::Year(1931),
        ink: Ink::Mono,
        attachments: Vec::new(),
        ..sheet()
    };
    assert_eq!(pages(&PRESS.print(&bare).unwrap()), 1);
}

#[test]
fn names_of_every_neighbour_can_be_set() {
    for name in [
        "Ўғқҳ ЎҒҚҲ ёЁъЪ",
        "Әмет Ғайратдиң Өтеген Үмит Ҳәким Қалбай Ңў",
        "Ámet Ǵayratdıń Ótegen Úmit Íı",
        "Zoé Müller-Weiß Dvořák Čech Łukasz Şahin Ğ İ ı Øre Nguyễn Þór Ţă",
    ] {
        assert!(
            PRESS
                .print(&BirthSheet { given: Some(name.to_owned()), father: Some(name.to_owned()), ..sheet() })
                .is_ok(),
            "{name}"
        );
    }
}

#[test]
fn a_sign_that_the_fonts_lack_is_named_and_nothing_is_printed() {
    for sign in ['漢', '𐌀', 'א', '\u{202e}', '\n', '\u{200b}', '😀'] {
        let name = format!("Ali{sign}");
        let refused = Err(PrintFault::MissingGlyph { code_point: sign });
        assert_eq!(PRESS.print(&BirthSheet { given: Some(name.clone()), ..sheet() }), refused);
        assert_eq!(PRESS.print(&BirthSheet { mother: Some(name.clone()), ..sheet() }), refused);
        assert_eq!(
            PRESS.print(&BirthSheet { birthplace: crate::people::both("Nukus", &name), ..sheet() }),
            refused
        );
        assert_eq!(PRESS.print(&BirthSheet { handle: name.clone(), ..sheet() }), refused);
        assert_eq!(PRESS.print(&BirthSheet { head: name, ..sheet() }), refused);
    }
    let fault = PrintFault::MissingGlyph { code_point: '漢' };
    assert_eq!(fault.to_string(), "the fonts of the certificate have no glyph for U+6F22");
}

#[test]
fn a_proof_that_the_code_cannot_hold_is_refused() {
    let proof = format!("DALX:{}", "A".repeat(966));
    let refused = Err(PrintFault::TooMuchForTheCode { length: 971 });
    assert_eq!(PRESS.print(&BirthSheet { proof, ..sheet() }), refused);
    let refused = Err(PrintFault::ProofAlphabet { at: 6 });
    assert_eq!(PRESS.print(&BirthSheet { proof: "DALX:A,B".to_owned(), ..sheet() }), refused);
}

#[test]
fn values_beyond_a_page_are_refused() {
    let endless = "Abdulla ".repeat(300);
    for sheet in [
        BirthSheet { father: Some(endless.clone()), ..sheet() },
        BirthSheet { birthplace: crate::people::both("Nukus", &endless), ..sheet() },
        BirthSheet { head: endless, ..sheet() },
    ] {
        assert_eq!(PRESS.print(&sheet), Err(PrintFault::MoreThanOnePage));
    }
}

#[test]
fn two_attachments_of_one_name_are_refused() {
    let mut sheet = sheet();
    sheet.attachments[1].name = sheet.attachments[0].name.clone();
    assert_eq!(PRESS.print(&sheet), Err(PrintFault::AttachmentName { at: 1 }));
}

#[test]
fn a_document_stays_below_100_kilobytes() {
    for sheet in [sheet(), extreme((Lang::UzLatn, Lang::Ru))] {
        let pdf = PRESS.print(&sheet).unwrap();
        assert!(pdf.len() < 100_000, "{}", pdf.len());
    }
}
