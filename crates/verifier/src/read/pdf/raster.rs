//! The samples of a PDF image as a grey picture (ISO 32000-1 §8.9.5).
use super::super::{NoProof, picture};
use image::{GrayImage, ImageFormat};
use lopdf::{DecompressError, Dictionary, Document, Error, Object, Stream};

/// How samples are colours.
enum Space {
    /// One component, black to white.
    Gray,
    /// Three.
    Rgb,
    /// Four, ink on paper.
    Cmyk,
    /// One component that names a colour; here the grey of each.
    Indexed(Vec<u8>),
}

impl Space {
    const fn components(&self) -> usize {
        match self {
            Self::Gray | Self::Indexed(_) => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// Decodes an image of at most `pixels_max`. `None` where it is damaged or of a kind that is not read.
pub(super) fn decode(
    document: &Document,
    image: &Stream,
    pixels_max: u64,
) -> Result<Option<GrayImage>, NoProof> {
    let dict = &image.dict;
    let side = |key: &[u8]| u32::try_from(integer(document, dict, key)?).ok();
    let (Some(width), Some(height)) = (side(b"Width"), side(b"Height")) else { return Ok(None) };
    if width == 0 || height == 0 {
        return Ok(None);
    }
    if u64::from(width) * u64::from(height) > pixels_max {
        return Err(NoProof::TooManyPixels);
    }
    if image.filters().is_ok_and(|filters| filters == [b"DCTDecode".as_slice()]) {
        return match picture::decode(&image.content, ImageFormat::Jpeg, pixels_max) {
            Ok(picture) => Ok(Some(picture)),
            Err(NoProof::TooManyPixels) => Err(NoProof::TooManyPixels),
            Err(_) => Ok(None),
        };
    }
    let Some((space, bits)) = form(document, dict) else { return Ok(None) };
    let row = (width as usize * space.components() * bits).div_ceil(8);
    let length = row * height as usize;
    // A byte a row more: PNG predictors stand there until they are undone.
    let samples = match image.get_plain_content_with_limit(length + height as usize) {
        Ok(samples) if samples.len() >= length => samples,
        Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
            return Err(NoProof::TooManyPixels);
        }
        Ok(_) | Err(_) => return Ok(None),
    };
    let mut grey = Vec::with_capacity(width as usize * height as usize);
    for row in samples.chunks_exact(row).take(height as usize) {
        let values: Vec<u8> =
            (0..width as usize * space.components()).map(|at| sample(row, at, bits)).collect();
        grey.extend(values.chunks_exact(space.components()).map(|pixel| shade(&space, pixel, bits)));
    }
    if is_inverted(document, dict) {
        for value in &mut grey {
            *value = !*value;
        }
    }
    Ok(GrayImage::from_raw(width, height, grey))
}

/// Colour space and bits a component.
fn form(document: &Document, dict: &Dictionary) -> Option<(Space, usize)> {
    let is_mask = dict.get(b"ImageMask").and_then(Object::as_bool).unwrap_or(false);
    if is_mask {
        return Some((Space::Gray, 1));
    }
    let bits = integer(document, dict, b"BitsPerComponent").unwrap_or(8);
    let bits = [1, 2, 4, 8, 16].into_iter().find(|known| i64::try_from(*known) == Ok(bits))?;
    let (_, space) = document.dereference(dict.get(b"ColorSpace").ok()?).ok()?;
    Some((space_of(document, space)?, bits))
}

fn space_of(document: &Document, object: &Object) -> Option<Space> {
    if let Ok(name) = object.as_name() {
        return device(name);
    }
    let array = object.as_array().ok()?;
    match array.first()?.as_name().ok()? {
        b"ICCBased" => {
            let (_, profile) = document.dereference(array.get(1)?).ok()?;
            match integer(document, &profile.as_stream().ok()?.dict, b"N")? {
                1 => Some(Space::Gray),
                3 => Some(Space::Rgb),
                4 => Some(Space::Cmyk),
                _ => None,
            }
        }
        b"Indexed" => {
            let (_, base) = document.dereference(array.get(1)?).ok()?;
            // A base that is an index again would have no end; only colours can be a base.
            let base = match base.as_array().ok().and_then(|base| base.first()?.as_name().ok()) {
                Some(b"Indexed") => return None,
                Some(_) | None => space_of(document, base)?,
            };
            let (_, table) = document.dereference(array.get(3)?).ok()?;
            let table = match table {
                Object::Stream(stream) => stream.get_plain_content_with_limit(4 * 256).ok()?,
                other => other.as_str().ok()?.to_vec(),
            };
            let colours = table.chunks_exact(base.components()).take(256);
            Some(Space::Indexed(colours.map(|colour| shade(&base, colour, 8)).collect()))
        }
        name => device(name),
    }
}

fn device(name: &[u8]) -> Option<Space> {
    match name {
        b"DeviceGray" | b"CalGray" | b"G" => Some(Space::Gray),
        b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(Space::Rgb),
        b"DeviceCMYK" | b"CMYK" => Some(Space::Cmyk),
        _ => None,
    }
}

/// The component at a place of a row, its upper byte where it has two.
fn sample(row: &[u8], at: usize, bits: usize) -> u8 {
    let byte = |at: usize| row.get(at).copied().unwrap_or(0);
    match bits {
        16 => byte(at * 2),
        8 => byte(at),
        _ => {
            let bit = at * bits;
            let shift = 8 - bits - bit % 8;
            (byte(bit / 8) >> shift) & ((1 << bits) - 1)
        }
    }
}

/// The grey of a pixel, 0 to 255.
fn shade(space: &Space, pixel: &[u8], bits: usize) -> u8 {
    let full = |value: u8| match bits {
        1 => value * 255,
        2 => value * 85,
        4 => value * 17,
        _ => value,
    };
    match (space, pixel) {
        (Space::Indexed(table), [index]) => table.get(usize::from(*index)).copied().unwrap_or(255),
        (Space::Rgb, [red, green, blue]) => luma(full(*red), full(*green), full(*blue)),
        (Space::Cmyk, [cyan, magenta, yellow, black]) => {
            let ink = |colour: u8| 255 - full(colour).saturating_add(full(*black));
            luma(ink(*cyan), ink(*magenta), ink(*yellow))
        }
        (Space::Gray | Space::Rgb | Space::Cmyk | Space::Indexed(_), _) => {
            full(pixel.first().copied().unwrap_or(255))
        }
    }
}

/// The light of a colour (ITU-R BT.601), in whole numbers.
fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let sum = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
    u8::try_from(sum / 1000).expect("the weights add up to a thousand")
}

/// Whether white is written 0: a `Decode` that begins with the greater value.
fn is_inverted(document: &Document, dict: &Dictionary) -> bool {
    let decode = dict.get(b"Decode").ok().and_then(|decode| document.dereference(decode).ok());
    let first = decode.and_then(|(_, decode)| decode.as_array().ok()?.first()?.as_float().ok());
    first.is_some_and(|first| first > 0.5)
}

fn integer(document: &Document, dict: &Dictionary, key: &[u8]) -> Option<i64> {
    let (_, value) = document.dereference(dict.get(key).ok()?).ok()?;
    value.as_i64().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_taken_from_the_upper_bit_down() {
        assert_eq!(
            (0..8).map(|at| sample(&[0b1011_0001], at, 1)).collect::<Vec<_>>(),
            [1, 0, 1, 1, 0, 0, 0, 1]
        );
        assert_eq!((0..4).map(|at| sample(&[0b1011_0001], at, 2)).collect::<Vec<_>>(), [2, 3, 0, 1]);
        assert_eq!((0..2).map(|at| sample(&[0xab], at, 4)).collect::<Vec<_>>(), [0xa, 0xb]);
        assert_eq!((0..2).map(|at| sample(&[1, 2, 3, 4], at, 16)).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn white_is_white_in_every_colour_space() {
        assert_eq!(shade(&Space::Gray, &[1], 1), 255);
        assert_eq!(shade(&Space::Gray, &[3], 2), 255);
        assert_eq!(shade(&Space::Gray, &[15], 4), 255);
        assert_eq!(shade(&Space::Rgb, &[255, 255, 255], 8), 255);
        assert_eq!(shade(&Space::Cmyk, &[0, 0, 0, 0], 8), 255);
        assert_eq!(shade(&Space::Cmyk, &[0, 0, 0, 255], 8), 0);
        assert_eq!(shade(&Space::Indexed(vec![0, 255]), &[1], 1), 255);
    }
}
