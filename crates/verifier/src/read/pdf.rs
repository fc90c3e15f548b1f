//! PDF files: the keywords, and every image in them, read without a renderer.
//!
//! # Limits
//!
//! Images compressed for fax (CCITT, JBIG2) or as JPEG 2000 are not read. At most [`IMAGES_MAX`] images are
//! looked at, in the order of their object numbers.
mod raster;

use super::{
    Code, Found, NoProof, PIXELS_MAX, Source,
    budget::{Budget, Left, bounded, spent},
    first_proof, is_proof_text, qr,
};
use core::cell::Cell;
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream, decode_text_string};

/// The most images looked at.
const IMAGES_MAX: usize = 64;
/// The most bytes that one stream of objects may unpack to. A certificate's are below 100 KB.
const OBJECT_STREAM_BYTES_MAX: usize = 1024 * 1024;
/// The most streams of objects.
const OBJECT_STREAMS_MAX: u32 = 256;
/// The most objects.
const OBJECTS_MAX: u32 = 100_000;
/// The most bytes of all streams together, as they stand in the file: overlapping ones count twice.
const STREAM_BYTES_MAX: usize = 64 * 1024 * 1024;
/// The most bytes of the document's metadata.
const METADATA_BYTES_MAX: usize = 256 * 1024;

/// The name of the attachment that holds the proof with all its values.
const ATTACHED_NAME: &str = "dalolat.cbor";
/// The most bytes of a proof.
const ATTACHED_BYTES_MAX: usize = 8 * 1024;

/// Finds the proof in a PDF.
pub(super) fn read(bytes: &[u8], budget: &Budget) -> Result<Found, NoProof> {
    let document = load(bytes)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(NoProof::Encrypted);
    }
    let (keyword, codes) = bounded(|| (keyword(&document), codes(&document, budget)))
        .map_err(|left| refusal(left, NoProof::TooManyPixels))?;
    let found = judge(keyword, codes.and_then(one_proof))?;
    let attached = bounded(|| attached(&document)).ok().flatten();
    Ok(Found { attached, ..found })
}

/// Brings keyword and code together. A code that cannot be read leaves the keyword to be judged.
fn judge(keyword: Option<String>, code: Result<String, NoProof>) -> Result<Found, NoProof> {
    let of = |text, source| Found { text, source, attached: None };
    match (keyword, code) {
        (_, Err(NoProof::SeveralCodes)) => Err(NoProof::SeveralCodes),
        (Some(keyword), Ok(text)) if keyword == text => Ok(of(text, Source::CodeAndKeyword)),
        (Some(_), Ok(_)) => Err(NoProof::CodesDiffer),
        (Some(text), Err(_)) => Ok(of(text, Source::Keyword)),
        (None, Ok(text)) => Ok(of(text, Source::Code)),
        (None, Err(why)) => Err(why),
    }
}

/// The proof that all codes of certificates in the file agree on.
fn one_proof(codes: Vec<Code>) -> Result<String, NoProof> {
    let mut proofs: Vec<&Code> = codes.iter().filter(|code| matches!(code, Code::Proof(_))).collect();
    proofs.dedup();
    if proofs.len() > 1 { Err(NoProof::SeveralCodes) } else { first_proof(codes) }
}

fn refusal(left: Left, of_spent: NoProof) -> NoProof {
    match left {
        Left::Spent => of_spent,
        Left::Panicked => NoProof::BrokenPdf,
    }
}

thread_local! {
    /// What was loaded of the document at hand. The loader calls a plain function, which can carry nothing.
    static LOADED: Cell<Loaded> = const { Cell::new(Loaded { objects: 0, object_streams: 0, bytes: 0 }) };
}

#[derive(Clone, Copy, Default)]
struct Loaded {
    objects: u32,
    object_streams: u32,
    bytes: usize,
}

fn load(bytes: &[u8]) -> Result<Document, NoProof> {
    LOADED.set(Loaded::default());
    let options = LoadOptions {
        filter: Some(count),
        max_decompressed_size: Some(OBJECT_STREAM_BYTES_MAX),
        ..LoadOptions::default()
    };
    let loaded = bounded(|| Document::load_mem_with_options(bytes, options));
    loaded.map_err(|left| refusal(left, NoProof::TooLarge))?.map_err(|fault| no_proof(&fault))
}

/// Counts an object in and leaves the loader where there are too many.
#[expect(clippy::unnecessary_wraps, reason = "the loader asks for a function of this type")]
fn count(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let mut loaded = LOADED.get();
    loaded.objects = loaded.objects.saturating_add(1);
    if let Ok(stream) = object.as_stream() {
        loaded.bytes = loaded.bytes.saturating_add(stream.content.len());
        if stream.dict.has_type(b"ObjStm") {
            loaded.object_streams = loaded.object_streams.saturating_add(1);
        }
    }
    LOADED.set(loaded);
    let too_many = loaded.objects > OBJECTS_MAX
        || loaded.object_streams > OBJECT_STREAMS_MAX
        || loaded.bytes > STREAM_BYTES_MAX;
    if too_many {
        spent();
    }
    // The loader keeps what it lent and ignores the answer, except for objects out of a stream of
    // objects, which cannot be streams themselves: only those are worth a copy.
    let kept = if object.as_stream().is_ok() { Object::Null } else { object.clone() };
    Some((id, kept))
}

fn no_proof(fault: &Error) -> NoProof {
    if matches!(fault, Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_)) {
        NoProof::Encrypted
    } else if matches!(fault, Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) {
        NoProof::TooLarge
    } else {
        NoProof::BrokenPdf
    }
}

/// The proof in the document's keywords: of its information dictionary, or else of its metadata.
fn keyword(document: &Document) -> Option<String> {
    information(document).or_else(|| metadata(document)).filter(|text| is_proof_text(text))
}

fn information(document: &Document) -> Option<String> {
    let (_, information) = document.dereference(document.trailer.get(b"Info").ok()?).ok()?;
    let (_, keywords) = document.dereference(information.as_dict().ok()?.get(b"Keywords").ok()?).ok()?;
    decode_text_string(keywords).ok()
}

/// The element `pdf:Keywords` of the metadata. No character of a proof is written otherwise in XML.
fn metadata(document: &Document) -> Option<String> {
    let (_, metadata) = document.dereference(document.catalog().ok()?.get(b"Metadata").ok()?).ok()?;
    let xml = metadata.as_stream().ok()?.get_plain_content_with_limit(METADATA_BYTES_MAX).ok()?;
    let (_, rest) = core::str::from_utf8(&xml).ok()?.split_once("<pdf:Keywords>")?;
    let (text, _) = rest.split_once("</pdf:Keywords>")?;
    Some(text.to_owned())
}

/// The bytes of the only attachment that is named as the proof is; nothing where there are two.
fn attached(document: &Document) -> Option<Vec<u8>> {
    let mut named =
        document.objects.values().filter_map(|object| proof_file(document, object.as_dict().ok()?));
    let first = named.next()?;
    if named.next().is_some() {
        return None;
    }
    first.get_plain_content_with_limit(ATTACHED_BYTES_MAX).ok()
}

/// The stream of a file specification (ISO 32000-2, 7.11.3) of that name.
fn proof_file<'d>(document: &'d Document, file: &'d Dictionary) -> Option<&'d Stream> {
    let name = file.get(b"UF").or_else(|_| file.get(b"F")).ok()?;
    if decode_text_string(name).ok()? != ATTACHED_NAME {
        return None;
    }
    let (_, embedded) = document.dereference(file.get(b"EF").ok()?).ok()?;
    let (_, stream) = document.dereference(embedded.as_dict().ok()?.get(b"F").ok()?).ok()?;
    stream.as_stream().ok()
}

/// The codes of all images.
fn codes(document: &Document, budget: &Budget) -> Result<Vec<Code>, NoProof> {
    let mut pixels_left = PIXELS_MAX;
    let mut codes = Vec::new();
    let mut too_many = None;
    for image in document.objects.values().filter_map(image).take(IMAGES_MAX) {
        match raster::decode(document, image, pixels_left) {
            Ok(Some(picture)) => {
                let pixels = u64::from(picture.width()) * u64::from(picture.height());
                pixels_left = pixels_left.saturating_sub(pixels);
                codes.extend(qr::codes(&picture, budget));
            }
            Ok(None) => {}
            Err(why) => too_many = Some(why),
        }
    }
    // An image too large to look at matters only where no other one bears a proof.
    match too_many {
        Some(why) if !codes.iter().any(|code| matches!(code, Code::Proof(_))) => Err(why),
        Some(_) | None => Ok(codes),
    }
}

fn image(object: &Object) -> Option<&Stream> {
    let stream = object.as_stream().ok()?;
    (stream.dict.get(b"Subtype").and_then(Object::as_name).ok()? == b"Image").then_some(stream)
}
