//! QR codes in a grey picture.
use super::{
    Code, PIXELS_MAX,
    budget::{Budget, bounded, spent},
};
use image::{GenericImage, GenericImageView, GrayImage, Luma, imageops};

/// The most finder patterns on a page, three a code. The search compares each with each.
const FINDERS_MAX: u32 = 200;
/// The least side of a picture that can hold a code of one pixel a module.
const SIDE_MIN: u32 = 21;
/// The greater side from which on a picture is looked at in parts.
const WHOLE_BELOW: u32 = 1000;
/// The colour by which the reader marks the ring of a finder pattern that it found.
const RING: u8 = 4;

/// The codes of a picture. It is turned, stretched in contrast, made smaller and made larger part by
/// part until one of these views shows a proof: the reader walks along the edges of a symbol, and where
/// its modules have fewer than four pixels it loses its way from one corner and not from another.
pub(super) fn codes(picture: &GrayImage, budget: &Budget) -> Vec<Code> {
    let whole: [fn(&GrayImage) -> Option<GrayImage>; 11] = [
        |picture| Some(picture.clone()),
        |picture| scaled(picture, 1, 2),
        |picture| scaled(picture, 9, 10),
        |picture| scaled(picture, 4, 3),
        |picture| scaled(picture, 3, 2),
        |picture| scaled(picture, 2, 3),
        |picture| Some(imageops::rotate90(picture)),
        |picture| Some(imageops::rotate180(picture)),
        |picture| Some(imageops::rotate270(picture)),
        stretched,
        halved,
    ];
    let parts = parts(picture).flat_map(|part| [doubled(&part), doubled(&imageops::rotate90(&part))]);
    // Views are made one by one, each only where those before showed nothing.
    let views = whole.into_iter().filter_map(|view| view(picture)).chain(parts.flatten());
    let mut all = Vec::new();
    for view in views.filter(|view| view.width() >= SIDE_MIN && view.height() >= SIDE_MIN) {
        let found = decode(view, budget);
        let has_proof = found.iter().any(|code| matches!(code, Code::Proof(_)));
        all.extend(found);
        if has_proof {
            break;
        }
    }
    all
}

/// Nine parts of half the sides, each overlapping its neighbours by half: a small code stands whole in one
/// of them, with less print around it that looks like one. A picture that is small itself is its only part.
fn parts(picture: &GrayImage) -> impl Iterator<Item = GrayImage> {
    let (width, height) = picture.dimensions();
    let is_small = width.max(height) < WHOLE_BELOW;
    let (steps, divisor) = if is_small { (1, 1) } else { (3, 2) };
    let places = (0..steps).flat_map(move |y| (0..steps).map(move |x| (x, y)));
    places.map(move |(x, y)| {
        let (x, y) = (x * (width / 4), y * (height / 4));
        imageops::crop_imm(picture, x, y, width / divisor, height / divisor).to_image()
    })
}

/// The same with its darkest point black and its lightest white; `None` where nothing would change.
fn stretched(picture: &GrayImage) -> Option<GrayImage> {
    let darkest = picture.iter().copied().min()?;
    let lightest = picture.iter().copied().max()?;
    let range = u16::from(lightest.checked_sub(darkest)?);
    if range == 0 || range > 200 {
        return None;
    }
    let mut picture = picture.clone();
    for value in picture.iter_mut() {
        let scaled = u16::from(*value - darkest) * 255 / range;
        *value = u8::try_from(scaled).expect("a part of the range is at most 255 of it");
    }
    Some(picture)
}

/// The same at twice the size, for modules of two or three pixels.
fn doubled(picture: &GrayImage) -> Option<GrayImage> {
    scaled(picture, 2, 1)
}

/// The same at `times / of` of its size: the reader steps over modules in whole pixels, and the edges of a great
/// code, of 100 modules and more, lie on them at one size and beside them at another.
fn scaled(picture: &GrayImage, times: u32, of: u32) -> Option<GrayImage> {
    let side = |pixels: u32| pixels.checked_mul(times).map(|pixels| pixels / of);
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let fits = u64::from(width) * u64::from(height) <= PIXELS_MAX;
    fits.then(|| imageops::resize(picture, width, height, imageops::FilterType::Triangle))
}

/// The same at half the size, which evens out grain.
fn halved(picture: &GrayImage) -> Option<GrayImage> {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    (width >= SIDE_MIN && height >= SIDE_MIN).then(|| imageops::thumbnail(picture, width, height))
}

fn decode(picture: GrayImage, budget: &Budget) -> Vec<Code> {
    let page = Page { pixels: picture, budget: budget.clone(), finders: 0, last: 0 };
    bounded(|| {
        let mut page = rqrr::PreparedImage::prepare(page);
        let texts = page.detect_grids().into_iter().filter_map(|grid| grid.decode().ok());
        texts.map(|(_, text)| Code::of(text)).collect()
    })
    .unwrap_or_default()
}

/// The picture as the reader sees it: each look at a pixel is work.
struct Page {
    pixels: GrayImage,
    budget: Budget,
    finders: u32,
    last: u8,
}

impl Clone for Page {
    /// The reader copies the whole page for each group of finder patterns that it tries.
    fn clone(&self) -> Self {
        self.budget.spend(u64::from(self.pixels.width()) * u64::from(self.pixels.height()) / 4);
        let (pixels, budget) = (self.pixels.clone(), self.budget.clone());
        Self { pixels, budget, finders: self.finders, last: self.last }
    }
}

impl GenericImageView for Page {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        self.budget.spend(1);
        *self.pixels.get_pixel(x, y)
    }
}

impl GenericImage for Page {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        self.pixels.get_pixel_mut(x, y)
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.budget.spend(1);
        let Luma([value]) = pixel;
        if value == RING && self.last != RING {
            self.finders += 1;
            if self.finders > FINDERS_MAX {
                spent();
            }
        }
        self.last = value;
        self.pixels.put_pixel(x, y, pixel);
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.put_pixel(x, y, pixel);
    }
}
