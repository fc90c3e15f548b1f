//! A clerk who runs the real commands, and runs them again when told so.
use crate::stage::{Folder, births, dalolat, expect_code, objects, run, text};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// In whose name the declarations of these tests are made.
const REGISTRAR: &str = "1101-1";
/// How long a command is tried again.
const PATIENCE: Duration = Duration::from_secs(90);

/// A clerk with a folder of declarations and one of papers. Clones are the same clerk.
#[derive(Clone)]
pub(crate) struct Clerk {
    data: PathBuf,
    births: PathBuf,
    papers: PathBuf,
    declared: Arc<AtomicU32>,
}

impl Clerk {
    pub(crate) fn new(folder: &Folder, data: &Path) -> Self {
        let clerk = Self {
            data: data.to_owned(),
            births: folder.join("births"),
            papers: folder.join("papers"),
            declared: Arc::default(),
        };
        fs::create_dir_all(&clerk.births).unwrap();
        fs::create_dir_all(&clerk.papers).unwrap();
        clerk
    }

    /// A declaration that nobody has told yet.
    pub(crate) fn declaration(&self) -> PathBuf {
        let source = births().join("01-uzbek-latin-girl.json");
        let mut declaration: Value = serde_json::from_slice(&fs::read(source).unwrap()).unwrap();
        let n = self.declared.fetch_add(1, Ordering::SeqCst);
        declaration["evidence"]["number"] = Value::from(format!("crash-{n:04}"));
        let file = self.births.join(format!("{n:04}.json"));
        fs::write(&file, declaration.to_string()).unwrap();
        file
    }

    fn command(&self, words: &[&str]) -> Command {
        dalolat(&[words, &["--json", "--as", REGISTRAR, "--data", text(&self.data)]].concat())
    }

    /// Registers a declaration, or a directory of them, once; whatever comes of it.
    pub(crate) fn try_register(&self, file: &Path) -> Output {
        self.command(&["act", "register", "--file", text(file)]).output().unwrap()
    }

    /// Registers a declaration, as often as it takes; returns its number.
    pub(crate) fn register(&self, file: &Path) -> String {
        let output = persist(|| self.try_register(file));
        objects(&output).iter().find_map(|object| object["number"].as_str().map(str::to_owned)).unwrap()
    }

    /// Tells all declarations once more; returns the numbers that they have.
    pub(crate) fn register_all(&self) -> BTreeMap<PathBuf, String> {
        let output = persist(|| self.try_register(&self.births));
        objects(&output)
            .iter()
            .filter_map(|object| {
                Some((object["file"].as_str()?.into(), object["number"].as_str()?.to_owned()))
            })
            .collect()
    }

    /// Issues the certificate `name` of an act once; whatever comes of it.
    pub(crate) fn try_issue(&self, act: &str, name: &str) -> Output {
        let file = self.papers.join(format!("{act}-{name}.pdf"));
        self.command(&["certificate", "issue", act, "--lang", "uz-Latn", "--out", text(&file)])
            .output()
            .unwrap()
    }

    /// Issues it, as often as it takes; returns its number.
    pub(crate) fn issue(&self, act: &str, name: &str) -> String {
        let output = persist(|| self.try_issue(act, name));
        let issued = objects(&output);
        issued.iter().find_map(|object| object["certificate"].as_str().map(str::to_owned)).unwrap()
    }

    /// Revokes a certificate once; whatever comes of it.
    pub(crate) fn try_revoke(&self, certificate: &str) -> Output {
        self.command(&["certificate", "revoke", "--certificate", certificate, "--reason", "lost"])
            .output()
            .unwrap()
    }

    /// Revokes it, as often as it takes.
    pub(crate) fn revoke(&self, certificate: &str) {
        persist(|| self.try_revoke(certificate));
    }

    /// Reserves numbers of births once, as the head; whatever comes of it.
    pub(crate) fn try_reserve(&self) -> Output {
        let words = ["numbers", "reserve", "--kind", "birth", "--count", "5", "--days", "9", "--json"];
        dalolat(&[&words[..], &["--as", "1101-head", "--data", text(&self.data)]].concat()).output().unwrap()
    }

    /// How many ranges the office has, once no reservation is on its way.
    pub(crate) fn ranges(&self) -> u64 {
        let begun = Instant::now();
        loop {
            let output = persist(|| self.command(&["numbers", "list"]).output().unwrap());
            let list: Value = serde_json::from_slice(&output.stdout).unwrap();
            if list["waiting"] == 0 {
                return list["ranges"].as_array().unwrap().len() as u64;
            }
            assert!(begun.elapsed() < PATIENCE, "a reservation stays on its way: {list}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Checks every paper that was written, offline.
    pub(crate) fn verify_papers(&self) {
        for file in fs::read_dir(&self.papers).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|ending| ending == "pdf") {
                expect_code(&run(&["verify", text(&file), "--data", text(&self.data)]), 0);
            }
        }
    }

    /// Lists the acts of the office once; whatever comes of it.
    pub(crate) fn try_list(&self) -> Output {
        self.command(&["act", "list"]).output().unwrap()
    }

    /// The numbers of the acts that the registry shows, in order.
    pub(crate) fn acts(&self) -> Vec<String> {
        let output = persist(|| self.try_list());
        let list: Value = serde_json::from_slice(&output.stdout).unwrap();
        let acts = list["acts"].as_array().unwrap().iter();
        let mut numbers: Vec<String> = acts.map(|act| act["number"].as_str().unwrap().to_owned()).collect();
        numbers.sort();
        numbers
    }

    /// Registers one declaration after the other, with a certificate of every fourth act, until told to stop.
    pub(crate) fn at_work(&self) -> AtWork {
        let stop = Arc::new(AtomicBool::new(false));
        let (clerk, end) = (self.clone(), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let (mut told, mut issued) = Told::default();
            while !end.load(Ordering::SeqCst) {
                let file = clerk.declaration();
                let number = clerk.register(&file);
                if told.len() % 4 == 0 {
                    assert!(issued.insert(clerk.issue(&number, "at-work")), "a certificate number twice");
                }
                told.insert(file, number);
            }
            (told, issued)
        });
        AtWork { stop, thread }
    }
}

/// The numbers of acts by their declarations, and the numbers of certificates.
pub(crate) type Told = (BTreeMap<PathBuf, String>, BTreeSet<String>);

/// A clerk who registers one declaration after the other.
pub(crate) struct AtWork {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Told>,
}

impl AtWork {
    /// Lets the clerk finish the declaration at hand.
    pub(crate) fn stop(self) -> Told {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap()
    }
}

/// Runs a command until it succeeds, as the person does who is told to run it again.
fn persist(run: impl Fn() -> Output) -> Output {
    let begun = Instant::now();
    loop {
        let output = run();
        if output.status.success() {
            return output;
        }
        assert!(
            matches!(output.status.code(), Some(3 | 4)),
            "neither done nor told to try again: {output:?}"
        );
        assert!(begun.elapsed() < PATIENCE, "it does not succeed: {output:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
