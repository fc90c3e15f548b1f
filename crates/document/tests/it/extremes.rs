//! The thirteen extreme pages: small, readable by a scanner, and as they were when somebody looked at them.

use crate::{
    PRESS,
    pages::{Picture, grey_map, piped, poppler},
    sheets,
};
use image::imageops;
use std::path::PathBuf;

/// COUNTER: a document goes over a thin line.
const BYTES_MAX: usize = 90 * 1024;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/extreme")
}

/// A committed picture.
fn committed(name: &str) -> (Picture, usize) {
    let bytes = std::fs::read(folder().join(name).with_extension("png")).unwrap();
    let picture = image::load_from_memory(&bytes).unwrap().to_luma8();
    let (width, height) = picture.dimensions();
    let side = |n: u32| usize::try_from(n).unwrap();
    (Picture { width: side(width), height: side(height), grey: picture.into_raw() }, bytes.len())
}

/// The mean grey of squares of 16 pixels: what stands where, without the last shade of a curve.
fn coarse(picture: &Picture) -> Vec<f64> {
    let mut found = Vec::new();
    for y in (0..picture.height - 15).step_by(16) {
        for x in (0..picture.width - 15).step_by(16) {
            let rows = (y..y + 16).flat_map(|y| &picture.grey[y * picture.width + x..][..16]);
            found.push(rows.map(|&grey| f64::from(grey)).sum::<f64>() / 256.0);
        }
    }
    found
}

#[test]
fn every_extreme_page_is_still_the_committed_picture() {
    let release = std::fs::read_to_string(folder().join("poppler.txt")).unwrap();
    let same_release = release.trim() == poppler();
    let mut total = 0;
    for (name, sheet) in sheets::extremes() {
        let drawn = Picture::of_page(&PRESS.print(&sheet).unwrap(), 200).in_sixteen_greys();
        let (committed, bytes) = committed(name);
        total += bytes;
        assert_eq!((drawn.width, drawn.height), (committed.width, committed.height), "{name}");
        if same_release {
            assert!(
                drawn == committed,
                "{name} looks otherwise: draw it again with the example and look at it"
            );
        } else {
            let far =
                coarse(&drawn).iter().zip(coarse(&committed)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(far < 24.0, "{name}: a square differs by {far} shades of 255");
        }
    }
    assert!(total < 6_000_000, "{total} bytes of pictures");
}

#[test]
fn the_comparison_of_squares_sees_a_word_that_is_gone() {
    let sheet = sheets::birth();
    let drawn = Picture::of_page(&PRESS.print(&sheet).unwrap(), 200).in_sixteen_greys();
    let other = document::Sheet { head: "Z.".to_owned(), ..sheet };
    let other = Picture::of_page(&PRESS.print(&other).unwrap(), 200).in_sixteen_greys();
    let far = coarse(&drawn).iter().zip(coarse(&other)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(far > 24.0, "{far}");
}

/// Reads the lower left quarter, as the verifier of this project looks at parts of a page.
fn read_by_rqrr(page: &Picture) -> Option<String> {
    let side = |n: usize| u32::try_from(n).unwrap();
    let (width, height) = (side(page.width), side(page.height));
    let page = image::GrayImage::from_raw(width, height, page.grey.clone()).unwrap();
    decode(&imageops::crop_imm(&page, 0, height / 2, width / 2, height / 2).to_image())
}

fn decode(picture: &image::GrayImage) -> Option<String> {
    let whole = |n: u32| usize::try_from(n).unwrap();
    let (width, height) = (whole(picture.width()), whole(picture.height()));
    let at = |x: usize, y: usize| picture.as_raw()[y * width + x];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    prepared.detect_grids().iter().find_map(|grid| Some(grid.decode().ok()?.1))
}

pub(crate) fn read_by_zbar(map: &[u8]) -> String {
    let read = piped("zbarimg", &["-q", "--raw", "-Sdisable", "-Sqrcode.enable", "-"], map);
    String::from_utf8(read).unwrap().trim_end_matches('\n').to_owned()
}

/// A module is two pixels and the grey between them here, which is below what rqrr reads with certainty.
#[test]
fn the_code_of_every_extreme_page_reads_at_150_dots() {
    for (name, sheet) in sheets::extremes() {
        let map = grey_map(&PRESS.print(&sheet).unwrap(), 150);
        assert_eq!(read_by_zbar(&map), sheet.proof, "{name}");
    }
}

/// Of one code, whose modules are 4.86 pixels here, rqrr finds no corner in the drawn page though it reads the picture
/// in the file; zbar reads all.
#[test]
fn the_code_of_every_extreme_page_reads_at_300_dots() {
    let mut unread = Vec::new();
    for (name, sheet) in sheets::extremes() {
        let map = grey_map(&PRESS.print(&sheet).unwrap(), 300);
        assert_eq!(read_by_zbar(&map), sheet.proof, "{name}, zbar");
        match read_by_rqrr(&Picture::of_map(&map)) {
            Some(read) => assert_eq!(read, sheet.proof, "{name}, rqrr"),
            None => unread.push(name),
        }
    }
    assert!(unread.len() <= 1, "rqrr does not read {unread:?}");
}

#[test]
fn every_extreme_document_has_at_most_90_kilobytes() {
    for (name, sheet) in sheets::extremes() {
        let bytes = PRESS.print(&sheet).unwrap().len();
        assert!(bytes <= BYTES_MAX, "{name}: {bytes}");
    }
}
