//! What is signed, in plain words, and the signature.
use super::{
    door::place_of,
    look::{Frame, Knot, Tab, Wrong, errors, key, shown, thread},
    queue::next,
    rows,
    session::{Away, Desk, Form},
    sheet::{declaration, opened, read},
};
use crate::{guard::Named, problem::Problem, routes::Served};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use maud::html;
use protocol::signature::Proof;
use registry::service::{Committed, Declared, Opened};
use vault::{Ticket, TicketState};

/// `GET /ish/talon/{id}/imzo`
pub(super) async fn show(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
) -> Result<Response, Away> {
    page(&served, &desk, &id, false).await
}

/// The page, made from what the draft says now: the case's own record, whose commitment the entry has.
async fn page(served: &Served, desk: &Desk, id: &str, unseen: bool) -> Result<Response, Away> {
    let words = desk.words;
    let Opened { ticket, draft } = opened(served, desk, id).await?;
    if ticket.state != TicketState::ToSign {
        return Ok(Redirect::to(&next(&ticket)).into_response());
    }
    let draft = read(desk, &draft)?;
    let declared = served.registry.declare_ticket(&desk.who, &ticket, &declaration(&draft, &ticket)).await;
    let (ticket, Declared { view, to_sign, warnings }) = declared.map_err(|error| desk.away(error))?;
    let Some((_, Committed::Record(record))) = to_sign else {
        return Ok(Redirect::to(&next(&ticket)).into_response());
    };
    let title = words.say("sign-title");
    let number = words.fill("ticket", &[("number", &ticket.number.to_string())]);
    let sheet = format!("/ish/talon/{}", ticket.id);
    let wrong = if unseen {
        vec![Wrong { field: String::new(), said: words.say("sign-unseen").into_owned(), source: None }]
    } else {
        Vec::new()
    };
    let frame = Frame {
        words,
        title: &title,
        tab: Some(Tab::Queue),
        trail: vec![
            (words.say("queue").to_string(), Some("/ish".to_owned())),
            (number, Some(sheet.clone())),
            (title.to_string(), None),
        ],
        who: Some(place_of(served, &desk.who, words)),
        path: &desk.path,
        wrong: unseen,
    };
    let step = |knot, key: &str| (knot, words.say(key).into_owned(), String::new());
    let body = html! { div.sheet {
        div.facts {
            p.eye { (words.say("sign-eye")) }
            h1 { (title) }
            (errors(words, &wrong))
            p.dis dir="auto" lang=(draft.get("child.name.script")) { (draft.name()) }
            (rows::table(&rows::sections(&record, words)))
            @if !warnings.is_empty() { div.note.att { h2 { (words.say("sign-warnings")) } ul { @for caution in &warnings {
                li { (civil::words::sentence(caution.code(), words.0).unwrap_or(caution.code())) }
            } } } }
            h2 { (words.say("sign-after")) }
            ul { @for key in ["sign-after-1", "sign-after-2", "sign-after-3"] { li { (words.say(key)) } } }
            form.row method="post" action={ (sheet) "/imzo" } {
                input type="hidden" name="entry" value=(view.case.entry_id);
                button.b.big { (key()) (words.say("sign-button")) }
                a href=(sheet) { (words.say("sign-back")) }
            }
        }
        div.mar {
            h2 { (words.say("so-far")) }
            (thread(&[step(Knot::Done, "knot-declared"), step(Knot::Open, "step-sign")]))
        }
    } };
    let status = if unseen { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(shown(status, &frame, &body))
}

/// The signature of the officer's key under an entry.
pub(super) fn proof(served: &Served, desk: &Desk, entry: protocol::EntryId) -> Result<Proof, Away> {
    let keys = served.desks.soft.as_ref();
    let signed = keys.map(|keys| keys.sign(&desk.who, entry)).transpose();
    let unavailable = || desk.away(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "service.unavailable"));
    signed.ok().flatten().flatten().ok_or_else(unavailable)
}

/// `POST /ish/talon/{id}/imzo`: signs the entry that was shown, and no other. Pressed twice, it signs once.
pub(super) async fn sign(
    State(served): State<Served>,
    Named(id): Named,
    desk: Desk,
    form: Form,
) -> Result<Response, Away> {
    let Opened { ticket, .. } = opened(&served, &desk, &id).await?;
    if ticket.state != TicketState::ToSign {
        return Ok(Redirect::to(&next(&ticket)).into_response());
    }
    let Some(act) = ticket.act else { return Ok(Redirect::to(&next(&ticket)).into_response()) };
    let found = served.registry.standing(&desk.who, act, core::time::Duration::ZERO).await;
    let entry = found.map_err(|error| desk.away(error))?.case.entry_id;
    if entry.to_string() != form.get("entry") {
        return page(&served, &desk, &id, true).await;
    }
    let proof = proof(&served, &desk, entry)?;
    let signed = served.registry.sign_ticket(&desk.who, &ticket, proof).await;
    let (ticket, _): (Ticket, _) = signed.map_err(|error| desk.away(error))?;
    Ok(Redirect::to(&next(&ticket)).into_response())
}
