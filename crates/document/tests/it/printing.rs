//! What the press prints and what it refuses.

use crate::{
    PRESS,
    sheets::{self, birth, both, day, divorce_of, longest_birth},
};
use civil::{CivilDate, Lang, PartialDate};
use document::{
    Birth, Body, Facts, Ground, IssuedTo, Offset, PaperClass, PrintFault, Profile, Sheet, Spouse,
};

fn pages(pdf: &[u8]) -> usize {
    lopdf::Document::load_mem(pdf).unwrap().get_pages().len()
}

/// The ordinary birth with other facts.
fn born(change: impl FnOnce(&mut Birth)) -> Sheet {
    let Body::Certificate(act, Facts::Birth(mut facts)) = birth().body else { unreachable!("a birth") };
    change(&mut facts);
    Sheet { body: Body::Certificate(act, Facts::Birth(facts)), ..birth() }
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let other_press = document::Press::new();
    for (name, sheet) in sheets::extremes() {
        let first = PRESS.print(&sheet).unwrap();
        // A sheet between them, and another press, must leave no trace.
        let other = PRESS.print(&Sheet { mark: [1; 32], ..sheet.clone() }).unwrap();
        assert_ne!(first, other, "{name}");
        assert_eq!(first, PRESS.print(&sheet).unwrap(), "{name}");
        assert_eq!(first, other_press.print(&sheet).unwrap(), "{name}");
    }
}

#[test]
fn the_longest_values_stay_on_one_page_in_every_class_and_language() {
    let classes =
        [PaperClass::Live, PaperClass::Practice, PaperClass::Provisional { until: day(2026, 12, 31) }];
    for (class, two) in classes.into_iter().zip([Lang::Ru, Lang::Kaa, Lang::UzCyrl]) {
        let pdf = PRESS.print(&Sheet { class, ..longest_birth((Lang::UzLatn, two)) }).unwrap();
        assert_eq!(pages(&pdf), 1, "{class:?}");
    }
}

#[test]
fn every_pair_of_languages_is_printed_on_one_page() {
    for one in Lang::ALL {
        for two in Lang::ALL {
            let pdf = PRESS.print(&Sheet { langs: (one, two), ..birth() }).unwrap();
            assert_eq!(pages(&pdf), 1, "{one} {two}");
        }
    }
}

#[test]
fn every_paper_is_printed_in_every_language_and_profile() {
    let profiles = [Profile::Full, Profile::Core, Profile::Roots];
    for (name, sheet) in sheets::extremes() {
        for (n, lang) in Lang::ALL.into_iter().enumerate() {
            let profile = profiles[n % 3];
            let langs = (lang, Lang::ALL[(n + 2) % 5]);
            let pdf = PRESS.print(&Sheet { langs, profile, ..sheet.clone() }).unwrap();
            assert_eq!(pages(&pdf), 1, "{name} {lang}");
        }
    }
}

#[test]
fn a_divorce_is_printed_for_each_party_and_ground() {
    for issued_to in [IssuedTo::Both, IssuedTo::Husband, IssuedTo::Wife] {
        for ground in Ground::ALL {
            assert_eq!(Ground::from_word(ground.word()), Some(ground));
            let mut sheet = divorce_of(issued_to);
            let Body::Certificate(_, Facts::Divorce(facts)) = &mut sheet.body else {
                unreachable!("a divorce")
            };
            facts.ground = Some(ground);
            facts.marriage = None;
            assert_eq!(pages(&PRESS.print(&sheet).unwrap()), 1);
        }
    }
    assert_eq!(Ground::from_word("quarrel"), None);
}

#[test]
fn only_a_certificate_is_printed_on_a_blank() {
    let medium = sheets::on_a_blank(Offset::NONE).medium;
    let provisional = PaperClass::Provisional { until: day(2026, 12, 31) };
    for sheet in [sheets::no_record(), sheets::not_married(), Sheet { class: provisional, ..birth() }] {
        let sheet = Sheet { medium: medium.clone(), ..sheet };
        assert_eq!(PRESS.print(&sheet), Err(PrintFault::NotOnABlank));
    }
    assert!(PRESS.print(&Sheet { medium, ..birth() }).is_ok());
}

#[test]
fn a_sheet_with_nothing_stated_is_printed() {
    let bare = Sheet {
        ink: document::Ink::Mono,
        attachments: Vec::new(),
        ..born(|it| {
            (it.surname, it.given, it.father, it.mother) = (None, None, None, None);
            it.born = PartialDate::Year(1931);
        })
    };
    assert_eq!(pages(&PRESS.print(&bare).unwrap()), 1);
    let mut divorce = divorce_of(IssuedTo::Both);
    let Body::Certificate(_, Facts::Divorce(facts)) = &mut divorce.body else { unreachable!("a divorce") };
    (facts.husband, facts.wife) = (Spouse::named("Ali"), Spouse::named("Laylo"));
    (facts.ground, facts.marriage) = (None, None);
    assert_eq!(pages(&PRESS.print(&divorce).unwrap()), 1);
}

#[test]
fn names_of_every_neighbour_can_be_set() {
    for name in [
        "Ўғқҳ ЎҒҚҲ ёЁъЪ",
        "Әмет Ғайратдиң Өтеген Үмит Ҳәким Қалбай Ңў",
        "Ámet Ǵayratdıń Ótegen Úmit Íı",
        "Zoé Müller-Weiß Dvořák Čech Łukasz Şahin Ğ İ ı Øre Nguyễn Þór Ţă",
    ] {
        let sheet = born(|it| (it.given, it.father) = (Some(name.to_owned()), Some(name.to_owned())));
        assert!(PRESS.print(&sheet).is_ok(), "{name}");
    }
}

#[test]
fn a_sign_that_the_fonts_lack_is_named_and_nothing_is_printed() {
    for sign in ['漢', '𐌀', 'א', '\u{202e}', '\n', '\u{200b}', '😀'] {
        let name = format!("Ali{sign}");
        let refused = Err(PrintFault::MissingGlyph { code_point: sign });
        for sheet in [
            born(|it| it.given = Some(name.clone())),
            born(|it| it.mother = Some(name.clone())),
            born(|it| it.birthplace = both("Nukus", &name)),
            Sheet { handle: name.clone(), ..birth() },
            Sheet { head: name.clone(), ..birth() },
        ] {
            assert_eq!(PRESS.print(&sheet), refused);
        }
    }
    let fault = PrintFault::MissingGlyph { code_point: '漢' };
    assert_eq!(fault.to_string(), "the fonts of the paper have no glyph for U+6F22");
}

#[test]
fn every_text_that_any_paper_brings_is_searched_for_signs_that_the_fonts_lack() {
    let refused = Err(PrintFault::MissingGlyph { code_point: '漢' });
    let sign = || "漢".to_owned();
    let mut divorce = divorce_of(IssuedTo::Wife);
    let Body::Certificate(_, Facts::Divorce(facts)) = &mut divorce.body else { unreachable!("a divorce") };
    facts.marriage.as_mut().unwrap().number = Some(sign());
    let mut provisional = sheets::provisional();
    let Body::Certificate(_, Facts::Death(facts)) = &mut provisional.body else { unreachable!("a death") };
    facts.citizenship.as_mut().unwrap().second = sign();
    let mut marriage = sheets::on_a_blank(Offset::NONE);
    let Body::Certificate(_, Facts::Marriage(facts)) = &mut marriage.body else { unreachable!("a marriage") };
    facts.wife.surname_after = Some(sign());
    let mut no_record = sheets::no_record();
    let Body::NoRecord(facts) = &mut no_record.body else { unreachable!("a search") };
    facts.search.archives.push(sign());
    let mut not_married = sheets::not_married();
    let Body::NotMarried(facts) = &mut not_married.body else { unreachable!("a search") };
    facts.search.spellings.push(sign());
    for sheet in [divorce, provisional, marriage, no_record, not_married] {
        assert_eq!(PRESS.print(&sheet), refused, "{sheet:?}");
    }
}

#[test]
fn a_proof_outside_the_alphabet_of_the_code_is_refused() {
    let refused = Err(PrintFault::ProofAlphabet { at: 6 });
    assert_eq!(PRESS.print(&Sheet { proof: "DALX:A,B".to_owned(), ..birth() }), refused);
}

#[test]
fn values_beyond_a_page_are_refused() {
    let endless = "Abdulla ".repeat(1_500);
    for sheet in [
        born(|it| it.father = Some(endless.clone())),
        born(|it| it.birthplace = both("Nukus", &endless)),
        Sheet { head: endless, ..birth() },
    ] {
        assert_eq!(PRESS.print(&sheet).err(), Some(PrintFault::MoreThanOnePage));
    }
}

#[test]
fn two_attachments_of_one_name_are_refused() {
    let mut sheet = birth();
    sheet.attachments[1].name = sheet.attachments[0].name.clone();
    assert_eq!(PRESS.print(&sheet), Err(PrintFault::AttachmentName { at: 1 }));
}

#[test]
fn an_infant_and_a_person_of_a_hundred_have_their_age_in_words() {
    for (years, words) in [(0, "bir yoshga toʻlmagan"), (100, "yuz yosh")] {
        assert_eq!(document::dates::age_in_words(years, Lang::UzLatn), words);
        let mut sheet = sheets::provisional();
        let Body::Certificate(_, Facts::Death(facts)) = &mut sheet.body else { unreachable!("a death") };
        facts.age = Some(years);
        facts.born = CivilDate::new(2026, 1, 1).ok().map(PartialDate::Day);
        assert_eq!(pages(&PRESS.print(&sheet).unwrap()), 1);
    }
}
