//! The page at `/`: what runs here, for whoever opens the address in a browser. No personal data.
use crate::routes::Served;
use axum::{
    extract::State,
    response::{Html, IntoResponse},
};
use civil::CivilDate;
use maud::{DOCTYPE, Markup, html};
use protocol::NetworkClass;
use registry::service::LedgerView;

/// The one style sheet.
pub(crate) const CSS: &str = include_str!("../static/portal.css");
/// The woven band under the cover.
pub(crate) const BAND: &str = include_str!("../static/band.svg");
/// The strapwork of the threshold.
pub(crate) const GIRIH: &str = include_str!("../static/girih.svg");
/// The knot of the thread.
pub(crate) const KNOT: &str = include_str!("../static/knot.svg");

/// `GET /`
pub(crate) async fn home(State(served): State<Served>) -> impl IntoResponse {
    let registry = &served.registry;
    let ledger = registry.ledger().await;
    let genesis = registry.genesis();
    let offices = registry.staff().offices().count();
    Html(page(genesis.network.class, genesis.member_count(), offices, ledger).into_string())
}

fn page(class: NetworkClass, members: usize, offices: usize, ledger: Option<LedgerView>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { "Dalolat — a civil registry nobody can silently change" }
                link rel="stylesheet" href="/static/portal.css";
            }
            body {
                a.skip href="#main" { "To the content" }
                (cover())
                main #main tabindex="-1" {
                    (threshold(class))
                    div.wrap {
                        (standing(ledger, members))
                        (figures(ledger, offices, members))
                        div.two {
                            (checking())
                            (reasons())
                        }
                    }
                }
                footer.bot { div.wrap {
                    p { "The interface is described at " a href="/openapi.json" { "/openapi.json" } " (OpenAPI 3.1). Every request of a registrar is signed by the registrar's own key." }
                    p { "This page shows numbers alone. Names, dates and papers are shown to officers in their own right, and each reading is recorded." }
                } }
            }
        }
    }
}

fn cover() -> Markup {
    html! {
        header.top {
            div.wrap {
                a.brand href="/" {
                    (mark())
                    b { "Dalolat" }
                    span { "Register of acts" br; "of civil status" }
                }
            }
            div.band {}
        }
    }
}

/// The mark beside the name, which says it all to a screen reader.
pub(crate) fn mark() -> Markup {
    html! {
        svg viewBox="0 0 32 38" width="32" height="38" aria-hidden="true" {
            path d="M2 2h28v34H2z" fill="none" stroke="#fff" stroke-width="2.5" {}
            path d="M6.5 10h10M6.5 15h10M6.5 20h10M6.5 25h10" stroke="#8dbac5" stroke-width="1.5" {}
            path d="M22 2v34" stroke="#e6a417" stroke-width="1.5" {}
            path d="M22 12.5l4.5 4.5-4.5 4.5-4.5-4.5z" fill="#e6a417" {}
        }
    }
}

fn threshold(class: NetworkClass) -> Markup {
    html! {
        div.sill { div.wrap {
            h1 { "A registry nobody " br; "can silently change" }
            p.lead {
                "Each act is signed by the registrar who made it, numbered and dated by several agencies together, "
                "and checked by anybody from the paper in their hand."
            }
            p.go { a href="/verify" { "Check a certificate" } }
            @match class {
                NetworkClass::Live => {},
                NetworkClass::Practice | NetworkClass::Demo => {
                    p.sample { b { "NAMUNA · ОБРАЗЕЦ · SAMPLE" } " This is a " (class.word()) " network: people and papers are invented and have no legal force." }
                },
            }
        } }
    }
}

fn standing(ledger: Option<LedgerView>, members: usize) -> Markup {
    html! {
        p.place {
            @match ledger {
                Some(view) => {
                    span.mark aria-hidden="true" {}
                    span { (view.answering) " of " (members) " agencies answer. Last block " (moment(view.time_ms)) "." }
                },
                None => {
                    span.mark.cut aria-hidden="true" {}
                    span { "Too few agencies answer just now. What registrars sign is kept and goes on by itself." }
                },
            }
        }
    }
}

fn figures(ledger: Option<LedgerView>, offices: usize, members: usize) -> Markup {
    let number = |n: Option<u64>| n.map_or_else(|| "—".to_owned(), grouped);
    html! {
        dl.figs {
            div {
                dt { "Entries on the ledger" }
                dd { (number(ledger.map(|view| view.entries))) }
                dd { "acts and certificates, each signed" }
            }
            div {
                dt { "Height" }
                dd { (number(ledger.map(|view| view.height))) }
                dd { "blocks, none of which can be taken out" }
            }
            div {
                dt { "Agencies" }
                dd { (members) }
                dd { "keep the ledger together" }
            }
            div {
                dt { "Offices" }
                dd { (offices) }
                dd { "register through this service" }
            }
        }
    }
}

fn checking() -> Markup {
    html! {
        section {
            h2 { "Check a certificate" }
            p { "The check needs no network and no account: the code on the paper holds its values and their proof. Do it " a href="/verify" { "in the browser" } ", which works without a line once it was opened and can be kept as one file; or with a command:" }
            pre { code { "dalolat verify certificate.pdf\ndalolat verify photo.png\ndalolat verify 'DAL…'" } }
            p { "The answer shows the values. Compare them with the paper: the code counts, not the print." }
            p { "Whether it is still in force the ledger tells by the 28 characters under the code; anybody may ask." }
            pre { code { "dalolat status CODE" } }
            h2 { "For registrars" }
            pre { code { "dalolat act register --file birth.json --as 1101-1\ndalolat certificate issue NUMBER --lang uz-Latn,ru --as 1101-1 --out birth.pdf" } }
        }
    }
}

fn reasons() -> Markup {
    html! {
        section {
            h2 { "Why it can be believed" }
            ol.thread {
                li { h3 { "A person signs" } p { "Which office and which officer is always known." } }
                li { h3 { "Agencies seal together" } p { "None of them can change an act alone, nor leave a number out." } }
                li { h3 { "Corrections stay visible" } p { "Nothing is erased; a later entry stands beside the earlier one." } }
                li { h3 { "It proves no truth" } p { "A seal shows that nothing was changed since, not that what was declared was true." } }
            }
        }
    }
}

/// A number with a thin space between thousands.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Day and time of a block as a clock in Tashkent shows them.
fn moment(time_ms: u64) -> String {
    let minutes = time_ms / 60_000 + 300;
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    let day = CivilDate::at(time_ms, 300).map_or_else(String::new, |day| format!("{day} "));
    format!("{day}{hour:02}:{minute:02} (UTC+5)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_written_for_people() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(moment(1_795_388_400_000), "2026-11-23 04:00 (UTC+5)");
    }

    #[test]
    fn the_page_carries_no_style_and_no_script_of_its_own() {
        let view = LedgerView { height: 12, time_ms: 1_795_388_400_000, entries: 3, answering: 4 };
        for (class, ledger) in [(NetworkClass::Demo, Some(view)), (NetworkClass::Live, None)] {
            let page = page(class, 4, 3, ledger).into_string();
            assert_eq!(page.matches("href=\"/verify\"").count(), 2);
            assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<style"));
            assert_eq!(page.contains("NAMUNA"), class == NetworkClass::Demo);
        }
    }
}
