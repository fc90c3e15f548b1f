//! The fields of an act older than the ledger.
use super::{
    Declared,
    common::{PERSON, day, kind, may, may_text, person, text},
    form::{Form, Found, Node},
    marriage::act,
};
use civil::{
    legacy::{LegacyAct, LegacyFacts, LegacySpouse},
    name::NamePart,
    person::Person,
    text::Text,
    words::Saying,
};

/// The most characters of a book or a sheet: in the record of a birth or a death both stand in one field.
const PLACE_CHARS_MAX: usize = 100;

const FIELDS: [&str; 9] =
    ["format", "office", "kind", "number", "office_then", "book", "sheet", "day", "waivers"];

/// Reads what `dalolat/legacy/1` has besides `format` and `office`.
pub(super) fn version_1(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    let (number, office) = (text(form, "number", found), text(form, "office_then", found));
    let (book, sheet) = (place(form, "book", found), place(form, "sheet", found));
    let day = day(form, "day", found);
    let facts = facts(form, found);
    Some(Declared::Legacy(LegacyAct {
        number: number?,
        office: office?,
        book,
        sheet,
        day: day?,
        facts: facts?,
    }))
}

/// A book or a sheet.
fn place(form: &Form<'_>, field: &str, found: &mut Found) -> Option<Text> {
    let text = may_text(form, field, found)?;
    if text.as_str().chars().count() > PLACE_CHARS_MAX {
        let message = format!("the text has more than {PLACE_CHARS_MAX} characters; shorten it");
        let saying = Saying::new("text.too-long/line").with("most", PLACE_CHARS_MAX);
        found.note(form.at(field), saying, message);
        return None;
    }
    Some(text)
}

/// What the act says.
fn facts(form: &Form<'_>, found: &mut Found) -> Option<LegacyFacts> {
    let word = kind(form, "kind of act", &["birth", "death", "marriage", "divorce"], found)?;
    let only = |further: &[&str], found: &mut Found| form.only(&[FIELDS.as_slice(), further].concat(), found);
    match word {
        "birth" => {
            only(&["child", "father", "mother"], found);
            let child = form.need("child", found).and_then(|node| plain(&node, found));
            let father = form.may("father").and_then(|node| plain(&node, found));
            let mother = form.may("mother").and_then(|node| plain(&node, found));
            Some(LegacyFacts::Birth { child: child?, father, mother })
        }
        "death" => {
            only(&["deceased"], found);
            let deceased = form.need("deceased", found).and_then(|node| plain(&node, found));
            Some(LegacyFacts::Death { deceased: deceased? })
        }
        "marriage" => {
            only(&["husband", "wife", "ended"], found);
            let (husband, wife) = spouses(form, found);
            let ended = may(form, "ended", found);
            Some(LegacyFacts::Marriage { husband: husband?, wife: wife?, ended })
        }
        _ => {
            only(&["husband", "wife", "marriage"], found);
            let (husband, wife) = spouses(form, found);
            let marriage = form.may("marriage").and_then(|node| act(&node, found));
            Some(LegacyFacts::Divorce { husband: husband?, wife: wife?, marriage })
        }
    }
}

fn plain(node: &Node<'_>, found: &mut Found) -> Option<Person> {
    let form = node.object(found)?;
    form.only(&PERSON, found);
    person(&form, found)
}

fn spouses(form: &Form<'_>, found: &mut Found) -> (Option<LegacySpouse>, Option<LegacySpouse>) {
    let mut one = |field| form.need(field, found).and_then(|node| spouse(&node, found));
    (one("husband"), one("wife"))
}

fn spouse(node: &Node<'_>, found: &mut Found) -> Option<LegacySpouse> {
    let form = node.object(found)?;
    form.only(&[PERSON.as_slice(), &["surname_after"]].concat(), found);
    let person = person(&form, found)?;
    let script = person.name.script();
    let surname_after =
        form.may("surname_after").and_then(|node| node.value(found, |text| NamePart::new(script, text)));
    Some(LegacySpouse { person, surname_after })
}
