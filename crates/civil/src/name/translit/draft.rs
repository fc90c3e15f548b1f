//! A spelling under construction: pieces in order, some with a second form, and the case of the source.
use super::{Doubt, Spelling};
use crate::name::Script;
use std::collections::BTreeSet;

/// The letters of a text and where we are.
pub(super) struct Source {
    chars: Vec<char>,
    small: Vec<char>,
    at: usize,
}

impl Source {
    pub(super) fn new(script: Script, text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let small = chars.iter().map(|c| script.lower(*c)).collect();
        Self { chars, small, at: 0 }
    }

    /// The small form of the letter here; `None` at the end.
    pub(super) fn here(&self) -> Option<char> {
        self.ahead(0)
    }

    /// The small form of the letter `steps` further on.
    pub(super) fn ahead(&self, steps: usize) -> Option<char> {
        self.small.get(self.at.checked_add(steps)?).copied()
    }

    /// The small form of the letter before; `None` at the start.
    pub(super) fn before(&self) -> Option<char> {
        self.small.get(self.at.checked_sub(1)?).copied()
    }

    /// The small form of the letter before the letter before.
    pub(super) fn before_that(&self) -> Option<char> {
        self.small.get(self.at.checked_sub(2)?).copied()
    }

    /// Whether the small letters here begin with `what`.
    pub(super) fn starts(&self, what: &str) -> bool {
        what.chars().zip(0..).all(|(c, steps)| self.ahead(steps) == Some(c))
    }

    /// Whether a word begins here.
    pub(super) fn word_start(&self) -> bool {
        !self.before().is_some_and(char::is_alphabetic)
    }

    /// The character here as it stands.
    fn exact(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn upper_at(&self, at: Option<usize>) -> Option<bool> {
        let c = self.chars.get(at?).copied().filter(|c| c.is_alphabetic())?;
        // Apostrophes are letters to Unicode and have no case.
        if c.is_uppercase() || c.is_lowercase() { Some(c.is_uppercase()) } else { None }
    }

    /// `target` in the case of the `length` letters from here: small, capital, or all capitals where the
    /// neighbours are capitals too.
    fn in_case(&self, to: Script, length: usize, target: &str) -> String {
        let end = self.at.saturating_add(length);
        let first = self.upper_at(Some(self.at)).unwrap_or(false);
        let before = self.upper_at(self.at.checked_sub(1)).or_else(|| self.upper_at(self.at.checked_sub(2)));
        let after = self.upper_at(Some(end)).or_else(|| {
            // An apostrophe between the letters of a word does not end it.
            let apostrophe = self.small.get(end).copied().is_some_and(char::is_alphabetic);
            if apostrophe { self.upper_at(end.checked_add(1)) } else { None }
        });
        let caseless = self.upper_at(Some(self.at)).is_none();
        let all = (first || caseless)
            && after.unwrap_or_else(|| before.unwrap_or(false))
            && (first || before == Some(true));
        let mut out = String::new();
        for (c, place) in target.chars().zip(0usize..) {
            out.push(if all || (first && place == 0) { to.upper(c) } else { c });
        }
        out
    }
}

/// What was written so far.
pub(super) struct Draft {
    to: Script,
    pieces: Vec<Piece>,
    marks: BTreeSet<Doubt>,
}

struct Piece {
    usual: String,
    other: Option<(Doubt, String)>,
}

impl Draft {
    pub(super) const fn new(to: Script) -> Self {
        Self { to, pieces: Vec::new(), marks: BTreeSet::new() }
    }

    /// Marks the whole text as uncertain.
    pub(super) fn mark(&mut self, doubt: Doubt) {
        self.marks.insert(doubt);
    }

    /// Writes `target` for the next `length` letters of `source`.
    pub(super) fn put(&mut self, source: &mut Source, length: usize, target: &str) {
        self.pieces.push(Piece { usual: source.in_case(self.to, length, target), other: None });
        source.at = source.at.saturating_add(length);
    }

    /// Writes `usual`, and `other` as the form that is possible too.
    pub(super) fn either(
        &mut self,
        source: &mut Source,
        length: usize,
        usual: &str,
        doubt: Doubt,
        other: &str,
    ) {
        let other = Some((doubt, source.in_case(self.to, length, other)));
        self.pieces.push(Piece { usual: source.in_case(self.to, length, usual), other });
        source.at = source.at.saturating_add(length);
    }

    /// Keeps a space, hyphen, full stop or apostrophe. `None` for a letter: it has no rule.
    pub(super) fn keep(&mut self, source: &mut Source) -> Option<()> {
        let c = source.exact()?;
        if !matches!(c, ' ' | '-' | '.' | super::super::APOSTROPHE) {
            return None;
        }
        self.pieces.push(Piece { usual: c.to_string(), other: None });
        source.at = source.at.saturating_add(1);
        Some(())
    }

    /// The spelling with every usual form, then that with each kind of other forms, then that with all.
    pub(super) fn spellings(self) -> Vec<Spelling> {
        let kinds: BTreeSet<Doubt> =
            self.pieces.iter().filter_map(|piece| piece.other.as_ref().map(|(doubt, _)| *doubt)).collect();
        let mut why = self.marks.clone();
        why.extend(&kinds);
        let written = |chosen: &BTreeSet<Doubt>| Spelling {
            text: self
                .pieces
                .iter()
                .map(|piece| match &piece.other {
                    Some((doubt, other)) if chosen.contains(doubt) => other.as_str(),
                    Some(_) | None => piece.usual.as_str(),
                })
                .collect(),
            why: why.clone(),
        };
        let mut all = vec![written(&BTreeSet::new())];
        all.extend(kinds.iter().map(|kind| written(&BTreeSet::from([*kind]))));
        if kinds.len() > 1 {
            all.push(written(&kinds));
        }
        all
    }
}

/// Adds to `all` the spelling `text` of a known name, if it is not there yet.
pub(super) fn add_known(all: &mut Vec<Spelling>, text: String) {
    if all.iter().all(|one| one.text != text) {
        let mut why: BTreeSet<Doubt> = all.first().map(|one| one.why.clone()).unwrap_or_default();
        why.insert(Doubt::KnownName);
        for one in all.iter_mut() {
            one.why.insert(Doubt::KnownName);
        }
        all.push(Spelling { text, why });
    }
}

/// `text` in the case of `model`: all capitals, first letter capital, or small.
pub(super) fn like(model: &str, to: Script, text: &str) -> String {
    let mut letters = model.chars().filter(|c| c.is_uppercase() || c.is_lowercase());
    let first = letters.next().is_some_and(char::is_uppercase);
    let mut rest = letters.peekable();
    let all = first && rest.peek().is_some() && rest.all(char::is_uppercase);
    text.chars()
        .zip(0usize..)
        .map(|(c, place)| if all || (first && place == 0) { to.upper(c) } else { c })
        .collect()
}
