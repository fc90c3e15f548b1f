//! A registry over a network on paper whose validators can be made silent, slow or lying.
use civil::{CivilDate, OfficeCode, OfficeKind, UtcOffset};
use fixtures::{
    officer::Officer as Signer,
    paper::{CHILONZOR, MORNING_MS, PaperNetwork, RURAL},
};
use protocol::{
    Body, Canonical as _, Entry, EntryId, NetworkClass, Outcome, Receipt, SignedEntry,
    genesis::OfficeRecord,
    hash::hex,
    service::{Standing, Status},
    signature::{Jurisdiction, Proof, PublicKey},
    status::{Answer as StatusAnswer, Query},
};
use registry::{
    Registry,
    declaration::Declaration,
    edge::{Clock, SystemRandom},
    key::ServiceKey,
    ledger::{Answer, Answers, Breadth, Ledger},
    request::declaration_key,
    service::{CaseView, Committed, Declared, Parts},
    staff::{OfficeLine, Officer, OfficerLine, STAFF_FORMAT, Staff, StaffList},
    tagger::HmacTagger,
};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};
use vault::{CaseState, IdempotencyKey, Vault};

/// One of the declarations that offices meet.
pub(crate) fn example(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/acts/births").join(name);
    std::fs::read(path).unwrap()
}

/// A declaration of office 1101 with a notice of its own.
pub(crate) fn birth(n: u32) -> Vec<u8> {
    let text = String::from_utf8(example("01-uzbek-latin-girl.json")).unwrap();
    text.replace("CH-2026-004417", &format!("CH-2026-{n:06}")).into_bytes()
}

/// A clock that stands until it is moved.
pub(crate) struct TestClock(AtomicU64);

impl TestClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// The day in Tashkent.
    pub(crate) fn today(&self) -> String {
        CivilDate::at(self.now_ms(), UtcOffset::TASHKENT.minutes()).unwrap().to_string()
    }
}

impl Clock for TestClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A consulate whose clock is ten hours behind Tashkent.
pub(crate) const CONSULATE: u16 = 9901;
const BEHIND_MINUTES: i16 = -300;

fn consulate() -> OfficeRecord {
    OfficeRecord {
        code: OfficeCode::new(CONSULATE).unwrap(),
        kind: OfficeKind::Consulate,
        offset: UtcOffset::new(BEHIND_MINUTES).unwrap(),
    }
}

/// The rule set that new networks begin with.
const RULES: u32 = 2;

/// How a validator behaves.
#[derive(Clone, Debug)]
pub(crate) enum Mood {
    Honest,
    Silent,
    /// Has no room for an entry.
    Full,
    /// Says this to every question, whatever is true.
    Says(Standing),
    /// Shows the receipt of another entry as that of the one asked for.
    Forges,
}

struct Chain {
    network: PaperNetwork,
    waiting: BTreeMap<EntryId, SignedEntry>,
    finals: BTreeMap<EntryId, (Outcome, Receipt)>,
    /// How many of these are anchors of the access log.
    anchors: usize,
    refused: BTreeMap<EntryId, &'static str>,
    moods: Vec<Mood>,
    /// What a validator says to every question about a status, whatever is true.
    states: BTreeMap<usize, StatusAnswer>,
    /// No block is made.
    stopped: bool,
}

/// Four validators of a network on paper.
pub(crate) struct PaperLedger {
    chain: Mutex<Chain>,
    clock: Arc<TestClock>,
    pub(crate) submissions: AtomicUsize,
}

impl PaperLedger {
    fn new(network: PaperNetwork, clock: Arc<TestClock>) -> Self {
        let chain = Chain {
            network,
            waiting: BTreeMap::new(),
            finals: BTreeMap::new(),
            anchors: 0,
            refused: BTreeMap::new(),
            moods: vec![Mood::Honest; 4],
            states: BTreeMap::new(),
            stopped: false,
        };
        Self { chain: Mutex::new(chain), clock, submissions: AtomicUsize::new(0) }
    }

    pub(crate) fn moods(&self, moods: &[Mood; 4]) {
        self.chain.lock().unwrap().moods = moods.to_vec();
    }

    /// What validators say to every question about a status, whatever is true; the others are honest.
    pub(crate) fn states(&self, say: impl IntoIterator<Item = (usize, StatusAnswer)>) {
        self.chain.lock().unwrap().states = say.into_iter().collect();
    }

    /// What an honest validator answers about a status now.
    pub(crate) fn state_now(&self, query: Query) -> StatusAnswer {
        let mut chain = self.chain.lock().unwrap();
        chain.network.time_ms = chain.network.time_ms.max(self.clock.now_ms());
        chain.network.answer(query)
    }

    /// Stops making blocks, or goes on and makes all that waits final.
    pub(crate) fn stop(&self, stopped: bool) {
        self.chain.lock().unwrap().stopped = stopped;
    }

    /// Forgets what waits, as mempools do in a crash.
    pub(crate) fn forget_waiting(&self) {
        self.chain.lock().unwrap().waiting.clear();
    }

    /// How many entries of officers are final: the service's own anchors come as time goes on.
    pub(crate) fn entries(&self) -> usize {
        let chain = self.chain.lock().unwrap();
        chain.finals.len() - chain.anchors
    }

    fn step(&self, chain: &mut Chain) {
        if chain.stopped {
            return;
        }
        let now_ms = self.clock.now_ms();
        chain.network.time_ms = chain.network.time_ms.max(now_ms);
        for (id, signed) in std::mem::take(&mut chain.waiting) {
            if now_ms > signed.entry().valid_until {
                continue;
            }
            if let Some(refusal) = chain.network.refusal(&signed) {
                chain.refused.insert(id, refusal.code());
                continue;
            }
            chain.anchors += usize::from(matches!(signed.entry().body, Body::AccessAnchor(_)));
            let last = chain.network.finalize(&[signed]).remove(0);
            chain.finals.insert(id, last);
        }
    }

    fn says(chain: &Chain, validator: usize, id: EntryId) -> Option<Standing> {
        let of = |(outcome, receipt): &(Outcome, Receipt)| Standing::Final {
            outcome: *outcome,
            receipt: Box::new(receipt.clone()),
        };
        match &chain.moods[validator] {
            Mood::Silent | Mood::Full => None,
            Mood::Says(standing) => Some(standing.clone()),
            Mood::Forges => {
                let another = chain.finals.iter().find(|(other, _)| **other != id);
                Some(another.map_or(Standing::NotYet, |(_, last)| of(last)))
            }
            Mood::Honest => Some(match (chain.finals.get(&id), chain.refused.get(&id)) {
                (Some(last), _) => of(last),
                (None, Some(code)) => Standing::Refused { code: (*code).to_owned() },
                (None, None) if chain.waiting.contains_key(&id) => Standing::NotYet,
                (None, None) => Standing::Unknown,
            }),
        }
    }

    fn answers<T: Send + 'static>(all: Vec<Answer<T>>) -> Answers<T> {
        let (sender, answers) = mpsc::channel(8);
        for answer in all {
            sender.try_send(answer).unwrap();
        }
        answers
    }
}

impl Ledger for PaperLedger {
    fn submit(&self, signed: Arc<[u8]>, _: Duration) -> Answers<Standing> {
        let signed = SignedEntry::from_bytes(&signed).unwrap();
        self.submissions.fetch_add(1, Ordering::SeqCst);
        let mut chain = self.chain.lock().unwrap();
        let id = signed.id();
        let anybody = chain.moods.iter().any(|mood| matches!(mood, Mood::Honest));
        let is_final = chain.finals.contains_key(&id);
        if anybody && !is_final && self.clock.now_ms() <= signed.entry().valid_until {
            chain.refused.remove(&id);
            chain.waiting.insert(id, signed);
        }
        // The answers are kept back until the next block.
        self.step(&mut chain);
        let answers: Vec<_> = (0..4)
            .filter_map(|validator| Some(Answer { validator, says: Self::says(&chain, validator, id)? }))
            .take(2)
            .collect();
        Self::answers(answers)
    }

    fn rests(&self, _: &[u8]) -> Duration {
        let chain = self.chain.lock().unwrap();
        let full = chain.moods.iter().all(|mood| matches!(mood, Mood::Full));
        if full { Duration::from_millis(300) } else { Duration::ZERO }
    }

    fn standing(&self, id: EntryId, _: Duration, breadth: Breadth) -> Answers<Standing> {
        let mut chain = self.chain.lock().unwrap();
        self.step(&mut chain);
        let most = match breadth {
            Breadth::One => 1,
            Breadth::Enough => 2,
            Breadth::All => 4,
        };
        let answers = (0..4)
            .filter_map(|validator| Some(Answer { validator, says: Self::says(&chain, validator, id)? }))
            .take(most)
            .collect();
        Self::answers(answers)
    }

    fn state(&self, query: Query, breadth: Breadth) -> Answers<StatusAnswer> {
        let honest = self.state_now(query);
        let chain = self.chain.lock().unwrap();
        let most = match breadth {
            Breadth::One => 1,
            Breadth::Enough => 2,
            Breadth::All => 4,
        };
        let answers = (0..4)
            .filter(|validator| !matches!(chain.moods[*validator], Mood::Silent))
            .map(|validator| {
                let says = chain.states.get(&validator).unwrap_or(&honest).clone();
                Answer { validator, says }
            })
            .take(most)
            .collect();
        Self::answers(answers)
    }

    fn statuses(&self) -> Answers<Status> {
        let mut chain = self.chain.lock().unwrap();
        self.step(&mut chain);
        let zero = protocol::Digest::ZERO;
        let says = Status {
            height: chain.finals.len() as u64,
            time_ms: chain.network.time_ms,
            log_size: chain.finals.len() as u64,
            log_root: zero,
            state_root: zero,
            waiting: chain.waiting.len() as u64,
            signs: true,
            clock_offset_ms: None,
        };
        let answers = (0..4)
            .filter(|validator| !matches!(chain.moods[*validator], Mood::Silent))
            .map(|validator| Answer { validator, says })
            .collect();
        Self::answers(answers)
    }
}

/// The key of the registry service of the network on paper.
pub(crate) fn service_key() -> ServiceKey {
    let service = Signer::registry();
    ServiceKey::new(service.seed(), service.officer)
}

/// Whoever makes the tags of the worlds.
pub(crate) const fn tagger() -> HmacTagger {
    HmacTagger::new([9; 32])
}

/// The ids of those who sign on the network on paper, as the staff list has them.
fn signers() -> Vec<(String, Signer)> {
    let offices = [CHILONZOR, RURAL].into_iter().flat_map(|office| {
        [
            (format!("{office:04}-1"), Signer::registrar(office)),
            (format!("{office:04}-head"), Signer::head(office)),
            (format!("{office:04}-second"), Signer::second(office)),
            (format!("{}-admin-1", office / 100), Signer::administrator(office, 0)),
            (format!("{}-admin-2", office / 100), Signer::administrator(office, 1)),
        ]
    });
    let members = (0..4).map(|member| (format!("governor-{}", member + 1), Signer::governor(member)));
    let abroad = (format!("{CONSULATE}-1"), Signer::registrar(CONSULATE));
    offices.chain(members).chain([abroad]).collect()
}

/// Whoever signs under an id of the staff list.
pub(crate) fn signer(id: &str) -> Signer {
    signers().into_iter().find(|(other, _)| other == id).unwrap().1
}

fn staff_list() -> StaffList {
    let names = ["uz-Latn", "uz-Cyrl", "ru", "kaa", "en"];
    let office = |code: u16, kind: OfficeKind, utc_offset_minutes: i16, region: &str| OfficeLine {
        code: format!("{code:04}"),
        kind: kind.word().to_owned(),
        utc_offset_minutes,
        names: names.iter().map(|tag| ((*tag).to_owned(), format!("Office {code} {tag}"))).collect(),
        head: "A. Karimov".to_owned(),
        region: region.to_owned(),
    };
    let line = |(id, signer): (String, Signer)| {
        let record = signer.record();
        let PublicKey::Ed25519(public_key) = record.public_key else { panic!("an Ed25519 key") };
        let (mut office, mut region, mut member) = (None, None, None);
        match record.jurisdiction {
            Jurisdiction::Office(code) => office = Some(code.to_string()),
            Jurisdiction::Region(code) => region = Some(code.to_string()),
            Jurisdiction::Member(place) => member = Some(place),
            Jurisdiction::Network => panic!("no officer"),
        }
        let (role, public_key) = (record.role.word().to_owned(), hex(&public_key));
        let name = "B. Rahimova".to_owned();
        OfficerLine { id, officer: record.officer, name, role, office, region, member, public_key }
    };
    StaffList {
        format: STAFF_FORMAT.to_owned(),
        offices: vec![
            office(CHILONZOR, OfficeKind::District, 300, "1726"),
            office(RURAL, OfficeKind::District, 300, "1722"),
            office(CONSULATE, OfficeKind::Consulate, BEHIND_MINUTES, "1726"),
        ],
        officers: signers().into_iter().map(line).collect(),
    }
}

/// Everything that outlives a process of the registry.
pub(crate) struct World {
    pub(crate) directory: PathBuf,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) ledger: Arc<PaperLedger>,
    pub(crate) genesis: protocol::genesis::Genesis,
}

impl World {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("registry-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&directory).unwrap();
        let clock = Arc::new(TestClock(AtomicU64::new(MORNING_MS)));
        let network = PaperNetwork::with_offices(NetworkClass::Demo, 1, RULES, &[consulate()]);
        let genesis = network.genesis.clone();
        let ledger = Arc::new(PaperLedger::new(network, Arc::clone(&clock)));
        Self { directory, clock, ledger, genesis }
    }

    /// A process of the registry over what is there.
    pub(crate) async fn open(&self) -> Running {
        let vault =
            Vault::open(&self.directory.join("vault.db"), &self.directory.join("secrets")).await.unwrap();
        let registry = Registry::new(Parts {
            vault: vault.clone(),
            ledger: Arc::clone(&self.ledger) as Arc<dyn Ledger>,
            staff: Staff::new(&staff_list()).unwrap(),
            tagger: Arc::new(tagger()),
            genesis: self.genesis.clone(),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            random: Arc::new(SystemRandom),
            check_address: "tekshir.example".to_owned(),
            service: service_key(),
        });
        let (end, ended) = watch::channel(false);
        Running { registry, vault, ended, end, worker: None }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Left behind where it cannot be removed: the directory is one for tests.
        drop(std::fs::remove_dir_all(&self.directory));
    }
}

/// A process of the registry.
pub(crate) struct Running {
    pub(crate) registry: Registry,
    pub(crate) vault: Vault,
    ended: watch::Receiver<bool>,
    end: watch::Sender<bool>,
    worker: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts the worker.
    pub(crate) fn work(mut self) -> Self {
        self.worker = Some(tokio::spawn(self.registry.clone().work(self.ended.clone())));
        self
    }

    /// Ends the process; what it accepted is on the disk.
    pub(crate) async fn end(self) {
        self.end.send_replace(true);
        if let Some(worker) = self.worker {
            worker.await.unwrap();
        }
        self.vault.close().await;
    }

    pub(crate) fn registrar(&self, office: u16) -> Officer {
        self.officer(&format!("{office:04}-1"))
    }

    pub(crate) fn officer(&self, id: &str) -> Officer {
        self.registry.staff().by_id(id).unwrap().clone()
    }

    pub(crate) fn key_of(&self, office: u16, json: &[u8]) -> IdempotencyKey {
        declaration_key(self.registrar(office).key_id, json)
    }

    pub(crate) async fn declare(&self, json: &[u8]) -> Declared {
        let office = Declaration::from_json(json, |_| true).unwrap().office.get();
        self.registry.declare(&self.registrar(office), self.key_of(office, json), json).await.unwrap()
    }

    /// Signs as the command does.
    pub(crate) async fn sign(&self, view: &CaseView, entry: &Entry) -> CaseView {
        let office = view.case.office.get();
        let signature = entry_signature(office, entry.id());
        self.registry.sign(&self.registrar(office), view.case.id, signature).await.unwrap()
    }

    /// Declares and signs.
    pub(crate) async fn accepted(&self, json: &[u8]) -> CaseView {
        let declared = self.declare(json).await;
        let (entry, committed) = declared.to_sign.unwrap();
        let (said, over) = match (&entry.body, &committed) {
            (Body::ActRegister(act), Committed::Record(record)) => (act.commitment, record.commitment()),
            (Body::LegacyOpen(open), Committed::Record(record)) => (open.commitment, record.commitment()),
            (Body::ApplicationLodge(lodge), Committed::Fields(fields)) => {
                (lodge.commitment, fields.commitment())
            }
            (body, _) => panic!("{} is not declared", body.word()),
        };
        assert_eq!(said, over);
        self.sign(&declared.view, &entry).await
    }

    /// Waits until the case has ended.
    pub(crate) async fn settled(&self, view: &CaseView) -> CaseView {
        let who = self.registrar(view.case.office.get());
        self.registry.standing(&who, view.case.id, Duration::from_secs(20)).await.unwrap()
    }
}

pub(crate) fn entry_signature(office: u16, id: EntryId) -> [u8; 64] {
    signature_by(&Signer::registrar(office), id)
}

pub(crate) fn outcome(view: &CaseView) -> Outcome {
    match &view.case.state {
        CaseState::Final { outcome } => *outcome,
        other => panic!("the case is {}", other.word()),
    }
}

pub(crate) fn act_number(view: &CaseView) -> civil::ActNumber {
    match outcome(view) {
        Outcome::Act { number, .. } => number,
        Outcome::Certificate { .. }
        | Outcome::Reference { .. }
        | Outcome::Range { .. }
        | Outcome::Recorded => panic!("an act"),
    }
}

/// The signature of an entry in the signer's role.
pub(crate) fn signature_by(signer: &Signer, id: EntryId) -> [u8; 64] {
    match signer.sign(id).proof {
        Proof::Ed25519(bytes) => bytes,
        Proof::WebAuthn(_) => panic!("an Ed25519 key"),
    }
}
