//! Certificates for the tests: proofs of a network in memory, codes, pages and PDF files of them.
use credential::{KnownKey, Opening, Proof};
use fixtures::{
    birth::record,
    paper::{CHILONZOR, PaperNetwork},
};
use image::{GrayImage, Luma, imageops};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use protocol::NetworkClass;
use std::sync::LazyLock;
use verifier::KeyFile;

/// A network of that class with one certificate; every key derives from `n`.
pub(crate) fn issued(class: NetworkClass, n: u8, given: &str) -> (KnownKey, Proof) {
    let mut network = PaperNetwork::new(class, n);
    let record = record(given, 1);
    let birth = network.birth(CHILONZOR, &record, 1);
    let act = birth.id();
    network.finalize(&[PaperNetwork::sign(birth, CHILONZOR)]);
    let issue = PaperNetwork::sign(network.certificate(CHILONZOR, act, &record, &[0, 1]), CHILONZOR);
    let (outcome, receipt) = network.finalize(std::slice::from_ref(&issue)).remove(0);
    let proof = Proof::from_issue(&record, &issue, &outcome, &receipt, network.genesis.key_id).unwrap();
    (network.known_key(), proof)
}

/// The certificate most tests look at.
pub(crate) static DEMO: LazyLock<(KnownKey, Proof)> =
    LazyLock::new(|| issued(NetworkClass::Demo, 7, "Madina"));

/// Its text.
pub(crate) static TEXT: LazyLock<String> = LazyLock::new(|| DEMO.1.to_text(NetworkClass::Demo));

pub(crate) fn agencies() -> Vec<String> {
    ["Ministry of Justice", "State Tax Committee", "Ministry of Health", "Auditor"]
        .map(str::to_owned)
        .to_vec()
}

pub(crate) fn key_file(keys: &[KnownKey]) -> KeyFile {
    KeyFile::new(keys.iter().map(|key| (key.clone(), agencies())).collect()).unwrap()
}

/// The key file that goes with [`TEXT`].
pub(crate) fn keys() -> KeyFile {
    key_file(std::slice::from_ref(&DEMO.0))
}

/// The proof with one letter of the child's name changed.
pub(crate) fn forged() -> String {
    let mut forged = DEMO.1.clone();
    let Opening::Values { seed, mut fields } = forged.shown[0].opening.clone() else { panic!("open") };
    fields[1] = Some(civil::Value::Text("Malina".to_owned()));
    forged.shown[0].opening = Opening::Values { seed, fields };
    forged.to_text(NetworkClass::Demo)
}

/// The code of a text with `pixels` a module and the quiet zone around it.
pub(crate) fn code(text: &str, pixels: u32) -> GrayImage {
    let symbol = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build().unwrap();
    let size = u32::try_from(symbol.size).unwrap();
    GrayImage::from_fn((size + 8) * pixels, (size + 8) * pixels, |x, y| {
        let module = |n: u32| (n / pixels).checked_sub(4).filter(|module| *module < size);
        let dark = module(x)
            .zip(module(y))
            .is_some_and(|(x, y)| symbol[usize::try_from(y).unwrap()][usize::try_from(x).unwrap()].value());
        Luma([if dark { 0 } else { 255 }])
    })
}

/// An A4 page of 235 grey with a code of 35 mm, at so many dots an inch.
pub(crate) fn page(text: &str, dpi: u32) -> GrayImage {
    let dots = |tenths_of_mm: u32| tenths_of_mm * dpi / 254;
    let code = code(text, 4);
    // The symbol itself has 35 mm; its quiet zone of four modules comes on top.
    let modules = code.width() / 4;
    let side = dots(350) * modules / (modules - 8);
    let code = imageops::resize(&code, side, side, imageops::FilterType::Triangle);
    let mut page = GrayImage::from_pixel(dots(2100), dots(2970), Luma([235]));
    for line in 0..40 {
        // Lines of print, so that the code is not the only thing on the page.
        for x in dots(200)..dots(1700) {
            if x / 7 % 3 != 0 {
                page.put_pixel(x, dots(300) + line * dots(40), Luma([40]));
            }
        }
    }
    imageops::replace(&mut page, &code, i64::from(dots(1500)), i64::from(dots(2400)));
    page
}

/// A picture as the bytes of a grey PNG.
pub(crate) fn png(picture: &GrayImage) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(picture.as_raw()).unwrap();
    writer.finish().unwrap();
    out
}

/// An image object of eight-bit grey, compressed.
pub(crate) fn image_object(picture: &GrayImage) -> Stream {
    image_stream(picture.width(), picture.height(), picture.as_raw().clone())
}

/// An image object that claims these sides.
pub(crate) fn image_stream(width: u32, height: u32, samples: Vec<u8>) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "ColorSpace" => "DeviceGray",
        "Width" => i64::from(width), "Height" => i64::from(height), "BitsPerComponent" => 8,
    };
    let mut stream = Stream::new(dict, samples);
    stream.compress().unwrap();
    stream
}

/// A PDF of one page that holds these images, with these keywords.
pub(crate) fn pdf(keywords: Option<&str>, images: Vec<Stream>) -> Vec<u8> {
    pdf_with(keywords, images, &[])
}

/// The same with attachments, each named as that of a proof.
pub(crate) fn pdf_with(keywords: Option<&str>, images: Vec<Stream>, attached: &[&[u8]]) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let mut objects = Dictionary::new();
    for (at, image) in images.into_iter().enumerate() {
        let id = document.add_object(image);
        objects.set(format!("Im{at}"), id);
    }
    for bytes in attached {
        let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, bytes.to_vec());
        stream.compress().unwrap();
        let stream = document.add_object(stream);
        document.add_object(dictionary! {
            "Type" => "Filespec", "F" => Object::string_literal("dalolat.cbor"),
            "UF" => Object::string_literal("dalolat.cbor"), "EF" => dictionary! { "F" => stream },
        });
    }
    let content = document.add_object(Stream::new(dictionary! {}, b"q /Im0 Do Q".to_vec()));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "XObject" => objects },
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    if let Some(keywords) = keywords {
        let information = document.add_object(dictionary! { "Keywords" => Object::string_literal(keywords) });
        document.trailer.set("Info", information);
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}
