//! From a sheet to the bytes of a document.

use crate::{
    code::{self, Code, NoCode},
    guilloche::{self, Pens, Ring},
    rows,
    sheet::{Form, Ink, Medium, Offset, PaperClass, Profile, Sheet, Subject},
    world::{Desk, Faces, Page, Stock},
};
use civil::{ActKind, Lang};
use core::fmt::Write as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use typst::{diag::SourceDiagnostic, foundations::Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// How many sheets a cached piece of layout may stay unused.
const CACHE_AGE: usize = 8;

/// What the template says where even the smallest facts are too high for the page.
const OVERFLOW: &str = "the facts do not fit one page";

/// Why a sheet was not printed. No text of these repeats what stands on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintFault {
    /// A sign that the fonts of the sheet lack; a control character counts as one.
    #[error("the fonts of the paper have no glyph for U+{:04X}", u32::from(*.code_point))]
    MissingGlyph {
        /// The character.
        code_point: char,
    },
    /// The proof fits no code that the page has room for.
    #[error(
        "the proof of {length} characters is too much for a QR code of version 30-L, which takes {}",
        code::CHARS_MAX
    )]
    TooMuchForTheCode {
        /// Length of the proof in characters.
        length: usize,
    },
    /// The proof is not of the alphanumeric alphabet, so the code and the keyword could differ from it.
    #[error("the proof has a character outside the alphabet of base45 at place {at}")]
    ProofAlphabet {
        /// Byte offset, from 0.
        at: usize,
    },
    /// Two attachments bear one name, or one bears none.
    #[error("attachment {at} has no name of its own")]
    AttachmentName {
        /// Place in the list, from 0.
        at: usize,
    },
    /// The values do not fit one page even at the smallest size.
    #[error("the values of the paper do not fit one page")]
    MoreThanOnePage,
    /// A reference or a provisional extract was to be printed on a blank, which is numbered stock for certificates.
    #[error("only a certificate is printed on a pre-numbered blank")]
    NotOnABlank,
    /// The template or the writer of the document failed: an error of this program.
    #[error("the paper could not be set: {0}")]
    Setting(String),
}

/// Prints sheets. Holds fonts, template and words; keep one for the life of the process.
pub struct Press {
    stock: Stock,
}

impl Default for Press {
    fn default() -> Self {
        Self::new()
    }
}

/// Draws the figure of a mark as an SVG, the same lines as on the paper, for a screen to show beside it.
pub fn mark_svg(mark: &[u8; 32]) -> String {
    guilloche::figure(mark, pens(Ink::Colour).figure, Ring::Closed)
}

impl Press {
    /// Reads the fonts and the template, which are part of the program.
    pub fn new() -> Self {
        Self { stock: Stock::new() }
    }

    /// Prints one sheet as PDF/A-3a and PDF/UA-1. The same sheet gives the same bytes.
    ///
    /// # Errors
    ///
    /// Refuses a sheet with a sign outside the fonts, a proof that the code cannot hold, or more than one page.
    pub fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, PrintFault> {
        self.check_glyphs(sheet)?;
        check_names(sheet)?;
        check_medium(sheet)?;
        let code = code::draw(&sheet.proof).map_err(|fault| match fault {
            NoCode::TooMuch => PrintFault::TooMuchForTheCode { length: sheet.proof.len() },
            NoCode::Alphabet(at) => PrintFault::ProofAlphabet { at },
        })?;
        self.set(Page::Sheet, files(sheet, code))
    }

    /// Prints the sheet by which an office sets a printer for blanks: rulers about the corner of the frame, shifted
    /// by `offset`. Read in `langs`; equal ones give one language.
    ///
    /// # Errors
    ///
    /// Fails only where the template does.
    pub fn calibration(&self, langs: (Lang, Lang), offset: Offset) -> Result<Vec<u8>, PrintFault> {
        let (right, down) = offset.tenths();
        let values = json!({ "langs": [langs.0.tag(), langs.1.tag()], "offset": [right, down] });
        self.set(Page::Calibration, vec![("/sheet.json".to_owned(), values.to_string().into_bytes())])
    }

    fn set(&self, page: Page, files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, PrintFault> {
        let ident = ident(page, &files);
        let desk = Desk::new(&self.stock, page, files);
        let set = typst::compile::<PagedDocument>(&desk).output;
        comemo::evict(CACHE_AGE);
        let document = set.map_err(setting)?;
        match document.pages().len() {
            1 => write(&document, ident),
            _ => Err(PrintFault::MoreThanOnePage),
        }
    }

    fn check_glyphs(&self, sheet: &Sheet) -> Result<(), PrintFault> {
        let texts = sheet.texts();
        let missing = texts
            .iter()
            .find_map(|text| self.stock.missing_glyph(text, Faces::Text))
            .or_else(|| self.stock.missing_glyph(&sheet.handle, Faces::Code));
        missing.map_or(Ok(()), |code_point| Err(PrintFault::MissingGlyph { code_point }))
    }
}

fn check_medium(sheet: &Sheet) -> Result<(), PrintFault> {
    match (&sheet.medium, sheet.body.form(), sheet.class) {
        (Medium::Plain, Form::Certificate | Form::Reference, _)
        | (Medium::Blank { .. }, Form::Certificate, PaperClass::Live | PaperClass::Practice) => Ok(()),
        (Medium::Blank { .. }, Form::Reference, _)
        | (Medium::Blank { .. }, Form::Certificate, PaperClass::Provisional { until: _ }) => {
            Err(PrintFault::NotOnABlank)
        }
    }
}

fn check_names(sheet: &Sheet) -> Result<(), PrintFault> {
    for (at, file) in sheet.attachments.iter().enumerate() {
        let earlier = sheet.attachments.iter().take(at);
        if file.name.is_empty() || earlier.clone().any(|other| other.name == file.name) {
            return Err(PrintFault::AttachmentName { at });
        }
    }
    Ok(())
}

/// Writes the document. Both standards at once are what Typst enforces; an identifier makes the bytes repeat.
fn write(document: &PagedDocument, ident: String) -> Result<Vec<u8>, PrintFault> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .expect("PDF/A-3a and PDF/UA-1 go together");
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Dalolat".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(setting)
}

/// Keeps the messages of Typst, which speak of the template, and drops the places.
fn setting(diagnostics: impl IntoIterator<Item = SourceDiagnostic>) -> PrintFault {
    let messages: Vec<String> = diagnostics.into_iter().map(|d| d.message.to_string()).collect();
    if messages.iter().any(|message| message.contains(OVERFLOW)) {
        return PrintFault::MoreThanOnePage;
    }
    PrintFault::Setting(messages.join("; "))
}

/// The hash of all that goes into a document, in hexadecimal.
fn ident(page: Page, files: &[(String, Vec<u8>)]) -> String {
    let mut hash = Sha256::new();
    hash.update(page.path());
    for (path, bytes) in files {
        for part in [path.as_bytes(), bytes] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    let mut text = String::new();
    for byte in hash.finalize() {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
    }
    text
}

/// The files that the template reads.
fn files(sheet: &Sheet, code: Code) -> Vec<(String, Vec<u8>)> {
    let ring = match sheet.class {
        PaperClass::Live | PaperClass::Practice => Ring::Closed,
        PaperClass::Provisional { until: _ } => Ring::Broken,
    };
    let pens = pens(sheet.ink);
    let figure = guilloche::figure(&sheet.mark, pens.figure, ring);
    let ground = guilloche::ground(&sheet.mark, pens.spine, pens.pale, ring);
    let mut files = vec![
        ("/sheet.json".to_owned(), record(sheet, code.modules).to_string().into_bytes()),
        ("/mark.svg".to_owned(), figure.into_bytes()),
        ("/ground.svg".to_owned(), ground.into_bytes()),
        ("/qr.png".to_owned(), code.png),
    ];
    let attached = sheet.attachments.iter().enumerate();
    files.extend(attached.map(|(at, file)| (format!("/attached/{at}"), file.bytes.clone())));
    files
}

/// The pens of the three drawings of a sheet.
struct SheetPens {
    figure: Pens,
    spine: Pens,
    pale: Pens,
}

fn pens(ink: Ink) -> SheetPens {
    match ink {
        Ink::Colour => SheetPens {
            figure: Pens { main: "#0E5A70", second: "#9A3B26", width: 11 },
            spine: Pens { main: "#8FB8BF", second: "#D9B49D", width: 8 },
            pale: Pens { main: "#C9DFE1", second: "#F0E0D5", width: 7 },
        },
        Ink::Mono => SheetPens {
            figure: Pens { main: "#000000", second: "#555555", width: 11 },
            spine: Pens { main: "#999999", second: "#B8B8B8", width: 8 },
            pale: Pens { main: "#D9D9D9", second: "#E6E6E6", width: 7 },
        },
    }
}

/// The key under which the words of a paper stand.
const fn key(subject: Subject) -> &'static str {
    match subject {
        Subject::Act(ActKind::Birth) => "birth",
        Subject::Act(ActKind::Death) => "death",
        Subject::Act(ActKind::Marriage) => "marriage",
        Subject::Act(ActKind::Divorce) => "divorce",
        Subject::Stillbirth => "stillbirth",
        Subject::NoRecord => "no-record",
        Subject::NotMarried => "not-married",
    }
}

/// The key of the sentence on the force of a reference.
const fn force(subject: Subject) -> &'static str {
    match subject {
        Subject::Act(ActKind::Birth) => "birth",
        Subject::Act(ActKind::Death | ActKind::Marriage | ActKind::Divorce) => "act",
        Subject::Stillbirth => "stillbirth",
        Subject::NoRecord | Subject::NotMarried => "search",
    }
}

/// The values of a sheet as the template reads them: all dates and words are ready, nothing is left to compute.
fn record(sheet: &Sheet, modules: usize) -> Value {
    let (one, two) = sheet.langs;
    let (class, until) = match sheet.class {
        PaperClass::Live => ("live", Value::Null),
        PaperClass::Practice => ("practice", Value::Null),
        PaperClass::Provisional { until } => ("provisional", rows::month_names(until, (one, two))),
    };
    let blank = match &sheet.medium {
        Medium::Plain => Value::Null,
        Medium::Blank { offset, number } => {
            let (right, down) = offset.tenths();
            json!({ "number": number.to_string(), "offset": [right, down] })
        }
    };
    json!({
        "langs": [one.tag(), two.tag()],
        "class": class,
        "until": until,
        "ink": match sheet.ink { Ink::Colour => "colour", Ink::Mono => "mono" },
        "blank": blank,
        "form": match sheet.body.form() { Form::Certificate => "certificate", Form::Reference => "reference" },
        "subject": key(sheet.body.subject()),
        "force": force(sheet.body.subject()),
        "number": sheet.number.to_string(),
        "reference": sheet.body.act().map_or_else(|| sheet.number.to_string(), |act| rows::grouped(act.number)),
        "issued": { "year": sheet.issued.year(), "month": sheet.issued.month(), "day": sheet.issued.day() },
        "office": [sheet.office.first, sheet.office.second],
        "head": sheet.head,
        "address": sheet.check_address,
        "facts": rows::facts(sheet),
        "proof": sheet.proof,
        "handle": in_two_lines(&sheet.handle),
        "profile": match sheet.profile { Profile::Full => "full", Profile::Core => "core", Profile::Roots => "roots" },
        "modules": modules,
        "attachments": sheet.attachments.iter().map(|file| json!({
            "name": file.name, "mime": file.mime, "description": file.description,
        })).collect::<Vec<_>>(),
    })
}

/// A handle in two lines under the code, the first with the odd group.
fn in_two_lines(handle: &str) -> Vec<String> {
    let groups: Vec<&str> = handle.split('-').collect();
    groups.chunks(groups.len().div_ceil(2)).map(|line| line.join("-")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_printed_in_two_lines_and_no_group_is_torn() {
        let lines = in_two_lines("7K3Q-9XVD-M2TA-4E8R-PW1Z-6HJN-C5GB");
        assert_eq!(lines, ["7K3Q-9XVD-M2TA-4E8R", "PW1Z-6HJN-C5GB"]);
        assert_eq!(in_two_lines("7K3Q"), ["7K3Q"]);
    }

    #[test]
    fn the_figure_on_a_screen_is_that_of_the_paper() {
        let mark = [7; 32];
        let paper = guilloche::figure(&mark, pens(Ink::Colour).figure, Ring::Closed);
        assert_eq!(mark_svg(&mark), paper);
    }
}
