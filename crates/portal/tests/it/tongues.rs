//! Refusals, faults and cautions in the language of whoever asks; everything else is the same in all.
use crate::{
    client::{Client, Got},
    world::birth,
};
use civil::{Lang, words::sentence};
use fixtures::paper::CHILONZOR;
use portal::{ProblemItem, api::DeclaredJson};
use reqwest::{Method, StatusCode};
use std::collections::BTreeSet;

fn text(n: u32) -> String {
    String::from_utf8(birth(n)).unwrap()
}

/// Whether an answer says in which language it is, and that others may get it in another.
fn is_in(got: &Got, lang: Lang) -> bool {
    let varies = got.headers.get_all("vary").iter().any(|value| value == "accept-language");
    varies && got.headers["content-language"] == lang.tag()
}

/// What is the same in every language.
fn bare(item: &ProblemItem) -> (Option<String>, String, Option<String>, Option<usize>) {
    (item.pointer.clone(), item.code.clone(), item.source.clone(), item.line)
}

#[tokio::test]
async fn a_refusal_is_told_in_the_language_that_is_asked_for() {
    let client = Client::new().await;
    let unlawful = text(1).replace("\"born\": \"2026-11-14\"", "\"born\": \"2026-12-14\"");
    let code = "birth.after-registration";
    let english = client.declare(CHILONZOR, unlawful.as_bytes()).await.problem();
    for lang in Lang::ALL {
        let got = client.declare_in(lang.tag(), CHILONZOR, unlawful.as_bytes()).await;
        assert!(got.status == StatusCode::UNPROCESSABLE_ENTITY && is_in(&got, lang), "{lang}");
        let problem = got.problem();
        assert_eq!((&problem.code, &problem.kind), (&english.code, &english.kind));
        assert!(problem.errors.iter().map(bare).eq(english.errors.iter().map(bare)), "{lang}");
        let item = problem.errors.iter().find(|item| item.code == code).unwrap();
        assert_eq!(Some(item.message.as_str()), sentence(code, lang));
        let detail = Some(&*problem.detail);
        assert!(problem.errors.len() > 1 || detail == sentence(code, lang), "{lang}");
        assert!(lang == Lang::En || problem.detail != english.detail, "{lang}");
    }
    client.end().await;
}

#[tokio::test]
async fn a_fault_keeps_its_pointer_and_is_told_in_the_language_that_is_asked_for() {
    let client = Client::new().await;
    let broken = text(1).replace("40203989990010", "40203989990011").replace("\"office\":", "\"ofice\":");
    let mut told = BTreeSet::new();
    for lang in Lang::ALL {
        let got = client.declare_in(lang.tag(), CHILONZOR, broken.as_bytes()).await;
        assert!(got.status == StatusCode::UNPROCESSABLE_ENTITY && is_in(&got, lang), "{lang}");
        let problem = got.problem();
        let digit = problem.errors.iter().find(|item| item.code == "pinfl.check-digit").unwrap();
        assert_eq!(digit.pointer.as_deref(), Some("/mother/pinfl"));
        assert_eq!(Some(digit.message.as_str()), sentence("pinfl.check-digit", lang));
        let unknown = problem.errors.iter().find(|item| item.code == "field.unknown").unwrap();
        assert_eq!(unknown.pointer.as_deref(), Some("/ofice"));
        assert!(unknown.message.contains("office") && !unknown.message.contains('{'), "{}", unknown.message);
        assert!(problem.detail.contains(&problem.errors.len().to_string()), "{}", problem.detail);
        assert!(told.insert((unknown.message.clone(), problem.detail)), "{lang}");
    }
    let got = client.declare_in("ru", CHILONZOR, b"{").await;
    let problem = got.problem();
    assert_eq!((problem.errors[0].line, problem.errors[0].code.as_str()), (Some(1), "json.syntax"));
    assert_eq!(Some(problem.errors[0].message.as_str()), sentence("json.syntax/end", Lang::Ru));
    client.end().await;
}

#[tokio::test]
async fn a_caution_is_told_in_the_language_that_is_asked_for() {
    let client = Client::new().await;
    let code = "birth.caution.late";
    for (n, lang) in (1..).zip(Lang::ALL) {
        let late = text(n).replace("\"born\": \"2026-11-14\"", "\"born\": \"2026-09-14\"");
        let got = client.declare_in(lang.tag(), CHILONZOR, late.as_bytes()).await;
        assert!(got.status == StatusCode::CREATED && is_in(&got, lang), "{lang}");
        let declared: DeclaredJson = got.json();
        let caution = declared.warnings.iter().find(|warning| warning.code == code).unwrap();
        assert_eq!(Some(caution.message.as_str()), sentence(code, lang));
    }
    client.end().await;
}

#[tokio::test]
async fn what_is_no_act_of_the_law_is_told_in_the_language_that_is_asked_for_and_in_english_otherwise() {
    let client = Client::new().await;
    for (accept, lang) in [
        ("ru-RU,ru;q=0.9,en;q=0.5", Lang::Ru),
        ("de, uz;q=0.4", Lang::UzLatn),
        ("uz-Cyrl;q=0.9, uz-Latn;q=0.8", Lang::UzCyrl),
        ("kaa", Lang::Kaa),
        ("de", Lang::En),
        ("*", Lang::En),
        ("", Lang::En),
        ("ru;q=nonsense", Lang::En),
    ] {
        for (method, path, code) in [
            (Method::GET, "/v1/nothing", "not-found"),
            (Method::DELETE, "/v1/acts", "request.method"),
            (Method::GET, "/v1/acts", "request.unsigned"),
            (Method::POST, "/verify", "request.media-type"),
        ] {
            let got = client.send(method, path, &[("accept-language", accept.to_owned())], Vec::new()).await;
            assert!(is_in(&got, lang), "{accept} {path}");
            let problem = got.problem();
            assert_eq!(&*problem.code, code);
            let expected = sentence(code, lang).unwrap();
            let begins = expected.split('{').next().unwrap();
            assert!(problem.detail.starts_with(begins), "{accept} {path}: {}", problem.detail);
            assert_eq!(got.headers.contains_key("allow"), code == "request.method");
        }
    }
    client.end().await;
}
