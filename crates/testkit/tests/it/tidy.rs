//! The picture of the crates holds: arrows point down, the pure crates stay pure, every crate keeps
//! the house's lints, and what comes from outside is licensed and counted.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Which of our crates each crate may use. `fixtures` is for development and may be used by the tests of any.
const ARROWS: [(&str, &[&str]); 14] = [
    ("civil", &[]),
    ("protocol", &["civil"]),
    ("ledger", &["civil", "protocol"]),
    ("credential", &["civil", "protocol"]),
    ("verifier", &["civil", "protocol", "credential"]),
    ("document", &["civil"]),
    ("crash", &[]),
    ("vault", &["civil", "protocol", "crash"]),
    ("registry", &["civil", "protocol", "credential", "document", "crash", "vault"]),
    ("node", &["civil", "protocol", "ledger", "crash"]),
    ("portal", &["civil", "protocol", "credential", "verifier", "document", "crash", "vault", "registry"]),
    ("fixtures", &["civil", "protocol", "ledger", "credential"]),
    ("testkit", &["civil", "protocol", "ledger", "node"]),
    (
        "cli",
        &[
            "civil",
            "protocol",
            "ledger",
            "credential",
            "verifier",
            "document",
            "crash",
            "vault",
            "registry",
            "node",
            "portal",
        ],
    ),
];
/// The crates that touch no clock, file, socket, random source or async runtime.
const PURE: [&str; 4] = ["civil", "protocol", "ledger", "credential"];
/// What must not be reached from a pure crate, by any way.
const IMPURE: [&str; 8] = [
    "tokio",
    "axum",
    "hyper",
    "reqwest",
    "mio",
    "sqlx-core",
    "commonware-runtime",
    "commonware-cryptography",
];
/// What must not be reached at all: a second TLS or crypto stack, a second async runtime.
const BANNED: [&str; 5] = ["openssl", "openssl-sys", "native-tls", "async-std", "chrono-tz"];
/// Licences that what we link may have.
const LICENCES: [&str; 19] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "CC0-1.0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "MIT-0",
    "BSL-1.0",
    "OpenSSL",
    "CDLA-Permissive-2.0",
    "NCSA",
    "BlueOak-1.0.0",
];
/// The most packages in the lock file: a change that needs more says why here.
const PACKAGES_MAX: usize = 700;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn metadata() -> Value {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform=x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Our packages by name.
fn ours(metadata: &Value) -> BTreeMap<String, Value> {
    let members: BTreeSet<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| members.contains(package["id"].as_str().unwrap()))
        .map(|package| (package["name"].as_str().unwrap().to_owned(), package.clone()))
        .collect()
}

/// The names of what a package depends on; with `dev`, for its tests too.
fn dependencies(package: &Value, dev: bool) -> BTreeSet<String> {
    package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dependency| dev || dependency["kind"].as_str() != Some("dev"))
        .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn arrows_point_down_only() {
    let packages = ours(&metadata());
    let expected: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let found: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    assert_eq!(found, expected, "a crate came or went: put it into the picture");
    for (name, allowed) in ARROWS {
        for used in dependencies(&packages[name], false) {
            let is_ours = packages.contains_key(&used);
            assert!(!is_ours || allowed.contains(&used.as_str()), "{name} may not use {used}");
        }
        for used in dependencies(&packages[name], true) {
            assert!(
                used != "portal" && used != "cli" || name == "cli",
                "not even the tests of {name} use {used}"
            );
        }
    }
}

#[test]
fn the_pure_crates_reach_no_runtime_no_socket_and_no_engine() {
    let metadata = metadata();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap()))
        .collect();
    let packages = ours(&metadata);
    for name in PURE {
        let mut seen = BTreeSet::new();
        let mut open = vec![packages[name]["id"].as_str().unwrap()];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            for edge in nodes[id]["deps"].as_array().unwrap() {
                let normal = edge["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
                if normal {
                    open.push(edge["pkg"].as_str().unwrap());
                }
            }
        }
        let reached: BTreeSet<&str> = seen.iter().map(|id| names[id]).collect();
        for impure in IMPURE {
            assert!(!reached.contains(impure), "{name} reaches {impure}");
        }
    }
}

/// The names that would bring a clock, a file, a socket or chance into a pure crate.
#[test]
fn the_pure_crates_name_no_clock_file_socket_or_environment() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env",
        "std::time",
        "SystemTime",
        "Instant::now",
        "std::thread",
        "async fn",
    ];
    for name in PURE {
        for file in sources(&root().join("crates").join(name).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            for word in forbidden {
                assert!(!text.contains(word), "{} names {word}", file.display());
            }
        }
    }
}

#[test]
fn every_crate_keeps_the_houses_lints_and_licence() {
    for (name, _) in ARROWS {
        let manifest = fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name} leaves the lints");
        assert!(manifest.contains("license.workspace = true"), "{name} names no licence");
    }
}

#[test]
fn what_comes_from_outside_is_licensed_counted_and_from_the_registry() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() <= PACKAGES_MAX, "{} packages, {PACKAGES_MAX} allowed", packages.len());
    for package in packages {
        let name = package["name"].as_str().unwrap();
        assert!(!BANNED.contains(&name), "{name} is banned");
        let Some(source) = package["source"].as_str() else { continue };
        assert!(source.starts_with("registry+"), "{name} comes from {source}");
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(is_allowed(licence), "{name} is licensed {licence}");
    }
}

/// Whether one choice of an SPDX expression is allowed whole.
fn is_allowed(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" OR ").any(|choice| choice.split(" AND ").all(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn no_file_speaks_of_a_machine() {
    let words = [concat!("/", "work/"), concat!("/", "root/"), concat!("/", "home/")];
    for file in tracked() {
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for word in words {
            assert!(!text.contains(word), "{file} holds a path of a machine: {word}");
        }
    }
}

/// A point that stands nowhere would never be reached, one that stands twice would say too little.
#[test]
fn every_crash_point_stands_at_exactly_one_place() {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let ours = ARROWS.iter().map(|(name, _)| *name).filter(|name| *name != "crash");
    let texts: Vec<String> = ours
        .flat_map(|name| sources(&root().join("crates").join(name).join("src")))
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    for point in crash::Point::ALL {
        let line = format!("crash::point(Point::{point:?});");
        places.insert(point.name(), texts.iter().map(|text| text.matches(&line).count()).sum());
    }
    places.retain(|_, count| *count != 1);
    assert_eq!(places, BTreeMap::new(), "points and the number of their places");
    let page = fs::read_to_string(root().join("docs/operations/crashes.md")).unwrap();
    for point in crash::Point::ALL {
        let row = format!("| `{}` | {} |", point.name(), point.said());
        assert!(page.contains(&row), "docs/operations/crashes.md lacks: {row}");
    }
}

/// A document that says what a test holds names it as `test *its sentence*`, or after that `, *another*`.
#[test]
fn every_test_that_a_document_names_is_there() {
    let code: String =
        sources(&root().join("crates")).into_iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for file in
        tracked().into_iter().filter(|file| Path::new(file).extension().is_some_and(|ending| ending == "md"))
    {
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for (_, rest) in text
            .match_indices("test *")
            .chain(text.match_indices("tests *"))
            .map(|(at, found)| text.split_at(at + found.len()))
        {
            let named = rest.split(['|', ')', ';']).next().unwrap_or_default();
            for sentence in named.split('*').step_by(2).filter(|sentence| !sentence.trim().is_empty()) {
                let name = format!("fn {}(", sentence.replace([' ', '-'], "_"));
                assert!(code.contains(&name), "{file} names a test that is not there: {sentence}");
            }
        }
    }
}

/// Tests are told to the runner by a `mod` line; a forgotten one would silently not run.
#[test]
fn no_test_module_is_forgotten() {
    for (name, _) in ARROWS {
        let folder = root().join("crates").join(name).join("tests/it");
        let Ok(main) = fs::read_to_string(folder.join("main.rs")) else { continue };
        for file in sources(&folder) {
            let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
            let nested = file.parent() != Some(folder.as_path());
            assert!(
                stem == "main" || nested || main.contains(&format!("mod {stem};")),
                "{name}: {stem} is not run"
            );
        }
    }
}

pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The files that git keeps; where there is no git, none are looked at here.
fn tracked() -> Vec<String> {
    let out = Command::new("git").args(["ls-files"]).current_dir(root()).output();
    let Ok(out) = out else { return Vec::new() };
    String::from_utf8_lossy(&out.stdout).lines().map(str::to_owned).collect()
}
