//! The rule book: each rule has its tests, each is asked where the table says, each code has words, and the page of
//! them is that of the code.
use crate::tidy::{root, sources};
use civil::{
    Caution, Lang,
    refusal::{CheckedBy, Refusal, RuleClass},
    words,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};
use testkit::rules::{
    AREAS, page,
    tests_of::{Tests, Told, is_of_tests},
    variant,
};

/// The name of every refusal in the code, without what some hold.
fn names() -> BTreeMap<String, Refusal> {
    Refusal::ALL.iter().map(|refusal| (variant(&format!("{refusal:?}")).to_owned(), *refusal)).collect()
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

fn code_of(folder: &str) -> String {
    text(sources(&root().join("crates").join(folder)).into_iter().filter(|file| !is_of_tests(file)))
}

/// A test tells a refusal and what is accepted beside it with `beside(Refusal::…, refused, accepted)`.
#[test]
fn every_rule_has_a_test_that_refuses_and_one_that_accepts_beside_it() {
    let tests = Tests::read(&root()).unwrap();
    let untested: Vec<String> =
        names().into_keys().filter(|name| tests.of(name, Told::Beside).next().is_none()).collect();
    assert!(untested.is_empty(), "no test refuses with these and accepts beside: {untested:#?}");
}

/// A test passes a rule of law or a caution with `passes(Refusal::…, …)`, on a ground, by an override or with a reason.
#[test]
fn every_rule_that_can_be_passed_has_a_test_that_passes_it() {
    let tests = Tests::read(&root()).unwrap();
    let never: Vec<String> = names()
        .into_iter()
        .filter(|(_, refusal)| refusal.class() != RuleClass::Structure)
        .filter(|(name, _)| tests.of(name, Told::Passes).next().is_none())
        .map(|(name, _)| name)
        .collect();
    assert!(
        never.is_empty(),
        "no test passes these on a ground, by an override or with a reason: {never:#?}"
    );
}

#[test]
fn no_test_passes_a_rule_of_structure() {
    let tests = Tests::read(&root()).unwrap();
    for (name, refusal) in names() {
        let passes = tests.of(&name, Told::Passes).next();
        assert!(refusal.class() != RuleClass::Structure || passes.is_none(), "{name}: {passes:?}");
    }
}

#[test]
fn every_caution_has_a_test() {
    let tests = Tests::read(&root()).unwrap();
    let names: BTreeSet<String> =
        Caution::ALL.iter().map(|caution| variant(&format!("{caution:?}")).to_owned()).collect();
    let untested: Vec<String> =
        names.into_iter().filter(|name| tests.of(name, Told::Named).next().is_none()).collect();
    assert!(untested.is_empty(), "no test shows these: {untested:#?}");
}

#[test]
fn every_refusal_is_asked_by_whom_the_table_says() {
    // The table of permissions is asked by both; the list of refusals itself asks nothing.
    let civil = root().join("crates/civil/src");
    let table = text([civil.join("role.rs")]);
    let law = sources(&civil).into_iter().filter(|file| !is_of_tests(file) && !file.ends_with("refusal.rs"));
    let validator = code_of("ledger/src") + &code_of("node/src") + &table;
    let registry = code_of("registry/src") + &text(law);
    let mut wrong = Vec::new();
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
        if (asks(&registry), asks(&validator)) != (by_registry, by_validator) {
            wrong.push((name, refusal.checked_by()));
        }
    }
    assert!(wrong.is_empty(), "these are asked by somebody else than the table says: {wrong:#?}");
}

/// Every text between quotation marks that looks like a code: an area, a full stop, words with hyphens.
fn codes_in(code: &str) -> BTreeSet<String> {
    let is_code = |text: &str| {
        let word = |word: &str| {
            let letters = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            letters && word.len() >= 2
        };
        text.split_once('.').is_some_and(|(area, rest)| area.len() > 2 && word(area) && word(rest))
    };
    code.split('"').filter(|text| is_code(text)).map(str::to_owned).collect()
}

#[test]
fn every_fault_of_a_declaration_has_words_and_no_other_code_has() {
    let reader = text([root().join("crates/registry/src/declaration.rs")]);
    let code = code_of("registry/src/declaration") + &reader;
    // A code that is said in more than one way has a word behind a slash for each.
    let ways = names_in(&code).into_iter().filter(|name| name.contains('.') && name.contains('/'));
    let said: BTreeSet<String> = codes_in(&code).into_iter().chain(ways.map(str::to_owned)).collect();
    let without: Vec<&String> =
        said.iter().filter(|code| words::sentence(code, Lang::En).is_none()).collect();
    assert!(without.is_empty(), "words/en.tsv lacks these faults: {without:#?}");
    let awaited = fs::read_to_string(root().join("crates/civil/testdata/awaited-codes.txt")).unwrap();
    let in_some_way = |code: &str| said.iter().any(|name| name.split('/').next() == Some(code));
    let unused: Vec<&str> = words::fault_codes()
        .filter(|code| !said.contains(*code) && !in_some_way(code))
        .filter(|code| !awaited.lines().any(|line| line == *code))
        .collect();
    assert!(unused.is_empty(), "nothing says these faults: {unused:#?}");
}

/// What stands between quotation marks and can be the name of a sentence: a code, perhaps with a word behind a slash.
fn names_in(code: &str) -> BTreeSet<&str> {
    let letters = |word: &str| {
        !word.starts_with('.') && word.bytes().all(|b| b.is_ascii_lowercase() || b"-./".contains(&b))
    };
    code.split('"').filter(|text| !text.is_empty() && letters(text)).collect()
}

/// What stands between the brackets of each call of a function.
fn calls<'c>(code: &'c str, function: &str) -> Vec<&'c str> {
    let of_call = |(at, found): (usize, &str)| {
        let rest = &code[at + found.len()..];
        let mut open = 1;
        let end = rest.find(|c| {
            open += i32::from(c == '(') - i32::from(c == ')');
            open == 0
        });
        &rest[..end.unwrap_or(rest.len())]
    };
    code.match_indices(function).map(of_call).collect()
}

#[test]
fn no_code_that_the_portal_or_the_command_can_answer_with_lacks_a_sentence() {
    let files = [
        "portal/src/problem.rs",
        "portal/src/guard.rs",
        "portal/src/verify/form.rs",
        "portal/src/desk/session.rs",
        "registry/src/request.rs",
    ];
    let api = sources(&root().join("crates/portal/src/api"));
    let service: String = files
        .map(|file| root().join("crates").join(file))
        .into_iter()
        .chain(api)
        .map(|file| text([file]).split("#[cfg(test)]").next().unwrap().to_owned())
        .collect();
    let command = code_of("cli/src");

    // A problem has no other codes than those that stand in these files, those of the law and those of declarations.
    let mut said: BTreeSet<String> = codes_in(&service);
    // The command has others too, for operators; what it says by its name is in the tables.
    for maker in ["Failure::told(", "Saying::new(", "say("] {
        let named = calls(&command, maker).into_iter().flat_map(names_in);
        said.extend(named.filter(|name| name.contains('.')).map(str::to_owned));
    }
    let ways = names_in(&service).into_iter().chain(names_in(&command));
    said.extend(ways.filter(|name| name.contains('.') && name.contains('/')).map(str::to_owned));
    let has_words = |name: &str| Lang::ALL.into_iter().all(|lang| words::sentence(name, lang).is_some());
    let without: Vec<&String> = said.iter().filter(|name| !has_words(name)).collect();
    assert!(without.is_empty(), "the tables of words lack: {without:#?}");
    assert!(has_words("not-found") && said.len() > 80);

    let names: BTreeSet<&str> = names_in(&service).into_iter().chain(names_in(&command)).collect();
    let known = words::service_codes().chain(words::command_codes());
    let unused: Vec<&str> = known.filter(|name| !names.contains(name)).collect();
    assert!(unused.is_empty(), "nothing says these sentences: {unused:#?}");
}

#[test]
fn every_area_of_codes_has_a_heading() {
    let codes =
        Refusal::ALL.iter().map(|refusal| refusal.code()).chain(Caution::ALL.iter().map(|one| one.code()));
    let areas: BTreeSet<&str> = codes.filter_map(|code| code.split('.').next()).collect();
    let without: Vec<&str> =
        areas.into_iter().filter(|area| AREAS.iter().all(|(known, _)| known != area)).collect();
    assert!(without.is_empty(), "these areas have no heading on the page of rules: {without:#?}");
}

#[test]
fn the_page_of_rules_is_that_of_the_code() {
    let written = fs::read_to_string(root().join("docs/rules.md")).unwrap();
    let how = "run: cargo run -p testkit --example rules > docs/rules.md";
    assert!(written == page().unwrap(), "docs/rules.md is not what the code and its tests say; {how}");
}
