//! Thirteen papers at the edges: the longest names, four scripts on one sheet, what is unknown or blank. Invented people.

#[path = "sheets/longest.rs"]
mod longest;

pub(crate) use longest::{Shape, longest, longest_divorce};

use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, Lang, OfficeCode, PartialDate, Serial};
use document::{
    Act, Attachment, Bilingual, Birth, BlankNumber, Body, Death, Deceased, Divorce, Facts, Ground, Ink,
    IssuedTo, Marriage, MarriageAct, Medium, NoRecord, NotMarried, Offset, PaperClass, Profile, Search,
    Sheet, Sought, Spouse,
};
use sha2::{Digest as _, Sha256};

pub(crate) fn both(first: &str, second: &str) -> Bilingual {
    Bilingual { first: first.to_owned(), second: second.to_owned() }
}

pub(crate) fn day(year: i16, month: i8, day: i8) -> CivilDate {
    CivilDate::new(year, month, day).unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "most texts of a paper may be absent")]
fn text(it: &str) -> Option<String> {
    Some(it.to_owned())
}

fn date(year: i16, month: i8, of: i8) -> PartialDate {
    PartialDate::Day(day(year, month, of))
}

/// A text of the shape and size of a proof: `DALX:` and `length` letters of base45. It proves nothing.
pub(crate) fn made_up_proof(word: &str, length: usize, seed: &str) -> String {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let blocks = (0..=length / 32).flat_map(|n| Sha256::digest(format!("{seed} {n}")).to_vec());
    let letters = blocks.map(|byte| char::from(ALPHABET[usize::from(byte) % 45]));
    let body: String = letters.take(length).collect();
    format!("{word}:{}", body.replace(' ', "Z"))
}

fn attachments(seed: &str) -> Vec<Attachment> {
    // Hashes do not shrink when they are packed, as seeds and signatures do not.
    let bytes: Vec<u8> = (0..28).flat_map(|n| Sha256::digest(format!("{seed} {n}")).to_vec()).collect();
    let hex = bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let attached = |name: &str, mime, bytes| Attachment {
        name: name.to_owned(),
        mime,
        description: "certificate data".to_owned(),
        bytes,
    };
    vec![
        attached("dalolat.json", "application/json", format!("{{\"values\":\"{hex}\"}}").into_bytes()),
        attached("dalolat.cbor", "application/cbor", bytes),
    ]
}

const TASHKENT: (&str, &str) =
    ("Toshkent shahri, Chilonzor tumani FHDYO boʻlimi", "Отдел ЗАГС Чиланзарского района города Ташкента");

pub(crate) const SIXTY: &str = "Abdullaxoʻjamuhammadsharifxoʻjasayidjalolxonmirzagʻoziyevaye";

/// A head with a body: the kind of act and its serial give the number.
fn sheet(langs: (Lang, Lang), seed: &str, body: Body) -> Sheet {
    Sheet {
        langs,
        class: PaperClass::Practice,
        ink: Ink::Colour,
        medium: Medium::Plain,
        number: CertificateNumber::new(OfficeCode::new(1734).unwrap(), 2026, Serial::new(42).unwrap()),
        issued: day(2026, 11, 17),
        office: both(TASHKENT.0, TASHKENT.1),
        head: "Z. R. Yoʻldosheva".to_owned(),
        check_address: "tekshir.example".to_owned(),
        body,
        proof: made_up_proof("DALX", 960, seed),
        handle: "7K3Q-9XVD-M2TA-4E8R-PW1Z-6HJN-C5GB".to_owned(),
        mark: Sha256::digest(seed).into(),
        profile: Profile::Full,
        attachments: attachments(seed),
    }
}

fn act(kind: ActKind, registered: CivilDate) -> Act {
    let number =
        ActNumber::new(kind, OfficeCode::new(1734).unwrap(), registered.year(), Serial::new(2417).unwrap());
    Act { number, registered }
}

/// An ordinary birth.
pub(crate) fn birth() -> Sheet {
    let facts = Birth {
        surname: text("Joʻraxoʻjayeva"),
        given: text("Maʼmura Gʻulomjon qizi"),
        born: date(2026, 11, 14),
        birthplace: both("Toshkent shahri, Chilonzor tumani", "город Ташкент, Чиланзарский район"),
        father: text("Joʻraxoʻjayev Gʻulomjon Qahramon oʻgʻli"),
        mother: text("Joʻraxoʻjayeva Dilorom Ilhom qizi"),
    };
    let act = act(ActKind::Birth, day(2026, 11, 16));
    sheet((Lang::UzLatn, Lang::Ru), "birth", Body::Certificate(act, Facts::Birth(facts)))
}

/// A birth whose every value is as long as offices have seen, and longer.
pub(crate) fn longest_birth(langs: (Lang, Lang)) -> Sheet {
    assert_eq!(SIXTY.chars().count(), 60);
    let place = "Qoraqalpogʻiston Respublikasi, Qoʻngʻirot tumani, Qorakalpogʻiston shaharchasi";
    let russian = "Республика Каракалпакстан, Кунградский район, посёлок Каракалпакстан";
    let facts = Birth {
        surname: text(SIXTY),
        given: Some(format!("Shahzodabonu-Maʼmuraxon-Oygulnigor {SIXTY} Sayidabdurahmonxoʻja qizi")),
        born: date(2026, 12, 27),
        birthplace: both(
            &format!("{place}, Jasliq ovul fuqarolar yigʻini"),
            &format!("{russian}, сход граждан аула Жаслык"),
        ),
        father: Some(format!("{SIXTY} {SIXTY} Sayidabdullajon Eshonxoʻja oʻgʻli")),
        mother: Some(format!("{SIXTY} {SIXTY} Sayidabdullajon Eshonxoʻja qizi")),
    };
    let act = act(ActKind::Birth, day(2026, 12, 31));
    Sheet {
        profile: Profile::Core,
        office: both(
            &format!("{place} FHDYO boʻlimining Jasliq xizmat koʻrsatish nuqtasi"),
            &format!("Пункт обслуживания Жаслык отдела ЗАГС посёлка Каракалпакстан, {russian}"),
        ),
        head: "Gʻ. Sh. Abdushukurxoʻjayeva-Oʻrinboyeva".to_owned(),
        ..sheet(langs, "longest birth", Body::Certificate(act, Facts::Birth(facts)))
    }
}

/// Uzbek in both scripts, Karakalpak in both, and Russian, on one sheet.
fn four_scripts() -> Sheet {
    let husband = Spouse {
        name: "Өтегенов Ғайрат Қалбай улы".to_owned(),
        born: Some(date(1998, 3, 8)),
        birthplace: Some(both(
            "Qaraqalpaqstan Respublikası, Moynaq rayonı",
            "Республика Каракалпакстан, Муйнакский район",
        )),
        surname_after: text("Өтегенов"),
    };
    let wife = Spouse {
        name: "Қодирова Нигорахон Баҳодир қизи".to_owned(),
        born: Some(date(2001, 6, 21)),
        birthplace: Some(both("Samarqand qalası", "город Самарканд")),
        surname_after: text("Qodirova-Ótegenova"),
    };
    let facts = Marriage { husband, wife, day: date(2026, 10, 24) };
    Sheet {
        office: both("Nókis qalası PHAJ bólimi", "Отдел ЗАГС города Нукуса · Nukus shahar FHDYO boʻlimi"),
        head: "Ғ. Ҳ. Ўтаганова".to_owned(),
        ..sheet(
            (Lang::Kaa, Lang::Ru),
            "four scripts",
            Body::Certificate(act(ActKind::Marriage, day(2026, 10, 24)), Facts::Marriage(facts)),
        )
    }
}

fn foundling() -> Sheet {
    let facts = Birth {
        surname: None,
        given: text("Umid"),
        born: PartialDate::Month { year: 2026, month: 9 },
        birthplace: both("Buxoro shahri, «Laylak» bogʻi", "city of Buxoro, Laylak park"),
        father: None,
        mother: None,
    };
    let body = Body::Certificate(act(ActKind::Birth, day(2026, 9, 30)), Facts::Birth(facts));
    Sheet {
        office: both("Buxoro shahar FHDYO boʻlimi", "Civil registry office of the city of Buxoro"),
        proof: made_up_proof("DALX", 620, "foundling"),
        ..sheet((Lang::UzLatn, Lang::En), "foundling", body)
    }
}

fn stillbirth() -> Sheet {
    let facts = Birth {
        surname: None,
        given: None,
        born: date(2026, 11, 15),
        birthplace: both("Fargʻona viloyati, Qoʻqon shahri", "Ферганская область, город Коканд"),
        father: text("Ergashev Sherzod Hakim oʻgʻli"),
        mother: text("Ergasheva Oʻgʻiloy Tursun qizi"),
    };
    let body = Body::Stillbirth(act(ActKind::Birth, day(2026, 11, 16)), facts);
    Sheet {
        office: both("Qoʻqon shahar FHDYO boʻlimi", "Отдел ЗАГС города Коканда"),
        ..sheet((Lang::UzLatn, Lang::Ru), "stillbirth", body)
    }
}

/// Somebody whom nobody knows, found in spring: year and month are all that is known of the death.
fn unknown_deceased() -> Sheet {
    let facts = Death {
        who: Deceased::Unknown,
        born: None,
        birthplace: None,
        citizenship: None,
        died: Some(PartialDate::Month { year: 2026, month: 4 }),
        age: None,
        place: Some(both(
            "Жиззах вилояти, Фориш тумани, Қизилқум",
            "Джизакская область, Фаришский район, Кызылкум",
        )),
    };
    let body = Body::Certificate(act(ActKind::Death, day(2026, 5, 4)), Facts::Death(facts));
    Sheet {
        office: both("Фориш тумани ФҲДЁ бўлими", "Отдел ЗАГС Фаришского района"),
        head: "Ш. Қ. Ғаниева".to_owned(),
        proof: made_up_proof("DALX", 560, "unknown"),
        ..sheet((Lang::UzCyrl, Lang::Ru), "unknown deceased", body)
    }
}

/// A person of one name; place of birth, age and citizenship are not in the record.
fn blank_fields() -> Sheet {
    let facts = Death {
        who: Deceased::Known { surname: None, given: text("Oʻ") },
        born: Some(PartialDate::Year(1931)),
        birthplace: None,
        citizenship: None,
        died: Some(PartialDate::Year(2026)),
        age: Some(95),
        place: None,
    };
    let body = Body::Reference(act(ActKind::Death, day(2026, 11, 5)), Facts::Death(facts));
    Sheet {
        office: both(
            "Civil registry office of the city of Nukus",
            "Civil registry office of the city of Nukus",
        ),
        head: "G. A. Ótegenova".to_owned(),
        proof: made_up_proof("DALX", 480, "blank fields"),
        ..sheet((Lang::En, Lang::En), "blank fields", body)
    }
}

/// Spouses whose names have pieces of 60 letters; not even the core fits the code.
fn longest_marriage() -> Sheet {
    let place = both(
        "Qoraqalpogʻiston Respublikasi, Qoʻngʻirot tumani, Qorakalpogʻiston shaharchasi",
        "Республика Каракалпакстан, Кунградский район, посёлок Каракалпакстан",
    );
    let spouse = |kin: &str, born| Spouse {
        name: format!("{SIXTY} Muhammadshukrulloxon Sayidabdurahmonxoʻja {kin}"),
        born: Some(born),
        birthplace: Some(place.clone()),
        surname_after: text(SIXTY),
    };
    let facts = Marriage {
        husband: spouse("oʻgʻli", date(1999, 3, 8)),
        wife: spouse("qizi", date(2001, 6, 21)),
        day: date(2026, 10, 24),
    };
    let body = Body::Certificate(act(ActKind::Marriage, day(2026, 10, 24)), Facts::Marriage(facts));
    Sheet {
        profile: Profile::Roots,
        proof: made_up_proof("DALX", 700, "longest marriage"),
        head: "Gʻ. Sh. Abdushukurxoʻjayeva-Oʻrinboyeva".to_owned(),
        ..sheet((Lang::UzLatn, Lang::Ru), "longest marriage", body)
    }
}

pub(crate) fn divorce_of(issued_to: IssuedTo) -> Sheet {
    let husband = Spouse {
        name: "Ergashev Sherzod Hakim oʻgʻli".to_owned(),
        born: Some(date(1989, 12, 30)),
        birthplace: Some(both("Qoʻqon shahri", "city of Qoʻqon")),
        surname_after: text("Ergashev"),
    };
    let wife = Spouse {
        name: "Ergasheva Oʻgʻiloy Tursun qizi".to_owned(),
        born: Some(date(1991, 4, 17)),
        birthplace: Some(both(
            "Fargʻona viloyati, Rishton tumani",
            "region of Fargʻona, district of Rishton",
        )),
        surname_after: text("Sobirova"),
    };
    let marriage = MarriageAct { number: text("317341302417"), day: Some(date(2013, 8, 24)) };
    let facts = Divorce {
        husband,
        wife,
        ended: date(2026, 9, 18),
        ground: Some(Ground::Mutual),
        marriage: Some(marriage),
        issued_to,
    };
    let body = Body::Certificate(act(ActKind::Divorce, day(2026, 9, 18)), Facts::Divorce(facts));
    Sheet {
        office: both("Qoʻqon shahar FHDYO boʻlimi", "Civil registry office of the city of Qoʻqon"),
        head: "B. T. Ismoilov".to_owned(),
        ..sheet((Lang::UzLatn, Lang::En), "divorce", body)
    }
}

pub(crate) fn no_record() -> Sheet {
    let names = [
        "Joʻraxoʻjayev Gʻulomjon",
        "Jurahojayev Gulomjon",
        "Жўрахўжаев Ғуломжон",
        "Джурахаджаев Гулямджан",
        "Журахужаев Гуломжон",
    ];
    let search = Search {
        years: (1961, 1974),
        places: both(
            "Toshkent viloyati: Bekobod tumani, Yangiyoʻl tumani",
            "Ташкентская область: Бекабадский район, Янгиюльский район",
        ),
        spellings: names.map(str::to_owned).to_vec(),
        archives: vec![
            "Toshkent viloyati FHDYO arxivi".to_owned(),
            "Oʻzbekiston Milliy arxivi, 3245-fond".to_owned(),
        ],
        loaded: Some(day(2026, 7, 1)),
    };
    let person = Sought {
        name: "Joʻraxoʻjayev Gʻulomjon Qahramon oʻgʻli".to_owned(),
        born: Some(PartialDate::Year(1967)),
    };
    let body = Body::NoRecord(NoRecord { person, acts: vec![ActKind::Birth, ActKind::Marriage], search });
    Sheet { profile: Profile::Core, ..sheet((Lang::UzLatn, Lang::Ru), "no record", body) }
}

pub(crate) fn not_married() -> Sheet {
    let search = Search {
        years: (2008, 2026),
        places: both("Butun respublika", "Вся республика"),
        spellings: vec!["Ámetova Gúlayım".to_owned(), "Аметова Гулаим".to_owned()],
        archives: Vec::new(),
        loaded: None,
    };
    let person =
        Sought { name: "Ámetova Gúlayım Ǵayratdıń qızı".to_owned(), born: Some(date(1990, 2, 28)) };
    let body = Body::NotMarried(NotMarried { person, search });
    Sheet {
        office: both("Nukus shahar FHDYO boʻlimi", "Отдел ЗАГС города Нукуса"),
        ..sheet((Lang::UzLatn, Lang::Ru), "not married", body)
    }
}

pub(crate) fn provisional() -> Sheet {
    let facts = Death {
        who: Deceased::Known { surname: text("Ámetov"), given: text("Jumabay Ǵayratdıń ulı") },
        born: Some(date(1948, 2, 2)),
        birthplace: Some(both("Moynaq rayonı", "Мўйноқ тумани")),
        citizenship: Some(both("Ózbekstan", "Ўзбекистон")),
        died: Some(date(2026, 11, 3)),
        age: Some(78),
        place: Some(both(
            "Qaraqalpaqstan Respublikası, Nókis qalası",
            "Қорақалпоғистон Республикаси, Нукус шаҳри",
        )),
    };
    let body = Body::Certificate(act(ActKind::Death, day(2026, 11, 5)), Facts::Death(facts));
    Sheet {
        class: PaperClass::Provisional { until: day(2026, 11, 30) },
        office: both("Nókis qalası PHAJ bólimi", "Нукус шаҳар ФҲДЁ бўлими"),
        head: "G. A. Ótegenova".to_owned(),
        issued: day(2026, 11, 5),
        proof: made_up_proof("DALP", 760, "provisional"),
        ..sheet((Lang::Kaa, Lang::UzCyrl), "provisional", body)
    }
}

/// A marriage as most are, in black on a blank that lies 1.2 mm too far left and 0.7 mm too low.
pub(crate) fn on_a_blank(offset: Offset) -> Sheet {
    let spouse = |name: &str, born, place: (&str, &str), after: &str| Spouse {
        name: name.to_owned(),
        born: Some(born),
        birthplace: Some(both(place.0, place.1)),
        surname_after: text(after),
    };
    let facts = Marriage {
        husband: spouse(
            "Ғаффоров Шуҳрат Эркин ўғли",
            date(1999, 3, 8),
            ("Самарқанд вилояти, Ургут тумани", "Самаркандская область, Ургутский район"),
            "Ғаффоров",
        ),
        wife: spouse(
            "Қодирова Нигора Баҳодир қизи",
            date(2001, 6, 21),
            ("Самарқанд шаҳри", "город Самарканд"),
            "Ғаффорова",
        ),
        day: date(2026, 10, 24),
    };
    let body = Body::Certificate(act(ActKind::Marriage, day(2026, 10, 24)), Facts::Marriage(facts));
    Sheet {
        ink: Ink::Mono,
        medium: Medium::Blank { offset, number: BlankNumber::new("I-SM 0031907").unwrap() },
        office: both("Самарқанд шаҳар ФҲДЁ бўлими", "Отдел ЗАГС города Самарканда"),
        head: "Ш. Қ. Ғаниева".to_owned(),
        ..sheet((Lang::UzCyrl, Lang::Ru), "blank", body)
    }
}

/// All thirteen, each with the name of its picture.
pub(crate) fn extremes() -> Vec<(&'static str, Sheet)> {
    vec![
        ("01-birth-names-of-60-letters", longest_birth((Lang::UzLatn, Lang::Ru))),
        ("02-marriage-four-scripts", four_scripts()),
        ("03-birth-foundling", foundling()),
        ("04-stillbirth-reference", stillbirth()),
        ("05-death-unknown-person", unknown_deceased()),
        ("06-death-reference-blank-fields", blank_fields()),
        ("07-marriage-longest-names", longest_marriage()),
        ("08-divorce-for-one-party", divorce_of(IssuedTo::Wife)),
        ("09-no-record-reference", no_record()),
        ("10-not-married-reference", not_married()),
        ("11-death-provisional-extract", provisional()),
        ("12-marriage-mono-on-a-blank", on_a_blank(Offset::new(12, -7).unwrap())),
        ("13-divorce-longest-names", longest_divorce()),
    ]
}
