//! In which language an answer is told (`Accept-Language`, RFC 9110 section 12.5.4).
//!
//! What is wrong is told by its name in the tables of words ([`civil::words`]), and becomes a sentence where the answer
//! leaves, in the language that the request asks for. Codes, pointers and articles are the same in all.
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use civil::Lang;
use serde::Serialize;

/// The language of a request that asks for none of ours.
const OTHERWISE: Lang = Lang::En;
/// The most ranges of one header that are looked at.
const RANGES_MAX: usize = 32;

/// The language that serves a request best: of the ranges that name one of ours, the one that weighs most, and
/// of several that weigh the same, the first.
pub(crate) fn wanted(headers: &HeaderMap) -> Lang {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).into_iter().filter_map(|line| line.to_str().ok());
    let ranges = lines.flat_map(|line| line.split(',')).take(RANGES_MAX);
    let weighed: Vec<(&str, u16)> = ranges.filter_map(weighed).collect();
    let refused: Vec<Lang> =
        weighed.iter().filter(|(_, weight)| *weight == 0).filter_map(|(tag, _)| Lang::serving(tag)).collect();
    let of_range = |tag: &str| match tag {
        "*" => [OTHERWISE].into_iter().chain(Lang::ALL).find(|lang| !refused.contains(lang)),
        tag => Lang::serving(tag).filter(|lang| !refused.contains(lang)),
    };
    let mut best = None;
    for (tag, weight) in weighed {
        let heavier = best.is_none_or(|(_, most)| weight > most);
        if let Some(lang) = of_range(tag).filter(|_| heavier && weight > 0) {
            best = Some((lang, weight));
        }
    }
    best.map_or(OTHERWISE, |(lang, _)| lang)
}

/// A range and its weight in thousandths; nothing where it is not of the form.
fn weighed(range: &str) -> Option<(&str, u16)> {
    let (tag, weight) = range.split_once(';').map_or((range, None), |(tag, weight)| (tag, Some(weight)));
    let weight = match weight.map(str::trim) {
        None => 1000,
        Some(weight) => thousandths(weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?)?,
    };
    Some((tag.trim(), weight))
}

/// `0`, `1`, or either with up to three decimals, at most 1.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = decimals.len() <= 3 && decimals.bytes().all(|b| b.is_ascii_digit());
    if !digits || !matches!(whole, "0" | "1") {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok().filter(|weight| *weight <= 1000)
}

/// Says in which language an answer is, and that another request may get it in another.
pub(crate) fn mark(headers: &mut HeaderMap, lang: Lang) {
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
}

/// A document that tells refusals or cautions, and the language in which it does.
pub(crate) struct Told<T>(pub(crate) StatusCode, pub(crate) Lang, pub(crate) T);

impl<T: Serialize> IntoResponse for Told<T> {
    fn into_response(self) -> Response {
        let Self(status, lang, document) = self;
        let mut response = (status, Json(document)).into_response();
        mark(response.headers_mut(), lang);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &[&str]) -> Lang {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::ACCEPT_LANGUAGE, HeaderValue::from_str(line).unwrap());
        }
        wanted(&headers)
    }

    #[test]
    fn the_heaviest_range_that_names_one_of_our_languages_is_served() {
        for (lines, lang) in [
            (&[][..], Lang::En),
            (&["ru"], Lang::Ru),
            (&["RU-ru, en;q=0.9"], Lang::Ru),
            (&["uz"], Lang::UzLatn),
            (&["uz-Cyrl-UZ"], Lang::UzCyrl),
            (&["kaa;q=0.5, uz-Latn;q=0.8, ru;q=0.7"], Lang::UzLatn),
            (&["ru;q=0.5, kaa;q=0.5"], Lang::Ru),
            (&["de, fr;q=0.9, kaa;q=0.1"], Lang::Kaa),
            (&["de", "ru;q=0.3"], Lang::Ru),
            (&["de, fr"], Lang::En),
            (&["*"], Lang::En),
            (&["*, ru"], Lang::En),
            (&["*;q=0.1, ru;q=0.2"], Lang::Ru),
            (&["en;q=0, *"], Lang::UzLatn),
            (&["ru;q=0, ru-RU"], Lang::En),
            (&["ru; q=0.001"], Lang::Ru),
            (&["ru;q=1.000, uz;q=1"], Lang::Ru),
        ] {
            assert_eq!(asked(lines), lang, "{lines:?}");
        }
    }

    #[test]
    fn a_range_that_is_not_of_the_form_counts_for_nothing() {
        for line in [
            "ru;q=2",
            "ru;q=1.001",
            "ru;q=0.0001",
            "ru;q=",
            "ru;q=-1",
            "ru;q=x",
            "ru;w=1",
            ";",
            ",,,",
            "",
            "р",
        ] {
            assert_eq!(asked(&[line]), Lang::En, "{line}");
            assert_eq!(asked(&[line, "kaa;q=0.1"]), Lang::Kaa, "{line}");
        }
        let many = "ru;q=2,".repeat(10_000);
        assert_eq!(asked(&[&many]), Lang::En);
    }
}
