//! `dalolat act`: registering, showing, listing. Each is a request to the portal.
use crate::{
    args::{Act, ActCommand, Caller},
    batch::{Book, Document, declarations},
    client::{Client, signature_of, unknown_answer},
    failure::{Exit, Failure},
    home::Home,
    output::{Output, grouped, millis, took},
    repair,
    tongue::say,
};
use civil::{ActKind, ActNumber, words::Saying};
use indicatif::{ProgressBar, ProgressStyle};
use portal::api::{
    ActJson, ActsJson, CaseJson, DeclaredJson, FieldValue, RefusalJson, SecondSignature, SignatureRequest,
    record_of, unhex,
};
use protocol::{Body, Canonical as _, Entry, commitment::RecordType, entry::WaiverBasis, hash::hex};
use registry::request::declaration_key;
use serde_json::json;
use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

/// How long a command waits for its entry to become final before it says that it is not yet.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
/// How long one question about a case waits.
pub(crate) const WAIT_MS: u64 = 10_000;

/// Runs `dalolat act …`.
pub(crate) fn act(args: &Act, output: Output) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    match &args.command {
        ActCommand::Register { file, second, caller } => {
            runtime.block_on(register(file, second.as_deref(), caller, output))
        }
        ActCommand::Show { number, caller } => runtime.block_on(show(number, caller, output)),
        ActCommand::List { caller } => runtime.block_on(list(caller, output)),
        ActCommand::Dispute { number, end, passing, callers } => {
            runtime.block_on(repair::dispute(number, *end, passing, callers, output))
        }
    }
}

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::machine("runtime", &error, "Check the limits of this machine."))
}

pub(crate) fn client(caller: &Caller) -> Result<Client, Failure> {
    Client::open(&Home::open(&caller.data.data)?, &caller.officer)
}

pub(crate) fn act_number(text: &str) -> Result<ActNumber, Failure> {
    text.parse().map_err(|_no_number| Failure::told(Exit::Usage, "act.number", "act.number/do"))
}

/// What became of a declaration.
#[derive(Debug)]
pub(crate) struct Registered {
    /// The kind of act, `application` or `legacy`.
    pub(crate) kind: String,
    /// The act's number; an application has none.
    pub(crate) number: Option<String>,
    /// The day of an act's registration.
    pub(crate) date: Option<String>,
    pub(crate) height: u64,
    /// From the signature to the verified receipt; none where it was final before.
    pub(crate) finality: Option<Duration>,
    /// What is unusual.
    pub(crate) warnings: Vec<String>,
}

impl Registered {
    /// Number and day of an act; that it was lodged, of an application.
    pub(crate) fn named(&self) -> String {
        match (&self.number, &self.date) {
            (Some(number), Some(date)) => format!("№ {} of {date}", grouped(number)),
            (Some(number), None) => format!("№ {}", grouped(number)),
            (None, _) => format!("{} lodged", self.kind),
        }
    }
}

/// Who signs: a registrar, and a second officer where a rule is passed by an order or a decision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hands<'a> {
    pub(crate) registrar: &'a Client,
    pub(crate) second: Option<&'a Client>,
}

/// Registers the declaration of a file: declares, checks what is to be signed, signs, waits. What it has become
/// is kept in the book, for the declarations that name it.
pub(crate) async fn register_file(
    hands: Hands<'_>,
    path: &Path,
    book: &mut Book,
) -> Result<Registered, Failure> {
    let client = hands.registrar;
    let document = Document::read(path, book)?;
    let key = declaration_key(client.key_id(), &document.bytes).to_string();
    let declared: DeclaredJson = client.post("/v1/declarations", Some(key), document.bytes.clone()).await?;
    let warnings = declared.warnings.iter().map(|warning| warning.message.clone()).collect();
    let begun = Instant::now();
    let mut case = declared.case.clone();
    let signs = case.state == "to-sign";
    if signs {
        let entry = checked(&declared)?;
        case = sign_by(hands, &case.id, &entry).await?;
    }
    let case = settled(client, case).await?;
    let finality = signs.then(|| begun.elapsed());
    let height = case.height.ok_or_else(|| answer_lacks("the height"))?;
    if case.kind != "application" && case.act.is_none() {
        return Err(answer_lacks("the number of the act"));
    }
    document.keep(book, case.act.as_deref(), case.date.as_deref());
    Ok(Registered { kind: case.kind, number: case.act, date: case.date, height, finality, warnings })
}

/// The entry, if its commitment is the one that the values lead to. Nothing else is signed.
fn checked(declared: &DeclaredJson) -> Result<Entry, Failure> {
    let entry = read_entry(declared.entry.as_deref())?;
    if let Body::ApplicationLodge(lodge) = &entry.body {
        let fields = declared.fields.as_ref().ok_or_else(|| answer_lacks("the fields of the application"))?;
        let fits = fields.commitment() == Some(lodge.commitment);
        return if fits { Ok(entry) } else { Err(not_what_was_shown()) };
    }
    let groups = declared.record.as_deref().unwrap_or_default();
    let record = record_of(groups).ok_or_else(|| answer_lacks("a group or a field of the record"))?;
    let of = |kind: ActKind, schema| RecordType { kind: kind.into(), schema };
    let committed = match &entry.body {
        Body::LegacyOpen(open) => Some((of(open.kind, open.schema), open.commitment)),
        body => body.act().map(|act| (of(act.kind, act.schema), act.commitment)),
    };
    if committed == Some((record.of, record.commitment())) { Ok(entry) } else { Err(not_what_was_shown()) }
}

pub(crate) fn read_entry(hexadecimal: Option<&str>) -> Result<Entry, Failure> {
    let bytes = hexadecimal.and_then(unhex).ok_or_else(|| answer_lacks("an entry in hexadecimal"))?;
    Entry::from_bytes(&bytes).map_err(|fault| unknown_answer(&fault))
}

pub(crate) fn answer_lacks(what: &str) -> Failure {
    unknown_answer(&format_args!("it lacks {what}"))
}

/// The service asked for a signature over something else than it showed.
pub(crate) fn not_what_was_shown() -> Failure {
    Failure::told(Exit::Refused, "entry.not-what-was-shown", "entry.not-what-was-shown/do")
}

/// Signs the entry of a case and hands the signature in.
pub(crate) async fn sign(client: &Client, case: &str, entry: &Entry) -> Result<CaseJson, Failure> {
    sign_by(Hands { registrar: client, second: None }, case, entry).await
}

/// The same, by two where the entry passes a rule by an order or a decision.
async fn sign_by(hands: Hands<'_>, case: &str, entry: &Entry) -> Result<CaseJson, Failure> {
    let second = hands.second.filter(|_| is_overriding(entry)).map(|second| SecondSignature {
        key: hex(second.key_id().as_bytes()),
        signature: signature_of(second, entry.id()),
    });
    let request = SignatureRequest { signature: signature_of(hands.registrar, entry.id()), second };
    let body = serde_json::to_vec(&request).expect("a text is JSON");
    hands.registrar.post(&format!("/v1/cases/{case}/signature"), None, body).await
}

fn is_overriding(entry: &Entry) -> bool {
    entry.body.waivers().iter().any(|waiver| match waiver.basis {
        WaiverBasis::CourtDecision | WaiverBasis::WrittenOrder => true,
        WaiverBasis::Reason | WaiverBasis::Ground => false,
    })
}

/// Waits until a case is final. A refusal is an error; so is patience that ran out.
pub(crate) async fn settled(client: &Client, mut case: CaseJson) -> Result<CaseJson, Failure> {
    let begun = Instant::now();
    while case.state == "accepted" && case.held_up.is_none() && begun.elapsed() < PATIENCE {
        case = client.get(&format!("/v1/cases/{}?wait_ms={WAIT_MS}", case.id)).await?;
    }
    match case.state.as_str() {
        "final" => Ok(case),
        "refused" => Err(refused(case.refusal)),
        _ => Err(not_yet(case.held_up)),
    }
}

/// Refused by the ledger, for good.
pub(crate) fn refused(refusal: Option<RefusalJson>) -> Failure {
    let (code, what) = refusal.map_or_else(
        || ("refused".to_owned(), say("refused")),
        |refusal| (refusal.code, format!("{} ({})", refusal.message, refusal.source)),
    );
    Failure::new(Exit::Refused, code, what, say("refused/do"))
}

/// Accepted, and nothing certain yet; perhaps with a reason that can be lifted.
pub(crate) fn not_yet(held_up: Option<RefusalJson>) -> Failure {
    match held_up {
        None => Failure::told(Exit::CannotTell, "entry.not-yet", "entry.not-yet/do"),
        Some(RefusalJson { code, message, .. }) => {
            let what = Saying::new("entry.held-up").with("message", message);
            Failure { code, ..Failure::told(Exit::CannotTell, what, "entry.held-up/do") }
        }
    }
}

/// What came of a whole directory.
#[derive(Default)]
struct Tally {
    registered: usize,
    waiting: usize,
    refused: BTreeMap<String, usize>,
}

impl Tally {
    fn exit(&self) -> Exit {
        match (self.refused.is_empty(), self.waiting) {
            (true, 0) => Exit::Done,
            (true, _) => Exit::CannotTell,
            (false, _) => Exit::Refused,
        }
    }
}

async fn register(
    path: &Path,
    second: Option<&str>,
    caller: &Caller,
    output: Output,
) -> Result<Exit, Failure> {
    let client = client(caller)?;
    let home = Home::open(&caller.data.data)?;
    let second = second.map(|officer| Client::open(&home, officer)).transpose()?;
    let hands = Hands { registrar: &client, second: second.as_ref() };
    let files = declarations(path)?;
    let mut book = Book::default();
    if let [one] = files.as_slice() {
        let registered = register_file(hands, one, &mut book).await?;
        say_registered(one, &registered, output);
        return Ok(Exit::Done);
    }
    let bar = progress(files.len(), output);
    let mut tally = Tally::default();
    for file in &files {
        match register_file(hands, file, &mut book).await {
            Ok(registered) => {
                tally.registered += 1;
                bar.suspend(|| say_registered(file, &registered, output));
            }
            Err(failure) => match failure.exit {
                Exit::CannotTell => tally.waiting += 1,
                Exit::Refused | Exit::Usage => {
                    *tally.refused.entry(failure.code.clone()).or_default() += 1;
                    bar.suspend(|| say_refused(file, &failure, output));
                }
                // The machine, not the declaration: going on would only fail again.
                Exit::Done | Exit::Machine => {
                    bar.abandon();
                    conclude(&tally, files.len(), output);
                    return Err(failure);
                }
            },
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    conclude(&tally, files.len(), output);
    Ok(tally.exit())
}

fn progress(files: usize, output: Output) -> ProgressBar {
    if !output.draws() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("  {bar:30} {pos} of {len}, {eta} left")
        .expect("the template is a fixed text");
    ProgressBar::new(files as u64).with_style(style)
}

fn say_registered(file: &Path, registered: &Registered, output: Output) {
    let time = registered
        .finality
        .map_or_else(|| "was final before".to_owned(), |time| format!("final in {}", took(time)));
    output.line(format_args!(
        "{}  {}, {time}, height {}",
        file.display(),
        registered.named(),
        registered.height
    ));
    for warning in &registered.warnings {
        output.line(format_args!("  {}", say(Saying::new("act.unusual").with("message", warning))));
    }
    output.object(&json!({
        "file": file.display().to_string(), "state": "final", "kind": registered.kind, "number": registered.number,
        "date": registered.date, "height": registered.height, "finality_ms": registered.finality.map(millis),
        "warnings": registered.warnings,
    }));
}

fn say_refused(file: &Path, failure: &Failure, output: Output) {
    let said = Saying::new("act.refused").with("path", file.display()).with("message", &failure.what);
    output.line(say(said));
    output.object(&json!({
        "file": file.display().to_string(), "state": "refused", "code": failure.code, "message": failure.what,
    }));
}

fn conclude(tally: &Tally, files: usize, output: Output) {
    output.heading(&say("label.of-declarations"));
    output.fact(&say("label.registered"), tally.registered);
    output.fact(&say("label.waiting"), format_args!("{} ({})", tally.waiting, say("label.kept")));
    for (code, count) in &tally.refused {
        output.fact(&say("label.refused"), format_args!("{count}  {code}"));
    }
    let seen = tally.registered + tally.waiting + tally.refused.values().sum::<usize>();
    if seen < files {
        let left = format!("{} ({})", files - seen, say("label.run-again"));
        output.fact(&say("label.not-tried"), left);
    }
    output.object(&json!({
        "event": "tally", "registered": tally.registered, "waiting": tally.waiting,
        "refused": tally.refused, "not_tried": files - seen,
    }));
}

async fn show(number: &str, caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let number = act_number(number)?;
    let act: ActJson = client(caller)?.get(&format!("/v1/acts/{number}")).await?;
    output.heading(&format!("Act № {}", grouped(&number.to_string())));
    output.fact("registered", act.case.date.as_deref().unwrap_or("not yet"));
    output.fact("height", act.case.height.unwrap_or_default());
    output.fact("entry", &act.case.entry_id);
    for group in &act.record {
        output.heading(&group.group);
        for field in &group.fields {
            if let Some(value) = &field.value {
                output.line(format_args!("  {:<34}{}", field.label, written(value)));
            }
        }
    }
    output.heading("certificates");
    for paper in &act.certificates {
        let named = paper.certificate.as_deref().unwrap_or("not numbered yet");
        let state = if paper.revoked { "revoked" } else { paper.state.as_str() };
        output.line(format_args!("  {named}  {}  {state}", paper.date.as_deref().unwrap_or("")));
    }
    output.object(&json!({
        "number": number.to_string(), "date": act.case.date, "height": act.case.height,
        "entry_id": act.case.entry_id, "record": act.record, "certificates": act.certificates,
    }));
    Ok(Exit::Done)
}

pub(crate) fn written(value: &FieldValue) -> String {
    match value {
        FieldValue::Int(n) => n.to_string(),
        FieldValue::Text(text) => text.clone(),
    }
}

async fn list(caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let client = client(caller)?;
    let mut acts = Vec::new();
    for kind in ActKind::ALL {
        let mut before = String::new();
        loop {
            let page: ActsJson = client.get(&format!("/v1/acts?kind={}{before}", kind.word())).await?;
            acts.extend(page.acts);
            match page.next {
                Some(next) => before = format!("&before={next}"),
                None => break,
            }
        }
    }
    let office = client.signer.record.office().map_or_else(String::new, |office| office.to_string());
    output.heading(&format!("Acts of office {office}, kind by kind, newest first"));
    for act in &acts {
        output.line(format_args!("  № {}  {}  officer {}", grouped(&act.number), act.date, act.officer));
    }
    output.line(format_args!("  {} in all", acts.len()));
    output.object(&json!({ "office": office, "acts": acts }));
    Ok(Exit::Done)
}
