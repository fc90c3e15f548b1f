//! Refusals: each has its tests, each is asked where the table says, and the page of them is that of the code.
use crate::tidy::{root, sources};
use civil::refusal::{CheckedBy, Refusal};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

/// The name of every refusal in the code, without what some hold.
fn names() -> BTreeMap<String, Refusal> {
    let name = |refusal: &Refusal| {
        let debug = format!("{refusal:?}");
        debug.split_once('(').map_or(debug.as_str(), |(name, _)| name).to_owned()
    };
    Refusal::ALL.iter().map(|refusal| (name(refusal), *refusal)).collect()
}

/// The text of files without whitespace, so that it does not matter how lines are broken.
fn text(files: impl IntoIterator<Item = PathBuf>) -> String {
    let read = |file| fs::read_to_string(file).unwrap();
    files
        .into_iter()
        .map(read)
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn is_of_tests(file: &std::path::Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

fn code_of(folder: &str) -> String {
    text(sources(&root().join("crates").join(folder)).into_iter().filter(|file| !is_of_tests(file)))
}

/// A test tells a refusal and what is accepted beside it with `beside(Refusal::…, refused, accepted)`.
#[test]
fn every_refusal_has_a_test_that_refuses_and_one_that_accepts_beside_it() {
    let tests = text(sources(&root().join("crates")).into_iter().filter(|file| is_of_tests(file)));
    let untested: BTreeSet<String> = names()
        .into_keys()
        .filter(|name| {
            ![",", "("].iter().any(|next| tests.contains(&format!("beside(Refusal::{name}{next}")))
        })
        .collect();
    assert!(untested.is_empty(), "no test refuses with these and accepts beside: {untested:?}");
}

#[test]
fn every_refusal_is_asked_by_whom_the_table_says() {
    // The table of permissions is asked by both.
    let civil = root().join("crates/civil/src");
    let table = text([civil.join("role.rs")]);
    let validator = code_of("ledger/src") + &code_of("node/src") + &table;
    let registry =
        code_of("registry/src") + &code_of("civil/src/birth") + &text([civil.join("birth.rs")]) + &table;
    for (name, refusal) in names() {
        let asks = |code: &str| {
            code.match_indices(&format!("Refusal::{name}"))
                .any(|(at, found)| !code[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()))
        };
        let (by_registry, by_validator) = match refusal.checked_by() {
            CheckedBy::Registry => (true, false),
            CheckedBy::Validator => (asks(&registry), true),
            CheckedBy::Both => (true, true),
        };
        assert_eq!((asks(&registry), asks(&validator)), (by_registry, by_validator), "{name}");
    }
}

#[test]
fn the_page_of_refusals_is_that_of_the_code() {
    let page = fs::read_to_string(root().join("docs/refusals.md")).unwrap();
    let how = "run: cargo run -p testkit --example refusals > docs/refusals.md";
    assert!(page == testkit::refusals::page(), "docs/refusals.md is not what the code says; {how}");
}
