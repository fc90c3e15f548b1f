//! When a reference of a search may be given: who asks, what the request claims, what the search came to.
use super::{Applicant, Finding, Known, Search, Wanted};
use crate::{
    ActKind, CivilDate, PartialDate,
    mandate::{Asker, Mandate, Scope, Subject, Verdict, may_ask},
    refusal::Refusal,
};

/// The age from which the law has let anybody marry at all: 17, one year less by decision (Family Code, art. 15,
/// as it was before 2019).
const MARRIED_FROM: i16 = 16;

/// Whether whoever asks is given this reference on the day `today`, and on which rule. `dead` says whether the
/// register knows that the person died; the papers shown may say so too.
///
/// A mandate that rests on a paper is in force from the day of that paper.
pub fn may_be_given(search: &Search, dead: bool, today: CivilDate, officer: u32) -> Verdict {
    let Applicant { capacity, ground, until, .. } = &search.applicant;
    let from = ground.as_ref().map_or(today, |paper| paper.date);
    let mandate = match Mandate::new(*capacity, ground.clone(), Scope::Everything, (from, *until), officer) {
        Ok(mandate) => mandate,
        Err(refusal) => return Verdict::No(refusal),
    };
    let subject = Subject {
        age: search.age(today),
        dead: dead || search.died.is_some(),
        incapacitated: search.incapacitated,
        divorced: false,
    };
    let asker = Asker { age: search.age_of_applicant(today), mandate: &mandate };
    may_ask(&asker, subject, search.wanted.service(), today)
}

/// Every reason in the request itself not to give the reference on the day `today`. `since` is the day from
/// which on the register holds the acts of all the places searched.
pub fn check(search: &Search, since: CivilDate, today: CivilDate) -> Vec<Refusal> {
    [
        days_in_order(search, today),
        years_enough(search, today),
        past_searched(search, since),
        not_of_the_dead(&search.wanted, search.died.is_some()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every reason in what the search came to not to give the reference.
pub fn found(wanted: &Wanted, known: &Known) -> Vec<Refusal> {
    [
        not_of_the_dead(wanted, known.has(Finding::Death)),
        no_act(wanted, known),
        not_married(wanted, known),
        settled(known),
        few_enough(known),
        candidates_confirmed(known),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Years follow each other, and nobody has searched a year that has not begun, or for a birth to come.
fn days_in_order(search: &Search, today: CivilDate) -> Option<Refusal> {
    let (from, to) = (search.from, search.last_year(today));
    let born = search.person.born.is_some_and(|born| born.earliest() > today);
    let died = search.died.is_some_and(|died| died.earliest() > today);
    (from > to || to > today.year() || born || died).then_some(Refusal::ReferenceDays)
}

/// What the paper says follows from the years searched: that no birth is found from the year of birth, that
/// nobody is married from all years since a marriage was possible until today.
fn years_enough(search: &Search, today: CivilDate) -> Option<Refusal> {
    let (from, to) = (search.from, search.last_year(today));
    let number = search.person.pinfl.map(|number| PartialDate::Day(number.birth_date()));
    let born = search.person.born.or(number).map(PartialDate::year);
    let enough = match &search.wanted {
        Wanted::NoRecord(kinds) if kinds.contains(&ActKind::Birth) => {
            born.is_none_or(|year| from <= year && year <= to)
        }
        Wanted::NoRecord(_) => true,
        Wanted::NotMarried => {
            let possible = born.map(|year| year.saturating_add(MARRIED_FROM).min(today.year()));
            to == today.year() && possible.is_some_and(|year| from <= year)
        }
    };
    (!enough).then_some(Refusal::ReferenceYearsTooFew)
}

/// The register knows nothing of the years before it: for these an archive was searched, or they are not
/// claimed.
fn past_searched(search: &Search, since: CivilDate) -> Option<Refusal> {
    let before = search.from < since.year();
    (before && search.archives.is_empty()).then_some(Refusal::ReferencePastNotSearched)
}

/// A marriage ends with death (Family Code, art. 37), and the certificate of death says so: of the dead nobody is
/// told that they are not married. That no record was found is told of them.
fn not_of_the_dead(wanted: &Wanted, dead: bool) -> Option<Refusal> {
    (dead && *wanted == Wanted::NotMarried).then_some(Refusal::ReferencePersonDead)
}

/// What the register holds is not said to be missing.
fn no_act(wanted: &Wanted, known: &Known) -> Option<Refusal> {
    let of_acts = matches!(wanted, Wanted::NoRecord(_));
    (of_acts && known.has(Finding::Act)).then_some(Refusal::ReferenceActFound)
}

/// Nobody whose marriage is in force is said to be free.
fn not_married(wanted: &Wanted, known: &Known) -> Option<Refusal> {
    (*wanted == Wanted::NotMarried && known.has(Finding::MarriageInForce))
        .then_some(Refusal::ReferenceMarried)
}

/// Nothing is said while it is open whether an act stands.
fn settled(known: &Known) -> Option<Refusal> {
    known.has(Finding::Unsettled).then_some(Refusal::ReferenceUnsettled)
}

/// What nobody can look at one by one was not searched.
fn few_enough(known: &Known) -> Option<Refusal> {
    known.has(Finding::TooMany).then_some(Refusal::ReferenceTooMany)
}

/// Of each act that bears the name, an officer has looked whose it is.
fn candidates_confirmed(known: &Known) -> Option<Refusal> {
    (!known.candidates.is_empty()).then_some(Refusal::ReferenceCandidates)
}
