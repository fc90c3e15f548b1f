//! The pages of the threat model give the figures that stand in the code.
//!
//! # Form
//!
//! A figure is a row of a table:
//!
//! ```text
//! | `crates/node/src/forward.rs` | `RESENT_MAX` | `256` | what it bounds |
//! ```
//!
//! The file gives the name that value exactly once: `const RESENT_MAX: usize = 256;`, a field `name: 256,` or
//! an assignment `name = 256;`. The two are compared without underscores. What is not a figure, such as the
//! type of a field, begins with no digit and is no call.
use crate::tidy::root;
use std::{collections::BTreeSet, fs, path::Path};

const FOLDER: &str = "docs/threat-model";
const OVERVIEW: &str = "README.md";
/// Fewer would mean that rows are not read.
const FIGURES_MIN: usize = 80;

/// Name and text of every page, the overview among them.
fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = fs::read_dir(root().join(FOLDER))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// What stands in a cell between backticks, where nothing else does.
fn quoted(cell: &str) -> Option<&str> {
    cell.trim().strip_prefix('`')?.strip_suffix('`')
}

/// File, name and value of a row that gives a figure.
fn figure(line: &str) -> Option<(&str, &str, &str)> {
    let mut cells = line.strip_prefix("| ")?.split('|').map(quoted);
    let (file, name, value) = (cells.next()??, cells.next()??, cells.next()??);
    let is_code = Path::new(file).extension().is_some_and(|ending| ending == "rs");
    is_code.then_some((file, name, value))
}

/// Every figure that a file gives a name.
fn given(text: &str, name: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut all = Vec::new();
    for (at, _) in text.match_indices(name) {
        let (before, from) = text.split_at(at);
        let line = from.lines().next().unwrap_or_default();
        let Some(rest) = line.strip_prefix(name) else { continue };
        let value = match (rest.strip_prefix(": "), rest.strip_prefix(" = ")) {
            (Some(typed), _) => match typed.split_once(" = ") {
                Some((_, value)) => value.split(';').next(),
                None => typed.split(", ").next().and_then(|value| value.split(" }").next()),
            },
            (None, Some(value)) => value.split(';').next(),
            (None, None) => None,
        };
        let value = value.unwrap_or_default().trim_end_matches([',', ';']).trim();
        let is_figure = value.starts_with(|c: char| c.is_ascii_digit()) || value.contains('(');
        if is_figure && !before.ends_with(is_word) {
            all.push(value.replace('_', ""));
        }
    }
    all
}

#[test]
fn every_figure_of_the_threat_model_stands_in_the_code() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (page, text) in pages() {
        let before = count;
        for (file, name, value) in text.lines().filter_map(figure) {
            count += 1;
            let found = fs::read_to_string(root().join(file)).map(|code| given(&code, name));
            if found.as_ref().ok() != Some(&vec![value.replace('_', "")]) {
                wrong.push(format!("{page}: {file}: {name} is {value}, and there {found:?}"));
            }
        }
        assert!(page == OVERVIEW || count > before, "{page} gives no figure");
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count >= FIGURES_MIN, "{count} figures were read");
}

#[test]
fn every_surface_has_a_page_and_every_page_is_in_the_overview() {
    let pages = pages();
    let (_, overview) = pages.iter().find(|(name, _)| name == OVERVIEW).unwrap();
    for (page, text) in pages.iter().filter(|(name, _)| name != OVERVIEW) {
        assert!(overview.contains(&format!("]({page})")), "{FOLDER}/{OVERVIEW} does not lead to {page}");
        for heading in ["## Who may send", "## What it costs", "## What is open", "## Figures"] {
            assert!(text.lines().any(|line| line == heading), "{page} lacks: {heading}");
        }
    }
    let linked: BTreeSet<&str> = overview
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains('/'))
        .map(|target| target.split('#').next().unwrap_or_default())
        .collect();
    let there: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    assert!(linked.is_subset(&there), "{FOLDER}/{OVERVIEW} leads to pages that are not there: {linked:?}");
}

#[test]
fn every_file_that_the_threat_model_names_is_there_and_the_engine_is_of_its_release() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for (page, text) in pages() {
        for named in text.split('`').skip(1).step_by(2) {
            let path = named.split(':').next().unwrap_or_default();
            if path.starts_with("crates/") {
                assert!(root().join(path).exists(), "{page} names a file that is not there: {path}");
            }
            if let Some(release) = named.strip_prefix("commonware ") {
                let package = format!("name = \"commonware-p2p\"\nversion = \"{release}\"");
                assert!(lock.contains(&package), "{page} was written for the engine's release {release}");
            }
        }
    }
}

#[test]
fn a_figure_is_found_as_a_constant_a_field_or_an_assignment_and_a_type_is_none() {
    let code = "/// More than [`MANY`].\npub const MANY: usize = 4_096;\nlet all = Self { few: 10, none: u64 };\n\
                config.rate = Quota::per_second(NZU32!(128));\n    view: Delta::new(2_560),\nNOT_MANY: 7,\n";
    assert_eq!(given(code, "MANY"), ["4096"]);
    assert_eq!(given(code, "few"), ["10"]);
    assert_eq!(given(code, "none"), Vec::<String>::new());
    assert_eq!(given(code, "rate"), ["Quota::persecond(NZU32!(128))"]);
    assert_eq!(given(code, "view"), ["Delta::new(2560)"]);
    assert_eq!(figure("| `a.rs` | `MANY` | `4_096` | words |"), Some(("a.rs", "MANY", "4_096")));
    assert_eq!(figure("| a | `MANY` | `4_096` |"), None);
}
