//! A Typst world of nothing but memory: no disk, no packages, no clock, no fonts of the machine.

use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

const SHEET: &str = include_str!("../template/sheet.typ");
const CALIBRATION: &str = include_str!("../template/calibration.typ");
const WORDS: &[u8] = include_bytes!("../template/words.json");

/// The faces that set what a sheet brings with it; every sign of a sheet must be in each of them.
const TEXT_FACES: [&[u8]; 3] = [
    include_bytes!("../../../data/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../data/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../data/fonts/NotoSerif-Bold.ttf"),
];

/// The faces that set words and figures of ours only.
const OUR_FACES: [&[u8]; 2] = [
    include_bytes!("../../../data/fonts/NotoSerifDisplay-Bold.ttf"),
    include_bytes!("../../../data/fonts/NotoSansMono-SemiBold.ttf"),
];

/// What is printed: each has a template of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// A paper.
    Sheet,
    /// The sheet by which a printer is set for blanks.
    Calibration,
}

impl Page {
    /// The path of the template.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Sheet => "/sheet.typ",
            Self::Calibration => "/calibration.typ",
        }
    }
}

/// What every sheet shares: library, fonts, templates and words.
pub(crate) struct Stock {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sheet: Source,
    calibration: Source,
    words: (FileId, Bytes),
}

impl Stock {
    pub(crate) fn new() -> Self {
        let fonts: Vec<Font> =
            TEXT_FACES.into_iter().chain(OUR_FACES).flat_map(|face| Font::iter(Bytes::new(face))).collect();
        Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sheet: Source::new(id(Page::Sheet.path()), SHEET.to_owned()),
            calibration: Source::new(id(Page::Calibration.path()), CALIBRATION.to_owned()),
            words: (id("/words.json"), Bytes::new(WORDS)),
        }
    }

    fn template(&self, page: Page) -> &Source {
        match page {
            Page::Sheet => &self.sheet,
            Page::Calibration => &self.calibration,
        }
    }

    /// The first character of `text` that one of these faces has no glyph for.
    pub(crate) fn missing_glyph(&self, text: &str, faces: Faces) -> Option<char> {
        let faces = match faces {
            Faces::Text => self.fonts.get(..TEXT_FACES.len()),
            Faces::Code => self.fonts.get(TEXT_FACES.len() + 1..),
        };
        let faces = faces.expect("there are five faces");
        text.chars().find(|&c| faces.iter().any(|face| !face.info().coverage.contains(u32::from(c))))
    }
}

/// The faces that a text is set in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Faces {
    /// Sans in two weights and serif.
    Text,
    /// Mono, for what is compared sign by sign.
    Code,
}

/// One sheet on the stock: the files that the template reads, in memory.
pub(crate) struct Desk<'a> {
    stock: &'a Stock,
    page: Page,
    files: Vec<(FileId, Bytes)>,
}

impl<'a> Desk<'a> {
    /// Lays the files of one sheet out. Paths are few and fixed, since Typst keeps each for the life of the process.
    pub(crate) fn new(stock: &'a Stock, page: Page, files: Vec<(String, Vec<u8>)>) -> Self {
        let files = files.into_iter().map(|(path, bytes)| (id(&path), Bytes::new(bytes))).collect();
        Self { stock, page, files }
    }
}

fn id(path: &str) -> FileId {
    RootedPath::new(
        VirtualRoot::Project,
        VirtualPath::new(path).expect("the paths of a sheet are well formed"),
    )
    .intern()
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.stock.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.stock.book
    }

    fn main(&self) -> FileId {
        self.stock.template(self.page).id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let template = self.stock.template(self.page);
        if id == template.id() { Ok(template.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        core::iter::once(&self.stock.words)
            .chain(&self.files)
            .find(|(path, _)| *path == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.stock.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_our_own_words_is_in_the_faces_that_set_them() {
        let stock = Stock::new();
        assert_eq!(stock.fonts.len(), TEXT_FACES.len() + OUR_FACES.len());
        let words = core::str::from_utf8(WORDS).unwrap().replace('\n', "");
        // The masthead sets the name of the state in capitals.
        for text in [words.to_uppercase(), words] {
            assert_eq!(stock.missing_glyph(&text, Faces::Text), None);
            let title = stock.fonts[TEXT_FACES.len()].info();
            assert_eq!(
                text.chars().find(|&c| !title.coverage.contains(u32::from(c))),
                None,
                "{}",
                title.family
            );
        }
    }

    #[test]
    fn the_three_text_faces_have_the_same_letters() {
        let stock = Stock::new();
        let letters =
            |font: &Font| (0..=0xffff).filter(|&c| font.info().coverage.contains(c)).collect::<Vec<u32>>();
        let faces: Vec<_> = stock.fonts[..TEXT_FACES.len()].iter().map(letters).collect();
        assert!(faces[0].len() > 1_000);
        assert!(faces.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_face_names_what_it_lacks() {
        let stock = Stock::new();
        assert_eq!(stock.missing_glyph("Ғ漢", Faces::Text), Some('漢'));
        assert_eq!(stock.missing_glyph("7K3Q-Ғ", Faces::Code), Some('Ғ'));
        assert_eq!(stock.missing_glyph("7K3Q-9XVD", Faces::Code), None);
    }
}
