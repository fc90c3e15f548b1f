//! The QR symbol of a proof, as the image that stands on the sheet.
//!
//! # Format
//!
//! ISO/IEC 18004, alphanumeric mode; a one-bit grey PNG with [`PIXELS`] pixels a module and the quiet zone of
//! four modules inside it. A proof that fits version 20 at error correction M has that. A longer one gives up half
//! of the correction before it grows: it has L at version 20 at most, and where that is too small too, L at version
//! 30 at most, which the sheet prints larger, so that its modules are no smaller than those of version 20.
//!
//! # Limits
//!
//! One pixel a module would be the smallest file, but viewers enlarge it to modules of two or three dots in
//! turn and readers give up at 200 dpi; with four pixels they average instead.

use fast_qr::{ECL, QRBuilder};

/// Modules of white around the symbol (ISO/IEC 18004 §5.3.8).
pub(crate) const QUIET: usize = 4;

/// Pixels along one side of a module.
pub(crate) const PIXELS: usize = 4;

/// Modules along one side of a symbol of that version.
const fn modules(version: usize) -> usize {
    17 + 4 * version
}

/// The forms of a symbol, the first that holds a proof first: how much is corrected, and the most modules along one
/// side. Version 20 is the largest that a phone reads at 35 mm, version 30 the largest that the page has room for.
const FORMS: [(ECL, usize); 3] = [(ECL::M, modules(20)), (ECL::L, modules(20)), (ECL::L, modules(30))];

/// The most characters of a proof that has a symbol: version 30 at L.
pub(crate) const CHARS_MAX: usize = 2_520;

/// A symbol ready to be printed.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// The PNG, quiet zone included.
    pub(crate) png: Vec<u8>,
    /// Modules along one side, without the quiet zone.
    pub(crate) modules: usize,
}

/// Why a proof has no symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCode {
    /// Longer than [`CHARS_MAX`].
    TooMuch,
    /// The character at this place is not of the alphanumeric alphabet.
    Alphabet(usize),
}

/// Draws the symbol of `proof`.
pub(crate) fn draw(proof: &str) -> Result<Code, NoCode> {
    if let Some(at) = proof.bytes().position(|b| !is_alphanumeric(b)) {
        return Err(NoCode::Alphabet(at));
    }
    let drawn = |(level, most)| QRBuilder::new(proof).ecl(level).build().ok().filter(|it| it.size <= most);
    let symbol = FORMS.into_iter().find_map(drawn).ok_or(NoCode::TooMuch)?;
    let dark = |x: usize, y: usize| {
        let module = |n: usize| (n / PIXELS).checked_sub(QUIET).filter(|&m| m < symbol.size);
        module(x).zip(module(y)).is_some_and(|(x, y)| symbol[y][x].value())
    };
    Ok(Code { png: one_bit((symbol.size + 2 * QUIET) * PIXELS, dark), modules: symbol.size })
}

/// Whether a byte is one of the 45 characters of the alphanumeric mode, which are also those of base45 (RFC 9285).
fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() || b" $%*+-./:".contains(&byte)
}

/// Encodes a square picture of one bit a pixel.
fn one_bit(side: usize, dark: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let stride = side.div_ceil(8);
    let mut rows = vec![0xff_u8; stride * side];
    for (y, row) in rows.chunks_exact_mut(stride).enumerate() {
        for x in (0..side).filter(|&x| dark(x, y)) {
            row[x / 8] &= !(0x80 >> (x % 8));
        }
    }
    let side = u32::try_from(side).expect("a symbol has at most 580 pixels a side");
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect("a vector takes every byte");
    writer.write_image_data(&rows).expect("the rows are as long as the header says");
    writer.finish().expect("a vector takes every byte");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_proof_gives_up_correction_first_and_grows_then() {
        // What M holds at version 20, what L holds at version 18 already and at version 20, and what L holds at version 30 (ISO/IEC 18004, table 7).
        for (length, side) in [(970, 97), (971, 89), (1_249, 97), (1_250, 101), (2_520, 137)] {
            assert_eq!(draw(&"A".repeat(length)).map(|code| code.modules), Ok(side), "{length}");
        }
        assert_eq!(draw(&"A".repeat(CHARS_MAX + 1)).err(), Some(NoCode::TooMuch));
        assert_eq!(draw(&"A".repeat(20_000)).err(), Some(NoCode::TooMuch));
    }

    #[test]
    fn a_proof_of_970_characters_is_corrected_at_m_and_a_longer_one_at_l() {
        // The two cells beside the upper left finder, masked by 10101: L is 01 and M is 00 (ISO/IEC 18004 §7.9).
        let level = |length: usize| {
            let picture =
                image::load_from_memory(&draw(&"A".repeat(length)).unwrap().png).unwrap().to_luma8();
            let at = |x: u32| picture.get_pixel((x + 4) * 4, (8 + 4) * 4).0[0] == 0;
            (at(0), at(1))
        };
        assert_eq!((level(970), level(971)), ((true, false), (true, true)));
    }

    #[test]
    fn a_letter_outside_the_alphabet_is_named_by_its_place() {
        assert_eq!(draw("DAL1:a").err(), Some(NoCode::Alphabet(5)));
        assert_eq!(draw("DAL1:A,B").err(), Some(NoCode::Alphabet(6)));
    }

    #[test]
    fn the_picture_reads_back_as_the_proof() {
        let proof = "DALX:7 $%*+-./:0123456789ABCDEF";
        let picture = image::load_from_memory(&draw(proof).unwrap().png).unwrap().to_luma8();
        let (width, height) = picture.dimensions();
        let side = |n: u32| usize::try_from(n).unwrap();
        let pixel = |x, y| picture.as_raw()[y * side(width) + x];
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(side(width), side(height), pixel);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, proof);
    }
}
