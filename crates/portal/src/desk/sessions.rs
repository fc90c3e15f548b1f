//! Where an officer's desk is open, and how each is closed.
use super::{
    door::place_of,
    look::{Frame, Tab, shown},
    session::{Away, Desk, Form},
};
use crate::{problem::Problem, routes::Served};
use axum::{
    extract::State,
    http::StatusCode,
    response::{Redirect, Response},
};
use maud::html;
use protocol::hash::{from_hex, hex};

/// `GET /ish/oyna`
pub(super) async fn show(State(served): State<Served>, desk: Desk) -> Response {
    let words = desk.words;
    let title = words.say("sessions");
    let frame = Frame {
        words,
        title: &title,
        tab: Some(Tab::Sessions),
        trail: vec![(title.to_string(), None)],
        who: Some(place_of(&served, &desk.who, words)),
        path: "/ish/oyna",
        wrong: false,
    };
    let now_ms = served.registry.now_ms();
    let minutes = |then_ms: u64| (now_ms.saturating_sub(then_ms) / 60_000).to_string();
    let own = served.desks.sessions.of_officer(|key| key == desk.who.key_id);
    let body = html! {
        h1 { (title) }
        p.lead { (words.say("sessions-lead")) }
        div.sheet.one { div.facts { table.cards { tbody { @for (name, session) in &own { tr {
            th scope="row" { @if *name == desk.session { (words.say("sessions-here")) } @else { (words.say("sessions-other")) } }
            td { (words.fill("sessions-since", &[("begun", &minutes(session.begun_ms)), ("seen", &minutes(session.seen_ms))])) }
            td { form method="post" action="/ish/oyna" {
                button.b.alt.sm name="session" value=(hex(name.as_bytes())) { (words.say("sessions-end")) }
            } }
        } } } } } }
    };
    shown(StatusCode::OK, &frame, &body)
}

/// `POST /ish/oyna`: ends one of the officer's own sessions, and nobody else's.
pub(super) async fn end(State(served): State<Served>, desk: Desk, form: Form) -> Result<Redirect, Away> {
    let named = from_hex(form.get("session")).map(protocol::Digest::new);
    let own = served.desks.sessions.of_officer(|key| key == desk.who.key_id);
    let found = own.into_iter().map(|(name, _)| name).find(|name| Some(*name) == named);
    let name = found.ok_or_else(|| desk.away(Problem::not_found()))?;
    served.desks.sessions.end(name);
    Ok(Redirect::to("/ish/oyna"))
}
