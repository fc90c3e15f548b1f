//! The act and its paper: issued, printed, its code read back, handed over.
use super::{
    door::place_of,
    form::Draft,
    look::{Frame, Knot, Line, Tab, Wrong, choice, errors, line, shown, thread},
    queue::next,
    session::{Away, Desk, Form},
    sheet::opened,
    sign::proof,
    words::Words,
};
use crate::{guard::Named, problem::Problem, routes::Served};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use civil::{ActNumber, CivilDate, Lang};
use core::time::Duration;
use document::Ink;
use maud::{Markup, html};
use protocol::{Outcome, hash::sha256};
use registry::service::{Certificate, Opened};
use vault::{CaseId, CaseState, IdempotencyKey, Ticket, TicketState};

/// How long a page waits for the ledger before it says so.
const WAIT: Duration = Duration::from_secs(8);

/// How far a case is, as this page needs it.
enum Standing {
    Waits,
    Refused(String),
    Act(ActNumber, CivilDate),
    Final,
}

async fn standing(served: &Served, desk: &Desk, case: CaseId) -> Result<Standing, Away> {
    let view = served.registry.standing(&desk.who, case, WAIT).await.map_err(|error| desk.away(error))?;
    Ok(match view.case.state {
        CaseState::ToSign | CaseState::Accepted => Standing::Waits,
        CaseState::Refused { code } => Standing::Refused(code),
        CaseState::Final { outcome: Outcome::Act { number, date, .. } } => Standing::Act(number, date),
        CaseState::Final {
            outcome:
                Outcome::Certificate { .. }
                | Outcome::Reference { .. }
                | Outcome::Range { .. }
                | Outcome::Recorded,
        } => Standing::Final,
    })
}

/// `GET /ish/talon/{id}/qogoz`
pub(super) async fn show(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
) -> Result<Response, Away> {
    page(&served, &desk, &id, false).await
}

async fn page(served: &Served, desk: &Desk, id: &str, differs: bool) -> Result<Response, Away> {
    let words = desk.words;
    let Opened { ticket, draft } = opened(served, desk, id).await?;
    let Some(act) = ticket.act.filter(|_| !ticket.state.is_before_signature()) else {
        return Ok(Redirect::to(&next(&ticket)).into_response());
    };
    let found = standing(served, desk, act).await?;
    let paper = match ticket.paper {
        Some(paper) => Some(standing(served, desk, paper).await?),
        None => None,
    };
    let title = words.say("paper-title");
    let wrong = if differs {
        vec![Wrong { field: "code".to_owned(), said: words.say("paper-differs").into_owned(), source: None }]
    } else {
        Vec::new()
    };
    let frame = Frame {
        words,
        title: &title,
        tab: Some(Tab::Queue),
        trail: vec![
            (words.say("queue").to_string(), Some("/ish".to_owned())),
            (words.fill("ticket", &[("number", &ticket.number.to_string())]), None),
        ],
        who: Some(place_of(served, &desk.who, words)),
        path: &desk.path,
        wrong: differs,
    };
    let name = Draft::from_json(&draft).map(|draft| draft.name()).unwrap_or_default();
    let body = html! { div.sheet {
        div.facts {
            p.eye { (words.fill("ticket", &[("number", &ticket.number.to_string())])) }
            h1 { (title) }
            (errors(words, &wrong))
            p.dis dir="auto" { (name) }
            @match &found {
                Standing::Act(number, date) => {
                    dl.rows {
                        div { dt { (words.say("paper-number")) } dd.n { a href={ "/ish/dalolatnoma/" (number) } { "№ " (number) } } }
                        div { dt { (words.say("paper-date")) } dd { (document::dates::with_month_name(*date, words.0)) } }
                    }
                    (steps(words, &ticket, paper.as_ref(), &wrong))
                }
                Standing::Refused(code) => p.note.ill { (words.fill("paper-refused", &[("code", code)])) }
                Standing::Waits | Standing::Final => (waits(words, &ticket))
            }
        }
        div.mar { h2 { (words.say("so-far")) } (story(words, &ticket, matches!(found, Standing::Act(..)))) }
    } };
    let status = if differs { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(shown(status, &frame, &body))
}

fn waits(words: Words, ticket: &Ticket) -> Markup {
    html! { div.note.att { p { (words.say("paper-waits")) } a.b.alt href=(next(ticket)) { (words.say("paper-again")) } } }
}

/// What is to be done next with the paper.
fn steps(words: Words, ticket: &Ticket, paper: Option<&Standing>, wrong: &[Wrong]) -> Markup {
    let action = format!("/ish/talon/{}/qogoz", ticket.id);
    let langs = Lang::ALL.map(|lang| (lang.tag(), super::look::own_name(lang).0.to_owned()));
    let button = |step: &str, key: &str| html! { form method="post" action=(action) { p.row { button.b name="step" value=(step) { (words.say(key)) } } } };
    let open = html! { p { a.b.alt href={ (action) ".pdf" } { (words.say("paper-open")) } } };
    match (paper, ticket.state) {
        (None, _) => html! { form method="post" action=(action) {
            (choice(words, "first", &words.say("paper-first"), &langs, Lang::UzLatn.tag(), &[]))
            (choice(words, "second", &words.say("paper-second"), &langs, Lang::Ru.tag(), &[]))
            p.row { button.b name="step" value="issue" { (super::look::key()) (words.say("paper-issue")) } }
        } },
        (Some(Standing::Waits), _) => waits(words, ticket),
        (Some(Standing::Refused(code)), _) => {
            html! { p.note.ill { (words.fill("paper-refused", &[("code", code)])) } }
        }
        (Some(_), TicketState::ReadBack) => html! { (open) (button("hand", "paper-hand")) },
        (Some(_), TicketState::HandedOver) => html! { p.note { (words.say("paper-done")) } (open) },
        (Some(_), TicketState::Printed) => html! {
            (open)
            form method="post" action=(action) {
                @let (label, hint) = (words.say("paper-scan"), words.say("paper-scan-hint"));
                (line(words, &Line { hint: Some(&hint), ..Line::new("code", &label, "") }, wrong))
                p.row { button.b name="step" value="compare" { (words.say("paper-compare")) } }
            }
        },
        (Some(_), _) => html! { (open) (button("printed", "paper-printed")) },
    }
}

fn story(words: Words, ticket: &Ticket, on_ledger: bool) -> Markup {
    let rank = match ticket.state {
        TicketState::Printed => 1,
        TicketState::ReadBack => 2,
        TicketState::HandedOver => 3,
        TicketState::Notified
        | TicketState::Draft
        | TicketState::Review
        | TicketState::ToSign
        | TicketState::ToPrint
        | TicketState::Withdrawn => 0,
    };
    let knots = [
        (true, "knot-signed"),
        (on_ledger, "knot-ledger"),
        (ticket.paper.is_some(), "knot-issued"),
        (rank > 0, "knot-printed"),
        (rank > 1, "knot-read"),
        (rank > 2, "knot-handed"),
    ];
    let knots = knots.map(|(done, key)| {
        (if done { Knot::Done } else { Knot::Open }, words.say(key).into_owned(), String::new())
    });
    thread(&knots)
}

/// `POST /ish/talon/{id}/qogoz`: the next step of the paper. A step that was taken already changes nothing.
pub(super) async fn step(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
    form: Form,
) -> Result<Response, Away> {
    let Opened { ticket, .. } = opened(&served, &desk, &id).await?;
    let on = |ticket: Ticket, state| Ticket { state, ..ticket };
    let (state, has_paper) = (ticket.state, ticket.paper.is_some());
    let back = next(&ticket);
    let (wanted, said) = match form.get("step") {
        "issue" if state == TicketState::ToPrint && !has_paper => {
            (issued(&served, &desk, ticket, &form).await?, "issued")
        }
        "printed" if state == TicketState::ToPrint && has_paper => {
            (on(ticket, TicketState::Printed), "printed")
        }
        "compare" if state == TicketState::Printed => {
            if !is_code_of(&served, &desk, &ticket, form.get("code")).await? {
                return page(&served, &desk, &id, true).await;
            }
            (on(ticket, TicketState::ReadBack), "read-back")
        }
        "hand" if state == TicketState::ReadBack => (on(ticket, TicketState::HandedOver), "handed-over"),
        _ => return Ok(Redirect::to(&back).into_response()),
    };
    served.registry.advance(&desk.who, wanted, said).await.map_err(|error| desk.away(error))?;
    Ok(Redirect::to(&back).into_response())
}

/// Issues and signs the certificate of a ticket's act. The same ticket gives the same certificate.
async fn issued(served: &Served, desk: &Desk, ticket: Ticket, form: &Form) -> Result<Ticket, Away> {
    let not_yet = || desk.away(Problem::new(StatusCode::CONFLICT, "certificate.not-final/accepted"));
    let act = ticket.act.ok_or_else(not_yet)?;
    let Standing::Act(number, _) = standing(served, desk, act).await? else { return Err(not_yet()) };
    let langs = (super::session::lang_of(form.get("first")), super::session::lang_of(form.get("second")));
    let named = sha256(&[b"dalolat/ticket-paper/1", ticket.id.to_string().as_bytes()]);
    let key = IdempotencyKey::new(*named.as_bytes());
    let certificate = Certificate::plain(langs, Ink::Mono);
    let issued = served.registry.issue(&desk.who, number, certificate, key).await;
    let case = issued.map_err(|error| desk.away(error))?.view.case;
    if matches!(case.state, CaseState::ToSign) {
        let proof = proof(served, desk, case.entry_id)?;
        served.registry.sign_by(&desk.who, case.id, proof, None).await.map_err(|error| desk.away(error))?;
    }
    Ok(Ticket { paper: Some(case.id), ..ticket })
}

async fn printed(served: &Served, desk: &Desk, ticket: &Ticket) -> Result<Vec<u8>, Away> {
    let paper = ticket.paper.ok_or_else(|| desk.away(Problem::not_found()))?;
    served.registry.pdf(&desk.who, paper).await.map_err(|error| desk.away(error))
}

/// Whether what was read off a paper is the code of this ticket's paper.
async fn is_code_of(served: &Served, desk: &Desk, ticket: &Ticket, code: &str) -> Result<bool, Away> {
    let pdf = printed(served, desk, ticket).await?;
    let read = tokio::task::spawn_blocking(move || verifier::read::read(&pdf)).await;
    let unavailable = || desk.away(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "service.unavailable"));
    let found = read.ok().and_then(Result::ok).ok_or_else(unavailable)?;
    Ok(found.text == code)
}

/// `GET /ish/talon/{id}/qogoz.pdf`
pub(super) async fn pdf(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
) -> Result<Response, Away> {
    let Opened { ticket, .. } = opened(&served, &desk, &id).await?;
    let bytes = printed(&served, &desk, &ticket).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"guvohnoma.pdf\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}
