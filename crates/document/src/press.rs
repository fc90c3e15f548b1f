//! From a sheet to the bytes of a document.

use crate::{
    code::{self, Code, NoCode},
    dates,
    guilloche::{self, Pens, Ring},
    sheet::{BirthSheet, Ink, PaperClass, Profile},
    world::{Desk, Faces, Stock},
};
use civil::{ActNumber, CivilDate, Lang, PartialDate};
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
    #[error("the fonts of the certificate have no glyph for U+{:04X}", u32::from(*.code_point))]
    MissingGlyph {
        /// The character.
        code_point: char,
    },
    /// The proof does not fit version 20 at error correction M; a smaller profile is needed.
    #[error("the proof of {length} characters is too much for a QR code of version 20-M, which takes 970")]
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
    #[error("the values of the certificate do not fit one page")]
    MoreThanOnePage,
    /// The template or the writer of the document failed: an error of this program.
    #[error("the certificate could not be set: {0}")]
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
    pub fn print(&self, sheet: &BirthSheet) -> Result<Vec<u8>, PrintFault> {
        self.check_glyphs(sheet)?;
        check_names(sheet)?;
        let code = code::draw(&sheet.proof).map_err(|fault| match fault {
            NoCode::TooMuch => PrintFault::TooMuchForTheCode { length: sheet.proof.len() },
            NoCode::Alphabet(at) => PrintFault::ProofAlphabet { at },
        })?;
        let files = files(sheet, code);
        let ident = ident(&files);
        let desk = Desk::new(&self.stock, files);
        let set = typst::compile::<PagedDocument>(&desk).output;
        comemo::evict(CACHE_AGE);
        let document = set.map_err(setting)?;
        match document.pages().len() {
            1 => write(&document, ident),
            _ => Err(PrintFault::MoreThanOnePage),
        }
    }

    fn check_glyphs(&self, sheet: &BirthSheet) -> Result<(), PrintFault> {
        let (office, place) = (&sheet.office, &sheet.birthplace);
        let always =
            [&office.first, &office.second, &place.first, &place.second, &sheet.head, &sheet.check_address];
        let names = [&sheet.surname, &sheet.given, &sheet.father, &sheet.mother].into_iter().flatten();
        let mut texts = always.into_iter().chain(names);
        let missing = texts
            .find_map(|text| self.stock.missing_glyph(text, Faces::Text))
            .or_else(|| self.stock.missing_glyph(&sheet.handle, Faces::Code));
        missing.map_or(Ok(()), |code_point| Err(PrintFault::MissingGlyph { code_point }))
    }
}

fn check_names(sheet: &BirthSheet) -> Result<(), PrintFault> {
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
fn ident(files: &[(String, Vec<u8>)]) -> String {
    let mut hash = Sha256::new();
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
fn files(sheet: &BirthSheet, code: Code) -> Vec<(String, Vec<u8>)> {
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

/// The values of a sheet as the template reads them: all dates and words are ready, nothing is left to compute.
fn record(sheet: &BirthSheet, modules: usize) -> Value {
    let (one, two) = sheet.langs;
    let (class, until) = match sheet.class {
        PaperClass::Live => ("live", Value::Null),
        PaperClass::Practice => ("practice", Value::Null),
        PaperClass::Provisional { until } => ("provisional", month_names(until, (one, two))),
    };
    let name: Vec<&String> = [&sheet.surname, &sheet.given].into_iter().flatten().collect();
    json!({
        "langs": [one.tag(), two.tag()],
        "class": class,
        "until": until,
        "ink": match sheet.ink { Ink::Colour => "colour", Ink::Mono => "mono" },
        "number": sheet.number.to_string(),
        "act": grouped(sheet.act),
        "act-date": { "words": month_names(sheet.act_date, (one, two)) },
        "issued": {
            "figures": dates::in_figures(PartialDate::Day(sheet.issued)),
            "words": month_names(sheet.issued, (one, two)),
            "year": sheet.issued.year(),
            "month": sheet.issued.month(),
            "day": sheet.issued.day(),
        },
        "office": [sheet.office.first, sheet.office.second],
        "head": sheet.head,
        "address": sheet.check_address,
        "name": name,
        "born": {
            "figures": dates::in_figures(sheet.born),
            "words": [dates::in_words(sheet.born, one), dates::in_words(sheet.born, two)],
        },
        "birthplace": [sheet.birthplace.first, sheet.birthplace.second],
        "father": sheet.father,
        "mother": sheet.mother,
        "proof": sheet.proof,
        "handle": in_two_lines(&sheet.handle),
        "core": match sheet.profile { Profile::Full => false, Profile::Core => true },
        "modules": modules,
        "attachments": sheet.attachments.iter().map(|file| json!({
            "name": file.name, "mime": file.mime, "description": file.description,
        })).collect::<Vec<_>>(),
    })
}

fn month_names(date: CivilDate, (one, two): (Lang, Lang)) -> Value {
    json!([dates::with_month_name(date, one), dates::with_month_name(date, two)])
}

/// An act number in its parts, `1 1734 26 02417`, with spaces that do not break.
fn grouped(act: ActNumber) -> String {
    let part = act.office.to_string();
    format!("{}\u{a0}{part}\u{a0}{:02}\u{a0}{:05}", act.kind.digit(), act.year(), act.serial.get())
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
    fn an_act_number_is_printed_in_its_four_parts() {
        let act: ActNumber = "117342602417".parse().unwrap();
        assert_eq!(grouped(act), "1\u{a0}1734\u{a0}26\u{a0}02417");
    }

    #[test]
    fn the_figure_on_a_screen_is_that_of_the_paper() {
        let mark = [7; 32];
        let paper = guilloche::figure(&mark, pens(Ink::Colour).figure, Ring::Closed);
        assert_eq!(mark_svg(&mark), paper);
    }
}
