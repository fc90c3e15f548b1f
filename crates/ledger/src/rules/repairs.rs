//! Disputes, and the repair of persons: tags joined and parted, acts moved to the right person.
//!
//! What a repair would make of persons is compared with what they are: it is refused for a conflict that it
//! brings, not for one that was there.
use crate::{
    key::Key,
    person::{Born, Dispute, Person, Source},
    rules::{
        persons::{self, Ends, new_conflicts, with_spouses},
        waivers::Waivers,
    },
    state::{Changes, Overlay, View},
    value::{Act, Mark, Value},
};
use civil::{ActKind, refusal::Refusal};
use protocol::{
    EntryId, Outcome, Tag,
    entry::{ActDispute, ActDisputeEnd, Entry, PersonJoin, PersonMove, PersonPart},
};
use std::collections::BTreeSet;

/// What an act, or a row of a list, says of whom.
enum Subject {
    Birth(Act),
    Death {
        person: Tag,
    },
    /// The key of the marriage is that of the act.
    Marriage,
    Divorce {
        of: EntryId,
    },
}

/// What stands under the id of an act or of a row.
fn subject(view: &impl View, id: EntryId) -> Result<Subject, Refusal> {
    if let Some(Value::Act(act)) = view.value(&Key::Act(id)) {
        return Ok(match act.number.kind {
            ActKind::Birth => Subject::Birth(act),
            ActKind::Death => Subject::Death { person: act.person },
            ActKind::Marriage => Subject::Marriage,
            ActKind::Divorce => match view.value(&Key::Divorce(id)) {
                Some(Value::ActId(of)) => Subject::Divorce { of },
                _ => return Err(Refusal::UnknownAct),
            },
        });
    }
    if persons::union(view, id).is_some_and(|union| union.source == Source::Listed) {
        return Ok(Subject::Marriage);
    }
    match view.value(&Key::ListedDeath(id)) {
        Some(Value::Tag(person)) => Ok(Subject::Death { person }),
        _ => Err(Refusal::UnknownAct),
    }
}

/// Whether an act is disputed now.
pub(super) fn is_disputed(view: &impl View, act: EntryId) -> bool {
    matches!(view.value(&Key::Dispute(act)), Some(Value::Dispute(Dispute { ended: None, .. })))
}

/// Declares what is read to know whom an act is about.
pub(crate) fn reads(known: &impl View, act: EntryId, keys: &mut Vec<Key>) {
    keys.extend([
        Key::Act(act),
        Key::Union(act),
        Key::ListedDeath(act),
        Key::Divorce(act),
        Key::Dispute(act),
    ]);
    if let Ok(subject) = subject(known, act) {
        if let Subject::Divorce { of } = subject {
            keys.push(Key::Union(of));
        }
        for tag in persons_of(known, act, &subject) {
            persons::reads(known, tag, 2, keys);
        }
    }
}

/// The tags of those whom an act is about.
fn persons_of(view: &impl View, act: EntryId, subject: &Subject) -> Vec<Tag> {
    let of_union = |id| persons::union(view, id).map_or(Vec::new(), |union| vec![union.husband, union.wife]);
    match subject {
        Subject::Birth(birth) => vec![birth.person],
        Subject::Death { person } => vec![*person],
        Subject::Marriage => of_union(act),
        Subject::Divorce { of } => of_union(*of),
    }
}

/// Says on every fact of an act whether the act is disputed.
fn set_disputed(
    view: &impl View,
    act: EntryId,
    subject: &Subject,
    disputed: bool,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    match subject {
        Subject::Birth(birth) => {
            // A birth of rule set 1 left nothing under the tag.
            if persons::person(view, birth.person).born.is_none_or(|born| born.act != act) {
                return Ok(());
            }
            persons::edit_person(view, changes, birth.person, |person| {
                person.born = person.born.map(|born| Born { disputed, ..born });
            })
        }
        Subject::Death { person } => persons::edit_person(view, changes, *person, |person| {
            for death in person.deaths.iter_mut().filter(|death| death.act == act) {
                death.disputed = disputed;
            }
        }),
        Subject::Marriage => persons::edit_union(view, changes, act, |union| union.disputed = disputed),
        Subject::Divorce { of } => persons::edit_union(view, changes, *of, |union| {
            for end in union.ends.iter_mut().filter(|end| end.act == act) {
                end.disputed = disputed;
            }
        }),
    }
}

/// Disputes an act: it has no effects from now on, and no certificate is issued of it.
pub(super) fn dispute(
    view: &impl View,
    by: Mark,
    dispute: ActDispute,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let subject = subject(view, dispute.act)?;
    if is_disputed(view, dispute.act) {
        return Err(Refusal::ActDisputed);
    }
    set_disputed(view, dispute.act, &subject, true, changes)?;
    changes.put(Key::Dispute(dispute.act), Value::Dispute(Dispute { begun: by, ended: None }));
    Ok(leave_mark(by, changes))
}

/// Ends a dispute: the act has its effects again, unless they conflict with what became true meanwhile.
pub(super) fn end_dispute(
    view: &impl View,
    by: Mark,
    entry: &Entry,
    end: &ActDisputeEnd,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let subject = subject(view, end.act)?;
    let Some(Value::Dispute(Dispute { begun, ended: None })) = view.value(&Key::Dispute(end.act)) else {
        return Err(Refusal::ActNotDisputed);
    };
    set_disputed(view, end.act, &subject, false, changes)?;
    let mut waivers = Waivers::of(entry, &end.waivers)?;
    waivers.pass(brings_no_conflict(view, &persons_of(view, end.act, &subject), changes))?;
    waivers.count(view, changes)?;
    changes.put(Key::Dispute(end.act), Value::Dispute(Dispute { begun, ended: Some(by) }));
    Ok(leave_mark(by, changes))
}

/// Neither those concerned nor those whom they are or were married to come into a conflict: not as things stand,
/// and not if what is disputed of divorces and deaths holds.
fn brings_no_conflict(view: &impl View, of: &[Tag], changes: &Changes) -> Result<(), Refusal> {
    let mut tags = with_spouses(view, of);
    tags.extend(with_spouses(&Overlay::new(view, vec![changes]), of));
    let brings = |ends| !new_conflicts(view, changes, &tags, ends).is_empty();
    if brings(Ends::Undisputed) || brings(Ends::All) { Err(Refusal::PersonConflict) } else { Ok(()) }
}

/// The entry leaves its place: what it changed names it nowhere else for long.
fn leave_mark(by: Mark, changes: &mut Changes) -> Outcome {
    changes.put(Key::Repair(by.entry), Value::Mark(by));
    Outcome::Recorded
}

/// Joins two tags: their persons are one from now on.
pub(super) fn join(
    view: &impl View,
    by: Mark,
    entry: &Entry,
    join: &PersonJoin,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    are_two(join.first, join.second)?;
    if persons::is_same(view, join.first, join.second) {
        return Err(Refusal::PersonJoinedAlready);
    }
    let all: BTreeSet<Tag> =
        [join.first, join.second].into_iter().flat_map(|tag| persons::tags(view, tag)).collect();
    for (one, other) in [(join.first, join.second), (join.second, join.first)] {
        persons::edit_person(view, changes, one, |person| {
            person.joined.push(other);
            person.joined.sort_unstable();
        })?;
    }
    regroup(view, &all, changes)?;
    let mut waivers = Waivers::of(entry, &join.waivers)?;
    waivers.pass(brings_no_conflict(view, &[join.first, join.second], changes))?;
    waivers.count(view, changes)?;
    Ok(leave_mark(by, changes))
}

/// Parts two tags that were joined with each other.
pub(super) fn part(
    view: &impl View,
    by: Mark,
    entry: &Entry,
    part: &PersonPart,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    are_two(part.first, part.second)?;
    if !persons::person(view, part.first).joined.contains(&part.second) {
        return Err(Refusal::PersonNotJoined);
    }
    let all: BTreeSet<Tag> = persons::tags(view, part.first).into_iter().collect();
    for (one, other) in [(part.first, part.second), (part.second, part.first)] {
        persons::edit_person(view, changes, one, |person| person.joined.retain(|tag| *tag != other))?;
    }
    // Joins make a tree: without this one there are two.
    let first = reached(&Overlay::new(view, vec![&*changes]), part.first);
    let second = all.difference(&first).copied().collect();
    regroup(view, &first, changes)?;
    regroup(view, &second, changes)?;
    let mut waivers = Waivers::of(entry, &part.waivers)?;
    waivers.pass(brings_no_conflict(view, &[part.first, part.second], changes))?;
    waivers.count(view, changes)?;
    Ok(leave_mark(by, changes))
}

/// Two tags are named, not one twice.
fn are_two(first: Tag, second: Tag) -> Result<(), Refusal> {
    if first == second { Err(Refusal::PersonSame) } else { Ok(()) }
}

/// The tags that are reached from one over joins.
fn reached(view: &impl View, from: Tag) -> BTreeSet<Tag> {
    let mut found = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(tag) = next.pop() {
        next.extend(persons::person(view, tag).joined.into_iter().filter(|tag| found.insert(*tag)));
    }
    found
}

/// Writes to each tag of a person which the others are.
fn regroup(view: &impl View, all: &BTreeSet<Tag>, changes: &mut Changes) -> Result<(), Refusal> {
    for tag in all {
        let others = all.iter().copied().filter(|other| other != tag).collect();
        persons::edit_person(view, changes, *tag, |person: &mut Person| person.others = others)?;
    }
    Ok(())
}

/// Moves an act from one tag to another, with all that it says of the person.
pub(super) fn move_act(
    view: &impl View,
    by: Mark,
    entry: &Entry,
    moved: &PersonMove,
    changes: &mut Changes,
) -> Result<Outcome, Refusal> {
    let PersonMove { act, from, to, ref waivers } = *moved;
    are_two(from, to)?;
    match subject(view, act)? {
        Subject::Birth(birth) if birth.person == from => move_birth(view, act, &birth, to, changes)?,
        Subject::Death { person } if person == from => move_death(view, act, from, to, changes)?,
        Subject::Marriage => move_union(view, act, from, to, changes)?,
        // A divorce follows its marriage; one of an unknown marriage stands by itself.
        Subject::Divorce { of } if of == act => move_union(view, act, from, to, changes)?,
        Subject::Birth(_) | Subject::Death { .. } | Subject::Divorce { .. } => {
            return Err(Refusal::PersonNotInAct);
        }
    }
    if let Some(Value::Act(of)) = view.value(&Key::Act(act))
        && of.person == from
    {
        changes.put(Key::Act(act), Value::Act(Act { person: to, ..of }));
    }
    let mut waivers = Waivers::of(entry, waivers)?;
    waivers.pass(brings_no_conflict(view, &[from, to], changes))?;
    waivers.count(view, changes)?;
    Ok(leave_mark(by, changes))
}

fn move_birth(
    view: &impl View,
    act: EntryId,
    birth: &Act,
    to: Tag,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    persons::edit_person(view, changes, birth.person, |person| {
        person.born = person.born.filter(|born| born.act != act);
    })?;
    let born = Born { adult_from: birth.adult_from, act, disputed: is_disputed(view, act) };
    persons::enter_birth(view, changes, to, born)
}

fn move_death(
    view: &impl View,
    act: EntryId,
    from: Tag,
    to: Tag,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let death = persons::person(view, from).deaths.into_iter().find(|death| death.act == act);
    let death = death.ok_or(Refusal::PersonNotInAct)?;
    persons::edit_person(view, changes, from, |person| person.deaths.retain(|death| death.act != act))?;
    if view.value(&Key::ListedDeath(act)).is_some() {
        changes.put(Key::ListedDeath(act), Value::Tag(to));
    }
    persons::enter_death(view, changes, to, death)
}

fn move_union(
    view: &impl View,
    act: EntryId,
    from: Tag,
    to: Tag,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let mut union = persons::union(view, act).ok_or(Refusal::UnknownAct)?;
    if union.husband == from {
        union.husband = to;
    } else if union.wife == from {
        union.wife = to;
    } else {
        return Err(Refusal::PersonNotInAct);
    }
    persons::edit_person(view, changes, from, |person| person.unions.retain(|id| *id != act))?;
    persons::enter_union(view, changes, act, union)
}
