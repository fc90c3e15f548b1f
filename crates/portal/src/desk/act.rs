//! The page of an act: its values, its papers, and in plain words what proves it.
use super::{
    door::place_of,
    look::{Frame, Knot, Tab, shown, thread},
    rows,
    session::{Away, Desk},
    words::Words,
};
use crate::{guard::Named, problem::Problem, routes::Served};
use axum::{extract::State, http::StatusCode, response::Response};
use civil::ActNumber;
use maud::{Markup, html};
use registry::service::ActView;
use vault::CaseState;

/// `GET /ish/dalolatnoma/{number}`
pub(super) async fn show(
    State(served): State<Served>,
    Named(number): Named,
    desk: Desk,
) -> Result<Response, Away> {
    let words = desk.words;
    let number: ActNumber = number
        .parse()
        .map_err(|_no_number| desk.away(Problem::new(StatusCode::BAD_REQUEST, "act.number")))?;
    let act = served.registry.show(&desk.who, number).await.map_err(|error| desk.away(error))?;
    let title = words.fill("act-title", &[("number", &number.to_string())]);
    let frame = Frame {
        words,
        title: &title,
        tab: Some(Tab::Queue),
        trail: vec![(words.say("queue").to_string(), Some("/ish".to_owned())), (title.clone(), None)],
        who: Some(place_of(&served, &desk.who, words)),
        path: &desk.path,
        wrong: false,
    };
    let body = html! { div.sheet {
        div.facts {
            h1.n { (title) }
            (rows::table(&rows::sections(&act.record, words)))
            (proof(&act, words))
        }
        div.mar { h2 { (words.say("act-papers")) } (margin(&act, words)) }
    } };
    Ok(shown(StatusCode::OK, &frame, &body))
}

/// The thread of the margin: the registration, then every paper in its order.
fn margin(act: &ActView, words: Words) -> Markup {
    let day = |time_ms: u64| crate::desk::day_of(time_ms, words.0);
    let registered = act.view.inclusion.map(|at| day(at.time_ms)).unwrap_or_default();
    let mut knots = vec![(Knot::Done, words.say("knot-ledger").into_owned(), registered)];
    for paper in &act.certificates {
        let (knot, state) = match paper.state {
            CaseState::Final { .. } if act.revoked.contains(&paper.id) => (Knot::Done, "act-paper-revoked"),
            CaseState::Final { .. } => (Knot::Done, "act-paper-valid"),
            CaseState::ToSign | CaseState::Accepted => (Knot::Open, "act-paper-waits"),
            CaseState::Refused { .. } => (Knot::Open, "act-paper-refused"),
        };
        let said = format!("{}, {}", words.say(state), day(paper.created_ms));
        knots.push((knot, words.say("act-paper").into_owned(), said));
    }
    thread(&knots)
}

fn proof(act: &ActView, words: Words) -> Markup {
    html! { details.proof {
        summary { (words.say("act-proof")) }
        ol {
            li { (words.say("act-proof-1")) }
            li {
                @if let Some(at) = act.view.inclusion { (words.fill("act-proof-2", &[("height", &at.height.to_string())])) }
                @else { (words.say("paper-waits")) }
            }
            li { (words.say("act-proof-3")) }
        }
        p.hash { (act.view.case.entry_id) }
    } }
}
