//! Entries that the service makes and officers sign: repairs of acts and persons; and what governors decide.
//!
//! A tag says nothing to a person. So the service shows whom the entry concerns, and how the act was registered
//! that it names, with the receipt of that: nothing is signed where the network key does not prove the act.
use crate::{
    act::{act_number, answer_lacks, not_what_was_shown, read_entry, runtime},
    args::{Application, ApplicationCommand, Callers, Governance, GovernanceCommand, Passing},
    client::Client,
    failure::{Exit, Failure},
    filing::Desk,
    home::Home,
    keys::{Trusted, unproved},
    output::{Output, grouped},
};
use civil::{CivilDate, RegionCode, words::Saying};
use portal::api::RepairJson;
use protocol::{Body, Entry, EntryId, Outcome, entry::RegionLoaded};
use serde_json::{Map, Value, json};
use std::fs;

/// The greatest size of a file of waivers, in bytes.
const WAIVERS_BYTES_MAX: u64 = 16 * 1024;

/// A request of the format `dalolat/repair/1`.
pub(crate) struct Repair {
    word: &'static str,
    fields: Map<String, Value>,
}

impl Repair {
    /// The repair of that word, with what belongs to it, an object.
    pub(crate) fn new(word: &'static str, more: Value) -> Self {
        let mut fields = match more {
            Value::Object(fields) => fields,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Map::new()
            }
        };
        fields.insert("format".to_owned(), json!("dalolat/repair/1"));
        fields.insert("repair".to_owned(), json!(word));
        Self { word, fields }
    }

    /// The same with the waivers of a file.
    pub(crate) fn passing(mut self, passing: &Passing) -> Result<Self, Failure> {
        let Some(path) = &passing.waivers else { return Ok(self) };
        let read = |error| Failure::file("read", path, &error);
        let file = || path.display().to_string();
        if fs::metadata(path).map_err(read)?.len() > WAIVERS_BYTES_MAX {
            let what = Saying::new("waivers.too-large").with("file", file()).with("most", WAIVERS_BYTES_MAX);
            return Err(Failure::told(Exit::Usage, what, "waivers.too-large/do"));
        }
        let waivers: Value = serde_json::from_slice(&fs::read(path).map_err(read)?).map_err(|error| {
            let what = Saying::new("waivers.unreadable").with("file", file());
            let what = what.with("line", error.line()).with("column", error.column());
            Failure::told(Exit::Usage, what, "waivers.unreadable/do")
        })?;
        self.fields.insert("waivers".to_owned(), waivers);
        Ok(self)
    }

    /// The act that it names, where it names one.
    fn act(&self) -> Option<&str> {
        self.fields.get("act").and_then(Value::as_str)
    }
}

/// Asks for the entry of a repair, shows it, has it signed and waits until it is final. `then` says what holds
/// from then on.
pub(crate) async fn file(
    repair: Repair,
    callers: &Callers,
    then: &str,
    output: Output,
) -> Result<Exit, Failure> {
    let home = Home::open(&callers.data.data)?;
    let desk = Desk::open(home, &callers.officers)?;
    let (entry, mut shown) = prepared(&desk.client, &desk.trusted, &repair).await?;
    shown.push(("then", then.to_owned()));
    let filed = desk.file_entry(entry, &shown, output).await?;
    output.line(format_args!("{then}. Final, height {}.", filed.height));
    output.object(&json!({ "repair": repair.word, "act": repair.act(), "height": filed.height }));
    Ok(Exit::Done)
}

/// The entry of a repair, if it names the act that was asked for; and what the signers see of it.
async fn prepared(
    client: &Client,
    trusted: &Trusted,
    repair: &Repair,
) -> Result<(Entry, Vec<(&'static str, String)>), Failure> {
    let body = serde_json::to_vec(&repair.fields).expect("what was read from JSON is JSON");
    let answer: RepairJson = client.post("/v1/repairs", None, body).await?;
    let entry = read_entry(Some(&answer.entry))?;
    let mut shown = Vec::new();
    let named = act_of(&entry.body);
    if is_of(&entry.body) != Some(repair.word) || named.is_some() != repair.act().is_some() {
        return Err(not_what_was_shown());
    }
    if let (Some(id), Some(wanted)) = (named, repair.act()) {
        let number = act_number(wanted)?;
        let proof = answer.act.as_ref().ok_or_else(|| answer_lacks("how the act was registered"))?;
        let (act, outcome, _) = trusted.entry(proof).ok_or_else(unproved)?;
        let is_the_act = matches!(outcome, Outcome::Act { number: of, .. } if of == number);
        if act.id() != id || !is_the_act {
            return Err(not_what_was_shown());
        }
        shown.push(("act", format!("№ {}", grouped(wanted))));
    }
    if let Some(application) = repair.fields.get("application") {
        let text = |field: &str| application[field].as_str().unwrap_or_default().to_owned();
        shown.push(("application", format!("{} of {}", text("number"), text("lodged"))));
    }
    for one in &answer.concerned {
        let word = ["first", "second", "from", "to"].into_iter().find(|word| *word == one.place);
        let name = one.name.as_deref().unwrap_or("somebody who stands in no act");
        shown.push((word.ok_or_else(|| answer_lacks("whom it concerns"))?, name.to_owned()));
    }
    Ok((entry, shown))
}

/// The word of the repair that an entry is; `None` for other entries.
const fn is_of(body: &Body) -> Option<&'static str> {
    match body {
        Body::ActDispute(_) => Some("dispute"),
        Body::ActDisputeEnd(_) => Some("dispute-end"),
        Body::PersonJoin(_) => Some("join"),
        Body::PersonPart(_) => Some("part"),
        Body::PersonMove(_) => Some("move"),
        Body::ApplicationWithdraw(_) => Some("withdraw"),
        Body::ActRegister(_)
        | Body::CertificateIssue(_)
        | Body::CertificateRevoke(_)
        | Body::NumberReserve(_)
        | Body::NumberRelease(_)
        | Body::CaseAnchor(_)
        | Body::AccessAnchor(_)
        | Body::ArchiveBatch(_)
        | Body::StaffKey(_)
        | Body::StaffSuspend(_)
        | Body::StaffLift(_)
        | Body::StaffRevoke(_)
        | Body::StaffOffice(_)
        | Body::GovernanceKey(_)
        | Body::GovernanceParameter(_)
        | Body::GovernanceRules(_)
        | Body::ApplicationLodge(_)
        | Body::LegacyOpen(_)
        | Body::LegacyStatus(_)
        | Body::RegionLoaded(_)
        | Body::ReferenceIssue(_) => None,
    }
}

/// The act that the entry of a repair names.
fn act_of(body: &Body) -> Option<EntryId> {
    if let Body::ActDispute(dispute) = body {
        Some(dispute.act)
    } else if let Body::ActDisputeEnd(end) = body {
        Some(end.act)
    } else if let Body::PersonMove(moved) = body {
        Some(moved.act)
    } else {
        None
    }
}

/// Runs `dalolat act dispute`.
pub(crate) async fn dispute(
    number: &str,
    end: bool,
    passing: &Passing,
    callers: &Callers,
    output: Output,
) -> Result<Exit, Failure> {
    act_number(number)?;
    let more = json!({ "act": number });
    if end {
        let repair = Repair::new("dispute-end", more).passing(passing)?;
        file(repair, callers, "The act has its effects again", output).await
    } else {
        file(Repair::new("dispute", more), callers, "The act has no effects until the dispute ends", output)
            .await
    }
}

/// Runs `dalolat application …`.
pub(crate) fn application(args: &Application, output: Output) -> Result<Exit, Failure> {
    let ApplicationCommand::Withdraw { number, lodged, caller } = &args.command;
    let more = json!({ "application": { "number": number, "lodged": lodged } });
    let callers = Callers { officers: vec![caller.officer.clone()], data: caller.data.clone() };
    let withdraw = Repair::new("withdraw", more);
    runtime()?.block_on(file(
        withdraw,
        &callers,
        "The application is withdrawn: nothing is registered on it any more",
        output,
    ))
}

/// Runs `dalolat governance …`.
pub(crate) fn governance(args: &Governance, output: Output) -> Result<Exit, Failure> {
    let GovernanceCommand::Loaded { region, since, callers } = &args.command;
    let wrong = |what: String| {
        let hint = "A region is a number from 1 to 99, a day is written like 1991-09-01.";
        Failure::new(Exit::Usage, "governance.loaded", what, hint)
    };
    let region = RegionCode::new(*region).map_err(|error| wrong(error.to_string()))?;
    let since: CivilDate = since.parse().map_err(|error: civil::date::NotADate| wrong(error.to_string()))?;
    runtime()?.block_on(async {
        let desk = Desk::open(Home::open(&callers.data.data)?, &callers.officers)?;
        let body = Body::RegionLoaded(RegionLoaded { region, since });
        let shown =
            [("region", region.to_string()), ("old acts", format!("are on the ledger from {since} on"))];
        let filed = desk.file(None, body, &shown, output).await?;
        output.line(format_args!(
            "The old acts of region {region} are on the ledger from {since} on, height {}.",
            filed.height
        ));
        output.object(&json!({
            "region": region.get(), "since": since.to_string(), "height": filed.height,
        }));
        Ok(Exit::Done)
    })
}
