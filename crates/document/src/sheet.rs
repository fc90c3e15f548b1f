//! What stands on a birth certificate.

use civil::{ActNumber, CertificateNumber, CivilDate, Lang, PartialDate};
use core::fmt;

/// A wording in the two languages of a sheet. Where both are equal it is printed once.
#[derive(Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// In the first language, which leads.
    pub first: String,
    /// In the second language.
    pub second: String,
}

/// Hides the wording, which may be the place of somebody's birth.
impl fmt::Debug for Bilingual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bilingual(…)")
    }
}

/// What a paper is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperClass {
    /// A certificate with legal force.
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
    /// All that the page prints of the child and the parents.
    Full,
    /// Name, date and place only; the sheet says in one line that the parents are not in the code.
    Core,
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

/// All that is printed on one birth certificate.
///
/// Texts are in Unicode normal form C. Names are printed once, as they are written in the record.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthSheet {
    /// The two languages of the sheet, the leading one first. Equal ones give a sheet in one language.
    pub langs: (Lang, Lang),
    /// What the paper is good for.
    pub class: PaperClass,
    /// What it will be printed with; the bytes of the document differ.
    pub ink: Ink,
    /// The number of the certificate; a provisional extract does not print it.
    pub number: CertificateNumber,
    /// The number of the act.
    pub act: ActNumber,
    /// The day of registration.
    pub act_date: CivilDate,
    /// The day of issue.
    pub issued: CivilDate,
    /// The office that registered the birth.
    pub office: Bilingual,
    /// The head of the office, who signs by hand.
    pub head: String,
    /// Where a certificate is checked on the network, as people type it: `tekshir.example`.
    pub check_address: String,
    /// The child's surname.
    pub surname: Option<String>,
    /// The child's given name and patronymic in one line.
    pub given: Option<String>,
    /// The date of birth, as far as it is known.
    pub born: PartialDate,
    /// The place of birth.
    pub birthplace: Bilingual,
    /// The father's full name; `None` prints the words for "not stated".
    pub father: Option<String>,
    /// The mother's full name; `None` prints the words for "not stated".
    pub mother: Option<String>,
    /// The proof (`DAL1:…`, `DALX:…`, `DALP:…`) in the alphabet of base45, at most 970 characters.
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

/// Shows what the paper is, never who stands on it.
impl fmt::Debug for BirthSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BirthSheet")
            .field("langs", &self.langs)
            .field("class", &self.class)
            .field("ink", &self.ink)
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
        let shown = format!("{place:?} {file:?}");
        assert_eq!(
            shown,
            "Bilingual(…) Attachment { name: \"certificate.json\", mime: \"application/json\", bytes: 5, .. }"
        );
    }
}
