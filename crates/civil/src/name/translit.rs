//! Transliteration that only proposes: the person's paper decides, and every name is stored as written.
//!
//! # Rules
//!
//! [`propose`] gives the spelling of the rule first and other known spellings after it, each with what is
//! uncertain about it. A proposal that is not [`Proposal::sure`] is never taken without a look at the
//! paper. Where a letter has no rule there is no proposal at all.
//!
//! Uzbek Cyrillic and Latin follow the rules of 1995 and the UNGEGN romanisation. Between Uzbek and
//! Russian there is no rule, only practice: nothing proposed there is sure.
use core::fmt;
use std::collections::BTreeSet;

use super::{NamePart, PersonName, Script};
use crate::redact::redacted;

mod draft;
mod karakalpak;
mod reform;
mod russian;
mod uzbek;
pub(crate) use uzbek::cyrillic_by_rule;

/// What is uncertain about a proposed spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// ц: s by the rule at the start and after a consonant, ts in many papers; back, ts may be ц or тс.
    Ts,
    /// щ: sh by the rule, shch in papers of Russian names (Karakalpak: sch).
    Shch,
    /// ы: i by the rule, y in papers of Russian names.
    Y,
    /// A soft or hard sign before a iotated vowel, which the Latin spelling does not show.
    Sign,
    /// e after a vowel, or at the start in Karakalpak: е or э.
    E,
    /// yo in Karakalpak: ё or йо.
    Yo,
    /// sh that may be с and ҳ, with the tutuq belgisi left out.
    SplitSh,
    /// The tutuq belgisi, which Russian papers write as ъ or leave out.
    Tutuq,
    /// j: ж, or дж in older Russian papers.
    Dj,
    /// The spelling of a known name, not that of the rule.
    KnownName,
    /// There is no rule between the two languages, only practice.
    Practice,
}

impl Doubt {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Ts,
        Self::Shch,
        Self::Y,
        Self::Sign,
        Self::E,
        Self::Yo,
        Self::SplitSh,
        Self::Tutuq,
        Self::Dj,
        Self::KnownName,
        Self::Practice,
    ];

    /// A stable word, from which a page takes its sentence.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ts => "ts",
            Self::Shch => "shch",
            Self::Y => "y",
            Self::Sign => "sign",
            Self::E => "e",
            Self::Yo => "yo",
            Self::SplitSh => "split-sh",
            Self::Tutuq => "tutuq",
            Self::Dj => "dj",
            Self::KnownName => "known-name",
            Self::Practice => "practice",
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ts => "ц is s or ts, and ts is ц or тс",
            Self::Shch => "щ is sh, shch or sch",
            Self::Y => "ы is i or y",
            Self::Sign => "a soft or hard sign may stand here, which Latin does not show",
            Self::E => "e is е or э",
            Self::Yo => "yo is ё or йо",
            Self::SplitSh => "sh may be two letters, с and ҳ",
            Self::Tutuq => "the tutuq belgisi is ъ or left out",
            Self::Dj => "j is ж or дж",
            Self::KnownName => "this is the spelling of a known name, not of the rule",
            Self::Practice => "there is no rule between these languages, only practice",
        })
    }
}

/// One spelling in the other script. It is valid there as a part of a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The spelling. Personal data.
    pub text: String,
    /// Whether the rule has this one answer and no other spelling is known.
    pub sure: bool,
    /// What is uncertain; empty where it is sure.
    pub why: Vec<Doubt>,
}

redacted!(Proposal);

/// A spelling on its way to a proposal.
#[derive(Clone, PartialEq, Eq)]
struct Spelling {
    text: String,
    why: BTreeSet<Doubt>,
}

/// The spellings of `part`, which is written in `from`, in the script `to`: that of the rule first, at
/// most [`PROPOSALS_MAX`]. Empty where the two scripts are the same, where there is no rule between
/// them, and where a letter has none.
pub fn propose(from: Script, to: Script, part: &NamePart) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = Vec::new();
    for spelling in spellings(from, to, part.as_str()) {
        let Ok(part) = NamePart::read(to, &spelling.text) else { continue };
        let text = part.as_str().to_owned();
        if found.len() < PROPOSALS_MAX && found.iter().all(|one| one.text != text) {
            found.push(Proposal {
                text,
                sure: spelling.why.is_empty(),
                why: spelling.why.into_iter().collect(),
            });
        }
    }
    found
}

/// The most spellings that are proposed for one part.
pub const PROPOSALS_MAX: usize = 8;

/// The proposals for surname, given name and patronymic.
pub struct NameProposals {
    /// For the surname; empty where the person has none.
    pub surname: Vec<Proposal>,
    /// For the given name.
    pub given: Vec<Proposal>,
    /// For the patronymic.
    pub patronymic: Vec<Proposal>,
}

redacted!(NameProposals);

/// The spellings of every part of `name` in the script `to`.
pub fn propose_name(name: &PersonName, to: Script) -> NameProposals {
    let of = |part: Option<&NamePart>| part.map_or_else(Vec::new, |part| propose(name.script(), to, part));
    NameProposals { surname: of(name.surname()), given: of(name.given()), patronymic: of(name.patronymic()) }
}

/// One way from script to script.
type Step = fn(&str) -> Vec<Spelling>;

fn spellings(from: Script, to: Script, text: &str) -> Vec<Spelling> {
    let mut all = vec![Spelling { text: text.to_owned(), why: BTreeSet::new() }];
    for step in route(from, to) {
        all = all
            .iter()
            .flat_map(|before| {
                step(&before.text).into_iter().map(|mut after| {
                    after.why.extend(&before.why);
                    after
                })
            })
            .collect();
    }
    if from == to || route(from, to).is_empty() { Vec::new() } else { all }
}

/// The steps from `from` to `to`; empty where nothing is proposed.
fn route(from: Script, to: Script) -> &'static [Step] {
    match from {
        Script::UzLatn => match to {
            Script::UzCyrl => &[uzbek::to_cyrillic],
            Script::UzLatn2026 => &[reform::to_2026],
            Script::Ru => &[russian::from_uzbek_latin],
            Script::UzLatn | Script::KaaLatn | Script::KaaCyrl | Script::Foreign => &[],
        },
        Script::UzLatn2026 => match to {
            Script::UzLatn => &[reform::to_1995],
            Script::UzCyrl => &[reform::to_1995, uzbek::to_cyrillic],
            Script::Ru => &[reform::to_1995, russian::from_uzbek_latin],
            Script::UzLatn2026 | Script::KaaLatn | Script::KaaCyrl | Script::Foreign => &[],
        },
        Script::UzCyrl => match to {
            Script::UzLatn => &[uzbek::to_latin],
            Script::UzLatn2026 => &[uzbek::to_latin, reform::to_2026],
            Script::Ru => &[russian::from_uzbek_cyrillic],
            Script::UzCyrl | Script::KaaLatn | Script::KaaCyrl | Script::Foreign => &[],
        },
        Script::Ru => match to {
            Script::UzLatn => &[russian::to_uzbek_latin],
            Script::UzLatn2026 => &[russian::to_uzbek_latin, reform::to_2026],
            Script::UzCyrl => &[russian::to_uzbek_cyrillic],
            Script::Ru | Script::KaaLatn | Script::KaaCyrl | Script::Foreign => &[],
        },
        Script::KaaLatn => match to {
            Script::KaaCyrl => &[karakalpak::to_cyrillic],
            Script::UzLatn
            | Script::UzLatn2026
            | Script::UzCyrl
            | Script::Ru
            | Script::KaaLatn
            | Script::Foreign => &[],
        },
        Script::KaaCyrl => match to {
            Script::KaaLatn => &[karakalpak::to_latin],
            Script::UzLatn
            | Script::UzLatn2026
            | Script::UzCyrl
            | Script::Ru
            | Script::KaaCyrl
            | Script::Foreign => &[],
        },
        Script::Foreign => &[],
    }
}

#[cfg(test)]
pub(crate) mod tests;
