//! The door: which desk is yours. A demo's desks are ready; their keys lie beside it.
use super::{
    look::{Frame, shown},
    session::{Away, Desk, Form, Stranger},
    words::Words,
};
use crate::{problem::Problem, routes::Served};
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use civil::role::Role;
use maud::html;
use protocol::signature::Jurisdiction;
use registry::staff::{Office, Officer};
use std::collections::BTreeMap;

/// The officers whose desk is ready, by office.
fn ready(served: &Served) -> BTreeMap<civil::OfficeCode, (&Office, Vec<&Officer>)> {
    let staff = served.registry.staff();
    let mut all = BTreeMap::new();
    for office in staff.offices() {
        let of_office = Jurisdiction::Office(office.code);
        let opens = |officer: &&Officer| {
            officer.key.role == Role::Registrar
                && officer.key.jurisdiction == of_office
                && served.desks.soft.as_ref().is_some_and(|keys| keys.has(officer))
        };
        let officers: Vec<&Officer> = staff.officers().filter(opens).collect();
        if !officers.is_empty() {
            all.insert(office.code, (office, officers));
        }
    }
    all
}

/// `GET /ish/kirish`
pub(super) async fn show(State(served): State<Served>, Stranger(words): Stranger) -> Response {
    let title = words.say("door-title");
    let frame = Frame {
        words,
        title: &title,
        tab: None,
        trail: Vec::new(),
        who: None,
        path: "/ish/kirish",
        wrong: false,
    };
    let desks = ready(&served);
    let body = html! {
        div.sheet.one { div.facts {
            h1 { (title) }
            p.lead { (words.say("door-lead")) }
            @if desks.is_empty() { p.note { (words.say("door-none")) } }
            @for (office, officers) in desks.values() {
                section {
                    h2 { (office.name(words.0)) }
                    table.cards { tbody { @for officer in officers { tr {
                        th scope="row" data-l=(words.say("col-whom")) { (words.fill("desk-of", &[("name", &officer.name)])) br; small.mu.n { (officer.id) } }
                        td data-l="" { form method="post" action="/ish/kirish" {
                            input type="hidden" name="til" value=(words.0.tag());
                            button.b.alt name="desk" value=(officer.id) { (words.say("door-open")) span.vh { ": " (officer.name) } }
                        } }
                    } } } }
                }
            }
        } }
    };
    shown(StatusCode::OK, &frame, &body)
}

/// `POST /ish/kirish`
pub(super) async fn open(State(served): State<Served>, form: Form) -> Result<Response, Problem> {
    let found = ready(&served)
        .into_values()
        .flat_map(|(_, officers)| officers)
        .find(|one| one.id == form.get("desk"));
    let officer = found.ok_or_else(Problem::not_found)?;
    let mut token = [0; 32];
    getrandom::fill(&mut token)
        .map_err(|_none| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "service.unavailable"))?;
    let lang = super::session::lang_of(form.get("til"));
    let cookie = served.desks.sessions.open(token, officer.key_id, lang, served.registry.now_ms());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/ish")).into_response())
}

/// `POST /ish/chiqish`
pub(super) async fn leave(State(served): State<Served>, desk: Desk, _form: Form) -> Result<Redirect, Away> {
    served.desks.sessions.end(desk.session);
    Ok(Redirect::to("/ish/kirish"))
}

/// Where somebody sits: office and desk.
pub(super) fn place_of(served: &Served, who: &Officer, words: Words) -> String {
    let office = match who.key.jurisdiction {
        Jurisdiction::Office(code) => served.registry.staff().office(code),
        Jurisdiction::Region(_) | Jurisdiction::Member(_) | Jurisdiction::Network => None,
    };
    let office = office.map(|office| office.name(words.0)).unwrap_or_default();
    format!("{office} · {}", who.name)
}
