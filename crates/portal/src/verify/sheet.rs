//! The answer as a page of HTML, for a browser without script: the sheet that the page itself would draw.
use super::{
    asked::{Fault, Head, Live, Told, head},
    rows::{moment, rows},
    shapes::shape,
    words::{Words, own_name, tag, words},
};
use crate::page::mark;
use civil::Lang;
use credential::{KnownKey, Profile, Proof, Verdict};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use protocol::{Handle, fact::CertificateStanding, network::KeyOrigin};
use verifier::keys::KeyFile;

/// The answer to what was given. `code` is that text, by which another language can be asked for.
pub(super) fn answer(told: &Told, keys: &KeyFile, code: &str, lang: Lang) -> Markup {
    let words = words(lang);
    let head = head(told, lang);
    let body = html! {
        div.wrap {
            div.sheet {
                div class={ "verdict " (head.tone.class()) } {
                    (shape(head.shape))
                    div {
                        h1 tabindex="-1" { (head.title) }
                        p { (head.text) }
                        @if let Some(note) = &head.note { p { b { (note) } } }
                        p.s { (words.say("server.word")) }
                    }
                }
                div.facts { (facts(told, &head, lang)) }
                div.mar { (margin(told, &head, keys, lang)) }
            }
            p.row { a.b href="/verify" { (words.say("again")) } }
        }
    };
    page(&head.title, Some(code), lang, &body)
}

/// The question again, with what is wrong in what was given.
pub(super) fn fault(fault: Fault, lang: Lang) -> Markup {
    let words = words(lang);
    let body = html! {
        div.sill { div.wrap {
            h1 tabindex="-1" { (words.say("ask.title")) }
            div.ask {
                div.errs role="alert" { h2 { (words.say("problem.typed")) } p { (fault.sentence(words)) } }
                form.f.bad method="post" action="/verify" {
                    label for="code" { (words.say("ask.code")) }
                    span.hint #code-hint { (words.say("ask.code.hint")) }
                    input type="hidden" name="lang" value=(tag(lang));
                    div.row {
                        textarea.code #code name="code" rows="2" maxlength="16384" aria-describedby="code-hint"
                            aria-invalid="true" autocomplete="off" autocapitalize="characters" spellcheck="false" {}
                        button.b { (words.say("ask.code.go")) }
                    }
                }
            }
        } }
    };
    page(words.say("ask.title"), None, lang, &body)
}

fn facts(told: &Told, head: &Head, lang: Lang) -> Markup {
    let words = words(lang);
    match told {
        Told::Code { verdict: Verdict::Valid { proof, key: _ }, sample: _ } => html! {
            h2 { (words.say("match.title")) }
            p { (words.say("match.text")) }
            @match proof.profile() {
                Profile::Full => {},
                Profile::Core => { p.note { (words.say("values.some")) } },
                Profile::Roots => { p.note.att { b { (words.say("values.in-file")) } } },
            }
            dl.rows.num {
                @for row in rows(proof, lang) { div { dt { (row.label) } dd { (row.value) } } }
            }
            div.row.pat { (pattern(proof)) p { (words.say("pattern")) } }
        },
        Told::Code { verdict: Verdict::NotValid(_) | Verdict::CannotTell(_), sample: _ } => html! {
            h2 { (words.say("values.none")) }
            @if let Some(reason) = &head.reason { p { (reason) } }
        },
        Told::Handle { handle, live: _ } => html! {
            h2 { (words.say("values.none")) }
            dl.rows { div { dt { (words.say("label.handle")) } dd { span.m { (handle.printed()) } } } }
        },
    }
}

/// The ornament of the paper, drawn from the seal.
fn pattern(proof: &Proof) -> Markup {
    let drawn = document::mark_svg(proof.opened_digest().as_bytes());
    // The same lines as on the paper, at the size and by the name that the style sheet knows.
    let drawn = drawn.trim_end().replacen(
        "<svg ",
        "<svg class=\"pattern\" width=\"132\" height=\"132\" aria-hidden=\"true\" ",
        1,
    );
    PreEscaped(drawn)
}

fn margin(told: &Told, head: &Head, keys: &KeyFile, lang: Lang) -> Markup {
    let words = words(lang);
    html! {
        h2 { (words.say("means.title")) }
        @match told {
            Told::Code { verdict: Verdict::Valid { proof, key }, sample: _ } => {
                (thread(proof, key, &keys.agencies(key).join(", "), lang))
            },
            Told::Code { verdict: Verdict::NotValid(_) | Verdict::CannotTell(_), sample: _ } => {},
            Told::Handle { handle: _, live } => { ol.thread { (status(*live, lang)) } },
        }
        @for sentence in &head.means { p { (sentence) } }
    }
}

fn thread(proof: &Proof, key: &KnownKey, agencies: &str, lang: Lang) -> Markup {
    let words = words(lang);
    let time = moment(proof.inclusion.time_ms, lang);
    let height = proof.inclusion.height.to_string();
    let included = words.fill("proved.included.text", &[("height", &height), ("time", &time)]);
    let (quorum, members) = (key.quorum.to_string(), key.members.to_string());
    let gaps = [("quorum", &*quorum), ("members", &*members), ("agencies", agencies)];
    let step = |title: &'static str, text: &str| html! { li { h3 { (words.say(title)) } p.s { (text) } } };
    html! {
        ol.thread {
            (step("proved.values", words.say("proved.values.text")))
            (step("proved.included", &included))
            (step("proved.quorum", &words.fill("proved.quorum.text", &gaps)))
            @match key.origin {
                KeyOrigin::Dealer => { li.odd { p.s { (words.say("proved.dealt")) } } },
                KeyOrigin::Dkg => {},
            }
            li.open { h3 { (words.say("open.status")) } (status_form(proof.handle, words, lang)) }
        }
    }
}

fn status(live: Live, lang: Lang) -> Markup {
    let words = words(lang);
    let said = |name: &'static str, time_ms: u64| words.fill(name, &[("time", &moment(time_ms, lang))]);
    let (class, text) = match live {
        Live::Proved { standing: CertificateStanding::InForce, time_ms, fresh } => {
            let name = if fresh { "status.in-force.text" } else { "status.old.text" };
            (if fresh { "" } else { "odd" }, said(name, time_ms))
        }
        Live::Proved {
            standing: CertificateStanding::Ended | CertificateStanding::Stolen,
            time_ms,
            fresh: _,
        } => ("cut", said("status.ended.text", time_ms)),
        Live::Unknown => ("odd", words.say("status.unknown.text").to_owned()),
        Live::CannotTell => ("open", words.say("status.cannot-tell").to_owned()),
    };
    html! { li class=(class) { h3 { (words.say("open.status")) } p.s { (text) } } }
}

/// The next question after a proof that holds: in the body again, never in an address.
fn status_form(handle: Handle, words: &Words, lang: Lang) -> Markup {
    html! {
        form method="post" action="/verify" {
            input type="hidden" name="code" value=(handle.printed());
            input type="hidden" name="lang" value=(tag(lang));
            button.b.alt { (words.say("ask.status")) }
        }
    }
}

fn page(title: &str, code: Option<&str>, lang: Lang, body: &Markup) -> Markup {
    let words = words(lang);
    html! {
        (DOCTYPE)
        html lang=(tag(lang)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (title) " — Dalolat" }
                link rel="stylesheet" href="/verify/page.css";
                link rel="icon" href="/verify/icon.svg" type="image/svg+xml";
            }
            body {
                a.skip href="#main" { (words.say("skip")) }
                (cover(code, lang))
                main #main tabindex="-1" {
                    div.wrap.place { nav aria-label=(words.say("place.label")) { ol {
                        li { a href="/verify" { (words.say("place.check")) } }
                        li aria-current="page" { (words.say("place.answer")) }
                    } } }
                    (body)
                }
                footer.bot { div.wrap { p { a href="/verify/LICENSES.txt" { (words.say("foot.licences")) } } } }
            }
        }
    }
}

/// The cover; where something was answered, the same answer can be had in the other languages.
fn cover(code: Option<&str>, lang: Lang) -> Markup {
    let words = words(lang);
    html! {
        header.top {
            div.wrap {
                a.brand href="/" { (mark()) b { "Dalolat" } span { (words.say("brand.under")) } }
                @if let Some(code) = code {
                    form method="post" action="/verify" {
                        input type="hidden" name="code" value=(code);
                        ul.langs aria-label=(words.say("langs")) {
                            @for other in Lang::ALL {
                                @let (name, short) = own_name(other);
                                li {
                                    button name="lang" value=(tag(other)) lang=(tag(other)) aria-label=(name)
                                        aria-pressed=(other == lang) {
                                        span.l { (name) } span.k aria-hidden="true" { (short) }
                                    }
                                }
                            }
                        }
                    }
                }
                nav.ix aria-label=(words.say("tab.check")) { ul.edge { li.on { span { (words.say("tab.check")) } } } }
            }
            div.band {}
        }
    }
}

#[cfg(test)]
mod tests;
