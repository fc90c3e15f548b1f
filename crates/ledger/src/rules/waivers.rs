//! The three classes of rule as a mechanism: structure is never passed, law on the grounds it names or by
//! an override, a caution with a reason.
use crate::{
    key::Key,
    state::{Changes, View},
    value::Value,
};
use civil::refusal::{Refusal, RuleClass};
use protocol::entry::{Entry, Waiver, WaiverBasis};

/// The waivers of an entry, and which of them were needed.
pub(super) struct Waivers<'a> {
    entry: &'a Entry,
    offered: &'a [Waiver],
    used: Vec<Refusal>,
}

impl<'a> Waivers<'a> {
    /// The waivers of an entry, if all of them name rules that can be passed at all.
    pub(super) fn of(entry: &'a Entry, waivers: &'a [Waiver]) -> Result<Self, Refusal> {
        let can_be_passed = |waiver: &Waiver| match Refusal::from_code(waiver.rule.as_str()) {
            Some(refusal) => refusal.class() != RuleClass::Structure,
            None => false,
        };
        if waivers.iter().all(can_be_passed) {
            Ok(Self { entry, offered: waivers, used: Vec::new() })
        } else {
            Err(Refusal::WaiverNotAccepted)
        }
    }

    /// Passes what a rule of law or a caution refused, where the entry waives it rightly.
    pub(super) fn pass(&mut self, verdict: Result<(), Refusal>) -> Result<(), Refusal> {
        let Err(refusal) = verdict else { return Ok(()) };
        let Some(waiver) = self.offered.iter().find(|waiver| waiver.rule.as_str() == refusal.code()) else {
            return Err(refusal);
        };
        if !accepts(refusal, waiver) {
            return Err(Refusal::WaiverNotAccepted);
        }
        if !self.entry.evidence.contains(&waiver.paper) {
            return Err(Refusal::WaiverWithoutPaper);
        }
        self.used.push(refusal);
        Ok(())
    }

    /// Every waiver was needed; each is counted in public.
    pub(super) fn count(self, view: &impl View, changes: &mut Changes) -> Result<(), Refusal> {
        if self.used.len() != self.offered.len() {
            return Err(Refusal::WaiverNeedless);
        }
        for refusal in self.used {
            let key = Key::Waived(refusal.code());
            let count = match view.value(&key) {
                Some(Value::Count(count)) => count,
                _ => 0,
            };
            changes.put(key, Value::Count(count.saturating_add(1)));
        }
        Ok(())
    }
}

/// Whether a rule is passed on what a waiver rests on.
fn accepts(refusal: Refusal, waiver: &Waiver) -> bool {
    match (refusal.class(), waiver.basis) {
        (RuleClass::Structure, _) | (RuleClass::Law, WaiverBasis::Reason) => false,
        (RuleClass::Law, WaiverBasis::Ground) => !refusal.grounds().is_empty(),
        (RuleClass::Law, WaiverBasis::CourtDecision | WaiverBasis::WrittenOrder)
        | (
            RuleClass::Caution,
            WaiverBasis::Reason
            | WaiverBasis::Ground
            | WaiverBasis::CourtDecision
            | WaiverBasis::WrittenOrder,
        ) => true,
    }
}
