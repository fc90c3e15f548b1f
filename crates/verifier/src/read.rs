//! Finds the proof in a PDF, a picture of a page, or a text.
//!
//! # Limits
//!
//! A file has at most [`FILE_BYTES_MAX`], a text [`TEXT_BYTES_MAX`], all pictures of a file together
//! [`PIXELS_MAX`], and finding the codes in them a fixed amount of work. Whatever is
//! larger is left, and the report says so. The decoders underneath are not ours: a panic of theirs is a file that cannot be
//! read, never the end of the program.
//!
//! Pages photographed at an angle or in bad light are not straightened.
mod budget;
mod pdf;
mod picture;
mod qr;

use budget::Budget;

/// The most bytes of an input.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The most bytes of a text.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;
/// The most pixels of all pictures of an input together.
pub const PIXELS_MAX: u64 = 40_000_000;

/// The text of a proof and where it stood.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The text, beginning with `DAL`; whether it is a proof is not yet known.
    pub text: String,
    /// Where it stood.
    pub source: Source,
    /// The proof with all its values, where the file has it beside the code. Whether it is one is not yet known.
    pub attached: Option<Vec<u8>>,
}

impl core::fmt::Debug for Found {
    /// Prints no text: a proof holds personal data.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Found({:?})", self.source)
    }
}

/// Where a proof stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The input was the text itself.
    Text,
    /// In a QR code.
    Code,
    /// In the keywords of a PDF in which no code was readable.
    Keyword,
    /// In both, and they agree.
    CodeAndKeyword,
}

/// Why there is no one proof to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// Larger than [`FILE_BYTES_MAX`], a text larger than [`TEXT_BYTES_MAX`], or a PDF that unpacks to more.
    #[error("the input is too large")]
    TooLarge,
    /// Not a kind of file that is read.
    #[error("the input is neither PDF, PNG, JPEG nor the text of a proof")]
    UnknownKind,
    /// A PDF under a password.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// A PDF that cannot be read.
    #[error("the PDF is damaged")]
    BrokenPdf,
    /// A picture that cannot be read.
    #[error("the picture is damaged")]
    BrokenPicture,
    /// More than [`PIXELS_MAX`].
    #[error("the pictures have too many pixels")]
    TooManyPixels,
    /// Nothing that looks like a code.
    #[error("there is no code")]
    NoCode,
    /// Codes, none of which begins with `DAL`.
    #[error("there are codes, but none of a certificate")]
    OtherCode,
    /// Codes of several certificates.
    #[error("there are codes of several certificates")]
    SeveralCodes,
    /// The code on the page and the one in the keywords are two.
    #[error("the code on the page and the code in the keywords differ")]
    CodesDiffer,
}

/// What a code says.
#[derive(Clone, PartialEq, Eq)]
enum Code {
    /// A text that begins with `DAL`.
    Proof(String),
    /// Anything else.
    Other,
}

impl Code {
    fn of(text: String) -> Self {
        if is_proof_text(&text) { Self::Proof(text) } else { Self::Other }
    }
}

/// Whether a text wants to be a proof: it begins with `DAL`, a letter or digit, and a colon.
pub fn is_proof_text(text: &str) -> bool {
    matches!(text.as_bytes(), [b'D', b'A', b'L', kind, b':', ..] if kind.is_ascii_alphanumeric())
}

/// Finds the proof in a file's bytes, whatever kind of file it is.
pub fn read(bytes: &[u8]) -> Result<Found, NoProof> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(NoProof::TooLarge);
    }
    let budget = Budget::of_an_input();
    let head = bytes.get(..1024).unwrap_or(bytes);
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        picture::read(bytes, image::ImageFormat::Png, &budget)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        picture::read(bytes, image::ImageFormat::Jpeg, &budget)
    } else if is_proof_bytes(bytes) {
        read_text(bytes)
    } else if head.windows(5).any(|window| window == b"%PDF-") {
        pdf::read(bytes, &budget)
    } else {
        Err(NoProof::UnknownKind)
    }
}

fn is_proof_bytes(bytes: &[u8]) -> bool {
    bytes.get(..5).and_then(|head| core::str::from_utf8(head).ok()).is_some_and(is_proof_text)
}

/// The text of a proof without the end of its line. Spaces at its end count: they belong to the
/// alphabet of base45, and a text that gained one is another text.
fn read_text(bytes: &[u8]) -> Result<Found, NoProof> {
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(NoProof::TooLarge);
    }
    let text = core::str::from_utf8(bytes).or(Err(NoProof::UnknownKind))?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    Ok(Found { text, source: Source::Text, attached: None })
}

/// The one proof among the codes of a page: the first that begins with `DAL`.
fn first_proof(codes: Vec<Code>) -> Result<String, NoProof> {
    let is_empty = codes.is_empty();
    let proof = codes.into_iter().find_map(|code| match code {
        Code::Proof(text) => Some(text),
        Code::Other => None,
    });
    proof.ok_or(if is_empty { NoProof::NoCode } else { NoProof::OtherCode })
}
