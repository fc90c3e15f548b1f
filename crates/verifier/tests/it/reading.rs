//! The proof found in texts, pictures and PDF files.

use crate::paper::{TEXT, code, forged, image_object, image_stream, keys, page, pdf, png};
use image::{DynamicImage, ImageFormat, imageops};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::io::Cursor;
use verifier::{
    Conclusion, check_file,
    messages::MessageKey,
    read::{FILE_BYTES_MAX, NoProof, Source, read},
};

fn found(bytes: &[u8]) -> Source {
    let found = read(bytes).unwrap();
    assert!(found.text == *TEXT, "another text was read");
    found.source
}

#[test]
fn a_text_is_read_without_the_end_of_its_line_and_with_its_spaces() {
    for end in ["", "\n", "\r\n"] {
        assert_eq!(found(format!("{}{end}", *TEXT).as_bytes()), Source::Text);
    }
    assert!(read(format!("{}  \n", *TEXT).as_bytes()).unwrap().text.ends_with("  "));
}

#[test]
fn a_code_of_four_pixels_a_module_is_read() {
    assert_eq!(found(&png(&code(&TEXT, 4))), Source::Code);
}

#[test]
fn a_code_of_35_mm_is_read_from_pages_of_200_and_300_dots_an_inch_in_any_turn() {
    for dpi in [200, 300] {
        let page = page(&TEXT, dpi);
        assert_eq!(found(&png(&page)), Source::Code, "{dpi}");
        assert_eq!(found(&png(&imageops::rotate90(&page))), Source::Code, "{dpi}, on its side");
        assert_eq!(found(&png(&imageops::rotate180(&page))), Source::Code, "{dpi}, upside down");
    }
}

#[test]
fn a_jpeg_and_a_picture_that_shines_through_are_read() {
    let code = code(&TEXT, 4);
    let mut jpeg = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(code.clone()).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    assert_eq!(found(jpeg.get_ref()), Source::Code);
    let clear = image::GrayAlphaImage::from_fn(code.width(), code.height(), |x, y| {
        image::LumaA([0, 255 - code.get_pixel(x, y).0[0]])
    });
    let mut through = Cursor::new(Vec::new());
    DynamicImage::ImageLumaA8(clear).write_to(&mut through, ImageFormat::Png).unwrap();
    assert_eq!(found(through.get_ref()), Source::Code);
}

#[test]
fn a_pale_code_is_read() {
    let mut pale = code(&TEXT, 3);
    pale.iter_mut().for_each(|value| *value = 200 + *value / 20);
    assert_eq!(found(&png(&pale)), Source::Code);
}

#[test]
fn the_first_code_of_a_certificate_among_others_is_taken() {
    let (ours, other) = (code(&TEXT, 3), code("https://example.org/", 3));
    let mut page =
        image::GrayImage::from_pixel(ours.width() + other.width(), ours.height(), image::Luma([255]));
    imageops::replace(&mut page, &other, 0, 0);
    imageops::replace(&mut page, &ours, i64::from(other.width()), 0);
    assert_eq!(found(&png(&page)), Source::Code);
    assert_eq!(read(&png(&other)), Err(NoProof::OtherCode));
}

#[test]
fn a_pdf_is_read_by_its_code_its_keywords_or_both() {
    let image = || vec![image_object(&code(&TEXT, 4))];
    assert_eq!(found(&pdf(Some(&TEXT), image())), Source::CodeAndKeyword);
    assert_eq!(found(&pdf(None, image())), Source::Code);
    assert_eq!(found(&pdf(Some("birth, certificate"), image())), Source::Code);
    assert_eq!(found(&pdf(Some(&TEXT), vec![])), Source::Keyword);
    assert_eq!(read(&pdf(None, vec![])), Err(NoProof::NoCode));
}

#[test]
fn a_pdf_with_keywords_and_no_readable_code_is_judged_and_says_so() {
    let report = check_file(&pdf(Some(&TEXT), vec![]), &keys());
    assert_eq!(report.verdict, Conclusion::Valid);
    assert_eq!(report.sentences[0].key(), MessageKey::FromKeywordOnly);
}

#[test]
fn a_pdf_whose_code_and_keywords_differ_is_not_valid() {
    let report = check_file(&pdf(Some(&TEXT), vec![image_object(&code(&forged(), 4))]), &keys());
    assert_eq!(report.verdict, Conclusion::NotValid);
    assert_eq!(report.reason.unwrap().key(), MessageKey::WhyCodesDiffer);
    let report = check_file(&pdf(Some(&forged()), vec![image_object(&code(&TEXT, 4))]), &keys());
    assert_eq!(report.verdict, Conclusion::NotValid);
    assert!(report.values.is_empty());
}

#[test]
fn a_pdf_of_several_certificates_cannot_be_told() {
    let images = vec![image_object(&code(&TEXT, 4)), image_object(&code(&forged(), 4))];
    assert_eq!(read(&pdf(None, images)), Err(NoProof::SeveralCodes));
    let twice = vec![image_object(&code(&TEXT, 4)), image_object(&code(&TEXT, 3))];
    assert_eq!(found(&pdf(None, twice)), Source::Code);
}

#[test]
fn the_keywords_are_read_from_the_metadata_too() {
    let mut document = Document::load_mem(&pdf(None, vec![])).unwrap();
    let xml = format!("<rdf:Description><pdf:Keywords>{}</pdf:Keywords></rdf:Description>", *TEXT);
    let id = document.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, xml.into_bytes()));
    document.catalog_mut().unwrap().set("Metadata", id);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    assert_eq!(found(&bytes), Source::Keyword);
}

/// The same code as an image object of another form.
fn other_form(dict: Dictionary, samples: Vec<u8>) -> Vec<u8> {
    let side = i64::from(code(&TEXT, 4).width());
    let mut stream = Stream::new(dict, samples);
    for (key, value) in [("Width", side), ("Height", side)] {
        stream.dict.set(key, value);
    }
    stream.dict.set("Subtype", "Image");
    pdf(None, vec![stream])
}

#[test]
fn images_of_one_bit_of_colours_and_of_palettes_are_read() {
    let code = code(&TEXT, 4);
    let packed: Vec<u8> = code
        .rows()
        .flat_map(|row| {
            let bits: Vec<u8> = row.map(|pixel| u8::from(pixel.0[0] > 127)).collect();
            bits.chunks(8)
                .map(|eight| eight.iter().enumerate().fold(0, |byte, (at, bit)| byte | bit << (7 - at)))
                .collect::<Vec<u8>>()
        })
        .collect();
    let inverted: Vec<u8> = packed.iter().map(|byte| !byte).collect();
    let one_bit = || dictionary! { "ColorSpace" => "DeviceGray", "BitsPerComponent" => 1 };
    assert_eq!(found(&other_form(one_bit(), packed.clone())), Source::Code);
    let mut upside_down = one_bit();
    upside_down.set("Decode", vec![1.into(), 0.into()]);
    assert_eq!(found(&other_form(upside_down, inverted.clone())), Source::Code);
    let mask = dictionary! { "ImageMask" => true };
    assert_eq!(found(&other_form(mask, packed)), Source::Code);
    let palette = Object::string_literal(vec![255, 255, 255, 0, 0, 96]);
    let space = vec!["Indexed".into(), "DeviceRGB".into(), 1.into(), palette];
    let indexed = dictionary! { "ColorSpace" => space, "BitsPerComponent" => 1 };
    assert_eq!(found(&other_form(indexed, inverted)), Source::Code);
    let colours: Vec<u8> = code.iter().flat_map(|grey| [*grey, *grey, 255]).collect();
    let rgb = dictionary! { "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8 };
    assert_eq!(found(&other_form(rgb, colours)), Source::Code);
}

#[test]
fn an_image_of_absurd_sides_is_left_and_another_one_still_read() {
    let bomb = || image_stream(100_000, 100_000, vec![0; 1000]);
    assert_eq!(read(&pdf(None, vec![bomb()])), Err(NoProof::TooManyPixels));
    assert_eq!(found(&pdf(Some(&TEXT), vec![bomb()])), Source::Keyword);
    assert_eq!(found(&pdf(None, vec![bomb(), image_object(&code(&TEXT, 4))])), Source::Code);
}

#[test]
fn an_image_that_unpacks_to_more_than_its_sides_is_left() {
    let bomb = image_stream(100, 100, vec![0; 32 * 1024 * 1024]);
    assert_eq!(read(&pdf(None, vec![bomb])), Err(NoProof::TooManyPixels));
}

#[test]
fn a_picture_of_absurd_sides_is_refused_before_it_is_decoded() {
    let mut bytes = png(&code("A", 1));
    bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let crc = bytes[29..33].to_vec();
    // The header's sum would have to fit; whether it does or not, nothing of that size is decoded.
    assert!(matches!(read(&bytes), Err(NoProof::TooManyPixels | NoProof::BrokenPicture)), "{crc:?}");
}

#[test]
fn a_file_cut_short_is_damaged_or_without_a_code_and_never_valid() {
    let whole = pdf(Some(&TEXT), vec![image_object(&code(&TEXT, 4))]);
    for length in [20, whole.len() / 4, whole.len() / 2] {
        let report = check_file(&whole[..length], &keys());
        assert_eq!(report.verdict, Conclusion::CannotTell, "{length}");
    }
    assert_eq!(read(&whole[..20]), Err(NoProof::BrokenPdf));
    let picture = png(&code(&TEXT, 4));
    assert_eq!(read(&picture[..picture.len() / 2]), Err(NoProof::BrokenPicture));
}

#[test]
fn an_encrypted_pdf_cannot_be_told() {
    let mut document = Document::load_mem(&pdf(Some(&TEXT), vec![])).unwrap();
    document.trailer.set("ID", vec![Object::string_literal("a"), Object::string_literal("a")]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    assert_eq!(read(&bytes), Err(NoProof::Encrypted));
}

#[test]
fn what_is_no_certificate_cannot_be_told() {
    assert_eq!(read(b""), Err(NoProof::UnknownKind));
    assert_eq!(read(b"hello"), Err(NoProof::UnknownKind));
    assert_eq!(read(&vec![b'%'; FILE_BYTES_MAX + 1]), Err(NoProof::TooLarge));
    assert_eq!(read("DALX:".repeat(4000).as_bytes()), Err(NoProof::TooLarge));
    let white = image::GrayImage::from_pixel(200, 200, image::Luma([255]));
    assert_eq!(read(&png(&white)), Err(NoProof::NoCode));
    assert_eq!(read(&png(&image::GrayImage::new(1, 1))), Err(NoProof::NoCode));
}
