//! What stands on a paper: a head that all papers share, and a body for each kind.

mod acts;
mod medium;
mod searches;

pub use acts::{
    Act, Birth, Death, Deceased, Divorce, Facts, Ground, IssuedTo, Marriage, MarriageAct, Spouse,
};
pub use medium::{BlankNumber, Medium, NotABlank, Offset};
pub use searches::{NoRecord, NotMarried, Search, Sought};

use civil::{ActKind, CertificateNumber, CivilDate, Lang};
use core::fmt;

/// Hides what is personal: the name of the type is all that `Debug` shows.
macro_rules! redacted {
    ($($name:ident),+ $(,)?) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
use redacted;

/// A wording in the two languages of a sheet. Where both are equal it is printed once.
#[derive(Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// In the first language, which leads.
    pub first: String,
    /// In the second language.
    pub second: String,
}

redacted!(Bilingual);

/// What a paper is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperClass {
    /// A paper with legal force.
    Live,
    /// A sample of a practice or demo network: a brick band and NAMUNA, ОБРАЗЕЦ, SAMPLE behind the facts.
    Practice,
    /// A provisional extract: it bears no certificate number, its ring is drawn open, and it says its last day.
    Provisional {
        /// The last day on which the paper is good.
        until: CivilDate,
    },
}

/// What the printer can do. Black letters stay crisp where coloured ones would turn into dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Coloured letters.
    Colour,
    /// Every letter and the mark in black; the pale ground in grey.
    Mono,
}

/// What the QR holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// All that the page prints.
    Full,
    /// The core group only; the sheet says in one line what is not in the code.
    Core,
    /// No value; the sheet says in one line that the values are read from the file.
    Roots,
}

/// A file attached to the document as its data (ISO 32000-2 §14.13, PDF/A-3).
///
/// It must hold nothing that the page does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The file name, for example `certificate.json`; no two of one sheet are alike.
    pub name: String,
    /// The media type, for example `application/cbor`.
    pub mime: &'static str,
    /// What the file is, for the list that a reader shows; in the first language of the sheet.
    pub description: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Shows the name and the length; the content is personal.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment")
            .field("name", &self.name)
            .field("mime", &self.mime)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// What a paper says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The certificate of an act.
    Certificate(Act, Facts),
    /// The reference document with a QR code on an act: the same facts and the same proof, without emblem,
    /// signature by hand and seal (Cabinet of Ministers, resolution 540 of 29 September 2022, for births).
    Reference(Act, Facts),
    /// The reference on a stillbirth, of which there is no certificate.
    Stillbirth(Act, Birth),
    /// The reference that a search found no record.
    NoRecord(NoRecord),
    /// The reference that a search found no marriage in force.
    NotMarried(NotMarried),
}

/// What the words of a paper turn on: its title, and what its smaller codes leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Act(ActKind),
    Stillbirth,
    NoRecord,
    NotMarried,
}

/// How a paper is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Certificate,
    Reference,
}

impl Body {
    pub(crate) const fn form(&self) -> Form {
        match self {
            Self::Certificate(..) => Form::Certificate,
            Self::Reference(..) | Self::Stillbirth(..) | Self::NoRecord(_) | Self::NotMarried(_) => {
                Form::Reference
            }
        }
    }

    pub(crate) const fn subject(&self) -> Subject {
        match self {
            Self::Certificate(_, facts) | Self::Reference(_, facts) => Subject::Act(facts.kind()),
            Self::Stillbirth(..) => Subject::Stillbirth,
            Self::NoRecord(_) => Subject::NoRecord,
            Self::NotMarried(_) => Subject::NotMarried,
        }
    }

    /// The act, where the paper is of one.
    pub(crate) const fn act(&self) -> Option<&Act> {
        match self {
            Self::Certificate(act, _) | Self::Reference(act, _) | Self::Stillbirth(act, _) => Some(act),
            Self::NoRecord(_) | Self::NotMarried(_) => None,
        }
    }

    /// Every text that the paper brings with it.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Certificate(_, facts) | Self::Reference(_, facts) => facts.texts(),
            Self::Stillbirth(_, birth) => birth.texts(),
            Self::NoRecord(reference) => reference.texts(),
            Self::NotMarried(reference) => reference.texts(),
        }
    }
}

/// All that is printed on one paper.
///
/// Texts are in Unicode normal form C. Names are printed once, as they are written in the record.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The two languages of the sheet, the leading one first. Equal ones give a sheet in one language.
    pub langs: (Lang, Lang),
    /// What the paper is good for.
    pub class: PaperClass,
    /// What it will be printed with; the bytes of the document differ.
    pub ink: Ink,
    /// What it will be printed on.
    pub medium: Medium,
    /// The number of the paper; a provisional extract does not print it.
    pub number: CertificateNumber,
    /// The day of issue.
    pub issued: CivilDate,
    /// The office that registered the act, or that issues the reference of a search.
    pub office: Bilingual,
    /// The head of the office that issues: signs a certificate by hand, answers for a reference.
    pub head: String,
    /// Where a paper is checked on the network, as people type it: `tekshir.example`.
    pub check_address: String,
    /// What the paper says.
    pub body: Body,
    /// The proof (`DAL1:…`, `DALX:…`, `DALP:…`) in the alphabet of base45, at most 2,520 characters. Up to 970 it has the
    /// usual code; a longer one has less correction, and above 1,249 it has a larger code.
    pub proof: String,
    /// The status handle as it is typed: groups of four with hyphens between them.
    pub handle: String,
    /// The 32 bytes that the ornament is drawn from.
    pub mark: [u8; 32],
    /// What the QR holds.
    pub profile: Profile,
    /// The machine-readable values, attached in this order.
    pub attachments: Vec<Attachment>,
}

impl Sheet {
    /// Every text of the sheet that is set in the faces for text.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut texts = self.body.texts();
        texts.extend([&*self.office.first, &*self.office.second, &*self.head, &*self.check_address]);
        texts
    }
}

/// Shows what the paper is, never who stands on it.
impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet")
            .field("langs", &self.langs)
            .field("class", &self.class)
            .field("ink", &self.ink)
            .field("subject", &self.body.subject())
            .field("form", &self.body.form())
            .field("profile", &self.profile)
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_says_nothing_of_the_people_on_the_sheet() {
        let place = Bilingual { first: "Nukus".to_owned(), second: "Нукус".to_owned() };
        let file = Attachment {
            name: "certificate.json".to_owned(),
            mime: "application/json",
            description: "data".to_owned(),
            bytes: b"Nukus".to_vec(),
        };
        let spouse = Spouse { born: None, birthplace: Some(place.clone()), ..Spouse::named("Nukus") };
        let body = Body::NotMarried(NotMarried {
            person: Sought { name: "Nukus".to_owned(), born: None },
            search: Search {
                years: (1990, 2026),
                places: place.clone(),
                spellings: vec!["Nukus".to_owned()],
                archives: vec!["Nukus".to_owned()],
                loaded: None,
            },
        });
        let shown = format!("{place:?} {file:?} {spouse:?} {body:?}");
        assert!(!shown.contains("ukus") && !shown.contains("укус"), "{shown}");
        assert_eq!(
            format!("{place:?} {file:?}"),
            "Bilingual(…) Attachment { name: \"certificate.json\", mime: \"application/json\", bytes: 5, .. }"
        );
    }
}
