//! A data directory of its own for each test, and the program run in it.
use serde_json::Value;
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

/// How long anything in these tests may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_mins(2);

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The declarations of the demo.
pub(crate) fn births() -> PathBuf {
    root().join("examples/acts/births")
}

/// A directory that is removed at the end, unless the test failed.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let unique =
            format!("dalolat-{name}-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(unique);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.0));
        }
    }
}

/// The program, in the workspace, with these words; in English, whatever this machine speaks.
pub(crate) fn dalolat(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dalolat"));
    command.args(words).current_dir(root()).stdin(Stdio::null());
    command.env_remove("DALOLAT_LANG").env("LC_ALL", "C");
    command
}

/// Runs the program to its end.
pub(crate) fn run(words: &[&str]) -> Output {
    dalolat(words).output().unwrap()
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The exit code, with what was said where it is not the expected one.
pub(crate) fn expect_code(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "stdout: {}\nstderr: {}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The JSON objects that a command printed, one a line.
pub(crate) fn objects(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// The code of the failure that a command ended with.
pub(crate) fn failure_code(output: &Output) -> String {
    let objects = objects(output);
    let error = objects.iter().find_map(|object| object.get("error"));
    error.and_then(|error| error["code"].as_str()).unwrap_or("none").to_owned()
}

/// A demo that was run once to its end: its directory and what it said. Made once for all tests.
pub(crate) struct Finished {
    pub(crate) folder: PathBuf,
    pub(crate) events: Vec<Value>,
}

/// The finished demo that several tests look at. It stays in the build folder until the next run.
pub(crate) fn finished() -> &'static Finished {
    static FINISHED: OnceLock<Finished> = OnceLock::new();
    FINISHED.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("finished-demo");
        drop(fs::remove_dir_all(&folder)); // there is none the first time
        let output = run(&["demo", "--once", "--json", "--data", text(&folder)]);
        expect_code(&output, 0);
        Finished { events: objects(&output), folder }
    })
}

/// A demo that stays up.
pub(crate) struct Running {
    pub(crate) child: Child,
    events: Receiver<Value>,
    seen: Vec<Value>,
}

impl Running {
    /// Starts a demo in `folder` with the declarations of `births`, and waits until it has told them all.
    pub(crate) fn start(folder: &Path, births: &Path, more: &[&str]) -> Self {
        let mut words = vec!["--json", "demo", "--data", text(folder), "--acts", text(births)];
        words.extend(more);
        let log = fs::File::create(folder.with_extension("stderr")).unwrap();
        let mut child = dalolat(&words).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let (to, events) = channel();
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Ok(value) = serde_json::from_str(&line)
                    && to.send(value).is_err()
                {
                    return;
                }
            }
        });
        let mut running = Self { child, events, seen: Vec::new() };
        running.wait_for("done", |_| true);
        running
    }

    /// The next event of that name for which `fits` holds; those before it are kept.
    pub(crate) fn wait_for(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            match self.events.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
                Ok(event) => {
                    self.seen.push(event.clone());
                    if event["event"] == name && fits(&event) {
                        return event;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no event {name} within {PATIENCE:?}: {:?}", self.seen)
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the demo ended before {name}: {:?}", self.seen)
                }
            }
        }
    }

    /// The process id of an agency, or of the portal by the event "ready".
    pub(crate) fn pid(&self, event: &str, name: Option<&str>) -> u32 {
        let found = self
            .seen
            .iter()
            .rev()
            .find(|seen| seen["event"] == event && name.is_none_or(|name| seen["name"] == name));
        u32::try_from(found.unwrap()["pid"].as_u64().unwrap()).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Ends a process at once, as a power cut would.
pub(crate) fn kill(pid: u32) {
    let status = Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    assert!(status.success(), "no process {pid}");
}

/// Whether a process is there.
pub(crate) fn lives(pid: u32) -> bool {
    // A zombie that waits for its parent is dead.
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().unwrap_or_default().trim_start().chars().next();
    state.is_some_and(|state| state != 'Z')
}

/// Waits until `done` holds.
pub(crate) fn eventually(what: &str, done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "{what} did not happen within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Copies some declarations into a folder of their own.
pub(crate) fn some_births(folder: &Folder, from: usize, count: usize) -> PathBuf {
    let target = folder.join("births");
    fs::create_dir_all(&target).unwrap();
    let mut files: Vec<PathBuf> =
        fs::read_dir(births()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.into_iter().skip(from).take(count) {
        fs::copy(&file, target.join(file.file_name().unwrap())).unwrap();
    }
    target
}
