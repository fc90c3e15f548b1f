//! What a declaration passes although a rule refuses it, and on what paper.
//!
//! # Rules
//!
//! A rule of structure is never waived. A rule of law is passed on a ground that it names itself, or by an
//! override: a decision of a court or a written order of the responsible body, which two officers sign, one of
//! them of another office. A caution is passed on any of these, or with a reason. Every waiver names its paper,
//! and a waiver that nothing needs is refused, so that only what was really passed is counted.
use crate::{
    CivilDate,
    ground::Ground,
    redact::redacted,
    refusal::{CheckedBy, Refusal, RuleClass},
    text::Text,
};

/// Why a declaration passes one rule that refuses it.
#[derive(Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule, by its refusal.
    pub rule: Refusal,
    /// What the waiver rests on.
    pub basis: Basis,
    /// The paper that says so.
    pub paper: Paper,
}

/// What a waiver rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The registrar's written reason: enough for a caution.
    Reason,
    /// A ground that the rule itself accepts.
    Ground(Ground),
    /// A decision of a court: an override.
    CourtDecision,
    /// A written order of the responsible body: an override.
    WrittenOrder,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 6] = [
        Self::Reason,
        Self::Ground(Ground::GovernorsDecision),
        Self::Ground(Ground::ShorterWait),
        Self::Ground(Ground::ArchiveSearch),
        Self::CourtDecision,
        Self::WrittenOrder,
    ];

    /// The word used in files; of a ground, its own: `reason`, `court-decision`, `written-order`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Ground(ground) => ground.word(),
            Self::CourtDecision => "court-decision",
            Self::WrittenOrder => "written-order",
        }
    }

    /// The basis that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.word() == word)
    }

    /// Whether two officers sign, one of them of another office.
    pub const fn is_override(self) -> bool {
        match self {
            Self::Reason | Self::Ground(_) => false,
            Self::CourtDecision | Self::WrittenOrder => true,
        }
    }

    /// Whether a rule gives way to this basis.
    pub fn passes(self, rule: Refusal) -> bool {
        match (rule.class(), self) {
            (RuleClass::Structure, _) | (RuleClass::Law, Self::Reason) => false,
            (RuleClass::Law, Self::Ground(ground)) => rule.grounds().contains(&ground),
            (RuleClass::Law, Self::CourtDecision | Self::WrittenOrder) | (RuleClass::Caution, _) => true,
        }
    }
}

/// A paper by what is printed on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// The number.
    pub number: Text,
    /// The day of issue.
    pub date: CivilDate,
    /// Who issued it.
    pub issuer: Text,
}

redacted!(Waiver, Paper);

/// What still stands in the way of a declaration that `refusals` refuse, with its `waivers`, on the day `today`.
///
/// Beside the refusals that no waiver passes these are: [`Refusal::WaiverNotAccepted`] where a rule does not give
/// way to the basis, [`Refusal::WaiverPaperInFuture`] where the paper does not exist yet, and
/// [`Refusal::WaiverNeedless`] where no rule would refuse, or an earlier waiver passes it already. Whether a rule that
/// validators alone ask would refuse cannot be told here: its waiver is left to them. Empty: nothing stands in the way.
pub fn outstanding(refusals: &[Refusal], waivers: &[Waiver], today: CivilDate) -> Vec<Refusal> {
    let faults: Vec<Option<Refusal>> = waivers.iter().map(|waiver| fault(waiver, today)).collect();
    let passed = |refusal: &Refusal| {
        waivers.iter().zip(&faults).any(|(waiver, fault)| waiver.rule == *refusal && fault.is_none())
    };
    let needless = waivers.iter().enumerate().any(|(at, waiver)| {
        let again = waivers.iter().take(at).any(|earlier| earlier.rule == waiver.rule);
        again || !(refusals.contains(&waiver.rule) || waiver.rule.checked_by() == CheckedBy::Validator)
    });
    let mut standing: Vec<Refusal> = refusals.iter().copied().filter(|refusal| !passed(refusal)).collect();
    for fault in faults.iter().flatten() {
        if !standing.contains(fault) {
            standing.push(*fault);
        }
    }
    if needless {
        standing.push(Refusal::WaiverNeedless);
    }
    standing
}

/// What is wrong with a waiver itself, whatever is declared.
fn fault(waiver: &Waiver, today: CivilDate) -> Option<Refusal> {
    if !waiver.basis.passes(waiver.rule) {
        Some(Refusal::WaiverNotAccepted)
    } else if waiver.paper.date > today {
        Some(Refusal::WaiverPaperInFuture)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
