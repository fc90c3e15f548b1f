//! An act older than the ledger, brought in so that what happens today can follow it.
//!
//! A couple married in 1998 divorces today: the divorce names a marriage that no ledger has seen. The old
//! record is opened as it stands in the archive, with its number as written, the office of that time, book
//! and sheet, and nothing that it does not say. No rule of today is asked of it: what was registered then was
//! judged then.
use crate::{
    ActKind, CivilDate,
    layout::{Filling, Values},
    name::{NamePart, PersonName},
    paper::ActReference,
    person::Person,
    pinfl::Pinfl,
    redact::redacted,
    refusal::Refusal,
    text::Text,
};

/// An old act as the archive has it.
#[derive(Clone, PartialEq, Eq)]
pub struct LegacyAct {
    /// The number as the old record has it: `184`, `No 123`.
    pub number: Text,
    /// The office of that time.
    pub office: Text,
    /// The book, where it is known.
    pub book: Option<Text>,
    /// The sheet, where it is known.
    pub sheet: Option<Text>,
    /// The day of what the act is about: of the birth, the death, the marriage, the end of the marriage.
    pub day: CivilDate,
    /// Whom and what it is about.
    pub facts: LegacyFacts,
}

/// What an old act says.
#[derive(Clone, PartialEq, Eq)]
pub enum LegacyFacts {
    /// A birth.
    Birth {
        /// Who was born.
        child: Person,
        /// The father, where one is named.
        father: Option<Person>,
        /// The mother, where one is named.
        mother: Option<Person>,
    },
    /// A death.
    Death {
        /// Who died.
        deceased: Person,
    },
    /// A marriage.
    Marriage {
        /// The husband.
        husband: LegacySpouse,
        /// The wife.
        wife: LegacySpouse,
        /// The day on which the marriage ended, where the record or its marks say so.
        ended: Option<CivilDate>,
    },
    /// A divorce.
    Divorce {
        /// The husband.
        husband: LegacySpouse,
        /// The wife.
        wife: LegacySpouse,
        /// The marriage that ended, where the record names it.
        marriage: Option<ActReference>,
    },
}

/// A spouse of an old act.
#[derive(Clone, PartialEq, Eq)]
pub struct LegacySpouse {
    /// The person, with the name before the marriage, or before the divorce.
    pub person: Person,
    /// The surname afterwards, as written.
    pub surname_after: Option<NamePart>,
}

impl LegacyAct {
    /// The kind of the act.
    pub const fn kind(&self) -> ActKind {
        match self.facts {
            LegacyFacts::Birth { .. } => ActKind::Birth,
            LegacyFacts::Death { .. } => ActKind::Death,
            LegacyFacts::Marriage { .. } => ActKind::Marriage,
            LegacyFacts::Divorce { .. } => ActKind::Divorce,
        }
    }

    /// The old act as another one names it.
    pub fn reference(&self) -> ActReference {
        ActReference { act: self.number.clone(), date: self.day, office: Some(self.office.clone()) }
    }

    /// The values of all fields, group by group, in the places of the newest layout of the kind. The office
    /// that is printed is that of the old record.
    pub fn groups(&self) -> Values {
        let mut filling = Filling::new(self.kind());
        filling.line("office.name", Some(&self.office));
        match &self.facts {
            LegacyFacts::Birth { child, father, mother } => {
                self.birth(&mut filling, child, father.as_ref(), mother.as_ref());
            }
            LegacyFacts::Death { deceased } => self.death(&mut filling, deceased),
            LegacyFacts::Marriage { husband, wife, ended } => {
                filling.day("marriage.date", Some(self.day));
                filling.day("legacy.ended", *ended);
                spouses(&mut filling, husband, wife);
            }
            LegacyFacts::Divorce { husband, wife, marriage } => {
                filling.day("divorce.date", Some(self.day));
                filling.line("marriage.act", marriage.as_ref().map(|marriage| &marriage.act));
                filling.day("marriage.date", marriage.as_ref().map(|marriage| marriage.date));
                let office = marriage.as_ref().and_then(|marriage| marriage.office.as_ref());
                filling.line("marriage.office", office);
                spouses(&mut filling, husband, wife);
            }
        }
        self.stands(&mut filling);
        filling.done()
    }

    /// Where the old record stands. The layouts of births and deaths have no fields of their own for it: there the old
    /// record is the evidence, and its office is the office of the act.
    fn stands(&self, filling: &mut Filling) {
        if filling.has("legacy.number") {
            filling.line("legacy.number", Some(&self.number));
            filling.line("legacy.office", Some(&self.office));
            filling.line("legacy.book", self.book.as_ref());
            filling.line("legacy.sheet", self.sheet.as_ref());
        } else {
            filling.text("evidence.kind", Some("old-record"));
            filling.line("evidence.number", Some(&self.number));
            let at: Vec<&str> = [&self.book, &self.sheet].into_iter().flatten().map(Text::as_str).collect();
            filling.text("evidence.issuer", (!at.is_empty()).then(|| at.join(", ")));
        }
    }

    fn birth(&self, filling: &mut Filling, child: &Person, father: Option<&Person>, mother: Option<&Person>) {
        parts(filling, "child", &child.name);
        filling.text("child.script", Some(child.name.script()));
        filling.day("birth.date", Some(self.day));
        filling.place("birth.place", child.birthplace.as_ref());
        filling.text("child.pinfl", child.pinfl.map(Pinfl::text));
        for (id, parent) in [("father", father), ("mother", mother)] {
            if let Some(parent) = parent {
                filling.name(id, &parent.name);
                filling.text(&format!("{id}.born"), parent.born);
                filling.text(&format!("{id}.pinfl"), parent.pinfl.map(Pinfl::text));
            }
        }
    }

    fn death(&self, filling: &mut Filling, deceased: &Person) {
        parts(filling, "deceased", &deceased.name);
        filling.text("deceased.script", Some(deceased.name.script()));
        filling.text("birth.date", deceased.born);
        filling.place("birth.place", deceased.birthplace.as_ref());
        filling.day("death.date", Some(self.day));
        filling.text("deceased.pinfl", deceased.pinfl.map(Pinfl::text));
        filling.text("deceased.citizenship", deceased.citizenship);
    }
}

fn parts(filling: &mut Filling, id: &str, name: &PersonName) {
    filling.text(&format!("{id}.surname"), name.surname().map(NamePart::as_str));
    filling.text(&format!("{id}.given"), name.given().map(NamePart::as_str));
    filling.text(&format!("{id}.patronymic"), name.patronymic().map(NamePart::as_str));
}

fn spouses(filling: &mut Filling, husband: &LegacySpouse, wife: &LegacySpouse) {
    for (id, spouse) in [("husband", husband), ("wife", wife)] {
        filling.spouse(id, &spouse.person);
        filling.text(&format!("{id}.surname_after"), spouse.surname_after.as_ref().map(NamePart::as_str));
    }
}

/// Every reason not to bring an old act in on the day `today`. That it is older than the ledger is asked of
/// the ledger.
pub fn check(act: &LegacyAct, today: CivilDate) -> Vec<Refusal> {
    [not_later(act, today), ended_after(act)].into_iter().flatten().collect()
}

/// What is brought in from an archive has happened, and a day is not mistyped into the future.
fn not_later(act: &LegacyAct, today: CivilDate) -> Option<Refusal> {
    let later = act.day > today || ended(act).is_some_and(|ended| ended > today);
    later.then_some(Refusal::LegacyDayLater)
}

/// No marriage ends before it begins.
fn ended_after(act: &LegacyAct) -> Option<Refusal> {
    let before = match &act.facts {
        LegacyFacts::Marriage { .. } => ended(act).is_some_and(|ended| ended < act.day),
        LegacyFacts::Divorce { marriage, .. } => {
            marriage.as_ref().is_some_and(|marriage| act.day < marriage.date)
        }
        LegacyFacts::Birth { .. } | LegacyFacts::Death { .. } => false,
    };
    before.then_some(Refusal::LegacyEndedBefore)
}

fn ended(act: &LegacyAct) -> Option<CivilDate> {
    match act.facts {
        LegacyFacts::Marriage { ended, .. } => ended,
        LegacyFacts::Birth { .. } | LegacyFacts::Death { .. } | LegacyFacts::Divorce { .. } => None,
    }
}

redacted!(LegacyAct, LegacyFacts, LegacySpouse);

#[cfg(test)]
mod tests;
