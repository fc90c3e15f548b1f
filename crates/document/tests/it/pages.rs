//! Pages as poppler draws and reads them: the picture of a page, its words and where they stand.

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

/// Gives `input` to a program and takes what it writes.
pub(crate) fn piped(program: &str, words: &[&str], input: &[u8]) -> Vec<u8> {
    let child = Command::new(program)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{program}: {error}; ./test --install brings it"));
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // A program may stop reading early; what it has written then says so.
        scope.spawn(move || stdin.write_all(input).is_ok());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{program}: {}", output.status);
        output.stdout
    })
}

/// The first page of a document as a portable grey map.
pub(crate) fn grey_map(pdf: &[u8], dpi: u32) -> Vec<u8> {
    piped("pdftoppm", &["-r", &dpi.to_string(), "-gray", "-"], pdf)
}

/// A picture in greys, 0 black, row by row.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) grey: Vec<u8>,
}

impl Picture {
    /// The first page of a document, drawn in greys.
    pub(crate) fn of_page(pdf: &[u8], dpi: u32) -> Self {
        Self::of_map(&grey_map(pdf, dpi))
    }

    /// Reads a portable grey map: "P5", width, height, greatest value, one white space behind each, then the greys.
    pub(crate) fn of_map(map: &[u8]) -> Self {
        let mut rest = map;
        let mut header = [""; 4];
        for part in &mut header {
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap();
            *part = core::str::from_utf8(&rest[..end]).unwrap();
            rest = &rest[end + 1..];
        }
        assert_eq!((header[0], header[3]), ("P5", "255"));
        let (width, height) = (header[1].parse().unwrap(), header[2].parse().unwrap());
        assert_eq!(rest.len(), width * height);
        Self { width, height, grey: rest.to_vec() }
    }

    /// The picture in sixteen greys, as it is committed.
    pub(crate) fn in_sixteen_greys(mut self) -> Self {
        for grey in &mut self.grey {
            *grey = (*grey / 17 + u8::from(*grey % 17 > 8)) * 17;
        }
        self
    }
}

/// The release of poppler, on which the last grey of a curve depends.
pub(crate) fn poppler() -> String {
    let output = Command::new("pdftoppm").arg("-v").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    said.lines().next().unwrap().trim_start_matches("pdftoppm version ").to_owned()
}

/// A word as poppler finds it, with its box in points from the upper left corner of the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// All words of a document.
pub(crate) fn words(pdf: &[u8]) -> Vec<Word> {
    let said = String::from_utf8(piped("pdftotext", &["-bbox", "-", "-"], pdf)).unwrap();
    said.lines().filter_map(word).collect()
}

/// Reads `<word xMin="1.5" yMin="2" xMax="3" yMax="4">Text</word>`.
fn word(line: &str) -> Option<Word> {
    let rest = line.trim().strip_prefix("<word ")?;
    let (box_of, rest) = rest.split_once('>')?;
    let text = rest.strip_suffix("</word>")?;
    let side = |name: &str| -> f64 {
        let (_, rest) = box_of.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (written, sign)| text.replace(written, sign));
    Some(Word { text, left: side("xMin"), top: side("yMin"), right: side("xMax"), bottom: side("yMax") })
}
