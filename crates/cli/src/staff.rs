//! `dalolat staff`: keys of officers on the ledger. Names stay in the staff list.
use crate::{
    act::runtime,
    args::{Callers, Staff as Args, StaffCommand},
    client::{now_ms, read_staff},
    failure::{Exit, Failure},
    filing::Desk,
    home::{Home, write_json},
    output::{Output, moment},
};
use ed25519_zebra::{SigningKey, VerificationKey};
use portal::api::KeyJson;
use protocol::{
    Body, SignerKeyId,
    entry::{KeyChange, KeyEntry},
    hash::hex,
};
use registry::staff::{Officer, OfficerLine};
use serde_json::json;
use std::path::Path;
use vault::secrets::{SecretError, create_secret};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// The greatest size of an officer's line, in bytes.
const LINE_BYTES_MAX: usize = 16 * 1024;

/// Runs `dalolat staff …`.
pub(crate) fn staff(args: &Args, output: Output) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    match &args.command {
        StaffCommand::Suspend { key, callers } => {
            runtime.block_on(change(key, Change::Suspend, callers, output))
        }
        StaffCommand::Lift { key, callers } => runtime.block_on(change(key, Change::Lift, callers, output)),
        StaffCommand::Revoke { key, callers } => {
            runtime.block_on(change(key, Change::Revoke, callers, output))
        }
        StaffCommand::Enter { file, days, callers } => runtime.block_on(enter(file, *days, callers, output)),
        StaffCommand::Key { id, officer, name, role, office, out, data } => {
            let line = OfficerLine {
                id: id.clone(),
                officer: *officer,
                name: name.clone(),
                role: role.clone(),
                office: Some(office.clone()),
                region: None,
                member: None,
                public_key: String::new(),
            };
            make_key(&Home::open(&data.data)?, line, out, output)
        }
    }
}

/// What becomes of a key.
#[derive(Clone, Copy, Debug)]
enum Change {
    Suspend,
    Lift,
    Revoke,
}

impl Change {
    const fn body(self, change: KeyChange) -> Body {
        match self {
            Self::Suspend => Body::StaffSuspend(change),
            Self::Lift => Body::StaffLift(change),
            Self::Revoke => Body::StaffRevoke(change),
        }
    }

    /// What can be said of the key from then on.
    const fn said(self) -> &'static str {
        match self {
            Self::Suspend => "is suspended: it signs nothing until that is lifted",
            Self::Lift => "may sign again",
            Self::Revoke => "is revoked: it never signs again",
        }
    }
}

fn desk(callers: &Callers) -> Result<(Home, Desk), Failure> {
    let home = Home::open(&callers.data.data)?;
    let desk = Desk::open(home.clone(), &callers.officers)?;
    Ok((home, desk))
}

async fn change(named: &str, change: Change, callers: &Callers, output: Output) -> Result<Exit, Failure> {
    let (home, desk) = desk(callers)?;
    let key = key_of(&home, named)?;
    let known: KeyJson = desk.client.get(&format!("/v1/keys/{key}")).await?;
    let body = change.body(KeyChange { key, version: known.version });
    let shown = [
        ("key", format!("{key} ({named})")),
        ("change", format!("number {} of this key", known.version.saturating_add(1))),
        ("then it", change.said().to_owned()),
    ];
    let filed = desk.file(None, body, &shown, output).await?;
    output.line(format_args!("The key of {named} {}, height {}.", change.said(), filed.height));
    output.object(&json!({
        "key": key.to_string(), "change": format!("{change:?}").to_lowercase(), "version": known.version,
        "height": filed.height,
    }));
    Ok(Exit::Done)
}

/// The key of an officer of the staff list, or the one of that id.
fn key_of(home: &Home, named: &str) -> Result<SignerKeyId, Failure> {
    if let Some(officer) = read_staff(home)?.by_id(named) {
        return Ok(officer.key_id);
    }
    named.parse().map_err(|_no_id| {
        let what = format!("\"{named}\" is neither an officer of the staff list nor the id of a key");
        Failure::new(
            Exit::Usage,
            "key.unnamed",
            what,
            "Name an officer such as 1101-1, or 32 hexadecimal digits.",
        )
    })
}

async fn enter(file: &Path, days: Option<u32>, callers: &Callers, output: Output) -> Result<Exit, Failure> {
    let (_, desk) = desk(callers)?;
    let officer = read_line(file)?;
    let from_ms = now_ms();
    let until_ms = days.map(|days| from_ms.saturating_add(u64::from(days).saturating_mul(DAY_MS)));
    let body = Body::StaffKey(KeyEntry { record: officer.key.clone(), from_ms, until_ms });
    let place = officer.office().map_or_else(|| "none".to_owned(), |office| office.to_string());
    let shown = [
        ("key", officer.key_id.to_string()),
        ("officer", format!("{} ({})", officer.key.officer, officer.id)),
        ("role", officer.key.role.to_string()),
        ("office", place),
        ("until", until_ms.map_or_else(|| "it is revoked".to_owned(), moment)),
    ];
    let filed = desk.file(None, body, &shown, output).await?;
    output.line(format_args!(
        "The key of {} is entered, height {}. Add the line to staff.json and start the portal again, so that it \
         takes the officer's requests.",
        officer.id, filed.height
    ));
    output.object(
        &json!({ "key": officer.key_id.to_string(), "officer": officer.key.officer, "height": filed.height }),
    );
    Ok(Exit::Done)
}

fn read_line(file: &Path) -> Result<Officer, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::file("read", file, &error))?;
    let wrong = |what: String| {
        let what = format!("{}: {what}", file.display());
        Failure::new(Exit::Usage, "staff.line", what, "`dalolat staff key` writes such a file.")
    };
    if bytes.len() > LINE_BYTES_MAX {
        return Err(wrong("an officer's line has at most 16 KiB".to_owned()));
    }
    let line: OfficerLine = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    Officer::from_line(&line).map_err(wrong)
}

fn make_key(home: &Home, line: OfficerLine, out: &Path, output: Output) -> Result<Exit, Failure> {
    // Everything of the line but its key is read before a key is made.
    let wrong = |what: String| Failure::new(Exit::Usage, "staff.line", what, "Correct what is named.");
    let probe = OfficerLine { public_key: hex(&[0; 32]), ..line.clone() };
    Officer::from_line(&probe).map_err(wrong)?;
    let path = home.signing_key_path(&line.id);
    let seed = create_secret::<32>(&path).map_err(|error| match &error {
        SecretError::Exists { .. } => {
            Failure::usage("key.exists", &error, "Choose another id: a key is never overwritten.")
        }
        SecretError::Missing { .. }
        | SecretError::Exposed { .. }
        | SecretError::Form { .. }
        | SecretError::Random(_)
        | SecretError::Io { .. } => {
            Failure::machine("key.unmade", &error, "Check the disk and run it again.")
        }
    })?;
    let public_key: [u8; 32] = VerificationKey::from(&SigningKey::from(seed)).into();
    let line = OfficerLine { public_key: hex(&public_key), ..line };
    write_json(out, &line)?;
    output.line(format_args!(
        "{}  the line of {}; its key stands in {}. It signs nothing before two administrators enter it: `dalolat staff \
         enter --file …`.",
        out.display(),
        line.id,
        path.display()
    ));
    output
        .object(&json!({ "id": line.id, "file": out.display().to_string(), "public_key": line.public_key }));
    Ok(Exit::Done)
}
