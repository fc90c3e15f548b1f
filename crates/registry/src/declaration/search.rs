//! The request for a reference of a search: `dalolat/reference/1`.
//!
//! It is no declaration of an act, and is read alike: all faults at once, each with its place and its code. The
//! office is the officer's own and does not stand in it. `examples/references/` describes the format.
use super::{
    DECLARATION_BYTES_MAX, Faults,
    common::{day, document, may, may_text, name, need, text, word},
    form::{self, Form, Found, Node},
    json,
};
use civil::{
    ActKind, ActNumber,
    mandate::Capacity,
    name::PersonName,
    person::Person,
    search::{Applicant, Area, Search, Wanted},
    text::Text,
    waiver::Paper,
};

/// The format that is read.
const FORMAT: &str = "dalolat/reference/1";
/// The most spellings besides the person's own name.
const SPELLINGS_MAX: usize = 8;
/// The most places.
const PLACES_MAX: usize = 14;
/// The most archives.
const ARCHIVES_MAX: usize = 6;
/// The most acts of other persons that are named.
const OTHERS_MAX: usize = 200;
/// The most bytes that the names, and the archives, have together: as much as one field of a record holds.
const TOGETHER_BYTES_MAX: usize = 1000;

/// Reads a request. Whether the reference may be given is another question.
pub fn from_json(bytes: &[u8]) -> Result<Search, Faults> {
    if bytes.len() > DECLARATION_BYTES_MAX {
        let message = format!("the document has more than {DECLARATION_BYTES_MAX} bytes, which is the limit");
        return Err(Faults(vec![form::whole("json.too-large", message)]));
    }
    let document = json::read(bytes).map_err(|fault| Faults(vec![fault]))?;
    let mut found = Found::default();
    let read = Node::root(&document).object(&mut found).and_then(|form| search(&form, &mut found));
    match (read, found.into_list()) {
        (Some(search), list) if list.is_empty() => Ok(search),
        (_, list) => Err(Faults(list)),
    }
}

fn search(form: &Form<'_>, found: &mut Found) -> Option<Search> {
    let node = form.need("format", found)?;
    if node.text(found)? != FORMAT {
        let message = format!("there is no such format here; the format is {FORMAT}");
        found.note(node.pointer, "declaration.format", message);
        return None;
    }
    form.only(
        &[
            "format",
            "document",
            "number",
            "person",
            "spellings",
            "acts",
            "years",
            "places",
            "archives",
            "applicant",
            "others",
        ],
        found,
    );
    let wanted = wanted(form, found);
    let number = text(form, "number", found);
    let person = form.need("person", found).and_then(|node| person(&node, found));
    let spellings = list(form, "spellings", SPELLINGS_MAX, found, name);
    let years = form.need("years", found).and_then(|node| years(&node, found));
    let area = |node: &Node<'_>, found: &mut Found| node.parse::<Area>(found);
    let places = some(form, "places", PLACES_MAX, found, area);
    let archive = |node: &Node<'_>, found: &mut Found| node.value(found, Text::new);
    let archives = list(form, "archives", ARCHIVES_MAX, found, archive);
    let applicant = form.need("applicant", found).and_then(|node| applicant(&node, found));
    let others = list(form, "others", OTHERS_MAX, found, act);
    let ((person, died, incapacitated), (from, to)) = (person?, years?);
    let names = core::iter::once(&person.name).chain(&spellings).map(|name| name.full().len());
    let written = archives.iter().map(|archive| archive.as_str().len());
    for (field, bytes) in [("spellings", together(names)), ("archives", together(written))] {
        if bytes > TOGETHER_BYTES_MAX {
            let message =
                format!("together they have more than {TOGETHER_BYTES_MAX} bytes; shorten the list");
            found.note(form.at(field), "list.too-long", message);
        }
    }
    Some(Search {
        wanted: wanted?,
        number: number?,
        person,
        died,
        incapacitated,
        spellings,
        from,
        to,
        places: places?,
        archives,
        applicant: applicant?,
        others,
    })
}

/// The length of texts with what stands between them.
fn together(lengths: impl Iterator<Item = usize>) -> usize {
    lengths.fold(0, |all, length| all.saturating_add(length).saturating_add(2))
}

/// What is to be told, with the kinds of acts where no record is.
fn wanted(form: &Form<'_>, found: &mut Found) -> Option<Wanted> {
    let node = form.need("document", found)?;
    if word(&node, "document", &["no-record", "not-married"], found)? == "no-record" {
        let act = |node: &Node<'_>, found: &mut Found| {
            let word = word(node, "kind of act", &ActKind::ALL.map(ActKind::word), found)?;
            ActKind::ALL.into_iter().find(|kind| kind.word() == word)
        };
        let mut kinds = some(form, "acts", ActKind::ALL.len(), found, act)?;
        kinds.sort_unstable();
        kinds.dedup();
        return Some(Wanted::NoRecord(kinds));
    }
    if form.may("acts").is_some() {
        found.note(form.at("acts"), "field.unknown", "this field is for the document no-record alone");
    }
    Some(Wanted::NotMarried)
}

type Sought = (Person, Option<civil::PartialDate>, bool);

fn person(node: &Node<'_>, found: &mut Found) -> Option<Sought> {
    let form = node.object(found)?;
    form.only(&["name", "born", "died", "pinfl", "citizenship", "document", "incapacitated"], found);
    let name = form.need("name", found).and_then(|node| name(&node, found));
    let (born, died) = (may(&form, "born", found), may(&form, "died", found));
    let (pinfl, citizenship) = (may(&form, "pinfl", found), may(&form, "citizenship", found));
    let document = form.may("document").and_then(|node| document(&node, found));
    let incapacitated = form.may("incapacitated").and_then(|node| node.flag(found));
    let person = Person { born, pinfl, citizenship, document, ..Person::named(name?) };
    Some((person, died, incapacitated.unwrap_or(false)))
}

/// The first year, and the last where it is said.
fn years(node: &Node<'_>, found: &mut Found) -> Option<(i16, Option<i16>)> {
    let form = node.object(found)?;
    form.only(&["from", "to"], found);
    let year = |node: Node<'_>, found: &mut Found| {
        node.int((1800u16, 2199), found).and_then(|year| i16::try_from(year).ok())
    };
    let from = form.need("from", found).and_then(|node| year(node, found));
    let to = form.may("to").and_then(|node| year(node, found));
    Some((from?, to))
}

fn applicant(node: &Node<'_>, found: &mut Found) -> Option<Applicant> {
    let form = node.object(found)?;
    form.only(&["capacity", "name", "body", "born", "ground", "until"], found);
    let capacity: Option<Capacity> = need(&form, "capacity", found);
    let name: Option<PersonName> = form.may("name").and_then(|node| name(&node, found));
    let body = may_text(&form, "body", found);
    let named = form.may("name").is_some() || form.may("body").is_some();
    if capacity.is_some_and(|capacity| capacity != Capacity::Oneself) && !named {
        let message = "whoever asks for another is named: write name, body or both";
        found.note(form.at("name"), "field.missing", message);
    }
    let born = may(&form, "born", found);
    let ground = form.may("ground").and_then(|node| ground(&node, found));
    let until = may(&form, "until", found);
    Some(Applicant { capacity: capacity?, name, body, born, ground, until })
}

fn ground(node: &Node<'_>, found: &mut Found) -> Option<Paper> {
    let form = node.object(found)?;
    form.only(&["number", "date", "issuer"], found);
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    let issuer = text(&form, "issuer", found);
    Some(Paper { number: number?, date: date?, issuer: issuer? })
}

fn act(node: &Node<'_>, found: &mut Found) -> Option<ActNumber> {
    let number = node.text(found)?.parse();
    if number.is_err() {
        found.note(
            node.pointer.clone(),
            "act.form",
            "an act number has twelve digits, as the register gave it",
        );
    }
    number.ok()
}

/// The elements of a list that may be absent.
fn list<'j, T>(
    form: &Form<'j>,
    field: &str,
    most: usize,
    found: &mut Found,
    read: impl Fn(&Node<'j>, &mut Found) -> Option<T>,
) -> Vec<T> {
    let nodes = form.may(field).map_or_else(Vec::new, |node| node.list(most, found));
    nodes.iter().filter_map(|node| read(node, found)).collect()
}

/// The elements of a list that has at least one.
fn some<'j, T>(
    form: &Form<'j>,
    field: &str,
    most: usize,
    found: &mut Found,
    read: impl Fn(&Node<'j>, &mut Found) -> Option<T>,
) -> Option<Vec<T>> {
    let node = form.need(field, found)?;
    if node.is_empty_list() {
        found.note(node.pointer, "list.empty", "the list is empty; write at least one element");
        return None;
    }
    Some(node.list(most, found).iter().filter_map(|node| read(node, found)).collect())
}
