//! The sheet: the whole birth on one page, and what the law says of it beside each field.
use super::{
    door::place_of,
    form::Draft,
    look::{Frame, Knot, Line, Tab, Wrong, choice, date, errors, line, select, shown, thread},
    queue::next,
    session::{Away, Desk, Form, wrongs},
    words::Words,
};
use crate::{guard::Named, problem::Problem, routes::Served};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use civil::{
    Soato,
    name::{NamePart, Script, translit::propose},
};
use maud::{Markup, html};
use registry::service::{Fault, Opened};
use vault::{Ticket, TicketState};

/// The ticket of an address, with its draft.
pub(super) async fn opened(served: &Served, desk: &Desk, id: &str) -> Result<Opened, Away> {
    let id = id.parse().map_err(|_no_id| desk.away(Problem::not_found()))?;
    served.registry.ticket(&desk.who, id).await.map_err(|error| desk.away(error))
}

/// What was typed so far. A draft that the vault kept and that cannot be read is a fault, and is not written over.
pub(super) fn read(desk: &Desk, draft: &str) -> Result<Draft, Away> {
    let fault = || desk.away(Problem::fault(&Fault::Inconsistent("a draft")));
    Draft::from_json(draft).ok_or_else(fault)
}

/// `GET /ish/talon/{id}`
pub(super) async fn show(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
) -> Result<Response, Away> {
    let Opened { ticket, draft } = opened(&served, &desk, &id).await?;
    if !ticket.state.is_before_signature() {
        let on = if ticket.state == TicketState::Withdrawn { "/ish".to_owned() } else { next(&ticket) };
        return Ok(Redirect::to(&on).into_response());
    }
    let draft = read(&desk, &draft)?;
    Ok(page(&served, &desk, &ticket, &draft, &[], StatusCode::OK))
}

/// `POST /ish/talon/{id}`: keeps what was typed, and on *next* has it checked. A draft is kept before it is judged, so
/// that no refusal loses it.
pub(super) async fn keep(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
    form: Form,
) -> Result<Response, Away> {
    let registry = &served.registry;
    let Opened { mut ticket, draft } = opened(&served, &desk, &id).await?;
    let mut draft = read(&desk, &draft)?;
    draft.merge(&form.0);
    // The version that was shown: of two tabs, the second one is told, and sees what it typed.
    ticket.version = form.get("version").parse().unwrap_or(u32::MAX);
    if form.get("step") == "drop" {
        let given_up = Ticket { state: TicketState::Withdrawn, ..ticket };
        registry.advance(&desk.who, given_up, "withdrawn").await.map_err(|error| desk.away(error))?;
        return Ok(Redirect::to("/ish").into_response());
    }
    let kept = match registry.keep_draft(&desk.who, &ticket, &draft.to_json()).await {
        Ok(kept) => kept.ticket,
        Err(error) => return Ok(told(&served, &desk, &ticket, &draft, error.into())),
    };
    if form.get("step") != "next" {
        return Ok(Redirect::to(&next(&kept)).into_response());
    }
    match registry.declare_ticket(&desk.who, &kept, &declaration(&draft, &kept)).await {
        Ok((ticket, _)) => Ok(Redirect::to(&next(&ticket)).into_response()),
        Err(error) => Ok(told(&served, &desk, &kept, &draft, error.into())),
    }
}

/// The declaration of a draft in the name of the ticket's office.
pub(super) fn declaration(draft: &Draft, ticket: &Ticket) -> Vec<u8> {
    draft.declaration(&ticket.office.to_string())
}

fn told(served: &Served, desk: &Desk, ticket: &Ticket, draft: &Draft, problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let wrong = wrongs(problem, desk.words);
    page(served, desk, ticket, draft, &wrong, status)
}

fn page(
    served: &Served,
    desk: &Desk,
    ticket: &Ticket,
    draft: &Draft,
    wrong: &[Wrong],
    status: StatusCode,
) -> Response {
    let words = desk.words;
    let title = words.say("sheet-title");
    let number = words.fill("ticket", &[("number", &ticket.number.to_string())]);
    let frame = Frame {
        words,
        title: &title,
        tab: Some(Tab::Queue),
        trail: vec![(words.say("queue").to_string(), Some("/ish".to_owned())), (number.clone(), None)],
        who: Some(place_of(served, &desk.who, words)),
        path: &desk.path,
        wrong: !wrong.is_empty(),
    };
    let home = served.registry.staff().office(ticket.office).map(|office| office.region);
    let sheet = Sheet { words, draft, wrong, home };
    let body = html! {
        p.eye { (words.fill("sheet-eye", &[("ticket", &number)])) }
        h1 { (title) }
        (errors(words, wrong))
        form.sheet method="post" action={ "/ish/talon/" (ticket.id) } {
            div.facts {
                input type="hidden" name="version" value=(ticket.version);
                (sheet.evidence()) (sheet.child()) (sheet.mother()) (sheet.father()) (sheet.declarant())
                p.row {
                    button.b name="step" value="next" { (words.say("sheet-next")) }
                    button.b.alt name="step" value="save" { (words.say("sheet-save")) }
                    button.b.stop name="step" value="drop" formnovalidate { (words.say("sheet-drop")) }
                }
                p.s.mu { (words.say("sheet-kept")) }
            }
            (sheet.margin())
        }
    };
    shown(status, &frame, &body)
}

/// The fields of a birth in their sections.
struct Sheet<'a> {
    words: Words,
    draft: &'a Draft,
    wrong: &'a [Wrong],
    /// The region of the office, whose places come first.
    home: Option<Soato>,
}

impl Sheet<'_> {
    fn line(&self, name: &str, key: &str, hint: Option<&str>) -> Markup {
        let label = self.words.say(key);
        let hint = hint.map(|key| self.words.say(key));
        let script = name.rsplit_once(".name.").map(|(of, _)| self.draft.get(&format!("{of}.name.script")));
        let mut field = Line::new(name, &label, self.draft.get(name));
        field.hint = hint.as_deref();
        field.lang = script.filter(|script| !script.is_empty());
        field.numeric =
            matches!(key, "field-pinfl" | "field-of" | "field-order" | "field-weight_g" | "field-length_cm");
        line(self.words, &field, self.wrong)
    }

    fn date(&self, name: &str, key: &str) -> Markup {
        date(self.words, name, &self.words.say(key), self.draft.day(name), self.wrong)
    }

    fn options<'o>(&self, values: &[&'o str]) -> Vec<(&'o str, String)> {
        values.iter().map(|value| (*value, self.words.say(&format!("value-{value}")).into_owned())).collect()
    }

    fn choice(&self, name: &str, key: &str, values: &[&str]) -> Markup {
        choice(
            self.words,
            name,
            &self.words.say(key),
            &self.options(values),
            self.draft.get(name),
            self.wrong,
        )
    }

    fn select(&self, name: &str, key: &str, values: &[&str]) -> Markup {
        let options = html! { @for (value, label) in self.options(values) {
            option value=(value) selected[value == self.draft.get(name)] { (label) }
        } };
        select(self.words, name, &self.words.say(key), &options, self.wrong)
    }

    fn head(&self, key: &str) -> Markup {
        html! { h2.sec { (self.words.say(key)) } }
    }

    fn evidence(&self) -> Markup {
        html! {
            (self.head("of-evidence"))
            (self.choice("evidence.kind", "field-kind", &["medical-notice", "hospital-extract", "court-decision", "foreign-certificate"]))
            div.eq {
                (self.line("evidence.number", "field-number", None)) (self.date("evidence.issued", "field-issued"))
                (self.line("evidence.facility", "field-facility", None)) (self.line("evidence.signed_by", "field-signed_by", None))
                (self.date("evidence.date", "field-date")) (self.line("evidence.issuer", "field-issuer", None))
                (self.line("evidence.country", "field-country", None))
            }
        }
    }

    fn child(&self) -> Markup {
        html! {
            (self.head("of-child"))
            div.eq {
                (self.line("child.name.surname", "field-surname", None)) (self.line("child.name.given", "field-given", None))
                (self.line("child.name.patronymic", "field-patronymic", Some("hint-patronymic")))
                (self.select("child.name.script", "field-script", &["uz-Latn", "uz-Cyrl", "ru", "kaa-Latn", "kaa-Cyrl", "und"]))
                (self.choice("child.sex", "field-sex", &["female", "male"])) (self.choice("child.vital", "field-vital", &["live", "stillborn"]))
                (self.date("child.born", "field-born")) (self.line("child.time", "field-time", Some("hint-time")))
                (self.place("child.place.code")) (self.choice("child.born_at", "field-at", &["hospital", "home", "on-the-way"]))
                (self.line("child.multiple.of", "field-of", None)) (self.line("child.multiple.order", "field-order", None))
                (self.line("child.weight_g", "field-weight_g", None)) (self.line("child.length_cm", "field-length_cm", None))
                (self.line("child.citizenship", "field-citizenship", None)) (self.line("late_reason", "field-reason", Some("hint-late")))
            }
        }
    }

    fn mother(&self) -> Markup {
        html! { (self.head("of-mother")) (self.known("mother")) (self.parent("mother")) }
    }

    fn father(&self) -> Markup {
        html! {
            (self.head("of-father")) (self.known("father"))
            (self.choice("father.basis.kind", "field-basis-kind", &["marriage", "paternity-application", "court", "mothers-statement"]))
            div.eq {
                (self.line("father.basis.act", "field-act", None)) (self.line("father.basis.number", "field-basis-number", None))
                (self.date("father.basis.date", "field-basis-date")) (self.line("father.basis.issuer", "field-basis-issuer", None))
            }
            (self.parent("father"))
        }
    }

    fn known(&self, parent: &str) -> Markup {
        let name = format!("{parent}.known");
        let options =
            [("yes", self.words.say("yes").into_owned()), ("no", self.words.say("no").into_owned())];
        let legend = self.words.say(&format!("known-{parent}"));
        choice(self.words, &name, &legend, &options, self.draft.get(&name), self.wrong)
    }

    fn parent(&self, parent: &str) -> Markup {
        let of = |field: &str| format!("{parent}.{field}");
        html! { div.eq {
            (self.line(&of("name.surname"), "field-surname", None)) (self.line(&of("name.given"), "field-given", None))
            (self.line(&of("name.patronymic"), "field-patronymic", Some("hint-patronymic"))) (self.date(&of("born"), "field-born"))
            (self.line(&of("pinfl"), "field-pinfl", Some("hint-pinfl"))) (self.line(&of("citizenship"), "field-citizenship", None))
            (self.select(&of("document.kind"), "field-document-kind", &["id-card", "passport", "foreign-passport", "residence-permit"]))
            (self.line(&of("document.number"), "field-document-number", Some("hint-document")))
        } }
    }

    fn declarant(&self) -> Markup {
        html! {
            (self.head("of-declarant"))
            (self.choice("declarant.capacity", "field-capacity", &["mother", "father", "both-parents"]))
            (self.choice("confirmation.kind", "of-confirmation", &["wet-signature", "one-id"]))
        }
    }

    /// A place of the country: those of the office's own region first.
    fn place(&self, name: &str) -> Markup {
        let lang = self.words.0;
        let regions: Vec<Soato> = Soato::all().filter(|place| place.parent().is_none()).collect();
        let (own, others): (Vec<Soato>, Vec<Soato>) =
            regions.into_iter().partition(|region| Some(*region) == self.home);
        let options = html! {
            option value="" { (self.words.say("choose")) }
            @for region in own.into_iter().chain(others) {
                optgroup label=(region.official_name(lang)) {
                    @for place in Soato::all().filter(|place| place.parent() == Some(region)) {
                        @let code = place.to_string();
                        option value=(code) selected[code == self.draft.get(name)] { (place.official_name(lang)) }
                    }
                }
            }
        };
        select(self.words, name, &self.words.say("field-place-code"), &options, self.wrong)
    }

    /// How the name will be printed, and what is still missing.
    fn margin(&self) -> Markup {
        let (words, draft) = (self.words, self.draft);
        let name = draft.name();
        let script = Script::ALL.into_iter().find(|script| script.tag() == draft.get("child.name.script"));
        let knot = |done: bool| if done { Knot::Done } else { Knot::Open };
        let has = |field: &str| !draft.get(field).is_empty();
        let step = |done: bool, key: &str| (knot(done), words.say(key).into_owned(), String::new());
        html! { div.mar {
            h2 { (words.say("sheet-printed-as")) }
            p { span.dis lang=[script.map(Script::tag)] dir="auto" { @if name.is_empty() { "—" } @else { (name) } } }
            @for (other, spelling) in script.map(|script| spellings(draft, script)).unwrap_or_default() {
                p.s { (words.say(&format!("value-{}", other.tag()))) br; span lang=(other.tag()) { (spelling) } }
            }
            h2 { (words.say("sheet-until")) }
            (thread(&[
                step(has("evidence.number"), "step-ground"),
                step(has("child.name.given") && has("child.born.year"), "step-child"),
                step(has("mother.name.surname") || has("father.name.surname"), "step-parents"),
                step(false, "step-sign"),
            ]))
        } }
    }
}

/// The child's name in the other scripts that people search in, as the rules of the alphabets propose it first; of a
/// name that they cannot spell whole there is nothing.
fn spellings(draft: &Draft, script: Script) -> Vec<(Script, String)> {
    let parts: Vec<NamePart> = ["surname", "given", "patronymic"]
        .iter()
        .filter_map(|part| NamePart::new(script, draft.get(&format!("child.name.{part}"))).ok())
        .collect();
    let others = [Script::UzLatn, Script::UzCyrl, Script::Ru].into_iter().filter(|other| *other != script);
    let spelt = others.filter_map(|other| {
        let first = |part: &NamePart| propose(script, other, part).into_iter().next().map(|one| one.text);
        let whole: Option<Vec<String>> = parts.iter().map(first).collect();
        Some((other, whole?.join(" "))).filter(|(_, text)| !text.is_empty())
    });
    spelt.collect()
}
