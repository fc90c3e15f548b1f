//! The processes of a demo: started, watched, started again, and gone when this one is.
//!
//! Each child's standard input is a pipe that only this process holds open. However this process
//! dies, the pipe ends, and the children stop.
use crate::{
    failure::Failure,
    home::{Home, loopback},
};
use protocol::{Canonical as _, service::Status};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// How long a dead validator stays dead before it is started again.
pub(crate) const RESTART_AFTER: Duration = Duration::from_secs(5);
/// How long a process may take to answer after its start.
const READY_MAX: Duration = Duration::from_secs(20);
/// How long a process may take to stop by itself.
const STOP_MAX: Duration = Duration::from_secs(7);

/// Waits until the processes of a demo that was killed have ended too: they hold their ports and, while
/// they put things away, the locks of their storages. What is still held after a while is somebody
/// else's, and the process that needs it will say so.
pub(crate) async fn others_ended(plans: &[Plan]) {
    let begun = Instant::now();
    while plans.iter().any(Plan::is_held) && begun.elapsed() < STOP_MAX + Duration::from_secs(1) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What a process is.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The agency, or "Portal".
    pub(crate) name: String,
    /// The subcommand, in its words.
    pub(crate) kind: &'static [&'static str],
    /// Its settings.
    pub(crate) config: PathBuf,
    /// Where its log goes.
    pub(crate) log: PathBuf,
    /// The port of its service.
    pub(crate) port: u16,
    /// The token for its service, where it asks for one.
    pub(crate) token: Option<String>,
}

impl Plan {
    /// The validator `n`, from 0.
    pub(crate) fn validator(home: &Home, n: usize, name: &str, port: u16) -> Result<Self, Failure> {
        let directory = home.agency(n + 1, name);
        let path = directory.join("secrets").join("client.token");
        let token = node::config::read_secret(&path).map_err(|error| {
            Failure::machine("token.unreadable", &error, "Restore the file or use --reset.")
        })?;
        Ok(Self {
            name: name.to_owned(),
            kind: &["node", "run"],
            config: directory.join("node.json"),
            log: directory.join("log.txt"),
            port,
            token: Some(token),
        })
    }

    /// Whether another process holds the port of the service or the lock of the storage.
    fn is_held(&self) -> bool {
        let storage = self.config.with_file_name("storage").join("lock");
        let locked =
            File::open(storage).is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
        locked || TcpListener::bind(loopback(self.port)).is_err()
    }

    /// The portal.
    pub(crate) fn portal(home: &Home, port: u16) -> Self {
        let directory = home.path("portal");
        Self {
            name: "Portal".to_owned(),
            kind: &["portal"],
            config: directory.join("portal.json"),
            log: directory.join("log.txt"),
            port,
            token: None,
        }
    }
}

/// A running process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) plan: Plan,
    child: Child,
}

impl Process {
    /// Starts what `plan` says, with this program.
    pub(crate) fn start(plan: Plan) -> Result<Self, Failure> {
        Self::start_within(plan, &[])
    }

    /// The same through a command that becomes this program in its turn, such as `ip netns exec NAME`.
    pub(crate) fn start_within(plan: Plan, before: &[String]) -> Result<Self, Failure> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&plan.log)
            .map_err(|error| Failure::file("open", &plan.log, &error))?;
        let program = std::env::current_exe().map_err(|error| start_failed(&plan.name, &error))?;
        let copy = log.try_clone().map_err(|error| Failure::file("open", &plan.log, &error))?;
        let mut command = match before.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
            None => Command::new(program),
        };
        let child = command
            .args(plan.kind)
            .args(["--until-stdin-ends", "--config"])
            .arg(&plan.config)
            .stdin(Stdio::piped())
            .stdout(copy)
            .stderr(log)
            .spawn()
            .map_err(|error| start_failed(&plan.name, &error))?;
        Ok(Self { plan, child })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// How the process ended, where it did.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Ends the process at once, as a power cut would.
    pub(crate) fn kill(mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }

    /// Waits until the process answers.
    pub(crate) async fn ready(&mut self, http: &reqwest::Client) -> Result<(), Failure> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.ended() {
                return Err(Failure::new(
                    crate::failure::Exit::Machine,
                    "process.ended",
                    format!("{} did not start ({status}): {}", self.plan.name, last_words(&self.plan.log)),
                    format!("Its log is {}.", self.plan.log.display()),
                ));
            }
            if answers(http, &self.plan).await {
                return Ok(());
            }
            if begun.elapsed() > READY_MAX {
                return Err(Failure::new(
                    crate::failure::Exit::Machine,
                    "process.silent",
                    format!("{} does not answer on port {}", self.plan.name, self.plan.port),
                    format!("Its log is {}.", self.plan.log.display()),
                ));
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Asks the process to stop, and ends it where it does not.
    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        let begun = Instant::now();
        while self.ended().is_none() {
            if begun.elapsed() > STOP_MAX {
                drop(self.child.kill());
                drop(self.child.wait());
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Ends all at once: each is told first, then each is waited for.
pub(crate) fn stop_all(mut processes: Vec<Process>) {
    for process in &mut processes {
        drop(process.child.stdin.take());
    }
    processes.into_iter().for_each(Process::stop);
}

fn start_failed(name: &str, error: &io::Error) -> Failure {
    Failure::machine(
        "process.unstarted",
        error,
        &format!("{name} cannot be started; check this machine's limits."),
    )
}

async fn answers(http: &reqwest::Client, plan: &Plan) -> bool {
    if plan.token.is_some() {
        return status(http, plan).await.is_some();
    }
    let url = format!("http://{}/v1/health", loopback(plan.port));
    http.get(url).send().await.is_ok_and(|answer| answer.status().is_success())
}

/// How a validator is; `None` where it does not answer.
pub(crate) async fn status(http: &reqwest::Client, plan: &Plan) -> Option<Status> {
    let url = format!("http://{}/v1/status", loopback(plan.port));
    let request = http.get(url).bearer_auth(plan.token.as_deref()?).timeout(Duration::from_secs(2));
    let answer = request.send().await.ok()?.error_for_status().ok()?;
    Status::from_bytes(&answer.bytes().await.ok()?).ok()
}

/// The last line of a log that says something.
pub(crate) fn last_words(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let said: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let from =
        said.iter().rposition(|line| line.starts_with("dalolat:")).unwrap_or(said.len().saturating_sub(1));
    said.get(from)
        .map_or_else(|| "its log is empty".to_owned(), |line| line.trim_start_matches("dalolat: ").to_owned())
}
