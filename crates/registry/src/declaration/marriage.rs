//! The fields of a declaration of a marriage.
use super::{
    Declared,
    common::{PERSON, confirmation, day, may, may_text, name, need, person, text},
    form::{Form, Found, Node},
};
use civil::{
    application::ApplicationReference,
    marriage::{
        ArchiveSearch, Before, Ceremony, Examination, MarriageRecord, NoImpediment, ShorterWait, Spouse,
        SurnameAfter,
    },
    name::{NamePart, PersonName, Script},
    paper::{ActReference, Paper},
    person::UnknownWord,
};

/// Reads what `dalolat/marriage/1` has besides `format` and `office`.
pub(super) fn version_1(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    form.only(&FIELDS, found);
    let application = form.may("application").and_then(|node| application(&node, found));
    let husband = form.need("husband", found).and_then(|node| spouse(&node, found));
    let wife = form.need("wife", found).and_then(|node| spouse(&node, found));
    let children = form.may("children").and_then(|node| node.int((0, 99), found));
    let shorter_wait = form.may("shorter_wait").and_then(|node| shorter_wait(&node, found));
    let search = form.may("search").and_then(|node| search(&node, found));
    let contract = form.may("contract").and_then(|node| paper(&node, found));
    let ceremony = form.may("ceremony").and_then(|node| ceremony(&node, found));
    let witnesses = form.may("witnesses").and_then(|node| witnesses(&node, found));
    let date = may(form, "date", found);
    let confirmation = form.may("confirmation").and_then(|node| confirmation(&node, found));
    Some(Declared::Marriage(MarriageRecord {
        husband: husband?,
        wife: wife?,
        children,
        application,
        shorter_wait,
        search,
        contract,
        ceremony: ceremony.unwrap_or_default(),
        witnesses: witnesses.unwrap_or_default(),
        date,
        confirmation,
    }))
}

/// The application that an act follows, by its number and the day on which it was lodged. Whether it was
/// withdrawn is known to the registry.
pub(super) fn application(node: &Node<'_>, found: &mut Found) -> Option<ApplicationReference> {
    let form = node.object(found)?;
    form.only(&["number", "lodged"], found);
    let (number, lodged) = (text(&form, "number", found), day(&form, "lodged", found));
    Some(ApplicationReference { number: number?, lodged: lodged?, withdrawn: None })
}

const FIELDS: [&str; 15] = [
    "waivers",
    "format",
    "office",
    "application",
    "husband",
    "wife",
    "children",
    "shorter_wait",
    "search",
    "contract",
    "ceremony",
    "witnesses",
    "date",
    "confirmation",
    "waivers",
];

const SPOUSE: [&str; 8] =
    ["sex", "surname_after", "before", "rank", "examination", "age_decision", "no_impediment", "stay_until"];

fn spouse(node: &Node<'_>, found: &mut Found) -> Option<Spouse> {
    let form = node.object(found)?;
    form.only(&[PERSON.as_slice(), &SPOUSE].concat(), found);
    let person = person(&form, found);
    let sex = need(&form, "sex", found);
    let script = person.as_ref().map(|person| person.name.script());
    let surname_after =
        form.need("surname_after", found).and_then(|node| surname_after(&node, script, found));
    let before = form.need("before", found).and_then(|node| before(&node, found));
    let rank = form.may("rank").and_then(|node| node.int((1, 99), found));
    let examination = form.may("examination").and_then(|node| examination(&node, found));
    let age_decision = form.may("age_decision").and_then(|node| paper(&node, found));
    let no_impediment = form.may("no_impediment").and_then(|node| no_impediment(&node, found));
    let stay_until = may(&form, "stay_until", found);
    Some(Spouse {
        person: person?,
        sex: sex?,
        surname_after: surname_after?,
        before: before?,
        rank,
        examination,
        age_decision,
        no_impediment,
        stay_until,
    })
}

fn surname_after(node: &Node<'_>, script: Option<Script>, found: &mut Found) -> Option<SurnameAfter> {
    let form = node.object(found)?;
    if choice(&form, &["own", "spouse"], found)? == "own" {
        form.only(&["choice"], found);
        return Some(SurnameAfter::Own);
    }
    form.only(&["choice", "written"], found);
    written_surname(&form, script, found).map(SurnameAfter::Spouses)
}

/// The word in `choice`, one of `words`.
pub(super) fn choice<'j>(form: &Form<'j>, words: &[&str], found: &mut Found) -> Option<&'j str> {
    let node = form.need("choice", found)?;
    let word = node.text(found)?;
    if words.contains(&word) {
        return Some(word);
    }
    found.note_error(node.pointer, &UnknownWord { what: "choice of a surname", expected: words.join(", ") });
    None
}

/// The surname in `written`, in the script of the person's name.
pub(super) fn written_surname(
    form: &Form<'_>,
    script: Option<Script>,
    found: &mut Found,
) -> Option<NamePart> {
    let node = form.need("written", found)?;
    let Some(script) = script else {
        // The name could not be read, and that was noted.
        return None;
    };
    node.value(found, |text| NamePart::new(script, text))
}

fn before(node: &Node<'_>, found: &mut Found) -> Option<Before> {
    let form = node.object(found)?;
    form.only(&["status", "ended"], found);
    let status = need(&form, "status", found);
    let ended = form.may("ended").and_then(|node| act(&node, found));
    Some(Before { status: status?, ended })
}

/// Another act, by its number, its day and its office.
pub(super) fn act(node: &Node<'_>, found: &mut Found) -> Option<ActReference> {
    let form = node.object(found)?;
    if form.may("document").is_some() {
        let message = "the number of the act belongs here; register the document that is named first";
        found.note(form.at("document"), "document.not-registered", message);
        return None;
    }
    form.only(&["act", "date", "office"], found);
    let (act, date) = (text(&form, "act", found), day(&form, "date", found));
    let office = may_text(&form, "office", found);
    Some(ActReference { act: act?, date: date?, office })
}

/// A paper by number, day and issuer.
pub(super) fn paper(node: &Node<'_>, found: &mut Found) -> Option<Paper> {
    let form = node.object(found)?;
    form.only(&["number", "date", "issuer"], found);
    paper_in(&form, found)
}

/// A paper whose fields stand beside others.
pub(super) fn paper_in(form: &Form<'_>, found: &mut Found) -> Option<Paper> {
    let (number, date) = (text(form, "number", found), day(form, "date", found));
    let issuer = text(form, "issuer", found);
    Some(Paper { number: number?, date: date?, issuer: issuer? })
}

fn examination(node: &Node<'_>, found: &mut Found) -> Option<Examination> {
    let form = node.object(found)?;
    form.only(&["number", "date", "received", "capacity"], found);
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    let (received, capacity) = (need(&form, "received", found), need(&form, "capacity", found));
    Some(Examination { number: number?, date: date?, received: received?, capacity: capacity? })
}

fn no_impediment(node: &Node<'_>, found: &mut Found) -> Option<NoImpediment> {
    let form = node.object(found)?;
    form.only(&["number", "date", "issuer", "legalised"], found);
    let paper = paper_in(&form, found);
    let legalised = need(&form, "legalised", found);
    Some(NoImpediment { paper: paper?, legalised: legalised? })
}

fn shorter_wait(node: &Node<'_>, found: &mut Found) -> Option<ShorterWait> {
    let form = node.object(found)?;
    form.only(&["ground", "paper"], found);
    let ground = need(&form, "ground", found);
    let paper = form.may("paper").and_then(|node| paper(&node, found));
    Some(ShorterWait { ground: ground?, paper })
}

fn search(node: &Node<'_>, found: &mut Found) -> Option<ArchiveSearch> {
    let form = node.object(found)?;
    form.only(&["number", "date", "issuer", "covers"], found);
    let paper = paper_in(&form, found);
    let covers = text(&form, "covers", found);
    Some(ArchiveSearch { paper: paper?, covers: covers? })
}

fn ceremony(node: &Node<'_>, found: &mut Found) -> Option<Ceremony> {
    let form = node.object(found)?;
    form.only(&["place", "time"], found);
    Some(Ceremony { place: may_text(&form, "place", found), time: may(&form, "time", found) })
}

fn witnesses(node: &Node<'_>, found: &mut Found) -> Option<[Option<PersonName>; 2]> {
    let form = node.object(found)?;
    form.only(&["first", "second"], found);
    let mut witness = |field| form.may(field).and_then(|node| name(&node, found));
    Some([witness("first"), witness("second")])
}
