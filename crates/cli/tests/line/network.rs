//! A network whose processes the test itself starts, kills, starts again and asks.
use crate::{
    clerk::Clerk,
    stage::{Folder, dalolat, expect_code, run, text},
};
use crash::{Point, VARIABLE, Wanted, last_words};
use protocol::{Canonical as _, genesis::Genesis, service::Status};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, ExitStatus, Stdio},
    time::{Duration, Instant},
};
use vault::{CaseState, Vault};

/// How long a process may take to answer, to die or to catch up.
const PATIENCE: Duration = Duration::from_mins(1);
const BREATH: Duration = Duration::from_millis(20);
/// `SIGABRT` and `SIGKILL` on every system that this program runs on.
const ABORTED: i32 = 6;
const KILLED: i32 = 9;

/// A process of the network. Dropped, it is killed.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
    /// Where its own words begin in the log.
    from: usize,
}

impl Process {
    /// Starts a node or a portal, to die where `at` says.
    fn start(kind: &str, config: &Path, at: Option<Wanted>) -> Self {
        let log = config.with_file_name("log.txt");
        let to = OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let from = usize::try_from(to.metadata().unwrap().len()).unwrap();
        let mut command = dalolat(&[kind, "--until-stdin-ends", "--config", text(config)]);
        command.stdin(Stdio::piped()).stdout(to.try_clone().unwrap()).stderr(to);
        if let Some(wanted) = at {
            command.env(VARIABLE, wanted.to_string());
        }
        Self { child: command.spawn().unwrap(), log, from }
    }

    /// What it has said.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap()[self.from..]).into_owned()
    }

    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits until it has said that it answers, or has died.
    pub(crate) fn answers_or_dies(&mut self) {
        let begun = Instant::now();
        while self.ended().is_none() && !self.said().contains("the portal answers") {
            assert!(begun.elapsed() < PATIENCE, "the portal does not answer: {}", self.said());
            std::thread::sleep(BREATH);
        }
    }

    /// Waits until it has died at the point: by `abort`, having said where.
    pub(crate) fn dies_at(&mut self, point: Point) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.ended() {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "{} is never reached: {}", point.name(), self.said());
            std::thread::sleep(BREATH);
        };
        let said = self.said();
        assert_eq!(status.signal(), Some(ABORTED), "{}: {status}: {said}", point.name());
        assert!(said.contains(&last_words(point)), "{}: {said}", point.name());
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        assert_eq!(self.child.wait().unwrap().signal(), Some(KILLED), "it had died before: {}", self.said());
    }

    /// Ends it in order.
    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        let begun = Instant::now();
        while self.ended().is_none() {
            assert!(begun.elapsed() < PATIENCE, "it does not stop: {}", self.said());
            std::thread::sleep(BREATH);
        }
        assert!(self.child.wait().unwrap().success(), "{}", self.said());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A network of four agencies and a portal in a directory of its own.
pub(crate) struct Network {
    folder: Folder,
    agencies: Vec<PathBuf>,
    services: Vec<u16>,
    tokens: Vec<String>,
    runtime: tokio::runtime::Runtime,
    http: reqwest::Client,
    /// The processes that run, as far as the test does not hold them itself.
    pub(crate) nodes: Vec<Option<Process>>,
    pub(crate) portal: Option<Process>,
    pub(crate) clerk: Clerk,
    /// How many entries are on the ledger that are neither acts nor certificates.
    pub(crate) besides: u64,
}

impl Network {
    /// Makes a network; nothing runs yet.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let data = folder.join("data");
        expect_code(&run(&["genesis", "--data", text(&data)]), 0);
        let mut agencies: Vec<PathBuf> =
            fs::read_dir(data.join("agencies")).unwrap().map(|entry| entry.unwrap().path()).collect();
        agencies.sort();
        let ports: Value = serde_json::from_slice(&fs::read(data.join("ports.json")).unwrap()).unwrap();
        let services = ports["services"].as_array().unwrap();
        let services = services.iter().map(|port| u16::try_from(port.as_u64().unwrap()).unwrap()).collect();
        let token = |agency: &PathBuf| fs::read_to_string(agency.join("secrets/client.token")).unwrap();
        let tokens = agencies.iter().map(token).map(|token| token.trim_end().to_owned()).collect();
        let clerk = Clerk::new(&folder, &data);
        Self {
            nodes: agencies.iter().map(|_| None).collect(),
            folder,
            agencies,
            services,
            tokens,
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            portal: None,
            clerk,
            besides: 0,
        }
    }

    /// Makes a network and starts all of it.
    pub(crate) fn start(name: &str) -> Self {
        let mut network = Self::new(name);
        network.start_nodes();
        network.start_portal();
        network
    }

    /// Starts the validators that do not run, and waits until they answer.
    pub(crate) fn start_nodes(&mut self) {
        for n in 0..self.agencies.len() {
            if self.nodes[n].is_none() {
                self.nodes[n] = Some(self.node(n, None));
            }
        }
        for n in 0..self.agencies.len() {
            self.wait("a validator answers", |network| network.status(n).is_some());
        }
    }

    pub(crate) fn start_portal(&mut self) {
        let mut portal = self.portal_at(None);
        portal.answers_or_dies();
        self.portal = Some(portal);
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The storage of the validator `n`.
    pub(crate) fn storage(&self, n: usize) -> PathBuf {
        self.agencies[n].join("storage")
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.data().join("portal/vault.db")
    }

    /// The validator `n`, to die where `at` says.
    pub(crate) fn node(&self, n: usize, at: Option<Wanted>) -> Process {
        Process::start("node", &self.agencies[n].join("node.json"), at)
    }

    /// The portal, to die where `at` says.
    pub(crate) fn portal_at(&self, at: Option<Wanted>) -> Process {
        Process::start("portal", &self.data().join("portal/portal.json"), at)
    }

    fn wait(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !done(self) {
            assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}: {:?}", self.statuses());
            std::thread::sleep(BREATH);
        }
    }

    /// How the validator `n` is, where it answers.
    pub(crate) fn status(&self, n: usize) -> Option<Status> {
        let url = format!("http://127.0.0.1:{}/v1/status", self.services[n]);
        let request = self.http.get(url).bearer_auth(&self.tokens[n]).timeout(Duration::from_secs(2));
        self.runtime.block_on(async {
            let answer = request.send().await.ok()?.error_for_status().ok()?;
            Status::from_bytes(&answer.bytes().await.ok()?).ok()
        })
    }

    fn statuses(&self) -> Vec<Option<Status>> {
        (0..self.agencies.len()).map(|n| self.status(n)).collect()
    }

    /// Starts the validator `n` again and waits until it is as far as the others were.
    pub(crate) fn bring_back(&mut self, n: usize) {
        let goal = self.statuses().iter().flatten().map(|status| status.height).max().unwrap();
        self.nodes[n] = Some(self.node(n, None));
        self.wait("it catches up", |network| network.status(n).is_some_and(|status| status.height >= goal));
    }

    /// Waits until all validators have the same height, and compares their roots there.
    pub(crate) fn agrees(&self) -> Status {
        let begun = Instant::now();
        loop {
            let statuses = self.statuses();
            let answered: Vec<Status> = statuses.iter().copied().flatten().collect();
            let heights: BTreeSet<u64> = answered.iter().map(|status| status.height).collect();
            if answered.len() == self.agencies.len() && heights.len() == 1 {
                let roots: BTreeSet<_> = answered
                    .iter()
                    .map(|status| (status.log_size, status.log_root, status.state_root))
                    .collect();
                assert_eq!(roots.len(), 1, "equal roots at equal heights: {answered:?}");
                return answered[0];
            }
            // Where one has the same log as another it has the same state, at whatever height.
            let logs: BTreeMap<_, _> = answered
                .iter()
                .map(|status| ((status.log_size, status.log_root), status.state_root))
                .collect();
            assert!(
                answered.iter().all(|status| logs[&(status.log_size, status.log_root)] == status.state_root)
            );
            assert!(begun.elapsed() < PATIENCE, "one stays behind: {statuses:?}");
            std::thread::sleep(BREATH);
        }
    }

    /// What must hold at the end, whoever died meanwhile. `told` are the acts by their declarations,
    /// `issued` the certificates.
    ///
    /// Every declaration is registered once and has the number that it was told, numbers have no gap, no
    /// certificate is there twice, the outbox is empty, receipts verify, nothing else is on the ledger,
    /// and all validators have the same roots.
    pub(crate) fn all_is_well(&mut self, told: &BTreeMap<PathBuf, String>, issued: &BTreeSet<String>) {
        let again = self.clerk.register_all();
        assert_eq!(&again, told, "the same declaration has the same number");
        let numbers: BTreeSet<&str> = told.values().map(String::as_str).collect();
        assert_eq!(numbers.len(), told.len(), "no number twice");
        assert_eq!(self.clerk.acts(), numbers.iter().copied().collect::<Vec<&str>>(), "no act besides");
        let serials: Vec<u32> = numbers.iter().map(|number| number[7..].parse().unwrap()).collect();
        assert_eq!(serials, (1..=u32::try_from(told.len()).unwrap()).collect::<Vec<u32>>(), "no gap");

        let status = self.agrees();
        let wanted = (told.len() + issued.len()) as u64 + self.besides;
        assert_eq!(status.log_size, wanted, "nothing is on the ledger twice");
        self.clerk.verify_papers();
        if let Some(portal) = self.portal.take() {
            portal.stop();
        }
        let found = self.in_the_vault();
        assert_eq!(found, *issued, "every certificate once");
        self.start_portal();
    }

    /// The certificates in the vault, after a look at everything in it: all is final and proved.
    fn in_the_vault(&self) -> BTreeSet<String> {
        let genesis = Genesis::from_bytes(&fs::read(self.data().join("genesis.cbor")).unwrap()).unwrap();
        self.runtime.block_on(async {
            let vault = Vault::open(&self.vault(), &self.data().join("portal/secrets")).await.unwrap();
            assert!(vault.outbox(100).await.unwrap().is_empty(), "the outbox drains");
            vault.verify_access_log().await.unwrap();
            let mut certificates = BTreeSet::new();
            for act in vault.acts(civil::ActKind::Birth, "1101".parse().unwrap(), None, 1000).await.unwrap() {
                let papers = vault.certificates_of(act.id).await.unwrap();
                for case in [act].into_iter().chain(papers) {
                    let CaseState::Final { outcome } = &case.state else { panic!("{case:?} is not final") };
                    let kept = vault.signed_and_receipt(case.id).await.unwrap().unwrap();
                    assert_eq!(kept.1, *outcome);
                    kept.2.verify_for(&kept.0, outcome, genesis.network, &genesis.key).unwrap();
                    if let protocol::Outcome::Certificate { number, .. } = outcome {
                        assert!(certificates.insert(number.to_string()), "a certificate is there twice");
                    }
                }
            }
            vault.close().await;
            certificates
        })
    }
}

/// Copies a directory with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file in a directory and below, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Cuts a file off after `len` bytes.
pub(crate) fn truncate(file: &Path, len: u64) {
    OpenOptions::new().write(true).open(file).unwrap().set_len(len).unwrap();
}

/// Turns one bit of the byte at `place` over.
pub(crate) fn flip(file: &Path, place: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[place] ^= 1;
    let mut to = File::create(file).unwrap();
    std::io::Write::write_all(&mut to, &bytes).unwrap();
}
