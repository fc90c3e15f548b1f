//! The facts of the four acts, as papers print them. A cause of death has no place here.

use super::{Bilingual, redacted};
use civil::{ActKind, ActNumber, CivilDate, PartialDate};

/// The act that a paper is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The number of the act.
    pub number: ActNumber,
    /// The day of registration.
    pub registered: CivilDate,
}

/// The facts of an act.
#[derive(Clone, PartialEq, Eq)]
pub enum Facts {
    /// A child born alive.
    Birth(Birth),
    /// A death.
    Death(Death),
    /// A marriage.
    Marriage(Marriage),
    /// A divorce.
    Divorce(Divorce),
}

/// A birth: child, day, place, parents.
#[derive(Clone, PartialEq, Eq)]
pub struct Birth {
    /// The child's surname.
    pub surname: Option<String>,
    /// The child's given name and patronymic in one line.
    pub given: Option<String>,
    /// The date of birth, as far as it is known.
    pub born: PartialDate,
    /// The place of birth; of a foundling, where it was found.
    pub birthplace: Bilingual,
    /// The father's full name; `None` prints the words for "not stated".
    pub father: Option<String>,
    /// The mother's full name; `None` prints the words for "not stated".
    pub mother: Option<String>,
}

/// Who died.
#[derive(Clone, PartialEq, Eq)]
pub enum Deceased {
    /// Somebody with a name, of which a part may be missing.
    Known {
        /// The surname.
        surname: Option<String>,
        /// Given name and patronymic in one line.
        given: Option<String>,
    },
    /// Nobody knows who: the words "unknown person" are printed.
    Unknown,
}

/// A death: who, when, at what age, where. The cause is in no paper.
#[derive(Clone, PartialEq, Eq)]
pub struct Death {
    /// Who died.
    pub who: Deceased,
    /// The date of birth, as far as it is known.
    pub born: Option<PartialDate>,
    /// The place of birth.
    pub birthplace: Option<Bilingual>,
    /// The citizenship; nothing is printed where it is absent.
    pub citizenship: Option<Bilingual>,
    /// The date of death, as far as it is known.
    pub died: Option<PartialDate>,
    /// Whole years of age, 0 for an infant; nothing is printed where it is absent.
    pub age: Option<u8>,
    /// The place of death.
    pub place: Option<Bilingual>,
}

/// One of two spouses.
#[derive(Clone, PartialEq, Eq)]
pub struct Spouse {
    /// The full name: before the marriage, or of a divorce that borne in the marriage.
    pub name: String,
    /// The date of birth, as far as it is known.
    pub born: Option<PartialDate>,
    /// The place of birth.
    pub birthplace: Option<Bilingual>,
    /// The surname after the marriage or the divorce.
    pub surname_after: Option<String>,
}

impl Spouse {
    /// A spouse of whom no more than the name is stated.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), born: None, birthplace: None, surname_after: None }
    }
}

/// A marriage.
#[derive(Clone, PartialEq, Eq)]
pub struct Marriage {
    /// The husband.
    pub husband: Spouse,
    /// The wife.
    pub wife: Spouse,
    /// The day of the marriage: that of the act, unless the record states another.
    pub day: PartialDate,
}

/// How a marriage was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// By the decision of a court.
    Court,
    /// On the joint application of both spouses.
    Mutual,
    /// On the application of one spouse.
    OneSpouse,
}

impl Ground {
    /// All grounds.
    pub const ALL: [Self; 3] = [Self::Court, Self::Mutual, Self::OneSpouse];

    /// The word of a record: `court`, `mutual`, `one-spouse`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Court => "court",
            Self::Mutual => "mutual",
            Self::OneSpouse => "one-spouse",
        }
    }

    /// The ground that a word of a record names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.word() == word)
    }
}

/// To whom the certificate of a divorce is issued: each party has one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuedTo {
    /// To both in one paper.
    Both,
    /// To the man.
    Husband,
    /// To the woman.
    Wife,
}

/// The act of the marriage that was ended.
#[derive(Clone, PartialEq, Eq)]
pub struct MarriageAct {
    /// Its number, as it is written.
    pub number: Option<String>,
    /// The day of the marriage, as far as it is known.
    pub day: Option<PartialDate>,
}

/// A divorce.
#[derive(Clone, PartialEq, Eq)]
pub struct Divorce {
    /// The man.
    pub husband: Spouse,
    /// The woman.
    pub wife: Spouse,
    /// The day on which the marriage ended: that of the act, unless the record states another.
    pub ended: PartialDate,
    /// How it was ended; nothing is printed where it is absent.
    pub ground: Option<Ground>,
    /// The act of the marriage; nothing is printed where it is absent.
    pub marriage: Option<MarriageAct>,
    /// Whose copy this is.
    pub issued_to: IssuedTo,
}

redacted!(Facts, Birth, Deceased, Death, Spouse, Marriage, MarriageAct, Divorce);

impl Facts {
    /// The kind of act that has such facts.
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::Birth(_) => ActKind::Birth,
            Self::Death(_) => ActKind::Death,
            Self::Marriage(_) => ActKind::Marriage,
            Self::Divorce(_) => ActKind::Divorce,
        }
    }

    pub(super) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Birth(birth) => birth.texts(),
            Self::Death(death) => death.texts(),
            Self::Marriage(Marriage { husband, wife, day: _ }) => spouses([husband, wife]),
            Self::Divorce(Divorce { husband, wife, ended: _, ground: _, marriage, issued_to: _ }) => {
                let mut texts = spouses([husband, wife]);
                texts.extend(marriage.iter().filter_map(|act| act.number.as_deref()));
                texts
            }
        }
    }
}

impl Birth {
    pub(super) fn texts(&self) -> Vec<&str> {
        let Self { surname, given, born: _, birthplace, father, mother } = self;
        let names = [surname, given, father, mother].into_iter().flatten().map(String::as_str);
        names.chain(birthplace.texts()).collect()
    }
}

impl Death {
    fn texts(&self) -> Vec<&str> {
        let Self { who, born: _, birthplace, citizenship, died: _, age: _, place } = self;
        let names = match who {
            Deceased::Known { surname, given } => [surname.as_deref(), given.as_deref()],
            Deceased::Unknown => [None, None],
        };
        let pairs = [birthplace, citizenship, place].into_iter().flatten().flat_map(Bilingual::texts);
        names.into_iter().flatten().chain(pairs).collect()
    }
}

impl Bilingual {
    pub(super) fn texts(&self) -> [&str; 2] {
        [&self.first, &self.second]
    }
}

fn spouses<'a>(two: [&'a Spouse; 2]) -> Vec<&'a str> {
    let texts = |spouse: &'a Spouse| {
        let Spouse { name, born: _, birthplace, surname_after } = spouse;
        let place = birthplace.iter().flat_map(Bilingual::texts);
        [Some(name.as_str()), surname_after.as_deref()].into_iter().flatten().chain(place)
    };
    two.into_iter().flat_map(texts).collect()
}
