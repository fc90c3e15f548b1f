//! `dalolat demo`: the whole line on one machine, said in plain words as it happens.
use crate::{
    act::{self, Hands, Registered},
    args::{Demo, Wanted},
    batch::{self, Book},
    certificate::{self, Paper},
    client::{Client, read_staff},
    failure::{Exit, Failure},
    home::{Home, Ports},
    make::{self, AGENCIES},
    output::{Output, millis, took},
    supervise::{Plan, Process, RESTART_AFTER, others_ended, status, stop_all},
};
use civil::{refusal::Refusal, role::Role};
use protocol::genesis::Genesis;
use registry::staff::Staff;
use serde_json::json;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::{select, signal::unix::SignalKind};

/// In which languages the demo's certificates are printed, by office.
const LANGUAGES: [(&str, &str); 5] = [
    ("1101", "uz-Latn,ru"),
    ("1160", "uz-Latn,ru"),
    ("2207", "uz-Cyrl,ru"),
    ("3503", "kaa,uz-Latn"),
    ("9901", "uz-Latn,en"),
];
/// The offices whose second officers sign for each other.
const FIRST_OFFICE: &str = "1101";
const SECOND_OFFICE: &str = "2207";
/// How long the validators may take to agree on their first block.
const FIRST_BLOCK_MAX: Duration = Duration::from_secs(30);
/// How often the processes are looked after.
const WATCH: Duration = Duration::from_millis(200);

/// Runs the demo.
pub(crate) fn demo(args: &Demo, output: Output) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::machine("demo.runtime", &error, "Check the limits of this machine."))?;
    runtime.block_on(run(args, output))
}

async fn run(args: &Demo, output: Output) -> Result<Exit, Failure> {
    let begun = Instant::now();
    let home = Home::at(&args.data.data);
    let declarations = batch::declarations(&args.acts).map_err(|failure| Failure {
        hint: "Run this in the folder of the project, or name declarations with --acts DIR.".to_owned(),
        ..failure
    })?;
    output.line("Dalolat: a civil registry whose records nobody can silently change.");
    output.line("Everything below really happens on this machine. People are invented; papers are samples.");
    let _lock = home.lock()?;
    if args.reset {
        home.remove()?;
    }
    if home.is_made()? {
        output.heading("The network of this directory goes on");
    } else {
        make::make(&home, args.agencies, output)?;
    }
    let scene =
        Scene { genesis: home.genesis()?, staff: read_staff(&home)?, ports: home.ports()?, home, output };
    let mut crew = Crew::start(&scene).await?;
    let mut stop = Stop::new()?;
    let told = select! {
        told = tell(&scene, &mut crew, &declarations) => told,
        () = stop.wait() => {
            output.line("\nStopping, as you asked. What was accepted goes on next time.");
            crew.stop();
            return Ok(Exit::Done);
        }
    };
    let story = match told {
        Ok(story) => story,
        Err(failure) => {
            crew.stop();
            return Err(failure);
        }
    };
    scene.conclude(&story, begun.elapsed());
    let result =
        if args.once { Ok(()) } else { scene.stay(&story, &mut crew, &mut stop, !args.no_restart).await };
    crew.stop();
    result.map(|()| story.exit())
}

/// What everything is told about.
struct Scene {
    home: Home,
    genesis: Genesis,
    staff: Staff,
    ports: Ports,
    output: Output,
}

/// The processes.
struct Crew {
    http: reqwest::Client,
    validators: Vec<Process>,
    portal: Process,
}

/// What came of the declarations.
#[derive(Default)]
struct Story {
    registered: usize,
    papers: usize,
    unprinted: usize,
    refused: usize,
    valid: usize,
    not_valid: usize,
    finality: Vec<Duration>,
    /// A paper to try things with.
    first_paper: Option<PathBuf>,
    /// A person to try things with: the bride of a marriage.
    bride: Option<String>,
}

impl Story {
    const fn exit(&self) -> Exit {
        if self.refused == 0 && self.not_valid == 0 { Exit::Done } else { Exit::Refused }
    }

    fn median_finality(&self) -> Option<Duration> {
        let mut times = self.finality.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    }
}

/// Ctrl-C, or a request to end.
pub(crate) struct Stop {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    pub(crate) fn new() -> Result<Self, Failure> {
        let signal = |kind| {
            tokio::signal::unix::signal(kind).map_err(|error| {
                Failure::machine("demo.signals", &error, "Check the limits of this machine.")
            })
        };
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    pub(crate) async fn wait(&mut self) {
        select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

impl Crew {
    /// Starts all validators, then the portal, and waits until each answers.
    async fn start(scene: &Scene) -> Result<Self, Failure> {
        let begun = Instant::now();
        let output = scene.output;
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|error| Failure::machine("http.unusable", &error, "Check this machine's limits."))?;
        output.heading("The agencies start");
        let mut plans = Vec::new();
        for (n, port) in scene.ports.services.iter().enumerate() {
            let name = AGENCIES.get(n).copied().unwrap_or("Agency");
            plans.push(Plan::validator(&scene.home, n, name, *port)?);
        }
        plans.push(Plan::portal(&scene.home, scene.ports.portal));
        others_ended(&plans).await;
        let portal = plans.pop().expect("the portal was put last");
        let mut started: Vec<Process> = plans.into_iter().map(Process::start).collect::<Result<_, _>>()?;
        let mut portal = Process::start(portal)?;
        for n in 0..started.len() {
            if let Err(failure) = started[n].ready(&http).await {
                started.push(portal);
                stop_all(started);
                return Err(failure);
            }
            let (name, id) = (started[n].plan.name.clone(), started[n].id());
            output.fact("agency", format_args!("{name:<28} process {id}"));
            output.object(&json!({ "event": "agency", "name": name, "pid": id }));
        }
        if let Err(failure) = portal.ready(&http).await {
            started.push(portal);
            stop_all(started);
            return Err(failure);
        }
        let crew = Self { http, validators: started, portal };
        crew.first_block(begun).await?;
        output.fact("ready in", took(begun.elapsed()));
        output.fact(
            "portal",
            format_args!("http://localhost:{}   process {}", scene.ports.portal, crew.portal.id()),
        );
        output.object(&json!({
            "event": "ready", "portal": format!("http://localhost:{}", scene.ports.portal),
            "pid": crew.portal.id(), "ms": millis(begun.elapsed()),
        }));
        Ok(crew)
    }

    /// Waits until a quorum makes blocks.
    async fn first_block(&self, begun: Instant) -> Result<(), Failure> {
        while begun.elapsed() < FIRST_BLOCK_MAX {
            if self.heights().await.into_iter().flatten().any(|height| height > 0) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        Err(Failure::new(
            Exit::Machine,
            "ledger.silent",
            "the agencies' validators run and make no block together",
            "Their logs stand in agencies/*/log.txt of the data directory.",
        ))
    }

    /// The height of each validator; none for one that does not answer.
    async fn heights(&self) -> Vec<Option<u64>> {
        let mut heights = Vec::new();
        for validator in &self.validators {
            heights.push(status(&self.http, &validator.plan).await.map(|status| status.height));
        }
        heights
    }

    fn stop(self) {
        let mut all = self.validators;
        all.push(self.portal);
        stop_all(all);
    }
}

/// Registers, issues and verifies, a declaration after the other. The processes are looked after
/// meanwhile by whoever waits on them: a dead one shows as an answer that does not come.
async fn tell(scene: &Scene, crew: &mut Crew, declarations: &[PathBuf]) -> Result<Story, Failure> {
    let mut clients = BTreeMap::new();
    let signs = |role| role == Role::Registrar || role == Role::SecondOfficer;
    for officer in scene.staff.officers().filter(|officer| signs(officer.key.role)) {
        clients.insert(officer.id.clone(), Client::open(&scene.home, &officer.id)?);
    }
    let mut story = Story::default();
    let mut book = Book::default();
    for (n, path) in declarations.iter().enumerate() {
        let office = batch::office_of(path)?;
        // The two registrars of an office take turns.
        let name = format!("{office}-{}", n % 2 + 1);
        let Some(client) = clients.get(&name) else {
            return Err(Failure::new(
                Exit::Usage,
                "office.unknown",
                format!("{}: there is no registrar of office {office} here", path.display()),
                "Use the code of an office of the staff list.",
            ));
        };
        scene.output.heading(&format!("{} of {}: {}", n + 1, declarations.len(), file_name(path)));
        // Who passes a rule by an order has the second officer of another office beside them.
        let other = if office == SECOND_OFFICE { FIRST_OFFICE } else { SECOND_OFFICE };
        let hands = Hands { registrar: client, second: clients.get(&format!("{other}-second")) };
        let registered = match act::register_file(hands, path, &mut book).await {
            Ok(registered) => registered,
            Err(failure) if failure.exit == Exit::Refused => {
                scene.output.fact("refused", &failure.what);
                story.refused += 1;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        scene.tell_registered(&registered, &name);
        story.registered += 1;
        story.finality.extend(registered.finality);
        let paper = match scene.paper(client, &office, &registered).await {
            Ok(Some(paper)) => paper,
            Ok(None) => continue,
            Err(failure) if failure.code == "certificate.unprintable" => {
                scene.output.fact("no paper", &failure.what);
                story.unprinted += 1;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        story.papers += 1;
        scene.tell_paper(&paper);
        story.first_paper.get_or_insert_with(|| paper.file.clone());
        if let ("marriage", Some(number)) = (registered.kind.as_str(), &registered.number) {
            story.bride = Some(format!("{number}:wife"));
        }
        if scene.verify(&paper.file)? { story.valid += 1 } else { story.not_valid += 1 }
    }
    if let Some(ended) =
        crew.validators.iter_mut().chain([&mut crew.portal]).find_map(|process| {
            process.ended().map(|status| format!("{} ended ({status})", process.plan.name))
        })
    {
        scene.output.fact("notice", ended);
    }
    Ok(story)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Scene {
    fn tell_registered(&self, registered: &Registered, registrar: &str) {
        let output = self.output;
        output.fact("signed by", format_args!("registrar {registrar}, with their own key"));
        for warning in &registered.warnings {
            output.fact("unusual", warning);
        }
        match &registered.number {
            Some(_) => output.fact("act number", format_args!("{}, given by the ledger", registered.named())),
            None => output.fact("lodged", "the term that the law sets runs from this day, by the ledger"),
        }
        let (quorum, all) = (self.genesis.quorum(), self.genesis.member_count());
        let how_long = match registered.finality {
            Some(time) => format!("{} after the signature", took(time)),
            None => "registered before; the same act is shown again".to_owned(),
        };
        output.fact(
            "final",
            format_args!("at height {}, by {quorum} of {all} agencies, {how_long}", registered.height),
        );
        output.object(&json!({
            "event": "registered", "kind": registered.kind, "number": registered.number, "date": registered.date,
            "registrar": registrar, "height": registered.height, "quorum": quorum, "agencies": all,
            "finality_ms": registered.finality.map(millis),
        }));
    }

    /// The paper of an act: printed now, or kept from the last time. An application has none, nor has an act
    /// of before the ledger whose paper was issued then.
    async fn paper(&self, client: &Client, office: &str, act: &Registered) -> Result<Option<Paper>, Failure> {
        let Some(number) = act.number.as_deref().filter(|_| act.kind != "legacy") else { return Ok(None) };
        let lang = LANGUAGES.iter().find(|(code, _)| *code == office).map_or("uz-Latn,ru", |(_, lang)| lang);
        let file = self.home.path("certificates").join(format!("{number}.pdf"));
        let wanted = Wanted::certificate(lang);
        match certificate::issue_to(client, number, &wanted, &file).await {
            Err(failure) if failure.code == Refusal::StillbirthWithoutCertificate.code() => {
                let wanted = Wanted { document: "reference".to_owned(), ..wanted };
                certificate::issue_to(client, number, &wanted, &file).await.map(Some)
            }
            issued => issued.map(Some),
        }
    }

    fn tell_paper(&self, paper: &Paper) {
        let output = self.output;
        output.fact(
            "certificate",
            format_args!(
                "{}   {} KB, printed in {}",
                paper.file.display(),
                paper.bytes.div_ceil(1024),
                took(paper.printing)
            ),
        );
        output.object(&json!({
            "event": "certificate", "number": paper.number, "file": paper.file.display().to_string(),
            "bytes": paper.bytes, "print_ms": millis(paper.printing),
            "finality_ms": paper.finality.map(millis),
        }));
    }

    /// Verifies a certificate from its PDF alone, with the network key and nothing else.
    fn verify(&self, pdf: &Path) -> Result<bool, Failure> {
        let begun = Instant::now();
        let verdict = certificate::check_file(pdf, &self.home.network_key_path())?;
        let word = if verdict { "valid" } else { "NOT VALID" };
        self.output.fact("checked", format_args!("{word}, from the PDF alone, in {}", took(begun.elapsed())));
        self.output
            .object(&json!({ "event": "verified", "file": pdf.display().to_string(), "valid": verdict,
            "ms": millis(begun.elapsed()) }));
        Ok(verdict)
    }

    fn conclude(&self, story: &Story, took_all: Duration) {
        let output = self.output;
        output.heading("What happened");
        output.fact("acts", format_args!("{} registered, {} refused", story.registered, story.refused));
        output.fact(
            "papers",
            format_args!(
                "{}: {} valid, {} not valid, each checked from its PDF alone",
                story.papers, story.valid, story.not_valid
            ),
        );
        if story.unprinted > 0 {
            output.fact("no paper", format_args!("{} acts whose values fit no page", story.unprinted));
        }
        if let Some(time) = story.median_finality() {
            output.fact(
                "finality",
                format_args!("{} in the middle, signature to verified receipt", took(time)),
            );
        }
        output.fact("in all", took(took_all));
        output.object(&json!({
            "event": "done", "registered": story.registered, "refused": story.refused, "valid": story.valid,
            "not_valid": story.not_valid, "unprinted": story.unprinted, "finality_ms_median": story.median_finality().map(millis),
            "ms": millis(took_all),
        }));
    }

    /// Stays up: looks after the processes until it is told to stop.
    async fn stay(
        &self,
        story: &Story,
        crew: &mut Crew,
        stop: &mut Stop,
        restart: bool,
    ) -> Result<(), Failure> {
        let output = self.output;
        output.heading("It stays up; try it");
        let data = self.home.root().display();
        output.line(format_args!("  dalolat act list --as 1101-1 --data {data}"));
        if let Some(paper) = &story.first_paper {
            output.line(format_args!("  dalolat verify {} --data {data}", paper.display()));
        }
        if let Some(bride) = &story.bride {
            output.line(format_args!("  dalolat person show {bride} --as 1101-1 --data {data}"));
        }
        output.line("  kill one agency by its process number: the others go on, and it comes back");
        let portal = self.ports.portal;
        output.line(format_args!(
            "  http://localhost:{portal}/ish opens the counter: register a birth by hand, and print its paper"
        ));
        output.line(format_args!(
            "  http://localhost:{portal}/verify checks a paper in the browser, also without a line"
        ));
        output.line("\n  Ctrl-C ends it. Everything stays in the data directory.");
        let mut dead: BTreeMap<usize, Instant> = BTreeMap::new();
        loop {
            select! {
                () = stop.wait() => {
                    output.line("\nStopping.");
                    return Ok(());
                }
                () = tokio::time::sleep(WATCH) => {}
            }
            for n in 0..crew.validators.len() {
                self.look_after(crew, n, &mut dead, restart).await?;
            }
            if let Some(status) = crew.portal.ended() {
                output.fact("portal", format_args!("ended ({status}); it starts again"));
                crew.portal = Process::start(crew.portal.plan.clone())?;
                crew.portal.ready(&crew.http).await?;
                output.fact(
                    "portal",
                    format_args!("is back, process {}; what it had accepted goes on", crew.portal.id()),
                );
                output.object(&json!({ "event": "portal-back", "pid": crew.portal.id() }));
            }
        }
    }

    /// Notices that the validator `n` is dead, and starts it again after a while.
    async fn look_after(
        &self,
        crew: &mut Crew,
        n: usize,
        dead: &mut BTreeMap<usize, Instant>,
        restart: bool,
    ) -> Result<(), Failure> {
        let Some(status) = crew.validators[n].ended() else { return Ok(()) };
        let name = crew.validators[n].plan.name.clone();
        let since = *dead.entry(n).or_insert_with(|| {
            let left = self.genesis.member_count().saturating_sub(1);
            let what = if restart { "it starts again in 5 s" } else { "it stays so" };
            self.output.fact("down", format_args!("{name} ended ({status}); the other {left} go on; {what}"));
            self.output.object(&json!({ "event": "down", "name": name }));
            Instant::now()
        });
        if !restart || since.elapsed() < RESTART_AFTER {
            return Ok(());
        }
        dead.remove(&n);
        let begun = Instant::now();
        let goal = crew.heights().await.into_iter().flatten().max().unwrap_or(0);
        crew.validators[n] = Process::start(crew.validators[n].plan.clone())?;
        let id = crew.validators[n].id();
        self.output.fact("back", format_args!("{name} starts again, process {id}"));
        crew.validators[n].ready(&crew.http).await?;
        let first = self.height_of(crew, n).await;
        while begun.elapsed() < FIRST_BLOCK_MAX {
            let height = self.height_of(crew, n).await;
            if height >= Some(goal) {
                let from = first.unwrap_or(0);
                self.output.fact(
                    "caught up",
                    format_args!(
                        "{name}: from height {from} to {} in {}",
                        height.unwrap_or(0),
                        took(begun.elapsed())
                    ),
                );
                self.output.object(&json!({ "event": "caught-up", "name": name, "pid": id, "from": from,
                    "height": height, "ms": millis(begun.elapsed()) }));
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.output.fact("slow", format_args!("{name} has not caught up yet; it goes on in the background"));
        Ok(())
    }

    async fn height_of(&self, crew: &Crew, n: usize) -> Option<u64> {
        status(&crew.http, &crew.validators[n].plan).await.map(|status| status.height)
    }
}
