//! Which tests tell a rule: read out of the sources of the tests, by the helpers that they call.
//!
//! A test that refuses and accepts beside it calls `beside(Refusal::…, …)`; one in which a rule of law or a caution is
//! passed on a ground, by an override or with a reason calls `passes(Refusal::…, …)`; one of a caution names it.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

/// How a test tells a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// It refuses, and accepts beside it.
    Beside,
    /// It refuses, and passes with a waiver.
    Passes,
    /// It names the caution.
    Named,
}

/// A test by its crate and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// The folder of the crate.
    pub folder: String,
    /// The name of the function.
    pub name: String,
}

/// The tests that tell each rule, by the name of its variant.
#[derive(Debug, Default)]
pub struct Tests(BTreeMap<(String, Told), BTreeSet<Test>>);

impl Tests {
    /// Reads all tests of the crates under `root`.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tests = Self::default();
        let mut files = Vec::new();
        rust_files(&root.join("crates"), &mut files)?;
        for file in files.iter().filter(|file| is_of_tests(file)) {
            let folder = file
                .strip_prefix(root.join("crates"))
                .ok()
                .and_then(|path| path.iter().next())
                .map_or_else(String::new, |folder| folder.to_string_lossy().into_owned());
            tests.take(&folder, &fs::read_to_string(file)?);
        }
        Ok(tests)
    }

    /// The tests that tell the rule of this name so.
    pub fn of(&self, name: &str, told: Told) -> impl Iterator<Item = &Test> {
        self.0.get(&(name.to_owned(), told)).into_iter().flatten()
    }

    fn take(&mut self, folder: &str, source: &str) {
        for (call, of, told) in [
            ("beside(", "Refusal::", Told::Beside),
            ("passes(", "Refusal::", Told::Passes),
            ("", "Caution::", Told::Named),
        ] {
            for (at, _) in source.match_indices(if call.is_empty() { of } else { call }) {
                let rest = source.get(at..).and_then(|rest| rest.strip_prefix(call)).unwrap_or_default();
                let named = rest.trim_start().strip_prefix(of).map(identifier);
                let (Some(rule), Some(name)) = (named, test_around(source, at)) else { continue };
                let test = Test { folder: folder.to_owned(), name };
                self.0.entry((rule, told)).or_default().insert(test);
            }
        }
    }
}

/// What stands behind `fn` in a line that begins a function.
fn begun(line: &str) -> Option<&str> {
    let words = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async "];
    let rest = words.into_iter().fold(line, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    rest.strip_prefix("fn ")
}

/// The function in which a place of a file stands, if it is a test.
fn test_around<'s>(source: &'s str, at: usize) -> Option<String> {
    let lines: Vec<&'s str> = source.get(..at)?.lines().collect();
    let last = |indent: &str| {
        let begins = |(place, line): (usize, &&'s str)| Some((place, begun(line.strip_prefix(indent)?)?));
        lines.iter().enumerate().rev().find_map(begins)
    };
    // A function of the file stands around those in it; only where there is none is a module looked into.
    let (place, head) = last("").or_else(|| last("    "))?;
    // Between the attribute and the function other attributes and comments may stand.
    let mut attributes = lines.iter().take(place).rev().take_while(|line| !line.is_empty());
    let is_test = |line: &str| line == "#[test]" || line.starts_with("#[tokio::test");
    attributes.any(|line| is_test(line.trim())).then(|| identifier(head))
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// Whether a file of a crate holds tests; what the folder above the crates is called says nothing.
pub fn is_of_tests(file: &Path) -> bool {
    let mut within = file.iter().rev().take_while(|part| *part != "crates");
    within.any(|part| part == "tests" || part == "tests.rs")
}

/// All source files under a folder, in order.
pub fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            rust_files(&entry, files)?;
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &str) -> Vec<(String, Told, String)> {
        let mut tests = Tests::default();
        tests.take("here", source);
        let named = |((rule, told), of): ((String, Told), BTreeSet<Test>)| {
            of.into_iter().map(move |test| (rule.clone(), told, test.name)).collect::<Vec<_>>()
        };
        tests.0.into_iter().flat_map(named).collect()
    }

    #[test]
    fn a_file_holds_tests_by_its_place_in_the_crate_and_not_by_where_that_lies() {
        let holds = |path: &str| is_of_tests(Path::new(path));
        assert!(holds("/tests/crates/civil/src/birth/tests.rs") && holds("crates/vault/tests/it/main.rs"));
        assert!(!holds("/tests/crates/civil/src/birth.rs") && !holds("crates/testkit/src/rules/tests_of.rs"));
    }

    #[test]
    fn a_call_is_that_of_the_function_around_it_whether_that_waits_or_not() {
        let source = "\n#[test]\nfn first() {\n    beside(Refusal::Expired, 1);\n}\n\n\
            #[tokio::test]\nasync fn second() {\n    passes(\n        Refusal::SameEntry, 2);\n}\n\n\
            pub(crate) async fn helper() {\n    beside(Refusal::WrongRole, 3);\n}\n\n\
            #[tokio::test(start_paused = true)]\nasync fn third() {\n    let _ = Caution::Weight;\n}\n";
        let of = |rule: &str, told, test: &str| (rule.to_owned(), told, test.to_owned());
        assert_eq!(
            told(source),
            [
                of("Expired", Told::Beside, "first"),
                of("SameEntry", Told::Passes, "second"),
                of("Weight", Told::Named, "third"),
            ]
        );
    }
}
