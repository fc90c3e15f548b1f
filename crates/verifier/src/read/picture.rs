//! Pictures of pages: PNG and JPEG.
use super::{
    Found, NoProof, PIXELS_MAX, Source,
    budget::{Budget, Left, bounded},
    first_proof, qr,
};
use image::{
    DynamicImage, GrayImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, Luma, LumaA,
};
use std::io::Cursor;

/// The most bytes that a decoder may hold at once: 40 megapixels of four bytes, and room to work.
const DECODER_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// Finds the proof in a picture of a page.
pub(super) fn read(bytes: &[u8], format: ImageFormat, budget: &Budget) -> Result<Found, NoProof> {
    let picture = decode(bytes, format, PIXELS_MAX)?;
    let text = first_proof(qr::codes(&picture, budget))?;
    Ok(Found { text, source: Source::Code, attached: None })
}

/// Decodes a picture of at most `pixels_max` to grey. What shines through is white, as paper is.
pub(super) fn decode(bytes: &[u8], format: ImageFormat, pixels_max: u64) -> Result<GrayImage, NoProof> {
    bounded(|| {
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODER_BYTES_MAX);
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits);
        let decoder = reader.into_decoder().map_err(|fault| no_proof(&fault))?;
        let (width, height) = decoder.dimensions();
        let fits = u64::from(width) * u64::from(height) <= pixels_max;
        if !fits || decoder.total_bytes() > DECODER_BYTES_MAX {
            return Err(NoProof::TooManyPixels);
        }
        let picture = DynamicImage::from_decoder(decoder).map_err(|fault| no_proof(&fault))?;
        Ok(grey(&picture))
    })
    .unwrap_or_else(|left| match left {
        Left::Spent | Left::Panicked => Err(NoProof::BrokenPicture),
    })
}

fn no_proof(fault: &ImageError) -> NoProof {
    if matches!(fault, ImageError::Limits(_)) { NoProof::TooManyPixels } else { NoProof::BrokenPicture }
}

fn grey(picture: &DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.to_luma8();
    }
    let picture = picture.to_luma_alpha8();
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let LumaA([value, alpha]) = *picture.get_pixel(x, y);
        let (value, alpha) = (u16::from(value), u16::from(alpha));
        let over_white = (value * alpha + 255 * (255 - alpha)) / 255;
        Luma([u8::try_from(over_white).expect("between two bytes lies a byte")])
    })
}
