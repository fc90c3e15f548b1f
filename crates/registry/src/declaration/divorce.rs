//! The fields of a declaration of a divorce.
use super::{
    Declared,
    common::{PERSON, confirmation, day, kind, may, need, person, text},
    form::{Form, Found, Node},
    marriage::{act, application, choice, paper_in, written_surname},
};
use civil::{
    divorce::{AbsentStatement, Cause, CourtDecision, DivorceRecord, Ground, Party, Statement, SurnameAfter},
    name::Script,
    person::UnknownWord,
};

const FIELDS: [&str; 12] = [
    "waivers",
    "format",
    "office",
    "application",
    "marriage",
    "husband",
    "wife",
    "ground",
    "children",
    "date",
    "confirmation",
    "waivers",
];

/// Reads what `dalolat/divorce/1` has besides `format` and `office`.
pub(super) fn version_1(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    form.only(&FIELDS, found);
    let application = form.may("application").and_then(|node| application(&node, found));
    let marriage = form.may("marriage").and_then(|node| act(&node, found));
    let husband = form.need("husband", found).and_then(|node| party(&node, found));
    let wife = form.need("wife", found).and_then(|node| party(&node, found));
    let ground = form.need("ground", found).and_then(|node| ground(&node, found));
    let children = form.need("children", found).and_then(|node| node.int((0, 99), found));
    let date = may(form, "date", found);
    let confirmation = form.may("confirmation").and_then(|node| confirmation(&node, found));
    Some(Declared::Divorce(DivorceRecord {
        husband: husband?,
        wife: wife?,
        marriage,
        ground: ground?,
        children: children?,
        application,
        date,
        confirmation,
    }))
}

fn party(node: &Node<'_>, found: &mut Found) -> Option<Party> {
    let form = node.object(found)?;
    form.only(&[PERSON.as_slice(), &["surname_after", "rank", "declared"]].concat(), found);
    let person = person(&form, found);
    let script = person.as_ref().map(|person| person.name.script());
    let surname_after = form.may("surname_after").and_then(|node| surname_after(&node, script, found));
    let rank = form.may("rank").and_then(|node| node.int((1, 99), found));
    let declared = may(&form, "declared", found);
    Some(Party { person: person?, surname_after, rank, declared })
}

fn surname_after(node: &Node<'_>, script: Option<Script>, found: &mut Found) -> Option<SurnameAfter> {
    let form = node.object(found)?;
    if choice(&form, &["kept", "resumed"], found)? == "kept" {
        form.only(&["choice"], found);
        return Some(SurnameAfter::Kept);
    }
    form.only(&["choice", "written"], found);
    written_surname(&form, script, found).map(SurnameAfter::Resumed)
}

const DECISION: [&str; 6] = ["kind", "number", "date", "issuer", "in_force", "received"];

fn ground(node: &Node<'_>, found: &mut Found) -> Option<Ground> {
    let form = node.object(found)?;
    match kind(&form, "ground of a divorce", &["court", "mutual", "one-spouse"], found)? {
        "court" => {
            form.only(&DECISION, found);
            decision(&form, found).map(Ground::Court)
        }
        "mutual" => {
            form.only(&["kind", "dispute", "absent"], found);
            let dispute = form.need("dispute", found).and_then(|node| node.flag(found));
            let absent = form.may("absent").and_then(|node| absent(&node, found));
            Some(Ground::Mutual { dispute: dispute?, absent })
        }
        _ => {
            let further = ["applicant", "cause", "years", "no_dispute"];
            form.only(&[DECISION.as_slice(), &further].concat(), found);
            let applicant = need(&form, "applicant", found);
            let cause = cause(&form, found);
            let paper = decision(&form, found);
            Some(Ground::OneSpouse { applicant: applicant?, cause: cause?, paper: paper? })
        }
    }
}

fn decision(form: &Form<'_>, found: &mut Found) -> Option<CourtDecision> {
    let paper = paper_in(form, found);
    let in_force = day(form, "in_force", found);
    let received = need(form, "received", found);
    Some(CourtDecision { paper: paper?, in_force: in_force?, received: received? })
}

/// Why one spouse alone may apply. Years and a statement stand there for a sentence alone.
fn cause(form: &Form<'_>, found: &mut Found) -> Option<Cause> {
    let node = form.need("cause", found)?;
    let word = node.text(found)?;
    let sentenced = word == "sentenced";
    for field in ["years", "no_dispute"] {
        if !sentenced && form.may(field).is_some() {
            let message = "this field is for the cause \"sentenced\" alone";
            found.note(form.at(field), "field.unknown/sentenced", message);
        }
    }
    match word {
        "missing" => Some(Cause::Missing),
        "incapacitated" => Some(Cause::Incapacitated),
        "sentenced" => {
            let years = form.need("years", found).and_then(|node| node.int((1, 99), found));
            let no_dispute = form.may("no_dispute").and_then(|node| statement(&node, found));
            Some(Cause::Sentenced { years: years?, no_dispute })
        }
        _ => {
            let expected = "missing, incapacitated, sentenced".to_owned();
            found.note_error(node.pointer, &UnknownWord { what: "cause for one spouse alone", expected });
            None
        }
    }
}

fn statement(node: &Node<'_>, found: &mut Found) -> Option<Statement> {
    let form = node.object(found)?;
    form.only(&["number", "date"], found);
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    Some(Statement { number: number?, date: date? })
}

fn absent(node: &Node<'_>, found: &mut Found) -> Option<AbsentStatement> {
    let form = node.object(found)?;
    form.only(&["number", "date", "certifier", "certified_by"], found);
    let (number, date) = (text(&form, "number", found), day(&form, "date", found));
    let certifier = need(&form, "certifier", found);
    let certified_by = text(&form, "certified_by", found);
    Some(AbsentStatement { number: number?, date: date?, certifier: certifier?, certified_by: certified_by? })
}
