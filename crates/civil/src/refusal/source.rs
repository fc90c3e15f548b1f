//! The sources of the rules: laws, resolutions and rules of the register.

/// Where a rule comes from, and how surely we know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The law, resolution or rule of the register, for people.
    pub title: &'static str,
    /// How surely we know what it says.
    pub mark: Mark,
    /// Since when the rule holds, `2023-10-23`; none for rules of the register, which hold since its rule set does.
    pub since: Option<&'static str>,
    /// Until when it holds, the last day; none where no end is known.
    pub until: Option<&'static str>,
}

/// How surely we know what a source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Read in the source named, or in one that quotes it; of a rule of the register, decided by us.
    Verified,
    /// Inferred from practice or from what other texts presuppose: to be compared with the source.
    Inferred,
    /// Not known: a default until the ministry answers.
    Unknown,
}

impl Mark {
    /// The word used in files: `verified`, `inferred`, `unknown`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }
}

const fn law(title: &'static str, mark: Mark, since: &'static str) -> Source {
    Source { title, mark, since: Some(since), until: None }
}

const fn ours(title: &'static str) -> Source {
    Source { title, mark: Mark::Verified, since: None, until: None }
}

pub(super) const RESOLUTION_550: Source =
    law("Cabinet of Ministers, resolution 550 of 20 October 2023", Mark::Inferred, "2023-10-23");
pub(super) const FOUNDLING: Source = law(
    "Rules on civil status acts, cl. 28 and 30 (Cabinet of Ministers, resolution 387 of 2016, \
     kept until the text of resolution 550 is compared)",
    Mark::Verified,
    "2016-11-14",
);
pub(super) const DESCENT: Source = law("Family Code, arts 60 to 62", Mark::Verified, "1998-09-01");
pub(super) const NAMING: Source = law("Family Code, art. 69", Mark::Verified, "1998-09-01");
pub(super) const SURNAME_BILL: Source = Source {
    title: "Family Code, art. 69; a bill of 2026 on the father's given name as surname, not in force",
    mark: Mark::Unknown,
    since: Some("1998-09-01"),
    until: None,
};
pub(super) const STILLBIRTH: Source = law(
    "Practice of the registering offices: a stillbirth is recorded, its child is no person",
    Mark::Inferred,
    "2023-10-23",
);
pub(super) const DEATHS: Source =
    law("Cabinet of Ministers, resolution 550 of 20 October 2023: deaths", Mark::Inferred, "2023-10-23");
pub(super) const LEDGER: Source = ours("Rules of the ledger: entries");
pub(super) const KEYS: Source = ours("Rules of the ledger: signers and offices");
pub(super) const NUMBERS: Source = law(
    "Order of the Minister of Justice on the forms of records, in force since 1 January 2020",
    Mark::Verified,
    "2020-01-01",
);
pub(super) const PERSONS: Source = ours("Rules of the ledger: persons and disputes");
pub(super) const LEGACY: Source = ours("Rules of the ledger: acts made before the ledger");
pub(super) const PAPER: Source = ours("Rules of the ledger: certificates");
pub(super) const ANCHORS: Source = ours("Rules of the ledger: anchors and archive batches");
pub(super) const STAFF: Source = ours("Rules of the ledger: staff and offices");
pub(super) const GOVERNANCE: Source = ours("Rules of the ledger: governance");
pub(super) const WAIVERS: Source = ours("Rules of the ledger: grounds, overrides and reasons");
pub(super) const MANDATES: Source = ours("Rules of the register: mandates");
pub(crate) const REPEATS: Source = law(
    "Rules on civil status acts, on repeat certificates (Cabinet of Ministers, resolution 387 of 2016, as \
     consulates quote it; kept until the text of resolution 550 is compared)",
    Mark::Verified,
    "2016-11-14",
);
pub(crate) const RECEIVERS: Source = law(
    "Cabinet of Ministers, resolution 550 of 20 October 2023, on who is given certificates and references (the \
     list was not read)",
    Mark::Unknown,
    "2023-10-23",
);
pub(crate) const PRESENCE: Source = law("Family Code, arts 13 and 14", Mark::Verified, "1998-09-01");
pub(crate) const PATERNITY: Source = law(
    "Rules on civil status acts, on paternity (Cabinet of Ministers, resolution 387 of 2016, as consulates \
     quote it; kept until the text of resolution 550 is compared)",
    Mark::Verified,
    "2016-11-14",
);
pub(crate) const REPRESENTATION: Source = law(
    "Rules on civil status acts, on representatives of minors (Cabinet of Ministers, resolution 387 of 2016); \
     Family Code, art. 226",
    Mark::Inferred,
    "1998-09-01",
);
pub(crate) const DECLARANTS: Source = law(
    "Cabinet of Ministers, resolution 550 of 20 October 2023, on who declares births and deaths; Family Code, \
     arts 13 and 42 to 43",
    Mark::Inferred,
    "2023-10-23",
);

pub(super) const MARRIAGE_AGE: Source = law("Family Code, art. 15", Mark::Verified, "2019-09-01");
pub(super) const CONSENT: Source = law("Family Code, arts 13 and 14", Mark::Verified, "1998-09-01");
pub(super) const BARS: Source = law("Family Code, art. 16", Mark::Verified, "1998-09-01");
pub(super) const MAN_AND_WOMAN: Source =
    law("Family Code, arts 13 to 16, which speak of a man and a woman", Mark::Inferred, "1998-09-01");
pub(super) const COLLATERAL_KIN: Source = Source {
    title: "Bill of the Ministry of Justice of 27 December 2025 on marriages of relatives, not in force",
    mark: Mark::Unknown,
    since: None,
    until: None,
};
pub(super) const EXAMINATION: Source = law("Family Code, art. 17", Mark::Verified, "1998-09-01");
pub(super) const SURNAMES: Source = law("Family Code, art. 20", Mark::Inferred, "1998-09-01");
pub(super) const MARRIAGE_WAIT: Source = law("Family Code, arts 13 and 212", Mark::Verified, "1998-09-01");
pub(super) const MARRIAGE_LAPSE: Source = law(
    "Family Code, art. 13, and the rules of registration: the wait may be made longer, up to three months",
    Mark::Inferred,
    "1998-09-01",
);
pub(super) const CAPACITY: Source =
    law("Rules of registration (resolution 550, App. 3), as quoted", Mark::Verified, "2023-10-23");
pub(super) const FOREIGNERS: Source = law(
    "Rules of registration (resolution 550, App. 3), as advised by the Ministry of Justice",
    Mark::Verified,
    "2023-10-23",
);
pub(super) const DIVORCE_RULES: Source = law(
    "Rules on civil status acts (Cabinet of Ministers, resolution 387 of 2016, kept until the text of \
     resolution 550 is compared)",
    Mark::Verified,
    "2016-11-14",
);
pub(super) const DIVORCE_BY_AGREEMENT: Source = law("Family Code, art. 42", Mark::Verified, "1998-09-01");
pub(super) const DIVORCE_BY_ONE: Source = law("Family Code, art. 43", Mark::Verified, "1998-09-01");
pub(super) const MARRIAGE_END: Source = law("Family Code, arts 37 to 43", Mark::Verified, "1998-09-01");
pub(super) const DECISION_BY_EXCHANGE: Source =
    law("Decree UP-157 of 8 September 2025, cl. 2", Mark::Verified, "2025-12-01");
pub(super) const COUNTER: Source = ours("Rules of the register: at the counter");
pub(super) const OLD_ACTS: Source = ours("Rules of the register: acts older than the ledger");
pub(super) const SEARCHES: Source = ours("Rules of the register: references of a search");
