//! Prints a sample certificate of invented people: `cargo run -p document --example sheet -- OUT.pdf [LANG,LANG]`.
//!
//! `LANG` is one of uz-Latn, uz-Cyrl, ru, kaa, en. Without languages: uz-Latn,ru.

use civil::{ActKind, ActNumber, CertificateNumber, CivilDate, Lang, OfficeCode, PartialDate, Serial};
use document::{
    Act, Attachment, Bilingual, Birth, Body, Facts, Ink, Medium, PaperClass, Press, Profile, Sheet,
};
use sha2::{Digest as _, Sha256};
use std::{error::Error, fs, time::Instant};

/// The wordings of the sample that depend on the language: place of birth and office.
fn place(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::UzLatn => ("Qoraqalpogʻiston Respublikasi, Nukus shahri", "Nukus shahar FHDYO boʻlimi"),
        Lang::UzCyrl => ("Қорақалпоғистон Республикаси, Нукус шаҳри", "Нукус шаҳар ФҲДЁ бўлими"),
        Lang::Ru => ("Республика Каракалпакстан, город Нукус", "Отдел ЗАГС города Нукуса"),
        Lang::Kaa => ("Qaraqalpaqstan Respublikası, Nókis qalası", "Nókis qalası PHAJ bólimi"),
        Lang::En => {
            ("Republic of Karakalpakstan, city of Nukus", "Civil registry office of the city of Nukus")
        }
    }
}

/// Surname, given name with patronymic, father, mother, head of office.
fn people(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::UzLatn => [
            "Joʻraxoʻjayeva-Abdushukurova",
            "Shahzodabonu-Maʼmuraxon Gʻulomjon qizi",
            "Joʻraxoʻjayev Gʻulomjon-Muhammadsharif Qahramon oʻgʻli",
            "Abdushukurxoʻjayeva-Oʻrinboyeva Munavvaraxon Sayidabdullajon qizi",
            "Z. R. Yoʻldosheva",
        ],
        Lang::UzCyrl => [
            "Жўрахўжаев",
            "Ғуломжон Қаҳрамон ўғли",
            "Жўрахўжаев Қаҳрамон Ҳамид ўғли",
            "Müller-Çelik Zoé Françoise",
            "З. Р. Йўлдошева",
        ],
        Lang::Kaa => [
            "Ámetova",
            "Gúlayım Ǵayratdıń qızı",
            "Ámetov Ǵayrat Jumabay ulı",
            "Ótegenova Íńkar Qalbay qızı",
            "G. A. Ótegenova",
        ],
        Lang::Ru => [
            "Васильева",
            "Дарья Сергеевна",
            "Васильев Сергей Иванович",
            "Фёдорова Юлия Артёмовна",
            "Н. П. Щербакова",
        ],
        Lang::En => ["Baker", "Mary Anne", "Baker John", "Nguyễn Thị Łucja", "J. Carpenter"],
    }
}

/// A string of the shape and size of a proof; it proves nothing.
fn made_up_proof(mark: [u8; 32]) -> String {
    const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let letters = (0..30_u8).flat_map(|n| Sha256::digest([&mark[..], &[n]].concat()).to_vec());
    let body: String = letters.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])).collect();
    format!("DALX:{}", body.trim_end())
}

fn sheet(langs: (Lang, Lang)) -> Result<Sheet, Box<dyn Error>> {
    let (one, two) = langs;
    let [surname, given, father, mother, head] = people(one);
    let office = OfficeCode::new(1735)?;
    let act = ActNumber::new(ActKind::Birth, office, 2026, Serial::new(2417)?);
    let mark: [u8; 32] = Sha256::digest(surname).into();
    let both = |first: &str, second: &str| Bilingual { first: first.to_owned(), second: second.to_owned() };
    let attached = |name: &str, mime, bytes| Attachment {
        name: name.to_owned(),
        mime,
        description: "certificate data".to_owned(),
        bytes,
    };
    let facts = Birth {
        surname: Some(surname.to_owned()),
        given: Some(given.to_owned()),
        born: PartialDate::Day(CivilDate::new(2026, 11, 14)?),
        birthplace: both(place(one).0, place(two).0),
        father: Some(father.to_owned()),
        mother: Some(mother.to_owned()),
    };
    Ok(Sheet {
        langs,
        class: PaperClass::Practice,
        ink: Ink::Colour,
        medium: Medium::Plain,
        number: CertificateNumber::new(office, 2026, Serial::new(42)?),
        issued: CivilDate::new(2026, 11, 17)?,
        office: both(place(one).1, place(two).1),
        head: head.to_owned(),
        check_address: "tekshir.example".to_owned(),
        body: Body::Certificate(
            Act { number: act, registered: CivilDate::new(2026, 11, 16)? },
            Facts::Birth(facts),
        ),
        proof: made_up_proof(mark),
        handle: "7K3Q-9XVD-M2TA-4E8R-PW1Z-6HJN-C5GB".to_owned(),
        mark,
        profile: Profile::Full,
        attachments: vec![
            attached("certificate.json", "application/json", format!("{{\"act\":\"{act}\"}}").into_bytes()),
            attached(
                "certificate.cbor",
                "application/cbor",
                [&[0xa1, 0x63][..], b"act", &[0x6c], act.to_string().as_bytes()].concat(),
            ),
        ],
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: sheet OUT.pdf [LANG,LANG]")?;
    let langs = arguments.next().unwrap_or_else(|| "uz-Latn,ru".to_owned());
    let (one, two) = langs.split_once(',').unwrap_or((&langs, &langs));
    let sheet = sheet((one.parse()?, two.parse()?))?;

    let press = Press::new();
    let start = Instant::now();
    let document = press.print(&sheet)?;
    let cold = start.elapsed();
    fs::write(&path, &document)?;

    // Ten more, each with another ornament, as an office prints one after another.
    let start = Instant::now();
    for n in 0..10_u8 {
        let mark = Sha256::digest([n]).into();
        press.print(&Sheet { mark, proof: made_up_proof(mark), ..sheet.clone() })?;
    }
    println!(
        "{path}: {} bytes, first {} ms, then {} ms each",
        document.len(),
        cold.as_millis(),
        start.elapsed().as_millis() / 10
    );
    Ok(())
}
