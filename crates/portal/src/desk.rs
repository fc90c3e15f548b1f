//! The counter: what a registrar sees and does, from the door to the paper in the holder's hand.
//!
//! ```text
//! door ─▶ queue ─▶ sheet ─▶ signature ─▶ paper: issued, printed, read back, handed over
//! ```
//! Pages work without script. What is typed goes to the ticket as it stands ([`form`]); what the law says of it, the
//! registry says. A portal has a counter where its configuration names the keys of ready desks, which only a demo may.
mod act;
mod door;
mod form;
mod look;
mod paper;
mod queue;
mod rows;
mod session;
mod sessions;
mod sheet;
mod sign;
mod words;

use crate::{page, routes::Served};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use registry::soft::SoftKeys;
use session::Sessions;

/// What the pages of the counter share.
#[derive(Debug, Default)]
pub(crate) struct Desks {
    sessions: Sessions,
    soft: Option<SoftKeys>,
}

impl Desks {
    /// A counter whose ready desks sign with these keys; none, no counter.
    pub(crate) fn new(soft: Option<SoftKeys>) -> Self {
        Self { sessions: Sessions::default(), soft }
    }

    /// Whether there is a counter.
    pub(crate) const fn is_open(&self) -> bool {
        self.soft.is_some()
    }
}

/// Address and handlers of every page of the counter.
pub(crate) fn table() -> Vec<(&'static str, MethodRouter<Served>)> {
    vec![
        ("/ish", get(queue::show)),
        ("/ish/kirish", get(door::show).post(door::open)),
        ("/ish/chiqish", post(door::leave)),
        ("/ish/dalolatnoma/{number}", get(act::show)),
        ("/ish/oyna", get(sessions::show).post(sessions::end)),
        ("/ish/yangi", post(queue::begin)),
        ("/ish/talon/{id}", get(sheet::show).post(sheet::keep)),
        ("/ish/talon/{id}/imzo", get(sign::show).post(sign::sign)),
        ("/ish/talon/{id}/qogoz", get(paper::show).post(paper::step)),
        ("/ish/talon/{id}/qogoz.pdf", get(paper::pdf)),
        ("/static/desk.css", get(async || file("text/css; charset=utf-8", look::CSS.as_bytes()))),
        ("/static/fonts/{file}", get(font)),
        ("/static/down.svg", get(async || file("image/svg+xml", include_bytes!("../static/down.svg")))),
        (
            "/static/knot-cut.svg",
            get(async || file("image/svg+xml", include_bytes!("../static/knot-cut.svg"))),
        ),
        (
            "/static/knot-odd.svg",
            get(async || file("image/svg+xml", include_bytes!("../static/knot-odd.svg"))),
        ),
        (
            "/static/knot-open.svg",
            get(async || file("image/svg+xml", include_bytes!("../static/knot-open.svg"))),
        ),
    ]
}

fn file(media: &'static str, bytes: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "max-age=300")], bytes).into_response()
}

/// The faces of the style sheet: Noto (SIL Open Font License 1.1), cut to the letters of our languages.
async fn font(Path(name): Path<String>) -> Response {
    let bytes: &'static [u8] = match name.as_str() {
        "mono400-lat.woff2" => include_bytes!("../static/fonts/mono400-lat.woff2"),
        "sans400-cyr.woff2" => include_bytes!("../static/fonts/sans400-cyr.woff2"),
        "sans400-lat.woff2" => include_bytes!("../static/fonts/sans400-lat.woff2"),
        "sans700-cyr.woff2" => include_bytes!("../static/fonts/sans700-cyr.woff2"),
        "sans700-lat.woff2" => include_bytes!("../static/fonts/sans700-lat.woff2"),
        "serif600-cyr.woff2" => include_bytes!("../static/fonts/serif600-cyr.woff2"),
        "serif600-lat.woff2" => include_bytes!("../static/fonts/serif600-lat.woff2"),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    file("font/woff2", bytes)
}

/// The day of a moment, at the time of Tashkent.
fn day_of(time_ms: u64, lang: civil::Lang) -> String {
    let day = civil::CivilDate::at(time_ms, civil::UtcOffset::TASHKENT.minutes());
    day.map(|day| document::dates::with_month_name(day, lang)).unwrap_or_default()
}

/// The mark of the brand, which every page shows.
fn mark() -> maud::Markup {
    page::mark()
}
