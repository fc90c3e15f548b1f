//! The built files of the page. A test compares the list with the folder, so that none is forgotten.

/// What a file is, by which it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// HTML in UTF-8.
    Html,
    /// A script.
    Script,
    /// A style sheet.
    Style,
    /// A WebAssembly module.
    Wasm,
    /// A web application manifest.
    Manifest,
    /// JSON.
    Json,
    /// A drawing.
    Svg,
    /// A picture.
    Png,
    /// A font, compressed in itself.
    Font,
    /// Text in UTF-8.
    Text,
}

impl Media {
    /// The `Content-Type`.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
            Self::Style => "text/css; charset=utf-8",
            // A browser compiles a module while it arrives only under exactly this type.
            Self::Wasm => "application/wasm",
            Self::Manifest => "application/manifest+json",
            Self::Json => "application/json",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Font => "font/woff2",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Whether gzip makes it smaller: pictures and fonts are compressed already.
    pub(crate) const fn compresses(self) -> bool {
        match self {
            Self::Html
            | Self::Script
            | Self::Style
            | Self::Wasm
            | Self::Manifest
            | Self::Json
            | Self::Svg
            | Self::Text => true,
            Self::Png | Self::Font => false,
        }
    }
}

/// A file of the page.
#[derive(Clone, Copy)]
pub(crate) struct PageFile {
    /// Its place below `/verify`; empty for the page itself.
    pub(crate) place: &'static str,
    pub(crate) media: Media,
    pub(crate) bytes: &'static [u8],
}

macro_rules! built {
    ($name:literal) => {
        include_bytes!(concat!("../../../../verify-web/dist/", $name))
    };
}

macro_rules! files {
    ($($media:ident $name:literal),* $(,)?) => {
        /// Every file that is served as it was built.
        pub(crate) const FILES: &[PageFile] = &[
            PageFile { place: "", media: Media::Html, bytes: built!("index.html") },
            $(PageFile { place: $name, media: Media::$media, bytes: built!($name) },)*
        ];
    };
}

files! {
    Script "page.js",
    Style "page.css",
    Script "reader.js",
    Script "zxing.js",
    Wasm "zxing.wasm",
    Script "sw.js",
    Manifest "app.webmanifest",
    Svg "icon.svg",
    Png "icon-192.png",
    Png "icon-512.png",
    Text "LICENSES.txt",
    Text "places.txt",
    Json "words/uz-Latn.json",
    Json "words/uz-Cyrl.json",
    Json "words/ru.json",
    Json "words/kaa-Latn.json",
    Json "words/en.json",
    Font "fonts/mono-400-lat.woff2",
    Font "fonts/sans-400-cyr.woff2",
    Font "fonts/sans-400-lat.woff2",
    Font "fonts/sans-700-cyr.woff2",
    Font "fonts/sans-700-lat.woff2",
    Font "fonts/serif-600-cyr.woff2",
    Font "fonts/serif-600-lat.woff2",
}

/// The whole page in one file, with empty slots.
pub const SINGLE: &str = include_str!("../../../../verify-web/dist/single.html");
/// The decoder for the camera, and the script that brings it to the single file.
pub(crate) const DECODER: &[u8] = built!("zxing.wasm");
pub(crate) const DECODER_SCRIPT: &str = include_str!("../../../../verify-web/dist/zxing-inline.js");

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    fn names(folder: &Path, below: &str, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
            if path.is_dir() {
                names(&path, &format!("{name}/"), found);
            } else {
                found.insert(name);
            }
        }
    }

    #[test]
    fn every_built_file_is_embedded_and_every_embedded_file_was_built() {
        let mut built = BTreeSet::new();
        names(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verify-web/dist"), "", &mut built);
        let mut embedded: BTreeSet<String> = FILES.iter().map(|file| file.place.to_owned()).collect();
        assert_eq!(embedded.len(), FILES.len(), "no place is given twice");
        assert!(embedded.remove(""));
        embedded.extend(["index.html", "single.html", "zxing-inline.js"].map(str::to_owned));
        assert_eq!(embedded, built);
    }

    #[test]
    fn the_page_runs_no_inline_script_and_names_nothing_outside_verify() {
        let page = std::str::from_utf8(FILES.first().unwrap().bytes).unwrap();
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("javascript:"));
        for (at, _) in page.match_indices("<script") {
            let tag = page.get(at..).unwrap().split('>').next().unwrap();
            assert!(tag.contains(" src="), "{tag}");
        }
        for attribute in [" src=\"", " href=\"", " action=\""] {
            for (at, _) in page.match_indices(attribute) {
                let address = page.get(at + attribute.len()..).unwrap().split('"').next().unwrap();
                let ours = address.starts_with("/verify") || address == "/" || address.starts_with('#');
                assert!(ours, "{address}");
            }
        }
    }
}
