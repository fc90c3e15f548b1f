//! How firmly a rule stands, who asks it, and how long its refusal holds.

/// How firmly a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleClass {
    /// How the register is built: never overridden.
    Structure,
    /// The law of acts: refused unless a ground that the rule accepts, or a court, says otherwise.
    Law,
    /// Unusual but lawful: passed with a reason.
    Caution,
}

impl RuleClass {
    /// The word used in files and messages: `structure`, `law`, `caution`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Law => "law",
            Self::Caution => "caution",
        }
    }
}

/// Who asks the rule behind a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckedBy {
    /// The registry, before anybody signs: what it needs stands in the record, which validators never
    /// see.
    Registry,
    /// Every validator, when an entry comes and when it is decided.
    Validator,
    /// The registry, so that nobody signs in vain, and every validator.
    Both,
}

impl CheckedBy {
    /// The word used in files: `registry`, `validator`, `both`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Validator => "validator",
            Self::Both => "both",
        }
    }
}

/// Whether the same entry, byte for byte, can still be let in after it was refused on a final state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stands {
    /// Never: whatever becomes final later, it is refused. A new entry may be signed at once.
    ForGood,
    /// Until its validity ends, time or another entry may let it in: a key that is entered, a suspension
    /// that is lifted, the anchor before it. Whoever signs the same thing anew before that risks it twice.
    MayPass,
}

impl Stands {
    /// The words used in files: `for good`, `may pass`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ForGood => "for good",
            Self::MayPass => "may pass",
        }
    }
}
