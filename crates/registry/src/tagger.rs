//! Tags: how the ledger knows that two things are the same without knowing what they are.
//!
//! A tag is HMAC-SHA-256 under a key that only the registry holds, over
//! `"dalolat/tag/1" ‖ use ‖ (u32 length ‖ part)…`. The use keeps a person's tag and a notice's tag
//! apart even where their parts are alike.
use civil::{
    CivilDate, Person,
    code::{Citizenship, Country},
    legacy::LegacyAct,
    notice::MedicalNotice,
    person::DocumentKind,
    pinfl::Pinfl,
    text::Text,
};
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use protocol::Tag;
use sha2::Sha256;

/// What a tag is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagUse {
    /// A medical notice, which serves once.
    Notice,
    /// A person: by the personal number, by a document, or by an id that the vault gave.
    Person,
    /// A name as it is spelt, or its loose form, with the year of birth.
    Name,
    /// The number of a paper: of an application, of an act made before the ledger.
    Number,
    /// An act made before the ledger, which is brought in once.
    Legacy,
    /// No tag of its own: the salt of the papers of an entry that the vault keeps no details of.
    Salt,
}

impl TagUse {
    const fn byte(self) -> u8 {
        match self {
            Self::Notice => 1,
            Self::Person => 2,
            Self::Name => 3,
            Self::Number => 4,
            Self::Legacy => 5,
            Self::Salt => 6,
        }
    }
}

/// Whoever holds the key of the tags. A threshold evaluation can stand here later.
pub trait Tagger: Send + Sync + 'static {
    /// The tag of `parts` for one use.
    fn tag(&self, of: TagUse, parts: &[&[u8]]) -> Tag;
}

/// Tags under a key in this process.
#[derive(Clone)]
pub struct HmacTagger {
    key: [u8; 32],
}

impl HmacTagger {
    /// Tags under `key`.
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }
}

impl fmt::Debug for HmacTagger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacTagger(…)")
    }
}

impl Tagger for HmacTagger {
    fn tag(&self, of: TagUse, parts: &[&[u8]]) -> Tag {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(b"dalolat/tag/1");
        mac.update(&[of.byte()]);
        for part in parts {
            let length = u32::try_from(part.len()).expect("a part has a few hundred bytes");
            mac.update(&length.to_be_bytes());
            mac.update(part);
        }
        Tag::new(mac.finalize().into_bytes().into())
    }
}

/// The tag of a medical notice: of its number, its facility and its day of issue.
///
/// Number and facility are brought to one form first, so that the same paper typed twice has one tag.
pub fn notice_tag(tagger: &dyn Tagger, notice: &MedicalNotice) -> Tag {
    let number = plain(notice.number.as_str());
    let facility = plain(notice.facility.as_str());
    let issued = notice.issued.to_string();
    tagger.tag(TagUse::Notice, &[number.as_bytes(), facility.as_bytes(), issued.as_bytes()])
}

/// The tag of a person whom papers identify: by the personal number, else by state, number and day of birth of the
/// identity document. `None` for a person without either, who gets an id of the vault.
pub fn person_tag(tagger: &dyn Tagger, person: &Person) -> Option<Tag> {
    if let Some(pinfl) = person.pinfl {
        return Some(pinfl_tag(tagger, pinfl));
    }
    let document = person.document.as_ref()?;
    let state = match (document.kind, person.citizenship) {
        (DocumentKind::IdCard | DocumentKind::Passport | DocumentKind::ResidencePermit, _) => {
            Country::UZ.to_string()
        }
        (DocumentKind::ForeignPassport, Some(Citizenship::Of(country))) => country.to_string(),
        (DocumentKind::ForeignPassport, Some(Citizenship::Stateless) | None)
        | (DocumentKind::BirthCertificate | DocumentKind::ServiceCard | DocumentKind::Other, _) => {
            return None;
        }
    };
    let (number, born) = (plain(document.number.as_str()), person.born?.to_string());
    Some(tagger.tag(TagUse::Person, &[b"document", state.as_bytes(), number.as_bytes(), born.as_bytes()]))
}

/// The tag of the person with that personal number.
pub fn pinfl_tag(tagger: &dyn Tagger, pinfl: Pinfl) -> Tag {
    tagger.tag(TagUse::Person, &[b"pinfl", pinfl.text().as_bytes()])
}

/// The tag of the number of a paper of one kind: the same however it is typed.
pub fn number_tag(tagger: &dyn Tagger, kind: &str, number: &Text, date: CivilDate) -> Tag {
    let (number, date) = (bare(number.as_str()), date.to_string());
    tagger.tag(TagUse::Number, &[kind.as_bytes(), number.as_bytes(), date.as_bytes()])
}

/// The tag of an act made before the ledger: of its kind, its number and office as written, and its day.
pub fn legacy_tag(tagger: &dyn Tagger, act: &LegacyAct) -> Tag {
    let (office, number) = (plain(act.office.as_str()), bare(act.number.as_str()));
    let (kind, day) = (act.kind().word(), act.day.to_string());
    tagger.tag(TagUse::Legacy, &[kind.as_bytes(), office.as_bytes(), number.as_bytes(), day.as_bytes()])
}

/// A number without the sign before it: `№` is on few keyboards, and `No` is typed for it.
fn bare(number: &str) -> String {
    let plain = plain(number);
    match plain.strip_prefix("NO").map(|rest| rest.trim_start_matches('-')) {
        Some(bare) if bare.starts_with(|first: char| first.is_ascii_digit()) => bare.to_owned(),
        Some(_) | None => plain,
    }
}

/// Capital letters and digits; whatever stands between them is one hyphen, and apostrophes, of which
/// keyboards have many, are left out.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars() {
        if matches!(c, '\'' | '`' | '´' | '\u{2b9}'..='\u{2bf}' | '\u{2018}'..='\u{201b}' | '\u{2032}') {
            continue;
        }
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.extend(c.to_uppercase());
        } else {
            gap = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(number: &str, facility: &str) -> Tag {
        let text = |text| Text::new(text).unwrap();
        let notice = MedicalNotice {
            number: text(number),
            issued: "2026-11-14".parse().unwrap(),
            facility: text(facility),
            signed_by: text("Rahimova Sh. B."),
        };
        notice_tag(&HmacTagger::new([7; 32]), &notice)
    }

    #[test]
    fn the_same_notice_typed_in_two_ways_has_one_tag() {
        let tag = notice("CH-2026-004417", "9-son tugʻruq majmuasi");
        assert_eq!(tag, notice("ch 2026 — 004417", "9-son  tug'ruq majmuasi."));
        assert_ne!(tag, notice("CH-2026-00441-7", "9-son tugʻruq majmuasi"));
        assert_ne!(tag, notice("CH-2026-004417", "8-son tugʻruq majmuasi"));
    }

    #[test]
    fn the_sign_before_a_number_is_no_part_of_it_and_letters_of_a_number_are() {
        let tag = |number: &str| {
            let number = Text::new(number).unwrap();
            number_tag(&HmacTagger::new([7; 32]), "marriage", &number, "1998-05-02".parse().unwrap())
        };
        for number in ["184", "№184", "No 184", "no. 184", "NO184"] {
            assert_eq!(tag("№ 184"), tag(number), "{number}");
        }
        for number in ["185", "184-a", "N 184", "Nodir 184"] {
            assert_ne!(tag("№ 184"), tag(number), "{number}");
        }
    }

    #[test]
    fn parts_and_uses_do_not_run_into_one_another() {
        let tagger = HmacTagger::new([7; 32]);
        let tag = |of, parts: &[&[u8]]| tagger.tag(of, parts);
        assert_ne!(tag(TagUse::Notice, &[b"ab", b"c"]), tag(TagUse::Notice, &[b"a", b"bc"]));
        assert_ne!(tag(TagUse::Notice, &[b"ab"]), tag(TagUse::Person, &[b"ab"]));
        assert_ne!(tag(TagUse::Person, &[b"ab"]), HmacTagger::new([8; 32]).tag(TagUse::Person, &[b"ab"]));
    }
}
