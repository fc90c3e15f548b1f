//! The grounds that rules of law name themselves: on one of them a rule is passed without an override.
//!
//! # Rules
//!
//! A ground is a kind of paper that the law foresees for just this case, so one officer suffices. Everything
//! else that passes a rule of law is an override, and two sign it. Which rule accepts which ground is one
//! short table; a rule that is not in it accepts none.
use crate::person::words;

/// What a rule of law accepts by itself. The list is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The governor (hokim) lowered the age of marriage, by one year at most (Family Code, art. 15).
    GovernorsDecision,
    /// A paper that shortens the month before a marriage: pregnancy, the birth of a child, another special
    /// case (Family Code, art. 13).
    ShorterWait,
    /// A signed search of the archive by spelling and period, where an office's past is not on the ledger.
    ArchiveSearch,
}

words!(Ground, "ground", 3, {
    GovernorsDecision => "governors-decision", ShorterWait => "shorter-wait", ArchiveSearch => "archive-search",
});

impl Ground {
    /// The code under which [`crate::words`] has the ground: `ground.shorter-wait`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::GovernorsDecision => "ground.governors-decision",
            Self::ShorterWait => "ground.shorter-wait",
            Self::ArchiveSearch => "ground.archive-search",
        }
    }

    /// What the paper is, in English.
    pub const fn message(self) -> &'static str {
        match self {
            Self::GovernorsDecision => {
                "The decision of the governor (hokim) that lowers the age of marriage, by one year at most."
            }
            Self::ShorterWait => {
                "A paper that shortens the month before a marriage: a medical certificate of pregnancy, the birth of a common \
                 child, another special case."
            }
            Self::ArchiveSearch => {
                "A signed search of the archive, by every spelling and for the whole period, that found no marriage in force."
            }
        }
    }
}

/// Which rules accept which grounds, by the code that a waiver names.
pub(crate) const ACCEPTED: &[(&str, &[Ground])] = &[
    ("marriage.past-not-loaded", &[Ground::ArchiveSearch]),
    ("marriage.under-age", &[Ground::GovernorsDecision]),
    ("marriage.wait-not-over", &[Ground::ShorterWait]),
];

/// The grounds that the rule of this code accepts.
pub(crate) fn of(code: &str) -> &'static [Ground] {
    ACCEPTED.iter().find(|(rule, _)| *rule == code).map_or(&[], |(_, grounds)| grounds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::{Refusal, RuleClass};

    #[test]
    fn only_rules_of_law_accept_a_ground() {
        for refusal in Refusal::ALL {
            assert!(refusal.grounds().is_empty() || refusal.class() == RuleClass::Law, "{}", refusal.code());
        }
        for (code, grounds) in ACCEPTED {
            assert!(!grounds.is_empty(), "{code}");
            assert_eq!(of(code), *grounds);
        }
        assert!(of("birth.after-registration").is_empty());
    }

    #[test]
    fn every_ground_is_accepted_by_some_rule_and_has_a_word_that_reads_back() {
        for ground in Ground::ALL {
            assert!(ACCEPTED.iter().any(|(_, grounds)| grounds.contains(&ground)), "{ground}");
            assert_eq!(ground.word().parse(), Ok(ground));
            assert_eq!(ground.code(), format!("ground.{ground}"));
            assert!(ground.message().ends_with('.'));
        }
    }
}
