//! Invented people on invented sheets.

use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, Lang, OfficeCode, PartialDate, Serial};
use document::{Attachment, Bilingual, BirthSheet, Ink, PaperClass, Profile};
use std::sync::LazyLock;

/// One press for all tests, as in a service.
pub(crate) static PRESS: LazyLock<document::Press> = LazyLock::new(document::Press::new);

pub(crate) fn both(first: &str, second: &str) -> Bilingual {
    Bilingual { first: first.to_owned(), second: second.to_owned() }
}

pub(crate) fn day(year: i16, month: i8, day: i8) -> CivilDate {
    CivilDate::new(year, month, day).unwrap()
}

/// A proof of the largest size: `DALX:` and 960 characters of base45.
pub(crate) fn full_proof() -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut state = 7_u32;
    let letters = (0..960).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(alphabet[usize::try_from(state >> 16).unwrap() % 45])
    });
    let body: String = letters.collect();
    format!("DALX:{}", body.replace(' ', "Z"))
}

pub(crate) fn sheet() -> BirthSheet {
    let office = OfficeCode::new(1734).unwrap();
    BirthSheet {
        langs: (Lang::UzLatn, Lang::Ru),
        class: PaperClass::Practice,
        ink: Ink::Colour,
        number: CertificateNumber::new(office, 2026, Serial::new(42).unwrap()),
        act: ActNumber::new(ActKind::Birth, office, 2026, Serial::new(2417).unwrap()),
        act_date: day(2026, 11, 16),
        issued: day(2026, 11, 17),
        office: both(
            "Toshkent shahri, Chilonzor tumani FHDYO boʻlimi",
            "Отдел ЗАГС Чиланзарского района города Ташкента",
        ),
        head: "Z. R. Yoʻldosheva".to_owned(),
        check_address: "tekshir.example".to_owned(),
        surname: Some("Joʻraxoʻjayeva".to_owned()),
        given: Some("Maʼmura Gʻulomjon qizi".to_owned()),
        born: PartialDate::Day(day(2026, 11, 14)),
        birthplace: both("Toshkent shahri, Chilonzor tumani", "город Ташкент, Чиланзарский район"),
        father: Some("Joʻraxoʻjayev Gʻulomjon Qahramon oʻgʻli".to_owned()),
        mother: Some("Joʻraxoʻjayeva Dilorom Ilhom qizi".to_owned()),
        proof: full_proof(),
        handle: "7K3Q-9XVD-M2TA-4E8R-PW1Z-6HJN-C5GB".to_owned(),
        mark: [0x5a; 32],
        profile: Profile::Full,
        attachments: vec![
            Attachment {
                name: "certificate.json".to_owned(),
                mime: "application/json",
                description: "Guvohnoma maʼlumotlari".to_owned(),
                bytes: br#"{"act":"117342602417"}"#.to_vec(),
            },
            Attachment {
                name: "certificate.cbor".to_owned(),
                mime: "application/cbor",
                description: "Guvohnoma maʼlumotlari".to_owned(),
                bytes: vec![0xa1, 0x63, b'a', b'c', b't', 0x01],
            },
        ],
    }
}

/// A sheet whose every value is as long as offices have seen, and longer.
pub(crate) fn extreme(langs: (Lang, Lang)) -> BirthSheet {
    let sixty = "Abdullaxoʻjamuhammadsharifxoʻjasayidjalolxonmirzagʻoziyevaye";
    assert_eq!(sixty.chars().count(), 60);
    let place = "Qoraqalpogʻiston Respublikasi, Qoʻngʻirot tumani, Qorakalpogʻiston shaharchasi";
    let russian = "Республика Каракалпакстан, Кунградский район, посёлок Каракалпакстан";
    BirthSheet {
        langs,
        profile: Profile::Core,
        office: both(
            &format!("{place} FHDYO boʻlimining Jasliq xizmat koʻrsatish nuqtasi"),
            &format!("Пункт обслуживания Жаслык отдела ЗАГС посёлка Каракалпакстан, {russian}"),
        ),
        head: "Gʻ. Sh. Abdushukurxoʻjayeva-Oʻrinboyeva".to_owned(),
        surname: Some(sixty.to_owned()),
        given: Some(format!("Shahzodabonu-Maʼmuraxon-Oygulnigor {sixty} Sayidabdurahmonxoʻja qizi")),
        birthplace: both(
            &format!("{place}, Jasliq ovul fuqarolar yigʻini"),
            &format!("{russian}, сход граждан аула Жаслык"),
        ),
        father: Some(format!("{sixty} {sixty} Sayidabdullajon Eshonxoʻja oʻgʻli")),
        mother: Some(format!("{sixty} {sixty} Sayidabdullajon Eshonxoʻja qizi")),
        ..sheet()
    }
}
