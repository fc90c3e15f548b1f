//! The queue of an office: every open ticket, whoever has it.
use super::{
    door::place_of,
    form::Draft,
    look::{Frame, Tab, knot_of, shown},
    session::{Away, Desk, Form},
    words::Words,
};
use crate::routes::Served;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use maud::{Markup, html};
use registry::service::Listed;
use serde::Deserialize;
use vault::TicketState;

/// Which tickets are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shelf {
    All,
    Mine,
    ToSign,
    Paper,
    Done,
}

impl Shelf {
    const ALL: [Self; 5] = [Self::All, Self::Mine, Self::ToSign, Self::Paper, Self::Done];

    const fn key_and_word(self) -> (&'static str, &'static str) {
        match self {
            Self::All => ("tab-all", "hammasi"),
            Self::Mine => ("tab-mine", "meniki"),
            Self::ToSign => ("tab-sign", "imzo"),
            Self::Paper => ("tab-print", "qogoz"),
            Self::Done => ("tab-done", "tugagan"),
        }
    }

    fn has(self, listed: &Listed, officer: u32) -> bool {
        let ticket = &listed.opened.ticket;
        let paper =
            matches!(ticket.state, TicketState::ToPrint | TicketState::Printed | TicketState::ReadBack);
        match self {
            Self::All => ticket.state.is_open(),
            Self::Mine => ticket.state.is_open() && ticket.holder == Some(officer),
            Self::ToSign => ticket.state == TicketState::ToSign,
            Self::Paper => paper,
            Self::Done => !ticket.state.is_open(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    tokcha: Option<String>,
}

/// `GET /ish`
pub(super) async fn show(
    State(served): State<Served>,
    desk: Desk,
    Query(asked): Query<Asked>,
) -> Result<Response, Away> {
    let words = desk.words;
    let listed = served.registry.tickets(&desk.who).await.map_err(|error| desk.away(error))?;
    let named = |shelf: &Shelf| asked.tokcha.as_deref() == Some(shelf.key_and_word().1);
    let shelf = Shelf::ALL.into_iter().find(named).unwrap_or(Shelf::All);
    let officer = desk.who.key.officer;
    let title = words.say("queue");
    let frame = Frame {
        words,
        title: &title,
        tab: Some(Tab::Queue),
        trail: vec![(title.to_string(), None)],
        who: Some(place_of(&served, &desk.who, words)),
        path: "/ish",
        wrong: false,
    };
    let here: Vec<&Listed> = listed.iter().filter(|one| shelf.has(one, officer)).collect();
    let body = html! {
        div.row.apart {
            h1 { (title) }
            form method="post" action="/ish/yangi" { button.b { (words.say("new-birth")) } }
        }
        ul.tabs { @for one in Shelf::ALL { li {
            @let (key, word) = one.key_and_word();
            a href={ "/ish?tokcha=" (word) } aria-current=[(one == shelf).then_some("page")] {
                (words.say(key)) " " i { (listed.iter().filter(|ticket| one.has(ticket, officer)).count()) }
            }
        } } }
        div.sheet.one { div.facts {
            @if here.is_empty() { p { (words.say("queue-empty")) } } @else { (table(&here, words)) }
        } }
    };
    Ok(shown(StatusCode::OK, &frame, &body))
}

fn table(listed: &[&Listed], words: Words) -> Markup {
    html! { table.cards {
        caption.vh { (words.say("queue-caption")) }
        thead { tr { @for key in ["col-work", "col-whom", "col-state", "col-next"] { th scope="col" { (words.say(key)) } } } }
        tbody { @for one in listed {
            @let ticket = &one.opened.ticket;
            @let name = Draft::from_json(&one.opened.draft).map(|draft| draft.name()).unwrap_or_default();
            tr {
                td data-l=(words.say("col-work")) { (words.say("birth")) br; small.mu.n.nb { (words.fill("ticket", &[("number", &ticket.number.to_string())])) } }
                th scope="row" data-l=(words.say("col-whom")) dir="auto" {
                    @if name.is_empty() { small { "(" (words.say("nameless")) ")" } } @else { (name) }
                    @if let Some(act) = one.act { br; small.n { a href={ "/ish/dalolatnoma/" (act) } { "№ " (act) } } }
                }
                td data-l=(words.say("col-state")) { span.st.(knot_of(ticket.state)) { span {
                    b { (words.say(&format!("state-{}", ticket.state.word()))) }
                    @if let Some(holder) = ticket.holder { br; small { (words.fill("by-officer", &[("number", &holder.to_string())])) } }
                } } }
                td data-l="" { a.b.alt.sm href=(next(ticket)) { (words.say("continue")) span.vh { ": " (name) } } }
            }
        } }
    } }
}

/// Where a ticket goes on.
pub(super) fn next(ticket: &vault::Ticket) -> String {
    let page = match ticket.state {
        TicketState::Notified | TicketState::Draft | TicketState::Review | TicketState::Withdrawn => "",
        TicketState::ToSign => "/imzo",
        TicketState::ToPrint | TicketState::Printed | TicketState::ReadBack | TicketState::HandedOver => {
            "/qogoz"
        }
    };
    format!("/ish/talon/{}{page}", ticket.id)
}

/// `POST /ish/yangi`
pub(super) async fn begin(State(served): State<Served>, desk: Desk, _form: Form) -> Result<Response, Away> {
    let draft = Draft::new().to_json();
    let opened = served.registry.open_ticket(&desk.who, &draft).await.map_err(|error| desk.away(error))?;
    Ok(Redirect::to(&next(&opened.ticket)).into_response())
}
