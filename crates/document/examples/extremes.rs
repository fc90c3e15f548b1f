//! Draws the thirteen extreme pages: `cargo run -p document --example extremes -- crates/document/testdata/extreme`.
//!
//! Needs poppler's `pdftoppm`. The pages are committed; a test draws them again and compares. With `--pdf` the documents are
//! written too, and with `--longest` those of the longest values, which are looked at and not committed.
#![expect(clippy::unwrap_used, reason = "a tool for the people who work on this crate stops where it stands")]

#[path = "../tests/it/pages.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod pages;
#[path = "../tests/it/sheets.rs"]
#[expect(dead_code, reason = "tests use more of it")]
mod sheets;

use pages::Picture;
use std::{fs, path::PathBuf};

/// A PNG of four bits a pixel; the picture must be in sixteen greys.
fn to_png(picture: &Picture) -> Vec<u8> {
    let stride = picture.width.div_ceil(2);
    let mut packed = vec![0_u8; stride * picture.height];
    for (row, out) in picture.grey.chunks_exact(picture.width).zip(packed.chunks_exact_mut(stride)) {
        for (x, grey) in row.iter().enumerate() {
            out[x / 2] |= (grey / 17) << if x % 2 == 0 { 4 } else { 0 };
        }
    }
    let mut png = Vec::new();
    let (width, height) = (u32::try_from(picture.width).unwrap(), u32::try_from(picture.height).unwrap());
    let mut encoder = png::Encoder::new(&mut png, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&packed).unwrap();
    writer.finish().unwrap();
    png
}

/// Writes the papers of the longest values, in every shape, and one with the largest code.
fn longest(press: &document::Press, folder: &std::path::Path) {
    let birth = sheets::longest_birth((civil::Lang::UzLatn, civil::Lang::Ru));
    let proof = sheets::made_up_proof("DALX", 2_515, "largest");
    let largest = press.print(&document::Sheet { proof, ..birth }).unwrap();
    fs::write(folder.join("longest-code.pdf"), largest).unwrap();
    for (turn, shape) in sheets::Shape::ALL.into_iter().enumerate() {
        let langs = (civil::Lang::ALL[turn], civil::Lang::Ru);
        for (place, sheet) in sheets::longest(shape, langs).into_iter().enumerate() {
            let name = format!("longest-{turn}-{place}");
            match press.print(&sheet) {
                Ok(pdf) => fs::write(folder.join(name).with_extension("pdf"), pdf).unwrap(),
                Err(fault) => println!("{name}: {fault}"),
            }
        }
    }
}

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder to write to"));
    let with_pdf = std::env::args().any(|word| word == "--pdf");
    fs::create_dir_all(&folder).unwrap();
    let press = document::Press::new();
    let mut total = 0;
    for (name, sheet) in sheets::extremes() {
        let pdf = press.print(&sheet).unwrap();
        let png = to_png(&Picture::of_page(&pdf, 200).in_sixteen_greys());
        println!("{name}: {} bytes as PDF, {} as PNG", pdf.len(), png.len());
        total += png.len();
        fs::write(folder.join(name).with_extension("png"), png).unwrap();
        if with_pdf {
            fs::write(folder.join(name).with_extension("pdf"), pdf).unwrap();
        }
    }
    let calibration =
        press.calibration((civil::Lang::UzLatn, civil::Lang::Ru), document::Offset::NONE).unwrap();
    if with_pdf {
        fs::write(folder.join("calibration.pdf"), calibration).unwrap();
    }
    if std::env::args().any(|word| word == "--longest") {
        longest(&press, &folder);
    }
    fs::write(folder.join("poppler.txt"), pages::poppler() + "\n").unwrap();
    println!("{total} bytes of pictures");
}
