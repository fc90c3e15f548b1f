//! Persons: which tags are one person, what was entered about them, and what follows from it.
//!
//! A person is all tags that were joined; the facts of a person are those of all its tags. Who is married
//! on a day is computed from the facts, so that legal effect counts and not the order of entry. An act that
//! is disputed has no effects.
use crate::{
    key::Key,
    person::{Born, DEATHS_MAX, Death, ENDS_MAX, Person, Source, TAGS_MAX, UNIONS_MAX, Union},
    state::{Changes, Overlay, View},
    value::Value,
};
use civil::{CivilDate, refusal::Refusal};
use protocol::{EntryId, Tag};
use std::collections::BTreeSet;

/// What stands under a tag; nothing, where nothing was entered.
pub(super) fn person(view: &impl View, tag: Tag) -> Person {
    match view.value(&Key::Person(tag)) {
        Some(Value::Person(person)) => *person,
        _ => Person::default(),
    }
}

/// A marriage, by its key.
pub(super) fn union(view: &impl View, id: EntryId) -> Option<Union> {
    match view.value(&Key::Union(id)) {
        Some(Value::Union(union)) => Some(*union),
        _ => None,
    }
}

/// All tags of a person.
pub(super) fn tags(view: &impl View, tag: Tag) -> Vec<Tag> {
    core::iter::once(tag).chain(person(view, tag).others).collect()
}

/// Whether two tags are one person.
pub(super) fn is_same(view: &impl View, one: Tag, other: Tag) -> bool {
    one == other || person(view, one).others.contains(&other)
}

/// Which divorces and deaths end a marriage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// Those that are not disputed: what is true for now.
    Undisputed,
    /// The disputed ones too: what is true if every dispute of them comes to nothing. Two marriages that meet
    /// only while a divorce between them is disputed do not meet here.
    All,
}

/// The deaths under the tags of a person.
fn deaths(view: &impl View, tags: &[Tag], ends: Ends) -> Vec<Death> {
    let all: BTreeSet<Death> = tags.iter().flat_map(|tag| person(view, *tag).deaths).collect();
    all.into_iter().filter(|death| ends == Ends::All || !death.disputed).collect()
}

/// Of the deaths of a person the one that counts: the earliest by an act, else the earliest by a list.
fn counting(deaths: &[Death]) -> Option<Death> {
    deaths.iter().copied().min_by_key(|death| (death.source == Source::Listed, death.day, death.act))
}

/// What is known of one person.
pub(super) struct Facts {
    /// All tags.
    tags: Vec<Tag>,
    /// The greatest year that a birth names; none where no birth is known.
    pub(super) adult_from: Option<u16>,
    /// Those that are not disputed.
    deaths: Vec<Death>,
    /// All, the disputed ones too, each once.
    unions: Vec<(EntryId, Union)>,
}

impl Facts {
    /// Gathers the facts of all tags of a person.
    pub(super) fn of(view: &impl View, tag: Tag) -> Self {
        let tags = tags(view, tag);
        let deaths = deaths(view, &tags, Ends::Undisputed);
        let persons: Vec<Person> = tags.iter().map(|tag| person(view, *tag)).collect();
        let born = persons.iter().filter_map(|person| person.born).filter(|born| !born.disputed);
        let adult_from = born.map(|born| born.adult_from).max();
        let unions: BTreeSet<EntryId> = persons.into_iter().flat_map(|person| person.unions).collect();
        Self {
            tags,
            adult_from,
            deaths,
            unions: unions.into_iter().filter_map(|id| Some((id, union(view, id)?))).collect(),
        }
    }

    /// The death that counts.
    fn death(&self) -> Option<Death> {
        counting(&self.deaths)
    }

    /// The other side of a marriage of this person; the wife, where both sides are.
    fn spouse(&self, union: &Union) -> Tag {
        if self.tags.contains(&union.wife) && !self.tags.contains(&union.husband) {
            union.husband
        } else {
            union.wife
        }
    }

    /// The last day of a marriage of this person; none while it lasts.
    ///
    /// Two who were divorced on a day are divorced of every marriage with each other that began before: of
    /// one that a list and an act tell of, and of one that was opened after its divorce.
    fn last_day(&self, view: &impl View, union: &Union, ends: Ends) -> Option<CivilDate> {
        let spouse = tags(view, self.spouse(union));
        let divorces = self
            .unions
            .iter()
            .filter(|(_, other)| spouse.contains(&self.spouse(other)))
            .flat_map(|(id, other)| other.ends.iter().map(move |end| (*id, other, end)))
            .filter(|(id, other, end)| {
                ends == Ends::All || !(end.disputed || other.disputed && end.act == *id)
            })
            .map(|(_, _, end)| end.day)
            .filter(|day| union.from.is_some_and(|from| from <= *day));
        let deaths = [&self.tags, &spouse].map(|tags| counting(&deaths(view, tags, ends)));
        let deaths = deaths.into_iter().flatten().map(|death| death.day);
        divorces.chain(deaths).min()
    }

    /// Whether a marriage of this person is in force on a day, its first and its last included: not disputed,
    /// begun, and ended neither by divorce nor by death.
    pub(super) fn is_in_force(&self, view: &impl View, union: &Union, day: CivilDate) -> bool {
        let begun = union.from.is_some_and(|from| from <= day);
        begun
            && !union.disputed
            && self.last_day(view, union, Ends::Undisputed).is_none_or(|last| day <= last)
    }
}

/// What cannot be true of one person at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Conflict {
    /// Two acts of death.
    TwoDeaths(EntryId, EntryId),
    /// Two marriages on one day.
    TwoUnions(EntryId, EntryId),
    /// A marriage that began after a death.
    UnionAfterDeath(EntryId, EntryId),
    /// A marriage whose sides are one person.
    OwnSpouse(EntryId),
}

/// What cannot be true of a person at once, and yet stands on the ledger.
fn conflicts(view: &impl View, tag: Tag, ends: Ends) -> BTreeSet<Conflict> {
    let facts = Facts::of(view, tag);
    let mut found = BTreeSet::new();
    for (place, one) in facts.deaths.iter().enumerate() {
        for other in facts.deaths.iter().skip(place.saturating_add(1)) {
            if !tell_of_one(one.source, other.source) {
                found.insert(Conflict::TwoDeaths(one.act.min(other.act), one.act.max(other.act)));
            }
        }
    }
    let lasting: Vec<_> = facts
        .unions
        .iter()
        .filter(|(_, union)| !union.disputed)
        .filter_map(|(id, union)| Some((*id, union, union.from?, facts.last_day(view, union, ends))))
        .collect();
    for (place, (id, union, from, last)) in lasting.iter().enumerate() {
        if facts.tags.contains(&union.husband) && facts.tags.contains(&union.wife) {
            found.insert(Conflict::OwnSpouse(*id));
        }
        if let Some(death) = facts.death().filter(|death| death.day < *from) {
            found.insert(Conflict::UnionAfterDeath(*id, death.act));
        }
        for (other_id, other, other_from, other_last) in lasting.iter().skip(place.saturating_add(1)) {
            let is_one = tell_of_one(union.source, other.source)
                && is_same(view, facts.spouse(union), facts.spouse(other));
            let ended = |last: &Option<CivilDate>, day| last.is_some_and(|last| last < day);
            let both = *from.max(other_from);
            if !is_one && !ended(last, both) && !ended(other_last, both) {
                found.insert(Conflict::TwoUnions(*id, *other_id));
            }
        }
    }
    found
}

/// Whether two sources may tell of one and the same event: a list, and an act made before the ledger or
/// another list.
fn tell_of_one(one: Source, other: Source) -> bool {
    (one == Source::Listed || other == Source::Listed)
        && one != Source::Registered
        && other != Source::Registered
}

/// The conflicts in the persons of `tags` that there are with `changes` and were not there before.
pub(super) fn new_conflicts(
    view: &impl View,
    changes: &Changes,
    tags: &[Tag],
    ends: Ends,
) -> BTreeSet<Conflict> {
    let after = Overlay::new(view, vec![changes]);
    let found: BTreeSet<Conflict> = tags.iter().flat_map(|tag| conflicts(&after, *tag, ends)).collect();
    if found.is_empty() {
        return found;
    }
    let before: BTreeSet<Conflict> = tags.iter().flat_map(|tag| conflicts(view, *tag, ends)).collect();
    found.difference(&before).copied().collect()
}

/// All tags of persons, and those of everybody whom they are or were married to.
pub(super) fn with_spouses(view: &impl View, of: &[Tag]) -> Vec<Tag> {
    let mut found: BTreeSet<Tag> = of.iter().copied().collect();
    for tag in of {
        let facts = Facts::of(view, *tag);
        found.extend(facts.unions.iter().flat_map(|(_, union)| [union.husband, union.wife]));
    }
    found.into_iter().collect()
}

/// Changes what stands under a tag.
pub(super) fn edit_person(
    view: &impl View,
    changes: &mut Changes,
    tag: Tag,
    edit: impl FnOnce(&mut Person),
) -> Result<(), Refusal> {
    let mut person = person(&Overlay::new(view, vec![&*changes]), tag);
    edit(&mut person);
    person.unions.sort_unstable();
    person.unions.dedup();
    person.deaths.sort_unstable();
    if person.unions.len() > UNIONS_MAX || person.deaths.len() > DEATHS_MAX || person.others.len() >= TAGS_MAX
    {
        return Err(Refusal::PersonTooManyActs);
    }
    changes.put(Key::Person(tag), Value::Person(Box::new(person)));
    Ok(())
}

/// Changes a marriage; nothing, where there is none.
pub(super) fn edit_union(
    view: &impl View,
    changes: &mut Changes,
    id: EntryId,
    edit: impl FnOnce(&mut Union),
) -> Result<(), Refusal> {
    let Some(mut union) = union(&Overlay::new(view, vec![&*changes]), id) else { return Ok(()) };
    edit(&mut union);
    if union.ends.len() > ENDS_MAX {
        return Err(Refusal::PersonTooManyActs);
    }
    changes.put(Key::Union(id), Value::Union(Box::new(union)));
    Ok(())
}

/// Enters a marriage, under both tags.
pub(super) fn enter_union(
    view: &impl View,
    changes: &mut Changes,
    id: EntryId,
    union: Union,
) -> Result<(), Refusal> {
    for tag in [union.husband, union.wife] {
        edit_person(view, changes, tag, |person| person.unions.push(id))?;
    }
    changes.put(Key::Union(id), Value::Union(Box::new(union)));
    Ok(())
}

/// Enters a death under its tag.
pub(super) fn enter_death(
    view: &impl View,
    changes: &mut Changes,
    tag: Tag,
    death: Death,
) -> Result<(), Refusal> {
    edit_person(view, changes, tag, |person| person.deaths.push(death))
}

/// Enters a birth under its tag; of several the one of whom is of age last stays, whichever came first.
pub(super) fn enter_birth(
    view: &impl View,
    changes: &mut Changes,
    tag: Tag,
    born: Born,
) -> Result<(), Refusal> {
    edit_person(view, changes, tag, |person| person.born = person.born.max(Some(born)))
}

/// Declares what is read to know a person: all tags; with `depth` 1 also the marriages and the deaths of those
/// married to; with 2 also the marriages of those, and so on.
pub(crate) fn reads(known: &impl View, tag: Tag, depth: u8, keys: &mut Vec<Key>) {
    let tags = tags(known, tag);
    for tag in &tags {
        keys.push(Key::Person(*tag));
        let Some(less) = depth.checked_sub(1) else { continue };
        for id in person(known, *tag).unions {
            keys.push(Key::Union(id));
            let Some(union) = union(known, id) else { continue };
            for other in [union.husband, union.wife] {
                if !tags.contains(&other) {
                    reads(known, other, less, keys);
                }
            }
        }
    }
}
