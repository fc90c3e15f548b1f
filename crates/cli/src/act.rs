//! `dalolat act`: registering, showing, listing. Each is a request to the portal.
use crate::{
    args::{Act, ActCommand, Caller},
    client::{Client, signature_of},
    failure::{Exit, Failure},
    home::Home,
    output::{Output, grouped, millis, took},
};
use civil::ActNumber;
use indicatif::{ProgressBar, ProgressStyle};
use portal::api::{
    ActJson, ActsJson, CaseJson, DeclaredJson, FieldValue, GroupJson, RefusalJson, SignatureRequest,
    record_of, unhex,
};
use protocol::{Canonical as _, Entry};
use registry::request::declaration_key;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// The greatest size of a declaration, in bytes; the service refuses a larger one too.
const DECLARATION_BYTES_MAX: u64 = 64 * 1024;
/// How long a command waits for its entry to become final before it says that it is not yet.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);
/// How long one question about a case waits.
pub(crate) const WAIT_MS: u64 = 10_000;

/// Runs `dalolat act …`.
pub(crate) fn act(args: &Act, output: Output) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    match &args.command {
        ActCommand::Register { file, caller } => runtime.block_on(register(file, caller, output)),
        ActCommand::Show { number, caller } => runtime.block_on(show(number, caller, output)),
        ActCommand::List { caller } => runtime.block_on(list(caller, output)),
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
    text.parse().map_err(|error: civil::number::NotANumber| {
        Failure::usage("act.number", &error, "It stands on the certificate and in `dalolat act list`.")
    })
}

/// What became of a declaration.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) number: String,
    pub(crate) date: String,
    pub(crate) height: u64,
    /// From the signature to the verified receipt; none where it was final before.
    pub(crate) finality: Option<Duration>,
    /// What is unusual.
    pub(crate) warnings: Vec<String>,
}

/// The declarations of a directory in the order of their names, or the one file.
pub(crate) fn declarations(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| Failure::file("read", path, &error))? {
        let file = entry.map_err(|error| Failure::file("read", path, &error))?.path();
        if file.extension().is_some_and(|ending| ending == "json") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        let what = format!("{} holds no declaration (*.json)", path.display());
        return Err(Failure::new(Exit::Usage, "declaration.none", what, "Name another directory."));
    }
    Ok(files)
}

fn read_declaration(path: &Path) -> Result<Vec<u8>, Failure> {
    let size = fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?.len();
    if size > DECLARATION_BYTES_MAX {
        return Err(Failure::new(
            Exit::Usage,
            "declaration.too-large",
            format!("{} has {size} bytes; a declaration has at most 65,536", path.display()),
            "Check that it is the right file.",
        ));
    }
    fs::read(path).map_err(|error| Failure::file("read", path, &error))
}

/// The office that a declaration is for.
pub(crate) fn office_of(path: &Path) -> Result<String, Failure> {
    let value: Value = serde_json::from_slice(&read_declaration(path)?).map_err(|error| {
        let what = format!("{}: {error}", path.display());
        Failure::new(Exit::Usage, "declaration.unreadable", what, "Correct the file: it is not JSON.")
    })?;
    Ok(value["office"].as_str().unwrap_or_default().to_owned())
}

/// Registers the declaration of a file: declares, checks what is to be signed, signs, waits.
pub(crate) async fn register_file(client: &Client, path: &Path) -> Result<Registered, Failure> {
    let bytes = read_declaration(path)?;
    let key = declaration_key(client.key_id(), &bytes).to_string();
    let declared: DeclaredJson = client.post("/v1/births", Some(key), bytes).await?;
    let warnings = declared.warnings.iter().map(|warning| warning.message.clone()).collect();
    let begun = Instant::now();
    let mut case = declared.case;
    let signs = case.state == "to-sign";
    if signs {
        let groups = declared.record.as_deref().unwrap_or_default();
        let entry = checked_birth(declared.entry.as_deref(), groups)?;
        case = sign(client, &case.id, &entry).await?;
    }
    let case = settled(client, case).await?;
    let finality = signs.then(|| begun.elapsed());
    match (case.act, case.date, case.height) {
        (Some(number), Some(date), Some(height)) => {
            Ok(Registered { number, date, height, finality, warnings })
        }
        _ => Err(answer_lacks("number, date or height")),
    }
}

/// The entry, if its commitment is the one that the values lead to. Nothing else is signed.
fn checked_birth(entry: Option<&str>, groups: &[GroupJson]) -> Result<Entry, Failure> {
    let entry = read_entry(entry)?;
    let record = record_of(groups).ok_or_else(|| answer_lacks("a group or a field of the record"))?;
    let act = entry.body.act();
    if act.is_some_and(|act| act.commitment == record.commitment() && act.kind == record.of.kind) {
        Ok(entry)
    } else {
        Err(not_what_was_shown())
    }
}

pub(crate) fn read_entry(hexadecimal: Option<&str>) -> Result<Entry, Failure> {
    let bytes = hexadecimal.and_then(unhex).ok_or_else(|| answer_lacks("an entry in hexadecimal"))?;
    Entry::from_bytes(&bytes)
        .map_err(|fault| Failure::machine("portal.answer", &fault, "Use command and portal of one version."))
}

pub(crate) fn answer_lacks(what: &str) -> Failure {
    let hint = "Portal and command are of different versions: use the same one.";
    Failure::new(Exit::Machine, "portal.answer", format!("the portal's answer lacks {what}"), hint)
}

/// The service asked for a signature over something else than it showed.
pub(crate) fn not_what_was_shown() -> Failure {
    Failure::new(
        Exit::Refused,
        "entry.not-what-was-shown",
        "the portal asks for a signature over something else than the values it shows",
        "Nothing was signed. Tell the auditor: the portal is broken or acts against you.",
    )
}

/// Signs the entry of a case and hands the signature in.
pub(crate) async fn sign(client: &Client, case: &str, entry: &Entry) -> Result<CaseJson, Failure> {
    let request = SignatureRequest { signature: signature_of(client, entry.id()) };
    let body = serde_json::to_vec(&request).expect("a text is JSON");
    client.post(&format!("/v1/cases/{case}/signature"), None, body).await
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
        || ("refused".to_owned(), "the ledger refused the entry".to_owned()),
        |refusal| (refusal.code, format!("{} ({})", refusal.message, refusal.source)),
    );
    Failure::new(Exit::Refused, code, what, "Nothing was registered.")
}

/// Accepted, and nothing certain yet; perhaps with a reason that can be lifted.
pub(crate) fn not_yet(held_up: Option<RefusalJson>) -> Failure {
    match held_up {
        None => Failure::new(
            Exit::CannotTell,
            "entry.not-yet",
            "the entry is accepted and not final yet",
            "It is kept and sent until it is. Run the same command again to see.",
        ),
        Some(RefusalJson { code, message, .. }) => Failure::new(
            Exit::CannotTell,
            code,
            format!("the entry is accepted, and as things stand the ledger does not take it: {message}"),
            "It is kept and sent until its validity is over: should the reason be lifted, it becomes final by itself. \
             Run the same command again to see.",
        ),
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

async fn register(path: &Path, caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let client = client(caller)?;
    let files = declarations(path)?;
    if let [one] = files.as_slice() {
        let registered = register_file(&client, one).await?;
        say_registered(one, &registered, output);
        return Ok(Exit::Done);
    }
    let bar = progress(files.len(), output);
    let mut tally = Tally::default();
    for file in &files {
        match register_file(&client, file).await {
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
        "{}  № {} of {}, {time}, height {}",
        file.display(),
        grouped(&registered.number),
        registered.date,
        registered.height
    ));
    for warning in &registered.warnings {
        output.line(format_args!("  unusual: {warning}"));
    }
    output.object(&json!({
        "file": file.display().to_string(), "state": "final", "number": registered.number,
        "date": registered.date, "height": registered.height, "finality_ms": registered.finality.map(millis),
        "warnings": registered.warnings,
    }));
}

fn say_refused(file: &Path, failure: &Failure, output: Output) {
    output.line(format_args!("{}  refused: {}", file.display(), failure.what));
    output.object(&json!({
        "file": file.display().to_string(), "state": "refused", "code": failure.code, "message": failure.what,
    }));
}

fn conclude(tally: &Tally, files: usize, output: Output) {
    output.heading("Of the declarations");
    output.fact("registered", tally.registered);
    output.fact("waiting", format_args!("{} (accepted, not final yet; run it again to see)", tally.waiting));
    for (code, count) in &tally.refused {
        output.fact("refused", format_args!("{count}  {code}"));
    }
    let seen = tally.registered + tally.waiting + tally.refused.values().sum::<usize>();
    if seen < files {
        output.fact("not tried", format_args!("{} (run it again: it continues)", files - seen));
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

fn written(value: &FieldValue) -> String {
    match value {
        FieldValue::Int(n) => n.to_string(),
        FieldValue::Text(text) => text.clone(),
    }
}

async fn list(caller: &Caller, output: Output) -> Result<Exit, Failure> {
    let client = client(caller)?;
    let mut acts = Vec::new();
    let mut before = String::new();
    loop {
        let page: ActsJson = client.get(&format!("/v1/acts{before}")).await?;
        acts.extend(page.acts);
        match page.next {
            Some(next) => before = format!("?before={next}"),
            None => break,
        }
    }
    let office = client.signer.record.office().map_or_else(String::new, |office| office.to_string());
    output.heading(&format!("Acts of office {office}, newest first"));
    for act in &acts {
        output.line(format_args!("  № {}  {}  officer {}", grouped(&act.number), act.date, act.officer));
    }
    output.line(format_args!("  {} in all", acts.len()));
    output.object(&json!({ "office": office, "acts": acts }));
    Ok(Exit::Done)
}
