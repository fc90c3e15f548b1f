//! What pages of the counter are made of: the cover with its index tabs, the place line, fields, threads.
use super::{form::words_of, mark, words::Words};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use civil::Lang;
use maud::{DOCTYPE, Markup, html};
use vault::TicketState;

/// The style sheet of the counter.
pub(super) const CSS: &str = include_str!("../../static/desk.css");

/// A tab of the index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Queue,
    Sessions,
}

impl Tab {
    const ALL: [Self; 2] = [Self::Queue, Self::Sessions];

    const fn key_and_path(self) -> (&'static str, &'static str) {
        match self {
            Self::Queue => ("queue", "/ish"),
            Self::Sessions => ("sessions", "/ish/oyna"),
        }
    }
}

/// What stands around a page.
pub(super) struct Frame<'a> {
    pub(super) words: Words,
    pub(super) title: &'a str,
    pub(super) tab: Option<Tab>,
    /// The way here: names, and addresses of all but the last.
    pub(super) trail: Vec<(String, Option<String>)>,
    /// Who sits here; none before the door.
    pub(super) who: Option<String>,
    /// The address of this page, for the same in another language.
    pub(super) path: &'a str,
    /// Whether something has to be put right: the title says so first.
    pub(super) wrong: bool,
}

pub(super) const fn own_name(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::UzLatn => ("Oʻzbekcha", "Oʻz"),
        Lang::UzCyrl => ("Ўзбекча", "Ўз"),
        Lang::Ru => ("Русский", "Ру"),
        Lang::Kaa => ("Qaraqalpaqsha", "Qq"),
        Lang::En => ("English", "En"),
    }
}

/// A page as an answer: kept nowhere, with nothing but this portal's own files in it.
pub(super) fn shown(status: StatusCode, frame: &Frame<'_>, body: &Markup) -> Response {
    const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
                       base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, page(frame, body).into_string()).into_response()
}

/// The class of a ticket's state: the colour and the shape that its words have beside them.
pub(super) const fn knot_of(state: TicketState) -> &'static str {
    match state {
        TicketState::Notified | TicketState::Draft | TicketState::Review | TicketState::Withdrawn => "wait",
        TicketState::ToSign | TicketState::ToPrint | TicketState::Printed | TicketState::ReadBack => "go",
        TicketState::HandedOver => "ok",
    }
}

/// A whole page.
fn page(frame: &Frame<'_>, body: &Markup) -> Markup {
    let words = frame.words;
    html! {
        (DOCTYPE)
        html lang=(words.0.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { @if frame.wrong { (words.say("error")) ": " } (frame.title) " — Dalolat" }
                link rel="stylesheet" href="/static/desk.css";
                link rel="icon" href="/static/knot.svg";
            }
            body {
                a.skip href="#main" { (words.say("skip")) }
                (cover(frame))
                main #main tabindex="-1" {
                    (place(frame))
                    div.wrap { (body) }
                }
                footer.bot { div.wrap {
                    nav #menu aria-label=(words.say("menu")) { ul {
                        @if frame.who.is_some() {
                            @for tab in Tab::ALL { li { a href=(tab.key_and_path().1) { (words.say(tab.key_and_path().0)) } } }
                        }
                        li { a href="/verify" { (words.say("check-paper")) } }
                        li { a href="/" { (words.say("home")) } }
                    } }
                    p { (words.say("sample")) }
                } }
            }
        }
    }
}

fn cover(frame: &Frame<'_>) -> Markup {
    let words = frame.words;
    html! {
        header.top {
            div.wrap {
                a.brand href="/" { (mark()) b { "Dalolat" } span { (words.say("brand-1")) br; (words.say("brand-2")) } }
                ul.langs { @for lang in Lang::ALL { li {
                    a href={ (frame.path) "?til=" (lang.tag()) } lang=(lang.tag()) hreflang=(lang.tag())
                        aria-current=[(lang == words.0).then_some("true")] {
                        span.l { (own_name(lang).0) } span.k aria-hidden="true" { (own_name(lang).1) }
                    }
                } } }
                @if frame.who.is_some() {
                    nav.ix aria-label=(words.say("sections")) { ul.edge {
                        @for tab in Tab::ALL {
                            @let on = frame.tab == Some(tab);
                            li.on[on] { a href=(tab.key_and_path().1) aria-current=[on.then_some("page")] { (words.say(tab.key_and_path().0)) } }
                        }
                        li.more { a href="#menu" { (words.say("menu")) } }
                    } }
                }
            }
            div.band {}
        }
    }
}

fn place(frame: &Frame<'_>) -> Markup {
    html! {
        div.wrap.place {
            nav aria-label=(frame.words.say("here")) { ol {
                @for (name, path) in &frame.trail { li aria-current=[path.is_none().then_some("page")] {
                    @if let Some(path) = path { a href=(path) { (name) } } @else { (name) }
                } }
            } }
            @if let Some(who) = &frame.who {
                form.row method="post" action="/ish/chiqish" { p { (who) } button.b.alt.sm { (frame.words.say("lock")) } }
            }
        }
    }
}

/// The icon of an error.
fn warning() -> Markup {
    html! { svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true" {
        path d="M8 .8 15.6 14.8H.4z" fill="currentColor" {}
        path d="M8 5.2v4.6M8 11.4v1.9" stroke="#fff" stroke-width="1.8" {}
    } }
}

/// The key on the button that signs.
pub(super) fn key() -> Markup {
    html! { svg viewBox="0 0 16 16" width="24" height="24" aria-hidden="true" {
        circle cx="5" cy="8" r="3.5" fill="none" stroke="currentColor" stroke-width="2" {}
        path d="M8.5 8H15v3M12 8v2.5" fill="none" stroke="currentColor" stroke-width="2" {}
    } }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The field; empty for the whole.
    pub(super) field: String,
    /// What is wrong and what to do.
    pub(super) said: String,
    /// Which law says so.
    pub(super) source: Option<String>,
}

impl Wrong {
    /// With the words for the field, where there are some: what is wrong is told far from it too.
    fn whole(&self, words: Words) -> String {
        let label =
            words_of(&self.field).and_then(|(of, field)| Some((words.known(&of)?, words.known(&field)?)));
        match label {
            Some((of, field)) => format!("{of}, {field}: {}", self.said),
            None => self.said.clone(),
        }
    }
}

/// The list of what is wrong, first on the page.
pub(super) fn errors(words: Words, wrong: &[Wrong]) -> Markup {
    html! { @if !wrong.is_empty() {
        div.errs role="alert" tabindex="-1" autofocus aria-labelledby="errors-title" {
            h2 #errors-title { (words.fill("errors-title", &[("count", &wrong.len().to_string())])) }
            ul { @for one in wrong { li {
                @if one.field.is_empty() { (one.said) } @else { a href={ "#" (one.field) } { (one.whole(words)) } }
                @if let Some(source) = &one.source { " " span.s.mu { "(" (source) ")" } }
            } } }
        }
    } }
}

fn messages(words: Words, name: &str, wrong: &[Wrong]) -> Option<Markup> {
    let own: Vec<&Wrong> = wrong.iter().filter(|one| one.field == name).collect();
    (!own.is_empty()).then(|| {
        html! {
            span.msg id={ (name) "-e" } { (warning()) span { @for one in own {
                span.vh { (words.say("error")) ": " } (one.said) " "
            } } }
        }
    })
}

/// A line of text.
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) hint: Option<&'a str>,
    pub(super) value: &'a str,
    pub(super) lang: Option<&'a str>,
    pub(super) numeric: bool,
}

impl<'a> Line<'a> {
    pub(super) const fn new(name: &'a str, label: &'a str, value: &'a str) -> Self {
        Self { name, label, hint: None, value, lang: None, numeric: false }
    }
}

/// A field of one line with its hint and what is wrong with it.
pub(super) fn line(words: Words, line: &Line<'_>, wrong: &[Wrong]) -> Markup {
    let message = messages(words, line.name, wrong);
    let described = match (line.hint.is_some(), message.is_some()) {
        (true, true) => Some(format!("{0}-h {0}-e", line.name)),
        (true, false) => Some(format!("{}-h", line.name)),
        (false, true) => Some(format!("{}-e", line.name)),
        (false, false) => None,
    };
    html! { div.f.bad[message.is_some()] {
        label for=(line.name) { (line.label) }
        @if let Some(hint) = line.hint { span.hint id={ (line.name) "-h" } { (hint) } }
        @if let Some(message) = &message { (message) }
        input id=(line.name) name=(line.name) value=(line.value) autocomplete="off" spellcheck="false" lang=[line.lang]
            inputmode=[line.numeric.then_some("numeric")]
            aria-invalid=[message.is_some().then_some("true")] aria-describedby=[described];
    } }
}

/// A choice of one among few, all of them in sight.
pub(super) fn choice(
    words: Words,
    name: &str,
    legend: &str,
    options: &[(&str, String)],
    value: &str,
    wrong: &[Wrong],
) -> Markup {
    let message = messages(words, name, wrong);
    let described = message.is_some().then(|| format!("{name}-e"));
    html! { fieldset.f.bad[message.is_some()] aria-describedby=[described] {
        legend { (legend) }
        @if let Some(message) = &message { (message) }
        div.row.choices { @for (n, (option, label)) in options.iter().enumerate() { div.ck {
            @let id = if n == 0 { name.to_owned() } else { format!("{name}-{n}") };
            input type="radio" name=(name) id=(id) value=(option) checked[*option == value];
            label for=(id) { (label) }
        } } }
    } }
}

/// A choice of one among many.
pub(super) fn select(words: Words, name: &str, label: &str, options: &Markup, wrong: &[Wrong]) -> Markup {
    let message = messages(words, name, wrong);
    let described = message.is_some().then(|| format!("{name}-e"));
    html! { div.f.bad[message.is_some()] {
        label for=(name) { (label) }
        @if let Some(message) = &message { (message) }
        select id=(name) name=(name) aria-invalid=[message.is_some().then_some("true")] aria-describedby=[described] { (options) }
    } }
}

/// A day in three fields; each part may be left open where the law lets it.
pub(super) fn date(words: Words, name: &str, legend: &str, parts: [&str; 3], wrong: &[Wrong]) -> Markup {
    let first = format!("{name}.day");
    let message = messages(words, &first, wrong);
    let described = message.is_some().then(|| format!("{first}-e"));
    let invalid = message.is_some().then_some("true");
    html! { fieldset.f.bad[message.is_some()] aria-describedby=[described] {
        legend { (legend) }
        @if let Some(message) = &message { (message) }
        div.date { @for ((part, class), value) in [("day", "w2 n"), ("month", "w2 n"), ("year", "w4 n")].into_iter().zip(parts) { div {
            @let id = format!("{name}.{part}");
            label for=(id) { (words.say(part)) }
            input class=(class) id=(id) name=(id) inputmode="numeric" maxlength="4" value=(value) autocomplete="off" aria-invalid=[invalid];
        } } }
    } }
}

/// A knot of a thread.
pub(super) enum Knot {
    Done,
    Open,
}

/// What happened and what is to come.
pub(super) fn thread(knots: &[(Knot, String, String)]) -> Markup {
    html! { ol.thread { @for (knot, title, said) in knots {
        li.open[matches!(knot, Knot::Open)] { h3 { (title) } @if !said.is_empty() { p.s { (said) } } }
    } } }
}
