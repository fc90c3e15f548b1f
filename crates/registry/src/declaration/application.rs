//! The fields of an application for a marriage or a divorce.
use super::{
    Declared,
    common::{PERSON, day, may, name, need, person, text},
    form::{Form, Found, Node},
    marriage::act,
};
use civil::application::{Application, Asked, Party, Purpose};

/// Reads what `dalolat/application/1` has besides `format` and `office`.
pub(super) fn version_1(form: &Form<'_>, found: &mut Found) -> Option<Declared> {
    let fields = ["number", "purpose", "husband", "wife", "marriage", "lodged", "withdrawn", "waivers"];
    form.only(&[["format", "office"].as_slice(), &fields].concat(), found);
    let number = text(form, "number", found);
    let purpose: Option<Purpose> = need(form, "purpose", found);
    let husband = form.need("husband", found).and_then(|node| party(&node, found));
    let wife = form.need("wife", found).and_then(|node| party(&node, found));
    let marriage = form.may("marriage").and_then(|node| act(&node, found));
    if purpose == Some(Purpose::Marriage) && form.may("marriage").is_some() {
        found.note(
            form.at("marriage"),
            "field.unknown/divorce",
            "this field is for applications for a divorce alone",
        );
    }
    let lodged = day(form, "lodged", found);
    let withdrawn = may(form, "withdrawn", found);
    Some(Declared::Application(Application {
        number: number?,
        purpose: purpose?,
        husband: husband?,
        wife: wife?,
        marriage,
        lodged: lodged?,
        withdrawn,
    }))
}

fn party(node: &Node<'_>, found: &mut Found) -> Option<Party> {
    let form = node.object(found)?;
    form.only(&[PERSON.as_slice(), &["asked"]].concat(), found);
    let person = person(&form, found);
    let asked = form.may("asked").and_then(|node| asked(&node, found));
    Some(Party { person: person?, asked })
}

fn asked(node: &Node<'_>, found: &mut Found) -> Option<Asked> {
    let form = node.object(found)?;
    form.only(&["date", "language", "alone", "interpreter"], found);
    let date = day(&form, "date", found);
    let language = need(&form, "language", found);
    let alone = form.need("alone", found).and_then(|node| node.flag(found));
    let interpreter = form.may("interpreter").and_then(|node| name(&node, found));
    Some(Asked { date: date?, language: language?, alone: alone?, interpreter })
}
