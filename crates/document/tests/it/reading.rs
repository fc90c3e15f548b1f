//! The document read without a renderer: its picture, keywords, standards and attachments.

use crate::{
    PRESS,
    sheets::{self, birth},
};
use civil::Lang;
use document::{Offset, Sheet};
use lopdf::{Dictionary, Document, Object, Stream};

pub(crate) fn printed(sheet: &Sheet) -> Document {
    Document::load_mem(&PRESS.print(sheet).unwrap()).unwrap()
}

pub(crate) fn images(document: &Document) -> Vec<&Stream> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    streams
        .filter(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Image"))
        .collect()
}

fn number(dict: &Dictionary, key: &[u8]) -> usize {
    dict.get(key).and_then(Object::as_i64).unwrap().try_into().unwrap()
}

/// Reads the picture as it stands in the file.
pub(crate) fn read_code(image: &Stream) -> String {
    let (width, height) = (number(&image.dict, b"Width"), number(&image.dict, b"Height"));
    assert_eq!(number(&image.dict, b"BitsPerComponent"), 8);
    let samples = image.decompressed_content().unwrap();
    let channels = samples.len() / (width * height);
    let pixel = |x, y| samples[(y * width + x) * channels];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1, "one code in the picture");
    grids[0].decode().unwrap().1
}

/// A text string of a PDF: UTF-16 with a mark, or one byte a character.
fn text(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap()
}

fn info(document: &Document) -> &Dictionary {
    let id = document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
    document.get_dictionary(id).unwrap()
}

#[test]
fn the_code_is_one_picture_and_reads_without_a_renderer() {
    let short = format!("{}.", birth().proof.get(..300).unwrap());
    for proof in [birth().proof, short] {
        let document = printed(&Sheet { proof: proof.clone(), ..birth() });
        let images = images(&document);
        assert_eq!(images.len(), 1);
        assert_eq!(read_code(images[0]), proof);
    }
}

#[test]
fn the_code_of_every_extreme_paper_reads_without_a_renderer() {
    for (name, sheet) in sheets::extremes() {
        let document = printed(&sheet);
        assert_eq!(read_code(images(&document)[0]), sheet.proof, "{name}");
    }
}

#[test]
fn the_only_keyword_is_the_proof_unchanged() {
    let spaced = "DALX:A  B $%*+-./:Z".to_owned();
    for proof in [birth().proof, spaced] {
        let document = printed(&Sheet { proof: proof.clone(), ..birth() });
        assert_eq!(text(info(&document).get(b"Keywords").unwrap()), proof);
    }
}

#[test]
fn every_file_says_that_it_is_pdf_a_3a_and_pdf_ua_1_and_is_tagged() {
    for (_, sheet) in sheets::extremes() {
        claims(
            &printed(&sheet),
            if sheet.langs.0 == Lang::Kaa {
                "kaa-UZ"
            } else if sheet.langs.0 == Lang::En {
                "en-GB"
            } else {
                "uz-UZ"
            },
        );
    }
    let calibration = PRESS.calibration((Lang::UzLatn, Lang::Ru), Offset::NONE).unwrap();
    claims(&Document::load_mem(&calibration).unwrap(), "uz-UZ");
}

fn claims(document: &Document, lang: &str) {
    let catalog = document.catalog().unwrap();
    let metadata = catalog.get(b"Metadata").and_then(Object::as_reference).unwrap();
    let metadata = document.get_object(metadata).and_then(Object::as_stream).unwrap();
    let xmp = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for claim in ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(xmp.contains(claim), "{claim}");
    }
    assert!(catalog.has(b"StructTreeRoot"));
    assert_eq!(text(catalog.get(b"Lang").unwrap()), lang);
}

#[test]
fn the_attachments_come_back_as_they_were_given() {
    let sheet = birth();
    let document = printed(&sheet);
    let dicts = document.objects.values().filter_map(|object| object.as_dict().ok());
    let specs = dicts.filter(|dict| dict.get(b"Type").and_then(Object::as_name).ok() == Some(b"Filespec"));
    let mut found: Vec<(String, String, Vec<u8>)> = specs
        .map(|spec| {
            assert_eq!(spec.get(b"AFRelationship").and_then(Object::as_name).unwrap(), b"Data");
            let files = document.get_dict_in_dict(spec, b"EF").unwrap();
            let file = files.get(b"F").and_then(Object::as_reference).unwrap();
            let file = document.get_object(file).and_then(Object::as_stream).unwrap();
            let mime = file.dict.get(b"Subtype").and_then(Object::as_name).unwrap();
            let mime = String::from_utf8(mime.to_vec()).unwrap();
            (text(spec.get(b"UF").unwrap()), mime, file.get_plain_content().unwrap())
        })
        .collect();
    found.sort();
    let mut given: Vec<_> = sheet
        .attachments
        .iter()
        .map(|file| (file.name.clone(), file.mime.to_owned(), file.bytes.clone()))
        .collect();
    given.sort();
    assert_eq!(found, given);
}

#[test]
fn every_font_of_every_paper_is_embedded() {
    for (name, sheet) in sheets::extremes() {
        let document = printed(&sheet);
        let dicts = document.objects.values().filter_map(|object| object.as_dict().ok());
        let fonts: Vec<_> = dicts
            .filter(|dict| dict.get(b"Type").and_then(Object::as_name).ok() == Some(b"FontDescriptor"))
            .collect();
        // Sans in two weights, serif, display for the title, mono; an unknown person has no name in serif.
        let least =
            if name.contains("blank") || name.contains("unknown") || name.contains("still") { 4 } else { 5 };
        assert!((least..=5).contains(&fonts.len()), "{name}: {}", fonts.len());
        for font in fonts {
            assert!(font.has(b"FontFile2") || font.has(b"FontFile3"), "{name}: {font:?}");
        }
    }
}
